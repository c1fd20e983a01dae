"""A worker as the program that an operator starts first, on a database where nobody was before."""

import importlib

import pytest

from shared import broker, topology
from tests.worker.conftest import Delivery


@pytest.mark.parametrize("service", ["registry", "training", "recruitment", "levy", "outreach"])
def test_a_worker_that_starts_before_its_api_has_the_services_indexes(delivery: Delivery, service: str) -> None:
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        topology.declare(connection.channel(), topology.load())
    worker = delivery._start(
        f"{service}-worker", ["-m", f"services.{service}.worker"], service, delivery.hearer.mongo.name
    )

    delivery.started(worker)

    for collection, keys, options in importlib.import_module(f"services.{service}.store").INDEXES:
        created = delivery.hearer.mongo[collection].index_information().values()
        assert any(
            each["key"] == keys and each.get("unique", False) == options.get("unique", False) for each in created
        ), (collection, keys)
