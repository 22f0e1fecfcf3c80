from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scheduling.exceptions import DateException
from scheduling.problems import Problems
from scheduling.recurrence import parse
from scheduling.schedule import Schedule, stored
from scheduling.splitting import Split, rest_of_count, split

MONDAY = date(2026, 3, 2)


def make_schedule(rrule: str | None, start: date = MONDAY, last: date | None = None) -> Schedule:
    return stored(start, time(9), time(12), False, rrule, last)


def make_ending_schedule(rrule: str, start: date = MONDAY) -> Schedule:
    """With the date of its last occurrence, counted out."""
    rule = parse(rrule)
    dates = make_schedule(rrule, start).dates(start, rule.until or date(2030, 1, 1))
    return make_schedule(rrule, start, dates[(rule.count or len(dates)) - 1])


def days(schedule: Schedule, *, to: date = date(2026, 5, 31)) -> list[tuple[int, int]]:
    return [(d.month, d.day) for d in schedule.dates(date(2020, 1, 1), to)]


def again(schedule: Schedule) -> Schedule:
    """The schedule with its rrule given back as text."""
    assert schedule.rule is not None
    return stored(
        schedule.start_date, schedule.start_time, schedule.end_time, schedule.ends_next_day,
        schedule.rule.rrule, schedule.last_date,
    )  # fmt: skip


def test_the_series_ends_the_day_before_and_goes_on_from_its_next_date() -> None:
    divided = split(make_schedule("FREQ=WEEKLY;BYDAY=MO"), (), from_=date(2026, 3, 12))
    assert divided.ended.rule is not None
    assert divided.ended.rule.until == date(2026, 3, 11)
    assert divided.ended.last_date == date(2026, 3, 9)
    assert divided.continued.start_date == date(2026, 3, 16)
    assert divided.continued.last_date is None


def test_a_fortnight_keeps_its_phase() -> None:
    schedule = make_schedule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", start=date(2026, 3, 4))
    divided = split(schedule, (), from_=date(2026, 3, 9))
    assert days(divided.ended) == [(3, 4)]
    assert days(divided.continued) == [
        (3, 16), (3, 18), (3, 30), (4, 1), (4, 13), (4, 15), (4, 27), (4, 29), (5, 11), (5, 13), (5, 25), (5, 27),
    ]  # fmt: skip


def test_a_split_between_two_days_of_one_week_keeps_both_in_it() -> None:
    schedule = make_schedule("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE")
    divided = split(schedule, (), from_=date(2026, 3, 17))
    assert days(divided.ended) == [(3, 2), (3, 4), (3, 16)]
    assert days(divided.continued, to=date(2026, 4, 2)) == [(3, 18), (3, 30), (4, 1)]


def test_a_count_is_divided() -> None:
    divided = split(make_ending_schedule("FREQ=DAILY;COUNT=10"), (), from_=date(2026, 3, 5))
    assert divided.ended.rule is not None
    assert divided.continued.rule is not None
    assert (divided.ended.rule.count, divided.continued.rule.count) == (3, 7)
    assert (divided.ended.last_date, divided.continued.last_date) == (date(2026, 3, 4), date(2026, 3, 11))


def test_until_stays_with_the_continued_one() -> None:
    divided = split(make_ending_schedule("FREQ=DAILY;UNTIL=20260310"), (), from_=date(2026, 3, 5))
    assert divided.continued.rule is not None
    assert divided.continued.rule.until == date(2026, 3, 10)
    assert divided.continued.last_date == date(2026, 3, 10)


def test_what_a_rule_left_to_its_start_is_said_once_it_starts_elsewhere() -> None:
    schedule = make_schedule("FREQ=MONTHLY", start=date(2026, 1, 31))
    divided = split(schedule, (), from_=date(2026, 2, 1))
    assert days(again(divided.continued)) == [(3, 31), (5, 31)]


def test_changes_go_with_their_original_dates() -> None:
    last_before = DateException(date(2026, 3, 9), date=date(2026, 3, 20))
    first_after = DateException(date(2026, 3, 16), cancelled=True)
    divided = split(make_schedule("FREQ=WEEKLY;BYDAY=MO"), (first_after, last_before), from_=date(2026, 3, 16))
    assert divided.continued_exceptions == (first_after,)


@pytest.mark.parametrize(
    "rrule, from_, code",
    [
        ("FREQ=DAILY;COUNT=3", MONDAY, "OUT_OF_RANGE"),
        ("FREQ=DAILY;COUNT=3", date(2026, 3, 1), "OUT_OF_RANGE"),
        ("FREQ=DAILY;COUNT=3", date(2026, 3, 5), "OUT_OF_RANGE"),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=3", date(2026, 3, 4), "OUT_OF_RANGE"),
    ],
)
def test_a_split_that_would_leave_one_side_empty_is_refused(rrule: str, from_: date, code: str) -> None:
    with pytest.raises(Problems) as caught:
        split(make_ending_schedule(rrule), (), from_=from_)
    assert [(p.code, p.path) for p in caught.value.problems] == [(code, ("from",))]


