"""Admission: brings an enrolment in line with the facts and the seats. Pure: no I/O."""

from datetime import date

from services.training.domain.eligibility import decided_on, refusal_reasons
from services.training.domain.enrolment import Enrolment, EnrolmentStatus
from services.training.domain.person import Person
from services.training.domain.training_class import TrainingClass


def admit(training_class: TrainingClass, person: Person, enrolment: Enrolment, on: date | None = None) -> None:
    """Decide (again) on a person for a class that enrols; events are recorded only where the decision changed.

    Eligible: a seat if there is one, else the waiting list. Not eligible: refused with all reasons, and a seat or a
    place on the waiting list is given back. `on` is when a seat came free, if that is why it is decided again.
    The caller fills a seat that came free.
    """
    plan = training_class.plan
    told = (enrolment.status, enrolment.refusal_reasons, enrolment.willing, enrolment.loop_id)
    day = decided_on(person, plan, training_class.opened_on)
    day = max(day, on) if on is not None else day
    enrolment.about(person, day)
    reasons = refusal_reasons(person, training_class.id, plan)
    if reasons:
        if told != (EnrolmentStatus.REFUSED, reasons, enrolment.willing, enrolment.loop_id):
            give_back(training_class, person, enrolment)
            enrolment.refuse(reasons, day)
    elif enrolment.has_seat:
        return
    elif training_class.has_seat:
        give_back(training_class, person, enrolment)
        training_class.take_seat()
        person.bookings[training_class.id] = frozenset(plan.sessions)
        enrolment.confirm(day)
    elif enrolment.status is not EnrolmentStatus.WAITLISTED:
        enrolment.waitlist(training_class.queue(), day)


def give_back(training_class: TrainingClass, person: Person, enrolment: Enrolment) -> None:
    """Give back the seat, or the place on the waiting list, that the enrolment has; nothing if it has neither."""
    if enrolment.has_seat:
        training_class.free_seat()
        person.bookings.pop(training_class.id, None)
    elif enrolment.status is EnrolmentStatus.WAITLISTED:
        training_class.unqueue()
