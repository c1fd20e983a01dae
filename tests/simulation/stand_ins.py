"""What the real modules find in place of time, threads, eventlet, pymongo's client and py-amqp's connection.

`install()` once per process, and only in a process of the simulation's own: it replaces names in the modules of
`shared` and in pymongo's session. `enter(world)` then says which world they are in.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType, SimpleNamespace, TracebackType
from typing import Any

import pymongo._csot
import pymongo.client_session_shared
import pymongo.synchronous.client_session
from prometheus_client.metrics import MetricWrapperBase

from shared import (
    batch,
    broker,
    envelope,
    group_commit,
    inbox,
    lease,
    mongo,
    outbox,
    reader,
    relay,
    replays,
    resend,
    store,
    subscribe,
    topology,
)
from tests.simulation.broker import BrokerServer
from tests.simulation.link import Link
from tests.simulation.world import BEGIN, Signal, Thread, World

# Where pymongo runs transactions again, with pauses, and measures `pymongo.timeout`.
_SESSIONS = (pymongo._csot, pymongo.synchronous.client_session, pymongo.client_session_shared)
FEW = 3  # events in one batch of the relay
_here: list[tuple[World, BrokerServer]] = []


def enter(world: World, server: BrokerServer) -> None:
    """From now on this is the world."""
    _here[:] = [(world, server)]
    _memory.clear()


@contextmanager
def inside(world: World, server: BrokerServer) -> Iterator[None]:
    """For a while."""
    before = list(_here)
    _here[:] = [(world, server)]
    yield
    _here[:] = before


def world() -> World:
    """The world that the running code is in."""
    return _here[0][0]


# The clock.


def utc_now() -> datetime:
    """`shared.clock.utc_now`."""
    world().alone_at("clock")
    return world().utc_now()


class Clock:
    """The module `time`."""

    @staticmethod
    def monotonic() -> float:
        """Seconds."""
        world().alone_at("clock")
        return world().now / 1000

    @staticmethod
    def time() -> float:
        """Seconds since 1970."""
        world().alone_at("clock")
        return BEGIN.timestamp() + world().now / 1000

    @staticmethod
    def sleep(seconds: float) -> None:
        """Or longer."""
        world().sleep(seconds * 1000)


class Stop:
    """The event that ends a relay; here only its death does. Waiting for it is the relay's way to poll."""

    @staticmethod
    def is_set() -> bool:
        """Never."""
        return False

    @staticmethod
    def wait(seconds: float) -> None:
        """Poll again after this."""
        world().sleep(seconds * 1000, lazy=True)


# Threads, plain and green.


class Flag:
    """threading.Event."""

    def __init__(self) -> None:
        self._set = False
        self._signal = Signal(world())

    def set(self) -> None:
        """Wake who waits."""
        self._set = True
        self._signal.give()

    def wait(self) -> None:
        """Until it is set."""
        while not self._set:
            self._signal.wait()


class Lock:
    """A lock or eventlet's semaphore of one."""

    def __init__(self, value: int = 1) -> None:
        self._free = value
        self._signal = Signal(world())

    def __enter__(self) -> None:
        while not self._free:
            self._signal.wait()
        self._free -= 1

    def __exit__(self, *_: object) -> None:
        self._free += 1
        self._signal.give()


class Turn:
    """A future."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.ended = Flag()
        self._work = work
        self._result: Any = None
        self._error: BaseException | None = None

    def run(self) -> None:
        """In a thread of its own."""
        try:
            self._result = self._work()
        except Exception as error:
            self._error = error
        self.ended.set()

    def result(self) -> Any:
        """When it has ended."""
        self.ended.wait()
        if self._error is not None:
            raise self._error
        return self._result


class Pool:
    """A thread pool of one, which is never asked for two things at a time."""

    def __init__(self, workers: int, name: str) -> None:
        self._process = world().current.process

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Turn:
        """Begin it."""
        turn = Turn(lambda: work(*arguments))
        world().spawn(self._process, turn.run)
        return turn


def wait(turns: Iterable[Turn]) -> None:
    """Until they have ended."""
    for each in turns:
        each.ended.wait()


class GreenEvent:
    """eventlet.Event."""

    def __init__(self) -> None:
        self._flag = Flag()

    def send(self, result: object = None) -> None:
        """Wake who waits."""
        self._flag.set()

    def wait(self) -> None:
        """Until it was sent."""
        self._flag.wait()


class Timeout(BaseException):
    """eventlet.Timeout: raised in the thread that made it, where that waits."""

    def __init__(self, seconds: float, exception: Any = None) -> None:
        super().__init__(seconds)
        self._silent = exception is False
        self._error = exception if isinstance(exception, BaseException) else self
        self._thread: Thread = world().current
        self._cancel = world().after(int(seconds * 1000), self._raise)

    def _raise(self) -> None:
        process = self._thread.process
        left = process.stopped_until - world().now
        if left > 0 or process.alone is not None:
            self._cancel = world().after(max(1, left), self._raise)
        elif self._thread.process.alive:
            world().stop_thread(self._thread, self._error)

    def cancel(self) -> None:
        """It will not be raised."""
        self._cancel()

    def __enter__(self) -> "Timeout":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        self.cancel()
        return self._silent and error is self


class Green:
    """The module `eventlet`."""

    Event = GreenEvent
    Timeout = Timeout

    @staticmethod
    def sleep(seconds: float = 0) -> None:
        """Or longer."""
        polls = world().current.polls
        world().sleep(seconds * (5_000 if polls else 1_000), lazy=polls)

    @staticmethod
    def spawn(work: Callable[..., Any], *arguments: Any) -> None:
        """A thread of the same process."""
        thread = world().spawn(world().current.process, lambda: work(*arguments))
        thread.polls = work.__name__ in ("_watch", "_look")  # the reader's looking after itself is no work of its own

    @staticmethod
    def spawn_after(seconds: float, work: Callable[..., Any], *arguments: Any) -> None:
        """A thread of the same process, later."""
        thread = world().spawn(world().current.process, lambda: work(*arguments))
        thread.wake_at = world().now + int(seconds * 1000)


# The rest.


class Id(str):
    """A UUID: its text is itself."""

    __slots__ = ()

    @property
    def hex(self) -> str:
        """As a UUID's."""
        return str(self)


