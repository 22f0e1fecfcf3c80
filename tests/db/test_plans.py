"""What PostgreSQL does with the statements of reads, in one large practice and among many small ones.

A list of ids is one parameter of type uuid[] (planner/statement.py). Where PostgreSQL takes a list apart for each row
that it looks at, a read of a large practice takes seconds; the bench, whose practices are small, does not show it. So
every statement that the service sends is explained here, planned without its values as the service has it planned.
"""

import gc
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from bench.data import Filled, Practice, filled, practice
from db import availability, calendar
from db.engine import Database, Options
from db.tenancy import Tenant
from dev import postgres
from planner.statement import Statement
from resolvers.context import Context, Role, Viewer
from schema.build import SCHEMA
from schema.execution import Executable
from tests.schema.roots import ROOTS
from tests.vacuous import some

pytestmark = pytest.mark.slow  # starts PostgreSQL servers and fills them

LIST = re.compile(r"\$\d+::UUID\[\]")
"""A list of ids in the text of a statement."""
TAKEN_APART = re.compile(r"unnest\(|string_to_array\(|regexp_split_to")
"""A function that takes a list apart, in a node of a plan."""
COMPARED = re.compile(r"= ANY \(\$\d+\)")
"""A comparison of a row with each id of a list, in a node of a plan. An index condition compares no rows."""

DEBIAN = Path("/usr/lib/postgresql/15/bin")
SERVERS = {"18": None, "15": DEBIAN}
"""The embedded PostgreSQL, and the oldest that is supported, as Debian 12 packages it."""

PAGE = "{ sessions(orderBy: {field: NAME}) { pageInfo { hasNextPage } nodes { id appointmentTypes { name } } } }"
MORE = [
    """query($clinicians: [ID!]) {
        conflicts(filter: {clinicianIds: $clinicians}, from: "2026-03-09", to: "2026-03-15") { message } }""",
    """query($clinicians: [ID!]) {
        occurrences(filter: {clinicianIds: $clinicians}, from: "2026-03-09", to: "2026-03-15") { start } }""",
    """query($kind: ID!, $clinicians: [ID!]) { explainAvailability(search:
        {appointmentTypeId: $kind, clinicianIds: $clinicians, from: "2026-03-09", to: "2026-03-15"}) { message } }""",
    "query($clinicians: [ID!]) { sessions(filter: {clinicianIds: $clinicians}) { totalCount nodes { id } } }",
    *(PAGE.replace("NAME", field) for field in ("NAME", "CLINICIAN", "LOCATION", "START_TIME", "STATUS", "UPDATED_AT")),
    '{ sessions(filter: {runsOn: "2026-03-09"}) { totalCount nodes { exceptions { reason } } } }',
    "{ clinicians { nodes { name sessions(first: 5) { totalCount nodes { name nextOccurrence { start } } } } } }",
]
"""What the roots' own documents do not ask for."""


