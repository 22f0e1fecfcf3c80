"""Templates: made, read, edited, copied, deleted and saved from sessions, as each role; their list."""

from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import Database
from planner import Reader
from resolvers.context import Role
from tests.practice import Clock, House
from tests.vacuous import some

AN_ID = "01900000-0000-7000-8000-000000000000"
SCHEDULE = {"startTime": "09:00", "endTime": "12:00"}


def told(payload: Any) -> set[tuple[str, ...]]:
    """What was refused: the code and the path of each error."""
    return {(error["code"], *error["path"]) for error in payload["errors"]}


async def everything(house: House, **given: Any) -> dict[str, Any]:
    """An input that says something in every field."""
    return {
        "name": "Morning GP Clinic",
        "scope": "PRACTICE",
        "locationId": await house.location("Harbour Street"),
        "allowRemote": True,
        "schedule": {
            "startTime": "09:00",
            "endTime": "12:30",
            "endsNextDay": False,
            "recurrence": {"weekly": {"weekdays": ["MONDAY", "WEDNESDAY"], "interval": 2, "until": "2026-12-31"}},
        },
        "appointmentTypeIds": [await house.appointment_type("Vaccination"), await house.appointment_type("Blood test")],
        "notes": "Ring the bell.",
        **given,
    }


async def owner_of(house: House, name: str | None = None) -> tuple[str, str]:
    """A clinician and their token."""
    clinician = await house.clinician(name)
    return clinician, house.token(Role.CLINICIAN, clinician=clinician)


# ---------------------------------------------------------------- made and read


async def test_everything_that_was_given_is_there(house: House) -> None:
    given = await everything(house)
    payload = await house.create_template(given)
    assert payload["errors"] == []
    made = payload["template"]
    blood_test, vaccination = reversed(given["appointmentTypeIds"])
    assert made == {
        "id": made["id"],
        "version": 1,
        "name": "Morning GP Clinic",
        "scope": "PRACTICE",
        "notes": "Ring the bell.",
        "allowRemote": True,
        "locationLabel": "Harbour Street, Remote",
        "clinician": None,
        "location": {"id": given["locationId"], "name": "Harbour Street"},
        "appointmentTypeCount": 2,
        "appointmentTypes": [{"id": blood_test, "name": "Blood test"}, {"id": vaccination, "name": "Vaccination"}],
        "schedule": {
            "text": "Every 2nd week on Monday and Wednesday, 09:00–12:30, until 31 December 2026",
            "startTime": "09:00",
            "endTime": "12:30",
            "endsNextDay": False,
            "durationMinutes": 210,
            "recurrence": {
                "frequency": "WEEKLY",
                "interval": 2,
                "weekdays": ["MONDAY", "WEDNESDAY"],
                "monthDays": [],
                "weeksOfMonth": [],
                "until": "2026-12-31",
                "count": None,
                "rrule": made["schedule"]["recurrence"]["rrule"],
            },
        },
    }
    assert await house.find_template(made["id"]) == made
    assert (await house.templates("nodes { id }"))["nodes"] == [{"id": made["id"]}]


async def test_what_is_not_given_has_its_default(house: House) -> None:
    given = {"name": "Clinic", "scope": "PRACTICE", "schedule": SCHEDULE, "appointmentTypeIds": []}
    made = (await house.create_template({**given, "locationId": await house.location()}))["template"]
    assert (made["allowRemote"], made["notes"], made["version"], made["appointmentTypeCount"]) == (False, "", 1, 0)
    assert (made["schedule"]["recurrence"], made["schedule"]["endsNextDay"]) == (None, False)


async def test_a_personal_template_belongs_to_the_clinician_who_made_it(house: House) -> None:
    clinician, token = await owner_of(house, "Dr Amara Okafor")
    made = await house.template(scope="PERSONAL", token=token)
    assert (made["scope"], made["clinician"]) == ("PERSONAL", {"id": clinician, "name": "Dr Amara Okafor"})
    assert await house.find_template(made["id"], token=token) == made


async def test_a_template_is_found_by_its_id_alone(house: House) -> None:
    made = await house.template(name="Clinic")
    query = "query($id: ID!) { node(id: $id) { __typename id ... on SessionTemplate { name } } }"
    found = (await house.ask(query, id=made["id"]))["node"]
    assert found == {"__typename": "SessionTemplate", "id": made["id"], "name": "Clinic"}
    assert await house.find_template(AN_ID) is None


