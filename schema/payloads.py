"""The payloads of mutations: the object as it is now, and all errors that the caller can correct."""

from __future__ import annotations

import strawberry

from db import lists
from planner import Attribute, edge, reference
from schema.enums import ErrorCode
from schema.fields import field
from schema.objects import (
    AppointmentType,
    Clinician,
    Closure,
    Conflict,
    Edge,
    Location,
    Occurrence,
    Session,
    SessionException,
    SessionTemplate,
)
from schema.scalars import Date

ERRORS = "What was refused, and why. If there are errors, nothing was written."
DROPPED = "Cancelled or moved dates that the new rule no longer has. Their exceptions were deleted."
EDGE = "The object with its cursor in the list's default order, to insert into a list that a client has cached."
WARNINGS = "The conflicts that it caused, at most 100."


@strawberry.interface(description='Something the caller can put right. path leads to the argument: ["input", "name"].')
class UserError:
    message: str = field("An explanation for people.")
    code: ErrorCode = field("What kind of problem.")
    path: list[str] = field('The way to the argument: ["input", "schedule", "endTime"].')


@strawberry.type(description="An argument that is not valid.")
class InputError(UserError):
    pass


@strawberry.type(description="An argument that names an object that does not exist, or that the viewer may not see.")
class NotFoundError(UserError):
    pass


@strawberry.type(description="Something that the viewer may not do.")
class ForbiddenError(UserError):
    pass


@strawberry.type(description="The object was changed after the caller read it.")
class VersionConflictError(UserError):
    current_version: int = field("The current version.")


@strawberry.type(description="It cannot be deleted while something uses it.")
class InUseError(UserError):
    session_count: int = field("The number of sessions that use it.")
    template_count: int = field("The number of templates that use it and that the viewer may see.")


@strawberry.type(description="There are conflicts, and onConflict is REJECT.")
class ScheduleConflictError(UserError):
    conflicts: list[Conflict] = field("The conflicts; at most 100.")


@strawberry.type(description="The answer to a change of one session.")
class SessionPayload:
    session: Session | None = field("The session as it is now.", reference("session_id"))
    session_edge: Edge[Session] | None = field(EDGE, edge(lists.SESSIONS, "session_id"))
    dropped_exceptions: list[SessionException] = field(DROPPED, Attribute("dropped"))
    warnings: list[Conflict] = field(WARNINGS)
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to the deletion of a session.")
class DeleteSessionPayload:
    deleted_id: strawberry.ID | None = field("The id of the deleted object.")
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to a split.")
class SplitSessionPayload:
    ended: Session | None = field("The session that ends before the date. It keeps its id.", reference("ended_id"))
    session: Session | None = field("The new session, which starts on or after the date.", reference("session_id"))
    session_edge: Edge[Session] | None = field(EDGE, edge(lists.SESSIONS, "session_id"))
    dropped_exceptions: list[SessionException] = field(DROPPED, Attribute("dropped"))
    warnings: list[Conflict] = field(WARNINGS)
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The result for one of several sessions.")
class BulkItem:
    id: strawberry.ID = field("The id that was given.")
    session: Session | None = field(
        "The session as it is now; null if it was deleted or refused.", reference("session_id")
    )
    warnings: list[Conflict] = field(WARNINGS)
    errors: list[UserError] = field("Why this one was refused.")


@strawberry.type(description="The answer to a change of several sessions.")
class BulkSessionsPayload:
    items: list[BulkItem] = field("One for each id, in the order of the input.")
    succeeded: int = field("The number of sessions that were changed.")
    failed: int = field("The number of sessions that were refused.")
    errors: list[UserError] = field("Errors that concern the whole request.")


@strawberry.type(description="The result of one entry.")
class FromTemplateItem:
    clinician_id: strawberry.ID = field("The clinician that was given.")
    start_date: Date = field("The date that was given.")
    session: Session | None = field("The session that was created.", reference("session_id"))
    session_edge: Edge[Session] | None = field(EDGE, edge(lists.SESSIONS, "session_id"))
    warnings: list[Conflict] = field(WARNINGS)
    errors: list[UserError] = field("Why this one was refused.")


@strawberry.type(description="The answer to creating sessions from a template.")
class FromTemplatePayload:
    items: list[FromTemplateItem] = field("One for each entry, in the order of the input.")
    created: int = field("The number of sessions that were created.")
    errors: list[UserError] = field("Errors that concern the whole request.")


@strawberry.type(description="The answer to a change of one date of a session.")
class OccurrencePayload:
    occurrence: Occurrence | None = field("The date as it is now.")
    session: Session | None = field("Its session as it is now.", reference("session_id"))
    warnings: list[Conflict] = field(WARNINGS)
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to a change of one template.")
class SessionTemplatePayload:
    template: SessionTemplate | None = field("The template as it is now.", reference("template_id"))
    template_edge: Edge[SessionTemplate] | None = field(EDGE, edge(lists.TEMPLATES, "template_id"))
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to the deletion of a template.")
class DeleteSessionTemplatePayload:
    deleted_id: strawberry.ID | None = field("The id of the deleted object.")
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to a change of one closure.")
class ClosurePayload:
    closure: Closure | None = field("The closure as it is now.", reference("closure_id"))
    affected: list[Occurrence] = field("Occurrences that it covers, wholly or partly: the first 100.")
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to the deletion of a closure.")
class DeleteClosurePayload:
    deleted_id: strawberry.ID | None = field("The id of the deleted object.")
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to a change of one clinician.")
class ClinicianPayload:
    clinician: Clinician | None = field("The clinician as it is now.", reference("object_id"))
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to a change of one location.")
class LocationPayload:
    location: Location | None = field("The location as it is now.", reference("object_id"))
    warnings: list[Conflict] = field("The conflicts of its sessions if its time zone changed, at most 100.")
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to a change of one appointment type.")
class AppointmentTypePayload:
    appointment_type: AppointmentType | None = field("The appointment type as it is now.", reference("object_id"))
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="The answer to a deletion.")
class DeletePayload:
    deleted_id: strawberry.ID | None = field("The id of the deleted object.")
    errors: list[UserError] = field(ERRORS)


@strawberry.type(description="What a new session, or a change to one, would do.")
class SessionPreview:
    text: str | None = field("The schedule in words; null if it has errors.")
    occurrences: list[Occurrence] = field("Its dates in the window.")
    added_dates: list[Date] = field("Dates in the window that the change would add.")
    removed_dates: list[Date] = field("Dates in the window that the change would remove.")
    conflicts: list[Conflict] = field("The conflicts that it would have in the window.")
    dropped_exceptions: list[SessionException] = field(
        "Cancelled or moved dates of the session that the new rule would no longer have.", Attribute("dropped")
    )
    errors: list[UserError] = field("The errors for which the mutation would be refused.")


ERROR_TYPES = [InputError, NotFoundError, ForbiddenError, VersionConflictError, InUseError, ScheduleConflictError]
