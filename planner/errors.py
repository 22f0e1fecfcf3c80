"""Errors of a read: steps and use cases raise them, or they replace a field's value in the answer."""

from dataclasses import dataclass
from typing import Any

from planner.selection import Field


class Barred(Exception):
    """The viewer's role may not read the field at `path`. The whole root field fails."""

    def __init__(self, path: tuple[str, ...], type_name: str, name: str) -> None:
        super().__init__(f"{type_name}.{name}")
        self.path = path


class BadInput(Exception):
    """An argument of a query is invalid. `path` leads to it from the field."""

    def __init__(self, message: str, *path: str) -> None:
        super().__init__(message)
        self.path = path


class TooMuch(BadInput):
    """More would have to be computed than one request may ask for."""


class Busy(Exception):
    """There is much to compute, and no place became free in time."""


class Outdated(Exception):
    """What an earlier snapshot of a read found was deleted before a later one."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands among the arguments where a scalar's text cannot be read: `message` says why, to people.

    A scalar's parser answers it instead of an error, which would refuse the request as a whole: so it can be told where
    the argument belongs to. `Field.arguments` raises it as BadInput; `Field.given` leaves it where it stands.
    """

    message: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Replaces the value of a field below the root that could not be answered."""

    field: Field
    error: Exception


class Incomplete(Exception):
    """Some fields of a read could not be answered: in `value`, a `Failed` replaces each."""

    def __init__(self, value: Any) -> None:
        super().__init__("some fields failed")
        self.value = value
