"""Closures: bank holidays, leave and other time in which sessions do not run."""

from collections.abc import Mapping
from typing import Any

from db import calendar, rows, tables
from resolvers.mutations import Write
from resolvers.payloads import ClosurePayload, DeletePayload
from resolvers.validation import Check
from scheduling.schedule import FIRST_YEAR, LAST_YEAR

WHAT = "closure"
COLUMNS = ("title", "kind", "clinician_id", "location_id", "start_date", "end_date", "start_time", "end_time")


async def create(write: Write, arguments: dict[str, Any]) -> ClosurePayload:
    values = await _checked(write, arguments["input"])
    an_id = await write.add(tables.closure, values)
    write.audit("CREATED", tables.closure, an_id, after=values)
    return await _payload(write, an_id, values)


async def update(write: Write, arguments: dict[str, Any]) -> ClosurePayload:
    row = await write.locked(tables.closure, arguments["id"], what=WHAT)
    write.expect(row, arguments.get("expected_version"))
    before = {name: row[name] for name in COLUMNS}
    after = await _checked(write, arguments["input"])
    if before != after:
        await write.change(tables.closure, row, after)
        write.audit("UPDATED", tables.closure, row["id"], before=before, after=after)
    return await _payload(write, row["id"], after)


async def delete(write: Write, arguments: dict[str, Any]) -> DeletePayload:
    row = await write.locked(tables.closure, arguments["id"], what=WHAT)
    write.expect(row, arguments.get("expected_version"))
    write.audit("DELETED", tables.closure, row["id"], before={name: row[name] for name in COLUMNS})
    await rows.remove(write.tx, tables.closure, row["id"])
    return DeletePayload(row["id"])


async def _payload(write: Write, an_id: str, values: Mapping[str, Any]) -> ClosurePayload:
    """The closure with the occurrences of active sessions that it takes out."""
    return ClosurePayload(an_id, tuple(await calendar.affected(write.read, an_id, values)))


async def _checked(write: Write, given: Mapping[str, Any]) -> dict[str, Any]:
    check = Check(write, given, ("input",), any_state=True)
    values = {name: given.get(name) for name in COLUMNS}
    values["title"] = check.text("title", given.get("title"), longest=200, required=True)
    if given.get("clinician_id") is not None or given.get("location_id") is not None:
        await check.hold(clinician=given.get("clinician_id"), location=given.get("location_id"))
    for what in ("clinician", "location"):
        if (given_id := values[f"{what}_id"]) is not None:
            found = check.references([(given_id, (f"{what}Id",))], what=what)
            values[f"{what}_id"] = found[0] if found else None
    _check_span(check, values)
    check.refuse()
    return values


def _check_span(check: Check, values: Mapping[str, Any]) -> None:
    start, end = values["start_date"], values["end_date"]
    for name, day in (("startDate", start), ("endDate", end)):
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            message = f"The date must be between {FIRST_YEAR} and {LAST_YEAR}."
            check.invalid(message, name, code="OUT_OF_RANGE")
    if end < start:
        check.invalid("The last date must not be before the first.", "endDate")
    opens, closes = values["start_time"], values["end_time"]
    if (opens is None) != (closes is None):
        missing = "startTime" if opens is None else "endTime"
        check.invalid("Give both times, or none for whole days.", missing, code="REQUIRED")
    elif opens is not None and start == end and closes <= opens:
        check.invalid("The end must be after the start.", "endTime")
