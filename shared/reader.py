"""The worker's connection to RabbitMQ: consumes all subscriptions, settles deliveries, outlives broken connections."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import amqp
import eventlet
from amqp import spec
from amqp.channel import Channel
from nameko.extensions import SharedExtension

from shared import broker, logs, replays, topology
from shared.broker import BROKEN, NotConfirmed
from shared.delivery import Delivery, Failed, Park, Unsettled
from shared.resend import Resender, now_ms
from shared.topology import Subscription

if TYPE_CHECKING:
    from shared.worker import Runtime

log = logs.logger()

_TICK_SECONDS = 1.0
_CLOSE_SECONDS = 3.0
_ASK_SECONDS = 12.0
# When it is looked whether the broker has forgotten a consumer, after connecting; from then on as often as the last.
_LOOKS_SECONDS = (3.0, 5.0, 10.0, 30.0, 60.0)


@dataclass(slots=True)
class _Consumer:
    """A subscription, on a channel of its own: so that one ack can settle many."""

    subscription: Subscription
    received: Callable[[Delivery], None]
    forget: Callable[[], None]
    channel: Channel | None = None  # of the connection that is open now
    tag: str = ""
    unsettled: Unsettled = field(default_factory=Unsettled)
    arrived: int = 0  # messages, of all connections


class Reader(SharedExtension):
    """One connection for all subscriptions of a worker process."""

    def __init__(self) -> None:
        self._consumers: dict[str, _Consumer] = {}
        self._connection: broker.Connection | None = None
        self._to_ask = self._asking = False
        self.stopping = False
        self._ended = eventlet.Event()

    def register(
        self, subscription: Subscription, received: Callable[[Delivery], None], forget: Callable[[], None]
    ) -> None:
        """Called by each entrypoint at setup. `forget`: what waits will be delivered again, or is left to others."""
        self._consumers[subscription.queue] = _Consumer(subscription, received, forget)

    def setup(self) -> None:
        """Nameko: before start."""
        self._runtime: Runtime = self.container.config["runtime"]
        self._resender = Resender(self._runtime.settings)

    def start(self) -> None:
        """Nameko: begin to consume."""
        if self._consumers:
            self.container.spawn_managed_thread(self._run, identifier="reader")

    @property
    def consuming(self) -> bool:
        """Whether every subscription is being consumed now."""
        connection = self._connection
        return connection is not None and connection.alive and all(each.tag for each in self._consumers.values())

    def stop_consuming(self) -> None:
        """Take no more; the connection stays open so that what runs can still be settled."""
        if self.stopping:
            return
        self.stopping = True
        for each in self._consumers.values():
            each.forget()
            tag, each.tag = each.tag, ""
            try:
                if tag and each.channel is not None:
                    each.channel.basic_cancel(tag, nowait=True)
            except (*BROKEN, AttributeError) as error:  # broken connections deliver nothing either
                log.debug("reader.cancel_failed", error=type(error).__name__)

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
        self._resender.close()

    def kill(self) -> None:
        """Nameko: the time to stop is over. What is not acked the broker delivers again."""
        if self._connection is not None:
            self._connection.cut()
        self._resender.cut()

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
        consumers = list(self._consumers.values())
        for each in consumers:
            each.channel, each.unsettled = connection.channel(), Unsettled()
            each.channel.auto_decode = False
            each.channel.basic_qos(0, self._runtime.settings.prefetch, a_global=False)
        # Again at each connection: a queue that somebody deleted comes back.
        topology.declare_service(
            connection.channel(), self._runtime.settings.service, [each.subscription for each in consumers]
        )
        for each in consumers:
            if each.channel is None or self.stopping:
                return  # lost meanwhile, or not wanted any more
            each.tag = each.channel.basic_consume(
                each.subscription.queue, callback=self._callback(each), on_cancel=self._cancelled
            )
        log.info("reader.consuming", queues=list(self._consumers))
        self._to_ask = True
        if not self._asking:
            eventlet.spawn(self._ask)
        eventlet.spawn(self._look, connection)

    def _look(self, connection: broker.Connection) -> None:
        """Cut the connection if messages wait for a consumer that gets none.

        Seen with RabbitMQ 3.10: who subscribes to a quorum queue while its dead leader has no successor yet may be told
        yes and never be served.
        """
        number = 0
        while True:
            eventlet.sleep(_LOOKS_SECONDS[min(number, len(_LOOKS_SECONDS) - 1)])
            number += 1
            starved = self._starved()
            log.debug("reader.looked", starved=len(starved))
            if starved:
                eventlet.sleep(_TICK_SECONDS)  # what waits now may have come this moment
                starved &= self._starved()
            if self._connection is not connection or self.stopping:
                return
            if starved:
                log.error("reader.starved", queues=sorted(queue for queue, _ in starved))
                connection.cut()
                return

    def _starved(self) -> set[tuple[str, int]]:
        """Consumers with nothing in hand whose queues have messages, each with how many it has had."""
        idle = {(queue, each.arrived) for queue, each in self._consumers.items() if each.tag and not each.unsettled}
        if not idle:
            return set()
        connection = None
        try:
            # A connection of its own: two green threads cannot wait for answers on one.
            with eventlet.Timeout(_ASK_SECONDS, TimeoutError()):
                connection = broker.connect(self._runtime.settings.amqp_url.get_secret_value(), heartbeat=0)
                channel = connection.channel()
                found = {each for each in sorted(idle) if channel.queue_declare(each[0], passive=True).message_count}
                broker.close(connection)
        except BROKEN as error:
            log.debug("reader.not_looked", error=type(error).__name__)
            return set()
        finally:
            if connection is not None:
                connection.cut()
        return {each for each in found if self._consumers[each[0]].arrived == each[1]}

    def _ask(self) -> None:
        """For what the queues have missed that were made; on a connection of its own, until all is asked for.

        One at a time: a second would not see the notes that the first has in hand, and would be done too early.
        """
        self._asking = True
        try:
            self._ask_until_all_is_asked()
        finally:
            self._asking = False

    def _ask_until_all_is_asked(self) -> None:
        pause = 1.0
        while self._to_ask and not self.stopping:
            self._to_ask = False
            connection = None
            try:
                with eventlet.Timeout(_ASK_SECONDS, TimeoutError()):
                    connection = broker.connect(self._runtime.settings.amqp_url.get_secret_value(), heartbeat=0)
                    subscriptions = [each.subscription for each in self._consumers.values()]
                    if not replays.ask(connection, subscriptions, topology.declare_subscription):
                        self._to_ask = True
                    broker.close(connection)
            except (*BROKEN, NotConfirmed) as error:
                log.warning("reader.not_asked", error=type(error).__name__)
                self._to_ask = True
            except Exception as error:  # nobody else would ask, and what was missed would never come
                log.exception("reader.not_asked", error=type(error).__name__)
                self._to_ask = True
            finally:
                if connection is not None:
                    connection.cut()
            if self._to_ask:
                eventlet.sleep(pause)
                pause = min(pause * 2, 30)

    def _callback(self, consumer: _Consumer) -> Callable[[amqp.Message], None]:
        def on_message(message: amqp.Message) -> None:
            consumer.unsettled.add(message.delivery_tag)
            consumer.arrived += 1
            if not self.stopping:  # what arrives after the cancel is not acked, and so delivered again
                consumer.received(Delivery(message, now_ms()))

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
        for each in self._consumers.values():
            each.channel, each.tag = None, ""
            each.forget()
        if connection is not None:
            connection.cut()

    def holds(self, queue: str, delivery: Delivery) -> bool:
        """Whether it can still be settled. If its connection is gone, the broker delivers it again."""
        return delivery.message.channel is self._consumers[queue].channel

    def ack(self, queue: str, deliveries: Iterable[Delivery]) -> None:
        """The broker may forget them. If the connection breaks meanwhile, it delivers them again."""
        consumer, connection = self._consumers[queue], self._connection
        tags = [each.message.delivery_tag for each in deliveries if self.holds(queue, each)]
        if not tags or consumer.channel is None or connection is None:
            return
        up_to, others = consumer.unsettled.settle(tags)
        try:
            connection.transport.cork()
            try:
                if up_to:
                    consumer.channel.basic_ack(up_to, multiple=True)
                for tag in others:
                    consumer.channel.basic_ack(tag)
            finally:
                connection.transport.uncork()
        except (*BROKEN, AttributeError) as error:  # AttributeError: the channel was taken down meanwhile
            log.info("reader.not_acked", queue=queue, error=type(error).__name__)

    def send_on(self, queue: str, failed: Sequence[tuple[Delivery, Failed | Park]]) -> list[str]:
        """Put a copy of each where it waits or is parked, then ack it; "retry", "parked" or "left" for each."""
        counted = self._resender.send(queue, failed)
        settled = [result not in ("left", "returned") for result in counted]
        self.ack(queue, [delivery for (delivery, _), done in zip(failed, settled, strict=True) if done])
        left = [delivery for (delivery, _), done in zip(failed, settled, strict=True) if not done]
        if left:
            self._give_back(queue, left, gone="returned" in counted)
        return [result if done else "left" for result, done in zip(counted, settled, strict=True)]

    def _give_back(self, queue: str, deliveries: Iterable[Delivery], *, gone: bool) -> None:
        """Back to the queue after a pause: they could neither be applied nor sent on.

        `gone`: the queue where they should wait is not there. Who connects anew declares it, and asks for what was in
        it. Without that they would go round until they reach the delivery limit.
        """
        connection = self._connection
        eventlet.sleep(1)
        if gone and not self.stopping:
            if connection is not None and connection is self._connection:
                log.error("reader.queue_gone", queue=queue)
                connection.cut()
            return
        consumer = self._consumers[queue]
        for each in deliveries:
            if self.holds(queue, each) and consumer.channel is not None:
                consumer.unsettled.settle([each.message.delivery_tag])
                try:
                    consumer.channel.basic_reject(each.message.delivery_tag, requeue=True)
                except (*BROKEN, AttributeError):
                    log.info("reader.not_rejected")
