"""Documents ↔ what stands on a declaration: content, lines, filings, steps of the review."""

from datetime import date

from bihuan.levy.v1.declaration_service_pb2 import ReturnReason

from services.levy.domain.declaration import Declaration, Draft, State, Step
from services.levy.domain.filing import Content, DraftLine, DraftMonth, Figures, Filing
from services.levy.domain.review import Returned
from shared.store import Document

_REASON = "RETURN_REASON_"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def line_document(line: DraftLine) -> Document:
    """A line."""
    return {
        "person_id": line.person_id,
        "contract_from": _text(line.contract_from),
        "contract_until": _text(line.contract_until),
        "months": [{"month": it.month, "wage_fen": it.wage_fen, "insured": it.insured} for it in line.months],
        "certificate_unknown": line.certificate_unknown,
    }


def line_of(row: Document) -> DraftLine:
    """The line of a document."""
    return DraftLine(
        person_id=row["person_id"],
        contract_from=_day(row["contract_from"]),
        contract_until=_day(row["contract_until"]),
        months=tuple(DraftMonth(it["month"], it["wage_fen"], it["insured"]) for it in row["months"]),
        certificate_unknown=row["certificate_unknown"],
    )


def _reason(name: str) -> ReturnReason:
    return ReturnReason.Value(_REASON + name)  # type: ignore[return-value]  # its stub says int


def _filing_document(filing: Filing) -> Document:
    return {
        "monthly_staff": list(filing.figures.monthly_staff),
        "wage_bill_fen": filing.figures.wage_bill_fen,
        "seasonal_person_months": filing.figures.seasonal_person_months,
        "filed_on": filing.filed_on.isoformat(),
        "lines": None if filing.lines is None else [line_document(line) for line in filing.lines],
    }


def _filing(row: Document) -> Filing:
    lines = row["lines"]
    return Filing(
        Figures(tuple(row["monthly_staff"]), row["wage_bill_fen"], row["seasonal_person_months"]),
        date.fromisoformat(row["filed_on"]),
        None if lines is None else tuple(line_of(line) for line in lines),
    )


def declaration_document(declaration: Declaration, reviewing_region: str) -> Document:
    """A declaration's state. `reviewing_region`: of the reviewers whose work it is."""
    claimed = declaration.current.lines if declaration.state is not State.RETURNED else None
    return {
        "employer_code": declaration.employer_code,
        "region_code": declaration.region_code,
        "reviewing_region": reviewing_region,
        "base_year": declaration.base_year,
        "filings": [_filing_document(filing) for filing in declaration.filings],
        "state": declaration.state.value,
        "steps": [{"state": step.state.value, "by": step.by, "at": step.at} for step in declaration.steps],
        "returned": [
            {"line": it.line, "reason": ReturnReason.Name(it.reason).removeprefix(_REASON)}
            for it in declaration.returned
        ],
        # For work lists.
        "filed_on": declaration.current.filed_on.isoformat(),
        # For the count: whether its lines claim, and whom; then its placements do not.
        "claims_by_lines": claimed is not None,
        "person_ids": [line.person_id for line in claimed or ()],
    }


def declaration_of(row: Document) -> Declaration:
    """The declaration of a document."""
    return Declaration(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        employer_code=row["employer_code"],
        region_code=row["region_code"],
        base_year=row["base_year"],
        filings=[_filing(filing) for filing in row["filings"]],
        steps=[Step(State(step["state"]), step["by"], step["at"]) for step in row["steps"]],
        returned=tuple(Returned(it["line"], _reason(it["reason"])) for it in row["returned"]),
    )


def content_document(content: Content) -> Document:
    """What stands on a draft."""
    return {
        "employer_code": content.employer_code,
        "wage_currency": content.wage_currency,
        "monthly_staff": list(content.monthly_staff),
        "wage_bill_fen": content.wage_bill_fen,
        "seasonal_person_months": content.seasonal_person_months,
        "lines": [line_document(line) for line in content.lines],
    }


def draft_document(draft: Draft) -> Document:
    """A draft's state."""
    return {
        "employer_code": draft.employer_code,
        "region_code": draft.region_code,
        "base_year": draft.base_year,
        "content": content_document(draft.content),
        "saved_at": draft.saved_at,
        "submitted": draft.submitted,
    }


def draft_of(row: Document) -> Draft:
    """The draft of a document."""
    content = row["content"]
    return Draft(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        employer_code=row["employer_code"],
        region_code=row["region_code"],
        base_year=row["base_year"],
        content=Content(
            employer_code=content["employer_code"],
            wage_currency=content["wage_currency"],
            monthly_staff=tuple(content["monthly_staff"]),
            wage_bill_fen=content["wage_bill_fen"],
            seasonal_person_months=content["seasonal_person_months"],
            lines=tuple(line_of(line) for line in content["lines"]),
        ),
        saved_at=row["saved_at"],
        submitted=row["submitted"],
    )
