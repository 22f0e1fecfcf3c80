"""Single dates of a session: cancelled, moved, restored."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from db import calendar, exceptions, sessions
from resolvers import clashes
from resolvers.drafts import Check
from resolvers.errors import Refused
from resolvers.outcomes import InputError, OccurrencePayload, of_problem
from resolvers.rows import SESSION, Row, schedule_of
from resolvers.sessions import own
from resolvers.writing import Write
from scheduling.changes import Change, move, not_on
from scheduling.occurrences import Series
from scheduling.phrases import dated
from scheduling.problems import Problems
from scheduling.schedule import FIRST_YEAR, LAST_YEAR

LONGEST_REASON = 1000
MOVES = ("date", "start_time", "end_time", "location_id")


@dataclass(frozen=True, slots=True)
class Asked:
    """One date of a session, locked, and what is different on it so far; `check` gathers what is wrong."""

    row: Row
    zone: str
    on: dt.date
    before: Change | None
    others: list[Change]
    """The exceptions of its other dates."""
    check: Check
    reason: str | None


async def cancel(write: Write, arguments: dict[str, Any]) -> OccurrencePayload:
    asked = await _asked(write, arguments)
    _occurs(asked)
    asked.check.refuse()
    change = Change(asked.on, cancelled=True, reason=asked.reason)
    await _put(write, asked, change)
    return await _payload(write, asked, change, at="originalDate")


async def reschedule(write: Write, arguments: dict[str, Any]) -> OccurrencePayload:
    asked = await _asked(write, arguments)
    change = await _moved(write, asked, arguments)
    asked.check.refuse()
    changed = await _put(write, asked, change)
    return await _payload(write, asked, change, at="date", on_conflict=arguments["on_conflict"] if changed else None)


async def restore(write: Write, arguments: dict[str, Any]) -> OccurrencePayload:
    asked = await _asked(write, arguments)
    _occurs(asked)
    asked.check.refuse()
    changed = await _put(write, asked, None)
    return await _payload(write, asked, None, at="originalDate", on_conflict="WARN" if changed else None)


async def _asked(write: Write, arguments: dict[str, Any]) -> Asked:
    row = await own(write, arguments["session_id"], path=("sessionId",))
    write.expect(row, arguments.get("expected_version"))
    on = arguments["original_date"]
    stored = await sessions.belongings(write.tx, row)
    before = next((change for change in stored.changes if change.original_date == on), None)
    others = [change for change in stored.changes if change is not before]
    # The place that it was moved to before may stay, whatever became of it.
    places = row["location_id"], None if before is None else before.location_id
    check = Check(write, arguments, (), frozenset(an_id for an_id in places if an_id is not None))
    reason = check.text("reason", arguments.get("reason"), longest=LONGEST_REASON, required=False) or None
    return Asked(row, stored.zone, on, before, others, check, reason)


def _occurs(asked: Asked) -> None:
    asked.check.errors += [of_problem(problem) for problem in not_on(schedule_of(asked.row), asked.on)]


async def _moved(write: Write, asked: Asked, arguments: dict[str, Any]) -> Change | None:
    """What the date becomes; None where that is what the rule says."""
    check, schedule, day = asked.check, schedule_of(asked.row), arguments.get("date")
    if all(arguments.get(name) is None for name in MOVES):
        check.invalid("Say where it moves: the date, a time or the location.", "date", code="REQUIRED")
    if day is not None and not FIRST_YEAR <= day.year < LAST_YEAR:
        check.invalid(f"The date must be between {FIRST_YEAR} and {LAST_YEAR}.", "date", code="OUT_OF_RANGE")
    given = arguments.get("location_id")
    location_id = None
    if given is not None:
        await check.hold(location=given)
        found = check.references([(given, ("locationId",))], what="location")
        location_id = found[0] if found else None
    try:
        change = move(
            schedule,
            asked.on,
            date=None if day == asked.on else day,
            start_time=arguments.get("start_time"),
            end_time=arguments.get("end_time"),
            location_id=location_id,
            zone=None if location_id is None else check.held.zones.get(location_id),
            reason=asked.reason,
        )
    except Problems as problems:
        check.errors += [of_problem(problem) for problem in problems.problems]
        return None
    moved = (change.date, change.start_time, change.end_time, change.location_id)
    ruled = (None, schedule.start_time, schedule.end_time, asked.row["location_id"])
    return None if all(mine in (None, its) for mine, its in zip(moved, ruled, strict=True)) else change


async def _put(write: Write, asked: Asked, change: Change | None) -> bool:
    """Makes the date what `change` says, or (None) what the rule says; False where it is so already."""
    row, before = asked.row, asked.before
    if before == change:
        return False
    if change is None:
        await exceptions.remove(write.tx, row["id"], asked.on)
    else:
        await exceptions.put(write.tx, row["id"], change)
    write.audit(
        "UPDATED",
        SESSION,
        row["id"],
        before={"exception": None if before is None else exceptions.values_of(before)},
        after={"exception": {"original_date": asked.on} if change is None else exceptions.values_of(change)},
    )
    await write.change(SESSION, row, {}, audited=True)
    return True


async def _payload(
    write: Write, asked: Asked, change: Change | None, *, at: str, on_conflict: str | None = None
) -> OccurrencePayload:
    """The date as `change` makes it. Refused where the calendar of its place has no such date, with the path `at`."""
    row = asked.row
    series = Series(
        session_id=row["id"],
        clinician_id=row["clinician_id"],
        location_id=row["location_id"],
        allow_remote=row["allow_remote"],
        zone=asked.zone,
        schedule=schedule_of(row),
        active=row["status"] == "ACTIVE",
        changes=(*asked.others, *([] if change is None else [change])),
    )
    occurrence = await calendar.occurrence_of(write.read, series, asked.on)
    if occurrence is None:
        message = f"The clocks of the place skip the date that {dated(asked.on)} would be held on."
        raise Refused([InputError(message, "INVALID", (at,))])
    if on_conflict is None:
        return OccurrencePayload(occurrence, row["id"])
    return OccurrencePayload(occurrence, row["id"], await clashes.look_at(write, row, occurrence, on_conflict))
