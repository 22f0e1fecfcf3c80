"""The seam to PostgreSQL: one short transaction at a time, for one practice.

Reads run on asyncpg itself, writes through SQLAlchemy's AsyncSession, each from a pool of its own. What is read or
written is given as a function of the open transaction, so that a read can be tried again on a fresh connection and a
write again after a deadlock.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import QueuePool

from db.plan import Failed, Incomplete, Statement
from db.tenancy import APPLICATION_ROLE, Tenant

T = TypeVar("T")

ATTEMPTS = 10
"""How often a write is tried that PostgreSQL ends for the sake of another."""

RETRIED = {"40001", "40P01"}
"""serialization_failure, deadlock_detected."""

UNDEFINED_TABLE = "42P01"

AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.TooManyConnectionsError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.DiskFullError,
    asyncpg.OutOfMemoryError,
    asyncpg.InternalClientError,
)
LOST = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
)
"""The connection is dead. InternalClientError: the server's farewell came in the middle of an answer."""


class Unavailable(Exception):
    """The database is away, has no connection left, or took too long."""


@dataclass(slots=True)
class Reader:
    """An open read transaction, and what a planned read needs to know of who reads and when."""

    conn: Any
    tenant: Tenant
    role: str = "ADMIN"
    variables: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    forgiving: bool = False
    """A field that cannot be answered fails by itself; else, the whole read with it."""
    failed: bool = False

    def fail(self, failed: Failed) -> Failed:
        """What to put in the field's place."""
        if not self.forgiving:
            raise failed.error
        self.failed = True
        return failed

    async def fetch(self, statement: Statement, **values: Any) -> list[Any]:
        """The rows of a statement. Who reads is given to every statement that names it."""
        given = {
            **statement.defaults,
            "practice_id": self.tenant.practice_id,
            "viewer_clinician_id": self.tenant.clinician_id,
            **values,
        }
        rows: list[Any] = await self.conn.fetch(statement.sql, *[given[name] for name in statement.names])
        return rows


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """A connection that a finished transaction leaves as it was: nothing to reset at every release."""

    def get_reset_query(self) -> str:
        return ""


async def _prepare(conn: Any) -> None:
    """UUIDs travel as text: the contract shows them so."""
    await conn.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str, format="text")


@dataclass(frozen=True, slots=True)
class Options:
    """How the service talks to PostgreSQL. Times in seconds."""

    pool_size: int = 8
    acquire_timeout: float = 2.0
    statement_timeout: float = 5.0
    lock_timeout: float = 3.0
    prepared_statements: bool = True
    """Off behind a pooler in transaction mode."""

    @property
    def server_settings(self) -> dict[str, str]:
        return {
            "role": APPLICATION_ROLE,
            "application_name": "clinic-sessions",
            "timezone": "UTC",
            "statement_timeout": f"{int(self.statement_timeout * 1000)}",
            "lock_timeout": f"{int(self.lock_timeout * 1000)}",
            "idle_in_transaction_session_timeout": "15000",
        }


