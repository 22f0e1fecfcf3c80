"""Ids of what has no row of its own, objects by id, and edges: what a client's normalised cache relies on."""

from typing import Any

import pytest

from resolvers.context import Role
from tests.practice import Clock, House
from tests.schema.furnished import furnished
from tests.schema.roots import UNKNOWN, furnish
from tests.schema.test_reads import cost, sent
from tests.vacuous import some

__all__ = ["sent"]  # the fixture

WINDOW = 'from: "2026-03-02", to: "2026-04-12"'
OCCURRENCE = "id __typename originalDate start status session { id }"
DATES = f"""query($id: ID!) {{ session(id: $id) {{ occurrences({WINDOW}) {{ {OCCURRENCE} }} nextOccurrence {{ id }}
  exceptions {{ id originalDate }} }} occurrences({WINDOW}) {{ {OCCURRENCE} }} }}"""
NODES = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id
  ... on Occurrence { originalDate start status session { name } } } }"""


async def occurrences(house: House, session_id: str) -> dict[str, dict[str, Any]]:
    """By original date; checked to be the same below the session and at the root."""
    found = await house.ask(DATES, id=session_id)
    assert found["session"]["occurrences"] == [
        one for one in found["occurrences"] if one["session"]["id"] == session_id
    ]
    return {one["originalDate"]: one for one in some(found["session"]["occurrences"])}


async def nodes(house: House, ids: list[str], *, token: str | None = None) -> list[Any]:
    found: list[Any] = (await house.ask(NODES, token=token, ids=ids))["nodes"]
    return found


async def node(house: House, an_id: str, *, token: str | None = None) -> Any:
    query = "query($id: ID!) { node(id: $id) { id __typename } }"
    found = (await house.ask(query, token=token, id=an_id))["node"]
    assert (
        found
        == (await house.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", token=token, ids=[an_id]))[
            "nodes"
        ][0]
    )
    return found


# ---------------------------------------------------------------- occurrences


async def test_a_date_keeps_its_id_when_it_is_cancelled_moved_and_restored(house: House) -> None:
    made, place = await house.session(name="Clinic"), await house.location()
    before = await occurrences(house, made["id"])
    an_id = before["2026-03-09"]["id"]
    dates = "sessionId: ID!; originalDate: Date!"
    on = {"sessionId": made["id"], "originalDate": "2026-03-09"}
    to = {"date": "2026-03-11", "startTime": "14:00", "endTime": "15:00", "locationId": place}
    moves = f"{dates}; date: Date; startTime: LocalTime; endTime: LocalTime; locationId: ID"
    for mutation, declared, given, status in (
        ("cancelOccurrence", dates, {}, "CANCELLED"),
        ("rescheduleOccurrence", moves, to, "MODIFIED"),
        ("restoreOccurrence", dates, {}, "SCHEDULED"),
    ):
        payload = await house.do(mutation, declared, f"occurrence {{ {OCCURRENCE} }}", **on, **given)
        listed = (await occurrences(house, made["id"]))["2026-03-09"]
        assert payload["occurrence"] == listed
        assert (listed["id"], listed["status"]) == (an_id, status)
        (found,) = await nodes(house, [an_id])
        assert found["status"] == status
        assert found["start"] == listed["start"]
    await house.update_session(made["id"], {"name": "Renamed"})
    assert {one["id"] for one in (await occurrences(house, made["id"])).values()} == {
        one["id"] for one in before.values()
    }


async def test_an_occurrence_is_found_wherever_its_date_was_moved(house: House) -> None:
    """Years away, under a closure there."""
    made = await house.session(name="Clinic")
    an_id = (await occurrences(house, made["id"]))["2026-03-09"]["id"]
    await house.do(
        "rescheduleOccurrence",
        "sessionId: ID!; originalDate: Date!; date: Date",
        "errors { message }",
        sessionId=made["id"],
        originalDate="2026-03-09",
        date="2031-01-15",
    )
    closure = {"title": "Snow", "kind": "OTHER", "startDate": "2031-01-15", "endDate": "2031-01-15"}
    await house.do("createClosure", "input: ClosureInput!", "errors { message }", input=closure)
    (found,) = await nodes(house, [an_id])
    assert (found["originalDate"], found["start"], found["status"]) == (
        "2026-03-09",
        "2031-01-15T09:00:00+00:00",
        "CLOSED",
    )


async def test_an_id_of_a_date_where_nothing_occurs_finds_nothing(house: House, other_house: House) -> None:
    made, theirs = await house.session(), await other_house.session()
    an_id = (await occurrences(house, made["id"]))["2026-03-09"]["id"]
    foreign = (await occurrences(other_house, theirs["id"]))["2026-03-09"]["id"]
    nothing = [
        an_id.replace("2026-03-09", "2026-03-10"),
        an_id.replace("2026-03-09", "2025-12-29"),
        an_id.replace("2026-03-09", "0001-01-01"),
        an_id.replace("2026-03-09", "9999-12-31"),
        an_id.replace("2026-03-09", "2026-02-30"),
        an_id.replace("2026-03-09", "٢٠٢٦-03-09"),
        an_id.replace(made["id"], UNKNOWN),
        an_id.replace(made["id"], made["id"].upper()),
        f"{an_id}\n",
        f"{an_id}:",
        "Occurrence:draft:2026-03-09",
        "Occurrence:\0",
        foreign,
    ]
    assert await nodes(house, [*nothing, an_id]) == [None] * len(nothing) + [
        {
            "__typename": "Occurrence",
            "id": an_id,
            "originalDate": "2026-03-09",
            "start": "2026-03-09T09:00:00+00:00",
            "status": "SCHEDULED",
            "session": {"name": made["name"]},
        }
    ]
    for one in nothing:
        assert await node(house, one) is None
    await house.delete_session(made["id"])
    assert await node(house, an_id) is None


PREVIEW = f"""query($input: UpdateSessionInput!, $id: ID) {{ previewSession(id: $id, input: $input, {WINDOW}) {{
  occurrences {{ id session {{ id }} }} droppedExceptions {{ id }}
  conflicts {{ id occurrence {{ id }} other {{ id }} }} }} }}"""


async def test_what_is_not_saved_never_takes_the_id_of_what_is(house: House) -> None:
    """A cache would show the dates of a form as the session's own."""
    clinician = await house.clinician()
    made = await house.session(clinicianId=clinician)
    other = await house.session(clinicianId=clinician, start="13:00", end="14:00")
    saved = {one["id"] for an_id in (made["id"], other["id"]) for one in (await occurrences(house, an_id)).values()}
    new = await house.session_input(clinicianId=clinician, start="11:00", end="13:30")
    moved = {"schedule": {**new["schedule"], "startTime": "12:30"}}
    for given in ({"input": new}, {"input": moved, "id": made["id"]}):
        preview = (await house.ask(PREVIEW, **given))["previewSession"]
        assert preview == (await house.ask(PREVIEW, **given))["previewSession"]
        drafts = {one["id"] for one in some(preview["occurrences"])}
        assert len(drafts) == len(preview["occurrences"])
        assert not drafts & saved
        for one in some(preview["conflicts"]):
            assert one["occurrence"]["id"] in drafts
            assert one["other"]["id"] in saved
    refusal = "errors { ... on ScheduleConflictError { conflicts { id occurrence { id } other { id } } } }"
    for mutation, declared, given in (
        ("createSession", "input: CreateSessionInput!; onConflict: OnConflict!", {"input": new}),
        (
            "updateSession",
            "id: ID!; input: UpdateSessionInput!; onConflict: OnConflict!",
            {"id": made["id"], "input": moved},
        ),
    ):
        (refused,) = (await house.do(mutation, declared, refusal, onConflict="REJECT", **given))["errors"]
        for one in some(refused["conflicts"]):
            assert one["occurrence"]["id"] not in saved
            assert one["other"]["id"].split(":")[1] in {made["id"], other["id"]}
            assert await node(house, one["occurrence"]["id"]) is None


