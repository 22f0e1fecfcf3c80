"""The settings of the service, read from environment variables.

All problems are reported together, each with the variable's name. Values are not repeated, because some are secret.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from db.addresses import each_host, options_of
from db.engine import Options
from server.computing import ComputeOptions
from server.trusted_documents import DocumentsPolicy

__all__ = ["Environment", "Settings", "SettingsError"]

T = TypeVar("T")

SECRETS = ("DATABASE_URL", "DATABASE_READ_URL", "DATABASE_OWNER_URL")
"""Variables that may contain a password. NAME_FILE names a file that holds the value of NAME."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SESSION_ATTRS = frozenset({"any", "primary", "standby", "prefer-standby", "read-write", "read-only"})
"""libpq's target_session_attrs: https://www.postgresql.org/docs/current/libpq-connect.html"""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsError(Exception):
    """The environment variables are not valid. `problems` has one sentence for each problem."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    environment: Environment = Environment.DEVELOPMENT
    database_url: str | None = field(default=None, repr=False)
    """PostgreSQL 15 or newer, perhaps several hosts. None: the embedded one in data_dir, only in development."""
    database_read_url: str | None = field(default=None, repr=False)
    """The database for reads. None: the same as database_url."""
    database_owner_url: str | None = field(default=None, repr=False)
    """The login that migrates and creates practices. None: the same as database_url."""
    database: Options = field(default_factory=Options)
    computing: ComputeOptions = field(default_factory=ComputeOptions)
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    most_connections: int = 1000
    """Of clients, to each worker. Those beyond are refused with 503."""
    data_dir: Path = Path(".data")
    """The folder of the local key and of the embedded PostgreSQL."""
    jwks_url: str | None = None
    """The address of the token issuer's public keys."""
    jwt_issuer: str | None = None
    jwt_audience: str = "clinic-sessions"
    local_key: bool = True
    """Whether tokens signed by the key in data_dir (`clinic-sessions token`) are accepted."""
    cors_origins: tuple[str, ...] = ()
    """Origins of web pages that may use the service."""
    cors_headers: tuple[str, ...] = ()
    """Request headers that these pages may send, beside those that are always allowed."""
    introspection: bool = True
    documents: DocumentsPolicy = DocumentsPolicy.ANY
    """Which documents are executed."""
    documents_dir: Path | None = None
    """The folder of the manifests of trusted documents."""
    compression: bool = True
    """Whether answers are compressed. False behind a proxy that does it."""
    changes_kept: timedelta = timedelta(days=30)
    """For how long changes can be read, and their cursors are good."""

    @property
    def development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT

    @property
    def owner_url(self) -> str | None:
        return self.database_owner_url or self.database_url

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, *, serving: bool = True) -> Self:
        """Raises SettingsError with all problems. Without `serving`, what only `serve` requires may be missing."""
        reader = _Environ(os.environ if environ is None else environ)
        environment = reader.value("ENVIRONMENT", _environment, Environment.DEVELOPMENT)
        production = environment is Environment.PRODUCTION
        defaults = Options()
        settings = cls(
            environment=environment,
            database_url=reader.value("DATABASE_URL", _writable_url, None),
            database_read_url=reader.value("DATABASE_READ_URL", _postgres_url, None),
            database_owner_url=reader.value("DATABASE_OWNER_URL", _writable_url, None),
            database=Options(
                pool_size=reader.value("POOL_SIZE", _whole(1, 500), defaults.pool_size),
                acquire_timeout=reader.value("ACQUIRE_TIMEOUT", _seconds(60), defaults.acquire_timeout),
                statement_timeout=reader.value("STATEMENT_TIMEOUT", _seconds(300), defaults.statement_timeout),
                lock_timeout=reader.value("LOCK_TIMEOUT", _seconds(300), defaults.lock_timeout),
                prepared_statements=reader.value("PREPARED_STATEMENTS", _yes_or_no, defaults.prepared_statements),
            ),
            computing=ComputeOptions(
                places=reader.value("COMPUTE_PLACES", _whole(1, 64), ComputeOptions().places),
                wait=reader.value("COMPUTE_WAIT", _seconds(30), ComputeOptions().wait),
                longest=reader.value("COMPUTE_TIMEOUT", _seconds(30), ComputeOptions().longest),
            ),
            host=reader.value("HOST", str, "127.0.0.1"),
            port=reader.value("PORT", _whole(0, 65535), 8000),
            workers=reader.value("WORKERS", _whole(1, 256), 1),
            most_connections=reader.value("MAX_CONNECTIONS", _whole(1, 100_000), 1000),
            data_dir=reader.value("DATA_DIR", lambda text: Path(text).expanduser(), Path(".data")),
            jwks_url=reader.value("JWKS_URL", _jwks_url(production), None),
            jwt_issuer=reader.value("JWT_ISSUER", str, None),
            jwt_audience=reader.value("JWT_AUDIENCE", str, "clinic-sessions"),
            local_key=reader.value("LOCAL_KEY", _yes_or_no, not production),
            cors_origins=reader.value("CORS_ORIGINS", _origins, ()),
            cors_headers=reader.value("CORS_HEADERS", _header_names, ()),
            introspection=reader.value("INTROSPECTION", _yes_or_no, not production),
            documents=reader.value("DOCUMENTS", _documents_policy, DocumentsPolicy.ANY),
            documents_dir=reader.value("DOCUMENTS_DIR", _folder, None),
            compression=reader.value("COMPRESSION", _yes_or_no, True),
            changes_kept=timedelta(days=reader.value("CHANGES_KEPT_DAYS", _whole(1, 3650), 30)),
        )
        if settings.documents is not DocumentsPolicy.ANY:
            reader.require("DOCUMENTS_DIR", f"is required with DOCUMENTS={settings.documents}: the manifests' folder.")
        if production:
            reader.require("DATABASE_URL", "is required in production: the embedded PostgreSQL is for development.")
            if serving and not settings.local_key:
                reader.require("JWKS_URL", "is required in production: the address of the token issuer's public keys.")
        if settings.database_url is None:
            for name in ("DATABASE_READ_URL", "DATABASE_OWNER_URL"):
                reader.refuse(name, "requires DATABASE_URL.")
        if settings.jwks_url is not None:
            reader.require("JWT_ISSUER", "is required with JWKS_URL: the `iss` of the tokens to accept.")
            reader.require("JWT_AUDIENCE", "is required with JWKS_URL: the `aud` of the tokens to accept.")
        if reader.problems:
            raise SettingsError(tuple(reader.problems))
        return settings


