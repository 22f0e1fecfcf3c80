"""Occurrences: the dates of sessions in a window, computed from their rules, their exceptions and the closures.

A cancelled date stays cancelled even if a closure covers it. Otherwise a closure takes precedence over a move, and a
move over the rule. An occurrence is in a window if the date on which it is held is, for a cancelled one its original
date. Dates and times are local to the place where it is held.

For a window from `from_` to `to`, the caller must load: of each session, every exception whose original date or new
date is in the window (the first hides a date of the rule, the second adds one); and every closure for everyone, for the
clinicians or for the locations concerned that shares a date with the window extended by `CLOSURE_MARGIN_DAYS` on both
sides (for other time zones and for sessions past midnight). Additional rows do not change the result.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from scheduling import zones
from scheduling.closures import Closure, ClosureCalendar
from scheduling.exceptions import DateException
from scheduling.schedule import Schedule

__all__ = [
    "Closure",
    "DateException",
    "LocalOccurrence",
    "Occurrence",
    "Series",
    "affected",
    "expand",
    "local_occurrences",
    "next_occurrence",
    "next_occurrences",
    "since",
]

CLOSURE_MARGIN_DAYS = 3
STEP_DAYS, LONGEST_STEP_DAYS = 31, 992
SCHEDULED, MODIFIED, CANCELLED, CLOSED = "SCHEDULED", "MODIFIED", "CANCELLED", "CLOSED"


@dataclass(frozen=True, slots=True)
class Series:
    """A session with its exceptions. `zone` is the IANA time zone of its location, else of the practice."""

    session_id: str
    clinician_id: str
    location_id: str | None
    allow_remote: bool
    zone: str
    schedule: Schedule
    active: bool = True
    exceptions: tuple[DateException, ...] = ()
    draft: bool = False
    """It is not saved as it is here."""


@dataclass(frozen=True, slots=True)
class LocalOccurrence:
    """One occurrence in wall-clock time of the place where it is held, before closures are applied."""

    original_date: date
    held_on: date
    start_time: time
    end_time: time
    ends_next_day: bool
    location_id: str | None
    zone: str
    allow_remote: bool
    cancelled: bool = False
    modified: bool = False
    reason: str | None = None

    def span(self) -> zones.Span | None:
        return zones.span(
            self.held_on, self.zone, start=self.start_time, end=self.end_time, ends_next_day=self.ends_next_day
        )


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a session. `starts_at` and `ends_at` carry the offset of `zone` at that instant.

    `status` is CANCELLED for a cancelled date; else CLOSED if closures cover all of it; else MODIFIED or SCHEDULED.
    `closure_id` is the first closure that overlaps it, even if it covers only a part or the date is cancelled.
    `reason` says why it was cancelled, else why it is closed, else why it was moved.
    """

    session_id: str
    clinician_id: str
    original_date: date
    held_on: date
    starts_at: datetime
    ends_at: datetime
    status: str
    location_id: str | None
    zone: str
    allow_remote: bool
    cancelled: bool
    reason: str | None
    closure_id: str | None
    clock_change: bool
    draft: bool = False
    """It is of a session that is not saved as it is here."""


def expand(
    series: Iterable[Series], closures: Iterable[Closure], *, from_: date, to: date, most: int | None = None
) -> list[Occurrence]:
    """Every occurrence of the sessions from `from_` to `to`, both inclusive, ordered by start, then session.

    Inactive sessions also have occurrences. A date that the zone skipped has none. If there are more than `most`, it
    stops early and returns `most` + 1 of them.
    """
    calendar = ClosureCalendar.of_all(closures)
    every = (
        occurrence
        for one in series
        for held_date in local_occurrences(one, from_=from_, to=to)
        if (occurrence := _occurrence(one, held_date, calendar)) is not None
    )
    found = list(every if most is None else islice(every, most + 1))
    # By numbers: instants with offsets compare slowly, and a sort keeps the other threads waiting.
    found.sort(key=lambda o: (zones.seconds(o.starts_at), o.session_id, o.original_date))
    return found


def local_occurrences(series: Series, *, from_: date, to: date) -> Iterator[LocalOccurrence]:
    """The occurrences in the window before closures: those of the rule, then the exceptional ones."""
    for d in regular_dates(series, from_=from_, to=to):
        yield _regular(series, d)
    yield from exceptional_occurrences(series, from_=from_, to=to)


def regular_dates(series: Series, *, from_: date, to: date) -> list[date]:
    """The dates of the window that the rule has and that have no exception."""
    if from_ > to:
        return []
    dates = series.schedule.dates(from_, to)
    if series.exceptions:
        exception_dates = {exception.original_date for exception in series.exceptions}
        dates = [d for d in dates if d not in exception_dates]
    return dates


