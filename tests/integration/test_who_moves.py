"""What the other services make of a person's move, correction, departure and reinstatement, as their workers do."""

from collections.abc import Callable
from datetime import date
from typing import Any

import grpc
import pytest
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub, add_LevyServiceServicer_to_server
from bihuan.outreach.v1 import events_pb2 as outreach_events
from bihuan.outreach.v1.outreach_service_pb2_grpc import add_OutreachServiceServicer_to_server
from bihuan.recruitment.v1 import recruitment_service_pb2 as recruitment_pb
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import add_RecruitmentServiceServicer_to_server
from bihuan.registry.v1.events_pb2 import (
    CERTIFICATE_KIND_VETERAN,
    DEREGISTRATION_REASON_DIED,
    DEREGISTRATION_REASON_NOT_DISABLED,
    NEED_KIND_TRAINING,
    CertificateIssued,
    CertificateReinstated,
    CertificateRevoked,
    MergeUndone,
    NeedFulfilled,
    PersonCorrected,
    PersonDecertified,
    PersonDeregistered,
    PersonMoved,
    PersonReinstated,
    PersonsMerged,
)

from services.levy import commands as levy
from services.levy import store as levy_store
from services.levy.api import LevyApi
from services.outreach import commands as outreach
from services.outreach import store as outreach_store
from services.outreach.api import OutreachService
from services.recruitment import commands as recruitment
from services.recruitment import store as recruitment_store
from services.recruitment.api import RecruitmentApi
from services.training import store as training_store
from shared.dates import month_to_wire, to_wire
from shared.store import Database
from tests import levy_samples, outreach_samples, training_samples
from tests.recruitment_samples import Client, graduation, new_id
from tests.training_samples import Applicant, open_class, standing

Serve = Callable[..., grpc.Channel]
THERE = "370104"
ON = date(2020, 4, 21)


def moved(person_id: str, on: date = ON) -> PersonMoved:
    return PersonMoved(person_id=person_id, region_code=THERE, from_region_code="370105003", moved_on=to_wire(on))


def gone(person_id: str, on: date = ON) -> PersonDeregistered:
    reason = DEREGISTRATION_REASON_DIED
    return PersonDeregistered(person_id=person_id, region_code="370105003", reason=reason, deregistered_on=to_wire(on))


def back(person_id: str, on: date = ON) -> PersonReinstated:
    return PersonReinstated(person_id=person_id, region_code="370105003", reinstated_on=to_wire(on))


def regions(database: Database, collection: str) -> list[str]:
    return [row["region_code"] for row in database.collection(collection).find().sort("_id")]


def test_training_keeps_a_seat_and_lets_the_new_region_see_it(database: Database) -> None:
    database.ensure_indexes(training_store.INDEXES)
    applicant = Applicant()
    training_samples.hear(database, *applicant.stream())
    class_id = open_class(database, rules=[])
    training_samples.hear(database, moved(applicant.id))
    assert standing(database, class_id, applicant) == ("CONFIRMED", [])
    assert (regions(database, "persons"), regions(database, "enrolments")) == ([THERE], [THERE])


def test_training_refuses_whose_certificate_is_revoked_whose_age_is_corrected_and_who_left(database: Database) -> None:
    database.ensure_indexes(training_store.INDEXES)
    class_id = open_class(database)
    applicants = [Applicant() for _ in range(3)]
    for applicant in applicants:
        training_samples.hear(database, *applicant.stream())
    about: list[Any] = [{"person_id": each.id, "region_code": each.region_code} for each in applicants]
    training_samples.hear(
        database,
        PersonDecertified(**about[0], certificate_id=new_id(), revoked_on=to_wire(date(2020, 3, 20))),
        PersonCorrected(
            **about[1],
            working_age_from=month_to_wire(date(1976, 1, 1)),
            working_age_until=month_to_wire(date(2019, 12, 1)),
            corrected_on=to_wire(date(2020, 3, 20)),
        ),
        PersonDeregistered(
            **about[2], reason=DEREGISTRATION_REASON_NOT_DISABLED, deregistered_on=to_wire(date(2020, 3, 20))
        ),
    )
    assert [standing(database, class_id, each) for each in applicants] == [
        ("REFUSED", ["CERTIFICATE_NOT_VALID"]),
        ("REFUSED", ["ABOVE_WORKING_AGE"]),
        ("REFUSED", ["NEED_MET"]),
    ]


