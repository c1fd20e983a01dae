"""Connections to RabbitMQ by plain py-amqp: every wait bounded, several hosts, frames joined, publishing with confirms.

A URL may name several nodes: `amqp://user:password@one:5672/vhost;amqp://…@two:5672/vhost`. `amqps://` is TLS (port
5671 if none is given); the node's certificate must be for its host and trusted by the system, or by `SSL_CERT_FILE`.
"""

import random
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import amqp
from amqp import spec
from amqp.exceptions import AMQPError

from shared import logs
from shared.envelope import CONTENT_TYPE, Wire
from shared.frames import EventMessage, FastChannel
from shared.transport import Corked, PlainTransport, TLSTransport

log = logs.logger()

HEARTBEAT_SECONDS = 5  # a silent peer is noticed after two of them
CONNECT_SECONDS = 5
CONFIRM_SECONDS = 10
ANSWER_SECONDS = 10
REFUSED_SECONDS = 1.0  # a channel that has refused something is not used for longer
WINDOW = 1_000  # publishes that may be unconfirmed at a time
_SOCKET = {socket.TCP_USER_TIMEOUT: 5_000}  # milliseconds that sent bytes may go unacknowledged

# What a broken, refused, blocked or silent connection raises. The remedy is always: close, wait, connect again.
# EOFError: a green socket that another green thread has closed (`cut`) while this one was reading.
BROKEN = (AMQPError, OSError, EOFError)


class NotConfirmed(Exception):
    """The broker did not take a message: it said no, or nothing in time, or had no queue for it."""


class _Channel(FastChannel):
    def wait(self, method: Any, callback: Any = None, timeout: float | None = None, returns_tuple: bool = False) -> Any:
        """py-amqp's wait for an answer, with an end: a node may send heartbeats and not answer, as one does that cannot
        reach the leader of a queue."""
        connection: Connection | None = self.connection
        if connection is None or connection.answer_by is not None:
            return super().wait(method, callback, timeout, returns_tuple)
        connection.answer_by = time.monotonic() + ANSWER_SECONDS
        try:
            return super().wait(method, callback, timeout, returns_tuple)
        finally:
            connection.answer_by = None


class Connection(amqp.Connection):
    """py-amqp's connection with a transport that can be corked, and channels that outlive what strangers write."""

    Channel = _Channel
    answer_by: float | None = None  # when an answer that is waited for must be there
    _draining = 0  # calls of drain_events at work, one in another
    _is_cut = False

    def Transport(
        self, host: str, connect_timeout: float, ssl: Any, read_timeout: float, write_timeout: float, **options: Any
    ) -> Any:
        """py-amqp's hook."""
        options |= {"read_timeout": read_timeout, "write_timeout": write_timeout}
        if ssl:
            return TLSTransport(host, connect_timeout, ssl, **options)
        return PlainTransport(host, connect_timeout, **options)

    @property
    def alive(self) -> bool:
        """Whether the connection is open as far as this side knows."""
        return bool(self.connected)

    def blocking_read(self, timeout: float | None = None) -> Any:
        """py-amqp's hook: one frame."""
        if timeout is not None:
            return super().blocking_read(timeout)
        return self.on_inbound_frame(self.transport.read_frame())  # without its setting and resetting of time limits

    def drain_events(self, timeout: float | None = None) -> Any:
        """py-amqp's: wait for something and handle it. The time is for all frames together: a heartbeat is nothing."""
        now = time.monotonic()
        ends = [end for end in (timeout and now + timeout, self.answer_by) if end is not None]
        left = max(0.001, min(ends) - now) if ends else None
        self._draining += 1
        try:
            while not self.blocking_read(left):
                if left is not None and (left := min(ends) - time.monotonic()) <= 0:
                    raise TimeoutError("nothing but heartbeats")
        finally:
            self._draining -= 1
            if self._is_cut and not self._draining and self._transport is not None:
                self._transport.close()

    def cut(self) -> None:
        """Shut the socket down, whatever it is doing; a thread that waits on it wakes with an error."""
        transport = self._transport
        if transport is None:
            return
        self._is_cut = True
        if not self._draining:
            transport.close()
            return
        # Whoever waits on it closes it. A closed socket never wakes a green thread: eventlet's hub has lost it then.
        transport.connected = False
        with suppress(OSError, AttributeError):  # AttributeError: it has no socket any more
            transport.sock.shutdown(socket.SHUT_RDWR)


def connect(url: str, heartbeat: float = HEARTBEAT_SECONDS) -> Connection:
    """An open connection to one of the URL's nodes, in random order. Raises one of `BROKEN` if none answers."""
    nodes = url.split(";")
    last: Exception | None = None
    for node in random.sample(nodes, len(nodes)):
        parts = urlsplit(node)
        tls = parts.scheme == "amqps"
        connection = Connection(
            host=f"{parts.hostname}:{parts.port or (5671 if tls else 5672)}",
            ssl=tls and {"context": {"check_hostname": True}, "server_hostname": parts.hostname},
            userid=unquote(parts.username or "guest"),
            password=unquote(parts.password or "guest"),
            virtual_host=unquote(parts.path[1:]) or "/",
            login_method="PLAIN",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=CONFIRM_SECONDS,
            write_timeout=CONFIRM_SECONDS,
            heartbeat=heartbeat,
            socket_settings=_SOCKET,
        )
        try:
            connection.connect()
        except BROKEN as error:
            connection.cut()
            last = error
        else:
            return connection
    raise last or ValueError("the URL names no node")


