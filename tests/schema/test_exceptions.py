"""Single dates of a session: cancelled, moved, restored, and what an edit of the session leaves of them."""

from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from tests.practice import House
from tests.schema.diary import NEVER, cancel, dates, exceptions, move, on, refusals, restore, starts, version

CALL = {"cancel": cancel, "move": move, "restore": restore}


async def week(house: House, id: str) -> list[tuple[str, str]]:
    """Start and status of what counts from Monday 2 to Sunday 8 March."""
    return [(one["start"][:16], one["status"]) for one in await dates(house, id, "2026-03-02", "2026-03-08")]


# ---------------------------------------------------------------- cancelled


async def test_a_cancelled_date_stays_and_says_why(house: House) -> None:
    made = await house.session()
    payload = await cancel(house, made["id"], "2026-03-02", reason="  Boiler repair ")
    assert payload["errors"] == []
    assert payload["session"] == {"id": made["id"], "version": 2}
    assert payload["occurrence"] == await on(house, made["id"], "2026-03-02")
    assert (payload["occurrence"]["status"], payload["occurrence"]["reason"]) == ("CANCELLED", "Boiler repair")
    assert await starts(house, made["id"], "2026-03-09", "2026-03-09") == ["2026-03-09T09:00:00+00:00"]
    (told,) = await exceptions(house, made["id"])
    assert told == {
        "originalDate": "2026-03-02",
        "cancelled": True,
        "date": None,
        "startTime": None,
        "endTime": None,
        "location": None,
        "reason": "Boiler repair",
    }


async def test_cancelling_again_updates_the_reason(house: House) -> None:
    made = await house.session()
    await cancel(house, made["id"], "2026-03-02", reason="Boiler repair")
    again = await cancel(house, made["id"], "2026-03-02", reason="Boiler still cold")
    assert (again["occurrence"]["reason"], again["session"]["version"]) == ("Boiler still cold", 3)
    assert len(await exceptions(house, made["id"])) == 1
    assert (await cancel(house, made["id"], "2026-03-02"))["occurrence"]["reason"] is None


async def test_cancelling_again_for_the_same_reason_changes_nothing(house: House, database: Database) -> None:
    made = await house.session()
    await cancel(house, made["id"], "2026-03-02", reason="Boiler repair")
    before = await house.stored(database)
    assert (await cancel(house, made["id"], "2026-03-02", reason="Boiler repair"))["errors"] == []
    assert await house.stored(database) == before


async def test_a_blank_reason_is_none(house: House) -> None:
    made = await house.session()
    assert (await cancel(house, made["id"], "2026-03-02", reason=" \n"))["occurrence"]["reason"] is None


async def test_a_date_of_an_inactive_session_can_be_cancelled(house: House) -> None:
    made = await house.session(status="INACTIVE")
    assert (await cancel(house, made["id"], "2026-03-02"))["occurrence"]["status"] == "CANCELLED"


async def test_a_past_date_can_be_cancelled(house: House) -> None:
    made = await house.session()
    assert (await cancel(house, made["id"], "2026-01-05"))["occurrence"]["status"] == "CANCELLED"


# ---------------------------------------------------------------- moved


async def test_a_date_can_be_moved_in_date_time_and_place(house: House) -> None:
    made = await house.session(locationId=await house.location("Harbour Street"))
    branch = await house.location("Meadow Lane")
    payload = await move(
        house,
        made["id"],
        "2026-03-02",
        date="2026-03-05",
        startTime="13:30",
        endTime="15:00",
        locationId=branch,
        reason="Fire drill",
    )
    assert payload["errors"] == []
    assert payload["session"]["version"] == 2
    assert payload["occurrence"] == await on(house, made["id"], "2026-03-05")
    assert payload["occurrence"] == {
        "originalDate": "2026-03-02",
        "start": "2026-03-05T13:30:00+00:00",
        "end": "2026-03-05T15:00:00+00:00",
        "status": "MODIFIED",
        "reason": "Fire drill",
        "clockChange": False,
        "allowRemote": False,
        "location": {"name": "Meadow Lane"},
        "closure": None,
    }
    assert await week(house, made["id"]) == [("2026-03-05T13:30", "MODIFIED")]
    assert await exceptions(house, made["id"]) == [
        {
            "originalDate": "2026-03-02",
            "cancelled": False,
            "date": "2026-03-05",
            "startTime": "13:30",
            "endTime": "15:00",
            "location": {"name": "Meadow Lane"},
            "reason": "Fire drill",
        }
    ]


