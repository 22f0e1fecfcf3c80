"""Conflicts that a mutation causes: warned of, or refused.

The clinician is locked first, so that of two mutations that would overlap each other the later one sees the earlier.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from db import calendar, exceptions, references
from resolvers.drafts import Settings
from resolvers.errors import Refused
from resolvers.outcomes import ScheduleConflictError
from resolvers.writing import Write
from scheduling import conflicts, zones
from scheduling.changes import Change
from scheduling.conflicts import Conflict
from scheduling.occurrences import Occurrence, Series

MOST_LISTED = 100


async def look(
    write: Write, session_id: str, settings: Settings, on_conflict: str, *, changes: Sequence[Change] | None = None
) -> tuple[Conflict, ...]:
    """The conflicts of a session, if it is active; Refused where there are any and `on_conflict` is REJECT.

    `settings` and `changes` are the session's as it is now; its changes are loaded where they are not given.
    """
    if settings.status != "ACTIVE":
        return ()
    assert settings.clinician_id is not None
    await lock(write, [settings.clinician_id])
    series = Series(
        session_id=session_id,
        clinician_id=settings.clinician_id,
        location_id=settings.location_id,
        allow_remote=settings.allow_remote,
        zone=settings.zone or await calendar.zone_at(write.read, settings.location_id),
        schedule=settings.schedule,
        changes=tuple(await exceptions.of(write.tx, session_id) if changes is None else changes),
    )
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
    await lock(write, [row["clinician_id"]])
    on = one.held_on
    beside = await calendar.beside(write.read, [row["clinician_id"]], on, on)
    found = await calendar.clashes(beside, on, on, about={row["id"]}, limit=MOST_LISTED)
    return _told([each for each in found if each.occurrence.original_date == one.original_date], on_conflict)


def _told(found: Sequence[Conflict], on_conflict: str) -> tuple[Conflict, ...]:
    if found and on_conflict == "REJECT":
        message = "It would be in conflict with other sessions of the clinician, or with a closure."
        raise Refused([ScheduleConflictError(message, (), tuple(found[:MOST_LISTED]))])
    return tuple(found[:MOST_LISTED])


async def lock(write: Write, clinicians: Sequence[str]) -> None:
    """Locks clinicians, who are not yet: one mutation at a time for each of them."""
    missing = set(clinicians) - write.locked_clinicians
    if missing:
        await references.lock_clinicians(write.tx, sorted(missing))
        write.locked_clinicians.update(missing)
