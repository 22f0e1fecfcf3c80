"""Runs the migrations, as the role that owns the tables.

A migration waits only a short time for its locks, because all queries of the service would wait behind it, and its
statements have a timeout, because they hold these locks. A migration that fails is undone completely and can be
repeated.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db import revisions
from db.engine import connect

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
LOCK = 0x636C_696E_6963
"""The advisory lock of migrations: of two processes that start at once, the second one waits for the first."""

BETWEEN_TRIES = 0.1
"""Seconds between two attempts to get the lock."""

CONNECT_TIMEOUT = 60.0
"""Seconds, for all hosts together."""

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "60s"
"""For one statement. A migration with CREATE INDEX CONCURRENTLY, which blocks no queries, sets a longer one."""


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


async def upgrade(owner_url: str, revision: str = "head") -> None:
    """Runs the missing migrations. A database that newer code has migrated stays as it is: this code works with it, so
    a rollout can be undone.
    """

    def action(config: Config) -> None:
        connection: Connection = config.attributes["connection"]
        found = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()  # each migration begins its own transaction, and commits it
        if found is None or found in revisions.known():
            command.upgrade(config, revision)

    await _run(owner_url, action)


async def downgrade(owner_url: str, revision: str) -> None:
    await _run(owner_url, lambda config: command.downgrade(config, revision))


async def check(owner_url: str) -> None:
    """Raises `alembic.util.CommandError` if the tables of db/tables.py differ from what the migrations make."""
    await _run(owner_url, command.check)


async def new(owner_url: str, message: str) -> None:
    """Writes a draft of a migration, from the differences between db/tables.py and the database."""
    await _run(owner_url, lambda config: command.revision(config, message, autogenerate=True))


async def _run(owner_url: str, action: Callable[[Config], Any]) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://", poolclass=NullPool, async_creator=lambda: connect(owner_url, timeout=CONNECT_TIMEOUT)
    )

    def work(connection: Connection) -> None:
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.commit()
        try:
            action(configuration(connection))
        finally:
            connection.rollback()
            connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
            connection.commit()

    try:
        async with engine.connect() as connection:
            # Do not wait for the lock in a statement: it would hold a snapshot, and CREATE INDEX CONCURRENTLY in the
            # process that has the lock would wait for the end of this snapshot.
            while not (await connection.execute(text(f"SELECT pg_try_advisory_lock({LOCK})"))).scalar_one():
                await connection.rollback()
                await asyncio.sleep(BETWEEN_TRIES)
            await connection.commit()
            await connection.run_sync(work)
    finally:
        await engine.dispose()
