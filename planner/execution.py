"""Executes an operation whose root fields are all planned.

The resolver of a root field returns a `Finished` value: the value that graphql-core would have completed, field by
field. graphql-core parses, validates, coerces variables and arguments, collects fields and makes errors. Only its
executor is not used, because it costs more than a small read: `Answer` calls the resolvers of the root fields itself.
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
    """A complete value. Where it is not `whole`, it contains a `Failed` for each field that could not be answered."""

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

    def arguments(self, *, checked: bool = True) -> dict[str, Any]:
        """The field's arguments in snake_case.

        Raises BadInput where one is unreadable; not `checked`, they are given with the unreadable ones among them.
        """
        read = self.root.item.arguments if checked else self.root.item.given
        return read(self.request.variables)  # type: ignore[arg-type]  # as planner/operation.py reads them


class Answer:
    """Executes an operation of planned root fields, as graphql-core's executor would."""

    def __init__(self, schema: GraphQLSchema, request: Request) -> None:
        self.schema = schema
        self.request = request
        self.collected = CollectedErrors()

    async def result(self) -> ExecutionResult:
        """Queries run their fields concurrently, mutations in turn. A non-null field that fails makes `data` null."""
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
