"""`@subscribe(EventType, …)`: a Nameko entrypoint that applies each event once, in order, and loses none.

    @subscribe(TraineeGraduated, TraineeFailed)
    def follow_enrolments(self, tx, event): ...

Up to `batch` events that have arrived go through the handler one by one, in the order of their delivery, in one
transaction with inbox, positions and everything it writes; none waits for others to come. The handler may run again.
It raises `NotYet` to be called later; any other exception costs its own event only, which is retried with growing waits
and then parked with its reason. An event whose handler takes longer than a second is handled apart from the others, and
has failed after four. Nothing of a message's headers reaches Nameko.
"""

import functools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import eventlet
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR, Entrypoint
from prometheus_client import Counter

from shared import envelope as envelopes
from shared import logs
from shared.address import EventType
from shared.batch import Batches
from shared.delivery import Backlog, Delivery, Failed, Outcome, Park
from shared.envelope import BadEnvelope, Envelope
from shared.inbox import NotYet, TooSlow
from shared.reader import Reader
from shared.store import Transaction
from shared.topology import Subscription, subscription

if TYPE_CHECKING:
    from shared.worker import Runtime

__all__ = ["NotYet", "subscribe", "subscriptions_of"]

log = logs.logger()

HANDLED = Counter("bihuan_events_handled_total", "Deliveries, by what became of them.", ["subscription", "outcome"])
OUTCOMES = ("applied", "passed", "duplicate", "retry", "parked", "left")
BATCH = 200

# An event whose predecessor is in another process's hands just now: look again soon, before using a delay queue.
SHORT_WAITS = (0.01, 0.03, 0.08)

Handler = Callable[[Any, Transaction, Any], None]
Outcomes = list[tuple[Delivery, Outcome]]


class Subscribe(Entrypoint):
    """The entrypoint behind `@subscribe`."""

    reader = Reader()

    def __init__(self, *event_types: EventType, batch: int = BATCH, **options: Any) -> None:
        super().__init__(**options)
        self.event_types = event_types
        self.batch = batch
        self._backlog = Backlog()
        # What has been taken from the backlog and is being handled: a batch, and an event of the slow lane.
        self._busy = {False: False, True: False}

    @property
    def subscription(self) -> Subscription:
        """What it hears; known once Nameko has bound it to its method."""
        return subscription(self.container.service_name, self.method_name, self.event_types)

    def setup(self) -> None:
        """Nameko: before start."""
        runtime: Runtime = self.container.config["runtime"]
        heard = self.subscription
        self.queue = heard.queue
        self._bound = heard.bound
        # Labelled here, so that each series is there from the start, at zero.
        self._counts = {outcome: HANDLED.labels(self.queue, outcome) for outcome in OUTCOMES}
        self._batches = Batches(
            runtime.database, self.queue, frozenset(heard.handles), stopping=lambda: self.reader.stopping
        )
        self.reader.register(heard, self._received, self._backlog.clear)

    def stop(self) -> None:
        """Nameko: take no more; what runs may end and be acked on the open connection."""
        self.reader.stop_consuming()

    def _received(self, delivery: Delivery) -> None:
        """A message arrived. Called by the reader's thread, so it must not block."""
        try:
            delivery.envelope = envelopes.decode(delivery.body, self._bound)
        except BadEnvelope as error:
            delivery.unreadable = error.reason
            log.warning(
                "event.unreadable", queue=self.queue, reason=error.reason, sha256=envelopes.digest(delivery.body)
            )
        self._backlog.add(delivery)
        self._go(slow=False)

    def _go(self, *, slow: bool) -> None:
        """Have a thread take what waits, unless one is at it. It takes all that is there when it begins."""
        if self._busy[slow] or not self._backlog.waiting(slow=slow):
            return
        self._busy[slow] = True
        # No context data: Nameko reads call ids and more from it, and the sender is not to be trusted.
        self.container.spawn_worker(self, (self, slow), {}, handle_result=self._ended)

    def apply(self, service: Any, handler: Handler, slow: bool) -> Outcomes:
        """Nameko's thread: take a batch through the handler; what is to become of each event. Raises nothing."""
        deliveries = self._backlog.take_slow() if slow else self._backlog.take(self.batch)
        outcomes: dict[Delivery, Outcome] = {each: Park(each.unreadable, "") for each in deliveries if each.unreadable}
        readable = [(each, each.envelope) for each in deliveries if each.envelope is not None]

        def handle(tx: Transaction, envelope: Envelope, seconds: float) -> None:
            _within(seconds, lambda: handler(service, tx, envelope.event))

        if readable:
            try:
                found = self._batches.run([envelope for _, envelope in readable], handle, slow=slow)
            except Exception as error:  # not the handler's fault; the events must be kept all the same
                log.exception("event.batch_failed", queue=self.queue, error=type(error).__name__)
                found = [Failed("handler-failed", None, type(error).__name__)] * len(readable)
            outcomes |= {delivery: outcome for (delivery, _), outcome in zip(readable, found, strict=True)}
        return [(each, outcomes[each]) for each in deliveries]

    def _ended(self, worker_ctx: Any, outcomes: Outcomes, exc_info: Any) -> tuple[None, None]:
        """The batch is done: ack what is settled and let the next one begin; then send on what failed."""
        slow: bool = worker_ctx.args[1]
        done, again = [], []
        to_send: list[tuple[Delivery, Failed | Park]] = []
        for delivery, outcome in outcomes:
            if slow:
                self._backlog.passed(delivery)
            if not self.reader.holds(self.queue, delivery):
                outcome = "left"  # its connection is gone
            if outcome == "again":
                again.append(delivery)
            elif outcome == "slow":
                self._backlog.slow_down(delivery)
            elif isinstance(outcome, Failed | Park):
                if not self._looks_again(delivery, outcome):
                    to_send.append((delivery, outcome))
            else:
                self._counts[outcome].inc()
                if outcome != "left":
                    done.append(delivery)
        if not self.reader.stopping:
            self._backlog.put_back(again)
        self.reader.ack(self.queue, done)
        self._busy[slow] = False
        self._go(slow=False)
        self._go(slow=True)
        for counted in self.reader.send_on(self.queue, to_send):
            self._counts[counted].inc()
        return None, None

    def _looks_again(self, delivery: Delivery, outcome: Failed | Park) -> bool:
        """Whether its predecessor may come any moment, so that it is kept in hand for a while."""
        if not isinstance(outcome, Failed) or outcome.patience != "gap" or self.reader.stopping:
            return False
        if delivery.looks == len(SHORT_WAITS):
            return False
        eventlet.spawn_after(SHORT_WAITS[delivery.looks], self._look, delivery)
        delivery.looks += 1
        return True

    def _look(self, delivery: Delivery) -> None:
        if not self.reader.stopping and self.reader.holds(self.queue, delivery):
            self._backlog.add(delivery)
            self._go(slow=False)


