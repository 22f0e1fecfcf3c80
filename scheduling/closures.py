"""Closures: spans of time in which sessions do not run."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from itertools import accumulate

from scheduling import zones


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure from `start_date` to `end_date`, both inclusive, in wall-clock time of the IANA time zone `zone`.

    It concerns everyone, one clinician, one location, or (with both ids) one clinician at one location. `zone` is that
    of the location if it has one, else the practice's. Without times it lasts from the first midnight to the midnight
    after `end_date`. Without times and without a location it covers these dates in the zone of each session: a week's
    leave is that week in Denver for sessions in Denver.
    """

    id: str
    title: str
    kind: str
    clinician_id: str | None
    location_id: str | None
    start_date: date
    end_date: date
    start_time: time | None
    end_time: time | None
    zone: str

    def span(self, zone: str) -> zones.Span:
        """Its instants for sessions in `zone`. The span is empty if that zone skipped all of its dates."""
        if self.start_time is None or self.end_time is None:
            own = zone if self.location_id is None else self.zone
            return zones.Span(zones.midnight(self.start_date, own), zones.midnight_after(self.end_date, own))
        return zones.stretch(self.start_date, self.start_time, self.end_date, self.end_time, zone=self.zone)

    def concerns(self, clinician_id: str, location_id: str | None) -> bool:
        return self.clinician_id in (None, clinician_id) and self.location_id in (None, location_id)


@dataclass(frozen=True, slots=True)
class ClosedTime:
    """The closures that concern one clinician at one location, ordered by start, then id. Instants are in seconds."""

    closures: tuple[Closure, ...]
    spans: tuple[tuple[int, int], ...]
    _starts: list[int]
    _latest_ends: list[int]

    def touching(self, start: int, end: int) -> range:
        """Positions of those that may overlap the half-open interval. The caller must still check each one's end."""
        return range(bisect_right(self._latest_ends, start), bisect_left(self._starts, end))

    def over(self, start: int, end: int) -> tuple[Closure | None, bool]:
        """The first closure that overlaps the interval, and whether all of them together cover it."""
        first: Closure | None = None
        reached = start
        for i in self.touching(start, end):
            opens, closes = self.spans[i]
            if closes <= start:
                continue
            first = first or self.closures[i]
            if opens <= reached:
                reached = max(reached, closes)
        return first, first is not None and reached >= end

    def all_over(self, start: int, end: int) -> list[Closure]:
        """Every closure that overlaps the interval."""
        return [self.closures[i] for i in self.touching(start, end) if self.spans[i][1] > start]

    def stretches(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans of the closures that overlap the interval, ordered by start."""
        return [self.spans[i] for i in self.touching(start, end) if self.spans[i][1] > start]

    def until(self, at: int) -> int:
        """The end of the continuous closed time around the instant `at`; `at` itself if no closure covers it."""
        reached = at
        for i in range(bisect_right(self._latest_ends, at), len(self.spans)):
            opens, closes = self.spans[i]
            if opens > reached:
                break
            reached = max(reached, closes)
        return reached


@dataclass(frozen=True, slots=True)
class ClosureCalendar:
    """Closures indexed by clinician, location and zone; made by `of_all`."""

    _closures: tuple[Closure, ...]
    _in_zone: dict[str, list[tuple[zones.Span, Closure]]] = field(default_factory=dict)
    _known: dict[tuple[str, str | None, str], ClosedTime] = field(default_factory=dict)

    @classmethod
    def of_all(cls, closures: Iterable[Closure]) -> "ClosureCalendar":
        """The calendar of these closures."""
        return cls(tuple(closures))

    def of(self, clinician_id: str, location_id: str | None, zone: str) -> ClosedTime:
        """The closures of one clinician at one location, for sessions in `zone`."""
        key = (clinician_id, location_id, zone)
        if (closed := self._known.get(key)) is None:
            spanned = self._spanned(zone)
            own = [(span, closure) for span, closure in spanned if closure.concerns(clinician_id, location_id)]
            closed = self._known[key] = ClosedTime(
                closures=tuple(closure for _, closure in own),
                spans=tuple((span.start, span.end) for span, _ in own),
                _starts=[span.start for span, _ in own],
                _latest_ends=list(accumulate((span.end for span, _ in own), max)),
            )
        return closed

    def _spanned(self, zone: str) -> list[tuple[zones.Span, Closure]]:
        """The closures with their spans, in order, without empty ones."""
        if (known := self._in_zone.get(zone)) is None:
            spanned = [(closure.span(zone), closure) for closure in self._closures]
            spanned.sort(key=lambda pair: (pair[0].start, pair[1].id))
            known = self._in_zone[zone] = [pair for pair in spanned if pair[0].start < pair[0].end]
        return known
