"""py-amqp's connection over the simulated broker: both ends, and what is on its way between them."""

from collections import deque
from collections.abc import Callable
from typing import Any

from amqp import spec
from amqp.exceptions import ConnectionForced

from tests.simulation.broker import BrokerServer
from tests.simulation.channel import Channel
from tests.simulation.world import Signal

HEARTBEAT_MS = 5_000


class Transport:
    """Holds frames back while corked."""

    def __init__(self, link: "Link") -> None:
        self._link = link
        self.corked = False

    def cork(self) -> None:
        """As `shared.broker`'s."""
        self.corked = True

    def uncork(self) -> None:
        """As `shared.broker`'s."""
        self.corked = False
        self._link.flush()

    def close(self) -> None:
        """Shut the socket down."""
        self._link.cut()


class Link:
    """One connection, both ends: `wire` is on its way to the server, `inbound` on its way to the client."""

    def __init__(self, server: BrokerServer, *, heartbeat: float = 5) -> None:
        """`heartbeat` 0: nobody looks after it while it is idle; who uses it next has a time limit of their own."""
        self.watched = heartbeat > 0
        self.server = server
        self.world = server.world
        self.process = self.world.current.process
        self.transport = Transport(self)
        self.connected = True
        self.wire: deque[Callable[[], None]] = deque()
        self.inbound: deque[Callable[[], None]] = deque()
        self.channels: list[Channel] = []
        self._held: list[Callable[[], None]] = []
        self._came = Signal(self.world)
        self._silent_since: int | None = None
        self._open_at_server = True
        server.links.append(self)
        self.process.on_death.append(self._owner_died)

    # The client's side.

    @property
    def alive(self) -> bool:
        """As far as this side knows."""
        return self.connected

    def channel(self) -> "Channel":
        """Opens one."""
        self.call("open a channel")
        channel = Channel(self)
        self.channels.append(channel)
        return channel

    def call(self, what: str) -> None:
        """A step of the client with a round trip: what was written before arrives before it."""
        self.world.at("broker call", what)
        self.check()
        if self._silent_since is not None:
            self.world.sleep(2 * HEARTBEAT_MS)
            self.connected = False
            raise TimeoutError("the broker is silent")
        self.flush()
        while self.wire:
            self.take_one()
        self.check()

    def check(self) -> None:
        """Raise if the connection is broken."""
        if not self.connected or (not self._open_at_server and self._silent_since is None):
            self.connected = False
            raise ConnectionResetError("the connection is closed")

    def write(self, what: str, effect: Callable[[], None]) -> None:
        """Send something that is not answered at once."""
        # Into the socket's buffer: no place where a green thread gives way.
        self.world.alone_at("broker write", what)
        self.check()
        self._held.append(effect)
        if not self.transport.corked:
            self.flush()

    def flush(self) -> None:
        """Hand over what was held back."""
        if self._held:
            self.wire.extend(self._held)
            self._held.clear()
            if self._silent_since is None and self._open_at_server:
                self.server.writing[self] = None

    def drain_events(self, timeout: float | None = None) -> None:
        """Handle what came, one thing; wait for it if need be. Raises TimeoutError."""
        self.world.at("broker read")
        end = None if timeout is None else self.world.now + max(1, int(timeout * 1000))
        while not self.inbound:
            if not self.connected:
                raise ConnectionResetError("the connection is closed")
            if not self._open_at_server and self._silent_since is None:
                self.connected = False
                raise ConnectionResetError("the connection is closed")
            if end is not None and self.world.now >= end:
                raise TimeoutError
            self._came.wait(None if end is None else max(1, end - self.world.now))
        self.inbound.popleft()()
        self.world.at("after broker read")

    def heartbeat_tick(self, rate: int = 2) -> None:
        """As py-amqp's."""
        self.world.alone_at("clock")
        if self._silent_since is not None and self.world.now - self._silent_since > 2 * HEARTBEAT_MS:
            raise ConnectionForced("Too many heartbeats missed")

    def send_method(self, method: tuple[int, int], *arguments: Any, **options: Any) -> None:
        """Only the close."""
        if method != spec.Connection.Close:
            raise NotImplementedError(method)

        def close() -> None:
            self._end_at_server()
            self.inbound.append(self._closed)

        self.write("close", close)

    def _closed(self) -> None:
        self.connected = False

    def cut(self) -> None:
        """Shut the socket down: what is on the wire may still arrive, or not."""
        if self.connected:
            self.connected = False
            self._part()
        self._came.give()

    # The server's side.

    def take(self, most: int) -> None:
        """The server takes some of it."""
        while most and self.wire:
            self.take_one()
            most -= 1

    def take_one(self) -> None:
        """The server takes the next."""
        effect = self.wire.popleft()
        if not self.wire:
            self.server.writing.pop(self, None)
        effect()

    def send(self, effect: Callable[[], None]) -> None:
        """Something for the client."""
        self.inbound.append(effect)
        self._came.give()

    def lose(self) -> None:
        """The connection breaks."""
        self.inbound.clear()
        self._part()
        self._came.give()

    def fall_silent(self) -> None:
        """Nothing passes any more, and neither side is told. The server gives up first."""
        self._silent_since = self.world.now
        self.server.silent.append(self)
        self.inbound.clear()
        self._part()

    def _owner_died(self) -> None:
        # The kernel sends what was written, then the end; what was still held back is gone.
        self._held.clear()
        self.connected = False
        self._part()

    def _part(self) -> None:
        if self._open_at_server:
            if self.wire:
                self.take(self.world.dice.randint(0, len(self.wire)))
            self._end_at_server()

    def _end_at_server(self) -> None:
        if not self._open_at_server:
            return
        self._open_at_server = False
        self.wire.clear()
        self.server.writing.pop(self, None)
        self.server.links.remove(self)
        for channel in self.channels:
            channel.end()
