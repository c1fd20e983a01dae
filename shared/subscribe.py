"""`@subscribe(EventType, …)`: a Nameko entrypoint that applies each event once, in order, and loses none.

    @subscribe(TraineeGraduated, TraineeFailed)
    def follow_enrolments(self, tx, event): ...

The handler runs in one transaction with the inbox, the position and everything it writes; it may run again. It raises
`NotYet` to be called later; any other exception is retried with growing waits and then parked with its reason.
Nothing of a message's headers reaches Nameko.
"""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import eventlet
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR, Entrypoint
from opentelemetry.trace import SpanKind
from prometheus_client import Counter, Histogram
from pymongo.errors import ConnectionFailure, PyMongoError, WaitQueueTimeoutError

from shared import envelope as envelopes
from shared import inbox, logs
from shared.address import EventType
from shared.clock import utc_now
from shared.delivery import Delivery, Failed, Outcome, Park
from shared.envelope import BadEnvelope, Envelope
from shared.inbox import AlreadyApplied, Gap, NotYet
from shared.reader import Reader
from shared.store import Transaction
from shared.telemetry import continued
from shared.topology import Subscription, subscription

if TYPE_CHECKING:
    from shared.worker import Runtime

__all__ = ["NotYet", "subscribe", "subscriptions_of"]

log = logs.logger()

HANDLED = Counter("bihuan_events_handled_total", "Deliveries, by what became of them.", ["subscription", "outcome"])
SECONDS = Histogram("bihuan_event_handling_seconds", "From the start of handling to its end.", ["subscription"])
TO_EFFECT = Histogram(
    "bihuan_event_commit_to_effect_seconds",
    "From the time that the publisher recorded the fact to the commit of its effect here.",
    ["subscription"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)

# An event whose predecessor is in another process's hands just now: look again soon, before using a delay queue.
SHORT_WAITS = (0.01, 0.03, 0.08)

Handler = Callable[[Any, Transaction, Any], None]


def _infrastructure(error: BaseException) -> bool:
    """Whether MongoDB is at fault, not the event: waiting for it must not count as an attempt."""
    if isinstance(error, (ConnectionFailure, WaitQueueTimeoutError)):
        return True
    labels = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")
    return isinstance(error, PyMongoError) and any(error.has_error_label(label) for label in labels)


class Subscribe(Entrypoint):
    """The entrypoint behind `@subscribe`."""

    reader = Reader()

    def __init__(self, *event_types: EventType, **options: Any) -> None:
        super().__init__(**options)
        self.event_types = event_types

    @property
    def subscription(self) -> Subscription:
        """What it hears; known once Nameko has bound it to its method."""
        return subscription(self.container.service_name, self.method_name, self.event_types)

    def setup(self) -> None:
        """Nameko: before start."""
        self.runtime: Runtime = self.container.config["runtime"]
        heard = self.subscription
        self.queue = heard.queue
        self.bound = heard.bound
        self.handles = frozenset(heard.handles)
        for outcome in ("applied", "passed", "duplicate", "retry", "parked"):
            HANDLED.labels(self.queue, outcome)  # so that each series is there from the start, at zero
        self.reader.register(heard, self._received)

    def stop(self) -> None:
        """Nameko: take no more; what runs may end and be acked on the open connection."""
        self.reader.stop_consuming()

    def _received(self, delivery: Delivery) -> None:
        """A message arrived. Called by the reader's thread, so it must not block."""
        try:
            delivery.envelope = envelopes.decode(delivery.body, self.bound)
        except BadEnvelope as error:
            delivery.unreadable = error.reason
            log.warning(
                "event.unreadable", queue=self.queue, reason=error.reason, sha256=envelopes.digest(delivery.body)
            )
        # Events of one aggregate one after the other; the rest side by side.
        lane = self.reader.lanes.enter(self.queue, delivery)
        if lane is delivery:
            self._spawn(delivery)

    def _spawn(self, delivery: Delivery) -> None:
        # No context data: Nameko reads call ids and more from it, and the sender is not to be trusted.
        self.container.spawn_worker(self, (self, delivery), {}, handle_result=self._ended)

    def _ended(self, worker_ctx: Any, outcome: Outcome | None, exc_info: Any) -> tuple[None, None]:
        """The handler's thread is done: ack, retry or park, then let the aggregate's next event in."""
        delivery: Delivery = worker_ctx.args[1]
        if outcome is None:
            outcome = Failed(exc_info[0].__name__ if exc_info else "unknown", None)
        counted = self.reader.settle(self.queue, delivery, outcome)
        HANDLED.labels(self.queue, counted).inc()
        following = self.reader.lanes.leave(self.queue, delivery)
        if following is not None:
            self._spawn(following)
        return None, None

    def apply(self, service: Any, handler: Handler, delivery: Delivery) -> Outcome:
        """Run the handler for one delivery; what is to become of it. Raises nothing."""
        if delivery.unreadable:
            return Park(delivery.unreadable, "")
        envelope = delivery.envelope
        assert envelope is not None  # noqa: S101  # read, or unreadable
        pause = 0.1
        short_waits = iter(SHORT_WAITS)
        with (
            self.runtime.slots,
            continued(envelope.traceparent, self.queue, SpanKind.CONSUMER),
            SECONDS.labels(self.queue).time(),
        ):
            while True:
                try:
                    self._transact(service, handler, envelope)
                except AlreadyApplied:
                    return "duplicate"
                except Gap:
                    wait = next(short_waits, None)
                    if wait is None or self.reader.stopping:
                        return Failed("gap", "gap")
                    eventlet.sleep(wait)
                except NotYet as error:
                    return Failed("not-yet", "not-yet", type(error).__name__)
                except Exception as error:  # whatever a handler raises, the event must be kept
                    if not _infrastructure(error):
                        log.warning(
                            "event.failed",
                            queue=self.queue,
                            type=envelope.type,
                            error=type(error).__name__,
                            exc_info=True,
                        )
                        return Failed("handler-failed", None, type(error).__name__)
                    if self.reader.stopping:
                        return "left"
                    log.warning("event.mongo_lost", queue=self.queue, error=type(error).__name__)
                    eventlet.sleep(pause)
                    pause = min(pause * 2, 2)
                else:
                    TO_EFFECT.labels(self.queue).observe(max(0.0, (utc_now() - envelope.recorded_at).total_seconds()))
                    return "applied" if envelope.type in self.handles else "passed"

    def _transact(self, service: Any, handler: Handler, envelope: Envelope) -> None:
        def work(tx: Transaction) -> None:
            def effect() -> None:
                if envelope.type in self.handles:
                    handler(service, tx, envelope.event)

            inbox.apply_once(tx, self.queue, envelope, effect)

        self.runtime.database.transact(work)


def subscribe(*event_types: EventType) -> Callable[[Handler], Handler]:
    """The method hears these events, all of ONE aggregate type of one publisher. Tests may call it directly."""

    def decorate(handler: Handler) -> Handler:
        @functools.wraps(handler)
        def method(self: Any, *arguments: Any) -> Any:
            first = arguments[0]
            if isinstance(first, Subscribe):
                return first.apply(self, handler, arguments[1])
            return handler(self, *arguments)

        decorated: Handler = Subscribe.decorator(*event_types)(method)
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
