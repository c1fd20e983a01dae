"""One way to write: an aggregate's document and its events, in one MongoDB transaction.

    placement = placements.get(tx, placement_id)      # services/<name>/store.py
    placement.start(on)                               # the domain records PlacementStarted
    placements.save(tx, placement)                    # document and outbox together

`Database.transact(work)` may run `work` again when MongoDB or another writer asks for it, so `work` loads what it needs
inside and does no other I/O.
"""

import hashlib
import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from google.protobuf.message import Message
from pymongo import MongoClient, ReadPreference, WriteConcern
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database as MongoDatabase
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from shared import address, audit
from shared.aggregate import Aggregate
from shared.audit import Audit
from shared.clock import Clock, utc_now
from shared.deadline import Deadline, in_their_time
from shared.errors import CallError, ConcurrentChange
from shared.group_commit import GroupCommit, Job
from shared.keys import KeyRing
from shared.settings import CannotStart
from shared.telemetry import current_traceparent
from shared.unit_of_work import Document, UnitOfWork

if TYPE_CHECKING:
    from shared.vault import Vault

__all__ = ["OUTBOX", "Database", "Document", "Indexes", "Transaction", "new_id", "outbox_entry"]

T = TypeVar("T")
# (collection, keys, options of create_index)
Indexes = Iterable[tuple[str, list[tuple[str, int]], dict[str, Any]]]

OUTBOX = "outbox"
# Whatever a connection's URL says: what is acknowledged is kept.
MAJORITY = WriteConcern("majority", j=True)
# The kernel's own bookkeeping, which follows from the rows that the audit names.
NOT_AUDITED = frozenset((OUTBOX, "requests", "inbox", "positions", "keys", "count_changes"))
ATTEMPTS_ON_CONFLICT = 20
LEADERS = 1  # groups under way at a time; more make the groups smaller (`make bench ONLY=command-16`)


def new_id() -> str:
    """An opaque id."""
    return str(uuid.uuid4())


