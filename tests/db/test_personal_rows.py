"""Row-level security by itself: what the database shows and lets be written, whatever a query forgets to say.

Each statement here is sent as the service's role and names no practice, no scope and no owner.
"""

from collections.abc import Awaitable
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from db.engine import Database
from db.tenancy import Tenant
from db.transaction import Transaction
from planner import Reader, Statement
from resolvers.context import Role
from tests.practice import House
from tests.vacuous import some

PERSONAL = {
    "session_template": "scope = 'PERSONAL'",
    "session_template_appointment_type": "clinician_id IS NOT NULL",
    "audit_entry": "owner_id IS NOT NULL",
}
"""The tables with personal rows, and which rows those are."""


async def count(database: Database, table: str, tenant: Tenant, where: str = "true") -> int:
    async def work(read: Reader) -> int:
        found: int = await read.conn.fetchval(f"SELECT count(*) FROM {table} WHERE {where}")
        return found

    return await database.read(tenant, work)


async def run(database: Database, tenant: Tenant, statement: str, **values: Any) -> int:
    """Runs a statement as the service's role, for a viewer; how many rows it touched."""

    async def work(tx: Transaction) -> int:
        compiled = Statement(text(statement))
        status: str = await tx.conn.execute(compiled.sql, *[values[name] for name in compiled.names])
        touched = status.rpartition(" ")[2]
        return int(touched) if touched.isdecimal() else 0

    return await database.write(tenant, work)


async def refused(work: Awaitable[Any]) -> str:
    """The database's refusal, by its class."""
    with pytest.raises(asyncpg.PostgresError) as raised:
        await work
    return type(raised.value).__name__


@pytest.fixture
async def owned(house: House) -> tuple[Tenant, str]:
    """A clinician of a practice with one shared and one personal template, and the personal one's id."""
    clinician = await house.clinician()
    kinds = [await house.appointment_type(), await house.appointment_type()]
    token = house.token(Role.CLINICIAN, clinician=clinician)
    await house.template(appointmentTypeIds=kinds)
    made = await house.template(scope="PERSONAL", appointmentTypeIds=kinds, token=token)
    return Tenant(house.practice_id, clinician), made["id"]


@pytest.fixture
async def others(house: House, other_house: House, owned: tuple[Tenant, str]) -> dict[str, Tenant]:
    tenant, _ = owned
    return {
        "another clinician": Tenant(house.practice_id, await house.clinician()),
        "nobody in particular": Tenant(house.practice_id),
        "another practice": Tenant(other_house.practice_id, await other_house.clinician()),
        "another practice, the same clinician": Tenant(other_house.practice_id, tenant.clinician_id),
    }


# ---------------------------------------------------------------- what is seen


async def test_its_owner_sees_personal_rows_and_nobody_else_does(
    database: Database, owned: tuple[Tenant, str], others: dict[str, Tenant]
) -> None:
    tenant, _ = owned
    seen = [await count(database, table, tenant, where) for table, where in PERSONAL.items()]
    assert seen == [1, 2, 1]
    for who, other in some(others.items()):
        seen = [await count(database, table, other, where) for table, where in PERSONAL.items()]
        assert seen == [0, 0, 0], who


async def test_shared_rows_are_seen_by_everybody_of_the_practice(
    database: Database, owned: tuple[Tenant, str], others: dict[str, Tenant]
) -> None:
    for who, other in some(others.items()):
        seen = [await count(database, table, other, f"NOT ({where})") for table, where in PERSONAL.items()]
        if who.startswith("another practice"):
            assert seen[:2] == [0, 0], who
        else:
            assert seen[:2] == [1, 2], who
            assert seen[2] > 0, who


async def test_types_that_are_chosen_later_are_hidden_like_the_first(
    database: Database, house: House, owned: tuple[Tenant, str], others: dict[str, Tenant]
) -> None:
    tenant, an_id = owned
    token = house.token(Role.CLINICIAN, clinician=tenant.clinician_id)
    kinds = [await house.appointment_type() for _ in range(3)]
    for payload in (
        await house.update_template(an_id, {"appointmentTypeIds": kinds}, token=token),
        await house.duplicate_template(an_id, token=token),
        await house.save_as_template(
            (await house.session(appointmentTypeIds=kinds))["id"], scope="PERSONAL", token=token
        ),
    ):
        where = f"template_id = '{payload['template']['id']}'"
        links = "session_template_appointment_type"
        assert await count(database, links, tenant, where) == 3
        assert [await count(database, links, other, where) for other in others.values()] == [0, 0, 0, 0]


async def test_without_the_setting_nothing_is_seen_at_all(
    database: Database, owned: tuple[Tenant, str], house: House
) -> None:
    async with database.primary.acquire() as conn:
        for table in (*PERSONAL, "session", "practice", "clinician"):
            assert await conn.fetchval(f"SELECT count(*) FROM {table}") == 0, table
        async with conn.transaction():
            await conn.execute(f"SET LOCAL app.clinician_id = '{owned[0].clinician_id}'")
            for table in PERSONAL:
                assert await conn.fetchval(f"SELECT count(*) FROM {table}") == 0, table
        for table in PERSONAL:
            assert await conn.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_the_next_user_of_a_connection_sees_nothing_of_the_one_before(
    database: Database, owned: tuple[Tenant, str], others: dict[str, Tenant]
) -> None:
    tenant, _ = owned
    async with database.primary.acquire() as conn:
        for who, expected in ((tenant, 1), (others["nobody in particular"], 0), (tenant, 1)):
            await conn.execute(f"BEGIN; {who.settings}")
            assert await conn.fetchval("SELECT count(*) FROM session_template WHERE scope = 'PERSONAL'") == expected
            await conn.execute("COMMIT")


