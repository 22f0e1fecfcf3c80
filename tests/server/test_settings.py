from pathlib import Path

import pytest

from server.settings import Environment, Settings, SettingsError
from server.trusted_documents import DocumentsPolicy

PRODUCTION = {
    "ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://service@db/clinic",
    "JWKS_URL": "https://issuer.example/jwks.json",
    "JWT_ISSUER": "https://issuer.example/",
    "JWT_AUDIENCE": "clinic-sessions",
}


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environ)
    return caught.value.problems


def test_the_default_is_development_on_this_machine() -> None:
    assert Settings.from_environment({}) == Settings()
    assert (Settings().host, Settings().port, Settings().development) == ("127.0.0.1", 8000, True)


def test_every_variable_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            **PRODUCTION,
            "DATABASE_READ_URL": "postgres://service@replica/clinic",
            "DATABASE_OWNER_URL": "postgresql+asyncpg://owner:secret@db:6432/clinic?ssl=require",
            "HOST": "0.0.0.0",
            "PORT": "80",
            "WORKERS": "4",
            "MAX_CONNECTIONS": "50",
            "DATA_DIR": "/srv/clinic",
            "POOL_SIZE": "20",
            "ACQUIRE_TIMEOUT": "1.5",
            "STATEMENT_TIMEOUT": "10",
            "LOCK_TIMEOUT": "0.5",
            "PREPARED_STATEMENTS": "off",
            "CORS_ORIGINS": "https://app.example, https://staff.example/",
            "CORS_HEADERS": "X-Client-Version, x-flags",
            "INTROSPECTION": "yes",
            "DOCUMENTS": "Only",
            "DOCUMENTS_DIR": str(tmp_path),
            "COMPRESSION": "no",
        }
    )
    assert settings.environment is Environment.PRODUCTION
    assert settings.database_url == "postgresql://service@db/clinic"
    assert settings.database_read_url == "postgresql://service@replica/clinic"
    assert settings.database_owner_url == "postgresql://owner:secret@db:6432/clinic?ssl=require"
    assert (settings.host, settings.port, settings.workers) == ("0.0.0.0", 80, 4)
    assert settings.most_connections == 50
    assert str(settings.data_dir) == "/srv/clinic"
    assert settings.database.pool_size == 20
    assert settings.database.acquire_timeout == 1.5
    assert settings.database.statement_timeout == 10
    assert settings.database.lock_timeout == 0.5
    assert not settings.database.prepared_statements
    assert settings.jwks_url == "https://issuer.example/jwks.json"
    assert (settings.jwt_issuer, settings.jwt_audience) == ("https://issuer.example/", "clinic-sessions")
    assert settings.cors_origins == ("https://app.example", "https://staff.example")
    assert settings.cors_headers == ("X-Client-Version", "x-flags")
    assert settings.introspection
    assert (settings.documents, settings.documents_dir) == (DocumentsPolicy.ONLY, tmp_path)
    assert not settings.compression


def test_an_empty_variable_counts_as_missing() -> None:
    assert Settings.from_environment({"DATABASE_URL": "", "PORT": " ", "INTROSPECTION": ""}) == Settings()


def test_production_disables_what_development_allows() -> None:
    settings = Settings.from_environment(PRODUCTION)
    assert not settings.local_key
    assert not settings.introspection
    assert settings.cors_origins == ()


def test_production_requires_a_database_and_an_issuer() -> None:
    assert [problem.split()[0] for problem in problems({"ENVIRONMENT": "production"})] == ["DATABASE_URL", "JWKS_URL"]


def test_migrating_in_production_requires_no_issuer() -> None:
    environ = {"ENVIRONMENT": "production", "DATABASE_URL": "postgresql://owner@db/clinic"}
    assert Settings.from_environment(environ, serving=False).database_url == "postgresql://owner@db/clinic"


def test_production_accepts_the_local_key_only_if_configured() -> None:
    environ = {"ENVIRONMENT": "production", "DATABASE_URL": "postgresql://service@db/clinic", "LOCAL_KEY": "true"}
    assert Settings.from_environment(environ).local_key


def test_the_keys_of_an_issuer_require_issuer_and_audience() -> None:
    found = problems({"JWKS_URL": "https://issuer.example/jwks.json"})
    assert [problem.split()[0] for problem in found] == ["JWT_ISSUER", "JWT_AUDIENCE"]


def test_production_requires_https_for_the_keys() -> None:
    assert problems({**PRODUCTION, "JWKS_URL": "http://issuer.example/jwks.json"})[0].startswith(
        "JWKS_URL must be an https"
    )
    assert Settings.from_environment({**PRODUCTION, "JWKS_URL": "http://127.0.0.1:9000/jwks.json"}).jwks_url


