"""Compression of answers (RFC 9110, 12.5.3): zstd, br or gzip, whichever the client accepts.

Long answers are compressed on a thread: each of the three lets go of Python's lock meanwhile.
docs/operations.md says why compressed answers give no secret away (BREACH).
"""

import asyncio
import zlib
from collections.abc import Callable
from functools import lru_cache

import brotli
import zstandard

from server.content_negotiation import LONGEST_CACHED, quality

__all__ = ["LEAST", "choose", "compressed"]

LEAST = 1_024
"""Bytes of an answer that is compressed."""
LONG = 64 * 1_024
"""Bytes of an answer that is compressed on a thread."""


def zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(body)


def br(body: bytes) -> bytes:
    result: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=1)
    return result


def gzip(body: bytes) -> bytes:
    return zlib.compress(body, level=2, wbits=31)  # 31: with gzip's header


ENCODINGS: dict[bytes, Callable[[bytes], bytes]] = {b"zstd": zstd, b"br": br, b"gzip": gzip}
"""In the order of preference, where the client has none: by the time that they take."""


def choose(accept_encoding: bytes | None, size: int) -> bytes | None:
    """The encoding of an answer of this size; None: send it as it is."""
    if accept_encoding is None or size < LEAST:
        return None
    return _chosen(accept_encoding) if len(accept_encoding) <= LONGEST_CACHED else _chosen.__wrapped__(accept_encoding)


@lru_cache(maxsize=256)
def _chosen(accept_encoding: bytes) -> bytes | None:
    qualities: dict[bytes, float] = {}
    for part in accept_encoding.lower().split(b","):
        name, *parameters = (piece.strip() for piece in part.split(b";"))
        qualities[b"gzip" if name == b"x-gzip" else name] = quality(parameters)
    others = qualities.get(b"*", 0.0)
    best = max(ENCODINGS, key=lambda name: qualities.get(name, others))  # the first of several
    found = qualities.get(best, others)
    return best if found > 0 and found >= qualities.get(b"identity", 0.0) else None


async def compressed(body: bytes, encoding: bytes) -> bytes:
    compress = ENCODINGS[encoding]
    return compress(body) if len(body) < LONG else await asyncio.to_thread(compress, body)
