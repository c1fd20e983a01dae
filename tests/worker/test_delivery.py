"""From a committed fact to its effect in another service, through a real relay, broker and worker."""

import signal
import time
import uuid
from typing import Any

import amqp
import pytest
from bihuan.training.v1.events_pb2 import ClassOpened, EnrolmentConfirmed

from shared import broker, parking
from shared.clock import utc_now
from shared.delivery import ATTEMPTS, ERROR, FIRST_SEEN, REASON
from shared.envelope import encode
from shared.store import outbox_entry
from tests.conftest import RabbitVhost
from tests.worker.conftest import Delivery, has_effects, until

QUEUE = "recruitment.follow_enrolments"


def publish(delivery: Delivery, body: bytes, *, to: str = QUEUE, **properties: Any) -> None:
    """What a stranger with access to the broker could send."""
    connection = broker.connect(delivery.amqp_url)
    channel = connection.channel()
    channel.basic_publish_confirm(amqp.Message(body, delivery_mode=2, **properties), "recruitment.redeliver", to)
    broker.close(connection)


def wire(delivery: Delivery, version: int, aggregate_id: str, what: str = "") -> tuple[bytes, str]:
    """An event as the relay would send it, without an outbox; body and id."""
    event = delivery.enrolment(what)
    event.enrolment_id = aggregate_id
    encoded = encode(outbox_entry(event, aggregate_version=version, recorded_at=utc_now()))
    return encoded.body, encoded.id


def test_a_committed_fact_takes_effect_once_in_each_handler_that_hears_it(delivery: Delivery) -> None:
    worker, relay = delivery.worker(), delivery.relay()
    delivery.started(worker, relay)

    enrolment = delivery.commit(delivery.enrolment(), delivery.graduation())

    until(lambda: len(delivery.effects(enrolment)) == 2, "both effects")
    assert delivery.effects(enrolment) == ["EnrolmentConfirmed", "TraineeGraduated"]
    until(lambda: delivery.effects(enrolment, "count_graduates"), "the second handler's effect")
    until(delivery.drained, "drained")
    assert delivery.effects(enrolment, "count_graduates") == [""]
    assert (
        worker.metric('bihuan_events_handled_total{outcome="passed",subscription="recruitment.count_graduates"}') == 1
    )
    assert relay.metric("bihuan_relay_published_total") == 2


def test_a_handler_that_fails_twice_is_tried_again_and_then_takes_effect_once(delivery: Delivery) -> None:
    worker, relay = delivery.worker(), delivery.relay()
    delivery.started(worker, relay)

    enrolment = delivery.commit(delivery.enrolment("fail-twice"), delivery.graduation())

    until(lambda: len(delivery.effects(enrolment)) == 2, "the effect after two failures, and its successor's")
    assert delivery.effects(enrolment) == ["EnrolmentConfirmed", "TraineeGraduated"]
    assert worker.metric('bihuan_event_retries_total{reason="handler-failed"') == 2


def test_not_yet_waits_until_what_it_needs_is_there(delivery: Delivery) -> None:
    worker, relay = delivery.worker(), delivery.relay()
    delivery.started(worker, relay)
    other = str(uuid.uuid4())

    waiting = delivery.commit(delivery.enrolment(f"not-yet:{other}"))
    until(lambda: worker.metric('bihuan_event_retries_total{reason="not-yet"') >= 2, "put off twice")
    assert delivery.effects(waiting) == []
    delivery.commit(delivery.enrolment(), id=other)

    until(lambda: delivery.effects(waiting), "the effect after the other")
    assert delivery.effects(waiting) == ["EnrolmentConfirmed"]


def test_the_patience_with_a_handler_does_not_begin_before_its_event_could_be_handled(delivery: Delivery) -> None:
    worker = delivery.worker(BIHUAN_NOT_YET_WAIT_SECONDS="2")
    delivery.started(worker)
    enrolment, other = str(uuid.uuid4()), str(uuid.uuid4())

    # Given it has waited for its predecessor for longer than a handler may say NotYet
    publish(delivery, wire(delivery, 2, enrolment, f"not-yet:{other}")[0])
    time.sleep(2.2)  # the age itself is the subject: there is nothing to be seen before it is reached
    publish(delivery, wire(delivery, 1, enrolment)[0])
    until(lambda: worker.metric('bihuan_event_retries_total{reason="not-yet"'), "put off, not parked")
    publish(delivery, wire(delivery, 1, other)[0])

    until(has_effects(delivery, enrolment, 2), "the effect after the other")
    assert delivery.depth(f"{QUEUE}.parked") == 0


