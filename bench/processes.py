"""What processes have used: CPU time, from /proc (Linux), and memory.

A worker is a process with its children (WORKERS=2 has some); PostgreSQL is the postmaster with all of its backends.
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
NOT_COUNTED = (b"autovacuum", b"checkpointer", b"background writer", b"logical replication", b"stats")
"""PostgreSQL's processes that work for nobody's request in particular."""


def family(pid: int) -> list[int]:
    """A process and all of its descendants."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children: dict[int, list[int]] = {}
    for line in listed.splitlines():
        one, parent = map(int, line.split())
        children.setdefault(parent, []).append(one)
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def postgres_family(folder: Path) -> list[int]:
    """The postmaster whose data is in `folder`, with the processes that work for clients."""
    postmaster = int((folder / "postmaster.pid").read_text().split()[0])
    return [pid for pid in family(postmaster) if not any(word in _command(pid) for word in NOT_COUNTED)]


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of these processes so far, in seconds. A process or thread that has ended counts nothing."""
    return sum(_of_process(pid) for pid in pids)


def _of_process(pid: int) -> float:
    try:
        tasks = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/schedstat")]
        if tasks:  # in nanoseconds
            return sum(int(task.split()[0]) for task in tasks) / 1e9
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK  # in ticks of 10 ms, mostly


def resident(pids: list[int]) -> float:
    """In MB."""
    listed = ",".join(map(str, pids))
    said = subprocess.run(["ps", "-o", "rss=", "-p", listed], capture_output=True, text=True, check=True).stdout
    return sum(int(line) for line in said.split()) / 1024
