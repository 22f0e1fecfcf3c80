"""Slot search against the obvious way: dateutil expands every session's rule, and every slot is tried by itself."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from random import Random
from statistics import median

from dateutil.rrule import rrulestr

from bench.data import SCHEDULES
from scheduling import recurrence
from scheduling.closures import Closure
from scheduling.exceptions import DateException
from scheduling.occurrences import Series
from scheduling.schedule import stored
from scheduling.slots import Busy, Day, Result, Search, Slot, search
from scheduling.zones import zone_info

SESSIONS = 500
DAYS = 28
NOW = datetime(2026, 3, 2, 10, 20, tzinfo=UTC)
LONDON = "Europe/London"
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """Medians, in seconds."""

    fast: float
    naive: float
    slots: int

    @property
    def ratio(self) -> float:
        return self.naive / self.fast


@dataclass(frozen=True, slots=True)
class Question:
    asked: Search
    series: list[Series]
    closures: list[Closure]
    rrules: dict[str, str]
    """Of each session, with its DTSTART, as dateutil reads them."""


def compare() -> Compared:
    """Both ways over the same sessions. Raises AssertionError where they find different slots."""
    question = made(Random(5))
    fast, slow = [], []
    found = search(question.asked, question.series, question.closures, now=NOW)
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = search(question.asked, question.series, question.closures, now=NOW)
        fast.append(time.perf_counter() - began)
        began = time.perf_counter()
        expected = one_by_one(question)
        slow.append(time.perf_counter() - began)
        assert found == expected, "the slots are not the same"
    return Compared(median(fast), median(slow), sum(day.slot_count for day in found.days))


def made(random: Random) -> Question:
    """A practice's active sessions, some dates changed, some time closed, some taken."""
    series: list[Series] = []
    rrules: dict[str, str] = {}
    first = date(2026, 3, 2)
    for number in range(SESSIONS):
        start, end, text = SCHEDULES[number % len(SCHEDULES)]
        began = date(2026, 1, 5) + timedelta(days=random.randrange(40))
        rule = recurrence.parse(text).anchored(began)
        schedule = stored(
            began,
            time_of_day.fromisoformat(start),
            time_of_day.fromisoformat(end),
            False,
            rule.rrule,
            None,
        )
        dates = schedule.dates(first, first + timedelta(days=DAYS))
        changes = [DateException(day, cancelled=True) for day in dates if random.random() < 0.02]
        an_id = f"session {number:03}"
        series.append(
            Series(
                session_id=an_id,
                clinician_id=f"clinician {number % 40:02}",
                location_id=f"location {number % 5}",
                allow_remote=number % 3 == 0,
                zone=LONDON,
                schedule=schedule,
                exceptions=tuple(changes),
            )
        )
        rrules[an_id] = f"DTSTART:{began:%Y%m%d}T{schedule.start_time:%H%M%S}\nRRULE:{rule.rrule}"
    closures = [
        closure(number, clinician_id=f"clinician {number:02}", on=first + timedelta(days=number))
        for number in range(10)
    ]
    closures.append(closure(10, clinician_id=None, on=first + timedelta(days=17)))
    busy = [taken(random, first) for _ in range(100)]
    asked = Search(
        from_=first,
        to=first + timedelta(days=DAYS - 1),
        duration_minutes=15,
        delivery_modes=frozenset({"IN_PERSON", "VIDEO"}),
        busy=tuple(busy),
        first=1000,
    )
    return Question(asked, series, closures, rrules)


def closure(number: int, *, clinician_id: str | None, on: date) -> Closure:
    return Closure(f"closure {number}", "Away", "LEAVE", clinician_id, None, on, on, None, None, LONDON)


def taken(random: Random, first: date) -> Busy:
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(
        days=random.randrange(DAYS), minutes=5 * random.randrange(96, 200)
    )
    return Busy(f"clinician {random.randrange(40):02}", start, start + timedelta(minutes=20))


# ---------------------------------------------------------------- one by one


def one_by_one(question: Question) -> Result:
    asked = question.asked
    found: list[Slot] = []
    for one in question.series:
        closures = [each for each in question.closures if each.clinician_id in (None, one.clinician_id)]
        busy = [each for each in asked.busy if each.clinician_id == one.clinician_id]
        found += slots_of(question, one, closures, busy)
    found.sort(key=lambda slot: (slot.start, slot.clinician_id, slot.session_id))
    count = {asked.from_ + timedelta(days=n): 0 for n in range((asked.to - asked.from_).days + 1)}
    for slot in found:
        count[slot.start.date()] += 1
    return Result(
        slots=found[: asked.first],
        days=[Day(day, number) for day, number in count.items()],
        next_available_date=next((day for day, number in count.items() if number), None),
        truncated=len(found) > asked.first,
    )


def slots_of(question: Question, one: Series, closures: Sequence[Closure], busy: Sequence[Busy]) -> list[Slot]:
    asked, zone = question.asked, zone_info(one.zone)
    window = datetime.combine(asked.from_, datetime.min.time()), datetime.combine(asked.to, datetime.max.time())
    gone = {change.original_date for change in one.exceptions}
    length, step = timedelta(minutes=asked.duration_minutes), timedelta(seconds=asked.step)
    modes = tuple(
        mode for mode, ok in (("IN_PERSON", True), ("VIDEO", one.allow_remote)) if ok and mode in asked.delivery_modes
    )
    found = []
    for at in rrulestr(question.rrules[one.session_id]).between(*window, inc=True):
        if at.date() in gone or any(each.start_date <= at.date() <= each.end_date for each in closures):
            continue
        start = at.replace(tzinfo=zone)
        end = datetime.combine(at.date(), one.schedule.end_time, zone)
        while start + length <= end:
            if start >= NOW and not any(each.start < start + length and start < each.end for each in busy):
                found.append(Slot(start, start + length, one.session_id, one.clinician_id, one.location_id, modes))
            start += step
    return found
