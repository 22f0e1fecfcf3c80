"""Why there is no slot, or fewer than a session's pattern would give: every reason, said so that a person can act."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduling import closures as closed_time
from scheduling import grid, occurrences, zones
from scheduling.closures import Calendar, Closure
from scheduling.occurrences import Held, Series
from scheduling.phrases import dated
from scheduling.slots import IN_PERSON, NIGHT, PHONE, VIDEO, Search, Taken, taken


class Code(StrEnum):
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
_RANK = {code: rank for rank, code in enumerate(Code)}


@dataclass(frozen=True, slots=True)
class Reason:
    """`date` is that of the occurrence that it concerns; None where it concerns the session, or all of its dates.

    With ENDED it is the session's last date, with NOT_STARTED its first.
    """

    session_id: str
    code: Code
    date: date | None
    message: str


def explain(asked: Search, series: Iterable[Series], closures: Iterable[Closure], *, now: datetime) -> list[Reason]:
    """The reasons of every session in question, in the order given; within one by code, then date.

    A session whose every slot in the window is offered has none. Each reason holds by itself: one that is inactive and
    on leave has both, and a slot that is past and taken gives two. With `location_ids` the sessions in question are
    those that have something, by their own place or a change's, at one of these.

    What the caller must have at hand: the sessions of every status, whether they allow the type or not, whenever they
    are held, with all of their changes; the closures as for `slots.search`, for the window itself.
    """
    calendar, busy, at = closed_time.calendar(closures), taken(asked.busy), zones.seconds(now)
    reasons: list[Reason] = []
    for one in series:
        shown = [(held, rows) for held in _held(asked, one) if (rows := _shown(asked, held)) is not None]
        if not shown and not asked.asks_for(one.location_id):
            continue
        found = {*_of_session(asked, one), *(_of_pattern(asked, one) if not shown else ())}
        for held, row in shown:
            found.update(_of_place(asked, one, held))
            found.update(_of_time(asked, one, held, row, calendar, busy.get(one.clinician_id), now=at))
        reasons += sorted(found, key=lambda reason: (_RANK[reason.code], reason.date or date.min, reason.message))
    return reasons


def _held(asked: Search, one: Series) -> Iterator[Held]:
    for held in occurrences.held(one, from_=zones.shifted(asked.from_, -NIGHT), to=asked.to):
        if asked.asks_for(held.location_id):
            yield held


def _shown(asked: Search, held: Held) -> range | None:
    """The slots of an occurrence that start on dates of the window, were nothing in the way.

    Empty for one of the window that is too short for any, None for one that leaves the window nothing.
    """
    span = held.span()
    if span is None:
        return None
    row = grid.starts(span, duration=asked.duration, step=asked.step)
    if not row:
        return row if asked.from_ <= held.held_on <= asked.to else None
    first = grid.before(row, zones.midnight(asked.from_, held.zone))
    stop = grid.before(row, zones.midnight_after(asked.to, held.zone))
    return row[first:stop] or None


def _of_session(asked: Search, one: Series) -> Iterator[Reason]:
    """What holds on every date."""
    if not one.active:
        yield Reason(one.session_id, Code.INACTIVE, None, "The session is inactive.")
    if one.clinician_id in asked.inactive:
        yield Reason(one.session_id, Code.CLINICIAN_INACTIVE, None, "The clinician is inactive.")
    if not asked.type_active:
        yield Reason(one.session_id, Code.TYPE_INACTIVE, None, "The appointment type is inactive.")
    if one.session_id in asked.not_allowed:
        yield Reason(one.session_id, Code.TYPE_NOT_ALLOWED, None, "The session does not allow the appointment type.")


def _of_pattern(asked: Search, one: Series) -> Iterator[Reason]:
    """What there is to say of a session that is not held in the window at all."""
    if one.location_id in asked.inactive:
        yield _inactive_location(one, None)
    if not asked.modes(one.location_id, one.allow_remote):
        yield _delivery_mode(asked, one, None)
    if one.schedule.duration_minutes < asked.duration_minutes:
        yield _too_short(one, None)
    first, last = occurrences.first_held(one), occurrences.last_held(one)
    if last is not None and last < asked.from_:
        yield Reason(one.session_id, Code.ENDED, last, f"The session ended on {dated(last)}.")
        return
    if first is not None and first > asked.to:
        yield Reason(one.session_id, Code.NOT_STARTED, first, f"The session does not start before {dated(first)}.")
        return
    message = f"The session is not held between {dated(asked.from_)} and {dated(asked.to)}."
    if asked.from_ == asked.to:
        message = f"The session is not held on {dated(asked.from_)}."
    yield Reason(one.session_id, Code.NO_OCCURRENCE, None, message)


def _of_place(asked: Search, one: Series, held: Held) -> Iterator[Reason]:
    """What the place forbids; with the date only where that one is held elsewhere than the others."""
    as_ever = (held.location_id, held.allow_remote) == (one.location_id, one.allow_remote)
    d = None if as_ever else held.held_on
    if held.location_id in asked.inactive:
        yield _inactive_location(one, d)
    if not asked.modes(held.location_id, held.allow_remote):
        yield _delivery_mode(asked, one, d)


def _of_time(
    asked: Search, one: Series, held: Held, row: range, calendar: Calendar, busy: Taken | None, *, now: int
) -> Iterator[Reason]:
    """What takes slots away from one occurrence."""
    d = held.held_on
    if held.cancelled:
        why = f": {held.reason}" if held.reason else ""
        yield Reason(one.session_id, Code.CANCELLED, d, f"{dated(d)} is cancelled{why}.")
    if not row:
        yield _too_short(one, None if one.schedule.duration_minutes < asked.duration_minutes else d)
        return
    start, end, duration = row[0], row[-1] + asked.duration, asked.duration
    for closure in calendar.of(one.clinician_id, held.location_id, held.zone).all_over(start, end):
        closed = closure.span(held.zone)
        if _takes(row, closed.start, closed.end, duration=duration):
            how = "Closed" if closed.start <= start and closed.end >= end else "Partly closed"
            yield Reason(one.session_id, Code.CLOSED, d, f"{how} on {dated(d)}: {closure.title}.")
    if busy is not None and any(_takes(row, *stretch, duration=duration) for stretch in busy.touching(start, end)):
        yield Reason(one.session_id, Code.BUSY, d, f"Time on {dated(d)} is taken already.")
    if start < now:
        yield Reason(one.session_id, Code.PAST, None, "Some of the time, or all of it, is past.")


def _takes(row: range, start: int, end: int, *, duration: int) -> bool:
    first, stop = grid.hit(row, duration=duration, start=start, end=end)
    return first < stop


def _inactive_location(one: Series, d: date | None) -> Reason:
    message = "The location is inactive." if d is None else f"The location on {dated(d)} is inactive."
    return Reason(one.session_id, Code.LOCATION_INACTIVE, d, message)


def _delivery_mode(asked: Search, one: Series, d: date | None) -> Reason:
    on = "" if d is None else f" on {dated(d)}"
    what = MODE_WORDS[asked.delivery_mode] if asked.delivery_mode is not None else "appointments of this type"
    return Reason(one.session_id, Code.DELIVERY_MODE, d, f"The session does not offer {what}{on}.")


def _too_short(one: Series, d: date | None) -> Reason:
    on = "" if d is None else f" on {dated(d)}"
    return Reason(one.session_id, Code.TOO_SHORT, d, f"The session is shorter{on} than the appointment.")
