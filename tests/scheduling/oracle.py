"""The dates of an RRULE by walking the days and asking of each whether the rule's definition matches.

Written from RFC 5545, section 3.3.10, sharing nothing with `scheduling`: it reads the text itself, counts weeks and
weekdays by listing them, and is as slow as that sounds.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
A_DAY = timedelta(days=1)


@lru_cache(maxsize=100)
def _read(rrule: str) -> dict[str, str]:
    return dict(part.split("=") for part in rrule.split(";"))


@lru_cache(maxsize=1000)
def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def dates(rrule: str, start: date, *, from_: date, to: date) -> list[date]:
    """The rule's dates in the window, both ends included, `start` standing for DTSTART."""
    parts = _read(rrule)
    count = int(parts.get("COUNT", 1_000_000))
    until = parts.get("UNTIL", "99991231")
    found = []
    day = start if "COUNT" in parts else max(start, from_)
    while day <= to and f"{day:%Y%m%d}" <= until and count:
        if matches(rrule, start, day):
            count -= 1
            if day >= from_:
                found.append(day)
        day += A_DAY
    return found


def matches(rrule: str, start: date, day: date) -> bool:
    """Whether the day is in one of the rule's periods, and allowed there; UNTIL and COUNT aside."""
    parts = _read(rrule)
    interval, week_start = int(parts.get("INTERVAL", 1)), CODES.index(parts.get("WKST", "MO"))
    if day < start or _periods_since(parts["FREQ"], start, day, week_start) % interval:
        return False
    if "BYSETPOS" not in parts:
        return allowed(rrule, start, day)
    candidates = _candidates(rrule, start, *_period(parts["FREQ"], day, week_start))
    if day not in candidates:
        return False
    place = candidates.index(day)
    return bool({place + 1, place - len(candidates)} & set(_numbers(parts["BYSETPOS"])))


@lru_cache(maxsize=1000)
def _candidates(rrule: str, start: date, first: date, last: date) -> list[date]:
    return [day for day in _days(first, last) if allowed(rrule, start, day)]


def allowed(rrule: str, start: date, day: date) -> bool:
    """Whether every BY part allows the day, with what is missing taken from the start."""
    parts = _read(rrule)
    frequency, week_start = parts["FREQ"], CODES.index(parts.get("WKST", "MO"))
    tests = []
    if "BYMONTH" in parts:
        tests.append(day.month in _numbers(parts["BYMONTH"]))
    if "BYWEEKNO" in parts:
        tests.append(bool(_week_numbers(day, week_start) & set(_numbers(parts["BYWEEKNO"]))))
    if "BYYEARDAY" in parts:
        days_of_year = _days(date(day.year, 1, 1), date(day.year, 12, 31))
        tests.append(_is_one_of(day, days_of_year, _numbers(parts["BYYEARDAY"])))
    if "BYMONTHDAY" in parts:
        # Decided against RFC 5545's table: a year's days of a month are those of the start's month.
        if frequency == "YEARLY" and not parts.keys() & {"BYMONTH", "BYWEEKNO", "BYYEARDAY"}:
            numbered = any(len(value) > 2 for value in parts.get("BYDAY", "").split(","))
            tests.append(numbered or day.month == start.month)
        tests.append(_is_one_of(day, _month(day), _numbers(parts["BYMONTHDAY"])))
    if "BYDAY" in parts:
        in_month = frequency == "MONTHLY" or "BYMONTH" in parts
        scope = _month(day) if in_month else _days(date(day.year, 1, 1), date(day.year, 12, 31))
        tests.append(any(_is_weekday(day, value, scope) for value in parts["BYDAY"].split(",")))
    if not parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY"}:
        if frequency == "WEEKLY" or "BYWEEKNO" in parts:
            tests.append(day.weekday() == start.weekday())
        elif frequency in ("MONTHLY", "YEARLY"):
            tests.append(day.day == start.day)
            tests.append(frequency == "MONTHLY" or "BYMONTH" in parts or day.month == start.month)
    return all(tests)


def _is_weekday(day: date, value: str, scope: tuple[date, ...]) -> bool:
    nth, weekday = value[:-2], CODES.index(value[-2:])
    if day.weekday() != weekday:
        return False
    return not nth or _is_one_of(day, [other for other in scope if other.weekday() == weekday], [int(nth)])


def _is_one_of(day: date, among: "tuple[date, ...] | list[date]", places: list[int]) -> bool:
    return any(among[place - 1 if place > 0 else place] == day for place in places if abs(place) <= len(among))


@lru_cache(maxsize=5000)
def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + n * A_DAY for n in range((last - first).days + 1))


def _month(day: date) -> tuple[date, ...]:
    return _days(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


@lru_cache(maxsize=5000)
def _week(day: date, week_start: int) -> tuple[date, ...]:
    while day.weekday() != week_start:
        day -= A_DAY
    return _days(day, day + 6 * A_DAY)


def _period(frequency: str, day: date, week_start: int) -> tuple[date, date]:
    match frequency:
        case "DAILY":
            return day, day
        case "WEEKLY":
            week = _week(day, week_start)
            return week[0], week[-1]
        case "MONTHLY":
            return _month(day)[0], _month(day)[-1]
        case _:
            return date(day.year, 1, 1), date(day.year, 12, 31)


def _periods_since(frequency: str, start: date, day: date, week_start: int) -> int:
    match frequency:
        case "DAILY":
            return (day - start).days
        case "WEEKLY":
            return (_week(day, week_start)[0] - _week(start, week_start)[0]).days // 7
        case "MONTHLY":
            return (day.year - start.year) * 12 + day.month - start.month
        case _:
            return day.year - start.year


@lru_cache(maxsize=5000)
def _week_numbers(day: date, week_start: int) -> set[int]:
    """The number of the day's week from its year's start and from its end."""
    week = _week(day, week_start)
    for year in (day.year - 1, day.year, day.year + 1):
        weeks = _weeks_of(year, week_start)
        if week[0] in weeks:
            return {weeks.index(week[0]) + 1, weeks.index(week[0]) - len(weeks)}
    raise AssertionError("every week has its year")


@lru_cache(maxsize=5000)
def _weeks_of(year: int, week_start: int) -> list[date]:
    """The first days of the year's weeks: those with four days or more in it."""
    around = _days(date(year - 1, 12, 20), date(year + 1, 1, 10))
    return [
        day
        for day in around
        if day.weekday() == week_start and sum(other.year == year for other in _week(day, week_start)) >= 4
    ]
