"""The explorer: GraphiQL for staff developers, with a content security policy of its own.

`make web` builds it from web/ into web/dist/. The browser then contacts only the service's address. Without the
build, the page is the one in web/fallback/, which loads pinned versions of GraphiQL and React from a CDN.

In development, the page can send requests with each of the demo's roles. The page does not contain tokens. It fetches
them from /explorer/config.json, which returns them only to a page of this service in a browser on this machine.
"""

import logging
import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

__all__ = ["DemoToken", "routes"]

logger = logging.getLogger("clinic_sessions.server")

WEB = Path(__file__).resolve().parent.parent / "web"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class DemoToken:
    """A bearer token that the explorer offers in development."""

    label: str
    """A unique label for people: "Clinician (Dr Amara Okafor)"."""
    role: str
    token: str


def routes(
    *,
    tokens: Sequence[DemoToken] | Callable[[], Sequence[DemoToken]] | None,
    development: bool,
    endpoint: str = "/graphql",
    web: Path = WEB,
) -> list[BaseRoute]:
    """The page at /explorer, the configuration of both pages, and the assets of both.

    `tokens` are offered only in `development`. A function is called for each page, so that its tokens do not expire
    while the service runs. `web` contains the bundle in dist/, which is read once, here.
    """

    async def config(request: Request) -> Response:
        if not is_from_own_page(request.headers):
            return respond(b'{"error":"Only the service\'s own pages may read this."}', "application/json", status=403)
        offered = tokens if development and is_from_this_machine(request) else None
        body = {"endpoint": endpoint, "tokens": list(offered() if callable(offered) else offered or ())}
        return respond(orjson.dumps(body), "application/json", caching="no-store")

    page = bundled(web / "dist") if (web / "dist" / "explorer" / "index.html").is_file() else stock(web)
    return [*page, Route("/explorer/config.json", config), Route("/favicon.ico", file(web / "favicon.svg"))]


# ---------------------------------------------------------------- the page


def bundled(dist: Path) -> list[BaseRoute]:
    """The routes of the build. Names of assets contain a hash of the content, so browsers can cache them forever."""
    assets = {path.name: path for path in (dist / "assets").iterdir()}

    async def asset(request: Request) -> Response:
        path = assets.get(request.path_params["name"])
        if path is None or path.suffix not in MEDIA_TYPES:
            return respond(b"Not found", "text/plain", status=404)
        headers = headers_of(caching="public, max-age=31536000, immutable") | {"vary": "accept-encoding"}
        packed = assets.get(f"{path.name}.gz")
        if packed and accepts_gzip(request.headers):
            headers["content-encoding"] = "gzip"
            return FileResponse(packed, headers=headers, media_type=MEDIA_TYPES[path.suffix])
        return FileResponse(path, headers=headers, media_type=MEDIA_TYPES[path.suffix])

    return [Route("/explorer", file(dist / "explorer" / "index.html")), Route("/assets/{name}", asset)]


def stock(web: Path) -> list[BaseRoute]:
    logger.warning(
        "The explorer is not bundled, so its page loads GraphiQL from %s. `make web` bundles it (it needs Node).", CDN
    )
    page = file(web / "fallback" / "explorer.html", policy=policy(scripts=CDN_SCRIPTS, styles=CDN_STYLES))
    return [Route("/explorer", page), Route("/explorer/fallback.js", file(web / "fallback" / "explorer.js"))]


def file(path: Path, *, policy: str | None = None) -> Handler:
    """A handler for a small file, which is read once. Browsers revalidate it each time."""
    content = path.read_bytes()

    async def answer(_: Request) -> Response:
        return respond(content, MEDIA_TYPES[path.suffix], caching="no-cache", policy=policy)

    return answer


def accepts_gzip(headers: Headers) -> bool:
    """RFC 9110 12.5.3, as far as browsers use it: gzip is listed, and its weight is not 0."""
    return re.search(r"(^|[,\s])gzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))", headers.get("accept-encoding", "")) is not None


# ---------------------------------------------------------------- who can read the demo's tokens


def is_from_own_page(headers: Headers) -> bool:
    """Whether the request comes from a page of this service, whatever CORS allows.

    Browsers send Origin (RFC 6454) or Sec-Fetch-Site (Fetch Metadata). There, `none` means a typed address.
    """
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def is_from_this_machine(request: Request) -> bool:
    """Whether the client is on this machine, used no proxy, and used a loopback name.

    The last check prevents DNS rebinding: a foreign name that resolves to 127.0.0.1 is in the Host header.
    """
    if request.client is None or any(name in request.headers for name in PROXY_HEADERS):
        return False
    host = re.sub(r":\d+$", "", request.headers.get("host", "")).lower()
    return host in LOOPBACK_NAMES and is_loopback(request.client.host)


LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


# ---------------------------------------------------------------- headers

CDN = "https://cdn.jsdelivr.net/npm"
CDN_SCRIPTS = (
    f"{CDN}/react@18.3.1/umd/react.production.min.js",
    f"{CDN}/react-dom@18.3.1/umd/react-dom.production.min.js",
    f"{CDN}/graphiql@4.1.2/graphiql.min.js",
)
CDN_STYLES = (f"{CDN}/graphiql@4.1.2/graphiql.min.css",)
"""All that web/fallback/explorer.html loads. Its integrity attributes contain their hashes."""

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
}


def policy(*, scripts: Sequence[str] = (), styles: Sequence[str] = ()) -> str:
    """A Content-Security-Policy that allows only this service, and these `scripts` and `styles`.

    'unsafe-inline' is for the style elements of the editor; `data:` is for fonts and images in its style sheet.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *scripts)),
            "worker-src 'self'",
            " ".join(("style-src 'self' 'unsafe-inline'", *styles)),
            "font-src 'self' data:",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def headers_of(*, caching: str, policy: str | None = None) -> dict[str, str]:
    """The headers of an answer. Assets have the policy too, because workers obey that of their own script."""
    return {
        "cache-control": caching,
        "content-security-policy": policy or OWN_POLICY,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }


OWN_POLICY = policy()


def respond(
    content: bytes, media_type: str, *, status: int = 200, caching: str = "no-store", policy: str | None = None
) -> Response:
    return Response(content, status, headers_of(caching=caching, policy=policy), media_type)
