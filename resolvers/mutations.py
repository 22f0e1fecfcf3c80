"""What every mutation shares: the permission check, one transaction, the idempotency key and the audit trail.

The use case of a mutation is a function of a `Write` and the mutation's arguments. It returns a payload
(resolvers/payloads.py), or raises Refused with every problem at once; then nothing is written.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import orjson

from db import audit, idempotency, references, rows, tables
from db.references import Purpose, References
from db.tables import Table
from db.transaction import Transaction
from planner import Field, Reader, objects
from resolvers import ids, serialization, unreadable
from resolvers.context import Context, Viewer
from resolvers.errors import Forbidden, Refused
from resolvers.payloads import (
    PAYLOAD_CLASSES,
    ForbiddenError,
    InputError,
    NotFoundError,
    Path,
    Payload,
    UserError,
    VersionConflictError,
)
from resolvers.permissions import OWN, Grant, require

KEY_LIFETIME = timedelta(hours=24)
LONGEST_KEY = 255

Row = Mapping[str, Any]
"""A row as it is stored: values by the names of its columns."""


@dataclass(slots=True)
class Write:
    """An open transaction on behalf of a viewer. `grant`: for the whole practice, or only for what is their own."""

    tx: Transaction
    viewer: Viewer
    grant: Grant
    clock: Callable[[], datetime]
    """Returns the current instant with its zone."""
    request_id: str
    now: datetime = field(init=False)
    """When the transaction began, before it waited for any lock: what "today" is for its checks. See also `at`."""
    entries: list[dict[str, object]] = field(default_factory=list)
    """Audit entries that the transaction adds before it commits."""
    locked_clinicians: set[str] = field(default_factory=set)
    """Clinicians whose sessions no other transaction can change until this one ends (resolvers/conflict_checks.py)."""
    holes: frozenset[Path] = frozenset()
    """The paths of arguments that could not be read: None stands there, and nothing is written
    (resolvers/unreadable.py)."""
    zones: dict[str | None, str] = field(default_factory=dict)
    """The IANA zones of the locations that are locked for conflict checks: no other transaction can change them, or add
    a closure there, until this one ends. Of no location: the practice's zone."""
    _at: datetime | None = None
    _last: datetime | None = None
    """The latest change of the rows that the transaction has locked."""

    def __post_init__(self) -> None:
        self.now = self.clock()

    @property
    def at(self) -> datetime:
        """When the transaction writes: for `updated_at`, and for the audit entries.

        It is taken at the first write, when what is written is locked. It is later than the last change of every row
        that was locked: the times of a row rise with its versions, although the clocks of two machines differ.
        """
        if self._at is None:
            self._at = self.clock()
        if self._last is not None and self._at <= self._last:
            self._at = self._last + timedelta.resolution
        return self._at

    def locked(self, rows: Iterable[Row]) -> None:
        """Notes the last changes of rows that the transaction has just locked, for `at`."""
        for row in rows:
            if self._last is None or self._last < row["updated_at"]:
                self._last = row["updated_at"]

    @property
    def own_only(self) -> bool:
        return self.grant is OWN

    @property
    def read(self) -> Reader:
        """Planned reads within this transaction: they see what it has written so far."""
        return self.tx.reader(role=self.viewer.role, now=self.now)

    async def load(self, table: Table, an_id: str, *, what: str, path: Path = ("id",), lock: bool = True) -> Row:
        """Loads the practice's row with this id, locked until the transaction ends. Raises Refused if none exists."""
        key = ids.parsed(an_id)
        if key is None:
            raise Refused([InputError("This is not an id.", "INVALID", path)])
        row: Row | None = await (rows.lock if lock else rows.find)(self.tx, table, key)
        if row is None:
            raise Refused([not_found(what, path)])
        self.locked([row])
        return row

    async def hold_for_sessions(
        self, *, clinicians: Iterable[str], locations: Iterable[str], types: Iterable[str] = ()
    ) -> References:
        """Holds what sessions refer to, and locks what their conflict checks need (references.Purpose.SESSION)."""
        clinicians = sorted(clinicians)
        held = await references.hold(
            self.tx, clinicians=clinicians, locations=sorted(locations), types=types, purpose=Purpose.SESSION
        )
        self.locked_clinicians.update(clinicians)
        self.zones.update(held.zones)
        return held

    def check_version(self, row: Row, expected: int | None) -> None:
        """Raises Refused if the caller expects another version than the row has."""
        if expected is not None and expected != row["version"]:
            message = f"It was changed meanwhile: you saw version {expected}, it is now at version {row['version']}."
            raise Refused([VersionConflictError(message, ("expectedVersion",), row["version"])])

    async def add(self, table: Table, values: Mapping[str, object]) -> str:
        """Adds a row with a new id at version 1, and returns the id."""
        an_id = ids.new()
        await rows.add(self.tx, table, {**values, **self.first_version(an_id)})
        return an_id

    def first_version(self, an_id: str) -> dict[str, object]:
        """The columns that every new row has."""
        return {"id": an_id, "version": 1, "created_at": self.at, "updated_at": self.at}

    async def update(self, table: Table, row: Row, values: Mapping[str, object], *, audited: bool = False) -> None:
        """Updates a row, and increments its version.

        `audited`: writes the audit entry that was recorded last, in the same round trip.
        """
        next_version = {"version": row["version"] + 1, "updated_at": self.at}
        if audited:
            await rows.change_audited(self.tx, table, row["id"], {**values, **next_version}, self.entries.pop())
        else:
            await rows.change(self.tx, table, row["id"], {**values, **next_version})

    def audit(
        self,
        action: str,
        table: Table,
        an_id: str,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        owner_id: str | None = None,
    ) -> None:
        """Records who created, updated or deleted an object, with the values that differ, for the same transaction."""
        old, new = dict(before or {}), dict(after or {})
        if before is not None and after is not None:
            different = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
            old = {name: value for name, value in old.items() if name in different}
            new = {name: value for name, value in new.items() if name in different}
        self.entries.append(
            {
                "id": ids.new_at(self.at),
                "at": self.at,
                "actor": self.viewer.subject,
                "actor_name": self.viewer.name,
                "request_id": self.request_id,
                "action": action,
                "entity_type": AUDITED_TYPES[table],
                "entity_id": an_id,
                "owner_id": owner_id,
                "before": None if before is None else as_json(old),
                "after": None if after is None else as_json(new),
            }
        )

    async def write_audit(self) -> None:
        """Adds the entries that were recorded so far to the audit trail."""
        await audit.add(self.tx, self.entries)
        self.entries.clear()


