"""Rules of a case and of who takes it that the random cycle meets too seldom to be trusted with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bihuan.outreach.v1 import events_pb2 as events

from services.outreach.domain.case import MAX_VISITS, Case
from services.outreach.domain.cycle import Role, Step
from services.outreach.domain.errors import ArtefactMissing, CaseFull, ResolverMayNotVerify
from services.outreach.domain.records import Act, IndicatorKind
from services.outreach.domain.worker import Worker, choose
from shared.errors import InvalidField
from tests.unit.outreach.test_outreach_cycle import DAY, PEOPLE, a_case, act

GRASSROOTS, SUPERVISOR = act(PEOPLE[Role.GRASSROOTS_WORKER]), act(PEOPLE[Role.IMPLEMENTATION_SUPERVISOR])
COORDINATOR = act(PEOPLE[Role.RESOURCE_COORDINATOR])


def at_step_five() -> Case:
    """One problem with cause and measure."""
    case = a_case()
    case.visit(GRASSROOTS, "found")
    case.advance(SUPERVISOR)
    case.add_problem(GRASSROOTS, "problem-1", "no bus")
    case.advance(SUPERVISOR)
    case.record_crux(GRASSROOTS, "problem-1", "the road is closed")
    case.advance(SUPERVISOR)
    case.add_measure(COORDINATOR, "problem-1", "measure-1", "a lift", GRASSROOTS.worker_id, DAY)
    case.advance(SUPERVISOR)
    return case


@pytest.mark.parametrize(("to", "cause"), [(Step.FIND_CRUX, ""), (Step.PROPOSE_MEASURES, "the road is closed")])
def test_what_did_not_hold_must_be_found_anew_before_the_case_comes_on_again(to: Step, cause: str) -> None:
    case = at_step_five()
    case.return_to(SUPERVISOR, to, ["problem-1"], "it did not hold")
    assert (case.step, case.problem("problem-1").cause) == (to, cause)
    assert case.problem("problem-1").superseded[0].cause == "the road is closed"
    with pytest.raises(ArtefactMissing):
        case.advance(SUPERVISOR)
    changed = case.events[-1]
    assert isinstance(changed, events.CaseStepChanged)
    assert (changed.from_step, changed.to_step) == (events.STEP_RECTIFY, int(to))


def test_the_supervisor_who_resolved_a_problem_may_not_verify_it() -> None:
    case = at_step_five()
    case.resolve_problem(SUPERVISOR, "problem-1", "a photograph")
    with pytest.raises(ResolverMayNotVerify):
        case.verify_problem(SUPERVISOR, "problem-1")


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2020, 4, 20, 15, 59, tzinfo=UTC), date(2020, 4, 20)),
        (datetime(2020, 4, 20, 16, 0, tzinfo=UTC), date(2020, 4, 21)),
    ],
)
def test_today_is_china_s_and_tomorrow_is_refused(now: datetime, today: date) -> None:
    Act(worker_id="", on=today, field="visited_on", now=now).check_day(date.min, "")
    with pytest.raises(InvalidField):
        Act(worker_id="", on=today + timedelta(days=1), field="visited_on", now=now).check_day(date.min, "")


def test_a_case_takes_no_more_visits_than_one_document_holds() -> None:
    case = a_case()
    for _ in range(MAX_VISITS):
        case.visit(GRASSROOTS, "found")
    with pytest.raises(CaseFull):
        case.visit(GRASSROOTS, "found")


@pytest.mark.parametrize(
    ("kind", "value", "fits"),
    [
        (IndicatorKind.RATE, "100", True),
        (IndicatorKind.RATE, "100.01", False),
        (IndicatorKind.CAPACITY, "133.03", True),
        (IndicatorKind.COUNT, "290", True),
        (IndicatorKind.COUNT, "1.50", False),
    ],
)
def test_a_rate_stays_within_a_hundred_per_cent_and_a_count_is_whole(
    kind: IndicatorKind, value: str, fits: bool
) -> None:
    if fits:
        kind.check(value, "after")
    else:
        with pytest.raises(InvalidField, match="after"):
            kind.check(value, "after")


def a_worker(id: str, region_code: str) -> Worker:
    return Worker(
        id=id,
        display_name="x",
        roles=frozenset({Role.GRASSROOTS_WORKER}),
        region_code=region_code,
        registered_on=DAY,
    )


def test_the_nearest_region_comes_before_the_lighter_load_and_then_the_lighter_load() -> None:
    city, near, nearest = a_worker("a", "370100"), a_worker("b", "370105"), a_worker("c", "370105")
    assert choose([city, near], {"b": 9}) is near
    assert choose([city, near, nearest], {"b": 2, "c": 1}) is nearest
    assert choose([nearest, near], {}) is near, "equal load: the lower id, so that the choice is the same each time"
    assert choose([], {}) is None


@pytest.mark.parametrize(
    ("serves", "case_in", "covered"),
    [
        ("370000", "370105003", True),
        ("370100", "370105", True),
        ("370105", "370105000", True),
        ("370105003", "370105", False),
        ("370105", "370106001", False),
        ("370200", "370105", False),
    ],
)
def test_a_worker_serves_the_region_with_all_below_it(serves: str, case_in: str, covered: bool) -> None:
    assert a_worker("a", serves).covers(case_in) is covered
