"""Disconnecting clients, slow answers and a stopping service, over real sockets."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.stand_in import World, make_app, served, until

pytestmark = pytest.mark.slow
SIGNED_IN = {"authorization": "Bearer ADMIN"}
ROOT = Path(__file__).parents[2]


def raw_request(query: str) -> bytes:
    body = b'{"query": "%s"}' % query.encode()
    return (
        b"POST /graphql HTTP/1.1\r\nhost: service\r\nauthorization: Bearer ADMIN\r\n"
        b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
    )


def connect(address: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=10)


async def test_a_disconnect_cancels_the_request() -> None:
    world = World()
    with served(make_app(world)) as address:
        connection = connect(address)
        connection.sendall(raw_request("{ slow(seconds: 20) }"))
        await until(lambda: world.started == 1)
        connection.close()
        await until(lambda: world.cancelled == 1)
    assert world.finished == 0


async def test_a_disconnect_during_the_body_ends_the_request() -> None:
    world = World()
    with served(make_app(world)) as address:
        connection = connect(address)
        connection.sendall(raw_request("{ hello }")[:-5])
        connection.close()
        async with httpx.AsyncClient(base_url=address, headers=SIGNED_IN) as client:
            answer = await client.post("/graphql", json={"query": "{ hello }"})
    assert answer.json() == {"data": {"hello": "Hello"}}


async def test_a_request_that_takes_too_long_is_cancelled() -> None:
    world = World()
    with served(make_app(world, deadline=0.05)) as address:
        async with httpx.AsyncClient(base_url=address, headers=SIGNED_IN) as client:
            late = await client.post("/graphql", json={"query": "{ slow(seconds: 20) }"})
            next_one = await client.post("/graphql", json={"query": "{ hello }"})
    assert late.status_code == 503
    assert late.json()["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert "retry-after" in late.headers
    assert next_one.status_code == 200
    assert world.cancelled == 1


async def test_a_slow_request_is_answered() -> None:
    with served(make_app()) as address:
        async with httpx.AsyncClient(base_url=address, headers=SIGNED_IN) as client:
            for _ in range(3):  # on one connection: watching one request must not eat the next
                answer = await client.post("/graphql", json={"query": "{ slow(seconds: 0.1) }"})
                assert answer.json() == {"data": {"slow": "done"}}


async def test_a_body_with_a_too_large_content_length_is_refused_before_it_is_read() -> None:
    with served(make_app()) as address:
        connection = connect(address)
        connection.sendall(
            b"POST /graphql HTTP/1.1\r\nhost: service\r\nauthorization: Bearer ADMIN\r\n"
            b"content-type: application/json\r\ncontent-length: 50000000\r\n\r\n"
        )
        answer = await asyncio.to_thread(connection.recv, 65_536)
        connection.close()
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()


async def test_a_body_that_exceeds_the_limit_is_refused_while_it_is_read() -> None:
    with served(make_app()) as address:
        connection = connect(address)
        connection.sendall(
            b"POST /graphql HTTP/1.1\r\nhost: service\r\nauthorization: Bearer ADMIN\r\n"
            b"content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        for _ in range(5):
            connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")  # the last chunk is never sent
        answer = await asyncio.to_thread(connection.recv, 65_536)
        connection.close()
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.fixture
def process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.server.stand_in"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    try:
        yield running, f"http://127.0.0.1:{int(running.stdout.readline())}"
    finally:
        running.kill()
        running.wait(10)
        running.stdout.close()


async def test_after_sigterm_requests_in_progress_finish(process: tuple[subprocess.Popen[str], str]) -> None:
    running, address = process
    async with httpx.AsyncClient(base_url=address, headers=SIGNED_IN, timeout=20) as client:
        for _ in range(500):
            try:
                await client.get("/healthz")
                break
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
        asked = [
            asyncio.create_task(client.post("/graphql", json={"query": "{ slow(seconds: 1) }"})) for _ in range(20)
        ]
        await asyncio.sleep(0.5)
        running.send_signal(signal.SIGTERM)
        answers = await asyncio.gather(*asked)
    assert [answer.json() for answer in answers] == [{"data": {"slow": "done"}}] * 20
    assert await asyncio.to_thread(running.wait, 10) in (0, -signal.SIGTERM)
    with pytest.raises(OSError):
        connect(address)
