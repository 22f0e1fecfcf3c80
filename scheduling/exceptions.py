"""Exceptions to a session's pattern: single dates that are cancelled, or moved in date, time or place.

A change belongs to (session, original date) and follows it through edits and splits.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.phrases import dated
from scheduling.problems import Problem, Problems
from scheduling.schedule import Schedule


@dataclass(frozen=True, slots=True)
class DateException:
    """What is different on one date. None means: as the session has it.

    `zone` is the IANA zone that holds at `location_id` (the practice's where the location has none of its own), and
    None where the place is not changed. A cancelled date stays at its original date, time and place.
    """

    original_date: dt.date
    cancelled: bool = False
    date: dt.date | None = None
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    location_id: str | None = None
    zone: str | None = None
    reason: str | None = None

    @property
    def held_on(self) -> dt.date:
        """The date by which the occurrence counts."""
        return self.original_date if self.cancelled or self.date is None else self.date


def move(
    schedule: Schedule,
    original_date: dt.date,
    *,
    date: dt.date | None = None,
    start_time: dt.time | None = None,
    end_time: dt.time | None = None,
    location_id: str | None = None,
    zone: str | None = None,
    reason: str | None = None,
) -> DateException:
    """The change that moves one date; what is not given stays as the session has it.

    As soon as one of the times is given both are kept in it, so that a later edit of the session's times cannot turn
    them round. Only a session that runs past midnight may end on the day after. Raises Problems, all at once, with
    the mutation's argument names as paths.
    """
    problems = problems_of_original_date(schedule, original_date)
    if start_time is not None or end_time is not None:
        start_time = schedule.start_time if start_time is None else start_time
        end_time = schedule.end_time if end_time is None else end_time
        if end_time <= start_time and not schedule.ends_next_day:
            problems += (Problem("INVALID", "The end must be after the start.", ("endTime",)),)
    if problems:
        raise Problems(problems)
    return DateException(
        original_date=original_date,
        date=date,
        start_time=start_time,
        end_time=end_time,
        location_id=location_id,
        zone=zone,
        reason=reason,
    )


def problems_of_original_date(schedule: Schedule, original_date: dt.date) -> tuple[Problem, ...]:
    """The problem, if any, of naming a date on which the session does not occur."""
    if schedule.occurs_on(original_date):
        return ()
    return (Problem("INVALID", f"The session does not occur on {dated(original_date)}.", ("originalDate",)),)


def keep(
    exceptions: Iterable[DateException], schedule: Schedule
) -> tuple[tuple[DateException, ...], tuple[DateException, ...]]:
    """The changes of dates that still occur in an edited schedule, and those that go with their dates; by date."""
    kept: list[DateException] = []
    dropped: list[DateException] = []
    for exception in sorted(exceptions, key=lambda exception: exception.original_date):
        (kept if schedule.occurs_on(exception.original_date) else dropped).append(exception)
    return tuple(kept), tuple(dropped)
