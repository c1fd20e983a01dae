"""One person considered for one class, from the decision to the result. Pure: no I/O."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict

from bihuan.training.v1 import events_pb2 as events
from google.type.date_pb2 import Date

from services.training.domain.calendar import check_not_before
from services.training.domain.eligibility import Reason
from services.training.domain.person import Person
from services.training.domain.results import FailureReason
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import WrongState


class EnrolmentStatus(StrEnum):
    """`EnrolmentStatus` of the contract, and CONSIDERED before the first decision, which is never stored."""

    CONSIDERED = "CONSIDERED"
    REFUSED = "REFUSED"
    WAITLISTED = "WAITLISTED"
    CONFIRMED = "CONFIRMED"
    WITHDRAWN = "WITHDRAWN"
    PASSED = "PASSED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


UNDECIDED = frozenset(
    {EnrolmentStatus.CONSIDERED, EnrolmentStatus.REFUSED, EnrolmentStatus.WAITLISTED, EnrolmentStatus.CONFIRMED}
)
ACTIVE = frozenset({EnrolmentStatus.WAITLISTED, EnrolmentStatus.CONFIRMED})


class WithdrawalReason(StrEnum):
    """`WithdrawalReason` of the contract."""

    HEALTH = "HEALTH"
    FAMILY = "FAMILY"
    FOUND_WORK = "FOUND_WORK"
    LOST_INTEREST = "LOST_INTEREST"
    OTHER = "OTHER"


class EnrolmentNotActive(WrongState):
    """Only who has a seat or waits for one can leave."""

    reason = "ENROLMENT_NOT_ACTIVE"


class EnrolmentNotConfirmed(WrongState):
    """Only a learner can be assessed."""

    reason = "ENROLMENT_NOT_CONFIRMED"


class _Subject(TypedDict):
    enrolment_id: str
    region_code: str
    loop_id: str
    person_id: str
    class_id: str


@dataclass(kw_only=True)
class Enrolment(Aggregate):
    """An enrolment. `status_on` is the date of `status` and never goes back."""

    class_id: str
    person_id: str
    loop_id: str
    region_code: str
    willing: bool
    status: EnrolmentStatus = EnrolmentStatus.CONSIDERED
    status_on: date | None = None
    refusal_reasons: tuple[Reason, ...] = ()
    # Place on the waiting list; 0 for who is not on it.
    place: int = 0
    # When the seat was confirmed; kept after a withdrawal or a result.
    confirmed_on: date | None = None
    withdrawal_reason: WithdrawalReason | None = None
    failure_reason: FailureReason | None = None
    excellent: bool = False
    score: int | None = None
    assessed_on: date | None = None

    @classmethod
    def considering(cls, id: str, class_id: str, person: Person) -> "Enrolment":
        """A person with a training need comes up for a class."""
        return cls(id=id, class_id=class_id, person_id=person.id, loop_id="", region_code="", willing=False)

    def about(self, person: Person, on: date) -> None:
        """Take over what the person's current need says; `on` is the date of the decision."""
        if person.need is None:
            raise ValueError("only a person with a recorded training need is considered")
        self.loop_id, self.region_code = person.need.loop_id, person.region_code
        self.willing = person.need.willing and person.need.open and not person.seated_elsewhere(self.class_id, on)

    @property
    def undecided(self) -> bool:
        """Whether the facts may still change the decision, as long as the class enrols."""
        return self.status in UNDECIDED

    @property
    def active(self) -> bool:
        """Whether the person has a seat or waits for one."""
        return self.status in ACTIVE

    @property
    def has_seat(self) -> bool:
        """Whether the person is a learner of the class."""
        return self.status is EnrolmentStatus.CONFIRMED

    def refuse(self, reasons: tuple[Reason, ...], on: date) -> None:
        """Do not admit, for all these reasons."""
        self._become(EnrolmentStatus.REFUSED, UNDECIDED, on)
        self.refusal_reasons, self.place, self.confirmed_on = reasons, 0, None
        self.record(
            events.EnrolmentRefused(
                **self._subject(),
                reasons=[f"REFUSAL_REASON_{reason}" for reason in reasons],
                willing=self.willing,
                refused_on=self._date(),
            )
        )

    def waitlist(self, place: int, on: date) -> None:
        """Admit to the waiting list: eligible, but every seat is taken."""
        self._become(EnrolmentStatus.WAITLISTED, {EnrolmentStatus.CONSIDERED, EnrolmentStatus.REFUSED}, on)
        self.refusal_reasons, self.place = (), place
        self.record(events.EnrolmentWaitlisted(**self._subject(), waitlisted_on=self._date()))

    def confirm(self, on: date) -> None:
        """Give the seat."""
        self._become(EnrolmentStatus.CONFIRMED, UNDECIDED - {EnrolmentStatus.CONFIRMED}, on)
        self.refusal_reasons, self.place, self.confirmed_on = (), 0, self.status_on
        self.record(events.EnrolmentConfirmed(**self._subject(), confirmed_on=self._date()))

    def withdraw(self, reason: WithdrawalReason, on: date) -> None:
        """The person leaves; final for this class."""
        if not self.active or self.status_on is None:
            raise EnrolmentNotActive(
                "enrolment_id", f"the enrolment is {self.status}; only one CONFIRMED or WAITLISTED can be withdrawn"
            )
        check_not_before(on, self.status_on, "withdrawn_on", "the date of the enrolment's state")
        self._become(EnrolmentStatus.WITHDRAWN, ACTIVE, on)
        self.withdrawal_reason, self.place = reason, 0
        self.record(
            events.EnrolmentWithdrawn(
                **self._subject(), reason=f"WITHDRAWAL_REASON_{reason}", withdrawn_on=self._date()
            )
        )

    def assess(self, score: int, on: date) -> None:
        """Record a mark, 0–100; the last one counts."""
        if not self.has_seat:
            raise EnrolmentNotConfirmed("enrolment_id", f"the enrolment is {self.status}; it must be CONFIRMED")
        self.score, self.assessed_on = score, on

    def graduate(self, occupation_code: str, excellent: bool, on: date) -> None:
        """The learner passed (考核合格), perhaps as an excellent trainee (优秀学员)."""
        self._become(EnrolmentStatus.PASSED, {EnrolmentStatus.CONFIRMED}, on)
        self.excellent = excellent
        self.record(
            events.TraineeGraduated(
                **self._subject(), occupation_code=occupation_code, excellent=excellent, graduated_on=self._date()
            )
        )

    def fail(self, reason: FailureReason, on: date) -> None:
        """The learner did not pass."""
        self._become(EnrolmentStatus.FAILED, {EnrolmentStatus.CONFIRMED}, on)
        self.failure_reason = reason
        self.record(events.TraineeFailed(**self._subject(), reason=f"FAILURE_REASON_{reason}", failed_on=self._date()))

    def cancel(self, on: date) -> None:
        """The class was given up. No event: `ClassCancelled` says it for all."""
        self._become(EnrolmentStatus.CANCELLED, ACTIVE, on)
        self.place = 0

    def _become(
        self, status: EnrolmentStatus, allowed: set[EnrolmentStatus] | frozenset[EnrolmentStatus], on: date
    ) -> None:
        if self.status not in allowed:
            raise ValueError(f"an enrolment cannot go from {self.status} to {status}")
        self.status, self.status_on = status, max(on, self.status_on or on)

    def _subject(self) -> _Subject:
        return {
            "enrolment_id": self.id,
            "region_code": self.region_code,
            "loop_id": self.loop_id,
            "person_id": self.person_id,
            "class_id": self.class_id,
        }

    def _date(self) -> Date:
        if self.status_on is None:
            raise ValueError("an enrolment without a decision has no date")
        return dates.to_wire(self.status_on)
