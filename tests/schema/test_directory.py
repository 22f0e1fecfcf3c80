"""Clinicians, locations and appointment types: three lists of named things, kept alike."""

from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from tests.practice import ERRORS, House
from tests.schema.roots import UNKNOWN
from tests.vacuous import some

FIELDS = {
    "Clinician": "id version name title email active",
    "Location": "id version name address timeZone active",
    "AppointmentType": "id version name durationMinutes deliveryModes colour active",
}
KINDS = list(FIELDS)
WHOLE: dict[str, dict[str, Any]] = {
    "Clinician": {"name": "Dr Amara Okafor", "title": "GP", "email": "amara@example.org"},
    "Location": {"name": "Harbour Street", "address": "12 Harbour Street", "timeZone": "Europe/Dublin"},
    "AppointmentType": {
        "name": "Blood test",
        "durationMinutes": 20,
        "deliveryModes": ["PHONE", "IN_PERSON"],
        "colour": "#AABBcc",
    },
}
BARE: dict[str, dict[str, Any]] = {
    "Clinician": {"name": "Bare"},
    "Location": {"name": "Bare"},
    "AppointmentType": {"name": "Bare", "durationMinutes": 10},
}
MODES = ["IN_PERSON", "VIDEO", "PHONE"]


def small(kind: str) -> str:
    return kind[0].lower() + kind[1:]


async def create(house: House, kind: str, given: dict[str, Any], *, token: str | None = None, **more: Any) -> Any:
    declared, selection = (
        f"input: Create{kind}Input!; idempotencyKey: String",
        f"it: {small(kind)} {{ {FIELDS[kind]} }} {ERRORS}",
    )
    return await house.do(f"create{kind}", declared, selection, token=token, input=given, **more)


async def update(house: House, kind: str, an_id: str, given: dict[str, Any], **more: Any) -> Any:
    declared = f"id: ID!; input: Update{kind}Input!; expectedVersion: Int"
    selection = f"it: {small(kind)} {{ {FIELDS[kind]} }} {ERRORS}"
    return await house.do(f"update{kind}", declared, selection, id=an_id, input=given, **more)


async def delete(house: House, kind: str, an_id: str, **more: Any) -> Any:
    declared = "id: ID!; expectedVersion: Int"
    return await house.do(f"delete{kind}", declared, f"deletedId {ERRORS}", id=an_id, **more)


async def find(house: House, kind: str, an_id: str, *, token: str | None = None) -> Any:
    query = f"query($id: ID!) {{ it: {small(kind)}(id: $id) {{ {FIELDS[kind]} }} }}"
    return (await house.ask(query, id=an_id, token=token))["it"]


async def names(house: House, kind: str, arguments: str = "") -> list[str]:
    answer = await house.ask(f"{{ it: {small(kind)}s{arguments} {{ nodes {{ name }} totalCount }} }}")
    assert answer["it"]["totalCount"] == len(answer["it"]["nodes"])
    return [node["name"] for node in answer["it"]["nodes"]]


def problems(payload: Any) -> list[tuple[str, str]]:
    return sorted((error["code"], ".".join(error["path"])) for error in payload["errors"])


# ---------------------------------------------------------------- made, edited, deleted


@pytest.mark.parametrize("kind", KINDS)
async def test_everything_that_was_given_is_there(house: House, kind: str) -> None:
    payload = await create(house, kind, WHOLE[kind])
    made = payload["it"]
    told = {**WHOLE[kind]}
    if kind == "AppointmentType":
        told |= {"deliveryModes": ["IN_PERSON", "PHONE"], "colour": "#aabbcc"}
    assert payload["errors"] == []
    assert made == {"id": made["id"], "version": 1, "active": True, **told}
    assert await find(house, kind, made["id"]) == made


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_not_given_has_its_default(house: House, kind: str) -> None:
    made = (await create(house, kind, BARE[kind]))["it"]
    defaults: dict[str, dict[str, Any]] = {
        "Clinician": {"title": None, "email": None},
        "Location": {"address": None, "timeZone": "Europe/London"},
        "AppointmentType": {"deliveryModes": ["IN_PERSON"], "colour": None},
    }
    assert made == {"id": made["id"], "version": 1, "active": True, **BARE[kind], **defaults[kind]}


