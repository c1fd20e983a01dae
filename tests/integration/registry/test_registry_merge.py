"""Two records of one person: read as one, counted once, and exactly two again when it was wrong."""

from datetime import date
from typing import Any

import grpc
from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb

from services.registry import store
from shared.store import Database, Document
from tests.integration.registry.test_registry_api import (
    Calls,
    calls,
    day,
    event_types,
    identity,
    need_of,
    new_request,
    refused,
)
from tests.integration.registry.test_registry_at_rest import erasure
from tests.integration.registry.test_registry_life import WRONG_STATE, departure, move, person, registered, verified
from tests.integration.registry.test_registry_reactions import event, hear

__all__ = ["calls"]  # the fixture

VALID = pb.VERIFICATION_RESULT_VALID


def merging(survivor: str, duplicate: str, **changes: Any) -> pb.MergePersonsRequest:
    fields: dict[str, Any] = {"person_id": survivor, "duplicate_person_id": duplicate, "merged_on": day(2020, 8, 1)}
    return pb.MergePersonsRequest(**({"request_id": new_request(), **fields} | changes))


def undoing(person_id: str, **changes: Any) -> pb.UndoMergeRequest:
    fields: dict[str, Any] = {"request_id": new_request(), "person_id": person_id, "undone_on": day(2020, 9, 1)}
    return pb.UndoMergeRequest(**(fields | changes))


def documents(database: Database) -> dict[str, list[Document]]:
    """All that is known of persons, without what counts writes."""
    return {
        name: [
            {field: value for field, value in row.items() if field not in ("version", "revision")}
            for row in database.collection(name).find().sort("_id")
        ]
        for name in (store.PERSONS, store.IDENTITIES, store.CERTIFICATES, store.LOOPS)
    }


def two(calls: Calls, database: Database) -> tuple[str, str, str]:
    """A survivor with an open need, and a duplicate who works; the duplicate's loop."""
    survivor, duplicate = registered(calls, 1), registered(calls, 2)
    calls.RecordNeed(need_of(survivor))
    loop = calls.RecordNeed(need_of(duplicate, kind=ev.NEED_KIND_EMPLOYMENT)).loop_id
    hear(database, event(PlacementStarted, duplicate, loop, "p1", date(2020, 6, 1)))
    return survivor, duplicate, loop


def test_two_merged_records_are_read_as_one_and_are_exactly_two_again(calls: Calls, database: Database) -> None:
    survivor, duplicate, loop = two(calls, database)
    before, own, other = documents(database), person(calls, survivor), person(calls, duplicate)
    calls.MergePersons(merging(survivor, duplicate))

    both = person(calls, survivor)
    assert [each.number for each in both.certificates] == [
        identity(1).certificate_number,
        identity(2).certificate_number,
    ]
    assert {need.need_id for need in both.needs} == {need.need_id for need in [*own.needs, *other.needs]}
    assert (both.employment_status, both.employment_since) == (ev.EMPLOYMENT_STATUS_EMPLOYED, day(2020, 6, 1))
    assert [each.placement_id for each in both.employments] == ["p1"]
    assert set(both.loop_ids) == {*own.loop_ids, loop}
    assert (both.open_loop_id, list(both.merged_person_ids)) == (own.open_loop_id, [duplicate])
    assert person(calls, duplicate).merged_into_person_id == survivor
    for asked in (
        {"person_id": survivor},
        {"person_id": duplicate},
        {"certificate_number": identity(2).certificate_number},
    ):
        answer = calls.VerifyCertificate(pb.VerifyCertificateRequest(on=day(2020, 8, 2), **asked))
        assert answer.person_id == survivor
    listed = calls.ListPersons(pb.ListPersonsRequest(region_code="370105")).persons
    assert [each.person_id for each in listed] == [survivor]
    asked_figures = pb.GetStatisticsRequest(region_code="370105", as_of=day(2020, 8, 2))
    assert calls.GetStatistics(asked_figures).persons == 1
    assert refused(database, calls.RecordNeed, need_of(duplicate), WRONG_STATE, "person_id").reason == "PERSON_MERGED"
    assert refused(database, calls.ErasePerson, erasure(duplicate), WRONG_STATE, "person_id").reason == "PERSON_MERGED"

    calls.UndoMerge(undoing(duplicate))
    assert documents(database) == before
    assert (person(calls, survivor), person(calls, duplicate)) == (own, other)
    assert calls.GetStatistics(asked_figures).persons == 2
    info = refused(database, calls.UndoMerge, undoing(duplicate), WRONG_STATE, "person_id")
    assert info.reason == "PERSON_NOT_MERGED"
    assert {"PersonsMerged", "MergeUndone"} <= set(event_types(database))


