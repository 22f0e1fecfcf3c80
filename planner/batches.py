"""Rows fetched by id for a selection, and the batch steps that fetch them for all parents at once."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy.sql import Select

from planner.output import output_of
from planner.reader import Reader
from planner.selection import Field
from planner.source import Source
from planner.statement import Statement, among
from planner.steps import Batch


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
        own = output.source.column("id")
        clause = output.source.select(own).where(among(own, "ids"))
        for condition in output.source.visible():
            clause = clause.where(condition)
        statement = output.statements["by id"] = Statement(clause)
    rows = await read.fetch(statement, ids=wanted)
    shaped = await output.shape(read, rows)
    return {row[-1]: value for row, value in zip(rows, shaped, strict=True)}


async def one(read: Reader, item: Field, an_id: str, type_name: str | None = None) -> dict[str, Any] | None:
    """The tenant's object with this id, as `item` selects it, or None. `type_name`: which possible type it is."""
    return (await by_id(read, item, [an_id], type_name)).get(an_id)


def many(clause: Callable[[Source], Select[Any]]) -> Batch:
    """The list of rows that belong to each parent, by its id: one statement for all of them.

    `clause` selects, orders and ends each row with its parents' ids, commas between: what several of them share is
    read and shaped once. It is given the parents' ids as `ids`.
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
    """The object whose id stands at `path` of an object; null where there is none."""

    async def load(read: Reader, keys: Sequence[Any], _: dict[str, Any], item: Field) -> list[Any]:
        found = await by_id(read, item, keys)
        return [found.get(key) for key in keys]

    return Batch(load, (path,))
