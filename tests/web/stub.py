"""The service's printed schema with a handful of answers behind it, so that a page is tested by itself."""

from collections.abc import Iterable, Sequence
from typing import Any

from graphql import build_schema, graphql_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.explorer import WEB

PRINTED = WEB.parent / "schema" / "schema.graphql"

OKAFOR = {"id": "0192e3c4-0000-7000-8000-000000000001", "name": "Dr Amara Okafor", "title": "GP", "active": True}
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


def app(
    pages: Iterable[BaseRoute], roles: dict[str, str], *, listed: Sequence[dict[str, Any]] = (SESSION,)
) -> Starlette:
    """`roles` says for each token which role it has, and may change; `listed` are the practice's sessions."""
    schema = build_schema(PRINTED.read_text())

    async def graphql(request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in roles:
            return JSONResponse({"errors": [{"message": "Sign in.", "extensions": {"code": "UNAUTHENTICATED"}}]}, 401)
        asked = await request.json()
        result = graphql_sync(
            schema,
            asked["query"],
            root_value=root(roles[token], listed),
            variable_values=asked.get("variables"),
            operation_name=asked.get("operationName"),
        )
        return JSONResponse(result.formatted)

    return Starlette(routes=[Route("/graphql", graphql, methods=["POST"]), *pages])


def root(role: str, listed: Sequence[dict[str, Any]]) -> dict[str, Any]:
    practice = {"id": "0192e3c4-0000-7000-8000-000000000003", "name": "Riverside Practice", "timeZone": "Europe/London"}

    def sessions(_: Any, **arguments: Any) -> dict[str, Any]:
        found = [] if (arguments.get("filter") or {}).get("search") else list(listed)
        return {
            "nodes": found,
            "edges": [{"cursor": session["id"], "node": session} for session in found],
            "totalCount": len(found),
            "pageInfo": {"hasNextPage": False, "hasPreviousPage": False},
        }

    return {
        "viewer": {"name": f"Sam the {role.lower()}", "role": role, "practice": practice},
        "clinicians": {"nodes": [OKAFOR], "totalCount": 1},
        "locations": {"nodes": [], "totalCount": 0},
        "sessions": sessions,
    }
