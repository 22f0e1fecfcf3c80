"""The log: JSON lines, one for each request.

A line never contains names, notes, variables or the text of a query. docs/operations.md describes each field.
"""

import logging
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import orjson

from server.trace_context import TraceParent

__all__ = ["RECORD", "JsonFormatter", "JsonHandler", "RequestRecord", "configure_logging", "log_request"]

requests_logger = logging.getLogger("clinic_sessions.requests")

RECORD = "clinic_sessions.request_record"
"""The key of the RequestRecord in the ASGI scope."""
HEALTH_CHECKS = frozenset({"/healthz", "/readyz", "/metrics"})


@dataclass(slots=True)
class RequestRecord:
    """What the log line and the metrics say about one request. The middleware creates it, and others complete it."""

    request_id: str
    started: float
    """Seconds of the performance counter."""
    method: str
    route: str | None = None
    """The path, if it is one of the service's addresses."""
    operation_name: str | None = None
    operation_type: str | None = None
    practice_id: str | None = None
    role: str | None = None
    status: int = 0
    codes: list[str] = field(default_factory=list)
    """The extensions.code of each top-level error."""
    trace: TraceParent | None = None
    """The trace that the request belongs to."""
    span: Any = None
    """The span of the operation (server/tracing.py)."""
    wait_seconds: float = 0.0
    """How long the request waited for a place to compute."""
    compute_seconds: float = 0.0
    """How long its calendars took in the places."""


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object on one line. If the message is a mapping, its entries become fields.

    An exception is described by its type and its stack. Its message may contain user input, so it is included only
    with `exception_messages`, in development.
    """

    def __init__(self, *, exception_messages: bool) -> None:
        super().__init__()
        self.exception_messages = exception_messages

    def format(self, record: logging.LogRecord) -> str:
        line = head(record.created, record.levelname, record.name)
        if isinstance(record.msg, Mapping):
            line |= record.msg
        else:
            line["message"] = record.getMessage()
        request_id = getattr(record, "request_id", None)
        if request_id is not None:
            line["request_id"] = request_id
        if record.exc_info and record.exc_info[0] is not None and record.exc_info[1] is not None:
            line["exception"] = self.describe(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()

    def describe(self, error: BaseException) -> list[dict[str, Any]]:
        """Describes the exception and its causes, outermost first."""
        causes: list[dict[str, Any]] = []
        seen: set[int] = set()
        current: BaseException | None = error
        while current is not None and id(current) not in seen and len(causes) < 10:
            seen.add(id(current))
            frames = traceback.extract_tb(current.__traceback__)[-20:]
            cause: dict[str, Any] = {
                "type": f"{type(current).__module__}.{type(current).__qualname__}",
                "at": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
            }
            if self.exception_messages:
                cause["message"] = str(current)[:2000]
            causes.append(cause)
            current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        return causes


class JsonHandler(logging.StreamHandler[TextIO]):
    """Writes JSON lines to a stream, also without a LogRecord, which takes most of a line's time."""

    def __init__(self, stream: TextIO, *, exception_messages: bool) -> None:
        super().__init__(stream)
        self.setFormatter(JsonFormatter(exception_messages=exception_messages))

    def write(self, level: int, logger: str, fields: dict[str, Any]) -> None:
        """Writes what a record of this level and logger, with these fields as its message, would be formatted as."""
        if level < self.level:
            return
        with self.lock:  # type: ignore[union-attr]  # None only for handlers that need no lock
            try:
                line = orjson.dumps(head(time.time(), logging.getLevelName(level), logger) | fields, default=str)
                self.stream.write(line.decode() + self.terminator)
                self.flush()
            except Exception:
                self.handleError(logging.makeLogRecord({"name": logger, "levelno": level, "msg": fields}))


def head(created: float, level: str, logger: str) -> dict[str, Any]:
    """The fields that every line begins with. `created`: seconds since 1970."""
    at = datetime.fromtimestamp(created, UTC).isoformat(timespec="milliseconds")
    return {"time": at, "level": level, "logger": logger}


def configure_logging(*, development: bool, stream: TextIO | None = None) -> None:
    """Writes the records of all loggers to one stream, by default standard output, as JSON lines."""
    handler = JsonHandler(stream or sys.stdout, exception_messages=development)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Not logged, and a third of the cost of a line (Python's logging HOWTO, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # `log_request` replaces it


def log_request(record: RequestRecord, *, seconds: float) -> None:
    """Writes the line of a request. Health checks arrive every few seconds, so they are logged only if they fail."""
    if record.route in HEALTH_CHECKS and record.status < 400:
        return
    level = logging.ERROR if record.status >= 500 else logging.INFO
    if not requests_logger.isEnabledFor(level):
        return
    fields = {
        "request_id": record.request_id,
        "method": record.method,
        "route": record.route,
        "operation": record.operation_name,
        "operation_type": record.operation_type,
        "practice": record.practice_id,
        "role": record.role,
        "status": record.status,
        "duration_ms": round(seconds * 1000, 2),
        "codes": record.codes,
        "trace_id": record.trace.trace_id if record.trace is not None else None,
        **computed(record),
    }
    handler = json_handler(requests_logger)
    if handler is None:
        requests_logger.log(level, fields)
    else:
        handler.write(level, requests_logger.name, fields)


def json_handler(logger: logging.Logger) -> JsonHandler | None:
    """The handler of the logger's records, if a JsonHandler is the only one and nothing filters them."""
    if logger.filters:
        return None
    handlers: list[logging.Handler] = []
    current: logging.Logger | None = logger
    while current is not None:
        handlers += current.handlers
        current = current.parent if current.propagate else None
    if len(handlers) == 1 and isinstance(handlers[0], JsonHandler) and not handlers[0].filters:
        return handlers[0]
    return None


def computed(record: RequestRecord) -> dict[str, float]:
    """What the line says of a request that computed in a place; nothing of the others."""
    if not record.wait_seconds and not record.compute_seconds:
        return {}
    return {
        "wait_ms": round(record.wait_seconds * 1000, 2),
        "compute_ms": round(record.compute_seconds * 1000, 2),
    }
