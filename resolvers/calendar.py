"""Dates asked for: occurrences and conflicts of many sessions, closures, and what a change would do."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db import calendar, entities
from db.closures import in_window
from db.engine import Reader
from db.plan import Entity, Field, listed, objects
from db.tables import Session
from resolvers import ids
from resolvers.clashes import MOST_LISTED
from resolvers.context import Context
from resolvers.drafts import Settings, checked
from resolvers.errors import Refused
from resolvers.outcomes import ERROR_LIST, UserError
from resolvers.permissions import require
from resolvers.reading import ask
from resolvers.rows import settings_as_stored
from resolvers.sessions import changes_of, own
from resolvers.writing import Write
from scheduling import changes as exceptions
from scheduling import conflicts as clashes
from scheduling import occurrences as dates
from scheduling import schedule as schedules
from scheduling import wording
from scheduling.changes import Change
from scheduling.occurrences import Occurrence, Series
from scheduling.problems import Problems


async def occurrences(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    window = calendar.window(arguments, days=calendar.PRACTICE_DAYS)
    given = arguments.get("filter")

    async def work(read: Reader) -> Any:
        return await objects(read, item, entities.OCCURRENCE, await calendar.occurrences_in(read, given, *window))

    return await ask(context, "occurrences", work)


async def conflicts(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    window = calendar.window(arguments, days=calendar.PRACTICE_DAYS)
    given = arguments.get("filter")

    async def work(read: Reader) -> Any:
        return await objects(read, item, entities.CONFLICT, await calendar.conflicts_in(read, given, *window))

    return await ask(context, "conflicts", work)


async def closures(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    from_, to = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    clinician_id, location_id = arguments.get("clinician_id"), arguments.get("location_id")
    if clinician_id is not None:
        clinician_id = ids.asked(clinician_id, "clinicianId")
    if location_id is not None:
        location_id = ids.asked(location_id, "locationId")

    async def work(read: Reader) -> Any:
        return await in_window(
            read, item, entities.CLOSURE, from_, to, clinician_id=clinician_id, location_id=location_id
        )

    return await ask(context, "closures", work)


# ---------------------------------------------------------------- what a change would do


@dataclass(frozen=True, slots=True)
class Preview:
    text: str | None = None
    occurrences: tuple[Occurrence, ...] = ()
    added_dates: tuple[date, ...] = ()
    removed_dates: tuple[date, ...] = ()
    conflicts: tuple[clashes.Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()


PREVIEW = Entity(
    "SessionPreview",
    fields={
        "occurrences": listed(lambda: entities.OCCURRENCE, "occurrences"),
        "conflicts": listed(lambda: entities.CONFLICT, "conflicts"),
        "errors": ERROR_LIST,
    },
)
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

    async def work(tx: Any) -> Preview:
        return await _previewed(Write(tx, context.viewer, grant, context.now(), context.request_id), arguments, window)

    try:
        found = await context.db.write(context.viewer.tenant, work)
    except Refused as refused:
        found = Preview(text=_text(arguments["input"]), errors=refused.errors)

    async def shape(read: Reader) -> Any:
        return (await objects(read, item, PREVIEW, [found]))[0]

    return await ask(context, "previewSession", shape)


async def _previewed(write: Write, arguments: Mapping[str, Any], window: tuple[date, date]) -> Preview:
    row, before = None, None
    if arguments.get("id") is not None:
        row = await own(write, arguments["id"], lock=False)
        before = await settings_as_stored(write, row)
    after = await checked(
        write,
        (NEW if before is None else before.values) | arguments["input"],
        prefix=("input",),
        schedule=None if before is None else before.schedule,
        kept=() if before is None else before.references,
    )
    changes = [] if row is None else await changes_of(write, row)
    read = await write.reader()
    session_id = ids.new() if row is None else row.id
    new = await _series(read, session_id, after, exceptions.keep(changes, after.schedule)[0])
    from_, to = window
    loaded = await calendar.beside(read, [new.clinician_id], from_, to)
    others = [series for series in loaded.series if series.session_id != session_id]
    beside = replace(loaded, series=(new, *others), names={**loaded.names, session_id: after.name})
    expanded = await asyncio.to_thread(dates.expand, [new], loaded.closures, from_=from_, to=to)
    held = {one.held_on for one in expanded if not one.cancelled}
    was_held = set() if before is None else await _held_before(read, row, before, changes, window)
    return Preview(
        text=wording.text(after.schedule),
        occurrences=tuple(expanded),
        added_dates=tuple(sorted(held - was_held)),
        removed_dates=tuple(sorted(was_held - held)),
        conflicts=tuple(await calendar.clashes(beside, from_, to, about={session_id}, limit=MOST_LISTED)),
    )


async def _held_before(
    read: Reader, row: Session | None, before: Settings, changes: list[Change], window: tuple[date, date]
) -> set[date]:
    assert row is not None
    series = await _series(read, row.id, before, changes)
    expanded = dates.expand([series], (), from_=window[0], to=window[1])
    return {one.held_on for one in expanded if not one.cancelled}


async def _series(read: Reader, session_id: str, settings: Settings, changes: Any) -> Series:
    assert settings.clinician_id is not None
    return Series(
        session_id=session_id,
        clinician_id=settings.clinician_id,
        location_id=settings.location_id,
        allow_remote=settings.allow_remote,
        zone=await calendar.zone_at(read, settings.location_id),
        schedule=settings.schedule,
        active=settings.status == "ACTIVE",
        changes=tuple(changes),
    )


def _text(given: Mapping[str, Any]) -> str | None:
    """The schedule in words, where that at least can be."""
    if given.get("schedule") is None:
        return None
    try:
        return wording.text(schedules.build(given["schedule"], with_start_date=True))
    except Problems:
        return None
