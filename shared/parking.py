"""What could not be applied: looking at a parking queue, and taking messages out of it, one confirmed batch at a time.

A quorum queue has no way to look without taking: messages are consumed, and given back when the pass ends. RabbitMQ
3.10 gives them back in no particular order, so nothing here relies on the queue's: whoever takes events out gets those
of one aggregate in the order of their versions.
"""

import time
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module

import amqp

from shared import address, broker
from shared.address import EventType
from shared.broker import NotConfirmed, Outgoing, Publisher
from shared.delivery import ERROR, FIRST_SEEN, PARKED_AT, REASON, Delivery, copy_of
from shared.envelope import BadEnvelope, Envelope, decode, digest
from shared.logs import masked
from shared.topology import SERVICES

PREFETCH = 200
CONNECT_SECONDS = 10
QUIET_SECONDS = 2.0  # without a delivery for so long, ask whether the queue is empty
STALLED_SECONDS = 30.0
RETURN_SECONDS = 10.0
# The broker closes a channel that has held a message for longer than its consumer_timeout, by default 30 minutes.
PASS_SECONDS = 600.0
BATCH = 100
BATCH_BYTES = 4 << 20


def printable(text: str, longest: int) -> str:
    """A stranger's text for a terminal: no control characters, nothing that looks like a personal number, not long."""
    short = text[:longest] + ("…" if len(text) > longest else "")
    return masked("".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in short))


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked message as an operator may see it. Times are UTC; None where nobody wrote them down.

    `id` is the event's; of what is no event of ours, `sha256:` and the first 16 digits of its body's. Then `envelope`
    is None, and `type` says what it claims to be.
    """

    id: str
    type: str
    reason: str
    error: str
    attempts: int
    waits: int
    first_seen: datetime | None
    parked_at: datetime | None
    size: int
    envelope: Envelope | None

    @property
    def aggregate_id(self) -> str:
        """Of an event of ours; else an empty text."""
        return "" if self.envelope is None else self.envelope.aggregate_id

    @property
    def version(self) -> int:
        """The aggregate's version that the event made; 0 if it is no event of ours."""
        return 0 if self.envelope is None else self.envelope.aggregate_version


class Held:
    """A parked message in hand. What is not acked when the pass ends goes back to the parking queue."""

    def __init__(self, message: amqp.Message, settled: Callable[[amqp.Message], None]) -> None:
        self.delivery = Delivery(message, int(time.time() * 1000))
        self.parked = _described(self.delivery)
        self._settled = settled

    def ack(self) -> None:
        """It leaves the parking queue for good. Raises one of `broker.BROKEN`."""
        self.delivery.message.channel.basic_ack(self.delivery.message.delivery_tag)
        self._settled(self.delivery.message)


@cache
def _our_types() -> dict[str, EventType]:
    found: dict[str, EventType] = {}
    for service in SERVICES:
        module = import_module(f"bihuan.{service}.v1.events_pb2")
        found |= {address.type_name(each): each for each in address.event_types(module.DESCRIPTOR)}
    return found


def _time(milliseconds: object) -> datetime | None:
    known = type(milliseconds) is int and 0 < milliseconds < 10**14
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if known else None  # type: ignore[operator]


def _dead_lettered_at(delivery: Delivery) -> datetime | None:
    """When the broker parked it by itself: the latest of its x-death entries."""
    deaths = delivery.headers.get("x-death")
    times = [each.get("time") for each in deaths if isinstance(each, dict)] if isinstance(deaths, list) else []
    known = [each.replace(tzinfo=each.tzinfo or UTC) for each in times if isinstance(each, datetime)]
    return max(known, default=None)


