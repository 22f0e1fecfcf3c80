"""A closure or a new time zone in the same instant as a mutation with REJECT: whichever is later says the conflict.

Each race is run often, in transactions that run at the same time, with starts that differ by up to some milliseconds.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.practice import House
from tests.vacuous import some

RACES = 60
AT_ONCE = 3
SCOPES = ("clinician", "location", "practice")
DATE = "2026-03-09"
"""The Monday after the suite's."""


async def close(house: House, scope: str, clinician: str, location: str) -> bool:
    """Closes the whole day; returns whether the payload says that it concerns a session."""
    given = {"title": "Closed", "kind": "OTHER", "startDate": DATE, "endDate": DATE}
    whose = {"clinician": {"clinicianId": clinician}, "location": {"locationId": location}, "practice": {}}[scope]
    payload = await house.do(
        "createClosure",
        "input: ClosureInput!",
        "affected { session { id } } errors { message }",
        input={**given, **whose},
    )
    assert payload["errors"] == []
    return bool(payload["affected"])


async def rejected(mutation: Awaitable[Any]) -> bool:
    """Whether a mutation with REJECT was refused because of a conflict."""
    codes = [error["code"] for error in (await mutation)["errors"]]
    assert codes in ([], ["SCHEDULE_CONFLICT"]), codes
    return codes != []


async def create(house: House, clinician: str, location: str) -> Awaitable[Any]:
    given = await house.session_input(clinicianId=clinician, locationId=location, days="MO")
    return house.create_session(given, onConflict="REJECT")


async def move_in(house: House, clinician: str, location: str) -> Awaitable[Any]:
    """A session of another day, clinician and location is moved there."""
    made = await house.session(days="TU")
    schedule = {"startDate": DATE, "startTime": "09:00", "endTime": "12:00"}
    patch = {"clinicianId": clinician, "locationId": location, "schedule": schedule}
    return house.update_session(made["id"], patch, onConflict="REJECT")


async def move_in_time(house: House, clinician: str, location: str) -> Awaitable[Any]:
    """Nothing is newly chosen but the time."""
    made = await house.session(days="TU", clinicianId=clinician, locationId=location)
    schedule = {"startDate": DATE, "startTime": "09:00", "endTime": "12:00"}
    return house.update_session(made["id"], {"schedule": schedule}, onConflict="REJECT")


async def activate(house: House, clinician: str, location: str) -> Awaitable[Any]:
    made = await house.session(clinicianId=clinician, locationId=location, status="INACTIVE")
    return house.toggle_session(made["id"], onConflict="REJECT")


async def activate_a_moved_date(house: House, clinician: str, location: str) -> Awaitable[Any]:
    """Of an inactive session elsewhere, one date is held at the location."""
    made = await house.session(clinicianId=clinician, days="TU", status="INACTIVE")
    await reschedule_there(house, made["id"], location)
    return house.toggle_session(made["id"], onConflict="REJECT")


async def reschedule(house: House, clinician: str, location: str) -> Awaitable[Any]:
    made = await house.session(clinicianId=clinician, days="TU")
    return reschedule_there(house, made["id"], location)


async def reschedule_there(house: House, an_id: str, location: str) -> Any:
    declared = "sessionId: ID!; originalDate: Date!; date: Date; locationId: ID; onConflict: OnConflict! = WARN"
    given = {"sessionId": an_id, "originalDate": "2026-03-10", "date": DATE, "locationId": location}
    return await house.do("rescheduleOccurrence", declared, "errors { code }", **given, onConflict="REJECT")


async def from_template(house: House, clinician: str, location: str) -> Awaitable[Any]:
    template = await house.template(locationId=location)
    entry = {"clinicianId": clinician, "startDate": DATE}

    async def run() -> Any:
        payload = await house.from_template(template["id"], entry, onConflict="REJECT")
        (item,) = payload["items"]
        return item

    return run()


