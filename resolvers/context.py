"""Who asks, and what a use case needs to answer."""

from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.engine import Database
from db.tenancy import Tenant

AT_ONCE = 2
"""Root fields of one query that read at the same time."""


class Role(StrEnum):
    ADMIN = "ADMIN"
    CLINICIAN = "CLINICIAN"
    STAFF = "STAFF"
    BOOKING = "BOOKING"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: taken from the access token."""

    subject: str
    name: str
    role: Role
    practice_id: str
    clinician_id: str | None = None

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.practice_id, self.clinician_id)


@dataclass(frozen=True, slots=True)
class Context:
    """One request. `now` is the clock: the current instant, with its zone.

    `variables` are the operation's, for the arguments of fields below the root. `turns` are taken by what
    reads: the root fields of a query run side by side, but no query has more than a few of the pool's connections.
    """

    viewer: Viewer
    db: Database
    now: Callable[[], datetime]
    request_id: str
    variables: Any = field(default_factory=dict)
    turns: Semaphore = field(default_factory=lambda: Semaphore(AT_ONCE))
