"""The limit of createSession gives the service's guarantees; without them it would be no fair yardstick."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bench.limit import Limit, Rejected, opened
from tests.practice import House
from tests.vacuous import some

EVENING = {"startDate": "2035-03-05", "startTime": "21:00", "endTime": "22:30"}


@pytest.fixture
async def limit(migrated: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Limit]:
    monkeypatch.setenv("DATABASE_URL", migrated)
    limit = Limit()
    limit.pool = await opened()
    yield limit
    await limit.pool.close()


async def given(house: House, **changed: Any) -> dict[str, Any]:
    return {
        "name": "Late clinic",
        "clinicianId": await house.clinician(),
        "locationId": await house.location(),
        "schedule": EVENING,
        "appointmentTypeIds": [await house.appointment_type()],
        **changed,
    }


async def sessions(house: House) -> list[Any]:
    found: list[Any] = (await house.ask("{ sessions { nodes { id name version clinician { id } } } }"))["sessions"][
        "nodes"
    ]
    return found


async def test_it_answers_what_it_wrote_and_leaves_an_audit_entry(house: House, limit: Limit) -> None:
    wanted = await given(house)
    answer = await limit.answer("/create", house.practice_id, {"input": wanted})
    assert answer["createSession"]["session"]["name"] == "Late clinic"
    (made,) = await sessions(house)
    assert (made["version"], made["clinician"]["id"]) == (1, wanted["clinicianId"])
    entries = (
        await house.ask(
            "query($filter: AuditFilter) { auditEntries(filter: $filter) { nodes { action objectType } } }",
            filter={"objectIds": [made["id"]]},
        )
    )["auditEntries"]["nodes"]
    assert entries == [{"action": "CREATED", "objectType": "SESSION"}]


@pytest.mark.parametrize("reference", ["clinicianId", "locationId", "appointmentTypeIds"])
async def test_a_reference_to_another_practice_is_refused(
    house: House, other_house: House, limit: Limit, reference: str
) -> None:
    foreign = (await given(other_house))[reference]
    with pytest.raises(Rejected):
        await limit.answer("/create", house.practice_id, {"input": await given(house, **{reference: foreign})})
    assert await sessions(house) == []


async def test_an_inactive_clinician_is_refused(house: House, limit: Limit) -> None:
    wanted = await given(house)
    await house.do(
        "updateClinician",
        "id: ID!; input: UpdateClinicianInput!",
        "errors { message }",
        id=wanted["clinicianId"],
        input={"active": False},
    )
    with pytest.raises(Rejected, match="inactive"):
        await limit.answer("/create", house.practice_id, {"input": wanted})


async def test_of_two_at_the_same_time_one_is_rejected(house: House, limit: Limit) -> None:
    wanted = {"input": await given(house), "onConflict": "REJECT"}
    racing = (limit.answer("/create", house.practice_id, wanted) for _ in range(5))
    done = await asyncio.gather(*racing, return_exceptions=True)
    refused = some([one for one in done if isinstance(one, Rejected)])
    assert len(refused) == 4
    assert "overlaps" in str(refused[0])
    assert len(await sessions(house)) == 1


@pytest.mark.parametrize("start, end, meets", [("20:00", "21:00", False), ("20:00", "21:01", True)])
async def test_hours_that_only_touch_are_no_conflict(
    house: House, limit: Limit, start: str, end: str, meets: bool
) -> None:
    wanted = await given(house)
    there = {"clinicianId": wanted["clinicianId"], "locationId": wanted["locationId"]}
    await house.session(days="MO", start=start, end=end, **there)
    sent = limit.answer("/create", house.practice_id, {"input": wanted, "onConflict": "REJECT"})
    if meets:
        with pytest.raises(Rejected, match="overlaps"):
            await sent
    else:
        assert (await sent)["createSession"]["errors"] == []
