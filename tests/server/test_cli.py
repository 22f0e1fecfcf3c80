import asyncio
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import tzdata
from click.testing import CliRunner, Result

from dev import demo, postgres
from dev.tokens import local_key
from resolvers.context import Role, Viewer
from server.authentication import Authenticator
from server.cli import main
from tests.databases import new_database
from tests.examples import PAGES, blocks, examples

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PRACTICE = "01990000-0000-7000-8000-000000000001"
CLINICIAN = "01990000-0000-7000-8000-000000000002"
COMMAND = [sys.executable, "-c", "from server.cli import main; main(prog_name='clinic-sessions')"]


@pytest.fixture
def data() -> Iterator[Path]:
    """A DATA_DIR whose path is short enough for a socket."""
    top = Path(tempfile.mkdtemp(prefix="cli-"))
    yield top
    shutil.rmtree(top)


@pytest.fixture(scope="module")
def owner_url() -> Iterator[str]:
    """A server that the command line uses like an external one."""
    with postgres.temporary() as instance:
        yield instance.owner_url


def environment(**variables: str) -> dict[str, str]:
    """The environment of the tests, without variables that configure the service."""
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_CONFIG") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **variables}


def invoke(*arguments: str, **variables: str) -> Result:
    """Runs a command in this process."""
    unset = {"DATABASE_URL": None, "ENVIRONMENT": None, "JWKS_URL": None, "LOCAL_KEY": None, "PORT": None}
    return CliRunner().invoke(main, list(arguments), env={**unset, **variables})


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a new process."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(**variables),
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@dataclass
class Service:
    process: subprocess.Popen[str]
    printed: str

    @property
    def address(self) -> str:
        found = re.search(r"(http://127\.0\.0\.1:\d+)/graphql", self.printed)
        assert found, self.printed
        return found[1]

    def token(self, role: Role) -> str:
        found = re.search(rf"{role.value}: .*\n\s*(\S+)", self.printed)
        assert found, self.printed
        return found[1]

    def ask(self, query: str, role: Role = Role.ADMIN) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {self.token(role)}"}
        answer = httpx.post(f"{self.address}/graphql", json={"query": query}, headers=headers)
        assert answer.status_code == 200, answer.text
        body: dict[str, object] = answer.json()
        return body

    def stop(self, order: signal.Signals) -> int:
        self.process.send_signal(order)
        return self.process.wait(30)


@contextmanager
def serving(data: Path, *arguments: str, **variables: str) -> Iterator[Service]:
    """Runs `clinic-sessions serve` on a free port, and waits until it has started."""
    given = environment(PORT="0", DATA_DIR=str(data), **variables)
    with subprocess.Popen(
        [*COMMAND, "serve", *arguments],
        env=given,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            printed = ""
            for line in process.stdout:
                printed += line
                if "Application startup complete" in line:
                    break
            else:
                raise AssertionError(printed)
            yield Service(process, printed)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)


# ---------------------------------------------------------------- serve


