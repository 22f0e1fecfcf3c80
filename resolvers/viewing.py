"""Who is asking, and any object by its id."""

from typing import Any

from db import nodes
from planner.batches import one
from planner.output import objects
from planner.reader import Reader
from planner.selection import Field
from resolvers import ids
from resolvers.context import Context
from resolvers.reading import ask


async def viewer(context: Context, item: Field, _: dict[str, Any]) -> Any:
    async def work(read: Reader) -> Any:
        return (await objects(read, item, [context.viewer]))[0]

    return await ask(context, "viewer", work)


async def node(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    wanted = ids.asked(arguments["id"], "id")

    async def work(read: Reader) -> Any:
        kind = await nodes.type_of(read, wanted)
        return None if kind is None else await one(read, item, wanted, kind)

    return await ask(context, "node", work)