class _Environ:
    """The environment, and the problems found so far. An empty variable counts as missing."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = {key: value.strip() for key, value in environ.items() if value.strip()}
        self.problems: list[str] = []
        for name in SECRETS:
            self.read_file(name)

    def read_file(self, name: str) -> None:
        path = self.environ.get(f"{name}_FILE")
        if path is None:
            return
        if name in self.environ:
            self.problems.append(f"{name} and {name}_FILE are both set. Set one of them.")
            return
        try:
            text = Path(path).expanduser().read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or "not a text"
            self.problems.append(f"{name}_FILE names a file that cannot be read ({why}).")
        else:
            if text:
                self.environ[name] = text
            else:
                self.problems.append(f"{name}_FILE names an empty file.")

    def value(self, name: str, read: Callable[[str], T], default: T) -> T:
        text = self.environ.get(name)
        if text is None:
            return default
        try:
            return read(text)
        except ValueError as error:
            self.problems.append(f"{name} {error}")
            return default

    def require(self, name: str, why: str) -> None:
        told = name in self.environ or (name in SECRETS and f"{name}_FILE" in self.environ)
        if not told:
            self.problems.append(f"{name} {why}")

    def refuse(self, name: str, why: str) -> None:
        if name in self.environ:
            self.problems.append(f"{name} {why}")


def _environment(text: str) -> Environment:
    try:
        return Environment(text.lower())
    except ValueError:
        raise ValueError(f"must be one of {', '.join(Environment)}.") from None


def _documents_policy(text: str) -> DocumentsPolicy:
    try:
        return DocumentsPolicy(text.lower())
    except ValueError:
        raise ValueError(f"must be one of {', '.join(DocumentsPolicy)}.") from None


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    if not path.is_dir():
        raise ValueError("must be a folder that exists.")
    return path


def _yes_or_no(text: str) -> bool:
    known = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    try:
        return known[text.lower()]
    except KeyError:
        raise ValueError("must be true or false.") from None


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}.")
        return int(text)

    return read


def _seconds(most: int) -> Callable[[str], float]:
    def read(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", text) or not 0 < float(text) <= most:
            raise ValueError(f"must be a number of seconds, greater than 0 and at most {most}.")
        return float(text)

    return read


def _postgres_url(text: str) -> str:
    """Accepts the usual schemes, and returns the address with the one that asyncpg accepts."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in ("postgresql", "postgres", "postgresql+asyncpg"):
        raise ValueError("must be a PostgreSQL address: postgresql://user:password@host:5432/database.")
    url = f"postgresql://{rest}"
    try:
        hosts = each_host(url)
    except ValueError:
        raise ValueError("is not a valid address.") from None
    for host in hosts:
        _split(host)
    attrs = options_of(url).get("target_session_attrs")
    if attrs is not None and attrs not in SESSION_ATTRS:
        raise ValueError(f"has a target_session_attrs that is none of {', '.join(sorted(SESSION_ATTRS))}.")
    return url


def _writable_url(text: str) -> str:
    """The address of the server that takes writes. With several hosts, it must say which of them that is."""
    url = _postgres_url(text)
    if len(each_host(url)) > 1 and options_of(url).get("target_session_attrs") not in ("read-write", "primary"):
        raise ValueError(
            "names several hosts, so it needs target_session_attrs=read-write to find the one that writes."
        )
    return url


def _jwks_url(production: bool) -> Callable[[str], str]:
    def read(text: str) -> str:
        parts = _split(text)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise ValueError("must be an https address.")
        if production and parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValueError("must be an https address in production, so that nobody can replace the keys in transit.")
        return text

    return read


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(dict.fromkeys(part.rstrip("/") for part in re.split(r"[\s,]+", text) if part))
    for origin in origins:
        parts = _split(origin)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.path or parts.query or parts.username:
            raise ValueError("must be a list of origins, separated by commas: https://app.example.org (no path, no *).")
    return origins


def _header_names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part for part in re.split(r"[\s,]+", text) if part))
    if not all(re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", name) and name != "*" for name in names):
        raise ValueError("must be a list of header names, separated by commas: X-Client-Version (no *).")
    return names


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        raise ValueError("is not a valid address.") from None
    return parts
