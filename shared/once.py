"""A write that is safe to send again: the same `request_id` has one effect and gets the same answer (AIP-155).

The row in `requests` is written in the transaction of the work itself, so it is there exactly when the effect is. A
refused or failed request leaves no row: it may be sent again with the same id.

A stored answer is a second copy, so it must hold no personal data. Where an answer does (the registry's persons), use
`once_then_read`: only the resource's id is stored, and the answer, first or repeated, is read from the resource.
Rows go after 30 days, by a TTL index; a later repetition is a new request.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import Message

from shared.access import caller
from shared.errors import CallError, InvalidField
from shared.own_rows import require_own
from shared.store import Database, Document, Transaction

R = TypeVar("R", bound=Message)

REQUESTS = "requests"
KEPT_SECONDS = 30 * 24 * 3600
INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    (REQUESTS, [("at", 1)], {"expireAfterSeconds": KEPT_SECONDS})
]


class RequestIdReused(InvalidField):
    """INVALID_ARGUMENT: the `request_id` came before, with another request or from another caller."""

    reason = "REQUEST_ID_REUSED"

    def __init__(self) -> None:
        super().__init__("request_id", "came before with another request; use a new UUID for each new request")


def once(database: Database, request: Message, work: Callable[[Transaction], R], *, alone: bool = False) -> R:
    """Run `work` in one transaction and return its answer, or the answer that this request got before.

    `alone`: never share the transaction with other callers, who would wait for long work.

    `request` has a `request_id`. Raises `RequestIdReused` when that id came with another request; else what `work`
    raises. Of two equal requests at the same time one does the work and both get its answer.
    """

    def answer(row: Document) -> R:
        name: str = row["answer_type"]
        message_class = message_factory.GetMessageClass(descriptor_pool.Default().FindMessageTypeByName(name))
        message: R = message_class.FromString(row["answer"])  # type: ignore[assignment]  # stored by this same method
        return message

    def keep(response: R) -> Document:
        return {"answer_type": response.DESCRIPTOR.full_name, "answer": response.SerializeToString()}

    def own(tx: Transaction) -> R:
        response = work(tx)
        require_own(response)  # here, so that what was not the caller's to change is not changed
        return response

    return _once(database, request, own, keep, answer, alone=alone)


def once_then_read(
    database: Database, request: Message, work: Callable[[Transaction], str], read: Callable[[str], R]
) -> R:
    """As `once`, for answers with personal data: `work` returns the resource's id, and `read` makes the answer from it.

    A repeated request gets the resource as it is then.
    """
    return read(_once(database, request, work, lambda id: {"id": id}, lambda row: str(row["id"])))


T = TypeVar("T")


def _once(
    database: Database,
    request: Message,
    work: Callable[[Transaction], T],
    keep: Callable[[T], Document],
    answer: Callable[[Document], T],
    *,
    alone: bool = False,
) -> T:
    request_id: str = getattr(request, "request_id")  # noqa: B009  # every write's request has it, but not Message
    key = f"{request.DESCRIPTOR.full_name}/{request_id.lower()}"
    # The request itself is not stored: it may hold personal data. Another caller's is another request.
    content = caller().subject.encode() + b"\0" + request.SerializeToString(deterministic=True)
    fingerprint = database.fingerprint(content)

    def answer_again(row: Document) -> T:
        if row["fingerprint"] != fingerprint:
            raise RequestIdReused
        return answer(row)

    def attempt(tx: Transaction) -> T:
        row = tx.find_one(REQUESTS, {"_id": key})
        if row is not None:
            return answer_again(row)
        result = work(tx)
        # If the same request is being worked on elsewhere, this makes a write conflict, and the work runs again.
        tx.put(REQUESTS, key, {"fingerprint": fingerprint, "at": tx.now, **keep(result)})
        return result

    try:
        return database.transact(attempt, alone=alone)
    except CallError:
        # The same request may have been done meanwhile by another thread, and just that be why this one was refused
        # (its natural key is taken, its state has moved on). Then its answer is this one's too.
        row = database.collection(REQUESTS).find_one({"_id": key})
        if row is not None and row["fingerprint"] == fingerprint:
            return answer_again(row)
        raise
