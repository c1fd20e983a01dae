"""The relay against real servers: nothing lost, marked only after the confirm, one holder at a time."""

import signal
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from bihuan.training.v1.events_pb2 import ClassStarted

from shared import broker, topology
from shared.broker import Publisher
from shared.clock import utc_now
from shared.lease import Lease, LeaseLost
from shared.outbox import BATCH, Outbox, in_order
from shared.relay import Relay
from shared.store import outbox_entry
from shared.topology import Subscription
from tests.conftest import RabbitVhost
from tests.worker.conftest import HEARERS, SUBSCRIPTIONS, Delivery, until
from tests.worker.proxy import Proxy

DIRECT = "directConnection=true"  # else the driver goes to the address that the replica set names
QUEUE = "recruitment.follow_enrolments"
OTHERS_QUEUE = "outreach.follow_enrolments"


def ids_in(delivery: Delivery, queue: str) -> list[str]:
    """Take everything out of a queue: the event ids, in order."""
    connection = broker.connect(delivery.amqp_url)
    channel = connection.channel()
    ids = []
    while (message := channel.basic_get(queue, no_ack=True)) is not None:
        ids.append(message.properties["message_id"])
    broker.close(connection)
    return ids


def committed(delivery: Delivery) -> list[str]:
    return [row["_id"] for row in delivery.publisher.mongo["outbox"].find({}, {"_id": 1})]


def unsent(delivery: Delivery) -> int:
    return delivery.publisher.mongo["outbox"].count_documents({"sent": False})


@contextmanager
def a_relay(delivery: Delivery, subscriptions: Sequence[Subscription] = SUBSCRIPTIONS) -> Iterator[Relay]:
    """A relay of this process, connected and holding the lease, whose steps the test takes one by one."""
    relay = Relay(delivery.publisher, delivery.amqp_url, threading.Event(), subscriptions, lease_seconds=1)
    connection = broker.connect(delivery.amqp_url)
    relay.use(Publisher(connection))
    try:
        yield relay
    finally:
        broker.close(connection)


def test_every_committed_event_comes_once_and_in_the_order_of_its_aggregate(delivery: Delivery) -> None:
    enrolments = [delivery.commit(*(delivery.enrolment(f"{n}") for n in range(10))) for _ in range(120)]

    relay = delivery.relay()
    until(lambda: unsent(delivery) == 0, "all sent")

    rows = {row["_id"]: row for row in delivery.publisher.mongo["outbox"].find()}
    heard = ids_in(delivery, QUEUE)
    assert Counter(heard) == Counter(list(rows))
    for enrolment in enrolments:
        versions = [rows[each]["aggregate_version"] for each in heard if rows[each]["aggregate_id"] == enrolment]
        assert versions == list(range(1, 11))
    until(lambda: relay.metric("bihuan_outbox_depth ") == 0, "the metric says so")
    assert relay.metric("bihuan_relay_published_total") == 1200


def backlog(delivery: Delivery, count: int) -> list[str]:
    """Events of as many aggregates, committed and waiting; their ids."""
    rows = [
        outbox_entry(delivery.enrolment(enrolment_id=str(uuid.uuid4())), aggregate_version=1, recorded_at=utc_now())
        for _ in range(count)
    ]
    delivery.publisher.mongo["outbox"].insert_many(rows)
    return [row["_id"] for row in rows]


def test_a_long_backlog_comes_once_though_the_next_batch_is_found_before_the_last_is_marked(delivery: Delivery) -> None:
    ids = backlog(delivery, 2 * BATCH + 7)
    delivery.publisher.mongo["outbox"].update_one({"_id": ids[3]}, {"$set": {"payload": b"\xff"}})

    with a_relay(delivery) as relay:
        assert relay.lease.acquire()
        relay.drain(relay.waiting())

    [put_off] = delivery.publisher.mongo["outbox"].find({"sent": False})
    assert put_off["_id"] == ids[3]
    assert put_off["failed_times"] >= 1
    assert Counter(ids_in(delivery, QUEUE)) == Counter(set(ids) - {ids[3]})


def test_a_relay_that_loses_its_lease_in_a_long_backlog_marks_nothing_more(delivery: Delivery) -> None:
    backlog(delivery, 3 * BATCH)
    with a_relay(delivery) as relay:
        assert relay.lease.acquire()
        delivery.publisher.mongo["leases"].update_one({}, {"$set": {"owner": "another"}, "$inc": {"token": 1}})

        with pytest.raises(LeaseLost):
            relay.drain(relay.waiting())

    assert unsent(delivery) == 3 * BATCH
    assert len(ids_in(delivery, QUEUE)) <= 2 * BATCH, "at most the batch in hand and the next are sent in vain"


def test_a_relay_told_to_stop_in_a_long_backlog_ends_after_the_batches_in_hand_and_has_marked_them(
    delivery: Delivery,
) -> None:
    backlog(delivery, 4 * BATCH)
    relay = delivery.relay()
    until(lambda: unsent(delivery) < 4 * BATCH, "a batch is marked")

    assert relay.kill(signal.SIGTERM) == 0

    left = unsent(delivery)
    assert left > 0, "stopped, not finished"
    assert len(ids_in(delivery, QUEUE)) == 4 * BATCH - left


