"""The contenders, each one worker process on 127.0.0.1: the service as it runs, the usual way, and the limit."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.data import Filled
from bench.work import Work, graphql_request, plain_request
from dev.tokens import local_key, sign
from resolvers.context import Role, Viewer

START_SECONDS = 30.0
UVICORN = ("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning")


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    port: int
    pid: int
    headers: dict[str, str]
    written: Callable[[Work, dict[str, Any], dict[str, str]], str]

    def requests(self, work: Work) -> list[str]:
        return [self.written(work, variables, self.headers) for variables in work.variables]

    def memory(self) -> float:
        """Resident, in MB."""
        said = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True)
        return int(said.stdout) / 1024


@contextmanager
def service(filled: Filled, folder: Path) -> Iterator[Contender]:
    """The service as in production: its own command, a token of its local key, its log to /dev/null."""
    viewer = Viewer("bench", "Bench", Role.ADMIN, filled.practice_id)
    token = sign(
        local_key(folder), viewer, audience="clinic-sessions", now=datetime.now(UTC), lifetime=timedelta(hours=1)
    )
    environment = {
        "ENVIRONMENT": "production",
        "DATABASE_URL": filled.url,
        "LOCAL_KEY": "true",
        "DATA_DIR": str(folder),
    }
    command = [sys.executable, "-c", "from server.cli import main; main()", "serve"]
    with _worker("service", command, environment) as (port, pid):
        yield Contender("service", port, pid, {"Authorization": f"Bearer {token}"}, graphql_request)


@contextmanager
def usual(filled: Filled) -> Iterator[Contender]:
    with _worker("usual", _uvicorn("bench.usual:app"), {"DATABASE_URL": filled.url}) as (port, pid):
        yield Contender("usual", port, pid, {"X-Practice": filled.practice_id}, graphql_request)


@contextmanager
def limit(filled: Filled) -> Iterator[Contender]:
    with _worker("limit", _uvicorn("bench.limit:app"), {"DATABASE_URL": filled.url}) as (port, pid):
        yield Contender("limit", port, pid, {"X-Practice": filled.practice_id}, plain_request)


def _uvicorn(app: str) -> list[str]:
    return [sys.executable, "-m", "uvicorn", app, *UVICORN, "--port", "{port}"]


@contextmanager
def _worker(name: str, command: list[str], environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A process that serves on a free port of 127.0.0.1, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [part.format(port=port) if "{port}" in part else part for part in command],
        env={**os.environ, **environment, "PORT": str(port), "HOST": "127.0.0.1", "WORKERS": "1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} did not start")
            time.sleep(0.05)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