@dataclass(frozen=True, slots=True)
class Sent:
    sql: str
    values: tuple[Any, ...]


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[postgres.Instance]:
    programs = SERVERS[request.param]
    if programs is not None and not (programs / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not here: on Debian 12, apt-get install postgresql")
    with postgres.temporary(programs=programs) as instance:
        yield instance


@pytest.fixture(scope="module", params=["one practice of 50,000 sessions", "100 practices of 250 sessions"])
async def crowd(server: postgres.Instance, request: pytest.FixtureRequest) -> Filled:
    if request.param.startswith("one"):
        return await filled(server, "one", 1, sessions=50_000, clinicians=2_000)
    return await filled(server, "many", 100, sessions=250)


@pytest.fixture(scope="module")
async def large(crowd: Filled) -> Practice:
    """One of its practices."""
    return await practice(crowd, 0)


@pytest.fixture(scope="module")
async def database(crowd: Filled) -> AsyncIterator[Database]:
    # Patient: planting the practices is not what is tested, and the machine may be busy.
    opened = await Database.connect(crowd.url, options=Options(statement_timeout=60))
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
async def sent(crowd: Filled, large: Practice, database: Database) -> list[Sent]:
    """Each statement that the queries of the schema send, once."""
    found: dict[str, Sent] = {}
    executable = Executable(SCHEMA)
    clinicians = large.ids["clinician"][:10]
    dates = {"from": "2026-03-09", "to": "2026-03-15"}
    things = {
        "clinician": clinicians[0],
        "location": large.ids["location"][0],
        "appointment type": large.ids["appointment_type"][0],
        "session": large.ids["session"][0],
        "template": large.ids["session"][1],
        "closure": large.ids["session"][2],
    }
    documents = [(root.document(), root.arguments(things, **dates)) for root in ROOTS.values() if not root.is_mutation]
    documents += [(query, {"clinicians": clinicians, "kind": things["appointment type"]}) for query in MORE]
    viewer = Viewer("plans", "Plans", Role.ADMIN, large.id)
    for query, variables in documents:
        with listening(found):
            context = Context(
                viewer=viewer, db=database, now=lambda: datetime(2026, 3, 9, 8, tzinfo=UTC), request_id=""
            )
            prepared: Any = executable.prepare(query)
            declared = {name: value for name, value in variables.items() if f"${name}" in query}
            result = await executable.execute(prepared, None, declared, context)
        # What concerns all of a large practice is refused, once PostgreSQL has been asked for a few rows.
        refused = [(error.extensions or {}).get("code") for error in result.errors or ()]
        assert set(refused) <= ({"BAD_USER_INPUT"} if crowd.sessions == 50_000 else set()), (query, result.errors)
    return list(found.values())


@contextmanager
def listening(found: dict[str, Sent]) -> Iterator[None]:
    original = asyncpg.Connection.fetch

    async def fetch(self: Any, query: str, *values: Any, **options: Any) -> Any:
        if query.startswith("SELECT") and "pg_type" not in query:
            found[query] = Sent(query, values)
        return await original(self, query, *values, **options)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asyncpg.Connection, "fetch", fetch)
        yield


ORDERED = """query($first: Int, $after: String, $last: Int, $before: String) {
    sessions(first: $first, after: $after, last: $last, before: $before, orderBy: {field: NAME, direction: ASC}) {
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage } nodes { id clinician { name } } } }"""


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("field", ["NAME", "CLINICIAN", "LOCATION", "START_TIME", "STATUS", "CREATED_AT", "UPDATED_AT"])
async def test_a_page_looks_at_few_rows_in_every_order_at_any_depth(
    database: Database, large: Practice, field: str, direction: str
) -> None:
    query = ORDERED.replace("NAME", field).replace("ASC", direction)
    viewer = Viewer("plans", "Plans", Role.ADMIN, large.id)
    executable = Executable(SCHEMA)
    found: dict[str, Sent] = {}

    async def page(**variables: Any) -> dict[str, Any]:
        found.clear()  # each is planned by itself: the same text is looked at with each page's values
        with listening(found):
            context = Context(
                viewer=viewer, db=database, now=lambda: datetime(2026, 3, 9, 8, tzinfo=UTC), request_id=""
            )
            prepared: Any = executable.prepare(query)
            result = await executable.execute(prepared, None, variables, context)
        assert not result.errors
        assert result.data is not None
        assert len(result.data["sessions"]["nodes"]) == 50
        for statement in some(list(found.values())):
            assert looked_at(await explained(database, large, statement)) <= MOST_LOOKED_AT, statement.sql
        info: dict[str, Any] = result.data["sessions"]["pageInfo"]
        return info

    first, last = await page(first=50), await page(last=50)
    await page(first=50, after=first["endCursor"])
    deep = await page(last=50, before=last["startCursor"])
    await page(last=50, before=deep["startCursor"])
    assert (await page(first=50, after=deep["endCursor"]))["hasNextPage"] is False


