"""Why there is no slot, or fewer than a session's pattern would give: every reason, said so that a person can act."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduling import grid, occurrences, zones
from scheduling.closures import Closure, ClosureCalendar
from scheduling.occurrences import LocalOccurrence, Series
from scheduling.phrases import dated
from scheduling.slots import DAYS_BEFORE, IN_PERSON, PHONE, VIDEO, BusyTime, Search, busy_times


class ReasonCode(StrEnum):
    """The contract's AvailabilityReasonCode, in its order."""

    INACTIVE = "INACTIVE"
    CLINICIAN_INACTIVE = "CLINICIAN_INACTIVE"
    LOCATION_INACTIVE = "LOCATION_INACTIVE"
    TYPE_INACTIVE = "TYPE_INACTIVE"
    TYPE_NOT_ALLOWED = "TYPE_NOT_ALLOWED"
    DELIVERY_MODE = "DELIVERY_MODE"
    CANCELLED = "CANCELLED"
    CLOSED = "CLOSED"
    BUSY = "BUSY"
    TOO_SHORT = "TOO_SHORT"
    PAST = "PAST"
    NO_OCCURRENCE = "NO_OCCURRENCE"
    ENDED = "ENDED"
    NOT_STARTED = "NOT_STARTED"


MODE_WORDS = {
    IN_PERSON: "appointments in person",
    VIDEO: "video appointments",
    PHONE: "phone appointments",
}
_RANK = {code: rank for rank, code in enumerate(ReasonCode)}


@dataclass(frozen=True, slots=True)
class Reason:
    """`date` is that of the occurrence that it concerns; None where it concerns the session, or all of its dates.

    With ENDED it is the session's last date, with NOT_STARTED its first.
    """

    session_id: str
    code: ReasonCode
    date: date | None
    message: str


def explain(criteria: Search, series: Iterable[Series], closures: Iterable[Closure], *, now: datetime) -> list[Reason]:
    """The reasons of every session in question, in the order given; within one by code, then date.

    A session whose every slot in the window is offered has none. Each reason holds by itself: one that is inactive and
    on leave has both, and a slot that is past and taken gives two. With `location_ids` the sessions in question are
    those that have something, by their own place or a change's, at one of these.

    What the caller must have at hand: the sessions of every status, whether they allow the type or not, whenever they
    are held, with all of their changes; the closures as for `slots.search`, for the window itself.
    """
    calendar, busy, at = ClosureCalendar.of_all(closures), busy_times(criteria.busy), zones.seconds(now)
    reasons: list[Reason] = []
    for one in series:
        shown = [
            (held, rows) for held in _occurrences_at(criteria, one) if (rows := _window_row(criteria, held)) is not None
        ]
        if not shown and not criteria.includes_location(one.location_id):
            continue
        found = {*_session_reasons(criteria, one), *(_schedule_reasons(criteria, one) if not shown else ())}
        for held, row in shown:
            found.update(_location_reasons(criteria, one, held))
            found.update(_time_reasons(criteria, one, held, row, calendar, busy.get(one.clinician_id), now=at))
        reasons += sorted(found, key=lambda reason: (_RANK[reason.code], reason.date or date.min, reason.message))
    return reasons


def _occurrences_at(criteria: Search, one: Series) -> Iterator[LocalOccurrence]:
    for held in occurrences.local_occurrences(one, from_=zones.shifted(criteria.from_, -DAYS_BEFORE), to=criteria.to):
        if criteria.includes_location(held.location_id):
            yield held


def _window_row(criteria: Search, held: LocalOccurrence) -> range | None:
    """The slots of an occurrence that start on dates of the window, were nothing in the way.

    Empty for one of the window that is too short for any, None for one that leaves the window nothing.
    """
    span = held.span()
    if span is None:
        return None
    row = grid.starts(span, duration=criteria.duration, step=criteria.step)
    if not row:
        return row if criteria.from_ <= held.held_on <= criteria.to else None
    first = grid.before(row, zones.midnight(criteria.from_, held.zone))
    stop = grid.before(row, zones.midnight_after(criteria.to, held.zone))
    return row[first:stop] or None


def _session_reasons(criteria: Search, one: Series) -> Iterator[Reason]:
    """What holds on every date."""
    if not one.active:
        yield Reason(one.session_id, ReasonCode.INACTIVE, None, "The session is inactive.")
    if one.clinician_id in criteria.inactive:
        yield Reason(one.session_id, ReasonCode.CLINICIAN_INACTIVE, None, "The clinician is inactive.")
    if not criteria.type_active:
        yield Reason(one.session_id, ReasonCode.TYPE_INACTIVE, None, "The appointment type is inactive.")
    if one.session_id in criteria.not_allowed:
        yield Reason(
            one.session_id, ReasonCode.TYPE_NOT_ALLOWED, None, "The session does not allow the appointment type."
        )


