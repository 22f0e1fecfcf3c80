"""The migrations: up, down and up again, and to exactly what the models say."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db import migrate
from db.tables import METADATA
from resolvers import practices
from tests.databases import new_database

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


@pytest.mark.parametrize("kind", ["c", "f", "p", "u"])
async def test_every_constraint_is_named_by_the_convention(migrated: str, kind: str) -> None:
    prefix = {"c": "ck_{}_", "f": "fk_{}_", "p": "pk_{}", "u": "uq_{}_"}[kind]
    found = await asked(
        migrated,
        f"""SELECT conrelid::regclass::text, conname::text FROM pg_constraint
            WHERE contype = '{kind}' AND connamespace = 'public'::regnamespace""",
    )
    for table, name in found:
        assert name.startswith(prefix.format(table)), name


async def test_a_migration_waits_for_its_locks_only_a_moment(migrated: str) -> None:
    """It gives up rather than have every query of the service queue behind it."""
    seen: list[str] = []
    look: Callable[[Any], None] = lambda config: seen.append(  # noqa: E731  # a migration, in one line
        config.attributes["connection"].exec_driver_sql("SHOW lock_timeout").scalar_one()
    )
    await migrate._run(migrated, look)
    assert seen == ["5s"]
