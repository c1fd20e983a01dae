"""Sends deliveries on, confirmed: to a queue where they wait to be tried again, or to parking."""

import time
from collections.abc import Sequence
from typing import Any

import eventlet
from eventlet.semaphore import Semaphore
from prometheus_client import Counter

from shared import broker, logs
from shared.broker import BROKEN, NotConfirmed, Outgoing, Published, Publisher
from shared.delivery import (
    ATTEMPTS,
    ERROR,
    FIRST_SEEN,
    PARKED_AT,
    REASON,
    WAITING,
    WAITS,
    Delivery,
    Failed,
    Park,
    Patience,
    copy_of,
    next_wait_ms,
)
from shared.envelope import opaque
from shared.settings import Settings

log = logs.logger()

RETRIED = Counter("bihuan_event_retries_total", "Events put off to be tried again.", ["subscription", "reason"])
PARKED = Counter("bihuan_events_parked_total", "Events parked for an operator.", ["subscription", "reason"])

_SECONDS = 12.0  # more than connecting or a confirm takes at most


def now_ms() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)


class Resender:
    """One for all subscriptions of a worker process, with a connection of its own."""

    def __init__(self, settings: Settings) -> None:
        self._service = settings.service
        self._url = settings.amqp_url.get_secret_value()
        self._patience = Patience(gap=settings.gap_wait_seconds, not_yet=settings.not_yet_wait_seconds)
        self._publisher: Publisher | None = None
        self._lock = Semaphore(1)

    def send(self, queue: str, failed: Sequence[tuple[Delivery, Failed | Park]]) -> list[str]:
        """Send copies and wait until they are safe. For each: "retry" or "parked"; if it was not taken, "left".

        Then "returned" says that there is no queue for it: somebody has deleted it.
        """
        if not failed:
            return []
        now = now_ms()
        copies = [self._copy(queue, delivery, outcome, now) for delivery, outcome in failed]
        published = self._publish([copy for copy, _ in copies])
        # Ids are the senders' and may be there twice: in doubt it was not taken.
        taken = set(published.routed) - {*published.returned, *published.refused}
        counted = []
        for (copy, result), (_, outcome) in zip(copies, failed, strict=True):
            if copy.id not in taken:
                counted.append("returned" if copy.id in published.returned else "left")
                continue
            counted.append(result)
            (RETRIED if result == "retry" else PARKED).labels(queue, outcome.reason).inc()
            if result == "parked":
                attempts = copy.message.properties["application_headers"][ATTEMPTS]
                log.error(
                    "event.parked",
                    queue=queue,
                    event_id=opaque(copy.id),
                    reason=outcome.reason,
                    error=outcome.error,
                    attempts=attempts,
                )
        return counted

    def _copy(self, queue: str, delivery: Delivery, outcome: Failed | Park, now: int) -> tuple[Outgoing, str]:
        """The message that goes on, and whether it is to "retry" or "parked"."""
        wait = next_wait_ms(delivery, outcome, now, self._patience) if isinstance(outcome, Failed) else None
        waits_only = isinstance(outcome, Failed) and outcome.patience is not None
        attempts, waits = delivery.attempts + (not waits_only), delivery.waits + waits_only
        own: dict[str, Any] = {ATTEMPTS: attempts, WAITS: waits, FIRST_SEEN: delivery.first_seen_ms}
        if waiting := delivery.waiting(outcome, now):
            own[WAITING] = waiting
        if wait is not None:
            exchange, result = f"{self._service}.retry.{wait}", "retry"
        else:
            exchange, result = f"{self._service}.parked", "parked"
            own |= {REASON: outcome.reason, ERROR: outcome.error, PARKED_AT: now}
        return Outgoing.of(exchange, queue, copy_of(delivery, own)), result

    def _publish(self, messages: Sequence[Outgoing]) -> Published:
        """Nothing is routed in what is returned if the broker took nothing."""
        with self._lock:
            for _ in range(2):
                try:
                    # No heartbeat on this connection, and a green socket knows no timeout of its own.
                    with eventlet.Timeout(_SECONDS, TimeoutError()):
                        if self._publisher is None:
                            self._publisher = Publisher(broker.connect(self._url, heartbeat=0))
                        return self._publisher.publish(messages)
                except (*BROKEN, NotConfirmed) as error:
                    log.warning("reader.resend_failed", error=type(error).__name__)
                    self.cut()
                    self._publisher = None
        return Published()

    def close(self) -> None:
        """Politely, when all is sent."""
        if self._publisher is not None:
            broker.close(self._publisher.connection)

    def cut(self) -> None:
        """At once."""
        if self._publisher is not None:
            self._publisher.connection.cut()
