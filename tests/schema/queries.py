"""Queries made at random from the schema: valid, and using what GraphQL has to make one thing look like another.

Named and inline fragments, on the type itself and on its interfaces; aliases; the same field more than once, with
other selections; @skip and @include with literals and variables; `__typename`; arguments as literals and variables,
with defaults and left out; several root fields; empty objects.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_required_argument,
    parse_type,
    type_from_ast,
)

from resolvers.context import Role
from tests.schema.reference import SCHEMA, Graph
from tests.schema.reference_lists import cursor, key_of

DEEPEST = 5
DATES = ("2026-03-02", "2026-03-09", "2026-03-23", "2026-03-28", "2026-03-30")
DAYS = ("2026-03-30", "2026-04-02", "2026-04-06")
WORDS = ("e", "zoe", "clinic", "remote", "south", "nothing like it")
NOT_FOR = {"auditEntries": {Role.CLINICIAN, Role.STAFF}, "previewSession": {Role.STAFF, Role.CLINICIAN}}
"""Fields that the permission tests cover."""


@dataclass(slots=True)
class Query:
    text: str
    variables: dict[str, Any]


@dataclass(slots=True)
class Writer:
    """Generates one query about a practice."""

    random: Random
    graph: Graph
    fragments: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    names: int = 0

    def query(self) -> Query:
        root = SCHEMA.query_type
        assert root is not None
        role = self.graph.viewer.role
        fields = {
            name: one for name, one in root.fields.items() if name != "changes" and role not in NOT_FOR.get(name, ())
        }
        chosen = self.random.choices(list(fields), k=self.random.choice((1, 1, 1, 2, 3)))
        body = " ".join(self.wrapped(root, name, fields[name], 1, typed=False) for name in chosen)
        head = f"query Generated({', '.join(self.declared)})" if self.declared else "query Generated"
        return Query(" ".join([head, "{", body, "}", *self.fragments]), self.variables)

    # ------------------------------------------------------------ selections

    def selection(self, type_: Any, depth: int, *, typed: bool = False) -> str:
        """`typed`: below an abstract type, where one response name must not have fields of different types."""
        if is_abstract_type(type_):
            return self.of_abstract(type_, depth)
        fields = {name: one for name, one in type_.fields.items() if self.fits(one, depth)}
        chosen = self.random.choices(list(fields), k=self.random.randint(1, 4))
        parts = [self.wrapped(type_, name, fields[name], depth, typed=typed) for name in chosen]
        if self.chance(0.15):
            parts.insert(
                self.random.randrange(len(parts) + 1), self.random.choice(("__typename", "kind_of: __typename"))
            )
        return " ".join(parts)

    def of_abstract(self, type_: Any, depth: int) -> str:
        possible = self.random.sample(SCHEMA.get_possible_types(type_), k=3)
        inside = [f"... on {one.name} {{ {self.selection(one, depth, typed=True)} }}" for one in possible]
        own = [name for name, one in type_.fields.items() if self.fits(one, DEEPEST)]
        return " ".join([*inside, self.random.choice([*own, "__typename"])])

    def fits(self, one: GraphQLField, depth: int) -> bool:
        return depth < DEEPEST or not is_composite_type(get_named_type(one.type))

    def wrapped(self, type_: GraphQLObjectType, name: str, one: GraphQLField, depth: int, *, typed: bool) -> str:
        """A field, sometimes in a fragment."""
        text = self.field(type_, name, one, depth, typed=typed)
        kind = self.random.random()
        if kind < 0.75:
            return text
        if kind < 0.82:
            return f"...{self.directives()} {{ {text} }}"
        on = self.random.choice([type_, *[face for face in type_.interfaces if name in face.fields and not typed]])
        if self.named_differently(on, type_, name):
            on = type_
        if kind < 0.9:
            return f"... on {on.name}{self.directives()} {{ {text} }}"
        self.names += 1
        self.fragments.append(f"fragment F{self.names} on {on.name} {{ {text} }}")
        return " ".join([f"...F{self.names}{self.directives()}"] * self.random.choice((1, 1, 2)))

    def named_differently(self, on: Any, type_: Any, name: str) -> bool:
        """An interface whose field is of another type than the object's own selects other things."""
        return isinstance(on, GraphQLInterfaceType) and on.fields[name].type is not type_.fields[name].type

    def field(self, type_: GraphQLObjectType, name: str, one: GraphQLField, depth: int, *, typed: bool) -> str:
        key = f"{type_.name}_{name}: " if typed else f"{name}_2: " if self.chance(0.1) else ""
        arguments = ""
        if one.args:
            self.names += 1
            key = f"a{self.names}: "
            arguments = self.arguments(name, one, depth)
        inner = get_named_type(one.type)
        if not is_composite_type(inner):
            return f"{key}{name}{arguments}{self.directives()}"

        def whole() -> str:
            return f"{key}{name}{arguments}{self.directives()} {{ {self.selection(inner, depth + 1)} }}"

        return f"{whole()} {whole()}" if self.chance(0.1) else whole()

    def directives(self) -> str:
        return "".join(
            f" @{name}(if: {self.value('Boolean!', self.chance(0.5))})"
            for name in ("skip", "include")
            if self.chance(0.07)
        )

    # ------------------------------------------------------------ arguments

    def arguments(self, name: str, one: GraphQLField, depth: int) -> str:
        """The required arguments, and some of the others."""
        given = self.given(name, one, depth)
        parts = [f"{key}: {self.value(str(one.args[key].type), value)}" for key, value in given.items()]
        return f"({', '.join(parts)})" if parts else ""

    def given(self, name: str, one: GraphQLField, depth: int) -> dict[str, Any]:
        required = {key for key, argument in one.args.items() if is_required_argument(argument)}
        given = {key: self.of(name, key) for key in one.args if key in required or self.chance(0.3)}
        if "first" not in one.args:
            return given
        for key in ("first", "last", "after", "before"):
            given.pop(key, None)
        size = "first" if self.chance(0.75) else "last"
        if depth > 1 or self.chance(0.7):
            given[size] = self.random.randint(1, 4)
        order = given.get("orderBy") or {"field": "AT" if "Entr" in str(one.type) or name == "history" else "NAME"}
        down = order.get("direction", "DESC" if order["field"] == "AT" else "ASC") == "DESC"
        for mark in ("after", "before"):
            if self.chance(0.25) and (mark, size) != ("after", "last"):
                given[mark] = self.mark(str(get_named_type(one.type)), order["field"], down=down)
        return given

    def mark(self, connection: str, order: str, *, down: bool) -> str:
        """The cursor of a random row."""
        tables = {
            "SessionConnection": self.graph.tables["session"],
            "SessionTemplateConnection": self.graph.templates,
            "ClinicianConnection": self.graph.tables["clinician"],
            "LocationConnection": self.graph.tables["location"],
            "AppointmentTypeConnection": self.graph.tables["appointment_type"],
            "AuditEntryConnection": self.graph.tables["audit_entry"],
        }
        row = self.random.choice(tables[connection])
        return cursor(f"{order}{'-' if down else '+'}", key_of(self.graph, order)(row))

    def of(self, field_name: str, name: str) -> Any:
        """A value for an argument."""
        values: dict[str, Callable[[], Any]] = {
            "id": lambda: None if field_name == "previewSession" else self.an_id(SUBJECTS[field_name]),
            "ids": lambda: [self.an_id(None) for _ in range(self.random.randrange(6))],
            "clinicianId": lambda: self.an_id("clinician"),
            "locationId": lambda: self.an_id("location"),
            "from": lambda: self.random.choice(DATES),
            "to": lambda: self.random.choice(DAYS),
            "active": lambda: self.chance(0.5),
            "search": lambda: self.slots() if "vailab" in field_name else self.random.choice(WORDS),
            "filter": lambda: self.filter(field_name),
            "orderBy": lambda: self.order(field_name),
            "input": self.new_session,
        }
        return values[name]() if name in values else None

    def filter(self, field_name: str) -> dict[str, Any]:
        conditions: dict[str, Callable[[], Any]] = {
            "clinicianIds": lambda: [self.an_id("clinician") for _ in range(self.random.randrange(4))],
            "locationIds": lambda: [self.an_id("location")],
            "remote": lambda: self.chance(0.5),
            "search": lambda: self.random.choice(WORDS),
        }
        match field_name:
            case "auditEntries":
                conditions = {
                    "objectIds": lambda: [self.an_id("session"), self.an_id("clinician")],
                    "action": lambda: self.random.choice(("CREATED", "UPDATED", "DELETED")),
                    "objectType": lambda: self.random.choice(("SESSION", "CLINICIAN", "SESSION_TEMPLATE")),
                }
            case "sessionTemplates":
                conditions["scope"] = lambda: self.random.choice(("PRACTICE", "PERSONAL"))
            case _:
                conditions["status"] = lambda: self.random.choice(("ACTIVE", "INACTIVE"))
                conditions["appointmentTypeIds"] = lambda: [self.an_id("appointment_type")]
        return {name: value() for name, value in conditions.items() if self.chance(0.35)}

    def order(self, field_name: str) -> dict[str, Any]:
        kind = SCHEMA.type_map["SessionTemplateOrderField" if field_name == "sessionTemplates" else "SessionOrderField"]
        assert isinstance(kind, GraphQLEnumType)
        return {"field": self.random.choice(list(kind.values)), "direction": self.random.choice(("ASC", "DESC"))}

    def slots(self) -> dict[str, Any]:
        return {
            "appointmentTypeId": self.an_id("appointment_type"),
            "from": self.random.choice(DATES),
            "to": self.random.choice(DAYS),
            "first": self.random.choice((1, 5, 20)),
            **({"clinicianIds": [self.an_id("clinician"), self.an_id("clinician")]} if self.chance(0.5) else {}),
            **({"deliveryMode": self.random.choice(("IN_PERSON", "VIDEO"))} if self.chance(0.3) else {}),
        }

    def new_session(self) -> dict[str, Any]:
        rrule = self.random.choice(("FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY;INTERVAL=3"))
        active = [row["id"] for row in self.graph.tables["clinician"] if row["active"]]
        places = [row["id"] for row in self.graph.tables["location"] if row["active"]]
        schedule = {"startDate": "2026-03-02", "startTime": "09:30", "endTime": "11:00", "recurrence": {"rrule": rrule}}
        given = {"name": "New", "clinicianId": self.random.choice(active), "locationId": self.random.choice(places)}
        return {**given, "appointmentTypeIds": [], "schedule": schedule}

    def an_id(self, table: str | None) -> str:
        tables = self.graph.tables
        if table is None and self.chance(0.3):
            session = self.random.choice(tables["session"])
            on = session["start_date"] + timedelta(days=self.random.choice((0, 1, 7, 14, 21, 28)))
            return f"Occurrence:{session['id']}:{on}"
        table = table or self.random.choice([name for name, rows in tables.items() if rows and "id" in rows[0]])
        an_id: str = self.random.choice(tables[table])["id"]
        return an_id

    # ------------------------------------------------------------ values

    def value(self, type_: str, value: Any) -> str:
        """The value as a literal or as a variable, sometimes as a variable's default."""
        if self.chance(0.5):
            return literal(typed(type_), value)
        self.names += 1
        name = f"v{self.names}"
        if self.chance(0.3):
            self.declared.append(f"${name}: {type_} = {literal(typed(type_), value)}")
        else:
            self.declared.append(f"${name}: {type_}")
            self.variables[name] = value
        return f"${name}"

    def chance(self, part: float) -> bool:
        return self.random.random() < part


SUBJECTS: dict[str, str | None] = {
    "node": None,
    "session": "session",
    "clinician": "clinician",
    "location": "location",
    "appointmentType": "appointment_type",
    "sessionTemplate": "session_template",
}
"""The tables whose rows are selected by id."""


def typed(written: str) -> Any:
    """A type by its name, with `!` and brackets."""
    return type_from_ast(SCHEMA, parse_type(written))


def literal(type_: Any, value: Any) -> str:
    """A value in GraphQL syntax."""
    type_ = get_nullable_type(type_)
    if value is None:
        return "null"
    if is_list_type(type_):
        return f"[{', '.join(literal(type_.of_type, part) for part in value)}]"
    if isinstance(type_, GraphQLInputObjectType):
        parts = [f"{name}: {literal(type_.fields[name].type, part)}" for name, part in value.items()]
        return f"{{{', '.join(parts)}}}"
    return str(value) if isinstance(type_, GraphQLEnumType) else orjson.dumps(value).decode()
