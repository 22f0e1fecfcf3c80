from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling import zones
from scheduling.closures import Closure, ClosureCalendar
from scheduling.exceptions import DateException, keep, move
from scheduling.occurrences import (
    Occurrence,
    Series,
    affected,
    expand,
    first_occurrence_date,
    last_occurrence_date,
    next_occurrence,
    next_occurrences,
)
from scheduling.problems import Problems
from scheduling.schedule import Schedule, stored
from tests.scheduling import naive
from tests.scheduling.practices import Practice, practices

MONDAY = date(2026, 3, 2)


def make_schedule(days: str = "MO", *, start: date = MONDAY, at: str = "09:00-12:00", more: str = "") -> Schedule:
    opens, closes = (time.fromisoformat(t) for t in at.split("-"))
    return stored(start, opens, closes, closes <= opens, f"FREQ=WEEKLY;BYDAY={days.replace(' ', ',')}{more}", None)


def make_series(days: str = "MO", *changes: DateException, zone: str = "Europe/London", **schedule: object) -> Series:
    return Series("s1", "c1", "l1", False, zone, make_schedule(days, **schedule), exceptions=changes)  # type: ignore[arg-type]


def make_closure(
    first: date, last: date | None = None, at: str | None = None, *, id: str = "x1", zone: str = "Europe/London",
    clinician_id: str | None = None, location_id: str | None = None,
) -> Closure:  # fmt: skip
    opens, closes = (time.fromisoformat(t) for t in at.split("-")) if at else (None, None)
    return Closure(id, f"Closure {id}", "OTHER", clinician_id, location_id, first, last or first, opens, closes, zone)


def only(series: Series, *closures: Closure, on: date = MONDAY, to: date | None = None) -> Occurrence:
    (occurrence,) = expand([series], closures, from_=on, to=to or on)
    return occurrence


def starts(found: list[Occurrence]) -> list[str]:
    return [occurrence.starts_at.isoformat(timespec="minutes") for occurrence in found]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# ---------------------------------------------------------------- rules and clocks


def test_nine_o_clock_stays_nine_o_clock_across_both_clock_changes() -> None:
    spring = expand([make_series("SU")], [], from_=date(2026, 3, 22), to=date(2026, 4, 5))
    assert starts(spring) == ["2026-03-22T09:00+00:00", "2026-03-29T09:00+01:00", "2026-04-05T09:00+01:00"]
    autumn = expand([make_series("SU")], [], from_=date(2026, 10, 18), to=date(2026, 11, 1))
    assert starts(autumn) == ["2026-10-18T09:00+01:00", "2026-10-25T09:00+00:00", "2026-11-01T09:00+00:00"]
    assert not any(occurrence.clock_change for occurrence in spring + autumn)


def test_a_time_that_does_not_exist_moves_forward_and_says_so() -> None:
    occurrence = only(make_series("SU", at="01:30-04:00"), on=date(2026, 3, 29))
    assert occurrence.starts_at.isoformat() == "2026-03-29T02:30:00+01:00"
    assert occurrence.ends_at.isoformat() == "2026-03-29T04:00:00+01:00"
    assert occurrence.clock_change


def test_a_date_that_does_not_exist_is_skipped() -> None:
    series = make_series("TH FR SA", zone="Pacific/Apia", start=date(2011, 12, 1))
    found = expand([series], [], from_=date(2011, 12, 29), to=date(2011, 12, 31))
    assert starts(found) == ["2011-12-29T09:00-10:00", "2011-12-31T09:00+14:00"]


def test_a_fortnight_that_starts_on_a_wednesday_keeps_its_week() -> None:
    series = make_series("MO WE", start=date(2026, 3, 4), more=";INTERVAL=2")
    found = expand([series], [], from_=date(2026, 3, 1), to=date(2026, 4, 5))
    assert [o.original_date.day for o in found] == [4, 16, 18, 30, 1]


def test_occurrences_of_many_sessions_are_in_order_of_start_then_session() -> None:
    late, early = make_series("MO"), make_series("MO", zone="Australia/Lord_Howe")
    series = [
        Series("s2", "c1", None, True, "Europe/London", late.schedule),
        Series("s1", "c1", None, True, "Europe/London", late.schedule),
        Series("s3", "c2", "l9", True, "Australia/Lord_Howe", early.schedule),
    ]
    assert [o.session_id for o in expand(series, [], from_=MONDAY, to=MONDAY)] == ["s3", "s1", "s2"]