def test_what_others_tell_of_the_old_id_shows_under_the_survivor_and_stays_with_the_record(
    calls: Calls, database: Database
) -> None:
    survivor, duplicate, loop = two(calls, database)
    calls.MergePersons(merging(survivor, duplicate))
    hear(database, event(PlacementEnded, duplicate, loop, "p1", date(2020, 8, 31)))
    both = person(calls, survivor)
    assert (both.employment_status, both.employment_since) == (ev.EMPLOYMENT_STATUS_NOT_EMPLOYED, day(2020, 9, 1))
    calls.UndoMerge(undoing(duplicate))
    assert not person(calls, survivor).employments
    assert person(calls, duplicate).employments[0].ended_on == day(2020, 8, 31)


def test_a_record_with_an_open_loop_is_not_merged_into_another(calls: Calls, database: Database) -> None:
    survivor, duplicate = registered(calls, 1), registered(calls, 2)
    calls.RecordNeed(need_of(duplicate))
    info = refused(database, calls.MergePersons, merging(survivor, duplicate), WRONG_STATE, "duplicate_person_id")
    assert info.reason == "LOOP_OPEN"
    refused(
        database,
        calls.MergePersons,
        merging(survivor, survivor),
        grpc.StatusCode.INVALID_ARGUMENT,
        "duplicate_person_id",
    )
    calls.MergePersons(merging(duplicate, survivor))  # the other way round
    third = registered(calls, 3)
    info = refused(database, calls.MergePersons, merging(third, survivor), WRONG_STATE, "person_id")
    assert info.reason == "PERSON_MERGED"


def test_a_survivors_move_departure_and_erasure_are_those_of_the_merged_record_too(
    calls: Calls, database: Database
) -> None:
    survivor, duplicate = registered(calls, 1), registered(calls, 2)
    calls.MergePersons(merging(survivor, duplicate))
    calls.MovePerson(move(survivor))
    assert {row["region_code"] for row in database.collection(store.CERTIFICATES).find()} == {"370104"}
    assert verified(calls, day(2020, 8, 2), person_id=duplicate) == VALID
    calls.DeregisterPerson(departure(survivor, ev.DEREGISTRATION_REASON_GIVEN_UP, deregistered_on=day(2020, 8, 3)))
    for number in (1, 2):
        asked = identity(number).certificate_number
        assert verified(calls, day(2020, 8, 2), certificate_number=asked) in (VALID, pb.VERIFICATION_RESULT_REPLACED)
        assert verified(calls, day(2020, 8, 3), certificate_number=asked) != VALID
    calls.ErasePerson(erasure(survivor, decided_on=day(2020, 8, 4)))
    for person_id in (survivor, duplicate):
        found = person(calls, person_id)
        assert (found.name, found.resident_id, list(found.certificates)) == ("", "", [])


def test_work_that_ends_of_a_merged_record_opens_its_loop_only_when_the_merge_is_undone(
    calls: Calls, database: Database
) -> None:
    survivor, duplicate = registered(calls, 1), registered(calls, 2)
    loop_id = calls.RecordNeed(need_of(duplicate, kind=ev.NEED_KIND_EMPLOYMENT)).loop_id
    hear(database, event(PlacementStarted, duplicate, loop_id, "p1", date(2020, 4, 1)))
    calls.MergePersons(merging(survivor, duplicate))
    hear(database, event(PlacementEnded, duplicate, loop_id, "p1", date(2020, 6, 30)))
    assert calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop.state == pb.LOOP_STATE_CLOSED
    assert "NeedReopened" not in event_types(database)
    calls.UndoMerge(undoing(duplicate))
    loop = calls.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop
    assert (loop.state, [need.status for need in loop.needs]) == (pb.LOOP_STATE_OPEN, [pb.NEED_STATUS_OPEN])
