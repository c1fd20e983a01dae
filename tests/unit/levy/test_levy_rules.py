"""The files of rules: what holds when and where, and what is refused at the start."""

import copy
from datetime import date
from typing import Any

import pytest

from services.levy import store
from services.levy.domain.rules import PARAMETERS, REQUIRED, Rulebook
from tests.levy_samples import layers, with_social_average

ON_FILE = store.rulebook()
TIANQIAO = "370105003"


def national() -> dict[str, Any]:
    return copy.deepcopy(next(layer for layer in layers() if layer["region"] == "000000"))


def refused(layer: dict[str, Any]) -> str:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the text is what the caller looks at
        Rulebook.of([layer])
    return str(refusal.value)


@pytest.mark.parametrize(
    ("parameter", "last_day", "first_day"),
    [
        ("small_employers", date(2017, 3, 31), date(2017, 4, 1)),
        ("small_employers", date(2019, 12, 31), date(2020, 1, 1)),
        ("small_employers", date(2022, 12, 31), date(2023, 1, 1)),
        ("tiers", date(2022, 12, 31), date(2023, 1, 1)),
        ("wage_cap", date(2018, 3, 31), date(2018, 4, 1)),
        ("wage_cap", date(2019, 12, 31), date(2020, 1, 1)),
    ],
)
def test_one_rule_holds_to_its_last_day_and_the_next_from_its_first(
    parameter: str, last_day: date, first_day: date
) -> None:
    before, after = (ON_FILE.find(parameter, day, TIANQIAO) for day in (last_day, first_day))
    assert before is not None
    assert after is not None
    assert before.period.until == last_day
    assert after.period.start == first_day


@pytest.mark.parametrize(
    ("parameter", "day", "holds"),
    [
        ("tiers", date(2019, 12, 31), False),
        ("tiers", date(2020, 1, 1), True),
        ("tiers", date(2020, 2, 29), True),
        ("tiers", date(2027, 12, 31), True),
        ("tiers", date(2028, 1, 1), False),
        ("wage_cap", date(2017, 3, 31), False),
        ("wage_cap", date(2017, 4, 1), True),
        ("weights", date(2015, 9, 30), False),
        ("weights", date(2015, 10, 1), True),
    ],
)
def test_before_its_first_and_after_its_last_day_no_rule_holds(parameter: str, day: date, holds: bool) -> None:
    assert (ON_FILE.find(parameter, day, TIANQIAO) is not None) is holds


def test_a_region_has_the_rules_of_the_nearest_layer_above_it() -> None:
    # given a layer of Jinan beside those of Shandong and the nation
    book = with_social_average()
    day = date(2020, 6, 1)
    # then its sub-districts have it, other cities do not
    assert book.get("social_average_wage", day, TIANQIAO, "x").layer == "370100"
    assert book.find("social_average_wage", day, "370200") is None
    assert book.get("ratio", day, TIANQIAO, "x").layer == "370000"
    assert book.get("tiers", day, TIANQIAO, "x").layer == "000000"


def test_a_city_overrides_a_rule_of_the_nation_for_its_own_period_only() -> None:
    override = national()["rounding"]
    override["periods"][0] |= {"from": "2020-01-01", "until": "2020-12-31"}
    override["periods"][0]["value"] |= {"staff": 2}
    city = {"region": "370200", "name_zh": "青岛", "name_en": "Qingdao", "rounding": override}
    book = Rulebook.of([*layers(), city])
    assert book.get("rounding", date(2020, 6, 1), "370215", "x").value.staff == 2
    assert book.get("rounding", date(2021, 6, 1), "370215", "x").value.staff == 0
    assert book.get("rounding", date(2020, 6, 1), "370105", "x").value.staff == 0


def test_every_assessment_of_a_levy_year_uses_the_rules_of_one_day_of_it() -> None:
    assert ON_FILE.of_year(2018, TIANQIAO).day == date(2018, 12, 31)
    assert str(ON_FILE.of_year(2018, TIANQIAO).get("wage_cap").value.times) == "2"
    assert str(ON_FILE.of_year(2017, TIANQIAO).get("wage_cap").value.times) == "3"


