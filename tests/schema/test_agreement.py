"""What the service says of the same dates in different ways agrees, on practices that are made at random.

A preview says what the edit then does; runsOn, occurrences, nextOccurrence, availableSlots and explainAvailability tell
of the same calendar. Each practice lies about the changes of the clocks in March 2026; a failure names its seed.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from random import Random
from typing import Any

import pytest

from scheduling.zones import zone_info
from tests.practice import Clock, House
from tests.schema.diary import SLOTS, cancel, create_closure, move
from tests.vacuous import some

NEAR = date(2026, 3, 23)
FROM, TO = "2026-03-20", "2026-04-05"
WIDE = ("2026-03-02", "2027-02-28")
ZONES = [None, "America/Denver", "Pacific/Auckland", "Europe/London"]
RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=MO,WE,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
    "FREQ=MONTHLY;BYDAY=-1SU,1TU",
    "FREQ=MONTHLY;BYMONTHDAY=24,28,29,30,31",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTHDAY=25,28",
    "FREQ=YEARLY;BYWEEKNO=13;BYDAY=WE,SU",
]
ENDS = ["", "", ";COUNT=3", ";COUNT=12", ";UNTIL=20260326", ";UNTIL=20260330T030000Z", ";UNTIL=20270101"]
OCCURRENCE = "originalDate start end status reason allowRemote clockChange location { id } closure { id }"
EXCEPTION = "originalDate cancelled date startTime endTime location { id } reason"
ERRORS = "errors { code path message }"


@dataclass(slots=True)
class Drawn:
    """A practice made at random, and the dice to go on with."""

    house: House
    dice: Random
    clinicians: list[str]
    locations: list[str]
    kind: str
    duration: timedelta
    sessions: list[str]
    zones: dict[str | None, tzinfo]

    def day(self, earliest: int, latest: int) -> str:
        return (NEAR + timedelta(days=self.dice.randint(earliest, latest))).isoformat()

    def schedule(self) -> dict[str, Any]:
        start, length = self.dice.randrange(0, 96), self.dice.randint(1, 40)
        end = (start + length) % 96
        rule = self.dice.choice(RULES) + self.dice.choice(ENDS)
        return {
            "startDate": self.day(-30, 20),
            "startTime": f"{start // 4:02}:{start % 4 * 15:02}",
            "endTime": f"{end // 4:02}:{end % 4 * 15:02}",
            "endsNextDay": end <= start,
            "recurrence": {"rrule": rule} if self.dice.random() < 0.9 else None,
        }

    def place(self) -> dict[str, Any]:
        location = self.dice.choice([None, *self.locations])
        return {"locationId": location, "allowRemote": location is None or self.dice.random() < 0.5}

    async def add_session(self) -> None:
        given = {
            "name": f"Session {len(self.sessions)}",
            "clinicianId": self.dice.choice(self.clinicians),
            "schedule": self.schedule(),
            "appointmentTypeIds": [self.kind],
            "status": self.dice.choice(["ACTIVE", "ACTIVE", "ACTIVE", "INACTIVE"]),
            **self.place(),
        }
        payload = await self.house.create_session(given)
        # A rule may have no date between its start and its end: then there is no session.
        if payload["session"] is not None:
            self.sessions.append(payload["session"]["id"])

    async def add_exceptions(self, id: str) -> None:
        found = (await self.told(id, "2026-03-16", "2026-04-05"))["occurrences"]
        days = [one["originalDate"] for one in found]
        for day in self.dice.sample(days, min(len(days), 3)):
            if self.dice.random() < 0.4:
                await cancel(self.house, id, day, reason="Ill")
            elif self.dice.random() < 0.5:
                # Onto another of its own dates, as often as not.
                await move(self.house, id, day, date=self.dice.choice([*days, self.day(-5, 12)]))
            else:
                await move(self.house, id, day, date=self.day(-5, 12), locationId=self.dice.choice(self.locations))

    async def add_closure(self) -> None:
        start = self.dice.randint(-5, 10)
        given: dict[str, Any] = {
            "title": "Closed",
            "kind": "OTHER",
            "startDate": self.day(start, start),
            "endDate": self.day(start + 1, start + 2),
            "clinicianId": self.dice.choice([None, *self.clinicians]),
            "locationId": self.dice.choice([None, None, *self.locations]),
        }
        if self.dice.random() < 0.4:
            given |= {"startTime": f"{self.dice.randint(0, 23):02}:30", "endTime": f"{self.dice.randint(0, 23):02}:00"}
        assert (await create_closure(self.house, given))["errors"] == []

    async def told(self, id: str, from_: str = FROM, to: str = TO) -> dict[str, Any]:
        """What a session says of itself."""
        query = f"""query($id: ID!, $from: Date!, $to: Date!) {{ session(id: $id) {{ id status schedule {{ text }}
          exceptions {{ {EXCEPTION} }} nextOccurrence {{ {OCCURRENCE} }}
          occurrences(from: $from, to: $to) {{ {OCCURRENCE} }}
          conflicts(from: $from, to: $to) {{ kind message }} }} }}"""
        found: dict[str, Any] = (await self.house.ask(query, id=id, **{"from": from_, "to": to}))["session"]
        return found


async def drawn(house: House, seed: int) -> Drawn:
    dice = Random(seed)
    minutes = dice.choice([15, 30, 60])
    modes = ["IN_PERSON", "VIDEO", "PHONE"]
    practice = Drawn(
        house,
        dice,
        [await house.clinician() for _ in range(2)],
        [await house.location(timeZone=dice.choice(ZONES)) for _ in range(2)],
        await house.appointment_type(durationMinutes=minutes, deliveryModes=modes),
        timedelta(minutes=minutes),
        [],
        {None: zone_info("Europe/London")},
    )
    for node in (await house.ask("{ locations { nodes { id timeZone } } }"))["locations"]["nodes"]:
        practice.zones[node["id"]] = zone_info(node["timeZone"])
    for _ in range(4):
        await practice.add_session()
    for id in some(practice.sessions):
        await practice.add_exceptions(id)
    for _ in range(dice.randint(0, 2)):
        await practice.add_closure()
    return practice


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def dates_held(occurrences: list[dict[str, Any]]) -> set[str]:
    """The dates, on the clocks of the place, on which something is held that was not cancelled."""
    return {one["start"][:10] for one in occurrences if one["status"] != "CANCELLED"}


# ---------------------------------------------------------------- a preview and the edit


@pytest.mark.parametrize("seed", range(12))
async def test_an_edit_does_what_its_preview_said(house: House, seed: int) -> None:
    practice = await drawn(house, seed)
    query = f"""query($id: ID, $input: UpdateSessionInput!, $from: Date!, $to: Date!) {{
      previewSession(id: $id, input: $input, from: $from, to: $to) {{ text addedDates removedDates
        occurrences {{ {OCCURRENCE} }} conflicts {{ kind message }}
        droppedExceptions {{ {EXCEPTION} }} {ERRORS} }} }}"""
    update = f"droppedExceptions {{ {EXCEPTION} }} {ERRORS}"
    for id in some(practice.sessions):
        dice = practice.dice
        before = await practice.told(id)
        given: dict[str, Any] = {"name": "Edited"}
        if dice.random() < 0.8:
            given["schedule"] = practice.schedule()
        if dice.random() < 0.5:
            given |= practice.place()
        if dice.random() < 0.3:
            given["clinicianId"] = dice.choice(practice.clinicians)
        window = {"from": FROM, "to": TO}
        shown = (await house.ask(query, id=id, input=given, **window))["previewSession"]
        done = await house.do("updateSession", "id: ID!; input: UpdateSessionInput!", update, id=id, input=given)
        assert shown["errors"] == done["errors"]
        after = await practice.told(id)
        if done["errors"]:
            assert after == before
            continue
        assert shown["text"] == after["schedule"]["text"]
        assert shown["occurrences"] == after["occurrences"]
        was, now = dates_held(before["occurrences"]), dates_held(after["occurrences"])
        assert (shown["addedDates"], shown["removedDates"]) == (sorted(now - was), sorted(was - now))
        assert shown["conflicts"] == after["conflicts"]
        assert shown["droppedExceptions"] == done["droppedExceptions"]
        gone = [one for one in before["exceptions"] if one not in after["exceptions"]]
        assert done["droppedExceptions"] == gone


# ---------------------------------------------------------------- five ways of asking for the same dates


async def everything(house: House, from_: str, to: str) -> list[dict[str, Any]]:
    query = f"""query($from: Date!, $to: Date!) {{ occurrences(from: $from, to: $to) {{
      session {{ id }} {OCCURRENCE} }} }}"""
    found: list[dict[str, Any]] = (await house.ask(query, **{"from": from_, "to": to}))["occurrences"]
    return found


@pytest.mark.parametrize("seed", range(100, 112))
async def test_all_that_is_said_of_the_same_dates_agrees(house: House, clock: Clock, seed: int) -> None:
    practice, now = await drawn(house, seed), clock()
    held = await everything(house, FROM, TO)
    own = {id: await practice.told(id) for id in practice.sessions}

    # occurrences of the practice are those of its sessions
    assert Counter(str({**one, "session": None}) for one in held) == Counter(
        str({"session": None, **one}) for told in own.values() for one in told["occurrences"]
    )

    # runsOn
    query = "query($day: Date!) { sessions(filter: { runsOn: $day }) { nodes { id } } }"
    for n in range((date.fromisoformat(TO) - date.fromisoformat(FROM)).days + 1):
        day = (date.fromisoformat(FROM) + timedelta(days=n)).isoformat()
        running = {node["id"] for node in (await house.ask(query, day=day))["sessions"]["nodes"]}
        assert running == {id for id, told in own.items() if day in dates_held(told["occurrences"])}, day

    # nextOccurrence
    for id in own:
        told = await practice.told(id, *WIDE)
        ahead = [
            one for one in told["occurrences"] if at(one["end"]) > now and one["status"] not in ("CANCELLED", "CLOSED")
        ]
        following = told["nextOccurrence"]
        assert following == (ahead[0] if ahead else None) or (not ahead and following["start"] > WIDE[1])

    # availableSlots
    search = {"appointmentTypeId": practice.kind, "from": FROM, "to": TO, "first": 1000}
    found = (await house.ask(SLOTS_BY_ID, search=search))["availableSlots"]
    slots = [(one["session"]["id"], one["start"], (one["location"] or {}).get("id")) for one in found["slots"]]
    assert len(slots) == len(set(slots))
    if not found["truncated"]:
        counted = Counter(start[:10] for _, start, _ in slots)
        assert [day["slotCount"] for day in found["days"]] == [counted[day["date"]] for day in found["days"]]
    possible: set[tuple[str, str, str | None]] = set()
    certain: set[tuple[str, str, str | None]] = set()
    around = await everything(house, "2026-03-18", TO)
    for one in around:
        if one["status"] in ("CANCELLED", "CLOSED") or own[one["session"]["id"]]["status"] != "ACTIVE":
            continue
        for start in steps(one, practice):
            if FROM <= start[:10] <= TO and at(start) >= now:
                slot = (one["session"]["id"], start, (one["location"] or {}).get("id"))
                possible.add(slot)
                if one["closure"] is None:
                    certain.add(slot)
    offered = {(id, at(start), place) for id, start, place in slots}
    assert offered <= {(id, at(start), place) for id, start, place in possible}
    if not found["truncated"]:
        assert {(id, at(start), place) for id, start, place in certain} - offered == set()

    # explainAvailability
    query = "query($search: SlotSearchInput!) { explainAvailability(search: $search) { session { id } code date } }"
    reasons = (await house.ask(query, search=search))["explainAvailability"]
    for id, told in own.items():
        mine = [(one["code"], one["date"]) for one in reasons if one["session"]["id"] == id]
        codes = {code for code, _ in mine}
        whole = {(owner, at(start), place) for owner, start, place in possible if owner == id}
        if not mine:
            assert not any(one["status"] in ("CANCELLED", "CLOSED") for one in told["occurrences"])
            assert found["truncated"] or whole <= offered
        if not any(slot[0] == id for slot in offered) and not found["truncated"]:
            assert mine
        if codes & {"ENDED", "NOT_STARTED", "NO_OCCURRENCE"}:
            assert told["occurrences"] == []
        for code, day in mine:
            if code == "ENDED":
                assert day < FROM
            if code == "NOT_STARTED":
                assert day > TO
        cancelled = {one["start"][:10] for one in around if one["session"]["id"] == id and one["status"] == "CANCELLED"}
        closed = {one["start"][:10] for one in around if one["session"]["id"] == id and one["closure"]}
        assert {day for code, day in mine if code == "CANCELLED"} - cancelled == set()
        assert {day for code, day in mine if code == "CLOSED"} - closed == set()
        shut = {one["start"][:10] for one in told["occurrences"] if one["status"] == "CLOSED" and fits(one, practice)}
        assert shut <= {day for code, day in mine if code == "CLOSED"}


SLOTS_BY_ID = SLOTS.replace("session { name }", "session { id }").replace("location { name }", "location { id }")


def fits(one: dict[str, Any], practice: Drawn) -> bool:
    return at(one["end"]) - at(one["start"]) >= practice.duration


def steps(one: dict[str, Any], practice: Drawn) -> list[str]:
    """The starts of the slots of an occurrence, on the clocks of its place."""
    zone = practice.zones[(one["location"] or {}).get("id")]
    found, start = [], at(one["start"]).astimezone(UTC)
    while start + practice.duration <= at(one["end"]):
        found.append(start.astimezone(zone).isoformat())
        start += practice.duration
    return found
