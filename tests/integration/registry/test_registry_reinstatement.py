"""A death or departure that was told falsely is undone, over real gRPC and MongoDB."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted
from bihuan.registry.v1 import change_request_service_pb2 as change_pb
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from google.protobuf.timestamp_pb2 import Timestamp

from services.registry import store
from shared.store import Database
from tests.integration.registry.test_registry_api import (
    INVALID,
    Calls,
    calls,
    day,
    identity,
    need_of,
    new_request,
    refused,
)
from tests.integration.registry.test_registry_at_rest import erasure
from tests.integration.registry.test_registry_changes import Office, office
from tests.integration.registry.test_registry_life import WRONG_STATE, departure, person, registered, verified
from tests.integration.registry.test_registry_reactions import event, hear, outbox

__all__ = ["calls", "office"]  # the fixtures

DIED, EMIGRATED = ev.DEREGISTRATION_REASON_DIED, ev.DEREGISTRATION_REASON_EMIGRATED


def reinstatement(person_id: str, **changes: Any) -> pb.ReinstatePersonRequest:
    fields: dict[str, Any] = {"request_id": new_request(), "person_id": person_id, "reinstated_on": day(2020, 6, 1)}
    return pb.ReinstatePersonRequest(**({**fields, "reason": ev.REINSTATEMENT_REASON_FALSE_REPORT} | changes))


def stored(database: Database) -> dict[str, list[Any]]:
    """The person, certificate and loop as stored, but for how often and when they were written."""
    return {
        name: [
            {field: value for field, value in row.items() if field not in ("version", "revision")}
            for row in database.collection(name).find().sort("_id")
        ]
        for name in (store.PERSONS, store.CERTIFICATES, store.LOOPS, store.IDENTITIES)
    }


@pytest.mark.parametrize("reason", [DIED, EMIGRATED])
def test_who_is_reinstated_stands_as_if_the_departure_had_never_been_told(
    calls: Calls, database: Database, reason: ev.DeregistrationReason
) -> None:
    person_id = registered(calls)
    loop_id = calls.RecordNeed(need_of(person_id)).loop_id
    before, told = stored(database), len(outbox(database))
    calls.DeregisterPerson(departure(person_id, reason))
    between = datetime.now(UTC)
    refused(
        database,
        calls.ReinstatePerson,
        reinstatement(person_id, reinstated_on=day(2020, 3, 31)),
        INVALID,
        "reinstated_on",
    )
    answer = calls.ReinstatePerson(reinstatement(person_id))

    assert answer.person.open_loop_id == loop_id
    assert stored(database) == before
    undone = ["LoopReopened", "CertificateReinstated", "PersonCertified", "PersonReinstated"]
    done = ["LoopClosed", "CertificateRevoked", "PersonDecertified", "PersonDeregistered"]
    assert sorted(outbox(database)[told:]) == sorted([*done, *undone])
    number = identity().certificate_number
    assert verified(calls, day(2020, 5, 1), certificate_number=number) == pb.VERIFICATION_RESULT_VALID
    assert calls.GetStatistics(pb.GetStatisticsRequest(region_code="370105", as_of=day(2020, 5, 1))).persons == 1
    # What had been believed meanwhile is known still.
    known_at = Timestamp()
    known_at.FromDatetime(between)
    then = calls.GetPerson(pb.GetPersonRequest(person_id=person_id, known_at=known_at)).person
    assert (then.deregistered_on, then.deregistration_reason) == (day(2020, 4, 1), reason)
    assert then.certificates[0].revocation_reason == pb.REVOCATION_REASON_HOLDER_DEREGISTERED
    changes = calls.ListPersonChanges(pb.ListPersonChangesRequest(person_id=person_id)).changes
    assert [
        each.reinstatement_reason for each in changes if each.operation == "ReinstatePerson" and not each.loop_id
    ] == [ev.REINSTATEMENT_REASON_FALSE_REPORT]
    again = refused(database, calls.ReinstatePerson, reinstatement(person_id), WRONG_STATE, "person_id")
    assert again.reason == "PERSON_NOT_DEREGISTERED"
    assert calls.RecordNeed(need_of(person_id, kind=ev.NEED_KIND_EMPLOYMENT)).loop_id == loop_id


def test_a_loop_closed_by_hand_before_and_a_certificate_revoked_before_stay_so(calls: Calls) -> None:
    person_id = registered(calls)
    loop_id = calls.RecordNeed(need_of(person_id)).loop_id
    withdrawn = ev.LOOP_OUTCOME_WITHDRAWN
    closing = pb.CloseLoopRequest(request_id=new_request(), loop_id=loop_id, outcome=withdrawn)
    closing.closed_on.CopyFrom(day(2020, 4, 1))
    calls.CloseLoop(closing)
    revocation = pb.RevokeCertificateRequest(
        request_id=new_request(),
        certificate_id=person(calls, person_id).certificates[0].certificate_id,
        reason=pb.REVOCATION_REASON_FRAUD,
        revoked_on=day(2020, 4, 1),
    )
    calls.RevokeCertificate(revocation)
    calls.DeregisterPerson(departure(person_id, DIED))
    calls.ReinstatePerson(reinstatement(person_id))
    assert calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop.outcome == withdrawn
    assert verified(calls, day(2020, 6, 2), person_id=person_id) == pb.VERIFICATION_RESULT_REVOKED


def test_a_death_that_closed_the_loop_by_hand_is_undone_and_who_works_by_then_has_a_success(
    calls: Calls, database: Database
) -> None:
    person_id = registered(calls)
    loop_id = calls.RecordNeed(need_of(person_id, kind=ev.NEED_KIND_EMPLOYMENT)).loop_id
    closing = pb.CloseLoopRequest(request_id=new_request(), loop_id=loop_id, outcome=ev.LOOP_OUTCOME_DIED)
    closing.closed_on.CopyFrom(day(2020, 4, 1))
    calls.CloseLoop(closing)
    hear(database, event(PlacementStarted, person_id, loop_id, "p1", date(2020, 5, 1)))
    told = len(outbox(database))
    calls.ReinstatePerson(reinstatement(person_id))
    assert outbox(database)[told:] == ["LoopClosed", "PersonReinstated"]
    loop = calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop
    assert (loop.outcome, loop.closed_on) == (ev.LOOP_OUTCOME_SUCCESS, day(2020, 5, 1))


def test_work_that_ended_while_the_person_was_thought_gone_leaves_the_loop_open(
    calls: Calls, database: Database
) -> None:
    person_id = registered(calls)
    loop_id = calls.RecordNeed(need_of(person_id, kind=ev.NEED_KIND_EMPLOYMENT)).loop_id
    hear(database, event(PlacementStarted, person_id, loop_id, "p1", date(2020, 4, 1)))
    calls.DeregisterPerson(departure(person_id, EMIGRATED, deregistered_on=day(2020, 5, 1)))
    hear(database, event(PlacementEnded, person_id, loop_id, "p1", date(2020, 4, 30)))
    calls.ReinstatePerson(reinstatement(person_id))
    loop = calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop
    assert (loop.state, [need.status for need in loop.needs]) == (pb.LOOP_STATE_OPEN, [pb.NEED_STATUS_OPEN])


def test_two_merged_records_are_reinstated_as_one_and_an_erased_one_is_not(calls: Calls, database: Database) -> None:
    survivor, duplicate = registered(calls, 1), registered(calls, 2)
    merge = pb.MergePersonsRequest(
        request_id=new_request(), person_id=survivor, duplicate_person_id=duplicate, merged_on=day(2020, 3, 20)
    )
    calls.MergePersons(merge)
    calls.DeregisterPerson(departure(survivor, DIED))
    merged = refused(database, calls.ReinstatePerson, reinstatement(duplicate), WRONG_STATE, "person_id")
    assert merged.reason == "PERSON_MERGED"
    calls.ReinstatePerson(reinstatement(survivor))
    rows = database.collection(store.PERSONS).find()
    assert [(row["deregistered_on"], row["died_on"]) for row in rows] == [(None, None)] * 2

    calls.DeregisterPerson(departure(survivor, DIED))
    calls.ErasePerson(erasure(survivor))
    erased = refused(database, calls.ReinstatePerson, reinstatement(survivor), WRONG_STATE, "person_id")
    assert erased.reason == "PERSON_ERASED"


def test_a_reinstatement_that_another_validates_is_done(office: Office) -> None:
    person_id = registered(office.registry)
    office.registry.DeregisterPerson(departure(person_id, DIED))
    change = change_pb.ReinstatementChange(reason=ev.REINSTATEMENT_REASON_WRONG_PERSON, reinstated_on=day(2020, 6, 1))
    asked = office.validated(person_id, reinstatement=change)
    assert office.apply(asked).kind == change_pb.CHANGE_KIND_REINSTATEMENT
    assert not person(office.registry, person_id).HasField("deregistered_on")
