"""What the record was: on any day by the dates of the facts, and as the register knew it at any time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import bson
import grpc
import pytest
from bihuan.recruitment.v1.events_pb2 import IntentionRecorded, PlacementEnded, PlacementStarted
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, TraineeGraduated
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from services.registry import history, store
from shared import dates
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
from tests.integration.registry.test_registry_life import departure, move, new_number, person, registered
from tests.integration.registry.test_registry_reactions import event, hear

__all__ = ["calls"]  # the fixture

Step = tuple[date, Callable[[], object]]


def life(calls: Calls, database: Database, person_id: str) -> list[Step]:
    """All that can happen to a record, in the order of its dates."""
    loop: list[str] = []
    card = person(calls, person_id).certificates[0].certificate_id

    def need(kind: ev.NeedKind, on: Date) -> None:
        loop.append(calls.RecordNeed(need_of(person_id, kind=kind, recorded_on=on)).loop_id)

    def heard(kind: type[Any], source: str, on: date) -> Step:
        return on, lambda: hear(database, event(kind, person_id, loop[0], source, on))

    return [
        (date(2020, 3, 5), lambda: need(ev.NEED_KIND_TRAINING, day(2020, 3, 5))),
        (date(2020, 3, 6), lambda: need(ev.NEED_KIND_EMPLOYMENT, day(2020, 3, 6))),
        (date(2020, 4, 1), lambda: calls.MovePerson(move(person_id))),
        heard(EnrolmentConfirmed, "e1", date(2020, 4, 17)),
        heard(TraineeGraduated, "e1", date(2020, 5, 8)),
        heard(IntentionRecorded, "p1", date(2020, 5, 12)),
        heard(PlacementStarted, "p1", date(2020, 6, 1)),
        (
            date(2020, 6, 20),
            lambda: calls.ReportCertificateLost(
                pb.ReportCertificateLostRequest(request_id=new_request(), certificate_id=card, lost_on=day(2020, 6, 20))
            ),
        ),
        (
            date(2020, 7, 1),
            lambda: calls.IssueCertificate(
                pb.IssueCertificateRequest(
                    request_id=new_request(),
                    person_id=person_id,
                    certificate_number=identity().certificate_number + "B1",
                    issued_on=day(2020, 7, 1),
                    expires_on=day(2030, 6, 30),
                )
            ),
        ),
        heard(PlacementEnded, "p1", date(2020, 9, 30)),
        (date(2020, 10, 2), lambda: calls.MovePerson(move(person_id, "370105", moved_on=day(2020, 10, 2)))),
        (
            date(2020, 10, 20),
            lambda: calls.DeregisterPerson(
                departure(person_id, ev.DEREGISTRATION_REASON_GIVEN_UP, deregistered_on=day(2020, 10, 20))
            ),
        ),
    ]


def stood(calls: Calls, person_id: str, on: date) -> pb.Person:
    found = calls.GetPerson(pb.GetPersonRequest(person_id=person_id, as_of=dates.to_wire(on))).person
    found.ClearField("region_code")  # always of now: whose record it is
    found.ClearField("address")  # has no date
    return found


def this_millisecond() -> datetime:
    """The time, once it is another millisecond: what is recorded next is recorded later."""
    at = datetime.now(UTC).replace(microsecond=datetime.now(UTC).microsecond // 1000 * 1000)
    while datetime.now(UTC) < at + timedelta(milliseconds=2):
        pass
    return at + timedelta(milliseconds=1)


def known(calls: Calls, person_id: str, at: datetime) -> pb.Person:
    time = Timestamp()
    time.FromDatetime(at)
    return calls.GetPerson(pb.GetPersonRequest(person_id=person_id, known_at=time)).person


def test_what_happens_and_is_corrected_later_changes_nothing_of_what_was_before(
    calls: Calls, database: Database
) -> None:
    """given a life step by step, when all of it has happened, then each day and each time is as it was told then."""
    person_id = registered(calls)
    told = {date(2020, 3, 2): stood(calls, person_id, date(2020, 3, 2))}
    knew = {this_millisecond(): person(calls, person_id)}
    for on, do in life(calls, database, person_id):
        do()
        told[on] = stood(calls, person_id, on)
        present = person(calls, person_id)
        knew[this_millisecond()] = present
        if on != date(2020, 9, 30):  # the last day at work is still one
            assert told[on] == _without_places(present), on
    calls.CorrectPerson(
        pb.CorrectPersonRequest(
            request_id=new_request(), person_id=person_id, name="样本乙", cause=pb.CORRECTION_CAUSE_CHANGED
        )
    )
    renamed = this_millisecond()
    calls.CorrectResidentId(new_number(person_id, 2, pb.CORRECTION_CAUSE_CHANGED))

    for at, then in knew.items():
        found = known(calls, person_id, at)
        found.region_code = then.region_code  # always of now
        assert found == then
    assert [known(calls, person_id, renamed).resident_id, person(calls, person_id).resident_id] == [
        identity(1).resident_id,
        identity(2).resident_id,
    ]
    for on, then in told.items():
        then.name, then.resident_id = "样本乙", identity(2).resident_id
        assert stood(calls, person_id, on) == then, on
    # what stood on a day, by what was known on another
    asked = pb.GetPersonRequest(person_id=person_id, as_of=day(2020, 12, 31))
    asked.known_at.FromDatetime(next(iter(knew)))
    assert not calls.GetPerson(asked).person.needs
    changes = calls.ListPersonChanges(pb.ListPersonChangesRequest(person_id=person_id, page_size=500)).changes
    assert [change.operation for change in changes if not change.loop_id][-2:] == ["CorrectPerson", "CorrectResidentId"]
    assert (changes[-2].changed_by, list(changes[-2].fields), changes[-2].cause) == ("test-caller", ["name"], 2)
    before = changes[-2].changed_at.ToDatetime(UTC) - timedelta(milliseconds=1)
    assert known(calls, person_id, before).name == "样本甲"


def _without_places(found: pb.Person) -> pb.Person:
    copy = pb.Person.FromString(found.SerializeToString())
    copy.ClearField("region_code")
    copy.ClearField("address")
    return copy


def test_a_day_before_the_registration_and_a_time_before_it_was_entered_are_refused(
    calls: Calls, database: Database
) -> None:
    person_id = registered(calls)
    asked = pb.GetPersonRequest(person_id=person_id, as_of=day(2020, 3, 1))
    refused(database, calls.GetPerson, asked, INVALID, "as_of")
    asked = pb.GetPersonRequest(person_id=person_id, known_at=Timestamp(seconds=1_600_000_000))
    refused(database, calls.GetPerson, asked, INVALID, "known_at")


def test_the_history_is_sealed_and_erased_with_the_person(calls: Calls, database: Database) -> None:
    person_id = registered(calls)
    at = this_millisecond()
    calls.CorrectPerson(
        pb.CorrectPersonRequest(
            request_id=new_request(),
            person_id=person_id,
            name="样本乙",
            phone="10000000002",
            cause=pb.CORRECTION_CAUSE_CHANGED,
        )
    )
    born = identity(2, born_on=date(1990, 7, 3)).resident_id
    request = new_number(person_id, 2, pb.CORRECTION_CAUSE_ENTERED_WRONG)
    request.resident_id = born
    calls.CorrectResidentId(request)
    found = known(calls, person_id, at)
    assert (found.name, found.birth_date, found.working_age_from) == ("样本甲", day(1988, 5, 2), day(2004, 5, 2))

    calls.ErasePerson(erasure(person_id))
    rows = list(database.collection(history.HISTORY).find())
    content = b"".join(bson.encode(row) for row in rows)
    for personal in (identity().resident_id, "样本甲", "10000000001", "1988-05-02", "2004-05-02", "1990-07-03"):
        assert personal.encode() not in content
    keyed = [database.vault.index("resident_id", identity().resident_id)]
    keyed.append(database.vault.index("certificate_number", identity().certificate_number))
    assert not any(key in content for key in keyed)
    assert all(row.keys() >= {"before", "sealed", "at", "by", "op"} for row in rows)
    gone = known(calls, person_id, at)
    assert (gone.name, gone.resident_id, gone.HasField("birth_date"), list(gone.certificates)) == ("", "", False, [])
    assert database.collection(store.IDENTITIES).find_one({"_id": person_id, "name": None}) is not None


def test_whose_region_is_not_the_callers_has_no_history_to_show(
    database: Database, calls: Calls, serve: Callable[..., grpc.Channel]
) -> None:
    from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub, add_RegistryServiceServicer_to_server

    from services.registry.api import Registry

    person_id = registered(calls)
    calls.MovePerson(move(person_id))
    left = RegistryServiceStub(serve(Registry(database), add_RegistryServiceServicer_to_server, regions=["370105"]))
    for call, request in (
        (left.ListPersonChanges, pb.ListPersonChangesRequest(person_id=person_id)),
        (left.GetPerson, pb.GetPersonRequest(person_id=person_id, as_of=day(2020, 3, 10))),
    ):
        with pytest.raises(grpc.RpcError) as caught:
            call(request)
        error: Any = caught.value
        assert error.code() == grpc.StatusCode.NOT_FOUND
    there = RegistryServiceStub(serve(Registry(database), add_RegistryServiceServicer_to_server, regions=["370104"]))
    asked = pb.GetPersonRequest(person_id=person_id, as_of=day(2020, 3, 10))
    assert there.GetPerson(asked).person.residences[-1].region == "370105003"