def test_a_one_off_cannot_be_split() -> None:
    with pytest.raises(Problems):
        split(make_schedule(None, last=MONDAY), (), from_=date(2026, 3, 3))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    start = MONDAY + timedelta(days=draw(st.integers(0, 60)))
    shape = draw(
        st.sampled_from(
            [
                "FREQ=DAILY",
                "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
                "FREQ=WEEKLY",
                "FREQ=WEEKLY;BYDAY=MO,WE,SU",
                "FREQ=WEEKLY;BYDAY=MO,WE,SU;WKST=SU",
                "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1",
                "FREQ=MONTHLY",
                "FREQ=MONTHLY;BYMONTHDAY=1,15,-1",
                "FREQ=MONTHLY;BYDAY=5MO,-1FR",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1",
                "FREQ=YEARLY",
                "FREQ=YEARLY;BYMONTH=3,9;BYDAY=SU",
                "FREQ=YEARLY;BYYEARDAY=1,100,200",
                "FREQ=YEARLY;BYWEEKNO=1,20;BYDAY=MO",
            ]
        )
    )
    rrule = f"{shape};INTERVAL={draw(st.integers(1, 3))}"
    endless = make_schedule(rrule, start)
    dates = endless.dates(start, start + timedelta(days=4000))
    assume(len(dates) > 3)
    end = draw(st.sampled_from(["", "UNTIL", "COUNT"]))
    last = draw(st.integers(2, min(len(dates), 40))) if end else 0
    if end == "UNTIL":
        return make_schedule(f"{rrule};UNTIL={dates[last - 1]:%Y%m%d}", start, dates[last - 1])
    return make_schedule(f"{rrule};COUNT={last}", start, dates[last - 1]) if end else endless


@given(schedules(), st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_the_two_have_together_exactly_the_dates_that_the_one_had(schedule: Schedule, after: int) -> None:
    assert schedule.start_date is not None
    from_ = schedule.start_date + timedelta(days=after)
    window = date(2020, 1, 1), date(2038, 1, 1)
    dates = schedule.dates(*window)
    if from_ <= dates[0] or from_ > dates[-1]:
        with pytest.raises(Problems):
            split(schedule, (), from_=from_)
        return
    divided: Split = split(schedule, (), from_=from_)
    for ended, continued in [
        (divided.ended, divided.continued),
        (again(divided.ended), again(divided.continued)),
    ]:
        assert ended.dates(*window) == [d for d in dates if d < from_]
        assert continued.dates(*window) == [d for d in dates if d >= from_]
        assert continued.start_date == continued.dates(*window)[0]
        assert ended.last_date == ended.dates(*window)[-1]


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "schedule, from_, code, message",
    [
        (make_schedule(None, last=MONDAY), MONDAY, "INVALID", "A session on a single date cannot be split."),
        (
            make_schedule("FREQ=DAILY"),
            MONDAY,
            "OUT_OF_RANGE",
            "The date must be after the session's first date.",
        ),
        (
            make_ending_schedule("FREQ=DAILY;COUNT=3"),
            date(2026, 3, 5),
            "OUT_OF_RANGE",
            "The date must not be after the session's last date.",
        ),
    ],
)
def test_a_split_that_leaves_no_date_says_why(schedule: Schedule, from_: date, code: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        split(schedule, (), from_=from_)
    assert [(one.code, one.message, one.path) for one in caught.value.problems] == [(code, message, ("from",))]


# ---------------------------------------------------------------- a COUNT that an editor sends back

WHOLE = make_ending_schedule("FREQ=DAILY;COUNT=10")
PARTS = split(WHOLE, (), from_=date(2026, 3, 5))
"""2, 3, 4 March, and 5 to 11 March."""


def edited(rrule: str | None, start: date = date(2026, 3, 5)) -> Schedule:
    return replace(make_schedule(rrule, start), start_time=time(10))


def test_the_count_of_the_whole_becomes_the_rest_and_the_other_changes_stay() -> None:
    rest = rest_of_count(WHOLE, PARTS, edited("FREQ=DAILY;INTERVAL=2;COUNT=10"))
    assert rest.rule is not None
    assert (rest.rule.count, rest.rule.interval, rest.start_time) == (7, 2, time(10))
    # 5, 7, 9, 11, 13, 15 and 17 March
    assert (rest.start_date, rest.last_date) == (date(2026, 3, 5), date(2026, 3, 17))


@pytest.mark.parametrize("rrule", ["FREQ=DAILY;COUNT=4", "FREQ=DAILY", "FREQ=DAILY;UNTIL=20260320", None])
def test_another_count_or_none_is_used_as_given(rrule: str | None) -> None:
    changed = edited(rrule)
    assert rest_of_count(WHOLE, PARTS, changed) == changed


def test_a_count_is_used_as_given_if_the_whole_has_none() -> None:
    whole = make_schedule("FREQ=DAILY")
    changed = edited("FREQ=DAILY;COUNT=10")
    assert rest_of_count(whole, split(whole, (), from_=date(2026, 3, 5)), changed) == changed
