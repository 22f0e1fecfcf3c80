"""The contract answered the slow way: a practice in memory, and graphql-core's own executor over plain functions.

It shares no code with the planned reads. Rows are loaded whole, by plain SQL; every field is a function of one object;
graphql-core completes them one by one. What is computed over dates comes from `scheduling`, which is tested elsewhere.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from functools import partial
from hashlib import sha256
from typing import Any

import asyncpg
import orjson
from graphql import ExecutionResult, GraphQLScalarType, build_schema, execute_sync, parse

from db.folding import fold
from resolvers.context import Viewer
from scheduling import recurrence, wording, zones
from scheduling import schedule as schedules
from scheduling.schedule import Schedule
from schema.printing import sdl
from tests.schema import reference_dates as dates
from tests.schema import reference_lists as lists

Row = dict[str, Any]
Node = dict[str, Any]
TABLES = (
    "practice",
    "clinician",
    "location",
    "appointment_type",
    "session",
    "session_appointment_type",
    "session_exception",
    "session_template",
    "session_template_appointment_type",
    "closure",
    "audit_entry",
)

SCHEMA = build_schema(sdl())
for _name, _read in (
    ("Date", date.fromisoformat),
    ("LocalTime", time.fromisoformat),
    ("DateTime", datetime.fromisoformat),
):
    _scalar = SCHEMA.type_map[_name]
    assert isinstance(_scalar, GraphQLScalarType)
    _scalar.coerce_input_value = _read


async def load(owner_url: str, practice_id: str) -> dict[str, list[Row]]:
    """All rows of a practice, including all personal templates."""
    conn = await asyncpg.connect(owner_url)
    try:
        await conn.set_type_codec("uuid", schema="pg_catalog", encoder=str, decoder=str, format="text")
        await conn.set_type_codec("jsonb", schema="pg_catalog", encoder=str, decoder=orjson.loads, format="text")
        async with conn.transaction(readonly=True):
            await conn.execute(f"SET LOCAL app.practice_id = '{practice_id}'")
            found: dict[str, list[Row]] = {table: [] for table in TABLES}
            people = [row["id"] for row in await conn.fetch("SELECT id FROM clinician")]
            for person in people:
                await conn.execute(f"SET LOCAL app.clinician_id = '{person}'")
                for table, rows in found.items():
                    seen = {tuple(row.values()): row for row in map(_hashable, rows)}
                    new = [dict(row) for row in await conn.fetch(f"SELECT * FROM {table}")]
                    rows += [row for row in new if tuple(_hashable(row).values()) not in seen]
            return found
    finally:
        await conn.close()


def _hashable(row: Row) -> Row:
    return {name: repr(value) for name, value in row.items()}


class Graph:
    """The rows of a practice that one viewer may see, at one time."""

    def __init__(self, tables: Mapping[str, list[Row]], viewer: Viewer, now: datetime) -> None:
        self.tables = tables
        self.viewer = viewer
        self.now = now
        (self.practice_row,) = tables["practice"]
        self.rows = {row["id"]: row for rows in tables.values() for row in rows if "id" in row}
        self.closures = [dates.closure_of(self, row) for row in tables["closure"]]
        self.series = {row["id"]: dates.series_of(self, row) for row in tables["session"]}
        self.names = {row["id"]: row["name"] for row in tables["session"]}
        self.templates = [
            row for row in tables["session_template"] if row["clinician_id"] in (None, viewer.clinician_id)
        ]

    def answer(self, query: str, variables: dict[str, Any]) -> ExecutionResult:
        return execute_sync(SCHEMA, parse(query), self.root(), variable_values=variables)

    def root(self) -> Node:
        of = self.tables
        return {
            "viewer": lambda _: self.me(),
            "node": lambda _, **given: self.node(given["id"]),
            "nodes": lambda _, **given: [self.node(an_id) for an_id in given["ids"]],
            "session": lambda _, **given: self.found(of["session"], given["id"], self.session),
            "sessions": lambda _, **given: lists.sessions(self, of["session"], given),
            "clinician": lambda _, **given: self.found(of["clinician"], given["id"], self.clinician),
            "clinicians": lambda _, **given: lists.directory(self, "Clinician", of["clinician"], self.clinician, given),
            "location": lambda _, **given: self.found(of["location"], given["id"], self.location),
            "locations": lambda _, **given: lists.directory(self, "Location", of["location"], self.location, given),
            "appointmentType": lambda _, **given: self.found(of["appointment_type"], given["id"], self.kind),
            "appointmentTypes": lambda _, **given: lists.directory(
                self, "AppointmentType", of["appointment_type"], self.kind, given
            ),
            "sessionTemplate": lambda _, **given: self.found(self.templates, given["id"], self.template),
            "sessionTemplates": lambda _, **given: lists.templates(self, self.templates, given),
            "occurrences": lambda _, **given: dates.expanded(
                self, lists.matching(self, of["session"], given), given, 93
            ),
            "closures": lambda _, **given: dates.closed(self, given),
            "conflicts": lambda _, **given: dates.clashes(self, lists.matching(self, of["session"], given), given, 93),
            "availableSlots": lambda _, **given: dates.found_slots(self, given["search"]),
            "explainAvailability": lambda _, **given: dates.reasons(self, given["search"]),
            "previewSession": lambda _, **given: dates.preview(self, given),
            "auditEntries": lambda _, **given: lists.audited(self, of["audit_entry"], given),
        }

    # ------------------------------------------------------------ people and places

    def me(self) -> Node:
        own = self.viewer.clinician_id
        me = f"{self.viewer.practice_id}:{self.viewer.subject}"
        return {
            "__typename": "Viewer",
            "id": f"Viewer:{sha256(me.encode()).hexdigest()[:32]}",
            "name": self.viewer.name,
            "role": self.viewer.role.value,
            "practice": lambda _: self.practice(),
            "clinician": lambda _: self.found(self.tables["clinician"], own, self.clinician),
        }

    def practice(self) -> Node:
        row = self.practice_row
        return {"__typename": "Practice", "id": row["id"], "name": row["name"], "timeZone": row["time_zone"]}

    def clinician(self, row: Row) -> Node:
        own = [session for session in self.tables["session"] if session["clinician_id"] == row["id"]]
        return {
            "__typename": "Clinician",
            **{name: row[name] for name in ("id", "version", "name", "title", "email", "active")},
            "sessions": lambda _, **given: lists.sessions(self, own, given),
        }

    def location(self, row: Row) -> Node:
        return {
            "__typename": "Location",
            **{name: row[name] for name in ("id", "version", "name", "address", "active")},
            "timeZone": self.zone(row["id"]),
        }

    def kind(self, row: Row) -> Node:
        return {
            "__typename": "AppointmentType",
            **{name: row[name] for name in ("id", "version", "name", "colour", "active")},
            "durationMinutes": row["duration_minutes"],
            "deliveryModes": row["delivery_modes"],
        }

    def zone(self, location_id: str | None) -> str:
        own = None if location_id is None else self.rows[location_id]["time_zone"]
        zone: str = own or self.practice_row["time_zone"]
        return zone

    def place(self, location_id: str | None) -> Node | None:
        return None if location_id is None else self.location(self.rows[location_id])

    def found(self, rows: Iterable[Row], an_id: str | None, shape: Callable[[Row], Node]) -> Node | None:
        return next((shape(row) for row in rows if row["id"] == an_id), None)

    def node(self, an_id: str) -> Node | None:
        shapes: dict[str, Callable[[Row], Node]] = {
            "clinician": self.clinician,
            "location": self.location,
            "appointment_type": self.kind,
            "session": self.session,
            "closure": partial(dates.closure, self),
        }
        if an_id == self.practice_row["id"]:
            return self.practice()
        for table, shape in shapes.items():
            found = self.found(self.tables[table], an_id, shape)
            if found is not None:
                return found
        if an_id.startswith("Occurrence:"):
            return dates.occurrence_named(self, an_id)
        found = self.found(self.entries(), an_id, lists.entry)
        return found or self.found(self.templates, an_id, self.template)

    def entries(self) -> list[Row]:
        """What the viewer may read of the audit trail: an admin all of it, others what is in a history."""
        own = self.viewer.clinician_id
        rows = [row for row in self.tables["audit_entry"] if row["owner_id"] in (None, own)]
        there = {row["id"] for row in (*self.tables["session"], *self.templates)}
        return rows if self.viewer.role.value == "ADMIN" else [row for row in rows if row["entity_id"] in there]

    # ------------------------------------------------------------ sessions and templates

    def _both(self, row: Row, schedule: Schedule) -> Node:
        """The fields that sessions and templates share."""
        place = None if row["location_id"] is None else self.rows[row["location_id"]]["name"]
        labels = [label for label in (place, "Remote" if row["allow_remote"] else None) if label]
        start, end = (t.hour * 60 + t.minute for t in (row["start_time"], row["end_time"]))
        return {
            **{name: row[name] for name in ("id", "version", "name", "notes")},
            "location": lambda _: self.place(row["location_id"]),
            "allowRemote": row["allow_remote"],
            "locationLabel": ", ".join(labels),
            "createdAt": row["created_at"].isoformat(),
            "updatedAt": row["updated_at"].isoformat(),
            "schedule": {
                "__typename": "TemplateSchedule",
                "startTime": clock(row["start_time"]),
                "endTime": clock(row["end_time"]),
                "endsNextDay": row["ends_next_day"],
                "durationMinutes": end - start + (1440 if row["ends_next_day"] else 0),
                "recurrence": repeated(row["rrule"]),
                "text": wording.text(schedule),
            },
        }

    def session(self, row: Row) -> Node:
        an_id, one = row["id"], self.series[row["id"]]
        node = self._both(row, one.schedule)
        node["schedule"] |= {
            "__typename": "SessionSchedule",
            "startDate": row["start_date"].isoformat(),
            "timeZone": self.zone(row["location_id"]),
            "text": wording.text(one.schedule, today=zones.today(self.now, one.zone)),
        }
        links = [link for link in self.tables["session_appointment_type"] if link["session_id"] == an_id]
        changes = [change for change in self.tables["session_exception"] if change["session_id"] == an_id]
        entries = [entry for entry in self.tables["audit_entry"] if entry["entity_id"] == an_id]
        return {
            **node,
            "__typename": "Session",
            "clinician": lambda _: self.clinician(self.rows[row["clinician_id"]]),
            "appointmentTypes": lambda _: self.kinds(links),
            "status": row["status"],
            "template": lambda _: self.found(self.templates, row["template_id"], self.template),
            "exceptions": lambda _: [
                self.exception(change) for change in sorted(changes, key=lambda change: change["original_date"])
            ],
            "occurrences": lambda _, **given: dates.expanded(self, [row], given, 366),
            "nextOccurrence": lambda _: dates.next_occurrence(self, one),
            "conflicts": lambda _, **given: dates.clashes(self, [row], given, 366),
            "history": lambda _, **given: lists.audited(self, entries, given),
        }

    def template(self, row: Row) -> Node:
        schedule = schedules.stored(None, row["start_time"], row["end_time"], row["ends_next_day"], row["rrule"], None)
        links = [link for link in self.tables["session_template_appointment_type"] if link["template_id"] == row["id"]]
        entries = [entry for entry in self.tables["audit_entry"] if entry["entity_id"] == row["id"]]
        owner = row["clinician_id"]
        return {
            **self._both(row, schedule),
            "__typename": "SessionTemplate",
            "scope": row["scope"],
            "clinician": lambda _: None if owner is None else self.clinician(self.rows[owner]),
            "appointmentTypes": lambda _: self.kinds(links),
            "appointmentTypeCount": len(links),
            "history": lambda _, **given: lists.audited(self, entries, given),
        }

    def kinds(self, links: Iterable[Row]) -> list[Node]:
        rows = [self.rows[link["appointment_type_id"]] for link in links]
        return [self.kind(row) for row in sorted(rows, key=lambda row: (fold(row["name"]), row["id"]))]

    def exception(self, row: Row) -> Node:
        return {
            "__typename": "SessionException",
            "id": f"SessionException:{row['session_id']}:{row['original_date']}",
            "originalDate": row["original_date"].isoformat(),
            "cancelled": row["cancelled"],
            "date": row["date"] and row["date"].isoformat(),
            "startTime": clock(row["start_time"]),
            "endTime": clock(row["end_time"]),
            "location": lambda _: self.place(row["location_id"]),
            "reason": row["reason"],
        }


def clock(t: time | None) -> str | None:
    return None if t is None else t.isoformat("minutes")


def repeated(rrule: str | None) -> Node | None:
    if rrule is None:
        return None
    rule = recurrence.parse(rrule)
    return {
        "__typename": "Recurrence",
        "frequency": rule.frequency.value,
        "interval": rule.interval,
        "weekdays": [day.value for day in rule.weekday_names],
        "monthDays": list(rule.month_days),
        "weeksOfMonth": list(rule.weeks_of_month),
        "until": rule.until and rule.until.isoformat(),
        "count": rule.count,
        "rrule": rrule,
    }
