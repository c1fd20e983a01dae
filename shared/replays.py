"""A queue that was made anew gets what it has missed: its service asks, and the publisher's relay sends it again.

Who declares a subscription's queues and finds one absent first notes that, in a queue of the service's own. Once all is
declared and bound, the service's worker makes of each note a request to the publisher. The publisher's relay then sets
all events of that aggregate type that its outbox still has back to unsent. They go to all who hear them; those who know
them drop them, by position and inbox. So nothing is lost in a queue that somebody deleted, with its messages, nor of
what was published until it was there again; and a new subscription hears what was before it.

    <service>.made       quorum queue of the notes; on <service>.redeliver by its own name
    <service>.requests   topic exchange of the requests that this service makes; not `.events`, where strangers hear
    <service>.replays    quorum queue of the requests to this service's relay; on the `.requests` of all services
"""

import time
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import amqp
from amqp.channel import Channel
from prometheus_client import Counter
from pymongo import ReadPreference
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern

from shared import logs
from shared.broker import Connection, NotConfirmed, Outgoing, Publisher
from shared.lease import Lease
from shared.store import MAJORITY, OUTBOX, Database, Document

if TYPE_CHECKING:
    from shared.topology import Subscription

log = logs.logger()

REPLAYED = Counter("bihuan_relay_replayed_total", "Events set to be sent again for a queue that was made.", ["queue"])

LOOK_SECONDS = 1.0  # between two looks for a request
AT_ONCE = 1_000  # events set back to unsent, between which those that wait are sent
_QUORUM = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}


def notes_queue(service: str) -> str:
    """Where it is noted which of a service's queues were made."""
    return f"{service}.made"


def requests_queue(publisher: str) -> str:
    """Where a service's relay is asked to send again."""
    return f"{publisher}.replays"


def requests_exchange(service: str) -> str:
    """Where a service asks others' relays. Subscribers of its events do not hear it."""
    return f"{service}.requests"


def request_key(publisher: str) -> str:
    """The routing key of a request, on `requests_exchange` of the service that asks."""
    return f"replay_wanted.v1.{publisher}"


def declare_notes(channel: Channel, service: str) -> None:
    """The queue of notes. `<service>.redeliver` must exist."""
    queue = notes_queue(service)
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=_QUORUM)
    channel.queue_bind(queue, exchange=f"{service}.redeliver", routing_key=queue)


def declare_requests(channel: Channel, publisher: str, hearers: Iterable[str]) -> None:
    """The queue of requests, bound to the exchanges of those who may ask, which must exist."""
    queue = requests_queue(publisher)
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=_QUORUM)
    for service in sorted(set(hearers)):
        channel.queue_bind(queue, exchange=requests_exchange(service), routing_key=request_key(publisher))


def note(connection: Connection, subscription: "Subscription") -> None:
    """Before its queue is made. Raises one of `broker.BROKEN`."""
    queue = notes_queue(subscription.service)
    try:
        taken = _send(Publisher(connection), f"{subscription.service}.redeliver", queue, subscription.queue)
    except NotConfirmed:
        taken = False
    if not taken:
        raise ConnectionResetError("the broker did not take a note")


def ask(
    connection: Connection,
    subscriptions: Iterable["Subscription"],
    declare: Callable[[Channel, "Subscription"], None],
) -> bool:
    """The notes become requests. False if some could not: the publisher's queue is not there yet.

    `subscriptions` are those of one service, in its own name; `declare` is for whoever noted it and came no further.
    Raises one of `broker.BROKEN`, or `NotConfirmed`.
    """
    known = {each.queue: each for each in subscriptions}
    publisher, channel = Publisher(connection), connection.channel()
    channel.auto_decode = False
    complete = True
    for service in sorted({each.service for each in known.values()}):
        kept: set[int] = set()
        while (message := channel.basic_get(notes_queue(service))) is not None:
            subscription = known.get(_text(message))
            if subscription is not None:  # else it was a subscription of another version of the service
                declare(channel, subscription)
                exchange = requests_exchange(service)
                if not _send(publisher, exchange, request_key(subscription.publisher), subscription.queue):
                    log.warning("replays.nobody_to_ask", queue=subscription.queue)
                    kept.add(message.delivery_tag)
                    continue
                log.warning("replays.asked", queue=subscription.queue)
            channel.basic_ack(message.delivery_tag)
        complete = complete and not kept
    return complete  # with the connection's end the broker has those back that are not acked


