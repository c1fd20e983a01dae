"""Households and kin: use cases and queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.registry.v1 import household_service_pb2 as pb

from services.registry import household_store, life, programmes, store
from services.registry.data import REGIONS
from services.registry.domain.household import MOST_KIN, Household, Kin, KinFull, Membership, in_order
from services.registry.household_store import HOUSEHOLDS, KIN
from services.registry.store import PERSONS
from shared import access, dates
from shared.errors import AlreadyExists, InvalidField, NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction, new_id

# Use cases


def register_household(tx: Transaction, region_code: str, members: Sequence[pb.MemberEntry], since: date) -> Household:
    """Raises as RegisterHousehold says."""
    access.require_region(region_code, "region_code")
    dates.check_not_future(since, tx.now, "since")
    REGIONS.require_in_force(region_code, since)
    household = Household.found(new_id(), region_code, since, _entries(members))
    for member in household.members:
        _require_free(tx, member.person_id, "members")
    household_store.save_household(tx, household)
    return household


def join_household(
    tx: Transaction, household_id: str, person_id: str, relation: pb.HouseholdRelation, joined_on: date
) -> Household:
    """Raises as JoinHousehold says."""
    dates.check_not_future(joined_on, tx.now, "joined_on")
    household = household_store.household(tx, household_id)
    person_id = person_id.lower()
    _require_free(tx, person_id, "person_id")
    household.join(person_id, relation, joined_on)
    household_store.save_household(tx, household)
    return household


def leave_household(tx: Transaction, household_id: str, person_id: str, left_on: date) -> Household:
    """Raises as LeaveHousehold says."""
    dates.check_not_future(left_on, tx.now, "left_on")
    household = household_store.household(tx, household_id)
    household.leave(person_id.lower(), left_on)
    household_store.save_household(tx, household)
    return household


def change_head(tx: Transaction, household_id: str, members: Sequence[pb.MemberEntry], changed_on: date) -> Household:
    """Raises as ChangeHouseholdHead says."""
    dates.check_not_future(changed_on, tx.now, "changed_on")
    household = household_store.household(tx, household_id)
    household.relate(_entries(members), changed_on)
    household_store.save_household(tx, household)
    return household


def move_household(tx: Transaction, household_id: str, region_code: str, address: str, moved_on: date) -> Household:
    """Move it, and those who live where it was. Raises as MoveHousehold says."""
    access.require_region(region_code, "region_code")
    dates.check_not_future(moved_on, tx.now, "moved_on")
    REGIONS.require_in_force(region_code, moved_on)
    household = household_store.household(tx, household_id)
    from_here = access.prefix(household.region_code)
    moves: dict[str, str] = {}
    stayed = []
    for member in household.members:
        record = _record(tx, member.person_id)
        lives_here = record["region_code"].startswith(from_here) and record["region_code"] != region_code
        if lives_here and _stands(record):
            moves[member.person_id] = record["_id"]
        else:
            stayed.append(member.person_id)
    household.move(region_code, moved_on, list(moves), stayed)
    for person_id in dict.fromkeys(moves.values()):  # two records of one person move once
        life.move_person(tx, person_id, region_code, address, moved_on)
    household_store.save_household(tx, household)
    return household


def enter_programme(tx: Transaction, household_id: str, code: str, entered_on: date, recorded_by: str) -> Household:
    """Take down the members of a household in a programme. Raises as EnterHouseholdProgramme says."""
    household = household_store.household(tx, household_id)
    household.require_members()
    for record in {each["_id"]: each for each in (_record(tx, one.person_id) for one in household.members)}.values():
        if not (_stands(record) and access.caller().sees(record["region_code"])):
            continue
        if not any(each.programme_code == code and each.left_on is None for each in store.participations(record)):
            programmes.enter_programme(tx, record["_id"], code, entered_on, recorded_by)
    return household


@dataclass(frozen=True)
class KinData:
    """A kin as told."""

    relation: pb.KinRelation
    guardianship: pb.Guardianship
    name: str
    phone: str
    kin_person_id: str
    since: date
    recorded_by: str


def record_kin(tx: Transaction, person_id: str, data: KinData) -> Kin:
    """Raises as RecordKin says."""
    dates.check_not_future(data.since, tx.now, "since")
    person = store.person(tx, person_id)
    person.require_alive()
    if not data.name and not data.kin_person_id:
        raise InvalidField("name", "is needed without kin_person_id")
    kin_person_id = data.kin_person_id.lower()
    if kin_person_id:
        if kin_person_id == person.id:
            raise InvalidField("kin_person_id", "must be another person")
        store.person(tx, kin_person_id, "kin_person_id").require_known()
    if tx.count(KIN, {"person_id": person.id}) >= MOST_KIN:
        raise KinFull("person_id", f"a person has at most {MOST_KIN} kin on record")
    kin = Kin(
        id=new_id(),
        person_id=person.id,
        relation=data.relation,
        guardianship=data.guardianship,
        kin_person_id=kin_person_id,
        since=data.since,
        recorded_by=data.recorded_by,
    )
    household_store.save_kin(tx, kin, tx.vault.seal(person.id, {"name": data.name, "phone": data.phone}))
    return kin


def end_kin(tx: Transaction, kin_id: str, until: date) -> Kin:
    """Raises as EndKin says."""
    dates.check_not_future(until, tx.now, "until")
    row = tx.find_one(KIN, {"_id": kin_id})
    if row is None:
        raise NotFound("kin", "kin_id")
    access.require_row(_record(tx, row["person_id"])["region_code"], NotFound("kin", "kin_id"))
    kin = household_store.kin_from(row)
    kin.end(until)
    household_store.save_kin(tx, kin, row)
    return kin


def _entries(members: Sequence[pb.MemberEntry]) -> dict[str, pb.HouseholdRelation]:
    entries = {each.person_id.lower(): each.relation for each in members}
    if len(entries) < len(members):
        raise InvalidField("members", "must name each person once")
    return entries


def _require_free(tx: Transaction, person_id: str, field: str) -> None:
    """Raises `NotFound`, `AlreadyExists`, and what `require_alive` raises."""
    store.person(tx, person_id, field).require_alive()
    if tx.find_one(HOUSEHOLDS, {"current": person_id}) is not None:
        raise AlreadyExists("household", field, "the person is in a household; LeaveHousehold ends that")


def _record(tx: Transaction, person_id: str) -> Document:
    """The document under which a member is to be read: the surviving one of a merged."""
    row = tx.find_one(PERSONS, {"_id": person_id})
    if row is not None and "merged_into" in row:
        row = tx.find_one(PERSONS, {"_id": row["merged_into"]})
    if row is None:
        raise LookupError("a household names a person who is not there")
    return row


def _stands(record: Document) -> bool:
    return not any(record.get(name) for name in ("died_on", "deregistered_on", "erased_on"))


# Queries


def get_household(database: Database, household_id: str, as_of: date | None = None) -> pb.Household:
    """A household, now or on a day. Raises `NotFound`, `InvalidField`."""
    row = database.collection(HOUSEHOLDS).find_one({"_id": household_id, **access.rows("region_code")})
    if row is None:
        raise NotFound("household", "household_id")
    household = household_store.household_from(row)
    if as_of is not None and as_of < household.places[0].since:
        raise InvalidField("as_of", "lies before the first day of the household")
    former = [each for each in household.memberships if as_of is None and each.until is not None]
    members = household.members if as_of is None else in_order(x for x in household.memberships if x.holds(as_of))
    dissolved_on = household.dissolved_on if as_of is None or as_of >= (household.dissolved_on or as_of) else None
    return pb.Household(
        household_id=household.id,
        region_code=household.region_code,
        members=[_member(each) for each in members],
        former_members=[_member(each) for each in sorted(former, key=lambda x: (x.until or x.since, x.person_id))],
        residences=[
            pb.HouseholdResidence(
                region=each.region_code,
                since=dates.to_wire(each.since),
                moved_person_ids=each.moved,
                stayed_person_ids=each.stayed,
            )
            for each in household.places
            if as_of is None or each.since <= as_of
        ],
        dissolved_on=None if dissolved_on is None else dates.to_wire(dissolved_on),
    )


def list_households(
    database: Database, region_code: str, person_id: str, page_size: int, page_token: str
) -> pb.ListHouseholdsResponse:
    """Households of a region's subtree, or of a person there, by id. Raises `InvalidField` for `page_token`."""
    filter: Document = access.rows("region_code", region_code)
    if person_id:
        filter = {"$and": [filter, {"person_ids": person_id.lower()}]}
    rows, token = page(database.collection(HOUSEHOLDS), filter, page_size=page_size, page_token=page_token)
    found = [household_store.household_from(row) for row in rows]
    return pb.ListHouseholdsResponse(
        households=[
            pb.HouseholdSummary(
                household_id=each.id,
                region_code=each.region_code,
                head_person_id=each.head_id,
                members=len(each.members),
            )
            for each in found
        ],
        next_page_token=token,
    )


