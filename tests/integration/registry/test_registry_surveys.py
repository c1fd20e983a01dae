"""Survey campaigns over real gRPC and MongoDB: who is to be visited, what a visit may say, how far it has come."""

import uuid
from collections.abc import Callable
from datetime import date
from itertools import chain
from typing import Any

import grpc
import pytest
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as registry_pb
from bihuan.registry.v1 import survey_service_pb2 as pb
from bihuan.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from bihuan.registry.v1.survey_service_pb2_grpc import SurveyServiceStub

from services.registry import life, store, surveys
from services.registry.api import Registry, add_to_server
from shared import dates
from shared.once import INDEXES as REQUEST_INDEXES
from shared.store import Database
from tests.integration.registry.test_registry_api import INVALID, refused
from tests.integration.registry.test_registry_reactions import outbox, registered

REFUSED = grpc.StatusCode.FAILED_PRECONDITION
ABSENT = grpc.StatusCode.NOT_FOUND


@pytest.fixture
def indexed(database: Database) -> Database:
    database.ensure_indexes([*store.INDEXES, *surveys.INDEXES, *REQUEST_INDEXES])
    return database


@pytest.fixture
def channel(indexed: Database, serve: Callable[..., grpc.Channel]) -> grpc.Channel:
    return serve(Registry(indexed), add_to_server)


def start(**changes: Any) -> pb.StartSurveyRequest:
    fields: dict[str, Any] = {
        "request_id": str(uuid.uuid4()),
        "region_codes": ["370105003", "370105004"],
        "starts_on": dates.to_wire(date(2020, 4, 1)),
        "ends_on": dates.to_wire(date(2020, 4, 30)),
        "started_by": "worker:370105",
    }
    return pb.StartSurveyRequest(**{**fields, **changes})


def visit(survey_id: str, person_id: str, result: Any, on: int = 10, **more: Any) -> pb.RecordVisitRequest:
    return pb.RecordVisitRequest(
        request_id=str(uuid.uuid4()),
        survey_id=survey_id,
        person_id=person_id,
        result=result,
        visited_on=dates.to_wire(date(2020, 4, on)),
        visited_by="worker:370105003",
        **more,
    )


TOLD = [
    pb.NeedTold(kind=ev.NEED_KIND_TRAINING, willing=True),
    pb.NeedTold(
        kind=ev.NEED_KIND_EMPLOYMENT,
        occupation_code="4030101",
        willing=True,
        constraints=[registry_pb.NEED_CONSTRAINT_HOME_ONLY],
    ),
]


