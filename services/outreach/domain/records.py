"""What a case is made of. Plain data: the rules are in `case`. Pure: no I/O."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from services.outreach.domain.cycle import Role, Step
from shared.dates import check_not_future
from shared.errors import InvalidField


class Origin(StrEnum):
    """What made a case necessary."""

    REFUSED_THOUGH_WILLING = "REFUSED_THOUGH_WILLING"
    DROPPED_OUT = "DROPPED_OUT"
    FAILED = "FAILED"
    PLACEMENT_ENDED = "PLACEMENT_ENDED"


class Status(StrEnum):
    """Whether a case is being worked on."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Outcome(StrEnum):
    """How a case ended."""

    SOLVED = "SOLVED"
    EMPLOYED = "EMPLOYED"
    WITHDRAWN = "WITHDRAWN"
    LOST = "LOST"
    DIED = "DIED"
    DEREGISTERED = "DEREGISTERED"


class Action(StrEnum):
    """What happened to a case; the contract's `CaseAction`."""

    OPENED = "OPENED"
    ASSIGNED = "ASSIGNED"
    VISITED = "VISITED"
    PROBLEM_ADDED = "PROBLEM_ADDED"
    CRUX_RECORDED = "CRUX_RECORDED"
    MEASURE_ADDED = "MEASURE_ADDED"
    PROBLEM_RESOLVED = "PROBLEM_RESOLVED"
    PROBLEM_VERIFIED = "PROBLEM_VERIFIED"
    INDICATOR_RECORDED = "INDICATOR_RECORDED"
    PRACTICE_RECORDED = "PRACTICE_RECORDED"
    ADVANCED = "ADVANCED"
    RETURNED = "RETURNED"
    ROUND_STARTED = "ROUND_STARTED"
    CLOSED = "CLOSED"
    NOTED_EMPLOYED = "NOTED_EMPLOYED"
    NOTED_ADMITTED = "NOTED_ADMITTED"


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who does something to a case, and when: the day (given in request field `field`) and the present time.

    `worker_id` is empty when the service acts by itself on an event that it heard.
    """

    worker_id: str
    on: date
    field: str
    now: datetime

    def check_day(self, earliest: date, since: str) -> None:
        """Raises `InvalidField` when the day is in the future, or before `earliest`, the day of what `since` says."""
        check_not_future(self.on, self.now, self.field)
        if self.on < earliest:
            raise InvalidField(self.field, f"must be on or after {earliest.isoformat()} ({since})")


ERASED = "（已删除）"


def left_of(text: str) -> str:
    """What stands in place of a text about a person who was erased; nothing where nothing stood."""
    return ERASED if text else ""


@dataclass(kw_only=True)
class Assignment:
    """Who has, or had, a role on a case; `until` is the day another took over."""

    worker_id: str
    role: Role
    assigned_on: date
    until: date | None = None


@dataclass(kw_only=True)
class Visit:
    """A visit and what it found."""

    worker_id: str
    round: int
    step: Step
    visited_on: date
    findings: str


class IndicatorKind(StrEnum):
    """What an indicator measures."""

    RATE = "RATE"
    CAPACITY = "CAPACITY"
    COUNT = "COUNT"

    def check(self, value: str, field: str) -> None:
        """Raises `InvalidField` for a value (decimal text, not negative) that this kind cannot have."""
        number = Decimal(value)
        if self is IndicatorKind.RATE and number > 100:
            raise InvalidField(field, "a rate is at most 100 per cent; use CAPACITY for what may exceed its baseline")
        if self is IndicatorKind.COUNT and number != number.to_integral_value():
            raise InvalidField(field, "a count is a whole number")


@dataclass(kw_only=True)
class Indicator:
    """A measured value before the measures and after them; decimal text."""

    round: int
    name: str
    kind: IndicatorKind
    before: str
    after: str
    worker_id: str
    measured_on: date


@dataclass(kw_only=True)
class Practice:
    """What others can learn from a round; exactly one of the texts is not empty."""

    round: int
    published: str
    not_suitable: str
    worker_id: str
    recorded_on: date


@dataclass(kw_only=True)
class Entry:
    """One line of a case's history."""

    action: Action
    worker_id: str
    happened_on: date
    recorded_at: datetime
    round: int
    step: Step
    comment: str = ""
