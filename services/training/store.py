"""Documents ↔ aggregates, and the indexes, of the database `training`.

classes      aggregates, `catchment` the subtree prefix of the area whose needs are considered
enrolments   aggregates, one per class and person
persons      a view: what the registry's events said about a person (no personal data), and the seats held
attendance   one row per class and session: the enrolments present
sweeps       work through many persons that a class's event began, in batches
intake       rows that only make transactions meet: see `touch_intake`
"""

from datetime import date
from typing import Any

from services.training.domain.eligibility import Reason
from services.training.domain.enrolment import Enrolment, EnrolmentStatus, WithdrawalReason
from services.training.domain.person import Certificate, Need, Person
from services.training.domain.plan import Plan, Provider, Rule
from services.training.domain.regions import prefix, prefixes_around
from services.training.domain.results import FailureReason
from services.training.domain.training_class import ClassStatus, Result, TrainingClass
from shared import access
from shared.errors import NotFound
from shared.store import Document, Transaction, new_id

INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    ("classes", [("status", 1), ("catchment", 1)], {}),
    ("classes", [("plan.region_code", 1)], {}),
    ("enrolments", [("class_id", 1), ("person_id", 1)], {"unique": True}),
    ("enrolments", [("person_id", 1)], {}),
    ("enrolments", [("class_id", 1), ("status", 1), ("place", 1)], {}),
    # The pages of ListEnrolments.
    ("enrolments", [("class_id", 1), ("_id", 1)], {}),
    ("enrolments", [("class_id", 1), ("status", 1), ("_id", 1)], {}),
    ("persons", [("areas", 1), ("need.open", 1), ("queue_key", 1)], {}),
    ("attendance", [("class_id", 1), ("present", 1)], {}),
    ("sweeps", [("done", 1)], {}),
]

INTAKE_SHARDS = 32


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# Classes


def class_document(training_class: TrainingClass) -> Document:
    """The whole state of a class."""
    plan, result = training_class.plan, training_class.result
    return {
        "plan": {
            "title": plan.title,
            "provider": {
                "name": plan.provider.name,
                "unified_social_credit_code": plan.provider.unified_social_credit_code,
            },
            "region_code": plan.region_code,
            "catchment_region_code": plan.catchment_region_code,
            "occupation_code": plan.occupation_code,
            "starts_on": plan.starts_on.isoformat(),
            "ends_on": plan.ends_on.isoformat(),
            "sessions": [day.isoformat() for day in plan.sessions],
            "capacity": plan.capacity,
            "pass_mark": plan.pass_mark,
            "excellent_mark": plan.excellent_mark,
            "minimum_attendance_percent": plan.minimum_attendance_percent,
            "rules": [rule.value for rule in Rule if rule in plan.rules],
        },
        "catchment": prefix(plan.catchment_region_code),
        "status": training_class.status.value,
        "opened_on": training_class.opened_on.isoformat(),
        "started_on": _text(training_class.started_on),
        "closed_on": _text(training_class.closed_on),
        "cancelled_on": _text(training_class.cancelled_on),
        "last_fact_on": _text(training_class.last_fact_on),
        "confirmed": training_class.confirmed,
        "waitlisted": training_class.waitlisted,
        "next_place": training_class.next_place,
        "enrolled": training_class.enrolled,
        "recorded_sessions": sorted(day.isoformat() for day in training_class.recorded_sessions),
        "result": None
        if result is None
        else {
            "enrolled": result.enrolled,
            "passed": result.passed,
            "excellent": result.excellent,
            "failed": result.failed,
            "withdrawn": result.withdrawn,
        },
    }


def _plan(stored: Document) -> Plan:
    return Plan(
        **{
            **stored,
            "provider": Provider(**stored["provider"]),
            "starts_on": date.fromisoformat(stored["starts_on"]),
            "ends_on": date.fromisoformat(stored["ends_on"]),
            "sessions": tuple(date.fromisoformat(day) for day in stored["sessions"]),
            "rules": frozenset(Rule(rule) for rule in stored["rules"]),
        }
    )


def _class(document: Document) -> TrainingClass:
    result = document["result"]
    return TrainingClass(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        plan=_plan(document["plan"]),
        opened_on=date.fromisoformat(document["opened_on"]),
        status=ClassStatus(document["status"]),
        confirmed=document["confirmed"],
        waitlisted=document["waitlisted"],
        next_place=document["next_place"],
        enrolled=document["enrolled"],
        recorded_sessions={date.fromisoformat(day) for day in document["recorded_sessions"]},
        last_fact_on=_day(document["last_fact_on"]),
        started_on=_day(document["started_on"]),
        closed_on=_day(document["closed_on"]),
        cancelled_on=_day(document["cancelled_on"]),
        result=None
        if result is None
        else Result(result["enrolled"], result["passed"], result["excellent"], result["failed"]),
    )


