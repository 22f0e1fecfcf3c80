"""The dates of sessions, in the zone of where they are held, and the windows in which they are asked for."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from dateutil.rrule import rrulestr

from db import counts
from resolvers.context import Role
from scheduling import occurrences
from scheduling.zones import zone_info
from server.computing import Operation
from tests.practice import Clock, House
from tests.schema import diary
from tests.schema.diary import calendar, dates, next_start, on, starts
from tests.vacuous import some

LORD_HOWE, APIA, NEW_YORK = "Australia/Lord_Howe", "Pacific/Apia", "America/New_York"


def window(from_: str, to: str) -> dict[str, str]:
    return {"from": from_, "to": to}


# ---------------------------------------------------------------- which dates


@pytest.mark.parametrize(
    "recurrence, start, from_, to, expected",
    [
        (None, "2026-03-12", "2026-01-01", "2026-12-31", "2026-03-12"),
        (None, "2026-03-12", "2026-03-13", "2026-12-31", ""),
        ({"daily": {"interval": 3}}, "2026-01-01", "2026-03-01", "2026-03-09", "2026-03-02 2026-03-05 2026-03-08"),
        # `count` counts from the start, however late the window: 2 to 11 March.
        ({"daily": {"count": 10}}, "2026-03-02", "2026-03-10", "2026-03-31", "2026-03-10 2026-03-11"),
        (
            {"daily": {"until": "2026-03-04"}},
            "2026-03-02",
            "2026-03-01",
            "2026-03-31",
            "2026-03-02 2026-03-03 2026-03-04",
        ),
        # Begins on a Wednesday: the Monday of that week is past, and the next week that counts is the one after next.
        (
            {"weekly": {"weekdays": ["MONDAY", "WEDNESDAY"], "interval": 2}},
            "2026-01-07",
            "2026-01-01",
            "2026-02-05",
            "2026-01-07 2026-01-19 2026-01-21 2026-02-02 2026-02-04",
        ),
        (
            {"monthly": {"monthDays": [31]}},
            "2026-01-01",
            "2026-01-01",
            "2026-07-30",
            "2026-01-31 2026-03-31 2026-05-31",
        ),
        (
            {"monthly": {"monthDays": [-1]}},
            "2026-01-01",
            "2026-01-01",
            "2026-03-31",
            "2026-01-31 2026-02-28 2026-03-31",
        ),
        (
            {"monthly": {"weekdays": ["MONDAY"], "weeksOfMonth": [5]}},
            "2026-01-01",
            "2026-01-01",
            "2026-12-31",
            "2026-03-30 2026-06-29 2026-08-31 2026-11-30",
        ),
        (
            {"monthly": {"weekdays": ["FRIDAY"], "weeksOfMonth": [-1]}},
            "2026-03-01",
            "2026-03-01",
            "2026-05-31",
            "2026-03-27 2026-04-24 2026-05-29",
        ),
        ({"rrule": "FREQ=YEARLY"}, "2024-02-29", "2027-01-01", "2027-12-31", ""),
        ({"rrule": "FREQ=YEARLY"}, "2024-02-29", "2028-01-01", "2028-12-31", "2028-02-29"),
        (
            {"rrule": "FREQ=YEARLY;BYMONTH=4,10;BYDAY=1TU"},
            "2026-01-01",
            "2026-01-01",
            "2026-12-31",
            "2026-04-07 2026-10-06",
        ),
    ],
)
async def test_a_session_has_the_dates_of_its_rule(
    house: House, recurrence: Any, start: str, from_: str, to: str, expected: str
) -> None:
    schedule = {"startDate": start, "startTime": "09:00", "endTime": "12:00", "recurrence": recurrence}
    made = await house.session(schedule=schedule)
    assert [one["originalDate"] for one in await dates(house, made["id"], from_, to)] == expected.split()


async def test_both_ends_of_the_window_are_included(house: House) -> None:
    made = await house.session(days="MO")
    assert len(await starts(house, made["id"], "2026-03-02", "2026-03-16")) == 3


async def test_an_occurrence_says_all_there_is_to_say(house: House) -> None:
    place = await house.location("Harbour Street")
    made = await house.session(locationId=place, allowRemote=True)
    assert await on(house, made["id"], "2026-03-02") == {
        "originalDate": "2026-03-02",
        "start": "2026-03-02T09:00:00+00:00",
        "end": "2026-03-02T12:00:00+00:00",
        "status": "SCHEDULED",
        "reason": None,
        "clockChange": False,
        "allowRemote": True,
        "location": {"name": "Harbour Street"},
        "closure": None,
    }


async def test_an_inactive_session_has_occurrences(house: House) -> None:
    made = await house.session(status="INACTIVE")
    assert await starts(house, made["id"], "2026-03-02", "2026-03-02") == ["2026-03-02T09:00:00+00:00"]


# ---------------------------------------------------------------- on the clocks of the place


async def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change(house: House) -> None:
    made = await house.session(days="MO")
    assert await starts(house, made["id"], "2026-03-23", "2026-03-30") == [
        "2026-03-23T09:00:00+00:00",
        "2026-03-30T09:00:00+01:00",
    ]
    assert await starts(house, made["id"], "2026-10-19", "2026-10-26") == [
        "2026-10-19T09:00:00+01:00",
        "2026-10-26T09:00:00+00:00",
    ]


@pytest.mark.parametrize(
    "zone, day, hours, expected, clock_change",
    [
        # London, 29 March 2026: 00:59 is followed by 02:00.
        (None, "2026-03-29", "01:30 03:00", "2026-03-29T02:30:00+01:00 2026-03-29T03:00:00+01:00", True),
        (None, "2026-03-29", "00:30 01:30", "2026-03-29T00:30:00+00:00 2026-03-29T02:30:00+01:00", True),
        # The end would be before the start: it keeps its 45 minutes.
        (None, "2026-03-29", "01:30 02:15", "2026-03-29T02:30:00+01:00 2026-03-29T03:15:00+01:00", True),
        (None, "2026-03-29", "02:00 03:00", "2026-03-29T02:00:00+01:00 2026-03-29T03:00:00+01:00", False),
        (None, "2026-03-28", "01:30 03:00", "2026-03-28T01:30:00+00:00 2026-03-28T03:00:00+00:00", False),
        # London, 25 October 2026: 01:00 to 01:59 come twice, and the first counts.
        (None, "2026-10-25", "01:30 03:00", "2026-10-25T01:30:00+01:00 2026-10-25T03:00:00+00:00", True),
        (None, "2026-10-25", "00:30 01:30", "2026-10-25T00:30:00+01:00 2026-10-25T01:30:00+01:00", True),
        (None, "2026-10-25", "02:00 03:00", "2026-10-25T02:00:00+00:00 2026-10-25T03:00:00+00:00", False),
        # Lord Howe changes its clocks by half an hour, at 02:00.
        (LORD_HOWE, "2026-10-04", "02:15 04:00", "2026-10-04T02:45:00+11:00 2026-10-04T04:00:00+11:00", True),
        (LORD_HOWE, "2026-04-05", "01:45 03:00", "2026-04-05T01:45:00+11:00 2026-04-05T03:00:00+10:30", True),
        (NEW_YORK, "2026-03-08", "02:30 04:00", "2026-03-08T03:30:00-04:00 2026-03-08T04:00:00-04:00", True),
    ],
)
async def test_a_time_that_does_not_exist_moves_on_and_one_that_exists_twice_is_the_first(
    house: House, zone: str | None, day: str, hours: str, expected: str, clock_change: bool
) -> None:
    place = await house.location(timeZone=zone)
    start, end = hours.split()
    made = await house.session(rrule="FREQ=DAILY", start=start, end=end, locationId=place)
    found = await on(house, made["id"], day)
    assert [found["start"], found["end"], found["clockChange"]] == [*expected.split(), clock_change]


async def test_a_night_is_shorter_in_spring_and_longer_in_autumn(house: House) -> None:
    schedule = {"startDate": "2026-01-01", "startTime": "22:00", "endTime": "02:00", "endsNextDay": True}
    made = await house.session(schedule={**schedule, "recurrence": {"daily": {}}})
    spring, autumn = await on(house, made["id"], "2026-03-28"), await on(house, made["id"], "2026-10-24")
    assert (spring["start"], spring["end"]) == ("2026-03-28T22:00:00+00:00", "2026-03-29T02:00:00+01:00")
    assert (autumn["start"], autumn["end"]) == ("2026-10-24T22:00:00+01:00", "2026-10-25T02:00:00+00:00")


async def test_a_date_that_the_zone_skipped_has_no_occurrence(house: House) -> None:
    place = await house.location(timeZone=APIA)
    made = await house.session(rrule="FREQ=DAILY", date="2011-12-01", locationId=place)
    assert await starts(house, made["id"], "2011-12-29", "2011-12-31") == [
        "2011-12-29T09:00:00-10:00",
        "2011-12-31T09:00:00+14:00",
    ]


async def test_times_are_in_the_zone_of_the_location_else_of_the_practice(house: House) -> None:
    abroad, here = await house.location(timeZone=NEW_YORK), await house.location()
    expected = {abroad: "2026-07-06T09:00:00-04:00", here: "2026-07-06T09:00:00+01:00"}
    for place, start in expected.items():
        made = await house.session(locationId=place)
        assert await starts(house, made["id"], "2026-07-06", "2026-07-06") == [start]
    remote = await house.session()
    assert await starts(house, remote["id"], "2026-07-06", "2026-07-06") == ["2026-07-06T09:00:00+01:00"]


# ---------------------------------------------------------------- of the whole practice


async def test_the_dates_of_a_practice_come_in_order_of_start_across_zones(house: House) -> None:
    abroad = await house.location(timeZone=NEW_YORK)
    await house.session(name="Boston at eight", start="08:00", locationId=abroad)
    await house.session(name="London at two", start="14:00", end="15:00", days="MO TU")
    await house.session(name="London at nine")
    assert await calendar(house, "2026-03-02", "2026-03-03") == [
        ("2026-03-02T09:00:00+00:00", "London at nine"),
        ("2026-03-02T08:00:00-05:00", "Boston at eight"),
        ("2026-03-02T14:00:00+00:00", "London at two"),
        ("2026-03-03T14:00:00+00:00", "London at two"),
    ]


async def test_the_dates_of_a_practice_can_be_narrowed_to_some_sessions(house: House) -> None:
    place, kind = await house.location(), await house.appointment_type()
    one = await house.session(name="One", locationId=place, appointmentTypeIds=[kind])
    two = await house.session(name="Two", days="MO TU", status="INACTIVE")

    async def named(day: str = "2026-03-02", **filter: Any) -> list[str]:
        return [name for _, name in await calendar(house, day, day, **filter)]

    assert sorted(await named()) == ["One", "Two"]
    assert await named(clinicianIds=[one["clinician"]["id"]]) == ["One"]
    assert await named(locationIds=[place]) == ["One"]
    assert await named(appointmentTypeIds=[kind]) == ["One"]
    assert await named(remote=True) == ["Two"]
    assert await named(status="INACTIVE") == ["Two"]
    assert await named(search="two") == ["Two"]
    assert await named(runsOn="2026-03-03") == ["Two"]
    assert await named(clinicianIds=[]) == []
    assert await named(clinicianIds=[one["clinician"]["id"]], search=two["name"]) == []


async def test_another_practice_has_dates_of_its_own(house: House, other_house: House) -> None:
    theirs = await other_house.session(name="Theirs")
    await house.session(name="Ours")
    assert await calendar(house, "2026-03-02", "2026-03-02") == [("2026-03-02T09:00:00+00:00", "Ours")]
    taken = [theirs["clinician"]["id"]]
    assert await calendar(house, "2026-03-02", "2026-03-02", clinicianIds=taken) == []


async def test_the_dates_of_a_practice_equal_those_that_dateutil_finds(house: House) -> None:
    random = Random(20260302)
    rules = (
        "FREQ=WEEKLY;INTERVAL={n};BYDAY=MO,TH",
        "FREQ=DAILY;INTERVAL={n}",
        "FREQ=MONTHLY;INTERVAL={n};BYMONTHDAY=3,-2",
        "FREQ=MONTHLY;BYDAY=WE;BYSETPOS={n}",
        "FREQ=WEEKLY;INTERVAL={n};BYDAY=SU;COUNT=9",
    )
    clinician, expected = await house.clinician(), []
    places = {zone: await house.location(timeZone=zone) for zone in ("Europe/London", LORD_HOWE, NEW_YORK)}
    for n in range(15):
        rrule, zone = random.choice(rules).format(n=random.randint(1, 4)), random.choice([*places])
        first, hour = date(2025, 9, 1) + timedelta(days=random.randrange(150)), random.randrange(8, 19)
        start = datetime.combine(first, time(hour))
        await house.session(
            name=f"Session {n}",
            clinicianId=clinician,
            locationId=places[zone],
            date=first.isoformat(),
            start=f"{hour:02}:00",
            end=f"{hour + 1:02}:00",
            rrule=rrule,
        )
        expected += [
            (at.replace(tzinfo=zone_info(zone)), f"Session {n}")
            for at in rrulestr(rrule, dtstart=start).between(datetime(2026, 2, 15), datetime(2026, 5, 18, 23), inc=True)
        ]
    found = await calendar(house, "2026-02-15", "2026-05-18")
    instants = [datetime.fromisoformat(start) for start, _ in found]
    assert instants == sorted(instants)
    assert len(found) > 100
    assert sorted(found) == sorted((at.isoformat(), name) for at, name in expected)


# ---------------------------------------------------------------- the next one


async def test_the_next_occurrence_is_the_first_that_has_not_ended(house: House, clock: Clock) -> None:
    made = await house.session(days="MO WE")
    for now, expected in (
        ("2026-03-02T08:00", "2026-03-02T09:00:00+00:00"),
        ("2026-03-02T11:59", "2026-03-02T09:00:00+00:00"),
        ("2026-03-02T12:00", "2026-03-04T09:00:00+00:00"),
    ):
        clock.at = datetime.fromisoformat(now).replace(tzinfo=UTC)
        assert await next_start(house, made["id"]) == expected


async def test_the_next_occurrence_is_neither_cancelled_nor_closed(house: House) -> None:
    made = await house.session(days="MO")
    await diary.cancel(house, made["id"], "2026-03-02")
    await diary.close(house, "2026-03-08", "2026-03-31")
    assert await next_start(house, made["id"]) == "2026-04-06T09:00:00+01:00"


async def test_one_that_was_moved_is_the_next_where_it_is_the_first(house: House) -> None:
    made = await house.session(days="MO")
    await diary.cancel(house, made["id"], "2026-03-02")
    await diary.move(house, made["id"], "2026-03-30", date="2026-03-05")
    assert await next_start(house, made["id"]) == "2026-03-05T09:00:00+00:00"


async def test_a_session_that_is_over_has_no_next_occurrence(house: House) -> None:
    over = await house.session(rrule="FREQ=WEEKLY;COUNT=2")
    once = await house.session(days=None, date="2026-02-27")
    assert [await next_start(house, session["id"]) for session in (over, once)] == [None, None]


# ---------------------------------------------------------------- windows


@pytest.mark.parametrize(
    "from_, to, argument",
    [("2026-03-03", "2026-03-02", "from"), ("2026-01-01", "2027-01-02", "to"), ("0001-01-01", "9999-12-31", "to")],
)
async def test_a_session_s_window_is_366_days_at_most_and_the_right_way_round(
    house: House, from_: str, to: str, argument: str
) -> None:
    made = await house.session()
    query = (
        "query($id: ID!, $from: Date!, $to: Date!) { session(id: $id) { occurrences(from: $from, to: $to) { start } } }"
    )
    (error,) = await house.refused(query, id=made["id"], **window(from_, to))
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": [argument]}
    assert len(await dates(house, made["id"], "2026-01-01", "2027-01-01")) == 52


@pytest.mark.parametrize(
    "from_, to, argument", [("2026-03-03", "2026-03-02", "from"), ("2026-03-01", "2026-06-02", "to")]
)
async def test_the_practice_s_window_is_93_days_at_most_and_the_right_way_round(
    house: House, from_: str, to: str, argument: str
) -> None:
    query = "query($from: Date!, $to: Date!) { occurrences(from: $from, to: $to) { start } }"
    (error,) = await house.refused(query, **window(from_, to))
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": [argument]}
    assert await calendar(house, "2026-03-01", "2026-06-01") == []


async def test_the_ends_of_the_calendar_are_windows_like_others(house: House) -> None:
    made = await house.session(rrule="FREQ=DAILY")
    assert await dates(house, made["id"], "0001-01-01", "0001-12-31") == []
    assert (await starts(house, made["id"], "9999-12-01", "9999-12-31"))[0] == "9999-12-01T09:00:00+00:00"
    assert await calendar(house, "0001-01-01", "0001-01-01") == []


async def test_more_dates_than_anybody_reads_are_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.calendar.MOST_OCCURRENCES", 3)
    await house.session(rrule="FREQ=DAILY")
    assert len(await calendar(house, "2026-03-01", "2026-03-03")) == 3
    query = "query($from: Date!, $to: Date!) { occurrences(from: $from, to: $to) { start } }"
    assert await house.code(query, **window("2026-03-01", "2026-03-04")) == "BAD_USER_INPUT"


async def test_too_many_dates_are_known_from_the_patterns_before_any_is_made(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.calendar.MOST_OCCURRENCES", 20)
    await house.session(rrule="FREQ=DAILY")

    def made(*_: Any, **__: Any) -> Any:
        raise AssertionError("a date was made")

    monkeypatch.setattr(occurrences, "expand", made)
    query = "query($from: Date!, $to: Date!) { occurrences(from: $from, to: $to) { start } }"
    assert await house.code(query, **window("2026-03-01", "2026-03-31")) == "BAD_USER_INPUT"


async def test_what_the_patterns_tell_is_never_more_than_there_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = ["DAILY;INTERVAL=3", "WEEKLY;BYDAY=MO,FR", "WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU", "MONTHLY;BYDAY=-1TH,2WE"]
    rules += ["MONTHLY;BYMONTHDAY=15,-1", "YEARLY;BYMONTH=3;BYMONTHDAY=9", "MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"]
    made = [await house.session(rrule=f"FREQ={rule}") for rule in rules]
    await house.session(rrule="FREQ=DAILY;COUNT=80")
    await diary.move(house, made[1]["id"], "2026-03-20", date="2026-07-01")
    counted, original = [], counts.dates

    async def noted(*given: Any, **more: Any) -> int:
        counted.append(await original(*given, **more))
        return 0

    monkeypatch.setattr(counts, "dates", noted)
    for from_, to in (("2026-03-01", "2026-03-31"), ("2026-02-10", "2026-05-10"), ("2026-03-09", "2026-03-09")):
        there = len(await calendar(house, from_, to))
        counted.clear()
        monkeypatch.setattr("db.calendar.MOST_OCCURRENCES", there)
        await calendar(house, from_, to)
        monkeypatch.undo()
        monkeypatch.setattr(counts, "dates", noted)
        assert some(counted)[0] <= there
        assert from_ == to or counted[0] > there // 3


async def test_more_sessions_than_a_calendar_shows_are_refused_until_narrowed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.calendar.MOST_SESSIONS", 2)
    made = [await house.session(name=f"Clinic {number}") for number in range(3)]
    for root in ("occurrences(from: $from, to: $to) { start }", "conflicts(from: $from, to: $to) { message }"):
        query = f"query($from: Date!, $to: Date!) {{ {root} }}"
        (error,) = await house.refused(query, **window("2026-03-02", "2026-03-02"))
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": ["filter"]}
        assert "narrow the filter" in error["message"]
    mine = [made[0]["clinician"]["id"]]
    assert [name for _, name in await calendar(house, "2026-03-02", "2026-03-02", clinicianIds=mine)] == ["Clinic 0"]


async def test_booking_clients_read_no_calendar(house: House) -> None:
    query = "query($from: Date!, $to: Date!) { occurrences(from: $from, to: $to) { start } }"
    token = house.token(Role.BOOKING)
    assert await house.code(query, token=token, **window("2026-03-01", "2026-03-04")) == "FORBIDDEN"


# ---------------------------------------------------------------- what it costs

EVERYTHING = """query($from: Date!, $to: Date!) {
  occurrences(from: $from, to: $to) { start session { name clinician { name } } location { name } closure { title } }
  conflicts(from: $from, to: $to) { message occurrence { session { name } } other { start } }
  sessions { nodes { nextOccurrence { start } occurrences(from: $from, to: $to) { start location { name } }
    conflicts(from: $from, to: $to) { message } exceptions { originalDate } } } }"""


async def test_twice_as_many_sessions_take_no_more_statements(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await diary.close(house, "2026-03-10", startTime="11:00", endTime="15:00")
    place, clinician = await house.location(), await house.clinician()
    asked = window("2026-03-01", "2026-03-31")

    async def more() -> int:
        for _ in range(3):
            made = await house.session(days="MO TU", locationId=place, clinicianId=clinician)
            await diary.cancel(house, made["id"], "2026-03-02")
            await diary.move(house, made["id"], "2026-03-09", date="2026-03-12")
        await house.ask(EVERYTHING, **asked)
        with diary.counting(monkeypatch) as rows:
            found = await house.ask(EVERYTHING, **asked)
        assert len(found["occurrences"]) == 10 * len(found["sessions"]["nodes"])
        return len(rows)

    assert await more() == await more()


async def test_only_rows_that_can_matter_for_the_window_are_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    place, clinician = await house.location(), await house.clinician()
    made = await house.session(locationId=place, clinicianId=clinician)
    await house.session(name="Over", rrule="FREQ=WEEKLY;UNTIL=20260131")
    await house.session(name="Not begun", date="2026-06-01")
    for day in ("2026-01-12", "2026-05-11", "2026-08-10"):
        await diary.cancel(house, made["id"], day)
    await diary.close(house, "2026-01-12")
    await diary.close(house, "2026-03-10", clinicianId=await house.clinician())
    await diary.close(house, "2026-03-10", locationId=await house.location())
    with diary.counting(monkeypatch) as rows:
        assert len(await calendar(house, "2026-03-02", "2026-03-15")) == 2
    # The session; none of its changes; none of the closures; the session again, as what is asked for.
    assert rows == [1, 0, 0, 1]


async def test_many_dates_of_a_query_are_computed_in_another_process(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.reader.LITTLE", -1)  # else one session is computed at once
    made, kind = await house.session(), await house.appointment_type()
    computed: list[str] = []
    run = Operation.run

    async def noted(self: Operation, function: Any, *given: Any, **named: Any) -> Any:
        computed.append(function.__name__)
        return await run(self, function, *given, **named)

    monkeypatch.setattr(Operation, "run", noted)
    await house.ask(EVERYTHING, **window("2026-03-01", "2026-03-31"))
    await diary.preview(house, "2026-03-01", "2026-03-31", {"notes": "New"}, id=made["id"])
    await diary.slots(house, kind, "2026-03-01", "2026-03-31")
    await diary.explain(house, kind, "2026-03-01", "2026-03-31")
    assert set(computed) >= {"expand", "next_occurrences", "dates", "search", "explain"}


async def test_many_dates_of_a_mutation_are_worked_out_beside_the_event_loop(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.calendar.MOST_ON_EVENT_LOOP", 0)  # else one session needs no thread
    made = await house.session()
    threads: list[threading.Thread] = []
    expand = occurrences.expand

    def noted(*given: Any, **named: Any) -> Any:
        threads.append(threading.current_thread())
        return expand(*given, **named)

    monkeypatch.setattr(occurrences, "expand", noted)
    await diary.close(house, "2026-03-10")
    await house.update_session(made["id"], {"status": "INACTIVE"})
    await house.toggle_session(made["id"])
    assert threading.main_thread() not in some(threads)
