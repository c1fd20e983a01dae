"""A worker as the program that an operator starts first, on a database where nobody was before."""

import importlib
import signal
import socket

import pytest

from shared import broker, topology
from tests.worker.conftest import Delivery, until


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


def test_a_worker_that_still_waits_for_its_database_stops_when_it_is_told_to(delivery: Delivery) -> None:
    with socket.socket() as nobody:  # bound, but not listening: connections are refused
        nobody.bind(("127.0.0.1", 0))
        url = f"mongodb://127.0.0.1:{nobody.getsockname()[1]}/recruitment"
        worker = delivery.worker(BIHUAN_MONGO_URL=url, BIHUAN_MONGO_WAIT_SECONDS="600")
        until(lambda: "mongo.waiting" in worker.log.read_text(), "it waits", seconds=60)

        assert worker.kill(signal.SIGTERM) == 0, worker.log.read_text()[-2000:]
