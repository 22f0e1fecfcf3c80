"""Loads the sessions, exceptions and closures of a window, from which scheduling/ computes occurrences and conflicts.

Each answer takes a fixed number of statements, whatever the number of sessions.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    Boolean,
    Date,
    Text,
    Time,
    Uuid,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql import ColumnElement, Select

from db import counts, tables
from db.lists import SESSIONS, in_range
from db.relations import CLOSURE, SESSION, SESSION_EXCEPTION
from planner import BadInput, Reader, Source, Statement, among, among_hashed, param, uuid_param
from scheduling import conflicts, effort, occurrences, zones
from scheduling.closures import Closure
from scheduling.exceptions import DateException
from scheduling.occurrences import CLOSURE_MARGIN_DAYS, Occurrence, Series
from scheduling.schedule import stored

T = TypeVar("T")

ONE_SESSION_DAYS = 366
PRACTICE_DAYS = 93
FOREVER = date.max

MOST_ON_EVENT_LOOP = 2
"""Up to this number of sessions, exceptions and closures, conflicts are searched for on the event loop: this takes 0.3
ms for 93 days of two weekly sessions, and 1.6 ms for two daily ones. A thread would cost 0.06 to 0.09 ms of CPU more.
"""

DAYTIME = time(6), time(20)
"""The hours in which no zone changes its clocks. tests/scheduling/test_zone_rules.py checks the rules of all zones."""

MOST_OCCURRENCES = 25_000
MOST_CONFLICTS = 5_000
MOST_SESSIONS = 5_000
"""Sessions that match a filter and may run in a window, for their occurrences or conflicts."""
SLICE = 100
"""Rules that are parsed at a time, which takes some milliseconds."""
MOST_COMPARED = 10_000
"""The same together with the other sessions of their clinicians, with which they may be in conflict."""


def window(arguments: Mapping[str, Any], *path: str, days: int) -> tuple[date, date]:
    """The window from `from` to `to`, both included. Raises BadInput if it ends before it starts, or is too long."""
    from_, to = arguments["from"], arguments["to"]
    if from_ > to:
        raise BadInput("from must not be after to.", *path, "from")
    if (to - from_).days >= days:
        raise BadInput(f"The window may have {days} days at most.", *path, "to")
    return from_, to


# ---------------------------------------------------------------- what is loaded


def may_run(source: Source) -> ColumnElement[bool]:
    """The session may have an occurrence in the window, by its rule or by an exception that moves a date there."""
    return or_(in_range(source, "window_from", "window_to"), moved_here(source))


def moved_here(source: Source) -> ColumnElement[bool]:
    """An exception of the session moves a date into the window."""
    moved = tables.session_exception.c.date
    return _has_exception(source, moved.between(param("window_from", Date), param("window_to", Date)))


def held_at(source: Source) -> ColumnElement[bool]:
    """The session's location, or the location of one of its exceptions, is among `location_ids`."""
    moved = tables.session_exception.c.location_id
    usual = among_hashed(source.column("location_id"), "location_ids")
    return or_(usual, _has_exception(source, among_hashed(moved, "location_ids")))


