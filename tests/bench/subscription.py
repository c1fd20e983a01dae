"""A queue's backlog → effects in MongoDB, once each, beside others' consumers that insert each message once."""

import sys
from collections.abc import Callable

from shared import broker
from shared.broker import Publisher
from shared.envelope import encode
from tests.bench.framework import WAIT_SECONDS, Bench, Curve, Servers, program
from tests.bench.samples import ROUTING_KEY, SUBSCRIPTION, entries

EVENTS = 4_000
QUORUM = {"x-queue-type": "quorum"}


def drained(command: list[str], url: str, events: int, count: Callable[[], int], **environment: str) -> float:
    """Publish while nobody hears, then start the program; events per second between the first tenth and the last."""
    connection = broker.connect(url)
    messages = [broker.outgoing(encode(entry)) for entry in entries(events)]
    assert len(Publisher(connection).publish(messages).routed) == events, "no queue got them all"
    broker.close(connection)
    with program(command, environment) as consumer:
        started, at_start = consumer.reach(count, events // 10)
        ended, at_end = consumer.reach(count, events, seconds=WAIT_SECONDS + events / 200)
    assert at_end > at_start, "too few events to measure"
    return (at_end - at_start) / (ended - started)


def subscription(servers: Servers) -> float:
    """Ours: inbox, position and state change per event."""
    return _ours(servers, servers.many(EVENTS))


def _ours(servers: Servers, events: int) -> float:
    database, url = servers.fresh([SUBSCRIPTION])
    environment = {
        "BIHUAN_MONGO_URL": servers.mongo_url(database),
        "BIHUAN_AMQP_URL": url,
        "BIHUAN_METRICS_PORT": "0",
    }
    states = database.mongo["states"]
    command = [sys.executable, "-m", "tests.bench.hearer"]
    return drained(command, url, events, lambda: states.estimated_document_count(), **environment)


def ours_growing(servers: Servers, backlog: int) -> float:
    """Ours, with so many events waiting."""
    return _ours(servers, max(500, backlog))  # fewer would be taken in a batch or two


def peer(queue: str, arguments: dict[str, str], module: str, kind: str, servers: Servers) -> float:
    """Another's consumer of a queue of its own: each message inserted once."""
    database, url = servers.fresh([SUBSCRIPTION])
    command = [sys.executable, "-m", module, kind, url, servers.mongo_url(database), database.mongo.name]
    with broker.waiting_connection(url, 10) as connection:
        channel = connection.channel()
        channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind(queue, "training.events", ROUTING_KEY)
    rows = database.mongo["stock"]
    return drained(command, url, servers.many(EVENTS), lambda: rows.estimated_document_count())


def nameko_handler(servers: Servers) -> float:
    """A stock event_handler, on the classic queue that it declares."""
    return peer(f"evt-training-{ROUTING_KEY}--stock.hear", {}, "tests.bench.nameko_side", "hear", servers)


def aio_pika(servers: Servers) -> float:
    """aio-pika and pymongo's asynchronous client."""
    return peer("stock.hear", QUORUM, "tests.bench.async_peers", "aio-pika", servers)


def faststream(servers: Servers) -> float:
    """FastStream and pymongo's asynchronous client."""
    return peer("stock.hear", QUORUM, "tests.bench.async_peers", "faststream", servers)


BENCHES = [
    Bench("subscription-vs-nameko", subscription, nameko_handler, goal=4),
    Bench("subscription-vs-aio-pika", subscription, aio_pika, goal=1),
    Bench("subscription-vs-faststream", subscription, faststream, goal=1),
]
CURVES = [Curve("subscription", "events waiting", (EVENTS // 4, EVENTS * 5 // 2, EVENTS * 25), ours_growing)]
