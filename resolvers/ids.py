"""Ids: UUIDs of version 7, made by the application. They sort by the time at which they were made."""

import secrets
import time
from collections.abc import Sequence
from uuid import UUID

from db.ids import parsed
from planner import BadInput

__all__ = ["new", "parsed", "valid", "valid_all"]


def new() -> str:
    """A new id (RFC 9562, section 5.7).

    The twelve bits after the milliseconds hold a fraction of a millisecond (section 6.2, method 3), so that ids of one
    request sort in the order in which they were made.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | secrets.randbits(62)))


def valid(text: str, *path: str) -> str:
    """An id in a query's arguments, parsed. Raises BadInput, with this path, if it is not an id."""
    found = parsed(text)
    if found is None:
        raise BadInput("This is not an id.", *path)
    return found


def valid_all(texts: Sequence[str] | None, *path: str) -> list[str] | None:
    """The same for a list of ids, or None. The path of an id ends with its index."""
    return None if texts is None else [valid(text, *path, str(index)) for index, text in enumerate(texts)]
