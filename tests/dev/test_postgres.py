"""The embedded PostgreSQL, run by the current user, and by an ordinary user if that is root."""

import asyncio
import os
import shutil
import signal
import site
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from dev import postgres

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder whose path is short enough for a socket."""
    top = Path(tempfile.mkdtemp(prefix="pg-"))
    yield top / "postgres"
    shutil.rmtree(top)


@pytest.fixture(scope="module")
def instance() -> Iterator[postgres.Instance]:
    """A running temporary server, for tests that do not change it."""
    with postgres.temporary() as running:
        yield running


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder that was used before, to be copied, because creating one takes a second."""
    with tempfile.TemporaryDirectory(prefix="pg-made-") as top:
        with postgres.running(Path(top) / "postgres", durable=False):
            pass
        yield Path(top) / "postgres"


@pytest.fixture
def used(folder: Path, made: Path) -> Path:
    """A data folder that was used before."""
    subprocess.run(["cp", "-a", made, folder], check=True)
    return folder


async def answer(url: str, query: str) -> object:
    conn = await asyncpg.connect(url)
    try:
        return await conn.fetchval(query)
    finally:
        await conn.close()


def processes_of(folder: Path) -> list[int]:
    """The servers that run on a folder (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0].endswith(b"/postgres") and os.fsencode(folder) in command:
            found.append(int(process.name))
    return found


def wait_until_gone(folder: Path, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while processes_of(folder):
        assert time.monotonic() < deadline, f"PostgreSQL still runs on {folder}"
        time.sleep(0.05)


NOBODY = 65534
ENVIRONMENT = {"PYTHONPATH": os.pathsep.join([str(ROOT), *site.getsitepackages()])}


def identity(user: int | None) -> dict[str, Any]:
    """Arguments that start a process as this user, and only in that user's group."""
    return {} if user is None else {"user": user, "group": user, "extra_groups": []}


def interpreter(user: int | None) -> str:
    """A Python that the user can run: that of the tests may be in a home folder. The module needs no packages."""
    for python in (sys.executable, "/usr/bin/python3"):
        version = "import sys; sys.exit(sys.version_info < (3, 11))"
        with suppress(OSError):
            if subprocess.run([python, "-c", version], check=False, **identity(user)).returncode == 0:
                return python
    return pytest.skip("needs a Python that an ordinary user may run: none is here")


