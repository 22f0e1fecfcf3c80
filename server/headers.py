"""Headers that every answer carries, and who else's pages may read answers (CORS)."""

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Cors", "security_headers"]

Header = tuple[bytes, bytes]


def security_headers(*, production: bool) -> tuple[Header, ...]:
    """What an answer gets where it does not say otherwise itself (the explorer's page has a policy of its own)."""
    headers = (
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"cache-control", b"no-store"),
    )
    # HTTP Strict Transport Security, RFC 6797: a year.
    return (*headers, (b"strict-transport-security", b"max-age=31536000")) if production else headers


@dataclass(frozen=True, slots=True)
class Cors:
    """Origins whose pages may call the service; none by default. Credentials (cookies) are never involved."""

    origins: frozenset[bytes]
    """As browsers send them: https://bookings.example; `*` for any."""

    @classmethod
    def of(cls, origins: Iterable[str]) -> "Cors":
        return cls(frozenset(origin.encode("ascii").rstrip(b"/") for origin in origins))

    def headers(self, origin: bytes | None) -> tuple[Header, ...]:
        """For an answer to a request from a page of `origin`."""
        if not self.origins:
            return ()
        if b"*" in self.origins:
            return ((b"access-control-allow-origin", b"*"), EXPOSED)
        if origin is None or origin not in self.origins:
            return (VARY,)
        return ((b"access-control-allow-origin", origin), EXPOSED, VARY)

    def preflight(self, origin: bytes) -> tuple[Header, ...]:
        """For the question that a browser asks first; without the headers the browser refuses by itself."""
        allowed = self.headers(origin)
        return (*allowed, *PREFLIGHT) if EXPOSED in allowed else allowed


EXPOSED = (b"access-control-expose-headers", b"X-Request-ID, Retry-After")
VARY = (b"vary", b"Origin")
PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, X-Request-ID"),
    (b"access-control-max-age", b"7200"),
)