async def test_the_schedule_reads_as_that_of_a_session_but_without_dates(house: House) -> None:
    texts: dict[str, dict[str, Any]] = {
        "Every Monday and Wednesday, 09:00–12:00": {"days": "MO WE"},
        "Every weekday, 09:00–12:00": {"days": "MO TU WE TH FR"},
        "First Tuesday of the month, 18:00–20:00": {
            "rrule": "FREQ=MONTHLY;BYDAY=1TU",
            "start": "18:00",
            "end": "20:00",
        },
        "09:00–12:00": {"days": None},
    }
    for text, given in texts.items():
        assert (await house.template(**given))["schedule"]["text"] == text
    given = house.template_input(start="22:00", end="02:00")
    given["schedule"]["endsNextDay"] = True
    made = (await house.create_template(given))["template"]
    assert made["schedule"]["text"] == "Every Monday, 22:00–02:00 (next day)"
    assert made["schedule"]["durationMinutes"] == 240


async def test_the_rule_that_comes_out_can_be_given_back_and_changes_nothing(house: House) -> None:
    for recurrence in (
        {"daily": {"interval": 3, "count": 10}},
        {"monthly": {"monthDays": [1, 15, -1]}},
        {"monthly": {"weekdays": ["FRIDAY"], "weeksOfMonth": [-1], "interval": 2}},
        {"rrule": "rrule:freq=weekly;byday=tu,th;wkst=su;interval=2"},
        {"rrule": "FREQ=WEEKLY"},
        {"rrule": "FREQ=MONTHLY"},
    ):
        given = house.template_input()
        given["schedule"]["recurrence"] = recurrence
        made = (await house.create_template(given))["template"]
        schedule = {**given["schedule"], "recurrence": {"rrule": made["schedule"]["recurrence"]["rrule"]}}
        assert (await house.update_template(made["id"], {"schedule": schedule}))["template"] == made


async def test_when_it_was_made_and_changed_is_told_with_an_offset(house: House, clock: Clock) -> None:
    made = await house.template()
    clock.pass_(hours=2)
    await house.update_template(made["id"], {"notes": "Later"})
    asked = await house.ask("query($id: ID!) { sessionTemplate(id: $id) { createdAt updatedAt } }", id=made["id"])
    assert asked["sessionTemplate"] == {
        "createdAt": "2026-03-02T08:00:00+00:00",
        "updatedAt": "2026-03-02T10:00:00+00:00",
    }


# ---------------------------------------------------------------- refused


async def test_all_that_is_wrong_is_said_at_once_each_at_its_path(house: House, database: Database) -> None:
    asleep = await house.appointment_type("Asleep")
    await house.ask(
        "mutation($id: ID!) { updateAppointmentType(id: $id, input: {active: false}) { errors { code } } }", id=asleep
    )
    awake = await house.appointment_type()
    before = await house.stored(database)
    payload = await house.create_template(
        {
            "name": " \n",
            "scope": "PRACTICE",
            "locationId": AN_ID,
            "schedule": {
                "startTime": "12:00",
                "endTime": "09:00",
                "recurrence": {"weekly": {"weekdays": [], "interval": 0, "until": "2026-01-01", "count": 3}},
            },
            "appointmentTypeIds": [awake, "nonsense", asleep, awake, AN_ID],
            "notes": "x" * 10_001,
        }
    )
    assert payload["template"] is None
    types = ("input", "appointmentTypeIds")
    recurrence = ("input", "schedule", "recurrence", "weekly")
    wrong = told(payload)
    assert wrong >= {
        ("REQUIRED", "input", "name"),
        ("TOO_LONG", "input", "notes"),
        ("NOT_FOUND", "input", "locationId"),
        ("INVALID", "input", "schedule", "endTime"),
        ("INVALID", *types, "1"),
        ("INVALID", *types, "2"),
        ("INVALID", *types, "3"),
        ("NOT_FOUND", *types, "4"),
    }
    assert {path[-1] for code, *path in wrong if tuple(path[:4]) == recurrence} >= {"weekdays", "interval"}
    assert {error["__typename"] for error in payload["errors"]} == {"InputError", "NotFoundError"}
    assert await house.stored(database) == before