def test_a_survey_is_followed_by_sub_district_and_its_needs_carry_it(channel: grpc.Channel, indexed: Database) -> None:
    calls = SurveyServiceStub(channel)
    here = [registered(indexed, region_code="370105003") for _ in range(3)]
    there = registered(indexed, region_code="370105004")
    elsewhere = registered(indexed, region_code="370105005")
    survey_id = calls.StartSurvey(start()).survey.survey_id
    indexed.transact(lambda tx: life.move_person(tx, here[2], "370215", "", date(2020, 4, 5)))

    answer = calls.RecordVisit(visit(survey_id, here[0], pb.VISIT_RESULT_WITH_NEEDS, needs=TOLD))
    calls.RecordVisit(visit(survey_id, here[1], pb.VISIT_RESULT_NOT_MET))
    calls.RecordVisit(visit(survey_id, here[1], pb.VISIT_RESULT_NO_NEED, on=11))
    calls.RecordVisit(visit(survey_id, here[2], pb.VISIT_RESULT_MOVED))
    calls.RecordVisit(visit(survey_id, there, pb.VISIT_RESULT_NOT_MET))

    loop = RegistryServiceStub(channel).GetLoop(registry_pb.GetLoopRequest(loop_id=answer.loop_id)).loop
    assert [need.need_id for need in loop.needs] == list(answer.need_ids)
    assert {need.survey_id for need in loop.needs} == {survey_id}
    assert list(loop.needs[1].constraints) == [registry_pb.NEED_CONSTRAINT_HOME_ONLY]
    progress = calls.GetSurveyProgress(pb.GetSurveyProgressRequest(survey_id=survey_id))
    rows = {row.region_code: row for row in progress.regions}
    assert set(rows) == {"370105003", "370105004"}
    first = rows["370105003"]
    assert (first.planned, first.with_needs, first.no_need, first.not_met, first.moved) == (3, 1, 1, 0, 1)
    assert (first.done.percent, rows["370105004"].done.percent) == ("100.00", "0.00")
    assert (progress.total.planned, progress.total.done.percent) == (4, "75.00")

    refused(indexed, calls.RecordVisit, visit(survey_id, here[1], pb.VISIT_RESULT_REFUSED), REFUSED, "person_id")
    refused(indexed, calls.RecordVisit, visit(survey_id, elsewhere, pb.VISIT_RESULT_NO_NEED), ABSENT, "person_id")
    late = visit(survey_id, there, pb.VISIT_RESULT_NO_NEED)
    late.visited_on.month = 5
    refused(indexed, calls.RecordVisit, late, INVALID, "visited_on")
    for wrong in (
        visit(survey_id, there, pb.VISIT_RESULT_WITH_NEEDS),
        visit(survey_id, there, pb.VISIT_RESULT_NO_NEED, needs=TOLD),
    ):
        refused(indexed, calls.RecordVisit, wrong, INVALID, "needs")

    ended = {"survey_id": survey_id, "closed_on": dates.to_wire(date(2020, 5, 1))}
    calls.CloseSurvey(pb.CloseSurveyRequest(request_id=str(uuid.uuid4()), **ended))
    assert {"SurveyStarted", "SurveyClosed"} <= set(outbox(indexed))
    refused(indexed, calls.RecordVisit, visit(survey_id, there, pb.VISIT_RESULT_NO_NEED), REFUSED, "survey_id")
    again = pb.CloseSurveyRequest(request_id=str(uuid.uuid4()), **ended)
    refused(indexed, calls.CloseSurvey, again, REFUSED, "survey_id")
    assert not calls.ListSurveys(pb.ListSurveysRequest(region_code="370105", open_only=True)).surveys


def test_a_survey_that_cannot_be_is_refused(channel: grpc.Channel, indexed: Database) -> None:
    calls = SurveyServiceStub(channel)
    for field, changes in (
        ("region_codes", {"region_codes": ["370105", "370105003"]}),
        ("region_codes", {"region_codes": ["370105999"]}),
        ("region_codes", {"region_codes": []}),
        ("region_codes", {"region_codes": ["370105003", "370105003"]}),
        ("ends_on", {"ends_on": dates.to_wire(date(2020, 3, 31))}),
    ):
        refused(indexed, calls.StartSurvey, start(**changes), INVALID, field)


def test_each_office_sees_its_own_part_of_a_survey(
    channel: grpc.Channel, indexed: Database, serve: Callable[..., grpc.Channel]
) -> None:
    for code in ("370105003", "370105003", "370105004"):
        registered(indexed, region_code=code)
    survey_id = SurveyServiceStub(channel).StartSurvey(start(region_codes=["370105"])).survey.survey_id

    def seen_by(region: str) -> tuple[list[str], list[int]]:
        calls = SurveyServiceStub(serve(Registry(indexed), add_to_server, regions=[region]))
        listed = calls.ListSurveys(pb.ListSurveysRequest(region_code=region)).surveys
        if not listed:
            with pytest.raises(grpc.RpcError) as caught:
                calls.GetSurveyProgress(pb.GetSurveyProgressRequest(survey_id=survey_id))
            assert caught.value.code() is ABSENT
            return [], []
        progress = calls.GetSurveyProgress(pb.GetSurveyProgressRequest(survey_id=survey_id))
        assert progress.total.planned == sum(row.planned for row in progress.regions)
        return [each.survey_id for each in listed], [row.planned for row in progress.regions]

    assert seen_by("370105003") == ([survey_id], [2])
    assert seen_by("370105") == ([survey_id], [2, 1])
    assert seen_by("370000") == ([survey_id], [2, 1])
    assert seen_by("370200") == ([], [])


