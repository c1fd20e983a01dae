"""The columns of a province's run: what is kept of many employers, what they come to, and sums that are exact."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.levy.domain import formula, province
from services.levy.domain.formula import Facts
from services.levy.domain.province import KINDS, Block, Report, RulesOfRegions, Totals, grouped, overlap
from services.levy.domain.rules import Rulebook
from services.levy.domain.trace import text
from tests.levy_samples import employer_code, with_social_average

BOOK = with_social_average()
RULES = RulesOfRegions(BOOK, 2021)
# With layers of their own (Jinan's cap; Zibo; Chengdu), and without.
REGIONS = ("370105", "370105003", "370303", "371602", "510104")


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    months = draw(st.lists(st.integers(0, draw(st.sampled_from((1, 40, 3_000)))), min_size=12, max_size=12))
    seasonal = draw(st.integers(0, 60))
    staffed = any(months)
    return Facts(
        draw(st.sampled_from(KINDS)),
        draw(st.dates(date(1950, 1, 1), date(2021, 12, 31))),
        tuple(months),
        draw(st.integers(1, 10**12)) if staffed else 0,
        draw(st.none() | st.integers(0, 400).map(lambda months: Fraction(months, 12))),
        seasonal if staffed else 0,
    )


rows = st.lists(st.tuples(st.sampled_from(REGIONS), facts()), min_size=1, max_size=12)


def block_of(some: list[tuple[str, Facts]]) -> Block:
    return Block.of([(employer_code(number % 90), region, each) for number, (region, each) in enumerate(some)])


@settings(deadline=None, max_examples=40)
@given(rows)
def test_a_block_comes_to_the_same_as_the_formula_row_by_row_also_after_it_was_stored(
    some: list[tuple[str, Facts]],
) -> None:
    block = Block.unpack(block_of(some).pack())

    outcomes = province.assess(block, RULES)

    for row, (region, given_facts) in enumerate(some):
        assert block.facts(row) == given_facts
        wanted = formula.assess(given_facts, BOOK.of_year(2021, region))
        assert int(outcomes.outcome[row]) == wanted.outcome.value
        assert (int(outcomes.due_fen[row]), int(outcomes.payable_fen[row])) == (wanted.due_fen, wanted.payable_fen)
        assert int(outcomes.wage_applied_fen[row]) == wanted.wage_applied_fen
        share = next(dict(line.inputs)["share"] for line in wanted.lines if line.key == "payable")
        if wanted.outcome is formula.Outcome.DUE:
            assert text(outcomes.shares[int(outcomes.share[row])]) == share
        heads = (outcomes.staff, outcomes.placed, outcomes.required)
        exact = tuple(Fraction(int(each[row]), outcomes.scale) for each in heads)
        assert exact == (wanted.staff, wanted.placed, wanted.required)


@settings(deadline=None, max_examples=15)
@given(rows, rows)
def test_a_report_of_two_slices_is_that_of_all_their_rows_however_it_is_cut(
    some: list[tuple[str, Facts]], more: list[tuple[str, Facts]]
) -> None:
    for by in ((), ("REGION",), ("KIND", "SIZE"), ("TIER",)):
        apart, together = (Report(by, "000000", ("",)) for _ in range(2))
        for part in (some, more):
            block = block_of(part)
            apart.add(Totals.unpack(Totals.of(block, province.assess(block, RULES)).pack()))
        block = block_of([*some, *more])
        together.add(Totals.of(block, province.assess(block, RULES)))
        assert apart.rows == together.rows
        assert apart.total == together.total
        assert apart.total.units == len(some) + len(more)


def test_a_sum_that_could_leave_64_bits_is_refused_and_not_wrong() -> None:
    keys = np.zeros((4, 1), dtype=np.int64)

    with pytest.raises(OverflowError):
        grouped(keys, np.full((4, 1), 2**61, dtype=np.int64))

    _, sums = grouped(keys, np.full((4, 1), 2**60, dtype=np.int64))
    assert sums.tolist() == [[2**62]]


def test_rules_survive_being_kept_as_text() -> None:
    kept = Rulebook.from_text(BOOK.text)

    assert kept.text == BOOK.text
    assert [held.value for held in kept.all_on(date(2021, 12, 31), "370105")] == [
        held.value for held in BOOK.all_on(date(2021, 12, 31), "370105")
    ]


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        ("370000", "370105", True),
        ("370105003", "370105", True),
        ("370100", "370200", False),
        ("370105", "370105", True),
        ("510000", "370000", False),
    ],
)
def test_regions_overlap_where_one_lies_in_the_other(one: str, other: str, *, meets: bool) -> None:
    assert overlap(one, other) is overlap(other, one) is meets
