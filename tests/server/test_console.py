"""Who gets the console's page, and under which headers."""

import re
import shutil
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from server.console import ADDRESSES, routes
from server.explorer import OWN_POLICY, WEB


def client(web: Path) -> httpx.AsyncClient:
    app = Starlette(routes=routes(web=web))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000")


@pytest.fixture
def web(tmp_path: Path) -> Path:
    (tmp_path / "dist" / "console").mkdir(parents=True)
    (tmp_path / "dist" / "console" / "index.html").write_text("<title>Clinic Sessions</title>")
    shutil.copytree(WEB / "fallback", tmp_path / "fallback")
    return tmp_path


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_address_of_the_console_is_answered_with_its_page(web: Path, address: str) -> None:
    answer = await client(web).get(address)
    assert answer.text == "<title>Clinic Sessions</title>"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_page_may_load_and_reach_nothing_but_the_service(web: Path) -> None:
    headers = (await client(web).get("/")).headers
    assert headers["content-security-policy"] == OWN_POLICY
    assert headers["x-frame-options"] == "DENY"


def test_the_service_answers_every_address_that_the_console_shows_a_page_at() -> None:
    listed = re.findall(r'path: "(/[^"]*)"', (WEB / "console" / "pages.tsx").read_text())
    shown = {"/", *(re.sub(r":(\w+)", r"{\1}", path) for path in listed)}
    assert shown == set(ADDRESSES)


async def test_without_the_build_a_plain_page_says_how_to_get_it_with_the_explorer_beside_it(web: Path) -> None:
    shutil.rmtree(web / "dist")
    answer = await client(web).get("/")
    assert "make web" in answer.text
    assert 'href="/explorer"' in answer.text
    assert "<script" not in answer.text