def test_one_process_reads_the_trusted_documents_at_its_start_and_on_sighup(data: Path) -> None:
    folder = data / "documents"
    folder.mkdir()
    (folder / "frontend.json").write_text('{"first": "{ viewer { role } }"}')
    with serving(data, DOCUMENTS="only", DOCUMENTS_DIR=str(folder)) as service:
        headers = {"Authorization": f"Bearer {service.token(Role.STAFF)}"}

        def ask(**body: str) -> str:
            return httpx.post(f"{service.address}/graphql", json=body, headers=headers).text

        assert ask(id="first") == '{"data":{"viewer":{"role":"STAFF"}}}'
        assert "DOCUMENT_NOT_TRUSTED" in ask(query="{ viewer { name } }")
        (folder / "frontend.json").write_text('{"second": "{ viewer { name } }"}')
        os.kill(service.process.pid, signal.SIGHUP)
        deadline = time.monotonic() + 60
        while '"data"' not in ask(id="second"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert "PERSISTED_QUERY_NOT_FOUND" in ask(id="first")
        assert service.stop(signal.SIGTERM) == 0


def test_bad_manifests_are_told_before_anything_is_started(data: Path) -> None:
    folder = data / "documents"
    folder.mkdir()
    (folder / "frontend.json").write_text('{"first": 1}')
    (folder / "other.json").write_text("[]")
    ended = run("serve", DATA_DIR=str(data), PORT="0", DOCUMENTS_DIR=str(folder))
    assert (ended.returncode, ended.stderr.splitlines()) == (
        1,
        [
            "Error: DOCUMENTS_DIR cannot be used:",
            "  frontend.json: first: the document must be a text that is not empty.",
            "  other.json: the file must be an object from ids to documents, or a manifest of Apollo's.",
        ],
    )
    assert not (data / "postgres").exists()


def test_serve_from_nothing_loads_the_demo_prints_a_token_for_each_role_and_keeps_its_data(data: Path) -> None:
    with serving(data) as service:
        for role in Role:
            assert service.ask("{ viewer { role } }", role) == {"data": {"viewer": {"role": role.value}}}
        made = run("practice", "create", "North Surgery", "--time-zone", "Europe/Paris", DATA_DIR=str(data))
        assert made.returncode == 0, made.stderr
        token = run("token", "--demo", "clinician", DATA_DIR=str(data)).stdout.strip()
        asked = {"query": "{ viewer { role clinician { name } practice { name } } }"}
        answer = httpx.post(f"{service.address}/graphql", json=asked, headers={"Authorization": f"Bearer {token}"})
        assert answer.json()["data"]["viewer"] == {
            "role": "CLINICIAN",
            "clinician": {"name": "Dr Amara Okafor"},
            "practice": {"name": "Harbour Street Surgery"},
        }
        assert service.stop(signal.SIGINT) == 0
        assert service.process.stdout is not None
        assert service.process.stdout.read().rstrip().endswith("Stopped.")
    assert not (data / "postgres" / "postmaster.pid").exists()

    begin = time.monotonic()
    with serving(data) as service:
        assert time.monotonic() - begin < 15
        assert "The demo has been loaded" not in service.printed
        token = run(
            "token", "--practice", made.stdout.strip(), "--role", "STAFF", DATA_DIR=str(data)
        ).stdout.strip()  # fmt: skip
        answer = httpx.post(
            f"{service.address}/graphql",
            json={"query": "{ viewer { practice { name timeZone } } }"},
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.json()["data"]["viewer"]["practice"] == {"name": "North Surgery", "timeZone": "Europe/Paris"}
        assert service.stop(signal.SIGTERM) == 0


def test_the_readme_can_be_pasted_into_a_shell(data: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    found = list(blocks("README.md", readme))
    place = next(place for place, block in enumerate(found) if "ask() {" in block.text)
    own = next(block.text for block in found if "practice create" in block.text)
    change = next(example for example in examples("README.md", readme) if "createSession(" in example.query)
    python = shlex.quote(sys.executable)
    with serving(data) as service:
        here = {
            "http://127.0.0.1:8000": service.address,
            ".venv/bin/python": python,
            ".venv/bin/clinic-sessions": f'{python} -c "from server.cli import main; main()"',
        }
        asked = f"ask '{change.query}' '{change.variables}'\n"
        pasted = f"{found[place].text}\n{asked}\n{own}\n(ask '{{ viewer {{ practice {{ name }} }} }}') >&2\n"
        pasted = re.sub("|".join(map(re.escape, here)), lambda match: here[match[0]], pasted)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-c", pasted],
            env=environment(DATA_DIR=str(data)),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert json.loads(done.stderr) == {"data": {"viewer": {"practice": {"name": "Second Practice"}}}}
    assert done.stdout.startswith(found[place + 1].text)
    assert json.loads(done.stdout.removeprefix(found[place + 1].text)) == json.loads(change.answer)


def test_shell_examples_have_no_comments_or_prompts() -> None:
    pasted = [block for page in PAGES for block in blocks(page.name, page.read_text("utf-8")) if block.kind == "sh"]
    assert len(pasted) >= 3
    assert [block.place for block in pasted if re.search(r"^\$ |(^|\s)# ", block.text, re.MULTILINE)] == []


def test_several_workers_serve_at_one_address(data: Path) -> None:
    with serving(data, WORKERS="2") as service:
        assert service.ask("{ viewer { role } }") == {"data": {"viewer": {"role": "ADMIN"}}}
        assert "clinic_sessions_requests_total" in httpx.get(f"{service.address}/metrics").text
        assert service.stop(signal.SIGTERM) == 0
    assert not (data / "postgres" / "postmaster.pid").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads the environment of processes from /proc")
def test_workers_read_the_databases_address_from_a_file_and_not_from_their_environment(
    data: Path, owner_url: str, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text(f"{owner_url}\n")
    with serving(data, "--migrate", "--demo", DATABASE_URL_FILE=str(tmp_path / "url"), WORKERS="2") as service:
        assert service.ask("{ clinicians { totalCount } }")["data"]
        told = [Path(f"/proc/{pid}/environ").read_text() for pid in workers_of(service.process.pid)]
        assert len(told) == 2
        assert not any("DATABASE_URL=" in text for text in told)


def workers_of(parent: int) -> list[int]:
    done = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(parent)], capture_output=True, text=True, check=True)
    return [int(line.split()[0]) for line in done.stdout.splitlines() if "multiprocessing.spawn" in line]


def test_a_port_in_use_is_reported_before_anything_is_started(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", PORT=str(port), DATA_DIR=str(data))
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port} (Address already in use)." in done.stderr
    assert "set HOST and PORT" in done.stderr
    assert list(data.iterdir()) == []


def test_a_second_service_on_the_same_data_is_refused(data: Path) -> None:
    with serving(data) as service:
        done = run("serve", PORT="0", DATA_DIR=str(data))
        assert done.returncode == 1
        assert f"(process {service.process.pid}) is using {data}" in done.stderr


def test_production_neither_migrates_nor_loads_the_demo_nor_prints_tokens(data: Path, owner_url: str) -> None:
    local_key(data)
    with serving(data, ENVIRONMENT="production", DATABASE_URL=owner_url, LOCAL_KEY="true") as service:
        assert "Migrating" not in service.printed
        assert "eyJ" not in service.printed
        assert service.stop(signal.SIGTERM) == 0


def test_production_does_not_create_the_local_key(data: Path, owner_url: str) -> None:
    done = run(
        "serve", PORT="0", ENVIRONMENT="production", DATABASE_URL=owner_url, LOCAL_KEY="true", DATA_DIR=str(data)
    )
    assert done.returncode == 1
    assert f"Error: The local key {data / 'token.key'} does not exist." in done.stderr
    assert list(data.iterdir()) == []


def test_all_invalid_variables_are_reported_together() -> None:
    done = invoke("serve", PORT="eighty", ENVIRONMENT="production")
    assert done.exit_code == 1
    assert re.findall(r"^  (\w+) ", done.output, re.MULTILINE) == ["PORT", "DATABASE_URL", "JWKS_URL"]


# ---------------------------------------------------------------- the database


@pytest.mark.parametrize("command", [("migrate",), ("demo",), ("practice", "create", "X", "--time-zone", "UTC")])
def test_an_unreachable_database_is_reported_in_one_sentence(command: tuple[str, ...]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://owner:hunter2@127.0.0.1:{closed.getsockname()[1]}/clinic"
        done = run(*command, DATABASE_URL=url)
    assert done.returncode == 1
    assert "Error: The database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr


def test_a_missing_database_is_reported_in_one_sentence(owner_url: str) -> None:
    done = run("migrate", DATABASE_URL=owner_url.replace("/clinic_sessions?", "/nowhere?"))
    assert done.returncode == 1
    assert 'Error: The database refused the command: database "nowhere" does not exist' in done.stderr
    assert "Traceback" not in done.stderr


async def test_migrations_go_up_and_down_and_the_demo_is_loaded_once(owner_url: str) -> None:
    async with new_database(owner_url, "cli") as url:
        await asyncio.to_thread(migrations_go_up_and_down, url)


def migrations_go_up_and_down(url: str) -> None:
    def answered(*arguments: str) -> str:
        done = run(*arguments, DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    answered("migrate")
    answered("migrate")
    assert answered("demo") == "The demo has been loaded."
    assert answered("demo") == "Nothing was loaded: the database already has a practice."
    answered("migrate", "--down", "--to", "base")
    answered("migrate")
    assert answered("demo") == "The demo has been loaded."
    refused = run("migrate", "--to", "nowhere", DATABASE_URL=url)
    assert refused.returncode == 1
    assert "nowhere" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_version_names_the_time_zone_rules() -> None:
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.endswith(f"time zone rules of tzdata {tzdata.IANA_VERSION}\n")


def test_a_practice_needs_a_name_and_a_time_zone_that_exists(owner_url: str) -> None:
    run("migrate", DATABASE_URL=owner_url)
    done = run("practice", "create", " ", "--time-zone", "Mars/Olympus", DATABASE_URL=owner_url)
    assert done.returncode == 1
    assert "name must have 1 to 200 characters" in done.stderr
    assert "Mars/Olympus is not an IANA time zone" in done.stderr


# ---------------------------------------------------------------- tokens and the schema


async def test_a_token_says_who_it_is_for(tmp_path: Path) -> None:
    printed = invoke(
        *("token", "--practice", PRACTICE, "--role", "clinician", "--clinician", CLINICIAN, "--name", "Dr Zoë Hart"),
        DATA_DIR=str(tmp_path),
    )
    assert printed.exit_code == 0, printed.output
    check = Authenticator(audience="clinic-sessions", local=local_key(tmp_path))
    assert await check(f"Bearer {printed.output.strip()}") == Viewer(
        "local:dr zoë hart", "Dr Zoë Hart", Role.CLINICIAN, PRACTICE, CLINICIAN
    )


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("--practice", PRACTICE, "--role", "CLINICIAN"), "requires --clinician"),
        (("--practice", "north", "--role", "ADMIN"), "not a valid UUID"),
        (("--practice", PRACTICE, "--role", "OWNER"), "is not one of"),
        (("--role", "ADMIN"), "Missing option '--practice'"),
        (("--practice", PRACTICE, "--role", "ADMIN", "--days", "0"), "0 is not in the range"),
        (("--practice", PRACTICE), "Missing option '--role'"),
        (("--demo", "owner"), "is not one of"),
        (("--demo", "admin", "--role", "STAFF"), "--demo cannot be combined"),
    ],
)
def test_a_token_with_invalid_options_is_refused(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = invoke("token", *arguments, DATA_DIR=str(tmp_path))
    assert done.exit_code == 2
    assert said in done.output


def test_no_token_is_printed_if_the_local_key_is_off(tmp_path: Path) -> None:
    done = invoke("token", "--practice", PRACTICE, "--role", "ADMIN", DATA_DIR=str(tmp_path), LOCAL_KEY="false")
    assert done.exit_code == 1
    assert "LOCAL_KEY is off" in done.output
    assert list(tmp_path.iterdir()) == []


async def test_a_token_of_the_demo_is_for_its_viewer_of_that_role(owner_url: str, tmp_path: Path) -> None:
    def token(role: str) -> subprocess.CompletedProcess[str]:
        return run("token", "--demo", role, DATABASE_URL=owner_url, DATA_DIR=str(tmp_path))

    run("migrate", DATABASE_URL=owner_url)
    run("migrate", "--down", "--to", "base", DATABASE_URL=owner_url)
    run("migrate", DATABASE_URL=owner_url)
    refused = token("admin")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: The demo is not loaded.")
    run("demo", DATABASE_URL=owner_url)
    check = Authenticator(audience="clinic-sessions", local=local_key(tmp_path))
    by_role = {viewer.role: viewer for viewer in await demo.viewers(owner_url)}
    assert by_role.keys() == set(Role)
    for given in ("admin", "Clinician", "STAFF", "booking"):
        assert await check(f"Bearer {token(given).stdout.strip()}") == by_role[Role(given.upper())]


def test_a_key_that_other_users_can_read_signs_no_token(tmp_path: Path) -> None:
    local_key(tmp_path)
    (tmp_path / "token.key").chmod(0o644)
    done = invoke("token", "--practice", PRACTICE, "--role", "ADMIN", DATA_DIR=str(tmp_path))
    assert done.exit_code == 1
    assert "chmod 600" in done.output


def test_the_schema_is_printed_as_it_is_committed() -> None:
    assert invoke("schema").output == (ROOT / "schema" / "schema.graphql").read_text()


@pytest.mark.parametrize("command", ["serve", "migrate", "demo", "practice", "token", "schema"])
def test_every_command_has_help(command: str) -> None:
    assert f"{command}  " in invoke("--help").output
    assert invoke(command, "--help").exit_code == 0
