"""Times in programmes: one at a time in each, ended on a day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.data import PROGRAMMES
from services.registry.domain.programmes import NotInProgramme, Participation, entered, left
from shared.errors import AlreadyExists, InvalidField, NotFound

CODE, OTHER = "POVERTY_REGISTER", "BLIND_EMPLOYMENT"
FIRST = date(2020, 3, 1)


def test_a_programme_is_entered_left_and_entered_again() -> None:
    times = entered([], CODE, FIRST, "w")
    times = entered(times, OTHER, FIRST, "w")
    with pytest.raises(AlreadyExists):
        entered(times, CODE, date(2020, 4, 1), "w")
    times = left(times, CODE, date(2020, 4, 30))
    assert times[0] == Participation(CODE, FIRST, "w", date(2020, 4, 30))
    with pytest.raises(NotInProgramme):
        left(times, CODE, date(2020, 5, 1))
    with pytest.raises(InvalidField, match="entered_on"):
        entered(times, CODE, date(2020, 4, 30), "w")
    assert len(entered(times, CODE, date(2020, 5, 1), "w")) == 3
    with pytest.raises(InvalidField, match="left_on"):
        left(times, OTHER, date(2020, 2, 29))


def test_only_programmes_there_are_are_entered_on_their_days() -> None:
    assert {each.name for each in PROGRAMMES.all()} >= {"建档立卡"}
    PROGRAMMES.require_open(CODE, date(2014, 1, 1))
    with pytest.raises(InvalidField, match="entered_on"):
        PROGRAMMES.require_open(CODE, date(2013, 12, 31))
    with pytest.raises(NotFound):
        PROGRAMMES.require_open("NONE", FIRST)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([CODE, OTHER]), st.integers(0, 400))))
def test_whatever_is_tried_no_two_times_in_a_programme_overlap(tried: list[tuple[bool, str, int]]) -> None:
    times: list[Participation] = []
    for enters, code, days in tried:
        on = FIRST + timedelta(days=days)
        try:
            times = entered(times, code, on, "w") if enters else left(times, code, on)
        except (AlreadyExists, InvalidField, NotInProgramme):
            continue
    for code in (CODE, OTHER):
        own = sorted((each.entered_on, each.left_on or date.max) for each in times if each.programme_code == code)
        assert all(first[1] < second[0] for first, second in pairwise(own))
