"""Output plans: functions from the rows of one object type to the JSON-ready dicts of one selection.

An `OutputPlan` holds the columns to select, the batches to run, and a function, compiled from generated source, that
turns rows into dicts keyed by response name. It is built once for a document and cached on the field, so it lives as
long as the cached document. A row is an asyncpg record if the type has a relation, else any object with attributes (an
occurrence, a conflict). The generated source contains only response names, which GraphQL restricts to letters, digits
and underscores, and names written in this repository.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import Time

from planner.errors import BadInput, Barred, Failed, Outdated
from planner.reader import Reader
from planner.selection import Field
from planner.source import Source
from planner.statement import Statement, among
from planner.steps import Attribute, Batch, Column, Derived, Load, ObjectType, One, Part, Step

SLICE = 500
"""Rows that are shaped at a time, which takes some milliseconds. A larger answer is shaped in slices."""

CLOCK: dict[time | None, str | None] = {time(m // 60, m % 60): f"{m // 60:02}:{m % 60:02}" for m in range(1440)}
"""Every time of day as the contract's LocalTime."""
CLOCK[None] = None


@dataclass(frozen=True, slots=True)
class _Run:
    """One batch of a plan: its function, its field, and how its keys are read from the rows."""

    load: Load
    field: Field
    keys: Callable[[Sequence[Any]], list[Any]]


