"""What a session or a template is to become: its settings, checked as a whole, every problem at once.

Creating, editing, duplicating, splitting, making from a template and saving as one all end here: each lays what was
given over what it starts from, and has the result checked by the same rules.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db import calendar, references
from db.references import Held
from resolvers import ids, names
from resolvers.errors import Refused
from resolvers.mutations import Write, not_found
from resolvers.payloads import ForbiddenError, InputError, Path, UserError, of_problem
from scheduling import schedule as schedules
from scheduling.problems import Problems
from scheduling.schedule import Schedule

NAMES = ("name", "title")
"""Texts that name things: one line, in one way of writing."""
LONGEST_NAME = 200
LONGEST_NOTES = 10_000
MOST_TYPES = 200
COPY = " (copy)"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything of a session or template that an editor shows. A template has no status, perhaps no clinician."""

    name: str
    clinician_id: str | None
    location_id: str | None
    allow_remote: bool
    schedule: Schedule
    appointment_type_ids: tuple[str, ...]
    notes: str
    status: str = "ACTIVE"
    zone: str | None = field(default=None, compare=False)
    """The IANA zone of its location, else of the practice; None where nobody has looked it up."""

    @property
    def values(self) -> dict[str, Any]:
        """As an input would give them, but for the schedule."""
        return {
            "name": self.name,
            "clinician_id": self.clinician_id,
            "location_id": self.location_id,
            "allow_remote": self.allow_remote,
            "appointment_type_ids": list(self.appointment_type_ids),
            "notes": self.notes,
            "status": self.status,
        }

    @property
    def references(self) -> set[str]:
        return {an_id for an_id in (self.clinician_id, self.location_id, *self.appointment_type_ids) if an_id}


def copied_name(name: str) -> str:
    """The name of a copy, cut before " (copy)" where it would get too long."""
    return names.shortened(name, LONGEST_NAME - len(COPY)) + COPY


@dataclass(slots=True)
class Check:
    """One look at what was given. `kept` are references that may stay although they have become inactive."""

    write: Write
    given: Mapping[str, Any]
    prefix: Path
    kept: frozenset[str] = frozenset()
    any_state: bool = False
    """References may be inactive."""
    copied: frozenset[str] = frozenset()
    """References that an active copy took over, and that must be active like newly chosen ones."""
    errors: list[UserError] = field(default_factory=list)
    held: Held = field(default_factory=lambda: Held({}, {}))
    """What is referred to and exists in the practice."""

    def invalid(self, message: str, *path: str, code: str = "INVALID") -> None:
        self.errors.append(InputError(message, code, (*self.prefix, *path)))

    def text(self, name: str, value: Any, *, longest: int, required: bool) -> str:
        if value is None:
            if required:
                self.invalid(f"The {name} cannot be empty.", name, code="REQUIRED")
            return ""
        text: str = value.strip()
        if name in NAMES:
            text = names.composed(text)
        if "\0" in text:
            self.invalid(f"The {name} must not contain a NUL character.", name)
        elif required and not any(sign.isprintable() and not sign.isspace() for sign in text):
            self.invalid(f"The {name} cannot be empty.", name, code="REQUIRED")
        elif len(text) > longest:
            self.invalid(f"The {name} may have {longest:,} characters at most.", name, code="TOO_LONG")
        elif name in NAMES and (unseen := names.unseen(text)) is not None:
            what = "a control character, line break, or invisible or direction-changing character"
            self.invalid(f"The {name} must not contain {what}: remove {names.shown(unseen)}.", name)
        return text

    def required(self, name: str, value: Any, *, what: str) -> None:
        if value is None:
            self.invalid(f"{what} cannot be cleared.", name, code="REQUIRED")

    async def schedule(
        self, given: Mapping[str, Any], *, with_start_date: bool, location_id: Any = None
    ) -> Schedule | None:
        """The schedule that is given; `location_id` is where the session is to be held, whatever it is worth."""
        zone = None
        if with_start_date and schedules.needs_zone(given):
            zone = await calendar.zone_at(self.write.read, ids.parsed(location_id))
        try:
            return await asyncio.to_thread(schedules.build, given, with_start_date=with_start_date, zone=zone)
        except Problems as problems:
            self.errors += [of_problem(problem, *self.prefix, "schedule") for problem in problems.problems]
            return None

    async def hold(
        self,
        *,
        clinician: str | None = None,
        location: str | None = None,
        types: Sequence[str] = (),
        lock: bool = False,
    ) -> None:
        """Loads the referenced rows, and keeps them from being deleted until the transaction ends.

        `lock`: also locks the clinician, for the conflict check that follows (resolvers/conflict_checks.py).
        """
        clinicians, locations, kinds = (
            [key for an_id in given if (key := ids.parsed(an_id)) is not None]
            for given in ([clinician], [location], types)
        )
        self.held = await references.hold(
            self.write.tx, clinicians=clinicians, locations=locations, types=kinds, lock=lock
        )
        if lock:
            self.write.locked_clinicians.update(clinicians)

    def references(self, wanted: Sequence[tuple[str, Path]], *, what: str) -> list[str]:
        """The ids that exist in the practice, and are active where they are newly chosen."""
        parsed = [(ids.parsed(an_id), path) for an_id, path in wanted]
        for key, path in parsed:
            found = None if key is None else self.held.found.get((what, key))
            if key is None:
                self.invalid("This is not an id.", *path)
            elif found is None:
                self.errors.append(not_found(what, (*self.prefix, *path)))
            elif not (found.active or self.any_state or key in self.kept):
                todo = "choose another, or make the copy inactive" if key in self.copied else f"choose an active {what}"
                self.invalid(f"{found.name} is inactive: {todo}.", *path)
        return [key for key, _ in parsed if key is not None]

    def refuse(self) -> None:
        if self.errors:
            raise Refused(self.errors)


