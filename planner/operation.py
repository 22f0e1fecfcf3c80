"""Turns the selections of an operation's root fields into plain trees of `Field`s, which do not depend on GraphQL.

graphql-core's collection of fields resolves fragments, aliases, merged fields, @skip and @include. A tree depends only
on the document and on the variables of @skip and @include. So it is built once for these, and cached with the document;
the values of arguments are read again for each request.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Self

from graphql import (
    BooleanValueNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    IntValueNode,
    NameNode,
    NullValueNode,
    OperationDefinitionNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_operation_ast,
    is_composite_type,
    is_non_null_type,
    is_required_argument,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from graphql.language import DirectiveNode, Visitor, visit

from planner.errors import BadInput, Unreadable
from planner.names import camel, snake
from planner.selection import Field
from planner.steps import ObjectType
from planner.variables import Variables

PLANNED = "planned"
"""Where the definition of a root field keeps, in its extensions, what answers it by a planned read: a function of a
`planner.execution.Call`.
"""
TYPES = "object types"
"""The key, in a schema's extensions, of its object types by name."""
FIXED = (NullValueNode, BooleanValueNode, EnumValueNode, FloatValueNode, IntValueNode, StringValueNode, type(None))
"""Immutable argument values that are the same for every request. None: the argument's default."""
CACHED_PLANS = 32
"""Plans cached for one document: one for each set of values of its @skip and @include variables."""
PLAIN = (str, int, float, bool, date, time, datetime, type(None), Unreadable)


