"""Ties the contract to the planner: the step of each field, and the use case of each root field."""

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
Preview = Callable[[Context, Field, Any], Awaitable[object]]
"""`preview(context, item, arguments)`: the viewer's request, the root field with its selection, and its arguments."""

Info = strawberry.Info[Request, None]


async def run_query(info: Info, use_case: queries.UseCase) -> Any:
    """Runs a query's use case in a read transaction of its own."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    return await _finished(queries.run(request.context, item, arguments, use_case))


async def run_preview(info: Info, use_case: Preview) -> Any:
    """Runs a use case that opens its own transactions: it decides as a mutation does, and writes nothing."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    return await _finished(use_case(request.context, item, arguments))


async def run_mutation(info: Info, use_case: mutations.UseCase) -> Any:
    """Runs a mutation's use case in a transaction of its own, and returns its payload as it was selected."""
    request = info.context
    item, arguments = request.field(info._raw_info)
    name = get_named_type(info._raw_info.return_type).name
    return await _finished(mutations.run_selected(request.context, item, name, arguments, use_case))


async def _finished(running: Awaitable[object]) -> Finished:
    try:
        return Finished(await running)
    except Incomplete as incomplete:
        return Finished(incomplete.value, whole=False)


def skip_argument_conversion(root: GraphQLObjectType | None) -> None:
    """Removes Strawberry's conversion of arguments from the fields of a root type.

    The body of a root field does not read its arguments, because the operation plan has them. The conversion took as
    long as all other work of the schema for a request.
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
    """Declares a field and its step. Without a step, it is the column or the attribute of its name (planner/steps.py).

    `hidden_from`: the roles that may not read the field.
    """
    return strawberry.field(description=description, metadata={PLAN: (step, frozenset(hidden_from))})


def rows(relation: Relation) -> Callable[[type[T]], type[T]]:
    """Declares that the objects of a type are the rows of a relation."""

    def declare(kind: type[T]) -> type[T]:
        setattr(kind, RELATION, relation)
        return kind

    return declare


def object_types(schema: GraphQLSchema) -> dict[str, ObjectType]:
    """The declarations of all object types, as the planner needs them."""
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
                raise TypeError(f"{name}.{field_name} is of an object type: declare a step for it.")
        types[name] = ObjectType(
            name,
            relation,
            steps={field_name: step for field_name, (step, _) in declared.items() if step is not None},
            hidden_from={field_name: roles for field_name, (_, roles) in declared.items() if roles},
        )
    return types


def planned() -> Any:
    """The body of a field with arguments below the root. It never runs: such a field is planned with its root."""
    raise AssertionError("a planned field must not be resolved by itself")
