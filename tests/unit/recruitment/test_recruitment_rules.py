"""The rules: stable contracts, minimum wages, matching, graduates, and the data they come from."""

from datetime import date, timedelta

import pytest
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb
from bihuan.recruitment.v1.events_pb2 import (
    EMPLOYMENT_FORM_FLEXIBLE,
    EMPLOYMENT_FORM_HOME_BASED,
    EMPLOYMENT_FORM_PROPORTIONAL,
    EmploymentForm,
)
from hypothesis import given
from hypothesis import strategies as st

from services.recruitment import rules
from services.recruitment.domain.graduates import GraduateRule, becomes_seeker
from services.recruitment.domain.matching import Reason, ScorePart, judge, rules_on
from services.recruitment.domain.placement import Contract, PlacementStatus
from services.recruitment.domain.post import Post, PostStatus
from services.recruitment.domain.seeker import Seeker, SeekerStatus
from services.recruitment.domain.wages import WageCheck
from shared.errors import InvalidField

DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
POINTS = rules.match_rules()[0]


def contract(starts: date, until: date | None) -> Contract:
    """A contract of these dates."""
    return Contract(
        signed_on=starts,
        starts=starts,
        until=until,
        monthly_wage_fen=250_000,
        form=EMPLOYMENT_FORM_PROPORTIONAL,
        wage_check=WageCheck.MET,
    )


def a_post(**fields: object) -> Post:
    """An open post for two in Tianqiao."""
    sound: dict[str, object] = {
        "id": "post",
        "employer_code": "913701050000000010",
        "employer_name": "示例",
        "title": "网络客服",
        "occupation_code": "4040203",
        "region_code": "370105003",
        "vacancies": 2,
        "monthly_wage_fen": 250_000,
        "minimum_contract_months": 12,
        "form": EMPLOYMENT_FORM_PROPORTIONAL,
        "opened_on": date(2020, 5, 1),
        "wage_check": WageCheck.MET,
    }
    return Post(**{**sound, **fields})  # type: ignore[arg-type]


