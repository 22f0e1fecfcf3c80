"""Checks for the conflicts that a mutation causes: they become warnings, or the mutation is refused.

A check locks the clinician first. So of two mutations that would overlap each other, the later one sees the earlier.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db import calendar, references
from db.calendar import Loaded
from resolvers.errors import Refused
from resolvers.mutations import Row, Write
from resolvers.payloads import ScheduleConflictError
from resolvers.validation import SessionSettings
from scheduling import conflicts, zones
from scheduling.conflicts import Conflict
from scheduling.exceptions import DateException
from scheduling.occurrences import Occurrence, Series

MOST_LISTED = 100


@dataclass(slots=True)
class Checks:
    """Conflict checks of several sessions, one after the other. A session that is still `unchecked` is left out of the
    checks of the others."""

    series: Mapping[str, Series]
    windows: Mapping[str, tuple[date, date]]
    loaded: Loaded
    unchecked: set[str]

    async def check(self, session_id: str, on_conflict: str) -> tuple[Conflict, ...]:
        """The conflicts of a session. Raises Refused if there are any and `on_conflict` is REJECT; the session then
        stays out of the checks of the others."""
        if session_id not in self.windows:
            self.unchecked.discard(session_id)
            return ()
        series, window, limit = self.series[session_id], self.windows[session_id], MOST_LISTED
        others = [
            other
            for other in self.loaded.series
            if other.clinician_id == series.clinician_id and (other is series or other.session_id not in self.unchecked)
        ]
        loaded = replace(self.loaded, series=tuple(others))
        found = await calendar.first_conflicts(loaded, *window, about={session_id}, limit=limit)
        listed = _listed_or_refused(found, on_conflict)
        self.unchecked.discard(session_id)
        return listed


async def check(
    write: Write,
    session_id: str,
    settings: SessionSettings,
    on_conflict: str,
    *,
    session_exceptions: Sequence[DateException],
) -> tuple[Conflict, ...]:
    """The conflicts of a session; none if it is inactive. Raises Refused if `on_conflict` is REJECT and there are any.

    `settings` and `session_exceptions` are those after the mutation.
    """
    if settings.status != "ACTIVE":
        return ()
    checks = await begin(write, {session_id: settings}, {session_id: session_exceptions})
    return await checks.check(session_id, on_conflict)


async def begin(
    write: Write,
    settings_by_id: Mapping[str, SessionSettings],
    exceptions_by_id: Mapping[str, Sequence[DateException]] | None = None,
) -> Checks:
    """Loads what the checks of these sessions need. They may be new. An inactive session has no conflicts."""
    active = {an_id: settings for an_id, settings in settings_by_id.items() if settings.status == "ACTIVE"}
    location_zones = await _lock_for(write, active.values())
    series, windows = {}, {}
    for an_id, settings in active.items():
        assert settings.clinician_id is not None
        one = series[an_id] = Series(
            session_id=an_id,
            clinician_id=settings.clinician_id,
            location_id=settings.location_id,
            allow_remote=settings.allow_remote,
            zone=settings.zone or location_zones[settings.location_id],
            schedule=settings.schedule,
            exceptions=tuple((exceptions_by_id or {}).get(an_id, ())),
        )
        window = conflicts.window(one, today=zones.today(write.now, one.zone))
        if window is not None:
            windows[an_id] = window
    loaded = Loaded((), (), {})
    if windows:
        names = {an_id: settings.name for an_id, settings in active.items()}
        from_, to = min(first for first, _ in windows.values()), max(last for _, last in windows.values())
        loaded = await calendar.with_others(write.read, list(series.values()), names, from_, to)
    return Checks(series, windows, loaded, set(series))


async def check_location(write: Write, location_id: str, on_conflict: str) -> tuple[Conflict, ...]:
    """The conflicts of the active sessions at a location whose time zone has changed."""
    series = await calendar.held_at_location(write.read, location_id)
    window = conflicts.window_of_all(series, now=write.now)
    if window is None:
        return ()
    clinicians = sorted({one.clinician_id for one in series})
    await lock(write, clinicians)
    loaded = await calendar.of_clinicians(write.read, clinicians, *window)
    session_ids = {one.session_id for one in series}
    found = await calendar.first_conflicts(loaded, *window, about=session_ids, limit=MOST_LISTED)
    return _listed_or_refused(found, on_conflict)


async def check_occurrence(write: Write, row: Row, occurrence: Occurrence, on_conflict: str) -> tuple[Conflict, ...]:
    """The conflicts of one date of a session. Raises Refused if `on_conflict` is REJECT and there are any."""
    if row["status"] != "ACTIVE" or occurrence.held_on < zones.today(write.now, occurrence.zone):
        return ()
    await lock(write, [row["clinician_id"]])
    on = occurrence.held_on
    loaded = await calendar.of_clinicians(write.read, [row["clinician_id"]], on, on)
    found = await calendar.first_conflicts(loaded, on, on, about={row["id"]}, limit=MOST_LISTED)
    of_date = [conflict for conflict in found if conflict.occurrence.original_date == occurrence.original_date]
    return _listed_or_refused(of_date, on_conflict)


async def lock(write: Write, clinicians: Iterable[str]) -> None:
    """Locks the clinicians that this transaction has not locked yet, so that only it changes their sessions."""
    missing = set(clinicians) - write.locked_clinicians
    if missing:
        await references.lock_clinicians(write.tx, sorted(missing))
        write.locked_clinicians.update(missing)


async def _lock_for(write: Write, all_settings: Iterable[SessionSettings]) -> Mapping[str | None, str]:
    """Locks the clinicians, and returns the zones of those locations whose zone is not in the settings."""
    all_settings = list(all_settings)
    clinicians = {settings.clinician_id for settings in all_settings if settings.clinician_id is not None}
    without_zone = {settings.location_id for settings in all_settings if settings.zone is None}
    if not without_zone:
        await lock(write, clinicians)
        return {}
    missing = clinicians - write.locked_clinicians
    locations = [location for location in without_zone if location is not None]
    referenced = await references.hold(write.tx, clinicians=missing, locations=locations, lock=True)
    write.locked_clinicians.update(missing)
    return referenced.zones


def _listed_or_refused(found: Sequence[Conflict], on_conflict: str) -> tuple[Conflict, ...]:
    if found and on_conflict == "REJECT":
        message = "It would be in conflict with other sessions of the clinician, or with a closure."
        raise Refused([ScheduleConflictError(message, (), tuple(found[:MOST_LISTED]))])
    return tuple(found[:MOST_LISTED])
