"""When objects were changed: their times rise with their versions, also if many requests wait for one row."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.practice import Clock, House
from tests.schema.roots import Things, furnish
from tests.vacuous import some

RACERS = 24
ENTRY = "id at action objectId changes { field before after }"

CHANGES: dict[str, tuple[str, str]] = {
    "updateSession": ("session", 'updateSession(id: $id, input: {{ notes: "{n}" }})'),
    "toggleSession": ("session", "toggleSession(id: $id)"),
    "toggleSessions": ("session", "toggleSessions(ids: [$id], active: {odd})"),
    "cancelOccurrence": ("session", 'cancelOccurrence(sessionId: $id, originalDate: "2026-03-09", reason: "{n}")'),
    "rescheduleOccurrence": (
        "session",
        'rescheduleOccurrence(sessionId: $id, originalDate: "2026-03-09", startTime: "10:{n:02}")',
    ),
    "updateSessionTemplate": ("template", 'updateSessionTemplate(id: $id, input: {{ notes: "{n}" }})'),
    "updateClosure": (
        "closure",
        'updateClosure(id: $id, input: {{ title: "{n}", kind: OTHER, startDate: "2026-05-01", '
        'endDate: "2026-05-01" }})',
    ),
    "updateClinician": ("clinician", 'updateClinician(id: $id, input: {{ title: "{n}" }})'),
    "updateLocation": ("location", 'updateLocation(id: $id, input: {{ address: "{n}" }})'),
    "updateAppointmentType": ("appointment type", "updateAppointmentType(id: $id, input: {{ durationMinutes: {m} }})"),
}
"""Mutations of one object, each with what it changes."""

UPDATED_AT = {
    "session": "session(id: $id)",
    "template": "sessionTemplate(id: $id)",
}


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Callable[[], datetime]:
    """The real time, if the test does not say otherwise."""
    given: Callable[[], datetime] = getattr(request, "param", lambda: datetime.now(UTC))
    return given


class Receding(Clock):
    """The clocks of machines that differ: what is asked later is told an earlier time."""

    def __call__(self) -> datetime:
        self.pass_(seconds=-1)
        return self.at


async def contended(house: House, name: str, an_id: str) -> None:
    _, mutation = CHANGES[name]
    documents = [
        f"mutation($id: ID!) {{ it: {mutation.format(n=n, m=10 + n, odd=json.dumps(n % 2 == 1))} "
        "{ errors { message } } }"
        for n in range(RACERS)
    ]
    answers = await asyncio.gather(*[house.ask(document, id=an_id) for document in documents])
    assert all(answer["it"]["errors"] == [] for answer in some(answers)), answers


async def entries_of(house: House, an_id: str) -> list[dict[str, Any]]:
    """The object's entries in the order of the trail, the oldest first."""
    query = (
        f"query($ids: [ID!]) {{ auditEntries(filter: {{ objectIds: $ids }}, first: 100) {{ nodes {{ {ENTRY} }} }} }}"
    )
    found: list[dict[str, Any]] = (await house.ask(query, ids=[an_id]))["auditEntries"]["nodes"]
    return found[::-1]


def assert_that_replay_is_right(entries: list[dict[str, Any]]) -> None:
    """Each entry begins with the values that the entry before it left, in the order of `at` alone."""
    times = [entry["at"] for entry in entries]
    assert times == sorted(set(times)), times
    by_time = sorted(some(entries), key=lambda entry: entry["at"])
    state: dict[str, Any] = {}
    for entry in by_time:
        for change in some(entry["changes"]):
            field, before = change["field"], change["before"]
            if field in state and field != "exception":  # two dates of one session have one field
                assert before == state[field], (field, before, state[field])
            state[field] = change["after"]


@pytest.mark.parametrize("name", CHANGES)
async def test_times_rise_with_the_versions_of_a_row_that_many_wait_for(house: House, name: str) -> None:
    things: Things = await furnish(house)
    an_id = things[CHANGES[name][0]]
    await contended(house, name, an_id)
    entries = await entries_of(house, an_id)
    assert len(entries) > RACERS // 2
    assert_that_replay_is_right(entries)
    if CHANGES[name][0] in UPDATED_AT:
        query = f"query($id: ID!) {{ it: {UPDATED_AT[CHANGES[name][0]]} {{ updatedAt version }} }}"
        stored = (await house.ask(query, id=an_id))["it"]
        assert stored == {"updatedAt": entries[-1]["at"], "version": len(entries)}


@pytest.mark.parametrize("clock", [Receding(datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(days=1))], indirect=True)
@pytest.mark.parametrize("name", CHANGES)
async def test_times_rise_although_the_clock_of_another_machine_is_behind(house: House, name: str) -> None:
    things: Things = await furnish(house)
    an_id = things[CHANGES[name][0]]
    await contended(house, name, an_id)
    assert_that_replay_is_right(await entries_of(house, an_id))


async def test_a_session_that_was_split_and_deleted_replays_in_order(house: House) -> None:
    made = await house.session(days="MO")
    split = 'mutation($id: ID!) { splitSession(id: $id, from: "2027-03-15", input: {}) { errors { message } } }'
    changes = [house.update_session(made["id"], {"notes": f"{n}"}) for n in range(8)]
    await asyncio.gather(house.ask(split, id=made["id"]), *changes)
    await asyncio.gather(
        *[house.update_session(made["id"], {"notes": f"after {n}"}) for n in range(8)],
        house.delete_sessions([made["id"]]),
    )
    entries = await entries_of(house, made["id"])
    assert [entry["action"] for entry in entries][-1] == "DELETED"
    assert_that_replay_is_right(entries[:-1])
    assert entries[-1]["at"] > entries[-2]["at"]


async def test_of_sessions_that_wait_for_one_clinician_the_later_has_the_later_time(house: House) -> None:
    clinician = await house.clinician()
    given = [await house.session_input(clinicianId=clinician, days=None, date="2030-01-07") for _ in range(RACERS)]
    answers = await asyncio.gather(*[house.create_session(one) for one in given])
    # Each is told of the sessions that were there before it.
    earlier = {answer["session"]["id"]: len(answer["warnings"]) for answer in answers}
    nodes = (await house.ask("{ sessions(first: 100) { nodes { id createdAt } } }"))["sessions"]["nodes"]
    in_time = [node["id"] for node in sorted(some(nodes), key=lambda node: node["createdAt"])]
    assert [earlier[an_id] for an_id in in_time] == list(range(RACERS))
