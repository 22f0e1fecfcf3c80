"""Schedules: wall-clock times on one date or on the dates of a rule."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from scheduling import expansion, recurrence, zones
from scheduling.problems import Problem, Problems
from scheduling.recurrence import Rule

FIRST_YEAR, LAST_YEAR = 1900, 2200
UNTIL_IN_UTC = re.compile(r"UNTIL=[0-9]+T[0-9]+Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times and dates of a session, in wall-clock time. It does not store the time zone.

    `rule` is None for a single date, `start_date` is None for a template. `last_date` is the date of the last
    occurrence; None for a rule that does not end and for a template. With a start date, the rule is anchored.
    """

    start_time: time
    end_time: time
    ends_next_day: bool
    rule: Rule | None
    start_date: date | None
    last_date: date | None

    @property
    def duration_minutes(self) -> int:
        """The length in wall-clock minutes; a clock change is not counted."""
        start, end = self.start_time, self.end_time
        return (end.hour - start.hour) * 60 + end.minute - start.minute + (1440 if self.ends_next_day else 0)

    def dates(self, from_: date, to: date) -> list[date]:
        """The dates of occurrences from `from_` to `to`, both inclusive; none for a template.

        The cost grows with the window's occurrences, not with the schedule's age.
        """
        start = self.start_date
        if start is None:
            return []
        if self.last_date is not None and self.last_date < to:
            to = self.last_date
        if self.rule is None:
            return [start] if from_ <= start <= to else []
        found = expansion.days(self.rule, start, from_=from_.toordinal(), to=to.toordinal())
        return list(map(date.fromordinal, found))

    def next_date(self, on_or_after: date) -> date | None:
        """The date of the first occurrence on or after a date; None if there is none."""
        start = self.start_date
        if start is None or (self.last_date is not None and self.last_date < on_or_after):
            return None
        if self.rule is None:
            return start if on_or_after <= start else None
        day = expansion.first_day(self.rule, start, from_=on_or_after.toordinal())
        if day is None or (self.last_date is not None and day > self.last_date.toordinal()):
            return None
        return date.fromordinal(day)

    def previous_date(self, on_or_before: date) -> date | None:
        """The date of the last occurrence on or before a date; None if there is none."""
        start = self.start_date
        if start is None or on_or_before < start:
            return None
        if self.last_date is not None and self.last_date < on_or_before:
            on_or_before = self.last_date
        if self.rule is None:
            return start
        day = expansion.last_day(self.rule, start, to=on_or_before.toordinal())
        return None if day is None else date.fromordinal(day)

    def occurs_on(self, day: date) -> bool:
        """Whether the schedule has an occurrence on this original date."""
        return bool(self.dates(day, day))


def needs_zone(values: Mapping[str, Any]) -> bool:
    """Whether `build` needs the zone because the UNTIL of the rule is in UTC."""
    rrule = (values.get("recurrence") or {}).get("rrule")
    return isinstance(rrule, str) and UNTIL_IN_UTC.search(rrule) is not None


def build(values: Mapping[str, Any], *, with_start_date: bool, zone: str | None = None) -> Schedule:
    """Makes a schedule of a SessionScheduleInput or a TemplateScheduleInput with snake_case keys.

    `zone` is the IANA time zone of the session; without it an UNTIL in UTC is an error. Raises Problems with all
    problems at once; paths start from the input. Do not call it in the event loop: a COUNT that takes thousands of
    years to reach needs a third of a second.
    """
    problems: list[Problem] = []
    start_time, end_time = values.get("start_time"), values.get("end_time")
    ends_next_day = bool(values.get("ends_next_day"))
    problems += _problems_of_times(start_time, end_time, ends_next_day)

    start_date: date | None = values.get("start_date") if with_start_date else None
    if with_start_date and start_date is None:
        problems.append(Problem("REQUIRED", "Enter the first date.", ("startDate",)))
    elif start_date is not None and not FIRST_YEAR <= start_date.year < LAST_YEAR:
        message = f"The first date must be between {FIRST_YEAR} and {LAST_YEAR}."
        problems.append(Problem("OUT_OF_RANGE", message, ("startDate",)))
        start_date = None

    rule, last_date = None, start_date
    if values.get("recurrence") is not None:
        try:
            rule = recurrence.from_input(values["recurrence"])
        except Problems as found:
            problems += (problem.under("recurrence") for problem in found.problems)
    if rule is not None and rule.until_time is not None and start_time is not None:
        try:
            rule = bounded(rule, start_time, zone=zone)
        except Problems as found:
            problems += (problem.under("recurrence") for problem in found.problems)
            rule = None
    if rule is not None and start_date is not None:
        rule = rule.anchored(start_date)
        missing = _problems_of_dates(rule, start_date, kind=recurrence.kind(values["recurrence"]))
        problems += (problem.under("recurrence") for problem in missing)
        if not problems:
            last_date = recurrence.last_date(rule, start_date)
    if problems or start_time is None or end_time is None:
        raise Problems(problems)
    return Schedule(start_time, end_time, ends_next_day, rule, start_date, last_date)


