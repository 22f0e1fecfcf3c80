"""Creates the local key, and signs access tokens with it: for development, tests and benchmarks.

The service verifies these tokens with `server/local_key.py`, where LOCAL_KEY is on.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import OctKey

from resolvers.context import Viewer
from server.local_key import LOCAL_ISSUER, LocalKeyError, path_of, read_local_key

__all__ = ["SHOWN", "label", "local_key", "sign"]

SHOWN = timedelta(days=7)
"""How long the tokens are valid that `serve` prints and the explorer offers."""


def local_key(data_dir: Path) -> OctKey:
    """Reads the key in `data_dir`, after creating it if it does not exist. Only its owner can read it."""
    path = path_of(data_dir)
    if not path.exists():
        try:
            _create(path)
        except OSError as error:
            message = f"{path} cannot be created ({error.strerror}). Set DATA_DIR, or change its owner."
            raise LocalKeyError(message) from error
    return read_local_key(data_dir)


def _create(path: Path) -> None:
    """Writes the whole key or nothing. If another process creates it at the same time, the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # readable by the owner only
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_urlsafe(48).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)


def sign(key: OctKey, viewer: Viewer, *, audience: str, now: datetime, lifetime: timedelta) -> str:
    """Signs an access token for a viewer, valid from `now` for `lifetime`."""
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
    """A label for people: "Clinician (Dr Amara Okafor)"."""
    return f"{viewer.role.value.capitalize()} ({viewer.name})"
