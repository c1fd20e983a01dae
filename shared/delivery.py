"""A delivered message, and what is to become of it: ack, retry after a wait, or park. Pure."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import amqp

from shared.envelope import Envelope
from shared.hardened import Properties
from shared.topology import RETRY_WAITS_MS

ATTEMPTS = "bihuan-attempts"  # handlings that failed
WAITS = "bihuan-waits"  # times it was put off because something had to come first
FIRST_SEEN = "bihuan-first-seen"  # milliseconds since 1970
WAITING = "bihuan-waiting"  # what it waits for, and since when: "gap 1767225600000"
REASON = "bihuan-reason"
ERROR = "bihuan-error"  # the class of the exception, never its text
PARKED_AT = "bihuan-parked-at"
_OWN_PREFIX = b"bihuan-"
OWN_HEADERS = (ATTEMPTS, WAITS, FIRST_SEEN, WAITING, REASON, ERROR, PARKED_AT)

# Not to be sent on: the broker acts on CC and BCC, and writes the others itself.
_NOT_KEPT = ("CC", "BCC", "x-death", "x-delivery-count", "x-acquired-count")
# Bytes. All properties must fit into one frame of 128 KiB, also with what the broker adds when it dead-letters them.
_MOST_PROPERTIES = 1 << 16


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


# "left": not settled at all, because the worker stops; the broker delivers it again. "again": not tried, because the
# transaction had to end before it. "slow": its handler takes longer than its neighbours can wait.
Outcome = Literal["applied", "passed", "duplicate", "left", "again", "slow"] | Failed | Park


@dataclass(slots=True, eq=False)
class Delivery:
    """One message in hand."""

    message: amqp.Message
    received_ms: int
    envelope: Envelope | None = None
    unreadable: str = ""
    looks: int = 0  # how often its predecessor was not there yet, while it was in hand
    attempts: int = field(init=False)
    waits: int = field(init=False)
    first_seen_ms: int = field(init=False)
    _waiting: tuple[str, int] | None = field(init=False)

    def __post_init__(self) -> None:
        properties = self.message.properties
        unread = isinstance(properties, Properties) and not properties.may_have(_OWN_PREFIX)
        headers = {} if unread else self.headers
        self.attempts = _number(headers, ATTEMPTS, 1_000_000) or 0
        self.waits = _number(headers, WAITS, 1_000_000) or 0
        self.first_seen_ms = _number(headers, FIRST_SEEN, self.received_ms) or self.received_ms
        self._waiting = _wait(headers.get(WAITING), self.received_ms)

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

    def waiting_since_ms(self, kind: str, now_ms: int) -> int:
        """Since when it waits for this kind of thing; a wait of another kind before it does not count."""
        return self._waiting[1] if self._waiting is not None and self._waiting[0] == kind else now_ms

    def waiting(self, failed: "Failed | Park", now_ms: int) -> str:
        """The header `WAITING` of the copy that goes on; empty if it never waited."""
        if isinstance(failed, Failed) and failed.patience is not None:
            return f"{failed.patience} {self.waiting_since_ms(failed.patience, now_ms)}"
        return "" if self._waiting is None else "{} {}".format(*self._waiting)


_WAIT = re.compile(r"(gap|not-yet) ([1-9][0-9]{0,15})", re.ASCII)


def _wait(value: object, latest: int) -> tuple[str, int] | None:
    """Anybody may have written it."""
    found = _WAIT.fullmatch(value) if isinstance(value, str) else None
    return (found[1], int(found[2])) if found is not None and int(found[2]) <= latest else None


def _number(headers: Mapping[str, Any], name: str, highest: int) -> int | None:
    """Anybody may have written it: a wrong type or a wild value counts as none."""
    value = headers.get(name)
    return value if type(value) is int and 0 < value <= highest else None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a message may wait before it is parked, in seconds."""

    gap: float
    not_yet: float


def next_wait_ms(delivery: Delivery, failed: Failed, now_ms: int, patience: Patience) -> int | None:
    """After which wait to try again (one of `RETRY_WAITS_MS`), or None: park it."""
    if failed.patience is None:
        return RETRY_WAITS_MS[delivery.attempts] if delivery.attempts < len(RETRY_WAITS_MS) else None
    waited = now_ms - delivery.waiting_since_ms(failed.patience, now_ms)
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
        fits = len(message._serialize_properties()) <= _MOST_PROPERTIES
    except Exception:  # headers that could be read but not be written
        fits = False
    # The body is what matters.
    return message if fits else amqp.Message(delivery.body, delivery_mode=2, application_headers=dict(own))


class Backlog:
    """The deliveries of one subscription that wait in this process, in the order to handle them.

    Most go in batches. One whose handler is slow goes to the slow lane, one after the other, and the later ones of its
    aggregate follow it there, so that its neighbours need not wait for it.
    """

    def __init__(self) -> None:
        self._ready: deque[Delivery] = deque()
        self._lane: deque[Delivery] = deque()
        self._slow: Counter[str] = Counter()  # how many of each aggregate the lane holds

    def add(self, delivery: Delivery) -> None:
        """It comes after all others."""
        self._ready.append(delivery)

    def put_back(self, deliveries: Iterable[Delivery]) -> None:
        """They were taken and not tried: they come before all others, in their order."""
        self._ready.extendleft(reversed(list(deliveries)))

    def slow_down(self, delivery: Delivery) -> None:
        """It goes to the slow lane, until `passed`."""
        self._lane.append(delivery)
        self._slow[_aggregate(delivery)] += 1

    def waiting(self, *, slow: bool) -> bool:
        """Whether there is anything to take."""
        return bool(self._lane if slow else self._ready)

    def take(self, most: int) -> list[Delivery]:
        """The next batch."""
        batch: list[Delivery] = []
        while self._ready and len(batch) < most:
            delivery = self._ready.popleft()
            if self._slow and _aggregate(delivery) in self._slow:
                self.slow_down(delivery)
            else:
                batch.append(delivery)
        return batch

    def take_slow(self) -> list[Delivery]:
        """The next of the slow lane, if there is any; `passed` must follow."""
        return [self._lane.popleft()] if self._lane else []

    def passed(self, delivery: Delivery) -> None:
        """It has left the slow lane, whatever became of it."""
        aggregate = _aggregate(delivery)
        self._slow[aggregate] -= 1
        if not self._slow[aggregate]:
            del self._slow[aggregate]

    def clear(self) -> None:
        """Forget those that have not started: the broker delivers them again."""
        self._ready.clear()
        while self._lane:
            self.passed(self._lane.popleft())


def _aggregate(delivery: Delivery) -> str:
    return "" if delivery.envelope is None else delivery.envelope.aggregate_id


class Unsettled:
    """The delivery tags of one channel that are not settled: an ack of one may settle all before it."""

    def __init__(self) -> None:
        self._open: deque[int] = deque()  # rising, as the broker gives them
        self._settled: set[int] = set()  # those among them that need not be waited for

    def __len__(self) -> int:
        return len(self._open) - len(self._settled)

    def add(self, tag: int) -> None:
        """It was delivered."""
        self._open.append(tag)

    def settle(self, tags: Iterable[int]) -> tuple[int, list[int]]:
        """The tag to ack together with all before it (0: none), and those to ack each on its own.

        The first is always one of `tags`: the broker refuses one that it knows as acked already.
        """
        now = set(tags)
        self._settled |= now
        highest = 0
        while self._open and self._open[0] in self._settled:
            tag = self._open.popleft()
            self._settled.discard(tag)
            if tag in now:
                highest = tag
        return highest, sorted(tag for tag in now if tag > highest)
