"""Output plans: one function from the rows of one entity to the JSON-ready dicts of one selection.

An `OutputPlan` holds the columns to select, the batches to run, and a function, compiled from generated source, that
turns rows into dicts keyed by response name. It is built once per document and kept on the field itself, so it lives
exactly as long as the cached document. A row is an asyncpg record where the entity has a table, and any object with
attributes (an occurrence, a conflict) where it has none. Only response names, which GraphQL restricts to letters,
digits and underscores, and names written in this repository enter the generated source.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import Time

from planner.errors import BadInput, Barred, Failed
from planner.reader import Reader
from planner.selection import Field
from planner.source import Source
from planner.statement import Statement
from planner.steps import Batch, Column, Derived, Entity, Load, One, Part, Step

CLOCK: dict[time | None, str | None] = {time(m // 60, m % 60): f"{m // 60:02}:{m % 60:02}" for m in range(1440)}
"""Every time of day as the contract's LocalTime."""
CLOCK[None] = None


@dataclass(frozen=True, slots=True)
class _Run:
    """One batch of a plan: what it loads, for which field, and its keys in the rows."""

    load: Load
    field: Field
    keys: Callable[[Sequence[Any]], list[Any]]


class OutputPlan:
    """The plan for one entity and one selection. Given a `source`, it shares its columns with another."""

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
            return self._step(entity.step(item.name), entity, item, prefix)
        except Barred as barred:
            barred.path = (item.key, *barred.path)
            raise

    def _step(self, step: Step, entity: Entity, item: Field, prefix: tuple[str, ...]) -> str:
        match step:
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


def output_of(read: Reader, item: Field, entity: Entity) -> OutputPlan:
    """The plan for what `item` selects on an entity, made once for a document and a role."""
    key = entity.name, read.role
    output = item.plans.get(key)
    if output is None:
        output = item.plans[key] = OutputPlan(entity, item.on(entity.name), read.role)
    assert isinstance(output, OutputPlan)
    return output
