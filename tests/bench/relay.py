"""Committed outbox → confirmed by a quorum queue and marked sent, beside others' ways to publish."""

import subprocess
import sys
import threading
import time

import amqp

from shared import broker
from shared.broker import Publisher
from shared.envelope import encode
from shared.relay import Relay
from shared.store import OUTBOX
from tests.bench.framework import ROOT, Bench, Curve, Servers
from tests.bench.samples import SUBSCRIPTION, entries

EVENTS = 4_000


def relay(servers: Servers) -> float:
    """Our relay, committed → confirmed and marked."""
    database, url = servers.fresh([SUBSCRIPTION])
    count = servers.many(EVENTS)
    database.mongo[OUTBOX].insert_many(entries(count))
    ours = Relay(database, url, threading.Event(), [SUBSCRIPTION])
    connection = broker.connect(url)
    ours.use(Publisher(connection))
    ours.lease.acquire()
    start = time.perf_counter()
    while batch := ours.waiting():
        ours.send(batch)
        ours.lease.acquire()
    took = time.perf_counter() - start
    broker.close(connection)
    return count / took


def raw_amqp(servers: Servers) -> float:
    """Raw py-amqp with a window of a thousand confirms; messages made beforehand, nothing read or marked."""
    _, url = servers.fresh([SUBSCRIPTION])
    count = servers.many(EVENTS)
    messages = [broker.outgoing(encode(entry)) for entry in entries(count)]
    connection = broker.connect(url)
    channel = connection.channel()
    channel.confirm_select()
    open_tags: set[int] = set()

    def acked(tag: int, multiple: bool) -> None:
        open_tags.difference_update([each for each in open_tags if each <= tag] if multiple else [tag])

    channel.events["basic_ack"].add(acked)
    start = time.perf_counter()
    for tag, each in enumerate(messages, start=1):
        while len(open_tags) >= 1_000:
            connection.drain_events(timeout=10)
        open_tags.add(tag)
        amqp.Channel.basic_publish(channel, each.message, each.exchange, each.routing_key, mandatory=True)
    while open_tags:
        connection.drain_events(timeout=10)
    took = time.perf_counter() - start
    broker.close(connection)
    return count / took


def nameko_dispatch(servers: Servers) -> float:
    """Nameko's dispatcher into the same kind of queue."""
    _, url = servers.fresh([SUBSCRIPTION])
    count = max(200, servers.many(EVENTS) // 10)
    script = [sys.executable, "-m", "tests.bench.nameko_side", "dispatch", url, str(count)]
    output = subprocess.run(script, cwd=ROOT, check=True, capture_output=True).stdout
    return count / float(output)


BENCHES = [
    Bench("relay-vs-nameko", relay, nameko_dispatch, goal=12),
    Bench("relay-vs-pyamqp", relay, raw_amqp, goal=0.6),
]
CURVES: list[Curve] = []
