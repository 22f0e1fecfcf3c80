"""uvicorn's HTTP/1.1 protocol, with limits for the size of a request's head and the time that it takes.

uvicorn has neither: a client that never ends its headers would fill the memory without a token, and one that sends
nothing would keep its connection forever. server/request_parameters.py limits the body.
"""

import asyncio
from asyncio.events import TimerHandle

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from server.errors import error_body

__all__ = ["LONGEST_HEAD", "Protocol"]

LONGEST_HEAD = 128 * 1024
"""Bytes of the request line and the headers. A GET with the longest document in its address must fit."""

HEAD_TIMEOUT = 15.0
"""Seconds in which a client must send them."""


class Protocol(HttpToolsProtocol):
    in_head = True
    head_bytes = 0
    head_timer: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn takes any transport
        super().connection_made(transport)
        self.await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self.end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        was_in_head = self.in_head
        super().data_received(data)
        if self.in_head and was_in_head:
            self.head_bytes += len(data)
            if self.head_bytes > LONGEST_HEAD and not self.transport.is_closing():
                self.refuse(431, "The address and the headers are too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.await_head()

    def on_headers_complete(self) -> None:
        self.end_head()
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
        self.refuse(400, msg)

    def refuse(self, status: int, message: str) -> None:
        """Sends an error, unless an earlier answer is still being written, and closes the connection."""
        self.end_head()
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            body = orjson.dumps(error_body("BAD_USER_INPUT", message))
            head = (
                STATUS_LINE[status],
                b"content-type: application/json; charset=utf-8\r\n",
                b"content-length: %d\r\n" % len(body),
                b"connection: close\r\n\r\n",
            )
            self.transport.write(b"".join((*head, body)))
        self.transport.close()
