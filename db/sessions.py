"""Many sessions at once, each by its id; and what belongs to one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, cast, delete, func, literal, null, select, union_all, update

from db import exceptions, tables
from db.transaction import Transaction
from planner import Statement, among, param, uuid_param
from scheduling.exceptions import DateException

SESSION = tables.session
OWN = SESSION.c.practice_id == uuid_param("practice_id"), among(SESSION.c.id, "ids")

LOCK = Statement(select(SESSION).where(*OWN).order_by(SESSION.c.id).with_for_update())
REMOVE = Statement(delete(SESSION).where(*OWN))
SET_STATUS = Statement(
    update(SESSION)
    .where(*OWN)
    .values(
        status=param("status"),
        version=SESSION.c.version + 1,
        updated_at=param("updated_at", DateTime(timezone=True)),
    )
)


async def lock(tx: Transaction, ids: Iterable[str]) -> dict[str, Any]:
    """Locks the sessions that exist, and returns them by id. Locking in the order of ids avoids deadlocks."""
    return {row["id"]: row for row in await tx.fetch(LOCK, ids=list(ids))}


async def remove(tx: Transaction, ids: Iterable[str]) -> None:
    """Deletes sessions, with their exceptions and their links to appointment types."""
    await tx.execute(REMOVE, ids=list(ids))


async def set_status(tx: Transaction, ids: Iterable[str], *, status: str, now: datetime) -> None:
    """Sets the status of sessions, and increases their versions."""
    await tx.execute(SET_STATUS, ids=list(ids), status=status, updated_at=now)


# ---------------------------------------------------------------- what belongs to one


@dataclass(frozen=True, slots=True)
class Belongings:
    """The parts of a session that are in other tables."""

    type_ids: list[str]
    exceptions: list[DateException]
    """All of its exceptions."""
    zone: str
    """The IANA zone of its location, else of the practice."""


def _belongings(*, lock: bool) -> Statement:
    link, change, place, house = (
        tables.session_appointment_type.c,
        tables.session_exception.c,
        tables.location,
        tables.practice.c,
    )
    clinician = tables.clinician.c
    own_place = select(place.c.time_zone).where(
        place.c.practice_id == uuid_param("practice_id"), place.c.id == uuid_param("location_id")
    )
    held_clinician = select(clinician.id).where(
        clinician.practice_id == uuid_param("practice_id"), clinician.id == uuid_param("clinician_id")
    )
    if lock:
        own_place = own_place.with_for_update(key_share=True, read=True)
        held_clinician = held_clinician.with_for_update(key_share=True)
    held_place = own_place.cte("held_location")
    nothing = [cast(null(), change[name].type) for name in exceptions.NAMES]
    no_zone, no_id = cast(null(), house.time_zone.type), cast(null(), link.appointment_type_id.type)
    zone = func.coalesce(select(held_place.c.time_zone).scalar_subquery(), house.time_zone)
    parts = [
        select(literal("zone"), no_id, *nothing, zone).where(house.id == uuid_param("practice_id")),
        select(literal("type"), link.appointment_type_id, *nothing, no_zone).where(
            link.practice_id == uuid_param("practice_id"), link.session_id == uuid_param("id")
        ),
        exceptions.with_zones(literal("exception"), no_id, *(change[name] for name in exceptions.NAMES)).where(
            change.practice_id == uuid_param("practice_id"), change.session_id == uuid_param("id")
        ),
    ]
    if lock:
        held = held_clinician.cte("held_clinician")
        parts.insert(0, select(literal("clinician"), held.c.id, *nothing, no_zone))
    return Statement(union_all(*parts))


BELONGINGS, BELONGINGS_AND_LOCK = _belongings(lock=False), _belongings(lock=True)


async def belongings(tx: Transaction, row: Mapping[str, Any], *, lock: bool = False) -> Belongings:
    """What belongs to a session, which the transaction has locked: nobody changes any of it at this moment.

    `lock`: its clinician is locked as by `references.lock_clinicians`, and nobody can change its location's zone.
    """
    whose = {"clinician_id": row["clinician_id"]} if lock else {}
    statement = BELONGINGS_AND_LOCK if lock else BELONGINGS
    found = await tx.fetch(statement, id=row["id"], location_id=row["location_id"], **whose)
    zones = [one[-1] for one in found if one[0] == "zone"]
    return Belongings(
        type_ids=[one[1] for one in found if one[0] == "type"],
        exceptions=[exceptions.exception_of(one[2:]) for one in found if one[0] == "exception"],
        zone=zones[0],
    )
