"""What a new session, or a change to one, would do; nothing is saved."""

from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from tests.practice import House
from tests.schema.diary import NEVER, cancel, close, counting, dates, move, preview, refusals

FROM, TO = "2026-03-02", "2026-03-15"


def schedule(days: str | None = "MO", start: str = "09:00", end: str = "12:00", **given: Any) -> dict[str, Any]:
    rule = {"recurrence": {"rrule": f"FREQ=WEEKLY;BYDAY={days}"}} if days else {}
    return {"schedule": {"startDate": "2026-01-05", "startTime": start, "endTime": end, **rule, **given}}


# ---------------------------------------------------------------- a new one


async def test_a_new_session_shows_its_text_dates_and_conflicts(house: House, database: Database) -> None:
    clinician = await house.clinician()
    triage = await house.session(name="Triage", clinicianId=clinician, start="11:00", end="12:00", days="MO")
    await close(house, "2026-03-09", title="Bank holiday")
    before = await house.stored(database)
    given = {"name": "Clinic", "clinicianId": clinician, "allowRemote": True, **schedule("MO,WE")}
    shown = await preview(house, FROM, "2026-03-10", given)
    assert shown["errors"] == []
    assert shown["text"] == "Every Monday and Wednesday, 09:00–12:00"
    told = [(one["start"], one["status"], one["reason"], one["session"]) for one in shown["occurrences"]]
    assert told == [
        ("2026-03-02T09:00:00+00:00", "SCHEDULED", None, None),
        ("2026-03-04T09:00:00+00:00", "SCHEDULED", None, None),
        ("2026-03-09T09:00:00+00:00", "CLOSED", "Bank holiday", None),
    ]
    assert (shown["addedDates"], shown["removedDates"]) == (["2026-03-02", "2026-03-04", "2026-03-09"], [])
    overlap, closed = shown["conflicts"]
    assert overlap["other"]["session"] == {"id": triage["id"], "name": "Triage"}
    assert overlap["occurrence"]["session"] is None
    assert overlap["message"].startswith("“Clinic”, Monday 2 March 2026, 09:00–12:00, overlaps")
    assert closed["closure"] == {"title": "Bank holiday"}
    assert await house.stored(database) == before


async def test_closures_show_where_the_clinician_has_no_other_session(house: House) -> None:
    clinician, place = await house.clinician(), await house.location()
    await close(house, "2026-03-02", locationId=place)
    await close(house, "2026-03-09", clinicianId=clinician)
    shown = await preview(house, FROM, TO, {"name": "A", "clinicianId": clinician, "locationId": place, **schedule()})
    assert [one["status"] for one in shown["occurrences"]] == ["CLOSED", "CLOSED"]
    assert [one["kind"] for one in shown["conflicts"]] == ["CLOSURE", "CLOSURE"]


async def test_an_inactive_one_has_dates_and_no_conflicts(house: House) -> None:
    made = await house.session()
    given = {"name": "New", "clinicianId": made["clinician"]["id"], "allowRemote": True, "status": "INACTIVE"}
    shown = await preview(house, FROM, TO, {**given, **schedule()})
    assert (len(shown["occurrences"]), shown["conflicts"]) == (2, [])


async def test_dates_are_on_the_clocks_of_the_place_that_is_chosen(house: House) -> None:
    abroad = await house.location("New York", timeZone="America/New_York")
    given = {"name": "New", "clinicianId": await house.clinician(), "locationId": abroad, **schedule()}
    (shown,) = (await preview(house, FROM, FROM, given))["occurrences"]
    assert (shown["start"], shown["location"]) == ("2026-03-02T09:00:00-05:00", {"name": "New York"})


async def test_the_preview_tells_the_dates_that_the_session_then_has(house: House) -> None:
    given: dict[str, Any] = {"name": "New", "clinicianId": await house.clinician(), "allowRemote": True}
    given |= {
        "appointmentTypeIds": [],
        "schedule": {"startDate": "2026-03-27", "startTime": "01:30", "endTime": "03:00"},
    }
    given["schedule"]["recurrence"] = {"monthly": {"weekdays": ["SUNDAY"], "weeksOfMonth": [-1], "count": 4}}
    shown = await preview(house, "2026-03-01", "2027-02-28", given)
    made = (await house.create_session(given))["session"]
    held = await dates(house, made["id"], "2026-03-01", "2027-02-28")
    assert [{**one, "session": None} for one in held] == shown["occurrences"]
    assert (made["schedule"]["text"], len(held)) == (shown["text"], 4)


