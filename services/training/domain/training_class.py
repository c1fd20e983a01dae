"""A class (培训班): its seats, its days, its state. Pure: no I/O."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bihuan.training.v1.events_pb2 import ClassCancelled, ClassClosed, ClassOpened, ClassStarted

from services.training.domain.calendar import check_not_before
from services.training.domain.plan import Plan
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState


class ClassStatus(StrEnum):
    """`ClassStatus` of the contract."""

    ENROLLING = "ENROLLING"
    RUNNING = "RUNNING"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class ClassNotEnrolling(WrongState):
    """Only a class that still enrols can start."""

    reason = "CLASS_NOT_ENROLLING"


class ClassHasNoLearners(WrongState):
    """A class needs a learner to start."""

    reason = "CLASS_HAS_NO_LEARNERS"


class ClassNotRunning(WrongState):
    """Attendance, marks and results belong to a class that runs."""

    reason = "CLASS_NOT_RUNNING"


class SessionsNotRecorded(WrongState):
    """A class cannot close while a planned session has no attendance: everyone would count as absent."""

    reason = "SESSIONS_NOT_RECORDED"


class ClassOver(WrongState):
    """A class that is closed or cancelled does not change any more."""

    reason = "CLASS_OVER"


@dataclass(frozen=True)
class Result:
    """What came of a class: enrolled = passed + failed + withdrawn; the excellent are among the passed."""

    enrolled: int
    passed: int
    excellent: int
    failed: int

    @property
    def withdrawn(self) -> int:
        """Learners who left after teaching began."""
        return self.enrolled - self.passed - self.failed


@dataclass(kw_only=True)
class TrainingClass(Aggregate):
    """A class. Whoever takes, frees or queues for a seat changes the class, so that no two can do it at once."""

    plan: Plan
    opened_on: date
    status: ClassStatus = ClassStatus.ENROLLING
    confirmed: int = 0
    waitlisted: int = 0
    # The place of the next one on the waiting list; counts up and is never used again.
    next_place: int = 1
    # Learners when teaching began.
    enrolled: int = 0
    recorded_sessions: set[date] = field(default_factory=set)
    # The latest date of a mark or a withdrawal; the class cannot close before it.
    last_fact_on: date | None = None
    started_on: date | None = None
    closed_on: date | None = None
    cancelled_on: date | None = None
    result: Result | None = None

    @classmethod
    def open(cls, id: str, plan: Plan, opened_on: date) -> "TrainingClass":
        """Open a class for enrolment."""
        if plan.starts_on < opened_on:
            raise InvalidField("plan.starts_on", "must not be before opened_on")
        opened = cls(id=id, plan=plan, opened_on=opened_on)
        opened.record(
            ClassOpened(
                class_id=id,
                region_code=plan.region_code,
                occupation_code=plan.occupation_code,
                starts_on=dates.to_wire(plan.starts_on),
                ends_on=dates.to_wire(plan.ends_on),
                capacity=plan.capacity,
            )
        )
        return opened

    @property
    def enrolling(self) -> bool:
        """Whether persons are still admitted."""
        return self.status is ClassStatus.ENROLLING

    @property
    def has_seat(self) -> bool:
        """Whether a seat is free."""
        return self.confirmed < self.plan.capacity

    def take_seat(self) -> None:
        """Give one seat away."""
        if not self.enrolling or not self.has_seat:
            raise ValueError("no seat to give")
        self.confirmed += 1

    def free_seat(self) -> None:
        """Take one seat back."""
        self.confirmed -= 1

    def queue(self) -> int:
        """Add one to the waiting list; the place in it."""
        place = self.next_place
        self.waitlisted += 1
        self.next_place += 1
        return place

    def unqueue(self) -> None:
        """Take one off the waiting list."""
        self.waitlisted -= 1

    def start(self, on: date) -> None:
        """Begin teaching."""
        if not self.enrolling:
            raise ClassNotEnrolling("class_id", f"the class is {self.status}; only one that is ENROLLING can start")
        if self.confirmed == 0:
            raise ClassHasNoLearners("class_id", "nobody has a seat; wait for enrolments or cancel the class")
        check_not_before(on, self.opened_on, "started_on", "when the class opened")
        if on > self.plan.sessions[0]:
            raise InvalidField("started_on", "must not be after the first planned session")
        self.status, self.started_on, self.enrolled = ClassStatus.RUNNING, on, self.confirmed
        self.record(
            ClassStarted(
                class_id=self.id,
                region_code=self.plan.region_code,
                started_on=dates.to_wire(on),
                enrolled=self.enrolled,
            )
        )

    def check_running(self, field: str = "class_id") -> date:
        """The day teaching began; refuses a class that does not run. `field` is the request's that led to the class."""
        if self.status is not ClassStatus.RUNNING or self.started_on is None:
            raise ClassNotRunning(field, f"the class is {self.status}; it must be RUNNING")
        return self.started_on

    def check_not_over(self, field: str = "class_id") -> None:
        """Refuse a class that is closed or cancelled."""
        if self.status in (ClassStatus.CLOSED, ClassStatus.CANCELLED):
            raise ClassOver(field, f"the class is {self.status}; it does not change any more")

    def record_session(self, on: date) -> None:
        """Note that a planned session's attendance is recorded (again)."""
        self.check_running()
        if on not in self.plan.sessions:
            raise InvalidField("session_on", "is not a planned session of the class")
        self.recorded_sessions.add(on)

    def note(self, on: date) -> None:
        """Note the date of a mark or a withdrawal."""
        self.last_fact_on = max(on, self.last_fact_on or on)

    def check_can_close(self, on: date) -> None:
        """Refuse to close too early: before the last session, mark or withdrawal, or with a session unrecorded."""
        self.check_running()
        check_not_before(on, self.plan.sessions[-1], "closed_on", "the last planned session")
        if self.last_fact_on is not None:
            check_not_before(on, self.last_fact_on, "closed_on", "the last assessment or withdrawal")
        missing = [day.isoformat() for day in self.plan.sessions if day not in self.recorded_sessions]
        if missing:
            raise SessionsNotRecorded(
                "class_id", f"{len(missing)} planned sessions have no attendance, the first on {missing[0]}"
            )

    def close(self, on: date, *, passed: int, excellent: int, failed: int) -> None:
        """End the class with the results of its learners."""
        self.check_can_close(on)
        self.status, self.closed_on = ClassStatus.CLOSED, on
        self.result = Result(self.enrolled, passed, excellent, failed)
        self.record(
            ClassClosed(
                class_id=self.id,
                region_code=self.plan.region_code,
                closed_on=dates.to_wire(on),
                enrolled=self.enrolled,
                passed=passed,
                excellent=excellent,
                failed=failed,
                withdrawn=self.result.withdrawn,
            )
        )

    def cancel(self, on: date) -> None:
        """Give the class up."""
        self.check_not_over()
        check_not_before(on, self.started_on or self.opened_on, "cancelled_on", "when the class opened or started")
        self.status, self.cancelled_on = ClassStatus.CANCELLED, on
        self.record(ClassCancelled(class_id=self.id, region_code=self.plan.region_code, cancelled_on=dates.to_wire(on)))
