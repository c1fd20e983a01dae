"""Attendance and results. Pure: no I/O."""

from dataclasses import dataclass
from enum import StrEnum

from services.training.domain.plan import Plan


class FailureReason(StrEnum):
    """Why a learner did not pass; `FailureReason` of the contract."""

    ATTENDANCE = "ATTENDANCE"
    ASSESSMENT = "ASSESSMENT"
    NOT_ASSESSED = "NOT_ASSESSED"


@dataclass(frozen=True)
class Attendance:
    """A learner's sessions: all planned, attended, recorded but not attended."""

    planned: int
    present: int
    absent: int

    def can_no_longer_pass(self, minimum_percent: int) -> bool:
        """Whether even attending all sessions to come leaves less than the least share of ALL planned sessions."""
        return (self.planned - self.absent) * 100 < minimum_percent * self.planned

    def suffices(self, minimum_percent: int) -> bool:
        """Whether the sessions attended are at least the least share of all planned sessions."""
        return self.present * 100 >= minimum_percent * self.planned


def failure(plan: Plan, attendance: Attendance, score: int | None) -> FailureReason | None:
    """Why a learner fails, or None who passes. Attendance comes first: without it no mark counts."""
    if not attendance.suffices(plan.minimum_attendance_percent):
        return FailureReason.ATTENDANCE
    if score is None:
        return FailureReason.NOT_ASSESSED
    return FailureReason.ASSESSMENT if score < plan.pass_mark else None
