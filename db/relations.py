"""The tables that planned reads start from, with the joins that lead from one to another, and who may see a row."""

from collections.abc import Callable

from sqlalchemy.sql import ColumnElement, FromClause

from db import tables
from planner import Join, Relation, uuid_param

# ---------------------------------------------------------------- who may see a row


def shared_or_own(column: str) -> Callable[[FromClause], ColumnElement[bool]]:
    """Rows that belong to nobody in particular, by this column, or to the viewer."""

    def seen(table: FromClause) -> ColumnElement[bool]:
        own: ColumnElement[bool] = table.c[column] == uuid_param("viewer_clinician_id")
        return table.c[column].is_(None) | own

    return seen


PERSONAL = shared_or_own("clinician_id")
"""A template is the practice's, or the viewer's own."""

# ---------------------------------------------------------------- joins


def by_column(column: str, relation: Callable[[], Relation], *, optional: bool = False) -> Join:
    return Join(relation, lambda own, other: own.c[column] == other.c.id, optional)


OF_PRACTICE = Join(lambda: PRACTICE, lambda own, other: own.c.practice_id == other.c.id)

OWN_TEMPLATE = Join(lambda: TEMPLATE, lambda own, other: (own.c.template_id == other.c.id) & PERSONAL(other), True)
"""The template that a session was made from, where the viewer may see it."""

CLINICIAN_OF = by_column("clinician_id", lambda: CLINICIAN)
PERHAPS_CLINICIAN = by_column("clinician_id", lambda: CLINICIAN, optional=True)
LOCATED = {"location": by_column("location_id", lambda: LOCATION, optional=True), "practice": OF_PRACTICE}

# ---------------------------------------------------------------- relations

PRACTICE: Relation = Relation(tables.practice, tenant_column="id")
CLINICIAN: Relation = Relation(tables.clinician)
LOCATION: Relation = Relation(tables.location, joins={"practice": OF_PRACTICE})
APPOINTMENT_TYPE: Relation = Relation(tables.appointment_type)
SESSION: Relation = Relation(tables.session, joins={"clinician": CLINICIAN_OF, "template": OWN_TEMPLATE, **LOCATED})
SESSION_EXCEPTION: Relation = Relation(tables.session_exception, joins=LOCATED)
TEMPLATE: Relation = Relation(
    tables.session_template, joins={"clinician": PERHAPS_CLINICIAN, **LOCATED}, visible=PERSONAL
)
CLOSURE: Relation = Relation(tables.closure, joins={"clinician": PERHAPS_CLINICIAN, **LOCATED})
AUDIT_ENTRY: Relation = Relation(tables.audit_entry, visible=shared_or_own("owner_id"))
