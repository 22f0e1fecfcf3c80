"""The one line between a root field of the contract and the use case behind it."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from graphql import get_named_type

from db.plan import Field
from resolvers.context import Context
from resolvers.writing import UseCase, answered
from schema.execution import Finished, Request

Read = Callable[[Context, Field, dict[str, Any]], Awaitable[Any]]
"""A use case: who asks, what is selected, and the arguments in snake_case; it answers what is ready for JSON."""

Info = strawberry.Info[Request, None]


async def planned(info: Info, use_case: Read) -> Any:
    """What the use case answers, passed through."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    return Finished(await use_case(request.context, item, arguments))


async def changed(info: Info, use_case: UseCase) -> Any:
    """What a mutation's use case answers, in a transaction of its own, as it was selected."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    name = get_named_type(info._raw_info.return_type).name
    return Finished(await answered(request.context, item, name, arguments, use_case))


def shaped() -> Any:
    """The body of a field that takes arguments below the root: such fields are planned with their root (db/plan.py)."""
    raise AssertionError("a planned field is never resolved by itself")
