"""What a load balancer and Prometheus ask; none of it needs a token, none of it tells more than it must."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scheduling.zones import RULES_VERSION
from server.request_log import Metrics

__all__ = ["Readiness", "alive", "metrics_endpoint"]

logger = logging.getLogger("clinic_sessions.server")

REMEMBERED = 1.0
"""Seconds for which an answer stands: asking more often does not reach the database."""

PATIENCE = 3.0
"""Seconds within which the database has to answer."""


async def alive(_: Request) -> Response:
    """/healthz: the process answers. It says nothing of the database, whose absence a restart would not heal."""
    return JSONResponse({"status": "ok"})


class Readiness:
    """/readyz: the database answers and is migrated. `check` gives the reason why not.

    It names the version of the time zone rules, so that two machines can be compared.
    """

    def __init__(self, check: Callable[[], Awaitable[str | None]]) -> None:
        self.check = check
        self.asking = asyncio.Lock()
        self.asked = float("-inf")
        self.reason: str | None = None

    async def answer(self, _: Request) -> Response:
        async with self.asking:
            if time.monotonic() - self.asked > REMEMBERED:
                before, self.reason = self.reason, await self.ask()
                self.asked = time.monotonic()
                if self.reason != before:
                    logger.warning("ready again" if self.reason is None else f"not ready: {self.reason}")
        if self.reason is None:
            return JSONResponse({"status": "ok", "tzdata": RULES_VERSION})
        return JSONResponse(
            {"status": "unavailable", "reason": self.reason, "tzdata": RULES_VERSION}, 503, headers={"retry-after": "2"}
        )

    async def ask(self) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.check()
        except TimeoutError:
            return "the database does not answer"


def metrics_endpoint(
    metrics: Metrics, *, count: Callable[[], dict[str, int]]
) -> Callable[[Request], Awaitable[Response]]:
    """/metrics, in the text format of Prometheus. `count`: the database's connections by state."""

    async def answer(_: Request) -> Response:
        metrics.count_connections(count())
        return Response(metrics.render(), media_type="text/plain; version=0.0.4")

    return answer
