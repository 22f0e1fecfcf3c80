"""A schedule as numbers that SQL compares with those of a date, to find the sessions of a day without loading them.

For a pattern that is not `irregular`, and a date from the schedule's first date to its last:

    index_of_the_pattern's_period(date) % interval == phase
    and months & month_bit and weekdays & weekday_bit and month_days & month_day_bits
    and (nth_weekdays is null or nth_weekdays overlaps nth_weekday_codes)

is true if and only if the schedule has the date. For an irregular pattern, Python must expand the rule.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from scheduling.rule import Frequency, NthWeekday, Rule
from scheduling.schedule import Schedule

ANY_MONTH = (1 << 12) - 1
ANY_WEEKDAY = (1 << 7) - 1
ANY_MONTH_DAY = (1 << 62) - 1

PERIODS = {
    Frequency.DAILY: "DAY",
    Frequency.WEEKLY: "WEEK",
    Frequency.MONTHLY: "MONTH",
    Frequency.YEARLY: "YEAR",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """The conditions of a schedule on a date. A mask of ones, or None for `nth_weekdays`, is no condition."""

    period: str  # DAY, WEEK, MONTH or YEAR
    interval: int
    phase: int
    week_start: int  # 0 for Monday: which of DateFeatures.week_indexes counts
    months: int  # bit 0 is January
    weekdays: int  # bit 0 is Monday
    month_days: int  # bits 0 to 30: day 1 to 31; bits 31 to 61: day -1 to -31
    nth_weekdays: tuple[int, ...] | None
    irregular: bool


@dataclass(frozen=True, slots=True)
class DateFeatures:
    """The features of one date that a Pattern is compared with."""

    day_index: int
    week_indexes: tuple[int, ...]  # one for each week_start
    month_index: int
    year_index: int
    month_bit: int
    weekday_bit: int
    month_day_bits: int  # two bits: from the month's start, and from its end
    nth_weekday_codes: tuple[int, ...]  # two codes likewise

    def index(self, period: str, week_start: int) -> int:
        """The number of the period that the date is in."""
        match period:
            case "DAY":
                return self.day_index
            case "WEEK":
                return self.week_indexes[week_start]
            case "MONTH":
                return self.month_index
            case _:
                return self.year_index


def pattern(schedule: Schedule) -> Pattern:
    """The pattern of a schedule. Raises ValueError for a template's schedule, which has no start date.

    A schedule without a rule has the pattern of a daily one: its first and last date are the same.
    """
    rule, start = schedule.rule, schedule.start_date
    if start is None:
        raise ValueError("A schedule without a start date has no pattern.")
    if rule is None:
        rule = Rule(Frequency.DAILY)
    period = PERIODS[rule.frequency]
    return Pattern(
        period=period,
        interval=rule.interval,
        phase=day(start).index(period, rule.week_start) % rule.interval,
        week_start=rule.week_start,
        months=sum(1 << month - 1 for month in rule.months) or ANY_MONTH,
        weekdays=sum({1 << entry.weekday for entry in rule.weekdays}) or ANY_WEEKDAY,
        month_days=sum(_month_day_bit(number) for number in rule.month_days) or ANY_MONTH_DAY,
        nth_weekdays=_nth_weekdays(rule),
        irregular=bool(
            rule.set_positions
            or rule.week_numbers
            or rule.year_days
            or (not rule.ordinals_count_in_months and any(entry.nth is not None for entry in rule.weekdays))
        ),
    )


def day(on: date) -> DateFeatures:
    """The features of a date."""
    number, length, weekday = on.toordinal(), monthrange(on.year, on.month)[1], on.weekday()
    from_end = on.day - length - 1
    return DateFeatures(
        day_index=number,
        # Day 1 is the Monday of week 0.
        week_indexes=tuple((number - 1 - week_start) // 7 for week_start in range(7)),
        month_index=on.year * 12 + on.month - 1,
        year_index=on.year,
        month_bit=1 << on.month - 1,
        weekday_bit=1 << weekday,
        month_day_bits=_month_day_bit(on.day) | _month_day_bit(from_end),
        nth_weekday_codes=(_code(weekday, (on.day + 6) // 7), _code(weekday, -((6 - from_end) // 7))),
    )


def _month_day_bit(number: int) -> int:
    return 1 << (number - 1 if number > 0 else 30 - number)


def _nth_weekdays(rule: Rule) -> tuple[int, ...] | None:
    """The codes of weekdays with an ordinal. A weekday without one stands for its ordinals 1 to 5."""
    if all(entry.nth is None for entry in rule.weekdays) or not rule.ordinals_count_in_months:
        return None
    return tuple(sorted({_code(entry.weekday, nth) for entry in rule.weekdays for nth in _nths(entry)}))


def _nths(entry: NthWeekday) -> tuple[int, ...]:
    return (1, 2, 3, 4, 5) if entry.nth is None else (entry.nth,)


def _code(weekday: int, nth: int) -> int:
    return weekday * 11 + nth + 5
