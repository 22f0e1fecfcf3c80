"""Checks for the conflicts that a mutation causes: they become warnings, or the mutation is refused.

A check first locks the practice and the session's locations against closures and new time zones, then the clinician
(db/references.py, Purpose.SESSION). So of two mutations that would overlap each other, the later one sees the earlier.
"""

from collections import defaultdict
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
    """Conflict checks of several sessions, one after the other."""

    series: Mapping[str, Series]
    windows: Mapping[str, tuple[date, date]]
    loaded: Loaded

    async def run(self, session_ids: Sequence[str], on_conflict: str) -> dict[str, tuple[Conflict, ...] | Refused]:
        """The conflicts of the sessions, or Refused if there are any and `on_conflict` is REJECT.

        Each is compared with those before it, less the refused ones, and not with those after it.
        """
        return await calendar.compared(self.loaded, lambda: self._found(session_ids, on_conflict))

    def _found(self, session_ids: Sequence[str], on_conflict: str) -> dict[str, tuple[Conflict, ...] | Refused]:
        found: dict[str, tuple[Conflict, ...] | Refused] = {}
        others: defaultdict[str, list[Series]] = defaultdict(list)
        for other in self.loaded.series:
            if other.session_id not in self.series:
                others[other.clinician_id].append(other)
        for an_id in session_ids:
            found[an_id] = ()
            if an_id not in self.series:
                continue
            one = self.series[an_id]
            beside = others[one.clinician_id]
            if an_id in self.windows:
                from_, to = self.windows[an_id]
                listed = conflicts.first(
                    [*beside, one],
                    self.loaded.closures,
                    from_=from_,
                    to=to,
                    names=self.loaded.names,
                    about={an_id},
                    limit=MOST_LISTED,
                )
                try:
                    found[an_id] = _listed_or_refused(listed, on_conflict)
                except Refused as refused:
                    found[an_id] = refused
                    continue
            beside.append(one)
        return found


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
    found = (await checks.run([session_id], on_conflict))[session_id]
    if isinstance(found, Refused):
        raise found
    return found


async def begin(
    write: Write,
    settings_by_id: Mapping[str, SessionSettings],
    exceptions_by_id: Mapping[str, Sequence[DateException]] | None = None,
) -> Checks:
    """Loads what the checks of these sessions need. They may be new. An inactive session has no conflicts."""
    active = {an_id: settings for an_id, settings in settings_by_id.items() if settings.status == "ACTIVE"}
    exceptions_by_id = exceptions_by_id or {}
    await _lock_for(write, active, exceptions_by_id)
    series, windows = {}, {}
    for an_id, settings in active.items():
        assert settings.clinician_id is not None
        one = series[an_id] = Series(
            session_id=an_id,
            clinician_id=settings.clinician_id,
            location_id=settings.location_id,
            allow_remote=settings.allow_remote,
            zone=write.zones[settings.location_id],
            schedule=settings.schedule,
            exceptions=tuple(
                one if one.location_id is None else replace(one, zone=write.zones[one.location_id])
                for one in exceptions_by_id.get(an_id, ())
            ),
        )
        window = conflicts.window(one, today=zones.today(write.now, one.zone))
        if window is not None:
            windows[an_id] = window
    loaded = Loaded((), (), {})
    if windows:
        names = {an_id: settings.name for an_id, settings in active.items()}
        from_, to = min(first for first, _ in windows.values()), max(last for _, last in windows.values())
        loaded = await calendar.with_others(write.read, list(series.values()), names, from_, to)
    return Checks(series, windows, loaded)


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
    """Locks the clinicians that this transaction has not locked yet, so that only it changes their sessions.

    The locations in question are locked already: whoever locked a clinician first could wait for them in a circle.
    """
    missing = set(clinicians) - write.locked_clinicians
    if missing:
        await references.lock_clinicians(write.tx, sorted(missing))
        write.locked_clinicians.update(missing)


async def _lock_for(
    write: Write, settings_by_id: Mapping[str, SessionSettings], exceptions_by_id: Mapping[str, Sequence[DateException]]
) -> None:
    """Locks what the checks of these sessions need, as far as it is not locked yet."""
    places: set[str | None] = {settings.location_id for settings in settings_by_id.values()}
    for an_id in settings_by_id:
        places |= moved_to(exceptions_by_id.get(an_id, ()))
    clinicians = {one.clinician_id for one in settings_by_id.values() if one.clinician_id is not None}
    missing = places - write.zones.keys()
    if missing:
        locations = [location for location in missing if location is not None]
        await write.hold_for_sessions(clinicians=clinicians - write.locked_clinicians, locations=locations)
    else:
        await lock(write, clinicians)


def moved_to(session_exceptions: Iterable[DateException]) -> set[str]:
    """The places that dates were moved to."""
    return {one.location_id for one in session_exceptions if one.location_id is not None}


def _listed_or_refused(found: Sequence[Conflict], on_conflict: str) -> tuple[Conflict, ...]:
    if found and on_conflict == "REJECT":
        message = "It would be in conflict with other sessions of the clinician, or with a closure."
        raise Refused([ScheduleConflictError(message, (), tuple(map(_as_draft, found[:MOST_LISTED])))])
    return tuple(found[:MOST_LISTED])


def _as_draft(conflict: Conflict) -> Conflict:
    """The conflict of an occurrence that will not be saved."""
    return replace(conflict, occurrence=replace(conflict.occurrence, draft=True))