def test_an_event_whose_predecessor_never_comes_is_parked_and_applied_when_replayed_after_it(
    delivery: Delivery,
) -> None:
    delivery.started(delivery.worker(BIHUAN_GAP_WAIT_SECONDS="1"))
    enrolment = str(uuid.uuid4())
    (first, _), (second, second_id) = wire(delivery, 1, enrolment), wire(delivery, 2, enrolment)

    publish(delivery, second, message_id=second_id, type="t", application_headers={"foreign": "kept"})
    found = until(lambda: parking.parked(delivery.amqp_url, QUEUE), "parked")

    assert [(each.id, each.reason, each.attempts) for each in found] == [(second_id, "gap", 0)]
    assert delivery.effects(enrolment) == []
    publish(delivery, first)
    until(lambda: delivery.effects(enrolment), "the predecessor's effect")
    assert parking.replay_parked(delivery.amqp_url, QUEUE) == 1
    until(lambda: len(delivery.effects(enrolment)) == 2, "the replayed event's effect")
    assert parking.parked(delivery.amqp_url, QUEUE) == []


def test_events_that_arrive_disordered_and_three_times_take_effect_in_order_and_once(delivery: Delivery) -> None:
    delivery.started(delivery.worker(), delivery.worker(), delivery.worker())
    enrolments = [str(uuid.uuid4()) for _ in range(10)]

    for enrolment in enrolments:
        bodies = [wire(delivery, version, enrolment, f"v{version}")[0] for version in (1, 2, 3, 4)]
        for body in (bodies[2], bodies[0], bodies[3], bodies[1], *bodies, *reversed(bodies)):
            publish(delivery, body)

    for enrolment in enrolments:
        until(has_effects(delivery, enrolment, 4), "all four effects")
    until(delivery.drained, "drained")
    for enrolment in enrolments:
        inbox = (
            delivery.hearer.mongo["inbox"].find({"aggregate_id": enrolment, "_id.handler": QUEUE}).sort("applied_at")
        )
        assert sorted(each["version"] for each in inbox) == [1, 2, 3, 4]
        assert len(delivery.effects(enrolment)) == 4


def test_a_handler_that_always_fails_parks_the_original_with_its_reason_and_costs_no_neighbour(
    delivery: Delivery,
) -> None:
    worker = delivery.worker()
    delivery.started(worker)
    body, event_id = wire(delivery, 1, str(uuid.uuid4()), "fail")
    neighbour = str(uuid.uuid4())

    # Given it has failed five times already, and has been waited for between
    headers = {ATTEMPTS: 5, FIRST_SEEN: 1_700_000_000_000, "foreign": "kept"}
    publish(delivery, body, message_id=event_id, application_headers=headers)
    publish(delivery, wire(delivery, 1, neighbour)[0])

    until(lambda: delivery.effects(neighbour), "the neighbour's effect")
    until(lambda: delivery.depth(f"{QUEUE}.parked"), "parked")
    message = delivery.take(f"{QUEUE}.parked")
    assert message is not None
    assert message.body.encode() == body if isinstance(message.body, str) else message.body == body
    kept = message.properties["application_headers"]
    assert message.properties["message_id"] == event_id
    assert (kept[REASON], kept[ERROR], kept[ATTEMPTS], kept["foreign"]) == ("handler-failed", "RuntimeError", 6, "kept")
    assert kept[FIRST_SEEN] == 1_700_000_000_000
    assert "always fails" not in str(message.properties)
    assert worker.metric("bihuan_events_parked_total") == 1


HOSTILE = {
    "no-json": b"\xff\xfe 370105199001010018 is no JSON",
    "too-big": b'{"a":"' + b"x" * (1 << 20) + b'"}',
    "too-deep": b'{"data":' + b"[" * 40 + b"]" * 40 + b"}",
    "bad-attributes": b"[1, 2, 3]",
    "unknown-type": b'{"specversion":"1.0","type":"bihuan.training.v1.NoSuch"}',
    "unknown-version": b'{"specversion":"1.0","type":"bihuan.training.v9.EnrolmentConfirmed"}',
    "unknown-specversion": b'{"specversion":"9.9"}',
}


