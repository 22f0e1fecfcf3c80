"""What comes in from outside at the edges of the calendar: rules zones, copies, names."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.practice import ERRORS, Clock, House
from tests.schema.diary import (
    NEVER,
    cancel,
    close,
    closing,
    create_closure,
    dates,
    explain,
    move,
    preview,
    refusals,
    restore,
    slots,
    split,
    starts,
    times,
)
from tests.vacuous import some


async def recurring(house: House, rrule: str, *, zone: str | None = None, **given: Any) -> dict[str, Any]:
    """A session by a rule, at a location in the zone; at 09:00 from Monday 1 June 2026 if nothing else is said."""
    if zone is not None:
        given["locationId"] = await house.location(timeZone=zone)
    return await house.session(rrule=rrule, **{"date": "2026-06-01", **given})


# ---------------------------------------------------------------- rules as others write them


async def test_an_until_in_utc_ends_on_the_calendar_of_the_place(house: House) -> None:
    made = await recurring(house, "FREQ=DAILY;UNTIL=20260630T035959Z", zone="America/New_York")
    assert made["schedule"]["recurrence"]["until"] == "2026-06-29"
    assert made["schedule"]["recurrence"]["rrule"] == "FREQ=DAILY;UNTIL=20260629"
    made = await recurring(house, "FREQ=DAILY;UNTIL=20260629T210000Z", zone="Pacific/Auckland")
    assert made["schedule"]["recurrence"]["until"] == "2026-06-30"
    late = {"start": "20:30", "end": "21:30"}
    made = await recurring(house, "FREQ=DAILY;UNTIL=20260701T003000Z", zone="America/New_York", **late)
    assert made["schedule"]["recurrence"]["until"] == "2026-06-30"
    made = await recurring(house, "FREQ=WEEKLY;UNTIL=20260629T075959Z")  # the practice is in London
    assert await starts(house, made["id"], "2026-06-15", "2026-07-31") == [
        "2026-06-15T09:00:00+01:00",
        "2026-06-22T09:00:00+01:00",
    ]


async def test_an_until_in_utc_is_read_in_the_same_zone_by_every_way_to_a_session(house: House) -> None:
    denver = await house.location(timeZone="America/Denver")
    rule = "FREQ=DAILY;UNTIL=20260630T090000Z"  # 03:00 on the 30th in Denver, 10:00 in London
    schedule = {"startDate": "2026-06-01", "startTime": "09:00", "endTime": "10:00", "recurrence": {"rrule": rule}}
    made = await house.session(locationId=denver)
    shown = await preview(house, "2026-06-25", "2026-07-05", {"schedule": schedule}, id=made["id"])
    assert [one["start"][:10] for one in shown["occurrences"]][-1] == "2026-06-29"
    half_filled = await preview(house, "2026-06-25", "2026-07-05", {"locationId": denver, "schedule": schedule})
    assert [one["start"][:10] for one in half_filled["occurrences"]][-1] == "2026-06-29"
    edited = await house.update_session(made["id"], {"schedule": schedule})
    copied = await house.duplicate_session(made["id"], overrides={"schedule": schedule})
    template = await house.template(locationId=denver)
    entry = {"clinicianId": await house.clinician(), "startDate": "2026-06-01", "overrides": {"schedule": schedule}}
    (item,) = (await house.from_template(template["id"], entry))["items"]
    divided = await split(
        house, copied["session"]["id"], "2026-06-10", {"schedule": {**schedule, "startDate": "2026-06-10"}}
    )
    assert refusals(divided) == []
    remote = await house.update_session(made["id"], {"locationId": None, "allowRemote": True, "schedule": schedule})
    untils = [one["session"]["schedule"]["recurrence"]["until"] for one in (edited, copied, item, remote)]
    assert untils == ["2026-06-29"] * 3 + ["2026-06-30"]
    assert divided["session"]["schedule"]["text"].endswith("until 29 June 2026")


async def test_a_template_refuses_an_until_in_utc(house: House) -> None:
    refused = await house.create_template(house.template_input(rrule="FREQ=DAILY;UNTIL=20261231T235959Z"))
    assert refusals(refused) == [("INVALID", "input.schedule.recurrence.rrule")]
    assert "time zone" in refused["errors"][0]["message"]


async def test_a_yearly_day_of_a_month_is_kept_with_the_month_of_its_start(house: House) -> None:
    made = await recurring(house, "FREQ=YEARLY;BYMONTHDAY=9")
    assert made["schedule"]["recurrence"]["rrule"] == "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9"
    assert [at[:10] for at in await starts(house, made["id"], "2026-06-01", "2027-05-31")] == ["2026-06-09"]
    query = "query($day: Date!) { sessions(filter: { runsOn: $day }) { nodes { id } } }"
    for day, found in [("2026-06-09", [{"id": made["id"]}]), ("2026-07-09", [])]:
        assert (await house.ask(query, day=day))["sessions"]["nodes"] == found
    template = await house.template(rrule="FREQ=YEARLY;BYMONTHDAY=9")
    entry = {"clinicianId": await house.clinician(), "startDate": "2026-11-01"}
    (item,) = (await house.from_template(template["id"], entry))["items"]
    assert item["session"]["schedule"]["recurrence"]["rrule"] == "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9"


@pytest.mark.parametrize(
    "said", ["FREQ=WEEKLY;BYDAY=MO;", ";;FREQ=WEEKLY;;BYDAY=MO", "RSCALE=GREGORIAN;FREQ=WEEKLY;SKIP=OMIT;BYDAY=MO"]
)
async def test_parts_that_say_nothing_are_left_out_of_what_is_given_back(house: House, said: str) -> None:
    made = await recurring(house, said)
    assert made["schedule"]["recurrence"]["rrule"] == "FREQ=WEEKLY;BYDAY=MO"


# ---------------------------------------------------------------- closures


async def test_leave_takes_its_dates_where_the_clinician_works(house: House) -> None:
    clinician, denver = await house.clinician(), await house.location(timeZone="America/Denver")
    kind = await house.appointment_type(durationMinutes=60)
    made = await house.session(
        days="MO TU WE TH FR SA SU",
        start="17:00",
        end="23:00",
        clinicianId=clinician,
        locationId=denver,
        appointmentTypeIds=[kind],
    )
    leave = await create_closure(house, closing("2027-01-14", "2027-01-16", clinicianId=clinician, title="Leave"))
    assert [one["originalDate"] for one in leave["affected"]] == ["2027-01-14", "2027-01-15", "2027-01-16"]
    found = await dates(house, made["id"], "2027-01-12", "2027-01-18")
    closed = [one["originalDate"] for one in found if one["status"] == "CLOSED"]
    assert closed == [one["originalDate"] for one in found if one["closure"]]
    assert closed == ["2027-01-14", "2027-01-15", "2027-01-16"]
    free = {start[:10] for start in await times(house, kind, "2027-01-12", "2027-01-18")}
    assert free == {"2027-01-12", "2027-01-13", "2027-01-17", "2027-01-18"}
    why = await explain(house, kind, "2027-01-12", "2027-01-18")
    assert [(one["code"], one["date"]) for one in why] == [("CLOSED", day) for day in closed]
    # With times it is a stretch on the practice's clocks: 17:00 in Denver is midnight in London.
    await close(house, "2027-01-18", startTime="00:00", endTime="06:00", clinicianId=clinician)
    (taken,) = await dates(house, made["id"], "2027-01-17", "2027-01-17")
    assert taken["status"] == "CLOSED"


async def test_a_cancelled_date_in_a_closure_stays_cancelled_with_its_reason(house: House) -> None:
    made = await house.session()
    await cancel(house, made["id"], "2026-03-09", reason="Ill")
    await close(house, "2026-03-09", title="Bank holiday")
    (found,) = await dates(house, made["id"], "2026-03-09", "2026-03-09")
    assert (found["status"], found["reason"], found["closure"]) == ("CANCELLED", "Ill", {"title": "Bank holiday"})
    query = """query($day: Date!) { sessions(filter: { runsOn: $day }) { nodes { id } }
      occurrences(from: $day, to: $day) { status reason } }"""
    shown = await house.ask(query, day="2026-03-09")
    assert shown == {"sessions": {"nodes": []}, "occurrences": [{"status": "CANCELLED", "reason": "Ill"}]}
    schedule = {
        "startDate": "2026-01-05",
        "startTime": "09:00",
        "endTime": "12:00",
        "recurrence": {"rrule": "FREQ=WEEKLY;BYDAY=TU"},
    }
    other = await preview(house, "2026-03-02", "2026-03-15", {"schedule": schedule}, id=made["id"])
    assert (other["addedDates"], other["removedDates"]) == (["2026-03-03", "2026-03-10"], ["2026-03-02"])
    restored = (await restore(house, made["id"], "2026-03-09"))["occurrence"]
    assert (restored["status"], restored["reason"]) == ("CLOSED", "Bank holiday")
    cancelled = (await cancel(house, made["id"], "2026-03-09", reason="Ill"))["occurrence"]
    assert (cancelled["status"], cancelled["reason"]) == ("CANCELLED", "Ill")


# ---------------------------------------------------------------- slots and reasons


async def test_a_date_moved_onto_another_offers_its_slots_once(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=60, deliveryModes=["VIDEO"])
    made = await house.session(appointmentTypeIds=[kind])
    await move(house, made["id"], "2026-03-16", date="2026-03-09")
    found = await slots(house, kind, "2026-03-09", "2026-03-10", first=3)
    assert [slot["start"][11:16] for slot in found["slots"]] == ["09:00", "10:00", "11:00"]
    assert found["days"][0] == {"date": "2026-03-09", "slotCount": 3}
    assert not found["truncated"]


async def test_a_session_that_is_over_or_to_come_gives_its_date_as_the_reason(house: House) -> None:
    kind = await house.appointment_type(durationMinutes=60, deliveryModes=["VIDEO"])
    over = await house.session(name="Over", rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=2", appointmentTypeIds=[kind])
    await house.session(name="To come", date="2026-04-01", appointmentTypeIds=[kind])
    await house.session(name="Between", rrule="FREQ=MONTHLY;BYDAY=1MO", appointmentTypeIds=[kind])
    told = await explain(house, kind, "2026-03-09", "2026-03-20")
    assert [(one["session"]["name"], one["code"], one["date"]) for one in told] == [
        ("Between", "NO_OCCURRENCE", None),
        ("Over", "ENDED", "2026-01-12"),
        ("To come", "NOT_STARTED", "2026-04-06"),
    ]
    # A last date that was moved far away is still to come.
    await move(house, over["id"], "2026-01-12", date="2026-07-13")
    (one,) = [one for one in await explain(house, kind, "2026-03-09", "2026-03-20") if one["session"]["name"] == "Over"]
    assert (one["code"], one["date"]) == ("NO_OCCURRENCE", None)


# ---------------------------------------------------------------- words


async def test_a_series_says_its_start_until_that_day_comes_where_it_is_held(house: House, clock: Clock) -> None:
    auckland, home = await house.location(timeZone="Pacific/Auckland"), await house.location()
    far = await house.session(days="FR", date="2026-06-05", start="14:00", end="17:00", locationId=auckland)
    near = await house.session(days="FR", date="2026-06-05", start="14:00", end="17:00", locationId=home)
    begins, runs = "Every Friday, from 5 June 2026, 14:00–17:00", "Every Friday, 14:00–17:00"
    # 13:00 in London on the 4th is 00:00 in Auckland on the 5th.
    for hour, words in ((11, {far["id"]: begins, near["id"]: begins}), (12, {far["id"]: runs, near["id"]: begins})):
        clock.at = datetime(2026, 6, 4, hour, tzinfo=UTC)
        for id, told in some(words.items()):
            assert (await house.find(id))["schedule"]["text"] == told
            assert (await preview(house, "2026-06-01", "2026-06-10", {}, id=id))["text"] == told


# ---------------------------------------------------------------- names

UNSEEN = ["a\nb", "a\r\nb", "a\tb", "a\u2028b", "a\u202eb", "\u2066a\u2069", "\u3164", "a\u200bb", "a\x07b"]


@pytest.mark.parametrize("name", UNSEEN)
async def test_names_and_titles_refuse_what_cannot_be_seen(house: House, name: str) -> None:
    made, template, clinician = await house.session(), await house.template(), await house.clinician()
    refused = [
        await house.create_session(await house.session_input(name=name)),
        await house.update_session(made["id"], {"name": name}),
        await house.create_template(house.template_input(name=name)),
        await create_closure(house, closing("2026-03-09", title=name)),
    ]
    assert [path.split(".")[-1] for payload in refused for _, path in refusals(payload)] == ["name"] * 3 + ["title"]
    copied = await house.duplicate_session(made["id"], overrides={"name": name})
    assert refusals(copied) == [("INVALID", "overrides.name")]
    saved = await house.save_as_template(made["id"], name=name)
    assert refusals(saved) == [("INVALID", "name")]
    renamed = await house.update_template(template["id"], {"name": name})
    assert refusals(renamed) == [("INVALID", "input.name")]
    update = "updateClinician", "id: ID!; input: UpdateClinicianInput!", "errors { code path message }"
    for field in ("name", "title"):
        payload = await house.do(*update, id=clinician, input={field: name})
        assert refusals(payload) == [("INVALID", f"input.{field}")]
        assert "U+" in payload["errors"][0]["message"]
    for kind in ("Location", "AppointmentType"):
        given = {"name": name, **({"durationMinutes": 10} if kind == "AppointmentType" else {})}
        payload = await house.do(f"create{kind}", f"input: Create{kind}Input!", "errors { code path }", input=given)
        assert refusals(payload) == [("INVALID", "input.name")]


async def test_names_are_kept_composed_and_notes_as_they_are(house: House) -> None:
    notes = "Zoe\u0308\n\tsecond line\r\n\u202enotes"
    made = await house.session(name="  Zoe\u0308’s clinic ", notes=notes)
    assert (made["name"], made["notes"]) == ("Zoë’s clinic", notes)
    assert (await house.update_session(made["id"], {"name": "Zoë’s clinic"}))["session"]["version"] == 1


# ---------------------------------------------------------------- copies and splits


async def deactivate(house: House, kind: str, id: str) -> None:
    declared = f"id: ID!; input: Update{kind}Input!"
    await house.do(f"update{kind}", declared, "errors { message }", id=id, input={"active": False})


@pytest.mark.parametrize("kind, field", [("Clinician", "clinicianId"), ("Location", "locationId")])
async def test_an_active_copy_needs_an_active_clinician_and_location(house: House, kind: str, field: str) -> None:
    clinician, place, type_ = await house.clinician(), await house.location("Old"), await house.appointment_type()
    made = await house.session(clinicianId=clinician, locationId=place, appointmentTypeIds=[type_])
    await deactivate(house, kind, clinician if kind == "Clinician" else place)
    await deactivate(house, "AppointmentType", type_)
    for overrides in (None, {"status": "ACTIVE"}, {field: clinician if kind == "Clinician" else place}):
        refused = await house.duplicate_session(made["id"], overrides=overrides)
        assert refusals(refused) == [("INVALID", f"overrides.{field}")]
        assert refused["errors"][0]["message"].endswith("is inactive: choose another, or make the copy inactive.")
    copied = await house.duplicate_session(made["id"], overrides={"status": "INACTIVE"})
    assert (copied["errors"], copied["session"]["status"]) == ([], "INACTIVE")
    assert copied["session"]["appointmentTypes"] == made["appointmentTypes"]
    another = await (house.clinician() if kind == "Clinician" else house.location())
    assert refusals(await house.duplicate_session(made["id"], overrides={field: another})) == []
    # An inactive session's copy is inactive, and may keep them as it is.
    await house.toggle_session(made["id"], active=False)
    assert refusals(await house.duplicate_session(made["id"])) == []


async def test_a_newly_chosen_inactive_place_of_a_copy_is_refused_whatever_its_status(house: House) -> None:
    made, closed = await house.session(), await house.location("Shut")
    await deactivate(house, "Location", closed)
    refused = await house.duplicate_session(made["id"], overrides={"locationId": closed, "status": "INACTIVE"})
    assert [error["message"] for error in refused["errors"]] == ["Shut is inactive: choose an active location."]


@pytest.mark.parametrize("given, count", [(10, 7), (7, 7), (4, 4), (None, None)])
async def test_a_split_that_repeats_the_old_count_goes_on_with_the_rest(
    house: House, given: int | None, count: int | None
) -> None:
    made = await house.session(rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=10")  # from 5 January 2026
    weekly = {"weekdays": ["TUESDAY"], **({"count": given} if given else {})}
    schedule = {"startDate": "2026-01-26", "startTime": "10:00", "endTime": "11:00", "recurrence": {"weekly": weekly}}
    divided = await split(house, made["id"], "2026-01-26", {"schedule": schedule})
    assert refusals(divided) == []
    assert (await house.find(made["id"]))["schedule"]["recurrence"]["count"] == 3
    following = (await house.find(divided["session"]["id"]))["schedule"]["recurrence"]
    assert following["count"] == count
    if count:
        assert len(await starts(house, divided["session"]["id"], "2026-01-01", "2026-12-31")) == count


async def test_a_split_without_a_new_schedule_divides_the_count_as_before(house: House) -> None:
    made = await house.session(rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=6")
    divided = await split(house, made["id"], "2026-01-26", {"name": "Later"})
    assert (await house.find(divided["session"]["id"]))["schedule"]["recurrence"]["count"] == 3


DROPPED = "droppedExceptions { __typename originalDate cancelled date startTime endTime location { name } reason }"
TUESDAYS = {
    "schedule": {
        "startDate": "2026-01-05",
        "startTime": "09:00",
        "endTime": "12:00",
        "recurrence": {"rrule": "FREQ=WEEKLY;BYDAY=TU"},
    }
}


async def with_exceptions(house: House) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A session on Mondays and Tuesdays, and the exceptions of two of its Mondays. A Tuesday is cancelled as well."""
    made, branch = await house.session(days="MO TU"), await house.location("Branch")
    moved = {"date": "2026-03-18", "startTime": "10:00", "endTime": "11:00", "locationId": branch, "reason": "Swap"}
    await move(house, made["id"], "2026-03-16", **moved)
    await cancel(house, made["id"], "2026-03-10", reason="Ill")
    await cancel(house, made["id"], "2026-03-09", reason="Ill")
    nothing = {"date": None, "startTime": None, "endTime": None, "location": None}
    cancelled = {**nothing, "originalDate": "2026-03-09", "cancelled": True, "reason": "Ill"}
    there = {**moved, "originalDate": "2026-03-16", "cancelled": False, "location": {"name": "Branch"}}
    del there["locationId"]
    return made, [{"__typename": "SessionException", **one} for one in (cancelled, there)]