class Transaction:
    """What a command sees of the database. `now` is fixed when the transaction is first tried.

    Writes are kept back and sent together, at the latest before the commit; reads see them. So what the database
    refuses (`AlreadyExists`, `ConcurrentChange`) comes out of `Database.transact`, or of a read that has them sent.
    """

    def __init__(self, unit: UnitOfWork, now: datetime, vault: "Vault | None" = None) -> None:
        self._unit = unit
        self._vault = vault
        self._touched: list[tuple[audit.Act, str]] = []
        self.now = now

    @property
    def vault(self) -> "Vault":
        """Encrypts personal fields and makes their keyed index. Raises `NoKeys` in a service that was given no keys."""
        return _given(self._vault)

    def find_one(self, collection: str, filter: Mapping[str, Any]) -> Document | None:
        """One document, or None. By `{"_id": …}` is the quick way."""
        return self._unit.find_one(collection, filter)

    def find(
        self,
        collection: str,
        filter: Mapping[str, Any],
        sort: str = "_id",
        limit: int = 0,
        fields: Sequence[str] | None = None,
    ) -> list[Document]:
        """All documents that match, in the order of `sort`; of each `_id` and these fields, or all."""
        found = self._unit.flushed(collection).find(filter, fields, session=self._unit.session)
        return list(found.sort(sort).limit(limit))

    def count(self, collection: str, filter: Mapping[str, Any]) -> int:
        """How many documents match."""
        return self._unit.flushed(collection).count_documents(filter, session=self._unit.session)

    def save(self, collection: str, aggregate: Aggregate, document: Document) -> None:
        """Store an aggregate's document and put the events it recorded into the outbox.

        `document` is the whole state but `_id`, `version` and `revision`, which are the aggregate's. When another
        writer saved first, the work runs again; when a unique index refuses the document, `AlreadyExists` is raised.
        """
        first_version = aggregate.version + 1
        version = aggregate.version + len(aggregate.events)
        whole = {**document, "_id": aggregate.id, "version": version, "revision": aggregate.revision + 1}
        self._unit.save(collection, aggregate.id, whole, replaces_revision=aggregate.revision)
        self._note(collection, aggregate.id)
        for number, event in enumerate(aggregate.events, start=first_version):
            self._unit.add(OUTBOX, outbox_entry(event, aggregate_version=number, recorded_at=self.now))
        aggregate.version, aggregate.revision = version, aggregate.revision + 1
        aggregate.events.clear()

    def put(self, collection: str, id: Any, fields: Mapping[str, Any]) -> None:
        """Set fields of a view's row (what this service knows from others' events), making the row if need be."""
        self._unit.put(collection, id, fields)
        self._note(collection, id)

    def insert(self, collection: str, document: Document) -> bool:
        """Insert a row whose `_id` says what it is about; False, and no change, if it is there already."""
        if self.find_one(collection, {"_id": document["_id"]}) is not None:
            return False
        self._unit.add(collection, document)
        self._note(collection, document["_id"])
        return True

    def add(self, collection: str, document: Document) -> None:
        """Insert a row without looking. If its `_id` is taken, the transaction fails with `DuplicateKeyError`."""
        self._unit.add(collection, document)
        self._note(collection, document["_id"])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """`with tx.savepoint():` drops what was written inside when it raises; see `UnitOfWork.savepoint`."""
        noted = len(self._touched)
        try:
            with self._unit.savepoint():
                yield
        except BaseException:
            del self._touched[noted:]
            raise

    def _note(self, collection: str, id: Any) -> None:
        if collection not in NOT_AUDITED:
            self._touched.append((audit.act(), f"{collection}/{id}"))

    def entries(self) -> list[Document]:
        """What the audit says of the writes made so far: an entry for each operation of each caller."""
        ids: dict[audit.Act, dict[str, None]] = {}
        for act, id in self._touched:
            ids.setdefault(act, {})[id] = None
        return [audit.entry(act, list(touched), "written") for act, touched in ids.items()]


class NoKeys(CannotStart):
    """The service keeps personal data and was given no keys."""


def _vault(database: MongoDatabase[Document], ring: Callable[[], KeyRing]) -> "Vault":
    # Here, because most programs keep no personal data and need none of its libraries.
    from shared.vault import KEYS, Vault

    return Vault(database[KEYS], ring)


def _given(vault: "Vault | None") -> "Vault":
    if vault is None:
        raise NoKeys("set BIHUAN_KEYS_FILE or BIHUAN_KEYS_COMMAND: this service's database holds encrypted fields")
    return vault


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


class _Command(Job[T]):
    """One `transact`. Its work may run in another caller's thread, and again."""

    def __init__(self, work: Callable[[Transaction], T], now: datetime) -> None:
        super().__init__()
        self.work = work
        self.now = now
        self.deadline = Deadline()


