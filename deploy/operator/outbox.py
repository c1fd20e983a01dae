"""Replay from a publisher's outbox to ONE subscription: one that was added later, or whose queue was deleted.

Only what the subscription has not applied is sent, ids kept, straight to its queue. How far back: as long as the outbox
keeps what was sent, and never longer than the subscription's inbox remembers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from deploy.operator.access import Refused
from shared.broker import NotConfirmed, Publisher, outgoing
from shared.clock import utc_now
from shared.envelope import encode
from shared.inbox import INBOX, POSITIONS, position_id
from shared.outbox import in_order
from shared.parking import BATCH, Pace
from shared.store import OUTBOX, Database, Document, Transaction
from shared.topology import Subscription

WINDOW = 2_000


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a replay can go, in days. `inbox_days` is of the subscription's service."""

    outbox_days: float
    inbox_days: float

    @property
    def horizon(self) -> datetime:
        """Nothing recorded before this can be replayed."""
        return utc_now() - timedelta(days=min(self.outbox_days, self.inbox_days))


def reach(publisher: Database, subscriber: Database) -> Reach:
    """As the databases keep it now, whatever the settings of whoever asks. Raises `Refused` if one was never set up."""
    return Reach(_kept_days(publisher, OUTBOX, "sent"), _kept_days(subscriber, INBOX, "retention"))


def _kept_days(database: Database, collection: str, index: str) -> float:
    found = database.mongo[collection].index_information().get(index)
    if found is None:
        raise Refused(f"{database.mongo.name}.{collection} has no retention yet: its program has never run")
    return float(found["expireAfterSeconds"]) / 86_400


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: by the time they were recorded (UTC, `until` excluded), type, aggregate; None or empty: all."""

    since: datetime
    until: datetime | None = None
    types: tuple[str, ...] = ()
    aggregate: str = ""

    def chosen(self, subscription: Subscription) -> Document:
        """As a MongoDB expression about an outbox document. What is not sent yet comes by the relay."""
        conditions: list[Document] = [
            {"$in": ["$type", list(self.types or subscription.binds)]},
            {"$eq": ["$sent", True]},
            {"$gte": ["$recorded_at", self.since]},
        ]
        if self.until is not None:
            conditions.append({"$lt": ["$recorded_at", self.until]})
        return {"$and": conditions}

    def among(self, subscription: Subscription) -> Document:
        """A filter on the outbox: all events of the aggregates meant, chosen or not."""
        found: Document = {"type": {"$in": list(subscription.binds)}}
        return found | ({"aggregate_id": self.aggregate} if self.aggregate else {})


@dataclass(slots=True)
class Plan:
    """What a replay would do. Only what can take effect is sent: each aggregate's versions without a hole.

    `missing`: aggregate → the version from which on the outbox has it, which is too late. `waiting`: events that would
    wait for earlier ones, which the selection leaves out or the relay has yet to send; of their aggregates `ends` has
    the last version that may go, or 0.
    """

    events: int = 0
    aggregates: int = 0
    known: int = 0
    without_beginning: int = 0
    waiting: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)

    def add(self, aggregate_id: str, position: int, chosen: list[int], others: list[int]) -> None:
        """An aggregate's versions in the outbox, by whether the selection means them, and what is applied of it."""
        versions = sorted(set(chosen))
        ahead = [each for each in versions if each > position]
        self.known += len(versions) - len(ahead)
        if not ahead:
            return
        first = ahead[0]
        row = [each for place, each in enumerate(ahead) if each == first + place]
        if any(position < each < first for each in others):
            row = []  # the outbox has what comes before: nothing is to be skipped
        elif first > position + 1:
            self.missing[aggregate_id] = first
            self.without_beginning += len(row)
        else:
            self.aggregates += 1
            self.events += len(row)
        if len(row) < len(ahead):
            self.waiting += len(ahead) - len(row)
            self.ends[aggregate_id] = row[-1] if row else 0


def _positions(subscriber: Database, subscription: Subscription, aggregates: list[str]) -> dict[str, int]:
    keys = [position_id(subscription.queue, subscription.aggregate, each) for each in aggregates]
    return {
        row["_id"]["aggregate_id"]: row["version"] for row in subscriber.mongo[POSITIONS].find({"_id": {"$in": keys}})
    }


