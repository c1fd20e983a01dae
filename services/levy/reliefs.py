"""Relief, deferral and appeals: documents ↔ aggregates, use cases and questions (collection_service.proto)."""

from datetime import date
from typing import Any

from bihuan.levy.v1 import collection_service_pb2 as pb

from services.levy import accounts, commands, store
from services.levy.domain import account as account_rules
from services.levy.domain import relief as rules_of_relief
from services.levy.domain.account import Account
from services.levy.domain.appeal import Appeal, Verdict
from services.levy.domain.declaration import Figures
from services.levy.domain.relief import Relief, Status
from services.levy.domain.rules import Held, ReliefProgramme, Rulebook
from shared import access, dates
from shared.errors import InvalidField, NotFound
from shared.paging import page
from shared.store import Database, Document, Transaction

RELIEFS, APPEALS = "reliefs", "appeals"

INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    (RELIEFS, [("levy_year", 1), ("region_code", 1), ("_id", 1)], {}),
    # The published list, by the year of the decision.
    (RELIEFS, [("published_year", 1), ("employer_code", 1), ("_id", 1)], {}),
    (APPEALS, [("levy_year", 1), ("region_code", 1), ("_id", 1)], {}),
]


def apply_for_relief(
    tx: Transaction,
    rulebook: Rulebook,
    id: str,
    employer_code: str,
    levy_year: int,
    programme_id: str,
    *,
    fen: int,
    until: date | None,
    grounds: str,
    applied_on: date,
) -> Relief:
    """Enter an application; raises `NotFound`, `InvalidField`, `ConditionsNotMet`."""
    dates.check_not_future(applied_on, tx.now, "applied_on")
    account = accounts.of(tx, rulebook, employer_code, levy_year)
    held = _programme(rulebook, account, programme_id, applied_on)
    _check_conditions(tx, account, held)
    relief = Relief.apply(
        id,
        store.employer(tx, employer_code),
        account,
        held,
        fen=fen,
        until=until,
        due_on=_first_due(rulebook, account),
        grounds=grounds,
        applied_on=applied_on,
        by=access.caller().subject,
    )
    _save_relief(tx, relief)
    return relief


def decide_relief(
    tx: Transaction,
    rulebook: Rulebook,
    relief_id: str,
    *,
    granted: bool,
    fen: int,
    until: date | None,
    reasons: str,
    decided_on: date,
) -> Relief:
    """Grant or refuse an application; raises `NotFound`, `InvalidField`, `DecidedAlready`, `SamePerson`, …."""
    dates.check_not_future(decided_on, tx.now, "decided_on")
    relief = load_relief(tx, relief_id)
    by = access.caller().subject
    if not granted:
        relief.refuse(reasons, decided_on, by)
    else:
        account = accounts.of(tx, rulebook, relief.employer_code, relief.levy_year)
        held = _programme(rulebook, account, relief.programme_id, relief.applied_on)
        _check_conditions(tx, account, held)
        relief.grant(
            account,
            held.value,
            fen=fen,
            until=until,
            due_on=_first_due(rulebook, account),
            reasons=reasons,
            decided_on=decided_on,
            by=by,
        )
        accounts.save(tx, account)
    _save_relief(tx, relief)
    return relief


def _programme(rulebook: Rulebook, account: Account, programme_id: str, on: date) -> Held[ReliefProgramme]:
    """The programme that holds on a day where the account's employer is; raises `InvalidField`."""
    for held in rulebook.programmes("relief_programmes", on, account.region_code):
        if held.value.id == programme_id and not held.value.automatic:
            return held
    raise InvalidField("programme_id", "no programme of this id can be applied for in this region on this day")


def _check_conditions(tx: Transaction, account: Account, held: Held[ReliefProgramme]) -> None:
    assessment = store.assessment_in_force(tx, account.employer_code, account.levy_year)
    if assessment is None:
        raise NotFound("account", "levy_year")
    employer = store.employer(tx, account.employer_code)
    rules_of_relief.check_conditions(held.value, employer, assessment.computed.result, "programme_id")


def _first_due(rulebook: Rulebook, account: Account) -> date:
    return account_rules.due_on(rulebook.of_year(account.levy_year, account.region_code), account.opened_on)


def load_relief(tx: Transaction, relief_id: str) -> Relief:
    """One application; raises `NotFound`, also when it is in none of the caller's regions."""
    return _relief(store.own(tx.find_one(RELIEFS, {"_id": relief_id}), "relief", "relief_id"))