def test_training_considers_again_who_was_reinstated_and_only_whose_need_was_open(database: Database) -> None:
    database.ensure_indexes(training_store.INDEXES)
    class_id = open_class(database)
    asks, has_passed = Applicant(), Applicant()
    training_samples.hear(database, *asks.stream(), *has_passed.stream())
    need = database.collection("persons").find_one({"_id": has_passed.id})
    assert need is not None
    about: Any = {"person_id": has_passed.id, "need_id": need["need"]["need_id"]}
    met = NeedFulfilled(**about, kind=NEED_KIND_TRAINING, fulfilled_on=to_wire(date(2020, 3, 19)))
    training_samples.hear(database, met)
    day = date(2020, 3, 20)
    training_samples.hear(database, gone(asks.id, day), gone(has_passed.id, day))
    assert standing(database, class_id, asks) == ("REFUSED", ["NEED_MET"])
    training_samples.hear(database, back(asks.id, day), back(has_passed.id, day))
    assert standing(database, class_id, asks) == ("CONFIRMED", [])
    assert standing(database, class_id, has_passed) == ("REFUSED", ["NEED_MET"])


def test_recruitment_ends_the_search_of_who_has_gone_and_takes_nobody_gone(database: Database, serve: Serve) -> None:
    database.ensure_indexes(recruitment_store.INDEXES)
    client = Client.on(serve(RecruitmentApi(database), add_RecruitmentServiceServicer_to_server))
    seeker, graduate = client.seeker(), graduation()
    intention = client.intention(client.post(), seeker)
    for event in (gone(seeker.person_id), gone(graduate.person_id)):
        database.transact(lambda tx, event=event: recruitment.follow_departure(tx, event))  # type: ignore[misc]
    assert client.seeker_now(seeker).status == recruitment_pb.SEEKER_STATUS_WITHDRAWN
    assert client.placement_now(intention).status == recruitment_pb.PLACEMENT_STATUS_DROPPED
    database.transact(lambda tx: recruitment.register_graduate(tx, graduate))
    again = {"person_id": seeker.person_id, "loop_id": new_id(), "registered_on": to_wire(date(2020, 6, 1))}
    with pytest.raises(grpc.RpcError, match="left the register"):
        client.seeker(**again)
    assert database.collection("seekers").count_documents({}) == 1

    database.transact(lambda tx: recruitment.follow_departure(tx, back(seeker.person_id)))
    assert client.seeker(**again).status == recruitment_pb.SEEKER_STATUS_ACTIVE


def test_outreach_ends_the_case_of_who_has_gone_and_opens_none_until_that_proves_false(
    database: Database, serve: Serve
) -> None:
    database.ensure_indexes(outreach_store.INDEXES)
    desk = outreach_samples.Desk(serve(OutreachService(database), add_OutreachServiceServicer_to_server))
    person = outreach_samples.Person()
    outreach_samples.hear(database, person.refused())
    case_id = desk.only_case().case_id
    database.transact(lambda tx: outreach.person_gone(tx, gone(person.about["person_id"])))
    assert desk.get(case_id).outcome == outreach_events.CASE_OUTCOME_DIED
    outreach_samples.hear(database, person.failed())
    assert desk.only_case().case_id == case_id

    database.transact(lambda tx: outreach.person_reinstated(tx, back(person.about["person_id"])))
    outreach_samples.hear(database, person.ended())
    assert [row["outcome"] for row in database.collection("cases").find().sort("opened_on")] == ["DIED", None]


def test_recruitment_lets_a_seeker_and_the_placements_on_their_way_go_along(database: Database, serve: Serve) -> None:
    database.ensure_indexes(recruitment_store.INDEXES)
    client = Client.on(serve(RecruitmentApi(database), add_RecruitmentServiceServicer_to_server))
    seeker = client.seeker()
    client.intention(client.post(), seeker)
    database.transact(lambda tx: recruitment.follow_move(tx, moved(seeker.person_id)))
    assert (regions(database, "seekers"), regions(database, "placements")) == ([THERE], [THERE])


def test_recruitment_takes_a_graduate_in_where_the_person_lives_by_now(database: Database) -> None:
    database.ensure_indexes(recruitment_store.INDEXES)
    graduate = graduation()
    database.transact(lambda tx: recruitment.follow_move(tx, moved(graduate.person_id)))
    database.transact(lambda tx: recruitment.register_graduate(tx, graduate))
    assert regions(database, "seekers") == [THERE]


