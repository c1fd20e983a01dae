"""The levy's formula: published examples, boundaries from both sides, and properties."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.levy import store
from services.levy.domain.formula import Facts, Outcome, Relief, ReliefUnknown, Result, assess
from services.levy.domain.rules import Rulebook, RuleMissing
from services.levy.domain.trace import text
from tests.levy_samples import layers, with_social_average

ON_FILE = store.rulebook()
WITH_SOCIAL_AVERAGE = with_social_average()
TIANQIAO = "370105"


def levy(
    staff: int = 100,
    placed: Fraction | int | None = 0,
    wage_yuan: int = 60_000,
    year: int = 2021,
    kind: str = "ENTERPRISE",
    founded_on: date = date(2010, 1, 1),
    *,
    capped: bool = False,
    region: str = TIANQIAO,
) -> Result:
    """The levy of an employer with the same staff all year, each at the average wage."""
    facts = Facts(kind, founded_on, [staff] * 12, staff * wage_yuan * 100, None if placed is None else Fraction(placed))
    return assess(facts, (WITH_SOCIAL_AVERAGE if capped else ON_FILE).of_year(year, region))


def line(result: Result, key: str) -> str:
    return next(line.result for line in result.lines if line.key == key)


def citations(result: Result) -> dict[str, tuple[str, str]]:
    return {line.key: (line.cited.act, line.cited.article) for line in result.lines if line.cited}


def test_published_example_one_hundred_staff_and_nobody_placed_pay_162_000_yuan() -> None:
    result = levy(staff=100, placed=0, wage_yuan=120_000, year=2023)
    assert (result.outcome, result.due_fen, result.payable_fen) == (Outcome.DUE, 180_000_00, 162_000_00)


def test_published_example_thirty_staff_and_nobody_placed_pay_nothing_of_a_base_of_45_000_yuan() -> None:
    result = levy(staff=30, placed=0, wage_yuan=100_000, year=2023)
    assert (result.outcome, result.due_fen, result.payable_fen) == (Outcome.EXEMPT, 45_000_00, 0)


def test_every_line_says_its_formula_labels_and_source() -> None:
    result = levy(staff=120, placed=Fraction(7, 6), capped=True)
    assert [line.key for line in result.lines] == [
        "staff", "placed", "ratio", "required", "short", "average_wage", "social_average_wage", "wage_cap",
        "wage_applied", "due", "small_employer", "achieved", "tier", "payable",
    ]  # fmt: skip
    assert all(line.label_zh and line.label_en and line.formula and line.result for line in result.lines)
    formula, ratio = ("财税〔2015〕72号", "第八条"), ("残疾人就业条例", "第八条")
    relief = "财政部公告2019年第98号"
    assert citations(result) == {
        "staff": formula,
        "placed": ("财税〔2015〕72号", "第七条"),
        "ratio": ratio,
        "required": ratio,
        "short": formula,
        "average_wage": formula,
        "social_average_wage": ("测试数据，非公布数据", ""),
        "wage_cap": (relief, "第一条"),
        "wage_applied": (relief, "第一条"),
        "due": formula,
        "small_employer": (relief, "第四条"),
        "achieved": (relief, "第三条"),
        "tier": (relief, "第三条"),
        "payable": (relief, "第三条"),
    }


def test_what_is_to_be_paid_names_the_rule_that_decides_it() -> None:
    assert citations(levy(staff=30))["payable"] == ("财政部公告2019年第98号", "第四条")
    assert citations(levy(staff=30, year=2023))["payable"] == ("财政部公告2023年第8号", "第二条")
    assert citations(levy(staff=100, year=2023))["payable"] == ("财政部公告2023年第8号", "第一条")
    assert citations(levy(staff=100, year=2019))["payable"] == ("财税〔2015〕72号", "第八条")
    assert citations(levy(staff=100, placed=2))["payable"] == ("财税〔2015〕72号", "第八条")


def test_what_the_lines_show_can_be_followed_by_hand() -> None:
    # 120 staff × 1.5 % = 1.8; placed 14 months ÷ 12 → 1.17; short 0.63 × 60,000 = 37,800; 1.17 ÷ 120 < 1 %: 90 %.
    result = levy(staff=120, placed=Fraction(14, 12))
    assert [line(result, key) for key in ("staff", "placed", "required", "short", "due", "tier", "payable")] == [
        "120", "1.17", "1.8", "0.63", "37800", "0.9", "34020",
    ]  # fmt: skip
    assert line(result, "achieved") == "0.00975"


@pytest.mark.parametrize(
    ("placed", "share"),
    [(Fraction("0.99"), "0.9"), (Fraction(1), "0.5"), (Fraction("1.01"), "0.5"), (Fraction("1.49"), "0.5")],
)
def test_one_percent_exactly_is_in_the_tier_of_half(placed: Fraction, share: str) -> None:
    assert line(levy(staff=100, placed=placed), "tier") == share


def test_exactly_the_ratio_is_met_and_just_below_it_is_due() -> None:
    assert levy(staff=100, placed=Fraction("1.50")).outcome is Outcome.RATIO_MET
    assert levy(staff=100, placed=Fraction("1.50")).due_fen == 0
    below = levy(staff=100, placed=Fraction("1.49"))
    assert (below.outcome, below.due_fen, below.payable_fen) == (Outcome.DUE, 600_00, 300_00)


@pytest.mark.parametrize(("staff", "outcome"), [(30, Outcome.EXEMPT), (31, Outcome.DUE)])
def test_thirty_staff_are_exempt_and_thirty_one_are_not(staff: int, outcome: Outcome) -> None:
    assert levy(staff=staff).outcome is outcome


def test_staff_are_rounded_before_the_size_is_judged() -> None:
    months = [30] * 6 + [31] * 6  # 30.5 → 31
    rules = ON_FILE.of_year(2021, TIANQIAO)
    assert assess(Facts("ENTERPRISE", date(2010, 1, 1), months, 1_000_00, Fraction(0)), rules).outcome is Outcome.DUE
    months = [30] * 7 + [31] * 5  # 30.41… → 30
    assert assess(Facts("ENTERPRISE", date(2010, 1, 1), months, 1_000_00, Fraction(0)), rules).outcome is Outcome.EXEMPT


@pytest.mark.parametrize("kind", ["INSTITUTION", "SOCIAL_ORGANISATION", "STATE_ORGAN", "PRIVATE_NON_ENTERPRISE_UNIT"])
def test_only_enterprises_are_exempt_for_their_size(kind: str) -> None:
    assert levy(staff=20, kind=kind).outcome is Outcome.DUE


@pytest.mark.parametrize(
    ("year", "staff", "founded_on", "outcome"),
    [
        (2016, 20, date(2015, 6, 1), Outcome.EXEMPT),
        (2016, 21, date(2015, 6, 1), Outcome.DUE),
        (2016, 20, date(2013, 12, 30), Outcome.DUE),  # three years are over on 30 December 2016
        (2016, 20, date(2013, 12, 31), Outcome.EXEMPT),
        (2017, 30, date(2016, 6, 1), Outcome.EXEMPT),
        (2017, 31, date(2016, 6, 1), Outcome.DUE),
        (2019, 30, date(2010, 6, 1), Outcome.DUE),
        (2020, 30, date(2010, 6, 1), Outcome.EXEMPT),  # whatever the age from 2020
        (2027, 30, date(2010, 6, 1), Outcome.EXEMPT),
        (2028, 30, date(2010, 6, 1), Outcome.DUE),  # the exemption ends with 2027
    ],
)
def test_small_employers_are_exempt_by_the_rule_of_their_levy_year(
    year: int, staff: int, founded_on: date, outcome: Outcome
) -> None:
    assert levy(staff=staff, year=year, founded_on=founded_on).outcome is outcome


@pytest.mark.parametrize(
    ("year", "share"), [(2019, "1"), (2020, "0.9"), (2022, "0.9"), (2023, "0.9"), (2027, "0.9"), (2028, "1")]
)
def test_tiers_hold_for_the_levy_years_2020_to_2027(year: int, share: str) -> None:
    assert line(levy(staff=100, year=year), "tier") == share


@pytest.mark.parametrize(
    ("year", "wage", "applied"),
    [
        (2016, 200_000, 200_000),  # no cap yet
        (2017, 149_999, 149_999), (2017, 150_000, 150_000), (2017, 150_001, 150_000),  # three times 50,000
        (2018, 99_999, 99_999), (2018, 100_000, 100_000), (2018, 100_001, 100_000),  # twice 50,000
        (2021, 100_000, 100_000), (2021, 100_001, 100_000),
    ],
)  # fmt: skip
def test_the_average_wage_is_capped_at_the_multiple_of_the_social_average(year: int, wage: int, applied: int) -> None:
    assert levy(wage_yuan=wage, year=year, capped=True).wage_applied_fen == applied * 100


def test_without_a_social_average_wage_on_file_the_cap_is_not_applied_and_the_explanation_says_so() -> None:
    result = levy(wage_yuan=500_000)
    assert result.wage_applied_fen == 500_000_00
    applied = next(line for line in result.lines if line.key == "wage_applied")
    assert "no social average wage on file for 370105, 2020" in applied.note


def test_who_does_not_declare_counts_as_having_placed_nobody() -> None:
    result = levy(placed=None)
    assert (result.placed, result.payable_fen) == (Fraction(0), levy(placed=0).payable_fen)
    assert "未申报" in next(line.note for line in result.lines if line.key == "placed")


def test_an_employer_without_staff_owes_nothing() -> None:
    result = levy(staff=0)
    assert (result.outcome, result.payable_fen) == (Outcome.RATIO_MET, 0)


def test_a_province_whose_ratio_is_not_on_file_cannot_be_assessed() -> None:
    with pytest.raises(RuleMissing, match="ratio"):
        levy(region="110105")


facts = {
    "staff": st.integers(1, 5000),
    "wage_yuan": st.integers(1, 500_000),
    "year": st.integers(2016, 2029),
    "kind": st.sampled_from(["ENTERPRISE", "INSTITUTION"]),
}


@settings(deadline=None)  # the machine's load is not what is tested
@given(**facts, months=st.integers(0, 3000), more=st.integers(0, 100))
def test_more_placed_never_raises_what_is_due_or_paid(
    staff: int, wage_yuan: int, year: int, kind: str, months: int, more: int
) -> None:
    fewer = levy(staff, Fraction(months, 12), wage_yuan, year, kind)
    placed_more = levy(staff, Fraction(months + more, 12), wage_yuan, year, kind)
    assert placed_more.due_fen <= fewer.due_fen
    assert placed_more.payable_fen <= fewer.payable_fen


@settings(deadline=None)  # the machine's load is not what is tested
@given(**facts, months=st.integers(0, 3000))
def test_the_levy_is_never_negative_and_never_above_the_due(
    staff: int, wage_yuan: int, year: int, kind: str, months: int
) -> None:
    result = levy(staff, Fraction(months, 12), wage_yuan, year, kind, capped=True)
    assert 0 <= result.payable_fen <= result.due_fen


@settings(deadline=None)  # the machine's load is not what is tested
@given(staff=st.integers(31, 5000), wage_yuan=st.integers(1, 90_000), months=st.integers(0, 3000))
def test_an_independent_computation_in_whole_numbers_gives_the_same_fen(
    staff: int, wage_yuan: int, months: int
) -> None:
    # hundredths of heads, thousandths of the ratio: due in fen = (staff × 15 − placed × 1000) × wage fen ÷ 1000
    placed_hundredths = (months * 100 * 2 + 12) // 24
    gap = max(staff * 15 * 100 - placed_hundredths * 1000, 0)  # in 1/100,000 heads
    due = (gap * wage_yuan * 100 * 2 + 100_000) // 200_000
    share = 5 if placed_hundredths * 100 >= staff * 100 else 9
    paid = (due * share * 2 + 10) // 20 if gap else 0
    result = levy(staff, Fraction(months, 12), wage_yuan)
    assert (result.due_fen, result.payable_fen) == (due, paid)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Fraction(9, 5), "1.8"),
        (120, "120"),
        (Fraction(7, 480), "7/480 ≈ 0.014583"),
        (Fraction(1, 8), "0.125"),
        (0, "0"),
    ],
)
def test_numbers_are_shown_exactly(number: Fraction | int, shown: str) -> None:
    assert text(number) == shown


def relieved(*reliefs: Relief, year: int = 2020, kind: str = "ENTERPRISE", staff: int = 100, placed: int = 0) -> Result:
    """Nobody placed among 100 at 60,000 yuan: 81,000 yuan of 90,000 before reliefs."""
    facts = Facts(kind, date(2010, 1, 1), [staff] * 12, staff * 60_000_00, Fraction(placed), reliefs=reliefs)
    return assess(facts, ON_FILE.of_year(year, TIANQIAO))


@pytest.mark.parametrize(
    ("relief", "paid_yuan"),
    [
        (Relief("force_majeure_reduction", fen=1_000_00), 80_000),
        (Relief("force_majeure_reduction", share=Fraction(1, 2)), 40_500),
        (Relief("force_majeure_reduction", fen=81_000_00), 0),  # exactly one year's
        (Relief("force_majeure_reduction", fen=81_000_01), 0),  # a fen beyond is not given
        (Relief("spring_2020"), 0),
    ],
)
def test_a_relief_that_was_granted_lowers_what_is_paid_up_to_one_years(relief: Relief, paid_yuan: int) -> None:
    result = relieved(relief)
    assert (result.due_fen, result.payable_fen) == (90_000_00, paid_yuan * 100)
    assert line(result, "net") == str(paid_yuan)


def test_a_relief_is_a_line_with_its_grant_and_its_article() -> None:
    result = relieved(Relief("force_majeure_reduction", fen=90_000_00, grant_id="grant-1"))
    shown = next(line for line in result.lines if line.key == "relief_force_majeure_reduction")
    assert shown.cited is not None
    assert (shown.cited.act, shown.cited.article, shown.result) == ("财税〔2015〕72号", "第十七条", "81000")
    assert "capped" in shown.note
    assert "grant-1" in shown.note


def test_reliefs_together_never_exceed_what_is_to_be_paid() -> None:
    result = relieved(Relief("force_majeure_reduction", fen=50_000_00), Relief("spring_2020", fen=50_000_00))
    assert result.payable_fen == 0
    assert [line(result, key) for key in ("relief_force_majeure_reduction", "relief_spring_2020")] == ["50000", "31000"]


def test_whoever_does_not_meet_a_programmes_conditions_gets_nothing_and_reads_why() -> None:
    result = relieved(Relief("spring_2020"), kind="INSTITUTION")
    assert result.payable_fen == 81_000_00
    shown = next(line for line in result.lines if line.key == "relief_spring_2020")
    assert "kind in ENTERPRISE" in shown.note


@pytest.mark.parametrize(
    ("programme", "year"),
    [("flood", 2020), ("spring_2020", 2021), ("spring_2020", 2019), ("force_majeure_deferral", 2020)],
)
def test_a_grant_of_no_reduction_on_file_for_the_year_is_refused(programme: str, year: int) -> None:
    with pytest.raises(ReliefUnknown, match=programme):
        relieved(Relief(programme), year=year)


def test_a_relief_of_an_employer_that_owes_nothing_comes_to_nothing() -> None:
    assert relieved(Relief("force_majeure_reduction"), placed=2).payable_fen == 0


def test_without_reliefs_the_explanation_ends_as_it_did() -> None:
    assert relieved().lines[-1].key == "payable"


def test_a_relief_for_all_applies_by_its_conditions_without_a_grant() -> None:
    row = {"id": "half", "label_zh": "减半", "label_en": "half", "kind": "REDUCTION", "automatic": True,
           "limits": {"share_of_due": "0.5", "yuan_at_most": "30000"},
           "conditions": {"staff_at_most": 100}}  # fmt: skip
    period = {"from": "2024-01-01", "until": "2024-12-31", "value": [row], "source": {"act": "测试"}}
    programmes = {"label_zh": "减免", "label_en": "reliefs", "periods": [period]}
    layer = {"region": "370105", "name_zh": "测试", "name_en": "test", "relief_programmes": programmes}
    book = Rulebook.of([*layers(), layer])

    def pays(staff: int, year: int) -> int:
        facts = Facts("ENTERPRISE", date(2010, 1, 1), [staff] * 12, staff * 60_000_00, None)
        return assess(facts, book.of_year(year, TIANQIAO)).payable_fen

    assert pays(50, 2024) == 20_250_00  # half of 40,500
    assert pays(100, 2024) == 51_000_00  # 30,000 at most
    assert pays(101, 2024) == 81_810_00
    assert pays(100, 2023) == pays(100, 2025) == 81_000_00
