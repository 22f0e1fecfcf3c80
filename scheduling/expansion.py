"""Expansion: computes the dates of a rule in a window. The cost grows with the window, not with the rule's age.

A rule selects days within periods: days, weeks, months or years. Periods have few shapes: a month is determined by its
length and its first weekday, which makes 28. So python-dateutil computes once which days a rule allows in each shape,
and every later period of that shape is one dictionary lookup. The rest is arithmetic: which periods the interval
includes, and which of their days are in the window.

Days are proleptic Gregorian ordinals (`date.toordinal`), so that computing beyond 31 December 9999 does not overflow.
"""

from calendar import isleap, monthrange
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from math import gcd

from dateutil import rrule as rfc5545

from scheduling.rule import Frequency, NthWeekday, Rule

FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()

# The Gregorian calendar repeats every 400 years, weekdays included.
CYCLE_DAYS = 146_097
CYCLE = {Frequency.DAILY: CYCLE_DAYS, Frequency.WEEKLY: 20_871, Frequency.MONTHLY: 4_800, Frequency.YEARLY: 400}

MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# One month and one year for each combination of length and first weekday: 28 years contain all of them.
EXAMPLES = {
    (monthrange(year, month)[1], date(year, month, 1).weekday()): date(year, month, 1)
    for year in range(2000, 2028)
    for month in range(1, 13)
} | {(365 + isleap(year), date(year, 1, 1).weekday()): date(year, 1, 1) for year in range(2000, 2028)}

Shapes = dict[tuple[int, ...], tuple[int, ...]]


def days(rule: Rule, start_date: date, *, from_: int, to: int) -> Iterator[int]:
    """The rule's days from `from_` to `to`, both inclusive, in order; none is before the start.

    The rule must be anchored (`Rule.anchored`). `until` and `count` are ignored: the caller limits `to` instead.
    """
    from_ = max(from_, start_date.toordinal())
    to = min(to, LAST_DAY)
    match rule.frequency:
        case Frequency.DAILY:
            return _daily(rule, start_date, from_, to)
        case Frequency.WEEKLY:
            return _weekly(rule, start_date, from_, to)
        case Frequency.MONTHLY:
            return _monthly(rule, start_date, from_, to)
        case Frequency.YEARLY:
            return _yearly(rule, start_date, from_, to)


def first_day(rule: Rule, start_date: date, *, from_: int) -> int | None:
    """The first day on or after `from_`; None if none exists up to the year 9999."""
    from_ = max(from_, start_date.toordinal())
    return next(days(rule, start_date, from_=from_, to=_horizon(rule, from_)), None)


def nth_day(rule: Rule, start_date: date, n: int) -> int | None:
    """The n-th day since the start, counted from 1; None if there are fewer up to the year 9999."""
    return next(islice(days(rule, start_date, from_=FIRST_DAY, to=LAST_DAY), n - 1, None), None)


def last_day(rule: Rule, start_date: date, *, to: int) -> int | None:
    """The last day up to and including `to`, or None. Searches backwards in windows of growing width."""
    start = start_date.toordinal()
    to = min(to, LAST_DAY)
    width = 31
    while to >= start:
        found = deque(days(rule, start_date, from_=to - width, to=to), maxlen=1)
        if found:
            return found[0]
        to -= width + 1
        width *= 4
    return None


def can_occur(rule: Rule) -> bool:
    """Whether the rule has a date for at least one start date."""
    # A rule that takes its weekday from the start is tried with every weekday.
    starts = (date(2000, 1, day) for day in range(1, 8))
    return any(
        first_day(anchored, date(2000, 1, 1), from_=FIRST_DAY) is not None
        for anchored in {_every_period(rule.anchored(start)) for start in starts}
    )


def _every_period(rule: Rule) -> Rule:
    return replace(rule, interval=1, until=None, until_time=None, count=None)


def _horizon(rule: Rule, from_: int) -> int:
    """A day after `from_` by which the rule has repeated: one full cycle of the calendar and the interval."""
    cycle = CYCLE[rule.frequency]
    cycles = rule.interval // gcd(cycle, rule.interval)
    return min(from_ + cycles * CYCLE_DAYS + rule.interval * 366, LAST_DAY)