def _has_exception(source: Source, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    table = tables.session_exception
    of_session = table.c.practice_id == uuid_param("practice_id"), table.c.session_id == source.column("id")
    return exists(select(literal(1)).select_from(table).where(*of_session, condition))


def _zone(source: Source) -> ColumnElement[Any]:
    return func.coalesce(source.column("location.time_zone"), source.column("practice.time_zone"))


SERIES = (
    "id",
    "clinician_id",
    "location_id",
    "allow_remote",
    "start_date",
    "start_time",
    "end_time",
    "ends_next_day",
    "rrule",
    "last_date",
    "status",
    "name",
)


def series_columns(source: Source) -> list[ColumnElement[Any]]:
    """The columns that `series_of` reads."""
    return [*(source.column(name) for name in SERIES), _zone(source)]


def _series(source: Source, *conditions: ColumnElement[bool]) -> Statement:
    return Statement(source.select(*series_columns(source)).where(*conditions))


@cache
def _filtered(names: tuple[str, ...], most: int) -> Statement:
    source = Source(SESSION)
    wanted = _matching(source, names)  # before `select`, because filters add joins
    return _at_most(source.select(*series_columns(source)).where(*wanted), most)


def _at_most(clause: Select[Any], most: int) -> Statement:
    """Limited to one row more than the limit, which shows that there are too many."""
    return Statement(clause.limit(literal_column(str(most + 1))))


@cache
def _filtered_ids(names: tuple[str, ...], most: int) -> Statement:
    source = Source(SESSION)
    wanted = *_matching(source, names), source.column("status") == "ACTIVE"
    return _at_most(source.select(source.column("id")).where(*wanted), most)


def _matching(source: Source, names: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [*(SESSIONS.filters[name].clause(source) for name in names), may_run(source)]


def _by_id() -> Statement:
    source = Source(SESSION)
    return _series(source, among(source.column("id"), "ids"))


def _by_id_with_others() -> Statement:
    """The sessions with these ids, and the active ones of the same clinicians that may run in the window."""
    source = Source(SESSION)
    other = tables.session.alias("other")
    clinicians = select(other.c.clinician_id).where(
        other.c.practice_id == uuid_param("practice_id"), among(other.c.id, "ids")
    )
    others = (source.column("status") == "ACTIVE") & may_run(source)
    wanted = or_(among_hashed(source.column("id"), "ids"), others)
    rows = source.select(*series_columns(source)).where(source.column("clinician_id").in_(clinicians), wanted)
    return _at_most(rows, MOST_COMPARED)


def _of_clinicians() -> Statement:
    source = Source(SESSION)
    wanted = among(source.column("clinician_id"), "clinicians"), source.column("status") == "ACTIVE", may_run(source)
    return _series(source, *wanted)


def _may_overlap() -> Statement:
    """The active sessions of clinicians that may run in a window, without those that cannot overlap the given hours.

    In one zone, times of day that do not overlap do not overlap on any date. Sessions in another zone, with exceptions,
    or outside of DAYTIME are always included, because a clock change moves the hours of the night.
    """
    source = Source(SESSION)
    start, end = source.column("start_time"), source.column("end_time")
    of_practice = tables.session_exception.c.practice_id == uuid_param("practice_id")
    may_overlap = or_(
        (start < param("hours_end", Time)) & (end > param("hours_start", Time)),
        source.column("ends_next_day"),
        start < literal(DAYTIME[0], Time),
        end > literal(DAYTIME[1], Time),
        _zone(source) != param("hours_zone"),
        exists(select(literal(1)).where(of_practice, tables.session_exception.c.session_id == source.column("id"))),
    )
    clinicians = among(source.column("clinician_id"), "clinicians")
    return _series(source, clinicians, source.column("status") == "ACTIVE", may_run(source), may_overlap)


def hours_of(new: Sequence[Series]) -> dict[str, Any]:
    """The parameters of MAY_OVERLAP for new sessions: their hours and zone. Without one common zone, the zone is "",
    and no session is left out.
    """
    starts = min(one.schedule.start_time for one in new)
    ends = max(one.schedule.end_time for one in new)
    steady = DAYTIME[0] <= starts and ends <= DAYTIME[1]
    steady = steady and not any(one.exceptions or one.schedule.ends_next_day for one in new)
    zone = new[0].zone if steady and len({one.zone for one in new}) == 1 else ""
    return {"hours_start": starts, "hours_end": ends, "hours_zone": zone}


@cache
def _active(*, clinician: bool, location: bool) -> Statement:
    """The active sessions that may run in a window, perhaps only those of one clinician, or at some locations."""
    source = Source(SESSION)
    wanted = [source.column("status") == "ACTIVE", may_run(source)]
    if clinician:
        wanted.append(source.column("clinician_id") == uuid_param("clinician_id"))
    if location:
        wanted.append(held_at(source))
    return _series(source, *wanted)


def _zone_at() -> Statement:
    location, practice = tables.location.c, tables.practice.c
    of_location = select(location.time_zone).where(
        location.practice_id == uuid_param("practice_id"), location.id == uuid_param("location_id")
    )
    zone = func.coalesce(of_location.scalar_subquery(), practice.time_zone)
    return Statement(select(zone).where(practice.id == uuid_param("practice_id")))


EXCEPTION = ("session_id", "original_date", "cancelled", "date", "start_time", "end_time", "location_id", "reason")
DATES = ("original_date", "date")
"""An exception matters for a window if one of these dates is in it."""


def _exceptions() -> Statement:
    source = Source(SESSION_EXCEPTION)
    in_window = [source.column(name).between(param("window_from", Date), param("window_to", Date)) for name in DATES]
    columns = [source.column(name) for name in EXCEPTION]
    return Statement(
        source.select(*columns, _zone(source)).where(among(source.column("session_id"), "ids"), or_(*in_window))
    )


COLUMNS_OF_CLOSURE = (
    "id",
    "title",
    "kind",
    "clinician_id",
    "location_id",
    "start_date",
    "end_date",
    "start_time",
    "end_time",
)


def _closures() -> Statement:
    source = Source(CLOSURE)
    columns = [source.column(name) for name in COLUMNS_OF_CLOSURE]
    concerns = (
        source.column("start_date") <= param("window_to", Date),
        source.column("end_date") >= param("window_from", Date),
        or_(source.column("clinician_id").is_(None), among(source.column("clinician_id"), "clinicians")),
        or_(source.column("location_id").is_(None), among(source.column("location_id"), "locations")),
    )
    order = source.column("start_date"), source.column("id")
    return Statement(source.select(*columns, _zone(source)).where(*concerns).order_by(*order))


def _exceptions_and_closures() -> Statement:
    """The rows of EXCEPTIONS and of CLOSURES in one round trip, with the closures of locations that dates are moved to.

    The first column says whether the row is a closure. Of a closure, the next ones are those of CLOSURE_AS_EXCEPTION.
    """
    exception, closure = Source(SESSION_EXCEPTION), Source(CLOSURE)
    in_window = [exception.column(name).between(param("window_from", Date), param("window_to", Date)) for name in DATES]
    columns = [exception.column(name) for name in EXCEPTION]
    found = (
        exception.select(literal_column("false"), *columns, _zone(exception), cast(null(), Text), cast(null(), Text))
        .where(among(exception.column("session_id"), "ids"), or_(*in_window))
        .cte("exceptions")
    )
    places = select(cast(found.c[f"c{1 + EXCEPTION.index('location_id')}"], Uuid(as_uuid=False)))
    concerns = (
        closure.column("start_date") <= param("window_to", Date),
        closure.column("end_date") >= param("window_from", Date),
        or_(closure.column("clinician_id").is_(None), among_hashed(closure.column("clinician_id"), "clinicians")),
        or_(
            closure.column("location_id").is_(None),
            among_hashed(closure.column("location_id"), "locations"),
            closure.column("location_id").in_(places),
        ),
    )
    columns = [cast(null(), Boolean) if name is None else closure.column(name) for name in CLOSURE_AS_EXCEPTION]
    more = closure.column("kind"), closure.column("clinician_id")
    closures = closure.select(literal_column("true"), *columns, _zone(closure), *more).where(*concerns)
    return Statement(union_all(select(found), closures).order_by(literal_column("3"), literal_column("2")))


CLOSURE_AS_EXCEPTION = ("id", "start_date", None, "end_date", "start_time", "end_time", "location_id", "title")
"""The columns of a closure that stand where EXCEPTION has a column of the same type, and None where it has none."""

BY_ID, BY_ID_WITH_OTHERS, OF_CLINICIANS, MAY_OVERLAP = _by_id(), _by_id_with_others(), _of_clinicians(), _may_overlap()
EXCEPTIONS, CLOSURES, ZONE_AT = _exceptions(), _closures(), _zone_at()
EXCEPTIONS_AND_CLOSURES = _exceptions_and_closures()


@dataclass(frozen=True, slots=True)
class Loaded:
    """Sessions, with the closures that concern them in a window."""

    series: tuple[Series, ...]
    closures: tuple[Closure, ...]
    names: Mapping[str, str]


def around(from_: date, to: date) -> dict[str, date]:
    """The window with a margin: occurrences in other zones and overnight reach into it from the days around it."""
    margin = CLOSURE_MARGIN_DAYS
    return {"window_from": zones.shifted(from_, -margin), "window_to": zones.shifted(to, margin)}


async def _load(read: Reader, statement: Statement, from_: date, to: date, **values: Any) -> Loaded:
    """The sessions of a statement, their exceptions and closures, in a window with its margin."""
    rows = await read.fetch(statement, **around(from_, to), **values)
    if statement is BY_ID_WITH_OTHERS and len(rows) > MOST_COMPARED:
        raise _too_many_sessions(MOST_COMPARED, "of these clinicians")
    return await _loaded(read, rows, from_, to)


async def _loaded(read: Reader, rows: Sequence[Any], from_: date, to: date) -> Loaded:
    wide = around(from_, to)
    series = await series_of(read, rows, **wide)
    return Loaded(series, await closures_for(read, series, **wide), {row[0]: row[11] for row in rows})


async def series_of(read: Reader, rows: Sequence[Any], **window: date) -> tuple[Series, ...]:
    """The sessions of rows that begin with `series_columns`, with their exceptions that matter for the window."""
    exceptions: dict[str, list[DateException]] = {row[0]: [] for row in rows}
    for row in await read.fetch(EXCEPTIONS, ids=list(exceptions), **window) if exceptions else ():
        exceptions[row[0]].append(_exception(row))
    return await _with_exceptions(rows, exceptions)


def _exception(row: Sequence[Any]) -> DateException:
    return DateException(
        original_date=row[1],
        cancelled=row[2],
        date=row[3],
        start_time=row[4],
        end_time=row[5],
        location_id=row[6],
        zone=row[8] if row[6] is not None else None,
        reason=row[7],
    )


def _closure(values: Mapping[str | None, Any], zone: str) -> Closure:
    """The closure that has these values in COLUMNS_OF_CLOSURE."""
    return Closure(**{name: values[name] for name in COLUMNS_OF_CLOSURE}, zone=zone)


async def _with_exceptions(
    rows: Sequence[Any], exceptions: Mapping[str, Sequence[DateException]]
) -> tuple[Series, ...]:
    """The sessions of the rows. Other requests run between slices of them."""
    found = []
    for place, row in enumerate(rows, 1):
        one = Series(
            session_id=row[0],
            clinician_id=row[1],
            location_id=row[2],
            allow_remote=row[3],
            zone=row[12],
            schedule=stored(row[4], row[5], row[6], row[7], row[8], row[9]),
            active=row[10] == "ACTIVE",
            exceptions=tuple(exceptions[row[0]]),
        )
        found.append(one)
        if place % SLICE == 0:
            await asyncio.sleep(0)
    return tuple(found)


async def series_and_closures(
    read: Reader, rows: Sequence[Any], new: Sequence[Series], **window: date
) -> tuple[tuple[Series, ...], tuple[Closure, ...]]:
    """`series_of` the rows, and `closures_for` these and `new`, in one round trip."""
    exceptions: dict[str, list[DateException]] = {row[0]: [] for row in rows}
    clinicians = distinct([row[1] for row in rows] + [one.clinician_id for one in new])
    moved = [exception.location_id for one in new for exception in one.exceptions]
    locations = distinct([row[2] for row in rows] + [one.location_id for one in new] + moved)
    closures = []
    concerned = {"ids": list(exceptions), "clinicians": clinicians, "locations": locations}
    for is_closure, *row in await read.fetch(EXCEPTIONS_AND_CLOSURES, **concerned, **window):
        if is_closure:
            *values, zone, kind, clinician_id = row
            named = dict(zip(CLOSURE_AS_EXCEPTION, values, strict=True))
            closures.append(_closure({**named, "kind": kind, "clinician_id": clinician_id}, zone))
        else:
            exceptions[row[0]].append(_exception(row))
    return await _with_exceptions(rows, exceptions), tuple(closures)


async def closures_for(read: Reader, series: Sequence[Series], **window: date) -> tuple[Closure, ...]:
    """The closures that share a date with the window and concern the sessions, at all locations of their exceptions."""
    if not series:
        return ()
    locations = [one.location_id for one in series]
    locations += [exception.location_id for one in series for exception in one.exceptions]
    concerned = {"clinicians": distinct(one.clinician_id for one in series), "locations": distinct(locations)}
    rows = await read.fetch(CLOSURES, **concerned, **window)
    return tuple(_closure(dict(zip(COLUMNS_OF_CLOSURE, row[:-1], strict=True)), row[-1]) for row in rows)


# ---------------------------------------------------------------- occurrences and conflicts


def distinct(ids: Iterable[str | None]) -> list[str]:
    """The ids without None, each once."""
    return list(dict.fromkeys(an_id for an_id in ids if an_id is not None))


async def occurrences_of(read: Reader, ids: Iterable[str | None], from_: date, to: date) -> dict[str, list[Occurrence]]:
    """The occurrences of sessions in a window, in order of start, by session. Raises BadInput if there are too many."""
    async with read.loading():
        loaded = await _load(read, BY_ID, from_, to, ids=distinct(ids))
    found: dict[str, list[Occurrence]] = {}
    for occurrence in await _expanded(read, loaded, from_, to):
        found.setdefault(occurrence.session_id, []).append(occurrence)
    return found


async def next_occurrences(read: Reader, ids: Iterable[str | None]) -> dict[str, Occurrence | None]:
    """The next occurrence of sessions, by session."""
    async with read.loading():
        loaded = await _load(read, BY_ID, occurrences.since(read.now), FOREVER, ids=distinct(ids))
    size = effort.NEXT * len(loaded.series) + sum(len(one.exceptions) for one in loaded.series)
    return await read.compute(size, occurrences.next_occurrences, loaded.series, loaded.closures, now=read.now)


async def conflicts_of(
    read: Reader, ids: Iterable[str | None], from_: date, to: date
) -> dict[str, list[conflicts.Conflict]]:
    """The conflicts of sessions in a window, by session; of two that overlap, each has it from its own side."""
    wanted = distinct(ids)
    async with read.loading():
        loaded = await _load(read, BY_ID_WITH_OTHERS, from_, to, ids=wanted)
    found: dict[str, list[conflicts.Conflict]] = {session_id: [] for session_id in wanted}
    for conflict in await _conflicts(read, conflicts.of_each, loaded, wanted, from_, to):
        found[conflict.occurrence.session_id].append(conflict)
    return found


async def _conflicts(
    read: Reader,
    find: Callable[..., list[conflicts.Conflict]],
    loaded: Loaded,
    about: Sequence[str],
    from_: date,
    to: date,
) -> list[conflicts.Conflict]:
    try:
        return await read.compute(
            _size(loaded, from_, to),
            find,
            loaded.series,
            loaded.closures,
            from_=from_,
            to=to,
            names=loaded.names,
            about=about,
            most=MOST_CONFLICTS,
        )
    except conflicts.TooMany:
        raise _too_many_conflicts() from None


def _size(loaded: Loaded, from_: date, to: date) -> int:
    return effort.expansion(loaded.series, loaded.closures, from_, to)


async def occurrences_in(read: Reader, given: Mapping[str, Any] | None, from_: date, to: date) -> list[Occurrence]:
    """The occurrences of all sessions that match a filter, by start; BadInput where there are too many."""
    async with read.loading():
        names, values = await _conditions(read, given)
        rows = await read.fetch(_filtered(names, MOST_SESSIONS), **around(from_, to), **values)
        if len(rows) > MOST_SESSIONS:
            raise _too_many_sessions(MOST_SESSIONS)
        at_worst = len(rows) * _days(from_, to)
        if at_worst > MOST_OCCURRENCES and await counts.dates(read, names, from_, to, **values) > MOST_OCCURRENCES:
            raise _too_many_dates()
        loaded = await _loaded(read, rows, from_, to)
    return await _expanded(read, loaded, from_, to)


async def conflicts_in(
    read: Reader, given: Mapping[str, Any] | None, from_: date, to: date
) -> list[conflicts.Conflict]:
    """The conflicts of all sessions that match a filter, each pair once; BadInput where there are too many."""
    async with read.loading():
        names, values = await _conditions(read, given)
        rows = await read.fetch(_filtered_ids(names, MOST_SESSIONS), **around(from_, to), **values)
        about = [row[0] for row in rows]
        if len(about) > MOST_SESSIONS:
            raise _too_many_sessions(MOST_SESSIONS)
        pairs = len(about) * (len(about) - 1) // 2 * _days(from_, to)
        if pairs > MOST_CONFLICTS and await counts.conflicts(read, names, from_, to, **values) > MOST_CONFLICTS:
            raise _too_many_conflicts()
        loaded = await _load(read, BY_ID_WITH_OTHERS, from_, to, ids=about)
    return await _conflicts(read, conflicts.find, loaded, about, from_, to)


def _days(from_: date, to: date) -> int:
    return (to - from_).days + 1


def _too_many_sessions(most: int, whose: str = "that match") -> BadInput:
    narrower = "narrow the filter, to some clinicians or locations for example"
    return BadInput(f"More than {most:,} sessions {whose} may run in the window: {narrower}.", "filter")


def _too_many_dates() -> BadInput:
    return BadInput(f"The window has more than {MOST_OCCURRENCES:,} dates: ask for fewer days.", "to")


def _too_many_conflicts() -> BadInput:
    return BadInput(f"The window has more than {MOST_CONFLICTS:,} conflicts: ask for fewer days.", "to")


async def first_conflicts(
    loaded: Loaded, from_: date, to: date, *, about: Collection[str], limit: int
) -> list[conflicts.Conflict]:
    """The first `limit` conflicts of the sessions `about` in a window."""

    def found() -> list[conflicts.Conflict]:
        series, closures = loaded.series, loaded.closures
        return conflicts.first(series, closures, from_=from_, to=to, names=loaded.names, about=about, limit=limit)

    return await compared(loaded, found)


async def compared(loaded: Loaded, work: Callable[[], T]) -> T:
    """The result of a search for conflicts among what was loaded: on a thread, unless there is little to do."""
    size = len(loaded.series) + len(loaded.closures) + sum(len(one.exceptions) for one in loaded.series)
    return work() if size <= MOST_ON_EVENT_LOOP else await asyncio.to_thread(work)


async def held_at_location(read: Reader, location_id: str) -> tuple[Series, ...]:
    """The active sessions at a location, or with a date that is moved there, with all of their exceptions."""
    ever = {"window_from": date.min, "window_to": date.max}
    statement = _active(clinician=False, location=True)
    return await series_of(read, await read.fetch(statement, location_ids=[location_id], **ever), **ever)


async def of_clinicians(read: Reader, clinicians: Collection[str], from_: date, to: date) -> Loaded:
    """The active sessions of clinicians that may run in a window."""
    return await _load(read, OF_CLINICIANS, from_, to, clinicians=list(clinicians))


async def with_others(read: Reader, new: Sequence[Series], names: Mapping[str, str], from_: date, to: date) -> Loaded:
    """New or changed sessions, with the stored sessions of their clinicians that may overlap them."""
    wide, new_ids = around(from_, to), {one.session_id for one in new}
    clinicians = distinct(one.clinician_id for one in new)
    rows = await read.fetch(MAY_OVERLAP, clinicians=clinicians, **hours_of(new), **wide)
    others = [row for row in rows if row[0] not in new_ids]
    series, closures = await series_and_closures(read, others, new, **wide)
    return Loaded((*new, *series), closures, {row[0]: row[11] for row in others} | {**names})


async def occurrences_of_dates(read: Reader, wanted: Sequence[tuple[str, date]]) -> dict[tuple[str, date], Occurrence]:
    """The occurrences that sessions and original dates name; those that do not occur are left out."""
    if not wanted:
        return {}
    first, last = min(on for _, on in wanted), max(on for _, on in wanted)
    rows = await read.fetch(BY_ID, ids=distinct(an_id for an_id, _ in wanted))
    window = {"window_from": first, "window_to": last}
    by_id = {one.session_id: one for one in await series_of(read, rows, **window)}
    pairs = [(by_id[an_id], on) for an_id, on in dict.fromkeys(wanted) if an_id in by_id]
    if not pairs:
        return {}
    held = [occurrences.held_on(*pair) for pair in pairs]
    closures = await closures_for(read, list(by_id.values()), **around(min(held), max(held)))
    found = await asyncio.to_thread(occurrences.of_dates, pairs, closures)
    return {(one.session_id, one.original_date): one for one in found if one is not None}


async def occurrence_of(read: Reader, series: Series, original_date: date) -> Occurrence | None:
    """The occurrence of an original date, also if it was moved; None if its start does not exist in the zone.

    `series` must have the exception of that date, if there is one.
    """
    held = next((one.held_on for one in series.exceptions if one.original_date == original_date), original_date)
    closures = await closures_for(read, [series], **around(held, held))
    found = occurrences.expand([series], closures, from_=held, to=held)
    return next((one for one in found if one.original_date == original_date), None)


async def affected(read: Reader, closure_id: str, values: Mapping[str, Any]) -> list[Occurrence]:
    """The first 100 occurrences of active sessions that a closure covers, wholly or partly.

    `values` are the closure's columns.
    """
    concerned = {"clinician_id": values["clinician_id"], "location_ids": [values["location_id"]]}
    statement = _active(clinician=values["clinician_id"] is not None, location=values["location_id"] is not None)
    loaded = await _load(read, statement, values["start_date"], values["end_date"], **concerned)
    stored_closure = next((closure for closure in loaded.closures if closure.id == closure_id), None)
    if stored_closure is None:
        return []
    return await asyncio.to_thread(occurrences.affected, stored_closure, loaded.series, loaded.closures)


async def _conditions(read: Reader, given: Mapping[str, Any] | None) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of a filter's conditions, and the parameters of their clauses."""
    conditions = {name: value for name, value in (given or {}).items() if value is not None}
    values: dict[str, Any] = {}
    for name, value in conditions.items():
        condition = SESSIONS.filters[name]
        values |= condition.values(value)
        if condition.lookup is not None:
            values |= await condition.lookup(read, value)
    return tuple(sorted(conditions)), values


async def _expanded(read: Reader, loaded: Loaded, from_: date, to: date) -> list[Occurrence]:
    found = await read.compute(
        _size(loaded, from_, to),
        occurrences.expand,
        loaded.series,
        loaded.closures,
        from_=from_,
        to=to,
        most=MOST_OCCURRENCES,
    )
    if len(found) > MOST_OCCURRENCES:
        raise _too_many_dates()
    return found


async def zone_at(read: Reader, location_id: str | None) -> str:
    """The IANA zone of a location, else the practice's."""
    zone: str = (await read.fetch(ZONE_AT, location_id=location_id))[0][0]
    return zone
