"""Change requests: their documents, use cases and queries. The acts are those of `life` and `commands`.

What is asked for and its evidence are sealed with the person's key, so they are erased with the person. The documents'
contents are in GridFS, which takes no part in MongoDB's transactions: a content is written before the request names it,
and taken away again if it comes to nothing.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from bihuan.registry.v1 import change_request_service_pb2 as pb
from bson.binary import Binary
from google.protobuf.timestamp_pb2 import Timestamp
from gridfs import GridFSBucket

from services.registry import commands, life, store
from services.registry.domain.change_request import Attached, ChangeRequest, State, StepTaken, type_of
from services.registry.domain.identifiers import read_certificate_number
from services.registry.domain.person import PersonErased
from services.registry.store import CHANGE_REQUESTS, PERSONS
from shared import access, dates
from shared.clock import utc_now
from shared.errors import InvalidField, NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction, new_id
from shared.vault import ENCRYPTED, KeyDestroyed, Vault

_KINDS: Final = {
    "resident_id_change": pb.CHANGE_KIND_RESIDENT_ID,
    "merge": pb.CHANGE_KIND_MERGE,
    "deregistration": pb.CHANGE_KIND_DEREGISTRATION,
    "revocation": pb.CHANGE_KIND_REVOCATION,
    "regrading": pb.CHANGE_KIND_REGRADING,
    "reinstatement": pb.CHANGE_KIND_REINSTATEMENT,
}


# Use cases


def open_request(tx: Transaction, person_id: str, change: pb.Change) -> ChangeRequest:
    """Draft a request. Raises `NotFound`, `PersonErased`."""
    person = store.person(tx, person_id)
    person.require_known()
    request = ChangeRequest(
        id=new_id(),
        person_id=person_id,
        region_code=person.region_code,
        kind=_KINDS[change.WhichOneof("act") or ""],
        change=_sealed(tx.vault, person_id, "change", change.SerializeToString(deterministic=True)),
        steps=[StepTaken(State.DRAFT, access.caller().subject, tx.now)],
    )
    _save(tx, request)
    return request


def step(tx: Transaction, request_id: str, take: Callable[[ChangeRequest, str, datetime], None]) -> ChangeRequest:
    """Let a request come to another state. Raises `NotFound`, and what `take` raises."""
    request = _request(tx, request_id)
    take(request, access.caller().subject, tx.now)
    _save(tx, request)
    return request


def apply(tx: Transaction, request_id: str) -> ChangeRequest:
    """Do the act, as its own rpc would. Raises `NotFound`, `WrongChangeRequestState`, and what the act raises."""
    request = _request(tx, request_id)
    request.apply(access.caller().subject, tx.now)
    change = _change(tx.vault, request.person_id, request.change)
    if change is None:
        raise PersonErased("change_request_id", "the person's data was erased")
    _act(tx, request.person_id, change)
    _save(tx, request)
    return request


def _act(tx: Transaction, person_id: str, change: pb.Change) -> None:
    match change.WhichOneof("act"):
        case "resident_id_change":
            asked = change.resident_id_change
            on = dates.from_wire(asked.corrected_on, "corrected_on")
            life.correct_resident_id(tx, person_id, asked.resident_id, asked.cause, on)
        case "merge":
            on = dates.from_wire(change.merge.merged_on, "merged_on")
            life.merge_persons(tx, person_id, change.merge.duplicate_person_id, on)
        case "deregistration":
            on = dates.from_wire(change.deregistration.deregistered_on, "deregistered_on")
            life.deregister_person(tx, person_id, change.deregistration.reason, on)
        case "reinstatement":
            on = dates.from_wire(change.reinstatement.reinstated_on, "reinstated_on")
            life.reinstate_person(tx, person_id, change.reinstatement.reason, on)
        case "revocation":
            revocation = change.revocation
            if store.certificate(tx, revocation.certificate_id).person_id != person_id:
                raise InvalidField("certificate_id", "is another person's certificate")
            on = dates.from_wire(revocation.revoked_on, "revoked_on")
            life.revoke_certificate(tx, revocation.certificate_id, revocation.reason, on)
        case _:
            _regrade(tx, person_id, change.regrading)


def _regrade(tx: Transaction, person_id: str, asked: pb.RegradingChange) -> None:
    number = read_certificate_number(asked.certificate_number, "certificate_number")
    present = store.person(tx, person_id).certificates[-1:]
    if [(note.category, note.level) for note in present] == [(number.category, number.level)]:
        raise InvalidField(
            "certificate_number", "has the category and level of the present one; IssueCertificate renews"
        )
    fields = {"number": "certificate_number", "issued_on": "issued_on", "expires_on": "expires_on"}
    issued_on, expires_on = (dates.from_wire(getattr(asked, name), name) for name in ("issued_on", "expires_on"))
    data = commands.CertificateData(asked.certificate_number, issued_on, expires_on, fields)
    commands.issue_certificate(tx, person_id, data)


# Evidence


def upload(database: Database, request_id: str, content: bytes) -> Attached:
    """Store a document's content, sealed. Not attached yet. Raises `NotFound`, `InvalidField`, `PersonErased`."""
    row = _row(database, request_id)
    kind = type_of(content)
    evidence_id = new_id()
    try:
        sealed = _sealed(database.vault, row["person_id"], "content", content)
    except KeyDestroyed:
        raise PersonErased("change_request_id", "the person's data was erased") from None
    _bucket(database).upload_from_stream_with_id(evidence_id, evidence_id, sealed)
    digest = hashlib.sha256(content).hexdigest()
    return Attached(evidence_id, kind, len(content), digest, access.caller().subject, utc_now())


