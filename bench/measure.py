"""Measuring contenders against each other on a machine that others use, too: in short rounds, taken in turn."""

import json
import subprocess
import sys
import urllib.request
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import orjson

from bench.contenders import Contender
from bench.load import Count, Job
from bench.work import Work


class Unequal(Exception):
    """Contenders answer differently: what they do cannot be compared."""


class Load:
    """The process that makes the load (bench/load.py)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def run(self, job: Job) -> Count:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        given = {name: getattr(job, name) for name in ("port", "requests", "connections", "seconds", "most")}
        self.process.stdin.write(json.dumps(given) + "\n")
        self.process.stdin.flush()
        count = Count(**json.loads(self.process.stdout.readline()))
        if count.failed or not count.answered:
            raise RuntimeError(f"{count.failed} of {count.answered} requests failed")
        return count


@contextmanager
def load() -> Iterator[Load]:
    command = [sys.executable, "-m", "bench.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Load(process)
        assert process.stdin is not None
        process.stdin.close()


@dataclass(frozen=True, slots=True)
class Result:
    """One kind of request: requests a second by contender, and the service's ratio to each other one."""

    work: Work
    rates: dict[str, float]
    ratios: dict[str, float]
    size: int
    """Of the answer, in bytes."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of work, and how thoroughly it is measured: `rounds`, in each of which everybody has `seconds`."""

    work: Work
    rounds: int
    seconds: float

    def compare(self, load: Load, contenders: Sequence[Contender]) -> Result:
        """The first contender against the others. A ratio is the median of the rounds' own."""
        size = check_equal(contenders, self.work)
        requests = {one.name: one.requests(self.work) for one in contenders}
        rates: dict[str, list[float]] = {one.name: [] for one in contenders}
        for turn in range(-1, self.rounds):  # the first is for warming up
            for one in contenders[:: 1 if turn % 2 else -1]:
                shift = turn * 97 % len(requests[one.name])
                rotated = requests[one.name][shift:] + requests[one.name][:shift]
                count = load.run(Job(one.port, rotated, seconds=self.seconds))
                if turn >= 0:
                    rates[one.name].append(count.answered / count.seconds)
        own = rates[contenders[0].name]
        ratios = {
            name: median(mine / theirs for mine, theirs in zip(own, found, strict=True))
            for name, found in rates.items()
        }
        return Result(self.work, {name: median(found) for name, found in rates.items()}, ratios, size)

    def latencies(self, load: Load, contenders: Sequence[Contender]) -> list[float]:
        """The median latency of each contender over a single connection, in seconds."""
        found: list[list[float]] = [[] for _ in contenders]
        for turn in range(-1, self.rounds):
            for place, one in enumerate(contenders):
                count = load.run(Job(one.port, one.requests(self.work), connections=1, seconds=self.seconds))
                if turn >= 0:
                    found[place].append(median(count.latencies))
        return [median(each) for each in found]


def check_equal(contenders: Sequence[Contender], work: Work) -> int:
    """Raises Unequal where the contenders' answers differ, the order of keys included; the answer's size."""
    answers = [orjson.dumps(ask(one, work)) for one in contenders]
    for one, answer in zip(contenders, answers, strict=True):
        if answer != answers[0]:
            raise Unequal(f"{work.name}: {one.name} answers {told(answer, answers[0])}")
    return len(answers[0])


def told(answer: bytes, other: bytes) -> str:
    place = next((i for i, (a, b) in enumerate(zip(answer, other, strict=False)) if a != b), 0)
    around = slice(max(place - 100, 0), place + 100)
    return f"...{answer[around]!r} and not ...{other[around]!r}"


def ask(contender: Contender, work: Work) -> Any:
    head, _, body = b64decode(contender.requests(work)[0]).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    address = f"http://127.0.0.1:{contender.port}{first.split()[1]}"
    request = urllib.request.Request(address, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return orjson.loads(response.read())
