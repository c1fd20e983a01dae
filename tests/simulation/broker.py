"""RabbitMQ in memory: quorum queues, confirms, returns, redelivery, dead-lettering, delays by the simulated clock.

What the clients write lies on the wire until the server takes it, a random part at a time, and so do its answers: a
connection that breaks loses the rest, in both directions. Queues and what they hold outlive everything but deletion.
"""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.simulation.world import World

REJECTED = "rejected"


@cache
def binds(pattern: str, routing_key: str) -> bool:
    """Whether a topic exchange's binding takes a routing key."""
    words = [{"*": r"[^.]+", "#": ".*"}.get(word, re.escape(word)) for word in pattern.split(".")]
    expression = r"\.".join(words).replace(r"\..*", r"(\..*)?")
    return re.fullmatch(expression, routing_key) is not None


@dataclass(eq=False)
class Stored:
    """A message in a queue. `body` and `properties` are as published; nobody changes them."""

    body: bytes
    properties: Mapping[str, Any]
    exchange: str
    routing_key: str
    deliveries: int = 0

    @property
    def id(self) -> str:
        """As the sender set it."""
        return str(self.properties.get("message_id", ""))


@dataclass(eq=False)
class Queue:
    """A quorum queue."""

    name: str
    arguments: Mapping[str, Any]
    ready: deque[Stored] = field(default_factory=deque)
    waiting: int = 0  # held back by its time to live
    in_hand: int = 0
    consumers: list["Consumer"] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing is in it, delivered or not."""
        return not self.ready and not self.waiting and not self.in_hand


@dataclass(eq=False)
class Consumer:
    """`take(stored)` hands a message to the client; `credit()` says how many more it takes."""

    queue: Queue
    take: Callable[[Stored], None]
    credit: Callable[[], int]
    cancelled: Callable[[], None]


class BrokerServer:
    """The cluster. `reached` are the queues that each event was ever safe in, by the message's id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.exchanges: dict[str, str] = {}
        self.bindings: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.queues: dict[str, Queue] = {}
        self.reached: dict[str, set[str]] = defaultdict(set)
        self.links: list[Any] = []  # open connections, as `tests.simulation.link` makes them
        self.writing: dict[Any, None] = {}  # those with something on the wire; in order, so that each run is the same
        self.changed = True  # whether there may be other queues to deliver from
        self._deliverable: list[Queue] = []
        self.silent: list[Any] = []  # those that are dead, and their clients do not know it
        self.deleted: set[str] = set()
        # Whether all that the subscriptions need is there: it was declared when so many things had been taken away.
        self.taken_away = 0
        self.declared_at = -1

    # What clients declare.

    def declare_exchange(self, name: str, kind: str) -> None:
        """If it is not there."""
        self.exchanges.setdefault(name, kind)

    def declare_queue(self, name: str, arguments: Mapping[str, Any]) -> Queue:
        """If it is not there."""
        return self.queues.setdefault(name, Queue(name, dict(arguments)))

    def bind(self, queue: str, exchange: str, key: str) -> None:
        """If it is not bound."""
        if (key, queue) not in self.bindings[exchange]:
            self.bindings[exchange].append((key, queue))

    def copy_topology(self, other: "BrokerServer") -> None:
        """What was declared there is declared here."""
        self.exchanges |= other.exchanges
        for exchange, bound in other.bindings.items():
            self.bindings[exchange] = list(bound)
        for queue in other.queues.values():
            self.declare_queue(queue.name, queue.arguments)
        self.declared_at = self.taken_away

    def delete(self, name: str) -> None:
        """What is in it is lost."""
        self.changed = True
        self.taken_away += 1
        self.deleted.add(name)
        queue = self.queues.pop(name)
        for bound in self.bindings.values():
            bound[:] = [each for each in bound if each[1] != name]
        for consumer in list(queue.consumers):
            consumer.cancelled()

    def unbind(self, exchange: str) -> None:
        """As an operator may, by mistake."""
        self.taken_away += 1
        self.bindings[exchange].clear()

    # Messages.

    def route(self, exchange: str, routing_key: str) -> list[Queue]:
        """The queues that a message goes to."""
        kind = self.exchanges[exchange]
        found = dict.fromkeys(
            queue
            for key, queue in self.bindings[exchange]
            if kind == "fanout" or key == routing_key or (kind == "topic" and binds(key, routing_key))
        )
        return [self.queues[name] for name in found]

    def publish(self, stored: Stored) -> list[Queue]:
        """Put it into every queue that wants it; which these are."""
        queues = self.route(stored.exchange, stored.routing_key)
        for queue in queues:
            self.put(queue, Stored(stored.body, stored.properties, stored.exchange, stored.routing_key))
        return queues

    def put(self, queue: Queue, stored: Stored) -> None:
        """At the end; into a queue with a time to live, for that time."""
        self.changed = True
        self.reached[stored.id].add(queue.name)
        wait = queue.arguments.get("x-message-ttl")
        if wait is None:
            queue.ready.append(stored)
            if len(queue.ready) > 1 and self.world.trouble("messages out of order"):
                queue.ready.rotate(1)
            return
        queue.waiting += 1

        def end() -> None:
            queue.waiting -= 1
            self.dead_letter(queue, stored)

        self.world.after(wait, end)

    def give_back(self, queue: Queue, stored: Stored) -> None:
        """Delivered and not acked: to the head of its queue, or, if that happened too often, dead-lettered."""
        self.changed = True
        queue.in_hand -= 1
        if queue.name not in self.queues:
            return
        stored.deliveries += 1
        if stored.deliveries > queue.arguments.get("x-delivery-limit", 1 << 30):
            self.dead_letter(queue, stored)
        else:
            queue.ready.appendleft(stored)

    def dead_letter(self, queue: Queue, stored: Stored) -> None:
        """On to where the queue says."""
        key = queue.arguments.get("x-dead-letter-routing-key", stored.routing_key)
        on = Stored(stored.body, stored.properties, queue.arguments["x-dead-letter-exchange"], key)
        if self.route(on.exchange, on.routing_key):
            self.publish(on)
            return
        # at-least-once: kept, and tried again
        queue.waiting += 1

        def again() -> None:
            queue.waiting -= 1
            self.dead_letter(queue, stored)

        self.world.after(1_000, again)

    # What it does by itself, a random bit at a time.

    def busy(self) -> bool:
        """Whether there is something on a wire, or to be delivered."""
        if self.changed:
            self.changed = False
            self._deliverable = [
                queue
                for queue in self.queues.values()
                if queue.ready and any(consumer.credit() > 0 for consumer in queue.consumers)
            ]
        return bool(self.writing or self._deliverable)

    def serve(self) -> None:
        """Some of what is to be done."""
        dice = self.world.dice
        if self.writing and (not self._deliverable or dice.random() < 0.6):
            link = dice.choice(list(self.writing))
            if self.world.trouble("connection to the broker lost"):
                link.lose()
            elif self.world.trouble("broker falls silent"):
                link.fall_silent()
            else:
                link.take(dice.randint(1, 8))
            return
        self.changed = True
        self._deliver(dice.choice(self._deliverable))

    def _deliver(self, queue: Queue) -> None:
        takers = [each for each in queue.consumers if each.credit() > 0]
        for _ in range(self.world.dice.randint(1, 12)):
            if not queue.ready or not takers:
                return
            consumer = self.world.dice.choice(takers)
            stored = queue.ready.popleft()
            queue.in_hand += 1
            consumer.take(stored)
            takers = [each for each in takers if each.credit() > 0]

    def restart(self) -> None:
        """All connections end; the queues stay."""
        for link in list(self.links):
            link.lose()

    def at_rest(self, names: Iterable[str]) -> bool:
        """Whether these queues are empty."""
        return all(self.queues[name].empty for name in names if name in self.queues)
