"""The rounding of published rates."""

from datetime import date
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from services.registry.domain.statistics import AGE_BANDS, born_by, percent, rounded, until_age
from services.registry.domain.working_age import birthday


def test_published_figures_are_met() -> None:
    assert percent(334_101, 451_257) == "74.04"
    assert percent(7_982, 6_000) == "133.03"


def test_half_is_rounded_up_and_whole_numbers_keep_two_decimals() -> None:
    assert percent(1, 800) == "0.13"  # 0.125
    assert percent(1, 20_000) == "0.01"  # 0.005
    assert percent(0, 7) == "0.00"
    assert percent(7, 7) == "100.00"
    assert percent(1, 0) == ""


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_rate_is_never_off_by_more_than_half_a_hundredth(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator * 100, denominator)
    text = percent(numerator, denominator)
    assert -Fraction(1, 200) < Fraction(text) - exact <= Fraction(1, 200)
    assert len(text.partition(".")[2]) == 2


def test_no_small_figure_can_be_computed_from_rounded_ones() -> None:
    """All tables of two rows and two columns, with all their sums: who sees one cannot tell which it was."""
    told: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    largest = 12
    for a, b, c, d in product(range(largest), repeat=4):
        table = (a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d)
        told.setdefault(tuple(map(rounded, table)), []).append(table)
    for shown, tables in told.items():
        # Tables with larger figures are told the same: these were not tried.
        if any(cell == largest - 1 for table in tables for cell in table[:4]):
            continue
        for place, figure in enumerate(shown):
            assert figure or len({table[place] for table in tables}) > 1, (shown, tables[0])


def test_rounding_is_to_the_nearest_ten_half_up() -> None:
    assert [rounded(count) for count in (0, 4, 5, 14, 15, 334_101)] == [0, 0, 10, 10, 20, 334_100]


def test_the_bands_of_ages_follow_one_another_without_a_gap() -> None:
    assert [until_age(age) + 1 for age in AGE_BANDS[:-1]] == list(AGE_BANDS[1:])
    assert until_age(AGE_BANDS[-1]) == 0


@given(
    st.dates(date(1950, 1, 1), date(2019, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 100)
)
def test_who_was_born_by_a_day_has_reached_the_age(born_on: date, on: date, age: int) -> None:
    assert (born_on.isoformat() <= born_by(on, age)) == (birthday(born_on, age) <= on)