async def test_a_template_needs_a_location_or_remote(house: House) -> None:
    payload = await house.create_template(house.template_input(allowRemote=False))
    assert told(payload) == {("REQUIRED", "input", "locationId")}
    located = await house.template(locationId=await house.location())
    assert told(await house.update_template(located["id"], {"locationId": None})) == {
        ("REQUIRED", "input", "locationId")
    }


async def test_a_rule_that_can_never_occur_is_refused(house: House) -> None:
    for rrule in ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", ""):
        payload = await house.create_template(house.template_input(rrule=rrule))
        assert {error["path"][-1] for error in payload["errors"]} == {"rrule"}, rrule


async def test_names_of_any_kind_are_kept_and_too_long_ones_are_not(house: House) -> None:
    for name in ("x" * 200, "😀" * 200, "%_\\'\""):
        assert (await house.template(name=f" {name}\n"))["name"] == name
    assert told(await house.create_template(house.template_input(name="x" * 201))) == {("TOO_LONG", "input", "name")}
    assert told(await house.create_template(house.template_input(name="a\0b"))) == {("INVALID", "input", "name")}


# ---------------------------------------------------------------- edited


async def test_an_edit_changes_what_is_given_and_nothing_else(house: House) -> None:
    made = (await house.create_template(await everything(house)))["template"]
    payload = await house.update_template(made["id"], {"name": "Evening surgery"})
    assert payload == {"template": {**made, "name": "Evening surgery", "version": 2}, "errors": []}
    assert await house.find_template(made["id"]) == payload["template"]


async def test_every_field_can_be_edited_at_once(house: House) -> None:
    made = await house.template(locationId=await house.location())
    wanted = await everything(house)
    scope = wanted.pop("scope")
    edited = (await house.update_template(made["id"], wanted))["template"]
    fresh = (await house.create_template({**wanted, "scope": scope}))["template"]
    assert edited == {**fresh, "id": made["id"], "version": 2}


async def test_a_personal_template_stays_its_owners_and_its_types_with_it(house: House) -> None:
    clinician, token = await owner_of(house)
    made = await house.template(scope="PERSONAL", token=token)
    types = [await house.appointment_type(), await house.appointment_type()]
    edited = (await house.update_template(made["id"], {"appointmentTypeIds": types}, token=token))["template"]
    assert (edited["scope"], edited["clinician"]["id"]) == ("PERSONAL", clinician)
    assert (edited["appointmentTypeCount"], [found["id"] for found in edited["appointmentTypes"]]) == (2, types)


async def test_null_clears_what_can_be_cleared_and_is_refused_elsewhere(house: House) -> None:
    made = (await house.create_template(await everything(house)))["template"]
    cleared = await house.update_template(made["id"], dict.fromkeys(["locationId", "appointmentTypeIds", "notes"]))
    assert cleared["errors"] == []
    assert (cleared["template"]["locationLabel"], cleared["template"]["appointmentTypes"]) == ("Remote", [])
    assert (cleared["template"]["notes"], cleared["template"]["appointmentTypeCount"]) == ("", 0)
    fields = ["name", "allowRemote", "schedule"]
    payload = await house.update_template(made["id"], dict.fromkeys(fields))
    assert told(payload) == {("REQUIRED", "input", name) for name in fields}


async def test_what_has_become_inactive_may_stay_but_is_not_newly_chosen(house: House) -> None:
    place, kind = await house.location(), await house.appointment_type()
    made = await house.template(locationId=place, appointmentTypeIds=[kind])
    for mutation, an_id in (("updateLocation", place), ("updateAppointmentType", kind)):
        await house.ask(f'mutation {{ {mutation}(id: "{an_id}", input: {{active: false}}) {{ errors {{ code }} }} }}')
    kept = await house.update_template(made["id"], {"notes": "Still here", "appointmentTypeIds": [kind]})
    assert (kept["errors"], kept["template"]["version"]) == ([], 2)
    given = house.template_input(locationId=place, appointmentTypeIds=[kind])
    assert told(await house.create_template(given)) == {
        ("INVALID", "input", "locationId"),
        ("INVALID", "input", "appointmentTypeIds", "0"),
    }


async def test_setting_what_is_already_so_makes_no_new_version(house: House, database: Database) -> None:
    given = await everything(house)
    made = (await house.create_template(given))["template"]
    before = await house.stored(database)
    del given["scope"]
    assert (await house.update_template(made["id"], given))["template"] == made
    assert (await house.update_template(made["id"], {}))["template"] == made
    assert await house.stored(database) == before


