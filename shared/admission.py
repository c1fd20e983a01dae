"""Whether a call may be made, and as whom: before anything else is looked at.

What an rpc asks stands in its contract (bihuan/access/v1/access.proto); what the caller has comes with the call:

    authorization: Bearer <token>     or a client certificate, where the server asks for one
    x-purpose: <code>                 where personal data is read or written (shared/data/purposes.yaml)
    x-break-glass: <reason code>      to see beyond the caller's regions in this one call, for an emergency
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bihuan.access.v1 import access_pb2
from google.protobuf import descriptor_pool
from prometheus_client import Counter

from shared import client_certificates, jwks
from shared.access import Caller, widened
from shared.client_certificates import ClientCertificates
from shared.clock import Clock, utc_now
from shared.errors import PermissionDenied, Unauthenticated
from shared.purposes import PURPOSES
from shared.settings import PREFIX, Settings, SettingsError
from shared.tokens import Grant, TokenVerifier

AUTHORIZATION: Final = "authorization"
PURPOSE: Final = "x-purpose"
BREAK_GLASS: Final = "x-break-glass"
BREAK_GLASS_SCOPE: Final = "break-glass"
BREAK_GLASS_SECONDS: Final = 15 * 60
# A code that leads to the reason, such as the number of a report; a sentence could name a person.
_REASON: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{2,63}")
_ACCESS: Any = access_pb2.access  # the generated stub calls it a plain descriptor

REFUSED = Counter("bihuan_access_refused", "Calls that were not let in, by reason.", ["reason"])
BROKEN_GLASS = Counter("bihuan_access_break_glass", "Calls that saw beyond their caller's regions.")


class ScopeMissing(PermissionDenied):
    """PERMISSION_DENIED: the caller's token or certificate has not the rpc's scope."""

    reason = "SCOPE_MISSING"


class PurposeRequired(PermissionDenied):
    """PERMISSION_DENIED: the rpc is about personal data, and the call says no purpose."""

    reason = "PURPOSE_REQUIRED"


class PurposeUnknown(PermissionDenied):
    """PERMISSION_DENIED: the purpose is not in the list."""

    reason = "PURPOSE_UNKNOWN"


class BreakGlassDenied(PermissionDenied):
    """PERMISSION_DENIED: the caller may not break the glass, or not like this."""

    reason = "BREAK_GLASS_DENIED"


class AccessNotDeclared(Exception):
    """An rpc's contract does not say what it asks of its caller, so nobody may call it: the server does not start."""


@dataclass(frozen=True)
class Needs:
    """What an rpc asks of its caller."""

    scope: str
    personal: bool
    reference: bool
    or_scopes: frozenset[str] = frozenset()
    """Those that admit in place of `scope`."""

    def admit(self, scopes: frozenset[str]) -> bool:
        """Whether who has these scopes may make the call."""
        return self.scope in scopes or not self.or_scopes.isdisjoint(scopes)

    @property
    def reads_persons(self) -> bool:
        """Whether its answer tells about persons. What it writes is in the audit with the write."""
        return self.personal and not self.scope.endswith(".write")


def needs_of(service: str, method: str) -> Needs:
    """What the contract of `bihuan.registry.v1.RegistryService`, `GetPerson` says. Raises `AccessNotDeclared`."""
    found = descriptor_pool.Default().FindServiceByName(service).methods_by_name[method]
    access = found.GetOptions().Extensions[_ACCESS]
    if not access.scope:
        raise AccessNotDeclared(
            f"{service}/{method}: its contract has no option (bihuan.access.v1.access) with a scope"
        )
    return Needs(access.scope, access.personal, access.reference, frozenset(access.or_scopes))


