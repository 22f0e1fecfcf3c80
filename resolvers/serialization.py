"""Payloads to JSON and back, to store the answer to a request under its idempotency key.

The payload is stored (ids, warnings, errors), not the response: the request may be repeated with another selection.
"""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from typing import Any

from resolvers import payloads
from scheduling.conflicts import Conflict
from scheduling.exceptions import DateException
from scheduling.occurrences import Occurrence

KNOWN = {
    kind.__name__: kind
    for kind in (*vars(payloads).values(), DateException, Conflict, Occurrence)
    if isinstance(kind, type) and is_dataclass(kind)
}


def encode(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case tuple() | list():
            return [encode(part) for part in value]
    assert is_dataclass(value)
    encoded = {part.name: encode(getattr(value, part.name)) for part in fields(value)}
    return {"type": type(value).__name__, "fields": encoded}


def decode(value: object) -> Any:
    match value:
        case {"instant": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"type": name, "fields": dict(encoded)}:
            return KNOWN[name](**{field: decode(part) for field, part in encoded.items()})
        case list():
            return tuple(decode(part) for part in value)
    return value