def training_class(tx: Transaction, class_id: str) -> TrainingClass:
    """The class that a request names; raises `NotFound`, also when it is in none of the caller's regions."""
    found = class_of(tx, class_id)
    access.require_row(found.plan.region_code, NotFound("class", "class_id"))
    return found


def class_of(tx: Transaction, class_id: str) -> TrainingClass:
    """The class of a learner, which may be in another region; raises `NotFound`."""
    document = tx.find_one("classes", {"_id": class_id})
    if document is None:
        raise NotFound("class", "class_id")
    return _class(document)


def enrolling_classes(tx: Transaction, region_code: str) -> list[TrainingClass]:
    """The classes that enrol and consider persons of this region, in the order of their opening."""
    found = tx.find(
        "classes", {"status": ClassStatus.ENROLLING.value, "catchment": {"$in": prefixes_around(region_code)}}
    )
    return sorted((_class(document) for document in found), key=lambda each: (each.opened_on, each.id))


def save_class(tx: Transaction, training_class: TrainingClass) -> None:
    """Store a class and its events."""
    tx.save("classes", training_class, class_document(training_class))


# Enrolments


def enrolment_document(enrolment: Enrolment) -> Document:
    """The whole state of an enrolment."""
    return {
        "class_id": enrolment.class_id,
        "person_id": enrolment.person_id,
        "loop_id": enrolment.loop_id,
        "region_code": enrolment.region_code,
        "willing": enrolment.willing,
        "status": enrolment.status.value,
        "status_on": _text(enrolment.status_on),
        "refusal_reasons": [reason.value for reason in enrolment.refusal_reasons],
        "place": enrolment.place,
        "confirmed_on": _text(enrolment.confirmed_on),
        "withdrawal_reason": enrolment.withdrawal_reason,
        "failure_reason": enrolment.failure_reason,
        "excellent": enrolment.excellent,
        "score": enrolment.score,
        "assessed_on": _text(enrolment.assessed_on),
    }


def _enrolment(document: Document) -> Enrolment:
    withdrawal, failure = document["withdrawal_reason"], document["failure_reason"]
    return Enrolment(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        class_id=document["class_id"],
        person_id=document["person_id"],
        loop_id=document["loop_id"],
        region_code=document["region_code"],
        willing=document["willing"],
        status=EnrolmentStatus(document["status"]),
        status_on=_day(document["status_on"]),
        refusal_reasons=tuple(Reason(reason) for reason in document["refusal_reasons"]),
        place=document["place"],
        confirmed_on=_day(document["confirmed_on"]),
        withdrawal_reason=None if withdrawal is None else WithdrawalReason(withdrawal),
        failure_reason=None if failure is None else FailureReason(failure),
        excellent=document["excellent"],
        score=document["score"],
        assessed_on=_day(document["assessed_on"]),
    )


def enrolment(tx: Transaction, enrolment_id: str) -> Enrolment:
    """The enrolment; raises `NotFound`, also when the learner is of none of the caller's regions."""
    document = tx.find_one("enrolments", {"_id": enrolment_id})
    if document is None:
        raise NotFound("enrolment", "enrolment_id")
    access.require_row(document["region_code"], NotFound("enrolment", "enrolment_id"))
    return _enrolment(document)


def enrolment_of(tx: Transaction, class_id: str, person_id: str) -> Enrolment | None:
    """The person's enrolment in the class, if the person was considered."""
    document = tx.find_one("enrolments", {"class_id": class_id, "person_id": person_id})
    return None if document is None else _enrolment(document)


def enrolments_of(tx: Transaction, person_id: str) -> list[Enrolment]:
    """All enrolments of a person."""
    return [_enrolment(document) for document in tx.find("enrolments", {"person_id": person_id})]


def enrolments_by_id(tx: Transaction, ids: list[str]) -> dict[str, Enrolment]:
    """Those of the enrolments that exist, by id."""
    return {document["_id"]: _enrolment(document) for document in tx.find("enrolments", {"_id": {"$in": ids}})}


def enrolments_in(tx: Transaction, class_id: str, *statuses: EnrolmentStatus, limit: int = 0) -> list[Enrolment]:
    """The class's enrolments in these states, by their place on the waiting list; `limit` 0: all."""
    wanted = {"class_id": class_id, "status": {"$in": [status.value for status in statuses]}}
    return [_enrolment(document) for document in tx.find("enrolments", wanted, sort="place", limit=limit)]


def save_enrolment(tx: Transaction, enrolment: Enrolment) -> None:
    """Store an enrolment and its events."""
    tx.save("enrolments", enrolment, enrolment_document(enrolment))


# Persons


