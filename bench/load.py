"""The load: a process of its own that keeps some connections busy with ready-made requests, and counts.

It reads jobs as lines of JSON from its standard input and answers each with a line: how many answers came, how long
they took. A job ends after its seconds or its number of requests, whichever comes first. Only 127.0.0.1 is asked. An
answer counts as failed where its status is not 200, or where any error stands anywhere in it.
"""

import asyncio
import base64
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import cycle
from typing import Any

import uvloop

ADDRESS = "127.0.0.1"
ERRORS = re.compile(rb'"errors": ?\[ ?\{')
"""Of the answer as a whole, or of a payload, however deep."""
LONGEST = 60.0
"""Seconds after which a job is given up, whatever it says."""


@dataclass(slots=True)
class Job:
    port: int
    requests: list[str]
    """Whole HTTP/1.1 requests in base64. The connections share them: each is sent once, by whoever is free."""
    again: bool = False
    """When all were sent, they are sent again; else the job ends."""
    connections: int = 8
    seconds: float = 1.0


@dataclass(slots=True)
class Count:
    """What a job came to. `latencies` in seconds, `answered` and `failed` in requests."""

    answered: int = 0
    failed: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)


class Client(asyncio.Protocol):
    """One connection: sends a request as soon as the last is answered, until the job is done."""

    def __init__(
        self, job: Job, requests: Iterator[bytes], count: Count, deadline: float, done: asyncio.Future[None]
    ) -> None:
        self.job = job
        self.requests = requests
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
        request = None if self.began >= self.deadline else next(self.requests, None)
        if request is None:
            self.transport.close()
        else:
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.whole:
            head = self.received.find(b"\r\n\r\n")
            if head < 0:
                return
            at = self.received.lower().index(b"content-length:", 0, head) + len(b"content-length:")
            self.whole = head + 4 + int(self.received[at : self.received.index(b"\r", at)])
        if len(self.received) >= self.whole:
            ok = self.received.startswith(b"HTTP/1.1 200 ") and not ERRORS.search(self.received)
            self.count.answered += 1
            self.count.failed += not ok
            self.count.latencies.append(time.perf_counter() - self.began)
            self.received.clear()
            self.whole = 0
            self.send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _itself(client: Client) -> Client:
    return client


async def run(job: Job) -> Count:
    loop = asyncio.get_running_loop()
    count = Count()
    decoded = [base64.b64decode(request) for request in job.requests]
    requests = cycle(decoded) if job.again else iter(decoded)
    began = time.perf_counter()
    waiting: list[asyncio.Future[None]] = []
    for _ in range(job.connections):
        done: asyncio.Future[None] = loop.create_future()
        waiting.append(done)
        client = Client(job, requests, count, began + job.seconds, done)
        await loop.create_connection(partial(_itself, client), ADDRESS, job.port)
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
