from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.availability_reasons import explain
from scheduling.closures import Closure
from scheduling.exceptions import DateException
from scheduling.occurrences import Series
from scheduling.schedule import stored
from scheduling.slots import Busy, Result, Search, search
from scheduling.zones import zone_info
from tests.scheduling import naive
from tests.scheduling.practices import CLINICIANS, LOCATIONS, Practice, practices

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
LONG_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
ALL_MODES = frozenset({"IN_PERSON", "VIDEO", "PHONE"})
ASKED = Search(from_=TUESDAY, to=TUESDAY, duration_minutes=60, delivery_modes=ALL_MODES)


def make_series(
    at: str = "09:00-12:00", *changes: DateException, session_id: str = "s1", clinician_id: str = "c1",
    location_id: str | None = "l1", allow_remote: bool = False, zone: str = "Europe/London", days: str = "TU",
    start: date = date(2026, 1, 1), active: bool = True,
) -> Series:  # fmt: skip
    opens, closes = (time.fromisoformat(t) for t in at.split("-"))
    schedule = stored(start, opens, closes, closes <= opens, f"FREQ=WEEKLY;BYDAY={days}", None)
    return Series(session_id, clinician_id, location_id, allow_remote, zone, schedule, active, changes)


def make_closure(at: str | None = None, first: date = TUESDAY, last: date | None = None) -> Closure:
    opens, closes = (time.fromisoformat(t) for t in at.split("-")) if at else (None, None)
    return Closure("x1", "Fire drill", "OTHER", None, None, first, last or first, opens, closes, "Europe/London")


def ask(
    *series: Series, closures: tuple[Closure, ...] = (), now: datetime = LONG_BEFORE, asked: Search = ASKED
) -> Result:
    return search(asked, series, closures, now=now)


def starts(result: Result) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in result.slots]


def why(
    *series: Series, closures: tuple[Closure, ...] = (), now: datetime = LONG_BEFORE, asked: Search = ASKED
) -> list[tuple[str, date | None]]:
    return [(str(reason.code), reason.date) for reason in explain(asked, series, closures, now=now)]


def busy(start: str, end: str, clinician_id: str = "c1") -> tuple[Busy, ...]:
    return (
        Busy(
            clinician_id, datetime.fromisoformat(f"2026-03-03T{start}Z"), datetime.fromisoformat(f"2026-03-03T{end}Z")
        ),
    )


# ---------------------------------------------------------------- slots


def test_slots_go_step_by_step_from_the_start_of_the_occurrence() -> None:
    assert starts(ask(make_series("09:10-12:00"))) == ["09:10", "10:10"]
    result = ask(make_series("09:10-12:00"), asked=replace(ASKED, step_minutes=45))
    assert starts(result) == ["09:10", "09:55", "10:40"]
    assert result.slots[0].end - result.slots[0].start == timedelta(hours=1)


def test_what_touches_a_closure_or_busy_time_is_not_offered_and_the_steps_stay() -> None:
    assert starts(ask(make_series(), closures=(make_closure("10:30-10:45"),))) == ["09:00", "11:00"]
    assert starts(ask(make_series(), asked=replace(ASKED, busy=busy("09:00", "10:01")))) == ["11:00"]
    assert starts(ask(make_series(), asked=replace(ASKED, busy=busy("09:00", "10:00")))) == ["10:00", "11:00"]
    assert len(ask(make_series(), asked=replace(ASKED, busy=busy("09:00", "10:00", "c2"))).slots) == 3


def test_a_short_closure_within_long_busy_time_frees_nothing() -> None:
    asked = replace(ASKED, busy=busy("09:00", "11:00"))
    assert starts(ask(make_series(), closures=(make_closure("09:30-09:45"),), asked=asked)) == ["11:00"]


@pytest.mark.parametrize(
    "session, closure, expected",
    [
        ("00:00-02:00", "00:30-23:59", []),
        ("00:00-02:00", "01:00-23:59", ["00:00"]),
        ("21:00-23:00", "00:00-22:00", ["22:00"]),
        ("22:30-23:59", "00:00-22:30", ["22:30"]),
    ],
)
def test_a_closure_of_most_of_a_date_leaves_its_edges(session: str, closure: str, expected: list[str]) -> None:
    assert starts(ask(make_series(session), closures=(make_closure(closure),))) == expected


