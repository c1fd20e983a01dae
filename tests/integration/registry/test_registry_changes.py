"""Two pairs of eyes over real gRPC and MongoDB: evidence, states, and acts by the rules of their own rpcs."""

from collections.abc import Callable
from typing import Any

import bson
import grpc
import pytest
from bihuan.registry.v1 import change_request_service_pb2 as pb
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as registry_pb
from bihuan.registry.v1.change_request_service_pb2_grpc import ChangeRequestServiceStub
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub

from services.registry import store
from services.registry.api import Registry, add_to_server
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.integration.registry.test_registry_api import INVALID, day, identity, new_request, refused
from tests.integration.registry.test_registry_at_rest import erasure
from tests.integration.registry.test_registry_life import WRONG_STATE, person, registered

Serve = Callable[..., grpc.Channel]
PDF = b"%PDF-1.7 scan of the card of synthetic person"


class Office:
    """Two workers, each with a token of their own, and whoever looks on."""

    def __init__(self, database: Database, serve: Serve) -> None:
        database.ensure_indexes([*store.INDEXES, *REQUEST_INDEXES])
        ann = serve(Registry(database), add_to_server, sub="ann")
        self.database = database
        self.registry = RegistryServiceStub(ann)
        self.ann = ChangeRequestServiceStub(ann)
        self.ben = ChangeRequestServiceStub(serve(Registry(database), add_to_server, sub="ben"))

    def opened(self, person_id: str, **act: Any) -> str:
        request = pb.OpenChangeRequestRequest(request_id=new_request(), person_id=person_id, change=pb.Change(**act))
        return self.ann.OpenChangeRequest(request).change_request.change_request_id

    def attached(self, id: str, content: bytes = PDF) -> pb.ChangeRequest:
        request = pb.AttachEvidenceRequest(request_id=new_request(), change_request_id=id, content=content)
        return self.ann.AttachEvidence(request).change_request

    def submitted(self, person_id: str, **act: Any) -> str:
        id = self.opened(person_id, **act)
        self.attached(id)
        self.ann.SubmitChangeRequest(pb.SubmitChangeRequestRequest(request_id=new_request(), change_request_id=id))
        return id

    def validated(self, person_id: str, **act: Any) -> str:
        id = self.submitted(person_id, **act)
        self.ben.ValidateChangeRequest(pb.ValidateChangeRequestRequest(request_id=new_request(), change_request_id=id))
        return id

    def apply(self, id: str) -> pb.ChangeRequest:
        return self.ann.ApplyChangeRequest(applying(id)).change_request

    def get(self, id: str) -> pb.ChangeRequest:
        return self.ann.GetChangeRequest(pb.GetChangeRequestRequest(change_request_id=id)).change_request


def applying(id: str) -> pb.ApplyChangeRequestRequest:
    return pb.ApplyChangeRequestRequest(request_id=new_request(), change_request_id=id)


@pytest.fixture
def office(database: Database, serve: Serve) -> Office:
    return Office(database, serve)


def test_what_one_asks_and_another_validates_is_done_with_who_and_when(office: Office, database: Database) -> None:
    person_id = registered(office.registry)
    number = identity(2).resident_id
    change = pb.ResidentIdChange(
        resident_id=number, cause=registry_pb.CORRECTION_CAUSE_CHANGED, corrected_on=day(2020, 5, 4)
    )
    id = office.submitted(person_id, resident_id_change=change)
    own = pb.ValidateChangeRequestRequest(request_id=new_request(), change_request_id=id)
    assert refused(database, office.ann.ValidateChangeRequest, own, WRONG_STATE, "change_request_id").reason == (
        "SAME_EYES"
    )
    assert refused(database, office.ann.ApplyChangeRequest, applying(id), WRONG_STATE, "change_request_id").reason == (
        "CHANGE_REQUEST_STATE"
    )
    office.ben.ValidateChangeRequest(own)
    office.apply(id)

    found = office.get(id)
    assert [(step.state, step.by) for step in found.steps] == [(1, "ann"), (2, "ann"), (3, "ben"), (4, "ann")]
    assert (found.kind, found.change.resident_id_change) == (pb.CHANGE_KIND_RESIDENT_ID, change)
    assert person(office.registry, person_id).resident_id == number
    # neither the act nor the evidence is anywhere in the clear
    content = b"".join(
        bson.encode(row) for name in database.mongo.list_collection_names() for row in database.mongo[name].find()
    )
    assert number.encode() not in content
    assert PDF not in content
    listed = office.ben.ListChangeRequests(
        pb.ListChangeRequestsRequest(region_code="370100", state=pb.CHANGE_REQUEST_STATE_APPLIED)
    ).change_requests
    assert [each.change_request_id for each in listed] == [id]
    assert not listed[0].HasField("change")


