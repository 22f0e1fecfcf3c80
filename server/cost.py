"""The cost of an operation: how many values its answer may hold, with the page sizes that it asks for.

A field costs one, and what is below a list costs as many times as the list may have items: the page size of a
connection (`first` or `last`, 50 where neither is given), the days of a window (`from`, `to`), the length of a list
given as an argument (bulk mutations), else 10. A root field that computes over the whole practice costs some thousands
besides. The plan is made once for a document; where no variable decides a
factor it is a number already, else each request works out its few products.
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

__all__ = ["Plan", "plan"]

PAGE = 50
PAGE_MAXIMUM = 100
SLOTS = 200
SLOTS_MAXIMUM = 1_000
WINDOW = 31
WINDOW_MAXIMUM = 366
LIST = 10

COMPUTED = 4_000
"""What a root field costs besides its answer that computes over the whole practice, however little it answers."""
COMPUTING = frozenset({"availableSlots", "explainAvailability", "conflicts", "occurrences", "previewSession"})


@dataclass(frozen=True, slots=True)
class Known:
    """A literal of the document."""

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
class Entry:
    """A field of an input object."""

    of: Variable
    key: str

    def get(self, variables: Mapping[str, Any]) -> object:
        value = self.of.get(variables)
        return value.get(self.key) if isinstance(value, dict) else None


Source = Known | Variable | Entry


@dataclass(frozen=True, slots=True)
class Page:
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
    """Days, both ends included."""

    start: Source
    end: Source

    def factor(self, variables: Mapping[str, Any]) -> int:
        start, end = day(self.start.get(variables)), day(self.end.get(variables))
        return WINDOW if start is None or end is None else min(max((end - start).days + 1, 1), WINDOW_MAXIMUM)


@dataclass(frozen=True, slots=True)
class Length:
    of: Source

    def factor(self, variables: Mapping[str, Any]) -> int:
        value = self.of.get(variables)
        return max(len(value), 1) if isinstance(value, list) else 1


Factor = Page | Window | Length


@dataclass(frozen=True, slots=True)
class Plan:
    """A sum: `fixed`, and each term's plan as many times as its factor says."""

    fixed: int
    terms: tuple[tuple[Factor, "Plan"], ...] = ()

    def cost(self, variables: Mapping[str, Any]) -> int:
        total = self.fixed
        for factor, below in self.terms:
            total += factor.factor(variables) * below.cost(variables)
        return total


