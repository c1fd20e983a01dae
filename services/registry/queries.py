"""The registry's queries: MongoDB → proto message, no aggregate."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from bihuan.recruitment.v1.events_pb2 import EmploymentForm
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.events_pb2 import (
    CERTIFICATE_KIND_DISABILITY,
    DeregistrationReason,
    EmploymentStatus,
    LoopOutcome,
    LoopStage,
    NeedKind,
    ReinstatementReason,
)
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from services.registry import history, past
from services.registry.domain.person import PersonErased
from services.registry.domain.regions import Region
from services.registry.domain.working_age import WorkingAge
from services.registry.programmes import participation_messages
from services.registry.store import (
    CERTIFICATES,
    IDENTITIES,
    LOOPS,
    PERSONS,
    certificate_from,
    clear,
    enum_number,
    enum_text,
)
from shared import access, dates
from shared.errors import NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction


def _date(text: str | None) -> Date | None:
    return None if text is None else dates.to_wire(date.fromisoformat(text))


def _record(database: Database, row: Document, as_of: date | None, known_at: datetime | None) -> past.Record:
    person_id = row["_id"]
    record = past.Record(
        row,
        database.collection(IDENTITIES).find_one({"_id": person_id}) or {"_id": person_id},
        list(database.collection(CERTIFICATES).find({"person_id": person_id}).sort("position", -1)),
        list(database.collection(LOOPS).find({"person_id": person_id})),
    )
    if known_at is not None:
        record = past.as_known(database, record, known_at)
    return record if as_of is None else past.as_of(record, as_of)


def get_person(
    database: Database, person_id: str, as_of: date | None = None, known_at: datetime | None = None
) -> pb.Person:
    """A person with personal data, now or as `past` has it; the audit has it before it is given away.

    Raises `NotFound`, `InvalidField`.
    """
    own = {"_id": person_id, **access.rows("region_code")}
    found = _found(database.collection(PERSONS).find_one(own), "person", "person_id")
    record = _record(database, found, as_of, known_at)
    merged = [database.collection(PERSONS).find_one({"_id": id}) for id in record.person.get("merged_ids", [])]
    record = past.together(record, [_record(database, each, as_of, known_at) for each in merged if each is not None])
    row = record.person
    opened = clear(database, [record.identity, {"_id": person_id} | _sealed(row), *record.certificates])
    erased = opened is None or row["erased_on"] is not None
    who, dated, *certificates = [{}, {}] if erased or opened is None else opened
    row = row | dated
    cards = [certificate_message(document) for document in certificates]
    database.audit.note([f"{PERSONS}/{person_id}"], "erased" if erased else "read")
    closed = {loop["_id"] for loop in record.loops if not loop["open"]}
    return pb.Person(
        person_id=row["_id"],
        region_code=row["region_code"],
        resident_id=who.get("resident_id"),
        name=who.get("name"),
        phone=who.get("phone"),
        address=who.get("address"),
        birth_date=None if erased else _date(row["birth_date"]),
        sex=pb.SEX_UNSPECIFIED if erased else enum_number(pb.Sex, row["sex"]),
        registered_on=_date(row["registered_on"]),
        registered_by=row["registered_by"],
        employment_status=enum_number(EmploymentStatus, row["employment_status"]),
        employment_since=_date(row["employment_since"]),
        working_age_from=_date(row["working_age_first"]),
        working_age_until=_date(row["working_age_last"]),
        certificates=[each for each in cards if each.kind == CERTIFICATE_KIND_DISABILITY],
        veteran_certificates=[each for each in cards if each.kind != CERTIFICATE_KIND_DISABILITY],
        needs=[need_message(row["_id"], need, need["loop_id"] in closed) for need in row["needs"]],
        employments=[
            pb.Employment(
                placement_id=employment["placement_id"],
                employer_code=employment["employer_code"],
                started_on=_date(employment["started_on"]),
                ended_on=_date(employment["ended_on"]),
                form=enum_number(EmploymentForm, employment.get("form") or "UNSPECIFIED"),
            )
            for employment in sorted(row["employments"], key=lambda e: (e["started_on"] or "", e["placement_id"]))
        ],
        loop_ids=row["loop_ids"],
        open_loop_id=_open_loop(row["loop_ids"], closed),
        erased_on=_date(row["erased_on"]),
        programmes=[] if erased else participation_messages(row),
        residences=[
            pb.Residence(region=residence["region_code"], since=_date(residence["since"]))
            for residence in row.get("residences", [])
        ],
        merged_into_person_id=row.get("merged_into"),
        merged_person_ids=row.get("merged_ids", []),
        deregistered_on=_date(row.get("deregistered_on")),
        deregistration_reason=enum_number(DeregistrationReason, row.get("deregistration_reason") or "UNSPECIFIED"),
    )


def _sealed(row: Document) -> Document:
    """The fields of an earlier day's document that are sealed in the history."""
    return {name: row[name] for name in history.SEALED if not isinstance(row[name], str)}


