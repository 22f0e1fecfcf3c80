"""Schedules: built from an input with every problem at once, or from what is stored."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.problems import Problem, Problems
from scheduling.schedule import Schedule, build, is_quick, needs_zone, stored
from tests.scheduling import naive
from tests.scheduling.practices import CLOCK_CHANGES
from tests.vacuous import some

MONDAY = date(2026, 1, 5)


def values(**changes: Any) -> dict[str, Any]:
    """A SessionScheduleInput of Monday 5 January 2026, 09:00 to 12:30."""
    return {
        "start_date": MONDAY,
        "start_time": time(9),
        "end_time": time(12, 30),
        "ends_next_day": False,
        "recurrence": None,
        **changes,
    }


def refused(**changes: Any) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Problems) as found:
        build(values(**changes), with_start_date=True)
    assert all(problem.message.endswith(".") for problem in some(found.value.problems))
    return [(problem.code, problem.path) for problem in found.value.problems]


def weekly(**changes: Any) -> dict[str, Any]:
    return {"weekly": {"weekdays": ["MONDAY"], "interval": 1, **changes}}


@pytest.mark.parametrize(
    "recurrence",
    [
        None,
        weekly(),
        {"daily": {"interval": 3, "until": date(2026, 3, 1)}},
        {"rrule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU;UNTIL=20261231"},
    ],
)
def test_a_rule_that_needs_no_search_is_quick_to_build(recurrence: Any) -> None:
    assert is_quick(values(recurrence=recurrence))
    assert build(values(recurrence=recurrence), with_start_date=True).start_date == MONDAY


@pytest.mark.parametrize(
    "recurrence",
    [
        weekly(count=3),
        {"daily": {"interval": 3, "count": 500}},
        {"monthly": {"monthDays": [31]}},
        {"rrule": "FREQ=WEEKLY;COUNT=9999"},
        {"rrule": "freq=weekly;count=9999"},
        {"rrule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29"},
        {"rrule": "FREQ=YEARLY"},
        {"rrule": "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 40)},
    ],
)
def test_a_rule_that_may_need_a_search_is_not_built_in_the_event_loop(recurrence: Any) -> None:
    assert not is_quick(values(recurrence=recurrence))


# ---------------------------------------------------------------- dates


def test_a_one_off_has_its_date_and_no_other() -> None:
    one_off = build(values(), with_start_date=True)
    assert one_off.rule is None
    assert one_off.last_date == MONDAY
    assert one_off.dates(date.min, date.max) == [MONDAY]
    assert one_off.dates(date(2026, 1, 6), date.max) == []
    assert (one_off.next_date(MONDAY), one_off.next_date(date(2026, 1, 6))) == (MONDAY, None)
    assert one_off.occurs_on(MONDAY)
    assert not one_off.occurs_on(date(2026, 1, 12))


def test_a_recurring_schedule_knows_its_last_date() -> None:
    counted = build(values(recurrence=weekly(count=3)), with_start_date=True)
    assert counted.last_date == date(2026, 1, 19)
    assert counted.dates(date(2026, 1, 6), date(2027, 1, 1)) == [date(2026, 1, 12), date(2026, 1, 19)]
    assert counted.next_date(date(2026, 1, 20)) is None
    # Until a Sunday: the last Monday before it.
    assert build(values(recurrence=weekly(until=date(2026, 1, 18))), with_start_date=True).last_date == date(
        2026, 1, 12
    )
    assert build(values(recurrence=weekly()), with_start_date=True).last_date is None


def test_a_window_that_ends_before_it_begins_is_empty() -> None:
    endless = build(values(recurrence=weekly()), with_start_date=True)
    assert endless.dates(date(2026, 3, 1), date(2026, 2, 1)) == []
    assert endless.dates(date(2025, 1, 1), date(2025, 12, 31)) == []


def test_a_template_has_a_rule_and_no_dates() -> None:
    template = build({key: value for key, value in values().items() if key != "start_date"}, with_start_date=False)
    assert (template.start_date, template.last_date) == (None, None)
    assert template.dates(date.min, date.max) == []
    assert template.next_date(MONDAY) is None


def test_a_template_may_leave_its_day_to_the_session_made_from_it() -> None:
    template = build(values(recurrence={"rrule": "FREQ=MONTHLY"}), with_start_date=False)
    assert template.rule is not None
    assert template.rule.rrule == "FREQ=MONTHLY"
    session = build(values(recurrence={"rrule": template.rule.rrule}), with_start_date=True)
    assert session.rule is not None
    assert session.rule.rrule == "FREQ=MONTHLY;BYMONTHDAY=5"


def test_what_is_stored_is_what_was_built() -> None:
    built = build(values(recurrence={"rrule": "FREQ=YEARLY;BYMONTH=3;COUNT=4"}), with_start_date=True)
    assert built.rule is not None
    again = stored(MONDAY, time(9), time(12, 30), False, built.rule.rrule, built.last_date)
    assert again == built
    assert stored(MONDAY, time(9), time(12, 30), False, None, MONDAY) == build(values(), with_start_date=True)


# ---------------------------------------------------------------- times


@pytest.mark.parametrize(
    "start, end, ends_next_day, minutes",
    [
        (time(9), time(12, 30), False, 210),
        (time(0), time(23, 59), False, 1439),
        (time(22), time(2), True, 240),
        (time(9), time(0), True, 900),
        (time(9), time(9), True, 1440),
    ],
)
def test_the_length_is_counted_on_the_clock(start: time, end: time, ends_next_day: bool, minutes: int) -> None:
    built = build(values(start_time=start, end_time=end, ends_next_day=ends_next_day), with_start_date=True)
    assert built.duration_minutes == minutes


@pytest.mark.parametrize(
    "changes, problems",
    [
        ({"end_time": time(8, 59)}, [("INVALID", ("endTime",))]),
        ({"end_time": time(9)}, [("INVALID", ("endTime",))]),
        ({"ends_next_day": True}, [("INVALID", ("endsNextDay",))]),
        ({"start_time": time(9, 0, 30)}, [("INVALID", ("startTime",))]),
        ({"end_time": time(12, 0, 0, 1)}, [("INVALID", ("endTime",))]),
        ({"end_time": time(12, tzinfo=UTC)}, [("INVALID", ("endTime",))]),
        ({"start_time": None, "end_time": None}, [("REQUIRED", ("startTime",)), ("REQUIRED", ("endTime",))]),
        ({"start_date": None}, [("REQUIRED", ("startDate",))]),
        ({"start_date": date(1899, 12, 31)}, [("OUT_OF_RANGE", ("startDate",))]),
        ({"start_date": date(2200, 1, 1)}, [("OUT_OF_RANGE", ("startDate",))]),
    ],
)
def test_times_and_start_dates_that_make_no_sense_are_refused(changes: dict[str, Any], problems: list[Any]) -> None:
    assert refused(**changes) == problems


# ---------------------------------------------------------------- recurrence


@pytest.mark.parametrize(
    "recurrence, problems",
    [
        (weekly(until=date(2026, 1, 4)), [("INVALID", ("recurrence", "weekly", "until"))]),
        ({"rrule": "FREQ=DAILY;UNTIL=20260104"}, [("INVALID", ("recurrence", "rrule"))]),
        # From a Monday until the Friday there is no Saturday.
        (
            {"weekly": {"weekdays": ["SATURDAY"], "until": date(2026, 1, 9)}},
            [("INVALID", ("recurrence", "weekly", "until"))],
        ),
        ({"rrule": "FREQ=WEEKLY;BYDAY=SA;UNTIL=20260109"}, [("INVALID", ("recurrence", "rrule"))]),
        # Every seventh day from a Monday is a Monday.
        ({"rrule": "FREQ=DAILY;INTERVAL=7;BYDAY=TU"}, [("INVALID", ("recurrence", "rrule"))]),
        # Every twelfth month from January is January: that has no day before its first.
        ({"rrule": "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2;BYMONTHDAY=1"}, [("INVALID", ("recurrence", "rrule"))]),
        ({}, [("REQUIRED", ("recurrence",))]),
        (weekly(weekdays=[]), [("REQUIRED", ("recurrence", "weekly", "weekdays"))]),
    ],
)
def test_a_recurrence_without_a_date_is_refused(recurrence: dict[str, Any], problems: list[Any]) -> None:
    assert refused(recurrence=recurrence) == problems


def test_a_day_that_the_months_in_step_never_have_is_refused() -> None:
    monthly = {"monthly": {"month_days": [31], "interval": 12}}
    assert refused(start_date=date(2026, 2, 1), recurrence=monthly) == [("INVALID", ("recurrence", "monthly"))]


def test_until_on_the_start_date_leaves_one_occurrence() -> None:
    built = build(values(recurrence=weekly(until=MONDAY)), with_start_date=True)
    assert built.dates(date.min, date.max) == [MONDAY]


def test_everything_wrong_with_a_schedule_is_said_at_once() -> None:
    assert refused(
        start_date=date(1800, 1, 1),
        end_time=time(8),
        recurrence=weekly(weekdays=[], interval=0, count=0),
    ) == [
        ("INVALID", ("endTime",)),
        ("OUT_OF_RANGE", ("startDate",)),
        ("REQUIRED", ("recurrence", "weekly", "weekdays")),
        ("OUT_OF_RANGE", ("recurrence", "weekly", "interval")),
        ("OUT_OF_RANGE", ("recurrence", "weekly", "count")),
    ]
    assert refused(end_time=time(8), recurrence=weekly(until=date(2025, 1, 1))) == [
        ("INVALID", ("endTime",)),
        ("INVALID", ("recurrence", "weekly", "until")),
    ]


def test_a_problem_is_seen_from_further_out_with_a_longer_path() -> None:
    problem = Problem("INVALID", "No.", ("endTime",))
    assert problem.under("input", "schedule") == Problem("INVALID", "No.", ("input", "schedule", "endTime"))
    assert str(Problems([problem, problem])) == "No.; No."


def test_a_schedule_can_be_told_apart_and_kept_in_a_set() -> None:
    assert len({build(values(), with_start_date=True), build(values(), with_start_date=True)}) == 1
    assert isinstance(build(values(), with_start_date=True), Schedule)


# ---------------------------------------------------------------- an UNTIL that is a point in time


def until(rrule: str, zone: str | None, **changes: Any) -> str | None:
    """The last date of a schedule that starts on Monday 1 June 2026 at 09:00, as its rule says it."""
    given = values(start_date=date(2026, 6, 1), end_time=time(23), recurrence={"rrule": rrule}, **changes)
    schedule = build(given, with_start_date=True, zone=zone)
    assert schedule.rule is not None
    assert schedule.rule.until is not None
    assert schedule.last_date == schedule.rule.until
    assert schedule.rule.rrule.endswith(f"UNTIL={schedule.rule.until:%Y%m%d}") or "BYDAY" in schedule.rule.rrule
    return schedule.rule.until.isoformat()


@pytest.mark.parametrize(
    "rrule, zone, start, last",
    [
        ("FREQ=DAILY;UNTIL=20260630T035959Z", "America/New_York", time(9), "2026-06-29"),
        ("FREQ=DAILY;UNTIL=20260629T210000Z", "Pacific/Auckland", time(9), "2026-06-30"),
        ("FREQ=DAILY;UNTIL=20260701T003000Z", "America/New_York", time(20, 30), "2026-06-30"),
        ("freq=weekly;byday=mo;until=20260622t080000z", "Europe/London", time(9), "2026-06-22"),
        ("FREQ=DAILY;UNTIL=20260629T075959Z", "Europe/London", time(9), "2026-06-28"),
        ("FREQ=DAILY;UNTIL=20260629T080000", None, time(9), "2026-06-28"),
        ("FREQ=DAILY;UNTIL=20260629T090000", "America/New_York", time(9), "2026-06-29"),
        ("FREQ=DAILY;UNTIL=20260629", None, time(9), "2026-06-29"),
    ],
)
def test_an_until_with_a_time_bounds_the_last_start(rrule: str, zone: str | None, start: time, last: str) -> None:
    assert until(rrule, zone, start_time=start) == last


def test_a_weekly_session_whose_last_date_is_cut_off_ends_a_week_before() -> None:
    rule = {"rrule": "FREQ=WEEKLY;UNTIL=20260629T075959Z"}
    made = build(values(start_date=date(2026, 6, 1), recurrence=rule), with_start_date=True, zone="Europe/London")
    assert made.last_date == date(2026, 6, 22)


@given(st.data())
def test_an_until_in_utc_keeps_exactly_the_dates_that_have_started_by_then(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(sorted(CLOCK_CHANGES)))
    change = data.draw(st.sampled_from(CLOCK_CHANGES[zone]))
    start = time(data.draw(st.integers(0, 23)), data.draw(st.sampled_from([0, 15, 30, 45])))
    first = change - timedelta(days=4)
    steps = data.draw(st.integers(96, 96 * 8))
    at = datetime.combine(first, time(0), UTC) + timedelta(minutes=15 * steps)
    days = [first + timedelta(days=n) for n in range(12)]
    begun = [d for d in days if naive.resolve(d, start, zone).at <= at]
    given_ = values(
        start_date=first, start_time=start, end_time=start, ends_next_day=True,
        recurrence={"rrule": f"FREQ=DAILY;UNTIL={at:%Y%m%dT%H%M%SZ}"},
    )  # fmt: skip
    if not begun:
        with pytest.raises(Problems):
            build(given_, with_start_date=True, zone=zone)
        return
    made = build(given_, with_start_date=True, zone=zone)
    there = [d for d in days if naive.exists(d, zone)]  # a date that the zone skipped is no date of the session
    assert [d for d in made.dates(first, days[-1]) if d in there] == [d for d in begun if d in there]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Pacific/Apia"])
@pytest.mark.parametrize("edge", ["00010101T000000Z", "00010102T235959Z", "99991231T235959Z", "99991231T000000"])
def test_an_until_at_the_edges_of_time_holds(zone: str, edge: str) -> None:
    given_ = values(recurrence={"rrule": f"FREQ=YEARLY;UNTIL={edge}"})
    if edge.startswith("0"):
        with pytest.raises(Problems):
            build(given_, with_start_date=True, zone=zone)
    else:
        assert build(given_, with_start_date=True, zone=zone).last_date == date(9999, 1, 5)


def test_an_until_in_utc_needs_a_zone_which_a_template_does_not_have() -> None:
    in_utc, local = {"rrule": "RRULE:FREQ=DAILY;until=20261231t120000z"}, {"rrule": "FREQ=DAILY;UNTIL=20261231T080000"}
    assert needs_zone(values(recurrence=in_utc))
    assert not needs_zone(values(recurrence=local))
    assert not needs_zone(values())
    with pytest.raises(Problems) as found:
        build(values(recurrence=in_utc), with_start_date=False)
    assert [(p.code, p.path) for p in found.value.problems] == [("INVALID", ("recurrence", "rrule"))]
    assert "UNTIL=20261231" in found.value.problems[0].message
    assert build(values(recurrence=local), with_start_date=False).rule == build(
        values(recurrence={"rrule": "FREQ=DAILY;UNTIL=20261230"}), with_start_date=False
    ).rule  # fmt: skip


def test_the_previous_date_is_the_last_one_on_or_before_a_date() -> None:
    start, end = date(2026, 3, 2), date(2026, 3, 30)
    weekly = stored(start, time(9), time(12), False, "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260330", end)
    once = stored(start, time(9), time(12), False, None, start)
    for schedule in (weekly, once):
        assert schedule.previous_date(date(2026, 3, 1)) is None
        assert schedule.previous_date(start) == start
    assert weekly.previous_date(date(2026, 3, 8)) == start
    assert weekly.previous_date(date(2026, 3, 9)) == date(2026, 3, 9)
    assert weekly.previous_date(date(2026, 12, 1)) == end
    assert once.previous_date(date(2026, 12, 1)) == start