def test_outreach_gives_an_open_case_to_a_worker_where_the_person_lives_now(database: Database, serve: Serve) -> None:
    database.ensure_indexes(outreach_store.INDEXES)
    desk = outreach_samples.Desk(serve(OutreachService(database), add_OutreachServiceServicer_to_server))
    role = outreach_events.ROLE_GRASSROOTS_WORKER
    here = desk.register(role, region_code="370105").worker.worker_id
    person, late = outreach_samples.Person(), outreach_samples.Person()
    outreach_samples.hear(database, person.refused())
    case_id = desk.only_case().case_id
    assert [held.worker_id for held in desk.get(case_id).assignments] == [here]

    # nobody serves the new region: the case waits, and the first to come there takes it
    database.transact(lambda tx: outreach.person_moved(tx, moved(person.about["person_id"])))
    assert [held.HasField("until") for held in desk.get(case_id).assignments] == [True]
    there = desk.register(role, region_code=THERE).worker.worker_id
    assert [held.worker_id for held in desk.get(case_id).assignments if not held.HasField("until")] == [there]
    # a case of somebody of whose move outreach has heard already opens there
    database.transact(lambda tx: outreach.person_moved(tx, moved(late.about["person_id"])))
    outreach_samples.hear(database, late.refused())
    assert set(regions(database, "cases")) == {THERE}


def test_the_levy_does_not_count_a_certificate_beyond_its_revocation(database: Database, serve: Serve) -> None:
    database.ensure_indexes(levy_store.INDEXES)
    client = LevyServiceStub(serve(LevyApi(database), add_LevyServiceServicer_to_server))
    client.RegisterEmployer(levy_samples.registration())
    client.SubmitDeclaration(levy_samples.declaration())
    person_id = new_id()
    issued = levy_samples.certificate_issued(person_id, 3)
    revoked = CertificateRevoked(
        certificate_id=issued.certificate_id, person_id=person_id, revoked_on=to_wire(date(2020, 12, 1))
    )
    database.transact(lambda tx: levy.hear_placement(tx, levy_samples.placement_started(person_id, date(2020, 6, 1))))
    database.transact(lambda tx: levy.hear_person(tx, levy_samples.person_registered(person_id)))
    database.transact(lambda tx: levy.hear_certificate(tx, issued))
    before = levy_samples.preview(client).payable_fen
    database.transact(lambda tx: levy.hear_certificate(tx, revoked))
    assert levy_samples.preview(client).payable_fen > before
    row = database.collection("certificates").find_one({})
    assert row is not None
    assert row["valid_until"] == "2020-11-30"

    # a veteran's level is told on another scale: 3 counts twice
    veteran = CertificateIssued()
    veteran.CopyFrom(issued)
    veteran.kind, veteran.certificate_id = CERTIFICATE_KIND_VETERAN, new_id()
    database.transact(lambda tx: levy.hear_certificate(tx, veteran))
    assert levy_samples.preview(client).payable_fen < before
    database.collection("certificates").delete_one({"_id": veteran.certificate_id})

    # the holder had neither died nor left: it counts as before
    again = CertificateReinstated(
        certificate_id=issued.certificate_id,
        person_id=person_id,
        valid_from=issued.valid_from,
        valid_until=issued.valid_until,
    )
    database.transact(lambda tx: levy.hear_certificate(tx, again))
    assert levy_samples.preview(client).payable_fen == before


def test_the_levy_counts_two_records_of_one_person_as_one_until_the_merge_is_undone(
    database: Database, serve: Serve
) -> None:
    database.ensure_indexes(levy_store.INDEXES)
    client = LevyServiceStub(serve(LevyApi(database), add_LevyServiceServicer_to_server))
    client.RegisterEmployer(levy_samples.registration())
    client.SubmitDeclaration(levy_samples.declaration())
    survivor, other = new_id(), new_id()
    merge = {"person_id": survivor, "merged_person_id": other}

    def placed() -> float:
        return float(levy_samples.preview(client).placed)

    # Both work at the same employer; the certificate is the other record's; the merge is heard first.
    database.transact(lambda tx: levy.hear_person(tx, PersonsMerged(**merge)))
    for id in (survivor, other):
        began = levy_samples.placement_started(id, date(2020, 1, 1))
        levy_samples.hear(database, levy_samples.person_registered(id), began)
    levy_samples.hear(database, levy_samples.certificate_issued(other, 3))
    assert placed() == 1
    levy_samples.hear(database, levy_samples.certificate_issued(survivor, 3))
    assert placed() == 1
    database.transact(lambda tx: levy.hear_person(tx, MergeUndone(**merge)))
    assert placed() == 2
