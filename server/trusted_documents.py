"""Trusted documents: those that frontends wrote at build time, and which clients name by an id instead of sending.

The manifests are read from a folder, as three tools write them: GraphQL Code Generator's client preset and Relay's
compiler (an object from ids to documents), and Apollo's generate-persisted-query-manifest. Beside them, clients can
register documents while the service runs, as Apollo's automatic persisted queries do: those are kept in memory.
"""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLError

from server.request_parameters import Parameters

__all__ = ["DocumentsPolicy", "ManifestError", "Manifests", "TrustedDocuments", "read_manifests"]

logger = logging.getLogger("clinic_sessions.server")

APOLLO_FORMAT, APOLLO_VERSION = "apollo-persisted-query-manifest", 1
SHA256 = "sha256:"
"""The prefix of an id that is a hash: GraphQL over HTTP, "SHA256 Hex Document Identifier"."""
NOT_FOUND, NOT_TRUSTED = "PERSISTED_QUERY_NOT_FOUND", "DOCUMENT_NOT_TRUSTED"

REGISTERED_DOCUMENTS = 1_000
REGISTERED_BYTES = 2_000_000
NAMED_DOCUMENTS = 1_000
"""Documents outside the manifests of which the log tells, by worker, with DOCUMENTS=prefer."""


class DocumentsPolicy(StrEnum):
    """Which documents are executed: the setting DOCUMENTS."""

    ANY = "any"
    """All."""
    PREFER = "prefer"
    """All, but the log tells of each that `only` would refuse."""
    ONLY = "only"
    """Those of the manifests."""