def attach(tx: Transaction, request_id: str, uploaded: Attached) -> ChangeRequest:
    """Attach what was uploaded. Raises `NotFound`, `InvalidField`, `WrongChangeRequestState`."""
    request = _request(tx, request_id)
    attached = Attached(uploaded.id, uploaded.type, uploaded.size, uploaded.sha256, uploaded.by, tx.now)
    request.attach(attached)
    _save(tx, request)
    return request


def take_away(database: Database, uploaded: Attached) -> None:
    """Remove a content that was not attached."""
    _bucket(database).delete(uploaded.id)


def get_evidence(database: Database, request_id: str, evidence_id: str) -> pb.GetEvidenceResponse:
    """A document with its content. Raises `NotFound`, `PersonErased`."""
    row = _row(database, request_id)
    found = next((each for each in row["evidence"] if each["evidence_id"] == evidence_id), None)
    if found is None:
        raise NotFound("evidence", "evidence_id")
    sealed = _bucket(database).open_download_stream(evidence_id).read()
    erased = _erased(database, row["person_id"])
    content = None if erased else _opened(database.vault, row["person_id"], "content", sealed)
    if content is None:
        raise PersonErased("change_request_id", "the person's data was erased")
    return pb.GetEvidenceResponse(evidence=_evidence_message(found), content=content, person_id=row["person_id"])


def _bucket(database: Database) -> GridFSBucket:
    return GridFSBucket(database.mongo, "evidence")


# Queries


def get(database: Database, request_id: str) -> pb.ChangeRequest:
    """A request with its act. Raises `NotFound`."""
    row = _row(database, request_id)
    message = _row_message(row)
    erased = _erased(database, row["person_id"])
    change = None if erased else _change(database.vault, row["person_id"], row["change"])
    if change is not None:
        message.change.CopyFrom(change)
    return message


def _erased(database: Database, person_id: str) -> bool:
    """Asked of the person, for the vault keeps a key that was used this moment for a moment more."""
    erased = {"_id": person_id, "erased_on": {"$ne": None}}
    return database.collection(PERSONS).find_one(erased, {"_id": 1}) is not None


def list_requests(
    database: Database, region_code: str, state: int, page_size: int, page_token: str
) -> pb.ListChangeRequestsResponse:
    """Requests of a region's subtree, by id. Raises `InvalidField` for `page_token`."""
    filter: Document = access.rows("region_code", region_code)
    if state:
        filter["state"] = pb.ChangeRequestState.Name(state).removeprefix(_STATE)
    rows, token = page(database.collection(CHANGE_REQUESTS), filter, page_size=page_size, page_token=page_token)
    return pb.ListChangeRequestsResponse(change_requests=[_row_message(row) for row in rows], next_page_token=token)