async def test_what_concerns_too_many_sessions_is_refused_after_a_few_rows(
    database: Database, crowd: Filled, large: Practice
) -> None:
    dates = 'from: "2026-03-09", to: "2026-06-08"'
    search = f'{{appointmentTypeId: "{large.ids["appointment_type"][0]}", {dates}}}'
    refusals = {
        f"{{ occurrences({dates}) {{ start }} }}": calendar.MOST_SESSIONS,
        f"{{ conflicts({dates}) {{ message }} }}": calendar.MOST_SESSIONS,
        f"{{ explainAvailability(search: {search}) {{ message }} }}": availability.MOST_EXPLAINED,
    }
    viewer, executable = Viewer("plans", "Plans", Role.ADMIN, large.id), Executable(SCHEMA)
    for query, most in refusals.items():
        found: dict[str, Sent] = {}
        with listening(found):
            context = Context(
                viewer=viewer, db=database, now=lambda: datetime(2026, 3, 9, 8, tzinfo=UTC), request_id=""
            )
            prepared: Any = executable.prepare(query)
            result = await executable.execute(prepared, None, {}, context)
        codes = [(error.extensions or {}).get("code") for error in result.errors or ()]
        if crowd.sessions != 50_000:  # each practice has 250: too few to be refused for their number
            assert [error.message for error in result.errors or () if "sessions" in error.message] == []
            continue
        assert codes == ["BAD_USER_INPUT"]
        *_, last = found.values()
        plan = await explained(database, large, last)
        assert plan[0]["Actual Rows"] == most + 1
        (scan,) = [node for node in plan if node.get("Relation Name") == "session"]
        assert scan["Actual Rows"] * scan["Actual Loops"] <= 2 * most


MOST_LOOKED_AT = 1_000
"""For 51 sessions, the probes to the ends of the page, and what they join."""


def looked_at(found: list[dict[str, Any]]) -> int:
    """How many rows the scans of a plan have read, kept or not."""
    removed = "Rows Removed by Filter", "Rows Removed by Index Recheck"
    scans = [node for node in found if node["Node Type"].endswith("Scan") and "Relation Name" in node]
    assert scans
    return sum(
        node["Actual Loops"] * (node["Actual Rows"] + sum(node.get(name, 0) for name in removed)) for node in scans
    )


async def test_a_list_that_is_sorted_as_a_whole_would_be_found(database: Database, large: Practice) -> None:
    sql = """SELECT s.id FROM session s JOIN clinician c ON c.practice_id = s.practice_id AND c.id = s.clinician_id
        WHERE s.practice_id = $1::uuid ORDER BY c.name || s.name LIMIT 51"""
    scanned = looked_at(await explained(database, large, Sent(sql, (large.id,))))
    assert scanned >= 250


FOUND = '{ sessions(filter: {search: "zzzz"}, orderBy: {field: NAME}) { totalCount nodes { id } } }'


@pytest.mark.parametrize("field", ["NAME", "CLINICIAN", "UPDATED_AT"])
async def test_a_search_looks_through_the_names_of_clinicians_and_locations_once(
    database: Database, crowd: Filled, large: Practice, field: str
) -> None:
    viewer = Viewer("plans", "Plans", Role.ADMIN, large.id)
    found: dict[str, Sent] = {}
    with listening(found):
        context = Context(viewer=viewer, db=database, now=lambda: datetime(2026, 3, 9, 8, tzinfo=UTC), request_id="")
        executable = Executable(SCHEMA)
        prepared: Any = executable.prepare(FOUND.replace("NAME", field))
        result = await executable.execute(prepared, None, {}, context)
    assert result.data == {"sessions": {"totalCount": 0, "nodes": []}}
    searches = some([statement for statement in found.values() if "LIKE" in statement.sql])
    assert len(searches) == 2
    for statement in searches:
        plan = await explained(database, large, statement)
        named = [node for node in plan if any("~~" in part for part in strings(node))]
        assert {node["Relation Name"] for node in named} == {"session", "clinician", "location"}
        assert [node["Actual Loops"] for node in named if node["Relation Name"] != "session"] == [1, 1]
        assert not [part for node in plan for part in strings(node) if "like_escape" in part]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