class Admission:
    """The door of a server."""

    def __init__(self, tokens: TokenVerifier | None, certificates: ClientCertificates | None = None) -> None:
        self._tokens = tokens
        self._certificates = certificates

    def admit(
        self,
        needs: Needs,
        metadata: Iterable[tuple[str, str | bytes]],
        auth_context: Callable[[], Mapping[str, Any]],
    ) -> Caller:
        """The caller of a call that may be made. Raises `Unauthenticated`, `PermissionDenied`.

        `auth_context` is asked for the client's certificate when no token came: grpc makes it anew for each call. It
        holds lists of bytes, whatever grpc's stubs say.
        """
        try:
            return self._admitted(needs, metadata, auth_context)
        except (Unauthenticated, PermissionDenied) as error:
            REFUSED.labels(error.reason).inc()
            raise

    def _admitted(
        self,
        needs: Needs,
        metadata: Iterable[tuple[str, str | bytes]],
        auth_context: Callable[[], Mapping[str, Any]],
    ) -> Caller:
        authorization: list[str] = []
        purpose = reason = ""
        for key, value in metadata:
            if key == AUTHORIZATION:
                authorization.append(str(value))
            elif key == PURPOSE:
                purpose = str(value)
            elif key == BREAK_GLASS:
                reason = str(value)
        grant = self._presented(authorization, auth_context)
        if not needs.admit(grant.scopes):
            raise ScopeMissing(f"this call needs the scope {needs.scope}", scope=needs.scope)
        if purpose and purpose not in PURPOSES:
            raise PurposeUnknown(f"{PURPOSE}: is none of {', '.join(PURPOSES)}", field=PURPOSE)
        if needs.personal and not purpose:
            raise PurposeRequired(
                f"{PURPOSE}: this call is about personal data; say what for: {', '.join(PURPOSES)}", field=PURPOSE
            )
        if reason and not needs.scope.endswith(".read"):
            raise BreakGlassDenied(f"{BREAK_GLASS}: is for reading; this call writes", field=BREAK_GLASS)
        caller = Caller(grant.subject, grant.scopes, grant.regions, purpose, "")
        return self._beyond(caller, grant, reason) if reason else caller

    def _presented(self, authorization: list[str], auth_context: Callable[[], Mapping[str, Any]]) -> Grant:
        if authorization:
            kind, _, token = authorization[0].partition(" ")
            if self._tokens is None:
                raise Unauthenticated("TOKEN_NOT_ACCEPTED", "this server takes client certificates, no tokens")
            if len(authorization) > 1 or kind.lower() != "bearer":
                raise Unauthenticated("TOKEN_MALFORMED", f"{AUTHORIZATION}: must be there once: Bearer <token>")
            return self._tokens.grant(token.strip())
        if self._certificates is not None:
            for pem in auth_context().get("x509_pem_cert", ()):
                return self._certificates.grant(pem)
        raise Unauthenticated("TOKEN_MISSING", f"{AUTHORIZATION}: is missing; send the metadata Bearer <token>")

    @staticmethod
    def _beyond(caller: Caller, grant: Grant, reason: str) -> Caller:
        if BREAK_GLASS_SCOPE not in grant.scopes:
            raise BreakGlassDenied(f"{BREAK_GLASS}: needs the scope {BREAK_GLASS_SCOPE}", scope=BREAK_GLASS_SCOPE)
        if grant.lifetime > BREAK_GLASS_SECONDS:
            raise BreakGlassDenied(
                f"{BREAK_GLASS}: needs a token made for it, of at most {BREAK_GLASS_SECONDS // 60} minutes",
                field=BREAK_GLASS,
            )
        if not _REASON.fullmatch(reason):
            raise BreakGlassDenied(
                f"{BREAK_GLASS}: must be the code of a reason, 3 to 64 letters, digits and . _ / -", field=BREAK_GLASS
            )
        BROKEN_GLASS.inc()
        return widened(caller, reason)


def from_settings(settings: Settings, clock: Clock = utc_now) -> Admission:
    """As the settings say. Raises `SettingsError`, also when they say nothing: no server is open to everybody."""
    wanted = {
        "auth_jwks": settings.auth_jwks,
        "auth_issuer": settings.auth_issuer,
        "auth_audience": settings.auth_audience,
    }
    tokens = certificates = None
    if settings.tls_clients_file:
        if not settings.tls_client_ca_file:
            raise SettingsError(f"{PREFIX}TLS_CLIENTS_FILE: needs {PREFIX}TLS_CLIENT_CA_FILE too")
        certificates = ClientCertificates(_clients(settings.tls_clients_file), clock)
    if any(wanted.values()) or certificates is None:
        missing = [name for name, value in wanted.items() if not value]
        if missing:
            raise SettingsError(
                "\n".join(
                    f"{PREFIX}{name.upper()}: is missing; an api serves nobody whom it cannot know"
                    f" ({Settings.model_fields[name].description})"
                    for name in missing
                )
            )
        try:
            keys = jwks.Keys(jwks.reader(settings.auth_jwks), settings.auth_jwks_seconds)
        except (jwks.KeysUnavailable, ValueError) as error:
            raise SettingsError(f"{PREFIX}AUTH_JWKS: {error}") from None
        try:
            tokens = TokenVerifier(
                keys,
                issuer=settings.auth_issuer,
                audience=settings.auth_audience,
                algorithms=settings.auth_algorithms.split(","),
                leeway_seconds=settings.auth_leeway_seconds,
                clock=clock,
            )
        except ValueError as error:
            raise SettingsError(f"{PREFIX}AUTH_ALGORITHMS: {error}") from None
    return Admission(tokens, certificates)


def _clients(path: str) -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    try:
        return client_certificates.load(Path(path))
    except client_certificates.ClientsUnreadable as error:
        raise SettingsError(f"{PREFIX}TLS_CLIENTS_FILE: {error}") from None
