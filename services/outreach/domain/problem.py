"""A problem on a case's problem list (问题清单): open → resolved → verified; taken up again, open. Pure: no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.outreach.domain.cycle import Step
from services.outreach.domain.errors import CaseFull, ProblemState, ResolverMayNotVerify
from services.outreach.domain.records import ERASED, Act, left_of
from shared.errors import InvalidField

MAX_MEASURES = 5  # failed ones included
MAX_SUPERSEDED = 3


class ProblemStatus(StrEnum):
    """How far a problem has come."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"
    VERIFIED = "VERIFIED"


def check_room(records: Sequence[object], limit: int, what: str) -> None:
    """Raises `CaseFull` when one more would be too many."""
    if len(records) >= limit:
        raise CaseFull(what, limit)


@dataclass(kw_only=True)
class Measure:
    """A measure against a problem; a failed one no longer counts."""

    id: str
    description: str
    proposed_by: str
    proposed_on: date
    owner_id: str
    due_on: date
    failed: bool = False


@dataclass(kw_only=True)
class Superseded:
    """A cause and its evidence that did not hold."""

    cause: str
    evidence: str
    superseded_on: date


@dataclass(kw_only=True)
class Problem:
    """See the module. `round`: in which it was found, or into which it was taken along."""

    id: str
    round: int
    description: str
    found_by: str
    found_on: date
    status: ProblemStatus = ProblemStatus.OPEN
    cause: str = ""
    measures: list[Measure] = field(default_factory=list)
    evidence: str = ""
    resolved_by: str = ""
    resolved_on: date | None = None
    verified_by: str = ""
    verified_on: date | None = None
    superseded: list[Superseded] = field(default_factory=list)

    @property
    def has_measure(self) -> bool:
        """Whether a measure stands that has not failed; each has an owner and a due date."""
        return any(not measure.failed for measure in self.measures)

    def forget(self) -> None:
        """What anybody wrote goes; that something was written stays, for the rules ask for it."""
        self.description = ERASED
        self.cause, self.evidence = left_of(self.cause), left_of(self.evidence)
        for measure in self.measures:
            measure.description = ERASED
        for before in self.superseded:
            before.cause, before.evidence = left_of(before.cause), left_of(before.evidence)

    def check_unverified(self, field: str = "problem_id") -> None:
        """Raises `ProblemState` when it is verified, which is for good; `field` names it in the error."""
        if self.status is ProblemStatus.VERIFIED:
            raise ProblemState("the problem is verified", field)

    def found_cause(self, cause: str) -> None:
        """Set the cause; a later one replaces it."""
        self.check_unverified()
        self.cause = cause

    def propose(self, act: Act, measure_id: str, description: str, owner_id: str, due_on: date) -> None:
        """Add a measure, due on the day it is proposed or later."""
        self.check_unverified()
        if due_on < act.on:
            raise InvalidField("due_on", f"must not be before {act.field}")
        check_room(self.measures, MAX_MEASURES, "measures for this problem")
        self.measures.append(
            Measure(
                id=measure_id,
                description=description,
                proposed_by=act.worker_id,
                proposed_on=act.on,
                owner_id=owner_id,
                due_on=due_on,
            )
        )

    def resolve(self, act: Act, evidence: str) -> None:
        """An open problem is resolved."""
        self.check_unverified()
        if self.status is not ProblemStatus.OPEN:
            raise ProblemState("the problem is resolved already")
        self.status, self.evidence = ProblemStatus.RESOLVED, evidence
        self.resolved_by, self.resolved_on = act.worker_id, act.on

    def verify(self, act: Act) -> None:
        """A resolved problem is verified, by another than who resolved it."""
        self.check_unverified()
        if self.resolved_on is None:
            raise ProblemState("the problem is not resolved")
        if self.resolved_by == act.worker_id:
            raise ResolverMayNotVerify()
        act.check_day(self.resolved_on, "the problem was resolved")
        self.status = ProblemStatus.VERIFIED
        self.verified_by, self.verified_on = act.worker_id, act.on

    def check_can_be_taken_up(self, field: str) -> None:
        """Raises `ProblemState` or `CaseFull` when `take_up_again` may not be called; `field` names it in the error."""
        self.check_unverified(field)
        check_room(self.superseded, MAX_SUPERSEDED, "superseded causes for a problem")

    def take_up_again(self, step: Step, on: date) -> None:
        """Set aside what did not hold: the measures, the evidence and, before step 4, the cause."""
        for measure in self.measures:
            measure.failed = True
        if self.cause or self.evidence:
            self.superseded.append(Superseded(cause=self.cause, evidence=self.evidence, superseded_on=on))
        if step < Step.PROPOSE_MEASURES:
            self.cause = ""
        self.status, self.evidence, self.resolved_by, self.resolved_on = ProblemStatus.OPEN, "", "", None
