"""Ids: UUIDs of version 7, made by the application. They sort by the time at which they were made."""

import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from db.ids import parsed
from planner import BadInput

__all__ = ["new", "new_at", "parsed", "valid", "valid_all"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MADE = count()
"""Counts the ids that this process has made for a given time."""


def new() -> str:
    """A new id (RFC 9562, section 5.7).

    The twelve bits after the milliseconds hold a fraction of a millisecond (section 6.2, method 3), so that ids of one
    request sort in the order in which they were made.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | secrets.randbits(62)))


def new_at(at: datetime) -> str:
    """A new id that sorts by `at`, which counts to the microsecond.

    Of two ids for the same time, the one that the same process made later sorts later: 32 of the last 62 bits count.
    """
    milliseconds, rest = divmod((at - EPOCH) // MICROSECOND, 1000)
    fraction, number = rest * 4096 // 1000, next(MADE) & 0xFFFFFFFF
    tail = number << 30 | secrets.randbits(30)
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | tail))


def valid(text: str, *path: str) -> str:
    """An id in a query's arguments, parsed. Raises BadInput, with this path, if it is not an id."""
    found = parsed(text)
    if found is None:
        raise BadInput("This is not an id.", *path)
    return found


def valid_all(texts: Sequence[str] | None, *path: str) -> list[str] | None:
    """The same for a list of ids, or None. The path of an id ends with its index."""
    return None if texts is None else [valid(text, *path, str(index)) for index, text in enumerate(texts)]
