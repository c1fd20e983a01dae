"""What follows an assessment: use cases and questions of accounts (collection_service.proto)."""

from datetime import date
from fractions import Fraction

from bihuan.levy.v1 import collection_service_pb2 as pb

from services.levy import accounts
from services.levy.domain import surcharge as surcharges
from services.levy.domain.account import Account, State, Terms
from services.levy.domain.rules import Held, Rulebook
from services.levy.domain.rules import Surcharge as SurchargeRule
from services.levy.domain.trace import text
from shared import access, dates
from shared.paging import page
from shared.store import Database, Transaction


def record_payment(
    tx: Transaction,
    rulebook: Rulebook,
    employer_code: str,
    levy_year: int,
    fen: int,
    receipt_number: str,
    paid_on: date,
) -> Account:
    """Enter a payment, once for each receipt; raises `NotFound`, `AlreadyExists`, `InvalidField`, `AccountFull`."""
    dates.check_not_future(paid_on, tx.now, "paid_on")
    account = accounts.of(tx, rulebook, employer_code, levy_year)
    facts = {"of": account.id, "kind": "PAYMENT", "fen": fen, "on": paid_on.isoformat()}
    if accounts.claim_receipt(tx, receipt_number, "receipt_number", facts):
        account.pay(fen, receipt_number, paid_on, access.caller().subject)
        accounts.save(tx, account)
    return account


def record_refund(
    tx: Transaction,
    rulebook: Rulebook,
    employer_code: str,
    levy_year: int,
    fen: int,
    voucher_number: str,
    refunded_on: date,
) -> Account:
    """Enter a refund, once for each voucher; raises as `record_payment`, and `NothingToRefund`."""
    dates.check_not_future(refunded_on, tx.now, "refunded_on")
    account = accounts.of(tx, rulebook, employer_code, levy_year)
    facts = {"of": account.id, "kind": "REFUND", "fen": fen, "on": refunded_on.isoformat()}
    if accounts.claim_receipt(tx, voucher_number, "voucher_number", facts):
        account.refund(fen, voucher_number, refunded_on, access.caller().subject)
        accounts.save(tx, account)
    return account


def warn_of_arrears(
    tx: Transaction, rulebook: Rulebook, employer_code: str, levy_year: int, warned_on: date, pay_until: date
) -> Account:
    """Enter a warning with its deadline; raises `NotFound`, `InvalidField`, `NotOverdue`, `RuleMissing`."""
    dates.check_not_future(warned_on, tx.now, "warned_on")
    account = accounts.of(tx, rulebook, employer_code, levy_year)
    account.warn(warned_on, pay_until, terms_of(rulebook, account).basis, access.caller().subject)
    accounts.save(tx, account)
    return account


def order_surcharge(
    tx: Transaction, rulebook: Rulebook, employer_code: str, levy_year: int, through: date, ordered_on: date
) -> Account:
    """Add the surcharge to the end of a day; raises `NotFound`, `InvalidField`, `DeadlineNotLapsed`, `NotOverdue`."""
    dates.check_not_future(ordered_on, tx.now, "ordered_on")
    account = accounts.of(tx, rulebook, employer_code, levy_year)
    account.order_surcharge(through, ordered_on, terms_of(rulebook, account), access.caller().subject)
    accounts.save(tx, account)
    return account


def terms_of(rulebook: Rulebook, account: Account) -> Terms:
    """The rule of the account's surcharge: that of the first order, or that of the levy year. Raises `RuleMissing`."""
    if account.terms is not None:
        return account.terms
    held: Held[SurchargeRule] = rulebook.of_year(account.levy_year, account.region_code).get("surcharge")
    return Terms(Fraction(held.value.per_day), f"{held.act}{held.period.source.article}")


def surcharge_message(rulebook: Rulebook, account: Account, through: date) -> pb.Surcharge:
    """The surcharge to the end of a day, line by line. Raises `RuleMissing`."""
    terms = terms_of(rulebook, account)
    lines = account.stretches(through)
    return pb.Surcharge(
        through=dates.to_wire(through),
        per_day=text(terms.per_day),
        basis=terms.basis,
        lines=[
            pb.SurchargeLine(
                first=dates.to_wire(line.first),
                last=dates.to_wire(line.last),
                days=line.days,
                base_fen=line.base_fen,
                exact_fen=text(line.base_fen * line.days * terms.per_day),
            )
            for line in lines
        ],
        total_fen=surcharges.amount(lines, terms.per_day),
        ordered_fen=account.surcharge_fen,
    )


def list_accounts(
    database: Database,
    levy_year: int,
    region_code: str,
    state: State | None,
    at_least_fen: int | None,
    at_most_fen: int | None,
    page_size: int,
    page_token: str,
) -> pb.ListAccountsResponse:
    """Accounts of a year, by employer code. Raises `InvalidField`, `RegionDenied`."""
    today = dates.china_date(database.now())
    asked = {"levy_year": levy_year, **access.rows("region_code", region_code)}
    if state is not None:
        asked = {"$and": [asked, accounts.in_state(state, today)]}
    balance = {"$gte": at_least_fen, "$lte": at_most_fen}
    limits = {comparison: fen for comparison, fen in balance.items() if fen is not None}
    if limits:
        asked["balance_fen"] = limits
    rows, token = page(
        database.collection(accounts.ACCOUNTS), asked, page_size=page_size, page_token=page_token, sort="employer_code"
    )
    found = [account_message(accounts.from_document(row), today) for row in rows]
    for message in found:
        message.ClearField("entries")
    return pb.ListAccountsResponse(accounts=found, next_page_token=token)


def account_message(account: Account, today: date) -> pb.Account:
    """As callers see it on a day."""
    entries, balance = [], 0
    for entry in account.entries:
        balance += entry.fen
        entries.append(
            pb.AccountEntry(
                kind=f"ENTRY_KIND_{entry.kind.name}",
                on=dates.to_wire(entry.on),
                amount_fen=entry.fen,
                balance_fen=balance,
                reference=entry.reference,
                basis=entry.basis,
                note=entry.note,
                recorded_by=entry.by,
            )
        )
    message = pb.Account(
        account_id=account.id,
        employer_code=account.employer_code,
        region_code=account.region_code,
        levy_year=account.levy_year,
        state=f"ACCOUNT_STATE_{account.state_on(today).name}",
        assessment_id=account.assessment_id,
        outcome=f"ASSESSMENT_OUTCOME_{account.outcome.name}",
        billed_fen=account.billed_fen,
        relieved_fen=account.relieved_fen,
        surcharge_fen=account.surcharge_fen,
        paid_fen=account.paid_fen,
        refunded_fen=account.refunded_fen,
        balance_fen=balance,
        refundable_fen=max(-balance, 0),
        bills=[
            pb.Bill(
                assessment_id=bill.assessment_id,
                amount_fen=bill.fen,
                due_on=dates.to_wire(bill.due_on),
                ordered_until=dates.to_wire(bill.ordered_until) if bill.ordered_until else None,
            )
            for bill in account.bills
        ],
        entries=entries,
    )
    message.open_appeal_id = account.appeal_id
    if account.deferred_until is not None:
        message.deferred_until.CopyFrom(dates.to_wire(account.deferred_until))
    if account.surcharged_through is not None:
        message.surcharged_through.CopyFrom(dates.to_wire(account.surcharged_through))
    return message
