"""Awards: what is beyond the ratio, what it comes to, and that three persons see to it."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.levy.domain.account import Account
from services.levy.domain.award import (
    AssessmentStale,
    Award,
    NotBeyondTheRatio,
    NotReviewed,
    Rate,
    Reckoning,
    Status,
    reckon,
)
from services.levy.domain.counting import Certificate, Line, Month, Person, Reason
from services.levy.domain.formula import Outcome
from services.levy.domain.relief import DecidedAlready, SamePerson
from services.levy.domain.rules import AwardProgramme, Held
from services.levy.domain.schema import Period
from shared.errors import InvalidField
from tests.levy_samples import PARK, TIANQIAO

ASSESSED, SUBMITTED = date(2021, 9, 1), date(2021, 3, 15)
ROW: dict[str, Any] = {
    "id": "over_quota",
    "label_zh": "超比例奖励",
    "label_en": "award",
    "yuan_per_person": "5000",
    "rates": [
        {"categories": ["VISUAL"], "levels": [1], "yuan_per_person": "8000"},
        {"categories": ["INTELLECTUAL", "MENTAL"], "yuan_per_person": "6000"},
    ],
}
PERIOD = Period[AwardProgramme].model_validate(
    {"from": "2015-10-01", "value": ROW, "source": {"act": "测试文件", "article": "第一条"}}
)
HELD = Held("award_programmes.over_quota", "超比例奖励", "award", "370100", PERIOD)


def person(category: str, level: int) -> Person:
    return Person(certificates=(Certificate("c", level, date(2019, 1, 1), date(2028, 1, 1), category=category),))


def year(*persons: tuple[str, int, int]) -> list[Month]:
    """Months with these persons: id, weight, and how many months from January on they count."""
    return [
        Month(
            month,
            tuple(
                Line(id, id, weight if month <= until else 0, () if month <= until else (Reason.NOT_ON_POST,), ())
                for id, weight, until in persons
            ),
        )
        for month in range(1, 13)
    ]


def test_the_share_that_is_beyond_the_ratio_is_awarded_by_category_and_level() -> None:
    # given one of level 1, blind, for the year, and one mentally ill for half of it, where 1.5 are required
    persons = {"a": person("VISUAL", 1), "b": person("MENTAL", 3)}
    found = reckon(year(("a", 2, 12), ("b", 1, 6)), persons, SUBMITTED, Fraction(3, 2), PERIOD.value)
    # then of 30 weighted months 12 are beyond the ratio: two fifths of 8,000 + 3,000 yuan
    assert found.rates == (Rate(6_000_00, 6), Rate(8_000_00, 12))
    assert found.weighted_months == 30
    assert found.over_months == 12
    assert found.whole_fen == 11_000_00
    assert found.fen == 4_400_00


@pytest.mark.parametrize(("required", "fen"), [(Fraction(1), 0), (Fraction(99, 100), 50_00), (Fraction(0), 5_000_00)])
def test_exactly_the_ratio_is_not_beyond_it(required: Fraction, fen: int) -> None:
    assert reckon(year(("a", 1, 12)), {"a": person("HEARING", 3)}, SUBMITTED, required, PERIOD.value).fen == fen


def test_nobody_placed_is_nothing_awarded() -> None:
    assert reckon(year(), {}, SUBMITTED, Fraction(0), PERIOD.value).fen == 0


@given(
    months=st.lists(st.tuples(st.sampled_from([5_000_00, 6_000_00, 8_000_00]), st.integers(1, 500)), max_size=3),
    required=st.fractions(0, 100),
    more=st.integers(1, 100),
)
def test_an_award_is_never_negative_nor_more_than_for_all_and_more_placed_never_lessens_it(
    months: list[tuple[int, int]], required: Fraction, more: int
) -> None:
    def reckoning(extra: int) -> Reckoning:
        rates = tuple(Rate(fen, count) for fen, count in [*months, (5_000_00, extra)] if count)
        return Reckoning(sum(rate.person_months for rate in rates), required * 12, rates)

    one, other = reckoning(0), reckoning(more)
    assert 0 <= one.fen <= one.whole_fen + 1
    # whoever is added at the lowest rate lowers the average, and adds at least as much beyond the ratio
    if not months or {fen for fen, _ in months} == {5_000_00}:
        assert other.fen >= one.fen


def application() -> tuple[Award, Account]:
    account = Account.opened(PARK, TIANQIAO, 2021, ASSESSED)
    account.follow("first", Outcome.RATIO_MET, 0, ASSESSED, ASSESSED, "clerk")
    reckoning = Reckoning(24, Fraction(12), (Rate(5_000_00, 24),))
    return Award.apply("award", account, HELD, reckoning, date(2021, 9, 20), "one"), account


def test_an_award_is_recorded_reviewed_and_granted_by_three_persons() -> None:
    award, account = application()
    on: dict[str, Any] = {"passed": True, "reasons": "-", "reviewed_on": date(2021, 9, 21)}
    then: dict[str, Any] = {"granted": True, "reasons": "-", "decided_on": date(2021, 9, 22)}
    with pytest.raises(NotReviewed):
        award.decide(account, **then, by="three")
    with pytest.raises(SamePerson):
        award.review(account, **on, by="one")
    with pytest.raises(InvalidField):
        award.review(account, **(on | {"reviewed_on": date(2021, 9, 19)}), by="two")
    award.review(account, **on, by="two")
    for same in ("one", "two"):
        with pytest.raises(SamePerson):
            award.decide(account, **then, by=same)
    award.decide(account, **then, by="three")
    assert award.status is Status.GRANTED
    [event] = award.events
    assert getattr(event, "amount_fen") == 5_000_00  # noqa: B009  # of any event
    with pytest.raises(DecidedAlready):
        award.decide(account, **then, by="four")


def test_an_award_is_refused_at_either_step_and_nothing_is_told() -> None:
    award, account = application()
    award.review(account, passed=False, reasons="-", reviewed_on=date(2021, 9, 21), by="two")
    assert (award.status, award.events) == (Status.REFUSED, [])
    award, account = application()
    award.review(account, passed=True, reasons="-", reviewed_on=date(2021, 9, 21), by="two")
    award.decide(account, granted=False, reasons="-", decided_on=date(2021, 9, 22), by="three")
    assert (award.status, award.events) == (Status.REFUSED, [])


def test_an_award_is_not_granted_from_an_assessment_that_was_superseded() -> None:
    award, account = application()
    account.follow("second", Outcome.RATIO_MET, 0, date(2021, 9, 21), ASSESSED, "clerk")
    with pytest.raises(AssessmentStale):
        award.review(account, passed=True, reasons="-", reviewed_on=date(2021, 9, 22), by="two")


def test_who_only_meets_the_ratio_does_not_apply() -> None:
    account = Account.opened(PARK, TIANQIAO, 2021, ASSESSED)
    with pytest.raises(NotBeyondTheRatio):
        Award.apply("award", account, HELD, Reckoning(12, Fraction(12), (Rate(1, 12),)), date(2021, 9, 20), "one")
    with pytest.raises(InvalidField):
        Award.apply("award", account, HELD, Reckoning(24, Fraction(12), (Rate(12, 24),)), date(2021, 8, 20), "one")
