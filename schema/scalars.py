"""The contract's own scalars. These functions parse input strictly. The planner writes the values of answers."""

import re
from datetime import UTC, date, datetime, time
from typing import Any, NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

from scheduling import zones

Date = NewType("Date", date)
LocalTime = NewType("LocalTime", time)
DateTime = NewType("DateTime", datetime)
TimeZone = NewType("TimeZone", str)

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TIME = re.compile(r"\d{2}:\d{2}(:00)?", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def parse_date(value: Any) -> date:
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise ValueError("Write a date as 2026-03-30.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("There is no such date.") from None


def parse_time(value: Any) -> time:
    if not isinstance(value, str) or not TIME.fullmatch(value):
        raise ValueError("Write a time of day to the minute, as 09:00.")
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise ValueError("There is no such time of day.") from None


def parse_instant(value: Any) -> datetime:
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise ValueError("Write an instant with its offset, as 2026-03-30T09:00:00+01:00.")
    try:
        instant = datetime.fromisoformat(value.upper())
        instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("There is no such instant.") from None
    return instant


def parse_zone(value: Any) -> str:
    if not isinstance(value, str) or value not in zones.names():
        raise ValueError("Write an IANA time zone, such as Europe/London.")
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
