"""The rounding of published rates."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.registry.domain.statistics import percent


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
