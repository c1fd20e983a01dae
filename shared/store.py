"""One way to write: an aggregate's document and its events, in one MongoDB transaction.

    placement = placements.get(tx, placement_id)      # services/<name>/store.py
    placement.start(on)                               # the domain records PlacementStarted
    placements.save(tx, placement)                    # document and outbox together

`Database.transact(work)` may run `work` again when MongoDB or another writer asks for it, so `work` loads what it needs
inside and does no other I/O.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from google.protobuf.message import Message
from pymongo import MongoClient, ReadPreference, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database as MongoDatabase
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from shared import address
from shared.aggregate import Aggregate
from shared.clock import Clock, utc_now
from shared.errors import AlreadyExists, ConcurrentChange
from shared.telemetry import current_traceparent

T = TypeVar("T")
Document = dict[str, Any]
# (collection, keys, options of create_index)
Indexes = Iterable[tuple[str, list[tuple[str, int]], dict[str, Any]]]

OUTBOX = "outbox"
ATTEMPTS_ON_CONFLICT = 20


def new_id() -> str:
    """An opaque id."""
    return str(uuid.uuid4())


class Transaction:
    """What a command sees of the database. `now` is fixed when the transaction is first tried."""

    def __init__(self, database: MongoDatabase[Document], session: ClientSession, now: datetime) -> None:
        self._database = database
        self._session = session
        self.now = now

    @property
    def session(self) -> ClientSession:
        """For the kernel's own collections (inbox, requests); services use the methods below."""
        return self._session

    def collection(self, name: str) -> Collection[Document]:
        """For the kernel's own collections; every call needs `session=tx.session`."""
        return self._database[name]

    def find_one(self, collection: str, filter: Mapping[str, Any]) -> Document | None:
        """One document, or None."""
        return self._database[collection].find_one(filter, session=self._session)

    def find(self, collection: str, filter: Mapping[str, Any], sort: str = "_id", limit: int = 0) -> list[Document]:
        """All documents that match, in the order of `sort`."""
        return list(self._database[collection].find(filter, session=self._session).sort(sort).limit(limit))

    def count(self, collection: str, filter: Mapping[str, Any]) -> int:
        """How many documents match."""
        return self._database[collection].count_documents(filter, session=self._session)

    def save(self, collection: str, aggregate: Aggregate, document: Document) -> None:
        """Store an aggregate's document and put the events it recorded into the outbox.

        `document` is the whole state but `_id`, `version` and `revision`, which are the aggregate's. Raises
        `ConcurrentChange` when another writer saved first, and `AlreadyExists` when a unique index refuses it.
        """
        first_version = aggregate.version + 1
        version = aggregate.version + len(aggregate.events)
        whole = {**document, "_id": aggregate.id, "version": version, "revision": aggregate.revision + 1}
        target = self._database[collection]
        try:
            if aggregate.revision == 0:
                target.insert_one(whole, session=self._session)
            else:
                found = target.replace_one(
                    {"_id": aggregate.id, "revision": aggregate.revision}, whole, session=self._session
                )
                if found.matched_count == 0:
                    raise ConcurrentChange(f"{collection}: another writer changed it first")
        except DuplicateKeyError as error:
            keys = ", ".join((error.details or {}).get("keyPattern", {"id": 1}))
            raise AlreadyExists(collection, keys, "another one has the same") from error
        entries = [
            outbox_entry(event, aggregate_version=number, recorded_at=self.now)
            for number, event in enumerate(aggregate.events, start=first_version)
        ]
        if entries:
            self._database[OUTBOX].insert_many(entries, session=self._session)
        aggregate.version, aggregate.revision = version, aggregate.revision + 1
        aggregate.events.clear()

    def put(self, collection: str, id: str, fields: Mapping[str, Any]) -> None:
        """Set fields of a view's row (what this service knows from others' events), making the row if need be."""
        self._database[collection].update_one({"_id": id}, {"$set": dict(fields)}, upsert=True, session=self._session)

    def insert(self, collection: str, document: Document) -> bool:
        """Insert a row whose `_id` says what it is about; False, and no change, if it is there already."""
        if self.find_one(collection, {"_id": document["_id"]}) is not None:
            return False
        self._database[collection].insert_one(document, session=self._session)
        return True


def outbox_entry(event: Message, *, aggregate_version: int, recorded_at: datetime) -> Document:
    """An event as it waits in the outbox. `payload` is the message's wire form; the relay makes the envelope."""
    return {
        "_id": new_id(),
        "type": address.type_name(type(event)),
        "aggregate_id": address.aggregate_id(event),
        "aggregate_version": aggregate_version,
        "payload": event.SerializeToString(deterministic=True),
        "recorded_at": recorded_at,
        "traceparent": current_traceparent(),
        "sent": False,
    }


class Database:
    """A service's own MongoDB database."""

    def __init__(self, client: MongoClient[Document], name: str, clock: Clock = utc_now) -> None:
        self.client = client
        self.mongo = client.get_database(
            name,
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=WriteConcern("majority", j=True),
        )
        self._clock = clock

    def collection(self, name: str) -> Collection[Document]:
        """For queries: reads outside a transaction."""
        return self.mongo[name]

    def transact(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction: all of its writes and events are kept, or none."""
        now = self._clock()
        for attempt in range(ATTEMPTS_ON_CONFLICT):
            try:
                with self.client.start_session() as session:
                    return session.with_transaction(
                        lambda session: work(Transaction(self.mongo, session, now)),
                        read_concern=ReadConcern("snapshot"),
                        write_concern=WriteConcern("majority", j=True),
                        read_preference=ReadPreference.PRIMARY,
                    )
            except ConcurrentChange:
                if attempt == ATTEMPTS_ON_CONFLICT - 1:
                    raise
                # Random growing pause: two writers of one aggregate must not meet again and again.
                time.sleep(random.uniform(0, min(0.2, 0.005 * 2**attempt)))
        raise AssertionError("unreachable")

    def ensure_indexes(self, indexes: Indexes) -> None:
        """Create the service's indexes, and those of the outbox; what is there already stays as it is."""
        # What waits, in the order to send; partial, so that it stays small however many were sent.
        self.mongo[OUTBOX].create_index(
            [("recorded_at", 1), ("aggregate_version", 1)], name="unsent", partialFilterExpression={"sent": False}
        )
        for collection, keys, options in indexes:
            self.mongo[collection].create_index(keys, **options)
