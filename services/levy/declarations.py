"""Declarations: drafts, their checks and submission, and the steps of the review. Use cases and queries."""

from collections.abc import Callable
from datetime import date, datetime

from bihuan.levy.v1 import declaration_service_pb2 as pb
from bihuan.levy.v1.levy_service_pb2 import Source
from google.protobuf.timestamp_pb2 import Timestamp

from services.levy import conflicts, filed, queries, store
from services.levy.domain import counting, review
from services.levy.domain.calendar import month_bounds
from services.levy.domain.declaration import Declaration, Draft
from services.levy.domain.filing import Content, DraftLine, DraftMonth, Filing
from services.levy.domain.review import LABELS, Finding
from services.levy.domain.rules import MonthCounting, Rulebook
from shared import access, dates
from shared.errors import InvalidContent, InvalidField
from shared.paging import page
from shared.store import Database, Document, Transaction, new_id

MOST_LINES = 1000


class DraftHasErrors(InvalidContent):
    """INVALID_ARGUMENT: the draft cannot be submitted as it stands."""

    reason = "DRAFT_HAS_ERRORS"


# Drafts


def start_draft(tx: Transaction, id: str, employer_code: str, base_year: int) -> Draft:
    """The open draft of an employer and year: a new one, or from the last filing. Raises `NotFound`."""
    employer = store.employer(tx, employer_code)
    draft = store.draft(tx, employer_code, base_year)
    declared = store.declaration(tx, employer_code, base_year)
    content = _content_of(declared) if declared else Content(employer_code=employer_code)
    if draft is None:
        draft = Draft(
            id=id,
            employer_code=employer_code,
            region_code=employer.region_code,
            base_year=base_year,
            content=content,
            saved_at=tx.now,
        )
    elif not draft.submitted:
        return draft
    draft.reopen(content, tx.now)
    store.save_draft(tx, draft)
    return draft


def _content_of(declaration: Declaration) -> Content:
    """What was filed last, to be corrected."""
    figures, lines = declaration.current.figures, declaration.current.lines
    return Content(
        employer_code=declaration.employer_code,
        monthly_staff=figures.monthly_staff,
        wage_bill_fen=figures.wage_bill_fen,
        seasonal_person_months=figures.seasonal_person_months,
        lines=lines or (),
    )


def save_draft(tx: Transaction, draft_id: str, revision: int, content: Content) -> Draft:
    """Replace what stands on a draft. Raises `NotFound`, `DraftChanged`, `DraftSubmitted`."""
    draft = store.draft_by_id(tx, draft_id)
    draft.save(content, revision, tx.now)
    store.save_draft(tx, draft)
    return draft


def prefill_draft(tx: Transaction, book: Rulebook, draft_id: str, revision: int) -> Draft:
    """Add the persons placed and not named yet. Raises as `save_draft`, and `InvalidField` for too many lines."""
    draft = store.draft_by_id(tx, draft_id)
    employer = store.employer(tx, draft.employer_code)
    rules = book.of_year(draft.base_year + 1, employer.region_code, "draft_id")
    placed: dict[str, list[counting.Placement]] = {}
    for claim in store.claims(tx, book, employer, draft.base_year, None)[0]:
        if isinstance(claim, counting.Placement) and claim.employer_code == employer.code:
            placed.setdefault(claim.person_id, []).append(claim)
    named = {line.person_id for line in draft.content.lines}
    counted: MonthCounting = rules.get("month_counting").value
    added = []
    for person_id, placements in sorted(placed.items()):
        months = tuple(
            DraftMonth(month, 0, insured=False)
            for month in range(1, 13)
            if any(counting.on_post(each, *month_bounds(draft.base_year, month), counted) for each in placements)
        )
        if months and person_id not in named:
            first, last = min(placements, key=lambda it: it.rank), max(placements, key=lambda it: it.rank)
            added.append(DraftLine(person_id, first.contract_from, last.contract_until, months))
    lines = (*draft.content.lines, *added)
    if len(lines) > MOST_LINES:
        raise InvalidField("draft_id", f"with those placed the draft would have more than {MOST_LINES} lines")
    content = draft.content
    draft.save(
        Content(
            content.employer_code,
            content.wage_currency,
            content.monthly_staff,
            content.wage_bill_fen,
            content.seasonal_person_months,
            lines,
        ),
        revision,
        tx.now,
    )
    store.save_draft(tx, draft)
    return draft


