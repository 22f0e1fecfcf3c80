from typing import Any

from graphql import get_operation_ast, parse

from schema.build import SCHEMA
from server.cost import cost_plan
from server.limits import LIMITS
from tests.practice import House

SLOTS = '(search: {appointmentTypeId: "%s", from: "2026-03-02", to: "2026-03-03"}) { truncated }'


def cost(query: str) -> int:
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation is not None
    return cost_plan(SCHEMA, document, operation).evaluate({})


def many(field: str, times: int) -> str:
    return "{ " + " ".join(f"a{place}: {field}" for place in range(times)) + " }"


def test_a_field_that_computes_over_the_practice_costs_more_than_its_answer() -> None:
    assert cost(many(f"availableSlots{SLOTS}", 2)) < LIMITS.cost < cost(many(f"availableSlots{SLOTS}", 20))


async def test_a_query_of_many_searches_is_refused(house: House) -> None:
    field = f"availableSlots{SLOTS % await house.appointment_type()}"
    found: Any = await house.ask(many(field, 3))
    assert len(found) == 3
    assert await house.code(many(field, 20)) == "QUERY_TOO_COMPLEX"
