"""PostgreSQL that becomes read-only, changes its schema, or is replaced by its standby, while requests arrive."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import pytest

from db import migrate
from dev import postgres
from resolvers import practices
from tests.server.test_outages import QUERY, Practice, ask, asyncio_run, comes_true, is_unavailable
from tests.vacuous import some

pytestmark = pytest.mark.slow


def creating(name: str) -> str:
    return f'mutation {{ createClinician(input: {{ name: "{name}" }}) {{ clinician {{ name }} }} }}'


def order(instance: postgres.Instance, *statements: str) -> None:
    """Runs statements as the superuser."""

    async def execute() -> None:
        conn = await asyncpg.connect(instance.url(user=postgres.SUPERUSER))
        for statement in statements:
            await conn.execute(statement)
        await conn.close()

    asyncio_run(execute())


def settle(instance: postgres.Instance, setting: str) -> None:
    order(instance, f"ALTER SYSTEM {setting}", "SELECT pg_reload_conf()")


def clinicians(instance: postgres.Instance, practice_id: str) -> set[str]:
    async def names() -> set[str]:
        conn = await asyncpg.connect(instance.url(user=postgres.SUPERUSER))
        rows = await conn.fetch("SELECT name FROM clinician WHERE practice_id = $1", practice_id)
        await conn.close()
        return {row["name"] for row in rows}

    found: set[str] = asyncio_run(names())
    return found


@dataclass(slots=True)
class Load:
    """Clients that create clinicians and list them without a pause."""

    client: httpx.Client
    answers: list[tuple[float, float, str | None, httpx.Response]] = field(default_factory=list)
    """When the request was sent, when it was answered, the name that it creates, and the answer."""
    failures: list[Exception] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.ask, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join(30)

    def ask(self, client_number: int) -> None:
        count = 0
        with httpx.Client(base_url=self.client.base_url, headers=self.client.headers, timeout=20) as client:
            while not self.stopping.is_set():
                count += 1
                name = None if client_number == 0 else f"{client_number}-{count}"
                sent = time.monotonic()
                try:
                    answer = ask(client, QUERY if name is None else creating(name))
                except Exception as error:
                    self.failures.append(error)
                    return
                self.answers.append((sent, time.monotonic(), name, answer))
                if answer.status_code == 503:
                    time.sleep(0.05)

    def wait(self, *, since: float = 0.0, answers: int = 40) -> None:
        """Waits until this many requests that were sent since then were answered with success."""
        patience = time.monotonic() + 40
        while sum(sent > since and answer.status_code == 200 for sent, _, _, answer in list(self.answers)) < answers:
            assert not self.failures, self.failures
            assert time.monotonic() < patience, [answer.text for *_, answer in self.answers[-3:]]
            time.sleep(0.05)

    @property
    def acknowledged(self) -> set[str]:
        return {
            name
            for _, _, name, answer in self.answers
            if name is not None and answer.status_code == 200 and answer.json() == created(name)
        }

    def check(self, left: float, back: float) -> list[httpx.Response]:
        """The answers that were errors: each says that the database is away, and was sent while it was."""
        assert self.failures == []
        refused = [(sent, answered, answer) for sent, answered, _, answer in self.answers if answer.status_code != 200]
        assert [answer.text for _, _, answer in refused if not is_unavailable(answer)] == []
        assert [answer.text for _, answered, answer in refused if answered < left] == []
        assert [answer.text for sent, _, answer in refused if sent > back] == []
        assert [
            answer.text for *_, answer in self.answers if answer.status_code == 200 and "errors" in answer.text
        ] == []
        return [answer for _, _, answer in refused]


def created(name: str) -> dict[str, object]:
    return {"data": {"createClinician": {"clinician": {"name": name}}}}


@dataclass(frozen=True, slots=True)
class Pair:
    primary: postgres.Instance
    standby: postgres.Instance
    practice: Practice
    """Its address names both hosts."""


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A primary, and a standby that has each transaction before the client hears of it.

    Their folders are not in `tmp_path`: another pytest that starts closes the folder above it to PostgreSQL's user.
    """
    with tempfile.TemporaryDirectory(prefix="pair-") as top, postgres.running(Path(top) / "a") as primary:
        asyncio_run(migrate.upgrade(primary.owner_url))
        practice_id = asyncio_run(practices.create(primary.owner_url, "Failover", "UTC"))
        with postgres.standby_of(primary, Path(top) / "b") as standby:
            settle(primary, "SET synchronous_standby_names = 'standby'")
            hosts = f"host={primary.socket_folder},{standby.socket_folder}&target_session_attrs=read-write"
            url = f"{primary.owner_url.partition('?')[0]}?{hosts}"
            yield Pair(primary, standby, Practice(url, primary.superuser_url, practice_id, tmp_path))


