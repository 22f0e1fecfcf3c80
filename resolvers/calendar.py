"""Dates asked for: occurrences and conflicts of many sessions, closures, and what a change would do."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db import calendar, exceptions
from db.closures import in_window
from planner import Field, Reader, compute, objects
from resolvers import ids
from resolvers.arguments import ClosuresWindow, FilteredWindow
from resolvers.conflict_checks import MOST_LISTED
from resolvers.context import Context
from resolvers.errors import Refused
from resolvers.mutations import Write
from resolvers.payloads import UserError
from resolvers.permissions import require
from resolvers.persistence import SESSION, load_settings
from resolvers.queries import run
from resolvers.sessions import load_own
from resolvers.validation import validate
from scheduling import conflicts as clashes
from scheduling import effort, previews, wording, zones
from scheduling import schedule as schedules
from scheduling.exceptions import DateException, keep
from scheduling.occurrences import Occurrence, Series
from scheduling.problems import Problems
from scheduling.schedule import Schedule


async def occurrences(read: Reader, item: Field, arguments: FilteredWindow) -> Any:
    window = calendar.window(arguments, days=calendar.PRACTICE_DAYS)
    return await objects(read, item, await calendar.occurrences_in(read, arguments.get("filter"), *window))


async def conflicts(read: Reader, item: Field, arguments: FilteredWindow) -> Any:
    window = calendar.window(arguments, days=calendar.PRACTICE_DAYS)
    return await objects(read, item, await calendar.conflicts_in(read, arguments.get("filter"), *window))


async def closures(read: Reader, item: Field, arguments: ClosuresWindow) -> Any:
    from_, to = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    clinician_id, location_id = arguments.get("clinician_id"), arguments.get("location_id")
    if clinician_id is not None:
        clinician_id = ids.valid(clinician_id, "clinicianId")
    if location_id is not None:
        location_id = ids.valid(location_id, "locationId")
    return await in_window(read, item, from_, to, clinician_id=clinician_id, location_id=location_id)


# ---------------------------------------------------------------- what a change would do


@dataclass(frozen=True, slots=True)
class Preview:
    text: str | None = None
    occurrences: tuple[Occurrence, ...] = ()
    added_dates: tuple[date, ...] = ()
    removed_dates: tuple[date, ...] = ()
    conflicts: tuple[clashes.Conflict, ...] = ()
    dropped_exceptions: tuple[DateException, ...] = ()
    errors: tuple[UserError, ...] = ()


NEW: dict[str, Any] = {
    "name": None,
    "clinician_id": None,
    "location_id": None,
    "allow_remote": False,
    "schedule": None,
    "appointment_type_ids": [],
    "notes": "",
    "status": "ACTIVE",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a preview is computed from. `before` is None for a session that is not stored."""

    before: Series | None
    after: Series
    loaded: calendar.Loaded
    preview: Preview


async def preview(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    """Decides like the mutation would, in a transaction that writes nothing and is over before dates are computed."""
    grant = require(context.viewer, "previewSession")
    window = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    if arguments.get("id") is not None:
        ids.valid(arguments["id"], "id")

    async def work(tx: Any) -> Draft | Preview:
        return await _drafted(Write(tx, context.viewer, grant, context.now(), context.request_id), arguments, window)

    try:
        async with context.turns:
            drafted = await context.db.write(context.viewer.tenant, work)
    except Refused as refused:
        drafted = Preview(errors=refused.errors)
    found = drafted if isinstance(drafted, Preview) else await _computed(context, drafted, *window)

    async def shaped(read: Reader, item: Field, _: Any) -> Any:
        return (await objects(read, item, [found]))[0]

    return await run(context, item, arguments, shaped)


async def _computed(context: Context, draft: Draft, from_: date, to: date) -> Preview:
    loaded, sides = draft.loaded, [one for one in (draft.before, draft.after) if one is not None]
    found = await compute(
        context.computing,
        effort.expansion((*sides, *loaded.series), loaded.closures, from_, to),
        previews.dates,
        draft.before,
        draft.after,
        [one for one in loaded.series if one is not draft.after],
        loaded.closures,
        from_=from_,
        to=to,
        names=loaded.names,
        limit=MOST_LISTED,
    )
    return replace(
        draft.preview,
        occurrences=tuple(found.occurrences),
        added_dates=found.added,
        removed_dates=found.removed,
        conflicts=tuple(found.conflicts),
    )


async def _drafted(write: Write, arguments: Mapping[str, Any], window: tuple[date, date]) -> Draft | Preview:
    """As far as the input can be understood: a form that is half filled in has dates as soon as it has a schedule."""
    row, before, changes = None, None, []
    if arguments.get("id") is not None:
        row = await load_own(write, arguments["id"], lock=False)
        before, changes = await load_settings(write, SESSION, row), await exceptions.of(write.tx, row["id"])
    values = (NEW if before is None else before.values) | arguments["input"]
    stored = None if before is None else before.schedule
    kept = () if before is None else before.references
    errors: tuple[UserError, ...] = ()
    schedule: Schedule | None
    try:
        after = await validate(write, values, prefix=("input",), schedule=stored, unchanged=kept, to_write=False)
        values, schedule = after.values, after.schedule
    except Refused as refused:
        errors, schedule = refused.errors, await _schedule(write, values, stored)
    if schedule is None:
        return Preview(errors=errors)
    read = write.read
    session_id = ids.new() if row is None else row["id"]
    kept_changes, dropped = keep(changes, schedule)
    new = await _series(read, session_id, values, schedule, kept_changes)
    loaded = await calendar.beside_new(read, [new], {session_id: values["name"] or "This session"}, *window)
    old = None if before is None else await _series(read, session_id, before.values, before.schedule, changes)
    text = wording.text(schedule, today=zones.today(write.now, new.zone))
    return Draft(old, new, loaded, Preview(text=text, dropped_exceptions=dropped, errors=errors))


async def _series(
    read: Reader, session_id: str, values: Mapping[str, Any], schedule: Schedule, changes: Iterable[DateException]
) -> Series:
    """The session that the values make. A clinician or location that is none is nobody's and nowhere."""
    location_id = ids.parsed(values["location_id"])
    return Series(
        session_id=session_id,
        clinician_id=ids.parsed(values["clinician_id"]) or session_id,
        location_id=location_id,
        allow_remote=bool(values["allow_remote"]),
        zone=await calendar.zone_at(read, location_id),
        schedule=schedule,
        active=values["status"] == "ACTIVE",
        exceptions=tuple(changes),
    )


async def _schedule(write: Write, values: Mapping[str, Any], stored: Schedule | None) -> Schedule | None:
    """The schedule that is given, or else stored; None where there is none that could be."""
    if "schedule" not in values:
        return stored
    if values["schedule"] is None:
        return None
    zone = await calendar.zone_at(write.read, ids.parsed(values["location_id"]))
    try:
        return await asyncio.to_thread(schedules.build, values["schedule"], with_start_date=True, zone=zone)
    except Problems:
        return None
