"""Running a document: parsed and validated once, executed by graphql-core, with planned values passed through.

A root field's resolver answers a `Finished` value, shaped by a planned read (db/plan.py). The executor hands it on
untouched: it is what graphql-core would have made of it, field by field. Everything else (parsing, validation,
variables, introspection, the order and isolation of root fields, errors) is graphql-core's.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import VariableValues
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from db.engine import Unavailable
from db.plan import BadInput, Barred, Field
from resolvers.context import Context
from resolvers.errors import Forbidden, NotFound
from schema.selection import Selections, conditional_variables, conditions_of

logger = logging.getLogger("clinic_sessions")

MOST_TOKENS = 2_000
KEPT_SELECTIONS = 32
"""Trees kept for one document: one for each set of values of its @skip and @include variables."""

Limits = Callable[[DocumentNode], list[GraphQLError]]


@dataclass(slots=True)
class Finished:
    """A value that is complete as it is: the executor passes it through."""

    value: Any


@dataclass(eq=False, slots=True)
class Prepared:
    """A document that passed validation, and what was planned for it."""

    document: DocumentNode
    conditional: tuple[str, ...]
    selections: dict[Any, Selections] = field(default_factory=dict)

    def operation(self, name: str | None) -> OperationDefinitionNode | GraphQLError:
        """The operation of this name, or the only one."""
        found = get_operation_ast(self.document, name)
        if found is not None:
            return found
        wanted = "Say which operation to run: the document has several." if name is None else "Unknown operation name."
        return GraphQLError(wanted, extensions={"code": "BAD_USER_INPUT"})


@dataclass(slots=True)
class Request:
    """One execution: who asks, and the document; the executor adds the variables."""

    context: Context
    prepared: Prepared
    variables: VariableValues | None = None
    selections: Selections | None = None

    def field(self, info: GraphQLResolveInfo[Any]) -> tuple[Field, dict[str, Any]]:
        """What the root field that is being resolved selects, and its arguments."""
        assert self.selections is not None
        item = self.selections.root(info)
        return item, item.arguments(self.variables)  # type: ignore[arg-type]  # a closure of schema/selection.py


class Executor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, which leaves finished values alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request: Request = self.context_value
        request.variables = self.variable_values
        request.context = replace(request.context, variables=self.variable_values)
        prepared = request.prepared
        conditions = conditions_of(prepared.conditional, self.variable_values)
        key = id(self.operation), *conditions.coerced.items()
        found = prepared.selections.get(key)
        if found is None:
            if len(prepared.selections) >= KEPT_SELECTIONS:
                prepared.selections.clear()
            found = Selections(self.schema, self.operation, self.fragments, conditions)
            prepared.selections[key] = found
        request.selections = found

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        if type(result) is Finished:
            return result.value
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)


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
        return errors or Prepared(document, conditional_variables(document))

    async def execute(
        self, prepared: Prepared, operation_name: str | None, variables: Mapping[str, Any] | None, context: Context
    ) -> ExecutionResult:
        """The result; each error carries `extensions.code`, and nothing unforeseen is told."""
        running = execute(
            self.schema,
            prepared.document,
            context_value=Request(context, prepared),
            variable_values=dict(variables or {}),
            operation_name=operation_name,
            executor_class=Executor,
        )
        result = await running if isinstance(running, Awaitable) else running
        if result.errors:
            result = ExecutionResult(result.data, [told(error, context.request_id) for error in result.errors])
        return result


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