def test_the_social_average_wage_is_that_of_the_base_year() -> None:
    held = with_social_average().of_year(2021, TIANQIAO).social_average_wage()
    assert held is not None
    assert held.period.start == date(2020, 1, 1)


def test_every_rule_on_file_has_a_source_and_labels_in_both_languages() -> None:
    for day in (date(2016, 1, 1), date(2021, 1, 1), date(2024, 1, 1)):
        for held in ON_FILE.all_on(day, TIANQIAO):
            assert held.label_zh
            assert held.label_en
            assert held.period.source.act
    on_file = {held.parameter.split(".")[0] for held in ON_FILE.all_on(date(2021, 1, 1), TIANQIAO)}
    assert on_file == set(PARAMETERS) - {"social_average_wage"}


def test_periods_with_a_gap_are_refused() -> None:
    layer = national()
    layer["tiers"]["periods"][0]["until"] = "2022-12-30"
    assert "a gap after 2022-12-30" in refused(layer)


def test_periods_that_overlap_are_refused() -> None:
    layer = national()
    layer["tiers"]["periods"][0]["until"] = "2023-01-01"
    assert "overlap" in refused(layer)


def test_a_period_after_one_without_an_end_is_refused() -> None:
    layer = national()
    del layer["tiers"]["periods"][0]["until"]
    assert "overlap" in refused(layer)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    layer = national()
    layer["tiers"]["periods"][1]["until"] = "2022-12-31"
    assert "ends before it begins" in refused(layer)


def test_a_number_that_a_computer_would_round_is_refused() -> None:
    layer = national()
    layer["wage_cap"]["periods"][0]["value"]["times"] = 3.0
    assert "decimal text in quotes" in refused(layer)


@pytest.mark.parametrize("number", ["-1", "NaN", "Infinity", "two"])
def test_what_is_no_number_from_zero_up_is_refused(number: str) -> None:
    layer = national()
    layer["wage_cap"]["periods"][0]["value"]["times"] = number
    assert "wage_cap" in refused(layer)


def test_a_misspelt_rule_is_refused() -> None:
    layer = national()
    layer["teirs"] = layer.pop("tiers")
    assert "teirs" in refused(layer)


@pytest.mark.parametrize(
    ("parameter", "key", "wrong"),
    [
        ("contract", "forms", ["PROPORTONAL"]),
        ("contract", "forms", ["UNSPECIFIED"]),
        ("small_employers", "kinds", ["COMPANY"]),
        ("weights", "disability_certificate", {5: 1}),
        ("weights", "disability_certificate", {1: 20}),
        ("weights", "veteran_certificate", {11: 1}),
        ("weights", "veteran_certificate", {1: 0}),
    ],
)
def test_a_value_that_would_quietly_count_nobody_or_too_many_is_refused(parameter: str, key: str, wrong: Any) -> None:
    layer = national()
    layer[parameter]["periods"][0]["value"][key] = wrong
    assert f"{parameter}.periods.0.value.{key}" in refused(layer)


def test_a_rule_without_a_source_is_refused() -> None:
    layer = national()
    del layer["weights"]["periods"][0]["source"]
    assert "source" in refused(layer)


@pytest.mark.parametrize("parameter", REQUIRED)
def test_a_rule_without_which_nothing_can_be_computed_must_be_there_without_an_end(parameter: str) -> None:
    missing = national()
    del missing[parameter]
    assert parameter in refused(missing)
    ending = national()
    ending[parameter]["periods"][-1]["until"] = "2099-12-31"
    assert parameter in refused(ending)


@pytest.mark.parametrize(
    "tiers",
    [
        [{"at_least": "0.01", "pay": "0.50"}],  # below 1 % nothing is said
        [{"at_least": "0", "pay": "0.90"}, {"at_least": "0.01", "pay": "0.50"}],  # the wrong way round
        [{"at_least": "0.01", "pay": "0.95"}, {"at_least": "0", "pay": "0.90"}],  # placing more would cost more
    ],
)
def test_tiers_that_leave_a_hole_or_punish_placing_more_are_refused(tiers: list[dict[str, str]]) -> None:
    layer = national()
    layer["tiers"]["periods"][0]["value"] = tiers
    assert "tier" in refused(layer)


