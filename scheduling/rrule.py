"""Parses RRULE values: what RFC 5545, section 3.3.10, allows without sub-daily parts. Everything else is an error."""

import re
from dataclasses import replace
from datetime import UTC, date, time
from functools import lru_cache

from scheduling import expansion
from scheduling.rule import WEEKDAY_CODES, Frequency, NthWeekday, Rule, RuleError, from_start_then_end

MAX_LENGTH = 1_000
MAX_INTERVAL = 999
MAX_COUNT = 1_000

# The list parts and the largest number of each. All except BYMONTH also accept negative numbers.
LISTS = {"BYMONTH": 12, "BYWEEKNO": 53, "BYYEARDAY": 366, "BYMONTHDAY": 31, "BYSETPOS": 366}
KNOWN = {"FREQ", "INTERVAL", "UNTIL", "COUNT", "WKST", "BYDAY", *LISTS}
# Values of RFC 7529 that have no effect. They are accepted and left out of the canonical form.
WITHOUT_EFFECT = {"RSCALE": "GREGORIAN", "SKIP": "OMIT"}
SUB_DAILY = {"BYHOUR", "BYMINUTE", "BYSECOND", "HOURLY", "MINUTELY", "SECONDLY"}

NUMBER = re.compile(r"[+-]?[0-9]{1,4}")
BYDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
UNTIL = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")

# A start date whose month and day have two digits: the longest form.
LONGEST_START = date(2000, 12, 31)


@lru_cache(maxsize=4096)
def parse(text: str) -> Rule:
    """Parses an RRULE value to a rule in canonical form. Raises RuleError with all errors at once.

    The text may be in any case and may begin with `RRULE:`; empty parts are ignored. UNTIL is a date, or a date-time
    that limits the starts of occurrences (see `Rule.until_time`).
    """
    if len(text) > MAX_LENGTH:
        raise RuleError([("TOO_LONG", f"A rule may have {MAX_LENGTH:,} characters at most.")])
    reader = _Reader(text)
    rule = reader.rule()
    if reader.errors:
        raise RuleError(reader.errors)
    rule = simplified(rule)
    # The parts that come from the start date make the text longer; it must still be accepted as input.
    if len(rule.anchored(LONGEST_START).rrule) > MAX_LENGTH:
        raise RuleError([("TOO_LONG", f"A rule may have {MAX_LENGTH:,} characters at most.")])
    if not expansion.can_occur(rule):
        raise RuleError([("INVALID", "No date in any year matches this rule.")])
    return rule


def simplified(rule: Rule) -> Rule:
    """The same dates without BYSETPOS where BYDAY can express them: BYDAY=TU;BYSETPOS=1 becomes BYDAY=1TU."""
    positions = rule.set_positions
    if not positions:
        return rule
    if rule.frequency is Frequency.DAILY and {1, -1} & {*positions}:
        return replace(rule, set_positions=())
    plain = all(entry.nth is None for entry in rule.weekdays)
    if rule.frequency is Frequency.WEEKLY and rule.weekdays and not rule.months:
        week = sorted(rule.weekdays, key=lambda entry: (entry.weekday - rule.week_start) % 7)
        chosen = {week[n - 1 if n > 0 else n] for n in positions if abs(n) <= len(week)}
        if chosen:
            return replace(rule, weekdays=tuple(sorted(chosen)), set_positions=())
    in_one_month = rule.frequency is Frequency.MONTHLY or (
        rule.frequency is Frequency.YEARLY and len(rule.months) == 1 and not rule.week_numbers and not rule.year_days
    )
    if in_one_month and plain and len(rule.weekdays) == 1 and not rule.month_days:
        weekday = rule.weekdays[0].weekday
        nths = tuple(NthWeekday(weekday, n) for n in positions if abs(n) <= 5)
        if nths:
            return replace(rule, weekdays=nths, set_positions=())
    return rule