@pytest.mark.parametrize(
    "given, start, end",
    [
        ({"date": "2026-03-04"}, "2026-03-04T09:00", "2026-03-04T12:00"),
        ({"startTime": "10:00"}, "2026-03-02T10:00", "2026-03-02T12:00"),
        ({"endTime": "17:00"}, "2026-03-02T09:00", "2026-03-02T17:00"),
        ({"date": "2026-04-01", "startTime": "08:00"}, "2026-04-01T08:00", "2026-04-01T12:00"),
    ],
)
async def test_what_is_not_given_stays_as_the_session_has_it(
    house: House, given: dict[str, str], start: str, end: str
) -> None:
    made = await house.session()
    moved = (await move(house, made["id"], "2026-03-02", **given))["occurrence"]
    assert (moved["start"][:16], moved["end"][:16], moved["status"]) == (start, end, "MODIFIED")


async def test_moving_again_replaces_the_move(house: House) -> None:
    made = await house.session()
    await move(house, made["id"], "2026-03-02", startTime="10:00", reason="Late train")
    again = await move(house, made["id"], "2026-03-02", date="2026-03-03")
    assert (again["occurrence"]["start"], again["occurrence"]["reason"]) == ("2026-03-03T09:00:00+00:00", None)
    assert await week(house, made["id"]) == [("2026-03-03T09:00", "MODIFIED")]


async def test_a_cancelled_date_can_be_moved_and_a_moved_one_cancelled(house: House) -> None:
    made = await house.session()
    await cancel(house, made["id"], "2026-03-02")
    await move(house, made["id"], "2026-03-02", date="2026-03-04")
    assert await week(house, made["id"]) == [("2026-03-04T09:00", "MODIFIED")]
    await cancel(house, made["id"], "2026-03-02")
    assert await week(house, made["id"]) == [("2026-03-02T09:00", "CANCELLED")]


async def test_a_date_moved_away_and_back_is_as_it_was(house: House) -> None:
    made = await house.session()
    before = await on(house, made["id"], "2026-03-02")
    await move(house, made["id"], "2026-03-02", date="2026-03-05")
    back = await move(house, made["id"], "2026-03-02", date="2026-03-02")
    assert back["occurrence"] == await on(house, made["id"], "2026-03-02") == before
    assert await exceptions(house, made["id"]) == []
    assert await version(house, made["id"]) == 3


async def test_moving_a_date_to_where_it_is_changes_nothing(house: House, database: Database) -> None:
    place = await house.location()
    made = await house.session(locationId=place)
    before = await house.stored(database)
    given = {"date": "2026-03-02", "startTime": "09:00", "endTime": "12:00", "locationId": place}
    assert (await move(house, made["id"], "2026-03-02", **given))["errors"] == []
    assert await house.stored(database) == before


async def test_a_night_can_be_moved_to_another_night_or_to_an_evening(house: House) -> None:
    schedule = {"startDate": "2026-01-05", "startTime": "22:00", "endTime": "02:00", "endsNextDay": True}
    made = await house.session(schedule={**schedule, "recurrence": {"daily": {}}})
    night = (await move(house, made["id"], "2026-03-02", startTime="23:00", endTime="03:00"))["occurrence"]
    assert (night["start"][:16], night["end"][:16]) == ("2026-03-02T23:00", "2026-03-03T03:00")
    evening = (await move(house, made["id"], "2026-03-03", startTime="18:00", endTime="20:00"))["occurrence"]
    assert (evening["start"][:16], evening["end"][:16]) == ("2026-03-03T18:00", "2026-03-03T20:00")