class ManifestError(Exception):
    """Manifests cannot be used. `problems` has one sentence for each, with the name of the file."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


# ---------------------------------------------------------------- manifests


@dataclass(frozen=True, slots=True)
class Manifests:
    """The documents of all manifests, by the ids in the manifests and by their SHA-256."""

    by_id: Mapping[str, str] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    files: int = 0


def read_manifests(folder: Path) -> Manifests:
    """Reads all files `*.json` in a folder and its subfolders, except hidden ones. Raises ManifestError."""
    paths = sorted(path for path in folder.rglob("*.json") if not hidden(path.relative_to(folder)) and path.is_file())
    if not paths:
        raise ManifestError((f"{folder}: the folder has no manifest (*.json).",))
    problems: list[str] = []
    by_id: dict[str, str] = {}
    origins: dict[str, str] = {}
    for path in paths:
        name = str(path.relative_to(folder))
        for an_id, text in entries(path, name, problems):
            for key in (an_id, sha256(text)):
                if by_id.setdefault(key, text) != text:
                    problems.append(f"{name}: the id {shortened(key)} has another document in {origins[key]}.")
                origins.setdefault(key, name)
    if problems:
        raise ManifestError(tuple(problems))
    return Manifests(by_id, frozenset(by_id.values()), len(paths))


def hidden(path: Path) -> bool:
    """Hidden files, and the folders in which Kubernetes keeps the versions of a mounted ConfigMap (`..data`)."""
    return any(part.startswith(".") for part in path.parts)


def entries(path: Path, name: str, problems: list[str]) -> Iterator[tuple[str, str]]:
    """The ids and documents of one file. Adds what is wrong with it to `problems`."""
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        problems.append(f"{name}: the file cannot be read ({error.strerror}).")
        return
    except orjson.JSONDecodeError as error:
        problems.append(f"{name}: the file is not JSON in UTF-8 (line {error.lineno}, column {error.colno}).")
        return
    if not isinstance(content, dict):
        problems.append(f"{name}: the file must be an object from ids to documents, or a manifest of Apollo's.")
    elif "operations" in content or "format" in content:
        yield from apollo_entries(content, name, problems)
    else:
        for an_id, text in content.items():
            if problem := wrong(an_id, text):
                problems.append(f"{name}: {shortened(an_id)}: {problem}")
            else:
                yield an_id, text


def apollo_entries(content: dict[str, Any], name: str, problems: list[str]) -> Iterator[tuple[str, str]]:
    if content.get("format") != APOLLO_FORMAT or content.get("version") != APOLLO_VERSION:
        problems.append(f'{name}: "format" must be "{APOLLO_FORMAT}", and "version" {APOLLO_VERSION}.')
        return
    operations = content.get("operations")
    if not isinstance(operations, list):
        problems.append(f'{name}: "operations" must be a list.')
        return
    for place, operation in enumerate(operations):
        found = operation if isinstance(operation, dict) else {}
        if problem := wrong(found.get("id"), found.get("body")):
            problems.append(f"{name}: operations[{place}]: {problem}")
        else:
            yield found["id"], found["body"]


def wrong(an_id: Any, text: Any) -> str | None:
    if not isinstance(an_id, str) or not an_id:
        return "the id must be a text that is not empty."
    if not isinstance(text, str) or not text.strip():
        return "the document must be a text that is not empty."
    return None


def shortened(an_id: str) -> str:
    return an_id if len(an_id) <= 80 else f"{an_id[:80]}…"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# ---------------------------------------------------------------- documents that clients register


class RegisteredDocuments:
    """The most recently used documents that clients registered, by practice and SHA-256.

    A practice finds its own documents only: the text of a query can hold what somebody searched for, and nobody else
    is to learn whether it was asked.
    """

    def __init__(self) -> None:
        self.documents: OrderedDict[tuple[str, str], str] = OrderedDict()
        self.bytes = 0

    def get(self, practice_id: str, digest: str) -> str | None:
        key = practice_id, digest
        text = self.documents.get(key)
        if text is not None:
            self.documents.move_to_end(key)
        return text

    def add(self, practice_id: str, digest: str, text: str) -> None:
        key = practice_id, digest
        if key in self.documents:
            return
        self.documents[key] = text
        self.bytes += len(text.encode())
        while len(self.documents) > REGISTERED_DOCUMENTS or self.bytes > REGISTERED_BYTES:
            _, removed = self.documents.popitem(last=False)
            self.bytes -= len(removed.encode())


# ---------------------------------------------------------------- what a request asks for


class TrustedDocuments:
    """The document of each request, by its text or its id, as far as the policy allows it."""

    def __init__(self, policy: DocumentsPolicy = DocumentsPolicy.ANY, folder: Path | None = None) -> None:
        """Reads the manifests in `folder`. Raises ManifestError."""
        self.policy = policy
        self.folder = folder
        self.manifests = Manifests() if folder is None else read_manifests(folder)
        self.registered = RegisteredDocuments()
        self.named: set[str] = set()

    def text(self, parameters: Parameters, practice_id: str) -> str | GraphQLError:
        """The text to execute, or why there is none. Nothing is parsed before this."""
        query = parameters.query
        if query is None:
            query = self.found(parameters.document_id or "", practice_id)
            if query is None:
                return not_found(parameters)
        elif parameters.sha256 is not None and not self.matches(parameters.sha256, query):
            message = "extensions.persistedQuery.sha256Hash is not the SHA-256 of the query."
            return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})
        if self.policy is not DocumentsPolicy.ANY and query not in self.manifests.texts:
            if self.policy is DocumentsPolicy.ONLY:
                message = "This service executes the documents of its manifests only. Send the id of one of them."
                return GraphQLError(message, extensions={"code": NOT_TRUSTED})
            self.tell(query, parameters.operation_name)
        return query

    def found(self, an_id: str, practice_id: str) -> str | None:
        digest = an_id.removeprefix(SHA256)
        text = self.manifests.by_id.get(an_id) or self.manifests.by_id.get(digest)
        if text is None and self.policy is not DocumentsPolicy.ONLY:
            text = self.registered.get(practice_id, digest)
        return text

    def matches(self, digest: str, query: str) -> bool:
        return self.manifests.by_id.get(digest) == query or sha256(query) == digest

    def register(self, parameters: Parameters, practice_id: str) -> None:
        """Keeps a valid document that came with its hash, for requests that send the hash alone."""
        query, digest = parameters.query, parameters.sha256
        if digest is None or query is None or self.policy is DocumentsPolicy.ONLY:
            return
        if query not in self.manifests.texts:
            self.registered.add(practice_id, digest, query)

    def tell(self, query: str, operation_name: str | None) -> None:
        """Logs once that a document is in no manifest. Its text may contain names, so the line has its hash."""
        digest = sha256(query)
        if digest in self.named or len(self.named) >= NAMED_DOCUMENTS:
            return
        self.named.add(digest)
        operation = (operation_name or "")[:64] or None
        logger.warning({"message": "a document is in no manifest", "operation": operation, "document": digest})

    async def reread(self) -> None:
        """Reads the manifests again. If they cannot be used, keeps those read before and logs why."""
        assert self.folder is not None
        try:
            manifests = await asyncio.to_thread(read_manifests, self.folder)
        except ManifestError as error:
            for problem in error.problems:
                logger.error("DOCUMENTS_DIR: %s The documents read before stay in use.", problem)
            return
        self.manifests = manifests
        self.named.clear()
        logger.info("Read %d documents from %d manifests.", len(manifests.texts), manifests.files)


def not_found(parameters: Parameters) -> GraphQLError:
    """Apollo's clients and urql look for the code or for this message, and then send the document with its hash."""
    message = (
        "PersistedQueryNotFound"
        if parameters.sha256 is not None
        else "No document has this id. It must be in one of the manifests that the service has read."
    )
    return GraphQLError(message, extensions={"code": NOT_FOUND})
