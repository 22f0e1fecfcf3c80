"""What operators see: one JSON log line for each request, and the metrics of /metrics.

Neither ever holds a name, a note, a variable or the text of a query. docs/operations.md says what each field means.
"""

import logging
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from server.errors import Exchange

__all__ = ["JsonLines", "Metrics", "configure_logging", "forget_worker", "log_request", "share_between_workers"]

requests_log = logging.getLogger("clinic_sessions.requests")

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})


# ---------------------------------------------------------------- the log


class JsonLines(logging.Formatter):
    """One JSON object a line. A message that is a mapping becomes the line's fields.

    An exception is told by its type and the places it came through; its words may hold what a user typed, so they are
    written in development only.
    """

    def __init__(self, *, exception_words: bool) -> None:
        super().__init__()
        self.exception_words = exception_words

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
            line["exception"] = self.told(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()

    def told(self, error: BaseException) -> list[dict[str, Any]]:
        """The exception and its causes, outermost first."""
        causes: list[dict[str, Any]] = []
        seen: set[int] = set()
        each: BaseException | None = error
        while each is not None and id(each) not in seen and len(causes) < 10:
            seen.add(id(each))
            frames = traceback.extract_tb(each.__traceback__)[-20:]
            cause: dict[str, Any] = {
                "type": f"{type(each).__module__}.{type(each).__qualname__}",
                "at": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
            }
            if self.exception_words:
                cause["message"] = str(each)[:2000]
            causes.append(cause)
            each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        return causes


def configure_logging(*, development: bool, stream: TextIO | None = None) -> None:
    """Sends every logger of the process to one stream, standard output by default, as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonLines(exception_words=development))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Nothing of this is written, and it is a third of a line's cost (Python's logging cookbook, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # the request's own line says it


def log_request(exchange: Exchange, *, seconds: float) -> None:
    """Writes the request's line. Probes, which come every few seconds, are logged where they fail."""
    if exchange.route in PROBES and exchange.status < 400:
        return
    requests_log.log(
        logging.ERROR if exchange.status >= 500 else logging.INFO,
        {
            "request_id": exchange.request_id,
            "method": exchange.method,
            "route": exchange.route,
            "operation": exchange.operation_name,
            "operation_type": exchange.operation_type,
            "practice": exchange.practice_id,
            "role": exchange.role,
            "status": exchange.status,
            "duration_ms": round(seconds * 1000, 2),
            "codes": exchange.codes,
        },
    )


# ---------------------------------------------------------------- the metrics

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

OPERATION_NAMES = 100
"""Different operation names that a process tells apart; any later one is counted as "other"."""

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The counters of this process; with several workers, /metrics adds up those of all."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "clinic_sessions_requests",
            "Requests answered, by route, GraphQL operation type and HTTP status.",
            ("route", "operation_type", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "clinic_sessions_operation_seconds",
            "From the request's arrival to the answer's last byte, by GraphQL operation name.",
            ("operation",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.errors = Counter(
            "clinic_sessions_errors",
            "Top-level errors answered, by their extensions.code.",
            ("code",),
            registry=self.registry,
        )
        self.in_progress = Gauge(
            "clinic_sessions_requests_in_progress",
            "Requests that are being answered.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.connections = Gauge(
            "clinic_sessions_database_connections",
            "Connections of the database pools, by state.",
            ("state",),
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.operation_names: set[str] = set()
        # Looking a labelled counter up takes longer than counting.
        self.counted: dict[tuple[str, str, int], Counter] = {}
        self.timed: dict[str, Histogram] = {}

    def record(self, exchange: Exchange, *, seconds: float) -> None:
        key = (exchange.route or "other", exchange.operation_type or "none", exchange.status)
        counter = self.counted.get(key)
        if counter is None:
            counter = self.counted[key] = self.requests.labels(*key)
        counter.inc()
        if exchange.operation_type is not None:
            name = self.known(exchange.operation_name or "anonymous")
            histogram = self.timed.get(name)
            if histogram is None:
                histogram = self.timed[name] = self.seconds.labels(name)
            histogram.observe(seconds)
        for code in exchange.codes:
            self.errors.labels(code).inc()

    def known(self, name: str) -> str:
        """The name as a label: clients choose it, so the number of different ones is bounded."""
        if name not in self.operation_names:
            if len(self.operation_names) >= OPERATION_NAMES:
                return "other"
            self.operation_names.add(name)
        return name

    def count_connections(self, counts: Mapping[str, int]) -> None:
        for state, count in counts.items():
            self.connections.labels(state).set(count)

    def render(self) -> bytes:
        """The text format of Prometheus, of all workers."""
        if not os.environ.get(MULTIPROCESS):
            return generate_latest(self.registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared)


def share_between_workers(directory: Path) -> None:
    """Lets several workers count together, in files of `directory`. To be called before they are started.

    Prometheus' client decides at its import how it counts, so this only works for processes that start afterwards.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for leftover in directory.glob("*.db"):
        leftover.unlink()
    os.environ[MULTIPROCESS] = str(directory)


def forget_worker() -> None:
    """Takes this worker's gauges out of the sum, as it ends."""
    if os.environ.get(MULTIPROCESS):
        mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]
