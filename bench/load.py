"""The load: a process of its own that keeps some connections busy with ready-made requests, and counts.

It reads jobs as lines of JSON from its standard input and answers each with a line: how many answers came, how long
they took. A job ends after its seconds or its number of requests, whichever comes first. Only 127.0.0.1 is asked.
"""

import asyncio
import base64
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import cycle
from typing import Any

import uvloop

ADDRESS = "127.0.0.1"
LONGEST = 60.0
"""Seconds after which a job is given up, whatever it says."""


@dataclass(slots=True)
class Job:
    port: int
    requests: list[str]
    """Whole HTTP/1.1 requests in base64; each connection sends them in turn, over and over."""
    connections: int = 8
    seconds: float = 1.0
    most: int = 100_000
    """Requests."""


@dataclass(slots=True)
class Count:
    """What a job came to. `latencies` in seconds, `answered` and `failed` in requests."""

    answered: int = 0
    failed: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)


class Client(asyncio.Protocol):
    """One connection: sends a request as soon as the last is answered, until the job is done."""

    def __init__(self, job: Job, requests: list[bytes], count: Count, deadline: float, done: asyncio.Future[None]):
        self.job = job
        self.requests = cycle(requests)
        self.count = count
        self.deadline = deadline
        self.done = done
        self.received = bytearray()
        self.whole = 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.began = time.perf_counter()
        if self.began >= self.deadline or self.count.answered >= self.job.most:
            self.transport.close()
            return
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.whole:
            head = self.received.find(b"\r\n\r\n")
            if head < 0:
                return
            at = self.received.lower().index(b"content-length:", 0, head) + len(b"content-length:")
            self.whole = head + 4 + int(self.received[at : self.received.index(b"\r", at)])
        if len(self.received) >= self.whole:
            ok = self.received.startswith(b"HTTP/1.1 200 ") and b'"errors":[{' not in self.received
            self.count.answered += 1
            self.count.failed += not ok
            self.count.latencies.append(time.perf_counter() - self.began)
            self.received.clear()
            self.whole = 0
            self.send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def run(job: Job) -> Count:
    loop = asyncio.get_running_loop()
    count = Count()
    requests = [base64.b64decode(request) for request in job.requests]
    began = time.perf_counter()
    waiting: list[asyncio.Future[None]] = []
    for place in range(job.connections):
        own = requests[place % len(requests) :] + requests[: place % len(requests)]
        done: asyncio.Future[None] = loop.create_future()
        waiting.append(done)
        client = Client(job, own, count, began + job.seconds, done)
        await loop.create_connection(lambda client=client: client, ADDRESS, job.port)  # type: ignore[misc]
    async with asyncio.timeout(LONGEST):
        await asyncio.gather(*waiting)
    count.seconds = time.perf_counter() - began
    return count


def main() -> None:
    for line in sys.stdin:
        count = uvloop.run(run(Job(**json.loads(line))))
        print(json.dumps(asdict(count)), flush=True)


if __name__ == "__main__":
    main()