@pytest.mark.parametrize("kind", KINDS)
async def test_an_edit_changes_what_is_given_and_raises_the_version(house: House, kind: str) -> None:
    made = (await create(house, kind, WHOLE[kind]))["it"]
    edited = (await update(house, kind, made["id"], {"name": "Another"}, expectedVersion=1))["it"]
    assert edited == {**made, "name": "Another", "version": 2}
    edited = (await update(house, kind, made["id"], {"active": False}, expectedVersion=2))["it"]
    assert edited == {**made, "name": "Another", "active": False, "version": 3}
    assert await find(house, kind, made["id"]) == edited


@pytest.mark.parametrize("kind", KINDS)
async def test_a_patch_that_changes_nothing_makes_no_new_version(house: House, database: Database, kind: str) -> None:
    made = (await create(house, kind, WHOLE[kind]))["it"]
    before = await house.stored(database)
    for patch in ({}, WHOLE[kind], {"active": True}, {"name": f" {made['name']} "}):
        assert (await update(house, kind, made["id"], patch))["it"] == made
    assert await house.stored(database) == before


@pytest.mark.parametrize(
    "kind, cleared, left",
    [
        ("Clinician", {"title": None, "email": None}, {"title": None, "email": None}),
        ("Clinician", {"title": " ", "email": ""}, {"title": None, "email": None}),
        ("Location", {"address": None, "timeZone": None}, {"address": None, "timeZone": "Europe/London"}),
        ("AppointmentType", {"colour": None}, {"colour": None}),
    ],
)
async def test_null_clears_what_can_be_cleared(
    house: House, kind: str, cleared: dict[str, Any], left: dict[str, Any]
) -> None:
    made = (await create(house, kind, WHOLE[kind]))["it"]
    assert (await update(house, kind, made["id"], cleared))["it"] == {**made, **left, "version": 2}


@pytest.mark.parametrize(
    "kind, required",
    [
        ("Clinician", ["name", "active"]),
        ("Location", ["name", "active"]),
        ("AppointmentType", ["name", "active", "durationMinutes", "deliveryModes"]),
    ],
)
async def test_null_is_refused_where_nothing_can_be_cleared(
    house: House, database: Database, kind: str, required: list[str]
) -> None:
    made = (await create(house, kind, WHOLE[kind]))["it"]
    before = await house.stored(database)
    payload = await update(house, kind, made["id"], dict.fromkeys(required))
    assert problems(payload) == sorted(("REQUIRED", f"input.{name}") for name in required)
    assert payload["it"] is None
    assert await house.stored(database) == before


BAD: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    *[(kind, {"name": " "}, [("REQUIRED", "input.name")]) for kind in KINDS],
    *[(kind, {"name": "x" * 201}, [("TOO_LONG", "input.name")]) for kind in KINDS],
    *[(kind, {"name": "\0"}, [("INVALID", "input.name")]) for kind in KINDS],
    ("Clinician", {"name": "", "title": "x" * 201, "email": "nobody"}, [
        ("INVALID", "input.email"), ("REQUIRED", "input.name"), ("TOO_LONG", "input.title"),
    ]),
    ("Clinician", {"title": "\0"}, [("INVALID", "input.title")]),
    ("Clinician", {"email": "x" * 320 + "@example.org"}, [("TOO_LONG", "input.email")]),
    ("Location", {"name": "", "address": "x" * 1001}, [("REQUIRED", "input.name"), ("TOO_LONG", "input.address")]),
    ("Location", {"address": "\0"}, [("INVALID", "input.address")]),
    ("AppointmentType", {"name": "", "durationMinutes": 0, "deliveryModes": [], "colour": "red"}, [
        ("INVALID", "input.colour"), ("OUT_OF_RANGE", "input.durationMinutes"), ("REQUIRED", "input.deliveryModes"),
        ("REQUIRED", "input.name"),
    ]),
    ("AppointmentType", {"durationMinutes": 1441}, [("OUT_OF_RANGE", "input.durationMinutes")]),
    ("AppointmentType", {"durationMinutes": -5}, [("OUT_OF_RANGE", "input.durationMinutes")]),
    ("AppointmentType", {"colour": "#12345"}, [("INVALID", "input.colour")]),
    ("AppointmentType", {"colour": "#12345\u0666"}, [("INVALID", "input.colour")]),
    ("AppointmentType", {"colour": "#123456\n"}, [("INVALID", "input.colour")]),
    ("AppointmentType", {"colour": ""}, [("INVALID", "input.colour")]),
]  # fmt: skip