class OutputPlan:
    """The plan of one object type and one selection. With a `source`, it shares the columns of another plan.

    `in_memory`: for objects that the application holds, although the type has rows.
    """

    def __init__(
        self,
        kind: ObjectType,
        fields: Iterable[Field],
        role: str,
        *,
        source: Source | None = None,
        in_memory: bool = False,
    ) -> None:
        self.kind = kind
        self.role = role
        self.source = source or (Source(kind.relation) if kind.relation is not None and not in_memory else None)
        self.statements: dict[Any, Statement] = {}
        self._names: dict[str, Any] = {"clock": CLOCK}
        self._runs: list[_Run] = []
        shaped = self._object(kind, fields, ())
        values = "".join(f", v{place}" for place in range(len(self._runs)))
        loop = f"for r{values} in zip(rows{values})" if values else "for r in rows"
        self._shape = self._compile(f"lambda rows{values}: [{shaped} {loop}]")

    async def shape(self, read: Reader, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Runs the batches and shapes the rows as they are selected. Without rows, nothing runs and nothing fails."""
        if not rows:
            return []
        values = []
        for run in self._runs:
            try:
                arguments = run.field.arguments(read.variables)
                values.append(await run.load(read, run.keys(rows), arguments, run.field))
            except BadInput as error:
                values.append([read.fail(Failed(run.field, error))] * len(rows))
        shaped: list[dict[str, Any]]
        if len(rows) <= SLICE:
            shaped = self._shape(rows, *values)
            return shaped
        shaped = []
        for start in range(0, len(rows), SLICE):
            part = slice(start, start + SLICE)
            shaped += self._shape(rows[part], *[each[part] for each in values])
            await asyncio.sleep(0)  # lets other requests run
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

    def _object(self, kind: ObjectType, fields: Iterable[Field], prefix: tuple[str, ...]) -> str:
        items = [f"{item.key!r}: {self._field(kind, item, prefix)}" for item in fields]
        return "{" + ", ".join(items) + "}"

    def _field(self, kind: ObjectType, item: Field, prefix: tuple[str, ...]) -> str:
        if item.name == "__typename":
            return repr(kind.name)
        if self.role in kind.hidden_from.get(item.name, ()):
            raise Barred((item.key,), kind.name, item.name)
        try:
            return self._step(kind.step(item), item, prefix)
        except Barred as barred:
            barred.path = (item.key, *barred.path)
            raise

    def _step(self, step: Step, item: Field, prefix: tuple[str, ...]) -> str:
        match step:
            case Column(path):
                value = self._value(path, prefix)
                return f"clock[{value}]" if self._is_time(path, prefix) else value
            case Derived(function, paths):
                return f"{self._name(function)}({', '.join(self._value(path, prefix) for path in paths)})"
            case Part(present):
                shaped = self._object(item.types[item.type], item.on(item.type), prefix)
                return shaped if present is None else f"(None if {self._value(present, prefix)} is None else {shaped})"
            case One(name) if self.source is None:
                return self._step(Batch(load_by_id, (f"{name}_id",)), item, prefix)
            case One(name):
                assert self.source is not None
                shaped = self._object(item.types[item.type], item.on(item.type), (*prefix, name))
                maybe = prefix or self.source.relation.joins[name].optional
                return f"(None if {self._value(f'{name}.id', prefix)} is None else {shaped})" if maybe else shaped
            case Attribute(path):
                return self._step(Batch(_load_attribute, (path,)), item, prefix)
            case Batch(load, paths):
                values = [self._value(path, prefix) for path in paths]
                if load is load_by_id and self.source is None:
                    load = load_held_by_id
                key = values[0] if len(values) == 1 else f"({', '.join(values)})"
                self._runs.append(_Run(load, item, self._compile(f"lambda rows: [{key} for r in rows]")))
                return f"v{len(self._runs) - 1}"

    def _is_time(self, path: str, prefix: tuple[str, ...]) -> bool:
        if self.source is None:
            return path.endswith("_time")
        return isinstance(self.source.column(".".join((*prefix, path))).type, Time)


def output_of(read: Reader, item: Field, type_name: str | None = None, *, in_memory: bool = False) -> OutputPlan:
    """The plan for the selection of `item` on its type, or on a possible type: made once for a document and a role."""
    name = type_name or item.type
    key = name, read.role, in_memory
    output = item.plans.get(key)
    if output is None:
        output = item.plans[key] = OutputPlan(item.types[name], item.on(name), read.role, in_memory=in_memory)
    assert isinstance(output, OutputPlan)
    return output


async def objects(read: Reader, item: Field, things: Sequence[Any]) -> list[dict[str, Any]]:
    """Objects that the application holds, as `item` selects them. If `item` is abstract, their class is their type."""
    if not things:
        return []
    if item.type in item.types:
        return await output_of(read, item, in_memory=True).shape(read, things)
    shaped: dict[str, Any] = {}
    for name in {type(thing).__name__ for thing in things}:
        of_type = [thing for thing in things if type(thing).__name__ == name]
        shaped[name] = iter(await output_of(read, item, name, in_memory=True).shape(read, of_type))
    return [next(shaped[type(thing).__name__]) for thing in things]


async def _load_attribute(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
    """The attribute of each parent: an object, None, or a list or tuple of objects."""
    lists = [key if isinstance(key, list | tuple) else [] if key is None else [key] for key in keys]
    shaped = iter(await objects(read, item, [thing for things in lists for thing in things]))
    return [
        [next(shaped) for _ in things] if isinstance(key, list | tuple) else next(shaped) if things else None
        for key, things in zip(keys, lists, strict=True)
    ]


async def by_id(
    read: Reader, item: Field, ids: Iterable[str | None], type_name: str | None = None
) -> dict[str, dict[str, Any]]:
    """The tenant's objects with these ids, as `item` selects them, by id; one statement. Unknown ids are left out."""
    wanted = list({an_id for an_id in ids if an_id is not None})
    if not wanted:
        return {}
    output = output_of(read, item, type_name)
    statement = output.statements.get("by id")
    if statement is None:
        assert output.source is not None
        id_column = output.source.column("id")
        clause = output.source.select(id_column).where(among(id_column, "ids"))
        for condition in output.source.visible():
            clause = clause.where(condition)
        statement = output.statements["by id"] = Statement(clause)
    rows = await read.fetch(statement, ids=wanted)
    shaped = await output.shape(read, rows)
    return {row[-1]: value for row, value in zip(rows, shaped, strict=True)}


async def load_by_id(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
    """The object with each id; null where there is none."""
    found = await by_id(read, item, keys)
    return [found.get(key) for key in keys]


async def load_held_by_id(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
    """The same for parents that the application holds, whose ids an earlier snapshot may have found.

    Raises Outdated where one of them is there no more: the read is done anew, and all of it from later snapshots.
    """
    found = await by_id(read, item, keys)
    if read.snapshots > 1 and any(key is not None and key not in found for key in keys):
        raise Outdated
    return [found.get(key) for key in keys]
