"""The exceptions of a session: its dates that were cancelled or moved."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from db import tables
from db.transaction import Transaction
from planner import Statement, among, param, uuid_param
from scheduling.exceptions import DateException

NAMES = ("original_date", "cancelled", "date", "start_time", "end_time", "location_id", "reason")
EXCEPTION, LOCATION, PRACTICE = tables.session_exception, tables.location, tables.practice
OWN = EXCEPTION.c.practice_id == uuid_param("practice_id"), EXCEPTION.c.session_id == uuid_param("session_id")


def _find() -> Statement:
    zone = func.coalesce(LOCATION.c.time_zone, PRACTICE.c.time_zone)
    place = (LOCATION.c.practice_id == EXCEPTION.c.practice_id) & (LOCATION.c.id == EXCEPTION.c.location_id)
    joined = EXCEPTION.join(PRACTICE, PRACTICE.c.id == EXCEPTION.c.practice_id).outerjoin(LOCATION, place)
    own = EXCEPTION.c.practice_id == uuid_param("practice_id"), among(EXCEPTION.c.session_id, "ids")
    columns = [EXCEPTION.c[name] for name in ("session_id", *NAMES)]
    return Statement(select(*columns, zone).select_from(joined).where(*own))


FIND = _find()
ADD = Statement(insert(EXCEPTION))


def _put() -> Statement:
    statement = insert(EXCEPTION)
    return Statement(
        statement.on_conflict_do_update(
            index_elements=list(EXCEPTION.primary_key),
            set_={name: statement.excluded[name] for name in NAMES if name != "original_date"},
        )
    )


PUT = _put()
REMOVE = Statement(delete(EXCEPTION).where(*OWN, EXCEPTION.c.original_date == param("original_date", Date)))
REMOVE_ALL = Statement(delete(EXCEPTION).where(*OWN))


async def of(tx: Transaction, session_id: str) -> list[DateException]:
    """All exceptions of a session, each with the zone of the place that it moves to, if it moves to one."""
    return (await of_many(tx, [session_id]))[session_id]


async def of_many(tx: Transaction, ids: Iterable[str]) -> dict[str, list[DateException]]:
    """The same of several sessions, by their ids."""
    found: dict[str, list[DateException]] = {an_id: [] for an_id in ids}
    for session_id, *values, zone in await tx.fetch(FIND, ids=list(found)):
        given = dict(zip(NAMES, values, strict=True))
        found[session_id].append(DateException(**given, zone=None if given["location_id"] is None else zone))
    return found


async def add(tx: Transaction, session_id: str, changes: Sequence[DateException]) -> None:
    await tx.execute_many(ADD, [{"session_id": session_id, **values_of(change)} for change in changes])


async def put(tx: Transaction, session_id: str, change: DateException) -> None:
    """Adds an exception, instead of that which its date has."""
    await tx.execute(PUT, session_id=session_id, **values_of(change))


async def remove(tx: Transaction, session_id: str, original_date: date) -> None:
    """Removes the exception of a date, if it has one."""
    await tx.execute(REMOVE, session_id=session_id, original_date=original_date)


async def remove_all(tx: Transaction, session_id: str) -> None:
    await tx.execute(REMOVE_ALL, session_id=session_id)


def values_of(change: DateException) -> dict[str, Any]:
    """An exception by its columns, as the table and the audit trail keep it."""
    return {name: getattr(change, name) for name in NAMES}
