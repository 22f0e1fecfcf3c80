"""Closures: for whom, when, what they take out, and who may make them."""

from typing import Any

import pytest

from db.engine import Database
from dev import demo
from resolvers.context import Context, Role
from tests.practice import Clock, House
from tests.schema import diary
from tests.schema.diary import (
    NEVER,
    cancel,
    close,
    closing,
    closures,
    create_closure,
    dates,
    delete_closure,
    move,
    on,
    refusals,
    update_closure,
)

MONDAY = "2026-03-02"


# ---------------------------------------------------------------- for whom


@pytest.mark.parametrize(
    "clinician, location, closed",
    [
        (False, False, "Ann here, Ann there, Ann remote, Ben here"),
        (True, False, "Ann here, Ann there, Ann remote"),
        (False, True, "Ann here, Ben here"),
        (True, True, "Ann here"),
    ],
)
async def test_a_closure_is_for_everyone_a_clinician_a_location_or_one_at_the_other(
    house: House, clinician: bool, location: bool, closed: str
) -> None:
    ann, ben = await house.clinician("Ann"), await house.clinician("Ben")
    here, there = await house.location("Here"), await house.location("There")
    made = {
        "Ann here": await house.session(clinicianId=ann, locationId=here),
        "Ann there": await house.session(clinicianId=ann, locationId=there, start="13:00", end="14:00"),
        "Ann remote": await house.session(clinicianId=ann, start="15:00", end="16:00"),
        "Ben here": await house.session(clinicianId=ben, locationId=here),
    }
    given = ({"clinicianId": ann} if clinician else {}) | ({"locationId": here} if location else {})
    payload = await close(house, MONDAY, **given)
    statuses = {name: (await on(house, session["id"], MONDAY))["status"] for name, session in made.items()}
    assert statuses == {name: "CLOSED" if name in closed.split(", ") else "SCHEDULED" for name in made}
    assert len(payload["affected"]) == len(closed.split(", "))


async def test_a_closed_date_says_why(house: House) -> None:
    made = await house.session()
    await close(house, MONDAY, title="Early May bank holiday")
    found = await on(house, made["id"], MONDAY)
    assert (found["status"], found["reason"], found["closure"]) == (
        "CLOSED",
        "Early May bank holiday",
        {"title": "Early May bank holiday"},
    )


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    "opens, closes, status, closure",
    [
        ("08:00", "13:00", "CLOSED", "Closed"),
        ("09:00", "12:00", "CLOSED", "Closed"),
        ("09:00", "11:59", "SCHEDULED", "Closed"),
        ("11:00", "14:00", "SCHEDULED", "Closed"),
        ("12:00", "14:00", "SCHEDULED", None),
        ("07:00", "09:00", "SCHEDULED", None),
    ],
)
async def test_only_what_closures_cover_wholly_is_closed_and_what_they_touch_names_them(
    house: House, opens: str, closes: str, status: str, closure: str | None
) -> None:
    made = await house.session()
    payload = await close(house, MONDAY, startTime=opens, endTime=closes)
    found = await on(house, made["id"], MONDAY)
    assert (found["status"], found["closure"]) == (status, closure and {"title": closure})
    assert found["reason"] == ("Closed" if status == "CLOSED" else None)
    assert len(payload["affected"]) == (closure is not None)


async def test_two_closures_may_cover_a_date_together_and_the_first_is_named(house: House) -> None:
    made = await house.session()
    await close(house, MONDAY, title="Afternoon", startTime="11:00", endTime="18:00")
    await close(house, MONDAY, title="Morning", startTime="08:00", endTime="11:00")
    found = await on(house, made["id"], MONDAY)
    assert (found["status"], found["reason"]) == ("CLOSED", "Morning")


async def test_a_closure_with_times_is_one_span_from_its_first_date_to_its_last(house: House) -> None:
    made = await house.session(rrule="FREQ=DAILY")
    await close(house, "2026-03-02", "2026-03-04", startTime="10:00", endTime="10:00")
    statuses = [
        (one["status"], one["closure"] is not None) for one in await dates(house, made["id"], MONDAY, "2026-03-05")
    ]
    assert statuses == [("SCHEDULED", True), ("CLOSED", True), ("SCHEDULED", True), ("SCHEDULED", False)]


