"""What docs/operations.md promises: stopping two workers, migrations, backups, and that the page is complete."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from db import migrate, revisions
from db.engine import Database
from db.tenancy import Tenant
from dev import postgres
from dev.tokens import local_key, sign
from resolvers import practices
from resolvers.context import Role, Viewer
from server.app import clock
from server.metrics import Metrics
from server.request_log import RequestRecord, log_request

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "operations.md"
COMMAND = [sys.executable, "-c", "from server.cli import main; main(prog_name='clinic-sessions')"]
MUTATION = 'mutation { createClinician(input: { name: "Dr Amara Okafor" }) { clinician { id } errors { code } } }'
PATIENCE = 90.0
"""Seconds to wait for what takes one or two on an idle machine."""


async def until(so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < deadline, f"waited too long for {what}"
        await asyncio.sleep(0.05)


# ---------------------------------------------------------------- told to stop


@dataclass(frozen=True, slots=True)
class Service:
    """`clinic-sessions serve` with two workers, and a practice in its database."""

    process: subprocess.Popen[bytes]
    log: Path
    owner_url: str
    practice_id: str
    token: str

    @property
    def port(self) -> int:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/graphql", self.log.read_text())
        assert found, self.log.read_text()
        return int(found[1])

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"authorization": f"Bearer {self.token}"},
            timeout=PATIENCE,
        )

    def started(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return self.log.read_text().count("Application startup complete") == 2

    def accepts(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
        except (ConnectionRefusedError, ConnectionResetError):
            return False
        return True

    async def clinicians(self) -> int:
        conn = await asyncpg.connect(self.owner_url)
        try:
            async with conn.transaction():
                await conn.execute(Tenant(self.practice_id).settings)
                count: int = await conn.fetchval("SELECT count(*) FROM clinician")
        finally:
            await conn.close()
        return count


@pytest.fixture
async def service(migrated: str, tmp_path: Path) -> AsyncIterator[Service]:
    practice_id = await practices.create(migrated, "Operations", "UTC")
    viewer = Viewer(subject="admin", name="Admin", role=Role.ADMIN, practice_id=practice_id)
    token = sign(local_key(tmp_path), viewer, audience="clinic-sessions", now=clock(), lifetime=timedelta(minutes=30))
    given = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_CONFIG") if name in os.environ
    }
    given |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "DATA_DIR": str(tmp_path), "DATABASE_URL": migrated}
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/frontend.json").write_text('{"first": "{ viewer { role } }"}')
    given |= {"DOCUMENTS_DIR": str(tmp_path / "documents")}
    given |= {"WORKERS": "2", "HOST": "127.0.0.1", "PORT": "0", "LOCK_TIMEOUT": "60", "STATEMENT_TIMEOUT": "60"}
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--no-demo"], env=given, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    running = Service(process, log, migrated, practice_id, token)
    try:
        await until(running.started, "two workers to start")
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            await asyncio.to_thread(process.wait, 30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@asynccontextmanager
async def locked(owner_url: str) -> AsyncIterator[Callable[[], Any]]:
    """Locks the table of clinicians. Yields a function that counts the statements that wait for the lock."""
    conn = await asyncpg.connect(owner_url)
    try:
        async with conn.transaction():
            await conn.execute("LOCK TABLE clinician IN ACCESS EXCLUSIVE MODE")
            yield lambda: conn.fetchval(
                "SELECT count(*) FROM pg_locks WHERE relation = 'clinician'::regclass AND NOT granted"
            )
    finally:
        await conn.close()


async def test_after_sigterm_two_workers_finish_their_requests_and_accept_no_new_ones(service: Service) -> None:
    async with service.client() as client:
        async with locked(service.owner_url) as waiting:
            asked = [asyncio.create_task(client.post("/graphql", json={"query": MUTATION})) for _ in range(8)]
            deadline = time.monotonic() + PATIENCE
            while await waiting() < len(asked):
                assert time.monotonic() < deadline, "the requests did not get to the database"
                await asyncio.sleep(0.05)
            service.process.send_signal(signal.SIGTERM)
            await until(lambda: not service.accepts(), "the address to be let go of")
            assert not any(task.done() for task in asked)
        answers = await asyncio.gather(*asked)
    assert [answer.status_code for answer in answers] == [200] * len(asked), answers[0].text
    assert len({answer.json()["data"]["createClinician"]["clinician"]["id"] for answer in answers}) == len(asked)
    assert await service.clinicians() == len(asked)
    assert await asyncio.to_thread(service.process.wait, PATIENCE) == 0
    assert '"ERROR"' not in service.log.read_text()


async def test_after_sigterm_under_load_every_write_has_its_answer(service: Service) -> None:
    answers: list[httpx.Response] = []

    async def ask_on() -> None:
        """Runs until the service has stopped."""
        async with service.client() as client:
            while True:
                try:
                    answers.append(await client.post("/graphql", json={"query": MUTATION}))
                except httpx.TransportError:
                    return

    load = [asyncio.create_task(ask_on()) for _ in range(6)]
    await until(lambda: len(answers) > 30, "the load to begin")
    service.process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(asyncio.gather(*load), PATIENCE)
    assert await asyncio.to_thread(service.process.wait, PATIENCE) == 0
    assert {answer.status_code for answer in answers} == {200}
    assert all("errors" not in answer.json() for answer in answers)
    assert await service.clinicians() == len(answers)
    assert '"ERROR"' not in service.log.read_text()


# ---------------------------------------------------------------- told to read the manifests again


async def ask_anew(service: Service, an_id: str) -> dict[str, Any]:
    """Asks for a document on a connection of its own, so that either worker may answer."""
    async with service.client() as client:
        answer: dict[str, Any] = (await client.post("/graphql", json={"documentId": an_id})).json()
        return answer


async def test_on_sighup_each_worker_reads_the_manifests_again_and_keeps_them_if_they_are_bad(service: Service) -> None:
    manifest = service.log.parent / "documents/frontend.json"
    assert await ask_anew(service, "first") == {"data": {"viewer": {"role": "ADMIN"}}}
    manifest.write_text('{"second": "{ viewer { name } }"}')
    service.process.send_signal(signal.SIGHUP)
    await until(
        lambda: service.log.read_text().count("Read 1 documents from 1 manifests.") == 2, "both workers to read"
    )
    for _ in range(10):
        assert await ask_anew(service, "second") == {"data": {"viewer": {"name": "Admin"}}}
        (error,) = (await ask_anew(service, "first"))["errors"]
        assert error["extensions"] == {"code": "PERSISTED_QUERY_NOT_FOUND"}
    manifest.write_text("{")
    service.process.send_signal(signal.SIGHUP)
    told = "frontend.json: the file is not JSON in UTF-8 (line 1, column 2). The documents read before stay in use."
    await until(lambda: service.log.read_text().count(told) == 2, "both workers to refuse the file")
    for _ in range(10):
        assert await ask_anew(service, "second") == {"data": {"viewer": {"name": "Admin"}}}
    assert service.started()  # and no worker was started anew


# ---------------------------------------------------------------- migrations


async def test_code_that_knows_no_newer_migration_is_ready(database: Database) -> None:
    assert await database.ready(revisions.known()) is None


async def test_code_is_not_ready_before_its_migration_is_applied(database: Database) -> None:
    known = revisions.known()
    assert await database.ready((*known, "9999")) == f"the database is at migration {known[-1]}, not 9999"


async def test_code_that_is_older_than_the_database_is_ready(database: Database) -> None:
    assert await database.ready(("0000",)) is None


@pytest.fixture
async def another_url() -> AsyncIterator[str]:
    """A server of its own, so that the test can change anything in it."""
    with postgres.temporary() as instance:
        yield instance.owner_url


async def test_a_rollout_can_be_undone_after_its_migration(another_url: str) -> None:
    opened = await Database.connect(another_url)
    await migrate.upgrade(another_url)
    assert await opened.ready(revisions.known()) is None
    conn = await asyncpg.connect(another_url)
    await conn.execute("UPDATE alembic_version SET version_num = 'newer'")
    await migrate.upgrade(another_url)
    assert await conn.fetchval("SELECT version_num FROM alembic_version") == "newer"
    assert await opened.ready(revisions.known()) is None
    await conn.close()
    await opened.close()


async def test_a_database_without_migrations_is_not_ready_and_concurrent_migrations_run_once(another_url: str) -> None:
    conn = await asyncpg.connect(another_url)
    await conn.execute("CREATE ROLE clinic_sessions_app NOLOGIN")
    await conn.execute("GRANT clinic_sessions_app TO CURRENT_USER")
    await conn.close()
    opened = await Database.connect(another_url)
    assert await opened.ready(revisions.known()) == "the database is not migrated"
    await asyncio.gather(migrate.upgrade(another_url), migrate.upgrade(another_url))
    assert await opened.ready(revisions.known()) is None
    await opened.close()


def elsewhere(url: str, database: str) -> str:
    """The address of another database on the same server."""
    return re.sub(r"/[^/?]+(?=\?|$)", f"/{database}", url, count=1)


# ---------------------------------------------------------------- backups


def program(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The path of a program of the embedded PostgreSQL."""
    return subprocess.run(
        [postgres._programs() / name, *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE
    )


async def test_a_backup_is_complete_or_refused(tmp_path: Path) -> None:
    """Row-level security applies to the owner too, so a dump by the owner would contain no practice."""
    with postgres.temporary() as instance:
        await migrate.upgrade(instance.owner_url)
        practice_id = await practices.create(instance.owner_url, "Kept", "UTC")
        dump = str(tmp_path / "dump")
        refused = program("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={instance.owner_url}")
        assert refused.returncode == 1
        assert "row-level security" in refused.stderr
        whole = program("pg_dump", "--format=custom", f"--file={dump}", f"--dbname={instance.superuser_url}")
        assert whole.returncode == 0, whole.stderr

        conn = await asyncpg.connect(instance.owner_url)
        await conn.execute("CREATE DATABASE restored")
        await conn.close()
        target = elsewhere(instance.superuser_url, "restored")
        restored = program("pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={target}", dump)
        assert restored.returncode == 0, restored.stderr

        opened = await Database.connect(elsewhere(instance.owner_url, "restored"))
        assert await opened.ready(revisions.known()) is None
        names = await opened.read(Tenant(practice_id), lambda read: read.conn.fetch("SELECT name FROM practice"))
        await opened.close()
        assert [row["name"] for row in names] == ["Kept"]


# ---------------------------------------------------------------- the image


def test_the_image_has_every_package_and_page_of_the_service_except_dev() -> None:
    copied = re.findall(
        r"^COPY (?!--from=build)(?:--from=\S+ )?(.+) \S+$", (ROOT / "docker/Dockerfile").read_text(), re.M
    )
    sources = {source.rstrip("/") for line in copied for source in line.split()}
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packages = {name.rstrip("*") for name in setup["packages"]["find"]["include"]}
    pages = {f"web/{name}".removesuffix("/**") for name in setup["package-data"]["web"]}
    texts = {"README.md", "LICENSE"}  # pyproject.toml names them
    assert (packages - {"dev", "web"}) | (pages - {"web/dist"}) | {"/web/dist"} | texts <= sources
    assert "dev" not in sources
    made_there = {"/web/dist", "/opt/clinic-sessions"}
    assert [source for source in sources - made_there if not (ROOT / source).exists()] == []


# ---------------------------------------------------------------- the page


def test_the_page_lists_every_error_code() -> None:
    enum = re.search(r"^enum ErrorCode \{(.*?)^\}", (ROOT / "schema/schema.graphql").read_text(), re.M | re.S)
    assert enum is not None
    codes = re.findall(r"^  ([A-Z_]+)$", enum[1], re.M)
    top_level = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT"]
    top_level += ["QUERY_TOO_COMPLEX", "SERVICE_UNAVAILABLE", "INTERNAL"]
    top_level += ["PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_SUPPORTED", "DOCUMENT_NOT_TRUSTED"]
    assert len(codes) >= 10
    assert untold({f"`{code}`" for code in (*codes, *top_level)}) == set()


def test_the_page_lists_every_metric() -> None:
    names = {f"`{metric.name}{'_total' * (metric.type == 'counter')}`" for metric in Metrics().registry.collect()}
    assert len(names) >= 5
    assert untold(names) == set()


def test_the_page_lists_every_field_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        log_request(RequestRecord("request", 0.0, "POST", status=200), seconds=0.1)
    fields = caplog.records[-1].msg
    assert isinstance(fields, dict)
    assert untold({f"`{name}`" for name in (*fields, "time", "level", "logger", "message", "exception")}) == set()


def test_the_page_lists_every_environment_variable() -> None:
    names = re.findall(r'reader\.value\("([A-Z_]+)"', (ROOT / "server/settings.py").read_text())
    assert len(names) >= 15
    assert untold({f"`{name}`" for name in names}) == set()


def untold(words: set[str]) -> set[str]:
    page = PAGE.read_text()
    return {word for word in words if word not in page}
