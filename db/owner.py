"""What is done as the tables' owner, and not by the service: making a practice.

Row-level security is forced on the owner, too: it names the practice that it makes.
"""

from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from db.tables import Practice
from db.tenancy import Tenant


async def add_practice(owner_url: str, values: dict[str, Any]) -> None:
    async def work(conn: AsyncConnection) -> None:
        await conn.exec_driver_sql(Tenant(values["id"]).settings)
        await conn.execute(insert(Practice).values(values))

    await _run(owner_url, work)


async def is_unused(owner_url: str) -> bool:
    """Whether no practice was ever made. The owner may not see practices, but how much room they take."""
    sizes: list[int] = []

    async def work(conn: AsyncConnection) -> None:
        sizes.append((await conn.execute(text("SELECT pg_relation_size('practice')"))).scalar_one())

    await _run(owner_url, work)
    return sizes == [0]


async def _run(owner_url: str, work: Any) -> None:
    engine = create_async_engine(make_url(owner_url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with engine.begin() as conn:
            await work(conn)
    finally:
        await engine.dispose()
