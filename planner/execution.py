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
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationType,
    is_non_null_type,
    located_error,
)
from graphql.execution.executor import CollectedErrors
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, gather_with_cancel, is_awaitable

from planner.null_propagation import settled
from planner.operation import OperationPlan, Prepared, Root
from planner.selection import Field


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

    def field(self, info: GraphQLResolveInfo[Any]) -> tuple[Field, dict[str, Any]]:
        """The selected root field that is being resolved, and its arguments."""
        item = self.plan.roots[str(info.path.key)].item
        return item, item.arguments(self.variables)  # type: ignore[arg-type]  # as planner/operation.py reads them


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
        path = Path(None, key, root.parent.name)
        try:
            assert root.definition.resolve is not None
            finished = await root.definition.resolve(None, self.info(root, path))
            if finished.whole:
                return finished.value
            return settled(self.schema, self.collected, finished.value, root.definition.type, root.item, path)
        except Exception as raised:
            error = located_error(raised, root.nodes, [key])
            if is_non_null_type(root.definition.type):
                raise error from raised
            self.collected.add(error, path)
            return None

    def info(self, root: Root, path: Path) -> GraphQLResolveInfo[Any]:
        plan, request = self.request.plan, self.request
        return GraphQLResolveInfo(
            field_name=root.item.name,
            field_nodes=root.nodes,
            return_type=root.definition.type,
            parent_type=root.parent,
            path=path,
            schema=self.schema,
            fragments={},
            root_value=None,
            operation=plan.operation,
            variable_values=request.variables,
            context=request,
            is_awaitable=is_awaitable,
            abort_signal=None,
            async_helpers=None,  # type: ignore[arg-type]  # for background work, which these resolvers do not start
        )
