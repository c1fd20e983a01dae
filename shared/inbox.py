"""Once in effect, in the order of each aggregate's versions: position and inbox, in the handler's own transaction."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from pymongo.errors import OperationFailure, PyMongoError

from shared.envelope import Envelope
from shared.store import Database, Document, Transaction
from shared.unit_of_work import CannotUndo, EarlierRefused

POSITIONS = "positions"
COLLECTION_EXISTS = 48  # MongoDB's error code
INBOX = "inbox"
# Longer than anything in an outbox can be replayed. Positions stay for ever and refuse older versions all the same.
BEYOND_OUTBOX_DAYS = 30

# "applied": with this transaction. "duplicate": it took effect before. "gap": earlier versions of its aggregate have
# not been applied. An exception: what its handler raised. But for "applied", nothing was changed.
Applied = Literal["applied", "duplicate", "gap"] | Exception


class NotYet(Exception):
    """Raised by a handler: what the event needs is not there yet. It is tried again later; nothing was changed."""


class TooSlow(Exception):
    """The handler has not ended in its time. What it did may have been cut off in the middle of a call."""


class Enough(Exception):
    """Raised by `effect`, before it does anything: apply what came before, and no more."""


class Unfit(Exception):
    """The event at `number` failed in a way that cannot be undone: run the transaction again, up to that event.

    `error` is what its handler raised.
    """

    def __init__(self, number: int, error: Exception) -> None:
        super().__init__(number)
        self.number = number
        self.error = error


def apply_batch(
    tx: Transaction, handler: str, envelopes: Sequence[Envelope], effect: Callable[[Envelope], None]
) -> list[Applied]:
    """Run `effect` for each event that is the next of its aggregate; what became of each, in order.

    `handler` is the subscription's queue; two handlers of one service each apply the event once. The answer is shorter
    than `envelopes` if `effect` raised `Enough`. Raises `Unfit`, and what pymongo raises, which may be any event's
    fault or none's; above all `DuplicateKeyError` if an event is in the inbox already under another version.
    """
    keys = {each.aggregate_id: position_id(handler, each.aggregate_type, each.aggregate_id) for each in envelopes}
    found = {each["_id"]["aggregate_id"]: each["version"] for each in tx.find(POSITIONS, _among(list(keys.values())))}
    positions: dict[str, int] = {}
    results: list[Applied] = []
    for number, envelope in enumerate(envelopes):
        aggregate, version = envelope.aggregate_id, envelope.aggregate_version
        position = positions.get(aggregate) or found.get(aggregate, 0)
        if version <= position:
            results.append("duplicate")
        elif version > position + 1:
            results.append("gap")
        else:
            try:
                with tx.savepoint():
                    effect(envelope)
            except Enough:
                break
            except (PyMongoError, EarlierRefused):
                raise  # the transaction is over
            except CannotUndo as error:
                cause = error.__cause__
                raise Unfit(number, cause if isinstance(cause, Exception) else error) from error
            except TooSlow as error:
                raise Unfit(number, error) from error
            except Exception as error:  # whatever a handler raises is its event's fault only
                results.append(error)
            else:
                positions[aggregate] = version
                tx.add(INBOX, _row(handler, envelope, tx))
                results.append("applied")
    for aggregate, version in positions.items():
        # Written in the transaction that has read them: if another writer moves one meanwhile, MongoDB has this
        # transaction run again.
        if aggregate in found:
            tx.put(POSITIONS, keys[aggregate], {"version": version})
        else:
            tx.add(POSITIONS, {"_id": keys[aggregate], "version": version})
    return results


def position_id(handler: str, aggregate_type: str, aggregate_id: str) -> Document:
    """The `_id` of an aggregate's position; the order of its fields matters to MongoDB."""
    return {"handler": handler, "aggregate_type": aggregate_type, "aggregate_id": aggregate_id}


def inbox_id(handler: str, event_id: str) -> Document:
    """The `_id` of an event's row."""
    return {"handler": handler, "event_id": event_id}


def has_applied(database: Database, handler: str, event_id: str) -> bool:
    """Whether the event has taken effect, under whatever version."""
    return database.collection(INBOX).find_one({"_id": inbox_id(handler, event_id)}) is not None


def _among(ids: list[Document]) -> Any:
    # One alone by equality: MongoDB has a short cut for it.
    return {"_id": ids[0] if len(ids) == 1 else {"$in": ids}}


def _row(handler: str, envelope: Envelope, tx: Transaction) -> Document:
    return {
        "_id": inbox_id(handler, envelope.id),
        "type": envelope.type,
        "aggregate_id": envelope.aggregate_id,
        "version": envelope.aggregate_version,
        "applied_at": tx.now,
    }


def ensure_indexes(database: Database, outbox_days: int) -> None:
    """The inbox's retention. Call it again after changing the setting."""
    seconds = (outbox_days + BEYOND_OUTBOX_DAYS) * 86_400
    inbox = database.mongo[INBOX]
    try:
        inbox.create_index("applied_at", name="retention", expireAfterSeconds=seconds)
    except OperationFailure:  # it exists with another time
        database.mongo.command("collMod", INBOX, index={"name": "retention", "expireAfterSeconds": seconds})
    # The first position made inside a transaction must not have to create the collection too: that conflicts.
    try:
        database.mongo.create_collection(POSITIONS, check_exists=False)
    except OperationFailure as error:
        if error.code != COLLECTION_EXISTS:  # made before, or by another worker that starts at the same moment
            raise
