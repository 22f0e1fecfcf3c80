"""The calendar computed the slow way, sharing no code with `scheduling`.

Dates are found by walking every day since the start, instants by walking UTC in steps of a few minutes and asking what
local clocks show, overlaps by comparing sets of such steps. All times of day are multiples of `STEP` minutes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple

from scheduling.closures import Closure
from scheduling.exceptions import DateException
from scheduling.occurrences import Series
from scheduling.schedule import Schedule, stored
from scheduling.zones import zone_info

STEP = 15
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """A small language of rules, with a meaning of its own; `None` as frequency is a one-off."""

    frequency: str | None
    start_date: date
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int = 1
    until: date | None = None
    count: int | None = None

    @property
    def rrule(self) -> str | None:
        if self.frequency is None:
            return None
        parts = [f"FREQ={self.frequency}", f"INTERVAL={self.interval}"]
        if self.frequency == "WEEKLY":
            parts.append("BYDAY=" + ",".join(WEEKDAYS[i] for i in self.weekdays))
        if self.frequency == "MONTHLY":
            parts.append(f"BYMONTHDAY={self.month_day}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)

    @cache  # noqa: B019 -- rules are few and small
    def dates(self, to: date) -> list[date]:
        """Every date up to `to`, by asking each day since the start."""
        found: list[date] = []
        d = self.start_date
        while d <= to and (self.until is None or d <= self.until) and (self.count is None or len(found) < self.count):
            if self._matches(d):
                found.append(d)
            d += DAY
        return found

    def _matches(self, d: date) -> bool:
        start = self.start_date
        if self.frequency is None:
            return d == start
        if self.frequency == "DAILY":
            return (d - start).days % self.interval == 0
        if self.frequency == "WEEKLY":
            weeks = ((d - timedelta(days=d.weekday())) - (start - timedelta(days=start.weekday()))).days // 7
            return weeks % self.interval == 0 and d.weekday() in self.weekdays
        months = (d.year - start.year) * 12 + d.month - start.month
        return months % self.interval == 0 and d.day == self.month_day

    def schedule(self, start: time, end: time) -> Schedule:
        ends_next_day = end <= start
        if self.frequency is None:
            return stored(self.start_date, start, end, ends_next_day, None, self.start_date)
        dates = self.dates(self.start_date + 400 * DAY) if self.until or self.count else []
        return stored(self.start_date, start, end, ends_next_day, self.rrule, dates[-1] if dates else None)


class Resolved(NamedTuple):
    at: datetime
    odd: bool


@cache
def _dates_shown(zone: str, d: date) -> frozenset[date]:
    return frozenset(wall.date() for wall in _shown(zone, d, STEP))


@cache
def _shown(zone: str, d: date, step: int) -> dict[datetime, list[datetime]]:
    """What clocks show around a date: local time to the instants at which they show it."""
    shown: dict[datetime, list[datetime]] = {}
    at = datetime.combine(d, time(0), UTC) - 2 * DAY
    for _ in range(5 * 24 * 60 // step):
        shown.setdefault(at.astimezone(zone_info(zone)).replace(tzinfo=None, fold=0), []).append(at)
        at += timedelta(minutes=step)
    return shown


def resolve(d: date, t: time, zone: str, *, step: int = STEP) -> Resolved:
    """The instant of a wall-clock time: the first that shows it, else later by as much as is missing."""
    shown = _shown(zone, d, step)
    wall = datetime.combine(d, t)
    if wall in shown:
        return Resolved(shown[wall][0], odd=len(shown[wall]) > 1)
    before, after = max(w for w in shown if w < wall), min(w for w in shown if w > wall)
    return Resolved(shown[wall + (after - before - timedelta(minutes=step))][0], odd=True)


def exists(d: date, zone: str) -> bool:
    return d in _dates_shown(zone, d)


@dataclass(frozen=True)
class NaiveOccurrence:
    """What one original date came to."""

    series: Series
    original_date: date
    held_on: date
    start: datetime
    end: datetime
    odd: bool
    location_id: str | None
    zone: str
    cancelled: bool
    modified: bool

    @property
    def steps(self) -> frozenset[datetime]:
        return steps(self.start, self.end)


@cache
def steps(start: datetime, end: datetime) -> frozenset[datetime]:
    """The steps of a half-open stretch, as a set."""
    found, at = set(), start
    while at < end:
        found.add(at)
        at += timedelta(minutes=STEP)
    return frozenset(found)


def span(d: date, start: time, end: time, zone: str, *, last: date) -> tuple[datetime, datetime, bool]:
    starts, ends = resolve(d, start, zone), resolve(last, end, zone)
    length = datetime.combine(last, end) - datetime.combine(d, start)
    end_at = ends.at if ends.at > starts.at else starts.at + length
    return starts.at, end_at, starts.odd or ends.odd


def occurrences(series: Series, rule: Rule, *, from_: date, to: date) -> list[NaiveOccurrence]:
    """The occurrences that count in the window, closures aside."""
    found = []
    schedule = series.schedule
    latest = max([to, *(change.original_date for change in series.exceptions)])
    for d in rule.dates(latest):
        change = next((c for c in series.exceptions if c.original_date == d), DateException(d))
        if change.cancelled:
            change = DateException(d, cancelled=True)
        on = change.date or d
        start, end = change.start_time or schedule.start_time, change.end_time or schedule.end_time
        location = change.location_id or series.location_id
        zone = (change.zone if change.location_id else None) or series.zone
        if from_ <= on <= to and exists(on, zone):
            starts, ends, odd = span(on, start, end, zone, last=on + DAY if end <= start else on)
            same = (on, start, end, location) == (d, schedule.start_time, schedule.end_time, series.location_id)
            found.append(NaiveOccurrence(series, d, on, starts, ends, odd, location, zone, change.cancelled, not same))
    return found


@cache
def closed_steps(closure: Closure, zone: str) -> frozenset[datetime]:
    """The closed time for what is held in a zone."""
    if closure.start_time is None or closure.end_time is None:
        if closure.location_id is not None:
            zone = closure.zone
        start = resolve(closure.start_date, time(0), zone).at
        return steps(start, resolve(closure.end_date + DAY, time(0), zone).at)
    start, end, _ = span(closure.start_date, closure.start_time, closure.end_time, closure.zone, last=closure.end_date)
    return steps(start, end)


def concerning(closures: Iterable[Closure], one: NaiveOccurrence) -> list[Closure]:
    return [
        closure
        for closure in closures
        if (closure.clinician_id is None or closure.clinician_id == one.series.clinician_id)
        and (closure.location_id is None or closure.location_id == one.location_id)
    ]


def status(one: NaiveOccurrence, closures: Sequence[Closure]) -> str:
    if one.cancelled:
        return "CANCELLED"
    closed = frozenset[datetime]().union(*(closed_steps(closure, one.zone) for closure in concerning(closures, one)))
    if one.steps <= closed:
        return "CLOSED"
    return "MODIFIED" if one.modified else "SCHEDULED"
