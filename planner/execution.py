"""Answering an operation whose root fields are all planned.

A root field's resolver answers a `Finished` value: it is what graphql-core would have made of it, field by field.
Parsing, validation, variables, arguments, the collection of fields and errors are graphql-core's. What is not, is the
way through its executor, which costs more than a small read: an operation whose root fields are all planned has nothing
for it to do, and `Answer` asks the resolvers itself.
"""

from dataclasses import dataclass
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    is_non_null_type,
    located_error,
)
from graphql.execution.executor import CollectedErrors
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, gather_with_cancel

from planner.null_propagation import settled
from planner.operation import OperationPlan, Prepared, Root


@dataclass(slots=True)
class Finished:
    """A value that is complete as it is, but for fields that `Failed` stands for, where it is not `whole`."""

    value: Any
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """One execution, as the resolvers of root fields see it."""

    context: Any
    prepared: Prepared
    plan: OperationPlan
    variables: VariableValues


@dataclass(slots=True)
class Call:
    """One root field of a request, as its resolver is given it."""

    request: Request
    root: Root

    def arguments(self) -> dict[str, Any]:
        """The field's arguments in snake_case. Raises GraphQLError."""
        return self.root.item.arguments(self.request.variables)  # type: ignore[arg-type]  # as operation.py reads them


class Answer:
    """An operation of planned fields alone, being answered: what graphql-core's executor would do with its roots."""

    def __init__(self, schema: GraphQLSchema, request: Request) -> None:
        self.schema = schema
        self.request = request
        self.collected = CollectedErrors()

    async def result(self) -> ExecutionResult:
        """Queries' fields run side by side, mutations' in turn. A field that may not be null takes the data with it."""
        plan = self.request.plan
        roots = plan.roots
        data: dict[str, Any] | None
        try:
            if len(roots) == 1 or plan.operation.operation is OperationType.MUTATION:
                data = {key: await self.value(key, root) for key, root in roots.items()}
            else:
                values = await gather_with_cancel(*[self.value(key, root) for key, root in roots.items()])
                data = dict(zip(roots, values, strict=True))
        except GraphQLError as error:
            self.collected.add(error, None)
            data = None
        return ExecutionResult(data, self.collected.errors or None)

    async def value(self, key: str, root: Root) -> Any:
        if root.item.name == "__typename":
            return root.parent.name
        try:
            finished = await root.resolve(Call(self.request, root))
            if finished.whole:
                return finished.value
            path = Path(None, key, root.parent.name)
            return settled(self.schema, self.collected, finished.value, root.definition.type, root.item, path)
        except Exception as raised:
            error = located_error(raised, root.nodes, [key])
            if is_non_null_type(root.definition.type):
                raise error from raised
            self.collected.add(error, Path(None, key, root.parent.name))
            return None
