"""The service as it was before: another checkout, run beside this one, or its figures as they were kept (before.json).

Rates of different days or machines cannot be compared. Kept are ratios to the limit and to the usual way, which were
measured in the same run; what the service has gained since is the ratio of two such ratios.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("before.json")
FILLING = """
import asyncio, sys
from pathlib import Path
from bench.data import filled
from dev.postgres import Instance
asyncio.run(filled(Instance(Path(sys.argv[1]), Path(sys.argv[2])), sys.argv[3], int(sys.argv[4])))
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one kind of work: requests a second, as a multiple of the others', and CPU in ms for each request."""

    of: Mapping[str, float]
    rate: float
    worker_ms: float
    postgres_ms: float


def fill(checkout: Path, instance: Any, name: str, practices: int) -> None:
    """A new database of this name, made by the other checkout's own migrations and benchmark."""
    own = checkout / ".venv" / "bin" / "python"
    python = str(own) if own.exists() else sys.executable
    given = str(instance.folder), str(instance.socket_folder), name, str(practices)
    subprocess.run([python, "-c", FILLING, *given], cwd=checkout, check=True)


def commit_of(checkout: Path) -> str:
    said = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=checkout, capture_output=True, text=True)
    return said.stdout.strip() or checkout.name


def keep(commit: str, about: str, command: str, works: Mapping[str, Figures], others: Mapping[str, float]) -> None:
    """`others`: figures that belong to no kind of work, by name."""
    told = {
        "commit": commit,
        "command": command,
        "machine": about,
        "works": {name: asdict(figures) for name, figures in works.items()},
        "others": dict(others),
    }
    KEPT.write_text(json.dumps(told, indent=2, default=float) + os.linesep)


def kept() -> dict[str, Figures]:
    """By work; empty where nothing was kept."""
    if not KEPT.exists():
        return {}
    return {name: Figures(**figures) for name, figures in json.loads(KEPT.read_text())["works"].items()}
