"""The relations that planned reads use: tables with their joins, and the conditions for the rows a viewer may see."""

from collections.abc import Callable

from sqlalchemy.sql import ColumnElement, FromClause

from db import tables
from planner import Join, Relation, uuid_param

# ---------------------------------------------------------------- visibility


def shared_or_own(column: str) -> Callable[[FromClause], ColumnElement[bool]]:
    """The row has no owner, or its owner is the viewer. `column`: the column with the owner's id."""

    def visible(table: FromClause) -> ColumnElement[bool]:
        of_viewer: ColumnElement[bool] = table.c[column] == uuid_param("viewer_clinician_id")
        return table.c[column].is_(None) | of_viewer

    return visible


PERSONAL = shared_or_own("clinician_id")
"""A template belongs to the practice, or is a personal one of the viewer."""

# ---------------------------------------------------------------- joins


def by_column(column: str, relation: Callable[[], Relation], *, optional: bool = False) -> Join:
    return Join(relation, lambda table, joined: table.c[column] == joined.c.id, optional)


OF_PRACTICE = Join(lambda: PRACTICE, lambda table, joined: table.c.practice_id == joined.c.id)

VISIBLE_TEMPLATE = Join(
    lambda: TEMPLATE, lambda table, joined: (table.c.template_id == joined.c.id) & PERSONAL(joined), True
)
"""The template that a session was made from, if the viewer may see it."""

CLINICIAN_OF = by_column("clinician_id", lambda: CLINICIAN)
PERHAPS_CLINICIAN = by_column("clinician_id", lambda: CLINICIAN, optional=True)
LOCATED = {"location": by_column("location_id", lambda: LOCATION, optional=True), "practice": OF_PRACTICE}

# ---------------------------------------------------------------- relations

PRACTICE: Relation = Relation(tables.practice, tenant_column="id")
CLINICIAN: Relation = Relation(tables.clinician)
LOCATION: Relation = Relation(tables.location, joins={"practice": OF_PRACTICE})
APPOINTMENT_TYPE: Relation = Relation(tables.appointment_type)
SESSION: Relation = Relation(tables.session, joins={"clinician": CLINICIAN_OF, "template": VISIBLE_TEMPLATE, **LOCATED})
SESSION_EXCEPTION: Relation = Relation(tables.session_exception, joins=LOCATED)
TEMPLATE: Relation = Relation(
    tables.session_template, joins={"clinician": PERHAPS_CLINICIAN, **LOCATED}, visible=PERSONAL
)
CLOSURE: Relation = Relation(tables.closure, joins={"clinician": PERHAPS_CLINICIAN, **LOCATED})
AUDIT_ENTRY: Relation = Relation(tables.audit_entry, visible=shared_or_own("owner_id"))
