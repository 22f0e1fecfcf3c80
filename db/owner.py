"""Creates practices, as the role that owns the tables: the service's own role may not.

Row-level security applies to the owner, too, so the transaction sets the practice that it creates.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import bindparam, insert

from db import tables
from db.engine import connect, prepare
from db.tenancy import Tenant
from db.transaction import Transaction
from planner import Statement

CONNECT_TIMEOUT = 60.0
"""Seconds, for all hosts together."""

COLUMNS = (tables.practice.c.id, tables.practice.c.name, tables.practice.c.time_zone)
ADD = Statement(
    insert(tables.practice).values({column.name: bindparam(column.name, type_=column.type) for column in COLUMNS})
)


async def add_practice(owner_url: str, values: dict[str, Any]) -> None:
    tenant = Tenant(values["id"])
    async with _connected(owner_url) as conn, conn.transaction():
        await conn.execute(tenant.settings)
        await Transaction(conn, tenant).execute(ADD, **values)


async def is_unused(owner_url: str) -> bool:
    """Whether no practice was ever created. The owner may not read practices, only the size of their table."""
    async with _connected(owner_url) as conn:
        size: int = await conn.fetchval("SELECT pg_relation_size('practice')")
    return size == 0


@asynccontextmanager
async def _connected(owner_url: str) -> AsyncIterator[Any]:
    conn = await connect(owner_url, timeout=CONNECT_TIMEOUT)
    try:
        await prepare(conn)
        yield conn
    finally:
        await conn.close()
