"""The seven-step cycle, driven at random: whatever workers try, a case keeps its rules."""

from datetime import UTC, date, datetime

import pytest
from bihuan.outreach.v1 import events_pb2 as events
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.outreach.domain.case import Case
from services.outreach.domain.cycle import Role, Step
from services.outreach.domain.errors import (
    ArtefactMissing,
    CaseFull,
    CaseIsClosed,
    OpenProblems,
    ProblemState,
    ResolverMayNotVerify,
    RoleNeeded,
    WrongStep,
)
from services.outreach.domain.problem import MAX_MEASURES, ProblemStatus
from services.outreach.domain.records import Act, IndicatorKind, Origin, Outcome, Status
from services.outreach.domain.worker import Worker
from shared.errors import WrongState
from shared.store import new_id

DAY = date(2020, 4, 20)
NOW = datetime(2020, 4, 20, 9, tzinfo=UTC)
PEOPLE = {role: f"worker-{role.name.lower()}" for role in Role}
STRANGER = "worker-stranger"


def act(worker_id: str) -> Act:
    return Act(worker_id=worker_id, on=DAY, field="on", now=NOW)


def a_case() -> Case:
    case = Case.open(
        "case-1",
        Act(worker_id="", on=DAY, field="", now=NOW),
        region_code="370105003",
        loop_id="loop-1",
        person_id="person-1",
        origin=Origin.FAILED,
        cause_id="enrolment-1",
    )
    for role, worker_id in PEOPLE.items():
        worker = Worker(
            id=worker_id, display_name="x", roles=frozenset({role}), region_code="370105", registered_on=DAY
        )
        case.assign(worker, role, act(worker_id))
    return case


PERSON = st.sampled_from([*PEOPLE.values(), STRANGER])


