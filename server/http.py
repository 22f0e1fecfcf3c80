"""GraphQL over HTTP: https://graphql.github.io/graphql-over-http/draft/ (the sections are named below).

An answer of type application/graphql-response+json has a status that depends on its result. One of type
application/json, for older clients, has status 200 whenever the HTTP request is well-formed. The token is verified
before anything else, so a request without a valid token costs little.
"""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError
from starlette.types import Receive, Scope, Send

from db.engine import Database, Unavailable
from resolvers.context import Context, Role, Viewer
from schema.public_errors import DATABASE_UNAVAILABLE, public_error
from server import compression
from server.authentication import AuthenticationError, KeysUnavailableError
from server.cancellation import CancelScope
from server.computing import Computing
from server.content_negotiation import GRAPHQL, JSON, is_json, negotiate, prefers_page, refusal_type
from server.document_cache import Document, DocumentCache, Operation
from server.errors import ClientDisconnected, Header, RequestError, error_body
from server.limits import QUERY_TOO_COMPLEX, too_many_values
from server.request_log import RECORD, RequestRecord
from server.request_parameters import Parameters, from_body, from_query_string, read
from server.tracing import Tracing
from server.trusted_documents import TrustedDocuments

__all__ = ["Authenticate", "GraphQLEndpoint", "SchemaEndpoint"]

Authenticate = Callable[[str | None], Awaitable[Viewer]]

BAD_USER_INPUT = "BAD_USER_INPUT"
SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
COMPUTE_BUSY = "COMPUTE_BUSY"
RETRY_AFTER = (b"retry-after", b"1")
KEPT = ((b"cache-control", b"private, no-cache"), (b"vary", b"Authorization, Accept, Accept-Encoding"))
"""Headers of an answer that only the viewer's own browser may keep, and must revalidate before each use."""
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
    graphql_cost: bytes | None = None
    accept_encoding: bytes | None = None
    if_none_match: bytes | None = None


HEADERS = {name.replace("_", "-").encode(): name for name in RequestHeaders.__slots__}
LISTS = frozenset({"accept", "content_encoding"})
"""Headers that may be sent in several lines (RFC 9110 section 5.3). The others have one value."""
SUGGESTION = re.compile(r" ?Did you mean [^?]*\?")
"""What graphql-core adds to a message: names of the schema that are like the one in the document."""


