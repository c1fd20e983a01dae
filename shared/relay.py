"""The relay program: a service's outbox → RabbitMQ. Plain py-amqp and pymongo; neither eventlet nor grpc.

    BIHUAN_SERVICE=training python -m shared.relay

Reads what is not sent yet, publishes it pipelined with confirms and `mandatory`, and marks it sent only after the
confirm, under a lease with a fencing token. While the broker confirms a batch, MongoDB marks the one before and finds
the next. Killed anywhere it may publish an event twice, never lose one. Nothing is published before every queue is
there that deploy/topology.json wants its events in. An event that no queue wanted is tried again if the file says that
somebody hears it, else marked `unrouted`.
"""

import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from types import FrameType
from typing import NamedTuple

import pymongo
from prometheus_client import Counter, Gauge, Histogram
from pymongo.errors import ConnectionFailure, PyMongoError

from shared import broker, logs, mongo, orphans, settings, topology
from shared.broker import BROKEN, NotConfirmed, Publisher
from shared.envelope import encode
from shared.lease import Lease, LeaseLost
from shared.metrics_http import MetricsServer
from shared.outbox import BATCH, Outbox, Wake
from shared.replays import Requests
from shared.settings import Settings, SettingsError
from shared.store import Database, Document
from shared.topology import Subscription

log = logs.logger()

LEASE_SECONDS = 3.0
RENEW_SECONDS = 1.0
HEALTHY_SECONDS = 5.0  # a relay that has not come round for so long is not healthy
MONGO_SECONDS = 8.0  # for all that is asked of MongoDB at a time
MEASURE_SECONDS = 1.0  # of them, for counting what waits
DEPTH_SECONDS = 1.0  # between two measurements of what waits, or twenty times what one took
LONGEST_PAUSE_SECONDS = 2.0  # between two tries when a server is away
FEW = 10  # with more events at a time than this, polling is cheaper than being woken for each

DEPTH = Gauge("bihuan_outbox_depth", "Events committed and not sent yet; 100000 stands for that many and more.")
OLDEST_AGE = Gauge("bihuan_outbox_oldest_age_seconds", "How long the oldest event not sent yet has waited.")
PUBLISHED = Counter("bihuan_relay_published_total", "Events that the broker has confirmed.")
RETURNED = Counter("bihuan_relay_returned_total", "Publishes that no queue wanted though somebody must hear them.")
REFUSED = Counter("bihuan_relay_refused_total", "Publishes that the broker refused, or that could not be encoded.")
CONFIRM = Histogram("bihuan_relay_confirm_seconds", "From the start of a batch to its last confirm.")
LEADER = Gauge("bihuan_relay_leader", "1 while this relay holds the lease.")


class Outcome(NamedTuple):
    """What became of a batch: what `Outbox.mark` writes down."""

    routed: list[str]
    unrouted: list[str]
    put_off: list[Document]


