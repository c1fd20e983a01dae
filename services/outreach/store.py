"""Documents of outreach: cases, workers, and what is known of loops from others' events.

Dates are ISO text, enums their names. Beside the aggregate's own fields a case's document has, for queries:
`region_path` (`37.01.05`), `open_problems`, `grassroots_worker_id` (empty while it waits) and `worker_ids` (who has a
role now).
"""

from dataclasses import asdict
from datetime import date, datetime
from enum import Enum
from typing import Any

from services.outreach.domain.case import Case
from services.outreach.domain.cycle import Role, Step
from services.outreach.domain.problem import Measure, Problem, ProblemStatus, Superseded
from services.outreach.domain.records import (
    Action,
    Assignment,
    Entry,
    Indicator,
    IndicatorKind,
    Origin,
    Outcome,
    Practice,
    Status,
    Visit,
)
from services.outreach.domain.worker import Worker, region_path
from shared import access
from shared.errors import NotFound
from shared.store import Document, Transaction

CASES = "cases"
WORKERS = "workers"
LOOPS = "loops"  # {_id: loop id, admissions?: {enrolment id: day}, employments?: {placement id: day}}
RESIDENCES = "residences"  # {_id: person id, region_code?, erased?, gone?}: who moved, was erased, or left
STAFFING = "staffing"  # {_id: province}: see touch_staffing

INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    # One open case per cause. A closed one does not stand in the way of the next.
    (
        CASES,
        [("loop_id", 1), ("origin", 1), ("cause_id", 1)],
        {"unique": True, "partialFilterExpression": {"status": "OPEN"}, "name": "one_open_case_per_cause"},
    ),
    (CASES, [("loop_id", 1), ("_id", 1)], {}),
    (CASES, [("person_id", 1), ("_id", 1)], {}),
    (CASES, [("worker_ids", 1), ("_id", 1)], {}),
    (CASES, [("status", 1), ("grassroots_worker_id", 1), ("region_path", 1), ("opened_on", 1)], {}),
    (CASES, [("region_path", 1), ("_id", 1)], {}),
    (CASES, [("status", 1), ("origin", 1), ("step", 1), ("_id", 1)], {}),
    (WORKERS, [("roles", 1), ("region_path", 1)], {}),
    (WORKERS, [("region_path", 1), ("_id", 1)], {}),
]


def in_region(region_code: str) -> Document:
    """The filter for the caller's rows, in a region with all below it (empty: everywhere). Raises `RegionDenied`."""
    # "/" follows "." in ASCII, so each range holds the path itself and those that go on from it.
    return access.any_of(
        [
            {"region_path": {"$gte": path, "$lt": path + "/"}} if path else {}
            for path in map(_path, access.within(region_code))
        ]
    )


def _path(prefix: str) -> str:
    """The stored path of a region, by its subtree's prefix: 3701 → 37.01."""
    return ".".join(part for part in (prefix[:2], prefix[2:4], prefix[4:6], prefix[6:]) if part)


def _plain(value: Any) -> Any:
    """A field of a dataclass as MongoDB holds it."""
    match value:
        case Step():
            return value.name
        case Enum():
            return value.value
        case datetime():
            return value
        case date():
            return value.isoformat()
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case list():
            return [_plain(part) for part in value]
        case _:
            return value


def case_document(case: Case) -> Document:
    """A case's document, but for what is the aggregate's."""
    document: Document = _plain(asdict(case))
    for own in ("id", "version", "revision", "events"):
        document.pop(own, None)
    return document | {
        "region_path": region_path(case.region_code),
        "open_problems": len(case.open_problems),
        "grassroots_worker_id": case.assigned(Role.GRASSROOTS_WORKER),
        "worker_ids": sorted({held.worker_id for held in case.assignments if held.until is None}),
    }


def save_case(tx: Transaction, case: Case) -> None:
    """Store a case and its events. When another has just opened a case for the same cause, the work runs again."""
    tx.save(CASES, case, case_document(case))


def case(tx: Transaction, case_id: str) -> Case:
    """Raises `NotFound`."""
    document = tx.find_one(CASES, {"_id": case_id})
    if document is None:
        raise NotFound("case", "case_id")
    access.require_row(document["region_code"], NotFound("case", "case_id"))
    return _case(document)


def open_cases(tx: Transaction, loop_id: str) -> list[Case]:
    """The open cases of a loop."""
    return [_case(document) for document in tx.find(CASES, {"loop_id": loop_id, "status": "OPEN"})]


def open_cases_of(tx: Transaction, person_id: str) -> list[Case]:
    """The open cases of a person."""
    return [_case(document) for document in tx.find(CASES, {"person_id": person_id, "status": "OPEN"})]


def cases_of(tx: Transaction, person_id: str) -> list[Case]:
    """All cases of a person."""
    return [_case(document) for document in tx.find(CASES, {"person_id": person_id})]


def residence(tx: Transaction, person_id: str) -> str | None:
    """Where a person lives who has moved; empty for one who has not, None for one who was erased or is gone.

    For whoever is about to open a case. Written, not only read: of this and a move, departure or erasure at the same
    moment, one must see the other.
    """
    row = tx.find_one(RESIDENCES, {"_id": person_id}) or {}
    tx.put(RESIDENCES, person_id, {"asked_at": tx.now})
    return None if row.get("erased") or row.get("gone") else str(row.get("region_code", ""))


def note_erasure(tx: Transaction, person_id: str) -> None:
    """Remember that a person was erased."""
    tx.put(RESIDENCES, person_id, {"erased": True})


