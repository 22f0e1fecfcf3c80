"""An open read transaction, for planned reads."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from planner.errors import Failed
from planner.statement import Statement

T = TypeVar("T")

LITTLE = 300
"""Work that is done on the event loop, within some 3 ms. The unit is that of `Reader.compute`."""


class Tenant(Protocol):
    """The tenant whose rows a transaction may read and write."""

    @property
    def settings(self) -> str:
        """The statements that set the tenant for the running transaction."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The tenant's parameters, by name. Each statement gets those that it has."""


class Computing(Protocol):
    """Where one operation computes what takes long. The function is pure, and what it is given plain data."""

    def charge(self, size: int) -> None:
        """Counts work of this size before it is done. Raises TooMuch where the operation has too much of it."""

    def may_load(self) -> bool:
        """Takes a place to load what is computed, if one is free. `loaded` gives it back."""

    async def wait_to_load(self) -> None:
        """Waits for one. Raises Busy where none becomes free in time."""

    def loaded(self) -> None:
        """Gives it back."""

    async def run(self, function: Callable[..., T], *given: Any, **named: Any) -> T:
        """What the function returns. Raises Busy where no place becomes free in time."""


class Snapshot(Protocol):
    """The transaction of a read, which need not stay open while Python computes."""

    async def begin(self) -> None:
        """Begins another one, and gives the reader its connection."""

    async def end(self, how: str = "COMMIT") -> None:
        """Ends it and gives the connection back; the reader has none then."""


async def compute(
    computing: Computing | None,
    size: int,
    function: Callable[..., T],
    *given: Any,
    before: Callable[[], Awaitable[None]] | None = None,
    **named: Any,
) -> T:
    """What a pure function returns, which takes about `size` × 10 µs.

    Little is done at once. For more, `before` is awaited first. Without a place to compute it runs on a thread.
    """
    if computing is not None:
        computing.charge(size)
    if size <= LITTLE:
        return function(*given, **named)
    if before is not None:
        await before()
    if computing is not None:
        return await computing.run(function, *given, **named)
    return await asyncio.to_thread(function, *given, **named)


@dataclass(slots=True)
class Reader:
    """An open read transaction, with the tenant, the role and the time of the read."""

    conn: Any
    tenant: Tenant
    role: str = "ADMIN"
    variables: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    forgiving: bool = False
    """Whether only the field fails that cannot be answered; otherwise the whole read fails."""
    failed: bool = False
    viewer: Any = None
    """The caller, for the use case that answers with it."""
    computing: Computing | None = None
    snapshot: Snapshot | None = None
    """What `compute` may end; None within a write, which holds its locks to the end."""
    snapshots: int = 0
    """How many there have been so far. After the first, what an earlier one found may be gone."""

    def fail(self, failed: Failed) -> Failed:
        """Records that a field failed, and returns the value for its place. Raises its error if the read fails."""
        if not self.forgiving:
            raise failed.error
        self.failed = True
        return failed

    async def fetch(self, statement: Statement, **values: Any) -> list[Any]:
        """The rows of a statement, from a new snapshot where something was computed since the last one."""
        if self.conn is None and self.snapshot is not None:
            await self.snapshot.begin()
        rows: list[Any] = await self.conn.fetch(statement.sql, *self.values(statement, values))
        return rows

    def values(self, statement: Statement, values: Mapping[str, Any]) -> list[Any]:
        """The values of the statement's parameters, in order; the tenant's parameters are added to `values`."""
        given = {
            **statement.defaults,
            **self.tenant.parameters,
            **values,
        }
        return [given[name] for name in statement.names]

    async def compute(self, size: int, function: Callable[..., T], *given: Any, **named: Any) -> T:
        """What a pure function of plain data returns, which takes about `size` × 10 µs.

        The connection is given back first, where it takes longer than a moment: what is read afterwards is of a later
        snapshot. Raises TooMuch and Busy.
        """
        return await compute(self.computing, size, function, *given, before=self._give_back, **named)

    @asynccontextmanager
    async def loading(self) -> AsyncIterator[None]:
        """While what is computed is loaded: few do so at a time, and who waits has no connection. Raises Busy."""
        if self.computing is None or self.snapshot is None:
            yield
            return
        if not self.computing.may_load():
            await self._give_back()
            await self.computing.wait_to_load()
        try:
            yield
        finally:
            self.computing.loaded()

    async def _give_back(self) -> None:
        if self.conn is not None and self.snapshot is not None:
            await self.snapshot.end()
