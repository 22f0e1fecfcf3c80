"""An open transaction that writes: compiled statements, run on one connection of the pool."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from db.tenancy import Tenant
from planner import Reader, Statement


class Transaction:
    """One transaction of one tenant. Database.write begins it, and commits it or rolls it back.

    The practice and the viewer are given to every statement that names them (`practice_id`, `viewer_clinician_id`).
    """

    __slots__ = ("_reader", "conn", "tenant")

    def __init__(self, conn: Any, tenant: Tenant) -> None:
        self.conn = conn
        self.tenant = tenant
        self._reader = Reader(conn, tenant)

    async def fetch(self, statement: Statement, **values: Any) -> list[Any]:
        """The rows of a query, or of what a statement returns."""
        rows: list[Any] = await self.conn.fetch(statement.sql, *self._reader.values(statement, values))
        return rows

    async def fetch_one(self, statement: Statement, **values: Any) -> Any | None:
        """The first row; None where there is none."""
        rows = await self.fetch(statement, **values)
        return rows[0] if rows else None

    async def execute(self, statement: Statement, **values: Any) -> None:
        """Runs a statement whose rows are not needed."""
        await self.fetch(statement, **values)

    async def execute_many(self, statement: Statement, rows: Iterable[Mapping[str, Any]]) -> None:
        """Runs a statement once for each row of values, all of them in one round trip."""
        values = [self._reader.values(statement, row) for row in rows]
        if values:
            await self.conn.executemany(statement.sql, values)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undoes what is done within, and nothing else, where it raises an exception."""
        await self.conn.execute("SAVEPOINT part")
        try:
            yield
        except Exception:
            await self.conn.execute("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part")
            raise
        await self.conn.execute("RELEASE SAVEPOINT part")

    def reader(self, *, role: str, now: datetime) -> Reader:
        """Planned reads on the same connection: they see what was written so far."""
        return Reader(self.conn, self.tenant, role, {}, now)
