"""Verification: one certificate, or many at once, on a day. MongoDB → proto message, no aggregate.

Nothing is decrypted: numbers are compared by their keyed index. Of a person of another region the answer is the same as
of one whom nobody knows. The audit has every verification before its answer is given; a batch is one entry.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from bihuan.registry.v1 import registry_service_pb2 as pb

from services.registry.domain.certificate import verify
from services.registry.store import PERSONS, certificate_notes, number_key
from shared import access, dates
from shared.grpc_checks import faults
from shared.store import Database, Document

# What a verification needs of a person's document.
_VERIFIED: Final = {"certificates": 1, "erased_on": 1, "merged_into": 1, "merged_ids": 1}
_BY_NUMBER: Final = [("certificates.number_index", 1)]
# What nearly every query is. Whatever is not is judged by the contract's rules, which take ten times as long.
_NUMBER: Final = re.compile(r"[0-9]{17}[0-9Xx][0-9]{2}(B[1-9][0-9]?)?")
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def verify_certificate(
    database: Database, certificate_number: str | None, person_id: str | None, on: date
) -> pb.VerifyCertificateResponse:
    """Judge a certificate, by its number or its holder, on a day; the audit has it before the answer is given."""
    key = None if certificate_number is None else number_key(database.vault, certificate_number.upper())
    asked = {"_id": (person_id or "").lower()} if key is None else {"certificates.number_index": key}
    rows = database.collection(PERSONS).find({**asked, **access.rows("region_code")}, _VERIFIED)
    row, answer = _best([_whole(database, row) for row in rows], key, on)
    database.audit.note([] if row is None else [f"{PERSONS}/{row['_id']}"], _outcome(answer.result))
    return answer


def verify_certificates(
    database: Database, queries: Sequence[pb.VerificationQuery], on: date
) -> list[pb.VerificationAnswer]:
    """The same for each of many, in their order. A query that breaks a rule is told so, and nothing is looked up."""
    answers: list[pb.VerificationAnswer | None] = []
    keys: list[bytes | str] = []
    for query in queries:
        fault = _fault(query)
        answers.append(None if fault is None else pb.VerificationAnswer(fault=fault))
        if fault is not None:
            keys.append("")
        elif query.WhichOneof("certificate") == "certificate_number":
            keys.append(number_key(database.vault, query.certificate_number.upper()))
        else:
            keys.append(query.person_id.lower())
    found = _found(database, keys)
    counts: Counter[str] = Counter()
    told: dict[str, None] = {}
    for place, key in enumerate(keys):
        if answers[place] is None:
            row, judged = _best(found.get(key, []), key if isinstance(key, bytes) else None, on)
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


def _found(database: Database, keys: Sequence[bytes | str]) -> dict[bytes | str, list[Document]]:
    """The persons' documents by what was asked for: a keyed index of a number, or a person's id."""
    persons, own = database.collection(PERSONS), access.rows("region_code")
    wanted = {key for key in keys if isinstance(key, bytes)}
    found: dict[bytes | str, list[Document]] = {}
    if wanted:
        # By this index, whatever MongoDB thinks of the region's.
        rows = persons.find({"certificates.number_index": {"$in": list(wanted)}, **own}, _VERIFIED, hint=_BY_NUMBER)
        for row in rows:
            for key in {certificate.get("number_index") for certificate in row["certificates"]} & wanted:
                found.setdefault(key, []).append(row)
    ids = {key for key in keys if isinstance(key, str) and key}
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
    certificates = sorted((each for record in records for each in record["certificates"]), key=_issued)
    return next(record for record in records if record["_id"] == survivor_id) | {"certificates": certificates}


def _issued(certificate: Document) -> str:
    return str(certificate["valid_from"])


def _best(
    rows: Sequence[Document], key: bytes | None, on: date
) -> tuple[Document | None, pb.VerifyCertificateResponse]:
    """The answer, and of whom: of several who had the number, one by mistake, who has a certificate by it."""
    if not rows:
        return None, _judged(None, key, on)
    judged = [(row, _judged(row, key, on)) for row in rows]
    return min(judged, key=lambda each: (_rank(each[1].result), each[0]["_id"]))


def _rank(result: pb.VerificationResult) -> int:
    """The certificate in force first, one that was revoked last."""
    if result == pb.VERIFICATION_RESULT_VALID:
        return 0
    return 2 if result == pb.VERIFICATION_RESULT_REVOKED else 1


def _judged(row: Document | None, key: bytes | None, on: date) -> pb.VerifyCertificateResponse:
    """`key`: the keyed index of the number on the card, if that is known."""
    notes = [] if row is None else certificate_notes(row)
    on_card = None if key is None else {note.id for note in notes if note.number_key == key}
    result, certificate = verify(notes, on_card, on)
    if row is None or certificate is None or row["erased_on"] is not None:
        erased = row is not None and row["erased_on"] is not None
        return pb.VerifyCertificateResponse(result=pb.VERIFICATION_RESULT_ERASED if erased else result)
    return pb.VerifyCertificateResponse(
        result=result,
        certificate_id=certificate.id,
        person_id=row["_id"],
        category=certificate.category,  # type: ignore[arg-type]  # 1–7, the enum's numbers
        level=certificate.level,
        valid_from=dates.to_wire(certificate.valid_from),
        valid_until=dates.to_wire(certificate.valid_until),
    )


@cache
def _outcome(result: pb.VerificationResult) -> str:
    return pb.VerificationResult.Name(result).removeprefix("VERIFICATION_RESULT_").lower()
