"""What happens by itself: persons are considered for classes as the registry's facts and the classes' own come in.

While a class enrols, every enrolment in it is what the facts in `persons` say (`domain.admission`), whichever came
first: each change of a person decides again on all classes that enrol around the person, and each new class is
compared with all persons known. Work on many persons goes in batches, each in its own transaction (a sweep).
"""

import copy
from datetime import date

from bihuan.registry.v1.events_pb2 import PersonMoved, PersonRegistered
from bihuan.training.v1.events_pb2 import ClassCancelled, ClassOpened, ClassStarted

from services.training import store
from services.training.domain.admission import admit, give_back
from services.training.domain.eligibility import Reason
from services.training.domain.enrolment import Enrolment, EnrolmentStatus
from services.training.domain.person import Person, PersonEvent
from services.training.domain.training_class import ClassStatus, TrainingClass
from shared.store import Transaction, new_id

# Persons in one transaction: far below MongoDB's time limit for a transaction (5 s on the local stack).
BATCH = 100


def follow_person(tx: Transaction, event: PersonEvent) -> None:
    """A person's facts changed: remember them and decide again on every class that enrols around the person."""
    person = store.person(tx, event.person_id)
    if person is not None:
        person.follow(event)
    elif isinstance(event, PersonRegistered):
        person = Person.registered(event)
    else:
        raise LookupError("a person's stream did not begin with PersonRegistered")
    store.touch_intake(tx, person.id)
    store.save_person(tx, person)
    if isinstance(event, PersonMoved):
        # The enrolments are the new region's to see and to go on with; a seat is kept.
        for enrolment in store.enrolments_of(tx, person.id):
            enrolment.region_code = person.region_code
            store.save_enrolment(tx, enrolment)
    reconsider(tx, person)


def reconsider(tx: Transaction, person: Person) -> None:
    """Decide again on the person for every class that enrols around the person, or that the person is considered for.

    Who has moved away may have a seat there still. Classes in which the person has a seat come first: a seat given back
    may make room for another class.
    """
    if person.need is None:
        return
    classes = store.enrolling_classes(tx, person.region_code)
    around = {each.id for each in classes}
    own = (each.class_id for each in store.enrolments_of(tx, person.id) if each.undecided)
    elsewhere = (store.class_of(tx, class_id) for class_id in own if class_id not in around)
    classes += [each for each in elsewhere if each.enrolling]
    for training_class in sorted(classes, key=lambda each: each.id not in person.bookings):
        before = copy.copy(training_class)
        consider(tx, training_class, person)
        if training_class != before:
            store.save_class(tx, training_class)


def consider(tx: Transaction, training_class: TrainingClass, person: Person) -> None:
    """Decide (again) on one person for one class, and fill the seat if one comes free. The caller saves the class."""
    enrolment = store.enrolment_of(tx, training_class.id, person.id)
    if enrolment is None:
        if person.need is None or not person.need.open:
            return
        enrolment = Enrolment.considering(new_id(), training_class.id, person)
    if not enrolment.undecided:
        return
    had_seat = enrolment.has_seat
    _admit(tx, training_class, person, enrolment)
    if had_seat and not enrolment.has_seat:
        promote(tx, training_class, enrolment.status_on)


def promote(tx: Transaction, training_class: TrainingClass, freed_on: date | None) -> None:
    """Give free seats to the first still eligible on the waiting list; who is no longer eligible is refused.

    Does nothing once the class has started. The caller saves the class.
    """
    while training_class.enrolling and training_class.has_seat and training_class.waitlisted:
        first = store.enrolments_in(tx, training_class.id, EnrolmentStatus.WAITLISTED, limit=1)[0]
        _admit(tx, training_class, store.considered_person(tx, first.person_id), first, freed_on)


def _admit(
    tx: Transaction, training_class: TrainingClass, person: Person, enrolment: Enrolment, on: date | None = None
) -> None:
    before, bookings = copy.copy(enrolment), dict(person.bookings)
    admit(training_class, person, enrolment, on)
    if enrolment != before:
        store.save_enrolment(tx, enrolment)
    if person.bookings != bookings:
        # Two classes that confirm one person at the same time meet on the person's row.
        store.save_person(tx, person)


# Sweeps


def follow_class(tx: Transaction, event: ClassOpened | ClassStarted | ClassCancelled) -> None:
    """A class changed for many persons: do the first batch now; `continue_sweep` does the rest."""
    match event:
        case ClassOpened():
            kind = "propose"
        case ClassStarted():
            kind = "lapse"
        case ClassCancelled():
            kind = "release"
    sweep_id = f"{kind}/{event.class_id}"
    tx.insert("sweeps", {"_id": sweep_id, "kind": kind, "class_id": event.class_id, "after": "", "done": False})
    continue_sweep(tx, sweep_id)


def continue_sweep(tx: Transaction, sweep_id: str) -> bool:
    """Do the next batch of a sweep; whether more is left."""
    sweep = tx.find_one("sweeps", {"_id": sweep_id, "done": False})
    if sweep is None:
        return False
    training_class = store.training_class(tx, sweep["class_id"])
    match sweep["kind"]:
        case "propose":
            after = _propose(tx, training_class, sweep["after"])
        case "lapse":
            after = _lapse(tx, training_class)
        case _:
            after = _release(tx, training_class)
    tx.put("sweeps", sweep_id, {"after": after or "", "done": after is None})
    return after is not None


def _propose(tx: Transaction, training_class: TrainingClass, after: str) -> str | None:
    """Consider the next persons with an open training need; the queue key to go on from, None when all are done."""
    if not training_class.enrolling:
        return None
    batch = store.persons_waiting(tx, training_class.plan.catchment_region_code, after, BATCH)
    before = copy.copy(training_class)
    for _, person_id in batch:
        # Loaded one by one: a promotion for one person may have changed a later one of the batch.
        consider(tx, training_class, store.considered_person(tx, person_id))
    if training_class != before:
        store.save_class(tx, training_class)
    return batch[-1][0] if len(batch) == BATCH else None


def _lapse(tx: Transaction, training_class: TrainingClass) -> str | None:
    """Refuse those still waiting when the class started."""
    batch = store.enrolments_in(tx, training_class.id, EnrolmentStatus.WAITLISTED, limit=BATCH)
    if training_class.started_on is None or not batch:
        return None
    for enrolment in batch:
        training_class.unqueue()
        enrolment.refuse((Reason.NO_SEAT,), training_class.started_on)
        store.save_enrolment(tx, enrolment)
    store.save_class(tx, training_class)
    return "" if len(batch) == BATCH else None


def _release(tx: Transaction, training_class: TrainingClass) -> str | None:
    """Free those with a seat or a place in a class that was given up, and consider them for other classes."""
    if training_class.status is not ClassStatus.CANCELLED or training_class.cancelled_on is None:
        return None
    batch = store.enrolments_in(
        tx, training_class.id, EnrolmentStatus.CONFIRMED, EnrolmentStatus.WAITLISTED, limit=BATCH
    )
    for enrolment in batch:
        person = store.considered_person(tx, enrolment.person_id)
        give_back(training_class, person, enrolment)
        enrolment.cancel(training_class.cancelled_on)
        store.save_enrolment(tx, enrolment)
        store.save_person(tx, person)
        reconsider(tx, person)
    store.save_class(tx, training_class)
    return "" if len(batch) == BATCH else None
