"""The audit trail: entries are added, and never changed."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import insert

from db import tables
from db.transaction import Transaction
from planner import Statement

ADD = Statement(insert(tables.audit_entry))


async def add(tx: Transaction, entries: Iterable[Mapping[str, Any]]) -> None:
    """Adds entries, all in one round trip. Each has every column but the practice."""
    await tx.execute_many(
        ADD, [{**entry, "before": _json(entry["before"]), "after": _json(entry["after"])} for entry in entries]
    )


def _json(values: Any) -> str | None:
    return None if values is None else orjson.dumps(values).decode()
