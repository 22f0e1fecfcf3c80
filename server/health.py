"""/healthz, /readyz and /metrics, for load balancers and Prometheus. None of them needs a token."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scheduling.zones import RULES_VERSION
from server.metrics import Metrics

__all__ = ["Readiness", "alive", "metrics_endpoint"]

logger = logging.getLogger("clinic_sessions.server")

CACHE_SECONDS = 1.0
"""How long a result is reused: more frequent requests do not reach the database."""

DATABASE_TIMEOUT = 3.0
"""Seconds in which the database must answer."""


async def alive(_: Request) -> Response:
    """/healthz: the process runs. It does not check the database, because a restart would not help if that is down."""
    return JSONResponse({"status": "ok"})


class Readiness:
    """/readyz: the database answers and is migrated. `check` returns the reason if not, else None.

    The answer contains the version of the time zone rules, so that two machines can be compared.
    """

    def __init__(self, check: Callable[[], Awaitable[str | None]]) -> None:
        self.check = check
        self.lock = asyncio.Lock()
        self.checked_at = float("-inf")
        self.reason: str | None = None

    async def answer(self, _: Request) -> Response:
        async with self.lock:
            if time.monotonic() - self.checked_at > CACHE_SECONDS:
                before, self.reason = self.reason, await self.run_check()
                self.checked_at = time.monotonic()
                if self.reason != before:
                    logger.warning("ready again" if self.reason is None else f"not ready: {self.reason}")
        if self.reason is None:
            return JSONResponse({"status": "ok", "tzdata": RULES_VERSION})
        return JSONResponse(
            {"status": "unavailable", "reason": self.reason, "tzdata": RULES_VERSION}, 503, headers={"retry-after": "2"}
        )

    async def run_check(self) -> str | None:
        try:
            async with asyncio.timeout(DATABASE_TIMEOUT):
                return await self.check()
        except TimeoutError:
            return "the database does not answer"


def metrics_endpoint(
    metrics: Metrics, *, count: Callable[[], dict[str, int]]
) -> Callable[[Request], Awaitable[Response]]:
    """/metrics, in Prometheus' text format. `count` returns the number of database connections by state."""

    async def answer(_: Request) -> Response:
        metrics.set_connections(count())
        return Response(metrics.render(), media_type="text/plain; version=0.0.4")

    return answer
