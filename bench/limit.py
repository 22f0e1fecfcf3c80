"""The limit: what Python can do at all. A bare ASGI application, asyncpg, SQL written by hand, dicts, orjson.

It answers the very JSON that the service answers, for the benchmark's requests only: no GraphQL, no tokens (a header
names the practice), no log, no checks. Tenancy is the service's: the same role, row-level security, one read-only
snapshot. It shares the wording and the calendar with the service, for both are the same work for everybody.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from bench import ahead
from db.folding import fold, like_pattern
from db.steps import location_label, minutes, session_text
from db.tenancy import APPLICATION_ROLE
from planner.output import CLOCK
from resolvers import ids
from scheduling.pattern import pattern
from scheduling.schedule import stored

Read = Callable[[Any, str, dict[str, Any]], Awaitable[Any]]


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    def get_reset_query(self) -> str:
        return ""


async def opened() -> Any:
    return await asyncpg.create_pool(
        os.environ["DATABASE_URL"],
        min_size=8,
        max_size=8,
        connection_class=Connection,
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
INSERTED = """
INSERT INTO session (practice_id, id, name, name_key, clinician_id, location_id, allow_remote, status, start_date,
    start_time, end_time, ends_next_day, rrule, last_date, period, step, phase, week_start, months, weekdays,
    month_days, nth_weekdays, irregular)
VALUES ($1, $2, $3, $4, $5, $6, false, $7, $8, $9, $10, false, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
"""
LINKED = """
INSERT INTO session_appointment_type (practice_id, session_id, appointment_type_id)
SELECT $1, $2, unnest($3::uuid[])
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
        text = session_text(row[5], row[6], row[12], row[13], row[4], row[14])
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
            "text": session_text(row[9], row[10], row[11], row[12], row[8], row[13]),
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


async def create(conn: Any, practice_id: str, variables: dict[str, Any]) -> Any:
    given = variables["input"]
    times = given["schedule"]
    start, on = time.fromisoformat(times["startTime"]), date.fromisoformat(times["startDate"])
    end = time.fromisoformat(times["endTime"])
    shape = pattern(stored(on, start, end, False, None, on))
    an_id, type_ids = ids.new(), given["appointmentTypeIds"]
    fixed = practice_id, an_id, given["name"], fold(given["name"]), given["clinicianId"], given["locationId"]
    bits = shape.period, shape.interval, shape.phase, shape.week_start, shape.months, shape.weekdays, shape.month_days
    await conn.execute(INSERTED, *fixed, "ACTIVE", on, start, end, None, on, *bits, shape.nth_weekdays, shape.irregular)
    await conn.execute(LINKED, practice_id, an_id, type_ids)
    (row,) = await conn.fetch(ONE, practice_id, an_id)
    types = await types_of(conn, practice_id, [row])
    session = {
        "name": row[1],
        "clinician": {"name": row[8]},
        "location": {"name": row[10]},
        "appointmentTypes": [{"name": one_type["name"]} for one_type in types[an_id]],
    }
    return {"createSession": {"session": session, "errors": []}}


# ---------------------------------------------------------------- HTTP

READS: dict[str, Read] = {"/page": page, "/filtered": filtered, "/one": one, "/everything": everything}
WRITES: dict[str, Read] = {"/create": create}
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
        data = await self.answer(scope["path"], practice_id, orjson.loads(body))
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
