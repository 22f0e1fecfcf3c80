"""What the database enforces by itself, whoever writes to it."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text

from db.engine import Database
from db.tables import METADATA
from db.tenancy import Tenant
from db.transaction import Transaction
from planner import Statement
from resolvers.context import Role
from tests.practice import House
from tests.schema.roots import Things, furnish

REFUSED: list[tuple[str, str, str]] = [
    ("session", "end_time = start_time", "ck_session_end_after_start"),
    ("session", "end_time = start_time - interval '1 minute'", "ck_session_end_after_start"),
    ("session", "ends_next_day = true", "ck_session_end_after_start"),
    ("session", "allow_remote = false, location_id = NULL", "ck_session_remote_or_located"),
    ("session", "name = ''", "ck_session_name_length"),
    ("session", "name = repeat('x', 201)", "ck_session_name_length"),
    ("session", "notes = repeat('x', 10001)", "ck_session_notes_length"),
    ("session", "status = 'ASLEEP'", "ck_session_status"),
    ("session", "period = 'HOUR'", "ck_session_period"),
    ("session", "step = 0", "ck_session_phase"),
    ("session", "step = 1000", "ck_session_phase"),
    ("session", "step = 2, phase = 2", "ck_session_phase"),
    ("session", "phase = -1", "ck_session_phase"),
    ("session", "rrule = NULL, last_date = start_date + 1", "ck_session_one_off_ends"),
    ("session_template", "end_time = start_time", "ck_session_template_end_after_start"),
    ("session_template", "allow_remote = false, location_id = NULL", "ck_session_template_remote_or_located"),
    ("session_template", "name = ''", "ck_session_template_name_length"),
    ("session_template", "notes = repeat('x', 10001)", "ck_session_template_notes_length"),
    ("session_template", "scope = 'PUBLIC', clinician_id = NULL", "ck_session_template_scope"),
    ("session_template", "scope = 'PRACTICE'", "ck_session_template_personal_has_owner"),
    ("clinician", "name = ''", "ck_clinician_name_length"),
    ("location", "name = repeat('x', 201)", "ck_location_name_length"),
    ("appointment_type", "name = ''", "ck_appointment_type_name_length"),
    ("appointment_type", "duration_minutes = 0", "ck_appointment_type_duration_minutes"),
    ("appointment_type", "duration_minutes = 1441", "ck_appointment_type_duration_minutes"),
    ("appointment_type", "delivery_modes = '{}'", "ck_appointment_type_delivery_modes"),
    ("appointment_type", "delivery_modes = '{FAX}'", "ck_appointment_type_delivery_modes"),
    ("closure", "title = ''", "ck_closure_title_length"),
    ("closure", "kind = 'PARTY'", "ck_closure_kind"),
    ("closure", "end_date = start_date - 1", "ck_closure_end_after_start"),
    ("closure", "start_time = '10:00'", "ck_closure_both_times_or_none"),
    ("closure", "start_time = '10:00', end_time = '10:00'", "ck_closure_end_after_start"),
    ("session_exception", "cancelled = true, date = '2026-03-10'", "ck_session_exception_cancelled_or_moved"),
]


async def furnished(house: House) -> tuple[Things, str]:
    """A practice with something in every table that has rules, and the clinician whose personal template is in it."""
    clinician = await house.clinician()
    things = await furnish(house, owner=clinician, token=house.token(Role.CLINICIAN, clinician=clinician))
    moved = await house.do(
        "rescheduleOccurrence",
        "sessionId: ID!; originalDate: Date!; date: Date!",
        "errors { message }",
        sessionId=things["session"],
        originalDate="2026-03-09",
        date="2026-03-10",
    )
    assert moved["errors"] == []
    return things, clinician


async def constraint(database: Database, tenant: Tenant, statement: str, **values: Any) -> str | None:
    """The constraint that a statement runs into; None where it runs through, which is then undone."""

    class Undone(Exception):
        pass

    async def work(tx: Transaction) -> None:
        await tx.execute(Statement(text(statement)), **values)
        raise Undone

    try:
        await database.write(tenant, work)
    except Undone:
        return None
    except asyncpg.IntegrityConstraintViolationError as error:
        return str(error.constraint_name)
    raise AssertionError("unreachable")


async def test_what_no_row_may_say_is_refused(house: House, database: Database) -> None:
    _, clinician = await furnished(house)
    tenant = Tenant(house.practice_id, clinician)
    for table, change, name in REFUSED:
        # Unchanged, every one of the rows is fine: it is the change that is refused.
        assert await constraint(database, tenant, f"UPDATE {table} SET practice_id = practice_id") is None
        assert await constraint(database, tenant, f"UPDATE {table} SET {change}") == name, change


def test_every_rule_of_the_tables_is_tested() -> None:
    rules = {
        str(rule.name)
        for table in METADATA.sorted_tables
        for rule in table.constraints
        if str(rule.name).startswith("ck_")
    }
    assert rules - {name for _, _, name in REFUSED} == {"ck_audit_entry_action"}  # which cannot be updated at all


async def test_a_session_takes_its_types_and_exceptions_with_it(house: House, database: Database) -> None:
    things, clinician = await furnished(house)
    before = await house.stored(database)
    assert before["session_appointment_type"]
    assert before["session_exception"]
    await house.sql(database, "DELETE FROM session WHERE id = :id", id=things["session"])
    after = await house.stored(database)
    assert after["session"] == after["session_appointment_type"] == after["session_exception"] == []
    assert (await house.stored(database, clinician=clinician))["session_template_appointment_type"]


@pytest.mark.parametrize(
    "table, kind, names",
    [
        ("clinician", "clinician", {"fk_session_clinician", "fk_session_template_clinician", "fk_closure_clinician"}),
        ("location", "location", {"fk_session_location", "fk_session_template_location"}),
        (
            "appointment_type",
            "appointment type",
            {
                "fk_session_appointment_type_appointment_type",
                "fk_session_template_appointment_type_appointment_type",
            },
        ),
    ],
)
async def test_what_is_in_use_cannot_be_deleted_behind_the_services_back(
    house: House, database: Database, table: str, kind: str, names: set[str]
) -> None:
    things, clinician = await furnished(house)
    tenant = Tenant(house.practice_id, clinician)
    found = await constraint(database, tenant, f"DELETE FROM {table} WHERE id = :id", id=things[kind])
    assert found in names


async def test_a_session_is_of_something_that_is_there(house: House, database: Database) -> None:
    things, clinician = await furnished(house)
    tenant, nothing = Tenant(house.practice_id, clinician), str(uuid4())
    for column in ("clinician_id", "location_id", "template_id"):
        statement = f"UPDATE session SET {column} = :nothing WHERE id = :id"
        found = await constraint(database, tenant, statement, nothing=nothing, id=things["session"])
        assert found is not None
        assert found.startswith("fk_session_")
