"""Errors as callers may see them: each has a code, and unexpected ones are masked and logged.

This is the only place that masks errors: those of fields, and in `server/` those of the request around them.
"""

import logging
import re
from typing import Any

from graphql import GraphQLError

from db.changes import CursorExpired
from db.engine import Unavailable
from planner import BadInput, Barred, Busy, TooMuch
from resolvers.errors import Forbidden, NotFound

__all__ = ["DATABASE_UNAVAILABLE", "masked", "public_error", "request_error"]

logger = logging.getLogger("clinic_sessions")

GIVEN = re.compile(r"[,;] found: .*|(?<=\?) Found: .*|(?P<kept>cannot represent [^:]*value): .*", re.DOTALL)
"""Where graphql-core's messages repeat the value that was given (held by tests/schema/test_unreadable.py)."""

DATABASE_UNAVAILABLE = "The database is not available. Try again in a moment."
CURSOR_EXPIRED = "The changes behind this cursor are not kept any more. Read everything anew, then go on from there."
COMPUTE_BUSY = "Other calendars are being computed at the moment. Try again in some seconds, or ask for less at once."


def public_error(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error with `extensions.code` and a message for the caller. One that has a code already stays as it is."""
    if "code" in (error.extensions or {}):
        return error
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return _with_code(error, "BAD_USER_INPUT", error.message)
    match cause:
        case TooMuch():
            return _with_code(error, "QUERY_TOO_COMPLEX", str(cause))
        case Busy():
            return _with_code(error, "COMPUTE_BUSY", COMPUTE_BUSY)
        case BadInput():
            return _with_code(error, "BAD_USER_INPUT", str(cause), argument=list(cause.path))
        case NotFound():
            return _with_code(error, "NOT_FOUND", str(cause))
        case Forbidden():
            return _with_code(error, "FORBIDDEN", str(cause))
        case Barred():
            return _with_code(error, "FORBIDDEN", f"Your role may not read {cause}.", field=list(cause.path))
        case CursorExpired():
            return _with_code(error, "CURSOR_EXPIRED", CURSOR_EXPIRED)
        case Unavailable():
            return _with_code(error, "SERVICE_UNAVAILABLE", DATABASE_UNAVAILABLE)
    code, message, details = masked(cause, request_id)
    return _with_code(error, code, message, **details)


def request_error(error: GraphQLError) -> GraphQLError:
    """An error of validating a document or its variables: the request's own fault, whatever exception it came from."""
    return error if "code" in (error.extensions or {}) else _with_code(error, "BAD_USER_INPUT", error.message)


def without_input(error: GraphQLError) -> GraphQLError:
    """An error in the variables, without the value in its message: it may be a whole form, with its notes."""
    message = GIVEN.sub(lambda found: found["kept"] or "", error.message)
    message = message if message.endswith((".", "?")) else f"{message}."
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=error.extensions)


def masked(error: BaseException, request_id: str) -> tuple[str, str, dict[str, str]]:
    """Logs an unexpected exception; returns the code, message and other extensions that the caller gets instead."""
    logger.error("unexpected exception", exc_info=error, extra={"request_id": request_id})
    return "INTERNAL", "Something went wrong on our side.", {"requestId": request_id}


def _with_code(error: GraphQLError, code: str, message: str, **details: Any) -> GraphQLError:
    extensions = {**(error.extensions or {}), "code": code, **details}
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=extensions)
