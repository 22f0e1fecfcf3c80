"""Where calendars are computed: places, handed out in turn, each with a process of its own.

Python computes one thing at a time in a process. What takes long would keep all other requests of the process waiting,
on a thread, too; so it is done in a process beside, at a lower priority. There are few such places. They are handed out
in turn by practice and, within a practice, by viewer: who asks for much waits for itself.

    Computing       of the process that serves: its places and its processes
    └── Operation   of one request: it computes one thing at a time, and only so much
    Places          who is next
    Worker          a process that computes (server/compute_worker.py)

What is computed is a pure function and plain data; nothing here knows of sessions, SQL or GraphQL.
"""

import asyncio
import logging
import os
import socket
import subprocess
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from planner import Busy, TooMuch
from server.compute_worker import LENGTH, Call, Outcome, Sliced, TooLong, dumps, framed, loads, slices, whole
from server.limits import LIMITS

__all__ = ["ComputeOptions", "Computing", "Operation", "Places"]

T = TypeVar("T")
logger = logging.getLogger("clinic_sessions.server")

ROOT = Path(__file__).resolve().parents[1]
START = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from server.compute_worker import main; main()"
INHERITED = ("PATH", "LANG", "LC_", "LD_LIBRARY_PATH", "PYTHON", "COVERAGE")
"""How the environment variables begin that a worker gets: none is secret."""
LOADING = 2
"""Requests that load at a time what they will compute."""
AHEAD = 2
"""Computations of one practice that are loaded and wait."""
WAITING = 32
"""Computations of one practice that may wait at a time."""


@dataclass(frozen=True, slots=True)
class ComputeOptions:
    places: int = 1
    """Computations at a time, in each process that serves."""
    wait: float = 5.0
    """Seconds that a request waits for its first place."""
    longest: float = 10.0
    """Seconds of processor time after which one computation is given up."""


class Places:
    """So many places, and those who wait for one: in turn by practice, and within a practice by viewer."""

    def __init__(self, count: int, *, may: Callable[[str], bool] = lambda _: True) -> None:
        """`may`: whether a practice may be given a place now; `hand_out` is to be called when that changes."""
        self.free = count
        self.may = may
        self.waiting: OrderedDict[str, OrderedDict[str, deque[asyncio.Future[None]]]] = OrderedDict()

    def count(self, practice: str | None = None) -> int:
        """How many wait."""
        practices = [self.waiting.get(practice, OrderedDict())] if practice is not None else self.waiting.values()
        return sum(len(line) for viewers in practices for line in viewers.values())

    def take_free(self, practice: str) -> bool:
        """Takes a place if the practice may have one at once."""
        if not self.free or practice in self.waiting or not self.may(practice):
            return False
        self.free -= 1
        return True

    async def take(self, practice: str, viewer: str, *, again: bool = False) -> None:
        """Waits for a place. `again`: before the viewer's requests that have not had one yet, so that what was begun
        is ended. Raises Busy where too many of the practice wait.
        """
        if self.take_free(practice):
            return
        if not again and self.count(practice) >= WAITING:
            raise Busy
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line = self.waiting.setdefault(practice, OrderedDict()).setdefault(viewer, deque())
        if again:
            line.appendleft(turn)
        else:
            line.append(turn)
        self.hand_out()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give_back()  # it was handed over at that moment
            else:
                self._leave(practice, viewer, turn)
            raise

    def give_back(self) -> None:
        self.free += 1
        self.hand_out()

    def hand_out(self) -> None:
        """Gives free places to who is next: the practices' turn goes round, and within each that of its viewers."""
        while self.free:
            practice = next((each for each in self.waiting if self.may(each)), None)
            if practice is None:
                return
            viewers = self.waiting.pop(practice)
            viewer, line = viewers.popitem(last=False)
            turn = line.popleft()
            if line:
                viewers[viewer] = line
            if viewers:
                self.waiting[practice] = viewers
            if not turn.done():
                self.free -= 1
                turn.set_result(None)

    def _leave(self, practice: str, viewer: str, turn: asyncio.Future[None]) -> None:
        viewers = self.waiting.get(practice, OrderedDict())
        line = viewers.get(viewer, deque())
        if turn in line:
            line.remove(turn)
        if not line:
            viewers.pop(viewer, None)
        if not viewers:
            self.waiting.pop(practice, None)


class WorkerDied(Exception):
    """A worker ended while it computed."""


class Worker:
    """A process that computes, and the socket to it."""

    def __init__(self, process: subprocess.Popen[bytes], reader: asyncio.StreamReader, writer: Any) -> None:
        self.process = process
        self.reader = reader
        self.writer = writer

    @classmethod
    async def start(cls) -> "Worker":
        own, other = socket.socketpair()
        environment = {name: value for name, value in os.environ.items() if name.startswith(INHERITED)}
        try:
            process = _spawn([sys.executable, "-c", START], other, environment)
            own.setblocking(False)
            reader, writer = await asyncio.open_connection(sock=own)
        except BaseException:
            own.close()
            raise
        finally:
            other.close()
        return cls(process, reader, writer)

    async def compute(self, frames: list[bytes]) -> Any:
        """Raises WorkerDied, and what the function raises."""
        try:
            for frame in frames:
                self.writer.write(framed(frame))
                await self.writer.drain()
            outcome: Outcome = loads(await self._frame())
            if outcome.raised is not None:
                raise outcome.raised
            if not isinstance(outcome.value, Sliced):
                return outcome.value
            found = []
            for _ in range(outcome.value.frames):
                found.append(loads(await self._frame()))
                await asyncio.sleep(0)  # others are served meanwhile
            return whole(outcome.value, iter(found))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise WorkerDied from error

    async def _frame(self) -> bytes:
        (length,) = LENGTH.unpack(await self.reader.readexactly(LENGTH.size))
        return await self.reader.readexactly(length)

    def kill(self) -> None:
        """Ends it. A processor that is busy may take a moment to let it go, for which a thread waits."""
        self.writer.transport.abort()
        self.process.kill()
        Thread(target=self.process.wait, name="ended worker").start()


