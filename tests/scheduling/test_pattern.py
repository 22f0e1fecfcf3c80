"""Patterns: what the database compares with a date says the same as the schedule."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling import pattern, recurrence
from scheduling.pattern import DateFeatures, Pattern
from scheduling.recurrence import RuleError
from scheduling.schedule import Schedule, build
from tests.scheduling.rules import RRULES, START_DATES

MONDAY = date(2026, 1, 5)


def recurring(rrule: str, start: date = MONDAY) -> Schedule:
    rule = recurrence.parse(rrule).anchored(start)
    return Schedule(time(9), time(10), False, rule, start, recurrence.last_date(rule, start))


def one_off(day: date) -> Schedule:
    return build({"start_date": day, "start_time": time(9), "end_time": time(10)}, with_start_date=True)


def matches(wanted: Pattern, day: DateFeatures) -> bool:
    """The condition as SQL has it."""
    return bool(
        day.index(wanted.period, wanted.week_start) % wanted.interval == wanted.phase
        and wanted.months & day.month_bit
        and wanted.weekdays & day.weekday_bit
        and wanted.month_days & day.month_day_bits
        and (wanted.nth_weekdays is None or {*wanted.nth_weekdays} & {*day.nth_weekday_codes})
    )


@given(st.data())
def test_a_regular_pattern_matches_exactly_the_dates_of_its_schedule(data: st.DataObject) -> None:
    start = data.draw(START_DATES)
    try:
        schedule = recurring(data.draw(RRULES), start)
    except RuleError:
        return
    wanted = pattern.pattern(schedule)
    if wanted.irregular:
        return
    from_ = start + timedelta(days=data.draw(st.integers(0, 3000)))
    days = [from_ + timedelta(days=n) for n in range(120)]
    matched = [day for day in days if matches(wanted, pattern.day(day))]
    if schedule.last_date is not None:
        matched = [day for day in matched if day <= schedule.last_date]
    assert matched == schedule.dates(days[0], days[-1])


@given(st.data())
def test_a_one_off_is_found_on_its_date(data: st.DataObject) -> None:
    day = data.draw(START_DATES)
    schedule = one_off(day)
    wanted = pattern.pattern(schedule)
    assert matches(wanted, pattern.day(day))
    assert (wanted.period, wanted.interval, wanted.irregular) == ("DAY", 1, False)
    assert schedule.start_date == schedule.last_date == day


@pytest.mark.parametrize(
    "rrule, irregular",
    [
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", True),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", True),
        ("FREQ=YEARLY;BYYEARDAY=100", True),
        ("FREQ=YEARLY;BYDAY=20MO", True),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", False),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31", False),
        ("FREQ=MONTHLY;BYDAY=MO,-1FR", False),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", False),
        ("FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1", False),
        ("FREQ=DAILY;BYMONTH=1;BYDAY=MO", False),
    ],
)
def test_only_what_sql_cannot_tell_is_irregular(rrule: str, irregular: bool) -> None:
    assert pattern.pattern(recurring(rrule)).irregular is irregular


def test_what_a_rule_does_not_ask_is_a_mask_of_ones() -> None:
    wanted = pattern.pattern(recurring("FREQ=DAILY;INTERVAL=3"))
    assert (wanted.months, wanted.weekdays, wanted.month_days) == (2**12 - 1, 2**7 - 1, 2**62 - 1)
    assert wanted.nth_weekdays is None


def test_every_mask_fits_a_bigint() -> None:
    days = ",".join(str(sign * n) for n in range(1, 32) for sign in (1, -1))
    assert pattern.pattern(recurring(f"FREQ=MONTHLY;BYMONTHDAY={days}")).month_days < 2**63


def test_a_date_has_its_place_from_both_ends_of_its_month() -> None:
    last_friday_of_march = pattern.day(date(2026, 3, 27))
    assert last_friday_of_march.weekday_bit == 0b0010000
    assert last_friday_of_march.month_bit == 0b100
    assert last_friday_of_march.month_day_bits == 1 << 26 | 1 << 31 + 4
    for rrule in ("FREQ=MONTHLY;BYDAY=4FR", "FREQ=MONTHLY;BYDAY=-1FR"):
        assert matches(pattern.pattern(recurring(rrule)), last_friday_of_march)
    for rrule in ("FREQ=MONTHLY;BYDAY=5FR", "FREQ=MONTHLY;BYDAY=-2FR"):
        assert not matches(pattern.pattern(recurring(rrule)), last_friday_of_march)


def test_a_template_has_no_pattern() -> None:
    with pytest.raises(ValueError, match="without a start date"):
        pattern.pattern(build({"start_time": time(9), "end_time": time(10)}, with_start_date=False))
