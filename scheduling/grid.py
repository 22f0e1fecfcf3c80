"""The grid of slot starts: every `step` seconds from an occurrence's start.

A row of slots is a `range` of their starts, in seconds since 1970 UTC. Its length is the number of slots.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from scheduling import zones


def starts(span: zones.Span, *, duration: int, step: int) -> range:
    """The starts of all slots of `duration` seconds that are fully inside the span."""
    return range(span.start, span.end - duration + 1, step)


def hit(row: range, *, duration: int, start: int, end: int) -> tuple[int, int]:
    """The half-open range of positions in `row` whose slots overlap the half-open interval `start` to `end`."""
    first = (start - duration - row.start) // row.step + 1
    stop = -((row.start - end) // row.step)
    return max(first, 0), min(stop, len(row))


def before(row: range, at: int) -> int:
    """The number of slots of the row that start before the instant `at`."""
    return min(max(-((row.start - at) // row.step), 0), len(row))


def free(row: range, blocked: Iterable[tuple[int, int]], *, duration: int) -> Iterator[range]:
    """The parts of a row that overlap none of the blocked intervals, which must be ordered by start."""
    position = 0
    for start, end in blocked:
        first, stop = hit(row, duration=duration, start=start, end=end)
        if first > position:
            yield row[position:first]
        position = max(position, stop)
    if position < len(row):
        yield row[position:]


def without(row: range, others: Iterable[range]) -> Iterator[range]:
    """The parts of a row whose starts are in none of the other rows; rows of another step are ignored."""
    parts = [row]
    for other in others:
        if other and row.step == other.step and (other.start - row.start) % row.step == 0:
            parts = [
                piece
                for part in parts
                for piece in (part[: before(part, other.start)], part[before(part, other[-1] + 1) :])
                if piece
            ]
    return iter(parts)


def by_date(row: range, zone: str) -> Iterator[tuple[date, range]]:
    """Divides a row by the local date in `zone` at each start."""
    d = zones.local_date(row.start, zone)
    while row:
        today = before(row, zones.midnight_after(d, zone))
        if today:
            yield d, row[:today]
            row = row[today:]
        if row:
            d += timedelta(days=1)
