"""The feed of committed changes: every change once, in an order in which nothing appears later before what was read."""

import asyncio
import base64
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import update

from db import audit, tables
from db.engine import Database
from db.tenancy import Tenant
from db.transaction import Transaction
from planner import Statement, uuid_param
from resolvers import ids
from resolvers.context import Role
from tests.conftest import MONDAY
from tests.practice import Clock, House
from tests.vacuous import some

CHANGE = "id cursor at action objectType objectId actor node { __typename id ... on Session { version name } }"


async def page(house: House, *, token: str | None = None, **given: Any) -> Any:
    query = (
        "query($after: String, $first: Int, $types: [AuditedType!])"
        f" {{ changes(after: $after, first: $first, types: $types)"
        f" {{ nodes {{ {CHANGE} }} edges {{ cursor node {{ id }} }} endCursor hasNextPage }} }}"
    )
    return (await house.ask(query, token=token, **given))["changes"]


async def code(house: House, *, token: str | None = None, **given: Any) -> str:
    query = "query($after: String, $first: Int) { changes(after: $after, first: $first) { endCursor } }"
    return await house.code(query, token=token, **given)


async def now(house: House) -> str:
    cursor: str = (await page(house, after="now"))["endCursor"]
    return cursor


def told(changes: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(change["action"], change["objectType"], change["objectId"]) for change in changes]


# ---------------------------------------------------------------- what is in it


async def test_each_change_is_there_once_oldest_first_with_the_object_as_it_is_now(house: House, clock: Clock) -> None:
    session = await house.session(name="Before")
    await house.update_session(session["id"], {"name": "After"})
    found = await page(house)
    assert told(found["nodes"]) == [
        ("CREATED", "CLINICIAN", session["clinician"]["id"]),
        ("CREATED", "SESSION", session["id"]),
        ("UPDATED", "SESSION", session["id"]),
    ]
    for change in some(found["nodes"][1:]):
        assert change["node"] == {"__typename": "Session", "id": session["id"], "version": 2, "name": "After"}
        assert change["actor"] == "Somebody ADMIN"
    # The clock of the tests stands still; a change is later than the one before it all the same.
    created, updated = (datetime.fromisoformat(change["at"]) for change in found["nodes"][1:])
    assert created == clock.at
    assert updated == created + timedelta(microseconds=1)
    assert [edge["cursor"] for edge in found["edges"]] == [change["cursor"] for change in found["nodes"]]
    assert [edge["node"]["id"] for edge in found["edges"]] == [change["id"] for change in found["nodes"]]
    assert found["hasNextPage"] is False


async def test_a_change_of_one_date_is_a_change_of_its_session(house: House) -> None:
    session = await house.session()
    start = await now(house)
    await house.do(
        "cancelOccurrence",
        "sessionId: ID!; originalDate: Date!",
        "errors { code }",
        sessionId=session["id"],
        originalDate="2026-03-09",
    )
    assert told((await page(house, after=start))["nodes"]) == [("UPDATED", "SESSION", session["id"])]


async def test_the_object_of_a_deletion_is_null(house: House) -> None:
    session = await house.session()
    start = await now(house)
    await house.delete_session(session["id"])
    (change,) = (await page(house, after=start))["nodes"]
    assert (change["action"], change["node"]) == ("DELETED", None)


async def test_only_the_types_asked_for_are_there(house: House) -> None:
    session = await house.session()
    assert told((await page(house, types=["SESSION"]))["nodes"]) == [("CREATED", "SESSION", session["id"])]
    assert (await page(house, types=[]))["nodes"] == []


# ---------------------------------------------------------------- cursors


async def test_pages_of_any_size_show_each_change_once_and_in_the_same_order(house: House) -> None:
    for _ in range(7):
        await house.clinician()
    whole = [change["id"] for change in some((await page(house))["nodes"])]
    assert len(whole) == 7
    for size in (1, 2, 3, 7):
        read: list[str] = []
        after, more = None, True
        while more:
            part = await page(house, after=after, first=size)
            assert len(part["nodes"]) <= size
            read += [change["id"] for change in part["nodes"]]
            after, more = part["endCursor"], part["hasNextPage"]
        assert read == whole


async def test_a_page_goes_on_behind_any_change_and_from_the_end_when_nothing_is_new(house: House) -> None:
    for _ in range(3):
        await house.clinician()
    found = await page(house)
    for place, change in enumerate(some(found["nodes"])):
        rest = await page(house, after=change["cursor"])
        assert [each["id"] for each in rest["nodes"]] == [each["id"] for each in found["nodes"][place + 1 :]]
    nothing = await page(house, after=found["endCursor"])
    assert (nothing["nodes"], nothing["hasNextPage"]) == ([], False)
    added = await house.clinician()
    assert told((await page(house, after=nothing["endCursor"]))["nodes"]) == [("CREATED", "CLINICIAN", added)]


async def test_a_cursor_inside_a_window_goes_on_into_what_was_committed_later(house: House) -> None:
    for _ in range(3):
        await house.clinician()
    first = await page(house, first=1)
    later = await house.location()
    rest = await page(house, after=first["endCursor"])
    assert len(rest["nodes"]) == 3
    assert told(rest["nodes"])[-1] == ("CREATED", "LOCATION", later)


async def test_a_cursor_is_good_for_thirty_days_and_then_has_a_code_of_its_own(house: House, clock: Clock) -> None:
    await house.clinician()
    end = (await page(house))["endCursor"]
    clock.pass_(days=30)
    assert (await page(house, after=end))["nodes"] == []
    clock.pass_(seconds=1)
    assert await code(house, after=end) == "CURSOR_EXPIRED"
    assert (await page(house))["nodes"] == [], "the change is not kept any more"


async def test_a_cursor_of_another_database_or_of_a_lost_future_has_the_same_code(house: House) -> None:
    end = await now(house)
    tag, since, (last, running) = orjson.loads(base64.urlsafe_b64decode(end + "=="))

    def cursor(*value: Any) -> str:
        return base64.urlsafe_b64encode(orjson.dumps(list(value))).rstrip(b"=").decode()

    assert cursor(tag, since, [last, running]) == end
    assert await code(house, after=cursor(tag ^ 1, since, [last, running])) == "CURSOR_EXPIRED"
    assert await code(house, after=cursor(tag, since, [last + 10**9, running])) == "CURSOR_EXPIRED"


@pytest.mark.parametrize(
    "after", ["", "x", "!", "bm90IGpzb24", "W10", "WzEsMixbMyxbNF1dXQ", "W3RydWUsMixbMyxbXV1d", "x" * 40_000]
)
async def test_what_is_no_cursor_is_bad_input(house: House, after: str) -> None:
    assert await code(house, after=after) == "BAD_USER_INPUT"


@pytest.mark.parametrize("first", [-1, 0, 101])
async def test_a_page_has_1_to_100_changes(house: House, first: int) -> None:
    assert await code(house, first=first) == "BAD_USER_INPUT"


# ---------------------------------------------------------------- who sees what


async def test_another_practice_sees_nothing(house: House, other_house: House) -> None:
    await house.session()
    cursor = (await page(house, first=1))["endCursor"]
    assert (await page(other_house))["nodes"] == []
    assert (await page(other_house, after=cursor))["nodes"] == []


async def test_a_personal_template_is_in_the_feed_of_its_owner_alone_also_when_it_is_gone(house: House) -> None:
    clinician, colleague = await house.clinician(), await house.clinician()
    own = house.token(Role.CLINICIAN, clinician=clinician)
    start = await now(house)
    template = await house.template(token=own, scope="PERSONAL")
    await house.update_template(template["id"], {"name": "Another"}, token=own)
    await house.delete_template(template["id"], token=own)
    seen = told((await page(house, after=start, token=own))["nodes"])
    assert seen == [(action, "SESSION_TEMPLATE", template["id"]) for action in ("CREATED", "UPDATED", "DELETED")]
    for token in (
        house.token(),
        house.token(Role.STAFF),
        house.token(Role.CLINICIAN, clinician=colleague),
        house.token(Role.BOOKING),
    ):
        assert (await page(house, after=start, token=token))["nodes"] == []


async def test_a_booking_client_sees_what_a_slot_names_and_not_who_changed_it(house: House) -> None:
    start = await now(house)
    await house.template()
    session = await house.session()
    found = (await page(house, after=start, token=house.token(Role.BOOKING)))["nodes"]
    assert told(found) == [
        ("CREATED", "CLINICIAN", session["clinician"]["id"]),
        ("CREATED", "SESSION", session["id"]),
    ]
    assert [change["actor"] for change in found] == [None, None]
    notes = "{ changes { nodes { node { ... on Session { notes } } } } }"
    assert await house.code(notes, token=house.token(Role.BOOKING)) == "FORBIDDEN"


# ---------------------------------------------------------------- the order, with transactions that overlap


RENAME = Statement(
    update(tables.clinician)
    .where(tables.clinician.c.practice_id == uuid_param("practice_id"), tables.clinician.c.id == uuid_param("id"))
    .values(version=tables.clinician.c.version + 1)
    .returning(tables.clinician.c.version)
)
TAKE_XID = "SELECT pg_current_xact_id()"


