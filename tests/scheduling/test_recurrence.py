"""Rules: which dates they have, and which are refused."""

import time as clock
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduling import recurrence, schedule
from scheduling.problems import Problems
from scheduling.recurrence import Frequency, NthWeekday, Rule, RuleError, Weekday, from_input, parse
from scheduling.schedule import Schedule
from tests.scheduling import oracle
from tests.scheduling.rules import ENDLESS, RRULES, START_DATES, windows

NINE, TEN = time(9), time(10)


def recurring(rrule: str, start: date) -> Schedule:
    """A schedule as `build` makes it, or as it would be if the rule had no date from this start on."""
    rule = parse(rrule).anchored(start)
    return Schedule(NINE, TEN, False, rule, start, recurrence.last_date(rule, start))


def dates(rrule: str, start: str, from_: str, to: str) -> list[str]:
    found = recurring(rrule, date.fromisoformat(start)).dates(date.fromisoformat(from_), date.fromisoformat(to))
    return [day.isoformat() for day in found]


# ---------------------------------------------------------------- against independent ways of computing the same


@given(st.data())
def test_a_window_has_the_dates_that_a_walk_over_its_days_finds(data: st.DataObject) -> None:
    rrule, start = data.draw(RRULES), data.draw(START_DATES)
    from_, to = data.draw(windows(start))
    try:
        found = recurring(rrule, start).dates(from_, to)
    except RuleError:
        found = []
    assert found == oracle.dates(rrule, start, from_=from_, to=to)


@given(st.data())
def test_a_window_has_the_dates_that_dateutil_finds(data: st.DataObject) -> None:
    rrule, start = data.draw(RRULES), data.draw(START_DATES)
    from_, to = data.draw(windows(start))
    try:
        made = recurring(rrule, start)
    except RuleError:
        assume(False)
    assert made.rule is not None
    # What dateutil gets wrong: weekdays with and without a number together, and week -52 in the year before.
    assume(len({entry.nth is None for entry in made.rule.weekdays}) < 2)
    assume(min(made.rule.week_numbers, default=0) > -52)
    # It goes on, day by day, until it has found a date after the window.
    following = made.next_date(to)
    assume(made.last_date is not None or (following is not None and following < to + timedelta(days=700)))
    theirs = rrulestr(made.rule.rrule, dtstart=datetime.combine(start, time.min))
    between = theirs.between(datetime.combine(from_, time.min), datetime.combine(to, time.min), inc=True)
    assert made.dates(from_, to) == [found.date() for found in between]


@given(st.data())
def test_until_is_the_last_day_that_counts(data: st.DataObject) -> None:
    rrule, start = data.draw(ENDLESS), data.draw(START_DATES)
    until = start + timedelta(days=data.draw(st.integers(0, 400)))
    rrule += f";UNTIL={until:%Y%m%d}"
    try:
        rule = parse(rrule)
    except RuleError:
        assume(False)
    expected = oracle.dates(rrule, start, from_=start, to=until)
    assert recurrence.last_date(rule, start) == (expected[-1] if expected else None)


@given(st.data())
def test_the_next_date_is_the_first_of_those_to_come(data: st.DataObject) -> None:
    rrule, start = data.draw(RRULES), data.draw(START_DATES)
    from_, to = data.draw(windows(start))
    try:
        made = recurring(rrule, start)
    except RuleError:
        assume(False)
    to_come, next_date = made.dates(from_, to), made.next_date(from_)
    if to_come:
        assert next_date == to_come[0]
        assert made.occurs_on(to_come[0])
    else:
        assert next_date is None or next_date > to


# ---------------------------------------------------------------- written out by hand


def test_a_fortnight_counts_from_the_week_of_its_start_even_in_the_middle_of_it() -> None:
    # 4 March 2026 is a Wednesday: its week's Monday is past, and the next is in a week off.
    assert dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "2026-03-04", "2026-03-01", "2026-04-05") == [
        "2026-03-04",
        "2026-03-16",
        "2026-03-18",
        "2026-03-30",
        "2026-04-01",
    ]


def test_a_fortnight_keeps_its_phase_years_later() -> None:
    assert dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2016-01-04", "2026-01-01", "2026-01-31") == [
        "2026-01-05",
        "2026-01-19",
    ]


