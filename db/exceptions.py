"""Reads and writes the exceptions of sessions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from db import tables
from db.transaction import Transaction
from planner import Statement, among, param, uuid_param
from scheduling.exceptions import DateException

NAMES = ("original_date", "cancelled", "date", "start_time", "end_time", "location_id", "reason")
EXCEPTION, LOCATION, PRACTICE = tables.session_exception, tables.location, tables.practice
OF_SESSION = EXCEPTION.c.practice_id == uuid_param("practice_id"), EXCEPTION.c.session_id == uuid_param("session_id")


def with_zones(*columns: ColumnElement[Any]) -> Select[Any]:
    """These columns of exceptions, and the zone of the exception's location, else the practice's."""
    zone = func.coalesce(LOCATION.c.time_zone, PRACTICE.c.time_zone)
    its_location = (LOCATION.c.practice_id == EXCEPTION.c.practice_id) & (LOCATION.c.id == EXCEPTION.c.location_id)
    joined = EXCEPTION.join(PRACTICE, PRACTICE.c.id == EXCEPTION.c.practice_id).outerjoin(LOCATION, its_location)
    return select(*columns, zone).select_from(joined)


def _find() -> Statement:
    of_sessions = EXCEPTION.c.practice_id == uuid_param("practice_id"), among(EXCEPTION.c.session_id, "ids")
    columns = [EXCEPTION.c[name] for name in ("session_id", *NAMES)]
    return Statement(with_zones(*columns).where(*of_sessions))


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
REMOVE = Statement(delete(EXCEPTION).where(*OF_SESSION, EXCEPTION.c.original_date == param("original_date", Date)))
REMOVE_ALL = Statement(delete(EXCEPTION).where(*OF_SESSION))


async def of(tx: Transaction, session_id: str) -> list[DateException]:
    """All exceptions of a session, each with the zone of its location, if it has one."""
    return (await of_many(tx, [session_id]))[session_id]


async def of_many(tx: Transaction, ids: Iterable[str]) -> dict[str, list[DateException]]:
    """All exceptions of several sessions, by their ids."""
    found: dict[str, list[DateException]] = {an_id: [] for an_id in ids}
    for session_id, *values in await tx.fetch(FIND, ids=list(found)):
        found[session_id].append(exception_of(values))
    return found


def exception_of(values: Sequence[Any]) -> DateException:
    """The exception of a row that has the columns NAMES and the zone of its location."""
    *columns, zone = values
    given = dict(zip(NAMES, columns, strict=True))
    return DateException(**given, zone=None if given["location_id"] is None else zone)


async def add(tx: Transaction, session_id: str, changes: Sequence[DateException]) -> None:
    await tx.execute_many(ADD, [{"session_id": session_id, **values_of(change)} for change in changes])


async def put(tx: Transaction, session_id: str, change: DateException) -> None:
    """Inserts an exception, or replaces that of the same date."""
    await tx.execute(PUT, session_id=session_id, **values_of(change))


async def remove(tx: Transaction, session_id: str, original_date: date) -> None:
    """Deletes the exception of a date, if there is one."""
    await tx.execute(REMOVE, session_id=session_id, original_date=original_date)


async def remove_all(tx: Transaction, session_id: str) -> None:
    await tx.execute(REMOVE_ALL, session_id=session_id)


def values_of(change: DateException) -> dict[str, Any]:
    """An exception's values by column, for the table and the audit trail."""
    return {name: getattr(change, name) for name in NAMES}
