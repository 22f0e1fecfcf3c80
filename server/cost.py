"""The cost of an operation: an estimate of the number of values in its answer, from the page sizes that it requests.

A field costs 1. The cost of the fields below a list is multiplied by the number of items that the list may have: the
page size of a connection (`first` or `last`, by default 50), the days of a window (`from`, `to`), the length of a list
argument (bulk mutations), otherwise 10. A root field that computes over the whole practice costs some thousands more.

The cost plan is made once for each document. It is a number if no variable changes a factor; otherwise each request
multiplies a few numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

__all__ = ["CostPlan", "cost_plan"]

PAGE = 50
PAGE_MAXIMUM = 100
SLOTS = 200
SLOTS_MAXIMUM = 1_000
WINDOW = 31
WINDOW_MAXIMUM = 366
LIST = 10

COMPUTED = 4_000
"""The additional cost of a root field that computes over the whole practice, whatever the size of its answer."""
COMPUTING = frozenset({"availableSlots", "explainAvailability", "conflicts", "occurrences", "previewSession"})


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal in the document."""

    value: object

    def get(self, variables: Mapping[str, Any]) -> object:
        return self.value


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    default: object

    def get(self, variables: Mapping[str, Any]) -> object:
        return variables.get(self.name, self.default)


@dataclass(frozen=True, slots=True)
class InputField:
    """A field of an input object that is given as a variable."""

    of: Variable
    key: str

    def get(self, variables: Mapping[str, Any]) -> object:
        value = self.of.get(variables)
        return value.get(self.key) if isinstance(value, dict) else None


Source = Literal | Variable | InputField


@dataclass(frozen=True, slots=True)
class PageSize:
    """The page size: the first of `sizes` that has a value, else `default`; at most `maximum`."""

    sizes: tuple[Source, ...]
    default: int
    maximum: int

    def factor(self, variables: Mapping[str, Any]) -> int:
        for size in self.sizes:
            value = size.get(variables)
            if isinstance(value, int):
                return min(max(value, 1), self.maximum)
        return self.default


@dataclass(frozen=True, slots=True)
class Window:
    """The number of days of a window, including both ends."""

    start: Source
    end: Source

    def factor(self, variables: Mapping[str, Any]) -> int:
        start, end = day(self.start.get(variables)), day(self.end.get(variables))
        return WINDOW if start is None or end is None else min(max((end - start).days + 1, 1), WINDOW_MAXIMUM)


@dataclass(frozen=True, slots=True)
class ListLength:
    """The length of a list argument."""

    of: Source

    def factor(self, variables: Mapping[str, Any]) -> int:
        value = self.of.get(variables)
        return max(len(value), 1) if isinstance(value, list) else 1


Factor = PageSize | Window | ListLength


@dataclass(frozen=True, slots=True)
class CostPlan:
    """A sum: `fixed`, plus each term's plan multiplied by its factor."""

    fixed: int
    terms: tuple[tuple[Factor, "CostPlan"], ...] = ()

    def evaluate(self, variables: Mapping[str, Any]) -> int:
        total = self.fixed
        for factor, below in self.terms:
            total += factor.factor(variables) * below.evaluate(variables)
        return total