async def test_an_edit_tells_the_exceptions_that_it_drops_and_so_does_its_preview(house: House) -> None:
    made, dropped = await with_exceptions(house)
    query = f"""query($id: ID, $input: UpdateSessionInput!) {{
      previewSession(id: $id, input: $input, from: "2026-03-02", to: "2026-03-20") {{
        {DROPPED} errors {{ message }} }} }}"""
    shown = await house.ask(query, id=made["id"], input=TUESDAYS)
    assert shown["previewSession"] == {"droppedExceptions": dropped, "errors": []}
    declared = "id: ID!; input: UpdateSessionInput!"
    renamed = await house.do("updateSession", declared, DROPPED, id=made["id"], input={"name": "Other"})
    assert renamed == {"droppedExceptions": []}
    assert await house.do("updateSession", declared, DROPPED, id=made["id"], input=TUESDAYS) == {
        "droppedExceptions": dropped
    }
    assert await house.do("updateSession", declared, DROPPED, id=made["id"], input=TUESDAYS) == {
        "droppedExceptions": []
    }


async def test_a_split_tells_the_exceptions_that_it_drops_again_under_its_key(house: House) -> None:
    made, dropped = await with_exceptions(house)
    declared = "id: ID!; from: Date!; input: UpdateSessionInput!; idempotencyKey: String"
    schedule = {"schedule": {**TUESDAYS["schedule"], "startDate": "2026-03-10"}}
    given = {"id": made["id"], "from": "2026-03-10", "input": schedule, "idempotencyKey": "once"}
    for _ in range(2):
        told = await house.do("splitSession", declared, f"{DROPPED} errors {{ message }}", **given)
        assert told == {"droppedExceptions": dropped[1:], "errors": []}
    other = await house.do(
        "splitSession",
        declared,
        DROPPED,
        **given | {"id": (await house.session())["id"], "idempotencyKey": None, "input": {}},
    )
    assert other == {"droppedExceptions": []}


