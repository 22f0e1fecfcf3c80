"""Dates and times within the sentences that people read."""

from datetime import date, datetime

from scheduling.wording import WEEKDAYS, day, times


def dated(d: date) -> str:
    """Tuesday 3 March 2026"""
    return f"{WEEKDAYS[d.weekday()]} {day(d)}"


def when(starts_at: datetime, ends_at: datetime) -> str:
    """Tuesday 3 March 2026, 22:00–02:00 (next day); on the clocks of the place, whose offsets the instants carry."""
    ends_next_day = ends_at.date() > starts_at.date()
    return f"{dated(starts_at.date())}, {times(starts_at.time(), ends_at.time(), ends_next_day=ends_next_day)}"