class Cycle(RuleBasedStateMachine):
    """A model beside the case: what each step's result needs, and the way the case has gone."""

    @initialize(steps=st.integers(0, 6))
    def open(self, steps: int) -> None:
        self.case = a_case()
        self.way: list[tuple[int, Step]] = [(1, Step.INVESTIGATE)]
        self.visited = self.measured = self.spread = False  # in this round
        self.work(steps)

    def problem_number(self, number: int) -> str:
        return self.case.problems[number % len(self.case.problems)].id

    def attempt(self, worker_id: str, allowed: set[Role], at: set[Step], done: object) -> bool:
        """Call `done`, and say whether it may succeed as far as status, step and role go."""
        may = (
            self.case.status is Status.OPEN and self.case.step in at and worker_id in {PEOPLE[role] for role in allowed}
        )
        assert callable(done)
        if may:
            done()
            return True
        with pytest.raises((CaseIsClosed, WrongStep, RoleNeeded)):
            done()
        return False

    @rule(worker=PERSON)
    def visit(self, worker: str) -> None:
        full = len(self.case.visits)
        if self.attempt(worker, {Role.GRASSROOTS_WORKER}, set(Step), lambda: self.case.visit(act(worker), "found")):
            self.visited = True
            assert len(self.case.visits) == full + 1

    @rule(worker=PERSON)
    def add_problem(self, worker: str) -> None:
        self.attempt(
            worker,
            {Role.GRASSROOTS_WORKER},
            {Step.FIND_PROBLEMS},
            lambda: self.case.add_problem(act(worker), new_id(), "no bus"),
        )

    def on_problem(self, worker: str, allowed: set[Role], at: set[Step], done: object) -> None:
        """As `attempt`, where the state of the problem may forbid it too."""
        try:
            self.attempt(worker, allowed, at, done)
        except (ProblemState, ResolverMayNotVerify, CaseFull):
            assert self.case.problems

    @precondition(lambda self: self.case.problems)
    @rule(worker=PERSON, number=st.integers(0, 9))
    def record_crux(self, worker: str, number: int) -> None:
        self.on_problem(
            worker,
            set(Role),
            {Step.FIND_CRUX},
            lambda: self.case.record_crux(act(worker), self.problem_number(number), "the road is closed"),
        )

    @precondition(lambda self: self.case.problems)
    @rule(worker=PERSON, number=st.integers(0, 9))
    def add_measure(self, worker: str, number: int) -> None:
        self.on_problem(
            worker,
            {Role.RESOURCE_COORDINATOR},
            {Step.PROPOSE_MEASURES},
            lambda: self.case.add_measure(
                act(worker), self.problem_number(number), new_id(), "a lift", PEOPLE[Role.GRASSROOTS_WORKER], DAY
            ),
        )

    @precondition(lambda self: self.case.problems)
    @rule(worker=PERSON, number=st.integers(0, 9))
    def resolve(self, worker: str, number: int) -> None:
        self.on_problem(
            worker,
            set(Role),
            {Step.RECTIFY},
            lambda: self.case.resolve_problem(act(worker), self.problem_number(number), "a photograph"),
        )

    @precondition(lambda self: self.case.problems)
    @rule(worker=PERSON, number=st.integers(0, 9))
    def verify(self, worker: str, number: int) -> None:
        self.on_problem(
            worker,
            {Role.IMPLEMENTATION_SUPERVISOR},
            {Step.RECTIFY, Step.IMPROVE, Step.SPREAD},
            lambda: self.case.verify_problem(act(worker), self.problem_number(number)),
        )

    @rule(worker=PERSON)
    def measure(self, worker: str) -> None:
        if self.attempt(
            worker,
            {Role.IMPLEMENTATION_SUPERVISOR},
            {Step.IMPROVE},
            lambda: self.case.record_indicator(act(worker), "resumption", IndicatorKind.RATE, "60", "92"),
        ):
            self.measured = True

    @rule(worker=PERSON, suitable=st.booleans())
    def spread_practice(self, worker: str, suitable: bool) -> None:
        texts = {"published": "how"} if suitable else {"not_suitable": "too special"}
        if self.attempt(
            worker,
            {Role.POLICY_PUBLICIST, Role.IMPLEMENTATION_SUPERVISOR},
            {Step.SPREAD},
            lambda: self.case.record_practice(act(worker), **texts),
        ):
            self.spread = True

    def result_is_there(self) -> bool:
        """What the step asks for, said once more from the contract."""
        listed = [problem for problem in self.case.problems if problem.round == self.case.round]
        match self.case.step:
            case Step.INVESTIGATE:
                return self.visited
            case Step.FIND_PROBLEMS:
                return len(listed) > 0
            case Step.FIND_CRUX:
                return all(problem.cause for problem in listed)
            case Step.PROPOSE_MEASURES:
                return all([measure for measure in problem.measures if not measure.failed] for problem in listed)
            case Step.RECTIFY:
                return all(problem.evidence for problem in listed)
            case Step.IMPROVE:
                return self.measured
            case Step.SPREAD:
                return self.spread

    @rule(worker=st.sampled_from([PEOPLE[Role.IMPLEMENTATION_SUPERVISOR]] * 4 + [STRANGER]))
    def advance(self, worker: str) -> None:
        before = self.case.step
        if self.case.status is Status.CLOSED:
            expected: type[WrongState] | None = CaseIsClosed
        elif worker == STRANGER:
            expected = RoleNeeded
        elif before is Step.SPREAD:
            expected = WrongStep
        else:
            expected = None if self.result_is_there() else ArtefactMissing
        if expected is None:
            self.case.advance(act(worker))
            assert self.case.step == before + 1
            self.way.append((self.case.round, self.case.step))
        else:
            with pytest.raises(expected):
                self.case.advance(act(worker))

    @precondition(lambda self: self.case.status is Status.OPEN)
    @rule(steps=st.integers(1, 3))
    def do_the_work(self, steps: int) -> None:
        """Blind tries seldom complete a step: this one does, so that the machine gets to later steps and rounds."""
        self.work(steps)

    def work(self, steps: int) -> None:
        for _ in range(steps):
            self.complete_the_step()
            if self.case.step is Step.SPREAD or not self.result_is_there():
                break
            self.case.advance(act(PEOPLE[Role.IMPLEMENTATION_SUPERVISOR]))
            self.way.append((self.case.round, self.case.step))

    def complete_the_step(self) -> None:
        case, by = self.case, {role: act(worker_id) for role, worker_id in PEOPLE.items()}
        listed = [problem for problem in case.problems if problem.status is ProblemStatus.OPEN]
        match case.step:
            case Step.INVESTIGATE:
                case.visit(by[Role.GRASSROOTS_WORKER], "found")
                self.visited = True
            case Step.FIND_PROBLEMS:
                case.add_problem(by[Role.GRASSROOTS_WORKER], new_id(), "no bus")
            case Step.FIND_CRUX:
                for problem in listed:
                    case.record_crux(by[Role.GRASSROOTS_WORKER], problem.id, "the road is closed")
            case Step.PROPOSE_MEASURES:
                for problem in listed:
                    if len(problem.measures) < MAX_MEASURES:
                        owner = PEOPLE[Role.GRASSROOTS_WORKER]
                        case.add_measure(by[Role.RESOURCE_COORDINATOR], problem.id, new_id(), "a lift", owner, DAY)
            case Step.RECTIFY:
                for problem in listed:
                    case.resolve_problem(by[Role.RESOURCE_COORDINATOR], problem.id, "a photograph")
            case Step.IMPROVE:
                case.record_indicator(by[Role.IMPLEMENTATION_SUPERVISOR], "resumption", IndicatorKind.RATE, "60", "92")
                self.measured = True
            case Step.SPREAD:
                case.record_practice(by[Role.POLICY_PUBLICIST], published="how")
                self.spread = True
        event(f"worked at step {case.step}, round {case.round}")

    @precondition(lambda self: self.case.problems)
    @rule(
        to=st.sampled_from([Step.FIND_CRUX, Step.PROPOSE_MEASURES] * 3 + list(Step)),
        numbers=st.sets(st.integers(0, 9), min_size=1),
    )
    def go_back(self, to: Step, numbers: set[int]) -> None:
        chosen = sorted({self.problem_number(number) for number in numbers})
        before = (self.case.status, self.case.step)
        try:
            self.case.return_to(act(PEOPLE[Role.IMPLEMENTATION_SUPERVISOR]), to, chosen, "it did not hold")
        except (CaseIsClosed, WrongStep):
            assert before[0] is Status.CLOSED or (before[1], to) not in {(5, 3), (5, 4)}
        except (ProblemState, CaseFull):
            assert before[1] is Step.RECTIFY
        else:
            assert (before[1], to) in {(Step.RECTIFY, Step.FIND_CRUX), (Step.RECTIFY, Step.PROPOSE_MEASURES)}
            assert not self.result_is_there(), "what did not hold must be found anew"
            self.way.append((self.case.round, to))

    @rule()
    def next_round(self) -> None:
        before = (self.case.status, self.case.step)
        ready = self.result_is_there()
        try:
            self.case.start_next_round(act(PEOPLE[Role.GRASSROOTS_WORKER]))
        except (CaseIsClosed, WrongStep, CaseFull):
            assert before[0] is Status.CLOSED or before[1] is not Step.SPREAD or self.case.open_problems
        except ArtefactMissing:
            assert not ready
        else:
            assert ready and before == (Status.OPEN, Step.SPREAD)
            self.way.append((self.case.round, Step.INVESTIGATE))
            self.visited = self.measured = self.spread = False
            assert all(problem.round == self.case.round for problem in self.case.open_problems)

    @precondition(lambda self: len(self.way) > 9)
    @rule(outcome=st.sampled_from(Outcome), comment=st.sampled_from(["", "moved away"]))
    def close(self, outcome: Outcome, comment: str) -> None:
        gone = outcome in (Outcome.LOST, Outcome.WITHDRAWN)
        if self.case.status is Status.CLOSED or (gone and not comment):
            return
        if not gone and self.case.open_problems:
            with pytest.raises(OpenProblems):
                self.case.close(act(PEOPLE[Role.GRASSROOTS_WORKER]), outcome, comment)
        else:
            self.case.close(act(PEOPLE[Role.GRASSROOTS_WORKER]), outcome, comment)

    @invariant()
    def the_events_tell_the_whole_way(self) -> None:
        way = [(1, Step.INVESTIGATE)]
        for fact in self.case.events:
            match fact:
                case events.CaseStepChanged():
                    assert Step(fact.from_step) is way[-1][1]
                    way.append((fact.round, Step(fact.to_step)))
                case events.CaseRoundStarted():
                    way.append((fact.round, Step.INVESTIGATE))
        assert way == self.way
        assert way[-1] == (self.case.round, self.case.step)

    @invariant()
    def no_step_is_ever_skipped(self) -> None:
        for (round_before, before), (round_after, after) in zip(self.way, self.way[1:], strict=False):
            if round_after == round_before:
                assert after == before + 1 or (before, after) in {(5, 3), (5, 4)}
            else:
                assert (round_after, before, after) == (round_before + 1, Step.SPREAD, Step.INVESTIGATE)

    @invariant()
    def nobody_verified_what_they_resolved(self) -> None:
        for problem in self.case.problems:
            if problem.status is ProblemStatus.VERIFIED:
                assert problem.verified_by and problem.verified_by != problem.resolved_by

    @invariant()
    def a_closed_case_says_so_once(self) -> None:
        closed = [fact for fact in self.case.events if isinstance(fact, events.CaseClosed)]
        assert len(closed) == (1 if self.case.status is Status.CLOSED else 0)


TestCycle = Cycle.TestCase
TestCycle.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
