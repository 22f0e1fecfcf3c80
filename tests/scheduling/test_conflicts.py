from dataclasses import replace
from datetime import date, time, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings

from scheduling.closures import Closure
from scheduling.conflicts import Conflict, by_session, days_ahead, find, first, window
from scheduling.exceptions import DateException
from scheduling.occurrences import Series
from scheduling.schedule import stored
from tests.scheduling import naive
from tests.scheduling.practices import Practice, practices

TUESDAY = date(2026, 3, 3)
NAMES = {"s1": "Morning clinic", "s2": "Evening clinic", "s3": "Away clinic"}


def make_series(
    session_id: str, at: str, *changes: DateException, clinician_id: str = "c1", location_id: str = "l1",
    zone: str = "Europe/London", active: bool = True, start: date = TUESDAY,
) -> Series:  # fmt: skip
    opens, closes = (time.fromisoformat(t) for t in at.split("-"))
    schedule = stored(start, opens, closes, closes <= opens, "FREQ=WEEKLY;BYDAY=TU", None)
    return Series(session_id, clinician_id, location_id, False, zone, schedule, active, changes)


def make_closure(at: str | None = None, on: date = TUESDAY) -> Closure:
    opens, closes = (time.fromisoformat(t) for t in at.split("-")) if at else (None, None)
    return Closure("x1", "Fire drill", "OTHER", None, None, on, on, opens, closes, "Europe/London")


def on_tuesday(*series: Series, closures: tuple[Closure, ...] = (), about: set[str] | None = None) -> list[Conflict]:
    return find(series, closures, from_=TUESDAY, to=TUESDAY, names=NAMES, about=about)


def test_two_sessions_of_one_clinician_at_one_time_conflict_and_both_are_named() -> None:
    (conflict,) = on_tuesday(make_series("s1", "17:00-19:00"), make_series("s2", "18:00-20:00", location_id="l2"))
    assert conflict.kind == "CLINICIAN_OVERLAP"
    assert conflict.other is not None
    assert (conflict.occurrence.session_id, conflict.other.session_id, conflict.closure_id) == ("s1", "s2", None)
    assert conflict.message == (
        "“Morning clinic”, Tuesday 3 March 2026, 17:00–19:00, "
        "overlaps with “Evening clinic”, Tuesday 3 March 2026, 18:00–20:00."
    )


def test_sessions_that_only_adjoin_do_not_conflict() -> None:
    assert on_tuesday(make_series("s1", "09:00-12:00"), make_series("s2", "12:00-14:00")) == []


def test_sessions_of_different_clinicians_do_not_conflict() -> None:
    assert on_tuesday(make_series("s1", "09:00-12:00"), make_series("s2", "09:00-12:00", clinician_id="c2")) == []


def test_an_inactive_session_conflicts_with_nothing() -> None:
    idle = make_series("s1", "09:00-12:00", active=False)
    assert on_tuesday(idle, make_series("s2", "09:00-12:00")) == []
    assert on_tuesday(idle, closures=(make_closure(),)) == []


def test_a_cancelled_date_conflicts_with_nothing() -> None:
    cancelled = make_series("s1", "09:00-12:00", DateException(TUESDAY, cancelled=True))
    assert on_tuesday(cancelled, make_series("s2", "09:00-12:00")) == []
    assert on_tuesday(cancelled, closures=(make_closure(),)) == []


def test_a_closed_date_conflicts_with_its_closure_alone() -> None:
    series = make_series("s1", "09:00-12:00"), make_series("s2", "11:00-14:00")
    found = on_tuesday(*series, closures=(make_closure("08:00-12:00"),))
    assert [(c.kind, c.occurrence.session_id, c.closure_id) for c in found] == [
        ("CLOSURE", "s1", "x1"),
        ("CLOSURE", "s2", "x1"),
    ]
    assert found[0].message == (
        "“Morning clinic”, Tuesday 3 March 2026, 09:00–12:00, lies in the closure “Fire drill”."
    )
    assert found[1].message == "“Evening clinic”, Tuesday 3 March 2026, 11:00–14:00, touches the closure “Fire drill”."


def test_a_night_conflicts_with_the_morning_after_wherever_it_is_held() -> None:
    night = make_series("s2", "22:00-02:00", start=date(2026, 3, 3))
    morning = make_series("s3", "06:00-10:00", DateException(TUESDAY, date=date(2026, 3, 4)), zone="Asia/Tokyo")
    (conflict,) = on_tuesday(night, morning)
    assert conflict.message == (
        "“Evening clinic”, Tuesday 3 March 2026, 22:00–02:00 (next day), "
        "overlaps with “Away clinic”, Wednesday 4 March 2026, 06:00–10:00 (UTC+09:00)."
    )


def test_the_conflicts_of_one_session_are_told_from_its_side() -> None:
    series = make_series("s1", "09:00-12:00"), make_series("s2", "11:00-14:00"), make_series("s3", "13:00-15:00")
    (conflict,) = on_tuesday(*series, about={"s3"})
    assert conflict.other is not None
    assert (conflict.occurrence.session_id, conflict.other.session_id) == ("s3", "s2")


def test_a_session_can_be_in_its_own_way() -> None:
    twice = make_series("s1", "09:00-12:00", DateException(date(2026, 3, 10), date=TUESDAY))
    (conflict,) = on_tuesday(twice)
    assert conflict.other is not None
    assert conflict.occurrence.original_date == TUESDAY
    assert conflict.other.original_date == date(2026, 3, 10)


