"""The account of an employer and year: what is billed, paid and refunded always adds up."""

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations

import pytest
from bihuan.levy.v1.events_pb2 import PaymentRecorded
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.levy.domain.account import (
    MAX_ENTRIES,
    Account,
    AccountFull,
    DeadlineNotLapsed,
    Kind,
    NothingToRefund,
    NotOverdue,
    State,
    SurchargeIsOrdered,
    Terms,
)
from services.levy.domain.formula import Outcome
from services.levy.domain.surcharge import amount
from shared.errors import InvalidField
from tests.levy_samples import PARK, TIANQIAO

TERMS = Terms(Fraction(5, 1000), "财税〔2015〕72号第二十六条")
ASSESSED, DUE = date(2021, 9, 1), date(2021, 12, 31)


def account(payable_fen: int = 97_200_00, outcome: Outcome = Outcome.DUE) -> Account:
    opened = Account.opened(PARK, TIANQIAO, 2021, ASSESSED)
    opened.follow("first", outcome, payable_fen, ASSESSED, DUE, "clerk")
    return opened


def test_a_bill_is_paid_in_parts() -> None:
    billed = account()
    assert (billed.settled_state, billed.balance_fen) == (State.BILLED, 97_200_00)
    billed.pay(50_000_00, "R1", date(2021, 9, 10), "clerk")
    assert (billed.settled_state, billed.balance_fen) == (State.PARTLY_PAID, 47_200_00)
    billed.pay(47_200_00, "R2", date(2021, 9, 11), "clerk")
    assert (billed.settled_state, billed.balance_fen) == (State.PAID, 0)
    assert [event.balance_fen for event in billed.events if isinstance(event, PaymentRecorded)] == [47_200_00, 0]


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.RATIO_MET, State.RATIO_MET), (Outcome.EXEMPT, State.EXEMPT)])
def test_who_met_the_ratio_or_is_exempt_owes_nothing(outcome: Outcome, state: State) -> None:
    assert account(0, outcome).settled_state is state
    assert account(0, outcome).bills == []


def test_what_a_reassessment_takes_away_may_be_refunded_and_no_fen_more() -> None:
    paid = account()
    paid.pay(97_200_00, "R1", date(2021, 9, 10), "clerk")
    paid.follow("second", Outcome.DUE, 1_500_00, date(2021, 10, 1), DUE, "clerk")
    assert (paid.billed_fen, paid.balance_fen, paid.settled_state) == (1_500_00, -95_700_00, State.PAID)
    with pytest.raises(NothingToRefund):
        paid.refund(95_700_01, "V1", date(2021, 10, 2), "clerk")
    with pytest.raises(InvalidField, match="refunded_on"):  # on the day before it was paid too much
        paid.refund(95_700_00, "V1", date(2021, 9, 30), "clerk")
    paid.refund(95_700_00, "V1", date(2021, 10, 1), "clerk")
    assert (paid.balance_fen, paid.refunded_fen) == (0, 95_700_00)


def test_what_a_reassessment_adds_is_a_bill_of_its_own_and_what_it_takes_goes_off_the_newest() -> None:
    changed = account(100)
    later = date(2022, 3, 1)
    changed.follow("second", Outcome.DUE, 150, later, later, "clerk")
    assert [(bill.assessment_id, bill.fen, bill.due_on) for bill in changed.bills] == [
        ("first", 100, DUE),
        ("second", 50, later),
    ]
    changed.follow("third", Outcome.DUE, 80, later, later, "clerk")
    assert [(bill.assessment_id, bill.fen) for bill in changed.bills] == [("first", 80)]


def test_the_same_assessment_twice_changes_nothing() -> None:
    followed = account()
    followed.follow("first", Outcome.DUE, 97_200_00, ASSESSED, DUE, "another clerk")
    assert len(followed.entries) == 1


def test_a_payment_before_there_was_an_assessment_is_refused() -> None:
    with pytest.raises(InvalidField, match="paid_on"):
        account().pay(1, "R1", ASSESSED - timedelta(days=1), "clerk")
    account().pay(1, "R1", ASSESSED, "clerk")


def test_the_order_of_the_payments_of_a_day_does_not_matter() -> None:
    ends = set()
    for order in permutations([(30, "R1"), (50, "R2"), (40, "R3")]):
        paid = account(100)
        for fen, receipt in order:
            paid.pay(fen, receipt, date(2021, 9, 10), "clerk")
        ends.add((paid.balance_fen, paid.paid_fen, paid.settled_state, paid.surcharge_fen))
    assert ends == {(-20, 120, State.PAID, 0)}


