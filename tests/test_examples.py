"""Every example of README.md and docs/ is sent as printed and answered as printed, in any year and in any order."""

import json
import re
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import pytest

from db import migrate
from db.engine import Database
from dev import demo
from resolvers.context import Viewer
from schema.execution import Executable
from server.app import build
from tests.examples import PAGES, Example, PageError, all_examples, examples

NOVEMBER_2026 = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
JUNE_2028 = datetime(2028, 6, 14, 15, 30, tzinfo=UTC)
WIDTH = 110
Serve = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]

EXAMPLES, PROBLEMS = all_examples()


# ---------------------------------------------------------------- asking


@pytest.fixture(scope="module")
async def owner(owner_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_url)
    yield connection
    await connection.close()


def renamed(url: str, database: str) -> str:
    head, question, options = url.partition("?")
    return head.rpartition("/")[0] + f"/{database}{question}{options}"


@asynccontextmanager
async def a_database(owner: asyncpg.Connection, url: str, *, template: str = "template1") -> AsyncIterator[str]:
    name = f"examples_{secrets.token_hex(4)}"
    await owner.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield renamed(url, name)
    finally:
        await owner.execute(f"DROP DATABASE {name}")


@asynccontextmanager
async def a_demo(owner: asyncpg.Connection, url: str, *, loaded: datetime) -> AsyncIterator[str]:
    """The address of a database with the demo, as somebody has it who started the service at `loaded`."""
    async with a_database(owner, url) as demo_url:
        await migrate.upgrade(demo_url)
        await demo.load(demo_url, now=loaded)
        yield demo_url


@pytest.fixture(scope="module")
async def demo_of_2026(owner: asyncpg.Connection, owner_url: str) -> AsyncIterator[str]:
    async with a_demo(owner, owner_url, loaded=NOVEMBER_2026) as url:
        yield url


@pytest.fixture(scope="module")
async def demo_of_2028(owner: asyncpg.Connection, owner_url: str) -> AsyncIterator[str]:
    async with a_demo(owner, owner_url, loaded=JUNE_2028) as url:
        yield url


@pytest.fixture(scope="module")
def serve(owner: asyncpg.Connection, executable: Executable) -> Serve:
    """The service on a fresh copy of a demo, asked at `now` by the demo's admin."""

    @asynccontextmanager
    async def serving(demo_url: str, *, now: datetime) -> AsyncIterator[httpx.AsyncClient]:
        template = demo_url.partition("?")[0].rpartition("/")[2]
        admin = (await demo.viewers(demo_url))[0]

        async def authenticate(_: str | None) -> Viewer:
            return admin

        async with a_database(owner, demo_url, template=template) as url:
            database = await Database.connect(url)

            async def connect() -> Database:
                return database

            app = build(executable, authenticate=authenticate, connect=connect, now=lambda: now)
            app.state.database = database
            try:
                transport = httpx.ASGITransport(app)
                async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
                    yield client
            finally:
                await database.close()

    return serving


async def answer(client: httpx.AsyncClient, example: Example) -> str:
    """What the service answers, as a page prints it."""
    sent = {"query": example.query, "variables": json.loads(example.variables)}
    return written((await client.post("/graphql", json=sent)).json()) + "\n"


def written(value: Any, *, indent: str = "") -> str:
    """JSON as the pages print it: a value is on one line if it fits."""
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


# ---------------------------------------------------------------- the examples


def test_every_block_is_where_an_example_needs_it() -> None:
    assert PROBLEMS == []


def test_readme_and_docs_have_examples() -> None:
    pages = {example.place.partition(":")[0] for example in EXAMPLES}
    assert {"README.md", "docs/booking.md", "docs/templates.md"} <= pages
    assert len(EXAMPLES) >= 15


