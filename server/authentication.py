"""Authentication: from a bearer token to a viewer (RFC 6750, RFC 7519).

    AuthenticationError             401: there is no token, or it is not valid
    └── KeysUnavailableError        503: the issuer's keys cannot be fetched, and none are cached

There are two kinds of keys, which are never mixed. The local key verifies only HS256 and tokens of the local issuer.
The keys of JWKS_URL verify only RS256, PS256 and ES256, and tokens of JWT_ISSUER. So a public key is never used as a
secret.
"""

import asyncio
import base64
import json
import logging
import re
import time
import unicodedata
import urllib.error
import urllib.request
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError, MissingClaimError
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jwt import JWTClaimsRegistry

from resolvers.context import Role, Viewer
from server.local_key import LOCAL_ISSUER, read_local_key
from server.settings import Settings

__all__ = ["AuthenticationError", "Authenticator", "KeySet", "KeysUnavailableError", "authenticator", "fetch"]

logger = logging.getLogger("clinic_sessions.server")

LONGEST_TOKEN = 8192
"""Characters. Local tokens have 400; tokens of an issuer that lists groups can have thousands."""
LONGEST_TEXT = 200
"""Characters of a name or a subject."""
LONGEST_CACHED = LONGEST_TOKEN + len("Bearer ")
"""Characters of a header that is cached. Spaces, which may surround a token, can make it longer."""
CLOCK_SKEW = 30
"""Seconds by which an issuer's clock may be ahead. A token is never accepted after its `exp`."""
CACHED_TOKENS = 2048
CACHE_SECONDS = 60.0
"""How long a verified token is cached, at most."""

ASYMMETRIC: Mapping[str, type[RSAKey] | type[ECKey]] = {"RS256": RSAKey, "PS256": RSAKey, "ES256": ECKey}
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
LEAST_RSA_BITS = 2048
"""RFC 7518 section 3.3."""

PublicKey = RSAKey | ECKey


class AuthenticationError(Exception):
    """There is no token, or it is not valid. The message is for the caller."""


class KeysUnavailableError(AuthenticationError):
    """The token cannot be verified at the moment."""


class Keys(Protocol):
    async def find(self, kid: str | None, algorithm: str) -> PublicKey: ...


# ---------------------------------------------------------------- the issuer's public keys


