"""Slots: when an appointment can be booked, and why not."""

import asyncio
from typing import Any

from db import availability, calendar, entities
from db.fields import BadInput, Field
from db.plan import objects
from db.reader import Reader
from resolvers import ids
from resolvers.context import Context
from resolvers.errors import NotFound
from resolvers.reading import ask
from scheduling import explaining, slots
from scheduling.slots import Busy, Search

MOST_SLOTS = 1000
MOST_BUSY = 1000
LONGEST_STEP = 1440


async def available_slots(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    given = _checked(arguments["search"])

    async def work(read: Reader) -> Any:
        await _know(read, given["busy"])
        loaded = await availability.load(read, given, search_of(given), explain=False)
        if loaded is None:
            raise NotFound("There is no such appointment type.")
        found = await asyncio.to_thread(slots.search, loaded.asked, loaded.series, loaded.closures, now=read.now)
        return (await objects(read, item, entities.SLOT_SEARCH_RESULT, [found]))[0]

    return await ask(context, "availableSlots", work)


async def explain(context: Context, item: Field, arguments: dict[str, Any]) -> Any:
    given = _checked(arguments["search"])

    async def work(read: Reader) -> Any:
        await _know(read, given["busy"])
        loaded = await availability.load(read, given, search_of(given), explain=True)
        if loaded is None:
            raise NotFound("There is no such appointment type.")
        found = await asyncio.to_thread(explaining.explain, loaded.asked, loaded.series, loaded.closures, now=read.now)
        return await objects(read, item, entities.AVAILABILITY_REASON, found)

    return await ask(context, "explainAvailability", work)


def search_of(given: dict[str, Any]) -> Search:
    """The search without what the database knows of the type."""
    locations = given.get("location_ids")
    busy = given.get("busy") or []
    return Search(
        from_=given["from"],
        to=given["to"],
        duration_minutes=1,
        delivery_modes=frozenset(),
        delivery_mode=given.get("delivery_mode"),
        step_minutes=given.get("step_minutes"),
        busy=tuple(Busy(one["clinician_id"], one["start"], one["end"]) for one in busy),
        first=given["first"],
        location_ids=None if locations is None else frozenset(locations),
    )


def _checked(search: dict[str, Any]) -> dict[str, Any]:
    given = ids.asked_all(search, "clinician_ids", "location_ids")
    given["appointment_type_id"] = ids.asked(search["appointment_type_id"], "search", "appointmentTypeId")
    calendar.window(given, "search", days=calendar.PRACTICE_DAYS)
    first, step, busy = given.get("first"), given.get("step_minutes"), given.get("busy") or []
    given["first"] = 200 if first is None else first
    if not 1 <= given["first"] <= MOST_SLOTS:
        raise BadInput(f"first must be between 1 and {MOST_SLOTS}.", "search", "first")
    if step is not None and not 1 <= step <= LONGEST_STEP:
        raise BadInput(f"stepMinutes must be between 1 and {LONGEST_STEP}.", "search", "stepMinutes")
    if len(busy) > MOST_BUSY:
        raise BadInput(f"busy may have {MOST_BUSY} entries at most.", "search", "busy")
    given["busy"] = [_checked_busy(place, one) for place, one in enumerate(busy)]
    return given


def _checked_busy(place: int, one: dict[str, Any]) -> dict[str, Any]:
    if one["end"] <= one["start"]:
        raise BadInput("A busy time must end after it starts.", "search", "busy", str(place), "end")
    clinician_id = ids.asked(one["clinician_id"], "search", "busy", str(place), "clinicianId")
    return {**one, "clinician_id": clinician_id}


async def _know(read: Reader, busy: list[dict[str, Any]]) -> None:
    """BadInput where a busy time is of nobody: a slip in an id would offer what is taken."""
    unknown = await availability.unknown_clinicians(read, (one["clinician_id"] for one in busy))
    for place, one in enumerate(busy):
        if one["clinician_id"] in unknown:
            raise BadInput("There is no such clinician.", "search", "busy", str(place), "clinicianId")