async def explained(database: Database, large: Practice, statement: Sent) -> list[dict[str, Any]]:
    """The nodes of the plan that the service has made of it, as it ran: planned before its values are known."""
    async with database.primary.acquire() as conn:
        transaction = conn.transaction()
        await transaction.start()
        await conn.execute(f"{Tenant(large.id).settings}; PREPARE explained AS {statement.sql}")
        values = ", ".join(literal(value) for value in statement.values)
        execute = f"EXECUTE explained ({values})" if values else "EXECUTE explained"
        found = await conn.fetchval(f"EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) {execute}")
        await conn.execute("DEALLOCATE explained")
        await transaction.rollback()
    return list(nodes(orjson.loads(found)[0]["Plan"]))


def literal(value: Any) -> str:
    match value:
        case None:
            return "NULL"
        case bool() | int():
            return str(value)
        case list() | tuple():
            return "'{" + ",".join(str(part) for part in value) + "}'"
        case datetime() | date() | time():
            return f"'{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def evaluated_for_rows(found: list[dict[str, Any]]) -> list[str]:
    """Where a plan takes a list of ids apart more than once, or compares many rows with each id of a list."""
    return [
        f"{node['Node Type']}: {part}"
        for node in found
        for part in strings(node)
        if (TAKEN_APART.search(part) and (node["Actual Loops"] > 1 or part == node.get("Filter")))
        or (COMPARED.search(part) and part == node.get("Filter") and looked_at([node]) > 250)
    ]


def strings(node: dict[str, Any]) -> Iterator[str]:
    for name, value in node.items():
        if name != "Plans":
            yield from (
                value if isinstance(value, list) and all(isinstance(part, str) for part in value) else [str(value)]
            )


async def test_no_statement_takes_a_list_of_ids_apart_for_each_row(
    sent: list[Sent], database: Database, large: Practice
) -> None:
    with_lists = 0
    for statement in some(sent):
        found = await explained(database, large, statement)
        assert evaluated_for_rows(found) == [], statement.sql
        with_lists += bool(LIST.search(statement.sql))
    assert with_lists >= 10


async def test_a_list_that_is_taken_apart_for_each_row_would_be_found(database: Database, large: Practice) -> None:
    sql = "SELECT name FROM session WHERE practice_id = $1::uuid AND (notes = 'X' OR id = ANY %s)"
    inline = "(CAST(string_to_array($2::varchar, ',') AS uuid[]))"
    text, array = ",".join(large.ids["session"][:3]), large.ids["session"][:3]
    assert evaluated_for_rows(await explained(database, large, Sent(sql % inline, (large.id, text))))
    hashed = "SELECT name FROM session WHERE practice_id = $1::uuid AND (notes = 'X' OR id IN (SELECT unnest(%s)))"
    assert not evaluated_for_rows(await explained(database, large, Sent(hashed % "$2::uuid[]", (large.id, array))))


async def test_a_list_that_every_row_is_compared_with_would_be_found(crowd: Filled, database: Database) -> None:
    large = await practice(crowd, 0)
    sql = "SELECT name FROM session WHERE practice_id = $1::uuid AND (notes = 'X' OR id = ANY ($2::uuid[]))"
    found = evaluated_for_rows(await explained(database, large, Sent(sql, (large.id, large.ids["session"][:3]))))
    assert bool(found) == (crowd.sessions == 50_000)


def test_every_list_of_ids_is_an_array_that_the_driver_sends() -> None:
    """The text of all statements that were made so far, those of modules among them."""
    texts = {thing.sql for thing in gc.get_objects() if isinstance(thing, Statement)}
    assert len([text for text in texts if LIST.search(text)]) >= 10
    assert not [text for text in texts if "string_to_array" in text]
