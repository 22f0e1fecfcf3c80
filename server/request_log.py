"""The log: JSON lines, one for each request.

A line never contains names, notes, variables or the text of a query. docs/operations.md describes each field.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import orjson

__all__ = ["RECORD", "JsonFormatter", "RequestRecord", "configure_logging", "log_request"]

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
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
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


def configure_logging(*, development: bool, stream: TextIO | None = None) -> None:
    """Writes the records of all loggers to one stream, by default standard output, as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonFormatter(exception_messages=development))
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
    requests_logger.log(
        logging.ERROR if record.status >= 500 else logging.INFO,
        {
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
            **computed(record),
        },
    )


def computed(record: RequestRecord) -> dict[str, float]:
    """What the line says of a request that computed in a place; nothing of the others."""
    if not record.wait_seconds and not record.compute_seconds:
        return {}
    return {
        "wait_ms": round(record.wait_seconds * 1000, 2),
        "compute_ms": round(record.compute_seconds * 1000, 2),
    }
