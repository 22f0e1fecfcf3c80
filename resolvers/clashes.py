"""Conflicts that a mutation causes: warned of, or refused.

The clinician is locked first, so that of two mutations that would overlap each other the later one sees the earlier.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db import calendar, exceptions, references
from db.calendar import Loaded
from resolvers.drafts import Settings
from resolvers.errors import Refused
from resolvers.outcomes import ScheduleConflictError
from resolvers.writing import Write
from scheduling import conflicts, zones
from scheduling.conflicts import Conflict
from scheduling.exceptions import DateException
from scheduling.occurrences import Occurrence, Series

MOST_LISTED = 100


@dataclass(slots=True)
class Look:
    """A look at sessions one after the other: each meets those before it, and not yet those that are `waiting`."""

    series: Mapping[str, Series]
    windows: Mapping[str, tuple[date, date]]
    loaded: Loaded
    waiting: set[str]

    async def at(self, session_id: str, on_conflict: str) -> tuple[Conflict, ...]:
        """The conflicts of a session; Refused where there are any and `on_conflict` is REJECT: then nobody meets it."""
        if session_id not in self.windows:
            self.waiting.discard(session_id)
            return ()
        own, window, limit = self.series[session_id], self.windows[session_id], MOST_LISTED
        there = [
            one
            for one in self.loaded.series
            if one.clinician_id == own.clinician_id and (one is own or one.session_id not in self.waiting)
        ]
        met = replace(self.loaded, series=tuple(there))
        told = _told(await calendar.clashes(met, *window, about={session_id}, limit=limit), on_conflict)
        self.waiting.discard(session_id)
        return told


async def look(
    write: Write,
    session_id: str,
    settings: Settings,
    on_conflict: str,
    *,
    changes: Sequence[DateException] | None = None,
) -> tuple[Conflict, ...]:
    """The conflicts of a session, if it is active; Refused where there are any and `on_conflict` is REJECT.

    `settings` and `changes` are the session's as it is now; its changes are loaded where they are not given.
    """
    if settings.status != "ACTIVE":
        return ()
    found = await exceptions.of(write.tx, session_id) if changes is None else changes
    return await (await look_at_all(write, {session_id: settings}, {session_id: found})).at(session_id, on_conflict)


async def look_at_all(
    write: Write, moved: Mapping[str, Settings], changes: Mapping[str, Sequence[DateException]] | None = None
) -> Look:
    """Begins a look at sessions, stored or not, by their ids. Of inactive ones there is nothing to be said."""
    active = {an_id: settings for an_id, settings in moved.items() if settings.status == "ACTIVE"}
    zones_at = await _locked(write, active.values())
    series, windows = {}, {}
    for an_id, settings in active.items():
        assert settings.clinician_id is not None
        one = series[an_id] = Series(
            session_id=an_id,
            clinician_id=settings.clinician_id,
            location_id=settings.location_id,
            allow_remote=settings.allow_remote,
            zone=settings.zone or zones_at[settings.location_id],
            schedule=settings.schedule,
            exceptions=tuple((changes or {}).get(an_id, ())),
        )
        window = conflicts.window(one, today=zones.today(write.now, one.zone))
        if window is not None:
            windows[an_id] = window
    loaded = Loaded((), (), {})
    if windows:
        names = {an_id: settings.name for an_id, settings in active.items()}
        from_, to = min(first for first, _ in windows.values()), max(last for _, last in windows.values())
        loaded = await calendar.beside_new(write.read, list(series.values()), names, from_, to)
    return Look(series, windows, loaded, set(series))


async def look_around(write: Write, location_id: str, on_conflict: str) -> tuple[Conflict, ...]:
    """The conflicts of the active sessions of a place, whose clocks have changed."""
    series = await calendar.held_at_place(write.read, location_id)
    window = conflicts.window_of_all(series, now=write.now)
    if window is None:
        return ()
    clinicians = sorted({one.clinician_id for one in series})
    await lock(write, clinicians)
    beside = await calendar.beside(write.read, clinicians, *window)
    about = {one.session_id for one in series}
    return _told(await calendar.clashes(beside, *window, about=about, limit=MOST_LISTED), on_conflict)


async def _locked(write: Write, found: Iterable[Settings]) -> Mapping[str | None, str]:
    """The zones of the places of which nobody has looked them up; the clinicians are locked with it."""
    found = list(found)
    clinicians = {settings.clinician_id for settings in found if settings.clinician_id is not None}
    places = {settings.location_id for settings in found if settings.zone is None}
    if not places:
        await lock(write, clinicians)
        return {}
    missing = clinicians - write.locked_clinicians
    locations = [place for place in places if place is not None]
    held = await references.hold(write.tx, clinicians=missing, locations=locations, lock=True)
    write.locked_clinicians.update(missing)
    return held.zones


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


async def lock(write: Write, clinicians: Iterable[str]) -> None:
    """Locks clinicians, who are not yet: one mutation at a time for each of them."""
    missing = set(clinicians) - write.locked_clinicians
    if missing:
        await references.lock_clinicians(write.tx, sorted(missing))
        write.locked_clinicians.update(missing)
