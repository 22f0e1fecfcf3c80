"""What every query has around it: permission, and one read transaction."""

from collections.abc import Awaitable, Callable
from typing import Any

from planner.reader import Reader
from resolvers.context import Context
from resolvers.permissions import require


async def ask(context: Context, action: str, work: Callable[[Reader], Awaitable[Any]]) -> Any:
    """What `work` reads, where the viewer's role may use the root field `action`; Forbidden where not."""
    require(context.viewer, action)
    viewer = context.viewer
    async with context.turns:
        return await context.db.read(
            viewer.tenant, work, role=viewer.role, variables=context.variables, now=context.now()
        )