def request_headers(given: Sequence[Header]) -> RequestHeaders:
    """Raises RequestError if a header that has one value is sent twice: proxies may have read the other one."""
    known = [(HEADERS[name], value) for name, value in given if name in HEADERS]
    values = dict(known)
    if len(values) < len(known):
        for name in values:
            lines = [value for other, value in known if other == name]
            if len(lines) > 1 and name not in LISTS:
                header = name.replace("_", "-").title()
                raise RequestError(400, BAD_USER_INPUT, f"Send the header {header} once, not {len(lines)} times.")
            values[name] = b", ".join(lines)
    return RequestHeaders(**values)


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
        changes_kept: timedelta,
        computing: Computing,
        trusted: TrustedDocuments,
        compress: bool = True,
        tracing: Tracing | None = None,
        explorer: str | None = None,
    ) -> None:
        """`explorer`: the address to which a browser is led that opens this one."""
        self.documents = documents
        self.trusted = trusted
        self.compress = compress
        self.tracing = tracing
        self.explorer = explorer
        self.authenticate = authenticate
        self.now = now
        self.introspection = introspection
        self.deadline = deadline
        self.changes_kept = changes_kept
        self.computing = computing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        record: RequestRecord = scope[RECORD]
        try:
            answer = await self.answer(scope, receive, record)
        except RequestError as error:
            record.codes.append(error.code)
            body = orjson.dumps(error_body(error.code, error.message))
            answer = HTTPAnswer(error.status, refusal_type(scope["headers"]), body, error.headers)
        except ClientDisconnected:
            return
        headers = [*answer.headers]
        if answer.status != 304:
            headers += [
                (b"content-type", answer.media_type + b"; charset=utf-8"),
                (b"content-length", str(len(answer.body)).encode()),
            ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def answer(self, scope: Scope, receive: Receive, record: RequestRecord) -> HTTPAnswer:
        method = scope["method"]
        if method not in ("POST", "GET"):
            raise RequestError(
                405, BAD_USER_INPUT, "Use POST, or GET for queries.", headers=((b"allow", b"GET, POST"),)
            )
        headers = request_headers(scope["headers"])
        if method == "GET" and self.explorer is not None and prefers_page(headers.accept):
            return HTTPAnswer(303, b"text/plain", b"", ((b"location", self.explorer.encode()), (b"vary", b"Accept")))
        viewer = await self.known_viewer(headers, record)
        media_type = negotiate(headers.accept)
        if media_type is None:
            message = "Accept application/graphql-response+json or application/json."
            raise RequestError(406, BAD_USER_INPUT, message)
        if method == "POST":
            parameters = await self.parameters_of_post(headers, receive)
        else:
            parameters = from_query_string(scope["query_string"])
        tell_cost = headers.graphql_cost == b"1"
        result = await self.run(parameters, viewer, record, scope, receive, tell_cost=tell_cost)
        answer = self.encode(result, media_type, record)
        # An answer to a GET with an id may be kept by the viewer's browser, to be asked for anew each time.
        kept = method == "GET" and parameters.query is None and answer.status == 200 and not result.errors
        return await self.finished(answer, headers, viewer if kept else None)

    async def known_viewer(self, headers: RequestHeaders, record: RequestRecord) -> Viewer:
        viewer = await self.viewer(headers.authorization)
        record.practice_id = viewer.practice_id
        record.role = viewer.role.value
        return viewer

    async def finished(self, answer: HTTPAnswer, headers: RequestHeaders, kept_by: Viewer | None) -> HTTPAnswer:
        """Compresses the answer, if the client accepts it. With `kept_by`, gives it an entity tag, or sends 304."""
        encoding = compression.choose(headers.accept_encoding, len(answer.body)) if self.compress else None
        if kept_by is not None:
            tag = entity_tag(answer, encoding, kept_by)
            answer = replace(answer, headers=(*answer.headers, (b"etag", tag), *KEPT))
            if headers.if_none_match is not None and matches(headers.if_none_match, tag):
                return replace(answer, status=304, body=b"")
        if encoding is None:
            return answer
        vary = () if kept_by is not None else ((b"vary", b"Accept-Encoding"),)
        body = await compression.compressed(answer.body, encoding)
        return replace(answer, body=body, headers=(*answer.headers, (b"content-encoding", encoding), *vary))

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
        self,
        parameters: Parameters,
        viewer: Viewer,
        record: RequestRecord,
        scope: Scope,
        receive: Receive,
        *,
        tell_cost: bool = False,
    ) -> ExecutionResult:
        text = self.trusted.text(parameters, viewer.practice_id)
        if isinstance(text, GraphQLError):
            return ExecutionResult(None, [text])
        document = await self.documents.get(text)
        if isinstance(document, list):
            return ExecutionResult(None, document)
        self.trusted.register(parameters, viewer.practice_id)
        operation = self.documents.operation(document, parameters.operation_name)
        if isinstance(operation, GraphQLError):
            return ExecutionResult(None, [operation])
        record.operation_name = operation.name[:64] if operation.name else None
        record.operation_type = operation.kind
        if self.tracing is not None:
            self.tracing.begin(record, document.prepared, cost=operation.cost.evaluate(parameters.variables))
        if operation.kind != "query" and scope["method"] == "GET":
            raise RequestError(405, BAD_USER_INPUT, "Send mutations by POST.", headers=((b"allow", b"POST"),))
        error = self.check(operation, parameters, viewer)
        if error is not None:
            cost = (error.extensions or {}).get("cost")
            return ExecutionResult(None, [error], None if cost is None else {"cost": cost})
        result = await self.execute(document, operation, parameters, viewer, record, scope, receive)
        if tell_cost:
            cost = self.cost(operation.cost.evaluate(parameters.variables))
            return ExecutionResult(result.data, result.errors, {"cost": cost})
        return result

    async def execute(
        self,
        document: Document,
        operation: Operation,
        parameters: Parameters,
        viewer: Viewer,
        record: RequestRecord,
        scope: Scope,
        receive: Receive,
    ) -> ExecutionResult:
        database: Database = scope["app"].state.database
        computing = self.computing.operation(viewer.practice_id, viewer.subject)
        context = Context(
            viewer=viewer,
            db=database,
            now=self.now,
            request_id=record.request_id,
            changes_kept=self.changes_kept,
            computing=computing,
        )
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
            return GraphQLError(message, extensions={"code": QUERY_TOO_COMPLEX, "cost": self.cost(cost)})
        return None

    def cost(self, requested: int) -> dict[str, int]:
        """`extensions.cost` of an answer, and of the error that refuses an operation for its cost."""
        return {"requested": requested, "maximum": self.documents.limits.cost}

    def encode(self, result: ExecutionResult, media_type: bytes, record: RequestRecord) -> HTTPAnswer:
        """Response, "Status Codes". If execution did not begin, the answer has no `data` entry."""
        extended = {} if result.extensions is None else {"extensions": result.extensions}
        if not result.errors:
            return HTTPAnswer(200, media_type, orjson.dumps({"data": result.data, **extended}))
        errors = [
            entry(public_error(error, record.request_id), suggestions=self.introspection)
            for error in result.errors[:MOST_ERRORS]
        ]
        codes = [error["extensions"]["code"] for error in errors]
        record.codes += sorted(set(codes))
        later = next((code for code in RETRY_AFTERS if code in codes), None)
        if later is not None and not (record.operation_type == "mutation" and has_result(result.data)):
            # A query can simply be sent again. If one of several mutations succeeded, its result must be sent.
            errors = [error for error in errors if error["extensions"]["code"] == later][:1]
            return HTTPAnswer(503, media_type, orjson.dumps({"errors": errors}), (RETRY_AFTERS[later],))
        if result.data is None and is_request_error(result.errors):
            status = 400 if media_type == GRAPHQL else 200
            return HTTPAnswer(status, media_type, orjson.dumps({"errors": errors, **extended}))
        return HTTPAnswer(200, media_type, orjson.dumps({"errors": errors, "data": result.data, **extended}))


