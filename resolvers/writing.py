"""What every mutation has around it: permission, one transaction, idempotency, the audit trail, the way back.

A use case of a mutation is a function of a `Write` and the mutation's arguments. It answers a payload
(resolvers/outcomes.py), or raises Refused with everything that is wrong; then nothing is written.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

from db import audit, idempotency, rows, tables
from db.tables import Table
from db.transaction import Transaction
from planner import Field, Reader, objects
from resolvers import answers, ids
from resolvers.context import Context, Viewer
from resolvers.errors import Forbidden, Refused
from resolvers.outcomes import (
    PAYLOAD_CLASSES,
    ForbiddenError,
    InputError,
    NotFoundError,
    Path,
    VersionConflictError,
)
from resolvers.permissions import OWN, Grant, require

KEPT = timedelta(hours=24)
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Write:
    """An open transaction on behalf of a viewer, who may do it for everybody or only for themselves (`grant`)."""

    tx: Transaction
    viewer: Viewer
    grant: Grant
    now: datetime
    request_id: str
    entries: list[dict[str, Any]] = field(default_factory=list)
    """What is to be added to the audit trail."""
    locked_clinicians: set[str] = field(default_factory=set)
    """Whose other sessions nobody else can change at this moment (resolvers/clashes.py)."""

    @property
    def own_only(self) -> bool:
        return self.grant is OWN

    @property
    def read(self) -> Reader:
        """Planned reads within this transaction: what was written so far is seen."""
        return self.tx.reader(role=self.viewer.role, now=self.now)

    async def locked(self, table: Table, an_id: str, *, what: str, path: Path = ("id",), lock: bool = True) -> Any:
        """The practice's row with this id, locked until the transaction ends; Refused where there is none."""
        key = ids.parsed(an_id)
        if key is None:
            raise Refused([InputError("This is not an id.", "INVALID", path)])
        found = await (rows.lock if lock else rows.find)(self.tx, table, key)
        if found is None:
            raise Refused([not_found(what, path)])
        return found

    def expect(self, row: Mapping[str, Any], version: int | None) -> None:
        """Refused where the caller saw another version than the one that is there."""
        if version is not None and version != row["version"]:
            message = f"It was changed meanwhile: you saw version {version}, it is now at version {row['version']}."
            raise Refused([VersionConflictError(message, ("expectedVersion",), row["version"])])

    async def add(self, table: Table, values: Mapping[str, Any]) -> str:
        """Adds an object with a fresh id, which is answered, at version 1."""
        an_id = ids.new()
        await rows.add(self.tx, table, {**values, **self.first_version(an_id)})
        return an_id

    def first_version(self, an_id: str) -> dict[str, Any]:
        """What every new object has."""
        return {"id": an_id, "version": 1, "created_at": self.now, "updated_at": self.now}

    async def change(
        self, table: Table, row: Mapping[str, Any], values: Mapping[str, Any], *, audited: bool = False
    ) -> None:
        """Changes an object, whose version goes up by one.

        `audited`: the entry that was noted last is written in the same round trip.
        """
        kept = {"version": row["version"] + 1, "updated_at": self.now}
        if audited:
            await rows.change_audited(self.tx, table, row["id"], {**values, **kept}, self.entries.pop())
        else:
            await rows.change(self.tx, table, row["id"], {**values, **kept})

    def audit(
        self,
        action: str,
        table: Table,
        an_id: str,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        owner_id: str | None = None,
    ) -> None:
        """Notes who created, changed or deleted what, with the values that differ, in the same transaction."""
        old, new = dict(before or {}), dict(after or {})
        if before is not None and after is not None:
            changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
            old = {name: value for name, value in old.items() if name in changed}
            new = {name: value for name, value in new.items() if name in changed}
        self.entries.append(
            {
                "id": ids.new(),
                "at": self.now,
                "actor": self.viewer.subject,
                "actor_name": self.viewer.name,
                "request_id": self.request_id,
                "action": action,
                "entity_type": AUDITED_TYPES[table],
                "entity_id": an_id,
                "owner_id": owner_id,
                "before": None if before is None else stored(old),
                "after": None if after is None else stored(new),
            }
        )

    async def write_audit(self) -> None:
        """Adds to the audit trail what was noted so far."""
        await audit.add(self.tx, self.entries)
        self.entries.clear()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undoes what is done within, and notes nothing of it, where it raises an exception."""
        noted, locked = len(self.entries), set(self.locked_clinicians)
        try:
            async with self.tx.savepoint():
                yield
        except Exception:
            del self.entries[noted:]
            self.locked_clinicians.intersection_update(locked)  # locks that were taken within are gone, too
            raise


AUDITED_TYPES = {
    tables.session: "SESSION",
    tables.session_template: "SESSION_TEMPLATE",
    tables.clinician: "CLINICIAN",
    tables.location: "LOCATION",
    tables.appointment_type: "APPOINTMENT_TYPE",
    tables.closure: "CLOSURE",
}
"""The contract's AuditedType, by table."""


def stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them; times of day to the minute, as the contract shows them."""
    text = orjson.dumps(dict(values), default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    kept: dict[str, Any] = orjson.loads(text)
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else list(value)


def not_found(what: str, path: Path) -> NotFoundError:
    return NotFoundError(f"There is no such {what}.", path)


UseCase = Callable[[Write, dict[str, Any]], Awaitable[Any]]
Told = Callable[[Reader, Any], Awaitable[Any]]
"""What the caller is told of a payload."""


async def change(context: Context, action: str, arguments: dict[str, Any], use_case: UseCase, payload: type) -> Any:
    """Runs a mutation's use case in one transaction of its own; `payload` is what it answers."""
    return await _change(context, action, arguments, use_case, payload, _unread)


async def answered(context: Context, item: Field, name: str, arguments: dict[str, Any], use_case: UseCase) -> Any:
    """The same for the mutation `item`, with its payload (of the GraphQL type `name`) as the caller selected it.

    It is read back before the transaction is committed: a selection that cannot be answered changes nothing.
    """

    async def told(read: Reader, payload: Any) -> Any:
        return (await objects(read, item, [payload]))[0]

    return await _change(context, item.name, arguments, use_case, PAYLOAD_CLASSES[name], told)


async def _unread(_: Reader, payload: Any) -> Any:
    return payload


async def _change(
    context: Context, action: str, arguments: dict[str, Any], use_case: UseCase, payload: type, told: Told
) -> Any:
    viewer = context.viewer
    try:
        grant = require(viewer, action)
        if grant is OWN and viewer.clinician_id is None:
            raise Forbidden("You are not a clinician of this practice.")
        key = _checked_key(arguments)

        async def attempt(tx: Transaction) -> Any:
            write = Write(tx, viewer, grant, context.now(), context.request_id)
            if key is None:
                done = await use_case(write, arguments)
            else:
                done = await _once(write, action, key, arguments, use_case)
            await write.write_audit()
            return await told(replace(write.read, variables=context.variables), done)

        return await context.db.write(viewer.tenant, attempt)
    except Forbidden as forbidden:
        refusal = payload(errors=(ForbiddenError(str(forbidden)),))
    except Refused as refused:
        refusal = refused.payload or payload(errors=refused.errors)
    return await context.db.read(
        viewer.tenant,
        lambda read: told(read, refusal),
        role=viewer.role,
        variables=context.variables,
        now=context.now(),
        primary=True,
    )


# ---------------------------------------------------------------- idempotency


def _checked_key(arguments: Mapping[str, Any]) -> str | None:
    key = arguments.get("idempotency_key")
    if key is None:
        return None
    if not isinstance(key, str) or not 1 <= len(key) <= LONGEST_KEY or "\0" in key:
        message = f"An idempotency key has 1 to {LONGEST_KEY} characters."
        raise Refused([InputError(message, "INVALID", ("idempotencyKey",))])
    return key


async def _once(write: Write, action: str, key: str, arguments: dict[str, Any], use_case: UseCase) -> Any:
    """The use case's answer, or the first answer to the same request under this key.

    The key is taken before anything else is done: a second request with it waits here until the first one has ended.
    """
    viewer, digest = write.viewer.subject, _digest(write.viewer, action, arguments)
    if not await idempotency.take(write.tx, viewer, key, request_hash=digest, now=write.now):
        request_hash, answer = await idempotency.found(write.tx, viewer, key)
        if request_hash != digest:
            message = "This idempotency key was used for another request."
            raise Refused([InputError(message, "IDEMPOTENCY_MISMATCH", ("idempotencyKey",))])
        return answers.decode(answer)
    done = await use_case(write, arguments)
    await idempotency.keep(write.tx, viewer, key, answer=answers.encode(done))
    await idempotency.forget(write.tx, before=write.now - KEPT)
    return done


def _digest(viewer: Viewer, action: str, arguments: Mapping[str, Any]) -> str:
    """What makes a request the same: who asks included, for one subject may come as another clinician or role."""
    request = {name: value for name, value in arguments.items() if name != "idempotency_key"}
    text = orjson.dumps([viewer.role, viewer.clinician_id, action, request], option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(text).hexdigest()