def _daily(rule: Rule, start_date: date, from_: int, to: int) -> Iterator[int]:
    anchor, step = start_date.toordinal(), rule.interval
    if rule.set_positions and not {1, -1} & {*rule.set_positions}:
        # A period of one day has no second position.
        return
    if not (rule.months or rule.month_days or rule.weekdays):
        yield from range(from_ + (anchor - from_) % step, to + 1, step)
        return
    shapes = _shapes(rule)
    while True:
        from_ += (anchor - from_) % step
        if from_ > to:
            return
        day = date.fromordinal(from_)
        first, length = _month(day.year, day.month)
        allowed = _allowed_in_month(rule, shapes, day.month, first, length)
        for candidate in range(from_, min(first + length, to + 1), step):
            if candidate - first in allowed:
                yield candidate
        from_ = first + length
        if rule.months and from_ <= to:
            # Skip to the next month of BYMONTH, so that a rule with one month does not visit twelve.
            day = date.fromordinal(from_)
            months_on = min((month - day.month) % 12 for month in rule.months)
            year, month = divmod(day.year * 12 + day.month - 1 + months_on, 12)
            from_ = _month(year, month + 1)[0] if year <= date.max.year else LAST_DAY + 1


def _weekly(rule: Rule, start_date: date, from_: int, to: int) -> Iterator[int]:
    if rule.set_positions and min(map(abs, rule.set_positions)) > len(rule.weekdays):
        # No week has that many days.
        return
    anchor, step = start_date.toordinal(), 7 * rule.interval
    anchor -= (start_date.weekday() - rule.week_start) % 7
    shapes = _shapes(rule)
    for week in range(from_ - (from_ - anchor) % step, to + 1, step):
        for offset in _allowed_in_week(rule, shapes, week):
            if from_ <= week + offset <= to:
                yield week + offset


def _monthly(rule: Rule, start_date: date, from_: int, to: int) -> Iterator[int]:
    if from_ > to:
        return
    begin, end = date.fromordinal(from_), date.fromordinal(to)
    anchor = start_date.year * 12 + start_date.month
    begins, ends = begin.year * 12 + begin.month, end.year * 12 + end.month
    shapes = _shapes(rule)
    for index in range(begins + (anchor - begins) % rule.interval, ends + 1, rule.interval):
        year, month = (index - 1) // 12, (index - 1) % 12 + 1
        first, length = _month(year, month)
        for offset in _allowed_in_month(rule, shapes, month, first, length):
            if from_ <= first + offset <= to:
                yield first + offset


def _yearly(rule: Rule, start_date: date, from_: int, to: int) -> Iterator[int]:
    """The year is the calendar year, for BYWEEKNO too: 29 December 2025 is in week 1 of 2026 and is a day of 2025."""
    if from_ > to:
        return
    begin, end = date.fromordinal(from_).year, date.fromordinal(to).year
    shapes = _shapes(rule)
    for year in range(begin + (start_date.year - begin) % rule.interval, end + 1, rule.interval):
        first = date(year, 1, 1).toordinal()
        for offset in _allowed_in_year(rule, shapes, year):
            if from_ <= first + offset <= to:
                yield first + offset


@lru_cache(maxsize=4096)
def _shapes(rule: Rule) -> Shapes:
    """A cache: the days that the rule allows in each shape of its period, as offsets from its first day."""
    return {}


def _allowed_in_week(rule: Rule, shapes: Shapes, week: int) -> tuple[int, ...]:
    shape: tuple[int, ...] = ()
    if rule.months:
        first = date.fromordinal(max(week, FIRST_DAY))
        last = date.fromordinal(min(week + 6, LAST_DAY))
        # The month at the start, the offset at which a new month begins, and that month.
        shape = (first.month, 7, 0) if first.month == last.month else (first.month, 7 - last.day, last.month)
    allowed = shapes.get(shape)
    if allowed is None:
        weekdays = {entry.weekday for entry in rule.weekdays}
        found = [offset for offset in range(7) if (rule.week_start + offset) % 7 in weekdays]
        if shape:
            found = [day for day in found if (shape[0] if day < shape[1] else shape[2]) in rule.months]
        allowed = shapes[shape] = _positioned(found, rule.set_positions)
    return allowed


