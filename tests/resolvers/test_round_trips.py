"""The round trips of a mutation to PostgreSQL, from BEGIN to COMMIT. If a number rises, the mutation gets slower."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from tests.practice import House
from tests.schema.roots import Things, furnish

KINDS = {
    "id": "ID!",
    "one_asleep": "ID!",
    "ids": "[ID!]!",
    "asleep": "[ID!]!",
    "input": "CreateSessionInput!",
    "template": "ID!",
    "entries": "[FromTemplateInput!]!",
}
ANSWER = "{ session { id name clinician { name } location { name } } warnings { message } errors { message } }"
ITEMS = "{ items { session { id } errors { message } } errors { message } }"

MOST = {
    f"createSession(input: $input) {ANSWER}": 7,
    f'updateSession(id: $id, input: {{ name: "Renamed" }}) {ANSWER}': 6,
    f"toggleSession(id: $id) {ANSWER}": 6,
    f"toggleSession(id: $one_asleep, active: true) {ANSWER}": 8,
    f'cancelOccurrence(sessionId: $id, originalDate: "2026-03-09") {ANSWER}': 8,
}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are sent to PostgreSQL from now on. A prepared statement takes one round trip."""
    queries: list[str] = []

    def listening(name: str) -> Callable[..., Any]:
        original = getattr(asyncpg.Connection, name)

        async def call(self: Any, query: str, *arguments: Any, **options: Any) -> Any:
            queries.append(query)
            return await original(self, query, *arguments, **options)

        return call

    for name in ("fetch", "fetchrow", "fetchval", "execute", "executemany"):
        monkeypatch.setattr(asyncpg.Connection, name, listening(name))
    return queries


async def given(house: House, things: Things, *, ids: int = 0) -> dict[str, Any]:
    clinician, started = await house.clinician(), date(2026, 3, 2)
    await house.session(clinicianId=clinician)  # the conflict check finds other sessions of the clinician
    await house.session(clinicianId=things["clinician"])
    return {
        "id": things["session"],
        "one_asleep": (await house.session(clinicianId=clinician, status="INACTIVE"))["id"],
        "ids": [(await house.session(clinicianId=clinician))["id"] for _ in range(ids)],
        "asleep": [(await house.session(clinicianId=clinician, status="INACTIVE"))["id"] for _ in range(ids)],
        "input": await house.session_input(
            clinicianId=clinician,
            locationId=things["location"],
            appointmentTypeIds=[things["appointment type"]],
        ),
        "template": things["template"],
        "entries": [
            {"clinicianId": clinician, "startDate": (started + timedelta(days=day)).isoformat()} for day in range(ids)
        ],
    }


async def round_trips(house: House, sent: list[str], mutation: str, variables: dict[str, Any]) -> list[str]:
    names = {name: value for name, value in variables.items() if re.search(rf"\${name}\b", mutation)}
    head = ", ".join(f"${name}: {KINDS[name]}" for name in names)
    sent.clear()
    payload = (await house.ask(f"mutation({head}) {{ it: {mutation} }}", **names))["it"]
    assert payload["errors"] == [], payload
    queries = [query for query in sent if "pg_type" not in query]
    assert queries[0].startswith("BEGIN")
    assert queries[-1] == "COMMIT"
    assert sum(query.startswith("BEGIN") for query in queries) == 1
    return queries


def heads(queries: list[str]) -> str:
    return "\n".join(" ".join(query.split())[:80] for query in queries)


@pytest.mark.parametrize("mutation", MOST, ids=lambda mutation: mutation.split(" {")[0])
async def test_a_mutation_takes_a_fixed_number_of_round_trips(house: House, sent: list[str], mutation: str) -> None:
    variables = await given(house, await furnish(house))
    queries = await round_trips(house, sent, mutation, variables)
    assert len(queries) == MOST[mutation], heads(queries)


MANY = {
    f"deleteSessions(ids: $ids) {ITEMS}": 7,
    f"toggleSessions(ids: $ids, active: false) {ITEMS}": 7,
    f"toggleSessions(ids: $asleep, active: true) {ITEMS}": 11,
    f"createSessionsFromTemplate(templateId: $template, sessions: $entries) {ITEMS}": 9,
}


@pytest.mark.parametrize("mutation", MANY, ids=lambda mutation: mutation.replace(":", "").split(" {")[0])
@pytest.mark.parametrize("number", [2, 20])
async def test_a_bulk_mutation_takes_as_many_round_trips_for_twenty_objects_as_for_two(
    house: House, sent: list[str], mutation: str, number: int
) -> None:
    variables = await given(house, await furnish(house), ids=number)
    queries = await round_trips(house, sent, mutation, variables)
    assert len(queries) == MANY[mutation], heads(queries)
