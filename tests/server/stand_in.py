"""A small service with the real HTTP layer: its own schema, a fake database that can fail, and roles as tokens.

The HTTP layer must not depend on the schema, so its tests need neither PostgreSQL nor the real schema.
"""

import asyncio
import contextlib
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from graphql import GraphQLError, build_schema
from starlette.applications import Starlette

from db.engine import Unavailable
from resolvers.context import Role, Viewer
from schema.execution import Executable
from server.app import build
from server.authentication import AuthenticationError
from server.limits import examine

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
    type Session {
      id: ID!
      name: String!
      types: [Type!]!
      clinician: Clinician!
      occurrences(from: String!, to: String!): [Occurrence!]!
    }
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
    """The state that tests change and observe."""

    away: bool = False
    unready: str | None = None
    started: int = 0
    finished: int = 0
    cancelled: int = 0
    asked_ready: int = 0
    contexts: list[Any] = field(default_factory=list)


class StandInDatabase:
    def __init__(self, world: World) -> None:
        self.world = world
        self.closed = False

    async def ready(self, head: str | None = None) -> str | None:
        self.world.asked_ready += 1
        return "the database cannot be reached" if self.world.away else self.world.unready

    def counts(self) -> dict[str, int]:
        return {"primary_idle": 3, "primary_used": 1}

    async def close(self) -> None:
        self.closed = True


def world_of(info: Any) -> World:
    context = info.context.context
    world: World = context.db.world
    world.contexts.append(context)
    return world


async def slow(_: Any, info: Any, seconds: float) -> str:
    world = world_of(info)
    world.started += 1
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        world.cancelled += 1
        raise
    world.finished += 1
    return "done"


async def unavailable(_: Any, info: Any) -> str:
    raise Unavailable


def broken(_: Any, info: Any) -> str:
    raise RuntimeError("SELECT secret FROM note")


def coded(_: Any, info: Any, code: str) -> str:
    raise GraphQLError("So it is.", extensions={"code": code})


def hello(_: Any, info: Any) -> str:
    world_of(info)
    return "Hello"


RESOLVERS = {
    "hello": hello,
    "echo": lambda _, info, **given: str(given)[:100],
    "rename": lambda _, info, name: name,
    "slow": slow,
    "unavailable": unavailable,
    "broken": broken,
    "coded": coded,
}
for root in (SCHEMA.query_type, SCHEMA.mutation_type):
    assert root is not None
    for name, resolve in RESOLVERS.items():
        if name in root.fields:
            root.fields[name].resolve = resolve


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
    return build(Executable(SCHEMA, limits=examine), **{**settings, **given})


@contextlib.asynccontextmanager
async def client_of(app: Starlette, *, token: str | None = "ADMIN") -> AsyncIterator[httpx.AsyncClient]:
    """A client that calls the application directly. Starts and stops the application."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service", headers=headers) as client,
    ):
        yield client


async def until(so: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits until a condition is true."""
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, "the condition did not become true in time"
        await asyncio.sleep(0.01)


@contextlib.contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serves the application on a port of 127.0.0.1, in a thread. Yields its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=10)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 10
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            assert time.monotonic() < deadline, "the server did not start in time"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(15)


if __name__ == "__main__":  # in a process of its own, for signals; prints its port
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(make_app(), log_config=None, access_log=False)).run(sockets=[listener])