def test_a_closure_into_the_next_date_leaves_the_first_hour_of_this_one() -> None:
    until_noon = make_closure("01:00-12:00", TUESDAY, WEDNESDAY)
    assert starts(ask(make_series("00:00-02:00"), closures=(until_noon,))) == ["00:00"]


def test_a_later_date_in_another_zone_may_come_first() -> None:
    evening = make_series("20:00-21:00", zone="America/New_York")
    next_morning = make_series("06:00-07:00", session_id="s2", zone="Asia/Tokyo", days="WE")
    result = ask(evening, next_morning, asked=replace(ASKED, to=WEDNESDAY, first=1))
    assert [slot.start.isoformat() for slot in result.slots] == ["2026-03-04T06:00:00+09:00"]


def test_no_slot_starts_in_the_past() -> None:
    assert starts(ask(make_series(), now=datetime(2026, 3, 3, 10, 0, tzinfo=UTC))) == ["10:00", "11:00"]
    assert starts(ask(make_series(), now=datetime(2026, 3, 3, 10, 0, 1, tzinfo=UTC))) == ["11:00"]


def test_slots_are_in_order_of_start_then_clinician_then_session() -> None:
    series = [
        make_series(session_id="s1", clinician_id="c2"),
        make_series(session_id="s3", clinician_id="c1"),
        make_series(session_id="s2", clinician_id="c1"),
    ]
    found = ask(*series).slots
    assert [slot.session_id for slot in found[:4]] == ["s2", "s3", "s1", "s2"]


def test_every_date_of_the_window_is_listed_and_counted_whole() -> None:
    result = ask(make_series(days="TU,TH"), asked=replace(ASKED, to=date(2026, 3, 6), first=4))
    assert [(d.date.day, d.slot_count) for d in result.days] == [(3, 3), (4, 0), (5, 3), (6, 0)]
    assert (len(result.slots), result.truncated) == (4, True)
    assert not ask(make_series(days="TU,TH"), asked=replace(ASKED, to=date(2026, 3, 6), first=6)).truncated


def test_the_second_half_of_a_night_belongs_to_the_next_date() -> None:
    night = make_series("22:00-02:00")
    assert starts(ask(night)) == ["22:00", "23:00"]
    assert starts(ask(night, asked=replace(ASKED, from_=WEDNESDAY, to=WEDNESDAY))) == ["00:00", "01:00"]


def test_the_night_before_a_date_that_apia_skipped_leaves_slots_to_the_date_after_it() -> None:
    night = make_series("22:00-02:00", zone="Pacific/Apia", days="TH", start=date(2011, 12, 1))
    asked = replace(ASKED, from_=date(2011, 12, 31), to=date(2011, 12, 31))
    result = ask(night, asked=asked, now=datetime(2011, 12, 1, tzinfo=UTC))
    assert [slot.start.isoformat() for slot in result.slots] == [
        "2011-12-31T00:00:00+14:00", "2011-12-31T01:00:00+14:00",
    ]  # fmt: skip


