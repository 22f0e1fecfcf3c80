"""Relations: tables that rows are read from, and the to-one joins between them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.sql import ColumnElement, FromClause

TENANT = "practice_id"
"""The column of every table, and the parameter of every statement, that has the tenant's id."""


@dataclass(frozen=True, slots=True)
class Join:
    """A to-one join on the condition `on(table, joined)`. That the tenant is the same is always added to it."""

    relation: Callable[[], "Relation"]
    on: Callable[[FromClause, FromClause], ColumnElement[bool]]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A table with its to-one joins by name, and the condition for the rows that the viewer may see."""

    table: FromClause
    joins: Mapping[str, Join] = field(default_factory=dict)
    tenant_column: str = TENANT
    visible: Callable[[FromClause], ColumnElement[bool]] | None = None
    """The condition for the tenant's rows that the viewer may see. None: all rows."""
