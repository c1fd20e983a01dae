"""The vectorised formula: the same as the scalar to the fen for everything, and never wrong for want of bits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.levy import store
from services.levy.domain import vector
from services.levy.domain.formula import Facts, Outcome, Relief, assess
from services.levy.domain.rules import Rulebook, YearRules
from services.levy.domain.vector import Columns, assess_many
from tests.levy_samples import layers, with_social_average

ON_FILE = store.rulebook()
WITH_SOCIAL_AVERAGE = with_social_average()
LAYERS = layers()
TIANQIAO = "370105"
KINDS = ("ENTERPRISE", "STATE_ORGAN", "INSTITUTION", "SOCIAL_ORGANISATION", "PRIVATE_NON_ENTERPRISE_UNIT")
LONG_AGO = date(2000, 1, 1)


def book(**rules: Any) -> Rulebook:
    """The rules on file, and values of Tianqiao's own."""
    parameters = {
        name: {"label_zh": "测试", "label_en": "test", "periods": [
            {"from": "2015-10-01", "value": value, "source": {"act": "测试"}}
        ]}
        for name, value in rules.items()
    }  # fmt: skip
    return Rulebook.of([*LAYERS, {"region": "370105", "name_zh": "测试", "name_en": "test", **parameters}])


def facts(
    staff_sum: int = 1200,
    placed_sum: int | None = 0,
    wage_bill_fen: int = 600_000_000,
    kind: str = "ENTERPRISE",
    founded_on: date = LONG_AGO,
    seasonal: int = 0,
) -> Facts:
    placed = None if placed_sum is None else Fraction(placed_sum, 12)
    return Facts(kind, founded_on, (staff_sum,), wage_bill_fen, placed, seasonal)


def compare(rows: Sequence[Facts], rules: YearRules) -> vector.Outcomes:
    """Assert that both give the same for each."""
    found = assess_many(Columns.of(rows), rules)
    for at, row in enumerate(rows):
        one = assess(row, rules)
        assert found.outcome[at] == one.outcome.value
        assert (found.due_fen[at], found.payable_fen[at]) == (one.due_fen, one.payable_fen)
        assert Fraction(int(found.staff[at]), found.staff_scale) == one.staff
        assert Fraction(int(found.placed[at]), found.placed_scale) == one.placed
        assert Fraction(int(found.required[at]), found.required_scale) == one.required
        assert found.wage_applied_fen[at] == one.wage_applied_fen
        tiers = rules.find("tiers")
        tier = next((line.result for line in one.lines if line.key == "tier"), None) if tiers else None
        assert bool(found.tier[at] >= 0) is (tier is not None)
        if tier is not None and tiers is not None:
            assert Fraction(tiers.value[found.tier[at]].pay) == Fraction(tier)
    return found


numbers = st.integers(0, 10**6) | st.integers(0, 600) | st.integers(0, 12 * 10**7)
an_employer = st.builds(
    facts,
    staff_sum=numbers,
    placed_sum=st.none() | st.integers(0, 300) | st.integers(0, 10**6),
    wage_bill_fen=st.integers(0, 10**11) | st.integers(0, 10**15),
    kind=st.sampled_from(KINDS),
    founded_on=st.dates(date(1950, 1, 1), date(2027, 12, 31)),
    seasonal=st.integers(0, 500),
)
a_rounding = st.fixed_dictionaries(
    {
        "staff": st.sampled_from(["none", 0, 1, 2, 6]),
        "placed": st.sampled_from(["none", 0, 2, 6]),
        "required": st.sampled_from(["none", 0, 2, 6]),
        "average_wage_yuan": st.integers(0, 2),
        "amount_yuan": st.integers(0, 2),
    }
)


@settings(deadline=None, max_examples=50)  # the machine's load is not what is tested
@given(rows=st.lists(an_employer, min_size=1, max_size=8), year=st.integers(2016, 2029), capped=st.booleans())
def test_the_vectorised_levy_is_the_scalar_one_to_the_fen(rows: list[Facts], year: int, capped: bool) -> None:
    compare(rows, (WITH_SOCIAL_AVERAGE if capped else ON_FILE).of_year(year, TIANQIAO))


@settings(deadline=None, max_examples=60)  # the machine's load is not what is tested
@given(
    rows=st.lists(an_employer, min_size=1, max_size=4),
    rounding=a_rounding,
    ratio=st.integers(15, 60).map(lambda thousandths: f"{thousandths / 1000:.3f}"),
    tiers=st.sampled_from(
        [
            [{"at_least": "0", "pay": "1"}],
            [
                {"at_least": "0.0125", "pay": "0.333"},
                {"at_least": "0.007", "pay": "0.45"},
                {"at_least": "0", "pay": "1"},
            ],
        ]
    ),
)
def test_it_is_so_under_any_rounding_ratio_and_tiers(
    rows: list[Facts], rounding: dict[str, Any], ratio: str, tiers: list[dict[str, str]]
) -> None:
    compare(rows, book(rounding=rounding, ratio=ratio, tiers=tiers).of_year(2024, TIANQIAO))


