"""Questions to the levy: documents → messages."""

import json
from datetime import date
from fractions import Fraction

from bihuan.levy.v1 import levy_service_pb2 as pb
from pydantic_core import to_jsonable_python

from services.levy import province_store, store
from services.levy.domain import counting
from services.levy.domain.declaration import Declaration
from services.levy.domain.rules import Held, Rounding, Rulebook
from services.levy.domain.trace import half_up, text
from shared import access, dates
from shared.errors import NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction


def employer_message(document: Document) -> pb.Employer:
    """As callers see it."""
    return pb.Employer(
        employer_id=document["_id"],
        employer_code=document["code"],
        name=document["name"],
        kind=f"EMPLOYER_KIND_{document['kind']}",
        founded_on=dates.to_wire(date.fromisoformat(document["founded_on"])),
        region_code=document["region_code"],
        management_level=f"MANAGEMENT_LEVEL_{document.get('management_level', 'COUNTY')}",
    )


def list_employers(database: Database, region_code: str, page_size: int, page_token: str) -> pb.ListEmployersResponse:
    """Employers of a region's subtree, by code."""
    mine = access.rows("region_code", region_code)
    rows, token = page(
        database.collection(store.EMPLOYERS), mine, page_size=page_size, page_token=page_token, sort="code"
    )
    return pb.ListEmployersResponse(employers=map(employer_message, rows), next_page_token=token)


def declaration(tx: Transaction, employer_code: str, base_year: int) -> pb.Declaration:
    """One declaration; raises `NotFound`."""
    store.employer(tx, employer_code)
    found = store.declaration(tx, employer_code, base_year)
    if found is None:
        raise NotFound("declaration", "base_year")
    return declaration_message(found)


def declaration_message(declaration: Declaration) -> pb.Declaration:
    """As callers see it: the last filing, and the earlier ones."""
    *earlier, current = declaration.filings
    message = pb.Declaration(
        declaration_id=declaration.id,
        employer_code=declaration.employer_code,
        base_year=declaration.base_year,
        monthly_staff=current.figures.monthly_staff,
        wage_bill_fen=current.figures.wage_bill_fen,
        submitted_on=dates.to_wire(declaration.submitted_on),
        earlier=[
            pb.EarlierFiling(
                monthly_staff=filing.figures.monthly_staff,
                wage_bill_fen=filing.figures.wage_bill_fen,
                filed_on=dates.to_wire(filing.filed_on),
            )
            for filing in earlier
        ],
    )
    if earlier:
        message.corrected_on.CopyFrom(dates.to_wire(current.filed_on))
    return message


def placed_count(
    tx: Transaction, rulebook: Rulebook, employer_code: str, base_year: int, as_of: date | None
) -> pb.GetPlacedCountResponse:
    """The twelve months of an employer; raises `NotFound`, `RuleMissing`."""
    found = store.employer(tx, employer_code)
    rules = rulebook.of_year(base_year + 1, found.region_code, "base_year")
    declared = store.declaration(tx, employer_code, base_year)
    certificates_on = as_of or (declared.submitted_on if declared else date(base_year, 12, 31))
    claims, persons = store.claims(tx, rulebook, found, base_year, declared.current if declared else None)
    settled = store.settled(tx, base_year, persons)
    months = counting.count(employer_code, base_year, certificates_on, rules, claims, persons, settled)
    rounding: Rounding = rules.get("rounding").value
    return pb.GetPlacedCountResponse(
        employer_code=employer_code,
        base_year=base_year,
        certificates_valid_on=dates.to_wire(certificates_on),
        months=map(_month_message, months),
        placed=text(half_up(counting.placed_average(months), rounding.placed)),
    )


def _month_message(month: counting.Month) -> pb.PlacedMonth:
    return pb.PlacedMonth(
        month=month.month,
        heads=month.heads,
        weighted=month.weighted,
        lines=[
            pb.PlacedLine(
                person_id=line.person_id,
                placement_id=line.placement_id,
                counted=line.counted,
                weight=line.weight,
                reasons=[f"NOT_COUNTED_REASON_{reason.name}" for reason in line.reasons],
                contested_by=line.contested_by,
                declared_line=line.number,
            )
            for line in month.lines
        ],
    )


def assessment(tx: Transaction, assessment_id: str) -> pb.Assessment:
    """One assessment; raises `NotFound`."""
    document = tx.find_one(store.ASSESSMENTS, {"_id": assessment_id, **access.rows("region_code")})
    if document is None:
        raise NotFound("assessment", "assessment_id")
    if "slice_id" in document:
        document = {**document, "lines": province_store.lines(tx, document)}
    return assessment_message(document)


