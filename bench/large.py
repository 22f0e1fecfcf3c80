"""Reads of one practice of 50,000 sessions and 2,000 clinicians: `python -m bench.large [PROGRAMS]`.

PROGRAMS is a folder with PostgreSQL's programs, if not the embedded ones. Prints milliseconds within the process, the
best of five, and for the large answer how long it held the event loop at a time.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.data import Filled, filled, practice
from db.engine import Database, Options
from dev import postgres
from resolvers.context import Context, Role, Viewer
from schema.build import SCHEMA
from schema.execution import Executable

PAGE = """query($first: Int, $after: String, $last: Int, $before: String) {
    sessions(first: $first, after: $after, last: $last, before: $before, orderBy: {field: NAME}) {
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
        nodes { id name clinician { name } location { name } } } }"""
NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
DAYS = {"1 day": 'from: "2026-03-09", to: "2026-03-09"', "93 days": 'from: "2026-03-09", to: "2026-06-08"'}


async def measure(crowd: Filled) -> None:
    database = await Database.connect(crowd.url, options=Options(statement_timeout=60))
    large = await practice(crowd, 0)
    executable, viewer = Executable(SCHEMA), Viewer("bench", "Bench", Role.ADMIN, large.id)

    async def run(query: str, times: int = 5, **variables: Any) -> tuple[float, Any]:
        best, result = float("inf"), None
        prepared: Any = executable.prepare(query)
        for _ in range(times):
            context = Context(viewer=viewer, db=database, now=lambda: NOW, request_id="")
            begin = time.perf_counter()
            result = await executable.execute(prepared, None, variables, context)
            best = min(best, (time.perf_counter() - begin) * 1000)
        return best, result

    for field in ("NAME", "CLINICIAN", "LOCATION", "START_TIME", "STATUS", "UPDATED_AT"):
        query = PAGE.replace("field: NAME", f"field: {field}")
        first, _ = await run(query, first=50)
        last, result = await run(query, last=50)
        deep, _ = await run(query, last=50, before=result.data["sessions"]["pageInfo"]["startCursor"])
        print(f"page by {field}: first {first:.1f}, last {last:.1f}, before the last {deep:.1f}")
    search = f'appointmentTypeId: "{large.ids["appointment_type"][0]}"'
    for name, days in DAYS.items():
        for query in (
            f"{{ occurrences({days}) {{ start }} }}",
            f"{{ conflicts({days}) {{ message }} }}",
            f"{{ explainAvailability(search: {{{search}, {days}}}) {{ message }} }}",
        ):
            took, result = await run(query, 2)
            print(f"{query[2 : query.index('(')]} of {name}: {took:.0f}, {'refused' if result.errors else 'answered'}")
    for field in ("NAME", "CLINICIAN", "LOCATION", "UPDATED_AT"):
        took, _ = await run(
            f'{{ sessions(filter: {{search: "zzzz"}}, orderBy: {{field: {field}}}) {{ nodes {{ id }} }} }}'
        )
        print(f"search without a match by {field}: {took:.0f}")
    took, _ = await run('{ sessions(filter: {search: "zzzz"}) { totalCount } }')
    print(f"its totalCount: {took:.0f}")
    longest, stop = 0.0, False

    async def tick() -> None:
        nonlocal longest
        while not stop:
            begin = time.perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, (time.perf_counter() - begin) * 1000)

    ticking = asyncio.create_task(tick())
    clinicians = ", ".join(f'"{an_id}"' for an_id in large.ids["clinician"][:36])
    query = f"{{ occurrences(filter: {{clinicianIds: [{clinicians}]}}, {DAYS['93 days']}) {{ start end status }} }}"
    took, result = await run(query, 1)
    stop = True
    await ticking
    count = "refused" if result.errors else f"{len(result.data['occurrences']):,} dates"
    print(f"occurrences of 900 sessions, 93 days: {took:.0f}, {count}; event loop held for {longest:.0f}")
    await database.close()


if __name__ == "__main__":
    with postgres.temporary(programs=Path(sys.argv[1]) if sys.argv[1:] else None) as instance:
        asyncio.run(measure(asyncio.run(filled(instance, "large", 1, sessions=50_000, clinicians=2_000))))
