"""Null propagation: failed fields below the root become errors and nulls, as in graphql-core.

A planned read leaves a `Failed` in the place of a field that could not be answered because of an invalid argument. Here
each becomes an error at its path, and null. Where a field is non-null, the nearest nullable field above it becomes null
(GraphQL specification, section 6.4.4). Values without a failure do not pass through this module.
"""

from collections.abc import Sequence
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    located_error,
)
from graphql.execution.executor import CollectedErrors
from graphql.pyutils import Path

from planner.errors import Failed
from planner.selection import Field

Typed = tuple[Any, Field]
"""A type that a value may have, and the field that was selected."""


def settled(schema: GraphQLSchema, collected: CollectedErrors, value: Any, type_: Any, item: Field, path: Path) -> Any:
    """The value with nulls instead of failures. Raises a located error if the root field itself must become null but
    is non-null.
    """
    return _NullPropagation(schema, collected).value(value, [(type_, item)], path)


class _NullPropagation:
    def __init__(self, schema: GraphQLSchema, collected: CollectedErrors) -> None:
        self.schema = schema
        self.collected = collected

    def value(self, value: Any, possible: Sequence[Typed], path: Path) -> Any:
        """All possible types are nullable, or none is: validation refuses other documents."""
        required = is_non_null_type(possible[0][0])
        kinds: list[Any] = [get_nullable_type(kind) for kind, _ in possible]
        try:
            if isinstance(value, Failed):
                raise located_error(value.error, value.field.origin, path.as_list())
            if isinstance(value, list) and is_list_type(kinds[0]):
                inner = [(kind.of_type, item) for kind, (_, item) in zip(kinds, possible, strict=True)]
                return [self.value(part, inner, path.add_key(i, None)) for i, part in enumerate(value)]
            if isinstance(value, dict) and is_composite_type(kinds[0]):
                return self.object(value, possible, path)
            return value
        except GraphQLError as error:
            if required:
                raise
            self.collected.add(error, path)
            return None

    def object(self, value: dict[str, Any], possible: Sequence[Typed], path: Path) -> dict[str, Any]:
        fields = self.fields(value, possible)
        return {
            key: self.value(part, fields[key], path.add_key(key, None)) if key in fields else part
            for key, part in value.items()
        }

    def fields(self, value: dict[str, Any], possible: Sequence[Typed]) -> dict[str, list[Typed]]:
        """The possible types of each field: from those types of the object on which exactly these keys are selected."""
        found: dict[str, list[Typed]] = {}
        for kind, item in possible:
            for concrete in self.concrete(get_named_type(kind)):
                selected = item.on(concrete.name)
                if [each.key for each in selected] == list(value):
                    for each in selected:
                        definition = self.schema.get_field(concrete, each.name)
                        assert definition is not None
                        found.setdefault(each.key, []).append((definition.type, each))
        return found

    def concrete(self, type_: Any) -> Sequence[GraphQLObjectType]:
        if is_abstract_type(type_):
            return self.schema.get_possible_types(type_)
        return [type_] if isinstance(type_, GraphQLObjectType) else []