def submit_draft(
    tx: Transaction, book: Rulebook, id: str, draft_id: str, revision: int, submitted_on: date
) -> Declaration:
    """File a draft.

    Raises `NotFound`, `DraftChanged`, `DraftSubmitted`, `DraftHasErrors`, `InvalidField`, `WindowClosed`.
    """
    draft = store.draft_by_id(tx, draft_id)
    draft.require_open(revision)
    dates.check_not_future(submitted_on, tx.now, "submitted_on")
    employer = store.employer(tx, draft.employer_code)
    errors = review.errors(findings(tx, book, draft.employer_code, draft.base_year, draft.content, submitted_on))
    if errors:
        raise DraftHasErrors([(f"content.{each.field}", _code(each), LABELS[each.code][1]) for each in errors])
    filing = Filing(draft.content.figures, submitted_on, draft.content.lines)
    window = store.window(tx, book, employer, draft.base_year)
    by = access.caller().subject
    declaration = store.declaration(tx, draft.employer_code, draft.base_year)
    if declaration is None:
        declaration = Declaration.submit(id, employer, draft.base_year, filing, window, by, tx.now)
    else:
        declaration.correct(filing, window, by, tx.now, "submitted_on")
    store.save_declaration(tx, declaration, employer)
    draft.submitted = True
    store.save_draft(tx, draft)
    conflicts.look(tx, book, declaration)
    return declaration


def findings(
    tx: Transaction, book: Rulebook, employer_code: str, base_year: int, content: Content, on: date
) -> list[Finding]:
    """What the checks find in a content, certificates as on a day. Raises `NotFound`, `RuleMissing`."""
    employer = store.employer(tx, employer_code)
    rules = book.of_year(base_year + 1, employer.region_code, "base_year")
    filing = Filing(content.figures, on, content.lines)
    claims, persons = store.claims(tx, book, employer, base_year, filing)
    months = counting.count(employer_code, base_year, on, rules, claims, persons, store.settled(tx, base_year, persons))
    return review.findings(content, employer_code, months, rules)


# The review


def step(
    tx: Transaction, book: Rulebook, declaration_id: str, take: Callable[[Declaration, str, datetime], None]
) -> Declaration:
    """A reviewer's step, with a look at who else claims its persons meanwhile.

    Raises `NotFound`, `RegionDenied`, and what `take` raises.
    """
    declaration = store.declaration_by_id(tx, declaration_id)
    employer = store.employer(tx, declaration.employer_code)
    access.require_region(employer.reviewing_region, "declaration_id")
    take(declaration, access.caller().subject, tx.now)
    store.save_declaration(tx, declaration, employer)
    conflicts.look(tx, book, declaration)
    return declaration


def reopen_filing(tx: Transaction, employer_code: str, base_year: int, until: date, reason: pb.ReopenReason) -> None:
    """Let a year be filed outside its window. Raises `NotFound`, `RegionDenied`."""
    employer = store.employer(tx, employer_code)
    access.require_region(employer.reviewing_region, "employer_code")
    tx.add(
        store.REOPENINGS,
        {
            "_id": new_id(),
            "employer_code": employer_code,
            "region_code": employer.region_code,
            "base_year": base_year,
            "until": until.isoformat(),
            "reason": pb.ReopenReason.Name(reason).removeprefix("REOPEN_REASON_"),
            "by": access.caller().subject,
            "at": tx.now,
        },
    )


# Queries


def get_draft(tx: Transaction, book: Rulebook, draft_id: str) -> pb.DeclarationDraft:
    """A draft with its findings, as if submitted today. Raises `NotFound`."""
    draft = store.draft_by_id(tx, draft_id)
    employer = store.employer(tx, draft.employer_code)
    today = dates.china_date(tx.now)
    found = findings(tx, book, draft.employer_code, draft.base_year, draft.content, today)
    window = store.window(tx, book, employer, draft.base_year)
    return pb.DeclarationDraft(
        draft_id=draft.id,
        employer_code=draft.employer_code,
        region_code=draft.region_code,
        base_year=draft.base_year,
        revision=draft.revision,
        submitted=draft.submitted,
        content=content_message(draft.content),
        findings=map(_finding_message, found),
        window_opens=dates.to_wire(window.opens) if window.opens else None,
        window_closes=dates.to_wire(window.closes) if window.closes else None,
        reopened_until=dates.to_wire(window.reopened_until) if window.reopened_until else None,
        saved_at=_time(draft.saved_at),
    )