def test_hostile_messages_are_parked_at_once_and_never_stop_the_good_ones_between(delivery: Delivery) -> None:
    worker = delivery.worker()
    delivery.started(worker)
    headers = {
        "nameko.call_id_stack": 5,
        "nameko.x": {"a": [1]},
        "CC": ["recruitment.follow_classes"],
        ATTEMPTS: "nine",
    }

    good = []
    for body in HOSTILE.values():
        publish(delivery, body, application_headers=headers, content_type="application/x-python-serialize")
        good.append(str(uuid.uuid4()))
        publish(delivery, wire(delivery, 1, good[-1])[0], application_headers=headers)

    for enrolment in good:
        until(has_effects(delivery, enrolment), "a good neighbour's effect")
    until(lambda: delivery.depth(f"{QUEUE}.parked") == len(HOSTILE), "all hostile ones parked")
    assert sorted(each.reason for each in parking.parked(delivery.amqp_url, QUEUE)) == sorted(HOSTILE)
    assert worker.healthy()
    assert "370105199001010018" not in worker.log.read_text()


@pytest.mark.parametrize(
    "properties",
    [
        {"message_id": "\udcff\udcfe", "type": "\udcff"},
        {"application_headers": {"\udcff": "\udcff", "a": b"\xff\xfe"}},
        {"application_headers": {"deep": [[[[[[[[[[1]]]]]]]]]], "big": "x" * 100_000}},
        {"content_encoding": "no-such-encoding", "content_type": "text/plain", "priority": 9, "expiration": "60000"},
    ],
    ids=["ids that are no UTF-8", "headers that are no UTF-8", "deep and long headers", "a wrong encoding"],
)
def test_hostile_properties_do_not_stop_the_worker(delivery: Delivery, properties: dict[str, Any]) -> None:
    worker = delivery.worker()
    delivery.started(worker)
    good = str(uuid.uuid4())

    publish(delivery, b"no JSON", **properties)
    publish(delivery, wire(delivery, 1, good)[0])

    until(lambda: delivery.effects(good), "the good one's effect")
    until(lambda: delivery.depth(f"{QUEUE}.parked") == 1, "the hostile one parked")
    assert worker.healthy()


def test_sigterm_lets_a_running_handler_end_and_acks_it(delivery: Delivery) -> None:
    worker = delivery.worker()
    delivery.started(worker)
    enrolment = str(uuid.uuid4())
    publish(delivery, wire(delivery, 1, enrolment, "slow:2")[0])
    until((delivery.directory / enrolment).exists, "the handler runs")

    code = worker.kill(signal.SIGTERM)

    assert code == 0, worker.log.read_text()[-2000:]
    assert delivery.effects(enrolment) == ["EnrolmentConfirmed"]
    until(lambda: delivery.depth(QUEUE) == 0, "nothing left")
    assert delivery.take(QUEUE) is None  # acked, not waiting for a redelivery


def test_a_handler_that_does_not_end_holds_a_stopping_worker_only_for_the_time_of_grace(delivery: Delivery) -> None:
    worker = delivery.worker(BIHUAN_STOP_GRACE_SECONDS="1")
    delivery.started(worker)
    enrolment = str(uuid.uuid4())
    publish(delivery, wire(delivery, 1, enrolment, "slow:600")[0])
    until((delivery.directory / enrolment).exists, "the handler runs")

    worker.process.send_signal(signal.SIGTERM)

    assert worker.process.wait(10) == 0, worker.log.read_text()[-2000:]
    assert delivery.effects(enrolment) == []
    until(lambda: delivery.depth(QUEUE) == 1, "given back to the queue")


def test_a_worker_that_dies_in_its_transaction_loses_nothing_and_applies_nothing_twice(delivery: Delivery) -> None:
    worker = delivery.worker()
    delivery.started(worker)
    enrolment = str(uuid.uuid4())

    publish(delivery, wire(delivery, 1, enrolment, "exit")[0])
    publish(delivery, wire(delivery, 2, enrolment)[0])
    assert worker.process.wait(30) == 9
    assert delivery.effects(enrolment) == []
    delivery.started(delivery.worker())

    until(lambda: len(delivery.effects(enrolment)) == 2, "both effects")
    until(delivery.drained, "drained")
    assert len(delivery.effects(enrolment)) == 2


