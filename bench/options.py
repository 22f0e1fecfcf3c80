"""What optional things cost: compressed answers and traces, each against the same service without it.

What counts is the CPU time of the worker for each request, as for the tricks.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median, quantiles
from typing import Any

from bench.tricks import cheapest

PAGE, ONE = "sessions page, 50 rows", "one session by id"


@dataclass(frozen=True, slots=True)
class Option:
    """An optional thing: the headers of requests, or the environment of the service, that bring it about."""

    name: str
    works: tuple[str, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    traced: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What an option adds to the worker's CPU time: the median of the rounds, their middle half, and milliseconds.

    `best` compares the least disturbed rounds, the cheapest tenth of each.
    """

    option: str
    work: str
    added: float
    low: float
    high: float
    best: float
    milliseconds: float


OPTIONS = (
    *(Option(f"compressed with {name}", (PAGE,), {"Accept-Encoding": name}) for name in ("zstd", "br", "gzip")),
    Option("traces (OpenTelemetry, all requests)", (ONE, PAGE), traced=True),
)


def price(option: str, work: str, without: list[float], having: list[float]) -> Price:
    """`without` and `having`: CPU seconds for a request, by round."""
    shares = [dear / cheap - 1 for dear, cheap in zip(having, without, strict=True)]
    low, _, high = quantiles(shares, n=4) if len(shares) > 1 else (shares[0],) * 3
    added = cheapest(having) - cheapest(without)
    return Price(option, work, median(shares), low, high, added / cheapest(without), added * 1000)


@contextmanager
def receiver() -> Iterator[str]:
    """The address of a receiver of spans on this machine, which throws them away."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
