"""How many SQL statements a request takes, besides those that open and close its transaction."""

from datetime import UTC, datetime
from typing import Any

from bench.data import Filled, Practice
from bench.work import Work
from db.engine import Database, Options
from resolvers.context import Context, Role, Viewer
from schema.build import SCHEMA
from schema.execution import Executable


async def count(filled: Filled, practice: Practice, work: Work) -> int:
    """Counted by the driver, on the one connection that there is."""
    seen: list[str] = []
    database = await Database.connect(filled.url, options=Options(pool_size=1))
    try:
        async with database.primary.acquire() as conn:
            conn.add_query_logger(lambda record: seen.append(record.query))
        executable = Executable(SCHEMA)
        prepared: Any = executable.prepare(work.query)
        viewer = Viewer("bench", "Bench", Role.ADMIN, practice.id)
        context = Context(viewer=viewer, db=database, now=lambda: datetime.now(UTC), request_id="bench")
        for _ in range(2):  # the first time, the driver looks types up
            seen.clear()
            result = await executable.execute(prepared, None, work.variables(practice, 0), context)
            assert not result.errors, result.errors
        assert seen, "the driver logs nothing"
    finally:
        await database.close()
    return sum(not statement.startswith(("BEGIN", "COMMIT")) for statement in seen)
