"""What an employer owes for a levy year, and why: an account of entries that never change. Pure.

    balance = billed − relieved + surcharge − paid + refunded

It follows the assessment in force. What a re-assessment adds is a bill with a due day of its own; what it takes away
goes off the newest bills. Nothing is ever rewritten: what depends on other facts (a relief is never above what is
billed; a surcharge is on what was owed on those days, as far as it is known now) is made true again by an entry of its
own, so that the sum of the entries is always the balance.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from uuid import UUID, uuid5

from bihuan.levy.v1.events_pb2 import PaymentRecorded, RefundRecorded, SurchargeAdjusted, SurchargeOrdered

from services.levy.domain import surcharge
from services.levy.domain.formula import Outcome
from services.levy.domain.rules import YearRules
from services.levy.domain.surcharge import Bill, Flow, Stretch
from shared import dates
from shared.aggregate import Aggregate
from shared.errors import InvalidField, WrongState

MAX_ENTRIES = 2_000
# Of the ids of accounts, which follow from employer and year: whoever meets an account first makes the same one.
_NAMESPACE = UUID("8d3f6c1e-52b7-4c1b-9a57-3f0f2f6e7a11")
BILLED_BY, PAID_BY = "财税〔2015〕72号第八条", "财税〔2015〕72号"
REFUNDED_BY = "多缴退还（闭环默认口径，全国文件未列条款）"


class AccountFull(WrongState):
    """FAILED_PRECONDITION: an account is one document, and this one has as many entries as it may."""

    reason = "ACCOUNT_FULL"


class NothingToRefund(WrongState):
    """FAILED_PRECONDITION: more would be refunded than was paid too much."""

    reason = "NOTHING_TO_REFUND"


class NotOverdue(WrongState):
    """FAILED_PRECONDITION: nothing is in arrears on the day, so there is nothing to warn of or to surcharge."""

    reason = "NOT_OVERDUE"


class DeadlineNotLapsed(WrongState):
    """FAILED_PRECONDITION: no deadline was ordered, or it has not lapsed, or what was ordered was paid by it."""

    reason = "DEADLINE_NOT_LAPSED"


class SurchargeIsOrdered(WrongState):
    """FAILED_PRECONDITION: whose arrears bear a surcharge already is not deferred any more."""

    reason = "SURCHARGE_IS_ORDERED"


class Kind(Enum):
    """What an entry is; names of the contract's EntryKind."""

    ASSESSED = 1
    REASSESSED = 2
    PAYMENT = 3
    REFUND = 4
    RELIEF = 5
    RELIEF_ADJUSTED = 6
    SURCHARGE = 7
    SURCHARGE_ADJUSTED = 8
    WARNING = 9
    DEFERRAL = 10


class State(Enum):
    """Names of the contract's AccountState."""

    BILLED = 1
    PARTLY_PAID = 2
    PAID = 3
    RATIO_MET = 4
    EXEMPT = 5
    DEFERRED = 6
    APPEALED = 7


@dataclass(frozen=True)
class Entry:
    """A fact. `fen` above zero: owed more."""

    kind: Kind
    on: date
    fen: int
    reference: str
    basis: str
    by: str
    note: str = ""


@dataclass(frozen=True)
class Terms:
    """The rule by which a surcharge was ordered: what is added a day, and where that stands. Kept with the account."""

    per_day: Fraction
    basis: str


def due_on(rules: YearRules, assessed_on: date) -> date:
    """The last day to pay what is assessed on a day: that of the payment window, or of the levy year; or that day."""
    window = rules.find("payment_window")
    closes: date = window.value.of(rules.levy_year)[1] if window else date(rules.levy_year, 12, 31)
    return max(closes, assessed_on)


