"""The audit trail, as an admin reads it. What is about a personal template is its owner's alone."""

from typing import Any

from db import lists
from planner import Field, Reader, page
from resolvers.arguments import Listing


async def entries(read: Reader, item: Field, arguments: Listing) -> Any:
    return await page(read, item, lists.AUDIT_ENTRIES, arguments)