def list_assessments(
    database: Database, employer_code: str, levy_year: int, page_size: int, page_token: str
) -> pb.ListAssessmentsResponse:
    """Assessments of an employer, by levy year and then in the order issued."""
    of_employer = {"employer_code": employer_code, **access.rows("region_code")}
    if levy_year:
        of_employer["levy_year"] = levy_year
    rows, token = page(
        database.collection(store.ASSESSMENTS), of_employer, page_size=page_size, page_token=page_token, sort="order"
    )
    return pb.ListAssessmentsResponse(
        assessments=[assessment_message({**row, "lines": []}) for row in rows], next_page_token=token
    )


def assessment_message(document: Document) -> pb.Assessment:
    """As callers see it; a document without `_id` is a preview."""
    if "_id" not in document:
        status = pb.ASSESSMENT_STATUS_PREVIEW
    elif document["superseded_by"]:
        status = pb.ASSESSMENT_STATUS_SUPERSEDED
    else:
        status = pb.ASSESSMENT_STATUS_ISSUED
    message = pb.Assessment(
        assessment_id=document.get("_id", ""),
        employer_code=document["employer_code"],
        region_code=document["region_code"],
        levy_year=document["levy_year"],
        base_year=document["levy_year"] - 1,
        status=status,
        outcome=f"ASSESSMENT_OUTCOME_{document['outcome']}",
        due_fen=document["due_fen"],
        payable_fen=document["payable_fen"],
        reduced_fen=document["due_fen"] - document["payable_fen"],
        staff=text(Fraction(document["staff"])),
        placed=text(Fraction(document["placed"])),
        required=text(Fraction(document["required"])),
        wage_applied_fen=document["wage_applied_fen"],
        declared=document["declared_on"] is not None,
        rules_of=dates.to_wire(date.fromisoformat(document["rules_of"])),
        lines=map(_line_message, document["lines"]),
        superseded_by=document.get("superseded_by", ""),
    )
    if document.get("assessed_on"):
        message.assessed_on.CopyFrom(dates.to_wire(date.fromisoformat(document["assessed_on"])))
    if document["certificates_valid_on"]:
        message.certificates_valid_on.CopyFrom(dates.to_wire(date.fromisoformat(document["certificates_valid_on"])))
    return message


def _line_message(row: Document) -> pb.TraceLine:
    source = row["source"]
    return pb.TraceLine(
        key=row["key"],
        label_zh=row["label_zh"],
        label_en=row["label_en"],
        formula=row["formula"],
        inputs=[pb.TraceInput(name=given["name"], value=given["value"]) for given in row["inputs"]],
        result=row["result"],
        unit=row["unit"],
        rounding=row["rounding"],
        note=row["note"],
        source=None
        if source is None
        else source_message(
            source["act"],
            source["article"],
            source["layer"],
            date.fromisoformat(source["in_force_from"]),
            date.fromisoformat(source["in_force_until"]) if source["in_force_until"] else None,
        ),
    )


def source_message(act: str, article: str, layer: str, start: date, until: date | None) -> pb.Source:
    """Where a rule stands in law."""
    return pb.Source(
        act=act,
        article=article,
        layer=layer,
        in_force_from=dates.to_wire(start),
        in_force_until=dates.to_wire(until) if until else None,
    )


def rules(rulebook: Rulebook, on: date, region_code: str) -> pb.GetRulesResponse:
    """The rules that hold on a day in a region."""
    return pb.GetRulesResponse(rules=map(_rule_message, rulebook.all_on(on, region_code)))


def compare_rules(rulebook: Rulebook, before: date, after: date, region_code: str) -> pb.CompareRulesResponse:
    """The rules of a region on two days, and what became of each."""
    return pb.CompareRulesResponse(
        changes=[
            pb.RuleChange(
                parameter=(first or second).parameter,  # type: ignore[union-attr]  # it held on one of the days
                kind=_change(first, second),
                before=_rule_message(first) if first else None,
                after=_rule_message(second) if second else None,
            )
            for first, second in rulebook.compare(before, after, region_code)
        ]
    )


def _change(before: Held[object] | None, after: Held[object] | None) -> pb.RuleChangeKind:
    if before is None:
        return pb.RULE_CHANGE_KIND_BEGAN
    if after is None:
        return pb.RULE_CHANGE_KIND_ENDED
    if before.value != after.value:
        return pb.RULE_CHANGE_KIND_CHANGED
    same = (before.layer, before.period) == (after.layer, after.period)
    return pb.RULE_CHANGE_KIND_SAME if same else pb.RULE_CHANGE_KIND_CONTINUED


def _rule_message(held: Held[object]) -> pb.Rule:
    period = held.period
    return pb.Rule(
        parameter=held.parameter,
        label_zh=held.label_zh,
        label_en=held.label_en,
        value=json.dumps(to_jsonable_python(period.value), ensure_ascii=False, sort_keys=True),
        source=source_message(held.act, period.source.article, held.layer, period.start, period.until),
        note=period.note,
    )
