"""Sessions: read, create, edit, duplicate, activate and deactivate, delete, split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db import exceptions, lists
from db import sessions as stored
from db.references import Held, Reference
from planner import Field, Reader, one, page
from resolvers import clashes, ids, rows
from resolvers.arguments import ById, OrderedListing
from resolvers.drafts import Settings, checked, copied_name
from resolvers.errors import Refused
from resolvers.outcomes import (
    BulkItem,
    BulkSessionsPayload,
    DeletePayload,
    ForbiddenError,
    InputError,
    Path,
    SessionPayload,
    SplitSessionPayload,
    UserError,
    of_problem,
)
from resolvers.rows import SESSION, Row
from resolvers.writing import Write, not_found
from scheduling import splitting
from scheduling.changes import Change, keep
from scheduling.problems import Problems

WHAT = "session"
MOST_AT_ONCE = 100
CONFLICTING = ("clinician_id", "location_id", "schedule", "status")
"""The settings that conflicts come from: an edit of the others needs no look at them."""


# ---------------------------------------------------------------- queries


async def session(read: Reader, item: Field, arguments: ById) -> Any:
    return await one(read, item, ids.asked(arguments["id"], "id"))


async def sessions(read: Reader, item: Field, arguments: OrderedListing) -> Any:
    return await page(read, item, lists.SESSIONS, arguments)


# ---------------------------------------------------------------- create, edit, duplicate


async def create(write: Write, arguments: dict[str, Any]) -> SessionPayload:
    settings = await checked(write, arguments["input"], prefix=("input",))
    an_id = await added(write, settings)
    return SessionPayload(an_id, await clashes.look(write, an_id, settings, arguments["on_conflict"], changes=()))


async def update(write: Write, arguments: dict[str, Any]) -> SessionPayload:
    row = await own(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    before, changes = await _stored(write, row)
    values = before.values | arguments["input"]
    after = await checked(
        write,
        values,
        prefix=("input",),
        schedule=before.schedule,
        kept=before.references,
        held=_unchanged_references(before, values),
    )
    dropped = await changed(write, row, before, after, changes)
    if dropped is None:
        return SessionPayload(row["id"])
    if not _moved(before, after):
        return SessionPayload(row["id"], dropped_exceptions=dropped)
    kept = [change for change in changes if change not in dropped]
    warnings = await clashes.look(write, row["id"], after, arguments["on_conflict"], changes=kept)
    return SessionPayload(row["id"], warnings, dropped_exceptions=dropped)


async def duplicate(write: Write, arguments: dict[str, Any]) -> SessionPayload:
    original = await own(write, arguments["id"])
    before = await rows.settings_as_stored(write, SESSION, original)
    values = before.values | {"name": copied_name(before.name)} | (arguments.get("overrides") or {})
    # An active copy offers slots: whom and where it offers must be active. Appointment types may stay as they are.
    offered = (before.clinician_id, before.location_id) if values["status"] == "ACTIVE" else ()
    people = {an_id for an_id in offered if an_id is not None}
    settings = await checked(
        write,
        values,
        prefix=("overrides",),
        schedule=before.schedule,
        kept=before.references - people,
        copied=people,
    )
    an_id = await added(write, settings, template_id=original["template_id"])
    return SessionPayload(an_id, await clashes.look(write, an_id, settings, arguments["on_conflict"], changes=()))


async def split(write: Write, arguments: dict[str, Any]) -> SplitSessionPayload:
    row = await own(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    before, changes = await _stored(write, row)
    try:
        parts = splitting.split(before.schedule, changes, from_=arguments["from"])
    except Problems as problems:
        raise Refused([of_problem(problem) for problem in problems.problems]) from None
    after = await checked(
        write,
        before.values | arguments["input"],
        prefix=("input",),
        schedule=parts.continued,
        kept=before.references,
    )
    if after.schedule.start_date is not None and after.schedule.start_date < arguments["from"]:
        message = "The new session cannot start before the date from which it goes on."
        raise Refused([InputError(message, "OUT_OF_RANGE", ("input", "schedule", "startDate"))])
    after = replace(after, schedule=splitting.rest_of_count(before.schedule, parts, after.schedule))
    await changed(write, row, before, replace(before, schedule=parts.ended), changes)
    kept, dropped = keep(parts.going, after.schedule)
    following = await added(write, after, template_id=row["template_id"], changes=kept)
    warnings = await clashes.look(write, following, after, arguments["on_conflict"], changes=kept)
    return SplitSessionPayload(row["id"], following, warnings, dropped_exceptions=dropped)


# ---------------------------------------------------------------- activate, deactivate, delete


async def toggle(write: Write, arguments: dict[str, Any]) -> SessionPayload:
    row = await own(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    return await _set_active(write, row, arguments.get("active"), on_conflict=arguments["on_conflict"])


async def delete(write: Write, arguments: dict[str, Any]) -> DeletePayload:
    row = await own(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    await removed(write, row)
    return DeletePayload(row["id"])


async def toggle_many(write: Write, arguments: dict[str, Any]) -> BulkSessionsPayload:
    many = await _locked(write, arguments["ids"])
    status = "ACTIVE" if arguments["active"] else "INACTIVE"
    before = await rows.settings_of_many(write, SESSION, list(many.rows.values()))
    moved = {an_id: replace(found, status=status) for an_id, found in before.items() if found.status != status}
    if moved:
        await stored.set_status(write.tx, moved, status=status, now=write.now)
    look = None
    if moved and status == "ACTIVE":
        look = await clashes.look_at_all(write, moved, await exceptions.of_many(write.tx, moved))
    for place, an_id in many.found:
        if an_id not in moved:
            many.items[place] = replace(many.items[place], session_id=an_id)
            continue
        row, after = many.rows[an_id], moved.pop(an_id)
        rows.note_change(write, SESSION, row, before[an_id], after)
        warnings = await look.at(an_id, "WARN") if look is not None else ()
        many.items[place] = replace(many.items[place], session_id=an_id, warnings=warnings)
    return BulkSessionsPayload(tuple(many.items))


async def delete_many(write: Write, arguments: dict[str, Any]) -> BulkSessionsPayload:
    many = await _locked(write, arguments["ids"])
    left = dict(many.rows)
    settings = await rows.settings_of_many(write, SESSION, list(left.values()))
    changes = await exceptions.of_many(write.tx, left)
    if left:
        await stored.remove(write.tx, left)
    for place, an_id in many.found:
        row = left.pop(an_id, None)
        if row is None:  # it was in the list before
            many.items[place] = replace(many.items[place], errors=(not_found(WHAT, ("ids", str(place))),))
        else:
            rows.note_removal(write, SESSION, row, settings[an_id], noted(changes[an_id]))
    return BulkSessionsPayload(tuple(many.items))


async def _set_active(write: Write, row: Row, active: bool | None, *, on_conflict: str) -> SessionPayload:
    activate = row["status"] != "ACTIVE" if active is None else active
    before, changes = await _stored(write, row, lock=activate and row["status"] != "ACTIVE")
    after = replace(before, status="ACTIVE" if activate else "INACTIVE")
    if await changed(write, row, before, after, changes) is None:
        return SessionPayload(row["id"])
    return SessionPayload(row["id"], await clashes.look(write, row["id"], after, on_conflict, changes=changes))


@dataclass(slots=True)
class Many:
    """Sessions of one request. What is refused of one does not stop the others."""

    rows: dict[str, Row]
    """Those that the viewer may change, by their ids."""
    found: list[tuple[int, str]]
    """Where in the list each of these is, in the order in which they are changed."""
    items: list[BulkItem]
    """What is answered, in the list's order."""


