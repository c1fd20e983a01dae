"""Documents ↔ aggregates and views, the indexes, and the files of rules.

Own: `employers`, `drafts`, `declarations`, `reopenings`, `conflicts`, `assessments`. Views of others' events:
`placements` (recruitment), `certificates` and `persons` (registry). The views keep just what the count needs, each by
its own id, so any order of hearing will do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import yaml

from services.levy import filed
from services.levy.domain import filing, review
from services.levy.domain.assessment import Assessment, Computed
from services.levy.domain.counting import Certificate, Claim, DeclaredLine, Person, Placement, Settled
from services.levy.domain.declaration import Declaration, Draft
from services.levy.domain.employer import Employer
from services.levy.domain.filing import Filing
from services.levy.domain.formula import Outcome, Result
from services.levy.domain.review import Window
from services.levy.domain.rules import Rulebook
from services.levy.domain.trace import Cited, Line
from shared import access, older_records
from shared.errors import NotFound
from shared.store import Database, Document, Transaction

EMPLOYERS, DECLARATIONS, ASSESSMENTS = "employers", "declarations", "assessments"
DRAFTS, REOPENINGS, CONFLICTS = "drafts", "reopenings", "conflicts"
PLACEMENTS, CERTIFICATES, PERSONS = "placements", "certificates", "persons"

INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    (EMPLOYERS, [("code", 1), ("_id", 1)], {}),
    (EMPLOYERS, [("code", 1)], {"unique": True, "name": "one_employer_per_code"}),
    (DECLARATIONS, [("employer_code", 1), ("base_year", 1)], {"unique": True}),
    # Work lists, and who else claims a person.
    (DECLARATIONS, [("reviewing_region", 1), ("filed_on", 1), ("_id", 1)], {}),
    (DECLARATIONS, [("reviewing_region", 1), ("state", 1), ("filed_on", 1), ("_id", 1)], {}),
    (DECLARATIONS, [("person_ids", 1), ("base_year", 1)], {}),
    (DRAFTS, [("employer_code", 1), ("base_year", 1)], {"unique": True}),
    (REOPENINGS, [("employer_code", 1), ("base_year", 1)], {}),
    (CONFLICTS, [("person_id", 1), ("base_year", 1)], {"unique": True}),
    (CONFLICTS, [("sides.employer_code", 1), ("base_year", 1)], {}),
    (CONFLICTS, [("sides.region_code", 1), ("_id", 1)], {}),
    (ASSESSMENTS, [("employer_code", 1), ("order", 1), ("_id", 1)], {}),
    # At most one assessment of an employer and year holds.
    (
        ASSESSMENTS,
        [("employer_code", 1), ("levy_year", 1)],
        {"unique": True, "partialFilterExpression": {"superseded_by": ""}},
    ),
    (PLACEMENTS, [("employer_code", 1)], {}),
    (PLACEMENTS, [("person_id", 1)], {}),
    (CERTIFICATES, [("person_id", 1)], {}),
    (PERSONS, [("merged_into", 1)], {"sparse": True}),
]

DATA = Path(__file__).parent / "data"


def rulebook(directories: Iterable[Path] = (DATA,)) -> Rulebook:
    """The rules on file. Raises `ValueError` or `yaml.YAMLError` for a broken file, a gap or an overlap."""
    files = [file for directory in directories for file in sorted(directory.glob("*.yaml"))]
    return Rulebook.of(yaml.safe_load(file.read_text(encoding="utf-8")) for file in files)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def refuse_older_records(database: Database) -> None:
    """What a program does before it serves: declarations from before there was a review have no state in it.

    Raises `OlderRecords`.
    """
    older_records.refuse(database, {DECLARATIONS: ("state", "steps", "returned", "claims_by_lines")})


def own(document: Document | None, kind: str, field: str) -> Document:
    """The document, if there is one and it is of the caller's regions. Raises `NotFound` in the name of `field`."""
    absent = NotFound(kind, field)
    if document is None:
        raise absent
    access.require_row(document["region_code"], absent)
    return document


def employer(tx: Transaction, code: str) -> Employer:
    """The employer with this code; raises `NotFound`, also when it is in none of the caller's regions."""
    document = own(tx.find_one(EMPLOYERS, {"code": code}), "employer", "employer_code")
    return Employer(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        code=document["code"],
        name=document["name"],
        kind=document["kind"],
        founded_on=date.fromisoformat(document["founded_on"]),
        region_code=document["region_code"],
        management_level=document.get("management_level", "COUNTY"),
    )


def save_employer(tx: Transaction, employer: Employer) -> None:
    """Store it with its events."""
    tx.save(EMPLOYERS, employer, employer_document(employer))