# ---------------------------------------------------------------- copied


async def test_a_copy_has_every_setting_and_a_name_of_its_own(house: House) -> None:
    original = (await house.create_template(await everything(house)))["template"]
    copy = (await house.duplicate_template(original["id"]))["template"]
    assert copy["id"] != original["id"]
    assert copy == {**original, "id": copy["id"], "name": "Morning GP Clinic (copy)"}
    assert await house.find_template(original["id"]) == original
    long = await house.template(name="x" * 200)
    assert (await house.duplicate_template(long["id"]))["template"]["name"] == "x" * 193 + " (copy)"


async def test_overrides_make_the_variant(house: House) -> None:
    original = (await house.create_template(await everything(house)))["template"]
    overrides = {"name": "Afternoon GP Clinic", "schedule": {"startTime": "14:00", "endTime": "17:30"}, "notes": None}
    copy = (await house.duplicate_template(original["id"], overrides=overrides))["template"]
    assert (copy["name"], copy["schedule"]["text"], copy["notes"]) == ("Afternoon GP Clinic", "14:00–17:30", "")
    assert (copy["appointmentTypes"], copy["location"]) == (original["appointmentTypes"], original["location"])
    wrong = {"name": "", "locationId": AN_ID}
    assert told(await house.duplicate_template(original["id"], overrides=wrong)) == {
        ("REQUIRED", "overrides", "name"),
        ("NOT_FOUND", "overrides", "locationId"),
    }


async def test_a_clinician_makes_a_practice_template_their_own(house: House) -> None:
    original = (await house.create_template(await everything(house)))["template"]
    clinician, token = await owner_of(house)
    copy = (await house.duplicate_template(original["id"], token=token, scope="PERSONAL"))["template"]
    assert (copy["scope"], copy["clinician"]["id"]) == ("PERSONAL", clinician)
    assert copy["appointmentTypes"] == original["appointmentTypes"]
    assert await house.find_template(copy["id"]) is None


async def test_an_admin_who_is_a_clinician_shares_a_personal_template(house: House) -> None:
    clinician = await house.clinician()
    token = house.token(Role.ADMIN, clinician=clinician)
    types = [await house.appointment_type()]
    own = await house.template(scope="PERSONAL", appointmentTypeIds=types, token=token)
    shared = (await house.duplicate_template(own["id"], token=token, scope="PRACTICE"))["template"]
    assert (shared["scope"], shared["clinician"], shared["appointmentTypeCount"]) == ("PRACTICE", None, 1)
    assert await house.find_template(shared["id"], token=house.token(Role.STAFF)) == shared
    assert await house.find_template(own["id"]) is None


# ---------------------------------------------------------------- deleted


async def test_what_is_deleted_is_gone_for_good(house: House, database: Database) -> None:
    made = (await house.create_template(await everything(house)))["template"]
    assert await house.delete_template(made["id"]) == {"deletedId": made["id"], "errors": []}
    assert await house.find_template(made["id"]) is None
    stored = await house.stored(database)
    assert stored["session_template"] == stored["session_template_appointment_type"] == []
    again = await house.delete_template(made["id"])
    assert [(error["__typename"], error["path"]) for error in again["errors"]] == [("NotFoundError", ["id"])]


async def test_an_owner_deletes_their_personal_template_and_its_types_go_with_it(
    house: House, database: Database
) -> None:
    clinician, token = await owner_of(house)
    made = await house.template(scope="PERSONAL", appointmentTypeIds=[await house.appointment_type()], token=token)
    assert (await house.delete_template(made["id"], token=token))["deletedId"] == made["id"]
    stored = await house.stored(database, clinician=clinician)
    assert stored["session_template"] == stored["session_template_appointment_type"] == []


# ---------------------------------------------------------------- saved from a session


