"""The parameters of a GraphQL request: read with a ceiling, parsed, and checked for their kinds."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from server.errors import Refusal

__all__ = ["Gone", "Parameters", "from_body", "from_query_string", "read"]

PATIENCE = 15.0
"""Seconds that a client may take to send its body."""


class Gone(Exception):
    """The client hung up."""


@dataclass(frozen=True, slots=True)
class Parameters:
    query: str
    operation_name: str | None
    variables: dict[str, Any]


async def read(receive: Receive, *, limit: int, declared: bytes | None) -> bytes:
    """Reads a request's body of at most `limit` bytes; refuses a longer one as soon as that is known."""
    if declared is not None and (len(declared) > 12 or not declared.isdigit() or int(declared) > limit):
        raise too_large(limit)
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        body: bytes = message.get("body", b"")
        if len(body) > limit:
            raise too_large(limit)
        return body
    try:
        async with asyncio.timeout(PATIENCE):
            return await gather(receive, message, limit)
    except TimeoutError:
        raise Refusal(408, "BAD_USER_INPUT", "The body did not arrive in time.", headers=CLOSE) from None


async def gather(receive: Receive, message: Any, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        if message["type"] == "http.disconnect":
            raise Gone
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise too_large(limit)
        if not message.get("more_body"):
            return b"".join(chunks)
        message = await receive()


CLOSE = ((b"connection", b"close"),)


def too_large(limit: int) -> Refusal:
    return Refusal(413, "BAD_USER_INPUT", f"The body is larger than {limit // 1024} KiB.", headers=CLOSE)


def from_body(body: bytes) -> Parameters:
    try:
        given = orjson.loads(body)
    except ValueError:
        raise bad("The body is not valid JSON in UTF-8.") from None
    if isinstance(given, list):
        raise bad("Send one request at a time: batches are not supported.")
    if not isinstance(given, dict):
        raise bad("The body must be a JSON object.")
    return parameters(given)


def from_query_string(query_string: bytes) -> Parameters:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise bad("The query string is malformed.") from None
    given: dict[str, Any] = dict(pairs)
    if len(given) < len(pairs):
        raise bad("A parameter is given twice.")
    for name in ("variables", "extensions"):
        if given.get(name):
            try:
                given[name] = orjson.loads(given[name])
            except ValueError:
                raise bad(f"{name} is not valid JSON.") from None
        else:
            given.pop(name, None)
    return parameters({**given, "operationName": given.get("operationName") or None})


def parameters(given: dict[str, Any]) -> Parameters:
    query = given.get("query")
    variables = given.get("variables")
    operation_name = given.get("operationName")
    extensions = given.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise bad("extensions must be an object.")
    if not isinstance(query, str):
        if query is None and extensions and "persistedQuery" in extensions:
            raise bad("PersistedQueryNotSupported")  # the words that Apollo and urql look for; they send the query then
        raise bad("query must be a string." if "query" in given else "The request has no query.")
    if variables is not None and not isinstance(variables, dict):
        raise bad("variables must be an object.")
    if operation_name is not None and not isinstance(operation_name, str):
        raise bad("operationName must be a string.")
    return Parameters(query, operation_name, variables or {})


def bad(message: str) -> Refusal:
    return Refusal(400, "BAD_USER_INPUT", message)
