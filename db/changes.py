"""The feed of changes: the audit trail, read in an order in which nothing appears later before what was read.

Transactions commit in another order than they write in, so neither a number nor a time tells a reader where to go on.
What does is a snapshot of PostgreSQL: the set of the transactions that have ended. Changes are read in windows. A
window holds what is visible in one snapshot and was not visible in the one before; within it, changes go by the number
that each drew while it held the lock of its object. docs/adr/0007 has the proof, and what else was considered.

A cursor holds the two snapshots of a window and the last change that was read of it.
"""

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, BigInteger, DateTime, Text, all_, any_, cast, func, literal_column, select, tuple_

from db import relations, tables
from db.engine import Unavailable
from planner import BadInput, Reader, Statement, param, uuid_param

NOW = "now"
"""The cursor of the present, for who does not want what was before."""
LONGEST_CURSOR = 32_000
"""Two snapshots of a server with a thousand transactions at once, and no more."""
LARGEST = 2**63 - 1
LARGEST_PAGE = 100
LEAST_ID = "00000000-0000-0000-0000-000000000000"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class CursorExpired(Exception):
    """The cursor is older than the changes that are kept, or is not of this database: the reader starts afresh."""


# ---------------------------------------------------------------- snapshots and cursors


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The transactions that have ended: those before `end`, but for those that were running."""

    end: int
    running: tuple[int, ...] = ()

    @classmethod
    def parsed(cls, text: str) -> Self:
        """From the text of a pg_snapshot, xmin:xmax:xip_list."""
        _, end, running = text.split(":")
        return cls(int(end), tuple(int(xid) for xid in running.split(",") if xid))

    @property
    def packed(self) -> list[Any]:
        return [self.end, [self.end - xid for xid in self.running]]

    @classmethod
    def unpacked(cls, value: Any) -> Self:
        end, running = value
        xids = tuple(_whole(end) - _whole(each) for each in running)
        return cls(_whole(end), tuple(_whole(xid) for xid in xids))


NOTHING = Snapshot(0)
"""Before every transaction, and before every change of the time when there was no feed."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far somebody has read: all that is visible in `before`, and of the window up to `until` the changes up to
    (`seq`, `id`). Without `until`, the next window has not begun.
    """

    since: int
    """When the window began, in seconds since 1970: changes that were not kept any more then are not in it."""
    before: Snapshot
    until: Snapshot | None = None
    seq: int = -1
    id: str = LEAST_ID

    def cursor(self, origin: str) -> str:
        window = [] if self.until is None else [self.until.packed, self.seq, self.id]
        return _encoded([_tag(origin), self.since, self.before.packed, *window])


def _encoded(value: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


def _tag(origin: str) -> int:
    return zlib.crc32(origin.encode())


def _decoded(cursor: str) -> tuple[int, Position]:
    """The tag of a cursor's database, and its position. Raises BadInput."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        tag, since, before, *window = orjson.loads(text)
        if not window:
            return _whole(tag), Position(_whole(since), Snapshot.unpacked(before))
        until, seq, an_id = window
        if not isinstance(an_id, str):
            raise TypeError
        return _whole(tag), Position(
            _whole(since), Snapshot.unpacked(before), Snapshot.unpacked(until), _whole(seq), str(UUID(an_id))
        )
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadInput("after is not a cursor of changes.", "after") from error


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise TypeError
    return value


# ---------------------------------------------------------------- statements


def _state() -> Statement:
    """The transaction's snapshot, the newest transaction of a change that the viewer may see, whether the server is a
    standby, and which database it is of which cluster.
    """
    entry = tables.audit_entry
    visible = relations.AUDIT_ENTRY.visible
    assert visible is not None
    newest = select(func.max(entry.c.xid)).where(entry.c.practice_id == uuid_param("practice_id"), visible(entry))
    # The last part is for operators, who can make all cursors invalid by it: docs/live.md.
    origin: Any = literal_column(
        "(SELECT system_identifier FROM pg_control_system())::text"
        " || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())"
        " || '/' || coalesce(current_setting('app.feed_generation', true), '')"
    )
    return Statement(
        select(
            literal_column("pg_current_snapshot()::text").label("snapshot"),
            func.coalesce(newest.scalar_subquery(), 0).label("newest"),
            func.pg_is_in_recovery().label("standby"),
            origin.label("origin"),
        )
    )


STATE = _state()


