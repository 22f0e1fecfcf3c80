"""A pool of connections to PostgreSQL.

A transaction needs a connection only for some milliseconds, so acquiring one must be cheap. asyncpg's pool creates a
task, a timer and a proxy each time (`make bench` prints what this costs). Its reset of connections is not needed
either: the caller returns a connection only if it is clean, which means outside of a transaction and without settings.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

IDLE_SECONDS = 300.0
"""Connections that were not used for this time are closed."""


class Pool:
    """At most `size` connections, which are opened when they are needed. The most recently used one is used next."""

    def __init__(self, connect: Callable[[], Awaitable[Any]], *, size: int, patience: float) -> None:
        self.connect = connect
        self.size = size
        self.patience = patience
        self.used = 0
        self._places = asyncio.Semaphore(size)
        self._idle: list[tuple[Any, float]] = []
        self._closed = False

    def get_idle_size(self) -> int:
        """The number of open connections that are not in use."""
        return len(self._idle)

    def get_size(self) -> int:
        """The number of open connections."""
        return len(self._idle) + self.used

    async def take(self, *, fresh: bool = False) -> Any:
        """A connection that only the caller uses. Raises TimeoutError if none is free, or opened, within `patience`
        seconds each.

        `fresh`: a newly opened connection, because an idle one was found to be dead.
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
        """Returns a clean connection to the pool."""
        self.used -= 1
        now = asyncio.get_running_loop().time()
        self._idle.append((conn, now))
        while self._idle and (self._closed or self._idle[0][1] < now - IDLE_SECONDS):
            self._idle.pop(0)[0].terminate()
        self._places.release()

    async def discard(self, conn: Any) -> None:
        """Closes a connection that is not clean, for example because its statement was cancelled.

        Waits until asyncpg has told the server to cancel the statement.
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
        """A connection that returns to the pool after the block. If the block raises, the connection is closed."""
        conn = await self.take(fresh=fresh)
        try:
            yield conn
        except BaseException:
            await asyncio.shield(self.discard(conn))
            raise
        self.give_back(conn)

    async def close(self) -> None:
        """Closes idle connections now, and those in use when they are returned."""
        self._closed = True
        while self._idle:
            await self._idle.pop()[0].close(timeout=1.0)

    def _kept(self, *, fresh: bool) -> Any | None:
        """An idle connection, if there is one. `fresh`: None, after closing one idle connection to make room."""
        while self._idle:
            conn, _ = self._idle.pop()
            if conn.is_closed():
                continue
            if not fresh:
                return conn
            conn.terminate()
            break
        return None
