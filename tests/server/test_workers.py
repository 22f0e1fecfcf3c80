"""Workers, their parent and the embedded PostgreSQL, killed and stopped at any moment."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from resolvers.context import Role
from tests.server.test_cli import data, environment, serving
from tests.server.test_operations import MUTATION, PATIENCE, Service, locked, service, until
from tests.vacuous import some

__all__ = ["data", "service"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the processes from Linux's /proc"),
]

QUERY = {"query": "{ clinicians { totalCount } }"}


def children(parent: int, having: str) -> set[int]:
    """The child processes whose command line has this text. A process that has ended has none."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text(errors="replace")
            stat = (folder / "stat").read_text(errors="replace")
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == parent and having in command:
            found.add(int(folder.name))
    return found


def workers(service: Service) -> set[int]:
    return children(service.process.pid, "multiprocessing.spawn")


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


async def within(seconds: float, so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        await asyncio.sleep(0.02)


async def test_a_worker_that_is_killed_is_replaced_within_two_seconds_also_while_another_starts(
    service: Service,
) -> None:
    first, second = sorted(some(workers(service)))
    os.kill(first, signal.SIGKILL)
    await within(2, lambda: len(workers(service) - {first, second}) == 1, "another worker")
    (starting,) = workers(service) - {first, second}
    os.kill(starting, signal.SIGKILL)  # it has just been made, and is still loading the code
    os.kill(second, signal.SIGKILL)
    await within(2, lambda: len(workers(service) - {first, second, starting}) == 2, "two new workers")
    async with service.client() as client:
        answer = await client.post("/graphql", json=QUERY)
        assert answer.status_code == 200
    assert f"worker {second} ended (signal 9), and is replaced" in service.log.read_text()


async def test_while_a_worker_starts_the_other_one_answers(service: Service) -> None:
    killed = min(some(workers(service)))
    os.kill(killed, signal.SIGKILL)
    async with service.client() as client:
        begin = time.monotonic()
        answers = [await client.post("/graphql", json=QUERY) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 5
    assert time.monotonic() - begin < 10


async def test_the_requests_of_a_killed_worker_are_no_longer_counted_as_in_progress(service: Service) -> None:
    async with service.client() as client:
        async with locked(service.owner_url) as waiting:
            asked = [asyncio.create_task(client.post("/graphql", json={"query": MUTATION})) for _ in range(4)]
            deadline = time.monotonic() + PATIENCE
            while await waiting() < len(asked):
                assert time.monotonic() < deadline, "the requests did not get to the database"
                await asyncio.sleep(0.05)
            for worker in some(workers(service)):
                os.kill(worker, signal.SIGKILL)
            failed = await asyncio.gather(*asked, return_exceptions=True)
        assert {isinstance(answer, httpx.TransportError) for answer in failed} == {True}
        metrics = await client.get("/metrics")
    assert "clinic_sessions_requests_in_progress 1.0" in metrics.text  # the one for /metrics


async def test_sigterm_while_workers_start_ends_all_of_them(service: Service) -> None:
    old = workers(service)
    for worker in some(old):
        os.kill(worker, signal.SIGKILL)
    await within(2, lambda: len(workers(service) - old) == 2, "two new workers")
    new = workers(service)
    service.process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(service.process.wait, 25) == 0
    assert [worker for worker in new if runs(worker)] == []


async def test_a_worker_that_does_not_react_is_killed_within_the_grace_period(service: Service) -> None:
    stuck = min(some(workers(service)))
    os.kill(stuck, signal.SIGSTOP)
    service.process.send_signal(signal.SIGTERM)
    begin = time.monotonic()
    assert await asyncio.to_thread(service.process.wait, 40) == 0
    assert time.monotonic() - begin < 30
    assert not runs(stuck)


async def test_after_its_parent_is_killed_a_worker_answers_what_has_begun_and_ends(service: Service) -> None:
    orphans, port = some(workers(service)), service.port
    async with service.client() as client:
        async with locked(service.owner_url) as waiting:
            asked = asyncio.create_task(client.post("/graphql", json={"query": MUTATION}))
            deadline = time.monotonic() + PATIENCE
            while await waiting() < 1:
                assert time.monotonic() < deadline, "the request did not get to the database"
                await asyncio.sleep(0.05)
            service.process.kill()
            service.process.wait()
            await within(5, lambda: not listens(port), "the port to be free")
        assert (await asked).status_code == 200
    await within(10, lambda: not any(runs(orphan) for orphan in orphans), "the workers to end")
    assert await service.clinicians() == 1


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except (ConnectionRefusedError, ConnectionResetError):
        return False
    return True


def test_if_the_application_cannot_start_its_workers_are_not_started_again_and_again(tmp_path: Path) -> None:
    script = """
import socket, uvicorn
from server.workers import Workers
if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0))
    print(Workers(uvicorn.Config("server.nowhere:create", factory=True), listener, 2).run())
"""
    (tmp_path / "script.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "script.py"],
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.stdout == "False\n", done.stderr
    assert "server.nowhere" in done.stderr


# ---------------------------------------------------------------- the embedded PostgreSQL


def database(process: int) -> int:
    (found,) = children(process, "/postgres")
    return found


async def test_the_embedded_postgresql_is_started_again_when_it_is_killed(data: Path) -> None:
    with serving(data) as running:
        killed = database(running.process.pid)
        os.kill(killed, signal.SIGKILL)
        await until(lambda: children(running.process.pid, "/postgres") - {killed} != set(), "another PostgreSQL")
        headers = {"Authorization": f"Bearer {running.token(Role.ADMIN)}"}

        def answers() -> bool:
            return httpx.post(f"{running.address}/graphql", json=QUERY, headers=headers).status_code == 200

        await within(20, answers, "an answer")
        assert running.stop(signal.SIGTERM) in (0, -signal.SIGTERM)
    assert [folder for folder in children(1, str(data)) if runs(folder)] == []


async def test_if_the_embedded_postgresql_cannot_be_started_again_the_service_ends_and_says_why(data: Path) -> None:
    with serving(data) as running:
        with (data / "postgres" / "postgresql.conf").open("a") as settings:
            settings.write("shared_buffers = '1 banana'\n")
        os.kill(database(running.process.pid), signal.SIGKILL)
        assert running.process.stdout is not None
        printed = await asyncio.to_thread(running.process.stdout.read)
        assert running.process.wait(30) == 1
    assert "Error: PostgreSQL did not start" in printed
    assert "shared_buffers" in printed


async def test_a_start_right_after_service_and_postgresql_were_killed_succeeds(data: Path) -> None:
    with serving(data) as running:
        for process in (running.process.pid, database(running.process.pid)):
            os.kill(process, signal.SIGKILL)
    with serving(data) as running:
        assert running.ask(QUERY["query"])["data"]