async def split(house: House, clinician: str, location: str) -> Awaitable[Any]:
    made = await house.session(clinicianId=clinician, locationId=location, days="TU")
    schedule = {"startDate": DATE, "startTime": "09:00", "endTime": "12:00"}
    return house.do(
        "splitSession",
        "id: ID!; from: Date!; input: UpdateSessionInput!; onConflict: OnConflict! = WARN",
        "errors { code }",
        id=made["id"],
        **{"from": DATE},
        input={"schedule": schedule},
        onConflict="REJECT",
    )


MUTATIONS: list[Callable[..., Awaitable[Awaitable[Any]]]] = [
    create,
    move_in,
    move_in_time,
    activate,
    activate_a_moved_date,
    reschedule,
    from_template,
    split,
]


Outcomes = Counter[tuple[bool, bool]]


async def outcomes(house: House, race: Callable[[House, int], Awaitable[tuple[bool, bool]]]) -> Outcomes:
    """How many races ended how: whether each of the two said that there is a conflict."""
    found: Outcomes = Counter()
    for first in range(0, RACES, AT_ONCE):
        found.update(await asyncio.gather(*[race(house, number) for number in range(first, first + AT_ONCE)]))
    assert found.total() == RACES
    return found


def delays(number: int) -> tuple[float, float]:
    """How long the two of a race wait, in seconds: the second one starts from 6 ms before to 6 ms after the first."""
    difference = (number % 25 - 12) / 2000
    return max(0.0, -difference), max(0.0, difference)


async def after(delay: float, work: Awaitable[bool]) -> bool:
    await asyncio.sleep(delay)
    return await work


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_closure_and_a_new_session_do_not_overlap_unnoticed(house: House, scope: str) -> None:
    async def race(house: House, number: int) -> tuple[bool, bool]:
        clinician, location = await house.clinician(), await house.location()
        creating, (one, other) = await create(house, clinician, location), delays(number)
        closing = close(house, scope, clinician, location)
        told = await asyncio.gather(after(one, rejected(creating)), after(other, closing))
        return told[0], told[1]

    if scope == "practice":
        await practice_races(house)
        return
    found = await outcomes(house, race)
    assert found[False, False] == 0, found
    assert found[True, True] == 0, found
    assert len(found) == 2, f"Only one order was tried: {found}"


async def practice_races(house: House) -> None:
    """Each race has a date of its own, because a closure of the practice concerns all of them."""
    clinician = await house.clinician()
    found: Outcomes = Counter()
    for number in range(RACES):
        date = f"20{30 + number // 28}-02-{1 + number % 28:02}"
        given = await house.session_input(clinicianId=clinician, days=None, date=date)
        closure = {"title": "Closed", "kind": "OTHER", "startDate": date, "endDate": date}
        one, other = delays(number)

        async def closing(closure: Any = closure) -> bool:
            payload = await house.do(
                "createClosure", "input: ClosureInput!", "affected { session { id } }", input=closure
            )
            return bool(payload["affected"])

        creating = rejected(house.create_session(given, onConflict="REJECT"))
        told = await asyncio.gather(after(one, creating), after(other, closing()))
        found[told[0], told[1]] += 1
    assert found[False, False] == found[True, True] == 0, found
    assert len(found) == 2, f"Only one order was tried: {found}"


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("mutation", MUTATIONS[1:], ids=lambda mutation: mutation.__name__)
async def test_a_closure_and_any_other_mutation_do_not_overlap_unnoticed(
    house: House, mutation: Callable[..., Awaitable[Awaitable[Any]]], scope: str
) -> None:
    found: Outcomes = Counter()
    for number in range(10):
        clinician, location = await house.clinician(), await house.location()
        changing, (one, other) = await mutation(house, clinician, location), delays(number * 5)
        closing = close(house, scope, clinician, location)
        told = await asyncio.gather(after(one, rejected(changing)), after(other, closing))
        found[told[0], told[1]] += 1
        for closure in (await house.ask(f'{{ closures(from: "{DATE}", to: "{DATE}") {{ id }} }}'))["closures"]:
            await house.do("deleteClosure", "id: ID!", "errors { code }", id=closure["id"])
        for session in (await house.listed("nodes { id }", filter={"clinicianIds": [clinician]}))["nodes"]:
            await house.delete_session(session["id"])
    assert found.total() == 10
    assert found[False, False] == 0, found


