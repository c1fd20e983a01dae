"""A queue that was made anew, or for the first time, gets what it has missed."""

import uuid

import amqp
import pytest

from shared import broker, replays, topology
from shared.clock import utc_now
from shared.lease import Lease, LeaseLost
from shared.replays import AT_ONCE, Requests
from shared.store import OUTBOX
from tests.worker.conftest import HEARERS, SUBSCRIPTIONS, Delivery, until

FOLLOWS = SUBSCRIPTIONS[0]


def delete(delivery: Delivery, queue: str) -> None:
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        connection.channel().queue_delete(queue)


def both(delivery: Delivery, aggregate_id: str) -> bool:
    return delivery.effects(aggregate_id) == ["EnrolmentConfirmed", "TraineeGraduated"]


def commit(delivery: Delivery, count: int) -> list[str]:
    return [delivery.commit(delivery.enrolment(), delivery.graduation()) for _ in range(count)]


def test_what_was_in_a_deleted_queue_and_what_came_while_it_was_away_takes_effect_once(delivery: Delivery) -> None:
    relay, worker = delivery.relay(), delivery.worker()
    delivery.started(relay, worker)
    before = commit(delivery, 5)
    until(lambda: all(both(delivery, each) for each in before), "events flow")
    worker.kill()

    waiting = commit(delivery, 5)
    until(delivery.publisher_idle, "they wait in the queue")
    delete(delivery, FOLLOWS.queue)
    meanwhile = commit(delivery, 5)
    until(delivery.publisher_idle, "these reach the other queues, and pass for sent")
    delivery.started(delivery.worker())

    everything = (*before, *waiting, *meanwhile)
    until(lambda: all(both(delivery, each) for each in everything), "each event once, in its aggregate's order")
    until(delivery.publisher_idle, "nothing more is to be sent")
    assert all(both(delivery, each) for each in before)


def test_what_was_parked_in_a_deleted_parking_queue_is_sent_again_and_its_successors_take_effect(
    delivery: Delivery,
) -> None:
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:  # nothing is to be asked for before
        connection.channel().queue_purge(replays.notes_queue(FOLLOWS.service))
    worker = delivery.worker()
    delivery.started(worker)
    enrolment = delivery.commit(delivery.enrolment(), delivery.graduation())
    mark_all_sent(delivery)  # and the first of them was parked

    worker.kill()
    delete(delivery, f"{FOLLOWS.queue}.parked")
    delivery.started(delivery.relay(), delivery.worker())

    until(lambda: both(delivery, enrolment), "both, in order")


def test_a_subscription_that_comes_later_hears_what_was_before_it(delivery: Delivery) -> None:
    delete(delivery, FOLLOWS.queue)
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:  # as if it had never been declared
        connection.channel().queue_purge(replays.notes_queue(FOLLOWS.service))
    early = commit(delivery, 10)
    rows = delivery.publisher.mongo[OUTBOX]
    rows.update_many({}, {"$set": {"sent": True, "sent_at": utc_now()}})  # long ago, to those who heard it then

    delivery.started(delivery.worker(), delivery.relay())

    until(lambda: all(both(delivery, each) for each in early), "the history, in order")


def requests(delivery: Delivery) -> tuple[Requests, Lease, broker.Connection]:
    lease = Lease(delivery.publisher, "relay", 60)
    made = Requests(delivery.publisher, lease, "training", [each for each in HEARERS if each.publisher == "training"])
    connection = broker.connect(delivery.amqp_url)
    made.listen(connection)
    return made, lease, connection


def request(delivery: Delivery, exchange: str, queue: str) -> None:
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        message = amqp.Message(queue, delivery_mode=2, message_id=str(uuid.uuid4()))
        channel = connection.channel()
        channel.confirm_select()
        channel.basic_publish_confirm(message, exchange, replays.request_key("training"))


def sent_long_ago(delivery: Delivery, count: int) -> None:
    delivery.publisher.mongo[OUTBOX].insert_many(
        {"_id": f"{number}", "type": FOLLOWS.binds[0], "sent": True, "sent_at": utc_now()} for number in range(count)
    )


def unsent(delivery: Delivery) -> int:
    return delivery.publisher.mongo[OUTBOX].count_documents({"sent": False})


def mark_all_sent(delivery: Delivery) -> None:
    rows = delivery.publisher.mongo[OUTBOX]
    rows.update_many({"sent": False}, {"$set": {"sent": True, "sent_at": utc_now()}})


def test_a_relay_that_dies_in_the_middle_sends_the_rest_and_nothing_once_more(delivery: Delivery) -> None:
    sent_long_ago(delivery, 2 * AT_ONCE + 10)
    request(delivery, "recruitment.requests", FOLLOWS.queue)
    first, lease, connection = requests(delivery)
    assert lease.acquire()
    assert first.step()
    assert unsent(delivery) == AT_ONCE
    mark_all_sent(delivery)
    connection.cut()  # with the request unanswered

    second, lease, connection = requests(delivery)
    until(lambda: _taken(delivery, lease), "the lease of the dead one is over", seconds=5)
    again = []
    until(lambda: second.step(), "the broker gives the request again")
    while True:
        again.append(unsent(delivery))
        mark_all_sent(delivery)
        if not second.step():
            break

    assert sum(again) == AT_ONCE + 10
    assert delivery.depth(replays.requests_queue("training")) == 0
    broker.close(connection)


def _taken(delivery: Delivery, lease: Lease) -> bool:
    delivery.publisher.mongo["leases"].delete_many({})
    return lease.acquire()


def test_nobody_asks_for_another_services_queue(delivery: Delivery) -> None:
    sent_long_ago(delivery, 3)
    made, lease, connection = requests(delivery)
    assert lease.acquire()
    for exchange, queue in (("levy.requests", FOLLOWS.queue), ("recruitment.requests", "recruitment.no_such")):
        with broker.waiting_connection(delivery.amqp_url, 10) as other:
            topology.declare_exchange(other.channel(), exchange.partition(".")[0])
            replays.declare_requests(other.channel(), "training", ("levy", "recruitment"))
        request(delivery, exchange, queue)
        until(made.step, "taken")
    assert unsent(delivery) == 0
    assert delivery.depth(replays.requests_queue("training")) == 0
    broker.close(connection)


def test_a_relay_that_has_lost_its_lease_sets_nothing_back(delivery: Delivery) -> None:
    sent_long_ago(delivery, 3)
    request(delivery, "recruitment.requests", FOLLOWS.queue)
    made, lease, connection = requests(delivery)
    assert lease.acquire()
    other = Lease(delivery.publisher, "relay", 60)
    assert _taken(delivery, other)

    with pytest.raises(LeaseLost):
        made.step()

    assert unsent(delivery) == 0
    made.give_back()
    until(lambda: delivery.depth(replays.requests_queue("training")) == 1, "the one that leads can take it")
    broker.close(connection)
