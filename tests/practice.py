"""A practice as a test uses it: through HTTP, by somebody of a role, with factories that show only what matters."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import text

from db.engine import Database
from db.tables import METADATA
from db.tenancy import Tenant
from db.transaction import Transaction
from planner import Reader, Statement
from resolvers.context import Role, Viewer

ERRORS = """errors { __typename message code path
  ... on VersionConflictError { currentVersion }
  ... on InUseError { sessionCount templateCount }
  ... on ScheduleConflictError { conflicts { kind message } } }"""
SESSION = """id version name notes status allowRemote locationLabel
  clinician { id name } location { id name } appointmentTypes { id name }
  schedule { text startDate startTime endTime endsNextDay durationMinutes timeZone
    recurrence { frequency interval weekdays monthDays weeksOfMonth until count rrule } }"""

TEMPLATE = """id version name scope notes allowRemote locationLabel appointmentTypeCount
  clinician { id name } location { id name } appointmentTypes { id name }
  schedule { text startTime endTime endsNextDay durationMinutes
    recurrence { frequency interval weekdays monthDays weeksOfMonth until count rrule } }"""


@dataclass(slots=True)
class Clock:
    """The time that the service is told."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **duration: float) -> None:
        self.at += timedelta(**duration)


@dataclass(slots=True)
class House:
    """One practice. What is asked without `role` or `token` is asked by its admin."""

    practice_id: str
    client: httpx.AsyncClient
    people: dict[str, Viewer]
    tokens: dict[Any, str] = field(default_factory=dict)
    made: int = 0

    # ------------------------------------------------------------ asking

    def token(self, role: Role = Role.ADMIN, *, clinician: str | None = None) -> str:
        """A token for somebody of the role; with `clinician`, for that clinician."""
        key = role, clinician
        if key not in self.tokens:
            token = secrets.token_hex(8)
            self.people[token] = Viewer(f"test:{token}", f"Somebody {role}", role, self.practice_id, clinician)
            self.tokens[key] = token
        return self.tokens[key]

    async def post(self, query: str, *, token: str | None = None, **variables: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or self.token()}"}
        return await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def ask(self, query: str, *, token: str | None = None, **variables: Any) -> Any:
        """The data; the test fails where there are errors."""
        answer = (await self.post(query, token=token, **variables)).json()
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def refused(self, query: str, *, token: str | None = None, **variables: Any) -> list[dict[str, Any]]:
        """The top-level errors; the test fails where there are none."""
        answer = (await self.post(query, token=token, **variables)).json()
        assert answer.get("errors"), answer
        errors: list[dict[str, Any]] = answer["errors"]
        return errors

    async def code(self, query: str, *, token: str | None = None, **variables: Any) -> str:
        """The code of the one top-level error."""
        (error,) = await self.refused(query, token=token, **variables)
        code: str = error["extensions"]["code"]
        return code

    async def do(self, mutation: str, declared: str, selection: str, *, token: str | None = None, **given: Any) -> Any:
        """A mutation's payload: `do("createSession", "input: CreateSessionInput!", "session { id }", input=...)`."""
        head = ", ".join(f"${part.strip()}" for part in declared.split(";"))
        passed = ", ".join(f"{name}: ${name}" for name in (part.split(":")[0].strip() for part in declared.split(";")))
        return (
            await self.ask(f"mutation({head}) {{ it: {mutation}({passed}) {{ {selection} }} }}", token=token, **given)
        )["it"]

    # ------------------------------------------------------------ making

    async def clinician(self, name: str | None = None, **given: Any) -> str:
        given = {"name": name or self._name("Clinician"), **given}
        return await self._made("createClinician", "CreateClinicianInput", "clinician", given)

    async def location(self, name: str | None = None, **given: Any) -> str:
        given = {"name": name or self._name("Location"), **given}
        return await self._made("createLocation", "CreateLocationInput", "location", given)

    async def appointment_type(self, name: str | None = None, **given: Any) -> str:
        given = {"name": name or self._name("Type"), "durationMinutes": 10, **given}
        return await self._made("createAppointmentType", "CreateAppointmentTypeInput", "appointmentType", given)

    async def session(self, *, days: str | None = "MO", token: str | None = None, **given: Any) -> dict[str, Any]:
        """A session, remote and weekly on `days` from Monday 5 January 2026 if nothing else is said."""
        payload = await self.create_session(await self.session_input(days=days, **given), token=token)
        assert payload["errors"] == [], payload["errors"]
        made: dict[str, Any] = payload["session"]
        return made

    async def session_input(self, *, days: str | None = "MO", **given: Any) -> dict[str, Any]:
        """The input of a valid session; `start`, `end` and `date` are short for its schedule."""
        schedule = {
            "startDate": given.pop("date", "2026-01-05"),
            "startTime": given.pop("start", "09:00"),
            "endTime": given.pop("end", "12:00"),
        }
        if days is not None:
            schedule["recurrence"] = {"rrule": f"FREQ=WEEKLY;BYDAY={days.replace(' ', ',')}"}
        if "rrule" in given:
            schedule["recurrence"] = {"rrule": given.pop("rrule")}
        return {
            "name": self._name("Session"),
            "clinicianId": given.get("clinicianId") or await self.clinician(),
            "allowRemote": "locationId" not in given,
            "schedule": schedule,
            "appointmentTypeIds": [],
            **given,
        }

    async def create_session(self, input: dict[str, Any], *, token: str | None = None, **more: Any) -> Any:
        declared = "input: CreateSessionInput!; onConflict: OnConflict! = WARN; idempotencyKey: String"
        selection = f"session {{ {SESSION} }} warnings {{ kind message }} {ERRORS}"
        return await self.do("createSession", declared, selection, token=token, input=input, **more)

    async def update_session(self, id: str, input: dict[str, Any], *, token: str | None = None, **more: Any) -> Any:
        declared = "id: ID!; input: UpdateSessionInput!; expectedVersion: Int; onConflict: OnConflict! = WARN"
        selection = f"session {{ {SESSION} }} warnings {{ kind message }} {ERRORS}"
        return await self.do("updateSession", declared, selection, token=token, id=id, input=input, **more)

    async def duplicate_session(self, id: str, *, token: str | None = None, **more: Any) -> Any:
        declared = "id: ID!; overrides: UpdateSessionInput; onConflict: OnConflict! = WARN; idempotencyKey: String"
        selection = f"session {{ {SESSION} }} warnings {{ kind message }} {ERRORS}"
        return await self.do("duplicateSession", declared, selection, token=token, id=id, **more)

    async def toggle_session(self, id: str, *, token: str | None = None, **more: Any) -> Any:
        declared = "id: ID!; active: Boolean; expectedVersion: Int; onConflict: OnConflict! = WARN"
        selection = f"session {{ {SESSION} }} warnings {{ kind message }} {ERRORS}"
        return await self.do("toggleSession", declared, selection, token=token, id=id, **more)

    async def toggle_sessions(self, ids: list[str], active: bool, *, token: str | None = None) -> Any:
        selection = f"items {{ id session {{ id status version }} {ERRORS} }} succeeded failed {ERRORS}"
        declared = "ids: [ID!]!; active: Boolean!"
        return await self.do("toggleSessions", declared, selection, token=token, ids=ids, active=active)

    async def delete_session(self, id: str, *, token: str | None = None, **more: Any) -> Any:
        declared = "id: ID!; expectedVersion: Int"
        return await self.do("deleteSession", declared, f"deletedId {ERRORS}", token=token, id=id, **more)

    async def delete_sessions(self, ids: list[str], *, token: str | None = None) -> Any:
        selection = f"items {{ id session {{ id }} {ERRORS} }} succeeded failed {ERRORS}"
        return await self.do("deleteSessions", "ids: [ID!]!", selection, token=token, ids=ids)

    # ------------------------------------------------------------ templates

    async def template(self, *, days: str | None = "MO", token: str | None = None, **given: Any) -> dict[str, Any]:
        """A template of the practice, remote and weekly on `days` if nothing else is said."""
        payload = await self.create_template(self.template_input(days=days, **given), token=token)
        assert payload["errors"] == [], payload["errors"]
        made: dict[str, Any] = payload["template"]
        return made

    def template_input(self, *, days: str | None = "MO", **given: Any) -> dict[str, Any]:
        """The input of a valid template; `start` and `end` are short for its schedule."""
        schedule: dict[str, Any] = {"startTime": given.pop("start", "09:00"), "endTime": given.pop("end", "12:00")}
        rrule = given.pop("rrule", None if days is None else f"FREQ=WEEKLY;BYDAY={days.replace(' ', ',')}")
        if rrule is not None:
            schedule["recurrence"] = {"rrule": rrule}
        return {
            "name": self._name("Template"),
            "scope": "PRACTICE",
            "allowRemote": "locationId" not in given,
            "schedule": schedule,
            "appointmentTypeIds": [],
            **given,
        }

    async def create_template(self, input: dict[str, Any], *, token: str | None = None, **more: Any) -> Any:
        declared = "input: CreateSessionTemplateInput!; idempotencyKey: String"
        selection = f"template {{ {TEMPLATE} }} {ERRORS}"
        return await self.do("createSessionTemplate", declared, selection, token=token, input=input, **more)

    async def update_template(self, id: str, input: dict[str, Any], *, token: str | None = None, **more: Any) -> Any:
        declared = "id: ID!; input: UpdateSessionTemplateInput!; expectedVersion: Int"
        selection = f"template {{ {TEMPLATE} }} {ERRORS}"
        return await self.do("updateSessionTemplate", declared, selection, token=token, id=id, input=input, **more)

    async def duplicate_template(self, id: str, *, token: str | None = None, **more: Any) -> Any:
        declared = "id: ID!; overrides: UpdateSessionTemplateInput; scope: TemplateScope; idempotencyKey: String"
        selection = f"template {{ {TEMPLATE} }} {ERRORS}"
        return await self.do("duplicateSessionTemplate", declared, selection, token=token, id=id, **more)

    async def delete_template(self, id: str, *, token: str | None = None, **more: Any) -> Any:
        declared = "id: ID!; expectedVersion: Int"
        return await self.do("deleteSessionTemplate", declared, f"deletedId {ERRORS}", token=token, id=id, **more)

    async def from_template(self, id: str, *entries: dict[str, Any], token: str | None = None, **more: Any) -> Any:
        declared = (
            "templateId: ID!; sessions: [FromTemplateInput!]!; onConflict: OnConflict! = WARN; idempotencyKey: String"
        )
        item = f"clinicianId startDate session {{ {SESSION} template {{ id }} }} warnings {{ kind message }} {ERRORS}"
        selection = f"items {{ {item} }} created {ERRORS}"
        given = {"templateId": id, "sessions": list(entries), **more}
        return await self.do("createSessionsFromTemplate", declared, selection, token=token, **given)

    async def save_as_template(self, session_id: str, *, token: str | None = None, **more: Any) -> Any:
        declared = "sessionId: ID!; name: String; scope: TemplateScope! = PRACTICE; idempotencyKey: String"
        selection = f"template {{ {TEMPLATE} }} {ERRORS}"
        return await self.do("saveSessionAsTemplate", declared, selection, token=token, sessionId=session_id, **more)

    async def find_template(self, id: str, *, token: str | None = None) -> Any:
        """The template, or None."""
        query = f"query($id: ID!) {{ sessionTemplate(id: $id) {{ {TEMPLATE} }} }}"
        return (await self.ask(query, token=token, id=id))["sessionTemplate"]

    async def templates(self, selection: str = "nodes { name }", *, token: str | None = None, **given: Any) -> Any:
        """A page of templates: `filter`, `orderBy`, `first`, `after`, `last`, `before`."""
        kinds = {"filter": "SessionTemplateFilter", "orderBy": "SessionTemplateOrder", "first": "Int", "last": "Int"}
        head = ", ".join(f"${name}: {kinds.get(name, 'String')}" for name in given)
        passed = ", ".join(f"{name}: ${name}" for name in given)
        asked = f"query({head}) {{ sessionTemplates({passed})" if given else "{ sessionTemplates"
        return (await self.ask(f"{asked} {{ {selection} }} }}", token=token, **given))["sessionTemplates"]

    # ------------------------------------------------------------ reading

    async def find(self, id: str, *, token: str | None = None) -> Any:
        """The session, or None."""
        found = await self.ask(f"query($id: ID!) {{ session(id: $id) {{ {SESSION} }} }}", token=token, id=id)
        return found["session"]

    async def listed(self, selection: str = "nodes { name }", *, token: str | None = None, **given: Any) -> Any:
        """A page of sessions: `filter`, `orderBy`, `first`, `after`, `last`, `before`."""
        kinds = {"filter": "SessionFilter", "orderBy": "SessionOrder", "first": "Int", "last": "Int"}
        declared = "; ".join(f"{name}: {kinds.get(name, 'String')}" for name in given)
        if not given:
            return (await self.ask(f"{{ sessions {{ {selection} }} }}", token=token))["sessions"]
        head = ", ".join(f"${part.strip()}" for part in declared.split(";"))
        passed = ", ".join(f"{name}: ${name}" for name in given)
        query = f"query({head}) {{ sessions({passed}) {{ {selection} }} }}"
        return (await self.ask(query, token=token, **given))["sessions"]

    async def stored(self, database: Database, *, clinician: str | None = None) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the practice by table, to show that something wrote nothing; `clinician`'s own included."""

        async def work(read: Reader) -> dict[str, list[tuple[Any, ...]]]:
            rows = {}
            for table in METADATA.sorted_tables:
                key = ", ".join(column.name for column in table.primary_key)
                found = await read.conn.fetch(f"SELECT * FROM {table.name} ORDER BY {key}")
                rows[table.name] = [tuple(row) for row in found]
            return rows

        return await database.read(Tenant(self.practice_id, clinician), work, primary=True)

    async def sql(self, database: Database, statement: str, **values: Any) -> None:
        """Writes past the contract, with `:practice_id` given."""

        async def work(tx: Transaction) -> None:
            await tx.execute(Statement(text(statement)), **values)

        await database.write(Tenant(self.practice_id), work)

    # ------------------------------------------------------------ within

    async def _made(self, mutation: str, kind: str, name: str, given: dict[str, Any]) -> str:
        payload = await self.do(mutation, f"input: {kind}!", f"{name} {{ id }} {ERRORS}", input=given)
        assert payload["errors"] == [], payload["errors"]
        made: str = payload[name]["id"]
        return made

    def _name(self, kind: str) -> str:
        self.made += 1
        return f"{kind} {self.made}"
