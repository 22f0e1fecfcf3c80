"""Slots: when an appointment can be booked, and why not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from resolvers.context import Role
from tests.practice import Clock, House
from tests.schema.diary import (
    EXPLAIN,
    NEVER,
    SLOTS,
    calendar,
    cancel,
    close,
    counting,
    explain,
    move,
    slots,
    times,
)
from tests.vacuous import some

MONDAY = "2026-03-02"
IN_PERSON, VIDEO, PHONE = "IN_PERSON", "VIDEO", "PHONE"


async def clinic(house: House, kind: str, **given: Any) -> dict[str, Any]:
    """A session at a location, Mondays 09:00 to 10:00 if nothing else is said, that allows the type."""
    given = {"end": "10:00", "appointmentTypeIds": [kind], **given}
    if "locationId" not in given:
        given["locationId"] = await house.location()
    return await house.session(**given)


async def deactivate(house: House, what: str, id: str) -> None:
    name = what[0].upper() + what[1:]
    given: dict[str, Any] = {"id": id, "input": {"active": False}}
    payload = await house.do(f"update{name}", f"id: ID!; input: Update{name}Input!", "errors { code }", **given)
    assert payload["errors"] == []


def clock_times(found: list[str]) -> str:
    return " ".join(start[11:16] for start in found)


# ---------------------------------------------------------------- step by step


async def test_a_slot_says_when_where_with_whom_and_how(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=30, deliveryModes=[IN_PERSON, VIDEO])
    place, clinician = await house.location("Harbour Street"), await house.clinician("Ann")
    await clinic(house, kind, name="Clinic", locationId=place, allowRemote=True, clinicianId=clinician, end="09:59")
    assert await slots(house, kind, MONDAY, "2026-03-03") == {
        "slots": [
            {
                "start": "2026-03-02T09:00:00+00:00",
                "end": "2026-03-02T09:30:00+00:00",
                "session": {"name": "Clinic"},
                "clinician": {"name": "Ann"},
                "location": {"name": "Harbour Street"},
                "deliveryModes": [IN_PERSON, VIDEO],
            }
        ],
        "days": [{"date": MONDAY, "slotCount": 1}, {"date": "2026-03-03", "slotCount": 0}],
        "nextAvailableDate": MONDAY,
        "truncated": False,
    }


@pytest.mark.parametrize(
    "end, duration, step, expected",
    [
        ("09:35", 10, None, "09:00 09:10 09:20"),
        ("09:30", 10, None, "09:00 09:10 09:20"),
        ("09:29", 10, None, "09:00 09:10"),
        ("09:35", 10, 5, "09:00 09:05 09:10 09:15 09:20 09:25"),
        ("09:35", 10, 15, "09:00 09:15"),
        ("09:09", 10, None, ""),
        ("12:00", 120, 60, "09:00 10:00"),
        ("12:00", 10, 1440, "09:00"),
    ],
)
async def test_slots_go_step_by_step_from_the_start_and_lie_wholly_inside(
    house: House, end: str, duration: int, step: int | None, expected: str
) -> None:
    kind = await house.appointment_type(durationMinutes=duration)
    await clinic(house, kind, end=end)
    assert clock_times(await times(house, kind, MONDAY, stepMinutes=step)) == expected


async def test_slots_come_in_order_of_start_then_clinician_then_session(house: House) -> None:
    kind = await house.appointment_type()
    ann, ben = await house.clinician("Ann"), await house.clinician("Ben")
    await clinic(house, kind, name="1", clinicianId=ben, start="09:00", end="09:20")
    await clinic(house, kind, name="2", clinicianId=ann, start="09:00", end="09:20")
    await clinic(house, kind, name="3", clinicianId=ann, start="09:10", end="09:30")
    found = (await slots(house, kind, MONDAY, MONDAY))["slots"]
    assert [(one["start"][11:16], one["session"]["name"]) for one in found] == [
        ("09:00", "2"),
        ("09:00", "1"),
        ("09:10", "2"),
        ("09:10", "3"),
        ("09:10", "1"),
        ("09:20", "3"),
    ]


async def test_the_first_ones_are_given_and_all_are_counted(house: House) -> None:
    kind = await house.appointment_type()
    await clinic(house, kind, days="MO WE")
    days = [{"date": f"2026-03-0{day}", "slotCount": 6 * (day in (2, 4))} for day in range(1, 6)]
    for first, truncated in ((1, True), (7, True), (11, True), (12, False), (1000, False)):
        found = await slots(house, kind, "2026-03-01", "2026-03-05", first=first)
        assert (len(found["slots"]), found["truncated"], found["days"]) == (min(first, 12), truncated, days)
    second = (await slots(house, kind, "2026-03-01", "2026-03-05", first=7))["slots"][5:]
    assert [one["start"][:16] for one in second] == ["2026-03-02T09:50", "2026-03-04T09:00"]


async def test_200_are_given_where_nothing_else_is_asked_for(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=1)
    await clinic(house, kind, end="12:21")
    for given in ({}, {"first": None}):
        found = await slots(house, kind, MONDAY, MONDAY, **given)
        assert (len(found["slots"]), found["truncated"]) == (200, True)
        assert found["days"] == [{"date": MONDAY, "slotCount": 201}]


async def test_a_practice_without_sessions_has_no_slots(house: House) -> None:
    kind = await house.appointment_type()
    days = [{"date": MONDAY, "slotCount": 0}]
    nothing = {"slots": [], "days": days, "nextAvailableDate": None, "truncated": False}
    assert await slots(house, kind, MONDAY, MONDAY) == nothing
    assert await explain(house, kind, MONDAY, MONDAY) == []


# ---------------------------------------------------------------- the next date


async def test_the_next_available_date_is_looked_for_from_the_window_s_start_up_to_366_days_on(house: House) -> None:
    kind = await house.appointment_type()
    await clinic(house, kind, days=None, date="2027-03-03")
    for from_, expected in (("2026-03-02", "2027-03-03"), ("2026-03-01", None), ("2027-03-03", "2027-03-03")):
        found = await slots(house, kind, from_, from_)
        assert (len(found["slots"]) > 0, found["nextAvailableDate"]) == (from_ == expected, expected)
    assert (await slots(house, kind, "2027-03-04", "2027-03-10"))["nextAvailableDate"] is None


async def test_the_next_available_date_is_one_on_which_something_is_free(house: House) -> None:
    kind = await house.appointment_type()
    made = await clinic(house, kind)
    await cancel(house, made["id"], MONDAY)
    await close(house, "2026-03-09")
    await move(house, made["id"], "2026-03-16", date="2026-03-19")
    assert (await slots(house, kind, MONDAY, MONDAY))["nextAvailableDate"] == "2026-03-19"
    assert (await slots(house, kind, MONDAY, "2026-03-31"))["nextAvailableDate"] == "2026-03-19"


# ---------------------------------------------------------------- what is taken away


async def test_nothing_is_offered_of_cancelled_dates_or_in_closed_time(house: House) -> None:
    kind = await house.appointment_type()
    made = await clinic(house, kind, rrule="FREQ=DAILY", date="2026-03-01")
    await cancel(house, made["id"], "2026-03-02")
    await close(house, "2026-03-03")
    await close(house, "2026-03-04", startTime="09:15", endTime="09:30")
    await close(house, "2026-03-05", startTime="09:00", endTime="09:10", clinicianId=await house.clinician())
    found = await slots(house, kind, MONDAY, "2026-03-05")
    assert [day["slotCount"] for day in found["days"]] == [0, 0, 4, 6]
    # The steps stay where they were.
    assert clock_times([one["start"] for one in found["slots"][:4]]) == "09:00 09:30 09:40 09:50"


async def test_a_moved_date_is_offered_where_and_when_it_is_held(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=30)
    made = await clinic(house, kind)
    branch = await house.location("Branch")
    await move(house, made["id"], MONDAY, date="2026-03-03", startTime="14:00", endTime="15:00", locationId=branch)
    found = (await slots(house, kind, MONDAY, "2026-03-08"))["slots"]
    assert [(one["start"][:16], one["location"]["name"]) for one in found] == [
        ("2026-03-03T14:00", "Branch"),
        ("2026-03-03T14:30", "Branch"),
    ]


@pytest.mark.parametrize(
    "start, end, expected",
    [
        ("2026-03-02T09:10:00Z", "2026-03-02T09:20:00Z", "09:00 09:20 09:30 09:40 09:50"),
        ("2026-03-02T09:05:00Z", "2026-03-02T09:15:00Z", "09:20 09:30 09:40 09:50"),
        ("2026-03-02T04:05:00-05:00", "2026-03-02T09:15:00+00:00", "09:20 09:30 09:40 09:50"),
        ("2026-03-02T09:09:59.9Z", "2026-03-02T09:10:00.1Z", "09:20 09:30 09:40 09:50"),
        ("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z", "09:00 09:10 09:20 09:30 09:40 09:50"),
        ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", ""),
    ],
)
async def test_busy_time_is_not_offered(house: House, start: str, end: str, expected: str) -> None:
    kind = await house.appointment_type()
    made = await clinic(house, kind)
    busy = {"clinicianId": made["clinician"]["id"], "start": start, "end": end}
    assert clock_times(await times(house, kind, MONDAY, busy=[busy])) == expected
    others = {**busy, "clinicianId": await house.clinician()}
    assert len(await times(house, kind, MONDAY, busy=[others])) == 6


async def test_no_slot_starts_in_the_past(house: House, clock: Clock) -> None:
    kind = await house.appointment_type()
    await clinic(house, kind)
    for now, expected in (("09:30", "09:30 09:40 09:50"), ("09:31", "09:40 09:50"), ("09:51", "")):
        clock.at = datetime.fromisoformat(f"{MONDAY}T{now}").replace(tzinfo=UTC)
        assert clock_times(await times(house, kind, MONDAY)) == expected
    found = await slots(house, kind, "2026-02-23", MONDAY)
    assert (sum(day["slotCount"] for day in found["days"]), found["nextAvailableDate"]) == (0, "2026-03-09")


@pytest.mark.parametrize("what", ["session", "clinician", "location", "appointmentType"])
async def test_nothing_is_offered_of_what_is_inactive(house: House, what: str) -> None:
    kind = await house.appointment_type()
    made = await clinic(house, kind)
    await clinic(house, kind, name="Other", start="14:00", end="14:10")
    assert len(await times(house, kind, MONDAY)) == 7
    if what == "session":
        await house.toggle_session(made["id"], active=False)
    else:
        id = {"clinician": made["clinician"]["id"], "location": made["location"]["id"], "appointmentType": kind}[what]
        await deactivate(house, what, id)
    assert clock_times(await times(house, kind, MONDAY)) == ("" if what == "appointmentType" else "14:00")


async def test_a_session_offers_only_the_types_that_it_allows(house: House) -> None:
    kind, other = await house.appointment_type(), await house.appointment_type()
    await clinic(house, kind, appointmentTypeIds=[])
    await clinic(house, other)
    assert await times(house, kind, MONDAY) == []
    assert len(await times(house, other, MONDAY)) == 6


# ---------------------------------------------------------------- where and how


@pytest.mark.parametrize(
    "located, remote, expected",
    [
        (True, False, {None: [IN_PERSON], IN_PERSON: [IN_PERSON], VIDEO: None, PHONE: None}),
        (False, True, {None: [VIDEO], IN_PERSON: None, VIDEO: [VIDEO], PHONE: None}),
        (
            True,
            True,
            {None: [IN_PERSON, VIDEO], IN_PERSON: [IN_PERSON, VIDEO], VIDEO: [IN_PERSON, VIDEO], PHONE: None},
        ),
    ],
)
async def test_a_place_offers_the_ways_of_delivery_that_it_can(
    house: House, located: bool, remote: bool, expected: dict[str | None, list[str] | None]
) -> None:
    kind = await house.appointment_type(durationMinutes=60, deliveryModes=[IN_PERSON, VIDEO])
    await clinic(house, kind, locationId=await house.location() if located else None, allowRemote=remote)
    for mode, modes in some(expected.items()):
        found = (await slots(house, kind, MONDAY, MONDAY, deliveryMode=mode))["slots"]
        assert [one["deliveryModes"] for one in found] == ([] if modes is None else [modes])


async def test_a_remote_session_offers_nothing_in_person(house: House) -> None:
    kind = await house.appointment_type(deliveryModes=[IN_PERSON])
    await clinic(house, kind, locationId=None, allowRemote=True)
    assert await times(house, kind, MONDAY) == []


async def test_slots_can_be_asked_of_some_clinicians_and_locations(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=60)
    one, two = [await clinic(house, kind, start=f"{hour:02}:00", end=f"{hour + 1}:00") for hour in (9, 10)]

    async def found(**given: Any) -> str:
        return clock_times(await times(house, kind, MONDAY, **given))

    assert await found() == "09:00 10:00"
    assert await found(clinicianIds=[two["clinician"]["id"]]) == "10:00"
    assert await found(locationIds=[one["location"]["id"]]) == "09:00"
    assert await found(clinicianIds=[one["clinician"]["id"]], locationIds=[two["location"]["id"]]) == ""
    assert await found(clinicianIds=[one["clinician"]["id"], two["clinician"]["id"]]) == "09:00 10:00"
    assert await found(clinicianIds=[]) == await found(locationIds=[]) == await found(clinicianIds=[NEVER]) == ""
    assert await found(clinicianIds=None, locationIds=None) == "09:00 10:00"


async def test_a_location_has_the_slots_of_what_was_moved_there(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=60)
    made, branch = await clinic(house, kind), await house.location()
    await move(house, made["id"], "2026-03-09", locationId=branch)
    assert await times(house, kind, MONDAY, "2026-03-16", locationIds=[branch]) == ["2026-03-09T09:00:00+00:00"]
    own = await times(house, kind, MONDAY, "2026-03-16", locationIds=[made["location"]["id"]])
    assert [start[:10] for start in own] == ["2026-03-02", "2026-03-16"]


# ---------------------------------------------------------------- on the clocks of the place


async def test_slots_of_a_night_are_fewer_in_spring_and_more_in_autumn(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=60)
    night = {"startDate": "2026-01-01", "startTime": "22:00", "endTime": "02:00", "endsNextDay": True}
    await clinic(house, kind, schedule={**night, "recurrence": {"rrule": "FREQ=WEEKLY;BYDAY=SA"}})
    assert await times(house, kind, "2026-03-28", "2026-03-29") == [
        "2026-03-28T22:00:00+00:00",
        "2026-03-28T23:00:00+00:00",
        "2026-03-29T00:00:00+00:00",
    ]
    assert await times(house, kind, "2026-10-24", "2026-10-25") == [
        "2026-10-24T22:00:00+01:00",
        "2026-10-24T23:00:00+01:00",
        "2026-10-25T00:00:00+01:00",
        "2026-10-25T01:00:00+01:00",
        "2026-10-25T01:00:00+00:00",
    ]
    # The small hours are offered on the date that they are on.
    days = (await slots(house, kind, "2026-03-29", "2026-03-29"))["days"]
    assert days == [{"date": "2026-03-29", "slotCount": 1}]


async def test_slots_begin_where_the_clocks_go_on(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=20)
    await clinic(house, kind, rrule="FREQ=WEEKLY;BYDAY=SU", start="01:30", end="03:00")
    assert await times(house, kind, "2026-03-29") == ["2026-03-29T02:30:00+01:00"]
    assert (await times(house, kind, "2026-10-25"))[-2:] == ["2026-10-25T02:10:00+00:00", "2026-10-25T02:30:00+00:00"]


async def test_slots_are_on_the_clocks_and_dates_of_the_place(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=60)
    abroad = await house.location(timeZone="Pacific/Auckland")
    await clinic(house, kind, locationId=abroad, days="TU")
    # It is Monday evening in London.
    found = await slots(house, kind, "2026-03-03", "2026-03-03")
    assert [one["start"] for one in found["slots"]] == ["2026-03-03T09:00:00+13:00"]
    assert found["days"] == [{"date": "2026-03-03", "slotCount": 1}]


# ---------------------------------------------------------------- against one that tries each


async def test_slots_equal_what_the_calendar_leaves(house: House) -> None:
    """The occurrences that the service tells, cut into steps by hand, minus what is closed or taken."""
    kind = await house.appointment_type(durationMinutes=25)
    place, ann, ben = await house.location(), await house.clinician(), await house.clinician()
    for n, rrule in enumerate(("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH,SU", "FREQ=MONTHLY;BYDAY=1TU,-1SU")):
        for clinician, start, end in ((ann, "08:40", "11:00"), (ben, "13:00", "16:20")):
            made = await clinic(
                house,
                kind,
                name=f"{n} {start}",
                rrule=rrule,
                clinicianId=clinician,
                locationId=place,
                start=start,
                end=end,
            )
            if n == 0:
                await cancel(house, made["id"], "2026-03-12")
                await move(house, made["id"], "2026-03-20", date="2026-03-22", endTime="16:45")
    await close(house, "2026-03-16", "2026-03-17")
    await close(house, "2026-03-24", startTime="09:10", endTime="14:05")
    busy = {"clinicianId": ann, "start": "2026-03-26T09:00:00Z", "end": "2026-03-27T10:00:00Z"}
    taken = [
        ("2026-03-16T00:00:00+00:00", "2026-03-18T00:00:00+00:00", (ann, ben)),
        ("2026-03-24T09:10:00+00:00", "2026-03-24T14:05:00+00:00", (ann, ben)),
        ("2026-03-26T09:00:00+00:00", "2026-03-27T10:00:00+00:00", (ann,)),
    ]
    query = """{ occurrences(from: "2026-03-09", to: "2026-04-05") {
      start end status session { name clinician { id } } } }"""
    expected = []
    for one in (await house.ask(query))["occurrences"]:
        at = datetime.fromisoformat(one["start"])
        while at + timedelta(minutes=25) <= datetime.fromisoformat(one["end"]):
            blocked = any(
                at < datetime.fromisoformat(closes)
                and datetime.fromisoformat(opens) < at + timedelta(minutes=25)
                and one["session"]["clinician"]["id"] in whose
                for opens, closes, whose in taken
            )
            # A daily date was moved onto another: each time is one slot.
            again = (at, one["session"]["name"]) in expected
            if one["status"] != "CANCELLED" and not blocked and not again:
                expected.append((at, one["session"]["name"]))
            at += timedelta(minutes=15)
    found = await slots(
        house, kind, "2026-03-09", "2026-04-05", stepMinutes=15, busy=[busy], first=1000, locationIds=[place]
    )
    assert len(found["slots"]) > 500
    told = [(datetime.fromisoformat(one["start"]), one["session"]["name"]) for one in found["slots"]]
    assert sorted(told) == sorted(expected)
    assert [at for at, _ in told] == sorted(at for at, _ in told)
    first = date(2026, 3, 9)
    assert found["days"] == [
        {
            "date": (first + timedelta(days=n)).isoformat(),
            "slotCount": sum(at.date() == first + timedelta(days=n) for at, _ in expected),
        }
        for n in range(28)
    ]


# ---------------------------------------------------------------- refused


OUT_OF_RANGE: list[tuple[dict[str, Any], str]] = [
    ({"from": "2026-03-03"}, "from"),
    ({"to": "2026-06-03"}, "to"),
    ({"first": 0}, "first"),
    ({"first": 1001}, "first"),
    ({"stepMinutes": 0}, "stepMinutes"),
    ({"stepMinutes": 1441}, "stepMinutes"),
    ({"appointmentTypeId": "x"}, "appointmentTypeId"),
    ({"clinicianIds": ["x"]}, "clinicianIds.0"),
    ({"locationIds": [NEVER, "x"]}, "locationIds.1"),
    (
        {"busy": [{"clinicianId": "x", "start": "2026-03-02T09:00:00Z", "end": "2026-03-02T10:00:00Z"}]},
        "busy.0.clinicianId",
    ),
    ({"busy": [{"clinicianId": NEVER, "start": "2026-03-02T09:00:00Z", "end": "2026-03-02T09:00:00Z"}]}, "busy.0.end"),
]


@pytest.mark.parametrize("query", [SLOTS, EXPLAIN])
async def test_a_search_that_is_out_of_range_is_bad_input(house: House, query: str) -> None:
    kind = await house.appointment_type()
    for given, argument in OUT_OF_RANGE:
        search = {"appointmentTypeId": kind, "from": MONDAY, "to": MONDAY, **given}
        (error,) = await house.refused(query, search=search)
        assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": ["search", *argument.split(".")]}, given


async def test_93_days_can_be_searched(house: House) -> None:
    kind = await house.appointment_type()
    assert len((await slots(house, kind, "2026-03-02", "2026-06-02"))["days"]) == 93
    assert len((await slots(house, kind, "9999-12-01", "9999-12-31"))["days"]) == 31
    assert len((await slots(house, kind, "0001-01-01", "0001-01-31"))["days"]) == 31


@pytest.mark.parametrize("query", [SLOTS, EXPLAIN])
async def test_a_type_that_is_not_there_is_not_found(house: House, other_house: House, query: str) -> None:
    for kind in (NEVER, await other_house.appointment_type()):
        search = {"appointmentTypeId": kind, "from": MONDAY, "to": MONDAY}
        assert await house.code(query, search=search) == "NOT_FOUND"


async def test_another_practice_s_slots_are_its_own(house: House, other_house: House) -> None:
    kind, theirs = await house.appointment_type(), await other_house.appointment_type()
    made = await clinic(other_house, theirs)
    assert await times(house, kind, MONDAY, clinicianIds=[made["clinician"]["id"]]) == []


async def test_booking_clients_search_and_read_what_a_slot_names_but_no_notes(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=60)
    await clinic(house, kind, name="Clinic", notes="Ring the bell.")
    token = house.token(Role.BOOKING)
    assert len((await slots(house, kind, MONDAY, MONDAY, token=token))["slots"]) == 1
    search = {"appointmentTypeId": kind, "from": MONDAY, "to": MONDAY}
    query = "query($search: SlotSearchInput!) { availableSlots(search: $search) { slots { session { %s } } } }"
    allowed = "name status locationLabel schedule { text } appointmentTypes { name } nextOccurrence { start }"
    found = await house.ask(query % allowed, token=token, search=search)
    assert found["availableSlots"]["slots"][0]["session"]["schedule"] == {"text": "Every Monday, 09:00–10:00"}
    for barred in ("notes", "exceptions { reason }", "template { name }"):
        assert await house.code(query % barred, token=token, search=search) == "FORBIDDEN"
    assert await house.code(EXPLAIN, token=token, search=search) == "FORBIDDEN"
    for role in (Role.CLINICIAN, Role.STAFF):
        assert len((await slots(house, kind, MONDAY, MONDAY, token=house.token(role)))["slots"]) == 1
        assert await explain(house, kind, MONDAY, MONDAY, token=house.token(role)) == []


# ---------------------------------------------------------------- why not


async def test_every_reason_is_told_with_its_date(house: House, clock: Clock) -> None:
    kind = await house.appointment_type(deliveryModes=[IN_PERSON])
    place, clinician = await house.location(), await house.clinician()
    gone, shut = await house.clinician(), await house.location()
    common = {"clinicianId": clinician, "locationId": place}

    async def named(name: str, **given: Any) -> dict[str, Any]:
        return await clinic(house, kind, **{**common, "name": name, "days": "WE", **given})

    await named("01 Inactive", status="INACTIVE")
    await named("02 Clinician", clinicianId=gone)
    await named("03 Location", locationId=shut)
    await named("04 Type", appointmentTypeIds=[])
    await named("05 Mode", locationId=None, allowRemote=True)
    cancelled = await named("06 Cancelled")
    await cancel(house, cancelled["id"], "2026-03-04", reason="Boiler repair")
    await named("07 Closed", days="TH")
    await close(house, "2026-03-05", title="Training", startTime="09:30", endTime="12:00")
    busy = await named("08 Busy", clinicianId=await house.clinician())
    await named("09 Short", end="09:05")
    await named("10 Past", days="MO")
    await named("11 Never", days="SA")
    await named("12 Fine", days="FR")
    await deactivate(house, "clinician", gone)
    await deactivate(house, "location", shut)
    clock.pass_(hours=1, minutes=30)
    taken = {
        "clinicianId": busy["clinician"]["id"],
        "start": "2026-03-04T09:00:00Z",
        "end": "2026-03-04T09:10:00Z",
    }
    found = await explain(house, kind, MONDAY, "2026-03-06", busy=[taken])
    told = [(one["session"]["name"], one["code"], one["date"], one["message"]) for one in found]
    assert told == [
        ("01 Inactive", "INACTIVE", None, "The session is inactive."),
        ("02 Clinician", "CLINICIAN_INACTIVE", None, "The clinician is inactive."),
        ("03 Location", "LOCATION_INACTIVE", None, "The location is inactive."),
        ("04 Type", "TYPE_NOT_ALLOWED", None, "The session does not allow the appointment type."),
        ("05 Mode", "DELIVERY_MODE", None, "The session does not offer appointments of this type."),
        ("06 Cancelled", "CANCELLED", "2026-03-04", "Wednesday 4 March 2026 is cancelled: Boiler repair."),
        ("07 Closed", "CLOSED", "2026-03-05", "Partly closed on Thursday 5 March 2026: Training."),
        ("08 Busy", "BUSY", "2026-03-04", "Time on Wednesday 4 March 2026 is taken already."),
        ("09 Short", "TOO_SHORT", None, "The session is shorter than the appointment."),
        ("10 Past", "PAST", None, "Some of the time, or all of it, is past."),
        (
            "11 Never",
            "NO_OCCURRENCE",
            None,
            "The session is not held between Monday 2 March 2026 and Friday 6 March 2026.",
        ),
    ]
    await deactivate(house, "appointmentType", kind)
    last = (await explain(house, kind, "2026-03-06", "2026-03-06"))[-1]
    assert (last["session"]["name"], last["code"]) == ("12 Fine", "TYPE_INACTIVE")


async def test_who_offers_nothing_in_the_way_that_is_asked_for_says_so(house: House) -> None:
    kind = await house.appointment_type(deliveryModes=[IN_PERSON, VIDEO])
    await clinic(house, kind)
    (reason,) = await explain(house, kind, MONDAY, MONDAY, deliveryMode=VIDEO)
    assert (reason["code"], reason["message"]) == ("DELIVERY_MODE", "The session does not offer video appointments.")
    assert await explain(house, kind, MONDAY, MONDAY, deliveryMode=IN_PERSON) == []


async def test_a_session_with_several_reasons_tells_all(house: House) -> None:
    kind = await house.appointment_type()
    made = await clinic(house, kind, status="INACTIVE", appointmentTypeIds=[])
    await cancel(house, made["id"], MONDAY)
    await close(house, MONDAY)
    await close(house, "2026-03-09", title="Leave")
    found = await explain(house, kind, MONDAY, "2026-03-09")
    assert [(one["code"], one["date"]) for one in found] == [
        ("INACTIVE", None),
        ("TYPE_NOT_ALLOWED", None),
        ("CANCELLED", MONDAY),
        ("CLOSED", MONDAY),
        ("CLOSED", "2026-03-09"),
    ]


async def test_the_sessions_in_question_are_those_asked_for_whenever_they_are_held(house: House) -> None:
    kind = await house.appointment_type()
    branch = await house.location()
    over = await clinic(house, kind, name="Over", rrule="FREQ=DAILY;UNTIL=20260301")
    yesterday = {"startDate": "2026-02-23", "startTime": "22:00", "endTime": "02:00", "endsNextDay": True}
    await clinic(house, kind, name="Night before", schedule={**yesterday, "recurrence": {"daily": {"count": 7}}})
    await clinic(house, kind, name="Not begun", date="2026-03-09")
    moved = await clinic(house, kind, name="Moved", days="TU")
    await move(house, moved["id"], "2026-03-03", date="2026-03-04", locationId=branch)

    async def told(**given: Any) -> list[tuple[str, str]]:
        found = await explain(house, kind, MONDAY, "2026-03-04", **given)
        return [(one["session"]["name"], one["code"]) for one in found]

    # The night's small hours are past; what was moved is offered where it is held.
    assert await told() == [("Night before", "PAST"), ("Not begun", "NOT_STARTED"), ("Over", "ENDED")]
    assert await told(clinicianIds=[over["clinician"]["id"]]) == [("Over", "ENDED")]
    assert await told(locationIds=[branch]) == []
    assert await told(locationIds=[moved["location"]["id"]]) == [("Moved", "NO_OCCURRENCE")]


# ---------------------------------------------------------------- what it costs


async def test_twice_as_many_sessions_take_no_more_statements(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, place = await house.appointment_type(), await house.location()
    await close(house, "2026-03-10")

    async def more() -> tuple[int, int]:
        for _ in range(3):
            made = await clinic(house, kind, locationId=place)
            await cancel(house, made["id"], "2026-03-09")
        await slots(house, kind, MONDAY, "2026-03-20")
        await explain(house, kind, MONDAY, "2026-03-20")
        with counting(monkeypatch) as searched:
            await slots(house, kind, MONDAY, "2026-03-20")
        with counting(monkeypatch) as explained:
            await explain(house, kind, MONDAY, "2026-03-20")
        return len(searched), len(explained)

    assert await more() == await more()


async def test_only_sessions_that_could_offer_something_are_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, other = await house.appointment_type(), await house.appointment_type()
    await clinic(house, kind)
    await clinic(house, other)
    await clinic(house, kind, status="INACTIVE")
    await clinic(house, kind, rrule="FREQ=WEEKLY;UNTIL=20260201")
    await clinic(house, kind, date="2028-01-03")
    await close(house, "2026-03-10", clinicianId=await house.clinician())
    with counting(monkeypatch) as rows:
        await house.ask(
            "query($search: SlotSearchInput!) { availableSlots(search: $search) { truncated } }",
            search={"appointmentTypeId": kind, "from": MONDAY, "to": "2026-03-20"},
        )
    # The type, the one session, nothing inactive, no change, no closure.
    assert rows == [1, 1, 0, 0, 0]
    assert len(await calendar(house, MONDAY, MONDAY)) == 3


async def test_more_sessions_than_an_explanation_is_for_are_refused_until_narrowed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.availability.MOST_EXPLAINED", 2)
    kind = await house.appointment_type()
    made = [await house.session(status="INACTIVE") for _ in range(3)]
    search = {"appointmentTypeId": kind, "from": "2026-03-02", "to": "2026-03-02"}
    (error,) = await house.refused(EXPLAIN, search=search)
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": ["search"]}
    assert "clinicianIds" in error["message"]
    reasons = await explain(house, kind, "2026-03-02", "2026-03-02", clinicianIds=[made[0]["clinician"]["id"]])
    assert "INACTIVE" in {reason["code"] for reason in reasons}