# ---------------------------------------------------------------- a location's zone

MOVED = f"""location {{ version timeZone }} warnings {{ kind message occurrence {{ start session {{ name }} }} }}
  {ERRORS}"""


async def in_zone(house: House, id: str, **given: Any) -> Any:
    declared = "id: ID!; input: UpdateLocationInput!; onConflict: OnConflict! = WARN"
    rejecting = {"onConflict": given.pop("onConflict")} if "onConflict" in given else {}
    return await house.do("updateLocation", declared, MOVED, id=id, input=given, **rejecting)


async def test_another_zone_of_a_location_tells_the_conflicts_that_it_makes(house: House) -> None:
    clinician, branch = await house.clinician(), await house.location("Branch")
    await house.session(name="At the branch", clinicianId=clinician, locationId=branch, start="09:00", end="10:00")
    await house.session(name="At home", clinicianId=clinician, start="14:00", end="15:00")
    refused = await in_zone(house, branch, timeZone="America/New_York", onConflict="REJECT")
    assert (refused["location"], [error["code"] for error in refused["errors"]]) == (None, ["SCHEDULE_CONFLICT"])
    assert refused["errors"][0]["conflicts"]
    query = "query($id: ID!) { location(id: $id) { version timeZone } }"
    assert (await house.ask(query, id=branch))["location"] == {"version": 1, "timeZone": "Europe/London"}
    done = await in_zone(house, branch, timeZone="America/New_York")
    assert (done["location"], done["errors"]) == ({"version": 2, "timeZone": "America/New_York"}, [])
    # New York is five hours behind, and four from 8 to 29 March 2026.
    told = [(one["occurrence"]["session"]["name"], one["occurrence"]["start"][:10]) for one in done["warnings"]]
    assert told[:2] == [("At the branch", "2026-03-02"), ("At the branch", "2026-03-30")]
    assert {one["kind"] for one in done["warnings"]} == {"CLINICIAN_OVERLAP"}
    assert (await in_zone(house, branch, timeZone="America/New_York"))["warnings"] == []
    assert (await in_zone(house, branch, name="Annex", onConflict="REJECT"))["errors"] == []


