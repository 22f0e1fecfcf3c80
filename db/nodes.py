"""Finds the type of an object by its id: ids are unique across all types."""

from sqlalchemy import literal, select, union_all

from db import relations
from planner import Reader, Relation, Statement, uuid_param

NODES: dict[str, Relation] = {
    "Practice": relations.PRACTICE,
    "Clinician": relations.CLINICIAN,
    "Location": relations.LOCATION,
    "AppointmentType": relations.APPOINTMENT_TYPE,
    "Session": relations.SESSION,
    "SessionTemplate": relations.TEMPLATE,
    "Closure": relations.CLOSURE,
}
"""The relations of the types that `node` returns, by the type's name."""


def _which() -> Statement:
    parts = []
    for name, relation in NODES.items():
        table = relation.table
        found = select(literal(name)).where(
            table.c[relation.tenant_column] == uuid_param("practice_id"), table.c.id == uuid_param("id")
        )
        parts.append(found if relation.visible is None else found.where(relation.visible(table)))
    return Statement(union_all(*parts))


WHICH = _which()


async def type_of(read: Reader, an_id: str) -> str | None:
    """The name of the type of the object with this id; None if the viewer's practice has no such object."""
    found = await read.fetch(WHICH, id=an_id)
    return found[0][0] if found else None