class Ids:
    """The module `uuid`: ids that are the same in each run."""

    @staticmethod
    def uuid4() -> Any:
        """Something that has a text and a `hex`."""
        return Id(world().id())


class Metric:
    """In place of a counter, gauge or histogram: nobody reads them here."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *_: self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


class Log:
    """A logger whose lines go into the trace."""

    def __getattr__(self, level: str) -> Callable[..., None]:
        return lambda event, **details: world().note(f"log {event} {details if details else ''}")


def connect(url: str, heartbeat: float = 5) -> Link:
    """`shared.broker.connect`."""
    here, server = _here[0]
    here.at("broker connect")
    if here.trouble("connection refused"):
        raise ConnectionRefusedError("connection refused")
    return Link(server, heartbeat=heartbeat)


_declare_service = topology.declare_service


def declare_service(channel: Any, service: str, subscriptions: Any) -> None:
    """`shared.topology.declare_service`, in one step if there is nothing to be declared: else half of all steps are."""
    _, server = _here[0]
    taken_away = server.taken_away
    if server.declared_at == taken_away:
        channel.connection.call("declare what is there")
    else:
        _declare_service(channel, service, subscriptions)
        server.declared_at = taken_away


def install() -> None:
    """Replace what the real code finds. Not to be undone."""
    everywhere = {"time": Clock, "utc_now": utc_now, "eventlet": Green, "log": Log()}
    ours = (batch, broker, inbox, lease, mongo, outbox, reader, relay, replays, resend, store, subscribe)
    for module in (*ours, *_SESSIONS):
        for name, stand_in in everywhere.items():
            if name in vars(module):
                setattr(module, name, stand_in)
        for name, value in list(vars(module).items()):
            if isinstance(value, MetricWrapperBase):
                setattr(module, name, Metric())
    _replace(broker, "connect", connect)
    _replace(group_commit, "threading", SimpleNamespace(Lock=Lock, Event=Flag, get_ident=lambda: id(world().current)))
    _replace(lease, "uuid", Ids)
    _replace(replays, "uuid", Ids)
    _replace(topology, "declare_service", declare_service)
    # Two batches and more wait already when there are a few events.
    _replace(relay, "BATCH", FEW)
    _replace(outbox, "BATCH", FEW)
    _replace(relay, "ThreadPoolExecutor", Pool)
    _replace(relay, "wait", wait)
    _replace(resend, "Semaphore", Lock)
    _replace(store, "new_id", lambda: world().id())
    # Pure, and half of the time: each event is encoded, and each body decoded, by the real code once in a scenario.
    _replace(relay, "encode", lambda entry: _remembered(entry["_id"], envelope.encode, entry))
    decode = SimpleNamespace(
        decode=lambda body, known: _remembered(body, envelope.decode, body, known), digest=envelope.digest
    )
    _replace(subscribe, "envelopes", decode)


def _replace(module: ModuleType, name: str, stand_in: object) -> None:
    """Raises AttributeError if there is nothing to be replaced: the real code has changed."""
    getattr(module, name)
    setattr(module, name, stand_in)


_memory: dict[Any, Any] = {}


def _remembered(key: Any, function: Callable[..., Any], *arguments: Any) -> Any:
    found = _memory.get(key)
    if found is None:
        found = _memory[key] = function(*arguments)
    return found
