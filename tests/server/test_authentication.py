import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from dev.tokens import local_key, sign
from resolvers.context import Role, Viewer
from server.authentication import (
    CACHED_TOKENS,
    LONGEST_CACHED,
    LONGEST_TOKEN,
    AuthenticationError,
    Authenticator,
    KeySet,
    KeysUnavailableError,
    authenticator,
    fetch,
    public_keys,
)
from server.local_key import LOCAL_ISSUER, LocalKeyError
from server.settings import Settings

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AUDIENCE = "clinic-sessions"
ISSUER = "https://issuer.example/"
PRACTICE = "01990000-0000-7000-8000-000000000001"
CLINICIAN = "01990000-0000-7000-8000-000000000002"
VIEWER = Viewer("auth0|7", "Zoë Hart", Role.ADMIN, PRACTICE, None)

LOCAL = OctKey.generate_key(384)
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa-1"})
OTHER_RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa-2"})
EC = ECKey.generate_key("P-256", parameters={"kid": "ec-1"})


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


def claims(**changes: Any) -> dict[str, Any]:
    """Valid claims with these changes. None removes a claim."""
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": int(NOW.timestamp()) + 600,
        "sub": VIEWER.subject,
        "name": VIEWER.name,
        "practice": PRACTICE,
        "role": "ADMIN",
    }
    return {claim: value for claim, value in (good | changes).items() if value is not None}


def token(key: Any = RSA, algorithm: str = "RS256", *, header: dict[str, Any] | None = None, **changes: Any) -> str:
    head = {"alg": algorithm, "kid": key.kid} | (header or {})
    registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    return jwt.encode({k: v for k, v in head.items() if v is not None}, claims(**changes), key, registry=registry)


def local_token(key: OctKey = LOCAL, **changes: Any) -> str:
    return token(key, "HS256", header={"kid": None}, **({"iss": LOCAL_ISSUER} | changes))


def segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def jwks(*keys: Any) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


@dataclass
class Published:
    """Keys for a KeySet that tests can change, count and make unavailable."""

    document: bytes
    fetched: int = 0
    away: bool = False

    async def __call__(self) -> bytes:
        self.fetched += 1
        await asyncio.sleep(0)
        if self.away:
            raise OSError("connection refused")
        return self.document


@dataclass
class Ticks:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


async def authenticated(header: str | None, *, clock: Clock | None = None) -> Viewer:
    keys = KeySet(Published(jwks(RSA, EC)), clock=Ticks())
    check = Authenticator(audience=AUDIENCE, local=LOCAL, issuer=ISSUER, keys=keys, now=clock or Clock())
    return await check(header)


async def refusal(header: str | None) -> str:
    with pytest.raises(AuthenticationError) as caught:
        await authenticated(header)
    return str(caught.value)


# ---------------------------------------------------------------- good tokens


