"""TLS, and callers whom a client certificate makes known, as the api's settings say it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from bihuan.training.v1 import training_service_pb2 as pb
from bihuan.training.v1.training_service_pb2_grpc import TrainingServiceStub, add_TrainingServiceServicer_to_server
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from services.training.api import Training
from shared import admission, client_certificates, grpc_server
from shared.clock import Clock, utc_now
from shared.settings import Settings, SettingsError
from shared.store import Database
from tests.training_samples import open_class


class Authority:
    """Signs certificates; everything it makes lies in a directory."""

    def __init__(self, directory: Path, name: str) -> None:
        self.directory, self.name = directory, name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = self._write(f"{name}.pem", self._certificate(self._subject, self._key, authority=True))

    def issue(self, common_name: str, *, days: float = 1) -> tuple[Path, Path]:
        """The files of a certificate for 127.0.0.1 and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test, Bureau")
        subject = x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        certificate = self._write(f"{self.name}-{common_name}.pem", self._certificate(subject, key, days=days))
        private = self.directory / f"{self.name}-{common_name}.key"
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return certificate, private

    def _certificate(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: float = 1, authority: bool = False
    ) -> x509.Certificate:
        name = x509.SubjectAlternativeName([x509.DNSName("localhost")])
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(utc_now() - timedelta(hours=1))
            .not_valid_after(utc_now() + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(name, critical=False)
            .sign(self._key, hashes.SHA256())
        )

    def _write(self, name: str, certificate: x509.Certificate) -> Path:
        path = self.directory / name
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return path


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


def settings(authority: Authority, **others: Any) -> Settings:
    certificate, key = authority.issue("api")
    clients = authority.directory / "clients.json"
    clients.write_text(
        json.dumps(
            [
                {
                    "subject": "CN=tax-3701,O=Test\\, Bureau",
                    "scopes": ["training.classes.read"],
                    "regions": ["370105"],
                }
            ]
        )
    )
    given = {
        "tls_certificate_file": str(certificate),
        "tls_key_file": str(key),
        "tls_client_ca_file": str(authority.file),
        "tls_clients_file": str(clients),
    }
    return Settings(service="training", mongo_url="mongodb://unused", **{**given, **others})  # type: ignore[arg-type]


@contextmanager
def serving(database: Database, settings: Settings, clock: Clock = utc_now) -> Iterator[int]:
    server = grpc_server.start(
        "training",
        Training(database),
        add_TrainingServiceServicer_to_server,
        admission.from_settings(settings, clock),
        credentials=grpc_server.tls_credentials(settings),
    )
    try:
        yield server.port
    finally:
        server.stop()


def outcome(
    port: int, authority: Authority, files: tuple[Path, Path] | None, rpc: str, request: Any
) -> tuple[Any, str]:
    """The answer's code, and its reason."""
    pair = tuple(file.read_bytes() for file in files) if files else (None, None)
    credentials = grpc.ssl_channel_credentials(authority.file.read_bytes(), pair[1], pair[0])
    with grpc.secure_channel(f"localhost:{port}", credentials) as channel:
        try:
            getattr(TrainingServiceStub(channel), rpc)(request, timeout=5)
        except grpc.RpcError as error:
            call: Any = error
            status = rpc_status.from_call(call)
            info = error_details_pb2.ErrorInfo()
            for packed in status.details if status else []:
                packed.Unpack(info)
            return call.code(), info.reason
    return grpc.StatusCode.OK, ""


LIST = pb.ListClassesRequest(region_code="370105")


def test_a_client_certificate_says_who_calls_what_they_may_and_where(database: Database, authority: Authority) -> None:
    here = open_class(database)
    with serving(database, settings(authority)) as port:
        tax = authority.issue("tax-3701")

        assert outcome(port, authority, tax, "ListClasses", LIST) == (grpc.StatusCode.OK, "")
        assert outcome(port, authority, tax, "GetClass", pb.GetClassRequest(class_id=here))[0] is grpc.StatusCode.OK
        beyond = pb.ListClassesRequest(region_code="370200")
        assert outcome(port, authority, tax, "ListClasses", beyond)[1] == "REGION_DENIED"
        assert outcome(port, authority, tax, "StartClass", pb.StartClassRequest())[1] == "SCOPE_MISSING"


def test_a_certificate_that_nothing_is_allowed_to_is_refused(database: Database, authority: Authority) -> None:
    with serving(database, settings(authority)) as port:
        stranger = authority.issue("stranger")

        assert outcome(port, authority, stranger, "ListClasses", LIST) == (
            grpc.StatusCode.UNAUTHENTICATED,
            "CERTIFICATE_UNKNOWN",
        )


def test_no_certificate_or_one_of_another_authority_does_not_even_connect(
    database: Database, authority: Authority, tmp_path: Path
) -> None:
    other = Authority(tmp_path, "another")
    with serving(database, settings(authority)) as port:
        for files in (None, other.issue("tax-3701")):
            assert outcome(port, authority, files, "ListClasses", LIST)[0] is grpc.StatusCode.UNAVAILABLE


def test_a_certificate_that_has_expired_since_the_connection_was_made_is_refused(
    database: Database, authority: Authority
) -> None:
    with serving(database, settings(authority), clock=lambda: utc_now() + timedelta(days=2)) as port:
        tax = authority.issue("tax-3701")

        assert outcome(port, authority, tax, "ListClasses", LIST)[1] == "CERTIFICATE_EXPIRED"


@pytest.mark.parametrize(
    "content",
    [
        "[",
        '[{"subject": "CN=a"}]',
        '[{"subject": "CN=a", "scopes": [], "regions": ["37"]}]',
        '[{"subject": "CN=a", "scopes": [], "regions": [], "more": 1}]',
        '[{"subject": "CN=a", "scopes": [], "regions": []}, {"subject": "CN=a", "scopes": [], "regions": []}]',
    ],
)
def test_a_file_of_clients_that_says_nothing_clear_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "clients.json").write_text(content)

    with pytest.raises(client_certificates.ClientsUnreadable):
        client_certificates.load(tmp_path / "clients.json")


@pytest.mark.parametrize("missing", ["tls_certificate_file", "tls_key_file"])
def test_tls_with_half_of_its_files_is_refused(authority: Authority, missing: str) -> None:
    with pytest.raises(SettingsError, match=missing.upper()):
        grpc_server.tls_credentials(settings(authority, **{missing: ""}))