class SchemaEndpoint(GraphQLEndpoint):
    """The ASGI application of /schema.graphql: the schema as SDL, for those who may introspect."""

    sdl: Callable[[], str]

    async def answer(self, scope: Scope, receive: Receive, record: RequestRecord) -> HTTPAnswer:
        if scope["method"] != "GET":
            raise RequestError(405, BAD_USER_INPUT, "Use GET.", headers=((b"allow", b"GET"),))
        headers = request_headers(scope["headers"])
        viewer = await self.known_viewer(headers, record)
        if not self.introspection:
            raise RequestError(403, "FORBIDDEN", "Introspection is disabled.")
        text = await asyncio.to_thread(self.sdl)
        return await self.finished(HTTPAnswer(200, b"application/graphql", text.encode()), headers, viewer)


def entity_tag(answer: HTTPAnswer, encoding: bytes | None, viewer: Viewer) -> bytes:
    """A strong entity tag (RFC 9110, 8.8.3) of the bytes that this viewer gets.

    The viewer is part of it: nobody can find out with a tag of their own whether another viewer gets the same answer.
    """
    who = "\0".join((viewer.practice_id, viewer.subject, viewer.role.value, viewer.clinician_id or "")).encode()
    digest = hashlib.blake2b(digest_size=16)
    for part in (who, answer.media_type, encoding or b"", answer.body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return b'"%s"' % digest.hexdigest().encode()


def matches(if_none_match: bytes, tag: bytes) -> bool:
    """RFC 9110, 13.1.2: a list of tags, compared weakly, or any."""
    given = [part.strip().removeprefix(b"W/") for part in if_none_match.split(b",")]
    return tag in given or given == [b"*"]


def entry(error: GraphQLError, *, suggestions: bool) -> dict[str, Any]:
    """An entry of `errors` in the answer. Without `suggestions`, it names nothing of the schema that was not asked."""
    message = error.message if suggestions else SUGGESTION.sub("", error.message)
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
