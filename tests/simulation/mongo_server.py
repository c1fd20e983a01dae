"""MongoDB in memory, the server: snapshot transactions with write conflicts, majority commits that outlive everything.

Committed states are immutable dicts, so a snapshot is a reference. A transaction whose client died keeps its documents
from others until the server ends it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pymongo.errors import DuplicateKeyError, OperationFailure, PyMongoError

from tests.simulation.matching import Document, matches
from tests.simulation.world import World

State = dict[str, dict[Any, Document]]

DUPLICATE_KEY = 11000
TRANSIENT = "TransientTransactionError"
LIFETIME_MS = 5_000  # transactionLifetimeLimitSeconds


def key_of(id: Any) -> Any:
    """An `_id` as a key: embedded documents are equal if their fields are, in their order."""
    return (dict, *id.items()) if type(id) is dict else id


def labelled(error: PyMongoError, label: str) -> PyMongoError:
    """The error, with a label as the server or the driver puts it on."""
    error._add_error_label(label)
    return error


def _write_conflict() -> PyMongoError:
    return labelled(OperationFailure("WriteConflict", 112, {"codeName": "WriteConflict"}), TRANSIENT)


class Transaction:
    """The server's side."""

    def __init__(self, server: "MongoServer") -> None:
        self.snapshot = server.state
        self.began = server.world.now
        self.owner = server.world.current.process
        self.status = "open"
        self.written: dict[str, dict[Any, Document]] = {}
        self.views: State = {}

    def view(self, collection: str) -> dict[Any, Document]:
        """What it sees: its snapshot and its own writes."""
        found = self.views.get(collection)
        return self.snapshot.get(collection, {}) if found is None else found

    def write(self, collection: str, key: Any, document: Document) -> None:
        """Keep a write until the commit."""
        if collection not in self.views:
            self.views[collection] = dict(self.snapshot.get(collection, {}))
            self.written[collection] = {}
        self.views[collection][key] = self.written[collection][key] = document


class MongoServer:
    """One replica set with one database. `on_commit(before, after, transaction)` may look at each change."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.state: State = {}
        self.unique: dict[str, list[tuple[str, ...]]] = {}
        self.on_commit: Callable[[State, State], None] = lambda before, after: None
        self._open: list[Transaction] = []
        self._locks: dict[tuple[str, Any], Transaction] = {}

    # Transactions.

    def begin(self) -> Transaction:
        """Its snapshot is of now."""
        transaction = Transaction(self)
        self._open.append(transaction)
        return transaction

    def end(self, transaction: Transaction, status: str) -> None:
        """Give its documents free."""
        transaction.status = status
        self._open.remove(transaction)
        for collection, written in transaction.written.items():
            for key in written:
                del self._locks[collection, key]

    def end_orphans(self) -> None:
        """`shared.orphans.end`: the transactions of dead processes."""
        for each in [each for each in self._open if not each.owner.alive]:
            self.end(each, "aborted")

    def fail_over(self) -> None:
        """A new primary: what was committed stays, open transactions are gone."""
        for each in list(self._open):
            self.end(each, "aborted")

    def commit(self, transaction: Transaction) -> None:
        """All or nothing; again, if the client asks again."""
        if transaction.status == "committed":
            return
        self._check(transaction)
        before = self.state
        after = dict(before)
        for collection, written in transaction.written.items():
            after[collection] = {**before.get(collection, {}), **written}
        self.end(transaction, "committed")
        if transaction.written:
            self.state = after
            self.on_commit(before, after)

    def _check(self, transaction: Transaction) -> None:
        if transaction.status == "open" and self.world.now - transaction.began > LIFETIME_MS:
            self.end(transaction, "aborted")
        if transaction.status == "aborted":
            raise labelled(OperationFailure("NoSuchTransaction", 251, {"codeName": "NoSuchTransaction"}), TRANSIENT)

    def _expire(self) -> None:
        for each in list(self._open):
            if self.world.now - each.began > LIFETIME_MS:
                self.end(each, "aborted")

    # Reads and writes.

    def view(self, collection: str, transaction: Transaction | None) -> dict[Any, Document]:
        """All documents of a collection, by key."""
        if transaction is None:
            return self.state.get(collection, {})
        self._check(transaction)
        return transaction.view(collection)

    def found(self, collection: str, filter: Mapping[str, Any], transaction: Transaction | None) -> list[Document]:
        """The documents that match, in no promised order."""
        view = self.view(collection, transaction)
        now = self.world.utc_now()
        wanted = filter.get("_id")
        operator = next(iter(wanted)) if isinstance(wanted, dict) else ""
        if wanted is None or (operator.startswith("$") and operator != "$in"):
            candidates = list(view.values())
        else:
            ids = wanted["$in"] if operator == "$in" else [wanted]
            candidates = [each for each in (view.get(key_of(id)) for id in ids) if each is not None]
            if len(filter) == 1:
                return candidates
        return [each for each in candidates if matches(each, filter, now)]

    def write(self, collection: str, document: Document, transaction: Transaction | None, insert: bool) -> None:
        """Store one document. Raises a write conflict or a duplicate key; in a transaction this ends it."""
        key = key_of(document["_id"])
        committed = self.state.get(collection, {}).get(key)
        if transaction is None:
            if insert and committed is not None:
                raise self._duplicate(collection, ("_id",))
            self._check_unique(collection, key, document, self.state.get(collection, {}))
            before = self.state
            self.state = {**before, collection: {**before.get(collection, {}), key: document}}
            self.on_commit(before, self.state)
            return
        self._check(transaction)
        holder = self._locks.get((collection, key))
        if holder is not None and holder is not transaction and self.world.now - holder.began > LIFETIME_MS:
            self.end(holder, "aborted")
            holder = None
        changed = transaction.snapshot.get(collection, {}).get(key) is not committed
        if holder is not transaction and (holder is not None or changed):
            self.end(transaction, "aborted")
            raise _write_conflict()
        try:
            view = transaction.view(collection)
            if insert and key in view:
                raise self._duplicate(collection, ("_id",))
            self._check_unique(collection, key, document, view)
        except DuplicateKeyError:
            self.end(transaction, "aborted")
            raise
        self._locks[collection, key] = transaction
        transaction.write(collection, key, document)

    def free(self, collection: str, ids: Sequence[Any]) -> bool:
        """Whether no open transaction has written these documents."""
        self._expire()
        return not any((collection, key_of(id)) in self._locks for id in ids)

    def _check_unique(self, collection: str, key: Any, document: Document, view: dict[Any, Document]) -> None:
        for fields in self.unique.get(collection, ()):
            values = [document.get(each) for each in fields]
            if any(other != key and [each.get(name) for name in fields] == values for other, each in view.items()):
                raise self._duplicate(collection, fields)

    def _duplicate(self, collection: str, fields: Sequence[str]) -> DuplicateKeyError:
        details = {"code": DUPLICATE_KEY, "keyPattern": dict.fromkeys(fields, 1)}
        return DuplicateKeyError(f"E11000 duplicate key error collection: {collection}", DUPLICATE_KEY, details)
