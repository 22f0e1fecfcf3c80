"""Concurrent requests through HTTP, in transactions that run at the same time."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from tests.practice import House
from tests.schema.roots import furnish
from tests.vacuous import some

RACERS = 50


async def all_at_once(*calls: Any) -> list[Any]:
    return list(await asyncio.gather(*calls))


def codes(payloads: list[Any]) -> Counter[str]:
    return Counter(" ".join(error["code"] for error in payload["errors"]) or "done" for payload in payloads)


# ---------------------------------------------------------------- one key


async def test_fifty_clients_with_one_key_create_one_session_and_get_one_answer(
    house: House, database: Database
) -> None:
    given = await house.session_input()
    answers = await all_at_once(*[house.create_session(given, idempotencyKey="once") for _ in range(RACERS)])
    assert answers[0]["errors"] == []
    assert all(answer == answers[0] for answer in some(answers))
    stored = await house.stored(database)
    assert len(stored["session"]) == len(stored["idempotency_key"]) == 1
    assert len(stored["audit_entry"]) == 2  # the clinician, and the session


async def test_fifty_clients_with_different_keys_create_fifty_sessions(house: House) -> None:
    given = await house.session_input(status="INACTIVE")
    answers = await all_at_once(
        *[house.create_session(given, idempotencyKey=f"key {number}") for number in range(RACERS)]
    )
    assert codes(answers) == {"done": RACERS}
    assert len({answer["session"]["id"] for answer in answers}) == RACERS


async def test_a_repeated_key_returns_the_first_payload_in_another_selection(house: House) -> None:
    given = await house.session_input(name="Clinic")
    first = await house.create_session(given, idempotencyKey="k")
    query = """mutation($input: CreateSessionInput!) { createSession(input: $input, idempotencyKey: "k") {
        session { name version } warnings { message } errors { code } } }"""
    again = (await house.ask(query, input=given))["createSession"]
    assert again == {"session": {"name": "Clinic", "version": 1}, "warnings": [], "errors": []}
    # The session itself is returned as it is now.
    await house.update_session(first["session"]["id"], {"name": "Renamed"})
    assert (await house.ask(query, input=given))["createSession"]["session"] == {"name": "Renamed", "version": 2}
    await house.delete_session(first["session"]["id"])
    assert (await house.ask(query, input=given))["createSession"] == {"session": None, "warnings": [], "errors": []}
    assert (await house.listed())["nodes"] == []


async def test_a_repeated_key_returns_the_warnings_of_the_first_payload(house: House) -> None:
    clinician = await house.clinician()
    await house.session(clinicianId=clinician)
    given = await house.session_input(clinicianId=clinician)
    first = await house.create_session(given, idempotencyKey="k")
    assert first["warnings"]
    assert await house.create_session(given, idempotencyKey="k") == first


async def test_another_request_under_the_same_key_is_a_mismatch(house: House, database: Database) -> None:
    given = await house.session_input()
    made = (await house.create_session(given, idempotencyKey="k"))["session"]
    before = await house.stored(database)
    others = [
        await house.create_session({**given, "notes": "x"}, idempotencyKey="k"),
        await house.create_session(given, idempotencyKey="k", onConflict="REJECT"),
        await house.duplicate_session(made["id"], idempotencyKey="k"),
    ]
    for payload in others:
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("IDEMPOTENCY_MISMATCH", ["idempotencyKey"])
        assert payload["session"] is None
    assert await house.stored(database) == before


async def test_a_key_belongs_to_one_viewer_and_one_practice(house: House, other_house: House) -> None:
    clinician = await house.clinician()
    given = await house.session_input(clinicianId=clinician)
    mine = await house.create_session(given, idempotencyKey="k")
    theirs = await house.create_session(
        given, idempotencyKey="k", token=house.token(Role.CLINICIAN, clinician=clinician)
    )
    elsewhere = await other_house.create_session(await other_house.session_input(), idempotencyKey="k")
    assert len({payload["session"]["id"] for payload in (mine, theirs, elsewhere)}) == 3


async def test_a_refused_request_leaves_its_key_free(house: House, database: Database) -> None:
    given = await house.session_input()
    assert codes([await house.create_session({**given, "name": ""}, idempotencyKey="k")]) == {"REQUIRED": 1}
    assert (await house.stored(database))["idempotency_key"] == []
    assert codes([await house.create_session(given, idempotencyKey="k")]) == {"done": 1}


async def test_a_key_is_stored_for_a_day(house: House, database: Database, clock: Any) -> None:
    given = await house.session_input(status="INACTIVE")
    made = await house.create_session(given, idempotencyKey="k")
    clock.pass_(hours=23, minutes=59)
    assert await house.create_session(given, idempotencyKey="k") == made
    clock.pass_(hours=2)
    await house.create_session(given, idempotencyKey="another")
    kept = (await house.stored(database))["idempotency_key"]
    assert [row[2] for row in kept] == ["another"]


# ---------------------------------------------------------------- one version


async def test_of_fifty_updates_with_one_version_one_is_done_and_the_others_are_refused(
    house: House, database: Database
) -> None:
    made = await house.session()
    answers = await all_at_once(
        *[house.update_session(made["id"], {"notes": f"Mine: {number}"}, expectedVersion=1) for number in range(RACERS)]
    )
    assert codes(answers) == {"done": 1, "VERSION_CONFLICT": RACERS - 1}
    told = {error["currentVersion"] for answer in answers for error in answer["errors"]}
    assert told == {2}
    (winner,) = [answer["session"] for answer in answers if answer["session"]]
    assert await house.find(made["id"]) == winner
    assert winner["version"] == 2
    updates = [row for row in (await house.stored(database))["audit_entry"] if "UPDATED" in row]
    assert len(updates) == 1


async def test_updates_without_a_version_are_done_one_after_the_other(house: House) -> None:
    made = await house.session()
    answers = await all_at_once(*[house.update_session(made["id"], {"notes": f"{number}"}) for number in range(10)])
    assert codes(answers) == {"done": 10}
    assert sorted(answer["session"]["version"] for answer in answers) == list(range(2, 12))


async def test_a_session_is_deleted_once(house: House) -> None:
    made = await house.session()
    answers = await all_at_once(*[house.delete_session(made["id"]) for _ in range(10)])
    assert codes(answers) == {"done": 1, "NOT_FOUND": 9}


# ---------------------------------------------------------------- one clinician's time


@pytest.mark.parametrize("racers", [2, 20])
async def test_of_sessions_that_would_overlap_one_is_created(house: House, racers: int) -> None:
    clinician = await house.clinician()
    given = [await house.session_input(clinicianId=clinician) for _ in range(racers)]
    answers = await all_at_once(*[house.create_session(one, onConflict="REJECT") for one in given])
    assert codes(answers) == {"done": 1, "SCHEDULE_CONFLICT": racers - 1}
    assert (await house.listed("totalCount"))["totalCount"] == 1


async def test_two_sessions_that_are_activated_at_once_do_not_overlap(house: House) -> None:
    clinician = await house.clinician()
    asleep = [await house.session(clinicianId=clinician, status="INACTIVE") for _ in range(6)]
    answers = await all_at_once(*[house.toggle_session(one["id"], onConflict="REJECT") for one in asleep])
    assert codes(answers) == {"done": 1, "SCHEDULE_CONFLICT": 5}
    page = await house.listed("totalCount", filter={"status": "ACTIVE"})
    assert page["totalCount"] == 1


async def test_two_sessions_that_are_moved_together_do_not_overlap(house: House) -> None:
    clinician = await house.clinician()
    made = [await house.session(clinicianId=clinician, days=day) for day in ("MO", "TU", "WE", "TH")]
    times = {"startDate": "2026-01-09", "startTime": "09:00", "endTime": "12:00"}
    schedule = {**times, "recurrence": {"weekly": {"weekdays": ["FRIDAY"]}}}
    answers = await all_at_once(
        *[house.update_session(one["id"], {"schedule": schedule}, onConflict="REJECT") for one in made]
    )
    assert codes(answers) == {"done": 1, "SCHEDULE_CONFLICT": 3}


async def test_an_object_cannot_be_referenced_while_it_is_deleted(house: House) -> None:
    """A session and the deletion of its location at once: either there is no session, or the location stays."""
    for _ in range(5):
        things = await furnish(house)
        await house.delete_session(things["session"])
        template = "mutation($id: ID!) { deleteSessionTemplate(id: $id) { errors { code } } }"
        await house.ask(template, id=things["template"])
        given = await house.session_input(clinicianId=things["clinician"], locationId=things["location"])
        deleting = house.do("deleteLocation", "id: ID!", "errors { code }", id=things["location"])
        made, deleted = await all_at_once(house.create_session(given), deleting)
        outcome = codes([made]), codes([deleted])
        assert outcome in [({"done": 1}, {"IN_USE": 1}), ({"NOT_FOUND": 1}, {"done": 1})]


async def test_bulk_actions_in_opposite_orders_do_not_deadlock(house: House) -> None:
    ids = [(await house.session(status="INACTIVE"))["id"] for _ in range(8)]
    answers = await all_at_once(
        *[house.toggle_sessions(ids if number % 2 else ids[::-1], bool(number % 3)) for number in range(10)]
    )
    assert all(answer["succeeded"] == len(ids) for answer in some(answers))
