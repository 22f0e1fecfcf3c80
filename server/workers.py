"""The worker processes of the service, and the parent process that starts, replaces and stops them.

uvicorn's own supervisor asks each worker in turn whether it answers, and waits for one that is starting,
while it sees neither another's death nor a signal. This one waits for the ends of all of them at the same time.
"""

import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import FrameType

import uvicorn

from server import metrics

__all__ = ["Workers"]

logger = logging.getLogger("clinic_sessions.server")
spawn = multiprocessing.get_context("spawn")

TICK = 0.2
"""Seconds between two looks at the signals. The end of a worker wakes the parent at once."""
PAUSE = 0.5
"""Seconds before a worker that ended while it started is replaced, so that a fault does not fill the processor."""
MARGIN = 5.0
"""Seconds for a worker to end after its requests had their time. Then it is killed."""


class Server(uvicorn.Server):
    """A worker's server, which tells the parent when it has started."""

    def __init__(self, config: uvicorn.Config, ready: Connection) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            with suppress(OSError):  # the parent has ended
                self.ready.send_bytes(b"started")


def work(config: uvicorn.Config, listener: socket.socket, ready: Connection) -> None:
    """The main function of a worker."""
    threading.Thread(target=end_with_parent, args=(grace(config),), daemon=True).start()
    with suppress(KeyboardInterrupt):
        Server(config, ready).run([listener])


def end_with_parent(seconds: float) -> None:
    """Waits until the parent has ended, however that was, and stops this worker. Otherwise it would keep the port."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(seconds)
    os._exit(1)


def grace(config: uvicorn.Config) -> float:
    return (config.timeout_graceful_shutdown or 0) + MARGIN


@dataclass(slots=True)
class Worker:
    process: SpawnProcess
    ready: Connection
    started: bool = field(default=False)

    def has_started(self) -> bool:
        """Whether it has accepted requests, also if it has ended since."""
        with suppress(EOFError, OSError):
            if not self.started and self.ready.poll():
                self.started = self.ready.recv_bytes() == b"started"
        return self.started


class Workers:
    """`run` keeps `count` workers running until SIGTERM or SIGINT.

    A worker that ends is replaced. Only if one fails before any has ever started, `run` stops and returns False: then
    the application cannot start, and the log says why.
    """

    def __init__(self, config: uvicorn.Config, listener: socket.socket, count: int) -> None:
        self.config = config
        self.listener = listener
        self.count = count
        self.workers: list[Worker] = []
        self.next_start = 0.0
        self.ever_started = False
        self.stopping = threading.Event()
        self.rereading = threading.Event()

    def run(self) -> bool:
        failed = False
        before = {number: signal.signal(number, self.stop) for number in (signal.SIGTERM, signal.SIGINT)}
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, self.reread)
        try:
            while not self.stopping.is_set() and not failed:
                while len(self.workers) < self.count and time.monotonic() >= self.next_start:
                    self.start()
                wait([worker.process.sentinel for worker in self.workers], timeout=TICK)
                failed = any(self.has_failed(worker) for worker in list(self.workers))
                self.pass_on()
        finally:
            self.end()
            for number, handler in before.items():
                signal.signal(number, handler)
        return not failed

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def reread(self, _number: int, _frame: FrameType | None) -> None:
        self.rereading.set()

    def pass_on(self) -> None:
        """Passes SIGHUP on to the workers, which read the trusted documents again. Without any, it means nothing."""
        if not self.rereading.is_set():
            return
        self.rereading.clear()
        for worker in self.workers:
            pid = worker.process.pid
            if "DOCUMENTS_DIR" in os.environ and worker.started and pid is not None and worker.process.exitcode is None:
                os.kill(pid, signal.SIGHUP)

    def start(self) -> None:
        reader, writer = spawn.Pipe(duplex=False)
        process = spawn.Process(target=work, args=(self.config, self.listener, writer))
        try:
            process.start()
        except BrokenPipeError:  # it was killed before it had read its task
            self.next_start = time.monotonic() + PAUSE
            return
        finally:
            writer.close()
        self.workers.append(Worker(process, reader))

    def has_failed(self, worker: Worker) -> bool:
        """Looks after a worker. Returns whether the application cannot start."""
        started = worker.has_started()
        self.ever_started |= started
        code = worker.process.exitcode
        if code is None:
            return False
        self.remove(worker)
        if self.stopping.is_set():
            return False
        if code > 0 and not self.ever_started:
            return True
        logger.warning("worker %d ended (%s), and is replaced", worker.process.pid, described(code))
        if not started:
            self.next_start = time.monotonic() + PAUSE
        return False

    def remove(self, worker: Worker) -> None:
        self.workers.remove(worker)
        worker.ready.close()
        if worker.process.pid is not None:
            metrics.remove_worker(worker.process.pid)

    def end(self) -> None:
        """Stops the workers. The listening socket is closed first, since the kernel would go on to accept."""
        self.listener.close()
        deadline = time.monotonic() + grace(self.config)
        for worker in self.workers:
            worker.process.terminate()
        for worker in list(self.workers):
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.exitcode is None:
                logger.error("worker %d did not stop in time, and is killed", worker.process.pid)
                worker.process.kill()
                worker.process.join()
            self.remove(worker)


def described(code: int) -> str:
    return f"exit status {code}" if code >= 0 else f"signal {-code}"
