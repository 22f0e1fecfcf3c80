"""Payloads to JSON and back, to store the answer to a request under its idempotency key.

The payload is stored (ids, warnings, errors), not the response: the request may be repeated with another selection.
"""

from dataclasses import MISSING, fields, is_dataclass
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
    # What has its default is left out: a worker of another release, which may not know the field, reads it too.
    parts = {part.name: (getattr(value, part.name), part.default) for part in fields(value)}
    told = {name: given for name, (given, default) in parts.items() if default is MISSING or given != default}
    encoded = {name: encode(given) for name, given in told.items()}
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
