"""Clinicians, locations and appointment types: the three lists that sessions refer to.

They are created, updated, deactivated and (if nothing uses them) deleted in the same way. Only their fields differ.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db import calendar, lists, rows, tables, usage
from db.folding import fold
from db.tables import Table
from planner import Field, Reader, one, page
from resolvers import conflict_checks, ids
from resolvers.arguments import (
    ById,
    CreateAppointmentType,
    CreateClinician,
    CreateLocation,
    Delete,
    DirectoryListing,
    UpdateAppointmentType,
    UpdateClinician,
    UpdateLocation,
)
from resolvers.errors import Refused
from resolvers.mutations import Row, Write
from resolvers.payloads import (
    AppointmentTypePayload,
    ClinicianPayload,
    DeletePayload,
    InUseError,
    LocationPayload,
)
from resolvers.validation import Validator, Values

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MODES = ("IN_PERSON", "VIDEO", "PHONE")


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three lists."""

    what: str
    table: Table
    fields: Callable[[Validator, Values], dict[str, object]]
    """Validates the values of the columns other than the name."""
    columns: tuple[str, ...]


# ---------------------------------------------------------------- the fields of each


def optional(validator: Validator, values: Values, name: str, *, longest: int) -> str | None:
    return validator.text(name, values.get(name), longest=longest, required=False) or None


def active(validator: Validator, values: Values) -> bool:
    validator.required("active", values["active"], what="Whether it is active")
    return bool(values["active"])


def clinician_fields(validator: Validator, values: Values) -> dict[str, object]:
    email = optional(validator, values, "email", longest=320)
    if email is not None and not EMAIL.fullmatch(email):
        validator.invalid("This is not an e-mail address.", "email")
    return {
        "title": optional(validator, values, "title", longest=200),
        "email": email,
        "active": active(validator, values),
    }


def location_fields(validator: Validator, values: Values) -> dict[str, object]:
    return {
        "address": optional(validator, values, "address", longest=1000),
        "time_zone": values.get("time_zone"),
        "active": active(validator, values),
    }


def type_fields(validator: Validator, values: Values) -> dict[str, object]:
    duration, modes, colour = values["duration_minutes"], values["delivery_modes"], values.get("colour")
    validator.required("durationMinutes", duration, what="The duration")
    if duration is not None and not 1 <= duration <= 1440:
        validator.invalid("The duration must be between 1 and 1440 minutes.", "durationMinutes", code="OUT_OF_RANGE")
    if not modes:
        validator.invalid("Choose at least one delivery mode.", "deliveryModes", code="REQUIRED")
    if colour is not None and not COLOUR.fullmatch(colour):
        validator.invalid("The colour must be written as #rrggbb.", "colour")
    return {
        "duration_minutes": duration,
        "delivery_modes": [mode for mode in MODES if mode in (modes or ())],
        "colour": colour.lower() if colour else None,
        "active": active(validator, values),
    }


CLINICIANS = Kind(
    what="clinician",
    table=tables.clinician,
    fields=clinician_fields,
    columns=("name", "title", "email", "active"),
)
LOCATIONS = Kind(
    what="location",
    table=tables.location,
    fields=location_fields,
    columns=("name", "address", "time_zone", "active"),
)
APPOINTMENT_TYPES = Kind(
    what="appointment type",
    table=tables.appointment_type,
    fields=type_fields,
    columns=("name", "duration_minutes", "delivery_modes", "colour", "active"),
)


# ---------------------------------------------------------------- queries


async def by_id(read: Reader, item: Field, arguments: ById) -> object:
    return await one(read, item, ids.valid(arguments["id"], "id"))


async def listing(read: Reader, item: Field, arguments: DirectoryListing) -> object:
    filters = {"search": arguments.get("search"), "active": arguments.get("active")}
    return await page(read, item, lists.DIRECTORY, {**arguments, "filter": filters})


# ---------------------------------------------------------------- mutations


async def create_clinician(write: Write, arguments: CreateClinician) -> ClinicianPayload:
    return ClinicianPayload(await _create(write, CLINICIANS, arguments["input"]))


async def update_clinician(write: Write, arguments: UpdateClinician) -> ClinicianPayload:
    row = await _load(write, CLINICIANS, arguments["id"], arguments.get("expected_version"))
    await _update(write, CLINICIANS, row, arguments["input"])
    return ClinicianPayload(row["id"])