def _described(delivery: Delivery) -> Parked:
    headers, body = delivery.headers, delivery.body
    envelope: Envelope | None = None
    try:
        envelope = decode(body, _our_types())
        id, kind = envelope.id, envelope.type
    except BadEnvelope:
        id, kind = f"sha256:{digest(body)[:16]}", printable(str(delivery.message.properties.get("type", "")), 60)
    return Parked(
        id=id,
        type=kind,
        # Without our reason it came by the queue's own dead-lettering: its consumer died with it too often.
        reason=printable(str(headers.get(REASON, "delivery-limit")), 40),
        error=printable(str(headers.get(ERROR, "")), 60),
        attempts=delivery.attempts,
        waits=delivery.waits,
        first_seen=_time(headers.get(FIRST_SEEN)),
        parked_at=_time(headers.get(PARKED_AT)) or _dead_lettered_at(delivery),
        size=len(body),
        envelope=envelope,
    )


def _count(connection: broker.Connection, queue: str) -> int:
    channel = connection.channel()
    found = int(channel.queue_declare(queue, passive=True).message_count)
    channel.close()
    return found


@contextmanager
def patient_connection(url: str) -> Iterator[broker.Connection]:
    """For slow work: without heartbeats, because nobody sends them meanwhile. Every wait for the broker has its end."""
    connection = broker.wait_for(url, CONNECT_SECONDS, heartbeat=0)
    try:
        yield connection
    finally:
        broker.close(connection)


@contextmanager
def looking(url: str, queue: str) -> Iterator[Iterator[Held]]:
    """Each message that is parked now, once; those not acked go back to the parking queue at the end.

    The memory it takes does not grow with their number. Raises amqp.NotFound, `NotConfirmed` if the broker delivers
    nothing for half a minute, and one of `broker.BROKEN`.
    """
    with patient_connection(url) as connection:
        look = _Look(connection, queue)
        yield iter(look)
        look.end()  # after an error the end of the connection does it, some time later


class _Look:
    """One pass over a parking queue."""

    def __init__(self, connection: broker.Connection, queue: str) -> None:
        self._connection = connection
        self._queue = f"{queue}.parked"
        self._total = _count(connection, self._queue)
        self._acked = 0
        self._channel = connection.channel()
        self._channel.auto_decode = False
        self._channel.basic_qos(0, PREFETCH, a_global=False)
        self._arrived: deque[amqp.Message] = deque()
        self._tag = ""
        self._in_hand = {"": PREFETCH}  # per consumer: a new one is needed when the last may get no more

    def __iter__(self) -> Iterator[Held]:
        for _ in range(self._total):
            if not self._arrived:
                if self._in_hand[self._tag] >= PREFETCH:
                    self._cancel()
                    self._tag = self._channel.basic_consume(self._queue, callback=self._arrived.append)
                    self._in_hand[self._tag] = 0
                if not self._next_arrives():
                    return
            message = self._arrived.popleft()
            self._in_hand[message.delivery_info["consumer_tag"]] += 1
            yield Held(message, self._settled)

    def end(self) -> None:
        """Give back what was not acked, and wait until it can be taken again."""
        self._cancel()
        self._channel.close()
        end = time.monotonic() + RETURN_SECONDS
        while _count(self._connection, self._queue) < self._total - self._acked and time.monotonic() < end:
            time.sleep(0.05)  # else another took some meanwhile

    def _settled(self, message: amqp.Message) -> None:
        self._in_hand[message.delivery_info["consumer_tag"]] -= 1
        self._acked += 1

    def _cancel(self) -> None:
        if self._tag:
            self._channel.basic_cancel(self._tag)

    def _next_arrives(self) -> bool:
        """Wait for the next delivery; False if another took what was left."""
        end = time.monotonic() + STALLED_SECONDS
        while not self._arrived:
            try:
                self._connection.drain_events(timeout=QUIET_SECONDS)
            except TimeoutError:
                if not _count(self._connection, self._queue):
                    return bool(self._arrived)
                if time.monotonic() > end:
                    raise NotConfirmed(f"{self._queue}: the broker delivers nothing") from None
        return True


def parked(url: str, queue: str) -> list[Parked]:
    """All that is parked, in memory: for tests and small queues."""
    with looking(url, queue) as messages:
        return [each.parked for each in messages]


