"""Pages by keyset cursors: stable under inserts and deletes, forwards and backwards, at any depth of the list.

A cursor contains the sort key of its row and the row's id, so it stays valid when the row is deleted. Every order ends
in the id, and all columns of an order have the same direction. So a page starts at a single comparison of row values,
which an index can serve.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Boolean, Date, DateTime, Time, Uuid
from sqlalchemy.sql import ColumnElement

from planner.errors import BadInput
from planner.reader import Reader
from planner.source import Source

DEFAULT_PAGE = 50
LARGEST_PAGE = 100
LONGEST_CURSOR = 16_000
"""Enough for a name of 200 characters, each of which is a ligature that folding expands."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition of a list: its clause, and a function from the given value to the clause's parameters."""

    clause: Callable[[Source], ColumnElement[bool]]
    values: Callable[[Any], dict[str, Any]]
    lookup: Callable[[Reader, Any], Awaitable[dict[str, Any]]] | None = None
    """Loads further parameters from the database first."""


@dataclass(frozen=True, slots=True)
class Walk:
    """An order by the name of a joined row, then by id. Its pages are found by a walk (planner/walks.py)."""

    join: str
    name: str
    """The column of the joined table that the rows are ordered by."""
    column: str
    """The column of the row that has the id of the joined row."""
    optional: bool = False
    """Whether rows may have no joined row. These come last: the sort key is whether it is missing, the name or "", and
    the id.
    """
    broad_filters: frozenset[str] = frozenset()
    """The filters that leave most rows in the list. With any other filter, the few rows that it leaves are sorted."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The orders and filters of a list."""

    orders: Mapping[str, Callable[[Source], Sequence[ColumnElement[Any]]]]
    """The sort key of each order, without the id, which is always last."""
    filters: Mapping[str, Filter]
    default: str = "NAME"
    newest_first: bool = False
    """Whether the default direction is descending."""
    walks: Mapping[str, Walk] = field(default_factory=dict)
    """The walks of orders that no index can serve, by order."""

    def key(self, order: str, source: Source) -> list[ColumnElement[Any]]:
        return [*self.orders[order](source), source.column("id")]


@dataclass(frozen=True, slots=True)
class Page:
    """A valid request for a page: `size` rows between two cursors, from the front or from the back."""

    tag: str
    order: str
    descending: bool
    size: int
    backwards: bool
    after: tuple[Any, ...] | None
    before: tuple[Any, ...] | None

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of the page's statements."""
        cursors = {"after": self.after, "before": self.before}
        return {f"{name}_{at}": part for name, key in cursors.items() for at, part in enumerate(key or ())}

    @property
    def reversed(self) -> bool:
        """Whether the statement sorts in descending order: descending from the front, or ascending from the back."""
        return self.descending != self.backwards


def page_of(collection: Collection, source: Source, arguments: Mapping[str, Any]) -> Page:
    """The page for `first`, `after`, `last`, `before` and `order_by`. Raises BadInput if they are invalid."""
    first, last = arguments.get("first"), arguments.get("last")
    after, before = arguments.get("after"), arguments.get("before")
    order_by = arguments.get("order_by") or {}
    if first is not None and last is not None:
        raise BadInput("Give first or last, not both.", "last")
    if last is not None and after is not None:
        raise BadInput("after goes with first; page backwards with last and before.", "after")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 1 <= size <= LARGEST_PAGE:
            raise BadInput(f"{name} must be between 1 and {LARGEST_PAGE}.", name)
    order = order_by.get("field", collection.default)
    descending = order_by.get("direction", "DESC" if collection.newest_first else "ASC") == "DESC"
    tag = f"{order}{'-' if descending else '+'}"
    key = collection.key(order, source) if after is not None or before is not None else []
    return Page(
        tag=tag,
        order=order,
        descending=descending,
        size=last or first or DEFAULT_PAGE,
        backwards=last is not None,
        after=None if after is None else _decoded(after, tag, key, "after"),
        before=None if before is None else _decoded(before, tag, key, "before"),
    )


def encoded(tag: str, key: Sequence[Any]) -> str:
    """The cursor of a row."""
    return base64.urlsafe_b64encode(orjson.dumps([tag, *key])).rstrip(b"=").decode()


def _decoded(cursor: str, tag: str, key: Sequence[ColumnElement[Any]], name: str) -> tuple[Any, ...]:
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found, *values = orjson.loads(text)
        if found != tag or len(values) != len(key):
            raise BadInput(f"{name} is a cursor of another order.", name)
        return tuple(_value(kind.type, value) for kind, value in zip(key, values, strict=True))
    except (binascii.Error, ValueError, TypeError, OverflowError) as error:
        raise BadInput(f"{name} is not a cursor of this list.", name) from error


def _value(kind: Any, value: Any) -> Any:
    match kind:
        case Date():
            return date.fromisoformat(value)
        case DateTime():
            instant = datetime.fromisoformat(value)
            if instant.tzinfo is None:
                raise ValueError("an instant without an offset")
            return instant.astimezone(UTC)
        case Time():
            return time.fromisoformat(value)
        case Uuid():
            if not isinstance(value, str):
                raise TypeError
            return str(UUID(value))
        case Boolean():
            if not isinstance(value, bool):
                raise TypeError
            return value
        case _:
            if not isinstance(value, str) or "\0" in value:
                raise TypeError
            return value
