"""The service as one ASGI application: what stands at which address, and what is opened and closed around it."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db import migrate
from db.engine import Database
from schema.execution import Executable
from server import console, explorer
from server.authentication import authenticator
from server.documents import Documents
from server.edge import Edge
from server.exchange import EXCHANGE, refusal_body
from server.explorer import DemoToken
from server.headers import Cors, security_headers
from server.health import Readiness, alive, metrics_endpoint
from server.http import Authenticate, GraphQLEndpoint
from server.limits import LIMITS, Limits
from server.observability import Metrics, forget_worker
from server.settings import Settings

__all__ = ["build", "clock", "create_app"]

DemoTokens = Sequence[DemoToken] | Callable[[], Sequence[DemoToken]]


GRAPHQL = "/graphql"
COUNTED_EVERY = 5.0
"""Seconds between two looks at the database's pools."""


def clock() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, executable: Executable, *, tokens: DemoTokens | None = None) -> Starlette:
    """The service as configured. `tokens` are offered by its pages, in development only.

    Needs settings.database_url: who starts an embedded PostgreSQL says where it is.
    """
    url = settings.database_url
    if url is None:
        raise ValueError("settings.database_url is not set")

    async def connect() -> Database:
        return await Database.connect(url, settings.database_read_url, options=settings.database)

    app = build(
        executable,
        authenticate=authenticator(settings, now=clock),
        connect=connect,
        revisions=migrate.revisions(),
        pages=[
            *console.routes(),
            *explorer.routes(tokens=tokens, development=settings.development, endpoint=GRAPHQL),
        ],
        cors_origins=settings.cors_origins,
        production=not settings.development,
        introspection=settings.introspection,
    )
    # What is loaded by now stays: the collector's pauses, of a tenth of a second with it, need not look at it again.
    gc.collect()
    gc.freeze()
    return app


def build(
    executable: Executable,
    *,
    authenticate: Authenticate,
    connect: Callable[[], Awaitable[Database]],
    revisions: Sequence[str] = (),
    pages: Sequence[BaseRoute] = (),
    cors_origins: tuple[str, ...] = (),
    production: bool = True,
    introspection: bool = False,
    limits: Limits = LIMITS,
    deadline: float = 30.0,
    now: Callable[[], datetime] = clock,
) -> Starlette:
    """Puts the parts together. `connect` is called as the service starts; `revisions`: the migrations it
    knows, the last of which it needs.

    `deadline`: seconds after which a request is given up.
    """
    documents = Documents(executable, limits=limits)
    endpoint = GraphQLEndpoint(
        documents, authenticate=authenticate, now=now, introspection=introspection, deadline=deadline
    )
    metrics = Metrics()

    def database() -> Database:
        opened: Database = app.state.database
        return opened

    async def count_connections() -> None:
        while True:  # also for a worker that nobody asks for /metrics: another answers for all
            metrics.count_connections(database().counts())
            await asyncio.sleep(COUNTED_EVERY)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        app.state.database = await connect()
        counting = asyncio.create_task(count_connections())
        try:
            yield
        finally:
            counting.cancel()
            documents.close()
            await database().close()
            forget_worker()

    routes: list[BaseRoute] = [
        Route(GRAPHQL, endpoint),
        Route("/healthz", alive),
        Route("/readyz", Readiness(lambda: database().ready(revisions)).answer),
        Route("/metrics", metrics_endpoint(metrics, count=lambda: database().counts())),
        *pages,
    ]
    edge = Middleware(
        Edge,
        routes=frozenset(route.path for route in routes if isinstance(route, Route)),
        direct={GRAPHQL: endpoint},
        headers=security_headers(production=production),
        cors=Cors.of(cors_origins),
        metrics=metrics,
    )
    app = Starlette(routes=routes, middleware=[edge], lifespan=lifespan, exception_handlers={HTTPException: refused})
    app.router.redirect_slashes = False
    return app


async def refused(request: Request, error: Exception) -> Response:
    """An unknown address, or a method that it does not know, in the form of every other error."""
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_USER_INPUT"
    request.scope[EXCHANGE].codes.append(code)
    return JSONResponse(refusal_body(code, error.detail), error.status_code, headers=error.headers)
