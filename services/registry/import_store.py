"""Imports as they are stored: documents ↔ aggregates, content, findings, indexes.

    imports            an import and how far it is
    import_content     the file in pieces as they came (`kind` FILE), and of an XLSX the CSV that was made of it (ROWS),
                       sealed with the import's own key
    import_seen        the keyed indexes of the resident IDs of each slice, so that a later row finds an earlier one
    import_homes       members of households whose heads have not come yet (`import_homes.py`)
    import_findings    a document for each row with findings: `<import>/<row>`

The pieces of an ended import cannot be read, because its key is destroyed with its end; they are removed afterwards.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from bihuan.registry.v1 import import_service_pb2 as pb
from google.protobuf.timestamp_pb2 import Timestamp

from services.registry import store
from services.registry.domain import import_rows, importing
from services.registry.domain.import_fixes import FIXES
from services.registry.domain.import_rows import Finding
from services.registry.domain.importing import Import
from shared import access
from shared.errors import NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction
from shared.vault import KeyDestroyed

IMPORTS: Final = "imports"
CONTENT: Final = "import_content"
SEEN: Final = "import_seen"
FINDINGS: Final = "import_findings"
HOMES: Final = "import_homes"
KEPT_SECONDS: Final = 7 * 24 * 3600
FILE, ROWS = "FILE", "ROWS"
INDEXES: Final[list[tuple[str, list[tuple[str, int]], dict[str, Any]]]] = [
    (IMPORTS, [("open", 1)], {"partialFilterExpression": {"open": True}}),
    (CONTENT, [("import_id", 1), ("kind", 1), ("end", 1)], {}),
    (CONTENT, [("at", 1)], {"expireAfterSeconds": KEPT_SECONDS}),
    (SEEN, [("import_id", 1), ("keys", 1)], {}),
    (SEEN, [("at", 1)], {"expireAfterSeconds": KEPT_SECONDS}),
    (FINDINGS, [("import_id", 1), ("_id", 1)], {}),
    (HOMES, [("import_id", 1), ("head_key", 1)], {}),
    (HOMES, [("at", 1)], {"expireAfterSeconds": KEPT_SECONDS}),
]


def load(tx: Transaction, import_id: str) -> Import:
    """Raises `NotFound`, also when the import is of none of the caller's regions."""
    return from_document(own(tx.find_one(IMPORTS, {"_id": import_id})))


def read(database: Database, import_id: str) -> Import:
    """An import, outside of a transaction. Raises `NotFound`."""
    return from_document(own(database.collection(IMPORTS).find_one({"_id": import_id})))


def own(document: Document | None) -> Document:
    """The document, if there is one and it is the caller's. Raises `NotFound`."""
    absent = NotFound("import", "import_id")
    if document is None:
        raise absent
    access.require_row(document["region_code"], absent)
    return document


def from_document(document: Document) -> Import:
    """An import as stored."""
    return Import(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        region_code=document["region_code"],
        format=_value(pb.ImportFormat, f"IMPORT_FORMAT_{document['format']}"),
        size=document["size"],
        sha256=document["sha256"],
        dry_run=document["dry_run"],
        registered_by=document["registered_by"],
        started_by=document["started_by"],
        started_at=document["started_at"],
        state=_value(pb.ImportState, f"IMPORT_STATE_{document['state']}"),
        received=document["received"],
        encoding=document["encoding"],
        total=document["total"],
        position=document["position"],
        next_row=document["next_row"],
        columns=document["columns"],
        width=document["width"],
        checked=document["checked"],
        ready=document["ready"],
        entered=document["entered"],
        left_out=document["left_out"],
        counts={_code(name): number for name, number in document["counts"].items()},
        ended_at=document["ended_at"],
    )


def _value(enum: store.ProtoEnum, name: str) -> Any:
    return enum.Value(name)


def _code(name: str) -> Any:
    return _value(pb.ImportFindingCode, f"IMPORT_FINDING_CODE_{name}")


def _name(code: pb.ImportFindingCode) -> str:
    return pb.ImportFindingCode.Name(code).removeprefix("IMPORT_FINDING_CODE_")


def save(tx: Transaction, run: Import) -> pb.ImportProgress:
    """Store it, and destroy the key of a file that is no longer needed; returns how far it is."""
    if not run.keeps_content:
        tx.vault.destroy(tx, run.id)
    document = {
        "region_code": run.region_code,
        "format": pb.ImportFormat.Name(run.format).removeprefix("IMPORT_FORMAT_"),
        "size": run.size,
        "sha256": run.sha256,
        "dry_run": run.dry_run,
        "registered_by": run.registered_by,
        "started_by": run.started_by,
        "started_at": run.started_at,
        "state": pb.ImportState.Name(run.state).removeprefix("IMPORT_STATE_"),
        "open": not run.ended,
        "received": run.received,
        "encoding": run.encoding,
        "total": run.total,
        "position": run.position,
        "next_row": run.next_row,
        "columns": run.columns,
        "width": run.width,
        "checked": run.checked,
        "ready": run.ready,
        "entered": run.entered,
        "left_out": run.left_out,
        "counts": {_name(code): number for code, number in sorted(run.counts.items())},
        "ended_at": run.ended_at,
    }
    tx.save(IMPORTS, run, document)
    return message(run)