def test_all_problems_are_reported_together_with_the_names_of_the_variables() -> None:
    wrong = {
        "ENVIRONMENT": "staging",
        "DATABASE_URL": "mysql://db",
        "PORT": "eighty",
        "WORKERS": "0",
        "POOL_SIZE": "-1",
        "STATEMENT_TIMEOUT": "soon",
        "LOCAL_KEY": "maybe",
        "INTROSPECTION": "2",
        "CORS_ORIGINS": "*",
        "CORS_HEADERS": "*",
        "DOCUMENTS": "some",
        "DOCUMENTS_DIR": "/nowhere/at/all",
        "COMPRESSION": "zip",
        "JWKS_URL": "issuer.example",
    }
    assert {problem.split()[0] for problem in problems(wrong)} == set(wrong)


@pytest.mark.parametrize("port", ["65536", "-1", "1e3", "0x50", "８０", "8000.0"])
def test_a_port_must_be_a_valid_number(port: str) -> None:
    assert problems({"PORT": port}) == ("PORT must be a whole number from 0 to 65535.",)


@pytest.mark.parametrize("url", ["db", "http://db/clinic", "postgresql://db:port/clinic", "postgresql://[db/clinic"])
def test_a_database_address_must_be_of_postgresql(url: str) -> None:
    assert len(problems({"DATABASE_URL": url})) == 1


def test_several_database_hosts_need_to_say_which_of_them_writes() -> None:
    several = "postgresql://service:secret@one:5432,two:5433/clinic"
    assert "target_session_attrs=read-write" in problems({"DATABASE_URL": several})[0]
    assert "target_session_attrs" in problems({"DATABASE_URL": f"{several}?target_session_attrs=master"})[0]
    writable = f"{several}?target_session_attrs=read-write"
    settings = Settings.from_environment({"DATABASE_URL": writable, "DATABASE_READ_URL": several})
    assert (settings.database_url, settings.database_read_url) == (writable, several)


@pytest.mark.parametrize("origin", ["*", "app.example", "https://app.example/path", "ftp://app.example", "null"])
def test_an_origin_has_a_scheme_and_no_path(origin: str) -> None:
    assert problems({"CORS_ORIGINS": f"https://fine.example,{origin}"})[0].startswith("CORS_ORIGINS ")


def test_a_read_database_requires_a_database() -> None:
    found = problems({"DATABASE_READ_URL": "postgresql://db/clinic"})
    assert found == ("DATABASE_READ_URL requires DATABASE_URL.",)


def test_passwords_are_neither_shown_nor_repeated() -> None:
    secret = "postgresql://owner:hunter2@db/clinic"
    assert "hunter2" not in repr(Settings.from_environment({"DATABASE_URL": secret, "DATABASE_OWNER_URL": secret}))
    assert "hunter2" not in str(problems({"DATABASE_URL": secret.replace("postgresql", "mysql")}))


@pytest.mark.parametrize("policy", ["only", "prefer"])
def test_to_execute_trusted_documents_requires_their_folder(policy: str) -> None:
    expected = f"DOCUMENTS_DIR is required with DOCUMENTS={policy}: the manifests' folder."
    assert problems({"DOCUMENTS": policy}) == (expected,)


def test_a_secret_can_be_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://service:secret@db/clinic\n")
    given = {name: value for name, value in PRODUCTION.items() if name != "DATABASE_URL"}
    for name in ("DATABASE_URL", "DATABASE_READ_URL", "DATABASE_OWNER_URL"):
        given[f"{name}_FILE"] = str(tmp_path / "url")
    settings = Settings.from_environment(given)
    assert {settings.database_url, settings.database_read_url, settings.database_owner_url} == {
        "postgresql://service:secret@db/clinic"
    }


def test_a_file_that_cannot_be_read_is_reported_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "wrong").write_text("secret")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    assert problems({**PRODUCTION, "DATABASE_URL_FILE": "/nowhere"}) == (
        "DATABASE_URL and DATABASE_URL_FILE are both set. Set one of them.",
    )
    given = {name: value for name, value in PRODUCTION.items() if name != "DATABASE_URL"}
    assert problems({**given, "DATABASE_URL_FILE": str(tmp_path / "nowhere")}) == (
        "DATABASE_URL_FILE names a file that cannot be read (No such file or directory).",
    )
    assert problems({**given, "DATABASE_URL_FILE": str(tmp_path / "binary")}) == (
        "DATABASE_URL_FILE names a file that cannot be read (not a text).",
    )
    assert problems({**given, "DATABASE_URL_FILE": str(tmp_path / "empty")}) == (
        "DATABASE_URL_FILE names an empty file.",
    )
    (said,) = problems({**given, "DATABASE_URL_FILE": str(tmp_path / "wrong")})
    assert said.startswith("DATABASE_URL must be a PostgreSQL address")