async def test_a_closure_that_is_moved_and_a_new_session_do_not_overlap_unnoticed(house: House) -> None:
    update = "id: ID!; input: ClosureInput!"

    async def race(house: House, number: int) -> tuple[bool, bool]:
        clinician, location = await house.clinician(), await house.location()
        given = {"title": "Closed", "kind": "OTHER", "startDate": "2026-03-11", "endDate": "2026-03-11"}
        made = await house.do("createClosure", "input: ClosureInput!", "closure { id }", input=given)

        async def move() -> bool:
            moved = {**given, "startDate": DATE, "endDate": DATE, "locationId": location}
            answer = await house.do(
                "updateClosure", update, "affected { session { id } }", id=made["closure"]["id"], input=moved
            )
            return bool(answer["affected"])

        creating, (one, other) = await create(house, clinician, location), delays(number)
        told = await asyncio.gather(after(one, rejected(creating)), after(other, move()))
        return told[0], told[1]

    found = await outcomes(house, race)
    assert found[False, False] == found[True, True] == 0, found


@pytest.mark.parametrize("new_is_there", [True, False], ids=["new_session_there", "stored_session_there"])
async def test_a_new_time_zone_and_a_new_session_do_not_overlap_unnoticed(house: House, *, new_is_there: bool) -> None:
    """In Paris, 13:00 is noon in London: only there do the two sessions meet."""
    update = "id: ID!; input: UpdateLocationInput!; onConflict: OnConflict! = WARN"

    async def race(house: House, number: int) -> tuple[bool, bool]:
        clinician, location = await house.clinician(), await house.location(timeZone="Europe/London")
        there: dict[str, Any] = {"locationId": location, "start": "13:00", "end": "14:00"}
        here: dict[str, Any] = {"start": "12:00", "end": "13:00"}
        new, stored = (there, here) if new_is_there else (here, there)
        await house.session(clinicianId=clinician, days="MO", **stored)
        given = await house.session_input(clinicianId=clinician, days="MO", **new)
        zone = {"timeZone": "Europe/Paris"}
        moving = house.do("updateLocation", update, "errors { code }", id=location, input=zone, onConflict="REJECT")
        one, other = delays(number)
        told = await asyncio.gather(
            after(one, rejected(house.create_session(given, onConflict="REJECT"))), after(other, rejected(moving))
        )
        return told[0], told[1]

    found = await outcomes(house, race)
    assert found[False, False] == found[True, True] == 0, found


async def test_closures_zones_and_sessions_of_one_clinician_do_not_wait_in_a_circle(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once in one practice: PostgreSQL has to end none of them for the sake of another."""
    ended: list[str] = []

    def jitter(low: float, high: float) -> float:
        ended.append(f"tried again after at most {high} s")
        return low

    monkeypatch.setattr("db.engine.random.uniform", jitter)
    clinicians, location = [await house.clinician() for _ in range(2)], await house.location()
    for clinician in clinicians:
        await house.session(clinicianId=clinician, locationId=location, days="TU")
    update = "id: ID!; input: UpdateLocationInput!; onConflict: OnConflict! = WARN"
    zones = ["Europe/Paris", "Europe/London"]
    for number in range(8):
        works = []
        for clinician in clinicians:
            works += [await mutation(house, clinician, location) for mutation in MUTATIONS]
            works += [close(house, scope, clinician, location) for scope in SCOPES]
        zone = {"timeZone": zones[number % 2]}
        works += [house.do("updateLocation", update, "errors { code }", id=location, input=zone) for _ in range(3)]
        answers = await asyncio.gather(*works)
        assert some(answers)
    assert ended == []
