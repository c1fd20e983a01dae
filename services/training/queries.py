"""Queries: stored documents → the contract's messages."""

from collections.abc import Mapping
from datetime import date

from bihuan.training.v1 import training_service_pb2 as pb
from google.type.date_pb2 import Date

from services.training.domain.results import Attendance
from shared import access, dates
from shared.errors import NotFound
from shared.paging import page
from shared.store import Database, Document

REGION_OF_CLASS = "plan.region_code"


def class_message(document: Document) -> pb.Class:
    """A class from its document (`_id` included)."""
    plan, result = document["plan"], document["result"]
    return pb.Class(
        class_id=document["_id"],
        plan=pb.ClassPlan(
            **{
                **plan,
                "provider": pb.Provider(**plan["provider"]),
                "starts_on": _date(plan["starts_on"]),
                "ends_on": _date(plan["ends_on"]),
                "sessions": [_date(day) for day in plan["sessions"]],
                "rules": [f"ENROLMENT_RULE_{rule}" for rule in plan["rules"]],
            }
        ),
        status=f"CLASS_STATUS_{document['status']}",
        opened_on=_date(document["opened_on"]),
        started_on=_date(document["started_on"]),
        closed_on=_date(document["closed_on"]),
        cancelled_on=_date(document["cancelled_on"]),
        confirmed=document["confirmed"],
        waitlisted=document["waitlisted"],
        recorded_sessions=[_date(day) for day in document["recorded_sessions"]],
        result=None if result is None else pb.ClassResult(**result),
    )


def enrolment_message(document: Document, of_class: Document, present: int) -> pb.Enrolment:
    """An enrolment from its document, its class's and the number of sessions attended."""
    withdrawal, failure = document["withdrawal_reason"], document["failure_reason"]
    return pb.Enrolment(
        enrolment_id=document["_id"],
        class_id=document["class_id"],
        person_id=document["person_id"],
        loop_id=document["loop_id"],
        region_code=document["region_code"],
        status=f"ENROLMENT_STATUS_{document['status']}",
        status_on=_date(document["status_on"]),
        refusal_reasons=[f"REFUSAL_REASON_{reason}" for reason in document["refusal_reasons"]],
        willing=document["willing"],
        withdrawal_reason=None if withdrawal is None else f"WITHDRAWAL_REASON_{withdrawal}",
        failure_reason=None if failure is None else f"FAILURE_REASON_{failure}",
        excellent=document["excellent"],
        score=document["score"],
        assessed_on=_date(document["assessed_on"]),
        attendance=_attendance(document, of_class, present),
    )


def _attendance(document: Document, of_class: Document, present: int) -> pb.Attendance | None:
    if of_class["started_on"] is None or document["confirmed_on"] is None:
        return None
    # Who has left is absent from no session after that day.
    last = document["status_on"] if document["status"] == "WITHDRAWN" else "9999-12-31"
    recorded = sum(day <= last for day in of_class["recorded_sessions"])
    planned = len(of_class["plan"]["sessions"])
    attendance = Attendance(planned=planned, present=present, absent=recorded - present)
    return pb.Attendance(
        planned=attendance.planned,
        present=attendance.present,
        absent=attendance.absent,
        can_no_longer_pass=attendance.can_no_longer_pass(of_class["plan"]["minimum_attendance_percent"]),
    )


def _date(text: str | None) -> Date | None:
    return None if text is None else dates.to_wire(date.fromisoformat(text))


def _class_document(database: Database, class_id: str) -> Document:
    document = database.collection("classes").find_one({"_id": class_id, **access.rows(REGION_OF_CLASS)})
    if document is None:
        raise NotFound("class", "class_id")
    return document


def _present(database: Database, class_id: str, enrolment_ids: list[str]) -> Mapping[str, int]:
    """Sessions attended, counted by MongoDB: a class can have 500 learners and 200 sessions."""
    chosen = {"$match": {"class_id": class_id, "present": {"$in": enrolment_ids}}}
    counted = database.collection("attendance").aggregate(
        [
            chosen,
            {"$unwind": "$present"},
            {"$match": {"present": {"$in": enrolment_ids}}},
            {"$group": {"_id": "$present", "sessions": {"$sum": 1}}},
        ]
    )
    return {row["_id"]: row["sessions"] for row in counted}


def get_class(database: Database, class_id: str) -> pb.Class:
    """One class; raises `NotFound`."""
    return class_message(_class_document(database, class_id))


def list_classes(
    database: Database, region_code: str, status: pb.ClassStatus, page_size: int, page_token: str
) -> pb.ListClassesResponse:
    """Classes for a region and below (empty: everywhere) in a state (0: any)."""
    wanted: Document = access.rows(REGION_OF_CLASS, region_code)
    if status:
        wanted["status"] = pb.ClassStatus.Name(status).removeprefix("CLASS_STATUS_")
    found, token = page(database.collection("classes"), wanted, page_size=page_size, page_token=page_token)
    return pb.ListClassesResponse(classes=[class_message(each) for each in found], next_page_token=token)


def get_enrolment(database: Database, enrolment_id: str) -> pb.Enrolment:
    """One enrolment; raises `NotFound`."""
    document = database.collection("enrolments").find_one({"_id": enrolment_id, **access.rows("region_code")})
    if document is None:
        raise NotFound("enrolment", "enrolment_id")
    # The learner is the caller's; the class may be the neighbours'.
    of_class = database.collection("classes").find_one({"_id": document["class_id"]})
    if of_class is None:
        raise NotFound("class", "class_id")
    present = _present(database, document["class_id"], [enrolment_id])
    return enrolment_message(document, of_class, present.get(enrolment_id, 0))


def list_enrolments(
    database: Database, class_id: str, status: pb.EnrolmentStatus, page_size: int, page_token: str
) -> pb.ListEnrolmentsResponse:
    """The enrolments of a class in a state (0: any); raises `NotFound`."""
    of_class = _class_document(database, class_id)
    wanted: Document = {"class_id": class_id, **access.rows("region_code")}
    if status:
        wanted["status"] = pb.EnrolmentStatus.Name(status).removeprefix("ENROLMENT_STATUS_")
    found, token = page(database.collection("enrolments"), wanted, page_size=page_size, page_token=page_token)
    present = _present(database, class_id, [each["_id"] for each in found])
    return pb.ListEnrolmentsResponse(
        enrolments=[enrolment_message(each, of_class, present.get(each["_id"], 0)) for each in found],
        next_page_token=token,
    )


def unfinished_sweeps(database: Database) -> list[str]:
    """The ids of sweeps with batches left."""
    return [row["_id"] for row in database.collection("sweeps").find({"done": False}, {"_id": 1})]
