"""Clinicians, locations and appointment types that a row is to refer to."""

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
    """What exists of that which was asked for."""

    found: Mapping[tuple[str, str], Reference]
    """By what it is ("clinician", "location", "appointment type") and its id."""
    zones: Mapping[str | None, str]
    """The IANA zone of each location; of no location: the practice's."""


def _rows(table: Table, zone: ColumnElement[Any], *, lock: bool = False) -> Select[Any]:
    """The rows whose ids are given under the table's name, with what they are in words."""
    own = table.c.practice_id == uuid_param("practice_id"), among(table.c.id, table.name)
    query = select(table.c.id, table.c.name, table.c.active, zone.label("zone"))
    held = (
        query.where(*own).order_by(table.c.id).with_for_update(key_share=True, read=not lock).cte(f"held_{table.name}")
    )
    return select(literal(table.name.replace("_", " ")), held.c.id, held.c.name, held.c.active, held.c.zone)


def _hold(*, lock: bool) -> Statement:
    practice = tables.practice.c
    house = select(literal("practice"), practice.id, practice.name, true(), practice.time_zone)
    return Statement(
        union_all(
            house.where(practice.id == uuid_param("practice_id")),
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
    """Those of the practice that have these ids.

    Nobody can delete them until the transaction ends, so that a row which refers to them can be written. `lock`: the
    clinicians are locked as by `lock_clinicians`.
    """
    wanted = {"clinician": list(clinicians), "location": list(locations), "appointment_type": list(types)}
    (_, _, _, _, house), *rows = await tx.fetch(HOLD_AND_LOCK if lock else HOLD, **wanted)
    found = {(what, an_id): Reference(an_id, name, active) for what, an_id, name, active, _ in rows}
    zones = {an_id: zone or house for what, an_id, _, _, zone in rows if what == "location"}
    return References(found, {None: house, **zones})


def _lock_clinicians() -> Statement:
    own = tables.clinician.c.practice_id == uuid_param("practice_id"), among(tables.clinician.c.id, "ids")
    query = select(tables.clinician.c.id).where(*own).order_by(tables.clinician.c.id)
    return Statement(query.with_for_update(key_share=True))


LOCK_CLINICIANS = _lock_clinicians()


async def lock_clinicians(tx: Transaction, ids: Iterable[str]) -> None:
    """Has whoever locks one of the same clinicians wait; always in the order of their ids, so nobody waits in a circle.

    Rows can still refer to them.
    """
    await tx.fetch(LOCK_CLINICIANS, ids=list(ids))


def _clinician_named() -> Statement:
    own = tables.clinician.c.practice_id == uuid_param("practice_id"), tables.clinician.c.name == param("name")
    return Statement(select(tables.clinician.c.id).where(*own))


CLINICIAN_NAMED = _clinician_named()


async def clinician_named(tx: Transaction, name: str) -> str | None:
    """The id of the clinician who has this name."""
    found = await tx.fetch_one(CLINICIAN_NAMED, name=name)
    return None if found is None else found["id"]
