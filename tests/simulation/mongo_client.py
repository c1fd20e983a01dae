"""pymongo over the server in memory, as far as the delivery core uses it.

It raises what pymongo raises, with its labels. Transactions are run, and run again, by pymongo's own code.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar

from bson.codec_options import CodecOptions
from pymongo import InsertOne, ReplaceOne, ReturnDocument, UpdateOne, _csot
from pymongo.errors import AutoReconnect, BulkWriteError, DuplicateKeyError, NetworkTimeout, PyMongoError
from pymongo.results import BulkWriteResult, InsertManyResult, InsertOneResult, UpdateResult
from pymongo.synchronous.client_session import ClientSession

from tests.simulation.matching import Document, updated
from tests.simulation.mongo_server import TRANSIENT, MongoServer, Transaction, labelled
from tests.simulation.world import World

T = TypeVar("T")

UNKNOWN = "UnknownTransactionCommitResult"
POLL_MS = 7  # how often a write outside a transaction looks whether it may go on


def _copied(value: Any) -> Any:
    if type(value) is dict:
        return {key: _copied(each) if type(each) in (dict, list) else each for key, each in value.items()}
    return [_copied(each) for each in value] if type(value) is list else value


class Session:
    """pymongo's session; `with_transaction` is pymongo's own."""

    with_transaction = ClientSession.with_transaction

    def __init__(self, server: MongoServer) -> None:
        self._server = server
        self._state = "none"
        self._transaction: Transaction | None = None

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._state == "starting" and self._server.world.current.process.alive:
            self.abort_transaction()

    @property
    def in_transaction(self) -> bool:
        """As pymongo's."""
        return self._state == "starting"

    def start_transaction(self, *options: Any) -> None:
        """As pymongo's: the server hears of it with the first operation."""
        self._state, self._transaction = "starting", None

    def joined(self) -> Transaction | None:
        """The server's transaction, begun now if need be; None outside any."""
        if self._state != "starting":
            return None
        if self._transaction is None:
            self._transaction = self._server.begin()
        return self._transaction

    def abort_transaction(self) -> None:
        """As pymongo's: errors are swallowed. A dead process aborts nothing."""
        transaction, self._state = self._transaction, "aborted"
        if transaction is None or not transaction.owner.alive:
            return
        self._server.world.at("before abort")
        if transaction.status == "open":
            self._server.end(transaction, "aborted")

    def commit_transaction(self) -> None:
        """As pymongo's. When its reply is lost nobody knows what happened."""
        world, transaction = self._server.world, self._transaction
        if transaction is None:
            self._state = "committed"
            return
        world.at("before commit", self._server.name)
        self._state = "committed"  # as in pymongo: what comes out of here is not followed by an abort
        if world.trouble("commit lost"):
            raise labelled(AutoReconnect("connection closed"), UNKNOWN)
        self._server.commit(transaction)
        if world.trouble("reply of commit lost"):
            raise labelled(AutoReconnect("connection closed"), UNKNOWN)
        world.at("after commit", self._server.name)


class Cursor:
    """What `find` returns; the server is asked when it is first read."""

    def __init__(self, fetch: Callable[[], list[Document]]) -> None:
        self._fetch = fetch
        self._sort: list[tuple[str, int]] = []
        self._limit = 0

    def sort(self, key: str | Sequence[tuple[str, int]], direction: int = 1) -> "Cursor":
        """As pymongo's."""
        self._sort = [(key, direction)] if isinstance(key, str) else list(key)
        return self

    def limit(self, limit: int) -> "Cursor":
        """As pymongo's."""
        self._limit = limit
        return self

    def batch_size(self, size: int) -> "Cursor":
        """As pymongo's; here all come at once."""
        return self

    def hint(self, index: Any) -> "Cursor":
        """As pymongo's; here there is no choice to be made."""
        return self

    def __iter__(self) -> Iterator[Document]:
        found = self._fetch()
        for key, direction in reversed(self._sort):
            if key == "_id":
                found.sort(key=lambda each: repr(each["_id"]), reverse=direction < 0)
            else:
                found.sort(key=lambda each: each[key], reverse=direction < 0)
        return iter(found[: self._limit or None])


