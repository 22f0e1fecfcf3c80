"""The explorer's page, its assets and headers, and who can read the demo's tokens."""

import gzip
import json
import logging
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from server.explorer import CDN_SCRIPTS, CDN_STYLES, WEB, DemoToken, routes

ADMIN = DemoToken(label="Admin", role="ADMIN", token="token-of-the-admin")
CONFIG = "/explorer/config.json"
SCRIPT = "console.log('explorer')"


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """A folder with a bundle as the build writes it, and the sources that are served unchanged."""
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    for page in ("console", "explorer"):
        (tmp_path / "dist" / page).mkdir()
        (tmp_path / "dist" / page / "index.html").write_text(f"<title>The {page}</title>")
    (assets / "explorer-6BD63K6G.js").write_text(SCRIPT)
    (assets / "explorer-6BD63K6G.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (assets / "codicon-37A3DWZT.ttf").write_bytes(b"font")
    shutil.copy(WEB / "favicon.svg", tmp_path)
    shutil.copytree(WEB / "fallback", tmp_path / "fallback")
    return tmp_path


@pytest.fixture
def explorer(web: Path) -> Callable[..., httpx.AsyncClient]:
    def client(
        *,
        development: bool = True,
        tokens: Any = (ADMIN,),
        peer: str = "127.0.0.1",
    ) -> httpx.AsyncClient:
        app = Starlette(routes=routes(tokens=tokens, development=development, web=web))
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(peer, 50000)), base_url="http://127.0.0.1:8000"
        )

    return client


Explorer = Callable[..., httpx.AsyncClient]


# ---------------------------------------------------------------- the page


async def test_the_policy_of_the_page_allows_only_this_service(explorer: Explorer) -> None:
    answer = await explorer().get("/explorer")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self' data:; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


async def test_the_page_contains_no_token(explorer: Explorer) -> None:
    assert "token-of" not in (await explorer().get("/explorer")).text


async def test_the_favicon_is_a_picture(explorer: Explorer) -> None:
    answer = await explorer().get("/favicon.ico")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize(
    "path", ["/explorer", CONFIG, "/favicon.ico", "/assets/explorer-6BD63K6G.js", "/assets/none.js"]
)
async def test_every_answer_has_security_headers(explorer: Explorer, path: str) -> None:
    headers = (await explorer().get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")


# ---------------------------------------------------------------- its assets


async def test_an_asset_is_cached_for_a_year(explorer: Explorer) -> None:
    answer = await explorer().get("/assets/explorer-6BD63K6G.js")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "accepted, sent",
    [
        ("gzip, deflate, br", "gzip"),
        ("br;q=1, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip; q=0.0, br", None),
    ],
)
async def test_an_asset_is_sent_as_the_browser_accepts_it(explorer: Explorer, accepted: str, sent: str | None) -> None:
    answer = await explorer().get("/assets/explorer-6BD63K6G.js", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == sent
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.text == SCRIPT


async def test_an_asset_without_a_compressed_version_is_sent_uncompressed(explorer: Explorer) -> None:
    answer = await explorer().get("/assets/codicon-37A3DWZT.ttf")
    assert (answer.content, answer.headers["content-type"]) == (b"font", "font/ttf")


@pytest.mark.parametrize(
    "name", ["none.js", "explorer-6BD63K6G.js.gz", "../index.html", "..%2findex.html", "%2e%2e/%2e%2e/favicon.svg", ""]
)
async def test_only_the_assets_of_the_build_are_served(explorer: Explorer, name: str) -> None:
    assert (await explorer().get(f"/assets/{name}")).status_code == 404


# ---------------------------------------------------------------- the demo's tokens


async def test_the_explorers_page_on_this_machine_gets_the_tokens(explorer: Explorer) -> None:
    answer = await explorer().get(CONFIG, headers={"sec-fetch-site": "same-origin"})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "endpoint": "/graphql",
        "tokens": [{"label": "Admin", "role": "ADMIN", "token": "token-of-the-admin"}],
    }


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"])
async def test_every_loopback_name_is_accepted(explorer: Explorer, host: str) -> None:
    assert (await explorer().get(CONFIG, headers={"host": host})).json()["tokens"] != []


