"""Many sessions at once, each by its id; and what belongs to one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, cast, delete, literal, null, select, union_all, update

from db import exceptions, references, tables
from db.transaction import Transaction
from planner import Statement, among, param, uuid_param
from scheduling.exceptions import DateException

SESSION = tables.session
PLACE = exceptions.NAMES.index("location_id")
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


async def set_status(tx: Transaction, ids: Iterable[str], *, status: str, at: datetime) -> None:
    """Makes sessions active or inactive; their versions go up by one."""
    await tx.execute(SET_STATUS, ids=list(ids), status=status, updated_at=at)


# ---------------------------------------------------------------- what belongs to one


@dataclass(frozen=True, slots=True)
class Belongings:
    """The parts of a session that are in other tables."""

    type_ids: list[str]
    exceptions: list[DateException]
    """All of its exceptions."""
    zone: str
    """The IANA zone of its location, else of the practice."""
    zones: Mapping[str | None, str]
    """The IANA zones of its location and of the places that its dates were moved to; of no location: the practice's."""


def _belongings(*, lock: bool) -> Statement:
    link, change, house = tables.session_appointment_type.c, tables.session_exception.c, tables.practice.c
    place, clinician = tables.location.c, tables.clinician.c
    own = change.practice_id == uuid_param("practice_id"), change.session_id == uuid_param("id")
    moved = select(change.location_id).where(*own, change.location_id.is_not(None))
    places = select(place.id, place.time_zone).where(
        place.practice_id == uuid_param("practice_id"),
        place.id.in_(union_all(select(uuid_param("location_id")), moved)),
    )
    house_zone = select(house.time_zone).where(house.id == uuid_param("practice_id"))
    if lock:
        house_zone = house_zone.where(references.practice_lock(shared=True))
        places = places.order_by(place.id).with_for_update(**references.SHARE)
    held = places.cte("held_places")
    practice = house_zone.subquery()
    nothing = [cast(null(), change[name].type) for name in exceptions.NAMES]
    no_zone, no_id = cast(null(), house.time_zone.type), cast(null(), link.appointment_type_id.type)
    parts = [
        select(literal("practice"), no_id, *nothing, practice.c.time_zone),
        select(literal("place"), held.c.id, *nothing, held.c.time_zone),
        select(literal("type"), link.appointment_type_id, *nothing, no_zone).where(
            link.practice_id == uuid_param("practice_id"), link.session_id == uuid_param("id")
        ),
        select(literal("exception"), no_id, *(change[name] for name in exceptions.NAMES), no_zone).where(*own),
    ]
    if lock:
        whose = clinician.practice_id == uuid_param("practice_id"), clinician.id == uuid_param("clinician_id")
        locked = select(clinician.id).where(*whose).with_for_update(**references.NO_KEY_UPDATE).cte("held_clinician")
        parts.append(select(literal("clinician"), locked.c.id, *nothing, no_zone))
    return Statement(union_all(*parts))  # evaluated in this order


BELONGINGS, BELONGINGS_AND_LOCK = _belongings(lock=False), _belongings(lock=True)


async def belongings(tx: Transaction, row: Mapping[str, Any], *, lock: bool = False) -> Belongings:
    """What belongs to a session, which the transaction has locked: nobody changes any of it at this moment.

    `lock`: its clinician and all of its places are locked as for references.Purpose.SESSION.
    """
    whose = {"clinician_id": row["clinician_id"]} if lock else {}
    statement = BELONGINGS_AND_LOCK if lock else BELONGINGS
    found = await tx.fetch(statement, id=row["id"], location_id=row["location_id"], **whose)
    house: str = next(one[-1] for one in found if one[0] == "practice")
    zones: dict[str | None, str] = {one[1]: one[-1] or house for one in found if one[0] == "place"} | {None: house}
    changes = [
        exceptions.exception_of([*one[2:-1], zones.get(one[2 + PLACE])]) for one in found if one[0] == "exception"
    ]
    return Belongings(
        type_ids=[one[1] for one in found if one[0] == "type"],
        exceptions=changes,
        zone=zones[row["location_id"]],
        zones=zones,
    )
