"""The contract's enums. A value has the same name in Python and in the contract."""

from enum import Enum
from typing import Any

import strawberry


def value(name: str, description: str) -> Any:
    return strawberry.enum_value(name, description=description)


@strawberry.enum(description="What the viewer may do.")
class Role(Enum):
    ADMIN = value("ADMIN", "Manages everything of the practice, except other people's personal templates.")
    CLINICIAN = value(
        "CLINICIAN", "Reads as STAFF does, and manages their own sessions and their own personal templates."
    )
    STAFF = value("STAFF", "Reads sessions, practice templates, closures and availability.")
    BOOKING = value(
        "BOOKING", "A booking client: reads availability, and the objects that a slot refers to, but never notes."
    )


@strawberry.enum(description="How an appointment is held.")
class DeliveryMode(Enum):
    IN_PERSON = value("IN_PERSON", "At the session's location.")
    VIDEO = value("VIDEO", "By video, in a session that allows remote.")
    PHONE = value("PHONE", "By telephone, in a session that allows remote.")


@strawberry.enum(description="Whether a session is open for bookings.")
class SessionStatus(Enum):
    ACTIVE = value("ACTIVE", "It offers slots.")
    INACTIVE = value("INACTIVE", "It offers no slots, and is still listed.")


@strawberry.enum(description="The period of which a recurrence's interval is a multiple.")
class Frequency(Enum):
    DAILY = value("DAILY", "Days.")
    WEEKLY = value("WEEKLY", "Weeks, which start on Monday unless the rule says otherwise.")
    MONTHLY = value("MONTHLY", "Calendar months.")
    YEARLY = value("YEARLY", "Calendar years.")


@strawberry.enum(description="A day of the week.")
class Weekday(Enum):
    MONDAY = value("MONDAY", "MO in an RRULE.")
    TUESDAY = value("TUESDAY", "TU in an RRULE.")
    WEDNESDAY = value("WEDNESDAY", "WE in an RRULE.")
    THURSDAY = value("THURSDAY", "TH in an RRULE.")
    FRIDAY = value("FRIDAY", "FR in an RRULE.")
    SATURDAY = value("SATURDAY", "SA in an RRULE.")
    SUNDAY = value("SUNDAY", "SU in an RRULE.")


@strawberry.enum(description="Whether and how one date of a session is held.")
class OccurrenceStatus(Enum):
    SCHEDULED = value("SCHEDULED", "It is held as the session's rule says.")
    MODIFIED = value("MODIFIED", "It is held at another date, time or place.")
    CANCELLED = value("CANCELLED", "It is not held: this date was cancelled.")
    CLOSED = value("CLOSED", "It is not held: closures cover all of it, and it was not cancelled before.")


@strawberry.enum(description="What an occurrence is in conflict with.")
class ConflictKind(Enum):
    CLINICIAN_OVERLAP = value("CLINICIAN_OVERLAP", "Another occurrence of the same clinician at the same time.")
    CLOSURE = value("CLOSURE", "A closure that overlaps the occurrence.")


@strawberry.enum(description="Who a template is for.")
class TemplateScope(Enum):
    PRACTICE = value("PRACTICE", "Shared across the practice, linked to no clinician.")
    PERSONAL = value("PERSONAL", "Owned by one clinician, and visible to nobody else.")


@strawberry.enum(description="Why sessions do not run.")
class ClosureKind(Enum):
    BANK_HOLIDAY = value("BANK_HOLIDAY", "A public holiday.")
    PRACTICE_CLOSED = value("PRACTICE_CLOSED", "The practice or a location is closed.")
    LEAVE = value("LEAVE", "A clinician is on leave.")
    TRAINING = value("TRAINING", "Training of the staff.")
    MEETING = value("MEETING", "A meeting.")
    ADMIN = value("ADMIN", "Time for administrative work.")
    BREAK = value("BREAK", "A break.")
    OTHER = value("OTHER", "Something else; the title says what.")


