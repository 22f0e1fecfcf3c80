"""Reads and locks the clinicians, locations and appointment types that a new row refers to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, literal, null, select, true, union_all
from sqlalchemy.sql import ColumnElement

from db import tables
from db.transaction import Transaction
from planner import Statement, among, param, uuid_param


@dataclass(frozen=True, slots=True)
class Reference:
    id: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class References:
    """The clinicians, locations and appointment types that exist, of those with given ids."""

    found: Mapping[tuple[str, str], Reference]
    """By kind ("clinician", "location", "appointment type") and id."""
    zones: Mapping[str | None, str]
    """The IANA zone of each location; of no location: the practice's."""


def _rows(table: Table, zone: ColumnElement[Any], *, lock: bool = False) -> Select[Any]:
    """The rows whose ids are the parameter of the table's name, each with its kind in words."""
    wanted = table.c.practice_id == uuid_param("practice_id"), among(table.c.id, table.name)
    rows = select(table.c.id, table.c.name, table.c.active, zone.label("zone")).where(*wanted).order_by(table.c.id)
    locked = rows.with_for_update(key_share=True, read=not lock).cte(f"locked_{table.name}")
    return select(literal(table.name.replace("_", " ")), locked.c.id, locked.c.name, locked.c.active, locked.c.zone)


def _hold(*, lock: bool) -> Statement:
    practice = tables.practice.c
    practice_row = select(literal("practice"), practice.id, practice.name, true(), practice.time_zone)
    return Statement(
        union_all(
            practice_row.where(practice.id == uuid_param("practice_id")),
            _rows(tables.clinician, null(), lock=lock),
            _rows(tables.location, tables.location.c.time_zone),
            _rows(tables.appointment_type, null()),
        )
    )


HOLD, HOLD_AND_LOCK = _hold(lock=False), _hold(lock=True)


async def hold(
    tx: Transaction,
    *,
    clinicians: Iterable[str] = (),
    locations: Iterable[str] = (),
    types: Iterable[str] = (),
    lock: bool = False,
) -> References:
    """The clinicians, locations and appointment types of the practice with these ids.

    No other transaction can delete them until this one ends, so rows that refer to them can be written. `lock`: the
    clinicians are locked as by `lock_clinicians`.
    """
    wanted = {"clinician": list(clinicians), "location": list(locations), "appointment_type": list(types)}
    (_, _, _, _, practice_zone), *rows = await tx.fetch(HOLD_AND_LOCK if lock else HOLD, **wanted)
    found = {(kind, an_id): Reference(an_id, name, active) for kind, an_id, name, active, _ in rows}
    zones = {an_id: zone or practice_zone for kind, an_id, _, _, zone in rows if kind == "location"}
    return References(found, {None: practice_zone, **zones})


def _lock_clinicians() -> Statement:
    wanted = tables.clinician.c.practice_id == uuid_param("practice_id"), among(tables.clinician.c.id, "ids")
    query = select(tables.clinician.c.id).where(*wanted).order_by(tables.clinician.c.id)
    return Statement(query.with_for_update(key_share=True))


LOCK_CLINICIANS = _lock_clinicians()


async def lock_clinicians(tx: Transaction, ids: Iterable[str]) -> None:
    """Locks clinicians until the transaction ends. Locking in the order of ids avoids deadlocks.

    Other transactions can still write rows that refer to them.
    """
    await tx.fetch(LOCK_CLINICIANS, ids=list(ids))


def _clinician_named() -> Statement:
    wanted = tables.clinician.c.practice_id == uuid_param("practice_id"), tables.clinician.c.name == param("name")
    return Statement(select(tables.clinician.c.id).where(*wanted))


CLINICIAN_NAMED = _clinician_named()


async def clinician_named(tx: Transaction, name: str) -> str | None:
    """The id of a clinician with this name; None if there is none."""
    found = await tx.fetch_one(CLINICIAN_NAMED, name=name)
    return None if found is None else found["id"]
