"""GraphQL over HTTP: https://graphql.github.io/graphql-over-http/draft/ (the sections are named below).

An answer of application/graphql-response+json has the status that its result deserves; one of application/json, for
clients that know no better, is 200 whenever the request itself was well-formed. Whoever asks is known before anything
else is looked at, so a request without a good token costs next to nothing.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError
from starlette.types import Receive, Scope, Send

from db.engine import Database, Unavailable
from resolvers.context import Context, Viewer
from server.authentication import AuthenticationError, KeysUnavailableError
from server.cancellation import Watch
from server.content_negotiation import GRAPHQL, JSON, is_json, negotiate
from server.document_cache import Documents, Operation
from server.errors import EXCHANGE, Exchange, Refusal, refusal_body
from server.limits import QUERY_TOO_COMPLEX, too_many_values
from server.request_parameters import Gone, Parameters, from_body, from_query_string, read

__all__ = ["Authenticate", "GraphQLEndpoint"]

logger = logging.getLogger("clinic_sessions.server")

Authenticate = Callable[[str | None], Awaitable[Viewer]]

BAD_USER_INPUT = "BAD_USER_INPUT"
SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
RETRY_AFTER = (b"retry-after", b"1")
ERRORS_TOLD = 20
MESSAGE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    media_type: bytes
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class RequestHeaders:
    authorization: bytes | None = None
    accept: bytes | None = None
    content_type: bytes | None = None
    content_length: bytes | None = None
    content_encoding: bytes | None = None


HEADERS = {name.replace("_", "-").encode(): name for name in RequestHeaders.__slots__}


class GraphQLEndpoint:
    """The ASGI application behind /graphql."""

    def __init__(
        self,
        documents: Documents,
        *,
        authenticate: Authenticate,
        now: Callable[[], datetime],
        introspection: bool,
        deadline: float,
    ) -> None:
        self.documents = documents
        self.authenticate = authenticate
        self.now = now
        self.introspection = introspection
        self.deadline = deadline

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange: Exchange = scope[EXCHANGE]
        try:
            answer = await self.answer(scope, receive, exchange)
        except Refusal as refusal:
            exchange.codes.append(refusal.code)
            body = orjson.dumps(refusal_body(refusal.code, refusal.message))
            answer = Answer(refusal.status, JSON, body, refusal.headers)
        except Gone:
            return
        headers = [
            (b"content-type", answer.media_type + b"; charset=utf-8"),
            (b"content-length", str(len(answer.body)).encode()),
            *answer.headers,
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def answer(self, scope: Scope, receive: Receive, exchange: Exchange) -> Answer:
        method = scope["method"]
        if method not in ("POST", "GET"):
            raise Refusal(405, BAD_USER_INPUT, "Use POST, or GET for queries.", headers=((b"allow", b"GET, POST"),))
        headers = RequestHeaders(**{HEADERS[name]: value for name, value in scope["headers"] if name in HEADERS})
        viewer = await self.signed_in(headers.authorization)
        exchange.practice_id = viewer.practice_id
        exchange.role = viewer.role.value
        media_type = negotiate(headers.accept)
        if media_type is None:
            message = "Accept application/graphql-response+json or application/json."
            raise Refusal(406, BAD_USER_INPUT, message)
        if method == "POST":
            parameters = await self.posted(headers, receive)
        else:
            parameters = from_query_string(scope["query_string"])
        result = await self.run(parameters, viewer, exchange, scope, receive)
        return self.written(result, media_type, exchange)

    async def signed_in(self, authorization: bytes | None) -> Viewer:
        try:
            return await self.authenticate(authorization.decode("latin-1") if authorization is not None else None)
        except KeysUnavailableError as error:
            raise Refusal(503, SERVICE_UNAVAILABLE, str(error), headers=(RETRY_AFTER,)) from None
        except AuthenticationError as error:
            # RFC 6750 section 3: which scheme to use, and whether a token was there at all.
            challenge = b'Bearer realm="clinic-sessions"'
            if authorization is not None:
                challenge += b', error="invalid_token"'
            headers = ((b"www-authenticate", challenge),)
            raise Refusal(401, "UNAUTHENTICATED", str(error)[:MESSAGE_LENGTH], headers=headers) from None

    async def posted(self, headers: RequestHeaders, receive: Receive) -> Parameters:
        """Request, "POST". Only bodies that no cross-site form can send."""
        if not is_json(headers.content_type):
            raise Refusal(415, BAD_USER_INPUT, "Send application/json in UTF-8.", headers=((b"accept-post", JSON),))
        if headers.content_encoding not in (None, b"identity"):
            raise Refusal(
                415, BAD_USER_INPUT, "Send the body uncompressed.", headers=((b"accept-encoding", b"identity"),)
            )
        limit = self.documents.limits.body_bytes
        return from_body(await read(receive, limit=limit, declared=headers.content_length))

    async def run(
        self, parameters: Parameters, viewer: Viewer, exchange: Exchange, scope: Scope, receive: Receive
    ) -> ExecutionResult:
        document = await self.documents.get(parameters.query)
        if isinstance(document, list):
            return ExecutionResult(None, document)
        operation = self.documents.operation(document, parameters.operation_name)
        if isinstance(operation, GraphQLError):
            return ExecutionResult(None, [operation])
        exchange.operation_name = operation.name[:64] if operation.name else None
        exchange.operation_type = operation.kind
        if operation.kind != "query" and scope["method"] == "GET":
            raise Refusal(405, BAD_USER_INPUT, "Send mutations by POST.", headers=((b"allow", b"POST"),))
        error = self.forbidden(operation, parameters)
        if error is not None:
            return ExecutionResult(None, [error])
        database: Database = scope["app"].state.database
        context = Context(viewer=viewer, db=database, now=self.now, request_id=exchange.request_id)
        try:
            with Watch(receive, deadline=self.deadline):
                if operation.introspects:
                    return await self.documents.introspect(
                        document, parameters.operation_name, parameters.variables, context
                    )
                return await self.documents.executable.execute(
                    document.prepared, parameters.operation_name, parameters.variables, context
                )
        except Unavailable:
            message = "The database is not available. Try again in a moment."
            raise Refusal(503, SERVICE_UNAVAILABLE, message, headers=(RETRY_AFTER,)) from None

    def forbidden(self, operation: Operation, parameters: Parameters) -> GraphQLError | None:
        """What depends on more than the document: the settings, and the page sizes given as variables."""
        if operation.introspects and not self.introspection:
            return GraphQLError("The schema is not told here.", extensions={"code": "FORBIDDEN"})
        if operation.introspects and operation.reads:
            return GraphQLError(
                "Ask for the schema in an operation of its own.", extensions={"code": QUERY_TOO_COMPLEX}
            )
        limits = self.documents.limits
        if too_many_values(parameters.variables, limits):
            message = f"The variables hold more than {limits.values} values, or one object more than {limits.keys}."
            return GraphQLError(message, extensions={"code": QUERY_TOO_COMPLEX})
        cost = operation.plan.cost(parameters.variables)
        if cost > limits.cost:
            message = f"The answer may hold {cost} values; {limits.cost} are allowed. Ask for smaller pages."
            return GraphQLError(message, extensions={"code": QUERY_TOO_COMPLEX})
        return None

    def written(self, result: ExecutionResult, media_type: bytes, exchange: Exchange) -> Answer:
        """Response, "Status Codes". A request that failed before it ran has no `data` entry."""
        if not result.errors:
            return Answer(200, media_type, orjson.dumps({"data": result.data}))
        errors = [told(error, exchange) for error in result.errors[:ERRORS_TOLD]]
        codes = [error["extensions"]["code"] for error in errors]
        exchange.codes += sorted(set(codes))
        if SERVICE_UNAVAILABLE in codes and not (exchange.operation_type == "mutation" and anything(result.data)):
            # A query may simply be sent again. Of several mutations those done must be told.
            errors = [error for error in errors if error["extensions"]["code"] == SERVICE_UNAVAILABLE][:1]
            return Answer(503, media_type, orjson.dumps({"errors": errors}), (RETRY_AFTER,))
        if result.data is None and not_run(result.errors):
            status = 400 if media_type == GRAPHQL else 200
            return Answer(status, media_type, orjson.dumps({"errors": errors}))
        return Answer(200, media_type, orjson.dumps({"errors": errors, "data": result.data}))


def told(error: GraphQLError, exchange: Exchange) -> dict[str, Any]:
    """An error for the caller. What has no code is the request's own fault where no code of ours raised it."""
    extensions = dict(error.extensions or {})
    message = error.message
    if "code" not in extensions:
        if error.original_error is None or isinstance(error.original_error, GraphQLError) or error.path is None:
            extensions["code"] = BAD_USER_INPUT
        else:
            logger.error("unforeseen", exc_info=error.original_error, extra={"request_id": exchange.request_id})
            extensions |= {"code": "INTERNAL", "requestId": exchange.request_id}
            message = "Something went wrong on our side."
    answer: dict[str, Any] = {"message": message if len(message) <= MESSAGE_LENGTH else message[:MESSAGE_LENGTH] + "…"}
    if error.locations:
        answer["locations"] = [{"line": at.line, "column": at.column} for at in error.locations[:5]]
    if error.path is not None:
        answer["path"] = error.path
    answer["extensions"] = extensions
    return answer


def not_run(errors: Sequence[GraphQLError]) -> bool:
    """Whether a result without data is that of a request error: an error of a field has a path."""
    return all(error.path is None for error in errors)


def anything(data: dict[str, Any] | None) -> bool:
    return data is not None and any(value is not None for value in data.values())
