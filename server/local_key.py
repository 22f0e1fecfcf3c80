"""The local key: a secret file in DATA_DIR. Tokens that it signs are accepted where LOCAL_KEY is on.

This module only reads it. `dev/tokens.py` creates it and signs tokens with it.
"""

import os
import stat
from pathlib import Path

from joserfc.jwk import OctKey

__all__ = ["LOCAL_ISSUER", "LocalKeyError", "path_of", "read_local_key"]

LOCAL_ISSUER = "clinic-sessions-local"
"""The `iss` of tokens signed by the local key. Tokens of other issuers are never verified with it."""
FILE = "token.key"
LEAST_BYTES = 32
"""RFC 7518 section 3.2: a key for HS256 is at least as long as its hash."""


class LocalKeyError(Exception):
    """The local key cannot be read or created; the message says why."""


def path_of(data_dir: Path) -> Path:
    return data_dir / FILE


def read_local_key(data_dir: Path) -> OctKey:
    """Reads the key in `data_dir`. Raises LocalKeyError if it is missing, too short, or readable by other users."""
    path = path_of(data_dir)
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            secret = file.read(4096).strip()
    except FileNotFoundError:
        raise LocalKeyError(
            f"The local key {path} does not exist. Set LOCAL_KEY=false, or create it with `clinic-sessions token`."
        ) from None
    except OSError as error:
        raise LocalKeyError(f"{path} cannot be read ({error.strerror}). Set DATA_DIR, or change its owner.") from error
    if mode & 0o077:
        raise LocalKeyError(
            f"{path} can be read by other users. Run chmod 600 {path}, or delete it to create a new key."
        )
    if len(secret) < LEAST_BYTES:
        raise LocalKeyError(f"{path} is too short for a key. Delete it.")
    return OctKey.import_key(secret)
