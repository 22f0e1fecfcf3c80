"""Fields below the root that failed by themselves, told as graphql-core tells them.

A planned read leaves a `Failed` wherever a field could not be answered, because of an argument that is out of range.
Here each becomes an error at its own path, and null; what may not be null takes what it is part of with it, up to what
may. Values without a failure never come here.
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

Place = tuple[Any, Field]
"""What a value may be: its type, and what is selected on it."""


def settled(schema: GraphQLSchema, collected: CollectedErrors, value: Any, type_: Any, item: Field, path: Path) -> Any:
    """The value without failures; raises a located error where nothing up to here may be null."""
    return _Settling(schema, collected).value(value, [(type_, item)], path)


class _Settling:
    def __init__(self, schema: GraphQLSchema, collected: CollectedErrors) -> None:
        self.schema = schema
        self.collected = collected

    def value(self, value: Any, places: Sequence[Place], path: Path) -> Any:
        """Where a value may be of several types, they agree about null: validation has seen to that."""
        required = is_non_null_type(places[0][0])
        kinds: list[Any] = [get_nullable_type(kind) for kind, _ in places]
        try:
            if isinstance(value, Failed):
                raise located_error(value.error, value.field.origin, path.as_list())
            if isinstance(value, list) and is_list_type(kinds[0]):
                inner = [(kind.of_type, item) for kind, (_, item) in zip(kinds, places, strict=True)]
                return [self.value(part, inner, path.add_key(i, None)) for i, part in enumerate(value)]
            if isinstance(value, dict) and is_composite_type(kinds[0]):
                return self.object(value, places, path)
            return value
        except GraphQLError as error:
            if required:
                raise
            self.collected.add(error, path)
            return None

    def object(self, value: dict[str, Any], places: Sequence[Place], path: Path) -> dict[str, Any]:
        fields = self.fields(value, places)
        return {
            key: self.value(part, fields[key], path.add_key(key, None)) if key in fields else part
            for key, part in value.items()
        }

    def fields(self, value: dict[str, Any], places: Sequence[Place]) -> dict[str, list[Place]]:
        """What each field of an object may be: of the types that it can have, those that select just these keys."""
        found: dict[str, list[Place]] = {}
        for kind, item in places:
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