def test_no_more_conflicts_are_listed_than_asked_for() -> None:
    series = [make_series(f"s{i}", "09:00-12:00") for i in range(5)]
    assert len(find(series, [], from_=TUESDAY, to=TUESDAY, names={}, limit=3)) == 3
    assert len(find(series, [], from_=TUESDAY, to=TUESDAY, names={})) == 10


@pytest.mark.parametrize(
    "series, first",
    [
        (make_series("s1", "09:00-12:00"), date(2026, 3, 10)),
        (make_series("s1", "09:00-12:00", start=date(2027, 1, 5)), date(2027, 1, 5)),
        (
            make_series("s1", "09:00-12:00", DateException(date(2026, 3, 24), date=date(2026, 3, 6))),
            date(2026, 3, 6),
        ),
    ],
)
def test_a_mutation_looks_ahead_from_the_first_date_that_is_not_past(series: Series, first: date) -> None:
    assert window(series, today=date(2026, 3, 5)) == (first, first + timedelta(days=93))
    assert days_ahead(date(2020, 1, 1), today=date(2026, 3, 5))[0] == date(2026, 3, 5)


def test_a_mutation_looks_no_further_than_the_last_date_of_the_session() -> None:
    schedule = stored(TUESDAY, time(9), time(12), False, None, TUESDAY)
    one_off = Series("s1", "c1", None, True, "Europe/London", schedule)
    assert window(one_off, today=date(2026, 3, 1)) == (TUESDAY, TUESDAY)
    moved = replace(one_off, exceptions=(DateException(TUESDAY, date=date(2026, 4, 1)),))
    assert window(moved, today=date(2026, 3, 1)) == (TUESDAY, date(2026, 4, 1))


def test_a_session_that_is_over_has_nowhere_to_look() -> None:
    over = Series("s1", "c1", None, True, "Europe/London", stored(TUESDAY, time(9), time(12), False, None, TUESDAY))
    assert window(over, today=date(2026, 3, 4)) is None


def by_hand(
    practice: Practice, about: set[str] | None
) -> tuple[set[tuple[str, date, str]], list[frozenset[tuple[str, date]]]]:
    """Closures touched, as (session, original date, closure), and overlapping pairs, each once."""
    margin = timedelta(days=6)
    wide = practice.occurrences(from_=practice.from_ - margin, to=practice.to + margin)
    running = [one for one in wide if one.series.active and not one.cancelled]

    def in_question(one: naive.NaiveOccurrence) -> bool:
        return practice.from_ <= one.held_on <= practice.to and (about is None or one.series.session_id in about)

    closed = {
        (one.series.session_id, one.original_date, closure.id)
        for one in running
        for closure in naive.concerning(practice.closures, one)
        if in_question(one) and naive.closed_steps(closure, one.zone) & one.steps
    }
    awake = [one for one in running if naive.status(one, practice.closures) != "CLOSED"]
    pairs = [
        frozenset((one.series.session_id, one.original_date) for one in pair)
        for pair in combinations(awake, 2)
        if pair[0].series.clinician_id == pair[1].series.clinician_id
        and any(in_question(one) for one in pair)
        and pair[0].steps & pair[1].steps
    ]
    return closed, pairs


@given(practices(most_sessions=4))
@settings(max_examples=60, deadline=None)
def test_conflicts_equal_a_comparison_of_everything_with_everything(practice: Practice) -> None:
    for about in (None, {"s0"}):
        found = find(practice.series, practice.closures, from_=practice.from_, to=practice.to, names={}, about=about)
        closed, pairs = by_hand(practice, about)
        assert {
            (c.occurrence.session_id, c.occurrence.original_date, c.closure_id) for c in found if not c.other
        } == closed
        overlaps = [(c.occurrence, c.other) for c in found if c.other]
        assert sorted(sorted(pair) for pair in pairs) == sorted(
            sorted((o.session_id, o.original_date) for o in pair) for pair in overlaps
        )
        for occurrence, other in overlaps:
            assert practice.from_ <= occurrence.held_on <= practice.to
            assert about is None or occurrence.session_id in about
            both = practice.from_ <= other.held_on <= practice.to and (about is None or other.session_id in about)
            assert occurrence.starts_at <= other.starts_at or not both


@given(practices(most_sessions=4))
@settings(max_examples=30, deadline=None)
def test_many_sessions_at_once_are_told_what_each_would_be_told_alone(practice: Practice) -> None:
    about = [series.session_id for series in practice.series]
    window: dict[str, Any] = {"from_": practice.from_, "to": practice.to, "names": {}}
    together = by_session(practice.series, practice.closures, **window, about=about)
    for session_id in about:
        assert together[session_id] == find(practice.series, practice.closures, **window, about={session_id})


@given(practices(most_sessions=4))
@settings(max_examples=30, deadline=None)
def test_the_first_conflicts_are_the_first_of_all(practice: Practice) -> None:
    window: dict[str, Any] = {"from_": practice.from_, "to": practice.to, "names": {}}
    for series in practice.series:
        about = {series.session_id}
        every = find(practice.series, practice.closures, **window, about=about)
        found = first(practice.series, practice.closures, **window, about=about, limit=5)
        assert len(found) == min(5, len(every))
        assert {repr(conflict) for conflict in found} <= {repr(conflict) for conflict in every}
        assert len(first(practice.series, practice.closures, **window, about=about, limit=10_000)) == len(every)
