"""An open read transaction, for planned reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from planner.errors import Failed
from planner.statement import Statement


class Tenant(Protocol):
    """The tenant whose rows a transaction may read and write."""

    @property
    def settings(self) -> str:
        """The statements that set the tenant for the running transaction."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The tenant's parameters, by name. Each statement gets those that it has."""


@dataclass(slots=True)
class Reader:
    """An open read transaction, with the tenant, the role and the time of the read."""

    conn: Any
    tenant: Tenant
    role: str = "ADMIN"
    variables: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    forgiving: bool = False
    """Whether only the field fails that cannot be answered; otherwise the whole read fails."""
    failed: bool = False
    viewer: Any = None
    """The caller, for the use case that answers with it."""

    def fail(self, failed: Failed) -> Failed:
        """Records that a field failed, and returns the value for its place. Raises its error if the read fails."""
        if not self.forgiving:
            raise failed.error
        self.failed = True
        return failed

    async def fetch(self, statement: Statement, **values: Any) -> list[Any]:
        """The rows of a statement."""
        rows: list[Any] = await self.conn.fetch(statement.sql, *self.values(statement, values))
        return rows

    def values(self, statement: Statement, values: Mapping[str, Any]) -> list[Any]:
        """The values of the statement's parameters, in order; the tenant's parameters are added to `values`."""
        given = {
            **statement.defaults,
            **self.tenant.parameters,
            **values,
        }
        return [given[name] for name in statement.names]
