"""Awards: documents ↔ aggregate, use cases and questions (collection_service.proto)."""

from datetime import date
from fractions import Fraction
from typing import Any

from bihuan.levy.v1 import collection_service_pb2 as pb

from services.levy import accounts, store
from services.levy.domain import award as rules_of_award
from services.levy.domain import counting
from services.levy.domain.account import Account
from services.levy.domain.award import AssessmentStale, Award, NotBeyondTheRatio, Rate, Reckoning, Status
from services.levy.domain.rules import AwardProgramme, Held, Rulebook
from services.levy.domain.trace import half_up, text
from shared import access, dates
from shared.errors import AlreadyExists, InvalidField, NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction

AWARDS = "awards"

INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    (AWARDS, [("levy_year", 1), ("region_code", 1), ("_id", 1)], {}),
    # One for an employer, year and programme, besides those that were refused.
    (
        AWARDS,
        [("employer_code", 1), ("levy_year", 1), ("programme_id", 1)],
        {"unique": True, "partialFilterExpression": {"stands": True}},
    ),
]


def apply_for_award(
    tx: Transaction,
    rulebook: Rulebook,
    id: str,
    employer_code: str,
    levy_year: int,
    programme_id: str,
    applied_on: date,
) -> Award:
    """Enter an application for what a programme gives; raises `NotFound`, `NotBeyondTheRatio`, `AssessmentStale`, …."""
    dates.check_not_future(applied_on, tx.now, "applied_on")
    account = accounts.of(tx, rulebook, employer_code, levy_year)
    held = _programme(rulebook, account, programme_id)
    mine = {"employer_code": employer_code, "levy_year": levy_year, "programme_id": programme_id}
    if tx.count(AWARDS, {**mine, "stands": True}):
        raise AlreadyExists("award", "programme_id", "this employer has applied for this programme and year")
    reckoning = _reckoned(tx, rulebook, account, held.value)
    award = Award.apply(id, account, held, reckoning, applied_on, access.caller().subject)
    _save(tx, award)
    return award


def _programme(rulebook: Rulebook, account: Account, programme_id: str) -> Held[AwardProgramme]:
    for held in rulebook.of_year(account.levy_year, account.region_code).awards():
        if held.value.id == programme_id:
            return held
    raise InvalidField("programme_id", "there is no award programme of this id in this region for this levy year")


def _reckoned(tx: Transaction, rulebook: Rulebook, account: Account, programme: AwardProgramme) -> Reckoning:
    """From the same count as the assessment in force; raises `AssessmentStale` if it would come out otherwise now."""
    code, base_year = account.employer_code, account.levy_year - 1
    assessment = store.assessment_in_force(tx, code, account.levy_year)
    if assessment is None:
        raise NotFound("account", "levy_year")
    certificates_on = assessment.computed.certificates_valid_on
    if certificates_on is None:
        raise NotBeyondTheRatio("levy_year", "this employer did not declare, so it counts as having placed nobody")
    rules = rulebook.of_year(account.levy_year, account.region_code)
    declared = store.declaration(tx, code, base_year)
    filing = declared.current if declared else None
    claims, persons = store.claims(tx, rulebook, store.employer(tx, code), base_year, filing)
    settled = store.settled(tx, base_year, persons)
    months = counting.count(code, base_year, certificates_on, rules, claims, persons, settled)
    result = assessment.computed.result
    if half_up(counting.placed_average(months), rules.get("rounding").value.placed) != result.placed:
        raise AssessmentStale("levy_year", "more or fewer are counted now than when it was assessed: assess it anew")
    return rules_of_award.reckon(months, persons, certificates_on, result.required, programme)


def review_award(
    tx: Transaction, rulebook: Rulebook, award_id: str, *, passed: bool, reasons: str, reviewed_on: date
) -> Award:
    """Pass on or refuse an application; raises `NotFound`, `SamePerson`, `DecidedAlready`, `AssessmentStale`."""
    dates.check_not_future(reviewed_on, tx.now, "reviewed_on")
    award = load(tx, award_id)
    account = accounts.of(tx, rulebook, award.employer_code, award.levy_year)
    award.review(account, passed=passed, reasons=reasons, reviewed_on=reviewed_on, by=access.caller().subject)
    _save(tx, award)
    return award


