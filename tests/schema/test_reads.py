"""What a read costs: statements by its shape alone, never by the number of rows, and only the columns asked for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest

from planner import TYPES, Batch
from schema import objects
from schema.build import SCHEMA
from tests.practice import House
from tests.schema.roots import furnish
from tests.vacuous import some


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that reads send to PostgreSQL from now on, in order."""
    statements: list[str] = []

    def listening(name: str) -> Any:
        original = getattr(asyncpg.Connection, name)

        async def call(self: Any, query: str, *arguments: Any, **options: Any) -> Any:
            statements.append(query)
            return await original(self, query, *arguments, **options)

        return call

    for name in ("fetch", "fetchrow", "fetchval", "execute"):
        monkeypatch.setattr(asyncpg.Connection, name, listening(name))
    return statements


@contextmanager
def statements(sent: list[str]) -> Iterator[list[str]]:
    """The statements of one read, without those around it, which are checked to be there."""
    at = len(sent)
    found: list[str] = []
    yield found
    begin, *between, end = [query for query in sent[at:] if "set_type_codec" not in query and "pg_type" not in query]
    assert begin.startswith("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL app.practice_id = '")
    assert end == "COMMIT"
    found += between


async def cost(house: House, sent: list[str], query: str, **variables: Any) -> list[str]:
    with statements(sent) as found:
        await house.ask(query, **variables)
    return found


PAGE = """{ sessions(first: 50) { nodes { id name notes status allowRemote locationLabel
    clinician { id name title } location { id name timeZone } appointmentTypes { id name durationMinutes }
    schedule { text startDate startTime endTime recurrence { frequency weekdays rrule } timeZone } } } }"""


async def test_the_sessions_table_takes_two_statements(house: House, sent: list[str]) -> None:
    await furnish(house)
    assert len(await cost(house, sent, PAGE)) == 2


@pytest.mark.parametrize(
    "query, expected",
    [
        ("{ sessions { nodes { id } } }", 1),
        ("{ sessions { nodes { id clinician { name } location { name timeZone } } } }", 1),
        ("{ sessions { nodes { schedule { text timeZone recurrence { rrule } } locationLabel } } }", 1),
        ("{ sessions { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }", 1),
        ("{ sessions { nodes { id appointmentTypes { name } } } }", 2),
        ("{ sessions { nodes { id template { name } } } }", 1),
        ("{ sessions { nodes { id exceptions { reason location { name } } } } }", 2),
        ("{ sessions { nodes { id } edges { node { name } } } }", 1),
        ("{ sessions { nodes { id appointmentTypes { name } } edges { node { appointmentTypes { id } } } } }", 3),
        ("{ sessions { totalCount } }", 1),
        ("{ sessions { nodes { id } totalCount } }", 2),
        ("{ sessions { __typename } }", 0),
        ("{ viewer { name role } }", 0),
        ("{ viewer { practice { name } } }", 1),
        ("{ clinicians { nodes { name email } } }", 1),
        ("{ clinicians { nodes { name sessions(first: 5) { nodes { name location { name } } } } } }", 2),
        ("{ clinicians { nodes { name sessions { nodes { name } totalCount } } } }", 3),
        ("{ sessionTemplates { nodes { name appointmentTypeCount } } }", 2),
        ("{ sessionTemplates { nodes { name appointmentTypes { name } appointmentTypeCount } } }", 3),
    ],
)
async def test_statements_follow_from_the_shape(house: House, sent: list[str], query: str, expected: int) -> None:
    await furnish(house)
    found = await ran(house, sent, query)
    assert len(found) == expected, found


async def ran(house: House, sent: list[str], query: str) -> list[str]:
    """The statements of a query, which may need no transaction at all."""
    at = len(sent)
    await house.ask(query)
    return [
        query
        for query in sent[at:]
        if not query.startswith(("BEGIN", "COMMIT")) and "pg_type" not in query
    ]  # fmt: skip


async def test_what_stands_beyond_a_cursor_is_only_asked_where_somebody_asks(house: House, sent: list[str]) -> None:
    for name in "abc":
        await house.session(name=name)
    cursor = (await house.listed("edges { cursor }"))["edges"][0]["cursor"]
    query = "query($after: String) { sessions(after: $after) { nodes { name } pageInfo { %s } } }"
    assert len(await cost(house, sent, query % "hasNextPage endCursor", after=cursor)) == 1
    assert len(await cost(house, sent, query % "hasNextPage hasPreviousPage", after=cursor)) == 2


