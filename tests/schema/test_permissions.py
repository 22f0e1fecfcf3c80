"""Who may use which root field, and what a booking client may read of what it gets."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_composite_type, is_required_argument

from db.engine import Database
from resolvers.context import Role
from resolvers.permissions import TABLE
from schema.build import SCHEMA
from tests.practice import House
from tests.schema.roots import ROOTS, Path, Root, Things, errors_in, furnish, select_errors
from tests.vacuous import some

BOOKING = {
    "viewer", "availableSlots", "clinician", "clinicians", "location", "locations", "appointmentType",
    "appointmentTypes", "changes",
}  # fmt: skip
ADMINS_ALONE = {"auditEntries"}
MANAGED_BY_ADMINS = ("Closure", "Clinician", "Location", "AppointmentType")


def may(role: Role, root: Root) -> bool:
    """What BEHAVIOUR.md and the contract's Role say, in other words than the table in resolvers/permissions.py."""
    if role is Role.ADMIN:
        return True
    if role is Role.BOOKING:
        return root.name in BOOKING
    if root.is_mutation:
        return role is Role.CLINICIAN and not root.name.endswith(MANAGED_BY_ADMINS)
    if root.name == "previewSession":
        return role is Role.CLINICIAN
    return root.name not in ADMINS_ALONE


def test_every_root_field_is_in_the_table_and_nothing_else_is() -> None:
    assert set(TABLE) == set(ROOTS)


async def outcome(house: House, root: Root, arguments: dict[str, Any], token: str) -> str:
    """ "done", or the codes of what stood in the way."""
    query = root.document(select_errors(root.field.type))
    answer = (await house.post(query, token=token, **arguments)).json()
    if "errors" in answer:
        return "top-level " + " ".join(sorted(error["extensions"]["code"] for error in answer["errors"]))
    errors = errors_in(answer["data"]["it"])
    return " ".join(sorted({error["code"] for error in errors})) or "done"


async def outcomes(house: House, things: Things, token: str, **given: Any) -> dict[str, str]:
    return {
        name: await outcome(house, root, root.arguments(things, **given), token)
        for name, root in ROOTS.items()
    }  # fmt: skip


def refusal(root: Root) -> str:
    return "FORBIDDEN" if root.is_mutation else "top-level FORBIDDEN"


@pytest.mark.parametrize("role", [Role.STAFF, Role.BOOKING])
async def test_who_only_reads_is_told_so_by_every_other_root_field(
    house: House, database: Database, role: Role
) -> None:
    things = await furnish(house)
    before = await house.stored(database)
    found = await outcomes(house, things, house.token(role))
    assert found == {name: "done" if may(role, root) else refusal(root) for name, root in ROOTS.items()}
    assert await house.stored(database) == before


async def test_an_admin_may_use_every_root_field(house: House) -> None:
    things = await furnish(house)
    found = {}
    for name, root in ROOTS.items():
        found[name] = await outcome(house, root, root.arguments(things), house.token())
        if name.startswith(USES_UP):
            things = await furnish(house)
    assert found == {name: "IN_USE" if in_use(root) else "done" for name, root in ROOTS.items()}


USES_UP = ("split", "delete")
"""After which nothing can be done any more with what it was done to."""


def in_use(root: Root) -> bool:
    return root.name in {"deleteClinician", "deleteLocation", "deleteAppointmentType"}


async def test_a_clinician_may_use_what_is_theirs(house: House) -> None:
    clinician = await house.clinician()
    token = house.token(Role.CLINICIAN, clinician=clinician)
    things = await furnish(house, owner=clinician, token=token)
    found = {}
    for name, root in ROOTS.items():
        found[name] = await outcome(house, root, root.arguments(things, scope="PERSONAL"), token)
        if name.startswith(USES_UP):
            things = await furnish(house, owner=clinician, token=token)
    assert found == {
        name: "done" if may(Role.CLINICIAN, root) else refusal(root) for name, root in ROOTS.items()
    }  # fmt: skip