class _Reader:
    """Reads one RRULE value and collects its errors."""

    def __init__(self, text: str) -> None:
        self.errors: list[tuple[str, str]] = []
        self.parts: dict[str, str] = {}
        for part in text.strip().upper().removeprefix("RRULE:").split(";"):
            if not part:
                continue
            name, _, value = part.partition("=")
            if not (name.isascii() and name.isalpha() and value):
                self.error(f"“{_shown(part)}” is not a part of a rule such as FREQ=WEEKLY;BYDAY=MO.")
            elif name in SUB_DAILY:
                self.error(f"{name} is not possible: a session's times of day are its start and its end.")
            elif name in WITHOUT_EFFECT:
                if value != WITHOUT_EFFECT[name]:
                    self.error(f"{name} can only be {WITHOUT_EFFECT[name]} here, not “{_shown(value)}”.")
            elif name not in KNOWN:
                self.error(f"{_shown(name)} is not a part that a rule can have here.")
            elif name in self.parts:
                self.error(f"{name} is given twice.")
            else:
                self.parts[name] = value

    def rule(self) -> Rule:
        until, until_time = self.until()
        rule = Rule(
            self.frequency(),
            interval=self.limited("INTERVAL", MAX_INTERVAL) or 1,
            months=self.numbers("BYMONTH"),
            week_numbers=self.numbers("BYWEEKNO"),
            year_days=self.numbers("BYYEARDAY"),
            month_days=self.numbers("BYMONTHDAY"),
            weekdays=self.weekdays(),
            set_positions=self.numbers("BYSETPOS"),
            until=until,
            count=self.limited("COUNT", MAX_COUNT),
            week_start=self.week_start(),
            until_time=until_time,
        )
        if "UNTIL" in self.parts and "COUNT" in self.parts:
            self.error("Give either UNTIL or COUNT, not both.")
        if "FREQ" in self.parts:
            self.combinations(rule)
        return rule

    def frequency(self) -> Frequency:
        name = self.parts.get("FREQ")
        if name is None:
            if not self.errors:
                self.error("A rule needs FREQ, as in FREQ=WEEKLY;BYDAY=MO.")
        elif name in SUB_DAILY:
            self.error(f"FREQ={name} is not possible: a session recurs daily, weekly, monthly or yearly.")
        elif name not in Frequency.__members__:
            self.error(f"FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, not “{_shown(name)}”.")
        else:
            return Frequency(name)
        self.parts.pop("FREQ", None)
        return Frequency.DAILY

    def limited(self, name: str, most: int) -> int | None:
        text = self.parts.get(name)
        if text is None:
            return None
        if not text.isascii() or not text.lstrip("+-").isdigit():
            self.error(f"{name} must be a number.")
        # Check the length first, so that a number of a thousand digits is never converted.
        elif len(text) > 4 or not 1 <= int(text) <= most:
            self.error(f"{name} must be from 1 to {most:,}.", "OUT_OF_RANGE")
        else:
            return int(text)
        return None

    def numbers(self, name: str) -> tuple[int, ...]:
        found = set()
        most = LISTS[name]
        for text in self.parts.get(name, "").split(",") if name in self.parts else ():
            if not NUMBER.fullmatch(text):
                self.error(f"{name} is a list of numbers such as 1,2: “{_shown(text)}” is not one.")
            elif name == "BYMONTH" and not 1 <= int(text) <= most:
                self.error("BYMONTH goes from 1 to 12.", "OUT_OF_RANGE")
            elif not 1 <= abs(int(text)) <= most:
                self.error(f"{name} goes from 1 to {most}, or from -1 to -{most}.", "OUT_OF_RANGE")
            else:
                found.add(int(text))
                continue
            break
        return tuple(sorted(found, key=from_start_then_end))

    def weekdays(self) -> tuple[NthWeekday, ...]:
        found = set()
        for text in self.parts["BYDAY"].split(",") if "BYDAY" in self.parts else ():
            match = BYDAY.fullmatch(text)
            if not match:
                self.error(f"BYDAY is a list of weekdays such as MO,WE or 1TU: “{_shown(text)}” is not one.")
                break
            nth = None if match[1] is None else int(match[1])
            if nth is not None and not 1 <= abs(nth) <= 53:
                self.error("The number before a weekday goes from 1 to 53, or from -1 to -53.", "OUT_OF_RANGE")
                break
            found.add(NthWeekday(WEEKDAY_CODES.index(match[2]), nth))
        return tuple(sorted(found, key=lambda entry: (from_start_then_end(entry.nth or 0), entry.weekday)))

    def until(self) -> tuple[date | None, time | None]:
        text = self.parts.get("UNTIL")
        if text is None:
            return None, None
        match = UNTIL.fullmatch(text)
        if match:
            year, month, day, hour, minute, second, zone = match.groups()
            try:
                on = date(int(year), int(month), int(day))
                if hour is None:
                    return on, None
                # `time` has no leap second (60): use the second before.
                at = time(int(hour), int(minute), 59 if second == "60" else int(second))
                return on, at.replace(tzinfo=UTC if zone else None)
            except ValueError:
                pass
        self.error(f"UNTIL is a date such as 20261231: “{_shown(text)}” is not one.")
        return None, None

    def week_start(self) -> int:
        code = self.parts.get("WKST", "MO")
        if code in WEEKDAY_CODES:
            return WEEKDAY_CODES.index(code)
        self.error(f"WKST is one of {', '.join(WEEKDAY_CODES)}, not “{_shown(code)}”.")
        return 0

    def combinations(self, rule: Rule) -> None:
        """Checks the combinations of parts that RFC 5545 forbids."""
        frequency = rule.frequency
        ordinals = [entry.nth for entry in rule.weekdays if entry.nth is not None]
        if rule.month_days and frequency is Frequency.WEEKLY:
            self.error("BYMONTHDAY cannot go with FREQ=WEEKLY.")
        if rule.year_days and frequency is not Frequency.YEARLY:
            self.error("BYYEARDAY goes with FREQ=YEARLY only.")
        if rule.week_numbers and frequency is not Frequency.YEARLY:
            self.error("BYWEEKNO goes with FREQ=YEARLY only.")
        if ordinals and frequency not in (Frequency.MONTHLY, Frequency.YEARLY):
            self.error("Weekdays with a number, such as 1TU, go with FREQ=MONTHLY or FREQ=YEARLY only.")
        elif ordinals and rule.week_numbers:
            self.error("Weekdays with a number, such as 1TU, cannot go with BYWEEKNO.")
        elif any(abs(nth) > 5 for nth in ordinals) and rule.ordinals_count_in_months:
            self.error("A month has at most five of each weekday: use 1 to 5, or -1 to -5.", "OUT_OF_RANGE")
        if rule.set_positions and not self.parts.keys() & (LISTS.keys() - {"BYSETPOS"} | {"BYDAY"}):
            self.error("BYSETPOS needs another part to choose from, such as BYDAY.")

    def error(self, message: str, code: str = "INVALID") -> None:
        self.errors.append((code, message))


def _shown(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"