async def test_every_problem_is_said_at_once_and_nothing_is_written(house: House, database: Database) -> None:
    made = {kind: (await create(house, kind, WHOLE[kind]))["it"]["id"] for kind in KINDS}
    before = await house.stored(database)
    for kind, given, wanted in BAD:
        for payload in (
            await create(house, kind, {**BARE[kind], **given}),
            await update(house, kind, made[kind], given),
        ):
            assert problems(payload) == wanted, (kind, given)
            assert payload["it"] is None
            assert all(error["message"][0].isupper() for error in some(payload["errors"]))
            assert all(error["message"].endswith(".") for error in some(payload["errors"]))
    assert await house.stored(database) == before


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "", "europe/london", "../etc/passwd", "localtime", "Factory", "posixrules"]
)
async def test_a_zone_that_is_none_is_refused(house: House, zone: str) -> None:
    query = "mutation($input: CreateLocationInput!) { createLocation(input: $input) { errors { code path } } }"
    payload = (await house.ask(query, input={"name": "A", "timeZone": zone}))["createLocation"]
    assert payload == {"errors": [{"code": "INVALID", "path": ["input", "timeZone"]}]}


@pytest.mark.parametrize("modes", [["VIDEO"], ["PHONE", "VIDEO", "IN_PERSON", "PHONE"]])
async def test_delivery_modes_are_kept_once_each_in_one_order(house: House, modes: list[str]) -> None:
    made = (await create(house, "AppointmentType", {**BARE["AppointmentType"], "deliveryModes": modes}))["it"]
    assert made["deliveryModes"] == [mode for mode in MODES if mode in modes]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stale_version_writes_nothing_and_is_told_the_current_one(
    house: House, database: Database, kind: str
) -> None:
    made = (await create(house, kind, BARE[kind]))["it"]
    await update(house, kind, made["id"], {"name": "Changed"})
    before = await house.stored(database)
    for payload in (
        await update(house, kind, made["id"], {"name": "Mine"}, expectedVersion=1),
        await delete(house, kind, made["id"], expectedVersion=1),
    ):
        (error,) = payload["errors"]
        assert (error["__typename"], error["path"], error["currentVersion"]) == (
            "VersionConflictError",
            ["expectedVersion"],
            2,
        )
    assert await house.stored(database) == before


@pytest.mark.parametrize("kind", KINDS)
async def test_what_nothing_uses_can_be_deleted(house: House, kind: str) -> None:
    made = (await create(house, kind, BARE[kind]))["it"]
    assert await delete(house, kind, made["id"], expectedVersion=1) == {"deletedId": made["id"], "errors": []}
    assert await find(house, kind, made["id"]) is None
    assert problems(await delete(house, kind, made["id"])) == [("NOT_FOUND", "id")]
    assert problems(await update(house, kind, made["id"], {})) == [("NOT_FOUND", "id")]
    assert problems(await delete(house, kind, "nonsense")) == [("INVALID", "id")]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_same_key_makes_it_once(house: House, kind: str) -> None:
    one = await create(house, kind, BARE[kind], idempotencyKey="k")
    assert await create(house, kind, BARE[kind], idempotencyKey="k") == one
    assert await names(house, kind) == ["Bare"]
    other = await create(house, kind, {**BARE[kind], "name": "Other"}, idempotencyKey="k")
    assert problems(other) == [("IDEMPOTENCY_MISMATCH", "idempotencyKey")]


# ---------------------------------------------------------------- in use


async def used(house: House) -> dict[str, str]:
    """One of each, used by two sessions and one template."""
    made = {kind: (await create(house, kind, BARE[kind]))["it"]["id"] for kind in KINDS}
    uses = {"locationId": made["Location"], "appointmentTypeIds": [made["AppointmentType"]]}
    for _ in range(2):
        await house.session(**uses, clinicianId=made["Clinician"])
    template = {"name": "T", "scope": "PRACTICE", "schedule": {"startTime": "09:00", "endTime": "10:00"}, **uses}
    await create_template(house, template)
    return made


