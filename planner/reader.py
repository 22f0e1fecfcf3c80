"""An open read transaction, as planned reads use it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from planner.errors import Failed
from planner.statement import Statement


class Tenant(Protocol):
    """Whose rows a transaction may touch."""

    @property
    def settings(self) -> str:
        """The statements that set it for the running transaction."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The values, by parameter, that every statement is given which names them."""


@dataclass(slots=True)
class Reader:
    """An open read transaction, and what a planned read needs to know of who reads and when."""

    conn: Any
    tenant: Tenant
    role: str = "ADMIN"
    variables: Mapping[str, Any] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    forgiving: bool = False
    """A field that cannot be answered fails by itself; else, the whole read with it."""
    failed: bool = False
    viewer: Any = None
    """Who asks, for the use case that tells them so."""

    def fail(self, failed: Failed) -> Failed:
        """What to put in the field's place."""
        if not self.forgiving:
            raise failed.error
        self.failed = True
        return failed

    async def fetch(self, statement: Statement, **values: Any) -> list[Any]:
        """The rows of a statement."""
        rows: list[Any] = await self.conn.fetch(statement.sql, *self.values(statement, values))
        return rows

    def values(self, statement: Statement, values: Mapping[str, Any]) -> list[Any]:
        """The statement's parameters, in order. Who reads is given to every statement that names it."""
        given = {
            **statement.defaults,
            **self.tenant.parameters,
            **values,
        }
        for name in statement.joined:
            given[name] = ",".join(given[name])
        return [given[name] for name in statement.names]
