"""Planned reads answer just as graphql-core's own executor does over plain functions: the same JSON, key for key.

Generated queries go through the whole service, and through the reference (tests/schema/reference.py). That the
comparison can fail is shown with faults planted into the planned reads.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import orjson
import pytest
from graphql.execution.collect_fields import collect_subfields
from graphql.execution.values import VariableValues

from db import relations
from db.engine import Database
from planner import TYPES, Column, operation, output, pages
from resolvers.context import Context, Role
from schema.build import SCHEMA
from schema.execution import Executable
from tests.practice import Clock, House
from tests.schema.furnished import furnished
from tests.schema.queries import Query, Writer
from tests.schema.reference import Graph, load

QUERIES = 200


@dataclass(slots=True)
class Eyes:
    """Somebody who asks, and what the reference makes of the practice for them."""

    house: House
    token: str
    graph: Graph
    answered: int = 0

    async def difference(self, query: Query) -> str | None:
        """None where both answer alike."""
        response = await self.house.post(query.text, token=self.token, **query.variables)
        expected = self.graph.answer(query.text, query.variables)
        assert not expected.errors, (query, expected.errors)
        wanted = orjson.dumps({"data": expected.data})
        if response.content == wanted:
            self.answered += 1
            return None
        if b"QUERY_TOO_COMPLEX" in response.content:
            return None
        pairs = enumerate(zip(response.content, wanted, strict=False))
        place = next((i for i, (one, other) in pairs if one != other), 0)
        around = slice(max(place - 200, 0), place + 200)
        return f"{query}\n\nplanned:   {response.content[around]!r}\n\nreference: {wanted[around]!r}"


async def everybody(house: House, owner_url: str, clock: Clock) -> list[Eyes]:
    """An admin, an admin and a clinician with personal templates of their own, and staff."""
    first, second = await furnished(house, clock)
    tokens = [
        house.token(Role.ADMIN),
        house.token(Role.ADMIN, clinician=first),
        house.token(Role.CLINICIAN, clinician=second),
        house.token(Role.STAFF),
    ]
    tables = await load(owner_url, house.practice_id)
    return [Eyes(house, token, Graph(tables, house.people[token], clock())) for token in tokens]


async def first_difference(people: list[Eyes], seed: str, queries: int = QUERIES) -> str | None:
    """Of generated queries, each also with its booleans turned round: the document is kept, what it selects is not."""
    for number in range(queries):
        random = Random(f"{seed} {number}")
        eyes = random.choice(people)
        query = Writer(random, eyes.graph).query()
        turned = {name: not value if isinstance(value, bool) else value for name, value in query.variables.items()}
        for variables in (query.variables, turned) if turned != query.variables else (query.variables,):
            found = await eyes.difference(replace(query, variables=variables))
            if found is not None:
                return found
    return None


async def test_generated_queries_are_answered_as_by_graphql_core(house: House, owner_url: str, clock: Clock) -> None:
    people = await everybody(house, owner_url, clock)
    found = await first_difference(people, "queries")
    assert found is None, found
    assert sum(eyes.answered for eyes in people) > QUERIES, "too many were too complex to be answered"


# ---------------------------------------------------------------- faults that it must find

Patch = pytest.MonkeyPatch


def swap_a_column(patch: Patch) -> None:
    patch.setitem(SCHEMA.extensions[TYPES]["Session"].steps, "notes", Column("name"))


def join_the_location_strictly(patch: Patch) -> None:
    strict = replace(relations.SESSION.joins["location"], optional=False)
    patch.setitem(relations.SESSION.joins, "location", strict)


def drop_conditions(patch: Patch) -> None:
    def blind(schema: Any, fragments: Any, conditions: Any, *rest: Any) -> Any:
        return collect_subfields(schema, fragments, VariableValues(conditions.sources, Everything()), *rest)

    patch.setattr(operation, "collect_subfields", blind)


class Everything(dict[str, Any]):
    """Every condition is false: nothing is left out by @skip."""

    def __contains__(self, _: object) -> bool:
        return True

    def __missing__(self, _: str) -> bool:
        return False

    def get(self, *_: Any) -> Any:
        return False


def keep_the_first_of_merged_fields(patch: Patch) -> None:
    def short(schema: Any, fragments: Any, conditions: Any, operation: Any, concrete: Any, details: Any) -> Any:
        return collect_subfields(schema, fragments, conditions, operation, concrete, details[:1])

    patch.setattr(operation, "collect_subfields", short)


def sort_the_keys(patch: Patch) -> None:
    shaped = output.OutputPlan._object

    def in_order(self: Any, entity: Any, fields: Any, prefix: Any) -> str:
        return shaped(self, entity, sorted(fields, key=lambda item: item.key), prefix)

    patch.setattr(output.OutputPlan, "_object", in_order)


def forget_what_stands_before_the_page(patch: Patch) -> None:
    async def nothing(*_: Any) -> dict[str, int]:
        return {}

    patch.setattr(pages.ConnectionPlan, "_beyond", nothing)


@pytest.mark.parametrize(
    "plant",
    [
        swap_a_column,
        join_the_location_strictly,
        drop_conditions,
        keep_the_first_of_merged_fields,
        sort_the_keys,
        forget_what_stands_before_the_page,
    ],
)
async def test_a_planted_fault_is_found(
    house: House, owner_url: str, clock: Clock, monkeypatch: Patch, plant: Callable[[Patch], None]
) -> None:
    people = await everybody(house, owner_url, clock)
    plant(monkeypatch)
    assert await first_difference(people, "faults") is not None


# ---------------------------------------------------------------- beside the schema, and with errors


async def test_planned_fields_beside_the_schema_are_answered_by_graphql_cores_executor(
    house: House, owner_url: str, clock: Clock, database: Database
) -> None:
    eyes = (await everybody(house, owner_url, clock))[0]
    text = """{ one: __type(name: "Session") { name } __typename __schema { queryType { name } }
        two: sessions(first: 3) { nodes { ...Named location { name } } }
        three: sessions(first: 2) { nodes { nextOccurrence { session { BAD_WINDOW } } } } }
        fragment Named on Session { name notes @skip(if: true) }""".replace("BAD_WINDOW", BAD_WINDOW)
    executable = Executable(SCHEMA)
    prepared = executable.prepare(text)
    assert not isinstance(prepared, list), prepared
    context = Context(viewer=house.people[eyes.token], db=database, now=clock, request_id="test")
    result = await executable.execute(prepared, None, None, context)
    expected = eyes.graph.answer(text, {})
    assert orjson.dumps(result.data) == orjson.dumps(expected.data)
    assert [error.path for error in result.errors or ()] == [error.path for error in expected.errors or ()] != []


BAD_WINDOW = 'occurrences(from: "2026-03-09", to: "2026-03-01") { start }'
TOO_MANY = "sessions(first: 1000) { nodes { name } }"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text.replace("BAD_WINDOW", BAD_WINDOW).replace("TOO_MANY", TOO_MANY), id=name)
        for name, text in {
            "a root": "{ sessions(first: 2) { totalCount } bad: sessions(first: 0) { totalCount } }",
            "nothing above may be null": "{ sessions { nodes { BAD_WINDOW } } }",
            "the root may be null": "{ session(id: $id) { name BAD_WINDOW } viewer { name } }",
            "what is between may be null": "{ viewer { name clinician { name TOO_MANY } } }",
            "one in each row": "{ sessions { edges { node { nextOccurrence { session { name BAD_WINDOW } } } } } }",
            "below an abstract type": "{ node(id: $id) { ... on Closure { id } ... on Session { it: BAD_WINDOW } } }",
            "of no rows": '{ clinicians(search: "nobody") { nodes { TOO_MANY } } }',
            "two of them": "{ a: session(id: $id) { BAD_WINDOW } b: session(id: $id) { name BAD_WINDOW } }",
        }.items()
    ],
)
async def test_errors_are_told_where_graphql_core_tells_them(
    house: House, owner_url: str, clock: Clock, text: str
) -> None:
    eyes = (await everybody(house, owner_url, clock))[1]
    variables = {"id": eyes.graph.tables["session"][0]["id"]}
    text = f"query($id: ID!) {text}" if "$id" in text else text
    answer = (await house.post(text, token=eyes.token, **variables)).json()
    expected = eyes.graph.answer(text, variables)
    assert answer["data"] == expected.data
    told = [(error["path"], error["locations"]) for error in answer.get("errors", [])]
    wanted = [
        (error.path, [{"line": at.line, "column": at.column} for at in error.locations or ()])
        for error in expected.errors or ()
    ]
    assert sorted(told, key=str) == sorted(wanted, key=str)
    codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
    assert codes == ({"BAD_USER_INPUT"} if wanted else set())
