"""py-amqp's channel over the simulated broker, as far as `shared.broker` and `shared.reader` use it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from amqp import Message, spec
from amqp.exceptions import NotFound
from amqp.protocol import queue_declare_ok_t

from tests.simulation.broker import Consumer, Queue, Stored

if TYPE_CHECKING:
    from tests.simulation.link import Link


class Channel:
    """A channel, both ends."""

    def __init__(self, link: "Link") -> None:
        self.connection = link
        self.auto_decode = True
        self.is_open = True
        self.events: defaultdict[str, set[Callable[..., Any]]] = defaultdict(set)
        self._link = link
        self._server = link.server
        self._world = link.world
        self._confirms = False
        self._published = 0
        self._delivered = 0
        self._prefetch = 0
        self._unacked: dict[int, tuple[Queue, Stored, Consumer | None]] = {}
        self._consumers: dict[str, Consumer] = {}

    # Declaring.

    def exchange_declare(self, exchange: str, type: str = "direct", **_: Any) -> None:
        """As py-amqp's."""
        self._link.call("declare an exchange")
        self._server.declare_exchange(exchange, type)

    def queue_declare(
        self, queue: str, passive: bool = False, arguments: Mapping[str, Any] | None = None, **_: Any
    ) -> queue_declare_ok_t:
        """As py-amqp's."""
        self._link.call("declare a queue")
        if passive and queue not in self._server.queues:
            self.is_open = False
            raise NotFound("no such queue", (50, 10))
        found = self._server.declare_queue(queue, arguments or {})
        return queue_declare_ok_t(queue, len(found.ready), len(found.consumers))

    def queue_bind(self, queue: str, exchange: str = "", routing_key: str = "", **_: Any) -> None:
        """As py-amqp's."""
        self._link.call("bind a queue")
        if queue not in self._server.queues:
            self.is_open = False
            raise NotFound("no such queue", (50, 20))
        self._server.bind(queue, exchange, routing_key)

    def close(self) -> None:
        """As py-amqp's."""
        self._link.call("close a channel")
        self.is_open = False
        self.end()

    # Publishing.

    def confirm_select(self) -> None:
        """As py-amqp's."""
        self._link.call("confirms")
        self._confirms = True

    def send_method(self, method: tuple[int, int], format: str, arguments: tuple[Any, ...], content: Message) -> None:
        """Only publishing."""
        if method != spec.Basic.Publish:
            raise NotImplementedError(method)
        _, exchange, routing_key, mandatory, _ = arguments
        self.publish(exchange, routing_key, mandatory, content)

    def publish(self, exchange: str, routing_key: str, mandatory: bool, message: Message) -> None:
        """A message onto the wire."""
        self._published += 1
        tag = self._published
        stored = Stored(message.body, message.properties, exchange, routing_key)

        def arrive() -> None:
            if self._world.trouble("publish refused"):
                self._answer("basic_nack", tag)
                return
            queues = self._server.publish(stored)
            if mandatory and not queues:
                self._came_back(stored)
            if self._world.trouble("late confirm"):
                self._world.after(self._world.dice.choice((50, 3_000, 15_000)), lambda: self._answer("basic_ack", tag))
            else:
                self._answer("basic_ack", tag)

        self._link.write("publish", arrive)

    def _answer(self, kind: str, tag: int) -> None:
        if self._link in self._server.links:
            self._link.send(lambda: self._call(kind, tag, False))  # noqa: FBT003 as py-amqp calls it

    def _came_back(self, stored: Stored) -> None:
        message = Message(stored.body, channel=self)
        message.properties.update(stored.properties)
        self._link.send(lambda: self._call("basic_return", None, stored.exchange, stored.routing_key, message))

    def _call(self, kind: str, *arguments: Any) -> None:
        for each in self.events[kind]:
            each(*arguments)

    # Consuming.

    def basic_qos(self, prefetch_size: int, prefetch_count: int, a_global: bool = False) -> None:
        """As py-amqp's."""
        self._link.call("prefetch")
        self._prefetch = prefetch_count

    def basic_consume(
        self,
        queue: str,
        callback: Callable[[Message], None],
        on_cancel: Callable[[str], None] | None = None,
        **_: Any,
    ) -> str:
        """As py-amqp's."""
        self._link.call("consume")
        if queue not in self._server.queues:
            self.is_open = False
            raise NotFound("no such queue", (60, 20))
        found, tag = self._server.queues[queue], f"consumer-{len(self._consumers) + 1}"

        def cancelled() -> None:
            self._end_consumer(tag)
            if on_cancel is not None:
                self._link.send(lambda: on_cancel(tag))

        consumer = Consumer(found, lambda stored: self._deliver(consumer, stored, callback), self._credit, cancelled)
        found.consumers.append(consumer)
        self._server.changed = True
        self._consumers[tag] = consumer
        return tag

    def _credit(self) -> int:
        return self._prefetch - len(self._unacked) if self._prefetch else 1 << 30

    def _message(self, stored: Stored, tag: int) -> Message:
        message = Message(stored.body, channel=self)
        message.properties.update(stored.properties)
        message.delivery_info = {
            "delivery_tag": tag,
            "redelivered": stored.deliveries > 0,
            "exchange": stored.exchange,
            "routing_key": stored.routing_key,
        }
        return message

    def _deliver(self, consumer: Consumer, stored: Stored, callback: Callable[[Message], None]) -> None:
        self._delivered += 1
        tag = self._delivered
        self._unacked[tag] = (consumer.queue, stored, consumer)
        self._link.send(lambda: callback(self._message(stored, tag)))

    def basic_get(self, queue: str, no_ack: bool = False) -> Message | None:
        """As py-amqp's."""
        self._link.call("get")
        found = self._server.queues[queue]
        if not found.ready:
            return None
        stored = found.ready.popleft()
        found.in_hand += 1
        self._delivered += 1
        self._unacked[self._delivered] = (found, stored, None)
        return self._message(stored, self._delivered)

    def basic_ack(self, delivery_tag: int, multiple: bool = False) -> None:
        """As py-amqp's."""
        self._link.write("ack", lambda: self._settle(delivery_tag, multiple))

    def basic_reject(self, delivery_tag: int, requeue: bool) -> None:
        """As py-amqp's."""
        if not requeue:
            raise NotImplementedError("dead-lettering on reject")
        self._link.write("reject", lambda: self._give_back(delivery_tag))

    def basic_nack(self, delivery_tag: int, multiple: bool = False, requeue: bool = True) -> None:
        """As py-amqp's, for one."""
        if multiple:
            raise NotImplementedError("several at a time")
        self.basic_reject(delivery_tag, requeue)

    def basic_recover(self, requeue: bool = True) -> None:
        """As py-amqp's."""
        self._link.call("recover")
        for tag in sorted(self._unacked, reverse=True):
            self._give_back(tag)

    def basic_cancel(self, consumer_tag: str, nowait: bool = False, **_: Any) -> None:
        """As py-amqp's."""
        self._link.write("cancel", lambda: self._end_consumer(consumer_tag))

    def _end_consumer(self, tag: str) -> None:
        self._server.changed = True
        consumer = self._consumers.pop(tag, None)
        if consumer is not None and consumer in consumer.queue.consumers:
            consumer.queue.consumers.remove(consumer)

    def _known(self, tag: int) -> bool:
        if tag in self._unacked:
            return True
        # RabbitMQ closes the channel, and all that is in hand on it is delivered again.
        self._world.violate(f"delivery tag {tag} was settled that is not in hand")
        return False

    def _settle(self, tag: int, multiple: bool) -> None:
        if not self._known(tag):
            return
        self._server.changed = True
        for each in [each for each in self._unacked if each <= tag] if multiple else [tag]:
            queue = self._unacked.pop(each)[0]
            queue.in_hand -= 1

    def _give_back(self, tag: int) -> None:
        if self._known(tag):
            queue, stored, _ = self._unacked.pop(tag)
            self._server.give_back(queue, stored)

    def end(self) -> None:
        """The server's end of it is gone: consumers with it, and what was in hand goes back, in its order."""
        for consumer_tag in list(self._consumers):
            self._end_consumer(consumer_tag)
        for tag in sorted(self._unacked, reverse=True):
            queue, stored, _ = self._unacked.pop(tag)
            self._server.give_back(queue, stored)
