"""Whom an employer had placed, month by month."""

import copy
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.levy import store
from services.levy.domain.calendar import anniversary, last_day_of_span
from services.levy.domain.counting import Certificate, Month, Person, Placement, Reason, count, placed_average
from services.levy.domain.rules import Rulebook
from tests.levy_samples import employer_code, layers

ON_FILE = store.rulebook()
PARK, MILL = employer_code(1), employer_code(2)
SUBMITTED = date(2021, 3, 15)
WORKING_AGE = (date(2010, 1, 1), date(2040, 12, 1))
LEVEL_3 = Certificate("c3", 3, date(2019, 1, 1), date(2028, 12, 31))


def placement(
    id: str = "p1",
    started_on: date = date(2020, 6, 1),
    ended_on: date | None = None,
    *,
    person_id: str = "ann",
    employer: str = PARK,
    form: str = "PROPORTIONAL",
    contract_from: date | None = None,
    contract_until: date | None = None,
) -> Placement:
    return Placement(id, person_id, employer, form, started_on, ended_on, contract_from or started_on, contract_until)


def months_of(
    *placements: Placement,
    employer: str = PARK,
    person: Person | None = None,
    year: int = 2020,
    submitted_on: date = SUBMITTED,
    book: Rulebook | None = None,
) -> list[Month]:
    rules = (book or ON_FILE).of_year(year + 1, "370105")
    someone = person or Person(WORKING_AGE, (LEVEL_3,))
    persons = {placement.person_id: someone for placement in placements}
    return count(employer, year, submitted_on, rules, placements, persons)


def weights(months: list[Month]) -> list[int]:
    return [month.weighted for month in months]


def reasons(months: list[Month]) -> set[Reason]:
    return {reason for month in months for line in month.lines for reason in line.reasons}


def counting(on_post: str) -> Rulebook:
    changed: list[dict[str, Any]] = copy.deepcopy(layers())
    for layer in changed:
        if "month_counting" in layer:
            layer["month_counting"]["periods"][0]["value"]["on_post"] = on_post
    return Rulebook.of(changed)


def test_a_year_has_twelve_months_also_when_nobody_is_placed() -> None:
    months = months_of()
    assert [month.month for month in months] == list(range(1, 13))
    assert placed_average(months) == 0


def test_a_person_placed_in_june_counts_from_june() -> None:
    months = months_of(placement())
    assert weights(months) == [0] * 5 + [1] * 7
    assert placed_average(months) == Fraction(7, 12)


@pytest.mark.parametrize(("level", "heads"), [(1, 2), (2, 2), (3, 1), (4, 1)])
def test_levels_one_and_two_count_double(level: int, heads: int) -> None:
    certificate = Certificate("c", level, date(2019, 1, 1), date(2028, 12, 31))
    months = months_of(placement(), person=Person(WORKING_AGE, (certificate,)))
    assert (months[11].heads, months[11].weighted) == (1, heads)


@pytest.mark.parametrize(("level", "heads"), [(1, 2), (3, 2), (4, 1), (8, 1), (9, 0), (10, 0)])
def test_of_disabled_veterans_levels_one_to_three_count_double_and_nine_and_ten_not_at_all(
    level: int, heads: int
) -> None:
    certificate = Certificate("c", level, date(2019, 1, 1), date(2028, 12, 31), "VETERAN")
    months = months_of(placement(), person=Person(WORKING_AGE, (certificate,)))
    assert months[11].weighted == heads


@pytest.mark.parametrize(
    ("on_post", "expected"),
    [
        # from 15 March to 15 May
        ("last_day", [0, 0, 1, 1, 0, 0]),
        ("first_day", [0, 0, 0, 1, 1, 0]),
        ("any_day", [0, 0, 1, 1, 1, 0]),
        ("whole_month", [0, 0, 0, 1, 0, 0]),
    ],
)
def test_a_month_begun_or_ended_in_its_middle_counts_as_the_rule_says(on_post: str, expected: list[int]) -> None:
    months = months_of(placement("p1", date(2020, 3, 15), date(2020, 5, 15)), book=counting(on_post))
    assert weights(months)[:6] == expected


