"""The input objects of mutations as typed dicts: names in snake_case, enum values by name.

A field that the caller left out is absent; a null is None. A field that has a default and cannot be null is always
there. The contract is the source: tests/resolvers/test_arguments.py compares these types with it, field by field.
"""

from datetime import date, time
from typing import NotRequired, TypedDict

# ---------------------------------------------------------------- schedules


class DailyRecurrenceInput(TypedDict):
    interval: int
    until: NotRequired[date | None]
    count: NotRequired[int | None]


class WeeklyRecurrenceInput(TypedDict):
    weekdays: list[str]
    interval: int
    until: NotRequired[date | None]
    count: NotRequired[int | None]


class MonthlyRecurrenceInput(TypedDict):
    month_days: NotRequired[list[int] | None]
    weekdays: NotRequired[list[str] | None]
    weeks_of_month: NotRequired[list[int] | None]
    interval: int
    until: NotRequired[date | None]
    count: NotRequired[int | None]


class RecurrenceInput(TypedDict, total=False):
    """Exactly one of these is given."""

    daily: DailyRecurrenceInput | None
    weekly: WeeklyRecurrenceInput | None
    monthly: MonthlyRecurrenceInput | None
    rrule: str | None


class TemplateScheduleInput(TypedDict):
    start_time: time
    end_time: time
    ends_next_day: bool
    recurrence: NotRequired[RecurrenceInput | None]


class SessionScheduleInput(TemplateScheduleInput):
    start_date: date


# ---------------------------------------------------------------- sessions and templates


class CreateSessionInput(TypedDict):
    name: str
    clinician_id: str
    location_id: NotRequired[str | None]
    allow_remote: bool
    schedule: SessionScheduleInput
    appointment_type_ids: list[str]
    notes: str
    status: str


class UpdateSessionInput(TypedDict, total=False):
    name: str | None
    clinician_id: str | None
    location_id: str | None
    allow_remote: bool | None
    schedule: SessionScheduleInput | None
    appointment_type_ids: list[str] | None
    notes: str | None
    status: str | None


class CreateSessionTemplateInput(TypedDict):
    name: str
    scope: str
    location_id: NotRequired[str | None]
    allow_remote: bool
    schedule: TemplateScheduleInput
    appointment_type_ids: list[str]
    notes: str


class UpdateSessionTemplateInput(TypedDict, total=False):
    name: str | None
    location_id: str | None
    allow_remote: bool | None
    schedule: TemplateScheduleInput | None
    appointment_type_ids: list[str] | None
    notes: str | None


class FromTemplateInput(TypedDict):
    clinician_id: str
    start_date: date
    overrides: NotRequired[UpdateSessionInput | None]


# ---------------------------------------------------------------- closures


class ClosureInput(TypedDict):
    title: str
    kind: str
    clinician_id: NotRequired[str | None]
    location_id: NotRequired[str | None]
    start_date: date
    end_date: date
    start_time: NotRequired[time | None]
    end_time: NotRequired[time | None]


# ---------------------------------------------------------------- the directory


class CreateClinicianInput(TypedDict):
    name: str
    title: NotRequired[str | None]
    email: NotRequired[str | None]


class UpdateClinicianInput(TypedDict, total=False):
    name: str | None
    title: str | None
    email: str | None
    active: bool | None


class CreateLocationInput(TypedDict):
    name: str
    address: NotRequired[str | None]
    time_zone: NotRequired[str | None]


class UpdateLocationInput(TypedDict, total=False):
    name: str | None
    address: str | None
    time_zone: str | None
    active: bool | None


class CreateAppointmentTypeInput(TypedDict):
    name: str
    duration_minutes: int
    delivery_modes: list[str]
    colour: NotRequired[str | None]


class UpdateAppointmentTypeInput(TypedDict, total=False):
    name: str | None
    duration_minutes: int | None
    delivery_modes: list[str] | None
    colour: str | None
    active: bool | None
