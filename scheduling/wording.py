"""Schedule text for people: "Every Monday and Wednesday, 09:00–12:30".

Weekday and month names are constants and not the C locale's, so that the text is the same on every machine.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time
from itertools import pairwise

from scheduling.rule import Frequency, NthWeekday, Rule
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
SHORTEST_MONTH = 28
# Seven consecutive days contain each weekday once: days 8 to 14 contain the second, and -7 to -1 the last.
SEVENTHS = {tuple(range(7 * n - 6, 7 * n + 1)): n for n in range(1, 5)} | {(29, 30, 31): 5} | {
    tuple(range(-7 * n, -7 * n + 7)): -n for n in range(1, 5)
}  # fmt: skip


def text(schedule: Schedule, *, today: date | None = None) -> str:
    """The schedule as one line: dates, times and end. A template without a rule has only times.

    `today` is the local date where the session is held: the text includes the first date if it is later than that. A
    rule with a single date is written as that date.
    """
    rule, start = schedule.rule, schedule.start_date
    first = None if start is None else schedule.next_date(start)
    hours = times(schedule.start_time, schedule.end_time, ends_next_day=schedule.ends_next_day)
    if rule is None or (first is not None and first == schedule.last_date):
        return hours if start is None else f"{WEEKDAYS[(first or start).weekday()]} {day(first or start)}, {hours}"
    parts = [recurrence(rule, start_date=start)]
    if today is not None and first is not None and first > today:
        parts.append(f"from {day(first)}")
    parts.append(hours)
    if rule.until is not None:
        parts.append(f"until {day(rule.until)}")
    if rule.count is not None:
        parts.append("once" if rule.count == 1 else f"{rule.count} times")
    return ", ".join(parts)


def times(start: time, end: time, *, ends_next_day: bool = False) -> str:
    """The times as text: 22:00–02:00 (next day); "all day" from midnight to midnight."""
    if start == end == time(0) and ends_next_day:
        return "all day"
    return f"{start:%H:%M}–{end:%H:%M}{' (next day)' if ends_next_day else ''}"


def day(of: date) -> str:
    """A date as text without its weekday: 31 March 2027."""
    return f"{of.day} {MONTHS[of.month - 1]} {of.year}"


def recurrence(rule: Rule, *, start_date: date | None = None) -> str:
    """The dates of a rule as text, without its start and end. `start_date` gives the month of a 12-month interval."""
    rule = as_said(rule, start_date)
    notes = [note for note in (_note_of_weeks(rule), _note_of_short_months(rule)) if note]
    sentence = _sentence(rule) + "".join(f" ({note})" for note in notes)
    return sentence[0].upper() + sentence[1:]


def as_said(rule: Rule, start_date: date | None) -> Rule:
    """An equivalent rule in the usual units: 14 days become two weeks, and 12 months become a year."""
    if rule.frequency is Frequency.DAILY and rule.interval in (7, 14) and not rule.month_days:
        # Every date has the weekday of the start, so BYDAY can only keep all dates or none.
        if start_date is not None:
            own = (NthWeekday(start_date.weekday()),)
            rule = replace(rule, frequency=Frequency.WEEKLY, interval=rule.interval // 7, weekdays=own, week_start=0)
        elif not rule.weekdays:
            rule = replace(rule, frequency=Frequency.WEEKLY, interval=rule.interval // 7, week_start=0)
    if rule.frequency is Frequency.MONTHLY and rule.interval % 12 == 0 and start_date is not None:
        years = rule.interval // 12
        rule = replace(rule, frequency=Frequency.YEARLY, interval=years, months=(start_date.month,))
    in_months = rule.frequency is Frequency.MONTHLY or (rule.frequency is Frequency.YEARLY and rule.months)
    every_month = rule.frequency is Frequency.DAILY and rule.interval == 1
    nth = SEVENTHS.get(rule.month_days)
    plain = rule.weekdays and all(entry.nth is None for entry in rule.weekdays)
    if nth is not None and plain and not rule.set_positions and (in_months or every_month):
        weekdays = tuple(NthWeekday(entry.weekday, nth) for entry in rule.weekdays)
        frequency = Frequency.MONTHLY if every_month else rule.frequency
        rule = replace(rule, frequency=frequency, month_days=(), weekdays=weekdays)
    return rule


def _note_of_weeks(rule: Rule) -> str:
    """weeks start on Sunday: where that decides which dates share a fortnight, or a numbered week"""
    decides = rule.week_numbers or (rule.frequency is Frequency.WEEKLY and rule.interval > 1)
    return f"weeks start on {WEEKDAYS[rule.week_start]}" if decides and rule.week_start else ""


def _note_of_short_months(rule: Rule) -> str:
    """shorter months have none; shorter months have no day 30 or 31; only in leap years"""
    plain = not (
        rule.weekdays or rule.set_positions or rule.year_days or rule.week_numbers or rule.takes_month_from_start
    )
    long = [number for number in rule.month_days if number > SHORTEST_MONTH]
    if not plain or not long or (rule.frequency is Frequency.DAILY and rule.interval > 1):
        return ""
    lengths = [monthrange(2027, month)[1] for month in rule.months or range(1, 13)]
    missing = [number for number in long if number > min(lengths)]
    if not missing:
        return ""
    if rule.months == (2,):
        return "only in leap years"
    if missing == [*rule.month_days] and len(missing) == 1:
        return "shorter months have none"
    return f"shorter months have no day {_and(map(str, missing), last='or')}"


def _sentence(rule: Rule) -> str:
    only_weekdays = not (rule.month_days or rule.year_days or rule.week_numbers or rule.set_positions)
    without_number = all(entry.nth is None for entry in rule.weekdays)
    if rule.interval == 1 and rule.weekdays and only_weekdays and without_number:
        # With interval 1 the text does not depend on the frequency.
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
    if rule.interval % 12 == 0:
        # The month is known only with the start date.
        years = "every year" if rule.interval == 12 else f"every {_numbered(rule.interval // 12)} year"
        scope = f"{' or '.join(_month_names(rule)) or 'one month'} of {years}"
    elif rule.interval > 1:
        scope = f"every {_numbered(rule.interval)} month"
        limits += [f"in {_and(_month_names(rule))}"] if rule.months else []
    else:
        scope = _and(_month_names(rule)) or "the month"
    if (named := _weekday_and_day(rule)) is not None:
        # Friday the 13th
        return f"{named}{_in_months(rule)}" if rule.interval == 1 else f"{named} of {scope}{_only(limits)}"
    if rule.month_days:
        subject = _month_days(rule.month_days)
        limits += [_limit_of_weekdays(rule), _limit_of_positions(rule)]
    elif rule.weekdays and _positions_suffice(rule):
        subject = _positioned_weekdays(rule)
    elif rule.weekdays:
        subject = _weekdays(rule)
        limits.append(_limit_of_positions(rule))
    else:
        # The day is known only with the start date.
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
    elif rule.month_days:
        which = months or ("one month" if rule.takes_month_from_start else "every month")
        subject = _dates_of_months(rule) or f"{_month_days(rule.month_days)} of {which}"
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


def _weekday_and_day(rule: Rule) -> str | None:
    """Friday the 13th: where one day of the month and one weekday are meant."""
    if len(rule.month_days) != 1 or len(rule.weekdays) != 1 or rule.set_positions:
        return None
    (day_of_month,), (entry,) = rule.month_days, rule.weekdays
    if day_of_month < 0 or entry.nth is not None:
        return None
    return f"{WEEKDAYS[entry.weekday]} the {_numbered(day_of_month)}"


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
