"""A practice with some rows of every kind, and with edge cases: no location, no rule, two sessions at one time."""

from typing import Any

from resolvers.context import Role
from tests.practice import Clock, House


async def furnished(house: House, clock: Clock) -> tuple[str, str]:
    """Fills a practice. Returns two of its clinicians, each of whom has a personal template."""
    zoe = await house.clinician("Zoë South", title="GP")
    ann = await house.clinician("Ann Éclair", email="ann@example.org")
    clive = await house.clinician("Clive Clinic")
    south = await house.location("South Wing", address="1 Road")
    paris = await house.location("Élysée", timeZone="Europe/Paris")
    barn = await house.location("Old Barn")
    chat = await house.appointment_type("Chat")
    summer = await house.appointment_type("Été", durationMinutes=45, colour="#aabbcc")
    call = await house.appointment_type("Call", durationMinutes=20, deliveryModes=["VIDEO", "PHONE"])
    types = [chat, summer, call]

    clock.pass_(minutes=3)
    morning = await made(house, "Morning clinic", clinicianId=zoe, locationId=south, appointmentTypeIds=types)
    await made(house, "morning Clinic", clinicianId=ann, locationId=paris, days="TU TH", allowRemote=True)
    await made(house, "Remote", clinicianId=ann, appointmentTypeIds=[call], start="13:00", end="14:30")
    await made(house, "Zoe's afternoon", clinicianId=zoe, locationId=paris, start="11:00", end="17:00", days="MO FR")
    clock.pass_(minutes=3)
    await made(house, "Night", clinicianId=clive, locationId=south, start="22:00", end="02:00", next_day=True)
    await made(
        house, "Once", clinicianId=zoe, locationId=barn, days=None, date="2026-03-30", notes="Ünïcode \u2028 \"'"
    )
    await made(house, "Fortnight", clinicianId=ann, locationId=barn, rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=9")
    await made(house, "First Tuesday", clinicianId=clive, locationId=barn, rrule="FREQ=MONTHLY;BYDAY=1TU,-1TH")
    await made(house, "Sleeping", clinicianId=zoe, locationId=south, status="INACTIVE", notes="Not now")
    edited = await made(house, "Changed", clinicianId=clive, appointmentTypeIds=[summer, chat], days="MO WE")

    clock.pass_(minutes=3)
    dates = "sessionId: ID!; originalDate: Date!; reason: String"
    for date, reason in (("2026-03-09", "Away"), ("2026-03-30", None)):
        await house.do(
            "cancelOccurrence", dates, "errors { message }", sessionId=edited, originalDate=date, reason=reason
        )
    moved = f"{dates}; date: Date; startTime: LocalTime; endTime: LocalTime; locationId: ID"
    to = {"date": "2026-04-02", "startTime": "08:00", "endTime": "09:00", "locationId": paris}
    for an_id, date, given in ((edited, "2026-04-01", to), (morning, "2026-03-30", {"locationId": barn})):
        payload = await house.do(
            "rescheduleOccurrence", moved, "errors { message }", sessionId=an_id, originalDate=date, **given
        )
        assert payload["errors"] == []
    await house.update_session(edited, {"name": "Changed, too", "notes": "More"})

    await closed(house, "Easter", "2026-04-03", "2026-04-06", kind="BANK_HOLIDAY")
    await closed(house, "Leave", "2026-03-09", "2026-03-10", clinicianId=zoe)
    await closed(house, "Drains", "2026-03-31", "2026-03-31", locationId=paris, startTime="12:00", endTime="15:00")
    await closed(house, "Both", "2026-03-30", "2026-03-30", locationId=south, clinicianId=clive)

    shared = (await house.template(name="Shared", locationId=south, appointmentTypeIds=types))["id"]
    for who, name in ((zoe, "Zoë's own"), (ann, "Ann's own")):
        own = house.token(Role.CLINICIAN, clinician=who)
        mine = (await house.template(name=name, scope="PERSONAL", token=own, appointmentTypeIds=[chat]))["id"]
        for template in (mine, shared):
            await house.from_template(template, {"clinicianId": who, "startDate": "2026-03-16"}, token=own)
    for mutation, kind, an_id in (
        ("updateClinician", "UpdateClinicianInput", clive),
        ("updateLocation", "UpdateLocationInput", barn),
    ):
        await house.do(mutation, f"id: ID!; input: {kind}!", "errors { message }", id=an_id, input={"active": False})
    return zoe, ann


async def made(house: House, name: str, *, next_day: bool = False, **given: Any) -> str:
    """Makes a session and returns its id."""
    session_input = await house.session_input(name=name, **given)
    session_input["schedule"]["endsNextDay"] = next_day
    payload = await house.create_session(session_input)
    assert payload["errors"] == [], payload["errors"]
    an_id: str = payload["session"]["id"]
    return an_id


async def closed(house: House, title: str, start: str, end: str, *, kind: str = "OTHER", **given: Any) -> None:
    closure = {"title": title, "kind": kind, "startDate": start, "endDate": end, **given}
    payload = await house.do("createClosure", "input: ClosureInput!", "errors { message }", input=closure)
    assert payload["errors"] == [], payload["errors"]
