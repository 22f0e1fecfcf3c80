"""Cancels a request's work when the client disconnects or the deadline passes."""

import asyncio
from types import TracebackType

from starlette.types import Receive

from server.errors import ClientDisconnected, RequestError

__all__ = ["CancelScope"]

GRACE = 0.05
"""Seconds before a request is watched; most are answered earlier."""


class CancelScope:
    """Cancels its block if the client disconnects (ClientDisconnected) or the deadline passes (RequestError, 503).

    A request that is answered quickly costs a timer, not a task.
    """

    __slots__ = ("cause", "deadline", "receive", "task", "timer", "watcher")

    def __init__(self, receive: Receive, *, deadline: float) -> None:
        """`deadline`: in seconds from the moment when watching begins."""
        self.receive = receive
        self.deadline = deadline
        self.task = asyncio.current_task()
        self.watcher: asyncio.Task[None] | None = None
        self.cause: Exception | None = None

    def __enter__(self) -> None:
        self.timer = asyncio.get_running_loop().call_later(GRACE, self.start)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.timer.cancel()
        if self.watcher is not None:
            self.watcher.cancel()
        if self.cause is not None and kind is asyncio.CancelledError and self.task is not None:
            self.task.uncancel()
            raise self.cause from None

    def start(self) -> None:
        self.watcher = asyncio.get_running_loop().create_task(self.watch())

    async def watch(self) -> None:
        try:
            async with asyncio.timeout(self.deadline):
                while (await self.receive())["type"] != "http.disconnect":
                    pass
            self.cause = ClientDisconnected()
        except TimeoutError:
            message = "The answer took too long."
            self.cause = RequestError(503, "SERVICE_UNAVAILABLE", message, headers=((b"retry-after", b"2"),))
        if self.task is not None:
            self.task.cancel()