async def test_a_clinician_changes_nothing_that_is_not_theirs(house: House, database: Database) -> None:
    token = house.token(Role.CLINICIAN, clinician=await house.clinician())
    things = await furnish(house)
    before = await house.stored(database)
    found = await outcomes(house, things, token, scope="PRACTICE")
    reads = {name: found[name] for name, root in ROOTS.items() if not root.is_mutation}
    assert {name: code for name, code in found.items() if name not in reads} == {
        name: "FORBIDDEN" for name, root in ROOTS.items() if root.is_mutation
    }
    assert {name for name, code in reads.items() if code != "done"} == {*ADMINS_ALONE, "previewSession"}
    assert reads["previewSession"] == "FORBIDDEN"
    assert await house.stored(database) == before


async def test_what_a_role_may_not_do_is_said_at_once_and_in_words(house: House) -> None:
    query = 'mutation { deleteLocation(id: "nonsense") { errors { __typename message code path } } }'
    answer = await house.ask(query, token=house.token(Role.STAFF))
    (error,) = answer["deleteLocation"]["errors"]
    assert error == {
        "__typename": "ForbiddenError",
        "message": "Your role, STAFF, may not use deleteLocation.",
        "code": "FORBIDDEN",
        "path": [],
    }


async def test_a_mutation_that_is_refused_can_be_asked_for_everything(house: House) -> None:
    """The payload of a refusal is readable whatever was selected: there is nothing in it that could be barred."""
    given = await house.session_input()
    query = """mutation($input: CreateSessionInput!) { createSession(input: $input) {
        session { notes exceptions { reason } } warnings { message } errors { code } } }"""
    answer = await house.ask(query, token=house.token(Role.BOOKING), input=given)
    assert answer["createSession"] == {"session": None, "warnings": [], "errors": [{"code": "FORBIDDEN"}]}


async def test_one_field_that_is_forbidden_leaves_the_others(house: House) -> None:
    answer = (await house.post("{ viewer { name } node(id: 1) { id } }", token=house.token(Role.BOOKING))).json()
    assert answer["data"] == {"viewer": {"name": "Somebody BOOKING"}, "node": None}
    assert [error["path"] for error in answer["errors"]] == [["node"]]


# ---------------------------------------------------------------- what a booking client may read

BARRED = {
    "Session": {"notes", "template", "exceptions", "conflicts", "history"},
    "Clinician": {"sessions"},
    "Occurrence": {"reason", "closure"},
}
WINDOW = '(from: "2026-03-09", to: "2026-03-15")'
ARGUMENTS = {"occurrences": WINDOW, "conflicts": WINDOW}
SEARCH = '(search: {appointmentTypeId: $type, from: "2026-03-09", to: "2026-03-15"})'


def ways(root: Root) -> Iterator[tuple[Path, GraphQLObjectType]]:
    """Every type that a booking client can get to from a root field, by one way each; barred fields lead nowhere."""
    start = get_named_type(root.field.type)
    assert isinstance(start, GraphQLObjectType)
    seen = {start.name}
    ahead: list[tuple[Path, GraphQLObjectType]] = [((), start)]
    while ahead:
        path, type_ = ahead.pop(0)
        yield path, type_
        for name, field in type_.fields.items():
            target = get_named_type(field.type)
            barred = name in BARRED.get(type_.name, ())
            if isinstance(target, GraphQLObjectType) and target.name not in seen and not barred:
                seen.add(target.name)
                ahead.append(((*path, name), target))


