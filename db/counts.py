"""Lower bounds for the number of dates and of conflicts in a window, counted by PostgreSQL before sessions are loaded.

Computing all dates only to refuse too long an answer takes seconds. So the dates are counted first, from the patterns
of the sessions (scheduling/pattern.py). A lower bound never refuses an answer that is short enough. An answer that is
too long in spite of its lower bound is refused later, when its dates are computed.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, exists, func, literal, literal_column, or_, select

from db import tables
from db.lists import SESSIONS
from db.relations import SESSION
from planner import Reader, Source, Statement, param, uuid_param
from scheduling import pattern, zones

MOST_GROUPS = 200
"""The number of groups, the largest first, whose dates are counted. The sessions of a group have the same pattern."""

PATTERN = ("period", "step", "phase", "week_start", "months", "weekdays", "month_days", "nth_weekdays")
ALIKE = (*PATTERN, "clinician_id", "location_id", "start_time", "end_time", "ends_next_day")


def _within(source: Source, names: Sequence[str]) -> list[ColumnElement[bool]]:
    """Sessions that match the filter, have a pattern, and run during the whole window."""
    ends = source.column("last_date")
    return [
        *(SESSIONS.filters[name].clause(source) for name in names),
        ~source.column("irregular"),
        source.column("start_date") <= param("from_", Date),
        or_(ends.is_(None), ends >= param("to", Date)),
    ]


@cache
def _dates(names: tuple[str, ...]) -> Statement:
    """The number of sessions with each pattern."""
    source = Source(SESSION)
    pattern_columns = [source.column(name) for name in PATTERN]
    count, wanted = func.count(), _within(source, names)
    clause = source.select(*pattern_columns, count).where(*wanted).group_by(*pattern_columns).order_by(count.desc())
    return Statement(clause.limit(literal_column(str(MOST_GROUPS))))


@cache
def _pairs(names: tuple[str, ...]) -> Statement:
    """The number of pairs of active sessions of one clinician at the same times and location, by their pattern.

    Sessions with exceptions are left out.
    """
    source = Source(SESSION)
    table = tables.session_exception
    has_exceptions = exists(
        select(literal(1))
        .select_from(table)
        .where(table.c.practice_id == uuid_param("practice_id"), table.c.session_id == source.column("id"))
    )
    columns = [source.column(name) for name in ALIKE]
    wanted = *_within(source, names), source.column("status") == "ACTIVE", ~has_exceptions
    groups = source.select().with_only_columns(*columns, func.count().label("n")).where(*wanted).group_by(*columns)
    alike = groups.subquery()
    pattern_columns = [alike.c[name] for name in PATTERN]
    pairs = func.sum(alike.c.n * (alike.c.n - 1) / 2)
    clause = select(*pattern_columns, pairs).where(alike.c.n > 1).group_by(*pattern_columns).order_by(pairs.desc())
    return Statement(clause.limit(literal_column(str(MOST_GROUPS))))


def _moved() -> Statement:
    exception = tables.session_exception.c
    in_window = exception.original_date.between(param("from_", Date), param("to", Date))
    of_practice = exception.practice_id == uuid_param("practice_id")
    return Statement(select(func.count()).where(of_practice, exception.date.is_not(None), in_window))


def _closed() -> Statement:
    closure = tables.closure.c
    in_window = closure.start_date <= param("to", Date), closure.end_date >= param("from_", Date)
    of_practice = closure.practice_id == uuid_param("practice_id")
    return Statement(select(closure.start_date, closure.end_date).where(of_practice, *in_window))


MOVED, CLOSED = _moved(), _closed()


async def dates(read: Reader, names: tuple[str, ...], from_: date, to: date, **values: Any) -> int:
    """A lower bound for the number of dates in the window of the sessions that match a filter."""
    groups = await read.fetch(_dates(names), from_=from_, to=to, **values)
    moved: int = (await read.fetch(MOVED, from_=from_, to=to))[0][0]
    return max(0, _counted(groups, _days(from_, to)) - moved)


async def conflicts(read: Reader, names: tuple[str, ...], from_: date, to: date, **values: Any) -> int:
    """A lower bound for the number of their conflicts with each other."""
    days = set(_days(from_, to))
    for first, last in await read.fetch(CLOSED, from_=zones.shifted(from_, -1), to=zones.shifted(to, 1)):
        # A date that a closure covers has a conflict with the closure only, in every time zone.
        days -= set(_days(max(zones.shifted(first, -1), from_), min(zones.shifted(last, 1), to)))
    return _counted(await read.fetch(_pairs(names), from_=from_, to=to, **values), sorted(days)) if days else 0


def _days(from_: date, to: date) -> list[date]:
    return [from_ + timedelta(days=number) for number in range((to - from_).days + 1)]


def _counted(groups: Iterable[Any], days: Sequence[date]) -> int:
    """The number of dates of the groups on these days, without the fullest day: a zone may have skipped one day."""
    features = [pattern.day(each) for each in days]
    groups = list(groups)
    by_day = [sum(int(row[-1]) for row in groups if _runs(row, day)) for day in features]
    total: int = sum(by_day)
    return total - max(by_day, default=0)


def _runs(row: Any, day: pattern.DateFeatures) -> bool:
    """Whether the pattern of a row has the day."""
    period, step, phase, week_start, months, weekdays, month_days, nth_weekdays = tuple(row)[:8]
    return bool(
        (months & day.month_bit and weekdays & day.weekday_bit and month_days & day.month_day_bits)
        and day.index(period, week_start) % step == phase
        and (nth_weekdays is None or not set(day.nth_weekday_codes).isdisjoint(nth_weekdays))
    )