# ---------------------------------------------------------------- the others


EVERYTHING = f"""query($type: ID!, $other: ID!) {{
  viewer {{ id __typename practice {{ id __typename }} }}
  sessions {{ nodes {{ id __typename clinician {{ id __typename }} location {{ id __typename }}
    template {{ id __typename }} appointmentTypes {{ id __typename }} exceptions {{ id __typename originalDate }}
    history {{ nodes {{ id __typename }} }} }} }}
  occurrences({WINDOW}) {{ id __typename }}
  conflicts({WINDOW}) {{ id __typename message occurrence {{ id __typename }} other {{ id __typename }} }}
  closures({WINDOW}) {{ id __typename }}
  a: availableSlots(search: {{appointmentTypeId: $type, {WINDOW}, first: 1000}}) {{
    slots {{ id __typename start end deliveryModes }} }}
  b: availableSlots(search: {{appointmentTypeId: $other, {WINDOW}, first: 1000}}) {{
    slots {{ id __typename start end deliveryModes }} }}
  explainAvailability(search: {{appointmentTypeId: $type, {WINDOW}}}) {{ id __typename code date message }} }}"""


def things_in(answer: Any) -> list[dict[str, Any]]:
    """Everything with an id in an answer."""
    if isinstance(answer, list):
        return [thing for part in answer for thing in things_in(part)]
    if not isinstance(answer, dict):
        return []
    inside = [thing for part in answer.values() for thing in things_in(part)]
    return [answer, *inside] if "id" in answer else inside


