"""Every root field of the schema, with arguments that work and a selection, made from the schema itself.

A new root field is included by itself. What cannot be derived from the schema (the kind of object that an id names, a
value for an argument with a new name) raises an error until it is added here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_required_argument,
)

from schema.build import SCHEMA
from tests.practice import House

Path = tuple[str, ...]
Things = dict[str, str]
"""The id of an object of each kind."""

UNKNOWN = "01900000-0000-7000-8000-000000000000"

KINDS = {
    "clinicianId": "clinician",
    "clinicianIds": "clinician",
    "locationId": "location",
    "locationIds": "location",
    "appointmentTypeId": "appointment type",
    "appointmentTypeIds": "appointment type",
    "sessionId": "session",
    "templateId": "template",
    "objectIds": "session",
}
"""The kind of object that an id argument names, by the argument's name."""

SUBJECTS = {
    "node": "session",
    "nodes": "session",
    **dict.fromkeys(("session", "updateSession", "duplicateSession", "toggleSession", "deleteSession"), "session"),
    **dict.fromkeys(("toggleSessions", "deleteSessions", "splitSession", "previewSession"), "session"),
    **dict.fromkeys(("sessionTemplate", "updateSessionTemplate", "duplicateSessionTemplate"), "template"),
    "deleteSessionTemplate": "template",
    **dict.fromkeys(("updateClosure", "deleteClosure"), "closure"),
    **dict.fromkeys(("clinician", "updateClinician", "deleteClinician"), "clinician"),
    **dict.fromkeys(("location", "updateLocation", "deleteLocation"), "location"),
    **dict.fromkeys(("appointmentType", "updateAppointmentType", "deleteAppointmentType"), "appointment type"),
}
"""The kind of object that `id` and `ids` of a root field name."""

VALUES: dict[str, Any] = {
    **dict.fromkeys(("name", "title", "notes", "reason", "address"), "Something"),
    "email": "somebody@example.org",
    "colour": "#aabbcc",
    "timeZone": "Europe/London",
    "search": "e",
    # The session of `furnish` is on Mondays; this date is a Monday.
    **dict.fromkeys(("startDate", "from", "originalDate", "runsOn"), "2026-03-09"),
    "date": "2026-03-10",
    **dict.fromkeys(("endDate", "to"), "2026-03-15"),
    "startTime": "13:00",
    "endTime": "14:00",
    "start": "2026-03-09T10:00:00Z",
    "end": "2026-03-09T10:30:00Z",
    **dict.fromkeys(("since", "until"), "2026-03-01T00:00:00Z"),
    **dict.fromkeys(("durationMinutes", "stepMinutes"), 15),
    "first": 5,
    **dict.fromkeys(("allowRemote", "active", "remote"), True),
    "endsNextDay": False,
    "recurrence": {"weekly": {"weekdays": ["MONDAY"]}},
}
LEFT_OUT = {"idempotencyKey", "expectedVersion", "after", "last", "before"}


@dataclass(frozen=True, slots=True)
class Root:
    name: str
    field: GraphQLField
    is_mutation: bool

    def arguments(self, things: Things, **given: Any) -> dict[str, Any]:
        """All arguments, also optional ones, with the ids of these objects. `given`: values by name, at any depth."""
        return {
            name: self._value(argument.type, name, things, given)
            for name, argument in self.field.args.items()
            if name not in LEFT_OUT
        }

    def _value(self, type_: Any, name: str, things: Things, given: dict[str, Any]) -> Any:
        match type_:
            case GraphQLNonNull():
                return self._value(type_.of_type, name, things, given)
            case GraphQLList():
                return [self._value(type_.of_type, name, things, given)]
            case _ if name in given:
                return given[name]
            case GraphQLScalarType(name="ID"):
                return things[self.kind(name)]
            case GraphQLInputObjectType() if type_.name != "RecurrenceInput":
                return {part: self._value(field.type, part, things, given) for part, field in type_.fields.items()}
            case GraphQLEnumType():
                return next(iter(type_.values))
            case _:
                return VALUES[name]

    def kind(self, name: str) -> str:
        return SUBJECTS[self.name] if name in ("id", "ids") else KINDS[name]

    def id_paths(self) -> list[Path]:
        """The paths of ids, with list indexes: ("input", "appointmentTypeIds", "0")."""
        return [path for name, argument in self.field.args.items() for path in _id_paths(argument.type, (name,))]

    def document(self, selection: str | None = None) -> str:
        """The operation, with each argument as a variable and the field as `it`."""
        given = {name: argument for name, argument in self.field.args.items() if name not in LEFT_OUT}
        declared = ", ".join(f"${name}: {argument.type}" for name, argument in given.items())
        passed = ", ".join(f"{name}: ${name}" for name in given)
        kind = "mutation" if self.is_mutation else "query"
        field = f"{self.name}({passed})" if passed else self.name
        head = f"{kind}({declared})" if declared else kind
        return f"{head} {{ it: {field} {{ {selection or select(self.field.type)} }} }}"


