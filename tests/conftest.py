"""The suite's database, of which each test has practices of its own.

Each worker (pytest-xdist) starts an embedded PostgreSQL and migrates it once: workers share nothing. Where
TEST_DATABASE_URL names a server, each worker makes a database there, and drops it at the end.
"""

import os
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import cache

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from db import migrate
from db.engine import Database
from dev import postgres
from resolvers import practices
from resolvers.context import Viewer
from schema.build import SCHEMA
from schema.execution import Executable
from server.app import build
from server.authentication import AuthenticationError
from server.computing import Computing
from server.limits import examine
from tests.databases import new_database
from tests.practice import Clock, House

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""When it is, for a test that does not say: a Monday, before the clocks change in London."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Lists the browsers that were used, and what was not tested and why. Workers send reports and nothing else."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    for name in sorted({str(value) for report in reports for key, value in properties(report) if key == "browser"}):
        terminalreporter.line(f"The explorer was tested in {name}.")
    skipped = Counter(reason(report) for report in terminalreporter.getreports("skipped"))
    if skipped:
        terminalreporter.section("NOT tested", yellow=True)
        for why, count in sorted(skipped.items()):
            terminalreporter.line(f"{count} × {why}")


def properties(report: object) -> list[tuple[str, object]]:
    return getattr(report, "user_properties", [])


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else report.nodeid


@pytest.fixture(scope="session")
async def owner_url() -> AsyncIterator[str]:
    """The worker's database, as the role that owns it.

    TEST_DATABASE_URL is the address of any database of the server to use, as an ordinary role with CREATEDB and
    CREATEROLE: a superuser would pass by row-level security, which the tests notice.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given is None:
        with postgres.temporary() as instance:
            yield instance.owner_url
        return
    async with new_database(given, "clinic_sessions_test") as url:
        await migrate_one_at_a_time(given, url)
        yield url


async def migrate_one_at_a_time(server_url: str, url: str) -> None:
    """Workers that share a server take turns: the service's role belongs to the server, and two at once would fail."""
    conn = await asyncpg.connect(server_url)
    try:
        await conn.execute(f"SELECT pg_advisory_lock({migrate.LOCK})")
        await migrate.upgrade(url)
    finally:
        await conn.close()


@pytest.fixture(scope="session")
async def migrated(owner_url: str) -> str:
    await migrate.upgrade(owner_url)
    return owner_url


@pytest.fixture(scope="session")
async def database(migrated: str) -> AsyncIterator[Database]:
    opened = await Database.connect(migrated)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def people() -> dict[str, Viewer]:
    """Who the tokens of the suite stand for."""
    return {}


@pytest.fixture
def clock() -> Clock:
    return Clock(MONDAY)


@pytest.fixture(scope="session")
def executable() -> Executable:
    """The schema, for which each document of the suite is prepared and planned once."""

    class Remembering(Executable):
        prepare = cache(Executable.prepare)

    return Remembering(SCHEMA, limits=examine)


@pytest.fixture(scope="session")
async def computing() -> AsyncIterator[Computing]:
    """The suite's processes for what takes long to compute."""
    opened = Computing()
    yield opened
    opened.close()


@pytest.fixture
def app(
    executable: Executable, database: Database, people: dict[str, Viewer], clock: Clock, computing: Computing
) -> Starlette:
    async def authenticate(authorization: str | None) -> Viewer:
        viewer = people.get((authorization or "").removeprefix("Bearer "))
        if viewer is None:
            raise AuthenticationError("no such token")
        return viewer

    async def connect() -> Database:
        return database

    made = build(
        executable,
        authenticate=authenticate,
        connect=connect,
        introspection=True,
        now=clock,
        computing=computing,
    )
    made.state.database = database
    return made


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as opened:
        yield opened


@pytest.fixture
async def house(migrated: str, client: httpx.AsyncClient, people: dict[str, Viewer]) -> House:
    """A practice in London, empty but for what the test makes in it."""
    return await open_house(migrated, client, people)


@pytest.fixture
async def other_house(migrated: str, client: httpx.AsyncClient, people: dict[str, Viewer]) -> House:
    """Another practice in the same database."""
    return await open_house(migrated, client, people)


async def open_house(
    owner_url: str, client: httpx.AsyncClient, people: dict[str, Viewer], *, zone: str = "Europe/London"
) -> House:
    practice_id = await practices.create(owner_url, f"Practice {secrets.token_hex(4)}", zone)
    return House(practice_id, client, people)