class KeySet:
    """The cached keys of a JWKS address (RFC 7517). They are fetched again periodically, and for an unknown key id.

    If the address does not answer, the cached keys are used for up to `longest_age` seconds.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[bytes]],
        *,
        clock: Callable[[], float],
        fresh: float = 600.0,
        longest_age: float = 86_400.0,
        between: float = 10.0,
    ) -> None:
        """All times are in seconds. Keys are fetched again after `fresh`, and never twice within `between`."""
        self._fetch = fetch
        self._clock = clock
        self._fresh = fresh
        self._longest_age = longest_age
        self._between = between
        self._keys: tuple[PublicKey, ...] = ()
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str | None, algorithm: str) -> PublicKey:
        """Raises AuthenticationError if the issuer has no such key, KeysUnavailableError if no keys are cached."""
        if not self._usable():
            await self._renew()
        elif self._age() > self._fresh:
            self._start_fetch()  # the cached keys are used meanwhile
        matching = self._matching(kid, algorithm)
        if not matching and self._usable():
            await self._renew()
            matching = self._matching(kid, algorithm)
        if not self._usable():
            raise KeysUnavailableError("The keys for verifying access tokens cannot be fetched at the moment.")
        if len(matching) != 1:
            raise AuthenticationError("The access token is signed with a key that its issuer does not publish.")
        return matching[0]

    def _usable(self) -> bool:
        return self._fetched_at is not None and self._age() <= self._longest_age

    def _age(self) -> float:
        assert self._fetched_at is not None
        return self._clock() - self._fetched_at

    def _matching(self, kid: str | None, algorithm: str) -> list[PublicKey]:
        kind = ASYMMETRIC[algorithm]
        return [
            key
            for key in self._keys
            if isinstance(key, kind) and (kid is None or key.kid == kid) and key.alg in (None, algorithm)
        ]

    async def _renew(self) -> None:
        self._start_fetch()
        if self._fetching is not None:
            await asyncio.shield(self._fetching)  # shielded: other requests wait for it too

    def _start_fetch(self) -> None:
        if self._fetching is not None:
            return
        if self._tried_at is not None and self._clock() - self._tried_at < self._between:
            return
        self._tried_at = self._clock()
        self._fetching = asyncio.create_task(self._load())

    async def _load(self) -> None:
        try:
            self._keys = public_keys(await self._fetch())
            self._fetched_at = self._clock()
        except (OSError, ValueError, TimeoutError) as error:
            logger.warning("The keys of JWKS_URL could not be fetched: %s", error)
        finally:
            self._fetching = None


def public_keys(document: bytes) -> tuple[PublicKey, ...]:
    """The keys of a JWKS that can verify a signature. Others are ignored (RFC 7517 section 5)."""
    try:
        items = json.loads(document)["keys"]
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError("this is not a JSON Web Key Set") from error
    if not isinstance(items, list):
        raise ValueError("this is not a JSON Web Key Set")
    keys: list[PublicKey] = []
    for item in items:
        if not isinstance(item, dict):
            continue
        key: PublicKey
        try:
            if item.get("kty") == "RSA":
                key = RSAKey.import_key(item)
            elif item.get("kty") == "EC":
                key = ECKey.import_key(item)
            else:
                continue
            key.check_use("sig")
            key.check_key_op("verify")
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, ECKey) and key.curve_name != "P-256":
            continue
        if isinstance(key, RSAKey) and key.public_key.key_size < LEAST_RSA_BITS:
            continue
        keys.append(key)
    if not keys:
        raise ValueError("the JSON Web Key Set has no key that can verify a token")
    return tuple(keys)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: the keys must come from the configured address."""

    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


async def fetch(url: str, *, timeout: float = 5.0, largest: int = 262_144) -> bytes:
    """Fetches at most `largest` bytes in at most `timeout` seconds. Raises OSError, TimeoutError or ValueError."""

    def get() -> bytes:
        request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310  the settings allow http and https only
        with _opener.open(request, timeout=timeout) as response:
            body: bytes = response.read(largest + 1)
        if len(body) > largest:
            raise ValueError("the answer is too large")
        return body

    async with asyncio.timeout(timeout):
        return await asyncio.to_thread(get)


# ---------------------------------------------------------------- the token


@dataclass(frozen=True, slots=True)
class _Verified:
    viewer: Viewer
    until: float


