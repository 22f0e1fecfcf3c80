"""Reads and locks templates for mutations: those of the practice, and the viewer's personal ones."""

from sqlalchemy import null, select, update

from db import tables
from db.relations import shared_or_own
from db.rows import with_id
from planner import Statement, uuid_param

TEMPLATE, CLINICIAN, SESSION = tables.session_template, tables.clinician, tables.session

VISIBLE = select(TEMPLATE).where(*with_id(TEMPLATE), shared_or_own("clinician_id")(TEMPLATE))
HOLD = Statement(VISIBLE.with_for_update(read=True, key_share=True))
"""A template that the viewer may see. No other transaction can delete it until this one ends."""
LOCK = Statement(VISIBLE.with_for_update())
"""The same. No other transaction can change it or refer to it, either."""

OWNER = Statement(
    select(CLINICIAN.c.id)
    .where(CLINICIAN.c.practice_id == uuid_param("practice_id"), CLINICIAN.c.id == uuid_param("viewer_clinician_id"))
    .with_for_update(read=True, key_share=True)
)
"""The id of the viewer, if the viewer is a clinician of the practice. No other transaction can delete the clinician."""


FORGET = Statement(
    update(SESSION)
    .where(SESSION.c.practice_id == uuid_param("practice_id"), SESSION.c.template_id == uuid_param("id"))
    .values(template_id=null())
)
"""Removes the reference to a template from the sessions that were made from it."""
