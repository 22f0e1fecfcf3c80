"""Who is asking, and any object by its id."""

from typing import Any

from db import nodes
from planner import Field, Reader, objects, one
from resolvers import ids
from resolvers.arguments import ById, Nothing


async def viewer(read: Reader, item: Field, _: Nothing) -> Any:
    return (await objects(read, item, [read.viewer]))[0]


async def node(read: Reader, item: Field, arguments: ById) -> Any:
    wanted = ids.asked(arguments["id"], "id")
    type_name = await nodes.type_of(read, wanted)
    return None if type_name is None else await one(read, item, wanted, type_name)
