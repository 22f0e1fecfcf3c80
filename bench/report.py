"""The table that `make bench` prints."""

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from bench.before import Figures
from bench.fairness import PARALLEL, ROWS, Noticed
from bench.measure import Comparison
from bench.options import Price
from bench.slots import Compared
from bench.tricks import Bought

PROGRAMS = ("strawberry-graphql", "graphql-core", "SQLAlchemy", "asyncpg", "uvicorn")
WIDTHS = (41, 14, 10, 10, 10, 10, 26)
HEADER = ("work", "contender", "measured", "service is", "worker", "PostgreSQL", "must reach")
LEFT = (0, 1, 6)
NAMES = {"usual": "usual way", "bare limit": "unchecked limit"}
KEPT = "before, kept"
MEMORY, COLD_START = "memory of a worker, afterwards", "cold start, to the first answer"


class Report:
    """Lines of Markdown tables, and what was missed."""

    def __init__(self, kept: Mapping[str, Figures]) -> None:
        self.kept = kept
        self.lines: list[str] = []
        self.missed: list[str] = []
        self.results: list[Comparison] = []
        self.others: dict[str, float] = {}
        self.notes: list[str] = []
        self.row(*HEADER)
        self.lines.append(
            "|" + "|".join("-" * (width + 1) + ("-" if i in LEFT else ":") for i, width in enumerate(WIDTHS)) + "|"
        )

    def row(self, *cells: str) -> None:
        padded = (
            cell.ljust(width) if i in LEFT else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
        )
        self.lines.append("| " + " | ".join(padded) + " |")

    def judged(self, name: str, demand: str, *, ok: bool) -> str:
        if not ok:
            self.missed.append(f"{name}: {demand}")
        return demand if ok else f"MISSED {demand}"

    def compared(self, result: Comparison) -> None:
        """A line for each contender: how it did, and the service's rate as a multiple of its."""
        self.results.append(result)
        name = result.work.name
        service = result.turns["service"]
        least = dict(result.work.least)
        for contender, turns in result.turns.items():
            ratio = service.of(turns)
            first = contender == "service"
            what = f"{name} ({result.size / 1000:.1f} kB)" if first else ""
            demand = self.demanded(name, contender, ratio, least.pop(contender, None))
            yardstick = contender == "limit" and not result.work.path
            self.row(
                what,
                NAMES.get(contender, contender) + (" *" if yardstick else ""),
                f"{turns.rate:.0f}/s",
                "" if first else f"{ratio:.2f} ×",
                f"{turns.worker_ms:.2f} ms",
                f"{turns.postgres_ms:.2f} ms",
                demand,
            )
        kept = self.kept.get(name)
        if kept is not None and "before" not in result.turns and "limit" in result.turns:
            gain = service.of(result.turns["limit"]) / kept.of["limit"]
            demand = self.demanded(name, "before", gain, least.get("before"))
            self.row("", KEPT, "", f"{gain:.2f} ×", "", "", demand)

    def demanded(self, name: str, contender: str, ratio: float, least: float | None) -> str:
        if least is None:
            return ""
        return self.judged(name, f"{least:g} of {NAMES.get(contender, contender)}", ok=ratio >= least)

    def quantities(
        self, name: str, found: Mapping[str, float], form: str, *, most: Mapping[str, float] | None = None
    ) -> None:
        """A line for each contender; less is better."""
        for contender, quantity in found.items():
            ratio = found["service"] / quantity
            self.others[f"{name}: {contender}"] = quantity
            demand = ""
            if most is not None and contender in most:
                demand = self.judged(name, f"{most[contender]:g} of it at most", ok=ratio <= most[contender])
            first = contender == "service"
            shown = "" if first else f"{ratio:.2f} ×"
            self.row(
                name if first else "", NAMES.get(contender, contender), form.format(quantity), shown, "", "", demand
            )

    def statements(self, count: int, most: int) -> None:
        name = "SQL statements for the sessions page"
        self.row(name, "service", str(count), "", "", "", self.judged(name, f"{most} at most", ok=count <= most))

    def latency(self, sessions: int, more: int, most: float, times: tuple[float, float]) -> None:
        """A page in a small table and in a large one, of practices of the same size."""
        self.single(f"sessions page, one at a time, {sessions:,}", times[0])
        name, ratio = f"the same at {more:,} sessions", times[1] / times[0]
        self.single(name, times[1], f"{ratio:.2f}; " + self.judged(name, f"{most:g} times that", ok=ratio <= most))

    def alone(self, work: str, more: int, most: float, times: tuple[float, float]) -> None:
        """A read in a small practice among others, and in one large practice that has the database for itself."""
        name, ratio = f"the same in a practice of {more:,}", times[1] / times[0]
        self.single(f"{work}, one at a time", times[0])
        demand = self.judged(f"{work}, {name}", f"{most:g} times that", ok=ratio <= most)
        self.single(name, times[1], f"{ratio:.2f}; {demand}")

    def single(self, name: str, seconds: float, said: str = "") -> None:
        self.row(name, "service", f"{seconds * 1000:.2f} ms", "", "", "", said)

    def slots(self, compared: Compared, least: float) -> None:
        name = "slot search, 500 sessions, 28 days"
        demand = self.judged(name, f"{least:g} times as fast", ok=compared.ratio >= least)
        self.row(name, "service", f"{compared.fast * 1000:.0f} ms", "", "", "", "")
        self.row("", "naive search", f"{compared.naive * 1000:.0f} ms", f"{compared.ratio:.1f} ×", "", "", demand)

    def fairness(self, noticed: Sequence[Noticed], most: float) -> None:
        """A page of one practice while another asks for the most that it may."""
        name = f"page of {ROWS} beside {PARALLEL} heavy requests"
        self.row(name, "", "", "alone is 1", "", "", "")
        for one in noticed:
            demand = self.judged(f"{name}: {one.kind}", f"{most:g} times alone", ok=one.ratio < most)
            took = f"{one.beside * 1000:.2f} ms"
            self.row(f"… {one.kind}", "service", took, f"{one.ratio:.2f} ×", "", "", demand)

    def tricks(self, bought: Sequence[Bought]) -> None:
        """What each hand-made thing saves of the worker's CPU, against the plain way."""
        widths = 44, 26, 7, 16, 7
        self.lines += ["", told(("hand-made", "request", "saves", "middle half", "at best"), widths, "<<>>>")]
        self.lines.append(
            "|" + "|".join("-" * (width + 1) + ("-" if i < 2 else ":") for i, width in enumerate(widths)) + "|"
        )
        for one in bought:
            spread = f"{one.low:.1%} to {one.high:.1%}"
            self.lines.append(
                told((one.trick, one.work, f"{one.saved:.1%}", spread, f"{one.best:.1%}"), widths, "<<>>>")
            )

    def options(self, prices: Sequence[Price]) -> None:
        """What each option adds to the worker's CPU."""
        widths = 44, 26, 7, 16, 7, 8
        heads = "option", "request", "adds", "middle half", "at best", "ms"
        self.lines += ["", told(heads, widths, "<<>>>>")]
        self.lines.append(
            "|" + "|".join("-" * (width + 1) + ("-" if i < 2 else ":") for i, width in enumerate(widths)) + "|"
        )
        for one in prices:
            spread = f"{one.low:.1%} to {one.high:.1%}"
            cells = one.option, one.work, f"{one.added:.1%}", spread, f"{one.best:.1%}", f"{one.milliseconds:.3f}"
            self.lines.append(told(cells, widths, "<<>>>>"))

    def note(self, text: str) -> None:
        self.notes.append(text)

    def figures(self, contender: str) -> dict[str, Figures]:
        """What one contender came to, to be kept."""
        found = {}
        for result in self.results:
            own = result.turns.get(contender)
            if own is not None:
                of = {name: own.of(turns) for name, turns in result.turns.items() if name in {"usual", "limit"}}
                found[result.work.name] = Figures(of, own.rate, own.worker_ms, own.postgres_ms)
        return found

    def text(self) -> str:
        return "\n".join([*self.lines, "", about(), *self.notes])


def told(cells: Sequence[str], widths: Sequence[int], sides: str) -> str:
    return (
        "| "
        + " | ".join(f"{cell:{side}{width}}" for cell, width, side in zip(cells, widths, sides, strict=True))
        + " |"
    )


def about() -> str:
    programs = ", ".join(f"{name} {version(name)}" for name in PROGRAMS)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {programs}."