def in_programme(
    database: Database, household_id: str, code: str, entered_on: date
) -> pb.EnterHouseholdProgrammeResponse:
    """Which members are in a programme since a day, by what is stored: no answer of that is kept. Raises `NotFound`."""
    household = get_household(database, household_id)
    ids = [member.person_id for member in household.members]
    rows = database.collection(PERSONS).find({"_id": {"$in": ids}}, {"programmes": 1, "merged_into": 1})
    records = {row["_id"]: row for row in rows}
    survivors = {row["merged_into"] for row in records.values() if "merged_into" in row} - records.keys()
    records |= {row["_id"]: row for row in database.collection(PERSONS).find({"_id": {"$in": list(survivors)}})}

    def entered(id: str) -> bool:
        own = records[records[id].get("merged_into", id)]
        times = store.participations(own)
        return any(each.programme_code == code and each.entered_on == entered_on for each in times)

    return pb.EnterHouseholdProgrammeResponse(
        household_id=household_id,
        entered_person_ids=[id for id in ids if entered(id)],
        left_out_person_ids=[id for id in ids if not entered(id)],
    )


def get_kin(database: Database, kin_id: str) -> pb.Kin:
    """One kin with its contact. Raises `NotFound`."""
    row = database.collection(KIN).find_one({"_id": kin_id})
    own = None if row is None else {"_id": row["person_id"], **access.rows("region_code")}
    if row is None or own is None or database.collection(PERSONS).find_one(own, {"_id": 1}) is None:
        raise NotFound("kin", "kin_id")
    return _kin_messages(database, [row])[0]


