"""Sessions made from a template, many at once; what becomes of them when the template changes or goes."""

import asyncio
from datetime import date
from typing import Any

import pytest

from db import audit
from db.engine import Database
from resolvers.context import Role
from tests.practice import SESSION, House
from tests.vacuous import some

AN_ID = "01900000-0000-7000-8000-000000000000"
MONDAY, WEDNESDAY = "2026-04-06", "2026-04-08"


def entry(clinician: str, start: str = MONDAY, **overrides: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"clinicianId": clinician, "startDate": start}
    return {**made, "overrides": overrides} if overrides else made


def told(item: Any) -> set[tuple[str, ...]]:
    """What was refused: the code and the path of each error."""
    return {(error["code"], *error["path"]) for error in item["errors"]}


async def morning(house: House, **given: Any) -> dict[str, Any]:
    """A template with something in every field."""
    return await house.template(
        **{
            "name": "Morning GP Clinic",
            "locationId": await house.location("Harbour Street"),
            "allowRemote": True,
            "appointmentTypeIds": [await house.appointment_type("A"), await house.appointment_type("B")],
            "notes": "Ring the bell.",
            "days": "MO WE",
            "end": "12:30",
            **given,
        }
    )


# ---------------------------------------------------------------- made


async def test_one_session_is_made_for_each_entry_with_every_setting_of_the_template(house: House) -> None:
    template = await morning(house)
    amara, zoe = await house.clinician("Dr Amara Okafor"), await house.clinician("Dr Zoë Lindqvist")
    payload = await house.from_template(template["id"], entry(amara), entry(zoe), entry(amara, WEDNESDAY))
    assert (payload["created"], payload["errors"]) == (3, [])
    assert [(item["clinicianId"], item["startDate"], item["errors"]) for item in payload["items"]] == [
        (amara, MONDAY, []),
        (zoe, MONDAY, []),
        (amara, WEDNESDAY, []),
    ]
    for item in payload["items"]:
        made = item["session"]
        assert made["clinician"]["id"] == item["clinicianId"]
        assert made["template"] == {"id": template["id"]}
        assert (made["status"], made["version"]) == ("ACTIVE", 1)
        assert made["schedule"]["startDate"] == item["startDate"]
        begins = f"from {date.fromisoformat(item['startDate']).day} April 2026"
        assert made["schedule"]["text"] == f"Every Monday and Wednesday, {begins}, 09:00–12:30"
        for field in ("name", "location", "locationLabel", "allowRemote", "appointmentTypes", "notes"):
            assert made[field] == template[field], field
        stored = await house.find(made["id"])
        assert stored == {name: value for name, value in made.items() if name != "template"}


async def test_a_template_without_a_rule_makes_one_offs(house: House) -> None:
    template, clinician = await house.template(days=None), await house.clinician()
    item = (await house.from_template(template["id"], entry(clinician)))["items"][0]
    assert item["session"]["schedule"]["text"] == "Monday 6 April 2026, 09:00–12:00"


