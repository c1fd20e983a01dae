"""The life of a record over real gRPC and MongoDB: corrections, moves, departures, certificates that end."""

from datetime import date
from typing import Any

import grpc
import pytest
from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb

from services.registry import store
from shared.store import Database
from tests.integration.registry.test_registry_api import (
    INVALID,
    Calls,
    calls,
    day,
    event_types,
    identity,
    need_of,
    new_request,
    refused,
    registered_already,
    registration,
)
from tests.integration.registry.test_registry_at_rest import erasure
from tests.integration.registry.test_registry_reactions import event, hear, outbox

__all__ = ["calls"]  # the fixture

WRONG_STATE = grpc.StatusCode.FAILED_PRECONDITION


def registered(calls: Calls, number: int = 1, /, **changes: Any) -> str:
    return calls.RegisterPerson(registration(number, **changes)).person.person_id


def person(calls: Calls, person_id: str) -> pb.Person:
    return calls.GetPerson(pb.GetPersonRequest(person_id=person_id)).person


def new_number(person_id: str, number: int, cause: pb.CorrectionCause) -> pb.CorrectResidentIdRequest:
    return pb.CorrectResidentIdRequest(
        request_id=new_request(),
        person_id=person_id,
        resident_id=identity(number).resident_id,
        cause=cause,
        corrected_on=day(2020, 5, 4),
    )


def move(person_id: str, region_code: str = "370104", **changes: Any) -> pb.MovePersonRequest:
    fields: dict[str, Any] = {"request_id": new_request(), "person_id": person_id, "region_code": region_code}
    return pb.MovePersonRequest(**({**fields, "address": "样本路二号", "moved_on": day(2020, 4, 1)} | changes))


def departure(person_id: str, reason: ev.DeregistrationReason, **changes: Any) -> pb.DeregisterPersonRequest:
    fields: dict[str, Any] = {"request_id": new_request(), "person_id": person_id, "reason": reason}
    return pb.DeregisterPersonRequest(**({**fields, "deregistered_on": day(2020, 4, 1)} | changes))


def verified(calls: Calls, on: Any, **asked: str) -> pb.VerificationResult:
    return calls.VerifyCertificate(pb.VerifyCertificateRequest(on=on, **asked)).result


