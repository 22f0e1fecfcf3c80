"""An open write transaction, which runs compiled statements on one connection."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from db.tenancy import Tenant
from planner import Reader, Statement


class Transaction:
    """A transaction of one tenant. `Database.write` begins it, and commits it or rolls it back.

    Every statement gets the tenant's parameters (`practice_id`, `viewer_clinician_id`) if it has them.
    """

    __slots__ = ("_reader", "conn", "tenant")

    def __init__(self, conn: Any, tenant: Tenant) -> None:
        self.conn = conn
        self.tenant = tenant
        self._reader = Reader(conn, tenant)

    async def fetch(self, statement: Statement, **values: Any) -> list[Any]:
        """The rows that a statement returns."""
        rows: list[Any] = await self.conn.fetch(statement.sql, *self._reader.values(statement, values))
        return rows

    async def fetch_one(self, statement: Statement, **values: Any) -> Any | None:
        """The first row, or None."""
        rows = await self.fetch(statement, **values)
        return rows[0] if rows else None

    async def execute(self, statement: Statement, **values: Any) -> None:
        """Runs a statement that returns no rows, or whose rows are not needed."""
        await self.fetch(statement, **values)

    async def execute_many(self, statement: Statement, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs a statement once for each row of values, in one round trip."""
        values = [self._reader.values(statement, row) for row in rows]
        if values:
            await self.conn.executemany(statement.sql, values)

    def reader(self, *, role: str, now: datetime) -> Reader:
        """A reader on the same connection. It sees what this transaction has written so far."""
        return Reader(self.conn, self.tenant, role, {}, now)
