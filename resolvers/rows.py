"""The rows of sessions and templates: made, changed and removed alike, each with its types and its audit entry."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.sql import ColumnElement

from db.tables import Session, SessionAppointmentType, SessionTemplate, SessionTemplateAppointmentType
from resolvers import ids
from resolvers.drafts import Settings, audited, place, settings_of
from resolvers.writing import Write

Row = TypeVar("Row", Session, SessionTemplate)
Noted = Sequence[Mapping[str, Any]]
"""A session's exceptions, for its audit entry: they are written elsewhere (resolvers/sessions.py)."""

LINKS: dict[type, tuple[Any, str]] = {
    Session: (SessionAppointmentType, "session_id"),
    SessionTemplate: (SessionTemplateAppointmentType, "template_id"),
}
"""Where the appointment types of each are, and the column that leads back."""


def linked(row: Session | SessionTemplate) -> tuple[Any, tuple[Any, Any]]:
    """The table that links the row to its appointment types, and the condition for the row's own."""
    link, column = LINKS[type(row)]
    return link, (link.practice_id == row.practice_id, getattr(link, column) == row.id)


def owner_of(row: Session | SessionTemplate) -> str | None:
    """The clinician whose personal template it is, if it is one."""
    return row.clinician_id if isinstance(row, SessionTemplate) else None


def shared_or_own(write: Write, model: Any) -> ColumnElement[bool]:
    """Templates, or their links, that are the practice's or the viewer's own."""
    return or_(model.clinician_id.is_(None), model.clinician_id == write.viewer.clinician_id)


async def settings_as_stored(write: Write, row: Session | SessionTemplate) -> Settings:
    link, own = linked(row)
    return settings_of(row, (await write.tx.execute(select(link.appointment_type_id).where(*own))).scalars())


async def add(write: Write, row: Row, settings: Settings, *, exceptions: Noted = ()) -> Row:
    """Writes a new row with these settings."""
    row.practice_id, row.id, row.version = write.viewer.practice_id, ids.new(), 1
    row.created_at = row.updated_at = write.now
    place(row, settings)
    write.tx.add(row)
    await write.tx.flush()
    await _link(write, row, settings.appointment_type_ids)
    write.audit("CREATED", row, after=audited(row, settings, exceptions), owner_id=owner_of(row))
    return row


async def change(
    write: Write,
    row: Session | SessionTemplate,
    before: Settings,
    after: Settings,
    *,
    exceptions: tuple[Noted, Noted] = ((), ()),
) -> bool:
    """Writes what is different; False where nothing is. `exceptions`: those before and after, where they change."""
    if before == after:
        return False
    if before.appointment_type_ids != after.appointment_type_ids:
        link, own = linked(row)
        await write.tx.execute(delete(link).where(*own))
        await _link(write, row, after.appointment_type_ids)
    place(row, after)
    write.raise_version(row)
    old, new = audited(row, before, exceptions[0]), audited(row, after, exceptions[1])
    write.audit("UPDATED", row, before=old, after=new, owner_id=owner_of(row))
    await write.tx.flush()
    return True


async def remove(write: Write, row: Session | SessionTemplate, *, exceptions: Noted = ()) -> None:
    settings = await settings_as_stored(write, row)
    write.audit("DELETED", row, before=audited(row, settings, exceptions), owner_id=owner_of(row))
    kind = type(row)
    await write.tx.execute(delete(kind).where(kind.practice_id == row.practice_id, kind.id == row.id))


async def _link(write: Write, row: Session | SessionTemplate, type_ids: Sequence[str]) -> None:
    if not type_ids:
        return
    link, column = LINKS[type(row)]
    own: dict[str, str | None] = {"practice_id": row.practice_id, column: row.id}
    if isinstance(row, SessionTemplate):
        own["clinician_id"] = row.clinician_id
    await write.tx.execute(insert(link), [{**own, "appointment_type_id": type_id} for type_id in type_ids])
