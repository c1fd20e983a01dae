"""Whose rows are whose: the region rule, pure."""

from typing import Any

import pytest

from shared import access
from shared.access import RegionDenied, acting
from shared.errors import NotFound
from tests.callers import caller_of

CODES = ["370000", "370100", "370105", "370105003", "370105004", "370104", "370200", "371000", "360000", "380000"]


def shown(condition: dict[str, Any], codes: list[str]) -> set[str]:
    """The codes that a condition on `region_code` lets through."""
    if "$or" in condition:
        return set().union(*(shown(part, codes) for part in condition["$or"]))
    if not condition:
        return set(codes)
    if "region_code" not in condition:
        assert condition == {"_id": {"$in": []}}
        return set()
    bounds = condition["region_code"]
    return {code for code in codes if bounds["$gte"] <= code < bounds["$lt"]}


@pytest.mark.parametrize(
    ("regions", "asked", "expected"),
    [
        (["*"], "", CODES),
        (["*"], "370000", ["370000", "370100", "370105", "370105003", "370105004", "370104", "370200", "371000"]),
        (["*"], "370100", ["370100", "370105", "370105003", "370105004", "370104"]),
        (["*"], "370105003", ["370105003"]),
        (["370105"], "", ["370105", "370105003", "370105004"]),
        (["370105"], "370105", ["370105", "370105003", "370105004"]),
        (["370105"], "370100", ["370105", "370105003", "370105004"]),
        (["370105"], "370105004", ["370105004"]),
        (["370105003", "370104"], "370000", ["370105003", "370104"]),
        (["370105003", "370104"], "370105", ["370105003"]),
        ([], "", []),
    ],
)
def test_a_query_is_narrowed_to_the_callers_part_of_the_region_it_asks_for(
    regions: list[str], asked: str, expected: list[str]
) -> None:
    with acting(caller_of(*regions)):
        assert shown(access.rows("region_code", asked), CODES) == set(expected)


@pytest.mark.parametrize(("regions", "asked"), [(["370105"], "370104"), (["370105003"], "370105004"), ([], "370105")])
def test_a_region_beside_the_callers_is_refused_with_the_field_that_names_it(regions: list[str], asked: str) -> None:
    with acting(caller_of(*regions)), pytest.raises(RegionDenied) as caught:
        access.rows("plan.region_code", asked, "area")
    assert caught.value.metadata == {"field": "area"}


@pytest.mark.parametrize(
    ("regions", "named", "allowed"),
    [
        (["370105"], "370105", True),
        (["370105"], "370105003", True),
        (["370105"], "370100", False),
        (["370105003"], "370105", False),
        (["370100"], "370105003", True),
        (["*"], "370000", True),
        ([], "370105003", False),
    ],
)
def test_a_write_or_a_figure_needs_the_whole_region_that_it_names(
    regions: list[str], named: str, allowed: bool
) -> None:
    with acting(caller_of(*regions)):
        if allowed:
            access.require_region(named, "region_code")
        else:
            with pytest.raises(RegionDenied):
                access.require_region(named, "region_code")


def test_a_row_of_another_region_is_as_if_it_did_not_exist() -> None:
    absent = NotFound("person", "person_id")
    with acting(caller_of("370105")):
        access.require_row("370105003", absent)
        with pytest.raises(NotFound) as caught:
            access.require_row("370104001", absent)
    assert caught.value is absent


def test_the_caller_of_a_call_is_forgotten_after_it() -> None:
    with acting(caller_of("370105")):
        assert access.caller().regions == ("370105",)
    assert access.caller() is access.SYSTEM


def test_work_without_a_caller_fails_where_the_process_is_not_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_of_the_process", [])

    with pytest.raises(LookupError):
        access.rows("region_code")
