"""Fixtures: real servers for whoever asks for them. Unit tests ask for none and start none.

The servers live in a temporary directory on random ports and end with the test run; grpc may be imported here, but
never eventlet or nameko, which must not share a process with it: worker tests start subprocesses.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from pymongo import MongoClient

from deploy.local.stack import Stack
from shared import access, audit
from shared.store import Database
from tests.ring import RING

Document = dict[str, Any]
Serve = Callable[..., grpc.Channel]


# What a test does without a server it does for nobody but the system, as a worker does.
access.act_as_system()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """MongoDB and RabbitMQ, started once, when the first test needs them."""
    with Stack(tmp_path_factory.mktemp("stack"), private_ports=True) as running:
        yield running


@pytest.fixture(scope="session")
def mongo(stack: Stack) -> Iterator[MongoClient[Document]]:
    """A client of the admin user."""
    with MongoClient[Document](stack.admin_mongo_url(), tz_aware=True) as client:
        yield client


@pytest.fixture
def database(mongo: MongoClient[Document]) -> Iterator[Database]:
    """A fresh, empty database of this test's own, dropped afterwards. `.mongo` is pymongo's own view of it."""
    name = f"test_{uuid.uuid4().hex}"
    yield Database(mongo, name, ring=lambda: RING)
    mongo.drop_database(name)
    mongo.drop_database(audit.database_name(name))


@dataclass(frozen=True)
class RabbitVhost:
    """A virtual host of one test."""

    stack: Stack
    vhost: str

    @property
    def amqp_url(self) -> str:
        """The admin user, who may do everything in it."""
        return self.stack.amqp_url("admin", self.vhost)

    def amqp_url_of(self, service: str) -> str:
        """A service's user, with the same permissions as in the running suite."""
        return self.stack.amqp_url(service, self.vhost)

    def queue(self, name: str) -> Document:
        """What the management API says about a queue. Its counts lag some seconds behind."""
        found: Document = self.stack.management.call("GET", "queues", self.vhost, name)
        return found


@pytest.fixture
def rabbit(stack: Stack) -> Iterator[RabbitVhost]:
    """A fresh virtual host, deleted afterwards with all its queues."""
    vhost = f"test-{uuid.uuid4().hex}"
    stack.management.add_vhost(vhost)
    yield RabbitVhost(stack, vhost)
    stack.management.drop_vhost(vhost)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`channel = serve(servicer, add_to_server)`: a real server on a port of its own, stopped after the test.

    Its calls come with a token for all scopes everywhere; claims that are given replace those: `regions=["370105"]`.
    """
    from shared import grpc_server  # here, so that tests without a server do not need its libraries
    from tests.callers import admission as make_admission
    from tests.callers import presented

    admission = make_admission()

    with ExitStack() as running:

        def start(servicer: object, add_to_server: Callable[..., None], **claims: Any) -> grpc.Channel:
            service = add_to_server.__module__.split(".")[1]  # bihuan.<service>.v1.<service>_service_pb2_grpc
            server = grpc_server.start(service, servicer, add_to_server, admission)
            running.callback(server.stop)
            channel = grpc.insecure_channel(f"127.0.0.1:{server.port}")
            running.callback(channel.close)
            return presented(channel, **claims)

        yield start


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """An empty directory for a stack of the test's own."""
    return tmp_path / "stack"