def test_every_graphql_fence_is_found() -> None:
    """Counted in another way than tests/examples.py does: in quotes, with other names, anywhere in a line."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    fences = re.findall(r"(?:```|~~~)[ {.]*(?:graphql|gql)(?!\w)(?! fragment)", text, re.IGNORECASE)
    assert len(fences) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
async def test_an_example_is_answered_as_printed(example: Example, serve: Serve, demo_of_2026: str) -> None:
    async with serve(demo_of_2026, now=NOVEMBER_2026) as client:
        assert await answer(client, example) == example.answer


async def test_a_reader_in_2028_gets_the_same_answers(serve: Serve, demo_of_2028: str) -> None:
    async with serve(demo_of_2028, now=JUNE_2028) as client:
        for example in EXAMPLES:
            assert await answer(client, example) == example.answer, example.place


async def test_a_demo_of_2026_still_gives_the_same_answers_in_2028(serve: Serve, demo_of_2026: str) -> None:
    async with serve(demo_of_2026, now=JUNE_2028) as client:
        for example in EXAMPLES:
            assert await answer(client, example) == example.answer, example.place


async def test_examples_do_not_depend_on_their_order(serve: Serve, demo_of_2026: str) -> None:
    async with serve(demo_of_2026, now=NOVEMBER_2026) as client:
        for example in reversed(EXAMPLES):
            assert await answer(client, example) == example.answer, example.place


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
def test_an_example_has_top_level_errors_only_where_it_says_so(example: Example) -> None:
    assert ("errors" in json.loads(example.answer)) == example.with_errors


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
def test_an_example_shows_something(example: Example) -> None:
    printed = json.loads(example.answer)
    if example.with_errors:
        assert printed["errors"]
        return
    assert printed["data"]
    assert [name for name, value in printed["data"].items() if is_empty(value)] == []
    assert [name for name, value in members(printed["data"]) if name in SHOWN and not value] == []


SHOWN = frozenset({"nodes", "slots", "days", "items", "occurrences"})
"""Lists that an example is about, wherever it asks for them."""


def is_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return not any(not is_empty(part) for part in value.values())
    return value is None or value == [] or value == ""


def members(value: Any) -> list[tuple[str, Any]]:
    """Every member of every object in it, however deep."""
    if isinstance(value, list):
        return [found for part in value for found in members(part)]
    if not isinstance(value, dict):
        return []
    return [*value.items(), *(found for part in value.values() for found in members(part))]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
def test_an_example_can_stand_in_single_quotes_in_a_shell(example: Example) -> None:
    assert "'" not in example.query + example.variables


# ---------------------------------------------------------------- finding them

WHOLE = """
```graphql
query($id: ID!) { session(id: $id) { name } }
```

Some words.

```json variables
{ "id": "1" }
```
```json answer
{"data": {}}
```
"""


def test_an_example_is_found_with_words_between_its_blocks() -> None:
    (found,) = examples("page", WHOLE)
    assert found == Example(
        "page:2", "query($id: ID!) { session(id: $id) { name } }\n", '{ "id": "1" }\n', '{"data": {}}\n', False
    )


def test_an_example_in_a_list_is_found() -> None:
    (found,) = examples("page", "- so:\n\n  ~~~~ graphql\n  { a }\n  ~~~~\n  ```json answer with errors\n  {}\n  ```\n")
    assert (found.query, found.answer, found.with_errors) == ("{ a }\n", "{}\n", True)


@pytest.mark.parametrize(
    "page, problem",
    [
        (WHOLE.replace("json variables", "json"), "the next block must be `json variables`"),
        (WHOLE.replace("json answer", "json"), "the next block must be `json answer` or `json answer with errors`"),
        (WHOLE.replace("Some words.", "```sh\nls\n```"), "the next block must be `json variables`"),
        (WHOLE.replace("($id: ID!)", ""), "the next block must be `json answer`"),
        (WHOLE.replace("```graphql", "```gql"), "this is GraphQL"),
        (WHOLE.replace("```graphql", "```"), "this is GraphQL"),
        (WHOLE.replace("```graphql", "```graphql fragment"), "this is an operation"),
        (WHOLE.replace("query(", "que ry("), "an example is one operation"),
        (WHOLE.replace("query(", "query A { a } query B("), "an example is one operation"),
        (WHOLE + "\n```json answer\n{}\n```\n", "does not follow the operation"),
        (WHOLE + "\n```graphql\n{ a }\n```\n", "the next block must be"),
        (WHOLE + "\n```graphql\n{ a }\n", "is not closed"),
    ],
)
def test_a_block_that_could_be_missed_is_refused(page: str, problem: str) -> None:
    with pytest.raises(PageError, match=re.escape(problem)):
        list(examples("page", page))


def test_a_fragment_is_no_example() -> None:
    assert list(examples("page", "```graphql fragment\nfragment F on Session { name }\n```\n")) == []
