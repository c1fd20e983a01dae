"""One person's whole way, and which loops have been stuck for how long."""

from collections.abc import Callable
from datetime import date
from typing import Any

import grpc
import pytest
from bihuan.outreach.v1 import events_pb2 as outreach
from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub, add_RegistryServiceServicer_to_server
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed
from pymongo import MongoClient

from services.registry import commands, queries, store
from services.registry.api import Registry
from shared import access, dates
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.integration.registry.test_registry_reactions import event, hear, registered, with_need


@pytest.fixture
def indexed(database: Database) -> Database:
    database.ensure_indexes([*store.INDEXES, *REQUEST_INDEXES])
    return database


def supported(database: Database, *events: Any) -> None:
    for told in events:
        database.transact(lambda tx, told=told: commands.hear_support(tx, told))  # type: ignore[misc]


def about(loop_id: str, case_id: str = "case-1") -> dict[str, Any]:
    return {"case_id": case_id, "region_code": "370105003", "loop_id": loop_id, "person_id": "p"}


def test_a_loop_tells_the_whole_way_with_support_and_reopening_after_a_lost_job(indexed: Database) -> None:
    person_id = registered(indexed)
    loop_id = with_need(indexed, person_id, ev.NEED_KIND_EMPLOYMENT)
    hear(
        indexed,
        event(PlacementStarted, person_id, loop_id, "p1", date(2020, 6, 1)),
        event(PlacementEnded, person_id, loop_id, "p1", date(2020, 9, 30)),
    )
    case = about(loop_id)
    step: dict[str, Any] = {"round": 1, "from_step": outreach.STEP_INVESTIGATE, "to_step": outreach.STEP_FIND_PROBLEMS}
    supported(
        indexed,
        outreach.CaseOpened(**case, opened_on=dates.to_wire(date(2020, 10, 2))),
        outreach.CaseStepChanged(**case, **step, changed_on=dates.to_wire(date(2020, 10, 9))),
        outreach.CaseRoundStarted(**case, round=2, started_on=dates.to_wire(date(2020, 11, 9))),
        outreach.CaseClosed(**case, outcome=outreach.CASE_OUTCOME_SOLVED, closed_on=dates.to_wire(date(2020, 12, 1))),
        outreach.CaseOpened(**about(""), opened_on=dates.to_wire(date(2020, 10, 2))),
    )
    loop = queries.get_loop(indexed, loop_id)
    assert [dates.from_wire(day, "") for day in loop.reopened_on] == [date(2020, 10, 1)]
    assert [(s.event_type.rpartition(".")[2], s.round, s.step, s.outcome) for s in loop.support] == [
        ("CaseOpened", 1, outreach.STEP_INVESTIGATE, 0),
        ("CaseStepChanged", 1, outreach.STEP_FIND_PROBLEMS, 0),
        ("CaseRoundStarted", 2, outreach.STEP_INVESTIGATE, 0),
        ("CaseClosed", 0, 0, outreach.CASE_OUTCOME_SOLVED),
    ]
    assert (loop.state, loop.stage, loop.moved_on.month) == (pb.LOOP_STATE_OPEN, ev.LOOP_STAGE_NEED_RECORDED, 12)


def test_loops_are_listed_by_how_long_they_have_been_stuck(
    indexed: Database, serve: Callable[..., grpc.Channel], mongo: MongoClient[Any]
) -> None:
    ids = [registered(indexed) for _ in range(6)]
    loops = [with_need(indexed, id, ev.NEED_KIND_TRAINING, date(2020, 3, 5 + number)) for number, id in enumerate(ids)]
    hear(indexed, event(EnrolmentConfirmed, ids[0], loops[0], "e1", date(2020, 4, 17)))
    indexed.transact(lambda tx: commands.close_loop(tx, loops[1], ev.LOOP_OUTCOME_LOST, date(2020, 4, 1)))
    elsewhere = registered(indexed, region_code="370215")
    with_need(indexed, elsewhere, ev.NEED_KIND_TRAINING)
    registry = RegistryServiceStub(serve(Registry(indexed), add_RegistryServiceServicer_to_server))

    def stuck(days: int, **more: Any) -> list[int]:
        found, token = [], ""
        while True:
            page = registry.ListLoops(
                pb.ListLoopsRequest(
                    **{"region_code": "370105", **more},
                    as_of=dates.to_wire(date(2020, 4, 30)),
                    stuck_for_days_at_least=days,
                    page_size=2,
                    page_token=token,
                )
            )
            found += [loops.index(loop.loop_id) for loop in page.loops]
            token = page.next_page_token
            if not token:
                return found

    assert stuck(0) == [2, 3, 4, 5, 0]
    assert stuck(13) == [2, 3, 4, 5, 0]
    assert stuck(14) == [2, 3, 4, 5]
    assert stuck(53) == [2, 3]
    assert stuck(54) == [2]
    assert stuck(55) == []
    assert stuck(0, stage=ev.LOOP_STAGE_IN_TRAINING) == [0]
    assert stuck(0, region_code="370104") == []
    for wrong in (
        pb.ListLoopsRequest(region_code="370105", stuck_for_days_at_least=3),
        pb.ListLoopsRequest(region_code="370105", state=pb.LOOP_STATE_CLOSED, as_of=dates.to_wire(date(2020, 4, 30))),
    ):
        with pytest.raises(grpc.RpcError) as caught:
            registry.ListLoops(wrong)
        assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    with access.acting(access.SYSTEM):
        filter = {"open": True, **access.rows_by_key("regions", "370105"), "moved_on": {"$lte": "2020-04-30"}}
    explained = mongo[indexed.mongo.name].command(
        "explain", {"find": store.LOOPS, "filter": filter, "sort": {"moved_on": 1, "_id": 1}, "limit": 3}
    )
    assert "'stage': 'SORT'" not in str(explained)
    assert "stuck" in str(explained["queryPlanner"]["winningPlan"])
