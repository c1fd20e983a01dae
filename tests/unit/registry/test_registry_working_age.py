"""Working age, and the months of it that the registry publishes."""

import calendar
from datetime import date, timedelta

import pytest
from bihuan.registry.v1.registry_service_pb2 import SEX_FEMALE, SEX_MALE, Sex
from hypothesis import given
from hypothesis import strategies as st

from services.registry.data import WORKING_AGES
from services.registry.domain.working_age import WorkingAgeRule, birthday, working_age


@pytest.mark.parametrize(
    ("born_on", "sex", "first", "last"),
    [
        (date(1980, 6, 15), SEX_MALE, date(1996, 6, 15), date(2040, 6, 14)),
        (date(1980, 6, 15), SEX_FEMALE, date(1996, 6, 15), date(2035, 6, 14)),
        (date(1980, 6, 1), SEX_MALE, date(1996, 6, 1), date(2040, 5, 31)),
        (date(1984, 2, 29), SEX_FEMALE, date(2000, 2, 29), date(2039, 2, 28)),
    ],
)
def test_men_are_of_working_age_from_16_to_59_and_women_to_54(born_on: date, sex: Sex, first: date, last: date) -> None:
    ages = working_age(born_on, sex, WORKING_AGES)
    assert (ages.first, ages.last) == (first, last)


def test_only_months_of_working_age_on_every_day_are_published() -> None:
    assert working_age(date(1980, 6, 15), SEX_MALE, WORKING_AGES).months() == (date(1996, 7, 1), date(2040, 5, 1))
    assert working_age(date(1980, 6, 1), SEX_MALE, WORKING_AGES).months() == (date(1996, 6, 1), date(2040, 5, 1))


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.sampled_from([SEX_MALE, SEX_FEMALE]))
def test_the_published_months_are_the_longest_run_of_whole_months_within_working_age(born_on: date, sex: Sex) -> None:
    ages = working_age(born_on, sex, WORKING_AGES)
    first, last = ages.months()
    end_of_last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    assert ages.first <= first <= end_of_last <= ages.last
    assert (first - timedelta(days=1)).replace(day=1) < ages.first
    after = end_of_last + timedelta(days=1)
    assert after.replace(day=calendar.monthrange(after.year, after.month)[1]) > ages.last


def test_a_person_who_reaches_the_old_upper_age_after_a_new_rule_began_follows_the_new_rule() -> None:
    # given a rule of men to 59 until 2024, and of men to 62 from 2025
    rules = (
        WorkingAgeRule(date(1900, 1, 1), date(2024, 12, 31), (16, 59), (16, 54)),
        WorkingAgeRule(date(2025, 1, 1), None, (16, 62), (16, 57)),
    )
    assert working_age(date(1965, 6, 1), SEX_MALE, rules).last == date(2028, 5, 31)
    assert working_age(date(1950, 6, 1), SEX_MALE, rules).last == date(2010, 5, 31)


def test_someone_born_on_29_february_has_the_birthday_on_1_march_in_a_common_year() -> None:
    assert birthday(date(2004, 2, 29), 17) == date(2021, 3, 1)
    assert birthday(date(2004, 2, 29), 16) == date(2020, 2, 29)
