"""Running a document: parsed and validated once, its root fields answered by planned reads.

An operation whose root fields are all planned is answered by the planner (planner/execution.py). Where something else
is asked for, too (the schema), graphql-core's executor runs the operation and `Executor` lets finished values pass.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    execute,
    parse,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import get_variable_values
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from planner.execution import Answer, Finished, Request
from planner.null_propagation import settled
from planner.operation import Prepared, conditional_variables
from resolvers.context import Context
from schema.public_errors import public_error, request_error

MOST_TOKENS = 2_000
MOST_ERRORS = 50
"""Told of one request's variables."""

Limits = Callable[[DocumentNode], list[GraphQLError]]


class Executor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, which leaves finished values alone."""

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        if type(result) is not Finished:
            return super().complete_value(return_type, field_details_list, info, path, result, position_context)
        if result.whole:
            return result.value
        item = self.context_value.plan.roots[path.key].item
        return settled(self.schema, self.collected_errors, result.value, return_type, item, path)


class Executable:
    """A schema that documents can be prepared for and executed against."""

    def __init__(self, schema: GraphQLSchema, *, limits: Limits | None = None) -> None:
        self.schema = schema
        self.limits = limits

    def prepare(self, query: str) -> Prepared | list[GraphQLError]:
        """Parses, checks against the limits, validates; the errors where it fails one of them."""
        try:
            document = parse(query, max_tokens=MOST_TOKENS)
        except GraphQLError as error:
            return [error]
        except RecursionError:
            return [GraphQLError("The document is nested too deeply.", extensions={"code": "QUERY_TOO_COMPLEX"})]
        errors = self.limits(document) if self.limits is not None else []
        errors = errors or [request_error(error) for error in validate(self.schema, document, max_errors=20)]
        if errors:
            return errors
        fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        details = {node.name.value: FragmentDetails(node, None) for node in fragments}
        return Prepared(document, conditional_variables(document), details)

    async def execute(
        self, prepared: Prepared, operation_name: str | None, variables: Mapping[str, Any] | None, context: Context
    ) -> ExecutionResult:
        """The result. Each of its errors has `extensions.code`, and unexpected ones are masked."""
        result = await self._execute(prepared, operation_name, dict(variables or {}), context)
        if result.errors:
            result = ExecutionResult(result.data, [public_error(error, context.request_id) for error in result.errors])
        return result

    async def _execute(
        self, prepared: Prepared, operation_name: str | None, given: dict[str, Any], context: Context
    ) -> ExecutionResult:
        operation = prepared.operation(operation_name)
        if isinstance(operation, GraphQLError):
            return ExecutionResult(None, [operation])
        variables = get_variable_values(self.schema, operation.variable_definitions or (), given, MOST_ERRORS)
        if isinstance(variables, list):
            return ExecutionResult(None, [request_error(error) for error in variables])
        plan = prepared.plan(self.schema, operation, variables)
        request = Request(replace(context, variables=variables), prepared, plan, variables)
        if plan.planned:
            return await Answer(self.schema, request).result()
        running = execute(
            self.schema,
            prepared.document,
            context_value=request,
            variable_values=given,
            operation_name=operation_name,
            executor_class=Executor,
        )
        return await running if isinstance(running, Awaitable) else running
