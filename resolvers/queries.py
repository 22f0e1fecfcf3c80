"""What every query shares: the permission check, and one read transaction."""

from collections.abc import Awaitable, Callable
from typing import Any

from planner import Field, Reader
from resolvers.context import Context
from resolvers.permissions import require

UseCase = Callable[[Reader, Field, Any], Awaitable[object]]
"""`use_case(read, item, arguments)`: an open read transaction, the root field with its selection, and the root field's
arguments, typed in resolvers/arguments.py. It returns a value that is ready for JSON."""


async def run(context: Context, item: Field, arguments: object, use_case: UseCase) -> object:
    """Runs a query's use case. Raises Forbidden if the viewer's role may not use the root field."""
    viewer = context.viewer
    require(viewer, item.name)

    def work(read: Reader) -> Awaitable[object]:
        read.viewer = viewer
        return use_case(read, item, arguments)

    async with context.turns:
        return await context.db.read(
            viewer.tenant,
            work,
            role=viewer.role,
            variables=context.variables,
            now=context.now(),
            computing=context.computing,
        )
