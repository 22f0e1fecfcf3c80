"""Compressed answers: when, how, and that they are the same answers."""

import threading
import zlib

import brotli
import httpx
import pytest
import zstandard

from server import compression
from server.compression import choose, compressed
from tests.server.stand_in import client_of, make_app

LONG = "query L { " + " ".join(f"a_long_name_of_a_field_{n}: hello" for n in range(30)) + " }"


def unzstd(body: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(body)


def gunzip(body: bytes) -> bytes:
    return zlib.decompress(body, wbits=31)


@pytest.mark.parametrize(
    "accepted, expected",
    [
        (None, None),
        (b"", None),
        (b"identity", None),
        (b"deflate, compress", None),
        (b"gzip", b"gzip"),
        (b"x-gzip", b"gzip"),
        (b"GZIP;q=0.1", b"gzip"),
        (b"gzip, deflate, br, zstd", b"zstd"),
        (b"gzip, deflate, br", b"br"),
        (b"gzip;q=1.0, br;q=0.9, zstd;q=0.5", b"gzip"),
        (b"br;q=0.5, zstd;q=0", b"br"),
        (b"*", b"zstd"),
        (b"zstd;q=0, *;q=0.5", b"br"),
        (b"*;q=0", None),
        (b"gzip;q=0", None),
        (b"identity, gzip;q=0.5", None),
        (b"identity;q=0.5, gzip;q=0.5", b"gzip"),
        (b"gzip;q=nonsense", None),
        (b"," * 5_000 + b"gzip", b"gzip"),
    ],
)
def test_the_encoding_is_negotiated(accepted: bytes | None, expected: bytes | None) -> None:
    assert choose(accepted, 1_024) == expected


def test_short_answers_are_not_compressed() -> None:
    assert choose(b"gzip", 1_023) is None


@pytest.mark.parametrize("encoding, decompress", [("zstd", unzstd), ("br", brotli.decompress), ("gzip", gunzip)])
async def test_an_answer_is_compressed_as_the_client_accepts_it(encoding: str, decompress: object) -> None:
    async with client_of(make_app()) as client:
        plain = await client.post("/graphql", json={"query": LONG}, headers={"accept-encoding": "identity"})
        request = client.build_request("POST", "/graphql", json={"query": LONG}, headers={"accept-encoding": encoding})
        answer = await client.send(request, stream=True)
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert "content-encoding" not in plain.headers
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == (encoding, "Accept-Encoding")
    assert int(answer.headers["content-length"]) == len(raw) < len(plain.content) / 3
    assert callable(decompress)
    assert decompress(raw) == plain.content


async def test_compression_can_be_switched_off() -> None:
    async with client_of(make_app(compress=False)) as client:
        answer = await client.post("/graphql", json={"query": LONG}, headers={"accept-encoding": "gzip, br, zstd"})
    assert "content-encoding" not in answer.headers
    assert len(answer.content) > 1_024


async def test_short_answers_and_refusals_are_sent_as_they_are() -> None:
    async with client_of(make_app()) as client:
        answers: list[httpx.Response] = [
            await client.post("/graphql", json={"query": "{ hello }"}),
            await client.post("/graphql", json={"query": "{"}),
            await client.post("/graphql", content=b"nothing"),
        ]
    assert [answer.headers.get("content-encoding") for answer in answers] == [None] * 3


@pytest.mark.parametrize("size, aside", [(compression.LONG - 1, False), (compression.LONG, True)])
async def test_long_answers_are_compressed_on_a_thread(size: int, aside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def gzip(body: bytes) -> bytes:
        threads.append(threading.current_thread())
        return compression.gzip(body)

    monkeypatch.setitem(compression.ENCODINGS, b"gzip", gzip)
    body = b"x" * size
    assert gunzip(await compressed(body, b"gzip")) == body
    assert [thread is not threading.main_thread() for thread in threads] == [aside]
