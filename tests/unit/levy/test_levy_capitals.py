"""Amounts in capital numerals, against the rule's own examples and a reader that knows nothing of the writer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.levy.domain.capitals import MOST_FEN, in_capitals


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (53, "伍角叁分"),
        (100, "壹元整"),
        (1_409_50, "壹仟肆佰零玖元伍角整"),
        (6_007_14, "陆仟零柒元壹角肆分"),
        (16_409_02, "壹万陆仟肆佰零玖元零贰分"),
        (325_04, "叁佰贰拾伍元零肆分"),
        (97_200_00, "玖万柒仟贰佰元整"),
        (107_000_53, "壹拾万柒仟元伍角叁分"),
        (10_0000_0005_00, "壹拾亿零伍元整"),
        (10_0500_00, "壹拾万零伍佰元整"),
        (1_0010_0000_00, "壹亿零壹拾万元整"),
        (10**15, "壹拾万亿元整"),
    ],
)
def test_amounts_are_written_as_the_rule_says(fen: int, text: str) -> None:
    assert in_capitals(fen) == text


DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(text: str) -> int:
    """Fen, by adding up from the left."""
    total = section = digit = below = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in PLACES:
            section, digit = section + digit * PLACES[character], 0
        elif character == "万":
            below, section, digit = below + (section + digit) * 10**4, 0, 0
        elif character == "亿":
            total, below, section, digit = (total + below + section + digit) * 10**8, 0, 0, 0
        elif character == "元":
            total, below, section, digit = (total + below + section + digit) * 100, 0, 0, 0
        elif character == "角":
            total, digit = total + digit * 10, 0
        elif character == "分":
            total, digit = total + digit, 0
    return total


@given(fen=st.integers(0, MOST_FEN - 1) | st.integers(0, 10**7))
def test_what_is_written_reads_as_the_amount(fen: int) -> None:
    text = in_capitals(fen)
    assert read(text) == fen
    assert "零零" not in text
    assert not text.startswith("零") or fen == 0
    assert text.endswith(("整", "分"))


@given(digits=st.lists(st.sampled_from("0019"), min_size=1, max_size=16))
def test_amounts_full_of_zeros_read_as_they_are(digits: list[str]) -> None:
    fen = int("".join(digits))
    assert read(in_capitals(fen)) == fen


@pytest.mark.parametrize("fen", [-1, MOST_FEN])
def test_what_cannot_be_written_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        in_capitals(fen)
