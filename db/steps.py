"""The steps of fields that are more than a column: pure functions of columns, and batches.

schema/objects.py declares the step of each field. db/lists.py has the filters and orders of lists, db/calendar.py loads
occurrences and conflicts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Select, Table, Text, cast, func, select

from db import calendar, nodes, tables
from planner import (
    Batch,
    Derived,
    Field,
    Reader,
    Source,
    Statement,
    among,
    camel,
    derived,
    many,
    objects,
    of_types,
    uuid_param,
)
from scheduling import recurrence, wording, zones
from scheduling.schedule import stored

# ---------------------------------------------------------------- pure functions of columns


def first_given(one: Any, other: Any) -> Any:
    return one if one is not None else other


def location_label(location: str | None, allow_remote: bool) -> str:
    """The text in the column Location of the console's table of sessions."""
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
    """Minutes from start to end on the wall clock."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute + 1440 * next_day


def is_none(value: Any) -> bool:
    return value is None


def of_rule(fact: Callable[[recurrence.Rule], Any]) -> Derived:
    """A function of the parsed RRULE."""
    return derived(lambda rrule: fact(recurrence.parse(rrule)), "rrule")


# ---------------------------------------------------------------- lists of sessions and templates


def _linked_types(link: Table, owner: str) -> Batch:
    """The appointment types linked to sessions or templates, in order of name."""

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

    return many(clause)


SESSION_TYPES = _linked_types(tables.session_appointment_type, "session_id")
TEMPLATE_TYPES = _linked_types(tables.session_template_appointment_type, "template_id")


def _exceptions(source: Source) -> Select[Any]:
    owner = source.column("session_id")
    return source.select(owner).where(among(owner, "ids")).order_by(source.column("original_date"))


def _type_count() -> Statement:
    link = tables.session_template_appointment_type.c
    counted = select(link.template_id, func.count()).where(link.practice_id == uuid_param("practice_id"))
    return Statement(counted.where(among(link.template_id, "ids")).group_by(link.template_id))


EXCEPTIONS = many(_exceptions)
TYPE_COUNT = _type_count()


async def type_counts(read: Reader, keys: Any, _: dict[str, Any], __: Field) -> list[int]:
    """The number of appointment types of each template."""
    counts = {row[0]: row[1] for row in await read.fetch(TYPE_COUNT, ids=list(dict.fromkeys(filter(None, keys))))}
    return [counts.get(key, 0) for key in keys]


# ---------------------------------------------------------------- dates


async def session_texts(read: Reader, keys: Any, _: dict[str, Any], __: Field) -> list[str]:
    """Schedules in words. They depend on today's date in the zone of each session."""
    today: dict[str, date] = {}
    texts: list[str] = []
    for *schedule, own_zone, zone in keys:
        if zone is None:
            continue  # only in a dry run (planner/explanation.py): every practice has a zone
        zone = first_given(own_zone, zone)
        if zone not in today:
            today[zone] = zones.today(read.now, zone)
        texts.append(session_text(*schedule, today[zone]))
    return texts


async def occurrences(read: Reader, keys: Any, arguments: dict[str, Any], item: Field) -> list[Any]:
    window = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    found = await calendar.occurrences_of(read, keys, *window)
    shaped = iter(await objects(read, item, [thing for key in keys for thing in found.get(key, ())]))
    return [[next(shaped) for _ in found.get(key, ())] for key in keys]


async def next_occurrence(read: Reader, keys: Any, _: dict[str, Any], item: Field) -> list[Any]:
    found = await calendar.next_occurrences(read, keys)
    ahead = [found.get(key) for key in keys]
    shaped = iter(await objects(read, item, [thing for thing in ahead if thing is not None]))
    return [None if thing is None else next(shaped) for thing in ahead]


async def conflicts(read: Reader, keys: Any, arguments: dict[str, Any], item: Field) -> list[Any]:
    window = calendar.window(arguments, days=calendar.ONE_SESSION_DAYS)
    found = await calendar.conflicts_of(read, keys, *window)
    shaped = iter(await objects(read, item, [thing for key in keys for thing in found.get(key, ())]))
    return [[next(shaped) for _ in found.get(key, ())] for key in keys]


# ---------------------------------------------------------------- the audit trail


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str | None
    after: str | None


def field_changes(before: str | None, after: str | None) -> list[FieldChange]:
    """The changes of an audit entry, field by field. Text values stay as they are, others become JSON.

    `before` and `after` are JSON objects.
    """
    old, new = ({} if values is None else orjson.loads(values) for values in (before, after))
    names = sorted({**old, **new})
    return [FieldChange(camel(name), _as_text(old.get(name)), _as_text(new.get(name))) for name in names]


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else orjson.dumps(_in_camel_case(value)).decode()


def _in_camel_case(value: Any) -> Any:
    """The value with the keys of its objects in camelCase."""
    if isinstance(value, dict):
        return {camel(name): _in_camel_case(part) for name, part in value.items()}
    return [_in_camel_case(part) for part in value] if isinstance(value, list) else value


async def changes(read: Reader, keys: Any, _: dict[str, Any], item: Field) -> list[Any]:
    entries = [field_changes(*key) for key in keys]
    shaped = iter(await objects(read, item, [change for entry in entries for change in entry]))
    return [[next(shaped) for _ in entry] for entry in entries]


# ---------------------------------------------------------------- the feed of changes


async def changed_objects(read: Reader, keys: Any, _: dict[str, Any], item: Field) -> list[Any]:
    """The objects that changes are about, as they are now. A key is a type, as AuditedType names it, and an id."""
    return list(await of_types(read, item, [(nodes.AUDITED[kind], an_id) for kind, an_id in keys]))
