"""A recurrence rule as data: the parts of RFC 5545, section 3.3.10, that count in days and longer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from typing import NamedTuple

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class RuleError(ValueError):
    """A rule that is refused. Each complaint is an ErrorCode of the contract and a sentence for a person."""

    def __init__(self, errors: Iterable[tuple[str, str]]) -> None:
        self.errors = tuple(errors)
        self.message = " ".join(message for _, message in self.errors)
        super().__init__(self.message)


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Weekday(StrEnum):
    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"

    @property
    def number(self) -> int:
        """0 for Monday to 6 for Sunday, as `date.weekday()`."""
        return WEEKDAYS.index(self)


WEEKDAYS = tuple(Weekday)


class NthWeekday(NamedTuple):
    """One BYDAY value: a weekday, 0 for Monday, and which of them in the month or year; None is every one."""

    weekday: int
    nth: int | None = None

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAY_CODES[self.weekday]}"


def from_start_then_end(number: int) -> tuple[bool, int]:
    """The order of days and weeks in a period: 1, 2, 3 from its start, then -3, -2, -1 from its end."""
    return number < 0, number


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule. Its lists are sorted and free of duplicates; an empty one is a part that was not given.

    `until` is a date, and included. `week_start` is WKST, 0 for Monday.

    `until_time` is the time of an UNTIL that was given as a date-time, in UTC or (without a zone) on the clocks of the
    place: a bound for the starts of occurrences. A rule is used only after `schedule.bounded` has made a date of it.
    """

    frequency: Frequency
    interval: int = 1
    months: tuple[int, ...] = ()
    week_numbers: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[NthWeekday, ...] = ()
    set_positions: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None
    week_start: int = 0
    until_time: time | None = None

    @property
    def rrule(self) -> str:
        """The canonical RRULE value: defaults left out, values sorted, UNTIL as a date where it is one."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.until is not None:
            at = self.until_time
            clock = "" if at is None else f"T{at:%H%M%S}{'Z' if at.tzinfo else ''}"
            parts.append(f"UNTIL={self.until.year:04}{self.until.month:02}{self.until.day:02}{clock}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.week_start:
            parts.append(f"WKST={WEEKDAY_CODES[self.week_start]}")
        lists: tuple[tuple[str, tuple[object, ...]], ...] = (
            ("BYMONTH", self.months),
            ("BYWEEKNO", self.week_numbers),
            ("BYYEARDAY", self.year_days),
            ("BYMONTHDAY", self.month_days),
            ("BYDAY", self.weekdays),
            ("BYSETPOS", self.set_positions),
        )
        parts.extend(f"{name}={','.join(map(str, values))}" for name, values in lists if values)
        return ";".join(parts)

    @property
    def weekday_names(self) -> list[Weekday]:
        """The weekdays of BYDAY, Monday first."""
        return [WEEKDAYS[number] for number in sorted({entry.weekday for entry in self.weekdays})]

    @property
    def ordinals_count_in_months(self) -> bool:
        """Whether `nth` of a weekday counts in its month (else in its year), RFC 5545's notes 1 and 2 on BYDAY."""
        return self.frequency is not Frequency.YEARLY or bool(self.months)

    @property
    def weeks_of_month(self) -> list[int]:
        """Which weekdays in a month: 1 to 5 from its start, -1 to -5 from its end; sorted."""
        if not self.ordinals_count_in_months:
            return []
        return sorted({entry.nth for entry in self.weekdays if entry.nth is not None}, key=from_start_then_end)

    def anchored(self, start_date: date) -> "Rule":
        """The rule with the days filled in that it leaves to its start (RFC 5545, 3.3.10: "derived from DTSTART").

        Afterwards the start tells only the first period, never the day in it. YEARLY with days of a month and no
        month means the month of the start, as the calendars do that write it: RFC 5545 would have every month.
        """
        if self.takes_month_from_start:
            return replace(self, months=(start_date.month,))
        if self.weekdays or self.month_days or self.year_days or self.frequency is Frequency.DAILY:
            return self
        if self.frequency is Frequency.WEEKLY or self.week_numbers:
            return replace(self, weekdays=(NthWeekday(start_date.weekday()),))
        months = self.months
        if self.frequency is Frequency.YEARLY and not months:
            months = (start_date.month,)
        return replace(self, months=months, month_days=(start_date.day,))

    @property
    def takes_month_from_start(self) -> bool:
        """Whether it has days of a month in a year, and nothing that says which month."""
        said = self.months or self.week_numbers or self.year_days or any(entry.nth for entry in self.weekdays)
        return self.frequency is Frequency.YEARLY and bool(self.month_days) and not said