# ---------------------------------------------------------------- exceptions


def test_a_cancelled_date_counts_by_its_original_date() -> None:
    cancelled = only(make_series("MO", DateException(MONDAY, cancelled=True, reason="Ill")))
    assert (cancelled.status, cancelled.reason, cancelled.cancelled) == ("CANCELLED", "Ill", True)


def test_a_moved_date_counts_by_the_date_it_is_held_on() -> None:
    moved = make_series("MO", DateException(MONDAY, date=date(2026, 3, 4), start_time=time(10), end_time=time(11)))
    assert expand([moved], [], from_=MONDAY, to=MONDAY) == []
    occurrence = only(moved, on=date(2026, 3, 4))
    assert (occurrence.original_date, occurrence.status) == (MONDAY, "MODIFIED")
    assert occurrence.starts_at.isoformat() == "2026-03-04T10:00:00+00:00"


def test_an_occurrence_moved_away_and_back_is_as_scheduled() -> None:
    there_and_back = move(make_schedule(), MONDAY, date=MONDAY, start_time=time(9))
    assert only(make_series("MO", there_and_back)).status == "SCHEDULED"


def test_a_moved_occurrence_is_in_the_zone_of_the_place_it_is_held_at() -> None:
    moved = only(make_series("MO", DateException(MONDAY, location_id="l2", zone="America/New_York")))
    assert moved.starts_at.isoformat() == "2026-03-02T09:00:00-05:00"
    assert (moved.location_id, moved.zone, moved.status) == ("l2", "America/New_York", "MODIFIED")


def test_a_change_of_a_date_that_does_not_occur_is_nothing() -> None:
    stray = DateException(date(2026, 3, 3), date=date(2026, 3, 4))
    assert expand([make_series("MO", stray)], [], from_=date(2026, 3, 3), to=date(2026, 3, 8)) == []


def test_moving_names_every_problem_at_once() -> None:
    with pytest.raises(Problems) as caught:
        move(make_schedule(), date(2026, 3, 3), start_time=time(13))
    assert [(p.code, p.path) for p in caught.value.problems] == [
        ("INVALID", ("originalDate",)),
        ("INVALID", ("endTime",)),
    ]
    assert caught.value.problems[0].message == "The session does not occur on Tuesday 3 March 2026."


def test_a_night_may_be_moved_to_another_night_or_to_an_evening() -> None:
    night = make_schedule(at="22:00-02:00")
    later = make_series("MO", move(night, MONDAY, start_time=time(23)), at="22:00-02:00")
    assert only(later).ends_at.isoformat() == "2026-03-03T02:00:00+00:00"
    evening = make_series("MO", move(night, MONDAY, start_time=time(18), end_time=time(20)), at="22:00-02:00")
    assert only(evening).ends_at.isoformat() == "2026-03-02T20:00:00+00:00"


def test_moving_one_time_stores_both_and_moving_the_date_alone_stores_none() -> None:
    schedule = make_schedule()
    assert move(schedule, MONDAY, end_time=time(13)) == DateException(MONDAY, start_time=time(9), end_time=time(13))
    assert move(schedule, MONDAY, start_time=time(8)) == DateException(MONDAY, start_time=time(8), end_time=time(12))
    assert move(schedule, MONDAY, date=date(2026, 3, 3)) == DateException(MONDAY, date=date(2026, 3, 3))
    elsewhere = move(schedule, MONDAY, location_id="l2", zone="America/New_York", reason="Painters")
    assert elsewhere == DateException(MONDAY, location_id="l2", zone="America/New_York", reason="Painters")


def test_a_moved_date_must_end_after_it_starts() -> None:
    with pytest.raises(Problems) as caught:
        move(make_schedule(), MONDAY, start_time=time(12))  # it ends at 12:00
    assert [(one.message, one.path) for one in caught.value.problems] == [
        ("The end must be after the start.", ("endTime",))
    ]


def test_an_edit_keeps_the_changes_of_dates_that_still_occur() -> None:
    changes = [DateException(MONDAY, cancelled=True), DateException(date(2026, 3, 4), date=date(2026, 3, 5))]
    kept, dropped = keep(changes, make_schedule("MO TU"))
    assert (kept, dropped) == ((changes[0],), (changes[1],))


# ---------------------------------------------------------------- closures


