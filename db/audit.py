"""Writes the audit trail: entries are inserted and never updated."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import Insert, bindparam, insert

from db import tables
from db.transaction import Transaction
from planner import Statement, uuid_param

ADD = Statement(insert(tables.audit_entry))


async def add(tx: Transaction, entries: Iterable[Mapping[str, Any]]) -> None:
    """Inserts entries, in one round trip. Each has all columns except the practice."""
    await tx.execute_many(
        ADD, [{**entry, "before": _json(entry["before"]), "after": _json(entry["after"])} for entry in entries]
    )


def adding() -> Insert:
    """The INSERT of one entry, as part of the statement that writes its object. Its parameters are `given`."""
    columns = [column for column in tables.audit_entry.c if column.name != "practice_id"]
    values = {column.name: bindparam(f"audit_{column.name}", type_=column.type) for column in columns}
    return insert(tables.audit_entry).values(practice_id=uuid_param("practice_id"), **values)


def given(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of `adding` for an entry."""
    entry = {**entry, "before": _json(entry["before"]), "after": _json(entry["after"])}
    return {f"audit_{name}": value for name, value in entry.items()}


def _json(values: Any) -> str | None:
    return None if values is None else orjson.dumps(values).decode()
