"""The rows of sessions and templates: made, changed and removed alike, each with its types and its audit entry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db import links, rows, tables
from db.folding import fold
from db.tables import Table
from resolvers import ids
from resolvers.drafts import Settings
from resolvers.writing import Write
from scheduling import schedule as schedules
from scheduling.pattern import pattern
from scheduling.schedule import Schedule

Row = Mapping[str, Any]
"""A row as it is stored, by its columns."""
Noted = Sequence[Mapping[str, Any]]
"""A session's exceptions, for its audit entry: they are written elsewhere (resolvers/sessions.py)."""

SESSION, TEMPLATE = tables.session, tables.session_template


# ---------------------------------------------------------------- as they are stored


async def settings_as_stored(write: Write, table: Table, row: Row) -> Settings:
    return (await settings_of_many(write, table, [row]))[row["id"]]


async def settings_of_many(write: Write, table: Table, found: Sequence[Row]) -> dict[str, Settings]:
    """The same of several rows, by their ids."""
    types = await links.of(write.tx, table, [row["id"] for row in found])
    return {row["id"]: settings_of(row, types[row["id"]]) for row in found}


def settings_of(row: Row, type_ids: Iterable[str]) -> Settings:
    return Settings(
        name=row["name"],
        clinician_id=row["clinician_id"],
        location_id=row["location_id"],
        allow_remote=row["allow_remote"],
        schedule=schedule_of(row),
        appointment_type_ids=tuple(sorted(type_ids)),
        notes=row["notes"],
        status=row.get("status", "ACTIVE"),
    )


def schedule_of(row: Row) -> Schedule:
    """The schedule that a row stores. A template's has no dates."""
    first, last = row.get("start_date"), row.get("last_date")
    return schedules.stored(first, row["start_time"], row["end_time"], row["ends_next_day"], row["rrule"], last)


def owner_of(table: Table, row: Row) -> str | None:
    """The clinician whose personal template it is, if it is one."""
    owner: str | None = row["clinician_id"] if table is TEMPLATE else None
    return owner


# ---------------------------------------------------------------- written


async def add(write: Write, table: Table, settings: Settings, own: Row, *, exceptions: Noted = ()) -> str:
    """Adds a row with these settings, and answers its id. `own` are the columns that are no settings."""
    values = {**own, **columns_of(table, settings)}
    an_id, owner = ids.new(), owner_of(table, values)
    write.audit("CREATED", table, an_id, after=audited(table, values, settings, exceptions), owner_id=owner)
    types = {"appointment_type_ids": settings.appointment_type_ids}
    added = {**values, **types, **write.first_version(an_id)}
    await rows.add_audited(write.tx, table, added, write.entries.pop())
    return an_id


async def add_many(write: Write, table: Table, added: Mapping[str, Settings], own: Row) -> None:
    """Adds rows with these settings, by their ids."""
    new = []
    for an_id, settings in added.items():
        values = {**own, **columns_of(table, settings)}
        types = {"appointment_type_ids": settings.appointment_type_ids}
        new.append({**values, **types, **write.first_version(an_id)})
        after = audited(table, values, settings)
        write.audit("CREATED", table, an_id, after=after, owner_id=owner_of(table, values))
    await rows.add_many(write.tx, table, new)


async def change(
    write: Write,
    table: Table,
    row: Row,
    before: Settings,
    after: Settings,
    *,
    exceptions: tuple[Noted, Noted] = ((), ()),
) -> bool:
    """Writes what is different; False where nothing is. `exceptions`: those before and after, where they change."""
    if before == after:
        return False
    owner = owner_of(table, row)
    if before.appointment_type_ids != after.appointment_type_ids:
        await links.remove(write.tx, table, row["id"])
        await links.add(write.tx, table, row["id"], after.appointment_type_ids, clinician_id=owner)
    note_change(write, table, row, before, after, exceptions=exceptions)
    await write.change(table, row, columns_of(table, after), audited=True)
    return True


async def remove(write: Write, table: Table, row: Row, *, exceptions: Noted = ()) -> None:
    note_removal(write, table, row, await settings_as_stored(write, table, row), exceptions)
    await rows.remove(write.tx, table, row["id"])


# ---------------------------------------------------------------- noted


def note_change(
    write: Write,
    table: Table,
    row: Row,
    before: Settings,
    after: Settings,
    *,
    exceptions: tuple[Noted, Noted] = ((), ()),
) -> None:
    """Notes a change for the audit trail."""
    old, new = audited(table, row, before, exceptions[0]), audited(table, row, after, exceptions[1])
    write.audit("UPDATED", table, row["id"], before=old, after=new, owner_id=owner_of(table, row))


def note_removal(write: Write, table: Table, row: Row, settings: Settings, exceptions: Noted) -> None:
    """Notes a deletion for the audit trail."""
    before = audited(table, row, settings, exceptions)
    write.audit("DELETED", table, row["id"], before=before, owner_id=owner_of(table, row))


def columns_of(table: Table, settings: Settings) -> dict[str, Any]:
    """The settings that sessions and templates share by their columns, and a session's own."""
    schedule = settings.schedule
    shared = {
        "name": settings.name,
        "name_key": fold(settings.name),
        "location_id": settings.location_id,
        "allow_remote": settings.allow_remote,
        "notes": settings.notes,
        "start_time": schedule.start_time,
        "end_time": schedule.end_time,
        "ends_next_day": schedule.ends_next_day,
        "rrule": None if schedule.rule is None else schedule.rule.rrule,
    }
    if table is TEMPLATE:
        return shared
    shape = pattern(schedule)
    return {
        **shared,
        "clinician_id": settings.clinician_id,
        "status": settings.status,
        "start_date": schedule.start_date,
        "last_date": schedule.last_date,
        "period": shape.period,
        "step": shape.interval,
        "phase": shape.phase,
        "week_start": shape.week_start,
        "months": shape.months,
        "weekdays": shape.weekdays,
        "month_days": shape.month_days,
        "nth_weekdays": None if shape.nth_weekdays is None else list(shape.nth_weekdays),
        "irregular": shape.irregular,
    }


def audited(table: Table, row: Row, settings: Settings, exceptions: Noted = ()) -> dict[str, Any]:
    """The settings, and a session's single dates, as the audit trail keeps them."""
    schedule = settings.schedule
    values = {
        **settings.values,
        "start_time": schedule.start_time.isoformat("minutes"),
        "end_time": schedule.end_time.isoformat("minutes"),
        "ends_next_day": schedule.ends_next_day,
        "rrule": None if schedule.rule is None else schedule.rule.rrule,
    }
    if table is SESSION:
        return {**values, "start_date": schedule.start_date, "exceptions": list(exceptions)}
    return {name: value for name, value in values.items() if name != "status"} | {"scope": row["scope"]}
