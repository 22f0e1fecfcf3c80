"""The viewer, and the context of a request."""

from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from db.engine import Database
from db.tenancy import Tenant
from planner import Computing

AT_ONCE = 2
"""How many root fields of one query read at the same time."""


class Role(StrEnum):
    ADMIN = "ADMIN"
    CLINICIAN = "CLINICIAN"
    STAFF = "STAFF"
    BOOKING = "BOOKING"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who sends the request, as the access token says."""

    subject: str
    name: str
    role: Role
    practice_id: str
    clinician_id: str | None = None

    @property
    def tenant(self) -> Tenant:
        return _tenant(self.practice_id, self.clinician_id)


@lru_cache(maxsize=4096)
def _tenant(practice_id: str, clinician_id: str | None) -> Tenant:
    """Made once for the many requests of a practice. Raises ValueError where an id is none."""
    return Tenant(practice_id, clinician_id)


@dataclass(frozen=True, slots=True)
class Context:
    """One request.

    `now`: the clock; it returns the current instant with its zone.
    `variables`: the operation's, for the arguments of fields below the root.
    `computing`: where the request computes what takes long; None: on threads.
    `turns`: each root field that reads takes one. The root fields of a query run at the same time, but a query does not
    take more than a few connections of the pool.
    """

    viewer: Viewer
    db: Database
    now: Callable[[], datetime]
    request_id: str
    variables: Any = field(default_factory=dict)
    changes_kept: timedelta = timedelta(days=30)
    """For how long a change can be read, and a cursor of changes is good."""
    computing: Computing | None = None
    turns: Semaphore = field(default_factory=lambda: Semaphore(AT_ONCE))

    def with_variables(self, variables: Any) -> "Context":
        """The same request, its variables read. (`dataclasses.replace` takes ten times as long.)"""
        return Context(
            viewer=self.viewer,
            db=self.db,
            now=self.now,
            request_id=self.request_id,
            variables=variables,
            changes_kept=self.changes_kept,
            computing=self.computing,
            turns=self.turns,
        )
