"""What is asked of the contenders: GraphQL of most of them, an address of the ones without."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bench.data import TYPES_OF_A_SESSION, Practice

CREATED_FROM, TEMPLATE_FROM = date(2027, 1, 4), date(2040, 1, 2)
ENTRIES, AT_ONCE = 20, 50
"""Of createSessionsFromTemplate, and of deleteSessions."""

PAGE = """query SessionsPage($first: Int!) {
  sessions(first: $first) {
    nodes {
      id name status allowRemote
      schedule { startDate startTime endTime }
      clinician { id name }
      location { id name }
      appointmentTypes { id name durationMinutes }
    }
  }
}"""

FILTERED = """query FilteredSessions($filter: SessionFilter!, $orderBy: SessionOrder!) {
  sessions(first: 50, filter: $filter, orderBy: $orderBy) {
    totalCount
    pageInfo { hasNextPage }
    nodes {
      id name status allowRemote
      schedule { startDate startTime endTime }
      clinician { id name }
      location { id name }
      appointmentTypes { id name durationMinutes }
    }
  }
}"""

ONE = """query OneSession($id: ID!) {
  session(id: $id) {
    id name status allowRemote notes
    schedule { startDate startTime endTime text }
    clinician { id name }
    location { id name }
    appointmentTypes { id name durationMinutes }
  }
}"""

EVERYTHING = """query Everything($first: Int!) {
  sessions(first: $first) {
    nodes {
      id version name notes status allowRemote locationLabel createdAt updatedAt
      schedule {
        startDate startTime endTime endsNextDay durationMinutes text timeZone
        recurrence { frequency interval weekdays monthDays weeksOfMonth until count rrule }
      }
      clinician { id version name title email active }
      location { id version name address timeZone active }
      appointmentTypes { id version name durationMinutes deliveryModes colour active }
      exceptions { originalDate cancelled date startTime endTime reason }
      nextOccurrence { originalDate start end status allowRemote reason clockChange }
    }
  }
}"""

CONFLICTS = """query Conflicts($filter: SessionFilter!, $from: Date!, $to: Date!) {
  conflicts(filter: $filter, from: $from, to: $to) { kind message }
}"""

CREATE = """mutation Create($input: CreateSessionInput!) {
  createSession(input: $input) {
    session { name clinician { name } location { name } appointmentTypes { name } }
    errors { message }
  }
}"""

UPDATE = """mutation Rename($id: ID!, $input: UpdateSessionInput!) {
  updateSession(id: $id, input: $input) {
    session { name clinician { name } location { name } appointmentTypes { name } }
    errors { message }
  }
}"""

TOGGLE = """mutation Toggle($id: ID!) {
  toggleSession(id: $id) {
    session { name status }
    errors { message }
  }
}"""

FROM_TEMPLATE = """mutation FromTemplate($templateId: ID!, $sessions: [FromTemplateInput!]!) {
  createSessionsFromTemplate(templateId: $templateId, sessions: $sessions) {
    created
    items { session { name clinician { name } } errors { message } }
    errors { message }
  }
}"""

DELETE = """mutation Delete($ids: [ID!]!) {
  deleteSessions(ids: $ids) {
    succeeded
    items { errors { message } }
    errors { message }
  }
}"""

COUNT = "SELECT count(*) FROM session WHERE practice_id = $1"
VERSIONS = "SELECT coalesce(sum(version), 0) FROM session WHERE practice_id = $1"

Variables = Callable[[Practice, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """How one sees that a request was carried out: by what a number in the database has grown."""

    number: str
    """A query for it; $1 is the practice."""
    each: int
    """How much one request adds."""
    evenings: int = 0
    """How many of the sessions that `bench.data.evenings` makes a request takes away."""
    touches: bool = False
    """It changes one of those."""


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of request."""

    name: str
    query: str
    path: str
    """The address at which a contender without GraphQL answers the same; empty where none does."""
    variables: Variables
    """Those of the n-th request about a practice. No two requests that write are alike."""
    written: Written | None = None
    contenders: tuple[str, ...] = ("service", "before", "usual", "limit")
    least: tuple[tuple[str, float], ...] = ()
    """Which of the others must be reached: how often as many requests a second."""
    connections: int = 8
    yardstick: "Work | None" = None
    """What the limit is asked instead where it does not know the work: only good to compare two versions by."""


