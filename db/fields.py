"""What a selection asks for, as a plain tree that knows no GraphQL; and what can become of a field of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Failed:
    """Stands in a shaped value where a field below the root could not be answered."""

    field: "Field"
    error: Exception


class Incomplete(Exception):
    """A read that could be answered but for some fields: in `value`, a `Failed` stands for each."""

    def __init__(self, value: Any) -> None:
        super().__init__("some fields failed")
        self.value = value


@dataclass(eq=False, slots=True)
class Field:
    """One field of a selection, under its response name; what was planned for it is kept in `plans`."""

    key: str
    name: str
    arguments: Callable[[Mapping[str, Any]], dict[str, Any]]
    """The field's arguments in snake_case, given the operation's variables."""
    on: Callable[[str], tuple["Field", ...]]
    """The sub-fields selected on a concrete type."""
    origin: Any = None
    """Where it stands in the document, for whoever tells of its errors."""
    plans: dict[Any, Any] = field(default_factory=dict)


# ---------------------------------------------------------------- names


@cache
def snake(name: str) -> str:
    """`startTime` as `start_time`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def camel(name: str) -> str:
    """`start_time` as `startTime`."""
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
