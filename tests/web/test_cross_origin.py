"""A page of another origin in a real browser: what its tools send, what it may read, and what a 304 saves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from server.trusted_documents import DocumentsPolicy, TrustedDocuments
from tests.server.stand_in import make_app, served
from tests.vacuous import some
from tests.web.browser import Browser
from tests.web.conftest import serving

pytestmark = pytest.mark.slow
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TOOLS = {
    "traceparent": PARENT,
    "tracestate": "vendor=1",
    "baggage": "sentry-environment=production",
    "sentry-trace": "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
    "x-apollo-operation-name": "Hello",
    "apollographql-client-name": "console",
    "apollographql-client-version": "1.2.3",
    "GraphQL-Cost": "1",
    "X-Flags": "a",
}
ASK = """
const [address, headers] = arguments;
return fetch(address, {
  method: "POST",
  headers: { "Content-Type": "application/json", Authorization: "Bearer ADMIN", ...headers },
  body: JSON.stringify({ query: "query Hello { hello }" }),
}).then(async (answer) => ({ body: await answer.json(), headers: Object.fromEntries(answer.headers) }),
        (error) => ({ failed: String(error) }));
"""
GET = """
return fetch(arguments[0], { headers: { Authorization: `Bearer ${arguments[1]}`, Accept: "application/json" } })
  .then(async (answer) => ({ body: await answer.json(), status: answer.status, tag: answer.headers.get("etag") }),
        (error) => ({ failed: String(error) }));
"""


class Service:
    """The service on one origin, for pages of another; `sent` are the statuses and headers of its answers to GET."""

    def __init__(self, page: str, address: str, sent: list[tuple[int, dict[str, str]]]) -> None:
        self.page = page
        self.address = address
        self.sent = sent


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    async def blank(_: Any) -> HTMLResponse:
        return HTMLResponse('<!doctype html><title>A frontend</title><link rel="icon" href="data:,">')

    documents = {"hello": "query Hello { hello }", "rename": 'mutation Rename { rename(name: "x") }'}
    (tmp_path / "manifest.json").write_text(json.dumps(documents))
    sent: list[tuple[int, dict[str, str]]] = []
    with serving(Starlette(routes=[Route("/", blank)])) as page:
        app = make_app(
            cors_origins=(page,),
            cors_headers=("X-Flags",),
            trusted=TrustedDocuments(DocumentsPolicy.ANY, tmp_path),
        )
        inner = app.build_middleware_stack()

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            async def noting(message: Message) -> None:
                if message["type"] == "http.response.start" and scope["method"] == "GET":
                    headers = {name.decode(): value.decode() for name, value in message["headers"]}
                    sent.append((message["status"], headers))
                await send(message)

            await inner(scope, receive, noting)

        app.middleware_stack = watched
        with served(app) as address:
            yield Service(page, address, sent)


@pytest.fixture
def page(browser: Browser, service: Service) -> Browser:
    browser.open(service.page)
    browser.complaints()
    return browser


def test_a_page_may_send_what_its_tools_add_and_read_what_it_needs(page: Browser, service: Service) -> None:
    got = page.script(ASK, f"{service.address}/graphql", TOOLS)
    assert got.get("body") == {"data": {"hello": "Hello"}}, got
    assert got["headers"]["traceparent"] == PARENT
    assert got["headers"]["x-request-id"]
    assert page.complaints() == []


def test_a_page_may_not_send_other_headers(page: Browser, service: Service) -> None:
    got = page.script(ASK, f"{service.address}/graphql", {"X-Other": "a"})
    assert got == {"failed": "TypeError: Failed to fetch"}
    assert "blocked by CORS policy" in some(page.complaints())[0]


def test_a_page_reads_a_pick_list_again_for_a_304_and_another_viewer_gets_their_own(
    page: Browser, service: Service
) -> None:
    address = f"{service.address}/graphql?documentId=hello"
    first, second = page.script(GET, address, "ADMIN"), page.script(GET, address, "ADMIN")
    assert first == second
    assert (first["body"], first["status"]) == ({"data": {"hello": "Hello"}}, 200)
    assert first["tag"].startswith('"')
    assert [status for status, _ in service.sent] == [200, 304]
    assert "Origin" in service.sent[0][1]["vary"]
    assert "Authorization" in service.sent[0][1]["vary"]
    other = page.script(GET, address, "STAFF")
    assert [status for status, _ in service.sent] == [200, 304, 200]
    assert other["tag"] != first["tag"]


def test_a_page_may_not_send_a_mutation_by_get(page: Browser, service: Service) -> None:
    got = page.script(GET, f"{service.address}/graphql?documentId=rename", "ADMIN")
    assert got["status"] == 405
