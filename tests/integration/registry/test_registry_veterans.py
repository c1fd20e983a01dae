"""Veteran's certificates (残疾军人证) over gRPC and MongoDB: beside the disability certificate, by the same rules."""

from datetime import UTC, date, datetime
from typing import Any

import grpc
from bihuan.recruitment.v1.events_pb2 import EMPLOYMENT_FORM_PROPORTIONAL, PlacementStarted
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from google.protobuf.timestamp_pb2 import Timestamp

from services.registry import quality, store
from shared.store import Database
from tests.integration.registry.test_registry_api import INVALID, Calls, calls, day, event_types, new_request, refused
from tests.integration.registry.test_registry_at_rest import erasure
from tests.integration.registry.test_registry_life import WRONG_STATE, departure, move, person, registered, verified
from tests.integration.registry.test_registry_reactions import event, hear
from tests.integration.registry.test_registry_reinstatement import reinstatement

__all__ = ["calls"]  # the fixture

NUMBER = "鲁军J000001"
VALID, EXPIRED, LOST = pb.VERIFICATION_RESULT_VALID, pb.VERIFICATION_RESULT_EXPIRED, pb.VERIFICATION_RESULT_LOST
REPLACED, REVOKED = pb.VERIFICATION_RESULT_REPLACED, pb.VERIFICATION_RESULT_REVOKED


def issue(person_id: str, **changes: Any) -> pb.IssueVeteranCertificateRequest:
    fields: dict[str, Any] = {"request_id": new_request(), "person_id": person_id, "number": NUMBER, "level": 6}
    return pb.IssueVeteranCertificateRequest(**({**fields, "issued_on": day(2019, 1, 1)} | changes))


def test_a_veterans_certificate_is_sealed_verified_and_stands_beside_the_disability_certificate(
    calls: Calls, database: Database
) -> None:
    person_id = registered(calls)
    issued = calls.IssueVeteranCertificate(issue(person_id, number="鲁军j000001")).certificate
    assert (issued.number, issued.level, issued.category, issued.kind) == (NUMBER, 6, 0, ev.CERTIFICATE_KIND_VETERAN)
    assert issued.valid_until == day(9999, 12, 31)
    found = person(calls, person_id)
    assert [each.level for each in found.certificates] == [2]
    assert list(found.veteran_certificates) == [issued]
    assert NUMBER not in str(list(database.collection(store.CERTIFICATES).find()))

    asked = pb.VerifyCertificateRequest(on=day(2020, 6, 1), veteran_certificate_number="鲁军j000001")
    answer = calls.VerifyCertificate(asked)
    assert (answer.result, answer.person_id, answer.level, answer.kind) == (VALID, person_id, 6, issued.kind)
    queries = [
        pb.VerificationQuery(veteran_certificate_number=NUMBER),
        pb.VerificationQuery(veteran_person_id=person_id),
        pb.VerificationQuery(person_id=person_id),
        pb.VerificationQuery(veteran_certificate_number="鲁军J000009"),
        pb.VerificationQuery(veteran_certificate_number="鲁军 J000009"),
    ]
    batch = calls.VerifyCertificates(pb.VerifyCertificatesRequest(on=asked.on, queries=queries)).answers
    assert [(each.verification.result, each.verification.level) for each in batch] == [
        (VALID, 6),
        (VALID, 6),
        (VALID, 2),
        (pb.VERIFICATION_RESULT_NOT_FOUND, 0),
        (0, 0),
    ]
    assert batch[-1].fault.field == "veteran_certificate_number"
    # The levy is told, with the kind; nobody takes it for a disability certificate.
    rows = database.collection("outbox").find({"type": "bihuan.registry.v1.CertificateIssued"})
    told = [ev.CertificateIssued.FromString(row["payload"]) for row in rows]
    assert sorted((each.kind, each.level) for each in told) == [(1, 2), (2, 6)]
    assert event_types(database).count("PersonCertified") == 1
    for wrong, field in (
        (issue(person_id, level=11), "level"),
        (issue(person_id, number="鲁军 J1"), "number"),
        (issue(person_id, issued_on=day(2018, 12, 31)), "issued_on"),
        (issue(person_id, issued_on=day(2019, 1, 2), expires_on=day(2019, 1, 2)), "expires_on"),
    ):
        refused(database, calls.IssueVeteranCertificate, wrong, INVALID, field)
    refused(database, calls.IssueVeteranCertificate, issue(person_id), grpc.StatusCode.ALREADY_EXISTS, "number")