@dataclass(kw_only=True)
class Account(Aggregate):
    """The account of an employer and levy year."""

    employer_code: str
    region_code: str
    levy_year: int
    opened_on: date
    assessment_id: str = ""
    outcome: Outcome = Outcome.DUE
    # The day of the assessment that holds.
    assessed_on: date
    # Of the appeal that is open; empty: none is.
    appeal_id: str = ""
    # Until this day, included, what is owed is deferred.
    deferred_until: date | None = None
    # The last day for which a surcharge was ordered, and by which rule.
    surcharged_through: date | None = None
    terms: Terms | None = None
    bills: list[Bill] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def opened(cls, employer_code: str, region_code: str, levy_year: int, on: date) -> "Account":
        """An empty one, as of the day of the first assessment."""
        id = str(uuid5(_NAMESPACE, f"{employer_code}/{levy_year}"))
        return cls(
            id=id,
            employer_code=employer_code,
            region_code=region_code,
            levy_year=levy_year,
            opened_on=on,
            assessed_on=on,
        )

    def sum_of(self, *kinds: Kind) -> int:
        """Of the entries of these kinds, in fen."""
        return sum(entry.fen for entry in self.entries if entry.kind in kinds)

    @property
    def balance_fen(self) -> int:
        """What is owed; below zero: paid too much."""
        return sum(entry.fen for entry in self.entries)

    @property
    def billed_fen(self) -> int:
        """What the assessment in force asks for."""
        return self.sum_of(Kind.ASSESSED, Kind.REASSESSED)

    @property
    def relieved_fen(self) -> int:
        """What of it was waived."""
        return -self.sum_of(Kind.RELIEF, Kind.RELIEF_ADJUSTED)

    @property
    def surcharge_fen(self) -> int:
        """What was added for arrears."""
        return self.sum_of(Kind.SURCHARGE, Kind.SURCHARGE_ADJUSTED)

    @property
    def paid_fen(self) -> int:
        """All payments."""
        return -self.sum_of(Kind.PAYMENT)

    @property
    def refunded_fen(self) -> int:
        """All refunds."""
        return self.sum_of(Kind.REFUND)

    @property
    def flows(self) -> list[Flow]:
        """Payments and refunds, in the order entered."""
        return [Flow(entry.on, -entry.fen) for entry in self.entries if entry.kind in (Kind.PAYMENT, Kind.REFUND)]

    @property
    def settled_state(self) -> State:
        """Where it stands, without regard to deferral and appeal, which depend on the day."""
        if self.balance_fen > 0:
            return State.PARTLY_PAID if self.paid_fen > self.refunded_fen else State.BILLED
        if self.outcome is Outcome.DUE:
            return State.PAID
        return State.EXEMPT if self.outcome is Outcome.EXEMPT else State.RATIO_MET

    def state_on(self, day: date) -> State:
        """Where it stands on a day."""
        if self.appeal_id:
            return State.APPEALED
        if self.balance_fen > 0 and self.deferred_until is not None and day <= self.deferred_until:
            return State.DEFERRED
        return self.settled_state

    def overdue_fen(self, day: date) -> int:
        """What is in arrears at the end of a day, without surcharge."""
        return surcharge.overdue(self.bills, self.relieved_fen, self.flows, day)

    def stretches(self, through: date) -> list[Stretch]:
        """The days of arrears that bear a surcharge."""
        return surcharge.stretches(self.bills, self.relieved_fen, self.flows, through)

    def follow(
        self, assessment_id: str, outcome: Outcome, payable_fen: int, assessed_on: date, due_on: date, by: str
    ) -> None:
        """Make an assessment the one that holds; nothing happens if it holds already."""
        if assessment_id == self.assessment_id:
            return
        change = payable_fen - self.billed_fen
        kind = Kind.REASSESSED if self.assessment_id else Kind.ASSESSED
        self.assessment_id, self.outcome, self.assessed_on = assessment_id, outcome, assessed_on
        if change > 0:
            self.bills.append(Bill(assessment_id, change, max(due_on, self.deferred_until or due_on)))
        else:
            self._take_off(-change)
        self._enter(Entry(kind, assessed_on, change, assessment_id, BILLED_BY, by))
        self._settle(assessed_on, by)

    def _take_off(self, fen: int) -> None:
        """Off the newest bills first: what was added last is what was wrong."""
        while fen:
            newest = self.bills.pop()
            if newest.fen > fen:
                self.bills.append(replace(newest, fen=newest.fen - fen))
            fen = max(fen - newest.fen, 0)

    def pay(self, fen: int, receipt_number: str, paid_on: date, by: str) -> None:
        """Enter a payment."""
        if paid_on < self.opened_on:
            raise InvalidField("paid_on", "must not lie before the first assessment of the year")
        self._enter(Entry(Kind.PAYMENT, paid_on, -fen, receipt_number, PAID_BY, by))
        self._settle(paid_on, by)
        self.record(
            PaymentRecorded(
                account_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                levy_year=self.levy_year,
                amount_fen=fen,
                receipt_number=receipt_number,
                paid_on=dates.to_wire(paid_on),
                balance_fen=self.balance_fen,
            )
        )

    def refund(self, fen: int, voucher_number: str, refunded_on: date, by: str) -> None:
        """Enter a refund of what was paid too much."""
        if fen > -self.balance_fen:
            raise NothingToRefund("amount_fen", "is more than was paid too much; see refundable_fen of the account")
        latest = max(entry.on for entry in self.entries if entry.fen < 0)
        if refunded_on < latest:
            raise InvalidField("refunded_on", "must not lie before the last fact by which so much was paid too much")
        self._enter(Entry(Kind.REFUND, refunded_on, fen, voucher_number, REFUNDED_BY, by))
        self._settle(refunded_on, by)
        self.record(
            RefundRecorded(
                account_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                levy_year=self.levy_year,
                amount_fen=fen,
                voucher_number=voucher_number,
                refunded_on=dates.to_wire(refunded_on),
                balance_fen=self.balance_fen,
            )
        )

    def warn(self, warned_on: date, pay_until: date, basis: str, by: str) -> None:
        """The finance authority warns of what is in arrears and orders it to be paid by a day (责令限期缴纳).

        A deadline that has not lapsed is replaced; of one that has, what follows stays.
        """
        if pay_until < warned_on:
            raise InvalidField("pay_until", "must not lie before the day of the warning")
        if self.surcharged_through is not None and pay_until < self.surcharged_through:
            raise InvalidField(
                "pay_until", f"must not lie in the days already surcharged, to {self.surcharged_through}"
            )
        rests = surcharge.unpaid(self.bills, self.relieved_fen + surcharge.paid_by(self.flows, warned_on))
        late = {bill.assessment_id: rest for bill, rest in rests if rest and bill.due_on < warned_on}
        if not late:
            raise NotOverdue("warned_on", "nothing is in arrears on this day")
        fresh = {
            bill.assessment_id
            for bill in self.bills
            if bill.assessment_id in late
            and (
                bill.ordered_until is None or bill.ordered_until >= max(warned_on, self.surcharged_through or warned_on)
            )
        }
        if not fresh:
            raise NotOverdue("warned_on", "a deadline has lapsed for all that is in arrears; order the surcharge")
        self.bills = [
            replace(bill, ordered_until=pay_until) if bill.assessment_id in fresh else bill for bill in self.bills
        ]
        ordered = sum(late[id] for id in fresh)
        note = f"限{pay_until}前（含当日）缴纳{ordered}分 · {ordered} fen to be paid by {pay_until}"
        self._enter(Entry(Kind.WARNING, warned_on, 0, pay_until.isoformat(), basis, by, note))

    def order_surcharge(self, through: date, ordered_on: date, terms: Terms, by: str) -> None:
        """Add the surcharge of the days of arrears to the end of `through`, beyond what was ordered before."""
        if through > ordered_on:
            raise InvalidField("through", "must not lie after the day of the order: it is not known yet what is paid")
        if self.surcharged_through is not None and through <= self.surcharged_through:
            raise InvalidField("through", f"the surcharge is ordered to {self.surcharged_through} already")
        if not surcharge.lapsed(self.bills, self.relieved_fen, self.flows, through):
            raise DeadlineNotLapsed("through", "no ordered deadline has lapsed unpaid before this day")
        terms = self.terms or terms
        fen = surcharge.amount(self.stretches(through), terms.per_day) - self.surcharge_fen
        if fen <= 0:
            raise NotOverdue("through", "nothing was in arrears beyond the days ordered before")
        self.surcharged_through, self.terms = through, terms
        note = f"加收至{through} · to {through}"
        self._enter(Entry(Kind.SURCHARGE, ordered_on, fen, through.isoformat(), terms.basis, by, note))
        self.record(
            SurchargeOrdered(
                account_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                levy_year=self.levy_year,
                amount_fen=fen,
                through=dates.to_wire(through),
                ordered_on=dates.to_wire(ordered_on),
                surcharge_fen=self.surcharge_fen,
            )
        )

    def relieve(self, fen: int, relief_id: str, decided_on: date, basis: str, by: str) -> None:
        """Waive a part of what is billed; what exceeds it comes to nothing."""
        self._enter(Entry(Kind.RELIEF, decided_on, -fen, relief_id, basis, by))
        self._settle(decided_on, by)

    def defer(self, until: date, relief_id: str, decided_on: date, basis: str, by: str) -> None:
        """What is owed may be paid until a day, included. A warning of it is void."""
        if self.surcharged_through is not None:
            raise SurchargeIsOrdered("relief_id", "a surcharge of the arrears is ordered, so they cannot be deferred")
        self.deferred_until = max(until, self.deferred_until or until)
        self.bills = [replace(bill, due_on=max(bill.due_on, until), ordered_until=None) for bill in self.bills]
        note = f"缓缴至{until} · deferred to {until}"
        self._enter(Entry(Kind.DEFERRAL, decided_on, 0, relief_id, basis, by, note))

    def _settle(self, on: date, by: str) -> None:
        """Make true again what depends on other entries."""
        granted = -self.sum_of(Kind.RELIEF)
        too_much = self.relieved_fen - min(granted, self.billed_fen)
        if too_much:
            note = "减免不超过应缴额 · a relief is never more than what is billed"
            self._enter(Entry(Kind.RELIEF_ADJUSTED, on, too_much, self.assessment_id, BILLED_BY, by, note))
        if self.surcharged_through is None or self.terms is None:
            return
        change = surcharge.amount(self.stretches(self.surcharged_through), self.terms.per_day) - self.surcharge_fen
        if not change:
            return
        through = self.surcharged_through.isoformat()
        note = f"按已知事实重算至{through} · the days to {through} computed anew"
        self._enter(Entry(Kind.SURCHARGE_ADJUSTED, on, change, through, self.terms.basis, by, note))
        self.record(
            SurchargeAdjusted(
                account_id=self.id,
                region_code=self.region_code,
                employer_code=self.employer_code,
                levy_year=self.levy_year,
                change_fen=change,
                surcharge_fen=self.surcharge_fen,
            )
        )

    def _enter(self, entry: Entry) -> None:
        if len(self.entries) >= MAX_ENTRIES:
            raise AccountFull("levy_year", f"the account has {MAX_ENTRIES} entries, and can take no more")
        self.entries.append(entry)