def works() -> list[Work]:
    create = Work(
        "createSession",
        CREATE,
        "/create",
        lambda practice, n: {"input": new_session(practice, n)},
        Written(COUNT, 1),
        ("service", "before", "usual", "limit", "bare limit", "PostGraphile", "2 workers"),
        (("limit", 0.7), ("usual", 4.0), ("PostGraphile", 2.0)),
    )
    writes = "service", "before", "limit"
    return [
        Work(
            "sessions page, 50 rows",
            PAGE,
            "/page",
            lambda _, __: {"first": 50},
            contenders=("service", "before", "usual", "limit", "PostGraphile", "2 workers"),
            least=(("usual", 7.0), ("limit", 0.88)),
        ),
        Work("filtered and sorted page", FILTERED, "/filtered", filtered),
        Work(
            "one session by id",
            ONE,
            "/one",
            lambda practice, n: {"id": practice.ids["session"][n % 100]},
            contenders=("service", "before", "usual", "limit", "PostGraphile"),
            least=(("limit", 0.78),),
        ),
        Work("all fields of 50 sessions", EVERYTHING, "/everything", lambda _, __: {"first": 50}),
        create,
        Work(
            "updateSession, a name", UPDATE, "", renamed, Written(VERSIONS, 1, touches=True), writes, yardstick=create
        ),
        Work("toggleSession", TOGGLE, "", toggled, Written(VERSIONS, 1, touches=True), writes, yardstick=create),
        Work(
            f"createSessionsFromTemplate, {ENTRIES}",
            FROM_TEMPLATE,
            "",
            from_template,
            Written(COUNT, ENTRIES),
            writes,
            (("before", 8.0),),
            connections=2,
            yardstick=create,
        ),
        Work(
            f"deleteSessions, {AT_ONCE}",
            DELETE,
            "",
            lambda practice, n: {"ids": practice.ids["evening"][n * AT_ONCE : (n + 1) * AT_ONCE]},
            Written(COUNT, -AT_ONCE, evenings=AT_ONCE),
            writes,
            (("before", 8.0),),
            connections=2,
            yardstick=create,
        ),
    ]


def read_works() -> list[Work]:
    """What is asked of the service alone, in a small practice and in a large one."""
    return [
        Work("sessions page", PAGE, "", lambda _, __: {"first": 50}),
        Work("conflicts of a clinician, 7 days", CONFLICTS, "", week),
    ]


def week(practice: Practice, _: int) -> dict[str, Any]:
    return {"from": "2026-12-07", "to": "2026-12-13", "filter": {"clinicianIds": practice.ids["clinician"][:1]}}


def filtered(practice: Practice, _: int) -> dict[str, Any]:
    chosen = {
        "clinicianIds": practice.ids["clinician"][:5],
        "appointmentTypeIds": practice.ids["appointment_type"][:2],
        "status": "ACTIVE",
        "search": "clinic",
    }
    return {"filter": chosen, "orderBy": {"field": "START_TIME", "direction": "DESC"}}


def new_session(practice: Practice, n: int) -> dict[str, Any]:
    """An evening on which its clinician has nothing else: conflicts are looked for, and there are none."""
    clinicians = practice.ids["clinician"]
    on = CREATED_FROM + timedelta(days=n // len(clinicians))
    return {
        "name": f"New clinic {n}",
        "clinicianId": clinicians[n % len(clinicians)],
        "locationId": practice.ids["location"][0],
        "schedule": {"startDate": on.isoformat(), "startTime": "21:00", "endTime": "22:30"},
        "appointmentTypeIds": practice.ids["appointment_type"][:TYPES_OF_A_SESSION],
    }


def renamed(practice: Practice, n: int) -> dict[str, Any]:
    return {**toggled(practice, n), "input": {"name": f"Renamed {n}"}}


def toggled(practice: Practice, n: int) -> dict[str, Any]:
    evenings = practice.ids["evening"]
    return {"id": evenings[n % len(evenings)]}


def from_template(practice: Practice, n: int) -> dict[str, Any]:
    """One session of each clinician on one date."""
    on = (TEMPLATE_FROM + timedelta(days=n)).isoformat()
    entries = [{"clinicianId": an_id, "startDate": on} for an_id in practice.ids["clinician"][:ENTRIES]]
    return {"templateId": practice.ids["template"][0], "sessions": entries}


def graphql_request(work: Work, variables: dict[str, Any], headers: dict[str, str]) -> str:
    return posted("/graphql", {"query": work.query, "variables": variables}, headers)


def plain_request(work: Work, variables: dict[str, Any], headers: dict[str, str]) -> str:
    return posted(work.path, variables, headers)


def bare_request(work: Work, variables: dict[str, Any], headers: dict[str, str]) -> str:
    return posted(f"{work.path}/bare", variables, headers)


def posted(path: str, body: dict[str, Any], headers: dict[str, str]) -> str:
    """A whole request, in base64."""
    content = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", "Accept: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode()
    return base64.b64encode(head + content).decode()