def list_person_changes(
    database: Database, person_id: str, page_size: int, page_token: str
) -> pb.ListPersonChangesResponse:
    """What was changed in a person's record, the oldest first. Raises `NotFound`, `InvalidField` for `page_token`."""
    own = {"_id": person_id, **access.rows("region_code")}
    _found(database.collection(PERSONS).find_one(own, {"_id": 1}), "person", "person_id")
    rows, token = page(
        database.collection(history.HISTORY), {"person_id": person_id}, page_size=page_size, page_token=page_token
    )
    changes = [_change(row) for row in rows]
    return pb.ListPersonChangesResponse(changes=changes, next_page_token=token, person_id=person_id)


def _change(row: Document) -> pb.PersonChange:
    changed_at = Timestamp()
    changed_at.FromDatetime(row["at"])
    return pb.PersonChange(
        changed_at=changed_at,
        changed_by=row["by"],
        operation=row["op"],
        fields=sorted({*row["before"], *row["new"], *row["sealed"], *row.get("erased", ())}),
        cause=enum_number(pb.CorrectionCause, row.get("cause", "UNSPECIFIED")),
        reinstatement_reason=enum_number(ReinstatementReason, row.get("reinstatement_reason", "UNSPECIFIED")),
        loop_id=row["id"] if row["of"] == LOOPS else "",
    )


def list_persons(
    database: Database, region_code: str, employment_status: int, page_size: int, page_token: str
) -> pb.ListPersonsResponse:
    """Persons of a region's subtree, by id. Raises `InvalidField` for `page_token`."""
    filter: Document = {**access.rows("region_code", region_code), "merged_into": None}
    if employment_status:
        filter["employment_status"] = enum_text(EmploymentStatus, employment_status)
    rows, token = page(database.collection(PERSONS), filter, page_size=page_size, page_token=page_token)
    ids = [row["_id"] for row in rows]
    open_loops = database.collection(LOOPS).find({"person_id": {"$in": ids}, "open": True}, {"person_id": 1})
    open_of = {loop["person_id"]: loop["_id"] for loop in open_loops}
    return pb.ListPersonsResponse(
        persons=[summary(row, open_of.get(row["_id"], "")) for row in rows], next_page_token=token
    )


def persons_due(database: Database, today: date, left: Iterable[str], limit: int) -> list[str]:
    """Persons of whom something has fallen due by a day, the longest first, without those in `left`; by an index."""
    due = database.collection(PERSONS).find({"remind_on": {"$lte": today.isoformat()}}, {"_id": 1})
    left = set(left)
    found = due.sort([("remind_on", 1), ("_id", 1)]).limit(limit + len(left))
    return [row["_id"] for row in found if row["_id"] not in left][:limit]


def summary(row: Document, open_loop_id: str) -> pb.PersonSummary:
    """A person's document without personal data."""
    ages = WorkingAge(date.fromisoformat(row["working_age_first"]), date.fromisoformat(row["working_age_last"]))
    first, last = ages.months()
    return pb.PersonSummary(
        person_id=row["_id"],
        region_code=row["region_code"],
        employment_status=enum_number(EmploymentStatus, row["employment_status"]),
        working_age_from=dates.month_to_wire(first),
        working_age_until=dates.month_to_wire(last),
        registered_on=_date(row["registered_on"]),
        certificate_id=row["certificates"][-1]["certificate_id"] if row["certificates"] else "",
        open_loop_id=open_loop_id,
    )


