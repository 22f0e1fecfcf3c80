"""`make bench`: the service against the usual way and against the limit, in one run, as ratios.

Starts a throw-away PostgreSQL, fills it, starts one worker of each contender, checks that they answer alike, measures
them in turn, and prints a table. Ends with an error where a figure that must be reached is not.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench import contenders, measure, slots, statements
from bench.data import filled
from bench.report import Report
from bench.work import Work, read_works, works
from dev import postgres

T = TypeVar("T")

PRACTICES, MANY_PRACTICES = 20, 1_000
LONGER = 1.3
"""How much longer the page may take with a million sessions in the table."""
ALONE, LONGER_ALONE = 50_000, 3.0
"""One practice that is nearly all of its database, and how much longer a read may take there than in a small one."""
STATEMENTS = 2
SLOTS = 10.0


def main() -> int:
    asked = arguments()
    report = Report()
    with ExitStack() as stack:
        instance = stack.enter_context(postgres.temporary())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-sessions-bench-")))
        small = step(f"Filling {PRACTICES} practices", lambda: asyncio.run(filled(instance, "small", PRACTICES)))
        todo = works(small)
        service = stack.enter_context(contenders.service(small, folder / "small"))
        everybody = [service, *(stack.enter_context(start(small)) for start in (contenders.usual, contenders.limit))]
        load = stack.enter_context(measure.load())
        for work in todo:
            if asked.only in work.name:
                measured = measure.Measured(work, asked.rounds, asked.seconds)
                report.compared(step(f"Measuring {work.name}", partial(measured.compare, load, everybody)))
        report.memory({one.name: one.memory() for one in everybody})
        report.statements(asyncio.run(statements.count(small, todo[0])), STATEMENTS)
        alone = step(
            f"Filling one practice of {ALONE:,}",
            lambda: asyncio.run(filled(instance, "alone", 1, sessions=ALONE, clinicians=ALONE // 25)),
        )
        single = stack.enter_context(contenders.service(alone, folder / "alone"))
        for near, far in zip(read_works(small), read_works(alone), strict=True):

            def both(near: Work = near, far: Work = far) -> tuple[float, float]:
                asks = ((near, service), (far, single))
                found = [
                    measure.Measured(work, asked.rounds, asked.seconds).latencies(load, [at])[0] for work, at in asks
                ]
                return found[0], found[1]

            report.alone(
                near.name, small.sessions, alone.sessions, step(f"Measuring {near.name} there", both), LONGER_ALONE
            )
        if asked.million:
            what = f"Filling {MANY_PRACTICES} practices"
            large = step(what, lambda: asyncio.run(filled(instance, "large", MANY_PRACTICES)))
            other = stack.enter_context(contenders.service(large, folder / "large"))
            page = measure.Measured(todo[0], asked.rounds, asked.seconds)
            seconds, longer = step("Measuring their latency", lambda: page.latencies(load, [service, other]))
            report.latency(small.sessions, seconds, large.sessions, longer, LONGER)
    report.slots(step("Searching slots", slots.compare), SLOTS)
    print(report.text())
    for missed in report.missed:
        print(f"Missed: {missed}", file=sys.stderr)
    return 1 if report.missed else 0


def step(what: str, work: Callable[[], T]) -> T:
    """Says on standard error what takes a while, and how long it took."""
    print(f"{what} ... ", end="", flush=True, file=sys.stderr)
    began = time.monotonic()
    done = work()
    print(f"{time.monotonic() - began:.1f} s", file=sys.stderr)
    return done


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description="The benchmarks, as ratios in one run.")
    parser.add_argument("--rounds", type=int, default=7, help="how often each contender is measured (7)")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each time (1)")
    parser.add_argument("--only", default="", help="only the work whose name contains this")
    parser.add_argument("--no-million", dest="million", action="store_false", help="without the table of 1,000,000")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
