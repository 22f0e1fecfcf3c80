"""The reference's lists: filtered, ordered and paged in plain Python."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import orjson
from graphql import GraphQLError

from db.folding import fold

if TYPE_CHECKING:
    from tests.schema.reference import Graph

Row = dict[str, Any]
Node = dict[str, Any]
Key = Callable[[Row], tuple[Any, ...]]

# ---------------------------------------------------------------- filters


def matching(graph: Graph, rows: Iterable[Row], given: Mapping[str, Any]) -> list[Row]:
    """The sessions or templates that match `filter`."""
    conditions = {name: value for name, value in (given.get("filter") or {}).items() if value is not None}
    return [row for row in rows if all(_meets(graph, row, name, value) for name, value in conditions.items())]


def _meets(graph: Graph, row: Row, name: str, value: Any) -> bool:
    match name:
        case "clinicianIds":
            return row["clinician_id"] in value
        case "locationIds":
            return row["location_id"] in value
        case "remote":
            return bool(row["allow_remote"] == value)
        case "status" | "scope":
            return bool(row[name] == value)
        case "appointmentTypeIds":
            links = graph.tables["session_appointment_type"]
            return any(link["session_id"] == row["id"] and link["appointment_type_id"] in value for link in links)
        case "search":
            people = [graph.rows[row[column]]["name"] for column in ("clinician_id", "location_id") if row[column]]
            words = [row["name"], *people, *(["remote"] if row["allow_remote"] and fold(value) == "remote" else [])]
            return any(fold(value) in fold(word) for word in words)
        case _:
            raise AssertionError(name)


# ---------------------------------------------------------------- orders


def key_of(graph: Graph, order: str) -> Key:
    """The sort key of an order; the id comes last."""

    def place(row: Row) -> tuple[bool, str]:
        name = None if row["location_id"] is None else graph.rows[row["location_id"]]["name_key"]
        return name is None, name or ""

    keys: dict[str, Key] = {
        "NAME": lambda row: (row["name_key"],),
        "CLINICIAN": lambda row: (graph.rows[row["clinician_id"]]["name_key"],),
        "LOCATION": place,
        "START_TIME": lambda row: (row["start_time"],),
        "STATUS": lambda row: (row["status"],),
        "CREATED_AT": lambda row: (row["created_at"],),
        "UPDATED_AT": lambda row: (row["updated_at"],),
        "AT": lambda row: (),
    }
    return lambda row: (*keys[order](row), row["id"])


def cursor(tag: str, key: Sequence[Any]) -> str:
    text = json.dumps([tag, *map(_written, key)], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _written(part: Any) -> Any:
    return part.isoformat() if isinstance(part, date | datetime | time) else part


# ---------------------------------------------------------------- pages


def connection(
    graph: Graph,
    name: str,
    rows: Iterable[Row],
    shape: Callable[[Row], Node],
    given: Mapping[str, Any],
    *,
    default: tuple[str, str] = ("NAME", "ASC"),
) -> Node:
    order = given.get("orderBy") or dict(zip(("field", "direction"), default, strict=True))
    key = key_of(graph, order["field"])
    down = order["direction"] == "DESC"
    tag = f"{order['field']}{'-' if down else '+'}"
    everything = sorted(rows, key=key, reverse=down)
    first, last = given.get("first"), given.get("last")
    if any(size is not None and not 1 <= size <= 100 for size in (first, last)):
        raise GraphQLError("The size is bad.")
    marks = [cursor(tag, key(row)) for row in everything]
    after, before = given.get("after"), given.get("before")
    behind = [after is None or _beyond(key(row), after, down) for row in everything]
    ahead = [before is None or _beyond(key(row), before, not down) for row in everything]
    within = [i for i in range(len(everything)) if behind[i] and ahead[i]]
    page = within[-last:] if last else within[: first or 50]
    return {
        "__typename": f"{name}Connection",
        "edges": lambda _: [
            {"__typename": f"{name}Edge", "cursor": marks[i], "node": shape(everything[i])} for i in page
        ],
        "nodes": lambda _: [shape(everything[i]) for i in page],
        "totalCount": len(everything),
        "pageInfo": {
            "__typename": "PageInfo",
            "hasNextPage": not all(ahead) or (not last and len(page) < len(within)),
            "hasPreviousPage": not all(behind) or (bool(last) and len(page) < len(within)),
            "startCursor": marks[page[0]] if page else None,
            "endCursor": marks[page[-1]] if page else None,
        },
    }


def _beyond(key: tuple[Any, ...], mark: str, down: bool) -> bool:
    at = _read(mark, key)
    return key < at if down else key > at


def _read(mark: str, like: tuple[Any, ...]) -> tuple[Any, ...]:
    _, *parts = orjson.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    return tuple(
        type(kind).fromisoformat(part) if isinstance(kind, datetime | time) else part
        for kind, part in zip(like, parts, strict=True)
    )


def sessions(graph: Graph, rows: Iterable[Row], given: Mapping[str, Any]) -> Node:
    return connection(graph, "Session", matching(graph, rows, given), graph.session, given)


def templates(graph: Graph, rows: Iterable[Row], given: Mapping[str, Any]) -> Node:
    return connection(graph, "SessionTemplate", matching(graph, rows, given), graph.template, given)


def directory(
    graph: Graph, name: str, rows: Iterable[Row], shape: Callable[[Row], Node], given: Mapping[str, Any]
) -> Node:
    word, active = given.get("search"), given.get("active")
    found = [
        row
        for row in rows
        if (word is None or fold(word) in fold(row["name"])) and (active is None or row["active"] == active)
    ]
    return connection(graph, name, found, shape, given)


# ---------------------------------------------------------------- the audit trail


def audited(graph: Graph, rows: Iterable[Row], given: Mapping[str, Any]) -> Node:
    asked = given.get("filter") or {}
    wanted = [
        row
        for row in rows
        if row["owner_id"] in (None, graph.viewer.clinician_id)
        and (asked.get("objectIds") is None or row["entity_id"] in asked["objectIds"])
        and (asked.get("objectType") is None or row["entity_type"] == asked["objectType"])
        and (asked.get("action") is None or row["action"] == asked["action"])
    ]
    return connection(graph, "AuditEntry", wanted, entry, given, default=("AT", "DESC"))


def entry(row: Row) -> Node:
    before, after = row["before"] or {}, row["after"] or {}
    return {
        "__typename": "AuditEntry",
        "id": row["id"],
        "at": row["at"].isoformat(),
        "actor": row["actor_name"],
        "action": row["action"],
        "objectType": row["entity_type"],
        "objectId": row["entity_id"],
        "changes": [
            {
                "__typename": "FieldChange",
                "field": camel(name),
                "before": told(before.get(name)),
                "after": told(after.get(name)),
            }
            for name in sorted(before.keys() | after.keys())
        ],
    }


def told(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(_named(value), separators=(",", ":"), ensure_ascii=False)


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel(name): _named(part) for name, part in value.items()}
    return [_named(part) for part in value] if isinstance(value, list) else value


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