def _spawn(command: list[str], connection: socket.socket, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Returns as soon as the process exists; it inherits nothing but the socket and standard error."""
    return subprocess.Popen(command, stdin=connection.fileno(), stdout=subprocess.DEVNULL, env=environment)


class Computing:
    """The places of one process that serves, and its workers. A worker is started when it is needed first.

    `loading`: the places in which a request reads what it will compute, which keeps PostgreSQL and this process busy.
    A practice that has requests which wait to compute reads no more ahead: they would be refused after all that work.
    """

    def __init__(self, options: ComputeOptions | None = None) -> None:
        self.options = options or ComputeOptions()
        self.places = Places(self.options.places)
        self.loading = Places(LOADING, may=lambda practice: self.places.count(practice) < AHEAD)
        self.running = 0
        self.closed = False
        self._idle: list[Worker] = []

    def operation(self, practice: str, viewer: str) -> "Operation":
        return Operation(self, practice, viewer)

    def counts(self) -> dict[str, int]:
        """For the metrics."""
        return {"running": self.running, "waiting": self.places.count() + self.loading.count()}

    async def compute(self, frames: list[bytes]) -> Any:
        """In a place that was taken. A worker that died is replaced, and the work done once more. Raises TooMuch."""
        self.running += 1
        try:
            try:
                return await self._computed(frames)
            except WorkerDied:
                logger.warning("a computing process ended and is replaced")
                return await self._computed(frames)
        except TooLong:
            message = f"It takes more than {self.options.longest:g} s to compute: {NARROWER}."
            raise TooMuch(message) from None
        finally:
            self.running -= 1

    async def _computed(self, frames: list[bytes]) -> Any:
        worker = self._idle.pop() if self._idle else await Worker.start()
        usable = False
        try:
            try:
                found = await worker.compute(frames)
            except WorkerDied:
                raise
            except Exception:
                usable = True  # it was the function that raised
                raise
            usable = True
            return found
        finally:
            if usable and not self.closed:
                self._idle.append(worker)
            else:
                worker.kill()

    def close(self) -> None:
        """Ends the workers."""
        self.closed = True
        while self._idle:
            self._idle.pop().kill()


NARROWER = "ask for fewer days, or for some clinicians or locations only"


@dataclass(slots=True)
class Operation:
    """What one request computes: one thing at a time, in one place, however many fields compute.

    `waited` and `computed` in seconds, for the log.
    """

    computing: Computing
    practice: str
    viewer: str
    size: int = 0
    waited: float = 0.0
    computed: float = 0.0
    _waiting: int = 0
    _until: float | None = None
    _begun: bool = False
    _refused: bool = False
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def charge(self, size: int) -> None:
        """Counts dates that are to be computed. Raises TooMuch."""
        if self.size + size > LIMITS.dates:
            together = "With the fields before it, this" if self.size else "This"
            message = f"{together} computes about {self.size + size:,} dates; {LIMITS.dates:,} are allowed in a request"
            raise TooMuch(f"{message}: {NARROWER}.")
        self.size += size

    def may_load(self) -> bool:
        return self.computing.loading.take_free(self.practice)

    async def wait_to_load(self) -> None:
        await self._turn(self.computing.loading)

    def loaded(self) -> None:
        self.computing.loading.give_back()

    async def _turn(self, places: Places) -> None:
        """Waits for a place, before the first one no longer than the options say, all in all."""
        loop = asyncio.get_running_loop()
        began, alone = loop.time(), not self._waiting
        if self._until is None:
            self._until = began + self.computing.options.wait
        self._waiting += 1
        try:
            async with asyncio.timeout_at(None if self._begun else self._until):
                await places.take(self.practice, self.viewer, again=self._begun)
        except (TimeoutError, Busy):
            self._refused = True
            raise Busy from None
        finally:
            self._waiting -= 1
            self.waited += loop.time() - began if alone else 0.0
            self.computing.loading.hand_out()  # the practice may have one more ahead

    async def run(self, function: Callable[..., T], *given: Any, **named: Any) -> T:
        """What the function returns, computed in another process. Raises Busy and TooMuch.

        It waits for its first place as long as the options say, and for others as long as it takes.
        """
        frames = await _frames(function, given, named, longest=self.computing.options.longest)
        async with self._one:
            if self._refused:
                raise Busy
            await self._turn(self.computing.places)
            self._begun = True
            began = time.monotonic()
            try:
                found: T = await self.computing.compute(frames)
            finally:
                self.computed += time.monotonic() - began
                self.computing.places.give_back()
            return found


async def _frames(
    function: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any], *, longest: float
) -> list[bytes]:
    """The message to a worker. Other requests are served between slices of it."""
    parts, frames = [], []
    for part in (*given, *named.values()):
        head, following = slices(part)
        parts.append(head)
        for frame in following:
            frames.append(frame)
            await asyncio.sleep(0)
    call = Call(function, tuple(parts[: len(given)]), dict(zip(named, parts[len(given) :], strict=True)), longest)
    return [dumps(call), *frames]