def test_the_week_start_decides_which_days_share_a_fortnight() -> None:
    # RFC 5545's own example: from Tuesday 5 August 1997, every other week on Tuesday and Sunday, four times.
    rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU"
    window = ("1997-08-05", "1997-08-01", "1997-12-31")
    assert dates(f"{rule};WKST=MO", *window) == ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"]
    assert dates(f"{rule};WKST=SU", *window) == ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]


def test_the_fifth_monday_skips_the_months_that_have_four() -> None:
    assert dates("FREQ=MONTHLY;BYDAY=5MO", "2026-01-01", "2026-01-01", "2026-12-31") == [
        "2026-03-30",
        "2026-06-29",
        "2026-08-31",
        "2026-11-30",
    ]


@pytest.mark.parametrize("days, first", [("9", "2026-06-09"), ("-1", "2026-06-30"), ("9,20", "2026-06-09")])
@pytest.mark.parametrize("interval", [1, 2])
def test_a_yearly_day_of_a_month_without_its_month_is_that_of_the_start(days: str, first: str, interval: int) -> None:
    rule = f"FREQ=YEARLY;INTERVAL={interval};BYMONTHDAY={days}"
    found = dates(rule, "2026-06-01", "2026-01-01", "2028-12-31")
    assert found[0] == first
    assert {day[5:7] for day in found} == {"06"}
    assert len(found) == (3 if interval == 1 else 2) * len(days.split(","))
    made = recurring(rule, date(2026, 6, 1)).rule
    assert made is not None
    assert f"BYMONTH=6;BYMONTHDAY={days}" in made.rrule


@pytest.mark.parametrize("more", ["BYWEEKNO=20", "BYYEARDAY=100", "BYDAY=20MO", "BYMONTH=3"])
def test_a_yearly_day_of_a_month_that_is_said_otherwise_does_not_take_that_of_the_start(more: str) -> None:
    rule = parse(f"FREQ=YEARLY;{more};BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20")
    assert rule.anchored(date(2026, 6, 1)) == rule


def test_29_february_comes_in_leap_years_and_not_in_2100() -> None:
    rule, start = "FREQ=YEARLY", "2024-02-29"
    assert dates(rule, start, "2024-01-01", "2033-01-01") == ["2024-02-29", "2028-02-29", "2032-02-29"]
    assert dates(rule, start, "2095-01-01", "2105-01-01") == ["2096-02-29", "2104-02-29"]


def test_a_count_runs_from_the_start_however_late_the_window() -> None:
    # Ten Tuesdays from 6 January 2026: the tenth is 10 March.
    assert dates("FREQ=WEEKLY;BYDAY=TU;COUNT=10", "2026-01-06", "2026-02-25", "2026-12-31") == [
        "2026-03-03",
        "2026-03-10",
    ]


def test_a_start_that_does_not_match_is_not_an_occurrence_and_does_not_count() -> None:
    assert dates("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2026-01-06", "2026-01-01", "2026-12-31") == [
        "2026-01-12",
        "2026-01-19",
    ]
    assert recurrence.first_date(parse("FREQ=WEEKLY;BYDAY=MO"), date(2026, 1, 6)) == date(2026, 1, 12)


def test_day_31_skips_shorter_months_and_the_last_day_does_not() -> None:
    window = ("2026-01-31", "2026-01-01", "2026-05-31")
    assert dates("FREQ=MONTHLY", *window) == ["2026-01-31", "2026-03-31", "2026-05-31"]
    assert dates("FREQ=MONTHLY;BYMONTHDAY=-1", *window) == [
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
    ]


def test_the_last_working_day_of_the_month() -> None:
    rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    assert dates(rule, "2026-01-01", "2026-01-01", "2026-05-31") == [
        "2026-01-30",
        "2026-02-27",
        "2026-03-31",
        "2026-04-30",
        "2026-05-29",
    ]


def test_weekdays_with_and_without_a_number_are_all_meant() -> None:
    assert dates("FREQ=MONTHLY;BYDAY=1MO,SU", "2026-03-01", "2026-03-01", "2026-03-31") == [
        "2026-03-01",
        "2026-03-02",
        "2026-03-08",
        "2026-03-15",
        "2026-03-22",
        "2026-03-29",
    ]


def test_week_1_may_begin_in_december() -> None:
    # Week 1 of 2026 is 29 December 2025 to 4 January 2026.
    assert dates("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,SU", "2025-06-01", "2025-12-01", "2026-06-01") == [
        "2025-12-29",
        "2026-01-04",
    ]


