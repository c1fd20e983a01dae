"""Households and kin over real gRPC and MongoDB."""

from collections.abc import Callable
from typing import Any

import grpc
import pytest
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import household_service_pb2 as pb
from bihuan.registry.v1 import registry_service_pb2 as registry_pb
from bihuan.registry.v1.household_service_pb2_grpc import HouseholdServiceStub
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub

from services.registry.api import INDEXES, Registry, add_to_server
from shared.once import INDEXES as REQUEST_INDEXES
from shared.once import REQUESTS
from shared.store import Database
from tests.integration.registry.test_registry_api import INVALID, day, event_types, new_request, refused
from tests.integration.registry.test_registry_at_rest import erasure
from tests.integration.registry.test_registry_life import WRONG_STATE, departure, move, person, registered

HEAD, SPOUSE, CHILD = pb.HOUSEHOLD_RELATION_HEAD, pb.HOUSEHOLD_RELATION_SPOUSE, pb.HOUSEHOLD_RELATION_CHILD


class Village:
    """Four persons of a sub-district, the first three of one household."""

    def __init__(self, database: Database, serve: Callable[..., grpc.Channel]) -> None:
        database.ensure_indexes([*INDEXES, *REQUEST_INDEXES])
        channel = serve(Registry(database), add_to_server)
        self.registry, self.desk = RegistryServiceStub(channel), HouseholdServiceStub(channel)
        self.people = [registered(self.registry, number) for number in range(1, 5)]
        ann, ben, cem, _ = self.people
        self.home = self.desk.RegisterHousehold(self.household({ann: HEAD, ben: SPOUSE, cem: CHILD})).household

    @staticmethod
    def household(members: dict[str, Any], **changes: Any) -> pb.RegisterHouseholdRequest:
        entries = [pb.MemberEntry(person_id=id, relation=relation) for id, relation in members.items()]
        fields: dict[str, Any] = {"region_code": "370105003", "since": day(2020, 3, 2), **changes}
        return pb.RegisterHouseholdRequest(request_id=new_request(), members=entries, **fields)

    def about(self, **fields: Any) -> dict[str, Any]:
        return {"request_id": new_request(), "household_id": self.home.household_id, **fields}

    def now(self, **fields: Any) -> pb.Household:
        return self.desk.GetHousehold(pb.GetHouseholdRequest(household_id=self.home.household_id, **fields)).household

    def kin(self, person_id: str, **fields: Any) -> pb.RecordKinRequest:
        sound: dict[str, Any] = {"relation": pb.KIN_RELATION_PARENT, "name": "样本监护人", "phone": "10000000009"}
        sound |= {"guardianship": pb.GUARDIANSHIP_LEGAL, "since": day(2020, 3, 2), "recorded_by": "worker:1"}
        return pb.RecordKinRequest(request_id=new_request(), person_id=person_id, **(sound | fields))


@pytest.fixture
def village(database: Database, serve: Callable[..., grpc.Channel]) -> Village:
    return Village(database, serve)


def test_a_household_has_members_by_date_and_nobody_is_in_two(village: Village, database: Database) -> None:
    ann, ben, cem, dan = village.people
    desk = village.desk
    first = village.home.members[0]
    assert (first.person_id, first.relation) == (ann, HEAD)
    taken = village.household({dan: HEAD, ben: SPOUSE})
    refused(database, desk.RegisterHousehold, taken, grpc.StatusCode.ALREADY_EXISTS, "members")
    refused(database, desk.RegisterHousehold, village.household({dan: SPOUSE}), INVALID, "members")
    head_first = pb.LeaveHouseholdRequest(**village.about(person_id=ann, left_on=day(2020, 4, 1)))
    assert refused(database, desk.LeaveHousehold, head_first, WRONG_STATE, "person_id").reason == "HEAD_LEAVES"

    desk.JoinHousehold(
        pb.JoinHouseholdRequest(**village.about(person_id=dan, relation=CHILD, joined_on=day(2020, 4, 1)))
    )
    relations = {ann: SPOUSE, ben: HEAD, cem: CHILD, dan: CHILD}
    members = [pb.MemberEntry(person_id=id, relation=relation) for id, relation in relations.items()]
    changing = pb.ChangeHouseholdHeadRequest(**village.about(members=members[:3], changed_on=day(2020, 5, 1)))
    refused(database, desk.ChangeHouseholdHead, changing, INVALID, "members")
    desk.ChangeHouseholdHead(
        pb.ChangeHouseholdHeadRequest(**village.about(members=members, changed_on=day(2020, 5, 1)))
    )
    leaving = pb.LeaveHouseholdRequest(**village.about(person_id=ann, left_on=day(2020, 6, 1)))
    answer = desk.LeaveHousehold(leaving)
    assert desk.LeaveHousehold(leaving) == answer
    assert [(each.person_id, each.relation) for each in answer.household.former_members] == [
        *sorted([(ann, HEAD), (ben, SPOUSE)]),
        (ann, SPOUSE),
    ]
    assert {each.person_id: each.relation for each in village.now().members} == {ben: HEAD, cem: CHILD, dan: CHILD}
    then = village.now(as_of=day(2020, 4, 30))
    assert {each.person_id: each.relation for each in then.members} == {ann: HEAD, ben: SPOUSE, cem: CHILD, dan: CHILD}
    found = desk.ListHouseholds(pb.ListHouseholdsRequest(region_code="370105", person_id=ann)).households
    assert [(each.head_person_id, each.members) for each in found] == [(ben, 3)]


