"""Prepared documents, kept by their text: parsed, held to the limits, validated, and their costs planned, once."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
)

from schema.execution import Executable, Prepared
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


@dataclass(frozen=True, slots=True)
class Operation:
    name: str | None
    kind: str
    """query or mutation."""
    introspects: bool
    plan: cost.Plan


@dataclass(frozen=True, slots=True)
class Document:
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
        return self.keep(query, Document(prepared))

    def keep(self, query: str, document: Document) -> Document:
        if query not in self.kept:
            self.kept[query] = document
            self.characters += len(query)
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
        operation = Operation(
            name=node.name.value if node.name else None,
            kind=node.operation.value,
            introspects=introspects(document.prepared.document, node),
            plan=cost.plan(self.executable.schema, document.prepared.document, node),
        )
        document.operations[name] = operation
        return operation


def too_much(error: GraphQLError) -> GraphQLError:
    """Tells the parser's own ceilings from errors of syntax."""
    if isinstance(error, GraphQLSyntaxError) and error.description.startswith(CEILINGS):
        return GraphQLError(error.message, source=error.source, positions=error.positions, extensions=TOO_COMPLEX)
    return error


def introspects(document: DocumentNode, operation: OperationDefinitionNode) -> bool:
    """Whether it asks for the schema; a valid document can do so at its root only."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    pending = [operation.selection_set]
    seen: set[str] = set()
    while pending:
        for selection in pending.pop().selections:
            if isinstance(selection, FieldNode):
                if selection.name.value in INTROSPECTION_FIELDS:
                    return True
            elif isinstance(selection, InlineFragmentNode):
                pending.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                pending.append(fragments[selection.name.value].selection_set)
    return False
