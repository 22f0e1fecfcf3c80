"""Rows fetched by id for a selection, and the batch steps that fetch them for all parents at once."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.sql import Select

from planner.output import by_id, load_by_id, output_of
from planner.reader import Reader
from planner.selection import Field
from planner.source import Source
from planner.statement import Statement
from planner.steps import Batch


async def one(read: Reader, item: Field, an_id: str, type_name: str | None = None) -> dict[str, Any] | None:
    """The tenant's object with this id, as `item` selects it, or None. `type_name`: its type, if `item` is abstract."""
    return (await by_id(read, item, [an_id], type_name)).get(an_id)


def many(clause: Callable[[Source], Select[Any]]) -> Batch:
    """The list of rows that belong to each parent, by its id: one statement for all parents.

    `clause` selects and orders the rows of the parents whose ids are the parameter `ids`. The last column of each row
    has the ids of its parents, separated by commas: a row that several parents share is read and shaped once.
    """

    async def load(read: Reader, keys: Sequence[str | None], _: dict[str, Any], item: Field) -> list[Any]:
        output = output_of(read, item)
        statement = output.statements.get(clause)
        if statement is None:
            assert output.source is not None
            statement = output.statements[clause] = Statement(clause(output.source))
        parents: dict[str | None, list[Any]] = {key: [] for key in keys}
        if not parents:
            return []
        rows = await read.fetch(statement, ids=[key for key in parents if key is not None])
        for row, shaped in zip(rows, await output.shape(read, rows), strict=True):
            for parent in row[-1].split(","):
                parents[parent].append(shaped)
        return [parents[key] for key in keys]

    return Batch(load, ("id",))


def reference(path: str) -> Batch:
    """The object whose id is at `path`; null where there is none."""
    return Batch(load_by_id, (path,))


async def of_types(read: Reader, item: Field, keys: Sequence[tuple[str, str]]) -> list[dict[str, Any] | None]:
    """The objects with these types and ids, as `item`, of an abstract type, selects them: one statement for a type.

    Null stands where there is none, or none that the viewer may see.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name in sorted({name for name, _ in keys}):
        objects = await by_id(read, item, [an_id for kind, an_id in keys if kind == name], name)
        found.update({(name, an_id): value for an_id, value in objects.items()})
    return [found.get(key) for key in keys]
