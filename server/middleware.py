"""ASGI middleware around all routes, outermost first: RequestMiddleware, Starlette's CORS, ErrorMiddleware."""

import re
import secrets
import time

import orjson
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.public_errors import masked
from server.content_negotiation import refusal_type
from server.errors import Header, error_body
from server.metrics import Metrics
from server.request_log import RECORD, RequestRecord, log_request
from server.trace_context import TraceParent

__all__ = ["middleware", "security_headers"]

REQUEST_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,127}")
"""Request ids that are accepted from a client or proxy. They can be logged as they are."""
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
CLIENT_CLOSED_REQUEST = 499
"""The status that is logged if the client disconnected before the answer. It is never sent."""


def middleware(
    *,
    routes: frozenset[str],
    cors_origins: tuple[str, ...],
    cors_headers: tuple[str, ...],
    production: bool,
    metrics: Metrics,
) -> list[Middleware]:
    """The middleware of the application, outermost first."""
    return [
        Middleware(RequestMiddleware, routes=routes, headers=security_headers(production=production), metrics=metrics),
        *([cors(cors_origins, cors_headers)] if cors_origins else ()),
        Middleware(ErrorMiddleware),
    ]


CORS_REQUEST_HEADERS = (
    *("Authorization", "Content-Type", "GraphQL-Cost", "X-Request-ID"),
    *("traceparent", "tracestate", "baggage", "sentry-trace"),  # OpenTelemetry and Sentry in browsers
    *("x-apollo-operation-name", "apollographql-client-name", "apollographql-client-version"),
)
"""Request headers that pages of other origins may send. CORS_HEADERS adds to them."""
CORS_ANSWER_HEADERS = ("X-Request-ID", "Retry-After", "ETag", "WWW-Authenticate", "traceparent")
"""Headers of answers that these pages may read, beside those that every page may, such as Cache-Control."""


def cors(origins: tuple[str, ...], headers: tuple[str, ...] = ()) -> Middleware:
    """Lets pages of these origins read answers. Cookies are never used, so credentials are not allowed."""
    return Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=("GET", "POST"),
        allow_headers=(*CORS_REQUEST_HEADERS, *headers),
        expose_headers=CORS_ANSWER_HEADERS,
        max_age=7200,
    )


def security_headers(*, production: bool) -> tuple[Header, ...]:
    """Headers of every answer that does not set them itself, as the explorer's page does."""
    headers = (
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"cache-control", b"no-store"),
    )
    # HTTP Strict Transport Security, RFC 6797: one year.
    return (*headers, (b"strict-transport-security", b"max-age=31536000")) if production else headers


class RequestMiddleware:
    """Gives each request an id and a RequestRecord, adds headers to its answer, logs it and counts it."""

    def __init__(self, app: ASGIApp, *, routes: frozenset[str], headers: tuple[Header, ...], metrics: Metrics) -> None:
        self.app = app
        self.routes = routes
        self.headers = headers
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        given_id, trace = identified(scope)
        record = RequestRecord(
            given_id or secrets.token_hex(16),
            time.perf_counter(),
            scope["method"] if scope["method"] in METHODS else "other",
            path if path in self.routes else None,
            trace=trace,
        )
        scope[RECORD] = record
        added = (*self.headers, (b"x-request-id", record.request_id.encode()))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                headers = message.get("headers", [])
                names = {name for name, _ in headers}
                message["headers"] = [*headers, *(header for header in added if header[0] not in names)]
                if record.trace is not None:
                    message["headers"].append((b"traceparent", bytes(record.trace)))
            await send(message)

        self.metrics.in_progress.inc()
        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            self.metrics.in_progress.dec()
            record.status = record.status or CLIENT_CLOSED_REQUEST
            seconds = time.perf_counter() - record.started
            if record.span is not None:
                record.span.end(record)
            self.metrics.count_request(record, seconds=seconds)
            log_request(record, seconds=seconds)


def identified(scope: Scope) -> tuple[str | None, TraceParent | None]:
    """The request's id and its trace, as the client or a proxy sent them, if they are valid."""
    request_id, traces = None, []
    for name, value in scope["headers"]:
        if name == b"x-request-id" and request_id is None and REQUEST_ID.fullmatch(value):
            request_id = value.decode()
        elif name == b"traceparent":
            traces.append(value)
    return request_id, TraceParent.parse(traces[0]) if len(traces) == 1 else None


class ErrorMiddleware:
    """Answers an unexpected exception with 500 and a masked error. It stands inside CORS, so that pages can read it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            record: RequestRecord = scope[RECORD]
            code, message, details = masked(error, record.request_id)
            record.codes.append(code)
            if record.status:
                return  # the answer has begun
            body = orjson.dumps(error_body(code, message, **details))
            media_type = refusal_type(scope["headers"]) + b"; charset=utf-8"
            headers = [(b"content-type", media_type), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 500, "headers": headers})
            await send({"type": "http.response.body", "body": body})
