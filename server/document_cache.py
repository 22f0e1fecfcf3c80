"""Prepared documents, kept by their text: parsed, held to the limits, validated, and their costs planned, once."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
)

from planner.operation import Prepared
from resolvers.context import Context
from schema.execution import Executable
from server import cost
from server.limits import INTROSPECTION_FIELDS, QUERY_TOO_COMPLEX, Limits

__all__ = ["Document", "Documents", "Operation"]

SHORT = 1_000
"""Characters up to which preparing a document is too quick to bother a thread with."""

TOO_COMPLEX = {"code": QUERY_TOO_COMPLEX}
CEILINGS = ("Document contains more than", "Document is nested too deeply")
"""What the parser says of too many tokens, and of nesting that it gave up on."""

KEPT_DOCUMENTS = 500
KEPT_CHARACTERS = 200_000
"""A parsed document is hundreds of objects; more of them make the garbage collector's pauses felt."""
KEPT_INTROSPECTIONS = 4
"""Answers, of half a megabyte each."""


@dataclass(frozen=True, slots=True)
class Operation:
    name: str | None
    kind: str
    """query or mutation."""
    introspects: bool
    reads: bool
    """Asks for more than the schema."""
    plan: cost.Plan


@dataclass(frozen=True, slots=True)
class Document:
    query: str
    prepared: Prepared
    operations: dict[str | None, Operation] = field(default_factory=dict)
    """By the operationName asked for; filled as they are."""


class Documents:
    """The documents seen lately. New ones of some length are prepared on one thread, off the event loop."""

    def __init__(self, executable: Executable, *, limits: Limits) -> None:
        self.executable = executable
        self.limits = limits
        self.kept: OrderedDict[str, Document] = OrderedDict()
        self.characters = 0
        self.introspected: OrderedDict[tuple[str, str | None], ExecutionResult] = OrderedDict()
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")

    async def get(self, query: str) -> Document | list[GraphQLError]:
        document = self.kept.get(query)
        if document is not None:
            self.kept.move_to_end(query)
            return document
        if len(query) > self.limits.characters:
            message = f"The document has {len(query)} characters; {self.limits.characters} are allowed."
            return [GraphQLError(message, extensions=TOO_COMPLEX)]
        if len(query) <= SHORT:
            prepared = self.executable.prepare(query)
        else:
            prepared = await asyncio.get_running_loop().run_in_executor(self.thread, self.executable.prepare, query)
        if isinstance(prepared, list):
            return [too_much(error) for error in prepared]
        return self.keep(Document(query, prepared))

    def keep(self, document: Document) -> Document:
        if document.query not in self.kept:
            self.kept[document.query] = document
            self.characters += len(document.query)
        while len(self.kept) > KEPT_DOCUMENTS or self.characters > KEPT_CHARACTERS:
            forgotten, _ = self.kept.popitem(last=False)
            self.characters -= len(forgotten)
        return document

    def close(self) -> None:
        self.thread.shutdown(wait=False, cancel_futures=True)

    def operation(self, document: Document, name: str | None) -> Operation | GraphQLError:
        """The operation that a request means; an error where it names none of the document's, or leaves it open."""
        known = document.operations.get(name)
        if known is not None:
            return known
        node = document.prepared.operation(name)
        if isinstance(node, GraphQLError):
            return node
        fields = root_fields(document.prepared.document, node)
        operation = Operation(
            name=node.name.value if node.name else None,
            kind=node.operation.value,
            introspects=not fields.isdisjoint(INTROSPECTION_FIELDS),
            reads=not fields <= {*INTROSPECTION_FIELDS, "__typename"},
            plan=cost.plan(self.executable.schema, document.prepared.document, node),
        )
        document.operations[name] = operation
        return operation

    async def introspect(
        self, document: Document, name: str | None, variables: dict[str, Any], context: Context
    ) -> ExecutionResult:
        """Answers an operation that asks for the schema alone: ten thousand values, so off the event loop and kept."""
        key = (document.query, name)
        if not variables and key in self.introspected:
            self.introspected.move_to_end(key)
            return self.introspected[key]

        def answer() -> ExecutionResult:
            return asyncio.run(self.executable.execute(document.prepared, name, variables, context))

        result = await asyncio.get_running_loop().run_in_executor(self.thread, answer)
        if not variables and not result.errors:
            self.introspected[key] = result
            if len(self.introspected) > KEPT_INTROSPECTIONS:
                self.introspected.popitem(last=False)
        return result


def too_much(error: GraphQLError) -> GraphQLError:
    """Tells the parser's own ceilings from errors of syntax."""
    if isinstance(error, GraphQLSyntaxError) and error.description.startswith(CEILINGS):
        return GraphQLError(error.message, source=error.source, positions=error.positions, extensions=TOO_COMPLEX)
    return error


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> set[str]:
    """The names of the fields that an operation asks for at its root, fragments included."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    pending = [operation.selection_set]
    spread: set[str] = set()
    found: set[str] = set()
    while pending:
        for selection in pending.pop().selections:
            if isinstance(selection, FieldNode):
                found.add(selection.name.value)
            elif isinstance(selection, InlineFragmentNode):
                pending.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in spread:
                spread.add(selection.name.value)
                pending.append(fragments[selection.name.value].selection_set)
    return found
