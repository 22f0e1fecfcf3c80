"""How much one request can make the service compute: limited, and not on the event loop."""

import threading
import time as clock
from datetime import date, time
from typing import Any

import pytest

from db import calendar
from db.engine import Database
from resolvers import conflict_checks
from resolvers.context import AT_ONCE
from scheduling import conflicts, occurrences, recurrence, schedule
from scheduling.closures import Closure
from scheduling.occurrences import Series
from server.limits import LIMITS
from tests.practice import House

ALL_DAY = {"start": "00:00", "end": "23:59"}


def around_the_clock(count: int, *, rrule: str = "FREQ=DAILY", start: date = date(2026, 1, 5)) -> list[Series]:
    """Sessions of one clinician, all at the same time."""
    when = schedule.build(
        {"start_date": start, "start_time": time(0), "end_time": time(23), "recurrence": {"rrule": rrule}},
        with_start_date=True,
    )
    return [Series(f"{place:03}", "clinician", None, True, "Europe/London", when, True, ()) for place in range(count)]


def closed(start: date, end: date) -> Closure:
    return Closure("closure", "Away", "LEAVE", None, None, start, end, None, None, "Europe/London")


def test_the_search_for_conflicts_ends_once_there_are_too_many() -> None:
    """Sixty sessions around the clock have 650,000 overlaps in a year."""
    together = around_the_clock(60)
    year: dict[str, Any] = {"from_": date(2026, 1, 5), "to": date(2027, 1, 4)}
    about = [one.session_id for one in together]
    begin = clock.process_time()
    with pytest.raises(conflicts.TooMany):
        conflicts.by_session(together, (), **year, names={}, about=about, most=5_000)
    with pytest.raises(conflicts.TooMany):
        conflicts.find(together, (), **year, names={}, most=5_000)
    assert clock.process_time() - begin < 5


def test_as_many_conflicts_as_are_allowed_are_told() -> None:
    pair = around_the_clock(2)
    day: dict[str, Any] = {"from_": date(2026, 1, 5), "to": date(2026, 1, 6)}
    assert len(conflicts.find(pair, (), **day, names={}, most=2)) == 2
    with pytest.raises(conflicts.TooMany):
        conflicts.find(pair, (), **day, names={}, most=1)


def test_what_a_closure_of_centuries_takes_out_is_found_at_the_cost_of_what_is_listed() -> None:
    series = around_the_clock(40, start=date(2150, 1, 1))
    begin = clock.process_time()
    found = occurrences.affected(closed(date(1900, 1, 1), date(2199, 12, 31)), series, [])
    assert [one.held_on for one in found[::40]] == [date(2150, 1, 1), date(2150, 1, 2), date(2150, 1, 3)]
    assert clock.process_time() - begin < 2


def test_a_closure_finds_what_is_held_once_in_a_decade() -> None:
    series = around_the_clock(1, rrule="FREQ=YEARLY;INTERVAL=10")
    found = occurrences.affected(closed(date(2026, 1, 1), date(2060, 1, 1)), series, [])
    assert [one.held_on.year for one in found] == [2026, 2036, 2046, 2056]


def test_no_more_dates_are_made_than_can_be_answered() -> None:
    week: dict[str, Any] = {"from_": date(2026, 1, 5), "to": date(2026, 1, 11)}
    assert len(occurrences.expand(around_the_clock(10), (), **week, most=20)) == 21


async def test_too_many_conflicts_of_a_page_of_sessions_are_bad_input(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "MOST_CONFLICTS", 5)
    clinician = await house.clinician()
    for _ in range(3):
        await house.session(clinicianId=clinician, **ALL_DAY)
    window = 'from: "2026-03-02", to: "2026-03-08"'
    assert await house.code(f"{{ sessions {{ nodes {{ conflicts({window}) {{ kind }} }} }} }}") == "BAD_USER_INPUT"
    assert len((await house.ask(f"{{ conflicts({window}) {{ kind }} }}"))["conflicts"]) == 3