class Relay:
    """`run()` until `stop` is set. Everything that breaks is closed, waited for and opened again.

    `subscriptions` are those that must receive the service's events.
    """

    def __init__(
        self,
        database: Database,
        amqp_url: str,
        stop: threading.Event,
        subscriptions: Sequence[Subscription],
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._amqp_url = amqp_url
        self._stop = stop
        self._subscriptions = subscriptions
        self._heard = {name for each in subscriptions for name in each.binds}
        self.lease = Lease(database, "relay", lease_seconds)
        self._renew_seconds = lease_seconds / 3
        self._outbox = Outbox(database, self.lease)
        self._wake = Wake(database)
        service = subscriptions[0].publisher if subscriptions else ""
        self._requests = Requests(database, self.lease, service, subscriptions)
        self._publisher: Publisher | None = None
        self._beside = ThreadPoolExecutor(1, "relay-mongo")
        self._last_round = self._last_renewal = self._next_depth = -1e9

    def use(self, publisher: Publisher) -> None:
        """Publish through this; else `run` opens a connection of its own."""
        self._publisher = publisher

    def healthy(self) -> bool:
        """Whether both servers have answered lately and the loop is alive."""
        publisher = self._publisher
        recent = time.monotonic() - self._last_round < HEALTHY_SECONDS
        return recent and publisher is not None and publisher.connection.alive

    def run(self) -> None:
        """Relay until told to stop; then the batch in hand is finished and marked, and the lease given back."""
        pause = 0.1
        while not self._stop.is_set():
            try:
                self._round()
                pause = 0.1
                continue
            except LeaseLost:
                log.warning("relay.lease_lost")
                self.lease.token = 0
                self._doubt_lease()
                continue
            except (*BROKEN, NotConfirmed) as error:
                log.warning("relay.broker_lost", error=type(error).__name__, next_try_in_seconds=round(pause, 2))
                self._drop_connection()
            except PyMongoError as error:
                log.warning("relay.mongo_lost", error=type(error).__name__, next_try_in_seconds=round(pause, 2))
                self._wake.disarm()
            self._doubt_lease()
            self._stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        self._finish()

    def _round(self) -> None:
        connection = self._connection()
        with pymongo.timeout(MONGO_SECONDS):
            leads = self._lead()
            if leads:
                replaying = self._requests.step()
                entries = self._outbox.waiting()
                self._measure()
            else:
                self._requests.give_back()
                replaying, entries = False, []
        if len(entries) == BATCH:
            self.drain(entries)
        elif entries:
            self.send(entries)
        self._last_round = time.monotonic()
        if len(entries) > FEW:
            self._wake.disarm()
        if entries or replaying:
            return
        self._keep_alive(connection)
        if not leads:
            self._stop.wait(self._renew_seconds / 4)
            return
        with pymongo.timeout(MONGO_SECONDS):
            if not self._wake.armed:
                self._wake.arm()
                if self._wake.armed:
                    return  # look once more: something may have been committed just before
            self._wake.wait(self._stop)

    def _lead(self) -> bool:
        """Take the lease or renew it, if it is time to; whether it is held. Raises `LeaseLost` if another had it."""
        now, had = time.monotonic(), self.lease.token
        if had and now - self._last_renewal < self._renew_seconds:
            return True
        held = self.lease.acquire()
        self._last_renewal = now
        LEADER.set(held)
        if had and self.lease.token != had:
            raise LeaseLost("relay")
        return held

    def _doubt_lease(self) -> None:
        """After an error: who it is that leads is asked before anything else."""
        self._last_renewal = -1e9
        LEADER.set(0)

    def _measure(self) -> None:
        start = time.monotonic()
        if start < self._next_depth:
            return
        try:
            with pymongo.timeout(MEASURE_SECONDS):
                depth, age = self._outbox.depth()
        except PyMongoError as error:
            log.warning("relay.not_measured", error=type(error).__name__)  # sending matters more
        else:
            DEPTH.set(depth)
            OLDEST_AGE.set(age)
        end = time.monotonic()
        self._next_depth = end + max(DEPTH_SECONDS, 20 * (end - start))  # a long backlog takes long to count

    def waiting(self) -> list[Document]:
        """What is to be sent now."""
        return self._outbox.waiting()

    def send(self, entries: list[Document]) -> None:
        """Publish a batch, wait for the confirms, then mark it. Raises one of `BROKEN`, `NotConfirmed`, `LeaseLost`."""
        outcome = self._publish(entries)
        with pymongo.timeout(MONGO_SECONDS):
            self._outbox.mark(*outcome)

    def drain(self, batch: list[Document]) -> None:
        """Send a batch and, if it is full, what waits behind it; MongoDB works on one batch, the broker on the next.

        Raises one of `BROKEN`, `NotConfirmed`, `LeaseLost`, or pymongo's errors.
        """
        before: Outcome | None = None
        while batch or before:
            turn = self._beside.submit(self._turn, before, batch)
            try:
                before = self._publish(batch) if batch else None
            finally:
                wait([turn])
            batch = turn.result()
            self._last_round = time.monotonic()

    def _turn(self, before: Outcome | None, batch: list[Document]) -> list[Document]:
        """MongoDB's share while `batch` is published: mark the one `before`, find the next."""
        with pymongo.timeout(MONGO_SECONDS):
            if before is not None:
                self._outbox.mark(*before)
            self._lead()
            self._measure()
            if len(batch) < BATCH or self._stop.is_set():
                return []
            return self._outbox.waiting(besides=batch)

    def _publish(self, entries: list[Document]) -> Outcome:
        """Publish a batch and wait for the confirms. Raises one of `BROKEN`, or `NotConfirmed`."""
        by_id = {entry["_id"]: entry for entry in entries}
        put_off: list[Document] = []
        publisher = self._publisher
        if publisher is None:
            raise NotConfirmed("not connected")
        with CONFIRM.time():
            published = publisher.publish(self._messages(entries, put_off))
        PUBLISHED.inc(len(published.routed))
        missed = [each for each in published.returned if by_id[each]["type"] in self._heard]
        unheard = [each for each in published.returned if by_id[each]["type"] not in self._heard]
        if missed:
            RETURNED.inc(len(missed))
            log.error("relay.no_queue", count=len(missed), types=sorted({by_id[each]["type"] for each in missed}))
        put_off += [by_id[each] for each in published.refused]
        REFUSED.inc(len(put_off))
        put_off += [by_id[each] for each in missed]
        return Outcome(published.routed, unheard, put_off)

    def _messages(self, entries: list[Document], put_off: list[Document]) -> Iterator[broker.Outgoing]:
        """Made while the broker has the first of them already. What cannot be made is added to `put_off`."""
        for entry in entries:
            try:
                message = broker.outgoing(encode(entry))
            except Exception as error:  # whatever another version of the code wrote, it must not stop the others
                log.error("relay.cannot_encode", type=entry["type"], error=type(error).__name__)
                put_off.append(entry)
            else:
                yield message

    def _connection(self) -> broker.Connection:
        if self._publisher is None:
            connection = broker.connect(self._amqp_url)
            try:
                self._publisher = self._ready(connection)
            except BaseException:
                connection.cut()
                raise
            log.info("relay.connected")
        return self._publisher.connection

    def _ready(self, connection: broker.Connection) -> Publisher:
        """Raises `NotConfirmed` while a queue is missing: the others get the event, and it would pass for sent."""
        if missing := topology.missing(connection, self._subscriptions):
            log.warning("relay.topology_incomplete", missing=missing)
            raise NotConfirmed("not all queues are there")
        self._requests.listen(connection)
        return Publisher(connection)

    def _keep_alive(self, connection: broker.Connection) -> None:
        """Read what the broker sent (heartbeats, a close) and send ours. Raises when the broker has been silent."""
        try:
            while True:
                connection.drain_events(timeout=0.001)
        except TimeoutError:
            pass
        connection.heartbeat_tick()

    def _drop_connection(self) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            publisher.connection.cut()

    def _finish(self) -> None:
        self._beside.shutdown()
        self._wake.disarm()
        LEADER.set(0)
        try:
            if self.lease.token:
                with pymongo.timeout(MONGO_SECONDS):
                    self.lease.release()
        except PyMongoError as error:
            log.warning("relay.lease_not_released", error=type(error).__name__)  # it runs out by itself
        if self._publisher is not None:
            broker.close(self._publisher.connection)


def run(settings: Settings) -> int:
    """The program with these settings; its exit code."""
    logs.configure(settings.service, "relay", settings.log_level)
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    database = mongo.connect(settings, "relay")
    subscriptions = [each for each in topology.load() if each.publisher == settings.service]
    relay = Relay(database, settings.amqp_url.get_secret_value(), stop, subscriptions)
    server = MetricsServer(settings.metrics_host, settings.metrics_port, relay.healthy)
    log.info("relay.starting", metrics_port=server.port)
    try:
        mongo.wait_for(database, settings.mongo_wait_seconds, stop)
        orphans.end(database)
        Outbox(database, relay.lease).ensure_indexes(settings.outbox_days)
        relay.run()
    except ConnectionFailure:
        log.error("relay.no_mongo", waited_seconds=settings.mongo_wait_seconds)
        return 1
    finally:
        server.stop()
        database.client.close()
    log.info("relay.stopped")
    return 0


def main() -> None:
    """`python -m shared.relay`."""
    try:
        loaded = settings.load()
    except SettingsError as error:
        sys.exit(str(error))
    sys.exit(run(loaded))


if __name__ == "__main__":
    main()