class Collection:
    """pymongo's collection, as far as it is used."""

    def __init__(self, server: MongoServer, name: str) -> None:
        self._server = server
        self._world = server.world
        self.name = name

    def _call(self, operation: str, effect: Callable[[Transaction | None], T], session: Session | None) -> T:
        """One round trip: the process may die before it or after it, and the connection too."""
        world = self._world
        world.at(operation, self.name)
        transaction = None if session is None else session.joined()
        left = _csot.remaining()
        if left is not None and left <= 0:
            raise NetworkTimeout("pymongo.timeout")
        if world.trouble("connection to the store lost"):
            raise self._lost(transaction)
        result = effect(transaction)
        if world.trouble("reply of the store lost"):
            raise self._lost(transaction)
        world.at(f"after {operation}", self.name)
        return result

    def _lost(self, transaction: Transaction | None) -> PyMongoError:
        error = AutoReconnect("connection closed")
        return error if transaction is None else labelled(error, TRANSIENT)

    def _wait_for(self, filter: Mapping[str, Any], session: Session | None) -> None:
        """Outside a transaction a write waits for the transaction that has the document."""
        if session is None or not session.in_transaction:
            while not self._server.free(
                self.name, [each["_id"] for each in self._server.found(self.name, filter, None)]
            ):
                self._world.sleep(POLL_MS)

    def find(
        self, filter: Mapping[str, Any], projection: Any = None, session: Session | None = None, **_: Any
    ) -> Cursor:
        """As pymongo's."""

        def read(transaction: Transaction | None) -> list[Document]:
            return [_copied(each) for each in self._server.found(self.name, filter, transaction)]

        return Cursor(lambda: self._call("find", read, session))

    def find_one(
        self,
        filter: Mapping[str, Any],
        projection: Any = None,
        *,
        sort: Any = None,
        session: Session | None = None,
        **_: Any,
    ) -> Document | None:
        """As pymongo's."""
        cursor = self.find(filter, session=session)
        return next(iter(cursor.sort(sort) if sort else cursor), None)

    def count_documents(self, filter: Mapping[str, Any], session: Session | None = None, **_: Any) -> int:
        """As pymongo's."""
        return len(list(self.find(filter, session=session)))

    def insert_one(self, document: Document, session: Session | None = None) -> InsertOneResult:
        """As pymongo's."""
        self._call("insert", lambda tx: self._server.write(self.name, _copied(document), tx, insert=True), session)
        return InsertOneResult(document["_id"], acknowledged=True)

    def insert_many(self, documents: Sequence[Document], session: Session | None = None, **_: Any) -> InsertManyResult:
        """As pymongo's."""
        self.bulk_write([InsertOne(each) for each in documents], session=session)
        return InsertManyResult([each["_id"] for each in documents], acknowledged=True)

    def update_one(
        self, filter: Mapping[str, Any], update: Any, upsert: bool = False, session: Session | None = None, **_: Any
    ) -> UpdateResult:
        """As pymongo's."""
        return self._update(filter, update, upsert=upsert, limit=1, session=session)

    def update_many(
        self, filter: Mapping[str, Any], update: Any, session: Session | None = None, **_: Any
    ) -> UpdateResult:
        """As pymongo's."""
        return self._update(filter, update, upsert=False, limit=None, session=session)

    def _update(
        self, filter: Mapping[str, Any], update: Any, *, upsert: bool, limit: int | None, session: Session | None
    ) -> UpdateResult:
        self._wait_for(filter, session)
        matched = self._call(
            "update", lambda tx: self._updated(filter, update, upsert=upsert, limit=limit, transaction=tx)[0], session
        )
        return UpdateResult({"n": matched, "nModified": matched}, acknowledged=True)

    def find_one_and_update(
        self, filter: Mapping[str, Any], update: Any, *, return_document: bool = ReturnDocument.BEFORE, **_: Any
    ) -> Document | None:
        """As pymongo's."""
        if return_document is not ReturnDocument.AFTER:
            raise NotImplementedError("the document before")
        self._wait_for(filter, None)
        changed = self._call(
            "update", lambda tx: self._updated(filter, update, upsert=False, limit=1, transaction=tx)[1], None
        )
        return _copied(changed[0]) if changed else None

    def _updated(
        self,
        filter: Mapping[str, Any],
        update: Any,
        *,
        upsert: bool,
        limit: int | None,
        transaction: Transaction | None,
    ) -> tuple[int, list[Document]]:
        now = self._world.utc_now()
        found = self._server.found(self.name, filter, transaction)[:limit]
        changed = [updated(each, _copied(update), now) for each in found]
        for each in changed:
            self._server.write(self.name, each, transaction, insert=False)
        if not found and upsert:
            made = updated({"_id": filter["_id"]}, _copied(update), now, inserting=True)
            self._server.write(self.name, made, transaction, insert=True)
        return len(found), changed

    def bulk_write(
        self, requests: Sequence[Any], ordered: bool = True, session: Session | None = None, **_: Any
    ) -> BulkWriteResult:
        """As pymongo's, ordered."""
        result = {"writeErrors": [], "nInserted": 0, "nMatched": 0, "nModified": 0, "nUpserted": 0, "nRemoved": 0}
        details: dict[str, Any] = {**result, "writeConcernErrors": [], "upserted": []}

        def write(transaction: Transaction | None) -> None:
            for index, request in enumerate(requests):
                try:
                    self._write_one(request, index, details, transaction)
                except DuplicateKeyError as error:
                    details["writeErrors"].append({"index": index, **(error.details or {})})
                    raise BulkWriteError(details) from None

        self._call("bulk write", write, session)
        return BulkWriteResult(details, acknowledged=True)

    def _write_one(self, request: Any, index: int, details: dict[str, Any], tx: Transaction | None) -> None:
        if isinstance(request, InsertOne):
            self._server.write(self.name, _copied(request._doc), tx, insert=True)
            details["nInserted"] += 1
            return
        if isinstance(request, ReplaceOne):
            if found := self._server.found(self.name, request._filter, tx)[:1]:
                self._server.write(self.name, {**_copied(request._doc), "_id": found[0]["_id"]}, tx, insert=False)
            elif request._upsert:
                raise NotImplementedError("a replacement that inserts")
            details["nMatched"] += len(found)
            return
        if not isinstance(request, UpdateOne):
            raise NotImplementedError(type(request).__name__)
        matched, _ = self._updated(request._filter, request._doc, upsert=bool(request._upsert), limit=1, transaction=tx)
        details["nMatched"] += matched
        if not matched and request._upsert:
            details["upserted"].append({"index": index, "_id": request._filter["_id"]})
            details["nUpserted"] += 1

    def create_index(self, keys: Any, unique: bool = False, **_: Any) -> None:
        """As pymongo's; only what is unique matters here."""
        if unique:
            self._server.unique.setdefault(self.name, []).append(tuple(name for name, _ in keys))

    def watch(self, *arguments: Any, **options: Any) -> "ChangeStream":
        """As pymongo's. Only what it says when nothing came: whoever waits looks for himself."""
        self._world.at("watch", self.name)
        if self._world.trouble("connection to the store lost"):
            raise AutoReconnect("connection closed")
        return ChangeStream(self._world)


class ChangeStream:
    """Its `try_next` takes half a second, or longer: then the relay polls."""

    def __init__(self, world: World) -> None:
        self._world = world

    def try_next(self) -> None:
        """As pymongo's."""
        self._world.sleep(500, lazy=True)

    def close(self) -> None:
        """As pymongo's."""


class Database:
    """pymongo's database."""

    def __init__(self, server: MongoServer) -> None:
        self._server = server
        self.name = server.name
        self.codec_options: CodecOptions[Document] = CodecOptions(tz_aware=True)
        self._collections: dict[str, Collection] = {}

    def __getitem__(self, name: str) -> Collection:
        if name not in self._collections:
            self._collections[name] = Collection(self._server, name)
        return self._collections[name]

    get_collection = __getitem__

    def with_options(self, **options: Any) -> "Database":
        """As pymongo's; here every read and write is of the majority."""
        return self


class Client:
    """pymongo's client, of one process."""

    def __init__(self, server: MongoServer) -> None:
        self._server = server

    def get_database(self, name: str = "", **options: Any) -> Database:
        """As pymongo's."""
        return Database(self._server)

    def start_session(self, **options: Any) -> Session:
        """As pymongo's."""
        return Session(self._server)