RELIEFS = [
    {"id": "all_small", "label_zh": "小", "label_en": "small", "kind": "REDUCTION", "automatic": True,
     "limits": {"share_of_due": "0.335"}, "conditions": {"kinds": ["ENTERPRISE"], "staff_at_most": 100}},
    {"id": "by_ratio", "label_zh": "比例", "label_en": "by ratio", "kind": "REDUCTION", "automatic": True,
     "limits": {"share_of_due": "0.9", "yuan_at_most": "1234.567"},
     "conditions": {"achieved_at_least": "0.005", "staff_at_least": 40}},
]  # fmt: skip


@settings(deadline=None, max_examples=60)  # the machine's load is not what is tested
@given(rows=st.lists(an_employer, min_size=1, max_size=6))
def test_a_relief_for_all_who_meet_its_conditions_is_the_same_too(rows: list[Facts]) -> None:
    compare(rows, book(relief_programmes=RELIEFS).of_year(2024, TIANQIAO))


@settings(deadline=None, max_examples=50)  # the machine's load is not what is tested
@given(row=an_employer, more=st.integers(0, 600), year=st.integers(2016, 2029))
def test_more_placed_never_raises_the_due_and_nothing_is_negative(row: Facts, more: int, year: int) -> None:
    placed = [int((row.placed or 0) * 12) + some for some in (0, more)]
    rows = [replace(row, placed=Fraction(it, 12)) for it in placed]
    found = assess_many(Columns.of(rows), WITH_SOCIAL_AVERAGE.of_year(year, TIANQIAO))
    assert found.due_fen[1] <= found.due_fen[0]
    assert found.payable_fen[1] <= found.payable_fen[0]
    assert (found.payable_fen >= 0).all()
    assert (found.payable_fen <= found.due_fen).all()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (facts(1200, 11), facts(1200, 12)),  # just below one percent, exactly one percent
        (facts(2400, 35), facts(2400, 36)),  # just below the ratio, exactly the ratio
        (facts(365, 0), facts(366, 0)),  # 30.42 and 30.5 staff: 30 and 31
        (facts(1200, 0, 100 * 100_000_00), facts(1200, 0, 100 * 100_000_01)),  # twice the social average, a fen above
        (facts(1200, None), facts(1200, 0)),  # not declared, nobody placed
        (facts(0, 0, 0), facts(6, 0, 1)),  # no staff, half a head
    ],
)
def test_each_boundary_is_the_same_from_both_sides(before: Facts, after: Facts) -> None:
    for year in range(2016, 2030):
        compare([before, after], WITH_SOCIAL_AVERAGE.of_year(year, TIANQIAO))


def test_exactly_one_percent_the_ratio_the_size_and_the_cap_are_told_apart() -> None:
    rows = [facts(1200, 11), facts(1200, 12), facts(2400, 35), facts(2400, 36), facts(360), facts(372)]
    found = compare(rows, WITH_SOCIAL_AVERAGE.of_year(2024, TIANQIAO))
    assert found.tier.tolist() == [1, 0, 0, -1, -1, 1]
    due, met, exempt = (outcome.value for outcome in (Outcome.DUE, Outcome.RATIO_MET, Outcome.EXEMPT))
    assert found.outcome.tolist() == [due, due, due, met, exempt, due]
    capped = compare(
        [facts(1200, 0, 100 * 100_000_00), facts(1200, 0, 100 * 100_000_01)],
        WITH_SOCIAL_AVERAGE.of_year(2024, TIANQIAO),
    )
    assert capped.wage_applied_fen.tolist() == [100_000_00, 100_000_00]


@pytest.mark.parametrize("year", [2016, 2017, 2018, 2019])
def test_the_first_three_years_end_on_the_same_day(year: int) -> None:
    rule_day = date(year, 12, 31)
    founded = [rule_day - timedelta(days=365 * 3 + some) for some in range(-3, 5)]
    compare([facts(240, founded_on=day) for day in founded], WITH_SOCIAL_AVERAGE.of_year(year, TIANQIAO))


@pytest.mark.parametrize("day", [date(2015, 2, 28), date(2016, 2, 28), date(2016, 2, 29), date(2016, 3, 1)])
def test_who_was_founded_on_29_february_is_young_until_the_end_of_february(day: date) -> None:
    # given a rule day at the end of February, on which 29 February's third anniversary falls
    for rule_day in ({"month": 2, "day": 27}, {"month": 2, "day": 28}, {"month": 3, "day": 1}):
        for year in (2018, 2019):
            rules = book(rule_day=rule_day).of_year(year, TIANQIAO)
            compare([facts(240, founded_on=day), facts(240, founded_on=day - timedelta(days=1))], rules)