def test_sigterm_finishes_the_batch_gives_the_lease_back_and_exits_0(delivery: Delivery) -> None:
    relay = delivery.relay()
    delivery.started(relay)
    delivery.commit(delivery.enrolment())
    until(lambda: unsent(delivery) == 0, "sent")

    assert relay.kill(signal.SIGTERM) == 0
    next_lease = Lease(delivery.publisher, "relay", 3)
    assert next_lease.acquire()


@pytest.mark.parametrize("seed", range(3))
def test_a_relay_killed_among_its_batches_loses_nothing(delivery: Delivery, seed: int) -> None:
    for _ in range(60):
        delivery.commit(*(delivery.enrolment() for _ in range(5)))
    relay = delivery.relay()

    # kill -9 somewhere between the first publish and the last mark
    until(lambda: unsent(delivery) < 300 or delivery.depth(QUEUE) > seed * 100, "has begun")
    relay.kill()
    for _ in range(20):
        delivery.commit(delivery.enrolment())
    delivery.relay()
    until(lambda: unsent(delivery) == 0, "all sent by the next")

    heard = ids_in(delivery, QUEUE)
    assert set(heard) == set(committed(delivery))


def test_an_event_confirmed_but_not_marked_is_sent_again_never_lost(delivery: Delivery) -> None:
    delivery.commit(delivery.enrolment())
    with a_relay(delivery) as relay:
        assert relay.lease.acquire()
        relay.lease.token += 1  # as if another had taken the lease between confirm and mark
        with pytest.raises(LeaseLost):
            relay.send(Outbox(delivery.publisher, relay.lease).waiting())

    assert unsent(delivery) == 1
    delivery.relay()
    until(lambda: unsent(delivery) == 0, "sent by the next relay")
    assert ids_in(delivery, QUEUE) == committed(delivery) * 2


def test_a_relay_that_slept_past_its_lease_cannot_mark(delivery: Delivery) -> None:
    delivery.commit(delivery.enrolment())
    first, second = (Lease(delivery.publisher, "relay", 0.3) for _ in range(2))
    assert first.acquire()
    assert not second.acquire()
    until(second.acquire, "the lease has run out")
    assert second.token == first.token + 1

    [entry] = Outbox(delivery.publisher, first).waiting()
    with pytest.raises(LeaseLost):
        Outbox(delivery.publisher, first).mark([entry["_id"]], [], [])

    assert unsent(delivery) == 1
    Outbox(delivery.publisher, second).mark([entry["_id"]], [], [])
    assert unsent(delivery) == 0


def test_a_stopped_relay_is_replaced_and_both_together_lose_nothing(delivery: Delivery) -> None:
    first = delivery.relay()
    delivery.started(first)
    delivery.commit(delivery.enrolment())
    until(lambda: unsent(delivery) == 0, "the first relays")
    second = delivery.relay()
    delivery.started(second)

    first.process.send_signal(signal.SIGSTOP)
    for _ in range(10):
        delivery.commit(delivery.enrolment())
    until(lambda: unsent(delivery) == 0, "the second has taken over", seconds=10)
    first.process.send_signal(signal.SIGCONT)
    for _ in range(10):
        delivery.commit(delivery.enrolment())
    until(lambda: unsent(delivery) == 0, "sent by either")

    assert set(ids_in(delivery, QUEUE)) == set(committed(delivery))
    until(lambda: first.metric("bihuan_relay_leader") + second.metric("bihuan_relay_leader") == 1, "one of them leads")


def test_an_event_that_somebody_must_hear_is_kept_until_there_is_a_queue(delivery: Delivery) -> None:
    connection = broker.connect(delivery.amqp_url)
    channel = connection.channel()
    for each in HEARERS:
        channel.queue_unbind(each.queue, "training.events", "enrolment_confirmed.v1.#")
    relay = delivery.relay()
    delivery.commit(delivery.enrolment())

    until(relay.healthy, "healthy")
    until(lambda: relay.metric("bihuan_relay_returned_total") >= 2, "came back, twice")
    assert unsent(delivery) == 1
    channel.queue_bind(QUEUE, "training.events", "enrolment_confirmed.v1.#")
    until(lambda: unsent(delivery) == 0, "sent once there is a queue")
    broker.close(connection)

    assert ids_in(delivery, QUEUE) == committed(delivery)


