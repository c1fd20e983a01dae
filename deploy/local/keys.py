"""The issuer of tokens of a local stack: one key pair, made at the first start, and tokens signed with it.

    python -m deploy.local.keys PRIVATE PUBLIC [LEVY]    make the key pair in two directories, if it is not there, and
                                                          the levy's token in a third

A real installation has an issuer of its own (the province's identity provider) and gives the apis its JWKS.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from deploy.local.places import AUDIENCE, ISSUER, write_private
from shared.clock import Clock, utc_now
from shared.tokens import prefixes

ALGORITHM = "ES256"
# What a service may ask of another: the levy asks the registry whose a certificate is (docs/adr/0011).
ASKS = {"levy": ["registry.certificates.read"]}
SERVICE_TOKEN_DAYS = 400  # of a stack for trying things out: each start makes a new one


class NoIssuer(Exception):
    """There is no key to sign with; the text says what to do."""


class Issuer:
    """Signs tokens. `private` is the directory of the key that signs, `public` the one of the JWKS for the apis."""

    def __init__(self, private: Path, public: Path | None = None, clock: Clock = utc_now) -> None:
        self.key_file = private / "issuer.json"
        self.jwks_file = (public or private) / "jwks.json"
        self._clock = clock

    def ensure(self) -> None:
        """Make the key pair if it is not there, and write the public part."""
        if not self.key_file.exists():
            key = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM})
            key.ensure_kid()
            write_private(self.key_file, json.dumps(key.as_dict(private=True)) + "\n")
        write_private(self.jwks_file, json.dumps({"keys": [self._key().as_dict(private=False)]}) + "\n")

    def token(self, scopes: Iterable[str], regions: Iterable[str], *, minutes: float, subject: str = "local") -> str:
        """A token. `regions` are codes, or `*` for everywhere. Raises `NoIssuer`, and `ValueError` for a region."""
        regions = list(regions)
        prefixes(regions)
        now = int(self._clock().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": now,
            "exp": now + round(minutes * 60),
            "scope": " ".join(scopes),
            "regions": regions,
        }
        key = self._key()
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])

    def lend(self, service: str, file: Path) -> None:
        """Write a service's own token, with which it asks others, everywhere, for just what it needs."""
        minutes = SERVICE_TOKEN_DAYS * 24 * 60
        write_private(file, self.token(ASKS[service], ["*"], minutes=minutes, subject=service) + "\n")

    def _key(self) -> ECKey:
        try:
            return ECKey.import_key(json.loads(self.key_file.read_text()))
        except FileNotFoundError:
            raise NoIssuer(f"there is no key in {self.key_file.parent}: start the stack first (`make up`)") from None


def main(arguments: list[str]) -> int:
    """The command."""
    private, public, *levy = (Path(argument) for argument in arguments)
    issuer = Issuer(private, public)
    issuer.ensure()
    for directory in levy:
        issuer.lend("levy", directory / "token")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
