"""The limits and the cost of documents, and that checking them is quick."""

import time
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, GraphQLError, OperationDefinitionNode, get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from server.cost import COMPUTED, cost_plan
from server.limits import LIMITS, Limits, examine, too_many_values
from tests.server.stand_in import SCHEMA, client_of, make_app
from tests.vacuous import some


def refused(query: str, limits: Limits = LIMITS) -> list[str]:
    return [error.message for error in examine(parse(query), limits)]


def nested(depth: int) -> str:
    return "{ a " * (depth - 1) + "{ a" + " }" * depth


# ---------------------------------------------------------------- the shape of a document


def test_an_ordinary_document_is_accepted() -> None:
    assert refused("query A { a { ...F } b: a { c } } fragment F on T { c d { ... on U { e } } }") == []


def test_depth_is_counted_in_fields() -> None:
    assert refused(nested(12)) == []
    assert refused(nested(13)) == ["The operation is 13 levels deep; 12 are allowed."]
    assert refused("{ ... { ... { ... { a } } } }", Limits(depth=1)) == []


def test_depth_goes_through_fragments() -> None:
    assert refused("{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c }", Limits(depth=3)) == []
    assert refused("{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c }", Limits(depth=2)) == [
        "The operation is 3 levels deep; 2 are allowed."
    ]


def test_the_depth_of_introspection_is_not_limited() -> None:
    assert refused(get_introspection_query(input_value_deprecation=True, specified_by_url=True)) == []
    assert refused("{ __schema { types { fields { type { name } } } } a { b } }", Limits(depth=2)) == []
    assert refused("{ __schema { types { name } } a { b { c } } }", Limits(depth=2)) != []


def test_a_document_can_have_one_schema_field() -> None:
    assert refused("{ a: __schema { types { name } } b: __schema { types { name } } }") == [
        "The operation has 2 __schema fields; 1 are allowed."
    ]
    assert refused("{" + " ".join(f'a{i}: __type(name: "T") {{ name }}' for i in range(11)) + "}") == [
        "The operation has 11 introspection fields; 10 are allowed."
    ]


def test_aliases_in_fragments_are_counted_for_each_spread() -> None:
    assert refused("{" + " ".join(f"a{i}: a" for i in range(30)) + "}") == []
    assert refused("{" + " ".join(f"a{i}: a" for i in range(31)) + "}") == [
        "The operation has 31 aliases; 30 are allowed."
    ]
    assert refused("{ a { ...F } b { ...F } } fragment F on T { x: y z: y }", Limits(aliases=3)) == [
        "The operation has 4 aliases; 3 are allowed."
    ]


def test_fields_in_fragments_are_counted_for_each_spread() -> None:
    assert refused("{" + " ".join(f"a{i}" for i in range(500)) + "}") == []
    assert refused("{" + " ".join(f"a{i}" for i in range(501)) + "}") == [
        "The operation has 501 fields; 500 are allowed."
    ]


@pytest.mark.parametrize(
    "query",
    [
        "{ a@x@x@x@x@x@x }",
        "query @x@x@x@x@x@x { a }",
        "{ ...F@x@x@x@x@x@x } fragment F on T { a }",
        "{ ...@x@x@x@x@x@x { a } }",
    ],
)
def test_directives_are_counted_in_every_place(query: str) -> None:
    assert refused(query) == ["There are 6 directives in one place; 5 are allowed."]
    assert refused(query.replace("@x", "", 1)) == []


def test_each_operation_is_limited_separately() -> None:
    assert refused("query A { a b } query B { c d }", Limits(fields=2)) == []
    assert refused("query A { a b } query B { c d e }", Limits(fields=2)) == [
        "The operation has 3 fields; 2 are allowed."
    ]


def test_a_limit_error_has_a_location_and_a_code() -> None:
    [error] = examine(parse("query A { a }\nquery B { a b }"), Limits(fields=1))
    assert error.extensions == {"code": "QUERY_TOO_COMPLEX"}
    assert error.locations is not None
    assert error.locations[0].line == 2


def test_repetition_that_makes_validation_slow_is_refused() -> None:
    assert refused("{" + "a " * 70 + "}") == []
    assert refused("{" + "a " * 72 + "}") == ["The document repeats the same fields or fragments too often."]
    assert refused("{" + "a { b } " * 72 + "}") == ["The document repeats the same fields or fragments too often."]
    spread = "{" + " ".join(f"...F{i}" for i in range(72)) + "}"
    fragments = " ".join(f"fragment F{i} on T {{ a{i} }}" for i in range(72))
    assert refused(spread + fragments) == ["The document repeats the same fields or fragments too often."]