async def test_a_session_can_be_saved_as_a_template(house: House) -> None:
    place, kind = await house.location("Harbour Street"), await house.appointment_type()
    session = await house.session(
        name="Morning", locationId=place, appointmentTypeIds=[kind], notes="Bell", days="MO WE", status="INACTIVE"
    )
    payload = await house.save_as_template(session["id"])
    assert payload["errors"] == []
    made = payload["template"]
    assert (made["name"], made["scope"], made["clinician"]) == ("Morning", "PRACTICE", None)
    assert (made["locationLabel"], made["notes"], made["appointmentTypeCount"]) == ("Harbour Street", "Bell", 1)
    assert made["schedule"]["text"] == session["schedule"]["text"]
    assert await house.find(session["id"]) == session
    once = await house.session(days=None)
    assert (await house.save_as_template(once["id"]))["template"]["schedule"]["text"] == "09:00–12:00"


async def test_a_clinician_saves_any_session_as_their_own_template(house: House) -> None:
    clinician, token = await owner_of(house)
    theirs = await house.session()
    payload = await house.save_as_template(theirs["id"], token=token, scope="PERSONAL", name=" Mine ")
    assert (payload["template"]["name"], payload["template"]["clinician"]["id"]) == ("Mine", clinician)
    assert told(await house.save_as_template(theirs["id"], token=token)) == {("FORBIDDEN", "scope")}


async def test_a_session_with_an_inactive_place_can_still_be_saved_as_a_template(house: House) -> None:
    place = await house.location()
    session = await house.session(locationId=place)
    await house.ask(f'mutation {{ updateLocation(id: "{place}", input: {{active: false}}) {{ errors {{ code }} }} }}')
    assert (await house.save_as_template(session["id"]))["errors"] == []


async def test_saving_what_is_not_there_or_under_no_name_is_refused(house: House, other_house: House) -> None:
    session, foreign = await house.session(), await other_house.session()
    for an_id in (AN_ID, foreign["id"]):
        assert told(await house.save_as_template(an_id)) == {("NOT_FOUND", "sessionId")}
    assert told(await house.save_as_template("nonsense")) == {("INVALID", "sessionId")}
    assert told(await house.save_as_template(session["id"], name=" ")) == {("REQUIRED", "name")}
    assert (await house.templates("totalCount"))["totalCount"] == 0


# ---------------------------------------------------------------- who may


async def test_only_an_admin_writes_practice_templates(house: House, database: Database) -> None:
    _, token = await owner_of(house)
    made, session = await house.template(), await house.session()
    before = await house.stored(database)
    message = "Only an admin manages the practice's templates."
    refused = {
        ("input", "scope"): await house.create_template(house.template_input(), token=token),
        ("id",): await house.update_template(made["id"], {"notes": "Mine"}, token=token),
        ("scope",): await house.duplicate_template(made["id"], token=token),
    }
    refused_too = [
        await house.duplicate_template(made["id"], token=token, scope="PRACTICE"),
        await house.delete_template(made["id"], token=token),
        await house.save_as_template(session["id"], token=token),
    ]
    assert [error["path"] for payload in refused.values() for error in payload["errors"]] == [list(p) for p in refused]
    for payload in (*refused.values(), *refused_too):
        assert [(error["__typename"], error["message"]) for error in payload["errors"]] == [("ForbiddenError", message)]
    assert await house.stored(database) == before


async def test_who_is_no_clinician_cannot_own_a_personal_template_and_is_told_so(
    house: House, database: Database
) -> None:
    made, session = await house.template(), await house.session()
    before = await house.stored(database)
    for payload in (
        await house.create_template(house.template_input(scope="PERSONAL")),
        await house.duplicate_template(made["id"], scope="PERSONAL"),
        await house.save_as_template(session["id"], scope="PERSONAL"),
    ):
        (error,) = payload["errors"]
        assert (error["__typename"], error["path"][-1]) == ("ForbiddenError", "scope")
        assert error["message"] == "You are not a clinician of this practice, so you cannot own a personal template."
        assert payload["template"] is None
    assert await house.stored(database) == before


async def test_a_token_for_a_clinician_who_is_gone_cannot_own_a_personal_template(
    house: House, other_house: House
) -> None:
    for clinician in (AN_ID, await other_house.clinician()):
        for role in (Role.ADMIN, Role.CLINICIAN):
            token = house.token(role, clinician=clinician)
            payload = await house.create_template(house.template_input(scope="PERSONAL"), token=token)
            (error,) = payload["errors"]
            assert (error["__typename"], error["path"]) == ("ForbiddenError", ["input", "scope"])


