"""amqps:// is TLS with a certificate that is checked; it is never taken for amqp://."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shared import broker, settings
from tests.worker.conftest import Delivery, has_effects, until
from tests.worker.proxy import Proxy


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key in the same file."""
    file = tmp_path / "server.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*command.split(), "-keyout", file, "-out", tmp_path / "part"], check=True, capture_output=True)
    with file.open("a") as whole:
        whole.write((tmp_path / "part").read_text())
    return file


@pytest.fixture
def tls(delivery: Delivery, certificate: Path) -> Iterator[str]:
    """The URL of a broker that speaks TLS."""
    parts = urlsplit(delivery.amqp_url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Proxy(parts.hostname or "", parts.port or 0, tls=context) as proxy:
        yield parts._replace(
            scheme="amqps", netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{proxy.port}"
        ).geturl()


def test_relay_and_worker_deliver_over_tls(delivery: Delivery, tls: str, certificate: Path) -> None:
    delivery.amqp_url = tls
    trust = {"SSL_CERT_FILE": str(certificate)}
    worker, relay = delivery.worker(**trust), delivery.relay(**trust)
    delivery.started(worker, relay)

    enrolments = [delivery.commit(delivery.enrolment("fail-twice"), delivery.graduation()) for _ in range(20)]

    for enrolment in enrolments:
        until(has_effects(delivery, enrolment, 2), "both effects, after two retries")


def test_a_certificate_that_nobody_vouches_for_is_refused(tls: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        broker.connect(tls)


@pytest.mark.parametrize("url", ["http://host/", "amqps//host/", "host:5672", "amqp://", "amqp://a:5672/;tls://b/", ""])
def test_another_scheme_is_refused_and_the_error_tells_no_password(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_MONGO_URL", "mongodb://localhost/")
    monkeypatch.setenv("BIHUAN_AMQP_URL", url.replace("//", "//user:secret@"))

    for load in (lambda: settings.load("levy"), settings.load_amqp_url):
        with pytest.raises(settings.SettingsError, match=r"BIHUAN_AMQP_URL: .*amqp") as refused:
            load()
        assert "secret" not in str(refused.value)
