"""The audit trail: entries are added, and never changed."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import Insert, bindparam, insert

from db import tables
from db.transaction import Transaction
from planner import Statement, uuid_param

GIVEN = [column for column in tables.audit_entry.c if column.name not in tables.BY_DATABASE]
ADD = Statement(
    insert(tables.audit_entry).values({column.name: bindparam(column.name, type_=column.type) for column in GIVEN})
)


async def add(tx: Transaction, entries: Iterable[Mapping[str, Any]]) -> None:
    """Adds entries, all in one round trip. Each has every column but the practice."""
    await tx.execute_many(
        ADD, [{**entry, "before": _json(entry["before"]), "after": _json(entry["after"])} for entry in entries]
    )


def adding() -> Insert:
    """Adds one entry, as a part of the statement that writes what it is about; its values are `given`."""
    columns = [column for column in GIVEN if column.name != "practice_id"]
    values = {column.name: bindparam(f"audit_{column.name}", type_=column.type) for column in columns}
    return insert(tables.audit_entry).values(practice_id=uuid_param("practice_id"), **values)


def given(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an entry for a statement that has `adding` in it."""
    entry = {**entry, "before": _json(entry["before"]), "after": _json(entry["after"])}
    return {f"audit_{name}": value for name, value in entry.items()}


def _json(values: Any) -> str | None:
    return None if values is None else orjson.dumps(values).decode()
