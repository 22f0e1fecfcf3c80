"""The tenant of a transaction, for row-level security.

Every query of the application has a condition on `practice_id`. If a query lacked it, PostgreSQL would return no rows:
row-level security is forced on every table, and the service's role neither owns the tables nor bypasses it. The tenant
is set for one transaction, so a pooled connection does not keep it for the next one.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

APPLICATION_ROLE = "clinic_sessions_app"
"""The role of the service. It cannot log in: connections switch to it (db/engine.py)."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """The practice, and perhaps the clinician, whose rows a transaction may read and write.

    Raises ValueError if an id is not a UUID: the ids become literals in SQL.
    """

    practice_id: str
    clinician_id: str | None = None

    def __post_init__(self) -> None:
        _settings(self.practice_id, self.clinician_id)

    @property
    def settings(self) -> str:
        """The SQL that sets the tenant for the running transaction."""
        return _settings(self.practice_id, self.clinician_id)

    @property
    def parameters(self) -> dict[str, str | None]:
        """The parameters of statements that the tenant gives, by name."""
        return {"practice_id": self.practice_id, "viewer_clinician_id": self.clinician_id}


@lru_cache(maxsize=4096)
def _settings(practice_id: str, clinician_id: str | None) -> str:
    """Raises ValueError if an id is not a UUID: only the canonical text of a UUID becomes SQL."""
    settings = f"SET LOCAL app.practice_id = '{UUID(practice_id)}'"
    if clinician_id is not None:
        settings += f"; SET LOCAL app.clinician_id = '{UUID(clinician_id)}'"
    return settings
