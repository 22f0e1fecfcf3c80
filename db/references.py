"""Clinicians, locations and appointment types that a row is to refer to."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, Table, literal, select, union_all

from db import tables
from db.transaction import Transaction
from planner.statement import Statement, among, param, uuid_param


@dataclass(frozen=True, slots=True)
class Reference:
    id: str
    name: str
    active: bool


def _rows(table: Table) -> Select[tuple[str, str, str, bool]]:
    """The rows whose ids are given under the table's name; nobody can delete them until the transaction ends."""
    own = table.c.practice_id == uuid_param("practice_id"), among(table.c.id, table.name)
    locked = select(table.c.id, table.c.name, table.c.active).where(*own).with_for_update(key_share=True, read=True)
    held = locked.cte(f"held_{table.name}")
    return select(literal(table.name.replace("_", " ")), held.c.id, held.c.name, held.c.active)


HOLD = Statement(union_all(*map(_rows, (tables.clinician, tables.location, tables.appointment_type))))


async def hold(
    tx: Transaction,
    *,
    clinicians: Iterable[str] = (),
    locations: Iterable[str] = (),
    types: Iterable[str] = (),
) -> dict[tuple[str, str], Reference]:
    """Those of the practice that have these ids, by what they are ("appointment type") and their id.

    They are locked against deletion until the transaction ends, so that a row which refers to them can be written.
    """
    wanted = {"clinician": list(clinicians), "location": list(locations), "appointment_type": list(types)}
    if not any(wanted.values()):
        return {}
    rows = await tx.fetch(HOLD, **wanted)
    return {(what, an_id): Reference(an_id, name, active) for what, an_id, name, active in rows}


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