async def test_a_closed_day_ends_a_night_at_midnight(house: House) -> None:
    schedule = {"startDate": "2026-03-01", "startTime": "22:00", "endTime": "02:00", "endsNextDay": True}
    made = await house.session(schedule={**schedule, "recurrence": {"daily": {}}})
    await close(house, MONDAY)
    touched = [one["closure"] is not None for one in await dates(house, made["id"], "2026-03-01", "2026-03-03")]
    assert touched == [True, True, False]
    await close(house, "2026-03-03")
    assert [one["status"] for one in await dates(house, made["id"], "2026-03-01", "2026-03-03")] == [
        "SCHEDULED",
        "CLOSED",
        "SCHEDULED",
    ]


async def test_a_closure_is_on_the_clocks_of_its_location_else_of_the_practice(house: House) -> None:
    abroad = await house.location(timeZone="America/New_York")
    made = await house.session(rrule="FREQ=DAILY", locationId=abroad, start="09:00", end="12:00")
    # 09:00 to 12:00 in New York, which is 14:00 to 17:00 in London.
    await close(house, "2026-03-02", locationId=abroad, startTime="09:00", endTime="12:00")
    await close(house, "2026-03-03", startTime="09:00", endTime="12:00")
    await close(house, "2026-03-04", startTime="14:00", endTime="17:00")
    statuses = [one["status"] for one in await dates(house, made["id"], "2026-03-02", "2026-03-04")]
    assert statuses == ["CLOSED", "SCHEDULED", "CLOSED"]


async def test_a_closed_day_is_as_long_as_the_clocks_make_it(house: House) -> None:
    made = await house.session(rrule="FREQ=DAILY", start="00:00", end="23:59")
    for day in ("2026-03-29", "2026-10-25"):
        await close(house, day)
        assert (await on(house, made["id"], day))["status"] == "CLOSED"


async def test_a_closure_comes_before_a_move_and_a_cancellation_before_a_closure(house: House) -> None:
    made = await house.session()
    await close(house, "2026-03-03")
    await cancel(house, made["id"], "2026-03-09", reason="Boiler repair")
    await close(house, "2026-03-09")
    into = (await move(house, made["id"], "2026-03-02", date="2026-03-03"))["occurrence"]
    assert (into["status"], into["reason"]) == ("CLOSED", "Closed")
    out_of = (await move(house, made["id"], "2026-03-02", date="2026-03-04"))["occurrence"]
    assert (out_of["status"], out_of["closure"]) == ("MODIFIED", None)
    cancelled = await on(house, made["id"], "2026-03-09")
    assert (cancelled["status"], cancelled["reason"]) == ("CANCELLED", "Boiler repair")


async def test_a_date_moved_to_a_closed_place_is_closed(house: House) -> None:
    branch = await house.location()
    made = await house.session(locationId=await house.location())
    await close(house, "2026-03-02", locationId=branch)
    assert (await on(house, made["id"], MONDAY))["status"] == "SCHEDULED"
    assert (await move(house, made["id"], MONDAY, locationId=branch))["occurrence"]["status"] == "CLOSED"


# ---------------------------------------------------------------- what it takes out


async def test_a_closure_tells_what_it_takes_out_wholly_or_partly(house: House) -> None:
    await house.session(name="Morning")
    await house.session(name="Lunch", start="11:30", end="13:00")
    await house.session(name="Afternoon", start="14:00", end="17:00")
    await house.session(name="Inactive", status="INACTIVE")
    cancelled = await house.session(name="Cancelled")
    await cancel(house, cancelled["id"], MONDAY)
    moved = await house.session(name="Moved here", days="TU")
    await move(house, moved["id"], "2026-03-10", date=MONDAY)
    payload = await close(house, MONDAY, startTime="09:00", endTime="12:30")
    assert sorted((one["session"]["name"], one["status"]) for one in payload["affected"]) == [
        ("Lunch", "SCHEDULED"),
        ("Morning", "CLOSED"),
        ("Moved here", "CLOSED"),
    ]


async def test_what_a_location_s_closure_takes_out_includes_what_was_moved_there(house: House) -> None:
    branch = await house.location()
    made = await house.session(name="Moved there", locationId=await house.location())
    await move(house, made["id"], "2026-03-09", locationId=branch)
    payload = await close(house, MONDAY, "2026-03-31", locationId=branch)
    assert [one["originalDate"] for one in payload["affected"]] == ["2026-03-09"]


async def test_no_more_than_100_are_told_from_the_closure_s_start(house: House) -> None:
    made = await house.session(rrule="FREQ=DAILY")
    payload = await close(house, "2026-05-01", "2199-12-31", clinicianId=made["clinician"]["id"])
    assert len(payload["affected"]) == 100
    told = [one["originalDate"] for one in payload["affected"]]
    assert (told[0], told[99]) == ("2026-05-01", "2026-08-08")
    assert (await on(house, made["id"], "2150-01-01"))["status"] == "CLOSED"


