"""Properties and routing keys that the protocol allows and py-amqp cannot read: no process may end by them."""

import uuid
from random import Random

import pytest

from tests.faults import messages, stranger
from tests.worker.conftest import Delivery, until
from tests.worker.test_delivery import QUEUE, wire

EXCHANGE, KEY = "training.events", "enrolment_confirmed.v1.37.01.05.003"


@pytest.mark.parametrize("number", range(8))
def test_bytes_that_the_library_cannot_read_neither_stop_a_worker_nor_change_what_becomes_of_a_message(
    delivery: Delivery, number: int
) -> None:
    worker = delivery.worker()
    delivery.started(worker)
    properties = messages.hostile_bytes(Random(number))[number]
    enrolment = str(uuid.uuid4())

    with stranger.plainly(delivery.amqp_url) as channel:
        for body in (b"no JSON", wire(delivery, 1, enrolment)[0]):
            channel.basic_publish_confirm(messages.Raw(body, properties), EXCHANGE, KEY)

    until(lambda: delivery.effects(enrolment), "the good one's effect")
    until(lambda: delivery.depth(f"{QUEUE}.parked") == 1, "the bad one parked")
    until(delivery.drained, "drained")
    assert worker.process.poll() is None
    assert messages.CANARY not in worker.log.read_text()


def test_a_routing_key_that_is_no_text_neither_stops_a_worker_nor_changes_what_becomes_of_a_message(
    delivery: Delivery,
) -> None:
    worker = delivery.worker()
    delivery.started(worker)
    enrolment = str(uuid.uuid4())

    with stranger.plainly(delivery.amqp_url) as channel:
        for body in (b"no JSON", wire(delivery, 1, enrolment)[0]):
            channel.basic_publish_confirm(messages.Raw(body, b"\0\0"), EXCHANGE, messages.HOSTILE_KEY)

    until(lambda: delivery.effects(enrolment), "the good one's effect")
    until(lambda: delivery.depth(f"{QUEUE}.parked") == 1, "the bad one parked")
    assert worker.process.poll() is None