class Authenticator:
    """`await authenticator(authorization)` returns the viewer of the header. Raises AuthenticationError."""

    def __init__(
        self,
        *,
        audience: str,
        local: OctKey | None = None,
        issuer: str | None = None,
        keys: Keys | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        assert (issuer is None) == (keys is None)
        self._audience = audience
        self._local = local
        self._issuer = issuer
        self._keys = keys
        self._now = now
        self._cache: OrderedDict[str, _Verified] = OrderedDict()
        """By the whole header, so that a header that was verified is not parsed again."""

    async def __call__(self, authorization: str | None) -> Viewer:
        now = self._now().timestamp()
        cached = self._cache.get(authorization) if authorization is not None else None
        if cached is not None and now < cached.until:
            return cached.viewer
        token = bearer_token(authorization)
        claims = await self._verify(token)
        viewer = viewer_of(claims)
        assert authorization is not None
        if len(authorization) <= LONGEST_CACHED:
            self._add_to_cache(authorization, _Verified(viewer, min(claims["exp"], now + CACHE_SECONDS)))
        return viewer

    def _add_to_cache(self, authorization: str, verified: _Verified) -> None:
        self._cache[authorization] = verified
        self._cache.move_to_end(authorization)
        if len(self._cache) > CACHED_TOKENS:
            self._cache.popitem(last=False)

    async def _verify(self, token: str) -> dict[str, Any]:
        header = header_of(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if not isinstance(algorithm, str) or not (kid is None or isinstance(kid, str)):
            raise AuthenticationError("The access token's header is not valid.")
        key: OctKey | PublicKey
        issuer: str
        if algorithm == "HS256" and self._local is not None:
            key, issuer = self._local, LOCAL_ISSUER
        elif algorithm in ASYMMETRIC and self._keys is not None and self._issuer is not None:
            key, issuer = await self._keys.find(kid, algorithm), self._issuer
        else:
            raise AuthenticationError("The access token's signature algorithm is not accepted.")
        try:
            claims = jwt.decode(token, key, algorithms=[algorithm]).claims
        except (JoseError, ValueError, RecursionError):
            raise AuthenticationError("The access token's signature is not valid.") from None
        self._validate(claims, issuer)
        return claims

    def _validate(self, claims: dict[str, Any], issuer: str) -> None:
        registry = _Claims(
            now=int(self._now().timestamp()),
            leeway=CLOCK_SKEW,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            registry.validate(claims)
        except ExpiredTokenError:
            raise AuthenticationError("The access token has expired.") from None
        except MissingClaimError as error:
            raise AuthenticationError(f"The access token has no {error.claim}.") from None
        except ClaimError as error:
            raise AuthenticationError(f"The access token's {error.claim} is not accepted.") from None


class _Claims(JWTClaimsRegistry):
    """Tolerates an issuer's clock that is ahead (nbf, iat), but not an expired token."""

    def validate_exp(self, value: object) -> None:
        leeway, self.leeway = self.leeway, 0
        try:
            super().validate_exp(value)
        finally:
            self.leeway = leeway


def bearer_token(authorization: str | None) -> str:
    """The token of an Authorization header. The scheme is case-insensitive (RFC 7235 section 2.1)."""
    if authorization is None or not authorization.strip():
        raise AuthenticationError("Send an access token in the header Authorization: Bearer TOKEN.")
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise AuthenticationError("Send an access token in the header Authorization: Bearer TOKEN.")
    if len(token) > LONGEST_TOKEN:
        raise AuthenticationError("The access token is too long.")
    if not COMPACT.fullmatch(token):
        raise AuthenticationError("The access token is not a signed JSON Web Token.")
    return token


def header_of(token: str) -> dict[str, Any]:
    """The token's header, which is not verified yet."""
    encoded = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise AuthenticationError("The access token's header is not valid.")
    return header


def viewer_of(claims: Mapping[str, Any]) -> Viewer:
    try:
        role = Role(str(claims.get("role")))
    except ValueError:
        raise AuthenticationError(f"The access token's role is not one of {', '.join(Role)}.") from None
    clinician_id = _id(claims, "clinician") if claims.get("clinician") is not None else None
    if role is Role.CLINICIAN and clinician_id is None:
        raise AuthenticationError("The access token has no clinician, which the role CLINICIAN requires.")
    return Viewer(
        subject=_text(claims, "sub"),
        name=_text(claims, "name"),
        role=role,
        practice_id=_id(claims, "practice"),
        clinician_id=clinician_id,
    )


def _text(claims: Mapping[str, Any], claim: str) -> str:
    value = claims.get(claim)
    text = value.strip() if isinstance(value, str) else ""
    if not 0 < len(text) <= LONGEST_TEXT or any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise AuthenticationError(f"The access token's {claim} must be a text of 1 to {LONGEST_TEXT} characters.")
    return text


def _id(claims: Mapping[str, Any], claim: str) -> str:
    value = claims.get(claim)
    try:
        if isinstance(value, str) and len(value) == len("00000000-0000-0000-0000-000000000000"):
            return str(UUID(value))
    except ValueError:
        pass
    raise AuthenticationError(f"The access token's {claim} is not a UUID.")


def authenticator(settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Authenticator:
    """The authenticator for these settings. Raises LocalKeyError if LOCAL_KEY is on and the key cannot be read."""
    url = settings.jwks_url
    return Authenticator(
        audience=settings.jwt_audience,
        local=read_local_key(settings.data_dir) if settings.local_key else None,
        issuer=settings.jwt_issuer if url is not None else None,
        keys=KeySet(lambda: fetch(url), clock=time.monotonic) if url is not None else None,
        now=now,
    )