def test_a_relay_whose_database_falls_silent_says_that_it_does_not_lead_and_sends_when_it_answers_again(
    delivery: Delivery,
) -> None:
    direct = delivery.mongo_url
    parts = urlsplit(direct("any"))
    with Proxy(parts.hostname or "", parts.port or 0) as proxy:

        def through(name: str) -> str:
            return f"{direct(name).replace(parts.netloc.rpartition('@')[2], f'127.0.0.1:{proxy.port}')}&{DIRECT}"

        delivery.mongo_url = through
        relay = delivery.relay()
        delivery.started(relay)
        until(lambda: relay.metric("bihuan_relay_leader") == 1, "leads")

        proxy.silence()
        delivery.commit(delivery.enrolment())
        until(lambda: "relay.mongo_lost" in relay.log.read_text(), "gives up waiting", seconds=40)
        assert relay.metric("bihuan_relay_leader") == 0
        assert not relay.healthy()
        proxy.resume()

        until(lambda: unsent(delivery) == 0, "sent", seconds=40)
        assert relay.metric("bihuan_relay_leader") == 1
    assert ids_in(delivery, QUEUE) == committed(delivery)


def test_nothing_is_published_before_every_queue_is_there_that_must_hear_it(delivery: Delivery) -> None:
    connection = broker.connect(delivery.amqp_url)
    channel = connection.channel()
    for queue in (OTHERS_QUEUE, f"{OTHERS_QUEUE}.parked"):
        channel.queue_delete(queue)
    relay = delivery.relay()
    delivery.commit(delivery.enrolment())

    until(lambda: relay.log.read_text().count("relay.topology_incomplete") >= 2, "noticed, and looked again")
    assert OTHERS_QUEUE in relay.log.read_text()
    assert (unsent(delivery), delivery.depth(QUEUE)) == (1, 0)
    topology.declare(channel, HEARERS)
    broker.close(connection)

    until(lambda: unsent(delivery) == 0, "sent once all queues are there")
    assert ids_in(delivery, QUEUE) == ids_in(delivery, OTHERS_QUEUE) == committed(delivery)


def test_a_service_user_has_the_rights_that_its_relay_needs(delivery: Delivery, rabbit: RabbitVhost) -> None:
    delivery.amqp_url = rabbit.amqp_url_of("training")
    delivery.started(delivery.relay())
    delivery.commit(delivery.enrolment())

    until(lambda: unsent(delivery) == 0, "sent")


def test_a_queue_counts_as_there_only_when_it_is_bound(delivery: Delivery) -> None:
    """Declaring ends with the parking queue: one who dies before has perhaps not bound the queue."""
    connection = broker.connect(delivery.amqp_url)
    assert topology.missing(connection, SUBSCRIPTIONS) == []
    connection.channel().queue_delete(f"{QUEUE}.parked")

    assert topology.missing(connection, SUBSCRIPTIONS) == [QUEUE]
    broker.close(connection)


def test_an_event_that_cannot_be_encoded_does_not_stop_the_others(delivery: Delivery) -> None:
    bad, good = delivery.commit(delivery.enrolment()), delivery.commit(delivery.enrolment())
    delivery.publisher.mongo["outbox"].update_one({"aggregate_id": bad}, {"$set": {"payload": b"\xff"}})

    delivery.relay()

    until(lambda: unsent(delivery) == 1, "the good one is sent")
    [kept] = delivery.publisher.mongo["outbox"].find({"sent": False})
    assert kept["aggregate_id"] == bad
    assert len(ids_in(delivery, QUEUE)) == 1
    assert good != bad


def test_an_event_that_nobody_hears_is_marked_unrouted(delivery: Delivery) -> None:
    delivery.commit(ClassStarted(region_code="370105"))
    connection = broker.connect(delivery.amqp_url)
    for each in HEARERS:
        connection.channel().queue_unbind(each.queue, "training.events", "class_started.v1.#")
    broker.close(connection)

    with a_relay(delivery, subscriptions=()) as relay:
        assert relay.lease.acquire()
        relay.send(Outbox(delivery.publisher, relay.lease).waiting())

    [row] = delivery.publisher.mongo["outbox"].find()
    assert (row["sent"], row["unrouted"]) == (True, True)
    assert row["sent_at"] >= row["recorded_at"]


def test_an_idle_relay_hears_of_a_commit_at_once(delivery: Delivery) -> None:
    relay = delivery.relay()
    delivery.started(relay)
    waits = []
    for _ in range(20):
        delivery.commit(delivery.enrolment())
        until(lambda: unsent(delivery) == 0, "sent", seconds=5)
    for row in delivery.publisher.mongo["outbox"].find():
        waits.append((row["sent_at"] - row["recorded_at"]).total_seconds())
    assert sorted(waits)[10] < 0.2, waits  # the median; a poll of half a second would show


def test_versions_ascend_within_an_aggregate_whatever_the_times_say() -> None:
    def entry(aggregate: str, version: int) -> dict[str, object]:
        return {"_id": str(uuid.uuid4()), "type": "a.b.v1.C", "aggregate_id": aggregate, "aggregate_version": version}

    entries = [entry("x", 2), entry("y", 1), entry("x", 1), entry("x", 3), entry("y", 2)]

    ordered = [(each["aggregate_id"], each["aggregate_version"]) for each in in_order(entries)]

    assert ordered == [("x", 1), ("y", 1), ("x", 2), ("x", 3), ("y", 2)]