class Escaped(Exception):
    """A handler let out what would have ended the worker: `SystemExit`, or a `Timeout` of its own."""


def _within(seconds: float, work: Callable[[], None]) -> None:
    """Raises `TooSlow` when the work takes longer, in the middle of it if it waits for anything; or `Escaped`."""
    began = time.monotonic()
    timeout = eventlet.Timeout(seconds)
    try:
        work()
    except (eventlet.Timeout, SystemExit) as raised:
        if raised is timeout:
            raise TooSlow from None
        raise Escaped from raised
    except Exception as error:
        # One that only computes cannot be interrupted, and MongoDB may have given its transaction up meanwhile.
        if time.monotonic() - began > seconds:
            raise TooSlow from error
        raise
    else:
        if time.monotonic() - began > seconds:
            raise TooSlow
    finally:
        timeout.cancel()


def subscribe(*event_types: EventType, batch: int = BATCH) -> Callable[[Handler], Handler]:
    """The method hears these events, all of ONE aggregate type of one publisher. Tests may call it directly.

    At most `batch` events share a transaction; 1: each has its own.
    """
    if batch < 1:
        raise ValueError("a batch has at least one event")

    def decorate(handler: Handler) -> Handler:
        @functools.wraps(handler)
        def method(self: Any, *arguments: Any) -> Any:
            first = arguments[0]
            if isinstance(first, Subscribe):
                return first.apply(self, handler, arguments[1])
            return handler(self, *arguments)

        decorated: Handler = Subscribe.decorator(*event_types, batch=batch)(method)
        return decorated

    return decorate


def subscriptions_of(service_class: type) -> list[Subscription]:
    """What a service class hears, read from its decorators."""
    return [
        subscription(service_class.name, name, entrypoint.event_types)  # type: ignore[attr-defined]  # Nameko's convention
        for name, method in vars(service_class).items()
        for entrypoint in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ())
        if isinstance(entrypoint, Subscribe)
    ]