class Database:
    """A service's own MongoDB database."""

    def __init__(
        self,
        client: MongoClient[Document],
        name: str,
        clock: Clock = utc_now,
        *,
        ring: Callable[[], KeyRing] | None = None,
        audited: bool = True,
    ) -> None:
        """`ring` reads the key ring, for a service that keeps personal data. `audited=False` is for simulations.

        Raises `KeysUnusable`.
        """
        self.client = client
        self.mongo = client.get_database(
            name,
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=MAJORITY,
        )
        self._clock = clock
        self.audit = Audit(client, name, clock)
        self._audited = audited
        self._vault = None if ring is None else _vault(self.mongo, ring)
        self._groups: GroupCommit[_Command[Any]] = GroupCommit(self._together, LEADERS)

    def now(self) -> datetime:
        """The time, by the clock that was passed in."""
        return self._clock()

    @property
    def vault(self) -> "Vault":
        """As a transaction's: for queries. Raises `NoKeys`."""
        return _given(self._vault)

    def fingerprint(self, content: bytes) -> bytes:
        """What is told of a request that may hold personal data: keyed where there are keys, or it could be guessed."""
        return hashlib.sha256(content).digest() if self._vault is None else self._vault.fingerprint(content)

    def collection(self, name: str) -> Collection[Document]:
        """For queries: reads outside a transaction."""
        return self.mongo[name]

    def transact(self, work: Callable[[Transaction], T], *, alone: bool = False) -> T:
        """Run `work` in one transaction: all of its writes and events are kept, or none.

        Works of several threads that wait at the same time share a MongoDB transaction, one after the other as if each
        had its own; each keeps its own refusal. `alone`: never share, so that nothing but `work` can fail it.
        """
        job = _Command(work, self._clock())
        if not alone:
            self._groups.settle(job)
        if not job.done:
            return self._alone(job)
        if job.error is not None:
            raise job.error
        return cast(T, job.result)

    def _alone(self, job: "_Command[T]") -> T:
        def attempt(unit: UnitOfWork) -> tuple[T, list[Document]]:
            tx = Transaction(unit, job.now, self._vault)
            result = job.work(tx)
            unit.flush()
            return result, tx.entries()

        for number in range(ATTEMPTS_ON_CONFLICT):
            try:
                return self._transaction(attempt)
            except ConcurrentChange:
                if number == ATTEMPTS_ON_CONFLICT - 1:
                    raise
                # Random growing pause: two writers of one aggregate must not meet again and again.
                time.sleep(random.uniform(0, min(0.2, 0.005 * 2**number)))
        raise AssertionError("unreachable")

    def _together(self, jobs: Sequence["_Command[Any]"]) -> None:
        """One transaction for all. Leaves them undone, each to be done alone, if it fails before its commit began."""
        jobs = [job for job in jobs if not job.deadline.hurried]
        worked = False

        def attempt(unit: UnitOfWork) -> tuple[None, list[Document]]:
            nonlocal worked
            worked = False
            entries: list[Document] = []
            for job in jobs:
                job.error = None
                tx = Transaction(unit, job.now, self._vault)
                try:
                    with unit.savepoint():
                        job.result = job.context.run(job.work, tx)
                except CallError as error:
                    job.error = error
                else:
                    entries += tx.entries()
            unit.flush()
            worked = True
            return None, entries

        if not jobs:
            return
        try:
            in_their_time([job.deadline for job in jobs], lambda: self._transaction(attempt))
        except BaseException as error:
            aborted = isinstance(error, PyMongoError) and error.has_error_label("TransientTransactionError")
            if worked and not aborted:
                # Whether it was committed is not known, so none of them may be done again.
                for job in jobs:
                    job.error, job.done = error, True
            if not isinstance(error, Exception):
                raise
            return
        for job in jobs:
            job.done = not isinstance(job.error, ConcurrentChange)

    def _transaction(self, attempt: Callable[[UnitOfWork], tuple[T, list[Document]]]) -> T:
        """`attempt` gives its result and what the audit says of its writes, which is written with them."""
        with self.client.start_session() as session, self.audit.chain() as chain:

            def once(session: ClientSession) -> T:
                chain.begin()
                result, entries = attempt(UnitOfWork(self.mongo, session))
                if self._audited:
                    self.audit.write(chain, entries, session)
                return result

            return session.with_transaction(
                once,
                read_concern=ReadConcern("snapshot"),
                write_concern=MAJORITY,
                read_preference=ReadPreference.PRIMARY,
            )

    def ensure_indexes(self, indexes: Indexes) -> None:
        """Create the service's indexes, and those of the outbox; what is there already stays as it is."""
        # What waits, in the order to send; partial, so that it stays small however many were sent.
        self.mongo[OUTBOX].create_index(
            [("recorded_at", 1), ("aggregate_version", 1)], name="unsent", partialFilterExpression={"sent": False}
        )
        for collection, keys, options in indexes:
            self.mongo[collection].create_index(keys, **options)