def message(request: ChangeRequest) -> pb.ChangeRequest:
    """A request without its act."""
    return _row_message({**_document(request), "_id": request.id})


# Documents

_STATE, _KIND, _TYPE, _REJECTION = "CHANGE_REQUEST_STATE_", "CHANGE_KIND_", "EVIDENCE_TYPE_", "REJECTION_REASON_"


def _document(request: ChangeRequest) -> Document:
    return {
        "person_id": request.person_id,
        "region_code": request.region_code,
        "kind": pb.ChangeKind.Name(request.kind).removeprefix(_KIND),
        "state": request.state.value,
        "change": request.change,
        "steps": [{"state": each.state.value, "by": each.by, "at": each.at} for each in request.steps],
        "evidence": [
            {
                "evidence_id": each.id,
                "type": pb.EvidenceType.Name(each.type).removeprefix(_TYPE),
                "size": each.size,
                "sha256": each.sha256,
                "by": each.by,
                "at": each.at,
            }
            for each in request.evidence
        ],
        "rejection_reason": pb.RejectionReason.Name(request.rejection_reason).removeprefix(_REJECTION),
    }


def _save(tx: Transaction, request: ChangeRequest) -> None:
    tx.save(CHANGE_REQUESTS, request, _document(request))


def _request(tx: Transaction, request_id: str) -> ChangeRequest:
    row = tx.find_one(CHANGE_REQUESTS, {"_id": request_id})
    if row is None:
        raise NotFound("change request", "change_request_id")
    access.require_row(row["region_code"], NotFound("change request", "change_request_id"))
    return ChangeRequest(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        person_id=row["person_id"],
        region_code=row["region_code"],
        kind=_number(pb.ChangeKind, _KIND + row["kind"]),
        change=row["change"],
        steps=[StepTaken(State(each["state"]), each["by"], each["at"]) for each in row["steps"]],
        evidence=[
            Attached(
                each["evidence_id"],
                _number(pb.EvidenceType, _TYPE + each["type"]),
                each["size"],
                each["sha256"],
                each["by"],
                each["at"],
            )
            for each in row["evidence"]
        ],
        rejection_reason=_number(pb.RejectionReason, _REJECTION + row["rejection_reason"]),
    )


def _number(enum: store.ProtoEnum, name: str) -> Any:
    return enum.Value(name)


def _row(database: Database, request_id: str) -> Document:
    own = {"_id": request_id, **access.rows("region_code")}
    row = database.collection(CHANGE_REQUESTS).find_one(own)
    if row is None:
        raise NotFound("change request", "change_request_id")
    return row


def _row_message(row: Document) -> pb.ChangeRequest:
    return pb.ChangeRequest(
        change_request_id=row["_id"],
        person_id=row["person_id"],
        region_code=row["region_code"],
        kind=_KIND + row["kind"],
        state=_STATE + row["state"],
        steps=[
            pb.ChangeRequestStep(state=_STATE + each["state"], by=each["by"], at=_time(each["at"]))
            for each in row["steps"]
        ],
        evidence=[_evidence_message(each) for each in row["evidence"]],
        rejection_reason=_REJECTION + row["rejection_reason"],
    )


def _evidence_message(row: Document) -> pb.Evidence:
    return pb.Evidence(
        evidence_id=row["evidence_id"],
        type=_TYPE + row["type"],
        size=row["size"],
        sha256=row["sha256"],
        attached_by=row["by"],
        attached_at=_time(row["at"]),
    )


def _time(at: datetime) -> Timestamp:
    time = Timestamp()
    time.FromDatetime(at)
    return time


def _sealed(vault: Vault, person_id: str, name: str, content: bytes) -> Binary:
    sealed: Binary = vault.seal(person_id, {name: content})[name]
    return sealed


def _opened(vault: Vault, person_id: str, name: str, sealed: bytes) -> bytes | None:
    """What was sealed; None: the person was erased."""
    try:
        (document,) = vault.open([{name: Binary(sealed, ENCRYPTED)}], [person_id])
    except KeyDestroyed:
        return None
    return bytes(document[name])


def _change(vault: Vault, person_id: str, sealed: bytes) -> pb.Change | None:
    content = _opened(vault, person_id, "change", sealed)
    return None if content is None else pb.Change.FromString(content)
