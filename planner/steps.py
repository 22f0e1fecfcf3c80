"""Steps: how each field of an object type is got."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.sql import ColumnElement, FromClause

from planner.names import snake
from planner.reader import Reader
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
    """An object made of the same row; null where `present` is."""

    entity: "Entity"
    present: str | None = None


@dataclass(frozen=True, slots=True)
class One:
    """The row that a join of the entity leads to."""

    join: str


Load = Callable[[Reader, Sequence[Any], dict[str, Any], Field], Awaitable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """A value for each parent, got for all of them at once.

    `load(read, keys, arguments, field)` is given one key for each parent: the value at its path, or a tuple of them. It
    answers as many values in the same order, which must be ready for JSON.
    """

    load: Load
    paths: tuple[str, ...]


Step = Column | Derived | Part | One | Batch


def derived(function: Callable[..., Any], *paths: str) -> Derived:
    return Derived(function, paths)


def batch(load: Load, *paths: str) -> Batch:
    return Batch(load, paths)


@dataclass(frozen=True, slots=True)
class Join:
    """A to-one join: `on(own, other)` is the condition besides the practice, which is always part of it."""

    entity: Callable[[], "Entity"]
    on: Callable[[FromClause, FromClause], ColumnElement[bool]]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """How the fields of one object type are got; those not named here are columns of the same name."""

    name: str
    table: FromClause | None = None
    fields: Mapping[str, Step] = field(default_factory=dict)
    joins: Mapping[str, Join] = field(default_factory=dict)
    barred: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Fields by the roles that may not read them."""
    practice_column: str = "practice_id"
    seen: Callable[[FromClause], ColumnElement[bool]] | None = None
    """Which rows of the practice the viewer may see, where that is not all of them."""

    def step(self, name: str) -> Step:
        return self.fields.get(name) or Column(snake(name))
