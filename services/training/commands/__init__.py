"""Use cases: `classes` holds those of the staff, `enrolling` what happens by itself as facts come in."""

from services.training.commands.classes import (
    cancel_class,
    close_class,
    open_class,
    record_assessment,
    record_attendance,
    start_class,
    withdraw_enrolment,
)
from services.training.commands.enrolling import continue_sweep, follow_class, follow_person

__all__ = [
    "cancel_class",
    "close_class",
    "continue_sweep",
    "follow_class",
    "follow_person",
    "open_class",
    "record_assessment",
    "record_attendance",
    "start_class",
    "withdraw_enrolment",
]