def plan(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> Plan:
    """Plans the cost of an operation of a validated document, fragments included."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    defaults = {
        definition.variable.name.value: literal(definition.default_value, {}).get({})
        for definition in operation.variable_definitions or ()
        if definition.default_value
    }
    root = schema.get_root_type(operation.operation)
    return Planner(schema, fragments, defaults).selections(operation.selection_set, root, None) if root else Plan(0)


class Planner:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], defaults: Mapping[str, object]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.defaults = defaults
        self.fragment_plans: dict[tuple[str, Factor | None], Plan] = {}

    def selections(self, selection_set: SelectionSetNode, parent: GraphQLCompositeType, page: Factor | None) -> Plan:
        """`page` is what the field above said of the number of items in the lists of this selection set."""
        fixed = 0
        terms: list[tuple[Factor, Plan]] = []
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                below = self.field(selection, parent, page)
            elif isinstance(selection, FragmentSpreadNode):
                below = self.spread(selection.name.value, page)
            else:
                condition = selection.type_condition  # type: ignore[attr-defined]
                kind = self.schema.get_type(condition.name.value) if condition else parent
                inner = selection.selection_set  # type: ignore[attr-defined]
                below = self.selections(inner, kind, page) if is_composite_type(kind) else Plan(0)
            fixed += below.fixed
            terms += below.terms
        return Plan(fixed, tuple(terms))

    def spread(self, name: str, page: Factor | None) -> Plan:
        key = (name, page)
        if key not in self.fragment_plans:
            fragment = self.fragments[name]
            kind = self.schema.get_type(fragment.type_condition.name.value)
            self.fragment_plans[key] = (
                self.selections(fragment.selection_set, kind, page) if is_composite_type(kind) else Plan(0)
            )
        return self.fragment_plans[key]

    def field(self, node: FieldNode, parent: GraphQLCompositeType, page: Factor | None) -> Plan:
        name = node.name.value
        if name.startswith("__") or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return Plan(1)  # introspection has limits of its own
        field = parent.fields.get(name)
        if field is None or node.selection_set is None:
            return Plan(1)
        kind = get_named_type(field.type)
        if not is_composite_type(kind):
            return Plan(1)
        own = COMPUTED if parent is self.schema.query_type and name in COMPUTING else 1
        given = self.given(node, field)
        if not is_list(field):
            below = self.selections(node.selection_set, kind, given)
            return Plan(own + below.fixed, below.terms)
        factor = given or page
        below = self.selections(node.selection_set, kind, None)
        if factor is None:
            return times(LIST, below, own=own)
        if varies(factor):
            return Plan(own, ((factor, below),))
        return times(factor.factor({}), below, own=own)

    def given(self, node: FieldNode, field: GraphQLField) -> Factor | None:
        """What the arguments of a field say about the number of items below it."""
        sources = {argument.name.value: literal(argument.value, self.defaults) for argument in node.arguments or ()}
        if "first" in field.args or "last" in field.args:
            sizes = tuple(sources[name] for name in ("first", "last") if name in sources)
            return Page(sizes, PAGE, PAGE_MAXIMUM)
        for argument in node.arguments or ():
            definition = field.args.get(argument.name.value)
            kind = get_named_type(definition.type) if definition else None
            if isinstance(kind, GraphQLInputObjectType) and "first" in kind.fields:
                return Page((entry(argument.value, "first", self.defaults),), SLOTS, SLOTS_MAXIMUM)
        if "from" in sources and "to" in sources:
            return Window(sources["from"], sources["to"])
        for name, source in sources.items():
            if name in field.args and isinstance(unwrapped(field.args[name].type), GraphQLList):
                return Length(source)
        return None


def times(factor: int, below: Plan, *, own: int = 1) -> Plan:
    return Plan(own + factor * below.fixed, tuple((each, scaled(factor, term)) for each, term in below.terms))


def scaled(factor: int, below: Plan) -> Plan:
    return Plan(factor * below.fixed, tuple((each, scaled(factor, term)) for each, term in below.terms))


def varies(factor: Factor) -> bool:
    match factor:
        case Page(sizes=sizes):
            return any(not isinstance(size, Known) for size in sizes)
        case Window(start=start, end=end):
            return not (isinstance(start, Known) and isinstance(end, Known))
        case Length(of=source):
            return not isinstance(source, Known)


def is_list(field: GraphQLField) -> bool:
    return isinstance(unwrapped(field.type), GraphQLList)


def unwrapped(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


def entry(node: ValueNode, key: str, defaults: Mapping[str, object]) -> Source:
    """A field of an input object, which may be written out, or a variable, or hold one."""
    if isinstance(node, VariableNode):
        return Entry(Variable(node.name.value, defaults.get(node.name.value)), key)
    if isinstance(node, ObjectValueNode):
        for field in node.fields:
            if field.name.value == key:
                return literal(field.value, defaults)
    return Known(None)


def literal(node: ValueNode | None, defaults: Mapping[str, object]) -> Known | Variable:
    """Reads what costs depend on; anything else is None."""
    match node:
        case VariableNode():
            return Variable(node.name.value, defaults.get(node.name.value))
        case IntValueNode():
            return Known(int(node.value) if len(node.value) < 10 else SLOTS_MAXIMUM)
        case StringValueNode():
            return Known(node.value)
        case ListValueNode():
            return Known([None] * len(node.values))
        case _:
            return Known(None)


def day(value: object) -> date | None:
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