def test_the_spring_night_is_an_hour_shorter_and_the_autumn_one_an_hour_longer() -> None:
    night = make_series("22:00-02:00", days="SA")
    spring = ask(night, asked=replace(ASKED, from_=date(2026, 3, 28), to=date(2026, 3, 29)))
    assert [slot.start.isoformat() for slot in spring.slots] == [
        "2026-03-28T22:00:00+00:00", "2026-03-28T23:00:00+00:00", "2026-03-29T00:00:00+00:00",
    ]  # fmt: skip
    assert spring.slots[-1].end.isoformat() == "2026-03-29T02:00:00+01:00"
    autumn = ask(night, asked=replace(ASKED, from_=date(2026, 10, 24), to=date(2026, 10, 25)))
    assert [slot.start.isoformat() for slot in autumn.slots[2:]] == [
        "2026-10-25T00:00:00+01:00", "2026-10-25T01:00:00+01:00", "2026-10-25T01:00:00+00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "location_id, allow_remote, modes",
    [
        ("l1", False, ("IN_PERSON",)),
        ("l1", True, ("IN_PERSON", "VIDEO", "PHONE")),
        (None, True, ("VIDEO", "PHONE")),
    ],
)
def test_a_place_offers_the_delivery_modes_that_it_can(
    location_id: str | None, allow_remote: bool, modes: tuple[str, ...]
) -> None:
    series = make_series(location_id=location_id, allow_remote=allow_remote)
    assert {slot.delivery_modes for slot in ask(series).slots} == {modes}
    for mode in ALL_MODES:
        assert bool(ask(series, asked=replace(ASKED, delivery_mode=mode)).slots) == (mode in modes)


def test_a_moved_occurrence_is_offered_where_it_is_held() -> None:
    series = make_series(
        "09:00-12:00", DateException(TUESDAY, date=WEDNESDAY, location_id="l2", zone="America/New_York")
    )
    at_l1, at_l2 = (replace(ASKED, to=WEDNESDAY, location_ids=frozenset({place})) for place in ("l1", "l2"))
    assert ask(series, asked=at_l1).slots == []
    assert [slot.start.isoformat() for slot in ask(series, asked=at_l2).slots] == [
        "2026-03-04T09:00:00-05:00", "2026-03-04T10:00:00-05:00", "2026-03-04T11:00:00-05:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "series, asked, code",
    [
        (make_series(active=False), ASKED, "INACTIVE"),
        (make_series(), replace(ASKED, inactive=frozenset({"c1"})), "CLINICIAN_INACTIVE"),
        (make_series(), replace(ASKED, inactive=frozenset({"l1"})), "LOCATION_INACTIVE"),
        (make_series(), replace(ASKED, type_active=False), "TYPE_INACTIVE"),
        (make_series(), replace(ASKED, not_allowed=frozenset({"s1"})), "TYPE_NOT_ALLOWED"),
        (make_series(), replace(ASKED, delivery_mode="VIDEO"), "DELIVERY_MODE"),
        (make_series("09:00-09:59"), ASKED, "TOO_SHORT"),
        (make_series(days="WE"), ASKED, "NO_OCCURRENCE"),
    ],
)
def test_what_offers_nothing_says_why(series: Series, asked: Search, code: str) -> None:
    assert ask(series, asked=asked).slots == []
    assert why(series, asked=asked) == [(code, None)]


def test_the_next_available_date_is_looked_for_as_far_as_366_days_on() -> None:
    assert ask(make_series(start=WEDNESDAY)).next_available_date == date(2026, 3, 10)
    away = make_closure(None, TUESDAY, date(2027, 3, 2))
    assert ask(make_series(), closures=(away,)).next_available_date is None
    # 366 days after 3 March 2026 is Thursday 4 March 2027.
    assert ask(make_series(days="TH", start=date(2027, 3, 1))).next_available_date == date(2027, 3, 4)
    assert ask(make_series(days="FR", start=date(2027, 3, 1))).next_available_date is None


def test_the_next_available_date_is_in_the_window_where_that_has_one() -> None:
    assert ask(make_series(), asked=replace(ASKED, to=WEDNESDAY, first=1)).next_available_date == TUESDAY


def test_a_date_moved_onto_another_of_its_session_offers_every_time_once() -> None:
    moved = DateException(date(2026, 3, 10), date=TUESDAY)
    result = ask(make_series("09:00-12:00", moved))
    assert starts(result) == ["09:00", "10:00", "11:00"]
    assert (result.days[0].slot_count, result.truncated) == (3, False)


