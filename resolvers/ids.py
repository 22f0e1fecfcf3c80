"""Ids: UUIDs of version 7, which the application makes and which sort by the time they were made."""

import secrets
import time
from collections.abc import Sequence
from uuid import UUID

from db.ids import parsed
from planner import BadInput

__all__ = ["asked", "asked_all", "new", "parsed"]


def new() -> str:
    """A fresh id (RFC 9562, section 5.7).

    Its twelve bits after the millisecond are the next digits of the time (section 6.2, method 3): what one request
    makes sorts in the order in which it was made.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | secrets.randbits(62)))


def asked(text: str, *path: str) -> str:
    """The id that a query names; BadInput where it is none."""
    found = parsed(text)
    if found is None:
        raise BadInput("This is not an id.", *path)
    return found


def asked_all(texts: Sequence[str] | None, *path: str) -> list[str] | None:
    """The ids that a query lists; BadInput where one is none."""
    return None if texts is None else [asked(text, *path, str(place)) for place, text in enumerate(texts)]