def message(run: Import) -> pb.ImportProgress:
    """As callers see it."""
    found = pb.ImportProgress(
        import_id=run.id,
        region_code=run.region_code,
        format=run.format,
        state=run.state,
        dry_run=run.dry_run,
        size_bytes=run.size,
        received_bytes=run.received,
        worked_bytes=run.position,
        total_bytes=run.total,
        rows_checked=run.checked,
        rows_ready=run.ready,
        rows_entered=run.entered,
        rows_left_out=run.left_out,
        findings=[pb.ImportFindingCount(code=code, count=number) for code, number in sorted(run.counts.items())],
        started_by=run.started_by,
        encoding=run.encoding,
    )
    found.started_at.FromDatetime(run.started_at)
    if run.ended_at is not None:
        found.ended_at.CopyFrom(_timestamp(run.ended_at))
    return found


def _timestamp(time: Any) -> Timestamp:
    found = Timestamp()
    found.FromDatetime(time)
    return found


def keep(tx: Transaction, import_id: str, kind: str, begin: int, data: bytes) -> None:
    """Store a piece of content, sealed; where one stands already it must be the same."""
    tx.put(
        CONTENT,
        f"{import_id}/{kind}/{begin:010d}",
        {
            "import_id": import_id,
            "kind": kind,
            "begin": begin,
            "end": begin + len(data),
            "at": tx.now,
            **tx.vault.seal(import_id, {"data": data}),
        },
    )


def pieces(database: Database, import_id: str, kind: str, position: int = 0) -> Iterator[bytes]:
    """The content from a position on, decrypted piece by piece. Raises `Expired`."""
    while True:
        document = database.collection(CONTENT).find_one(
            {"import_id": import_id, "kind": kind, "end": {"$gt": position}}, sort=[("end", 1)]
        )
        if document is None:
            return
        try:
            (opened,) = database.vault.open([document], [import_id])
        except KeyDestroyed:
            raise importing.Expired("import_id", "the content is no longer kept") from None
        if document["begin"] > position:
            raise importing.Expired("import_id", "part of the content is no longer kept; start again")
        yield opened["data"][position - document["begin"] :]
        position = document["end"]


def sweep(database: Database, run: pb.ImportProgress) -> None:
    """Remove what an import no longer needs; nobody can read it any more. What is missed goes after seven days."""
    if run.state in importing.ENDED or (run.dry_run and run.state == importing.CHECKED):
        for name in (CONTENT, SEEN, HOMES):
            database.collection(name).delete_many({"import_id": run.import_id})


def keep_findings(tx: Transaction, import_id: str, row: int, findings: Iterable[Finding]) -> None:
    """Store what was found in a row, in the place of what was found before."""
    kept = sorted(findings, key=lambda finding: (finding.place, finding.code))
    tx.put(
        FINDINGS,
        f"{import_id}/{row:07d}",
        {
            "import_id": import_id,
            "row": row,
            "worst": max(finding.severity for finding in kept),
            "findings": [_finding_row(finding) for finding in kept],
        },
    )


def add_finding(tx: Transaction, import_id: str, row: int, finding: Finding) -> None:
    """Store another finding of a row, beside what was found before."""
    id = f"{import_id}/{row:07d}"
    before = tx.find_one(FINDINGS, {"_id": id})
    if before is None:
        keep_findings(tx, import_id, row, [finding])
        return
    worst = max(before["worst"], finding.severity)
    tx.put(FINDINGS, id, {"worst": worst, "findings": [*before["findings"], _finding_row(finding)]})


def _finding_row(finding: Finding) -> Document:
    return {
        "code": _name(finding.code),
        "severity": finding.severity,
        "field": finding.field,
        "place": finding.place,
        "masked": finding.masked,
        "person_id": finding.person_id,
        "other_row": finding.other_row,
    }


def get(database: Database, import_id: str) -> pb.ImportProgress:
    """Raises `NotFound`."""
    return message(read(database, import_id))


def list_findings(database: Database, request: pb.ListImportFindingsRequest) -> pb.ListImportFindingsResponse:
    """Rows with findings, by row. Raises `NotFound`, `InvalidField` for `page_token`."""
    own(database.collection(IMPORTS).find_one({"_id": request.import_id}, {"region_code": 1}))
    filter: Document = {"import_id": request.import_id}
    if request.severity_at_least:
        filter["worst"] = {"$gte": request.severity_at_least}
    rows, token = page(
        database.collection(FINDINGS), filter, page_size=request.page_size, page_token=request.page_token
    )
    return pb.ListImportFindingsResponse(rows=[_row_message(row) for row in rows], next_page_token=token)


def _row_message(row: Document) -> pb.ImportRow:
    return pb.ImportRow(
        row=row["row"],
        findings=[
            pb.ImportFinding(
                column=import_rows.HEADINGS.get(finding["field"], ""),
                column_number=finding["place"],
                code=_code(finding["code"]),
                severity=finding["severity"],
                masked_value=finding["masked"],
                fix=FIXES[_code(finding["code"])],
                person_id=finding["person_id"],
                other_row=finding["other_row"],
            )
            for finding in row["findings"]
        ],
    )