def test_dates_moved_onto_each_other_offer_what_either_does() -> None:
    half = DateException(date(2026, 3, 10), date=TUESDAY, start_time=time(11), end_time=time(14))
    assert starts(ask(make_series("09:00-12:00", half))) == ["09:00", "10:00", "11:00", "12:00", "13:00"]
    beside = DateException(date(2026, 3, 10), date=TUESDAY, start_time=time(9, 30), end_time=time(11, 30))
    assert starts(ask(make_series("09:00-12:00", beside))) == ["09:00", "09:30", "10:00", "10:30", "11:00"]
    two = DateException(date(2026, 3, 10), date=WEDNESDAY), DateException(date(2026, 3, 17), date=WEDNESDAY)
    result = ask(make_series("09:00-12:00", *two), asked=replace(ASKED, from_=WEDNESDAY, to=WEDNESDAY))
    assert starts(result) == ["09:00", "10:00", "11:00"]
    assert result.days[0].slot_count == 3


def test_the_same_time_at_another_place_is_another_slot_and_remote_comes_last() -> None:
    away = DateException(date(2026, 3, 10), date=TUESDAY, location_id="l0", zone="Europe/London")
    result = ask(make_series("09:00-10:00", away, location_id=None, allow_remote=True))
    assert [slot.location_id for slot in result.slots] == ["l0", None]
    assert result.days[0].slot_count == 2


# ---------------------------------------------------------------- reasons


def test_a_session_whose_every_slot_is_offered_has_no_reason() -> None:
    assert (
        why(make_series(), closures=(make_closure("12:00-13:00"),), asked=replace(ASKED, busy=busy("08:00", "09:00")))
        == []
    )


def test_a_closure_of_time_that_no_slot_needs_is_no_reason() -> None:
    assert why(make_series("09:00-12:30"), closures=(make_closure("12:00-12:30"),)) == []


def test_every_reason_is_given_at_once_and_dates_where_they_matter() -> None:
    series = make_series("09:00-12:00", DateException(date(2026, 3, 10), cancelled=True, reason="Ill"), active=False)
    asked = replace(ASKED, to=date(2026, 3, 17), busy=busy("09:30", "09:40"))
    closures = (make_closure(first=date(2026, 3, 17)),)
    assert why(series, closures=closures, asked=asked, now=datetime(2026, 3, 3, 10, tzinfo=UTC)) == [
        ("INACTIVE", None),
        ("CANCELLED", date(2026, 3, 10)),
        ("CLOSED", date(2026, 3, 17)),
        ("BUSY", TUESDAY),
        ("PAST", None),
    ]


def test_reasons_are_said_for_people() -> None:
    series = make_series("09:00-12:00", DateException(TUESDAY, cancelled=True, reason="Ill"))
    asked = replace(ASKED, to=date(2026, 3, 17), delivery_mode="VIDEO")
    closures = make_closure(first=date(2026, 3, 10)), replace(make_closure("10:00-11:00", date(2026, 3, 17)), id="x2")
    assert [reason.message for reason in explain(asked, [series], closures, now=LONG_BEFORE)] == [
        "The session does not offer video appointments.",
        "Tuesday 3 March 2026 is cancelled: Ill.",
        "Closed on Tuesday 10 March 2026: Fire drill.",
        "Partly closed on Tuesday 17 March 2026: Fire drill.",
    ]


def test_one_occurrence_held_elsewhere_gives_its_reason_with_its_date() -> None:
    series = make_series("09:00-12:00", DateException(TUESDAY, location_id="l2", zone="Europe/London"))
    asked = replace(ASKED, to=date(2026, 3, 10), inactive=frozenset({"l2"}))
    assert why(series, asked=asked) == [("LOCATION_INACTIVE", TUESDAY)]


