"""By which words a person is found by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.domain.names import findable, normalised, surname


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("王秀英", ["王秀英", "王"]),
        ("欧阳修", ["欧阳修", "欧阳"]),
        ("欧阳", ["欧阳", "欧"]),  # of two characters the second is the given name
        ("王", ["王"]),
        ("买买提·吐尔逊", ["买买提吐尔逊", "买买提"]),
        ("Anna Maria Huber", ["annamariahuber", "anna"]),
    ],
)
def test_a_person_is_found_by_the_whole_name_and_by_the_surname(name: str, words: list[str]) -> None:
    assert findable(name) == words


@pytest.mark.parametrize(
    "written",
    ["买买提·吐尔逊", "买买提•吐尔逊", "买买提 吐尔逊", "买买提・吐尔逊", " 买买提‧吐尔逊 ", "买买提．吐尔逊"],
)
def test_blanks_and_dots_between_the_parts_do_not_count(written: str) -> None:
    assert findable(written) == findable("买买提·吐尔逊")


def test_neither_case_nor_width_counts() -> None:
    assert normalised("ＡＮＮＡ") == normalised("anna")


@given(st.text(max_size=20))
def test_every_word_is_as_it_is_looked_for(name: str) -> None:
    words = findable(name)

    assert len(words) <= 2
    assert all(normalised(word) == word for word in words)
    if normalised(name):
        assert words[0] == normalised(name)
        assert surname(name) in words
