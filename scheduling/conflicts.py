"""Conflicts: two occurrences of one clinician at the same time, or an occurrence in a closure. They are not forbidden.

Only active sessions conflict. A cancelled date has no conflict. A date that closures cover conflicts only with the
closures.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from typing import Any, TypeVar

from scheduling import occurrences, zones
from scheduling.closures import Closure, ClosureCalendar
from scheduling.occurrences import CLOSED, Occurrence, Series
from scheduling.phrases import when

T = TypeVar("T")

CLINICIAN_OVERLAP, CLOSURE = "CLINICIAN_OVERLAP", "CLOSURE"
DAYS_AHEAD = 93
MARGIN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """`other` is set for overlaps, `closure_id` for closures; `message` is a sentence for people."""

    kind: str
    occurrence: Occurrence
    other: Occurrence | None
    closure_id: str | None
    message: str


_FoundConflict = tuple[Occurrence, Occurrence | None, Closure | None]


class TooMany(Exception):
    """There are more conflicts than the caller allows."""


def find(
    series: Iterable[Series],
    closures: Iterable[Closure],
    *,
    from_: date,
    to: date,
    names: Mapping[str, str],
    about: Collection[str] | None = None,
    limit: int | None = None,
    most: int | None = None,
) -> list[Conflict]:
    """The conflicts of the sessions `about` (of all of them, if None) on dates from `from_` to `to`, both inclusive.

    `occurrence` belongs to one of those sessions and is in the window. If both occurrences do, it is the earlier one,
    and the pair is listed once. Ordered by that occurrence's start, then session,
    closures before overlaps; the first `limit` of them. `names` gives each session's name. Raises TooMany as soon as
    there are more than `most`: a hundred sessions at the same time have five thousand overlaps a day.

    The caller must load: every active session of the same clinicians that may have occurrences from `MARGIN_DAYS`
    before the window to as many after it, at any location; their exceptions whose original or new date is in that
    range; and the closures that share a date with that range and concern the sessions in question.
    """
    found = (
        (one, other, closure)
        for one, other, closure, first in _sides(series, closures, from_=from_, to=to, about=about)
        if first
    )
    listed = _at_most(found, most)
    ordered = sorted(listed, key=_order) if limit is None else nsmallest(limit, listed, key=_order)
    return [_conflict(one, other, closure, names) for one, other, closure in ordered]


def first(
    series: Sequence[Series],
    closures: Sequence[Closure],
    *,
    from_: date,
    to: date,
    names: Mapping[str, str],
    about: Collection[str],
    limit: int,
) -> list[Conflict]:
    """The first `limit` results of `find`. It searches in growing steps, so that the cost grows with what is listed."""
    found: list[Conflict] = []
    start, days = from_, 7
    while start <= to and len(found) < limit:
        end = min(zones.shifted(start, days - 1), to)
        step = find(series, closures, from_=start, to=end, names=names, about=about, limit=limit - len(found))
        found += [conflict for conflict in step if not _already_listed(conflict, start)]
        start, days = zones.shifted(end, 1), days * 2
    return found


def _already_listed(conflict: Conflict, start: date) -> bool:
    """Whether a session overlaps itself and an earlier step has listed the pair."""
    one, other = conflict.occurrence, conflict.other
    return other is not None and other.session_id == one.session_id and other.held_on < start


def by_session(
    series: Iterable[Series],
    closures: Iterable[Closure],
    *,
    from_: date,
    to: date,
    names: Mapping[str, str],
    about: Collection[str],
    most: int | None = None,
) -> dict[str, list[Conflict]]:
    """For each session `about`, the result of `find` for that session alone, at the cost of one search.

    Raises TooMany as soon as all of them together have more than `most`.
    """
    found: dict[str, list[_FoundConflict]] = {session_id: [] for session_id in about}
    sides = _sides(series, closures, from_=from_, to=to, about=about)
    for one, other, closure, first in _at_most(sides, most):
        # A pair of one session with itself is listed once.
        if first or (other is not None and other.session_id != one.session_id):
            found[one.session_id].append((one, other, closure))
    return {
        session_id: [_conflict(*conflict, names) for conflict in sorted(own, key=_order)]
        for session_id, own in found.items()
    }


def of_each(*given: Any, **named: Any) -> list[Conflict]:
    """What `by_session` finds, session by session."""
    return [conflict for own in by_session(*given, **named).values() for conflict in own]


def _at_most(found: Iterable[T], most: int | None) -> Iterator[T]:
    for place, one in enumerate(found):
        if place == most:
            raise TooMany
        yield one


def _sides(
    series: Iterable[Series], closures: Iterable[Closure], *, from_: date, to: date, about: Collection[str] | None
) -> Iterator[tuple[Occurrence, Occurrence | None, Closure | None, bool]]:
    """Each conflict, once for each side in question. The flag marks one side of a pair, the earlier one if possible."""
    wide_from, wide_to = zones.shifted(from_, -MARGIN_DAYS), zones.shifted(to, MARGIN_DAYS)
    closures = tuple(closures)
    calendar = ClosureCalendar.of_all(closures)
    active = [one for one in series if one.active]
    held = [one for one in occurrences.expand(active, closures, from_=wide_from, to=wide_to) if not one.cancelled]

    wanted = None if about is None else frozenset(about)

    def in_question(one: Occurrence) -> bool:
        return from_ <= one.held_on <= to and (wanted is None or one.session_id in wanted)

    for one in held:
        if one.closure_id is not None and in_question(one):
            met = calendar.of(one.clinician_id, one.location_id, one.zone)
            for closure in met.all_over(*occurrences.bounds(one)):
                yield one, None, closure, True
    for earlier, later in _overlaps((one for one in held if one.status != CLOSED), in_question):
        earlier_listed = in_question(earlier)
        if earlier_listed:
            yield earlier, later, None, True
        if in_question(later):
            yield later, earlier, None, not earlier_listed


def window_of_all(series: Iterable[Series], *, now: datetime) -> tuple[date, date] | None:
    """The search window of a mutation that changes many sessions: from the first date of any of them."""
    found = [window(one, today=zones.today(now, one.zone)) for one in series]
    windows = [one for one in found if one is not None]
    if not windows:
        return None
    from_ = min(starts for starts, _ in windows)
    return from_, min(zones.shifted(from_, DAYS_AHEAD), max(ends for _, ends in windows))


def window(series: Series, *, today: date) -> tuple[date, date] | None:
    """The search window of a mutation: 93 days from the first date of the session that is today or later.

    It ends at the session's last date if that is earlier. None if the session has no such date. `today`
    is the date in the session's zone.
    """
    changed = [
        exception.held_on for exception in series.exceptions if exception.held_on >= today and not exception.cancelled
    ]
    by_rule = series.schedule.next_date(today)
    if by_rule is None and not changed:
        return None
    from_, to = days_ahead(min([*changed, by_rule or date.max]), today=today)
    return from_, min(to, max([*changed, series.schedule.last_date or date.max]))


def days_ahead(first: date, *, today: date) -> tuple[date, date]:
    """The search window from a date that the mutation changes."""
    from_ = max(first, today)
    return from_, zones.shifted(from_, DAYS_AHEAD)


def _overlaps(
    held: Iterable[Occurrence], in_question: Callable[[Occurrence], bool]
) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Pairs of overlapping occurrences of one clinician of which one is in question, the earlier first.

    A sweep over the starts: the cost grows with the pairs found, not with the square. Occurrences in question are kept
    apart, because two others need not be compared.
    """
    running: defaultdict[tuple[str, bool], list[Occurrence]] = defaultdict(list)
    for later in held:
        asked = in_question(later)
        for side in (True, False) if asked else (True,):
            still = [one for one in running[later.clinician_id, side] if one.ends_at > later.starts_at]
            running[later.clinician_id, side] = still
            for earlier in still:
                yield earlier, later
        running[later.clinician_id, asked].append(later)


