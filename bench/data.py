"""Practices full of sessions, made by a few INSERT ... SELECT statements: a million sessions take about a minute.

Every practice has the same 20 clinicians, 5 locations and 12 appointment types; every session four of the types. Rows
are written as a superuser, whom row-level security does not bind, and with foreign keys unchecked.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

import asyncpg
import orjson

from db import migrate
from dev.postgres import Instance
from resolvers import ids
from scheduling import recurrence
from scheduling.pattern import pattern
from scheduling.schedule import stored

SESSIONS, CLINICIANS = 1_000, 20
"""In each practice, unless said otherwise."""
LOCATIONS, TYPES, TYPES_OF_A_SESSION = 5, 12, 4
START = date(2026, 1, 5)

SCHEDULES = (
    ("09:00", "12:30", "FREQ=WEEKLY;BYDAY=MO,WE"),
    ("14:00", "17:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
    ("08:30", "12:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("18:00", "20:00", "FREQ=MONTHLY;BYDAY=1TU"),
    ("13:30", "16:45", "FREQ=WEEKLY;BYDAY=TU,TH"),
    ("10:00", "11:30", "FREQ=DAILY;INTERVAL=3"),
    ("09:15", "13:00", "FREQ=WEEKLY;BYDAY=SA"),
)

PEOPLE = """
INSERT INTO practice (id, name, time_zone)
SELECT uuidv7(), 'Practice ' || n, 'Europe/London' FROM generate_series(1, $1::int) n;
"""

# Braces are filled in with the numbers of each practice.
LISTS = """
CREATE TEMP TABLE numbered_practice AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM practice;

INSERT INTO clinician (practice_id, id, name, name_key, title)
SELECT id, uuidv7(), 'Dr Person ' || i, 'dr person ' || i, 'GP'
FROM numbered_practice, generate_series(1, {clinicians}) i ORDER BY n, i;

INSERT INTO location (practice_id, id, name, name_key, address, time_zone)
SELECT id, uuidv7(), 'Place ' || i, 'place ' || i, i || ' High Street', CASE WHEN i = 1 THEN 'Europe/Paris' END
FROM numbered_practice, generate_series(1, {locations}) i ORDER BY n, i;

INSERT INTO appointment_type (practice_id, id, name, name_key, duration_minutes, delivery_modes, colour)
SELECT id, uuidv7(), 'Appointment ' || i, 'appointment ' || i, 5 * i, ARRAY['IN_PERSON', 'VIDEO'], '#336699'
FROM numbered_practice, generate_series(1, {types}) i ORDER BY n, i;
"""

NUMBERED = """
CREATE TEMP TABLE numbered_{table} AS
SELECT practice_id, id, row_number() OVER (PARTITION BY practice_id ORDER BY id)::int - 1 AS n FROM {table};
CREATE UNIQUE INDEX ON numbered_{table} (practice_id, n);
ANALYZE numbered_{table};
"""

# 7919 is a prime: the names' order is not the ids'.
ROWS = """
INSERT INTO session (practice_id, id, name, name_key, clinician_id, location_id, allow_remote, status, notes,
    start_date, start_time, end_time, ends_next_day, rrule, last_date, period, step, phase, week_start, months,
    weekdays, month_days, nth_weekdays, irregular)
SELECT p.id, uuidv7(), 'Clinic ' || place.word, 'clinic ' || place.word, c.id, l.id, l.id IS NULL OR i % 3 = 0,
    CASE WHEN i % 8 = 0 THEN 'INACTIVE' ELSE 'ACTIVE' END, 'Bring the blue folder.',
    s.start_date, s.start_time, s.end_time, s.ends_next_day, s.rrule, s.last_date, s.period, s.step, s.phase,
    s.week_start, s.months, s.weekdays, s.month_days, s.nth_weekdays, s.irregular
FROM numbered_practice p
CROSS JOIN generate_series(0, {sessions} - 1) i
CROSS JOIN LATERAL (SELECT lpad((i * 7919 % {sessions} + 1)::text, {digits}, '0') AS word) place
JOIN numbered_clinician c ON c.practice_id = p.id AND c.n = i % {clinicians}
LEFT JOIN numbered_location l ON l.practice_id = p.id AND l.n = i % ({locations} + 1)
JOIN pattern_of_session s ON s.n = i % {schedules}
ORDER BY p.n, i
"""

LINKS = """
INSERT INTO session_appointment_type (practice_id, session_id, appointment_type_id)
SELECT s.practice_id, s.id, t.id
FROM (SELECT practice_id, id, right(name, {digits})::int AS n FROM session) s
CROSS JOIN generate_series(0, {types_of_a_session} - 1) k
JOIN numbered_appointment_type t
    ON t.practice_id = s.practice_id AND t.n = (s.n + k * {types} / {types_of_a_session}) % {types}
