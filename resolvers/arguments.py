"""The arguments of root fields, as their use cases get them: names in snake_case, enum values by name.

An argument that the caller left out is absent. An argument that has a default and cannot be null is always there. The
contract is the source: tests/resolvers/test_arguments.py compares these types with it, name by name. The input objects
of mutations are in resolvers/inputs.py, the filters and orders of lists in db/lists.py.
"""

import datetime as dt
from datetime import date, datetime, time
from typing import NotRequired, TypedDict

from resolvers import inputs

# ---------------------------------------------------------------- queries


class Nothing(TypedDict):
    """No arguments."""


class ById(TypedDict):
    id: str


class ByIds(TypedDict):
    ids: list[str]


class PageArguments(TypedDict, total=False):
    """The arguments that every list has."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None


class Listing(PageArguments, total=False):
    """A page of a list with a filter."""

    filter: dict[str, object] | None


class OrderedListing(Listing, total=False):
    order_by: dict[str, str] | None


class DirectoryListing(PageArguments, total=False):
    """A page of clinicians, locations or appointment types."""

    search: str | None
    active: bool | None


class Changes(TypedDict, total=False):
    after: str | None
    first: int | None
    types: list[str] | None


# `from` is a keyword of Python: a type with such a key is written in this form.
Window = TypedDict("Window", {"from": date, "to": date})
"""Two dates, both included."""


class FilteredWindow(Window):
    filter: NotRequired[dict[str, object] | None]


class ClosuresWindow(Window):
    clinician_id: NotRequired[str | None]
    location_id: NotRequired[str | None]


class PreviewSession(Window):
    id: NotRequired[str | None]
    input: inputs.UpdateSessionInput


class BusyTime(TypedDict):
    clinician_id: str
    start: datetime
    end: datetime


class SlotSearch(Window):
    appointment_type_id: str
    clinician_ids: NotRequired[list[str] | None]
    location_ids: NotRequired[list[str] | None]
    delivery_mode: NotRequired[str | None]
    step_minutes: NotRequired[int | None]
    busy: NotRequired[list[BusyTime] | None]
    first: NotRequired[int | None]


class Searching(TypedDict):
    search: SlotSearch


# ---------------------------------------------------------------- mutations of sessions


class Idempotent(TypedDict):
    idempotency_key: NotRequired[str | None]


class Versioned(TypedDict):
    expected_version: NotRequired[int | None]


class Conflicting(TypedDict):
    on_conflict: str
    """WARN or REJECT."""


class Delete(Versioned):
    id: str


class CreateSession(Conflicting, Idempotent):
    input: inputs.CreateSessionInput


class UpdateSession(Conflicting, Versioned):
    id: str
    input: inputs.UpdateSessionInput


class DuplicateSession(Conflicting, Idempotent):
    id: str
    overrides: NotRequired[inputs.UpdateSessionInput | None]


class ToggleSession(Conflicting, Versioned):
    id: str
    active: NotRequired[bool | None]


class DeleteSessions(TypedDict):
    ids: list[str]


class ToggleSessions(DeleteSessions):
    active: bool


SplitSession = TypedDict(
    "SplitSession",
    {
        "id": str,
        "from": date,
        "input": inputs.UpdateSessionInput,
        "expected_version": NotRequired[int | None],
        "on_conflict": str,
        "idempotency_key": NotRequired[str | None],
    },
)


# ---------------------------------------------------------------- mutations of single dates


class RestoreOccurrence(Versioned):
    session_id: str
    original_date: date


class CancelOccurrence(RestoreOccurrence):
    reason: NotRequired[str | None]


class RescheduleOccurrence(CancelOccurrence, Conflicting):
    date: NotRequired[dt.date | None]
    start_time: NotRequired[time | None]
    end_time: NotRequired[time | None]
    location_id: NotRequired[str | None]


# ---------------------------------------------------------------- mutations of templates


class CreateSessionTemplate(Idempotent):
    input: inputs.CreateSessionTemplateInput


class UpdateSessionTemplate(Versioned):
    id: str
    input: inputs.UpdateSessionTemplateInput


class DuplicateSessionTemplate(Idempotent):
    id: str
    overrides: NotRequired[inputs.UpdateSessionTemplateInput | None]
    scope: NotRequired[str | None]


class CreateSessionsFromTemplate(Conflicting, Idempotent):
    template_id: str
    sessions: list[inputs.FromTemplateInput]


class SaveSessionAsTemplate(Idempotent):
    session_id: str
    name: NotRequired[str | None]
    scope: str


# ---------------------------------------------------------------- mutations of closures


class CreateClosure(Idempotent):
    input: inputs.ClosureInput


class UpdateClosure(Versioned):
    id: str
    input: inputs.ClosureInput


# ---------------------------------------------------------------- mutations of the directory


class CreateClinician(Idempotent):
    input: inputs.CreateClinicianInput


class UpdateClinician(Versioned):
    id: str
    input: inputs.UpdateClinicianInput


class CreateLocation(Idempotent):
    input: inputs.CreateLocationInput


class UpdateLocation(Conflicting, Versioned):
    id: str
    input: inputs.UpdateLocationInput


class CreateAppointmentType(Idempotent):
    input: inputs.CreateAppointmentTypeInput


class UpdateAppointmentType(Versioned):
    id: str
    input: inputs.UpdateAppointmentTypeInput