def test_an_account_that_is_full_says_so_and_stays_as_it_is() -> None:
    full = account(MAX_ENTRIES)
    for number in range(MAX_ENTRIES - 1):
        full.pay(1, f"R{number}", ASSESSED, "clerk")
    with pytest.raises(AccountFull):
        full.pay(1, "R", ASSESSED, "clerk")
    assert (len(full.entries), full.balance_fen) == (MAX_ENTRIES, 1)


MONEY = st.integers(1, 10**6)


class AnAccountAddsUp(RuleBasedStateMachine):
    """Any history against sums that are kept apart from it."""

    def __init__(self) -> None:
        super().__init__()
        self.today = ASSESSED
        self.billed = self.paid = self.refunded = self.granted = 0
        self.account = Account.opened(PARK, TIANQIAO, 2021, ASSESSED)
        self.number = 0
        self.assess(100_00)

    @rule(days=st.integers(0, 90))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(payable=st.integers(0, 10**6))
    def assess(self, payable: int) -> None:
        self.number += 1
        outcome = Outcome.DUE if payable else Outcome.RATIO_MET
        self.account.follow(f"A{self.number}", outcome, payable, self.today, max(self.today, DUE), "clerk")
        self.billed = payable

    @rule(fen=MONEY)
    def pay(self, fen: int) -> None:
        self.number += 1
        self.account.pay(fen, f"R{self.number}", self.today, "clerk")
        self.paid += fen

    @precondition(lambda self: self.account.balance_fen < 0)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        self.number += 1
        fen = data.draw(st.integers(1, -self.account.balance_fen))
        self.account.refund(fen, f"V{self.number}", self.today, "clerk")
        self.refunded += fen

    @rule(fen=MONEY)
    def relieve(self, fen: int) -> None:
        self.granted += fen
        self.account.relieve(fen, "relief", self.today, "第十七条", "clerk")

    @rule(days=st.integers(1, 180))
    def defer(self, days: int) -> None:
        until = self.today + timedelta(days=days)
        if self.account.surcharged_through is None:
            self.account.defer(until, "relief", self.today, "第十七条", "clerk")
            assert self.account.overdue_fen(until) == 0
        else:
            with pytest.raises(SurchargeIsOrdered):
                self.account.defer(until, "relief", self.today, "第十七条", "clerk")

    @precondition(lambda self: self.account.overdue_fen(self.today))
    @rule(days=st.integers(0, 40))
    def warn(self, days: int) -> None:
        with suppress(NotOverdue, InvalidField):  # a deadline has lapsed for all of it; a surcharge is ordered to later
            self.account.warn(self.today, self.today + timedelta(days=days), TERMS.basis, "clerk")

    @rule()
    def order_a_surcharge(self) -> None:
        before = self.account.surcharge_fen
        try:
            self.account.order_surcharge(self.today, self.today, TERMS, "clerk")
        except (NotOverdue, DeadlineNotLapsed, InvalidField):
            assert self.account.surcharge_fen == before
        else:
            assert self.account.surcharge_fen > before
            assert any(bill.ordered_until and bill.ordered_until < self.today for bill in self.account.bills)

    @rule(fen=MONEY)
    def more_than_was_paid_too_much_is_not_refunded(self, fen: int) -> None:
        before = list(self.account.entries)
        with pytest.raises(NothingToRefund):
            self.account.refund(max(-self.account.balance_fen, 0) + fen, "V", self.today, "clerk")
        assert self.account.entries == before

    @invariant()
    def it_adds_up(self) -> None:
        found = self.account
        relieved = min(self.granted, self.billed)
        assert found.balance_fen == self.billed - relieved + found.surcharge_fen - self.paid + self.refunded
        assert (found.billed_fen, found.paid_fen, found.refunded_fen) == (self.billed, self.paid, self.refunded)
        assert found.relieved_fen == relieved
        assert sum(bill.fen for bill in found.bills) == self.billed
        assert all(bill.fen > 0 for bill in found.bills)

    @invariant()
    def below_zero_only_by_what_was_paid_too_much(self) -> None:
        if self.account.balance_fen < 0:
            assert self.paid - self.refunded > self.account.billed_fen - self.account.relieved_fen
            assert any(entry.kind is Kind.PAYMENT for entry in self.account.entries)

    @invariant()
    def the_surcharge_is_that_of_the_days_ordered_as_they_are_known_now(self) -> None:
        through = self.account.surcharged_through
        assert self.account.surcharge_fen >= 0
        if through is None:
            assert self.account.surcharge_fen == 0
        else:
            assert self.account.surcharge_fen == amount(self.account.stretches(through), TERMS.per_day)

    @invariant()
    def nothing_owed_is_never_told_as_billed(self) -> None:
        owes = self.account.balance_fen > 0
        assert (self.account.settled_state in (State.BILLED, State.PARTLY_PAID)) == owes


TestAnAccountAddsUp = AnAccountAddsUp.TestCase
TestAnAccountAddsUp.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
