"""One request and its answer, as the log line, the metrics and the headers need to know of it."""

from dataclasses import dataclass, field
from typing import Any

__all__ = ["EXCHANGE", "Exchange", "Refusal", "refusal_body"]

EXCHANGE = "clinic_sessions.exchange"
"""The key in the ASGI scope."""


@dataclass(slots=True)
class Exchange:
    """Filled in on the way. Holds nothing of what was asked or answered but names of the schema's own kind."""

    request_id: str
    started: float
    """Seconds of the performance counter."""
    method: str
    route: str | None = None
    """The path, where it is one of the service's own."""
    operation_name: str | None = None
    operation_type: str | None = None
    practice_id: str | None = None
    role: str | None = None
    status: int = 0
    codes: list[str] = field(default_factory=list)
    """extensions.code of each error answered."""


class Refusal(Exception):
    """A request that is answered with a status and one error, instead of with a result."""

    def __init__(self, status: int, code: str, message: str, *, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


def refusal_body(code: str, message: str, **extensions: Any) -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": code, **extensions}}]}
