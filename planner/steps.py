"""Steps: how each field of an object type is got."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.names import snake
from planner.reader import Reader
from planner.relations import Relation
from planner.selection import Field


@dataclass(frozen=True, slots=True)
class Column:
    """A column or attribute, by its path: `name`, `location.name`."""

    path: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A pure function of columns."""

    function: Callable[..., Any]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """An object made of the same row; null where the column `present` is."""

    present: str | None = None


@dataclass(frozen=True, slots=True)
class One:
    """The row that a join of the relation leads to, an object of the field's type."""

    join: str


Load = Callable[[Reader, Sequence[Any], dict[str, Any], Field], Awaitable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """A value for each parent, loaded for all parents at once.

    `load(read, keys, arguments, field)` gets one key for each parent: the value at its path, or a tuple of several. It
    returns one value for each key, in the same order. The values must be ready for JSON.
    """

    load: Load
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """The object, or the list of objects, in an attribute of an object that the application holds."""

    path: str


Step = Column | Derived | Part | One | Attribute | Batch


def derived(function: Callable[..., Any], *paths: str) -> Derived:
    return Derived(function, paths)


def batch(load: Load, *paths: str) -> Batch:
    return Batch(load, paths)


# ---------------------------------------------------------------- object types


@dataclass(frozen=True, slots=True)
class ObjectType:
    """The steps of one GraphQL object type, whose fields come from rows of its relation or from attributes."""

    name: str
    relation: Relation | None = None
    steps: Mapping[str, Step] = field(default_factory=dict)
    """By field. A field without one is the column or attribute of its name."""
    hidden_from: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The roles that may not read a field, by field."""

    def step(self, item: Field) -> Step:
        """The step declared for a field; else the column of its name, or the attribute of its name with its objects."""
        return self.steps.get(item.name) or (Attribute if item.composite else Column)(snake(item.name))
