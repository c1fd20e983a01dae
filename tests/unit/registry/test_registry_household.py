"""Who lives in a household on a day, by any history of joining, leaving and changing the head."""

from datetime import date, timedelta

import pytest
from bihuan.registry.v1 import household_service_pb2 as pb
from hypothesis import given
from hypothesis import strategies as st

from services.registry.domain.household import HeadLeaves, Household, Kin, KinEnded
from shared.errors import CallError, InvalidField

HEAD, SPOUSE, CHILD = pb.HOUSEHOLD_RELATION_HEAD, pb.HOUSEHOLD_RELATION_SPOUSE, pb.HOUSEHOLD_RELATION_CHILD
START = date(2020, 1, 1)
WHO = ("a", "b", "c")


def home() -> Household:
    return Household.found("h", "370105003", START, {"a": HEAD, "b": SPOUSE})


ACTS = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "head"]), st.sampled_from(WHO), st.integers(0, 40)), max_size=20
)


@given(ACTS)
def test_whatever_is_told_a_household_has_one_head_and_nobody_twice_and_the_past_stays(
    acts: list[tuple[str, str, int]],
) -> None:
    household = home()
    for act, who, days in acts:
        on = START + timedelta(days)
        before = {day: household_on(household, day) for day in range(41) if START + timedelta(day) < on}
        try:
            match act:
                case "join":
                    if who in {each.person_id for each in household.members}:
                        continue  # the use case asks first
                    household.join(who, CHILD, on)
                case "leave":
                    household.leave(who, on)
                case _:
                    relations = {each.person_id: CHILD for each in household.members}
                    household.relate({**relations, who: HEAD}, on)
        except CallError:
            pass
        for day, stood in before.items():
            assert household_on(household, day) == stood
        for day in range(41):
            stood = household_on(household, day)
            assert len({person for person, _ in stood}) == len(stood)
            assert [relation for _, relation in stood].count(HEAD) == (1 if stood else 0)
        assert (household.dissolved_on is None) == bool(household.members)


def household_on(household: Household, day: int) -> set[tuple[str, int]]:
    return {(each.person_id, each.relation) for each in household.memberships if each.holds(START + timedelta(day))}


def test_the_head_leaves_only_after_another_is_head() -> None:
    household = home()
    with pytest.raises(HeadLeaves):
        household.leave("a", date(2020, 2, 1))
    household.relate({"a": SPOUSE, "b": HEAD}, date(2020, 2, 1))
    household.leave("a", date(2020, 2, 2))
    assert (household.head_id, [each.person_id for each in household.members]) == ("b", ["b"])


def test_of_who_was_erased_nothing_is_left_in_the_household() -> None:
    household = home()
    household.move("370104", date(2020, 3, 1), ["a"], ["b"])
    household.forget("a", date(2020, 4, 1))
    assert [each.person_id for each in household.memberships] == ["b"]
    assert (household.places[-1].moved, household.places[-1].stayed) == ((), ("b",))
    assert (household.head_id, household.dissolved_on) == ("", None)
    household.relate({"b": HEAD}, date(2020, 5, 1))
    household.forget("b", date(2020, 6, 1))
    assert household.dissolved_on == date(2020, 6, 1)


def test_a_guardianship_ends_once_and_after_it_began() -> None:
    guardian = Kin(
        id="k",
        person_id="a",
        relation=pb.KIN_RELATION_OFFICE,
        guardianship=pb.GUARDIANSHIP_APPOINTED,
        kin_person_id="",
        since=START,
        recorded_by="worker:1",
    )
    with pytest.raises(InvalidField):
        guardian.end(START)
    guardian.end(date(2020, 2, 1))
    with pytest.raises(KinEnded):
        guardian.end(date(2020, 3, 1))
