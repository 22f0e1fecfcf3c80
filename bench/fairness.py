"""What a practice notices of another that asks for as much as it may: how long a page takes, against usually."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from bench import measure
from bench.contenders import Contender
from bench.data import START, Filled, Practice
from bench.load import Count, Job
from bench.work import PAGE, posted
from dev.tokens import local_key, sign
from resolvers.context import Role, Viewer
from scheduling.pattern import pattern
from scheduling.schedule import stored

PARALLEL = 16
LESS = 3.0
"""How many times its quiet median a page may take."""
ROWS = 20
ROUND = 0.4
"""Seconds."""
WINDOW = 'from: "2026-03-02", to: "2026-06-02"'
DAILY = """
UPDATE session s SET rrule = $2, start_date = $3, last_date = NULL, status = 'ACTIVE', ends_next_day = false,
    start_time = time '06:00' + o.n * interval '15 minutes', end_time = time '06:10' + o.n * interval '15 minutes',
    period = $4, step = $5, phase = $6, week_start = $7, months = $8, weekdays = $9, month_days = $10,
    nth_weekdays = NULL, irregular = false, location_id = NULL, allow_remote = true
FROM (
    SELECT id, row_number() OVER (PARTITION BY clinician_id ORDER BY id) - 1 AS n FROM session WHERE practice_id = $1
) o
WHERE s.practice_id = $1 AND s.id = o.id
"""
LINKS = """
INSERT INTO session_appointment_type (practice_id, session_id, appointment_type_id)
SELECT practice_id, id, $2 FROM session WHERE practice_id = $1 ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Of one kind of request: the medians of a page in seconds, and how the requests were answered."""

    kind: str
    quiet: float
    beside: float
    refused: int
    answered: int

    @property
    def ratio(self) -> float:
        return self.beside / self.quiet


async def make_daily(filled: Filled, practice: Practice) -> None:
    """Every session of the practice daily, one after the other for each clinician, and open to the first type."""
    first, then = time_of_day(6), time_of_day(6, 10)
    shape = pattern(stored(START, first, then, False, "FREQ=DAILY", None))
    bits = shape.period, shape.interval, shape.phase, shape.week_start, shape.months, shape.weekdays, shape.month_days
    conn = await asyncpg.connect(filled.superuser_url)
    try:
        async with conn.transaction():
            await conn.execute("SET LOCAL session_replication_role = replica")
            await conn.execute(DAILY, practice.id, "FREQ=DAILY", START, *bits)
            await conn.execute(LINKS, practice.id, practice.ids["appointment_type"][0])
        await conn.execute("ANALYZE session")
    finally:
        await conn.close()


def aliased(times: int, field: str) -> str:
    return "{ " + " ".join(f"a{n}: {field}" for n in range(times)) + " }"


def search(practice: Practice, *, busy: int = 0) -> dict[str, Any]:
    """The variables of a search, with busy times at ten o'clock of one day after the other, clinician by clinician."""
    taken = []
    for n in range(busy):
        on = date(2026, 3, 2) + timedelta(days=n % 90)
        clinician = practice.ids["clinician"][n // 90]
        taken.append({"clinicianId": clinician, "start": f"{on}T10:00:00Z", "end": f"{on}T10:30:00Z"})
    kind = practice.ids["appointment_type"][0]
    return {"search": {"appointmentTypeId": kind, "from": "2026-03-02", "to": "2026-06-02", "busy": taken}}


def worst(practice: Practice) -> dict[str, tuple[Role, str, dict[str, Any]]]:
    """The most of each kind that a token may ask for, and what is refused in part: who asks, and what."""
    conflicts = f"conflicts({WINDOW}) {{ message }}"
    slots = "availableSlots(search: $search) { truncated days { slotCount } }"
    reasons = "explainAvailability(search: $search) { message }"
    declared = "query($search: SlotSearchInput!) "
    return {
        "conflicts, twice": (Role.ADMIN, aliased(2, conflicts), {}),
        "conflicts, 8 times": (Role.ADMIN, aliased(8, conflicts), {}),
        "explainAvailability, twice": (Role.ADMIN, declared + aliased(2, reasons), search(practice, busy=500)),
        "availableSlots, 8 times": (Role.STAFF, declared + aliased(8, slots), search(practice, busy=100)),
        "availableSlots, a booking page": (Role.BOOKING, declared + aliased(1, slots), search(practice)),
    }


def compare(
    near: measure.LoadGenerator,
    far: measure.LoadGenerator,
    service: Contender,
    busy: Practice,
    data: Path,
    *,
    seconds: float = 6.0,
    twin: Contender | None = None,
) -> list[Noticed]:
    """The page of the service's own practice, alone and beside each kind of request of the `busy` practice.

    `twin`: another process of the service, which is asked for the page in turn and stands for the quiet hour: it shows
    what is due to the machine, where others use it, too.
    """
    page = Page(near, service)
    page.took(ROUND)
    found = []
    for kind, (role, query, variables) in worst(busy).items():
        quiet = page.took(3 * ROUND) if twin is None else []
        request = posted("/graphql", {"query": query, "variables": variables}, headers(data, busy, role))
        beside: list[float] = []
        with ThreadPoolExecutor(1) as thread:
            stress = Job(service.port, [request], again=True, connections=PARALLEL, seconds=seconds)
            running = thread.submit(far.count, stress)
            ends = time.monotonic() + seconds - ROUND
            while time.monotonic() < ends:
                beside += page.took(ROUND)
                quiet += [] if twin is None else Page(near, twin).took(ROUND)
            count: Count = running.result()
        found.append(Noticed(kind, median(quiet), median(beside), count.failed, count.answered))
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a contender's own practice, one after the other."""

    load: measure.LoadGenerator
    contender: Contender

    def took(self, seconds: float) -> list[float]:
        """How long each took. Raises RuntimeError where one failed."""
        body = {"query": PAGE, "variables": {"first": ROWS}}
        request = posted("/graphql", body, dict(self.contender.headers))
        job = Job(self.contender.port, [request], again=True, connections=1, seconds=seconds)
        return self.load.run(job).latencies


def headers(data: Path, practice: Practice, role: Role) -> dict[str, str]:
    viewer = Viewer("busy", "Busy", role, practice.id)
    token = sign(
        local_key(data), viewer, audience="clinic-sessions", now=datetime.now(UTC), lifetime=timedelta(hours=1)
    )
    return {"Authorization": f"Bearer {token}"}
