"""Calendar requests of tests, over HTTP: dates, exceptions, closures, conflicts, slots and previews."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from planner import Reader
from tests.practice import ERRORS, House

OCCURRENCE = "originalDate start end status reason clockChange allowRemote location { name } closure { title }"
CONFLICT = """kind message closure { title }
  occurrence { originalDate start session { id name } } other { originalDate start session { id name } }"""
NEVER = "01900000-0000-7000-8000-000000000000"


# ---------------------------------------------------------------- dates


async def dates(house: House, id: str, from_: str, to: str, *, token: str | None = None) -> list[dict[str, Any]]:
    """The occurrences of one session."""
    query = f"query($id: ID!, $from: Date!, $to: Date!) {{ session(id: $id) {{ occurrences(from: $from, to: $to) {{ {OCCURRENCE} }} }} }}"  # noqa: E501
    found = await house.ask(query, token=token, id=id, **{"from": from_, "to": to})
    return list(found["session"]["occurrences"])


async def on(house: House, id: str, day: str) -> dict[str, Any]:
    """The occurrence of a session with this original date."""
    (found,) = await dates(house, id, day, day)
    return found


async def starts(house: House, id: str, from_: str, to: str) -> list[str]:
    return [one["start"] for one in await dates(house, id, from_, to)]


async def calendar(house: House, from_: str, to: str, *, token: str | None = None, **filter: Any) -> Any:
    """The occurrences of the whole practice, as (start, name of the session)."""
    query = """query($filter: SessionFilter, $from: Date!, $to: Date!) {
      occurrences(filter: $filter, from: $from, to: $to) { start session { name } } }"""
    found = await house.ask(query, token=token, filter=filter or None, **{"from": from_, "to": to})
    return [(one["start"], one["session"]["name"]) for one in found["occurrences"]]


async def next_start(house: House, id: str) -> str | None:
    found = await house.ask("query($id: ID!) { session(id: $id) { nextOccurrence { start } } }", id=id)
    following = found["session"]["nextOccurrence"]
    return None if following is None else str(following["start"])


async def version(house: House, id: str) -> int:
    return int((await house.ask("query($id: ID!) { session(id: $id) { version } }", id=id))["session"]["version"])


async def exceptions(house: House, id: str) -> list[dict[str, Any]]:
    selection = "originalDate cancelled date startTime endTime location { name } reason"
    found = await house.ask(f"query($id: ID!) {{ session(id: $id) {{ exceptions {{ {selection} }} }} }}", id=id)
    return list(found["session"]["exceptions"])


# ---------------------------------------------------------------- exceptions, splits

CHANGED = f"occurrence {{ {OCCURRENCE} }} session {{ id version }} warnings {{ {CONFLICT} }} {ERRORS}"


async def cancel(house: House, id: str, day: str, *, token: str | None = None, **given: Any) -> Any:
    declared = "sessionId: ID!; originalDate: Date!; reason: String; expectedVersion: Int"
    return await house.do("cancelOccurrence", declared, CHANGED, token=token, sessionId=id, originalDate=day, **given)


async def move(house: House, id: str, day: str, *, token: str | None = None, **given: Any) -> Any:
    declared = """sessionId: ID!; originalDate: Date!; date: Date; startTime: LocalTime; endTime: LocalTime;
      locationId: ID; reason: String; expectedVersion: Int; onConflict: OnConflict! = WARN"""
    passed = {"sessionId": id, "originalDate": day, **given}
    return await house.do("rescheduleOccurrence", declared, CHANGED, token=token, **passed)


async def restore(house: House, id: str, day: str, *, token: str | None = None, **given: Any) -> Any:
    declared = "sessionId: ID!; originalDate: Date!; expectedVersion: Int"
    return await house.do("restoreOccurrence", declared, CHANGED, token=token, sessionId=id, originalDate=day, **given)


async def split(
    house: House, id: str, day: str, input: dict[str, Any] | None = None, *, token: str | None = None, **given: Any
) -> Any:
    declared = """id: ID!; from: Date!; input: UpdateSessionInput!; expectedVersion: Int;
      onConflict: OnConflict! = WARN; idempotencyKey: String"""
    part = "id version name clinician { id } schedule { text startDate }"
    selection = f"ended {{ {part} }} session {{ {part} }} warnings {{ {CONFLICT} }} {ERRORS}"
    passed = {"id": id, "from": day, "input": input or {}, **given}
    return await house.do("splitSession", declared, selection, token=token, **passed)


# ---------------------------------------------------------------- closures

CLOSURE = """id version title kind clinician { name } location { name }
  startDate endDate startTime endTime allDay"""


def closing(day: str, to: str | None = None, **given: Any) -> dict[str, Any]:
    """The input of a closure; by default of whole days for everyone."""
    return {"title": "Closed", "kind": "OTHER", "startDate": day, "endDate": to or day, **given}


async def close(house: House, day: str, to: str | None = None, **given: Any) -> Any:
    """Creates a closure and returns the payload."""
    payload = await create_closure(house, closing(day, to, **given))
    assert payload["errors"] == [], payload["errors"]
    return payload


async def create_closure(house: House, input: dict[str, Any], *, token: str | None = None, **more: Any) -> Any:
    selection = f"closure {{ {CLOSURE} }} affected {{ {OCCURRENCE} session {{ name }} }} {ERRORS}"
    declared = "input: ClosureInput!; idempotencyKey: String"
    return await house.do("createClosure", declared, selection, token=token, input=input, **more)


async def update_closure(house: House, id: str, input: dict[str, Any], *, token: str | None = None, **more: Any) -> Any:
    selection = f"closure {{ {CLOSURE} }} affected {{ {OCCURRENCE} session {{ name }} }} {ERRORS}"
    declared = "id: ID!; input: ClosureInput!; expectedVersion: Int"
    return await house.do("updateClosure", declared, selection, token=token, id=id, input=input, **more)


async def delete_closure(house: House, id: str, *, token: str | None = None, **more: Any) -> Any:
    declared = "id: ID!; expectedVersion: Int"
    return await house.do("deleteClosure", declared, f"deletedId {ERRORS}", token=token, id=id, **more)


async def closures(house: House, from_: str, to: str, *, token: str | None = None, **given: Any) -> list[str]:
    """The titles of the closures in a window."""
    query = """query($from: Date!, $to: Date!, $clinicianId: ID, $locationId: ID) {
      closures(from: $from, to: $to, clinicianId: $clinicianId, locationId: $locationId) { title } }"""
    found = await house.ask(query, token=token, **{"from": from_, "to": to}, **given)
    return [closure["title"] for closure in found["closures"]]


# ---------------------------------------------------------------- conflicts, slots, previews


async def conflicts(house: House, from_: str, to: str, *, token: str | None = None, **filter: Any) -> Any:
    """The conflicts of the whole practice."""
    query = f"""query($filter: SessionFilter, $from: Date!, $to: Date!) {{
      conflicts(filter: $filter, from: $from, to: $to) {{ {CONFLICT} }} }}"""
    return (await house.ask(query, token=token, filter=filter or None, **{"from": from_, "to": to}))["conflicts"]


async def conflicts_of(house: House, id: str, from_: str, to: str) -> Any:
    query = f"""query($id: ID!, $from: Date!, $to: Date!) {{
      session(id: $id) {{ conflicts(from: $from, to: $to) {{ {CONFLICT} }} }} }}"""
    return (await house.ask(query, id=id, **{"from": from_, "to": to}))["session"]["conflicts"]


SLOTS = """query($search: SlotSearchInput!) { availableSlots(search: $search) {
  slots { start end session { name } clinician { name } location { name } deliveryModes }
  days { date slotCount } nextAvailableDate truncated } }"""
EXPLAIN = """query($search: SlotSearchInput!) { explainAvailability(search: $search) {
  session { name } code date message } }"""


async def slots(house: House, type_id: str, from_: str, to: str, *, token: str | None = None, **given: Any) -> Any:
    search = {"appointmentTypeId": type_id, "from": from_, "to": to, **given}
    return (await house.ask(SLOTS, token=token, search=search))["availableSlots"]


async def times(house: House, type_id: str, day: str, to: str | None = None, **given: Any) -> list[str]:
    """The starts of the slots on a date."""
    return [slot["start"] for slot in (await slots(house, type_id, day, to or day, **given))["slots"]]


async def explain(house: House, type_id: str, from_: str, to: str, *, token: str | None = None, **given: Any) -> Any:
    search = {"appointmentTypeId": type_id, "from": from_, "to": to, **given}
    return (await house.ask(EXPLAIN, token=token, search=search))["explainAvailability"]


async def preview(
    house: House, from_: str, to: str, input: dict[str, Any], *, id: str | None = None, token: str | None = None
) -> Any:
    query = f"""query($id: ID, $input: UpdateSessionInput!, $from: Date!, $to: Date!) {{
      it: previewSession(id: $id, input: $input, from: $from, to: $to) {{ text addedDates removedDates
        occurrences {{ session {{ id }} {OCCURRENCE} }} conflicts {{ {CONFLICT} }} {ERRORS} }} }}"""
    return (await house.ask(query, token=token, id=id, input=input, **{"from": from_, "to": to}))["it"]


# ---------------------------------------------------------------- what it costs


@contextmanager
def counting(patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Records the rows of each statement that planned reads send within the block."""
    rows: list[int] = []
    fetch = Reader.fetch

    async def counted(read: Reader, *given: Any, **values: Any) -> list[Any]:
        found = await fetch(read, *given, **values)
        rows.append(len(found))
        return found

    with patch.context() as patched:
        patched.setattr(Reader, "fetch", counted)
        yield rows


def refusals(payload: Any) -> list[tuple[str, str]]:
    """The code and path of each error."""
    return [(error["code"], ".".join(error["path"])) for error in payload["errors"]]
