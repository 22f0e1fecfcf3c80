"""Schedules in the words of a receptionist: "Every Monday and Wednesday, 09:00–12:30".

Names are written here rather than taken from the C locale, so that a text is the same on every machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time
from itertools import pairwise

from scheduling.rule import Frequency, Rule
from scheduling.schedule import Schedule

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth")
UNITS = {Frequency.DAILY: "day", Frequency.WEEKLY: "week", Frequency.MONTHLY: "month", Frequency.YEARLY: "year"}

WORKING_WEEK = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
WHOLE_WEEK = (0, 1, 2, 3, 4, 5, 6)


def text(schedule: Schedule) -> str:
    """The schedule in a line: its dates, its times, its end. A template's one-off has no date and is its times."""
    parts = []
    if schedule.rule is not None:
        parts.append(recurrence(schedule.rule))
    elif schedule.start_date is not None:
        parts.append(f"{WEEKDAYS[schedule.start_date.weekday()]} {day(schedule.start_date)}")
    parts.append(times(schedule.start_time, schedule.end_time, ends_next_day=schedule.ends_next_day))
    if schedule.rule is not None and schedule.rule.until is not None:
        parts.append(f"until {day(schedule.rule.until)}")
    if schedule.rule is not None and schedule.rule.count is not None:
        parts.append("once" if schedule.rule.count == 1 else f"{schedule.rule.count} times")
    return ", ".join(parts)


def times(start: time, end: time, *, ends_next_day: bool = False) -> str:
    """22:00–02:00 (next day)"""
    return f"{start:%H:%M}–{end:%H:%M}{' (next day)' if ends_next_day else ''}"


def day(of: date) -> str:
    """31 March 2027"""
    return f"{of.day} {MONTHS[of.month - 1]} {of.year}"


def recurrence(rule: Rule) -> str:
    """The dates of a rule, without where they end."""
    sentence = _sentence(rule)
    return sentence[0].upper() + sentence[1:]


def _sentence(rule: Rule) -> str:
    only_weekdays = not (rule.month_days or rule.year_days or rule.week_numbers or rule.set_positions)
    without_number = all(entry.nth is None for entry in rule.weekdays)
    if rule.interval == 1 and rule.weekdays and only_weekdays and without_number:
        # Every Monday is every Monday, whichever period it is said in.
        return f"{_weekdays(rule)}{_in_months(rule)}"
    match rule.frequency:
        case Frequency.DAILY if rule.interval == 1 and rule.month_days:
            return _monthly(replace(rule, frequency=Frequency.MONTHLY))
        case Frequency.DAILY:
            limits = (_limit_of_weekdays(rule), _limit_of_month_days(rule)) if rule.interval > 1 else ()
            return f"{_every(rule)}{_in_months(rule)}{_only(limits)}"
        case Frequency.WEEKLY:
            return f"{_every(rule)}{_on_weekdays(rule)}{_in_months(rule)}{_only([_limit_of_positions(rule)])}"
        case Frequency.MONTHLY:
            return _monthly(rule)
        case Frequency.YEARLY:
            return _yearly(rule)


def _monthly(rule: Rule) -> str:
    """First Tuesday of the month; Day 15 and the last day of every 2nd month, only in March."""
    limits: list[str] = []
    if rule.interval > 1:
        scope = f"every {_numbered(rule.interval)} month"
        limits += [f"in {_and(_month_names(rule))}"] if rule.months else []
    else:
        scope = _and(_month_names(rule)) or "the month"
    if rule.month_days:
        subject = _month_days(rule.month_days)
        limits += [_limit_of_weekdays(rule), _limit_of_positions(rule)]
    elif rule.weekdays and _positions_suffice(rule):
        subject = _positioned_weekdays(rule)
    elif rule.weekdays:
        subject = _weekdays(rule)
        limits.append(_limit_of_positions(rule))
    else:
        # The day is not known before the start date is.
        return f"{_every(rule)}{_in_months(rule)}"
    return f"{subject.removeprefix('the ')} of {scope}{_only(limits)}"


