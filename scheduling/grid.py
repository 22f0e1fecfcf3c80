"""Where slots can start: every so many seconds from an occurrence's start, as ranges of instants.

A `range` of seconds since 1970 UTC is a whole row of slots: its length is their number, a slice of it is a part.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from scheduling import zones


def starts(span: zones.Span, *, duration: int, step: int) -> range:
    """The starts of all slots of `duration` seconds that lie wholly inside the span."""
    return range(span.start, span.end - duration + 1, step)


def hit(row: range, *, duration: int, start: int, end: int) -> tuple[int, int]:
    """The half-open range of positions in `row` whose slots share time with the half-open stretch."""
    first = (start - duration - row.start) // row.step + 1
    stop = -((row.start - end) // row.step)
    return max(first, 0), min(stop, len(row))


def before(row: range, at: int) -> int:
    """How many of the row start before `at`."""
    return min(max(-((row.start - at) // row.step), 0), len(row))


def free(row: range, blocked: Iterable[tuple[int, int]], *, duration: int) -> Iterator[range]:
    """What is left of a row when the stretches, which come in order of start, are taken out."""
    position = 0
    for start, end in blocked:
        first, stop = hit(row, duration=duration, start=start, end=end)
        if first > position:
            yield row[position:first]
        position = max(position, stop)
    if position < len(row):
        yield row[position:]


def without(row: range, others: Iterable[range]) -> Iterator[range]:
    """What is left of a row when the starts that others of the same step have as well are taken out."""
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
    """A row divided by the date that calendars in `zone` show at each start."""
    d = zones.local_date(row.start, zone)
    while row:
        today = before(row, zones.midnight_after(d, zone))
        if today:
            yield d, row[:today]
            row = row[today:]
        if row:
            d += timedelta(days=1)
