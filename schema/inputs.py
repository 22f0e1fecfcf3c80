"""The contract's inputs.

These classes only declare the inputs. A use case gets plain values (planner/operation.py): a field that was left out is
absent, and a null is None. resolvers/inputs.py has the types of these values.
"""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from schema.enums import (
    AuditAction,
    AuditedType,
    ClosureKind,
    DeliveryMode,
    OrderDirection,
    SessionOrderField,
    SessionStatus,
    SessionTemplateOrderField,
    TemplateScope,
    Weekday,
)
from schema.scalars import Date, DateTime, LocalTime, TimeZone


def field(description: str, **options: Any) -> Any:
    return strawberry.field(description=description, **options)


def optional(description: str, **options: Any) -> Any:
    """A field that the caller may leave out."""
    return strawberry.field(description=description, default=UNSET, **options)


def argument(description: str, **options: Any) -> Any:
    return strawberry.argument(description=description, **options)


# ---------------------------------------------------------------- lists

First = Annotated[int | None, argument("The number of rows from the start: 1 to 100, by default 50.")]
After = Annotated[str | None, argument("Start after this cursor.")]
Last = Annotated[int | None, argument("The number of rows from the end: 1 to 100.")]
Before = Annotated[str | None, argument("End before this cursor.")]
From = Annotated[Date, argument("The window's first date.", name="from")]
To = Annotated[Date, argument("The window's last date, inclusive.")]
Id = Annotated[strawberry.ID, argument("Its id.")]
SearchNames = Annotated[str | None, argument("Part of the name; case and accents do not matter.")]
Active = Annotated[bool | None, argument("True: the active ones; false: the inactive ones.")]


@strawberry.input(description="How a list of sessions is ordered.")
class SessionOrder:
    field: SessionOrderField = field("The key of the order.", default=SessionOrderField.NAME)
    direction: OrderDirection = strawberry.field(description="The direction.", default=OrderDirection.ASC)


@strawberry.input(description="How a list of templates is ordered.")
class SessionTemplateOrder:
    field: SessionTemplateOrderField = field("The key of the order.", default=SessionTemplateOrderField.NAME)
    direction: OrderDirection = strawberry.field(description="The direction.", default=OrderDirection.ASC)


@strawberry.input(
    description="Conditions are joined by AND; the values of one list by OR. An empty list matches nothing."
)
class SessionFilter:
    clinician_ids: list[strawberry.ID] | None = optional("Sessions of these clinicians.")
    location_ids: list[strawberry.ID] | None = optional("Sessions at these locations.")
    remote: bool | None = optional("True: sessions that allow remote; false: sessions that do not.")
    status: SessionStatus | None = optional("Sessions with this status.")
    appointment_type_ids: list[strawberry.ID] | None = optional("Sessions that allow one of these appointment types.")
    runs_on: Date | None = optional("Sessions with an occurrence on this date that is not cancelled.")
    search: str | None = optional(
        "Part of the session's name, the clinician's or the location's, or of \"Remote\"; "
        "case and accents do not matter."
    )


@strawberry.input(
    description="Conditions are joined by AND; the values of one list by OR. An empty list matches nothing."
)
class SessionTemplateFilter:
    scope: TemplateScope | None = optional("Templates of this scope.")
    clinician_ids: list[strawberry.ID] | None = optional("Personal templates of these clinicians.")
    location_ids: list[strawberry.ID] | None = optional("Templates at these locations.")
    remote: bool | None = optional("True: templates that allow remote; false: templates that do not.")
    search: str | None = optional(
        "Part of the template's name, its clinician's or its location's, or of \"Remote\"; "
        "case and accents do not matter."
    )


@strawberry.input(description="Conditions are joined by AND. An empty list matches nothing.")
class AuditFilter:
    object_ids: list[strawberry.ID] | None = optional("Entries about these objects, including deleted ones.")
    object_type: AuditedType | None = optional("Entries about objects of this type.")
    action: AuditAction | None = optional("Entries of this kind.")
    since: DateTime | None = optional("From this instant on.")
    until: DateTime | None = optional("Before this instant.")


# ---------------------------------------------------------------- availability


@strawberry.input(description="Time in which a clinician cannot take appointments.")
class BusyInput:
    clinician_id: strawberry.ID = field("Whose time.")
    start: DateTime = field("From this instant.")
    end: DateTime = field("Until this instant, exclusive.")


