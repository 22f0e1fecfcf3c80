"""The feed of committed changes: whose changes a viewer may see, and a page of them as they were selected.

Changes are of the viewer's practice; those of personal templates are for their owners alone (db/relations.py). A
booking client sees the changes of what a slot names, and not who made them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db import changes, nodes
from db.changes import Change, Feed
from planner import BadInput, Field, Reader, objects
from resolvers.arguments import Changes
from resolvers.context import Context, Role, Viewer
from resolvers.permissions import require

DEFAULT_PAGE = 50
OF_SLOTS = ("SESSION", "CLINICIAN", "LOCATION", "APPOINTMENT_TYPE", "CLOSURE")
"""What a slot names."""


@dataclass(frozen=True, slots=True)
class ChangeEdge:
    cursor: str
    node: Change


@dataclass(frozen=True, slots=True)
class ChangeConnection:
    nodes: Sequence[Change]
    end_cursor: str
    has_next_page: bool

    @property
    def edges(self) -> list[ChangeEdge]:
        return [ChangeEdge(change.cursor, change) for change in self.nodes]


def types_for(viewer: Viewer, wanted: Sequence[str] | None) -> list[str]:
    """The types whose changes the viewer gets, of those that are wanted; None: all."""
    seen = OF_SLOTS if viewer.role is Role.BOOKING else tuple(nodes.AUDITED)
    return [kind for kind in seen if wanted is None or kind in wanted]


async def page(context: Context, item: Field, arguments: Changes) -> object:
    """A page of changes behind a cursor, read where writes go: a cursor is never ahead of what is read."""
    viewer = context.viewer
    require(viewer, item.name)
    size = arguments.get("first")
    if size is None:
        size = DEFAULT_PAGE
    if not 1 <= size <= changes.LARGEST_PAGE:
        raise BadInput(f"first must be between 1 and {changes.LARGEST_PAGE}.", "first")
    types = types_for(viewer, arguments.get("types"))

    async def work(read: Reader) -> object:
        feed = await Feed.of(read, kept=context.changes_kept)
        found = await feed.after(arguments.get("after"), types=types, size=size)
        seen = found.changes
        if viewer.role is Role.BOOKING:
            seen = [replace(change, actor=None) for change in seen]
        connection = ChangeConnection(seen, found.end_cursor, found.has_next_page)
        return (await objects(read, item, [connection]))[0]

    async with context.turns:
        return await context.db.read(
            viewer.tenant,
            work,
            role=viewer.role,
            variables=context.variables,
            now=context.now(),
            primary=True,
        )
