"""PostgreSQL that stops, restarts, waits for locks or has no free connection."""

import asyncio
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from db import migrate
from db.engine import Options
from dev import postgres
from dev.tokens import local_key, sign
from resolvers import practices
from resolvers.context import Role, Viewer
from schema.build import SCHEMA
from schema.execution import Executable
from server.app import clock, create_app
from server.limits import examine
from server.settings import Settings
from tests.server.stand_in import served
from tests.vacuous import some

pytestmark = pytest.mark.slow
QUERY = "{ clinicians(first: 1) { nodes { id name } } }"
MUTATION = 'mutation { createClinician(input: { name: "Dr Amara Okafor" }) { clinician { id } } }'


@dataclass(slots=True)
class Practice:
    url: str
    superuser_url: str
    practice_id: str
    folder: Path

    @contextmanager
    def service(self, **options: Any) -> Iterator[httpx.Client]:
        """Serves the application on a real socket. Yields a client with a token."""
        settings = Settings(database_url=self.url, data_dir=self.folder, database=Options(**options))
        viewer = Viewer(subject="admin", name="Admin", role=Role.ADMIN, practice_id=self.practice_id)
        key = local_key(self.folder)
        token = sign(key, viewer, audience=settings.jwt_audience, now=clock(), lifetime=timedelta(minutes=30))
        headers = {"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"}
        with (
            served(create_app(settings, Executable(SCHEMA, limits=examine))) as address,
            httpx.Client(base_url=address, headers=headers, timeout=20) as client,
        ):
            yield client


@pytest.fixture
def practice(migrated: str, owner_url: str, tmp_path: Path) -> Practice:
    """A practice in the suite's database, for tests that do not harm other tests."""
    superuser_url = owner_url.replace(f"//{postgres.OWNER}@", f"//{postgres.SUPERUSER}@")
    return Practice(migrated, superuser_url, asyncio_run(practices.create(migrated, "Outages", "UTC")), tmp_path)


