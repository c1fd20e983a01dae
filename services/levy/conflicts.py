"""Conflicts of employers about a person: opened when one files or is reviewed, settled by a reviewer."""

from collections.abc import Iterable
from datetime import datetime

from bihuan.levy.v1 import declaration_service_pb2 as pb
from google.protobuf.timestamp_pb2 import Timestamp

from services.levy import store
from services.levy.domain import counting
from services.levy.domain.conflict import Conflict, Side, State
from services.levy.domain.declaration import Declaration
from services.levy.domain.rules import Rulebook
from shared import access
from shared.errors import InvalidField, NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction, new_id

_STATE = "CONFLICT_STATE_"


def look(tx: Transaction, book: Rulebook, declaration: Declaration) -> None:
    """Open, change or let lapse the conflicts about whom an employer claims, or claimed, in a year.

    Who claims is looked at anew for each of them, whoever filed; certificates as on the day of this declaration.
    """
    employer_code, base_year = declaration.employer_code, declaration.base_year
    rules = book.of_year(base_year + 1, declaration.region_code, "base_year")
    employer = store.employer(tx, employer_code)
    mine, _ = store.claims(tx, book, employer, base_year, declaration.current)
    ids = {claim.person_id for claim in mine if claim.employer_code == employer_code}
    of_mine = {"sides.employer_code": employer_code, "base_year": base_year}
    of_these = {"person_id": {"$in": sorted(ids)}, "base_year": base_year}
    known = {row["person_id"]: _conflict(row) for row in tx.find(store.CONFLICTS, {"$or": [of_mine, of_these]})}
    claims, persons = store.claims_to(tx, book, base_year, {*ids, *known})
    contested = counting.contested(base_year, declaration.submitted_on, rules, claims, persons)
    for person_id in sorted({*contested, *known}):
        by_month = contested.get(person_id, {})
        sides = _sides(tx, {code for codes in by_month.values() for code in codes})
        if len(sides) < 2:
            by_month = {}  # the other one is not registered with the levy: nobody could be told of a decision
        if not by_month and person_id not in known:
            continue
        found = known.get(person_id) or Conflict(id=new_id(), person_id=person_id, base_year=base_year)
        if found.contest(sides, tuple(sorted(by_month))):
            tx.save(store.CONFLICTS, found, _document(found))


def _sides(tx: Transaction, codes: Iterable[str]) -> tuple[Side, ...]:
    """Those of them that the levy knows, by code; an employer heard of in a placement may not be registered."""
    rows = tx.find(store.EMPLOYERS, {"code": {"$in": sorted(codes)}}, sort="code")
    return tuple(Side(row["code"], row["region_code"]) for row in rows)


def settle(tx: Transaction, conflict_id: str, decisions: Iterable[pb.SettledMonth]) -> Conflict:
    """Decide a conflict. Raises `NotFound`, `RegionDenied`, `InvalidField`."""
    row = tx.find_one(store.CONFLICTS, {"_id": conflict_id})
    if row is None or not any(access.caller().sees(side["region_code"]) for side in row["sides"]):
        raise NotFound("conflict", "conflict_id")
    for side in row["sides"]:
        access.require_region(side["region_code"], "conflict_id")
    found = _conflict(row)
    decided: dict[int, str] = {}
    for each in decisions:
        if each.month in decided:
            raise InvalidField("decisions", f"month {each.month} is named twice")
        decided[each.month] = each.employer_code
    found.settle(decided, access.caller().subject, tx.now)
    tx.save(store.CONFLICTS, found, _document(found))
    return found


# Queries


def get(database: Database, conflict_id: str) -> pb.Conflict:
    """One conflict, for whoever sees one of its sides. Raises `NotFound`."""
    row = database.collection(store.CONFLICTS).find_one({"_id": conflict_id, **_own("")})
    if row is None:
        raise NotFound("conflict", "conflict_id")
    return message(_conflict(row))


def list_conflicts(database: Database, request: pb.ListConflictsRequest) -> pb.ListConflictsResponse:
    """Conflicts with a side in a region's subtree, by id. Raises `InvalidField` for `page_token`, `RegionDenied`."""
    filter = _own(request.region_code)
    if request.employer_code:
        filter["sides.employer_code"] = request.employer_code
    if request.state:
        filter["state"] = pb.ConflictState.Name(request.state).removeprefix(_STATE)
    rows, token = page(
        database.collection(store.CONFLICTS), filter, page_size=request.page_size, page_token=request.page_token
    )
    return pb.ListConflictsResponse(conflicts=[message(_conflict(row)) for row in rows], next_page_token=token)


def _own(region_code: str) -> Document:
    """One side is the caller's: both bounds of a region hold of the same side."""
    side = access.rows("region_code", region_code)
    return {"sides": {"$elemMatch": side}} if side else {}


def message(found: Conflict) -> pb.Conflict:
    """As callers see it: who is on the other side, but not where."""
    return pb.Conflict(
        conflict_id=found.id,
        person_id=found.person_id,
        base_year=found.base_year,
        state=_STATE + found.state.value,
        employer_codes=[side.employer_code for side in found.sides],
        months=found.months,
        settled=[pb.SettledMonth(month=month, employer_code=code) for month, code in sorted(found.settled.items())],
        settled_by=found.settled_by,
        settled_at=_time(found.settled_at) if found.settled_at else None,
    )


def _time(at: datetime) -> Timestamp:
    time = Timestamp()
    time.FromDatetime(at)
    return time


def _document(found: Conflict) -> Document:
    return {
        "person_id": found.person_id,
        "base_year": found.base_year,
        "sides": [{"employer_code": side.employer_code, "region_code": side.region_code} for side in found.sides],
        "months": list(found.months),
        "settled": [{"month": month, "employer_code": code} for month, code in sorted(found.settled.items())],
        "state": found.state.value,
        "settled_by": found.settled_by,
        "settled_at": found.settled_at,
    }


def _conflict(row: Document) -> Conflict:
    return Conflict(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        person_id=row["person_id"],
        base_year=row["base_year"],
        sides=tuple(Side(side["employer_code"], side["region_code"]) for side in row["sides"]),
        months=tuple(row["months"]),
        settled={each["month"]: each["employer_code"] for each in row["settled"]},
        state=State(row["state"]),
        settled_by=row["settled_by"],
        settled_at=row["settled_at"],
    )
