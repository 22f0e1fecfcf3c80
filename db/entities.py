"""How each field of the contract's objects is got.

A field that is not named here is the column, or the attribute, of the same name. Lists are in db/lists.py, what is
computed over dates (occurrences, conflicts) in db/calendar.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Select, Table, Text, cast, func, select
from sqlalchemy.orm import DeclarativeBase

from db import calendar, lists
from db.connections import connected
from db.fields import Field, camel
from db.plan import (
    Batch,
    Column,
    Derived,
    Entity,
    Join,
    One,
    Part,
    Source,
    Way,
    batch,
    derived,
    listed,
    many,
    nested,
    objects,
    reference,
    shared_or_own,
)
from db.reader import Reader
from db.statement import Statement, among, uuid_param
from db.tables import (
    AppointmentType,
    AuditEntry,
    Clinician,
    Closure,
    Location,
    Practice,
    Session,
    SessionAppointmentType,
    SessionException,
    SessionTemplate,
    SessionTemplateAppointmentType,
)
from scheduling import recurrence, wording, zones
from scheduling.schedule import stored

PERSONAL = shared_or_own("clinician_id")
"""A template is the practice's, or the viewer's own."""
NOT_BOOKING = frozenset({"BOOKING"})


def table_of(model: type[DeclarativeBase]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


# ---------------------------------------------------------------- pure functions of columns


def first_given(one: Any, other: Any) -> Any:
    return one if one is not None else other


def location_label(location: str | None, allow_remote: bool) -> str:
    """What the sessions table shows as Location."""
    if location is None:
        return "Remote"
    return f"{location}, Remote" if allow_remote else location


@lru_cache(maxsize=16_384)
def session_text(
    start: time, end: time, next_day: bool, rrule: str | None, first: date, last: date | None, today: date
) -> str:
    return wording.text(stored(first, start, end, next_day, rrule, last), today=today)


@lru_cache(maxsize=4096)
def template_text(start: time, end: time, next_day: bool, rrule: str | None) -> str:
    return wording.text(stored(None, start, end, next_day, rrule, None))


def minutes(start: time, end: time, next_day: bool) -> int:
    """Length of the window on the clock."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute + 1440 * next_day


def of_rule(fact: Callable[[recurrence.Rule], Any]) -> Derived:
    """A fact of the rule that is stored as an RRULE."""
    return derived(lambda rrule: fact(recurrence.parse(rrule)), "rrule")


# ---------------------------------------------------------------- the ways from one table to another


def by_column(column: str, entity: Callable[[], Entity], *, optional: bool = False) -> Join:
    return Join(entity, lambda own, other: own.c[column] == other.c.id, optional)


OF_PRACTICE = Join(lambda: PRACTICE, lambda own, other: own.c.practice_id == other.c.id)

OWN_TEMPLATE = Join(lambda: TEMPLATE, lambda own, other: (own.c.template_id == other.c.id) & PERSONAL(other), True)
"""The template that a session was made from, where the viewer may see it."""

LOCATED = {"location": by_column("location_id", lambda: LOCATION, optional=True), "practice": OF_PRACTICE}


def appointment_types(link: Table, owner: str) -> Batch:
    """The appointment types linked to sessions or templates, by name."""

    owners = (
        select(link.c.appointment_type_id, func.string_agg(cast(link.c[owner], Text), ",").label("ids"))
        .where(link.c.practice_id == uuid_param("practice_id"), among(link.c[owner], "ids"))
        .group_by(link.c.appointment_type_id)
        .subquery("owners")
    )

    def clause(source: Source) -> Select[Any]:
        types = source.table()[0]
        linked = source.select(owners.c.ids).join(owners, owners.c.appointment_type_id == types.c.id)
        return linked.order_by(types.c.name_key, types.c.id)

    return many(lambda: APPOINTMENT_TYPE, clause)


def exceptions_of(source: Source) -> Select[Any]:
    owner = source.column("session_id")
    return source.select(owner).where(among(owner, "ids")).order_by(source.column("original_date"))


def _type_count() -> Statement:
    link = table_of(SessionTemplateAppointmentType).c
    counted = select(link.template_id, func.count()).where(link.practice_id == uuid_param("practice_id"))
    return Statement(counted.where(among(link.template_id, "ids")).group_by(link.template_id))


TYPE_COUNT = _type_count()


async def type_counts(read: Reader, keys: Any, _: dict[str, Any], __: Field) -> list[int]:
    """How many appointment types each template has, without the types."""
    counts = {row[0]: row[1] for row in await read.fetch(TYPE_COUNT, ids=list(dict.fromkeys(filter(None, keys))))}
    return [counts.get(key, 0) for key in keys]


# ---------------------------------------------------------------- dates


