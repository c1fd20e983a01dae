"""A change request's states, whatever is tried in whatever order by whomever."""

from datetime import UTC, datetime, timedelta

import pytest
from bihuan.registry.v1 import change_request_service_pb2 as pb
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.registry.domain.change_request import (
    BEFORE,
    Attached,
    ChangeRequest,
    State,
    StepTaken,
    type_of,
)
from shared.errors import CallError, InvalidField

WORKERS = st.sampled_from(["ann", "ben", "eve"])
BEGIN = datetime(2026, 11, 23, tzinfo=UTC)


class AnyOrder(RuleBasedStateMachine):
    """Every operation is tried at every moment; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.request = ChangeRequest(
            id="r", person_id="p", region_code="370105", kind=pb.CHANGE_KIND_MERGE, change=b"",
            steps=[StepTaken(State.DRAFT, "ann", BEGIN)],
        )  # fmt: skip

    def tried(self, to: State, by: str) -> None:
        self.now += timedelta(minutes=1)
        was, taken = self.request.state, len(self.request.steps)
        asked = {"ann", *(each.by for each in self.request.evidence)}
        asked |= {each.by for each in self.request.steps if each.state is State.SUBMITTED}
        allowed = was in BEFORE[to]
        allowed &= to is not State.SUBMITTED or bool(self.request.evidence)
        allowed &= to not in (State.VALIDATED, State.REJECTED) or by not in asked
        allowed &= to is not State.CANCELLED or by == "ann"
        try:
            match to:
                case State.SUBMITTED:
                    self.request.submit(by, self.now)
                case State.VALIDATED:
                    self.request.validate(by, self.now)
                case State.REJECTED:
                    self.request.reject(pb.REJECTION_REASON_NOT_ALLOWED, by, self.now)
                case State.APPLIED:
                    self.request.apply(by, self.now)
                case _:
                    self.request.cancel(by, self.now)
        except CallError:
            assert not allowed
            assert (self.request.state, len(self.request.steps)) == (was, taken)
        else:
            assert allowed
            assert self.request.steps[-1] == StepTaken(to, by, self.now)

    @rule(by=WORKERS)
    def attach(self, by: str) -> None:
        before = len(self.request.evidence)
        try:
            self.request.attach(Attached(str(before), pb.EVIDENCE_TYPE_PDF, 1, "", by, self.now))
        except CallError:
            assert self.request.state is not State.DRAFT or before == 20
        else:
            assert self.request.state is State.DRAFT

    @rule(by=WORKERS)
    def submit(self, by: str) -> None:
        self.tried(State.SUBMITTED, by)

    @rule(by=WORKERS)
    def validate(self, by: str) -> None:
        self.tried(State.VALIDATED, by)

    @rule(by=WORKERS)
    def reject(self, by: str) -> None:
        self.tried(State.REJECTED, by)

    @rule(by=WORKERS)
    def apply(self, by: str) -> None:
        self.tried(State.APPLIED, by)

    @rule(by=WORKERS)
    def cancel(self, by: str) -> None:
        self.tried(State.CANCELLED, by)

    @invariant()
    def nothing_is_applied_that_another_has_not_validated(self) -> None:
        by = {each.state: each.by for each in self.request.steps}
        assert State.APPLIED not in by or by[State.VALIDATED] not in (by[State.DRAFT], by[State.SUBMITTED])
        times = [each.at for each in self.request.steps]
        assert times == sorted(times)


TestAnyOrder = AnyOrder.TestCase


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", pb.EVIDENCE_TYPE_PDF),
        (b"\xff\xd8\xff\xe0...", pb.EVIDENCE_TYPE_JPEG),
        (b"\x89PNG\r\n\x1a\n...", pb.EVIDENCE_TYPE_PNG),
    ],
)
def test_what_a_document_is_is_read_from_its_content(content: bytes, kind: pb.EvidenceType) -> None:
    assert type_of(content) == kind


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"MZ", b" %PDF-1.7", b"\x89PNG"])
def test_anything_else_is_no_evidence(content: bytes) -> None:
    with pytest.raises(InvalidField):
        type_of(content)
