"""GraphQL over HTTP: https://graphql.github.io/graphql-over-http/draft/ (the sections are named below).

An answer of type application/graphql-response+json has a status that depends on its result. One of type
application/json, for older clients, has status 200 whenever the HTTP request is well-formed. The token is verified
before anything else, so a request without a valid token costs little.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError
from starlette.types import Receive, Scope, Send

from db.engine import Database, Unavailable
from resolvers.context import Context, Role, Viewer
from schema.public_errors import DATABASE_UNAVAILABLE, public_error
from server.authentication import AuthenticationError, KeysUnavailableError
from server.cancellation import CancelScope
from server.computing import Computing
from server.content_negotiation import GRAPHQL, JSON, is_json, negotiate
from server.document_cache import DocumentCache, Operation
from server.errors import ClientDisconnected, Header, RequestError, error_body
from server.limits import QUERY_TOO_COMPLEX, too_many_values
from server.request_log import RECORD, RequestRecord
from server.request_parameters import Parameters, from_body, from_query_string, read

__all__ = ["Authenticate", "GraphQLEndpoint"]

Authenticate = Callable[[str | None], Awaitable[Viewer]]

BAD_USER_INPUT = "BAD_USER_INPUT"
SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
COMPUTE_BUSY = "COMPUTE_BUSY"
RETRY_AFTER = (b"retry-after", b"1")
RETRY_AFTERS = {SERVICE_UNAVAILABLE: RETRY_AFTER, COMPUTE_BUSY: (b"retry-after", b"5")}
"""Errors for which the whole request is answered with 503."""
MOST_ERRORS = 20
"""Errors in an answer."""
LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class HTTPAnswer:
    status: int
    media_type: bytes
    body: bytes
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestHeaders:
    authorization: bytes | None = None
    accept: bytes | None = None
    content_type: bytes | None = None
    content_length: bytes | None = None
    content_encoding: bytes | None = None


HEADERS = {name.replace("_", "-").encode(): name for name in RequestHeaders.__slots__}


class GraphQLEndpoint:
    """The ASGI application of /graphql."""

    def __init__(
        self,
        documents: DocumentCache,
        *,
        authenticate: Authenticate,
        now: Callable[[], datetime],
        introspection: bool,
        deadline: float,
        computing: Computing,
    ) -> None:
        self.documents = documents
        self.authenticate = authenticate
        self.now = now
        self.introspection = introspection
        self.deadline = deadline
        self.computing = computing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        record: RequestRecord = scope[RECORD]
        try:
            answer = await self.answer(scope, receive, record)
        except RequestError as error:
            record.codes.append(error.code)
            body = orjson.dumps(error_body(error.code, error.message))
            answer = HTTPAnswer(error.status, JSON, body, error.headers)
        except ClientDisconnected:
            return
        headers = [
            (b"content-type", answer.media_type + b"; charset=utf-8"),
            (b"content-length", str(len(answer.body)).encode()),
            *answer.headers,
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def answer(self, scope: Scope, receive: Receive, record: RequestRecord) -> HTTPAnswer:
        method = scope["method"]
        if method not in ("POST", "GET"):
            raise RequestError(
                405, BAD_USER_INPUT, "Use POST, or GET for queries.", headers=((b"allow", b"GET, POST"),)
            )
        headers = RequestHeaders(**{HEADERS[name]: value for name, value in scope["headers"] if name in HEADERS})
        viewer = await self.viewer(headers.authorization)
        record.practice_id = viewer.practice_id
        record.role = viewer.role.value
        media_type = negotiate(headers.accept)
        if media_type is None:
            message = "Accept application/graphql-response+json or application/json."
            raise RequestError(406, BAD_USER_INPUT, message)
        if method == "POST":
            parameters = await self.parameters_of_post(headers, receive)
        else:
            parameters = from_query_string(scope["query_string"])
        result = await self.run(parameters, viewer, record, scope, receive)
        return self.encode(result, media_type, record)

    async def viewer(self, authorization: bytes | None) -> Viewer:
        try:
            return await self.authenticate(authorization.decode("latin-1") if authorization is not None else None)
        except KeysUnavailableError as error:
            raise RequestError(503, SERVICE_UNAVAILABLE, str(error), headers=(RETRY_AFTER,)) from None
        except AuthenticationError as error:
            # RFC 6750 section 3: the scheme to use, and whether the request had a token.
            challenge = b'Bearer realm="clinic-sessions"'
            if authorization is not None:
                challenge += b', error="invalid_token"'
            headers = ((b"www-authenticate", challenge),)
            raise RequestError(401, "UNAUTHENTICATED", str(error)[:LONGEST_MESSAGE], headers=headers) from None

    async def parameters_of_post(self, headers: RequestHeaders, receive: Receive) -> Parameters:
        """Request, "POST". Accepts only bodies that a cross-site form cannot send."""
        if not is_json(headers.content_type):
            raise RequestError(
                415, BAD_USER_INPUT, "Send application/json in UTF-8.", headers=((b"accept-post", JSON),)
            )
        if headers.content_encoding not in (None, b"identity"):
            raise RequestError(
                415, BAD_USER_INPUT, "Send the body uncompressed.", headers=((b"accept-encoding", b"identity"),)
            )
        limit = self.documents.limits.body_bytes
        return from_body(await read(receive, limit=limit, declared=headers.content_length))

    async def run(
        self, parameters: Parameters, viewer: Viewer, record: RequestRecord, scope: Scope, receive: Receive
    ) -> ExecutionResult:
        document = await self.documents.get(parameters.query)
        if isinstance(document, list):
            return ExecutionResult(None, document)
        operation = self.documents.operation(document, parameters.operation_name)
        if isinstance(operation, GraphQLError):
            return ExecutionResult(None, [operation])
        record.operation_name = operation.name[:64] if operation.name else None
        record.operation_type = operation.kind
        if operation.kind != "query" and scope["method"] == "GET":
            raise RequestError(405, BAD_USER_INPUT, "Send mutations by POST.", headers=((b"allow", b"POST"),))
        error = self.check(operation, parameters, viewer)
        if error is not None:
            return ExecutionResult(None, [error])
        database: Database = scope["app"].state.database
        computing = self.computing.operation(viewer.practice_id, viewer.subject)
        context = Context(viewer=viewer, db=database, now=self.now, request_id=record.request_id, computing=computing)
        try:
            with CancelScope(receive, deadline=self.deadline):
                if operation.introspects:
                    return await self.documents.introspect(
                        document, parameters.operation_name, parameters.variables, context
                    )
                return await self.documents.executable.execute(
                    document.prepared, parameters.operation_name, parameters.variables, context
                )
        except Unavailable:
            raise RequestError(503, SERVICE_UNAVAILABLE, DATABASE_UNAVAILABLE, headers=(RETRY_AFTER,)) from None
        finally:
            record.wait_seconds, record.compute_seconds = computing.waited, computing.computed

    def check(self, operation: Operation, parameters: Parameters, viewer: Viewer) -> GraphQLError | None:
        """Checks what depends on more than the document: on settings, roles, and variables such as page sizes."""
        if operation.computing > 1 and viewer.role is Role.BOOKING:
            message = (
                f"The operation searches {operation.computing} times; your role may search once. "
                "Search a longer window, or send several requests."
            )
            return GraphQLError(message, extensions={"code": QUERY_TOO_COMPLEX})
        if operation.introspects and not self.introspection:
            return GraphQLError("Introspection is disabled.", extensions={"code": "FORBIDDEN"})
        if operation.introspects and operation.reads:
            return GraphQLError("Send introspection in a separate operation.", extensions={"code": QUERY_TOO_COMPLEX})
        limits = self.documents.limits
        if too_many_values(parameters.variables, limits):
            message = (
                f"The variables have more than {limits.values} values, or one object has more than {limits.keys} keys."
            )
            return GraphQLError(message, extensions={"code": QUERY_TOO_COMPLEX})
        cost = operation.cost.evaluate(parameters.variables)
        if cost > limits.cost:
            message = f"The answer may have {cost} values; {limits.cost} are allowed. Request smaller pages."
            return GraphQLError(message, extensions={"code": QUERY_TOO_COMPLEX})
        return None

    def encode(self, result: ExecutionResult, media_type: bytes, record: RequestRecord) -> HTTPAnswer:
        """Response, "Status Codes". If execution did not begin, the answer has no `data` entry."""
        if not result.errors:
            return HTTPAnswer(200, media_type, orjson.dumps({"data": result.data}))
        errors = [entry(public_error(error, record.request_id)) for error in result.errors[:MOST_ERRORS]]
        codes = [error["extensions"]["code"] for error in errors]
        record.codes += sorted(set(codes))
        later = next((code for code in RETRY_AFTERS if code in codes), None)
        if later is not None and not (record.operation_type == "mutation" and has_result(result.data)):
            # A query can simply be sent again. If one of several mutations succeeded, its result must be sent.
            errors = [error for error in errors if error["extensions"]["code"] == later][:1]
            return HTTPAnswer(503, media_type, orjson.dumps({"errors": errors}), (RETRY_AFTERS[later],))
        if result.data is None and is_request_error(result.errors):
            status = 400 if media_type == GRAPHQL else 200
            return HTTPAnswer(status, media_type, orjson.dumps({"errors": errors}))
        return HTTPAnswer(200, media_type, orjson.dumps({"errors": errors, "data": result.data}))


def entry(error: GraphQLError) -> dict[str, Any]:
    """An entry of `errors` in the answer."""
    message = error.message
    fields: dict[str, Any] = {
        "message": message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + "…"
    }
    if error.locations:
        fields["locations"] = [{"line": at.line, "column": at.column} for at in error.locations[:5]]
    if error.path is not None:
        fields["path"] = error.path
    fields["extensions"] = error.extensions
    return fields


def is_request_error(errors: Sequence[GraphQLError]) -> bool:
    """Whether execution did not begin, for a result without data. The error of a field has a path."""
    return all(error.path is None for error in errors)


def has_result(data: dict[str, Any] | None) -> bool:
    return data is not None and any(value is not None for value in data.values())
