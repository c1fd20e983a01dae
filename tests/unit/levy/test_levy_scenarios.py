"""Scenarios: what a levy would come to, and which lines differ by how much."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.levy import store
from services.levy.domain.formula import Facts, assess
from services.levy.domain.scenario import More, Scenario, differences
from shared.errors import InvalidField

RULES = store.rulebook().of_year(2024, "370105")
# 100 staff at 60,000 yuan, nobody placed: 90,000 yuan due, 81,000 to be paid.
FACTS = Facts("ENTERPRISE", date(2010, 1, 1), (100,) * 12, 100 * 60_000_00, Fraction(0))


def payable(scenario: Scenario, facts: Facts = FACTS) -> int:
    return assess(*scenario.apply(facts, RULES, "scenario")).payable_fen


def test_one_more_colleague_of_level_2_from_july_counts_as_one_on_average() -> None:
    # given two heads for six months: one on average, which reaches one percent
    assert payable(Scenario(more=[More("DISABILITY", 2, 7, 12, 1)])) == 30_000_00 * 5 // 10


@pytest.mark.parametrize(
    ("certificate", "level", "heads"),
    [("DISABILITY", 1, 2), ("DISABILITY", 4, 1), ("VETERAN", 3, 2), ("VETERAN", 8, 1)],
)
def test_a_person_counts_by_certificate_and_level(certificate: str, level: int, heads: int) -> None:
    scenario = Scenario(more=[More(certificate, level, 1, 12, 1)])  # type: ignore[arg-type]
    facts, _ = scenario.apply(FACTS, RULES, "scenario")
    assert facts.placed == heads


def test_who_is_newly_hired_adds_to_staff_and_wages() -> None:
    facts, _ = Scenario(more=[More("DISABILITY", 3, 12, 12, 2, hired_fen=5_000_00)]).apply(FACTS, RULES, "scenario")
    assert (facts.monthly_staff, facts.wage_bill_fen) == ((100,) * 11 + (102,), FACTS.wage_bill_fen + 10_000_00)


def test_another_ratio_is_cited_as_an_assumption_and_the_rules_on_file_stay() -> None:
    facts, rules = Scenario(ratio=Decimal("0.016")).apply(FACTS, RULES, "scenario")
    result = assess(facts, rules)
    assert result.due_fen == 96_000_00
    ratio = next(line for line in result.lines if line.key == "ratio")
    assert ratio.cited is not None
    assert "试算" in ratio.cited.act
    assert assess(FACTS, RULES).due_fen == 90_000_00


def test_other_staff_and_wages_replace_those_declared() -> None:
    assert payable(Scenario(monthly_staff=(30,) * 12)) == 0
    assert payable(Scenario(wage_bill_fen=100 * 50_000_00)) == 67_500_00


def test_the_lines_that_differ_say_by_how_many_fen() -> None:
    before = assess(FACTS, RULES)
    after = assess(*Scenario(more=[More("DISABILITY", 2, 7, 12, 1)]).apply(FACTS, RULES, "scenario"))
    found = {(each.after or each.before).key: each for each in differences(before, after)}  # type: ignore[union-attr]
    assert list(found) == ["placed", "short", "due", "achieved", "tier", "payable"]
    assert (found["due"].fen, found["payable"].fen) == (-60_000_00, -66_000_00)
    assert found["placed"].fen == 0  # heads are no money


def test_lines_that_only_one_side_has_are_told_too() -> None:
    before = assess(FACTS, RULES)
    after = assess(*Scenario(monthly_staff=(30,) * 12).apply(FACTS, RULES, "scenario"))
    gone = [each.before.key for each in differences(before, after) if each.after is None and each.before]
    assert gone == ["achieved", "tier"]


@pytest.mark.parametrize(
    ("scenario", "field"),
    [
        (Scenario(), "scenario"),
        (Scenario(ratio=Decimal("0")), "scenario.ratio"),
        (Scenario(ratio=Decimal("1.000001")), "scenario.ratio"),
        (Scenario(more=[More("VETERAN", 9, 1, 12, 1)]), "scenario.more_placed[0].level"),
        (Scenario(more=[More("DISABILITY", 5, 1, 12, 1)]), "scenario.more_placed[0].level"),
        (Scenario(more=[More("DISABILITY", 3, 8, 7, 1)]), "scenario.more_placed[0].until_month"),
        (Scenario(monthly_staff=(0,) * 12), "scenario.payroll.wage_bill_fen"),
        (Scenario(wage_bill_fen=0), "scenario.payroll.wage_bill_fen"),
    ],
)
def test_a_scenario_that_says_nothing_or_cannot_be_is_refused_by_name(scenario: Scenario, field: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        scenario.apply(FACTS, RULES, "scenario")
    assert refusal.value.field == field


@settings(deadline=None, max_examples=50)  # the machine's load is not what is tested
@given(
    placed=st.integers(0, 40), level=st.integers(1, 4), first=st.integers(1, 12), persons=st.integers(1, 30),
)  # fmt: skip
def test_more_placed_among_the_staff_never_costs_more(placed: int, level: int, first: int, persons: int) -> None:
    facts = replace(FACTS, placed=Fraction(placed, 12))
    scenario = Scenario(more=[More("DISABILITY", level, first, 12, persons)])
    assert payable(scenario, facts) <= assess(facts, RULES).payable_fen