def list_reliefs(
    database: Database, levy_year: int, region_code: str, state: Status | None, page_size: int, page_token: str
) -> pb.ListReliefsResponse:
    """Applications of a levy year. Raises `InvalidField`, `RegionDenied`."""
    asked: Document = {"levy_year": levy_year, **access.rows("region_code", region_code)}
    if state is not None:
        asked["status"] = state.name
    rows, token = page(database.collection(RELIEFS), asked, page_size=page_size, page_token=page_token)
    return pb.ListReliefsResponse(reliefs=[relief_message(_relief(row)) for row in rows], next_page_token=token)


def list_published(
    database: Database, year: int, region_code: str, page_size: int, page_token: str
) -> pb.ListPublishedReliefsResponse:
    """What was granted in a year under programmes whose list is published: the same for every caller."""
    asked: Document = {"published_year": year}
    if region_code:
        asked["region_code"] = access.span(access.prefix(region_code))
    rows, token = page(
        database.collection(RELIEFS), asked, page_size=page_size, page_token=page_token, sort="employer_code"
    )
    found = [relief_message(_relief(row)) for row in rows]
    return pb.ListPublishedReliefsResponse(
        reliefs=[
            pb.PublishedRelief(
                employer_name=each.employer_name,
                employer_code=each.employer_code,
                levy_year=each.levy_year,
                label_zh=each.label_zh,
                label_en=each.label_en,
                amount_fen=each.amount_fen,
                until=each.until if each.HasField("until") else None,
                decided_on=each.decided_on,
                basis=each.basis,
            )
            for each in found
        ],
        next_page_token=token,
    )


def relief_message(relief: Relief) -> pb.Relief:
    """As callers see it."""
    return pb.Relief(
        relief_id=relief.id,
        employer_code=relief.employer_code,
        employer_name=relief.employer_name,
        region_code=relief.region_code,
        levy_year=relief.levy_year,
        programme_id=relief.programme_id,
        label_zh=relief.label_zh,
        label_en=relief.label_en,
        basis=relief.basis,
        amount_fen=relief.fen,
        until=dates.to_wire(relief.until) if relief.until else None,
        grounds=relief.grounds,
        applied_on=dates.to_wire(relief.applied_on),
        recorded_by=relief.recorded_by,
        state=f"APPLICATION_STATE_{relief.status.name}",
        decided_on=dates.to_wire(relief.decided_on) if relief.decided_on else None,
        decided_by=relief.decided_by,
        reasons=relief.reasons,
    )