def exceptional_occurrences(series: Series, *, from_: date, to: date) -> list[LocalOccurrence]:
    """The occurrences with an exception in the window. An exception is ignored if its original date does not occur."""
    return [
        _exceptional(series, exception)
        for exception in series.exceptions
        if from_ <= exception.held_on <= to and series.schedule.occurs_on(exception.original_date)
    ]


def first_occurrence_date(series: Series) -> date | None:
    """The date of the first occurrence, cancelled or not. The caller must load all of the session's exceptions."""
    exception_dates = {exception.original_date for exception in series.exceptions}
    d = series.schedule.next_date(date.min)
    while d is not None and d in exception_dates:
        d = series.schedule.next_date(zones.shifted(d, 1)) if d < date.max else None
    moved = [one.held_on for one in exceptional_occurrences(series, from_=date.min, to=date.max)]
    return min([*moved, *([d] if d is not None else [])], default=None)


def last_occurrence_date(series: Series) -> date | None:
    """The date of the last occurrence, cancelled or not; None if the session does not end.

    The caller must load all of the session's exceptions.
    """
    d = series.schedule.last_date
    if d is None:
        return None
    exception_dates = {exception.original_date for exception in series.exceptions}
    while d is not None and d in exception_dates:
        d = series.schedule.previous_date(zones.shifted(d, -1)) if d > date.min else None
    moved = [one.held_on for one in exceptional_occurrences(series, from_=date.min, to=date.max)]
    return max([*moved, *([d] if d is not None else [])], default=None)


def next_occurrence(series: Series, closures: Iterable[Closure], *, now: datetime) -> Occurrence | None:
    """The first occurrence that has not ended at `now` and is neither cancelled nor closed.

    The caller must load the session's exceptions whose original or new date is `since(now)` or later, and the closures
    of its clinician or locations that end on `since(now)` or later.
    """
    return next_occurrences([series], closures, now=now)[series.session_id]


def next_occurrences(
    series: Iterable[Series], closures: Iterable[Closure], *, now: datetime
) -> dict[str, Occurrence | None]:
    """`next_occurrence` of many sessions, by session id."""
    calendar = ClosureCalendar.of_all(closures)
    return {one.session_id: _next(one, calendar, now=now) for one in series}


def since(now: datetime) -> date:
    """The earliest local date, in any zone, of an occurrence that has not ended at `now`."""
    return zones.shifted(zones.today(now, "UTC"), -CLOSURE_MARGIN_DAYS)


def of_dates(wanted: Iterable[tuple[Series, date]], closures: Iterable[Closure]) -> list[Occurrence | None]:
    """The occurrence of each session and original date, wherever it was moved; None where nothing occurs.

    The caller must load the exceptions of the original dates, and the closures of the dates that they are held on.
    """
    calendar = ClosureCalendar.of_all(closures)
    return [_of_date(series, on, calendar) for series, on in wanted]


def held_on(series: Series, original_date: date) -> date:
    """The date on which an original date is held: another one where it was moved."""
    change = next((one for one in series.exceptions if one.original_date == original_date), None)
    return original_date if change is None else change.held_on


def affected(
    closure: Closure, series: Sequence[Series], closures: Iterable[Closure], *, limit: int = 100
) -> list[Occurrence]:
    """The occurrences that `closure` covers, wholly or partly, ordered by start; at most `limit`.

    Cancelled dates are left out. `closures` are the other closures, which decide the status: the caller loads them as
    for `expand`, for a window from the closure's first date to its last. The search skips dates without occurrences, so
    the cost of a long closure grows with the occurrences listed.
    """
    alone = ClosureCalendar.of_all([closure])
    others = [other for other in closures if other.id != closure.id]
    last = zones.shifted(closure.end_date, CLOSURE_MARGIN_DAYS)
    step_start, days = _next_date_of_any(series, zones.shifted(closure.start_date, -CLOSURE_MARGIN_DAYS)), STEP_DAYS
    found: list[Occurrence] = []
    while step_start is not None and step_start <= last and len(found) < limit:
        step_end = min(zones.shifted(step_start, days), last)
        before = len(found)
        for occurrence in expand(series, [closure, *others], from_=step_start, to=step_end):
            own = alone.of(occurrence.clinician_id, occurrence.location_id, occurrence.zone)
            if not occurrence.cancelled and own.over(*bounds(occurrence))[0] is not None:
                found.append(occurrence)
        if step_end == last:
            break
        # Widen the step only while nothing is found, such as cancelled dates or sessions at other locations.
        days = STEP_DAYS if len(found) > before else min(days * 2, LONGEST_STEP_DAYS)
        step_start = _next_date_of_any(series, zones.shifted(step_end, 1))
    found.sort(key=lambda o: (o.starts_at, o.session_id, o.original_date))
    return found[:limit]


def _next_date_of_any(series: Iterable[Series], day: date) -> date | None:
    """The first date on or after `day` on which one of the sessions may have an occurrence; None if there is none."""
    dates = []
    for one in series:
        regular = one.schedule.next_date(day)
        dates += [exception.held_on for exception in one.exceptions if exception.held_on >= day]
        dates += [regular] if regular is not None else []
    return min(dates, default=None)


