"""Committed outbox → confirmed by a quorum queue and marked sent, beside others' ways to publish.

The peers only publish: the same events with the same headers, made beforehand, persistent and mandatory, each
confirmed, a thousand unconfirmed at a time; nothing is read from a database and nothing marked.
"""

import asyncio
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import aio_pika
import amqp
import pika  # type: ignore[import-untyped]
from faststream.rabbit import ExchangeType, RabbitBroker, RabbitExchange

from shared import broker
from shared.broker import WINDOW, Publisher
from shared.envelope import CONTENT_TYPE, Wire, encode
from shared.relay import Relay
from shared.store import OUTBOX
from tests.bench.framework import ROOT, Bench, Curve, Servers
from tests.bench.samples import SUBSCRIPTION, entries

EVENTS = 4_000
INSERTED_AT_A_TIME = 20_000


def relay(servers: Servers) -> float:
    """Our relay, committed → confirmed and marked."""
    return relay_of(servers, servers.many(EVENTS))


def relay_of(servers: Servers, count: int) -> float:
    """The same with so many events waiting."""
    database, url = servers.fresh([SUBSCRIPTION])
    for start in range(0, count, INSERTED_AT_A_TIME):
        database.mongo[OUTBOX].insert_many(entries(min(INSERTED_AT_A_TIME, count - start)))
    ours = Relay(database, url, threading.Event(), [SUBSCRIPTION])
    connection = broker.connect(url)
    ours.use(Publisher(connection))
    ours.lease.acquire()
    begin = time.perf_counter()
    ours.drain(ours.waiting())
    took = time.perf_counter() - begin
    assert database.mongo[OUTBOX].count_documents({"sent": False}) == 0, "the relay stopped before the end"
    broker.close(connection)
    return count / took


def wires(servers: Servers) -> tuple[str, list[Wire]]:
    """The broker's URL and what a peer publishes."""
    _, url = servers.fresh([SUBSCRIPTION])
    return url, [encode(entry) for entry in entries(servers.many(EVENTS))]


def raw_amqp(servers: Servers) -> float:
    """py-amqp as it comes, pipelined."""
    url, events = wires(servers)
    messages = [
        amqp.Message(
            each.body,
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            delivery_mode=2,
            message_id=each.id,
            type=each.type,
            application_headers=each.headers,
        )
        for each in events
    ]
    parts = urlsplit(url)
    connection = amqp.Connection(
        f"{parts.hostname}:{parts.port}", parts.username, parts.password, virtual_host=parts.path[1:]
    )
    connection.connect()
    channel = connection.channel()
    channel.confirm_select()
    open_tags: set[int] = set()

    def acked(tag: int, multiple: bool) -> None:
        open_tags.difference_update([each for each in open_tags if each <= tag] if multiple else [tag])

    channel.events["basic_ack"].add(acked)
    start = time.perf_counter()
    for tag, (event, message) in enumerate(zip(events, messages, strict=True), start=1):
        while len(open_tags) >= WINDOW:
            connection.drain_events(timeout=10)
        open_tags.add(tag)
        channel.basic_publish(message, event.exchange, event.routing_key, mandatory=True)
    while open_tags:
        connection.drain_events(timeout=10)
    took = time.perf_counter() - start
    connection.close()
    return len(events) / took


