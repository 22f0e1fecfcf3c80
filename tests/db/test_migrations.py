"""The migrations: up, down and up again, and to exactly what the models say."""

import asyncio
from typing import Any

import asyncpg
import pytest
from alembic.config import Config
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db import migrate
from db.tables import METADATA
from resolvers import practices
from tests.databases import new_database
from tests.vacuous import some

CATALOGUE = {
    "columns": """SELECT table_name, column_name, ordinal_position, data_type, udt_name, is_nullable, column_default,
            collation_name FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


async def asked(url: str, query: str) -> set[tuple[Any, ...]]:
    conn = await asyncpg.connect(url)
    try:
        return {tuple(row) for row in await conn.fetch(query) if row[0] != "alembic_version"}
    finally:
        await conn.close()


async def tables(url: str) -> set[str]:
    return {row[0] for row in await asked(url, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")}


async def test_up_and_down_and_up_again(owner_url: str) -> None:
    async with new_database(owner_url) as url:
        await migrate.upgrade(url)
        once = {what: await asked(url, query) for what, query in CATALOGUE.items()}
        await practices.create(url, "Somebody's", "Europe/London")
        await migrate.downgrade(url, "base")
        assert await tables(url) == set()
        assert await asked(url, "SELECT conname::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace") \
            == {("alembic_version_pkc",)} | await not_null_of_alembic(url)  # fmt: skip
        await migrate.upgrade(url)
        assert {what: await asked(url, query) for what, query in CATALOGUE.items()} == once
        await migrate.check(url)


async def not_null_of_alembic(url: str) -> set[tuple[Any, ...]]:
    """PostgreSQL 18 has a constraint for each NOT NULL."""
    return await asked(url, "SELECT conname::text FROM pg_constraint WHERE conname LIKE 'alembic_version%not_null'")


async def test_the_migrations_and_the_models_make_the_same(migrated: str, owner_url: str) -> None:
    await migrate.check(migrated)
    async with new_database(owner_url) as url:
        engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
        async with engine.begin() as conn:
            await conn.run_sync(METADATA.create_all)
        await engine.dispose()
        for what, query in CATALOGUE.items():
            # The order of columns is of no consequence where a column came by a later migration.
            ours, theirs = await asked(migrated, query), await asked(url, query)
            assert {without_place(what, row) for row in ours} == {without_place(what, row) for row in theirs}, what


def without_place(what: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:2], *row[3:]) if what == "columns" else row


async def test_migrating_again_changes_nothing(migrated: str) -> None:
    before = {what: await asked(migrated, query) for what, query in CATALOGUE.items()}
    await migrate.upgrade(migrated)
    assert {what: await asked(migrated, query) for what, query in CATALOGUE.items()} == before


async def test_services_that_start_at_once_migrate_one_after_the_other(owner_url: str) -> None:
    async with new_database(owner_url) as url:
        await asyncio.gather(*[migrate.upgrade(url) for _ in range(3)])
        assert await tables(url) == {table.name for table in METADATA.sorted_tables}


async def test_every_constraint_is_named_by_the_convention(migrated: str) -> None:
    prefixes = {"c": "ck_{}_", "f": "fk_{}_", "p": "pk_{}", "u": "uq_{}_"}
    found = await asked(
        migrated,
        """SELECT conrelid::regclass::text, conname::text, contype::text FROM pg_constraint
           WHERE contype IN ('c', 'f', 'p', 'u') AND connamespace = 'public'::regnamespace""",
    )
    for table, name, kind in some(found):
        assert name.startswith(prefixes[kind].format(table)), name


async def test_a_migration_limits_its_waits_and_its_statements(migrated: str) -> None:
    """Rather than have every query of the service queue behind it."""
    limits: dict[str, str] = {}

    def look(config: Config) -> None:
        for name in ("lock_timeout", "statement_timeout"):
            limits[name] = config.attributes["connection"].exec_driver_sql(f"SHOW {name}").scalar_one()

    await migrate._run(migrated, look)
    assert limits == {"lock_timeout": "5s", "statement_timeout": "1min"}


@pytest.mark.parametrize(
    "limit, statement, sqlstate",
    [("LOCK_TIMEOUT", "LOCK TABLE clinician", "55P03"), ("STATEMENT_TIMEOUT", "SELECT pg_sleep(30)", "57014")],
)
async def test_a_migration_that_takes_too_long_is_undone_and_can_be_run_again(
    migrated: str, monkeypatch: pytest.MonkeyPatch, limit: str, statement: str, sqlstate: str
) -> None:
    def slow(config: Config) -> None:
        connection = config.attributes["connection"]
        connection.exec_driver_sql("CREATE TABLE halfway (id integer)")
        connection.exec_driver_sql(statement)

    monkeypatch.setattr(migrate, limit, "50ms")
    holder = await asyncpg.connect(migrated)
    try:
        async with holder.transaction():
            await holder.execute("LOCK TABLE clinician")
            with pytest.raises(DBAPIError) as raised:
                await migrate._run(migrated, slow)
    finally:
        await holder.close()
    assert getattr(raised.value.orig, "sqlstate", None) == sqlstate
    assert "halfway" not in await tables(migrated)
    await migrate.upgrade(migrated)