async def test_an_id_is_of_one_type_and_says_one_thing_and_is_the_same_the_next_time(
    house: House, clock: Clock
) -> None:
    await furnished(house, clock)
    types = await house.ask("{ appointmentTypes { nodes { id name } } }")
    by_name = {one["name"]: one["id"] for one in types["appointmentTypes"]["nodes"]}
    given = {"type": by_name["Call"], "other": by_name["Été"]}
    answer = await house.ask(EVERYTHING, **given)
    seen: dict[str, dict[str, Any]] = {}
    for thing in some(things_in(answer)):
        plain = {name: value for name, value in thing.items() if not isinstance(value, dict)}
        known = seen.setdefault(thing["id"], plain)
        assert {**known, **plain} == {**plain, **known}, thing
    assert {one["__typename"] for one in seen.values()} >= {
        "Viewer", "Practice", "Session", "Clinician", "Location", "AppointmentType", "SessionException", "AuditEntry",
        "Occurrence", "Conflict", "Closure", "Slot", "AvailabilityReason",
    }  # fmt: skip
    for name in ("occurrences", "conflicts", "explainAvailability"):
        assert len({one["id"] for one in answer[name]}) == len(some(answer[name])), name
    assert await house.ask(EVERYTHING, **given) == answer


async def test_what_is_derived_and_no_node_is_not_found_and_no_error(house: House, clock: Clock) -> None:
    await furnished(house, clock)
    types = (await house.ask("{ appointmentTypes { nodes { id } } }"))["appointmentTypes"]["nodes"]
    answer = await house.ask(EVERYTHING, type=types[0]["id"], other=types[0]["id"])
    found = {one["__typename"]: one["id"] for one in things_in(answer)}
    for name in ("Viewer", "SessionException", "Conflict", "Slot", "AvailabilityReason"):
        assert await node(house, found[name]) is None, name


async def test_of_two_that_overlap_each_has_a_conflict_of_its_own(house: House) -> None:
    clinician = await house.clinician()
    made = [(await house.session(clinicianId=clinician, name=name))["id"] for name in "ab"]
    query = f"query($id: ID!) {{ session(id: $id) {{ conflicts({WINDOW}) {{ id message }} }} }}"
    sides = [(await house.ask(query, id=an_id))["session"]["conflicts"] for an_id in made]
    ids = [one["id"] for side in sides for one in some(side)]
    assert len(set(ids)) == len(ids)
    root = (await house.ask(f"{{ conflicts({WINDOW}) {{ id }} }}"))["conflicts"]
    assert {one["id"] for one in some(root)} <= set(ids)


async def test_the_viewers_id_is_of_the_subject_and_does_not_show_it(house: House) -> None:
    query = "{ viewer { id } }"
    one, other = house.token(), house.token(Role.STAFF)
    ids = [(await house.ask(query, token=token))["viewer"]["id"] for token in (one, other, one)]
    assert ids[0] == ids[2] != ids[1]
    assert house.people[one].subject not in ids[0]