def get_review(tx: Transaction, book: Rulebook, declaration_id: str) -> pb.ReviewedDeclaration:
    """A declaration with its last filing and findings. Raises `NotFound`."""
    declaration = store.declaration_by_id(tx, declaration_id)
    employer = store.employer(tx, declaration.employer_code)
    message = review_message(declaration, employer.reviewing_region)
    content = _content_of(declaration)
    message.content.CopyFrom(content_message(content))
    if declaration.current.lines is not None:
        of_day = declaration.submitted_on
        found = findings(tx, book, declaration.employer_code, declaration.base_year, content, of_day)
        message.findings.extend(map(_finding_message, found))
    return message


def list_reviews(
    database: Database, region_code: str, state: pb.ReviewState, page_size: int, page_token: str
) -> pb.ListReviewsResponse:
    """Declarations by the day of their last filing. Raises `InvalidField` for `page_token`, `RegionDenied`."""
    filter: Document = access.rows("reviewing_region", region_code)
    if state:
        filter["state"] = pb.ReviewState.Name(state).removeprefix(_STATE)
    rows, token = page(
        database.collection(store.DECLARATIONS), filter, page_size=page_size, page_token=page_token, sort="filed_on"
    )
    listed = [review_message(filed.declaration_of(row), row["reviewing_region"]) for row in rows]
    return pb.ListReviewsResponse(declarations=listed, next_page_token=token)


# Messages

_STATE = "REVIEW_STATE_"


def review_message(declaration: Declaration, reviewing_region: str) -> pb.ReviewedDeclaration:
    """A declaration without lines and findings."""
    return pb.ReviewedDeclaration(
        declaration_id=declaration.id,
        employer_code=declaration.employer_code,
        region_code=declaration.region_code,
        reviewing_region=reviewing_region,
        base_year=declaration.base_year,
        state=_STATE + declaration.state.value,
        submitted_on=dates.to_wire(declaration.submitted_on),
        filed_on=dates.to_wire(declaration.current.filed_on),
        filings=len(declaration.filings),
        has_lines=declaration.current.lines is not None,
        returned=[pb.ReturnedLine(line=each.line, reason=each.reason) for each in declaration.returned],
        steps=[
            pb.ReviewStep(state=_STATE + each.state.value, by=each.by, at=_time(each.at)) for each in declaration.steps
        ],
    )


def stored_message(tx: Transaction, declaration: Declaration) -> pb.ReviewedDeclaration:
    """The same of one that was just stored."""
    return review_message(declaration, store.employer(tx, declaration.employer_code).reviewing_region)


def content_message(content: Content) -> pb.DeclarationContent:
    """What stands on a form."""
    return pb.DeclarationContent(
        employer_code=content.employer_code,
        wage_currency=content.wage_currency,
        monthly_staff=content.monthly_staff,
        wage_bill_fen=content.wage_bill_fen,
        seasonal_person_months=content.seasonal_person_months,
        lines=map(_line_message, content.lines),
    )


def _line_message(line: DraftLine) -> pb.DeclarationLine:
    return pb.DeclarationLine(
        person_id=line.person_id,
        contract_from=dates.to_wire(line.contract_from) if line.contract_from else None,
        contract_until=dates.to_wire(line.contract_until) if line.contract_until else None,
        months=[pb.DeclaredMonth(month=it.month, wage_fen=it.wage_fen, insured=it.insured) for it in line.months],
        certificate_unknown=line.certificate_unknown,
    )


def _finding_message(finding: Finding) -> pb.ReviewFinding:
    label_zh, label_en, act, article = LABELS[finding.code]
    cited = finding.cited
    source = (
        queries.source_message(cited.act, cited.article, cited.layer, cited.in_force_from, cited.in_force_until)
        if cited
        else Source(act=act, article=article)
    )
    return pb.ReviewFinding(
        code=finding.code,
        severity=finding.severity.value,  # type: ignore[arg-type]  # the enum's numbers
        line=finding.line,
        field=finding.field,
        months=finding.months,
        label_zh=label_zh,
        label_en=label_en,
        source=source,
    )


def _code(finding: Finding) -> str:
    return pb.FindingCode.Name(finding.code).removeprefix("FINDING_CODE_")


def _time(at: datetime) -> Timestamp:
    time = Timestamp()
    time.FromDatetime(at)
    return time
