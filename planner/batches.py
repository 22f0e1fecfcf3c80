"""Rows and objects fetched for a selection, and the batch steps that fetch them for all parents at once."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy.sql import Select

from planner.output import output_of
from planner.reader import Reader
from planner.selection import Field
from planner.source import Source, visible
from planner.statement import Statement, among
from planner.steps import Batch, Entity


async def by_id(read: Reader, item: Field, entity: Entity, ids: Iterable[str | None]) -> dict[str, dict[str, Any]]:
    """The practice's objects with these ids, as `item` selects them, by id; one statement. Unknown ids are left out."""
    wanted = list({an_id for an_id in ids if an_id is not None})
    if not wanted:
        return {}
    output = output_of(read, item, entity)
    statement = output.statements.get("by id")
    if statement is None:
        assert output.source is not None
        own = output.source.column("id")
        clause = output.source.select(own).where(among(own, "ids"))
        for condition in visible(entity, output.source):
            clause = clause.where(condition)
        statement = output.statements["by id"] = Statement(clause)
    rows = await read.fetch(statement, ids=wanted)
    shaped = await output.shape(read, rows)
    return {row[-1]: value for row, value in zip(rows, shaped, strict=True)}


async def one(read: Reader, item: Field, entity: Entity, an_id: str) -> dict[str, Any] | None:
    return (await by_id(read, item, entity, [an_id])).get(an_id)


async def objects(read: Reader, item: Field, entity: Entity, things: Sequence[Any]) -> list[dict[str, Any]]:
    """Objects that the application holds (occurrences, conflicts), as `item` selects them."""
    return await output_of(read, item, entity).shape(read, things) if things else []


def many(entity: Callable[[], Entity], clause: Callable[[Source], Select[Any]]) -> Batch:
    """The list of rows that belong to each parent, by its id: one statement for all of them.

    `clause` selects, orders and ends each row with its parents' ids, commas between: what several of them share is
    read and shaped once. It is given the parents' ids as `ids`.
    """

    async def load(read: Reader, keys: Sequence[str | None], _: dict[str, Any], item: Field) -> list[Any]:
        output = output_of(read, item, entity())
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
