"""A server that falls silent: the connection stays open, and no byte comes. Noticed, outlived, nothing lost."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from tests.worker.conftest import Delivery, Program, until
from tests.worker.proxy import Proxy

NOTICED_SECONDS = 40
SPLIT = ("recruitment.follow_enrolments", "recruitment.count_graduates")


def through(url: str, proxy: Proxy, scheme: str = "", **query: str) -> str:
    """The same URL by way of the proxy."""
    parts = urlsplit(url)
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return urlunsplit(
        parts._replace(
            scheme=scheme or parts.scheme,
            netloc=f"{login}127.0.0.1:{proxy.port}",
            query=urlencode({**dict(parse_qsl(parts.query)), **query}),
        )
    )


@pytest.fixture
def broker_proxy(delivery: Delivery) -> Iterator[Proxy]:
    parts = urlsplit(delivery.amqp_url)
    with Proxy(parts.hostname or "", parts.port or 0) as proxy:
        yield proxy


@pytest.fixture
def mongo_proxy(delivery: Delivery) -> Iterator[Proxy]:
    parts = urlsplit(delivery.mongo_url("any"))
    with Proxy(parts.hostname or "", parts.port or 0) as proxy:
        yield proxy


def commit(delivery: Delivery, count: int = 40) -> None:
    for _ in range(count):
        delivery.commit(delivery.enrolment(), delivery.graduation())


def committed(delivery: Delivery) -> set[str]:
    return {row["_id"] for row in delivery.publisher.mongo["outbox"].find({}, {"_id": 1})}


def effects(delivery: Delivery, handler: str) -> list[str]:
    """The ids of the events that took effect; one that did so twice would be twice among the rows of effects."""
    return [row["_id"]["event_id"] for row in delivery.hearer.mongo["inbox"].find({"_id.handler": handler})]


def all_in_effect(delivery: Delivery) -> Callable[[], bool]:
    return lambda: all(set(effects(delivery, each)) == committed(delivery) for each in SPLIT)


def nothing_twice(delivery: Delivery) -> bool:
    """One effect for each event that a handler takes, as the hearer writes one row more each time it runs."""
    rows = delivery.hearer.mongo["effects"]
    events = delivery.publisher.mongo["outbox"].count_documents({})
    taken = rows.count_documents({"handler": "follow_enrolments"}), rows.count_documents({"handler": "count_graduates"})
    return taken == (events, events // 2)


def unhealthy(program: Program) -> Callable[[], bool]:
    return lambda: not program.healthy()


def test_a_silent_broker_is_noticed_by_relay_and_worker_and_nothing_is_lost(
    delivery: Delivery, broker_proxy: Proxy
) -> None:
    delivery.amqp_url = through(delivery.amqp_url, broker_proxy)
    worker, relay = delivery.worker(), delivery.relay()
    delivery.started(worker, relay)
    commit(delivery)
    until(lambda: effects(delivery, SPLIT[0]), "events flow")

    broker_proxy.silence()
    commit(delivery)
    for program in (worker, relay):
        until(unhealthy(program), f"{program.log.name} notices", seconds=NOTICED_SECONDS)
    before = broker_proxy.accepted
    until(lambda: broker_proxy.accepted >= before + 2, "they try again and again", seconds=NOTICED_SECONDS)
    broker_proxy.resume()
    commit(delivery)

    until(all_in_effect(delivery), "every event in effect at every handler, by id", seconds=60)
    assert nothing_twice(delivery)
    delivery.started(worker, relay)


def test_a_broker_that_falls_silent_while_a_worker_declares_its_queues_is_noticed(
    delivery: Delivery, broker_proxy: Proxy
) -> None:
    delivery.amqp_url = through(delivery.amqp_url, broker_proxy)
    broker_proxy.silence_after(2_500)  # the handshake has about 1,000, all declarations some 6,000
    worker = delivery.worker()

    until(lambda: "reader.broker_silent" in worker.log.read_text(), "noticed", seconds=NOTICED_SECONDS)
    broker_proxy.resume()
    delivery.started(worker)


def test_a_silent_database_of_the_worker_is_noticed_and_costs_no_event_and_no_attempt(
    delivery: Delivery, mongo_proxy: Proxy
) -> None:
    relay = delivery.relay()
    direct = delivery.mongo_url
    delivery.mongo_url = lambda name: through(direct(name), mongo_proxy, directConnection="true")
    worker = delivery.worker()
    delivery.started(worker, relay)
    commit(delivery)
    until(lambda: effects(delivery, SPLIT[0]), "events flow")

    mongo_proxy.silence()
    commit(delivery)
    until(unhealthy(worker), "the worker notices", seconds=NOTICED_SECONDS)
    # About one try in two seconds: longer than the driver needs to give up the transactions that hang.
    before = mongo_proxy.accepted
    until(lambda: mongo_proxy.accepted >= before + 12, "it tries again and again", seconds=60)
    mongo_proxy.resume()
    commit(delivery)

    until(all_in_effect(delivery), "every event in effect at every handler, by id", seconds=60)
    assert nothing_twice(delivery)
    assert worker.metric('bihuan_event_retries_total{reason="handler-failed"') == 0
    assert worker.metric("bihuan_events_parked_total") == 0


def test_a_silent_database_of_the_relay_is_noticed_and_its_events_are_sent_afterwards(
    delivery: Delivery, mongo_proxy: Proxy
) -> None:
    worker = delivery.worker()
    direct = delivery.mongo_url
    delivery.mongo_url = lambda name: through(direct(name), mongo_proxy, directConnection="true")
    relay = delivery.relay()
    delivery.started(worker, relay)
    commit(delivery)
    until(delivery.publisher_idle, "events flow")

    mongo_proxy.silence()
    commit(delivery)
    until(unhealthy(relay), "the relay notices", seconds=NOTICED_SECONDS)
    until(lambda: "relay.mongo_lost" in relay.log.read_text(), "and gives up waiting", seconds=NOTICED_SECONDS)
    mongo_proxy.resume()

    until(all_in_effect(delivery), "every event in effect at every handler, by id", seconds=60)
    assert nothing_twice(delivery)
    delivery.started(relay)