async def delete_clinician(write: Write, arguments: Delete) -> DeletePayload:
    return await _delete(write, CLINICIANS, arguments)


async def create_location(write: Write, arguments: CreateLocation) -> LocationPayload:
    return LocationPayload(await _create(write, LOCATIONS, arguments["input"]))


async def update_location(write: Write, arguments: UpdateLocation) -> LocationPayload:
    """Updates a location. If its time zone changes, its sessions move in time, and may come into conflict."""
    row = await _load(write, LOCATIONS, arguments["id"], arguments.get("expected_version"))
    zone = await calendar.zone_at(write.read, row["id"])
    await _update(write, LOCATIONS, row, arguments["input"])
    if await calendar.zone_at(write.read, row["id"]) == zone:
        return LocationPayload(row["id"])
    warnings = await conflict_checks.check_location(write, row["id"], arguments["on_conflict"])
    return LocationPayload(row["id"], warnings=warnings)


async def delete_location(write: Write, arguments: Delete) -> DeletePayload:
    return await _delete(write, LOCATIONS, arguments)


async def create_appointment_type(write: Write, arguments: CreateAppointmentType) -> AppointmentTypePayload:
    return AppointmentTypePayload(await _create(write, APPOINTMENT_TYPES, arguments["input"]))


async def update_appointment_type(write: Write, arguments: UpdateAppointmentType) -> AppointmentTypePayload:
    row = await _load(write, APPOINTMENT_TYPES, arguments["id"], arguments.get("expected_version"))
    await _update(write, APPOINTMENT_TYPES, row, arguments["input"])
    return AppointmentTypePayload(row["id"])


async def delete_appointment_type(write: Write, arguments: Delete) -> DeletePayload:
    return await _delete(write, APPOINTMENT_TYPES, arguments)


# ---------------------------------------------------------------- what the three lists share


async def _load(write: Write, kind: Kind, an_id: str, expected_version: int | None) -> Row:
    row = await write.load(kind.table, an_id, what=kind.what)
    write.check_version(row, expected_version)
    return row


async def _create(write: Write, kind: Kind, given: Values) -> str:
    values = _validated(write, kind, {"active": True, **given})
    an_id = await write.add(kind.table, values | {"name_key": fold(values["name"])})
    write.audit("CREATED", kind.table, an_id, after=values)
    return an_id


async def _update(write: Write, kind: Kind, row: Row, given: Values) -> None:
    before = {name: row[name] for name in kind.columns}
    after = _validated(write, kind, {**before, **given})
    if before != after:
        await write.update(kind.table, row, after | {"name_key": fold(after["name"])})
        write.audit("UPDATED", kind.table, row["id"], before=before, after=after)


async def _delete(write: Write, kind: Kind, arguments: Delete) -> DeletePayload:
    row = await _load(write, kind, arguments["id"], arguments.get("expected_version"))
    write.audit("DELETED", kind.table, row["id"], before={name: row[name] for name in kind.columns})
    counts = await usage.count(write.tx, kind.table, row["id"])
    if any(counts.values()):
        raise Refused([_in_use(kind, counts)])
    try:
        await rows.remove(write.tx, kind.table, row["id"])
    except rows.Referenced:
        # A row that this viewer may not see refers to it: somebody's personal template.
        raise Refused([_in_use(kind, {})]) from None
    return DeletePayload(row["id"])


def _validated(write: Write, kind: Kind, values: Values) -> dict[str, Any]:
    """The columns of a row. Raises Refused."""
    validator = Validator(write, ("input",))
    name = validator.text("name", values.get("name"), longest=200, required=True)
    columns = {"name": name, **kind.fields(validator, values)}
    validator.raise_errors()
    return columns


def _in_use(kind: Kind, counts: Mapping[str, int]) -> InUseError:
    uses = [f"{count} {what}{'' if count == 1 else 's'}" for what, count in counts.items() if count]
    by = f" by {', '.join(uses)}" if uses else ""
    message = f"This {kind.what} is in use{by}: deactivate it instead."
    return InUseError(message, ("id",), counts.get("session", 0), counts.get("template", 0))