async def test_a_dropped_exception_has_the_id_that_it_had(house: House) -> None:
    made = await house.session(days="MO TU")
    await house.do(
        "cancelOccurrence",
        "sessionId: ID!; originalDate: Date!",
        "errors { message }",
        sessionId=made["id"],
        originalDate="2026-03-10",
    )
    (kept,) = (await house.ask(DATES, id=made["id"]))["session"]["exceptions"]
    mondays = {"schedule": {**made["schedule"], "recurrence": {"weekly": {"weekdays": ["MONDAY"]}}}}
    given = {name: mondays["schedule"][name] for name in ("startDate", "startTime", "endTime", "recurrence")}
    preview = (await house.ask(PREVIEW, id=made["id"], input={"schedule": given}))["previewSession"]
    assert preview["droppedExceptions"] == [{"id": kept["id"]}]
    dropped = "droppedExceptions { id originalDate location { id } }"
    split = "id: ID!; from: Date!; input: UpdateSessionInput!"
    copy = (await house.duplicate_session(made["id"]))["session"]["id"]
    await house.do(
        "cancelOccurrence",
        "sessionId: ID!; originalDate: Date!",
        "errors { message }",
        sessionId=copy,
        originalDate="2026-03-10",
    )
    (its,) = (await house.ask(DATES, id=copy))["session"]["exceptions"]
    assert its["id"] != kept["id"]
    later = {"schedule": {**given, "startDate": "2026-03-02"}}
    payload = await house.do("splitSession", split, dropped, id=copy, input=later, **{"from": "2026-03-02"})
    assert payload["droppedExceptions"] == [{**its, "location": None}]
    payload = await house.do(
        "updateSession", "id: ID!; input: UpdateSessionInput!", dropped, id=made["id"], input={"schedule": given}
    )
    assert payload["droppedExceptions"] == [{**kept, "location": None}]


# ---------------------------------------------------------------- audit entries


async def test_an_audit_entry_is_found_by_who_may_read_it_elsewhere(
    house: House, other_house: House, clock: Clock
) -> None:
    """An admin reads the whole trail; others the history of what is there and what they may see."""
    zoe, ann = await furnished(house, clock)
    await house.delete_session((await house.session(name="Gone"))["id"])
    people = {
        "admin": house.token(),
        "zoe": house.token(Role.CLINICIAN, clinician=zoe),
        "ann": house.token(Role.CLINICIAN, clinician=ann),
        "staff": house.token(Role.STAFF),
        "another practice": other_house.token(),
    }
    history = "history(first: 100) { nodes { id } }"
    histories = f"""{{ sessions(first: 100) {{ nodes {{ {history} }} }}
      sessionTemplates(first: 100) {{ nodes {{ {history} }} }} }}"""
    every: set[str] = set()
    readable = {}
    for who, token in people.items():
        found = await house.ask(histories, token=token)
        readable[who] = {one["id"] for one in things_in(found)}
        if who == "admin":
            trail = await house.ask("{ auditEntries(first: 100) { nodes { id } } }")
            readable[who] |= {one["id"] for one in things_in(trail)}
        every |= readable[who]
    assert readable["zoe"] - readable["admin"], "a personal template has entries of its own"
    assert readable["admin"] - readable["staff"]
    assert readable["another practice"] == set()
    asked, kinds = sorted(every), set()
    for who, token in people.items():
        found = [
            one
            for start in range(0, len(asked), 100)
            for one in await nodes(house, asked[start : start + 100], token=token)
        ]
        assert {one["id"] for one in found if one} == readable[who], who
        kinds |= {one["__typename"] for one in found if one}
    assert kinds == {"AuditEntry"}


# ---------------------------------------------------------------- nodes


async def test_nodes_come_in_the_order_asked_for_with_null_where_there_is_none(
    house: House, other_house: House
) -> None:
    ours, theirs = await furnish(house), await furnish(other_house)
    date = (await occurrences(house, ours["session"]))["2026-03-09"]["id"]
    asked = [
        ours["location"],
        UNKNOWN,
        date,
        ours["session"],
        theirs["session"],
        ours["closure"].upper(),
        house.practice_id,
        ours["template"],
        ours["location"],
        other_house.practice_id,
        ours["clinician"],
        ours["appointment type"],
    ]
    found = await nodes(house, asked)
    kinds = [one and one["__typename"] for one in found]
    assert kinds == [
        "Location", None, "Occurrence", "Session", None, "Closure", "Practice", "SessionTemplate", "Location", None,
        "Clinician", "AppointmentType",
    ]  # fmt: skip
    assert [one["id"] for one in found if one] == [
        an_id.lower() if kind == "Closure" else an_id for an_id, kind in zip(asked, kinds, strict=True) if kind
    ]
    assert await nodes(house, []) == []


async def test_more_than_a_hundred_and_malformed_ids_are_bad_input(house: House) -> None:
    assert await nodes(house, [UNKNOWN] * 100) == [None] * 100
    for ids, argument in (([UNKNOWN] * 101, ["ids"]), ([UNKNOWN, "nonsense"], ["ids", "1"]), ([""], ["ids", "0"])):
        (error,) = await house.refused(NODES, ids=ids)
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument}