async def test_a_date_moved_to_another_zone_is_on_the_clocks_there(house: House) -> None:
    made = await house.session(locationId=await house.location())
    abroad = await house.location("New York", timeZone="America/New_York")
    await move(house, made["id"], "2026-03-23", locationId=abroad)
    await move(house, made["id"], "2026-03-30", locationId=abroad, startTime="10:00")
    assert await starts(house, made["id"], "2026-03-16", "2026-03-30") == [
        "2026-03-16T09:00:00+00:00",
        "2026-03-23T09:00:00-04:00",
        "2026-03-30T10:00:00-04:00",
    ]


async def test_a_moved_date_counts_by_the_date_it_is_held_on(house: House) -> None:
    made = await house.session()
    await move(house, made["id"], "2026-03-02", date="2026-06-03")
    assert await starts(house, made["id"], "2026-03-02", "2026-03-08") == []
    assert await starts(house, made["id"], "2026-06-03", "2026-06-03") == ["2026-06-03T09:00:00+01:00"]
    query = "query($on: Date!) { sessions(filter: {runsOn: $on}) { totalCount } }"
    counts = [(await house.ask(query, on=day))["sessions"]["totalCount"] for day in ("2026-03-02", "2026-06-03")]
    assert counts == [0, 1]


async def test_several_dates_may_move_to_the_same_day(house: House) -> None:
    made = await house.session()
    await move(house, made["id"], "2026-03-09", date="2026-03-02", startTime="14:00", endTime="15:00")
    assert await week(house, made["id"]) == [("2026-03-02T09:00", "SCHEDULED"), ("2026-03-02T14:00", "MODIFIED")]


async def test_the_place_of_a_move_may_stay_when_it_has_become_inactive(house: House) -> None:
    branch = await house.location()
    made = await house.session(locationId=await house.location())
    await move(house, made["id"], "2026-03-02", locationId=branch)
    retired: dict[str, Any] = {"id": branch, "input": {"active": False}}
    await house.do("updateLocation", "id: ID!; input: UpdateLocationInput!", "errors { code }", **retired)
    assert (await move(house, made["id"], "2026-03-02", locationId=branch, startTime="10:00"))["errors"] == []
    assert refusals(await move(house, made["id"], "2026-03-09", locationId=branch)) == [("INVALID", "locationId")]


# ---------------------------------------------------------------- restored


@pytest.mark.parametrize("first", ["cancel", "move"])
async def test_restoring_makes_a_date_what_the_rule_says(house: House, first: str) -> None:
    made = await house.session()
    before = await on(house, made["id"], "2026-03-02")
    given = {"date": "2026-03-05"} if first == "move" else {"reason": "Boiler repair"}
    await CALL[first](house, made["id"], "2026-03-02", **given)
    payload = await restore(house, made["id"], "2026-03-02")
    assert payload["occurrence"] == await on(house, made["id"], "2026-03-02") == before
    assert payload["session"]["version"] == 3
    assert await exceptions(house, made["id"]) == []


