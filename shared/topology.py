"""The queues and exchanges, from the `@subscribe` declarations: deploy/topology.json.

    python -m shared.topology            declare everything on the broker of BIHUAN_AMQP_URL; any number of times
    python -m shared.topology --write    write deploy/topology.json anew from the services' worker.py

Everything a service owns begins with its name and a dot, so that its RabbitMQ user can be held to that:

    <service>.events                 topic exchange: its events
    <service>.<method>               quorum queue of one subscription
    <service>.redeliver              direct exchange: routing key = queue; back to a subscription's queue
    <service>.retry.<ms>             fanout exchange and queue: waits so long, then goes to <service>.redeliver
    <service>.parked                 direct exchange: routing key = queue; to its parking queue
    <service>.<method>.parked        parking queue of one subscription
    <service>.made, .replays         which queues were made, and requests to send again (shared.replays)
"""

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from amqp.channel import Channel
from amqp.exceptions import NotFound

from shared import address, replays
from shared.address import EventType
from shared.broker import Connection
from shared.envelope import event_class

ROOT = Path(__file__).parent.parent
FILE = ROOT / "deploy" / "topology.json"
SERVICES = ("registry", "training", "recruitment", "levy", "outreach")
# Waits before a message that failed is tried again, in milliseconds; each is a queue per service.
RETRY_WAITS_MS = (200, 1_000, 5_000, 30_000, 300_000)
# Deliveries that ended with the consumer's death. High: neighbours of a message that kills a worker are counted too.
DELIVERY_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Subscription:
    """One queue: what `service` hears of one aggregate type of `publisher`.

    `handles` are the types that its method takes, `binds` all types of the aggregate, so that versions have no gaps.
    """

    queue: str
    service: str
    publisher: str
    aggregate: str
    handles: tuple[str, ...]
    binds: tuple[str, ...]

    @property
    def bound(self) -> dict[str, EventType]:
        """The classes of all types that the queue receives."""
        return {name: event_class(name) for name in self.binds}


def subscription(service: str, method: str, event_types: Sequence[EventType]) -> Subscription:
    """What `@subscribe(*event_types)` on `method` of `service` means. Raises ValueError if it means nothing."""
    if not event_types:
        raise ValueError(f"{service}.{method}: @subscribe needs at least one event type")
    first = event_types[0]
    stream = address.stream(first)
    if any(each not in stream for each in event_types):
        raise ValueError(f"{service}.{method}: @subscribe takes events of ONE aggregate type of one publisher")
    return Subscription(
        queue=f"{service}.{method}",
        service=service,
        publisher=address.publisher(first),
        aggregate=address.aggregate_type(first),
        handles=tuple(sorted(address.type_name(each) for each in event_types)),
        binds=tuple(sorted(address.type_name(each) for each in stream)),
    )


def load(path: Path = FILE) -> tuple[Subscription, ...]:
    """The subscriptions as written."""
    rows = json.loads(path.read_text())["subscriptions"]
    return tuple(
        Subscription(**{**row, "handles": tuple(row["handles"]), "binds": tuple(row["binds"])}) for row in rows
    )


def text(subscriptions: Iterable[Subscription]) -> str:
    """The file's text."""
    rows = [asdict(each) for each in sorted(subscriptions, key=lambda each: each.queue)]
    return json.dumps({"subscriptions": rows}, indent=2) + "\n"


def collect(services: Iterable[str] = SERVICES) -> tuple[Subscription, ...]:
    """Ask each service's worker.py for its subscriptions, in a process of its own: importing one patches sockets."""
    found: list[Subscription] = []
    for service in services:
        if not (ROOT / "services" / service / "worker.py").exists():
            continue
        output = subprocess.run(
            [sys.executable, "-m", "shared.topology", "--of", service], cwd=ROOT, check=True, capture_output=True
        ).stdout
        rows: list[dict[str, Any]] = json.loads(output)
        found += [
            Subscription(**{**row, "handles": tuple(row["handles"]), "binds": tuple(row["binds"])}) for row in rows
        ]
    return tuple(found)


def _own(service: str) -> list[Subscription]:
    """The subscriptions of the service class in `services.<service>.worker`, read in this process."""
    module = importlib.import_module(f"services.{service}.worker")
    subscribe = importlib.import_module("shared.subscribe")
    classes = [
        each for each in vars(module).values() if isinstance(each, type) and getattr(each, "name", "") == service
    ]
    return [each for service_class in classes for each in subscribe.subscriptions_of(service_class)]


# The last hop of a retried or parked message is confirmed too: quorum queues only do that with these two.
_DEAD_LETTER = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}


def declare_exchange(channel: Channel, service: str) -> None:
    """The topic exchanges that others bind: of a service's events, and of its requests to their relays."""
    for name in (address.exchange_name(service), replays.requests_exchange(service)):
        channel.exchange_declare(name, "topic", durable=True, auto_delete=False)


