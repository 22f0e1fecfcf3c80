"""What is asked of every contender: GraphQL for two of them, an address for the third."""

import base64
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bench.data import Filled

FIRST_DATE, DATES = date(2027, 1, 4), 50

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


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of request. `path` is the address at which the contender without GraphQL answers the same."""

    name: str
    query: str
    path: str
    variables: tuple[dict[str, Any], ...]
    """One set for each request; they are sent in turn."""
    least: tuple[tuple[str, float], ...] = ()
    """Which of the others must be reached: how often as many requests a second."""


def works(filled: Filled) -> list[Work]:
    clinicians, types = filled.ids["clinician"], filled.ids["appointment_type"]
    chosen = {
        "clinicianIds": clinicians[:5],
        "appointmentTypeIds": types[:2],
        "status": "ACTIVE",
        "search": "clinic",
    }
    order = {"field": "START_TIME", "direction": "DESC"}
    ids = tuple({"id": an_id} for an_id in filled.ids["session"])
    inputs = tuple(
        {"input": new_session(an_id, FIRST_DATE + timedelta(days=n), filled.ids)}
        for n in range(DATES)
        for an_id in clinicians
    )
    return [
        Work("sessions page, 50 rows", PAGE, "/page", ({"first": 50},), (("usual", 7.0), ("limit", 0.65))),
        Work("filtered and sorted page", FILTERED, "/filtered", ({"filter": chosen, "orderBy": order},)),
        Work("one session by id", ONE, "/one", ids, (("limit", 0.4),)),
        Work("all fields of 50 sessions", EVERYTHING, "/everything", ({"first": 50},)),
        Work("createSession", CREATE, "/create", inputs),
    ]


def read_works(filled: Filled) -> list[Work]:
    """What is asked of the service alone, in a small practice and in a large one."""
    week = {"from": "2026-12-07", "to": "2026-12-13", "filter": {"clinicianIds": filled.ids["clinician"][:1]}}
    return [
        Work("sessions page", PAGE, "", ({"first": 50},)),
        Work("conflicts of a clinician, 7 days", CONFLICTS, "", (week,)),
    ]


def new_session(clinician_id: str, on: date, ids: dict[str, list[str]]) -> dict[str, Any]:
    """One evening, when nobody else works: the service looks for conflicts, and finds none the first time."""
    return {
        "name": "New clinic",
        "clinicianId": clinician_id,
        "locationId": ids["location"][0],
        "schedule": {"startDate": on.isoformat(), "startTime": "21:00", "endTime": "22:30"},
        "appointmentTypeIds": ids["appointment_type"][:4],
    }


def graphql_request(work: Work, variables: dict[str, Any], headers: dict[str, str]) -> str:
    return posted("/graphql", {"query": work.query, "variables": variables}, headers)


def plain_request(work: Work, variables: dict[str, Any], headers: dict[str, str]) -> str:
    return posted(work.path, variables, headers)


def posted(path: str, body: dict[str, Any], headers: dict[str, str]) -> str:
    """A whole request, in base64."""
    content = json.dumps(body).encode()
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", "Accept: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode()
    return base64.b64encode(head + content).decode()