@contextmanager
def holder(folder: Path, *, then: str = "time.sleep(60)", user: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """Runs the server in another process, which then runs these statements."""
    script = f"""
import time
from pathlib import Path
from dev import postgres
with postgres.running(Path({str(folder)!r}), durable=False) as instance:
    print(instance.owner_url, flush=True)
    {then}
"""
    command = [interpreter(user), "-c", script]
    with subprocess.Popen(
        command, env=ENVIRONMENT, cwd="/", stdout=subprocess.PIPE, text=True, **identity(user)
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("postgresql://")
            yield process
        finally:
            process.terminate()
            process.wait(20)
            wait_until_gone(folder)


def owners(*paths: Path) -> set[int]:
    return {path.stat().st_uid for path in paths}


async def test_asyncpg_and_sqlalchemy_both_accept_the_address(instance: postgres.Instance) -> None:
    assert str(await answer(instance.owner_url, "SHOW server_version")) >= "15"
    engine = create_async_engine(make_url(instance.owner_url).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as conn:
        assert (await conn.execute(text("SHOW server_encoding"))).scalar_one() == "UTF8"
    await engine.dispose()


async def test_the_owner_is_not_a_superuser_and_can_create_roles(instance: postgres.Instance) -> None:
    query = "SELECT rolsuper::text || rolcreaterole || rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert await answer(instance.owner_url, query) == "falsetruefalse"
    assert await answer(instance.superuser_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")


async def test_it_listens_on_a_socket_that_only_its_user_can_access(instance: postgres.Instance) -> None:
    assert await answer(instance.superuser_url, "SHOW listen_addresses") == ""
    assert instance.socket_folder.stat().st_mode & 0o077 == 0


async def test_only_a_temporary_server_is_not_durable(instance: postgres.Instance, used: Path) -> None:
    assert await answer(instance.superuser_url, "SHOW fsync") == "off"
    with postgres.running(used) as careful:
        assert await answer(careful.superuser_url, "SHOW fsync") == "on"


async def test_a_second_start_keeps_the_data_and_is_quick(folder: Path) -> None:
    with postgres.running(folder) as instance:
        await answer(instance.owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    wait_until_gone(folder, seconds=0)
    begin = time.monotonic()
    with postgres.running(folder) as instance:
        assert time.monotonic() - begin < 5
        assert await answer(instance.owner_url, "SELECT answer FROM kept") == 42


async def test_a_long_path_gets_a_socket_elsewhere(folder: Path) -> None:
    deep = folder / ("a" * 60) / ("b" * 60) / "postgres"
    with postgres.running(deep, durable=False) as instance:
        assert len(str(instance.socket_folder)) < len(str(deep))
        assert instance.socket_folder.stat().st_mode & 0o077 == 0
        assert await answer(instance.owner_url, "SELECT 1") == 1
    assert not instance.socket_folder.exists()


async def test_a_temporary_server_leaves_nothing_behind() -> None:
    with postgres.temporary() as instance:
        assert await answer(instance.owner_url, "SELECT 1") == 1
    assert not instance.folder.parent.exists()
    assert processes_of(instance.folder) == []


def test_two_services_do_not_share_a_folder(used: Path) -> None:
    with (
        postgres.running(used, durable=False),
        pytest.raises(postgres.FolderInUseError, match=rf"process {os.getpid()}\) is using") as caught,
        postgres.running(used),
    ):
        pass
    assert "set DATA_DIR" in str(caught.value)


async def test_a_command_uses_the_running_server_of_a_service(used: Path) -> None:
    with holder(used):
        with postgres.available(used) as instance:
            assert await answer(instance.owner_url, "SELECT 1") == 1
        assert processes_of(used)


async def test_a_command_starts_a_server_if_none_is_running(used: Path) -> None:
    with postgres.available(used) as instance:
        assert await answer(instance.owner_url, "SELECT 1") == 1
    assert processes_of(used) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start stops what was left")
@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM, signal.SIGABRT])
async def test_the_server_stops_when_its_service_is_killed(used: Path, death: signal.Signals) -> None:
    with holder(used) as service:
        service.send_signal(death)
        service.wait(10)
        with postgres.running(used) as instance:  # at once, while the old one may be stopping still
            assert await answer(instance.owner_url, "SELECT 1") == 1
        wait_until_gone(used)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the server in /proc")
async def test_a_start_waits_for_the_processes_of_a_killed_server(used: Path) -> None:
    with holder(used) as service:
        conn = await asyncpg.connect(f"postgresql://postgres@/postgres?host={used}")
        busy = asyncio.create_task(conn.execute("SELECT count(*) FROM generate_series(1, 12000000)"))
        await asyncio.sleep(0.3)  # computing, it does not notice that its server has gone
        for process in [service.pid, *processes_of(used)]:
            os.kill(process, signal.SIGKILL)
        service.wait(10)
        with postgres.running(used) as instance:
            assert await answer(instance.owner_url, "SELECT 1") == 1
        await asyncio.gather(busy, return_exceptions=True)


def test_the_server_stops_when_its_service_fails(used: Path) -> None:
    with holder(used, then="raise SystemExit(3)") as service:
        assert service.wait(20) == 3
    assert processes_of(used) == []


def test_ctrl_c_reaches_the_service_and_not_its_database(used: Path) -> None:
    with holder(used) as service:
        assert os.getpgid(service.pid) not in [os.getpgid(process) for process in processes_of(used)]


@pytest.mark.usefixtures("instance")  # root's start lets others through to the programs, and so to the code
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
async def test_it_runs_as_an_ordinary_user_and_root_takes_over_as_that_user(folder: Path) -> None:
    os.chown(folder.parent, NOBODY, NOBODY)
    with holder(folder, then="pass", user=NOBODY) as service:
        assert service.wait(20) == 0
    assert owners(folder, *folder.iterdir()) == {NOBODY}
    with postgres.running(folder) as instance:
        assert await answer(instance.owner_url, "SELECT 1") == 1
        assert owners(*(Path(f"/proc/{process}") for process in processes_of(folder))) == {NOBODY}
    with holder(folder, then="pass", user=NOBODY) as service:
        assert service.wait(20) == 0


@pytest.mark.usefixtures("instance")
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become somebody else")
def test_the_data_of_another_user_is_refused_with_advice(used: Path) -> None:
    os.chown(used, 1, 1)
    used.parent.chmod(0o777)
    script = f"from pathlib import Path; from dev import postgres; postgres.running(Path({str(used)!r})).__enter__()"
    command = [interpreter(NOBODY), "-c", script]
    done = subprocess.run(
        command, env=ENVIRONMENT, cwd="/", capture_output=True, text=True, check=False, **identity(NOBODY)
    )
    assert "Run this as that user, or set DATA_DIR" in done.stderr


def test_a_folder_with_other_files_is_not_changed(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(postgres.PostgresError, match=r"thesis\.txt"), postgres.running(folder):
        pass
    assert (folder / "thesis.txt").read_text() == "years of work"


def test_data_of_another_version_is_refused(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / "PG_VERSION").write_text("12\n")
    with pytest.raises(postgres.PostgresError, match="is of PostgreSQL 12"), postgres.running(folder):
        pass


def test_the_error_of_a_failed_start_contains_the_reason(used: Path) -> None:
    with (used / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = '1 banana'\n")
    with pytest.raises(postgres.PostgresError, match="shared_buffers"), postgres.running(used):
        pass


def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(postgres.PostgresError, match="Set DATA_DIR"), postgres.running(tmp_path / "file" / "postgres"):
        pass


async def test_the_callers_variables_for_postgresql_have_no_effect(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGPORT", "PGDATA", "PGUSER", "PGDATABASE", "PGOPTIONS"):
        monkeypatch.setenv(name, "elsewhere")
    with postgres.running(used, durable=False):
        pass


async def test_a_standby_follows_its_primary_at_the_delay_that_is_asked_for() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="pair-") as top,
        postgres.running(Path(top) / "a", durable=False) as primary,
        postgres.standby_of(primary, Path(top) / "b", recovery_min_apply_delay="1s", durable=False) as standby,
    ):
        writer, reader = await asyncpg.connect(primary.owner_url), await asyncpg.connect(standby.owner_url)
        await writer.execute("CREATE TABLE late AS SELECT 1 AS one")
        begin = time.monotonic()
        while not await reader.fetchval("SELECT to_regclass('late') IS NOT NULL"):
            assert time.monotonic() - begin < 30
            await asyncio.sleep(0.05)
        assert time.monotonic() - begin > 0.9
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await reader.execute("CREATE TABLE refused AS SELECT 1 AS one")
        postgres.promote(standby)
        await reader.execute("CREATE TABLE accepted AS SELECT 1 AS one")
        await writer.close()
        await reader.close()
