"""Prepares and executes documents. A document is parsed and validated once.

The planner executes an operation if all of its root fields are planned (planner/execution.py). If it also selects other
fields (introspection), graphql-core's executor runs it, and `Executor` passes finished values through.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    execute,
    parse,
    validate,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from db.engine import Database
from planner import (
    Answer,
    Call,
    DryDatabase,
    Finished,
    NotRun,
    Prepared,
    Reader,
    Request,
    Root,
    explain,
    settled,
)
from resolvers.context import Context, Viewer
from resolvers.errors import Forbidden, NotFound
from schema.public_errors import public_error, request_error, without_input

MOST_TOKENS = 2_000

Limits = Callable[[DocumentNode], list[GraphQLError]]


class Executor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, which passes finished values through as they are."""

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
    """A schema, with the preparation and execution of documents."""

    def __init__(self, schema: GraphQLSchema, *, limits: Limits | None = None) -> None:
        self.schema = schema
        self.limits = limits

    def prepare(self, query: str) -> Prepared | list[GraphQLError]:
        """Parses a document, checks its limits and validates it. Returns the errors of the first step that fails."""
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
        return Prepared.of(document)

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
        request = self._request(prepared, operation_name, given, context)
        if isinstance(request, list):
            return ExecutionResult(None, request)
        if request.plan.planned:
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

    def _request(
        self, prepared: Prepared, operation_name: str | None, given: dict[str, Any], context: Context
    ) -> Request | list[GraphQLError]:
        operation = prepared.operation(operation_name)
        if isinstance(operation, GraphQLError):
            return [operation]
        variables = prepared.variables(self.schema, operation, given)
        if isinstance(variables, list):
            return [request_error(without_input(error)) for error in variables]
        plan = prepared.plan(self.schema, operation, variables)
        return Request(context.with_variables(variables), prepared, plan, variables)

    async def explain(
        self,
        prepared: Prepared,
        operation_name: str | None,
        variables: Mapping[str, Any],
        viewer: Viewer,
        now: Callable[[], datetime],
    ) -> Sequence[str] | list[GraphQLError]:
        """The operation plan for this viewer, as lines of text. It sends nothing to the database."""
        database = DryDatabase()
        context = Context(viewer, cast(Database, database), now, "explain")
        request = self._request(prepared, operation_name, dict(variables), context)
        if isinstance(request, list):
            return request

        async def run(root: Root) -> None:
            try:
                await root.resolve(Call(request, root))
            except (Forbidden, NotFound) as error:
                raise NotRun(str(error)) from error

        read = Reader(database, viewer.tenant, viewer.role, request.variables, now())  # type: ignore[arg-type]  # as planner/execution.py reads them
        writes = request.plan.operation.operation is OperationType.MUTATION
        return await explain(request.plan, read, None if writes else run)
