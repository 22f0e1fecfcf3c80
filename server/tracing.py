"""Traces with OpenTelemetry: a span for each operation, and below it one for each SQL statement.

The extra `clinic-sessions[otel]` installs what it needs, and the SDK's own environment variables configure it. Without
them, nothing of this is imported, and a request costs no more.

A span has no argument, variable, text of a query or statement, and no name of a person.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Mapping
from contextvars import ContextVar, Token
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from db.engine import Database
from planner import Prepared
from server.request_log import RequestRecord
from server.trace_context import TraceParent

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

__all__ = ["OperationSpan", "Tracing", "configured"]

logger = logging.getLogger("clinic_sessions.server")

SERVICE_NAME = "clinic-sessions"
SWITCHES = ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""Traces are made if one of these is set."""

TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+(?:ONLY\s+)?\"?([a-z_]+)\b", re.IGNORECASE)

current: ContextVar["OperationSpan | None"] = ContextVar("operation_span", default=None)


class Tracing:
    """Makes the spans of operations."""

    def __init__(self, provider: "TracerProvider") -> None:
        self.provider = provider
        self.tracer = provider.get_tracer("clinic_sessions")

    def begin(self, record: RequestRecord, prepared: Prepared, *, cost: int) -> None:
        """Begins the span of the request's operation, which ends with the request (`OperationSpan.end`)."""
        from opentelemetry.context import Context
        from opentelemetry.trace import SpanKind, set_span_in_context

        name, kind = record.operation_name, record.operation_type
        attributes: dict[str, Any] = {"graphql.operation.type": kind, "clinic_sessions.cost": cost}
        if name is not None:
            attributes["graphql.operation.name"] = name
        span = self.tracer.start_span(
            f"{kind} {name}" if name is not None else str(kind),
            context=caller(record.trace) if record.trace is not None else Context(),
            kind=SpanKind.SERVER,
            attributes=attributes,
            start_time=time.time_ns() - int((time.perf_counter() - record.started) * 1e9),
        )
        own = span.get_span_context()
        record.trace = TraceParent(f"{own.trace_id:032x}", f"{own.span_id:016x}", f"{own.trace_flags:02x}")
        if span.is_recording():
            record.span = OperationSpan(self, span, set_span_in_context(span, Context()), prepared)

    def observe(self, database: Database) -> None:
        """Makes a span for each statement on the connections that the pools open from now on."""
        for pool in {id(pool): pool for pool in (database.primary, database.replica)}.values():
            pool.connect = observed(pool.connect)

    async def close(self) -> None:
        """Sends the spans that were not sent yet."""
        await asyncio.to_thread(self.provider.shutdown)


def caller(trace: TraceParent) -> Any:
    """The span that sent the request, as the parent of ours."""
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    flags = TraceFlags(int(trace.flags, 16))
    parent = SpanContext(int(trace.trace_id, 16), int(trace.span_id, 16), is_remote=True, trace_flags=flags)
    return set_span_in_context(NonRecordingSpan(parent))


class OperationSpan:
    """The span of an operation that is being executed."""

    __slots__ = ("context", "plans", "prepared", "span", "statements", "token", "tracing")

    def __init__(self, tracing: Tracing, span: "Span", context: Any, prepared: Prepared) -> None:
        self.tracing = tracing
        self.span = span
        self.context = context
        self.prepared = prepared
        self.plans = len(prepared.plans)
        self.statements = 0
        self.token: Token[OperationSpan | None] = current.set(self)

    def end(self, record: RequestRecord) -> None:
        from opentelemetry.trace import StatusCode

        current.reset(self.token)
        self.span.set_attributes(
            {
                "clinic_sessions.codes": sorted(set(record.codes)),
                "clinic_sessions.plan_cache_hit": self.plans > 0 and len(self.prepared.plans) == self.plans,
                "clinic_sessions.statements": self.statements,
                "http.response.status_code": record.status,
            }
        )
        if record.status >= 500 or "INTERNAL" in record.codes:
            self.span.set_status(StatusCode.ERROR)
        self.span.end()

    async def statement(self, sql: str, running: Awaitable[Any]) -> Any:
        """Waits for a statement, in a span. An error is told by its type, since its message can hold values."""
        from opentelemetry.trace import SpanKind, StatusCode

        self.statements += 1
        verb, table = summary(sql)
        attributes = {"db.system.name": "postgresql", "db.operation.name": verb}
        if table is not None:
            attributes["db.collection.name"] = table
        name = verb if table is None else f"{verb} {table}"
        span = self.tracing.tracer.start_span(name, self.context, SpanKind.CLIENT, attributes)
        try:
            return await running
        except BaseException as error:
            span.set_attribute("error.type", type(error).__qualname__)
            span.set_status(StatusCode.ERROR)
            raise
        finally:
            span.end()


@lru_cache(maxsize=2_000)
def summary(sql: str) -> tuple[str, str | None]:
    """What a statement does and its first table: ("SELECT", "session")."""
    found = TABLE.search(sql)
    return sql.split(None, 1)[0].upper(), found[1].lower() if found else None


class ObservedConnection:
    """A connection whose statements have spans. What begins and ends transactions goes through as it is."""

    __slots__ = ("conn",)

    def __init__(self, conn: Any) -> None:
        self.conn = conn

    def __getattr__(self, name: str) -> Any:
        return getattr(self.conn, name)

    def fetch(self, sql: str, *values: Any) -> Awaitable[Any]:
        span = current.get()
        running: Awaitable[Any] = self.conn.fetch(sql, *values)
        return running if span is None else span.statement(sql, running)

    def executemany(self, sql: str, values: Any) -> Awaitable[Any]:
        span = current.get()
        running: Awaitable[Any] = self.conn.executemany(sql, values)
        return running if span is None else span.statement(sql, running)


def observed(connect: Any) -> Any:
    async def opened() -> Any:
        return ObservedConnection(await connect())

    return opened


# ---------------------------------------------------------------- the SDK


def configured(environ: Mapping[str, str]) -> Tracing | None:
    """Traces as the SDK's environment variables configure them; None: none. Never stops the service from starting."""
    if not any(environ.get(name) for name in SWITCHES) or environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    wanted = environ.get("OTEL_TRACES_EXPORTER") or "otlp"
    if wanted == "none":
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
    except ModuleNotFoundError:
        logger.warning("There are no traces, although %s is set: install clinic-sessions[otel].", switch(environ))
        return None
    exporters: dict[str, type[SpanExporter]] = {"otlp": OTLPSpanExporter, "console": ConsoleSpanExporter}
    if wanted not in exporters:
        logger.warning("There are no traces: OTEL_TRACES_EXPORTER must be otlp, console or none.")
        return None
    named = "OTEL_SERVICE_NAME" in environ or "service.name=" in environ.get("OTEL_RESOURCE_ATTRIBUTES", "")
    provider = TracerProvider(resource=Resource.create({} if named else {"service.name": SERVICE_NAME}))
    provider.add_span_processor(BatchSpanProcessor(exporters[wanted]()))
    return Tracing(provider)


def switch(environ: Mapping[str, str]) -> str:
    return next(name for name in SWITCHES if environ.get(name))