AUDITED_TYPES = {
    tables.session: "SESSION",
    tables.session_template: "SESSION_TEMPLATE",
    tables.clinician: "CLINICIAN",
    tables.location: "LOCATION",
    tables.appointment_type: "APPOINTMENT_TYPE",
    tables.closure: "CLOSURE",
}
"""The contract's AuditedType, by table."""


def as_json(values: Mapping[str, object]) -> dict[str, object]:
    """Values in their JSON form. Times of day are given to the minute, as in the contract."""
    text = orjson.dumps(dict(values), default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    plain: dict[str, object] = orjson.loads(text)
    return plain


def _plain(value: object) -> object:
    match value:
        case time():
            return value.isoformat("minutes")
        case date():
            return value.isoformat()
        case Iterable():
            return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def not_found(what: str, path: Path) -> NotFoundError:
    return NotFoundError(f"There is no such {what}.", path)


Result = TypeVar("Result")
UseCase = Callable[[Write, Any], Awaitable[Payload]]
"""`use_case(write, arguments)`: an open transaction, and the root field's arguments (resolvers/arguments.py)."""
Shape = Callable[[Reader, Payload], Awaitable[Result]]
"""What the caller gets of a payload."""


async def run(
    context: Context, action: str, arguments: Mapping[str, object], use_case: UseCase, payload: type[Payload]
) -> Payload:
    """Runs a mutation's use case in a transaction of its own, and returns its payload, of the type `payload`."""
    return await _run(context, action, arguments, use_case, payload, _unchanged)


async def run_selected(
    context: Context, item: Field, name: str, arguments: Mapping[str, object], use_case: UseCase
) -> object:
    """The same for the root field `item`: returns its payload (of the GraphQL type `name`) as the caller selected it.

    The payload is read back before the commit: if its selection cannot be answered, nothing is written.
    """

    async def select(read: Reader, payload: Payload) -> object:
        return (await objects(read, item, [payload]))[0]

    return await _run(context, item.name, arguments, use_case, PAYLOAD_CLASSES[name], select)


async def _unchanged(_: Reader, payload: Payload) -> Payload:
    return payload


async def _run(
    context: Context,
    action: str,
    arguments: Mapping[str, object],
    use_case: UseCase,
    payload: type[Payload],
    shape: Shape[Result],
) -> Result:
    viewer = context.viewer
    try:
        grant = require(viewer, action)
        if grant is OWN and viewer.clinician_id is None:
            raise Forbidden("You are not a clinician of this practice.")
        key = _checked_key(arguments)
        unread = unreadable.errors_of(arguments)

        async def attempt(tx: Transaction) -> Result:
            write = Write(tx, viewer, grant, context.now, context.request_id)
            if unread:
                raise Refused(await _errors(write, arguments, unread, use_case))
            if key is None:
                success = await use_case(write, arguments)
            else:
                success = await _run_once(write, action, key, arguments, use_case)
            await write.write_audit()
            return await shape(replace(write.read, variables=context.variables), success)

        return await context.db.write(viewer.tenant, attempt)
    except Forbidden as forbidden:
        refusal = payload(errors=(ForbiddenError(str(forbidden)),))
    except Refused as refused:
        refusal = refused.payload or payload(errors=refused.errors)
    return await context.db.read(
        viewer.tenant,
        lambda read: shape(read, refusal),
        role=viewer.role,
        variables=context.variables,
        now=context.now(),
        primary=True,
    )


async def _errors(
    write: Write, arguments: Mapping[str, object], unread: Sequence[InputError], use_case: UseCase
) -> Sequence[UserError]:
    """All errors of arguments of which some could not be read."""
    write = replace(write, holes=frozenset(error.path for error in unread))
    try:
        payload = await use_case(write, unreadable.emptied(dict(arguments)))
    except Refused as refused:
        others = refused.errors if refused.payload is None else unreadable.told_by(refused.payload)
    else:
        others = unreadable.told_by(payload)
    return unreadable.with_others(unread, others)


# ---------------------------------------------------------------- idempotency


def _checked_key(arguments: Mapping[str, object]) -> str | None:
    key = arguments.get("idempotency_key")
    if key is None:
        return None
    if not isinstance(key, str) or not 1 <= len(key) <= LONGEST_KEY or "\0" in key:
        message = f"An idempotency key must have 1 to {LONGEST_KEY} characters."
        raise Refused([InputError(message, "INVALID", ("idempotencyKey",))])
    return key


async def _run_once(write: Write, action: str, key: str, arguments: Mapping[str, object], use_case: UseCase) -> Payload:
    """Returns the use case's payload, or the stored payload of the same request under this key.

    The key is taken first: a second request with the same key waits here until the first request has ended.
    """
    viewer, digest = write.viewer.subject, _digest(write.viewer, action, arguments)
    if not await idempotency.take(write.tx, viewer, key, request_hash=digest, now=write.now):
        request_hash, stored = await idempotency.found(write.tx, viewer, key)
        if request_hash != digest:
            message = "This idempotency key was used for another request. Use a new key for a new request."
            raise Refused([InputError(message, "IDEMPOTENCY_MISMATCH", ("idempotencyKey",))])
        repeated: Payload = serialization.decode(stored)
        return repeated
    payload = await use_case(write, arguments)
    await idempotency.keep(write.tx, viewer, key, answer=serialization.encode(payload))
    await idempotency.forget(write.tx, before=write.now - KEY_LIFETIME)
    return payload


def _digest(viewer: Viewer, action: str, arguments: Mapping[str, object]) -> str:
    """Two requests with the same digest are the same request.

    It includes the viewer's role and clinician, because a subject may send requests as another clinician or role.
    """
    request = {name: value for name, value in arguments.items() if name != "idempotency_key"}
    text = orjson.dumps([viewer.role, viewer.clinician_id, action, request], option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(text).hexdigest()