@pytest.mark.parametrize("rrule", ["FREQ=WEEKLY;BYDAY=TU;COUNT=2", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260210", None])
def test_a_session_that_is_over_or_to_come_says_so_with_its_last_or_first_date(rrule: str | None) -> None:
    start = TUESDAY - timedelta(days=28)
    last = date(2026, 2, 10) if rrule else start
    over = replace(make_series(), schedule=stored(start, time(9), time(12), False, rrule, last))
    assert why(over) == [("ENDED", last)]
    to_come = make_series(start=date(2026, 3, 11))
    assert why(to_come) == [("NOT_STARTED", date(2026, 3, 17))]
    told = [reason.message for reason in explain(ASKED, [over, to_come], (), now=LONG_BEFORE)]
    assert told == [
        f"The session ended on {last:%A} {last.day} February 2026.",
        "The session does not start before Tuesday 17 March 2026.",
    ]
    assert why(make_series(days="WE")) == [("NO_OCCURRENCE", None)]


def test_a_last_or_first_date_that_was_moved_counts_where_it_was_moved_to() -> None:
    once = stored(WEDNESDAY - timedelta(days=8), time(9), time(12), False, None, WEDNESDAY - timedelta(days=8))
    later = replace(make_series(), schedule=once, exceptions=(DateException(once.start_date, date=WEDNESDAY),))  # type: ignore[arg-type]
    assert why(later) == [("NOT_STARTED", WEDNESDAY)]
    assert why(later, asked=replace(ASKED, from_=date(2026, 3, 5), to=date(2026, 3, 6))) == [("ENDED", WEDNESDAY)]


def test_a_session_that_has_nothing_at_the_places_asked_for_is_not_in_question() -> None:
    assert why(make_series(), asked=replace(ASKED, location_ids=frozenset({"l2"}))) == []


# ---------------------------------------------------------------- against every slot tried one by one


@st.composite
def searches(draw: st.DrawFn, practice: Practice) -> Search:
    def stretch(clinician_id: str) -> Busy:
        start = datetime.combine(practice.from_, time(0), UTC) + timedelta(minutes=15 * draw(st.integers(-96, 480)))
        return Busy(clinician_id, start, start + timedelta(minutes=15 * draw(st.integers(0, 20))))

    return Search(
        from_=practice.from_,
        to=practice.to,
        duration_minutes=15 * draw(st.integers(1, 6)),
        delivery_modes=frozenset(draw(st.sets(st.sampled_from(sorted(ALL_MODES)), min_size=1))),
        delivery_mode=draw(st.sampled_from([None, None, "IN_PERSON", "VIDEO"])),
        step_minutes=draw(st.sampled_from([None, 15, 30, 45])),
        busy=tuple(stretch(clinician_id) for clinician_id in draw(st.lists(st.sampled_from(CLINICIANS), max_size=3))),
        first=draw(st.sampled_from([1, 5, 1000])),
        location_ids=draw(st.sampled_from([None, None, frozenset({"l1"}), frozenset(LOCATIONS)])),
        inactive=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"c1"}), frozenset({"l2"})])),
        not_allowed=draw(st.sampled_from([frozenset(), frozenset({"s1"})])),
    )


def tried(
    asked: Search, practice: Practice, *, to: date
) -> list[tuple[date, datetime, naive.NaiveOccurrence, set[str]]]:
    """Every slot that starts on dates of the window, with its date, and the reasons why it is not offered."""
    found = []
    length, step = (
        timedelta(minutes=asked.duration_minutes),
        timedelta(minutes=asked.step_minutes or asked.duration_minutes),
    )
    for one in practice.occurrences(from_=asked.from_ - 3 * naive.DAY, to=to):
        if asked.location_ids is not None and one.location_id not in asked.location_ids:
            continue
        remote = one.series.allow_remote
        modes = asked.delivery_modes & (
            ({"IN_PERSON"} if one.location_id else set()) | ({"VIDEO", "PHONE"} if remote else set())
        )
        closed = frozenset[datetime]().union(
            *(naive.closed_steps(c, one.zone) for c in naive.concerning(practice.closures, one))
        )
        taken = set().union(
            *(naive.steps(b.start, b.end) for b in asked.busy if b.clinician_id == one.series.clinician_id)
        )
        start = one.start
        while start + length <= one.end:
            wanted = naive.steps(start, start + length)
            reasons = {
                "INACTIVE": not one.series.active,
                "CLINICIAN_INACTIVE": one.series.clinician_id in asked.inactive,
                "LOCATION_INACTIVE": one.location_id in asked.inactive,
                "TYPE_NOT_ALLOWED": one.series.session_id in asked.not_allowed,
                "DELIVERY_MODE": not modes or (asked.delivery_mode is not None and asked.delivery_mode not in modes),
                "CANCELLED": one.cancelled,
                "CLOSED": bool(wanted & closed),
                "BUSY": bool(wanted & taken),
                "PAST": start < practice.now,
            }
            d = start.astimezone(zone_info(one.zone)).date()
            if asked.from_ <= d <= to:
                found.append((d, start, one, {code for code, holds in reasons.items() if holds}))
            start += step
    return found


