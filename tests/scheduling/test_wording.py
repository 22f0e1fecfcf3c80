"""Schedules in words, as a receptionist would write them."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given

from scheduling import wording
from scheduling.recurrence import RuleError, parse
from scheduling.schedule import build
from tests.scheduling.rules import RRULES, START_DATES


def text(recurrence: dict[str, Any] | None = None, **changes: Any) -> str:
    """The text of a schedule that starts on Monday 5 January 2026, 09:00 to 12:30."""
    values = {
        "start_date": date(2026, 1, 5),
        "start_time": time(9),
        "end_time": time(12, 30),
        "recurrence": recurrence,
        **changes,
    }
    return wording.text(build(values, with_start_date=values["start_date"] is not None))


def weekly(*weekdays: str, **more: Any) -> dict[str, Any]:
    return {"weekly": {"weekdays": [*weekdays], **more}}


WORKING_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")


# ---------------------------------------------------------------- the examples of the design


def test_two_weekdays_of_every_week() -> None:
    assert text(weekly("MONDAY", "WEDNESDAY")) == "Every Monday and Wednesday, 09:00–12:30"


def test_a_fortnight_with_its_end() -> None:
    recurrence = weekly("FRIDAY", interval=2, until=date(2027, 3, 31))
    assert (
        text(recurrence, start_time=time(14), end_time=time(17))
        == "Every 2nd week on Friday, 14:00–17:00, until 31 March 2027"
    )


def test_a_one_off_says_its_date() -> None:
    assert text(end_time=time(12)) == "Monday 5 January 2026, 09:00–12:00"


def test_the_first_tuesday_of_the_month() -> None:
    recurrence = {"monthly": {"weekdays": ["TUESDAY"], "weeks_of_month": [1]}}
    assert text(recurrence, start_time=time(18), end_time=time(20)) == "First Tuesday of the month, 18:00–20:00"


def test_every_weekday_and_every_day() -> None:
    assert text(weekly(*WORKING_DAYS)) == "Every weekday, 09:00–12:30"
    assert text({"daily": {}}) == "Every day, 09:00–12:30"


def test_a_window_past_midnight_says_so() -> None:
    assert (
        text(weekly("FRIDAY"), start_time=time(22), end_time=time(2), ends_next_day=True)
        == "Every Friday, 22:00–02:00 (next day)"
    )


# ---------------------------------------------------------------- ends, starts, templates


@pytest.mark.parametrize("count, words", [(1, "once"), (2, "2 times"), (10, "10 times")])
def test_a_count_says_how_many_times(count: int, words: str) -> None:
    assert text(weekly("MONDAY", count=count)) == f"Every Monday, 09:00–12:30, {words}"


def test_a_template_without_a_date_is_its_times() -> None:
    assert text(start_date=None) == "09:00–12:30"


def test_a_rule_that_leaves_its_day_to_the_start_names_it_once_that_is_known() -> None:
    assert text({"rrule": "FREQ=MONTHLY"}, start_date=None) == "Every month, 09:00–12:30"
    assert text({"rrule": "FREQ=MONTHLY"}) == "Day 5 of the month, 09:00–12:30"
    assert text({"rrule": "FREQ=WEEKLY;INTERVAL=2"}) == "Every 2nd week on Monday, 09:00–12:30"
    assert text({"rrule": "FREQ=YEARLY"}) == "Every year on 5 January, 09:00–12:30"


# ---------------------------------------------------------------- every kind of rule


IN_WORDS = """
FREQ=DAILY
    Every day
FREQ=DAILY;INTERVAL=3
    Every 3rd day
FREQ=DAILY;INTERVAL=3;BYDAY=MO,FR;BYMONTH=2
    Every 3rd day in February, only on a Monday or Friday
FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR
    Every weekday
FREQ=DAILY;BYMONTH=1
    Every day in January
FREQ=DAILY;BYMONTHDAY=1,2,3,4,9
    Days 1 to 4 and 9 of the month
FREQ=DAILY;BYMONTHDAY=13;BYDAY=FR
    Day 13 of the month, only on a Friday
FREQ=DAILY;INTERVAL=2;BYMONTHDAY=13,14
    Every 2nd day, only on days 13 and 14 of the month
FREQ=WEEKLY
    Every week
FREQ=WEEKLY;BYDAY=MO,WE
    Every Monday and Wednesday
FREQ=WEEKLY;BYDAY=SA,SU
    Every Saturday and Sunday
FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU
    Every day
FREQ=WEEKLY;INTERVAL=2;BYDAY=FR
    Every 2nd week on Friday
FREQ=WEEKLY;INTERVAL=2
    Every 2nd week
FREQ=WEEKLY;INTERVAL=21;BYDAY=MO,TU,WE,TH,FR;BYMONTH=7,8
    Every 21st week on weekdays in July and August
FREQ=WEEKLY;INTERVAL=11;BYDAY=SU,MO,TU,WE,TH,FR,SA
    Every 11th week on all days
FREQ=MONTHLY
    Every month
