"""The local stack: each service's users reach only what is theirs."""

from collections.abc import Callable
from typing import Any

import amqp
import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local.places import SERVICES
from deploy.local.stack import Stack
from tests.conftest import Document, RabbitVhost


def channel(host: str, user: str, password: str, vhost: str) -> amqp.Channel:
    connection = amqp.Connection(host, userid=user, password=password, virtual_host=vhost, login_method="PLAIN")
    connection.connect()
    return connection.channel()


def channel_of(rabbit: RabbitVhost, user: str) -> amqp.Channel:
    stack = rabbit.stack
    return channel(f"127.0.0.1:{stack.ports['amqp']}", user, stack.passwords[user], rabbit.vhost)


@pytest.fixture
def topology(rabbit: RabbitVhost) -> RabbitVhost:
    """Every service's exchange and one queue, as the topology step declares them for real."""
    admin = channel_of(rabbit, "admin")
    for service in SERVICES:
        admin.exchange_declare(f"{service}.events", "topic", durable=True, auto_delete=False)
        admin.queue_declare(f"{service}.inbox", durable=True, auto_delete=False)
    admin.connection.close()
    return rabbit


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_and_writes_its_own_database_and_no_other(stack: Stack, service: str) -> None:
    with MongoClient[Document](stack.mongo_url(service)) as client:
        client[service]["stack_test"].insert_one({"_id": service})
        assert client[service]["stack_test"].delete_one({"_id": service}).deleted_count == 1
        for other in {*SERVICES, "admin", "local"} - {service}:
            with pytest.raises(OperationFailure, match="not authorized"):
                client[other]["stack_test"].find_one()
            with pytest.raises(OperationFailure, match="not authorized"):
                client[other]["stack_test"].insert_one({})


def test_mongodb_refuses_whoever_has_not_logged_in(stack: Stack) -> None:
    url = f"mongodb://127.0.0.1:{stack.ports['mongo']}/?replicaSet=bihuan"
    with MongoClient[Document](url) as client, pytest.raises(OperationFailure, match="requires authentication"):
        client["registry"]["persons"].find_one()


def test_a_transaction_whose_client_died_ends_after_five_seconds(stack: Stack) -> None:
    with MongoClient[Document](stack.admin_mongo_url()) as client:
        answer = client.admin.command("getParameter", transactionLifetimeLimitSeconds=1)
    assert answer["transactionLifetimeLimitSeconds"] == 5


def test_rabbitmq_has_no_guest(stack: Stack) -> None:
    assert {row["name"] for row in stack.management.call("GET", "users")} == {"admin", *SERVICES}
    with pytest.raises(amqp.AccessRefused):
        channel(f"127.0.0.1:{stack.ports['amqp']}", "guest", "guest", "/")


def test_a_service_consumes_its_own_queue_and_binds_it_to_anothers_events(topology: RabbitVhost) -> None:
    training = channel_of(topology, "training")
    training.queue_bind("training.inbox", "registry.events", "need_recorded.v1.#")
    registry = channel_of(topology, "registry")
    registry.basic_publish(amqp.Message(b"{}"), "registry.events", "need_recorded.v1.37.01")
    registry.basic_publish(amqp.Message(b"{}"), "registry.events", "certificate_issued.v1.37.01")
    registry.connection.close()
    received: list[bytes] = []
    training.basic_consume("training.inbox", callback=lambda message: received.append(message.body), no_ack=True)
    while not received:
        training.connection.drain_events(timeout=10)
    assert received == [b"{}"]
    training.connection.close()


@pytest.mark.parametrize("other", [service for service in SERVICES if service != "training"])
def test_a_service_cannot_consume_purge_delete_or_fill_anothers_queue(topology: RabbitVhost, other: str) -> None:
    attempts: tuple[Callable[[Any], object], ...] = (
        lambda training: training.basic_consume(f"{other}.inbox"),
        lambda training: training.basic_get(f"{other}.inbox"),
        lambda training: training.queue_purge(f"{other}.inbox"),
        lambda training: training.queue_delete(f"{other}.inbox"),
        lambda training: training.queue_bind(f"{other}.inbox", "training.events", "#"),
        lambda training: training.queue_declare(f"{other}.more", durable=True, auto_delete=False),
    )
    for attempt in attempts:
        training = channel_of(topology, "training")
        with pytest.raises(amqp.AccessRefused):
            attempt(training)
        training.connection.close()


@pytest.mark.parametrize("exchange", ["registry.events", "", "amq.topic"])
def test_a_service_publishes_in_no_name_but_its_own(topology: RabbitVhost, exchange: str) -> None:
    training = channel_of(topology, "training")
    training.confirm_select()
    with pytest.raises(amqp.AccessRefused):
        training.basic_publish(amqp.Message(b"{}"), exchange, "registry.inbox")
        training.wait(amqp.spec.Basic.Ack)
    training.connection.close()


@pytest.mark.parametrize(
    "key", ["certificate_issued.v1.#", "certificate_issued.#", "certificate_issued", "#", "*.v1.#"]
)
@pytest.mark.parametrize("service", ["training", "recruitment", "outreach"])
def test_health_data_can_be_bound_by_the_levy_only(topology: RabbitVhost, service: str, key: str) -> None:
    levy = channel_of(topology, "levy")
    levy.queue_bind("levy.inbox", "registry.events", "certificate_issued.v1.#")
    levy.connection.close()
    refused = channel_of(topology, service)
    with pytest.raises(amqp.AccessRefused):
        refused.queue_bind(f"{service}.inbox", "registry.events", key)
    refused.connection.close()


def test_the_broker_takes_no_message_far_above_what_readers_take(rabbit: RabbitVhost) -> None:
    admin = channel_of(rabbit, "admin")
    admin.confirm_select()
    with pytest.raises(amqp.PreconditionFailed):
        admin.basic_publish(amqp.Message(b"x" * ((4 << 20) + 1)), "amq.fanout")
        admin.wait(amqp.spec.Basic.Ack)
    admin.connection.close()
