"""uvicorn's HTTP/1.1, with a ceiling for a request's head, which its parser has not.

Without it a client that never ends its headers fills the memory, before anybody has asked it for a token, and one that
says nothing keeps its connection for good. The body has limits of its own (server/request_parameters.py).
"""

import asyncio
from asyncio.events import TimerHandle

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from server.errors import refusal_body

__all__ = ["LONGEST_HEAD", "Protocol"]

LONGEST_HEAD = 128 * 1024
"""Bytes of the request line and the headers: room for the longest document in the address of a GET."""

PATIENCE = 15.0
"""Seconds that a client may take to send them."""


class Protocol(HttpToolsProtocol):
    in_head = True
    head_bytes = 0
    patience: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self.end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        began_before = self.in_head
        super().data_received(data)
        if self.in_head and began_before:
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
        self.patience = self.loop.call_later(PATIENCE, self.give_up)

    def end_head(self) -> None:
        self.in_head = False
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None

    def give_up(self) -> None:
        if not self.transport.is_closing():
            self.refuse(408, "The headers did not arrive in time.")

    def send_400_response(self, msg: str) -> None:
        self.refuse(400, msg)

    def refuse(self, status: int, message: str) -> None:
        """Says so, unless the answer to an earlier request is still being written, and hangs up."""
        self.end_head()
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            body = orjson.dumps(refusal_body("BAD_USER_INPUT", message))
            head = (
                STATUS_LINE[status],
                b"content-type: application/json; charset=utf-8\r\n",
                b"content-length: %d\r\n" % len(body),
                b"connection: close\r\n\r\n",
            )
            self.transport.write(b"".join((*head, body)))
        self.transport.close()
