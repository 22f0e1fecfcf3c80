"""A text that is no value of its scalar: an error of the payload beside all others, or of one root field of a query.

Wherever the contract takes one: as a variable, and written into the document.
"""

from copy import deepcopy
from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from tests.practice import House
from tests.schema.queries import literal
from tests.schema.roots import LEFT_OUT, ROOTS, Path, Root, Things, errors_in, furnish, put, scalar_paths, select_errors
from tests.vacuous import some

GIVEN = [
    (root, path)
    for root in ROOTS.values()
    for name, argument in root.field.args.items()
    if name not in LEFT_OUT
    for path in scalar_paths(argument.type, (name,))
]
WRONG = "next Tuesday"
RULES: dict[str, dict[str, Any]] = {
    "weekly": {"weekdays": ["MONDAY"]},
    "monthly": {"monthDays": [1]},
    "daily": {},
}


def test_every_kind_of_scalar_is_taken_somewhere() -> None:
    ends = {path[-1] for _, path in GIVEN}
    assert ends >= {"startDate", "startTime", "until", "timeZone", "from", "originalDate", "since", "start", "runsOn"}
    assert len(GIVEN) >= 90


def with_wrong(root: Root, things: Things, path: Path) -> dict[str, Any]:
    arguments = root.arguments(things)
    if "recurrence" in path:
        *way, kind, _ = path
        put(arguments, tuple(way), {kind: {**RULES[kind], "until": WRONG}})
    else:
        put(arguments, path, WRONG)
    return deepcopy(arguments)


def written(root: Root, arguments: dict[str, Any]) -> str:
    """The operation with its arguments in the document."""
    passed = ", ".join(f"{name}: {literal(root.field.args[name].type, value)}" for name, value in arguments.items())
    kind = "mutation" if root.is_mutation else "query"
    return f"{kind} {{ it: {root.name}({passed}) {{ {select_errors(root.field.type)} }} }}"


async def answers(house: House, root: Root, arguments: dict[str, Any]) -> list[Any]:
    by_variables = root.document(select_errors(root.field.type))
    asked = [await house.post(by_variables, **arguments), await house.post(written(root, arguments))]
    return [response.json() for response in asked]


@pytest.mark.parametrize("name", sorted({root.name for root, _ in GIVEN}))
async def test_it_is_told_where_it_stands_and_nothing_is_written(house: House, database: Database, name: str) -> None:
    things = await furnish(house)
    before = await house.stored(database)
    for root, path in some((root, path) for root, path in GIVEN if root.name == name):
        for answer in some(await answers(house, root, with_wrong(root, things, path))):
            if root.is_mutation or (name == "previewSession" and path[0] == "input"):
                assert "errors" not in answer, (path, answer)
                found = [(error["code"], tuple(error["path"])) for error in errors_in(answer["data"]["it"])]
                assert found == [("INVALID", path)], (path, answer)
            else:
                (error,) = answer["errors"]
                assert error["path"] == ["it"], path
                assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": list(path)}, path
                assert answer["data"] == {"it": None}, path
    assert await house.stored(database) == before


async def test_it_takes_one_root_field_with_it_and_not_the_others(house: House) -> None:
    await house.session(name="Clinic")
    query = """query($from: Date!) { viewer { role } sessions { nodes { name } }
      occurrences(from: $from, to: "2026-03-09") { start } }"""
    answer = (await house.post(query, **{"from": "2026-02-30"})).json()
    assert answer["data"] == {
        "viewer": {"role": "ADMIN"},
        "sessions": {"nodes": [{"name": "Clinic"}]},
        "occurrences": None,
    }
    (error,) = answer["errors"]
    assert error["message"] == "There is no such date."
    assert error["path"] == ["occurrences"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": ["from"]}


async def test_below_the_root_it_is_told_at_its_field(house: House) -> None:
    made = await house.session(name="Clinic")
    query = """query($id: ID!) { viewer { role }
      session(id: $id) { name occurrences(from: "soon", to: "2026-03-09") { start } } }"""
    answer = (await house.post(query, id=made["id"])).json()
    assert answer["data"] == {"viewer": {"role": "ADMIN"}, "session": None}
    (error,) = answer["errors"]
    assert error["path"] == ["session", "occurrences"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": ["from"]}


async def test_who_may_not_write_is_told_nothing_else(house: House) -> None:
    given = await house.session_input(start="25:00")
    payload = await house.create_session(given, token=house.token(Role.STAFF))
    assert [error["code"] for error in payload["errors"]] == ["FORBIDDEN"]


async def test_an_answer_that_is_kept_is_not_given_for_what_cannot_be_read(house: House) -> None:
    query = """mutation($zone: TimeZone) { createLocation(input: {name: "A", timeZone: $zone}, idempotencyKey: "key") {
      location { id } errors { code path } } }"""
    assert (await house.ask(query, zone=None))["createLocation"]["errors"] == []
    refused = (await house.ask(query, zone="Mars/Olympus"))["createLocation"]
    assert refused == {"location": None, "errors": [{"code": "INVALID", "path": ["input", "timeZone"]}]}


async def test_an_entry_of_many_that_cannot_be_read_refuses_the_request_with_the_errors_of_all(
    house: House, database: Database
) -> None:
    template, clinician = await house.template(), await house.clinician()
    before = await house.stored(database)
    payload = await house.from_template(
        template["id"],
        {"clinicianId": clinician, "startDate": "2026-03-09"},
        {"clinicianId": clinician, "startDate": "2026-02-30"},
        {"clinicianId": "nonsense", "startDate": "2026-03-09"},
    )
    assert payload["items"] == []
    assert sorted((error["code"], ".".join(error["path"])) for error in payload["errors"]) == [
        ("INVALID", "sessions.1.startDate"),
        ("INVALID", "sessions.2.clinicianId"),
    ]
    assert await house.stored(database) == before


@pytest.mark.parametrize(
    "given",
    [
        {"unknown": 1},
        {"name": {"a": 1}},
        {"name": ["a"]},
        {"schedule": "daily"},
        {"allowRemote": "perhaps"},
        {"appointmentTypeIds": [{"a": 1}]},
        {"notess": "x"},
        {"status": 7},
        {"clinicianId": None},
        {"schedule": {"startDate": 7, "startTime": "09:00", "endTime": "10:00"}},
        {"schedule": {"startTime": "09:00", "endTime": "10:00"}},
        {"schedule": {"startDate": "2026-03-09", "startTime": "09:00", "endTime": "10:00", "recurrence": {}}},
    ],
)
async def test_a_refused_request_does_not_repeat_what_was_given(house: House, given: dict[str, Any]) -> None:
    notes = "Mrs Smith has the flu"
    whole = {**await house.session_input(), "notes": notes, **given}
    if given.get("name"):
        whole["name"] = {"secret": notes}
    query = "mutation($input: CreateSessionInput!) { createSession(input: $input) { session { id } } }"
    response = await house.post(query, input=whole)
    for error in some(response.json()["errors"]):
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["message"].endswith((".", "?"))
    assert "Smith" not in response.text
    assert "{" not in "".join(error["message"] for error in response.json()["errors"])