def asking(root: Root, things: Things, path: Path, selection: str) -> str:
    """A query of what is at the end of a way."""
    for name in reversed(path):
        selection = f"{name}{ARGUMENTS.get(name, '')} {{ {selection} }}"
    ids = {"clinician": "clinician", "location": "location", "appointmentType": "appointment type"}
    if root.name == "availableSlots":
        return f"{{ availableSlots{SEARCH} {{ {selection} }} }}".replace("$type", f'"{things["appointment type"]}"')
    head = f'{root.name}(id: "{things[ids[root.name]]}")' if root.name in ids else root.name
    return f"{{ {head} {{ {selection} }} }}"


def leaf(type_: GraphQLObjectType, name: str) -> str:
    inside = get_named_type(type_.fields[name].type)
    return f"{name}{ARGUMENTS.get(name, '')}" + (" { __typename }" if is_composite_type(inside) else "")


async def test_booking_clients_read_what_is_not_barred_and_nothing_that_is_by_any_way(house: House) -> None:
    things = await furnish(house)
    token = house.token(Role.BOOKING, clinician=things["clinician"])
    reached, refused = set(), set()
    for root in (ROOTS[name] for name in sorted(BOOKING)):
        for path, type_ in some(ways(root)):
            barred = BARRED.get(type_.name, set()) & set(type_.fields)
            readable = [leaf(type_, name) for name in type_.fields if name not in barred]
            await house.ask(asking(root, things, path, " ".join(readable)), token=token)
            reached.add(type_.name)
            for name in barred:
                query = asking(root, things, path, leaf(type_, name))
                answer = (await house.post(query, token=token)).json()
                assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"], query
                assert not (answer["data"] or {}).get(root.name), query
                refused.add((root.name, type_.name, name))
    assert {"Slot", "Session", "Clinician", "Location", "AppointmentType", "Occurrence", "Recurrence"} <= reached
    assert ("availableSlots", "Session", "notes") in refused
    assert ("viewer", "Clinician", "sessions") in refused


def test_everything_that_is_barred_exists_or_is_to_come() -> None:
    for name, fields in BARRED.items():
        type_ = SCHEMA.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        assert fields - {"history"} <= set(type_.fields)
        for field in some(fields & set(type_.fields)):
            required = [arg for arg, argument in type_.fields[field].args.items() if is_required_argument(argument)]
            assert not required or field in ARGUMENTS


SLOTS = f"query($type: ID!) {{ availableSlots{SEARCH} {{ slots {{ session {{ %s }} }} }} }} %s"


@pytest.mark.parametrize(
    "selection, fragments",
    [
        ("id x: notes", ""),
        ("... on Session { notes }", ""),
        ("...Inside", "fragment Inside on Session { notes }"),
        ("... on Node { ... on Session { exceptions { reason } } }", ""),
        ("notes @skip(if: false)", ""),
        ("nextOccurrence { session { nextOccurrence { session { notes } } } }", ""),
        ("clinician { sessions { nodes { notes } } }", ""),
        ("clinician { sessions { totalCount } }", ""),
        ("template { name }", ""),
        ('conflicts(from: "2026-03-09", to: "2026-03-15") { message }', ""),
    ],
)
async def test_booking_clients_do_not_get_at_notes_by_a_detour(house: House, selection: str, fragments: str) -> None:
    things = await furnish(house)
    query, token = SLOTS % (selection, fragments), house.token(Role.BOOKING)
    answer = (await house.post(query, token=token, type=things["appointment type"])).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert answer["data"] == {"availableSlots": None}
    assert (await house.ask(query, type=things["appointment type"]))["availableSlots"]["slots"]


async def test_a_barred_field_that_is_left_out_bars_nothing(house: House) -> None:
    things = await furnish(house)
    query = (SLOTS % ("name notes @include(if: $yes)", "")).replace("$type: ID!", "$type: ID!, $yes: Boolean!")
    for yes in (False, True, False):
        answer = (
            await house.post(query, token=house.token(Role.BOOKING), type=things["appointment type"], yes=yes)
        ).json()
        assert ("errors" in answer) == yes
    assert (await house.ask(query, type=things["appointment type"], yes=True))["availableSlots"]["slots"]
