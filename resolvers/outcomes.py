"""What mutations answer: their payloads as plain objects, and how planned reads shape them.

A payload names its object by id; the object itself is read back by the same planned read as everywhere else. An error
is one of a few dataclasses, told apart by type: the contract has one GraphQL type for each.
"""

from dataclasses import dataclass, replace
from typing import Any

from db import entities
from db.plan import Entity, listed, nested, reference, several
from scheduling.changes import Change
from scheduling.conflicts import Conflict
from scheduling.occurrences import Occurrence
from scheduling.problems import Problem

Path = tuple[str, ...]


# ---------------------------------------------------------------- errors


@dataclass(frozen=True, slots=True)
class InputError:
    message: str
    code: str
    path: Path


@dataclass(frozen=True, slots=True)
class NotFoundError:
    message: str
    path: Path
    code: str = "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class ForbiddenError:
    message: str
    path: Path = ()
    code: str = "FORBIDDEN"


@dataclass(frozen=True, slots=True)
class VersionConflictError:
    message: str
    path: Path
    current_version: int
    code: str = "VERSION_CONFLICT"


@dataclass(frozen=True, slots=True)
class InUseError:
    message: str
    path: Path
    session_count: int
    template_count: int
    code: str = "IN_USE"


@dataclass(frozen=True, slots=True)
class ScheduleConflictError:
    message: str
    path: Path
    conflicts: tuple[Conflict, ...]
    code: str = "SCHEDULE_CONFLICT"


UserError = InputError | NotFoundError | ForbiddenError | VersionConflictError | InUseError | ScheduleConflictError

ERRORS: dict[type, Entity] = {
    kind: Entity(kind.__name__)
    for kind in (InputError, NotFoundError, ForbiddenError, VersionConflictError, InUseError)
}
ERRORS[ScheduleConflictError] = Entity(
    "ScheduleConflictError", fields={"conflicts": listed(lambda: entities.CONFLICT, "conflicts")}
)


def of_problem(problem: Problem, *prefix: str) -> InputError:
    return InputError(problem.message, problem.code, (*prefix, *problem.path))


def below(error: Any, *prefix: str) -> Any:
    """The error with its path led through `prefix`."""
    return replace(error, path=(*prefix, *error.path))


ERROR_LIST = several(lambda error: ERRORS[type(error)], "errors")
WARNINGS = listed(lambda: entities.CONFLICT, "warnings")


# ---------------------------------------------------------------- payloads


@dataclass(frozen=True, slots=True)
class SessionPayload:
    session_id: str | None = None
    warnings: tuple[Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()
    dropped_exceptions: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class DeletePayload:
    """`deletedId` and errors, whatever was deleted."""

    deleted_id: str | None = None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitSessionPayload:
    ended_id: str | None = None
    session_id: str | None = None
    warnings: tuple[Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()
    dropped_exceptions: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkItem:
    id: str
    session_id: str | None = None
    warnings: tuple[Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkSessionsPayload:
    items: tuple[BulkItem, ...] = ()
    errors: tuple[UserError, ...] = ()

    @property
    def failed(self) -> int:
        return sum(bool(item.errors) for item in self.items)

    @property
    def succeeded(self) -> int:
        return len(self.items) - self.failed


@dataclass(frozen=True, slots=True)
class FromTemplateItem:
    clinician_id: str
    start_date: Any
    session_id: str | None = None
    warnings: tuple[Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class FromTemplatePayload:
    items: tuple[FromTemplateItem, ...] = ()
    errors: tuple[UserError, ...] = ()

    @property
    def created(self) -> int:
        return sum(item.session_id is not None for item in self.items)


@dataclass(frozen=True, slots=True)
class OccurrencePayload:
    occurrence: Occurrence | None = None
    session_id: str | None = None
    warnings: tuple[Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionTemplatePayload:
    template_id: str | None = None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosurePayload:
    closure_id: str | None = None
    affected: tuple[Occurrence, ...] = ()
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class ClinicianPayload:
    object_id: str | None = None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class LocationPayload:
    object_id: str | None = None
    errors: tuple[UserError, ...] = ()
    warnings: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class AppointmentTypePayload:
    object_id: str | None = None
    errors: tuple[UserError, ...] = ()


SESSION = reference(lambda: entities.SESSION, "session_id")
CHANGED = {"session": SESSION, "warnings": WARNINGS, "errors": ERROR_LIST}
DROPPED = listed(lambda: entities.DROPPED_EXCEPTION, "dropped_exceptions")
RESCHEDULED = {**CHANGED, "droppedExceptions": DROPPED}
BULK_ITEM = Entity("BulkItem", fields=CHANGED)
FROM_TEMPLATE_ITEM = Entity("FromTemplateItem", fields=CHANGED)

PAYLOADS: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        Entity("SessionPayload", fields=RESCHEDULED),
        Entity("SplitSessionPayload", fields={**RESCHEDULED, "ended": reference(lambda: entities.SESSION, "ended_id")}),
        Entity("BulkSessionsPayload", fields={"items": listed(lambda: BULK_ITEM, "items"), "errors": ERROR_LIST}),
        Entity(
            "FromTemplatePayload", fields={"items": listed(lambda: FROM_TEMPLATE_ITEM, "items"), "errors": ERROR_LIST}
        ),
        Entity(
            "OccurrencePayload", fields={**CHANGED, "occurrence": nested(lambda: entities.OCCURRENCE, "occurrence")}
        ),
        Entity(
            "SessionTemplatePayload",
            fields={"template": reference(lambda: entities.TEMPLATE, "template_id"), "errors": ERROR_LIST},
        ),
        Entity(
            "ClosurePayload",
            fields={
                "closure": reference(lambda: entities.CLOSURE, "closure_id"),
                "affected": listed(lambda: entities.OCCURRENCE, "affected"),
                "errors": ERROR_LIST,
            },
        ),
        Entity(
            "ClinicianPayload",
            fields={"clinician": reference(lambda: entities.CLINICIAN, "object_id"), "errors": ERROR_LIST},
        ),
        Entity(
            "LocationPayload",
            fields={
                "location": reference(lambda: entities.LOCATION, "object_id"),
                "warnings": WARNINGS,
                "errors": ERROR_LIST,
            },
        ),
        Entity(
            "AppointmentTypePayload",
            fields={"appointmentType": reference(lambda: entities.APPOINTMENT_TYPE, "object_id"), "errors": ERROR_LIST},
        ),
        Entity("DeletePayload", fields={"errors": ERROR_LIST}),
        Entity("DeleteSessionPayload", fields={"errors": ERROR_LIST}),
        Entity("DeleteSessionTemplatePayload", fields={"errors": ERROR_LIST}),
        Entity("DeleteClosurePayload", fields={"errors": ERROR_LIST}),
    )
}

PAYLOAD_CLASSES: dict[str, type] = {name: globals().get(name, DeletePayload) for name in PAYLOADS}
"""The dataclass of each payload; all deletions share one."""