async def checked(
    write: Write,
    values: Mapping[str, Any],
    *,
    prefix: Path,
    schedule: Schedule | None = None,
    kept: Iterable[str] = (),
    copied: Iterable[str] = (),
    template: bool = False,
    clinician_path: Path | None = None,
    to_write: bool = True,
    held: Held | None = None,
) -> Settings:
    """The settings that `values` give; Refused with everything that is wrong with them.

    `schedule` is what stays where `values` has none. `kept` may stay although inactive, `copied` may not
    (see `Check`). `clinician_path`: where the clinician was given, if not in the same input. `to_write`: they are to be
    written, and not only looked at. `held`: what is referred to, where it was looked up before.
    """
    check = Check(write, values, prefix, frozenset(kept), copied=frozenset(copied))
    name = check.text("name", values.get("name"), longest=LONGEST_NAME, required=True)
    notes = check.text("notes", values.get("notes") or "", longest=LONGEST_NOTES, required=False)
    if "schedule" in values:
        if values["schedule"] is None:
            check.invalid("Say when it runs.", "schedule", code="REQUIRED")
        else:
            schedule = await check.schedule(
                values["schedule"], with_start_date=not template, location_id=values.get("location_id")
            )
    check.required("allowRemote", values.get("allow_remote"), what="Whether it allows remote appointments")
    given_types = values.get("appointment_type_ids") or []
    if held is not None:
        check.held = held
    else:
        await check.hold(
            clinician=None if template else values.get("clinician_id"),
            location=values.get("location_id"),
            types=given_types[:MOST_TYPES],
            lock=to_write and not template and values.get("status") == "ACTIVE",
        )
    location_id = _location(check, values)
    clinician_id = None if template else _clinician(check, values, clinician_path)
    type_ids = _types(check, given_types)
    if not template:
        check.required("status", values.get("status"), what="The status")
    check.refuse()
    assert schedule is not None
    return Settings(
        name=name,
        clinician_id=clinician_id,
        location_id=location_id,
        allow_remote=values["allow_remote"],
        schedule=schedule,
        appointment_type_ids=tuple(sorted(type_ids)),
        notes=notes,
        status=values.get("status", "ACTIVE"),
        zone=check.held.zones.get(location_id),
    )


def _location(check: Check, values: Mapping[str, Any]) -> str | None:
    given = values.get("location_id")
    if given is None:
        if values.get("allow_remote") is False:
            message = "Choose a location, or allow remote appointments."
            check.invalid(message, "locationId", code="REQUIRED")
        return None
    found = check.references([(given, ("locationId",))], what="location")
    return found[0] if found else None


def _clinician(check: Check, values: Mapping[str, Any], path: Path | None) -> str | None:
    given = values.get("clinician_id")
    prefix, check.prefix = check.prefix, check.prefix if path is None else path
    try:
        if given is None:
            check.invalid("Choose a clinician.", "clinicianId", code="REQUIRED")
            return None
        found = check.references([(given, ("clinicianId",))], what="clinician")
        if check.write.own_only and found and found[0] != check.write.viewer.clinician_id:
            message = "You may manage your own sessions only."
            check.errors.append(ForbiddenError(message, (*check.prefix, "clinicianId")))
        return found[0] if found else None
    finally:
        check.prefix = prefix


def _types(check: Check, given: Sequence[str]) -> list[str]:
    if len(given) > MOST_TYPES:
        check.invalid(f"Choose {MOST_TYPES} appointment types at most.", "appointmentTypeIds", code="OUT_OF_RANGE")
        return []
    seen: set[str] = set()
    for place, an_id in enumerate(given):
        key = ids.parsed(an_id) or an_id
        if key in seen:
            check.invalid("This appointment type is in the list twice.", "appointmentTypeIds", str(place))
        seen.add(key)
    wanted = [(an_id, ("appointmentTypeIds", str(place))) for place, an_id in enumerate(given)]
    return check.references(wanted, what="appointment type")
