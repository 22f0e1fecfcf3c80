"""The settings of a session or a template, validated as a whole: all problems are reported at once.

Every mutation that creates or edits a session or template merges its input into the settings that it starts from, and
validates the result here by the same rules.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db import calendar, references
from db.references import Purpose, References
from resolvers import ids, names
from resolvers.errors import Refused
from resolvers.mutations import Write, not_found
from resolvers.payloads import ForbiddenError, InputError, Path, UserError, of_problem
from scheduling.problems import Problems
from scheduling.schedule import Schedule, build, is_quick, needs_zone

Values = Mapping[str, Any]
"""Settings as an input gives them (resolvers/inputs.py): by names in snake_case, of which each may be absent."""

NAMES = ("name", "title")
"""The texts that are names: one line, without invisible characters (resolvers/names.py)."""
LONGEST_NAME = 200
LONGEST_NOTES = 10_000
MOST_TYPES = 200
COPY = " (copy)"


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Every setting of a session or template that can be edited. A template has no status, perhaps no clinician."""

    name: str
    clinician_id: str | None
    location_id: str | None
    allow_remote: bool
    schedule: Schedule
    appointment_type_ids: tuple[str, ...]
    notes: str
    status: str = "ACTIVE"

    @property
    def values(self) -> dict[str, object]:
        """The settings as an input gives them, without the schedule."""
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
        """The ids of its clinician, its location and its appointment types."""
        return {an_id for an_id in (self.clinician_id, self.location_id, *self.appointment_type_ids) if an_id}


def copied_name(name: str) -> str:
    """The name of a copy: the name and " (copy)", shortened to the longest name that is allowed."""
    return names.shortened(name, LONGEST_NAME - len(COPY)) + COPY


async def built(values: Values, *, with_start_date: bool, zone: str | None = None) -> Schedule:
    """The schedule of an input, built on a thread if that can take longer than the thread. Raises Problems."""
    if is_quick(values):
        return build(values, with_start_date=with_start_date, zone=zone)
    return await asyncio.to_thread(build, values, with_start_date=with_start_date, zone=zone)


@dataclass(slots=True)
class Validator:
    """Validates one input, and collects its errors."""

    write: Write
    prefix: Path
    """The path of the input among the arguments."""
    unchanged: frozenset[str] = frozenset()
    """Ids that were referenced before: these may be inactive."""
    any_state: bool = False
    """All references may be inactive."""
    copied: frozenset[str] = frozenset()
    """Ids that an active copy has from its original: these must be active, as newly chosen ones."""
    errors: list[UserError] = field(default_factory=list)
    referenced: References = field(default_factory=lambda: References({}, {}))
    """The referenced rows that exist in the practice."""

    def invalid(self, message: str, *path: str, code: str = "INVALID") -> None:
        self.errors.append(InputError(message, code, (*self.prefix, *path)))

    def text(self, name: str, value: str | None, *, longest: int, required: bool) -> str:
        if value is None:
            if required:
                self.invalid(f"The {name} cannot be empty.", name, code="REQUIRED")
            return ""
        text = value.strip()
        if name in NAMES:
            text = names.composed(text)
        if "\0" in text:
            self.invalid(f"The {name} must not contain a NUL character.", name)
        elif required and not any(sign.isprintable() and not sign.isspace() for sign in text):
            self.invalid(f"The {name} cannot be empty.", name, code="REQUIRED")
        elif len(text) > longest:
            self.invalid(f"The {name} may have {longest:,} characters at most.", name, code="TOO_LONG")
        elif name in NAMES and (invisible := names.first_invisible(text)) is not None:
            what = "a control character, line break, or invisible or direction-changing character"
            self.invalid(f"The {name} must not contain {what}: remove {names.code_point(invisible)}.", name)
        return text

    def required(self, name: str, value: object, *, what: str) -> None:
        if value is None:
            self.invalid(f"{what} cannot be cleared.", name, code="REQUIRED")

    async def schedule(
        self, given: Values, *, with_start_date: bool, location_id: str | None = None
    ) -> Schedule | None:
        """Builds the schedule; None if it has errors. `location_id` is the session's location, not yet validated."""
        zone = None
        if with_start_date and needs_zone(given):
            zone = await calendar.zone_at(self.write.read, ids.parsed(location_id))
        try:
            return await built(given, with_start_date=with_start_date, zone=zone)
        except Problems as problems:
            self.errors += [of_problem(problem, *self.prefix, "schedule") for problem in problems.problems]
            return None

    async def load_references(
        self,
        *,
        clinician: str | None = None,
        location: str | None = None,
        types: Sequence[str] = (),
        moved_to: Iterable[str] = (),
        purpose: Purpose = Purpose.REFERENCE,
    ) -> None:
        """Loads the referenced rows, and locks them for a purpose until the transaction ends.

        `moved_to`: the places that dates of the session were moved to.
        """
        clinicians, locations, kinds = (
            [key for an_id in given if (key := ids.parsed(an_id)) is not None]
            for given in ([clinician], [location], types)
        )
        if purpose is Purpose.SESSION:
            places = {*locations, *moved_to}
            self.referenced = await self.write.hold_for_sessions(clinicians=clinicians, locations=places, types=kinds)
            return
        self.referenced = await references.hold(
            self.write.tx, clinicians=clinicians, locations=locations, types=kinds, purpose=purpose
        )

    def resolve(self, given: Sequence[tuple[str, Path]], *, what: str) -> list[str]:
        """The given ids, parsed. Each must exist in the practice, and be active if it is newly chosen."""
        parsed = [(ids.parsed(an_id), path) for an_id, path in given]
        for key, path in parsed:
            row = None if key is None else self.referenced.found.get((what, key))
            if key is None:
                self.invalid("This is not an id.", *path)
            elif row is None:
                self.errors.append(not_found(what, (*self.prefix, *path)))
            elif not (row.active or self.any_state or key in self.unchanged):
                todo = "choose another, or make the copy inactive" if key in self.copied else f"choose an active {what}"
                self.invalid(f"{row.name} is inactive: {todo}.", *path)
        return [key for key, _ in parsed if key is not None]

    def raise_errors(self) -> None:
        """Raises Refused if there are errors, or if arguments could not be read."""
        if self.errors or self.write.holes:
            raise Refused(self.errors)


