"""The local key, and the access tokens that it signs: for development, tests, and a practice without an issuer."""

import os
import secrets
import stat
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import OctKey

from resolvers.context import Viewer

__all__ = ["LOCAL_ISSUER", "SHOWN", "LocalKeyError", "label", "local_key", "sign"]

LOCAL_ISSUER = "clinic-sessions-local"
"""The `iss` of tokens signed by the local key. No other issuer's tokens are checked against it."""
FILE = "token.key"
SHOWN = timedelta(days=7)
"""How long the tokens are good for that `serve` prints and the explorer offers, in development."""
LEAST_BYTES = 32
"""RFC 7518 section 3.2: a key for HS256 is at least as long as its hash."""


class LocalKeyError(Exception):
    """The local key cannot be read or made; the message says why."""


def local_key(data_dir: Path) -> OctKey:
    """The key in `data_dir`, made there the first time, readable by its owner only."""
    path = data_dir / FILE
    try:
        secret = _read(path) if path.exists() else _make(path)
    except OSError as error:
        raise LocalKeyError(f"{path} cannot be read or made ({error.strerror}): set DATA_DIR, or its owner.") from error
    if len(secret) < LEAST_BYTES:
        raise LocalKeyError(f"{path} is too short to be a key: delete it, and one is made anew.")
    return OctKey.import_key(secret)


def _make(path: Path) -> bytes:
    """Writes the key whole or not at all; where another process was first, it is that one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=f".{FILE}.", dir=path.parent)  # for the owner only
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_urlsafe(48).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
    return _read(path)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise LocalKeyError(f"{path} may be read by others: chmod 600 {path}, or delete it to have it made anew.")
        return file.read(4096).strip()


def sign(key: OctKey, viewer: Viewer, *, audience: str, now: datetime, lifetime: timedelta) -> str:
    """An access token for a viewer, good from `now` for `lifetime`."""
    claims: dict[str, object] = {
        "iss": LOCAL_ISSUER,
        "aud": audience,
        "sub": viewer.subject,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "name": viewer.name,
        "practice": viewer.practice_id,
        "role": viewer.role.value,
    }
    if viewer.clinician_id is not None:
        claims["clinician"] = viewer.clinician_id
    return jwt.encode({"alg": "HS256"}, claims, key)


def label(viewer: Viewer) -> str:
    """For people: "Clinician (Dr Amara Okafor)"."""
    return f"{viewer.role.value.capitalize()} ({viewer.name})"
