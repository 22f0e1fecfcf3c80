"""The limits of a GraphQL document, checked in one pass before it is validated.

Each definition is visited once, and each fragment is measured once, however often it is spread. So the work depends
only on the length of the document: a "fragment bomb" that expands to billions of fields costs no more than its few
lines. Fragments are expanded only in a document within these limits, which has a few hundred fields at most, to count
the comparisons that validation makes between fields with the same response name: their number grows quadratically.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

__all__ = ["LIMITS", "QUERY_TOO_COMPLEX", "Limits", "examine", "too_many_values"]

QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
Measured = OperationDefinitionNode | FragmentDefinitionNode | SelectionNode
INTROSPECTION_FIELDS = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one request. A fragment counts each time it is spread."""

    body_bytes: int = 256 * 1024
    characters: int = 20_000
    tokens: int = 2_000
    depth: int = 12
    """Nested fields. Fields below __schema and __type are not counted."""
    aliases: int = 30
    fields: int = 500
    selections: int = 2_000
    """Fields, fragment spreads and inline fragments together."""
    directives: int = 5
    """On one field, fragment or operation."""
    operations: int = 50
    comparisons: int = 2_500
    """Pairs of fields with the same response name, or of fragments, that validation compares."""
    introspections: int = 10
    """__schema and __type fields. Only one __schema field is allowed."""
    values: int = 5_000
    """Entries of lists and objects in the variables."""
    keys: int = 100
    """Keys of one object in the variables. No input type has that many."""
    cost: int = 50_000
    """Values in the answer, estimated from the requested page sizes (server/cost.py)."""
    dates: int = 250_000
    """Dates that are computed, estimated from the sessions in question (scheduling/effort.py): some 2.5 s of work."""


LIMITS = Limits()


@dataclass(slots=True)
class Measure:
    """The counts of one definition, including those of its fragments."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    selections: int = 0
    schemas: int = 0
    introspections: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    name: str
    depth: int
    """The depth of its selection set, or -1 below introspection fields, where depth is not counted."""


def examine(document: DocumentNode, limits: Limits = LIMITS) -> list[GraphQLError]:
    """Returns an error for each exceeded limit. If there is none, the document can be validated."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(fragments) < sum(isinstance(d, FragmentDefinitionNode) for d in document.definitions):
        return [GraphQLError("Two fragments have the same name.", extensions={"code": "BAD_USER_INPUT"})]
    if len(operations) > limits.operations:
        return [too_complex(f"The document has {len(operations)} operations; {limits.operations} are allowed.")]
    measurer = Measurer(fragments, limits)
    measures = [measurer.measure(operation) for operation in operations]
    errors = measurer.errors
    for operation, measure in zip(operations, measures, strict=True):
        errors += excesses(operation, measure, limits)
    if errors:
        return errors
    unused = [fragment for name, fragment in fragments.items() if name not in measurer.resolved]
    if unused:
        return [unused_fragment(fragment) for fragment in unused[:10]]
    total = sum(measure.selections for measure in measures)
    if total > 2 * limits.selections:
        return [
            too_complex(f"The operations of the document have {total} selections; {2 * limits.selections} are allowed.")
        ]
    if measurer.cyclic:
        return []  # validation reports the cycle
    for operation in operations:
        if comparisons(operation.selection_set, fragments, limits.comparisons) > limits.comparisons:
            errors.append(too_complex("The document repeats the same fields or fragments too often.", operation))
    return errors