def pid_of(instance: postgres.Instance) -> int:
    return int((instance.folder / "postmaster.pid").read_text().split()[0])


# ---------------------------------------------------------------- a standby takes over


def test_when_the_primary_is_killed_and_its_standby_promoted_no_acknowledged_write_is_lost(pair: Pair) -> None:

    with pair.practice.service() as client:
        load = Load(client)
        with load.running():
            load.wait()
            left = time.monotonic()
            os.kill(pid_of(pair.primary), signal.SIGKILL)
            time.sleep(1.2)
            assert client.get("/readyz").status_code == 503
            postgres.promote(pair.standby)
            back = time.monotonic()
            load.wait(since=back)
            assert comes_true(lambda: client.get("/readyz").status_code == 200)
        some(load.check(left, back))
    assert set(some(load.acknowledged)) <= clinicians(pair.standby, pair.practice.practice_id)


def test_when_the_primary_is_demoted_and_runs_on_writes_go_to_the_promoted_standby(pair: Pair) -> None:
    with pair.practice.service() as client:
        load = Load(client)
        with load.running():
            load.wait()
            left = time.monotonic()
            settle(pair.primary, "SET default_transaction_read_only = on")
            postgres.promote(pair.standby)
            back = time.monotonic()
            load.wait(since=back + 0.2)
            assert comes_true(lambda: client.get("/readyz").status_code == 200)
        load.check(left, back + 0.2)
    acknowledged = load.acknowledged
    assert set(some(acknowledged)) <= clinicians(pair.standby, pair.practice.practice_id)
    assert not acknowledged <= clinicians(pair.primary, pair.practice.practice_id)


# ---------------------------------------------------------------- one server


@pytest.fixture
def single(tmp_path: Path) -> Iterator[tuple[postgres.Instance, Practice]]:
    """A server of its own, so that the test can change anything in it."""
    with postgres.temporary() as instance:
        asyncio_run(migrate.upgrade(instance.owner_url))
        practice_id = asyncio_run(practices.create(instance.owner_url, "Alone", "UTC"))
        yield instance, Practice(instance.owner_url, instance.superuser_url, practice_id, tmp_path)


def test_while_the_server_is_read_only_mutations_get_503_and_the_service_is_not_ready(
    single: tuple[postgres.Instance, Practice],
) -> None:
    instance, practice = single
    with practice.service() as client:
        assert ask(client, creating("Before")).status_code == 200
        settle(instance, "SET default_transaction_read_only = on")
        assert comes_true(lambda: client.get("/readyz").status_code == 503)
        assert client.get("/readyz").json()["reason"] == "the database accepts no writes"
        assert client.get("/healthz").status_code == 200
        for _ in range(3):
            assert is_unavailable(ask(client, creating("During")))
        assert ask(client).json()["data"]["clinicians"]["nodes"][0]["name"] == "Before"
        settle(instance, "RESET default_transaction_read_only")
        assert comes_true(lambda: client.get("/readyz").status_code == 200)
        assert ask(client, creating("After")).json() == created("After")
    assert clinicians(instance, practice.practice_id) == {"Before", "After"}


def test_a_column_that_changes_its_type_under_load_fails_no_request(
    single: tuple[postgres.Instance, Practice],
) -> None:
    instance, practice = single
    with practice.service() as client:
        load = Load(client)
        with load.running():
            for kind in ("varchar(300)", "text", "varchar(300)"):
                load.wait(since=time.monotonic())
                order(instance, f"ALTER TABLE clinician ALTER COLUMN name TYPE {kind}")
            load.wait(since=time.monotonic())
    assert load.failures == []
    assert {answer.status_code for *_, answer in load.answers} == {200}
    assert [answer.text for *_, answer in load.answers if "errors" in answer.json()] == []
    assert clinicians(instance, practice.practice_id) == load.acknowledged