def _schedule_reasons(criteria: Search, one: Series) -> Iterator[Reason]:
    """What there is to say of a session that is not held in the window at all."""
    if one.location_id in criteria.inactive:
        yield _inactive_location(one, None)
    if not criteria.modes(one.location_id, one.allow_remote):
        yield _delivery_mode(criteria, one, None)
    if one.schedule.duration_minutes < criteria.duration_minutes:
        yield _too_short(one, None)
    first, last = occurrences.first_occurrence_date(one), occurrences.last_occurrence_date(one)
    if last is not None and last < criteria.from_:
        yield Reason(one.session_id, ReasonCode.ENDED, last, f"The session ended on {dated(last)}.")
        return
    if first is not None and first > criteria.to:
        yield Reason(
            one.session_id, ReasonCode.NOT_STARTED, first, f"The session does not start before {dated(first)}."
        )
        return
    message = f"The session is not held between {dated(criteria.from_)} and {dated(criteria.to)}."
    if criteria.from_ == criteria.to:
        message = f"The session is not held on {dated(criteria.from_)}."
    yield Reason(one.session_id, ReasonCode.NO_OCCURRENCE, None, message)


def _location_reasons(criteria: Search, one: Series, held: LocalOccurrence) -> Iterator[Reason]:
    """What the place forbids; with the date only where that one is held elsewhere than the others."""
    as_ever = (held.location_id, held.allow_remote) == (one.location_id, one.allow_remote)
    d = None if as_ever else held.held_on
    if held.location_id in criteria.inactive:
        yield _inactive_location(one, d)
    if not criteria.modes(held.location_id, held.allow_remote):
        yield _delivery_mode(criteria, one, d)


def _time_reasons(
    criteria: Search,
    one: Series,
    held: LocalOccurrence,
    row: range,
    calendar: ClosureCalendar,
    busy: BusyTime | None,
    *,
    now: int,
) -> Iterator[Reason]:
    """What takes slots away from one occurrence."""
    d = held.held_on
    if held.cancelled:
        why = f": {held.reason}" if held.reason else ""
        yield Reason(one.session_id, ReasonCode.CANCELLED, d, f"{dated(d)} is cancelled{why}.")
    if not row:
        yield _too_short(one, None if one.schedule.duration_minutes < criteria.duration_minutes else d)
        return
    start, end, duration = row[0], row[-1] + criteria.duration, criteria.duration
    for closure in calendar.of(one.clinician_id, held.location_id, held.zone).all_over(start, end):
        closed = closure.span(held.zone)
        if _takes(row, closed.start, closed.end, duration=duration):
            how = "Closed" if closed.start <= start and closed.end >= end else "Partly closed"
            yield Reason(one.session_id, ReasonCode.CLOSED, d, f"{how} on {dated(d)}: {closure.title}.")
    if busy is not None and any(_takes(row, *stretch, duration=duration) for stretch in busy.touching(start, end)):
        yield Reason(one.session_id, ReasonCode.BUSY, d, f"Time on {dated(d)} is taken already.")
    if start < now:
        yield Reason(one.session_id, ReasonCode.PAST, None, "Some of the time, or all of it, is past.")


def _takes(row: range, start: int, end: int, *, duration: int) -> bool:
    first, stop = grid.hit(row, duration=duration, start=start, end=end)
    return first < stop


def _inactive_location(one: Series, d: date | None) -> Reason:
    message = "The location is inactive." if d is None else f"The location on {dated(d)} is inactive."
    return Reason(one.session_id, ReasonCode.LOCATION_INACTIVE, d, message)


def _delivery_mode(criteria: Search, one: Series, d: date | None) -> Reason:
    on = "" if d is None else f" on {dated(d)}"
    what = MODE_WORDS[criteria.delivery_mode] if criteria.delivery_mode is not None else "appointments of this type"
    return Reason(one.session_id, ReasonCode.DELIVERY_MODE, d, f"The session does not offer {what}{on}.")


def _too_short(one: Series, d: date | None) -> Reason:
    on = "" if d is None else f" on {dated(d)}"
    return Reason(one.session_id, ReasonCode.TOO_SHORT, d, f"The session is shorter{on} than the appointment.")
