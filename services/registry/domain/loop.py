"""The closed loop of a person: need → training → employment. Pure: no I/O.

The loop keeps the facts it heard; where it stands is a function of their set. Whatever the order in which the streams
of training and recruitment arrive, the loop ends in the same state.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bihuan.registry.v1.events_pb2 import (
    LOOP_OUTCOME_DIED,
    LOOP_OUTCOME_LOST,
    LOOP_OUTCOME_SUCCESS,
    LOOP_OUTCOME_WITHDRAWN,
    LOOP_STAGE_NEED_RECORDED,
    LOOP_STAGE_OFFERED,
    LOOP_STAGE_PASSED,
    LOOP_STAGE_PLACED,
    LoopAdvanced,
    LoopClosed,
    LoopOpened,
    LoopOutcome,
    LoopReopened,
    LoopStage,
)

from services.registry.domain.employment import Span, days_work_was_lost, employed_since, first_day_without_work
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState


class LoopNotOpen(WrongState):
    """Only an open loop can be closed."""

    reason = "LOOP_NOT_OPEN"


@dataclass(frozen=True)
class Step:
    """A fact that moved a loop: what was reached, when, told by which event (full name) about which thing of its
    publisher (need, enrolment, placement)."""

    stage: LoopStage
    reached_on: date
    event_type: str
    source_id: str


@dataclass(frozen=True)
class SupportStep:
    """What support outreach told of a case, by which event (full name), when; round, step, outcome: its numbers."""

    event_type: str
    happened_on: date
    round: int = 0
    step: int = 0
    outcome: int = 0


@dataclass(frozen=True)
class Closure:
    """A loop closed by hand. `departed`: because the person had died or left the register, or the record was merged."""

    outcome: LoopOutcome
    closed_on: date
    departed: bool = False


@dataclass(frozen=True)
class Position:
    """Where a loop stands: the furthest stage that counts, and how it was closed, if it was."""

    stage: LoopStage
    closure: Closure | None


@dataclass(kw_only=True)
class Loop(Aggregate):
    """Opens with the first open need, closes with success when a placement starts, opens again when that ends.

    A loop closed by hand (withdrawn, lost, died) stays closed: later facts are kept, and move the person, not the loop.
    """

    person_id: str
    region_code: str
    opened_on: date
    steps: dict[tuple[LoopStage, str], Step] = field(default_factory=dict)
    ended: dict[str, date] = field(default_factory=dict)
    closed_by_hand: Closure | None = None
    support: dict[str, list[SupportStep]] = field(default_factory=dict)
    """By case, in the order told."""
    counted: dict[str, Any] | None = field(default=None, repr=False, compare=False)
    """What figures count of the loop as stored; None: not stored yet. The store's own."""
    stored: dict[str, Any] | None = field(default=None, repr=False, compare=False)
    """The document that it was loaded from: what the history keeps of a change."""

    @classmethod
    def open_for(cls, id: str, *, person_id: str, region_code: str, opened_on: date) -> "Loop":
        """A new loop."""
        loop = cls(id=id, person_id=person_id, region_code=region_code, opened_on=opened_on)
        loop.record(
            LoopOpened(loop_id=id, region_code=region_code, person_id=person_id, opened_on=dates.to_wire(opened_on))
        )
        return loop

    @property
    def placements(self) -> dict[str, Span]:
        """The times at work that this loop led to, by placement."""
        started = {step.source_id: step.reached_on for step in self.steps.values() if step.stage == LOOP_STAGE_PLACED}
        return {id: Span(on, self.ended.get(id)) for id, on in started.items()}

    @property
    def employed_since(self) -> date | None:
        """Since when the person is employed through this loop; None: not."""
        return employed_since(self.placements.values())

    @property
    def graduations(self) -> list[date]:
        """The days on which the person passed a course."""
        return sorted(step.reached_on for step in self.steps.values() if step.stage == LOOP_STAGE_PASSED)

    @property
    def position(self) -> Position:
        """Where the loop stands. A placement that ended counts no more, nor does the intention that led to it."""
        counting = [
            step.stage
            for step in self.steps.values()
            if step.stage < LOOP_STAGE_OFFERED or step.source_id not in self.ended
        ]
        stage = max(counting, default=LOOP_STAGE_NEED_RECORDED)
        if self.closed_by_hand is not None:
            return Position(stage, self.closed_by_hand)
        since = self.employed_since
        if since is None:
            return Position(stage, None)
        # Work may have begun before the survey that opened the loop; no loop closes before it opened.
        return Position(stage, Closure(LOOP_OUTCOME_SUCCESS, max(since, self.opened_on)))

    @property
    def moved_on(self) -> date:
        """The last day on which anything moved the loop."""
        helped = [step.happened_on for steps in self.support.values() for step in steps]
        return max([self.opened_on, *(step.reached_on for step in self.steps.values()), *self.ended.values(), *helped])

    @property
    def reopened_on(self) -> list[date]:
        """The days on which it opened again because work had ended."""
        return [] if self.closed_by_hand is not None else days_work_was_lost(self.placements.values())

    @property
    def is_open(self) -> bool:
        """Whether needs can join it."""
        return self.position.closure is None

    def hear(self, step: Step) -> None:
        """Take in that a stage was reached."""
        before = self.position
        self.steps.setdefault((step.stage, step.source_id), step)
        self._tell_what_changed(before, step.reached_on)

    def hear_end(self, placement_id: str, ended_on: date, gone: Closure | None = None) -> None:
        """Take in that a placement ended; also one that this loop knows nothing else of.

        `gone`: the record gets nothing new (`Person.over`); the loop closes so instead of opening again.
        """
        before = self.position
        self.ended.setdefault(placement_id, ended_on)
        if gone is not None and self.is_open:
            self.closed_by_hand = replace(gone, closed_on=max(gone.closed_on, self.opened_on))
        self._tell_what_changed(before, ended_on)

    def hear_support(self, case_id: str, step: SupportStep) -> None:
        """Take in what outreach did. It moves no stage."""
        self.support.setdefault(case_id, []).append(step)

    def undo_departure(self, on: date) -> None:
        """The person has neither died nor left the register: stand as without that closure."""
        by_hand = self.closed_by_hand
        if by_hand is None or not (by_hand.departed or by_hand.outcome == LOOP_OUTCOME_DIED):
            return
        before, self.closed_by_hand = self.position, None
        self._tell_what_changed(before, on, reopened_on=on)

    def close(self, outcome: LoopOutcome, closed_on: date, *, departed: bool = False) -> None:
        """Close by hand. Raises `LoopNotOpen`, or `InvalidField` for a date before the loop or a success."""
        if outcome not in (LOOP_OUTCOME_WITHDRAWN, LOOP_OUTCOME_LOST, LOOP_OUTCOME_DIED):
            raise InvalidField("outcome", "must be withdrawn, lost or died; success comes with a placement's start")
        if not self.is_open:
            raise LoopNotOpen("loop_id", "the loop is closed already")
        if closed_on < self.opened_on:
            raise InvalidField("closed_on", "must not lie before the day on which the loop opened")
        before = self.position
        self.closed_by_hand = Closure(outcome, closed_on, departed)
        self._tell_what_changed(before, closed_on)

    def _tell_what_changed(self, before: Position, on: date, reopened_on: date | None = None) -> None:
        after = self.position
        if before.closure is not None and after.closure is None:
            # The end of a placement opens a loop again, if not a departure that is undone.
            reopened_on = reopened_on or first_day_without_work(self.placements.values())
            self.record(
                LoopReopened(
                    loop_id=self.id,
                    region_code=self.region_code,
                    person_id=self.person_id,
                    reopened_on=dates.to_wire(reopened_on),
                )
            )
        if before.closure is None and after.stage > before.stage:
            self.record(
                LoopAdvanced(
                    loop_id=self.id,
                    region_code=self.region_code,
                    person_id=self.person_id,
                    stage=after.stage,
                    reached_on=dates.to_wire(on),
                )
            )
        # Of one whose person has gone, the end of the placement that had closed it changes how it is closed.
        if after.closure is not None and (before.closure is None or before.closure.outcome != after.closure.outcome):
            self.record(
                LoopClosed(
                    loop_id=self.id,
                    region_code=self.region_code,
                    person_id=self.person_id,
                    outcome=after.closure.outcome,
                    closed_on=dates.to_wire(after.closure.closed_on),
                )
            )
