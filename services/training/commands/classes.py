"""Use cases of the staff who run classes. Each runs in one transaction."""

from datetime import date

from services.training import store
from services.training.commands import enrolling
from services.training.domain import results
from services.training.domain.admission import give_back
from services.training.domain.calendar import check_not_before
from services.training.domain.enrolment import Enrolment, EnrolmentStatus, WithdrawalReason
from services.training.domain.plan import Plan
from services.training.domain.training_class import TrainingClass
from shared import access
from shared.dates import check_not_future
from shared.errors import InvalidField
from shared.store import Transaction, new_id


def open_class(tx: Transaction, plan: Plan, opened_on: date) -> TrainingClass:
    """Open a class for enrolment; `ClassOpened` makes the worker consider the persons already known."""
    access.require_region(plan.region_code, "plan.region_code")
    # It takes in learners from there.
    access.require_region(plan.catchment_region_code, "plan.catchment_region_code")
    check_not_future(opened_on, tx.now, "opened_on")
    training_class = TrainingClass.open(new_id(), plan, opened_on)
    store.touch_intake(tx)
    store.save_class(tx, training_class)
    return training_class


def start_class(tx: Transaction, class_id: str, started_on: date) -> TrainingClass:
    """Begin teaching; `ClassStarted` makes the worker refuse the waiting list."""
    training_class = store.training_class(tx, class_id)
    check_not_future(started_on, tx.now, "started_on")
    training_class.start(started_on)
    store.save_class(tx, training_class)
    return training_class


def record_attendance(tx: Transaction, class_id: str, session_on: date, present: list[str]) -> TrainingClass:
    """Record who attended a session; all others were absent. Recorded again, it replaces the first record."""
    training_class = store.training_class(tx, class_id)
    training_class.record_session(session_on)
    check_not_future(session_on, tx.now, "session_on")
    learners = store.enrolments_by_id(tx, present)
    for index, enrolment_id in enumerate(present):
        field = f"present_enrolment_ids[{index}]"
        learner = learners.get(enrolment_id)
        if learner is None or learner.class_id != class_id or learner.confirmed_on is None:
            raise InvalidField(field, "is not a learner of this class")
        check_not_before(session_on, learner.confirmed_on, field, "when the learner's seat was confirmed")
        left = learner.status is EnrolmentStatus.WITHDRAWN
        if left and learner.status_on is not None and session_on > learner.status_on:
            raise InvalidField(field, "the learner had left before this session")
    store.save_attendance(tx, class_id, session_on, present)
    # Saved even when the session was recorded before: a class that closes at the same time must notice.
    store.save_class(tx, training_class)
    return training_class


def record_assessment(tx: Transaction, enrolment_id: str, score: int, assessed_on: date) -> Enrolment:
    """Record a learner's mark, 0–100; the last one before the class closes counts."""
    enrolment = store.enrolment(tx, enrolment_id)
    training_class = store.class_of(tx, enrolment.class_id)
    started_on = training_class.check_running("enrolment_id")
    check_not_future(assessed_on, tx.now, "assessed_on")
    check_not_before(assessed_on, started_on, "assessed_on", "when the class started")
    enrolment.assess(score, assessed_on)
    training_class.note(assessed_on)
    store.save_enrolment(tx, enrolment)
    store.save_class(tx, training_class)
    return enrolment


def withdraw_enrolment(tx: Transaction, enrolment_id: str, reason: WithdrawalReason, withdrawn_on: date) -> Enrolment:
    """Let a learner leave; while the class enrols the seat goes to the first still eligible who waits."""
    enrolment = store.enrolment(tx, enrolment_id)
    training_class = store.class_of(tx, enrolment.class_id)
    person = store.considered_person(tx, enrolment.person_id)
    training_class.check_not_over("enrolment_id")
    check_not_future(withdrawn_on, tx.now, "withdrawn_on")
    if enrolment.has_seat and training_class.started_on is not None:
        check_not_before(withdrawn_on, training_class.started_on, "withdrawn_on", "when the class started")
    if store.attended_after(tx, enrolment, withdrawn_on):
        raise InvalidField("withdrawn_on", "must not be before a session that the learner attended")
    give_back(training_class, person, enrolment)
    enrolment.withdraw(reason, withdrawn_on)
    training_class.note(withdrawn_on)
    store.save_enrolment(tx, enrolment)
    store.save_person(tx, person)
    enrolling.promote(tx, training_class, withdrawn_on)
    store.save_class(tx, training_class)
    enrolling.reconsider(tx, person)
    return enrolment


def close_class(tx: Transaction, class_id: str, closed_on: date) -> TrainingClass:
    """End the class: every learner passes, perhaps as an excellent trainee, or fails for a reason."""
    training_class = store.training_class(tx, class_id)
    check_not_future(closed_on, tx.now, "closed_on")
    training_class.check_can_close(closed_on)
    plan = training_class.plan
    attended = store.sessions_attended(tx, class_id)
    passed = excellent = failed = 0
    for learner in store.enrolments_in(tx, class_id, EnrolmentStatus.CONFIRMED):
        present = attended.get(learner.id, 0)
        attendance = results.Attendance(len(plan.sessions), present, len(plan.sessions) - present)
        failure = results.failure(plan, attendance, learner.score)
        if failure is not None:
            learner.fail(failure, closed_on)
            failed += 1
        else:
            is_excellent = learner.score is not None and learner.score >= plan.excellent_mark
            learner.graduate(plan.occupation_code, is_excellent, closed_on)
            passed, excellent = passed + 1, excellent + is_excellent
        store.save_enrolment(tx, learner)
    training_class.close(closed_on, passed=passed, excellent=excellent, failed=failed)
    store.save_class(tx, training_class)
    return training_class


def cancel_class(tx: Transaction, class_id: str, cancelled_on: date) -> TrainingClass:
    """Give the class up; `ClassCancelled` makes the worker release its learners for other classes."""
    training_class = store.training_class(tx, class_id)
    training_class.check_not_over()
    check_not_future(cancelled_on, tx.now, "cancelled_on")
    training_class.cancel(cancelled_on)
    store.save_class(tx, training_class)
    return training_class
