"""The example operations, and the queries that fill them in, against the schema that the service prints."""

import json
import re
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from server.explorer import WEB

EXAMPLES = WEB / "explorer" / "examples"
OPERATIONS = sorted(EXAMPLES.rglob("*.graphql"))
PRINTED = WEB.parent / "schema" / "schema.graphql"

SAMPLES = {"today": "2026-11-22", "monday": "2026-11-16", "sunday": "2026-11-22", "date": "2026-11-24", "version": 3}
"""What stands for a placeholder, by its last word; any other is an id."""


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(PRINTED.read_text())


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_an_example_is_valid(schema: GraphQLSchema, path: Path) -> None:
    document = parse(path.read_text())
    assert validate(schema, document) == []
    declared = operation(document).variable_definitions or ()
    coerced = get_variable_values(schema, declared, variables(path))
    assert not isinstance(coerced, list), coerced


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.graphql")), ids=lambda path: path.stem)
def test_an_example_gives_every_variable_that_it_declares(path: Path) -> None:
    declared = operation(parse(path.read_text())).variable_definitions or ()
    assert variables(path).keys() == {node.variable.name.value for node in declared}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.graphql")), ids=lambda path: path.stem)
def test_an_example_says_what_it_is_for_and_is_in_the_panel(path: Path) -> None:
    assert path.read_text().startswith("# ")
    listed = (WEB / "explorer" / "examples.ts").read_text()
    assert f'from "./examples/{path.name}?raw"' in listed
    assert path.with_suffix(".json").exists() == (f'from "./examples/{path.stem}.json?raw"' in listed)


def operation(document: DocumentNode) -> OperationDefinitionNode:
    [found] = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    return found


def variables(path: Path) -> dict[str, object]:
    """As the explorer would fill them in."""
    text = path.with_suffix(".json")
    if not text.exists():
        return {}

    def sample(placeholder: re.Match[str]) -> str:
        return json.dumps(SAMPLES.get(placeholder[1].rpartition(".")[2], "0192e3c4-0000-7000-8000-000000000001"))

    filled: dict[str, object] = json.loads(re.sub(r'"\{([a-z.]+)(?:[+-]\d+)?\}"', sample, text.read_text()))
    return filled
