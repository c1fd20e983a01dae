"""Households of an import: who belongs to which is said row by row, and the head may come after the others.

    import_homes    {import_id, row, head_key, person_id, relation, since}: a member whose head is not there yet

A household begins with its head's registration, and a member joins with the member's own, or with the household's.
"""

from datetime import date
from typing import Final

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


def enter(tx: Transaction, run: Import, row: int, person: Person, home: Home) -> None:
    """Let a person who was just entered belong to a household, now or when the head comes."""
    key = store.resident_key(tx.vault, home.head.number)
    if home.relation == HOUSEHOLD_RELATION_HEAD:
        household = Household.found(new_id(), person.region_code, person.registered_on, {person.id: home.relation})
        for waiting in tx.find(HOMES, {"import_id": run.id, "head_key": key, "waits": True}):
            relation: HouseholdRelation = HouseholdRelation.Value(waiting["relation"])  # type: ignore[assignment]
            if _join(household, waiting["person_id"], relation, date.fromisoformat(waiting["since"])):
                tx.put(HOMES, waiting["_id"], {"waits": False})
        household_store.save_household(tx, household)
        return
    found = _of_head(tx, key)
    if found is not None and _join(found, person.id, home.relation, person.registered_on):
        household_store.save_household(tx, found)
        return
    tx.put(
        HOMES,
        f"{run.id}/{row:07d}",
        {
            "import_id": run.id,
            "row": row,
            "head_key": key,
            "person_id": person.id,
            "relation": HouseholdRelation.Name(home.relation),
            "since": person.registered_on.isoformat(),
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


def _of_head(tx: Transaction, key: bytes) -> Household | None:
    """The household whose head has this resident ID, if it is the caller's."""
    head = tx.find_one(store.PERSONS, {"resident_id_index": key})
    row = None if head is None else tx.find_one(HOUSEHOLDS, {"current": head["_id"]})
    if head is None or row is None or not access.caller().sees(row["region_code"]):
        return None
    household = household_store.household_from(row)
    return household if household.head_id == head["_id"] else None


def _join(household: Household, person_id: str, relation: HouseholdRelation, since: date) -> bool:
    try:
        household.join(person_id, relation, max(since, household.places[0].since))
    except CallError:
        return False  # it is full
    return True
