"""Media types of GraphQL over HTTP: which one an answer gets, and which bodies are taken."""

from functools import lru_cache

__all__ = ["GRAPHQL", "JSON", "is_json", "negotiate"]

JSON = b"application/json"
GRAPHQL = b"application/graphql-response+json"

KNOWN_HEADER = 300
"""Bytes up to which a header's meaning is remembered; clients send ever the same few."""


def negotiate(accept: bytes | None) -> bytes | None:
    """Chooses the answer's media type; None where the client accepts neither.

    GraphQL over HTTP, "Legacy watershed": without an Accept header, and for wildcards, it is application/json.
    """
    if accept is None or accept == b"*/*":
        return JSON
    return _negotiated(accept) if len(accept) <= KNOWN_HEADER else _negotiated.__wrapped__(accept)


@lru_cache(maxsize=256)
def _negotiated(accept: bytes) -> bytes | None:
    named: dict[bytes, float] = {}
    for part in accept.lower().split(b","):
        media_type, *parameters = (piece.strip() for piece in part.split(b";"))
        named[media_type] = max(quality(parameters), named.get(media_type, 0.0))
    wildcard = named.get(b"application/*", named.get(b"*/*", 0.0))
    if b"" in named and len(named) == 1:  # an empty header says nothing
        return JSON
    graphql = named.get(GRAPHQL, 0.0)  # a wildcard does not tell a client that knows of it
    json = named.get(JSON, wildcard)
    if graphql == json == 0:
        return GRAPHQL if wildcard and GRAPHQL not in named else None
    return GRAPHQL if graphql >= json else JSON


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
    """Whether a body says that it is JSON in UTF-8, which no plain form can say."""
    if content_type == JSON:
        return True
    if content_type is None or len(content_type) > KNOWN_HEADER:
        return False
    media_type, *parameters = (piece.strip() for piece in content_type.lower().split(b";"))
    charsets = [value.strip(b' "') for name, _, value in (p.partition(b"=") for p in parameters) if name == b"charset"]
    return media_type == JSON and all(charset in (b"utf-8", b"utf8") for charset in charsets)
