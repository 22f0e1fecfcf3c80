"""Payloads as JSON and back: how the first answer to an idempotency key is kept.

What is kept is what the use case answered (ids, warnings, errors), not the response: the same request may come again
with another selection.
"""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from typing import Any

from resolvers import outcomes
from scheduling.conflicts import Conflict
from scheduling.exceptions import DateException
from scheduling.occurrences import Occurrence

KNOWN = {
    kind.__name__: kind
    for kind in (*vars(outcomes).values(), DateException, Conflict, Occurrence)
    if isinstance(kind, type) and is_dataclass(kind)
}
# Answers that were stored before DateException had this name.
KNOWN["Change"] = DateException


def encode(value: Any) -> Any:
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
    kept = {part.name: encode(getattr(value, part.name)) for part in fields(value)}
    return {"type": type(value).__name__, "fields": kept}


def decode(value: Any) -> Any:
    match value:
        case {"instant": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"type": name, "fields": kept}:
            return KNOWN[name](**{field: decode(part) for field, part in kept.items()})
        case list():
            return tuple(decode(part) for part in value)
    return value