def test_unused_and_duplicate_fragments_are_refused_without_measuring_them() -> None:
    assert refused("{ a } fragment F on T { b }") == ["Fragment 'F' is never used."]
    assert refused("{ ...F } fragment F on T { b } fragment F on T { c }") == ["Two fragments have the same name."]


def test_validation_reports_cycles_and_unknown_fragments() -> None:
    assert refused("{ ...A } fragment A on T { ...B a } fragment B on T { ...A b }") == []
    assert refused("{ ...A } fragment A on T { ...A }") == []
    assert refused("{ ...Unknown a }") == []


def bomb(levels: int) -> str:
    """About 40 characters for each level, which doubles the number of fields."""
    fragments = " ".join(f"fragment F{i} on T {{ ...F{i + 1} ...F{i + 1} }}" for i in range(levels))
    return f"{{ ...F0 }} {fragments} fragment F{levels} on T {{ a }}"


def test_a_fragment_bomb_is_measured_quickly() -> None:
    document = parse(bomb(150))
    started = time.thread_time()  # not the clock's: other workers take turns on this core
    errors = examine(document)
    assert time.thread_time() - started < 0.05
    assert errors[0].message == "The operation has more than 10000 fields; 500 are allowed."


names = st.sampled_from("abcdefgh")
selections = st.recursive(
    names | names.map(lambda name: f"...{name.upper()}") | names.map(lambda name: f"x: {name}"),
    lambda inner: st.tuples(names, st.lists(inner, min_size=1, max_size=4)).map(
        lambda t: f"{t[0]} {{ {' '.join(t[1])} }}"
    ),
    max_leaves=20,
)
bodies = st.lists(selections, min_size=1, max_size=5).map(lambda each: "{ " + " ".join(each) + " }")


@given(bodies, st.lists(bodies, max_size=6))
def test_measuring_each_fragment_once_counts_the_same_as_expanding_it(operation: str, fragments: list[str]) -> None:
    """Each fragment spreads only later ones, so that there are no cycles."""
    text = unfolded_text(operation, fragments)
    document = parse(text)
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    named = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    fields, depth, aliases = unfolded(operations[0].selection_set, named)
    allowing = {"selections": 10**9, "comparisons": 10**9}
    assert examine(document, Limits(fields=fields, depth=depth, aliases=aliases, **allowing)) == []
    for lower in (
        Limits(fields=fields - 1, depth=depth, aliases=aliases, **allowing),
        Limits(fields=fields, depth=depth - 1, aliases=aliases, **allowing),
        *([Limits(fields=fields, depth=depth, aliases=aliases - 1, **allowing)] if aliases else []),
    ):
        assert len(examine(document, lower)) == (1 if fields else 0)


def unfolded_text(operation: str, fragments: list[str]) -> str:
    letters = "ABCDEFGH"
    kept = fragments[: len(letters)]
    used: set[str] = set()

    def known(body: str, after: int) -> str:
        for index, letter in enumerate(letters):
            if f"...{letter}" in body:
                if after < index < len(kept):
                    used.add(letter)
                else:
                    body = body.replace(f"...{letter}", "z")
        return body

    text = [known(operation, -1)]
    for index, body in enumerate(kept):
        if letters[index] in used:
            text.append(f"fragment {letters[index]} on T {known(body, index)}")
    return " ".join(text)


def unfolded(selection_set: Any, fragments: dict[str, Any]) -> tuple[int, int, int]:
    """Counts fields, depth and aliases by their definition."""
    fields = depth = aliases = 0
    for selection in selection_set.selections:
        if selection.kind == "fragment_spread":
            inner = unfolded(fragments[selection.name.value].selection_set, fragments)
            below = 0
        else:
            inner = unfolded(selection.selection_set, fragments) if selection.selection_set else (0, 0, 0)
            below = 1
            aliases += selection.alias is not None
        fields += inner[0] + below
        depth = max(depth, inner[1] + below)
        aliases += inner[2]
    return fields, depth, aliases


# ---------------------------------------------------------------- variables


def test_values_of_variables_are_counted() -> None:
    assert not too_many_values({"ids": ["x"] * 4_000})
    assert too_many_values({"ids": ["x"] * 5_001})
    assert too_many_values({"a": [["x"] * 1_000] * 6})
    assert too_many_values({"input": {f"k{i}": 1 for i in range(101)}})
    assert not too_many_values({"text": "x" * 200_000})


# ---------------------------------------------------------------- cost


def cost(query: str, **variables: Any) -> int:
    document = parse(query)
    [operation] = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    return cost_plan(SCHEMA, document, operation).evaluate(variables)


def test_a_field_costs_one() -> None:
    assert cost("{ hello other: hello }") == 2
    assert cost("{ session(id: 1) { id name } }") == 3