def employer_document(employer: Employer) -> Document:
    """Its state."""
    return {
        "code": employer.code,
        "name": employer.name,
        "kind": employer.kind,
        "founded_on": employer.founded_on.isoformat(),
        "region_code": employer.region_code,
        "management_level": employer.management_level,
    }


def declaration(tx: Transaction, employer_code: str, base_year: int) -> Declaration | None:
    """The declaration of an employer and year, if there is one."""
    document = tx.find_one(DECLARATIONS, {"employer_code": employer_code, "base_year": base_year})
    return filed.declaration_of(document) if document else None


def declarations(tx: Transaction, employer_codes: list[str], base_year: int) -> dict[str, Declaration]:
    """The same of several employers, by code."""
    found = tx.find(DECLARATIONS, {"employer_code": {"$in": employer_codes}, "base_year": base_year})
    return {document["employer_code"]: filed.declaration_of(document) for document in found}


def declaration_by_id(tx: Transaction, id: str) -> Declaration:
    """The declaration; raises `NotFound`, also when it is in none of the caller's regions."""
    return filed.declaration_of(own(tx.find_one(DECLARATIONS, {"_id": id}), "declaration", "declaration_id"))


def save_declaration(tx: Transaction, declaration: Declaration, employer: Employer) -> None:
    """Store it with its events."""
    tx.save(DECLARATIONS, declaration, filed.declaration_document(declaration, employer.reviewing_region))


def draft(tx: Transaction, employer_code: str, base_year: int) -> Draft | None:
    """The draft of an employer and year, if there is one."""
    document = tx.find_one(DRAFTS, {"employer_code": employer_code, "base_year": base_year})
    return filed.draft_of(document) if document else None


def draft_by_id(tx: Transaction, id: str) -> Draft:
    """The draft; raises `NotFound`, also when it is in none of the caller's regions."""
    return filed.draft_of(own(tx.find_one(DRAFTS, {"_id": id}), "draft", "draft_id"))


def save_draft(tx: Transaction, draft: Draft) -> None:
    """Store it."""
    tx.save(DRAFTS, draft, filed.draft_document(draft))


def window(tx: Transaction, book: Rulebook, employer: Employer, base_year: int) -> Window:
    """From when to when an employer may file a year; raises `RuleMissing`."""
    of_year = {"employer_code": employer.code, "base_year": base_year}
    reopened = max((row["until"] for row in tx.find(REOPENINGS, of_year)), default=None)
    return review.window(book.of_year(base_year + 1, employer.region_code, "base_year"), _day(reopened))


def assessment_in_force(tx: Transaction, employer_code: str, levy_year: int) -> Assessment | None:
    """The assessment of an employer and year that no other superseded."""
    document = tx.find_one(ASSESSMENTS, {"employer_code": employer_code, "levy_year": levy_year, "superseded_by": ""})
    return _assessment(document) if document else None


def assessment_by_id(tx: Transaction, id: str) -> Assessment:
    """An assessment of an employer that the caller may see, also one that was superseded; raises `NotFound`."""
    return _assessment(own(tx.find_one(ASSESSMENTS, {"_id": id}), "assessment", "assessment_id"))


def assessments_in_force(tx: Transaction, employer_codes: list[str], levy_year: int) -> dict[str, Assessment]:
    """The same of several employers, by code."""
    found = tx.find(
        ASSESSMENTS, {"employer_code": {"$in": employer_codes}, "levy_year": levy_year, "superseded_by": ""}
    )
    return {document["employer_code"]: _assessment(document) for document in found}


def save_assessment(tx: Transaction, assessment: Assessment) -> None:
    """Store it with its events."""
    tx.save(ASSESSMENTS, assessment, assessment_document(assessment))


def assessment_document(assessment: Assessment) -> Document:
    """Its state."""
    return {
        **computed_document(assessment.computed),
        "assessed_on": assessment.assessed_on.isoformat(),
        "sequence": assessment.sequence,
        "order": f"{assessment.computed.levy_year:04}-{assessment.sequence:06}",
        "superseded_by": assessment.superseded_by,
    }


def computed_document(computed: Computed) -> Document:
    """What was computed, also for a preview that is not stored. Fractions are text: `9/5`."""
    result = computed.result
    return {
        "employer_code": computed.employer_code,
        "region_code": computed.region_code,
        "levy_year": computed.levy_year,
        "rules_of": computed.rules_of.isoformat(),
        "declared_on": _text(computed.declared_on),
        "certificates_valid_on": _text(computed.certificates_valid_on),
        "outcome": result.outcome.name,
        "due_fen": result.due_fen,
        "payable_fen": result.payable_fen,
        "staff": str(result.staff),
        "placed": str(result.placed),
        "required": str(result.required),
        "wage_applied_fen": result.wage_applied_fen,
        "lines": [line_document(line) for line in result.lines],
        **({"slice_id": computed.facts_in[0], "row": computed.facts_in[1]} if computed.facts_in else {}),
    }