async def _locked(write: Write, given: Sequence[str]) -> Many:
    """The sessions with these ids, locked."""
    if len(given) > MOST_AT_ONCE:
        message = f"{MOST_AT_ONCE} sessions at once at most."
        raise Refused([InputError(message, "OUT_OF_RANGE", ("ids",))])
    keys = {place: ids.parsed(an_id) for place, an_id in enumerate(given)}
    there = await stored.lock(write.tx, {key for key in keys.values() if key is not None})
    many = Many({}, [], [BulkItem(an_id) for an_id in given])
    for place in sorted(keys, key=lambda place: given[place]):
        key, path = keys[place], ("ids", str(place))
        error = _refusal(write, key, None if key is None else there.get(key), path)
        if error is not None:
            many.items[place] = replace(many.items[place], errors=(error,))
        elif key is not None:
            many.rows[key] = there[key]
            many.found.append((place, key))
    return many


def _refusal(write: Write, key: str | None, row: Row | None, path: Path) -> UserError | None:
    """Why the viewer may not change a session, if it is so."""
    if key is None:
        return InputError("This is not an id.", "INVALID", path)
    if row is None:
        return not_found(WHAT, path)
    if write.own_only and row["clinician_id"] != write.viewer.clinician_id:
        return ForbiddenError("You may manage your own sessions only.", path)
    return None


