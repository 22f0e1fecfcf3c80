"""Conflicts that a mutation causes: warned of, or refused.

The clinician is locked first, so that of two mutations that would overlap each other the later one sees the earlier.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from db import calendar, references
from resolvers.drafts import Settings
from resolvers.errors import Refused
from resolvers.outcomes import ScheduleConflictError
from resolvers.writing import Write
from scheduling import conflicts, zones
from scheduling.conflicts import Conflict
from scheduling.occurrences import Occurrence

MOST_LISTED = 100


async def look(write: Write, session_id: str, settings: Settings, on_conflict: str) -> tuple[Conflict, ...]:
    """The conflicts of a session, if it is active; Refused where there are any and `on_conflict` is REJECT."""
    if settings.status != "ACTIVE":
        return ()
    assert settings.clinician_id is not None
    await references.lock_clinicians(write.tx, [settings.clinician_id])
    series = await calendar.series_with_all_changes(write.read, session_id)
    window = conflicts.window(series, today=zones.today(write.now, series.zone))
    if window is None:
        return ()
    beside = await calendar.beside(write.read, [settings.clinician_id], *window)
    found = await calendar.clashes(beside, *window, about={session_id}, limit=MOST_LISTED)
    return _told(found, on_conflict)


async def look_at(write: Write, row: Mapping[str, Any], one: Occurrence, on_conflict: str) -> tuple[Conflict, ...]:
    """The same for a single date of a session."""
    if row["status"] != "ACTIVE" or one.held_on < zones.today(write.now, one.zone):
        return ()
    await references.lock_clinicians(write.tx, [row["clinician_id"]])
    on = one.held_on
    beside = await calendar.beside(write.read, [row["clinician_id"]], on, on)
    found = await calendar.clashes(beside, on, on, about={row["id"]}, limit=MOST_LISTED)
    return _told([each for each in found if each.occurrence.original_date == one.original_date], on_conflict)


def _told(found: Sequence[Conflict], on_conflict: str) -> tuple[Conflict, ...]:
    if found and on_conflict == "REJECT":
        message = "It would be in conflict with other sessions of the clinician, or with a closure."
        raise Refused([ScheduleConflictError(message, (), tuple(found[:MOST_LISTED]))])
    return tuple(found[:MOST_LISTED])