async def create_template(house: House, given: dict[str, Any], *, token: str | None = None) -> None:
    declared = "input: CreateSessionTemplateInput!"
    payload = await house.do(
        "createSessionTemplate", declared, "errors { message }", token=token, input=given
    )  # fmt: skip
    assert payload["errors"] == []


async def test_what_is_in_use_is_not_deleted_and_the_uses_are_counted(house: House, database: Database) -> None:
    made = await used(house)
    before = await house.stored(database)
    counts = {"Clinician": (2, 0), "Location": (2, 1), "AppointmentType": (2, 1)}
    for kind in KINDS:
        payload = await delete(house, kind, made[kind])
        (error,) = payload["errors"]
        assert payload["deletedId"] is None
        assert (error["__typename"], error["code"], error["path"]) == ("InUseError", "IN_USE", ["id"])
        assert (error["sessionCount"], error["templateCount"]) == counts[kind]
    assert await house.stored(database) == before


async def test_what_is_in_use_can_be_deactivated(house: House) -> None:
    made = await used(house)
    for kind in KINDS:
        assert (await update(house, kind, made[kind], {"active": False}))["it"]["active"] is False


async def test_an_owner_of_personal_templates_is_in_use_though_nobody_may_count_them(house: House) -> None:
    clinician, location = await house.clinician(), await house.location()
    a_type = await house.appointment_type()
    schedule = {"startTime": "09:00", "endTime": "10:00"}
    mine = {"name": "Mine", "scope": "PERSONAL", "locationId": location, "appointmentTypeIds": [a_type]}
    await create_template(
        house, {**mine, "schedule": schedule}, token=house.token(Role.CLINICIAN, clinician=clinician)
    )  # fmt: skip
    for kind, an_id in (("Clinician", clinician), ("Location", location), ("AppointmentType", a_type)):
        (error,) = (await delete(house, kind, an_id))["errors"]
        assert error["__typename"] == "InUseError"
        assert (error["sessionCount"], error["templateCount"]) == (0, 0)


async def test_a_place_that_one_date_is_moved_to_is_in_use(house: House) -> None:
    session, elsewhere = await house.session(), await house.location()
    moved = await house.do(
        "rescheduleOccurrence",
        "sessionId: ID!; originalDate: Date!; locationId: ID",
        "errors { message }",
        sessionId=session["id"],
        originalDate="2026-03-09",
        locationId=elsewhere,
    )
    assert moved["errors"] == []
    (error,) = (await delete(house, "Location", elsewhere))["errors"]
    assert (error["code"], error["sessionCount"]) == ("IN_USE", 1)
    assert error["message"] == "This location is in use by 1 session: deactivate it instead."


async def test_who_has_a_closure_is_in_use(house: House) -> None:
    clinician = await house.clinician()
    closure = {"title": "Leave", "kind": "LEAVE", "startDate": "2026-07-06", "endDate": "2026-07-10"}
    given = {**closure, "clinicianId": clinician}
    payload = await house.do("createClosure", "input: ClosureInput!", "errors { message }", input=given)
    assert payload["errors"] == []
    (error,) = (await delete(house, "Clinician", clinician))["errors"]
    assert (error["sessionCount"], error["templateCount"]) == (0, 0)
    assert error["message"] == "This clinician is in use by 1 closure: deactivate it instead."


# ---------------------------------------------------------------- lists


@pytest.mark.parametrize("kind", KINDS)
async def test_lists_are_by_name_without_case_and_accents(house: House, kind: str) -> None:
    for name in ("b", "Á", "a", "C", "ä"):
        await create(house, kind, {**BARE[kind], "name": name})
    assert await names(house, kind) == ["Á", "a", "ä", "b", "C"]


