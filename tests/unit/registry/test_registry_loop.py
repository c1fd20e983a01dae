"""The loop of a person: a state machine, and the order of what is heard."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from bihuan.registry.v1 import events_pb2 as ev
from google.protobuf.message import Message
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.registry.domain.employment import Span, employed_since
from services.registry.domain.loop import Closure, Loop, LoopNotOpen, Step
from shared.errors import InvalidField

DAY_ONE = date(2020, 3, 1)
DAYS = st.integers(0, 400).map(lambda n: DAY_ONE + timedelta(days=n))


def new_loop() -> Loop:
    return Loop.open_for("loop", person_id="person", region_code="370105003", opened_on=DAY_ONE)


def step(stage: int, on: date, source: str) -> Step:
    return Step(stage, on, "bihuan.test.v1.Told", source)  # type: ignore[arg-type]


class LoopMachine(RuleBasedStateMachine):
    """Any history of a loop: what it publishes must tell a reader the state it is in."""

    @initialize()
    def open(self) -> None:
        self.loop = new_loop()
        self.published: list[Message] = []
        self.running: set[str] = set()
        self.ended: set[str] = set()
        self.by_hand = False
        self.take()

    def take(self) -> None:
        self.new = list(self.loop.events)
        self.published += self.new
        self.loop.events.clear()

    @rule(on=DAYS, enrolment=st.sampled_from(["e1", "e2"]), passed=st.booleans())
    def train(self, on: date, enrolment: str, passed: bool) -> None:
        self.loop.hear(step(ev.LOOP_STAGE_PASSED if passed else ev.LOOP_STAGE_IN_TRAINING, on, enrolment))
        self.take()

    @rule(on=DAYS, placement=st.sampled_from(["p1", "p2", "p3"]))
    def intend(self, on: date, placement: str) -> None:
        self.loop.hear(step(ev.LOOP_STAGE_OFFERED, on, placement))
        self.take()

    @rule(on=DAYS, placement=st.sampled_from(["p1", "p2", "p3"]))
    def start(self, on: date, placement: str) -> None:
        if placement not in self.ended:
            self.loop.hear(step(ev.LOOP_STAGE_PLACED, on, placement))
            self.running.add(placement)
            self.take()

    @precondition(lambda self: self.running)
    @rule(data=st.data(), days=st.integers(0, 90))
    def end(self, data: Any, days: int) -> None:
        placement = data.draw(st.sampled_from(sorted(self.running)))
        started_on = self.loop.placements[placement].started_on
        assert started_on is not None
        self.loop.hear_end(placement, started_on + timedelta(days=days))
        self.running.discard(placement)
        self.ended.add(placement)
        self.take()

    @rule(outcome=st.sampled_from([ev.LOOP_OUTCOME_WITHDRAWN, ev.LOOP_OUTCOME_LOST, ev.LOOP_OUTCOME_DIED]), on=DAYS)
    def close(self, outcome: Any, on: date) -> None:
        if self.loop.is_open:
            self.loop.close(outcome, on)
            self.by_hand = True
        else:
            with pytest.raises(LoopNotOpen):
                self.loop.close(outcome, on)
        self.take()

    @invariant()
    def it_is_closed_exactly_while_a_placement_runs_or_after_a_close_by_hand(self) -> None:
        assert self.loop.is_open == (not self.by_hand and not self.running)

    @invariant()
    def a_reader_of_the_events_knows_whether_it_is_open(self) -> None:
        turns = [event for event in self.published if not isinstance(event, ev.LoopAdvanced)]
        assert isinstance(turns[0], ev.LoopOpened)
        for number, event in enumerate(turns[1:], start=1):
            assert isinstance(event, ev.LoopClosed if number % 2 else ev.LoopReopened)
        assert self.loop.is_open == (len(turns) % 2 == 1)

    @invariant()
    def stages_only_move_forward_while_it_is_open(self) -> None:
        stage = ev.LOOP_STAGE_NEED_RECORDED
        for event in self.published:
            if isinstance(event, ev.LoopReopened):
                stage = ev.LOOP_STAGE_NEED_RECORDED
            if isinstance(event, ev.LoopAdvanced):
                assert event.stage > stage
                stage = event.stage

    @invariant()
    def an_open_loop_has_never_more_than_the_offer_stage(self) -> None:
        if not self.by_hand:
            assert (self.loop.position.stage == ev.LOOP_STAGE_PLACED) == (not self.loop.is_open)


LoopMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestLoopMachine = LoopMachine.TestCase

Fact = tuple[str, int, date]
STREAMS: dict[str, list[Fact]] = {
    "enrolment": [
        ("e1", ev.LOOP_STAGE_IN_TRAINING, date(2020, 4, 20)),
        ("e1", ev.LOOP_STAGE_PASSED, date(2020, 5, 8)),
    ],
    "first placement": [
        ("p1", ev.LOOP_STAGE_OFFERED, date(2020, 5, 12)),
        ("p1", ev.LOOP_STAGE_PLACED, date(2020, 6, 1)),
        ("p1", 0, date(2020, 9, 30)),
    ],
    "second placement": [
        ("p2", ev.LOOP_STAGE_OFFERED, date(2020, 10, 5)),
        ("p2", ev.LOOP_STAGE_PLACED, date(2020, 10, 12)),
    ],
}


@st.composite
def interleavings(draw: st.DrawFn) -> list[Fact]:
    """The streams' facts in any order that keeps each stream's own."""
    waiting = {name: list(facts) for name, facts in STREAMS.items()}
    heard = []
    while waiting:
        name = draw(st.sampled_from(sorted(waiting)))
        heard.append(waiting[name].pop(0))
        if not waiting[name]:
            del waiting[name]
    return heard


def after(facts: list[Fact]) -> Loop:
    loop = new_loop()
    for source, stage, on in facts:
        if stage:
            loop.hear(step(stage, on, source))
        else:
            loop.hear_end(source, on)
    return loop


@given(interleavings())
def test_whatever_the_order_of_the_streams_the_loop_ends_in_the_same_state(facts: list[Fact]) -> None:
    loop, in_order = after(facts), after([fact for stream in STREAMS.values() for fact in stream])
    assert (loop.position, loop.steps, loop.ended) == (in_order.position, in_order.steps, in_order.ended)
    assert loop.position.closure == Closure(ev.LOOP_OUTCOME_SUCCESS, date(2020, 10, 12))


def test_a_loop_that_opens_again_stands_where_it_stood_before_the_placement() -> None:
    facts = STREAMS["enrolment"] + STREAMS["first placement"]
    loop = after(facts)
    assert loop.position.stage == ev.LOOP_STAGE_PASSED
    reopened = loop.events[-1]
    assert isinstance(reopened, ev.LoopReopened)
    assert (reopened.reopened_on.month, reopened.reopened_on.day) == (10, 1)


def test_success_cannot_be_claimed_by_hand_and_a_loop_cannot_close_before_it_opened() -> None:
    loop = new_loop()
    with pytest.raises(InvalidField, match="outcome"):
        loop.close(ev.LOOP_OUTCOME_SUCCESS, DAY_ONE)
    with pytest.raises(InvalidField, match="closed_on"):
        loop.close(ev.LOOP_OUTCOME_LOST, DAY_ONE - timedelta(days=1))
    assert loop.is_open


def spans() -> Iterator[Span]:
    yield Span(date(2020, 1, 1), date(2020, 3, 31))
    yield Span(date(2020, 4, 1), None)


def test_who_changes_the_employer_from_one_day_to_the_next_has_been_employed_without_a_break() -> None:
    assert employed_since(list(spans())) == date(2020, 1, 1)
    assert employed_since([Span(date(2020, 1, 1), date(2020, 3, 30)), Span(date(2020, 4, 1), None)]) == date(2020, 4, 1)
    assert employed_since([Span(date(2020, 1, 1), date(2020, 3, 31))]) is None
    assert employed_since([Span(None, date(2020, 3, 31))]) is None