def test_every_act_is_done_by_the_rules_of_its_own_rpc(office: Office, database: Database) -> None:
    first, second, third = (registered(office.registry, number) for number in (1, 2, 3))
    merge = pb.MergeChange(duplicate_person_id=second, merged_on=day(2020, 8, 1))
    merged, again = office.validated(first, merge=merge), office.validated(first, merge=merge)
    office.apply(merged)
    assert person(office.registry, second).merged_into_person_id == first
    # refused by the act: the request stays as it was
    assert refused(database, office.ann.ApplyChangeRequest, applying(again), WRONG_STATE, "person_id").reason == (
        "PERSON_MERGED"
    )
    assert office.get(again).state == pb.CHANGE_REQUEST_STATE_VALIDATED

    regrading = {"issued_on": day(2020, 8, 1), "expires_on": day(2030, 7, 31)}
    same = pb.RegradingChange(certificate_number=identity(3).certificate_number + "B1", **regrading)
    refused(
        database,
        office.ann.ApplyChangeRequest,
        applying(office.validated(third, regrading=same)),
        INVALID,
        "certificate_number",
    )
    graded = pb.RegradingChange(certificate_number=identity(3, level=1).certificate_number, **regrading)
    office.apply(office.validated(third, regrading=graded))
    present = person(office.registry, third).certificates[0]
    assert present.level == 1
    revocation = pb.RevocationChange(
        certificate_id=present.certificate_id,
        reason=registry_pb.REVOCATION_REASON_FRAUD,
        revoked_on=day(2020, 9, 1),
    )
    foreign = office.validated(first, revocation=revocation)
    refused(database, office.ann.ApplyChangeRequest, applying(foreign), INVALID, "certificate_id")
    office.apply(office.validated(third, revocation=revocation))
    left = pb.DeregistrationChange(reason=ev.DEREGISTRATION_REASON_DIED, deregistered_on=day(2020, 9, 2))
    office.apply(office.validated(third, deregistration=left))
    found = person(office.registry, third)
    assert (found.certificates[0].revoked_on, found.deregistered_on) == (day(2020, 9, 1), day(2020, 9, 2))


def test_evidence_is_told_by_its_content_comes_back_as_it_was_and_is_erased_with_the_person(
    office: Office, database: Database
) -> None:
    person_id = registered(office.registry)
    left = pb.DeregistrationChange(reason=ev.DEREGISTRATION_REASON_GIVEN_UP, deregistered_on=day(2020, 9, 2))
    id = office.opened(person_id, deregistration=left)
    empty = pb.SubmitChangeRequestRequest(request_id=new_request(), change_request_id=id)
    assert refused(database, office.ann.SubmitChangeRequest, empty, WRONG_STATE, "change_request_id").reason == (
        "EVIDENCE_MISSING"
    )
    page = pb.AttachEvidenceRequest(request_id=new_request(), change_request_id=id, content=b"MZ" + PDF)
    refused(database, office.ann.AttachEvidence, page, INVALID, "content")
    page.content = PDF + bytes(999_000)
    first = office.ann.AttachEvidence(page).change_request
    assert office.ann.AttachEvidence(page).change_request == first  # sent again
    assert database.mongo["evidence.files"].count_documents({}) == 1
    [evidence] = first.evidence
    assert (evidence.type, evidence.size) == (pb.EVIDENCE_TYPE_PDF, len(page.content))
    asked = pb.GetEvidenceRequest(change_request_id=id, evidence_id=evidence.evidence_id)
    assert office.ben.GetEvidence(asked).content == page.content

    office.registry.ErasePerson(erasure(person_id))
    assert refused(database, office.ben.GetEvidence, asked, WRONG_STATE, "change_request_id").reason == "PERSON_ERASED"
    assert not office.get(id).HasField("change")


def test_a_request_is_taken_back_by_who_opened_it_and_rejected_by_another(office: Office, database: Database) -> None:
    person_id = registered(office.registry)
    left = pb.DeregistrationChange(reason=ev.DEREGISTRATION_REASON_GIVEN_UP, deregistered_on=day(2020, 9, 2))
    id, other = (office.submitted(person_id, deregistration=left) for _ in range(2))
    cancelling = pb.CancelChangeRequestRequest(request_id=new_request(), change_request_id=id)
    assert refused(database, office.ben.CancelChangeRequest, cancelling, WRONG_STATE, "change_request_id").reason == (
        "NOT_THE_OPENER"
    )
    assert office.ann.CancelChangeRequest(cancelling).change_request.state == pb.CHANGE_REQUEST_STATE_CANCELLED
    rejecting = pb.RejectChangeRequestRequest(
        request_id=new_request(), change_request_id=other, reason=pb.REJECTION_REASON_EVIDENCE_CONTRADICTS
    )
    assert office.ben.RejectChangeRequest(rejecting).change_request.rejection_reason == 2
    late = pb.AttachEvidenceRequest(request_id=new_request(), change_request_id=other, content=PDF)
    assert refused(database, office.ann.AttachEvidence, late, WRONG_STATE, "change_request_id").reason == (
        "CHANGE_REQUEST_STATE"
    )
    # what was refused left no content behind
    assert database.mongo["evidence.files"].count_documents({}) == 2