def _send(publisher: Publisher, exchange: str, routing_key: str, queue: str) -> bool:
    number = str(uuid.uuid4())
    message = amqp.Message(queue, delivery_mode=2, content_type="text/plain", message_id=number)
    return bool(publisher.publish([Outgoing(number, exchange, routing_key, message)]).routed)


def _text(message: Any) -> str:
    body = message.body
    return body if isinstance(body, str) else bytes(body).decode(errors="replace")


class Requests:
    """What a relay is asked to send again; one request at a time, by the relay that leads."""

    def __init__(self, database: Database, lease: Lease, service: str, heard_by: Iterable["Subscription"]) -> None:
        """`heard_by` are the subscriptions to the service's events."""
        self._database = database
        self._events = database.mongo[OUTBOX]
        self._lease = lease
        self._service = service
        self._subscriptions = {each.queue: each for each in heard_by}
        self._channel: Channel | None = None
        self._request: Any = None
        self._from: Any = None  # `sent_at` of the last one set back
        self._next_look = -1e9

    def listen(self, connection: Connection) -> None:
        """On a new connection. Raises `NotFound` when the exchange of one who may ask is not there."""
        if not self._subscriptions:
            return
        channel = connection.channel()
        channel.auto_decode = False
        declare_requests(channel, self._service, {each.service for each in self._subscriptions.values()})
        self._channel, self._request = channel, None

    def give_back(self) -> None:
        """Another relay leads: the request is its to meet, from where this one has come to."""
        request, self._request = self._request, None
        if request is not None and self._channel is not None:
            self._channel.basic_reject(request.delivery_tag, requeue=True)

    def step(self) -> bool:
        """Set some events back, if that is wanted, while none is on its way; whether there is more to do.

        Raises `LeaseLost`, pymongo's errors, or one of `broker.BROKEN`.
        """
        if self._channel is None:
            return False
        if self._request is None:
            if time.monotonic() < self._next_look:
                return False
            self._next_look = time.monotonic() + LOOK_SECONDS
            self._request = self._channel.basic_get(requests_queue(self._service))
            self._from = None
        if self._request is None:
            return False
        subscription = self._subscriptions.get(_text(self._request))
        exchange = (self._request.delivery_info or {}).get("exchange")
        # Only a service itself writes to its exchange: nobody asks for another's queue.
        if subscription is not None and exchange == requests_exchange(subscription.service):
            found = self._set_back(subscription, str(self._request.properties.get("message_id", "")))
            REPLAYED.labels(subscription.queue).inc(found)
            if found:
                log.warning("replays.sent_again", queue=subscription.queue, events=found)
            if found == AT_ONCE:
                return True
        self._channel.basic_ack(self._request.delivery_tag)
        self._request = None
        self._next_look = -1e9
        return True

    def _set_back(self, subscription: "Subscription", request_id: str) -> int:
        """The next of the events it hears become unsent; how many. An event is set back once for a request."""
        # By the time of sending: what was marked since the last look comes last, so none is passed by.
        since = {} if self._from is None else {"sent_at": {"$gte": self._from}}
        wanted = {"sent": True, "type": {"$in": list(subscription.binds)}, "again": {"$ne": request_id}, **since}
        change = {
            "$set": {"sent": False, "again": request_id},
            "$unset": dict.fromkeys(("sent_at", "unrouted", "failed_times", "not_before"), ""),
        }

        def write(session: ClientSession) -> list[Document]:
            # Fenced: what another relay has on its way was perhaps published before the queue was there.
            self._lease.check(session)
            rows = self._events.find(wanted, {"sent_at": 1}, session=session).sort("sent_at").limit(AT_ONCE)
            found = list(rows)
            self._events.update_many({"_id": {"$in": [row["_id"] for row in found]}}, change, session=session)
            return found

        with self._database.client.start_session() as session:
            found = session.with_transaction(write, ReadConcern("snapshot"), MAJORITY, ReadPreference.PRIMARY)
        if found:
            self._from = found[-1]["sent_at"]
        return len(found)
