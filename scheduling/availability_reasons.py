"""Availability reasons: why a session offers no slots, or fewer than its schedule has room for."""

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
    """One reason. `date` is the date of the occurrence concerned; None if it concerns the session or all of its dates.

    With ENDED it is the session's last date, with NOT_STARTED its first.
    """

    session_id: str
    code: ReasonCode
    date: date | None
    message: str


def explain(
    criteria: Search, series: Iterable[Series], closures: Iterable[Closure], *, now: datetime, most: int | None = None
) -> list[Reason]:
    """The reasons of every session in question, in the order given; for one session by code, then date.

    A session that offers all of its slots in the window has none. Reasons are independent: a slot that is both past and
    busy gives two. With `location_ids`, the sessions in question are those held at one of these locations, by their own
    location or by an exception.

    The caller must load: the sessions of every status, whether they allow the type or not, with all of their
    exceptions; and the closures as for `slots.search`, for the window itself. If there are more than `most` reasons, it
    stops early and returns `most` + 1 of them.
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
        if most is not None and len(reasons) > most:
            return reasons[: most + 1]
    return reasons


def _occurrences_at(criteria: Search, one: Series) -> Iterator[LocalOccurrence]:
    for held in occurrences.local_occurrences(one, from_=zones.shifted(criteria.from_, -DAYS_BEFORE), to=criteria.to):
        if criteria.includes_location(held.location_id):
            yield held


def _window_row(criteria: Search, held: LocalOccurrence) -> range | None:
    """The slots of an occurrence that start on dates of the window, before anything is taken away.

    Empty if the occurrence is in the window and too short for a slot; None if it has no slot in the window.
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
    """The reasons that apply to every date."""
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
    """The reasons of a session without an occurrence in the window."""
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
    """The reasons from the location. They have a date only if the occurrence is at another location."""
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
    """The reasons that remove slots from one occurrence."""
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
