"""Writes of one MongoDB transaction, kept back and sent together: a bulk per collection instead of a call per document.

Reads see the writes that came before them, as if these had been sent at once.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import bson
from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database as MongoDatabase
from pymongo.errors import BulkWriteError, DuplicateKeyError

from shared.errors import AlreadyExists, CallError, ConcurrentChange

Document = dict[str, Any]
DUPLICATE_KEY = 11000  # MongoDB's error code


class CannotUndo(Exception):
    """Part of what a savepoint would undo has been sent already: run the whole transaction again without that part."""


class EarlierRefused(Exception):
    """Inside a savepoint, the database refused what had been written before it: the transaction is over.

    `__cause__` says why, but not whose write it was, if several shared the transaction.
    """


class _Write(NamedTuple):
    """One write kept back. `body` is the whole document, or for "put" the fields to set."""

    # "save": an aggregate; "put": fields of a row, made if need be; "add": a row that must be new.
    kind: Literal["save", "put", "add"]
    id: Any
    body: Document
    replaces_revision: int = 0  # of "save"; 0: the aggregate is new

    @property
    def inserts(self) -> bool:
        return self.kind == "add" or (self.kind == "save" and self.replaces_revision == 0)

    def request(self) -> InsertOne[Document] | ReplaceOne[Document] | UpdateOne:
        if self.inserts:
            return InsertOne(self.body)
        if self.kind == "save":
            return ReplaceOne({"_id": self.id, "revision": self.replaces_revision}, self.body)
        return UpdateOne({"_id": self.id}, {"$set": self.body}, upsert=True)


class _Layer:
    """Writes by collection, in the order they were made."""

    def __init__(self) -> None:
        self.writes: dict[str, list[_Write]] = defaultdict(list)
        # The last write of each document: what a read by its id must see.
        self.last: dict[tuple[str, Any], _Write] = {}

    def append(self, collection: str, write: _Write) -> None:
        self.writes[collection].append(write)
        self.last[collection, _key(write.id)] = write

    def take(self, collection: str) -> list[_Write]:
        taken = self.writes.pop(collection, [])
        for write in taken:
            self.last.pop((collection, _key(write.id)), None)
        return taken

    def absorb(self, other: "_Layer") -> None:
        for collection, writes in other.writes.items():
            self.writes[collection] += writes
        self.last |= other.last


def _key(id: Any) -> Any:
    return id if type(id) is str else (type(id), repr(id))


def _is_condition(id: Any) -> bool:
    """Whether it is no id, but says which ids are meant: `{"$in": […]}`."""
    return isinstance(id, Mapping) and any(name.startswith("$") for name in id)


class UnitOfWork:
    """The writes and reads of one transaction on `session`. `flush()` before the commit."""

    def __init__(self, database: MongoDatabase[Document], session: ClientSession) -> None:
        self._database = database
        self.session = session
        self._kept = _Layer()
        self._savepoint: _Layer | None = None
        self._savepoint_flushed = False

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is written inside is dropped when it raises. Raises `CannotUndo` if part of it was sent already.

        One at a time. After an error of pymongo the transaction is over, savepoint or not. Raises `EarlierRefused` when
        a read inside has earlier writes sent and these are refused.
        """
        if self._savepoint is not None:
            raise RuntimeError("savepoints do not nest")
        self._savepoint, self._savepoint_flushed = _Layer(), False
        try:
            yield
        except EarlierRefused:
            raise
        except Exception as error:
            if self._savepoint_flushed:
                raise CannotUndo from error
            raise
        else:
            self._kept.absorb(self._savepoint)
        finally:
            self._savepoint = None

    def save(self, collection: str, id: Any, document: Document, replaces_revision: int) -> None:
        """Insert an aggregate's document, or replace the one that has this revision."""
        self._top.append(collection, _Write("save", id, document, replaces_revision))

    def put(self, collection: str, id: Any, fields: Mapping[str, Any]) -> None:
        """Set fields of a row, making it if need be."""
        self._top.append(collection, _Write("put", id, dict(fields)))

    def add(self, collection: str, document: Document) -> None:
        """Insert a row that is not there yet."""
        self._top.append(collection, _Write("add", document["_id"], document))

    def find_one(self, collection: str, filter: Mapping[str, Any]) -> Document | None:
        """One document, or None."""
        if filter.keys() == {"_id"} and not _is_condition(filter["_id"]):
            key = (collection, _key(filter["_id"]))
            write = self._top.last.get(key) or self._kept.last.get(key)
            if write is not None and write.kind != "put":
                # As it would come back from the server: a copy, times in UTC cut to milliseconds.
                copy: Document = bson.decode(bson.encode(write.body), codec_options=self._database.codec_options)
                return copy
            if write is None:
                return self._database[collection].find_one(filter, session=self.session)
        return self.flushed(collection).find_one(filter, session=self.session)

    def flushed(self, collection: str) -> Collection[Document]:
        """The collection, with all that was written to it sent."""
        try:
            self._send(collection, self._kept.take(collection))
        except (CallError, DuplicateKeyError) as error:
            if self._savepoint is None:
                raise
            raise EarlierRefused(collection) from error
        if self._savepoint is not None and (writes := self._savepoint.take(collection)):
            self._savepoint_flushed = True
            self._send(collection, writes)
        return self._database[collection]

    def flush(self) -> None:
        """Send everything. Raises `AlreadyExists`, `ConcurrentChange`, and what pymongo raises."""
        for collection in list(self._kept.writes):
            self.flushed(collection)

    @property
    def _top(self) -> _Layer:
        return self._kept if self._savepoint is None else self._savepoint

    def _send(self, collection: str, writes: list[_Write]) -> None:
        if not writes:
            return
        target = self._database[collection]
        try:
            # In the order made: a unique index may want one document out of the way before the next comes.
            result = target.bulk_write([write.request() for write in writes], session=self.session)
        except BulkWriteError as error:
            raise _translated(collection, writes, error) from error
        if result.inserted_count + result.matched_count + result.upserted_count < len(writes):
            raise ConcurrentChange(f"{collection}: another writer changed it first")


def _translated(collection: str, writes: list[_Write], error: BulkWriteError) -> Exception:
    failed = error.details["writeErrors"][0]
    if failed["code"] != DUPLICATE_KEY:
        return error
    write = writes[failed["index"]]
    if write.kind == "save":
        return AlreadyExists(collection, ", ".join(failed.get("keyPattern", {"id": 1})), "another one has the same")
    if write.kind == "put":
        return ConcurrentChange(f"{collection}: another writer made it first")
    return DuplicateKeyError(f"{collection}: the row is there already", DUPLICATE_KEY, failed)
