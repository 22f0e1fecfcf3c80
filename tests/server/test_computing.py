"""Places for computing: handed out in turn, one for an operation, and processes that may be killed."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner import Busy, TooMuch
from scheduling import conflicts, effort, occurrences
from scheduling.zones import shifted
from server import computing as places_of
from server.computing import ComputeOptions, Computing, Operation, Places
from server.limits import LIMITS
from tests.security.test_cost import around_the_clock
from tests.vacuous import some

DAY: dict[str, Any] = {"from_": date(2026, 1, 5), "to": date(2026, 1, 5)}


@pytest.fixture
async def made() -> AsyncIterator[Callable[..., Computing]]:
    opened: list[Computing] = []

    def make(**options: Any) -> Computing:
        opened.append(Computing(ComputeOptions(**options)))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


async def turns(places: Places, *asked: tuple[str, str]) -> list[str]:
    """Who gets the one place when, of those who ask for it in this order while it is taken."""
    await places.take("first", "first")
    got: list[str] = []

    async def ask(practice: str, viewer: str) -> None:
        await places.take(practice, viewer)
        got.append(f"{practice}{viewer}")
        places.give_back()

    waiting = [asyncio.create_task(ask(*one)) for one in asked]
    await asyncio.sleep(0)
    places.give_back()
    await asyncio.gather(*waiting)
    return got


# ---------------------------------------------------------------- in turn


async def test_places_go_round_the_practices() -> None:
    asked = [("a", "1")] * 3 + [("b", "1"), ("c", "1"), ("b", "1")]
    assert await turns(Places(1), *asked) == ["a1", "b1", "c1", "a1", "b1", "a1"]


async def test_the_turn_of_a_practice_goes_round_its_viewers() -> None:
    asked = [("a", "1")] * 3 + [("a", "2"), ("b", "1"), ("a", "2")]
    assert await turns(Places(1), *asked) == ["a1", "b1", "a2", "a1", "a2", "a1"]


async def test_a_request_that_has_begun_comes_before_others_of_its_viewer() -> None:
    places = Places(1)
    await places.take("a", "1")
    new = asyncio.create_task(places.take("a", "1"))
    await asyncio.sleep(0)
    begun = asyncio.create_task(places.take("a", "1", again=True))
    await asyncio.sleep(0)
    places.give_back()
    await begun
    assert not new.done()
    new.cancel()


async def test_who_stops_waiting_gives_its_turn_to_the_next() -> None:
    places = Places(1)
    await places.take("a", "1")
    waiting = [asyncio.create_task(places.take("b", str(n))) for n in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    assert places.count() == 2
    places.give_back()
    waiting[1].cancel()  # at the moment when the place was handed over
    await waiting[2]
    places.give_back()
    assert (places.free, places.count()) == (1, 0)


async def test_only_so_many_of_a_practice_may_wait() -> None:
    places = Places(1)
    await places.take("a", "1")
    waiting = [asyncio.create_task(places.take("a", str(n))) for n in range(places_of.WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await places.take("a", "new")
    other = asyncio.create_task(places.take("b", "1"))
    await asyncio.sleep(0)
    assert places.count("b") == 1
    for one in (*waiting, other):
        one.cancel()


async def test_a_practice_with_requests_that_wait_to_compute_loads_no_more_ahead(
    made: Callable[..., Computing],
) -> None:
    one = made()
    assert one.places.take_free("another")
    ahead = [
        asyncio.create_task(one.operation("a", "1").run(shifted, date(2026, 1, 1), n)) for n in range(places_of.AHEAD)
    ]
    while one.places.count("a") < places_of.AHEAD:  # noqa: ASYNC110  # nothing tells
        await asyncio.sleep(0)
    late = one.operation("a", "2")
    assert not late.may_load()
    loading = asyncio.create_task(late.wait_to_load())
    other = one.operation("b", "1")
    assert other.may_load()
    other.loaded()
    await asyncio.sleep(0)
    assert not loading.done()
    one.places.give_back()
    await asyncio.wait_for(loading, 10)
    late.loaded()
    assert await asyncio.gather(*ahead) == [date(2026, 1, 1), date(2026, 1, 2)]
    assert (one.places.free, one.loading.free) == (1, places_of.LOADING)


# ---------------------------------------------------------------- one operation


async def test_an_operation_computes_one_thing_at_a_time(made: Callable[..., Computing]) -> None:
    one = made(places=4)
    most = 0

    async def watched(work: Callable[[list[bytes]], Awaitable[Any]], frames: list[bytes]) -> Any:
        nonlocal most
        most = max(most, one.running + 1)
        return await work(frames)

    compute = one.compute
    one.compute = lambda frames: watched(compute, frames)  # type: ignore[method-assign]
    operation = one.operation("practice", "viewer")
    found = await asyncio.gather(*[operation.run(shifted, date(2026, 1, n), 1) for n in range(1, 9)])
    assert found == [date(2026, 1, n) for n in range(2, 10)]
    assert most == 1


async def test_who_waits_too_long_is_refused_with_all_its_fields(made: Callable[..., Computing]) -> None:
    one = made(wait=0.05)
    await one.places.take("other", "viewer")
    operation = one.operation("practice", "viewer")
    began = time.monotonic()
    found = await asyncio.gather(
        *[operation.run(shifted, date(2026, 1, 1), 1) for _ in range(8)], return_exceptions=True
    )
    assert [type(each) for each in some(found)] == [Busy] * 8
    assert time.monotonic() - began < 0.05 * 8
    assert one.counts() == {"running": 0, "waiting": 0}


async def test_the_wait_to_read_and_the_wait_to_compute_are_one(made: Callable[..., Computing]) -> None:
    one = made(wait=0.4)
    for _ in range(places_of.LOADING):
        one.loading.take_free("other")
    one.places.take_free("other")
    operation = one.operation("practice", "viewer")
    began = time.monotonic()
    loading = asyncio.create_task(operation.wait_to_load())
    await asyncio.sleep(0.3)
    one.loading.give_back()
    await loading
    operation.loaded()
    with pytest.raises(Busy):
        await operation.run(shifted, date(2026, 1, 1), 1)
    assert time.monotonic() - began < 0.6
    assert operation.waited == pytest.approx(time.monotonic() - began, abs=0.1)


async def test_a_large_answer_arrives_as_it_would_here(made: Callable[..., Computing]) -> None:
    series = around_the_clock(30)
    days: dict[str, Any] = {"from_": date(2026, 1, 5), "to": date(2026, 3, 5)}
    operation = made().operation("practice", "viewer")
    found = await operation.run(occurrences.expand, series, (), **days)
    assert found == occurrences.expand(series, (), **days)
    assert len(found) == 30 * 60


async def test_the_exception_of_a_function_arrives(made: Callable[..., Computing]) -> None:
    operation = made().operation("practice", "viewer")
    with pytest.raises(conflicts.TooMany):
        await operation.run(conflicts.find, around_the_clock(20), (), **DAY, names={}, most=5)
    assert len(await operation.run(conflicts.find, around_the_clock(2), (), **DAY, names={})) == 1


async def test_more_dates_than_a_request_may_compute_are_refused(made: Callable[..., Computing]) -> None:
    operation = made().operation("practice", "viewer")
    operation.charge(LIMITS.dates)
    with pytest.raises(TooMuch, match=r"computes about 250,001 dates; 250,000 are allowed"):
        operation.charge(1)


# ---------------------------------------------------------------- processes


async def running(one: Computing, operation: Operation, **days: Any) -> tuple[asyncio.Task[Any], int]:
    """Something that takes seconds, being computed; the id of the process that does it."""
    started: list[Any] = []
    start = places_of.Worker.start

    async def noted() -> Any:
        started.append(await start())
        return started[-1]

    places_of.Worker.start = noted  # type: ignore[method-assign]
    try:
        task = asyncio.create_task(operation.run(occurrences.expand, around_the_clock(400), (), **days))
        while not started:  # noqa: ASYNC110  # nothing tells
            await asyncio.sleep(0.01)
    finally:
        places_of.Worker.start = start  # type: ignore[method-assign]
    await asyncio.sleep(0.3)
    return task, started[0].process.pid


MONTHS: dict[str, Any] = {"from_": date(2026, 1, 5), "to": date(2027, 1, 4)}


async def test_a_process_that_is_killed_is_replaced_and_its_work_done_again(made: Callable[..., Computing]) -> None:
    one = made()
    task, pid = await running(one, one.operation("practice", "viewer"), **MONTHS, most=40_000)
    os.kill(pid, signal.SIGKILL)
    assert len(await task) == 40_001


async def test_a_request_that_is_cancelled_ends_its_process(made: Callable[..., Computing]) -> None:
    one = made()
    task, pid = await running(one, one.operation("practice", "viewer"), **MONTHS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await gone(pid)
    assert (one.places.free, one.running) == (1, 0)
    assert await one.operation("practice", "viewer").run(shifted, date(2026, 1, 1), 1) == date(2026, 1, 2)


async def test_what_takes_too_much_processor_time_is_given_up_and_its_process_kept(
    made: Callable[..., Computing],
) -> None:
    one = made(longest=0.2)
    operation = one.operation("practice", "viewer")
    assert await operation.run(os.getpid)
    pid = await operation.run(os.getpid)
    with pytest.raises(TooMuch, match=r"more than 0\.2 s"):
        await operation.run(occurrences.expand, around_the_clock(400), (), **MONTHS)
    assert await operation.run(os.getpid) == pid != os.getpid()


async def test_a_process_imports_the_calendar_only_and_gets_no_secret(
    made: Callable[..., Computing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@127.0.0.1/clinic")
    operation = made().operation("practice", "viewer")
    await operation.run(occurrences.expand, around_the_clock(2), (), **DAY)
    loaded = await operation.run(eval, "set(__import__('sys').modules)")
    unwanted = {"asyncio", "asyncpg", "sqlalchemy", "strawberry", "graphql", "starlette", "db", "planner", "resolvers"}
    assert {"scheduling.occurrences", "server.compute_worker"} <= loaded
    assert loaded & unwanted == set()
    assert await operation.run(os.getenv, "DATABASE_URL") is None


async def test_processes_end_with_their_service(made: Callable[..., Computing]) -> None:
    one = made()
    pid = await one.operation("practice", "viewer").run(os.getpid)
    one.close()
    await gone(pid)


async def gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while Path(f"/proc/{pid}").exists():  # noqa: ASYNC110  # nothing tells
            await asyncio.sleep(0.01)


# ---------------------------------------------------------------- the estimate


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        "FREQ=MONTHLY;BYDAY=1TU,-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=1,15,31",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1",
    ],
)
@pytest.mark.parametrize("days", [1, 7, 31, 93, 366])
def test_the_estimate_is_never_below_the_dates(rrule: str, days: int) -> None:
    series = around_the_clock(3, rrule=rrule)
    for start in (date(2026, 1, 5), date(2026, 2, 28), date(2026, 7, 31)):
        end = shifted(start, days - 1)
        made = occurrences.expand(series, (), from_=start, to=end)
        assert effort.dates(series, start, end) >= len(made)


def test_the_estimate_of_a_weekly_session_is_far_below_that_of_a_daily_one() -> None:
    window = date(2026, 1, 5), date(2026, 4, 7)
    daily, weekly = (effort.dates(around_the_clock(10, rrule=rule), *window) for rule in ("FREQ=DAILY", "FREQ=WEEKLY"))
    assert daily == 930
    assert weekly == 140
