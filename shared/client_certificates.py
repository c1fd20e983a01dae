"""Callers that present a client certificate (mutual TLS) instead of a token: which subject may do what.

    [{"subject": "CN=tax-3701,O=Tax Bureau", "scopes": ["registry.certificates.read"], "regions": ["370100"]}]

Whether a certificate is genuine is for TLS to say (`BIHUAN_TLS_CLIENT_CA_FILE`); the file (`BIHUAN_TLS_CLIENTS_FILE`)
says what its subject, written as RFC 4514 has it, is allowed. A subject that is not in it may do nothing.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from cryptography import x509
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.access import reserved
from shared.clock import Clock, utc_now
from shared.errors import Unauthenticated
from shared.tokens import MAX_REGIONS, Grant, prefixes


def _regions(codes: list[str]) -> list[str]:
    prefixes(codes)
    return codes


class _Client(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    subject: str = Field(min_length=1, max_length=200)
    scopes: list[str]
    regions: Annotated[list[str], Field(max_length=MAX_REGIONS), AfterValidator(_regions)]


_FILE = TypeAdapter(list[_Client])


class ClientsUnreadable(Exception):
    """The file of clients is missing or wrong; the text says where."""


def load(path: Path) -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Scopes and region prefixes by subject. Raises `ClientsUnreadable`."""
    try:
        clients = _FILE.validate_json(path.read_bytes())
    except OSError as error:
        raise ClientsUnreadable(f"it cannot be read: {type(error).__name__}") from None
    except ValidationError as error:
        faults = error.errors(include_input=False, include_context=False, include_url=False)
        raise ClientsUnreadable(
            "; ".join(f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in faults[:5])
        ) from None
    found = {client.subject: (frozenset(client.scopes), prefixes(client.regions)) for client in clients}
    if any(reserved(client.subject) for client in clients):
        raise ClientsUnreadable("a subject is a name of the system's own")
    if len(found) != len(clients):
        raise ClientsUnreadable("a subject stands in it twice")
    return found


@lru_cache(maxsize=1024)
def _read(pem: bytes) -> tuple[str, float, float]:
    certificate = x509.load_pem_x509_certificate(pem)
    return (
        certificate.subject.rfc4514_string(),
        certificate.not_valid_before_utc.timestamp(),
        certificate.not_valid_after_utc.timestamp(),
    )


class ClientCertificates:
    """Says what a verified client certificate allows."""

    def __init__(self, allowed: Mapping[str, tuple[frozenset[str], tuple[str, ...]]], clock: Clock = utc_now) -> None:
        self._allowed = allowed
        self._clock = clock

    def grant(self, pem: bytes) -> Grant:
        """What the certificate allows that TLS has verified. Raises `Unauthenticated`."""
        subject, since, until = _read(pem)
        # TLS looked when the connection was made, which may be days ago.
        if not since <= self._clock().timestamp() < until:
            raise Unauthenticated("CERTIFICATE_EXPIRED", "the client certificate is not valid now; use a new one")
        if subject not in self._allowed:
            raise Unauthenticated("CERTIFICATE_UNKNOWN", "nothing is allowed to the client certificate's subject")
        scopes, regions = self._allowed[subject]
        return Grant(subject, scopes, regions, until, until - since)
