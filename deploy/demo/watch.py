"""An outside subscriber in plain kombu: counts the suite's events by type while the demo runs."""

import json
import threading
import uuid
from collections import Counter
from collections.abc import Iterable

from kombu import Connection, Consumer, Exchange, Message, Queue, binding


class Watcher:
    """Counts every event of the services' exchanges, on a queue that ends with it."""

    def __init__(self, amqp_url: str, services: Iterable[str]) -> None:
        self.counts: Counter[str] = Counter()
        self._seen: set[str] = set()
        self._amqp_url = amqp_url
        self._exchanges = [Exchange(f"{service}.events", type="topic", durable=True) for service in services]
        self._ready = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)

    def __enter__(self) -> "Watcher":
        """Return when it is bound: no event published after that is missed."""
        self._thread.start()
        if not self._ready.wait(30):
            raise TimeoutError("the watcher could not bind to the events within 30 s")
        return self

    def __exit__(self, *error: object) -> None:
        """Stop counting."""
        self._stopped.set()
        self._thread.join(10)

    def _run(self) -> None:
        with Connection(self._amqp_url) as connection, connection.channel() as channel:
            bindings = [binding(exchange, routing_key="#") for exchange in self._exchanges]
            queue = Queue(f"watcher-{uuid.uuid4()}", bindings=bindings, exclusive=True, durable=False)
            with Consumer(channel, [queue], callbacks=[self._count], accept=["json"], no_ack=True):
                self._ready.set()
                while not self._stopped.is_set():
                    try:
                        connection.drain_events(timeout=0.2)
                    except TimeoutError:
                        continue

    def _count(self, body: object, message: Message) -> None:
        event = body if isinstance(body, dict) else json.loads(message.body)
        if event["id"] not in self._seen:  # at least once: a queue that was made anew has events sent again
            self._seen.add(event["id"])
            self.counts[event["type"]] += 1