def declare_subscription(channel: Channel, subscription: Subscription) -> None:
    """A subscription's queue with its bindings, and its parking queue. The publisher's exchange must exist."""
    service, queue = subscription.service, subscription.queue
    channel.queue_declare(
        queue,
        durable=True,
        auto_delete=False,
        arguments={
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": f"{service}.parked",
            "x-dead-letter-routing-key": queue,
            **_DEAD_LETTER,
        },
    )
    channel.queue_bind(queue, exchange=f"{service}.redeliver", routing_key=queue)
    for event_type in subscription.bound.values():
        exchange = address.exchange_name(subscription.publisher)
        channel.queue_bind(queue, exchange=exchange, routing_key=address.binding_key(event_type))
    # Last: whoever finds the parking queue knows that the other is bound (`missing`).
    parked = f"{queue}.parked"
    # Looking at what is parked counts as a delivery; RabbitMQ 4 would drop a message after 20 looks.
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}
    channel.queue_declare(parked, durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind(parked, exchange=f"{service}.parked", routing_key=queue)


def absent(connection: Connection, queues: Iterable[str]) -> list[str]:
    """Those of the queues that are not there."""
    found = []
    channel = connection.channel()
    for queue in queues:
        try:
            channel.queue_declare(queue, passive=True)
        except NotFound:  # which closes the channel
            found.append(queue)
            channel = connection.channel()
    channel.close()
    return found


def missing(connection: Connection, subscriptions: Sequence[Subscription]) -> list[str]:
    """Their queues that are not there, or not bound yet: what is published now would not reach them."""
    found = set(absent(connection, (name for each in subscriptions for name in (each.queue, f"{each.queue}.parked"))))
    return [each.queue for each in subscriptions if found & {each.queue, f"{each.queue}.parked"}]


def declare_service(channel: Channel, service: str, subscriptions: Sequence[Subscription]) -> None:
    """What a service needs to hear: its retry and parking exchanges and the queues of its subscriptions.

    Notes first which of them it makes (`shared.replays`): with a queue that somebody deleted, its messages went.
    """
    for name in ("redeliver", "parked"):
        channel.exchange_declare(f"{service}.{name}", "direct", durable=True, auto_delete=False)
    replays.declare_notes(channel, service)
    retries = [f"{service}.retry.{wait}" for wait in RETRY_WAITS_MS]
    parked = [f"{each.queue}.parked" for each in subscriptions]  # without what was in it, its successors would wait
    gone = set(absent(channel.connection, (*retries, *(each.queue for each in subscriptions), *parked)))
    for each in subscriptions:
        # Any subscription's messages may have waited in the retry queues.
        if gone & {each.queue, f"{each.queue}.parked", *retries}:
            replays.note(channel.connection, each)
    for wait in RETRY_WAITS_MS:
        name = f"{service}.retry.{wait}"
        channel.exchange_declare(name, "fanout", durable=True, auto_delete=False)
        channel.queue_declare(
            name,
            durable=True,
            auto_delete=False,
            arguments={
                "x-queue-type": "quorum",
                "x-message-ttl": wait,
                "x-dead-letter-exchange": f"{service}.redeliver",
                **_DEAD_LETTER,
            },
        )
        channel.queue_bind(name, exchange=name)
    for each in subscriptions:
        declare_subscription(channel, each)


def declare(channel: Channel, subscriptions: Sequence[Subscription], services: Sequence[str] = SERVICES) -> None:
    """Everything, for all services, before the first publish. Changes nothing that is there already."""
    for service in services:
        declare_exchange(channel, service)
    for service in services:
        own = [each for each in subscriptions if each.service == service]
        if own:
            declare_service(channel, service, own)
    for service in services:
        hearers = {each.service for each in subscriptions if each.publisher == service}
        if hearers:
            replays.declare_requests(channel, service, hearers)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m shared.topology", description="Declare the queues and exchanges.")
    parser.add_argument("--write", action="store_true", help="write deploy/topology.json from the services' worker.py")
    parser.add_argument("--of", metavar="SERVICE", choices=SERVICES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.of:
        print(json.dumps([asdict(each) for each in _own(arguments.of)]))
    elif arguments.write:
        FILE.write_text(text(collect()))
        print(f"{len(load())} subscriptions written to {FILE.relative_to(ROOT)}")
    else:
        from shared import broker
        from shared.settings import load_amqp_url

        subscriptions = load()
        with broker.waiting_connection(load_amqp_url(), seconds=60) as connection:
            declare(connection.channel(), subscriptions)
        print(f"{len(subscriptions)} subscriptions declared")


if __name__ == "__main__":
    main()
