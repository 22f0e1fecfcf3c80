"""Slots: when an appointment can be booked, and why not."""

from collections.abc import Sequence
from typing import Any

from db import availability, calendar
from planner import BadInput, Field, Reader, objects
from resolvers import ids
from resolvers.arguments import BusyTime, Searching, SlotSearch
from resolvers.errors import NotFound
from scheduling import availability_reasons, effort, slots
from scheduling.slots import Busy, Search

MOST_SLOTS = 1000
MOST_BUSY = 1000
LONGEST_STEP = 1440
NARROWER = "ask for fewer days, or narrow it by clinicianIds or locationIds"


async def available_slots(read: Reader, item: Field, arguments: Searching) -> Any:
    given = _checked(arguments["search"])
    async with read.loading():
        await _know(read, given.get("busy") or [])
        loaded = await availability.load(read, given, search_of(given), explain=False)
    if loaded is None:
        raise NotFound("There is no such appointment type.")
    question = loaded.asked, loaded.series, loaded.closures
    found = await read.compute(effort.search(*question), slots.search, *question, now=read.now)
    return (await objects(read, item, [found]))[0]


async def explain(read: Reader, item: Field, arguments: Searching) -> Any:
    given = _checked(arguments["search"])
    async with read.loading():
        await _know(read, given.get("busy") or [])
        loaded = await availability.load(read, given, search_of(given), explain=True)
    if loaded is None:
        raise NotFound("There is no such appointment type.")
    question, most = (loaded.asked, loaded.series, loaded.closures), availability.MOST_REASONS
    size = effort.explanation(*question)
    found = await read.compute(size, availability_reasons.explain, *question, now=read.now, most=most)
    if len(found) > most:
        raise BadInput(f"There are more than {most:,} reasons: {NARROWER}.", "search")
    return await objects(read, item, found)


def search_of(given: SlotSearch) -> Search:
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
        first=given.get("first") or 200,
        location_ids=None if locations is None else frozenset(locations),
    )


def _checked(search: SlotSearch) -> SlotSearch:
    given = search.copy()
    given["clinician_ids"] = ids.valid_all(search.get("clinician_ids"), "search", "clinicianIds")
    given["location_ids"] = ids.valid_all(search.get("location_ids"), "search", "locationIds")
    given["appointment_type_id"] = ids.valid(search["appointment_type_id"], "search", "appointmentTypeId")
    calendar.window(given, "search", days=calendar.PRACTICE_DAYS)
    first, step, busy = given.get("first"), given.get("step_minutes"), given.get("busy") or []
    first = given["first"] = 200 if first is None else first
    if not 1 <= first <= MOST_SLOTS:
        raise BadInput(f"first must be between 1 and {MOST_SLOTS}.", "search", "first")
    if step is not None and not 1 <= step <= LONGEST_STEP:
        raise BadInput(f"stepMinutes must be between 1 and {LONGEST_STEP}.", "search", "stepMinutes")
    if len(busy) > MOST_BUSY:
        raise BadInput(f"busy may have {MOST_BUSY} entries at most.", "search", "busy")
    given["busy"] = [_checked_busy(place, one) for place, one in enumerate(busy)]
    return given


def _checked_busy(place: int, one: BusyTime) -> BusyTime:
    if one["end"] <= one["start"]:
        raise BadInput("A busy time must end after it starts.", "search", "busy", str(place), "end")
    clinician_id = ids.valid(one["clinician_id"], "search", "busy", str(place), "clinicianId")
    return {**one, "clinician_id": clinician_id}


async def _know(read: Reader, busy: Sequence[BusyTime]) -> None:
    """BadInput where a busy time is of nobody: a slip in an id would offer what is taken."""
    unknown = await availability.unknown_clinicians(read, (one["clinician_id"] for one in busy))
    for place, one in enumerate(busy):
        if one["clinician_id"] in unknown:
            raise BadInput("There is no such clinician.", "search", "busy", str(place), "clinicianId")