ORDER BY s.practice_id, s.id, t.id
"""


TABLES = ("session", "clinician", "location", "appointment_type")
BY_NAME = "SELECT id::text FROM {} WHERE practice_id = $1 ORDER BY name_key LIMIT 100"

EVENINGS_FROM = date(2030, 1, 1)
TEMPLATE = """
INSERT INTO session_template (practice_id, id, name, name_key, scope, location_id, allow_remote, start_time, end_time,
    ends_next_day)
VALUES ($1, $2, 'Late clinic', 'late clinic', 'PRACTICE', $3, false, '21:00', '22:30', false)
"""
TEMPLATE_LINKS = """
INSERT INTO session_template_appointment_type (practice_id, template_id, appointment_type_id)
SELECT $1, $2, unnest($3::uuid[])
"""
COPIES = """
INSERT INTO session
SELECT (jsonb_populate_record(s, other)).*
FROM session s, jsonb_array_elements($2::jsonb) other
WHERE s.practice_id = $1 AND s.id = (SELECT id FROM session WHERE practice_id = $1 ORDER BY name_key LIMIT 1)
"""
COPIES_LINKS = """
INSERT INTO session_appointment_type (practice_id, session_id, appointment_type_id)
SELECT $1, s, t FROM unnest($2::uuid[]) s, unnest($3::uuid[]) t
"""


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice of a filled database, with what requests about it name."""

    id: str
    ids: dict[str, list[str]]
    """Some of the practice's, by table, in order of name; under "evening", of the sessions that `evenings` made."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A database with sessions."""

    url: str
    """The owner's, who may take the service's role."""
    superuser_url: str
    sessions: int
    practice_ids: list[str]


async def filled(
    instance: Instance, name: str, practices: int, *, sessions: int = SESSIONS, clinicians: int = CLINICIANS
) -> Filled:
    """A new database of this name, migrated and filled; `sessions` and `clinicians` are those of each practice."""
    numbers = {
        "sessions": sessions,
        "clinicians": clinicians,
        "locations": LOCATIONS,
        "types": TYPES,
        "types_of_a_session": TYPES_OF_A_SESSION,
        "schedules": len(SCHEDULES),
        "digits": max(4, len(str(sessions))),
    }
    maintenance = await asyncpg.connect(instance.superuser_url)
    await maintenance.execute(f'CREATE DATABASE "{name}" OWNER clinic_sessions')
    await maintenance.close()
    url = instance.url(name)
    await migrate.upgrade(url)
    conn = await asyncpg.connect(instance.url(name, user="postgres"))
    try:
        await conn.execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'")
        await conn.execute("SET work_mem = '256MB'; SET max_parallel_workers_per_gather = 0; SET jit = off")
        if conn.get_server_version().major < 18:
            await conn.execute("CREATE FUNCTION uuidv7() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()'")
        await conn.execute(PEOPLE.replace("$1::int", str(practices)))
        await conn.execute(LISTS.format(**numbers))
        for table in ("clinician", "location", "appointment_type"):
            await conn.execute(NUMBERED.format(table=table))
        await patterns(conn)
        for table, insert in (("session", ROWS), ("session_appointment_type", LINKS)):
            await with_indexes_made_last(conn, table, insert.format(**numbers))
        await conn.execute("VACUUM (ANALYZE)")
        return await described(instance, name)
    finally:
        await conn.close()


async def described(instance: Instance, name: str) -> Filled:
    """A database that is filled already."""
    superuser_url = instance.url(name, user="postgres")
    conn = await asyncpg.connect(superuser_url)
    try:
        practice_ids = [row[0] for row in await conn.fetch("SELECT id::text FROM practice ORDER BY id")]
        return Filled(
            instance.url(name), superuser_url, await conn.fetchval("SELECT count(*) FROM session"), practice_ids
        )
    finally:
        await conn.close()


async def practice(filled: Filled, place: int) -> Practice:
    conn = await asyncpg.connect(filled.superuser_url)
    try:
        practice_id = filled.practice_ids[place]
        ids = {table: [row[0] for row in await conn.fetch(BY_NAME.format(table), practice_id)] for table in TABLES}
        return Practice(practice_id, ids)
    finally:
        await conn.close()


# ---------------------------------------------------------------- what writes need


