"""The worker's connection to RabbitMQ: consumes all subscriptions, settles deliveries, outlives broken connections."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import amqp
import eventlet
from amqp import spec
from amqp.channel import Channel
from eventlet.semaphore import Semaphore
from nameko.extensions import SharedExtension
from prometheus_client import Counter

from shared import broker, logs, topology
from shared.broker import BROKEN, NotConfirmed, Outgoing, Publisher
from shared.delivery import (
    ATTEMPTS,
    ERROR,
    FIRST_SEEN,
    PARKED_AT,
    REASON,
    WAITS,
    Delivery,
    Failed,
    Lanes,
    Outcome,
    Park,
    Patience,
    copy_of,
    next_wait_ms,
)
from shared.topology import Subscription

if TYPE_CHECKING:
    from shared.worker import Runtime

log = logs.logger()

RETRIED = Counter("bihuan_event_retries_total", "Events put off to be tried again.", ["subscription", "reason"])
PARKED = Counter("bihuan_events_parked_total", "Events parked for an operator.", ["subscription", "reason"])

_TICK_SECONDS = 1.0
_CLOSE_SECONDS = 3.0
_RESEND_SECONDS = 12.0  # more than connecting or a confirm takes at most


def _now_ms() -> int:
    return int(time.time() * 1000)


class Reader(SharedExtension):
    """One connection for all subscriptions of a worker process."""

    def __init__(self) -> None:
        self._consumers: list[tuple[Subscription, Callable[[Delivery], None]]] = []
        self._connection: broker.Connection | None = None
        self._channel: Channel | None = None
        self._tags: list[str] = []
        self._resender: Publisher | None = None
        self._resend_lock = Semaphore(1)
        self.lanes = Lanes()
        self.stopping = False
        self._ended = eventlet.Event()

    def register(self, subscription: Subscription, received: Callable[[Delivery], None]) -> None:
        """Called by each entrypoint at setup."""
        self._consumers.append((subscription, received))

    def setup(self) -> None:
        """Nameko: before start."""
        self._runtime: Runtime = self.container.config["runtime"]
        self._patience = Patience(
            gap=self._runtime.settings.gap_wait_seconds, not_yet=self._runtime.settings.not_yet_wait_seconds
        )

    def start(self) -> None:
        """Nameko: begin to consume."""
        if self._consumers:
            self.container.spawn_managed_thread(self._run, identifier="reader")

    @property
    def consuming(self) -> bool:
        """Whether every subscription is being consumed now."""
        connection = self._connection
        return connection is not None and connection.alive and len(self._tags) == len(self._consumers)

    def stop_consuming(self) -> None:
        """Take no more; the connection stays open so that what runs can still be settled."""
        if self.stopping:
            return
        self.stopping = True
        self.lanes.forget_waiting()
        tags, self._tags = self._tags, []
        for tag in tags:
            try:
                if self._channel is not None:
                    self._channel.basic_cancel(tag, nowait=True)
            except BROKEN as error:
                log.debug(
                    "reader.cancel_failed", error=type(error).__name__
                )  # broken connections deliver nothing either

    def stop(self) -> None:
        """Nameko: all handlers have ended and are settled."""
        connection = self._connection
        if connection is not None and connection.alive:
            try:
                # Politely, and read by the thread that reads: the broker answers after it has taken all our acks. A
                # socket closed with unread deliveries in it would be reset, and acks on their way lost.
                connection.send_method(spec.Connection.Close, "BsBB", (0, "", 0, 0))
                with eventlet.Timeout(_CLOSE_SECONDS, exception=False):
                    self._ended.wait()
            except BROKEN as error:
                log.debug("reader.close_failed", error=type(error).__name__)
            connection.cut()
        if self._resender is not None:
            broker.close(self._resender.connection)

    def kill(self) -> None:
        """Nameko: the time to stop is over. What is not acked the broker delivers again."""
        if self._connection is not None:
            self._connection.cut()
        if self._resender is not None:
            self._resender.connection.cut()

    def _run(self) -> None:
        pause = 0.1
        while not self.stopping:
            try:
                self._connect()
                pause = 0.1
                self._drain()
            except BROKEN as error:
                if not self.stopping:
                    log.warning("reader.broker_lost", error=type(error).__name__, next_try_in_seconds=round(pause, 2))
            if not self.stopping:
                self._drop()
                eventlet.sleep(pause)
                pause = min(pause * 2, 5)
        self._ended.send(None)

    def _connect(self) -> None:
        connection = broker.connect(self._runtime.settings.amqp_url.get_secret_value())
        self._connection = connection
        eventlet.spawn(self._watch, connection)  # before the first answer is waited for
        channel: Channel = connection.channel()
        channel.auto_decode = False
        self._channel = channel
        # Again at each connection: a queue that somebody deleted comes back.
        topology.declare_service(channel, self._runtime.settings.service, [each for each, _ in self._consumers])
        channel.basic_qos(0, self._runtime.settings.prefetch, a_global=False)
        for subscription, received in self._consumers:
            tag = channel.basic_consume(
                subscription.queue, callback=self._callback(received), on_cancel=self._cancelled
            )
            self._tags.append(tag)
        log.info("reader.consuming", queues=[each.queue for each, _ in self._consumers])

    def _callback(self, received: Callable[[Delivery], None]) -> Callable[[amqp.Message], None]:
        def on_message(message: amqp.Message) -> None:
            if not self.stopping:  # what arrives after the cancel is not acked, and so delivered again
                received(Delivery(message, _now_ms()))

        return on_message

    def _cancelled(self, tag: str) -> None:
        """The broker ended a consumer: its queue was deleted, or its node is gone. Connect anew, which declares it."""
        log.error("reader.cancelled_by_broker")
        raise ConnectionResetError("a consumer was cancelled by the broker")

    def _drain(self) -> None:
        connection = self._connection
        while connection is not None and connection.alive:
            connection.drain_events()

    def _watch(self, connection: broker.Connection) -> None:
        """Send heartbeats; cut the connection when the broker has been silent for two of them."""
        while connection.alive:
            try:
                connection.heartbeat_tick()
            except BROKEN as error:
                log.warning("reader.broker_silent", error=type(error).__name__)
                connection.cut()
                return
            eventlet.sleep(_TICK_SECONDS)

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._tags, self._channel = [], None
        self.lanes.forget_waiting()
        if connection is not None:
            connection.cut()

    def settle(self, queue: str, delivery: Delivery, outcome: Outcome) -> str:
        """Ack, or send on and then ack; what it was counted as. If the connection broke, the broker delivers again."""
        if outcome == "left":
            return "left"
        counted: str
        if isinstance(outcome, Failed | Park):
            sent = self._send_on(queue, delivery, outcome)
            if sent is None:
                self._reject(delivery)
                return "left"
            counted = sent
        else:
            counted = outcome
        try:
            delivery.message.channel.basic_ack(delivery.message.delivery_tag)
        except (*BROKEN, AttributeError) as error:  # AttributeError: the channel was taken down meanwhile
            log.info("reader.not_acked", queue=queue, error=type(error).__name__)
        return counted

    def _send_on(self, queue: str, delivery: Delivery, outcome: Failed | Park) -> str | None:
        service = self._runtime.settings.service
        now = _now_ms()
        wait = next_wait_ms(delivery, outcome, now, self._patience) if isinstance(outcome, Failed) else None
        waits_only = isinstance(outcome, Failed) and outcome.patience is not None
        attempts, waits = delivery.attempts + (not waits_only), delivery.waits + waits_only
        own: dict[str, Any] = {ATTEMPTS: attempts, WAITS: waits, FIRST_SEEN: delivery.first_seen_ms}
        if wait is not None:
            exchange, result = f"{service}.retry.{wait}", "retry"
        else:
            exchange, result = f"{service}.parked", "parked"
            own |= {REASON: outcome.reason, ERROR: outcome.error, PARKED_AT: now}
        if not self._resend(Outgoing(delivery.id, exchange, queue, copy_of(delivery, own))):
            return None
        (RETRIED if result == "retry" else PARKED).labels(queue, outcome.reason).inc()
        if result == "parked":
            log.error("event.parked", queue=queue, reason=outcome.reason, error=outcome.error, attempts=attempts)
        return result

    def _resend(self, message: Outgoing) -> bool:
        """Publish with a confirm, before the original is acked. False if the broker did not take it."""
        with self._resend_lock:
            for last in (False, True):
                try:
                    # No heartbeat on this connection, and a green socket knows no timeout of its own.
                    with eventlet.Timeout(_RESEND_SECONDS, TimeoutError()):
                        if self._resender is None:
                            url = self._runtime.settings.amqp_url.get_secret_value()
                            self._resender = Publisher(broker.connect(url, heartbeat=0))
                        published = self._resender.publish([message])
                    return bool(published.routed)
                except (*BROKEN, NotConfirmed) as error:
                    log.warning("reader.resend_failed", error=type(error).__name__)
                    resender, self._resender = self._resender, None
                    if resender is not None:
                        resender.connection.cut()
                    if last:
                        return False
        return False

    def _reject(self, delivery: Delivery) -> None:
        """Give it back to the queue after a pause: it could neither be applied nor sent on."""
        eventlet.sleep(1)
        try:
            delivery.message.channel.basic_reject(delivery.message.delivery_tag, requeue=True)
        except (*BROKEN, AttributeError):
            log.info("reader.not_rejected")
