"""The service as one ASGI application: its routes, its middleware, and what is opened and closed with it."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db import revisions
from db.engine import Database
from schema.execution import Executable
from server import console, explorer
from server.authentication import authenticator
from server.computing import Computing
from server.document_cache import DocumentCache
from server.errors import error_body
from server.explorer import DemoToken
from server.health import Readiness, alive, metrics_endpoint
from server.http import Authenticate, GraphQLEndpoint
from server.limits import LIMITS, Limits
from server.metrics import Metrics, remove_worker
from server.middleware import middleware
from server.request_log import RECORD
from server.settings import Settings

__all__ = ["DemoTokens", "build", "clock", "create_app"]

DemoTokens = Sequence[DemoToken] | Callable[[], Sequence[DemoToken]]

GRAPHQL = "/graphql"
CONNECTIONS_INTERVAL = 5.0
"""Seconds between two counts of the database connections."""


def clock() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, executable: Executable, *, tokens: DemoTokens | None = None) -> Starlette:
    """The service with these settings. Its pages offer `tokens`, in development only.

    Needs settings.database_url: the command line sets it if it has started the embedded PostgreSQL.
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
        migrations=revisions.known(),
        pages=[
            *console.routes(),
            *explorer.routes(tokens=tokens, development=settings.development, endpoint=GRAPHQL),
        ],
        cors_origins=settings.cors_origins,
        production=not settings.development,
        introspection=settings.introspection,
        computing=Computing(settings.computing),
    )
    # What is loaded by now stays until the end. Garbage collection, which paused for 0.1 s, skips it once frozen.
    gc.collect()
    gc.freeze()
    return app


def build(
    executable: Executable,
    *,
    authenticate: Authenticate,
    connect: Callable[[], Awaitable[Database]],
    migrations: Sequence[str] = (),
    pages: Sequence[BaseRoute] = (),
    cors_origins: tuple[str, ...] = (),
    production: bool = True,
    introspection: bool = False,
    limits: Limits = LIMITS,
    deadline: float = 30.0,
    now: Callable[[], datetime] = clock,
    computing: Computing | None = None,
) -> Starlette:
    """Builds the application from its parts. `connect` is called when the service starts.

    `migrations`: the revisions that this code knows; the service is ready if the last one is applied.
    `deadline`: seconds after which a request is cancelled.
    """
    documents = DocumentCache(executable, limits=limits)
    places = computing or Computing()
    endpoint = GraphQLEndpoint(
        documents,
        authenticate=authenticate,
        now=now,
        introspection=introspection,
        deadline=deadline,
        computing=places,
    )
    metrics = Metrics()

    def database() -> Database:
        opened: Database = app.state.database
        return opened

    async def count_connections() -> None:
        while True:  # also in a worker that never gets a request for /metrics, because another answers for all
            metrics.set_connections(database().counts())
            metrics.set_computing(places.counts())
            await asyncio.sleep(CONNECTIONS_INTERVAL)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        app.state.database = await connect()
        counting = asyncio.create_task(count_connections())
        try:
            yield
        finally:
            counting.cancel()
            documents.close()
            places.close()
            await database().close()
            remove_worker()

    routes: list[BaseRoute] = [
        Route(GRAPHQL, endpoint),
        Route("/healthz", alive),
        Route("/readyz", Readiness(lambda: database().ready(migrations)).answer),
        Route("/metrics", metrics_endpoint(metrics, count=lambda: database().counts())),
        *pages,
    ]
    layers = middleware(
        routes=frozenset(route.path for route in routes if isinstance(route, Route)),
        cors_origins=cors_origins,
        production=production,
        metrics=metrics,
    )
    app = Starlette(routes=routes, middleware=layers, lifespan=lifespan, exception_handlers={HTTPException: http_error})
    app.router.redirect_slashes = False
    return app


async def http_error(request: Request, error: Exception) -> Response:
    """Answers an unknown address or method in the form of all other errors."""
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_USER_INPUT"
    request.scope[RECORD].codes.append(code)
    return JSONResponse(error_body(code, error.detail), error.status_code, headers=error.headers)
