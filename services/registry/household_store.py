"""Documents ↔ households and kin, their indexes, and what an erasure takes of them.

households  {region_code, places, memberships, dissolved_on, current: [person id], person_ids: all there ever were}
kin         {person_id, relation, guardianship, kin_person_id, since, until, recorded_by, name, phone (sealed)}
"""

from datetime import date
from typing import Any, Final

from bihuan.registry.v1.household_service_pb2 import Guardianship, HouseholdRelation, KinRelation

from services.registry.domain.household import Household, Kin, Membership, Place
from shared import access
from shared.errors import NotFound
from shared.store import Document, Transaction

HOUSEHOLDS: Final = "households"
KIN: Final = "kin"
INDEXES: Final[list[tuple[str, list[tuple[str, int]], dict[str, Any]]]] = [
    (HOUSEHOLDS, [("region_code", 1), ("_id", 1)], {}),
    # Nobody is in two; sparse, for one that is dissolved has nobody.
    (HOUSEHOLDS, [("current", 1)], {"unique": True, "sparse": True}),
    (HOUSEHOLDS, [("person_ids", 1), ("_id", 1)], {}),
    (KIN, [("person_id", 1), ("_id", 1)], {}),
    (KIN, [("kin_person_id", 1)], {"sparse": True}),
]
_RELATION, _KIN, _GUARDIAN = "HOUSEHOLD_RELATION_", "KIN_RELATION_", "GUARDIANSHIP_"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def household(tx: Transaction, household_id: str) -> Household:
    """Raises `NotFound`, also when it is in none of the caller's regions."""
    row = tx.find_one(HOUSEHOLDS, {"_id": household_id})
    if row is None:
        raise NotFound("household", "household_id")
    access.require_row(row["region_code"], NotFound("household", "household_id"))
    return household_from(row)


def household_from(row: Document) -> Household:
    """A household as stored."""
    return Household(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        places=[
            Place(each["region_code"], date.fromisoformat(each["since"]), tuple(each["moved"]), tuple(each["stayed"]))
            for each in row["places"]
        ],
        memberships=[
            Membership(
                each["person_id"],
                HouseholdRelation.Value(_RELATION + each["relation"]),  # type: ignore[arg-type]  # the stub says int
                date.fromisoformat(each["since"]),
                _day(each["until"]),
            )
            for each in row["memberships"]
        ],
        dissolved_on=_day(row["dissolved_on"]),
    )


def save_household(tx: Transaction, household: Household) -> None:
    """Store it."""
    current = [each.person_id for each in household.members]
    document: Document = {
        "region_code": household.region_code,
        "places": [
            {
                "region_code": each.region_code,
                "since": each.since.isoformat(),
                "moved": list(each.moved),
                "stayed": list(each.stayed),
            }
            for each in household.places
        ],
        "memberships": [
            {
                "person_id": each.person_id,
                "relation": HouseholdRelation.Name(each.relation).removeprefix(_RELATION),
                "since": each.since.isoformat(),
                "until": _iso(each.until),
            }
            for each in household.memberships
        ],
        "dissolved_on": _iso(household.dissolved_on),
        **({"current": current} if current else {}),
        "person_ids": sorted({each.person_id for each in household.memberships}),
    }
    tx.save(HOUSEHOLDS, household, document)


def kin_from(row: Document) -> Kin:
    """A kin as stored, without the contact."""
    return Kin(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        person_id=row["person_id"],
        relation=KinRelation.Value(_KIN + row["relation"]),  # type: ignore[arg-type]  # the stub says int
        guardianship=Guardianship.Value(_GUARDIAN + row["guardianship"]),  # type: ignore[arg-type]  # as above
        kin_person_id=row.get("kin_person_id", ""),
        since=date.fromisoformat(row["since"]),
        recorded_by=row["recorded_by"],
        until=_day(row["until"]),
    )


def save_kin(tx: Transaction, kin: Kin, contact: Document) -> None:
    """Store a kin; `contact` is name and phone, sealed."""
    tx.save(
        KIN,
        kin,
        {
            "person_id": kin.person_id,
            "relation": KinRelation.Name(kin.relation).removeprefix(_KIN),
            "guardianship": Guardianship.Name(kin.guardianship).removeprefix(_GUARDIAN),
            **({"kin_person_id": kin.kin_person_id} if kin.kin_person_id else {}),
            "since": kin.since.isoformat(),
            "until": _iso(kin.until),
            "recorded_by": kin.recorded_by,
            **{name: contact[name] for name in ("name", "phone") if name in contact},
        },
    )


def forget(tx: Transaction, person_id: str, on: date) -> None:
    """A person is erased: memberships go, and whose kin the person had; who had the person as kin keeps no contact."""
    for row in tx.find(HOUSEHOLDS, {"person_ids": person_id}):
        household = household_from(row)
        household.forget(person_id, on)
        save_household(tx, household)
    for row in tx.find(KIN, {"person_id": person_id}):
        kin = kin_from(row)
        kin.kin_person_id = ""
        # Of a deleted row nothing could say that it had been there: what is left names nobody.
        save_kin(tx, kin, {})
    for row in tx.find(KIN, {"kin_person_id": person_id}):
        save_kin(tx, kin_from(row), {})