FREQ=MONTHLY;INTERVAL=2
    Every 2nd month
FREQ=MONTHLY;BYDAY=1TU
    First Tuesday of the month
FREQ=MONTHLY;BYDAY=1TU,3TU
    First and third Tuesday of the month
FREQ=MONTHLY;BYDAY=1MO,3TU
    First Monday and the third Tuesday of the month
FREQ=MONTHLY;BYDAY=1MO,TU
    First Monday and every Tuesday of the month
FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR
    Last Friday of every 2nd month
FREQ=MONTHLY;BYDAY=-2FR,FR
    Every Friday of the month
FREQ=MONTHLY;BYDAY=MO
    Every Monday
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;INTERVAL=3
    Every weekday of every 3rd month
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1
    First and last weekday of the month
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-2
    Second-last day of the month
FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1
    First weekend day of the month
FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=2
    Second Monday or Wednesday of the month
FREQ=MONTHLY;BYMONTHDAY=15
    Day 15 of the month
FREQ=MONTHLY;BYMONTHDAY=1,15,-1
    Days 1 and 15 and the last day of the month
FREQ=MONTHLY;BYMONTHDAY=-1
    Last day of the month
FREQ=MONTHLY;BYMONTHDAY=15;BYMONTH=1,7
    Day 15 of January and July
FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=15;BYMONTH=1,7
    Day 15 of every 5th month, only in January and July
FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13
    Day 13 of the month, only on a Friday
FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=1,2,3
    Days 1 to 3 of the month, only on the first Friday
FREQ=YEARLY
    Every year
FREQ=YEARLY;INTERVAL=2
    Every 2nd year
FREQ=YEARLY;BYMONTH=3
    Every year in March
FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31
    Every year on 31 March
FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1,15
    Every year on 1 and 15 March
FREQ=YEARLY;BYMONTH=3,6;BYMONTHDAY=1
    Every year on 1 March and 1 June
FREQ=YEARLY;BYMONTH=3,6;BYMONTHDAY=1,2
    Every year on days 1 and 2 of March and June
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1
    Every year on the last day of February
FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=-1SU
    Every 2nd year on the last Sunday of March
FREQ=YEARLY;BYMONTH=3,4;BYDAY=MO
    Every Monday in March and April
FREQ=YEARLY;INTERVAL=2;BYMONTH=3,4;BYDAY=MO
    Every 2nd year on every Monday in March and April
FREQ=YEARLY;INTERVAL=2;BYDAY=MO
    Every 2nd year on every Monday
FREQ=YEARLY;BYDAY=20MO
    Every year on the 20th Monday of the year
FREQ=YEARLY;BYDAY=-1MO
    Every year on the last Monday of the year
FREQ=YEARLY;BYWEEKNO=20
    Every year on a day of week 20
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO
    Every year on Monday of week 20
FREQ=YEARLY;BYYEARDAY=100,-1
    Every year on day 100 and the last day of the year
FREQ=YEARLY;BYYEARDAY=100;BYDAY=MO
    Every year on day 100 of the year, only on a Monday
FREQ=YEARLY;BYMONTHDAY=15
    Day 15 of the month
FREQ=YEARLY;INTERVAL=3;BYMONTHDAY=15
    Every 3rd year on day 15 of every month
FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1
    Every year on the first weekday of the year
FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=1;BYSETPOS=1
    Every year on the first weekday of January
"""
PAIRS = [line.strip() for line in IN_WORDS.strip().splitlines()]


@pytest.mark.parametrize("rrule, words", [*zip(PAIRS[::2], PAIRS[1::2], strict=True)])
def test_a_rule_in_words(rrule: str, words: str) -> None:
    assert wording.recurrence(parse(rrule)) == words


@pytest.mark.parametrize(
    "interval, ordinal",
    [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (112, "112th")],
)
def test_intervals_are_numbered_as_in_speech(interval: int, ordinal: str) -> None:
    assert text({"daily": {"interval": interval}}) == f"Every {ordinal} day, 09:00–12:30"


@given(RRULES, START_DATES)
def test_no_rule_is_left_in_its_own_jargon(rrule: str, start: date) -> None:
    try:
        rule = parse(rrule).anchored(start)
    except RuleError:
        return
    words = wording.recurrence(rule)
    assert not words[0].islower()
    assert "  " not in words
    assert not {"=", ";", "_", "None"} & {*words, *words.split()}
    assert "BY" not in words


@given(RRULES, START_DATES)
def test_the_words_name_all_that_narrows_a_rule_down(rrule: str, start: date) -> None:
    try:
        rule = parse(rrule).anchored(start)
    except RuleError:
        return
    words = wording.recurrence(rule)
    assert all(wording.MONTHS[month - 1] in words for month in rule.months)
    assert rule.interval == 1 or str(rule.interval) in words
    assert not rule.week_numbers or "week" in words
    if not any(collective in words for collective in ("weekday", "weekend", "very day", "all days")):
        assert all(wording.WEEKDAYS[entry.weekday] in words for entry in rule.weekdays)