async def test_the_date_on_which_a_session_runs_is_found_by_the_database(house: House, sent: list[str]) -> None:
    query = '{ sessions(filter: {runsOn: "2026-03-09"}) { nodes { name } } }'
    await house.session(days="MO")
    before = await cost(house, sent, query)
    for _ in range(5):
        await house.session(days="TU", status="INACTIVE")
    after = await cost(house, sent, query)
    assert after == before
    # One for the few rules of which SQL cannot tell, one for the page: neither reads the sessions that do not run.
    irregular, page = after
    assert "irregular" in irregular
    assert "LIMIT" in page


# ---------------------------------------------------------------- doubling the rows

WINDOW = '(from: "2026-03-02", to: "2026-03-24")'
OCCURRENCE = """originalDate start end status reason clockChange allowRemote location { name timeZone }
    closure { title clinician { name } location { name } } session { name clinician { name } }"""
CONFLICT = f"kind message occurrence {{ {OCCURRENCE} }} other {{ {OCCURRENCE} }} closure {{ title }}"
SESSION = f"""name schedule {{ text }} clinician {{ name }} location {{ name }} template {{ name }}
    template {{ appointmentTypes {{ name }} }} appointmentTypes {{ name }}
    exceptions {{ originalDate location {{ name }} }}
    occurrences{WINDOW} {{ {OCCURRENCE} }} nextOccurrence {{ {OCCURRENCE} }} conflicts{WINDOW} {{ {CONFLICT} }}
    history(first: 3) {{ nodes {{ at actor changes {{ field before after }} }} totalCount }}"""
SEARCH = '(search: {appointmentTypeId: "$type", from: "2026-03-02", to: "2026-03-24", first: 10})'
DOUBLED = {
    "sessions": f"{{ sessions(first: 5) {{ nodes {{ {SESSION} }} totalCount }} }}",
    "edges": f"{{ sessions(last: 5) {{ edges {{ cursor node {{ {SESSION} }} }} }} }}",
    "clinicians": """{ clinicians(first: 10) { nodes { name sessions(first: 10) { nodes { name appointmentTypes { name }
        clinician { sessions(last: 5) { totalCount nodes { appointmentTypes { name } } } } }
        totalCount pageInfo { hasNextPage } } } } }""",
    "occurrences": f"{{ occurrences{WINDOW} {{ {OCCURRENCE} session {{ appointmentTypes {{ name }} }} }} }}",
    "conflicts": f"{{ conflicts{WINDOW} {{ {CONFLICT} }} }}",
    "closures": f"{{ closures{WINDOW} {{ clinician {{ name sessions {{ totalCount }} }} location {{ name }} }} }}",
    "templates": """{ sessionTemplates { nodes { name clinician { name } location { name } appointmentTypes { name }
        appointmentTypeCount history(first: 3) { totalCount nodes { actor } } } } }""",
    "slots": f"""{{ availableSlots{SEARCH} {{ slots {{ start session {{ {SESSION} }} clinician {{ name }}
        location {{ name }} }} days {{ date slotCount }} }} }}""",
    "reasons": f"{{ explainAvailability{SEARCH} {{ code message session {{ name appointmentTypes {{ name }} }} }} }}",
    "audit": "{ auditEntries { nodes { actor changes { field before after } } totalCount } }",
    "locations": "{ locations { nodes { name timeZone } totalCount } }",
    "types": "{ appointmentTypes { nodes { name } totalCount } }",
    "practice": "{ viewer { practice { name timeZone } clinician { name sessions { nodes { name } } } } }",
}


async def crowd(house: House, an_appointment_type: str) -> None:
    """A clinician with sessions that overlap, exceptions, a closure and a template."""
    things = await furnish(house)
    here = {"locationId": things["location"], "clinicianId": things["clinician"]}
    given = await house.session_input(days="MO", appointmentTypeIds=[an_appointment_type], **here)
    session = (await house.create_session(given))["session"]
    done = await house.ask(
        """mutation($session: ID!, $template: ID!, $clinician: ID!, $entries: [FromTemplateInput!]!) {
            a: cancelOccurrence(sessionId: $session, originalDate: "2026-03-16") { errors { message } }
            b: rescheduleOccurrence(sessionId: $session, originalDate: "2026-03-23", date: "2026-03-24") {
                errors { message } }
            c: createClosure(input: {title: "Away", kind: LEAVE, clinicianId: $clinician,
                startDate: "2026-03-09", endDate: "2026-03-09"}) { errors { message } }
            d: createSessionsFromTemplate(templateId: $template, sessions: $entries) { errors { message } } }""",
        session=session["id"],
        template=things["template"],
        clinician=things["clinician"],
        entries=[{"clinicianId": things["clinician"], "startDate": "2026-03-02"}],
    )
    assert [payload["errors"] for payload in done.values()] == [[]] * 4


