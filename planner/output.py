"""Output plans: one function from the rows of one object type to the JSON-ready dicts of one selection.

An `OutputPlan` holds the columns to select, the batches to run, and a function, composed of one for each object and
field, that turns rows into dicts keyed by response name. It is built once per document and kept on the field itself, so
it lives exactly as long as the cached document. A row is an asyncpg record where the type has a relation, and any
object with attributes (an occurrence, a conflict) where it has none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Time

from planner.errors import BadInput, Barred, Failed
from planner.reader import Reader
from planner.selection import Field
from planner.source import Source
from planner.statement import Statement
from planner.steps import Batch, Column, Derived, Held, Load, ObjectType, One, Part, Step

CLOCK: dict[time | None, str | None] = {time(m // 60, m % 60): f"{m // 60:02}:{m % 60:02}" for m in range(1440)}
"""Every time of day as the contract's LocalTime."""
CLOCK[None] = None


Shape = Callable[[Any], Any]
"""A part of the answer, from a tuple: a row, and what each batch found for it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One batch of a plan: what it loads, for which field, and its keys in the rows."""

    load: Load
    field: Field
    key: Callable[[Any], Any]


class OutputPlan:
    """The plan for one object type and one selection. Given a `source`, it shares its columns with another."""

    def __init__(self, kind: ObjectType, fields: Iterable[Field], role: str, *, source: Source | None = None) -> None:
        self.kind = kind
        self.role = role
        self.source = source or (Source(kind.relation) if kind.relation is not None else None)
        self.statements: dict[Any, Statement] = {}
        self._runs: list[_Run] = []
        self._shape = self._object(kind, fields, ())

    async def shape(self, read: Reader, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """The rows as the selection asks for them, the batches run. Nothing is done, or can fail, for no rows."""
        if not rows:
            return []
        values: list[Sequence[Any]] = []
        for run in self._runs:
            try:
                arguments = run.field.arguments(read.variables)
                values.append(await run.load(read, [run.key(row) for row in rows], arguments, run.field))
            except BadInput as error:
                values.append([read.fail(Failed(run.field, error))] * len(rows))
        shape = self._shape
        return [shape(each) for each in zip(rows, *values, strict=True)]

    def _values(self, paths: Sequence[str], prefix: tuple[str, ...]) -> Callable[[Any], Any]:
        """What reads columns of a row: the value of one, a tuple of several."""
        whole = [".".join((*prefix, path)) for path in paths]
        if self.source is None:
            return attrgetter(*whole)
        return itemgetter(*(self.source.place(path) for path in whole))

    def _object(self, kind: ObjectType, fields: Iterable[Field], prefix: tuple[str, ...]) -> Shape:
        """Fields that are columns as they are, are read in one go; the others are put in their places afterwards."""
        fields = list(fields)
        columns = {item.key: path for item in fields if (path := self._column(kind, item, prefix)) is not None}
        if len(columns) == 1:  # of which the one value would come without a tuple
            columns = {}
        others = [(item.key, self._field(kind, item, prefix)) for item in fields if item.key not in columns]
        if not columns:
            return lambda each: {key: value(each) for key, value in others}
        keys, values = tuple(columns), self._values(list(columns.values()), prefix)
        if not others:
            return lambda each: dict(zip(keys, values(each[0]), strict=True))
        in_order = dict.fromkeys(item.key for item in fields)

        def shaped(each: Any) -> dict[str, Any]:
            made: dict[str, Any] = in_order.copy()
            made.update(zip(keys, values(each[0]), strict=True))
            for key, value in others:
                made[key] = value(each)
            return made

        return shaped

    def _column(self, kind: ObjectType, item: Field, prefix: tuple[str, ...]) -> str | None:
        """The path of a field that is a column as it is."""
        if item.name == "__typename" or self.role in kind.hidden_from.get(item.name, ()):
            return None
        step = kind.step(item)
        return step.path if isinstance(step, Column) and not self._is_time(step.path, prefix) else None

    def _field(self, kind: ObjectType, item: Field, prefix: tuple[str, ...]) -> Shape:
        if item.name == "__typename":
            return lambda _: kind.name
        if self.role in kind.hidden_from.get(item.name, ()):
            raise Barred((item.key,), kind.name, item.name)
        try:
            return self._step(kind.step(item), item, prefix)
        except Barred as barred:
            barred.path = (item.key, *barred.path)
            raise

    def _step(self, step: Step, item: Field, prefix: tuple[str, ...]) -> Shape:
        match step:
            case Column(path):
                value = self._values((path,), prefix)
                if self._is_time(path, prefix):
                    return lambda each: CLOCK[value(each[0])]
                return lambda each: value(each[0])
            case Derived(function, (path,)):
                value = self._values((path,), prefix)
                return lambda each: function(value(each[0]))
            case Derived(function, paths):
                values = self._values(paths, prefix)
                return lambda each: function(*values(each[0]))
            case Part(present):
                shaped = self._object(item.types[item.type], item.on(item.type), prefix)
                return shaped if present is None else self._where(present, prefix, shaped)
            case One(name):
                assert self.source is not None
                shaped = self._object(item.types[item.type], item.on(item.type), (*prefix, name))
                maybe = prefix or self.source.relation.joins[name].optional
                return self._where(f"{name}.id", prefix, shaped) if maybe else shaped
            case Held(path):
                return self._step(Batch(_held, (path,)), item, prefix)
            case Batch(load, paths):
                self._runs.append(_Run(load, item, self._values(paths, prefix)))
                return itemgetter(len(self._runs))

    def _where(self, path: str, prefix: tuple[str, ...], shaped: Shape) -> Shape:
        """The object, or None where this column is null."""
        value = self._values((path,), prefix)
        return lambda each: None if value(each[0]) is None else shaped(each)

    def _is_time(self, path: str, prefix: tuple[str, ...]) -> bool:
        if self.source is None:
            return path.endswith("_time")
        return isinstance(self.source.column(".".join((*prefix, path))).type, Time)


def output_of(read: Reader, item: Field, type_name: str | None = None) -> OutputPlan:
    """The plan for what `item` selects on its type, or on one of its possible types: one for a document and a role."""
    name = type_name or item.type
    key = name, read.role
    output = item.plans.get(key)
    if output is None:
        output = item.plans[key] = OutputPlan(item.types[name], item.on(name), read.role)
    assert isinstance(output, OutputPlan)
    return output


async def objects(read: Reader, item: Field, things: Sequence[Any]) -> list[dict[str, Any]]:
    """Objects that the application holds, as `item` selects them. Of an abstract type, each is of its class's name."""
    if not things:
        return []
    if item.type in item.types:
        return await output_of(read, item).shape(read, things)
    shaped: dict[str, Any] = {}
    for name in {type(thing).__name__ for thing in things}:
        own = [thing for thing in things if type(thing).__name__ == name]
        shaped[name] = iter(await output_of(read, item, name).shape(read, own))
    return [next(shaped[type(thing).__name__]) for thing in things]


async def _held(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
    """What each parent holds: an object, None, or a list or tuple of objects."""
    lists = [key if isinstance(key, list | tuple) else [] if key is None else [key] for key in keys]
    shaped = iter(await objects(read, item, [thing for things in lists for thing in things]))
    return [
        [next(shaped) for _ in things] if isinstance(key, list | tuple) else next(shaped) if things else None
        for key, things in zip(keys, lists, strict=True)
    ]
