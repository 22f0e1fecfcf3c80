"""The seam to PostgreSQL: one short transaction at a time, for one practice.

Reads run on asyncpg itself, writes through SQLAlchemy's AsyncSession, each from a pool of its own. What is read or
written is given as a function of the open transaction, so that a read can be tried again on a fresh connection and a
write again after a deadlock.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import QueuePool

from db.pool import Pool
from db.tenancy import APPLICATION_ROLE, Tenant
from planner import Incomplete, Reader

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


async def _prepare(conn: Any) -> None:
    """UUIDs travel as text: the contract shows them so."""
    await conn.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str, format="text")


@dataclass(frozen=True, slots=True)
class Options:
    """How the service talks to PostgreSQL. Times in seconds."""

    pool_size: int = 8
    acquire_timeout: float = 5.0
    statement_timeout: float = 5.0
    lock_timeout: float = 3.0
    prepared_statements: bool = True
    """Off behind a pooler in transaction mode."""

    @property
    def server_settings(self) -> dict[str, str]:
        """What every connection is opened with.

        Plans are made once for a prepared statement, without looking at its values: to plan anew takes PostgreSQL
        several times as long as a small read. Every statement goes by the practice, through an index that begins with
        it, so there is little that a closer look could find; the size of a page, which matters, is no parameter.
        """
        generic = {"plan_cache_mode": "force_generic_plan"} if self.prepared_statements else {}
        return {
            **generic,
            "role": APPLICATION_ROLE,
            "application_name": "clinic-sessions",
            "timezone": "UTC",
            "statement_timeout": f"{int(self.statement_timeout * 1000)}",
            "lock_timeout": f"{int(self.lock_timeout * 1000)}",
            "idle_in_transaction_session_timeout": "15000",
        }


class Database:
    """Pools to a primary and, for reads, perhaps a replica."""

    def __init__(self, engine: AsyncEngine, primary: Pool, replica: Pool, options: Options) -> None:
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
            hide_parameters=True,  # names and notes have no business in an error's text
            connect_args={
                "server_settings": options.server_settings,
                "statement_cache_size": cache_size,
                "prepared_statement_cache_size": cache_size,
                "timeout": options.acquire_timeout,
            },
        )

        def pool(url: str) -> Pool:
            address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

            async def connect() -> Any:
                conn = await asyncpg.connect(
                    address,
                    server_settings=options.server_settings,
                    statement_cache_size=cache_size,
                    timeout=options.acquire_timeout,
                )
                try:
                    await _prepare(conn)
                except BaseException:
                    conn.terminate()
                    raise
                return conn

            return Pool(connect, size=options.pool_size, patience=options.acquire_timeout)

        @event.listens_for(engine.sync_engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            connection.run_async(_prepare)

        primary = pool(primary_url)
        replica = pool(read_url) if read_url else primary
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

        Round trips: one that begins and sets the practice (two would do no more), one for each statement (a second one
        goes by what the first one found), and one that commits, without which the practice would stay set and the
        snapshot held. A connection that turns out to be dead is replaced once.

        Raises Unavailable, and Incomplete where some fields below the root could not be answered.
        """
        pool = self.primary if primary else self.replica
        reader = Reader(None, tenant, role, variables or {}, now or datetime.now(UTC), forgiving=True)
        try:
            try:
                value = await _read(pool, reader, work)
            except LOST:
                value = await _read(pool, reader, work)
        except AWAY as error:
            raise Unavailable from error
        if reader.failed:
            raise Incomplete(value)
        return value

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
        writes = self.engine.pool
        assert isinstance(writes, QueuePool)
        return {
            "read_idle": sum(pool.get_idle_size() for pool in pools),
            "read_used": sum(pool.used for pool in pools),
            "write_idle": writes.checkedin(),
            "write_used": writes.checkedout(),
        }


def _unreachable(error: BaseException) -> str:
    """Says what kind of error it was, not its words: they may name hosts and users."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"the database cannot be reached ({type(error).__name__})"


async def _read(pool: Pool, reader: Reader, work: Callable[[Reader], Awaitable[T]]) -> T:
    """One read transaction. Its connection goes back only where it is known to be outside of any transaction."""
    conn = reader.conn = await pool.take()
    clean = False
    try:
        await conn.execute(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {reader.tenant.settings}")
        try:
            value = await work(reader)
        except Exception:
            await conn.execute("ROLLBACK")
            clean = True
            raise
        await conn.execute("COMMIT")
        clean = True
    finally:
        if clean:
            pool.give_back(conn)
        else:
            await asyncio.shield(pool.discard(conn))
    return value


async def reader_of(tx: AsyncSession, tenant: Tenant, *, role: str, now: datetime) -> Reader:
    """Planned reads on the connection of an open write: they see what it has flushed."""
    raw = await (await tx.connection()).get_raw_connection()
    return Reader(raw.driver_connection, tenant, role, {}, now)
