"""Trusted documents: manifests as three tools write them, documents by id, and what each policy refuses."""

import hashlib
import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from resolvers.context import Role, Viewer
from server import trusted_documents
from server.trusted_documents import DocumentsPolicy, ManifestError, TrustedDocuments, read_manifests
from tests.server.stand_in import World, authenticate, client_of, make_app
from tests.vacuous import some

MODERN = {"accept": "application/graphql-response+json"}
HELLO, RENAME = "query Hello { hello }", 'mutation Rename { rename(name: "x") }'
ECHO = "query Echo($text: String) {\n  echo(text: $text)\n}"
MANY = "query Many { " + " ".join(f"h{n}: hello" for n in range(20)) + " }"
ANY, PREFER, ONLY = DocumentsPolicy.ANY, DocumentsPolicy.PREFER, DocumentsPolicy.ONLY


def sha1(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def apollo(**operations: str) -> dict[str, Any]:
    """A manifest as @apollo/generate-persisted-query-manifest writes it."""
    listed = [
        {"id": an_id, "name": "Name", "type": body.split()[0], "body": body} for an_id, body in operations.items()
    ]
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": listed}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One manifest of each kind."""
    (tmp_path / "apollo").mkdir()
    write(tmp_path / "persisted-documents.json", {sha1(HELLO): HELLO, sha1(RENAME): RENAME})
    write(tmp_path / "relay.json", {md5(ECHO): ECHO})
    write(tmp_path / "apollo/manifest.json", apollo(**{"many-1": MANY}))
    return tmp_path


def write(path: Path, content: Any) -> None:
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


def app_of(policy: DocumentsPolicy, folder: Path | None, **given: Any) -> Any:
    return make_app(trusted=TrustedDocuments(policy, folder), **given)


async def post(client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await client.post("/graphql", json=body, headers=MODERN)


def persisted(digest: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


# ---------------------------------------------------------------- by id


@pytest.mark.parametrize("policy", DocumentsPolicy)
async def test_a_document_of_a_manifest_is_found_by_every_kind_of_id(policy: DocumentsPolicy, folder: Path) -> None:
    async with client_of(app_of(policy, folder)) as client:
        for body in (
            {"documentId": sha1(HELLO)},
            {"documentId": f"sha256:{sha256(HELLO)}"},
            {"documentId": sha256(HELLO)},
            {"id": sha1(HELLO)},
            {"doc_id": sha1(HELLO)},
            {"extensions": persisted(sha256(HELLO))},
            {"extensions": persisted(sha1(HELLO)), "operationName": "Hello"},
            {"query": None, "documentId": sha1(HELLO)},
        ):
            answer = await post(client, **body)
            assert (answer.status_code, answer.json()) == (200, {"data": {"hello": "Hello"}}), body
        relay = await post(client, doc_id=md5(ECHO), variables={"text": "said"})
        assert relay.json() == {"data": {"echo": "{'text': 'said'}"}}
        assert len((await post(client, documentId="many-1")).json()["data"]) == 20
        assert (await post(client, id=sha1(RENAME))).json() == {"data": {"rename": "x"}}


@pytest.mark.parametrize("policy", DocumentsPolicy)
async def test_an_unknown_id_is_an_error_that_clients_understand(policy: DocumentsPolicy, folder: Path) -> None:
    async with client_of(app_of(policy, folder)) as client:
        hashed = await post(client, extensions=persisted("0" * 64))
        assert (hashed.status_code, codes(hashed)) == (400, ["PERSISTED_QUERY_NOT_FOUND"])
        assert hashed.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        older = await client.post("/graphql", json={"extensions": persisted("0" * 64)})
        assert (older.status_code, codes(older)) == (200, ["PERSISTED_QUERY_NOT_FOUND"])
        for name in ("documentId", "id", "doc_id"):
            answer = await post(client, **{name: "unknown"})
            assert (answer.status_code, codes(answer)) == (400, ["PERSISTED_QUERY_NOT_FOUND"])


@pytest.mark.parametrize(
    "body, code",
    [
        ({"documentId": 5}, "BAD_USER_INPUT"),
        ({"documentId": ""}, "BAD_USER_INPUT"),
        ({"documentId": "a", "id": "b"}, "BAD_USER_INPUT"),
        ({"documentId": "a", "query": HELLO}, "BAD_USER_INPUT"),
        ({"documentId": "a", "extensions": persisted("b")}, "BAD_USER_INPUT"),
        ({"extensions": {"persistedQuery": {"version": 1}}}, "BAD_USER_INPUT"),
        ({"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "a"}}}, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"extensions": {"persistedQuery": "a"}}, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"extensions": {}}, "BAD_USER_INPUT"),
    ],
)
async def test_a_malformed_id_is_refused(body: dict[str, Any], code: str) -> None:
    async with client_of(make_app()) as client:
        answer = await post(client, **body)
    assert (answer.status_code, codes(answer)) == (400, [code])


# ---------------------------------------------------------------- registration


async def test_a_client_registers_a_document_by_sending_it_with_its_hash() -> None:
    async with client_of(make_app()) as client:
        by_hash = {"extensions": persisted(sha256(HELLO))}
        assert codes(await post(client, **by_hash)) == ["PERSISTED_QUERY_NOT_FOUND"]
        assert (await post(client, query=HELLO, **by_hash)).json() == {"data": {"hello": "Hello"}}
        assert (await post(client, **by_hash)).json() == {"data": {"hello": "Hello"}}
        got = await client.get(f"/graphql?extensions={quote(json.dumps(by_hash['extensions']))}", headers=MODERN)
        assert got.json() == {"data": {"hello": "Hello"}}


async def test_a_hash_that_is_not_that_of_the_document_is_refused_and_not_registered(world: World) -> None:
    async with client_of(make_app(world)) as client:
        false = await post(client, query=HELLO, extensions=persisted(sha256(MANY)))
        assert (false.status_code, codes(false)) == (400, ["BAD_USER_INPUT"])
        assert codes(await post(client, extensions=persisted(sha256(MANY)))) == ["PERSISTED_QUERY_NOT_FOUND"]
    assert world.contexts == []


async def test_a_document_that_is_not_valid_is_not_registered() -> None:
    async with client_of(make_app()) as client:
        for query in ("{", "{ nothing }"):
            assert codes(await post(client, query=query, extensions=persisted(sha256(query)))) == ["BAD_USER_INPUT"]
            assert codes(await post(client, extensions=persisted(sha256(query)))) == ["PERSISTED_QUERY_NOT_FOUND"]


async def test_another_practice_cannot_find_out_that_a_document_was_registered() -> None:
    async def of_a_practice(authorization: str | None) -> Viewer:
        viewer = await authenticate("Bearer ADMIN")
        return replace(viewer, practice_id=(authorization or "").removeprefix("Bearer "))

    async with client_of(make_app(authenticate=of_a_practice), token="practice-1") as client:
        await post(client, query=HELLO, extensions=persisted(sha256(HELLO)))
        other = {**MODERN, "authorization": "Bearer practice-2"}
        answer = await client.post("/graphql", json={"extensions": persisted(sha256(HELLO))}, headers=other)
        assert codes(answer) == ["PERSISTED_QUERY_NOT_FOUND"]
        assert (await post(client, extensions=persisted(sha256(HELLO)))).status_code == 200


async def test_registered_documents_are_limited_by_number_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trusted_documents, "REGISTERED_DOCUMENTS", 3)
    monkeypatch.setattr(trusted_documents, "REGISTERED_BYTES", 1_000)
    trusted = TrustedDocuments()
    texts = [f"{{ a{n}: hello }}" for n in range(5)]
    async with client_of(make_app(trusted=trusted)) as client:
        for text in texts:
            await post(client, query=text, extensions=persisted(sha256(text)))
        found = [(await post(client, extensions=persisted(sha256(text)))).status_code for text in texts]
        assert found == [400, 400, 200, 200, 200]
        long = "{ hello }" + "#" * 980
        await post(client, query=long, extensions=persisted(sha256(long)))
    assert list(trusted.registered.documents.values()) == [long]
    assert trusted.registered.bytes == len(long)


# ---------------------------------------------------------------- policies


async def test_only_refuses_a_text_of_no_manifest_before_it_is_parsed(
    folder: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(ONLY, folder, world=world)
    parsed: list[str] = []
    documents = app.routes[0].app.documents
    prepare = documents.executable.prepare

    def prepared(text: str) -> Any:
        parsed.append(text)
        return prepare(text)

    monkeypatch.setattr(documents.executable, "prepare", prepared)
    async with client_of(app) as client:
        for text in ("{ hello }", "{", HELLO + " "):
            for extensions in ({}, persisted(sha256(text))):
                refused = await post(client, query=text, extensions=extensions)
                assert (refused.status_code, codes(refused)) == (400, ["DOCUMENT_NOT_TRUSTED"])
            assert codes(await post(client, extensions=persisted(sha256(text)))) == ["PERSISTED_QUERY_NOT_FOUND"]
        refused = await client.get(f"/graphql?query={quote('{ hello }')}", headers=MODERN)
        assert codes(refused) == ["DOCUMENT_NOT_TRUSTED"]
        assert (parsed, world.contexts) == ([], [])
        assert (await post(client, query=HELLO)).json() == {"data": {"hello": "Hello"}}
        assert (await post(client, query=HELLO, extensions=persisted(sha256(HELLO)))).status_code == 200
    assert parsed == [HELLO]


async def test_a_document_that_was_registered_is_not_trusted_by_only(folder: Path) -> None:
    trusted = TrustedDocuments(ANY, folder)
    async with client_of(make_app(trusted=trusted)) as client:
        await post(client, query="{ hello }", extensions=persisted(sha256("{ hello }")))
        assert (await post(client, extensions=persisted(sha256("{ hello }")))).status_code == 200
        trusted.policy = ONLY
        answer = await post(client, extensions=persisted(sha256("{ hello }")))
    assert codes(answer) == ["PERSISTED_QUERY_NOT_FOUND"]


async def test_prefer_executes_all_and_logs_once_what_only_would_refuse(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = 'query Search { echo(text: "John Smith") }'
    async with client_of(app_of(PREFER, folder)) as client:
        for body in ({"query": secret, "operationName": "Search"}, {"query": secret}, {"query": HELLO}):
            assert (await post(client, **body)).status_code == 200
        await post(client, query="{ hello }", extensions=persisted(sha256("{ hello }")))
        assert (await post(client, extensions=persisted(sha256("{ hello }")))).status_code == 200
    lines = [record.msg for record in caplog.records if record.levelno == logging.WARNING]
    message = "a document is in no manifest"
    assert lines == [
        {"message": message, "operation": "Search", "document": sha256(secret)},
        {"message": message, "operation": None, "document": sha256("{ hello }")},
    ]


# ---------------------------------------------------------------- GET, entity tags


def address(an_id: str, **variables: Any) -> str:
    return f"/graphql?documentId={an_id}&variables={quote(json.dumps(variables))}"


async def test_a_pick_list_costs_a_304_when_nothing_has_changed(folder: Path) -> None:
    async with client_of(app_of(ONLY, folder)) as client:
        first = await client.get(address(md5(ECHO), text="a"), headers=MODERN)
        assert (first.status_code, first.json()) == (200, {"data": {"echo": "{'text': 'a'}"}})
        assert first.headers["cache-control"] == "private, no-cache"
        assert first.headers["vary"] == "Authorization, Accept, Accept-Encoding"
        tag = first.headers["etag"]
        assert tag.startswith('"')
        for given in (tag, f'"other", W/{tag}', "*"):
            again = await client.get(address(md5(ECHO), text="a"), headers={**MODERN, "if-none-match": given})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
            assert again.headers["cache-control"] == "private, no-cache"
            assert again.headers["vary"] == first.headers["vary"]
            assert "content-type" not in again.headers
        changed = await client.get(address(md5(ECHO), text="b"), headers={**MODERN, "if-none-match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag


async def test_the_tag_of_an_answer_says_nothing_about_the_answer_of_another_viewer(folder: Path) -> None:
    viewers = {
        "a": Viewer("a", "A", Role.ADMIN, "practice-1"),
        "b": Viewer("b", "B", Role.ADMIN, "practice-1"),
        "staff": Viewer("a", "A", Role.STAFF, "practice-1"),
        "elsewhere": Viewer("a", "A", Role.ADMIN, "practice-2"),
        "clinician": Viewer("a", "A", Role.ADMIN, "practice-1", "clinician-1"),
    }

    async def by_name(authorization: str | None) -> Viewer:
        return viewers[(authorization or "").removeprefix("Bearer ")]

    async with client_of(app_of(ONLY, folder, authenticate=by_name), token=None) as client:
        answers = {}
        for name in viewers:
            headers = {**MODERN, "authorization": f"Bearer {name}"}
            answers[name] = await client.get(address(sha1(HELLO)), headers=headers)
        assert len({answer.content for answer in answers.values()}) == 1
        assert len({answer.headers["etag"] for answer in answers.values()}) == len(viewers)
        headers = {**MODERN, "authorization": "Bearer b", "if-none-match": answers["a"].headers["etag"]}
        assert (await client.get(address(sha1(HELLO)), headers=headers)).status_code == 200
        unknown = {**MODERN, "authorization": "Bearer a", "if-none-match": "*"}
        assert (await client.get(address("nothing"), headers=unknown)).status_code == 400


async def test_each_encoding_of_an_answer_has_a_tag_of_its_own(folder: Path) -> None:
    long = "x" * 3_000
    write(
        folder / "long.json", {"long": "query L { hello " + " ".join(f"{long[:90]}{n}: hello" for n in range(20)) + "}"}
    )
    tags = set()
    async with client_of(app_of(ONLY, folder)) as client:
        for encoding in ("identity", "gzip", "br", "zstd"):
            headers = {**MODERN, "accept-encoding": encoding}
            answer = await client.get(address("long"), headers=headers)
            assert answer.headers.get("content-encoding", "identity") == encoding
            tags.add(answer.headers["etag"])
            again = await client.get(address("long"), headers={**headers, "if-none-match": answer.headers["etag"]})
            assert again.status_code == 304
            assert "content-encoding" not in again.headers
    assert len(tags) == 4


async def test_only_the_answer_of_a_query_by_get_with_an_id_can_be_kept(folder: Path) -> None:
    write(folder / "broken.json", {"broken": "query Broken { hello broken }"})
    async with client_of(app_of(ANY, folder)) as client:
        others = [
            await post(client, documentId=sha1(HELLO)),
            await client.get(f"/graphql?query={quote(HELLO)}", headers=MODERN),
            await client.get("/graphql?documentId=nothing", headers=MODERN),
        ]
        others.append(await client.get("/graphql?documentId=broken", headers={**MODERN, "if-none-match": "*"}))
        assert "errors" in others[-1].json()
        for answer in some(others):
            assert answer.headers["cache-control"] == "no-store"
            assert "etag" not in answer.headers
        mutation = await client.get(address(sha1(RENAME)), headers={**MODERN, "if-none-match": "*"})
        assert (mutation.status_code, mutation.headers["allow"]) == (405, "POST")
        assert "etag" not in mutation.headers


# ---------------------------------------------------------------- manifests


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ManifestError) as caught:
        read_manifests(folder)
    return caught.value.problems


def test_all_problems_of_all_manifests_are_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    write(tmp_path / "a.json", "{\n  not json")
    write(tmp_path / "b.json", ["a list"])
    write(tmp_path / "c.json", {"one": 1, "": HELLO, "fine": HELLO})
    write(tmp_path / "d.json", {**apollo(), "version": 2})
    write(tmp_path / "e.json", {**apollo(), "operations": [{"id": "x"}, "y", {"id": "fine", "body": MANY}]})
    write(tmp_path / "f.json", {**apollo(), "operations": {}})
    assert problems(tmp_path) == (
        "a.json: the file is not JSON in UTF-8 (line 2, column 3).",
        "b.json: the file must be an object from ids to documents, or a manifest of Apollo's.",
        "c.json: one: the document must be a text that is not empty.",
        "c.json: : the id must be a text that is not empty.",
        'd.json: "format" must be "apollo-persisted-query-manifest", and "version" 1.',
        "e.json: operations[0]: the document must be a text that is not empty.",
        "e.json: operations[1]: the id must be a text that is not empty.",
        "e.json: the id fine has another document in c.json.",
        'f.json: "operations" must be a list.',
    )


def test_a_folder_without_a_manifest_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("none")
    assert problems(tmp_path) == (f"{tmp_path}: the folder has no manifest (*.json).",)


def test_the_folders_of_a_mounted_config_map_are_not_read_twice(tmp_path: Path) -> None:
    """Kubernetes mounts `..2026_11_25/manifest.json`, `..data` as a link to it, and a link to the file beside."""
    (tmp_path / "..2026_11_25").mkdir()
    write(tmp_path / "..2026_11_25/manifest.json", {"a": HELLO})
    (tmp_path / "..data").symlink_to("..2026_11_25")
    (tmp_path / "manifest.json").symlink_to("..data/manifest.json")
    found = read_manifests(tmp_path)
    assert (found.files, found.texts) == (1, frozenset({HELLO}))


async def test_manifests_are_read_again_and_bad_ones_leave_the_old_in_use(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    trusted = TrustedDocuments(ONLY, folder)
    async with client_of(make_app(trusted=trusted)) as client:
        write(folder / "new.json", {"new": "{ hello }"})
        await trusted.reread()
        assert (await post(client, id="new")).status_code == 200
        write(folder / "new.json", "{")
        await trusted.reread()
        assert (await post(client, id="new")).status_code == 200
        shutil.rmtree(folder)
        await trusted.reread()
        assert (await post(client, id="new")).status_code == 200
    told = [(record.levelname, record.getMessage()) for record in caplog.records if "server" in record.name]
    assert told[:2] == [
        ("INFO", "Read 5 documents from 4 manifests."),
        (
            "ERROR",
            "DOCUMENTS_DIR: new.json: the file is not JSON in UTF-8 (line 1, column 2)."
            " The documents read before stay in use.",
        ),
    ]
    assert "has no manifest" in told[2][1]


@pytest.fixture
def world() -> World:
    return World()
