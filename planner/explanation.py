"""Explains the plan of an operation: a dry run, which records every statement and returns no rows for it."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from planner.errors import BadInput
from planner.operation import OperationPlan, Root
from planner.pages import row_type
from planner.reader import Reader, Tenant
from planner.selection import Field
from planner.steps import Attribute, Batch, Column, Derived, ObjectType, One, Part, Step

NOBODY = "00000000-0000-0000-0000-000000000000"
"""The id of the one parent that a dry run gives to batches."""


class NotRun(Exception):
    """A dry run does not write."""


@dataclass(slots=True)
class DryDatabase:
    """Replaces the database: it records the statements of reads, and returns no rows."""

    statements: list[str] = field(default_factory=list)

    async def fetch(self, sql: str, *_: Any) -> list[Any]:
        self.statements.append(sql)
        return []

    async def read(
        self,
        tenant: Tenant,
        work: Callable[[Reader], Awaitable[Any]],
        *,
        role: str,
        variables: Mapping[str, Any],
        now: datetime,
        **_: Any,
    ) -> Any:
        return await work(Reader(self, tenant, role, variables, now, forgiving=True))

    async def write(self, *_: Any, **__: Any) -> Any:
        raise NotRun("Its use case opens a write transaction, which a dry run does not.")


@dataclass(slots=True)
class Explanation:
    """The lines that explain an operation for one role."""

    plan: OperationPlan
    read: Reader
    lines: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    """The numbers of the root field's statements so far, by SQL: its use case may have sent those of its fields."""
    statements: int = 0

    @property
    def database(self) -> DryDatabase:
        assert isinstance(self.read.conn, DryDatabase)
        return self.read.conn

    async def root(self, root: Root, run: Callable[[Root], Awaitable[Any]] | None) -> None:
        """Explains a root field. `run` runs its use case; without it, only the reading of its answer is explained."""
        item = root.item
        if not root.planned:
            return self._line(0, item, "answered by graphql-core's executor")
        if item.name == "__typename":
            return self._line(0, item, f"{root.parent.name!r}")
        self._line(0, item, f"{root.definition.type}, by its use case")
        self.numbers.clear()
        if run is not None:
            await self._noted(1, run(root))
        await self._below(1, item)

    # ------------------------------------------------------------ what is selected on a field

    async def _below(self, depth: int, item: Field, *, same_row: bool = False) -> None:
        if not item.composite:
            return
        if item.type.endswith("Connection"):
            return await self._page(depth, item.on(item.type), row_type(item))
        for kind in self._kinds(item):
            at = depth
            if kind.name != item.type:
                self.lines.append(f"{'  ' * depth}... on {kind.name}")
                at += 1
            await self._fields(at, kind, item.on(kind.name), rows=same_row or kind.relation is not None)

    def _kinds(self, item: Field) -> Iterable[ObjectType]:
        """The type of a field; of an abstract one, the possible types on which something is selected."""
        if item.type in item.types:
            return [item.types[item.type]]
        abstract = self.plan.schema.type_map[item.type]
        possible = self.plan.schema.get_possible_types(abstract)  # type: ignore[arg-type]  # not an object type
        return [item.types[kind.name] for kind in possible if item.on(kind.name)]

    async def _page(self, depth: int, parts: Iterable[Field], kind: ObjectType) -> None:
        for part in parts:
            if part.name in {"nodes", "node"}:
                self._line(depth, part, f"{kind.name}, from the page's rows")
                await self._fields(depth + 1, kind, part.on(kind.name), rows=True)
            elif part.composite:
                self._line(depth, part, "of the page")
                await self._page(depth + 1, part.on(part.type), kind)
            else:
                self._line(depth, part, "of the page")

    async def _fields(self, depth: int, kind: ObjectType, fields: Iterable[Field], *, rows: bool) -> None:
        for item in fields:
            if item.name == "__typename":
                self._line(depth, item, f"{kind.name!r}")
            elif self.read.role in kind.hidden_from.get(item.name, ()):
                self._line(depth, item, f"hidden from {self.read.role}: the root field fails")
            else:
                step = kind.step(item)
                self._line(depth, item, described(step, rows=rows))
                if isinstance(step, Batch):
                    await self._noted(depth + 1, self._run(step, item))
                await self._below(depth + 1, item, same_row=rows and isinstance(step, Part))

    async def _run(self, step: Batch, item: Field) -> None:
        keys = NOBODY if len(step.paths) == 1 else (None,) * len(step.paths)
        await step.load(self.read, [keys], item.arguments(self.read.variables), item)

    # ------------------------------------------------------------ lines

    async def _noted(self, depth: int, running: Awaitable[Any]) -> None:
        """Adds the statements that `running` sends, and the problem that ended it, if there is one."""
        before = len(self.database.statements)
        problem = None
        try:
            await running
        except (BadInput, NotRun) as raised:
            problem = raised
        for sql in self.database.statements[before:]:
            if sql in self.numbers:
                self.lines.append(f"{'  ' * depth}[{self.numbers[sql]}] as above")
                continue
            self.statements += 1
            self.numbers[sql] = self.statements
            first, *others = [line.strip() for line in sql.splitlines()]
            self.lines.append(f"{'  ' * depth}[{self.statements}] {first}")
            self.lines += [f"{'  ' * depth}    {line}" for line in others]
        if problem is not None:
            self.lines.append(f"{'  ' * depth}({problem})")

    def _line(self, depth: int, item: Field, what: str) -> None:
        name = item.name if item.key == item.name else f"{item.key}: {item.name}"
        self.lines.append(f"{'  ' * depth}{name:<{max(28 - 2 * depth, 1)}}  {what}")


def described(step: Step, *, rows: bool) -> str:
    """A step in words. `rows`: it is the step of a row, not of an object that the application holds."""
    match step:
        case Column(path):
            return f"{'column' if rows else 'attribute'} {path}"
        case Derived(function, paths):
            name = "a function" if function.__name__ == "<lambda>" else function.__name__
            return f"{name} of {', '.join(paths)}"
        case Part(present):
            return "part of the same row" + (f", null where {present} is" if present else "")
        case One(join):
            return f"to-one join {join}"
        case Attribute(path):
            return f"objects in the attribute {path}"
        case Batch(load, paths):
            name = load.__qualname__.partition(".")[0].lstrip("_")
            return f"batch {name} by {', '.join(paths)}, once for all parents"


async def explain(plan: OperationPlan, read: Reader, run: Callable[[Root], Awaitable[Any]] | None) -> Sequence[str]:
    """The lines that explain a plan: for each root field its statements, then the step of each field below it.

    `read` is a reader of a `DryDatabase`. Statements are numbered in the order of the document. Statements that depend
    on the rows of others, such as those of occurrences, are missing.
    """
    explanation = Explanation(plan, read)
    for root in plan.roots.values():
        await explanation.root(root, run)
    return explanation.lines
