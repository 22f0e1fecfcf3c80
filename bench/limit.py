"""The limit: what Python can do at all. A bare ASGI application, asyncpg, SQL written by hand, dicts, orjson.

It answers the very JSON that the service answers, for the benchmark's requests only: no GraphQL, no tokens (a header
names the practice), no log. Tenancy is the service's: the same role, row-level security, one read-only snapshot. It
shares the wording and the calendar with the service, for both are the same work for everybody.

`create` gives the guarantees that the service's createSession gives: every reference exists and is active, and stays so
until the end of the transaction; of two sessions of a clinician at the same time the later is told of the earlier; an
audit entry; an answer read back within the transaction. `bare_create` (at /create/bare) only writes the rows and reads
them back, as most services would.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from bench import ahead
from bench.ahead import SERIES
from db.folding import fold, like_pattern
from db.steps import location_label, minutes, session_text
from db.tenancy import APPLICATION_ROLE
from planner.output import CLOCK
from resolvers import ids
from scheduling import conflicts, zones
from scheduling.closures import Closure
from scheduling.exceptions import DateException
from scheduling.occurrences import CLOSURE_MARGIN_DAYS, Series
from scheduling.pattern import pattern
from scheduling.schedule import Schedule, stored

Read = Callable[[Any, str, dict[str, Any]], Awaitable[Any]]


class ConnectionWithoutReset(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    def get_reset_query(self) -> str:
        return ""


async def opened() -> Any:
    return await asyncpg.create_pool(
        os.environ["DATABASE_URL"],
        min_size=8,
        max_size=8,
        connection_class=ConnectionWithoutReset,
        server_settings={"role": APPLICATION_ROLE, "timezone": "UTC", "plan_cache_mode": "force_generic_plan"},
    )


# ---------------------------------------------------------------- SQL

SESSION = """
SELECT s.id::text, s.name, s.status, s.allow_remote, s.start_date, s.start_time, s.end_time,
    c.id::text, c.name, l.id::text, l.name, s.notes, s.ends_next_day, s.rrule, s.last_date
FROM session s
JOIN clinician c ON c.practice_id = s.practice_id AND c.id = s.clinician_id
LEFT JOIN location l ON l.practice_id = s.practice_id AND l.id = s.location_id
WHERE s.practice_id = $1
"""
TYPES = """
SELECT l.sessions, t.id::text, t.name, t.duration_minutes
FROM appointment_type t
JOIN (
    SELECT appointment_type_id, string_agg(session_id::text, ',') AS sessions
    FROM session_appointment_type WHERE practice_id = $1 AND session_id = ANY($2::uuid[])
    GROUP BY appointment_type_id
) l ON l.appointment_type_id = t.id
WHERE t.practice_id = $1
ORDER BY t.name_key, t.id
"""
PAGE = f"{SESSION} ORDER BY s.name_key, s.id LIMIT $2"
ONE = f"{SESSION} AND s.id = $2::uuid"
CHOSEN = """
    AND s.clinician_id = ANY($2::uuid[]) AND s.status = $3
    AND (s.name_key LIKE $4 OR c.name_key LIKE $4 OR l.name_key LIKE $4)
    AND EXISTS (SELECT FROM session_appointment_type a WHERE a.practice_id = $1 AND a.session_id = s.id
        AND a.appointment_type_id = ANY($5::uuid[]))
"""
FILTERED = f"{SESSION} {CHOSEN} ORDER BY s.start_time DESC, s.id DESC LIMIT 51"
COUNTED = f"SELECT count(*) {SESSION[SESSION.index('FROM') :]} {CHOSEN}"
EVERYTHING = """
SELECT s.id::text, s.version, s.name, s.notes, s.status, s.allow_remote, s.created_at, s.updated_at,
    s.start_date, s.start_time, s.end_time, s.ends_next_day, s.rrule, s.last_date, coalesce(l.time_zone, p.time_zone),
    c.id::text, c.version, c.name, c.title, c.email, c.active,
    l.id::text, l.version, l.name, l.address, l.active