def asyncio_run(work: Any) -> Any:
    """Runs a coroutine on another event loop, because pytest's is blocked by the test."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def ask(client: httpx.Client, query: str = QUERY) -> httpx.Response:
    return client.post("/graphql", json={"query": query})


def is_unavailable(answer: httpx.Response) -> bool:
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["retry-after"]) >= 1
    assert "data" not in answer.json()
    return [error["extensions"]["code"] for error in answer.json()["errors"]] == ["SERVICE_UNAVAILABLE"]


# ---------------------------------------------------------------- locks, timeouts, pools


@contextmanager
def locked(practice: Practice) -> Iterator[None]:
    """Locks the table of clinicians, also for reads."""
    holding, release = threading.Event(), threading.Event()

    async def hold() -> None:
        conn = await asyncpg.connect(practice.superuser_url)
        async with conn.transaction():
            await conn.execute("LOCK TABLE clinician IN ACCESS EXCLUSIVE MODE")
            holding.set()
            await asyncio.to_thread(release.wait, 30)
        await conn.close()

    thread = threading.Thread(target=lambda: asyncio.run(hold()))
    thread.start()
    try:
        assert holding.wait(10)
        yield
    finally:
        release.set()
        thread.join(30)


async def waiting_statements(practice: Practice) -> int:
    conn = await asyncpg.connect(practice.superuser_url)
    try:
        count: int = await conn.fetchval(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE wait_event_type = 'Lock' AND application_name = 'clinic-sessions' AND datname = current_database()"
        )
        return count
    finally:
        await conn.close()


@pytest.mark.parametrize("query", [QUERY, MUTATION])
@pytest.mark.parametrize("limit", [{"statement_timeout": 0.2}, {"lock_timeout": 0.2}])
def test_a_statement_that_waits_too_long_gives_503(practice: Practice, query: str, limit: dict[str, float]) -> None:
    with practice.service(**limit) as client:
        assert ask(client, query).status_code == 200
        with locked(practice):
            started = time.monotonic()
            assert is_unavailable(ask(client, query))
            assert time.monotonic() - started < 3
        assert ask(client, query).status_code == 200


@pytest.mark.parametrize("query", [QUERY, MUTATION])
def test_an_exhausted_pool_gives_503(practice: Practice, query: str) -> None:
    with practice.service(pool_size=1, acquire_timeout=0.2, lock_timeout=20, statement_timeout=20) as client:
        assert ask(client, query).status_code == 200
        first: list[httpx.Response] = []
        with locked(practice):
            waiting = threading.Thread(target=lambda: first.append(ask(client, query)))
            waiting.start()
            asyncio_run(until_waiting(practice))
            with httpx.Client(base_url=client.base_url, headers=client.headers) as second:
                assert is_unavailable(ask(second, query))
                assert second.get("/healthz").status_code == 200
        waiting.join(10)
        assert first[0].status_code == 200
        assert ask(client, query).status_code == 200


async def until_waiting(practice: Practice, count: int = 1) -> None:
    deadline = time.monotonic() + 10
    while await waiting_statements(practice) != count:
        assert time.monotonic() < deadline, f"{await waiting_statements(practice)} statements wait, not {count}"
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("query", [QUERY, MUTATION])
def test_a_disconnect_cancels_the_statement(practice: Practice, query: str) -> None:
    with practice.service(pool_size=1, lock_timeout=20, statement_timeout=20) as client:
        ask(client)
        with locked(practice):
            impatient = httpx.Client(base_url=client.base_url, headers=client.headers, timeout=0.5)
            with pytest.raises(httpx.ReadTimeout):
                ask(impatient, query)
            impatient.close()
            asyncio_run(until_waiting(practice, 0))
        assert ask(client, query).status_code == 200


# ---------------------------------------------------------------- a server that goes away


@dataclass(slots=True)
class Load:
    """Several clients that send requests continuously."""

    client: httpx.Client
    answers: list[tuple[float, float, httpx.Response]] = field(default_factory=list)
    """When the request was sent, when it was answered, and the answer."""
    failures: list[Exception] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Load":
        self.threads = [threading.Thread(target=self.ask, args=(query,)) for query in (QUERY, QUERY, QUERY, MUTATION)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(30)

    def wait(self, *, since: float = 0.0, answers: int = 12) -> None:
        """Waits until this many requests sent since then were answered."""
        patience = time.monotonic() + 30
        while sum(asked > since for asked, _, _ in list(self.answers)) < answers:
            assert time.monotonic() < patience, "the load stands still"
            time.sleep(0.05)

    def ask(self, query: str) -> None:
        with httpx.Client(base_url=self.client.base_url, headers=self.client.headers, timeout=20) as client:
            while not self.stopping.is_set():
                asked = time.monotonic()
                try:
                    answer = ask(client, query)
                except Exception as error:
                    self.failures.append(error)
                    return
                self.answers.append((asked, time.monotonic(), answer))
                if answer.status_code == 503:
                    time.sleep(0.02)


def comes_true(condition: Callable[[], bool]) -> bool:
    """Whether the condition becomes true within these seconds."""
    patience = time.monotonic() + 10
    while not (held := condition()) and time.monotonic() < patience:
        time.sleep(0.1)
    return held


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
def test_a_restart_in_the_middle_of_load_fails_requests_only_while_it_lasts(tmp_path: Path, order: int) -> None:
    # A short path: PostgreSQL's socket is in the folder then, and has the same address after the restart.
    folder = Path(tempfile.mkdtemp(prefix="restarted-")) / "postgres"
    with postgres.running(folder) as instance:  # durable: it must know its roles and tables after an immediate stop
        asyncio_run(migrate.upgrade(instance.owner_url))
        practice_id = asyncio_run(practices.create(instance.owner_url, "Restarts", "UTC"))
        practice = Practice(instance.owner_url, instance.superuser_url, practice_id, tmp_path)
        stack = practice.service()
        client = stack.__enter__()
        load = Load(client).__enter__()
        load.wait()
        assert client.get("/readyz").status_code == 200
        left = time.monotonic()
        os.kill(int((folder / "postmaster.pid").read_text().split()[0]), order)
        time.sleep(1.2)
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        assert is_unavailable(ask(client))
        assert is_unavailable(ask(client, MUTATION))
    with postgres.running(folder) as again:
        assert again.owner_url == instance.owner_url
        back = time.monotonic()
        load.wait(since=back)
        load.__exit__()
        assert comes_true(lambda: client.get("/readyz").status_code == 200)  # it asks at most once a second
        stack.__exit__(None, None, None)
    shutil.rmtree(folder.parent)
    assert load.failures == []
    before = [answer for _, answered, answer in load.answers if answered < left]
    during = [answer for asked, answered, answer in load.answers if answered >= left and asked <= back]
    after = [answer for asked, _, answer in load.answers if asked > back]
    assert len(before) > 10
    assert {answer.status_code for answer in before} == {200}
    refused = [answer for answer in during if answer.status_code != 200]
    assert all(is_unavailable(answer) for answer in some(refused))
    assert len(after) > 10
    assert [answer.text for answer in after if answer.status_code != 200 or "errors" in answer.json()] == []
