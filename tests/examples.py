"""The examples of README.md and docs/: GraphQL operations with their variables and answers, as the pages print them.

A page shows an example as two or three fenced blocks: `graphql`, `json variables` where the operation declares any, and
`json answer`, or `json answer with errors` where it is to show top-level errors. Text may stand between them, other
blocks may not. What is GraphQL but no operation that can be sent is `graphql fragment`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graphql import GraphQLSyntaxError, OperationDefinitionNode, parse

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
QUERY, FRAGMENT, VARIABLES = "graphql", "graphql fragment", "json variables"
ANSWER, ERRORS = "json answer", "json answer with errors"
FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,}) *(?P<kind>[^`]*)")


class PageError(Exception):
    """A page that is not written as this module says: which, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `kind` is what stands behind its opening fence."""

    place: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    place: str
    query: str
    variables: str
    """JSON; "{}" where the operation declares none."""
    answer: str
    with_errors: bool


def blocks(name: str, page: str) -> Iterator[Block]:
    """Every fenced block of the text of a page, at any indentation (CommonMark 4.5)."""
    opening: re.Match[str] | None = None
    lines: list[str] = []
    begin = 0
    for number, line in enumerate(page.splitlines(keepends=True), 1):
        if opening is None:
            opening, lines, begin = FENCE.fullmatch(line.rstrip()), [], number
        elif re.fullmatch(rf" *{re.escape(opening['fence'])}{opening['fence'][0]}*", line.rstrip()):
            yield Block(f"{name}:{begin}", opening["kind"].strip(), "".join(lines))
            opening = None
        else:
            lines.append(line.removeprefix(opening["indent"]))
    if opening is not None:
        raise PageError(f"{name}:{begin}: the block is not closed.")


def examples(name: str, page: str) -> Iterator[Example]:
    """Every example of the text of a page. Raises PageError where a block could be one and is not."""
    pending = list(reversed(list(blocks(name, page))))
    while pending:
        block = pending.pop()
        if block.kind == QUERY:
            yield _example(block, pending)
        elif block.kind in (VARIABLES, ANSWER, ERRORS):
            raise PageError(f"{block.place}: `{block.kind}` does not follow the operation that it belongs to.")
        elif _operations(block) is not None and block.kind != FRAGMENT:
            raise PageError(f"{block.place}: this is GraphQL; mark the block `{QUERY}`.")
        elif block.kind == FRAGMENT and _operations(block) != []:
            raise PageError(f"{block.place}: this is an operation, or no GraphQL; mark the block otherwise.")


def _example(block: Block, pending: list[Block]) -> Example:
    operations = _operations(block)
    if operations is None or len(operations) != 1:
        raise PageError(f"{block.place}: an example is one operation; mark fragments and types `{FRAGMENT}`.")
    variables = "{}"
    if operations[0].variable_definitions:
        variables = _next(block, pending, VARIABLES).text
    answer = _next(block, pending, ANSWER, ERRORS)
    return Example(block.place, block.text, variables, answer.text, answer.kind == ERRORS)


def _next(block: Block, pending: list[Block], *kinds: str) -> Block:
    if not pending or pending[-1].kind not in kinds:
        raise PageError(f"{block.place}: the next block must be `{'` or `'.join(kinds)}`.")
    return pending.pop()


def _operations(block: Block) -> list[OperationDefinitionNode] | None:
    """The operations in it; None where it is not GraphQL."""
    try:
        document = parse(block.text)
    except GraphQLSyntaxError:
        return None
    return [definition for definition in document.definitions if isinstance(definition, OperationDefinitionNode)]


def all_examples() -> tuple[list[Example], list[str]]:
    """The examples of all pages, and what is wrong with a page: from there on, its examples are missing."""
    found: list[Example] = []
    problems = []
    for page in PAGES:
        try:
            found.extend(examples(str(page.relative_to(ROOT)), page.read_text("utf-8")))
        except PageError as error:
            problems.append(str(error))
    return found, problems