def test_an_occurrence_is_closed_only_where_closures_cover_all_of_it() -> None:
    series = make_series()
    partly = only(series, make_closure(MONDAY, at="08:00-11:59"))
    assert (partly.status, partly.closure_id, partly.reason) == ("SCHEDULED", "x1", None)
    wholly = only(series, make_closure(MONDAY))
    assert (wholly.status, wholly.closure_id, wholly.reason) == ("CLOSED", "x1", "Closure x1")


def test_two_closures_may_cover_it_together() -> None:
    halves = [make_closure(MONDAY, at="10:30-13:00", id="x1"), make_closure(MONDAY, at="08:00-10:30", id="x2")]
    assert (only(make_series(), *halves).status, only(make_series(), *halves).closure_id) == ("CLOSED", "x2")


def test_a_closure_that_only_adjoins_touches_nothing() -> None:
    beside = [make_closure(MONDAY, at="08:00-09:00", id="x1"), make_closure(MONDAY, at="12:00-13:00", id="x2")]
    assert only(make_series(), *beside).closure_id is None


@pytest.mark.parametrize(
    "whose, status",
    [
        ({}, "CLOSED"),
        ({"clinician_id": "c1"}, "CLOSED"),
        ({"clinician_id": "c2"}, "SCHEDULED"),
        ({"location_id": "l1"}, "CLOSED"),
        ({"location_id": "l2"}, "SCHEDULED"),
        ({"clinician_id": "c1", "location_id": "l1"}, "CLOSED"),
        ({"clinician_id": "c1", "location_id": "l2"}, "SCHEDULED"),
    ],
)
def test_a_closure_concerns_everyone_or_a_clinician_or_a_place(whose: dict[str, str], status: str) -> None:
    assert only(make_series(), make_closure(MONDAY, **whose)).status == status  # type: ignore[arg-type]


def test_cancellation_comes_before_closure_and_closure_before_a_move_and_a_move_before_the_rule() -> None:
    cancelled, moved = (
        DateException(MONDAY, cancelled=True, reason="Ill"),
        DateException(MONDAY, start_time=time(10), end_time=time(11)),
    )
    assert only(make_series("MO", cancelled)).status == "CANCELLED"
    assert only(make_series("MO", moved)).status == "MODIFIED"
    closed = only(make_series("MO", moved), make_closure(MONDAY))
    assert (closed.status, closed.reason, closed.closure_id) == ("CLOSED", "Closure x1", "x1")
    stays = only(make_series("MO", cancelled), make_closure(MONDAY))
    assert (stays.status, stays.reason, stays.closure_id) == ("CANCELLED", "Ill", "x1")
    assert only(make_series("MO", DateException(MONDAY, cancelled=True)), make_closure(MONDAY)).reason is None


def test_a_bank_holiday_closes_a_night_only_until_midnight() -> None:
    night = only(make_series(at="22:00-02:00"), make_closure(MONDAY))
    assert (night.status, night.closure_id) == ("SCHEDULED", "x1")


LEAVE = (date(2026, 1, 14), date(2026, 1, 16))


def test_whole_days_for_everywhere_are_those_dates_where_each_session_is_held() -> None:
    leave = make_closure(*LEAVE, clinician_id="c1")  # the practice is in London
    for zone in ("America/Denver", "Pacific/Kiritimati", "Europe/London"):
        series = make_series("MO TU WE TH FR SA SU", zone=zone, start=date(2026, 1, 1), at="00:00-23:45")
        found = expand([series], [leave], from_=date(2026, 1, 12), to=date(2026, 1, 18))
        assert [o.held_on.day for o in found if o.status == "CLOSED"] == [14, 15, 16]
        assert [o.held_on.day for o in found if o.closure_id] == [14, 15, 16]


def test_whole_days_at_a_place_and_times_for_everywhere_keep_their_own_zone() -> None:
    denver = make_series("WE", zone="America/Denver", start=date(2026, 1, 1), at="00:00-02:00")
    day = date(2026, 1, 14)
    at_the_place = make_closure(day, location_id="l1", zone="America/Denver")
    assert only(denver, at_the_place, on=day).status == "CLOSED"
    times = make_closure(day, at="07:00-09:00")  # midnight to two in Denver, on London's clocks
    assert only(denver, times, on=day).status == "CLOSED"


def test_a_date_moved_to_another_zone_is_closed_by_the_dates_there() -> None:
    moved = make_series(
        "WE", DateException(date(2026, 1, 14), location_id="l2", zone="Pacific/Kiritimati"), start=date(2026, 1, 1)
    )
    there = only(moved, make_closure(date(2026, 1, 14)), on=date(2026, 1, 14))
    assert (there.status, there.starts_at.isoformat()) == ("CLOSED", "2026-01-14T09:00:00+14:00")


