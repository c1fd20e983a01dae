"""A case: one person's way through the seven-step cycle. Pure: no I/O.

A case changes only while it is open, at the step the change belongs to, by a worker assigned to it in a role that may
do it, and on a day that fits (`Act`). Every change is a line of its history; those that others may act on are events.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bihuan.outreach.v1 import events_pb2 as events

from services.outreach.domain.cycle import (
    GRASSROOTS,
    MAY_STEER,
    SUPERVISOR,
    WORKS_ON,
    Role,
    Roles,
    Step,
    check_way_back,
    may_advance,
    step_after,
)
from services.outreach.domain.errors import (
    ArtefactMissing,
    CaseIsClosed,
    OpenProblems,
    OwnerNotAssigned,
    PersonErased,
    RegionNotCovered,
    RoleNeeded,
    WorkerLacksRole,
    WrongStep,
)
from services.outreach.domain.problem import Problem, ProblemStatus, check_room
from services.outreach.domain.records import (
    ERASED,
    Act,
    Action,
    Assignment,
    Entry,
    Indicator,
    IndicatorKind,
    Origin,
    Outcome,
    Practice,
    Status,
    Visit,
    left_of,
)
from services.outreach.domain.worker import Worker
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField, NotFound

# A case is one document, and one gRPC answer of at most 4 MiB: these stay below it even with every text at its longest
# and of four-byte characters.
MAX_VISITS = 200
MAX_PROBLEMS = 80
MAX_INDICATORS = 100
MAX_PRACTICES = 50
MAX_ASSIGNMENTS = 100
MAX_HISTORY = 600

NOTES = frozenset({Action.NOTED_EMPLOYED, Action.NOTED_ADMITTED})


@dataclass(kw_only=True)
class Case(Aggregate):
    """See the module. `cause_id`: the enrolment or placement that made it necessary."""

    region_code: str
    loop_id: str
    person_id: str
    origin: Origin
    cause_id: str
    opened_on: date
    step_since: date  # the day on which it came to its present step
    status: Status = Status.OPEN
    round: int = 1
    step: Step = Step.INVESTIGATE
    outcome: Outcome | None = None
    closed_on: date | None = None
    assignments: list[Assignment] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)
    erased: bool = False
    """The person was erased: no text is taken any more."""

    @classmethod
    def open(
        cls, id: str, act: Act, *, region_code: str, loop_id: str, person_id: str, origin: Origin, cause_id: str
    ) -> "Case":
        """A new case at step one of round one."""
        case = cls(
            id=id,
            region_code=region_code,
            loop_id=loop_id,
            person_id=person_id,
            origin=origin,
            cause_id=cause_id,
            opened_on=act.on,
            step_since=act.on,
        )
        case._note(Action.OPENED, act)
        case.record(
            events.CaseOpened(
                **case._about(),
                origin=f"CASE_ORIGIN_{origin.name}",
                opened_on=dates.to_wire(act.on),
            )
        )
        return case

    # What is known

    def assigned(self, role: Role) -> str:
        """The worker who has the role now; empty if nobody has."""
        return next((held.worker_id for held in self.assignments if held.role is role and held.until is None), "")

    def problem(self, problem_id: str, field: str = "problem_id") -> Problem:
        """One of the problems. Raises `NotFound`, which names `field`."""
        for problem in self.problems:
            if problem.id == problem_id:
                return problem
        raise NotFound("problem", field)

    @property
    def open_problems(self) -> list[Problem]:
        """All problems that are not verified."""
        return [problem for problem in self.problems if problem.status is not ProblemStatus.VERIFIED]

    @property
    def untouched(self) -> bool:
        """Whether nobody has begun on it: being assigned is no beginning."""
        return all(entry.action in NOTES | {Action.OPENED, Action.ASSIGNED} for entry in self.history)

    # Who works on it

    def assign(self, worker: Worker, role: Role, act: Act) -> None:
        """Give the case to a worker in a role; whoever had that role has it no longer.

        Nothing changes when the worker has it already, say by `give_to`.
        """
        self._check_open()
        if role not in worker.roles:
            raise WorkerLacksRole()
        if not worker.covers(self.region_code):
            raise RegionNotCovered()
        if self.assigned(role) == worker.id:
            return
        before = [held.assigned_on for held in self.assignments if held.role is role]
        act.check_day(max(self.opened_on, worker.registered_on, *before), "the worker or the case cannot be earlier")
        check_room(self.assignments, MAX_ASSIGNMENTS, "assignments")
        self._assign(worker, role, act)

    def give_to(self, worker: Worker, act: Act) -> None:
        """The service itself gives a case that has none to a grassroots worker of its region.

        On the first day that fits both, whatever the clock says: what was heard may lie ahead of it.
        """
        on = max(act.on, self.opened_on, worker.registered_on)
        self._assign(worker, Role.GRASSROOTS_WORKER, Act(worker_id=worker.id, on=on, field="", now=act.now))

    def move(self, region_code: str) -> None:
        """The person lives elsewhere: the case is that region's."""
        self.region_code = region_code

    def forget(self) -> None:
        """The person was erased: what anybody wrote of the person goes. Who did what, and when, stays."""
        self.erased = True
        for visit in self.visits:
            visit.findings = ERASED
        for problem in self.problems:
            problem.forget()
        for indicator in self.indicators:
            indicator.name = ERASED
        for practice in self.practices:
            practice.published, practice.not_suitable = left_of(practice.published), left_of(practice.not_suitable)
        for entry in self.history:
            entry.comment = left_of(entry.comment)

    def release(self, role: Role, act: Act) -> None:
        """Whoever has the role has it no longer: nobody in the person's region does the work from far away."""
        for held in self.assignments:
            if held.role is role and held.until is None:
                held.until = max(act.on, held.assigned_on)

    def _assign(self, worker: Worker, role: Role, act: Act) -> None:
        for held in self.assignments:
            if held.role is role and held.until is None:
                held.until = act.on
        self.assignments.append(Assignment(worker_id=worker.id, role=role, assigned_on=act.on))
        self._enter(Action.ASSIGNED, act)
        self.record(
            events.CaseAssigned(
                **self._about(),
                worker_id=worker.id,
                role=f"ROLE_{role.name}",
                assigned_on=dates.to_wire(act.on),
            )
        )

    # The steps' results

    def visit(self, act: Act, findings: str) -> None:
        """Step 1, and any later: what a visit found. It may be reported late, so any day since the opening will do."""
        self._check_open()
        self._check_known()
        self._check_role(act, GRASSROOTS)
        act.check_day(self.opened_on, "the case was opened")
        check_room(self.visits, MAX_VISITS, "visits")
        self.visits.append(
            Visit(worker_id=act.worker_id, round=self.round, step=self.step, visited_on=act.on, findings=findings)
        )
        self._enter(Action.VISITED, act)

    def add_problem(self, act: Act, problem_id: str, description: str) -> None:
        """Step 2: put a problem on the list."""
        self._check_work(act, Step.FIND_PROBLEMS)
        check_room(self.problems, MAX_PROBLEMS, "problems")
        self.problems.append(
            Problem(id=problem_id, round=self.round, description=description, found_by=act.worker_id, found_on=act.on)
        )
        self._enter(Action.PROBLEM_ADDED, act)

    def record_crux(self, act: Act, problem_id: str, cause: str) -> None:
        """Step 3: the cause behind a problem; said again, the later one counts."""
        self._check_work(act, Step.FIND_CRUX)
        self.problem(problem_id).found_cause(cause)
        self._enter(Action.CRUX_RECORDED, act)

    def add_measure(
        self, act: Act, problem_id: str, measure_id: str, description: str, owner_id: str, due_on: date
    ) -> None:
        """Step 4: a measure against a problem, with owner (who has a role on the case) and due date."""
        self._check_work(act, Step.PROPOSE_MEASURES)
        if not any(held.worker_id == owner_id and held.until is None for held in self.assignments):
            raise OwnerNotAssigned()
        self.problem(problem_id).propose(act, measure_id, description, owner_id, due_on)
        self._enter(Action.MEASURE_ADDED, act)

    def resolve_problem(self, act: Act, problem_id: str, evidence: str) -> None:
        """Step 5: a problem is resolved, with evidence."""
        self._check_work(act, Step.RECTIFY)
        self.problem(problem_id).resolve(act, evidence)
        self._enter(Action.PROBLEM_RESOLVED, act)

    def verify_problem(self, act: Act, problem_id: str) -> None:
        """Steps 5 to 7: another than who resolved a problem verifies it."""
        self._check_open()
        if self.step < Step.RECTIFY:
            raise WrongStep(f"the case is at step {self.step}; problems are verified at steps 5 to 7")
        self._check_role(act, SUPERVISOR)
        self.problem(problem_id).verify(act)
        self._enter(Action.PROBLEM_VERIFIED, act)

    def record_indicator(self, act: Act, name: str, kind: IndicatorKind, before: str, after: str) -> None:
        """Step 6: a measured value before and after (decimal text)."""
        self._check_work(act, Step.IMPROVE)
        kind.check(before, "before")
        kind.check(after, "after")
        check_room(self.indicators, MAX_INDICATORS, "indicators")
        self.indicators.append(
            Indicator(
                round=self.round,
                name=name,
                kind=kind,
                before=before,
                after=after,
                worker_id=act.worker_id,
                measured_on=act.on,
            )
        )
        self._enter(Action.INDICATOR_RECORDED, act)

    def record_practice(self, act: Act, *, published: str = "", not_suitable: str = "") -> None:
        """Step 7: the practice published, or why none; one of the two."""
        self._check_work(act, Step.SPREAD)
        check_room(self.practices, MAX_PRACTICES, "practices")
        self.practices.append(
            Practice(
                round=self.round,
                published=published,
                not_suitable=not_suitable,
                worker_id=act.worker_id,
                recorded_on=act.on,
            )
        )
        self._enter(Action.PRACTICE_RECORDED, act)

    # From step to step

    def advance(self, act: Act) -> None:
        """On to the next step, when this one's result is complete."""
        self._check_open()
        self._check_role(act, may_advance(self.step))
        to = step_after(self.step)
        self._check_result()
        self._check_change_day(act)
        self._change_step(to, act, Action.ADVANCED)

    def return_to(self, act: Act, to: Step, problem_ids: Sequence[str], reason: str) -> None:
        """From step 5 back to 3 or 4, for the named problems."""
        self._check_open()
        check_way_back(self.step, to)
        self._check_role(act, SUPERVISOR)
        problems = []
        for number, problem_id in enumerate(problem_ids):
            problem = self.problem(problem_id, f"problem_ids[{number}]")
            problem.check_can_be_taken_up(f"problem_ids[{number}]")
            problems.append(problem)
        self._check_change_day(act)
        for problem in problems:
            problem.take_up_again(to, act.on)
        self._change_step(to, act, Action.RETURNED, reason)

    def start_next_round(self, act: Act) -> None:
        """From step 7 to step 1 of the next round; problems not verified go along."""
        self._check_open()
        if self.step is not Step.SPREAD:
            raise WrongStep(f"the case is at step {self.step}; a round ends at step 7")
        self._check_role(act, MAY_STEER)
        self._check_result()
        self._check_change_day(act)
        for problem in self.open_problems:
            problem.check_can_be_taken_up("case_id")
        self.round += 1
        self.step, self.step_since = Step.INVESTIGATE, act.on
        for problem in self.open_problems:
            problem.take_up_again(Step.INVESTIGATE, act.on)
            problem.round = self.round
        self._enter(Action.ROUND_STARTED, act)
        self.record(events.CaseRoundStarted(**self._about(), round=self.round, started_on=dates.to_wire(act.on)))

    # Its end, and what is heard from others

    def close(self, act: Act, outcome: Outcome, comment: str) -> None:
        """End the case. With problems not verified only as LOST or WITHDRAWN, which need a comment."""
        self._check_open()
        self._check_role(act, MAY_STEER)
        if outcome in (Outcome.LOST, Outcome.WITHDRAWN):
            if not comment.strip():
                raise InvalidField("comment", "LOST and WITHDRAWN need a comment that says what was tried")
        elif self.open_problems:
            raise OpenProblems(len(self.open_problems))
        self._check_change_day(act)
        self._close(act, outcome, comment)

    def person_admitted(self, act: Act) -> None:
        """The person was admitted to a class. A refusal that nobody has begun on is solved by it; else it is noted."""
        if self.untouched and self.origin is Origin.REFUSED_THOUGH_WILLING:
            self._close(act, Outcome.SOLVED, "")
        else:
            self._note(Action.NOTED_ADMITTED, act)

    def person_gone(self, act: Act, *, died: bool) -> None:
        """The person died or left the register: nobody is left to help, whatever the list of problems says."""
        self._close(act, Outcome.DIED if died else Outcome.DEREGISTERED, "")

    def person_employed(self, act: Act) -> None:
        """The person started work: noted. Whether the case can end is for its workers to say."""
        self._note(Action.NOTED_EMPLOYED, act)

    # The parts of the above

    def _close(self, act: Act, outcome: Outcome, comment: str) -> None:
        self.status, self.outcome, self.closed_on = Status.CLOSED, outcome, act.on
        self._note(Action.CLOSED, act, comment)
        self.record(
            events.CaseClosed(
                **self._about(),
                outcome=f"CASE_OUTCOME_{outcome.name}",
                closed_on=dates.to_wire(act.on),
            )
        )

    def _change_step(self, to: Step, act: Act, action: Action, comment: str = "") -> None:
        came_from, self.step, self.step_since = self.step, to, act.on
        self._enter(action, act, comment)
        self.record(
            events.CaseStepChanged(
                **self._about(),
                round=self.round,
                from_step=f"STEP_{came_from.name}",
                to_step=f"STEP_{to.name}",
                changed_on=dates.to_wire(act.on),
            )
        )

    def _check_result(self) -> None:
        """Raises `ArtefactMissing` unless the present step's result is complete for this round."""
        missing = self._missing()
        if missing:
            raise ArtefactMissing(f"step {self.step} of round {self.round} needs {missing}")

    def _missing(self) -> str:
        """What the present step's result lacks; empty when it is complete."""
        problems = [problem for problem in self.problems if problem.round == self.round]
        complete, result = {
            Step.INVESTIGATE: (any(visit.round == self.round for visit in self.visits), "a visit"),
            Step.FIND_PROBLEMS: (bool(problems), "a problem list"),
            Step.FIND_CRUX: (all(problem.cause for problem in problems), "a cause for every problem"),
            Step.PROPOSE_MEASURES: (
                all(problem.has_measure for problem in problems),
                "a measure with owner and due date for every problem",
            ),
            Step.RECTIFY: (all(problem.evidence for problem in problems), "evidence for every problem"),
            Step.IMPROVE: (any(one.round == self.round for one in self.indicators), "an indicator, before and after"),
            Step.SPREAD: (
                any(practice.round == self.round for practice in self.practices),
                "a published practice, or why there is none",
            ),
        }[self.step]
        return "" if complete else result

    def _about(self) -> dict[str, Any]:
        """The fields that all events of a case have."""
        return {
            "case_id": self.id,
            "region_code": self.region_code,
            "loop_id": self.loop_id,
            "person_id": self.person_id,
        }

    def _check_open(self) -> None:
        if self.status is Status.CLOSED:
            raise CaseIsClosed()

    def _check_known(self) -> None:
        if self.erased:
            raise PersonErased()

    def _check_work(self, act: Act, step: Step) -> None:
        """Open, of who is not erased, at this step, by a role that works on it, on a day since the case came to it."""
        self._check_open()
        self._check_known()
        if self.step is not step:
            raise WrongStep(f"the case is at step {self.step}; this belongs to step {step}")
        self._check_role(act, WORKS_ON[step])
        act.check_day(self.step_since, "the case came to its present step")

    def _check_role(self, act: Act, roles: Roles) -> None:
        if not any(act.worker_id and self.assigned(role) == act.worker_id for role in roles):
            raise RoleNeeded(roles)

    def _check_change_day(self, act: Act) -> None:
        """Raises `InvalidField` for a day before the last on which a worker did anything but take the case over."""
        ours = (entry.happened_on for entry in self.history if entry.worker_id and entry.action is not Action.ASSIGNED)
        act.check_day(max((self.step_since, *ours)), "the case's last record")

    def _enter(self, action: Action, act: Act, comment: str = "") -> None:
        check_room(self.history, MAX_HISTORY, "lines of history")
        self._note(action, act, comment)

    def _note(self, action: Action, act: Act, comment: str = "") -> None:
        """A line of history that must always find room: the opening, the end, and what is heard from others."""
        self.history.append(
            Entry(
                action=action,
                worker_id=act.worker_id,
                happened_on=act.on,
                recorded_at=act.now,
                round=self.round,
                step=self.step,
                comment=left_of(comment) if self.erased else comment,
            )
        )
