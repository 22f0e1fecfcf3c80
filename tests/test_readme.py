"""The README answers for itself: its queries are run against the demo, and its settings are the service's."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from db import migrate
from db.engine import Database
from resolvers import demo
from schema.build import SCHEMA
from schema.execution import Executable
from server.app import build
from server.limits import examine
from tests.databases import new_database

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""When it is in the README: a Monday."""
ROOT = Path(__file__).parent.parent
EXAMPLE = re.compile(
    r"```graphql\n(?P<query>.*?)```\s+"
    r"(?:```json variables\n(?P<variables>.*?)```\s+)?"
    r"```json answer\n(?P<answer>.*?)```",
    re.DOTALL,
)
WIDTH = 110
PAGES = [ROOT / "README.md", ROOT / "docs/booking.md", ROOT / "docs/templates.md"]
LISTS = ("clinicians", "locations", "appointmentTypes", "sessionTemplates")
NAMED = "{ " + " ".join(f"{name}(first: 100) {{ nodes {{ id name }} }}" for name in LISTS) + " }"


@dataclass
class Example:
    page: Path
    query: str
    variables: str
    answer: str

    @property
    def id(self) -> str:
        return f"{self.page.name}:{self.query.split('{')[0].strip() or 'query'}"


def examples() -> list[Example]:
    return [
        Example(page, found["query"], found["variables"] or "{}", found["answer"])
        for page in PAGES
        for found in EXAMPLE.finditer(page.read_text())
    ]


@pytest.fixture(scope="module")
async def shop(owner_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The service with the demo, in a database of its own, asked by the demo's admin."""
    async with new_database(owner_url, "readme") as url:
        await migrate.upgrade(url)
        await demo.load(url, now=NOW)
        admin = (await demo.viewers(url))[0]
        database = await Database.connect(url)

        async def authenticate(_: str | None) -> Any:
            return admin

        async def connect() -> Database:
            return database

        app = build(Executable(SCHEMA, limits=examine), authenticate=authenticate, connect=connect, now=lambda: NOW)
        app.state.database = database
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
            yield client
        await database.close()


async def ask(client: httpx.AsyncClient, query: str, variables: Any = None) -> Any:
    return (await client.post("/graphql", json={"query": query, "variables": variables or {}})).json()


async def with_ids(client: httpx.AsyncClient, variables: str) -> Any:
    """The variables, with "ID of …" made the id of what has this name."""
    named = {
        node["name"]: node["id"] for found in (await ask(client, NAMED))["data"].values() for node in found["nodes"]
    }
    return json.loads(re.sub(r"ID of ([^\"]+)", lambda found: named[found[1]], variables))


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)
async def test_an_example_answers_as_printed(shop: httpx.AsyncClient, example: Example) -> None:
    answer = await ask(shop, example.query, await with_ids(shop, example.variables))
    assert example.answer == written(answer) + "\n"


def written(value: Any, *, indent: str = "") -> str:
    """JSON as the README writes it: in one line what fits in one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    deeper = indent + "  "
    if isinstance(value, dict):
        inner = [f"{json.dumps(key)}: {written(part, indent=deeper)}" for key, part in value.items()]
    else:
        inner = [written(part, indent=deeper) for part in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{deeper}" + f",\n{deeper}".join(inner) + f"\n{indent}{closing}"


def test_the_readme_has_examples() -> None:
    assert len(examples()) >= 3


def test_every_setting_is_in_the_readme() -> None:
    settings = re.findall(r'given\.value\(\s*"([A-Z_]+)"', (ROOT / "server/settings.py").read_text())
    assert settings
    readme = (ROOT / "README.md").read_text()
    assert [name for name in settings if f"`{name}`" not in readme] == []


def test_every_link_in_the_readme_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []
