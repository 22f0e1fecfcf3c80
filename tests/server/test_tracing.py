"""traceparent, and the spans of OpenTelemetry, on the real schema and a real database."""

import io
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased
from opentelemetry.trace import SpanKind, StatusCode

from db.engine import Database
from resolvers import practices
from resolvers.context import Role, Viewer
from schema.execution import Executable
from server.app import build
from server.request_log import JsonFormatter
from server.trace_context import TraceParent
from server.tracing import Tracing, configured, summary
from tests.server.stand_in import client_of, make_app
from tests.vacuous import some

ROOT = Path(__file__).parents[2]
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{SPAN}-01"

# ---------------------------------------------------------------- traceparent


@pytest.mark.parametrize(
    "given, expected",
    [
        (PARENT, TraceParent(TRACE, SPAN, "01")),
        (f"00-{TRACE}-{SPAN}-00", TraceParent(TRACE, SPAN, "00")),
        (f"cc-{TRACE}-{SPAN}-01-what-the-future-brings", TraceParent(TRACE, SPAN, "01")),
        (f"00-{TRACE}-{SPAN}-01-more", None),
        (f"ff-{TRACE}-{SPAN}-01", None),
        (f"00-{'0' * 32}-{SPAN}-01", None),
        (f"00-{TRACE}-{'0' * 16}-01", None),
        (f"00-{TRACE.upper()}-{SPAN}-01", None),
        (f"00-{TRACE}-{SPAN}", None),
        (f"00-{TRACE}-{SPAN}-01\n", None),
        (f"cc-{TRACE}-{SPAN}-01-" + "x" * 500, None),
        ('"}{"injected":1', None),
        ("", None),
    ],
)
def test_a_traceparent_is_validated(given: str, expected: TraceParent | None) -> None:
    assert TraceParent.parse(given.encode()) == expected


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(exception_messages=False))
    logger = logging.getLogger("clinic_sessions")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)


async def test_the_trace_of_a_request_is_logged_and_answered(log: io.StringIO) -> None:
    async with client_of(make_app()) as client:
        for headers, answered in (
            ([("traceparent", PARENT)], PARENT),
            ([("traceparent", f"cc-{TRACE}-{SPAN}-01-later")], PARENT),
            ([("traceparent", "nonsense")], None),
            ([("traceparent", PARENT), ("traceparent", PARENT)], None),
            ([], None),
        ):
            answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
            assert answer.headers.get("traceparent") == answered
            line = json.loads(log.getvalue().splitlines()[-1])
            assert line["trace_id"] == (TRACE if answered else None)
        refused = await client.get("/nothing", headers={"traceparent": PARENT})
        assert refused.headers["traceparent"] == PARENT


# ---------------------------------------------------------------- spans


class Traced:
    """The service with traces, a practice in its database, and the spans that were made."""

    def __init__(self, client: httpx.AsyncClient, spans: InMemorySpanExporter) -> None:
        self.client = client
        self.exporter = spans

    async def ask(self, query: str, *, headers: dict[str, str] | None = None, **variables: Any) -> httpx.Response:
        self.exporter.clear()
        body = {"query": query, "variables": variables}
        return await self.client.post("/graphql", json=body, headers={"accept": "application/json", **(headers or {})})

    def spans(self) -> tuple[ReadableSpan, list[ReadableSpan]]:
        """The span of the operation, and those of its statements."""
        made = list(self.exporter.get_finished_spans())
        (operation,) = [span for span in made if span.kind is SpanKind.SERVER]
        return operation, [span for span in made if span is not operation]


@pytest.fixture
def provider() -> TracerProvider:
    return TracerProvider()


@pytest.fixture
async def traced(migrated: str, executable: Executable, provider: TracerProvider) -> AsyncIterator[Traced]:
    exporter = InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    practice_id = await practices.create(migrated, "Traces", "UTC")

    async def authenticate(_: str | None) -> Viewer:
        return Viewer("somebody", "Dr Secret Name", Role.ADMIN, practice_id)

    app = build(
        executable,
        authenticate=authenticate,
        connect=lambda: Database.connect(migrated),
        tracing=Tracing(provider),
    )
    async with client_of(app) as client:
        yield Traced(client, exporter)


PAGE = """query SessionsTable($s: String) {
  sessions(filter: { search: $s }) { nodes { name appointmentTypes { name } } totalCount } }"""
CREATE = """mutation AddClinician($name: String!) {
  createClinician(input: { name: $name }) { clinician { id name } errors { message } } }"""


async def test_an_operation_has_a_span_and_each_of_its_statements_another(traced: Traced) -> None:
    await traced.ask(PAGE, s="Jane Smith")
    operation, statements = traced.spans()
    assert operation.name == "query SessionsTable"
    attributes = dict(operation.attributes or {})
    assert attributes.pop("clinic_sessions.cost") > 50  # type: ignore[operator]
    assert attributes == {
        "graphql.operation.name": "SessionsTable",
        "graphql.operation.type": "query",
        "clinic_sessions.codes": (),
        "clinic_sessions.plan_cache_hit": False,
        "clinic_sessions.statements": len(statements),
        "http.response.status_code": 200,
    }
    for statement in some(statements):
        assert statement.parent is not None
        assert operation.context is not None
        assert statement.parent.span_id == operation.context.span_id
        assert statement.name == "SELECT session"
        assert dict(statement.attributes or {}) == {
            "db.system.name": "postgresql",
            "db.operation.name": "SELECT",
            "db.collection.name": "session",
        }
        assert operation.start_time is not None
        assert statement.start_time is not None
        assert operation.start_time < statement.start_time
    await traced.ask(PAGE)
    assert (traced.spans()[0].attributes or {})["clinic_sessions.plan_cache_hit"] is True


async def test_the_statements_of_a_mutation_have_spans(traced: Traced) -> None:
    answer = await traced.ask(CREATE, name="Dr Jane Smith")
    assert answer.json()["data"]["createClinician"]["errors"] == []
    operation, statements = traced.spans()
    assert operation.name == "mutation AddClinician"
    verbs = [str((span.attributes or {})["db.operation.name"]) for span in some(statements)]
    assert verbs[-1] == "SELECT"  # the payload
    assert not set(verbs) & {"BEGIN", "COMMIT"}
    assert (operation.attributes or {})["clinic_sessions.statements"] == len(verbs)


async def test_no_span_has_an_argument_a_text_or_a_name(traced: Traced) -> None:
    told = ""
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        (CREATE, {"name": "Dr Jane Smith"}),
        (PAGE, {"s": "Jane Smith"}),
        ('query Literal { sessions(filter: { search: "Jane Smith" }) { totalCount } }', {}),
        ('{ session(id: "Jane Smith") { name } }', {}),
        ("{ viewer { name } }", {}),
    )
    for query, variables in asked:
        await traced.ask(query, **variables)
        told += "".join(span.to_json() for span in some(traced.exporter.get_finished_spans()))
    for secret in ("Jane", "Secret", "sessions(", "WHERE", "$1", "search"):
        assert secret not in told


async def test_a_refused_operation_has_its_codes(traced: Traced) -> None:
    rows = "nodes { id appointmentTypes { id name } }"
    await traced.ask("query Many { " + " ".join(f"s{n}: sessions(first: 100) {{ {rows} }}" for n in range(29)) + " }")
    operation, statements = traced.spans()
    assert (operation.attributes or {})["clinic_sessions.codes"] == ("QUERY_TOO_COMPLEX",)
    assert statements == []
    assert operation.status.status_code is StatusCode.UNSET


async def test_what_is_no_operation_has_no_span(traced: Traced) -> None:
    for query in ("{", "{ nothing }"):
        await traced.ask(query)
        assert traced.exporter.get_finished_spans() == ()


async def test_the_span_belongs_to_the_trace_of_the_caller_and_is_answered(traced: Traced) -> None:
    answer = await traced.ask(PAGE, headers={"traceparent": PARENT})
    operation, statements = traced.spans()
    assert operation.parent is not None
    assert operation.context is not None
    assert f"{operation.parent.span_id:016x}" == SPAN
    assert answer.headers["traceparent"] == f"00-{TRACE}-{operation.context.span_id:016x}-01"
    assert {f"{span.context.trace_id:032x}" for span in some(statements) if span.context} == {TRACE}
    alone = await traced.ask("{ viewer { role } }")
    operation, _ = traced.spans()
    assert operation.parent is None
    assert operation.context is not None
    assert alone.headers["traceparent"].split("-")[1] == f"{operation.context.trace_id:032x}" != TRACE


async def test_what_is_not_sampled_makes_no_span(traced: Traced) -> None:
    await traced.ask(PAGE, headers={"traceparent": f"00-{TRACE}-{SPAN}-00"})
    assert traced.exporter.get_finished_spans() == ()


@pytest.mark.parametrize("provider", [TracerProvider(sampler=ParentBased(ALWAYS_OFF))])
async def test_a_trace_that_the_service_does_not_sample_is_still_answered(traced: Traced) -> None:
    answer = await traced.ask(PAGE)
    assert traced.exporter.get_finished_spans() == ()
    assert int(answer.headers["traceparent"][-2:], 16) & 1 == 0


def test_a_statement_is_told_by_what_it_does_and_its_first_table() -> None:
    assert summary("SELECT a.b AS from_date FROM session AS a JOIN clinician") == ("SELECT", "session")
    assert summary("INSERT INTO audit_entry (a) VALUES ($1)") == ("INSERT", "audit_entry")
    assert summary("UPDATE session SET x = 1") == ("UPDATE", "session")
    assert summary("SELECT 1") == ("SELECT", None)


# ---------------------------------------------------------------- the SDK


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """A receiver of OTLP over HTTP on this machine, and what it got."""
    got: list[ExportTraceServiceRequest] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path == "/v1/traces":
                got.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()
        thread.join()


async def test_spans_reach_a_receiver_that_the_environment_names(
    receiver: tuple[str, list[ExportTraceServiceRequest]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, got = receiver
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
    tracing = configured(os.environ)
    assert tracing is not None
    app = make_app(tracing=tracing)
    monkeypatch.setattr(tracing, "observe", lambda _: None)  # the stand-in has no pools
    async with client_of(app) as client:
        await client.post("/graphql", json={"query": "query Hello { hello }"})
    spans = [
        (each.resource, span)
        for one in got
        for each in one.resource_spans
        for s in each.scope_spans
        for span in s.spans
    ]
    ((resource, span),) = spans
    assert span.name == "query Hello"
    found = {attribute.key: attribute.value.string_value for attribute in resource.attributes}
    assert (found["service.name"], found["deployment.environment.name"]) == ("clinic-sessions", "test")


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_SERVICE_NAME": "x"},
        {"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"},
        {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_TRACES_EXPORTER": "zipkin"},
    ],
)
def test_there_are_no_traces_unless_the_environment_asks_for_them(environ: dict[str, str]) -> None:
    assert configured(environ) is None


def test_without_traces_nothing_of_opentelemetry_is_imported() -> None:
    code = "import sys, server.factory, server.app; print([name for name in sys.modules if 'opentelemetry' in name])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_without_the_extra_the_service_starts_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    assert configured({"OTEL_TRACES_EXPORTER": "otlp"}) is None
    assert caplog.messages == [
        "There are no traces, although OTEL_TRACES_EXPORTER is set: install clinic-sessions[otel]."
    ]
