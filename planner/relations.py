"""Relations: tables that rows are read from, and the to-one joins that lead from one to another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.sql import ColumnElement, FromClause

TENANT = "practice_id"
"""The column of every table, and the parameter of every statement, that tells one tenant's rows from another's."""


@dataclass(frozen=True, slots=True)
class Join:
    """A to-one join: `on(own, other)` is the condition besides the tenant, which is always part of it."""

    relation: Callable[[], "Relation"]
    on: Callable[[FromClause, FromClause], ColumnElement[bool]]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A table with its to-one joins by name, and what the viewer may see of it."""

    table: FromClause
    joins: Mapping[str, Join] = field(default_factory=dict)
    tenant_column: str = TENANT
    visible: Callable[[FromClause], ColumnElement[bool]] | None = None
    """Which rows of the tenant the viewer may see, where that is not all of them."""
