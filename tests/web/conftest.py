"""The service's pages, served for real, and a browser to look at them; where that is missing, the run says so."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import uvicorn
from starlette.types import ASGIApp

from server.explorer import WEB, DemoToken, routes
from tests.web import stub
from tests.web.browser import CHROMIUM, PATIENCE, Browser

DEMO = (
    DemoToken(label="Admin", role="ADMIN", token="token-of-the-admin"),
    DemoToken(label="Staff", role="STAFF", token="token-of-the-staff"),
)


Ask = Callable[..., Any]


def need(there: object, what: str) -> None:
    """Skips the test where something is not `there`, and says so at the end; under CI it fails instead."""
    if not there:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


@pytest.fixture(autouse=True)
def used_browser(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Records which browser a test uses; tests/conftest.py prints it at the end of the run."""
    if "browser" in request.fixturenames:
        browser = request.getfixturevalue("browser")
        record_property("browser", browser.name)
        # Whatever the test before has set: the next one sits at a wide screen again.
        browser.resize(1440, 900)


@pytest.fixture(scope="session")
def development() -> Iterator[str]:
    """The service in development: the address of its page."""
    with serving(stub_app(development=True)) as address:
        yield address


@pytest.fixture(scope="session")
def production() -> Iterator[str]:
    with serving(stub_app(development=False)) as address:
        yield address


@pytest.fixture(scope="session")
def browser(browser_at_hand: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(scope="session")
def browser_at_hand() -> None:
    need((WEB / "dist" / "console" / "index.html").is_file(), "web/dist is missing: make web (needs Node 20.19)")
    need(CHROMIUM, "Chromium is missing: apt-get install chromium")


@pytest.fixture(scope="session")
def service(browser_at_hand: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole service as `make run` starts it, with its demo, on a PostgreSQL of its own."""
    with running(tmp_path_factory.mktemp("service")) as address:
        yield address


@pytest.fixture
def ask(service: str) -> Ask:
    """Asks the service as the demo's admin, as another page would."""
    with urllib.request.urlopen(f"{service}/explorer/config.json") as answer:
        token = json.load(answer)["tokens"][0]["token"]

    def send(query: str, **variables: object) -> Any:
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
        with urllib.request.urlopen(urllib.request.Request(f"{service}/graphql", body, headers)) as answer:
            answered = json.load(answer)
        assert "errors" not in answered, answered
        return answered["data"]

    return send


@pytest.fixture
def make(ask: Ask) -> Callable[..., str]:
    """Makes an active remote session on Sundays of 2034 with a name; gives its id."""

    def made(name: str, *, status: str = "ACTIVE") -> str:
        clinician = ask("{ clinicians(first: 1) { nodes { id } } }")["clinicians"]["nodes"][0]["id"]
        schedule = {
            "startDate": "2034-01-01",
            "startTime": "09:00",
            "endTime": "10:00",
            "recurrence": {"weekly": {"weekdays": ["SUNDAY"], "count": 5}},
        }
        given = {
            "name": name,
            "clinicianId": clinician,
            "allowRemote": True,
            "appointmentTypeIds": [],
            "status": status,
            "schedule": schedule,
        }
        mutation = (
            "mutation($input: CreateSessionInput!) "
            "{ createSession(input: $input) { session { id } errors { message } } }"
        )
        payload = ask(mutation, input=given)["createSession"]
        assert payload["errors"] == []
        return str(payload["session"]["id"])

    return made


@pytest.fixture
def name() -> str:
    return f"Trial {uuid4().hex[:10]}"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The service on a free port, with its data in `folder`; gives its address."""
    printed = folder / "printed"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environ |= {"HOST": "127.0.0.1", "PORT": "0", "DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", "from server.cli import main; main()", "serve"]
    with printed.open("w") as output:
        process = subprocess.Popen(command, cwd=WEB.parent, env=environ, stdout=output, stderr=subprocess.STDOUT)
    end = time.monotonic() + 3 * PATIENCE
    try:
        while not (found := re.search(r"Console\s+(http://\S+)/", printed.read_text())) or not ready(found[1]):
            assert process.poll() is None, printed.read_text()
            assert time.monotonic() < end, printed.read_text()
            time.sleep(0.1)
        yield found[1]
    finally:
        process.terminate()
        process.wait(30)


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def stub_app(*, development: bool) -> ASGIApp:
    explorer = routes(tokens=DEMO if development else None, development=development)
    return stub.app(explorer, {token.token: token.role for token in DEMO})


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serves `app` on a free port of this machine; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