@pytest.mark.parametrize("key, algorithm", [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256")])
async def test_a_token_of_the_issuer_names_the_viewer(key: Any, algorithm: str) -> None:
    assert await authenticated(f"Bearer {token(key, algorithm)}") == VIEWER


async def test_a_token_of_the_local_key_names_the_viewer() -> None:
    signed = sign(LOCAL, VIEWER, audience=AUDIENCE, now=NOW, lifetime=timedelta(days=1))
    assert await authenticated(f"Bearer {signed}") == VIEWER


async def test_a_clinician_is_named_with_the_viewer() -> None:
    clinician = replace(VIEWER, role=Role.CLINICIAN, clinician_id=CLINICIAN)
    signed = sign(LOCAL, clinician, audience=AUDIENCE, now=NOW, lifetime=timedelta(days=1))
    assert await authenticated(f"Bearer {signed}") == clinician


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
async def test_the_scheme_is_case_insensitive(scheme: str) -> None:
    assert await authenticated(f"{scheme}  {token()} ") == VIEWER


async def test_one_of_several_audiences_is_enough() -> None:
    assert await authenticated(f"Bearer {token(aud=['another', AUDIENCE])}") == VIEWER


async def test_ids_are_normalised() -> None:
    assert (await authenticated(f"Bearer {token(practice=PRACTICE.upper())}")).practice_id == PRACTICE


async def test_a_token_without_a_key_id_is_accepted_if_one_key_matches() -> None:
    assert await authenticated(f"Bearer {token(EC, 'ES256', header={'kid': None})}") == VIEWER


async def test_an_issuers_clock_may_be_a_little_ahead() -> None:
    soon = int(NOW.timestamp()) + 20
    assert await authenticated(f"Bearer {token(nbf=soon, iat=soon)}") == VIEWER


# ---------------------------------------------------------------- no token, or something else


@pytest.mark.parametrize("header", [None, "", "  ", "Bearer", "Bearer ", "Basic dXNlcjpwdw==", "Token abc"])
async def test_without_a_token_the_answer_says_how_to_send_one(header: str | None) -> None:
    assert await refusal(header) == "Send an access token in the header Authorization: Bearer TOKEN."


@pytest.mark.parametrize(
    "garbage",
    [
        "x",
        "a.b",
        "a.b.c",
        "a.b.c.d.e",
        "..",
        "a b c",
        "é.é.é",
        "\x00.\x00.\x00",
        "e30.e30.e30",
        f"{segment([])}.e30.e30",
        f"{segment('alg')}.e30.e30",
        f"{segment({'alg': ['RS256']})}.e30.e30",
        f"{segment({'alg': {'a': 1}})}.e30.e30",
        f"{segment({'alg': 'RS256', 'kid': 7})}.e30.e30",
        f"{segment({'alg': 'RS256', 'kid': 'rsa-1', 'crit': ['x'], 'x': 1})}.e30.e30",
        base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.e30",
        base64.urlsafe_b64encode(b"1" * 5001).decode() + ".e30.e30",
        base64.urlsafe_b64encode(b'{"alg":"\xff"}').rstrip(b"=").decode() + ".e30.e30",
    ],
)
async def test_a_malformed_token_is_refused(garbage: str) -> None:
    assert "access token" in await refusal(f"Bearer {garbage}")


async def test_an_oversized_token_is_not_parsed() -> None:
    assert await refusal(f"Bearer {'a' * LONGEST_TOKEN}.b.c") == "The access token is too long."


# ---------------------------------------------------------------- signatures


async def test_an_unsigned_token_is_refused() -> None:
    for none in ("none", "None", "NONE", ""):
        head = segment({"alg": none, "typ": "JWT"})
        for signature in ("", "e30"):
            await refusal(f"Bearer {head}.{segment(claims())}.{signature}")


async def test_a_public_key_is_not_used_as_a_secret() -> None:
    for secret in (
        RSA.as_pem(private=False),
        RSA.as_der(private=False),
        json.dumps(RSA.as_dict(private=False)).encode(),
    ):
        for issuer in (ISSUER, LOCAL_ISSUER):
            signed = f"{segment({'alg': 'HS256', 'kid': 'rsa-1'})}.{segment(claims(iss=issuer))}"
            mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
            forged = f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
            assert await refusal(f"Bearer {forged}") == "The access token's signature is not valid."


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
async def test_the_local_key_signs_with_one_algorithm_only(algorithm: str) -> None:
    await refusal(f"Bearer {token(LOCAL, algorithm, header={'kid': None}, iss=LOCAL_ISSUER)}")


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS384"])
async def test_an_issuers_other_algorithms_are_refused(algorithm: str) -> None:
    assert "signature algorithm is not accepted" in await refusal(f"Bearer {token(RSA, algorithm)}")


async def test_a_key_inside_the_token_is_not_used() -> None:
    forged = token(OTHER_RSA, "RS256", header={"kid": "rsa-1", "jwk": OTHER_RSA.as_dict(private=False)})
    assert await refusal(f"Bearer {forged}") == "The access token's signature is not valid."


async def test_a_tampered_token_is_refused() -> None:
    head, _, signature = token().split(".")
    assert await refusal(f"Bearer {head}.{segment(claims(role='ADMIN', practice=CLINICIAN))}.{signature}") == (
        "The access token's signature is not valid."
    )


@pytest.mark.parametrize("key", [OctKey.generate_key(384), OctKey.generate_key(256)])
async def test_another_local_key_is_refused(key: OctKey) -> None:
    assert await refusal(f"Bearer {local_token(key)}") == "The access token's signature is not valid."


async def test_a_key_of_the_wrong_kind_is_refused() -> None:
    await refusal(f"Bearer {token(EC, 'ES256', header={'kid': 'rsa-1'})}")


async def test_the_local_key_and_the_issuers_keys_are_not_interchangeable() -> None:
    assert await refusal(f"Bearer {local_token(iss=ISSUER)}") == "The access token's iss is not accepted."
    assert await refusal(f"Bearer {token(iss=LOCAL_ISSUER)}") == "The access token's iss is not accepted."


async def test_local_tokens_are_refused_if_the_local_key_is_off() -> None:
    check = Authenticator(
        audience=AUDIENCE, issuer=ISSUER, keys=KeySet(Published(jwks(RSA)), clock=Ticks()), now=Clock()
    )
    with pytest.raises(AuthenticationError, match="is not accepted"):
        await check(f"Bearer {local_token()}")
    assert await check(f"Bearer {token()}") == VIEWER


# ---------------------------------------------------------------- claims


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "sub"])
async def test_the_error_names_a_missing_claim(claim: str) -> None:
    without: dict[str, Any] = {claim: None}
    assert await refusal(f"Bearer {token(**without)}") == f"The access token has no {claim}."
    assert await refusal(f"Bearer {local_token(**without)}") == f"The access token has no {claim}."


