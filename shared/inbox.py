"""Once in effect, in the order of each aggregate's versions: position and inbox, in the handler's own transaction."""

from collections.abc import Callable

from pymongo.errors import DuplicateKeyError, OperationFailure

from shared.envelope import Envelope
from shared.store import Database, Transaction

POSITIONS = "positions"
COLLECTION_EXISTS = 48  # MongoDB's error code
INBOX = "inbox"
# Longer than anything in an outbox can be replayed. Positions stay for ever and refuse older versions all the same.
BEYOND_OUTBOX_DAYS = 30


class AlreadyApplied(Exception):
    """The event has taken effect before; nothing was changed."""


class Gap(Exception):
    """Earlier versions of the same aggregate have not been applied yet; nothing was changed."""


class NotYet(Exception):
    """Raised by a handler: what the event needs is not there yet. It is tried again later; nothing was changed."""


def apply_once(tx: Transaction, handler: str, envelope: Envelope, work: Callable[[], None]) -> None:
    """Run `work` if the event is the next version for `handler`. Raises `AlreadyApplied` or `Gap`.

    `handler` is the subscription's queue; two handlers of one service each apply the event once.
    """
    positions = tx.collection(POSITIONS)
    key = {"handler": handler, "aggregate_type": envelope.aggregate_type, "aggregate_id": envelope.aggregate_id}
    version = envelope.aggregate_version
    if version == 1:
        if positions.find_one({"_id": key}, session=tx.session) is not None:
            raise AlreadyApplied(envelope.type)
        positions.insert_one({"_id": key, "version": 1}, session=tx.session)
    else:
        moved = positions.update_one(
            {"_id": key, "version": version - 1}, {"$set": {"version": version}}, session=tx.session
        )
        if moved.matched_count == 0:
            found = positions.find_one({"_id": key}, session=tx.session)
            if found is not None and found["version"] >= version:
                raise AlreadyApplied(envelope.type)
            raise Gap(envelope.type)
    try:
        tx.collection(INBOX).insert_one(
            {
                "_id": {"handler": handler, "event_id": envelope.id},
                "type": envelope.type,
                "aggregate_id": envelope.aggregate_id,
                "version": version,
                "applied_at": tx.now,
            },
            session=tx.session,
        )
    except DuplicateKeyError:
        raise AlreadyApplied(envelope.type) from None
    work()


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
