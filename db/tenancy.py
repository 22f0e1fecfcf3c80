"""Which practice, which viewer: the second lock on every row.

The application names `practice_id` in every query. Should it ever forget, the database still answers nothing:
row-level security is forced on every table, the service's role neither owns the tables nor bypasses it, and the
practice is set for one transaction at a time, so that no pooled connection carries it to the next user.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

APPLICATION_ROLE = "clinic_sessions_app"
"""The role that the service works as. It has no login of its own: connections assume it (db/engine.py)."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """Whose rows a transaction may touch. The ids are parsed here, so they may stand in SQL as literals."""

    practice_id: str
    clinician_id: str | None = None

    def __post_init__(self) -> None:
        _settings(self.practice_id, self.clinician_id)

    @property
    def settings(self) -> str:
        """The statements that set it for the running transaction, to be sent in one round trip."""
        return _settings(self.practice_id, self.clinician_id)

    @property
    def parameters(self) -> dict[str, str | None]:
        """What statements are given of it, by parameter."""
        return {"practice_id": self.practice_id, "viewer_clinician_id": self.clinician_id}


@lru_cache(maxsize=4096)
def _settings(practice_id: str, clinician_id: str | None) -> str:
    """Raises ValueError where an id is none: no text but a UUID's own ever becomes SQL."""
    settings = f"SET LOCAL app.practice_id = '{UUID(practice_id)}'"
    if clinician_id is not None:
        settings += f"; SET LOCAL app.clinician_id = '{UUID(clinician_id)}'"
    return settings
