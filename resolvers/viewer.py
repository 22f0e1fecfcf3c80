"""The viewer, and any object by its id."""

from collections.abc import Sequence

from db import calendar, identities, nodes
from planner import BadInput, Field, Reader, by_id, objects
from resolvers import ids
from resolvers.arguments import ById, ByIds, Nothing
from resolvers.permissions import YES, grant

MOST_NODES = 100


async def viewer(read: Reader, item: Field, _: Nothing) -> object:
    return (await objects(read, item, [read.viewer]))[0]


async def node(read: Reader, item: Field, arguments: ById) -> object:
    return (await _found(read, item, [_valid(arguments["id"], "id")]))[0]


async def many_nodes(read: Reader, item: Field, arguments: ByIds) -> object:
    given = arguments["ids"]
    if len(given) > MOST_NODES:
        raise BadInput(f"Give {MOST_NODES} ids at most.", "ids")
    return await _found(read, item, [_valid(an_id, "ids", str(index)) for index, an_id in enumerate(given)])


def _valid(text: str, *path: str) -> str:
    return text if identities.is_derived(text) else ids.valid(text, *path)


async def _found(read: Reader, item: Field, given: Sequence[str]) -> list[object]:
    """The objects in the order of their ids, null where there is none for this viewer; one statement for each type."""
    rows = list(dict.fromkeys(an_id for an_id in given if not identities.is_derived(an_id)))
    whole_trail = grant(read.viewer, "auditEntries") is YES
    types = await nodes.types_of(read, rows, whole_trail=whole_trail)
    found: dict[str, object] = {}
    for name in dict.fromkeys(types.values()):
        found |= await by_id(read, item, [an_id for an_id in types if types[an_id] == name], name)
    dates = {an_id: named for an_id in given if (named := identities.date_of_session(an_id)) is not None}
    if dates:
        occurrences = await calendar.occurrences_of_dates(read, list(dates.values()))
        there = {an_id: occurrences[named] for an_id, named in dates.items() if named in occurrences}
        found |= dict(zip(there, await objects(read, item, list(there.values())), strict=True))
    return [found.get(an_id) for an_id in given]
