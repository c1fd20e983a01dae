"""Asking another service: its api by gRPC, as a caller like any other (docs/adr/0011).

Services know one another by `proto/` only. What is asked is asked before a transaction begins, never inside one; a peer
that does not answer in time is `PeerUnavailable`, with nothing changed.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import grpc
from bihuan.registry.v1 import registry_service_pb2 as registry_pb
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from bihuan_client import presenting

from shared import dates, logs
from shared.deadline import Deadline
from shared.errors import Unavailable
from shared.settings import Settings, SettingsError

log = logs.logger()

MOST_SECONDS = 5.0
_OPTIONS = [("grpc.keepalive_time_ms", 60_000), ("grpc.keepalive_timeout_ms", 5_000)]


class PeerUnavailable(Unavailable):
    """UNAVAILABLE: the service that had to be asked did not answer."""

    reason = "REGISTRY_UNAVAILABLE"


class Certificates:
    """The registry's certificates, by the numbers on them. Nothing of a number is kept or logged."""

    def __init__(self, channel: grpc.Channel | None) -> None:
        """`channel` presents a caller with registry.certificates.read; None: no registry is known."""
        self._registry = None if channel is None else RegistryServiceStub(channel)

    def holders(self, numbers: Sequence[str], on: date) -> list[str]:
        """Whose certificates they are: a person's id for each number, "" for one that the register does not know.

        At most 1,000. Raises `PeerUnavailable`.
        """
        if not numbers:
            return []
        if self._registry is None:
            raise PeerUnavailable("certificate_number: this service was given no registry to ask; name the person_id")
        queries = [registry_pb.VerificationQuery(certificate_number=number) for number in numbers]
        request = registry_pb.VerifyCertificatesRequest(queries=queries, on=dates.to_wire(on))
        try:
            answer = self._registry.VerifyCertificates(request, timeout=min(MOST_SECONDS, Deadline().seconds_left))
        except grpc.RpcError as error:
            code = error.code() if isinstance(error, grpc.Call) else grpc.StatusCode.UNKNOWN
            log.warning("peer.failed", peer="registry", code=code.name)
            raise PeerUnavailable(
                "certificate_number: the registry does not answer; the draft is as it was, send the request again"
            ) from None
        return [each.verification.person_id for each in answer.answers]


def registry(settings: Settings, purpose: str) -> grpc.Channel | None:
    """A channel to the registry as the settings say; None if they name none. Raises `SettingsError`."""
    if not settings.registry_address:
        return None
    certificate, key = (
        _read(path, name)
        for path, name in (
            (settings.registry_certificate_file, "REGISTRY_CERTIFICATE_FILE"),
            (settings.registry_key_file, "REGISTRY_KEY_FILE"),
        )
    )
    authorities = _read(settings.registry_ca_file, "REGISTRY_CA_FILE")
    if authorities is None:
        channel = grpc.insecure_channel(settings.registry_address, _OPTIONS)
    else:
        credentials = grpc.ssl_channel_credentials(authorities, key, certificate)
        channel = grpc.secure_channel(settings.registry_address, credentials, _OPTIONS)
    token_file = settings.registry_token_file
    if token_file is None and certificate is None:
        raise SettingsError("BIHUAN_REGISTRY_TOKEN_FILE: is missing, and so is a client certificate to present instead")
    return channel if token_file is None else presenting(channel, _from(token_file), purpose=purpose)


def _from(file: Path) -> Callable[[], str]:
    # Read for each call: whoever renews the token replaces the file.
    return lambda: file.read_text(encoding="utf-8").strip()


def _read(file: Path | None, name: str) -> bytes | None:
    try:
        return None if file is None else file.read_bytes()
    except OSError as error:
        raise SettingsError(f"BIHUAN_{name}: cannot be read: {type(error).__name__}") from None
