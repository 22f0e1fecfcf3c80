"""The second lock: what direct SQL can do as the role that the service works as, and as the tables' owner."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from db.engine import Database
from db.tables import METADATA
from db.tenancy import APPLICATION_ROLE, Tenant
from db.transaction import Transaction
from planner import Reader
from resolvers.context import Role
from tests.practice import House
from tests.schema.roots import furnish
from tests.vacuous import some

TABLES = [table.name for table in METADATA.sorted_tables]
READ_ONLY, APPEND_ONLY = {"practice"}, {"audit_entry"}
FULL = "SELECT coalesce(array_agg(to_jsonb(t)::text), ARRAY[]::text[]) FROM {} t"

Refused = asyncpg.InsufficientPrivilegeError
"""Row-level security, or a privilege that was not granted."""


def column(table: str) -> str:
    """The column that says whose the row is."""
    return "id" if table == "practice" else "practice_id"


@asynccontextmanager
async def connected(url: str, *, role: str | None = APPLICATION_ROLE) -> AsyncIterator[asyncpg.Connection]:
    settings = {"role": role} if role else {}
    conn = await asyncpg.connect(url, server_settings=settings)
    try:
        yield conn
    finally:
        await conn.close()


@asynccontextmanager
async def as_practice(conn: asyncpg.Connection, practice: str, clinician: str | None = None) -> AsyncIterator[None]:
    """A transaction for a practice, which is undone."""
    transaction = conn.transaction()
    await transaction.start()
    try:
        await conn.execute(Tenant(practice, clinician).settings)
        yield
    finally:
        await transaction.rollback()


async def refused(conn: asyncpg.Connection, statement: str, *values: Any) -> bool:
    """Whether the statement is refused; what is around it goes on."""
    try:
        async with conn.transaction():
            await conn.execute(statement, *values)
    except Refused:
        return True
    return False


async def touched(conn: asyncpg.Connection, statement: str, *values: Any) -> int:
    """How many rows a statement changed; none where it is not even allowed. What it did is undone."""
    savepoint = conn.transaction()
    await savepoint.start()
    try:
        status: str = await conn.execute(statement, *values)
        return int(status.rpartition(" ")[2])
    except Refused:
        return 0
    finally:
        await savepoint.rollback()


@pytest.fixture
async def full_house(house: House) -> House:
    return await fill(house)


@pytest.fixture
async def other_full_house(other_house: House) -> House:
    return await fill(other_house)


async def fill(house: House) -> House:
    """At least one row in every table, and at least one that uses every foreign key."""
    clinician = await house.clinician()
    mine = await furnish(house, owner=clinician, token=house.token(Role.CLINICIAN, clinician=clinician))
    shared = await furnish(house)
    house.tokens["owner"] = clinician
    done = await house.ask(
        """mutation($template: ID!, $session: ID!, $place: ID!, $who: ID!, $days: [FromTemplateInput!]!) {
            made: createSessionsFromTemplate(templateId: $template, sessions: $days) { errors { message } }
            moved: rescheduleOccurrence(sessionId: $session, originalDate: "2026-03-09", locationId: $place) {
                errors { message } }
            closed: createClosure(input: {title: "Away", kind: LEAVE, clinicianId: $who, locationId: $place,
                startDate: "2026-07-06", endDate: "2026-07-06"}) { errors { message } }
            kept: createLocation(input: {name: "Kept"}, idempotencyKey: "k") { errors { message } } }""",
        template=shared["template"],
        session=shared["session"],
        place=mine["location"],
        who=shared["clinician"],
        days=[{"clinicianId": mine["clinician"], "startDate": "2026-03-02"}],
    )
    assert [payload["errors"] for payload in done.values()] == [[]] * 4
    return house


# ---------------------------------------------------------------- every table, as the database has it


async def test_every_table_is_known_to_the_models(migrated: str) -> None:
    async with connected(migrated, role=None) as conn:
        found = await conn.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {row[0] for row in found} == {*TABLES, "alembic_version"}


@pytest.mark.parametrize("table", TABLES)
async def test_row_level_security_is_on_and_forced(migrated: str, table: str) -> None:
    async with connected(migrated, role=None) as conn:
        row = await conn.fetchrow(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = $1::text::regclass", table
        )
        assert tuple(row) == (True, True)
        policies = await conn.fetch(
            "SELECT polcmd::text, polroles, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
            " FROM pg_policy WHERE polrelid = $1::text::regclass",
            table,
        )
    assert policies
    for command, roles, seen, written in policies:
        # For every command and for everybody, the same for what is there and for what is written.
        assert (command, roles, written) == ("*", [0], seen)
        assert "current_setting('app.practice_id'::text, true)" in seen
        # Citus refuses a policy with a sub-select.
        assert "SELECT" not in seen


@pytest.mark.parametrize("table", TABLES)
async def test_every_key_carries_the_practice(migrated: str, table: str) -> None:
    async with connected(migrated, role=None) as conn:
        keys = await conn.fetch(
            """SELECT indisprimary, array_agg(attname::text) FROM pg_index
                JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
                WHERE indrelid = $1::text::regclass AND indisunique GROUP BY indexrelid, indisprimary""",
            table,
        )
    assert [key for key in keys if key[0]]
    for _, columns in keys:
        assert column(table) in columns


async def test_every_foreign_key_carries_the_practice(migrated: str) -> None:
    async with connected(migrated, role=None) as conn:
        for name, own, other, columns, referenced in some(await foreign_keys(conn)):
            assert columns[0] == "practice_id", name
            assert referenced[0] == column(other), name
            assert len(columns) == (1 if other == "practice" else 2), (name, own)


async def foreign_keys(conn: asyncpg.Connection) -> list[tuple[str, str, str, list[str], list[str]]]:
    rows = await conn.fetch(
        """SELECT conname::text, conrelid::regclass::text, confrelid::regclass::text,
                (SELECT array_agg(attname::text ORDER BY ord) FROM unnest(conkey) WITH ORDINALITY AS u(num, ord)
                    JOIN pg_attribute ON attrelid = conrelid AND attnum = num),
                (SELECT array_agg(attname::text ORDER BY ord) FROM unnest(confkey) WITH ORDINALITY AS u(num, ord)
                    JOIN pg_attribute ON attrelid = confrelid AND attnum = num)
            FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conname"""
    )
    return [tuple(row) for row in rows]


async def test_no_table_has_a_trigger_of_its_own(migrated: str) -> None:
    async with connected(migrated, role=None) as conn:
        assert await conn.fetch("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == []


# ---------------------------------------------------------------- the role


async def test_the_role_has_no_way_around(migrated: str) -> None:
    async with connected(migrated) as conn:
        assert await conn.fetchval("SELECT current_user") == APPLICATION_ROLE
        role = await conn.fetchrow(
            """SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication
                FROM pg_roles WHERE rolname = $1""",
            APPLICATION_ROLE,
        )
        assert not any(role)
        member_of = "SELECT count(*) FROM pg_auth_members WHERE member = $1::text::regrole"
        assert await conn.fetchval(member_of, APPLICATION_ROLE) == 0
        for catalogue, owner in (("pg_class", "relowner"), ("pg_namespace", "nspowner"), ("pg_proc", "proowner")):
            owned = await conn.fetchval(
                f"SELECT count(*) FROM {catalogue} WHERE {owner} = $1::text::regrole", APPLICATION_ROLE
            )
            assert owned == 0, catalogue


@pytest.mark.parametrize("table", TABLES)
async def test_the_role_has_the_privileges_that_it_needs_and_no_more(migrated: str, table: str) -> None:
    wanted = {"SELECT"}
    if table not in READ_ONLY:
        wanted |= {"INSERT"}
        if table not in APPEND_ONLY:
            wanted |= {"UPDATE", "DELETE"}
    kinds = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
    async with connected(migrated) as conn:
        has = {kind for kind in kinds if await conn.fetchval("SELECT has_table_privilege($1::text, $2)", table, kind)}
        assert has == wanted
        assert await refused(conn, f"TRUNCATE {table} CASCADE")
        assert await refused(conn, f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        assert await refused(conn, f"DROP POLICY own_practice ON {table}")
        assert not await conn.fetchval("SELECT has_schema_privilege('public', 'CREATE')")


async def test_the_service_reads_and_writes_as_the_role(database: Database, house: House) -> None:
    who, tenant = "SELECT current_user::text AS who", Tenant(house.practice_id)
    assert (await database.read(tenant, lambda read: read.conn.fetch(who)))[0]["who"] == APPLICATION_ROLE
    assert (await database.write(tenant, lambda tx: tx.conn.fetch(who)))[0]["who"] == APPLICATION_ROLE


# ---------------------------------------------------------------- what can be seen and done


async def test_a_practice_sees_and_changes_nothing_of_another(
    migrated: str, full_house: House, other_full_house: House
) -> None:
    ours, theirs = full_house.practice_id, other_full_house.practice_id
    async with connected(migrated) as conn:
        for table in TABLES:
            key = column(table)
            async with as_practice(conn, theirs, other_full_house.tokens["owner"]):
                rows = await conn.fetchval(FULL.format(table))
                assert rows, f"there must be something to be seen in {table}"
            async with as_practice(conn, ours, full_house.tokens["owner"]):
                assert await conn.fetchval(f"SELECT count(*) FROM {table}") > 0, table
                assert await conn.fetchval(f"SELECT count(*) FROM {table} WHERE {key} <> $1", ours) == 0, table
                assert await conn.fetchval(f"SELECT count(*) FROM {table} WHERE {key} = $1", theirs) == 0, table
                assert await touched(conn, f"UPDATE {table} SET {key} = {key} WHERE {key} = $1", theirs) == 0, table
                assert await touched(conn, f"DELETE FROM {table} WHERE {key} = $1", theirs) == 0, table
                for row in rows:
                    assert await refused(conn, INSERT.format(table), row), table
                assert await refused(conn, f"UPDATE {table} SET {key} = $1", theirs), table


INSERT = "INSERT INTO {0} SELECT * FROM jsonb_populate_record(NULL::{0}, $1::text::jsonb)"


@pytest.mark.parametrize("setting", ["SELECT 'never set'", "SET LOCAL app.practice_id = ''"])
@pytest.mark.parametrize("role", [APPLICATION_ROLE, None], ids=["service", "owner"])
async def test_without_the_setting_there_is_nothing(
    migrated: str, full_house: House, setting: str, role: str | None
) -> None:
    async with connected(migrated, role=role) as conn:
        for table in TABLES:
            async with as_practice(conn, full_house.practice_id, full_house.tokens["owner"]):
                (row, *_) = await conn.fetchval(FULL.format(table))
            async with conn.transaction():
                await conn.execute(setting)
                assert await conn.fetchval(f"SELECT count(*) FROM {table}") == 0
                assert await touched(conn, f"UPDATE {table} SET {column(table)} = {column(table)}") == 0
                assert await touched(conn, f"DELETE FROM {table}") == 0
                assert await refused(conn, INSERT.format(table), row)


async def test_the_setting_ends_with_its_transaction(migrated: str, house: House) -> None:
    async with connected(migrated) as conn:
        async with conn.transaction():
            await conn.execute(Tenant(house.practice_id).settings)
            assert await conn.fetchval("SELECT count(*) FROM practice") == 1
        assert await conn.fetchval("SELECT count(*) FROM practice") == 0
        # An error ends it, too.
        transaction = conn.transaction()
        await transaction.start()
        await conn.execute(Tenant(house.practice_id).settings)
        with pytest.raises(asyncpg.UndefinedTableError):
            await conn.execute("SELECT * FROM nowhere")
        await transaction.rollback()
        assert await conn.fetchval("SELECT count(*) FROM practice") == 0


async def test_no_connection_of_the_pools_keeps_who_it_worked_for(database: Database, house: House) -> None:
    practice, clinician = house.practice_id, await house.clinician()
    left = "SELECT coalesce(current_setting('app.clinician_id', true), '') AS left_over"

    async def boom(_: Any) -> None:
        raise RuntimeError("in the middle of it")

    async def read(reader: Reader) -> str:
        found: str = (await reader.conn.fetch(left))[0]["left_over"]
        return found

    async def write(tx: Transaction) -> str:
        found: str = (await tx.conn.fetch(left))[0]["left_over"]
        return found

    ways: list[tuple[Any, Any]] = [(read, database.read), (write, database.write)]
    for work, run in ways:
        somebody, nobody = Tenant(practice, clinician), Tenant(practice)
        assert set(await asyncio.gather(*[run(somebody, work) for _ in range(20)])) == {clinician}
        with pytest.raises(RuntimeError):
            await run(somebody, boom)
        assert set(await asyncio.gather(*[run(nobody, work) for _ in range(20)])) == {""}


async def test_a_tenant_is_a_uuid_and_nothing_else() -> None:
    for nonsense in ("'; DROP TABLE session; --", "", "0", "01900000-0000-7000-8000-00000000000g"):
        with pytest.raises(ValueError):
            Tenant(nonsense)
        with pytest.raises(ValueError):
            Tenant("01900000-0000-7000-8000-000000000000", nonsense)


async def test_the_audit_trail_is_written_once(migrated: str, full_house: House) -> None:
    async with connected(migrated) as conn, as_practice(conn, full_house.practice_id):
        assert await conn.fetchval("SELECT count(*) FROM audit_entry") > 0
        assert await refused(conn, "UPDATE audit_entry SET actor = 'nobody'")
        assert await refused(conn, "DELETE FROM audit_entry")
        assert not await refused(conn, "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT DO NOTHING")
        upsert = (
            "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (practice_id, id) DO UPDATE SET actor = ''"
        )
        assert await refused(conn, upsert)


@pytest.mark.parametrize("table", ["session_template", "session_template_appointment_type", "audit_entry"])
async def test_what_is_personal_is_its_owners_even_within_the_practice(
    migrated: str, full_house: House, table: str
) -> None:
    practice, owner = full_house.practice_id, full_house.tokens["owner"]
    of = "owner_id" if table == "audit_entry" else "clinician_id"
    stranger = await full_house.clinician()
    async with connected(migrated) as conn:
        async with as_practice(conn, practice, owner):
            assert await conn.fetchval(f"SELECT count(*) FROM {table} WHERE {of} = $1", owner) > 0
            (row, *_) = [row for row in await conn.fetchval(FULL.format(table)) if f'"{of}": "{owner}"' in row]
        for clinician in (None, stranger):
            async with as_practice(conn, practice, clinician):
                assert await conn.fetchval(f"SELECT count(*) FROM {table} WHERE {of} IS NOT NULL") == 0
                assert await conn.fetchval(f"SELECT count(*) FROM {table}") > 0
                assert await touched(conn, f"UPDATE {table} SET {of} = {of} WHERE {of} = $1", owner) == 0
                assert await touched(conn, f"DELETE FROM {table} WHERE {of} = $1", owner) == 0
                assert await refused(conn, INSERT.format(table), row)


async def test_the_database_refuses_to_join_two_practices_even_for_the_owner(
    migrated: str, full_house: House, other_full_house: House
) -> None:
    ours, theirs = full_house.practice_id, other_full_house.practice_id
    async with connected(migrated, role=None) as conn:
        composite = [key for key in await foreign_keys(conn) if len(key[3]) == 2]
        assert len(composite) >= 10
        for name, own, other, (_, referring), _ in composite:
            async with as_practice(conn, theirs, other_full_house.tokens["owner"]):
                foreign = str(await conn.fetchval(f"SELECT id FROM {other} LIMIT 1"))
            async with as_practice(conn, ours, full_house.tokens["owner"]):
                found = await conn.fetchval(f"{FULL.format(own)} WHERE {referring} IS NOT NULL")
                assert found, f"nothing uses {name}"
            row = {**json.loads(found[0]), referring: foreign}
            if "id" in row:
                row["id"] = str(uuid4())
            # Row-level security would let it through: the owner of what is personal says so.
            async with as_practice(conn, ours, foreign if other == "clinician" else full_house.tokens["owner"]):
                if "id" not in row:
                    await conn.execute(f"DELETE FROM {own} WHERE to_jsonb({own}) = $1::text::jsonb", found[0])
                with pytest.raises(asyncpg.ForeignKeyViolationError) as error:
                    await conn.execute(INSERT.format(own), json.dumps(row))
                assert error.value.constraint_name == name
