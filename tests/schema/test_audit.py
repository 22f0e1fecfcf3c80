"""The audit trail: who did what to which object, when, with the values before and after."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import Database
from planner import Reader
from resolvers.context import Role
from tests.practice import ERRORS, Clock, House
from tests.schema.roots import ROOTS, UNKNOWN, errors_in, furnish, select_errors
from tests.vacuous import some

ENTRY = "id at actor action objectType objectId changes { field before after }"

WRITES = {
    "createSession": ["CREATED SESSION"],
    "updateSession": ["UPDATED SESSION"],
    "duplicateSession": ["CREATED SESSION"],
    "toggleSession": ["UPDATED SESSION"],
    "deleteSession": ["DELETED SESSION"],
    "toggleSessions": ["UPDATED SESSION"],
    "deleteSessions": ["DELETED SESSION"],
    "splitSession": ["CREATED SESSION", "UPDATED SESSION"],
    "cancelOccurrence": ["UPDATED SESSION"],
    "rescheduleOccurrence": ["UPDATED SESSION"],
    "restoreOccurrence": ["UPDATED SESSION"],
    "createSessionTemplate": ["CREATED SESSION_TEMPLATE"],
    "updateSessionTemplate": ["UPDATED SESSION_TEMPLATE"],
    "duplicateSessionTemplate": ["CREATED SESSION_TEMPLATE"],
    "deleteSessionTemplate": ["DELETED SESSION_TEMPLATE"],
    "createSessionsFromTemplate": ["CREATED SESSION"],
    "saveSessionAsTemplate": ["CREATED SESSION_TEMPLATE"],
    "createClosure": ["CREATED CLOSURE"],
    "updateClosure": ["UPDATED CLOSURE"],
    "deleteClosure": ["DELETED CLOSURE"],
    "createClinician": ["CREATED CLINICIAN"],
    "updateClinician": ["UPDATED CLINICIAN"],
    "deleteClinician": ["DELETED CLINICIAN"],
    "createLocation": ["CREATED LOCATION"],
    "updateLocation": ["UPDATED LOCATION"],
    "deleteLocation": ["DELETED LOCATION"],
    "createAppointmentType": ["CREATED APPOINTMENT_TYPE"],
    "updateAppointmentType": ["UPDATED APPOINTMENT_TYPE"],
    "deleteAppointmentType": ["DELETED APPOINTMENT_TYPE"],
}
"""What each mutation writes into the trail."""


async def trail(house: House, *, token: str | None = None, **given: Any) -> list[dict[str, Any]]:
    """The newest entries that a filter finds."""
    query = f"query($filter: AuditFilter) {{ auditEntries(filter: $filter, first: 100) {{ nodes {{ {ENTRY} }} }} }}"
    found: list[dict[str, Any]] = (await house.ask(query, token=token, filter=given))["auditEntries"]["nodes"]
    return found


async def history(house: House, an_id: str, kind: str = "session", **given: Any) -> Any:
    kinds = {"first": "Int", "last": "Int", "after": "String", "before": "String"}
    declared = "".join(f", ${name}: {kinds[name]}" for name in given)
    passed = f"({', '.join(f'{name}: ${name}' for name in given)})" if given else ""
    page = f"nodes {{ {ENTRY} }} totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}"
    query = f"query($id: ID!{declared}) {{ it: {kind}(id: $id) {{ history{passed} {{ {page} }} }} }}"
    return (await house.ask(query, id=an_id, **given))["it"]["history"]


def changes(entry: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {change["field"]: (change["before"], change["after"]) for change in entry["changes"]}


# ---------------------------------------------------------------- what is written


def test_it_is_known_of_every_mutation_what_it_writes() -> None:
    assert set(WRITES) == {name for name, root in ROOTS.items() if root.is_mutation}


async def test_every_mutation_writes_who_did_what_to_which_object_and_when(house: House, clock: Clock) -> None:
    unused = {
        "deleteClinician": await house.clinician(),
        "deleteLocation": await house.location(),
        "deleteAppointmentType": await house.appointment_type(),
    }
    things = await furnish(house)
    for name, expected in WRITES.items():
        root = ROOTS[name]
        arguments = root.arguments(things)
        if name in unused:
            arguments["id"] = unused[name]
        if name.startswith("toggle"):
            arguments["active"] = False
        if name == "restoreOccurrence":
            arguments["originalDate"] = "2026-03-16"
            await house.ask(ROOTS["cancelOccurrence"].document("errors { code }"), **arguments, reason="x")
        clock.pass_(minutes=1)
        answer = (await house.ask(root.document(select_errors(root.field.type)), **arguments))["it"]
        assert errors_in(answer) == [], name
        written = await trail(house, since=clock.at.isoformat())
        assert sorted(f"{entry['action']} {entry['objectType']}" for entry in written) == expected, name
        for entry in written:
            assert (entry["actor"], entry["at"]) == ("Somebody ADMIN", clock.at.isoformat()), name
            assert entry["changes"], name
        if name.startswith("delete"):
            assert [entry["objectId"] for entry in written] == (arguments.get("ids") or [arguments["id"]]), name
        if name.startswith(("delete", "split")):
            things = await furnish(house)


async def test_a_refused_mutation_writes_nothing(house: House, database: Database) -> None:
    await furnish(house)
    unknown = dict.fromkeys(("clinician", "location", "appointment type", "session", "template", "closure"), UNKNOWN)
    before = (await house.stored(database))["audit_entry"]
    for name in WRITES:
        root = ROOTS[name]
        answer = await house.ask(
            root.document(select_errors(root.field.type)), **root.arguments(unknown, name="", title="")
        )
        assert errors_in(answer["it"]), name
    assert (await house.stored(database))["audit_entry"] == before


async def test_what_is_undone_by_a_conflict_or_stands_in_use_leaves_no_entry(house: House, database: Database) -> None:
    made = await house.session(locationId=await house.location())
    before = (await house.stored(database))["audit_entry"]
    given = await house.session_input(clinicianId=made["clinician"]["id"])
    assert (await house.create_session(given, onConflict="REJECT"))["errors"]
    assert (await house.do("deleteLocation", "id: ID!", ERRORS, id=made["location"]["id"]))["errors"]
    assert (await house.update_session(made["id"], {"notes": "x"}, expectedVersion=9))["errors"]
    assert (await house.stored(database))["audit_entry"] == before


async def test_what_changes_nothing_or_is_answered_again_leaves_no_second_entry(house: House) -> None:
    given = await house.session_input()
    made = (await house.create_session(given, idempotencyKey="k"))["session"]
    await house.create_session(given, idempotencyKey="k")
    await house.update_session(made["id"], {"name": made["name"]})
    await house.toggle_session(made["id"], active=True)
    assert (await history(house, made["id"]))["totalCount"] == 1


# ---------------------------------------------------------------- values before and after


async def test_an_entry_of_a_change_says_what_is_different_and_nothing_else(house: House) -> None:
    kind, place = await house.appointment_type(), await house.location()
    made = await house.session(name="Morning", days="MO")
    patch = {"name": "Evening", "locationId": place, "appointmentTypeIds": [kind], "status": "INACTIVE"}
    schedule = {"startDate": "2026-01-05", "startTime": "18:00", "endTime": "20:00"}
    await house.update_session(made["id"], {**patch, "schedule": schedule, "notes": ""})
    newest = (await history(house, made["id"]))["nodes"][0]
    assert (newest["action"], newest["objectType"], newest["objectId"]) == ("UPDATED", "SESSION", made["id"])
    assert changes(newest) == {
        "name": ("Morning", "Evening"),
        "locationId": (None, place),
        "appointmentTypeIds": ("[]", json.dumps([kind])),
        "status": ("ACTIVE", "INACTIVE"),
        "startTime": ("09:00", "18:00"),
        "endTime": ("12:00", "20:00"),
        "rrule": (made["schedule"]["recurrence"]["rrule"], None),
    }


async def test_an_entry_of_what_was_made_or_removed_says_everything(house: House) -> None:
    made = await house.template(name="Morning", notes="Bell", days="MO")
    await house.delete_template(made["id"])
    removed, created = await trail(house, objectIds=[made["id"]])
    assert (removed["action"], created["action"]) == ("DELETED", "CREATED")
    assert changes(created) == {
        "name": (None, "Morning"),
        "scope": (None, "PRACTICE"),
        "clinicianId": (None, None),
        "locationId": (None, None),
        "allowRemote": (None, "true"),
        "appointmentTypeIds": (None, "[]"),
        "notes": (None, "Bell"),
        "startTime": (None, "09:00"),
        "endTime": (None, "12:00"),
        "endsNextDay": (None, "false"),
        "rrule": (None, "FREQ=WEEKLY;BYDAY=MO"),
    }
    assert changes(removed) == {field: (after, before) for field, (before, after) in changes(created).items()}


async def test_single_dates_are_in_the_history_of_their_session(house: House) -> None:
    made = await house.session()
    move = "sessionId: ID!; originalDate: Date!; startTime: LocalTime; reason: String"
    given = {"sessionId": made["id"], "originalDate": "2026-03-09"}
    await house.do("rescheduleOccurrence", move, ERRORS, **given, startTime="10:00", reason="Late")
    await house.do("restoreOccurrence", "sessionId: ID!; originalDate: Date!", ERRORS, **given)
    back, moved, _ = (await history(house, made["id"]))["nodes"]
    before, after = changes(moved)["exception"]
    assert before is None
    assert json.loads(after).items() >= {"originalDate": "2026-03-09", "startTime": "10:00", "reason": "Late"}.items()
    assert changes(back) == {"exception": (after, json.dumps({"originalDate": "2026-03-09"}, separators=(",", ":")))}


async def test_dates_that_go_or_come_with_their_session_are_in_its_entry(house: House) -> None:
    """Dropped by an edit of the rule, taken along by a split, gone with the session."""
    cancel = "sessionId: ID!; originalDate: Date!; reason: String"
    dates = "2026-03-09", "2026-03-16"
    made = await house.session(days="MO")
    for on in dates:
        await house.do("cancelOccurrence", cancel, ERRORS, sessionId=made["id"], originalDate=on, reason="Fire drill")
    split = 'mutation($id: ID!) { splitSession(id: $id, from: "2026-03-16", input: {}) { session { id } } }'
    after = (await house.ask(split, id=made["id"]))["splitSession"]["session"]["id"]
    schedule = {"startDate": "2026-01-06", "startTime": "09:00", "endTime": "12:00"}
    await house.update_session(made["id"], {"schedule": schedule})
    await house.delete_session(after)

    def of(entry: dict[str, Any]) -> list[list[str]]:
        said = [json.loads(part) if part else [] for part in changes(entry)["exceptions"]]
        assert {date["reason"] for part in said for date in part} == {"Fire drill"}
        return [[date["originalDate"] for date in part] for part in said]

    edited, halved, *_ = (await history(house, made["id"]))["nodes"]
    assert of(edited) == [[dates[0]], []]
    assert of(halved) == [list(dates), [dates[0]]]
    removed, begun = await trail(house, objectIds=[after])
    assert of(begun) == [[], [dates[1]]]
    assert of(removed) == [[dates[1]], []]


async def test_what_one_request_did_stands_in_the_order_in_which_it_was_done(house: House) -> None:
    template = await house.template()
    entries = [{"clinicianId": await house.clinician(), "startDate": "2026-04-06"} for _ in range(8)]
    payload = await house.from_template(template["id"], *entries)
    made = [item["session"]["id"] for item in payload["items"]]
    assert [entry["objectId"] for entry in await trail(house, objectType="SESSION")] == made[::-1]


# ---------------------------------------------------------------- history


async def test_history_is_newest_first_and_paged_both_ways(house: House, clock: Clock) -> None:
    made = await house.template()
    for place in range(1, 5):
        clock.pass_(minutes=1)
        await house.update_template(made["id"], {"notes": f"{place}"})
    all_ = await history(house, made["id"], "sessionTemplate")
    assert [changes(entry).get("notes") for entry in all_["nodes"][:4]] == [
        ("3", "4"), ("2", "3"), ("1", "2"), ("", "1")
    ]  # fmt: skip
    assert all_["nodes"][4]["action"] == "CREATED"
    assert [entry["at"] for entry in all_["nodes"]] == sorted((entry["at"] for entry in all_["nodes"]), reverse=True)
    first = await history(house, made["id"], "sessionTemplate", first=2)
    then = await history(house, made["id"], "sessionTemplate", first=2, after=first["pageInfo"]["endCursor"])
    last = await history(house, made["id"], "sessionTemplate", last=2)
    back = await history(house, made["id"], "sessionTemplate", last=2, before=last["pageInfo"]["startCursor"])
    assert first["nodes"] + then["nodes"] == all_["nodes"][:4]
    assert back["nodes"] + last["nodes"] == all_["nodes"][1:]
    flags = [
        (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]) for page in (first, then, last, back)
    ]
    assert flags == [(False, True), (True, True), (True, False), (True, True)]
    assert {page["totalCount"] for page in (all_, first, then, last, back)} == {5}


async def test_a_mutation_can_answer_with_the_history_that_it_has_just_written(house: House) -> None:
    made = await house.template(notes="A")
    selection = f"template {{ history(first: 1) {{ nodes {{ {ENTRY} }} }} }}"
    declared = "id: ID!; input: UpdateSessionTemplateInput!"
    payload = await house.do("updateSessionTemplate", declared, selection, id=made["id"], input={"notes": "B"})
    (entry,) = payload["template"]["history"]["nodes"]
    assert changes(entry) == {"notes": ("A", "B")}
    assert (await history(house, made["id"], "sessionTemplate", first=1))["nodes"] == [entry]


async def test_each_session_of_a_list_has_its_own_history(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = noted(monkeypatch)
    query = "{ sessions { nodes { id history(first: 2) { totalCount nodes { objectId action } } } } }"
    costs = []
    for many in (1, 3):
        for _ in range(many):
            made = await house.session()
            await house.update_session(made["id"], {"notes": "x"})
        statements = next(seen)
        found = (await house.ask(query))["sessions"]["nodes"]
        costs.append((len(found), len(statements)))
        for node in some(found):
            assert node["history"]["totalCount"] == 2
            assert node["history"]["nodes"] == [
                {"objectId": node["id"], "action": "UPDATED"},
                {"objectId": node["id"], "action": "CREATED"},
            ]
    assert costs == [(1, 3), (4, 3)]


def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """At each step: the planned statements that are run from then on."""
    seen: list[str] = []
    fetch = Reader.fetch

    async def note(self: Reader, statement: Any, **values: Any) -> list[Any]:
        seen.append(statement.sql)
        return await fetch(self, statement, **values)

    monkeypatch.setattr(Reader, "fetch", note)
    while True:
        seen.clear()
        yield seen


async def test_staff_read_a_sessions_history_and_booking_clients_do_not(house: House) -> None:
    made = await house.session()
    query = "query($id: ID!) { session(id: $id) { history { totalCount } } }"
    staff = await house.ask(query, token=house.token(Role.STAFF), id=made["id"])
    assert staff["session"]["history"] == {"totalCount": 1}
    kind = await house.appointment_type(deliveryModes=["PHONE"])
    await house.session(appointmentTypeIds=[kind])
    slots = f"""{{ availableSlots(search: {{appointmentTypeId: "{kind}", from: "2026-03-09", to: "2026-03-09"}}) {{
        slots {{ session {{ history {{ totalCount }} }} }} }} }}"""
    assert await house.code(slots, token=house.token(Role.BOOKING)) == "FORBIDDEN"


# ---------------------------------------------------------------- the list for admins


async def test_only_an_admin_reads_the_trail(house: House) -> None:
    clinician = await house.clinician()
    for token in (
        house.token(Role.CLINICIAN, clinician=clinician),
        house.token(Role.STAFF),
        house.token(Role.BOOKING),
    ):
        assert await house.code("{ auditEntries { totalCount } }", token=token) == "FORBIDDEN"
    assert (await house.ask("{ auditEntries { totalCount } }"))["auditEntries"]["totalCount"] == 1


async def test_the_trail_outlives_what_it_is_about(house: House) -> None:
    made = await house.session(name="Morning")
    await house.update_session(made["id"], {"name": "Evening"})
    await house.delete_session(made["id"])
    entries = await trail(house, objectIds=[made["id"]])
    assert [entry["action"] for entry in entries] == ["DELETED", "UPDATED", "CREATED"]
    assert changes(entries[0])["name"] == ("Evening", None)
    assert await house.find(made["id"]) is None


async def test_the_trail_can_be_filtered(house: House, clock: Clock) -> None:
    place = await house.location("A")
    clock.pass_(hours=1)
    noon = clock.at.isoformat()
    made = await house.template(locationId=place)
    clock.pass_(hours=1)
    later = clock.at.isoformat()
    await house.update_template(made["id"], {"notes": "x"})
    ways: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["UPDATED SESSION_TEMPLATE", "CREATED SESSION_TEMPLATE", "CREATED LOCATION"]),
        ({"objectIds": [place]}, ["CREATED LOCATION"]),
        ({"objectIds": []}, []),
        ({"objectType": "SESSION_TEMPLATE"}, ["UPDATED SESSION_TEMPLATE", "CREATED SESSION_TEMPLATE"]),
        ({"action": "CREATED"}, ["CREATED SESSION_TEMPLATE", "CREATED LOCATION"]),
        ({"action": "DELETED"}, []),
        ({"since": noon}, ["UPDATED SESSION_TEMPLATE", "CREATED SESSION_TEMPLATE"]),
        ({"until": noon}, ["CREATED LOCATION"]),
        ({"since": noon, "until": later, "action": "CREATED"}, ["CREATED SESSION_TEMPLATE"]),
        ({"since": None, "objectIds": None, "objectType": "LOCATION"}, ["CREATED LOCATION"]),
    ]
    for given, expected in ways:
        found = await trail(house, **given)
        assert [f"{entry['action']} {entry['objectType']}" for entry in found] == expected, given
    query = '{ auditEntries(filter: {objectIds: ["x"]}) { totalCount } }'
    assert await house.code(query) == "BAD_USER_INPUT"


async def test_the_trail_is_newest_first_and_paged(house: House) -> None:
    made = [await house.location() for _ in range(5)]
    page = "nodes { objectId } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage }"
    query = f"query($f: Int, $a: String, $l: Int, $b: String) {{ auditEntries(first: $f, after: $a, last: $l, before: $b) {{ {page} }} }}"  # noqa: E501
    first = (await house.ask(query, f=2))["auditEntries"]
    then = (await house.ask(query, f=5, a=first["edges"][-1]["cursor"]))["auditEntries"]
    back = (await house.ask(query, l=1, b=then["edges"][0]["cursor"]))["auditEntries"]
    ids = [node["objectId"] for node in first["nodes"] + then["nodes"]]
    assert ids == made[::-1]
    assert [node["objectId"] for node in back["nodes"]] == [made[3]]
    assert first["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False}
    assert then["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True}
    assert (first["totalCount"], then["totalCount"]) == (5, 5)


async def test_the_trail_never_crosses_practices(house: House, other_house: House) -> None:
    await house.location()
    foreign = await other_house.template(name="Foreign")
    await other_house.update_template(foreign["id"], {"notes": "x"})
    assert [entry["objectType"] for entry in await trail(house)] == ["LOCATION"]
    assert await trail(house, objectIds=[foreign["id"]]) == []
    cursor = (await other_house.ask("{ auditEntries(first: 1) { edges { cursor } } }"))["auditEntries"]["edges"][0]
    behind = await house.ask(
        "query($a: String) { auditEntries(after: $a) { totalCount pageInfo { hasPreviousPage } } }", a=cursor["cursor"]
    )
    assert behind["auditEntries"] == {"totalCount": 1, "pageInfo": {"hasPreviousPage": False}}
