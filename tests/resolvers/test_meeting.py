"""Sessions that cannot meet a new one are not loaded for it; whoever can meet it is."""

from dataclasses import replace
from datetime import date, time, timedelta
from random import Random
from typing import Any

from db import calendar
from db.engine import Database
from db.tenancy import Tenant
from planner import Reader
from scheduling import conflicts
from scheduling.exceptions import DateException
from scheduling.occurrences import Series
from scheduling.schedule import build
from tests.practice import House
from tests.schema.diary import move

FROM, TO = date(2026, 3, 23), date(2026, 4, 12)
"""Around the Sunday on which the clocks of Europe change; those of New York did so before."""
ZONES = {"house": "Europe/London", "abroad": "Europe/Berlin", "overseas": "America/New_York"}
NIGHT = (
    ("22:00", "02:00"),
    ("00:30", "01:30"),
    ("01:00", "02:00"),
    ("02:00", "03:00"),
    ("20:00", "21:00"),
    ("18:00", "10:00"),
)


def hours(random: Random) -> tuple[str, str]:
    if random.random() < 0.35:
        return random.choice(NIGHT)
    start = random.randrange(6 * 2, 19 * 2)
    end = start + random.randrange(1, 5)
    return f"{start // 2:02}:{start % 2 * 30:02}", f"{end // 2:02}:{end % 2 * 30:02}"


def schedule(random: Random, days: str) -> dict[str, Any]:
    start, end = hours(random)
    past_midnight = {"endsNextDay": True} if end < start else {}
    rule = {"rrule": f"FREQ=WEEKLY;BYDAY={days}"}
    return {"startDate": "2026-01-05", "startTime": start, "endTime": end, "recurrence": rule, **past_midnight}


def drawn(random: Random, clinician: str, places: dict[str, str]) -> Series:
    """A new session, perhaps with a date that is held at other hours."""
    start, end = hours(random)
    given = {"start_date": FROM, "start_time": time.fromisoformat(start), "end_time": time.fromisoformat(end)}
    days = random.choice(["MO", "SA,SU", "SU"])
    given |= {"recurrence": {"rrule": f"FREQ=WEEKLY;BYDAY={days}"}, "ends_next_day": end < start}
    place = random.choice(list(places))
    one = Series("new", clinician, places[place], False, ZONES[place], build(given, with_start_date=True))
    if random.random() < 0.2:
        on = one.schedule.next_date(FROM)
        assert on is not None
        moved = DateException(on, date=on + timedelta(days=1), start_time=time(7), end_time=time(9))
        one = replace(one, exceptions=(moved,))
    return one


async def test_no_session_that_a_new_one_meets_is_left_out(house: House, database: Database) -> None:
    random, clinician = Random(11), await house.clinician()
    places = {place: await house.location(timeZone=zone) for place, zone in ZONES.items()}
    for number in range(70):
        place = places["house"] if number % 2 else places[random.choice(list(places))]
        given = schedule(random, random.choice(["MO", "SA,SU", "SU"]))
        made = await house.session(clinicianId=clinician, locationId=place, schedule=given)
        if number % 10 == 0:
            on = "2026-03-30" if "MO" in given["recurrence"]["rrule"] else "2026-03-29"
            await move(house, made["id"], on, startTime="10:00", endTime="11:00")
    left_out = met = 0

    async def compared(read: Reader) -> None:
        nonlocal left_out, met
        for _ in range(150):
            new = drawn(random, clinician, places)
            every = await calendar.of_clinicians(read, [clinician], FROM, TO)
            some = await calendar.with_others(read, [new], {"new": "New"}, FROM, TO)
            asked: dict[str, Any] = {"from_": FROM, "to": TO, "about": {"new"}}
            names = {**every.names, "new": "New"}
            plain = conflicts.find((new, *every.series), every.closures, names=names, **asked)
            assert conflicts.find(some.series, some.closures, names=some.names, **asked) == plain
            left_out += len(every.series) + 1 - len(some.series)
            met += len(plain)

    await database.read(Tenant(house.practice_id), compared)
    assert left_out > 500
    assert met > 500


async def test_a_new_session_of_the_day_is_not_compared_with_those_of_other_hours(
    house: House, database: Database
) -> None:
    clinician = await house.clinician()
    for start, end in (("08:00", "10:00"), ("10:00", "11:00"), ("11:00", "13:00"), ("22:00", "23:00")):
        await house.session(name=start, clinicianId=clinician, start=start, end=end)
    given = {"start_date": FROM, "start_time": time(9), "end_time": time(11)}
    new = Series("new", clinician, None, True, "Europe/London", build(given, with_start_date=True))
    some = await database.read(
        Tenant(house.practice_id), lambda read: calendar.with_others(read, [new], {"new": "New"}, FROM, TO)
    )
    assert sorted(some.names.values()) == ["08:00", "10:00", "22:00", "New"]