async def session_texts(read: Reader, keys: Any, _: dict[str, Any], __: Field) -> list[str]:
    """Schedules in words, on the day that it is where each session is held."""
    today: dict[str, date] = {}
    texts = []
    for *schedule, own_zone, zone in keys:
        zone = first_given(own_zone, zone)
        if zone not in today:
            today[zone] = zones.today(read.now, zone)
        texts.append(session_text(*schedule, today[zone]))
    return texts


async def occurrences(read: Reader, keys: Any, arguments: dict[str, Any], item: Field) -> list[Any]:
    window = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    found = await calendar.occurrences_of(read, keys, *window)
    shaped = iter(await objects(read, item, OCCURRENCE, [thing for key in keys for thing in found.get(key, ())]))
    return [[next(shaped) for _ in found.get(key, ())] for key in keys]


async def next_occurrence(read: Reader, keys: Any, _: dict[str, Any], item: Field) -> list[Any]:
    found = await calendar.next_occurrences(read, keys)
    ahead = [found.get(key) for key in keys]
    shaped = iter(await objects(read, item, OCCURRENCE, [thing for thing in ahead if thing is not None]))
    return [None if thing is None else next(shaped) for thing in ahead]


async def conflicts(read: Reader, keys: Any, arguments: dict[str, Any], item: Field) -> list[Any]:
    window = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    found = await calendar.conflicts_of(read, keys, *window)
    shaped = iter(await objects(read, item, CONFLICT, [thing for key in keys for thing in found.get(key, ())]))
    return [[next(shaped) for _ in found.get(key, ())] for key in keys]


# ---------------------------------------------------------------- the practice and its people

PRACTICE: Entity = Entity("Practice", table_of(Practice), practice_column="id")

CLINICIAN: Entity = Entity(
    "Clinician",
    table_of(Clinician),
    fields={"sessions": connected(lambda: SESSION, lists.SESSIONS, "clinician_id")},
    barred={"sessions": NOT_BOOKING},
)

LOCATION: Entity = Entity(
    "Location",
    table_of(Location),
    fields={"timeZone": derived(first_given, "time_zone", "practice.time_zone")},
    joins={"practice": OF_PRACTICE},
)

APPOINTMENT_TYPE: Entity = Entity("AppointmentType", table_of(AppointmentType))

VIEWER = Entity(
    "Viewer",
    fields={
        "practice": reference(lambda: PRACTICE, "practice_id"),
        "clinician": reference(lambda: CLINICIAN, "clinician_id"),
    },
)

# ---------------------------------------------------------------- sessions and templates

RECURRENCE = Entity(
    "Recurrence",
    fields={
        "frequency": of_rule(lambda rule: rule.frequency.value),
        "interval": of_rule(lambda rule: rule.interval),
        "weekdays": of_rule(lambda rule: [day.value for day in rule.weekday_names]),
        "monthDays": of_rule(lambda rule: list(rule.month_days)),
        "weeksOfMonth": of_rule(lambda rule: list(rule.weeks_of_month)),
        "until": of_rule(lambda rule: rule.until),
        "count": of_rule(lambda rule: rule.count),
        "rrule": Column("rrule"),
    },
)

CLOCK_WINDOW = ("start_time", "end_time", "ends_next_day")
SCHEDULE: dict[str, Way] = {
    "durationMinutes": derived(minutes, *CLOCK_WINDOW),
    "recurrence": Part(RECURRENCE, present="rrule"),
}

SESSION_SCHEDULE = Entity(
    "SessionSchedule",
    fields={
        **SCHEDULE,
        "text": batch(
            session_texts,
            *CLOCK_WINDOW,
            *("rrule", "start_date", "last_date"),
            *("location.time_zone", "practice.time_zone"),
        ),
        "timeZone": derived(first_given, "location.time_zone", "practice.time_zone"),
    },
)

TEMPLATE_SCHEDULE = Entity(
    "TemplateSchedule", fields={**SCHEDULE, "text": derived(template_text, *CLOCK_WINDOW, "rrule")}
)

SESSION: Entity = Entity(
    "Session",
    table_of(Session),
    fields={
        "clinician": One("clinician"),
        "location": One("location"),
        "locationLabel": derived(location_label, "location.name", "allow_remote"),
        "schedule": Part(SESSION_SCHEDULE),
        "appointmentTypes": appointment_types(table_of(SessionAppointmentType), "session_id"),
        "template": One("template"),
        "exceptions": many(lambda: SESSION_EXCEPTION, exceptions_of),
        "occurrences": batch(occurrences, "id"),
        "nextOccurrence": batch(next_occurrence, "id"),
        "conflicts": batch(conflicts, "id"),
        "history": connected(lambda: AUDIT_ENTRY, lists.AUDIT_ENTRIES, "entity_id"),
    },
    joins={
        "clinician": by_column("clinician_id", lambda: CLINICIAN),
        "template": OWN_TEMPLATE,
        **LOCATED,
    },
    barred=dict.fromkeys(("notes", "template", "exceptions", "conflicts", "history"), NOT_BOOKING),
)

