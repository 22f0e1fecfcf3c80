"""The payloads of mutations, and the user errors in them, as dataclasses with the names of their GraphQL types.

A payload holds its object's id. The planner reads the object itself, by the steps in schema/payloads.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

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


def below(error: UserError, *prefix: str) -> UserError:
    """The error with `prefix` before its path."""
    return replace(error, path=(*prefix, *error.path))


# ---------------------------------------------------------------- payloads


@dataclass(frozen=True, slots=True)
class DroppedException(DateException):
    """An exception that a session had, with the session."""

    session_id: str = ""


def dropped_by(session_id: str | None, exceptions: Iterable[DateException]) -> tuple[DroppedException, ...]:
    values = [{part.name: getattr(one, part.name) for part in fields(DateException)} for one in exceptions]
    return tuple(DroppedException(**each, session_id=session_id or "") for each in values)


@dataclass(frozen=True, slots=True)
class SessionPayload:
    session_id: str | None = None
    warnings: tuple[Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()
    dropped_exceptions: tuple[DateException, ...] = ()

    @property
    def dropped(self) -> tuple[DroppedException, ...]:
        return dropped_by(self.session_id, self.dropped_exceptions)


@dataclass(frozen=True, slots=True)
class DeletePayload:
    """The payload of every deletion."""

    deleted_id: str | None = None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class SplitSessionPayload:
    ended_id: str | None = None
    session_id: str | None = None
    warnings: tuple[Conflict, ...] = ()
    errors: tuple[UserError, ...] = ()
    dropped_exceptions: tuple[DateException, ...] = ()

    @property
    def dropped(self) -> tuple[DroppedException, ...]:
        """They were of the session that was split."""
        return dropped_by(self.ended_id, self.dropped_exceptions)


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
    start_date: date
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


Payload = (
    SessionPayload
    | DeletePayload
    | SplitSessionPayload
    | BulkSessionsPayload
    | FromTemplatePayload
    | OccurrencePayload
    | SessionTemplatePayload
    | ClosurePayload
    | ClinicianPayload
    | LocationPayload
    | AppointmentTypePayload
)

PAYLOAD_CLASSES: dict[str, type[Payload]] = {
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
"""The dataclass of each payload type of the contract. All deletions share one."""
