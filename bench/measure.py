"""Measuring contenders against each other on a machine that others use, too: in short rounds, taken in turn."""

import asyncio
import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

import asyncpg
import orjson

from bench import processes
from bench.contenders import Contender
from bench.data import evenings
from bench.load import Count, Job
from bench.work import Work

DISTINCT = 100
"""Requests that only read are so many, and then the same again."""
TOUCHED = 400
"""So many evening sessions of a practice are changed in turn."""
WARM_UP = 0.3
"""Seconds, at least."""
FIRST = 8
"""Requests that write, in the round that warms up and shows how many will be needed."""


class Unequal(Exception):
    """Contenders answer differently: what they do cannot be compared."""


class NotWritten(Exception):
    """A contender answered that it had written, and the database does not show it."""


class LoadGenerator:
    """The process that makes the load (bench/load.py)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def run(self, job: Job) -> Count:
        """Raises RuntimeError where a request failed."""
        count = self.count(job)
        if count.failed or not count.answered:
            raise RuntimeError(f"{count.failed} of {count.answered} requests failed")
        return count

    def count(self, job: Job) -> Count:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asdict(job)) + "\n")
        self.process.stdin.flush()
        return Count(**json.loads(self.process.stdout.readline()))


@contextmanager
def load() -> Iterator[LoadGenerator]:
    command = [sys.executable, "-m", "bench.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield LoadGenerator(process)
        assert process.stdin is not None
        process.stdin.close()


@dataclass(slots=True)
class Turns:
    """What one contender's turns came to: requests a second, and CPU seconds for each request."""

    rates: list[float] = field(default_factory=list)
    worker: list[float] = field(default_factory=list)
    postgres: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def worker_ms(self) -> float:
        return median(self.worker) * 1000

    @property
    def postgres_ms(self) -> float:
        return median(self.postgres) * 1000

    def of(self, other: "Turns") -> float:
        """How often as many requests a second as the other: the median of the rounds' own ratios."""
        return median(mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One kind of work, the contenders' turns by name, and the size of the answer in bytes."""

    work: Work
    turns: dict[str, Turns]
    size: int


class Side:
    """One contender doing one kind of work: its next requests, and whether it wrote what it says."""

    def __init__(self, contender: Contender, work: Work) -> None:
        self.contender = contender
        self.work = work
        if contender.plain and not work.path:
            assert work.yardstick is not None
            self.work = work.yardstick
        self.practice = contender.practice
        self.next = 0
        self.rate = 0.0

    def requests(self, seconds: float) -> list[str]:
        """As many as are surely enough for `seconds`: where they write, each is another."""
        written = self.work.written
        if written is None:
            return self.contender.requests(self.work, range(DISTINCT))
        count = FIRST + self.work.connections if not self.rate else math.ceil(self.rate * seconds * 1.5) + FIRST
        numbers = range(self.next, self.next + count)
        self.make_evenings(numbers.stop)
        self.next = numbers.stop
        return self.contender.requests(self.work, numbers)

    def make_evenings(self, stop: int) -> None:
        """Requests up to this number find the late sessions in the practice that they are about."""
        written = self.work.written
        if written is None:
            return
        made = self.practice.ids.setdefault("evening", [])
        count = TOUCHED if written.touches else stop * written.evenings
        if len(made) < count:
            made += asyncio.run(evenings(self.contender.filled, self.practice, count - len(made), after=len(made)))

    def turn(
        self, load: LoadGenerator, seconds: float, worker: list[int], database: list[int]
    ) -> tuple[float, float, float]:
        """Requests a second, CPU seconds of the worker for each, and of PostgreSQL."""
        requests, again = self.requests(seconds), self.work.written is None
        number = self.number()
        before = processes.cpu_seconds(worker), processes.cpu_seconds(database)
        count = load.run(Job(self.contender.port, requests, again, self.work.connections, seconds))
        after = processes.cpu_seconds(worker), processes.cpu_seconds(database)
        if (
            self.work.written is not None
            and (grown := self.number() - number) != count.answered * self.work.written.each
        ):
            raise NotWritten(
                f"{self.work.name}: {self.contender.name} answered {count.answered}, and {grown} are there"
            )
        self.rate = count.answered / count.seconds
        return self.rate, (after[0] - before[0]) / count.answered, (after[1] - before[1]) / count.answered

    def number(self) -> int:
        written = self.work.written
        return 0 if written is None else asyncio.run(_number(self.contender, written.number))


async def _number(contender: Contender, query: str) -> int:
    conn = await asyncpg.connect(contender.filled.superuser_url)
    try:
        return int(await conn.fetchval(query, contender.practice.id))
    finally:
        await conn.close()


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of work, and how thoroughly it is measured: `rounds`, in each of which everybody has `seconds`."""

    work: Work
    rounds: int
    seconds: float

    def compare(self, load: LoadGenerator, contenders: Sequence[Contender], database: Any) -> Comparison:
        """All contenders that do this work, in turn. `database`: the folder of the PostgreSQL that they share."""
        sides = [Side(one, self.work) for one in contenders if one.name in self.work.contenders]
        size = check_equal(sides)
        return Comparison(self.work, self.turns(load, sides, database), size)

    def turns(self, load: LoadGenerator, sides: Sequence[Side], database: Any) -> dict[str, Turns]:
        turns = {side.contender.name: Turns() for side in sides}
        for side in sides:  # a turn to warm up, in which the connections are opened
            side.turn(load, max(self.seconds, WARM_UP), [], [])
        workers = {side.contender.name: side.contender.processes() for side in sides}
        backends = processes.postgres_family(database)
        for turn in range(self.rounds):
            for side in sides[:: 1 if turn % 2 else -1]:
                own = turns[side.contender.name]
                rate, worker, postgres = side.turn(load, self.seconds, workers[side.contender.name], backends)
                own.rates.append(rate)
                own.worker.append(worker)
                own.postgres.append(postgres)
        return turns

    def latencies(self, load: LoadGenerator, contenders: Sequence[Contender]) -> list[float]:
        """The median latency of each contender over a single connection, in seconds."""
        found: list[list[float]] = [[] for _ in contenders]
        for turn in range(-1, self.rounds):
            for place, one in enumerate(contenders):
                requests = Side(one, self.work).requests(self.seconds)
                count = load.run(Job(one.port, requests, again=True, connections=1, seconds=self.seconds))
                if turn >= 0:
                    found[place].append(median(count.latencies))
        return [median(each) for each in found]


def check_equal(sides: Sequence[Side]) -> int:
    """Raises Unequal where the contenders' answers differ, the order of keys included; the answer's size.

    Each is asked about its own practice. So ids, and the instants at which a row was made, are told by their order.
    """
    size, first = 0, b""
    for side in sides:
        side.make_evenings(side.next + 1)
        answer = orjson.dumps(side.contender.ask(side.work, side.next))
        side.next += side.work.written is not None
        alike = numbered(answer)
        size, first = size or len(answer), first or alike
        if side.work is sides[0].work and alike != first:
            raise Unequal(f"{side.work.name}: {side.contender.name} answers {told(alike, first)}")
    return size


SEEN = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MADE = re.compile(rb'"(createdAt|updatedAt)":"[^"]+"')


def numbered(answer: bytes) -> bytes:
    """The answer with each id replaced by when it first came, and without the instants of creation and change."""
    places: dict[bytes, bytes] = {}
    alike = SEEN.sub(lambda found: places.setdefault(found[0], b"id %d" % len(places)), answer)
    return MADE.sub(rb'"\1":"then"', alike)


def told(answer: bytes, other: bytes) -> str:
    place = next((i for i, (a, b) in enumerate(zip(answer, other, strict=False)) if a != b), 0)
    around = slice(max(place - 100, 0), place + 100)
    return f"...{answer[around]!r} and not ...{other[around]!r}"
