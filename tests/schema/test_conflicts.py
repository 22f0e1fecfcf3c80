"""Conflicts: a clinician in two places at once, or a date in closed time; told, warned of, or refused."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from scheduling import conflicts as scheduled
from tests.practice import ERRORS, SESSION, Clock, House
from tests.schema.diary import (
    CONFLICT,
    cancel,
    close,
    conflicts,
    conflicts_of,
    counting,
    move,
    refusals,
    restore,
    split,
)

MONDAY = "2026-03-02"


def named(found: Any) -> list[str]:
    """Each conflict as the names of what it is between."""
    return [
        f"{one['occurrence']['session']['name']} / "
        f"{one['closure']['title'] if one['closure'] else one['other']['session']['name']}"
        for one in found
    ]


async def pair(house: House, **given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two weekly sessions of one clinician: a clinic on Monday mornings, and triage over its last hour."""
    clinician = await house.clinician()
    clinic = await house.session(name="Clinic", clinicianId=clinician)
    triage = {"name": "Triage", "start": "11:00", "end": "13:00", **given}
    return clinic, await house.session(clinicianId=clinician, **triage)


# ---------------------------------------------------------------- told


async def test_two_sessions_of_a_clinician_that_overlap_are_told_once_with_both_named(house: House) -> None:
    clinic, triage = await pair(house)
    (found,) = await conflicts(house, MONDAY, "2026-03-08")
    assert found == {
        "kind": "CLINICIAN_OVERLAP",
        "message": "“Clinic”, Monday 2 March 2026, 09:00–12:00, overlaps with "
        "“Triage”, Monday 2 March 2026, 11:00–13:00.",
        "closure": None,
        "occurrence": {
            "originalDate": MONDAY,
            "start": "2026-03-02T09:00:00+00:00",
            "session": {"id": clinic["id"], "name": "Clinic"},
        },
        "other": {
            "originalDate": MONDAY,
            "start": "2026-03-02T11:00:00+00:00",
            "session": {"id": triage["id"], "name": "Triage"},
        },
    }


async def test_each_session_tells_the_conflict_from_its_own_side(house: House) -> None:
    for session, expected in zip(await pair(house), ("Clinic / Triage", "Triage / Clinic"), strict=True):
        assert named(await conflicts_of(house, session["id"], MONDAY, "2026-03-15")) == [expected] * 2


async def test_the_conflicts_of_a_list_of_sessions_are_each_session_s_own(house: House) -> None:
    await pair(house)
    await house.session(name="Elsewhere")
    query = f'{{ sessions {{ nodes {{ name conflicts(from: "{MONDAY}", to: "{MONDAY}") {{ {CONFLICT} }} }} }} }}'
    found = (await house.ask(query))["sessions"]["nodes"]
    assert {one["name"]: named(one["conflicts"]) for one in found} == {
        "Clinic": ["Clinic / Triage"],
        "Triage": ["Triage / Clinic"],
        "Elsewhere": [],
    }


async def test_sessions_that_only_adjoin_do_not_conflict(house: House) -> None:
    await pair(house, start="12:00")
    assert await conflicts(house, MONDAY, MONDAY) == []


async def test_sessions_of_different_clinicians_do_not_conflict(house: House) -> None:
    place = await house.location()
    await house.session(locationId=place)
    await house.session(locationId=place)
    assert await conflicts(house, MONDAY, MONDAY) == []


async def test_overlaps_count_wherever_they_are_held(house: House) -> None:
    clinician, abroad = await house.clinician(), await house.location(timeZone="America/New_York")
    await house.session(name="London at two", clinicianId=clinician, start="14:00", end="15:00")
    await house.session(name="New York at nine", clinicianId=clinician, locationId=abroad)
    (found,) = await conflicts(house, MONDAY, MONDAY)
    assert found["message"] == (
        "“London at two”, Monday 2 March 2026, 14:00–15:00, overlaps with "
        "“New York at nine”, Monday 2 March 2026, 09:00–12:00 (UTC-05:00)."
    )


