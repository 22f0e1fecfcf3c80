"""/graphql as a browser opens it, and the schema as a file."""

from typing import Any

import httpx
import pytest
from graphql import build_schema
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.server.stand_in import SCHEMA, client_of, make_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


async def page(_: Any) -> PlainTextResponse:
    return PlainTextResponse("the explorer")


EXPLORER = [Route("/explorer", page)]


async def test_a_browser_that_opens_the_address_is_led_to_the_explorer() -> None:
    async with client_of(make_app(pages=EXPLORER), token=None) as client:
        answer = await client.get("/graphql", headers={"accept": BROWSER})
        assert (answer.status_code, answer.headers["location"]) == (303, "/explorer")
        assert "Accept" in answer.headers["vary"]
        followed = await client.get("/graphql", headers={"accept": BROWSER}, follow_redirects=True)
    assert followed.text == "the explorer"


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/json", "application/json, text/html", "application/graphql-response+json, text/html;q=0.9"],
)
async def test_clients_are_not_led_to_the_explorer(accept: str) -> None:
    async with client_of(make_app(pages=EXPLORER)) as client:
        answer = await client.get("/graphql?query=%7Bhello%7D", headers={"accept": accept})
    assert answer.json() == {"data": {"hello": "Hello"}}


async def test_without_an_explorer_nobody_is_led_there() -> None:
    async with client_of(make_app()) as client:
        assert (await client.get("/graphql", headers={"accept": BROWSER})).status_code == 400
        assert (await client.get("/graphql", headers={"accept": "text/html"})).status_code == 406


async def test_a_form_is_not_led_to_the_explorer() -> None:
    async with client_of(make_app(pages=EXPLORER)) as client:
        assert (await client.post("/graphql", headers={"accept": BROWSER}, data={"query": "x"})).status_code == 415


async def test_whoever_may_introspect_gets_the_schema_as_sdl() -> None:
    async with client_of(make_app()) as client:
        answer = await client.get("/schema.graphql")
        assert answer.headers["content-type"] == "application/graphql; charset=utf-8"
        assert build_schema(answer.text).type_map.keys() == SCHEMA.type_map.keys()
        assert answer.headers["cache-control"] == "private, no-cache"
        again = await client.get("/schema.graphql", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        assert (await client.post("/schema.graphql")).status_code == 405


async def test_nobody_else_gets_the_schema() -> None:
    def codes(answer: httpx.Response) -> list[str]:
        return [error["extensions"]["code"] for error in answer.json()["errors"]]

    async with client_of(make_app(), token=None) as client:
        answer = await client.get("/schema.graphql")
        assert (answer.status_code, codes(answer)) == (401, ["UNAUTHENTICATED"])
    async with client_of(make_app(introspection=False)) as client:
        answer = await client.get("/schema.graphql", headers={"if-none-match": "*"})
        assert (answer.status_code, codes(answer)) == (403, ["FORBIDDEN"])
        assert "type Query" not in answer.text
