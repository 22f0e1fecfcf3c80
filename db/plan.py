"""Planned reads: what a selection asks for, fetched set at a time and shaped into JSON-ready values.

graphql-core completes values one field at a time; here a whole selection is planned instead (docs/adr/0002):

1. The schema hands over a tree of `Field`s (db/fields.py): response name, field name, arguments, sub-fields by type.
2. An `Entity` says for each field of an object type how it is got: a column (what a field is without a word), a
   function of columns (`Derived`), a to-one join (`One`), a part of the same row (`Part`), or a `Batch` called once
   for all parents.
3. A `Level` is the plan for one entity and one selection: the columns to select, the batches to run, and a function,
   compiled from generated source, that turns rows into dicts keyed by response name. It is built once per document
   and kept on the field itself, so it lives exactly as long as the cached document.

The number of statements depends on the selection alone: one for the rows, one (or a fixed few) for each batch. A row is
an asyncpg record where the entity has a table, and any object with attributes (an occurrence, a conflict) where it has
none. Only response names, which GraphQL restricts to letters, digits and underscores, and names written in this
repository enter the generated source.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from sqlalchemy import Text, Time, Uuid, cast, true
from sqlalchemy import select as sql_select
from sqlalchemy.sql import ColumnElement, FromClause, Select

from db.fields import BadInput, Barred, Failed, Field, snake
from db.reader import Reader
from db.statement import Statement, among, uuid_param

CLOCK: dict[time | None, str | None] = {time(m // 60, m % 60): f"{m // 60:02}:{m % 60:02}" for m in range(1440)}
"""Every time of day as the contract's LocalTime."""
CLOCK[None] = None


# ---------------------------------------------------------------- how a field is got


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


Way = Column | Derived | Part | One | Batch


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
    fields: Mapping[str, Way] = field(default_factory=dict)
    joins: Mapping[str, Join] = field(default_factory=dict)
    barred: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Fields by the roles that may not read them."""
    practice_column: str = "practice_id"
    seen: Callable[[FromClause], ColumnElement[bool]] | None = None
    """Which rows of the practice the viewer may see, where that is not all of them."""

    def way(self, name: str) -> Way:
        return self.fields.get(name) or Column(snake(name))


# ---------------------------------------------------------------- statements


class Source:
    """The columns and joins of one statement over one entity, each once."""

    def __init__(self, entity: Entity) -> None:
        assert entity.table is not None
        self.entity = entity
        self.columns: list[ColumnElement[Any]] = []
        self._places: dict[str, int] = {}
        self._joined: dict[tuple[str, ...], tuple[FromClause, Entity]] = {(): (entity.table, entity)}
        self._joins: list[tuple[FromClause, ColumnElement[bool], bool]] = []

    def table(self, path: tuple[str, ...] = ()) -> tuple[FromClause, Entity]:
        """The table that a path of joins leads to, joined if it is not yet."""
        if path not in self._joined:
            own, entity = self.table(path[:-1])
            join = entity.joins[path[-1]]
            target = join.entity()
            assert target.table is not None
            other = target.table.alias("_".join(path))
            outer = join.optional or any(self._optional(path[:depth]) for depth in range(1, len(path)))
            same = other.c[target.practice_column] == own.c[entity.practice_column]
            self._joined[path] = other, target
            self._joins.append((other, same & join.on(own, other), outer))
        return self._joined[path]

    def _optional(self, path: tuple[str, ...]) -> bool:
        return self.table(path[:-1])[1].joins[path[-1]].optional

    def column(self, path: str) -> ColumnElement[Any]:
        *joins, name = path.split(".")
        found: ColumnElement[Any] = self.table(tuple(joins))[0].c[name]
        return found

    def place(self, path: str) -> int:
        """Where the column stands in the row, selected if it is not yet."""
        if path not in self._places:
            self._places[path] = len(self.columns)
            self.columns.append(self.column(path))
        return self._places[path]

    def select(self, *more: ColumnElement[Any]) -> Select[Any]:
        """The rows of the viewer's practice; `more` columns follow the planned ones."""
        table = self.table()[0]
        tables: FromClause = table
        for other, condition, outer in self._joins:
            tables = tables.join(other, condition, isouter=outer)
        columns = [*self.columns, *more] or [true()]
        labelled = [_read_as(column).label(f"c{place}") for place, column in enumerate(columns)]
        return (
            sql_select(*labelled)
            .select_from(tables)
            .where(table.c[self.entity.practice_column] == uuid_param("practice_id"))
        )


