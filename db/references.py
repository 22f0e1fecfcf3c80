"""Reads and locks the clinicians, locations and appointment types that a new row refers to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypedDict

from sqlalchemy import Select, Table, Text, cast, func, literal, literal_column, null, select, true, union_all
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


def practice_lock(*, shared: bool) -> ColumnElement[bool]:
    """Takes the practice's lock for closures until the transaction ends. A condition that is always true.

    Conflict checks take it shared, and closures of the whole practice exclusive. It is an advisory lock because the
    service may not update practices, so it may not lock their rows. It stands in a subquery, which PostgreSQL evaluates
    once, before it looks for rows.
    """
    lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    key = func.hashtextextended(cast(uuid_param("practice_id"), Text), literal_column("0"))
    return cast(select(cast(lock(key), Text)).scalar_subquery(), Text).is_not(None)


class Purpose(Enum):
    """What rows are held for, and so which locks are taken until the transaction ends.

    Whoever locks several takes them in this order: practice, locations, appointment types, clinicians, and by their ids
    within each. All are held so that nobody deletes them.
    """

    REFERENCE = ()
    """To write a row that refers to them."""
    SESSION = ("practice", "location", "clinician")
    """To write a session, and to look for its conflicts: nobody else changes the clinicians' sessions, and no closure
    and no time zone of the locations changes meanwhile."""
    PRACTICE_CLOSURE = ("practice exclusive",)
    LOCATION_CLOSURE = ("location exclusive",)
    CLINICIAN_CLOSURE = ("clinician",)
    """To write a closure: none of the sessions that it concerns is checked for conflicts meanwhile."""


class Strength(TypedDict, total=False):
    """How a row is locked, in SQLAlchemy's terms."""

    read: bool
    key_share: bool


KEY_SHARE: Strength = {"read": True, "key_share": True}
"""FOR KEY SHARE: nobody can delete the row."""
SHARE: Strength = {"read": True}
"""FOR SHARE: nobody can change it either."""
NO_KEY_UPDATE: Strength = {"key_share": True}
"""FOR NO KEY UPDATE: nobody else can take this lock or SHARE. Rows can still refer to it."""


def _rows(table: Table, zone: ColumnElement[Any], strength: Strength) -> Select[Any]:
    """The rows whose ids are given under the table's name, with what they are in words."""
    own = table.c.practice_id == uuid_param("practice_id"), among(table.c.id, table.name)
    query = select(table.c.id, table.c.name, table.c.active, zone.label("zone"))
    held = query.where(*own).order_by(table.c.id).with_for_update(**strength).cte(f"held_{table.name}")
    return select(literal(table.name.replace("_", " ")), held.c.id, held.c.name, held.c.active, held.c.zone)


def _hold(purpose: Purpose) -> Statement:
    practice, locks = tables.practice.c, purpose.value
    house = select(literal("practice"), practice.id, practice.name, true(), practice.time_zone)
    house = house.where(practice.id == uuid_param("practice_id"))
    if "practice" in locks or "practice exclusive" in locks:
        house = house.where(practice_lock(shared="practice" in locks))
    location = NO_KEY_UPDATE if "location exclusive" in locks else SHARE if "location" in locks else KEY_SHARE
    return Statement(
        union_all(  # evaluated in this order
            house,
            _rows(tables.location, tables.location.c.time_zone, location),
            _rows(tables.appointment_type, null(), KEY_SHARE),
            _rows(tables.clinician, null(), NO_KEY_UPDATE if "clinician" in locks else KEY_SHARE),
        )
    )


HOLD = {purpose: _hold(purpose) for purpose in Purpose}


async def hold(
    tx: Transaction,
    *,
    clinicians: Iterable[str] = (),
    locations: Iterable[str] = (),
    types: Iterable[str] = (),
    purpose: Purpose = Purpose.REFERENCE,
) -> References:
    """Those of the practice that have these ids, held and locked for a purpose until the transaction ends."""
    wanted = {"clinician": list(clinicians), "location": list(locations), "appointment_type": list(types)}
    (_, _, _, _, house), *rows = await tx.fetch(HOLD[purpose], **wanted)
    found = {(what, an_id): Reference(an_id, name, active) for what, an_id, name, active, _ in rows}
    zones = {an_id: zone or house for what, an_id, _, _, zone in rows if what == "location"}
    return References(found, {None: house, **zones})


def _lock_clinicians() -> Statement:
    own = tables.clinician.c.practice_id == uuid_param("practice_id"), among(tables.clinician.c.id, "ids")
    query = select(tables.clinician.c.id).where(practice_lock(shared=True), *own).order_by(tables.clinician.c.id)
    return Statement(query.with_for_update(**NO_KEY_UPDATE))


LOCK_CLINICIANS = _lock_clinicians()


async def lock_clinicians(tx: Transaction, ids: Iterable[str]) -> None:
    """Locks the practice and clinicians as for Purpose.SESSION, for sessions whose locations are locked already."""
    await tx.fetch(LOCK_CLINICIANS, ids=list(ids))


def _clinician_named() -> Statement:
    wanted = tables.clinician.c.practice_id == uuid_param("practice_id"), tables.clinician.c.name == param("name")
    return Statement(select(tables.clinician.c.id).where(*wanted))


CLINICIAN_NAMED = _clinician_named()


async def clinician_named(tx: Transaction, name: str) -> str | None:
    """The id of a clinician with this name; None if there is none."""
    found = await tx.fetch_one(CLINICIAN_NAMED, name=name)
    return None if found is None else found["id"]