def a_seeker(**fields: object) -> Seeker:
    """An active seeker who fits the post."""
    sound: dict[str, object] = {
        "id": "seeker",
        "person_id": "person",
        "loop_id": "loop",
        "region_code": "370105003",
        "occupation_codes": ["4040203"],
        "registered_on": date(2020, 5, 20),
    }
    return Seeker(**{**sound, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("starts", "until", "stable"),
    [
        (date(2020, 5, 1), date(2021, 4, 30), True),
        (date(2020, 5, 1), date(2021, 4, 29), False),
        (date(2020, 5, 1), None, True),
        (date(2020, 2, 29), date(2021, 2, 28), True),
        (date(2020, 2, 29), date(2021, 2, 27), False),
        (date(2019, 3, 1), date(2020, 2, 29), True),
        (date(2019, 3, 1), date(2020, 2, 28), False),
    ],
)
def test_a_contract_is_stable_from_one_whole_year_on(starts: date, until: date | None, stable: bool) -> None:
    assert contract(starts, until).stable is stable


@given(DAYS, st.integers(0, 800))
def test_a_contract_of_366_days_is_stable_and_one_of_364_is_not(starts: date, days: int) -> None:
    stable = contract(starts, starts + timedelta(days=days - 1)).stable if days else None
    if days >= 366:
        assert stable is True
    elif 0 < days <= 364:
        assert stable is False


@given(DAYS, st.integers(1, 400))
def test_a_contract_that_ends_before_it_begins_is_refused(starts: date, days: int) -> None:
    with pytest.raises(InvalidField) as caught:
        contract(starts, starts - timedelta(days=days))
    assert caught.value.field == "contract_until"


@pytest.mark.parametrize(
    ("region", "on", "fen", "outcome"),
    [
        ("370105", date(2020, 6, 1), 191_000, WageCheck.MET),
        ("370105003", date(2018, 6, 1), 191_000, WageCheck.MET),
        ("370105003", date(2021, 9, 30), 190_999, None),
        ("370105003", date(2018, 5, 31), 181_000, WageCheck.MET),
        ("370105003", date(2018, 5, 31), 180_999, None),
        ("370105003", date(2021, 10, 1), 1, WageCheck.UNKNOWN),
        ("370800", date(2020, 6, 1), 1, WageCheck.UNKNOWN),
    ],
)
def test_a_full_time_wage_is_held_against_the_minimum_of_the_place_and_the_day(
    region: str, on: date, fen: int, outcome: WageCheck | None
) -> None:
    if outcome is None:
        with pytest.raises(InvalidField) as caught:
            rules.wage_rules().check(fen, region, on, EMPLOYMENT_FORM_PROPORTIONAL)
        assert caught.value.field == "monthly_wage_fen"
    else:
        assert rules.wage_rules().check(fen, region, on, EMPLOYMENT_FORM_PROPORTIONAL) is outcome


def test_a_form_that_need_not_be_full_time_is_marked_when_below_the_minimum() -> None:
    check = rules.wage_rules().check(100_000, "370105", date(2020, 6, 1), EMPLOYMENT_FORM_FLEXIBLE)
    assert check is WageCheck.BELOW


def test_the_minimum_wages_on_file_do_not_overlap_and_name_forms_of_the_contract() -> None:
    wages = rules.wage_rules()
    names = {name.removeprefix("EMPLOYMENT_FORM_") for name in EmploymentForm.keys()}  # noqa: SIM118  # not a dict
    assert wages.forms_that_need_it <= names
    for row in wages.minimum_wages:
        assert row.valid_from <= row.valid_until
        assert row.source
    for number, row in enumerate(wages.minimum_wages):
        for other in wages.minimum_wages[number + 1 :]:
            same_area = any(one.startswith(two) or two.startswith(one) for one in row.regions for two in other.regions)
            apart = row.valid_until < other.valid_from or other.valid_until < row.valid_from
            assert apart or not same_area, (row, other)


OCCUPATIONS = st.lists(st.from_regex(r"([46]0[14]02?0?[12]?)?", fullmatch=True), min_size=1, max_size=3)
REGIONS = st.sampled_from(["370105003", "370105004", "370105", "370102", "370200", "110101", "370100"])


@given(OCCUPATIONS, REGIONS, st.booleans(), st.integers(0, 300_000), st.integers(0, 2), st.booleans())
def test_a_pair_has_either_reasons_or_a_score_made_of_its_parts_never_both(
    occupations: list[str], region: str, excellent: bool, wanted: int, taken: int, placed: bool
) -> None:
    post = a_post(taken=taken)
    seeker = a_seeker(
        occupation_codes=occupations,
        region_code=region,
        excellent=excellent,
        wanted_monthly_wage_fen=wanted,
        placement_id="other" if placed else None,
    )
    verdict = judge(POINTS, post, seeker)
    assert verdict.eligible is not bool(verdict.reasons)
    assert (Reason.POST_FILLED in verdict.reasons) == (taken == 2)
    assert (Reason.SEEKER_HAS_PLACEMENT in verdict.reasons) == placed
    assert (Reason.WAGE_BELOW_WANTED in verdict.reasons) == (wanted > 250_000)
    assert (Reason.TOO_FAR in verdict.reasons) == (not region.startswith("3701"))
    if verdict.eligible:
        assert verdict.score == sum(verdict.parts.values())
        assert (ScorePart.EXCELLENT in verdict.parts) == excellent
    else:
        assert not verdict.parts
        with pytest.raises(ValueError, match="no score"):
            _ = verdict.score


def test_the_occupation_that_fits_best_counts_whatever_the_order() -> None:
    exact, group, anything, other = "4040203", "4040299", "", "6010101"
    for codes, points in (
        ([other, exact], 40),
        ([exact, group], 40),
        ([anything, group], 25),
        ([group, anything], 25),
        (["4"], 25),
        ([other, anything], 0),
    ):
        verdict = judge(POINTS, a_post(), a_seeker(occupation_codes=codes))
        assert verdict.parts.get(ScorePart.OCCUPATION, 0) == points, codes
        assert verdict.eligible
    assert judge(POINTS, a_post(), a_seeker(occupation_codes=[other])).reasons == [Reason.OTHER_OCCUPATION]


def test_home_based_work_reaches_further() -> None:
    seeker = a_seeker(region_code="371600")
    assert judge(POINTS, a_post(), seeker).reasons == [Reason.TOO_FAR]
    assert judge(POINTS, a_post(form=EMPLOYMENT_FORM_HOME_BASED), seeker).eligible


def test_the_match_rules_of_the_day_hold() -> None:
    assert rules_on(rules.match_rules(), date(2020, 5, 1)) is POINTS
    assert rules_on(rules.match_rules(), date(1800, 1, 1)) is POINTS


def test_only_excellent_graduates_become_seekers_unasked_unless_the_rule_of_that_day_says_all() -> None:
    on_file = rules.graduate_rules()
    assert becomes_seeker(on_file, date(2020, 6, 1), excellent=True)
    assert not becomes_seeker(on_file, date(2020, 6, 1), excellent=False)
    assert not becomes_seeker(on_file, date(2019, 12, 31), excellent=True)
    later = [*on_file, GraduateRule(valid_from=date(2021, 1, 1), graduates="ALL", source="test")]
    assert becomes_seeker(later, date(2021, 1, 1), excellent=False)
    assert not becomes_seeker(later, date(2020, 12, 31), excellent=False)


def test_the_names_of_states_parts_and_reasons_are_those_of_the_contract() -> None:
    for enum, wire, prefix in (
        (PostStatus, pb.PostStatus, "POST_STATUS_"),
        (SeekerStatus, pb.SeekerStatus, "SEEKER_STATUS_"),
        (PlacementStatus, pb.PlacementStatus, "PLACEMENT_STATUS_"),
        (WageCheck, pb.WageCheck, "WAGE_CHECK_"),
        (Reason, pb.IneligibleReason, "INELIGIBLE_REASON_"),
        (ScorePart, pb.ScorePart, "SCORE_PART_"),
    ):
        assert {f"{prefix}{item}" for item in enum} | {f"{prefix}UNSPECIFIED"} == set(wire.keys())
