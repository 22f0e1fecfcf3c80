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
    import strawberry
    from graphql.execution.values import get_argument_values

    from planner import PLANNED, Call
    from schema import fields

    skip = fields.skip_argument_conversion

    def keep(root: Any) -> None:
        converting = {name: definition.resolve for name, definition in root.fields.items()}
        skip(root)
        for name, definition in root.fields.items():
            definition.extensions[PLANNED] = partial(answer, definition, converting[name])

    def answer(definition: Any, converting: Any, call: Call) -> Any:
        given = get_argument_values(definition, call.root.nodes[0], call.request.variables)
        return converting(None, call, **given)

    info: Any = strawberry.Info  # which Strawberry makes of what it takes for graphql-core's
    info.call = property(lambda made: made._raw_info)
    fields.skip_argument_conversion = keep


def core_info() -> None:
    """graphql-core's description of a field, and a context copied by `dataclasses.replace`, beside the small `Call`."""
    from dataclasses import replace

    from graphql import GraphQLResolveInfo
    from graphql.pyutils import Path, is_awaitable

    from planner import PLANNED, Call
    from planner.operation import Root
    from resolvers.context import Context

    def resolve(root: Root) -> Any:
        return partial(described, root, root.definition.extensions[PLANNED])

    def described(root: Root, answer: Any, call: Call) -> Any:
        GraphQLResolveInfo(
            field_name=root.item.name,
            field_nodes=root.nodes,
            return_type=root.definition.type,
            parent_type=root.parent,
            path=Path(None, root.item.key, root.parent.name),
            schema=None,  # type: ignore[arg-type]  # only its making is measured
            fragments={},
            root_value=None,
            operation=call.request.plan.operation,
            variable_values=call.request.variables,
            context=call.request,
            is_awaitable=is_awaitable,
            abort_signal=None,
            async_helpers=None,  # type: ignore[arg-type]  # only its making is measured
        )
        return answer(call)

    swapped: Any = Root
    swapped.resolve = property(resolve)
    swapped = Context
    swapped.with_variables = lambda context, variables: replace(context, variables=variables)


def core_variables() -> None:
    """graphql-core's coercion of all variables, and of the arguments that pass them on."""
    from planner import operation, variables

    swapped: Any = variables
    swapped.plain_variables = lambda *_: None
    swapped = operation
    swapped._passed = lambda *_: None


def log_records() -> None:
    """A LogRecord for the line of each request, formatted by the handler."""
    from server import request_log

    swapped: Any = request_log
    swapped.json_handler = lambda _: None


PAGE, ONE, EVERYTHING = "sessions page, 50 rows", "one session by id", "all fields of 50 sessions"
TRICKS = (
    Trick("source generated for eval, not closures", closures, (PAGE, EVERYTHING)),
    Trick("a pool, not asyncpg's", asyncpg_pool, (ONE,)),
    Trick("a loop over root fields, not graphql-core's", executor, (ONE,)),
    Trick("no conversion of arguments (`bare`)", wrapped, (ONE,)),
    Trick("a `Call`, not a GraphQLResolveInfo", core_info, (ONE,)),
    Trick("plain variables without graphql-core", core_variables, (ONE,)),
    Trick("a log line without a LogRecord", log_records, (ONE,)),
)
"""Each is measured by the requests in which it can show most."""