def test_a_survey_lists_whom_it_has_still_to_visit_page_by_page_for_the_offices_own_regions(
    channel: grpc.Channel, indexed: Database, serve: Callable[..., grpc.Channel], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = SurveyServiceStub(channel)
    here = sorted(registered(indexed, region_code="370105003") for _ in range(5))
    there = registered(indexed, region_code="370105004")
    survey_id = calls.StartSurvey(start()).survey.survey_id
    indexed.transact(lambda tx: life.move_person(tx, here[4], "370215", "", date(2020, 4, 5)))
    calls.RecordVisit(visit(survey_id, here[0], pb.VISIT_RESULT_NOT_MET))
    calls.RecordVisit(visit(survey_id, here[1], pb.VISIT_RESULT_NO_NEED))

    def pages(stub: SurveyServiceStub, region: str, page_size: int) -> list[list[str]]:
        found, token = [], ""
        while True:
            asked = pb.ListPersonsToVisitRequest(
                survey_id=survey_id, region_code=region, page_size=page_size, page_token=token
            )
            page = stub.ListPersonsToVisit(asked)
            found.append([each.person_id for each in page.persons])
            token = page.next_page_token
            if not token:
                return found

    everybody = sorted([here[0], here[2], here[3], here[4], there])
    assert sorted(chain(*pages(calls, "370105", 2))) == everybody
    assert max(map(len, pages(calls, "370105", 2))) == 2
    assert pages(calls, "370105004", 0) == [[there]]
    first = calls.ListPersonsToVisit(pb.ListPersonsToVisitRequest(survey_id=survey_id, region_code="370105003"))
    assert [each.not_met_on.day for each in first.persons] == [10, 0, 0, 0]
    # An office sees whom it can visit: who lives there now.
    own = SurveyServiceStub(serve(Registry(indexed), add_to_server, regions=["370105003"]))
    assert pages(own, "370105003", 0) == [[here[0], here[2], here[3]]]
    with pytest.raises(grpc.RpcError, match="region_code"):
        pages(own, "370105004", 0)
    # A page looks at no more than so many, and goes on with the next.
    monkeypatch.setattr(surveys, "MOST_LOOKED_AT", 2)
    assert list(chain(*pages(calls, "370105", 0))) == everybody
    assert len(pages(calls, "370105", 0)) > 2


def test_small_counts_of_surveys_and_of_data_quality_are_rounded_for_who_may_not_know_them(
    indexed: Database, serve: Callable[..., grpc.Channel]
) -> None:
    for _ in range(6):
        registered(indexed, region_code="370105003")
    asked = registry_pb.GetDataQualityRequest(region_code="370105", as_of=dates.to_wire(date(2020, 4, 1)))

    def told(scope: str) -> list[tuple[bool, int, int]]:
        channel = serve(Registry(indexed), add_to_server, scope=f"registry.surveys.read registry.surveys.write {scope}")
        calls = SurveyServiceStub(channel)
        survey_id = calls.StartSurvey(start()).survey.survey_id
        progress = calls.GetSurveyProgress(pb.GetSurveyProgressRequest(survey_id=survey_id))
        quality = RegistryServiceStub(channel).GetDataQuality(asked)
        rows = [(progress.rounded, progress.total.planned, progress.total.done.denominator)]
        return [*rows, (quality.rounded, quality.total.persons, quality.regions[0].without_finding.denominator)]

    assert told("registry.quality.read") == [(True, 10, 10), (True, 10, 10)]
    assert told("registry.quality.read registry.exact_statistics.read") == [(False, 6, 6), (False, 6, 6)]