@pytest.mark.parametrize("role", [Role.STAFF, Role.BOOKING, Role.CLINICIAN])
async def test_a_role_without_templates_of_its_own_changes_nothing(
    house: House, database: Database, role: Role
) -> None:
    """CLINICIAN: one whose token names no clinician."""
    made, session, clinician = await house.template(), await house.session(), await house.clinician()
    token = house.token(role)
    before = await house.stored(database)
    short = "errors { __typename message }"
    mutations = {
        "createSessionTemplate": ("input: CreateSessionTemplateInput!", {"input": house.template_input()}),
        "updateSessionTemplate": (
            "id: ID!; input: UpdateSessionTemplateInput!",
            {"id": made["id"], "input": {"notes": "Mine"}},
        ),
        "duplicateSessionTemplate": ("id: ID!; scope: TemplateScope", {"id": made["id"], "scope": "PERSONAL"}),
        "deleteSessionTemplate": ("id: ID!", {"id": made["id"]}),
        "createSessionsFromTemplate": (
            "templateId: ID!; sessions: [FromTemplateInput!]!",
            {"templateId": made["id"], "sessions": [{"clinicianId": clinician, "startDate": "2026-04-06"}]},
        ),
        "saveSessionAsTemplate": ("sessionId: ID!", {"sessionId": session["id"]}),
    }
    for mutation, (declared, given) in mutations.items():
        payload = await house.do(mutation, declared, short, token=token, **given)
        assert [error["__typename"] for error in payload["errors"]] == ["ForbiddenError"], mutation
    assert await house.stored(database) == before


async def test_staff_read_practice_templates_and_booking_clients_do_not(house: House) -> None:
    made = await house.template()
    staff, booking = house.token(Role.STAFF), house.token(Role.BOOKING)
    assert await house.find_template(made["id"], token=staff) == made
    assert (await house.templates("nodes { id } totalCount", token=staff)) == {
        "nodes": [{"id": made["id"]}],
        "totalCount": 1,
    }
    for query in (
        f'{{ sessionTemplate(id: "{made["id"]}") {{ name }} }}',
        "{ sessionTemplates { totalCount } }",
        f'{{ node(id: "{made["id"]}") {{ id }} }}',
    ):
        assert await house.code(query, token=booking) == "FORBIDDEN"


async def test_another_practices_template_is_not_found(house: House, other_house: House, database: Database) -> None:
    foreign = await other_house.template(name="Foreign")
    before = await other_house.stored(database)
    assert await house.find_template(foreign["id"]) is None
    assert await house.templates("nodes { name } totalCount") == {"nodes": [], "totalCount": 0}
    clinician = await house.clinician()
    for payload, path in (
        (await house.update_template(foreign["id"], {"notes": "Mine"}), "id"),
        (await house.duplicate_template(foreign["id"]), "id"),
        (await house.delete_template(foreign["id"]), "id"),
        (await house.from_template(foreign["id"], {"clinicianId": clinician, "startDate": "2026-04-06"}), "templateId"),
    ):
        assert told(payload) == {("NOT_FOUND", path)}
    assert await other_house.stored(database) == before


async def test_a_template_refers_to_nothing_of_another_practice(house: House, other_house: House) -> None:
    given = house.template_input(
        locationId=await other_house.location(), appointmentTypeIds=[await other_house.appointment_type()]
    )
    assert told(await house.create_template(given)) == {
        ("NOT_FOUND", "input", "locationId"),
        ("NOT_FOUND", "input", "appointmentTypeIds", "0"),
    }


async def test_a_malformed_id_is_bad_input_in_a_query_and_an_input_error_in_a_mutation(house: House) -> None:
    for query in (
        '{ sessionTemplate(id: "x") { id } }',
        '{ sessionTemplates(filter: {clinicianIds: ["x"]}) { totalCount } }',
        '{ sessionTemplates(filter: {locationIds: [""]}) { totalCount } }',
        '{ sessionTemplates(filter: {search: "\\u0000"}) { totalCount } }',
        "{ sessionTemplates(first: 101) { totalCount } }",
        '{ sessionTemplates(after: "x") { totalCount } }',
    ):
        assert await house.code(query) == "BAD_USER_INPUT", query
    for payload in (
        await house.update_template("x", {}),
        await house.duplicate_template("x"),
        await house.delete_template("x"),
    ):
        assert told(payload) == {("INVALID", "id")}
    assert told(await house.from_template("x")) == {("INVALID", "templateId")}


