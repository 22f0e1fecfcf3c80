"""What the service is made from: the lock files, the images and their limits, the secrets' files."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^([a-z0-9-]+)==", re.MULTILINE)

SERVICE = """
import asyncio, socket, sys, urllib.error, urllib.request
sys.modules["h11"] = None  # an import of it fails
import uvicorn
from server.factory import create
from server.protocol import Protocol

async def main():
    config = uvicorn.Config(create(), loop="uvloop", http=Protocol, ws="none", log_config=None)
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/healthz"
    print(await asyncio.to_thread(lambda: urllib.request.urlopen(url).status))
    server.should_exit = True
    await serving

asyncio.run(main())
"""


def unused() -> set[str]:
    found = re.search(r"^UNUSED := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None
    return set(found[1].split("|"))


@pytest.mark.slow
def test_the_service_runs_without_what_the_lock_leaves_out(tmp_path: Path) -> None:
    assert unused() == {"h11"}
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ENVIRONMENT": "production"}
    environ |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "JWKS_URL": "https://issuer.example/keys"}
    environ |= {"JWT_ISSUER": "issuer", "JWT_AUDIENCE": "clinic-sessions"}
    done = subprocess.run(
        [sys.executable, "-c", SERVICE], env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=90
    )
    assert "200\n" in done.stdout, done.stderr


def test_the_lock_of_the_service_has_no_unused_package() -> None:
    packages = set(PINNED.findall((ROOT / "requirements.lock").read_text()))
    assert {"uvicorn", "httptools", "asyncpg"} <= packages
    assert packages & unused() == set()


def test_the_tools_that_audit_are_locked() -> None:
    packages = set(PINNED.findall((ROOT / "requirements-audit.lock").read_text()))
    wanted = re.findall(r"^([a-z0-9-]+)>=", (ROOT / "requirements-audit.in").read_text(), re.MULTILINE)
    assert len(wanted) == 2
    assert set(wanted) <= packages


DOCKER = """#!/bin/bash
image=${!#}
[[ $image != *missing* ]] || { echo "no such image"; exit 0; }
printf 'sha256:%s' "$(printf '%s' "$image" | sha256sum | cut -d' ' -f1)"
"""


def pin(folder: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    """Runs the script with a docker that makes a digest from an image's name."""
    docker = folder / "docker"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    return subprocess.run(
        [ROOT / "docker" / "pin-images.sh", *files],
        env={"PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )


def test_images_are_pinned_to_their_digests_and_nothing_else_changes(tmp_path: Path) -> None:
    copies = [Path(shutil.copy(ROOT / "docker" / name, tmp_path)) for name in ("Dockerfile", "compose.yaml")]
    unpinned = [re.sub("@sha256:[0-9a-f]{64}", "", copy.read_text()) for copy in copies]
    for _ in range(2):  # the second time, they are pinned already
        done = pin(tmp_path, *copies)
        assert done.returncode == 0, done.stderr
        texts = [copy.read_text() for copy in copies]
        assert [len(re.findall("@sha256:[0-9a-f]{64}", text)) for text in texts] == [3, 1]
        assert [re.sub("@sha256:[0-9a-f]{64}", "", text) for text in texts] == unpinned


def test_an_image_without_a_digest_is_an_error_and_the_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text("FROM missing:1\n")
    done = pin(tmp_path, file)
    assert done.returncode == 1
    assert "No digest for missing:1" in done.stderr
    assert file.read_text() == "FROM missing:1\n"


def test_every_container_has_limits_and_an_init_process() -> None:
    text = (ROOT / "docker" / "compose.yaml").read_text()
    shared = text[text.index("x-service:") : text.index("\nservices:")]
    blocks = dict(re.findall(r"^  ([a-z]+):\n((?:    .*\n|\n)+)", text[text.index("\nservices:") :], re.MULTILINE))
    assert blocks.keys() == {"postgres", "migrate", "service"}
    for name in ("postgres", "migrate", "service"):
        block = shared if "<<: *service" in blocks[name] else blocks[name]
        assert {"init", "pids_limit", "mem_limit"} <= set(re.findall(r"^ +([a-z_]+):", block, re.MULTILINE)), name
