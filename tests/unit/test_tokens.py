"""Which tokens count, and what is said of those that do not."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import BadStatusLine
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from shared import jwks, logs
from shared.errors import Unauthenticated
from shared.tokens import TokenVerifier
from tests.callers import (
    AUDIENCE,
    ISSUER,
    JWKS,
    KEY,
    OTHER,
    claims,
    signed_by_another,
    signed_with_the_public_key,
    token,
    unsigned,
    with_changed_claims,
)


class Clocks:
    """Both clocks, which the test moves."""

    def __init__(self) -> None:
        self.past = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.past, UTC)

    def monotonic(self) -> float:
        return self.past


def verifier(
    content: Callable[[], bytes] = lambda: JWKS, algorithms: tuple[str, ...] = ("ES256",), clocks: Clocks | None = None
) -> TokenVerifier:
    clocks = clocks or Clocks()
    keys = jwks.Keys(content, refresh_seconds=300, clock=clocks.monotonic)
    return TokenVerifier(keys, issuer=ISSUER, audience=AUDIENCE, algorithms=algorithms, clock=clocks.now)


def refused(presented: str, by: TokenVerifier | None = None) -> str:
    with pytest.raises(Unauthenticated) as caught:
        (by or verifier()).grant(presented)
    assert not any(len(part) > 3 and part in str(caught.value) for part in presented.split("."))
    return caught.value.reason


def test_a_good_token_says_who_may_do_what_and_where() -> None:
    grant = verifier().grant(token(sub="office-7", scope="a.read b.write", regions=["370105", "370100", "360000"]))

    assert grant.subject == "office-7"
    assert grant.scopes == {"a.read", "b.write"}
    assert grant.regions == ("36", "3701")
    assert grant.lifetime == 3600


@pytest.mark.parametrize(
    ("presented", "reason"),
    [
        (unsigned, "TOKEN_ALGORITHM"),
        (signed_with_the_public_key, "TOKEN_ALGORITHM"),
        (signed_by_another, "TOKEN_BAD_SIGNATURE"),
        (with_changed_claims, "TOKEN_BAD_SIGNATURE"),
        (lambda: "", "TOKEN_MALFORMED"),
        (lambda: "a.b.c", "TOKEN_MALFORMED"),
        (lambda: "." * 9_000, "TOKEN_MALFORMED"),
        (lambda: "令牌", "TOKEN_MALFORMED"),
        (lambda: token(iss="urn:somebody:else"), "TOKEN_WRONG_ISSUER"),
        (lambda: token(aud="another-system"), "TOKEN_WRONG_AUDIENCE"),
        (lambda: token(aud=["one", "another"]), "TOKEN_WRONG_AUDIENCE"),
        (lambda: token(aud=None), "TOKEN_WRONG_AUDIENCE"),
        (lambda: token(exp=int(time.time()) - 60), "TOKEN_EXPIRED"),
        (lambda: token(exp=None), "TOKEN_CLAIM"),
        (lambda: token(exp=float("nan")), "TOKEN_CLAIM"),
        (lambda: token(exp=float("inf")), "TOKEN_CLAIM"),
        (lambda: token(iat=None), "TOKEN_CLAIM"),
        (lambda: token(nbf=int(time.time()) + 600), "TOKEN_NOT_YET_VALID"),
        (lambda: token(iat=int(time.time()) + 600), "TOKEN_NOT_YET_VALID"),
        (lambda: token(sub=None), "TOKEN_CLAIM"),
        (lambda: token(sub="李雷"), "TOKEN_CLAIM"),
        *((lambda sub=sub: token(sub=sub), "TOKEN_CLAIM") for sub in ("system", "Nobody", "operator", "operator:ann")),
        (lambda: token(scope=None), "TOKEN_CLAIM"),
        (lambda: token(scope=["a"]), "TOKEN_CLAIM"),
        (lambda: token(regions="370105"), "TOKEN_CLAIM"),
        (lambda: token(regions=["3701"]), "TOKEN_CLAIM"),
        (lambda: token(regions=[""]), "TOKEN_CLAIM"),
        (lambda: token(regions=["370105"] * 201), "TOKEN_CLAIM"),
    ],
)
def test_a_wrong_token_is_refused_with_its_reason_and_never_shown(presented: Callable[[], str], reason: str) -> None:
    assert refused(presented()) == reason


def test_clocks_may_differ_by_the_leeway_and_no_more() -> None:
    clocks = Clocks()
    own = verifier(clocks=clocks)
    short = token(exp=int(time.time()) + 10)
    own.grant(short)

    clocks.past = 35
    own.grant(short)
    clocks.past = 45

    assert refused(short, own) == "TOKEN_EXPIRED"


def test_an_audience_may_be_one_of_several() -> None:
    assert verifier().grant(token(aud=["another", AUDIENCE])).subject == "test-caller"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (OKPKey.generate_key("Ed25519"), "Ed25519"),
        # RFC 9864 would have it called Ed25519; issuers go on writing the older name.
        pytest.param(
            OKPKey.generate_key("Ed25519"), "EdDSA", marks=pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
        ),
        (RSAKey.generate_key(2048), "RS256"),
    ],
)
def test_other_signatures_count_when_they_are_configured_and_only_then(key: Any, algorithm: str) -> None:
    key.ensure_kid()
    content = json.dumps({"keys": [key.as_dict(private=False)]}).encode()
    presented = jwt.encode({"alg": algorithm, "kid": key.kid}, claims(), key, algorithms=[algorithm])

    assert verifier(lambda: content, (algorithm,)).grant(presented).subject == "test-caller"
    assert refused(presented, verifier(lambda: content, ("ES256",))) == "TOKEN_ALGORITHM"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_signature_that_anybody_can_make_cannot_be_configured(algorithm: str) -> None:
    with pytest.raises(ValueError, match="ES256"):
        verifier(algorithms=("ES256", algorithm))


class Published:
    """A key set that its issuer changes, and how often it was read."""

    def __init__(self, *keys: ECKey) -> None:
        self.keys = list(keys)
        self.reads = 0
        self.fails: Exception | None = None

    def __call__(self) -> bytes:
        self.reads += 1
        if self.fails:
            raise self.fails
        for key in self.keys:
            key.ensure_kid()
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()


def by(key: ECKey) -> str:
    key.ensure_kid()
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims(), key, algorithms=["ES256"])


def test_a_new_key_counts_as_soon_as_a_token_names_it() -> None:
    published, clocks = Published(KEY), Clocks()
    own = verifier(published, clocks=clocks)
    own.grant(token())
    published.keys.append(OTHER)
    clocks.past = 11

    assert own.grant(by(OTHER)).subject == "test-caller"


def test_invented_keys_do_not_make_the_set_be_read_again_and_again() -> None:
    published, clocks = Published(KEY), Clocks()
    own = verifier(published, clocks=clocks)
    clocks.past = 11
    for _ in range(20):
        invented = ECKey.generate_key("P-256")
        assert refused(by(invented), own) == "TOKEN_UNKNOWN_KEY"

    assert published.reads == 2  # at the start, and once


def test_what_a_withdrawn_key_signed_counts_no_longer_once_the_set_is_read_again() -> None:
    published, clocks = Published(KEY, OTHER), Clocks()
    own = verifier(published, clocks=clocks)
    presented = by(OTHER)
    own.grant(presented)
    published.keys.remove(OTHER)
    clocks.past = 11
    refused(by(ECKey.generate_key("P-256")), own)  # a key that nobody knows: the set is read

    assert refused(presented, own) == "TOKEN_UNKNOWN_KEY"


def test_the_set_is_read_again_when_it_is_old_without_holding_up_the_call() -> None:
    published, clocks = Published(KEY), Clocks()
    keys = jwks.Keys(published, refresh_seconds=300, clock=clocks.monotonic)
    clocks.past = 301
    published.keys = [OTHER]
    keys.keep_fresh()
    deadline = time.monotonic() + 10
    while keys.generation == 1 and time.monotonic() < deadline:
        time.sleep(0.01)  # between two looks: the keys are read beside the calls

    assert keys.find(KEY.kid or "") is None
    assert keys.find(OTHER.kid or "") is not None


def test_a_key_withdrawn_in_an_idle_night_counts_not_even_for_the_first_call() -> None:
    published, clocks = Published(KEY, OTHER), Clocks()
    own = verifier(published, clocks=clocks)
    presented = by(OTHER)
    own.grant(presented)
    published.keys.remove(OTHER)
    clocks.past = 601

    assert refused(presented, own) == "TOKEN_UNKNOWN_KEY"


@pytest.mark.parametrize(
    "fault", [OSError("no answer"), BadStatusLine("no web server"), RuntimeError("what nobody foresaw")]
)
def test_keys_stay_when_their_place_does_not_answer(fault: Exception) -> None:
    published, clocks = Published(KEY), Clocks()
    own = verifier(published, clocks=clocks)
    published.fails = fault
    clocks.past = 11

    assert refused(by(OTHER), own) == "TOKEN_UNKNOWN_KEY"
    assert own.grant(token()).subject == "test-caller"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no JSON"),
        (b"[]", "no JSON"),
        (b'{"keys": {}}', "no list"),
        (b'{"keys": []}', "no signing key"),
        (b'{"keys": [7]}', "no object"),
        (json.dumps({"keys": [KEY.as_dict(private=True)]}).encode(), "private"),
        (b'{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "1"}]}', "symmetric"),
        (b'{"keys": [{"kty": "EC", "crv": "P-256", "x": "?", "y": "?", "kid": "1"}]}', "no key"),
        (b" " * (jwks.MAX_BYTES + 1), "bytes"),
        (json.dumps({"keys": [{}] * 101}).encode(), "at most 100"),
        (json.dumps({"keys": [{"kty": "RSA", "kid": "1", "e": "AQAB", "n": "x" * 171}]}).encode(), "2048"),
    ],
)
def test_what_is_no_set_of_public_keys_is_refused_at_the_start(content: bytes, why: str) -> None:
    with pytest.raises(jwks.KeysUnavailable, match=why):
        jwks.Keys(lambda: content, refresh_seconds=300)


def test_a_key_of_a_curve_that_nobody_knows_is_left_out_and_the_others_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    strange = {"kty": "EC", "crv": "P-224", "kid": "strange", "x": "AA", "y": "AA"}
    content = json.dumps({"keys": [strange, KEY.as_dict(private=False)]}).encode()
    logs.configure("registry", "api")

    assert set(jwks.parse(content)) == {KEY.kid}
    assert '"kid": "strange"' in capsys.readouterr().out


def test_keys_come_from_a_file_or_by_https_and_never_in_the_clear(tmp_path: Path) -> None:
    (tmp_path / "jwks.json").write_bytes(JWKS)
    assert jwks.reader(str(tmp_path / "jwks.json"))() == JWKS
    for place in ("http://keys.example/jwks.json", "ftp://keys.example/jwks.json", "file:///etc/passwd"):
        with pytest.raises(ValueError, match="https"):
            jwks.reader(place)