class Measurer:
    """Measures the definitions of a document, and each fragment only once."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], limits: Limits) -> None:
        self.fragments = fragments
        self.limits = limits
        self.errors: list[GraphQLError] = []
        self.resolved: dict[str, Measure] = {}
        self.cyclic = False

    def measure(self, operation: OperationDefinitionNode) -> Measure:
        measure, spreads = self.own(operation)
        self.resolve(spreads)
        self.add(measure, spreads)
        return measure

    def resolve(self, spreads: list[Spread]) -> None:
        """Measures these fragments and those inside them, innermost first. It does not recurse."""
        for spread in spreads:
            if spread.name in self.resolved or spread.name not in self.fragments:
                continue
            on_path: dict[str, tuple[Measure, list[Spread], Iterator[Spread]]] = {}
            self.enter(spread.name, on_path)
            while on_path:
                name, (measure, inner, pending) = next(reversed(on_path.items()))
                for child in pending:
                    if child.name in on_path:
                        self.cyclic = True
                    elif child.name not in self.resolved and child.name in self.fragments:
                        self.enter(child.name, on_path)
                        break
                else:
                    self.add(measure, inner)
                    self.resolved[name] = measure
                    del on_path[name]

    def enter(self, name: str, on_path: dict[str, tuple[Measure, list[Spread], Iterator[Spread]]]) -> None:
        measure, spreads = self.own(self.fragments[name])
        on_path[name] = (measure, spreads, iter(spreads))

    def add(self, measure: Measure, spreads: list[Spread]) -> None:
        for spread in spreads:
            fragment = self.resolved.get(spread.name)
            if fragment is None:  # unknown or part of a cycle: validation reports it
                continue
            if spread.depth >= 0:
                measure.depth = max(measure.depth, spread.depth + fragment.depth)
            measure.fields += fragment.fields
            measure.aliases += fragment.aliases
            measure.selections += fragment.selections
            measure.schemas += fragment.schemas
            measure.introspections += fragment.introspections

    def own(self, definition: OperationDefinitionNode | FragmentDefinitionNode) -> tuple[Measure, list[Spread]]:
        """Measures a definition without its fragments, and lists its fragment spreads."""
        measure = Measure()
        spreads: list[Spread] = []
        self.check_directives(definition)
        stack: list[tuple[SelectionSetNode, int]] = [(definition.selection_set, 0)]
        while stack:
            selection_set, depth = stack.pop()
            measure.selections += len(selection_set.selections)
            for selection in selection_set.selections:
                if selection.directives:
                    self.check_directives(selection)
                if isinstance(selection, FragmentSpreadNode):
                    spreads.append(Spread(selection.name.value, depth))
                    continue
                inner = depth
                if isinstance(selection, FieldNode):
                    measure.fields += 1
                    measure.aliases += selection.alias is not None
                    if depth >= 0:
                        inner = depth + 1
                        measure.depth = max(measure.depth, inner)
                    if selection.name.value in INTROSPECTION_FIELDS:
                        inner = -1
                        measure.introspections += 1
                        measure.schemas += selection.name.value == "__schema"
                if isinstance(selection, FieldNode | InlineFragmentNode) and selection.selection_set:
                    stack.append((selection.selection_set, inner))
        return measure, spreads

    def check_directives(self, node: Measured) -> None:
        count = len(node.directives or ())
        if count > self.limits.directives and len(self.errors) < 10:
            self.errors.append(
                too_complex(f"There are {count} directives in one place; {self.limits.directives} are allowed.", node)
            )


def excesses(operation: OperationDefinitionNode, measure: Measure, limits: Limits) -> list[GraphQLError]:
    counted = (
        ("is", measure.depth, limits.depth, "levels deep"),
        ("has", measure.fields, limits.fields, "fields"),
        ("has", measure.aliases, limits.aliases, "aliases"),
        ("has", measure.selections, limits.selections, "selections"),
        ("has", measure.schemas, 1, "__schema fields"),
        ("has", measure.introspections, limits.introspections, "introspection fields"),
    )
    return [
        too_complex(
            f"The operation {verb} {count if count < 10_000 else 'more than 10000'} {what}; {allowed} are allowed.",
            operation,
        )
        for verb, count, allowed, what in counted
        if count > allowed
    ]


def comparisons(selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], allowed: int) -> int:
    """Counts pairs of selections with the same response name at the same place; stops when the limit is exceeded.

    Expands fragments, so it may be called only for documents without cycles and within the other limits.
    """
    pairs = 0
    levels: list[list[SelectionSetNode]] = [[selection_set]]
    while levels and pairs <= allowed:
        named: dict[str, list[SelectionSetNode]] = {}
        counts: dict[str, int] = {}
        spread: set[str] = set()
        pending = levels.pop()
        while pending:
            for selection in pending.pop().selections:
                if isinstance(selection, FieldNode):
                    name = selection.alias.value if selection.alias else selection.name.value
                    counts[name] = counts.get(name, 0) + 1
                    if selection.selection_set:
                        named.setdefault(name, []).append(selection.selection_set)
                elif isinstance(selection, InlineFragmentNode):
                    pending.append(selection.selection_set)
                elif isinstance(selection, FragmentSpreadNode) and selection.name.value in fragments:
                    spread.add(selection.name.value)
                    pending.append(fragments[selection.name.value].selection_set)
        pairs += sum(count * (count - 1) // 2 for count in (*counts.values(), len(spread)))
        levels.extend(named.values())
    return pairs


def too_complex(message: str, *nodes: Measured) -> GraphQLError:
    return GraphQLError(message, list(nodes), extensions={"code": QUERY_TOO_COMPLEX})


def unused_fragment(fragment: FragmentDefinitionNode) -> GraphQLError:
    message = f"Fragment '{fragment.name.value[:100]}' is never used."
    return GraphQLError(message, [fragment], extensions={"code": "BAD_USER_INPUT"})


def too_many_values(variables: Mapping[str, Any], limits: Limits = LIMITS) -> bool:
    """Whether the variables have so many values that checking them would delay other requests."""
    seen = 0
    pending: list[Any] = [variables]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if len(value) > limits.keys:
                return True
            value = value.values()
        elif not isinstance(value, list):
            continue
        seen += len(value)
        if seen > limits.values:
            return True
        pending.extend(value)
    return False
