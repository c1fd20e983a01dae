"""A change request: one worker asks, another looks at the evidence, then the act is done. Pure: no I/O."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bihuan.registry.v1.change_request_service_pb2 import (
    EVIDENCE_TYPE_JPEG,
    EVIDENCE_TYPE_PDF,
    EVIDENCE_TYPE_PNG,
    ChangeKind,
    EvidenceType,
    RejectionReason,
)

from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState

MOST_EVIDENCE = 20
_SIGNATURES = {
    b"%PDF-": EVIDENCE_TYPE_PDF,
    b"\xff\xd8\xff": EVIDENCE_TYPE_JPEG,
    b"\x89PNG\r\n\x1a\n": EVIDENCE_TYPE_PNG,
}


class State(StrEnum):
    """The contract's ChangeRequestState."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    VALIDATED = "VALIDATED"
    APPLIED = "APPLIED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


# From where each state is reached.
BEFORE: dict[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.DRAFT}),
    State.VALIDATED: frozenset({State.SUBMITTED}),
    State.REJECTED: frozenset({State.SUBMITTED, State.VALIDATED}),
    State.APPLIED: frozenset({State.VALIDATED}),
    State.CANCELLED: frozenset({State.DRAFT, State.SUBMITTED, State.VALIDATED}),
}


class WrongChangeRequestState(WrongState):
    """The request has not come so far, or is over."""

    reason = "CHANGE_REQUEST_STATE"


class SameEyes(WrongState):
    """Whoever asked, or attached evidence, cannot be the second pair of eyes."""

    reason = "SAME_EYES"


class NotTheOpener(WrongState):
    """Only who opened a request takes it back."""

    reason = "NOT_THE_OPENER"


class EvidenceMissing(WrongState):
    """Without evidence there is nothing to look at."""

    reason = "EVIDENCE_MISSING"


@dataclass(frozen=True)
class StepTaken:
    """What the request came to, by whom (an opaque subject) and when."""

    state: State
    by: str
    at: datetime


@dataclass(frozen=True)
class Attached:
    """A document as attached: `id` is also that of its sealed content; `sha256` of the content, in hex."""

    id: str
    type: EvidenceType
    size: int
    sha256: str
    by: str
    at: datetime


@dataclass(kw_only=True)
class ChangeRequest(Aggregate):
    """Publishes nothing: what it applies does. `change` is the act, sealed with the person's key."""

    person_id: str
    region_code: str
    kind: ChangeKind
    change: bytes = field(repr=False)
    steps: list[StepTaken]
    evidence: list[Attached] = field(default_factory=list)
    rejection_reason: RejectionReason = RejectionReason.REJECTION_REASON_UNSPECIFIED

    @property
    def state(self) -> State:
        """How far it has come."""
        return self.steps[-1].state

    def attach(self, evidence: Attached) -> None:
        """Add a document to a draft. Raises `WrongChangeRequestState`, `InvalidField`."""
        self._require(frozenset({State.DRAFT}), "documents are attached")
        if len(self.evidence) == MOST_EVIDENCE:
            raise InvalidField("content", f"a request has at most {MOST_EVIDENCE} documents")
        self.evidence.append(evidence)

    def submit(self, by: str, at: datetime) -> None:
        """Hand in. Raises `WrongChangeRequestState`, `EvidenceMissing`."""
        self._require(BEFORE[State.SUBMITTED], "it is submitted")
        if not self.evidence:
            raise EvidenceMissing("change_request_id", "attach a document first (AttachEvidence)")
        self._come_to(State.SUBMITTED, by, at)

    def validate(self, by: str, at: datetime) -> None:
        """The evidence bears the act out. Raises `WrongChangeRequestState`, `SameEyes`."""
        self._require_other_eyes(State.VALIDATED, by)
        self._come_to(State.VALIDATED, by, at)

    def reject(self, reason: RejectionReason, by: str, at: datetime) -> None:
        """It does not. Raises `WrongChangeRequestState`, `SameEyes`."""
        self._require_other_eyes(State.REJECTED, by)
        self.rejection_reason = reason
        self._come_to(State.REJECTED, by, at)

    def cancel(self, by: str, at: datetime) -> None:
        """Take back. Raises `WrongChangeRequestState`, `NotTheOpener`."""
        self._require(BEFORE[State.CANCELLED], "it is cancelled")
        if by != self.steps[0].by:
            raise NotTheOpener("change_request_id", "only who opened it can take it back")
        self._come_to(State.CANCELLED, by, at)

    def apply(self, by: str, at: datetime) -> None:
        """The act is done. Raises `WrongChangeRequestState`."""
        self._require(BEFORE[State.APPLIED], "it is applied")
        self._come_to(State.APPLIED, by, at)

    def _require(self, states: frozenset[State], what: str) -> None:
        if self.state not in states:
            needed = " or ".join(sorted(states))
            raise WrongChangeRequestState("change_request_id", f"it is {self.state}; {what} while it is {needed}")

    def _require_other_eyes(self, state: State, by: str) -> None:
        self._require(BEFORE[state], f"it becomes {state}")
        if by in {*(step.by for step in self.steps if step.state in (State.DRAFT, State.SUBMITTED)), *self._attachers}:
            raise SameEyes("change_request_id", "you asked for it; another person has to look at it")

    @property
    def _attachers(self) -> set[str]:
        return {evidence.by for evidence in self.evidence}

    def _come_to(self, state: State, by: str, at: datetime) -> None:
        self.steps.append(StepTaken(state, by, at))


def type_of(content: bytes) -> EvidenceType:
    """What a document is, by how it begins. Raises `InvalidField`."""
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    raise InvalidField("content", "must be a PDF, JPEG or PNG file, by its content")
