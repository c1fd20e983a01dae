"""The outbox as the relay sees it: what waits, in which order, and how it is marked."""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from pymongo import ReadPreference
from pymongo.change_stream import CollectionChangeStream
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from shared.clock import utc_now
from shared.lease import Lease
from shared.store import MAJORITY, OUTBOX, Database, Document

BATCH = 1_000
MOST_COUNTED = 100_000
# A returned or refused event is tried again after this, doubled each time up to the longest.
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 30.0


class Outbox:
    """One service's outbox, for the holder of the lease."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._events = database.mongo[OUTBOX]
        self._lease = lease

    def ensure_indexes(self, keep_days: int) -> None:
        """Sent events go after `keep_days`; until then they can be replayed."""
        self._database.ensure_indexes([])
        seconds = keep_days * 86_400
        try:
            # Partial, so that a new event has nothing to do with it.
            self._events.create_index(
                "sent_at", name="sent", expireAfterSeconds=seconds, partialFilterExpression={"sent": True}
            )
        except PyMongoError:  # it exists with another time: the setting was changed
            self._database.mongo.command("collMod", OUTBOX, index={"name": "sent", "expireAfterSeconds": seconds})

    def waiting(self, besides: Sequence[Document] = ()) -> list[Document]:
        """The oldest events not sent yet, at most `BATCH`; those of one aggregate in the order of their versions.

        `besides` are on their way already and left out.
        """
        # `sent == false`, never "id or time > last": transactions do not commit in the order of either.
        due: Document = {"sent": False, "not_before": {"$not": {"$gt": utc_now()}}}
        if besides:
            due["_id"] = {"$nin": [entry["_id"] for entry in besides]}
        found = self._events.find(due, batch_size=BATCH)  # in one answer
        return in_order(list(found.sort([("recorded_at", 1), ("aggregate_version", 1)]).limit(BATCH)))

    def mark(self, routed: Sequence[str], unrouted: Sequence[str], put_off: Sequence[Document]) -> None:
        """Remember what became of a batch, all or nothing, if the lease is still held. Raises `LeaseLost`."""

        def write(session: ClientSession) -> None:
            self._lease.check(session)
            now = utc_now()
            if routed:
                sent = {"sent": True, "sent_at": now}
                self._events.update_many({"_id": {"$in": routed}}, {"$set": sent}, session=session)
            if unrouted:
                sent = {"sent": True, "sent_at": now, "unrouted": True}
                self._events.update_many({"_id": {"$in": unrouted}}, {"$set": sent}, session=session)
            groups: dict[int, list[str]] = defaultdict(list)
            for entry in put_off:
                groups[entry.get("failed_times", 0)].append(entry["_id"])
            for times, ids in groups.items():
                wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(times, 16))
                later = {"not_before": now + timedelta(seconds=wait), "failed_times": times + 1}
                self._events.update_many({"_id": {"$in": ids}}, {"$set": later}, session=session)

        with self._database.client.start_session() as session:
            session.with_transaction(write, ReadConcern("snapshot"), MAJORITY, ReadPreference.PRIMARY)

    def depth(self) -> tuple[int, float]:
        """How many events wait, counted up to `MOST_COUNTED`, and for how many seconds the oldest has."""
        count = self._events.count_documents({"sent": False}, hint="unsent", limit=MOST_COUNTED)
        oldest = self._events.find_one({"sent": False}, {"recorded_at": 1}, sort=[("recorded_at", 1)], hint="unsent")
        return count, 0.0 if oldest is None else max(0.0, _age(oldest["recorded_at"]))


def _age(recorded_at: datetime) -> float:
    return (utc_now().replace(tzinfo=None) - recorded_at.replace(tzinfo=None)).total_seconds()


def in_order(entries: list[Document]) -> list[Document]:
    """The same places, but within each aggregate the versions ascend: a later change may have an earlier time."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        places[entry["type"].rpartition(".")[0], entry["aggregate_id"]].append(place)
    result = list(entries)
    for taken in places.values():
        if len(taken) > 1:
            for place, entry in zip(taken, sorted((entries[at] for at in taken), key=_version), strict=True):
                result[place] = entry
    return result


def _version(entry: Document) -> int:
    version: int = entry["aggregate_version"]
    return version


class Wake:
    """Wakes the relay when something was committed to the outbox: a change stream, open while there is little to do."""

    def __init__(self, database: Database) -> None:
        self._events = database.mongo[OUTBOX]
        self._stream: CollectionChangeStream[Document] | None = None

    @property
    def armed(self) -> bool:
        """Whether a commit would wake."""
        return self._stream is not None

    def arm(self) -> None:
        """From now on nothing is missed. Poll once more after it, then `wait`."""
        if self._stream is None:
            try:
                self._stream = self._events.watch(
                    [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}], max_await_time_ms=500
                )
            except PyMongoError:
                self._stream = None

    def wait(self, stop: threading.Event) -> None:
        """Return when something was committed, or after half a second."""
        if self._stream is None:
            stop.wait(0.1)
            return
        try:
            self._stream.try_next()
        except PyMongoError:
            self.disarm()
            stop.wait(0.1)

    def disarm(self) -> None:
        """Close the stream: under load it would only repeat what polling finds."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with contextlib.suppress(PyMongoError):  # the server ends it by itself
                stream.close()