@pytest.mark.parametrize("aud", ["another", [], ["another"], "clinic", 7, {"a": 1}, [AUDIENCE, 7]])
async def test_a_token_for_another_audience_is_refused(aud: Any) -> None:
    await refusal(f"Bearer {token(aud=aud)}")


@pytest.mark.parametrize("iss", ["https://issuer.example", "", 7, [ISSUER]])
async def test_a_token_of_another_issuer_is_refused(iss: Any) -> None:
    await refusal(f"Bearer {token(iss=iss)}")


@pytest.mark.parametrize("seconds", [0, -1, -20, -86400])
async def test_an_expired_token_is_refused_without_leeway(seconds: int) -> None:
    expired = token(exp=int(NOW.timestamp()) + seconds)
    assert await refusal(f"Bearer {expired}") == "The access token has expired."


@pytest.mark.parametrize("exp", ["tomorrow", True, float("nan"), float("inf"), [1], {}])
async def test_an_expiry_that_is_not_a_time_is_refused(exp: Any) -> None:
    await refusal(f"Bearer {token(exp=exp)}")


async def test_a_token_that_is_not_valid_yet_is_refused() -> None:
    assert await refusal(f"Bearer {token(nbf=int(NOW.timestamp()) + 60)}") == "The access token's nbf is not accepted."


@pytest.mark.parametrize("role", [None, "", "admin", "OWNER", 7, ["ADMIN"], {"ADMIN": 1}])
async def test_an_unknown_role_is_refused(role: Any) -> None:
    assert "role is not one of" in await refusal(f"Bearer {token(role=role)}")


@pytest.mark.parametrize("practice", [None, "", "7", PRACTICE.replace("-", ""), f"{{{PRACTICE[1:-1]}}}", 7, [PRACTICE]])
async def test_a_practice_must_be_a_uuid(practice: Any) -> None:
    assert await refusal(f"Bearer {token(practice=practice)}") == "The access token's practice is not a UUID."


async def test_the_role_clinician_requires_a_clinician() -> None:
    assert "has no clinician" in await refusal(f"Bearer {token(role='CLINICIAN')}")
    assert "clinician is not a UUID" in await refusal(f"Bearer {token(role='CLINICIAN', clinician='me')}")


@pytest.mark.parametrize("text", ["", "  ", "x" * 201, "a\x00b", "a\nb", 7, ["a"]])
async def test_names_and_subjects_that_cannot_be_stored_are_refused(text: Any) -> None:
    assert "must be a text" in await refusal(f"Bearer {token(name=text)}")
    await refusal(f"Bearer {token(sub=text)}")


async def test_claims_that_are_not_an_object_are_refused() -> None:
    signed = f"{segment({'alg': 'HS256'})}.{segment(['claims'])}"
    mac = hmac.new(LOCAL.raw_value, signed.encode(), hashlib.sha256).digest()
    await refusal(f"Bearer {signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}")


# ---------------------------------------------------------------- remembering


async def test_a_cached_token_still_expires() -> None:
    clock, published = Clock(), Published(jwks(RSA))
    check = Authenticator(audience=AUDIENCE, issuer=ISSUER, keys=KeySet(published, clock=Ticks()), now=clock)
    header = f"Bearer {token(exp=int(NOW.timestamp()) + 30)}"
    assert await check(header) is await check(header)
    clock.pass_(seconds=30)
    with pytest.raises(AuthenticationError, match="expired"):
        await check(header)