FROM session s
JOIN practice p ON p.id = s.practice_id
JOIN clinician c ON c.practice_id = s.practice_id AND c.id = s.clinician_id
LEFT JOIN location l ON l.practice_id = s.practice_id AND l.id = s.location_id
WHERE s.practice_id = $1 ORDER BY s.name_key, s.id LIMIT $2
"""
ALL_TYPES = TYPES.replace("t.duration_minutes", "t.duration_minutes, t.version, t.delivery_modes, t.colour, t.active")
VALUES = """
INSERT INTO session (practice_id, id, name, name_key, clinician_id, location_id, allow_remote, status, start_date,
    start_time, end_time, ends_next_day, rrule, last_date, period, step, phase, week_start, months, weekdays,
    month_days, nth_weekdays, irregular)
VALUES ($1, $2, $3, $4, $5, $6, false, 'ACTIVE', $7, $8, $9, false, NULL, $7, $10, $11, $12, $13, $14, $15, $16, $17,
    $18)
"""
LINKED = """
INSERT INTO session_appointment_type (practice_id, session_id, appointment_type_id)
SELECT $1, $2, unnest({}::uuid[])
"""
INSERTED = f"""
WITH made AS ({VALUES}), linked AS ({LINKED.format("$19")})
INSERT INTO audit_entry (practice_id, id, actor, actor_name, request_id, action, entity_type, entity_id, after)
VALUES ($1, $20, 'bench', 'Bench', $21, 'CREATED', 'SESSION', $2, $22::jsonb)
"""
# The clinician is locked against another session at the same time, everything against being deleted.
REFERENCES = """
WITH c AS (SELECT id, active FROM clinician WHERE practice_id = $1 AND id = $2::uuid FOR NO KEY UPDATE),
l AS (SELECT id, active, time_zone FROM location WHERE practice_id = $1 AND id = $3::uuid FOR KEY SHARE),
t AS (SELECT id, active FROM appointment_type WHERE practice_id = $1 AND id = ANY($4::uuid[]) FOR KEY SHARE)
SELECT id::text, active, NULL FROM c
UNION ALL SELECT l.id::text, active, coalesce(l.time_zone, p.time_zone) FROM l, practice p WHERE p.id = $1
UNION ALL SELECT id::text, active, NULL FROM t
"""
# The clinician's other sessions that may be in its way: those whose hours cannot meet it are left out.
BESIDE = f"""
{SERIES}
    AND s.clinician_id = $2::uuid AND s.status = 'ACTIVE' AND s.id <> $3::uuid
    AND (
        (
            s.start_date <= $5 AND (s.last_date IS NULL OR s.last_date >= $4)
            AND (
                s.ends_next_day OR coalesce(l.time_zone, p.time_zone) <> $8
                OR (s.start_time < $7 AND s.end_time > $6)
            )
        )
        OR EXISTS (SELECT FROM session_exception e WHERE e.practice_id = $1 AND e.session_id = s.id)
    )
"""
AROUND = """
SELECT true, e.session_id::text, e.original_date, e.cancelled, e.date, e.start_time, e.end_time, e.location_id::text,
    coalesce(l.time_zone, p.time_zone), e.reason, NULL, NULL
FROM session_exception e
JOIN practice p ON p.id = e.practice_id
LEFT JOIN location l ON l.practice_id = e.practice_id AND l.id = e.location_id
WHERE e.practice_id = $1 AND e.session_id = ANY($2::uuid[])
    AND (e.original_date BETWEEN $3 AND $4 OR e.date BETWEEN $3 AND $4)
UNION ALL
SELECT false, c.id::text, c.start_date, NULL, c.end_date, c.start_time, c.end_time, c.location_id::text,
    coalesce(l.time_zone, p.time_zone), c.title, c.kind, c.clinician_id::text
FROM closure c
JOIN practice p ON p.id = c.practice_id
LEFT JOIN location l ON l.practice_id = c.practice_id AND l.id = c.location_id
WHERE c.practice_id = $1 AND c.start_date <= $4 AND c.end_date >= $3
    AND (c.clinician_id IS NULL OR c.clinician_id = $5::uuid)