async def test_many_nodes_take_one_statement_for_each_type(house: House, sent: list[str]) -> None:
    things = [await furnish(house, prefix=prefix) for prefix in "ab"]
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    for kinds in (["session"], ["session", "location"], ["session", "location", "template", "closure"]):
        for count in (1, 2):
            ids = [each[kind] for each in things[:count] for kind in kinds]
            assert len(await cost(house, sent, query, ids=ids)) == 1 + len(kinds)
    dates = [one["id"] for each in things for one in (await occurrences(house, each["session"])).values()]
    for some_dates in (dates[:1], dates):
        assert len(await cost(house, sent, query, ids=some_dates)) == 3


async def test_booking_clients_may_not_ask_for_nodes(house: House) -> None:
    assert await house.code(NODES, token=house.token(Role.BOOKING), ids=[]) == "FORBIDDEN"


# ---------------------------------------------------------------- edges


EDGE = "cursor node { id name }"


@pytest.mark.parametrize("at", range(3))
async def test_a_new_sessions_edge_is_its_edge_in_the_list(house: House, at: int) -> None:
    for name in ("Élan", "morning"):
        await house.session(name=name)
    name = ("a first", "Fourth", "Zoë")[at]
    declared = "input: CreateSessionInput!"
    payload = await house.do(
        "createSession",
        declared,
        f"session {{ id }} sessionEdge {{ __typename {EDGE} }}",
        input=await house.session_input(name=name),
    )
    edges = (await house.listed(f"edges {{ __typename {EDGE} }}"))["edges"]
    assert payload["sessionEdge"] == edges[at]
    assert payload["session"]["id"] == edges[at]["node"]["id"]
    after = await house.listed("edges { node { name } }", after=payload["sessionEdge"]["cursor"])
    assert [one["node"]["name"] for one in after["edges"]] == [one["node"]["name"] for one in edges[at + 1 :]]


async def test_every_payload_that_makes_something_has_its_edge(house: House) -> None:
    made, template = await house.session(), await house.template()
    session = f"session {{ id name }} sessionEdge {{ {EDGE} }}"
    kept = f"template {{ id name }} templateEdge {{ {EDGE} }}"
    entry = {"clinicianId": await house.clinician(), "startDate": "2026-03-09"}
    payloads = [
        await house.do("duplicateSession", "id: ID!", session, id=made["id"]),
        await house.do(
            "splitSession",
            "id: ID!; from: Date!; input: UpdateSessionInput!",
            session,
            id=made["id"],
            input={},
            **{"from": "2026-03-09"},
        ),
        (
            await house.do(
                "createSessionsFromTemplate",
                "templateId: ID!; sessions: [FromTemplateInput!]!",
                f"items {{ {session} }}",
                templateId=template["id"],
                sessions=[entry],
            )
        )["items"][0],
        await house.do(
            "createSessionTemplate", "input: CreateSessionTemplateInput!", kept, input=house.template_input()
        ),
        await house.do("duplicateSessionTemplate", "id: ID!", kept, id=template["id"]),
        await house.do("saveSessionAsTemplate", "sessionId: ID!", kept, sessionId=made["id"]),
    ]
    edges = (await house.listed(f"edges {{ {EDGE} }}"))["edges"] + (await house.templates(f"edges {{ {EDGE} }}"))[
        "edges"
    ]
    for payload in payloads:
        thing, edge = payload.values()
        assert edge["node"] == thing
        assert edge in edges


async def test_a_refused_payload_has_no_edge(house: House) -> None:
    given = {**await house.session_input(), "name": ""}
    selection = f"sessionEdge {{ {EDGE} }} errors {{ code }}"
    payload = await house.do("createSession", "input: CreateSessionInput!", selection, input=given)
    assert payload == {"sessionEdge": None, "errors": [{"code": "REQUIRED"}]}


# ---------------------------------------------------------------- a refused root field


async def test_a_refused_root_field_leaves_the_answers_of_the_others(house: House) -> None:
    await house.session(name="Clinic")
    query = "{ viewer { role } sessions { nodes { name } } auditEntries { nodes { id } } }"
    response = await house.post(query, token=house.token(Role.STAFF))
    answer = response.json()
    assert response.status_code == 200
    assert answer["data"] == {
        "viewer": {"role": "STAFF"},
        "sessions": {"nodes": [{"name": "Clinic"}]},
        "auditEntries": None,
    }
    (error,) = answer["errors"]
    assert error["path"] == ["auditEntries"]
    assert error["extensions"] == {"code": "FORBIDDEN"}
