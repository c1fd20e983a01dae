"""A queue's backlog → effects in MongoDB, once each, beside others' consumers that insert each message once."""

import sys
from collections.abc import Callable

from shared import broker
from shared.broker import Publisher
from shared.envelope import encode
from tests.bench.framework import Bench, Curve, Servers, program
from tests.bench.samples import ROUTING_KEY, SUBSCRIPTION, entries

EVENTS = 4_000


def drained(command: list[str], url: str, events: int, count: Callable[[], int], **environment: str) -> float:
    """Publish while nobody hears, then start the program; events per second between the first tenth and the last."""
    connection = broker.connect(url)
    messages = [broker.outgoing(encode(entry)) for entry in entries(events)]
    assert len(Publisher(connection).publish(messages).routed) == events, "no queue got them all"
    broker.close(connection)
    with program(command, environment) as consumer:
        started, at_start = consumer.reach(count, events // 10)
        ended, at_end = consumer.reach(count, events)
    return (at_end - at_start) / (ended - started)


def subscription(servers: Servers) -> float:
    """Ours: inbox, position and state change per event."""
    database, url = servers.fresh([SUBSCRIPTION])
    environment = {
        "BIHUAN_MONGO_URL": servers.mongo_url(database),
        "BIHUAN_AMQP_URL": url,
        "BIHUAN_METRICS_PORT": "0",
    }
    states = database.mongo["states"]
    command = [sys.executable, "-m", "tests.bench.hearer"]
    return drained(command, url, servers.many(EVENTS), lambda: states.count_documents({}), **environment)


def nameko_handler(servers: Servers) -> float:
    """A stock event_handler that inserts each message once."""
    database, url = servers.fresh([SUBSCRIPTION])
    command = [sys.executable, "-m", "tests.bench.nameko_side", "hear", url]
    command += [servers.mongo_url(database), database.mongo.name]
    with broker.waiting_connection(url, 10) as connection:  # Nameko's own queue, as it would declare it
        channel = connection.channel()
        queue = f"evt-training-{ROUTING_KEY}--stock.hear"
        channel.queue_declare(queue, durable=True, auto_delete=False)
        channel.queue_bind(queue, "training.events", ROUTING_KEY)
    rows = database.mongo["stock"]
    return drained(command, url, servers.many(EVENTS), lambda: rows.count_documents({}))


BENCHES = [Bench("subscription-vs-nameko", subscription, nameko_handler, goal=4)]
CURVES: list[Curve] = []
