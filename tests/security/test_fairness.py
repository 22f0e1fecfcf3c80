"""No practice stops another: what one asks for is computed in turn, beside the event loop, without a connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import contenders, data, fairness, measure
from db.engine import Database
from dev import postgres
from resolvers.context import Role
from server.computing import ComputeOptions, Computing, Operation
from server.limits import LIMITS
from tests.practice import House
from tests.vacuous import some

GENEROUS = 10.0
"""Before there were places it was 1,000 times and more; `make bench` demands 3."""


@pytest.mark.slow
def test_a_page_of_one_practice_takes_as_long_while_another_asks_for_all_that_it_may(tmp_path: Path) -> None:
    with postgres.temporary() as instance, measure.load() as near, measure.load() as far:
        filled = asyncio.run(data.filled(instance, "fairness", 2))
        own, busy = (asyncio.run(data.practice(filled, place)) for place in range(2))
        asyncio.run(fairness.make_daily(filled, busy))
        start = contenders.service(filled, own, tmp_path)
        with start.running() as service, start.running() as twin:
            noticed = fairness.compare(near, far, service, busy, tmp_path, seconds=4.0, twin=twin)
    assert [one.kind for one in some(noticed) if one.ratio > GENEROUS] == []
    assert [one.kind for one in noticed if not one.answered] == []


# ---------------------------------------------------------------- places

WEEK = 'from: "2026-03-02", to: "2026-03-08"'
CONFLICTS = f"{{ conflicts({WEEK}) {{ message occurrence {{ session {{ name }} }} }} }}"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is computed counts as large."""
    monkeypatch.setattr("planner.reader.LITTLE", -1)


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Any]) -> list[str]:
    """Has something happen whenever a place is about to be asked for; the names of what is computed."""
    computed: list[str] = []
    run = Operation.run

    async def noted(self: Operation, function: Any, *given: Any, **named: Any) -> Any:
        computed.append(function.__name__)
        await happens()
        return await run(self, function, *given, **named)

    monkeypatch.setattr(Operation, "run", noted)
    return computed