def test_it_is_re_graded_lost_replaced_and_revoked_like_the_others(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    first = calls.IssueVeteranCertificate(issue(person_id)).certificate.certificate_id
    known_at = Timestamp()
    known_at.FromDatetime(datetime.now(UTC))
    regraded = calls.IssueVeteranCertificate(issue(person_id, level=5, issued_on=day(2020, 2, 1))).certificate
    assert [each.level for each in person(calls, person_id).veteran_certificates] == [5, 6]
    for on, level in ((day(2020, 1, 31), 6), (day(2020, 2, 1), 5)):
        asked = pb.VerifyCertificateRequest(on=on, veteran_certificate_number=NUMBER)
        assert calls.VerifyCertificate(asked).level == level
    then = calls.GetPerson(pb.GetPersonRequest(person_id=person_id, known_at=known_at)).person
    assert [each.certificate_id for each in then.veteran_certificates] == [first]

    lost = pb.ReportCertificateLostRequest(
        request_id=new_request(), certificate_id=regraded.certificate_id, lost_on=day(2020, 4, 1)
    )
    calls.ReportCertificateLost(lost)
    assert verified(calls, day(2020, 4, 1), veteran_certificate_number=NUMBER) == LOST
    assert verified(calls, day(2020, 4, 1), veteran_person_id=person_id) == VALID
    replacement = issue(
        person_id, number="鲁军J000002", level=5, issued_on=day(2020, 5, 1), expires_on=day(2020, 12, 31)
    )
    last = calls.IssueVeteranCertificate(replacement).certificate
    assert verified(calls, day(2020, 5, 2), veteran_certificate_number=NUMBER) == REPLACED
    assert verified(calls, day(2021, 1, 1), veteran_person_id=person_id) == EXPIRED
    revocation = pb.RevokeCertificateRequest(
        request_id=new_request(),
        certificate_id=last.certificate_id,
        reason=pb.REVOCATION_REASON_FRAUD,
        revoked_on=day(2020, 6, 1),
    )
    calls.RevokeCertificate(revocation)
    assert verified(calls, day(2020, 6, 1), veteran_person_id=person_id) == REVOKED
    assert verified(calls, day(2020, 6, 1), person_id=person_id) == VALID
    assert "PersonDecertified" not in event_types(database)


def test_it_goes_along_with_a_move_ends_with_a_death_comes_back_and_is_erased(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    calls.IssueVeteranCertificate(issue(person_id))
    calls.MovePerson(move(person_id))
    assert {row["region_code"] for row in database.collection(store.CERTIFICATES).find()} == {"370104"}
    # Who gives up the register's certificate keeps the other office's.
    calls.DeregisterPerson(departure(person_id, ev.DEREGISTRATION_REASON_GIVEN_UP))
    assert verified(calls, day(2020, 6, 1), veteran_person_id=person_id) == VALID
    calls.ReinstatePerson(reinstatement(person_id))
    calls.DeregisterPerson(departure(person_id, ev.DEREGISTRATION_REASON_DIED))
    assert verified(calls, day(2020, 4, 1), veteran_certificate_number=NUMBER) == REVOKED
    again = issue(person_id, issued_on=day(2020, 6, 1))
    assert refused(database, calls.IssueVeteranCertificate, again, WRONG_STATE, "person_id").reason == (
        "PERSON_DEREGISTERED"
    )
    calls.ReinstatePerson(reinstatement(person_id))
    assert verified(calls, day(2020, 6, 1), veteran_certificate_number=NUMBER) == VALID
    assert event_types(database).count("CertificateReinstated") == 3
    calls.ErasePerson(erasure(person_id))
    assert verified(calls, day(2020, 6, 1), veteran_certificate_number=NUMBER) == pb.VERIFICATION_RESULT_NOT_FOUND
    assert not person(calls, person_id).veteran_certificates


def test_who_works_under_the_quota_with_a_veterans_certificate_only_is_no_finding(
    calls: Calls, database: Database
) -> None:
    person_id = registered(calls, certificate=None)
    told = event(PlacementStarted, person_id, "", "p1", date(2020, 6, 1))
    told.form = EMPLOYMENT_FORM_PROPORTIONAL
    hear(database, told)

    def findings(on: date) -> list[int]:
        return [row.finding for row in quality.get_data_quality(database, "370105", on, 0).total.findings]

    without = pb.QUALITY_FINDING_QUOTA_WITHOUT_VALID_CERTIFICATE
    assert without in findings(date(2020, 12, 31))
    calls.IssueVeteranCertificate(issue(person_id, expires_on=day(2021, 6, 30)))
    assert without not in findings(date(2020, 12, 31))
    assert without in findings(date(2021, 7, 1))
