"""What else may happen on a scene's broker beside its relay: a stranger that publishes, parking, waits cut short."""

import hashlib
import signal
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import amqp
from amqp import Channel

from shared import broker, replays
from shared.clock import utc_now
from shared.delivery import ATTEMPTS, ERROR, REASON
from shared.envelope import Wire, encode
from shared.store import OUTBOX
from tests.faults.scene import EFFECTS, Scene, until

EXCHANGE, KEY = "training.events", "enrolment_confirmed.v1.37.01.05.003"  # reaches both subscribers
LONG_WAITS = (5_000, 30_000, 300_000)  # of `topology.RETRY_WAITS_MS`, what no row should take in full


class Parked(NamedTuple):
    """A parked message, as far as the rows compare it."""

    sha256: str
    reason: str
    error: str
    attempts: int


def new_id(scene: Scene) -> str:
    """For an aggregate, from the seed."""
    return str(uuid.UUID(int=scene.random.getrandbits(128), version=4))


@contextmanager
def plainly(amqp_url: str) -> Iterator[Channel]:
    """A channel of plain py-amqp, without anything of the product's."""
    parts = urlsplit(amqp_url.split(";")[0])  # of the nodes any will do
    with amqp.Connection(
        f"{parts.hostname}:{parts.port}",
        userid=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        virtual_host=unquote(parts.path[1:]),
    ) as connection:
        yield connection.channel()


def publish(scene: Scene, messages: Sequence[amqp.Message], exchange: str = EXCHANGE, key: str | bytes = KEY) -> int:
    """As somebody does who may write to the publisher's exchange; `time.monotonic_ns` of its beginning.

    Returns when the broker has confirmed the last.
    """
    began = time.monotonic_ns()
    with plainly(scene.amqp_url) as channel:
        for message in messages[:-1]:
            channel.basic_publish(message, exchange, key)
        channel.basic_publish_confirm(messages[-1], exchange, key)
    return began


def unsent(scene: Scene) -> list[Wire]:
    """What waits in the outbox, as the relay will send it, in the order of the commits."""
    rows = scene.publisher.mongo[OUTBOX].find({"sent": False}).sort([("recorded_at", 1), ("aggregate_version", 1)])
    return [encode(row) for row in rows]


@contextmanager
def relay_asleep(scene: Scene) -> Iterator[None]:
    """The scene's relay sends nothing meanwhile, so that a stranger is first; afterwards it sends all the same."""
    relay = scene.program("relay")
    relay.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        relay.signal(signal.SIGCONT)


def are_in_effect(scene: Scene, wires: Sequence[Wire]) -> bool:
    """Whether both subscribers have an inbox row for each."""
    keys = [{"handler": each.queue, "event_id": wire.id} for each in scene.subscriptions for wire in wires]
    return scene.hearer.mongo["inbox"].count_documents({"_id": {"$in": keys}}) == len(keys)


def in_effect(scene: Scene, wires: Sequence[Wire], seconds: float = 30.0) -> None:
    """Wait until they are. Raises `FellShort`."""
    until(lambda: are_in_effect(scene, wires), f"{len(wires)} events in effect", seconds)


def nothing_missed(scene: Scene) -> None:
    """Before the programs start: the queues are new, but nothing was published that had to be sent to them again.

    Sent again, an event that must be parked would be parked twice.
    """
    with plainly(scene.amqp_url) as channel:
        channel.queue_purge(replays.notes_queue("recruitment"))


class Broken(NamedTuple):
    """An event whose handler goes wrong, and how it looks on the wire."""

    person_id: str
    wire: Wire


def poisoned(scene: Scene, what: str, *, tries: int = 0) -> tuple[Broken, list[Wire]]:
    """Commit an aggregate's six events, of which the second's handler does `what`; it, and those after it.

    With `tries` the row sends them in the relay's place, the second as if it had been tried so often before: it takes
    minutes to get there.
    """
    aggregate, broken = new_id(scene), scene.enrolment(what)
    outbox = scene.publisher.mongo[OUTBOX]
    with relay_asleep(scene) if tries else nullcontext():
        scene.commit(scene.enrolment(), broken, *(scene.enrolment() for _ in range(4)), aggregate_id=aggregate)
        wires = [encode(row) for row in outbox.find({"aggregate_id": aggregate}).sort("aggregate_version")]
        if tries:
            sent = [amqp.Message(each.body, delivery_mode=2, message_id=each.id) for each in wires]
            sent[1].properties["application_headers"] = {ATTEMPTS: tries}
            publish(scene, sent)
            outbox.update_many({"aggregate_id": aggregate}, {"$set": {"sent": True, "sent_at": utc_now()}})
    return Broken(broken.person_id, wires[1]), wires[2:]


def mend(scene: Scene, broken: Broken) -> None:
    """From now on its handler takes it."""
    (scene.directory / f"{broken.person_id}.mended").touch()


def neighbours(scene: Scene, aggregates: int = 3, versions: int = 3, seconds: float = 30.0) -> float:
    """Commit events of aggregates of their own; seconds until all have taken effect at both subscribers."""
    began = time.monotonic()
    ids = [new_id(scene) for _ in range(aggregates)]
    for each in ids:
        scene.commit(*(scene.enrolment() for _ in range(versions)), aggregate_id=each)
    rows = scene.hearer.mongo[EFFECTS]
    wanted = len(ids) * versions * len(scene.subscribers)
    until(lambda: rows.count_documents({"aggregate_id": {"$in": ids}}) >= wanted, "the neighbours' effects", seconds)
    return time.monotonic() - began


def parked(scene: Scene) -> dict[str, Counter[Parked]]:
    """What is parked, per subscriber. Read without the product's own tool; all of it stays."""
    found: dict[str, Counter[Parked]] = {}
    with broker.waiting_connection(scene.amqp_url, 20) as connection:
        channel = connection.channel()
        channel.auto_decode = False
        for subscriber, each in zip(scene.subscribers, scene.subscriptions, strict=True):
            found[subscriber] = Counter()
            while (message := channel.basic_get(f"{each.queue}.parked")) is not None:
                headers = message.properties.get("application_headers", {})
                sha256 = hashlib.sha256(message.body or b"").hexdigest()  # py-amqp leaves an empty body a text
                about = (headers.get(REASON, ""), headers.get(ERROR, ""), headers.get(ATTEMPTS, 0))
                found[subscriber][Parked(sha256, *about)] += 1
    return found


def forward(scene: Scene) -> None:
    """What waits in the long retry queues comes back now, as it is: the tries are real, only the time is not."""
    with broker.waiting_connection(scene.amqp_url, 20) as connection:
        channel = connection.channel()
        channel.auto_decode = False
        for wait in LONG_WAITS:
            while (message := channel.basic_get(f"recruitment.retry.{wait}")) is not None:
                copy = amqp.Message(message.body, **message.properties)
                channel.basic_publish_confirm(copy, "recruitment.redeliver", message.delivery_info["routing_key"])
                channel.basic_ack(message.delivery_tag)