def test_29_february_is_the_last_day_of_its_month() -> None:
    assert weights(months_of(placement("p1", date(2020, 2, 29), date(2020, 2, 29))))[1] == 1
    assert weights(months_of(placement("p1", date(2020, 2, 1), date(2020, 2, 28))))[1] == 0


def test_a_month_that_is_not_counted_says_why() -> None:
    months = months_of(placement("p1", date(2020, 3, 15), date(2020, 5, 15)))
    (line,) = months[4].lines
    assert (line.counted, line.weight, line.reasons) == (False, 0, (Reason.NOT_ON_POST,))


@pytest.mark.parametrize(
    ("contract_from", "contract_until", "counted"),
    [
        (date(2020, 6, 1), date(2021, 5, 31), True),
        (date(2020, 6, 1), date(2021, 5, 30), False),
        (date(2020, 6, 1), None, True),
        (date(2020, 2, 29), date(2021, 2, 28), True),
        (date(2020, 2, 29), date(2021, 2, 27), False),
        (date(2019, 3, 1), date(2020, 2, 29), True),
        (date(2019, 3, 1), date(2020, 2, 28), False),
    ],
)
def test_the_contract_must_be_for_one_year_at_least(
    contract_from: date, contract_until: date | None, counted: bool
) -> None:
    months = months_of(placement(contract_from=contract_from, contract_until=contract_until))
    assert (Reason.CONTRACT_TOO_SHORT not in reasons(months)) is counted
    assert months[11].heads == int(counted)


@pytest.mark.parametrize("form", ["ASSISTED", "FLEXIBLE", "SELF_EMPLOYED", "HOME_BASED", "FARMING", "UNSPECIFIED"])
def test_forms_without_a_labour_contract_do_not_count(form: str) -> None:
    assert reasons(months_of(placement(form=form))) == {Reason.FORM_NOT_COUNTED}


def test_only_the_months_within_working_age_count() -> None:
    person = Person((date(2020, 8, 1), date(2020, 10, 1)), (LEVEL_3,))
    assert weights(months_of(placement(), person=person)) == [0] * 7 + [1] * 3 + [0] * 2


@pytest.mark.parametrize(
    ("submitted_on", "counted"),
    [
        (date(2021, 3, 14), True), (date(2021, 3, 15), True), (date(2021, 3, 16), False),
        (date(2020, 1, 1), True), (date(2019, 12, 31), False),
    ],
)  # fmt: skip
def test_the_certificate_must_be_valid_on_the_day_of_submission(submitted_on: date, counted: bool) -> None:
    certificate = Certificate("c", 3, date(2020, 1, 1), date(2021, 3, 15))
    months = months_of(placement(), person=Person(WORKING_AGE, (certificate,)), submitted_on=submitted_on)
    assert months[11].heads == int(counted)
    assert reasons(months) == (set() if counted else {Reason.CERTIFICATE_NOT_VALID})


def test_a_regraded_certificate_replaces_the_one_before() -> None:
    regraded = Certificate("c2", 2, date(2020, 9, 1), date(2025, 8, 31))
    person = Person(WORKING_AGE, (LEVEL_3, regraded))
    assert months_of(placement(), person=person)[11].weighted == 2
    assert months_of(placement(), person=person, submitted_on=date(2020, 8, 31))[11].weighted == 1
    # and when the later one has run out, the earlier does not live again
    assert months_of(placement(), person=person, submitted_on=date(2025, 9, 1))[11].weighted == 0


def test_who_holds_both_kinds_stands_for_as_many_heads_as_the_weightier_valid_one() -> None:
    disability = Certificate("d", 4, date(2020, 1, 1), date(2028, 12, 31))
    veteran = Certificate("v", 3, date(2019, 1, 1), date(2021, 3, 15), "VETERAN")
    person = Person(WORKING_AGE, (veteran, disability))
    assert months_of(placement(), person=person, submitted_on=date(2021, 3, 15))[11].weighted == 2
    assert months_of(placement(), person=person, submitted_on=date(2021, 3, 16))[11].weighted == 1


