"""The appointment types of sessions and of templates."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.sql import ColumnElement

from db import tables
from db.transaction import Transaction
from planner import Statement, among, uuid_param

LINKS = {
    tables.session: (tables.session_appointment_type, "session_id"),
    tables.session_template: (tables.session_template_appointment_type, "template_id"),
}
"""The table that links rows to their appointment types, and its column with the row's id."""


def _of_row(table: Table, column: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.practice_id == uuid_param("practice_id"), table.c[column] == uuid_param("id")


def _find(table: Table, column: str) -> Statement:
    of_rows = table.c.practice_id == uuid_param("practice_id"), among(table.c[column], "ids")
    return Statement(select(table.c[column], table.c.appointment_type_id).where(*of_rows))


FIND = {owner: _find(link, column) for owner, (link, column) in LINKS.items()}
REMOVE = {owner: Statement(delete(link).where(*_of_row(link, column))) for owner, (link, column) in LINKS.items()}
ADD = {owner: Statement(insert(link)) for owner, (link, _) in LINKS.items()}


async def of(tx: Transaction, owner: Table, ids: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the appointment types of sessions or templates, by the ids of these. `owner`: their table."""
    found: dict[str, list[str]] = {an_id: [] for an_id in ids}
    for an_id, type_id in await tx.fetch(FIND[owner], ids=list(found)):
        found[an_id].append(type_id)
    return found


async def add(
    tx: Transaction, owner: Table, an_id: str, type_ids: Sequence[str], *, clinician_id: str | None = None
) -> None:
    """Links appointment types to a row. `clinician_id`: the owner of a personal template."""
    _, column = LINKS[owner]
    rows = [{column: an_id, "appointment_type_id": type_id, "clinician_id": clinician_id} for type_id in type_ids]
    await tx.execute_many(ADD[owner], rows)


async def remove(tx: Transaction, owner: Table, an_id: str) -> None:
    """Deletes all links of a row."""
    await tx.execute(REMOVE[owner], id=an_id)