def _yearly(rule: Rule) -> str:
    """Every year on 31 March; Every 2nd year on the last Sunday of March; Every year on Monday of week 20."""
    months = _and(_month_names(rule))
    limits: list[str] = []
    if rule.year_days:
        subject = f"{_month_days(rule.year_days)} of the year"
        limits += [_limit_of_weeks(rule), _limit_of_month_days(rule), _limit_of_weekdays(rule)]
        limits += [f"in {months}"] if months else []
    elif rule.week_numbers:
        named = _and(WEEKDAYS[entry.weekday] for entry in rule.weekdays)
        subject = f"{named or 'a day'} of {_weeks(rule)}"
        limits += [_limit_of_month_days(rule), f"in {months}" if months else ""]
    elif rule.month_days and rule.interval == 1 and not (rule.months or rule.weekdays or rule.set_positions):
        return _monthly(replace(rule, frequency=Frequency.MONTHLY))
    elif rule.month_days:
        subject = _dates_of_months(rule) or f"{_month_days(rule.month_days)} of {months or 'every month'}"
        limits.append(_limit_of_weekdays(rule))
    elif rule.weekdays and len(rule.months) < 2 and _positions_suffice(rule):
        return f"{_every(rule)} on {_positioned_weekdays(rule)} of {months or 'the year'}"
    elif rule.weekdays:
        numbered = any(entry.nth is not None for entry in rule.weekdays)
        subject = f"{_weekdays(rule)} of {months or 'the year'}" if numbered else f"{_weekdays(rule)}{_in_months(rule)}"
    else:
        return f"{_every(rule)}{_in_months(rule)}"
    return f"{_every(rule)} on {subject}{_only([*limits, _limit_of_positions(rule)])}"


def _every(rule: Rule) -> str:
    unit = UNITS[rule.frequency]
    return f"every {unit}" if rule.interval == 1 else f"every {_numbered(rule.interval)} {unit}"


# ---------------------------------------------------------------- days by name and by number


def _weekdays(rule: Rule) -> str:
    """every weekday; every Monday and Friday; the first and third Tuesday"""
    numbers: dict[int, list[int | None]] = {}
    for entry in rule.weekdays:
        numbers.setdefault(entry.weekday, []).append(entry.nth)
    groups: dict[tuple[int | None, ...], list[int]] = {}
    for weekday, nths in sorted(numbers.items()):
        groups.setdefault((None,) if None in nths else tuple(nths), []).append(weekday)
    return _and(
        f"every {_kind(weekdays)}"
        if nths == (None,)
        else f"the {_and(_ordinal(nth) for nth in nths if nth)} {_and(WEEKDAYS[weekday] for weekday in weekdays)}"
        for nths, weekdays in groups.items()
    )


def _kind(weekdays: Sequence[int]) -> str:
    if tuple(weekdays) == WHOLE_WEEK:
        return "day"
    if tuple(weekdays) == WORKING_WEEK:
        return "weekday"
    return _and(WEEKDAYS[weekday] for weekday in weekdays)


def _on_weekdays(rule: Rule) -> str:
    weekdays = tuple(entry.weekday for entry in rule.weekdays)
    if not weekdays:
        return ""
    return {WHOLE_WEEK: " on all days", WORKING_WEEK: " on weekdays"}.get(weekdays) or f" on {_kind(weekdays)}"


def _positions_suffice(rule: Rule) -> bool:
    """Whether BYSETPOS picks from plain weekdays: the last weekday, the first Monday or Friday."""
    return bool(rule.set_positions) and all(entry.nth is None for entry in rule.weekdays)


def _positioned_weekdays(rule: Rule) -> str:
    weekdays = tuple(entry.weekday for entry in rule.weekdays)
    if weekdays == WEEKEND:
        kind = "weekend day"
    elif weekdays in (WHOLE_WEEK, WORKING_WEEK):
        kind = _kind(weekdays)
    else:
        kind = _and((WEEKDAYS[weekday] for weekday in weekdays), last="or")
    return f"the {_and(_ordinal(n) for n in rule.set_positions)} {kind}"


