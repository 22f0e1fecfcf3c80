"""The one line between a root field of the contract and the use case behind it."""

import inspect
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo, get_named_type
from strawberry.types.field import StrawberryField

from planner.errors import Incomplete
from planner.execution import Finished, Request
from planner.operation import PLANNED
from planner.selection import Field
from resolvers.context import Context
from resolvers.writing import UseCase, answered

Read = Callable[[Context, Field, dict[str, Any]], Awaitable[Any]]
"""A use case: who asks, what is selected, and the arguments in snake_case; it answers what is ready for JSON."""

Info = strawberry.Info[Request, None]


async def planned(info: Info, use_case: Read) -> Any:
    """What the use case answers, passed through."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    try:
        return Finished(await use_case(request.context, item, arguments))
    except Incomplete as incomplete:
        return Finished(incomplete.value, whole=False)


async def changed(info: Info, use_case: UseCase) -> Any:
    """What a mutation's use case answers, in a transaction of its own, as it was selected."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    name = get_named_type(info._raw_info.return_type).name
    try:
        return Finished(await answered(request.context, item, name, arguments, use_case))
    except Incomplete as incomplete:
        return Finished(incomplete.value, whole=False)


def bare(root: GraphQLObjectType | None) -> None:
    """Takes from the root's fields the conversion of arguments that Strawberry wraps around their bodies.

    The body of a planned field never looks at its arguments: the plan has them. To convert them took as long as all
    the rest of the schema's part in a request.
    """
    assert root is not None
    for definition in root.fields.values():
        field: StrawberryField = definition.extensions["strawberry-definition"]
        assert field.base_resolver is not None
        body: Any = field.base_resolver.wrapped_func
        unread = {name: None for name in inspect.signature(body).parameters if name not in {"self", "info"}}
        definition.resolve = partial(_resolve, partial(body, None, **unread), field)
        definition.extensions[PLANNED] = True


def _resolve(body: Any, field: StrawberryField, _: Any, info: GraphQLResolveInfo[Any], **__: Any) -> Any:
    return body(info=strawberry.Info(info, field))


def shaped() -> Any:
    """The body of a field that takes arguments below the root: such fields are planned with their root."""
    raise AssertionError("a planned field is never resolved by itself")
