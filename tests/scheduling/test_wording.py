"""Schedules in words, as a receptionist would write them."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given

from scheduling import expansion, wording
from scheduling.recurrence import Frequency, RuleError, parse
from scheduling.schedule import build
from tests.scheduling.rules import RRULES, START_DATES


def text(recurrence: dict[str, Any] | None = None, *, today: date | None = None, **changes: Any) -> str:
    """The text of a schedule that starts on Monday 5 January 2026, 09:00 to 12:30."""
    values = {
        "start_date": date(2026, 1, 5),
        "start_time": time(9),
        "end_time": time(12, 30),
        "recurrence": recurrence,
        **changes,
    }
    return wording.text(build(values, with_start_date=values["start_date"] is not None), today=today)


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


@pytest.mark.parametrize("count, words", [(2, "2 times"), (10, "10 times")])
def test_a_count_says_how_many_times(count: int, words: str) -> None:
    assert text(weekly("MONDAY", count=count)) == f"Every Monday, 09:00–12:30, {words}"


def test_a_rule_that_leaves_one_date_is_that_date() -> None:
    assert text(weekly("TUESDAY", count=1)) == "Tuesday 6 January 2026, 09:00–12:30"
    assert text(weekly("TUESDAY", until=date(2026, 1, 12))) == "Tuesday 6 January 2026, 09:00–12:30"
    assert text(weekly("TUESDAY", until=date(2026, 1, 13))) == "Every Tuesday, 09:00–12:30, until 13 January 2026"
    assert text(weekly("TUESDAY", count=1), start_date=None) == "Every Tuesday, 09:00–12:30, once"


def test_a_series_says_from_when_it_runs_while_that_is_to_come() -> None:
    fortnight = weekly("FRIDAY", interval=2)
    times: dict[str, Any] = {"start_date": date(2026, 6, 5), "start_time": time(14), "end_time": time(17)}
    said = {today: text(fortnight, today=date(2026, 6, today), **times) for today in (1, 4, 5, 6)}
    assert said[1] == said[4] == "Every 2nd week on Friday, from 5 June 2026, 14:00–17:00"
    assert said[5] == said[6] == "Every 2nd week on Friday, 14:00–17:00"
    # The first date that matches, not the one that the form was given.
    assert text(weekly("TUESDAY"), today=date(2026, 1, 5)) == "Every Tuesday, from 6 January 2026, 09:00–12:30"
    assert text(today=date(2025, 1, 1)) == "Monday 5 January 2026, 09:00–12:30"
    assert text(weekly("TUESDAY", count=1), today=date(2025, 1, 1)) == "Tuesday 6 January 2026, 09:00–12:30"


def test_midnight_to_midnight_is_all_day() -> None:
    midnight: dict[str, Any] = {"start_time": time(0), "end_time": time(0), "ends_next_day": True}
    assert text(weekly("FRIDAY"), **midnight) == "Every Friday, all day"
    assert text(start_date=None, **midnight) == "all day"
    assert text(weekly("FRIDAY"), **{**midnight, "start_time": time(9), "end_time": time(9)}) == (
        "Every Friday, 09:00–09:00 (next day)"
    )


@pytest.mark.parametrize(
    "rrule, words",
    [
        ("FREQ=MONTHLY;INTERVAL=12", "Every year on 5 January"),
        ("FREQ=MONTHLY;INTERVAL=24;BYDAY=1TU", "Every 2nd year on the first Tuesday of January"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=1,15;BYMONTH=1,7", "Every year on 1 and 15 January"),
        ("FREQ=MONTHLY;INTERVAL=12;BYDAY=MO,TU;BYSETPOS=-1", "Every year on the last Monday or Tuesday of January"),
        ("FREQ=DAILY;INTERVAL=7", "Every Monday"),
        ("FREQ=DAILY;INTERVAL=14", "Every 2nd week on Monday"),
        ("FREQ=DAILY;INTERVAL=7;BYMONTH=1,3", "Every Monday in January and March"),
        ("FREQ=DAILY;INTERVAL=14;BYDAY=MO,TU;WKST=SU", "Every 2nd week on Monday"),
        ("FREQ=YEARLY;BYMONTHDAY=15", "Every year on 15 January"),
        ("FREQ=YEARLY;BYMONTHDAY=30,31", "Every year on 30 and 31 January"),
    ],
)
def test_the_start_says_which_month_and_which_weekday(rrule: str, words: str) -> None:
    assert text({"rrule": rrule}) == f"{words}, 09:00–12:30"


@given(RRULES, START_DATES)
def test_what_is_said_of_a_rule_has_the_same_dates(rrule: str, start: date) -> None:
    try:
        rule = parse(rrule).anchored(start)
    except RuleError:
        return
    said = wording.as_said(rule, start)
    first = start.toordinal()
    mine = list(expansion.days(rule, start, from_=first, to=first + 800))
    theirs = expansion.days(said.anchored(start), start, from_=first, to=first + 800)
    # A rule without a date is refused before anybody reads it.
    assert not mine or list(theirs) == mine


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
    Friday the 13th
FREQ=DAILY;INTERVAL=7
    Every week
FREQ=DAILY;INTERVAL=14
    Every 2nd week
FREQ=DAILY;INTERVAL=21
    Every 21st day
FREQ=DAILY;BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=MO
    First Monday of the month
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
    Friday the 13th
FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;BYMONTH=2,3
    Friday the 13th in February and March
FREQ=MONTHLY;INTERVAL=2;BYDAY=FR;BYMONTHDAY=13
    Friday the 13th of every 2nd month
FREQ=MONTHLY;BYDAY=FR,SA;BYMONTHDAY=13
    Day 13 of the month, only on a Friday or Saturday
FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=8,9,10,11,12,13,14
    Second Saturday of the month
FREQ=MONTHLY;BYDAY=SA,SU;BYMONTHDAY=22,23,24,25,26,27,28
    Fourth Saturday and Sunday of the month
FREQ=MONTHLY;INTERVAL=2;BYDAY=SA;BYMONTHDAY=-1,-2,-3,-4,-5,-6,-7
    Last Saturday of every 2nd month
FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=29,30,31
    Fifth Saturday of the month
FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=8,9,10,11,12,13
    Days 8 to 13 of the month, only on a Saturday
FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYMONTHDAY=22,23,24,25,26,27,28
    Every year on the fourth Thursday of November
FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=15
    Day 15 of one month of every year
FREQ=MONTHLY;INTERVAL=12;BYMONTH=1;BYMONTHDAY=15
    Day 15 of January of every year
FREQ=MONTHLY;INTERVAL=12;BYMONTH=1,7;BYMONTHDAY=15
    Day 15 of January or July of every year
FREQ=MONTHLY;INTERVAL=24;BYDAY=1TU
    First Tuesday of one month of every 2nd year
FREQ=MONTHLY;BYMONTHDAY=29
    Day 29 of the month (shorter months have none)
FREQ=MONTHLY;BYMONTHDAY=31
    Day 31 of the month (shorter months have none)
FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=30
    Day 30 of every 3rd month (shorter months have none)
FREQ=MONTHLY;BYMONTHDAY=1,31
    Days 1 and 31 of the month (shorter months have no day 31)
FREQ=MONTHLY;BYMONTHDAY=29,30,31
    Days 29 to 31 of the month (shorter months have no day 29, 30 or 31)
FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=1,3
    Day 31 of January and March
FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=1,4
    Day 31 of January and April (shorter months have none)
FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1
    Days 28 to 31 of the month, only the last of these days in each month
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29
    Every year on 29 February (only in leap years)
FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU
    Every 2nd week on Tuesday and Sunday (weeks start on Sunday)
FREQ=WEEKLY;BYDAY=TU,SU;WKST=SU
    Every Tuesday and Sunday
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=SU
    Every year on Monday of week 20 (weeks start on Sunday)
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
    Every year on day 15 of one month
FREQ=YEARLY;INTERVAL=3;BYMONTHDAY=15
    Every 3rd year on day 15 of one month
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
    said = wording.as_said(rule, None).interval
    years = said // 12 if rule.frequency is Frequency.MONTHLY and said % 12 == 0 else said
    assert years == 1 or str(years) in words
    assert not rule.week_numbers or "week" in words
    if not any(collective in words for collective in ("weekday", "weekend", "very day", "all days")):
        assert all(wording.WEEKDAYS[entry.weekday] in words for entry in rule.weekdays)
