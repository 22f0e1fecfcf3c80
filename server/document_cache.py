"""The cache of prepared documents: each is parsed, checked against the limits and validated once."""

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

from planner import Prepared
from resolvers.context import Context
from schema.execution import Executable
from server.cost import COMPUTING, CostPlan, cost_plan
from server.limits import INTROSPECTION_FIELDS, QUERY_TOO_COMPLEX, Limits

__all__ = ["Document", "DocumentCache", "Operation"]

SHORT = 1_000
"""Characters of a document that is prepared on the event loop; a longer one is prepared on a thread."""

TOO_COMPLEX = {"code": QUERY_TOO_COMPLEX}
PARSER_LIMITS = ("Document contains more than", "Document is nested too deeply")
"""How the parser's messages about too many tokens and too deep nesting begin."""

CACHED_DOCUMENTS = 500
CACHED_CHARACTERS = 200_000
"""A parsed document consists of hundreds of objects. With more of them, garbage collection takes noticeably longer."""
CACHED_INTROSPECTIONS = 4
"""Results of introspection; each takes half a megabyte."""


@dataclass(frozen=True, slots=True)
class Operation:
    name: str | None
    kind: str
    """Either query or mutation."""
    introspects: bool
    reads: bool
    """Whether it selects other fields than introspection."""
    cost: CostPlan
    computing: int
    """How many of its root fields compute over the practice."""


@dataclass(frozen=True, slots=True)
class Document:
    query: str
    prepared: Prepared
    operations: dict[str | None, Operation] = field(default_factory=dict)
    """By operationName; filled on demand."""


class DocumentCache:
    """The most recently used documents, by their text. Long new documents are prepared on one thread."""

    def __init__(self, executable: Executable, *, limits: Limits) -> None:
        self.executable = executable
        self.limits = limits
        self.documents: OrderedDict[str, Document] = OrderedDict()
        self.characters = 0
        self.introspected: OrderedDict[tuple[str, str | None], ExecutionResult] = OrderedDict()
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")

    async def get(self, query: str) -> Document | list[GraphQLError]:
        document = self.documents.get(query)
        if document is not None:
            self.documents.move_to_end(query)
            return document
        if len(query) > self.limits.characters:
            message = f"The document has {len(query)} characters; {self.limits.characters} are allowed."
            return [GraphQLError(message, extensions=TOO_COMPLEX)]
        if len(query) <= SHORT:
            prepared = self.executable.prepare(query)
        else:
            prepared = await asyncio.get_running_loop().run_in_executor(self.thread, self.executable.prepare, query)
        if isinstance(prepared, list):
            return [with_limit_code(error) for error in prepared]
        return self.add(Document(query, prepared))

    def add(self, document: Document) -> Document:
        if document.query not in self.documents:
            self.documents[document.query] = document
            self.characters += len(document.query)
        while len(self.documents) > CACHED_DOCUMENTS or self.characters > CACHED_CHARACTERS:
            removed, _ = self.documents.popitem(last=False)
            self.characters -= len(removed)
        return document

    def close(self) -> None:
        self.thread.shutdown(wait=False, cancel_futures=True)

    def operation(self, document: Document, name: str | None) -> Operation | GraphQLError:
        """The operation with this name. An error if there is none, or if the name is missing and there are several."""
        cached = document.operations.get(name)
        if cached is not None:
            return cached
        node = document.prepared.operation(name)
        if isinstance(node, GraphQLError):
            return node
        fields = root_fields(document.prepared.document, node)
        names = {name for _, name in fields}
        operation = Operation(
            name=node.name.value if node.name else None,
            kind=node.operation.value,
            introspects=not names.isdisjoint(INTROSPECTION_FIELDS),
            reads=not names <= {*INTROSPECTION_FIELDS, "__typename"},
            cost=cost_plan(self.executable.schema, document.prepared.document, node),
            computing=sum(name in COMPUTING for _, name in fields),
        )
        document.operations[name] = operation
        return operation

    async def introspect(
        self, document: Document, name: str | None, variables: dict[str, Any], context: Context
    ) -> ExecutionResult:
        """Executes an introspection query. It takes long, so it runs on the thread and its result is cached."""
        key = (document.query, name)
        if not variables and key in self.introspected:
            self.introspected.move_to_end(key)
            return self.introspected[key]

        def execute() -> ExecutionResult:
            return asyncio.run(self.executable.execute(document.prepared, name, variables, context))

        result = await asyncio.get_running_loop().run_in_executor(self.thread, execute)
        if not variables and not result.errors:
            self.introspected[key] = result
            if len(self.introspected) > CACHED_INTROSPECTIONS:
                self.introspected.popitem(last=False)
        return result


def with_limit_code(error: GraphQLError) -> GraphQLError:
    """Gives QUERY_TOO_COMPLEX to errors of the parser about its limits, as opposed to errors of syntax."""
    if isinstance(error, GraphQLSyntaxError) and error.description.startswith(PARSER_LIMITS):
        return GraphQLError(error.message, source=error.source, positions=error.positions, extensions=TOO_COMPLEX)
    return error


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> set[tuple[str, str]]:
    """The response names and names of the root fields of an operation, including those in fragments."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    pending = [operation.selection_set]
    spread: set[str] = set()
    names: set[tuple[str, str]] = set()
    while pending:
        for selection in pending.pop().selections:
            if isinstance(selection, FieldNode):
                name = selection.name.value
                names.add((selection.alias.value if selection.alias else name, name))
            elif isinstance(selection, InlineFragmentNode):
                pending.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in spread:
                spread.add(selection.name.value)
                pending.append(fragments[selection.name.value].selection_set)
    return names
