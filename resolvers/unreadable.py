"""Arguments of a mutation whose text is no value of its scalar: `startTime: "25:00"`.

Each becomes an error of the payload, with its path, beside all other errors of the input. The use case runs with None
in its place (a hole), finds what else is wrong, and never succeeds: `Write.holes` has the paths of the holes, for the
few checks that None would lead astray. What it says of a hole itself (that it is missing) is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner import Unreadable, unreadable
from resolvers.payloads import InputError, Payload, ScheduleConflictError, UserError


def errors_of(arguments: Mapping[str, object]) -> tuple[InputError, ...]:
    return tuple(InputError(found.message, "INVALID", path) for path, found in unreadable(dict(arguments)))


def emptied(value: Any) -> Any:
    """The arguments with holes."""
    if isinstance(value, Unreadable):
        return None
    if isinstance(value, dict):
        return {name: emptied(part) for name, part in value.items()}
    return [emptied(part) for part in value] if isinstance(value, list) else value


def with_others(found: Sequence[InputError], others: Iterable[UserError]) -> tuple[UserError, ...]:
    """All errors of an input with holes; whether it would be in conflict cannot be said."""
    holes = {error.path for error in found}
    return (*found, *(one for one in others if one.path not in holes and not isinstance(one, ScheduleConflictError)))


def told_by(payload: Payload) -> tuple[UserError, ...]:
    """The errors of a payload and of its items."""
    items = getattr(payload, "items", ())
    return (*payload.errors, *(error for item in items for error in item.errors))