# ---------------------------------------------------------------- rows


async def own(write: Write, an_id: str, *, path: Path = ("id",), lock: bool = True) -> Row:
    """The session, locked; Refused where it is not there, or where it is not for this viewer to change."""
    row: Row = await write.locked(SESSION, an_id, what=WHAT, path=path, lock=lock)
    error = _refusal(write, row["id"], row, path)
    if error is not None:
        raise Refused([error])
    return row


async def added(
    write: Write, settings: Settings, *, template_id: str | None = None, changes: Sequence[Change] = ()
) -> str:
    """A new session with these settings and exceptions, by its id."""
    an_id = await rows.add(write, SESSION, settings, {"template_id": template_id}, exceptions=noted(changes))
    await exceptions.add(write.tx, an_id, changes)
    return an_id


async def _stored(write: Write, row: Row, *, lock: bool = False) -> tuple[Settings, list[Change]]:
    """The settings and exceptions of a locked session. `lock`: its clinician is locked for a look at conflicts."""
    found = await stored.belongings(write.tx, row, lock=lock)
    settings = rows.settings_of(row, found.type_ids)
    if not lock:
        return settings, found.changes
    write.locked_clinicians.add(row["clinician_id"])
    return replace(settings, zone=found.zone), found.changes


def _unchanged_references(before: Settings, values: Mapping[str, Any]) -> Held | None:
    """What the session refers to, where `values` choose nothing else: it is known to exist. None where they do."""
    clinician, location = ids.parsed(values["clinician_id"]), ids.parsed(values["location_id"])
    types = {ids.parsed(an_id) for an_id in values["appointment_type_ids"] or ()}
    if clinician not in (None, before.clinician_id) or location not in (None, before.location_id):
        return None
    if types != set(before.appointment_type_ids):
        return None
    found = [("appointment type", an_id) for an_id in before.appointment_type_ids]
    found += [(what, an_id) for what, an_id in (("clinician", clinician), ("location", location)) if an_id is not None]
    return Held({key: Reference(key[1], "", active=True) for key in found}, {})


def _moved(before: Settings, after: Settings) -> bool:
    """Whether anything changed that conflicts come from."""
    return any(getattr(before, name) != getattr(after, name) for name in CONFLICTING)


async def changed(
    write: Write, row: Row, before: Settings, after: Settings, found: Sequence[Change]
) -> tuple[Change, ...] | None:
    """Writes what is different; the exceptions that go with their dates, or None where nothing is different.

    `found` are the session's exceptions so far.
    """
    if before.schedule == after.schedule:
        return () if await rows.change(write, SESSION, row, before, after) else None
    kept, dropped = keep(found, after.schedule)
    if dropped:
        await exceptions.remove_all(write.tx, row["id"])
        await exceptions.add(write.tx, row["id"], kept)
    await rows.change(write, SESSION, row, before, after, exceptions=(noted(found), noted(kept)))
    return dropped


async def removed(write: Write, row: Row) -> None:
    """Deletes a session; its exceptions go with it."""
    await rows.remove(write, SESSION, row, exceptions=noted(await exceptions.of(write.tx, row["id"])))


def noted(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Exceptions as the audit trail keeps them."""
    return [exceptions.values_of(change) for change in sorted(changes, key=lambda change: change.original_date)]