def scalar_paths(type_: Any, path: Path) -> Iterator[Path]:
    """The paths of values of the contract's own scalars, with list indexes."""
    match type_:
        case GraphQLNonNull():
            yield from scalar_paths(type_.of_type, path)
        case GraphQLList():
            yield from scalar_paths(type_.of_type, (*path, "0"))
        case GraphQLInputObjectType():
            for name, field in type_.fields.items():
                yield from scalar_paths(field.type, (*path, name))
        case GraphQLScalarType(name="Date" | "LocalTime" | "DateTime" | "TimeZone"):
            yield path


def _id_paths(type_: Any, path: Path) -> Iterator[Path]:
    match type_:
        case GraphQLNonNull():
            yield from _id_paths(type_.of_type, path)
        case GraphQLList():
            yield from _id_paths(type_.of_type, (*path, "0"))
        case GraphQLInputObjectType():
            for name, field in type_.fields.items():
                yield from _id_paths(field.type, (*path, name))
        case GraphQLScalarType(name="ID"):
            yield path


def select(type_: Any, depth: int = 3) -> str:
    """What can be selected on a type without arguments, so many levels deep."""
    named = get_named_type(type_)
    assert not isinstance(named, GraphQLUnionType)
    parts = ["__typename"]
    for name, field in named.fields.items():
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        if not is_composite_type(get_named_type(field.type)):
            parts.append(name)
        elif depth > 1:
            parts.append(f"{name} {{ {select(field.type, depth - 1)} }}")
    return " ".join(parts)


def select_errors(type_: Any) -> str:
    """What went wrong, and with which of a payload's items."""
    fields = get_named_type(type_).fields
    inside = [f"items {{ {select_errors(fields['items'].type)} }}"] if "items" in fields else []
    return " ".join(["__typename", *(["errors { message code path }"] if "errors" in fields else []), *inside])


def put(arguments: Any, path: Path, value: Any) -> None:
    """Replaces what stands at a path."""
    *way, last = path
    for step in way:
        arguments = arguments[int(step)] if isinstance(arguments, list) else arguments[step]
    if isinstance(arguments, list):
        arguments[int(last)] = value
    else:
        arguments[last] = value


def errors_in(answer: Any) -> list[dict[str, Any]]:
    """The user errors of a payload and of its items."""
    if isinstance(answer, list):
        return [error for part in answer for error in errors_in(part)]
    if not isinstance(answer, dict):
        return []
    nested = [error for name, part in answer.items() if name != "errors" for error in errors_in(part)]
    return [*(answer.get("errors") or []), *nested]


def _roots() -> Iterator[Root]:
    for type_, is_mutation in ((SCHEMA.query_type, False), (SCHEMA.mutation_type, True)):
        assert type_ is not None
        for name, field in type_.fields.items():
            yield Root(name, field, is_mutation)


ROOTS = {root.name: root for root in _roots()}


async def furnish(house: House, *, prefix: str = "A", owner: str | None = None, token: str | None = None) -> Things:
    """One thing of each kind. `owner` and `token`: of a clinician, whose the session and the template then are."""
    given = {"name": f"{prefix} thing"}
    made = await house.ask(
        """mutation($c: CreateClinicianInput!, $l: CreateLocationInput!, $t: CreateAppointmentTypeInput!) {
            c: createClinician(input: $c) { clinician { id } }
            l: createLocation(input: $l) { location { id } }
            t: createAppointmentType(input: $t) { appointmentType { id } } }""",
        c=given,
        l=given,
        t={**given, "durationMinutes": 10},
    )
    things = {
        "clinician": owner or made["c"]["clinician"]["id"],
        "location": made["l"]["location"]["id"],
        "appointment type": made["t"]["appointmentType"]["id"],
    }
    where = {"locationId": things["location"], "appointmentTypeIds": [things["appointment type"]], "allowRemote": True}
    times = {"startTime": "09:00", "endTime": "12:00", "recurrence": {"weekly": {"weekdays": ["MONDAY"]}}}
    made = await house.ask(
        """mutation($s: CreateSessionInput!, $t: CreateSessionTemplateInput!) {
            s: createSession(input: $s) { session { id } }
            t: createSessionTemplate(input: $t) { template { id } } }""",
        token=token,
        s={**given, **where, "clinicianId": things["clinician"], "schedule": {**times, "startDate": "2026-03-02"}},
        t={**given, **where, "scope": "PERSONAL" if owner else "PRACTICE", "schedule": times},
    )
    closure = {"title": f"{prefix} day", "kind": "OTHER", "startDate": "2026-07-06", "endDate": "2026-07-06"}
    closed = await house.ask(
        "mutation($c: ClosureInput!) { createClosure(input: $c) { closure { id } } }",
        c={**closure, "clinicianId": things["clinician"]},
    )
    return {
        **things,
        "session": made["s"]["session"]["id"],
        "template": made["t"]["template"]["id"],
        "closure": closed["createClosure"]["closure"]["id"],
    }