def _order(found: _FoundConflict) -> tuple[datetime, str, date, bool, datetime, str, date]:
    one, other, _ = found
    then = other or one
    mine = (one.starts_at, one.session_id, one.original_date)
    return *mine, other is not None, then.starts_at, then.session_id, then.original_date


def _conflict(one: Occurrence, other: Occurrence | None, closure: Closure | None, names: Mapping[str, str]) -> Conflict:
    if other is not None:
        return Conflict(CLINICIAN_OVERLAP, one, other, None, _overlap_message(one, other, names))
    assert closure is not None
    return Conflict(CLOSURE, one, None, closure.id, _closed_message(one, closure, names))


def _overlap_message(one: Occurrence, other: Occurrence, names: Mapping[str, str]) -> str:
    return f"{_named(one, names)}, overlaps with {_named(other, names, beside=one)}."


def _closed_message(one: Occurrence, closure: Closure, names: Mapping[str, str]) -> str:
    verb = "lies in" if one.status == CLOSED and one.closure_id == closure.id else "touches"
    return f"{_named(one, names)}, {verb} the closure “{closure.title}”."


def _named(one: Occurrence, names: Mapping[str, str], *, beside: Occurrence | None = None) -> str:
    """“Evening clinic”, Tuesday 3 March 2026, 18:00–20:00; with its UTC offset if it differs from that of `beside`."""
    differs = beside is not None and beside.starts_at.utcoffset() != one.starts_at.utcoffset()
    zone = f" ({one.starts_at.tzname()})" if differs else ""
    return f"“{names.get(one.session_id, 'This session')}”, {when(one.starts_at, one.ends_at)}{zone}"
