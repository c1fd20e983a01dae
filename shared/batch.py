"""A batch of events through a handler, in one transaction: what is to become of each."""

import time
from collections.abc import Callable, Sequence

from prometheus_client import Histogram
from pymongo.errors import ConnectionFailure, DuplicateKeyError, PyMongoError, WaitQueueTimeoutError

from shared import inbox, logs, mongo
from shared.clock import utc_now
from shared.delivery import Failed, Outcome
from shared.envelope import Envelope, opaque
from shared.inbox import Applied, Enough, NotYet, TooSlow, Unfit
from shared.store import Database, Transaction
from shared.telemetry import continued

log = logs.logger()

SECONDS = Histogram(
    "bihuan_event_handling_seconds", "One event's handler, from its start to its end.", ["subscription"]
)
TO_EFFECT = Histogram(
    "bihuan_event_commit_to_effect_seconds",
    "From the time that the publisher recorded the fact to the commit of its effect here.",
    ["subscription"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)
SIZE = Histogram(
    "bihuan_event_batch_size",
    "Events that were handled together, in one transaction.",
    ["subscription"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)

# What a handler may take while its neighbours wait for it; then it goes to the slow lane.
HANDLER_SECONDS = 1.0
# What it may take there. Below mongod's transactionLifetimeLimitSeconds (deploy/local/mongo.py), which is 5.
SLOW_HANDLER_SECONDS = 4.0
# After this time a batch takes no further event, so that it is committed well before that limit.
BATCH_SECONDS = 2.0

# Runs the handler for one event; raises `TooSlow` if it takes longer than the seconds given.
Handle = Callable[[Transaction, Envelope, float], None]


class _Stopped(Exception):
    """The worker stops while the transaction waits to be run again."""


class Batches:
    """Handles the batches of one subscription. `stopping` says whether the worker is about to end."""

    def __init__(self, database: Database, queue: str, handles: frozenset[str], stopping: Callable[[], bool]) -> None:
        self._database = database
        self._queue = queue
        self._handles = handles
        self._stopping = stopping
        self._seconds = SECONDS.labels(queue)
        self._to_effect = TO_EFFECT.labels(queue)
        self._size = SIZE.labels(queue)

    def run(self, envelopes: Sequence[Envelope], handle: Handle, *, slow: bool = False) -> list[Outcome]:
        """What is to become of each, in order. Waits while MongoDB is away. `slow`: they are in the slow lane."""
        pause = 0.1
        while True:
            try:
                return self._done(envelopes, self._together(envelopes, handle, slow))
            except _Stopped:
                return ["left"] * len(envelopes)
            except Unfit as unfit:
                error, number = unfit.error, unfit.number
            except Exception as raised:  # whatever it is, the events must be kept
                error, number = raised, 0
                if len(envelopes) > 1 and not _away(error):
                    return self._each_alone(envelopes, handle, slow)
            try:
                if not self._must_wait(error, slow):
                    failed = self._failed(envelopes[number], error, slow)
                    return self._up_to(number, failed, envelopes, handle, slow)
            except PyMongoError as raised:  # it could not be asked whether the event was applied
                error = raised
            if self._stopping():
                return ["left"] * len(envelopes)
            log.warning("event.mongo_lost", queue=self._queue, error=type(error).__name__)
            time.sleep(pause)
            pause = min(pause * 2, 2)

    def _together(self, envelopes: Sequence[Envelope], handle: Handle, slow: bool) -> list[Applied]:
        """One transaction, committed."""
        limit = SLOW_HANDLER_SECONDS if slow else HANDLER_SECONDS
        began = 0.0  # when the first handler of this try began
        too_long = 0

        def effect(tx: Transaction, envelope: Envelope) -> None:
            nonlocal began
            now = time.monotonic()
            began = began or now
            if now - began > BATCH_SECONDS:
                raise Enough
            if envelope.type not in self._handles:
                return
            with continued(envelope.traceparent, self._queue):
                try:
                    handle(tx, envelope, limit)
                finally:
                    self._seconds.observe(time.monotonic() - now)

        def work(tx: Transaction) -> list[Applied]:
            nonlocal began, too_long
            if began:  # MongoDB or another writer wants it to be run again
                too_long += time.monotonic() - began > SLOW_HANDLER_SECONDS
                # Once may be an election's fault; twice, and MongoDB would abort it for ever.
                if too_long == 2:
                    raise TooSlow
                if self._stopping():
                    raise _Stopped
            began = 0.0
            return inbox.apply_batch(tx, self._queue, envelopes, lambda envelope: effect(tx, envelope))

        return self._database.transact(work, alone=True)

    def _must_wait(self, error: Exception, slow: bool) -> bool:
        """Whether it is MongoDB's absence and no event's fault."""
        if slow and isinstance(error, TooSlow):
            return not mongo.answers(self._database)
        return _away(error) or _transient(error)

    def _up_to(
        self, number: int, failed: Outcome, envelopes: Sequence[Envelope], handle: Handle, slow: bool
    ) -> list[Outcome]:
        """Those before the unfit one once more, and commit; those after it have to wait for the next batch."""
        before = self.run(envelopes[:number], handle, slow=slow) if number else []
        return [*before, failed, *_again(len(envelopes) - number - 1)]

    def _each_alone(self, envelopes: Sequence[Envelope], handle: Handle, slow: bool) -> list[Outcome]:
        """A transaction each: something failed that names no event, and a bad one must not cost its neighbours."""
        outcomes: list[Outcome] = []
        began = time.monotonic()
        for envelope in envelopes:
            if outcomes and time.monotonic() - began > BATCH_SECONDS:
                break  # those that are done wait for their acks
            outcomes += self.run([envelope], handle, slow=slow)
        return [*outcomes, *_again(len(envelopes) - len(outcomes))]

    def _done(self, envelopes: Sequence[Envelope], results: Sequence[Applied]) -> list[Outcome]:
        self._size.observe(len(results))
        now = utc_now()
        outcomes: list[Outcome] = []
        for envelope, result in zip(envelopes, results, strict=False):
            if result == "applied":
                self._to_effect.observe(max(0.0, (now - envelope.recorded_at).total_seconds()))
                outcomes.append("applied" if envelope.type in self._handles else "passed")
            elif result == "duplicate":
                outcomes.append("duplicate")
            elif result == "gap":
                outcomes.append(Failed("gap", "gap"))
            else:
                outcomes.append(self._failed(envelope, result, slow=False))
        return [*outcomes, *_again(len(envelopes) - len(results))]

    def _failed(self, envelope: Envelope, error: Exception, slow: bool) -> Outcome:
        if isinstance(error, NotYet):
            return Failed("not-yet", "not-yet", type(error).__name__)
        if isinstance(error, DuplicateKeyError) and inbox.has_applied(self._database, self._queue, envelope.id):
            return "duplicate"  # under another version
        with continued(envelope.traceparent, self._queue):
            if isinstance(error, TooSlow):
                log.warning(
                    "event.slow", queue=self._queue, type=envelope.type, event_id=opaque(envelope.id), alone=slow
                )
                return Failed("handler-too-slow", None, type(error).__name__) if slow else "slow"
            log.warning(
                "event.failed",
                queue=self._queue,
                type=envelope.type,
                event_id=opaque(envelope.id),
                error=type(error).__name__,
                exc_info=error,
            )
            return Failed("handler-failed", None, type(error).__name__)


def _again(count: int) -> list[Outcome]:
    return ["again"] * count


def _away(error: Exception) -> bool:
    """Whether MongoDB cannot be reached: no event's fault, and waiting for it must not count as a try."""
    return isinstance(error, ConnectionFailure | WaitQueueTimeoutError)


def _transient(error: Exception) -> bool:
    """Whether MongoDB says that the same may succeed if it is tried again."""
    labels = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")
    return isinstance(error, PyMongoError) and any(error.has_error_label(label) for label in labels)
