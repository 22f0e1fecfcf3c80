"""Ends a request's work when nobody waits for it any longer."""

import asyncio
from types import TracebackType

from starlette.types import Receive

from server.errors import Refusal
from server.request_parameters import Gone

__all__ = ["Watch"]

GRACE = 0.05
"""Seconds after which a request is worth watching; most are answered before."""


class Watch:
    """Cancels what runs in its block when the client hangs up (raises Gone) or time is up (a Refusal, 503).

    A request that is answered at once costs a timer, no task.
    """

    __slots__ = ("cause", "deadline", "receive", "task", "timer", "watcher")

    def __init__(self, receive: Receive, *, deadline: float) -> None:
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
        self.watcher = asyncio.get_running_loop().create_task(self.wait())

    async def wait(self) -> None:
        try:
            async with asyncio.timeout(self.deadline):
                while (await self.receive())["type"] != "http.disconnect":
                    pass
            self.cause = Gone()
        except TimeoutError:
            message = "The answer took too long."
            self.cause = Refusal(503, "SERVICE_UNAVAILABLE", message, headers=((b"retry-after", b"2"),))
        if self.task is not None:
            self.task.cancel()
