"""Closures: bank holidays, leave and other times in which sessions do not run."""

from db import calendar, rows, tables
from db.references import Purpose
from resolvers.arguments import CreateClosure, Delete, UpdateClosure
from resolvers.inputs import ClosureInput
from resolvers.mutations import Write
from resolvers.payloads import ClosurePayload, DeletePayload
from resolvers.validation import Validator
from scheduling.schedule import FIRST_YEAR, LAST_YEAR

WHAT = "closure"
COLUMNS = ("title", "kind", "clinician_id", "location_id", "start_date", "end_date", "start_time", "end_time")


async def create(write: Write, arguments: CreateClosure) -> ClosurePayload:
    values = await _validated(write, arguments["input"])
    an_id = await write.add(tables.closure, values)
    write.audit("CREATED", tables.closure, an_id, after=values)
    return await _payload(write, an_id, values)


async def update(write: Write, arguments: UpdateClosure) -> ClosurePayload:
    row = await write.load(tables.closure, arguments["id"], what=WHAT)
    write.check_version(row, arguments.get("expected_version"))
    before = {name: row[name] for name in COLUMNS}
    after = await _validated(write, arguments["input"])
    if before != after:
        await write.update(tables.closure, row, after)
        write.audit("UPDATED", tables.closure, row["id"], before=before, after=after)
    return await _payload(write, row["id"], after)


async def delete(write: Write, arguments: Delete) -> DeletePayload:
    row = await write.load(tables.closure, arguments["id"], what=WHAT)
    write.check_version(row, arguments.get("expected_version"))
    write.audit("DELETED", tables.closure, row["id"], before={name: row[name] for name in COLUMNS})
    await rows.remove(write.tx, tables.closure, row["id"])
    return DeletePayload(row["id"])


async def _payload(write: Write, an_id: str, values: dict[str, object]) -> ClosurePayload:
    """The closure, and the occurrences of active sessions that it removes."""
    return ClosurePayload(an_id, tuple(await calendar.affected(write.read, an_id, values)))


async def _validated(write: Write, given: ClosureInput) -> dict[str, object]:
    """The closure's columns. Raises Refused."""
    validator = Validator(write, ("input",), any_state=True)
    clinician_id, location_id = given.get("clinician_id"), given.get("location_id")
    values = {
        **{name: given.get(name) for name in COLUMNS},
        "title": validator.text("title", given["title"], longest=200, required=True),
    }
    await validator.load_references(clinician=clinician_id, location=location_id, purpose=_purpose(given))
    if clinician_id is not None:
        values["clinician_id"] = next(
            iter(validator.resolve([(clinician_id, ("clinicianId",))], what="clinician")), None
        )
    if location_id is not None:
        values["location_id"] = next(iter(validator.resolve([(location_id, ("locationId",))], what="location")), None)
    _validate_span(validator, given)
    validator.raise_errors()
    return values


def _purpose(given: ClosureInput) -> Purpose:
    """Which sessions the closure concerns: they are not checked for conflicts while it is written."""
    if given.get("clinician_id") is not None:
        return Purpose.CLINICIAN_CLOSURE
    return Purpose.PRACTICE_CLOSURE if given.get("location_id") is None else Purpose.LOCATION_CLOSURE


def _validate_span(validator: Validator, given: ClosureInput) -> None:
    start, end = given["start_date"], given["end_date"]
    holes = validator.write.holes
    for name, day in (("startDate", start), ("endDate", end)):
        if (*validator.prefix, name) not in holes and not FIRST_YEAR <= day.year < LAST_YEAR:
            message = f"The date must be between {FIRST_YEAR} and {LAST_YEAR}."
            validator.invalid(message, name, code="OUT_OF_RANGE")
    if holes.isdisjoint({("input", "startDate"), ("input", "endDate")}) and end < start:
        validator.invalid("The last date must not be before the first.", "endDate")
    opens, closes = given.get("start_time"), given.get("end_time")
    if opens is None and closes is not None:
        validator.invalid("Give both times, or none for whole days.", "startTime", code="REQUIRED")
    elif opens is not None and closes is None:
        validator.invalid("Give both times, or none for whole days.", "endTime", code="REQUIRED")
    elif opens is not None and closes is not None and start == end and closes <= opens:
        validator.invalid("The end must be after the start.", "endTime")
