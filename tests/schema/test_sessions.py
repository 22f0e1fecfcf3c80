"""A session from its creation to its deletion, as each role and with every setting."""

from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from tests.practice import SESSION, Clock, House

AN_ID = "01900000-0000-7000-8000-000000000000"


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def everything(house: House, **given: Any) -> dict[str, Any]:
    """An input that says something in every field."""
    return {
        "name": "Morning clinic",
        "clinicianId": await house.clinician("Dr Amara Okafor"),
        "locationId": await house.location("Harbour Street"),
        "allowRemote": True,
        "schedule": {
            "startDate": "2026-03-02",
            "startTime": "09:00",
            "endTime": "12:30",
            "recurrence": {"weekly": {"weekdays": ["MONDAY", "WEDNESDAY"], "interval": 2, "until": "2026-12-31"}},
        },
        "appointmentTypeIds": [await house.appointment_type("Vaccination"), await house.appointment_type("Blood test")],
        "notes": "Ring the bell.",
        "status": "INACTIVE",
        **given,
    }


# ---------------------------------------------------------------- made, read, listed


async def test_a_session_can_be_made_and_read_back(house: House) -> None:
    made = await house.session(name="Morning clinic", days="MO WE")
    assert made["schedule"]["text"] == "Every Monday and Wednesday, 09:00–12:00"
    assert await house.find(made["id"]) == made


