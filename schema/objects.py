"""The contract's object types: for each field its description, and the step that computes it.

A field without a step is the column, or the attribute, of its name. planner/__init__.py explains the steps. The body of
a field with arguments never runs: the planner computes the field together with its root.
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

import strawberry

from db import identities, lists, relations, steps
from planner import Column, One, Part, batch, connected, derived, reference
from schema.enums import (
    AuditAction,
    AuditedType,
    AvailabilityReasonCode,
    ClosureKind,
    ConflictKind,
    DeliveryMode,
    Frequency,
    OccurrenceStatus,
    Role,
    SessionStatus,
    TemplateScope,
    Weekday,
)
from schema.fields import field, planned, rows
from schema.inputs import After, Before, First, From, Last, SessionFilter, SessionOrder, To, argument
from schema.scalars import Date, DateTime, LocalTime, TimeZone

FilterSessions = Annotated[SessionFilter | None, argument("Which sessions.")]
OrderSessions = Annotated[SessionOrder | None, argument("In which order; by default by name.")]

NOT_BOOKING = ("BOOKING",)
CLOCK_WINDOW = ("start_time", "end_time", "ends_next_day")
TEXT = 'For people: "Every Monday and Wednesday, 09:00–12:30".'

VERSION = "Increases by one with each change. Send it back as expectedVersion."


@strawberry.interface(description="An object with an id.")
class Node:
    id: strawberry.ID = field("Opaque, and unique across all types.")


# ---------------------------------------------------------------- the practice and its people


@rows(relations.PRACTICE)
@strawberry.type(description="A medical practice: everything belongs to exactly one.")
class Practice(Node):
    name: str = field("Its name.")
    time_zone: TimeZone = field("The time zone of every location that has none of its own.")


@rows(relations.CLINICIAN)
@strawberry.type(description="Somebody whose time can be booked.")
class Clinician(Node):
    version: int = field(VERSION)
    name: str = field("Full name.")
    title: str | None = field("Professional title, as shown beside the name: GP, Practice Nurse.")
    email: str | None = field("E-mail address.")
    active: bool = field("Whether they can be chosen, and offer slots.")

    @field("Their sessions.", connected(lists.SESSIONS, "clinician_id"), hidden_from=NOT_BOOKING)
    def sessions(
        self,
        filter: FilterSessions = None,
        order_by: OrderSessions = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Session]:
        return planned()


@strawberry.type(description="Who sends the request, according to the access token.")
class Viewer:
    id: strawberry.ID = field(
        "Of the token's subject; for caches.", derived(identities.viewer, "practice_id", "subject")
    )
    name: str = field("Their name.")
    role: Role = field("What they may do.")
    practice: Practice = field("The practice that they work in.", reference("practice_id"))
    clinician: Clinician | None = field("The viewer's own clinician, if the viewer is one.", reference("clinician_id"))


@rows(relations.LOCATION)
@strawberry.type(description="A place of the practice where sessions are held.")
class Location(Node):
    version: int = field(VERSION)
    name: str = field("Its name.")
    address: str | None = field("Where it is.")
    time_zone: TimeZone = field(
        "The location's own time zone; the practice's if it has none.",
        derived(steps.first_given, "time_zone", "practice.time_zone"),
    )
    active: bool = field("Whether it can be chosen, and offers slots.")


@rows(relations.APPOINTMENT_TYPE)
@strawberry.type(description="A kind of appointment that can be booked.")
class AppointmentType(Node):
    version: int = field(VERSION)
    name: str = field("Its name.")
    duration_minutes: int = field("How long it takes.")
    delivery_modes: list[DeliveryMode] = field("How it can be held.")
    colour: str | None = field("Display colour, #rrggbb.")
    active: bool = field("Whether it can be chosen and booked.")


# ---------------------------------------------------------------- schedules


@strawberry.type(description="On which dates a session repeats.")
class Recurrence:
    frequency: Frequency = field(
        "The period of which the interval is a multiple.", steps.of_rule(lambda rule: rule.frequency.value)
    )
    interval: int = field(
        "Every interval-th day, week, month or year; weeks start on Monday.", steps.of_rule(lambda rule: rule.interval)
    )
    weekdays: list[Weekday] = field(
        "The days of the week on which it repeats.",
        steps.of_rule(lambda rule: [day.value for day in rule.weekday_names]),
    )
    month_days: list[int] = field(
        "The days of the month on which it repeats; negative ones count from the end of the month.",
        steps.of_rule(lambda rule: list(rule.month_days)),
    )
    weeks_of_month: list[int] = field(
        "With weekdays in a month: 1 to 5 from its start, -1 to -5 from its end.",
        steps.of_rule(lambda rule: list(rule.weeks_of_month)),
    )
    until: Date | None = field("The last date that may be included.", steps.of_rule(lambda rule: rule.until))
    count: int | None = field("The number of dates.", steps.of_rule(lambda rule: rule.count))
    rrule: str = field("The same rule as an RFC 5545 RRULE value, for calendar libraries.")


@strawberry.interface(description="When a session runs, in wall-clock time.")
class Schedule:
    start_time: LocalTime = field("When it starts.")
    end_time: LocalTime = field("When it ends.")
    ends_next_day: bool = field("The window runs past midnight: endTime is on the day after startTime.")
    duration_minutes: int = field(
        "Length of the window on the clock, in minutes.", derived(steps.minutes, *CLOCK_WINDOW)
    )
    recurrence: Recurrence | None = field("Null for a one-off.", Part(present="rrule"))
    text: str = field(TEXT)


@strawberry.type(description="When a session runs.")
class SessionSchedule(Schedule):
    text: str = field(
        TEXT,
        batch(
            steps.session_texts,
            *CLOCK_WINDOW,
            *("rrule", "start_date", "last_date", "location.time_zone", "practice.time_zone"),
        ),
    )
    start_date: Date = field("The one-off's date, or the first day from which the recurrence counts.")
    time_zone: TimeZone = field(
        "The location's zone, or the practice's for a remote session.",
        derived(steps.first_given, "location.time_zone", "practice.time_zone"),
    )


@strawberry.type(description="When sessions that are created from a template run. It has no dates.")
class TemplateSchedule(Schedule):
    text: str = field(TEXT, derived(steps.template_text, *CLOCK_WINDOW, "rrule"))


# ---------------------------------------------------------------- sessions


@rows(relations.SESSION)
@strawberry.type(description="When a clinician is available for bookings, where, and for which appointment types.")
class Session(Node):
    version: int = field(VERSION)
    name: str = field("Its name.")
    clinician: Clinician = field("The session's clinician.", One("clinician"))
    location: Location | None = field("The practice location; null only if the session is remote.", One("location"))
    allow_remote: bool = field("Video and phone appointments may be booked into it.")
    location_label: str = field(
        'What the sessions table shows as Location: a location\'s name, "Remote", or both.',
        derived(steps.location_label, "location.name", "allow_remote"),
    )
    schedule: SessionSchedule = field("When it runs.", Part())
    appointment_types: list[AppointmentType] = field("What may be booked into it, by name.", steps.SESSION_TYPES)
    notes: str = field("Free text for staff.", hidden_from=NOT_BOOKING)
    status: SessionStatus = field("Whether it offers slots.")
    template: SessionTemplate | None = field(
        "The template it was created from; null if there is none, or the viewer may not see it.",
        One("template"),
        hidden_from=NOT_BOOKING,
    )
    exceptions: list[SessionException] = field(
        "The dates on which the session differs from its rule.", steps.EXCEPTIONS, hidden_from=NOT_BOOKING
    )

    @field("Its dates in a window of at most 366 days, both ends included.", batch(steps.occurrences, "id"))
    def occurrences(self, from_: From, to: To) -> list[Occurrence]:
        return planned()

    next_occurrence: Occurrence | None = field(
        "The first occurrence that has not ended and is neither cancelled nor closed.",
        batch(steps.next_occurrence, "id"),
    )

    @field(
        "Overlaps with other active sessions of the same clinician, and with closures.",
        batch(steps.conflicts, "id"),
        hidden_from=NOT_BOOKING,
    )
    def conflicts(self, from_: From, to: To) -> list[Conflict]:
        return planned()

    created_at: DateTime = field("When it was created.")
    updated_at: DateTime = field("When it was last changed.")

    @field(
        "Who changed it, when, and how: the newest first.",
        connected(lists.AUDIT_ENTRIES, "entity_id"),
        hidden_from=NOT_BOOKING,
    )
    def history(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[AuditEntry]:
        return planned()


@strawberry.type(description="One date of a session, identified permanently by (session, originalDate).")
class Occurrence(Node):
    id: strawberry.ID = field(
        "Derived from its session and originalDate: the same as long as it is the same date, also where it is moved. "
        "In a preview or a refusal, of what is not saved, from the date alone; node does not find that.",
        derived(identities.occurrence, "session_id", "original_date", "draft"),
    )
    session: Session | None = field(
        "Null only for a session that is not saved, in a preview or a refusal.", reference("session_id")
    )
    original_date: Date = field("The date that the rule gives it.")
    start: DateTime = field("When it starts, with the UTC offset of the place where it is held.", Column("starts_at"))
    end: DateTime = field("When it ends.", Column("ends_at"))
    status: OccurrenceStatus = field("Whether and how it is held.")
    location: Location | None = field("Where it is held.", reference("location_id"))
    allow_remote: bool = field("Video and phone appointments may be booked into it.")
    reason: str | None = field("Why it is cancelled, changed or closed.", hidden_from=NOT_BOOKING)
    closure: Closure | None = field(
        "The first closure that overlaps it.", reference("closure_id"), hidden_from=NOT_BOOKING
    )
    clock_change: bool = field("Its wall-clock start or end does not exist, or exists twice, that day: clocks change.")


@rows(relations.SESSION_EXCEPTION)
@strawberry.type(description="A date on which a session differs from its rule.")
class SessionException:
    id: strawberry.ID = field(
        "Derived from its session and originalDate; for caches.",
        derived(identities.session_exception, "session_id", "original_date"),
    )
    original_date: Date = field("The date that the rule gives it.")
    cancelled: bool = field("It is not held.")
    date: Date | None = field("The date that it was moved to.")
    start_time: LocalTime | None = field("The start that it was moved to.")
    end_time: LocalTime | None = field("The end that it was moved to.")
    location: Location | None = field("The place that it was moved to.", One("location"))
    reason: str | None = field("Why.")


@strawberry.type(description="An occurrence that overlaps another occurrence or a closure.")
class Conflict:
    id: strawberry.ID = field(
        "For caches: the same as long as the same two things meet on the same dates. Of two occurrences that overlap, "
        "each has a conflict of its own.",
        derived(identities.conflict, "occurrence", "other", "closure_id"),
    )
    kind: ConflictKind = field("What it overlaps.")
    occurrence: Occurrence = field("The occurrence that it is about.")
    other: Occurrence | None = field("The other occurrence, if the kind is CLINICIAN_OVERLAP.")
    closure: Closure | None = field("The closure, if the kind is CLOSURE.", reference("closure_id"))
    message: str = field("An explanation for people.")


# ---------------------------------------------------------------- templates


@rows(relations.TEMPLATE)
@strawberry.type(description="A reusable pattern from which sessions are created.")
class SessionTemplate(Node):
    version: int = field(VERSION)
    name: str = field("What it is called.")
    scope: TemplateScope = field("Who it is for.")
    clinician: Clinician | None = field("The owner of a personal template.", One("clinician"))
    location: Location | None = field("The practice location; null only if it is remote.", One("location"))
    allow_remote: bool = field("Video and phone appointments may be booked into its sessions.")
    location_label: str = field(
        'A location\'s name, "Remote", or both.', derived(steps.location_label, "location.name", "allow_remote")
    )
    schedule: TemplateSchedule = field("When its sessions run.", Part())
    appointment_types: list[AppointmentType] = field(
        "What may be booked into its sessions, by name.", steps.TEMPLATE_TYPES
    )
    appointment_type_count: int = field("The number of its appointment types.", batch(steps.type_counts, "id"))
    notes: str = field("Free text for staff.")
    created_at: DateTime = field("When it was created.")
    updated_at: DateTime = field("When it was last changed.")

    @field("Who changed it, when, and how: the newest first.", connected(lists.AUDIT_ENTRIES, "entity_id"))
    def history(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[AuditEntry]:
        return planned()


# ---------------------------------------------------------------- closures and availability


@rows(relations.CLOSURE)
@strawberry.type(description="Time in which sessions do not run: for everyone, one location or one clinician.")
class Closure(Node):
    version: int = field(VERSION)
    title: str = field("What it is called.")
    kind: ClosureKind = field("Why.")
    clinician: Clinician | None = field("Only for this clinician.", One("clinician"))
    location: Location | None = field("Only for this location.", One("location"))
    start_date: Date = field(
        "One span from startDate startTime to endDate endTime, wall-clock in the location's zone, else the practice's; "
        "without times (allDay) the dates from startDate to endDate: at the location, or without one wherever each "
        "session is held."
    )
    end_date: Date = field("The last date, inclusive.")
    start_time: LocalTime | None = field("The start time on the first date; null if it lasts all day.")
    end_time: LocalTime | None = field("The end time on the last date; null if it lasts all day.")
    all_day: bool = field("Whether it lasts all day, without times.", derived(steps.is_none, "start_time"))


@strawberry.type(description="A time at which an appointment of the requested type can be booked.")
class Slot:
    id: strawberry.ID = field(
        "Derived from its session, place, start and end, and delivery modes; for caches.",
        derived(identities.slot, "session_id", "location_id", "start", "end", "delivery_modes"),
    )
    start: DateTime = field("When the appointment would start.")
    end: DateTime = field("When it would end.")
    session: Session = field("The session that offers it.", reference("session_id"))
    clinician: Clinician = field("The clinician of the session.", reference("clinician_id"))
    location: Location | None = field(
        "The location; null if the appointment can only be remote.", reference("location_id")
    )
    delivery_modes: list[DeliveryMode] = field("How it can be held.")


@strawberry.type(description="How much is free on one date.")
class DayAvailability:
    date: Date = field("The date, where the sessions are held.")
    slot_count: int = field("The number of slots that start on it.")


@strawberry.type(description="The free times that were found.")
class SlotSearchResult:
    slots: list[Slot] = field("In order of start, then clinician, session and location; each once.")
    days: list[DayAvailability] = field("Every date of the window, also when slots are truncated.")
    next_available_date: Date | None = field("The first date with a slot, from the window's start up to 366 days on.")
    truncated: bool = field("Whether the window has more slots than first.")


@strawberry.type(description="Why one session offers no slots, or fewer than its pattern, in a window.")
class AvailabilityReason:
    id: strawberry.ID = field(
        "Derived from what it says; for caches.",
        derived(identities.availability_reason, "session_id", "code", "date", "message"),
    )
    session: Session = field("The session.", reference("session_id"))
    code: AvailabilityReasonCode = field("What kind of reason.")
    date: Date | None = field("The date that the reason is about; null if it is not about one date.")
    message: str = field("An explanation for people.")


# ---------------------------------------------------------------- connections


@strawberry.type(description="The position of a page in its list.")
class PageInfo:
    has_next_page: bool = field("Something follows the page.")
    has_previous_page: bool = field("Something precedes the page.")
    start_cursor: str | None = field("The cursor of the first row; null if there is none.")
    end_cursor: str | None = field("The cursor of the last row; null if there is none.")


Row = TypeVar("Row")


@strawberry.type(description="A row of a list, with its cursor.")
class Edge(Generic[Row]):
    cursor: str = field("The position of the row in the list, for after and before.")
    node: Row = field("The row.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Row]):
    edges: list[Edge[Row]] = field("The page's rows with their cursors.")
    nodes: list[Row] = field("The page's rows.")
    page_info: PageInfo = field("The position of the page in its list.")
    total_count: int = field("The number of rows on all pages.")


# ---------------------------------------------------------------- the audit trail


@strawberry.type(description="One field of an object, before and after.")
class FieldChange:
    field: str = strawberry.field(description="Which field.")
    before: str | None = strawberry.field(description="The value before: a text as it is, any other value as JSON.")
    after: str | None = strawberry.field(description="The value after, in the same form.")


@rows(relations.AUDIT_ENTRY)
@strawberry.type(description="Who did what to which object. Entries are never changed, and outlive their object.")
class AuditEntry(Node):
    at: DateTime = field("When.")
    actor: str = field("The name of who did it.", Column("actor_name"))
    action: AuditAction = field("What was done.")
    object_type: AuditedType = field("The type of the object.", Column("entity_type"))
    object_id: strawberry.ID = field("The id of the object, which may be gone.", Column("entity_id"))
    changes: list[FieldChange] = field(
        "The fields that differ; all fields if the object was created or deleted.",
        batch(steps.changes, "before", "after"),
    )


# ---------------------------------------------------------------- the feed of changes


@strawberry.type(description="One committed change.")
class Change:
    id: strawberry.ID = field("A UUID: that of its audit entry.")
    cursor: str = field("Give it back as after, to go on from here.")
    at: DateTime = field("When.")
    action: AuditAction = field("What was done.")
    object_type: AuditedType = field("The type of the object.")
    object_id: strawberry.ID = field("The id of the object, which may be gone.")
    node: Node | None = field(
        "The object as it is now; null where it is gone, or is nothing for the viewer.",
        batch(steps.changed_objects, "object_type", "object_id"),
    )
    actor: str | None = field("The name of who did it; null for BOOKING.")


@strawberry.type(description="A change with its cursor.")
class ChangeEdge:
    cursor: str = field("Give it back as after, to go on from here.")
    node: Change = field("The change.")


@strawberry.type(description="A page of changes, oldest first.")
class ChangeConnection:
    edges: list[ChangeEdge] = field("The page's changes with their cursors.")
    nodes: list[Change] = field("The page's changes.")
    end_cursor: str = field("Where to go on, also when nothing is new.")
    has_next_page: bool = field("More changes are committed already.")