async def test_a_cached_token_is_verified_again_after_a_minute() -> None:
    clock, ticks, published = Clock(), Ticks(), Published(jwks(RSA))
    check = Authenticator(audience=AUDIENCE, issuer=ISSUER, keys=KeySet(published, clock=ticks), now=clock)
    header = f"Bearer {token()}"
    await check(header)
    published.document = jwks(OTHER_RSA)  # the key is withdrawn
    ticks.now = 3600.0
    clock.pass_(seconds=61)
    await check(header)  # the keys known serve while they are renewed
    await asyncio.sleep(0.05)
    clock.pass_(seconds=61)
    with pytest.raises(AuthenticationError, match="does not publish"):
        await check(header)


async def test_the_token_cache_is_limited() -> None:
    check = Authenticator(audience=AUDIENCE, local=LOCAL, now=Clock())
    for number in range(CACHED_TOKENS + 10):
        await check(f"Bearer {local_token(sub=str(number))}")
    assert len(check._cache) == CACHED_TOKENS


async def test_a_header_that_spaces_make_longer_is_verified_but_not_cached() -> None:
    check = Authenticator(audience=AUDIENCE, local=LOCAL, now=Clock())
    padded = await check(f"Bearer {' ' * LONGEST_CACHED}{local_token()}")
    assert len(check._cache) == 0
    assert await check(f"Bearer {local_token()}") == padded
    assert len(check._cache) == 1


# ---------------------------------------------------------------- the issuer's keys


@dataclass
class Issuer:
    """A JWKS address on this machine."""

    document: bytes = field(default_factory=lambda: jwks(RSA, EC))
    status: int = 200
    delay: float = 0.0
    requests: int = 0
    url: str = ""


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    state = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.requests += 1
            time.sleep(state.delay)
            self.send_response(state.status)
            if state.status in (301, 302):
                self.send_header("Location", f"{state.url}/elsewhere")
            self.send_header("Content-Length", str(len(state.document)))
            self.end_headers()
            with suppress(ConnectionError):  # whoever asked has given up
                self.wfile.write(state.document)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.url = f"http://127.0.0.1:{server.server_port}/jwks.json"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield state
        server.shutdown()
        thread.join()


async def test_keys_come_from_the_configured_address(issuer: Issuer) -> None:
    settings = Settings(jwks_url=issuer.url, jwt_issuer=ISSUER, local_key=False)
    check = authenticator(settings, now=Clock())
    assert await check(f"Bearer {token()}") == VIEWER
    assert await check(f"Bearer {token(EC, 'ES256')}") == VIEWER
    assert issuer.requests == 1


async def test_concurrent_requests_fetch_the_keys_once(issuer: Issuer) -> None:
    issuer.delay = 0.1
    check = authenticator(Settings(jwks_url=issuer.url, jwt_issuer=ISSUER, local_key=False), now=Clock())
    viewers = await asyncio.gather(*(check(f"Bearer {token(sub=str(number))}") for number in range(20)))
    assert {viewer.subject for viewer in viewers} == {str(number) for number in range(20)}
    assert issuer.requests == 1


async def test_a_slow_issuer_does_not_delay_other_requests(issuer: Issuer) -> None:
    issuer.delay = 0.4
    settings = Settings(jwks_url=issuer.url, jwt_issuer=ISSUER, local_key=False)
    waiting = asyncio.create_task(authenticator(settings, now=Clock())(f"Bearer {token()}"))
    longest, last = 0.0, time.perf_counter()
    while not waiting.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    assert await waiting == VIEWER
    assert longest < 0.3


@pytest.mark.parametrize("status", [404, 500, 301, 302])
async def test_an_issuer_that_answers_with_an_error_counts_as_unavailable(issuer: Issuer, status: int) -> None:
    issuer.status = status
    with pytest.raises(OSError, match=str(status)):
        await fetch(issuer.url)


async def test_an_endless_answer_is_abandoned(issuer: Issuer) -> None:
    with pytest.raises(ValueError, match="too large"):
        await fetch(issuer.url, largest=100)
    issuer.delay = 0.5
    with pytest.raises((TimeoutError, OSError)):
        await fetch(issuer.url, timeout=0.1)


