"""`make bench`: the service against the usual way and against the limit, in one run, as ratios.

Starts a throw-away PostgreSQL, fills it, starts a worker of each contender, checks that they answer alike, measures
them in turn, and prints a table. Ends with an error where a figure that must be reached is not.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from bench import (
    before,
    contenders,
    data,
    fairness,
    measure,
    options,
    postgraphile,
    processes,
    slots,
    statements,
    tricks,
)
from bench.contenders import Contender, Start
from bench.report import COLD_START, MEMORY, Report, about
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
COLD_STARTS = 3
MORE_MEMORY = 1.05
"""Of a worker, against the service as it was before: not more, but for what differs from run to run."""


class Bench:
    """What all parts of a run share."""

    def __init__(self, asked: argparse.Namespace, stack: ExitStack) -> None:
        self.asked = asked
        self.stack = stack
        self.report = Report(before.kept())
        self.instance = stack.enter_context(postgres.temporary())
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-sessions-bench-")))
        self.load = stack.enter_context(measure.load())
        self.small = step(
            f"Filling {PRACTICES} practices", lambda: asyncio.run(data.filled(self.instance, "small", PRACTICES))
        )
        self.taken = 0

    def practice(self) -> data.Practice:
        """Another practice of the small database, for a contender of its own."""
        self.taken += 1
        return practice_of(self.small, self.taken - 1)

    def measured(self, work: Work) -> measure.Measured:
        return measure.Measured(work, self.asked.rounds, self.asked.seconds)

    def wanted(self, name: str) -> bool:
        return any(part.lower() in name.lower() for part in self.asked.only.split(","))

    @contextmanager
    def group(self, starts: list[Start]) -> Iterator[list[Contender]]:
        with ExitStack() as stack:
            yield [stack.enter_context(start.running()) for start in starts]

    # ------------------------------------------------------------ parts

    def starts(self) -> list[Start]:
        own = self.small
        found = [
            contenders.service(own, self.practice(), self.folder / "service"),
            contenders.usual(own, self.practice()),
            contenders.limit(own, self.practice()),
            contenders.bare_limit(own, self.practice()),
            contenders.service(own, self.practice(), self.folder / "service", name="2 workers", workers=2),
        ]
        if self.asked.before is not None:
            checkout = Path(self.asked.before).absolute()
            step(
                "Filling another for the service before",
                lambda: before.fill(checkout, self.instance, "before", PRACTICES),
            )
            old = asyncio.run(data.described(self.instance, "before"))
            found.append(contenders.checked_out(old, practice_of(old, 0), self.folder / "before", checkout))
        other = postgraphile.start(self.instance, own, self.practice(), node=self.asked.node)
        if isinstance(other, str):
            self.report.note(f"PostGraphile was not measured: {other}")
        else:
            found.append(other)
        return found

    def compare(self) -> None:
        """Every kind of work, then memory and cold start."""
        todo = [work for work in works() if self.wanted(work.name)]
        cold = self.wanted(COLD_START)
        if not todo and not cold:
            return
        starts = self.starts()
        if todo:
            with self.group(starts) as running:
                for work in todo:
                    compare = partial(self.measured(work).compare, self.load, running, self.instance.folder)
                    self.report.compared(step(f"Measuring {work.name}", compare))
                used = {one.name: processes.resident(one.processes()) for one in running if one.name != "bare limit"}
            self.report.quantities(MEMORY, used, "{:.0f} MB", most={"before": MORE_MEMORY})
        if cold:
            by_id = next(work for work in works() if work.path == "/one")
            once = [start for start in starts if start.name not in {"bare limit"}]
            found = step(
                "Starting them anew",
                lambda: {start.name: median(start.seconds(by_id) for _ in range(COLD_STARTS)) for start in once},
            )
            self.report.quantities(COLD_START, found, "{:.2f} s")

    def large(self) -> None:
        """A practice that is nearly all of its database, and a table of a million sessions."""
        alone_wanted = [work for work in read_works() if self.wanted(f"{work.name}: a large practice")]
        million = self.asked.million and self.wanted("sessions page, a million")
        if not alone_wanted and not million:
            return
        near_start = contenders.service(self.small, self.practice(), self.folder / "service")
        with near_start.running() as near:
            if alone_wanted:
                alone = step(
                    f"Filling one practice of {ALONE:,}",
                    lambda: asyncio.run(data.filled(self.instance, "alone", 1, sessions=ALONE, clinicians=ALONE // 25)),
                )
                with contenders.service(alone, practice_of(alone, 0), self.folder / "alone").running() as far:
                    for work in alone_wanted:
                        self.report.alone(work.name, ALONE, LONGER_ALONE, self.both(work, near, far))
            if million:
                large = step(
                    f"Filling {MANY_PRACTICES} practices",
                    lambda: asyncio.run(data.filled(self.instance, "large", MANY_PRACTICES)),
                )
                with contenders.service(large, practice_of(large, 7), self.folder / "large").running() as far:
                    times = self.both(works()[0], near, far)
                    self.report.latency(self.small.sessions, large.sessions, LONGER, times)

    def both(self, work: Work, near: Contender, far: Contender) -> tuple[float, float]:
        found = step(f"Measuring {work.name}", lambda: self.measured(work).latencies(self.load, [near, far]))
        return found[0], found[1]

    def fairness(self) -> None:
        """A practice's page while another practice asks for as much as it may."""
        if not self.wanted("page beside heavy requests"):
            return
        own, busy = self.practice(), self.practice()
        asyncio.run(fairness.make_daily(self.small, busy))
        folder = self.folder / "service"
        with contenders.service(self.small, own, folder).running() as service, measure.load() as far:
            noticed = step(
                "Measuring a page beside heavy requests",
                lambda: fairness.compare(self.load, far, service, busy, folder),
            )
        self.report.fairness(noticed, fairness.LESS)

    def tricks(self) -> None:
        """The service against itself, with one hand-made thing at a time done the plain way."""
        found = []
        todo = [trick for trick in tricks.TRICKS if self.wanted(f"trick: {trick.name}")]
        if not todo:
            return
        practice = self.practice()
        own = contenders.service(self.small, practice, self.folder / "service")
        with own.running() as service:
            for trick in todo:
                code = f"from bench import tricks; tricks.swap({trick.name!r}); {contenders.SERVE}"
                start = contenders.service(self.small, practice, self.folder / "service", name="plain", code=code)
                with start.running() as plain:
                    for work in works():
                        if work.name in trick.works:
                            compare = partial(self.pairs, work, service, plain)
                            turns = step(f"Measuring {trick.name}: {work.name}", compare)
                            own_cpu, plain_cpu = turns["service"].worker, turns["plain"].worker
                            found.append(tricks.bought(trick.name, work.name, own_cpu, plain_cpu))
        self.report.tricks(found)

    def options(self) -> None:
        """The service against itself with something that is optional."""
        found = []
        for option in options.OPTIONS:
            if not self.wanted(f"option: {option.name}"):
                continue
            practice = self.practice()
            start = contenders.service(self.small, practice, self.folder / "service")
            with options.receiver() as address, start.running() as service:
                variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": address} if option.traced else {}
                other = replace(start, name="with it", environment={**start.environment, **variables})
                with other.running() as having:
                    having = replace(having, headers={**having.headers, **option.headers})
                    for work in works():
                        if work.name in option.works:
                            compare = partial(self.pairs, work, service, having)
                            turns = step(f"Measuring {option.name}: {work.name}", compare)
                            cheap, dear = turns["service"].worker, turns["with it"].worker
                            found.append(options.price(option.name, work.name, cheap, dear))
        if found:
            self.report.options(found)

    def pairs(self, work: Work, service: Contender, plain: Contender) -> dict[str, measure.Turns]:
        """Many short rounds: a share of a few percent is looked for, on a machine that others use, too."""
        rounds = measure.Measured(work, self.asked.rounds * 8, self.asked.seconds / 6)
        return rounds.turns(self.load, [measure.Side(service, work), measure.Side(plain, work)], self.instance.folder)