def test_what_a_closure_takes_out_is_listed_up_to_the_limit() -> None:
    series = make_series("MO TU", DateException(date(2026, 3, 9), cancelled=True))
    forever = make_closure(date(2026, 3, 3), date.max)
    found = affected(forever, [series], [], limit=3)
    assert [o.original_date.day for o in found] == [3, 10, 16]
    assert [o.status for o in found] == ["CLOSED"] * 3


# ---------------------------------------------------------------- the next one


def test_the_next_occurrence_is_the_first_that_has_not_ended() -> None:
    series = make_series()
    for now, day in [("2026-03-02T11:59:00+00:00", 2), ("2026-03-02T12:00:00+00:00", 9)]:
        found = next_occurrence(series, [], now=at(now))
        assert found is not None
        assert found.original_date.day == day


def test_the_next_occurrence_may_have_been_moved_forward() -> None:
    series = make_series(
        "MO",
        DateException(date(2026, 3, 30), date=date(2026, 3, 3)),
        DateException(date(2026, 3, 9), cancelled=True),
    )
    found = next_occurrence(series, [], now=at("2026-03-02T13:00:00+00:00"))
    assert found is not None
    assert (found.original_date, found.held_on) == (date(2026, 3, 30), date(2026, 3, 3))


def test_a_moved_occurrence_that_ends_now_is_over() -> None:
    moved = make_series("MO", DateException(date(2026, 3, 9), date=date(2026, 3, 4)))
    for now, held_on in [
        ("2026-03-04T11:59:59+00:00", date(2026, 3, 4)),
        ("2026-03-04T12:00:00+00:00", date(2026, 3, 16)),
    ]:
        found = next_occurrence(moved, [], now=at(now))
        assert found is not None
        assert found.held_on == held_on


def test_the_first_and_last_dates_are_those_on_which_the_session_is_held() -> None:
    three = stored(MONDAY, time(9), time(12), False, "FREQ=WEEKLY;BYDAY=MO;COUNT=3", date(2026, 3, 16))

    def ends(*exceptions: DateException) -> tuple[date | None, date | None]:
        series = Series("s1", "c1", "l1", False, "Europe/London", three, exceptions=exceptions)
        return first_occurrence_date(series), last_occurrence_date(series)

    second = date(2026, 3, 9)
    assert ends() == (MONDAY, date(2026, 3, 16))
    # A cancelled date counts by its original date.
    assert ends(DateException(MONDAY, cancelled=True)) == (MONDAY, date(2026, 3, 16))
    # The first is moved behind the second, the last before it.
    assert ends(DateException(MONDAY, date=date(2026, 3, 11)))[0] == second
    assert ends(DateException(date(2026, 3, 16), date=date(2026, 3, 4)))[1] == second
    # The second is moved beyond both ends.
    assert ends(DateException(second, date=date(2026, 2, 27)))[0] == date(2026, 2, 27)
    assert ends(DateException(second, date=date(2026, 3, 31)))[1] == date(2026, 3, 31)
    # All of them are moved to one week.
    moved = (DateException(day, date=date(2026, 6, n)) for n, day in enumerate([MONDAY, second, date(2026, 3, 16)], 1))
    assert ends(*moved) == (date(2026, 6, 1), date(2026, 6, 3))


def test_the_date_beside_a_moved_first_or_last_one_is_the_first_or_last() -> None:
    daily = stored(MONDAY, time(9), time(12), False, "FREQ=DAILY;COUNT=3", date(2026, 3, 4))
    inwards = (DateException(MONDAY, date=date(2026, 3, 3)), DateException(date(2026, 3, 4), date=date(2026, 3, 3)))
    series = Series("s1", "c1", "l1", False, "Europe/London", daily, exceptions=inwards)
    assert (first_occurrence_date(series), last_occurrence_date(series)) == (date(2026, 3, 3), date(2026, 3, 3))
    beyond = (DateException(MONDAY, date=date(2026, 5, 1)), DateException(date(2026, 3, 4), date=date(2026, 2, 1)))
    apart = Series("s1", "c1", "l1", False, "Europe/London", daily, exceptions=beyond[:1])
    assert first_occurrence_date(apart) == date(2026, 3, 3)
    assert last_occurrence_date(Series("s1", "c1", "l1", False, "Europe/London", daily, exceptions=beyond[1:])) == date(
        2026, 3, 3
    )