@strawberry.enum(description="Why a session offers no slots, or fewer than its pattern.")
class AvailabilityReasonCode(Enum):
    INACTIVE = value("INACTIVE", "The session is inactive.")
    CLINICIAN_INACTIVE = value("CLINICIAN_INACTIVE", "Its clinician is inactive.")
    LOCATION_INACTIVE = value("LOCATION_INACTIVE", "Its location is inactive.")
    TYPE_INACTIVE = value("TYPE_INACTIVE", "The appointment type is inactive.")
    TYPE_NOT_ALLOWED = value("TYPE_NOT_ALLOWED", "The session does not allow the appointment type.")
    DELIVERY_MODE = value("DELIVERY_MODE", "The session cannot be held by the requested delivery mode.")
    CANCELLED = value("CANCELLED", "The date is cancelled.")
    CLOSED = value("CLOSED", "A closure covers the date, or part of it.")
    BUSY = value("BUSY", "The caller said that the clinician is busy.")
    TOO_SHORT = value("TOO_SHORT", "The appointment does not fit into the session's window.")
    PAST = value("PAST", "The time is in the past.")
    NO_OCCURRENCE = value("NO_OCCURRENCE", "The session has no date in the window, but some before and after.")
    ENDED = value("ENDED", "The session's last date is before the window; date says which it is.")
    NOT_STARTED = value("NOT_STARTED", "The session's first date is after the window; date says which it is.")


@strawberry.enum(description="The direction in which a list is ordered.")
class OrderDirection(Enum):
    ASC = value("ASC", "From the first to the last.")
    DESC = value("DESC", "From the last to the first.")


@strawberry.enum(
    description="The keys by which a list of sessions can be ordered; rows with the same key are ordered by id."
)
class SessionOrderField(Enum):
    NAME = value("NAME", "The session's name, without regard to case and accents.")
    CLINICIAN = value("CLINICIAN", "The clinician's name.")
    LOCATION = value("LOCATION", "The location's name; sessions without one come last.")
    START_TIME = value("START_TIME", "The time of day at which it starts.")
    STATUS = value("STATUS", "ACTIVE first.")
    CREATED_AT = value("CREATED_AT", "When it was created.")
    UPDATED_AT = value("UPDATED_AT", "When it was last changed.")


@strawberry.enum(
    description="The keys by which a list of templates can be ordered; rows with the same key are ordered by id."
)
class SessionTemplateOrderField(Enum):
    NAME = value("NAME", "The template's name, without regard to case and accents.")
    LOCATION = value("LOCATION", "The location's name; templates without one come last.")
    START_TIME = value("START_TIME", "The time of day at which it starts.")
    CREATED_AT = value("CREATED_AT", "When it was created.")
    UPDATED_AT = value("UPDATED_AT", "When it was last changed.")


@strawberry.enum(description="What to do if the session overlaps another session of the same clinician, or a closure.")
class OnConflict(Enum):
    WARN = value("WARN", "Save, and list the conflicts as warnings.")
    REJECT = value("REJECT", "Save nothing, and return a ScheduleConflictError.")


@strawberry.enum(description="What was done to an object.")
class AuditAction(Enum):
    CREATED = value("CREATED", "It was created.")
    UPDATED = value("UPDATED", "It was updated.")
    DELETED = value("DELETED", "It was deleted.")


@strawberry.enum(description="The types whose changes are recorded.")
class AuditedType(Enum):
    SESSION = value("SESSION", "A session, including changes to single dates.")
    SESSION_TEMPLATE = value("SESSION_TEMPLATE", "A template.")
    CLINICIAN = value("CLINICIAN", "A clinician.")
    LOCATION = value("LOCATION", "A location.")
    APPOINTMENT_TYPE = value("APPOINTMENT_TYPE", "An appointment type.")
    CLOSURE = value("CLOSURE", "A closure.")


@strawberry.enum(description="The kind of a user error.")
class ErrorCode(Enum):
    REQUIRED = value("REQUIRED", "A required value is missing.")
    INVALID = value("INVALID", "The value is malformed, or contradicts another value.")
    TOO_LONG = value("TOO_LONG", "The text is too long.")
    OUT_OF_RANGE = value("OUT_OF_RANGE", "The number or date is out of range.")
    NOT_FOUND = value("NOT_FOUND", "The object does not exist, or the viewer may not see it.")
    FORBIDDEN = value("FORBIDDEN", "The viewer may not do this.")
    VERSION_CONFLICT = value("VERSION_CONFLICT", "The object was changed after the caller read it.")
    IN_USE = value("IN_USE", "Sessions or templates refer to the object.")
    SCHEDULE_CONFLICT = value("SCHEDULE_CONFLICT", "There are conflicts, and onConflict is REJECT.")
    IDEMPOTENCY_MISMATCH = value("IDEMPOTENCY_MISMATCH", "The idempotency key was used for another request.")
