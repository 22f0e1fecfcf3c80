"""Idempotency keys, each with the answer of its first request."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import DateTime, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from db import tables
from db.transaction import Transaction
from planner import Statement, param, uuid_param

AT_ONCE = 100
"""The number of old keys that one request deletes at most."""

KEYS = tables.idempotency_key
SAME_KEY = (
    KEYS.c.practice_id == uuid_param("practice_id"),
    KEYS.c.viewer == param("viewer"),
    KEYS.c.key == param("key"),
)
TAKE = Statement(insert(KEYS).on_conflict_do_nothing().returning(KEYS.c.key))
FIND = Statement(select(KEYS.c.request_hash, KEYS.c.answer).where(*SAME_KEY))
KEEP = Statement(update(KEYS).where(*SAME_KEY).values(answer=bindparam("answer", type_=KEYS.c.answer.type)))


def _forget() -> Statement:
    mine = KEYS.c.practice_id == uuid_param("practice_id")
    old = select(KEYS.c.viewer, KEYS.c.key).where(mine, KEYS.c.created_at < param("before", DateTime(timezone=True)))
    some = old.limit(AT_ONCE).with_for_update(skip_locked=True).subquery()
    return Statement(delete(KEYS).where(mine, KEYS.c.viewer == some.c.viewer, KEYS.c.key == some.c.key))


FORGET = _forget()


async def take(tx: Transaction, viewer: str, key: str, *, request_hash: str, now: datetime) -> bool:
    """Inserts a key. False if it exists already. Waits until a running transaction that has inserted it ends."""
    values = {"request_hash": request_hash, "answer": "{}", "created_at": now}
    return await tx.fetch_one(TAKE, viewer=viewer, key=key, **values) is not None


async def found(tx: Transaction, viewer: str, key: str) -> tuple[str, Any]:
    """The hash of the key's first request, and its answer."""
    (row,) = await tx.fetch(FIND, viewer=viewer, key=key)
    return row["request_hash"], orjson.loads(row["answer"])


async def keep(tx: Transaction, viewer: str, key: str, *, answer: Any) -> None:
    """Stores the answer with its key."""
    await tx.execute(KEEP, viewer=viewer, key=key, answer=orjson.dumps(answer).decode())


async def forget(tx: Transaction, *, before: datetime) -> None:
    """Deletes some of the practice's older keys, except those that another transaction is deleting."""
    await tx.execute(FORGET, before=before)