async def test_a_practice_without_sessions_can_close(house: House) -> None:
    payload = await close(house, MONDAY, clinicianId=await house.clinician(), locationId=await house.location())
    assert payload["affected"] == []


# ---------------------------------------------------------------- read


async def test_what_was_given_is_there(house: House) -> None:
    place, clinician = await house.location("Branch"), await house.clinician("Ann")
    given = {"kind": "LEAVE", "clinicianId": clinician, "locationId": place, "startTime": "13:00", "endTime": "17:30"}
    made = (await close(house, MONDAY, "2026-03-06", title="  Annual leave ", **given))["closure"]
    expected = {
        "id": made["id"],
        "version": 1,
        "title": "Annual leave",
        "kind": "LEAVE",
        "clinician": {"name": "Ann"},
        "location": {"name": "Branch"},
        "startDate": MONDAY,
        "endDate": "2026-03-06",
        "startTime": "13:00",
        "endTime": "17:30",
        "allDay": False,
    }
    assert made == expected
    query = "query($id: ID!) { node(id: $id) { __typename ... on Closure { title allDay } } }"
    found = (await house.ask(query, id=made["id"]))["node"]
    assert found == {"__typename": "Closure", "title": "Annual leave", "allDay": False}


async def test_every_kind_can_be_made(house: House) -> None:
    for kind in ("BANK_HOLIDAY", "PRACTICE_CLOSED", "LEAVE", "TRAINING", "MEETING", "ADMIN", "BREAK", "OTHER"):
        made = (await close(house, MONDAY, kind=kind))["closure"]
        assert (made["kind"], made["allDay"], made["startTime"]) == (kind, True, None)


async def test_the_closures_of_a_window_share_a_date_with_it_and_come_by_start(house: House) -> None:
    await close(house, "2026-03-06", "2026-03-09", title="Reaches in")
    await close(house, "2026-03-10", title="Noon", startTime="12:00", endTime="13:00")
    await close(house, "2026-03-10", title="All day")
    await close(house, "2026-03-10", title="Morning", startTime="08:00", endTime="09:00")
    await close(house, "2026-03-15", "2026-03-20", title="Reaches out")
    await close(house, "2026-03-01", "2026-03-31", title="Around")
    await close(house, "2026-03-08", title="Before")
    await close(house, "2026-03-16", title="After")
    assert await closures(house, "2026-03-09", "2026-03-15") == [
        "Around",
        "Reaches in",
        "All day",
        "Morning",
        "Noon",
        "Reaches out",
    ]


async def test_the_closures_of_a_clinician_or_a_location_are_theirs_and_everyone_s(house: House) -> None:
    ann, ben = await house.clinician(), await house.clinician()
    here, there = await house.location(), await house.location()
    whose: dict[str, dict[str, Any]] = {
        "everyone": {},
        "Ann": {"clinicianId": ann},
        "Ben": {"clinicianId": ben},
        "here": {"locationId": here},
        "Ann here": {"clinicianId": ann, "locationId": here},
        "Ben there": {"clinicianId": ben, "locationId": there},
    }
    for title, given in whose.items():
        await close(house, MONDAY, title=title, **given)

    async def told(**given: Any) -> set[str]:
        return set(await closures(house, MONDAY, MONDAY, **given))

    assert await told() == {*whose}
    assert await told(clinicianId=ann) == {"everyone", "Ann", "here", "Ann here"}
    assert await told(locationId=there) == {"everyone", "Ann", "Ben", "Ben there"}
    assert await told(clinicianId=ann, locationId=here) == {"everyone", "Ann", "here", "Ann here"}
    assert await told(clinicianId=NEVER) == {"everyone", "here"}


@pytest.mark.parametrize(
    "from_, to, argument", [("2026-03-03", "2026-03-02", "from"), ("2026-01-01", "2027-01-02", "to")]
)
async def test_a_window_of_closures_is_366_days_at_most_and_the_right_way_round(
    house: House, from_: str, to: str, argument: str
) -> None:
    query = "query($from: Date!, $to: Date!) { closures(from: $from, to: $to) { title } }"
    (error,) = await house.refused(query, **{"from": from_, "to": to})
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": [argument]}
    assert await closures(house, "2026-01-01", "2027-01-01") == []


async def test_a_malformed_id_is_bad_input(house: House) -> None:
    query = '{ closures(from: "2026-03-01", to: "2026-03-02", clinicianId: "x") { title } }'
    assert await house.code(query) == "BAD_USER_INPUT"


async def test_the_demo_knows_the_bank_holidays_of_england(house: House, database: Database, clock: Clock) -> None:
    admin = house.people[house.token()]
    await demo.Loader(Context(admin, database, clock, "test")).bank_holidays(2026)
    query = (
        '{ closures(from: "2026-01-01", to: "2026-12-31") { title kind startDate endDate allDay clinician { id } } }'
    )
    found = (await house.ask(query))["closures"]
    assert {(one["kind"], one["allDay"], one["clinician"], one["startDate"] == one["endDate"]) for one in found} == {
        ("BANK_HOLIDAY", True, None, True)
    }
    # As www.gov.uk/bank-holidays has them, and Boxing Day itself, a Saturday.
    expected = "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28"
    assert [one["startDate"] for one in found] == [f"2026-{day}" for day in expected.split()]
    assert found[1]["title"] == "Good Friday"


# ---------------------------------------------------------------- refused


REFUSED: list[tuple[dict[str, str], tuple[str, str]]] = [
    ({"title": " "}, ("REQUIRED", "input.title")),
    ({"title": "x" * 201}, ("TOO_LONG", "input.title")),
    ({"title": "a\0b"}, ("INVALID", "input.title")),
    ({"endDate": "2026-03-01"}, ("INVALID", "input.endDate")),
    ({"startTime": "09:00"}, ("REQUIRED", "input.endTime")),
    ({"endTime": "09:00"}, ("REQUIRED", "input.startTime")),
    ({"startTime": "09:00", "endTime": "09:00"}, ("INVALID", "input.endTime")),
    ({"startTime": "09:00", "endTime": "08:00"}, ("INVALID", "input.endTime")),
    ({"startDate": "1899-12-31"}, ("OUT_OF_RANGE", "input.startDate")),
    ({"endDate": "2200-01-01"}, ("OUT_OF_RANGE", "input.endDate")),
    ({"clinicianId": NEVER}, ("NOT_FOUND", "input.clinicianId")),
    ({"locationId": NEVER}, ("NOT_FOUND", "input.locationId")),
    ({"clinicianId": "x"}, ("INVALID", "input.clinicianId")),
]


async def test_a_closure_that_cannot_be_is_refused(house: House, database: Database) -> None:
    made = (await close(house, MONDAY))["closure"]
    before = await house.stored(database)
    for given, refusal in REFUSED:
        assert refusals(await create_closure(house, {**closing(MONDAY), **given})) == [refusal], given
        assert refusals(await update_closure(house, made["id"], {**closing(MONDAY), **given})) == [refusal], given
    assert await house.stored(database) == before


async def test_everything_wrong_with_a_closure_is_told_at_once(house: House) -> None:
    given = {"title": "", "clinicianId": NEVER, "locationId": "x", "startTime": "09:00", "endDate": "2026-03-01"}
    assert sorted(refusals(await create_closure(house, {**closing(MONDAY), **given}))) == [
        ("INVALID", "input.endDate"),
        ("INVALID", "input.locationId"),
        ("NOT_FOUND", "input.clinicianId"),
        ("REQUIRED", "input.endTime"),
        ("REQUIRED", "input.title"),
    ]


async def test_leave_can_be_noted_for_somebody_who_has_become_inactive(house: House) -> None:
    clinician = await house.clinician()
    given: dict[str, Any] = {"id": clinician, "input": {"active": False}}
    await house.do("updateClinician", "id: ID!; input: UpdateClinicianInput!", "errors { code }", **given)
    assert (await close(house, MONDAY, clinicianId=clinician))["closure"]["version"] == 1


# ---------------------------------------------------------------- changed and removed


async def test_an_update_replaces_the_closure_as_a_whole(house: House) -> None:
    made = await house.session()
    closure = (await close(house, MONDAY, clinicianId=await house.clinician(), startTime="09:00", endTime="10:00"))[
        "closure"
    ]
    payload = await update_closure(house, closure["id"], closing("2026-03-09", title="Elsewhere", kind="MEETING"))
    assert payload["closure"] == {
        "id": closure["id"],
        "version": 2,
        "title": "Elsewhere",
        "kind": "MEETING",
        "clinician": None,
        "location": None,
        "startDate": "2026-03-09",
        "endDate": "2026-03-09",
        "startTime": None,
        "endTime": None,
        "allDay": True,
    }
    assert [one["originalDate"] for one in payload["affected"]] == ["2026-03-09"]
    assert (await on(house, made["id"], MONDAY))["closure"] is None
    assert (await on(house, made["id"], "2026-03-09"))["status"] == "CLOSED"


