"""What both baselines know of dates: the exceptions and the next occurrence of some sessions, for all at once.

The calendar is the service's own (scheduling/), for computing dates is the same work for everybody; the SQL is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from scheduling import occurrences, recurrence
from scheduling.closures import Closure
from scheduling.exceptions import DateException
from scheduling.occurrences import Occurrence, Series
from scheduling.schedule import stored

SERIES = """
SELECT s.id::text, s.clinician_id::text, s.location_id::text, s.allow_remote, coalesce(l.time_zone, p.time_zone),
    s.start_date, s.start_time, s.end_time, s.ends_next_day, s.rrule, s.last_date, s.status, s.name
FROM session s
JOIN practice p ON p.id = s.practice_id
LEFT JOIN location l ON l.practice_id = s.practice_id AND l.id = s.location_id
WHERE s.practice_id = $1
"""
BY_ID = f"{SERIES} AND s.id = ANY($2::uuid[])"
CHANGES = """
SELECT e.session_id::text, e.original_date, e.cancelled, e.date, e.start_time, e.end_time, e.location_id::text,
    CASE WHEN e.location_id IS NOT NULL THEN coalesce(l.time_zone, p.time_zone) END, e.reason
FROM session_exception e
JOIN practice p ON p.id = e.practice_id
LEFT JOIN location l ON l.practice_id = e.practice_id AND l.id = e.location_id
WHERE e.practice_id = $1 AND e.session_id = ANY($2::uuid[])
ORDER BY e.original_date
"""
CLOSURES = """
SELECT c.id::text, c.title, c.kind, c.clinician_id::text, c.location_id::text, c.start_date, c.end_date, c.start_time,
    c.end_time, coalesce(l.time_zone, p.time_zone)
FROM closure c
JOIN practice p ON p.id = c.practice_id
LEFT JOIN location l ON l.practice_id = c.practice_id AND l.id = c.location_id
WHERE c.practice_id = $1 AND c.end_date >= $2
"""


@dataclass(slots=True)
class Dates:
    exceptions: list[dict[str, Any]] = field(default_factory=list)
    next_occurrence: dict[str, Any] | None = None


async def load(conn: Any, practice_id: str, wanted: Sequence[str]) -> dict[str, Dates]:
    """By session, from asyncpg's connection."""
    now = datetime.now(UTC)
    found = {an_id: Dates() for an_id in wanted}
    changes: dict[str, list[DateException]] = {an_id: [] for an_id in wanted}
    for row in await conn.fetch(CHANGES, practice_id, wanted):
        changes[row[0]].append(changed(row))
        found[row[0]].exceptions.append(exception(row))
    closures = [Closure(*row) for row in await conn.fetch(CLOSURES, practice_id, occurrences.since(now))]
    rows = await conn.fetch(BY_ID, practice_id, wanted)
    series = [series_of(row, tuple(changes[row[0]])) for row in rows]
    for an_id, occurrence in occurrences.next_occurrences(series, closures, now=now).items():
        found[an_id].next_occurrence = None if occurrence is None else told(occurrence)
    return found


def series_of(row: Any, changes: tuple[DateException, ...]) -> Series:
    schedule = stored(row[5], row[6], row[7], row[8], row[9], row[10])
    return Series(row[0], row[1], row[2], row[3], row[4], schedule, row[11] == "ACTIVE", changes)


def changed(row: Any) -> DateException:
    return DateException(row[1], row[2], row[3], row[4], row[5], row[6], row[7], reason=row[8])


def exception(row: Any) -> dict[str, Any]:
    return {
        "originalDate": row[1],
        "cancelled": row[2],
        "date": row[3],
        "startTime": clock(row[4]),
        "endTime": clock(row[5]),
        "reason": row[8],
    }


def told(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "originalDate": occurrence.original_date,
        "start": occurrence.starts_at,
        "end": occurrence.ends_at,
        "status": occurrence.status,
        "allowRemote": occurrence.allow_remote,
        "reason": occurrence.reason,
        "clockChange": occurrence.clock_change,
    }


def clock(t: time | None) -> str | None:
    return None if t is None else f"{t.hour:02}:{t.minute:02}"


def recurrence_of(rrule: str) -> dict[str, Any]:
    rule = recurrence.parse(rrule)
    until: date | None = rule.until
    return {
        "frequency": rule.frequency.value,
        "interval": rule.interval,
        "weekdays": [day.value for day in rule.weekday_names],
        "monthDays": list(rule.month_days),
        "weeksOfMonth": list(rule.weeks_of_month),
        "until": until,
        "count": rule.count,
        "rrule": rrule,
    }
