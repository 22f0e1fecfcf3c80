"""Ids as text: UUIDs in lower case."""

import re
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)


def parsed(text: Any) -> str | None:
    """The id in lower case, or None if the text is not a UUID."""
    if not isinstance(text, str):
        return None
    found = text.lower()
    return found if UUID.fullmatch(found) else None