def _allowed_in_month(rule: Rule, shapes: Shapes, month: int, first: int, length: int) -> tuple[int, ...]:
    if rule.months and month not in rule.months:
        return ()
    shape = (length, (first - 1) % 7)
    allowed = shapes.get(shape)
    if allowed is None:
        allowed = shapes[shape] = _positioned(_allowed(rule, *shape), rule.set_positions)
    return allowed


def _allowed_in_year(rule: Rule, shapes: Shapes, year: int) -> tuple[int, ...]:
    new_year = date(year, 1, 1)
    shape = (new_year.weekday(), isleap(year - 1), isleap(year), isleap(year + 1))
    allowed = shapes.get(shape)
    if allowed is None:
        first, length = new_year.toordinal(), 365 + isleap(year)
        if rule.months:
            found = []
            for month in rule.months:
                month_first, month_length = _month(year, month)
                allowed_in_month = _allowed(rule, month_length, (month_first - 1) % 7)
                found += [month_first - first + day for day in allowed_in_month]
        else:
            found = _allowed(rule, length, new_year.weekday())
        if rule.year_days:
            named = _named(length, new_year.weekday(), year_days=rule.year_days)
            found = [day for day in found if day in named]
        if rule.week_numbers:
            found = [day for day in found if _in_weeks(rule, first + day)]
        allowed = shapes[shape] = _positioned(found, rule.set_positions)
    return allowed


def _allowed(rule: Rule, length: int, weekday: int) -> list[int]:
    """The days, as offsets, that BYMONTHDAY and BYDAY allow in a month or year of this length and first weekday."""
    found = set(range(length))
    if rule.month_days:
        found &= _named(length, weekday, month_days=rule.month_days)
    if rule.weekdays:
        # dateutil combines weekdays with and without an ordinal by "and", RFC 5545 by "or": compute them separately.
        plain = tuple(entry for entry in rule.weekdays if entry.nth is None)
        nth = tuple(entry for entry in rule.weekdays if entry.nth is not None)
        found &= _named(length, weekday, weekdays=plain) | _named(length, weekday, weekdays=nth)
    return sorted(found)


@lru_cache(maxsize=8192)
def _named(
    length: int,
    weekday: int,
    *,
    year_days: tuple[int, ...] = (),
    month_days: tuple[int, ...] = (),
    weekdays: tuple[NthWeekday, ...] = (),
) -> frozenset[int]:
    """The days, as offsets, that one part of a rule names in a month or year, computed by python-dateutil.

    One part alone always matches soon. Several together may never match, and dateutil would then continue to the year
    9999, because it checks `until` only after it has found a date.
    """
    if not (year_days or month_days or weekdays):
        return frozenset()
    start = datetime.combine(EXAMPLES[length, weekday], time.min)
    found = rfc5545.rrule(
        rfc5545.YEARLY if length > 31 else rfc5545.MONTHLY,
        dtstart=start,
        until=start + timedelta(days=length - 1),
        byyearday=year_days or None,
        bymonthday=month_days or None,
        byweekday=[rfc5545.weekday(*entry) for entry in weekdays] or None,
    )
    return frozenset((day - start).days for day in found)


def _in_weeks(rule: Rule, day: int) -> bool:
    """Whether BYWEEKNO includes the week of the day. Week 1 is the first with four days in its year (ISO 8601)."""
    # A week belongs to the year of its fourth day.
    fourth = day - (day - 1 - rule.week_start) % 7 + 3
    if fourth > LAST_DAY:
        # Use the equivalent day 400 years earlier.
        fourth -= CYCLE_DAYS
    year = date.fromordinal(fourth).year
    new_year = date(year, 1, 1).toordinal()
    number = (fourth - new_year) // 7 + 1
    weeks = number + (new_year + 365 + isleap(year) - 1 - fourth) // 7
    return number in rule.week_numbers or number - weeks - 1 in rule.week_numbers


def _month(year: int, month: int) -> tuple[int, int]:
    """The first day of a month and its length in days."""
    return date(year, month, 1).toordinal(), MONTH_LENGTHS[month - 1] + (month == 2 and isleap(year))


def _positioned(found: list[int], positions: tuple[int, ...]) -> tuple[int, ...]:
    """Applies BYSETPOS: selects the n-th of the days found, counted from the end if negative."""
    if not positions:
        return tuple(found)
    size = len(found)
    return tuple(sorted({found[n - 1 if n > 0 else n] for n in positions if abs(n) <= size}))