def test_a_ratio_below_the_national_minimum_is_refused() -> None:
    shandong = next(layer for layer in layers() if layer["region"] == "370000")
    shandong["ratio"]["periods"][0]["value"] = "0.0149"
    with pytest.raises(ValueError, match=r"0\.015"):
        Rulebook.of([national(), shandong])


def test_a_rule_day_that_some_years_lack_is_refused() -> None:
    layer = national()
    layer["rule_day"]["periods"][0]["value"] = {"month": 2, "day": 29}
    assert "rule_day" in refused(layer)


def test_two_layers_of_one_region_or_no_national_layer_are_refused() -> None:
    with pytest.raises(ValueError, match="two layers"):
        Rulebook.of([national(), national()])
    with pytest.raises(ValueError, match="national layer is missing"):
        Rulebook.of([layer for layer in layers() if layer["region"] != "000000"])


def with_layer(**rules: Any) -> Rulebook:
    """The files, and a city's layer with these rules."""
    return Rulebook.of([*layers(), {"region": "370200", "name_zh": "测试", "name_en": "test", **rules}])


def listed(*rows: dict[str, Any], **period: Any) -> dict[str, Any]:
    given = {"from": "2015-10-01", "source": {"act": "测试"}, "value": list(rows), **period}
    return {"label_zh": "减免", "label_en": "reliefs", "periods": [given]}


def programme(id: str, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": id, "label_zh": id, "label_en": id, "kind": "REDUCTION", "limits": {"share_of_due": "0.5"},
    }  # fmt: skip
    return fields | changes


def ids(book: Rulebook, on: date, region: str) -> list[str]:
    return [held.value.id for held in book.programmes("relief_programmes", on, region)]


