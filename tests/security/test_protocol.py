"""Slow and endless requests: refused before a token is read, and disconnected."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from server import protocol
from server.protocol import LONGEST_HEAD, Protocol

Talk = Callable[..., Awaitable[bytes]]


async def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def large(_: Request) -> PlainTextResponse:
    return PlainTextResponse("x" * LARGE)


LARGE = 30_000_000
"""Bytes of an answer that fits into no buffer of the kernel."""


@contextlib.asynccontextmanager
async def serving(*, most_connections: int | None = None) -> AsyncIterator[tuple[str, int]]:
    """Serves at an address on this machine."""
    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"]), Route("/large", large)])
    config = uvicorn.Config(
        app,
        http=Protocol,
        loop="uvloop",
        lifespan="off",
        log_config=None,
        limit_concurrency=most_connections,
        timeout_keep_alive=1,
    )
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.01)

        yield listener.getsockname()
        server.should_exit = True
        await running


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    """Sends chunks of bytes, and returns what the service sends until it closes the connection."""
    async with serving() as address:

        async def send(*chunks: bytes) -> bytes:
            reader, writer = await asyncio.open_connection(*address)
            with contextlib.suppress(ConnectionError):
                for chunk in chunks:
                    writer.write(chunk)
                    await writer.drain()
            received = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            return received

        yield send


def code(received: bytes) -> str:
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/json; charset=utf-8" in head
    told: str = json.loads(body)["errors"][0]["extensions"]["code"]
    return told


async def test_endless_headers_are_refused(talk: Talk) -> None:
    received = await talk(b"GET / HTTP/1.1\r\nHost: x\r\nX: ", *[b"a" * 16_384] * (LONGEST_HEAD // 16_384))
    assert received.startswith(b"HTTP/1.1 431 ")
    assert code(received) == "BAD_USER_INPUT"


async def test_too_many_headers_are_refused(talk: Talk) -> None:
    received = await talk(b"GET / HTTP/1.1\r\n", *[b"X: aaaaaaaaaaa\r\n" * 1_024] * (LONGEST_HEAD // 16_384))
    assert received.startswith(b"HTTP/1.1 431 ")


async def test_the_connection_of_a_silent_client_is_closed(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT", 0.1)
    assert (await talk()).startswith(b"HTTP/1.1 408 ")
    assert (await talk(b"GET / HTTP/1.1\r\nHost: ")).startswith(b"HTTP/1.1 408 ")


async def test_a_request_that_is_not_http_gets_an_error_in_the_usual_form(talk: Talk) -> None:
    received = await talk(b"NONSENSE\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 400 ")
    assert code(received) == "BAD_USER_INPUT"


async def test_a_long_body_does_not_count_as_headers(talk: Talk) -> None:
    size = 3 * LONGEST_HEAD
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size
    received = await talk(head, *[b"a" * 16_384] * (size // 16_384))
    assert b"%d bytes" % size in received


async def test_every_request_of_a_connection_has_its_own_head(talk: Talk) -> None:
    one = b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * (LONGEST_HEAD // 2) + b"\r\n\r\n"
    assert (await talk(one, one, one)).count(b"HTTP/1.1 200 ") == 3


@pytest.mark.parametrize("path", ["", "?x=1"])
@pytest.mark.parametrize(
    "head",
    [
        b"GET /%b HTTP/1.1\r\n\r\n",
        b"GET /%b HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
        b"POST /%b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
async def test_a_request_without_one_host_is_refused(talk: Talk, head: bytes, path: str) -> None:
    received = await talk(head % path.encode())
    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.1 ") == 1
    assert code(received) == "BAD_USER_INPUT"
    assert b"Send the header Host once" in received


@pytest.mark.parametrize("head", [b"GET / HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"])
async def test_an_empty_host_and_http_1_0_without_one_are_accepted(talk: Talk, head: bytes) -> None:
    assert (await talk(head)).startswith(b"HTTP/1.1 200 ")


async def test_a_refusal_has_the_media_type_that_the_headers_ask_for(talk: Talk) -> None:
    received = await talk(b"GET / HTTP/1.1\r\nAccept: application/graphql-response+json\r\n\r\n")
    assert b"content-type: application/graphql-response+json; charset=utf-8" in received


@pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"])
async def test_a_client_that_does_not_read_its_answer_is_disconnected(
    close: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "READ_TIMEOUT", 0.5)
    monkeypatch.setattr(protocol, "READ_INTERVAL", 0.1)
    async with serving() as address:
        reader, writer = await asyncio.open_connection(*address, limit=1024)
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n%b\r\n" % close)
        await asyncio.sleep(2)
        received = 0
        with contextlib.suppress(ConnectionResetError):
            while chunk := await asyncio.wait_for(reader.read(65_536), 5):
                received += len(chunk)
        writer.close()
    assert 0 < received < LARGE


async def test_a_client_that_reads_slowly_but_in_time_gets_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "READ_TIMEOUT", 5.0)
    monkeypatch.setattr(protocol, "READ_INTERVAL", 0.05)
    async with serving() as address:
        reader, writer = await asyncio.open_connection(*address, limit=1024)
        for _ in range(2):
            writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(0.5)
            assert len(await reader.readexactly(LARGE)) == LARGE
        writer.close()


async def test_a_connection_too_many_gets_503_until_another_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    async with serving(most_connections=2) as address:
        held = [await asyncio.open_connection(*address) for _ in range(2)]
        await asyncio.sleep(0.1)
        for _ in range(3):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(request)
            received = await asyncio.wait_for(reader.read(), 5)
            assert received.startswith(b"HTTP/1.1 503 ")
            assert b"retry-after: 1\r\n" in received
            assert code(received) == "SERVICE_UNAVAILABLE"
            writer.close()
        for _, writer in held:
            writer.write(request)
        for reader, writer in held:
            assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
            writer.close()
        await asyncio.sleep(0.1)
        reader, writer = await asyncio.open_connection(*address)
        writer.write(request)
        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
        writer.close()
    assert [record.message for record in caplog.records].count("refused a connection: there are 2 already") <= 1