async def test_a_night_conflicts_with_the_morning_after_it(house: House) -> None:
    clinician = await house.clinician()
    night = {"startDate": "2026-03-01", "startTime": "22:00", "endTime": "02:00", "endsNextDay": True}
    await house.session(name="Night", clinicianId=clinician, schedule=night)
    early = await house.session(name="Early", clinicianId=clinician, start="01:00", end="03:00")
    assert named(await conflicts_of(house, early["id"], MONDAY, MONDAY)) == ["Early / Night"]


@pytest.mark.parametrize("how", ["inactive", "cancelled", "moved away", "closed"])
async def test_what_is_not_held_overlaps_with_nothing(house: House, how: str) -> None:
    _, triage = await pair(house)
    if how == "inactive":
        await house.toggle_session(triage["id"], active=False)
    elif how == "cancelled":
        await cancel(house, triage["id"], MONDAY)
    elif how == "moved away":
        await move(house, triage["id"], MONDAY, date="2026-03-04")
    else:
        await close(house, MONDAY, startTime="11:00", endTime="13:00")
    found = await conflicts(house, MONDAY, "2026-03-08")
    assert named(found) == (["Clinic / Closed", "Triage / Closed"] if how == "closed" else [])
    assert named(await conflicts_of(house, triage["id"], MONDAY, "2026-03-08")) == (
        ["Triage / Closed"] if how == "closed" else []
    )


async def test_a_moved_date_conflicts_where_it_is_held(house: House) -> None:
    _, triage = await pair(house, days="TU")
    await move(house, triage["id"], "2026-03-03", date=MONDAY)
    assert named(await conflicts(house, MONDAY, "2026-03-08")) == ["Clinic / Triage"]


async def test_a_date_that_a_closure_touches_conflicts_with_it(house: House) -> None:
    await house.session(name="Clinic")
    await close(house, MONDAY, title="Staff meeting", startTime="11:30", endTime="12:30")
    await close(house, "2026-03-09", title="Bank holiday")
    partly, wholly = await conflicts(house, MONDAY, "2026-03-15")
    assert (partly["kind"], partly["other"], partly["closure"]) == ("CLOSURE", None, {"title": "Staff meeting"})
    assert partly["message"] == "“Clinic”, Monday 2 March 2026, 09:00–12:00, touches the closure “Staff meeting”."
    assert wholly["message"] == "“Clinic”, Monday 9 March 2026, 09:00–12:00, lies in the closure “Bank holiday”."


async def test_the_conflicts_of_a_practice_can_be_narrowed_to_some_sessions(house: House) -> None:
    clinic, _ = await pair(house)
    mine = [clinic["clinician"]["id"]]
    await house.session(name="Other", clinicianId=await house.clinician("Ann"))
    await close(house, MONDAY, startTime="09:00", endTime="09:30")
    assert named(await conflicts(house, MONDAY, MONDAY, search="triage")) == ["Triage / Clinic"]
    assert named(await conflicts(house, MONDAY, MONDAY, clinicianIds=mine)) == ["Clinic / Closed", "Clinic / Triage"]
    assert named(await conflicts(house, MONDAY, MONDAY, status="INACTIVE")) == []
    assert len(await conflicts(house, MONDAY, MONDAY)) == 3


@pytest.mark.parametrize(
    "from_, to, days, argument",
    [
        ("2026-03-03", "2026-03-02", 93, "from"),
        ("2026-03-01", "2026-06-02", 93, "to"),
        ("2026-03-03", "2026-03-02", 366, "from"),
        ("2026-01-01", "2027-01-02", 366, "to"),
    ],
)
async def test_a_window_of_conflicts_has_its_bounds(
    house: House, from_: str, to: str, days: int, argument: str
) -> None:
    made = await house.session()
    of_all = "query($from: Date!, $to: Date!) { conflicts(from: $from, to: $to) { message } }"
    of_one = f'query($from: Date!, $to: Date!) {{ session(id: "{made["id"]}") {{ {of_all.split("{ ", 1)[1]} }}'
    (error,) = await house.refused(of_all if days == 93 else of_one, **{"from": from_, "to": to})
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": [argument]}