async def test_a_preview_lists_as_many_conflicts_as_a_mutation(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resolvers.calendar.MOST_LISTED", 4)
    monkeypatch.setattr(conflict_checks, "MOST_LISTED", 4)
    clinician = await house.clinician()
    first = await house.session(clinicianId=clinician, **ALL_DAY)
    await house.session(clinicianId=clinician, **ALL_DAY)
    query = """query($id: ID!) { previewSession(id: $id, input: {}, from: "2026-03-02", to: "2027-03-01") {
      occurrences { start } conflicts { message } } }"""
    preview = (await house.ask(query, id=first["id"]))["previewSession"]
    assert len(preview["occurrences"]) == 53
    assert len(preview["conflicts"]) == 4


async def test_a_query_of_many_fields_leaves_connections_to_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, most, read = 0, 0, Database.read

    async def counted(*given: Any, **more: Any) -> Any:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        try:
            return await read(*given, **more)
        finally:
            reading -= 1

    monkeypatch.setattr(Database, "read", counted)
    fields = " ".join(f"a{place}: clinicians {{ totalCount }}" for place in range(30))
    assert len(await house.ask(f"{{ {fields} }}")) == 30
    assert most == AT_ONCE


async def test_how_far_a_count_reaches_is_not_looked_for_on_the_event_loop(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a quarter of a second for this rule, whose thousandth date is after the year 9000."""
    on_the_loop, last_date = [], recurrence.last_date

    def noted(*given: Any) -> date | None:
        on_the_loop.append(threading.current_thread() is threading.main_thread())
        return last_date(*given)

    monkeypatch.setattr(recurrence, "last_date", noted)
    slow = "FREQ=DAILY;INTERVAL=27;BYMONTHDAY=-1,5;BYDAY=FR;COUNT=1000"
    await house.session(rrule=slow, date="1900-01-01")
    template = await house.template(rrule=slow)
    entry = {"clinicianId": await house.clinician(), "startDate": "1900-01-01"}
    assert (await house.from_template(template["id"], entry))["created"] == 1
    assert on_the_loop == [False, False]


# ---------------------------------------------------------------- what a client is told of its cost

PAGE = "query($n: Int) { sessions(first: $n) { nodes { id clinician { name } } } }"


async def cost_told(house: House, query: str, *, ask: str | None = "1", **variables: Any) -> Any:
    headers = {"Authorization": f"Bearer {house.token()}", **({} if ask is None else {"GraphQL-Cost": ask})}
    body = {"query": query, "variables": variables}
    return (await house.client.post("/graphql", json=body, headers=headers)).json()


async def test_the_cost_of_an_answer_is_told_to_who_asks(house: House) -> None:
    small, large = [(await cost_told(house, PAGE, n=size))["extensions"]["cost"] for size in (1, 100)]
    assert small["maximum"] == large["maximum"] == LIMITS.cost
    assert 1 < small["requested"] < large["requested"] / 50
    refused = await cost_told(house, "{ sessions(first: 0) { totalCount } }")
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert refused["extensions"]["cost"]["maximum"] == LIMITS.cost
    for header in (None, "0", "yes"):
        assert "extensions" not in await cost_told(house, PAGE, ask=header, n=1)
    introspected = await cost_told(house, "{ __schema { queryType { name } } }")
    assert introspected["extensions"]["cost"]["requested"] > 0
    assert "extensions" not in await cost_told(house, "{ __schema { queryType { name } } }", ask=None)


@pytest.mark.parametrize("ask", [None, "1"])
async def test_a_refusal_by_cost_tells_the_cost_without_being_asked(house: House, ask: str | None) -> None:
    query = """{ sessions(first: 100) { nodes { occurrences(from: "2026-01-01", to: "2026-12-31") { start end } } } }"""
    answer = await cost_told(house, query, ask=ask)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
    cost = answer["extensions"]["cost"]
    assert error["extensions"]["cost"] == cost
    assert cost["requested"] > cost["maximum"] == LIMITS.cost
    assert "data" not in answer
