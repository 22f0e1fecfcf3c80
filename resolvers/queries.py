"""What every query has around its use case: permission, and one read transaction."""

from collections.abc import Awaitable, Callable
from typing import Any

from planner import Field, Reader
from resolvers.context import Context
from resolvers.permissions import require

UseCase = Callable[[Reader, Field, Any], Awaitable[Any]]
"""`use_case(read, item, arguments)`: an open read transaction, what is selected, and the root field's arguments, which
resolvers/arguments.py types. It answers what is ready for JSON."""


async def answered(context: Context, item: Field, arguments: Any, use_case: UseCase) -> Any:
    """What a query's use case answers; Forbidden where the viewer's role may not use the root field."""
    viewer = context.viewer
    require(viewer, item.name)

    def work(read: Reader) -> Awaitable[Any]:
        read.viewer = viewer
        return use_case(read, item, arguments)

    async with context.turns:
        return await context.db.read(
            viewer.tenant, work, role=viewer.role, variables=context.variables, now=context.now()
        )
