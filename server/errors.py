"""Errors that are answered with an HTTP status instead of a GraphQL result."""

from typing import Any

__all__ = ["ClientDisconnected", "RequestError", "error_body"]

Header = tuple[bytes, bytes]


class RequestError(Exception):
    """The request is answered with this status and one error. `code` is the error's extensions.code."""

    def __init__(self, status: int, code: str, message: str, *, headers: tuple[Header, ...] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


class ClientDisconnected(Exception):
    """The client closed the connection before it was answered."""


def error_body(code: str, message: str, **extensions: Any) -> dict[str, Any]:
    """The body of such an answer, in the form of a GraphQL result."""
    return {"errors": [{"message": message, "extensions": {"code": code, **extensions}}]}