def line_document(line: Line) -> Document:
    """A line of an explanation."""
    cited = line.cited
    return {
        "key": line.key,
        "label_zh": line.label_zh,
        "label_en": line.label_en,
        "formula": line.formula,
        "inputs": [{"name": name, "value": value} for name, value in line.inputs],
        "result": line.result,
        "unit": line.unit,
        "rounding": line.rounding,
        "note": line.note,
        "source": None
        if cited is None
        else {
            "act": cited.act,
            "article": cited.article,
            "layer": cited.layer,
            "in_force_from": cited.in_force_from.isoformat(),
            "in_force_until": _text(cited.in_force_until),
        },
    }


def _assessment(document: Document) -> Assessment:
    return Assessment(
        id=document["_id"],
        version=document["version"],
        revision=document["revision"],
        computed=Computed(
            employer_code=document["employer_code"],
            region_code=document["region_code"],
            levy_year=document["levy_year"],
            rules_of=date.fromisoformat(document["rules_of"]),
            declared_on=_day(document["declared_on"]),
            certificates_valid_on=_day(document["certificates_valid_on"]),
            result=Result(
                outcome=Outcome[document["outcome"]],
                due_fen=document["due_fen"],
                payable_fen=document["payable_fen"],
                staff=Fraction(document["staff"]),
                placed=Fraction(document["placed"]),
                required=Fraction(document["required"]),
                wage_applied_fen=document["wage_applied_fen"],
                lines=tuple(_line(row) for row in document["lines"]),
            ),
            facts_in=(document["slice_id"], document["row"]) if "slice_id" in document else None,
        ),
        assessed_on=date.fromisoformat(document["assessed_on"]),
        sequence=document["sequence"],
        superseded_by=document["superseded_by"],
    )


def _line(row: Document) -> Line:
    source = row["source"]
    return Line(
        key=row["key"],
        label_zh=row["label_zh"],
        label_en=row["label_en"],
        formula=row["formula"],
        inputs=tuple((given["name"], given["value"]) for given in row["inputs"]),
        result=row["result"],
        unit=row["unit"],
        rounding=row["rounding"],
        note=row["note"],
        cited=None
        if source is None
        else Cited(
            source["act"],
            source["article"],
            source["layer"],
            date.fromisoformat(source["in_force_from"]),
            _day(source["in_force_until"]),
        ),
    )


def claims(
    tx: Transaction, book: Rulebook, employer: Employer, base_year: int, own: Filing | None
) -> tuple[list[Claim], dict[str, Person]]:
    """An employer's claims of a year, all others' to the same persons, and those persons by id.

    An employer claims by the lines of its declaration, or, if it declared none, by its placements. `own`: the filing
    whose lines hold for this employer. Two records of one person are one: all is claimed under the surviving one's id.
    """
    regions_and_filings = {employer.code: (employer.region_code, own)}
    return claims_of(tx, book, regions_and_filings, base_year).get(employer.code, ([], {}))


def claims_of(
    tx: Transaction, book: Rulebook, employers: Mapping[str, tuple[str, Filing | None]], base_year: int
) -> dict[str, tuple[list[Claim], dict[str, Person]]]:
    """The same of several employers (region and filing by code); of those that claim nobody nothing."""
    mine: dict[str, list[Claim]] = {}
    by_placements = []
    for code, (region_code, own) in employers.items():
        if own is None or own.lines is None:
            by_placements.append(code)
        elif own.lines:
            mine[code] = [*_lines(book, code, region_code, base_year, own)]
    for row in tx.find(PLACEMENTS, {"employer_code": {"$in": by_placements}}) if by_placements else ():
        mine.setdefault(row["employer_code"], []).append(_placement(row))
    survivors = _survivors(tx, {claim.person_id for claims in mine.values() for claim in claims})
    if not survivors:
        return {}
    to_person = _to_persons(tx, book, base_year, survivors)
    persons = _persons(tx, survivors)
    found = {}
    for code, claims in mine.items():
        own_ids = sorted({survivors[claim.person_id] for claim in claims})
        others = [claim for id in own_ids for claim in to_person[id] if claim.employer_code != code]
        every = [replace(claim, person_id=survivors[claim.person_id]) for claim in (*claims, *others)]
        found[code] = (every, {id: persons[id] for id in own_ids})
    return found