def test_the_cost_of_a_page_is_multiplied_by_its_size() -> None:
    assert cost("{ sessions(first: 20) { nodes { id name } } }") == 1 + 1 + 20 * 2
    assert cost("{ sessions(last: 7) { nodes { id } } }") == 1 + 1 + 7
    assert cost("{ sessions { nodes { id } } }") == 1 + 1 + 50
    assert cost("{ sessions(first: 20) { totalCount } }") == 2
    assert cost("{ sessions(first: 20) { edges { cursor node { id } } } }") == 1 + 1 + 20 * 3


def test_pages_inside_pages_multiply() -> None:
    query = "{ sessions(first: 20) { nodes { clinician { sessions(first: 10) { nodes { id } } } } } }"
    assert cost(query) == 2 + 20 * (1 + 1 + 1 + 10)


def test_a_plain_list_counts_ten() -> None:
    assert cost("{ session(id: 1) { types { id name } } }") == 1 + 1 + 10 * 2


def test_a_variable_changes_the_cost_of_each_request() -> None:
    query = "query Q($n: Int = 30) { sessions(first: $n) { nodes { id types { id } } } }"
    assert cost(query, n=2) == 2 + 2 * (1 + 1 + 10)
    assert cost(query) == 2 + 30 * 12
    assert cost(query, n=100_000) == cost(query, n=100)
    assert cost(query, n=-5) == cost(query, n=0) == cost(query, n=1)
    assert cost(query, n="garbage") == cost(query, n=None) == cost(query, n=50)


def test_a_window_costs_its_days() -> None:
    assert cost('{ occurrences(from: "2026-03-01", to: "2026-03-07") { start } }') == COMPUTED + 7
    query = "query Q($from: String!, $to: String!) { occurrences(from: $from, to: $to) { start } }"
    assert cost(query, **{"from": "2026-03-01", "to": "2026-03-07"}) == COMPUTED + 7
    assert cost(query, **{"from": "0001-01-01", "to": "9999-12-31"}) == COMPUTED + 366
    assert cost(query, **{"from": "2026-03-07", "to": "2026-03-01"}) == COMPUTED + 1
    assert cost(query, **{"from": "garbage", "to": ["x"]}) == COMPUTED + 31


def test_the_cost_of_a_slot_search_depends_on_the_number_of_slots() -> None:
    assert cost('{ availableSlots(search: {from: "x"}) { slots { start } } }') == COMPUTED + 1 + 200
    assert cost("{ availableSlots(search: {first: 10}) { slots { start } } }") == COMPUTED + 1 + 10
    assert cost("query Q($n: Int) { availableSlots(search: {first: $n}) { slots { start } } }", n=3) == COMPUTED + 1 + 3
    query = "query Q($search: SlotSearchInput!) { availableSlots(search: $search) { slots { start } } }"
    assert cost(query, search={"first": 4}) == COMPUTED + 1 + 4
    assert cost(query, search="garbage") == COMPUTED + 1 + 200


def test_the_cost_of_a_bulk_mutation_depends_on_the_number_of_ids() -> None:
    assert cost('mutation { toggleSessions(ids: ["a", "b", "c"]) { items { id } } }') == 2 + 3
    query = "mutation M($ids: [ID!]!) { toggleSessions(ids: $ids) { items { session { name } } } }"
    assert cost(query, ids=["x"] * 40) == 2 + 40 * 2


def test_fragments_cost_the_same_as_their_fields() -> None:
    nodes = "{ nodes { id types { id } } }"
    inline = f"{{ sessions(first: 20) {nodes} sessions2: sessions(first: 5) {nodes} }}"
    spread = (
        "query Q($n: Int = 20) { sessions(first: $n) { ...P } sessions2: sessions(first: 5) { ...P } }"
        "fragment P on SessionConnection { nodes { ...S } } fragment S on Session { id types { ... on Type { id } } }"
    )
    assert cost(spread) == cost(inline)


async def test_a_query_that_costs_too_much_is_refused_before_execution() -> None:
    inner = "clinician { sessions(first: $n) { nodes { types { id } } } }"
    query = f"query Q($n: Int!) {{ sessions(first: $n) {{ nodes {{ {inner} }} }} }}"
    headers = {"accept": "application/graphql-response+json"}
    async with client_of(make_app()) as client:
        dear = await client.post("/graphql", json={"query": query, "variables": {"n": 100}}, headers=headers)
        cheap = await client.post("/graphql", json={"query": query, "variables": {"n": 5}}, headers=headers)
    assert dear.status_code == 400
    assert dear.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    assert "errors" in cheap.json()  # the stand-in has no sessions, but it was asked for them
    assert cheap.status_code == 200


def test_limit_errors_are_graphql_errors() -> None:
    assert all(isinstance(error, GraphQLError) for error in some(examine(parse(nested(50)))))