class Database:
    """Pools to a primary and, for reads, perhaps a replica."""

    def __init__(self, engine: AsyncEngine, primary: asyncpg.Pool, replica: asyncpg.Pool, options: Options) -> None:
        self.engine = engine
        self.primary = primary
        self.replica = replica
        self.options = options

    @classmethod
    async def connect(cls, primary_url: str, read_url: str | None = None, *, options: Options | None = None) -> Self:
        """Opens no connection yet: a service starts while its database is away."""
        options = options or Options()
        cache_size = 1024 if options.prepared_statements else 0
        engine = create_async_engine(
            make_url(primary_url).set(drivername="postgresql+asyncpg"),
            pool_size=options.pool_size,
            max_overflow=0,
            pool_timeout=options.acquire_timeout,
            pool_pre_ping=True,
            connect_args={
                "server_settings": options.server_settings,
                "statement_cache_size": cache_size,
                "prepared_statement_cache_size": cache_size,
                "timeout": options.acquire_timeout,
            },
        )

        async def pool(url: str) -> asyncpg.Pool:
            return await asyncpg.create_pool(
                make_url(url).set(drivername="postgresql").render_as_string(hide_password=False),
                min_size=0,
                max_size=options.pool_size,
                max_inactive_connection_lifetime=300,
                connection_class=_Connection,
                init=_prepare,
                server_settings=options.server_settings,
                statement_cache_size=cache_size,
                timeout=options.acquire_timeout,
            )

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            connection.run_async(_prepare)

        primary = await pool(primary_url)
        replica = await pool(read_url) if read_url else primary
        return cls(engine, primary, replica, options)

    async def close(self) -> None:
        await self.engine.dispose()
        await self.primary.close()
        if self.replica is not self.primary:
            await self.replica.close()

    async def read(
        self,
        tenant: Tenant,
        work: Callable[[Reader], Awaitable[T]],
        *,
        role: str = "ADMIN",
        variables: Mapping[str, Any] | None = None,
        now: datetime | None = None,
        primary: bool = False,
    ) -> T:
        """What `work` reads, from one snapshot. `primary`: from where writes go, for what was just written.

        Round trips: one that begins and sets the practice, one for each statement, one that commits. A connection that
        turns out to be dead is replaced once. Raises Incomplete where some fields below the root could not be answered.
        """
        pool = self.primary if primary else self.replica
        try:
            for last in (False, True):
                try:
                    async with self._transaction(pool, tenant) as conn:
                        reader = Reader(conn, tenant, role, variables or {}, now or datetime.now(UTC), forgiving=True)
                        value = await work(reader)
                    if reader.failed:
                        raise Incomplete(value)
                    return value
                except LOST:
                    if last:
                        raise
            raise AssertionError("unreachable")
        except AWAY as error:
            raise Unavailable from error

    @asynccontextmanager
    async def _transaction(self, pool: asyncpg.Pool, tenant: Tenant) -> AsyncIterator[Any]:
        conn = await pool.acquire(timeout=self.options.acquire_timeout)
        clean = False
        try:
            await conn.execute(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {tenant.settings}")
            try:
                yield conn
            except Exception:
                await conn.execute("ROLLBACK")
                clean = True
                raise
            await conn.execute("COMMIT")
            clean = True
        finally:
            await asyncio.shield(_give_back(pool, conn, clean=clean))

    async def write(self, tenant: Tenant, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """What `work` answers once its transaction is committed; all of what it wrote, or nothing.

        `work` is run again, on a new transaction, where PostgreSQL ended it to resolve a deadlock or a conflict
        between transactions: it must have no effect outside of the transaction.
        """
        for attempt in range(ATTEMPTS):
            try:
                async with AsyncSession(self.engine, expire_on_commit=False) as tx, tx.begin():
                    conn = await tx.connection()
                    await conn.exec_driver_sql(tenant.settings.partition(";")[0])
                    if tenant.clinician_id is not None:
                        await conn.exec_driver_sql(tenant.settings.partition("; ")[2])
                    return await work(tx)
            except PoolTimeoutError as error:
                raise Unavailable from error
            except DBAPIError as error:
                cause = error.orig.__cause__ if error.orig is not None else None
                if getattr(error.orig, "sqlstate", None) in RETRIED and attempt + 1 < ATTEMPTS:
                    await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311  # jitter, not a secret
                    continue
                if error.connection_invalidated or isinstance(cause, AWAY):
                    raise Unavailable from error
                raise
            except AWAY as error:
                raise Unavailable from error
        raise AssertionError("unreachable")

    async def ready(self, revisions: Sequence[str] = ()) -> str | None:
        """Why the service cannot work with its database; None when it can.

        `revisions`: the migrations that this code knows, the last of which it needs. One that it does not know is of
        newer code: migrations are made so that the code before them works on, and what serves must not stop doing so
        because the next version is being rolled out.
        """
        try:
            async with self.engine.connect() as conn:
                found = (await conn.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE:
                return "the database is not migrated"
            return _unreachable(error)
        except (PoolTimeoutError, *AWAY) as error:
            return _unreachable(error)
        if revisions and found is None:
            return "the database is not migrated"
        if found in revisions[:-1]:
            return f"the database is at migration {found}, not {revisions[-1]}"
        return None

    def counts(self) -> dict[str, int]:
        """Connections by state, for the metrics."""
        pools = {self.primary, self.replica}
        idle = sum(pool.get_idle_size() for pool in pools)
        size = sum(pool.get_size() for pool in pools)
        writes = self.engine.pool
        assert isinstance(writes, QueuePool)
        return {
            "read_idle": idle,
            "read_used": size - idle,
            "write_idle": writes.checkedin(),
            "write_used": writes.checkedout(),
        }


def _unreachable(error: BaseException) -> str:
    """Says what kind of error it was, not its words: they may name hosts and users."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"the database cannot be reached ({type(error).__name__})"


async def _give_back(pool: asyncpg.Pool, conn: Any, *, clean: bool) -> None:
    """Returns a connection to its pool; one that was left in the middle of a statement is closed.

    Closing waits until asyncpg, whose statement was cancelled, has asked the server to stop it.
    """
    if not clean:
        try:
            await conn.close(timeout=1.0)
        except Exception:
            conn.terminate()
    with suppress(asyncpg.InternalClientError):  # closing may have given it back already
        await pool.release(conn)


async def reader_of(tx: AsyncSession, tenant: Tenant, *, role: str, now: datetime) -> Reader:
    """Planned reads on the connection of an open write: they see what it has flushed."""
    raw = await (await tx.connection()).get_raw_connection()
    return Reader(raw.driver_connection, tenant, role, {}, now)
