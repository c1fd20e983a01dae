"""Resident IDs and certificate numbers, all synthetic (deploy/synthetic.py, or sequence code 000, given to nobody)."""

from datetime import date

import pytest
from bihuan.registry.v1.registry_service_pb2 import SEX_FEMALE, SEX_MALE, RegistrationWarning
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from deploy.synthetic import synthetic_identity
from services.registry.domain.identifiers import read_certificate_number, read_resident_id, resident_id_warnings
from shared.errors import InvalidField

TODAY = date(2020, 4, 1)


def with_check_digit(stem: str) -> str:
    return stem + ric.calc_check_digit(stem + "0")


def synthetic_id(born_on: date = date(1988, 5, 2), sex: str = "M", number: int = 3) -> str:
    return synthetic_identity(
        number=number, region_code="370105", born_on=born_on, sex=sex, category=1, level=1
    ).resident_id


def refusal_of(text: str, on: date = TODAY) -> InvalidField:
    with pytest.raises(InvalidField) as caught:
        read_resident_id(text, on)
    assert caught.value.field == "resident_id"
    assert not text or text not in str(caught.value)
    return caught.value


@given(
    st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["M", "F"]), st.integers(0, 499), st.sampled_from(["37", "11"])
)
def test_a_sound_number_gives_back_the_birth_date_and_sex_it_was_made_of(
    born_on: date, sex: str, number: int, province: str
) -> None:
    text = synthetic_identity(
        number=number, region_code=province + "0105", born_on=born_on, sex=sex, category=1, level=1
    ).resident_id
    read = read_resident_id(text, TODAY)
    assert (read.birth_date, read.sex) == (born_on, SEX_MALE if sex == "M" else SEX_FEMALE)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 17), st.integers(1, 9))
def test_one_digit_mistyped_is_always_refused(born_on: date, position: int, shift: int) -> None:
    text = synthetic_id(born_on)
    old = 10 if text[position] == "X" else int(text[position])
    mistyped = text[:position] + str((old + shift) % 10 if old < 10 else shift) + text[position + 1 :]
    refusal_of(mistyped)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 16))
def test_two_neighbouring_digits_swapped_are_always_refused(born_on: date, position: int) -> None:
    text = synthetic_id(born_on)
    swapped = text[:position] + text[position + 1] + text[position] + text[position + 2 :]
    if swapped != text:
        refusal_of(swapped)


@pytest.mark.parametrize("year", [1900, 1949, 1982, 1983])
def test_a_person_born_before_the_district_had_its_code_is_accepted(year: int) -> None:
    # Sequence 000 is given to nobody: numbers are counted from 001.
    assert read_resident_id(with_check_digit(f"370105{year}0101000"), TODAY).birth_date == date(year, 1, 1)


def test_a_lower_case_x_is_read_as_the_check_digit_x() -> None:
    text = next(text for n in range(100) if (text := synthetic_id(number=n)).endswith("X"))
    assert read_resident_id(text.lower(), TODAY).number == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "17 half-width digits"),
        (synthetic_id()[:-1], "17 half-width digits"),
        (synthetic_id() + "0", "17 half-width digits"),
        ("".join(chr(ord(c) + 0xFEE0) for c in synthetic_id()), "half-width"),
        (synthetic_id() + "\n", "17 half-width digits"),
        (with_check_digit("37010019880230007"), "no calendar date"),
        (with_check_digit("37010019890229007"), "no calendar date"),
        (with_check_digit("37010020200402007"), "in the future"),
        (with_check_digit("37010018991231007"), "before 1900"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_the_reason(text: str, why: str) -> None:
    assert why in refusal_of(text).description


def test_someone_born_on_the_day_of_the_record_is_accepted_and_the_day_after_refused() -> None:
    text = synthetic_id(date(2020, 4, 2))
    assert "in the future" in refusal_of(text, date(2020, 4, 1)).description
    assert read_resident_id(text, date(2020, 4, 2)).birth_date == date(2020, 4, 2)


def test_an_area_is_only_warned_about() -> None:
    def warnings(area: str, residence: str) -> list[RegistrationWarning]:
        return resident_id_warnings(read_resident_id(with_check_digit(area + "19880502000"), TODAY), residence)

    assert warnings("370105", "370105003") == []
    assert warnings("370100", "370105003") == []
    assert warnings("370282", "370105") == [RegistrationWarning.REGISTRATION_WARNING_RESIDENT_ID_REGION_DIFFERS]
    assert warnings("379999", "370105") == [RegistrationWarning.REGISTRATION_WARNING_RESIDENT_ID_REGION_UNKNOWN]


@given(st.integers(0, 9), st.integers(0, 9), st.sampled_from(["", "B1", "B12"]))
def test_a_certificate_number_is_accepted_exactly_when_category_and_level_exist(
    category: int, level: int, reissue: str
) -> None:
    text = f"{synthetic_id()}{category}{level}{reissue}"
    if 1 <= category <= 7 and 1 <= level <= 4:
        read = read_certificate_number(text, "certificate_number")
        assert (read.resident_id, read.category, read.level, read.number) == (synthetic_id(), category, level, text)
    else:
        with pytest.raises(InvalidField, match="category" if not 1 <= category <= 7 else "level") as caught:
            read_certificate_number(text, "certificate_number")
        assert caught.value.field == "certificate_number"
        assert synthetic_id() not in str(caught.value)


@pytest.mark.parametrize("tail", ["", "1", "11B", "11B0", "11b1", "11 B1", "１1", "1１", "11B123"])
def test_a_certificate_number_of_another_shape_is_refused(tail: str) -> None:
    with pytest.raises(InvalidField):
        read_certificate_number(synthetic_id() + tail, "certificate.number")
