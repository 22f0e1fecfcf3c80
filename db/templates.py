"""Templates as mutations find them: the practice's, and the viewer's own."""

from sqlalchemy import null, select, update

from db import tables
from db.relations import shared_or_own
from db.rows import with_id
from planner import Statement, uuid_param

TEMPLATE, CLINICIAN, SESSION = tables.session_template, tables.clinician, tables.session

VISIBLE = select(TEMPLATE).where(*with_id(TEMPLATE), shared_or_own("clinician_id")(TEMPLATE))
HOLD = Statement(VISIBLE.with_for_update(read=True, key_share=True))
"""A template that the viewer may see. Nobody can delete it until the transaction ends."""
LOCK = Statement(VISIBLE.with_for_update())
"""The same, and nobody can change or use it either."""

OWNER = Statement(
    select(CLINICIAN.c.id)
    .where(CLINICIAN.c.practice_id == uuid_param("practice_id"), CLINICIAN.c.id == uuid_param("viewer_clinician_id"))
    .with_for_update(read=True, key_share=True)
)
"""The viewer's own id, where the viewer is a clinician of the practice. Nobody can delete it meanwhile."""


FORGET = Statement(
    update(SESSION)
    .where(SESSION.c.practice_id == uuid_param("practice_id"), SESSION.c.template_id == uuid_param("id"))
    .values(template_id=null())
)
"""Has the sessions that were made from a template forget it."""