async def test_restoring_an_untouched_date_changes_nothing(house: House, database: Database) -> None:
    made = await house.session()
    before = await house.stored(database)
    payload = await restore(house, made["id"], "2026-03-02")
    assert (payload["errors"], payload["occurrence"]["status"]) == ([], "SCHEDULED")
    assert await house.stored(database) == before


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize("call", [*CALL])
async def test_a_date_on_which_the_session_does_not_occur_is_refused(
    house: House, database: Database, call: str
) -> None:
    made = await house.session(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20260331")
    before = await house.stored(database)
    given = {"startTime": "10:00"} if call == "move" else {}
    # Another weekday, before the start, the week between, after the end.
    for day in ("2026-03-03", "2025-12-29", "2026-03-09", "2026-04-06", "9999-12-31"):
        payload = await CALL[call](house, made["id"], day, **given)
        assert refusals(payload) == [("INVALID", "originalDate")]
        assert (payload["occurrence"], payload["session"]) == (None, None)
    assert await house.stored(database) == before


MOVES_REFUSED: list[tuple[dict[str, str], tuple[str, str]]] = [
    ({}, ("REQUIRED", "date")),
    ({"reason": "Why not"}, ("REQUIRED", "date")),
    ({"startTime": "12:00"}, ("INVALID", "endTime")),
    ({"endTime": "09:00"}, ("INVALID", "endTime")),
    ({"startTime": "22:00", "endTime": "02:00"}, ("INVALID", "endTime")),
    ({"locationId": NEVER}, ("NOT_FOUND", "locationId")),
    ({"locationId": "x"}, ("INVALID", "locationId")),
    ({"date": "1899-12-31"}, ("OUT_OF_RANGE", "date")),
    ({"date": "9999-12-31"}, ("OUT_OF_RANGE", "date")),
    ({"date": "2026-03-05", "reason": "x" * 1001}, ("TOO_LONG", "reason")),
    ({"date": "2026-03-05", "reason": "a\0b"}, ("INVALID", "reason")),
]


async def test_a_move_that_cannot_be_is_refused(house: House, database: Database) -> None:
    made = await house.session()
    before = await house.stored(database)
    for given, refusal in MOVES_REFUSED:
        assert refusals(await move(house, made["id"], "2026-03-02", **given)) == [refusal], given
    assert await house.stored(database) == before


async def test_every_problem_of_a_move_is_told_at_once(house: House) -> None:
    made = await house.session()
    given = {"date": "1066-10-14", "startTime": "12:00", "locationId": NEVER, "reason": "x" * 1001}
    assert sorted(refusals(await move(house, made["id"], "2026-03-03", **given))) == [
        ("INVALID", "endTime"),
        ("INVALID", "originalDate"),
        ("NOT_FOUND", "locationId"),
        ("OUT_OF_RANGE", "date"),
        ("TOO_LONG", "reason"),
    ]


async def test_a_date_that_the_clocks_of_the_place_skip_is_refused(house: House, database: Database) -> None:
    place = await house.location(timeZone="Pacific/Apia")
    made = await house.session(rrule="FREQ=DAILY", date="2011-12-01", locationId=place)
    before = await house.stored(database)
    assert refusals(await move(house, made["id"], "2011-12-28", date="2011-12-30")) == [("INVALID", "date")]
    assert refusals(await cancel(house, made["id"], "2011-12-30")) == [("INVALID", "originalDate")]
    assert await house.stored(database) == before


@pytest.mark.parametrize("call", [*CALL])
async def test_a_stale_version_changes_no_date(house: House, database: Database, call: str) -> None:
    made = await house.session()
    await cancel(house, made["id"], "2026-03-02")
    before = await house.stored(database)
    given = {"startTime": "10:00"} if call == "move" else {}
    (error,) = (await CALL[call](house, made["id"], "2026-03-02", expectedVersion=1, **given))["errors"]
    assert (error["__typename"], error["path"], error["currentVersion"]) == (
        "VersionConflictError",
        ["expectedVersion"],
        2,
    )
    assert await house.stored(database) == before
    assert (await CALL[call](house, made["id"], "2026-03-02", expectedVersion=2, **given))["errors"] == []


@pytest.mark.parametrize("call", [*CALL])
async def test_clinicians_change_the_dates_of_their_own_sessions_only(
    house: House, other_house: House, database: Database, call: str
) -> None:
    mine = await house.clinician()
    own, others = await house.session(clinicianId=mine), await house.session()
    theirs = await other_house.session()
    given = {"startTime": "10:00"} if call == "move" else {}
    token = house.token(Role.CLINICIAN, clinician=mine)
    before = await house.stored(database), await other_house.stored(database)

    async def told(id: str, token: str) -> list[tuple[str, str]]:
        return refusals(await CALL[call](house, id, "2026-03-02", token=token, **given))

    assert await told(others["id"], token) == [("FORBIDDEN", "sessionId")]
    assert await told(own["id"], house.token(Role.STAFF)) == [("FORBIDDEN", "")]
    assert await told(own["id"], house.token(Role.BOOKING)) == [("FORBIDDEN", "")]
    assert await told(theirs["id"], house.token()) == [("NOT_FOUND", "sessionId")]
    assert await told("x", house.token()) == [("INVALID", "sessionId")]
    assert (await house.stored(database), await other_house.stored(database)) == before
    assert await told(own["id"], token) == []


# ---------------------------------------------------------------- after an edit


async def test_an_edit_of_the_rule_keeps_the_exceptions_of_dates_that_still_occur(house: House) -> None:
    made = await house.session(days="MO WE")
    await cancel(house, made["id"], "2026-03-02", reason="Boiler repair")
    await move(house, made["id"], "2026-03-04", date="2026-03-07")
    schedule = {"startDate": "2026-01-05", "startTime": "10:00", "endTime": "12:00"}
    mondays = {"schedule": {**schedule, "recurrence": {"weekly": {"weekdays": ["MONDAY"]}}}}
    edited = await house.update_session(made["id"], mondays)
    assert (edited["errors"], edited["session"]["version"]) == ([], 4)
    assert [one["originalDate"] for one in await exceptions(house, made["id"])] == ["2026-03-02"]
    assert await week(house, made["id"]) == [("2026-03-02T10:00", "CANCELLED")]
    both = {"schedule": {**schedule, "recurrence": {"weekly": {"weekdays": ["MONDAY", "WEDNESDAY"]}}}}
    await house.update_session(made["id"], both)
    assert await week(house, made["id"]) == [("2026-03-02T10:00", "CANCELLED"), ("2026-03-04T10:00", "SCHEDULED")]


async def test_a_date_moved_to_another_day_follows_an_edit_of_the_times(house: House) -> None:
    made = await house.session(days="MO TU")
    await move(house, made["id"], "2026-03-02", date="2026-03-05")
    await move(house, made["id"], "2026-03-03", startTime="08:00")
    schedule = {"startDate": "2026-01-05", "startTime": "14:00", "endTime": "17:00"}
    rule = {"recurrence": {"weekly": {"weekdays": ["MONDAY", "TUESDAY"]}}}
    await house.update_session(made["id"], {"schedule": {**schedule, **rule}})
    held = [
        (one["start"][:16], one["end"][11:16]) for one in await dates(house, made["id"], "2026-03-02", "2026-03-08")
    ]
    assert held == [("2026-03-03T08:00", "12:00"), ("2026-03-05T14:00", "17:00")]


async def test_an_edit_of_anything_else_keeps_all_exceptions(house: House) -> None:
    made = await house.session(locationId=await house.location())
    await cancel(house, made["id"], "2026-03-02", reason="Boiler repair")
    before = await exceptions(house, made["id"])
    abroad = await house.location(timeZone="America/New_York")
    changes: dict[str, Any] = {"name": "Renamed", "notes": "New", "status": "INACTIVE", "locationId": abroad}
    await house.update_session(made["id"], changes)
    assert await exceptions(house, made["id"]) == before


async def test_a_deleted_session_takes_its_exceptions_with_it(house: House, database: Database) -> None:
    made = await house.session()
    await cancel(house, made["id"], "2026-03-02")
    assert (await house.delete_session(made["id"]))["errors"] == []
    assert (await house.stored(database))["session_exception"] == []
