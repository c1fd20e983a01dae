"""Where an operator's servers are: as the environment says, else the local stack of `make up`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.uri_parser import parse_uri

from deploy.local.places import Places
from shared import settings, topology
from shared.settings import OperatorSettings
from shared.store import Database
from shared.topology import Subscription


class Refused(Exception):
    """The command cannot be done as it was given; the text says why and what to do."""


@dataclass(frozen=True)
class Access:
    """Addresses with credentials, asked for as they are needed."""

    given: OperatorSettings
    stack: Places | None = None

    def queues(self) -> list[str]:
        """The subscriptions that can be looked at: one service's, or all."""
        return [each.queue for each in topology.load() if self.given.service in (None, each.service)]

    def amqp_url(self, queue: str) -> str:
        """With the rights of the service that owns the queue."""
        service = self._own(queue)
        if self.stack is not None:
            return self.stack.amqp_url(service)
        assert self.given.amqp_url is not None  # noqa: S101  # `access` has seen to it
        return self.given.amqp_url.get_secret_value()

    def database(self, queue: str) -> Database:
        """That of the service that owns the queue: what is done to its events is recorded there."""
        service = self._own(queue)
        if self.stack is not None:
            return _database(self.stack.mongo_url(service), service)
        if self.given.mongo_url is None:
            raise Refused(f"BIHUAN_MONGO_URL is missing: the database of {service}, where what is done is recorded")
        return _database(self.given.mongo_url.get_secret_value(), service)

    def publisher(self, service: str) -> Database:
        """That of a publisher, for its outbox; only read."""
        if self.stack is not None:
            return _database(self.stack.mongo_url(service), service)
        if self.given.publisher_mongo_url is None:
            raise Refused(f"BIHUAN_PUBLISHER_MONGO_URL is missing: the database of {service}, whose outbox is read")
        return _database(self.given.publisher_mongo_url.get_secret_value(), service)

    def _own(self, queue: str) -> str:
        service = queue.partition(".")[0]
        if service not in topology.SERVICES:
            raise Refused(
                f"{queue!r} is no subscription: they are named <service>.<method>, see `bihuan events parked`"
            )
        if self.given.service not in (None, service):
            raise Refused(f"BIHUAN_SERVICE is {self.given.service}, but {queue} belongs to {service}")
        return service


def access(directory: Path) -> Access:
    """Raises `Refused` when neither the environment nor the stack in `directory` says where the servers are."""
    given = settings.load_operator()
    if given.amqp_url is not None:
        return Access(given)
    places = Places(directory)
    if not places.ports:
        raise Refused("BIHUAN_AMQP_URL is not set, and no local stack has been started (`make up`)")
    return Access(given, places)


def service_database(directory: Path, service: str | None) -> Database:
    """One service's database: as BIHUAN_MONGO_URL says, else of the stack in `directory`. Raises `Refused`.

    `service` may be left out where BIHUAN_SERVICE says it.
    """
    given = settings.load_operator()
    service = service or given.service
    if service not in topology.SERVICES:
        raise Refused(f"say which service: --service with one of {', '.join(topology.SERVICES)}")
    if given.mongo_url is not None:
        if given.service not in (None, service):
            raise Refused(f"BIHUAN_SERVICE is {given.service}, not {service}")
        return _database(given.mongo_url.get_secret_value(), service)
    places = Places(directory)
    if not places.ports:
        raise Refused("BIHUAN_MONGO_URL is not set, and no local stack has been started (`make up`)")
    return _database(places.mongo_url(service), service)


def key_file(directory: Path, service: str) -> Path:
    """The key ring's file: as BIHUAN_KEYS_FILE says, else of the stack in `directory`."""
    given = settings.load_operator()
    return given.keys_file or Places(directory).key_ring(service)


def subscription(queue: str) -> Subscription:
    """The declaration of a queue. Raises `Refused` if deploy/topology.json has none."""
    found = [each for each in topology.load() if each.queue == queue]
    if not found:
        raise Refused(f"deploy/topology.json has no subscription {queue}")
    return found[0]


def _database(url: str, service: str) -> Database:
    client: MongoClient[dict[str, Any]] = MongoClient(
        url, appname="bihuan-operator", tz_aware=True, connectTimeoutMS=5_000, serverSelectionTimeoutMS=5_000
    )
    return Database(client, parse_uri(url, warn=False)["database"] or service)
