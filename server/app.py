"""The service as one ASGI application: its routes, its middleware, and what is opened and closed with it."""

import asyncio
import gc
import os
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache

from graphql import print_schema
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db import revisions
from db.engine import Database
from schema.execution import Executable
from schema.printing import sdl
from server import console, explorer
from server.authentication import authenticator
from server.computing import Computing
from server.content_negotiation import refusal_type
from server.document_cache import DocumentCache
from server.errors import error_body
from server.explorer import DemoToken
from server.health import Readiness, alive, metrics_endpoint
from server.http import Authenticate, GraphQLEndpoint, SchemaEndpoint
from server.limits import LIMITS, Limits
from server.metrics import Metrics, remove_worker
from server.middleware import middleware
from server.request_log import RECORD
from server.settings import Settings
from server.tracing import Tracing, configured
from server.trusted_documents import TrustedDocuments

__all__ = ["DemoTokens", "build", "clock", "create_app"]

DemoTokens = Sequence[DemoToken] | Callable[[], Sequence[DemoToken]]

GRAPHQL, SCHEMA, EXPLORER = "/graphql", "/schema.graphql", "/explorer"
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
        trusted=TrustedDocuments(settings.documents, settings.documents_dir),
        sdl=sdl,
        compress=settings.compression,
        tracing=configured(os.environ),
        cors_origins=settings.cors_origins,
        cors_headers=settings.cors_headers,
        production=not settings.development,
        introspection=settings.introspection,
        changes_kept=settings.changes_kept,
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
    trusted: TrustedDocuments | None = None,
    sdl: Callable[[], str] | None = None,
    compress: bool = True,
    tracing: Tracing | None = None,
    cors_origins: tuple[str, ...] = (),
    cors_headers: tuple[str, ...] = (),
    production: bool = True,
    introspection: bool = False,
    limits: Limits = LIMITS,
    deadline: float = 30.0,
    changes_kept: timedelta = timedelta(days=30),
    now: Callable[[], datetime] = clock,
    computing: Computing | None = None,
) -> Starlette:
    """Builds the application from its parts. `connect` is called when the service starts.

    `migrations`: the revisions that this code knows; the service is ready if the last one is applied.
    `trusted`: the documents of manifests. They are read again on SIGHUP.
    `sdl`: prints the schema, for /schema.graphql.
    `compress`: whether answers are compressed.
    `tracing`: makes spans, and is closed with the service.
    `deadline`: seconds after which a request is cancelled. `changes_kept`: for how long changes can be read.
    """
    documents = DocumentCache(executable, limits=limits)
    places = computing or Computing()
    trusted = trusted or TrustedDocuments()
    served = {route.path for route in pages if isinstance(route, Route)}
    endpoint, schema_endpoint = (
        make(
            documents,
            authenticate=authenticate,
            now=now,
            introspection=introspection,
            deadline=deadline,
            changes_kept=changes_kept,
            computing=places,
            trusted=trusted,
            compress=compress,
            tracing=tracing,
            explorer=EXPLORER if EXPLORER in served else None,
        )
        for make in (GraphQLEndpoint, SchemaEndpoint)
    )
    assert isinstance(schema_endpoint, SchemaEndpoint)
    schema_endpoint.sdl = cache(sdl or (lambda: print_schema(executable.schema)))
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
        if tracing is not None:
            tracing.observe(database())
        counting = asyncio.create_task(count_connections())
        try:
            with rereading(trusted):
                yield
        finally:
            counting.cancel()
            documents.close()
            places.close()
            await database().close()
            if tracing is not None:
                await tracing.close()
            remove_worker()

    routes: list[BaseRoute] = [
        Route(GRAPHQL, endpoint),
        Route(SCHEMA, schema_endpoint),
        Route("/healthz", alive),
        Route("/readyz", Readiness(lambda: database().ready(migrations)).answer),
        Route("/metrics", metrics_endpoint(metrics, count=lambda: database().counts())),
        *pages,
    ]
    layers = middleware(
        routes=frozenset(route.path for route in routes if isinstance(route, Route)),
        cors_origins=cors_origins,
        cors_headers=cors_headers,
        production=production,
        metrics=metrics,
    )
    app = Starlette(routes=routes, middleware=layers, lifespan=lifespan, exception_handlers={HTTPException: http_error})
    app.router.redirect_slashes = False
    return app


@contextmanager
def rereading(trusted: TrustedDocuments) -> Iterator[None]:
    """Reads the manifests again on SIGHUP, where there are any. Signals reach the main thread of a process only."""
    if trusted.folder is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    running: set[asyncio.Task[None]] = set()

    def reread() -> None:
        task = loop.create_task(trusted.reread())
        running.add(task)
        task.add_done_callback(running.discard)

    loop.add_signal_handler(signal.SIGHUP, reread)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


async def http_error(request: Request, error: Exception) -> Response:
    """Answers an unknown address or method in the form of all other errors."""
    assert isinstance(error, HTTPException)
    code = "NOT_FOUND" if error.status_code == 404 else "BAD_USER_INPUT"
    request.scope[RECORD].codes.append(code)
    return JSONResponse(
        error_body(code, error.detail),
        error.status_code,
        headers=error.headers,
        media_type=f"{refusal_type(request.scope['headers']).decode()}; charset=utf-8",
    )
