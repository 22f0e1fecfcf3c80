"""Content negotiation of GraphQL over HTTP: the media type of an answer, and the accepted types of a body."""

from collections.abc import Iterable
from functools import lru_cache

__all__ = ["GRAPHQL", "JSON", "LONGEST_CACHED", "is_json", "negotiate", "prefers_page", "quality", "refusal_type"]

JSON = b"application/json"
GRAPHQL = b"application/graphql-response+json"

LONGEST_CACHED = 300
"""Bytes of a header whose meaning is cached. Clients send the same few headers again and again."""


def negotiate(accept: bytes | None) -> bytes | None:
    """Chooses the answer's media type; None if the client accepts neither.

    GraphQL over HTTP, "Legacy watershed": without an Accept header, and for wildcards, the type is application/json.
    """
    if accept is None or accept == b"*/*":
        return JSON
    return _negotiated(accept) if len(accept) <= LONGEST_CACHED else _negotiated.__wrapped__(accept)


def refusal_type(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The media type in which to refuse a request with these headers: the one it asks for, if there is one."""
    accept = [value for name, value in headers if name == b"accept"]
    return negotiate(b", ".join(accept) if accept else None) or JSON


@lru_cache(maxsize=256)
def _negotiated(accept: bytes) -> bytes | None:
    qualities = _qualities(accept)
    wildcard = qualities.get(b"application/*", qualities.get(b"*/*", 0.0))
    if b"" in qualities and len(qualities) == 1:  # an empty header
        return JSON
    graphql = qualities.get(GRAPHQL, 0.0)  # a client that sends a wildcard may not know this type
    json = qualities.get(JSON, wildcard)
    if graphql == json == 0:
        return GRAPHQL if wildcard and GRAPHQL not in qualities else None
    return GRAPHQL if graphql >= json else JSON


def prefers_page(accept: bytes | None) -> bool:
    """Whether a browser asks for a page to show: it lists text/html, before any type of this service."""
    if accept is None or b"text/html" not in accept.lower():
        return False
    qualities = _qualities(accept)
    page = qualities.get(b"text/html", 0.0)
    return page > max(qualities.get(GRAPHQL, 0.0), qualities.get(JSON, 0.0))


def _qualities(accept: bytes) -> dict[bytes, float]:
    """The weight of each media type in the header; the highest, where it is listed twice."""
    qualities: dict[bytes, float] = {}
    for part in accept.lower().split(b","):
        media_type, *parameters = (piece.strip() for piece in part.split(b";"))
        qualities[media_type] = max(quality(parameters), qualities.get(media_type, 0.0))
    return qualities


def quality(parameters: list[bytes]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition(b"=")
        if name.strip() == b"q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def is_json(content_type: bytes | None) -> bool:
    """Whether the body is declared as JSON in UTF-8, which a cross-site HTML form cannot do."""
    if content_type == JSON:
        return True
    if content_type is None or len(content_type) > LONGEST_CACHED:
        return False
    media_type, *parameters = (piece.strip() for piece in content_type.lower().split(b";"))
    charsets = [value.strip(b' "') for name, _, value in (p.partition(b"=") for p in parameters) if name == b"charset"]
    return media_type == JSON and all(charset in (b"utf-8", b"utf8") for charset in charsets)
