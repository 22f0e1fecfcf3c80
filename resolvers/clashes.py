"""Conflicts that a mutation causes: warned of, or refused.

The clinician is locked first, so that of two mutations that would overlap each other the later one sees the earlier.
"""

from collections.abc import Sequence

from sqlalchemy import select

from db import calendar
from db.tables import Clinician, Session
from resolvers.errors import Refused
from resolvers.outcomes import ScheduleConflictError
from resolvers.writing import Write
from scheduling import conflicts, zones
from scheduling.conflicts import Conflict
from scheduling.occurrences import Occurrence

MOST_LISTED = 100


async def look(write: Write, rows: Sequence[Session], on_conflict: str) -> tuple[Conflict, ...]:
    """The conflicts of the active ones of these sessions; Refused where there are any and `on_conflict` is REJECT."""
    active = [row for row in rows if row.status == "ACTIVE"]
    if not active:
        return ()
    clinicians = sorted({row.clinician_id for row in active})
    await lock(write, clinicians)
    found: list[Conflict] = []
    read = await write.reader()
    for row in active:
        series = await calendar.series_with_all_changes(read, row.id)
        window = conflicts.window(series, today=zones.today(write.now, series.zone))
        if window is not None:
            beside = await calendar.beside(read, [row.clinician_id], *window)
            found += await calendar.clashes(beside, *window, about={row.id}, limit=MOST_LISTED)
    return _told(found, on_conflict)


async def look_around(write: Write, location_id: str, on_conflict: str) -> tuple[Conflict, ...]:
    """The same for the active sessions of a place, whose clocks have changed."""
    read = await write.reader()
    series = await calendar.held_at_place(read, location_id)
    window = conflicts.window_of_all(series, now=write.now)
    if window is None:
        return ()
    clinicians = sorted({one.clinician_id for one in series})
    await lock(write, clinicians)
    beside = await calendar.beside(read, clinicians, *window)
    about = {one.session_id for one in series}
    return _told(await calendar.clashes(beside, *window, about=about, limit=MOST_LISTED), on_conflict)


async def look_at(write: Write, row: Session, one: Occurrence, on_conflict: str) -> tuple[Conflict, ...]:
    """The same for a single date of a session."""
    if row.status != "ACTIVE" or one.held_on < zones.today(write.now, one.zone):
        return ()
    await lock(write, [row.clinician_id])
    on = one.held_on
    beside = await calendar.beside(await write.reader(), [row.clinician_id], on, on)
    found = await calendar.clashes(beside, on, on, about={row.id}, limit=MOST_LISTED)
    return _told([each for each in found if each.occurrence.original_date == one.original_date], on_conflict)


def _told(found: Sequence[Conflict], on_conflict: str) -> tuple[Conflict, ...]:
    if found and on_conflict == "REJECT":
        message = "It would be in conflict with other sessions of the clinician, or with a closure."
        raise Refused([ScheduleConflictError(message, (), tuple(found[:MOST_LISTED]))])
    return tuple(found[:MOST_LISTED])


async def lock(write: Write, clinicians: Sequence[str]) -> None:
    """One at a time for each clinician, in one order for everybody."""
    query = select(Clinician.id).where(
        Clinician.practice_id == write.viewer.practice_id, Clinician.id.in_(sorted(clinicians))
    )
    await write.tx.execute(query.order_by(Clinician.id).with_for_update(key_share=True))
