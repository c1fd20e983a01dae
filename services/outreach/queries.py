"""The queries of outreach: documents → messages, no aggregate."""

from datetime import date
from typing import Any

from bihuan.outreach.v1 import events_pb2 as events
from bihuan.outreach.v1 import outreach_service_pb2 as pb
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from services.outreach import store
from shared import access, dates, paging
from shared.errors import NotFound
from shared.store import Database, Document


def get_worker(database: Database, worker_id: str) -> pb.Worker:
    """One staff member. Raises `NotFound`."""
    document = database.collection(store.WORKERS).find_one({"_id": worker_id, **access.rows("region_code")})
    if document is None:
        raise NotFound("worker", "worker_id")
    return _worker(document)


def list_workers(database: Database, request: pb.ListWorkersRequest) -> pb.ListWorkersResponse:
    """A page of staff members."""
    wanted: Document = store.in_region(request.region_code)
    if request.role:
        wanted["roles"] = events.Role.Name(request.role).removeprefix("ROLE_")
    rows, next_page_token = paging.page(
        database.collection(store.WORKERS), wanted, page_size=request.page_size, page_token=request.page_token
    )
    return pb.ListWorkersResponse(workers=[_worker(row) for row in rows], next_page_token=next_page_token)


def get_case(database: Database, case_id: str) -> pb.Case:
    """A case in full. Raises `NotFound`."""
    document = database.collection(store.CASES).find_one({"_id": case_id, **access.rows("region_code")})
    if document is None:
        raise NotFound("case", "case_id")
    return _case(document)


def list_cases(database: Database, request: pb.ListCasesRequest) -> pb.ListCasesResponse:
    """A page of cases in short."""
    wanted: Document = store.in_region(request.region_code)
    if request.step:
        wanted["step"] = events.Step.Name(request.step).removeprefix("STEP_")
    if request.status:
        wanted["status"] = pb.CaseStatus.Name(request.status).removeprefix("CASE_STATUS_")
    if request.origin:
        wanted["origin"] = events.CaseOrigin.Name(request.origin).removeprefix("CASE_ORIGIN_")
    if request.loop_id:
        wanted["loop_id"] = request.loop_id
    if request.person_id:
        wanted["person_id"] = request.person_id
    if request.worker_id:
        wanted["worker_ids"] = request.worker_id
    if request.waiting:
        wanted |= {"status": "OPEN", "grassroots_worker_id": ""} if not request.status else {"grassroots_worker_id": ""}
    rows, next_page_token = paging.page(
        database.collection(store.CASES), wanted, page_size=request.page_size, page_token=request.page_token
    )
    return pb.ListCasesResponse(cases=[_summary(row) for row in rows], next_page_token=next_page_token)


def count_open_cases(database: Database) -> dict[tuple[str, str], int]:
    """How many cases are open, by the names of step and origin."""
    counted = database.collection(store.CASES).aggregate(
        [
            {"$match": {"status": "OPEN"}},
            {"$group": {"_id": {"step": "$step", "origin": "$origin"}, "cases": {"$sum": 1}}},
        ]
    )
    return {(row["_id"]["step"], row["_id"]["origin"]): row["cases"] for row in counted}


def count_waiting_cases(database: Database) -> int:
    """How many open cases have no grassroots worker."""
    return database.collection(store.CASES).count_documents({"status": "OPEN", "grassroots_worker_id": ""})


def _day(text: str | None) -> Date | None:
    return dates.to_wire(date.fromisoformat(text)) if text else None


def _step(name: str) -> str:
    return f"STEP_{name}"


def _outcome(name: str | None) -> str:
    return f"CASE_OUTCOME_{name or 'UNSPECIFIED'}"


def _worker(document: Document) -> pb.Worker:
    return pb.Worker(
        worker_id=document["_id"],
        display_name=document["display_name"],
        roles=[f"ROLE_{role}" for role in document["roles"]],
        region_code=document["region_code"],
        registered_on=_day(document["registered_on"]),
    )


