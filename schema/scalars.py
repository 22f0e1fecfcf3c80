"""The contract's own scalars. These functions parse input strictly. The planner writes the values of answers.

A text that is no value of the scalar is answered as Unreadable (planner/errors.py): it becomes an error of the field
that it was given to, in a payload beside all others of the input, or at the root field of a query.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Any, NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

from planner import Unreadable
from scheduling import zones

Date = NewType("Date", date)
LocalTime = NewType("LocalTime", time)
DateTime = NewType("DateTime", datetime)
TimeZone = NewType("TimeZone", str)

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TIME = re.compile(r"\d{2}:\d{2}(:00)?", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


A_DATE = "Write a date as 2026-03-30."
A_TIME = "Write a time of day to the minute, as 09:00."
A_INSTANT = "Write an instant with its offset, as 2026-03-30T09:00:00+01:00."
A_ZONE = "Write an IANA time zone, such as Europe/London."


def parse_date(value: Any) -> date | Unreadable:
    if not DATE.fullmatch(_text(value, A_DATE)):
        return Unreadable(A_DATE)
    try:
        return date.fromisoformat(value)
    except ValueError:
        return Unreadable("There is no such date.")


def parse_time(value: Any) -> time | Unreadable:
    if not TIME.fullmatch(_text(value, A_TIME)):
        return Unreadable(A_TIME)
    try:
        return time.fromisoformat(value)
    except ValueError:
        return Unreadable("There is no such time of day.")


def parse_instant(value: Any) -> datetime | Unreadable:
    if not INSTANT.fullmatch(_text(value, A_INSTANT)):
        return Unreadable(A_INSTANT)
    try:
        instant = datetime.fromisoformat(value.upper())
        instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return Unreadable("There is no such instant.")
    return instant


def parse_zone(value: Any) -> str | Unreadable:
    if _text(value, A_ZONE) not in zones.names():
        return Unreadable(A_ZONE)
    zone: str = value
    return zone


def _text(value: Any, message: str) -> str:
    """Raises ValueError for another type of JSON: that is an error of the request."""
    if not isinstance(value, str):
        raise ValueError(message)
    return value


CONFIG = StrawberryConfig(
    disable_field_suggestions=True,
    scalar_map={
        Date: strawberry.scalar(
            name="Date",
            description="A calendar date, ISO 8601: 2026-03-30.",
            specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
            parse_value=parse_date,
        ),
        LocalTime: strawberry.scalar(
            name="LocalTime",
            description="A wall-clock time to the minute, without a zone: 09:00.",
            specified_by_url="https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#times",
            parse_value=parse_time,
        ),
        DateTime: strawberry.scalar(
            name="DateTime",
            description="An instant with its UTC offset, RFC 3339: 2026-03-30T09:00:00+01:00.",
            specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
            parse_value=parse_instant,
        ),
        TimeZone: strawberry.scalar(
            name="TimeZone",
            description="An IANA time zone name: Europe/London.",
            specified_by_url="https://www.iana.org/time-zones",
            parse_value=parse_zone,
        ),
    },
)
