"""Clinicians, locations and appointment types: three lists of named things that sessions refer to.

They are created, edited, deactivated and (while nothing uses them) deleted alike; what differs is their fields.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, func, select, union
from sqlalchemy.exc import IntegrityError

from db import calendar, lists
from db.folding import fold
from db.tables import (
    AppointmentType,
    Clinician,
    Closure,
    Location,
    Session,
    SessionAppointmentType,
    SessionException,
    SessionTemplate,
    SessionTemplateAppointmentType,
)
from planner import Field, Reader, one, page
from resolvers import clashes, ids
from resolvers.arguments import ById, DirectoryListing
from resolvers.drafts import Check
from resolvers.errors import Refused
from resolvers.outcomes import (
    AppointmentTypePayload,
    ClinicianPayload,
    DeletePayload,
    InUseError,
    LocationPayload,
)
from resolvers.rows import shared_or_own
from resolvers.writing import Write

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MODES = ("IN_PERSON", "VIDEO", "PHONE")

Values = Mapping[str, Any]
UseCase = Callable[[Write, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the three lists."""

    what: str
    model: Any
    payload: type
    fields: Callable[[Check, Values], dict[str, Any]]
    """The checked columns besides the name, for whole settings."""
    columns: tuple[str, ...]
    used_by: Mapping[str, tuple[tuple[Any, str, str], ...]]
    """What can use it, and where that is found: table, the column that names this, the column that names the user."""


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
    model=Clinician,
    payload=ClinicianPayload,
    fields=clinician_fields,
    columns=("name", "title", "email", "active"),
    used_by={
        "session": ((Session, "clinician_id", "id"),),
        "template": ((SessionTemplate, "clinician_id", "id"),),
        "closure": ((Closure, "clinician_id", "id"),),
    },
)
LOCATIONS = Kind(
    what="location",
    model=Location,
    payload=LocationPayload,
    fields=location_fields,
    columns=("name", "address", "time_zone", "active"),
    used_by={
        "session": ((Session, "location_id", "id"), (SessionException, "location_id", "session_id")),
        "template": ((SessionTemplate, "location_id", "id"),),
        "closure": ((Closure, "location_id", "id"),),
    },
)
APPOINTMENT_TYPES = Kind(
    what="appointment type",
    model=AppointmentType,
    payload=AppointmentTypePayload,
    fields=type_fields,
    columns=("name", "duration_minutes", "delivery_modes", "colour", "active"),
    used_by={
        "session": ((SessionAppointmentType, "appointment_type_id", "session_id"),),
        "template": ((SessionTemplateAppointmentType, "appointment_type_id", "template_id"),),
    },
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
        row = kind.model(practice_id=write.viewer.practice_id, id=ids.new(), version=1)
        row.created_at = row.updated_at = write.now
        _place(row, values)
        write.tx.add(row)
        write.audit("CREATED", row, after=values)
        return kind.payload(row.id)

    return create


async def update_location(write: Write, arguments: dict[str, Any]) -> LocationPayload:
    """Changes a location. In another zone its sessions are at other times, and may be in each other's way."""
    row = await write.locked(Location, arguments["id"], what=LOCATIONS.what)
    zone = await calendar.zone_at(await write.reader(), row.id)
    payload: LocationPayload = await _update_location(write, arguments)
    if await calendar.zone_at(await write.reader(), row.id) == zone:
        return payload
    return replace(payload, warnings=await clashes.look_around(write, row.id, arguments["on_conflict"]))


def updating(kind: Kind) -> UseCase:
    async def update(write: Write, arguments: dict[str, Any]) -> Any:
        row = await write.locked(kind.model, arguments["id"], what=kind.what)
        write.expect(row, arguments.get("expected_version"))
        before = {name: getattr(row, name) for name in kind.columns}
        after = _checked(write, kind, before | arguments["input"])
        if before != after:
            _place(row, after)
            write.raise_version(row)
            write.audit("UPDATED", row, before=before, after=after)
        return kind.payload(row.id)

    return update


_update_location = updating(LOCATIONS)


def deleting(kind: Kind) -> UseCase:
    async def remove(write: Write, arguments: dict[str, Any]) -> DeletePayload:
        row = await write.locked(kind.model, arguments["id"], what=kind.what)
        write.expect(row, arguments.get("expected_version"))
        write.audit("DELETED", row, before={name: getattr(row, name) for name in kind.columns})
        await _refuse_if_used(write, kind, row)
        try:
            async with write.tx.begin_nested():
                own = kind.model.practice_id == row.practice_id, kind.model.id == row.id
                await write.tx.execute(delete(kind.model).where(*own))
        except IntegrityError:
            # What stands in the way is hidden from this viewer: somebody's personal template.
            raise Refused([_in_use(kind, {})]) from None
        return DeletePayload(row.id)

    return remove


def _checked(write: Write, kind: Kind, values: Values) -> dict[str, Any]:
    check = Check(write, values, ("input",))
    name = check.text("name", values.get("name"), longest=200, required=True)
    columns = {"name": name, **kind.fields(check, values)}
    check.refuse()
    return columns


def _place(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.name_key = fold(values["name"])


async def _refuse_if_used(write: Write, kind: Kind, row: Any) -> None:
    counts: dict[str, int] = {}
    for what, places in kind.used_by.items():
        users = []
        for model, column, user in places:
            query = select(getattr(model, user)).where(
                model.practice_id == row.practice_id, getattr(model, column) == row.id
            )
            users.append(query.where(shared_or_own(write, model)) if what == "template" else query)
        # A session may use it more than once, and counts once.
        counted = select(func.count()).select_from(union(*users).subquery())
        counts[what] = (await write.tx.execute(counted)).scalar_one()
    if any(counts.values()):
        raise Refused([_in_use(kind, counts)])


def _in_use(kind: Kind, counts: Mapping[str, int]) -> InUseError:
    uses = [f"{count} {what}{'' if count == 1 else 's'}" for what, count in counts.items() if count]
    by = f" by {', '.join(uses)}" if uses else ""
    message = f"This {kind.what} is in use{by}: deactivate it instead."
    return InUseError(message, ("id",), counts.get("session", 0), counts.get("template", 0))
