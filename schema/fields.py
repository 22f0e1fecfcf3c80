"""Ties the contract to the planner: the step of each field, and the use case of each root field."""

import inspect
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema, get_named_type, is_composite_type
from strawberry.schema_directive import Location
from strawberry.types.field import StrawberryField

from planner import PLANNED, Call, Field, Finished, Incomplete, ObjectType, Relation, Request, Step
from resolvers import mutations, queries
from resolvers.context import Context

T = TypeVar("T")
Preview = Callable[[Context, Field, Any], Awaitable[object]]
"""`preview(context, item, arguments)`: the viewer's request, the root field with its selection, and its arguments."""


class Info(strawberry.Info[Request, None]):
    """What the body of a root field is given: Strawberry knows the parameter by this class, and makes none itself."""

    def __init__(self, call: Call) -> None:
        self.call = call


async def run_query(info: Info, use_case: queries.UseCase) -> Any:
    """Runs a query's use case in a read transaction of its own."""
    call = info.call
    return await _finished(queries.run(call.request.context, call.root.item, call.arguments(), use_case))


async def run_preview(info: Info, use_case: Preview) -> Any:
    """Runs a use case that opens its own transactions: it decides as a mutation does, and writes nothing."""
    call = info.call
    return await _finished(use_case(call.request.context, call.root.item, call.arguments(checked=False)))


async def run_mutation(info: Info, use_case: mutations.UseCase) -> Any:
    """Runs a mutation's use case in a transaction of its own, and returns its payload as it was selected."""
    call = info.call
    item = call.root.item
    arguments = call.arguments(checked=False)
    return await _finished(mutations.run_selected(call.request.context, item, item.type, arguments, use_case))


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
        answer = partial(_answer, partial(body, None, **unread))
        definition.extensions[PLANNED] = answer
        definition.resolve = partial(_resolve, answer)


def _answer(body: Any, call: Call) -> Any:
    return body(info=Info(call))


def _resolve(answer: Callable[[Call], Any], _: Any, info: GraphQLResolveInfo[Any], **__: Any) -> Any:
    """The same for graphql-core's executor."""
    request: Request = info.context
    return answer(Call(request, request.plan.roots[str(info.path.key)]))


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


# ---------------------------------------------------------------- root fields that can be refused


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="semanticNonNull",
    description="Null only where an error says why: https://specs.apollo.dev/nullability",
)
class SemanticNonNull:
    """`levels`: of a list, which of its levels are meant; where it is left out, the field itself (`set_defaults`)."""

    levels: list[int] = strawberry.directive_field(name="levels", default=strawberry.UNSET)


def set_defaults(schema: GraphQLSchema) -> None:
    """Gives the directive's argument its default, which Strawberry would repeat at each field."""
    directive = schema.get_directive("semanticNonNull")
    assert directive is not None
    directive.args["levels"].default_value = [0]


def refusable(description: str) -> Any:
    """Declares a root field that is null only where an error says why; the answers of the other root fields stay."""
    return strawberry.field(description=description, directives=[SemanticNonNull()])