async def test_tokens_can_be_signed_for_each_page(explorer: Explorer) -> None:
    fresh = iter(["first", "second"])
    client = explorer(tokens=lambda: [DemoToken(label="Admin", role="ADMIN", token=next(fresh))])
    assert [(await client.get(CONFIG)).json()["tokens"][0]["token"] for _ in range(2)] == ["first", "second"]


async def test_production_returns_no_tokens_even_if_it_has_some(explorer: Explorer) -> None:
    assert (await explorer(development=False).get(CONFIG)).json() == {"endpoint": "/graphql", "tokens": []}


async def test_without_a_demo_there_are_no_tokens(explorer: Explorer) -> None:
    assert (await explorer(tokens=None).get(CONFIG)).json()["tokens"] == []


@pytest.mark.parametrize(
    "host",
    ["attacker.example:8000", "127.0.0.1.attacker.example", "localhost.attacker.example", "", "192.168.1.7:8000"],
)
async def test_a_rebound_dns_name_gets_no_tokens(explorer: Explorer, host: str) -> None:
    assert (await explorer().get(CONFIG, headers={"host": host})).json()["tokens"] == []


@pytest.mark.parametrize("peer", ["192.168.1.7", "2001:db8::7", "unix"])
async def test_another_machine_gets_no_tokens_whatever_host_it_sends(explorer: Explorer, peer: str) -> None:
    assert (await explorer(peer=peer).get(CONFIG)).json()["tokens"] == []


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
async def test_a_request_through_a_proxy_gets_no_tokens(explorer: Explorer, header: str) -> None:
    assert (await explorer().get(CONFIG, headers={header: "for=192.0.2.7"})).json()["tokens"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://attacker.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:3000"},
    ],
)
async def test_another_sites_page_is_refused(explorer: Explorer, headers: dict[str, str]) -> None:
    answer = await explorer().get(CONFIG, headers=headers)
    assert answer.status_code == 403
    assert "token-of" not in answer.text


# ---------------------------------------------------------------- without the bundle


@pytest.fixture
def stock(web: Path, explorer: Explorer, caplog: pytest.LogCaptureFixture) -> httpx.AsyncClient:
    shutil.rmtree(web / "dist")
    with caplog.at_level(logging.WARNING, "clinic_sessions.server"):
        return explorer()


async def test_without_the_bundle_a_warning_is_logged_and_the_fallback_page_is_served(
    stock: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert "make web" in (await stock.get("/explorer")).text
    assert any("make web" in record.getMessage() for record in caplog.get_records("setup"))
    assert (await stock.get("/explorer/fallback.js")).headers["content-type"].startswith("text/javascript")


async def test_the_fallback_page_loads_exactly_what_its_policy_allows(stock: httpx.AsyncClient) -> None:
    answer = await stock.get("/explorer")
    loaded = re.findall(r'(?:src|href)="(https://[^"]+)"', answer.text)
    assert sorted(loaded) == sorted([*CDN_SCRIPTS, *CDN_STYLES])
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["script-src"] == " ".join(["'self'", *CDN_SCRIPTS])
    assert policy["style-src"] == " ".join(["'self'", "'unsafe-inline'", *CDN_STYLES])
    assert policy["connect-src"] == "'self'"


async def test_the_fallback_page_pins_each_file_by_version_and_hash(stock: httpx.AsyncClient) -> None:
    page = (await stock.get("/explorer")).text
    assert page.count('integrity="sha384-') == len([*CDN_SCRIPTS, *CDN_STYLES])
    assert all(re.search(r"@\d+\.\d+\.\d+/", url) for url in [*CDN_SCRIPTS, *CDN_STYLES])


# ---------------------------------------------------------------- what it is built from


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []
