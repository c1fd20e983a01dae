"""Verification: one certificate, or many at once, on a day. MongoDB → proto message, no aggregate.

Nothing is decrypted: numbers are compared by their keyed index. Of a person of another region the answer is the same as
of one whom nobody knows. The audit has every verification before its answer is given; a batch is one entry.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1.events_pb2 import CERTIFICATE_KIND_DISABILITY, CERTIFICATE_KIND_VETERAN

from services.registry.domain.certificate import verify
from services.registry.store import (
    CERTIFICATES,
    PERSONS,
    VETERAN_CERTIFICATES,
    certificate_notes,
    number_key,
    veteran_number_key,
)
from shared import access, dates
from shared.grpc_checks import faults
from shared.store import Database, Document
from shared.vault import Vault

# What a verification needs of a person's document.
_VERIFIED: Final = {CERTIFICATES: 1, VETERAN_CERTIFICATES: 1, "erased_on": 1, "merged_into": 1, "merged_ids": 1}
# What nearly every query is. Whatever is not is judged by the contract's rules, which take ten times as long.
_NUMBER: Final = re.compile(r"[0-9]{17}[0-9Xx][0-9]{2}(B[1-9][0-9]?)?")
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class _Asked(NamedTuple):
    """What is asked about: the certificates of a kind (a person's field), by a number's keyed index or a person."""

    cards: str
    key: bytes | str

    @property
    def number(self) -> bytes | None:
        """The keyed index of the number on the card; None: asked by person."""
        return self.key if isinstance(self.key, bytes) else None


def _asked(vault: Vault, query: pb.VerificationQuery | pb.VerifyCertificateRequest) -> _Asked:
    match query.WhichOneof("certificate"):
        case "certificate_number":
            return _Asked(CERTIFICATES, number_key(vault, query.certificate_number.upper()))
        case "veteran_certificate_number":
            return _Asked(VETERAN_CERTIFICATES, veteran_number_key(vault, query.veteran_certificate_number.upper()))
        case "veteran_person_id":
            return _Asked(VETERAN_CERTIFICATES, query.veteran_person_id.lower())
        case _:
            return _Asked(CERTIFICATES, query.person_id.lower())


def verify_certificate(
    database: Database, query: pb.VerifyCertificateRequest, on: date
) -> pb.VerifyCertificateResponse:
    """Judge a certificate, by its number or its holder, on a day; the audit has it before the answer is given."""
    asked = _asked(database.vault, query)
    whose = {"_id": asked.key} if asked.number is None else {f"{asked.cards}.number_index": asked.key}
    rows = database.collection(PERSONS).find({**whose, **access.rows("region_code")}, _VERIFIED)
    row, answer = _best([_whole(database, row) for row in rows], asked, on)
    database.audit.note([] if row is None else [f"{PERSONS}/{row['_id']}"], _outcome(answer.result))
    return answer


def verify_certificates(
    database: Database, queries: Sequence[pb.VerificationQuery], on: date
) -> list[pb.VerificationAnswer]:
    """The same for each of many, in their order. A query that breaks a rule is told so, and nothing is looked up."""
    answers: list[pb.VerificationAnswer | None] = []
    questions: list[_Asked | None] = []
    vault = database.vault
    for query in queries:
        fault = _fault(query)
        answers.append(None if fault is None else pb.VerificationAnswer(fault=fault))
        questions.append(_asked(vault, query) if fault is None else None)
    found = _found(database, [asked for asked in questions if asked is not None])
    counts: Counter[str] = Counter()
    told: dict[str, None] = {}
    for place, asked in enumerate(questions):
        if asked is not None:
            row, judged = _best(found.get(asked.key, []), asked, on)
            if row is not None:
                told[f"{PERSONS}/{row['_id']}"] = None
            answers[place] = pb.VerificationAnswer(verification=judged)
            counts[_outcome(judged.result)] += 1
        else:
            counts["fault"] += 1
    database.audit.note(list(told), ", ".join(f"{outcome} {count}" for outcome, count in sorted(counts.items())))
    return [answer for answer in answers if answer is not None]


def _fault(query: pb.VerificationQuery) -> pb.QueryFault | None:
    if _NUMBER.fullmatch(query.certificate_number) or _ID.fullmatch(query.person_id):
        return None
    broken = faults(query)
    return pb.QueryFault(field=broken[0].field, description=broken[0].description) if broken else None


def _found(database: Database, questions: Sequence[_Asked]) -> dict[bytes | str, list[Document]]:
    """The persons' documents by what was asked for: a keyed index of a number, or a person's id."""
    persons, own = database.collection(PERSONS), access.rows("region_code")
    found: dict[bytes | str, list[Document]] = {}
    for cards in (CERTIFICATES, VETERAN_CERTIFICATES):
        wanted = {asked.number for asked in questions if asked.cards == cards and asked.number is not None}
        if wanted:
            # By this index, whatever MongoDB thinks of the region's.
            index = f"{cards}.number_index"
            for row in persons.find({index: {"$in": list(wanted)}, **own}, _VERIFIED, hint=[(index, 1)]):
                for key in {certificate.get("number_index") for certificate in row[cards]} & wanted:
                    found.setdefault(key, []).append(row)
    ids = {asked.key for asked in questions if asked.number is None}
    if ids:
        for row in persons.find({"_id": {"$in": list(ids)}, **own}, _VERIFIED, hint="_id_"):
            found[row["_id"]] = [row]
    # Merges are few: a query for each.
    return {key: [_whole(database, row) for row in rows] for key, rows in found.items()}


def _whole(database: Database, row: Document) -> Document:
    """The person's document with the certificates of all records merged into it; of a merged one the survivor's.

    A certificate of any of them is the person's; the one issued last is in force.
    """
    if "merged_into" not in row and "merged_ids" not in row:
        return row
    survivor_id = row.get("merged_into") or row["_id"]
    of_one = {"$or": [{"_id": survivor_id}, {"merged_into": survivor_id}]}
    records = list(database.collection(PERSONS).find(of_one, _VERIFIED))
    cards = {
        kind: sorted((each for record in records for each in record.get(kind, ())), key=_issued)
        for kind in (CERTIFICATES, VETERAN_CERTIFICATES)
    }
    return next(record for record in records if record["_id"] == survivor_id) | cards


def _issued(certificate: Document) -> str:
    return str(certificate["valid_from"])


def _best(rows: Sequence[Document], asked: _Asked, on: date) -> tuple[Document | None, pb.VerifyCertificateResponse]:
    """The answer, and of whom: of several who had the number, one by mistake, who has a certificate by it."""
    if not rows:
        return None, _judged(None, asked, on)
    judged = [(row, _judged(row, asked, on)) for row in rows]
    return min(judged, key=lambda each: (_rank(each[1].result), each[0]["_id"]))


def _rank(result: pb.VerificationResult) -> int:
    """The certificate in force first, one that was revoked last."""
    if result == pb.VERIFICATION_RESULT_VALID:
        return 0
    return 2 if result == pb.VERIFICATION_RESULT_REVOKED else 1


def _judged(row: Document | None, asked: _Asked, on: date) -> pb.VerifyCertificateResponse:
    notes = [] if row is None else certificate_notes(row, asked.cards)
    key = asked.number
    on_card = None if key is None else {note.id for note in notes if note.number_key == key}
    result, certificate = verify(notes, on_card, on)
    if row is None or certificate is None or row["erased_on"] is not None:
        erased = row is not None and row["erased_on"] is not None
        return pb.VerifyCertificateResponse(result=pb.VERIFICATION_RESULT_ERASED if erased else result)
    return pb.VerifyCertificateResponse(
        result=result,
        certificate_id=certificate.id,
        person_id=row["_id"],
        category=certificate.category,  # type: ignore[arg-type]  # 0–7, the enum's numbers
        level=certificate.level,
        valid_from=dates.to_wire(certificate.valid_from),
        valid_until=dates.to_wire(certificate.valid_until),
        kind=CERTIFICATE_KIND_DISABILITY if asked.cards == CERTIFICATES else CERTIFICATE_KIND_VETERAN,
    )


@cache
def _outcome(result: pb.VerificationResult) -> str:
    return pb.VerificationResult.Name(result).removeprefix("VERIFICATION_RESULT_").lower()
