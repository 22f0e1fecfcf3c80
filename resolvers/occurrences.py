"""Single dates of a session: cancelled, moved, restored."""

import datetime as dt
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from db import calendar
from db.tables import Location, Session, SessionException
from resolvers import clashes
from resolvers.drafts import Check, schedule_of
from resolvers.errors import Refused
from resolvers.outcomes import OccurrencePayload, of_problem
from resolvers.sessions import changes_of, exception_values, own
from resolvers.writing import Write
from scheduling import changes as exceptions
from scheduling.changes import Change
from scheduling.problems import Problem, Problems

LONGEST_REASON = 1000


async def cancel(write: Write, arguments: dict[str, Any]) -> OccurrencePayload:
    row, on, reason = await _asked(write, arguments)
    await _put(write, row, on, Change(on, cancelled=True, reason=reason))
    return await _payload(write, row, on)


async def reschedule(write: Write, arguments: dict[str, Any]) -> OccurrencePayload:
    row, on, reason = await _asked(write, arguments)
    location_id = await _place(write, row, on, arguments.get("location_id"))
    read = await write.reader()
    try:
        change = exceptions.move(
            schedule_of(row),
            on,
            date=arguments.get("date"),
            start_time=arguments.get("start_time"),
            end_time=arguments.get("end_time"),
            location_id=location_id,
            zone=None if location_id is None else await calendar.zone_at(read, location_id),
            reason=reason,
        )
    except Problems as problems:
        raise _refused(problems.problems) from None
    await _put(write, row, on, change)
    return await _payload(write, row, on, arguments["on_conflict"])


async def restore(write: Write, arguments: dict[str, Any]) -> OccurrencePayload:
    row, on, _ = await _asked(write, arguments)
    await _put(write, row, on, None)
    return await _payload(write, row, on, "WARN")


async def _asked(write: Write, arguments: dict[str, Any]) -> tuple[Session, dt.date, str | None]:
    """The session, the date, which must be one of its own, and the reason."""
    row = await own(write, arguments["session_id"], path=("sessionId",))
    write.expect(row, arguments.get("expected_version"))
    check = Check(write, arguments, ())
    reason = check.text("reason", arguments.get("reason"), longest=LONGEST_REASON, required=False) or None
    on = arguments["original_date"]
    check.errors += [of_problem(problem) for problem in exceptions.not_on(schedule_of(row), on)]
    check.refuse()
    return row, on, reason


async def _place(write: Write, row: Session, on: dt.date, given: str | None) -> str | None:
    """The location that the date moves to; the one that it was moved to before may stay, whatever became of it."""
    if given is None:
        return None
    before = [change.location_id for change in await changes_of(write, row) if change.original_date == on]
    kept = frozenset(an_id for an_id in (row.location_id, *before) if an_id is not None)
    check = Check(write, {}, (), kept)
    found = await check.references(Location, [(given, ("locationId",))], what="location")
    check.refuse()
    return found[0]


async def _put(write: Write, row: Session, on: dt.date, change: Change | None) -> None:
    """Makes the date what `change` says, or (None) what the rule says; nothing where it is so already."""
    before = next((known for known in await changes_of(write, row) if known.original_date == on), None)
    if before == change:
        return
    own_date = (
        SessionException.practice_id == row.practice_id,
        SessionException.session_id == row.id,
        SessionException.original_date == on,
    )
    await write.tx.execute(delete(SessionException).where(*own_date))
    if change is not None:
        await write.tx.execute(insert(SessionException).values(exception_values(row, change)))
    write.raise_version(row)
    write.audit(
        "UPDATED",
        row,
        before={"exception": None if before is None else _told(row, before)},
        after={"exception": {"original_date": on} if change is None else _told(row, change)},
    )


def _told(row: Session, change: Change) -> dict[str, Any]:
    values = exception_values(row, change)
    return {name: value for name, value in values.items() if name not in {"practice_id", "session_id"}}


async def _payload(write: Write, row: Session, on: dt.date, on_conflict: str | None = None) -> OccurrencePayload:
    read = await write.reader()
    occurrence = await calendar.occurrence_of(read, row.id, on)
    if occurrence is None or on_conflict is None:
        return OccurrencePayload(occurrence, row.id)
    return OccurrencePayload(occurrence, row.id, await clashes.look_at(write, row, occurrence, on_conflict))


def _refused(problems: tuple[Problem, ...]) -> Refused:
    return Refused([of_problem(problem) for problem in problems])
