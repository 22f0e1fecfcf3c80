"""The metrics of /metrics, for Prometheus. docs/operations.md describes each of them."""

import os
from collections.abc import Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from server.request_log import RequestRecord

__all__ = ["Metrics", "remove_worker", "share_between_workers"]

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds, in seconds."""

OPERATION_NAMES = 100
"""How many operation names a process distinguishes; later ones are counted as "other"."""

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The counters of this process. With several workers, /metrics returns the sum over all of them."""

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
        self.computing = Gauge(
            "clinic_sessions_computing",
            "Calendars that are being computed, and those that wait for a place.",
            ("state",),
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.operation_names: set[str] = set()
        # Finding a labelled counter takes longer than counting, so they are cached.
        self.request_counters: dict[tuple[str, str, int], Counter] = {}
        self.operation_histograms: dict[str, Histogram] = {}

    def count_request(self, record: RequestRecord, *, seconds: float) -> None:
        key = (record.route or "other", record.operation_type or "none", record.status)
        counter = self.request_counters.get(key)
        if counter is None:
            counter = self.request_counters[key] = self.requests.labels(*key)
        counter.inc()
        if record.operation_type is not None:
            name = self.operation_label(record.operation_name or "anonymous")
            histogram = self.operation_histograms.get(name)
            if histogram is None:
                histogram = self.operation_histograms[name] = self.seconds.labels(name)
            histogram.observe(seconds)
        for code in record.codes:
            self.errors.labels(code).inc()

    def operation_label(self, name: str) -> str:
        """The name as a label. Clients choose names, so the number of labels is limited."""
        if name not in self.operation_names:
            if len(self.operation_names) >= OPERATION_NAMES:
                return "other"
            self.operation_names.add(name)
        return name

    def set_connections(self, counts: Mapping[str, int]) -> None:
        for state, count in counts.items():
            self.connections.labels(state).set(count)

    def set_computing(self, counts: Mapping[str, int]) -> None:
        for state, count in counts.items():
            self.computing.labels(state).set(count)

    def render(self) -> bytes:
        """Renders the metrics of all workers in Prometheus' text format."""
        if not os.environ.get(MULTIPROCESS):
            return generate_latest(self.registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]  # the client leaves it untyped
        return generate_latest(shared)


def share_between_workers(directory: Path) -> None:
    """Makes workers share their counters, in files in `directory`. Call it before they start.

    The Prometheus client chooses how it counts when it is imported, so this has no effect on running processes.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for leftover in directory.glob("*.db"):
        leftover.unlink()
    os.environ[MULTIPROCESS] = str(directory)


def remove_worker(pid: int | None = None) -> None:
    """Removes the gauges of a worker that has ended, by default of this one, from the sum."""
    if os.environ.get(MULTIPROCESS):
        mark_process_dead(pid or os.getpid())  # type: ignore[no-untyped-call]  # the client leaves it untyped
