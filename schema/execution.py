"""Running a document: parsed and validated once, its root fields answered by planned reads.

A root field's resolver answers a `Finished` value, shaped by a planned read (db/plan.py): it is what graphql-core would
have made of it, field by field. Parsing, validation, variables, arguments, the collection of fields and errors are
graphql-core's. What is not, is the way through its executor, which costs more than a small read: an operation whose
root fields are all planned has nothing for it to do, and `Answer` asks the resolvers itself. Where something else is
asked for, too (the schema), graphql-core's executor runs the operation and `Executor` lets finished values pass.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    is_non_null_type,
    located_error,
    parse,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.executor import CollectedErrors
from graphql.execution.values import VariableValues, get_variable_values
from graphql.pyutils import Path, gather_with_cancel, is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from db.engine import Unavailable
from db.fields import BadInput, Barred, Field
from resolvers.context import Context
from resolvers.errors import Forbidden, NotFound
from schema.failures import settled
from schema.selection import Root, Selections, conditional_variables, conditions_of

logger = logging.getLogger("clinic_sessions")

MOST_TOKENS = 2_000
KEPT_SELECTIONS = 32
"""Trees kept for one document: one for each set of values of its @skip and @include variables."""
MOST_ERRORS = 50
"""Told of one request's variables."""

Limits = Callable[[DocumentNode], list[GraphQLError]]


@dataclass(slots=True)
class Finished:
    """A value that is complete as it is, but for fields that `Failed` stands for, where it is not `whole`."""

    value: Any
    whole: bool = True


@dataclass(eq=False, slots=True)
class Prepared:
    """A document that passed validation, and what was planned for it."""

    document: DocumentNode
    conditional: tuple[str, ...]
    fragments: dict[str, FragmentDetails]
    selections: dict[Any, Selections] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode | GraphQLError:
        """The operation of this name, or the only one."""
        found = get_operation_ast(self.document, name)
        if found is not None:
            return found
        wanted = "Say which operation to run: the document has several." if name is None else "Unknown operation name."
        return GraphQLError(wanted, extensions={"code": "BAD_USER_INPUT"})

    def selected(
        self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Selections:
        """What an operation selects, given its variables: only those of @skip and @include matter."""
        conditions = conditions_of(self.conditional, variables)
        key = id(operation), *conditions.coerced.items()
        found = self.selections.get(key)
        if found is None:
            if len(self.selections) >= KEPT_SELECTIONS:
                self.selections.clear()
            found = self.selections[key] = Selections(schema, operation, self.fragments, conditions)
        return found


@dataclass(frozen=True, slots=True)
class Request:
    """One execution, as the resolvers of root fields see it."""

    context: Context
    prepared: Prepared
    selections: Selections
    variables: VariableValues

    def field(self, info: GraphQLResolveInfo[Any]) -> tuple[Field, dict[str, Any]]:
        """What the root field that is being resolved selects, and its arguments."""
        item = self.selections.roots[str(info.path.key)].item
        return item, item.arguments(self.variables)  # type: ignore[arg-type]  # as schema/selection.py reads them


class Answer:
    """An operation of planned fields alone, being answered: what graphql-core's executor would do with its roots."""

    def __init__(self, schema: GraphQLSchema, request: Request) -> None:
        self.schema = schema
        self.request = request
        self.collected = CollectedErrors()

    async def result(self) -> ExecutionResult:
        """Queries' fields run side by side, mutations' in turn. A field that may not be null takes the data with it."""
        selections = self.request.selections
        roots = selections.roots
        data: dict[str, Any] | None
        try:
            if len(roots) == 1 or selections.operation.operation is OperationType.MUTATION:
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
        selections, request = self.request.selections, self.request
        return GraphQLResolveInfo(
            field_name=root.item.name,
            field_nodes=root.nodes,
            return_type=root.definition.type,
            parent_type=root.parent,
            path=path,
            schema=self.schema,
            fragments={},
            root_value=None,
            operation=selections.operation,
            variable_values=request.variables,
            context=request,
            is_awaitable=is_awaitable,
            abort_signal=None,
            async_helpers=None,  # type: ignore[arg-type]  # for work beside the answer, of which resolvers have none
        )


class Executor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, which leaves finished values alone."""

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        if type(result) is not Finished:
            return super().complete_value(return_type, field_details_list, info, path, result, position_context)
        if result.whole:
            return result.value
        item = self.context_value.selections.roots[path.key].item
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
        errors = errors or validate(self.schema, document, max_errors=20)
        if errors:
            return errors
        fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        details = {node.name.value: FragmentDetails(node, None) for node in fragments}
        return Prepared(document, conditional_variables(document), details)

    async def execute(
        self, prepared: Prepared, operation_name: str | None, variables: Mapping[str, Any] | None, context: Context
    ) -> ExecutionResult:
        """The result; each error carries `extensions.code`, and nothing unforeseen is told."""
        result = await self._execute(prepared, operation_name, dict(variables or {}), context)
        if result.errors:
            result = ExecutionResult(result.data, [told(error, context.request_id) for error in result.errors])
        return result

    async def _execute(
        self, prepared: Prepared, operation_name: str | None, given: dict[str, Any], context: Context
    ) -> ExecutionResult:
        operation = prepared.operation(operation_name)
        if isinstance(operation, GraphQLError):
            return ExecutionResult(None, [operation])
        variables = get_variable_values(self.schema, operation.variable_definitions or (), given, MOST_ERRORS)
        if isinstance(variables, list):
            return ExecutionResult(None, variables)
        selections = prepared.selected(self.schema, operation, variables)
        request = Request(replace(context, variables=variables), prepared, selections, variables)
        if selections.planned:
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


def told(error: GraphQLError, request_id: str) -> GraphQLError:
    """An error as the caller may see it."""
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return _coded(error, "BAD_USER_INPUT", error.message)
    match cause:
        case BadInput():
            return _coded(error, "BAD_USER_INPUT", str(cause), argument=list(cause.path))
        case NotFound():
            return _coded(error, "NOT_FOUND", str(cause))
        case Forbidden():
            return _coded(error, "FORBIDDEN", str(cause))
        case Barred():
            return _coded(error, "FORBIDDEN", f"Your role may not read {cause}.", field=list(cause.path))
        case Unavailable():
            return _coded(error, "SERVICE_UNAVAILABLE", "The database is not available. Try again in a moment.")
    logger.error("unforeseen", exc_info=cause, extra={"request_id": request_id})
    return _coded(error, "INTERNAL", "Something went wrong on our side.", requestId=request_id)


def _coded(error: GraphQLError, code: str, message: str, **more: Any) -> GraphQLError:
    extensions = {**(error.extensions or {}), "code": (error.extensions or {}).get("code", code), **more}
    return GraphQLError(message, error.nodes, path=error.path, extensions=extensions)