def test_a_deleted_queue_is_declared_again(delivery: Delivery) -> None:
    worker = delivery.worker()
    delivery.started(worker)

    connection = broker.connect(delivery.amqp_url)
    connection.channel().queue_delete(QUEUE)
    broker.close(connection)
    until(lambda: "reader.cancelled_by_broker" in worker.log.read_text(), "noticed")
    until(worker.healthy, "healthy again")

    enrolment = str(uuid.uuid4())
    publish(delivery, wire(delivery, 1, enrolment)[0])
    until(lambda: delivery.effects(enrolment), "the effect")


@pytest.mark.parametrize("queue", ["recruitment.retry.200", f"{QUEUE}.parked"])
def test_a_queue_where_events_wait_that_is_deleted_under_a_living_worker_is_declared_again(
    delivery: Delivery, queue: str
) -> None:
    worker = delivery.worker()
    delivery.started(worker)
    enrolment, other = str(uuid.uuid4()), str(uuid.uuid4())
    connection = broker.connect(delivery.amqp_url)
    connection.channel().queue_delete(queue)
    broker.close(connection)

    publish(delivery, b"no JSON")
    publish(delivery, wire(delivery, 1, enrolment, f"not-yet:{other}")[0])

    until(lambda: worker.metric('bihuan_event_retries_total{reason="not-yet"') >= 2, "put off, and back again")
    until(lambda: worker.metric("bihuan_events_parked_total") == 1, "the other one parked")
    publish(delivery, wire(delivery, 1, other)[0])
    until(lambda: delivery.effects(enrolment), "the effect")
    assert delivery.depth(f"{QUEUE}.parked") == 1
    until(worker.healthy, "healthy again")


def test_a_broken_connection_is_opened_again_and_nothing_is_lost(delivery: Delivery, rabbit: RabbitVhost) -> None:
    worker, relay = delivery.worker(), delivery.relay()
    delivery.started(worker, relay)
    management = rabbit.stack.management

    first = [delivery.commit(delivery.enrolment(), delivery.graduation()) for _ in range(20)]
    connections = until(lambda: management.call("GET", "vhosts", rabbit.vhost, "connections"), "connections")
    for each in connections:
        management.call("DELETE", "connections", each["name"])
    second = [delivery.commit(delivery.enrolment(), delivery.graduation()) for _ in range(20)]

    for enrolment in first + second:
        until(has_effects(delivery, enrolment, 2), "both effects")
    until(lambda: worker.healthy() and relay.healthy(), "healthy again")


def test_a_service_user_has_the_rights_that_its_worker_needs(delivery: Delivery, rabbit: RabbitVhost) -> None:
    delivery.amqp_url = rabbit.amqp_url_of("recruitment")
    delivery.started(delivery.worker())
    enrolment = str(uuid.uuid4())

    connection = broker.connect(rabbit.amqp_url)
    for body in (wire(delivery, 1, enrolment, "fail-twice")[0], b"no JSON"):
        connection.channel().basic_publish_confirm(amqp.Message(body), "recruitment.redeliver", QUEUE)

    until(lambda: delivery.effects(enrolment), "the effect, after two retries")
    until(lambda: connection.channel().queue_declare(f"{QUEUE}.parked", passive=True).message_count == 1, "parked")
    broker.close(connection)


def test_two_types_of_aggregate_with_the_same_id_do_not_disturb_one_another(delivery: Delivery) -> None:
    delivery.started(delivery.worker())
    shared_id = str(uuid.uuid4())
    opened = ClassOpened(class_id=shared_id, region_code="370105")

    publish(delivery, wire(delivery, 1, shared_id)[0])
    entry = outbox_entry(opened, aggregate_version=1, recorded_at=utc_now())
    publish(delivery, encode(entry).body, to="recruitment.follow_classes")

    until(lambda: delivery.effects(shared_id) and delivery.effects(shared_id, "follow_classes"), "both effects")
    assert EnrolmentConfirmed.DESCRIPTOR.name in delivery.effects(shared_id)
