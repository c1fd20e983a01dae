"""What an employer declares for a year (申报), and its way through the review (审核). Pure.

SUBMITTED ──first reviewer──► FIRST_REVIEWED ──second reviewer──► APPROVED
    ▲ └──────────────return──────────┘ │
    └── filed again ◄── RETURNED ◄─────┘        whoever files again, from any state, begins the review anew
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bihuan.levy.v1.events_pb2 import (
    DeclarationApproved,
    DeclarationCorrected,
    DeclarationReturned,
    DeclarationSubmitted,
)

from services.levy.domain.employer import Employer
from services.levy.domain.filing import Content, Figures, Filing
from services.levy.domain.review import Returned, Window
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState

__all__ = ["Declaration", "Draft", "Figures", "Filing", "Step"]

# Each filing is kept whole.
MOST_FILINGS = 20


class State(StrEnum):
    """The contract's ReviewState."""

    SUBMITTED = "SUBMITTED"
    FIRST_REVIEWED = "FIRST_REVIEWED"
    APPROVED = "APPROVED"
    RETURNED = "RETURNED"


class WrongReviewState(WrongState):
    """FAILED_PRECONDITION: the declaration has not come so far, or is past it."""

    reason = "REVIEW_STATE"


class SameEyes(WrongState):
    """FAILED_PRECONDITION: who filed, or reviewed first, cannot be the next pair of eyes."""

    reason = "SAME_EYES"


class DraftChanged(WrongState):
    """FAILED_PRECONDITION: somebody has saved the draft since it was read."""

    reason = "DRAFT_CHANGED"


class DraftSubmitted(WrongState):
    """FAILED_PRECONDITION: what was submitted is not changed in its draft."""

    reason = "DRAFT_SUBMITTED"


@dataclass(frozen=True)
class Step:
    """What the declaration came to, by whom (an opaque subject) and when."""

    state: State
    by: str
    at: datetime


@dataclass(kw_only=True)
class Declaration(Aggregate):
    """Every filing of an employer for a year; the last one holds."""

    employer_code: str
    region_code: str
    base_year: int
    filings: list[Filing] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    # Why it was returned; empty unless it is.
    returned: tuple[Returned, ...] = ()

    @property
    def current(self) -> Filing:
        """The filing that holds."""
        return self.filings[-1]

    @property
    def submitted_on(self) -> date:
        """The day of the first filing. Certificates must be valid on it: a correction is no new submission."""
        return self.filings[0].filed_on

    @property
    def state(self) -> State:
        """How far the review has come."""
        return self.steps[-1].state

    @property
    def approved(self) -> bool:
        """Whether it counts for an assessment."""
        return self.state is State.APPROVED

    @classmethod
    def submit(
        cls, id: str, employer: Employer, base_year: int, filing: Filing, window: Window, by: str, at: datetime
    ) -> "Declaration":
        """File a year for the first time. Raises `InvalidField`, `WindowClosed`."""
        if filing.filed_on.year <= base_year:
            raise InvalidField("submitted_on", "must lie after the base year: its facts are complete only then")
        window.require(filing.filed_on, "submitted_on")
        declaration = cls(
            id=id,
            employer_code=employer.code,
            region_code=employer.region_code,
            base_year=base_year,
            filings=[filing],
            steps=[Step(State.SUBMITTED, by, at)],
        )
        declaration.record(
            DeclarationSubmitted(
                declaration_id=declaration.id,
                region_code=declaration.region_code,
                employer_code=declaration.employer_code,
                base_year=base_year,
            )
        )
        return declaration

    def correct(self, filing: Filing, window: Window, by: str, at: datetime, field: str = "corrected_on") -> None:
        """File again; the earlier filing is kept, and the review begins anew.

        What the review returned may be filed at any time, anything else within the window. Raises `InvalidField`,
        `WindowClosed`, `WrongReviewState`.
        """
        if filing.filed_on < self.current.filed_on:
            raise InvalidField(field, "must not lie before the last filing")
        if len(self.filings) == MOST_FILINGS:
            raise WrongReviewState("base_year", f"it was filed {MOST_FILINGS} times; appeal against the assessment")
        if self.state is not State.RETURNED:
            window.require(filing.filed_on, field)
        self.filings.append(filing)
        self.returned = ()
        self.steps.append(Step(State.SUBMITTED, by, at))
        self.record(
            DeclarationCorrected(
                declaration_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                base_year=self.base_year,
            )
        )

    def pass_first_review(self, by: str, at: datetime) -> None:
        """The first reviewer finds it in order. Raises `WrongReviewState`, `SameEyes`."""
        self._require("the first review passes it", State.SUBMITTED)
        self._require_other_eyes(by)
        self.steps.append(Step(State.FIRST_REVIEWED, by, at))

    def approve(self, by: str, at: datetime) -> None:
        """The second reviewer finds it in order: it counts. Raises `WrongReviewState`, `SameEyes`."""
        self._require("it is approved", State.FIRST_REVIEWED)
        self._require_other_eyes(by)
        self.steps.append(Step(State.APPROVED, by, at))
        self.record(
            DeclarationApproved(
                declaration_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                base_year=self.base_year,
            )
        )

    def return_(self, reasons: tuple[Returned, ...], by: str, at: datetime) -> None:
        """A reviewer returns it to the employer. Raises `WrongReviewState`, `SameEyes`, `InvalidField`."""
        self._require("it is returned", State.SUBMITTED, State.FIRST_REVIEWED)
        self._require_other_eyes(by)
        lines = len(self.current.lines or ())
        for place, each in enumerate(reasons):
            if each.line > lines:
                raise InvalidField(f"reasons[{place}].line", f"the declaration has {lines} lines")
        self.returned = reasons
        self.steps.append(Step(State.RETURNED, by, at))
        self.record(
            DeclarationReturned(
                declaration_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                base_year=self.base_year,
            )
        )

    def _require(self, what: str, *states: State) -> None:
        if self.state not in states:
            needed = " or ".join(states)
            raise WrongReviewState("declaration_id", f"it is {self.state}; {what} while it is {needed}")

    def _require_other_eyes(self, by: str) -> None:
        """Who has filed, or passed it, since it was last submitted."""
        for step in reversed(self.steps):
            if step.by == by:
                raise SameEyes("declaration_id", "you filed it or reviewed it first; another person has to look at it")
            if step.state is State.SUBMITTED:
                return


@dataclass(kw_only=True)
class Draft(Aggregate):
    """What an employer is still writing; publishes nothing. One for an employer and year."""

    employer_code: str
    region_code: str
    base_year: int
    content: Content
    saved_at: datetime
    submitted: bool = False

    def reopen(self, content: Content, at: datetime) -> None:
        """Begin the next filing from what was filed last. An open draft stays as it is."""
        if self.submitted:
            self.content, self.submitted, self.saved_at = content, False, at

    def save(self, content: Content, revision: int, at: datetime) -> None:
        """Replace the content. Raises `DraftSubmitted`, `DraftChanged`."""
        self.require_open(revision)
        self.content, self.saved_at = content, at

    def require_open(self, revision: int) -> None:
        """Raises `DraftSubmitted`, `DraftChanged`."""
        if self.submitted:
            raise DraftSubmitted("draft_id", "it is submitted; StartDraft begins the next filing from it")
        if self.revision != revision:
            raise DraftChanged("revision", "the draft was saved since you read it; read it again (GetDraft)")
