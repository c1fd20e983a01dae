"""Needs with several occupations and constraints, and needs that a person has no longer."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import grpc
import pytest
from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub, add_RegistryServiceServicer_to_server
from google.protobuf.timestamp_pb2 import Timestamp

from services.registry import figures, programmes, store
from services.registry.api import Registry
from shared import dates
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.integration.registry.test_registry_api import INVALID, closing, day, need_of, new_request, refused
from tests.integration.registry.test_registry_at_rest import erasure, stored
from tests.integration.registry.test_registry_reactions import event, hear, outbox, registered, with_need


@pytest.fixture
def indexed(database: Database) -> Database:
    database.ensure_indexes([*store.INDEXES, *REQUEST_INDEXES])
    return database


@pytest.fixture
def registry(indexed: Database, serve: Callable[..., grpc.Channel]) -> RegistryServiceStub:
    return RegistryServiceStub(serve(Registry(indexed), add_RegistryServiceServicer_to_server))


def withdrawal(person_id: str, need_id: str, on: date = date(2020, 4, 1)) -> pb.WithdrawNeedRequest:
    return pb.WithdrawNeedRequest(
        request_id=new_request(), person_id=person_id, need_id=need_id, withdrawn_on=dates.to_wire(on)
    )


def test_a_need_tells_all_wanted_occupations_and_what_limits_it(
    registry: RegistryServiceStub, indexed: Database
) -> None:
    person_id = registered(indexed)
    wanted: dict[str, Any] = {
        "further_occupation_codes": ["4040203", "50"],
        "constraints": [pb.NEED_CONSTRAINT_STEP_FREE, pb.NEED_CONSTRAINT_HOME_ONLY],
    }
    registry.RecordNeed(need_of(person_id, **wanted))
    (need,) = registry.GetPerson(pb.GetPersonRequest(person_id=person_id)).person.needs
    assert list(need.occupation_codes) == ["4030101", "4040203", "50"]
    assert list(need.constraints) == [pb.NEED_CONSTRAINT_HOME_ONLY, pb.NEED_CONSTRAINT_STEP_FREE]
    again = need_of(person_id, **{**wanted, "further_occupation_codes": ["50", "4040203"]})
    refused(indexed, registry.RecordNeed, again, grpc.StatusCode.ALREADY_EXISTS, "kind")
    registry.RecordNeed(need_of(person_id))  # without the limits it is another need
    for wrong in (
        {"further_occupation_codes": ["4030101"]},
        {"occupation_code": "", "further_occupation_codes": ["5"]},
    ):
        refused(indexed, registry.RecordNeed, need_of(person_id, **wrong), INVALID, "further_occupation_codes")
    twice = need_of(person_id, constraints=[pb.NEED_CONSTRAINT_COACH] * 2)
    refused(indexed, registry.RecordNeed, twice, INVALID, "constraints")


def test_a_withdrawn_need_stays_in_the_record_and_is_met_or_open_no_more(
    registry: RegistryServiceStub, indexed: Database
) -> None:
    person_id = registered(indexed)
    recorded = registry.RecordNeed(need_of(person_id, kind=ev.NEED_KIND_EMPLOYMENT))
    early = withdrawal(person_id, recorded.need.need_id, date(2020, 3, 1))
    refused(indexed, registry.WithdrawNeed, early, INVALID, "withdrawn_on")
    answer = registry.WithdrawNeed(withdrawal(person_id, recorded.need.need_id))
    assert answer.need.status == pb.NEED_STATUS_WITHDRAWN
    assert outbox(indexed)[-1] == "NeedWithdrawn"
    again = withdrawal(person_id, recorded.need.need_id)
    refused(indexed, registry.WithdrawNeed, again, grpc.StatusCode.FAILED_PRECONDITION, "need_id")
    unknown = withdrawal(person_id, new_request())
    refused(indexed, registry.WithdrawNeed, unknown, grpc.StatusCode.NOT_FOUND, "need_id")
    registry.RecordNeed(need_of(person_id, kind=ev.NEED_KIND_EMPLOYMENT))  # the same once more
    hear(
        indexed,
        event(PlacementStarted, person_id, recorded.loop_id, "p1", date(2020, 6, 1)),
        event(PlacementEnded, person_id, recorded.loop_id, "p1", date(2020, 9, 30)),
    )
    loop = registry.GetLoop(pb.GetLoopRequest(loop_id=recorded.loop_id)).loop
    assert [need.status for need in loop.needs] == [pb.NEED_STATUS_WITHDRAWN, pb.NEED_STATUS_OPEN]
    (counted,) = figures.get_statistics(indexed, "370105", date(2020, 4, 1)).needs
    assert (counted.recorded, counted.fulfilled, counted.withdrawn) == (2, 0, 1)


def test_what_limits_a_person_is_in_no_stored_answer_and_a_repeated_request_is_told_it(
    registry: RegistryServiceStub, indexed: Database
) -> None:
    person_id = registered(indexed)
    request = need_of(person_id, constraints=[pb.NEED_CONSTRAINT_SCREEN_READER])
    recorded = registry.RecordNeed(request)
    assert list(recorded.need.constraints) == [pb.NEED_CONSTRAINT_SCREEN_READER]
    assert registry.RecordNeed(request) == recorded
    registry.WithdrawNeed(withdrawal(person_id, recorded.need.need_id))
    answers = list(indexed.collection("requests").find())
    assert len(answers) == 2
    assert all("answer" not in row for row in answers)


def test_a_programme_is_in_no_stored_answer_and_all_wanted_occupations_are_told(
    registry: RegistryServiceStub, indexed: Database
) -> None:
    person_id = registered(indexed)
    about = {"person_id": person_id, "programme_code": "BLIND_EMPLOYMENT"}
    entering = pb.EnterProgrammeRequest(
        request_id=new_request(), **about, entered_on=day(2020, 3, 6), recorded_by="worker:1"
    )
    entered = registry.EnterProgramme(entering)
    leaving = pb.LeaveProgrammeRequest(request_id=new_request(), **about, left_on=day(2020, 3, 9))
    left = registry.LeaveProgramme(leaving)
    assert registry.LeaveProgramme(leaving) == left
    assert registry.EnterProgramme(entering).participation == left.participation  # as it is then
    assert not entered.participation.HasField("left_on")
    answers = list(indexed.collection("requests").find())
    assert ("BLIND" in str(answers), [row for row in answers if "answer" in row]) == (False, [])

    registry.RecordNeed(need_of(person_id, occupation_code="4030101", further_occupation_codes=["4070203", "6"]))
    told = indexed.collection("outbox").find_one({"type": "bihuan.registry.v1.NeedRecorded"})
    assert told is not None
    assert list(ev.NeedRecorded.FromString(told["payload"]).occupation_codes) == ["4030101", "4070203", "6"]


def test_history_keeps_no_need_and_no_programme_of_who_is_erased(
    registry: RegistryServiceStub, indexed: Database
) -> None:
    person_id = registered(indexed)
    loop_id = with_need(indexed, person_id, ev.NEED_KIND_EMPLOYMENT)
    hear(indexed, event(PlacementStarted, person_id, loop_id, "p1", date(2020, 6, 1)))
    for code in ("BLIND_EMPLOYMENT", "POVERTY_REGISTER"):
        entered = date(2020, 3, 6)
        registry.EnterProgramme(
            pb.EnterProgrammeRequest(
                request_id=new_request(),
                person_id=person_id,
                programme_code=code,
                entered_on=dates.to_wire(entered),
                recorded_by="w",
            )
        )

    def kept() -> list[str]:
        rows = indexed.collection("person_history").find({"person_id": person_id})
        return [name for row in rows for name in row["before"] if name in ("needs", "programmes")]

    assert set(kept()) == {"needs", "programmes"}
    changed = registry.ListPersonChanges(pb.ListPersonChangesRequest(person_id=person_id)).changes
    registry.ErasePerson(erasure(person_id))
    assert kept() == []
    again = registry.ListPersonChanges(pb.ListPersonChangesRequest(person_id=person_id)).changes
    assert list(again)[: len(changed)] == list(changed)
    # Work that ends after the erasure opens neither the loop nor the need again.
    before = len(outbox(indexed))
    hear(indexed, event(PlacementEnded, person_id, loop_id, "p1", date(2020, 9, 30)))
    assert kept() == []
    assert outbox(indexed)[before:] == ["LoopClosed", "EmploymentStatusChanged"]
    assert registry.GetLoop(pb.GetLoopRequest(loop_id=loop_id)).loop.state == pb.LOOP_STATE_CLOSED


def test_what_limits_a_person_is_told_only_to_who_may_know_it_and_programmes_too(
    registry: RegistryServiceStub, indexed: Database, serve: Callable[..., grpc.Channel]
) -> None:
    person_id = registered(indexed)
    recorded = registry.RecordNeed(need_of(person_id, constraints=[pb.NEED_CONSTRAINT_SCREEN_READER]))
    indexed.transact(lambda tx: programmes.enter_programme(tx, person_id, "BLIND_EMPLOYMENT", date(2020, 3, 6), "w"))

    def told(scope: str) -> tuple[int, int, int]:
        add = add_RegistryServiceServicer_to_server
        calls = RegistryServiceStub(serve(Registry(indexed), add, scope=f"registry.persons.read {scope}"))
        person = calls.GetPerson(pb.GetPersonRequest(person_id=person_id)).person
        loop = calls.GetLoop(pb.GetLoopRequest(loop_id=recorded.loop_id)).loop
        return len(person.needs[0].constraints), len(loop.needs[0].constraints), len(person.programmes)

    assert told("registry.loops.read") == (0, 0, 0)
    assert told("registry.loops.read registry.need-constraints.read") == (1, 1, 0)
    assert told("registry.loops.read registry.participations.read") == (0, 0, 1)


def test_what_limited_an_erased_person_is_neither_told_nor_stored(
    registry: RegistryServiceStub, indexed: Database
) -> None:
    person_id = registered(indexed)
    recorded = registry.RecordNeed(need_of(person_id, constraints=[pb.NEED_CONSTRAINT_SCREEN_READER]))
    registry.RecordNeed(need_of(person_id))  # so that the history has the needs of before
    known_at = Timestamp()
    known_at.FromDatetime(datetime.now(UTC))
    then = pb.GetPersonRequest(person_id=person_id, known_at=known_at)
    registry.WithdrawNeed(withdrawal(person_id, recorded.need.need_id))
    assert [len(need.constraints) for need in registry.GetPerson(then).person.needs] == [1, 0]
    registry.CloseLoop(closing(recorded.loop_id, outcome=ev.LOOP_OUTCOME_LOST))
    registry.ErasePerson(erasure(person_id))
    for asked in (then, pb.GetPersonRequest(person_id=person_id)):
        assert [len(need.constraints) for need in registry.GetPerson(asked).person.needs] == [0, 0]
    assert b"SCREEN_READER" not in stored(indexed)


def test_a_need_that_has_lapsed_with_its_loop_cannot_be_withdrawn(
    registry: RegistryServiceStub, indexed: Database
) -> None:
    person_id = registered(indexed)
    recorded = registry.RecordNeed(need_of(person_id))
    registry.CloseLoop(closing(recorded.loop_id, outcome=ev.LOOP_OUTCOME_LOST))
    late = withdrawal(person_id, recorded.need.need_id)
    refused(indexed, registry.WithdrawNeed, late, grpc.StatusCode.FAILED_PRECONDITION, "need_id")
