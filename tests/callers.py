"""Callers for the tests: an issuer with a key of its own, its tokens, and the door that knows them."""

import base64
import hmac
import json
import time
from typing import Any

import grpc
from bihuan_client import presenting
from joserfc import jwt
from joserfc.jwk import ECKey

from deploy.rpcs import scopes
from shared import jwks
from shared.access import Caller
from shared.admission import Admission
from shared.clock import Clock, utc_now
from shared.tokens import TokenVerifier, prefixes

ISSUER = "urn:test:issuer"
AUDIENCE = "bihuan-test"
KEY = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"})
KEY.ensure_kid()
JWKS = json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
OTHER = ECKey.generate_key("P-256")  # not of this issuer
PURPOSE = "supervision"


def admission(clock: Clock = utc_now) -> Admission:
    """Lets in whoever has a token of this issuer."""
    keys = jwks.Keys(lambda: JWKS, refresh_seconds=3600)
    return Admission(TokenVerifier(keys, issuer=ISSUER, audience=AUDIENCE, algorithms=["ES256"], clock=clock))


def claims(**others: Any) -> dict[str, Any]:
    """All scopes, everywhere, for an hour; `others` replace what they name, and None leaves it out."""
    now = int(time.time())
    usual = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "test-caller",
        "iat": now,
        "exp": now + 3600,
        "scope": " ".join(scopes()),
        "regions": ["*"],
    }
    return {name: value for name, value in {**usual, **others}.items() if value is not None}


def token(**others: Any) -> str:
    """A token with these claims."""
    return jwt.encode({"alg": "ES256", "kid": KEY.kid}, claims(**others), KEY, algorithms=["ES256"])


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def unsigned() -> str:
    return f"{_part({'alg': 'none', 'kid': KEY.kid})}.{_part(claims())}."


def signed_with_the_public_key() -> str:
    """The classic: HS256, with the public key's PEM as the secret."""
    content = f"{_part({'alg': 'HS256', 'kid': KEY.kid})}.{_part(claims())}"
    signature = hmac.digest(KEY.as_pem(private=False), content.encode(), "sha256")
    return f"{content}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def signed_by_another() -> str:
    return jwt.encode({"alg": "ES256", "kid": KEY.kid}, claims(), OTHER, algorithms=["ES256"])


def with_changed_claims() -> str:
    head, _, tail = token().split(".")
    return f"{head}.{_part(claims(scope='everything'))}.{tail}"


def presented(channel: grpc.Channel, purpose: str = PURPOSE, **others: Any) -> grpc.Channel:
    """The channel with a token of these claims in every call."""
    return presenting(channel, token(**others), purpose=purpose)


def caller_of(*regions: str) -> Caller:
    """A caller who sees these regions, to act as without a server (`access.acting`)."""
    return Caller("test-caller", frozenset(scopes()), prefixes(regions), PURPOSE, "")