# ---------------------------------------------------------------- versions and idempotency keys


async def test_every_change_raises_the_version_and_a_stale_one_writes_nothing(house: House, database: Database) -> None:
    made = await house.template()
    edited = (await house.update_template(made["id"], {"notes": "A"}, expectedVersion=1))["template"]
    assert edited["version"] == 2
    before = await house.stored(database)
    for payload in (
        await house.update_template(made["id"], {"notes": "B", "name": ""}, expectedVersion=1),
        await house.delete_template(made["id"], expectedVersion=1),
    ):
        (error,) = payload["errors"]
        assert (error["__typename"], error["path"]) == ("VersionConflictError", ["expectedVersion"])
        assert error["currentVersion"] == 2
    assert await house.stored(database) == before
    assert (await house.delete_template(made["id"], expectedVersion=2))["deletedId"] == made["id"]


async def test_the_same_request_again_is_answered_again_and_not_done_again(house: House) -> None:
    session, given = await house.session(), await everything(house)
    original = await house.template()

    async def answers() -> list[Any]:
        return [
            await house.create_template(given, idempotencyKey="create"),
            await house.duplicate_template(original["id"], idempotencyKey="copy"),
            await house.save_as_template(session["id"], idempotencyKey="save"),
        ]

    assert await answers() == await answers()
    assert (await house.templates("totalCount"))["totalCount"] == 4
    other = await house.create_template({**given, "name": "Another"}, idempotencyKey="create")
    assert told(other) == {("IDEMPOTENCY_MISMATCH", "idempotencyKey")}


async def test_a_refused_request_leaves_its_key_free(house: House) -> None:
    assert told(await house.create_template(house.template_input(name=""), idempotencyKey="k"))
    assert (await house.create_template(house.template_input(), idempotencyKey="k"))["errors"] == []


async def test_a_key_is_its_viewers_own(house: House) -> None:
    given = house.template_input(scope="PERSONAL")
    _, one = await owner_of(house)
    _, other = await owner_of(house)
    made = await house.create_template(given, token=one, idempotencyKey="k")
    theirs = await house.create_template(given, token=other, idempotencyKey="k")
    assert made["template"]["id"] != theirs["template"]["id"]


# ---------------------------------------------------------------- the list


async def a_settings_page(house: House) -> tuple[str, dict[str, str]]:
    """Five templates of a clinician who sees them all; their token, and the ids of what they refer to."""
    clinician, token = await owner_of(house, "Dr Zoë Lindqvist")
    main, branch = await house.location("Harbour Street"), await house.location("Álamo Branch")
    await house.template(name="Morning GP Clinic", locationId=main, start="09:00")
    await house.template(name="afternoon GP clinic", locationId=branch, start="11:00", allowRemote=True)
    await house.template(name="Évening surgery", locationId=main, start="08:00")
    await house.template(name="100% triage", start="10:00")
    await house.template(name="My own", scope="PERSONAL", locationId=branch, start="07:00", token=token)
    return token, {"clinician": clinician, "main": main, "branch": branch}


async def test_the_list_can_be_filtered(house: House) -> None:
    token, ids = await a_settings_page(house)
    expected: list[tuple[dict[str, Any], set[str]]] = [
        ({}, {"Mo", "af", "Év", "10", "My"}),
        ({"scope": "PRACTICE"}, {"Mo", "af", "Év", "10"}),
        ({"scope": "PERSONAL"}, {"My"}),
        ({"scope": None, "search": None, "locationIds": None, "remote": None}, {"Mo", "af", "Év", "10", "My"}),
        ({"clinicianIds": [ids["clinician"]]}, {"My"}),
        ({"clinicianIds": [AN_ID]}, set()),
        ({"clinicianIds": []}, set()),
        ({"locationIds": [ids["main"]]}, {"Mo", "Év"}),
        ({"locationIds": [ids["main"], ids["branch"]], "scope": "PRACTICE"}, {"Mo", "Év", "af"}),
        ({"remote": True}, {"af", "10"}),
        ({"remote": False}, {"Mo", "Év", "My"}),
        ({"search": "GP CLINIC"}, {"Mo", "af"}),
        ({"search": "evening"}, {"Év"}),
        ({"search": "zoe"}, {"My"}),
        ({"search": "harbour"}, {"Mo", "Év"}),
        ({"search": "alamo"}, {"af", "My"}),
        ({"search": "remote"}, {"af", "10"}),
        ({"search": "Remote", "locationIds": [ids["branch"]]}, {"af"}),
        ({"search": "%"}, {"10"}),
        ({"search": "_"}, set()),
        ({"search": "nothing of the kind"}, set()),
    ]
    for given, names in expected:
        found = await house.templates("nodes { name } totalCount", token=token, filter=given)
        assert {node["name"][:2] for node in found["nodes"]} == names, given
        assert found["totalCount"] == len(names), given