def list_kin(
    database: Database, person_id: str, as_of: date | None, page_size: int, page_token: str
) -> pb.ListKinResponse:
    """A person's kin, by id. Raises `NotFound`, `InvalidField` for `page_token`."""
    own = {"_id": person_id, **access.rows("region_code")}
    person = database.collection(PERSONS).find_one(own, {"merged_ids": 1, "erased_on": 1})
    if person is None:
        raise NotFound("person", "person_id")
    filter: Document = {"person_id": {"$in": [person_id, *person.get("merged_ids", [])]}}
    if as_of is not None:
        day = as_of.isoformat()
        filter |= {"since": {"$lte": day}, "$or": [{"until": None}, {"until": {"$gt": day}}]}
    if person["erased_on"] is not None:
        filter = {"_id": {"$in": []}}
    rows, token = page(database.collection(KIN), filter, page_size=page_size, page_token=page_token)
    return pb.ListKinResponse(kin=_kin_messages(database, rows), next_page_token=token, person_id=person_id)


def _kin_messages(database: Database, rows: list[Document]) -> list[pb.Kin]:
    opened = store.clear(database, rows) if rows else []
    messages = []
    for row, clear in zip(rows, rows if opened is None else opened, strict=True):
        kin = household_store.kin_from(row)
        messages.append(
            pb.Kin(
                kin_id=kin.id,
                person_id=kin.person_id,
                relation=kin.relation,
                guardianship=kin.guardianship,
                name="" if opened is None else clear.get("name", ""),
                phone="" if opened is None else clear.get("phone", ""),
                kin_person_id=kin.kin_person_id,
                since=dates.to_wire(kin.since),
                until=None if kin.until is None else dates.to_wire(kin.until),
                recorded_by=kin.recorded_by,
            )
        )
    return messages


def _member(each: Membership) -> pb.HouseholdMember:
    return pb.HouseholdMember(
        person_id=each.person_id,
        relation=each.relation,
        since=dates.to_wire(each.since),
        until=None if each.until is None else dates.to_wire(each.until),
    )
