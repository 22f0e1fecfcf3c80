"""What each hand-made thing of the read path buys: the service against itself with that one thing done the plain way.

Each plain way is swapped in before the service starts, by a worker that runs `swap` and then the service's own command.
Both workers answer the same requests over HTTP, in turn; what counts is the CPU time of the worker for each request,
for that does not depend on what else the machine does.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from typing import Any

import asyncpg


@dataclass(frozen=True, slots=True)
class Trick:
    """A hand-made thing, what stands in for it, and the works (by name) by which it is measured."""

    name: str
    swap: Callable[[], None]
    works: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bought:
    """The share of the plain way's CPU time that the trick saves: the median of the rounds, and their middle half.

    `best` compares the least disturbed rounds, the cheapest tenth of each: on a busy machine it is the firmer figure.
    """

    trick: str
    work: str
    saved: float
    low: float
    high: float
    best: float


def bought(trick: str, work: str, own: list[float], plain: list[float]) -> Bought:
    """`own` and `plain`: CPU seconds for a request, by round."""
    shares = [1 - mine / theirs for mine, theirs in zip(own, plain, strict=True)]
    low, _, high = quantiles(shares, n=4) if len(shares) > 1 else (shares[0],) * 3
    return Bought(trick, work, median(shares), low, high, 1 - cheapest(own) / cheapest(plain))


def cheapest(rounds: list[float]) -> float:
    """The median of the cheapest tenth."""
    return median(sorted(rounds)[: max(1, len(rounds) // 10)])


def swap(name: str) -> None:
    """Does one thing the plain way in this process. To be called before anything of the service is imported."""
    next(trick for trick in TRICKS if trick.name == name).swap()


# ---------------------------------------------------------------- the plain ways


def closures() -> None:
    """A function for each field and object, composed, in place of one that is compiled from generated source."""
    from bench.composed import ComposedPlan
    from planner import batches, output, pages

    modules: list[Any] = [batches, output, pages]
    for module in modules:  # wherever it was imported to
        if hasattr(module, "OutputPlan"):
            module.OutputPlan = ComposedPlan


class AsyncpgPool:
    """asyncpg's pool, without its reset query, behind the interface of db.pool.Pool."""

    def __init__(self, connect: Any, *, size: int, patience: float) -> None:
        async def opened(*_: Any, **__: Any) -> Any:
            return await connect()

        self.connect = opened
        self.size, self.patience = size, patience
        self.used = 0
        self.pool: Any = None

    async def take(self, *, fresh: bool = False) -> Any:
        if self.pool is None:
            self.pool = asyncpg.create_pool(min_size=0, max_size=self.size, connect=self.connect, reset=_nothing)
            await self.pool
        conn = await self.pool.acquire(timeout=self.patience)
        self.used += 1
        return conn

    def give_back(self, conn: Any) -> None:
        """Releases it in a task: the seam does not wait for that."""
        self.used -= 1
        self.releasing = asyncio.ensure_future(self.pool.release(conn))

    async def discard(self, conn: Any) -> None:
        self.used -= 1
        conn.terminate()
        await self.pool.release(conn)

    def get_idle_size(self) -> int:
        return int(self.pool.get_idle_size()) if self.pool else 0

    def get_size(self) -> int:
        return int(self.pool.get_size()) if self.pool else 0

    async def close(self) -> None:
        if self.pool:
            await self.pool.close()


async def _nothing(_: Any) -> None:
    return None


def asyncpg_pool() -> None:
    from db import engine

    swapped: Any = engine
    swapped.Pool = AsyncpgPool


def executor() -> None:
    """graphql-core's executor, which the finished values pass, in place of the planner's own loop over root fields."""
    from planner.operation import Prepared

    planned = Prepared.plan

    def plan(*given: Any) -> Any:
        found = planned(*given)
        found.planned = False
        return found

    swapped: Any = Prepared
    swapped.plan = plan


def wrapped() -> None:
    """Strawberry's conversion of arguments, which `schema.fields.skip_argument_conversion` takes away."""
    from graphql.execution.values import get_argument_values

    from planner import PLANNED
    from schema import fields

    def keep(root: Any) -> None:
        for definition in root.fields.values():
            definition.resolve = partial(resolved, definition, definition.resolve)
            definition.extensions[PLANNED] = True

    def resolved(definition: Any, resolve: Any, source: Any, info: Any, **_: Any) -> Any:
        """As graphql-core's executor calls it: with the arguments."""
        return resolve(source, info, **get_argument_values(definition, info.field_nodes[0], info.variable_values))

    fields.skip_argument_conversion = keep


PAGE, ONE, EVERYTHING = "sessions page, 50 rows", "one session by id", "all fields of 50 sessions"
TRICKS = (
    Trick("source generated for eval, not closures", closures, (PAGE, EVERYTHING)),
    Trick("a pool, not asyncpg's", asyncpg_pool, (ONE,)),
    Trick("a loop over root fields, not graphql-core's", executor, (ONE,)),
    Trick("no conversion of arguments (`bare`)", wrapped, (ONE,)),
)
"""Each is measured by the requests in which it can show most."""