def note_departure(tx: Transaction, person_id: str, *, gone: bool) -> None:
    """Remember that a person died or left the register; not `gone`: that was told falsely."""
    tx.put(RESIDENCES, person_id, {"gone": gone})


def note_residence(tx: Transaction, person_id: str, region_code: str) -> None:
    """Remember where a person lives now."""
    tx.put(RESIDENCES, person_id, {"region_code": region_code})


def waiting_cases(tx: Transaction, region_code: str, limit: int) -> list[Case]:
    """The region's open cases without a grassroots worker, oldest first."""
    waiting = {"status": "OPEN", "grassroots_worker_id": "", **in_region(region_code)}
    return [_case(document) for document in tx.find(CASES, waiting, sort="opened_on", limit=limit)]


def load_of(tx: Transaction, worker_id: str) -> int:
    """How many open cases the worker has as grassroots worker."""
    return tx.count(CASES, {"status": "OPEN", "grassroots_worker_id": worker_id})


def note_admission(tx: Transaction, loop_id: str, enrolment_id: str, on: date) -> None:
    """Remember that the loop's person was admitted to a class: a case for an earlier refusal may be heard of later."""
    tx.put(LOOPS, loop_id, {f"admissions.{enrolment_id}": on.isoformat()})


def note_employment(tx: Transaction, loop_id: str, placement_id: str, on: date) -> None:
    """Remember that the loop's person started work: a case for something earlier may be heard of later."""
    tx.put(LOOPS, loop_id, {f"employments.{placement_id}": on.isoformat()})


def heard_of(tx: Transaction, loop_id: str) -> tuple[dict[str, date], dict[str, date]]:
    """The loop's admissions by enrolment id, and its employments by placement id."""
    row = tx.find_one(LOOPS, {"_id": loop_id}) or {}
    admissions, employments = (
        {id: date.fromisoformat(day) for id, day in row.get(name, {}).items()} for name in ("admissions", "employments")
    )
    return admissions, employments


def save_worker(tx: Transaction, worker: Worker) -> None:
    """Store a worker."""
    document = {
        "display_name": worker.display_name,
        "roles": sorted(worker.roles),
        "region_code": worker.region_code,
        "region_path": region_path(worker.region_code),
        "registered_on": worker.registered_on.isoformat(),
    }
    tx.save(WORKERS, worker, document)


def worker(tx: Transaction, worker_id: str, field: str = "worker_id") -> Worker:
    """Raises `NotFound`, which names `field`."""
    document = tx.find_one(WORKERS, {"_id": worker_id})
    if document is None:
        raise NotFound("worker", field)
    return _worker(document)


def grassroots_workers(tx: Transaction, region_paths: list[str]) -> list[Worker]:
    """The grassroots workers of exactly these regions."""
    found = tx.find(WORKERS, {"roles": Role.GRASSROOTS_WORKER.value, "region_path": {"$in": region_paths}})
    return [_worker(document) for document in found]


def touch_staffing(tx: Transaction, region_code: str, mark: str) -> None:
    """Make two transactions of one province meet: a case that finds no worker, and a worker who takes what waits.

    Each would otherwise miss what the other is just writing, and the case would wait for ever. `mark` must be new.
    """
    tx.put(STAFFING, region_code[:2], {"mark": mark})


def _worker(document: Document) -> Worker:
    return Worker(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        display_name=document["display_name"],
        roles=frozenset(Role(role) for role in document["roles"]),
        region_code=document["region_code"],
        registered_on=date.fromisoformat(document["registered_on"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _with_days(row: Document, *names: str) -> Document:
    """The row with these fields as dates."""
    return row | {name: _day(row[name]) for name in names}


def _case(document: Document) -> Case:
    return Case(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        region_code=document["region_code"],
        loop_id=document["loop_id"],
        person_id=document["person_id"],
        origin=Origin(document["origin"]),
        cause_id=document["cause_id"],
        opened_on=date.fromisoformat(document["opened_on"]),
        step_since=date.fromisoformat(document["step_since"]),
        status=Status(document["status"]),
        round=document["round"],
        step=Step[document["step"]],
        outcome=Outcome(document["outcome"]) if document["outcome"] else None,
        closed_on=_day(document["closed_on"]),
        assignments=[
            Assignment(**_with_days(row, "assigned_on", "until") | {"role": Role(row["role"])})
            for row in document["assignments"]
        ],
        visits=[Visit(**_with_days(row, "visited_on") | {"step": Step[row["step"]]}) for row in document["visits"]],
        problems=[_problem(row) for row in document["problems"]],
        indicators=[
            Indicator(**_with_days(row, "measured_on") | {"kind": IndicatorKind(row["kind"])})
            for row in document["indicators"]
        ],
        practices=[Practice(**_with_days(row, "recorded_on")) for row in document["practices"]],
        erased=document.get("erased", False),
        history=[
            Entry(**_with_days(row, "happened_on") | {"action": Action(row["action"]), "step": Step[row["step"]]})
            for row in document["history"]
        ],
    )


def _problem(row: Document) -> Problem:
    return Problem(
        **_with_days(row, "found_on", "resolved_on", "verified_on")
        | {
            "status": ProblemStatus(row["status"]),
            "measures": [Measure(**_with_days(part, "proposed_on", "due_on")) for part in row["measures"]],
            "superseded": [Superseded(**_with_days(part, "superseded_on")) for part in row["superseded"]],
        }
    )
