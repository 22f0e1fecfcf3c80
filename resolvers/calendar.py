"""The queries about dates: occurrences and conflicts of many sessions, closures, and previewSession."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db import calendar, exceptions
from db.closures import in_window
from planner import BadInput, Field, Reader, compute, objects
from resolvers import ids, unreadable
from resolvers.arguments import ClosuresWindow, FilteredWindow, PreviewSession
from resolvers.conflict_checks import MOST_LISTED
from resolvers.context import Context
from resolvers.errors import Refused
from resolvers.mutations import Write
from resolvers.payloads import DroppedException, UserError, dropped_by
from resolvers.permissions import require
from resolvers.persistence import SESSION, load_settings
from resolvers.queries import run
from resolvers.sessions import load_own
from resolvers.validation import validate
from scheduling import effort, previews, wording, zones
from scheduling.conflicts import Conflict
from scheduling.exceptions import DateException, keep
from scheduling.occurrences import Occurrence, Series
from scheduling.problems import Problems
from scheduling.schedule import Schedule, build


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
    conflicts: tuple[Conflict, ...] = ()
    dropped: tuple[DroppedException, ...] = ()
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


async def preview(context: Context, item: Field, arguments: PreviewSession) -> Any:
    """Decides like the mutation would, in a transaction that writes nothing and is over before dates are computed."""
    grant = require(context.viewer, "previewSession")
    unread = unreadable.errors_of(arguments)
    for error in unread:
        if error.path[0] != "input":
            raise BadInput(error.message, *error.path)
    arguments = unreadable.emptied(arguments)
    window = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    an_id = arguments.get("id")
    if an_id is not None:
        ids.valid(an_id, "id")

    async def work(tx: Any) -> Draft | Preview:
        holes = frozenset(error.path for error in unread)
        write = Write(tx, context.viewer, grant, context.now, context.request_id, holes=holes)
        return await _drafted(write, arguments, window)

    try:
        async with context.turns:
            drafted = await context.db.write(context.viewer.tenant, work)
    except Refused as refused:
        drafted = Preview(errors=refused.errors)
    found = drafted if isinstance(drafted, Preview) else await _computed(context, drafted, *window)
    if unread:
        found = replace(found, errors=unreadable.with_others(unread, found.errors))

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


async def _drafted(write: Write, arguments: PreviewSession, window: tuple[date, date]) -> Draft | Preview:
    """What can be told of an input that may be incomplete: as soon as it has a valid schedule, it has dates."""
    row, before, stored_exceptions = None, None, []
    an_id = arguments.get("id")
    if an_id is not None:
        row = await load_own(write, an_id, lock=False)
        before, stored_exceptions = await load_settings(write, SESSION, row), await exceptions.of(write.tx, row["id"])
    values: Mapping[str, Any] = (NEW if before is None else before.values) | arguments["input"]
    stored = None if before is None else before.schedule
    unchanged = () if before is None else before.references
    errors: tuple[UserError, ...] = ()
    schedule: Schedule | None
    try:
        after = await validate(write, values, prefix=("input",), schedule=stored, unchanged=unchanged, to_write=False)
        values, schedule = after.values, after.schedule
    except Refused as refused:
        errors, schedule = refused.errors, await _schedule(write, values, stored)
    if schedule is None:
        return Preview(errors=errors)
    read = write.read
    session_id = ids.new() if row is None else row["id"]
    kept_exceptions, dropped = keep(stored_exceptions, schedule)
    new = await _series(read, session_id, values, schedule, kept_exceptions)
    loaded = await calendar.with_others(read, [new], {session_id: values["name"] or "This session"}, *window)
    old = None
    if before is not None:
        old = await _series(read, session_id, before.values, before.schedule, stored_exceptions)
    text = wording.text(schedule, today=zones.today(write.now, new.zone))
    return Draft(old, new, loaded, Preview(text=text, dropped=dropped_by(session_id, dropped), errors=errors))


async def _series(
    read: Reader,
    session_id: str,
    values: Mapping[str, Any],
    schedule: Schedule,
    its_exceptions: Iterable[DateException],
) -> Series:
    """The session with these values. An unparsable clinician or location id is treated as missing.

    A session without a clinician gets one of its own, so that it overlaps with no other session.
    """
    location_id = ids.parsed(values["location_id"])
    return Series(
        session_id=session_id,
        clinician_id=ids.parsed(values["clinician_id"]) or session_id,
        location_id=location_id,
        allow_remote=bool(values["allow_remote"]),
        zone=await calendar.zone_at(read, location_id),
        schedule=schedule,
        active=values["status"] == "ACTIVE",
        exceptions=tuple(its_exceptions),
        draft=True,
    )


async def _schedule(write: Write, values: Mapping[str, Any], stored: Schedule | None) -> Schedule | None:
    """The schedule of the input, else the stored one; None if the schedule of the input is null or invalid."""
    if "schedule" not in values:
        return stored
    if values["schedule"] is None or any(path[:2] == ("input", "schedule") for path in write.holes):
        return None
    zone = await calendar.zone_at(write.read, ids.parsed(values["location_id"]))
    try:
        return await asyncio.to_thread(build, values["schedule"], with_start_date=True, zone=zone)
    except Problems:
        return None
