"""The audits of the npm package graphql-http: GraphQL over HTTP, as its reference implementation checks it."""

import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from dev.tokens import local_key, sign
from resolvers.context import Role, Viewer
from schema.build import SCHEMA
from schema.execution import Executable
from server.app import clock, create_app
from server.limits import examine
from server.settings import Settings
from tests.server.stand_in import PRACTICE, served

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).parent / "graphql_http_audits"
AUDITS = 61


def missing(what: str) -> None:
    """Skips the audits, which the end of the run reports. Under CI, fails instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"The audits of graphql-http did not run: {what}")
    pytest.skip(f"The audits of graphql-http did not run: {what}")


@pytest.fixture(scope="module")
def node() -> str:
    """The path of Node. Installs the packages of the audits."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        missing("Node is not here.")
    assert node is not None
    assert npm is not None
    installed, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        done = subprocess.run([npm, "ci"], cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != 0:
            missing(f"npm ci failed: {done.stderr.strip()[-300:]}")
    return node


def test_every_audit_of_graphql_http_passes(node: str, migrated: str, tmp_path: Path) -> None:
    settings = Settings(database_url=migrated, data_dir=tmp_path)
    viewer = Viewer(subject="auditor", name="Auditor", role=Role.ADMIN, practice_id=PRACTICE)
    token = sign(
        local_key(tmp_path), viewer, audience=settings.jwt_audience, now=clock(), lifetime=timedelta(minutes=10)
    )
    with served(create_app(settings, Executable(SCHEMA, limits=examine))) as address:
        done = subprocess.run(
            [node, "audits.mjs", f"{address}/graphql"],
            cwd=FOLDER,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
            env={**os.environ, "TOKEN": token},
        )
    results = json.loads(done.stdout)
    assert len(results) == AUDITS
    assert [result for result in results if result["status"] != "ok"] == []