async def change(tx: Transaction, an_id: str) -> int:
    """Changes a clinician as a mutation does: the row's lock, then the entry, which says the version."""
    (row,) = await tx.fetch(RENAME, id=an_id)
    entry = {
        "id": ids.new(),
        "at": MONDAY,
        "actor": "test",
        "actor_name": str(row["version"]),
        "request_id": "test",
        "action": "UPDATED",
        "entity_type": "CLINICIAN",
        "entity_id": an_id,
        "owner_id": None,
        "before": None,
        "after": None,
    }
    await audit.add(tx, [entry])
    version: int = row["version"]
    return version


class Writer:
    """A transaction that stays open until it is told to end."""

    def __init__(self, database: Database, house: House) -> None:
        self.database, self.house = database, house
        self.begun: asyncio.Future[Transaction] = asyncio.get_running_loop().create_future()
        self.end = asyncio.Event()

    async def __aenter__(self) -> Transaction:
        async def work(tx: Transaction) -> None:
            await tx.conn.fetchval(TAKE_XID)
            self.begun.set_result(tx)
            await self.end.wait()

        self.task = asyncio.create_task(self.database.write(Tenant(self.house.practice_id), work))
        return await self.begun

    async def __aexit__(self, *_: object) -> None:
        self.end.set()
        await self.task


async def versions(house: House, after: str) -> tuple[list[int], str]:
    found = await page(house, after=after)
    return [int(change["actor"]) for change in found["nodes"]], found["endCursor"]


async def test_a_transaction_that_numbered_its_change_first_and_commits_last_is_not_passed_over(
    house: House, database: Database
) -> None:
    slow, fast = await house.clinician(), await house.clinician()
    cursor = await now(house)
    async with Writer(database, house) as first:
        await change(first, slow)
        async with Writer(database, house) as second:
            await change(second, fast)
        found = await page(house, after=cursor)
        assert [each["objectId"] for each in found["nodes"]] == [fast]
    rest = await page(house, after=found["endCursor"])
    assert [each["objectId"] for each in rest["nodes"]] == [slow]
    assert (await page(house, after=rest["endCursor"]))["nodes"] == []


async def test_versions_stay_in_order_where_the_later_one_is_of_an_older_transaction(
    house: House, database: Database
) -> None:
    """One transaction between the two is still running: to read up to it would show version 3 before version 2."""
    clinician = await house.clinician()
    cursor = await now(house)
    last, between, early = (Writer(database, house) for _ in range(3))
    async with last as third, between:
        async with early as second:
            assert await change(second, clinician) == 2
        assert await change(third, clinician) == 3
        last.end.set()
        await last.task
        seen, cursor = await versions(house, cursor)
        assert seen == [2, 3]
    assert (await versions(house, cursor))[0] == []


async def test_a_transaction_that_runs_for_long_holds_nothing_back(house: House, database: Database) -> None:
    cursor = await now(house)
    async with Writer(database, house):
        added = await house.clinician()
        found = await page(house, after=cursor)
        assert told(found["nodes"]) == [("CREATED", "CLINICIAN", added)]
        assert told((await page(house, after=found["endCursor"]))["nodes"]) == []


async def test_a_cursor_names_no_transaction_that_is_newer_than_the_last_change(
    house: House, database: Database
) -> None:
    """PostgreSQL may use the number of such a transaction again after a crash, for a change that must not be missed."""
    await house.clinician()
    before = await now(house)
    async with Writer(database, house):
        pass  # a number is used up, and nothing is written
    assert await now(house) == before


async def test_readers_while_six_write_see_each_change_once_and_in_the_order_of_versions(
    house: House, database: Database
) -> None:
    clinicians = [await house.clinician() for _ in range(3)]
    start = await now(house)
    done = asyncio.Event()
    written: list[tuple[str, int]] = []

    async def write(number: int) -> None:
        for turn in range(12):
            which = clinicians[(number + turn) % 3]

            async def work(tx: Transaction, which: str = which, number: int = number) -> tuple[str, int]:
                if number % 2:
                    await tx.conn.fetchval(TAKE_XID)
                    await asyncio.sleep(0.002 * number)
                version = await change(tx, which)
                await asyncio.sleep(0.001 * (number % 3))
                return which, version

            written.append(await database.write(Tenant(house.practice_id), work))

    async def follow(size: int) -> list[tuple[str, int]]:
        cursor = start
        read: list[tuple[str, int]] = []
        while True:
            last = done.is_set()
            found = await page(house, after=cursor, first=size)
            read += [(each["objectId"], int(each["actor"])) for each in found["nodes"]]
            cursor = found["endCursor"]
            if last and not found["hasNextPage"]:
                return read

    async def writers() -> None:
        await asyncio.gather(*[write(number) for number in range(6)])
        done.set()

    *followed, _ = await asyncio.gather(follow(1), follow(3), follow(100), writers())
    assert len(written) == 72
    for read in some(followed):
        assert sorted(read) == sorted(written)
        for clinician in clinicians:
            own = [version for an_id, version in read if an_id == clinician]
            assert own == sorted(own)
