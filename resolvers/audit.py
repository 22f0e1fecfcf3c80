"""The audit trail, for admins. Only its owner sees the entries about a personal template."""

from db import lists
from planner import Field, Reader, page
from resolvers.arguments import Listing


async def entries(read: Reader, item: Field, arguments: Listing) -> object:
    return await page(read, item, lists.AUDIT_ENTRIES, arguments)