def test_what_does_not_fit_int64_goes_the_scalar_way_and_its_neighbours_do_not_notice() -> None:
    # given wages whose products leave int64 under a rounding to millionths, without a cap
    rounding = {"staff": 6, "placed": 6, "required": 6, "average_wage_yuan": 2, "amount_yuan": 2}
    rules = book(rounding=rounding).of_year(2024, TIANQIAO)
    rows = [facts(), facts(12 * 10**7, 0, 10**15), facts(12, 0, 10**15, "INSTITUTION"), facts(1200, 30)]
    plan = vector.Plan.of(rules)
    assert plan.most(12 * 10**7, 10**15, 0) > vector.MOST
    compare(rows, rules)


def test_a_result_beyond_int64_is_an_error_and_never_a_wrong_number() -> None:
    rules = book(ratio="1", rounding={"staff": 6, "placed": 2, "required": 6, "average_wage_yuan": 2, "amount_yuan": 2})
    with pytest.raises(OverflowError):
        assess_many(Columns.of([facts(2**62, 0, 1, "INSTITUTION")]), rules.of_year(2024, TIANQIAO))


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, vector.CHUNK, vector.CHUNK + 1, 3 * vector.CHUNK + 7])
def test_chunks_and_threads_change_nothing(count: int, threads: int) -> None:
    draw = np.random.default_rng(count)
    staff = draw.integers(0, 5000, count)
    wages = staff * draw.integers(100_000, 1_200_000, count)
    columns = Columns(
        draw.integers(1, 6, count), draw.integers(10_000, 20_000, count), staff, wages, draw.integers(-1, 90, count)
    )
    rules = WITH_SOCIAL_AVERAGE.of_year(2024, TIANQIAO)
    found = assess_many(columns, rules, threads=threads)
    assert len(found) == count
    for row in range(0, count, 1_000):
        one = assess(columns.facts(row), rules)
        assert (found.due_fen[row], found.payable_fen[row]) == (one.due_fen, one.payable_fen)


def test_the_arrays_of_an_earlier_call_are_written_anew_and_must_be_as_long() -> None:
    rules = WITH_SOCIAL_AVERAGE.of_year(2024, TIANQIAO)
    room = assess_many(Columns.of([facts(), facts(2400, 12)]), rules)
    rows = [facts(2400, 36), facts(24, None)]
    found = assess_many(Columns.of(rows), rules, out=room)
    assert found.due_fen is room.due_fen
    assert found.due_fen.tolist() == [assess(row, rules).due_fen for row in rows]
    with pytest.raises(ValueError, match="2 rows"):
        assess_many(Columns.of([facts()]), rules, out=room)


@settings(deadline=None, max_examples=50)  # the machine's load is not what is tested
@given(
    months=st.lists(st.integers(0, 500), min_size=12, max_size=12),
    placed=st.lists(st.integers(0, 9), min_size=12, max_size=12),
)
def test_a_year_split_by_month_adds_up(months: list[int], placed: list[int]) -> None:
    """Unrounded heads: the heads short of the year are the twelfth part of the sum of the months'."""
    rules = book(
        rounding={"staff": "none", "placed": "none", "required": "none", "average_wage_yuan": 2, "amount_yuan": 2}
    ).of_year(2024, TIANQIAO)
    whole = assess_many(Columns.of([facts(sum(months), sum(placed), 1)]), rules)
    parts = assess_many(Columns.of([facts(some, there, 1) for some, there in zip(months, placed, strict=True)]), rules)
    for name in ("staff", "placed", "required"):
        assert int(getattr(parts, name).sum()) == int(getattr(whole, name)[0])


@pytest.mark.parametrize("changes", [{"staff_sum": -1}, {"wage_bill_fen": -1}, {"placed_sum": -2}])
def test_columns_below_zero_are_refused(changes: dict[str, int]) -> None:
    columns = {"kind": 1, "founded": 0, "staff_sum": 1, "wage_bill_fen": 1, "placed_sum": 0} | changes
    with pytest.raises(ValueError, match="negative"):
        Columns(**{name: np.array([value], dtype=np.int64) for name, value in columns.items()})


def test_columns_of_another_type_or_length_are_refused() -> None:
    one, two = np.zeros(1, dtype=np.int64), np.zeros(2, dtype=np.int64)
    with pytest.raises(ValueError, match="staff_sum"):
        Columns(one, one, two, one, one)
    with pytest.raises(ValueError, match="wage_bill_fen"):
        Columns(one, one, one, one.astype(np.float64), one)


def test_who_was_granted_a_relief_is_not_for_the_vectorised_formula() -> None:
    granted = replace(facts(), reliefs=(Relief("force_majeure_reduction"),))
    with pytest.raises(ValueError, match="granted"):
        Columns.of([granted])