@given(practices(), st.data())
@settings(max_examples=150, deadline=None)
def test_slots_equal_those_found_by_trying_each(practice: Practice, data: st.DataObject) -> None:
    asked = data.draw(searches(practice))
    result = search(asked, practice.series, practice.closures, now=practice.now)
    # The same start of one session at one place is one slot.
    offered = list(
        {
            (start, one.series.session_id, one.location_id): (d, start, one)
            for d, start, one, reasons in tried(asked, practice, to=practice.to)
            if not reasons
        }.values()
    )
    counted = Counter(d for d, _, _ in offered)
    window = [asked.from_ + timedelta(days=i) for i in range((asked.to - asked.from_).days + 1)]
    assert [(d.date, d.slot_count) for d in result.days] == [(d, counted[d]) for d in window]
    # One without a place comes last.
    expected = sorted(
        (start, one.series.clinician_id, one.series.session_id, one.location_id or "~") for _, start, one in offered
    )
    found = [(slot.start, slot.clinician_id, slot.session_id, slot.location_id or "~") for slot in result.slots]
    assert found == expected[: asked.first]
    assert result.truncated == (len(expected) > asked.first)
    if counted:
        assert result.next_available_date == min(counted)


@given(practices(most_sessions=2), st.data())
@settings(max_examples=25, deadline=None)
def test_the_next_available_date_equals_the_first_found_by_trying_each(practice: Practice, data: st.DataObject) -> None:
    asked = replace(data.draw(searches(practice)), to=practice.from_)
    result = search(asked, practice.series, practice.closures, now=practice.now)
    far = practice.from_ + timedelta(days=40)
    offered = [d for d, _, _, reasons in tried(asked, practice, to=far) if not reasons]
    if offered:
        assert result.next_available_date == min(offered)
    else:
        assert result.next_available_date is None or result.next_available_date > far


@given(practices(), st.data())
@settings(max_examples=40, deadline=None)
def test_the_reasons_equal_those_found_by_trying_each(practice: Practice, data: st.DataObject) -> None:
    asked = data.draw(searches(practice))
    reasons = explain(asked, practice.series, practice.closures, now=practice.now)
    slots = tried(asked, practice, to=practice.to)
    for series in practice.series:
        own = [reason for reason in reasons if reason.session_id == series.session_id]
        codes = {str(reason.code) for reason in own}
        shown = [(one, found) for _, _, one, found in slots if one.series is series]
        if shown:
            expected = set().union(*(found for _, found in shown))
            assert codes - {"TOO_SHORT", "CANCELLED"} == expected - {"CANCELLED"}
            assert "NO_OCCURRENCE" not in codes
        for code in ("CLOSED", "BUSY"):
            dates = {one.held_on for one, found in shown if code in found}
            assert {reason.date for reason in own if reason.code == code} == dates
        absent = {"NO_OCCURRENCE", "ENDED", "NOT_STARTED"}
        assert bool(codes & {"TOO_SHORT", *absent}) or shown or not own
        assert len(codes & absent) <= 1
        if codes & absent:
            rule = next(rule for other, rule in practice.sessions if other is series)
            moved = {change.original_date: change.held_on for change in series.exceptions}
            days = [moved.get(d, d) for d in rule.dates(practice.to + timedelta(days=400))]
            over = series.schedule.last_date is not None and max(days) < asked.from_
            to_come = min(days) > asked.to
            assert codes & absent == {"ENDED" if over else "NOT_STARTED" if to_come else "NO_OCCURRENCE"}
            told = {reason.date for reason in own if reason.code in absent}
            assert told == {max(days) if over else min(days) if to_come else None}