async def with_template(filled: Filled, practice: Practice) -> Practice:
    """The practice with a template of one-off evening sessions."""
    template_id = ids.new()
    given = practice.id, template_id, practice.ids["location"][0]
    conn = await asyncpg.connect(filled.superuser_url)
    try:
        await conn.execute(TEMPLATE, *given)
        await conn.execute(
            TEMPLATE_LINKS, practice.id, template_id, practice.ids["appointment_type"][:TYPES_OF_A_SESSION]
        )
    finally:
        await conn.close()
    return Practice(practice.id, {**practice.ids, "template": [template_id]})


async def evenings(filled: Filled, practice: Practice, count: int, *, after: int) -> list[str]:
    """Makes one-off sessions late in the evening, when nobody else works, of all clinicians in turn; their ids.

    `after`: how many there are already. Each is a copy of some session of the practice but for these values.
    """
    rows = [evening(practice, n) for n in range(after, after + count)]
    type_ids = practice.ids["appointment_type"][:TYPES_OF_A_SESSION]
    made: list[str] = [row["id"] for row in rows]
    conn = await asyncpg.connect(filled.superuser_url)
    try:
        async with conn.transaction():
            await conn.execute("SET LOCAL session_replication_role = replica")
            await conn.execute(COPIES, practice.id, orjson.dumps(rows).decode())
            await conn.execute(COPIES_LINKS, practice.id, made, type_ids)
    finally:
        await conn.close()
    return made


def evening(practice: Practice, n: int) -> dict[str, Any]:
    clinicians = practice.ids["clinician"]
    on = EVENINGS_FROM + timedelta(days=n // len(clinicians))
    start, end = time(23), time(23, 30)
    shape = pattern(stored(on, start, end, False, None, on))
    return {
        "id": ids.new(),
        "name": f"Evening {n:05}",
        "name_key": f"evening {n:05}",
        "clinician_id": clinicians[n % len(clinicians)],
        "location_id": practice.ids["location"][0],
        "allow_remote": False,
        "status": "ACTIVE",
        "start_date": on,
        "last_date": on,
        "start_time": start,
        "end_time": end,
        "ends_next_day": False,
        "rrule": None,
        "period": shape.period,
        "step": shape.interval,
        "phase": shape.phase,
        "week_start": shape.week_start,
        "months": shape.months,
        "weekdays": shape.weekdays,
        "month_days": shape.month_days,
        "nth_weekdays": shape.nth_weekdays,
        "irregular": shape.irregular,
    }


# ---------------------------------------------------------------- filling


async def patterns(conn: Any) -> None:
    """The schedules, with the columns by which SQL tells their dates."""
    await conn.execute("CREATE TEMP TABLE pattern_of_session (LIKE session); ")
    await conn.execute("ALTER TABLE pattern_of_session ADD n int")
    names = "start_date start_time end_time ends_next_day rrule last_date period step phase week_start months"
    columns = [*names.split(), "weekdays", "month_days", "nth_weekdays", "irregular", "n"]
    for column in ("practice_id", "id", "name", "name_key", "clinician_id", "allow_remote", "status"):
        await conn.execute(f"ALTER TABLE pattern_of_session ALTER {column} DROP NOT NULL")
    for column in ("version", "created_at", "updated_at", "notes"):
        await conn.execute(f"ALTER TABLE pattern_of_session ALTER {column} DROP NOT NULL")
    rows = [pattern_row(n, *schedule) for n, schedule in enumerate(SCHEDULES)]
    await conn.copy_records_to_table("pattern_of_session", columns=columns, records=rows)


def pattern_row(n: int, start: str, end: str, rrule: str) -> tuple[Any, ...]:
    rule = recurrence.parse(rrule).anchored(START).rrule
    schedule = stored(START, time.fromisoformat(start), time.fromisoformat(end), False, rule, None)
    shape = pattern(schedule)
    times = START, schedule.start_time, schedule.end_time, False, rule, None
    bits = shape.period, shape.interval, shape.phase, shape.week_start, shape.months, shape.weekdays, shape.month_days
    return *times, *bits, list(shape.nth_weekdays) if shape.nth_weekdays else None, shape.irregular, n


async def with_indexes_made_last(conn: Any, table: str, insert: str) -> None:
    """Runs an INSERT of many rows without the table's secondary indexes, and makes these afterwards."""
    indexes = await conn.fetch(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = $1::regclass AND NOT indisprimary",
        table,
    )
    for name, _ in indexes:
        await conn.execute(f"DROP INDEX {name}")
    await conn.execute(insert)
    for _, definition in indexes:
        await conn.execute(definition)
