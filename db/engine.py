"""Access to PostgreSQL: one short transaction at a time, for one practice, on one connection of a pool.

Statements are built with SQLAlchemy Core, compiled once (planner/statement.py), and run by asyncpg. The caller gives a
function of the open transaction, so that a read can be repeated on a new connection, and a write after a deadlock.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

import asyncpg

from db.addresses import attempts
from db.pool import Pool
from db.tenancy import APPLICATION_ROLE, Tenant
from db.transaction import Transaction
from planner import Computing, Incomplete, Outdated, Reader

T = TypeVar("T")

ATTEMPTS = 10
"""The number of times that a write is tried if PostgreSQL ends it because of another transaction."""

RETRIED = {"40001", "40P01"}
"""serialization_failure, deadlock_detected."""

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
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidCachedStatementError,
)
"""The database cannot do it now. ReadOnlySQLTransactionError: the server was demoted, or its disk is full."""
LOST = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
)
"""The connection is dead. InternalClientError: the server closed it in the middle of an answer."""
OUTDATED = (asyncpg.ReadOnlySQLTransactionError, asyncpg.InvalidCachedStatementError)
"""The connection must not be used again: it leads to a server that was demoted, or has plans of an earlier schema."""


class Unavailable(Exception):
    """The database cannot be reached, has no free connection, or took too long."""


class NotCommitted(Exception):
    """PostgreSQL rolled back a transaction instead of committing it, because one of its statements had failed."""


async def connect(url: str, *, timeout: float, **options: Any) -> Any:
    """A connection to the first host of the URL that can be reached and has its `target_session_attrs`.

    Each host has an equal share of `timeout` (in seconds): asyncpg would spend all of it on a first host that does not
    answer, as one whose machine is gone.
    """
    *others, last = attempts(url)
    share = timeout / (len(others) + 1)
    for address in others:
        try:
            return await asyncpg.connect(address, timeout=share, **options)
        except AWAY:
            continue
    return await asyncpg.connect(last, timeout=share, **options)


async def prepare(conn: Any) -> None:
    """Makes asyncpg exchange UUIDs as text, as the contract shows them."""
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
        """The settings of every connection.

        PostgreSQL makes one generic plan for each prepared statement, because planning again for each request takes
        several times as long as a small read (docs/adr/0004). Every statement uses an index that begins with the
        practice, so a plan for the actual values would rarely be better. The size of a page matters for the plan, so
        it is not a parameter.
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
    """A pool of connections to the primary, and a second one to a replica for reads, if there is one."""

    def __init__(self, primary: Pool, replica: Pool) -> None:
        self.primary = primary
        self.replica = replica

    @classmethod
    async def connect(cls, primary_url: str, read_url: str | None = None, *, options: Options | None = None) -> Self:
        """Creates the pools. Connections are opened when needed, so the service starts without its database."""
        options = options or Options()

        def pool(url: str) -> Pool:
            async def opened() -> Any:
                conn = await connect(
                    url,
                    server_settings=options.server_settings,
                    statement_cache_size=1024 if options.prepared_statements else 0,
                    timeout=options.acquire_timeout,
                )
                try:
                    await prepare(conn)
                except BaseException:
                    conn.terminate()
                    raise
                return conn

            return Pool(opened, size=options.pool_size, patience=options.acquire_timeout)

        primary = pool(primary_url)
        return cls(primary, pool(read_url) if read_url else primary)

    async def close(self) -> None:
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
        computing: Computing | None = None,
    ) -> T:
        """Runs `work` in a read-only transaction, and returns its result. All statements see the same snapshot.

        `primary`: read from the primary, to see what was just written. Round trips: one begins the transaction and sets
        the tenant, one for each statement, and one commits, which also resets the tenant. A connection that is dead, or
        has plans of an earlier schema, is replaced once.

        If `work` computes something large, it does so without a connection, and reads on from a later snapshot
        (docs/adr/0008). If that lacks an object of the earlier one, all of it is done once more.

        Raises Unavailable, and Incomplete if some fields below the root could not be answered.
        """
        pool = self.primary if primary else self.replica
        begin = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {tenant.settings}"
        reader = Reader(
            None, tenant, role, variables or {}, now or datetime.now(UTC), forgiving=True, computing=computing
        )
        try:
            try:
                value = await _read(pool, begin, reader, work)
            except (*LOST, asyncpg.InvalidCachedStatementError):
                value = await _read(pool, begin, reader, work, fresh=True)
            except Outdated:
                value = await _read(pool, begin, reader, work)
        except (*AWAY, Outdated) as error:
            raise Unavailable from error
        if reader.failed:
            raise Incomplete(value)
        return value

    async def write(self, tenant: Tenant, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Runs `work` in a transaction, and returns its result after the commit. All of its writes happen, or none.

        `work` runs again, in a new transaction, if PostgreSQL ended the first one because of a deadlock or of a
        conflict with another transaction, and once if the connection had plans of an earlier schema. So it must have no
        effect outside of its transaction. If the connection is lost after the transaction has begun, nothing is
        repeated, because it is unknown whether it was committed.

        Raises Unavailable, and NotCommitted.
        """
        fresh = False
        for attempt in range(ATTEMPTS):
            try:
                return await self._written(tenant, work, fresh=fresh)
            except AWAY as error:
                if fresh or not isinstance(error, asyncpg.InvalidCachedStatementError):
                    raise Unavailable from error
                fresh = True
            except asyncpg.PostgresError as error:
                if error.sqlstate not in RETRIED or attempt + 1 == ATTEMPTS:
                    raise
                await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311  # jitter, not a secret
        raise AssertionError("unreachable")

    async def _written(self, tenant: Tenant, work: Callable[[Transaction], Awaitable[T]], *, fresh: bool) -> T:
        """One attempt. A connection that is dead before its transaction has begun is replaced once."""
        begin = f"BEGIN; {tenant.settings}"
        try:
            conn = await _begun(self.primary, begin, fresh=fresh)
        except LOST:
            conn = await _begun(self.primary, begin, fresh=True)
        value, ended = await _within(self.primary, conn, lambda conn: work(Transaction(conn, tenant)))
        if ended != "COMMIT":
            raise NotCommitted
        return value

    async def ready(self, revisions: Sequence[str] = ()) -> str | None:
        """The reason why the service cannot work with its database, writes included; None if it can.

        `revisions`: the migrations of this code, of which it needs the last. A database with an unknown migration is
        accepted: newer code has made it, and migrations keep the previous code working during a rollout.
        """
        try:
            try:
                found = await self._revision()
            except (*LOST, asyncpg.ReadOnlySQLTransactionError):  # another host may be the primary by now
                found = await self._revision(fresh=True)
        except asyncpg.ReadOnlySQLTransactionError:
            return "the database accepts no writes"
        except asyncpg.UndefinedTableError:
            return "the database is not migrated"
        except (asyncpg.PostgresError, *AWAY) as error:
            return _unreachable(error)
        if revisions and found is None:
            return "the database is not migrated"
        if found in revisions[:-1]:
            return f"the database is at migration {found}, not {revisions[-1]}"
        return None

    async def _revision(self, *, fresh: bool = False) -> str | None:
        """The current migration of the primary. Raises ReadOnlySQLTransactionError if it accepts no writes."""
        async with self.primary.acquire(fresh=fresh) as conn:
            row = await conn.fetchrow(
                "SELECT version_num, current_setting('transaction_read_only') FROM alembic_version"
            )
            if row is not None and row[1] == "on":
                self.primary.drop_idle()
                raise asyncpg.ReadOnlySQLTransactionError("the server is read-only")
        return None if row is None else str(row[0])

    def counts(self) -> dict[str, int]:
        """The number of connections by pool and state, for the metrics."""
        pools = {"primary": self.primary}
        if self.replica is not self.primary:
            pools["replica"] = self.replica
        idle = {f"{name}_idle": pool.get_idle_size() for name, pool in pools.items()}
        return idle | {f"{name}_used": pool.used for name, pool in pools.items()}


def _unreachable(error: BaseException) -> str:
    """A message with the class of the error, without its text, which may contain hosts and users."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"the database cannot be reached ({type(error).__name__})"


async def _begun(pool: Pool, begin: str, *, fresh: bool = False) -> Any:
    """A connection of the pool, with a transaction begun on it. `fresh`: a newly opened connection.

    `begin` contains the practice's id, so it is sent as a simple query: as a prepared statement, the driver and the
    server would cache one for each practice.
    """
    conn = await pool.take(fresh=fresh)
    try:
        await conn.execute(begin)
    except BaseException:
        await asyncio.shield(pool.discard(conn))
        raise
    return conn


@dataclass(slots=True)
class _Snapshot:
    """The transaction of a read. `reader` has its connection while it is open."""

    pool: Pool
    started: str
    reader: Reader

    async def begin(self, *, fresh: bool | None = None) -> None:
        """`fresh`: on a connection that is opened for it; None: only where one that was kept turns out to be dead."""
        try:
            conn = await _begun(self.pool, self.started, fresh=fresh is True)
        except LOST:
            if fresh is not None:
                raise
            conn = await _begun(self.pool, self.started, fresh=True)
        self.reader.conn = conn
        self.reader.snapshots += 1

    async def end(self, how: str = "COMMIT", *, discard: bool = False) -> None:
        """Gives the connection back, unless there is none, or it cannot be told to be outside of a transaction.

        `discard`: closes it instead; it must not be used again.
        """
        conn, self.reader.conn = self.reader.conn, None
        if conn is None:
            return
        try:
            await conn.execute(how)
        except BaseException:
            await asyncio.shield(self.pool.discard(conn))
            raise
        if discard:
            await asyncio.shield(self.pool.discard(conn))
        else:
            self.pool.give_back(conn)

    async def drop(self) -> None:
        """Closes the connection: it may be in the middle of a statement."""
        conn, self.reader.conn = self.reader.conn, None
        if conn is not None:
            await asyncio.shield(self.pool.discard(conn))


async def _read(
    pool: Pool, begin: str, reader: Reader, work: Callable[[Reader], Awaitable[T]], *, fresh: bool = False
) -> T:
    """One attempt of a read."""
    snapshot = reader.snapshot = _Snapshot(pool, begin, reader)
    reader.snapshots, reader.failed = 0, False
    await snapshot.begin(fresh=fresh)
    try:
        value = await work(reader)
    except Exception as error:
        await snapshot.end("ROLLBACK", discard=isinstance(error, OUTDATED))
        raise
    except BaseException:
        await snapshot.drop()
        raise
    await snapshot.end()
    return value


async def _within(pool: Pool, conn: Any, work: Callable[[Any], Awaitable[T]]) -> tuple[T, str]:
    """The result of `work` in the transaction that was begun on `conn`, and PostgreSQL's answer at its end: COMMIT, or
    ROLLBACK if a statement had failed. The connection returns to the pool only if the transaction has surely ended.
    """
    clean = False
    try:
        try:
            value = await work(conn)
        except Exception as error:
            await conn.execute("ROLLBACK")
            clean = not isinstance(error, OUTDATED)
            if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
                pool.drop_idle()
            raise
        ended: str = await conn.execute("COMMIT")
        clean = True
    finally:
        if clean:
            pool.give_back(conn)
        else:
            await asyncio.shield(pool.discard(conn))
    return value, ended
