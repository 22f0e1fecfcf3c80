"""uvicorn's HTTP/1.1 protocol, with limits: the size and the time of a request's head, the time in which an answer
must be read, and the number of connections.

uvicorn has none of them that is asked before a token is: a client that never ends its headers would fill the memory,
and one that sends or reads nothing would keep its connection forever. server/request_parameters.py limits the body.
"""

import asyncio
import logging
import time
from asyncio.events import TimerHandle
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from server.content_negotiation import refusal_type
from server.errors import error_body

__all__ = ["LONGEST_HEAD", "Protocol"]

LONGEST_HEAD = 128 * 1024
"""Bytes of the request line and the headers. A GET with the longest document in its address must fit."""

HEAD_TIMEOUT = 15.0
"""Seconds in which a client must send them."""


READ_TIMEOUT = 60.0
"""Seconds in which a client must read an answer."""
READ_INTERVAL = 5.0
"""Seconds between two looks at whether it has."""

REFUSAL_TIME = 1.0
"""Seconds in which a client that is one too many can read that. A connection that is closed earlier may be reset."""
LOG_INTERVAL = 10.0
"""Seconds between two lines in the log about connections that were one too many."""

logger = logging.getLogger("clinic_sessions.server")


class Protocol(HttpToolsProtocol):
    """One connection. uvicorn's limit_concurrency is the greatest number of them in this process."""

    in_head = True
    head_bytes = 0
    head_timer: TimerHandle | None = None
    read_timer: TimerHandle | None = None
    unread: object = None
    """The request whose answer was not read completely at the last look, if there was one."""
    unread_since = 0.0
    one_too_many = False
    problem = ""
    """What is wrong with the headers, if uvicorn does not see it."""
    next_log = 0.0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.most_connections = self.limit_concurrency
        self.limit_concurrency = None  # uvicorn would accept the connection, and answer in plain text

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn takes any transport
        super().connection_made(transport)
        if self.most_connections is not None and len(self.connections) > self.most_connections:
            self.refuse_connection()
            return
        self.await_head()
        self.read_timer = self.loop.call_later(READ_INTERVAL, self.check_reader)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end_head()
        if self.read_timer is not None:
            self.read_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.one_too_many:
            return
        was_in_head = self.in_head
        super().data_received(data)
        if self.in_head and was_in_head:
            self.head_bytes += len(data)
            if self.head_bytes > LONGEST_HEAD and not self.transport.is_closing():
                self.refuse(431, "The address and the headers are too long.")

    def refuse_connection(self) -> None:
        self.one_too_many = True
        self.connections.discard(self)
        if time.monotonic() >= Protocol.next_log:
            Protocol.next_log = time.monotonic() + LOG_INTERVAL
            logger.warning("refused a connection: there are %d already", self.most_connections)
        self.write_refusal(503, "SERVICE_UNAVAILABLE", "There are too many connections.", b"retry-after: 1\r\n")
        self.loop.call_later(REFUSAL_TIME, self.transport.abort)

    def check_reader(self) -> None:
        """Closes the connection if an answer, or the end of it, waits for the client for too long."""
        self.read_timer = self.loop.call_later(READ_INTERVAL, self.check_reader)
        if not self.transport.get_write_buffer_size():
            self.unread = None
        elif self.unread is not self.cycle:
            self.unread, self.unread_since = self.cycle, time.monotonic()
        elif time.monotonic() - self.unread_since >= READ_TIMEOUT:
            self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.await_head()

    def on_headers_complete(self) -> None:
        self.end_head()
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):  # RFC 9112 section 3.2
            self.problem = f"Send the header Host once, not {hosts} times."
            raise ValueError(self.problem)  # the parser stops, and uvicorn calls send_400_response
        super().on_headers_complete()

    def await_head(self) -> None:
        self.end_head()
        self.in_head, self.head_bytes = True, 0
        self.head_timer = self.loop.call_later(HEAD_TIMEOUT, self.time_out)

    def end_head(self) -> None:
        self.in_head = False
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    def time_out(self) -> None:
        if not self.transport.is_closing():
            self.refuse(408, "The headers did not arrive in time.")

    def send_400_response(self, msg: str) -> None:
        self.refuse(400, self.problem or msg)

    def refuse(self, status: int, message: str) -> None:
        """Sends an error, unless an earlier answer is still being written, and closes the connection."""
        self.end_head()
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            self.write_refusal(status, "BAD_USER_INPUT", message)
        self.transport.close()

    def write_refusal(self, status: int, code: str, message: str, *headers: bytes) -> None:
        body = orjson.dumps(error_body(code, message))
        head = (
            STATUS_LINE[status],
            b"content-type: %b; charset=utf-8\r\n" % refusal_type(self.headers or ()),
            b"content-length: %d\r\n" % len(body),
            *headers,
            b"connection: close\r\n\r\n",
        )
        self.transport.write(b"".join((*head, body)))