async def test_more_conflicts_than_anybody_reads_are_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.calendar.MOST_CONFLICTS", 1)
    await pair(house)
    assert len(await conflicts(house, MONDAY, MONDAY)) == 1
    query = f'{{ conflicts(from: "{MONDAY}", to: "2026-03-09") {{ message }} }}'
    assert await house.code(query) == "BAD_USER_INPUT"


async def test_too_many_conflicts_are_known_from_the_patterns_before_any_is_looked_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinician = await house.clinician()
    for _ in range(4):
        await house.session(clinicianId=clinician)
    window = 'from: "2026-03-02", to: "2026-03-16"'
    query = f"{{ conflicts({window}) {{ message }} }}"
    there = len((await house.ask(query))["conflicts"])
    assert there == 3 * 6
    monkeypatch.setattr("db.calendar.MOST_CONFLICTS", there)
    assert len((await house.ask(query))["conflicts"]) == there

    def looked(*_: Any, **__: Any) -> Any:
        raise AssertionError("a conflict was looked for")

    monkeypatch.setattr("db.calendar.MOST_CONFLICTS", 11)
    monkeypatch.setattr(scheduled, "find", looked)
    assert await house.code(query) == "BAD_USER_INPUT"


async def test_a_closed_day_and_a_cancelled_date_make_fewer_conflicts_than_the_patterns_say(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinician = await house.clinician()
    made = [await house.session(clinicianId=clinician) for _ in range(5)]
    await close(house, "2026-03-09")
    await cancel(house, made[0]["id"], "2026-03-16")
    query = '{ conflicts(from: "2026-03-02", to: "2026-03-30") { message } }'
    there = len((await house.ask(query))["conflicts"])
    assert there == 10 + 5 + 6 + 10 + 10
    monkeypatch.setattr("db.calendar.MOST_CONFLICTS", there)
    assert len((await house.ask(query))["conflicts"]) == there


async def test_booking_clients_read_no_conflicts(house: House) -> None:
    query = f'{{ conflicts(from: "{MONDAY}", to: "{MONDAY}") {{ message }} }}'
    assert await house.code(query, token=house.token(Role.BOOKING)) == "FORBIDDEN"


# ---------------------------------------------------------------- warned of, or refused

Call = Callable[[House, dict[str, Any], str], Awaitable[Any]]
OVERLAPPING = {
    "startDate": MONDAY,
    "startTime": "11:30",
    "endTime": "12:30",
    "recurrence": {"weekly": {"weekdays": ["MONDAY"], "count": 2}},
}
RESULT = f"warnings {{ {CONFLICT} }} {ERRORS}"


async def create(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    given = await house.session_input(name="New", clinicianId=clinic["clinician"]["id"], schedule=OVERLAPPING)
    declared = "input: CreateSessionInput!; onConflict: OnConflict! = WARN"
    return await house.do("createSession", declared, RESULT, input=given, onConflict=on_conflict)


async def update(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    made = await house.session(name="New", clinicianId=clinic["clinician"]["id"], start="14:00", end="15:00")
    declared = "id: ID!; input: UpdateSessionInput!; onConflict: OnConflict! = WARN"
    given = {"id": made["id"], "input": {"schedule": OVERLAPPING}}
    return await house.do("updateSession", declared, RESULT, onConflict=on_conflict, **given)


async def give(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    """Another clinician's session becomes this one's."""
    made = await house.session(name="New", schedule=OVERLAPPING)
    declared = "id: ID!; input: UpdateSessionInput!; onConflict: OnConflict! = WARN"
    given: dict[str, Any] = {"id": made["id"], "input": {"clinicianId": clinic["clinician"]["id"]}}
    return await house.do("updateSession", declared, RESULT, onConflict=on_conflict, **given)


async def activate(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    made = await house.session(
        name="New", clinicianId=clinic["clinician"]["id"], schedule=OVERLAPPING, status="INACTIVE"
    )
    declared = "id: ID!; input: UpdateSessionInput!; onConflict: OnConflict! = WARN"
    given: dict[str, Any] = {"id": made["id"], "input": {"status": "ACTIVE"}}
    return await house.do("updateSession", declared, RESULT, onConflict=on_conflict, **given)


async def toggle(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    made = await house.session(
        name="New", clinicianId=clinic["clinician"]["id"], schedule=OVERLAPPING, status="INACTIVE"
    )
    declared = "id: ID!; onConflict: OnConflict! = WARN"
    return await house.do("toggleSession", declared, RESULT, onConflict=on_conflict, id=made["id"])


async def duplicate(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    declared = "id: ID!; overrides: UpdateSessionInput; onConflict: OnConflict! = WARN"
    given = {"id": clinic["id"], "overrides": {"name": "New", "schedule": OVERLAPPING}}
    return await house.do("duplicateSession", declared, RESULT, onConflict=on_conflict, **given)


async def split_(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    made = await house.session(clinicianId=clinic["clinician"]["id"], start="14:00", end="15:00")
    given = {"name": "New", "schedule": OVERLAPPING}
    return await split(house, made["id"], MONDAY, given, onConflict=on_conflict)


async def reschedule(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    made = await house.session(name="New", clinicianId=clinic["clinician"]["id"], days="TU")
    return await move(house, made["id"], "2026-03-03", date=MONDAY, onConflict=on_conflict)


async def from_template(house: House, clinic: dict[str, Any], on_conflict: str) -> Any:
    template = await house.do("saveSessionAsTemplate", "sessionId: ID!", "template { id }", sessionId=clinic["id"])
    entry = {
        "clinicianId": clinic["clinician"]["id"],
        "startDate": MONDAY,
        "overrides": {"name": "New", "schedule": OVERLAPPING},
    }
    given = {"templateId": template["template"]["id"], "sessions": [entry], "onConflict": on_conflict}
    declared = "templateId: ID!; sessions: [FromTemplateInput!]!; onConflict: OnConflict!"
    payload = await house.do("createSessionsFromTemplate", declared, f"items {{ {RESULT} }} {ERRORS}", **given)
    assert payload["errors"] == []
    return payload["items"][0]


CAUSES: list[tuple[Call, int]] = [
    (create, 2),
    (update, 2),
    (give, 2),
    (activate, 2),
    (toggle, 2),
    (duplicate, 2),
    (split_, 2),
    (reschedule, 1),
    (from_template, 2),
]


@pytest.mark.parametrize("cause, count", CAUSES)
async def test_a_mutation_that_causes_conflicts_is_done_and_warns_of_them(
    house: House, cause: Call, count: int
) -> None:
    clinic = await house.session(name="Clinic")
    payload = await cause(house, clinic, "WARN")
    assert payload["errors"] == []
    assert named(payload["warnings"]) == ["New / Clinic"] * count
    assert {one["kind"] for one in payload["warnings"]} == {"CLINICIAN_OVERLAP"}
    assert len(await conflicts(house, MONDAY, "2026-03-15")) == count


@pytest.mark.parametrize("cause, count", CAUSES)
async def test_a_mutation_that_is_to_reject_conflicts_saves_nothing(house: House, cause: Call, count: int) -> None:
    clinic = await house.session(name="Clinic")
    payload = await cause(house, clinic, "REJECT")
    (error,) = payload["errors"]
    assert (error["__typename"], error["code"], len(error["conflicts"])) == (
        "ScheduleConflictError",
        "SCHEDULE_CONFLICT",
        count,
    )
    assert payload["warnings"] == []
    assert await conflicts(house, MONDAY, "2026-03-15") == []


async def test_a_refusal_names_both_and_no_session_that_is_not_saved(house: House, database: Database) -> None:
    clinic = await house.session(name="Clinic")
    given = await house.session_input(name="New", clinicianId=clinic["clinician"]["id"], schedule=OVERLAPPING)
    before = await house.stored(database)
    selection = f"session {{ id }} errors {{ ... on ScheduleConflictError {{ conflicts {{ {CONFLICT} }} }} }}"
    declared = "input: CreateSessionInput!; onConflict: OnConflict!"
    payload = await house.do("createSession", declared, selection, input=given, onConflict="REJECT")
    assert payload["session"] is None
    first = payload["errors"][0]["conflicts"][0]
    assert first["message"] == (
        "“New”, Monday 2 March 2026, 11:30–12:30, overlaps with “Clinic”, Monday 2 March 2026, 09:00–12:00."
    )
    assert first["occurrence"]["session"] is None
    assert first["other"]["session"] == {"id": clinic["id"], "name": "Clinic"}
    assert await house.stored(database) == before


@pytest.mark.parametrize("on_conflict", ["WARN", "REJECT"])
async def test_closures_are_conflicts_of_a_mutation_too(house: House, on_conflict: str) -> None:
    await close(house, MONDAY, title="Bank holiday")
    given = await house.session_input(name="New", schedule=OVERLAPPING)
    declared = "input: CreateSessionInput!; onConflict: OnConflict!"
    payload = await house.do("createSession", declared, RESULT, input=given, onConflict=on_conflict)
    if on_conflict == "WARN":
        assert named(payload["warnings"]) == ["New / Bank holiday"]
    else:
        assert [one["kind"] for one in payload["errors"][0]["conflicts"]] == ["CLOSURE"]


async def test_restoring_a_date_warns_of_what_it_meets_again(house: House) -> None:
    _, triage = await pair(house)
    await cancel(house, triage["id"], MONDAY)
    assert named((await restore(house, triage["id"], MONDAY))["warnings"]) == ["Triage / Clinic"]
    assert (await restore(house, triage["id"], MONDAY))["warnings"] == []


async def test_a_single_date_warns_of_its_own_conflicts_only(house: House) -> None:
    _, triage = await pair(house)
    payload = await move(house, triage["id"], "2026-03-09", startTime="10:00")
    assert [one["occurrence"]["originalDate"] for one in payload["warnings"]] == ["2026-03-09"]
    assert (await move(house, triage["id"], "2026-03-09", date="2026-03-11"))["warnings"] == []


async def test_activating_many_warns_for_each(house: House) -> None:
    clinic, triage = await pair(house, status="INACTIVE", rrule="FREQ=WEEKLY;BYDAY=MO;UNTIL=20260302")
    await house.toggle_session(clinic["id"], active=False)
    selection = f"items {{ {RESULT} }}"
    given: dict[str, Any] = {"ids": [clinic["id"], triage["id"]], "active": True}
    payload = await house.do("toggleSessions", "ids: [ID!]!; active: Boolean!", selection, **given)
    first, second = (named(item["warnings"]) for item in payload["items"])
    # The one that is activated second meets the first.
    assert sorted([first, second]) == [[], ["Triage / Clinic"]] or sorted([first, second]) == [[], ["Clinic / Triage"]]


@pytest.mark.parametrize("change", [{"name": "Renamed"}, {"notes": "New"}, {"appointmentTypeIds": []}])
async def test_an_edit_that_moves_nothing_is_not_looked_at_for_conflicts(house: House, change: dict[str, Any]) -> None:
    kind = await house.appointment_type()
    clinic = await house.session(name="Clinic")
    made = await house.session(clinicianId=clinic["clinician"]["id"], appointmentTypeIds=[kind])
    payload = await house.update_session(made["id"], change, onConflict="REJECT")
    assert (payload["errors"], payload["warnings"]) == ([], [])
    assert payload["session"]["version"] == made["version"] + 1
    assert await conflicts(house, MONDAY, MONDAY) != []


async def test_an_edit_of_the_place_is_looked_at_for_conflicts(house: House) -> None:
    clinic = await house.session(name="Clinic")
    made = await house.session(name="New", clinicianId=clinic["clinician"]["id"])
    payload = await house.update_session(made["id"], {"locationId": await house.location()}, onConflict="REJECT")
    assert [error["code"] for error in payload["errors"]] == ["SCHEDULE_CONFLICT"]


@pytest.mark.parametrize("change", [{"status": "INACTIVE"}, {"schedule": OVERLAPPING}])
async def test_what_stays_or_becomes_inactive_warns_of_nothing(house: House, change: dict[str, Any]) -> None:
    _, triage = await pair(house, status="INACTIVE" if "schedule" in change else "ACTIVE")
    payload = await house.update_session(triage["id"], change, onConflict="REJECT")
    assert (payload["errors"], payload["warnings"]) == ([], [])


# ---------------------------------------------------------------- how far it looks


async def test_a_mutation_looks_93_days_on_from_the_first_date_that_is_not_past(house: House, clock: Clock) -> None:
    clinician = await house.clinician()
    clock.pass_(hours=10)
    # Today, a Monday, is 2 March; 93 days on is Wednesday 3 June.
    for day in ("2026-02-23", "2026-03-02", "2026-06-03", "2026-06-04"):
        await house.session(name=day, clinicianId=clinician, days=None, date=day)
    given = await house.session_input(name="New", clinicianId=clinician, rrule="FREQ=DAILY")
    payload = await house.do("createSession", "input: CreateSessionInput!", RESULT, input=given)
    assert named(payload["warnings"]) == ["New / 2026-03-02", "New / 2026-06-03"]


async def test_a_session_that_starts_far_ahead_is_looked_at_there(house: House) -> None:
    clinician = await house.clinician()
    await house.session(name="Old", clinicianId=clinician)
    given = await house.session_input(name="New", clinicianId=clinician, date="2027-03-01", rrule="FREQ=WEEKLY;COUNT=1")
    payload = await house.do("createSession", "input: CreateSessionInput!", RESULT, input=given)
    assert [one["occurrence"]["originalDate"] for one in payload["warnings"]] == ["2027-03-01"]


async def test_the_past_warns_of_nothing(house: House) -> None:
    clinic, _ = await pair(house)
    given = await house.session_input(clinicianId=clinic["clinician"]["id"], days=None, date="2026-02-23")
    payload = await house.do("createSession", "input: CreateSessionInput!", RESULT, input=given)
    assert payload == {"warnings": [], "errors": []}
    assert (await move(house, clinic["id"], "2026-03-09", date="2026-02-23"))["warnings"] == []


async def test_no_more_than_100_are_listed(house: House) -> None:
    clinician = await house.clinician()
    for start in ("09:00", "10:00"):
        await house.session(clinicianId=clinician, rrule="FREQ=DAILY", start=start)
    given = await house.session_input(clinicianId=clinician, rrule="FREQ=DAILY")
    declared = "input: CreateSessionInput!; onConflict: OnConflict!"
    payload = await house.do("createSession", declared, RESULT, input=given, onConflict="WARN")
    assert len(payload["warnings"]) == 100
    assert payload["warnings"][0]["occurrence"]["originalDate"] == MONDAY
    refused = await house.do("createSession", declared, RESULT, input=given, onConflict="REJECT")
    assert len(refused["errors"][0]["conflicts"]) == 100


# ---------------------------------------------------------------- at the same time


async def test_of_two_that_would_overlap_only_one_gets_past_a_rejection(house: House) -> None:
    clinician = await house.clinician()
    others = [
        await house.session(clinicianId=clinician, days="TU", start=f"{hour}:00", end=f"{hour + 1}:00")
        for hour in (14, 15)
    ]
    given = [await house.session_input(clinicianId=clinician) for _ in range(4)]
    creating = [house.create_session(one, onConflict="REJECT") for one in given]
    moving = [
        move(house, one["id"], "2026-03-03", date=MONDAY, startTime="10:00", endTime="11:00", onConflict="REJECT")
        for one in others
    ]
    payloads = await asyncio.gather(*creating, *moving)
    told = [refusals(payload) for payload in payloads]
    assert sorted(told) == [[]] + [[("SCHEDULE_CONFLICT", "")]] * 5
    assert await conflicts(house, MONDAY, "2026-03-08") == []


async def test_what_is_saved_is_told_of_later_by_the_same_request(house: House) -> None:
    clinic = await house.session(name="Clinic")
    given = await house.session_input(name="New", clinicianId=clinic["clinician"]["id"], schedule=OVERLAPPING)
    declared = "input: CreateSessionInput!; idempotencyKey: String"
    asked: dict[str, Any] = {"input": given, "idempotencyKey": "key"}
    first = await house.do("createSession", declared, f"session {{ {SESSION} }} {RESULT}", **asked)
    assert named(first["warnings"]) == ["New / Clinic"] * 2
    assert await house.do("createSession", declared, f"session {{ {SESSION} }} {RESULT}", **asked) == first


async def test_a_mutation_reads_only_the_sessions_of_its_clinician(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = await house.session()
    for _ in range(4):
        await house.session()
    given = await house.session_input(clinicianId=clinic["clinician"]["id"])
    with counting(monkeypatch) as rows:
        await house.do("createSession", "input: CreateSessionInput!", "warnings { message }", input=given)
    assert max(rows) == 2


async def test_of_sessions_that_are_activated_together_each_is_warned_of_those_before_it(house: House) -> None:
    clinician, other = await house.clinician(), await house.clinician()
    given = {"clinicianId": clinician, "status": "INACTIVE"}
    first, second, third = [await house.session(name=name, **given) for name in ("First", "Second", "Third")]
    elsewhere = await house.session(clinicianId=other, status="INACTIVE")
    ids = [one["id"] for one in (third, elsewhere, second, first)]
    query = """mutation($ids: [ID!]!) { toggleSessions(ids: $ids, active: true) {
        items { session { name } warnings { occurrence { session { name } } other { session { name } } } } } }"""
    items = (await house.ask(query, ids=ids))["toggleSessions"]["items"]
    met = [{warning["other"]["session"]["name"] for warning in item["warnings"]} for item in items]
    assert met == [{"First", "Second"}, set(), {"First"}, set()]
    about = [{warning["occurrence"]["session"]["name"] for warning in item["warnings"]} for item in items]
    assert about == [{"Third"}, set(), {"Second"}, set()]


async def test_what_is_refused_in_a_batch_stands_in_nobodys_way(house: House) -> None:
    """The second entry is refused because of the first; the third would meet the second only."""
    template, clinician = await house.template(days="MO"), await house.clinician()
    entries: list[dict[str, Any]] = [
        {"clinicianId": clinician, "startDate": "2026-03-02"},
        {
            "clinicianId": clinician,
            "startDate": "2026-03-02",
            "overrides": {"schedule": {"startDate": "2026-03-02", "startTime": "11:00", "endTime": "15:00"}},
        },
        {
            "clinicianId": clinician,
            "startDate": "2026-03-02",
            "overrides": {"schedule": {"startDate": "2026-03-02", "startTime": "14:00", "endTime": "16:00"}},
        },
    ]
    payload = await house.from_template(template["id"], *entries, onConflict="REJECT")
    assert [[error["code"] for error in item["errors"]] for item in payload["items"]] == [[], ["SCHEDULE_CONFLICT"], []]
    assert payload["created"] == 2
