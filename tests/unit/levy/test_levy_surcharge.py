"""The late surcharge: when there is one, on what, for which days, and that it adds up however it is split."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.levy.domain.account import (
    Account,
    DeadlineNotLapsed,
    Kind,
    NotOverdue,
    SurchargeIsOrdered,
    Terms,
)
from services.levy.domain.formula import Outcome
from services.levy.domain.surcharge import Bill, Flow, amount, stretches
from shared.errors import InvalidField
from tests.levy_samples import PARK, TIANQIAO

PER_DAY = Fraction(5, 1000)
TERMS = Terms(PER_DAY, "财税〔2015〕72号第二十六条")
ASSESSED, DUE = date(2019, 9, 1), date(2019, 12, 31)
WARNED, ORDERED = date(2020, 1, 20), date(2020, 2, 10)


def warned(fen: int = 1_000_00) -> Account:
    """Due by 31 December 2019, ordered to be paid by 10 February 2020."""
    account = Account.opened(PARK, TIANQIAO, 2019, ASSESSED)
    account.follow("first", Outcome.DUE, fen, ASSESSED, DUE, "clerk")
    account.warn(WARNED, ORDERED, TERMS.basis, "clerk")
    return account


def test_the_surcharge_counts_every_day_from_the_day_after_it_was_due_and_a_29th_of_february_too() -> None:
    account = warned()
    account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
    # 31 days of January, 29 of February, one of March; 5 yuan a day
    [line] = account.stretches(date(2020, 3, 1))
    assert (line.first, line.last, line.days, line.base_fen) == (date(2020, 1, 1), date(2020, 3, 1), 61, 1_000_00)
    assert account.surcharge_fen == 61 * 5_00
    assert account.balance_fen == 1_000_00 + 61 * 5_00


def test_a_payment_in_part_reduces_what_bears_it_from_its_own_day_on() -> None:
    account = warned()
    account.pay(400_00, "R1", date(2020, 1, 11), "clerk")
    account.order_surcharge(date(2020, 2, 20), date(2020, 2, 20), TERMS, "clerk")
    assert [(line.first, line.last, line.base_fen) for line in account.stretches(date(2020, 2, 20))] == [
        (date(2020, 1, 1), date(2020, 1, 10), 1_000_00),
        (date(2020, 1, 11), date(2020, 2, 20), 600_00),
    ]
    assert account.surcharge_fen == 10 * 5_00 + 41 * 3_00


@pytest.mark.parametrize(("paid_on", "bears"), [(ORDERED, False), (ORDERED + timedelta(days=1), True)])
def test_who_pays_on_the_last_day_of_the_ordered_deadline_pays_no_surcharge(paid_on: date, bears: bool) -> None:
    account = warned()
    account.pay(1_000_00, "R1", paid_on, "clerk")
    if bears:
        account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
        assert account.surcharge_fen == (31 + 10) * 5_00  # to the day before it was paid
    else:
        with pytest.raises(DeadlineNotLapsed):
            account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
        assert account.balance_fen == 0


def test_there_is_none_without_a_warning_nor_before_its_deadline_has_lapsed() -> None:
    account = Account.opened(PARK, TIANQIAO, 2019, ASSESSED)
    account.follow("first", Outcome.DUE, 1_000_00, ASSESSED, DUE, "clerk")
    with pytest.raises(DeadlineNotLapsed):
        account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
    with pytest.raises(NotOverdue):  # on the last day to pay it
        account.warn(DUE, ORDERED, TERMS.basis, "clerk")
    account.warn(DUE + timedelta(days=1), ORDERED, TERMS.basis, "clerk")
    with pytest.raises(DeadlineNotLapsed):
        account.order_surcharge(ORDERED, ORDERED, TERMS, "clerk")
    account.order_surcharge(ORDERED + timedelta(days=1), ORDERED + timedelta(days=1), TERMS, "clerk")
    assert account.surcharge_fen > 0


def test_a_payment_in_time_that_comes_to_be_known_later_takes_the_surcharge_away() -> None:
    account = warned()
    account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
    account.pay(1_000_00, "R1", ORDERED, "clerk")
    assert (account.surcharge_fen, account.balance_fen) == (0, 0)
    assert [entry.kind for entry in account.entries[-2:]] == [Kind.PAYMENT, Kind.SURCHARGE_ADJUSTED]


def test_a_reassessment_below_takes_its_part_of_the_surcharge_away() -> None:
    account = warned()
    account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
    account.follow("second", Outcome.DUE, 200_00, date(2020, 3, 5), date(2020, 3, 5), "clerk")
    assert account.surcharge_fen == 61 * 1_00
    account.follow("third", Outcome.RATIO_MET, 0, date(2020, 3, 6), date(2020, 3, 6), "clerk")
    assert account.balance_fen == 0


def test_what_a_reassessment_adds_needs_a_warning_of_its_own() -> None:
    account = warned()
    account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
    account.follow("second", Outcome.DUE, 3_000_00, date(2020, 3, 5), date(2020, 3, 5), "clerk")
    before = account.surcharge_fen
    account.order_surcharge(date(2020, 3, 11), date(2020, 3, 11), TERMS, "clerk")
    assert account.surcharge_fen == before + 10 * 5_00
    account.warn(date(2020, 3, 12), date(2020, 3, 20), TERMS.basis, "clerk")
    account.order_surcharge(date(2020, 3, 21), date(2020, 3, 21), TERMS, "clerk")
    # all 81 days of the first; and of the second those from 6 March, also those to which the first was ordered before
    assert account.surcharge_fen == 81 * 5_00 + 16 * 10_00


def test_a_deadline_that_has_not_lapsed_is_replaced_and_one_that_has_stays() -> None:
    account = warned()
    account.warn(ORDERED, date(2020, 2, 20), TERMS.basis, "clerk")
    assert account.bills[0].ordered_until == date(2020, 2, 20)
    with pytest.raises(NotOverdue, match="order the surcharge"):
        account.warn(date(2020, 2, 21), date(2020, 3, 1), TERMS.basis, "clerk")
    account.order_surcharge(date(2020, 2, 25), date(2020, 2, 25), TERMS, "clerk")
    with pytest.raises(InvalidField, match="surcharged"):  # not even by a warning that is entered late
        account.warn(date(2020, 2, 20), date(2020, 2, 24), TERMS.basis, "clerk")
    with pytest.raises(NotOverdue, match="order the surcharge"):
        account.warn(date(2020, 2, 20), date(2020, 3, 1), TERMS.basis, "clerk")
    with pytest.raises(InvalidField, match="pay_until"):
        account.warn(date(2020, 2, 19), date(2020, 2, 18), TERMS.basis, "clerk")


def test_a_surcharge_is_not_ordered_for_days_to_come_nor_twice_for_the_same_days() -> None:
    account = warned()
    with pytest.raises(InvalidField, match="through"):
        account.order_surcharge(date(2020, 3, 2), date(2020, 3, 1), TERMS, "clerk")
    account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
    with pytest.raises(InvalidField, match="already"):
        account.order_surcharge(date(2020, 3, 1), date(2020, 3, 2), TERMS, "clerk")
    account.pay(account.balance_fen, "R1", date(2020, 3, 2), "clerk")
    with pytest.raises((NotOverdue, DeadlineNotLapsed)):
        account.order_surcharge(date(2020, 3, 9), date(2020, 3, 9), TERMS, "clerk")


@pytest.mark.parametrize(("day", "overdue"), [(date(2020, 6, 30), 0), (date(2020, 7, 1), 1_000_00)])
def test_after_the_last_day_of_a_deferral_what_is_owed_is_in_arrears(day: date, overdue: int) -> None:
    account = warned()
    account.defer(date(2020, 6, 30), "relief", date(2020, 2, 1), "财税〔2015〕72号第十七条", "clerk")
    assert account.overdue_fen(day) == overdue
    # the warning of before is void
    assert account.bills[0].ordered_until is None
    with pytest.raises(DeadlineNotLapsed):
        account.order_surcharge(date(2020, 7, 1), date(2020, 7, 1), TERMS, "clerk")


def test_arrears_that_bear_a_surcharge_are_not_deferred() -> None:
    account = warned()
    account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
    with pytest.raises(SurchargeIsOrdered):
        account.defer(date(2020, 6, 30), "relief", date(2020, 3, 2), "财税〔2015〕72号第十七条", "clerk")


FIRST = date(2020, 1, 1)
DAYS = st.integers(-10, 120).map(lambda offset: FIRST + timedelta(days=offset))
FLOWS = st.lists(st.builds(Flow, on=DAYS, fen=st.integers(1, 40_000)), max_size=5)
BILLS = st.lists(st.tuples(st.integers(1, 90_000), DAYS, st.none() | DAYS), min_size=1, max_size=3).map(
    lambda rows: [Bill(str(number), fen, due, until) for number, (fen, due, until) in enumerate(rows)]
)


def by_the_day(bills: Sequence[Bill], relieved: int, flows: Sequence[Flow], through: date) -> Fraction:
    """Day by day and fen by fen, with none of the code that it is compared with."""

    def rests(day: date) -> dict[str, int]:
        credit = relieved + sum(flow.fen for flow in flows if flow.on <= day)
        found = {}
        for bill in sorted(bills, key=lambda it: it.due_on):
            covered = min(credit, bill.fen)
            credit -= covered
            found[bill.assessment_id] = bill.fen - covered
        return found

    bearing = [
        bill for bill in bills
        if (until := bill.ordered_until) is not None and until < through and rests(until)[bill.assessment_id]
    ]  # fmt: skip
    total, day = Fraction(0), min((bill.due_on for bill in bills), default=through)
    while day <= through:
        total += sum(rests(day)[bill.assessment_id] for bill in bearing if bill.due_on < day) * PER_DAY
        day += timedelta(days=1)
    return total


@given(bills=BILLS, relieved=st.integers(0, 50_000), flows=FLOWS, through=DAYS)
def test_it_is_what_the_days_one_by_one_come_to(
    bills: list[Bill], relieved: int, flows: list[Flow], through: date
) -> None:
    lines = stretches(bills, relieved, flows, through)
    exact = by_the_day(bills, relieved, flows, through)
    assert sum(line.base_fen * line.days * PER_DAY for line in lines) == exact
    assert amount(lines, PER_DAY) == int(exact + Fraction(1, 2))
    # in order, without overlap, and each with something owed
    assert all(line.first <= line.last and line.base_fen > 0 for line in lines)
    assert all(earlier.last < later.first for earlier, later in pairwise(lines))


@given(fen=st.integers(1, 10**9), splits=st.sets(st.integers(1, 300), max_size=6), flows=FLOWS)
def test_ordered_in_any_parts_it_comes_to_the_same(fen: int, splits: set[int], flows: list[Flow]) -> None:
    def with_payments() -> Account:
        account = warned(fen)
        for number, flow in enumerate(sorted(flows, key=lambda it: it.on)):
            account.pay(flow.fen, f"R{number}", flow.on, "clerk")
        return account

    def order(account: Account, through: date) -> None:
        try:
            account.order_surcharge(through, date(2021, 6, 1), TERMS, "clerk")
        except (DeadlineNotLapsed, NotOverdue):
            return

    whole, parts = with_payments(), with_payments()
    last = ORDERED + timedelta(days=301)
    order(whole, last)
    for days in sorted(splits):
        order(parts, ORDERED + timedelta(days=days))
    order(parts, last)
    assert parts.surcharge_fen == whole.surcharge_fen
    assert parts.balance_fen == whole.balance_fen


@given(flows=st.lists(st.builds(Flow, on=st.just(date(2020, 1, 15)), fen=st.integers(1, 50_000)), max_size=4))
def test_the_order_of_the_payments_of_a_day_does_not_matter_to_it(flows: list[Flow]) -> None:
    one, other = warned(), warned()
    for account, order in ((one, flows), (other, flows[::-1])):
        for number, flow in enumerate(order):
            account.pay(flow.fen, f"R{number}", flow.on, "clerk")
        if account.overdue_fen(date(2020, 3, 1)):
            account.order_surcharge(date(2020, 3, 1), date(2020, 3, 1), TERMS, "clerk")
    assert (one.surcharge_fen, one.balance_fen) == (other.surcharge_fen, other.balance_fen)
