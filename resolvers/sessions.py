"""Sessions: read, create, edit, duplicate, activate and deactivate, delete, split."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import insert, select

from db import lists
from db.tables import Location, Practice, Session, SessionException
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
    of_problem,
)
from resolvers.rows import settings_as_stored
from resolvers.writing import Write
from scheduling import changes as exceptions
from scheduling import splitting
from scheduling.changes import Change
from scheduling.problems import Problems

WHAT = "session"
MOST_AT_ONCE = 100


# ---------------------------------------------------------------- queries


async def session(read: Reader, item: Field, arguments: ById) -> Any:
    return await one(read, item, ids.asked(arguments["id"], "id"))


async def sessions(read: Reader, item: Field, arguments: OrderedListing) -> Any:
    return await page(read, item, lists.SESSIONS, arguments)


# ---------------------------------------------------------------- create, edit, duplicate


async def create(write: Write, arguments: dict[str, Any]) -> SessionPayload:
    settings = await checked(write, arguments["input"], prefix=("input",))
    row = await added(write, settings)
    return SessionPayload(row.id, await clashes.look(write, [row], arguments["on_conflict"]))


async def update(write: Write, arguments: dict[str, Any]) -> SessionPayload:
    row = await own(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    before = await settings_as_stored(write, row)
    after = await checked(
        write,
        before.values | arguments["input"],
        prefix=("input",),
        schedule=before.schedule,
        kept=before.references,
    )
    dropped = await to_be_dropped(write, row, before, after)
    if not await changed(write, row, before, after):
        return SessionPayload(row.id)
    warnings = await clashes.look(write, [row], arguments["on_conflict"])
    return SessionPayload(row.id, warnings, dropped_exceptions=dropped)


async def duplicate(write: Write, arguments: dict[str, Any]) -> SessionPayload:
    original = await own(write, arguments["id"])
    before = await settings_as_stored(write, original)
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
    row = await added(write, settings, template_id=original.template_id)
    return SessionPayload(row.id, await clashes.look(write, [row], arguments["on_conflict"]))


async def split(write: Write, arguments: dict[str, Any]) -> SplitSessionPayload:
    row = await own(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    before = await settings_as_stored(write, row)
    try:
        parts = splitting.split(before.schedule, await changes_of(write, row), from_=arguments["from"])
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
    await changed(write, row, before, replace(before, schedule=parts.ended))
    kept, dropped = exceptions.keep(parts.going, after.schedule)
    following = await added(write, after, template_id=row.template_id, changes=kept)
    warnings = await clashes.look(write, [following], arguments["on_conflict"])
    return SplitSessionPayload(row.id, following.id, warnings, dropped_exceptions=dropped)


# ---------------------------------------------------------------- activate, deactivate, delete


async def toggle(write: Write, arguments: dict[str, Any]) -> SessionPayload:
    row = await own(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    return await _set_active(write, row, arguments.get("active"), on_conflict=arguments["on_conflict"])


async def delete(write: Write, arguments: dict[str, Any]) -> DeletePayload:
    row = await own(write, arguments["id"])
    write.expect(row, arguments.get("expected_version"))
    await removed(write, row)
    return DeletePayload(row.id)


async def toggle_many(write: Write, arguments: dict[str, Any]) -> BulkSessionsPayload:
    async def toggled(row: Session) -> SessionPayload:
        return await _set_active(write, row, arguments["active"], on_conflict="WARN")

    return await _each(write, arguments["ids"], toggled)


async def delete_many(write: Write, arguments: dict[str, Any]) -> BulkSessionsPayload:
    async def deleted(row: Session) -> SessionPayload:
        await removed(write, row)
        return SessionPayload()

    return await _each(write, arguments["ids"], deleted)


async def _set_active(write: Write, row: Session, active: bool | None, *, on_conflict: str) -> SessionPayload:
    before = await settings_as_stored(write, row)
    activate = row.status != "ACTIVE" if active is None else active
    status = "ACTIVE" if activate else "INACTIVE"
    if not await changed(write, row, before, replace(before, status=status)):
        return SessionPayload(row.id)
    return SessionPayload(row.id, await clashes.look(write, [row], on_conflict))


async def _each(
    write: Write, given: Sequence[str], action: Callable[[Session], Coroutine[Any, Any, SessionPayload]]
) -> BulkSessionsPayload:
    """The action on each session by itself: what one refuses does not stop the others."""
    if len(given) > MOST_AT_ONCE:
        message = f"{MOST_AT_ONCE} sessions at once at most."
        raise Refused([InputError(message, "OUT_OF_RANGE", ("ids",))])
    done: dict[int, BulkItem] = {}
    for place_, an_id in sorted(enumerate(given), key=lambda entry: entry[1]):  # one order of locks for everybody
        try:
            async with write.tx.begin_nested():
                outcome = await action(await own(write, an_id, path=("ids", str(place_))))
            done[place_] = BulkItem(an_id, outcome.session_id, outcome.warnings)
        except Refused as refused:
            done[place_] = BulkItem(an_id, errors=refused.errors)
    return BulkSessionsPayload(tuple(done[place_] for place_ in range(len(given))))


# ---------------------------------------------------------------- rows


async def own(write: Write, an_id: str, *, path: Path = ("id",), lock: bool = True) -> Session:
    """The session, locked; Refused where it is not there, or where it is not for this viewer to change."""
    row = await write.locked(Session, an_id, what=WHAT, path=path, lock=lock)
    if write.own_only and row.clinician_id != write.viewer.clinician_id:
        raise Refused([ForbiddenError("You may manage your own sessions only.", path)])
    return row


async def added(
    write: Write, settings: Settings, *, template_id: str | None = None, changes: Sequence[Change] = ()
) -> Session:
    """A new session with these settings and exceptions."""
    row = await rows.add(write, Session(template_id=template_id), settings, exceptions=noted(changes))
    await put_changes(write, row, changes)
    return row


async def changed(write: Write, row: Session, before: Settings, after: Settings) -> bool:
    """Writes what is different, exceptions included; False where nothing is."""
    if before.schedule == after.schedule:
        return await rows.change(write, row, before, after)
    found = await changes_of(write, row)
    kept, dropped = exceptions.keep(found, after.schedule)
    if dropped:
        await put_changes(write, row, kept, instead=True)
    return await rows.change(write, row, before, after, exceptions=(noted(found), noted(kept)))


async def to_be_dropped(write: Write, row: Session, before: Settings, after: Settings) -> tuple[Change, ...]:
    """The exceptions that an edit takes away with their dates."""
    if before.schedule == after.schedule:
        return ()
    return exceptions.keep(await changes_of(write, row), after.schedule)[1]


async def removed(write: Write, row: Session) -> None:
    """Deletes a session; its exceptions go with it."""
    await rows.remove(write, row, exceptions=noted(await changes_of(write, row)))


def _of(row: Session, model: Any) -> tuple[Any, Any]:
    return model.practice_id == row.practice_id, model.session_id == row.id


# ---------------------------------------------------------------- exceptions


async def changes_of(write: Write, row: Session) -> list[Change]:
    """All exceptions of a session, the zones of the places they move to included."""
    query = (
        select(SessionException, Location.time_zone, Practice.time_zone)
        .join(Practice, Practice.id == SessionException.practice_id)
        .outerjoin(
            Location,
            (Location.practice_id == SessionException.practice_id) & (Location.id == SessionException.location_id),
        )
        .where(*_of(row, SessionException))
    )
    return [
        Change(
            original_date=found.original_date,
            cancelled=found.cancelled,
            date=found.date,
            start_time=found.start_time,
            end_time=found.end_time,
            location_id=found.location_id,
            zone=(zone or practice_zone) if found.location_id is not None else None,
            reason=found.reason,
        )
        for found, zone, practice_zone in await write.tx.execute(query)
    ]


async def put_changes(write: Write, row: Session, changes: Sequence[Change], *, instead: bool = False) -> None:
    """Adds exceptions to a session; `instead`: of those that it had."""
    if instead:
        await write.tx.execute(sql_delete(SessionException).where(*_of(row, SessionException)))
    values = [exception_values(row, change) for change in changes]
    if values:
        await write.tx.execute(insert(SessionException), values)


def exception_values(row: Session, change: Change) -> dict[str, Any]:
    return {"practice_id": row.practice_id, "session_id": row.id, **values_of(change)}


def noted(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Exceptions as the audit trail keeps them."""
    return [values_of(change) for change in sorted(changes, key=lambda change: change.original_date)]


def values_of(change: Change) -> dict[str, Any]:
    return {
        "original_date": change.original_date,
        "cancelled": change.cancelled,
        "date": change.date,
        "start_time": change.start_time,
        "end_time": change.end_time,
        "location_id": change.location_id,
        "reason": change.reason,
    }