@asynccontextmanager
async def no_place(computing: Computing, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    monkeypatch.setattr(computing, "options", ComputeOptions(wait=0.05))
    await computing.places.take("another", "practice")
    try:
        yield
    finally:
        computing.places.give_back()


async def meeting(house: House) -> str:
    """Two sessions of a clinician at the same time; the id of the second."""
    clinician = await house.clinician()
    await house.session(name="One", clinicianId=clinician)
    other: str = (await house.session(name="Other", clinicianId=clinician))["id"]
    return other


@pytest.mark.usefixtures("large")
async def test_no_connection_is_held_while_a_calendar_is_computed(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await meeting(house)
    kind = await house.appointment_type()
    used: list[int] = []

    async def count() -> None:
        used.append(database.counts()["primary_used"])

    computed = meanwhile(monkeypatch, count)
    search = f'(search: {{appointmentTypeId: "{kind}", from: "2026-03-02", to: "2026-03-08"}})'
    for query in (
        CONFLICTS,
        f"{{ occurrences({WEEK}) {{ session {{ conflicts({WEEK}) {{ message }} nextOccurrence {{ start }} }} }} }}",
        f"{{ availableSlots{search} {{ slots {{ session {{ name }} }} }} }}",
        f"{{ explainAvailability{search} {{ session {{ name }} }} }}",
        f'{{ previewSession(id: "{other}", input: {{}}, {WEEK}) {{ conflicts {{ message }} }} }}',
    ):
        await house.ask(query)
    assert computed == ["find", "expand", "of_each", "next_occurrences", "search", "explain", "dates"]
    assert set(some(used)) == {0}


@pytest.mark.usefixtures("large")
async def test_who_waits_too_long_for_a_place_is_told_to_come_again(
    house: House, computing: Computing, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meeting(house)
    async with no_place(computing, monkeypatch):
        answer = await house.post(f"{{ a: conflicts({WEEK}) {{ message }} b: conflicts({WEEK}) {{ message }} }}")
        assert (await house.ask("{ sessions { totalCount } }"))["sessions"]["totalCount"] == 2
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["COMPUTE_BUSY"]
    assert "data" not in answer.json()
    assert len((await house.ask(CONFLICTS))["conflicts"]) == 1


async def test_little_needs_no_place(house: House, computing: Computing, monkeypatch: pytest.MonkeyPatch) -> None:
    await meeting(house)
    async with no_place(computing, monkeypatch):
        assert len((await house.ask(CONFLICTS))["conflicts"]) == 1


@pytest.mark.usefixtures("large")
async def test_what_is_deleted_while_a_calendar_is_computed_is_in_no_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = await meeting(house)

    async def delete() -> None:
        if len(computed) == 1:
            await house.delete_session(other)

    computed = meanwhile(monkeypatch, delete)
    query = f"{{ occurrences({WEEK}) {{ session {{ name }} }} }}"
    assert (await house.ask(query))["occurrences"] == [{"session": {"name": "One"}}]
    assert computed == ["expand", "expand"]


@pytest.mark.usefixtures("large")
async def test_names_are_those_of_the_moment_after_the_calendar_was_computed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await house.session(name="Before")

    async def rename() -> None:
        await house.update_session(made["id"], {"name": "After"})

    meanwhile(monkeypatch, rename)
    query = f"{{ occurrences({WEEK}) {{ session {{ name }} }} }}"
    assert (await house.ask(query))["occurrences"] == [{"session": {"name": "After"}}]


# ---------------------------------------------------------------- too much


async def test_what_computes_too_many_dates_is_refused_before(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = await house.appointment_type()
    for _ in range(3):
        await house.session(rrule="FREQ=DAILY", appointmentTypeIds=[kind])
    computed = meanwhile(monkeypatch, lambda: asyncio.sleep(0))
    monkeypatch.setattr("server.computing.LIMITS", replace(LIMITS, dates=400))
    window = 'from: "2026-03-02", to: "2026-06-02"'
    search = f'(search: {{appointmentTypeId: "{kind}", {window}}})'
    once = f"explainAvailability{search} {{ message }}"
    await house.ask(f"{{ {once} }}")
    for query in (
        f"{{ a: {once} b: {once} }}",
        f"{{ a: conflicts({window}) {{ message }} b: conflicts({window}) {{ message }} }}",
        f"{{ a: occurrences({window}) {{ start }} b: occurrences({window}) {{ start }} }}",
        f"{{ sessions {{ nodes {{ a: conflicts({window}) {{ kind }} b: conflicts({window}) {{ kind }} }} }} }}",
    ):
        (error, *_) = await house.refused(query)
        assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
        assert "ask for fewer days, or for some clinicians or locations only" in error["message"]
    assert computed == []


async def test_an_explanation_of_too_many_reasons_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.availability.MOST_REASONS", 4)
    kind = await house.appointment_type()
    search = f'(search: {{appointmentTypeId: "{kind}", from: "2026-03-02", to: "2026-03-08"}})'
    query = f"{{ explainAvailability{search} {{ code }} }}"
    for _ in range(2):
        await house.session(days="TU")
    assert len((await house.ask(query))["explainAvailability"]) == 4
    await house.session(days="TU")
    (error,) = await house.refused(query)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("There are more than 4 reasons: ask for fewer days")


async def test_a_booking_page_searches_once_in_a_request(house: House) -> None:
    booking = house.token(Role.BOOKING)
    kind = await house.appointment_type()
    search = f'availableSlots(search: {{appointmentTypeId: "{kind}", from: "2026-03-02", to: "2026-03-08"}})'
    one = f"{search} {{ truncated }}"
    assert await house.ask(f"{{ {one} ... on Query {{ {one} }} }}", token=booking)
    for query in (
        f"{{ {one} b: {one} }}",
        f"{{ ...F c: {one} }} fragment F on Query {{ {one} }}",
        f"query($b: Boolean = true) {{ {one} b: {search} @include(if: $b) {{ truncated }} }}",
    ):
        (error,) = await house.refused(query, token=booking)
        assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
        assert error["message"].startswith("The operation searches 2 times; your role may search once.")
        assert await house.ask(query, token=house.token(Role.STAFF))
