"""Counts the sessions, templates and closures that refer to a clinician, a location or an appointment type.

Personal templates of others are not counted.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, func, select, union

from db import tables
from db.relations import shared_or_own
from db.transaction import Transaction
from planner import Statement, uuid_param

Users = tuple[tuple[Table, str, str], ...]
"""Where references are stored: a table, its column that refers to the row, and its column with the id of the user."""

USERS: Mapping[Table, Mapping[str, Users]] = {
    tables.clinician: {
        "session": ((tables.session, "clinician_id", "id"),),
        "template": ((tables.session_template, "clinician_id", "id"),),
        "closure": ((tables.closure, "clinician_id", "id"),),
    },
    tables.location: {
        "session": ((tables.session, "location_id", "id"), (tables.session_exception, "location_id", "session_id")),
        "template": ((tables.session_template, "location_id", "id"),),
        "closure": ((tables.closure, "location_id", "id"),),
    },
    tables.appointment_type: {
        "session": ((tables.session_appointment_type, "appointment_type_id", "session_id"),),
        "template": ((tables.session_template_appointment_type, "appointment_type_id", "template_id"),),
    },
}
VISIBLE = shared_or_own("clinician_id")
"""Templates, and their links, that the viewer may see: those of the practice, and the viewer's personal ones."""


def _count(what: str, users: Users) -> ColumnElement[int]:
    """The number of users. A session that refers to the row more than once counts once."""
    queries = []
    for table, column, user in users:
        used = table.c.practice_id == uuid_param("practice_id"), table.c[column] == uuid_param("id")
        query = select(table.c[user]).where(*used)
        queries.append(query.where(VISIBLE(table)) if what == "template" else query)
    return select(func.count()).select_from(union(*queries).subquery()).scalar_subquery()


COUNT = {
    table: Statement(select(*(_count(what, users).label(what) for what, users in kinds.items())))
    for table, kinds in USERS.items()
}


async def count(tx: Transaction, table: Table, an_id: str) -> dict[str, int]:
    """The number of sessions, templates and closures that refer to the row, by kind."""
    return dict(await tx.fetch_one(COUNT[table], id=an_id) or {})