def plain(value: Any) -> Any:
    """A coerced argument as plain Python values: enum values as their names, input fields in snake_case."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, dict):
        return {snake(key): plain(part) for key, part in value.items()}
    return [plain(part) for part in value]


def conditional_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables on which @skip and @include of a document depend."""
    found: set[str] = set()

    class Conditions(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            if node.name.value in {"skip", "include"}:
                found.update(a.value.name.value for a in node.arguments or () if isinstance(a.value, VariableNode))

    visit(document, Conditions())
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Root:
    """A root field of an operation."""

    item: Field
    definition: GraphQLField
    parent: GraphQLObjectType
    nodes: list[FieldNode]

    @property
    def planned(self) -> bool:
        """Whether a planned read answers it. Introspection fields are not planned."""
        return PLANNED in self.definition.extensions or self.item.name == "__typename"

    @property
    def resolve(self) -> Callable[[Any], Awaitable[Any]]:
        """What answers the field, for a `planner.execution.Call`: a `Finished`."""
        found: Callable[[Any], Awaitable[Any]] = self.definition.extensions[PLANNED]
        return found


class OperationPlan:
    """The trees of one operation, for one set of values of its conditional variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        conditions: VariableValues,
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.fragments = fragments
        self.conditions = conditions
        self.types: Mapping[str, ObjectType] = schema.extensions.get(TYPES, {})
        parent = schema.get_root_type(operation.operation)
        assert parent is not None
        found = collect_fields(schema, fragments, conditions, parent, operation).grouped_field_set
        self.roots = {key: self._root(key, list(details), parent) for key, details in found.items()}
        self.planned = all(root.planned for root in self.roots.values())

    def _root(self, key: str, details: list[FieldDetails], parent: GraphQLObjectType) -> Root:
        item, definition = self._field(key, details, parent)
        return Root(item, definition, parent, [each.node for each in details])

    def _field(self, key: str, details: list[FieldDetails], parent: GraphQLObjectType) -> tuple[Field, GraphQLField]:
        node = details[0].node
        name = node.name.value
        definition = self.schema.get_field(parent, name)
        assert definition is not None
        nodes = [each.node for each in details]
        kind = get_named_type(definition.type)
        given = _arguments(definition, node)
        item = Field(
            key=key,
            name=name,
            arguments=_readable(given),
            given=given,
            on=self._on(details),
            type=kind.name,
            composite=is_composite_type(kind),
            types=self.types,
            origin=nodes,
        )
        return item, definition

    def _on(self, details: list[FieldDetails]) -> Callable[[str], tuple[Field, ...]]:
        @cache
        def on(type_name: str) -> tuple[Field, ...]:
            concrete = self.schema.type_map[type_name]
            assert isinstance(concrete, GraphQLObjectType)
            grouped = collect_subfields(
                self.schema, self.fragments, self.conditions, self.operation, concrete, details
            ).grouped_field_set
            return tuple(self._field(key, list(found), concrete)[0] for key, found in grouped.items())

        return on


def _arguments(definition: GraphQLField, node: FieldNode) -> Callable[[Any], dict[str, Any]]:
    """A function that reads a field's arguments. The constant ones are read once."""
    written = {argument.name.value: argument.value for argument in node.arguments or ()}
    varying = {name: one for name, one in definition.args.items() if not isinstance(written.get(name), FIXED)}
    fixed = {name: one for name, one in definition.args.items() if name not in varying}
    known = _read(GraphQLField(definition.type, fixed), node, None)
    rest = GraphQLField(definition.type, varying)
    passed = [_passed(name, one, written[name]) for name, one in varying.items()]

    def read(variables: Any) -> dict[str, Any]:
        found = dict(known)
        for each in passed:
            if each is None or not each.put(found, variables.coerced):
                return {**known, **_read(rest, node, variables)}
        return found

    return read


@dataclass(frozen=True, slots=True)
class _Passed:
    """An argument that passes a variable on: its value is the variable's, which is coerced already."""

    key: str
    variable: str
    nullable: bool
    absent: dict[str, Any] | None
    """What stands for a variable without a value: the argument's default, if it has one; None if it is required."""

    def put(self, found: dict[str, Any], coerced: Mapping[str, Any]) -> bool:
        """Adds the argument. False: it may be an error, which graphql-core reports."""
        if self.variable not in coerced:
            found.update(self.absent or {})
            return self.absent is not None
        value = coerced[self.variable]
        found[self.key] = plain(value)
        return self.nullable or value is not None


def _passed(name: str, argument: GraphQLArgument, value: ValueNode) -> _Passed | None:
    if not isinstance(value, VariableNode):
        return None
    required = is_required_argument(argument)
    unwritten = FieldNode(name=NameNode(value=name))
    absent = None if required else _read(GraphQLField(GraphQLString, {name: argument}), unwritten, None)
    nullable = not is_non_null_type(argument.type)
    return _Passed(snake(argument.out_name or name), value.name.value, nullable, absent)


def _readable(given: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    def readable(variables: Any) -> dict[str, Any]:
        arguments = given(variables)
        for path, found in unreadable(arguments):
            raise BadInput(found.message, *path)
        return arguments

    return readable


def unreadable(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Unreadable]]:
    """What is unreadable among plain arguments, each with its path in the names of the contract."""
    if type(value) is Unreadable:
        yield path, value
    elif type(value) is dict:
        for name, part in value.items():
            yield from unreadable(part, (*path, camel(name)))
    elif type(value) is list:
        for index, part in enumerate(value):
            yield from unreadable(part, (*path, str(index)))


def _read(definition: GraphQLField, node: FieldNode, variables: Any) -> dict[str, Any]:
    return {snake(name): plain(value) for name, value in get_argument_values(definition, node, variables).items()}


def conditions_of(names: tuple[str, ...], variables: VariableValues) -> VariableValues:
    """Only the conditional variables: a cached plan contains nothing else of a request."""
    return VariableValues(
        sources={name: source for name, source in variables.sources.items() if name in names},
        coerced={name: value for name, value in variables.coerced.items() if name in names},
    )


@dataclass(eq=False, slots=True)
class Prepared:
    """A document that passed validation, and what was planned for it."""

    document: DocumentNode
    conditional: tuple[str, ...]
    fragments: dict[str, FragmentDetails]
    plans: dict[Any, OperationPlan] = field(default_factory=dict)
    operations: dict[str | None, OperationDefinitionNode] = field(default_factory=dict)
    """By the name that requests give; filled on demand."""
    signatures: dict[int, Variables] = field(default_factory=dict)
    """By operation; filled on demand."""

    @classmethod
    def of(cls, document: DocumentNode) -> Self:
        """A document without any plans yet."""
        fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        details = {node.name.value: FragmentDetails(node, None) for node in fragments}
        return cls(document, conditional_variables(document), details)

    def operation(self, name: str | None) -> OperationDefinitionNode | GraphQLError:
        """The operation of this name, or the only one."""
        found = self.operations.get(name) or get_operation_ast(self.document, name)
        if found is not None:
            self.operations[name] = found
            return found
        wanted = "Say which operation to run: the document has several." if name is None else "Unknown operation name."
        return GraphQLError(wanted, extensions={"code": "BAD_USER_INPUT"})

    def variables(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]
    ) -> VariableValues | list[GraphQLError]:
        """The values of an operation's variables, or what is wrong with those that were given."""
        found = self.signatures.get(id(operation))
        if found is None:
            found = self.signatures[id(operation)] = Variables(schema, operation)
        return found.read(given)

    def plan(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: VariableValues
    ) -> OperationPlan:
        """The plan of an operation, given its variables: only those of @skip and @include matter."""
        conditions = conditions_of(self.conditional, variables)
        key = id(operation), *conditions.coerced.items()
        found = self.plans.get(key)
        if found is None:
            if len(self.plans) >= CACHED_PLANS:
                self.plans.clear()
            found = self.plans[key] = OperationPlan(schema, operation, self.fragments, conditions)
        return found
