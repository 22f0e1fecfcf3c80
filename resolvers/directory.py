"""Clinicians, locations and appointment types: three lists of named things that sessions refer to.

They are created, edited, deactivated and (while nothing uses them) deleted alike; what differs is their fields.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from db import calendar, lists, rows, tables, usage
from db.folding import fold
from db.tables import Table
from planner import Field, Reader, one, page
from resolvers import conflict_checks, ids
from resolvers.arguments import ById, DirectoryListing
from resolvers.errors import Refused
from resolvers.mutations import Write
from resolvers.payloads import (
    AppointmentTypePayload,
    ClinicianPayload,
    DeletePayload,
    InUseError,
    LocationPayload,
)
from resolvers.validation import Check

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MODES = ("IN_PERSON", "VIDEO", "PHONE")

Values = Mapping[str, Any]
UseCase = Callable[[Write, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three lists."""

    what: str
    table: Table
    payload: type
    fields: Callable[[Check, Values], dict[str, Any]]
    """The checked columns besides the name, for whole settings."""
    columns: tuple[str, ...]


# ---------------------------------------------------------------- the fields of each


def optional(check: Check, values: Values, name: str, *, longest: int) -> str | None:
    return check.text(name, values.get(name), longest=longest, required=False) or None


def active(check: Check, values: Values) -> bool:
    check.required("active", values["active"], what="Whether it is active")
    return bool(values["active"])


def clinician_fields(check: Check, values: Values) -> dict[str, Any]:
    email = optional(check, values, "email", longest=320)
    if email is not None and not EMAIL.fullmatch(email):
        check.invalid("This is not an e-mail address.", "email")
    return {
        "title": optional(check, values, "title", longest=200),
        "email": email,
        "active": active(check, values),
    }


def location_fields(check: Check, values: Values) -> dict[str, Any]:
    return {
        "address": optional(check, values, "address", longest=1000),
        "time_zone": values.get("time_zone"),
        "active": active(check, values),
    }


def type_fields(check: Check, values: Values) -> dict[str, Any]:
    duration, modes, colour = values["duration_minutes"], values["delivery_modes"], values.get("colour")
    check.required("durationMinutes", duration, what="The duration")
    if duration is not None and not 1 <= duration <= 1440:
        check.invalid("The duration must be between 1 and 1440 minutes.", "durationMinutes", code="OUT_OF_RANGE")
    if not modes:
        check.invalid("Choose at least one delivery mode.", "deliveryModes", code="REQUIRED")
    if colour is not None and not COLOUR.fullmatch(colour):
        check.invalid("The colour must be written as #rrggbb.", "colour")
    return {
        "duration_minutes": duration,
        "delivery_modes": [mode for mode in MODES if mode in (modes or ())],
        "colour": colour.lower() if colour else None,
        "active": active(check, values),
    }


CLINICIANS = Kind(
    what="clinician",
    table=tables.clinician,
    payload=ClinicianPayload,
    fields=clinician_fields,
    columns=("name", "title", "email", "active"),
)
LOCATIONS = Kind(
    what="location",
    table=tables.location,
    payload=LocationPayload,
    fields=location_fields,
    columns=("name", "address", "time_zone", "active"),
)
APPOINTMENT_TYPES = Kind(
    what="appointment type",
    table=tables.appointment_type,
    payload=AppointmentTypePayload,
    fields=type_fields,
    columns=("name", "duration_minutes", "delivery_modes", "colour", "active"),
)


# ---------------------------------------------------------------- queries


async def by_id(read: Reader, item: Field, arguments: ById) -> Any:
    return await one(read, item, ids.asked(arguments["id"], "id"))


async def listing(read: Reader, item: Field, arguments: DirectoryListing) -> Any:
    filters = {"search": arguments.get("search"), "active": arguments.get("active")}
    return await page(read, item, lists.DIRECTORY, {**arguments, "filter": filters})


# ---------------------------------------------------------------- mutations


def creating(kind: Kind) -> UseCase:
    async def create(write: Write, arguments: dict[str, Any]) -> Any:
        values = _checked(write, kind, {"active": True} | arguments["input"])
        an_id = await write.add(kind.table, values | {"name_key": fold(values["name"])})
        write.audit("CREATED", kind.table, an_id, after=values)
        return kind.payload(an_id)

    return create


async def update_location(write: Write, arguments: dict[str, Any]) -> LocationPayload:
    """Changes a location. In another zone its sessions are at other times, and may be in each other's way."""
    row = await write.locked(LOCATIONS.table, arguments["id"], what=LOCATIONS.what)
    zone = await calendar.zone_at(write.read, row["id"])
    payload: LocationPayload = await _update_location(write, arguments)
    if await calendar.zone_at(write.read, row["id"]) == zone:
        return payload
    return replace(payload, warnings=await conflict_checks.look_around(write, row["id"], arguments["on_conflict"]))


def updating(kind: Kind) -> UseCase:
    async def update(write: Write, arguments: dict[str, Any]) -> Any:
        row = await write.locked(kind.table, arguments["id"], what=kind.what)
        write.expect(row, arguments.get("expected_version"))
        before = {name: row[name] for name in kind.columns}
        after = _checked(write, kind, before | arguments["input"])
        if before != after:
            await write.change(kind.table, row, after | {"name_key": fold(after["name"])})
            write.audit("UPDATED", kind.table, row["id"], before=before, after=after)
        return kind.payload(row["id"])

    return update


_update_location = updating(LOCATIONS)


def deleting(kind: Kind) -> UseCase:
    async def remove(write: Write, arguments: dict[str, Any]) -> DeletePayload:
        row = await write.locked(kind.table, arguments["id"], what=kind.what)
        write.expect(row, arguments.get("expected_version"))
        write.audit("DELETED", kind.table, row["id"], before={name: row[name] for name in kind.columns})
        counts = await usage.count(write.tx, kind.table, row["id"])
        if any(counts.values()):
            raise Refused([_in_use(kind, counts)])
        try:
            await rows.remove(write.tx, kind.table, row["id"])
        except rows.Referenced:
            # What stands in the way is hidden from this viewer: somebody's personal template.
            raise Refused([_in_use(kind, {})]) from None
        return DeletePayload(row["id"])

    return remove


def _checked(write: Write, kind: Kind, values: Values) -> dict[str, Any]:
    check = Check(write, values, ("input",))
    name = check.text("name", values.get("name"), longest=200, required=True)
    columns = {"name": name, **kind.fields(check, values)}
    check.refuse()
    return columns


def _in_use(kind: Kind, counts: Mapping[str, int]) -> InUseError:
    uses = [f"{count} {what}{'' if count == 1 else 's'}" for what, count in counts.items() if count]
    by = f" by {', '.join(uses)}" if uses else ""
    message = f"This {kind.what} is in use{by}: deactivate it instead."
    return InUseError(message, ("id",), counts.get("session", 0), counts.get("template", 0))