# ---------------------------------------------------------------- a change to one


async def test_a_change_shows_what_it_adds_and_what_it_takes_away(house: House, database: Database) -> None:
    made = await house.session(days="MO WE")
    before = await house.stored(database)
    shown = await preview(house, FROM, TO, schedule("WE,TH", start="10:00"), id=made["id"])
    assert shown["text"] == "Every Wednesday and Thursday, 10:00–12:00"
    assert [one["start"][:16] for one in shown["occurrences"]] == [
        "2026-03-04T10:00",
        "2026-03-05T10:00",
        "2026-03-11T10:00",
        "2026-03-12T10:00",
    ]
    assert {one["session"]["id"] for one in shown["occurrences"]} == {made["id"]}
    assert shown["addedDates"] == ["2026-03-05", "2026-03-12"]
    assert shown["removedDates"] == ["2026-03-02", "2026-03-09"]
    assert await house.stored(database) == before


async def test_a_change_keeps_the_exceptions_of_dates_that_still_occur(house: House) -> None:
    made = await house.session(days="MO WE")
    await cancel(house, made["id"], "2026-03-02", reason="Boiler repair")
    await move(house, made["id"], "2026-03-09", date="2026-03-10")
    await move(house, made["id"], "2026-03-11", date="2026-03-13")
    shown = await preview(house, FROM, TO, schedule("MO", start="10:00"), id=made["id"])
    assert [(one["start"][:16], one["status"]) for one in shown["occurrences"]] == [
        ("2026-03-02T10:00", "CANCELLED"),
        ("2026-03-10T10:00", "MODIFIED"),
    ]
    # The cancelled date was not held before and is not held then.
    assert (shown["addedDates"], shown["removedDates"]) == ([], ["2026-03-04", "2026-03-13"])


async def test_a_change_of_anything_but_the_dates_adds_and_takes_nothing(house: House) -> None:
    made = await house.session()
    for given in ({}, {"name": "Renamed"}, {"clinicianId": await house.clinician()}, schedule(start="10:00")):
        shown = await preview(house, FROM, TO, given, id=made["id"])
        assert (shown["addedDates"], shown["removedDates"], shown["errors"]) == ([], [], [])
        assert len(shown["occurrences"]) == 2


async def test_a_change_conflicts_with_others_and_not_with_what_it_was(house: House) -> None:
    made = await house.session(name="Clinic")
    colleague = await house.clinician()
    await house.session(name="Triage", clinicianId=colleague, start="11:00", end="13:00")
    assert (await preview(house, FROM, TO, schedule(start="10:00"), id=made["id"]))["conflicts"] == []
    shown = await preview(house, FROM, FROM, {"clinicianId": colleague, "name": "Renamed"}, id=made["id"])
    (conflict,) = shown["conflicts"]
    assert conflict["occurrence"]["session"]["id"] == made["id"]
    assert conflict["message"].startswith("“Renamed”, ")


async def test_a_reference_that_became_inactive_may_stay(house: House) -> None:
    made = await house.session(locationId=await house.location())
    given: dict[str, Any] = {"id": made["location"]["id"], "input": {"active": False}}
    await house.do("updateLocation", "id: ID!; input: UpdateLocationInput!", "errors { code }", **given)
    assert (await preview(house, FROM, TO, {"name": "Renamed"}, id=made["id"]))["errors"] == []


# ---------------------------------------------------------------- what would be refused


async def test_everything_that_would_be_refused_is_told_at_once(house: House, database: Database) -> None:
    before = await house.stored(database)
    given = {"name": " ", "clinicianId": NEVER, "locationId": "x", "appointmentTypeIds": [NEVER], "notes": "x" * 10_001}
    shown = await preview(house, FROM, TO, {**given, **schedule(end="08:00")})
    assert sorted(refusals(shown)) == [
        ("INVALID", "input.locationId"),
        ("INVALID", "input.schedule.endTime"),
        ("NOT_FOUND", "input.appointmentTypeIds.0"),
        ("NOT_FOUND", "input.clinicianId"),
        ("REQUIRED", "input.name"),
        ("TOO_LONG", "input.notes"),
    ]
    assert (shown["text"], shown["occurrences"], shown["conflicts"]) == (None, [], [])
    assert await house.stored(database) == before


