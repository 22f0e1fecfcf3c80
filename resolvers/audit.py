"""The audit trail, as an admin reads it. What is about a personal template is its owner's alone."""

from typing import Any

from db import lists
from planner.pages import page as connection
from planner.selection import Field
from resolvers.context import Context
from resolvers.reading import ask


async def entries(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    return await ask(
        context,
        "auditEntries",
        lambda read: connection(read, item, lists.AUDIT_ENTRIES, arguments),
    )
