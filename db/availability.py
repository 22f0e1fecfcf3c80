"""Loads what a slot search needs: the appointment type, the sessions that may offer it, their exceptions, and closures.

Five statements, or six for an explanation, whatever the size of the practice.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import exists, literal, literal_column, select, union_all
from sqlalchemy.sql import ColumnElement

from db import tables
from db.calendar import SLICE, around, closures_for, held_at, may_run, series_columns, series_of
from db.relations import SESSION
from planner import BadInput, Reader, Source, Statement, among, uuid_param
from scheduling import slots, zones
from scheduling.closures import Closure
from scheduling.occurrences import Series
from scheduling.slots import Search


@dataclass(frozen=True, slots=True)
class LoadedSearch:
    """A slot search, with everything from which it is computed."""

    asked: Search
    series: tuple[Series, ...]
    closures: tuple[Closure, ...]


def _type() -> Statement:
    kind = tables.appointment_type.c
    columns = kind.duration_minutes, kind.delivery_modes, kind.active
    wanted = kind.practice_id == uuid_param("practice_id"), kind.id == uuid_param("appointment_type_id")
    return Statement(select(*columns).where(*wanted))


def _inactive() -> Statement:
    parts = (
        select(table.c.id).where(table.c.practice_id == uuid_param("practice_id"), ~table.c.active)
        for table in (tables.clinician, tables.location)
    )
    return Statement(union_all(*parts))


def _allows(source: Source) -> ColumnElement[bool]:
    link = tables.session_appointment_type
    return exists(
        select(literal(1))
        .select_from(link)
        .where(
            link.c.practice_id == uuid_param("practice_id"),
            link.c.session_id == source.column("id"),
            link.c.appointment_type_id == uuid_param("appointment_type_id"),
        )
    )


@cache
def _sessions(*, clinicians: bool, locations: bool, explain: bool, most: int) -> Statement:
    """The sessions of a search; for an explanation, all of them, and at most one more than `most`. The last column says
    whether the session allows the appointment type.
    """
    source = Source(SESSION)
    allows = _allows(source)
    columns = series_columns(source)
    clause = source.select(*columns, allows)
    if not explain:
        clause = clause.where(may_run(source), source.column("status") == "ACTIVE", allows)
    if clinicians:
        clause = clause.where(among(source.column("clinician_id"), "clinician_ids"))
    if locations:
        clause = clause.where(held_at(source))
    clause = clause.order_by(source.column("name_key"), source.column("id"))
    return Statement(clause.limit(literal_column(str(most + 1))) if explain else clause)


EVER = {"window_from": date.min, "window_to": date.max}
MOST_EXPLAINED = 1_000
"""The number of sessions that one explanation may have."""
MOST_REASONS = 25_000
"""The number of reasons that one explanation may have."""
TYPE, INACTIVE = _type(), _inactive()


def _clinicians() -> Statement:
    table = tables.clinician.c
    return Statement(select(table.id).where(table.practice_id == uuid_param("practice_id"), among(table.id, "ids")))


CLINICIANS = _clinicians()


async def unknown_clinicians(read: Reader, ids: Iterable[str]) -> set[str]:
    """The ids that belong to no clinician of the practice."""
    wanted = set(ids)
    return wanted - {row[0] for row in await read.fetch(CLINICIANS, ids=sorted(wanted))} if wanted else set()


async def load(read: Reader, given: Mapping[str, Any], asked: Search, *, explain: bool) -> LoadedSearch | None:
    """Loads everything for a search. None if there is no such appointment type."""
    kind = await read.fetch(TYPE, appointment_type_id=given["appointment_type_id"])
    if not kind:
        return None
    minutes, modes, active = kind[0]
    asked = replace(asked, duration_minutes=minutes, delivery_modes=frozenset(modes), type_active=active)
    from_, to = slots.rows_window(asked)
    window = around(asked.from_, asked.to) if explain else {"window_from": from_, "window_to": to}
    lists = {name: given.get(name) for name in ("clinician_ids", "location_ids")}
    statement = _sessions(
        clinicians=lists["clinician_ids"] is not None,
        locations=lists["location_ids"] is not None,
        explain=explain,
        most=MOST_EXPLAINED,
    )
    values = {"appointment_type_id": given["appointment_type_id"], **lists}
    rows = await read.fetch(statement, **window, **values)
    if explain and len(rows) > MOST_EXPLAINED:
        few = "narrow it by clinicianIds or locationIds, and ask for the others in further requests"
        raise BadInput(f"The search concerns more than {MOST_EXPLAINED:,} sessions: {few}.", "search")
    inactive = frozenset(row[0] for row in await read.fetch(INACTIVE))
    asked = replace(asked, inactive=inactive, not_allowed=frozenset(row[0] for row in rows if not row[-1]))
    series = await series_of(read, rows, **window)
    if explain:
        series = await _with_all_changes(read, asked, rows, series)
    return LoadedSearch(asked, series, await closures_for(read, series, **window))


async def _with_all_changes(
    read: Reader, asked: Search, rows: Sequence[Any], series: Sequence[Series]
) -> tuple[Series, ...]:
    """The sessions; those that may have no date in the window have all of their exceptions.

    Exceptions may be the reason: one may have moved a date out of the window.
    """
    absent = set()
    for place, one in enumerate(series, 1):
        if not _runs(asked, one):
            absent.add(one.session_id)
        if place % SLICE == 0:
            await asyncio.sleep(0)
    whole = await series_of(read, [row for row in rows if row[0] in absent], **EVER)
    return tuple({one.session_id: one for one in (*series, *whole)}.values())


def _runs(asked: Search, one: Series) -> bool:
    """Whether the first date of the rule in the window has no exception, and is at a location of the search."""
    first = one.schedule.next_date(asked.from_)
    if first is None or first > asked.to or not asked.includes_location(one.location_id):
        return False
    return (
        all(change.original_date != first for change in one.exceptions)
        and zones.steady_offset(first, one.zone) is not None
    )