def test_name_and_phone_are_put_right_sealed_anew_and_what_is_not_set_stays(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    before = database.collection(store.IDENTITIES).find_one({"_id": person_id})
    calls.CorrectPerson(
        pb.CorrectPersonRequest(
            request_id=new_request(), person_id=person_id, name="样本乙", phone="", cause=pb.CORRECTION_CAUSE_CHANGED
        )
    )
    after = database.collection(store.IDENTITIES).find_one({"_id": person_id})
    found = person(calls, person_id)
    assert (found.name, found.phone, found.address) == ("样本乙", "", "样本路一号")
    assert before is not None and after is not None
    assert (after["name"].subtype, after["name"] == before["name"]) == (6, False)
    nothing = pb.CorrectPersonRequest(
        request_id=new_request(), person_id=person_id, cause=pb.CORRECTION_CAUSE_ENTERED_WRONG
    )
    refused(database, calls.CorrectPerson, nothing, INVALID, "name")


def test_a_resident_id_that_changed_goes_on_naming_the_person_and_the_card_stays_good(
    calls: Calls, database: Database
) -> None:
    person_id = registered(calls)
    answer = calls.CorrectResidentId(new_number(person_id, 2, pb.CORRECTION_CAUSE_CHANGED))
    found = person(calls, person_id)
    assert (found.resident_id, found.certificates[0].number) == (
        identity(2).resident_id,
        identity(1).certificate_number,
    )
    assert answer.person.working_age_from == found.working_age_from.__class__(year=2004, month=6)
    assert verified(calls, day(2020, 6, 1), certificate_number=identity(1).certificate_number) == 1
    for number in (1, 2):
        with pytest.raises(grpc.RpcError) as caught:
            calls.RegisterPerson(registration(number))
        assert registered_already(caught.value) == ("person", person_id)
    # The next certificate begins with the new number.
    renewal = pb.IssueCertificateRequest(
        request_id=new_request(), person_id=person_id, issued_on=day(2020, 6, 1), expires_on=day(2030, 5, 31)
    )
    renewal.certificate_number = identity(1).certificate_number + "B1"
    refused(database, calls.IssueCertificate, renewal, INVALID, "certificate_number")
    renewal.certificate_number = identity(2).certificate_number
    assert calls.IssueCertificate(renewal).certificate.number == identity(2).certificate_number


def test_a_resident_id_that_was_entered_wrong_is_free_for_whose_it_is(calls: Calls, database: Database) -> None:
    person_id = registered(calls, 1)
    calls.CorrectResidentId(new_number(person_id, 2, pb.CORRECTION_CAUSE_ENTERED_WRONG))
    other = registered(calls, 1, certificate=None)
    taken = new_number(person_id, 1, pb.CORRECTION_CAUSE_ENTERED_WRONG)
    refused(database, calls.CorrectResidentId, taken, grpc.StatusCode.ALREADY_EXISTS, "resident_id")
    own = new_number(person_id, 2, pb.CORRECTION_CAUSE_CHANGED)
    refused(database, calls.CorrectResidentId, own, INVALID, "resident_id")
    assert other != person_id
    assert "PersonCorrected" not in event_types(database)  # the same birth date and sex: nothing for others to follow


@pytest.mark.parametrize("revoked_first", [False, True])
def test_a_card_that_was_entered_for_another_is_registered_and_verified_for_whose_it_is(
    calls: Calls, revoked_first: bool
) -> None:
    wrong = registered(calls, 1)
    number = identity(1).certificate_number
    if revoked_first:
        revocation = pb.RevokeCertificateRequest(
            request_id=new_request(),
            certificate_id=person(calls, wrong).certificates[0].certificate_id,
            reason=pb.REVOCATION_REASON_ISSUED_IN_ERROR,
            revoked_on=day(2020, 4, 1),
        )
        calls.RevokeCertificate(revocation)
        asked = pb.VerifyCertificateRequest(on=day(2020, 6, 1), certificate_number=number)
        assert calls.VerifyCertificate(asked).result == pb.VERIFICATION_RESULT_REVOKED
    calls.CorrectResidentId(new_number(wrong, 2, pb.CORRECTION_CAUSE_ENTERED_WRONG))
    asked = pb.VerifyCertificateRequest(on=day(2020, 6, 1), certificate_number=number)
    assert calls.VerifyCertificate(asked).result == pb.VERIFICATION_RESULT_NOT_FOUND
    assert person(calls, wrong).certificates[0].number == number  # what was entered stays to be read
    holder = registered(calls, 1)  # with the same card of the same day
    assert calls.VerifyCertificate(asked).person_id == holder
    batch = pb.VerifyCertificatesRequest(on=asked.on, queries=[pb.VerificationQuery(certificate_number=number)])
    assert [each.verification.person_id for each in calls.VerifyCertificates(batch).answers] == [holder]


def test_a_certificate_issued_in_error_is_issued_anew_with_its_number_and_day(calls: Calls) -> None:
    person_id = registered(calls)
    [card] = person(calls, person_id).certificates
    revocation = pb.RevokeCertificateRequest(
        request_id=new_request(),
        certificate_id=card.certificate_id,
        reason=pb.REVOCATION_REASON_ISSUED_IN_ERROR,
        revoked_on=day(2020, 4, 1),
    )
    calls.RevokeCertificate(revocation)
    again = pb.IssueCertificateRequest(
        request_id=new_request(),
        person_id=person_id,
        certificate_number=card.number,
        issued_on=card.valid_from,
        expires_on=day(2029, 12, 31),
    )
    calls.IssueCertificate(again)
    assert verified(calls, day(2020, 6, 1), certificate_number=card.number) == pb.VERIFICATION_RESULT_VALID


def test_certificates_and_the_open_loop_go_with_a_person_who_moves(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    loop_id = calls.RecordNeed(need_of(person_id)).loop_id
    answer = calls.MovePerson(move(person_id))
    assert (answer.person.region_code, answer.person.open_loop_id) == ("370104", loop_id)
    assert calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop.region_code == "370104"
    assert [row["region_code"] for row in database.collection(store.CERTIFICATES).find()] == ["370104"]
    found = person(calls, person_id)
    assert found.address == "样本路二号"
    assert [(each.region, each.since) for each in found.residences] == [
        ("370105003", day(2020, 3, 2)),
        ("370104", day(2020, 4, 1)),
    ]
    [moved] = database.collection("outbox").find({"type": "bihuan.registry.v1.PersonMoved"})
    assert ev.PersonMoved.FromString(moved["payload"]) == ev.PersonMoved(
        person_id=person_id,
        region_code="370104",
        from_region_code="370105003",
        moved_on=day(2020, 4, 1),
        loop_id=loop_id,
    )
    refused(database, calls.MovePerson, move(person_id), INVALID, "region_code")
    refused(database, calls.MovePerson, move(person_id, "370105003"), INVALID, "moved_on")
    calls.MovePerson(move(person_id, "370105003", moved_on=day(2020, 5, 1)))
    assert calls.RecordNeed(need_of(person_id, kind=ev.NEED_KIND_EMPLOYMENT)).loop_id == loop_id


def test_who_left_the_register_gets_nothing_new_and_is_no_longer_certified(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    loop_id = calls.RecordNeed(need_of(person_id)).loop_id
    calls.DeregisterPerson(departure(person_id, ev.DEREGISTRATION_REASON_NOT_DISABLED))
    assert calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop.outcome == ev.LOOP_OUTCOME_WITHDRAWN
    found = person(calls, person_id)
    assert (found.deregistered_on, found.deregistration_reason) == (day(2020, 4, 1), 3)
    assert found.certificates[0].revocation_reason == pb.REVOCATION_REASON_HOLDER_DEREGISTERED
    assert verified(calls, day(2020, 3, 31), person_id=person_id) == pb.VERIFICATION_RESULT_VALID
    assert verified(calls, day(2020, 4, 1), person_id=person_id) == pb.VERIFICATION_RESULT_REVOKED
    figures = [
        calls.GetStatistics(pb.GetStatisticsRequest(region_code="370105", as_of=on)).persons
        for on in (day(2020, 3, 31), day(2020, 4, 1))
    ]
    assert figures == [1, 0]
    for call, request in (
        (calls.RecordNeed, need_of(person_id)),
        (calls.MovePerson, move(person_id)),
        (calls.DeregisterPerson, departure(person_id, ev.DEREGISTRATION_REASON_DIED)),
    ):
        info = refused(database, call, request, WRONG_STATE, "person_id")
        assert info.reason == "PERSON_DEREGISTERED"
    # The record can still be put right, and erased.
    calls.CorrectPerson(
        pb.CorrectPersonRequest(
            request_id=new_request(), person_id=person_id, name="样本乙", cause=pb.CORRECTION_CAUSE_ENTERED_WRONG
        )
    )
    calls.ErasePerson(erasure(person_id))
    assert [name for name in event_types(database) if name.startswith("PersonDe")] == [
        "PersonDecertified",
        "PersonDeregistered",
    ]


def test_a_death_closes_the_loop_as_died(calls: Calls, database: Database) -> None:
    person_id = registered(calls, certificate=None)
    loop_id = calls.RecordNeed(need_of(person_id)).loop_id
    calls.DeregisterPerson(departure(person_id, ev.DEREGISTRATION_REASON_DIED, deregistered_on=day(2020, 3, 3)))
    loop = calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop
    assert (loop.outcome, loop.closed_on) == (ev.LOOP_OUTCOME_DIED, day(2020, 3, 5))


def test_a_lost_card_is_not_taken_though_its_holder_stays_certified_until_it_is_replaced_or_revoked(
    calls: Calls, database: Database
) -> None:
    person_id = registered(calls)
    number = identity().certificate_number
    [card] = person(calls, person_id).certificates
    lost = pb.ReportCertificateLostRequest(
        request_id=new_request(), certificate_id=card.certificate_id, lost_on=day(2020, 4, 1)
    )
    calls.ReportCertificateLost(lost)
    results = pb.VerificationResult
    assert verified(calls, day(2020, 3, 31), certificate_number=number) == results.VERIFICATION_RESULT_VALID
    assert verified(calls, day(2020, 4, 1), certificate_number=number) == results.VERIFICATION_RESULT_LOST
    assert verified(calls, day(2020, 4, 1), person_id=person_id) == results.VERIFICATION_RESULT_VALID
    again = pb.ReportCertificateLostRequest(
        request_id=new_request(), certificate_id=card.certificate_id, lost_on=day(2020, 4, 2)
    )
    assert refused(database, calls.ReportCertificateLost, again, WRONG_STATE, "certificate_id").reason == (
        "CERTIFICATE_LOST"
    )
    replacement = calls.IssueCertificate(
        pb.IssueCertificateRequest(
            request_id=new_request(),
            person_id=person_id,
            certificate_number=number + "B1",
            issued_on=day(2020, 4, 20),
            expires_on=day(2024, 12, 31),
        )
    ).certificate
    assert verified(calls, day(2020, 5, 1), certificate_number=number + "B1") == results.VERIFICATION_RESULT_VALID
    assert verified(calls, day(2020, 5, 1), certificate_number=number) == results.VERIFICATION_RESULT_REPLACED

    revocation = pb.RevokeCertificateRequest(
        request_id=new_request(),
        certificate_id=card.certificate_id,
        reason=pb.REVOCATION_REASON_FRAUD,
        revoked_on=day(2020, 6, 1),
    )
    assert refused(database, calls.RevokeCertificate, revocation, WRONG_STATE, "certificate_id").reason == (
        "CERTIFICATE_NOT_PRESENT"
    )
    revocation.certificate_id = replacement.certificate_id
    calls.RevokeCertificate(revocation)
    assert verified(calls, day(2020, 5, 31), person_id=person_id) == results.VERIFICATION_RESULT_VALID
    assert verified(calls, day(2020, 6, 1), person_id=person_id) == results.VERIFICATION_RESULT_REVOKED
    assert verified(calls, day(2020, 6, 1), certificate_number=number) == results.VERIFICATION_RESULT_REPLACED
    revocation.request_id = new_request()
    assert refused(database, calls.RevokeCertificate, revocation, WRONG_STATE, "certificate_id").reason == (
        "CERTIFICATE_REVOKED"
    )
    assert {"CertificateRevoked", "PersonDecertified"} <= set(event_types(database))


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        (ev.DEREGISTRATION_REASON_DIED, ev.LOOP_OUTCOME_DIED),
        (ev.DEREGISTRATION_REASON_EMIGRATED, ev.LOOP_OUTCOME_WITHDRAWN),
    ],
)
def test_the_end_of_a_placement_opens_nothing_again_of_who_has_died_or_left(
    calls: Calls, database: Database, reason: ev.DeregistrationReason, outcome: ev.LoopOutcome
) -> None:
    person_id = registered(calls)
    loop_id = calls.RecordNeed(need_of(person_id, kind=ev.NEED_KIND_EMPLOYMENT)).loop_id
    hear(database, event(PlacementStarted, person_id, loop_id, "p1", date(2020, 4, 1)))
    calls.DeregisterPerson(departure(person_id, reason, deregistered_on=day(2020, 5, 1)))
    before = len(outbox(database))
    hear(database, event(PlacementEnded, person_id, loop_id, "p1", date(2020, 4, 30)))
    assert outbox(database)[before:] == ["LoopClosed", "EmploymentStatusChanged"]
    loop = calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop
    assert (loop.state, loop.outcome, loop.closed_on) == (pb.LOOP_STATE_CLOSED, outcome, day(2020, 5, 1))
    assert [need.status for need in loop.needs] == [pb.NEED_STATUS_LAPSED]
    calls.ErasePerson(erasure(person_id))