@pytest.mark.parametrize("kind", KINDS)
async def test_lists_are_searched_and_filtered(house: House, kind: str) -> None:
    for name in ("Zoë", "zoe%", "Zo_"):
        await create(house, kind, {**BARE[kind], "name": name})
    asleep = (await create(house, kind, {**BARE[kind], "name": "Asleep"}))["it"]["id"]
    await update(house, kind, asleep, {"active": False})
    assert await names(house, kind, '(search: "zoe")') == ["Zoë", "zoe%"]
    assert await names(house, kind, '(search: "ZOË")') == ["Zoë", "zoe%"]
    assert await names(house, kind, '(search: "%")') == ["zoe%"]
    assert await names(house, kind, '(search: "_")') == ["Zo_"]
    assert await names(house, kind, '(search: "\\\\")') == []
    assert await names(house, kind, '(search: "")') == ["Asleep", "Zo_", "Zoë", "zoe%"]
    assert await names(house, kind, "(active: false)") == ["Asleep"]
    assert await names(house, kind, "(active: true)") == ["Zo_", "Zoë", "zoe%"]
    assert await names(house, kind, "(active: null, search: null)") == ["Asleep", "Zo_", "Zoë", "zoe%"]
    assert await names(house, kind, '(active: false, search: "z")') == []


@pytest.mark.parametrize("kind", KINDS)
async def test_lists_are_paged_both_ways(house: House, kind: str) -> None:
    for name in "edcba":
        await create(house, kind, {**BARE[kind], "name": name})
    query = f"""query($first: Int, $after: String, $last: Int, $before: String) {{ it: {small(kind)}s(
        first: $first, after: $after, last: $last, before: $before) {{ totalCount nodes {{ name }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
    forwards, backwards = "", ""
    page = (await house.ask(query, first=2))["it"]
    while True:
        forwards += "".join(node["name"] for node in page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        page = (await house.ask(query, first=2, after=page["pageInfo"]["endCursor"]))["it"]
        assert page["pageInfo"]["hasPreviousPage"] is True
    page = (await house.ask(query, last=2))["it"]
    while True:
        backwards = "".join(node["name"] for node in page["nodes"]) + backwards
        if not page["pageInfo"]["hasPreviousPage"]:
            break
        page = (await house.ask(query, last=2, before=page["pageInfo"]["startCursor"]))["it"]
        assert page["pageInfo"]["hasNextPage"] is True
    assert forwards == backwards == "abcde"
    assert page["totalCount"] == 5


async def test_a_cursor_of_one_list_is_good_in_another_by_the_same_order(house: House) -> None:
    """All three are lists by name: where their cursor came from makes no difference, and no error."""
    await house.clinician("a")
    await house.location("b")
    cursor = (await house.ask("{ clinicians { pageInfo { endCursor } } }"))["clinicians"]["pageInfo"]["endCursor"]
    query = "query($after: String) { locations(after: $after) { nodes { name } } }"
    assert (await house.ask(query, after=cursor))["locations"]["nodes"] == [{"name": "b"}]


@pytest.mark.parametrize("role", list(Role))
async def test_every_role_reads_them_in_its_own_practice(house: House, other_house: House, role: Role) -> None:
    token = house.token(role)
    for kind in KINDS:
        ours = (await create(house, kind, WHOLE[kind]))["it"]
        theirs = (await create(other_house, kind, WHOLE[kind]))["it"]
        assert await find(house, kind, ours["id"], token=token) == ours
        assert await find(house, kind, theirs["id"], token=token) is None
        listed = await house.ask(f"{{ it: {small(kind)}s {{ nodes {{ id }} }} }}", token=token)
        assert listed["it"]["nodes"] == [{"id": ours["id"]}]
        assert await find(house, kind, UNKNOWN, token=token) is None


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.STAFF, Role.BOOKING])
async def test_nobody_but_an_admin_changes_them(house: House, database: Database, role: Role) -> None:
    token = house.token(role, clinician=await house.clinician())
    made = {kind: (await create(house, kind, WHOLE[kind]))["it"]["id"] for kind in KINDS}
    before = await house.stored(database)
    for kind in KINDS:
        for payload in (
            await create(house, kind, BARE[kind], token=token),
            await update(house, kind, made[kind], {"name": "Mine"}, token=token),
            await delete(house, kind, made[kind], token=token),
        ):
            assert problems(payload) == [("FORBIDDEN", "")]
    assert await house.stored(database) == before
