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


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    """Sends chunks of bytes, and returns what the service sends until it closes the connection."""
    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"])])
    config = uvicorn.Config(app, http=Protocol, lifespan="off", log_config=None, timeout_keep_alive=1)
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.01)

        async def send(*chunks: bytes) -> bytes:
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            with contextlib.suppress(ConnectionError):
                for chunk in chunks:
                    writer.write(chunk)
                    await writer.drain()
            received = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            return received

        yield send
        server.should_exit = True
        await serving


def code(received: bytes) -> str:
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head
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
