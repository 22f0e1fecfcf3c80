"""The plan of a connection field: edges, nodes, pageInfo and totalCount, each only if it is selected.

One statement reads the rows, one counts the total, and one for each cursor checks whether there are rows beyond it. For
a list on other objects (a clinician's sessions), each statement runs once for all of those objects.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Uuid, bindparam, column, func, literal_column, select, true, tuple_
from sqlalchemy.sql import ColumnElement, Select

from planner.cursors import Collection, Page, Walk, encoded, page_of
from planner.output import OutputPlan
from planner.reader import Reader
from planner.selection import Field
from planner.source import Source
from planner.statement import Statement, among, ids_param
from planner.steps import Batch, ObjectType
from planner.walks import Bound, Walked, bounds_of, walk_for

CACHED_STATEMENTS = 64

CURSORS = {"cursor", "startCursor", "endCursor"}
AROUND = {"hasNextPage", "hasPreviousPage"}

Parent = str | None
"""The id of the object that has the list; None for a list of the root."""


class ConnectionPlan:
    """The plan of one connection field. `owner`: the column of a row with the id of its parent, if it has one."""

    def __init__(self, item: Field, collection: Collection, role: str, owner: str | None) -> None:
        self.kind = row_type(item)
        assert self.kind.relation is not None
        self.relation = self.kind.relation
        self.collection = collection
        self.owner = owner
        self.source = Source(self.relation)
        self.fields = item.on(item.type)
        self.edge = f"{self.kind.name}Edge"
        inner = {"edges": self.edge, "pageInfo": "PageInfo"}
        self.outputs: dict[Field, OutputPlan] = {}
        self.wants: set[str] = set()
        self.statements: dict[Any, Statement] = {}
        for part in self.fields:
            leaves = part.on(inner[part.name]) if part.name in inner else ()
            self.wants |= {part.name, *(leaf.name for leaf in leaves)}
            for nodes in (part, *leaves):
                if nodes.name in {"nodes", "node"}:
                    self.outputs[nodes] = OutputPlan(self.kind, nodes.on(self.kind.name), role, source=self.source)

    # ------------------------------------------------------------ statements

    def rows(self, page: Page, names: Sequence[str]) -> Statement:
        """The page's rows, and one more if the page must know whether others follow. The last columns of a row are its
        sort key, if cursors are selected, and its parent, if it has one.

        The size is not a parameter: a generic plan would assume that a tenth of all rows is wanted.
        """
        walk, bounds = self._walk(page, names)
        ends = page.after is None, page.before is None, *bounds
        shape = "rows", page.size, page.order, page.reversed, *ends, *names
        if shape not in self.statements:
            limit = page.size + bool(self.wants & AROUND)
            key = self.collection.key(page.order, self.source)
            clause = self._filtered(self.source, names, *(key if self.wants & CURSORS else ()))
            if page.after is not None:
                clause = clause.where(_compare(key, "after", beyond=True, ascending=not page.descending))
            if page.before is not None:
                clause = clause.where(_compare(key, "before", beyond=True, ascending=page.descending))
            if walk is not None:
                walked = Walked(self.relation, self.collection, names, walk, bounds, page.reversed, limit)
                clause = clause.where(walked.among(self.source.column("id")))
            ordered = [part.desc() if page.reversed else part.asc() for part in key]
            clause = clause.order_by(*ordered).limit(literal_column(str(limit)))
            self._keep(shape, self._for_each_parent(clause, ordered))
        return self.statements[shape]

    def total(self, names: Sequence[str]) -> Statement:
        shape = "total", *names
        if shape not in self.statements:
            source = Source(self.relation)
            self._keep(shape, self._counted(self._filtered(source, names), source))
        return self.statements[shape]

    def beyond(self, page: Page, names: Sequence[str], cursor: str) -> Statement:
        """The number of rows at a cursor or beyond it; at most one where there is no parent."""
        walk, bounds = self._walk(page, names)
        bounds = [replace(bound, above=not bound.above, strict=False) for bound in bounds if bound.name == cursor]
        shape = "beyond", cursor, page.order, page.descending, *bounds, *names
        if shape not in self.statements and walk is not None:
            down = not bounds[0].above
            walked = Walked(self.relation, self.collection, names, walk, bounds, down, 1)
            self._keep(shape, select(func.count()).select_from(walked.ids().limit(literal_column("1")).subquery()))
        elif shape not in self.statements:
            source = Source(self.relation)
            key = self.collection.key(page.order, source)
            ascending = (cursor == "before") != page.descending
            clause = self._filtered(source, names).where(_compare(key, cursor, beyond=False, ascending=ascending))
            if self.owner is None:
                # Any row would do. They are ordered so that an index can be used.
                clause = clause.order_by(*[part.asc() if ascending else part.desc() for part in key])
                probe = clause.limit(literal_column("1")).subquery()
                self._keep(shape, select(func.count()).select_from(probe))
            else:
                self._keep(shape, self._counted(clause, source))
        return self.statements[shape]

    def _walk(self, page: Page, names: Sequence[str]) -> tuple[Walk | None, list[Bound]]:
        """The walk that finds the rows, and its bounds. A list on other objects has no walk."""
        walk = walk_for(self.collection, page, names) if self.owner is None else None
        return walk, [] if walk is None else bounds_of(walk, page)

    def _keep(self, shape: Any, clause: Select[Any]) -> None:
        """Caches a statement. Their number is limited: with variables, one document has thousands of shapes."""
        if len(self.statements) >= CACHED_STATEMENTS:
            self.statements.clear()
        self.statements[shape] = Statement(clause)

    def _filtered(self, source: Source, names: Sequence[str], *columns: ColumnElement[Any]) -> Select[Any]:
        conditions = [self.collection.filters[name].clause(source) for name in names]
        return source.select(*columns).where(*conditions, *source.visible())

    def _counted(self, clause: Select[Any], source: Source) -> Select[Any]:
        clause = clause.with_only_columns(func.count(), maintain_column_froms=True)
        if self.owner is None:
            return clause
        own = source.column(self.owner)
        return clause.where(among(own, "ids")).add_columns(own.label("parent")).group_by(own)

    def _for_each_parent(self, clause: Select[Any], ordered: Sequence[ColumnElement[Any]]) -> Select[Any]:
        if self.owner is None:
            return clause
        parents = func.unnest(ids_param("ids")).table_valued(column("id", Uuid(as_uuid=False)))
        parents = parents.render_derived("p")
        place = func.row_number().over(order_by=ordered).label("place")
        page = clause.add_columns(place).where(self.source.column(self.owner) == parents.c.id).lateral("page")
        columns = [part for part in page.c if part.name != "place"]
        joined = parents.join(page, true())
        return select(*columns, parents.c.id.label("parent")).select_from(joined).order_by(parents.c.id, page.c.place)

    # ------------------------------------------------------------ reading

    async def read(self, read: Reader, arguments: Mapping[str, Any], parents: Sequence[Parent]) -> list[dict[str, Any]]:
        """The connection of each parent. The root's list has the one parent None."""
        page = page_of(self.collection, self.source, arguments)
        given = {name: value for name, value in (arguments.get("filter") or {}).items() if value is not None}
        names = tuple(sorted(given))
        values = dict(page.values)
        for name in names:
            condition = self.collection.filters[name]
            values |= condition.values(given[name])
            if condition.lookup is not None:
                values |= await condition.lookup(read, given[name])
        if self.owner is not None:
            values["ids"] = list(dict.fromkeys(parent for parent in parents if parent is not None))
        rows = await self._rows(read, page, names, values, parents)
        totals = await self._numbers(read, self.total(names), values) if "totalCount" in self.wants else {}
        before = await self._beyond(read, page, names, values, "before", "hasNextPage")
        after = await self._beyond(read, page, names, values, "after", "hasPreviousPage")
        more = {parent: len(found) > page.size for parent, found in rows.items()}
        for found in rows.values():
            del found[page.size :]
            if page.backwards:
                found.reverse()
        flat = [row for found in rows.values() for row in found]
        shaped = {item: iter(await output.shape(read, flat)) for item, output in self.outputs.items()}
        answers = {}
        for parent, found in rows.items():
            cursors = self._cursors(page, found)
            facts = {
                "hasNextPage": bool(before.get(parent)) or (not page.backwards and more[parent]),
                "hasPreviousPage": bool(after.get(parent)) or (page.backwards and more[parent]),
                "startCursor": cursors[0] if cursors else None,
                "endCursor": cursors[-1] if cursors else None,
                "totalCount": totals.get(parent, 0),
            }
            answers[parent] = self._answer(len(found), cursors, facts, shaped)
        return [answers[parent] for parent in parents]

    async def _rows(
        self, read: Reader, page: Page, names: Sequence[str], values: dict[str, Any], parents: Sequence[Parent]
    ) -> dict[Parent, list[Any]]:
        rows: dict[Parent, list[Any]] = {parent: [] for parent in parents}
        if self.wants - {"totalCount", "__typename"}:
            found = await read.fetch(self.rows(page, names), **values)
            if self.owner is None:
                return {None: found}
            for row in found:
                rows[row[-1]].append(row)
        return rows

    def _parent(self, row: Any) -> Parent:
        return None if self.owner is None else row[-1]

    async def _numbers(self, read: Reader, statement: Statement, values: dict[str, Any]) -> dict[Parent, int]:
        return {self._parent(row): row[0] for row in await read.fetch(statement, **values)}

    async def _beyond(
        self, read: Reader, page: Page, names: Sequence[str], values: dict[str, Any], cursor: str, wanted: str
    ) -> dict[Parent, int]:
        if wanted not in self.wants or f"{cursor}_0" not in values:
            return {}
        return await self._numbers(read, self.beyond(page, names, cursor), values)

    # ------------------------------------------------------------ shaping

    def _cursors(self, page: Page, rows: Sequence[Any]) -> list[str]:
        wanted = self.wants & CURSORS
        if not wanted or not rows:
            return []
        end = -1 if self.owner is not None else None
        width = len(self.collection.key(page.order, self.source))
        start = -width + (end or 0)
        marked = rows if "cursor" in wanted else [rows[0], rows[-1]]
        return [encoded(page.tag, tuple(row)[start:end]) for row in marked]

    def _answer(
        self, size: int, cursors: Sequence[str], facts: Mapping[str, Any], shaped: Mapping[Field, Iterator[Any]]
    ) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for part in self.fields:
            match part.name:
                case "__typename":
                    answer[part.key] = f"{self.kind.name}Connection"
                case "nodes":
                    answer[part.key] = list(islice(shaped[part], size))
                case "edges":
                    answer[part.key] = self._edges(part, size, cursors, shaped)
                case "pageInfo":
                    leaves = part.on("PageInfo")
                    answer[part.key] = {leaf.key: facts.get(leaf.name, "PageInfo") for leaf in leaves}
                case _:
                    answer[part.key] = facts[part.name]
        return answer

    def _edges(
        self, part: Field, size: int, cursors: Sequence[str], shaped: Mapping[Field, Iterator[Any]]
    ) -> list[dict[str, Any]]:
        columns: dict[str, list[Any]] = {}
        for leaf in part.on(self.edge):
            match leaf.name:
                case "cursor":
                    columns[leaf.key] = list(cursors)
                case "node":
                    columns[leaf.key] = list(islice(shaped[leaf], size))
                case _:
                    columns[leaf.key] = [self.edge] * size
        if not columns:  # @skip and @include leave out everything
            return [{} for _ in range(size)]
        return [dict(zip(columns, edge, strict=True)) for edge in zip(*columns.values(), strict=True)]


