"""Two records of one person: merged, and apart again. Pure: no I/O.

Neither record takes anything over from the other, so undoing a merge is exact, whatever was heard of either since.
"""

from datetime import date

from bihuan.registry.v1.events_pb2 import MergeUndone, PersonsMerged

from services.registry.domain.person import Merge, Person, PersonMerged
from shared import dates
from shared.errors import InvalidField, WrongState

MOST_MERGED = 100


class PersonNotMerged(WrongState):
    """There is no merge to undo."""

    reason = "PERSON_NOT_MERGED"


def merge(survivor: Person, duplicate: Person, merged_on: date) -> None:
    """Let a record be read under another. Raises `InvalidField`, `PersonMerged`, and what `require_alive` raises."""
    if survivor.id == duplicate.id:
        raise InvalidField("duplicate_person_id", "must be another record than the one that survives")
    survivor.require_alive()
    duplicate.require_alive()
    if duplicate.merged_ids:
        raise PersonMerged("duplicate_person_id", "others are merged into this record; undo that first")
    if len(survivor.merged_ids) == MOST_MERGED:
        raise PersonMerged("person_id", "too many records are merged into this one")
    if merged_on < max(survivor.registered_on, duplicate.registered_on):
        raise InvalidField("merged_on", "must not lie before the day on which either was registered")
    duplicate.merged = Merge(survivor.id, merged_on)
    survivor.merged_ids = [*survivor.merged_ids, duplicate.id]
    survivor.record(
        PersonsMerged(
            person_id=survivor.id,
            region_code=survivor.region_code,
            merged_person_id=duplicate.id,
            merged_on=dates.to_wire(merged_on),
        )
    )


def undo(survivor: Person, duplicate: Person, undone_on: date) -> None:
    """Let them be two again. Raises `InvalidField`, `PersonErased`."""
    duplicate.require_known()
    if duplicate.merged is None:
        raise PersonNotMerged("person_id", "the record is not merged into another")
    if undone_on < duplicate.merged.on:
        raise InvalidField("undone_on", "must not lie before the merge")
    duplicate.merged = None
    survivor.merged_ids = [id for id in survivor.merged_ids if id != duplicate.id]
    survivor.record(
        MergeUndone(
            person_id=survivor.id,
            region_code=survivor.region_code,
            merged_person_id=duplicate.id,
            undone_on=dates.to_wire(undone_on),
        )
    )
