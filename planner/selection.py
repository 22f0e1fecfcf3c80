"""A selection as a plain tree, which does not depend on GraphQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.steps import ObjectType


@dataclass(eq=False, slots=True)
class Field:
    """One field of a selection, under its response name. Its plans are cached in `plans`."""

    key: str
    name: str
    arguments: Callable[[Mapping[str, Any]], dict[str, Any]]
    """The field's arguments in snake_case, given the operation's variables. Raises BadInput where one is unreadable."""
    given: Callable[[Mapping[str, Any]], dict[str, Any]]
    """The same with what is unreadable among them (`Unreadable`)."""
    on: Callable[[str], tuple["Field", ...]]
    """The sub-fields selected on a concrete type."""
    type: str = ""
    """The name of its type, without lists and nullability."""
    composite: bool = False
    """Its type has fields of its own."""
    types: Mapping[str, "ObjectType"] = field(default_factory=dict)
    """The object types of the schema, by name."""
    origin: Any = None
    """Its nodes in the document, for the locations of errors."""
    plans: dict[Any, Any] = field(default_factory=dict)
