"""Accounts in MongoDB, and how they follow the assessments: documents ↔ aggregate.

Every account is written with the assessment that opens or changes it (`follow`, `follow_all`). One whose assessment
came another way is brought up to date when it is next read (`of`), and stored by the next write.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from services.levy import store
from services.levy.domain import account as domain
from services.levy.domain.account import Account, Entry, Kind, State, Terms
from services.levy.domain.assessment import Assessment
from services.levy.domain.formula import Outcome
from services.levy.domain.rules import Rulebook, YearRules
from services.levy.domain.surcharge import Bill
from shared import access
from shared.errors import AlreadyExists, NotFound
from shared.store import Document, Transaction

ACCOUNTS, RECEIPTS = "accounts", "receipts"

INDEXES: list[tuple[str, list[tuple[str, int]], dict[str, Any]]] = [
    (ACCOUNTS, [("employer_code", 1), ("levy_year", 1)], {"unique": True}),
    (ACCOUNTS, [("levy_year", 1), ("employer_code", 1), ("_id", 1)], {}),
    (ACCOUNTS, [("levy_year", 1), ("region_code", 1), ("employer_code", 1), ("_id", 1)], {}),
]


def follow(tx: Transaction, rulebook: Rulebook, assessment: Assessment) -> Account:
    """Bring the account of its employer and year to an assessment that was just issued, opening it if need be."""
    computed = assessment.computed
    account = _load(tx, computed.employer_code, computed.levy_year)
    if account is None:
        account = _opened(assessment)
    if account.assessment_id != assessment.id:
        _apply(account, rulebook, assessment)
        save(tx, account)
    return account


def follow_all(tx: Transaction, rules_of: Callable[[str], YearRules], assessments: Sequence[Assessment]) -> None:
    """The same for assessments of a levy year. `rules_of`: the year's rules, by region."""
    codes = [each.computed.employer_code for each in assessments]
    years = {each.computed.levy_year for each in assessments}
    rows = tx.find(ACCOUNTS, {"employer_code": {"$in": codes}, "levy_year": {"$in": sorted(years)}}) if codes else []
    found = {(row["employer_code"], row["levy_year"]): from_document(row) for row in rows}
    due_days: dict[tuple[int, date], date] = {}
    for each in assessments:
        account = found.get((each.computed.employer_code, each.computed.levy_year)) or _opened(each)
        rules = rules_of(account.region_code)
        of = (id(rules), each.assessed_on)
        if of not in due_days:
            due_days[of] = domain.due_on(rules, each.assessed_on)
        _apply_due(account, due_days[of], each)
        save(tx, account)


def of(tx: Transaction, rulebook: Rulebook, employer_code: str, levy_year: int) -> Account:
    """The account of an employer and year, by the assessment in force; raises `NotFound`. Saves nothing."""
    store.employer(tx, employer_code)
    account = _load(tx, employer_code, levy_year)
    assessment = store.assessment_in_force(tx, employer_code, levy_year)
    if assessment is None:
        raise NotFound("account", "levy_year")
    if account is None:
        account = _opened(assessment)
    _apply(account, rulebook, assessment)
    return account


def _opened(first: Assessment) -> Account:
    computed = first.computed
    return Account.opened(computed.employer_code, computed.region_code, computed.levy_year, first.assessed_on)


def _apply(account: Account, rulebook: Rulebook, assessment: Assessment) -> None:
    rules = rulebook.of_year(account.levy_year, account.region_code)
    _apply_due(account, domain.due_on(rules, assessment.assessed_on), assessment)


def _apply_due(account: Account, due_on: date, assessment: Assessment) -> None:
    result = assessment.computed.result
    account.follow(
        assessment.id,
        result.outcome,
        result.payable_fen,
        assessment.assessed_on,
        due_on,
        access.caller().subject,
    )


def claim_receipt(tx: Transaction, number: str, field: str, facts: Document) -> bool:
    """Take a receipt's or voucher's number for these facts; False: it stands for just these already.

    Raises `AlreadyExists`: it stands for others.
    """
    row = tx.find_one(RECEIPTS, {"_id": number})
    if row is None:
        tx.add(RECEIPTS, {"_id": number, **facts})
        return True
    if {**facts, "_id": number} != row:
        raise AlreadyExists("receipt", field, "this number belongs to another payment or refund")
    return False


def save(tx: Transaction, account: Account) -> None:
    """Store it with its events."""
    tx.save(ACCOUNTS, account, document(account))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _load(tx: Transaction, employer_code: str, levy_year: int) -> Account | None:
    row = tx.find_one(ACCOUNTS, {"employer_code": employer_code, "levy_year": levy_year})
    return None if row is None else from_document(row)


def from_document(row: Document) -> Account:
    """The aggregate."""
    return Account(
        id=row["_id"],
        version=row["version"],
        revision=row["revision"],
        employer_code=row["employer_code"],
        region_code=row["region_code"],
        levy_year=row["levy_year"],
        opened_on=date.fromisoformat(row["opened_on"]),
        assessment_id=row["assessment_id"],
        outcome=Outcome[row["outcome"]],
        assessed_on=date.fromisoformat(row["assessed_on"]),
        appeal_id=row["appeal_id"],
        deferred_until=_day(row["deferred_until"]),
        surcharged_through=_day(row["surcharged_through"]),
        terms=Terms(Fraction(row["terms"]["per_day"]), row["terms"]["basis"]) if row["terms"] else None,
        bills=[
            Bill(
                bill["assessment_id"],
                bill["fen"],
                date.fromisoformat(bill["due_on"]),
                _day(bill["ordered_until"]),
            )
            for bill in row["bills"]
        ],
        entries=[
            Entry(
                Kind[entry["kind"]],
                date.fromisoformat(entry["on"]),
                entry["fen"],
                entry["reference"],
                entry["basis"],
                entry["by"],
                entry["note"],
            )
            for entry in row["entries"]
        ],
    )


def document(account: Account) -> Document:
    """Its state. `state` and `balance_fen` follow from the rest; they are kept for the lists."""
    return {
        "employer_code": account.employer_code,
        "region_code": account.region_code,
        "levy_year": account.levy_year,
        "opened_on": account.opened_on.isoformat(),
        "assessment_id": account.assessment_id,
        "outcome": account.outcome.name,
        "assessed_on": account.assessed_on.isoformat(),
        "appeal_id": account.appeal_id,
        "deferred_until": _text(account.deferred_until),
        "surcharged_through": _text(account.surcharged_through),
        "terms": {"per_day": str(account.terms.per_day), "basis": account.terms.basis} if account.terms else None,
        "bills": [
            {
                "assessment_id": bill.assessment_id,
                "fen": bill.fen,
                "due_on": bill.due_on.isoformat(),
                "ordered_until": _text(bill.ordered_until),
            }
            for bill in account.bills
        ],
        "entries": [
            {
                "kind": entry.kind.name,
                "on": entry.on.isoformat(),
                "fen": entry.fen,
                "reference": entry.reference,
                "basis": entry.basis,
                "by": entry.by,
                "note": entry.note,
            }
            for entry in account.entries
        ],
        "state": account.settled_state.name,
        "balance_fen": account.balance_fen,
    }


def in_state(state: State, today: date) -> Document:
    """The condition on documents for accounts that are in a state on a day."""
    if state is State.APPEALED:
        return {"appeal_id": {"$ne": ""}}
    deferred = {"deferred_until": {"$gte": today.isoformat()}, "balance_fen": {"$gt": 0}}
    if state is State.DEFERRED:
        return {"appeal_id": "", **deferred}
    return {"appeal_id": "", "state": state.name, "$nor": [deferred]}