def test_who_has_no_certificate_and_of_whom_nothing_was_heard_do_not_count() -> None:
    assert reasons(months_of(placement(), person=Person(WORKING_AGE))) == {Reason.CERTIFICATE_MISSING}
    assert reasons(months_of(placement(), person=Person())) == {
        Reason.PERSON_NOT_YET_HEARD,
        Reason.CERTIFICATE_MISSING,
    }


def test_a_person_claimed_by_two_employers_counts_at_the_first_and_both_see_the_conflict() -> None:
    claims = (placement("p1", date(2020, 8, 1), employer=MILL), placement("p2", date(2020, 6, 1)))
    park, mill = months_of(*claims, employer=PARK), months_of(*claims, employer=MILL)
    assert weights(park) == [0] * 5 + [1] * 7
    assert weights(mill) == [0] * 12
    assert [line.contested_by for month in park for line in month.lines] == [()] * 2 + [(MILL,)] * 5
    assert [(line.reasons, line.contested_by) for month in mill for line in month.lines] == [
        ((Reason.CLAIMED_BY_ANOTHER_EMPLOYER,), (PARK,))
    ] * 5


def test_who_changes_employers_within_a_month_is_no_conflict() -> None:
    claims = (placement("p1", ended_on=date(2020, 8, 14)), placement("p2", date(2020, 8, 15), employer=MILL))
    park, mill = months_of(*claims, employer=PARK), months_of(*claims, employer=MILL)
    assert weights(park) == [0] * 5 + [1] * 2 + [0] * 5
    assert weights(mill) == [0] * 7 + [1] * 5
    assert not any(line.contested_by for month in (*park, *mill) for line in month.lines)


def test_a_claim_with_a_fault_of_its_own_takes_nothing_from_another_employer() -> None:
    short = placement("p1", contract_until=date(2020, 12, 31))
    mill = months_of(short, placement("p2", date(2020, 8, 1), employer=MILL), employer=MILL)
    assert weights(mill) == [0] * 7 + [1] * 5


def test_two_placements_of_one_person_at_one_employer_count_once() -> None:
    months = months_of(placement("p1"), placement("p2", date(2020, 7, 1)))
    assert weights(months) == [0] * 5 + [1] * 7
    assert reasons(months) == {Reason.CLAIMED_TWICE_HERE}


days = st.dates(date(2019, 6, 1), date(2021, 6, 1))
claim = st.builds(
    lambda number, who, employer, start, length: placement(
        f"p{number}", start, date.fromordinal(start.toordinal() + length), person_id=who, employer=employer
    ),
    st.integers(0, 10**6), st.sampled_from(["ann", "bob"]), st.sampled_from([PARK, MILL]), days, st.integers(0, 500),
)  # fmt: skip
claims = st.lists(claim, max_size=6, unique_by=lambda it: it.id)


@settings(deadline=None)  # the machine's load is not what is tested
@given(claims, st.randoms())
def test_the_order_in_which_claims_were_heard_changes_nothing(heard: list[Placement], random: Any) -> None:
    shuffled = list(heard)
    random.shuffle(shuffled)
    assert months_of(*heard) == months_of(*shuffled)


@settings(deadline=None)  # the machine's load is not what is tested
@given(claims)
def test_a_person_counts_at_one_employer_at_most_in_every_month(heard: list[Placement]) -> None:
    for park, mill in zip(months_of(*heard, employer=PARK), months_of(*heard, employer=MILL), strict=True):
        counted = [line.person_id for month in (park, mill) for line in month.lines if line.counted]
        assert len(counted) == len(set(counted))


@settings(deadline=None)  # the machine's load is not what is tested
@given(claims)
def test_a_conflict_is_seen_from_both_sides(heard: list[Placement]) -> None:
    for park, mill in zip(months_of(*heard, employer=PARK), months_of(*heard, employer=MILL), strict=True):
        contested = [{line.person_id for line in month.lines if line.contested_by} for month in (park, mill)]
        assert contested[0] == contested[1]


@settings(deadline=None)  # the machine's load is not what is tested
@given(days, st.integers(1, 5))
def test_a_span_of_years_is_followed_by_its_anniversary(first: date, years: int) -> None:
    last = last_day_of_span(first, years)
    assert anniversary(first, years).toordinal() - last.toordinal() in (0, 1)
    assert (last.toordinal() - first.toordinal() + 1) // years in (365, 366)
