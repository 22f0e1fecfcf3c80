"""Databases for one test, one module or one worker, made on a server that is already there."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.engine import make_url


@asynccontextmanager
async def new_database(url: str, prefix: str = "scratch") -> AsyncIterator[str]:
    """The address of an empty database on the server of `url`, which is dropped at the end.

    Its name begins with `prefix` and is used once, so that workers, and runs, can share a server.
    """
    name = f"{prefix}_{secrets.token_hex(6)}"
    conn = await asyncpg.connect(url)
    try:
        await conn.execute(f"CREATE DATABASE {name}")
        try:
            yield make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            await conn.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await conn.close()
