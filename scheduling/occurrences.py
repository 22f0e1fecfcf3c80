"""The dates of sessions: what a rule, its exceptions and the closures make of a window.

A cancelled date stays cancelled whatever covers it; else a closure comes before a move, and a move before the rule. An
occurrence counts by the date that it is held on, a cancelled one by
its original date. All of it is the wall clock of the place it is held at.

What the caller must have at hand for a window `from_` to `to`: of each session every change whose original date or
whose new date lies in the window (the first hides a date of the rule, the second brings one in), and every closure
for all, for the clinicians or for the places concerned that shares a date with the window widened by
`CLOSURE_MARGIN_DAYS` on both sides (other zones, windows past midnight). More does no harm.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from scheduling import closures as closed_time
from scheduling import zones
from scheduling.changes import Change
from scheduling.closures import Closure
from scheduling.schedule import Schedule

__all__ = [
    "Change",
    "Closure",
    "Held",
    "Occurrence",
    "Series",
    "affected",
    "expand",
    "held",
    "next_occurrence",
    "next_occurrences",
    "since",
]

CLOSURE_MARGIN_DAYS = 3
STEP_DAYS, LONGEST_STEP_DAYS = 31, 992
SCHEDULED, MODIFIED, CANCELLED, CLOSED = "SCHEDULED", "MODIFIED", "CANCELLED", "CLOSED"


@dataclass(frozen=True, slots=True)
class Series:
    """A session as the calendar sees it. `zone` is its location's, else the practice's."""

    session_id: str
    clinician_id: str
    location_id: str | None
    allow_remote: bool
    zone: str
    schedule: Schedule
    active: bool = True
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """One date of a session on the wall clock of the place it is held at, before closures have their say."""

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

    `status` is CANCELLED for a cancelled date, whatever covers it; else CLOSED where closures cover all of it.
    `closure_id` names the first closure that touches it, even where it covers only a part, and also for a cancelled
    date. `reason` says why it was cancelled, else why it is closed, else why it was moved.
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


def expand(
    series: Iterable[Series], closures: Iterable[Closure], *, from_: date, to: date, most: int | None = None
) -> list[Occurrence]:
    """Every occurrence of the sessions from `from_` to `to`, both included, ordered by start, then session.

    Inactive sessions have occurrences, too. A date that is missing in the zone has none. Where there are more than
    `most` it answers some of them, one more than that, and goes no further.
    """
    calendar = closed_time.calendar(closures)
    every = (
        occurrence
        for one in series
        for held_date in held(one, from_=from_, to=to)
        if (occurrence := _occurrence(one, held_date, calendar)) is not None
    )
    found = list(every if most is None else islice(every, most + 1))
    # By numbers: instants with offsets compare slowly, and a sort keeps the other threads waiting.
    found.sort(key=lambda o: (zones.seconds(o.starts_at), o.session_id, o.original_date))
    return found


def held(series: Series, *, from_: date, to: date) -> Iterator[Held]:
    """The dates of the window in no order: those of the rule first, then the changed ones."""
    for d in unchanged(series, from_=from_, to=to):
        yield _by_rule(series, d)
    yield from changed(series, from_=from_, to=to)


def unchanged(series: Series, *, from_: date, to: date) -> list[date]:
    """The dates of the window on which the session runs just as its rule says."""
    if from_ > to:
        return []
    dates = series.schedule.dates(from_, to)
    if series.changes:
        changed_dates = {change.original_date for change in series.changes}
        dates = [d for d in dates if d not in changed_dates]
    return dates


def changed(series: Series, *, from_: date, to: date) -> list[Held]:
    """The changed dates that count in the window. A change of a date that no longer occurs is nothing."""
    return [
        _by_change(series, change)
        for change in series.changes
        if from_ <= change.held_on <= to and series.schedule.occurs_on(change.original_date)
    ]


def first_held(series: Series) -> date | None:
    """The date of the first occurrence, cancelled or not. All of the session's changes must be at hand."""
    changed_dates = {change.original_date for change in series.changes}
    d = series.schedule.next_date(date.min)
    while d is not None and d in changed_dates:
        d = series.schedule.next_date(zones.shifted(d, 1)) if d < date.max else None
    moved = [one.held_on for one in changed(series, from_=date.min, to=date.max)]
    return min([*moved, *([d] if d is not None else [])], default=None)


def last_held(series: Series) -> date | None:
    """The date of the last occurrence, cancelled or not; None where it has no end. All changes must be at hand."""
    d = series.schedule.last_date
    if d is None:
        return None
    changed_dates = {change.original_date for change in series.changes}
    while d is not None and d in changed_dates:
        d = series.schedule.previous_date(zones.shifted(d, -1)) if d > date.min else None
    moved = [one.held_on for one in changed(series, from_=date.min, to=date.max)]
    return max([*moved, *([d] if d is not None else [])], default=None)


def next_occurrence(series: Series, closures: Iterable[Closure], *, now: datetime) -> Occurrence | None:
    """The first occurrence that has not ended at `now` and is neither cancelled nor closed.

    The caller has at hand: the session's changes whose original or new date is `since(now)` or later, and the closures
    for its clinician or places that end on `since(now)` or later. Many sessions' closures may come in one
    `closures.calendar` of them all; see `next_occurrences`.
    """
    return next_occurrences([series], closures, now=now)[series.session_id]


