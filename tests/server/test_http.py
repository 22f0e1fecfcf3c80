"""GraphQL over HTTP, section by section."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from graphql import build_client_schema, get_introspection_query

from resolvers.context import Viewer
from server.authentication import KeysUnavailableError
from server.content_negotiation import GRAPHQL, JSON, is_json, negotiate
from tests.server.stand_in import World, client_of, make_app
from tests.vacuous import some

MODERN = {"accept": "application/graphql-response+json"}
LEGACY = {"accept": "application/json"}


@pytest.fixture
async def world() -> World:
    return World()


@pytest.fixture
async def client(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(make_app(world)) as client:
        yield client


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


async def ask(client: httpx.AsyncClient, query: str, **given: Any) -> httpx.Response:
    headers = given.pop("headers", MODERN)
    return await client.post("/graphql", json={"query": query, **given}, headers=headers)


# ---------------------------------------------------------------- who asks


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer nonsense", "Basic QURNSU4=", "ADMIN"])
async def test_a_request_without_a_valid_token_gets_401(authorization: str | None) -> None:
    async with client_of(make_app(), token=None) as client:
        headers = {} if authorization is None else {"authorization": authorization}
        answer = await client.post("/graphql", content=b"\xff not even JSON", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Bearer realm="clinic-sessions"')
    assert ("invalid_token" in answer.headers["www-authenticate"]) == (authorization is not None)
    assert codes(answer) == ["UNAUTHENTICATED"]


async def test_a_request_without_a_token_gets_no_information_about_the_schema() -> None:
    async with client_of(make_app(), token=None) as client:
        answer = await ask(client, "{ sessionz }")
    assert answer.status_code == 401
    assert "session" not in answer.json()["errors"][0]["message"].lower()


async def test_keys_that_cannot_be_fetched_give_503() -> None:
    async def authenticate(_: str | None) -> Viewer:
        raise KeysUnavailableError("The keys cannot be fetched.")

    async with client_of(make_app(authenticate=authenticate)) as client:
        answer = await ask(client, "{ hello }")
    assert answer.status_code == 503
    assert codes(answer) == ["SERVICE_UNAVAILABLE"]
    assert int(answer.headers["retry-after"]) >= 1


# ---------------------------------------------------------------- media types


@pytest.mark.parametrize(
    "accept, expected",
    [
        (None, JSON),
        (b"", JSON),
        (b"*/*", JSON),
        (b"application/*", JSON),
        (b"application/json", JSON),
        (b"application/json; charset=utf-8", JSON),
        (b"application/graphql-response+json", GRAPHQL),
        (b"Application/GraphQL-Response+JSON", GRAPHQL),
        (b"application/graphql-response+json, application/json;q=0.9", GRAPHQL),
        (b"application/graphql-response+json;q=0.5, application/json", JSON),
        (b"application/json, */*;q=0.1", JSON),
        (b"text/html, */*;q=0.1", JSON),
        (b"application/json;q=0, */*", GRAPHQL),
        (b"application/graphql-response+json;charset=utf-8;q=1.0,text/event-stream,multipart/mixed", GRAPHQL),
        (b"text/html", None),
        (b"application/json;q=0", None),
        (b"image/png;q=nonsense, ;;;,", None),
        (b"text/html," * 200, None),
    ],
)
def test_the_answers_media_type_is_negotiated(accept: bytes | None, expected: bytes | None) -> None:
    assert negotiate(accept) == expected


async def test_an_unacceptable_media_type_gives_406(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "{ hello }", headers={"accept": "text/html"})
    assert answer.status_code == 406
    assert codes(answer) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "content_type, taken",
    [
        (b"application/json", True),
        (b"application/json; charset=UTF-8", True),
        (b'application/json;charset="utf-8"', True),
        (b"application/json; charset=latin-1", False),
        (b"text/plain", False),
        (b"application/x-www-form-urlencoded", False),
        (b"multipart/form-data; boundary=x", False),
        (b"application/graphql", False),
        (b"text/plain; application/json", False),
        (None, False),
    ],
)
def test_only_json_is_accepted_as_a_body(content_type: bytes | None, taken: bool) -> None:
    assert is_json(content_type) is taken


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_another_content_type_gives_415(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await client.post("/graphql", content=b'{"query":"{hello}"}', headers={"content-type": content_type})
    assert answer.status_code == 415
    assert codes(answer) == ["BAD_USER_INPUT"]


async def test_a_compressed_body_gives_415(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    assert (await client.post("/graphql", content=b"\x1f\x8b", headers=headers)).status_code == 415


async def test_a_refusal_has_the_media_type_that_was_asked_for() -> None:
    async with client_of(make_app()) as known, client_of(make_app(), token=None) as unknown:
        for headers, media_type in ((MODERN, GRAPHQL), (LEGACY, JSON), ({"accept": "text/html"}, JSON)):
            answers = {
                "401": await ask(unknown, "{ hello }", headers=headers),
                "404": await known.get("/nothing", headers=headers),
                "405": await known.put("/graphql", headers=headers),
                "413": await known.post(
                    "/graphql", content=b"x" * 300_000, headers={"content-type": "application/json", **headers}
                ),
                "415": await known.post("/graphql", content=b"{}", headers={"content-type": "text/plain", **headers}),
                "503": await ask(known, "{ unavailable }", headers=headers),
                "400": await known.post(
                    "/graphql", content=b"{", headers={"content-type": "application/json"} | headers
                ),
            }
            if headers["accept"] == "text/html":
                for status in ("413", "415", "503", "400"):
                    assert answers.pop(status).status_code == 406
            assert {status: str(answer.status_code) for status, answer in answers.items()} == {s: s for s in answers}
            assert {answer.headers["content-type"] for answer in answers.values()} == {
                f"{media_type.decode()}; charset=utf-8"
            }


async def test_an_unexpected_failure_has_the_media_type_that_was_asked_for() -> None:
    async def authenticate(_: str | None) -> Viewer:
        raise RuntimeError

    async with client_of(make_app(authenticate=authenticate)) as client:
        for headers, media_type in ((MODERN, GRAPHQL), (LEGACY, JSON)):
            answer = await ask(client, "{ hello }", headers=headers)
            assert answer.status_code == 500
            assert answer.headers["content-type"] == f"{media_type.decode()}; charset=utf-8"


# ---------------------------------------------------------------- repeated headers


@pytest.mark.parametrize("second", ["Bearer ADMIN", "Bearer STAFF", ""])
async def test_two_authorization_headers_give_400(client: httpx.AsyncClient, world: World, second: str) -> None:
    headers = [("authorization", "Bearer ADMIN"), ("authorization", second)]
    answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
    assert answer.status_code == 400
    assert codes(answer) == ["BAD_USER_INPUT"]
    assert answer.json()["errors"][0]["message"] == "Send the header Authorization once, not 2 times."
    assert world.contexts == []


async def test_two_accept_headers_are_read_as_one_list(client: httpx.AsyncClient) -> None:
    headers = [("accept", "text/html"), ("accept", "application/graphql-response+json"), ("accept", "image/png")]
    answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/graphql-response+json")


# ---------------------------------------------------------------- methods


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"])
async def test_another_method_gives_405_with_the_allowed_methods(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


async def test_a_query_can_be_sent_by_get(client: httpx.AsyncClient) -> None:
    variables = quote(json.dumps({"t": "x"}))
    url = f"/graphql?query={quote('query Q($t: String) { echo(text: $t) }')}&variables={variables}&operationName=Q"
    answer = await client.get(url, headers=MODERN)
    assert answer.status_code == 200
    assert "x" in answer.json()["data"]["echo"]


async def test_a_mutation_by_get_gives_405_and_is_not_executed(client: httpx.AsyncClient, world: World) -> None:
    mutation = quote('mutation { rename(name: "x") }')
    answer = await client.get(f"/graphql?query={mutation}", headers=MODERN)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert world.contexts == []


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=",
        "query=%7Bhello%7D&query=%7Bhello%7D",
        "query=%ff%fe",
        "query=%7Bhello%7D&variables=%7B",
        "query=%7Bhello%7D&variables=%5B%5D",
        "query=%7Bhello%7D&extensions=1",
        "&".join(f"a{i}=1" for i in range(100)),
    ],
)
async def test_a_malformed_query_string_gives_400(client: httpx.AsyncClient, query_string: str) -> None:
    answer = await client.get(f"/graphql?{query_string}", headers=MODERN)
    assert answer.status_code == 400
    assert codes(answer) == ["BAD_USER_INPUT"]


async def test_an_unknown_address_gives_404_in_json(client: httpx.AsyncClient) -> None:
    for path in ("/nothing", "/graphql/", "/graphql/x"):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert codes(answer) == ["NOT_FOUND"]


# ---------------------------------------------------------------- status codes


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nothing }",
        "query Q($id: ID!) { session(id: $id) { id } }",
        "query A { hello } query B { hello }",
        '{ sessions(first: "x") { totalCount } }',
    ],
)
async def test_a_request_error_gives_400_or_for_older_clients_200_and_no_data(
    client: httpx.AsyncClient, query: str
) -> None:
    modern, legacy = await ask(client, query), await ask(client, query, headers=LEGACY)
    assert (modern.status_code, legacy.status_code) == (400, 200)
    assert modern.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert legacy.headers["content-type"] == "application/json; charset=utf-8"
    for answer in (modern, legacy):
        assert "data" not in answer.json()
        assert set(codes(answer)) == {"BAD_USER_INPUT"}


@pytest.mark.parametrize("code", ["NOT_FOUND", "FORBIDDEN", "BAD_USER_INPUT"])
async def test_a_field_error_changes_neither_other_fields_nor_the_status(client: httpx.AsyncClient, code: str) -> None:
    answer = await ask(client, f'{{ hello coded(code: "{code}") }}')
    assert answer.status_code == 200
    assert answer.json()["data"] == {"hello": "Hello", "coded": None}
    assert codes(answer) == [code]
    assert answer.json()["errors"][0]["path"] == ["coded"]


async def test_an_unexpected_error_is_masked(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "{ hello broken }")
    assert answer.status_code == 200
    assert codes(answer) == ["INTERNAL"]
    assert answer.json()["errors"][0]["extensions"]["requestId"] == answer.headers["x-request-id"]
    assert "SELECT" not in answer.text


@pytest.mark.parametrize("headers", [MODERN, LEGACY])
@pytest.mark.parametrize("query", ["{ hello unavailable }", "mutation { unavailable }"])
async def test_an_unavailable_database_gives_503_with_retry_after(
    client: httpx.AsyncClient, headers: dict[str, str], query: str
) -> None:
    answer = await ask(client, query, headers=headers)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert codes(answer) == ["SERVICE_UNAVAILABLE"]
    assert "data" not in answer.json()


async def test_results_of_mutations_before_an_outage_are_sent(
    client: httpx.AsyncClient,
) -> None:
    answer = await ask(client, 'mutation { rename(name: "x") unavailable }')
    assert answer.status_code == 200
    assert answer.json()["data"] == {"rename": "x", "unavailable": None}
    assert codes(answer) == ["SERVICE_UNAVAILABLE"]


async def test_the_requested_operation_is_executed(client: httpx.AsyncClient) -> None:
    both = "query A { a: hello } query B { b: hello }"
    assert (await ask(client, both, operationName="B")).json() == {"data": {"b": "Hello"}}
    assert (await ask(client, both, operationName="A")).json() == {"data": {"a": "Hello"}}
    assert (await ask(client, both, operationName="C")).status_code == 400


async def test_introspection_is_allowed_only_if_configured(client: httpx.AsyncClient) -> None:
    queries = ("{ __schema { types { name } } }", '{ ...F } fragment F on Query { __type(name: "Query") { name } }')
    for query in queries:
        assert (await ask(client, query)).status_code == 200
    async with client_of(make_app(introspection=False)) as closed:
        for query in queries:
            answer = await ask(closed, query)
            assert answer.status_code == 400
            assert codes(answer) == ["FORBIDDEN"]
        assert (await ask(closed, "{ __typename }")).json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "query, variables",
    [
        ("{ hell }", {}),
        ("{ session(id: 1) }", {}),
        ("{ session(id: 1) { nam } }", {}),
        ("{ echo(tex: 1) }", {}),
        ("query Q($f: Flag) { echo(flags: $f) }", {}),
        ("query Q($f: Flags) { echo(flags: $f) }", {"f": {"flagz": None}}),
        ("{ echo(flags: { flagz: null }) }", {}),
        ("{ session(id: 1) { ... on Sessio { id } } }", {}),
    ],
)
async def test_without_introspection_no_message_suggests_a_name(
    client: httpx.AsyncClient, query: str, variables: dict[str, Any]
) -> None:
    assert "Did you mean" in (await ask(client, query, variables=variables)).text
    async with client_of(make_app(introspection=False)) as closed:
        answer = await ask(closed, query, variables=variables)
    assert answer.status_code == 400
    assert "Did you mean" not in answer.text
    assert all(error["message"].endswith(".") for error in some(answer.json()["errors"]))


async def test_introspection_needs_a_separate_operation_and_its_result_is_cached(client: httpx.AsyncClient) -> None:
    query = get_introspection_query()
    first = await ask(client, query)
    assert (await ask(client, query)).content == first.content
    assert build_client_schema(first.json()["data"]).query_type is not None
    mixed = await ask(client, "{ hello __schema { types { name } } }")
    assert codes(mixed) == ["QUERY_TOO_COMPLEX"]
    by_variable = "query Q($n: String!) { __typename __type(name: $n) { name } }"
    for name in ("Query", "Session"):
        assert (await ask(client, by_variable, variables={"n": name})).json()["data"]["__type"] == {"name": name}
    assert (await ask(client, by_variable)).status_code == 400


# ---------------------------------------------------------------- documents


async def test_a_document_is_prepared_once(world: World) -> None:
    app = make_app(world)
    async with client_of(app) as client:
        await asyncio.gather(*[ask(client, "{ hello }") for _ in range(5)])
    documents = app.routes[0].app.documents  # type: ignore[attr-defined]
    assert list(documents.documents) == ["{ hello }"]


async def test_an_invalid_document_is_not_cached(world: World) -> None:
    app = make_app(world)
    async with client_of(app) as client:
        for query in ("{", "{ nothing }", "{ hello " + "#" * 2_000 + "\n nothing }"):
            await ask(client, query)
    assert not app.routes[0].app.documents.documents  # type: ignore[attr-defined]


async def test_the_document_cache_is_limited(world: World) -> None:
    app = make_app(world)
    async with client_of(app) as client:
        for number in range(30):
            await ask(client, "{ hello }" + "," * 10_000 + f"#{number}")
    documents = app.routes[0].app.documents  # type: ignore[attr-defined]
    assert documents.characters == sum(map(len, documents.documents)) <= 200_000