class Order:
    """Lets events of one aggregate go in the order of their versions only, though they come in any.

    Holds a number per event. `see` all events that shall go, then ask `may_go` for each as often as it comes.
    """

    def __init__(self) -> None:
        self._left: dict[str, list[int]] = {}  # per aggregate, ascending

    def see(self, event: Parked) -> None:
        """It is to go, later."""
        if event.aggregate_id:
            versions = self._left.setdefault(event.aggregate_id, [])
            if event.version not in versions:
                insort(versions, event.version)

    def may_go(self, event: Parked) -> bool:
        """Whether no earlier one of its aggregate is still to go. If so, it counts as gone."""
        versions = self._left.get(event.aggregate_id, [])
        if versions and event.version > versions[0]:
            return False
        if versions and event.version == versions[0]:
            del versions[0]
        return True


def survey(url: str, queue: str, wanted: Callable[[Parked], bool]) -> tuple[int, Order]:
    """How many of the wanted are parked, and what `take_out` must know of them. Raises as `looking` does."""
    found, order = 0, Order()
    with looking(url, queue) as messages:
        for each in messages:
            if wanted(each.parked):
                found += 1
                order.see(each.parked)
    return found, order


def take_out(
    url: str,
    queue: str,
    wanted: Callable[[Parked], bool],
    order: Order,
    act: Callable[[Sequence[Held]], Sequence[Held]],
    rate: float,
) -> None:
    """Take the wanted messages, which `order` has seen, out of parking, at most `rate` a second.

    `act` makes a batch safe elsewhere and returns those that may leave; the others stay parked. Interrupted or broken
    anywhere, what `act` has not returned is parked still. Raises as `looking` and `act` do.
    """
    pace = Pace(rate)
    staying: set[str] = set()
    again = False

    def leave(batch: list[Held]) -> int:
        pace.wait(len(batch))
        leaving = act(batch)
        for each in leaving:
            each.ack()
        staying.update({each.parked.id for each in batch} - {each.parked.id for each in leaving})
        return len(leaving)

    while True:
        postponed = taken = 0
        over = time.monotonic() + PASS_SECONDS
        with looking(url, queue) as messages:
            batch: list[Held] = []
            for held in messages:
                if held.parked.id in staying or not wanted(held.parked):
                    continue
                if time.monotonic() > over or not order.may_go(held.parked):
                    postponed += 1
                    continue
                batch.append(held)
                if len(batch) >= pace.batch or sum(each.parked.size for each in batch) > BATCH_BYTES:
                    taken += leave(batch)
                    batch = []
            if batch:
                taken += leave(batch)
        if not postponed:
            return
        if not taken:  # another took one that they wait for; once more without it
            if again:
                return
            order, again = survey(url, queue, wanted)[1], True


class Pace:
    """At most `rate` a second, in batches of a fifth of a second's worth, at most `BATCH`."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._next = time.monotonic()
        self.batch = max(1, min(BATCH, int(rate / 5)))

    def wait(self, count: int) -> None:
        """Until `count` more may go."""
        now = time.monotonic()
        time.sleep(max(0.0, self._next - now))
        self._next = max(self._next, now) + count / self._rate


def put_back(publisher: Publisher, queue: str, batch: Sequence[Held]) -> None:
    """Send the originals to the subscription's queue, ids kept, attempts forgotten; returns when they are safe there.

    Raises `NotConfirmed` if the broker did not take all, and one of `broker.BROKEN`.
    """
    exchange = f"{queue.partition('.')[0]}.redeliver"
    messages = [Outgoing.of(exchange, queue, copy_of(each.delivery, {})) for each in batch]
    if len(publisher.publish(messages).routed) < len(messages):
        raise NotConfirmed(f"{queue}: the broker did not take the messages back")


def replay_parked(url: str, queue: str, wanted: Callable[[Parked], bool] = lambda _: True, rate: float = 5_000) -> int:
    """Put the wanted ones back on their subscription's queue; how many. `bihuan events replay` also keeps a record."""
    with patient_connection(url) as connection:
        publisher, replayed = Publisher(connection), 0

        def act(batch: Sequence[Held]) -> Sequence[Held]:
            nonlocal replayed
            put_back(publisher, queue, batch)
            replayed += len(batch)
            return batch

        take_out(url, queue, wanted, survey(url, queue, wanted)[1], act, rate)
    return replayed
