"""What mutations answer: their payloads as plain objects.

A payload names its object by id; the object itself is read back by the same planned read as everywhere else, as
schema/payloads.py declares. An error is one of a few dataclasses, each named as its GraphQL type.
"""

from dataclasses import dataclass, replace
from typing import Any

from scheduling.conflicts import Conflict
from scheduling.exceptions import DateException
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


def of_problem(problem: Problem, *prefix: str) -> InputError:
    return InputError(problem.message, problem.code, (*prefix, *problem.path))


def below(error: Any, *prefix: str) -> Any:
    """The error with its path led through `prefix`."""
    return replace(error, path=(*prefix, *error.path))


# ---------------------------------------------------------------- payloads


@dataclass(frozen=True, slots=True)
class SessionPayload:
    session_id: str | None = None
    warnings: tuple[Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()
    dropped_exceptions: tuple[DateException, ...] = ()


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
    dropped_exceptions: tuple[DateException, ...] = ()


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


PAYLOAD_CLASSES: dict[str, type] = {
    "SessionPayload": SessionPayload,
    "SplitSessionPayload": SplitSessionPayload,
    "BulkSessionsPayload": BulkSessionsPayload,
    "FromTemplatePayload": FromTemplatePayload,
    "OccurrencePayload": OccurrencePayload,
    "SessionTemplatePayload": SessionTemplatePayload,
    "ClosurePayload": ClosurePayload,
    "ClinicianPayload": ClinicianPayload,
    "LocationPayload": LocationPayload,
    "AppointmentTypePayload": AppointmentTypePayload,
    "DeletePayload": DeletePayload,
    "DeleteSessionPayload": DeletePayload,
    "DeleteSessionTemplatePayload": DeletePayload,
    "DeleteClosurePayload": DeletePayload,
}
"""The dataclass of each payload of the contract; all deletions share one."""
