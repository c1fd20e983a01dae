"""The endpoint of outreach, through a real server: a case's way through its steps, and every wrong call."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest
from bihuan.outreach.v1 import events_pb2 as events
from bihuan.outreach.v1 import outreach_service_pb2 as pb
from bihuan.outreach.v1 import outreach_service_pb2_grpc as pb_grpc
from google.rpc import error_details_pb2
from google.type.date_pb2 import Date
from grpc_status import rpc_status

from services.outreach import store
from services.outreach.api import OutreachService
from services.outreach.domain import case as full
from services.outreach.domain import problem as problems
from services.outreach.domain.cycle import Step
from services.outreach.domain.problem import Measure, Problem, Superseded
from services.outreach.domain.records import Indicator, IndicatorKind, Practice, Visit
from shared.dates import to_wire
from shared.once import INDEXES, REQUESTS
from shared.store import Database, Transaction
from tests.conftest import Serve
from tests.outreach_samples import DAY, SUB_DISTRICT, Desk, Person, contents, hear, messages, new_id, published

PUBLICIST, SUPERVISOR = events.ROLE_POLICY_PUBLICIST, events.ROLE_IMPLEMENTATION_SUPERVISOR
COORDINATOR, GRASSROOTS = events.ROLE_RESOURCE_COORDINATOR, events.ROLE_GRASSROOTS_WORKER
INVALID, MISSING = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND
WRONG_STATE = grpc.StatusCode.FAILED_PRECONDITION


@pytest.fixture
def desk(database: Database, serve: Serve) -> Desk:
    database.ensure_indexes([*store.INDEXES, *INDEXES])
    return Desk(serve(OutreachService(database), pb_grpc.add_OutreachServiceServicer_to_server))


@pytest.fixture
def case_id(database: Database, desk: Desk) -> str:
    """The case of a person who failed, at step 1, with a worker in each role."""
    person = Person()
    hear(database, person.failed())
    id: str = desk.only_case(loop_id=person.loop_id).case_id
    desk.staffed(id)
    return id


def refused(call: Callable[[], Any]) -> tuple[grpc.StatusCode, str, str]:
    """Status code, reason and field of a call that must fail."""
    with pytest.raises(grpc.RpcError) as failure:
        call()
    status = rpc_status.from_call(failure.value)  # type: ignore[arg-type]  # an RpcError is its Call
    assert status is not None
    reason = field = ""
    for packed in status.details:
        info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        if packed.Unpack(info):
            reason, field = info.reason, field or info.metadata["field"]
        elif packed.Unpack(bad):
            field = bad.field_violations[0].field
    return failure.value.code(), reason, field


def test_a_case_runs_through_all_seven_steps_with_everything_on_record(
    database: Database, desk: Desk, case_id: str
) -> None:
    case = desk.bring_to(case_id, 7)
    assert (case.round, case.step, case.status) == (1, events.STEP_SPREAD, pb.CASE_STATUS_OPEN)
    assert case.visits[0].findings == "家中无网络"
    [problem] = case.problems
    assert (problem.description, problem.cause, problem.evidence) == ("无法参加线上课", "费用", "已开通")
    [measure] = problem.measures
    assert (measure.owner_id, measure.due_on) == (desk.staff[GRASSROOTS], to_wire(measure_due(measure.proposed_on)))
    assert (case.indicators[0].before, case.indicators[0].after) == ("60", "92.5")
    desk.complete(case_id)
    desk.verify_all(case_id)
    case = desk.do(
        "CloseCase", case_id, GRASSROOTS, outcome=events.CASE_OUTCOME_SOLVED, closed_on=desk.day, comment=""
    ).case
    assert (case.status, case.outcome, case.closed_on) == (
        pb.CASE_STATUS_CLOSED,
        events.CASE_OUTCOME_SOLVED,
        to_wire(desk.day),
    )
    assert case.practices[0].WhichOneof("result") == "published"
    changes = messages(database, events.CaseStepChanged)
    assert sorted((change.from_step, change.to_step) for change in changes) == [(n, n + 1) for n in range(1, 7)]
    assert published(database).count("CaseClosed") == 1
    assert {one.worker_id for one in case.history if one.action == pb.CASE_ACTION_VISITED} == {desk.staff[GRASSROOTS]}
    assert [one.action for one in case.history][-2:] == [pb.CASE_ACTION_PROBLEM_VERIFIED, pb.CASE_ACTION_CLOSED]
    assert all(one.recorded_at.ToDatetime(UTC) <= datetime.now(UTC) for one in case.history)


def measure_due(proposed_on: Date) -> date:
    return date(proposed_on.year, proposed_on.month, proposed_on.day) + timedelta(days=14)


def test_a_case_as_full_as_it_may_be_is_still_shown(database: Database, desk: Desk, case_id: str) -> None:
    """gRPC clients take answers of at most 4 MiB. Every text at its longest, of characters of four bytes each."""
    rare, id = "𠮷", new_id()
    measure = Measure(
        id=id, description=rare * 500, proposed_by=id, proposed_on=DAY, owner_id=id, due_on=DAY, failed=True
    )
    superseded = Superseded(cause=rare * 500, evidence=rare * 500, superseded_on=DAY)
    problem = Problem(
        id=id,
        round=99,
        description=rare * 500,
        found_by=id,
        found_on=DAY,
        cause=rare * 500,
        measures=[measure] * problems.MAX_MEASURES,
        evidence=rare * 500,
        resolved_by=id,
        resolved_on=DAY,
        verified_by=id,
        verified_on=DAY,
        superseded=[superseded] * problems.MAX_SUPERSEDED,
    )
    visit = Visit(worker_id=id, round=99, step=Step.SPREAD, visited_on=DAY, findings=rare * 1000)
    indicator = Indicator(
        round=99,
        name=rare * 100,
        kind=IndicatorKind.CAPACITY,
        before="9" * 15,
        after="9" * 15,
        worker_id=id,
        measured_on=DAY,
    )
    practice = Practice(round=99, published=rare * 1000, not_suitable="", worker_id=id, recorded_on=DAY)
    # A return sets aside a cause, so there are no more returns (each with a reason) than causes set aside.
    returns = full.MAX_PROBLEMS * problems.MAX_SUPERSEDED

    def fill(tx: Transaction) -> None:
        case = store.case(tx, case_id)
        entry = replace(case.history[-1], worker_id=id)
        case.visits = [visit] * full.MAX_VISITS
        case.problems = [problem] * full.MAX_PROBLEMS
        case.indicators = [indicator] * full.MAX_INDICATORS
        case.practices = [practice] * full.MAX_PRACTICES
        case.assignments = case.assignments[:1] * full.MAX_ASSIGNMENTS
        case.history = [replace(entry, comment=rare * 500)] * returns + [entry] * (full.MAX_HISTORY - returns)
        store.save_case(tx, case)

    database.transact(fill)
    shown = desk.get(case_id)
    assert len(shown.history) == full.MAX_HISTORY
    assert 3.5 * 2**20 < shown.ByteSize() < 4 * 2**20


def test_of_a_person_who_is_erased_no_text_is_left_in_any_case(database: Database, desk: Desk) -> None:
    person, other = Person(), Person()
    hear(database, person.failed(), other.failed())
    own, others = (desk.only_case(loop_id=each.loop_id).case_id for each in (person, other))
    for id in (own, others):
        desk.bring_to(id, events.STEP_SPREAD)
        desk.complete(id)
    texts = ("家中无网络", "无法参加线上课", "费用", "协调宽带优惠", "已开通", "出勤率", "宽带优惠办法")
    before, untouched = desk.get(own), str(database.mongo["cases"].find_one({"_id": others}))

    hear(database, person.erased())

    stored = str(list(database.mongo["cases"].find({"_id": own})))
    assert [text for text in texts if text in stored] == []
    assert str(database.mongo["cases"].find_one({"_id": others})) == untouched
    assert all(text in untouched for text in texts)
    after = desk.get(own)
    assert [entry.action for entry in after.history] == [entry.action for entry in before.history]
    assert len(after.visits) == len(before.visits)


def test_of_a_person_who_was_erased_nothing_more_is_written_and_no_case_opens(
    database: Database, desk: Desk, case_id: str
) -> None:
    person = Person()
    person.about["person_id"] = desk.get(case_id).person_id
    hear(database, person.erased())
    visit = {"findings": "家中无网络", "visited_on": desk.day}
    assert refused(lambda: desk.do("RecordVisit", case_id, GRASSROOTS, **visit)) == (
        WRONG_STATE,
        "PERSON_ERASED",
        "case_id",
    )
    close = {"outcome": events.CASE_OUTCOME_LOST, "closed_on": desk.day, "comment": "三次上门未遇"}
    desk.do("CloseCase", case_id, GRASSROOTS, **close)
    hear(database, person.ended())
    [only] = database.mongo["cases"].find()
    assert "三次上门未遇" not in str(only)


def test_no_step_is_left_without_its_result(database: Database, desk: Desk, case_id: str) -> None:
    for step in range(1, 7):
        desk.bring_to(case_id, step)
        before = contents(database)
        assert refused(lambda: desk.advance(case_id)) == (WRONG_STATE, "ARTEFACT_MISSING", "case_id")
        assert contents(database) == before
    desk.bring_to(case_id, 7)
    assert refused(lambda: desk.advance(case_id)) == (WRONG_STATE, "WRONG_STEP", "case_id")
    assert refused(lambda: desk.do("StartNextRound", case_id, GRASSROOTS, started_on=desk.day)) == (
        WRONG_STATE,
        "ARTEFACT_MISSING",
        "case_id",
    )


def test_a_wrong_crux_takes_the_case_back_to_step_three_and_must_be_found_anew(desk: Desk, case_id: str) -> None:
    problem_id = desk.bring_to(case_id, 5).problems[0].problem_id
    back = {"problem_ids": [problem_id], "reason": "不是费用问题", "returned_on": desk.day}
    case = desk.do("ReturnToStep", case_id, SUPERVISOR, step=events.STEP_FIND_CRUX, **back).case
    assert (case.step, case.problems[0].cause, case.problems[0].measures[0].failed) == (3, "", True)
    assert case.problems[0].superseded[0].cause == "费用"
    assert case.history[-1].comment == "不是费用问题"
    assert refused(lambda: desk.advance(case_id))[1] == "ARTEFACT_MISSING"
    assert desk.bring_to(case_id, 6).step == 6


def test_a_failed_measure_takes_the_case_back_to_step_four_and_keeps_the_crux(desk: Desk, case_id: str) -> None:
    problem_id = desk.bring_to(case_id, 5).problems[0].problem_id
    back = {"problem_ids": [problem_id], "reason": "未落实", "returned_on": desk.day}
    case = desk.do("ReturnToStep", case_id, SUPERVISOR, step=events.STEP_PROPOSE_MEASURES, **back).case
    assert (case.step, case.problems[0].cause) == (4, "费用")
    assert refused(lambda: desk.advance(case_id))[1] == "ARTEFACT_MISSING"


def test_the_next_round_begins_at_step_one_with_the_problems_not_verified(desk: Desk, case_id: str) -> None:
    desk.bring_to(case_id, 7)
    desk.complete(case_id)
    case = desk.do("StartNextRound", case_id, GRASSROOTS, started_on=desk.day).case
    assert (case.round, case.step) == (2, 1)
    assert [(one.round, one.status) for one in case.problems] == [(2, pb.PROBLEM_STATUS_OPEN)]
    assert refused(lambda: desk.advance(case_id))[1] == "ARTEFACT_MISSING", "the first round's visit does not count"


def test_who_resolved_a_problem_may_not_verify_it(desk: Desk, case_id: str) -> None:
    problem_id = desk.bring_to(case_id, 5).problems[0].problem_id
    about = {"problem_id": problem_id}
    desk.do("ResolveProblem", case_id, SUPERVISOR, resolved_on=desk.day, evidence="已开通", **about)
    verify = {"verified_on": desk.day, **about}
    assert refused(lambda: desk.do("VerifyProblem", case_id, SUPERVISOR, **verify)) == (
        WRONG_STATE,
        "RESOLVER_MAY_NOT_VERIFY",
        "worker_id",
    )
    other = desk.register(SUPERVISOR).worker.worker_id
    desk.call("AssignCase", case_id=case_id, worker_id=other, role=SUPERVISOR, assigned_on=desk.day)
    desk.staff[SUPERVISOR] = other
    case = desk.do("VerifyProblem", case_id, SUPERVISOR, **verify).case
    assert case.problems[0].status == pb.PROBLEM_STATUS_VERIFIED
    assert [one.HasField("until") for one in case.assignments if one.role == SUPERVISOR] == [True, False]


def test_a_case_with_open_problems_ends_only_as_lost_or_withdrawn_and_with_a_comment(
    database: Database, desk: Desk, case_id: str
) -> None:
    desk.bring_to(case_id, 3)

    def close(outcome: Any, comment: str) -> Any:
        return desk.do("CloseCase", case_id, GRASSROOTS, outcome=outcome, closed_on=desk.day, comment=comment)

    before = contents(database)
    assert refused(lambda: close(events.CASE_OUTCOME_SOLVED, "好")) == (WRONG_STATE, "OPEN_PROBLEMS", "case_id")
    assert refused(lambda: close(events.CASE_OUTCOME_EMPLOYED, "")) == (WRONG_STATE, "OPEN_PROBLEMS", "case_id")
    assert refused(lambda: close(events.CASE_OUTCOME_LOST, "  ")) == (INVALID, "INVALID_FIELD", "comment")
    assert contents(database) == before
    assert close(events.CASE_OUTCOME_LOST, "三次上门未遇").case.status == pb.CASE_STATUS_CLOSED


def test_nothing_more_can_be_done_to_a_closed_case(database: Database, desk: Desk, case_id: str) -> None:
    problem_id = desk.bring_to(case_id, 5).problems[0].problem_id
    close = {"outcome": events.CASE_OUTCOME_WITHDRAWN, "closed_on": desk.day, "comment": "本人退出"}
    desk.do("CloseCase", case_id, GRASSROOTS, **close)
    before = contents(database)
    for rpc, fields in valid_calls(desk, case_id, problem_id).items():
        if "case_id" in fields:
            assert refused(lambda rpc=rpc, fields=fields: desk.call(rpc, **fields)) == (  # type: ignore[misc]
                WRONG_STATE,
                "CASE_CLOSED",
                "case_id",
            ), rpc
    assert contents(database) == before


def test_a_call_sent_again_has_one_effect_and_the_same_answer(database: Database, desk: Desk, case_id: str) -> None:
    desk.bring_to(case_id, 2)
    request = pb.AddProblemRequest(
        request_id=new_id(),
        case_id=case_id,
        worker_id=desk.staff[GRASSROOTS],
        description="无法参加线上课",
        found_on=to_wire(desk.day),
    )
    first, second = desk.stub.AddProblem(request), desk.stub.AddProblem(request)
    assert first == second
    assert [one.problem_id for one in desk.get(case_id).problems] == [first.problem_id]
    request.description = "另一问题"
    assert refused(lambda: desk.stub.AddProblem(request)) == (INVALID, "REQUEST_ID_REUSED", "request_id")
    assert "无法参加线上课" not in str(list(database.collection(REQUESTS).find())), "no second copy of personal data"


def test_workers_are_listed_by_region_and_role(desk: Desk) -> None:
    one = desk.register(GRASSROOTS, region_code=SUB_DISTRICT).worker
    desk.register(PUBLICIST, SUPERVISOR, region_code="370215")
    assert one == desk.stub.GetWorker(pb.GetWorkerRequest(worker_id=one.worker_id)).worker
    listed = desk.stub.ListWorkers(pb.ListWorkersRequest(region_code="370100", role=GRASSROOTS)).workers
    assert list(listed) == [one]
    first = desk.stub.ListWorkers(pb.ListWorkersRequest(page_size=1))
    rest = desk.stub.ListWorkers(pb.ListWorkersRequest(page_size=1, page_token=first.next_page_token))
    assert len({first.workers[0].worker_id, rest.workers[0].worker_id}) == 2
    assert rest.next_page_token == ""


def test_cases_are_listed_by_every_filter(database: Database, desk: Desk, case_id: str) -> None:
    other = Person("370215001")
    hear(database, other.ended())
    mine = desk.get(case_id)
    alone: list[dict[str, Any]] = [
        {"region_code": "370105"},
        {"step": 1, "region_code": "370100"},
        {"origin": events.CASE_ORIGIN_FAILED},
        {"loop_id": mine.loop_id},
        {"person_id": mine.person_id},
        {"worker_id": desk.staff[PUBLICIST]},
    ]
    for filters in alone:
        assert [one.case_id for one in desk.cases(**filters)] == [case_id], filters
    [waiting] = desk.cases(waiting=True)
    assert (waiting.loop_id, waiting.grassroots_worker_id) == (other.loop_id, "")
    assert len(desk.cases(status=pb.CASE_STATUS_OPEN)) == 2
    assert desk.cases(status=pb.CASE_STATUS_CLOSED) == []
    assert desk.cases(region_code="370106") == []


def test_a_role_goes_only_to_a_registered_worker_of_the_region(database: Database, desk: Desk, case_id: str) -> None:
    far = desk.register(SUPERVISOR, region_code="370215").worker.worker_id
    near = desk.register(SUPERVISOR, on=DAY + timedelta(days=3)).worker.worker_id
    before = contents(database)

    def assign(worker_id: str, role: Any, on: date = DAY + timedelta(days=3)) -> Callable[[], Any]:
        return lambda: desk.call("AssignCase", case_id=case_id, worker_id=worker_id, role=role, assigned_on=on)

    assert refused(assign(far, SUPERVISOR)) == (WRONG_STATE, "REGION_NOT_COVERED", "worker_id")
    assert refused(assign(near, COORDINATOR)) == (WRONG_STATE, "WORKER_LACKS_ROLE", "role")
    assert refused(assign(near, SUPERVISOR, DAY)) == (INVALID, "INVALID_FIELD", "assigned_on")
    assert contents(database) == before
    assert list(assign(desk.staff[SUPERVISOR], SUPERVISOR)().case.assignments) == list(desk.get(case_id).assignments)
    assert contents(database)["outbox"] == before["outbox"], "who has the role already gets it once"


# Wrong calls on every rpc


def valid_calls(desk: Desk, case_id: str, problem_id: str) -> dict[str, dict[str, Any]]:
    """Every write with fields that fit its contract, by a worker whose role may do it."""
    on = desk.day

    def by(role_of: Any, **fields: Any) -> dict[str, Any]:
        return {"case_id": case_id, "worker_id": desk.staff[role_of], **fields}

    about = {"problem_id": problem_id}
    return {
        "RegisterWorker": {
            "display_name": "测试员",
            "roles": [PUBLICIST],
            "region_code": "370105",
            "registered_on": on,
        },
        "AssignCase": by(PUBLICIST, role=PUBLICIST, assigned_on=on),
        "RecordVisit": by(GRASSROOTS, visited_on=on, findings="x"),
        "AddProblem": by(GRASSROOTS, description="x", found_on=on),
        "RecordCrux": by(SUPERVISOR, cause="x", found_on=on, **about),
        "AddMeasure": by(
            COORDINATOR, description="x", owner_id=desk.staff[GRASSROOTS], proposed_on=on, due_on=on, **about
        ),
        "ResolveProblem": by(GRASSROOTS, evidence="x", resolved_on=on, **about),
        "VerifyProblem": by(SUPERVISOR, verified_on=on, **about),
        "RecordIndicator": by(SUPERVISOR, name="x", kind=pb.INDICATOR_KIND_RATE, before="1", after="2", measured_on=on),
        "RecordPractice": by(PUBLICIST, published="x", recorded_on=on),
        "AdvanceStep": by(SUPERVISOR, advanced_on=on),
        "ReturnToStep": by(SUPERVISOR, step=3, problem_ids=[problem_id], reason="x", returned_on=on),
        "StartNextRound": by(GRASSROOTS, started_on=on),
        "CloseCase": by(GRASSROOTS, outcome=events.CASE_OUTCOME_LOST, closed_on=on, comment="x"),
    }


BAD_VALUES: dict[str, list[Any]] = {
    "request_id": ["", "no-uuid", "x" * 5000],
    "case_id": ["", "no-uuid"],
    "worker_id": ["", "no-uuid"],
    "owner_id": ["", "no-uuid"],
    "problem_id": ["", "no-uuid"],
    "problem_ids": [[], ["no-uuid"], [new_id() for _ in range(101)]],
    "display_name": ["", " ", "名" * 61, "a\x00b"],
    "findings": ["", "\n", "字" * 1001],
    "description": ["", " ", "字" * 501],
    "cause": ["", " ", "字" * 501],
    "evidence": ["", " ", "字" * 501],
    "reason": ["", " ", "字" * 501],
    "comment": ["字" * 501],
    "name": ["", " ", "字" * 101],
    "published": ["", " ", "字" * 1001],
    "region_code": ["", "37010", "37010500", "３７０１０５", "abcdef"],
    "roles": [[], [0], [99], [GRASSROOTS, GRASSROOTS]],
    "role": [0, 99],
    "kind": [0, 99],
    "step": [0, 1, 2, 5, 6, 7, 99],
    "outcome": [0, 99],
    "before": ["", "-1", "1.234", "1e3", "١", "101"],
    "after": ["", "-1", "NaN", "100.01"],
}
DATES = (
    "registered_on",
    "assigned_on",
    "visited_on",
    "found_on",
    "proposed_on",
    "resolved_on",
    "verified_on",
    "measured_on",
    "recorded_on",
    "advanced_on",
    "returned_on",
    "started_on",
    "closed_on",
)
NO_DATES = [None, Date(), Date(year=2020, month=4), Date(year=2021, month=2, day=29), Date(year=1, month=1, day=1)]
FUTURE = [Date(year=2199, month=1, day=1)]
# The step at which each write may be done, so that a bad value and not the step is what it is refused for.
AT_STEP = {
    "AddProblem": 2,
    "RecordCrux": 3,
    "AddMeasure": 4,
    "ResolveProblem": 5,
    "ReturnToStep": 5,
    "RecordIndicator": 6,
    "VerifyProblem": 6,
    "RecordPractice": 7,
    "StartNextRound": 7,
    "AssignCase": 1,
}
WRITES = [name.removesuffix("Request") for name in dir(pb) if name.endswith("Request")]
WRITES = [name for name in WRITES if not name.startswith(("Get", "List"))]


def ready_for(desk: Desk, case_id: str, rpc: str) -> dict[str, Any]:
    """Bring the case to where the call would succeed, and give its fields."""
    case = desk.bring_to(case_id, AT_STEP.get(rpc, 1))
    if rpc in ("StartNextRound", "AdvanceStep"):
        desk.complete(case_id)
    if rpc == "AssignCase":
        desk.staff[PUBLICIST] = desk.register(PUBLICIST).worker.worker_id
    problem_id = case.problems[0].problem_id if case.problems else new_id()
    return valid_calls(desk, case_id, problem_id)[rpc]


@pytest.mark.parametrize("rpc", WRITES)
def test_a_wrong_value_in_any_field_is_refused_by_name_and_changes_nothing(
    database: Database, desk: Desk, case_id: str, rpc: str
) -> None:
    fields = ready_for(desk, case_id, rpc)
    before = contents(database)
    tried = 0
    for name in ("request_id", *fields):
        values = BAD_VALUES.get(name, [])
        if name in DATES:
            values = NO_DATES + FUTURE
        elif name == "due_on":
            values = [*NO_DATES, to_wire(desk.day - timedelta(days=1))]
        for value in values:
            wrong = {"request_id": new_id(), **fields, name: value}
            wire = {key: to_wire(part) if isinstance(part, date) else part for key, part in wrong.items()}
            request = getattr(pb, f"{rpc}Request")(**wire)
            code, _, field = refused(lambda request=request: getattr(desk.stub, rpc)(request))  # type: ignore[misc]
            assert code == INVALID, (name, value)
            # A practice with neither text names the oneof; a list names its element.
            assert field.partition("[")[0] in {name, "result"}, (name, value)
            tried += 1
    assert tried > 8
    assert contents(database) == before
    assert desk.call(rpc, **fields), "and with right values it is done"


@pytest.mark.parametrize("rpc", WRITES)
def test_an_unknown_case_worker_or_problem_is_not_found_and_named(
    database: Database, desk: Desk, case_id: str, rpc: str
) -> None:
    fields = ready_for(desk, case_id, rpc)
    before = contents(database)
    for name in {"case_id", "worker_id", "owner_id", "problem_id", "problem_ids"} & set(fields):
        wrong = {**fields, name: [new_id()] if name == "problem_ids" else new_id()}
        code, reason, field = refused(lambda wrong=wrong: desk.call(rpc, **wrong))  # type: ignore[misc]
        assert (code, reason, field.partition("[")[0]) == (MISSING, "NOT_FOUND", name)
    assert contents(database) == before


NOT_BY = {
    "RecordVisit": (PUBLICIST, SUPERVISOR, COORDINATOR),
    "AddProblem": (PUBLICIST, SUPERVISOR, COORDINATOR),
    "RecordCrux": (),
    "AddMeasure": (PUBLICIST, SUPERVISOR, GRASSROOTS),
    "VerifyProblem": (PUBLICIST, COORDINATOR, GRASSROOTS),
    "RecordIndicator": (PUBLICIST, COORDINATOR, GRASSROOTS),
    "RecordPractice": (COORDINATOR, GRASSROOTS),
    "AdvanceStep": (PUBLICIST, COORDINATOR),
    "ReturnToStep": (PUBLICIST, COORDINATOR, GRASSROOTS),
    "StartNextRound": (PUBLICIST, COORDINATOR),
    "CloseCase": (PUBLICIST, COORDINATOR),
    "ResolveProblem": (),
}


@pytest.mark.parametrize("rpc", NOT_BY)
def test_only_the_roles_of_an_action_may_do_it_and_only_when_assigned(
    database: Database, desk: Desk, case_id: str, rpc: str
) -> None:
    fields = ready_for(desk, case_id, rpc)
    stranger = desk.register(PUBLICIST, SUPERVISOR, COORDINATOR).worker.worker_id
    before = contents(database)
    for worker_id in (stranger, *(desk.staff[role] for role in NOT_BY[rpc])):
        wrong = {**fields, "worker_id": worker_id}
        assert refused(lambda wrong=wrong: desk.call(rpc, **wrong)) == (  # type: ignore[misc]
            WRONG_STATE,
            "ROLE_NEEDED",
            "worker_id",
        )
    assert contents(database) == before


@pytest.mark.parametrize("rpc", [rpc for rpc in AT_STEP if rpc != "AssignCase"])
def test_what_belongs_to_another_step_is_refused(database: Database, desk: Desk, case_id: str, rpc: str) -> None:
    case = desk.bring_to(case_id, 4 if AT_STEP[rpc] != 4 else 3)
    before = contents(database)
    fields = valid_calls(desk, case_id, case.problems[0].problem_id)[rpc]
    assert refused(lambda: desk.call(rpc, **fields)) == (WRONG_STATE, "WRONG_STEP", "case_id")
    assert contents(database) == before


def test_a_day_before_the_case_came_to_its_step_is_refused(database: Database, desk: Desk, case_id: str) -> None:
    problem_id = desk.bring_to(case_id, 3).problems[0].problem_id
    early = DAY  # on which the case went from step 1 to step 2; it came to step 3 a day later
    before = contents(database)
    for rpc, role, fields in [
        ("RecordCrux", GRASSROOTS, {"found_on": early, "problem_id": problem_id, "cause": "x"}),
        ("RecordVisit", GRASSROOTS, {"visited_on": DAY - timedelta(days=1), "findings": "x"}),
        (
            "CloseCase",
            GRASSROOTS,
            {"closed_on": early, "outcome": events.CASE_OUTCOME_LOST, "comment": "x"},
        ),
    ]:
        code, _, field = refused(lambda rpc=rpc, role=role, fields=fields: desk.do(rpc, case_id, role, **fields))  # type: ignore[misc]
        assert (code, field) == (INVALID, next(iter(fields)))
    assert contents(database) == before


def test_a_measure_s_owner_must_work_on_the_case(desk: Desk, case_id: str) -> None:
    fields = ready_for(desk, case_id, "AddMeasure")
    outsider = desk.register(COORDINATOR).worker.worker_id
    assert refused(lambda: desk.call("AddMeasure", **{**fields, "owner_id": outsider})) == (
        WRONG_STATE,
        "OWNER_NOT_ASSIGNED",
        "owner_id",
    )


def test_reads_refuse_unknown_ids_bad_pages_and_unknown_filters(desk: Desk, case_id: str) -> None:
    stub = desk.stub
    assert refused(lambda: stub.GetCase(pb.GetCaseRequest(case_id=new_id()))) == (MISSING, "NOT_FOUND", "case_id")
    assert refused(lambda: stub.GetWorker(pb.GetWorkerRequest(worker_id=new_id()))) == (
        MISSING,
        "NOT_FOUND",
        "worker_id",
    )
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("GetCase", {"case_id": ""}, "case_id"),
        ("GetWorker", {"worker_id": "x"}, "worker_id"),
        *(("ListCases", {name: 99}, name) for name in ("step", "status", "origin")),
        *(
            ("ListCases", {name: "x"}, name)
            for name in ("region_code", "loop_id", "worker_id", "person_id", "page_token")
        ),
        ("ListCases", {"page_size": 501}, "page_size"),
        ("ListCases", {"page_size": -1}, "page_size"),
        ("ListCases", {"page_token": "x" * 1025}, "page_token"),
        ("ListWorkers", {"role": 99}, "role"),
        ("ListWorkers", {"region_code": "37"}, "region_code"),
        ("ListWorkers", {"page_size": 501}, "page_size"),
        ("ListWorkers", {"page_token": str(uuid.uuid4())}, "page_token"),
    ]
    for rpc, fields, name in wrong:
        request = getattr(pb, f"{rpc}Request")(**fields)
        code, _, field = refused(lambda rpc=rpc, request=request: getattr(stub, rpc)(request))  # type: ignore[misc]
        assert (code, field) == (INVALID, name), (rpc, fields)