def decide_award(
    tx: Transaction, rulebook: Rulebook, award_id: str, *, granted: bool, reasons: str, decided_on: date
) -> Award:
    """Grant or refuse what was reviewed; raises as `review_award`, and `NotReviewed`."""
    dates.check_not_future(decided_on, tx.now, "decided_on")
    award = load(tx, award_id)
    account = accounts.of(tx, rulebook, award.employer_code, award.levy_year)
    award.decide(account, granted=granted, reasons=reasons, decided_on=decided_on, by=access.caller().subject)
    _save(tx, award)
    return award


def load(tx: Transaction, award_id: str) -> Award:
    """One application; raises `NotFound`, also when it is in none of the caller's regions."""
    return _award(store.own(tx.find_one(AWARDS, {"_id": award_id}), "award", "award_id"))


def list_awards(
    database: Database, levy_year: int, region_code: str, state: Status | None, page_size: int, page_token: str
) -> pb.ListAwardsResponse:
    """Applications of a levy year. Raises `InvalidField`, `RegionDenied`."""
    asked: Document = {"levy_year": levy_year, **access.rows("region_code", region_code)}
    if state is not None:
        asked["status"] = state.name
    rows, token = page(database.collection(AWARDS), asked, page_size=page_size, page_token=page_token)
    return pb.ListAwardsResponse(awards=[award_message(_award(row)) for row in rows], next_page_token=token)


def award_message(award: Award) -> pb.Award:
    """As callers see it."""
    found = award.reckoning
    return pb.Award(
        award_id=award.id,
        employer_code=award.employer_code,
        region_code=award.region_code,
        levy_year=award.levy_year,
        assessment_id=award.assessment_id,
        programme_id=award.programme_id,
        label_zh=award.label_zh,
        label_en=award.label_en,
        basis=award.basis,
        weighted_months=found.weighted_months,
        required_months=text(found.required_months),
        over_months=text(found.over_months),
        rates=[pb.AwardRate(fen_a_year=rate.fen_a_year, person_months=rate.person_months) for rate in found.rates],
        whole_fen=text(found.whole_fen),
        amount_fen=found.fen,
        applied_on=dates.to_wire(award.applied_on),
        recorded_by=award.recorded_by,
        state=f"AWARD_STATE_{award.status.name}",
        reviewed_on=dates.to_wire(award.reviewed_on) if award.reviewed_on else None,
        reviewed_by=award.reviewed_by,
        decided_on=dates.to_wire(award.decided_on) if award.decided_on else None,
        decided_by=award.decided_by,
        reasons=award.reasons,
    )


def _save(tx: Transaction, award: Award) -> None:
    found = award.reckoning
    document = {
        "employer_code": award.employer_code,
        "region_code": award.region_code,
        "levy_year": award.levy_year,
        "assessment_id": award.assessment_id,
        "programme_id": award.programme_id,
        "label_zh": award.label_zh,
        "label_en": award.label_en,
        "basis": award.basis,
        "weighted_months": found.weighted_months,
        "required_months": str(found.required_months),
        "rates": [{"fen_a_year": rate.fen_a_year, "person_months": rate.person_months} for rate in found.rates],
        "applied_on": award.applied_on.isoformat(),
        "recorded_by": award.recorded_by,
        "status": award.status.name,
        "stands": award.status is not Status.REFUSED,
        "reviewed_on": award.reviewed_on.isoformat() if award.reviewed_on else None,
        "reviewed_by": award.reviewed_by,
        "decided_on": award.decided_on.isoformat() if award.decided_on else None,
        "decided_by": award.decided_by,
        "reasons": award.reasons,
    }
    tx.save(AWARDS, award, document)


def _award(row: Document) -> Award:
    return Award(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        employer_code=row["employer_code"],
        region_code=row["region_code"],
        levy_year=row["levy_year"],
        assessment_id=row["assessment_id"],
        programme_id=row["programme_id"],
        label_zh=row["label_zh"],
        label_en=row["label_en"],
        basis=row["basis"],
        reckoning=Reckoning(
            row["weighted_months"],
            Fraction(row["required_months"]),
            tuple(Rate(rate["fen_a_year"], rate["person_months"]) for rate in row["rates"]),
        ),
        applied_on=date.fromisoformat(row["applied_on"]),
        recorded_by=row["recorded_by"],
        status=Status[row["status"]],
        reviewed_on=date.fromisoformat(row["reviewed_on"]) if row["reviewed_on"] else None,
        reviewed_by=row["reviewed_by"],
        decided_on=date.fromisoformat(row["decided_on"]) if row["decided_on"] else None,
        decided_by=row["decided_by"],
        reasons=row["reasons"],
    )