def _compare(key: Sequence[ColumnElement[Any]], cursor: str, *, beyond: bool, ascending: bool) -> ColumnElement[bool]:
    """The rows on one side of a cursor: those after it, or (not `beyond`) its own row and those before it."""
    at = tuple_(*[bindparam(f"{cursor}_{place}", type_=part.type) for place, part in enumerate(key)])
    row = tuple_(*key)
    if beyond:
        return row > at if ascending else row < at
    return row >= at if ascending else row <= at


def row_type(item: Field) -> ObjectType:
    """The type of a connection's rows. The connection is named after it."""
    return item.types[item.type.removesuffix("Connection")]


def connection_of(read: Reader, item: Field, collection: Collection, *, owner: str | None = None) -> ConnectionPlan:
    """The plan of a connection field, made once for a document and a role."""
    key = "connection", read.role
    found = item.plans.get(key)
    if found is None:
        found = item.plans[key] = ConnectionPlan(item, collection, read.role, owner)
    assert isinstance(found, ConnectionPlan)
    return found


async def page(read: Reader, item: Field, collection: Collection, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a root list, by its arguments."""
    return (await connection_of(read, item, collection).read(read, arguments, [None]))[0]


def connected(collection: Collection, owner: str) -> Batch:
    """A paged list on other objects: for each, the page of the rows whose column `owner` has its id."""

    async def load(read: Reader, keys: Sequence[Parent], arguments: dict[str, Any], item: Field) -> list[Any]:
        return await connection_of(read, item, collection, owner=owner).read(read, arguments, keys)

    return Batch(load, ("id",))


class Edge:
    """The plan of an edge by itself: a row by its id, with its cursor in the default order of its list."""

    def __init__(self, item: Field, collection: Collection, role: str) -> None:
        kind = item.types[item.type.removesuffix("Edge")]
        assert kind.relation is not None
        self.type = item.type
        self.leaves = item.on(item.type)
        source = Source(kind.relation)
        page = page_of(collection, source, {})
        self.tag = page.tag
        self.outputs = {
            leaf: OutputPlan(kind, leaf.on(kind.name), role, source=source)
            for leaf in self.leaves
            if leaf.name == "node"
        }
        key = collection.key(page.order, source)  # which ends in the id
        self.width = len(key)
        clause = source.select(*key).where(among(source.column("id"), "ids"), *source.visible())
        self.statement = Statement(clause)

    async def read(self, read: Reader, ids: Sequence[str | None]) -> list[dict[str, Any] | None]:
        wanted = list({an_id for an_id in ids if an_id is not None})
        rows = await read.fetch(self.statement, ids=wanted) if wanted else []
        nodes = {leaf: iter(await output.shape(read, rows)) for leaf, output in self.outputs.items()}
        edges = {}
        for row in rows:
            edges[row[-1]] = {
                leaf.key: next(nodes[leaf])
                if leaf in nodes
                else encoded(self.tag, tuple(row)[-self.width :])
                if leaf.name == "cursor"
                else self.type
                for leaf in self.leaves
            }
        return [None if an_id is None else edges.get(an_id) for an_id in ids]


def edge(collection: Collection, path: str) -> Batch:
    """The edge of the row whose id stands at `path`, to be put into a list that a client holds; null where none is."""

    async def load(read: Reader, keys: Sequence[str | None], _: dict[str, Any], item: Field) -> list[Any]:
        key = "edge", read.role
        plan = item.plans.get(key)
        if plan is None:
            plan = item.plans[key] = Edge(item, collection, read.role)
        assert isinstance(plan, Edge)
        return await plan.read(read, keys)

    return Batch(load, (path,))
