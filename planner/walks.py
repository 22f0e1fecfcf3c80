"""Walks: pages in the order of a joined row's name, found name by name through indexes.

No index contains the names of one table together with the rows of another, so sorting by a joined name would read all
rows of the list. A walk takes the names in order, starting at the cursor's name, and for each name at most as many rows
as a page has. PostgreSQL stops when the page is full, so a page costs the same at any depth and in a list of any
length. The walk finds only the ids; the page's statement orders and compares the rows as usual.

A walk needs two indexes: of the joined table by (tenant, name), and of the rows by (tenant, join column, id).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Uuid, bindparam, case, cast, func, literal, literal_column, select, true, tuple_, union_all
from sqlalchemy.sql import ColumnElement, Select

from planner.cursors import Collection, Page, Walk
from planner.relations import TENANT, Relation
from planner.source import Source
from planner.statement import UUIDS, uuid_param

LEAST, GREATEST = (cast(literal(digit * 32), Uuid(as_uuid=False)) for digit in "0f")


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a walk: the rows above or below the cursor `name`. `strict`: without the cursor's own row."""

    name: str
    above: bool
    strict: bool
    without: bool
    """Whether the cursor's row has no joined row. Such rows come after all others."""

    def at(self, place: int, kind: Any) -> ColumnElement[Any]:
        return bindparam(f"{self.name}_{place}", type_=kind)

    def beyond(self, row: Any, at: Any) -> ColumnElement[bool]:
        if self.strict:
            return row > at if self.above else row < at  # type: ignore[no-any-return]  # as SQLAlchemy types tuples
        return row >= at if self.above else row <= at  # type: ignore[no-any-return]  # as SQLAlchemy types tuples


def walk_for(collection: Collection, page: Page, filters: Sequence[str]) -> Walk | None:
    """The walk for a page. None if its order needs none, or if few rows match its filters: sorting those is cheaper."""
    walk = collection.walks.get(page.order)
    return walk if walk is not None and walk.broad_filters.issuperset(filters) else None


def bounds_of(walk: Walk, page: Page) -> list[Bound]:
    """The ends that a page's cursors give to its walk."""
    bounds = []
    for name, cursor, above in (("after", page.after, not page.descending), ("before", page.before, page.descending)):
        if cursor is not None:
            bounds.append(Bound(name, above, strict=True, without=walk.optional and cursor[0]))
    return bounds


@dataclass(frozen=True, slots=True)
class Walked:
    """A filtered list that is walked up, or down if `down`, between bounds, until there are `limit` rows."""

    relation: Relation
    collection: Collection
    filters: Sequence[str]
    walk: Walk
    bounds: Sequence[Bound]
    down: bool
    limit: int

    def among(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """`column` is one of the ids that the walk finds. PostgreSQL runs the walk once."""
        return column == func.any(func.array(self.ids().scalar_subquery(), type_=UUIDS))

    def ids(self) -> Select[Any]:
        """The ids of the page's rows, and possibly of rows after them."""
        branches = []
        if not any(bound.above and bound.without for bound in self.bounds):
            branches.append(self._named())
        if self.walk.optional and not any(not bound.above and not bound.without for bound in self.bounds):
            branches.append(self._without())
        if len(branches) == 1:
            return branches[0]
        found = union_all(*[select(branch.subquery().c.id) for branch in branches]).subquery()
        return select(found.c.id)

    def _ordered(self, *key: Any) -> list[Any]:
        return [part.desc() if self.down else part.asc() for part in key]

    def _rows(self, source: Source, *conditions: ColumnElement[bool]) -> Select[Any]:
        """The first rows, by id, that meet the conditions."""
        row_id = source.column("id")
        filters = [self.collection.filters[name].clause(source) for name in self.filters]
        clause = source.select().with_only_columns(row_id.label("id")).where(*conditions, *filters, *source.visible())
        return clause.order_by(*self._ordered(row_id)).limit(literal_column(str(self.limit)))

    def _source(self) -> Source:
        return Source(replace(self.relation, table=self.relation.table.alias("walked")))

    def _named(self) -> Select[Any]:
        """The rows with a joined row, name by name."""
        target = self.relation.joins[self.walk.join].relation()
        other, source = target.table.alias("walk"), self._source()
        name, row_id = other.c[self.walk.name], source.column("id")
        skipped, conditions = [], [source.column(self.walk.column) == other.c.id]
        for bound in self.bounds:
            if bound.without:
                continue
            at_name, at_id = bound.at(int(self.walk.optional), name.type), bound.at(1 + self.walk.optional, row_id.type)
            skipped.append(name >= at_name if bound.above else name <= at_name)
            edge = case((name == at_name, at_id), else_=LEAST if bound.above else GREATEST)
            # The index serves the first condition. The second is stricter, but only at the cursor's own name.
            conditions.append(row_id >= edge if bound.above else row_id <= edge)
            conditions.append(bound.beyond(tuple_(name, row_id), tuple_(at_name, at_id)))
        rows = self._rows(source, *conditions).lateral("rows")
        clause = select(rows.c.id).select_from(other.join(rows, true()))
        clause = clause.where(other.c[target.tenant_column] == uuid_param(TENANT), *skipped)
        return clause.order_by(*self._ordered(name, rows.c.id)).limit(literal_column(str(self.limit)))

    def _without(self) -> Select[Any]:
        """The rows without a joined row."""
        source = self._source()
        row_id = source.column("id")
        ends = [bound.beyond(row_id, bound.at(2, row_id.type)) for bound in self.bounds if bound.without]
        return self._rows(source, source.column(self.walk.column).is_(None), *ends)
