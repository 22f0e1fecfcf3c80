"""The outermost layer: request ids, headers, CORS, the log line, the metrics, and the last resort for exceptions."""

import logging
import re
import secrets
import time
from collections.abc import Mapping

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import EXCHANGE, Exchange, refusal_body
from server.headers import Cors, Header
from server.request_log import Metrics, log_request

__all__ = ["Edge"]

logger = logging.getLogger("clinic_sessions.server")

REQUEST_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,127}")
"""What is taken over from a client or proxy, and what may be printed into a log without a thought."""

CLIENT_GONE = 499
"""The status logged where nobody was left to answer; never sent."""


class Edge:
    def __init__(
        self,
        app: ASGIApp,
        *,
        routes: frozenset[str],
        direct: Mapping[str, ASGIApp],
        headers: tuple[Header, ...],
        cors: Cors,
        metrics: Metrics,
    ) -> None:
        """`direct`: what stands at the addresses that nearly every request is for, past the router."""
        self.app = app
        self.routes = routes
        self.direct = direct
        self.headers = headers
        self.cors = cors
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        origin = request_id = None
        preflight = False
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                request_id = value
            elif name == b"origin":
                origin = value
            elif name == b"access-control-request-method":
                preflight = scope["method"] == "OPTIONS"
        path = scope["path"]
        exchange = Exchange(
            request_id.decode() if request_id and REQUEST_ID.fullmatch(request_id) else secrets.token_hex(16),
            time.perf_counter(),
            scope["method"] if scope["method"] in METHODS else "other",
            path if path in self.routes else None,
        )
        scope[EXCHANGE] = exchange
        given = [*self.headers, (b"x-request-id", exchange.request_id.encode())]
        if self.cors.origins:
            given += self.cors.headers(origin)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                own = message.get("headers", [])
                names = {name for name, _ in own}
                message["headers"] = [*own, *(header for header in given if header[0] not in names)]
            await send(message)

        self.metrics.in_progress.inc()
        try:
            if preflight and origin is not None:
                await refuse(answer, 204, b"", self.cors.preflight(origin))
            else:
                await self.direct.get(path, self.app)(scope, receive, answer)
        except Exception:
            logger.exception("unforeseen", extra={"request_id": exchange.request_id})
            exchange.codes.append("INTERNAL")
            if not exchange.status:
                body = refusal_body("INTERNAL", "Something went wrong on our side.", requestId=exchange.request_id)
                await refuse(answer, 500, orjson.dumps(body), ((b"content-type", b"application/json"),))
        finally:
            self.metrics.in_progress.dec()
            exchange.status = exchange.status or CLIENT_GONE
            seconds = time.perf_counter() - exchange.started
            self.metrics.record(exchange, seconds=seconds)
            log_request(exchange, seconds=seconds)


METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


async def refuse(send: Send, status: int, body: bytes, headers: tuple[Header, ...]) -> None:
    length = () if status == 204 else ((b"content-length", str(len(body)).encode()),)
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})