async def test_an_empty_form_tells_what_is_missing(house: House) -> None:
    shown = await preview(house, FROM, TO, {})
    assert sorted(refusals(shown)) == [
        ("REQUIRED", "input.clinicianId"),
        ("REQUIRED", "input.locationId"),
        ("REQUIRED", "input.name"),
        ("REQUIRED", "input.schedule"),
    ]


async def test_a_form_that_is_half_filled_in_has_dates_as_soon_as_it_has_a_schedule(house: House) -> None:
    await close(house, "2026-03-09")
    shown = await preview(house, FROM, TO, schedule())
    assert (len(shown["errors"]), shown["text"]) == (3, "Every Monday, 09:00–12:00")
    assert [one["status"] for one in shown["occurrences"]] == ["SCHEDULED", "CLOSED"]
    assert shown["addedDates"] == ["2026-03-02", "2026-03-09"]
    made = await house.session(days="TU")
    shown = await preview(house, FROM, TO, {"name": "", "locationId": NEVER, **schedule()}, id=made["id"])
    assert len(shown["errors"]) == 2
    assert (shown["addedDates"], shown["removedDates"]) == (["2026-03-02", "2026-03-09"], ["2026-03-03", "2026-03-10"])


async def test_a_rule_that_never_occurs_is_told_by_its_path(house: House) -> None:
    shown = await preview(
        house, FROM, TO, {**schedule(None, recurrence={"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"})}
    )
    assert ("INVALID", "input.schedule.recurrence.rrule") in refusals(shown)


async def test_a_session_that_is_not_there_is_told_by_its_path(house: House, other_house: House) -> None:
    theirs = await other_house.session()
    for id in (NEVER, theirs["id"]):
        shown = await preview(house, FROM, TO, schedule(), id=id)
        assert (refusals(shown), shown["occurrences"]) == ([("NOT_FOUND", "id")], [])


@pytest.mark.parametrize(
    "from_, to, argument", [("2026-03-03", "2026-03-02", "from"), ("2026-01-01", "2027-01-02", "to")]
)
async def test_a_window_is_366_days_at_most_and_the_right_way_round(
    house: House, from_: str, to: str, argument: str
) -> None:
    query = "query($from: Date!, $to: Date!) { previewSession(input: {}, from: $from, to: $to) { text } }"
    (error,) = await house.refused(query, **{"from": from_, "to": to})
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": [argument]}
    assert (await house.ask(query, **{"from": "2026-01-01", "to": "2027-01-01"}))["previewSession"]["text"] is None


# ---------------------------------------------------------------- for whom, at what cost


async def test_clinicians_preview_their_own_sessions_only(house: House) -> None:
    mine = await house.clinician()
    own, others = await house.session(clinicianId=mine), await house.session()
    token = house.token(Role.CLINICIAN, clinician=mine)
    given = {"name": "New", "allowRemote": True, **schedule()}
    assert refusals(await preview(house, FROM, TO, {**given, "clinicianId": mine}, token=token)) == []
    assert refusals(await preview(house, FROM, TO, given, id=own["id"], token=token)) == []
    assert refusals(await preview(house, FROM, TO, given, id=others["id"], token=token)) == [("FORBIDDEN", "id")]
    for id in (None, own["id"]):
        shown = await preview(house, FROM, TO, {**given, "clinicianId": others["clinician"]["id"]}, id=id, token=token)
        assert refusals(shown) == [("FORBIDDEN", "input.clinicianId")]
    query = f'{{ previewSession(input: {{}}, from: "{FROM}", to: "{TO}") {{ text }} }}'
    for role in (Role.STAFF, Role.BOOKING):
        assert await house.code(query, token=house.token(role)) == "FORBIDDEN"


async def test_twice_as_many_sessions_take_no_more_statements(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    clinician = await house.clinician()
    await close(house, "2026-03-09")
    given = {"name": "New", "clinicianId": clinician, "allowRemote": True, **schedule()}

    async def more() -> int:
        for _ in range(3):
            made = await house.session(clinicianId=clinician)
            await cancel(house, made["id"], "2026-03-09")
        await preview(house, FROM, TO, given)
        with counting(monkeypatch) as rows:
            assert len((await preview(house, FROM, TO, given))["conflicts"]) > 3
        return len(rows)

    assert await more() == await more()
