"""A delivered message, and what is to become of it: ack, retry after a wait, or park. Pure."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import amqp

from shared.envelope import Envelope
from shared.topology import RETRY_WAITS_MS

ATTEMPTS = "bihuan-attempts"  # handlings that failed
WAITS = "bihuan-waits"  # times it was put off because something had to come first
FIRST_SEEN = "bihuan-first-seen"  # milliseconds since 1970
REASON = "bihuan-reason"
ERROR = "bihuan-error"  # the class of the exception, never its text
PARKED_AT = "bihuan-parked-at"
OWN_HEADERS = (ATTEMPTS, WAITS, FIRST_SEEN, REASON, ERROR, PARKED_AT)

# Not to be sent on: the broker acts on CC and BCC, and writes the others itself.
_NOT_KEPT = ("CC", "BCC", "x-death", "x-delivery-count", "x-acquired-count")


@dataclass(frozen=True, slots=True)
class Failed:
    """To be tried again: as long as `patience` allows, or, if that is None, once after each of `RETRY_WAITS_MS`."""

    reason: str
    patience: Literal["gap", "not-yet"] | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Park:
    """Trying again would not help."""

    reason: str
    error: str


# "left": not settled at all, because the worker stops; the broker delivers it again.
Outcome = Literal["applied", "passed", "duplicate", "left"] | Failed | Park


@dataclass(slots=True, eq=False)
class Delivery:
    """One message in hand."""

    message: amqp.Message
    received_ms: int
    envelope: Envelope | None = None
    unreadable: str = ""
    attempts: int = field(init=False)
    waits: int = field(init=False)
    first_seen_ms: int = field(init=False)

    def __post_init__(self) -> None:
        self.attempts = self._number(ATTEMPTS, 1_000_000) or 0
        self.waits = self._number(WAITS, 1_000_000) or 0
        self.first_seen_ms = self._number(FIRST_SEEN, self.received_ms) or self.received_ms

    def _number(self, header: str, highest: int) -> int | None:
        """Anybody may have written it: a wrong type or a wild value counts as none."""
        value = self.headers.get(header)
        return value if type(value) is int and 0 < value <= highest else None

    @property
    def headers(self) -> Mapping[str, Any]:
        """The message's headers, as sent by whomever."""
        found = self.message.properties.get("application_headers")
        return found if isinstance(found, dict) else {}

    @property
    def body(self) -> bytes:
        """The message's body."""
        body: bytes | str = self.message.body
        return body.encode() if isinstance(body, str) else bytes(body)

    @property
    def id(self) -> str:
        """The message's id as the sender set it; not always an event's id."""
        return str(self.message.properties.get("message_id", ""))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a message may wait before it is parked, in seconds."""

    gap: float
    not_yet: float


def next_wait_ms(delivery: Delivery, failed: Failed, now_ms: int, patience: Patience) -> int | None:
    """After which wait to try again (one of `RETRY_WAITS_MS`), or None: park it."""
    if failed.patience is None:
        return RETRY_WAITS_MS[delivery.attempts] if delivery.attempts < len(RETRY_WAITS_MS) else None
    waited = now_ms - delivery.first_seen_ms
    longest = patience.gap if failed.patience == "gap" else patience.not_yet
    if waited >= longest * 1000:
        return None
    # About half as long again as it has waited so far, but never so long that it would lag behind by minutes.
    fitting = [wait for wait in RETRY_WAITS_MS if wait <= max(RETRY_WAITS_MS[0], min(waited / 2, 30_000))]
    return fitting[-1]


def copy_of(delivery: Delivery, own: Mapping[str, Any]) -> amqp.Message:
    """The original body, properties and headers, with our own headers set."""
    kept = {
        key: value
        for key, value in delivery.headers.items()
        if isinstance(key, str)
        and key not in _NOT_KEPT
        and key not in OWN_HEADERS
        and not key.startswith(("x-first-death", "x-last-death"))
    }
    names = ("content_type", "content_encoding", "message_id", "type", "correlation_id", "app_id")
    properties = {name: delivery.message.properties[name] for name in names if name in delivery.message.properties}
    message = amqp.Message(delivery.body, delivery_mode=2, application_headers={**kept, **own}, **properties)
    try:
        message._serialize_properties()
    except Exception:  # headers that could be read but not be written; the body is what matters
        message = amqp.Message(delivery.body, delivery_mode=2, application_headers=dict(own))
    return message


class Lanes:
    """Deliveries of one aggregate wait for one another; those of different aggregates do not."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], deque[Delivery]] = {}

    @staticmethod
    def _key(queue: str, delivery: Delivery) -> tuple[str, str] | None:
        return None if delivery.envelope is None else (queue, delivery.envelope.aggregate_id)

    def enter(self, queue: str, delivery: Delivery) -> Delivery | None:
        """The delivery itself if it may start now; None if it waits for another."""
        key = self._key(queue, delivery)
        if key is None:
            return delivery
        if key in self._waiting:
            self._waiting[key].append(delivery)
            return None
        self._waiting[key] = deque()
        return delivery

    def leave(self, queue: str, delivery: Delivery) -> Delivery | None:
        """The delivery is settled; the one that may start now, if any."""
        key = self._key(queue, delivery)
        if key is None or key not in self._waiting:
            return None
        if self._waiting[key]:
            return self._waiting[key].popleft()
        del self._waiting[key]
        return None

    def forget_waiting(self) -> None:
        """Those that have not started will be delivered again by the broker."""
        for waiting in self._waiting.values():
            waiting.clear()