def test_an_interval_of_numbered_weeks_counts_calendar_years() -> None:
    # 29 December 2025 is in week 1 of 2026, and a day of 2025.
    rule = "FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO,SU"
    assert dates(rule, "2025-01-01", "2025-01-01", "2027-12-31") == [
        "2025-01-05",
        "2025-12-29",
        "2027-01-04",
        "2027-01-10",
    ]
    assert dates(rule, "2026-01-01", "2025-01-01", "2027-12-31") == ["2026-01-04"]


def test_a_yearly_week_without_a_weekday_takes_that_of_its_start() -> None:
    assert dates("FREQ=YEARLY;BYWEEKNO=20", "2026-05-13", "2026-01-01", "2027-12-31") == ["2026-05-13", "2027-05-19"]


# ---------------------------------------------------------------- ends, and the end of time


def test_a_rare_rule_ends_where_dates_do() -> None:
    # 29 February on a Monday, every 7 years.
    rule = parse("FREQ=YEARLY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO")
    found = recurring(rule.rrule, date(2026, 1, 1)).dates(date.min, date.max)
    assert found[0] == date(2208, 2, 29)
    assert all((day.month, day.day, day.weekday(), (day.year - 2026) % 7) == (2, 29, 0, 0) for day in found)


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;BYDAY=FR;BYMONTH=12",
        "FREQ=WEEKLY;BYDAY=MO,FR",
        "FREQ=WEEKLY;BYDAY=FR,SA;BYMONTH=12;WKST=SU",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=YEARLY;BYWEEKNO=52,1",
        "FREQ=YEARLY;BYYEARDAY=-1",
        "FREQ=YEARLY;BYDAY=-1FR",
    ],
)
def test_windows_at_the_end_of_time_hold(rrule: str) -> None:
    made = recurring(rrule, date(9998, 12, 31))
    assert made.dates(date(9999, 11, 1), date.max)
    assert made.next_date(date.max) in (None, date.max)
    assert recurring(rrule, date.max).dates(date.min, date.max) in ([], [date.max])


def test_a_count_that_is_not_reached_before_the_year_10000_is_endless() -> None:
    rule = parse("FREQ=YEARLY;INTERVAL=999;COUNT=1000")
    assert recurrence.last_date(rule, date(2026, 1, 1)) is None
    assert recurrence.last_date(parse("FREQ=YEARLY;COUNT=1000"), date(2026, 1, 1)) == date(3025, 1, 1)


def test_until_far_beyond_every_date_finds_the_last_one() -> None:
    rule = parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=99991231T235959Z")
    assert recurrence.last_date(rule, date(2026, 1, 1)) == date(9996, 2, 29)


def test_the_cost_of_a_window_does_not_grow_with_the_age_of_the_rule() -> None:
    def seconds(start: date) -> float:
        made = recurring("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", start)
        begun = clock.perf_counter()
        for _ in range(200):
            made.dates(date(2199, 1, 1), date(2199, 1, 28))
        return clock.perf_counter() - begun

    seconds(date(2198, 1, 1))
    # A rule that were walked from its start would cost 10,000 times as much.
    assert min(seconds(date(1900, 1, 1)) for _ in range(3)) < 20 * min(seconds(date(2198, 1, 1)) for _ in range(3))


# ---------------------------------------------------------------- RecurrenceInput


@pytest.mark.parametrize(
    "given_, rrule",
    [
        ({"daily": {}}, "FREQ=DAILY"),
        ({"daily": {"interval": 3, "count": 10}}, "FREQ=DAILY;INTERVAL=3;COUNT=10"),
        ({"weekly": {"weekdays": ["WEDNESDAY", "MONDAY", "MONDAY"]}}, "FREQ=WEEKLY;BYDAY=MO,WE"),
        (
            {"weekly": {"weekdays": ["FRIDAY"], "interval": 2, "until": date(2027, 3, 31), "count": None}},
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=20270331;BYDAY=FR",
        ),
        ({"monthly": {"month_days": [15, -1, 15], "weekdays": None}}, "FREQ=MONTHLY;BYMONTHDAY=15,-1"),
        ({"monthly": {"weekdays": ["TUESDAY"]}}, "FREQ=MONTHLY;BYDAY=TU"),
        (
            {"monthly": {"weekdays": ["TUESDAY", "MONDAY"], "weeks_of_month": [-1, 1], "month_days": []}},
            "FREQ=MONTHLY;BYDAY=1MO,1TU,-1MO,-1TU",
        ),
        ({"rrule": "FREQ=YEARLY", "weekly": None}, "FREQ=YEARLY"),
    ],
)
def test_an_input_is_the_rule_that_it_says(given_: dict[str, Any], rrule: str) -> None:
    rule = from_input(given_)
    assert rule.rrule == rrule
    assert parse(rrule) == rule