SESSION_EXCEPTION: Entity = Entity(
    "SessionException",
    table_of(SessionException),
    fields={"location": One("location")},
    joins=LOCATED,
)

DROPPED_EXCEPTION = Entity("SessionException", fields={"location": reference(lambda: LOCATION, "location_id")})
"""An exception that goes, or would go, with its date: held by the application, not by a row."""

TEMPLATE: Entity = Entity(
    "SessionTemplate",
    table_of(SessionTemplate),
    fields={
        "clinician": One("clinician"),
        "location": One("location"),
        "locationLabel": derived(location_label, "location.name", "allow_remote"),
        "schedule": Part(TEMPLATE_SCHEDULE),
        "appointmentTypes": appointment_types(table_of(SessionTemplateAppointmentType), "template_id"),
        "appointmentTypeCount": batch(type_counts, "id"),
        "history": connected(lambda: AUDIT_ENTRY, lists.AUDIT_ENTRIES, "entity_id"),
    },
    joins={"clinician": by_column("clinician_id", lambda: CLINICIAN, optional=True), **LOCATED},
    seen=PERSONAL,
)

# ---------------------------------------------------------------- the calendar

CLOSURE: Entity = Entity(
    "Closure",
    table_of(Closure),
    fields={
        "clinician": One("clinician"),
        "location": One("location"),
        "allDay": derived(lambda start: start is None, "start_time"),
    },
    joins={"clinician": by_column("clinician_id", lambda: CLINICIAN, optional=True), **LOCATED},
)

OCCURRENCE: Entity = Entity(
    "Occurrence",
    fields={
        "session": reference(lambda: SESSION, "session_id"),
        "start": Column("starts_at"),
        "end": Column("ends_at"),
        "location": reference(lambda: LOCATION, "location_id"),
        "closure": reference(lambda: CLOSURE, "closure_id"),
    },
    barred={"reason": NOT_BOOKING, "closure": NOT_BOOKING},
)

SLOT: Entity = Entity(
    "Slot",
    fields={
        "session": reference(lambda: SESSION, "session_id"),
        "clinician": reference(lambda: CLINICIAN, "clinician_id"),
        "location": reference(lambda: LOCATION, "location_id"),
    },
)
DAY_AVAILABILITY = Entity("DayAvailability")
SLOT_SEARCH_RESULT = Entity(
    "SlotSearchResult",
    fields={"slots": listed(lambda: SLOT, "slots"), "days": listed(lambda: DAY_AVAILABILITY, "days")},
)
AVAILABILITY_REASON = Entity("AvailabilityReason", fields={"session": reference(lambda: SESSION, "session_id")})

CONFLICT: Entity = Entity(
    "Conflict",
    fields={
        "occurrence": nested(lambda: OCCURRENCE, "occurrence"),
        "other": nested(lambda: OCCURRENCE, "other"),
        "closure": reference(lambda: CLOSURE, "closure_id"),
    },
)

# ---------------------------------------------------------------- the audit trail


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str | None
    after: str | None


def field_changes(before: Any, after: Any) -> list[FieldChange]:
    """What an audit entry says, field by field. A text stands as it is, anything else as JSON.

    A JSON column is text on a connection for reads, and parsed on one that SQLAlchemy writes by.
    """
    old, new = (orjson.loads(values) if isinstance(values, str) else values or {} for values in (before, after))
    return [FieldChange(camel(name), _told(old.get(name)), _told(new.get(name))) for name in sorted({**old, **new})]


def _told(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else orjson.dumps(_named(value)).decode()


def _named(value: Any) -> Any:
    """The value with its names as the contract writes them."""
    if isinstance(value, dict):
        return {camel(name): _named(part) for name, part in value.items()}
    return [_named(part) for part in value] if isinstance(value, list) else value


async def changes(read: Reader, keys: Any, _: dict[str, Any], item: Field) -> list[Any]:
    told = [field_changes(*key) for key in keys]
    shaped = iter(await objects(read, item, FIELD_CHANGE, [change for entry in told for change in entry]))
    return [[next(shaped) for _ in entry] for entry in told]


FIELD_CHANGE = Entity("FieldChange")

AUDIT_ENTRY: Entity = Entity(
    "AuditEntry",
    table_of(AuditEntry),
    fields={
        "actor": Column("actor_name"),
        "objectType": Column("entity_type"),
        "objectId": Column("entity_id"),
        "changes": batch(changes, "before", "after"),
    },
    seen=shared_or_own("owner_id"),
)
