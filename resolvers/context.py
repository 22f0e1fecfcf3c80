"""Who asks, and what a use case needs to answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.engine import Database
from db.tenancy import Tenant


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

    `variables` are the operation's, for the arguments of fields below the root (db/plan.py).
    """

    viewer: Viewer
    db: Database
    now: Callable[[], datetime]
    request_id: str
    variables: Any = field(default_factory=dict)