@pytest.mark.parametrize(
    "given_, problems",
    [
        ({}, [("REQUIRED", ())]),
        ({"daily": {}, "rrule": "FREQ=DAILY"}, [("INVALID", ())]),
        ({"daily": {"interval": 0}}, [("OUT_OF_RANGE", ("daily", "interval"))]),
        ({"daily": {"interval": 1000}}, [("OUT_OF_RANGE", ("daily", "interval"))]),
        ({"daily": {"count": 0}}, [("OUT_OF_RANGE", ("daily", "count"))]),
        ({"daily": {"count": 1001}}, [("OUT_OF_RANGE", ("daily", "count"))]),
        ({"daily": {"count": 5, "until": date(2027, 1, 1)}}, [("INVALID", ("daily", "count"))]),
        ({"weekly": {"weekdays": []}}, [("REQUIRED", ("weekly", "weekdays"))]),
        (
            {"weekly": {"weekdays": [], "interval": -2, "count": 0, "until": date(2027, 1, 1)}},
            [
                ("REQUIRED", ("weekly", "weekdays")),
                ("OUT_OF_RANGE", ("weekly", "interval")),
                ("OUT_OF_RANGE", ("weekly", "count")),
                ("INVALID", ("weekly", "count")),
            ],
        ),
        ({"weekly": {"weekdays": ["NODAY"]}}, [("INVALID", ("weekly", "weekdays"))]),
        ({"monthly": {}}, [("REQUIRED", ("monthly", "monthDays"))]),
        ({"monthly": {"month_days": [], "weekdays": []}}, [("REQUIRED", ("monthly", "monthDays"))]),
        ({"monthly": {"month_days": [0]}}, [("OUT_OF_RANGE", ("monthly", "monthDays"))]),
        ({"monthly": {"month_days": [32]}}, [("OUT_OF_RANGE", ("monthly", "monthDays"))]),
        ({"monthly": {"month_days": [-32]}}, [("OUT_OF_RANGE", ("monthly", "monthDays"))]),
        (
            {"monthly": {"weekdays": ["MONDAY"], "weeks_of_month": [6]}},
            [("OUT_OF_RANGE", ("monthly", "weeksOfMonth"))],
        ),
        ({"monthly": {"weeks_of_month": [1]}}, [("REQUIRED", ("monthly", "weekdays"))]),
        ({"monthly": {"month_days": [1], "weeks_of_month": [1]}}, [("INVALID", ("monthly", "weeksOfMonth"))]),
        ({"monthly": {"month_days": [1], "weekdays": ["MONDAY"]}}, [("INVALID", ("monthly", "weekdays"))]),
    ],
)
def test_everything_wrong_with_an_input_is_said_at_once(given_: dict[str, Any], problems: list[Any]) -> None:
    with pytest.raises(Problems) as refused:
        from_input(given_)
    assert [(problem.code, problem.path) for problem in refused.value.problems] == problems


# ---------------------------------------------------------------- as the contract shows it


def test_a_rule_shows_its_weekdays_and_weeks_in_order() -> None:
    rule = parse("FREQ=MONTHLY;BYDAY=-1FR,1MO,3MO")
    assert rule.weekday_names == [Weekday.MONDAY, Weekday.FRIDAY]
    assert rule.weeks_of_month == [1, 3, -1]
    assert (rule.frequency, rule.interval, rule.until, rule.count) == (Frequency.MONTHLY, 1, None, None)


def test_the_twentieth_monday_of_the_year_is_no_week_of_a_month() -> None:
    assert parse("FREQ=YEARLY;BYDAY=20MO").weeks_of_month == []
    assert parse("FREQ=YEARLY;BYMONTH=5;BYDAY=2MO").weeks_of_month == [2]


def test_a_rule_made_by_hand_says_its_rrule() -> None:
    rule = Rule(Frequency.WEEKLY, weekdays=(NthWeekday(0),), until=date(2027, 3, 1), week_start=6)
    assert rule.rrule == "FREQ=WEEKLY;UNTIL=20270301;WKST=SU;BYDAY=MO"
    assert schedule.stored(date(2026, 1, 5), NINE, TEN, False, rule.rrule, None).rule == rule