async def test_all_tokens_are_refused_while_no_key_is_cached() -> None:
    published = Published(jwks(RSA), away=True)
    keys = KeySet(published, clock=Ticks())
    with pytest.raises(KeysUnavailableError):
        await keys.find("rsa-1", "RS256")


async def test_an_outage_ends_with_the_issuers_return() -> None:
    published, ticks = Published(jwks(RSA), away=True), Ticks()
    keys = KeySet(published, clock=ticks, between=10)
    for _ in range(5):
        with pytest.raises(KeysUnavailableError):
            await keys.find("rsa-1", "RS256")
    assert published.fetched == 1  # not at every request
    published.away, ticks.now = False, 11
    assert (await keys.find("rsa-1", "RS256")).kid == "rsa-1"


async def test_cached_keys_are_used_while_the_issuer_is_unavailable() -> None:
    published, ticks = Published(jwks(RSA)), Ticks()
    keys = KeySet(published, clock=ticks, fresh=600, longest_age=86_400)
    await keys.find("rsa-1", "RS256")
    published.away = True
    for ticks.now in (601.0, 3_600.0, 86_000.0):
        assert (await keys.find("rsa-1", "RS256")).kid == "rsa-1"
        await asyncio.sleep(0.01)
    assert published.fetched == 4
    ticks.now = 86_401.0
    with pytest.raises(KeysUnavailableError):
        await keys.find("rsa-1", "RS256")


async def test_a_new_key_is_found_as_soon_as_a_token_names_it() -> None:
    published, ticks = Published(jwks(RSA)), Ticks()
    keys = KeySet(published, clock=ticks, between=10)
    await keys.find("rsa-1", "RS256")
    published.document, ticks.now = jwks(RSA, OTHER_RSA), 11
    assert (await keys.find("rsa-2", "RS256")).kid == "rsa-2"
    assert published.fetched == 2


async def test_unknown_key_ids_do_not_cause_many_fetches() -> None:
    published, ticks = Published(jwks(RSA)), Ticks()
    keys = KeySet(published, clock=ticks, between=10)
    await keys.find("rsa-1", "RS256")
    ticks.now = 11
    for number in range(50):
        with pytest.raises(AuthenticationError, match="does not publish"):
            await keys.find(f"made-up-{number}", "RS256")
    assert published.fetched == 2


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
async def test_a_key_is_used_only_for_its_declared_purpose() -> None:
    for_encryption = {**RSA.as_dict(private=False), "use": "enc", "kid": "enc"}
    for_another = {**RSA.as_dict(private=False), "alg": "RS512", "kid": "rs512"}
    secret = {**LOCAL.as_dict(), "kid": "oct"}
    small = RSAKey.generate_key(1024, parameters={"kid": "small"}).as_dict(private=False)
    other_curve = ECKey.generate_key("P-384", parameters={"kid": "p384"}).as_dict(private=False)
    broken = {"kty": "RSA", "kid": "broken", "n": "!", "e": 3}
    listed = [
        for_encryption,
        for_another,
        secret,
        small,
        other_curve,
        broken,
        "text",
        None,
        {},
        RSA.as_dict(private=False),
    ]
    document = json.dumps({"keys": listed}).encode()
    assert [key.kid for key in public_keys(document)] == ["rs512", "rsa-1"]
    keys = KeySet(Published(document), clock=Ticks())
    with pytest.raises(AuthenticationError):
        await keys.find("rs512", "RS256")


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"keys": 7}', b'{"keys": []}', b"[" * 100_000, b"\xff"])
def test_a_document_that_is_not_a_key_set_is_refused(document: bytes) -> None:
    with pytest.raises(ValueError):
        public_keys(document)


# ---------------------------------------------------------------- the local key


def test_the_service_reads_the_local_key_and_never_creates_it(tmp_path: Path) -> None:
    with pytest.raises(LocalKeyError, match=r"token\.key does not exist\. Set LOCAL_KEY=false, or create it"):
        authenticator(Settings(data_dir=tmp_path))
    assert list(tmp_path.iterdir()) == []


async def test_the_service_accepts_tokens_of_the_local_key_in_its_data_folder(tmp_path: Path) -> None:
    token = sign(local_key(tmp_path), VIEWER, audience=AUDIENCE, now=NOW, lifetime=timedelta(minutes=1))
    check = authenticator(Settings(data_dir=tmp_path), now=lambda: NOW)
    assert await check(f"Bearer {token}") == VIEWER
