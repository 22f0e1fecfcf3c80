"""A process that computes for the service: it is given pure functions of scheduling/, and imports nothing else.

It speaks over one socket, its standard input. A message is a frame with a pickled head, and as many frames as the head
says; a frame is its length in four bytes and its bytes. It ends when the service closes the socket, or is gone.
"""

import os
import pickle
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SLICE = 250
"""Items of a list or dict that are pickled at a time, a few milliseconds of work."""
LENGTH = struct.Struct("!I")
NICE = 5
"""So much less of a busy processor it gets than the process that serves requests (nice(1))."""


@dataclass(frozen=True, slots=True)
class Sliced:
    """Stands where a long list, tuple or dict does, which follows in so many frames."""

    kind: type
    frames: int


@dataclass(frozen=True, slots=True)
class Call:
    function: Callable[..., Any]
    given: tuple[Any, ...]
    named: dict[str, Any]
    longest: float
    """Seconds of processor time after which it is given up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    value: Any = None
    raised: Exception | None = None


def dumps(value: Any) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def loads(data: bytes) -> Any:
    """Of the service's own processes only."""
    return pickle.loads(data)  # noqa: S301


def slices(value: Any) -> tuple[Any, Iterator[bytes]]:
    """The value, or what stands for it and the frames that follow."""
    if not isinstance(value, list | tuple | dict) or len(value) <= SLICE:
        return value, iter(())
    items = list(value.items()) if isinstance(value, dict) else value
    starts = range(0, len(items), SLICE)
    return Sliced(type(value), len(starts)), (dumps(items[start : start + SLICE]) for start in starts)


def whole(value: Any, frames: Iterator[list[Any]]) -> Any:
    """What `slices` took apart."""
    if not isinstance(value, Sliced):
        return value
    return value.kind([item for _ in range(value.frames) for item in next(frames)])


def framed(data: bytes) -> bytes:
    return LENGTH.pack(len(data)) + data


class TooLong(Exception):
    """A function took more processor time than it may."""


class Closed(Exception):
    """The service has closed the socket."""


def answer(connection: socket.socket) -> None:
    """Computes what the next message asks for."""
    call: Call = loads(_received(connection))
    parts = [*call.given, *call.named.values()]
    count = sum(part.frames for part in parts if isinstance(part, Sliced))
    frames = iter([loads(_received(connection)) for _ in range(count)])
    parts = [whole(part, frames) for part in parts]
    given, named = parts[: len(call.given)], dict(zip(call.named, parts[len(call.given) :], strict=True))
    signal.setitimer(signal.ITIMER_PROF, call.longest)
    try:
        value, following = slices(call.function(*given, **named))
        outcome = Outcome(value)
    except Exception as error:
        outcome, following = Outcome(raised=error), iter(())
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    connection.sendall(framed(dumps(outcome)))
    for frame in following:
        connection.sendall(framed(frame))


def _received(connection: socket.socket) -> bytes:
    (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size))
    return _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        part = connection.recv(min(length - len(found), 1 << 20))
        if not part:
            raise Closed
        found += part
    return bytes(found)


def give_up(*_: Any) -> None:
    raise TooLong


def main() -> None:
    """Answers until the service closes the socket. Ctrl-C in the terminal is for the service alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, give_up)
    os.nice(NICE)
    with socket.socket(fileno=0) as connection:
        try:
            while True:
                answer(connection)
        except (Closed, ConnectionError):
            return
