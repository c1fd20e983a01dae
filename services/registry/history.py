"""What the register knew before: an append-only row for each change of a person's record, in the change's transaction.

    {"_id": "<person_id>/<time>/<collection>/<id>/<revision>", "person_id", "of": "persons" | "loops", "id", "revision",
     "at", "by", "op", "cause"?, "reinstatement_reason"?, "before": {field: value}, "new": [field],
     "sealed": {field: value}, "erased"?: [field]}

`before` has what the fields held that the change gave other values; `new` names fields that were not there. So today's
document and the rows, undone from the newest, give every earlier one. What tells who a person is stands in `sealed`,
sealed with the person's key: who destroys the key erases it here too. Keyed indexes are left out for the same reason.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from shared import audit
from shared.store import Database, Document, Transaction

HISTORY: Final = "person_history"
INDEXES: Final[list[tuple[str, list[tuple[str, int]], dict[str, Any]]]] = [
    (HISTORY, [("person_id", 1), ("_id", 1)], {})
]

# In the clear in today's document, because figures and rules need them; but of an earlier day they tell who it was.
SEALED: Final = ("birth_date", "working_age_first", "working_age_last")
# Of an erased person, kept of no earlier day: some tell of poverty or health.
_ERASED: Final = ("needs", "programmes")
_INDEXES: Final = ("resident_id_index", "former_resident_id_indexes")
# What follows from the rest, or tells of reminders only.
_BOOKKEEPING: Final = ("_id", "version", "revision", "reminded", "remind_on", "regions", "search")


def keep(
    tx: Transaction,
    collection: str,
    before: Document,
    after: Document,
    *,
    person_id: str,
    why: dict[str, str] | None = None,
    sealed: Document | None = None,
) -> None:
    """Write down what a document held before a change. `sealed`: fields of the identity that were replaced, sealed."""
    was, is_ = _without_indexes(before), _without_indexes(after)
    changed = {name: value for name, value in was.items() if is_.get(name) != value or name not in is_}
    if after.get("erased_on") is not None and before.get("erased_on") is None:
        changed = {"erased_on": None}  # what an erasure takes away is not kept elsewhere
    kept: dict[str, str] = {name: changed.pop(name) for name in SEALED if name in changed}
    new = [name for name in is_ if name not in was]
    if not (changed or new or kept or sealed):
        return
    if before.get("erased_on") is not None:
        changed = {name: value for name, value in changed.items() if name not in _ERASED}
    act = audit.act()
    revision = int(before["revision"]) + 1
    tx.add(
        HISTORY,
        {
            "_id": f"{person_id}/{tx.now:%Y%m%dT%H%M%S.%f}/{collection}/{before['_id']}/{revision:06d}",
            "person_id": person_id,
            "of": collection,
            "id": before["_id"],
            "revision": revision,
            "at": tx.now,
            "by": act.caller.subject if act.caller else audit.NOBODY,
            "op": act.operation.rpartition("/")[2],
            **(why or {}),
            "before": changed,
            "new": new,
            "sealed": {**(sealed or {}), **(tx.vault.seal(person_id, kept) if kept else {})},
        },
    )


def forget(tx: Transaction, person_id: str) -> None:
    """The person is erased: earlier needs and programmes go. What changed when, and by whom, stays."""
    for row in tx.find(HISTORY, {"person_id": person_id, "of": "persons"}):
        left = {name: value for name, value in row["before"].items() if name not in _ERASED}
        if left != row["before"]:
            gone = sorted({*row.get("erased", ()), *row["before"].keys() - left.keys()})
            tx.put(HISTORY, row["_id"], {"before": left, "erased": gone})


def _without_indexes(document: Document) -> Document:
    """A copy without bookkeeping, keyed indexes (also those of the certificates), and what limits the person.

    A need's constraints never change: today's document has them, unless they were erased.
    """
    copy = {name: value for name, value in document.items() if name not in (*_BOOKKEEPING, *_INDEXES)}
    for cards in {"certificates", "veteran_certificates"} & copy.keys():
        copy[cards] = [{name: value for name, value in row.items() if name != "number_index"} for row in copy[cards]]
    if "needs" in copy:
        copy["needs"] = [{name: value for name, value in row.items() if name != "constraints"} for row in copy["needs"]]
    return copy


def rows_after(database: Database, person_id: str, at: datetime) -> list[Document]:
    """What was changed after a time, the newest first."""
    later = {"person_id": person_id, "at": {"$gt": at}}
    return list(database.collection(HISTORY).find(later).sort("_id", -1))


def undone(document: Document, changes: Iterable[Document], collection: str) -> tuple[Document, Document]:
    """The document before the changes (of whatever collection; the newest first), and the sealed fields of then."""
    then, sealed = dict(document), {}
    for row in changes:
        if row["of"] == collection and row["id"] == document["_id"]:
            for name in row["new"]:
                then.pop(name, None)
            then.update(row["before"])
            sealed.update(row["sealed"])
    return then, sealed
