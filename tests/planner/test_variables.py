"""Variables are read as graphql-core reads them: the same values, and the same errors."""

from typing import Any

import pytest
from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    parse,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.type import specified_scalar_types
from hypothesis import given
from hypothesis import strategies as st

from planner.variables import MOST_ERRORS, Variables, plain_variables
from tests.vacuous import some


def day(value: Any) -> str:
    if not isinstance(value, str):
        raise GraphQLError("A day is a text.")
    return f"day {value}"


COLOUR = GraphQLEnumType("Colour", {"RED": 1, "GREEN": "green", "NONE": None})
DAY = GraphQLScalarType("Day", coerce_input_value=day)
SCHEMA = GraphQLSchema(
    GraphQLObjectType("Query", {"one": GraphQLField(GraphQLString)}),
    types=[COLOUR, DAY, *specified_scalar_types.values()],
)
PLAIN = {"String": '"of old"', "ID": '"7"', "Int": "7", "Boolean": "true", "Colour": "GREEN"}
OTHER = {"Float": "1.5", "Day": '"today"', "Unknown": "null", "Query": "null"}


def operation(declared: str) -> OperationDefinitionNode:
    document: DocumentNode = parse(f"query ({declared}) {{ one }}")
    found = document.definitions[0]
    assert isinstance(found, OperationDefinitionNode)
    return found


@st.composite
def declarations(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True))
    kinds = PLAIN if draw(st.booleans()) else {**PLAIN, **OTHER}
    found = []
    for name in names:
        kind, default = draw(st.sampled_from(sorted(kinds.items())))
        for _ in range(draw(st.integers(0, 2))):
            kind = f"[{kind}{draw(st.sampled_from(('', '!')))}]"
        kind += draw(st.sampled_from(("", "!")))
        found.append(f"${name}: {kind}" + draw(st.sampled_from(("", "", "", " = null", f" = {default}"))))
    return ", ".join(found)


NUMBERS = st.one_of(st.integers(-9, 9), st.sampled_from((2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 10**30)))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS,
    st.sampled_from((0.0, 1.0, 1.5, 1e300, float("nan"), float("inf"))),
    st.sampled_from(("RED", "GREEN", "NONE", "green", "", "7", "true", "\x00", "\ud800")),
    st.text("aé7 \x00", max_size=3),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("ab"), inner, max_size=2)),
    max_leaves=6,
)


def told(found: VariableValues | list[GraphQLError]) -> Any:
    """What can be compared; a `repr` tells 1 from True and NaN from nothing."""
    if isinstance(found, list):
        return [error.message for error in found], [error.locations for error in found]
    sources = {name: (source.signature.name, repr(source.value)) for name, source in found.sources.items()}
    return sources, repr(found.coerced)


@given(declared=declarations(), values=st.dictionaries(st.sampled_from("abcde"), VALUES))
def test_any_json_is_read_as_graphql_core_reads_it(declared: str, values: dict[str, Any]) -> None:
    definition = operation(declared)
    expected = get_variable_values(SCHEMA, definition.variable_definitions or (), values, MOST_ERRORS)
    assert told(Variables(SCHEMA, definition).read(values)) == told(expected)


GOOD: dict[str, Any] = {
    "$a: String": "text",
    "$a: ID!": "7",
    "$a: Int!": 2**31 - 1,
    "$a: Boolean": False,
    "$a: Colour!": "RED",
    "$a: [ID!]!": ["7", "8"],
    "$a: [[Int]]": [[1, None], None],
    "$a: [Colour] = [RED]": ["NONE", None],
}


@pytest.mark.parametrize("declared", GOOD)
def test_a_plain_value_is_read_without_graphql_core(declared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    definition, values = operation(declared), {"a": GOOD[declared]}
    expected = get_variable_values(SCHEMA, definition.variable_definitions or (), values, MOST_ERRORS)
    variables = Variables(SCHEMA, definition)
    monkeypatch.setattr("planner.variables.get_variable_values", refuse)
    assert told(variables.read(values)) == told(expected)


def test_a_variable_that_may_be_left_out_is_read_without_graphql_core(monkeypatch: pytest.MonkeyPatch) -> None:
    variables = Variables(SCHEMA, operation("$a: String, $b: ID!"))
    monkeypatch.setattr("planner.variables.get_variable_values", refuse)
    found = variables.read({"b": "7"})
    assert isinstance(found, VariableValues)
    assert found.coerced == {"b": "7"}


def refuse(*_: Any) -> None:
    raise AssertionError("graphql-core was asked")


@pytest.mark.parametrize("kind", sorted(OTHER))
def test_an_operation_with_a_type_of_another_kind_is_left_to_graphql_core(kind: str) -> None:
    assert plain_variables(SCHEMA, operation(f"$a: String, $b: [{kind}]")) is None


@pytest.mark.parametrize("value", [7, True, ["a"], {"a": 1}])
def test_what_is_wrong_with_a_plain_type_is_reported_by_graphql_core(value: Any) -> None:
    found = Variables(SCHEMA, operation("$a: String!")).read({"a": value})
    assert isinstance(found, list)
    assert some(found)[0].message.startswith("Variable '$a' has invalid value")
