"""Connections to PostgreSQL, kept open between transactions.

A transaction takes a connection for some milliseconds, so taking one must cost next to nothing: asyncpg's own pool
spends a task, a timer and a proxy on it each time. What it does beyond that is not needed here, for whoever gives a
connection back says whether it is clean: outside of a transaction, and with nothing set.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

IDLE_SECONDS = 300.0
"""Connections that nobody needed for so long are closed."""


class Pool:
    """At most `size` connections, opened when needed; the one that was used last is used next."""

    def __init__(self, connect: Callable[[], Awaitable[Any]], *, size: int, patience: float) -> None:
        self.connect = connect
        self.size = size
        self.patience = patience
        self.used = 0
        self._places = asyncio.Semaphore(size)
        self._idle: list[tuple[Any, float]] = []
        self._closed = False

    def get_idle_size(self) -> int:
        """How many connections are open and not in use."""
        return len(self._idle)

    def get_size(self) -> int:
        """How many are open."""
        return len(self._idle) + self.used

    async def take(self, *, fresh: bool = False) -> Any:
        """A connection of one's own. Waits `patience` seconds for one, and as long for its opening: TimeoutError.

        `fresh`: one that is opened now, since one that was kept open turned out to be dead.
        """
        if self._closed:
            raise ConnectionError("the pool is closed")
        if self._places.locked():
            async with asyncio.timeout(self.patience):
                await self._places.acquire()
        else:
            await self._places.acquire()  # at once
        try:
            conn = self._kept(fresh=fresh)
            if conn is None:
                async with asyncio.timeout(self.patience):
                    conn = await self.connect()
        except BaseException:
            self._places.release()
            raise
        self.used += 1
        return conn

    def give_back(self, conn: Any) -> None:
        """Takes a clean connection back."""
        self.used -= 1
        now = asyncio.get_running_loop().time()
        self._idle.append((conn, now))
        while self._idle and (self._closed or self._idle[0][1] < now - IDLE_SECONDS):
            self._idle.pop(0)[0].terminate()
        self._places.release()

    async def discard(self, conn: Any) -> None:
        """Closes a connection that is not clean: one left in the middle of a statement, perhaps.

        Closing waits until asyncpg, whose statement was cancelled, has asked the server to stop it.
        """
        try:
            await conn.close(timeout=1.0)
        except Exception:
            conn.terminate()
        finally:
            self.used -= 1
            self._places.release()

    def drop_idle(self) -> None:
        """Closes what is idle: the server that these connections lead to is not the one to use any more."""
        while self._idle:
            self._idle.pop()[0].terminate()

    @asynccontextmanager
    async def acquire(self, *, fresh: bool = False) -> AsyncIterator[Any]:
        """A connection for a while, which is left clean where nothing is raised."""
        conn = await self.take(fresh=fresh)
        try:
            yield conn
        except BaseException:
            await asyncio.shield(self.discard(conn))
            raise
        self.give_back(conn)

    async def close(self) -> None:
        """Closes what is idle; what is in use, when it is given back."""
        self._closed = True
        while self._idle:
            await self._idle.pop()[0].close(timeout=1.0)

    def _kept(self, *, fresh: bool) -> Any | None:
        """A connection that was kept open, if there is one; None, and one place free, where it is to be `fresh`."""
        while self._idle:
            conn, _ = self._idle.pop()
            if conn.is_closed():
                continue
            if not fresh:
                return conn
            conn.terminate()
            break
        return None