@strawberry.input(description="The conditions of a slot search.")
class SlotSearchInput:
    appointment_type_id: strawberry.ID = field("The appointment type to be booked.")
    from_: Date = field("The first date.", name="from")
    to: Date = field("The last date, inclusive; a window has 93 days at most.")
    clinician_ids: list[strawberry.ID] | None = optional("With one of these clinicians.")
    location_ids: list[strawberry.ID] | None = optional("In sessions at one of these locations.")
    delivery_mode: DeliveryMode | None = optional("By this delivery mode.")
    step_minutes: int | None = optional(
        "Minutes from one slot's start to the next, 1 to 1440; the appointment type's duration if absent."
    )
    busy: list[BusyInput] | None = optional("Time that is already taken, and that this service does not know.")
    first: int | None = strawberry.field(description="The maximum number of slots, 1 to 1000.", default=200)


# ---------------------------------------------------------------- schedules


@strawberry.input(description="Every interval-th day.")
class DailyRecurrenceInput:
    interval: int = field("1 to 999.", default=1)
    until: Date | None = optional("The last date that may be included; cannot be combined with count.")
    count: int | None = optional("The number of dates, 1 to 1000.")


@strawberry.input(description="Some days of every interval-th week, counted from the week of the start date.")
class WeeklyRecurrenceInput:
    weekdays: list[Weekday] = field("At least one.")
    interval: int = field("1 to 999.", default=1)
    until: Date | None = optional("The last date that may be included; cannot be combined with count.")
    count: int | None = optional("The number of dates, 1 to 1000.")


@strawberry.input(description="Some days of every interval-th month: either monthDays, or weekdays with weeksOfMonth.")
class MonthlyRecurrenceInput:
    month_days: list[int] | None = optional("Days of the month: 1 to 31, or -1 to -31 from its end.")
    weekdays: list[Weekday] | None = optional("Weekdays; without weeksOfMonth, every such weekday of the month.")
    weeks_of_month: list[int] | None = optional("Which of the weekdays: 1 to 5, or -1 to -5 from the month's end.")
    interval: int = field("1 to 999.", default=1)
    until: Date | None = optional("The last date that may be included; cannot be combined with count.")
    count: int | None = optional("The number of dates, 1 to 1000.")


@strawberry.input(one_of=True, description="On which dates a session repeats: exactly one of these.")
class RecurrenceInput:
    daily: DailyRecurrenceInput | None = optional("By days.")
    weekly: WeeklyRecurrenceInput | None = optional("By days of the week.")
    monthly: MonthlyRecurrenceInput | None = optional("By days of the month.")
    rrule: str | None = optional("An RFC 5545 RRULE value: FREQ of DAILY and longer, without BYHOUR and shorter parts.")


@strawberry.input(
    description="When a session runs, in wall-clock time of its location, or of the practice if it has none."
)
class SessionScheduleInput:
    start_date: Date = field("The one-off's date, or the first day from which the recurrence counts.")
    start_time: LocalTime = field("When it starts.")
    end_time: LocalTime = field("When it ends; after startTime unless endsNextDay.")
    ends_next_day: bool = field("It runs past midnight.", default=False)
    recurrence: RecurrenceInput | None = optional("How it repeats; absent or null for a one-off.")


@strawberry.input(description="When sessions that are created from a template run.")
class TemplateScheduleInput:
    start_time: LocalTime = field("When they start.")
    end_time: LocalTime = field("When they end; after startTime unless endsNextDay.")
    ends_next_day: bool = field("They run past midnight.", default=False)
    recurrence: RecurrenceInput | None = optional("How they repeat; absent or null for one-offs.")


# ---------------------------------------------------------------- sessions and templates

Name = "1 to 200 characters."
Notes = "Free text for staff, 10,000 characters at most."
Place = "The practice location; required unless remote is allowed."
Remote = "Video and phone appointments may be booked into it."
Types = "The appointment types that may be booked into it, each once."


@strawberry.input(description="A session to be created.")
class CreateSessionInput:
    name: str = field(Name)
    clinician_id: strawberry.ID = field("The session's clinician.")
    location_id: strawberry.ID | None = optional(Place)
    allow_remote: bool = field(Remote, default=False)
    schedule: SessionScheduleInput = field("When it runs.")
    appointment_type_ids: list[strawberry.ID] = field(Types)
    notes: str = field(Notes, default="")
    status: SessionStatus = field("Whether it offers slots.", default=SessionStatus.ACTIVE)