def _summary(document: Document) -> pb.CaseSummary:
    return pb.CaseSummary(
        **_both(document),
        grassroots_worker_id=document["grassroots_worker_id"],
        open_problems=document["open_problems"],
    )


def _both(document: Document) -> dict[str, Any]:
    """The fields that a case has in short and in full."""
    return {
        "case_id": document["_id"],
        "region_code": document["region_code"],
        "loop_id": document["loop_id"],
        "person_id": document["person_id"],
        "origin": f"CASE_ORIGIN_{document['origin']}",
        "status": f"CASE_STATUS_{document['status']}",
        "round": document["round"],
        "step": _step(document["step"]),
        "opened_on": _day(document["opened_on"]),
        "outcome": _outcome(document["outcome"]),
        "closed_on": _day(document["closed_on"]),
    }


def _case(document: Document) -> pb.Case:
    return pb.Case(
        **_both(document),
        cause_id=document["cause_id"],
        step_since=_day(document["step_since"]),
        assignments=[
            pb.Assignment(
                worker_id=row["worker_id"],
                role=f"ROLE_{row['role']}",
                assigned_on=_day(row["assigned_on"]),
                until=_day(row["until"]),
            )
            for row in document["assignments"]
        ],
        visits=[
            pb.Visit(
                worker_id=row["worker_id"],
                round=row["round"],
                step=_step(row["step"]),
                visited_on=_day(row["visited_on"]),
                findings=row["findings"],
            )
            for row in document["visits"]
        ],
        problems=[_problem(row) for row in document["problems"]],
        indicators=[
            pb.Indicator(
                round=row["round"],
                name=row["name"],
                kind=f"INDICATOR_KIND_{row['kind']}",
                before=row["before"],
                after=row["after"],
                worker_id=row["worker_id"],
                measured_on=_day(row["measured_on"]),
            )
            for row in document["indicators"]
        ],
        practices=[
            pb.Practice(
                round=row["round"],
                # Only the one that holds: setting the other, even to an empty text, would choose it.
                published=row["published"] or None,
                not_suitable=row["not_suitable"] or None,
                worker_id=row["worker_id"],
                recorded_on=_day(row["recorded_on"]),
            )
            for row in document["practices"]
        ],
        history=[_entry(row) for row in document["history"]],
    )


def _problem(row: Document) -> pb.Problem:
    return pb.Problem(
        problem_id=row["id"],
        round=row["round"],
        status=f"PROBLEM_STATUS_{row['status']}",
        description=row["description"],
        found_by=row["found_by"],
        found_on=_day(row["found_on"]),
        cause=row["cause"],
        measures=[
            pb.Measure(
                measure_id=part["id"],
                description=part["description"],
                proposed_by=part["proposed_by"],
                proposed_on=_day(part["proposed_on"]),
                owner_id=part["owner_id"],
                due_on=_day(part["due_on"]),
                failed=part["failed"],
            )
            for part in row["measures"]
        ],
        evidence=row["evidence"],
        resolved_by=row["resolved_by"],
        resolved_on=_day(row["resolved_on"]),
        verified_by=row["verified_by"],
        verified_on=_day(row["verified_on"]),
        superseded=[
            pb.Superseded(cause=part["cause"], evidence=part["evidence"], superseded_on=_day(part["superseded_on"]))
            for part in row["superseded"]
        ],
    )


def _entry(row: Document) -> pb.HistoryEntry:
    recorded_at = Timestamp()
    recorded_at.FromDatetime(row["recorded_at"])
    return pb.HistoryEntry(
        action=f"CASE_ACTION_{row['action']}",
        worker_id=row["worker_id"],
        happened_on=_day(row["happened_on"]),
        recorded_at=recorded_at,
        round=row["round"],
        step=_step(row["step"]),
        comment=row["comment"],
    )