def main() -> int:
    asked = arguments()
    with ExitStack() as stack:
        bench = Bench(asked, stack)
        report = bench.report
        bench.compare()
        if bench.wanted("statements"):
            report.statements(asyncio.run(statements.count(bench.small, bench.practice(), works()[0])), STATEMENTS)
        bench.large()
        if bench.wanted("slot search"):
            report.slots(step("Searching slots", slots.compare), SLOTS)
        bench.fairness()
        bench.tricks()
        bench.options()
        print(report.text())
        if asked.keep:
            given = f"--rounds {asked.rounds} --seconds {asked.seconds:g} --only '{asked.only}'"
            command = f'make bench ARGS="{given} --before CHECKOUT --keep-before"'
            commit = before.commit_of(Path(asked.before))
            before.keep(commit, about(), command, report.figures("before"), report.others)
    for missed in report.missed:
        print(f"Missed: {missed}", file=sys.stderr)
    return 1 if report.missed else 0


def practice_of(filled: data.Filled, place: int) -> data.Practice:
    """A practice, with the template that createSessionsFromTemplate needs."""

    async def made() -> data.Practice:
        return await data.with_template(filled, await data.practice(filled, place))

    return asyncio.run(made())


def step(what: str, work: Callable[[], T]) -> T:
    """Says on standard error what takes a while, and how long it took."""
    print(f"{what} ... ", end="", flush=True, file=sys.stderr)
    began = time.monotonic()
    done = work()
    print(f"{time.monotonic() - began:.1f} s", file=sys.stderr)
    return done


def arguments() -> Any:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description="The benchmarks, as ratios in one run.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender is measured (5)")
    parser.add_argument("--seconds", type=float, default=0.6, help="how long each time (0.6)")
    parser.add_argument("--only", default="", help="only rows whose name contains one of these, by commas")
    parser.add_argument("--no-million", dest="million", action="store_false", help="without the table of 1,000,000")
    parser.add_argument("--before", metavar="DIR", help="a checkout of an older service, as one more contender")
    parser.add_argument(
        "--keep-before", dest="keep", action="store_true", help="write its figures to bench/before.json"
    )
    parser.add_argument("--node", default="node", help="the Node (22 or newer) that runs PostGraphile")
    asked = parser.parse_args()
    if asked.keep and asked.before is None:
        parser.error("--keep-before needs --before")
    return asked


if __name__ == "__main__":
    sys.exit(main())
