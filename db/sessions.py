"""Many sessions at once, each by its id."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, delete, select, update

from db import tables
from db.transaction import Transaction
from planner import Statement, among, param, uuid_param

SESSION = tables.session
OWN = SESSION.c.practice_id == uuid_param("practice_id"), among(SESSION.c.id, "ids")

LOCK = Statement(select(SESSION).where(*OWN).order_by(SESSION.c.id).with_for_update())
REMOVE = Statement(delete(SESSION).where(*OWN))
SET_STATUS = Statement(
    update(SESSION)
    .where(*OWN)
    .values(
        status=param("status"),
        version=SESSION.c.version + 1,
        updated_at=param("updated_at", DateTime(timezone=True)),
    )
)


async def lock(tx: Transaction, ids: Iterable[str]) -> dict[str, Any]:
    """Those that are there, by their ids, locked until the transaction ends; in the order of their ids, so that nobody
    waits in a circle.
    """
    return {row["id"]: row for row in await tx.fetch(LOCK, ids=list(ids))}


async def remove(tx: Transaction, ids: Iterable[str]) -> None:
    """Deletes sessions; what belongs to them goes with them."""
    await tx.execute(REMOVE, ids=list(ids))


async def set_status(tx: Transaction, ids: Iterable[str], *, status: str, now: datetime) -> None:
    """Makes sessions active or inactive; their versions go up by one."""
    await tx.execute(SET_STATUS, ids=list(ids), status=status, updated_at=now)