def _month_days(numbers: Sequence[int]) -> str:
    """day 15; days 1 to 7 and 15; day 1 and the last day"""
    counted = [number for number in numbers if number > 0]
    from_end = [number for number in numbers if number < 0]
    phrases = []
    if counted:
        phrases.append(f"day{'s' if len(counted) > 1 else ''} {_runs(counted)}")
    if from_end:
        phrases.append(f"the {_and(_ordinal(number) for number in from_end)} day")
    return _and(phrases)


def _dates_of_months(rule: Rule) -> str:
    """1 and 15 March; 1 March and 1 June; nothing where days from the end or many of both are meant"""
    if not rule.months or min(rule.month_days) < 0:
        return ""
    if len(rule.months) == 1:
        return f"{_runs(rule.month_days)} {MONTHS[rule.months[0] - 1]}"
    if len(rule.month_days) == 1:
        return _and(f"{rule.month_days[0]} {name}" for name in _month_names(rule))
    return ""


def _month_names(rule: Rule) -> list[str]:
    return [MONTHS[month - 1] for month in rule.months]


def _in_months(rule: Rule) -> str:
    return f" in {_and(_month_names(rule))}" if rule.months else ""


def _weeks(rule: Rule) -> str:
    """week 20; weeks 1 to 3; week 1 and the last week of the year"""
    counted = [number for number in rule.week_numbers if number > 0]
    from_end = [number for number in rule.week_numbers if number < 0]
    phrases = [f"week{'s' if len(counted) > 1 else ''} {_runs(counted)}"] if counted else []
    if from_end:
        phrases.append(f"the {_and(_ordinal(number) for number in from_end)} week of the year")
    return _and(phrases)


# ---------------------------------------------------------------- what narrows the days down


def _only(limits: Iterable[str]) -> str:
    return "".join(f", only {limit}" for limit in limits if limit)


def _limit_of_weekdays(rule: Rule) -> str:
    """on a Monday or Friday; on the first Monday"""
    if not rule.weekdays:
        return ""
    if any(entry.nth is not None for entry in rule.weekdays):
        return f"on {_weekdays(rule)}{'' if rule.ordinals_count_in_months else ' of the year'}"
    weekdays = tuple(entry.weekday for entry in rule.weekdays)
    if weekdays in (WHOLE_WEEK, WORKING_WEEK):
        return f"on a {_kind(weekdays)}"
    return f"on a {_and((WEEKDAYS[weekday] for weekday in weekdays), last='or')}"


def _limit_of_month_days(rule: Rule) -> str:
    return f"on {_month_days(rule.month_days)} of the month" if rule.month_days else ""


def _limit_of_weeks(rule: Rule) -> str:
    return f"in {_weeks(rule)}" if rule.week_numbers else ""


def _limit_of_positions(rule: Rule) -> str:
    if not rule.set_positions:
        return ""
    return f"the {_and(_ordinal(n) for n in rule.set_positions)} of these days in each {UNITS[rule.frequency]}"


# ---------------------------------------------------------------- numbers and lists


def _ordinal(number: int) -> str:
    """first, 21st; last, second-last, 21st-last"""
    if number == -1:
        return "last"
    size = abs(number)
    word = ORDINALS[size - 1] if size <= len(ORDINALS) else _numbered(size)
    return word if number > 0 else f"{word}-last"


def _numbered(number: int) -> str:
    """2nd, 11th, 21st"""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _runs(numbers: Sequence[int]) -> str:
    """1 to 7 and 15: three in a row and more are a run."""
    runs: list[list[int]] = [[numbers[0]]]
    for before, number in pairwise(numbers):
        if number == before + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return _and(phrase for run in runs for phrase in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)))


def _and(phrases: Iterable[str], *, last: str = "and") -> str:
    *before, final = [*phrases] or [""]
    return f"{', '.join(before)} {last} {final}" if before else final
