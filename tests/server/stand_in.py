"""A small service behind the real edge: a schema of its own, a database that can be taken away, tokens that are roles.

What the edge does must not depend on what is served, so its tests need neither PostgreSQL nor the clinic's schema.
"""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    build_schema,
    execute,
    parse,
    validate,
)
from graphql.utilities import get_operation_ast
from starlette.applications import Starlette

from db.engine import Unavailable
from resolvers.context import Role, Viewer
from server.app import build
from server.authentication import AuthenticationError
from server.limits import LIMITS, examine

PRACTICE = "0192f0c4-0000-7000-8000-000000000001"

SCHEMA = build_schema(
    """
    type Query {
      hello: String!
      echo(text: String, numbers: [Int!], flags: Flags): String
      session(id: ID!): Session
      sessions(first: Int, after: String, last: Int, before: String): SessionConnection!
      occurrences(from: String!, to: String!): [Occurrence!]!
      availableSlots(search: SlotSearchInput!): SlotSearchResult!
      slow(seconds: Float!): String
      unavailable: String
      broken: String
      coded(code: String!): String
    }
    input Flags { flag: Boolean  flags: Flags  list: [[Flags]] }
    input SlotSearchInput { from: String  to: String  first: Int = 200 }
    type SlotSearchResult { slots: [Slot!]! }
    type Slot { start: String!  session: Session! }
    type Session { id: ID!  name: String!  types: [Type!]!  clinician: Clinician!  occurrences(from: String!, to: String!): [Occurrence!]! }
    type Type { id: ID! name: String! }
    type Clinician { id: ID! name: String! sessions(first: Int, last: Int): SessionConnection! }
    type Occurrence { start: String!  session: Session! }
    type SessionConnection { nodes: [Session!]!  edges: [SessionEdge!]!  totalCount: Int! }
    type SessionEdge { cursor: String!  node: Session! }
    type Item { id: ID!  session: Session }
    type BulkPayload { items: [Item!]! }
    type Mutation { rename(name: String!): String  toggleSessions(ids: [ID!]!): BulkPayload!  unavailable: String }
    """
)


@dataclass(slots=True)
class World:
    """What the tests watch and change from outside."""

    away: bool = False
    unready: str | None = None
    started: int = 0
    finished: int = 0
    cancelled: int = 0
    contexts: list[Any] = field(default_factory=list)


class StandInDatabase:
    def __init__(self, world: World) -> None:
        self.world = world
        self.closed = False

    async def ready(self, head: str | None = None) -> str | None:
        return "the database cannot be reached" if self.world.away else self.world.unready

    def counts(self) -> dict[str, int]:
        return {"read_idle": 3, "read_used": 1}

    async def close(self) -> None:
        self.closed = True


@dataclass(frozen=True, slots=True)
class Prepared:
    document: DocumentNode

    def operation(self, name: str | None) -> OperationDefinitionNode | GraphQLError:
        node = get_operation_ast(self.document, name)
        return node or GraphQLError("There is no such operation in the document.")


class StandInExecutable:
    """Prepares and executes as schema.execution does, on graphql-core alone."""

    schema = SCHEMA

    def __init__(self, world: World) -> None:
        self.world = world
        self.prepared: list[str] = []

    def prepare(self, query: str) -> Prepared | list[GraphQLError]:
        self.prepared.append(query)
        try:
            document = parse(query, max_lexical_tokens=LIMITS.tokens, no_location=False)
        except GraphQLError as error:
            return [error]
        errors = examine(document) or validate(SCHEMA, document, max_errors=20)
        return errors or Prepared(document)

    async def execute(
        self, prepared: Prepared, operation_name: str | None, variables: dict[str, Any], context: Any
    ) -> ExecutionResult:
        self.world.contexts.append(context)
        result = execute(
            SCHEMA,
            prepared.document,
            Root(self.world),
            context,
            variable_values=variables,
            operation_name=operation_name,
        )
        return result if isinstance(result, ExecutionResult) else await result  # type: ignore[misc]


class Root:
    def __init__(self, world: World) -> None:
        self.world = world

    def hello(self, _: Any) -> str:
        return "Hello"

    def echo(self, _: Any, **given: Any) -> str:
        return str(given)[:100]

    def rename(self, _: Any, name: str) -> str:
        return name

    async def slow(self, _: Any, seconds: float) -> str:
        self.world.started += 1
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.world.cancelled += 1
            raise
        self.world.finished += 1
        return "done"

    async def unavailable(self, _: Any) -> str:
        raise GraphQLError("Away.", extensions={"code": "SERVICE_UNAVAILABLE"}, original_error=Unavailable())

    def broken(self, _: Any) -> str:
        raise RuntimeError("SELECT secret FROM note")

    def coded(self, _: Any, code: str) -> str:
        raise GraphQLError("So it is.", extensions={"code": code})


async def authenticate(authorization: str | None) -> Viewer:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or token not in Role.__members__:
        raise AuthenticationError("Send a bearer token.")
    return Viewer(subject="someone", name="Dr Secret Name", role=Role[token], practice_id=PRACTICE, clinician_id=None)


def make_app(world: World | None = None, **given: Any) -> Starlette:
    world = world or World()

    async def connect() -> Any:
        return StandInDatabase(world)

    settings = {"production": False, "introspection": True, "authenticate": authenticate, "connect": connect}
    return build(StandInExecutable(world), **{**settings, **given})  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def client_of(app: Starlette, *, token: str | None = "ADMIN") -> AsyncIterator[httpx.AsyncClient]:
    """A client that speaks to the application directly, started and stopped around it."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service", headers=headers) as client,
    ):
        yield client


@contextlib.contextmanager
def served(app: Starlette) -> Iterator[str]:
    """The application on a real socket of 127.0.0.1, in a thread; gives its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=10)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started:
            assert thread.is_alive() and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(15)
