"""What is parked, and putting it back.

    python -m shared.parking list [QUEUE]                     how many, and each one's id, type, reason, since when
    python -m shared.parking replay QUEUE [--id EVENT_ID]     back to the subscription's queue, ids kept

Reads `BIHUAN_AMQP_URL`. Prints no data of an event.
"""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import amqp
from amqp.channel import Channel

from shared import broker, settings, topology
from shared.broker import NotConfirmed, Outgoing, Publisher
from shared.delivery import ERROR, FIRST_SEEN, PARKED_AT, REASON, Delivery, copy_of


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked message as an operator may see it. Times are UTC; None where the broker parked it by itself."""

    id: str
    type: str
    reason: str
    error: str
    attempts: int
    first_seen: datetime | None
    parked_at: datetime | None


def _time(value: object) -> datetime | None:
    return datetime.fromtimestamp(value / 1000, UTC) if type(value) is int and 0 < value < 10**14 else None


def _described(message: amqp.Message) -> Parked:
    delivery = Delivery(message, 10**14)
    headers = delivery.headers
    return Parked(
        id=delivery.id,
        type=str(message.properties.get("type", "")),
        # Without our reason it came by the queue's own dead-lettering: its consumer died with it too often.
        reason=str(headers.get(REASON, "delivery-limit")),
        error=str(headers.get(ERROR, "")),
        attempts=delivery.attempts,
        first_seen=_time(headers.get(FIRST_SEEN)),
        parked_at=_time(headers.get(PARKED_AT)),
    )


@contextmanager
def _each(channel: Channel, parking_queue: str) -> Iterator[Iterator[amqp.Message]]:
    """Every message that is parked now, one by one; those not acked go back at the end."""
    count = channel.queue_declare(parking_queue, passive=True).message_count

    def messages() -> Iterator[amqp.Message]:
        for _ in range(count):
            message = channel.basic_get(parking_queue)
            if message is None:
                return
            yield message

    try:
        yield messages()
    finally:
        channel.basic_recover(requeue=True)


def parked(url: str, queue: str) -> list[Parked]:
    """What is parked of a subscription (`<service>.<method>`). Raises amqp.NotFound if there is no such queue."""
    with broker.waiting_connection(url, 10) as connection:
        channel = connection.channel()
        channel.auto_decode = False
        with _each(channel, f"{queue}.parked") as messages:
            return [_described(message) for message in messages]


def replay_parked(url: str, queue: str, wanted: Callable[[Parked], bool] = lambda _: True) -> int:
    """Put the originals back on the subscription's queue, ids kept, attempts forgotten; how many.

    Each leaves the parking queue only after the broker confirmed the copy. Raises `NotConfirmed` if it does not.
    """
    service = queue.partition(".")[0]
    replayed = 0
    with broker.waiting_connection(url, 10) as connection:
        publisher = Publisher(connection)
        channel = connection.channel()
        channel.auto_decode = False
        with _each(channel, f"{queue}.parked") as messages:
            for message in messages:
                if not wanted(_described(message)):
                    continue
                delivery = Delivery(message, 10**14)
                copy = copy_of(delivery, {})
                if not publisher.publish([Outgoing(delivery.id, f"{service}.redeliver", queue, copy)]).routed:
                    raise NotConfirmed(f"{queue}: the broker did not take the message back")
                channel.basic_ack(message.delivery_tag)
                replayed += 1
    return replayed


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m shared.parking", description="Parked events.")
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="what is parked")
    listing.add_argument("queue", nargs="?", help="a subscription's queue; all if left out")
    replaying = commands.add_parser("replay", help="put parked events back")
    replaying.add_argument("queue", help="a subscription's queue, e.g. levy.follow_placements")
    replaying.add_argument("--id", help="only the event with this id")
    arguments = parser.parse_args()
    url = settings.load_amqp_url()
    if arguments.command == "replay":
        count = replay_parked(url, arguments.queue, lambda each: arguments.id in (None, each.id))
        print(f"{count} put back on {arguments.queue}")
        return
    for queue in [arguments.queue] if arguments.queue else [each.queue for each in topology.load()]:
        found = parked(url, queue)
        print(f"{queue}: {len(found)} parked")
        for each in found:
            since = each.parked_at.isoformat(timespec="seconds") if each.parked_at else "unknown"
            print(f"  {each.id}  {each.type}  {each.reason} {each.error}  {each.attempts} attempts  since {since}")


if __name__ == "__main__":
    main()