LONGEST_SIMPLE = 100
SIMPLE_PARTS = {"FREQ=DAILY", "FREQ=WEEKLY", "INTERVAL", "BYDAY", "WKST", "UNTIL"}


def is_quick(values: Mapping[str, Any]) -> bool:
    """Whether `build` takes some microseconds: no COUNT to follow, no date to search for in distant years."""
    given = values.get("recurrence") or {}
    if given.get("rrule") is not None:
        parts = given["rrule"].split(";") if len(given["rrule"]) <= LONGEST_SIMPLE else ["long"]
        return all(part in SIMPLE_PARTS or part.partition("=")[0] in SIMPLE_PARTS for part in parts)
    if given.get("monthly") is not None:
        return False
    return all(rule is None or rule.get("count") is None for rule in (given.get("daily"), given.get("weekly")))


def bounded(rule: Rule, start_time: time, *, zone: str | None) -> Rule:
    """The rule with a date as its UNTIL: the last date on which an occurrence can start at or before it.

    RFC 5545, section 3.3.10: an UNTIL in UTC limits the instants at which occurrences start, and one without a zone
    their local times. Raises Problems, with a path from the recurrence, if it is in UTC and `zone` is None.
    """
    if rule.until is None or rule.until_time is None:
        return rule
    on, at = rule.until, rule.until_time
    if at.tzinfo is None:
        late = start_time > at
    elif zone is None:
        message = "A template has no time zone, so UNTIL cannot be in UTC: give the last date, such as UNTIL=20261231."
        raise Problems([Problem("INVALID", message, ("rrule",))])
    else:
        instant = zones.seconds(datetime.combine(on, at, UTC))
        on = zones.local_date(instant, zone)
        late = zones.resolve(on, start_time, zone)[0] > instant
    if late:
        on = zones.shifted(on, -1)
    return replace(rule, until=on, until_time=None)


def stored(
    start_date: date | None,
    start_time: time,
    end_time: time,
    ends_next_day: bool,
    rrule: str | None,
    last_date: date | None,
) -> Schedule:
    """Makes a schedule of the columns in the database. Raises RuleError if `rrule` is not valid."""
    rule = None if rrule is None else recurrence.parse(rrule)
    if rule is not None and start_date is not None:
        rule = rule.anchored(start_date)
    return Schedule(start_time, end_time, ends_next_day, rule, start_date, last_date)


def _problems_of_times(start: time | None, end: time | None, ends_next_day: bool) -> list[Problem]:
    problems = []
    for value, what, field in ((start, "start", "startTime"), (end, "end", "endTime")):
        if value is None:
            problems.append(Problem("REQUIRED", f"Enter the {what} time.", (field,)))
        elif value.second or value.microsecond or value.tzinfo:
            problems.append(Problem("INVALID", f"The {what} time must be in whole minutes, without a zone.", (field,)))
    if problems or start is None or end is None:
        return problems
    if ends_next_day and end > start:
        message = "The session is longer than a day: an end on the next day must not be later than the start time."
        return [Problem("INVALID", message, ("endsNextDay",))]
    if not ends_next_day and end <= start:
        return [Problem("INVALID", "The end must be after the start, or on the next day.", ("endTime",))]
    return []


def _problems_of_dates(rule: Rule, start_date: date, *, kind: str) -> list[Problem]:
    """Returns a problem if the rule has no date on or after the start. Its path starts from the recurrence."""
    until_path = (kind,) if kind == "rrule" else (kind, "until")
    if rule.until is not None and rule.until < start_date:
        return [Problem("INVALID", "The recurrence must not end before the first date.", until_path)]
    first = recurrence.first_date(rule, start_date)
    if first is None:
        return [Problem("INVALID", "No date matches this recurrence, from the first date on.", (kind,))]
    if rule.until is not None and rule.until < first:
        message = "No date matches this recurrence between the first date and its end."
        return [Problem("INVALID", message, until_path)]
    return []
