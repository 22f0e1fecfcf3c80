"""One SELECT over a relation: the columns and the to-one joins that its fields need, each once."""

from typing import Any

from sqlalchemy import Text, Uuid, cast, true
from sqlalchemy import select as sql_select
from sqlalchemy.sql import ColumnElement, FromClause, Select

from planner.relations import TENANT, Relation
from planner.statement import uuid_param


class Source:
    """The columns and joins of one statement over one relation, each once."""

    def __init__(self, relation: Relation) -> None:
        self.relation = relation
        self.columns: list[ColumnElement[Any]] = []
        self._indexes: dict[str, int] = {}
        self._joined: dict[tuple[str, ...], tuple[FromClause, Relation]] = {(): (relation.table, relation)}
        self._joins: list[tuple[FromClause, ColumnElement[bool], bool]] = []

    def table(self, path: tuple[str, ...] = ()) -> tuple[FromClause, Relation]:
        """The table that a path of joins leads to, joined if it is not yet."""
        if path not in self._joined:
            table, relation = self.table(path[:-1])
            join = relation.joins[path[-1]]
            target = join.relation()
            joined = target.table.alias("_".join(path))
            outer = join.optional or any(self._optional(path[:depth]) for depth in range(1, len(path)))
            same_tenant = joined.c[target.tenant_column] == table.c[relation.tenant_column]
            self._joined[path] = joined, target
            self._joins.append((joined, same_tenant & join.on(table, joined), outer))
        return self._joined[path]

    def _optional(self, path: tuple[str, ...]) -> bool:
        return self.table(path[:-1])[1].joins[path[-1]].optional

    def column(self, path: str) -> ColumnElement[Any]:
        *joins, name = path.split(".")
        found: ColumnElement[Any] = self.table(tuple(joins))[0].c[name]
        return found

    def place(self, path: str) -> int:
        """The index of the column in the row; it is selected if it was not yet."""
        if path not in self._indexes:
            self._indexes[path] = len(self.columns)
            self.columns.append(self.column(path))
        return self._indexes[path]

    def select(self, *more: ColumnElement[Any]) -> Select[Any]:
        """The rows of the viewer's tenant; `more` columns follow the planned ones."""
        table = self.table()[0]
        tables: FromClause = table
        for other, condition, outer in self._joins:
            tables = tables.join(other, condition, isouter=outer)
        columns = [*self.columns, *more] or [true()]
        labelled = [_read_as(column).label(f"c{index}") for index, column in enumerate(columns)]
        return (
            sql_select(*labelled).select_from(tables).where(table.c[self.relation.tenant_column] == uuid_param(TENANT))
        )

    def visible(self) -> list[ColumnElement[bool]]:
        """The conditions for what the viewer may see, besides the tenant's: only the owner sees a personal row."""
        return [] if self.relation.visible is None else [self.relation.visible(self.table()[0])]


def _read_as(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Selects ids as text, as the contract shows them. asyncpg decodes text faster than any other type."""
    return cast(column, Text) if isinstance(column.type, Uuid) else column
