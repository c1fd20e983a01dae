"""Imports: their commands (bihuan.registry.v1.ImportService, docs/adr/0008).

Every slice is one transaction together with the position it has come to, so that what was interrupted is done once.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Final

from bihuan.registry.v1 import import_service_pb2 as pb

from services.registry import commands, import_homes, import_store, store
from services.registry.data import PROGRAMMES, REGIONS
from services.registry.domain import import_rows, importing, sheets
from services.registry.domain.import_rows import Entry, Finding, Row, Terms
from services.registry.domain.importing import Import
from services.registry.domain.person import Identity, Person
from services.registry.domain.sheets import Unusable
from services.registry.import_homes import Member
from shared import access, dates
from shared.errors import InvalidField
from shared.store import Database, Document, Transaction, new_id

MOST_AT_ONCE: Final = 20
MOST_XLSX_BYTES: Final = 32 << 20
# Rows of a slice: half a second of work, as MongoDB holds a transaction for five at most in the local stack.
CHECKED_AT_ONCE: Final = 1_000
ENTERED_AT_ONCE: Final = 200
# On a busy machine that would be more than a transaction may take: then the slice ends after so long.
ENTERING_SECONDS = 1.0


def start(tx: Transaction, request: pb.StartImportRequest) -> pb.ImportProgress:
    """A new import, with a key of its own. Raises `InvalidField`, `RegionDenied`, `TooMany`."""
    access.require_region(request.region_code, "region_code")
    REGIONS.get(request.region_code)
    if request.format == pb.IMPORT_FORMAT_XLSX and request.size_bytes > MOST_XLSX_BYTES:
        raise InvalidField("size_bytes", f"an XLSX may have {MOST_XLSX_BYTES} bytes at most; send a CSV")
    _require_room(tx)
    run = Import(
        id=new_id(),
        region_code=request.region_code,
        format=request.format,
        size=request.size_bytes,
        sha256=request.sha256,
        dry_run=request.dry_run,
        registered_by=request.registered_by,
        started_by=access.caller().subject,
        started_at=tx.now.replace(microsecond=tx.now.microsecond // 1000 * 1000),
    )
    tx.vault.seal_new(tx, run.id, {})
    return import_store.save(tx, run)


def _require_room(tx: Transaction) -> None:
    """What nobody has gone on with for a week ends here. Raises `TooMany`."""
    under_way = [
        import_store.from_document(document)
        for document in tx.find(import_store.IMPORTS, {"open": True}, limit=MOST_AT_ONCE)
    ]
    for run in under_way:
        if tx.now - run.started_at > timedelta(seconds=import_store.KEPT_SECONDS):
            run.cancel(tx.now)
            import_store.save(tx, run)
    if sum(not run.ended for run in under_way) >= MOST_AT_ONCE:
        raise importing.TooMany("region_code", f"{MOST_AT_ONCE} imports are under way; finish or cancel one")


def append(tx: Transaction, import_id: str, offset: int, data: bytes) -> pb.ImportProgress:
    """The next piece of the file. Raises `NotFound`, `NotInState`, `ChunkOffset`, `InvalidField`."""
    run = import_store.load(tx, import_id)
    run.receive(offset, len(data))
    import_store.keep(tx, run.id, import_store.FILE, offset, data)
    return import_store.save(tx, run)


@dataclass(frozen=True)
class Prepared:
    """What reading a file found: how it can be worked on, or why it cannot."""

    encoding: str = ""
    total: int = 0
    columns: import_rows.Layout | None = None
    findings: tuple[Finding, ...] = ()
    unusable: Unusable | None = None


def prepare(database: Database, import_id: str) -> Prepared | None:
    """Read the whole file once, if that is due: its digest, encoding and heading; and make CSV of an XLSX.

    Outside of any transaction, for it may take seconds. What it writes are pieces that another try writes just so.
    Raises `NotFound`, `Expired`.
    """
    run = import_store.read(database, import_id)
    if run.state != importing.READING:
        return None
    file = partial(import_store.pieces, database, import_id, import_store.FILE)
    try:
        digest = hashlib.sha256()
        received = 0
        for piece in file():
            digest.update(piece)
            received += len(piece)
        if received < run.size:
            raise importing.Expired("import_id", "part of the content is no longer kept; start again")
        if digest.hexdigest() != run.sha256:
            raise Unusable(pb.IMPORT_FINDING_CODE_FILE_DIFFERS)
        if run.format == pb.IMPORT_FORMAT_XLSX:
            encoding, total, kind = "utf-8", _unpack(database, run, b"".join(file())), import_store.ROWS
        else:
            encoding, total, kind = sheets.encoding_of(file()), run.size, import_store.FILE
        records = sheets.csv_records(import_store.pieces(database, import_id, kind), encoding)
        _, heading, _ = next(records, (1, [], 0))
        layout, findings = import_rows.layout([cell.removeprefix("\ufeff") for cell in heading])
        if not any(cells for _, cells, _ in islice(records, sheets.MAX_ROWS)):
            raise Unusable(pb.IMPORT_FINDING_CODE_FILE_EMPTY)
    except Unusable as unusable:
        return Prepared(unusable=unusable)
    return Prepared(encoding, total, layout, tuple(findings))


def _unpack(database: Database, run: Import, data: bytes) -> int:
    begin = 0
    for piece in sheets.csv_text(sheets.xlsx_rows(data, import_rows.is_date)):
        keep = partial(import_store.keep, import_id=run.id, kind=import_store.ROWS, begin=begin, data=piece)
        database.transact(keep)
        begin += len(piece)
    return begin


# Working


def go_on(tx: Transaction, database: Database, import_id: str, prepared: Prepared | None) -> pb.ImportProgress:
    """The next slice. Raises `NotFound`, `Expired`."""
    run = import_store.load(tx, import_id)
    if run.state == importing.READING and prepared is not None:
        _take_in(tx, run, prepared)
    elif run.state in (importing.CHECKING, importing.COMMITTING):
        _slice(tx, database, run)
    else:
        return import_store.message(run)
    return import_store.save(tx, run)


def _take_in(tx: Transaction, run: Import, prepared: Prepared) -> None:
    if prepared.unusable is not None:
        fault = prepared.unusable
        findings = [Finding(fault.code, place=fault.column)]
        run.refuse(tx.now)
        import_store.keep_findings(tx, run.id, fault.row, findings)
    else:
        assert prepared.columns is not None  # noqa: S101  # a file that can be read has a heading
        findings = list(prepared.findings)
        run.read(prepared.encoding, prepared.total)
        run.columns, run.width = prepared.columns.places, prepared.columns.width
        if findings:
            import_store.keep_findings(tx, run.id, 1, findings)
    run.count(findings)


def _slice(tx: Transaction, database: Database, run: Import) -> None:
    committing = run.state == importing.COMMITTING
    kind = import_store.ROWS if run.format == pb.IMPORT_FORMAT_XLSX else import_store.FILE
    terms = Terms(REGIONS, access.prefix(run.region_code), dates.china_date(tx.now), run.registered_by, PROGRAMMES)
    records = sheets.csv_records(import_store.pieces(database, run.id, kind, run.position), run.encoding, run.next_row)
    wanted = ENTERED_AT_ONCE if committing else CHECKED_AT_ONCE
    position, next_row, rows = run.position, run.next_row, list[Row]()
    ends: dict[int, int] = {}
    try:
        for number, cells, end in islice(records, wanted):
            position, next_row = run.position + end, number + 1
            ends[number] = position
            if cells and number > 1:
                rows.append(import_rows.judged(number, cells, run.layout, terms))
    except Unusable as fault:
        # A fault that only the reading of all of it shows. Nothing has been entered: the check came to it first.
        run.refuse(tx.now)
        findings = [Finding(fault.code, place=fault.column)]
        import_store.keep_findings(tx, run.id, fault.row, findings)
        run.count(findings)
        return
    if next_row == run.next_row:
        raise importing.Expired("import_id", "part of the content is no longer kept; start again")
    known = _known(tx, run, rows, keep=not committing)
    entered, members, began = 0, list[Member](), time.monotonic()
    for place, row in enumerate(rows):
        findings = [*row.findings, *known.get(row.number, ())]
        taken = row.entry is not None and row.number not in known
        if committing and taken and row.entry is not None:
            person = _enter(tx, row.entry)
            entered += 1
            if row.entry.home is not None:
                members.append(Member(row.number, person, row.entry.home))
        # What a row has by itself was kept by the check.
        if row.number in known or (findings and not committing):
            import_store.keep_findings(tx, run.id, row.number, findings)
        if not committing:
            run.count(findings)
            run.checked += 1
            run.ready += taken
        elif time.monotonic() - began > ENTERING_SECONDS:
            rows = rows[: place + 1]
            position, next_row = ends[row.number], row.number + 1
            break
    finished = position >= run.total
    if committing:
        run.entered += entered
        import_homes.enter(tx, run, members)
        run.left_out += len(rows) - entered
        if finished:
            import_homes.tell_of_the_homeless(tx, run)
    run.worked(position, next_row, finished=finished, now=tx.now)


def _known(tx: Transaction, run: Import, rows: Sequence[Row], *, keep: bool) -> dict[int, list[Finding]]:
    """Findings about those that are in the file or in the register already, by row."""
    keys = {
        row.number: store.resident_key(tx.vault, row.resident_id.number) for row in rows if row.resident_id is not None
    }
    wanted = list(set(keys.values()))
    if not wanted:
        return {}
    first: dict[bytes, int] = {}
    for document in tx.find(import_store.SEEN, {"import_id": run.id, "keys": {"$in": wanted}}):
        for key, number in zip(document["keys"], document["rows"], strict=True):
            first[key] = min(number, first.get(key, number))
    for number, key in keys.items():
        first.setdefault(key, number)
        first[key] = min(number, first[key])
    if keep:
        seen = {"import_id": run.id, "at": tx.now, "keys": list(keys.values()), "rows": list(keys)}
        tx.put(import_store.SEEN, f"{run.id}/{rows[0].number:07d}", seen)
    registered: dict[bytes, Document] = {}
    known = {"$or": [{"resident_id_index": {"$in": wanted}}, {"former_resident_id_indexes": {"$in": wanted}}]}
    for document in tx.find(store.PERSONS, known, sort="resident_id_index"):
        for key in (document.get("resident_id_index"), *document.get("former_resident_id_indexes", ())):
            if key is not None:
                registered[key] = document
    cards = {
        store.number_key(tx.vault, row.entry.card.number.number): row.number
        for row in rows
        if row.entry is not None and row.entry.card is not None
    }
    issued = tx.find(store.CERTIFICATES, {"number_index": {"$in": list(cards)}}, sort="number_index") if cards else []
    with_cards = {cards[document["number_index"]] for document in issued}
    return _told_of(run, keys, first, registered, with_cards)


def _told_of(
    run: Import,
    keys: dict[int, bytes],
    first: dict[bytes, int],
    registered: dict[bytes, Document],
    with_cards: set[int],
) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    finding = partial(Finding, severity=import_rows.REVIEW, field="resident_id", place=run.layout.place("resident_id"))
    for number, key in keys.items():
        person = registered.get(key)
        told = found.setdefault(number, [])
        if first[key] < number:
            told.append(finding(pb.IMPORT_FINDING_CODE_DUPLICATE_IN_FILE, other_row=first[key]))
        if person is not None:
            shown = (
                str(person.get("merged_into") or person["_id"]) if access.caller().sees(person["region_code"]) else ""
            )
            told.append(finding(pb.IMPORT_FINDING_CODE_DUPLICATE_IN_REGISTER, person_id=shown))
        elif number in with_cards:
            place = run.layout.place("certificate_number")
            code = pb.IMPORT_FINDING_CODE_CERTIFICATE_IN_REGISTER
            told.append(Finding(code, import_rows.REVIEW, "certificate_number", place))
    return {number: told for number, told in found.items() if told}


def _enter(tx: Transaction, entry: Entry) -> Person:
    """A person of the register, by the rules and events of RegisterPerson, RecordNeed and EnterProgramme."""
    card = entry.card
    person: Person = commands.new_person(
        tx,
        entry.resident_id,
        Identity(entry.resident_id.number, entry.name, entry.phone, entry.address),
        resident_key=store.resident_key(tx.vault, entry.resident_id.number),
        region_code=entry.region_code,
        registered_on=entry.registered_on,
        registered_by=entry.registered_by,
        certificate=None
        if card is None
        else commands.CertificateData(card.number.number, card.issued_on, card.expires_on, import_rows.FIELDS_OF_CARD),
        looked_up=True,
    )
    if entry.job is not None:
        placement_id = new_id()
        person.hear_start(placement_id, "", entry.job.employer_code, entry.job.started_on)
        if entry.job.ended_on is not None:
            person.hear_end(placement_id, "", entry.job.employer_code, entry.job.ended_on)
    for code, entered_on in entry.programmes:
        person.enter_programme(code, entered_on, entry.registered_by)
    needed, loop = entry.needed, None
    if needed is not None:
        loop = commands.record_first_needs(
            tx,
            person,
            needed.kinds,
            occupation_code=needed.occupation_code,
            willing=needed.willing,
            recorded_on=needed.recorded_on,
            recorded_by=entry.registered_by,
        )
    store.save_person(tx, person, latest=loop)
    return person


def commit(tx: Transaction, import_id: str) -> pb.ImportProgress:
    """Raises `NotFound`, `NotInState`."""
    run = import_store.load(tx, import_id)
    run.commit()
    return import_store.save(tx, run)


def cancel(tx: Transaction, import_id: str) -> pb.ImportProgress:
    """Raises `NotFound`, `NotInState`."""
    run = import_store.load(tx, import_id)
    run.cancel(tx.now)
    return import_store.save(tx, run)