async def test_twice_the_rows_take_no_more_statements(house: House, sent: list[str]) -> None:
    """Each of the queries is asked of a practice, and of the same with twice as much of everything."""
    a_type = await house.appointment_type()
    await crowd(house, a_type)
    once = {name: await ran(house, sent, query.replace("$type", a_type)) for name, query in DOUBLED.items()}
    await crowd(house, a_type)
    await crowd(house, a_type)
    twice = {name: await ran(house, sent, query.replace("$type", a_type)) for name, query in DOUBLED.items()}
    assert {name: len(found) for name, found in twice.items()} == {name: len(found) for name, found in once.items()}
    assert twice == once


def test_the_queries_that_are_doubled_cover_every_batch() -> None:
    """A field that takes statements of its own is in one of the queries above."""
    asked = set(re.findall(r"\w+", " ".join(DOUBLED.values())))
    seen: set[str] = set()

    for kind in SCHEMA.extensions[TYPES].values():
        if getattr(objects, kind.name, None) is not None:  # not what mutations and previews answer
            seen |= {name for name, step in kind.steps.items() if isinstance(step, Batch)}
    assert {"appointmentTypes", "exceptions", "occurrences", "nextOccurrence", "conflicts", "sessions"} <= seen
    assert seen <= asked


# ---------------------------------------------------------------- only what was asked for


def columns(statement: str) -> set[str]:
    """The columns that a statement selects."""
    selected = re.split(r"\sFROM\s", statement, maxsplit=1)[0]
    return set(re.findall(r"\b\w+\.(\w+)\b", selected))


async def test_only_the_columns_that_are_asked_for_are_selected(house: House, sent: list[str]) -> None:
    await furnish(house)
    (statement,) = await cost(house, sent, "{ sessions { nodes { notes } } }")
    assert columns(statement) == {"notes"}
    (statement,) = await cost(house, sent, "{ sessions { nodes { schedule { startTime } } } }")
    assert columns(statement) == {"start_time"}
    (statement,) = await cost(house, sent, "{ sessions { nodes { notes } pageInfo { endCursor } } }")
    assert columns(statement) == {"notes", "name_key", "id"}
    (statement,) = await cost(house, sent, "{ sessions { nodes { name } } }")
    assert "JOIN" not in statement
    (statement,) = await cost(house, sent, "{ sessions { nodes { clinician { email } } } }")
    assert "email" in columns(statement)
    assert statement.count("JOIN") == 1


async def test_a_field_that_is_skipped_is_not_read(house: House, sent: list[str]) -> None:
    await furnish(house)
    query = """query($yes: Boolean!) { sessions { nodes { name notes @include(if: $yes)
        appointmentTypes @skip(if: $yes) { name } } } }"""
    for yes, expected in ((True, 1), (False, 2), (True, 1)):
        found = await cost(house, sent, query, yes=yes)
        assert len(found) == expected
        assert ("notes" in columns(found[0])) == yes


async def test_every_statement_names_the_practice(house: House, sent: list[str]) -> None:
    """Row-level security is the second lock, not the first."""
    a_type = await house.appointment_type()
    await crowd(house, a_type)
    for query in DOUBLED.values():
        for statement in some(await ran(house, sent, query.replace("$type", a_type))):
            tables = re.findall(r"(?:FROM|JOIN)\s+(?:LATERAL\s+)?([a-z_]+)(?:\s+AS\s+(\w+))?", statement)
            assert "practice_id" in statement or "practice.id" in statement, statement
            for table, alias in some(tables):
                if table not in ("unnest", "practice"):
                    assert re.search(rf"\b{alias or table}\.practice_id\b", statement), (table, statement)


async def test_one_request_is_one_snapshot_for_each_root_field(house: House, sent: list[str]) -> None:
    await house.session()
    at = len(sent)
    await house.ask("{ a: sessions { totalCount nodes { id } } b: clinicians { totalCount nodes { id } } }")
    begun = [query for query in sent[at:] if query.startswith("BEGIN")]
    assert len(begun) == 2
    assert all("REPEATABLE READ READ ONLY" in query for query in begun)