def _read_as(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Ids travel as text: the contract shows them so, and the driver reads text faster than anything else."""
    return cast(column, Text) if isinstance(column.type, Uuid) else column


# ---------------------------------------------------------------- levels


@dataclass(frozen=True, slots=True)
class _Run:
    """One batch of a level: what it loads, for which field, and its keys in the rows."""

    load: Load
    field: Field
    keys: Callable[[Sequence[Any]], list[Any]]


class Level:
    """The plan for one entity and one selection. Given a `source`, it shares its columns with another level."""

    def __init__(self, entity: Entity, fields: Iterable[Field], role: str, *, source: Source | None = None) -> None:
        self.entity = entity
        self.role = role
        self.source = source or (Source(entity) if entity.table is not None else None)
        self.statements: dict[Any, Statement] = {}
        self._names: dict[str, Any] = {"clock": CLOCK}
        self._runs: list[_Run] = []
        shaped = self._object(entity, fields, ())
        values = "".join(f", v{place}" for place in range(len(self._runs)))
        loop = f"for r{values} in zip(rows{values})" if values else "for r in rows"
        self._shape = self._compile(f"lambda rows{values}: [{shaped} {loop}]")

    async def shape(self, read: Reader, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """The rows as the selection asks for them, the batches run. Nothing is done, or can fail, for no rows."""
        if not rows:
            return []
        values = []
        for run in self._runs:
            try:
                arguments = run.field.arguments(read.variables)
                values.append(await run.load(read, run.keys(rows), arguments, run.field))
            except BadInput as error:
                values.append([read.fail(Failed(run.field, error))] * len(rows))
        shaped: list[dict[str, Any]] = self._shape(rows, *values)
        return shaped

    def _compile(self, source: str) -> Any:
        return eval(source, self._names)  # noqa: S307  # made of names only: see the module's docstring

    def _name(self, value: Any) -> str:
        name = f"f{len(self._names)}"
        self._names[name] = value
        return name

    def _value(self, path: str, prefix: tuple[str, ...]) -> str:
        whole = ".".join((*prefix, path))
        return f"r.{whole}" if self.source is None else f"r[{self.source.place(whole)}]"

    def _object(self, entity: Entity, fields: Iterable[Field], prefix: tuple[str, ...]) -> str:
        items = [f"{item.key!r}: {self._field(entity, item, prefix)}" for item in fields]
        return "{" + ", ".join(items) + "}"

    def _field(self, entity: Entity, item: Field, prefix: tuple[str, ...]) -> str:
        if item.name == "__typename":
            return repr(entity.name)
        if self.role in entity.barred.get(item.name, ()):
            raise Barred((item.key,), entity.name, item.name)
        try:
            return self._way(entity.way(item.name), entity, item, prefix)
        except Barred as barred:
            barred.path = (item.key, *barred.path)
            raise

    def _way(self, way: Way, entity: Entity, item: Field, prefix: tuple[str, ...]) -> str:
        match way:
            case Column(path):
                value = self._value(path, prefix)
                return f"clock[{value}]" if self._is_time(path, prefix) else value
            case Derived(function, paths):
                return f"{self._name(function)}({', '.join(self._value(path, prefix) for path in paths)})"
            case Part(part, present):
                shaped = self._object(part, item.on(part.name), prefix)
                return shaped if present is None else f"(None if {self._value(present, prefix)} is None else {shaped})"
            case One(name):
                join = entity.joins[name]
                other = join.entity()
                shaped = self._object(other, item.on(other.name), (*prefix, name))
                maybe = join.optional or prefix
                return f"(None if {self._value(f'{name}.id', prefix)} is None else {shaped})" if maybe else shaped
            case Batch(load, paths):
                values = [self._value(path, prefix) for path in paths]
                key = values[0] if len(values) == 1 else f"({', '.join(values)})"
                self._runs.append(_Run(load, item, self._compile(f"lambda rows: [{key} for r in rows]")))
                return f"v{len(self._runs) - 1}"

    def _is_time(self, path: str, prefix: tuple[str, ...]) -> bool:
        if self.source is None:
            return path.endswith("_time")
        return isinstance(self.source.column(".".join((*prefix, path))).type, Time)


def level_of(read: Reader, item: Field, entity: Entity) -> Level:
    """The plan for what `item` selects on an entity, made once for a document and a role."""
    key = entity.name, read.role
    level = item.plans.get(key)
    if level is None:
        level = item.plans[key] = Level(entity, item.on(entity.name), read.role)
    assert isinstance(level, Level)
    return level


# ---------------------------------------------------------------- rows and objects


async def by_id(read: Reader, item: Field, entity: Entity, ids: Iterable[str | None]) -> dict[str, dict[str, Any]]:
    """The practice's objects with these ids, as `item` selects them, by id; one statement. Unknown ids are left out."""
    wanted = list({an_id for an_id in ids if an_id is not None})
    if not wanted:
        return {}
    level = level_of(read, item, entity)
    statement = level.statements.get("by id")
    if statement is None:
        assert level.source is not None
        own = level.source.column("id")
        clause = level.source.select(own).where(among(own, "ids"))
        for condition in visible(entity, level.source):
            clause = clause.where(condition)
        statement = level.statements["by id"] = Statement(clause)
    rows = await read.fetch(statement, ids=wanted)
    shaped = await level.shape(read, rows)
    return {row[-1]: value for row, value in zip(rows, shaped, strict=True)}


async def one(read: Reader, item: Field, entity: Entity, an_id: str) -> dict[str, Any] | None:
    return (await by_id(read, item, entity, [an_id])).get(an_id)


def visible(entity: Entity, source: Source) -> list[ColumnElement[bool]]:
    """What the viewer may see of an entity besides its practice: what is personal is its owner's."""
    return [] if entity.seen is None else [entity.seen(source.table()[0])]


def shared_or_own(column: str) -> Callable[[FromClause], ColumnElement[bool]]:
    """Rows that belong to nobody in particular, by this column, or to the viewer."""

    def seen(table: FromClause) -> ColumnElement[bool]:
        own: ColumnElement[bool] = table.c[column] == uuid_param("viewer_clinician_id")
        return table.c[column].is_(None) | own

    return seen


async def objects(read: Reader, item: Field, entity: Entity, things: Sequence[Any]) -> list[dict[str, Any]]:
    """Objects that the application holds (occurrences, conflicts), as `item` selects them."""
    return await level_of(read, item, entity).shape(read, things) if things else []


def many(entity: Callable[[], Entity], clause: Callable[[Source], Select[Any]]) -> Batch:
    """The list of rows that belong to each parent, by its id: one statement for all of them.

    `clause` selects, orders and ends each row with its parents' ids, commas between: what several of them share is
    read and shaped once. It is given the parents' ids as `ids`.
    """

    async def load(read: Reader, keys: Sequence[str | None], _: dict[str, Any], item: Field) -> list[Any]:
        level = level_of(read, item, entity())
        statement = level.statements.get(clause)
        if statement is None:
            assert level.source is not None
            statement = level.statements[clause] = Statement(clause(level.source))
        parents: dict[str | None, list[Any]] = {key: [] for key in keys}
        if not parents:
            return []
        rows = await read.fetch(statement, ids=[key for key in parents if key is not None])
        for row, shaped in zip(rows, await level.shape(read, rows), strict=True):
            for parent in row[-1].split(","):
                parents[parent].append(shaped)
        return [parents[key] for key in keys]

    return Batch(load, ("id",))


def reference(entity: Callable[[], Entity], path: str) -> Batch:
    """The entity whose id stands at `path` of an object; null where there is none."""

    async def load(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
        found = await by_id(read, item, entity(), keys)
        return [found.get(key) for key in keys]

    return Batch(load, (path,))


def listed(entity: Callable[[], Entity], path: str) -> Batch:
    """The list of objects that an object holds at `path`, shaped all at once."""

    async def load(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
        shaped = iter(await objects(read, item, entity(), [thing for things in keys for thing in things]))
        return [[next(shaped) for _ in things] for things in keys]

    return Batch(load, (path,))


def nested(entity: Callable[[], Entity], path: str) -> Batch:
    """The single object that an object holds at `path`, or null."""

    async def load(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
        shaped = iter(await objects(read, item, entity(), [thing for thing in keys if thing is not None]))
        return [None if thing is None else next(shaped) for thing in keys]

    return Batch(load, (path,))


def several(entities: Callable[[Any], Entity], path: str) -> Batch:
    """The list of objects of different types that an object holds at `path`: `entities` tells an object's."""

    async def load(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
        return [[(await objects(read, item, entities(thing), [thing]))[0] for thing in things] for things in keys]

    return Batch(load, (path,))