def nameko_dispatch(servers: Servers) -> float:
    """Nameko's dispatcher into the same kind of queue, one by one as it does."""
    _, url = servers.fresh([SUBSCRIPTION])
    count = max(200, servers.many(EVENTS) // 10)
    script = [sys.executable, "-m", "tests.bench.nameko_side", "dispatch", url, str(count)]
    output = subprocess.run(script, cwd=ROOT, check=True, capture_output=True).stdout
    return count / float(output)


class PikaPublisher:
    """pika's SelectConnection, its fastest: publishes in its callbacks until all are confirmed."""

    def __init__(self, url: str, events: Sequence[Wire]) -> None:
        self._events = events
        self._properties = [
            pika.BasicProperties(
                content_type=CONTENT_TYPE,
                content_encoding="utf-8",
                delivery_mode=2,
                message_id=each.id,
                type=each.type,
                headers=each.headers,
            )
            for each in events
        ]
        self._published = 0
        self._open_tags: set[int] = set()
        self._channel: Any = None
        self._start = self.seconds = 0.0
        self.connection = pika.SelectConnection(
            pika.URLParameters(url),
            on_open_callback=self._opened,
            on_open_error_callback=self._ended,
            on_close_callback=self._ended,
        )

    def _opened(self, connection: pika.SelectConnection) -> None:
        connection.channel(on_open_callback=self._select)

    def _ended(self, connection: pika.SelectConnection, _: object) -> None:
        connection.ioloop.stop()

    def _select(self, channel: Any) -> None:
        self._channel = channel
        channel.confirm_delivery(self._settled, callback=self._begin)

    def _begin(self, _: object) -> None:
        self._start = time.perf_counter()
        self._publish()

    def _publish(self) -> None:
        while self._published < len(self._events) and len(self._open_tags) < WINDOW:
            event, properties = self._events[self._published], self._properties[self._published]
            self._published += 1
            self._open_tags.add(self._published)
            self._channel.basic_publish(event.exchange, event.routing_key, event.body, properties, mandatory=True)

    def _settled(self, frame: Any) -> None:
        tag, multiple = frame.method.delivery_tag, frame.method.multiple
        self._open_tags.difference_update([each for each in self._open_tags if each <= tag] if multiple else [tag])
        self._publish()
        if not self._open_tags:
            self.seconds = time.perf_counter() - self._start
            self.connection.close()


def pika_select(servers: Servers) -> float:
    """pika's SelectConnection, pipelined."""
    url, events = wires(servers)
    publisher = PikaPublisher(url, events)
    publisher.connection.ioloop.start()
    assert publisher.seconds, "the connection ended before all were confirmed"
    return len(events) / publisher.seconds


async def in_windows(publish: Callable[[Wire], Awaitable[Any]], events: Sequence[Wire]) -> float:
    """Publish with up to `WINDOW` awaiting their confirms; seconds."""
    free = asyncio.Semaphore(WINDOW)

    async def one(event: Wire) -> None:
        async with free:
            await publish(event)

    start = time.perf_counter()
    await asyncio.gather(*(one(event) for event in events))
    return time.perf_counter() - start


def by_aio_pika(servers: Servers) -> float:
    """aio-pika, pipelined."""
    url, events = wires(servers)

    async def run() -> float:
        async with await aio_pika.connect(url) as connection:
            channel = await connection.channel(publisher_confirms=True)
            exchange = await channel.get_exchange(events[0].exchange)

            async def publish(event: Wire) -> None:
                message = aio_pika.Message(
                    event.body,
                    headers=dict(event.headers),
                    content_type=CONTENT_TYPE,
                    content_encoding="utf-8",
                    delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                    message_id=event.id,
                    type=event.type,
                )
                await exchange.publish(message, event.routing_key, mandatory=True)

            return await in_windows(publish, events)

    return len(events) / asyncio.run(run())


def by_faststream(servers: Servers) -> float:
    """FastStream's broker, pipelined."""
    url, events = wires(servers)

    async def run() -> float:
        async with RabbitBroker(url, log_level=logging.WARNING) as stream:

            async def publish(event: Wire) -> None:
                await stream.publish(
                    event.body,
                    exchange=RabbitExchange(event.exchange, type=ExchangeType.TOPIC, durable=True, declare=False),
                    routing_key=event.routing_key,
                    mandatory=True,
                    persist=True,
                    headers=dict(event.headers),
                    content_type=CONTENT_TYPE,
                    content_encoding="utf-8",
                    message_id=event.id,
                    message_type=event.type,
                )

            return await in_windows(publish, events)

    return len(events) / asyncio.run(run())


BENCHES = [
    Bench("relay-vs-nameko", relay, nameko_dispatch, goal=12),
    Bench("relay-vs-pyamqp", relay, raw_amqp, goal=0.6),
    Bench("relay-vs-pika", relay, pika_select, goal=1),
    Bench("relay-vs-aio-pika", relay, by_aio_pika, goal=1),
    Bench("relay-vs-faststream", relay, by_faststream, goal=1),
]
CURVES = [Curve("relay", "events waiting", (2_000, 20_000, 200_000), relay_of)]