def close(connection: Connection | None) -> None:
    """Close politely if it can be done at once; never raises."""
    if connection is None:
        return
    try:
        if connection.alive:
            connection.send_method(spec.Connection.Close, "BsBB", (0, "", 0, 0))
            while connection.alive:
                connection.drain_events(timeout=2)
    except BROKEN as error:
        if connection.alive:  # else only py-amqp's own clean-up of the closed socket failed
            log.debug("broker.close_failed", error=type(error).__name__)
    finally:
        connection.cut()


def wait_for(
    url: str, seconds: float, stop: threading.Event | None = None, heartbeat: float = HEARTBEAT_SECONDS
) -> Connection:
    """`connect`, tried again with growing waits. Raises the last error after `seconds`, or when `stop` is set."""
    end = time.monotonic() + seconds
    pause = 0.1
    stop = stop or threading.Event()
    while True:
        try:
            return connect(url, heartbeat)
        except BROKEN as error:
            if stop.is_set() or time.monotonic() + pause > end:
                raise
            log.warning("broker.waiting", error=type(error).__name__, next_try_in_seconds=round(pause, 2))
        stop.wait(pause)
        pause = min(pause * 2, 5)


@contextmanager
def waiting_connection(url: str, seconds: float) -> Iterator[Connection]:
    """A connection for one piece of work, closed afterwards."""
    connection = wait_for(url, seconds)
    try:
        yield connection
    finally:
        close(connection)


class Outgoing(NamedTuple):
    """A message and where it goes; `id` stands in `Published` and must be the message's own `message_id`."""

    id: str
    exchange: str
    routing_key: str
    message: amqp.Message

    @classmethod
    def of(cls, exchange: str, routing_key: str, message: amqp.Message) -> "Outgoing":
        """With the id that the broker returns it by, whatever its sender has put there; several may have the same."""
        return cls(str(message.properties.get("message_id", "")), exchange, routing_key, message)


def outgoing(wire: Wire) -> Outgoing:
    """An event as a persistent message that stock Nameko and plain kombu decode with no setting."""
    message = EventMessage(
        wire.body,
        content_type=CONTENT_TYPE,
        content_encoding="utf-8",
        delivery_mode=2,
        message_id=wire.id,
        type=wire.type,
        application_headers=wire.headers,
    )
    return Outgoing(wire.id, wire.exchange, wire.routing_key, message)


@dataclass(slots=True)
class Published:
    """What became of a batch: ids that are safe in a queue, that no queue wanted, that the broker refused."""

    routed: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Publisher:
    """Publishes batches with confirms, a window at a time, `mandatory`. One thread only."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._unconfirmed: OrderedDict[int, str] = OrderedDict()  # by tag, ascending
        self._back: set[str] = set()
        self._result = Published()
        self._open()

    def _open(self) -> None:
        self._channel: FastChannel = self.connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._acked)
        self._channel.events["basic_nack"].add(self._nacked)
        self._channel.events["basic_return"].add(self._came_back)
        self._next_tag = 1
        self._opened = time.monotonic()

    def publish(self, messages: Iterable[Outgoing]) -> Published:
        """Publish all and wait for the confirms. Raises one of `BROKEN`, or `NotConfirmed` if they take too long.

        After an exception nothing is known about any of them, and the connection must not be used again.
        """
        # A channel that met a quorum queue whose leader had just died refuses all that goes there as long as it lives
        # (RabbitMQ 3.10, x-overflow: reject-publish), though the queue has a new leader long since.
        if self._result.refused and time.monotonic() - self._opened > REFUSED_SECONDS:
            self._channel.close()
            self._open()
        self._result, self._back = Published(), set()
        transport: Corked = self.connection.transport
        for each in messages:
            while len(self._unconfirmed) >= WINDOW:
                transport.uncork()
                self._drain()
            transport.cork()
            to = (0, each.exchange, each.routing_key, True, False)
            try:
                # Not basic_publish: it reads from the socket before each publish.
                self._channel.send_method(spec.Basic.Publish, "Bssbb", to, each.message)
            except ValueError:  # AMQP has no room for it, such as a longer routing key; nothing was written
                self._result.refused.append(each.id)
                continue
            self._unconfirmed[self._next_tag] = each.id
            self._next_tag += 1
        transport.uncork()
        while self._unconfirmed:
            self._drain()
        return self._result

    def _drain(self) -> None:
        try:
            self.connection.drain_events(timeout=CONFIRM_SECONDS)
        except TimeoutError:
            raise NotConfirmed(f"no confirm within {CONFIRM_SECONDS} s") from None

    def _settle(self, tag: int, multiple: bool) -> list[str]:
        if not multiple:
            return [self._unconfirmed.pop(tag)]
        settled = []
        while self._unconfirmed and next(iter(self._unconfirmed)) <= tag:
            settled.append(self._unconfirmed.popitem(last=False)[1])
        return settled

    def _acked(self, tag: int, multiple: bool) -> None:
        # The broker sends the return of an unroutable message before its ack.
        for event_id in self._settle(tag, multiple):
            (self._result.returned if event_id in self._back else self._result.routed).append(event_id)

    def _nacked(self, tag: int, multiple: bool) -> None:
        self._result.refused += self._settle(tag, multiple)

    def _came_back(self, error: Any, exchange: str, routing_key: str, message: amqp.Message) -> None:
        self._back.add(message.properties.get("message_id", ""))
