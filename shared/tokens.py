"""Callers' tokens: signed JWTs (RFC 7519), verified once and remembered until they expire.

A token needs `iss`, `aud`, `sub`, `iat`, `exp` and `scope` (space-separated, RFC 8693); `nbf` counts if it is there.
`regions` is a list of region codes, or `["*"]` for everywhere; without it the caller sees no rows. `sub` is an opaque
id: it stands in logs and in the audit, so it must not be a person's name.
"""

import hashlib
import math
import re
import threading
import warnings
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import GuestProtocol, Key

from shared.access import prefix, reserved
from shared.clock import Clock, utc_now
from shared.errors import Unauthenticated
from shared.jwks import Keys

# RFC 9864 would have EdDSA called Ed25519; issuers go on writing the older name.
warnings.filterwarnings("ignore", "EdDSA is deprecated")

# None of them can be verified with what a JWKS publishes but by its holder's private key: no HS*, no `none`.
ALGORITHMS: Final = ("ES256", "ES384", "EdDSA", "Ed25519", "RS256", "PS256")
MAX_TOKEN: Final = 8 << 10  # characters
MAX_REGIONS: Final = 200
_REMEMBERED: Final = 10_000
_SUBJECT: Final = re.compile(r"[\x21-\x7e]{1,200}")
_REGION: Final = re.compile(r"[0-9]{6}([0-9]{3})?")


@dataclass(frozen=True)
class Grant:
    """What a token or a client certificate allows."""

    subject: str
    scopes: frozenset[str]
    regions: tuple[str, ...]
    """Prefixes, as in `shared.access.Caller`."""
    expires_at: float
    """Seconds since 1970."""
    lifetime: float
    """Seconds from its issue to its end."""


def prefixes(regions: Iterable[str]) -> tuple[str, ...]:
    """The prefixes of region codes (`*`: everywhere), without those that lie in another. Raises `ValueError`."""
    found: list[str] = []
    for code in regions:
        if code != "*" and not _REGION.fullmatch(code):
            raise ValueError("a region is a code of six or nine digits, or * for everywhere")
        found.append("" if code == "*" else prefix(code))
    return tuple(sorted({one for one in found if not any(one != other and one.startswith(other) for other in found)}))


class TokenVerifier:
    """Says what a token allows."""

    def __init__(
        self,
        keys: Keys,
        *,
        issuer: str,
        audience: str,
        algorithms: Collection[str],
        leeway_seconds: float = 30,
        clock: Clock = utc_now,
    ) -> None:
        """`algorithms` are some of `ALGORITHMS`; `leeway_seconds` is how far the issuer's clock and ours may differ."""
        if not algorithms or not set(algorithms) <= set(ALGORITHMS):
            raise ValueError(f"algorithms must be some of {', '.join(ALGORITHMS)}")
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._algorithms = list(algorithms)
        self._leeway = leeway_seconds
        self._clock = clock
        self._remembered: OrderedDict[bytes, Grant] = OrderedDict()
        self._generation = keys.generation
        self._lock = threading.Lock()

    def grant(self, token: str) -> Grant:
        """What this token allows. Raises `Unauthenticated`, whose text and reason never show the token."""
        self._keys.keep_fresh()
        if self._generation != self._keys.generation:
            # A key may have been taken out: what it signed counts no longer.
            with self._lock:
                self._remembered.clear()
                self._generation = self._keys.generation
        # By hash, so that a memory dump holds no usable token.
        digest = hashlib.sha256(token.encode("ascii", "replace")).digest()
        found = self._remembered.get(digest)
        now = self._clock().timestamp()
        if found is None:
            generation = self._keys.generation
            found = self._verified(token, now)
            with self._lock:
                if generation == self._generation:
                    self._remembered[digest] = found
                if len(self._remembered) > _REMEMBERED:
                    self._remembered.popitem(last=False)
        if now >= found.expires_at + self._leeway:
            with self._lock:
                self._remembered.pop(digest, None)
            raise Unauthenticated("TOKEN_EXPIRED", "the token has expired; get a new one from its issuer")
        return found

    def _verified(self, token: str, now: float) -> Grant:
        if len(token) > MAX_TOKEN or not token.isascii():
            raise _malformed()

        def key(guest: GuestProtocol) -> Key:
            kid = guest.headers().get("kid")
            found = self._keys.find(kid) if isinstance(kid, str) else None
            if found is None:
                raise Unauthenticated("TOKEN_UNKNOWN_KEY", "no key of the issuer has the token's `kid`")
            return found

        try:
            claims = jwt.decode(token, key, algorithms=self._algorithms).claims
        except Unauthenticated:
            raise
        except UnsupportedAlgorithmError:
            allowed = ", ".join(self._algorithms)
            raise Unauthenticated("TOKEN_ALGORITHM", f"the token is not signed by one of {allowed}") from None
        except BadSignatureError:
            raise Unauthenticated("TOKEN_BAD_SIGNATURE", "the token's signature does not match its content") from None
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            raise _malformed() from None
        return self._checked(claims, now)

    def _checked(self, claims: dict[str, Any], now: float) -> Grant:
        if claims.get("iss") != self._issuer:
            raise Unauthenticated("TOKEN_WRONG_ISSUER", "the token is not of the issuer that this service trusts")
        audiences = claims.get("aud")
        if audiences != self._audience and not (isinstance(audiences, list) and self._audience in audiences):
            raise Unauthenticated("TOKEN_WRONG_AUDIENCE", "the token is meant for another audience")
        expires, issued = _time(claims, "exp"), _time(claims, "iat")
        if now >= expires + self._leeway:
            raise Unauthenticated("TOKEN_EXPIRED", "the token has expired; get a new one from its issuer")
        starts = max(issued, _time(claims, "nbf") if "nbf" in claims else issued)
        if now < starts - self._leeway:
            raise Unauthenticated("TOKEN_NOT_YET_VALID", "the token is not valid yet; are the clocks right?")
        subject, scope = claims.get("sub"), claims.get("scope")
        if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject) or reserved(subject):
            raise _wrong_claim(
                "sub", "an opaque id of at most 200 printable ASCII characters, and not a name of the system's own"
            )
        if not isinstance(scope, str):
            raise _wrong_claim("scope", "a text of scopes with blanks between")
        regions = claims.get("regions", [])
        refusal = _wrong_claim("regions", f'a list of at most {MAX_REGIONS} region codes, or ["*"]')
        if not isinstance(regions, list) or len(regions) > MAX_REGIONS or not all(isinstance(r, str) for r in regions):
            raise refusal
        try:
            return Grant(subject, frozenset(scope.split()), prefixes(regions), expires, expires - issued)
        except ValueError:
            raise refusal from None


def _time(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong_claim(name, "a time in seconds since 1970")
    return float(value)


def _wrong_claim(name: str, must: str) -> Unauthenticated:
    return Unauthenticated("TOKEN_CLAIM", f"the token's claim `{name}` is missing or wrong: it must be {must}")


def _malformed() -> Unauthenticated:
    return Unauthenticated("TOKEN_MALFORMED", "what stands in `authorization` is no signed JWT: Bearer <token>")