async def test_everything_that_was_given_is_there(house: House) -> None:
    given = await everything(house)
    made = (await house.create_session(given))["session"]
    blood_test, vaccination = reversed(given["appointmentTypeIds"])
    assert made == {
        "id": made["id"],
        "version": 1,
        "name": "Morning clinic",
        "notes": "Ring the bell.",
        "status": "INACTIVE",
        "allowRemote": True,
        "locationLabel": "Harbour Street, Remote",
        "clinician": {"id": given["clinicianId"], "name": "Dr Amara Okafor"},
        "location": {"id": given["locationId"], "name": "Harbour Street"},
        "appointmentTypes": [{"id": blood_test, "name": "Blood test"}, {"id": vaccination, "name": "Vaccination"}],
        "schedule": {
            "text": "Every 2nd week on Monday and Wednesday, 09:00–12:30, until 31 December 2026",
            "startDate": "2026-03-02",
            "startTime": "09:00",
            "endTime": "12:30",
            "endsNextDay": False,
            "durationMinutes": 210,
            "timeZone": "Europe/London",
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
    assert await house.find(made["id"]) == made


async def test_what_is_not_given_has_its_default(house: House) -> None:
    given = await house.session_input(days=None, locationId=await house.location())
    del given["allowRemote"]
    made = (await house.create_session(given))["session"]
    assert (made["allowRemote"], made["notes"], made["status"], made["version"]) == (False, "", "ACTIVE", 1)
    assert made["schedule"]["recurrence"] is None
    assert made["schedule"]["endsNextDay"] is False


async def test_when_it_was_made_and_changed_is_told_with_an_offset(house: House, clock: Clock) -> None:
    made = await house.session()
    clock.pass_(hours=2)
    await house.update_session(made["id"], {"notes": "Later"})
    asked = await house.ask("query($id: ID!) { session(id: $id) { createdAt updatedAt } }", id=made["id"])
    assert asked["session"] == {"createdAt": "2026-03-02T08:00:00+00:00", "updatedAt": "2026-03-02T10:00:00+00:00"}


async def test_an_object_is_found_by_its_id_alone(house: House) -> None:
    made = await house.session(name="Clinic")
    query = "query($id: ID!) { node(id: $id) { __typename id ... on Session { name } ... on Clinician { name } } }"
    assert (await house.ask(query, id=made["id"]))["node"] == {
        "__typename": "Session",
        "id": made["id"],
        "name": "Clinic",
    }
    found = (await house.ask(query, id=made["clinician"]["id"]))["node"]
    assert found == {"__typename": "Clinician", **made["clinician"]}
    assert (await house.ask(query, id=AN_ID))["node"] is None


async def test_names_and_notes_are_trimmed(house: House) -> None:
    made = await house.session(name="  Morning clinic\n", notes="  Ring the bell. ")
    assert (made["name"], made["notes"]) == ("Morning clinic", "Ring the bell.")


@pytest.mark.parametrize("name", ["x" * 200, "诊" * 200, "😀" * 200, "ﷺ" * 200, "%_\\'\"", "<b>"])
async def test_a_name_of_200_characters_of_any_kind_is_kept(house: House, name: str) -> None:
    made = await house.session(name=name)
    assert made["name"] == name
    page = await house.listed("nodes { name } pageInfo { endCursor }")
    assert page["nodes"] == [{"name": name}]
    following = await house.listed("nodes { name }", after=page["pageInfo"]["endCursor"], first=5)
    assert following["nodes"] == []


async def test_notes_of_10000_characters_are_kept(house: House) -> None:
    assert (await house.session(notes="é" * 10_000))["notes"] == "é" * 10_000


async def test_a_session_without_types_is_allowed(house: House) -> None:
    assert (await house.session(appointmentTypeIds=[]))["appointmentTypes"] == []


@pytest.mark.parametrize(
    "located, remote, label",
    [(True, False, "Harbour Street"), (True, True, "Harbour Street, Remote"), (False, True, "Remote")],
)
async def test_the_label_says_where_it_is(house: House, located: bool, remote: bool, label: str) -> None:
    where = {"locationId": await house.location("Harbour Street")} if located else {}
    assert (await house.session(allowRemote=remote, **where))["locationLabel"] == label


async def test_its_zone_is_that_of_its_location(house: House) -> None:
    abroad = await house.location(timeZone="Europe/Dublin")
    assert (await house.session(locationId=abroad))["schedule"]["timeZone"] == "Europe/Dublin"
    assert (await house.session(locationId=await house.location()))["schedule"]["timeZone"] == "Europe/London"
    assert (await house.session())["schedule"]["timeZone"] == "Europe/London"


@pytest.mark.parametrize(
    "schedule, text",
    [
        ({"date": "2026-01-05", "days": None}, "Monday 5 January 2026, 09:00–12:00"),
        ({"days": "MO TU WE TH FR"}, "Every weekday, 09:00–12:00"),
        ({"rrule": "FREQ=DAILY"}, "Every day, 09:00–12:00"),
        ({"rrule": "FREQ=MONTHLY;BYDAY=1TU", "start": "18:00", "end": "20:00"},
         "First Tuesday of the month, 18:00–20:00"),
        ({"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;UNTIL=20270331", "start": "14:00", "end": "17:00"},
         "Every 2nd week on Friday, 14:00–17:00, until 31 March 2027"),
    ],
)  # fmt: skip
async def test_the_schedule_reads_as_a_receptionist_would_write_it(
    house: House, schedule: dict[str, Any], text: str
) -> None:
    assert (await house.session(**schedule))["schedule"]["text"] == text


async def test_a_window_may_run_past_midnight(house: House) -> None:
    given = await house.session_input(start="22:00", end="02:00")
    given["schedule"]["endsNextDay"] = True
    made = (await house.create_session(given))["session"]
    assert made["schedule"]["endsNextDay"] is True
    assert made["schedule"]["durationMinutes"] == 240
    assert made["schedule"]["text"] == "Every Monday, 22:00–02:00 (next day)"


RECURRENCES: list[dict[str, Any]] = [
    {"daily": {"interval": 3, "count": 10}},
    {"daily": {}},
    {"weekly": {"weekdays": ["SUNDAY", "TUESDAY"], "interval": 999}},
    {"weekly": {"weekdays": ["MONDAY"], "until": "2026-01-05"}},
    {"monthly": {"monthDays": [1, 15, -1]}},
    {"monthly": {"weekdays": ["FRIDAY"], "weeksOfMonth": [-1], "interval": 2}},
    {"monthly": {"weekdays": ["MONDAY", "THURSDAY"]}},
    {"rrule": "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"},
    {"rrule": "rrule:freq=weekly;byday=tu,th;wkst=su;interval=2"},
    {"rrule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"},
    {"rrule": "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"},
    {"rrule": "FREQ=WEEKLY"},
]


@pytest.mark.parametrize("recurrence", RECURRENCES, ids=str)
async def test_the_rule_that_comes_out_can_be_given_back_and_changes_nothing(
    house: House, recurrence: dict[str, Any]
) -> None:
    given = await house.session_input()
    given["schedule"]["recurrence"] = recurrence
    made = (await house.create_session(given))["session"]
    given["schedule"]["recurrence"] = {"rrule": made["schedule"]["recurrence"]["rrule"]}
    again = (await house.create_session(given))["session"]
    assert again["schedule"] == made["schedule"]
    kept = await house.update_session(made["id"], {"schedule": given["schedule"]})
    assert kept["session"] == made


# ---------------------------------------------------------------- edited


async def test_an_edit_changes_what_is_given_and_nothing_else(house: House) -> None:
    made = (await house.create_session(await everything(house)))["session"]
    payload = await house.update_session(made["id"], {"name": "Evening clinic"})
    assert payload["errors"] == []
    assert payload["session"] == {**made, "name": "Evening clinic", "version": 2}
    assert await house.find(made["id"]) == payload["session"]


async def test_every_field_can_be_edited_at_once(house: House) -> None:
    made = await house.session(locationId=await house.location())
    wanted = await everything(house)
    edited = (await house.update_session(made["id"], wanted))["session"]
    fresh = (await house.create_session(wanted))["session"]
    assert edited == {**fresh, "id": made["id"], "version": 2}


async def test_a_schedule_is_replaced_as_a_whole(house: House) -> None:
    made = await house.session(days="MO")
    schedule = {"startDate": "2026-04-01", "startTime": "10:00", "endTime": "11:00"}
    edited = (await house.update_session(made["id"], {"schedule": schedule}))["session"]
    assert edited["schedule"]["recurrence"] is None
    assert edited["schedule"]["text"] == "Wednesday 1 April 2026, 10:00–11:00"


async def test_null_clears_what_can_be_cleared(house: House) -> None:
    made = (await house.create_session(await everything(house)))["session"]
    nothing = {"locationId": None, "appointmentTypeIds": None, "notes": None}
    payload = await house.update_session(made["id"], nothing)
    assert payload["errors"] == []
    assert payload["session"]["location"] is None
    assert payload["session"]["locationLabel"] == "Remote"
    assert payload["session"]["appointmentTypes"] == []
    assert payload["session"]["notes"] == ""


async def test_null_is_refused_where_nothing_can_be_cleared(house: House, database: Database) -> None:
    made = await house.session()
    before = await house.stored(database)
    fields = ["name", "clinicianId", "allowRemote", "schedule", "status"]
    payload = await house.update_session(made["id"], dict.fromkeys(fields))
    assert sorted(error["path"] for error in payload["errors"]) == sorted(["input", name] for name in fields)
    assert set(codes(payload)) == {"REQUIRED"}
    assert payload["session"] is None
    assert await house.stored(database) == before


async def test_the_location_cannot_be_cleared_where_remote_is_not_allowed(house: House) -> None:
    made = await house.session(locationId=await house.location())
    payload = await house.update_session(made["id"], {"locationId": None})
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [("REQUIRED", ["input", "locationId"])]


async def test_remote_cannot_be_taken_away_where_there_is_no_location(house: House) -> None:
    made = await house.session()
    payload = await house.update_session(made["id"], {"allowRemote": False})
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [("REQUIRED", ["input", "locationId"])]


async def test_a_reference_that_became_inactive_may_stay(house: House) -> None:
    given = await everything(house)
    made = (await house.create_session(given))["session"]
    await deactivate(house, "Clinician", given["clinicianId"])
    await deactivate(house, "Location", given["locationId"])
    for an_id in given["appointmentTypeIds"]:
        await deactivate(house, "AppointmentType", an_id)
    same = {name: given[name] for name in ("clinicianId", "locationId", "appointmentTypeIds")}
    payload = await house.update_session(made["id"], {"notes": "Edited", **same})
    assert payload["errors"] == []
    assert payload["session"]["version"] == 2
    fewer = await house.update_session(made["id"], {"appointmentTypeIds": given["appointmentTypeIds"][:1]})
    assert fewer["errors"] == []


async def test_an_inactive_reference_cannot_be_newly_chosen(house: House) -> None:
    made = await house.session()
    new = {"clinicianId": await house.clinician(), "locationId": await house.location()}
    new["appointmentTypeIds"] = await house.appointment_type()
    await deactivate(house, "Clinician", new["clinicianId"])
    await deactivate(house, "Location", new["locationId"])
    await deactivate(house, "AppointmentType", new["appointmentTypeIds"])
    payload = await house.update_session(made["id"], {**new, "appointmentTypeIds": [new["appointmentTypeIds"]]})
    assert sorted(error["path"] for error in payload["errors"]) == [
        ["input", "appointmentTypeIds", "0"],
        ["input", "clinicianId"],
        ["input", "locationId"],
    ]
    assert set(codes(payload)) == {"INVALID"}


async def deactivate(house: House, kind: str, an_id: str) -> None:
    name = kind[0].lower() + kind[1:]
    payload = await house.do(
        f"update{kind}",
        f"id: ID!; input: Update{kind}Input!",
        f"{name} {{ active }} errors {{ message }}",
        id=an_id,
        input={"active": False},
    )
    assert payload == {name: {"active": False}, "errors": []}


# ---------------------------------------------------------------- versions


async def test_every_change_raises_the_version_by_one(house: House) -> None:
    made = await house.session()
    assert made["version"] == 1
    assert (await house.update_session(made["id"], {"notes": "one"}))["session"]["version"] == 2
    assert (await house.update_session(made["id"], {"name": "Two", "status": "ACTIVE"}))["session"]["version"] == 3
    assert (await house.toggle_session(made["id"]))["session"]["version"] == 4
    assert (await house.toggle_sessions([made["id"]], True))["items"][0]["session"]["version"] == 5


async def test_a_patch_that_changes_nothing_makes_no_new_version(house: House, database: Database) -> None:
    given = await everything(house)
    made = (await house.create_session(given))["session"]
    before = await house.stored(database)
    reordered = {**given, "appointmentTypeIds": list(reversed(given["appointmentTypeIds"])), "name": " Morning clinic "}
    for patch in ({}, given, reordered):
        payload = await house.update_session(made["id"], patch)
        assert payload["errors"] == []
        assert payload["session"] == made
    assert (await house.toggle_session(made["id"], active=False))["session"]["version"] == 1
    assert await house.stored(database) == before


@pytest.mark.parametrize("action", ["update", "toggle", "delete"])
async def test_a_stale_version_writes_nothing_and_is_told_the_current_one(
    house: House, database: Database, action: str
) -> None:
    made = await house.session()
    await house.update_session(made["id"], {"notes": "Changed by somebody"})
    before = await house.stored(database)
    match action:
        case "update":
            payload = await house.update_session(made["id"], {"notes": "Mine"}, expectedVersion=1)
        case "toggle":
            payload = await house.toggle_session(made["id"], expectedVersion=1)
        case _:
            payload = await house.delete_session(made["id"], expectedVersion=1)
    (error,) = payload["errors"]
    assert error["__typename"] == "VersionConflictError"
    assert error["code"] == "VERSION_CONFLICT"
    assert error["path"] == ["expectedVersion"]
    assert error["currentVersion"] == 2
    assert await house.stored(database) == before


async def test_the_version_that_was_seen_lets_the_change_through(house: House) -> None:
    made = await house.session()
    assert (await house.update_session(made["id"], {"notes": "a"}, expectedVersion=1))["session"]["version"] == 2
    assert (await house.toggle_session(made["id"], expectedVersion=2))["session"]["version"] == 3
    assert (await house.delete_session(made["id"], expectedVersion=3))["deletedId"] == made["id"]


async def test_a_version_from_the_future_is_stale_too(house: House) -> None:
    made = await house.session()
    payload = await house.update_session(made["id"], {"notes": "a"}, expectedVersion=2)
    assert codes(payload) == ["VERSION_CONFLICT"]


# ---------------------------------------------------------------- duplicated


async def test_a_copy_has_every_setting_and_a_name_of_its_own(house: House) -> None:
    original = (await house.create_session(await everything(house)))["session"]
    payload = await house.duplicate_session(original["id"])
    assert payload["errors"] == []
    copy = payload["session"]
    assert copy["id"] != original["id"]
    assert copy == {**original, "id": copy["id"], "name": "Morning clinic (copy)", "version": 1}
    assert await house.find(original["id"]) == original


async def test_an_afternoon_version_of_a_morning_clinic_is_one_call(house: House) -> None:
    original = (await house.create_session(await everything(house)))["session"]
    schedule = {
        "startDate": "2026-03-02",
        "startTime": "14:00",
        "endTime": "17:00",
        "recurrence": {"rrule": original["schedule"]["recurrence"]["rrule"]},
    }
    overrides = {"name": "Afternoon clinic", "schedule": schedule, "status": "ACTIVE"}
    copy = (await house.duplicate_session(original["id"], overrides=overrides))["session"]
    text = "Every 2nd week on Monday and Wednesday, 14:00–17:00, until 31 December 2026"
    assert (copy["name"], copy["status"], copy["schedule"]["text"]) == ("Afternoon clinic", "ACTIVE", text)
    assert (copy["notes"], copy["appointmentTypes"]) == (original["notes"], original["appointmentTypes"])


async def test_a_copy_has_none_of_the_exceptions(house: House, database: Database) -> None:
    original = await house.session()
    await house.sql(
        database,
        "INSERT INTO session_exception (practice_id, session_id, original_date, cancelled)"
        " VALUES (:practice_id, :session_id, '2026-01-12', true)",
        session_id=original["id"],
    )
    copy = (await house.duplicate_session(original["id"]))["session"]
    query = "query($id: ID!) { session(id: $id) { exceptions { originalDate } } }"
    assert (await house.ask(query, id=original["id"]))["session"]["exceptions"] == [{"originalDate": "2026-01-12"}]
    assert (await house.ask(query, id=copy["id"]))["session"]["exceptions"] == []


@pytest.mark.parametrize(
    "name, copy",
    [
        ("x" * 193, "x" * 193 + " (copy)"),
        ("x" * 194, "x" * 193 + " (copy)"),
        ("x" * 200, "x" * 193 + " (copy)"),
        ("x" * 192 + " " + "y" * 7, "x" * 192 + " (copy)"),
    ],
)
async def test_copying_never_makes_a_name_too_long(house: House, name: str, copy: str) -> None:
    original = await house.session(name=name)
    assert (await house.duplicate_session(original["id"]))["session"]["name"] == copy


async def test_null_overrides_are_no_overrides(house: House) -> None:
    original = await house.session(name="Clinic")
    assert (await house.duplicate_session(original["id"], overrides=None))["session"]["name"] == "Clinic (copy)"


async def test_what_is_wrong_with_the_overrides_is_said_at_their_path(house: House, database: Database) -> None:
    original = await house.session()
    before = await house.stored(database)
    overrides = {"name": " ", "allowRemote": False, "clinicianId": AN_ID}
    payload = await house.duplicate_session(original["id"], overrides=overrides)
    assert {(error["code"], *error["path"]) for error in payload["errors"]} == {
        ("REQUIRED", "overrides", "name"),
        ("REQUIRED", "overrides", "locationId"),
        ("NOT_FOUND", "overrides", "clinicianId"),
    }
    assert await house.stored(database) == before


# ---------------------------------------------------------------- activated and deactivated


async def test_toggling_turns_the_status_round(house: House) -> None:
    made = await house.session()
    assert (await house.toggle_session(made["id"]))["session"]["status"] == "INACTIVE"
    assert (await house.toggle_session(made["id"]))["session"]["status"] == "ACTIVE"


async def test_with_active_given_toggling_sets_it(house: House) -> None:
    made = await house.session()
    assert (await house.toggle_session(made["id"], active=True))["session"] == made
    assert (await house.toggle_session(made["id"], active=False))["session"]["status"] == "INACTIVE"
    assert (await house.toggle_session(made["id"], active=None))["session"]["status"] == "ACTIVE"


async def test_an_inactive_session_is_still_listed(house: House) -> None:
    await house.session(name="Asleep", status="INACTIVE")
    assert (await house.listed())["nodes"] == [{"name": "Asleep"}]


async def test_toggling_many_answers_for_each(house: House, other_house: House) -> None:
    asleep, awake = await house.session(status="INACTIVE"), await house.session()
    foreign = await other_house.session()
    ids = [awake["id"], AN_ID, asleep["id"], "nonsense", foreign["id"], awake["id"]]
    payload = await house.toggle_sessions(ids, False)
    assert payload["errors"] == []
    assert [item["id"] for item in payload["items"]] == ids
    assert [item["session"] and (item["session"]["status"], item["session"]["version"]) for item in payload["items"]] \
        == [("INACTIVE", 2), None, ("INACTIVE", 1), None, None, ("INACTIVE", 2)]  # fmt: skip
    assert [[(error["code"], error["path"]) for error in item["errors"]] for item in payload["items"]] == [
        [],
        [("NOT_FOUND", ["ids", "1"])],
        [],
        [("INVALID", ["ids", "3"])],
        [("NOT_FOUND", ["ids", "4"])],
        [],
    ]
    assert (payload["succeeded"], payload["failed"]) == (3, 3)
    assert (await other_house.find(foreign["id"]))["status"] == "ACTIVE"


async def test_no_more_than_100_at_once(house: House, database: Database) -> None:
    made = await house.session()
    before = await house.stored(database)
    for payload in (
        await house.toggle_sessions([made["id"]] * 101, False),
        await house.delete_sessions([made["id"]] * 101),
    ):
        assert [(error["code"], error["path"]) for error in payload["errors"]] == [("OUT_OF_RANGE", ["ids"])]
        assert payload["items"] == []
    assert await house.stored(database) == before
    assert (await house.toggle_sessions([], True)) == {"items": [], "succeeded": 0, "failed": 0, "errors": []}


# ---------------------------------------------------------------- deleted


async def test_what_is_deleted_is_gone_for_good(house: House, database: Database) -> None:
    made = (await house.create_session(await everything(house)))["session"]
    assert await house.delete_session(made["id"]) == {"deletedId": made["id"], "errors": []}
    assert await house.find(made["id"]) is None
    assert (await house.listed())["nodes"] == []
    stored = await house.stored(database)
    assert stored["session"] == stored["session_appointment_type"] == []
    again = await house.delete_session(made["id"])
    assert [(error["__typename"], error["path"]) for error in again["errors"]] == [("NotFoundError", ["id"])]


async def test_deleting_many_answers_for_each(house: House, other_house: House) -> None:
    one, two, foreign = await house.session(), await house.session(), await other_house.session()
    ids = [two["id"], AN_ID, one["id"], "nonsense", foreign["id"], two["id"]]
    payload = await house.delete_sessions(ids)
    assert [item["id"] for item in payload["items"]] == ids
    assert [[error["code"] for error in item["errors"]] for item in payload["items"]].count([]) == 2
    assert (payload["succeeded"], payload["failed"], payload["errors"]) == (2, 4, [])
    assert [item["session"] for item in payload["items"]] == [None] * 6
    assert (await house.listed())["nodes"] == []
    assert await other_house.find(foreign["id"]) == foreign


# ---------------------------------------------------------------- as each role


async def test_an_admin_manages_everybodys_sessions(house: House) -> None:
    await a_whole_life(house, house.token(Role.ADMIN), await house.clinician())


async def test_clinicians_manage_their_own_sessions(house: House) -> None:
    clinician = await house.clinician()
    await a_whole_life(house, house.token(Role.CLINICIAN, clinician=clinician), clinician)


async def a_whole_life(house: House, token: str, clinician: str) -> None:
    given = await everything(house, clinicianId=clinician)
    made = (await house.create_session(given, token=token))["session"]
    assert await house.find(made["id"], token=token) == made
    assert (await house.listed("nodes { id }", token=token))["nodes"] == [{"id": made["id"]}]
    edited = (await house.update_session(made["id"], {"name": "B"}, token=token, expectedVersion=1))["session"]
    assert (edited["name"], edited["version"]) == ("B", 2)
    copy = (await house.duplicate_session(made["id"], token=token))["session"]
    assert copy["name"] == "B (copy)"
    assert (await house.toggle_session(made["id"], token=token))["session"]["status"] == "ACTIVE"
    ids = [made["id"], copy["id"]]
    assert (await house.toggle_sessions(ids, False, token=token))["succeeded"] == 2
    assert (await house.delete_session(made["id"], token=token))["deletedId"] == made["id"]
    assert (await house.delete_sessions([copy["id"]], token=token))["succeeded"] == 1
    assert (await house.listed("totalCount", token=token))["totalCount"] == 0


async def test_clinicians_read_but_do_not_touch_what_is_others(house: House, database: Database) -> None:
    token = house.token(Role.CLINICIAN, clinician=await house.clinician())
    await refused_everywhere(house, database, token, top=["id"], reads=True)


async def test_staff_read_and_change_nothing(house: House, database: Database) -> None:
    await refused_everywhere(house, database, house.token(Role.STAFF), top=[], reads=True)


async def test_booking_clients_neither_read_nor_change_sessions(house: House, database: Database) -> None:
    await refused_everywhere(house, database, house.token(Role.BOOKING), top=[], reads=False)


async def test_a_clinician_role_without_a_clinician_changes_nothing(house: House, database: Database) -> None:
    await refused_everywhere(house, database, house.token(Role.CLINICIAN), top=[], reads=True)


async def refused_everywhere(house: House, database: Database, token: str, *, top: list[str], reads: bool) -> None:
    made = (await house.create_session(await everything(house)))["session"]
    an_id, before = made["id"], await house.stored(database)
    if reads:
        assert await house.find(an_id, token=token) == made
        assert (await house.listed("nodes { id }", token=token))["nodes"] == [{"id": an_id}]
    else:
        query = f"query($id: ID!) {{ session(id: $id) {{ {SESSION} }} }}"
        assert await house.code(query, token=token, id=an_id) == "FORBIDDEN"
        assert await house.code("{ sessions { nodes { id } } }", token=token) == "FORBIDDEN"
        assert await house.code("query($id: ID!) { node(id: $id) { id } }", token=token, id=an_id) == "FORBIDDEN"
    given = await house.session_input(clinicianId=made["clinician"]["id"])
    # What a mutation would answer is only asked for as far as the role may read it.
    refusals = [
        (await house.do("createSession", "input: CreateSessionInput!", SHORT, token=token, input=given))["errors"],
        (await house.do("updateSession", "id: ID!; input: UpdateSessionInput!", SHORT, token=token, id=an_id,
                        input={"notes": "Mine"}))["errors"],
        (await house.do("duplicateSession", "id: ID!", SHORT, token=token, id=an_id))["errors"],
        (await house.do("toggleSession", "id: ID!", SHORT, token=token, id=an_id))["errors"],
        (await house.delete_session(an_id, token=token))["errors"],
    ]  # fmt: skip
    paths = [["input", "clinicianId"] if top else [], *[top] * 4]
    assert [[(error["code"], error["path"]) for error in errors] for errors in refusals] == [
        [("FORBIDDEN", path)] for path in paths
    ]
    for bulk in (
        await house.toggle_sessions([an_id], False, token=token),
        await house.delete_sessions([an_id], token=token),
    ):
        errors = bulk["items"][0]["errors"] if top else bulk["errors"]
        assert [(error["code"], error["path"]) for error in errors] == [("FORBIDDEN", ["ids", "0"] if top else [])]
    assert await house.stored(database) == before


SHORT = "session { id name } errors { __typename message code path }"


async def test_clinicians_can_neither_take_nor_give_away_a_session(house: House, database: Database) -> None:
    mine, theirs = await house.clinician(), await house.clinician()
    token = house.token(Role.CLINICIAN, clinician=mine)
    my_session = await house.session(clinicianId=mine)
    before = await house.stored(database)
    for payload in (
        await house.update_session(my_session["id"], {"clinicianId": theirs}, token=token),
        await house.create_session(await house.session_input(clinicianId=theirs), token=token),
    ):
        assert [(error["code"], error["path"]) for error in payload["errors"]] == [
            ("FORBIDDEN", ["input", "clinicianId"])
        ]
    payload = await house.duplicate_session(my_session["id"], token=token, overrides={"clinicianId": theirs})
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [
        ("FORBIDDEN", ["overrides", "clinicianId"])
    ]
    assert await house.stored(database) == before


async def test_a_clinicians_bulk_touches_their_own_sessions_only(house: House) -> None:
    clinician = await house.clinician()
    mine, theirs = await house.session(clinicianId=clinician), await house.session()
    token = house.token(Role.CLINICIAN, clinician=clinician)
    payload = await house.delete_sessions([theirs["id"], mine["id"]], token=token)
    assert (payload["succeeded"], payload["failed"]) == (1, 1)
    assert await house.find(theirs["id"]) == theirs
    assert await house.find(mine["id"]) is None


# ---------------------------------------------------------------- all or nothing


async def test_a_mutation_whose_answer_cannot_be_given_changes_nothing(house: House, database: Database) -> None:
    made = await house.session()
    before = await house.stored(database)
    query = """mutation($id: ID!, $to: Date!) { updateSession(id: $id, input: {notes: "x"}) {
        session { occurrences(from: "2026-01-01", to: $to) { originalDate } } } }"""
    assert await house.code(query, id=made["id"], to="2030-01-01") == "BAD_USER_INPUT"
    assert await house.stored(database) == before
    answer = await house.ask(query, id=made["id"], to="2026-01-10")
    assert answer["updateSession"]["session"]["occurrences"] == [{"originalDate": "2026-01-05"}]
