"""How the contract is tied to the planner: the step of each field, and the use case behind each root field."""

import inspect
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema, get_named_type, is_composite_type
from strawberry.types.field import StrawberryField

from planner import PLANNED, Field, Finished, Incomplete, ObjectType, Relation, Request, Step
from resolvers import mutations, queries
from resolvers.context import Context

T = TypeVar("T")
Preview = Callable[[Context, Field, dict[str, Any]], Awaitable[Any]]
"""Who asks, what is selected, and the arguments in snake_case."""

Info = strawberry.Info[Request, None]


async def planned(info: Info, use_case: queries.UseCase) -> Any:
    """What a query's use case answers, in a read transaction of its own."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    try:
        return Finished(await queries.answered(request.context, item, arguments, use_case))
    except Incomplete as incomplete:
        return Finished(incomplete.value, whole=False)


async def previewed(info: Info, use_case: Preview) -> Any:
    """What a use case answers that opens its own transactions: it decides as a write does, and writes nothing."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    try:
        return Finished(await use_case(request.context, item, arguments))
    except Incomplete as incomplete:
        return Finished(incomplete.value, whole=False)


async def changed(info: Info, use_case: mutations.UseCase) -> Any:
    """What a mutation's use case answers, in a transaction of its own, as it was selected."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    name = get_named_type(info._raw_info.return_type).name
    try:
        return Finished(await mutations.answered(request.context, item, name, arguments, use_case))
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


# ---------------------------------------------------------------- fields and their steps

PLAN = "plan"
RELATION = "__relation__"


def field(description: str, step: Step | None = None, *, hidden_from: Collection[str] = ()) -> Any:
    """A field, and how it is got: without a step, it is the column or the attribute of its name (planner/steps.py).

    `hidden_from`: the roles that may not read it.
    """
    return strawberry.field(description=description, metadata={PLAN: (step, frozenset(hidden_from))})


def rows(relation: Relation) -> Callable[[type[T]], type[T]]:
    """Declares that a type's objects are rows of a relation."""

    def declare(kind: type[T]) -> type[T]:
        setattr(kind, RELATION, relation)
        return kind

    return declare


def object_types(schema: GraphQLSchema) -> dict[str, ObjectType]:
    """What the planner must know of each type, as it is declared beside the fields."""
    types = {}
    for name, kind in schema.type_map.items():
        definition = kind.extensions.get("strawberry-definition")
        if not isinstance(kind, GraphQLObjectType) or definition is None:
            continue
        declared = {
            field_name: one.extensions["strawberry-definition"].metadata.get(PLAN, (None, frozenset()))
            for field_name, one in kind.fields.items()
        }
        relation = vars(definition.origin).get(RELATION)
        for field_name, one in kind.fields.items():
            if relation is not None and is_composite_type(get_named_type(one.type)) and declared[field_name][0] is None:
                raise TypeError(f"{name}.{field_name} leads to other objects: declare a step for it.")
        types[name] = ObjectType(
            name,
            relation,
            steps={field_name: step for field_name, (step, _) in declared.items() if step is not None},
            hidden_from={field_name: roles for field_name, (_, roles) in declared.items() if roles},
        )
    return types


def shaped() -> Any:
    """The body of a field that takes arguments below the root: such fields are planned with their root."""
    raise AssertionError("a planned field is never resolved by itself")
