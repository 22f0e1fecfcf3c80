"""Exceptions to a session's recurrence: single dates that are cancelled, or moved in date, time or place.

An exception is identified by (session, original date), as RFC 5545 identifies an instance by its RECURRENCE-ID
(section 3.8.4.4). It stays with its original date when the session is edited or split.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.phrases import dated
from scheduling.problems import Problem, Problems
from scheduling.schedule import Schedule


@dataclass(frozen=True, slots=True)
class DateException:
    """How one date differs from the session. A field that is None has the session's value.

    `start_time` and `end_time` are wall-clock times. `zone` is the IANA time zone of `location_id` (the practice's zone
    if the location has none of its own), and None if the location does not change. A cancelled date keeps its original
    date, times and location.
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
        """The local date on which the occurrence takes place; for a cancelled one, its original date."""
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
    """Makes the exception that moves one date. An argument that is None keeps the session's value.

    If one of the times is given, the exception stores both, so that a later edit of the session cannot put the end
    before the start. The end may be on the next day only if the session itself ends on the next day. Raises Problems
    with all problems at once; their paths are the mutation's argument names.
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
    """Returns a problem if the session has no occurrence on this original date, else nothing."""
    if schedule.occurs_on(original_date):
        return ()
    return (Problem("INVALID", f"The session does not occur on {dated(original_date)}.", ("originalDate",)),)


def keep(
    exceptions: Iterable[DateException], schedule: Schedule
) -> tuple[tuple[DateException, ...], tuple[DateException, ...]]:
    """Divides exceptions into those whose original date still occurs in `schedule` and the others, each by date."""
    kept: list[DateException] = []
    dropped: list[DateException] = []
    for exception in sorted(exceptions, key=lambda exception: exception.original_date):
        (kept if schedule.occurs_on(exception.original_date) else dropped).append(exception)
    return tuple(kept), tuple(dropped)
