"""A small GraphQL service to stand behind the explorer, so that its page can be tested by itself."""

from collections.abc import Iterable
from typing import Any

from graphql import build_schema, graphql_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

SCHEMA = build_schema(
    """
    "A calendar date, ISO 8601: 2026-03-30."
    scalar Date
    scalar DateTime
    enum Role { ADMIN CLINICIAN STAFF BOOKING }
    "Who is asking: taken from the access token."
    type Viewer { name: String!  role: Role!  practice: Practice!  clinician: Clinician }
    type Practice { name: String!  timeZone: String! }
    type Clinician { id: ID!  name: String!  title: String }
    type Location { name: String! }
    enum OccurrenceStatus { SCHEDULED MODIFIED CANCELLED CLOSED }
    type Session { name: String!  clinician: Clinician! }
    type Occurrence {
      start: DateTime!  end: DateTime!  status: OccurrenceStatus!  reason: String
      session: Session  location: Location  allowRemote: Boolean!
    }
    type ClinicianConnection { nodes: [Clinician!]! }
    type Query {
      "Who is asking: taken from the access token."
      viewer: Viewer!
      clinicians(active: Boolean, first: Int): ClinicianConnection!
      occurrences(from: Date!, to: Date!): [Occurrence!]!
    }
    type ClosurePayload { closure: Closure }
    type Closure { id: ID! }
    input ClosureInput { title: String!  kind: String!  clinicianId: ID  startDate: Date!  endDate: Date! }
    type Mutation { createClosure(input: ClosureInput!): ClosurePayload! }
    """
)

OKAFOR = {"id": "0192e3c4-0000-7000-8000-000000000001", "name": "Dr Amara Okafor", "title": "GP"}
OCCURRENCE = {
    "start": "2026-11-23T09:00:00+00:00",
    "end": "2026-11-23T12:30:00+00:00",
    "status": "SCHEDULED",
    "session": {"name": "Monday clinic", "clinician": OKAFOR},
    "location": {"name": "Riverside Surgery"},
    "allowRemote": True,
}


def app(explorer: Iterable[BaseRoute], roles: dict[str, str]) -> Starlette:
    """`roles` says for each token which role it has."""

    async def graphql(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in roles:
            return JSONResponse({"errors": [{"message": "Sign in.", "extensions": {"code": "UNAUTHENTICATED"}}]}, 401)
        asked = await request.json()
        result = graphql_sync(
            SCHEMA,
            asked["query"],
            root_value=root(roles[token]),
            variable_values=asked.get("variables"),
            operation_name=asked.get("operationName"),
        )
        return JSONResponse(result.formatted)

    return Starlette(routes=[Route("/graphql", graphql, methods=["POST"]), *explorer])


def root(role: str) -> dict[str, Any]:
    practice = {"name": "Riverside Practice", "timeZone": "Europe/London"}
    return {
        "viewer": {"name": f"Sam the {role.lower()}", "role": role, "practice": practice},
        "clinicians": {"nodes": [OKAFOR]},
        "occurrences": [OCCURRENCE],
        "createClosure": {"closure": {"id": "1"}},
    }