def _save_relief(tx: Transaction, relief: Relief) -> None:
    published = relief.published and relief.status is Status.GRANTED and relief.decided_on is not None
    tx.save(
        RELIEFS,
        relief,
        {
            "employer_code": relief.employer_code,
            "employer_name": relief.employer_name,
            "region_code": relief.region_code,
            "levy_year": relief.levy_year,
            "programme_id": relief.programme_id,
            "label_zh": relief.label_zh,
            "label_en": relief.label_en,
            "basis": relief.basis,
            "published": relief.published,
            "published_year": relief.decided_on.year if published and relief.decided_on else 0,
            "fen": relief.fen,
            "until": _text(relief.until),
            "grounds": relief.grounds,
            "applied_on": relief.applied_on.isoformat(),
            "recorded_by": relief.recorded_by,
            "status": relief.status.name,
            "decided_on": _text(relief.decided_on),
            "decided_by": relief.decided_by,
            "reasons": relief.reasons,
        },
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _relief(row: Document) -> Relief:
    fields = {key: value for key, value in row.items() if key not in ("_id", "published_year")}
    fields |= {
        "status": Status[row["status"]],
        "until": _day(row["until"]),
        "applied_on": date.fromisoformat(row["applied_on"]),
        "decided_on": _day(row["decided_on"]),
    }
    return Relief(id=row["_id"], **fields)


def file_appeal(
    tx: Transaction,
    rulebook: Rulebook,
    id: str,
    employer_code: str,
    levy_year: int,
    assessment_id: str,
    grounds: str,
    filed_on: date,
) -> Appeal:
    """Appeal against the assessment in force; raises `NotFound`, `NotInForce`, `IsAppealed`, `InvalidField`."""
    dates.check_not_future(filed_on, tx.now, "filed_on")
    account = accounts.of(tx, rulebook, employer_code, levy_year)
    appeal = Appeal.file(id, account, assessment_id, grounds, filed_on, access.caller().subject)
    accounts.save(tx, account)
    _save_appeal(tx, appeal)
    return appeal


def decide_appeal(
    tx: Transaction,
    rulebook: Rulebook,
    new_assessment_id: str,
    appeal_id: str,
    *,
    upheld: bool,
    reasons: str,
    decided_on: date,
    payroll: Figures | None,
) -> Appeal:
    """Dismiss an appeal, or uphold it and assess anew from the facts as corrected.

    Raises `NotFound`, `DecidedAlready`, `SamePerson`, `NothingCorrected`, `InvalidField`, and as `issue_assessment`.
    """
    dates.check_not_future(decided_on, tx.now, "decided_on")
    appeal = load_appeal(tx, appeal_id)
    by = access.caller().subject
    appeal.check_decidable(decided_on, by)
    if upheld:
        # The one that is appealed against: a run may have assessed the corrected facts meanwhile.
        before = store.assessment_by_id(tx, appeal.assessment_id)
        after = commands.issue_assessment(
            tx, new_assessment_id, rulebook, appeal.employer_code, appeal.levy_year, decided_on, payroll
        )
        appeal.uphold(before, after, reasons, decided_on, by)
    else:
        appeal.dismiss(reasons, decided_on, by)
    account = accounts.of(tx, rulebook, appeal.employer_code, appeal.levy_year)
    account.appeal_id = ""
    accounts.save(tx, account)
    _save_appeal(tx, appeal)
    return appeal


def load_appeal(tx: Transaction, appeal_id: str) -> Appeal:
    """One appeal; raises `NotFound`, also when it is in none of the caller's regions."""
    return _appeal(store.own(tx.find_one(APPEALS, {"_id": appeal_id}), "appeal", "appeal_id"))


def list_appeals(
    database: Database, levy_year: int, region_code: str, state: Verdict | None, page_size: int, page_token: str
) -> pb.ListAppealsResponse:
    """Appeals of a levy year. Raises `InvalidField`, `RegionDenied`."""
    asked: Document = {"levy_year": levy_year, **access.rows("region_code", region_code)}
    if state is not None:
        asked["verdict"] = state.name
    rows, token = page(database.collection(APPEALS), asked, page_size=page_size, page_token=page_token)
    return pb.ListAppealsResponse(appeals=[appeal_message(_appeal(row)) for row in rows], next_page_token=token)


def appeal_message(appeal: Appeal) -> pb.Appeal:
    """As callers see it."""
    return pb.Appeal(
        appeal_id=appeal.id,
        employer_code=appeal.employer_code,
        region_code=appeal.region_code,
        levy_year=appeal.levy_year,
        assessment_id=appeal.assessment_id,
        grounds=appeal.grounds,
        filed_on=dates.to_wire(appeal.filed_on),
        recorded_by=appeal.recorded_by,
        state=f"APPEAL_STATE_{appeal.verdict.name}",
        decided_on=dates.to_wire(appeal.decided_on) if appeal.decided_on else None,
        decided_by=appeal.decided_by,
        reasons=appeal.reasons,
        new_assessment_id=appeal.new_assessment_id,
    )


def _save_appeal(tx: Transaction, appeal: Appeal) -> None:
    tx.save(
        APPEALS,
        appeal,
        {
            "employer_code": appeal.employer_code,
            "region_code": appeal.region_code,
            "levy_year": appeal.levy_year,
            "assessment_id": appeal.assessment_id,
            "grounds": appeal.grounds,
            "filed_on": appeal.filed_on.isoformat(),
            "recorded_by": appeal.recorded_by,
            "verdict": appeal.verdict.name,
            "decided_on": _text(appeal.decided_on),
            "decided_by": appeal.decided_by,
            "reasons": appeal.reasons,
            "new_assessment_id": appeal.new_assessment_id,
        },
    )


def _appeal(row: Document) -> Appeal:
    fields = {key: value for key, value in row.items() if key != "_id"}
    fields |= {
        "verdict": Verdict[row["verdict"]],
        "filed_on": date.fromisoformat(row["filed_on"]),
        "decided_on": _day(row["decided_on"]),
    }
    return Appeal(id=row["_id"], **fields)
