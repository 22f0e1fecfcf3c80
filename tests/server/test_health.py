"""/healthz and /readyz."""

import asyncio
import time

import httpx
import pytest
import tzdata

from server import health
from server.health import Readiness
from tests.server.stand_in import World, client_of, make_app


async def ask(world: World, path: str) -> httpx.Response:
    async with client_of(make_app(world), token=None) as client:
        return await client.get(path)


async def test_a_process_is_alive_whatever_its_database_does() -> None:
    answer = await ask(World(away=True), "/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_service_with_its_database_is_ready() -> None:
    answer = await ask(World(), "/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "tzdata": tzdata.IANA_VERSION})


@pytest.mark.parametrize(
    "world, reason",
    [
        (World(away=True), "the database cannot be reached"),
        (World(unready="the database is at migration 0001, not 0002"), "the database is at migration 0001, not 0002"),
    ],
)
async def test_a_service_without_its_database_is_not_ready_and_gives_the_reason(world: World, reason: str) -> None:
    answer = await ask(world, "/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "reason": reason, "tzdata": tzdata.IANA_VERSION}
    assert "retry-after" in answer.headers


async def test_a_database_that_never_answers_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "DATABASE_TIMEOUT", 0.05)

    async def never() -> str | None:
        await asyncio.sleep(60)
        return None

    assert await Readiness(never).run_check() == "the database does not answer"


async def test_frequent_checks_do_not_reach_the_database() -> None:
    world = World()
    async with client_of(make_app(world), token=None) as client:
        await asyncio.gather(*[client.get("/readyz") for _ in range(20)])
    assert world.asked_ready == 1


async def test_readiness_is_checked_again_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CACHE_SECONDS", 0.05)
    world = World()
    async with client_of(make_app(world), token=None) as client:
        assert (await client.get("/readyz")).status_code == 200
        world.away = True
        await asyncio.sleep(0.1)
        assert (await client.get("/readyz")).status_code == 503
        world.away = False
        await asyncio.sleep(0.1)
        assert (await client.get("/readyz")).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
async def test_health_checks_need_no_token_and_allow_no_other_method(path: str) -> None:
    async with client_of(make_app(), token=None) as client:
        assert (await client.get(path)).status_code == 200
        refused = await client.post(path)
    assert refused.status_code == 405
    assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_the_database_is_closed_when_the_service_stops() -> None:
    app = make_app()
    started = time.monotonic()
    async with client_of(app):
        database = app.state.database
        assert not database.closed
    assert database.closed
    assert time.monotonic() - started < 5
