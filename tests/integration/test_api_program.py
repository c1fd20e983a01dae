"""The api as the program that an operator runs: it starts, says how it is, and stops."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from deploy.local.stack import Stack
from shared.store import Database
from tests.callers import AUDIENCE, ISSUER, JWKS

ROOT = Path(__file__).parent.parent.parent


def environment(**settings: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}
    return {**own, **{f"BIHUAN_{name.upper()}": value for name, value in settings.items()}}


@pytest.fixture
def known(directory: Path) -> dict[str, str]:
    """The settings of an api that knows some callers."""
    (directory / "keys").mkdir(parents=True)
    (directory / "keys" / "jwks.json").write_bytes(JWKS)
    return {"auth_jwks": str(directory / "keys" / "jwks.json"), "auth_issuer": ISSUER, "auth_audience": AUDIENCE}


@contextmanager
def program(**settings: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "services.training.api"],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_with(stream: IO[str] | None, event: str) -> dict[str, Any]:
    """Read on until the log line of this event; a program that ends ends the reading too."""
    assert stream is not None
    for text in stream:
        line: dict[str, Any] = json.loads(text)
        if line["event"] == event:
            return line
    pytest.fail(f"the program ended without {event}")


@pytest.fixture
def mongo_url(stack: Stack, database: Database) -> str:
    """The address of this test's own database."""
    url = urlsplit(stack.admin_mongo_url())
    query = url.query if "authSource" in url.query or not url.username else f"authSource=admin&{url.query}".rstrip("&")
    return url._replace(path=f"/{database.mongo.name}", query=query).geturl()


def test_an_api_serves_until_sigterm_and_ends_with_success(
    mongo_url: str, database: Database, known: dict[str, str]
) -> None:
    with program(mongo_url=mongo_url, grpc_port="0", metrics_port="0", **known) as process:
        ready = line_with(process.stdout, "api.ready")
        with grpc.insecure_channel(f"127.0.0.1:{ready['grpc_port']}") as channel:
            health: Any = health_pb2_grpc.HealthStub(channel)
            answer = health.Check(health_pb2.HealthCheckRequest(), timeout=10)
        address = f"http://127.0.0.1:{ready['metrics_port']}"
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as page:
            assert json.load(page) == {"status": "SERVING"}
        with urllib.request.urlopen(f"{address}/metrics", timeout=10) as page:
            assert b"bihuan_rpc_requests_total" in page.read()
        process.send_signal(signal.SIGTERM)
        line_with(process.stdout, "api.stopped")

        assert process.wait(10) == 0
    assert answer.status == health_pb2.HealthCheckResponse.SERVING
    assert "at_1" in database.mongo["requests"].index_information()


def test_an_api_without_its_database_waits_and_then_gives_up(known: dict[str, str]) -> None:
    url = "mongodb://127.0.0.1:9/none"
    with program(mongo_url=url, mongo_wait_seconds="2", grpc_port="0", metrics_port="0", **known) as process:
        line_with(process.stdout, "mongo.waiting")
        line_with(process.stdout, "api.cannot_start")

        assert process.wait(20) == 1


def test_a_waiting_api_ends_at_once_on_sigterm(known: dict[str, str]) -> None:
    url = "mongodb://127.0.0.1:9/none"
    with program(mongo_url=url, grpc_port="0", metrics_port="0", **known) as process:
        line_with(process.stdout, "mongo.waiting")
        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0


def test_wrong_settings_are_named_without_their_values() -> None:
    with program(grpc_port="seventy-thousand") as process:
        _, errors = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "BIHUAN_MONGO_URL" in errors
    assert "BIHUAN_GRPC_PORT" in errors
    assert "seventy-thousand" not in errors


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, ["BIHUAN_AUTH_JWKS", "BIHUAN_AUTH_ISSUER", "BIHUAN_AUTH_AUDIENCE"]),
        ({"auth_jwks": "/nowhere/jwks.json", "auth_issuer": "i", "auth_audience": "a"}, ["BIHUAN_AUTH_JWKS"]),
        ({"auth_jwks": "http://keys.example/jwks", "auth_issuer": "i", "auth_audience": "a"}, ["BIHUAN_AUTH_JWKS"]),
        ({"tls_clients_file": "/nowhere/clients.json"}, ["BIHUAN_TLS_CLIENT_CA_FILE"]),
    ],
)
def test_an_api_that_could_know_none_of_its_callers_does_not_start(settings: dict[str, str], named: list[str]) -> None:
    with program(mongo_url="mongodb://127.0.0.1:9/none", grpc_port="0", metrics_port="0", **settings) as process:
        _, errors = process.communicate(timeout=20)

    assert process.returncode == 1
    assert all(name in errors for name in named)
