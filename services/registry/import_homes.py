"""Households of an import: who belongs to which is said row by row, and the head may come after the others.

    import_homes    {import_id, row, head_key, person_id, relation, since}: a member whose head is not there yet

A household begins with its head's registration, and a member joins with the member's own, or with the household's.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from bihuan.registry.v1 import import_service_pb2 as pb
from bihuan.registry.v1.household_service_pb2 import HOUSEHOLD_RELATION_HEAD, HouseholdRelation

from services.registry import household_store, import_store, store
from services.registry.domain.household import Household
from services.registry.domain.import_rows import WARNING, Finding, Home
from services.registry.domain.importing import Import
from services.registry.domain.person import Person
from services.registry.household_store import HOUSEHOLDS
from services.registry.import_store import HOMES
from shared import access
from shared.errors import CallError
from shared.store import Transaction, new_id

MOST_TOLD: Final = 10_000  # rows in the one transaction that ends an import


class Member(NamedTuple):
    """A person who was just entered, from which row, and whose household it is."""

    row: int
    person: Person
    home: Home


def enter(tx: Transaction, run: Import, members: Sequence[Member]) -> None:
    """Let the persons of a slice belong to their households, now or when the head comes. Few reads, however many."""
    if not members:
        return
    keys = {each.row: store.resident_key(tx.vault, each.home.head.number) for each in members}
    homes: dict[bytes, Household] = {}
    for each in members:
        if each.home.relation == HOUSEHOLD_RELATION_HEAD:
            head = {each.person.id: each.home.relation}
            homes[keys[each.row]] = Household.found(new_id(), each.person.region_code, each.person.registered_on, head)
    changed = dict(homes)
    heads = {"$in": list(homes)}
    for waiting in tx.find(HOMES, {"import_id": run.id, "head_key": heads, "waits": True}) if homes else ():
        relation: HouseholdRelation = HouseholdRelation.Value(waiting["relation"])  # type: ignore[assignment]
        if _join(homes[waiting["head_key"]], waiting["person_id"], relation, date.fromisoformat(waiting["since"])):
            tx.put(HOMES, waiting["_id"], {"waits": False})
    homes |= _registered(tx, [key for key in keys.values() if key not in homes])
    for each in members:
        key = keys[each.row]
        if each.home.relation == HOUSEHOLD_RELATION_HEAD:
            continue
        if key in homes and _join(homes[key], each.person.id, each.home.relation, each.person.registered_on):
            changed[key] = homes[key]
        else:
            _wait(tx, run, each, key)
    for household in changed.values():
        household_store.save_household(tx, household)


def _wait(tx: Transaction, run: Import, member: Member, key: bytes) -> None:
    tx.put(
        HOMES,
        f"{run.id}/{member.row:07d}",
        {
            "import_id": run.id,
            "row": member.row,
            "head_key": key,
            "person_id": member.person.id,
            "relation": HouseholdRelation.Name(member.home.relation),
            "since": member.person.registered_on.isoformat(),
            "waits": True,
            "at": tx.now,
        },
    )


def tell_of_the_homeless(tx: Transaction, run: Import) -> None:
    """At the end of an import: a finding for each member whose head has not come."""
    for waiting in tx.find(HOMES, {"import_id": run.id, "waits": True}, sort="row", limit=MOST_TOLD):
        place = run.layout.place("head_id")
        finding = Finding(pb.IMPORT_FINDING_CODE_HOUSEHOLD_HEAD_MISSING, WARNING, "head_id", place)
        import_store.add_finding(tx, run.id, waiting["row"], finding)
        run.count([finding])


def _registered(tx: Transaction, keys: Sequence[bytes]) -> dict[bytes, Household]:
    """The households, of the caller's, whose heads have these resident IDs, by their keyed indexes."""
    if not keys:
        return {}
    heads = {
        row["_id"]: row["resident_id_index"]
        for row in tx.find(store.PERSONS, {"resident_id_index": {"$in": list(keys)}})
    }
    rows = tx.find(HOUSEHOLDS, {"current": {"$in": list(heads)}}) if heads else []
    found = [household_store.household_from(row) for row in rows if access.caller().sees(row["region_code"])]
    return {heads[each.head_id]: each for each in found if each.head_id in heads}


def _join(household: Household, person_id: str, relation: HouseholdRelation, since: date) -> bool:
    try:
        household.join(person_id, relation, max(since, household.places[0].since))
    except CallError:
        return False  # it is full
    return True