def person(tx: Transaction, person_id: str) -> Person | None:
    """What is known of a person, or None before the first event."""
    row = tx.find_one("persons", {"_id": person_id})
    if row is None:
        return None
    certificate, need = row["certificate"], row["need"]
    return Person(
        id=person_id,
        region_code=row["region_code"],
        working_age_from=date.fromisoformat(row["working_age_from"]),
        working_age_until=date.fromisoformat(row["working_age_until"]),
        registered_on=date.fromisoformat(row["registered_on"]),
        certificate=None
        if certificate is None
        else Certificate(date.fromisoformat(certificate["valid_from"]), date.fromisoformat(certificate["valid_until"])),
        employed=row["employed"],
        employment_since=_day(row["employment_since"]),
        need=None if need is None else Need(**{**need, "recorded_on": date.fromisoformat(need["recorded_on"])}),
        changed_on=_day(row.get("changed_on")),
        bookings={
            class_id: frozenset(date.fromisoformat(day) for day in days) for class_id, days in row["bookings"].items()
        },
    )


def considered_person(tx: Transaction, person_id: str) -> Person:
    """A person who has an enrolment and so is known."""
    found = person(tx, person_id)
    if found is None:
        raise LookupError("an enrolment without its person")
    return found


def save_person(tx: Transaction, person: Person) -> None:
    """Store what is known of a person. `areas` and `queue_key` serve `persons_waiting`."""
    certificate, need = person.certificate, person.need
    tx.put(
        "persons",
        person.id,
        {
            "region_code": person.region_code,
            "areas": prefixes_around(person.region_code),
            "working_age_from": person.working_age_from.isoformat(),
            "working_age_until": person.working_age_until.isoformat(),
            "registered_on": person.registered_on.isoformat(),
            "certificate": None
            if certificate is None
            else {"valid_from": certificate.valid_from.isoformat(), "valid_until": certificate.valid_until.isoformat()},
            "employed": person.employed,
            "employment_since": _text(person.employment_since),
            "need": None
            if need is None
            else {
                "need_id": need.need_id,
                "loop_id": need.loop_id,
                "occupation_code": need.occupation_code,
                "willing": need.willing,
                "recorded_on": need.recorded_on.isoformat(),
                "open": need.open,
                "paused": need.paused,
            },
            "queue_key": "" if need is None else f"{need.recorded_on.isoformat()}/{person.id}",
            "changed_on": _text(person.changed_on),
            "bookings": {
                class_id: sorted(day.isoformat() for day in days) for class_id, days in person.bookings.items()
            },
        },
    )


def persons_waiting(tx: Transaction, region_code: str, after: str, limit: int) -> list[tuple[str, str]]:
    """Persons of an area with an open training need, in the order of its date, as `(queue key, person id)`.

    `after` is the queue key of the last one already seen, empty at first.
    """
    found = tx.find(
        "persons",
        {"areas": prefix(region_code), "need.open": True, "queue_key": {"$gt": after}},
        sort="queue_key",
        limit=limit,
    )
    return [(row["queue_key"], row["_id"]) for row in found]


def touch_intake(tx: Transaction, person_id: str | None = None) -> None:
    """Make the opening of a class and a change of a person's facts conflict when they run at the same time.

    MongoDB's snapshots alone would let both commit, each blind to the other, and the person would never be considered
    for the class. So a person's change writes the person's shard, the opening of a class all of them; the second to
    commit is run again and sees the first. The value is new each time: an update that changes nothing is no write.
    """
    shards = range(INTAKE_SHARDS) if person_id is None else [sum(person_id.encode()) % INTAKE_SHARDS]
    for shard in shards:
        tx.put("intake", f"{shard:02}", {"touched": new_id()})


# Attendance


def save_attendance(tx: Transaction, class_id: str, session_on: date, present: list[str]) -> None:
    """Store who attended a session, in place of what was recorded before."""
    fields = {"class_id": class_id, "session_on": session_on.isoformat(), "present": sorted(present)}
    tx.put("attendance", f"{class_id}/{session_on.isoformat()}", fields)


def sessions_attended(tx: Transaction, class_id: str) -> dict[str, int]:
    """How many sessions each enrolment of the class attended; those who attended none are left out."""
    counts: dict[str, int] = {}
    for sheet in tx.find("attendance", {"class_id": class_id}):
        for enrolment_id in sheet["present"]:
            counts[enrolment_id] = counts.get(enrolment_id, 0) + 1
    return counts


def attended_after(tx: Transaction, enrolment: Enrolment, day: date) -> bool:
    """Whether one learner attended a session after that day."""
    later = {"class_id": enrolment.class_id, "present": enrolment.id, "session_on": {"$gt": day.isoformat()}}
    return tx.find_one("attendance", later) is not None


def sessions_attended_by(tx: Transaction, enrolment: Enrolment) -> int:
    """How many sessions one learner attended."""
    return tx.count("attendance", {"class_id": enrolment.class_id, "present": enrolment.id})
