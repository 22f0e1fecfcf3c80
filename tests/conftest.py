"""The suite's database: one embedded PostgreSQL, migrated once, of which each test has practices of its own."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache

import httpx
import pytest
from starlette.applications import Starlette

from db import migrate
from db.engine import Database
from resolvers import practices
from resolvers.context import Viewer
from schema.build import SCHEMA
from schema.execution import Executable
from server import postgres
from server.app import build
from server.authentication import AuthenticationError
from server.limits import examine
from tests.practice import Clock, House

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""When it is, for a test that does not say: a Monday, before the clocks change in London."""


@pytest.fixture(scope="session")
def owner_url() -> Iterator[str]:
    """The database's owner: TEST_DATABASE_URL, where given, names an empty database to be used instead."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with postgres.temporary() as instance:
        yield instance.owner_url


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


@pytest.fixture
def app(executable: Executable, database: Database, people: dict[str, Viewer], clock: Clock) -> Starlette:
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