def test_a_session_without_an_end_has_no_last_date() -> None:
    assert last_occurrence_date(make_series("MO", DateException(MONDAY, date=date(2026, 3, 3)))) is None


def test_closed_time_lasts_as_long_as_closures_adjoin() -> None:
    closures = [
        make_closure(MONDAY, at="09:00-10:00", id="x1"),
        make_closure(MONDAY, at="10:00-11:00", id="x2"),
        make_closure(MONDAY, at="10:15-10:30", id="x3"),
        make_closure(MONDAY, at="11:01-12:00", id="x4"),
    ]
    closed = ClosureCalendar.of_all(closures).of("c1", "l1", "Europe/London")

    def until(text: str) -> str:
        reached = closed.until(zones.seconds(at(f"2026-03-02T{text}:00+00:00")))
        return datetime.fromtimestamp(reached, UTC).strftime("%H:%M")

    assert [until(text) for text in ("08:59", "09:00", "10:20", "11:00", "11:30", "12:00")] == [
        "08:59", "11:00", "11:00", "11:00", "12:00", "12:00",
    ]  # fmt: skip


def test_the_next_occurrence_is_found_behind_years_of_closure() -> None:
    found = next_occurrence(
        make_series(), [make_closure(MONDAY, date(2036, 3, 2))], now=at("2026-03-01T00:00:00+00:00")
    )
    assert found is not None
    assert found.original_date == date(2036, 3, 3)


def test_there_is_no_next_occurrence_after_the_last_one_or_in_endless_closure() -> None:
    one_off = stored(MONDAY, time(9), time(12), False, None, MONDAY)
    series = Series("s1", "c1", "l1", False, "Europe/London", one_off)
    assert next_occurrence(series, [], now=at("2026-03-03T00:00:00+00:00")) is None
    assert next_occurrence(make_series(), [make_closure(MONDAY, date.max)], now=at("2026-03-01T00:00:00+00:00")) is None


# ---------------------------------------------------------------- against a calendar computed the slow way


@given(practices())
@settings(max_examples=150, deadline=None)
def test_expansion_and_the_first_closure_equal_the_naive_calendar(practice: Practice) -> None:
    found = expand(practice.series, practice.closures, from_=practice.from_, to=practice.to)
    assert found == sorted(found, key=lambda o: (o.starts_at, o.session_id))
    assert {
        (o.session_id, o.original_date, o.held_on, o.starts_at, o.ends_at, o.status, o.location_id, o.clock_change)
        for o in found
    } == {
        (one.series.session_id, one.original_date, one.held_on, one.start, one.end,
         naive.status(one, practice.closures), one.location_id, one.odd)
        for one in practice.occurrences()
    }  # fmt: skip
    held = {(one.series.session_id, one.original_date): one for one in practice.occurrences()}
    for occurrence in found:
        one = held[occurrence.session_id, occurrence.original_date]
        closed = {c.id: naive.closed_steps(c, one.zone) for c in naive.concerning(practice.closures, one)}
        touching = [(min(steps), id) for id, steps in closed.items() if steps & one.steps]
        assert occurrence.closure_id == (min(touching)[1] if touching else None)


@given(practices(), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_the_next_occurrence_equals_the_first_of_a_long_expansion(practice: Practice, hours: int) -> None:
    now = practice.now + timedelta(hours=hours)
    found = next_occurrences(practice.series, practice.closures, now=now)
    far = practice.to + timedelta(days=150)
    for series in practice.series:
        expected = [
            o
            for o in expand([series], practice.closures, from_=practice.from_ - timedelta(days=60), to=far)
            if o.ends_at > now and not o.cancelled and o.status != "CLOSED"
        ]
        assert found[series.session_id] == (expected[0] if expected else None)


@given(practices())
@settings(max_examples=40, deadline=None)
def test_what_a_closure_takes_out_is_what_it_shares_time_with(practice: Practice) -> None:
    wide = practice.occurrences(from_=practice.from_ - timedelta(days=30), to=practice.to + timedelta(days=30))
    for closure in practice.closures:
        found = affected(closure, practice.series, practice.closures)
        assert {(o.session_id, o.original_date) for o in found} == {
            (one.series.session_id, one.original_date)
            for one in wide
            if not one.cancelled
            and naive.concerning([closure], one)
            and naive.closed_steps(closure, one.zone) & one.steps
        }
