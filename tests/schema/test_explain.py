"""What `clinic-sessions explain` prints is what the service does."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from server.cli import main
from tests.practice import House
from tests.schema.roots import furnish
from tests.schema.test_reads import PAGE, ran, sent

__all__ = ["sent"]


def explained(tmp_path: Path, query: str, *options: str) -> Result:
    file = tmp_path / "query.graphql"
    file.write_text(query)
    return CliRunner().invoke(main, ["explain", str(file), *options])


def statements(text: str) -> list[str]:
    """The statements in an explanation, each on one line."""
    lines = iter(text.splitlines())
    found: list[str] = []
    for line in lines:
        if line.endswith("] as above"):  # noted with the root field already
            continue
        if re.match(r" *\[\d+\] ", line):
            found.append(line.split("] ", 1)[1])
        elif re.match(r" +(FROM|WHERE|LIMIT|UNION)\b", line):
            found[-1] += " " + line.strip()
    return found


@pytest.mark.parametrize(
    "query",
    [
        PAGE,
        "{ sessions(last: 3) { totalCount edges { cursor node { template { name } exceptions { reason } } } } }",
        "{ clinicians { nodes { name sessions(first: 5) { totalCount nodes { name location { name } } } } } }",
        "{ sessionTemplates { nodes { name appointmentTypes { name } appointmentTypeCount history { totalCount } } } }",
        "{ viewer { name practice { name } } }",
    ],
)
async def test_the_statements_explained_are_those_sent(
    house: House, sent: list[str], tmp_path: Path, query: str
) -> None:
    await furnish(house)
    really = sorted(" ".join(sql.split()) for sql in await ran(house, sent, query))
    result = await asyncio.to_thread(explained, tmp_path, query)
    assert result.exit_code == 0, result.output
    assert sorted(" ".join(sql.split()) for sql in statements(result.output)) == really


def test_each_field_says_what_it_becomes(tmp_path: Path) -> None:
    query = """{ sessions { nodes { name who: clinician { name } schedule { recurrence { rrule } } locationLabel
        nextOccurrence { end } } } }"""
    lines = [re.sub(r"\s+", " ", line.strip()) for line in explained(tmp_path, query).output.splitlines()]
    for expected in (
        "name column name",
        "who: clinician to-one join clinician",
        "recurrence part of the same row, null where rrule is",
        "locationLabel location_label of location.name, allow_remote",
        "nextOccurrence batch next_occurrence by id, once for all parents",
        "end attribute ends_at",
    ):
        assert expected in lines


def test_a_filter_is_in_the_statement(tmp_path: Path) -> None:
    query = "query($f: SessionFilter) { sessions(filter: $f) { nodes { id } } }"
    given: dict[str, Any] = {"f": {"status": "ACTIVE"}}
    assert "session.status = " in explained(tmp_path, query, "--variables", json.dumps(given)).output
    assert "session.status" not in explained(tmp_path, query).output


def test_what_a_role_may_not_read_is_said(tmp_path: Path) -> None:
    assert "may not use sessions" in explained(tmp_path, PAGE, "--role", "BOOKING").output


def test_a_mutation_is_not_run(tmp_path: Path) -> None:
    query = 'mutation { deleteSession(id: "x") { deletedId errors { message } } }'
    result = explained(tmp_path, query)
    assert result.exit_code == 0
    assert statements(result.output) == []


@pytest.mark.parametrize(
    "query, options, expected",
    [
        ("{ nonsense }", [], "Cannot query field 'nonsense'"),
        ("query($f: SessionFilter!) { sessions(filter: $f) { totalCount } }", [], "$f"),
        ("{ viewer { name } }", ["--variables", "["], "not JSON"),
        ("{ viewer { name } }", ["--variables", "[]"], "not a JSON object"),
    ],
)
def test_what_cannot_be_planned_is_said(tmp_path: Path, query: str, options: list[str], expected: str) -> None:
    result = explained(tmp_path, query, *options)
    assert result.exit_code != 0
    assert expected in result.output
