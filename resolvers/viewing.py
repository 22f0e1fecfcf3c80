"""Who is asking, and any object by its id."""

from typing import Any

from sqlalchemy import literal, select, union_all

from db import entities
from planner.batches import objects, one
from planner.reader import Reader
from planner.selection import Field
from planner.statement import Statement, uuid_param
from planner.steps import Entity
from resolvers import ids
from resolvers.context import Context
from resolvers.reading import ask

NODES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        entities.PRACTICE,
        entities.CLINICIAN,
        entities.LOCATION,
        entities.APPOINTMENT_TYPE,
        entities.SESSION,
        entities.TEMPLATE,
        entities.CLOSURE,
    )
}
"""What `node` finds."""


def _which() -> Statement:
    """Which type an id belongs to: ids are unique across all of them."""
    parts = []
    for name, entity in NODES.items():
        table = entity.table
        assert table is not None
        found = select(literal(name)).where(
            table.c[entity.practice_column] == uuid_param("practice_id"), table.c.id == uuid_param("id")
        )
        parts.append(found if entity.seen is None else found.where(entity.seen(table)))
    return Statement(union_all(*parts))


WHICH = _which()


async def viewer(context: Context, item: Field, _: dict[str, Any]) -> Any:
    async def work(read: Reader) -> Any:
        return (await objects(read, item, entities.VIEWER, [context.viewer]))[0]

    return await ask(context, "viewer", work)


async def node(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    wanted = ids.asked(arguments["id"], "id")

    async def work(read: Reader) -> Any:
        found = await read.fetch(WHICH, id=wanted)
        return await one(read, item, NODES[found[0][0]], wanted) if found else None

    return await ask(context, "node", work)
