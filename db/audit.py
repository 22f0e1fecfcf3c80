"""Writes the audit trail: entries are inserted and never updated."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Insert, bindparam, insert, select

from db import tables
from db.records import given_records, records
from db.transaction import Transaction
from planner import Statement, uuid_param

NAMES = [
    column.name
    for column in tables.audit_entry.c
    if column.name not in tables.BY_DATABASE and column.name != "practice_id"
]


def adding_many() -> Insert:
    """Adds entries, which are given as `audited` (db/records.py). Each has every column but the practice."""
    given = records("audited", *(tables.audit_entry.c[name] for name in NAMES))
    values = select(uuid_param("practice_id"), *(given.c[name] for name in NAMES))
    return insert(tables.audit_entry).from_select(["practice_id", *NAMES], values)


ADD = Statement(adding_many())


async def add(tx: Transaction, entries: Sequence[Mapping[str, Any]]) -> None:
    """Adds entries, all in one statement."""
    if entries:
        await tx.execute(ADD, audited=given_records(entries))


def adding() -> Insert:
    """Adds one entry, as a part of the statement that writes what it is about; its values are `given`."""
    values = {name: bindparam(f"audit_{name}", type_=tables.audit_entry.c[name].type) for name in NAMES}
    return insert(tables.audit_entry).values(practice_id=uuid_param("practice_id"), **values)


def given(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of `adding` for an entry."""
    entry = {**entry, "before": _json(entry["before"]), "after": _json(entry["after"])}
    return {f"audit_{name}": value for name, value in entry.items()}


def _json(values: Any) -> str | None:
    return None if values is None else orjson.dumps(values).decode()
