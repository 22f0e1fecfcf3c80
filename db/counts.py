"""Least numbers of dates and conflicts, counted by PostgreSQL before anything is loaded.

An answer that would be too long is refused for what its sessions' patterns alone say (scheduling/pattern.py), since to
find out by making the dates takes seconds. What is counted is there for sure, so nothing is refused that could have
been answered; what is not counted is found out as before, by making the dates.
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
"""Groups of sessions alike, the largest ones, whose dates are counted."""

PATTERN = ("period", "step", "phase", "week_start", "months", "weekdays", "month_days", "nth_weekdays")
ALIKE = (*PATTERN, "clinician_id", "location_id", "start_time", "end_time", "ends_next_day")


def _within(source: Source, names: Sequence[str]) -> list[ColumnElement[bool]]:
    """Sessions of the filter that run by a pattern from the window's first date to its last, at least."""
    ends = source.column("last_date")
    return [
        *(SESSIONS.filters[name].clause(source) for name in names),
        ~source.column("irregular"),
        source.column("start_date") <= param("from_", Date),
        or_(ends.is_(None), ends >= param("to", Date)),
    ]


@cache
def _dates(names: tuple[str, ...]) -> Statement:
    """How many sessions have each pattern."""
    source = Source(SESSION)
    own = [source.column(name) for name in PATTERN]
    many, wanted = func.count(), _within(source, names)
    clause = source.select(*own, many).where(*wanted).group_by(*own).order_by(many.desc())
    return Statement(clause.limit(literal_column(str(MOST_GROUPS))))


@cache
def _pairs(names: tuple[str, ...]) -> Statement:
    """How many pairs of active sessions of a clinician run at the same times at one place, by their pattern.

    Those with a date that was cancelled or moved are left out.
    """
    source = Source(SESSION)
    change = tables.session_exception
    changed = exists(
        select(literal(1))
        .select_from(change)
        .where(change.c.practice_id == uuid_param("practice_id"), change.c.session_id == source.column("id"))
    )
    own = [source.column(name) for name in ALIKE]
    wanted = *_within(source, names), source.column("status") == "ACTIVE", ~changed
    alike = source.select().with_only_columns(*own, func.count().label("n")).where(*wanted).group_by(*own).subquery()
    kinds = [alike.c[name] for name in PATTERN]
    pairs = func.sum(alike.c.n * (alike.c.n - 1) / 2)
    clause = select(*kinds, pairs).where(alike.c.n > 1).group_by(*kinds).order_by(pairs.desc())
    return Statement(clause.limit(literal_column(str(MOST_GROUPS))))


def _moved() -> Statement:
    change = tables.session_exception.c
    window = change.original_date.between(param("from_", Date), param("to", Date))
    here = change.practice_id == uuid_param("practice_id"), change.date.is_not(None), window
    return Statement(select(func.count()).where(*here))


def _closed() -> Statement:
    closure = tables.closure.c
    meets = closure.start_date <= param("to", Date), closure.end_date >= param("from_", Date)
    here = closure.practice_id == uuid_param("practice_id"), *meets
    return Statement(select(closure.start_date, closure.end_date).where(*here))


MOVED, CLOSED = _moved(), _closed()


async def dates(read: Reader, names: tuple[str, ...], from_: date, to: date, **values: Any) -> int:
    """A number of dates that the sessions of a filter have in the window at least."""
    groups = await read.fetch(_dates(names), from_=from_, to=to, **values)
    moved: int = (await read.fetch(MOVED, from_=from_, to=to))[0][0]
    return max(0, _counted(groups, _days(from_, to)) - moved)


async def conflicts(read: Reader, names: tuple[str, ...], from_: date, to: date, **values: Any) -> int:
    """A number of conflicts that they have at least."""
    days = set(_days(from_, to))
    for first, last in await read.fetch(CLOSED, from_=zones.shifted(from_, -1), to=zones.shifted(to, 1)):
        # What is closed is in conflict with the closure alone, wherever its day begins.
        days -= set(_days(max(zones.shifted(first, -1), from_), min(zones.shifted(last, 1), to)))
    return _counted(await read.fetch(_pairs(names), from_=from_, to=to, **values), sorted(days)) if days else 0


def _days(from_: date, to: date) -> list[date]:
    return [from_ + timedelta(days=number) for number in range((to - from_).days + 1)]


def _counted(groups: Iterable[Any], days: Sequence[date]) -> int:
    """How often the groups' members run on the days, without the fullest of these: a zone may have skipped it."""
    features = [pattern.day(each) for each in days]
    groups = list(groups)
    by_day = [sum(int(row[-1]) for row in groups if _runs(row, day)) for day in features]
    total: int = sum(by_day)
    return total - max(by_day, default=0)


def _runs(row: Any, day: pattern.Day) -> bool:
    """Whether a pattern has a day."""
    period, step, phase, week_start, months, weekdays, month_days, nth_weekdays = tuple(row)[:8]
    return bool(
        (months & day.month_bit and weekdays & day.weekday_bit and month_days & day.month_day_bits)
        and day.index(period, week_start) % step == phase
        and (nth_weekdays is None or not set(day.nth_weekday_codes).isdisjoint(nth_weekdays))
    )
