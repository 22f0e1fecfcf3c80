"""The viewer, and any object by its id."""

from db import nodes
from planner import Field, Reader, objects, one
from resolvers import ids
from resolvers.arguments import ById, Nothing


async def viewer(read: Reader, item: Field, _: Nothing) -> object:
    return (await objects(read, item, [read.viewer]))[0]


async def node(read: Reader, item: Field, arguments: ById) -> object:
    an_id = ids.valid(arguments["id"], "id")
    type_name = await nodes.type_of(read, an_id)
    return None if type_name is None else await one(read, item, an_id, type_name)
