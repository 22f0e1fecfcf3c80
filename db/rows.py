"""Reads, locks, inserts, updates and deletes rows that have an id."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from asyncpg import ForeignKeyViolationError
from sqlalchemy import Column, Table, bindparam, column, delete, func, insert, select, update
from sqlalchemy.sql import ColumnElement

from db import audit, tables
from db.links import LINKS
from db.records import given_records, records
from db.transaction import Transaction
from planner import UUIDS, Statement, ids_param, uuid_param


class Referenced(Exception):
    """A row cannot be deleted, because other rows refer to it. The transaction has failed."""


KEYED = (
    tables.clinician,
    tables.location,
    tables.appointment_type,
    tables.closure,
    tables.session,
    tables.session_template,
)


def with_id(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The row is the one whose id is the parameter `id`."""
    return table.c.practice_id == uuid_param("practice_id"), table.c.id == uuid_param("id")


def _value_of(column: Column[Any]) -> ColumnElement[Any]:
    """The parameter of the column's name. If the column is nullable, it may be absent, which is NULL."""
    if column.nullable:
        return bindparam(column.name, None, type_=column.type)
    return bindparam(column.name, type_=column.type)


def _add(table: Table, *, audited: bool = False) -> Statement:
    """Inserts a row and, for a session or template, its links to appointment types. `audited`: and its audit entry."""
    statement = insert(table).values({column.name: _value_of(column) for column in table.c})
    if table in LINKS:
        link, owner = LINKS[table]
        given = {
            "practice_id": uuid_param("practice_id"),
            owner: uuid_param("id"),
            "appointment_type_id": func.unnest(ids_param("appointment_type_ids")),
            "clinician_id": uuid_param("clinician_id"),
        }
        names = [column.name for column in link.c]
        links = insert(link).from_select(names, select(*(given[name] for name in names)))
        statement = statement.add_cte(links.cte("links"))
    return Statement(statement.add_cte(audit.adding().cte("audited")) if audited else statement)


def _add_many(table: Table) -> Statement:
    """Adds rows, their links to appointment types and their audit entries, each given as records."""
    link, owner = LINKS[table]
    types = column("appointment_type_ids", UUIDS)
    names = [one.name for one in table.c if one.name != "practice_id"]
    given = records("rows", *(table.c[name] for name in names), types)
    new = select(uuid_param("practice_id"), *(given.c[name] for name in names))
    linked = {
        "practice_id": uuid_param("practice_id"),
        owner: given.c.id,
        "appointment_type_id": func.unnest(given.c[types.name]),
        "clinician_id": given.c.clinician_id,
    }
    of_link = [one.name for one in link.c]
    links = insert(link).from_select(of_link, select(*(linked[name] for name in of_link)))
    statement = insert(table).from_select(["practice_id", *names], new)
    return Statement(statement.add_cte(links.cte("links"), audit.adding_many().cte("audit")))


FIND = {table: Statement(select(table).where(*with_id(table))) for table in KEYED}
LOCK = {table: Statement(select(table).where(*with_id(table)).with_for_update()) for table in KEYED}
ADD = {table: _add(table) for table in KEYED}
ADD_AUDITED = {table: _add(table, audited=True) for table in KEYED}
ADD_MANY = {table: _add_many(table) for table in LINKS}
REMOVE = {table: Statement(delete(table).where(*with_id(table))) for table in KEYED}


@cache
def _change(table: Table, names: tuple[str, ...], *, audited: bool = False) -> Statement:
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    statement = update(table).where(*with_id(table)).values(values)
    return Statement(statement.add_cte(audit.adding().cte("audited")) if audited else statement)


async def find(tx: Transaction, table: Table, an_id: str) -> Any | None:
    """The row, or None."""
    return await tx.fetch_one(FIND[table], id=an_id)


async def lock(tx: Transaction, table: Table, an_id: str) -> Any | None:
    """The row, or None. Locks it: until the transaction ends, no other one can change the row or refer to it."""
    return await tx.fetch_one(LOCK[table], id=an_id)


async def add(tx: Transaction, table: Table, values: Mapping[str, Any]) -> None:
    """Inserts a row. `values` has all columns except the practice; a nullable one may be absent. For a session or
    template, it also has `appointment_type_ids`.
    """
    await tx.execute(ADD[table], **values)


async def add_audited(tx: Transaction, table: Table, values: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Inserts a row and its audit entry, in one round trip."""
    await tx.execute(ADD_AUDITED[table], **values, **audit.given(entry))


async def add_many(
    tx: Transaction, table: Table, values: Iterable[Mapping[str, Any]], entries: Iterable[Mapping[str, Any]]
) -> None:
    """Adds sessions or templates with their entries in the audit trail, all in one statement.

    `values` have every column but the practice, and `appointment_type_ids`.
    """
    await tx.execute(ADD_MANY[table], rows=given_records(values), audited=given_records(entries))


async def change(tx: Transaction, table: Table, an_id: str, values: Mapping[str, Any]) -> None:
    """Updates some columns of a row."""
    await tx.execute(_change(table, tuple(values)), id=an_id, **values)


async def change_audited(
    tx: Transaction, table: Table, an_id: str, values: Mapping[str, Any], entry: Mapping[str, Any]
) -> None:
    """Updates some columns of a row and inserts its audit entry, in one round trip."""
    await tx.execute(_change(table, tuple(values), audited=True), id=an_id, **values, **audit.given(entry))


async def remove(tx: Transaction, table: Table, an_id: str) -> None:
    """Deletes a row, and the rows of other tables that are part of it. Raises Referenced."""
    try:
        await tx.execute(REMOVE[table], id=an_id)
    except ForeignKeyViolationError as error:
        raise Referenced from error
