"""What a search for slots needs: the appointment type, the sessions that could offer it, and what is in the way.

Five statements, whatever the size of the practice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import exists, literal, select, union_all
from sqlalchemy.sql import ColumnElement

from db import tables
from db.calendar import around, closures_for, held_at, may_run, series_columns, series_of
from db.relations import SESSION
from planner import Reader, Source, Statement, among, uuid_param
from scheduling import slots
from scheduling.closures import Closure
from scheduling.occurrences import Series
from scheduling.slots import Search


@dataclass(frozen=True, slots=True)
class Loaded:
    """A search with all that it needs to be answered."""

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
def _sessions(*, clinicians: bool, locations: bool, explain: bool) -> Statement:
    """The sessions in question; each row ends with whether it allows the type."""
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
    return Statement(clause.order_by(source.column("name_key"), source.column("id")))


EVER = {"window_from": date.min, "window_to": date.max}
"""Why a session has no date in a window is told by all of its changes: one may have been moved out of its end."""
TYPE, INACTIVE = _type(), _inactive()


def _clinicians() -> Statement:
    table = tables.clinician.c
    return Statement(select(table.id).where(table.practice_id == uuid_param("practice_id"), among(table.id, "ids")))


CLINICIANS = _clinicians()


async def unknown_clinicians(read: Reader, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are no clinician's of the practice."""
    wanted = set(ids)
    return wanted - {row[0] for row in await read.fetch(CLINICIANS, ids=sorted(wanted))} if wanted else set()


async def load(read: Reader, given: Mapping[str, Any], asked: Search, *, explain: bool) -> Loaded | None:
    """Everything for a search; None where there is no such appointment type."""
    kind = await read.fetch(TYPE, appointment_type_id=given["appointment_type_id"])
    if not kind:
        return None
    minutes, modes, active = kind[0]
    asked = replace(asked, duration_minutes=minutes, delivery_modes=frozenset(modes), type_active=active)
    from_, to = slots.rows_window(asked)
    window = around(asked.from_, asked.to) if explain else {"window_from": from_, "window_to": to}
    lists = {name: given.get(name) for name in ("clinician_ids", "location_ids")}
    statement = _sessions(
        clinicians=lists["clinician_ids"] is not None, locations=lists["location_ids"] is not None, explain=explain
    )
    values = {"appointment_type_id": given["appointment_type_id"], **lists}
    rows = await read.fetch(statement, **window, **values)
    inactive = frozenset(row[0] for row in await read.fetch(INACTIVE))
    asked = replace(asked, inactive=inactive, not_allowed=frozenset(row[0] for row in rows if not row[-1]))
    series = await series_of(read, rows, **(EVER if explain else window))
    return Loaded(asked, series, await closures_for(read, series, **window))
