"""Slots: the times at which an appointment of one type can be booked.

The date of a slot is the local date at its start, in the zone of its occurrence. So the second half of a night from
Friday to Saturday is offered on Saturday, and a window includes the rest of the night before its first date.

Most dates of most sessions are in the future and have no closure, busy time, exception or clock change. Each such date
of a session offers the same number of slots, which is computed once. Only the other dates are computed one by one, and
Slot objects are made only for the slots that are returned.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from heapq import heapify, heappop, heapreplace
from itertools import accumulate

from scheduling import grid, occurrences, zones
from scheduling.closures import Closure, ClosureCalendar
from scheduling.occurrences import LocalOccurrence, Series

IN_PERSON, VIDEO, PHONE = "IN_PERSON", "VIDEO", "PHONE"
DAYS_AHEAD = 366
# A session past midnight begins on the date before, or two dates before in a zone that skipped a date.
DAYS_BEFORE = 2
NO_SLOTS = -1


@dataclass(frozen=True, slots=True)
class Busy:
    """A half-open interval in which a clinician cannot be booked. `start` and `end` are aware datetimes."""

    clinician_id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Search:
    """The criteria of a search: slots of one appointment type on dates from `from_` to `to`, both inclusive.

    `duration_minutes`, `delivery_modes` and `type_active` are the appointment type's; `step_minutes` is the duration if
    None. `inactive` are the ids of inactive clinicians and locations, `not_allowed` those of sessions that do not allow
    the type. With `location_ids`, only occurrences at one of these locations count.
    """

    from_: date
    to: date
    duration_minutes: int
    delivery_modes: frozenset[str]
    type_active: bool = True
    delivery_mode: str | None = None
    step_minutes: int | None = None
    busy: tuple[Busy, ...] = ()
    first: int = 200
    location_ids: frozenset[str] | None = None
    inactive: frozenset[str] = frozenset()
    not_allowed: frozenset[str] = frozenset()

    @property
    def duration(self) -> int:
        """In seconds."""
        return self.duration_minutes * 60

    @property
    def step(self) -> int:
        """In seconds."""
        return (self.duration_minutes if self.step_minutes is None else self.step_minutes) * 60

    def includes_location(self, location_id: str | None) -> bool:
        return self.location_ids is None or location_id in self.location_ids

    def modes(self, location_id: str | None, allow_remote: bool) -> tuple[str, ...]:
        """The type's delivery modes that a location can offer; none if `delivery_mode` is given and not among them."""
        possible = ((IN_PERSON, location_id is not None), (VIDEO, allow_remote), (PHONE, allow_remote))
        modes = tuple(mode for mode, offered in possible if offered and mode in self.delivery_modes)
        return modes if self.delivery_mode is None or self.delivery_mode in modes else ()

    def offers(self, location_id: str | None, allow_remote: bool) -> bool:
        """Whether an occurrence at this location can offer slots."""
        return (
            self.includes_location(location_id)
            and location_id not in self.inactive
            and bool(self.modes(location_id, allow_remote))
        )


@dataclass(frozen=True, slots=True)
class Slot:
    start: datetime
    end: datetime
    session_id: str
    clinician_id: str
    location_id: str | None
    delivery_modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    slot_count: int


@dataclass(frozen=True, slots=True)
class Result:
    """`slots` are the first by start, clinician, session and place; `days` count all of them, for each date of the
    window. One start of one session at one place is one slot, however many of its dates were moved there.

    `truncated`: there are more in the window. `next_available_date`: the first date with a slot, from the window's
    start up to 366 days on.
    """

    slots: list[Slot]
    days: list[Day]
    next_available_date: date | None
    truncated: bool


def search(criteria: Search, series: Iterable[Series], closures: Iterable[Closure], *, now: datetime) -> Result:
    """The slots of the sessions. Sessions that are inactive or do not allow the type offer none.

    The caller must load, for the dates of `rows_window`: every session that may be held at one of the locations, by its
    own location or by an exception; their exceptions whose original or new date is in it; and the closures that share a
    date with it. The dates after the window are used only for `next_available_date`.
    """
    run = _SearchRun(
        criteria,
        _bookable(criteria, series),
        ClosureCalendar.of_all(closures),
        busy_times(criteria.busy),
        zones.seconds(now),
    )
    counts = run.counts(criteria.from_, criteria.to)
    return Result(
        slots=run.first_slots(counts),
        days=[Day(zones.shifted(criteria.from_, i), count) for i, count in enumerate(counts)],
        next_available_date=_next_available(run, counts),
        truncated=sum(counts) > criteria.first,
    )


def rows_window(criteria: Search) -> tuple[date, date]:
    """The first and last date, both inclusive, whose rows can affect a search."""
    margin = occurrences.CLOSURE_MARGIN_DAYS
    return zones.shifted(criteria.from_, -margin), zones.shifted(max(criteria.to, _horizon(criteria)), margin)


