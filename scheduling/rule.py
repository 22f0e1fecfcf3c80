"""A recurrence rule as data: the parts of RFC 5545, section 3.3.10, without those below a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from typing import NamedTuple

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class RuleError(ValueError):
    """A rule is not accepted. Each of `errors` is an ErrorCode of the contract and a sentence for a person."""

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
    """One BYDAY value: a weekday (0 is Monday) and its ordinal in the month or year; None means every one."""

    weekday: int
    nth: int | None = None

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAY_CODES[self.weekday]}"


def from_start_then_end(number: int) -> tuple[bool, int]:
    """A sort key for numbers that count from the start or the end of a period: 1, 2, 3, then -3, -2, -1."""
    return number < 0, number


@dataclass(frozen=True, slots=True)
class Rule:
    """A recurrence rule (RFC 5545, section 3.3.10).

    Its tuples are sorted and have no duplicates; an empty one means that the rule does not have the part.

    `until` is a date and inclusive. `week_start` is WKST; 0 is Monday.

    `until_time` is the time of an UNTIL that is a date-time: in UTC, or local time if it has no zone. It limits the
    starts of occurrences. `schedule.bounded` replaces it by a date before the rule is expanded.
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
        """The canonical RRULE value: without defaults, values sorted, UNTIL as a date unless `until_time` is set."""
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
        """Whether `nth` of a weekday counts in the month, else in the year (RFC 5545, notes 1 and 2 on BYDAY)."""
        return self.frequency is not Frequency.YEARLY or bool(self.months)

    @property
    def weeks_of_month(self) -> list[int]:
        """The ordinals of BYDAY within a month, sorted: 1 to 5 from its start, -1 to -5 from its end."""
        if not self.ordinals_count_in_months:
            return []
        return sorted({entry.nth for entry in self.weekdays if entry.nth is not None}, key=from_start_then_end)

    def anchored(self, start_date: date) -> "Rule":
        """The rule with the parts that RFC 5545, section 3.3.10, takes from the start ("derived from DTSTART").

        Afterwards the start only decides the first period, not the day within it. YEARLY with BYMONTHDAY and without
        BYMONTH takes the month of the start, as Google Calendar and libical do; RFC 5545 means every month.
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
        """Whether the rule is YEARLY with BYMONTHDAY and has no part that determines the month."""
        said = self.months or self.week_numbers or self.year_days or any(entry.nth for entry in self.weekdays)
        return self.frequency is Frequency.YEARLY and bool(self.month_days) and not said
