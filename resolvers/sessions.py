"""Sessions: read, create, update, duplicate, activate, deactivate, delete, split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import db.sessions
from db import exceptions, lists
from db.references import Reference, References
from db.sessions import Belongings
from planner import Field, Reader, one, page
from resolvers import conflict_checks, ids, persistence
from resolvers.arguments import (
    ById,
    CreateSession,
    Delete,
    DeleteSessions,
    DuplicateSession,
    OrderedListing,
    SplitSession,
    ToggleSession,
    ToggleSessions,
    UpdateSession,
)
from resolvers.errors import Refused
from resolvers.mutations import Row, Write, not_found
from resolvers.payloads import (
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
from resolvers.persistence import SESSION
from resolvers.validation import SessionSettings, Values, copied_name, validate
from scheduling import splitting
from scheduling.conflicts import Conflict
from scheduling.exceptions import DateException, keep
from scheduling.problems import Problems

WHAT = "session"
MOST_AT_ONCE = 100
CONFLICTING = ("clinician_id", "location_id", "schedule", "status")
"""The settings that conflicts come from: an update of the others needs no conflict check."""


# ---------------------------------------------------------------- queries


async def session(read: Reader, item: Field, arguments: ById) -> object:
    return await one(read, item, ids.valid(arguments["id"], "id"))


async def sessions(read: Reader, item: Field, arguments: OrderedListing) -> object:
    return await page(read, item, lists.SESSIONS, arguments)


# ---------------------------------------------------------------- create, edit, duplicate


async def create(write: Write, arguments: CreateSession) -> SessionPayload:
    settings = await validate(write, arguments["input"], prefix=("input",))
    an_id = await add(write, settings)
    return SessionPayload(
        an_id, await conflict_checks.check(write, an_id, settings, arguments["on_conflict"], session_exceptions=())
    )


async def update(write: Write, arguments: UpdateSession) -> SessionPayload:
    row = await load_own(write, arguments["id"])
    write.check_version(row, arguments.get("expected_version"))
    before, stored = await _load(write, row)
    values = before.values | arguments["input"]
    after = await validate(
        write,
        values,
        prefix=("input",),
        schedule=before.schedule,
        unchanged=before.references,
        moved_to=conflict_checks.moved_to(stored),
        referenced=_unchanged_references(before, values),
    )
    dropped = await _write(write, row, before, after, stored)
    if dropped is None:
        return SessionPayload(row["id"])
    if not _may_conflict(before, after):
        return SessionPayload(row["id"], dropped_exceptions=dropped)
    kept = [one for one in stored if one not in dropped]
    warnings = await conflict_checks.check(write, row["id"], after, arguments["on_conflict"], session_exceptions=kept)
    return SessionPayload(row["id"], warnings, dropped_exceptions=dropped)


async def duplicate(write: Write, arguments: DuplicateSession) -> SessionPayload:
    original = await load_own(write, arguments["id"])
    before = await persistence.load_settings(write, SESSION, original)
    values = before.values | {"name": copied_name(before.name)} | (arguments.get("overrides") or {})
    # An active copy offers slots, so its clinician and location must be active. Its appointment types need not be.
    offering = (before.clinician_id, before.location_id) if values["status"] == "ACTIVE" else ()
    copied = {an_id for an_id in offering if an_id is not None}
    settings = await validate(
        write,
        values,
        prefix=("overrides",),
        schedule=before.schedule,
        unchanged=before.references - copied,
        copied=copied,
    )
    an_id = await add(write, settings, template_id=original["template_id"])
    return SessionPayload(
        an_id, await conflict_checks.check(write, an_id, settings, arguments["on_conflict"], session_exceptions=())
    )


async def split(write: Write, arguments: SplitSession) -> SplitSessionPayload:
    row = await load_own(write, arguments["id"])
    write.check_version(row, arguments.get("expected_version"))
    before, stored = await _load(write, row)
    if ("from",) in write.holes:
        await validate(
            write,
            before.values | arguments["input"],
            prefix=("input",),
            schedule=before.schedule,
            unchanged=before.references,
        )
    try:
        parts = splitting.split(before.schedule, stored, from_=arguments["from"])
    except Problems as problems:
        raise Refused([of_problem(problem) for problem in problems.problems]) from None
    after = await validate(
        write,
        before.values | arguments["input"],
        prefix=("input",),
        schedule=parts.continued,
        unchanged=before.references,
        moved_to=conflict_checks.moved_to(parts.continued_exceptions),
    )
    if after.schedule.start_date is not None and after.schedule.start_date < arguments["from"]:
        message = "The new session cannot start before the date of the split."
        raise Refused([InputError(message, "OUT_OF_RANGE", ("input", "schedule", "startDate"))])
    after = replace(after, schedule=splitting.rest_of_count(before.schedule, parts, after.schedule))
    await _write(write, row, before, replace(before, schedule=parts.ended), stored)
    kept, dropped = keep(parts.continued_exceptions, after.schedule)
    following = await add(write, after, template_id=row["template_id"], session_exceptions=kept)
    warnings = await conflict_checks.check(write, following, after, arguments["on_conflict"], session_exceptions=kept)
    return SplitSessionPayload(row["id"], following, warnings, dropped_exceptions=dropped)


# ---------------------------------------------------------------- activate, deactivate, delete


async def toggle(write: Write, arguments: ToggleSession) -> SessionPayload:
    row = await load_own(write, arguments["id"])
    write.check_version(row, arguments.get("expected_version"))
    return await _set_active(write, row, arguments.get("active"), on_conflict=arguments["on_conflict"])


async def delete(write: Write, arguments: Delete) -> DeletePayload:
    row = await load_own(write, arguments["id"])
    write.check_version(row, arguments.get("expected_version"))
    await _remove(write, row)
    return DeletePayload(row["id"])


async def toggle_many(write: Write, arguments: ToggleSessions) -> BulkSessionsPayload:
    many = await _load_many(write, arguments["ids"])
    status = "ACTIVE" if arguments["active"] else "INACTIVE"
    before = await persistence.load_settings_of_many(write, SESSION, list(many.rows.values()))
    toggled = {
        an_id: replace(settings, status=status) for an_id, settings in before.items() if settings.status != status
    }
    if toggled:
        await db.sessions.set_status(write.tx, toggled, status=status, at=write.at)
    found: Mapping[str, tuple[Conflict, ...] | Refused] = {}
    if toggled and status == "ACTIVE":
        checks = await conflict_checks.begin(write, toggled, await exceptions.of_many(write.tx, toggled))
        found = await checks.run([an_id for _, an_id in many.indexes if an_id in toggled], "WARN")
    for index, an_id in many.indexes:
        if an_id not in toggled:
            many.items[index] = replace(many.items[index], session_id=an_id)
            continue
        row, after = many.rows[an_id], toggled.pop(an_id)
        persistence.audit_update(write, SESSION, row, before[an_id], after)
        warnings = found.get(an_id, ())
        assert not isinstance(warnings, Refused)
        many.items[index] = replace(many.items[index], session_id=an_id, warnings=warnings)
    return BulkSessionsPayload(tuple(many.items))


async def delete_many(write: Write, arguments: DeleteSessions) -> BulkSessionsPayload:
    many = await _load_many(write, arguments["ids"])
    remaining = dict(many.rows)
    settings = await persistence.load_settings_of_many(write, SESSION, list(remaining.values()))
    session_exceptions = await exceptions.of_many(write.tx, remaining)
    if remaining:
        await db.sessions.remove(write.tx, remaining)
    for index, an_id in many.indexes:
        row = remaining.pop(an_id, None)
        if row is None:  # the list has this id twice
            many.items[index] = replace(many.items[index], errors=(not_found(WHAT, ("ids", str(index))),))
        else:
            persistence.audit_deletion(
                write, SESSION, row, settings[an_id], audited_exceptions(session_exceptions[an_id])
            )
    return BulkSessionsPayload(tuple(many.items))


async def _set_active(write: Write, row: Row, active: bool | None, *, on_conflict: str) -> SessionPayload:
    activate = row["status"] != "ACTIVE" if active is None else active
    before, stored = await _load(write, row, lock=activate and row["status"] != "ACTIVE")
    after = replace(before, status="ACTIVE" if activate else "INACTIVE")
    if await _write(write, row, before, after, stored) is None:
        return SessionPayload(row["id"])
    warnings = await conflict_checks.check(write, row["id"], after, on_conflict, session_exceptions=stored)
    return SessionPayload(row["id"], warnings)


@dataclass(slots=True)
class Many:
    """The sessions of a bulk mutation. If one is refused, the others are still done."""

    rows: dict[str, Row]
    """The rows of the sessions that the viewer may change, by their ids."""
    indexes: list[tuple[int, str]]
    """The index in the request and the id of each of these, in the order in which they are written."""
    items: list[BulkItem]
    """The items of the payload, in the order of the request."""


async def _load_many(write: Write, given: Sequence[str]) -> Many:
    """Loads and locks the sessions with these ids."""
    if len(given) > MOST_AT_ONCE:
        message = f"Give {MOST_AT_ONCE} sessions at most."
        raise Refused([InputError(message, "OUT_OF_RANGE", ("ids",))])
    keys = {index: ids.parsed(an_id) for index, an_id in enumerate(given)}
    stored = await db.sessions.lock(write.tx, {key for key in keys.values() if key is not None})
    write.locked(stored.values())
    many = Many({}, [], [BulkItem(an_id) for an_id in given])
    for index in sorted(keys, key=lambda index: given[index]):
        key, path = keys[index], ("ids", str(index))
        error = _refusal(write, key, None if key is None else stored.get(key), path)
        if error is not None:
            many.items[index] = replace(many.items[index], errors=(error,))
        elif key is not None:
            many.rows[key] = stored[key]
            many.indexes.append((index, key))
    return many


def _refusal(write: Write, key: str | None, row: Row | None, path: Path) -> UserError | None:
    """Why the viewer may not change a session; None if they may."""
    if key is None:
        return InputError("This is not an id.", "INVALID", path)
    if row is None:
        return not_found(WHAT, path)
    if write.own_only and row["clinician_id"] != write.viewer.clinician_id:
        return ForbiddenError("You may manage your own sessions only.", path)
    return None


# ---------------------------------------------------------------- rows


async def load_own(write: Write, an_id: str, *, path: Path = ("id",), lock: bool = True) -> Row:
    """Loads and locks a session. Raises Refused if it does not exist, or if the viewer may not change it."""
    row = await write.load(SESSION, an_id, what=WHAT, path=path, lock=lock)
    error = _refusal(write, row["id"], row, path)
    if error is not None:
        raise Refused([error])
    return row


async def add(
    write: Write,
    settings: SessionSettings,
    *,
    template_id: str | None = None,
    session_exceptions: Sequence[DateException] = (),
) -> str:
    """Adds a session with these settings and exceptions, and returns its id."""
    an_id = await persistence.add(
        write, SESSION, settings, {"template_id": template_id}, exceptions=audited_exceptions(session_exceptions)
    )
    await exceptions.add(write.tx, an_id, session_exceptions)
    return an_id


async def _load(write: Write, row: Row, *, lock: bool = False) -> tuple[SessionSettings, list[DateException]]:
    """The settings and exceptions of a locked session. `lock`: also locks what its conflict check needs."""
    found = await belongings(write, row, lock=lock)
    return persistence.settings_of(row, found.type_ids), found.exceptions


async def belongings(write: Write, row: Row, *, lock: bool) -> Belongings:
    """What belongs to a locked session. `lock`: also locks what its conflict check needs."""
    found = await db.sessions.belongings(write.tx, row, lock=lock)
    if lock:
        write.locked_clinicians.add(row["clinician_id"])
        write.zones.update(found.zones)
    return found


def _unchanged_references(before: SessionSettings, values: Values) -> References | None:
    """The rows that the session refers to, which exist; None if `values` choose others."""
    clinician, location = ids.parsed(values["clinician_id"]), ids.parsed(values["location_id"])
    types = {ids.parsed(an_id) for an_id in values["appointment_type_ids"] or ()}
    if clinician not in (None, before.clinician_id) or location not in (None, before.location_id):
        return None
    if types != set(before.appointment_type_ids):
        return None
    found = [("appointment type", an_id) for an_id in before.appointment_type_ids]
    found += [(what, an_id) for what, an_id in (("clinician", clinician), ("location", location)) if an_id is not None]
    return References({key: Reference(key[1], "", active=True) for key in found}, {})


def _may_conflict(before: SessionSettings, after: SessionSettings) -> bool:
    """Whether a setting differs that conflicts come from."""
    return any(getattr(before, name) != getattr(after, name) for name in CONFLICTING)


async def _write(
    write: Write, row: Row, before: SessionSettings, after: SessionSettings, stored: Sequence[DateException]
) -> tuple[DateException, ...] | None:
    """Writes the settings that differ; returns None if none does.

    Otherwise it returns the exceptions that were dropped, because their dates no longer occur. `stored`: the session's
    exceptions before.
    """
    if before.schedule == after.schedule:
        return () if await persistence.update(write, SESSION, row, before, after) else None
    kept, dropped = keep(stored, after.schedule)
    if dropped:
        await exceptions.remove_all(write.tx, row["id"])
        await exceptions.add(write.tx, row["id"], kept)
    await persistence.update(
        write, SESSION, row, before, after, exceptions=(audited_exceptions(stored), audited_exceptions(kept))
    )
    return dropped


async def _remove(write: Write, row: Row) -> None:
    """Deletes a session; its exceptions go with it."""
    await persistence.remove(
        write, SESSION, row, exceptions=audited_exceptions(await exceptions.of(write.tx, row["id"]))
    )


def audited_exceptions(session_exceptions: Sequence[DateException]) -> list[dict[str, object]]:
    """Exceptions in the form of an audit entry, by date."""
    by_date = sorted(session_exceptions, key=lambda one: one.original_date)
    return [exceptions.values_of(one) for one in by_date]
