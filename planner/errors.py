"""What can be wrong with a read: raised by steps and use cases, or standing in the answer where a field failed."""

from dataclasses import dataclass
from typing import Any

from planner.selection import Field


class Barred(Exception):
    """The viewer's role may not read this field, which `path` leads to: nothing of the root field is answered."""

    def __init__(self, path: tuple[str, ...], type_name: str, name: str) -> None:
        super().__init__(f"{type_name}.{name}")
        self.path = path


class BadInput(Exception):
    """An argument of a query is out of range; `path` leads to it from the field."""

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
class Failed:
    """Stands in a shaped value where a field below the root could not be answered."""

    field: Field
    error: Exception


class Incomplete(Exception):
    """A read that could be answered but for some fields: in `value`, a `Failed` stands for each."""

    def __init__(self, value: Any) -> None:
        super().__init__("some fields failed")
        self.value = value
