"""Who is to be visited in a survey, and the region that holds all of its regions."""

from datetime import date

import pytest
from bihuan.registry.v1.registry_service_pb2 import SEX_MALE

from services.registry.data import WORKING_AGES
from services.registry.domain.person import Person, Residence
from services.registry.domain.survey import Survey, common_region
from services.registry.domain.working_age import working_age

START = date(2020, 4, 1)


def survey(*prefixes: str, working_age_only: bool = False) -> Survey:
    return Survey(
        id="s",
        region_codes=list(prefixes),
        prefixes=list(prefixes),
        starts_on=START,
        ends_on=date(2020, 4, 30),
        working_age_only=working_age_only,
        started_by="w",
    )


def person(born_on: date = date(1988, 5, 2)) -> Person:
    return Person(
        id="p",
        resident_key=b"",
        region_code="370215",
        birth_date=born_on,
        sex=SEX_MALE,
        working_age=working_age(born_on, SEX_MALE, WORKING_AGES),
        registered_on=date(2020, 3, 2),
        registered_by="w",
        residences=[Residence("370105003", date(2020, 3, 2)), Residence("370215", date(2020, 4, 2))],
    )


def test_who_lived_there_on_the_first_day_is_to_be_visited() -> None:
    someone = person()
    assert survey("370105").region_of(someone) == "370105003"
    assert survey("3702", "370104").region_of(someone) is None
    someone.registered_on = date(2020, 4, 2)
    assert survey("370105").region_of(someone) is None


def test_the_dead_and_those_not_of_working_age_are_not_to_be_visited() -> None:
    someone = person()
    someone.died_on = START
    assert survey("370105").region_of(someone) is None
    child = person(date(2012, 1, 1))
    assert survey("370105").region_of(child) == "370105003"
    assert survey("370105", working_age_only=True).region_of(child) is None


@pytest.mark.parametrize(
    ("prefixes", "region"),
    [
        (["370105003"], "370105003"),
        (["370105003", "370105004"], "370105"),
        (["3701", "370105004"], "370100"),
        (["370105003", "370215"], "370000"),
        (["37", "11"], "000000"),
    ],
)
def test_the_smallest_region_that_holds_all(prefixes: list[str], region: str) -> None:
    assert common_region(prefixes) == region