ORDERS = {
    "NAME": ["100% triage", "afternoon GP clinic", "Évening surgery", "Morning GP Clinic", "My own"],
    "LOCATION": ["afternoon GP clinic", "My own", "Morning GP Clinic", "Évening surgery", "100% triage"],
    "START_TIME": ["My own", "Évening surgery", "Morning GP Clinic", "100% triage", "afternoon GP clinic"],
    "CREATED_AT": ["Morning GP Clinic", "afternoon GP clinic", "Évening surgery", "100% triage", "My own"],
    "UPDATED_AT": ["afternoon GP clinic", "Évening surgery", "100% triage", "My own", "Morning GP Clinic"],
}


async def test_the_list_goes_by_every_order_both_ways_and_pages_through_each(house: House, clock: Clock) -> None:
    token, _ = await a_settings_page(house)
    found = await house.templates("nodes { id name }", token=token, filter={"search": "Morning"})
    clock.pass_(minutes=1)
    await house.update_template(found["nodes"][0]["id"], {"notes": "Changed last"})
    assert [node["name"] for node in (await house.templates(token=token))["nodes"]] == ORDERS["NAME"]
    selection = "nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    for field, names in ORDERS.items():
        for direction, expected in (("ASC", names), ("DESC", names[::-1])):
            order = {"field": field, "direction": direction}
            page = await house.templates(selection, token=token, orderBy=order, first=3)
            then = await house.templates(
                selection, token=token, orderBy=order, first=3, after=page["pageInfo"]["endCursor"]
            )
            back = await house.templates(
                selection, token=token, orderBy=order, last=2, before=then["pageInfo"]["startCursor"]
            )
            assert [node["name"] for node in page["nodes"] + then["nodes"]] == expected, order
            assert [node["name"] for node in back["nodes"]] == expected[1:3], order
            flags = [(part["pageInfo"]["hasPreviousPage"], part["pageInfo"]["hasNextPage"]) for part in (page, then)]
            assert flags == [(False, True), (True, False)], order


async def test_ties_fall_to_the_id_and_a_cursor_outlives_its_row(house: House) -> None:
    made = [await house.template(name="Same") for _ in range(4)]
    page = await house.templates("nodes { id } pageInfo { endCursor }", first=2)
    assert [node["id"] for node in page["nodes"]] == [template["id"] for template in made[:2]]
    await house.delete_template(made[1]["id"])
    then = await house.templates("nodes { id }", first=2, after=page["pageInfo"]["endCursor"])
    assert [node["id"] for node in then["nodes"]] == [template["id"] for template in made[2:]]


# ---------------------------------------------------------------- what it costs


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The planned statements that were run."""
    seen: list[str] = []
    fetch = Reader.fetch

    async def noted(self: Reader, statement: Any, **values: Any) -> list[Any]:
        seen.append(statement.sql)
        return await fetch(self, statement, **values)

    monkeypatch.setattr(Reader, "fetch", noted)
    return iter([seen])


async def test_the_settings_page_costs_three_statements_however_many_templates_there_are(
    house: House, statements: Iterator[list[str]]
) -> None:
    seen = next(statements)
    page = """nodes { name locationLabel schedule { startTime endTime text } appointmentTypeCount
                clinician { name } } totalCount"""
    types = [await house.appointment_type() for _ in range(3)]
    costs = []
    for many in (1, 4):
        for _ in range(many):
            await house.template(locationId=await house.location(), appointmentTypeIds=types)
        seen.clear()
        found = await house.templates(page)
        assert {node["appointmentTypeCount"] for node in found["nodes"]} == {3}
        costs.append(len(seen))
    assert costs == [3, 3]
    assert not any("FROM appointment_type" in sql or "JOIN appointment_type" in sql for sql in some(seen))
