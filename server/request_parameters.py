"""The parameters of a GraphQL request: read up to a limit, parsed, and checked for their types."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from server.errors import ClientDisconnected, RequestError

__all__ = ["Parameters", "from_body", "from_query_string", "read"]

DOCUMENT_IDS = ("documentId", "id", "doc_id")
BODY_TIMEOUT = 15.0
"""Seconds in which a client must send its body."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a request. It has a query, or else the id of a document."""

    query: str | None
    operation_name: str | None
    variables: dict[str, Any]
    document_id: str | None = None
    sha256: str | None = None
    """The hash in Apollo's extensions.persistedQuery. With a query, it registers it."""


async def read(receive: Receive, *, limit: int, declared: bytes | None) -> bytes:
    """Reads a body of at most `limit` bytes. A longer one is refused as soon as its length is known.

    `declared`: the header Content-Length. Raises RequestError, or ClientDisconnected.
    """
    if declared is not None and (len(declared) > 12 or not declared.isdigit() or int(declared) > limit):
        raise too_large(limit)
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        body: bytes = message.get("body", b"")
        if len(body) > limit:
            raise too_large(limit)
        return body
    try:
        async with asyncio.timeout(BODY_TIMEOUT):
            return await read_chunks(receive, message, limit)
    except TimeoutError:
        raise RequestError(408, "BAD_USER_INPUT", "The body did not arrive in time.", headers=CLOSE) from None


async def read_chunks(receive: Receive, message: Any, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise too_large(limit)
        if not message.get("more_body"):
            return b"".join(chunks)
        message = await receive()


CLOSE = ((b"connection", b"close"),)


def too_large(limit: int) -> RequestError:
    return RequestError(413, "BAD_USER_INPUT", f"The body is larger than {limit // 1024} KiB.", headers=CLOSE)


def from_body(body: bytes) -> Parameters:
    try:
        values = orjson.loads(body)
    except ValueError:
        raise bad_request("The body is not valid JSON in UTF-8.") from None
    if isinstance(values, list):
        raise bad_request("Send one request at a time: batches are not supported.")
    if not isinstance(values, dict):
        raise bad_request("The body must be a JSON object.")
    return parameters(values)


def from_query_string(query_string: bytes) -> Parameters:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise bad_request("The query string is malformed.") from None
    values: dict[str, Any] = dict(pairs)
    if len(values) < len(pairs):
        raise bad_request("A parameter is given twice.")
    for name in ("variables", "extensions"):
        if values.get(name):
            try:
                values[name] = orjson.loads(values[name])
            except ValueError:
                raise bad_request(f"{name} is not valid JSON.") from None
        else:
            values.pop(name, None)
    return parameters({**values, "operationName": values.get("operationName") or None})


def parameters(values: dict[str, Any]) -> Parameters:
    query = values.get("query")
    variables = values.get("variables")
    operation_name = values.get("operationName")
    extensions = values.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise bad_request("extensions must be an object.")
    sha256 = hash_of_persisted_query(extensions or {})
    document_id = None
    if query is None:
        document_id = id_of_document(values, sha256)
    elif not isinstance(query, str):
        raise bad_request("query must be a string.")
    elif values.get("documentId") is not None:
        raise bad_request("Send either query or documentId.")
    if variables is not None and not isinstance(variables, dict):
        raise bad_request("variables must be an object.")
    if operation_name is not None and not isinstance(operation_name, str):
        raise bad_request("operationName must be a string.")
    return Parameters(query, operation_name, variables or {}, document_id, sha256)


def hash_of_persisted_query(extensions: dict[str, Any]) -> str | None:
    """The hash, or the id in a manifest, that Apollo's clients and urql send in extensions.persistedQuery."""
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != 1:
        raise RequestError(400, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported")
    digest = persisted.get("sha256Hash")
    if not isinstance(digest, str) or not digest:
        raise bad_request("extensions.persistedQuery.sha256Hash must be a string.")
    return digest


def id_of_document(values: dict[str, Any], sha256: str | None) -> str:
    """The id of a document: `documentId` (GraphQL over HTTP, appendix A), Relay's `id` or `doc_id`, Apollo's hash."""
    given = {name: values[name] for name in DOCUMENT_IDS if values.get(name) is not None}
    if sha256 is not None:
        given["extensions.persistedQuery"] = sha256
    for name, value in given.items():
        if not isinstance(value, str) or not value:
            raise bad_request(f"{name} must be a string that is not empty.")
    ids = set(given.values())
    if len(ids) > 1:
        raise bad_request(f"Send one id: {' and '.join(given)} are different.")
    if not ids:
        raise bad_request("The request has no query and no documentId.")
    return str(ids.pop())


def bad_request(message: str) -> RequestError:
    return RequestError(400, "BAD_USER_INPUT", message)