@dataclass(frozen=True, slots=True)
class BusyTime:
    """The busy time of one clinician: disjoint half-open intervals, ordered, in seconds since 1970 UTC."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def touching(self, start: int, end: int) -> list[tuple[int, int]]:
        stretch = slice(bisect_right(self.ends, start), bisect_left(self.starts, end))
        return list(zip(self.starts[stretch], self.ends[stretch], strict=True))


def busy_times(busy: Iterable[Busy]) -> dict[str, BusyTime]:
    """Busy time by clinician, with overlapping and adjacent intervals merged. Empty intervals are ignored."""
    found: defaultdict[str, BusyTime] = defaultdict(BusyTime)
    for one in sorted(busy, key=lambda one: one.start):
        own, start, end = found[one.clinician_id], math.floor(one.start.timestamp()), zones.seconds(one.end)
        if start >= end:
            continue
        if own.ends and start <= own.ends[-1]:
            own.ends[-1] = max(own.ends[-1], end)
        else:
            own.starts.append(start)
            own.ends.append(end)
    return dict(found)


def _bookable(criteria: Search, series: Iterable[Series]) -> list[Series]:
    if not criteria.type_active:
        return []
    return [
        one
        for one in series
        if one.active and one.clinician_id not in criteria.inactive and one.session_id not in criteria.not_allowed
    ]


def _horizon(criteria: Search) -> date:
    return zones.shifted(criteria.from_, DAYS_AHEAD)


def _next_available(run: "_SearchRun", counts: list[int]) -> date | None:
    """Searches beyond the window in growing steps, so that the usual case is cheap."""
    start, horizon = run.criteria.from_, _horizon(run.criteria)
    while True:
        for i, count in enumerate(counts):
            if count:
                return zones.shifted(start, i)
        last = zones.shifted(start, len(counts) - 1)
        if last >= horizon:
            return None
        start = zones.shifted(last, 1)
        counts = run.counts(start, min(zones.shifted(start, max(27, 2 * len(counts))), horizon))


@dataclass(frozen=True, slots=True)
class _SlotRow:
    """Free slots of one occurrence on one date. `row` has their starts."""

    date: date
    row: range
    series: Series
    location_id: str | None
    zone: str
    modes: tuple[str, ...]

    @property
    def order(self) -> tuple[str, str, bool, str]:
        """The order of slots with the same start: by clinician, session, location; no location is last."""
        place = self.location_id
        return self.series.clinician_id, self.series.session_id, place is None, place or ""


@dataclass(frozen=True, slots=True)
class _SearchRun:
    """The state of one search. Instants are in seconds since 1970 UTC."""

    criteria: Search
    series: list[Series]
    calendar: ClosureCalendar
    busy_times: dict[str, BusyTime]
    now: int

    def counts(self, from_: date, to: date) -> list[int]:
        """The number of slots on each date from `from_` to `to`."""
        counts = [0] * (to.toordinal() - from_.toordinal() + 1)
        for one, dates, known_dates in self._regular_dates(from_, to):
            a_day = max((one.schedule.duration_minutes * 60 - self.criteria.duration) // self.criteria.step + 1, 0)
            for d in dates:
                if (i := known_dates.get(d)) is None:
                    for row in self._regular_rows(one, d):
                        if from_ <= row.date <= to:
                            counts[(row.date - from_).days] += len(row.row)
                elif i != NO_SLOTS:
                    counts[i] += a_day
        for row in self._exceptional_rows(from_, to):
            counts[(row.date - from_).days] += len(row.row)
        return counts

    def first_slots(self, counts: list[int]) -> list[Slot]:
        """The first slots of the window. `counts`, from `counts()`, limits the work to the dates that are needed."""
        criteria = self.criteria
        enough = bisect_left(list(accumulate(counts)), criteria.first)
        # With several zones, a slot of a later date (by at most two) can start earlier.
        spread = len(
            {one.zone for one in self.series} | {c.zone for one in self.series for c in one.exceptions if c.zone}
        )
        to = min(zones.shifted(criteria.from_, enough + (2 if spread > 1 else 0)), criteria.to)
        rows = [(row.row.start, row.order, i, row) for i, row in enumerate(self._rows(criteria.from_, to))]
        heapify(rows)
        slots: list[Slot] = []
        while rows and len(slots) < criteria.first:
            at, order, i, row = rows[0]
            slots.append(self._slot(at, row))
            following = at + criteria.step
            if following in row.row:
                heapreplace(rows, (following, order, i, row))
            else:
                heappop(rows)
        return slots

    def _rows(self, from_: date, to: date) -> Iterator[_SlotRow]:
        for one, dates, known_dates in self._regular_dates(from_, to):
            for d in dates:
                if known_dates.get(d) != NO_SLOTS:
                    yield from (row for row in self._regular_rows(one, d) if from_ <= row.date <= to)
        yield from self._exceptional_rows(from_, to)

    def _regular_dates(self, from_: date, to: date) -> Iterator[tuple[Series, list[date], dict[date, int]]]:
        """The sessions whose own location can be booked, with their regular dates and the known dates."""
        known: dict[tuple[str, str | None, str], tuple[date, dict[date, int]]] = {}
        night_before = zones.shifted(from_, -DAYS_BEFORE)
        for one in self.series:
            if self.criteria.offers(one.location_id, one.allow_remote):
                key = (one.clinician_id, one.location_id, one.zone)
                if key not in known:
                    known[key] = self._known_dates(*key, from_, to)
                first, known_dates = known[key]
                if one.schedule.ends_next_day:
                    first, known_dates = night_before, {}
                yield one, occurrences.regular_dates(one, from_=first, to=to), known_dates

    def _known_dates(
        self, clinician_id: str, location_id: str | None, zone: str, from_: date, to: date
    ) -> tuple[date, dict[date, int]]:
        """For sessions within one day: the first date to look at, and the place in the window of each date on which
        nothing takes a slot away, or NO_SLOTS where no slot can be left. Other dates must be laid out.
        """
        first = from_.toordinal()
        steady = {
            d: i
            for i in range(to.toordinal() - first + 1)
            if zones.steady_offset(d := date.fromordinal(first + i), zone) is not None
        }
        before = [zones.shifted(from_, -days) for days in range(1, DAYS_BEFORE + 1)]
        first_date = from_ if all(zones.steady_offset(d, zone) is not None for d in before) else before[-1]
        start, end = zones.midnight(from_, zone), zones.midnight_after(to, zone)
        past = [(min(start, self.now), self.now)]
        for lost_from, lost_to in past + self._blocked(clinician_id, location_id, zone, start, end):
            lost_from, lost_to = max(lost_from, start), min(lost_to, end)
            d = zones.local_date(lost_from, zone)
            while lost_from < lost_to:
                opens, closes = zones.midnight(d, zone), zones.midnight_after(d, zone)
                if lost_from <= opens and lost_to >= closes and d in steady:
                    steady[d] = NO_SLOTS
                elif steady.get(d) != NO_SLOTS:
                    steady.pop(d, None)
                lost_from, d = max(closes, lost_from), zones.shifted(d, 1)
        return first_date, steady

    def _blocked(
        self, clinician_id: str, location_id: str | None, zone: str, start: int, end: int
    ) -> list[tuple[int, int]]:
        """The intervals, ordered, in which the clinician cannot be booked at a location."""
        blocked = self.calendar.of(clinician_id, location_id, zone).stretches(start, end)
        busy = self.busy_times.get(clinician_id)
        return sorted([*blocked, *busy.touching(start, end)]) if busy is not None else blocked

    def _regular_rows(self, one: Series, d: date) -> Iterator[_SlotRow]:
        schedule = one.schedule
        span = zones.span(
            d, one.zone, start=schedule.start_time, end=schedule.end_time, ends_next_day=schedule.ends_next_day
        )
        return self._free_rows(one, span, one.location_id, one.zone, one.allow_remote)

    def _exceptional_rows(self, from_: date, to: date) -> Iterator[_SlotRow]:
        """The slots of exceptional occurrences, without those that the session already offers at the same location."""
        for one in self.series:
            if not one.exceptions:
                continue
            yielded: list[_SlotRow] = []
            for held in occurrences.exceptional_occurrences(one, from_=zones.shifted(from_, -DAYS_BEFORE), to=to):
                if not held.cancelled and self.criteria.offers(held.location_id, held.allow_remote):
                    beside = [*yielded, *self._beside(one, held)]
                    rows = self._free_rows(one, held.span(), held.location_id, held.zone, held.allow_remote)
                    for row in rows:
                        if from_ <= row.date <= to:
                            same_place = [other.row for other in beside if other.location_id == row.location_id]
                            yield from (replace(row, row=part) for part in grid.without(row.row, same_place))
                            yielded.append(row)

    def _beside(self, one: Series, held: LocalOccurrence) -> Iterator[_SlotRow]:
        """The regular slots of the session near a date that was moved to the same location."""
        if held.location_id == one.location_id and self.criteria.offers(one.location_id, one.allow_remote):
            on = held.held_on
            for d in occurrences.regular_dates(
                one, from_=zones.shifted(on, -DAYS_BEFORE), to=zones.shifted(on, DAYS_BEFORE)
            ):
                yield from self._regular_rows(one, d)

    def _free_rows(
        self, one: Series, span: zones.Span | None, location_id: str | None, zone: str, allow_remote: bool
    ) -> Iterator[_SlotRow]:
        """The free slots of one occurrence, by date, in order."""
        if span is None:
            return
        duration = self.criteria.duration
        row = grid.starts(span, duration=duration, step=self.criteria.step)
        row = row[grid.before(row, self.now) :]
        if not row:
            return
        modes = self.criteria.modes(location_id, allow_remote)
        blocked = self._blocked(one.clinician_id, location_id, zone, span.start, span.end)
        for part in grid.free(row, blocked, duration=duration):
            for d, starts in grid.by_date(part, zone):
                yield _SlotRow(d, starts, one, location_id, zone, modes)

    def _slot(self, at: int, row: _SlotRow) -> Slot:
        return Slot(
            start=zones.moment(at, row.zone),
            end=zones.moment(at + self.criteria.duration, row.zone),
            session_id=row.series.session_id,
            clinician_id=row.series.clinician_id,
            location_id=row.location_id,
            delivery_modes=row.modes,
        )