def _in_window() -> Statement:
    """The changes of a window after a place in it. One more than a page tells of others."""
    entry = tables.audit_entry.c
    xids = ARRAY(BigInteger)
    unseen = (entry.xid >= param("old_end", BigInteger)) | (entry.xid == any_(param("old_running", xids)))
    seen = (entry.xid < param("new_end", BigInteger)) & (entry.xid != all_(param("new_running", xids)))
    visible = relations.AUDIT_ENTRY.visible
    assert visible is not None
    columns = (
        cast(entry.id, Text).label("id"),
        entry.at,
        entry.actor_name,
        entry.action,
        entry.entity_type,
        cast(entry.entity_id, Text).label("entity_id"),
        entry.seq,
    )
    at = tuple_(param("seq", BigInteger), uuid_param("after_id"))
    return Statement(
        select(*columns)
        .where(
            entry.practice_id == uuid_param("practice_id"),
            unseen,
            seen,
            tuple_(entry.seq, entry.id) > at,
            entry.at >= param("kept", DateTime(timezone=True)),
            entry.entity_type == any_(param("types", ARRAY(Text))),
            visible(tables.audit_entry),
        )
        .order_by(entry.seq, entry.id)
        .limit(literal_column(str(LARGEST_PAGE + 1)))
    )


IN_WINDOW = _in_window()

# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Change:
    """One committed change. `cursor` goes on behind it."""

    id: str
    cursor: str
    at: datetime
    actor: str | None
    action: str
    object_type: str
    object_id: str


@dataclass(frozen=True, slots=True)
class Changes:
    changes: Sequence[Change]
    end_cursor: str
    has_next_page: bool


class Feed:
    """The feed as it is in one read transaction of the primary: all that is read of it ends at the same snapshot.

    On a standby, PostgreSQL does not tell which transactions are running: the feed cannot be read there.
    """

    def __init__(self, read: Reader, snapshot: Snapshot, newest: int, origin: str, *, kept: timedelta) -> None:
        self.read = read
        self.end = snapshot.end
        # No cursor names a transaction that is newer than every change that was seen: after a crash, PostgreSQL may
        # give the number of a transaction again of which nothing had come to the disk.
        until = min(newest + 1, snapshot.end)
        self.snapshot = Snapshot(until, tuple(xid for xid in snapshot.running if xid < until))
        self.origin = origin
        self.kept = kept
        self.now = int(read.now.timestamp())

    @classmethod
    async def of(cls, read: Reader, *, kept: timedelta) -> Self:
        """`kept`: for how long a change can be read. Raises Unavailable where the server is a standby."""
        (state,) = await read.fetch(STATE)
        if state["standby"]:
            raise Unavailable
        return cls(read, Snapshot.parsed(state["snapshot"]), state["newest"], state["origin"], kept=kept)

    @property
    def present(self) -> str:
        """The cursor behind all that is committed."""
        return Position(self.now, self.snapshot).cursor(self.origin)

    def position(self, cursor: str | None) -> Position:
        """Where a cursor stands; without one, before the oldest change that is kept.

        Raises BadInput where it is none, and CursorExpired where it is too old, or from another database, or from a
        future that this database has not seen: it was set back.
        """
        if cursor is None:
            return Position(self.now, NOTHING)
        if cursor == NOW:
            return Position(self.now, self.snapshot)
        tag, position = _decoded(cursor)
        ends = position.before.end, 0 if position.until is None else position.until.end
        if tag != _tag(self.origin) or max(ends) > self.end:
            raise CursorExpired
        if position.since < self.now - self.kept.total_seconds():
            raise CursorExpired
        return position

    async def after(self, cursor: str | None, *, types: Sequence[str], size: int = LARGEST_PAGE) -> Changes:
        """Up to `size` changes of these types behind a cursor: the rest of its window, then the one from there to now.

        At most two statements. Raises BadInput and CursorExpired.
        """
        position = self.position(cursor)
        found: list[Change] = []
        while True:
            until = position.until or self.snapshot
            window = replace(position, until=until)
            rows = await self._rows(window, until, types)
            room = size - len(found)
            for row in rows[:room]:
                place = replace(window, seq=row["seq"], id=row["id"])
                found.append(_change(row, place.cursor(self.origin)))
            if len(rows) > room:
                return Changes(found, found[-1].cursor, True)
            if until == self.snapshot:
                return Changes(found, self.present, False)
            position = Position(self.now, until)

    async def _rows(self, window: Position, until: Snapshot, types: Sequence[str]) -> list[Any]:
        """The rows of a window behind the place in it, and at least one more than a page where there are more."""
        kept = LONG_AGO
        if window.before == NOTHING:
            kept = datetime.fromtimestamp(window.since, UTC) - self.kept
        return await self.read.fetch(
            IN_WINDOW,
            old_end=window.before.end,
            old_running=list(window.before.running),
            new_end=until.end,
            new_running=list(until.running),
            seq=window.seq,
            after_id=window.id,
            kept=kept,
            types=list(types),
        )


def _change(row: Any, cursor: str) -> Change:
    return Change(row["id"], cursor, row["at"], row["actor_name"], row["action"], row["entity_type"], row["entity_id"])
