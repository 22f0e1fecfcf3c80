"""Recurrence: reads a rule from an RRULE value (RFC 5545) or a RecurrenceInput, and finds its first and last date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from scheduling import expansion
from scheduling.problems import Problem, Problems
from scheduling.rrule import MAX_COUNT, MAX_INTERVAL, parse
from scheduling.rule import Frequency, NthWeekday, Rule, RuleError, Weekday, from_start_then_end

__all__ = [
    "Frequency",
    "NthWeekday",
    "Rule",
    "RuleError",
    "Weekday",
    "first_date",
    "from_input",
    "kind",
    "last_date",
    "parse",
]

KINDS = ("daily", "weekly", "monthly", "rrule")


def first_date(rule: Rule, start_date: date) -> date | None:
    """The first matching date on or after `start_date`, ignoring `until`; None if none exists up to the year 9999."""
    day = expansion.first_day(rule.anchored(start_date), start_date, from_=start_date.toordinal())
    return None if day is None else date.fromordinal(day)


def last_date(rule: Rule, start_date: date) -> date | None:
    """The last date of a rule that ends by `until` or `count`.

    None means that the rule does not end: it has neither, or `count` is not reached up to the year 9999. It is also
    None if no date is left on or before `until`; compare `until` with `first_date` to detect that.
    """
    rule = rule.anchored(start_date)
    if rule.until is not None:
        day = expansion.last_day(rule, start_date, to=rule.until.toordinal())
    elif rule.count is not None:
        day = expansion.nth_day(rule, start_date, rule.count)
    else:
        day = None
    return None if day is None else date.fromordinal(day)


def from_input(recurrence: Mapping[str, Any]) -> Rule:
    """Makes a rule of a RecurrenceInput with snake_case keys. Raises Problems with all problems at once.

    Paths start from the input, in the names of the contract.
    """
    given = kind(recurrence)
    if given != "rrule":
        return _Input(given, recurrence[given]).rule()
    try:
        return parse(recurrence["rrule"])
    except RuleError as error:
        raise Problems(Problem(code, message, ("rrule",)) for code, message in error.errors) from error


def kind(recurrence: Mapping[str, Any]) -> str:
    """The one field that a RecurrenceInput sets. Raises Problems if it sets none or several."""
    given = [kind for kind in KINDS if recurrence.get(kind) is not None]
    if len(given) == 1:
        return given[0]
    code = "INVALID" if given else "REQUIRED"
    raise Problems([Problem(code, "Give exactly one of daily, weekly, monthly and rrule.", ())])


class _Input:
    """Reads one of the structured inputs and collects its problems."""

    def __init__(self, kind: str, values: Mapping[str, Any]) -> None:
        self.kind = kind
        self.values = values
        self.problems: list[Problem] = []

    def rule(self) -> Rule:
        weekdays, month_days = {"daily": self.nothing, "weekly": self.week, "monthly": self.month}[self.kind]()
        interval = self.values.get("interval")
        if interval is None:
            interval = 1
        if not 1 <= interval <= MAX_INTERVAL:
            self.problem("OUT_OF_RANGE", f"The interval must be from 1 to {MAX_INTERVAL}.", "interval")
        until, count = self.values.get("until"), self.values.get("count")
        if count is not None and not 1 <= count <= MAX_COUNT:
            self.problem("OUT_OF_RANGE", f"The count must be from 1 to {MAX_COUNT:,}.", "count")
        if until is not None and count is not None:
            self.problem("INVALID", "Give either an end date or a count, not both.", "count")
        if self.problems:
            raise Problems(self.problems)
        return Rule(
            Frequency(self.kind.upper()),
            interval=interval,
            weekdays=weekdays,
            month_days=month_days,
            until=until,
            count=count,
        )

    def nothing(self) -> tuple[tuple[NthWeekday, ...], tuple[int, ...]]:
        return (), ()

    def week(self) -> tuple[tuple[NthWeekday, ...], tuple[int, ...]]:
        weekdays = self.weekdays()
        if not weekdays and not self.problems:
            self.problem("REQUIRED", "Choose at least one weekday.", "weekdays")
        return tuple(NthWeekday(weekday) for weekday in weekdays), ()

    def month(self) -> tuple[tuple[NthWeekday, ...], tuple[int, ...]]:
        weekdays = self.weekdays()
        month_days = sorted(set(self.values.get("month_days") or ()), key=from_start_then_end)
        weeks = sorted(set(self.values.get("weeks_of_month") or ()), key=from_start_then_end)
        if not all(1 <= abs(day) <= 31 for day in month_days):
            self.problem("OUT_OF_RANGE", "Days of the month are 1 to 31, or -1 to -31 from its end.", "monthDays")
        if not all(1 <= abs(week) <= 5 for week in weeks):
            self.problem("OUT_OF_RANGE", "Weeks of the month are 1 to 5, or -1 to -5 from its end.", "weeksOfMonth")
        if month_days and weekdays:
            self.problem("INVALID", "Give either days of the month or weekdays, not both.", "weekdays")
        elif month_days and weeks:
            self.problem("INVALID", "Weeks of the month need weekdays, not days of the month.", "weeksOfMonth")
        elif weeks and not weekdays:
            self.problem("REQUIRED", "Choose the weekdays for the weeks of the month.", "weekdays")
        elif not month_days and not weekdays:
            self.problem("REQUIRED", "Choose days of the month, or weekdays.", "monthDays")
        nths: list[int | None] = [*weeks] or [None]
        return tuple(NthWeekday(weekday, nth) for nth in nths for weekday in weekdays), tuple(month_days)

    def weekdays(self) -> list[int]:
        given = set(self.values.get("weekdays") or ())
        unknown = sorted(given - {*Weekday})
        if unknown:
            self.problem("INVALID", f"{unknown[0]} is not a weekday.", "weekdays")
        return sorted(Weekday(name).number for name in given - {*unknown})

    def problem(self, code: str, message: str, field: str) -> None:
        self.problems.append(Problem(code, message, (self.kind, field)))