def test_a_household_that_moves_takes_along_who_lives_there_and_names_who_stays(
    village: Village, database: Database
) -> None:
    ann, ben, cem, _ = village.people
    village.registry.MovePerson(move(ben, "370105001"))  # works elsewhere
    village.registry.DeregisterPerson(departure(cem, ev.DEREGISTRATION_REASON_DIED))
    before = event_types(database).count("PersonMoved")
    moving = {"region_code": "370104", "address": "样本路三号"}
    early = pb.MoveHouseholdRequest(**village.about(**moving, moved_on=day(2020, 3, 2)))
    refused(database, village.desk.MoveHousehold, early, INVALID, "moved_on")
    moved = village.desk.MoveHousehold(pb.MoveHouseholdRequest(**village.about(**moving, moved_on=day(2020, 5, 1))))
    last = moved.household.residences[-1]
    assert (moved.household.region_code, last.region, last.since) == ("370104", "370104", day(2020, 5, 1))
    assert (list(last.moved_person_ids), sorted(last.stayed_person_ids)) == ([ann], sorted([ben, cem]))
    assert event_types(database).count("PersonMoved") == before + 1
    assert (person(village.registry, ann).address, person(village.registry, ann).region_code) == (
        "样本路三号",
        "370104",
    )
    assert person(village.registry, ben).region_code == "370105001"


def test_a_programme_decided_by_household_is_taken_down_for_each_member_and_in_no_stored_answer(
    village: Village, database: Database
) -> None:
    ann, ben, cem, _ = village.people
    code = village.registry.ListProgrammes(registry_pb.ListProgrammesRequest()).programmes[0].programme_code
    day_of = {"entered_on": day(2020, 4, 1), "recorded_by": "worker:1", "programme_code": code}
    own = registry_pb.EnterProgrammeRequest(
        request_id=new_request(), person_id=ben, **{**day_of, "entered_on": day(2020, 3, 20)}
    )
    village.registry.EnterProgramme(own)
    village.registry.DeregisterPerson(departure(cem, ev.DEREGISTRATION_REASON_GIVEN_UP))
    entering = pb.EnterHouseholdProgrammeRequest(**village.about(**day_of))
    answer = village.desk.EnterHouseholdProgramme(entering)
    assert (list(answer.entered_person_ids), sorted(answer.left_out_person_ids)) == ([ann], sorted([ben, cem]))
    assert village.desk.EnterHouseholdProgramme(entering) == answer
    assert [each.programme_code for each in person(village.registry, ann).programmes] == [code]
    assert ann not in str(list(database.collection(REQUESTS).find({"_id": {"$regex": "HouseholdProgramme"}})))


def test_a_guardians_contact_is_sealed_listed_by_date_and_goes_with_either_person(
    village: Village, database: Database
) -> None:
    ann, ben, cem, dan = village.people
    desk = village.desk
    refused(database, desk.RecordKin, village.kin(cem, name=""), INVALID, "name")
    refused(database, desk.RecordKin, village.kin(cem, kin_person_id=cem), INVALID, "kin_person_id")
    first = desk.RecordKin(village.kin(cem, kin_person_id=ann)).kin
    desk.RecordKin(village.kin(cem, name="样本甲乙", guardianship=0, relation=pb.KIN_RELATION_SIBLING))
    stored = str(list(database.collection("kin").find()))
    assert ("样本监护人" in stored, "10000000009" in stored) == (False, False)
    ending = pb.EndKinRequest(request_id=new_request(), kin_id=first.kin_id, until=day(2020, 6, 1))
    assert desk.EndKin(ending).kin == pb.Kin.FromString(first.SerializeToString()).__class__(
        **{field.name: value for field, value in first.ListFields()}, until=day(2020, 6, 1)
    )
    again = pb.EndKinRequest(request_id=new_request(), kin_id=first.kin_id, until=day(2020, 7, 1))
    assert refused(database, desk.EndKin, again, WRONG_STATE, "kin_id").reason == "KIN_ENDED"

    def names(**asked: Any) -> list[str]:
        page = desk.ListKin(pb.ListKinRequest(person_id=cem, **asked))
        return sorted(each.name for each in page.kin)

    assert names() == ["样本甲乙", "样本监护人"]
    assert names(as_of=day(2020, 6, 1)) == ["样本甲乙"]
    assert len(desk.ListKin(pb.ListKinRequest(person_id=cem, page_size=1)).next_page_token) > 0
    # The guardian is erased: who that was, is known of the guarded no more. Then the guarded person is.
    village.registry.ErasePerson(erasure(ann))
    assert names() == ["", "样本甲乙"]
    home = village.now()
    assert ann not in str(home)
    assert {each.person_id for each in home.members} == {ben, cem}
    village.registry.ErasePerson(erasure(cem))
    assert names() == []
    gone = village.kin(cem)
    assert refused(database, desk.RecordKin, gone, WRONG_STATE, "person_id").reason == "PERSON_ERASED"
    assert dan