async def validate(
    write: Write,
    values: Values,
    *,
    prefix: Path,
    schedule: Schedule | None = None,
    unchanged: Iterable[str] = (),
    copied: Iterable[str] = (),
    template: bool = False,
    clinician_path: Path | None = None,
    to_write: bool = True,
    moved_to: Iterable[str] = (),
    referenced: References | None = None,
) -> SessionSettings:
    """Returns the settings that `values` give. Raises Refused with all of their errors.

    `schedule`: the schedule if `values` has none.
    `unchanged`, `copied`: see `Validator`.
    `clinician_path`: the path of the clinician, if it was not given in the same input.
    `to_write`: the settings are going to be written, so an active session is locked for its conflict check.
    `moved_to`: the places that dates of the session were moved to, which are locked for it, too.
    `referenced`: the referenced rows, if they have been loaded before.
    """
    validator = Validator(write, prefix, frozenset(unchanged), copied=frozenset(copied))
    name = validator.text("name", values.get("name"), longest=LONGEST_NAME, required=True)
    notes = validator.text("notes", values.get("notes") or "", longest=LONGEST_NOTES, required=False)
    if "schedule" in values:
        if values["schedule"] is None:
            validator.invalid("Say when it runs.", "schedule", code="REQUIRED")
        else:
            schedule = await validator.schedule(
                values["schedule"], with_start_date=not template, location_id=values.get("location_id")
            )
    validator.required("allowRemote", values.get("allow_remote"), what="Whether it allows remote appointments")
    given_types = values.get("appointment_type_ids") or []
    if referenced is not None:
        validator.referenced = referenced
    else:
        checked = to_write and not template and values.get("status") == "ACTIVE"
        await validator.load_references(
            clinician=None if template else values.get("clinician_id"),
            location=values.get("location_id"),
            types=given_types[:MOST_TYPES],
            moved_to=moved_to,
            purpose=Purpose.SESSION if checked else Purpose.REFERENCE,
        )
    location_id = _location(validator, values)
    clinician_id = None if template else _clinician(validator, values, clinician_path)
    type_ids = _types(validator, given_types)
    if not template:
        validator.required("status", values.get("status"), what="The status")
    validator.raise_errors()
    assert schedule is not None
    return SessionSettings(
        name=name,
        clinician_id=clinician_id,
        location_id=location_id,
        allow_remote=values["allow_remote"],
        schedule=schedule,
        appointment_type_ids=tuple(sorted(type_ids)),
        notes=notes,
        status=values.get("status", "ACTIVE"),
    )


def _location(validator: Validator, values: Values) -> str | None:
    given = values.get("location_id")
    if given is None:
        if values.get("allow_remote") is False:
            message = "Choose a location, or allow remote appointments."
            validator.invalid(message, "locationId", code="REQUIRED")
        return None
    resolved = validator.resolve([(given, ("locationId",))], what="location")
    return resolved[0] if resolved else None


def _clinician(validator: Validator, values: Values, path: Path | None) -> str | None:
    given = values.get("clinician_id")
    prefix, validator.prefix = validator.prefix, validator.prefix if path is None else path
    try:
        if given is None:
            validator.invalid("Choose a clinician.", "clinicianId", code="REQUIRED")
            return None
        resolved = validator.resolve([(given, ("clinicianId",))], what="clinician")
        if validator.write.own_only and resolved and resolved[0] != validator.write.viewer.clinician_id:
            message = "You may manage your own sessions only."
            validator.errors.append(ForbiddenError(message, (*validator.prefix, "clinicianId")))
        return resolved[0] if resolved else None
    finally:
        validator.prefix = prefix


def _types(validator: Validator, given: Sequence[str]) -> list[str]:
    if len(given) > MOST_TYPES:
        message = f"Choose {MOST_TYPES} appointment types at most."
        validator.invalid(message, "appointmentTypeIds", code="OUT_OF_RANGE")
        return []
    seen: set[str] = set()
    for index, an_id in enumerate(given):
        key = ids.parsed(an_id) or an_id
        if key in seen:
            validator.invalid("This appointment type is in the list twice.", "appointmentTypeIds", str(index))
        seen.add(key)
    with_paths = [(an_id, ("appointmentTypeIds", str(index))) for index, an_id in enumerate(given)]
    return validator.resolve(with_paths, what="appointment type")