def open_loop_of(tx: Transaction, person: Document) -> str:
    """The id of a person's open loop; empty: none. Sees what the transaction has written."""
    loops = (tx.find_one(LOOPS, {"_id": loop_id}) or {} for loop_id in reversed(person["loop_ids"]))
    return next((str(loop["_id"]) for loop in loops if loop.get("open")), "")


def certificate_message(document: Document) -> pb.Certificate:
    """A certificate's document, opened, with its number."""
    certificate = certificate_from(document)
    return pb.Certificate(
        certificate_id=certificate.id,
        person_id=certificate.person_id,
        number=document["number"],
        category=certificate.category,  # type: ignore[arg-type]  # 0–7, the enum's numbers
        level=certificate.level,
        valid_from=dates.to_wire(certificate.valid_from),
        valid_until=dates.to_wire(certificate.valid_until),
        revoked_on=None if certificate.revoked_on is None else dates.to_wire(certificate.revoked_on),
        revocation_reason=certificate.revocation_reason,
        lost_on=None if certificate.lost_on is None else dates.to_wire(certificate.lost_on),
        kind=certificate.kind,
    )


def get_certificate(database: Database, certificate_id: str) -> pb.Certificate:
    """A certificate; the audit has it before it is given away. Raises `NotFound`, `PersonErased`."""
    own = {"_id": certificate_id, **access.rows("region_code")}
    row = _found(database.collection(CERTIFICATES).find_one(own), "certificate", "certificate_id")
    opened = clear(database, [row]) if "number" in row else None
    database.audit.note([f"{PERSONS}/{row['person_id']}"], "erased" if opened is None else "read")
    if opened is None:
        raise PersonErased("person_id", "the holder's data was erased")
    return certificate_message(opened[0])


def need_message(person_id: str, row: Document, loop_closed: bool) -> pb.Need:
    """A need of a person's document; unmet in a closed loop, it has lapsed."""
    if row["fulfilled_on"] is not None:
        status = pb.NEED_STATUS_FULFILLED
    elif row.get("withdrawn_on") is not None:
        status = pb.NEED_STATUS_WITHDRAWN
    else:
        status = pb.NEED_STATUS_LAPSED if loop_closed else pb.NEED_STATUS_OPEN
    return pb.Need(
        need_id=row["need_id"],
        person_id=person_id,
        loop_id=row["loop_id"],
        kind=enum_number(NeedKind, row["kind"]),
        occupation_code=row["occupation_code"],
        willing=row["willing"],
        recorded_on=_date(row["recorded_on"]),
        recorded_by=row["recorded_by"],
        status=status,
        fulfilled_on=_date(row["fulfilled_on"]),
        occupation_codes=[code for code in (row["occupation_code"], *row.get("further_occupation_codes", ())) if code],
        constraints=[enum_number(pb.NeedConstraint, name) for name in row.get("constraints", ())],
        survey_id=row.get("survey_id"),
        withdrawn_on=_date(row.get("withdrawn_on")),
    )


def get_need(database: Database, person_id: str, need_id: str) -> pb.Need:
    """A need of a person. Raises `NotFound`."""
    own = {"_id": person_id, **access.rows("region_code")}
    person = _found(database.collection(PERSONS).find_one(own, {"needs": 1}), "person", "person_id")
    row = _found(next((row for row in person["needs"] if row["need_id"] == need_id), None), "need", "need_id")
    loop = database.collection(LOOPS).find_one({"_id": row["loop_id"]}, {"open": 1}) or {"open": False}
    return need_message(person_id, row, not loop["open"])


