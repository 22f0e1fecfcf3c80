"""Writes the rows of sessions and templates, each with its appointment types and its audit entry."""

from collections.abc import Iterable, Mapping, Sequence

from db import links, rows, tables
from db.folding import fold
from db.tables import Table
from resolvers import ids
from resolvers.mutations import Row, Write
from resolvers.validation import SessionSettings
from scheduling.pattern import pattern
from scheduling.schedule import Schedule, stored

AuditedExceptions = Sequence[Mapping[str, object]]
"""A session's exceptions for its audit entry. resolvers/sessions.py writes their rows."""

SESSION, TEMPLATE = tables.session, tables.session_template


# ---------------------------------------------------------------- from rows to settings


async def load_settings(write: Write, table: Table, row: Row) -> SessionSettings:
    """The settings of a stored row."""
    return (await load_settings_of_many(write, table, [row]))[row["id"]]


async def load_settings_of_many(write: Write, table: Table, stored_rows: Sequence[Row]) -> dict[str, SessionSettings]:
    """The settings of stored rows, by their ids."""
    types = await links.of(write.tx, table, [row["id"] for row in stored_rows])
    return {row["id"]: settings_of(row, types[row["id"]]) for row in stored_rows}


def settings_of(row: Row, type_ids: Iterable[str]) -> SessionSettings:
    return SessionSettings(
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
    """The schedule of a row. A template's schedule has no dates."""
    first, last = row.get("start_date"), row.get("last_date")
    return stored(first, row["start_time"], row["end_time"], row["ends_next_day"], row["rrule"], last)


def owner_of(table: Table, row: Row) -> str | None:
    """The clinician who owns the row, if it is a personal template."""
    owner: str | None = row["clinician_id"] if table is TEMPLATE else None
    return owner


# ---------------------------------------------------------------- writing


async def add(
    write: Write, table: Table, settings: SessionSettings, other: Row, *, exceptions: AuditedExceptions = ()
) -> str:
    """Adds a row with these settings, and returns its id. `other`: the columns that are not settings."""
    values = {**other, **columns_of(table, settings)}
    an_id, owner = ids.new(), owner_of(table, values)
    write.audit("CREATED", table, an_id, after=audited(table, values, settings, exceptions), owner_id=owner)
    types = {"appointment_type_ids": settings.appointment_type_ids}
    added = {**values, **types, **write.first_version(an_id)}
    await rows.add_audited(write.tx, table, added, write.entries.pop())
    return an_id


async def add_many(write: Write, table: Table, settings_by_id: Mapping[str, SessionSettings], other: Row) -> None:
    """Adds rows with these ids and settings. `other`: the columns that are not settings, the same for all rows."""
    new = []
    for an_id, settings in settings_by_id.items():
        values = {**other, **columns_of(table, settings)}
        types = {"appointment_type_ids": settings.appointment_type_ids}
        new.append({**values, **types, **write.first_version(an_id)})
        after = audited(table, values, settings)
        write.audit("CREATED", table, an_id, after=after, owner_id=owner_of(table, values))
    await rows.add_many(write.tx, table, new, write.entries)
    write.entries.clear()


async def update(
    write: Write,
    table: Table,
    row: Row,
    before: SessionSettings,
    after: SessionSettings,
    *,
    exceptions: tuple[AuditedExceptions, AuditedExceptions] = ((), ()),
) -> bool:
    """Writes the settings that differ; returns False if none does.

    `exceptions`: for the audit entry, the session's exceptions before and after, if they differ.
    """
    if before == after:
        return False
    owner = owner_of(table, row)
    if before.appointment_type_ids != after.appointment_type_ids:
        await links.remove(write.tx, table, row["id"])
        await links.add(write.tx, table, row["id"], after.appointment_type_ids, clinician_id=owner)
    audit_update(write, table, row, before, after, exceptions=exceptions)
    await write.update(table, row, columns_of(table, after), audited=True)
    return True


async def remove(write: Write, table: Table, row: Row, *, exceptions: AuditedExceptions = ()) -> None:
    audit_deletion(write, table, row, await load_settings(write, table, row), exceptions)
    await rows.remove(write.tx, table, row["id"])


# ---------------------------------------------------------------- audit entries


def audit_update(
    write: Write,
    table: Table,
    row: Row,
    before: SessionSettings,
    after: SessionSettings,
    *,
    exceptions: tuple[AuditedExceptions, AuditedExceptions] = ((), ()),
) -> None:
    """Records an update for the audit trail."""
    old, new = audited(table, row, before, exceptions[0]), audited(table, row, after, exceptions[1])
    write.audit("UPDATED", table, row["id"], before=old, after=new, owner_id=owner_of(table, row))


def audit_deletion(
    write: Write, table: Table, row: Row, settings: SessionSettings, exceptions: AuditedExceptions
) -> None:
    """Records a deletion for the audit trail."""
    before = audited(table, row, settings, exceptions)
    write.audit("DELETED", table, row["id"], before=before, owner_id=owner_of(table, row))


def columns_of(table: Table, settings: SessionSettings) -> dict[str, object]:
    """Settings as values by columns. A session has more columns than a template."""
    schedule = settings.schedule
    shared: dict[str, object] = {
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


def audited(table: Table, row: Row, settings: SessionSettings, exceptions: AuditedExceptions = ()) -> dict[str, object]:
    """Settings, and a session's exceptions, in the form of an audit entry."""
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
