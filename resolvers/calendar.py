"""Dates asked for: occurrences and conflicts of many sessions, closures, and what a change would do."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import calendar, exceptions
from db.closures import in_window
from planner import Field, Reader, objects
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
from scheduling import occurrences as dates
from scheduling import schedule as schedules
from scheduling import wording, zones
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


async def preview(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    """Decides like the mutation would, in a transaction that writes nothing."""
    grant = require(context.viewer, "previewSession")
    window = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    if arguments.get("id") is not None:
        ids.valid(arguments["id"], "id")

    async def work(tx: Any) -> Preview:
        return await _previewed(Write(tx, context.viewer, grant, context.now, context.request_id), arguments, window)

    try:
        async with context.turns:
            found = await context.db.write(context.viewer.tenant, work)
    except Refused as refused:
        found = Preview(errors=refused.errors)

    async def shaped(read: Reader, item: Field, _: Any) -> Any:
        return (await objects(read, item, [found]))[0]

    return await run(context, item, arguments, shaped)


async def _previewed(write: Write, arguments: Mapping[str, Any], window: tuple[date, date]) -> Preview:
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
    read, (from_, to) = write.read, window
    session_id = ids.new() if row is None else row["id"]
    kept_changes, dropped = keep(changes, schedule)
    new = await _series(read, session_id, values, schedule, kept_changes)
    loaded = await calendar.beside_new(read, [new], {session_id: values["name"] or "This session"}, from_, to)
    expanded = await asyncio.to_thread(dates.expand, [new], loaded.closures, from_=from_, to=to)
    held, was_held = _held(expanded), set()
    if before is not None:
        old = await _series(read, session_id, before.values, before.schedule, changes)
        was_held = _held(await asyncio.to_thread(dates.expand, [old], (), from_=from_, to=to))
    return Preview(
        text=wording.text(schedule, today=zones.today(write.now, new.zone)),
        occurrences=tuple(expanded),
        added_dates=tuple(sorted(held - was_held)),
        removed_dates=tuple(sorted(was_held - held)),
        conflicts=tuple(await calendar.clashes(loaded, from_, to, about={session_id}, limit=MOST_LISTED)),
        dropped_exceptions=dropped,
        errors=errors,
    )


def _held(expanded: Iterable[Occurrence]) -> set[date]:
    return {one.held_on for one in expanded if not one.cancelled}


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
