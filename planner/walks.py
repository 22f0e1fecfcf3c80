"""Orders by the name of what a to-one join leads to, walked: name by name, and the rows of each by an index.

Sorted by a joined table's name, a page needs all rows of the list, since no index has the names of one table beside the
rows of another. A walk takes the names in their order, from that of the cursor on, and of each as many rows as the page
has at most. PostgreSQL stops as soon as the page is full, so that a page costs the same at any depth and in a list of
any length. It finds the ids alone: the page's statement orders and compares them as ever.

It wants two indexes: of the joined table by (tenant, name), and of the rows by (tenant, the column of the join, id).
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
    """One end of a walk: the rows above the cursor `name`, or below it; `strict`: without the cursor's own row."""

    name: str
    above: bool
    strict: bool
    without: bool
    """The cursor is of a row that the join leads nowhere from; those come after all others."""

    def at(self, place: int, kind: Any) -> ColumnElement[Any]:
        return bindparam(f"{self.name}_{place}", type_=kind)

    def beyond(self, row: Any, at: Any) -> ColumnElement[bool]:
        if self.strict:
            return row > at if self.above else row < at  # type: ignore[no-any-return]  # as SQLAlchemy types tuples
        return row >= at if self.above else row <= at  # type: ignore[no-any-return]


def walk_for(collection: Collection, page: Page, filters: Sequence[str]) -> Walk | None:
    """The walk for a page; None where its order needs none, or its filters leave so little that sorting it is less."""
    walk = collection.walks.get(page.order)
    return walk if walk is not None and walk.beside.issuperset(filters) else None


def bounds_of(walk: Walk, page: Page) -> list[Bound]:
    """The ends that a page's cursors give it."""
    bounds = []
    for name, cursor, above in (("after", page.after, not page.descending), ("before", page.before, page.descending)):
        if cursor is not None:
            bounds.append(Bound(name, above, strict=True, without=walk.optional and cursor[0]))
    return bounds


@dataclass(frozen=True, slots=True)
class Walked:
    """A list, filtered, to be walked up or (`down`) down between bounds, for as many rows as `limit` at least."""

    relation: Relation
    collection: Collection
    filters: Sequence[str]
    walk: Walk
    bounds: Sequence[Bound]
    down: bool
    limit: int

    def among(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """`column` is one of the ids found, which PostgreSQL looks for once."""
        return column == func.any(func.array(self.ids().scalar_subquery(), type_=UUIDS))

    def ids(self) -> Select[Any]:
        """The ids of the rows of the page, perhaps with some that come after them."""
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
        """The first rows by id of those that meet the conditions."""
        own = source.column("id")
        filters = [self.collection.filters[name].clause(source) for name in self.filters]
        clause = source.select().with_only_columns(own.label("id")).where(*conditions, *filters, *source.visible())
        return clause.order_by(*self._ordered(own)).limit(literal_column(str(self.limit)))

    def _source(self) -> Source:
        return Source(replace(self.relation, table=self.relation.table.alias("walked")))

    def _named(self) -> Select[Any]:
        """The rows that the join leads from, name by name."""
        target = self.relation.joins[self.walk.join].relation()
        other, source = target.table.alias("walk"), self._source()
        name, own = other.c[self.walk.name], source.column("id")
        skipped, conditions = [], [source.column(self.walk.column) == other.c.id]
        for bound in self.bounds:
            if bound.without:
                continue
            at_name, at_id = bound.at(int(self.walk.optional), name.type), bound.at(1 + self.walk.optional, own.type)
            skipped.append(name >= at_name if bound.above else name <= at_name)
            edge = case((name == at_name, at_id), else_=LEAST if bound.above else GREATEST)
            # The first serves the index; only at the cursor's own name does the second say more.
            conditions.append(own >= edge if bound.above else own <= edge)
            conditions.append(bound.beyond(tuple_(name, own), tuple_(at_name, at_id)))
        rows = self._rows(source, *conditions).lateral("rows")
        clause = select(rows.c.id).select_from(other.join(rows, true()))
        clause = clause.where(other.c[target.tenant_column] == uuid_param(TENANT), *skipped)
        return clause.order_by(*self._ordered(name, rows.c.id)).limit(literal_column(str(self.limit)))

    def _without(self) -> Select[Any]:
        """The rows that the join leads nowhere from."""
        source = self._source()
        own = source.column("id")
        here = [bound.beyond(own, bound.at(2, own.type)) for bound in self.bounds if bound.without]
        return self._rows(source, source.column(self.walk.column).is_(None), *here)