# ---------------------------------------------------------------- what can be written


async def test_others_can_neither_change_nor_delete_nor_lock_personal_rows(
    database: Database, owned: tuple[Tenant, str], others: dict[str, Tenant]
) -> None:
    tenant, an_id = owned
    statements = (
        "UPDATE session_template SET notes = 'Mine' WHERE id = :id",
        "UPDATE session_template SET scope = 'PRACTICE', clinician_id = NULL WHERE id = :id",
        "DELETE FROM session_template WHERE id = :id",
        "SELECT 1 FROM session_template WHERE id = :id FOR UPDATE",
        "DELETE FROM session_template_appointment_type WHERE template_id = :id",
        "UPDATE session_template_appointment_type SET clinician_id = NULL WHERE template_id = :id",
    )
    for who, other in some(others.items()):
        for statement in statements:
            assert await run(database, other, statement, id=an_id) == 0, (who, statement)
    assert [await count(database, table, tenant, where) for table, where in PERSONAL.items()] == [1, 2, 1]


NEW = """INSERT INTO session_template (practice_id, id, name, name_key, scope, clinician_id, allow_remote, start_time,
    end_time, ends_next_day) VALUES (:practice, gen_random_uuid(), 'x', 'x', 'PERSONAL', :clinician, true, '09:00',
    '10:00', false)"""
COPY = """INSERT INTO session_template_appointment_type (practice_id, template_id, appointment_type_id, clinician_id)
    SELECT practice_id, :template, id, :clinician FROM appointment_type LIMIT 1"""
GIVE_AWAY = "UPDATE session_template SET clinician_id = :clinician WHERE id = :template"
NOTE = """INSERT INTO audit_entry (practice_id, id, actor, actor_name, request_id, action, entity_type, entity_id,
    owner_id) VALUES (:practice, gen_random_uuid(), 'x', 'x', 'x', 'CREATED', 'SESSION_TEMPLATE', :template,
    :clinician)"""


async def test_nothing_personal_can_be_written_in_anothers_name(
    database: Database, owned: tuple[Tenant, str], others: dict[str, Tenant]
) -> None:
    tenant, an_id = owned
    given = {"practice": tenant.practice_id, "clinician": tenant.clinician_id, "template": an_id}
    for who in ("another clinician", "nobody in particular"):
        for statement in (NEW, COPY, NOTE):
            names = {name: value for name, value in given.items() if f":{name}" in statement}
            refusal = await refused(run(database, others[who], statement, **names))
            assert refusal == "InsufficientPrivilegeError", (who, statement)
    receiver = others["another clinician"].clinician_id
    giving = run(database, tenant, GIVE_AWAY, clinician=receiver, template=an_id)
    assert await refused(giving) == "InsufficientPrivilegeError"


async def test_nothing_can_be_written_into_another_practice(
    database: Database, owned: tuple[Tenant, str], others: dict[str, Tenant]
) -> None:
    tenant, an_id = owned
    given = {"practice": tenant.practice_id, "clinician": tenant.clinician_id, "template": an_id}
    for statement in (NEW, NOTE):
        names = {name: value for name, value in given.items() if f":{name}" in statement}
        work = run(database, others["another practice, the same clinician"], statement, **names)
        assert await refused(work) == "InsufficientPrivilegeError", statement


async def test_a_personal_template_has_an_owner_and_a_shared_one_has_none(
    database: Database, owned: tuple[Tenant, str]
) -> None:
    tenant, an_id = owned
    change = "UPDATE session_template SET {} WHERE id = :id"
    shared = run(database, tenant, change.format("scope = 'PRACTICE'"), id=an_id)
    assert await refused(shared) == "CheckViolationError"
    ownerless = run(database, tenant, change.format("clinician_id = NULL"), id=an_id)
    assert await refused(ownerless) == "InsufficientPrivilegeError"


# ---------------------------------------------------------------- the audit trail


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_name = 'Nobody'",
        "UPDATE audit_entry SET owner_id = NULL",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_practice ON audit_entry",
        "DROP TABLE audit_entry",
        "GRANT DELETE ON audit_entry TO clinic_sessions_app",
        "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (practice_id, id) DO UPDATE SET actor = 'x'",
    ],
)
async def test_the_service_can_neither_change_nor_delete_an_audit_entry(
    database: Database, owned: tuple[Tenant, str], statement: str
) -> None:
    tenant, _ = owned
    before = await count(database, "audit_entry", tenant)
    if statement.startswith("GRANT"):
        # PostgreSQL only warns of a grant that cannot be given.
        await run(database, tenant, statement)
        assert await refused(run(database, tenant, "DELETE FROM audit_entry")) == "InsufficientPrivilegeError"
    else:
        assert await refused(run(database, tenant, statement)) == "InsufficientPrivilegeError"
    assert await count(database, "audit_entry", tenant) == before > 0


async def test_nor_can_it_delete_the_practice_whose_entries_they_are(
    database: Database, owned: tuple[Tenant, str]
) -> None:
    assert await refused(run(database, owned[0], "DELETE FROM practice")) == "InsufficientPrivilegeError"


# ---------------------------------------------------------------- every table


async def test_row_level_security_is_forced_on_every_table(migrated: str) -> None:
    conn = await asyncpg.connect(migrated)
    try:
        rows = await conn.fetch(
            """SELECT relname, relrowsecurity AND relforcerowsecurity AS forced,
                   pg_get_userbyid(relowner) = 'clinic_sessions_app' AS owned
               FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"""
        )
        bypasses = await conn.fetchval(
            "SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = 'clinic_sessions_app'"
        )
    finally:
        await conn.close()
    assert {row["relname"] for row in rows if not row["forced"]} == {"alembic_version"}
    assert not any(row["owned"] for row in rows)
    assert bypasses is False