"""
READ_BACK = """
SELECT s.name, c.name, l.name, ARRAY(
    SELECT t.name
    FROM session_appointment_type a
    JOIN appointment_type t ON t.practice_id = $1 AND t.id = a.appointment_type_id
    WHERE a.practice_id = $1 AND a.session_id = $2::uuid
    ORDER BY t.name_key, t.id
)
FROM session s
JOIN clinician c ON c.practice_id = s.practice_id AND c.id = s.clinician_id
LEFT JOIN location l ON l.practice_id = s.practice_id AND l.id = s.location_id
WHERE s.practice_id = $1 AND s.id = $2::uuid
"""

# ---------------------------------------------------------------- reads


def shaped(row: Any, types: list[Any]) -> dict[str, Any]:
    return {
        "id": row[0],
        "name": row[1],
        "status": row[2],
        "allowRemote": row[3],
        "schedule": {"startDate": row[4], "startTime": CLOCK[row[5]], "endTime": CLOCK[row[6]]},
        "clinician": {"id": row[7], "name": row[8]},
        "location": None if row[9] is None else {"id": row[9], "name": row[10]},
        "appointmentTypes": types,
    }


async def types_of(conn: Any, practice_id: str, rows: list[Any]) -> dict[str, list[Any]]:
    types: dict[str, list[Any]] = {row[0]: [] for row in rows}
    for sessions, an_id, name, duration in await conn.fetch(TYPES, practice_id, list(types)):
        kind = {"id": an_id, "name": name, "durationMinutes": duration}
        for session_id in sessions.split(","):
            types[session_id].append(kind)
    return types


async def page(conn: Any, practice_id: str, variables: dict[str, Any]) -> Any:
    rows = await conn.fetch(PAGE, practice_id, variables["first"])
    types = await types_of(conn, practice_id, rows)
    return {"sessions": {"nodes": [shaped(row, types[row[0]]) for row in rows]}}


async def filtered(conn: Any, practice_id: str, variables: dict[str, Any]) -> Any:
    given = variables["filter"]
    search = like_pattern(given["search"])
    values = practice_id, given["clinicianIds"], given["status"], search, given["appointmentTypeIds"]
    rows = await conn.fetch(FILTERED, *values)
    total = await conn.fetchval(COUNTED, *values)
    more = len(rows) > 50
    del rows[50:]
    types = await types_of(conn, practice_id, rows)
    nodes = [shaped(row, types[row[0]]) for row in rows]
    return {"sessions": {"totalCount": total, "pageInfo": {"hasNextPage": more}, "nodes": nodes}}


async def one(conn: Any, practice_id: str, variables: dict[str, Any]) -> Any:
    rows = await conn.fetch(ONE, practice_id, variables["id"])
    types = await types_of(conn, practice_id, rows)
    found = {}
    for row in rows:
        text = session_text(row[5], row[6], row[12], row[13], row[4], row[14], datetime.now(UTC).date())
        fields = shaped(row, types[row[0]])
        late = {name: fields.pop(name) for name in ("schedule", "clinician", "location", "appointmentTypes")}
        late["schedule"]["text"] = text
        found = {**fields, "notes": row[11], **late}
    return {"session": found or None}


async def everything(conn: Any, practice_id: str, variables: dict[str, Any]) -> Any:
    rows = await conn.fetch(EVERYTHING, practice_id, variables["first"])
    wanted = [row[0] for row in rows]
    types: dict[str, list[Any]] = {an_id: [] for an_id in wanted}
    for found in await conn.fetch(ALL_TYPES, practice_id, wanted):
        sessions, an_id, name, duration, version, modes, colour, active = found
        kind = {
            "id": an_id,
            "version": version,
            "name": name,
            "durationMinutes": duration,
            "deliveryModes": modes,
            "colour": colour,
            "active": active,
        }
        for session_id in sessions.split(","):
            types[session_id].append(kind)
    dates = await ahead.load(conn, practice_id, wanted)
    return {"sessions": {"nodes": [whole(row, types[row[0]], dates[row[0]]) for row in rows]}}


def whole(row: Any, types: list[Any], dates: ahead.Dates) -> dict[str, Any]:
    return {
        "id": row[0],
        "version": row[1],
        "name": row[2],
        "notes": row[3],
        "status": row[4],
        "allowRemote": row[5],
        "locationLabel": location_label(row[23], row[5]),
        "createdAt": row[6],
        "updatedAt": row[7],
        "schedule": {
            "startDate": row[8],
            "startTime": CLOCK[row[9]],
            "endTime": CLOCK[row[10]],
            "endsNextDay": row[11],
            "durationMinutes": minutes(row[9], row[10], row[11]),
            "text": session_text(row[9], row[10], row[11], row[12], row[8], row[13], datetime.now(UTC).date()),
            "timeZone": row[14],
            "recurrence": None if row[12] is None else ahead.recurrence_of(row[12]),
        },
        "clinician": {
            "id": row[15],
            "version": row[16],
            "name": row[17],
            "title": row[18],
            "email": row[19],
            "active": row[20],
        },
        "location": None
        if row[21] is None
        else {
            "id": row[21],
            "version": row[22],
            "name": row[23],
            "address": row[24],
            "timeZone": row[14],
            "active": row[25],
        },
        "appointmentTypes": types,
        "exceptions": dates.exceptions,
        "nextOccurrence": dates.next_occurrence,
    }


# ---------------------------------------------------------------- createSession


class Rejected(Exception):
    """The input is invalid, or conflicts with another session; nothing is written."""


HOURS_APART = 2
"""Sessions of one zone whose hours are farther apart never meet: a clock change moves none by more."""


def read_input(given: dict[str, Any]) -> tuple[Schedule, list[str]]:
    """The schedule of a one-off, and the appointment types."""
    times = given["schedule"]
    start, end = time.fromisoformat(times["startTime"]), time.fromisoformat(times["endTime"])
    on, type_ids = date.fromisoformat(times["startDate"]), [str(UUID(an_id)) for an_id in given["appointmentTypeIds"]]
    problems = []
    if not 1 <= len(given["name"].strip()) <= 200 or "\0" in given["name"]:
        problems.append("The name has 1 to 200 characters.")
    if end <= start:
        problems.append("It must end after it starts.")
    if len(type_ids) > 200 or len(set(type_ids)) < len(type_ids):
        problems.append("Choose 200 appointment types at most, each once.")
    if problems:
        raise Rejected(*problems)
    return stored(on, start, end, False, None, on), type_ids


def row_of(practice_id: str, an_id: str, given: dict[str, Any], schedule: Schedule) -> tuple[Any, ...]:
    name, shape = given["name"].strip(), pattern(schedule)
    own = practice_id, an_id, name, fold(name), given["clinicianId"], given["locationId"]
    bits = shape.period, shape.interval, shape.phase, shape.week_start, shape.months, shape.weekdays, shape.month_days
    times = schedule.start_date, schedule.start_time, schedule.end_time
    return *own, *times, *bits, shape.nth_weekdays, shape.irregular


async def bare_create(conn: Any, practice_id: str, variables: dict[str, Any]) -> Any:
    given, an_id = variables["input"], ids.new()
    schedule, type_ids = read_input(given)
    await conn.execute(VALUES, *row_of(practice_id, an_id, given, schedule))
    await conn.execute(LINKED.format("$3"), practice_id, an_id, type_ids)
    return await read_back(conn, practice_id, an_id)


async def create(conn: Any, practice_id: str, variables: dict[str, Any]) -> Any:
    given, an_id = variables["input"], ids.new()
    schedule, type_ids = read_input(given)
    zone = await zone_of_references(conn, practice_id, given, type_ids)
    audited = orjson.dumps({**given, "appointmentTypeIds": sorted(type_ids)}).decode()
    row = row_of(practice_id, an_id, given, schedule)
    await conn.execute(INSERTED, *row, type_ids, ids.new(), "benchmark", audited)
    new = Series(an_id, given["clinicianId"], given["locationId"], False, zone, schedule, True, ())
    found = await conflicts_of(conn, practice_id, new, given["name"])
    if found and variables.get("onConflict") == "REJECT":
        raise Rejected(*[conflict.message for conflict in found])
    return await read_back(conn, practice_id, an_id)


async def zone_of_references(conn: Any, practice_id: str, given: dict[str, Any], type_ids: list[str]) -> str:
    """Returns the zone of the location. Raises Rejected if a reference does not exist or is inactive."""
    clinician_id, location_id = given["clinicianId"], given["locationId"]
    known = {row[0]: row for row in await conn.fetch(REFERENCES, practice_id, clinician_id, location_id, type_ids)}
    wanted = [str(UUID(clinician_id)), str(UUID(location_id)), *type_ids]
    problems = [f"{each} is not there or inactive." for each in wanted if each not in known or not known[each][1]]
    if problems:
        raise Rejected(*problems)
    zone: str = known[wanted[1]][2]
    return zone


async def conflicts_of(conn: Any, practice_id: str, new: Series, name: str) -> list[conflicts.Conflict]:
    window = conflicts.window(new, today=zones.today(datetime.now(UTC), new.zone))
    if window is None:
        return []
    wide = zones.shifted(window[0], -CLOSURE_MARGIN_DAYS), zones.shifted(window[1], CLOSURE_MARGIN_DAYS)
    hours = earlier(new.schedule.start_time), later(new.schedule.end_time)
    mine = practice_id, new.clinician_id, new.session_id
    rows = await conn.fetch(BESIDE, *mine, *wide, *hours, new.zone)
    changes: dict[str, list[DateException]] = {row[0]: [] for row in rows}
    closures = []
    for row in await conn.fetch(AROUND, practice_id, list(changes), *wide, new.clinician_id):
        if row[0]:
            zone = row[8] if row[7] is not None else None
            moved = DateException(row[2], row[3], row[4], row[5], row[6], row[7], zone, reason=row[9])
            changes[row[1]].append(moved)
        else:
            closures.append(Closure(row[1], row[9], row[10], row[11], row[7], row[2], row[4], row[5], row[6], row[8]))
    series = [new, *[ahead.series_of(row, tuple(changes[row[0]])) for row in rows]]
    names = {row[0]: row[12] for row in rows} | {new.session_id: name}
    return conflicts.first(
        series, closures, from_=window[0], to=window[1], names=names, about={new.session_id}, limit=100
    )


def earlier(t: time) -> time:
    return t.replace(hour=t.hour - HOURS_APART) if t.hour >= HOURS_APART else time.min


def later(t: time) -> time:
    return t.replace(hour=t.hour + HOURS_APART) if t.hour + HOURS_APART < 24 else time.max


async def read_back(conn: Any, practice_id: str, an_id: str) -> Any:
    ((name, clinician, location, types),) = await conn.fetch(READ_BACK, practice_id, an_id)
    session = {
        "name": name,
        "clinician": {"name": clinician},
        "location": {"name": location},
        "appointmentTypes": [{"name": each} for each in types],
    }
    return {"createSession": {"session": session, "errors": []}}


# ---------------------------------------------------------------- HTTP

READS: dict[str, Read] = {"/page": page, "/filtered": filtered, "/one": one, "/everything": everything}
WRITES: dict[str, Read] = {"/create": create, "/create/bare": bare_create}
JSON = (b"content-type", b"application/json")


class Limit:
    """The application; its pool is opened as it starts."""

    pool: Any

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        message = await receive()
        body = message["body"]
        while message["more_body"]:
            message = await receive()
            body += message["body"]
        practice_id = str(UUID(next(value for name, value in scope["headers"] if name == b"x-practice").decode()))
        try:
            data = await self.answer(scope["path"], practice_id, orjson.loads(body))
        except Rejected as refused:
            errors = [{"message": message} for message in refused.args]
            data = {"createSession": {"session": None, "errors": errors}}
        content = orjson.dumps({"data": data})
        headers = [JSON, (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def answer(self, path: str, practice_id: str, variables: dict[str, Any]) -> Any:
        mode = "" if path in WRITES else "ISOLATION LEVEL REPEATABLE READ READ ONLY"
        async with self.pool.acquire() as conn:
            await conn.execute(f"BEGIN {mode}; SET LOCAL app.practice_id = '{practice_id}'")
            try:
                data = await (READS.get(path) or WRITES[path])(conn, practice_id, variables)
            except BaseException:
                await asyncio.shield(conn.execute("ROLLBACK"))
                raise
            await conn.execute("COMMIT")
        return data

    async def live(self, receive: Any, send: Any) -> None:
        await receive()
        self.pool = await opened()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


app = Limit()
