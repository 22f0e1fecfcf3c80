"""The log line, the metrics and the headers of an answer."""

import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.metrics import OPERATION_NAMES, Metrics, share_between_workers
from server.request_log import JsonFormatter, JsonHandler, RequestRecord, json_handler, log_request
from tests.server.stand_in import PRACTICE, World, client_of, make_app

ROOT = Path(__file__).parents[2]
NEVER_TOLD = ("Dr Secret Name", "secret text", "SELECT", "hello {", "echo(")


@pytest.fixture(params=["through logging", "directly"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log, formatted as in production: its lines written as `logging` writes them, and as the service does."""
    stream = io.StringIO()
    logger = logging.getLogger("clinic_sessions")
    handler: logging.Handler
    if request.param == "directly":
        handler = JsonHandler(stream, exception_messages=False)
        monkeypatch.setattr(logger, "propagate", False)  # as in production, no other handler sees the lines
    else:
        handler = logging.StreamHandler(stream)
        handler.setFormatter(JsonFormatter(exception_messages=False))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(make_app()) as client:
        yield client


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    assert not [words for words in NEVER_TOLD if words in log.getvalue()]
    return [json.loads(line) for line in log.getvalue().splitlines()]


# ---------------------------------------------------------------- the log line


async def test_a_request_is_one_line(client: httpx.AsyncClient, log: io.StringIO) -> None:
    query = "query Listing($t: String) { hello echo(text: $t) }"
    await client.post("/graphql", json={"query": query, "variables": {"t": "secret text"}})
    [line] = lines(log)
    assert line.pop("duration_ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert re.fullmatch(r"[0-9a-f]{32}", line.pop("request_id"))
    assert line == {
        "level": "INFO",
        "logger": "clinic_sessions.requests",
        "method": "POST",
        "route": "/graphql",
        "operation": "Listing",
        "operation_type": "query",
        "practice": PRACTICE,
        "role": "ADMIN",
        "status": 200,
        "codes": [],
        "trace_id": None,
    }


@pytest.mark.parametrize(
    "body, codes",
    [
        ({"query": '{ nothing(secret: "secret text") }'}, ["BAD_USER_INPUT"]),
        ({"query": "{ secret text"}, ["BAD_USER_INPUT"]),
        ({"query": '{ coded(code: "NOT_FOUND") b: coded(code: "FORBIDDEN") }'}, ["FORBIDDEN", "NOT_FOUND"]),
        ({"query": "{ hello }", "operationName": "secret text"}, ["BAD_USER_INPUT"]),
        (["secret text"], ["BAD_USER_INPUT"]),
    ],
)
async def test_only_the_codes_of_errors_are_logged(
    client: httpx.AsyncClient, log: io.StringIO, body: Any, codes: list[str]
) -> None:
    await client.post("/graphql", json=body)
    [line] = lines(log)
    assert line["codes"] == codes


async def test_an_unexpected_error_is_logged_once_with_the_request_id(
    client: httpx.AsyncClient, log: io.StringIO
) -> None:
    answer = await client.post("/graphql", json={"query": "{ broken }"})
    unexpected, request = lines(log)
    request_id = answer.headers["x-request-id"]
    assert unexpected["request_id"] == request["request_id"] == request_id
    assert unexpected["message"] == "unexpected exception"
    assert unexpected["exception"][0]["type"] == "builtins.RuntimeError"
    assert "message" not in unexpected["exception"][0]  # its words are a statement
    assert any("broken" in place for place in unexpected["exception"][0]["at"])
    assert request["codes"] == ["INTERNAL"]


async def test_an_unexpected_error_outside_execution_is_masked_and_logged_once(log: io.StringIO) -> None:
    async def authenticate(_: str | None) -> Any:
        raise LookupError("secret text")

    async with client_of(make_app(authenticate=authenticate)) as client:
        answer = await client.post("/graphql", json={"query": "{ hello }"})
    assert answer.status_code == 500
    error = answer.json()["errors"][0]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": answer.headers["x-request-id"]}
    assert "secret text" not in answer.text
    unexpected, request = lines(log)
    assert unexpected["exception"][0]["type"] == "builtins.LookupError"
    assert (request["status"], request["codes"], request["level"]) == (500, ["INTERNAL"], "ERROR")


async def test_a_request_without_a_token_is_logged_too(log: io.StringIO) -> None:
    async with client_of(make_app(), token=None) as client:
        await client.post("/graphql", json={"query": "{ hello }"})
        await client.get("/secret%20text?secret=secret%20text")
    first, second = lines(log)
    assert (first["status"], first["codes"], first["practice"]) == (401, ["UNAUTHENTICATED"], None)
    assert (second["status"], second["codes"], second["route"]) == (404, ["NOT_FOUND"], None)


async def test_health_checks_are_logged_if_they_fail_and_the_reason_once(log: io.StringIO) -> None:
    async with client_of(make_app(World(away=True))) as client:
        for path in ("/healthz", "/metrics", "/readyz"):
            await client.get(path)
    why, line = lines(log)
    assert (why["level"], why["message"]) == ("WARNING", "not ready: the database cannot be reached")
    assert (line["route"], line["status"]) == ("/readyz", 503)


def test_in_development_the_message_of_an_exception_is_logged() -> None:
    try:
        raise ValueError("a word") from KeyError("another")
    except ValueError as error:
        told = JsonFormatter(exception_messages=True).describe(error)
    assert [each["message"] for each in told] == ["a word", "'another'"]


def test_a_line_without_a_record_obeys_the_settings_of_logging() -> None:
    record = RequestRecord("request-1", 0.0, "POST", status=200)
    logger = logging.getLogger("clinic_sessions.requests")
    direct, beside = io.StringIO(), io.StringIO()
    handler, other = JsonHandler(direct, exception_messages=False), logging.StreamHandler(beside)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        for level, expected in ((logging.INFO, 1), (logging.WARNING, 0), (logging.NOTSET, 0)):
            logger.setLevel(level)  # NOTSET: the root's, which is WARNING
            assert json_handler(logger) is handler
            log_request(record, seconds=0.1)
            assert direct.getvalue().count("\n") == expected
            direct.truncate(0)
        logger.setLevel(logging.INFO)
        handler.setLevel(logging.ERROR)
        log_request(record, seconds=0.1)
        assert direct.getvalue() == ""
        handler.setLevel(logging.NOTSET)
        logger.addHandler(other)
        assert json_handler(logger) is None
        log_request(record, seconds=0.1)
        assert (direct.getvalue().count("request-1"), beside.getvalue().count("request-1")) == (1, 1)
    finally:
        logger.removeHandler(handler)
        logger.removeHandler(other)
        logger.propagate = True
        logger.setLevel(logging.NOTSET)


# ---------------------------------------------------------------- request ids


@pytest.mark.parametrize("given", ["0192f0c4-0000-7000-8000-000000000001", "trace_1.example-2", "a" * 128])
async def test_a_valid_request_id_is_used(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/healthz", headers={"x-request-id": given})
    assert answer.headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", [b"", b"short", b"a" * 129, b'"}{"injected":1', b"line\tbreak", "éééééééé".encode(), b"--------"]
)
async def test_an_invalid_request_id_is_replaced(client: httpx.AsyncClient, given: bytes) -> None:
    answer = await client.get("/healthz", headers=[(b"x-request-id", given)])
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


# ---------------------------------------------------------------- metrics


def sample(text: str, name: str, **labels: str) -> float:
    for line in text.splitlines():
        found = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if found and found[1] == name and dict(re.findall(r'(\w+)="([^"]*)"', found[2] or "")) == labels:
            return float(found[3])
    return 0.0


async def test_requests_errors_and_latency_are_counted(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await client.post("/graphql", json={"query": "query Listing { hello }"})
    await client.post("/graphql", json={"query": 'mutation { rename(name: "x") }'})
    await client.post("/graphql", json={"query": "{ nothing }"})
    text = (await client.get("/metrics")).text
    assert sample(text, "clinic_sessions_requests_total", route="/graphql", operation_type="query", status="200") == 3
    assert (
        sample(text, "clinic_sessions_requests_total", route="/graphql", operation_type="mutation", status="200") == 1
    )
    assert sample(text, "clinic_sessions_requests_total", route="/graphql", operation_type="none", status="200") == 1
    assert sample(text, "clinic_sessions_operation_seconds_count", operation="Listing") == 3
    assert sample(text, "clinic_sessions_operation_seconds_count", operation="anonymous") == 1
    assert sample(text, "clinic_sessions_errors_total", code="BAD_USER_INPUT") == 1
    assert sample(text, "clinic_sessions_requests_in_progress") == 1  # this one
    assert sample(text, "clinic_sessions_database_connections", state="primary_idle") == 3


async def test_the_number_of_operation_labels_is_limited() -> None:
    metrics = Metrics()
    seen = {metrics.operation_label(f"Name{number}") for number in range(10 * OPERATION_NAMES)}
    assert len(seen) == OPERATION_NAMES + 1
    assert metrics.operation_label("Name1") == "Name1"
    assert metrics.operation_label("YetAnother") == "other"


async def test_unknown_addresses_and_methods_are_counted_as_one(client: httpx.AsyncClient) -> None:
    for number in range(5):
        await client.request(f"METHOD{number}", f"/unknown/{number}")
    text = (await client.get("/metrics")).text
    assert sample(text, "clinic_sessions_requests_total", route="other", operation_type="none", status="404") == 5
    assert "unknown" not in text


WORKER = """
import sys
from server.request_log import RequestRecord
from server.metrics import Metrics
metrics = Metrics()
record = RequestRecord("id", 0.0, "POST", "/graphql", "Listing", "query", status=200)
for _ in range(int(sys.argv[1])):
    metrics.count_request(record, seconds=0.01)
sys.stdout.write(metrics.render().decode())
"""


def test_several_workers_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    leftover = tmp_path / "counter_1.db"
    leftover.write_bytes(b"of an earlier run")
    share_between_workers(tmp_path)
    assert not leftover.exists()
    texts = [
        subprocess.run(
            [sys.executable, "-c", WORKER, count],
            cwd=ROOT,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for count in ("3", "4")
    ]
    labels = {"route": "/graphql", "operation_type": "query", "status": "200"}
    assert [sample(text, "clinic_sessions_requests_total", **labels) for text in texts] == [3, 7]
    assert sample(texts[1], "clinic_sessions_operation_seconds_count", operation="Listing") == 7


# ---------------------------------------------------------------- headers


async def test_every_answer_has_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/graphql", "/healthz", "/metrics", "/nothing"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers
        assert not [name for name in headers if name.startswith("access-control-")]


async def test_production_sends_strict_transport_security() -> None:
    async with client_of(make_app(production=True)) as client:
        assert (await client.get("/healthz")).headers["strict-transport-security"] == "max-age=31536000"


PREFLIGHT = {
    "origin": "https://app.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
}


async def test_no_other_origin_is_allowed_by_default() -> None:
    async with client_of(make_app(), token=None) as client:
        answer = await client.options("/graphql", headers=PREFLIGHT)
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_a_preflight_of_a_configured_origin_needs_no_token() -> None:
    async with client_of(make_app(cors_origins=("https://app.example",)), token=None) as client:
        answer = await client.options("/graphql", headers=PREFLIGHT)
        stranger = await client.options("/graphql", headers={**PREFLIGHT, "origin": "https://evil.example"})
    assert (answer.status_code, stranger.status_code) == (200, 400)
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-allow-methods"] == "GET, POST"
    allowed = answer.headers["access-control-allow-headers"].split(", ")
    assert set(allowed) == {
        *("Authorization", "Content-Type", "GraphQL-Cost", "X-Request-ID"),
        *("traceparent", "tracestate", "baggage", "sentry-trace", "x-apollo-operation-name"),
        *("apollographql-client-name", "apollographql-client-version"),
        *("Accept", "Accept-Language", "Content-Language"),  # which browsers send without asking
    }
    assert answer.headers["access-control-max-age"] == "7200"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["vary"].split(", ")[0] == stranger.headers["vary"].split(", ")[0] == "Origin"
    assert "access-control-allow-origin" not in stranger.headers


async def test_pages_may_send_the_headers_of_their_tools_and_those_that_are_configured() -> None:
    asked = "traceparent,tracestate,baggage,sentry-trace,x-apollo-operation-name,apollographql-client-name"
    app = make_app(cors_origins=("https://app.example",), cors_headers=("X-Flags",))
    async with client_of(app, token=None) as client:
        for headers, status in ((f"{asked},x-flags,graphql-cost", 200), ("x-other", 400)):
            preflight = {**PREFLIGHT, "access-control-request-headers": headers}
            assert (await client.options("/graphql", headers=preflight)).status_code == status


async def test_a_preflight_is_logged_and_has_the_headers_of_every_answer(log: io.StringIO) -> None:
    async with client_of(make_app(cors_origins=("https://app.example",)), token=None) as client:
        answer = await client.options("/graphql", headers=PREFLIGHT)
    [line] = lines(log)
    assert (line["method"], line["status"], line["request_id"]) == ("OPTIONS", 200, answer.headers["x-request-id"])
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_configured_origin_may_read_that_the_service_failed() -> None:
    async def authenticate(_: str | None) -> Any:
        raise LookupError("secret text")

    async with client_of(make_app(authenticate=authenticate, cors_origins=("https://app.example",))) as client:
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"origin": "https://app.example"})
    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == "https://app.example"


async def test_a_configured_origin_may_read_answers_and_errors() -> None:
    async with client_of(make_app(cors_origins=("https://app.example",)), token=None) as client:
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"origin": "https://app.example"})
        stranger = await client.post(
            "/graphql", json={"query": "{ hello }"}, headers={"origin": "https://app.example.evil"}
        )
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-expose-headers"] == (
        "X-Request-ID, Retry-After, ETag, WWW-Authenticate, traceparent"
    )
    assert answer.headers["vary"] == stranger.headers["vary"] == "Origin"
    assert "access-control-allow-origin" not in stranger.headers