async def test_a_zone_that_is_said_but_not_changed_is_no_conflict(house: House) -> None:
    clinician, branch = await house.clinician(), await house.location()
    for _ in range(2):
        await house.session(clinicianId=clinician, locationId=branch)
    same = await in_zone(house, branch, timeZone="Europe/London", onConflict="REJECT")
    assert (same["location"]["version"], same["warnings"], same["errors"]) == (2, [], [])


async def test_a_date_that_was_moved_to_the_location_counts_and_inactive_sessions_do_not(house: House) -> None:
    clinician, branch = await house.clinician(), await house.location()
    moved = await house.session(name="Moved there", clinicianId=clinician, start="09:00", end="10:00")
    await move(house, moved["id"], "2026-03-09", locationId=branch)
    await house.session(name="At home", clinicianId=clinician, start="13:00", end="14:00")
    asleep = {"clinicianId": clinician, "locationId": branch, "status": "INACTIVE"}
    await house.session(name="Asleep", start="08:00", end="12:00", **asleep)
    done = await in_zone(house, branch, timeZone="America/New_York")
    assert [one["occurrence"]["start"] for one in done["warnings"]] == ["2026-03-09T09:00:00-04:00"]


# ---------------------------------------------------------------- busy clinicians


@pytest.mark.parametrize("root", ["availableSlots", "explainAvailability"])
async def test_a_busy_clinician_that_does_not_exist_is_an_error_at_its_path(
    house: House, other_house: House, root: str
) -> None:
    kind, mine, theirs = await house.appointment_type(), await house.clinician(), await other_house.clinician()
    selection = "{ truncated }" if root == "availableSlots" else "{ code }"
    query = f"query($search: SlotSearchInput!) {{ {root}(search: $search) {selection} }}"

    def search(*clinicians: str) -> dict[str, Any]:
        taken = {"start": "2026-03-09T09:00:00Z", "end": "2026-03-09T10:00:00Z"}
        busy = [{"clinicianId": id, **taken} for id in clinicians]
        return {"appointmentTypeId": kind, "from": "2026-03-09", "to": "2026-03-09", "busy": busy}

    await house.ask(query, search=search(mine, mine))
    for nobody in (NEVER, theirs):
        (error,) = await house.refused(query, search=search(mine, nobody))
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["extensions"]["argument"] == ["search", "busy", "1", "clinicianId"]
