"""Dates and times as they appear in messages for people."""

from datetime import date, datetime

from scheduling.wording import WEEKDAYS, day, times


def dated(d: date) -> str:
    """A date as text: Tuesday 3 March 2026."""
    return f"{WEEKDAYS[d.weekday()]} {day(d)}"


def when(starts_at: datetime, ends_at: datetime) -> str:
    """A date with times as text: Tuesday 3 March 2026, 22:00–02:00 (next day). Both instants carry the local offset."""
    ends_next_day = ends_at.date() > starts_at.date()
    return f"{dated(starts_at.date())}, {times(starts_at.time(), ends_at.time(), ends_next_day=ends_next_day)}"
