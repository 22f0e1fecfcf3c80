"""The contenders, each a worker process on 127.0.0.1: the service as it runs, the usual way, the limit, and others."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from bench import processes
from bench.data import Filled, Practice
from bench.work import Work, bare_request, graphql_request, plain_request
from dev.tokens import local_key, sign
from resolvers.context import Role, Viewer

START_SECONDS = 60.0
UVICORN = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")
HERE = Path(__file__).parent.parent
SERVE = "from server.cli import main; main()"

Request = Callable[[Work, dict[str, Any], dict[str, str]], str]
"""A whole request in base64, for some work, its variables, and the headers that say who asks."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A running worker, with a practice of its own: nobody writes into another's calendar."""

    name: str
    port: int
    pid: int
    filled: Filled
    practice: Practice
    headers: Mapping[str, str]
    written: Request
    plain: bool = False
    """It has no GraphQL, and does of some works another one instead (`Work.yardstick`)."""
    translated: Callable[[Work, Any], Any] | None = None
    """Makes its answers, where their shape is another, such as the service would give."""

    def requests(self, work: Work, numbers: range) -> list[str]:
        """Those of these numbers: `bench.work.Work.variables`."""
        return [self.written(work, work.variables(self.practice, n), dict(self.headers)) for n in numbers]

    def processes(self) -> list[int]:
        return processes.family(self.pid)

    def ask(self, work: Work, n: int = 0) -> Any:
        """The answer to one request."""
        answer = _asked(self.port, self.requests(work, range(n, n + 1))[0])
        return answer if self.translated is None else self.translated(work, answer)


@dataclass(frozen=True, slots=True)
class Start:
    """How a contender is started: as often as its cold start is measured, and then to be measured."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    filled: Filled
    practice: Practice
    headers: Mapping[str, str]
    written: Request
    plain: bool = False
    folder: Path = HERE
    translated: Callable[[Work, Any], Any] | None = None

    @contextmanager
    def running(self) -> Iterator[Contender]:
        with _worker(self) as (port, pid):
            yield Contender(
                self.name,
                port,
                pid,
                self.filled,
                self.practice,
                self.headers,
                self.written,
                self.plain,
                self.translated,
            )

    def seconds(self, work: Work) -> float:
        """From the start of the process to its first answer."""
        began = time.monotonic()
        with self.running() as contender:
            contender.ask(work)
            return time.monotonic() - began


def service(
    filled: Filled, practice: Practice, data: Path, *, name: str = "service", workers: int = 1, code: str = SERVE
) -> Start:
    """The service as in production: its own command, a token of its local key, its log to /dev/null.

    `code`: what the process runs instead of the service's command.
    """
    viewer = Viewer("bench", "Bench", Role.ADMIN, practice.id)
    token = sign(
        local_key(data), viewer, audience="clinic-sessions", now=datetime.now(UTC), lifetime=timedelta(hours=1)
    )
    environment = {
        "ENVIRONMENT": "production",
        "DATABASE_URL": filled.url,
        "LOCAL_KEY": "true",
        "DATA_DIR": str(data),
        "WORKERS": str(workers),
    }
    command = sys.executable, "-c", code, "serve"
    return Start(name, command, environment, filled, practice, {"Authorization": f"Bearer {token}"}, graphql_request)


def checked_out(filled: Filled, practice: Practice, data: Path, folder: Path) -> Start:
    """The service of another checkout, on a database of its own. It uses that one's .venv, where it has one."""
    other = service(filled, practice, data, name="before")
    own = folder / ".venv" / "bin" / "python"
    python = str(own) if own.exists() else sys.executable
    command = python, *other.command[1:]
    return Start("before", command, other.environment, filled, practice, other.headers, graphql_request, folder=folder)


def usual(filled: Filled, practice: Practice) -> Start:
    return _uvicorn("usual", "bench.usual:app", filled, practice, graphql_request)


def limit(filled: Filled, practice: Practice) -> Start:
    return _uvicorn("limit", "bench.limit:app", filled, practice, plain_request, plain=True)


def bare_limit(filled: Filled, practice: Practice) -> Start:
    """The limit again, for what it does without checking anything."""
    return _uvicorn("bare limit", "bench.limit:app", filled, practice, bare_request, plain=True)


def _uvicorn(
    name: str, app: str, filled: Filled, practice: Practice, written: Request, *, plain: bool = False
) -> Start:
    command = sys.executable, "-m", "uvicorn", app, *UVICORN, "--port", "{port}"
    environment, headers = {"DATABASE_URL": filled.url}, {"X-Practice": practice.id}
    return Start(name, command, environment, filled, practice, headers, written, plain)


@contextmanager
def _worker(start: Start) -> Iterator[tuple[int, int]]:
    """A process that serves on a free port of 127.0.0.1, stopped at the end; its port and its id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [part.format(port=port) if part == "{port}" else part for part in start.command],
        cwd=start.folder,
        env={"WORKERS": "1", **os.environ, **start.environment, "PORT": str(port), "HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{start.name} did not start")
            time.sleep(0.005)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _asked(port: int, written: str) -> Any:
    head, _, body = b64decode(written).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    request = urllib.request.Request(f"http://127.0.0.1:{port}{first.split()[1]}", data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return orjson.loads(response.read())
