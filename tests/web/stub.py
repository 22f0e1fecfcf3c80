"""The service's printed schema with a handful of answers behind it, so that the explorer's page is tested by itself."""

from collections.abc import Iterable
from typing import Any

from graphql import build_schema, graphql_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.explorer import WEB

PRINTED = WEB.parent / "schema" / "schema.graphql"

OKAFOR = {"id": "0192e3c4-0000-7000-8000-000000000001", "name": "Dr Amara Okafor", "title": "GP"}
SESSION = {
    "id": "0192e3c4-0000-7000-8000-000000000002",
    "version": 3,
    "name": "Monday clinic",
    "clinician": OKAFOR,
    "locationLabel": "Riverside Surgery",
    "schedule": {"__typename": "SessionSchedule", "text": "Every Monday, 09:00–12:30", "recurrence": None},
    "nextOccurrence": {"originalDate": "2026-11-23"},
    "status": "ACTIVE",
}


def app(explorer: Iterable[BaseRoute], roles: dict[str, str]) -> Starlette:
    """`roles` says for each token which role it has."""
    schema = build_schema(PRINTED.read_text())

    async def graphql(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in roles:
            return JSONResponse({"errors": [{"message": "Sign in.", "extensions": {"code": "UNAUTHENTICATED"}}]}, 401)
        asked = await request.json()
        result = graphql_sync(
            schema,
            asked["query"],
            root_value=root(roles[token]),
            variable_values=asked.get("variables"),
            operation_name=asked.get("operationName"),
        )
        return JSONResponse(result.formatted)

    return Starlette(routes=[Route("/graphql", graphql, methods=["POST"]), *explorer])


def root(role: str) -> dict[str, Any]:
    practice = {"name": "Riverside Practice", "timeZone": "Europe/London"}

    def sessions(_: Any, **arguments: Any) -> dict[str, Any]:
        found = [] if (arguments.get("filter") or {}).get("search") else [SESSION]
        return {"nodes": found, "totalCount": len(found), "pageInfo": {"hasNextPage": False}}

    return {
        "viewer": {"name": f"Sam the {role.lower()}", "role": role, "practice": practice},
        "clinicians": {"nodes": [OKAFOR]},
        "sessions": sessions,
    }