def get_loop(database: Database, loop_id: str) -> pb.Loop:
    """A loop with its needs. Raises `NotFound`."""
    row = _found(database.collection(LOOPS).find_one({"_id": loop_id, **access.rows("region_code")}), "loop", "loop_id")
    person = database.collection(PERSONS).find_one({"_id": row["person_id"]}, {"needs": 1}) or {"needs": []}
    needs = [need for need in person["needs"] if need["loop_id"] == loop_id]
    return loop_message(row, [need_message(row["person_id"], need, not row["open"]) for need in needs])


def list_stuck_loops(
    database: Database, region_code: str, stage: int, as_of: date, days: int, page_size: int, page_token: str
) -> pb.ListLoopsResponse:
    """Open loops that nothing has moved in the days up to one, the longest stuck first. Raises as `list_loops`."""
    filter: Document = {"open": True, **access.rows_by_key("regions", region_code)}
    filter["moved_on"] = {"$lte": (as_of - timedelta(days=days)).isoformat()}
    if stage:
        filter["stage"] = enum_text(LoopStage, stage)
    rows, token = page(database.collection(LOOPS), filter, page_size=page_size, page_token=page_token, sort="moved_on")
    return pb.ListLoopsResponse(loops=[loop_message(row, []) for row in rows], next_page_token=token)


def list_loops(
    database: Database, region_code: str, stage: int, state: int, page_size: int, page_token: str
) -> pb.ListLoopsResponse:
    """Loops of a region's subtree, by id. Raises `InvalidField` for `page_token`."""
    filter: Document = access.rows("region_code", region_code)
    if stage:
        filter["stage"] = enum_text(LoopStage, stage)
    if state:
        filter["open"] = state == pb.LOOP_STATE_OPEN
    rows, token = page(database.collection(LOOPS), filter, page_size=page_size, page_token=page_token)
    return pb.ListLoopsResponse(loops=[loop_message(row, []) for row in rows], next_page_token=token)


def loop_message(row: Document, needs: Iterable[pb.Need]) -> pb.Loop:
    """A loop's document; `needs` are given by the caller, because the person's document has them."""
    ended = {entry["placement_id"]: entry["ended_on"] for entry in row["ended"]}
    return pb.Loop(
        loop_id=row["_id"],
        person_id=row["person_id"],
        region_code=row["region_code"],
        state=pb.LOOP_STATE_OPEN if row["open"] else pb.LOOP_STATE_CLOSED,
        stage=enum_number(LoopStage, row["stage"]),
        opened_on=_date(row["opened_on"]),
        closed_on=_date(row["closed_on"]),
        outcome=enum_number(LoopOutcome, row["outcome"] or "UNSPECIFIED"),
        steps=[
            pb.LoopStep(
                stage=enum_number(LoopStage, step["stage"]),
                reached_on=_date(step["reached_on"]),
                service=step["event_type"].split(".")[1],
                event_type=step["event_type"],
                source_id=step["source_id"],
                ended_on=_date(ended.get(step["source_id"])),
            )
            for step in row["steps"]
        ],
        needs=needs,
        moved_on=_date(row["moved_on"]),
        reopened_on=[dates.to_wire(date.fromisoformat(day)) for day in row["reopened_on"]],
        support=[
            pb.SupportStep(
                case_id=step["case_id"],
                event_type=step["event_type"],
                happened_on=_date(step["happened_on"]),
                round=step["round"],
                step=step["step"],
                outcome=step["outcome"],
            )
            # Stable: of one day and case in the order told.
            for step in sorted(row["support"], key=lambda step: (step["happened_on"], step["case_id"]))
        ],
    )


def region_message(region: Region) -> pb.Region:
    """A region of the tree."""
    return pb.Region(
        region_code=region.code,
        name=region.name,
        valid_from_year=region.from_year or 0,
        valid_until_year=region.until_year or 0,
        successor_code=region.successor or "",
        parent_code=region.parent or "",
    )


def _open_loop(loop_ids: list[str], closed: set[Any]) -> str:
    return next((id for id in loop_ids if id not in closed), "")


def _found(row: Document | None, resource_type: str, field: str) -> Document:
    if row is None:
        raise NotFound(resource_type, field)
    return row
