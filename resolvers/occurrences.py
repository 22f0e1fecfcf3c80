"""Single dates of a session: cancel, reschedule, restore."""

import datetime as dt
from dataclasses import dataclass

from db import calendar, exceptions
from db.references import Purpose
from resolvers import conflict_checks
from resolvers.arguments import CancelOccurrence, RescheduleOccurrence, RestoreOccurrence
from resolvers.errors import Refused
from resolvers.mutations import Row, Write
from resolvers.payloads import InputError, OccurrencePayload, of_problem
from resolvers.persistence import SESSION, schedule_of
from resolvers.sessions import belongings, load_own
from resolvers.validation import Validator
from scheduling.exceptions import DateException, move, problems_of_original_date
from scheduling.occurrences import Series
from scheduling.phrases import dated
from scheduling.problems import Problems
from scheduling.schedule import FIRST_YEAR, LAST_YEAR

LONGEST_REASON = 1000
MOVES = ("date", "start_time", "end_time", "location_id")


@dataclass(frozen=True, slots=True)
class Target:
    """The date of a session that a mutation is about."""

    row: Row
    """The session, locked."""
    zone: str
    """The IANA zone of the session's location, else of the practice."""
    on: dt.date
    """The original date."""
    before: DateException | None
    """The exception that the date has before the mutation."""
    others: list[DateException]
    """The exceptions of the session's other dates."""
    validator: Validator
    reason: str | None


async def cancel(write: Write, arguments: CancelOccurrence) -> OccurrencePayload:
    target = await _target(write, arguments, checked=False)
    _check_occurs(target)
    target.validator.raise_errors()
    exception = DateException(target.on, cancelled=True, reason=target.reason)
    await _put(write, target, exception)
    return await _payload(write, target, exception, at="originalDate")


async def reschedule(write: Write, arguments: RescheduleOccurrence) -> OccurrencePayload:
    target = await _target(write, arguments, checked=True, location_id=arguments.get("location_id"))
    exception = _rescheduled(target, arguments)
    target.validator.raise_errors()
    updated = await _put(write, target, exception)
    on_conflict = arguments["on_conflict"] if updated else None
    return await _payload(write, target, exception, at="date", on_conflict=on_conflict)


async def restore(write: Write, arguments: RestoreOccurrence) -> OccurrencePayload:
    target = await _target(write, arguments, checked=True)
    _check_occurs(target)
    target.validator.raise_errors()
    updated = await _put(write, target, None)
    return await _payload(write, target, None, at="originalDate", on_conflict="WARN" if updated else None)


async def _target(
    write: Write,
    arguments: CancelOccurrence | RescheduleOccurrence | RestoreOccurrence,
    *,
    checked: bool,
    location_id: str | None = None,
) -> Target:
    """The date. `checked`: locks what its conflict check needs. `location_id`: where it moves to."""
    row = await load_own(write, arguments["session_id"], path=("sessionId",))
    write.check_version(row, arguments.get("expected_version"))
    on = arguments["original_date"]
    validator = Validator(write, ())
    if location_id is not None:  # before the clinician, so that nobody waits in a circle
        await validator.load_references(location=location_id, purpose=Purpose.SESSION)
    stored = await belongings(write, row, lock=checked and row["status"] == "ACTIVE")
    before = next((one for one in stored.exceptions if one.original_date == on), None)
    others = [one for one in stored.exceptions if one is not before]
    # The location that the date already has may stay, even if it has become inactive.
    locations = row["location_id"], None if before is None else before.location_id
    validator.unchanged = frozenset(an_id for an_id in locations if an_id is not None)
    given = arguments.get("reason")
    assert given is None or isinstance(given, str)
    reason = validator.text("reason", given, longest=LONGEST_REASON, required=False) or None
    return Target(row, stored.zone, on, before, others, validator, reason)


def _check_occurs(target: Target) -> None:
    if ("originalDate",) in target.validator.write.holes:
        return
    target.validator.errors += [
        of_problem(problem) for problem in problems_of_original_date(schedule_of(target.row), target.on)
    ]


def _rescheduled(target: Target, arguments: RescheduleOccurrence) -> DateException | None:
    """The exception that the date gets; None if it would be the same as the session's rule."""
    validator, schedule, day = target.validator, schedule_of(target.row), arguments.get("date")
    holes = validator.write.holes
    if not holes and all(arguments.get(name) is None for name in MOVES):
        validator.invalid("Say where it moves: the date, a time or the location.", "date", code="REQUIRED")
    if day is not None and not FIRST_YEAR <= day.year < LAST_YEAR:
        validator.invalid(f"The date must be between {FIRST_YEAR} and {LAST_YEAR}.", "date", code="OUT_OF_RANGE")
    given = arguments.get("location_id")
    location_id = None
    if given is not None:
        resolved = validator.resolve([(given, ("locationId",))], what="location")
        location_id = resolved[0] if resolved else None
    if holes:
        _check_occurs(target)
        return None
    try:
        exception = move(
            schedule,
            target.on,
            date=None if day == target.on else day,
            start_time=arguments.get("start_time"),
            end_time=arguments.get("end_time"),
            location_id=location_id,
            zone=None if location_id is None else validator.referenced.zones.get(location_id),
            reason=target.reason,
        )
    except Problems as problems:
        validator.errors += [of_problem(problem) for problem in problems.problems]
        return None
    moved = (exception.date, exception.start_time, exception.end_time, exception.location_id)
    by_rule = (None, schedule.start_time, schedule.end_time, target.row["location_id"])
    return None if all(new in (None, old) for new, old in zip(moved, by_rule, strict=True)) else exception


async def _put(write: Write, target: Target, exception: DateException | None) -> bool:
    """Gives the date this exception, or (None) removes the one that it has; returns False if nothing differs."""
    row, before = target.row, target.before
    if before == exception:
        return False
    if exception is None:
        await exceptions.remove(write.tx, row["id"], target.on)
    else:
        await exceptions.put(write.tx, row["id"], exception)
    write.audit(
        "UPDATED",
        SESSION,
        row["id"],
        before={"exception": None if before is None else exceptions.values_of(before)},
        after={"exception": {"original_date": target.on} if exception is None else exceptions.values_of(exception)},
    )
    await write.update(SESSION, row, {}, audited=True)
    return True


async def _payload(
    write: Write, target: Target, exception: DateException | None, *, at: str, on_conflict: str | None = None
) -> OccurrencePayload:
    """The date after the mutation, which gave it `exception` (None: it has none).

    Raises Refused, with the path `at`, if the clocks of its location skip it.
    """
    row = target.row
    series = Series(
        session_id=row["id"],
        clinician_id=row["clinician_id"],
        location_id=row["location_id"],
        allow_remote=row["allow_remote"],
        zone=target.zone,
        schedule=schedule_of(row),
        active=row["status"] == "ACTIVE",
        exceptions=(*target.others, *([] if exception is None else [exception])),
    )
    occurrence = await calendar.occurrence_of(write.read, series, target.on)
    if occurrence is None:
        message = f"The location's clocks skip the date on which {dated(target.on)} would be held."
        raise Refused([InputError(message, "INVALID", (at,))])
    if on_conflict is None:
        return OccurrencePayload(occurrence, row["id"])
    warnings = await conflict_checks.check_occurrence(write, row, occurrence, on_conflict)
    return OccurrencePayload(occurrence, row["id"], warnings)