async def test_an_update_that_changes_nothing_makes_no_new_version(house: House, database: Database) -> None:
    closure = (await close(house, MONDAY))["closure"]
    before = await house.stored(database)
    assert (await update_closure(house, closure["id"], closing(MONDAY)))["closure"]["version"] == 1
    assert await house.stored(database) == before


async def test_a_stale_version_changes_no_closure(house: House, database: Database) -> None:
    closure = (await close(house, MONDAY))["closure"]
    await update_closure(house, closure["id"], closing(MONDAY, title="New"))
    before = await house.stored(database)
    calls = (
        await update_closure(house, closure["id"], closing(MONDAY), expectedVersion=1),
        await delete_closure(house, closure["id"], expectedVersion=1),
    )
    for payload in calls:
        (error,) = payload["errors"]
        assert (error["code"], error["currentVersion"]) == ("VERSION_CONFLICT", 2)
    assert await house.stored(database) == before
    assert (await delete_closure(house, closure["id"], expectedVersion=2))["errors"] == []


async def test_a_removed_closure_gives_its_dates_back(house: House) -> None:
    made = await house.session()
    closure = (await close(house, MONDAY))["closure"]
    payload = await delete_closure(house, closure["id"])
    assert payload == {"deletedId": closure["id"], "errors": []}
    assert (await on(house, made["id"], MONDAY))["status"] == "SCHEDULED"
    assert await closures(house, MONDAY, MONDAY) == []
    assert refusals(await delete_closure(house, closure["id"])) == [("NOT_FOUND", "id")]


async def test_the_same_request_under_one_key_closes_once(house: House) -> None:
    await house.session()
    first = await create_closure(house, closing(MONDAY), idempotencyKey="key")
    assert await create_closure(house, closing(MONDAY), idempotencyKey="key") == first
    other = await create_closure(house, closing("2026-03-09"), idempotencyKey="key")
    assert refusals(other) == [("IDEMPOTENCY_MISMATCH", "idempotencyKey")]
    assert await closures(house, "2026-03-01", "2026-03-31") == ["Closed"]


# ---------------------------------------------------------------- by whom


async def test_admins_make_closures_and_others_read_them(house: House, other_house: House, database: Database) -> None:
    clinician = await house.clinician()
    closure = (await close(house, MONDAY))["closure"]
    theirs = (await close(other_house, MONDAY, title="Theirs"))["closure"]
    before = await house.stored(database), await other_house.stored(database)
    own = {"clinicianId": clinician}
    for token in (house.token(Role.CLINICIAN, clinician=clinician), house.token(Role.STAFF), house.token(Role.BOOKING)):
        calls = (
            await create_closure(house, closing(MONDAY, **own), token=token),
            await update_closure(house, closure["id"], closing(MONDAY, **own), token=token),
            await delete_closure(house, closure["id"], token=token),
        )
        assert [refusals(payload) for payload in calls] == [[("FORBIDDEN", "")]] * 3
    assert refusals(await delete_closure(house, theirs["id"])) == [("NOT_FOUND", "id")]
    assert refusals(await update_closure(house, theirs["id"], closing(MONDAY))) == [("NOT_FOUND", "id")]
    assert (await house.stored(database), await other_house.stored(database)) == before
    for role in (Role.CLINICIAN, Role.STAFF):
        assert await closures(house, MONDAY, MONDAY, token=house.token(role)) == ["Closed"]
    query = f'{{ closures(from: "{MONDAY}", to: "{MONDAY}") {{ title }} }}'
    assert await house.code(query, token=house.token(Role.BOOKING)) == "FORBIDDEN"


async def test_what_a_closure_takes_out_is_found_among_those_concerned(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, here = await house.clinician(), await house.location()
    await house.session(clinicianId=mine)
    await house.session(locationId=here)
    for _ in range(3):
        await house.session()

    async def read(**given: Any) -> int:
        await close(house, "2026-03-09", **given)
        with diary.counting(monkeypatch) as rows:
            await close(house, MONDAY, **given)
        return max(rows)

    assert (await read(clinicianId=mine), await read(locationId=here)) == (1, 1)
