"""The table that `make bench` prints."""

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version

from bench.measure import Result
from bench.slots import Compared

PROGRAMS = ("strawberry-graphql", "graphql-core", "SQLAlchemy", "asyncpg", "uvicorn")
WIDTHS = (39, 10, 10, 10, 10, 10, 28)
HEADER = ("work", "service", "usual way", "limit", "of usual", "of limit", "must reach")
NAMES = {"usual": "of the usual way", "limit": "of the limit"}


class Report:
    """Lines of a Markdown table, and what was missed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.missed: list[str] = []
        self.row(*HEADER)
        self.lines.append(
            "|" + "|".join("-" * (width + 1) + ("-" if i in (0, 6) else ":") for i, width in enumerate(WIDTHS)) + "|"
        )

    def row(self, *cells: str) -> None:
        padded = (
            cell.ljust(width) if i in (0, 6) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
        )
        self.lines.append("| " + " | ".join(padded) + " |")

    def judged(self, name: str, demand: str, *, ok: bool) -> str:
        if not ok:
            self.missed.append(f"{name}: {demand}")
        return demand if ok else f"MISSED {demand}"

    def compared(self, result: Result) -> None:
        name = result.work.name
        demands = [
            self.judged(name, f"{least:g} {NAMES[other]}", ok=result.ratios[other] >= least)
            for other, least in result.work.least
        ]
        rates = [f"{result.rates[one]:.0f}/s" for one in ("service", "usual", "limit")]
        ratios = [f"{result.ratios['usual']:.1f}", f"{result.ratios['limit']:.2f}"]
        self.row(f"{name} ({result.size / 1000:.1f} kB)", *rates, *ratios, ", ".join(demands))

    def memory(self, megabytes: Mapping[str, float]) -> None:
        used = [megabytes[one] for one in ("service", "usual", "limit")]
        ratios = [f"{used[0] / used[1]:.1f}", f"{used[0] / used[2]:.2f}"]
        self.row("memory of the worker, afterwards", *[f"{one:.0f} MB" for one in used], *ratios, "")

    def statements(self, count: int, most: int) -> None:
        name = "SQL statements for the sessions page"
        self.row(name, str(count), "", "", "", "", self.judged(name, f"{most} at most", ok=count <= most))

    def latency(self, sessions: int, seconds: float, more: int, longer: float, most: float) -> None:
        self.row(f"sessions page, one at a time, {sessions:,}", f"{seconds * 1000:.2f} ms", "", "", "", "", "")
        name, ratio = f"the same at {more:,} sessions", longer / seconds
        demand = self.judged(name, f"{most:g} times the above", ok=ratio <= most)
        self.row(name, f"{longer * 1000:.2f} ms", "", "", "", "", f"{ratio:.2f}; {demand}")

    def alone(self, work: str, sessions: int, more: int, times: tuple[float, float], most: float) -> None:
        """A read in a small practice among others, and in one large practice that has the database for itself."""
        seconds, longer = times
        name, ratio = f"{work}: a practice of {more:,}", longer / seconds
        demand = self.judged(name, f"{most:g} times a small one's", ok=ratio <= most)
        self.row(f"{work}, one at a time", f"{seconds * 1000:.2f} ms", "", "", "", "", f"20 practices, {sessions:,}")
        self.row(name, f"{longer * 1000:.2f} ms", "", "", "", "", f"{ratio:.2f}; {demand}")

    def slots(self, compared: Compared, least: float) -> None:
        name = "slot search, 500 sessions, 28 days"
        demand = self.judged(name, f"{least:g} times as fast", ok=compared.ratio >= least)
        times = f"{compared.fast * 1000:.0f} ms", f"{compared.naive * 1000:.0f} ms"
        self.row(name, *times, "", f"{compared.ratio:.1f}", "", demand)

    def text(self) -> str:
        return "\n".join([*self.lines, "", about()])


def about() -> str:
    programs = ", ".join(f"{name} {version(name)}" for name in PROGRAMS)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {programs}."