def bounds(occurrence: Occurrence) -> tuple[int, int]:
    """Start and end in seconds since 1970 UTC."""
    return zones.seconds(occurrence.starts_at), zones.seconds(occurrence.ends_at)


def _next(series: Series, calendar: ClosureCalendar, *, now: datetime) -> Occurrence | None:
    moved = (
        _occurrence(series, one, calendar)
        for one in exceptional_occurrences(series, from_=since(now), to=date.max)
        if not one.cancelled
    )
    candidates = [one for one in moved if one is not None and one.ends_at > now and one.status != CLOSED]
    if (regular := _next_regular(series, calendar, now=now)) is not None:
        candidates.append(regular)
    return min(candidates, key=lambda one: (one.starts_at, one.original_date), default=None)


def _next_regular(series: Series, calendar: ClosureCalendar, *, now: datetime) -> Occurrence | None:
    """The next occurrence without an exception. It skips closed time in one step, however long that is."""
    closed = calendar.of(series.clinician_id, series.location_id, series.zone)
    exception_dates = {exception.original_date for exception in series.exceptions}
    d = series.schedule.next_date(since(now))
    while d is not None:
        earliest = zones.shifted(d, 1)
        if d not in exception_dates and (occurrence := _occurrence(series, _regular(series, d), calendar)) is not None:
            if occurrence.ends_at > now and occurrence.status != CLOSED:
                return occurrence
            if occurrence.status == CLOSED:
                reopens = closed.until(zones.seconds(occurrence.starts_at))
                earliest = max(earliest, zones.shifted(zones.local_date(reopens, series.zone), -CLOSURE_MARGIN_DAYS))
        if earliest == d:
            return None
        d = series.schedule.next_date(earliest)
    return None


def _of_date(series: Series, on: date, calendar: ClosureCalendar) -> Occurrence | None:
    if not series.schedule.occurs_on(on):
        return None
    change = next((one for one in series.exceptions if one.original_date == on), None)
    return _occurrence(series, _regular(series, on) if change is None else _exceptional(series, change), calendar)


def _regular(series: Series, d: date) -> LocalOccurrence:
    schedule = series.schedule
    return LocalOccurrence(
        original_date=d,
        held_on=d,
        start_time=schedule.start_time,
        end_time=schedule.end_time,
        ends_next_day=schedule.ends_next_day,
        location_id=series.location_id,
        zone=series.zone,
        allow_remote=series.allow_remote,
    )


def _exceptional(series: Series, exception: DateException) -> LocalOccurrence:
    schedule = series.schedule
    if exception.cancelled:
        start_time, end_time, ends_next_day = schedule.start_time, schedule.end_time, schedule.ends_next_day
        location_id, zone = series.location_id, series.zone
    else:
        start_time = schedule.start_time if exception.start_time is None else exception.start_time
        end_time = schedule.end_time if exception.end_time is None else exception.end_time
        retimed = (start_time, end_time) != (schedule.start_time, schedule.end_time)
        ends_next_day = end_time <= start_time if retimed else schedule.ends_next_day
        location_id = series.location_id if exception.location_id is None else exception.location_id
        zone = series.zone if exception.location_id is None or exception.zone is None else exception.zone
    as_ruled = (exception.original_date, schedule.start_time, schedule.end_time, series.location_id)
    return LocalOccurrence(
        original_date=exception.original_date,
        held_on=exception.held_on,
        start_time=start_time,
        end_time=end_time,
        ends_next_day=ends_next_day,
        location_id=location_id,
        zone=zone,
        allow_remote=series.allow_remote,
        cancelled=exception.cancelled,
        modified=(exception.held_on, start_time, end_time, location_id) != as_ruled,
        reason=exception.reason,
    )


def _occurrence(series: Series, one: LocalOccurrence, calendar: ClosureCalendar) -> Occurrence | None:
    span = one.span()
    if span is None:
        return None
    closure, closed = calendar.of(series.clinician_id, one.location_id, one.zone).over(span.start, span.end)
    return Occurrence(
        session_id=series.session_id,
        clinician_id=series.clinician_id,
        original_date=one.original_date,
        held_on=one.held_on,
        starts_at=zones.moment(span.start, one.zone),
        ends_at=zones.moment(span.end, one.zone),
        status=CANCELLED if one.cancelled else CLOSED if closed else MODIFIED if one.modified else SCHEDULED,
        location_id=one.location_id,
        zone=one.zone,
        allow_remote=one.allow_remote,
        cancelled=one.cancelled,
        reason=closure.title if closure is not None and closed and not one.cancelled else one.reason,
        closure_id=closure.id if closure is not None else None,
        clock_change=span.clock_change,
        draft=series.draft,
    )