def claims_to(
    tx: Transaction, book: Rulebook, base_year: int, person_ids: Iterable[str]
) -> tuple[list[Claim], dict[str, Person]]:
    """All employers' claims of a year to these persons, and the persons by id; of merged records, the survivor's."""
    survivors = _survivors(tx, set(person_ids))
    if not survivors:
        return [], {}
    to_person = _to_persons(tx, book, base_year, survivors)
    found = [replace(claim, person_id=id) for id, theirs in sorted(to_person.items()) for claim in theirs]
    return found, _persons(tx, survivors)


def _to_persons(
    tx: Transaction, book: Rulebook, base_year: int, survivors: Mapping[str, str]
) -> dict[str, list[Claim]]:
    """All who claim a person in a year, by the surviving id; each claim as it was made."""
    ids = sorted(survivors)
    placed = [_placement(row) for row in tx.find(PLACEMENTS, {"person_id": {"$in": ids}})]
    placers = sorted({claim.employer_code for claim in placed})
    named = {"$or": [{"person_ids": {"$in": ids}}, {"employer_code": {"$in": placers}}]}
    by_lines = {
        row["employer_code"]: row
        for row in tx.find(DECLARATIONS, {"base_year": base_year, "claims_by_lines": True, **named})
    }
    to_person: dict[str, list[Claim]] = {survivor: [] for survivor in survivors.values()}
    for claim in placed:
        if claim.employer_code not in by_lines:
            to_person[survivors[claim.person_id]].append(claim)
    for code, row in by_lines.items():
        for line in _lines(book, code, row["region_code"], base_year, filed.declaration_of(row).current):
            if line.person_id in survivors:
                to_person[survivors[line.person_id]].append(line)
    return to_person


def settled(tx: Transaction, base_year: int, ids: Iterable[str]) -> Settled:
    """For whom the months of these persons were settled by reviewers."""
    ids = sorted(ids)
    rows = tx.find(CONFLICTS, {"person_id": {"$in": ids}, "base_year": base_year}) if ids else []
    return {(row["person_id"], each["month"]): each["employer_code"] for row in rows for each in row["settled"]}


def _lines(book: Rulebook, employer_code: str, region_code: str, base_year: int, own: Filing) -> list[DeclaredLine]:
    rules = book.of_year(base_year + 1, region_code, "base_year")

    def minimum_wage(month: int) -> Fraction | None:
        held = rules.minimum_wage(month)
        return held.value.fen if held else None

    return filing.claims(employer_code, own.lines or (), minimum_wage)


def _persons(tx: Transaction, survivors: Mapping[str, str]) -> dict[str, Person]:
    """By the surviving id, with the certificates of all records of each."""
    ids = sorted(survivors)
    certificates: dict[str, list[Certificate]] = {id: [] for id in survivors.values()}
    for row in tx.find(CERTIFICATES, {"person_id": {"$in": ids}}):
        certificates[survivors[row["person_id"]]].append(_certificate(row))
    ages = {
        row["_id"]: (date.fromisoformat(row["working_age_from"]), date.fromisoformat(row["working_age_until"]))
        for row in tx.find(PERSONS, {"_id": {"$in": ids}, "working_age_from": {"$exists": True}})
    }
    return {id: Person(ages.get(id), tuple(found)) for id, found in sorted(certificates.items())}


def _survivors(tx: Transaction, ids: set[str]) -> dict[str, str]:
    """Of these persons, and of all records that are of the same persons: the id under which each is counted."""
    if not ids:
        return {}
    named = {"_id": {"$in": sorted(ids)}, "merged_into": {"$ne": None}}
    counted = ids | {row["merged_into"] for row in tx.find(PERSONS, named)}
    merged = tx.find(PERSONS, {"merged_into": {"$in": sorted(counted)}})
    # A merged record has none merged into it: one step leads to the survivor.
    into = {row["_id"]: row["merged_into"] for row in merged}
    return {id: into.get(id, id) for id in counted | into.keys()}


def _placement(row: Document) -> Placement:
    return Placement(
        id=row["_id"],
        person_id=row["person_id"],
        employer_code=row["employer_code"],
        form=row["form"],
        started_on=date.fromisoformat(row["started_on"]),
        ended_on=_day(row.get("ended_on")),
        contract_from=date.fromisoformat(row["contract_from"]),
        contract_until=_day(row["contract_until"]),
    )


def _certificate(row: Document) -> Certificate:
    kind: Literal["DISABILITY", "VETERAN"] = row["kind"]
    return Certificate(
        id=row["_id"],
        level=row["level"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]),
        kind=kind,
        category=row.get("category", ""),
    )
