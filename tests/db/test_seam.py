"""The seam to PostgreSQL: what is begun, what is tried again and what is not, on connections that fail when told to."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from db.engine import ATTEMPTS, Database, NotCommitted, Unavailable
from db.pool import Pool
from db.tenancy import Tenant
from db.transaction import Transaction
from planner import Reader
from tests.practice import House

TENANT = Tenant("01900000-0000-7000-8000-000000000001")
LOST = asyncpg.ConnectionDoesNotExistError("gone")
DEADLOCK = asyncpg.DeadlockDetectedError("deadlock detected")
READ_ONLY = asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction")
OUTDATED = asyncpg.InvalidCachedStatementError("cached plan must not change result type")


class Connection:
    """Does as the script says: an error for a statement that begins with a word, or the answer to it."""

    def __init__(self, **script: Any) -> None:
        self.script = script
        self.sent: list[str] = []
        self.closed = False

    async def execute(self, query: str, *values: Any) -> Any:
        assert not values
        assert not self.closed
        self.sent.append(query)
        word = query.split(";")[0].split()[0]
        told = self.script.get(word, word)
        if isinstance(told, Exception):
            raise told
        return told

    def is_closed(self) -> bool:
        return self.closed

    def terminate(self) -> None:
        self.closed = True

    async def close(self, *, timeout: float) -> None:
        self.closed = True


def made_of(*connections: Connection, kept: int = 0) -> Database:
    """A database of these connections, opened one after the other; the first ones are open already."""
    left = list(connections)

    async def connect() -> Any:
        return left.pop(0)

    pool = Pool(connect, size=4, patience=1.0)
    for _ in range(kept):
        pool.used += 1
        pool._places._value -= 1
        pool.give_back(left.pop(0))
    return Database(pool, pool)


def work(*, fails: Exception | None = None) -> tuple[Callable[[Any], Awaitable[str]], list[Any]]:
    """What is to be done in a transaction, and with what it was called."""
    calls: list[Any] = []

    async def done(tx: Any) -> str:
        calls.append(tx)
        if fails is not None and len(calls) == 1:
            raise fails
        return f"answer {len(calls)}"

    return done, calls


# ---------------------------------------------------------------- one transaction


async def test_a_write_begins_for_its_practice_in_one_round_trip_and_commits() -> None:
    conn = Connection()
    done, calls = work()
    assert await made_of(conn).write(TENANT, done) == "answer 1"
    assert conn.sent == [f"BEGIN; SET LOCAL app.practice_id = '{TENANT.practice_id}'", "COMMIT"]
    assert calls[0].conn is conn


async def test_the_connection_of_a_write_is_used_again() -> None:
    conn = Connection()
    one = made_of(conn)
    for _ in range(3):
        await one.write(TENANT, work()[0])
        await one.read(TENANT, work()[0])
    assert len(conn.sent) == 12
    assert one.counts() == {"primary_idle": 1, "primary_used": 0}


async def test_what_raises_is_rolled_back_and_its_connection_kept() -> None:
    conn = Connection()
    one = made_of(conn)
    with pytest.raises(ZeroDivisionError):
        await one.write(TENANT, work(fails=ZeroDivisionError())[0])
    assert conn.sent[-1] == "ROLLBACK"
    assert one.counts() == {"primary_idle": 1, "primary_used": 0}


async def test_a_commit_that_postgresql_turns_into_a_rollback_is_no_success() -> None:
    with pytest.raises(NotCommitted):
        await made_of(Connection(COMMIT="ROLLBACK")).write(TENANT, work()[0])


# ---------------------------------------------------------------- what is tried again


@pytest.mark.parametrize("way", ["read", "write"])
async def test_a_kept_connection_that_is_dead_is_replaced_by_a_fresh_one(way: str) -> None:
    others, fresh = [Connection(BEGIN=LOST), Connection(BEGIN=LOST)], Connection()
    one = made_of(*others, fresh, kept=2)
    done, calls = work()
    assert await getattr(one, way)(TENANT, done) == "answer 1"
    assert len(calls) == 1
    assert [len(other.sent) for other in others] == [0, 1]
    assert all(other.closed for other in others)
    assert one.counts() == {"primary_idle": 1, "primary_used": 0}


@pytest.mark.parametrize("way", ["read", "write"])
async def test_a_connection_is_replaced_once_and_no_more(way: str) -> None:
    dead = [Connection(BEGIN=LOST) for _ in range(3)]
    one = made_of(*dead, kept=1)
    with pytest.raises(Unavailable):
        await getattr(one, way)(TENANT, work()[0])
    assert [len(conn.sent) for conn in dead] == [1, 1, 0]
    assert one.counts() == {"primary_idle": 0, "primary_used": 0}


async def test_a_write_whose_connection_is_lost_on_the_way_is_not_tried_again() -> None:
    conn = Connection(ROLLBACK=LOST)
    one = made_of(conn)
    done, calls = work(fails=LOST)
    with pytest.raises(Unavailable):
        await one.write(TENANT, done)
    assert len(calls) == 1
    assert conn.closed
    assert one.counts() == {"primary_idle": 0, "primary_used": 0}


async def test_a_write_of_which_nobody_knows_whether_it_was_committed_is_not_tried_again() -> None:
    done, calls = work()
    with pytest.raises(Unavailable):
        await made_of(Connection(COMMIT=LOST), Connection()).write(TENANT, done)
    assert len(calls) == 1


@pytest.mark.parametrize("error", [DEADLOCK, asyncpg.SerializationError("could not serialize")])
async def test_a_write_that_postgresql_ended_for_the_sake_of_another_is_tried_again(error: Exception) -> None:
    conn = Connection()
    done, calls = work(fails=error)
    assert await made_of(conn).write(TENANT, done) == "answer 2"
    assert calls[0] is not calls[1]
    assert [query.split(";")[0] for query in conn.sent] == ["BEGIN", "ROLLBACK", "BEGIN", "COMMIT"]


async def test_a_write_on_a_server_that_was_demoted_is_unavailable_and_its_connection_is_dropped() -> None:
    demoted, promoted = [Connection(), Connection()], Connection()
    one = made_of(*demoted, promoted, kept=2)
    done, calls = work(fails=READ_ONLY)
    with pytest.raises(Unavailable):
        await one.write(TENANT, done)
    assert all(conn.closed for conn in demoted)
    assert one.counts() == {"primary_idle": 0, "primary_used": 0}
    assert await one.write(TENANT, done) == "answer 2"
    assert calls[1].conn is promoted


@pytest.mark.parametrize("way", ["read", "write"])
async def test_plans_of_an_earlier_schema_are_made_anew_on_a_fresh_connection(way: str) -> None:
    old, fresh = Connection(), Connection()
    one = made_of(old, fresh)
    done, calls = work(fails=OUTDATED)
    assert await getattr(one, way)(TENANT, done) == "answer 2"
    assert len(calls) == 2
    assert [query.split()[0].strip(";") for query in old.sent] == ["BEGIN", "ROLLBACK"]
    assert [query.split()[0].strip(";") for query in fresh.sent] == ["BEGIN", "COMMIT"]
    assert old.closed
    assert one.counts() == {"primary_idle": 1, "primary_used": 0}


@pytest.mark.parametrize("way", ["read", "write"])
async def test_plans_are_made_anew_once_and_no_more(way: str) -> None:
    calls: list[Any] = []

    async def fails(tx: Any) -> None:
        calls.append(tx)
        raise OUTDATED

    with pytest.raises(Unavailable):
        await getattr(made_of(Connection(), Connection(), Connection()), way)(TENANT, fails)
    assert len(calls) == 2


async def test_in_the_end_a_write_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.uniform", lambda *_: 0.0)
    conn = Connection(COMMIT=DEADLOCK)
    with pytest.raises(asyncpg.DeadlockDetectedError):
        await made_of(*[Connection(COMMIT=DEADLOCK) for _ in range(ATTEMPTS)], conn).write(TENANT, work()[0])
    assert conn.sent == []


# ---------------------------------------------------------------- on PostgreSQL itself


async def test_no_practice_leaves_a_prepared_statement_behind(
    database: Database, house: House, other_house: House
) -> None:
    async def kept(read: Reader) -> list[str]:
        return [row[0] for row in await read.conn.fetch("SELECT statement FROM pg_prepared_statements")]

    async def nothing(_: Transaction) -> None:
        pass

    for practice in (house, other_house):
        await database.write(Tenant(practice.practice_id), nothing)
        assert not [text for text in await database.read(Tenant(practice.practice_id), kept) if "SET LOCAL" in text]


@pytest.mark.parametrize("value", [2**40, "x"])
async def test_a_value_that_cannot_be_sent_does_not_make_the_database_unavailable(
    database: Database, house: House, value: object
) -> None:
    """Too large for an integer, or of another type: the driver refuses them before PostgreSQL sees them."""

    async def work(tx: Any) -> Any:
        return await tx.conn.fetch("SELECT $1::int", value)

    for run in (database.read, database.write):
        with pytest.raises(asyncpg.DataError):
            await run(Tenant(house.practice_id), work)
    assert database.counts()["primary_used"] == 0