def plan(publisher: Database, subscriber: Database, subscription: Subscription, wanted: Wanted) -> Plan:
    """What there is to send, against what the subscription has applied. The databases do the work, in one pass."""
    result = Plan()
    chosen = wanted.chosen(subscription)
    # The whole outbox is asked, not the selection only: an event that is there is not missing.
    pipeline = [
        {"$match": wanted.among(subscription)},
        {
            "$group": {
                "_id": "$aggregate_id",
                "chosen": {"$push": {"$cond": [chosen, "$aggregate_version", "$$REMOVE"]}},
                "others": {"$push": {"$cond": [chosen, "$$REMOVE", "$aggregate_version"]}},
            }
        },
        {"$match": {"chosen": {"$ne": []}}},
    ]
    rows: list[Document] = []

    def add() -> None:
        positions = _positions(subscriber, subscription, [row["_id"] for row in rows])
        for row in rows:
            result.add(row["_id"], positions.get(row["_id"], 0), row["chosen"], row["others"])
        rows.clear()

    for row in publisher.mongo[OUTBOX].aggregate(pipeline, allowDiskUse=True, batchSize=WINDOW):
        rows.append(row)
        if len(rows) == WINDOW:
            add()
    add()
    return result


def _windows(publisher: Database, subscription: Subscription, wanted: Wanted) -> Iterator[list[Document]]:
    """What was sent, in the order of sending; within a window the versions of an aggregate ascend."""
    # Sent after it was recorded, give or take two clocks, so the index on sent_at serves.
    sent = {"sent": True, "sent_at": {"$gte": wanted.since - timedelta(seconds=60)}}
    query: dict[str, Any] = {**wanted.among(subscription), **sent, "$expr": wanted.chosen(subscription)}
    window: list[Document] = []
    for entry in publisher.mongo[OUTBOX].find(query).sort("sent_at").batch_size(BATCH * 5):
        window.append(entry)
        if len(window) == WINDOW:
            yield in_order(window)
            window = []
    if window:
        yield in_order(window)


def send(
    publisher: Database,
    subscriber: Database,
    subscription: Subscription,
    wanted: Wanted,
    ends: Mapping[str, int],
    channel: Publisher,
    before: Callable[[list[Document]], None],
    rate: float,
    progress: Callable[[int], None],
) -> int:
    """Send what the subscription has not applied, of the aggregates in `ends` up to that version; how many were sent.

    `before` is called with each batch of outbox documents before it is sent. Raises `NotConfirmed`, what pymongo
    raises, and one of `broker.BROKEN`; what was sent by then is safe, and the same replay again sends what is left.
    """
    exchange = f"{subscription.service}.redeliver"
    pace = Pace(rate)
    sent = 0
    for window in _windows(publisher, subscription, wanted):
        positions = _positions(subscriber, subscription, sorted({each["aggregate_id"] for each in window}))
        left = [
            each
            for each in window
            if each["aggregate_version"] > positions.get(each["aggregate_id"], 0)
            and each["aggregate_version"] <= ends.get(each["aggregate_id"], each["aggregate_version"])
        ]
        for start in range(0, len(left), pace.batch):
            batch = left[start : start + pace.batch]
            pace.wait(len(batch))
            before(batch)
            messages = [
                outgoing(encode(each))._replace(exchange=exchange, routing_key=subscription.queue) for each in batch
            ]
            if len(channel.publish(messages).routed) < len(messages):
                raise NotConfirmed(f"{subscription.queue}: the broker did not take the events")
            sent += len(batch)
            progress(len(batch))
    return sent


def skip_beginning(tx: Transaction, subscription: Subscription, aggregate_id: str, first_version: int) -> None:
    """The subscription goes without an aggregate's versions before `first_version`, and takes effect from there on."""
    key = position_id(subscription.queue, subscription.aggregate, aggregate_id)
    found = tx.find_one(POSITIONS, {"_id": key})
    if found is None or found["version"] < first_version - 1:
        tx.put(POSITIONS, key, {"version": first_version - 1})