def test_the_review_window_is_a_citys_or_the_provinces_or_open_all_year() -> None:
    window = [
        ON_FILE.of_year(year, region).get("review_window").value.of(year)
        for year, region in [(2023, "370303"), (2022, "370303"), (2026, "370303"), (2025, "370105")]
    ]
    assert window == [
        (date(2023, 3, 1), date(2023, 10, 31)),
        (date(2022, 1, 1), date(2022, 12, 31)),
        (date(2026, 8, 1), date(2026, 11, 30)),
        (date(2025, 1, 1), date(2025, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("region", "year", "month", "yuan"),
    [
        ("370105", 2019, 5, "1810"), ("370105", 2019, 6, "1910"), ("370105", 2022, 9, "1910"),
        ("370105", 2022, 10, "2100"), ("370105", 2024, 9, "2100"), ("370105", 2024, 10, "2200"),
        ("371600", 2022, 1, "1550"), ("510104", 2023, 3, "1780"), ("510104", 2023, 4, "2100"),
        ("510700", 2023, 4, "1870"), ("110105", 2023, 1, None), ("370105", 2027, 1, None),
    ],
)  # fmt: skip
def test_the_minimum_wage_is_that_of_the_months_last_day_in_the_nearest_layer(
    region: str, year: int, month: int, yuan: str | None
) -> None:
    held = ON_FILE.of_year(year, region).minimum_wage(month)
    assert (str(held.value.yuan_per_month) if held else None) == yuan


def test_a_value_that_nobody_confirmed_is_marked_wherever_it_is_cited() -> None:
    assert ON_FILE.get("ratio", date(2024, 1, 1), "510104", "x").act.endswith("（待核实）")
    assert not ON_FILE.get("ratio", date(2024, 1, 1), TIANQIAO, "x").act.endswith("（待核实）")


def test_another_province_has_a_ratio_of_its_own_and_its_city_overrides_the_minimum_wage() -> None:
    assert str(ON_FILE.get("ratio", date(2024, 1, 1), "510104", "x").value) == "0.016"
    assert ON_FILE.get("minimum_wage", date(2024, 1, 1), "510104", "x").layer == "510100"
    assert ON_FILE.get("minimum_wage", date(2024, 1, 1), "511300", "x").layer == "510000"


def test_relief_programmes_of_all_layers_count_each_with_its_own_source_and_days() -> None:
    held = ON_FILE.of_year(2020, TIANQIAO).reliefs()
    assert [(each.parameter, each.layer, each.period.until) for each in held] == [
        ("relief_programmes.force_majeure_deferral", "000000", None),
        ("relief_programmes.force_majeure_reduction", "000000", None),
        ("relief_programmes.spring_2020", "370000", date(2020, 12, 31)),
    ]
    assert held[1].period.source.article == "第十七条"
    assert [row.id for row in ON_FILE.of_year(2020, TIANQIAO).get("relief_programmes").value] == ids(
        ON_FILE, date(2020, 12, 31), TIANQIAO
    )
    assert "spring_2020" not in ids(ON_FILE, date(2021, 12, 31), TIANQIAO)
    assert "spring_2020" not in ids(ON_FILE, date(2020, 12, 31), "510104")


@pytest.mark.parametrize(
    ("day", "there"),
    [(date(2024, 2, 28), False), (date(2024, 2, 29), True), (date(2024, 3, 1), True), (date(2024, 3, 2), False)],
)
def test_a_new_relief_is_a_new_row_that_holds_from_its_first_to_its_last_day(day: date, there: bool) -> None:
    book = with_layer(relief_programmes=listed(programme("flood", **{"from": "2024-02-29", "until": "2024-03-01"})))
    assert ("flood" in ids(book, day, "370202")) is there


def test_a_nearer_layers_row_replaces_the_one_with_its_id_while_it_holds() -> None:
    narrower = programme("force_majeure_reduction", **{"from": "2024-01-01", "until": "2024-12-31"})
    book = with_layer(relief_programmes=listed(narrower))

    def limit(year: int) -> str:
        found = {held.value.id: held for held in book.of_year(year, "370202").reliefs()}
        return str(found["force_majeure_reduction"].value.limits.share_of_due)

    assert (limit(2023), limit(2024), limit(2025)) == ("1", "0.5", "1")


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([programme("flood"), programme("flood", **{"from": "2024-01-01"})], "two rows of flood overlap"),
        ([programme("flood", until="2024-01-01"), programme("flood", **{"from": "2024-01-01"})], "overlap"),
        ([programme("flood", **{"from": "2015-01-01"})], "outside the period"),
        ([programme("flood", **{"from": "2024-02-01", "until": "2024-01-01"})], "ends before it begins"),
        ([programme("flood", limits={"share_of_due": "1.01"})], "share_of_due"),
        ([programme("flood", limits={"share_of_due": "0"})], "share_of_due"),
        ([programme("flood", limits={})], "REDUCTION"),
        ([programme("flood", kind="DEFERRAL")], "DEFERRAL"),
        ([programme("flood", automatic=True, conditions={"reviewer_zh": "受灾"})], "automatic"),
        ([programme("flood", conditions={"kinds": ["COMPANY"]})], "kinds"),
        ([programme("Flood")], "id"),
    ],
)
def test_a_programme_that_would_go_wrong_quietly_is_refused(rows: list[dict[str, Any]], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        with_layer(relief_programmes=listed(*rows))


def test_a_programme_may_come_back_later() -> None:
    book = with_layer(
        relief_programmes=listed(programme("flood", until="2023-12-31"), programme("flood", **{"from": "2025-01-01"}))
    )
    assert ["flood" in ids(book, date(year, 6, 1), "370202") for year in (2023, 2024, 2025)] == [True, False, True]


def test_awards_differ_by_category_and_level() -> None:
    (award,) = ON_FILE.of_year(2024, TIANQIAO).awards()
    persons = [("PHYSICAL", 2), ("INTELLECTUAL", 4), ("MENTAL", 1), ("VISUAL", 1), ("VISUAL", 2)]
    assert [award.value.fen_for(*person) for person in persons] == [500_000, 600_000, 600_000, 800_000, 500_000]
    assert ON_FILE.of_year(2024, "370303").awards() == []


def test_a_window_that_closes_before_it_opens_is_refused() -> None:
    layer = national()
    layer["review_window"]["periods"][0]["value"] = {"opens": {"month": 8, "day": 1}, "closes": {"month": 7, "day": 31}}
    assert "open before it closes" in refused(layer)


def test_a_surcharge_without_the_ordered_deadline_is_refused() -> None:
    layer = national()
    layer["surcharge"]["periods"][0]["value"]["after_ordered_deadline"] = False
    assert "surcharge" in refused(layer)
