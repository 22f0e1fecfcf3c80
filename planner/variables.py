"""Reads the variables of a request.

graphql-core coerces them, and reports what is wrong with them. If all of an operation's variables have the plain types
of small reads (ids, texts, numbers, enums, lists of these), and all values are what those types ask for, there is
nothing to coerce and nothing to report: the values are taken as they are. The first other value sends all of them to
graphql-core. tests/planner/test_variables.py compares both ways with generated operations.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    Undefined,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values

MOST_ERRORS = 50
"""How many errors in the variables of one request are reported."""

OTHER = object()
"""Stands for a value that graphql-core must look at."""

Plain = Callable[[Any], Any]
"""The coerced value of a plain value; OTHER for all other values."""


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self.schema = schema
        self.definitions = operation.variable_definitions or ()
        self.plain = plain_variables(schema, operation)

    def read(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """The coerced values, or what is wrong with them."""
        if self.plain is not None:
            values = self._plain_values(given, self.plain)
            if values is not None:
                return values
        return get_variable_values(self.schema, self.definitions, dict(given), MOST_ERRORS)

    def _plain_values(
        self, given: Mapping[str, Any], variables: list[tuple[GraphQLVariableSignature, bool, Plain]]
    ) -> VariableValues | None:
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature, optional, plain in variables:
            name = signature.name
            value = given.get(name, Undefined)
            if value is Undefined:
                if not optional:
                    return None
                sources[name] = VariableValueSource(signature)
                continue
            plain_value = plain(value)
            if plain_value is OTHER:
                return None
            sources[name] = VariableValueSource(signature, value)
            coerced[name] = plain_value
        return VariableValues(sources, coerced)


def plain_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> list[tuple[GraphQLVariableSignature, bool, Plain]] | None:
    """Each variable, whether it may be left out, and how its plain values are read; None if some type is not plain."""
    found = []
    for node in operation.variable_definitions or ():
        signature = get_variable_signature(schema, node)
        plain = None if isinstance(signature, GraphQLError) else plain_type(signature.type)
        if isinstance(signature, GraphQLError) or plain is None:
            return None
        optional = signature.default is None and not isinstance(signature.type, GraphQLNonNull)
        found.append((signature, optional, plain))
    return found


def plain_type(kind: Any) -> Plain | None:
    """How plain values of a type are read; None if it has none. A null is plain where the type allows it."""
    if isinstance(kind, GraphQLNonNull):
        return non_null(kind.of_type)
    read = non_null(kind)
    return None if read is None else lambda value: None if value is None else read(value)


def non_null(kind: Any) -> Plain | None:
    if kind is GraphQLString or kind is GraphQLID:
        return lambda value: value if type(value) is str else OTHER
    if kind is GraphQLBoolean:
        return lambda value: value if type(value) is bool else OTHER
    if kind is GraphQLInt:
        return lambda value: value if type(value) is int and -(2**31) <= value < 2**31 else OTHER
    if isinstance(kind, GraphQLEnumType):
        members = {name: kind.coerce_input_value(name) for name in kind.values}
        return lambda value: members.get(value, OTHER) if type(value) is str else OTHER
    if isinstance(kind, GraphQLList):
        item = plain_type(kind.of_type)
        return None if item is None else lambda value: plain_list(value, item)
    return None


def plain_list(value: Any, item: Plain) -> Any:
    if type(value) is not list:
        return OTHER
    found = [item(each) for each in value]
    return OTHER if OTHER in found else found
