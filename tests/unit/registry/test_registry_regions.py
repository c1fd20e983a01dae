"""The region tree."""

from datetime import date

import pytest

from services.registry.data import REGIONS
from shared.errors import InvalidField


def test_a_code_is_refused_after_it_ended_and_the_successor_named() -> None:
    REGIONS.require_in_force("370282", date(2016, 5, 1))
    with pytest.raises(InvalidField, match="370215") as caught:
        REGIONS.require_in_force("370282", date(2020, 5, 1))
    assert caught.value.field == "region_code"
    REGIONS.require_in_force("370215", date(2020, 5, 1))
    with pytest.raises(InvalidField, match="2017"):
        REGIONS.require_in_force("370215", date(2016, 5, 1))


def test_every_region_but_the_province_lies_in_a_known_one_and_every_successor_is_known() -> None:
    for region in [REGIONS.get("370000"), *REGIONS.below("370000", None)]:
        assert region.parent is None or REGIONS.get(region.parent)
        for below in REGIONS.below(region.code, None):
            assert below.successor is None or REGIONS.get(below.successor)
            assert below.parent == region.code
    assert {region.code for region in REGIONS.below("370105", None)} >= {"370105001", "370105003", "370105017"}
    assert [r.code for r in REGIONS.below("370000", date(2020, 1, 1)) if r.code == "371200"] == []
