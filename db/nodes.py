"""Finds the type of an object by its id: ids are unique across all types."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, exists, literal, select, union_all
from sqlalchemy.sql import ColumnElement

from db import relations, tables
from planner import Reader, Relation, Statement, among, uuid_param

NODES: dict[str, Relation] = {
    "Practice": relations.PRACTICE,
    "Clinician": relations.CLINICIAN,
    "Location": relations.LOCATION,
    "AppointmentType": relations.APPOINTMENT_TYPE,
    "Session": relations.SESSION,
    "SessionTemplate": relations.TEMPLATE,
    "Closure": relations.CLOSURE,
    "AuditEntry": relations.AUDIT_ENTRY,
}
"""The relations of the types that `node` returns by a row's id, by the type's name."""

AUDITED = {
    "SESSION": "Session",
    "SESSION_TEMPLATE": "SessionTemplate",
    "CLINICIAN": "Clinician",
    "LOCATION": "Location",
    "APPOINTMENT_TYPE": "AppointmentType",
    "CLOSURE": "Closure",
}
"""The types whose changes are kept, by the contract's AuditedType."""


def _which(*, whole_trail: bool) -> Statement:
    parts = []
    for name, relation in NODES.items():
        table = relation.table
        found = select(literal(name), cast(table.c.id, Text)).where(
            table.c[relation.tenant_column] == uuid_param("practice_id"), among(table.c.id, "ids")
        )
        if relation is relations.AUDIT_ENTRY and not whole_trail:
            found = found.where(_in_a_history())
        parts.append(found if relation.visible is None else found.where(relation.visible(table)))
    return Statement(union_all(*parts))


def _in_a_history() -> ColumnElement[bool]:
    """The entry is about a session or template that is there, and that the viewer may see."""
    entry = tables.audit_entry.c
    seen: ColumnElement[bool] = literal(False)
    for relation in (relations.SESSION, relations.TEMPLATE):
        table = relation.table
        own = select(literal(1)).where(table.c.practice_id == uuid_param("practice_id"), table.c.id == entry.entity_id)
        seen = seen | exists(own if relation.visible is None else own.where(relation.visible(table)))
    return seen


WHICH = {whole_trail: _which(whole_trail=whole_trail) for whole_trail in (True, False)}


async def types_of(read: Reader, ids: Sequence[str], *, whole_trail: bool) -> dict[str, str]:
    """The name of each object's type, by its id; ids of no object that the viewer may see are left out.

    `whole_trail`: the viewer may see all entries of the audit trail, not only those in the history of an object.
    """
    return {an_id: name for name, an_id in await read.fetch(WHICH[whole_trail], ids=ids)} if ids else {}