async def test_each_session_counts_from_its_own_start(house: House) -> None:
    clinician = await house.clinician()
    weekly = await house.template(rrule="FREQ=WEEKLY", start="07:00", end="08:00")
    fortnightly = await house.template(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=2")
    made = await house.from_template(weekly["id"], entry(clinician, MONDAY), entry(clinician, WEDNESDAY))
    assert [item["session"]["schedule"]["text"] for item in made["items"]] == [
        "Every Monday, from 6 April 2026, 07:00–08:00",
        "Every Wednesday, from 8 April 2026, 07:00–08:00",
    ]
    made = await house.from_template(fortnightly["id"], entry(clinician, MONDAY), entry(clinician, "2026-04-13"))
    query = """query($id: ID!) { session(id: $id) {
        occurrences(from: "2026-04-01", to: "2026-06-30") { originalDate } } }"""
    dates = []
    for item in made["items"]:
        found = (await house.ask(query, id=item["session"]["id"]))["session"]["occurrences"]
        dates.append([occurrence["originalDate"] for occurrence in found])
    assert dates == [["2026-04-06", "2026-04-20"], ["2026-04-13", "2026-04-27"]]


async def test_no_entries_make_nothing_and_more_than_100_are_refused(house: House) -> None:
    template, clinician = await house.template(), await house.clinician()
    assert await house.from_template(template["id"]) == {"items": [], "created": 0, "errors": []}
    payload = await house.from_template(template["id"], *[entry(clinician)] * 101)
    assert (told(payload), payload["items"]) == ({("OUT_OF_RANGE", "sessions")}, [])
    assert (await house.listed("totalCount"))["totalCount"] == 0


# ---------------------------------------------------------------- overrides


async def test_overrides_win_over_the_template(house: House) -> None:
    template, clinician = await morning(house), await house.clinician()
    other = await house.appointment_type("C")
    overrides: dict[str, Any] = {
        "name": "Evening surgery",
        "locationId": None,
        "allowRemote": True,
        "schedule": {"startDate": MONDAY, "startTime": "18:00", "endTime": "20:00"},
        "appointmentTypeIds": [other],
        "notes": None,
        "status": "INACTIVE",
    }
    made = (await house.from_template(template["id"], entry(clinician, **overrides)))["items"][0]["session"]
    assert (made["name"], made["locationLabel"], made["notes"]) == ("Evening surgery", "Remote", "")
    assert made["schedule"]["text"] == "Monday 6 April 2026, 18:00–20:00"
    assert (made["appointmentTypes"], made["status"]) == ([{"id": other, "name": "C"}], "INACTIVE")
    assert made["template"] == {"id": template["id"]}
    kept = (await house.from_template(template["id"], entry(clinician, name="Other")))["items"][0]["session"]
    assert kept["appointmentTypes"] == template["appointmentTypes"]


async def test_overrides_that_contradict_the_entrys_clinician_or_date_are_errors(house: House) -> None:
    template = await house.template()
    mine, theirs = await house.clinician(), await house.clinician()
    schedule = {"startDate": "2027-01-01", "startTime": "14:00", "endTime": "15:00"}
    refused = await house.from_template(
        template["id"], entry(mine, clinicianId=theirs, schedule=schedule), entry(mine, clinicianId="nonsense")
    )
    assert [told(item) for item in refused["items"]] == [
        {
            ("INVALID", "sessions", "0", "overrides", "clinicianId"),
            ("INVALID", "sessions", "0", "overrides", "schedule", "startDate"),
        },
        {("INVALID", "sessions", "1", "overrides", "clinicianId")},
    ]
    same = entry(mine, clinicianId=mine.upper(), schedule={**schedule, "startDate": MONDAY})
    session = (await house.from_template(template["id"], same))["items"][0]["session"]
    assert session["clinician"]["id"] == mine
    assert session["schedule"]["text"] == "Monday 6 April 2026, 14:00–15:00"
    cleared = await house.from_template(template["id"], entry(mine, clinicianId=None, status="INACTIVE"))
    assert cleared["items"][0]["session"]["clinician"]["id"] == mine


# ---------------------------------------------------------------- bad entries


async def test_one_bad_entry_does_not_stop_the_others_and_says_which_and_why(house: House, database: Database) -> None:
    template, clinician = await morning(house), await house.clinician()
    asleep = await house.clinician("Asleep")
    await house.ask(f'mutation {{ updateClinician(id: "{asleep}", input: {{active: false}}) {{ errors {{ code }} }} }}')
    payload = await house.from_template(
        template["id"],
        entry(AN_ID),
        entry(clinician),
        entry("nonsense", "1066-10-14", name=" ", notes="x" * 10_001),
        entry(asleep),
        entry(clinician, locationId=None, allowRemote=False, schedule=None, status=None),
        entry(clinician, "2026-04-07", schedule={"startDate": "2026-04-07", "startTime": "09:00", "endTime": "08:00"}),
        entry(clinician, WEDNESDAY, appointmentTypeIds=[AN_ID]),
        entry(clinician, "2026-04-09", name="Last", status="INACTIVE"),
    )
    assert payload["errors"] == []
    assert [told(item) for item in payload["items"]] == [
        {("NOT_FOUND", "sessions", "0", "clinicianId")},
        set(),
        {
            ("INVALID", "sessions", "2", "clinicianId"),
            ("OUT_OF_RANGE", "sessions", "2", "startDate"),
            ("REQUIRED", "sessions", "2", "overrides", "name"),
            ("TOO_LONG", "sessions", "2", "overrides", "notes"),
        },
        {("INVALID", "sessions", "3", "clinicianId")},
        {
            ("REQUIRED", "sessions", "4", "overrides", "locationId"),
            ("REQUIRED", "sessions", "4", "overrides", "schedule"),
            ("REQUIRED", "sessions", "4", "overrides", "status"),
        },
        {("INVALID", "sessions", "5", "overrides", "schedule", "endTime")},
        {("NOT_FOUND", "sessions", "6", "overrides", "appointmentTypeIds", "0")},
        set(),
    ]
    assert [item["session"] is not None for item in payload["items"]] == [not told(item) for item in payload["items"]]
    assert payload["created"] == 2
    stored = await house.stored(database)
    assert (len(stored["session"]), len(stored["session_appointment_type"])) == (2, 4)


async def test_a_start_after_the_templates_end_is_an_error_on_that_entry(house: House) -> None:
    template = await house.template(rrule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20260630")
    clinician = await house.clinician()
    schedule = {"startDate": "2026-07-01", "startTime": "09:00", "endTime": "12:00"}
    payload = await house.from_template(
        template["id"],
        entry(clinician, "2026-07-01"),
        entry(clinician, "2026-06-30"),
        entry(clinician, "2026-06-29"),
        entry(clinician, "2026-07-01", schedule=schedule),
    )
    assert [told(item) for item in payload["items"]] == [
        {("INVALID", "sessions", "0", "startDate")},
        {("INVALID", "sessions", "1", "startDate")},
        set(),
        set(),
    ]
    assert payload["items"][0]["errors"][0]["message"] == "The recurrence must not end before the first date."
    assert payload["items"][2]["session"]["schedule"]["recurrence"]["until"] == "2026-06-30"


async def test_what_has_become_inactive_in_the_template_must_be_chosen_anew(house: House) -> None:
    place, kind, clinician = await house.location(), await house.appointment_type(), await house.clinician()
    template = await house.template(locationId=place, appointmentTypeIds=[kind])
    for mutation, an_id in (("updateLocation", place), ("updateAppointmentType", kind)):
        await house.ask(f'mutation {{ {mutation}(id: "{an_id}", input: {{active: false}}) {{ errors {{ code }} }} }}')
    payload = await house.from_template(
        template["id"],
        entry(clinician),
        entry(clinician, locationId=await house.location(), appointmentTypeIds=[]),
    )
    assert [told(item) for item in payload["items"]] == [
        {
            ("INVALID", "sessions", "0", "overrides", "locationId"),
            ("INVALID", "sessions", "0", "overrides", "appointmentTypeIds", "0"),
        },
        set(),
    ]


async def test_an_entry_that_fails_late_leaves_neither_session_nor_links_nor_audit_entry(
    house: House, database: Database
) -> None:
    template, one, other = await morning(house), await house.clinician(), await house.clinician()
    await house.session(clinicianId=one, days="MO")
    before = await house.stored(database)
    payload = await house.from_template(template["id"], entry(one), onConflict="REJECT")
    assert [told(item) for item in payload["items"]] == [{("SCHEDULE_CONFLICT", "sessions", "0")}]
    assert payload["items"][0]["errors"][0]["conflicts"][0]["kind"] == "CLINICIAN_OVERLAP"
    assert await house.stored(database) == before
    payload = await house.from_template(template["id"], entry(one), entry(other), entry(other), onConflict="REJECT")
    assert [item["session"] is not None for item in payload["items"]] == [False, True, False]
    after = await house.stored(database)
    added = {name: len(rows) - len(before[name]) for name, rows in after.items() if rows != before[name]}
    assert added == {"session": 1, "session_appointment_type": 2, "audit_entry": 1}


async def test_what_breaks_in_the_middle_leaves_nothing_of_any_entry(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, clinician = await morning(house), await house.clinician()
    before = await house.stored(database)

    async def breaks(*_: Any) -> None:
        raise RuntimeError("the sessions are there, their audit entries are not")

    monkeypatch.setattr(audit, "add", breaks)
    query = """mutation($id: ID!, $sessions: [FromTemplateInput!]!) {
        createSessionsFromTemplate(templateId: $id, sessions: $sessions) { created } }"""
    entries = [entry(clinician, MONDAY), entry(clinician, WEDNESDAY), entry(clinician, "2026-04-09")]
    assert await house.code(query, id=template["id"], sessions=entries) == "INTERNAL"
    assert await house.stored(database) == before


async def test_conflicts_are_warnings_of_their_entry(house: House) -> None:
    template, one, other = await house.template(), await house.clinician(), await house.clinician()
    await house.session(clinicianId=one, days="MO", start="11:00", end="13:00")
    items = (await house.from_template(template["id"], entry(one), entry(other)))["items"]
    assert {warning["kind"] for warning in items[0]["warnings"]} == {"CLINICIAN_OVERLAP"}
    assert items[1]["warnings"] == []


# ---------------------------------------------------------------- who may


async def test_clinicians_make_sessions_for_themselves_only(house: House) -> None:
    mine, theirs = await house.clinician(), await house.clinician()
    token = house.token(Role.CLINICIAN, clinician=mine)
    shared, own = (
        await house.template(),
        await house.template(scope="PERSONAL", token=token, start="13:00", end="14:00"),
    )
    for template in (shared, own):
        payload = await house.from_template(template["id"], entry(theirs), entry(mine), token=token)
        assert [told(item) for item in payload["items"]] == [{("FORBIDDEN", "sessions", "0", "clinicianId")}, set()]
        assert payload["items"][0]["errors"][0]["__typename"] == "ForbiddenError"
    assert {node["clinician"]["id"] for node in (await house.listed("nodes { clinician { id } }"))["nodes"]} == {mine}


async def test_an_admin_who_is_a_clinician_uses_their_personal_template_for_others(house: House) -> None:
    mine, theirs = await house.clinician(), await house.clinician()
    token = house.token(Role.ADMIN, clinician=mine)
    own = await house.template(scope="PERSONAL", token=token)
    payload = await house.from_template(own["id"], entry(theirs), token=token)
    made = payload["items"][0]["session"]
    assert (made["clinician"]["id"], made["template"]) == (theirs, {"id": own["id"]})
    query = "query($id: ID!) { session(id: $id) { template { id } } }"
    as_them = house.token(Role.CLINICIAN, clinician=theirs)
    assert (await house.ask(query, token=as_them, id=made["id"]))["session"]["template"] is None


async def test_an_entry_for_another_practices_clinician_is_not_found(house: House, other_house: House) -> None:
    template, foreign = await house.template(), await other_house.clinician()
    payload = await house.from_template(template["id"], entry(foreign))
    assert told(payload["items"][0]) == {("NOT_FOUND", "sessions", "0", "clinicianId")}


# ---------------------------------------------------------------- idempotency keys


async def test_the_same_request_again_is_answered_again_and_not_done_again(house: House) -> None:
    template, clinician = await house.template(), await house.clinician()
    entries = entry(clinician), entry(AN_ID), entry(clinician)
    more = {"onConflict": "REJECT", "idempotencyKey": "k"}
    first = await house.from_template(template["id"], *entries, **more)
    assert (first["created"], len(first["items"])) == (1, 3)
    assert await house.from_template(template["id"], *entries, **more) == first
    assert (await house.listed("totalCount"))["totalCount"] == 1
    other = await house.from_template(template["id"], entry(clinician), idempotencyKey="k")
    assert told(other) == {("IDEMPOTENCY_MISMATCH", "idempotencyKey")}


async def test_a_request_of_which_every_entry_fails_leaves_its_key_free(house: House, database: Database) -> None:
    template, clinician = await house.template(), await house.clinician()
    before = await house.stored(database)
    payload = await house.from_template(template["id"], entry(AN_ID), entry("x"), idempotencyKey="k")
    assert (payload["created"], [len(item["errors"]) for item in payload["items"]]) == (0, [1, 1])
    assert await house.stored(database) == before
    assert (await house.from_template(template["id"], entry(clinician), idempotencyKey="k"))["created"] == 1


# ---------------------------------------------------------------- afterwards


async def test_a_session_keeps_its_settings_when_its_template_is_changed(house: House) -> None:
    template, clinician = await morning(house), await house.clinician()
    made = (await house.from_template(template["id"], entry(clinician)))["items"][0]["session"]
    patch: dict[str, Any] = {
        "name": "Other",
        "locationId": None,
        "schedule": {"startTime": "14:00", "endTime": "15:00"},
        "appointmentTypeIds": [],
        "notes": "Other",
    }
    assert (await house.update_template(template["id"], patch))["errors"] == []
    assert await found(house, made["id"]) == made


async def test_a_session_keeps_its_settings_when_its_template_is_deleted(house: House) -> None:
    template, clinician = await morning(house), await house.clinician()
    made = (await house.from_template(template["id"], entry(clinician)))["items"][0]["session"]
    copy = (await house.duplicate_session(made["id"]))["session"]
    assert (await found(house, copy["id"]))["template"] == {"id": template["id"]}
    assert (await house.delete_template(template["id"]))["errors"] == []
    assert await found(house, made["id"]) == {**made, "template": None}
    assert (await found(house, copy["id"]))["template"] is None


async def test_a_session_of_a_personal_template_survives_its_deletion_by_its_owner(house: House) -> None:
    clinician = await house.clinician()
    token = house.token(Role.CLINICIAN, clinician=clinician)
    kind = await house.appointment_type()
    template = await house.template(scope="PERSONAL", appointmentTypeIds=[kind], token=token)
    payload = await house.from_template(template["id"], entry(clinician), token=token)
    made = payload["items"][0]["session"]
    # A copy that somebody made who does not see the template: it is made from it all the same.
    copy = (await house.duplicate_session(made["id"]))["session"]
    assert (await found(house, copy["id"], token=token))["template"] == {"id": template["id"]}
    assert (await house.delete_template(template["id"], token=token))["errors"] == []
    assert await found(house, made["id"], token=token) == {**made, "template": None}
    assert (await found(house, copy["id"], token=token))["template"] is None


async def test_editing_a_session_leaves_its_template_as_it_is(house: House) -> None:
    template, clinician = await morning(house), await house.clinician()
    made = (await house.from_template(template["id"], entry(clinician)))["items"][0]["session"]
    await house.update_session(made["id"], {"name": "Other", "appointmentTypeIds": []})
    assert await house.find_template(template["id"]) == template
    assert (await found(house, made["id"]))["template"] == {"id": template["id"]}


async def found(house: House, an_id: str, *, token: str | None = None) -> Any:
    query = f"query($id: ID!) {{ session(id: $id) {{ {SESSION} template {{ id }} }} }}"
    return (await house.ask(query, token=token, id=an_id))["session"]


# ---------------------------------------------------------------- at the same time


async def test_several_people_use_one_template_at_once(house: House) -> None:
    template = await house.template()
    clinicians = [await house.clinician() for _ in range(4)]
    # The same clinicians, the other way round: each waits for the other, and PostgreSQL has to choose.
    entries = [entry(clinician, day) for day in (MONDAY, WEDNESDAY) for clinician in clinicians]
    payloads = await asyncio.gather(
        house.from_template(template["id"], *entries),
        house.from_template(template["id"], *entries[::-1]),
        house.from_template(template["id"], *entries),
    )
    assert [payload["created"] for payload in payloads] == [8, 8, 8]
    assert (await house.listed("totalCount"))["totalCount"] == 24


@pytest.mark.parametrize("attempt", range(3))
async def test_a_template_that_is_deleted_meanwhile_was_used_or_is_not_found(house: House, attempt: int) -> None:
    template = await house.template()
    clinicians = [await house.clinician() for _ in range(3)]
    made = await house.session()
    await house.from_template(template["id"], entry(made["clinician"]["id"]))
    copied = (await house.listed("nodes { id }"))["nodes"][-1]["id"]
    uses = [house.from_template(template["id"], *map(entry, clinicians)) for _ in range(2)]
    gone, copy, *payloads = await asyncio.gather(
        house.delete_template(template["id"]), house.duplicate_session(copied), *uses
    )
    assert (gone["errors"], copy["errors"]) == ([], [])
    for payload in some(payloads):
        assert payload["created"] == 3 or told(payload) == {("NOT_FOUND", "templateId")}
    left = await house.ask("{ sessions { nodes { template { id } } } }")
    assert all(node["template"] is None for node in some(left["sessions"]["nodes"]))
