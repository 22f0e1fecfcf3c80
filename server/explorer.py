"""The explorer: GraphiQL for staff developers, served by the service itself under a policy of its own.

`make web` builds it from web/ into web/dist/; then the browser contacts no address but the service's. Where the build
is missing, the stock page of web/fallback/ stands in, which loads pinned versions of GraphiQL and React from a CDN.

In development the page can ask as each of the demo's roles. Tokens are never in the page itself: it fetches them from
/explorer/config.json, which gives them to a page of this service in a browser on this machine, and to nobody else.
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
    """For people, and unlike any other: "Clinician (Dr Amara Okafor)"."""
    role: str
    token: str


def routes(
    *,
    tokens: Sequence[DemoToken] | Callable[[], Sequence[DemoToken]] | None,
    development: bool,
    endpoint: str = "/graphql",
    web: Path = WEB,
) -> list[BaseRoute]:
    """The page at /explorer, the settings of both pages, and the assets of both.

    `tokens` are offered only in `development`; a function makes them anew for each page that asks, so that they do not
    expire while the service runs. `web` holds the bundle in dist/, looked through once, here.
    """

    async def config(request: Request) -> Response:
        if not asked_by_own_page(request.headers):
            return respond(b'{"error":"Only the service\'s own pages may read this."}', "application/json", status=403)
        given = tokens if development and asked_on_this_machine(request) else None
        body = {"endpoint": endpoint, "tokens": list(given() if callable(given) else given or ())}
        return respond(orjson.dumps(body), "application/json", caching="no-store")

    page = bundled(web / "dist") if (web / "dist" / "explorer" / "index.html").is_file() else stock(web)
    return [*page, Route("/explorer/config.json", config), Route("/favicon.ico", file(web / "favicon.svg"))]


# ---------------------------------------------------------------- the page


def bundled(dist: Path) -> list[BaseRoute]:
    """The page that the build wrote. An asset's name carries a hash of its content: browsers may keep it for good."""
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
    logger.warning("the explorer is not bundled (make web, which needs Node): its page loads GraphiQL from %s", CDN)
    page = file(web / "fallback" / "explorer.html", policy=policy(scripts=CDN_SCRIPTS, styles=CDN_STYLES))
    return [Route("/explorer", page), Route("/explorer/fallback.js", file(web / "fallback" / "explorer.js"))]


def file(path: Path, *, policy: str | None = None) -> Handler:
    """Answers with a small file, read once, that browsers ask for anew each time."""
    content = path.read_bytes()

    async def answer(_: Request) -> Response:
        return respond(content, MEDIA_TYPES[path.suffix], caching="no-cache", policy=policy)

    return answer


def accepts_gzip(headers: Headers) -> bool:
    """RFC 9110 12.5.3, as far as browsers use it: gzip is named and not at weight 0."""
    return re.search(r"(^|[,\s])gzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))", headers.get("accept-encoding", "")) is not None


# ---------------------------------------------------------------- who may have the demo's tokens


def asked_by_own_page(headers: Headers) -> bool:
    """Not another site's page, whatever CORS says: browsers name the asking page's origin, or its relation to ours.

    Origin is RFC 6454's; Sec-Fetch-Site is Fetch Metadata's, and `none` there means that a person typed the address.
    """
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")


def asked_on_this_machine(request: Request) -> bool:
    """The connection comes from here, through no proxy, and was meant for here.

    The last is what stops DNS rebinding: a foreign name that resolves to 127.0.0.1 is still in the Host header.
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
"""Exactly what web/fallback/explorer.html loads; its integrity attributes hold the hash of each."""

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
}


def policy(*, scripts: Sequence[str] = (), styles: Sequence[str] = ()) -> str:
    """A Content-Security-Policy: nothing but from this service, and the named `scripts` and `styles`.

    The editor writes style elements, hence 'unsafe-inline' there, and its style sheet embeds fonts and pictures.
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
    """Workers obey the policy of their own script's answer, so it goes with the assets too."""
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
