"""This and following: a session that is ended before a date and goes on from there as another."""

from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from tests.practice import SESSION, House
from tests.schema.diary import NEVER, cancel, dates, exceptions, move, refusals, split, starts, version


async def held(house: House, *ids: str) -> list[tuple[str, str, str]]:
    """What the sessions hold in a year and a day: start, status and original date."""
    found = [one for id in ids for one in await dates(house, id, "2026-01-01", "2027-01-01")]
    return sorted((one["start"], one["status"], one["originalDate"]) for one in found)


# ---------------------------------------------------------------- the same dates


@pytest.mark.parametrize(
    "rrule, start, from_, ended, continued",
    [
        # A fortnight keeps its phase, wherever in it the split is.
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "2026-01-07", "2026-02-02", "2026-01-21", "2026-02-02"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "2026-01-07", "2026-02-03", "2026-02-02", "2026-02-04"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "2026-01-07", "2026-02-10", "2026-02-04", "2026-02-16"),
        ("FREQ=WEEKLY;INTERVAL=3", "2026-01-07", "2026-03-01", "2026-02-18", "2026-03-11"),
        ("FREQ=DAILY;INTERVAL=3", "2026-01-01", "2026-03-01", "2026-02-27", "2026-03-02"),
        ("FREQ=MONTHLY", "2026-01-31", "2026-04-01", "2026-03-31", "2026-05-31"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", "2026-01-01", "2026-04-01", "2026-03-27", "2026-05-29"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260601", "2026-01-05", "2026-06-01", "2026-05-25", "2026-06-01"),
        ("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9", "2026-01-05", "2026-01-13", "2026-01-12", "2026-01-15"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2026-01-05", "2026-01-06", "2026-01-05", "2026-01-12"),
        ("FREQ=DAILY", "2026-03-27", "2026-03-29", "2026-03-28", "2026-03-29"),
    ],
)
async def test_both_together_have_exactly_the_dates_that_the_one_had(
    house: House, rrule: str, start: str, from_: str, ended: str, continued: str
) -> None:
    made = await house.session(rrule=rrule, date=start)
    before = await held(house, made["id"])
    payload = await split(house, made["id"], from_)
    assert payload["errors"] == []
    first, second = await held(house, payload["ended"]["id"]), await held(house, payload["session"]["id"])
    assert first + second == before
    assert (first[-1][2], second[0][2]) == (ended, continued)


async def test_exceptions_go_with_their_dates(house: House) -> None:
    made = await house.session(days="MO")
    await move(house, made["id"], "2026-03-02", date="2026-03-20", reason="Held after the split")
    await cancel(house, made["id"], "2026-03-09", reason="The last before the split")
    await cancel(house, made["id"], "2026-03-16", reason="The first of the split")
    await move(house, made["id"], "2026-03-23", date="2026-03-05", reason="Held before the split")
    before = await held(house, made["id"])
    payload = await split(house, made["id"], "2026-03-16")
    ended, following = payload["ended"]["id"], payload["session"]["id"]
    assert await held(house, ended, following) == before
    assert [one["originalDate"] for one in await exceptions(house, ended)] == ["2026-03-02", "2026-03-09"]
    assert [one["originalDate"] for one in await exceptions(house, following)] == ["2026-03-16", "2026-03-23"]
    assert (await dates(house, ended, "2026-03-09", "2026-03-09"))[0]["reason"] == "The last before the split"


async def test_what_was_split_can_be_split_again(house: House) -> None:
    made = await house.session(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=20", date="2026-01-07")
    before = await held(house, made["id"])
    ids = [made["id"]]
    for from_ in ("2026-02-03", "2026-03-17", "2026-04-01"):
        ids.append((await split(house, ids[-1], from_))["session"]["id"])
    assert await held(house, *ids) == before


async def test_the_first_part_keeps_the_id_and_both_the_settings(house: House) -> None:
    place, kind = await house.location(), await house.appointment_type()
    made = await house.session(
        name="Clinic", locationId=place, allowRemote=True, appointmentTypeIds=[kind], notes="Bell", status="INACTIVE"
    )
    payload = await split(house, made["id"], "2026-03-09")
    ended, following = payload["ended"], payload["session"]
    assert (ended["id"], ended["version"], following["version"]) == (made["id"], 2, 1)
    assert following["id"] != ended["id"]
    assert ended["schedule"]["text"] == "Every Monday, 09:00–12:00, until 8 March 2026"
    assert following["schedule"] == {"text": "Every Monday, from 9 March 2026, 09:00–12:00", "startDate": "2026-03-09"}
    found = [await house.find(id) for id in (ended["id"], following["id"])]
    for session in found:
        assert {name: value for name, value in session.items() if name not in {"id", "version", "schedule"}} == {
            name: value for name, value in made.items() if name not in {"id", "version", "schedule"}
        }


# ---------------------------------------------------------------- with changes


async def test_what_follows_can_be_different(house: House) -> None:
    made = await house.session(name="Clinic", days="MO", notes="Bell")
    branch, colleague = await house.location("Branch"), await house.clinician("Niamh")
    schedule = {"startDate": "2026-03-10", "startTime": "14:00", "endTime": "17:00"}
    changes: dict[str, Any] = {
        "name": "Afternoon clinic",
        "clinicianId": colleague,
        "locationId": branch,
        "allowRemote": False,
        "schedule": {**schedule, "recurrence": {"weekly": {"weekdays": ["TUESDAY"]}}},
    }
    payload = await split(house, made["id"], "2026-03-09", changes)
    assert payload["errors"] == []
    following = await house.find(payload["session"]["id"])
    assert (following["name"], following["notes"], following["locationLabel"]) == ("Afternoon clinic", "Bell", "Branch")
    assert following["clinician"]["name"] == "Niamh"
    assert await starts(house, following["id"], "2026-03-01", "2026-03-17") == [
        "2026-03-10T14:00:00+00:00",
        "2026-03-17T14:00:00+00:00",
    ]
    assert (await starts(house, made["id"], "2026-03-01", "2026-12-31")) == ["2026-03-02T09:00:00+00:00"]
    assert (await house.find(made["id"]))["name"] == "Clinic"


async def test_a_new_schedule_keeps_the_exceptions_of_dates_that_still_occur(house: House) -> None:
    made = await house.session(days="MO WE")
    await cancel(house, made["id"], "2026-03-16")
    await cancel(house, made["id"], "2026-03-18")
    schedule = {"startDate": "2026-03-09", "startTime": "10:00", "endTime": "11:00"}
    rule = {"recurrence": {"weekly": {"weekdays": ["MONDAY"]}}}
    payload = await split(house, made["id"], "2026-03-09", {"schedule": {**schedule, **rule}})
    assert [one["originalDate"] for one in await exceptions(house, payload["session"]["id"])] == ["2026-03-16"]


async def test_what_follows_cannot_start_before_the_date(house: House, database: Database) -> None:
    made = await house.session(days="MO")
    before = await house.stored(database)
    schedule = {"startDate": "2026-03-02", "startTime": "10:00", "endTime": "11:00"}
    rule = {"recurrence": {"weekly": {"weekdays": ["MONDAY"]}}}
    payload = await split(house, made["id"], "2026-03-09", {"schedule": {**schedule, **rule}})
    assert refusals(payload) == [("OUT_OF_RANGE", "input.schedule.startDate")]
    assert await house.stored(database) == before


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    "rrule, from_, refusal",
    [
        ("FREQ=WEEKLY;BYDAY=MO", "2026-01-05", ("OUT_OF_RANGE", "from")),
        ("FREQ=WEEKLY;BYDAY=MO", "2025-06-01", ("OUT_OF_RANGE", "from")),
        ("FREQ=WEEKLY;BYDAY=MO", "0001-01-01", ("OUT_OF_RANGE", "from")),
        # The first date is the Thursday.
        ("FREQ=WEEKLY;BYDAY=TH", "2026-01-08", ("OUT_OF_RANGE", "from")),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2026-01-20", ("OUT_OF_RANGE", "from")),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260201", "2026-01-27", ("OUT_OF_RANGE", "from")),
        (None, "2026-01-05", ("INVALID", "from")),
    ],
)
async def test_a_split_before_the_first_or_after_the_last_date_is_refused(
    house: House, database: Database, rrule: str | None, from_: str, refusal: tuple[str, str]
) -> None:
    made = await (house.session(days=None) if rrule is None else house.session(rrule=rrule))
    before = await house.stored(database)
    payload = await split(house, made["id"], from_)
    assert refusals(payload) == [refusal]
    assert (payload["ended"], payload["session"]) == (None, None)
    assert await house.stored(database) == before


async def test_everything_wrong_with_the_changes_is_told_at_once(house: House, database: Database) -> None:
    made = await house.session()
    before = await house.stored(database)
    changes = {"name": "", "clinicianId": NEVER, "appointmentTypeIds": ["x"]}
    assert sorted(refusals(await split(house, made["id"], "2026-03-09", changes))) == [
        ("INVALID", "input.appointmentTypeIds.0"),
        ("NOT_FOUND", "input.clinicianId"),
        ("REQUIRED", "input.name"),
    ]
    assert await house.stored(database) == before


async def test_a_stale_version_splits_nothing(house: House, database: Database) -> None:
    made = await house.session()
    await house.update_session(made["id"], {"notes": "New"})
    before = await house.stored(database)
    (error,) = (await split(house, made["id"], "2026-03-09", expectedVersion=1))["errors"]
    assert (error["code"], error["path"], error["currentVersion"]) == ("VERSION_CONFLICT", ["expectedVersion"], 2)
    assert await house.stored(database) == before
    assert (await split(house, made["id"], "2026-03-09", expectedVersion=2))["errors"] == []


# ---------------------------------------------------------------- conflicts


async def test_conflicts_of_what_follows_are_warned_of(house: House) -> None:
    clinician = await house.clinician()
    await house.session(name="Triage", clinicianId=clinician, start="12:00", end="13:00", date="2026-03-16", days=None)
    made = await house.session(name="Clinic", clinicianId=clinician)
    schedule = {"startDate": "2026-03-09", "startTime": "09:00", "endTime": "12:30"}
    rule = {"recurrence": {"weekly": {"weekdays": ["MONDAY"]}}}
    payload = await split(house, made["id"], "2026-03-09", {"schedule": {**schedule, **rule}})
    (warning,) = payload["warnings"]
    assert warning["occurrence"]["session"] == {"id": payload["session"]["id"], "name": "Clinic"}
    assert (warning["occurrence"]["originalDate"], warning["other"]["session"]["name"]) == ("2026-03-16", "Triage")


async def test_a_split_without_changes_is_in_no_conflict_with_itself(house: House) -> None:
    made = await house.session(rrule="FREQ=DAILY", date="2026-01-01")
    payload = await split(house, made["id"], "2026-03-09", onConflict="REJECT")
    assert (payload["errors"], payload["warnings"]) == ([], [])


async def test_rejecting_conflicts_splits_nothing(house: House, database: Database) -> None:
    clinician = await house.clinician()
    await house.session(clinicianId=clinician, start="12:00", end="13:00", date="2026-03-16", days=None)
    made = await house.session(clinicianId=clinician)
    schedule = {"startDate": "2026-03-09", "startTime": "09:00", "endTime": "12:30"}
    rule = {"recurrence": {"weekly": {"weekdays": ["MONDAY"]}}}
    changes = {"schedule": {**schedule, **rule}}
    before = await house.stored(database)
    (error,) = (await split(house, made["id"], "2026-03-09", changes, onConflict="REJECT"))["errors"]
    assert (error["code"], [one["kind"] for one in error["conflicts"]]) == ("SCHEDULE_CONFLICT", ["CLINICIAN_OVERLAP"])
    assert await house.stored(database) == before


# ---------------------------------------------------------------- by whom, and again


async def test_clinicians_split_their_own_sessions_and_give_none_away(
    house: House, other_house: House, database: Database
) -> None:
    mine = await house.clinician()
    own, others = await house.session(clinicianId=mine), await house.session()
    theirs = await other_house.session()
    token = house.token(Role.CLINICIAN, clinician=mine)
    before = await house.stored(database), await other_house.stored(database)

    async def told(id: str, token: str, **changes: Any) -> list[tuple[str, str]]:
        return refusals(await split(house, id, "2026-03-09", changes, token=token))

    assert await told(others["id"], token) == [("FORBIDDEN", "id")]
    assert await told(own["id"], token, clinicianId=others["clinician"]["id"]) == [("FORBIDDEN", "input.clinicianId")]
    assert await told(own["id"], house.token(Role.STAFF)) == [("FORBIDDEN", "")]
    assert await told(own["id"], house.token(Role.BOOKING)) == [("FORBIDDEN", "")]
    assert await told(theirs["id"], house.token()) == [("NOT_FOUND", "id")]
    assert (await house.stored(database), await other_house.stored(database)) == before
    assert await told(own["id"], token) == []


async def test_the_same_request_under_one_key_splits_once(house: House, database: Database) -> None:
    made = await house.session()
    first = await split(house, made["id"], "2026-03-09", {"name": "Later"}, idempotencyKey="key")
    before = await house.stored(database)
    again = await split(house, made["id"], "2026-03-09", {"name": "Later"}, idempotencyKey="key")
    assert again == first
    assert refusals(await split(house, made["id"], "2026-03-16", {"name": "Later"}, idempotencyKey="key")) == [
        ("IDEMPOTENCY_MISMATCH", "idempotencyKey")
    ]
    assert await house.stored(database) == before


async def test_a_refused_split_leaves_its_key_free(house: House) -> None:
    made = await house.session()
    assert refusals(await split(house, made["id"], "2026-01-01", idempotencyKey="key")) == [("OUT_OF_RANGE", "from")]
    assert (await split(house, made["id"], "2026-03-09", idempotencyKey="key"))["errors"] == []
    assert await version(house, made["id"]) == 2


async def test_the_template_it_was_made_from_is_known_to_both(house: House) -> None:
    made = await house.session()
    saved = {"sessionId": made["id"], "name": "Usual clinic"}
    template = await house.do("saveSessionAsTemplate", "sessionId: ID!; name: String", "template { id }", **saved)
    entry = {"clinicianId": made["clinician"]["id"], "startDate": "2026-01-05"}
    given = {"templateId": template["template"]["id"], "sessions": [entry]}
    declared = "templateId: ID!; sessions: [FromTemplateInput!]!"
    (item,) = (await house.do("createSessionsFromTemplate", declared, f"items {{ session {{ {SESSION} }} }}", **given))[
        "items"
    ]
    payload = await split(house, item["session"]["id"], "2026-03-09")
    for part in (payload["ended"], payload["session"]):
        query = "query($id: ID!) { session(id: $id) { template { name } } }"
        assert (await house.ask(query, id=part["id"]))["session"] == {"template": {"name": "Usual clinic"}}
