"""The arguments of queries, as their use cases get them: names in snake_case, enum values by name.

A list's filter and order are in db/lists.py; an argument that was left out is absent, or its default. The contract is
the source: tests/resolvers/test_arguments.py holds these types to it, name by name.
"""

from datetime import date, datetime
from typing import Any, NotRequired, TypedDict


class Nothing(TypedDict):
    """No arguments."""


class ById(TypedDict):
    id: str


class Page(TypedDict, total=False):
    """What every list has."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None


class Listing(Page, total=False):
    """A page of a list with a filter."""

    filter: dict[str, Any] | None


class OrderedListing(Listing, total=False):
    order_by: dict[str, str] | None


class DirectoryListing(Page, total=False):
    """A page of clinicians, locations or appointment types."""

    search: str | None
    active: bool | None


# `from` is a keyword of Python, so what has it is written in this form.
Window = TypedDict("Window", {"from": date, "to": date})
"""Two dates, both included."""


class FilteredWindow(Window):
    filter: NotRequired[dict[str, Any] | None]


class ClosuresWindow(Window):
    clinician_id: NotRequired[str | None]
    location_id: NotRequired[str | None]


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
