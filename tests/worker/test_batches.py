"""Many events in one transaction: none pays for its neighbour, and none goes before its predecessor."""

import json
import signal
import uuid

import amqp
import pytest

from shared import broker
from shared.broker import Outgoing, Publisher
from shared.delivery import ATTEMPTS
from tests.worker.conftest import Delivery, Program, until
from tests.worker.test_delivery import QUEUE, wire

LAST_TRY = {ATTEMPTS: 5}


def publish(delivery: Delivery, *bodies: bytes, **headers: object) -> None:
    """All at once, so that they wait together."""
    connection = broker.connect(delivery.amqp_url)
    message = [amqp.Message(body, delivery_mode=2, message_id="m", application_headers=headers) for body in bodies]
    sent = Publisher(connection).publish([Outgoing("m", "recruitment.redeliver", QUEUE, each) for each in message])
    assert len(sent.routed) == len(bodies)
    broker.close(connection)


def good(delivery: Delivery, count: int) -> tuple[list[str], list[bytes]]:
    """Ids and bodies of so many enrolments."""
    ids = [str(uuid.uuid4()) for _ in range(count)]
    return ids, [wire(delivery, 1, each)[0] for each in ids]


def applied(delivery: Delivery, ids: list[str]) -> int:
    """How many of them have taken effect; fails if one has twice."""
    found = [row["aggregate_id"] for row in delivery.hearer.mongo["effects"].find({"aggregate_id": {"$in": ids}})]
    assert len(found) == len(set(found)), "twice in effect"
    return len(found)


def batches(worker: Program) -> float:
    """How many transactions it took."""
    return worker.metric(f'bihuan_event_batch_size_count{{subscription="{QUEUE}"')


def parked(delivery: Delivery) -> list[str]:
    """The reasons."""
    connection = broker.connect(delivery.amqp_url)
    channel = connection.channel()
    found = []
    while (message := channel.basic_get(f"{QUEUE}.parked", no_ack=True)) is not None:
        found.append(message.properties["application_headers"]["bihuan-reason"])
    broker.close(connection)
    return found


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("fail", "handler-failed"),
        ("fail-after-writing", "handler-failed"),
        ("fail-at-commit", "handler-failed"),
        ("no JSON", "no-json"),
    ],
)
def test_one_bad_event_among_a_hundred_good_ones_is_parked_and_costs_none_of_them(
    delivery: Delivery, what: str, reason: str
) -> None:
    ids, bodies = good(delivery, 100)
    bad = b"no JSON" if reason == "no-json" else wire(delivery, 1, str(uuid.uuid4()), what)[0]
    publish(delivery, *bodies[:40])
    publish(delivery, bad, **LAST_TRY)
    publish(delivery, *bodies[40:])

    worker = delivery.worker()
    delivery.started(worker)

    until(lambda: applied(delivery, ids) == 100, "all good ones")
    until(lambda: delivery.depth(f"{QUEUE}.parked") == 1, "the bad one parked")
    until(delivery.drained, "drained")
    assert worker.metric("bihuan_event_retries_total") == 0
    assert worker.metric('bihuan_events_handled_total{outcome="applied"') == 100
    assert parked(delivery) == [reason]
    if what != "fail-at-commit":  # which names no event, so that each had to be tried alone
        assert batches(worker) < 20


def test_many_events_of_one_aggregate_are_applied_in_order_in_one_transaction(delivery: Delivery) -> None:
    enrolment = str(uuid.uuid4())
    publish(delivery, *(wire(delivery, version, enrolment)[0] for version in range(1, 61)))

    worker = delivery.worker()
    delivery.started(worker)

    until(lambda: len(delivery.effects(enrolment)) == 60, "all effects")
    inbox = delivery.hearer.mongo["inbox"].find({"aggregate_id": enrolment, "_id.handler": QUEUE})
    assert sorted(each["version"] for each in inbox) == list(range(1, 61))
    assert batches(worker) < 10
    assert worker.metric("bihuan_event_retries_total") == 0


def test_a_batch_that_is_killed_in_the_middle_is_applied_by_the_next_worker_whole_and_once(delivery: Delivery) -> None:
    ids, bodies = good(delivery, 60)
    deadly = str(uuid.uuid4())
    publish(delivery, *bodies[:30], wire(delivery, 1, deadly, "exit")[0], *bodies[30:])

    worker = delivery.worker()
    assert worker.process.wait(60) == 9
    assert applied(delivery, [*ids, deadly]) <= 30
    delivery.started(delivery.worker())

    until(lambda: applied(delivery, [*ids, deadly]) == 61, "all effects")
    until(delivery.drained, "drained")
    assert applied(delivery, [*ids, deadly]) == 61


def test_the_neighbours_of_a_slow_event_do_not_wait_for_it_and_its_successor_comes_after_it(delivery: Delivery) -> None:
    slow, (ids, bodies) = str(uuid.uuid4()), good(delivery, 50)
    publish(delivery, wire(delivery, 1, slow, "slow:3")[0], wire(delivery, 2, slow)[0], *bodies)

    worker = delivery.worker()
    delivery.started(worker)

    until(lambda: applied(delivery, ids) == 50, "the neighbours")
    assert delivery.effects(slow) == []
    until(lambda: len(delivery.effects(slow)) == 2, "the slow one and its successor")
    assert worker.metric("bihuan_event_retries_total") == 0


@pytest.mark.parametrize("what", ["slow:30", "busy:4.5"])
def test_an_event_that_is_too_slow_even_when_it_is_alone_has_failed_and_is_parked_in_the_end(
    delivery: Delivery, what: str
) -> None:
    ids, bodies = good(delivery, 20)
    delivery.started(delivery.worker())

    publish(delivery, wire(delivery, 1, str(uuid.uuid4()), what)[0], **LAST_TRY)
    publish(delivery, *bodies)

    until(lambda: applied(delivery, ids) == 20, "the neighbours")
    until(lambda: delivery.depth(f"{QUEUE}.parked") == 1, "parked")
    assert parked(delivery) == ["handler-too-slow"]


def test_an_event_that_comes_again_under_another_version_is_a_duplicate_and_no_failure(delivery: Delivery) -> None:
    ids, bodies = good(delivery, 20)
    again = json.loads(bodies[7])
    again["aggregateversion"] = 2
    publish(delivery, *bodies, json.dumps(again).encode())

    worker = delivery.worker()
    delivery.started(worker)

    until(lambda: worker.metric('bihuan_events_handled_total{outcome="duplicate"') == 1, "refused as a duplicate")
    assert applied(delivery, ids) == 20
    assert worker.metric("bihuan_event_retries_total") == 0
    assert delivery.depth(f"{QUEUE}.parked") == 0


def test_sigterm_ends_the_batch_in_flight_and_gives_the_rest_back(delivery: Delivery) -> None:
    slow, (ids, bodies) = str(uuid.uuid4()), good(delivery, 300)
    worker = delivery.worker()
    delivery.started(worker)
    publish(delivery, wire(delivery, 1, slow, "slow:0.8")[0], *bodies)
    until((delivery.directory / slow).exists, "the batch is in flight")

    assert worker.kill(signal.SIGTERM) == 0, worker.log.read_text()[-2000:]

    done = applied(delivery, ids)
    assert delivery.effects(slow) == ["EnrolmentConfirmed"]
    until(lambda: delivery.depth(QUEUE) == 300 - done, "each either applied and acked, or given back")
