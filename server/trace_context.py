"""Trace context: the header `traceparent`, by which a request belongs to a trace of the caller's.

https://www.w3.org/TR/trace-context/#traceparent-header
"""

import re
from dataclasses import dataclass
from typing import Self

__all__ = ["TraceParent"]

FORM = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[!-~]*)?")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class TraceParent:
    """A trace, the span that sent the request, and the flags: hexadecimal, in lower case."""

    trace_id: str
    span_id: str
    flags: str

    @classmethod
    def parse(cls, value: bytes) -> Self | None:
        """None for a value that is not valid: the request is then one without a trace."""
        found = FORM.fullmatch(value) if len(value) <= LONGEST else None
        if found is None:
            return None
        version, trace_id, span_id, flags, rest = (
            part.decode() if part is not None else None for part in found.groups()
        )
        assert trace_id is not None
        assert span_id is not None
        assert flags is not None
        # Version 00 has four parts. A later one may have more, which are not passed on; ff is not a version.
        if (
            version == "ff"
            or (version == "00" and rest is not None)
            or not trace_id.strip("0")
            or not span_id.strip("0")
        ):
            return None
        return cls(trace_id, span_id, flags)

    def __bytes__(self) -> bytes:
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}".encode()