def next_occurrences(
    series: Iterable[Series], closures: Iterable[Closure], *, now: datetime
) -> dict[str, Occurrence | None]:
    """`next_occurrence` of many sessions, by session id."""
    calendar = closed_time.calendar(closures)
    return {one.session_id: _next(one, calendar, now=now) for one in series}


def since(now: datetime) -> date:
    """The earliest date on which something that has not ended at `now` can be held, in whichever zone."""
    return zones.shifted(zones.today(now, "UTC"), -CLOSURE_MARGIN_DAYS)


def affected(
    closure: Closure, series: Sequence[Series], closures: Iterable[Closure], *, limit: int = 100
) -> list[Occurrence]:
    """The occurrences that `closure` covers, wholly or partly, from its start on; at most `limit`.

    Dates that were cancelled anyway are left out. `closures` are the others that may touch the same dates, for the
    status: rows as for `expand`, in a window from the closure's first date to its last. It goes from one date on which
    something is held to the next, so that a closure without end costs what it lists.
    """
    alone = closed_time.calendar([closure])
    others = [other for other in closures if other.id != closure.id]
    last = zones.shifted(closure.end_date, CLOSURE_MARGIN_DAYS)
    step_start, days = _held_from(series, zones.shifted(closure.start_date, -CLOSURE_MARGIN_DAYS)), STEP_DAYS
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
        # Further only while there is nothing to list: sessions of the same clinician elsewhere, cancelled dates.
        days = STEP_DAYS if len(found) > before else min(days * 2, LONGEST_STEP_DAYS)
        step_start = _held_from(series, zones.shifted(step_end, 1))
    found.sort(key=lambda o: (o.starts_at, o.session_id, o.original_date))
    return found[:limit]


def _held_from(series: Iterable[Series], day: date) -> date | None:
    """The first date from `day` on at which one of the sessions may be held; None where there is none."""
    dates = []
    for one in series:
        by_rule = one.schedule.next_date(day)
        dates += [change.held_on for change in one.changes if change.held_on >= day]
        dates += [by_rule] if by_rule is not None else []
    return min(dates, default=None)


def bounds(occurrence: Occurrence) -> tuple[int, int]:
    """Start and end in seconds since 1970 UTC."""
    return zones.seconds(occurrence.starts_at), zones.seconds(occurrence.ends_at)


def _next(series: Series, calendar: closed_time.Calendar, *, now: datetime) -> Occurrence | None:
    moved = (
        _occurrence(series, one, calendar)
        for one in changed(series, from_=since(now), to=date.max)
        if not one.cancelled
    )
    candidates = [one for one in moved if one is not None and one.ends_at > now and one.status != CLOSED]
    if (by_rule := _next_by_rule(series, calendar, now=now)) is not None:
        candidates.append(by_rule)
    return min(candidates, key=lambda one: (one.starts_at, one.original_date), default=None)


def _next_by_rule(series: Series, calendar: closed_time.Calendar, *, now: datetime) -> Occurrence | None:
    """The next one on an unchanged date. It leaps over closed time, however long that is."""
    closed = calendar.of(series.clinician_id, series.location_id, series.zone)
    changed_dates = {change.original_date for change in series.changes}
    d = series.schedule.next_date(since(now))
    while d is not None:
        earliest = zones.shifted(d, 1)
        if d not in changed_dates and (occurrence := _occurrence(series, _by_rule(series, d), calendar)) is not None:
            if occurrence.ends_at > now and occurrence.status != CLOSED:
                return occurrence
            if occurrence.status == CLOSED:
                reopens = closed.until(zones.seconds(occurrence.starts_at))
                earliest = max(earliest, zones.shifted(zones.local_date(reopens, series.zone), -CLOSURE_MARGIN_DAYS))
        if earliest == d:
            return None
        d = series.schedule.next_date(earliest)
    return None


def _by_rule(series: Series, d: date) -> Held:
    schedule = series.schedule
    return Held(
        original_date=d,
        held_on=d,
        start_time=schedule.start_time,
        end_time=schedule.end_time,
        ends_next_day=schedule.ends_next_day,
        location_id=series.location_id,
        zone=series.zone,
        allow_remote=series.allow_remote,
    )


def _by_change(series: Series, change: Change) -> Held:
    schedule = series.schedule
    if change.cancelled:
        start_time, end_time, ends_next_day = schedule.start_time, schedule.end_time, schedule.ends_next_day
        location_id, zone = series.location_id, series.zone
    else:
        start_time = schedule.start_time if change.start_time is None else change.start_time
        end_time = schedule.end_time if change.end_time is None else change.end_time
        retimed = (start_time, end_time) != (schedule.start_time, schedule.end_time)
        ends_next_day = end_time <= start_time if retimed else schedule.ends_next_day
        location_id = series.location_id if change.location_id is None else change.location_id
        zone = series.zone if change.location_id is None or change.zone is None else change.zone
    as_ruled = (change.original_date, schedule.start_time, schedule.end_time, series.location_id)
    return Held(
        original_date=change.original_date,
        held_on=change.held_on,
        start_time=start_time,
        end_time=end_time,
        ends_next_day=ends_next_day,
        location_id=location_id,
        zone=zone,
        allow_remote=series.allow_remote,
        cancelled=change.cancelled,
        modified=(change.held_on, start_time, end_time, location_id) != as_ruled,
        reason=change.reason,
    )


def _occurrence(series: Series, one: Held, calendar: closed_time.Calendar) -> Occurrence | None:
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
    )