@strawberry.input(description="A field that is absent does not change. A null clears a field that can be null.")
class UpdateSessionInput:
    name: str | None = optional(Name)
    clinician_id: strawberry.ID | None = optional("The session's clinician.")
    location_id: strawberry.ID | None = optional(Place)
    allow_remote: bool | None = optional(Remote)
    schedule: SessionScheduleInput | None = optional("When it runs; replaced as a whole.")
    appointment_type_ids: list[strawberry.ID] | None = optional(Types)
    notes: str | None = optional(Notes)
    status: SessionStatus | None = optional("Whether it offers slots.")


@strawberry.input(description="A template to be created.")
class CreateSessionTemplateInput:
    name: str = field(Name)
    scope: TemplateScope = field("Who it is for.")
    location_id: strawberry.ID | None = optional(Place)
    allow_remote: bool = field(Remote, default=False)
    schedule: TemplateScheduleInput = field("When its sessions run.")
    appointment_type_ids: list[strawberry.ID] = field(Types)
    notes: str = field(Notes, default="")


@strawberry.input(description="A field that is absent does not change. A null clears a field that can be null.")
class UpdateSessionTemplateInput:
    name: str | None = optional(Name)
    location_id: strawberry.ID | None = optional(Place)
    allow_remote: bool | None = optional(Remote)
    schedule: TemplateScheduleInput | None = optional("When its sessions run; replaced as a whole.")
    appointment_type_ids: list[strawberry.ID] | None = optional(Types)
    notes: str | None = optional(Notes)


@strawberry.input(description="One session to create from a template. These values override the template's.")
class FromTemplateInput:
    clinician_id: strawberry.ID = field("The session's clinician; takes precedence over the overrides.")
    start_date: Date = field("Its date, or the first day of its recurrence; takes precedence over the overrides.")
    overrides: UpdateSessionInput | None = optional("What differs from the template.")


# ---------------------------------------------------------------- closures and the directory


@strawberry.input(
    description="One span of time in which sessions do not run; without times, whole days. "
    "With clinician and location: that clinician at that location."
)
class ClosureInput:
    title: str = field("1 to 200 characters.")
    kind: ClosureKind = field("Why.")
    clinician_id: strawberry.ID | None = optional("Only for this clinician.")
    location_id: strawberry.ID | None = optional("Only for this location.")
    start_date: Date = field("Its first date.")
    end_date: Date = field("Its last date, inclusive.")
    start_time: LocalTime | None = optional("The start time on the first date; requires endTime.")
    end_time: LocalTime | None = optional("The end time on the last date; requires startTime.")


@strawberry.input(description="A clinician to be added.")
class CreateClinicianInput:
    name: str = field(Name)
    title: str | None = optional("Professional title, as shown beside the name: GP, Practice Nurse.")
    email: str | None = optional("E-mail address.")


@strawberry.input(description="A field that is absent does not change. A null clears a field that can be null.")
class UpdateClinicianInput:
    name: str | None = optional(Name)
    title: str | None = optional("Professional title, as shown beside the name: GP, Practice Nurse.")
    email: str | None = optional("E-mail address.")
    active: bool | None = optional("Whether they can be chosen, and offer slots.")


@strawberry.input(description="A location to be added.")
class CreateLocationInput:
    name: str = field(Name)
    address: str | None = optional("Where it is.")
    time_zone: TimeZone | None = optional("Its own time zone, if it differs from the practice's.")


@strawberry.input(description="A field that is absent does not change. A null clears a field that can be null.")
class UpdateLocationInput:
    name: str | None = optional(Name)
    address: str | None = optional("Where it is.")
    time_zone: TimeZone | None = optional("Its own zone; null for the practice's.")
    active: bool | None = optional("Whether it can be chosen, and offers slots.")


@strawberry.input(description="An appointment type to be added.")
class CreateAppointmentTypeInput:
    name: str = field(Name)
    duration_minutes: int = field("1 to 1440.")
    delivery_modes: list[DeliveryMode] = field("At least one.", default_factory=lambda: [DeliveryMode.IN_PERSON])
    colour: str | None = optional("Display colour, #rrggbb.")


@strawberry.input(description="A field that is absent does not change. A null clears a field that can be null.")
class UpdateAppointmentTypeInput:
    name: str | None = optional(Name)
    duration_minutes: int | None = optional("1 to 1440.")
    delivery_modes: list[DeliveryMode] | None = optional("At least one.")
    colour: str | None = optional("Display colour, #rrggbb.")
    active: bool | None = optional("Whether it can be chosen and booked.")
