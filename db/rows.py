"""Rows that have an id of their own: found, locked, added, changed and removed, one at a time."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from asyncpg import ForeignKeyViolationError
from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.sql import ColumnElement

from db import tables
from db.transaction import Transaction
from planner.statement import Statement, uuid_param


class Referenced(Exception):
    """Other rows refer to the row that was to be deleted. The transaction, or its savepoint, has failed."""


KEYED = (
    tables.clinician,
    tables.location,
    tables.appointment_type,
    tables.closure,
    tables.session,
    tables.session_template,
)


def with_id(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The row of the practice that has the id given as `id`."""
    return table.c.practice_id == uuid_param("practice_id"), table.c.id == uuid_param("id")


FIND = {table: Statement(select(table).where(*with_id(table))) for table in KEYED}
LOCK = {table: Statement(select(table).where(*with_id(table)).with_for_update()) for table in KEYED}
ADD = {table: Statement(insert(table)) for table in KEYED}
REMOVE = {table: Statement(delete(table).where(*with_id(table))) for table in KEYED}


@cache
def _change(table: Table, names: tuple[str, ...]) -> Statement:
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return Statement(update(table).where(*with_id(table)).values(values))


async def find(tx: Transaction, table: Table, an_id: str) -> Any | None:
    """The row, as it is now; None where there is none."""
    return await tx.fetch_one(FIND[table], id=an_id)


async def lock(tx: Transaction, table: Table, an_id: str) -> Any | None:
    """The row, which nobody else can change or refer to until the transaction ends; None where there is none."""
    return await tx.fetch_one(LOCK[table], id=an_id)


async def add(tx: Transaction, table: Table, values: Mapping[str, Any]) -> None:
    """Adds a row. `values` has every column but the practice."""
    await tx.execute(ADD[table], **values)


async def change(tx: Transaction, table: Table, an_id: str, values: Mapping[str, Any]) -> None:
    """Changes some columns of a row."""
    await tx.execute(_change(table, tuple(values)), id=an_id, **values)


async def remove(tx: Transaction, table: Table, an_id: str) -> None:
    """Deletes a row, and what belongs to it. Raises Referenced."""
    try:
        await tx.execute(REMOVE[table], id=an_id)
    except ForeignKeyViolationError as error:
        raise Referenced from error