def cost_plan(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> CostPlan:
    """Plans the cost of an operation in a validated document, including its fragments."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    defaults = {
        definition.variable.name.value: literal(definition.default_value, {}).get({})
        for definition in operation.variable_definitions or ()
        if definition.default_value
    }
    root = schema.get_root_type(operation.operation)
    if root is None:
        return CostPlan(0)
    return CostPlanner(schema, fragments, defaults).selections(operation.selection_set, root, None)


class CostPlanner:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], defaults: Mapping[str, object]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.defaults = defaults
        self.fragment_plans: dict[tuple[str, Factor | None], CostPlan] = {}

    def selections(
        self, selection_set: SelectionSetNode, parent: GraphQLCompositeType, page: Factor | None
    ) -> CostPlan:
        """`page`: the number of items in the lists of this selection set, if the field above has such an argument."""
        fixed = 0
        terms: list[tuple[Factor, CostPlan]] = []
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                below = self.field(selection, parent, page)
            elif isinstance(selection, FragmentSpreadNode):
                below = self.spread(selection.name.value, page)
            else:
                assert isinstance(selection, InlineFragmentNode)
                condition = selection.type_condition
                kind = self.schema.get_type(condition.name.value) if condition else parent
                inner = selection.selection_set
                below = self.selections(inner, kind, page) if is_composite_type(kind) else CostPlan(0)
            fixed += below.fixed
            terms += below.terms
        return CostPlan(fixed, tuple(terms))

    def spread(self, name: str, page: Factor | None) -> CostPlan:
        key = (name, page)
        if key not in self.fragment_plans:
            fragment = self.fragments[name]
            kind = self.schema.get_type(fragment.type_condition.name.value)
            self.fragment_plans[key] = (
                self.selections(fragment.selection_set, kind, page) if is_composite_type(kind) else CostPlan(0)
            )
        return self.fragment_plans[key]

    def field(self, node: FieldNode, parent: GraphQLCompositeType, page: Factor | None) -> CostPlan:
        name = node.name.value
        if name.startswith("__") or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return CostPlan(1)  # server/limits.py limits introspection
        field = parent.fields.get(name)
        if field is None or node.selection_set is None:
            return CostPlan(1)
        kind = get_named_type(field.type)
        if not is_composite_type(kind):
            return CostPlan(1)
        own = COMPUTED if parent is self.schema.query_type and name in COMPUTING else 1
        from_arguments = self.factor(node, field)
        if not is_list(field):
            below = self.selections(node.selection_set, kind, from_arguments)
            return CostPlan(own + below.fixed, below.terms)
        factor = from_arguments or page
        below = self.selections(node.selection_set, kind, None)
        if factor is None:
            return times(LIST, below, own=own)
        if has_variable(factor):
            return CostPlan(own, ((factor, below),))
        return times(factor.factor({}), below, own=own)

    def factor(self, node: FieldNode, field: GraphQLField) -> Factor | None:
        """The number of items in the lists below a field, according to its arguments."""
        sources = {argument.name.value: literal(argument.value, self.defaults) for argument in node.arguments or ()}
        if "first" in field.args or "last" in field.args:
            sizes = tuple(sources[name] for name in ("first", "last") if name in sources)
            return PageSize(sizes, PAGE, PAGE_MAXIMUM)
        for argument in node.arguments or ():
            definition = field.args.get(argument.name.value)
            kind = get_named_type(definition.type) if definition else None
            if isinstance(kind, GraphQLInputObjectType) and "first" in kind.fields:
                return PageSize((input_field(argument.value, "first", self.defaults),), SLOTS, SLOTS_MAXIMUM)
        if "from" in sources and "to" in sources:
            return Window(sources["from"], sources["to"])
        for name, source in sources.items():
            if name in field.args and isinstance(unwrapped(field.args[name].type), GraphQLList):
                return ListLength(source)
        return None


def times(factor: int, below: CostPlan, *, own: int = 1) -> CostPlan:
    return CostPlan(own + factor * below.fixed, tuple((each, scaled(factor, term)) for each, term in below.terms))


def scaled(factor: int, below: CostPlan) -> CostPlan:
    return CostPlan(factor * below.fixed, tuple((each, scaled(factor, term)) for each, term in below.terms))


def has_variable(factor: Factor) -> bool:
    match factor:
        case PageSize(sizes=sizes):
            return any(not isinstance(size, Literal) for size in sizes)
        case Window(start=start, end=end):
            return not (isinstance(start, Literal) and isinstance(end, Literal))
        case ListLength(of=source):
            return not isinstance(source, Literal)


def is_list(field: GraphQLField) -> bool:
    return isinstance(unwrapped(field.type), GraphQLList)


def unwrapped(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


def input_field(node: ValueNode, key: str, defaults: Mapping[str, object]) -> Source:
    """A field of an input object. The object can be a literal or a variable, and so can the field."""
    if isinstance(node, VariableNode):
        return InputField(Variable(node.name.value, defaults.get(node.name.value)), key)
    if isinstance(node, ObjectValueNode):
        for field in node.fields:
            if field.name.value == key:
                return literal(field.value, defaults)
    return Literal(None)


def literal(node: ValueNode | None, defaults: Mapping[str, object]) -> Literal | Variable:
    """Reads a value that costs depend on. Other kinds of values are None."""
    match node:
        case VariableNode():
            return Variable(node.name.value, defaults.get(node.name.value))
        case IntValueNode():
            return Literal(int(node.value) if len(node.value) < 10 else SLOTS_MAXIMUM)
        case StringValueNode():
            return Literal(node.value)
        case ListValueNode():
            return Literal([None] * len(node.values))
        case _:
            return Literal(None)


def day(value: object) -> date | None:
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
