"""Relief: for whom a programme is, how far it goes, and who decides."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.levy.domain import relief as rules_of_relief
from services.levy.domain.account import Account
from services.levy.domain.calendar import months_after
from services.levy.domain.employer import Employer
from services.levy.domain.formula import Outcome, Result
from services.levy.domain.relief import ConditionsNotMet, DecidedAlready, Relief, SamePerson, Status
from services.levy.domain.rules import Held, ReliefProgramme
from services.levy.domain.schema import Period
from shared.errors import InvalidField
from tests.levy_samples import PARK, TIANQIAO

ASSESSED, DUE, APPLIED = date(2020, 3, 1), date(2020, 8, 31), date(2020, 4, 1)
EMPLOYER = Employer(
    id="e", code=PARK, name="某企业", kind="ENTERPRISE", founded_on=date(2012, 5, 10), region_code=TIANQIAO
)


def held(kind: str = "REDUCTION", limits: Any = None, **conditions: Any) -> Held[ReliefProgramme]:
    """A programme as a row of a file of rules says it."""
    row = {
        "id": "spring_2020",
        "label_zh": "春季减免",
        "label_en": "spring",
        "kind": kind,
        "limits": limits or ({"share_of_due": "0.5"} if kind == "REDUCTION" else {"months": 6}),
        "conditions": conditions,
    }
    period = {
        "from": "2020-02-01",
        "until": "2020-06-30",
        "value": row,
        "source": {"act": "测试文件", "article": "第一条"},
    }
    return Held("relief_programmes.spring_2020", "", "", "370000", Period[ReliefProgramme].model_validate(period))


def account(fen: int = 1_000_01) -> Account:
    opened = Account.opened(PARK, TIANQIAO, 2020, ASSESSED)
    opened.follow("first", Outcome.DUE, fen, ASSESSED, DUE, "clerk")
    return opened


def apply(to: Account, programme: Held[ReliefProgramme], fen: int = 0, until: date | None = None) -> Relief:
    return Relief.apply(
        "relief", EMPLOYER, to, programme, fen=fen, until=until, due_on=DUE, grounds="-", applied_on=APPLIED, by="one"
    )


def grant(relief: Relief, to: Account, programme: Held[ReliefProgramme], **changes: Any) -> None:
    fields: dict[str, Any] = {
        "fen": 0, "until": None, "due_on": DUE, "reasons": "-", "decided_on": date(2020, 5, 1), "by": "two",
    }  # fmt: skip
    relief.grant(to, programme.value, **(fields | changes))


def test_half_of_what_is_due_is_waived_and_no_fen_more() -> None:
    billed, programme = account(), held()
    with pytest.raises(InvalidField, match="50000 fen"):
        apply(billed, programme, fen=500_01)
    relief = apply(billed, programme, fen=500_00)
    grant(relief, billed, programme)
    assert (relief.status, billed.relieved_fen, billed.balance_fen) == (Status.GRANTED, 500_00, 500_01)
    with pytest.raises(InvalidField, match=": 0 fen"):
        apply(billed, programme, fen=1)


def test_a_limit_in_yuan_holds_beside_the_share() -> None:
    programme = held(limits={"share_of_due": "1", "yuan_at_most": "300"})
    assert rules_of_relief.reducible_fen(programme.value, account()) == 300_00
    assert rules_of_relief.reducible_fen(programme.value, account(200_00)) == 200_00


def test_what_the_year_no_longer_comes_to_is_not_waived_and_comes_back_with_it() -> None:
    billed, programme = account(1_000_00), held()
    grant(apply(billed, programme, fen=500_00), billed, programme)
    billed.follow("second", Outcome.DUE, 300_00, date(2020, 6, 1), DUE, "clerk")
    assert (billed.relieved_fen, billed.balance_fen) == (300_00, 0)
    billed.follow("third", Outcome.DUE, 800_00, date(2020, 6, 2), DUE, "clerk")
    assert (billed.relieved_fen, billed.balance_fen) == (500_00, 300_00)


def test_a_smaller_assessment_between_application_and_decision_narrows_what_is_granted() -> None:
    billed, programme = account(1_000_00), held()
    relief = apply(billed, programme, fen=500_00)
    billed.follow("second", Outcome.DUE, 300_00, date(2020, 4, 15), DUE, "clerk")
    with pytest.raises(InvalidField, match="15000 fen"):
        grant(relief, billed, programme)


@pytest.mark.parametrize(
    ("until", "taken"),
    [(DUE, False), (date(2020, 9, 1), True), (date(2021, 2, 28), True), (date(2021, 3, 1), False)],
)
def test_a_deferral_ends_within_six_months_by_the_calendar_from_the_day_it_was_due(until: date, taken: bool) -> None:
    billed, programme = account(), held("DEFERRAL")
    if not taken:
        with pytest.raises(InvalidField, match="until"):
            apply(billed, programme, until=until)
        return
    grant(apply(billed, programme, until=until), billed, programme)
    assert (billed.deferred_until, billed.bills[0].due_on) == (until, until)
    # a second deferral begins where the first did, so the months do not add up to more
    with pytest.raises(InvalidField, match="2021-02-28"):
        apply(billed, programme, until=date(2021, 3, 1))


def test_who_recorded_an_application_does_not_decide_on_it_and_nobody_decides_twice() -> None:
    billed, programme = account(), held()
    relief = apply(billed, programme, fen=1)
    with pytest.raises(SamePerson):
        relief.refuse("-", APPLIED, "one")
    with pytest.raises(InvalidField, match="decided_on"):
        relief.refuse("-", date(2020, 3, 31), "two")
    with pytest.raises(InvalidField, match="amount_fen"):
        grant(apply(billed, programme, fen=1), billed, programme, fen=2)
    relief.refuse("-", APPLIED, "two")
    with pytest.raises(DecidedAlready):
        grant(relief, billed, programme)
    assert (relief.status, billed.relieved_fen, relief.events) == (Status.REFUSED, 0, [])


def result(staff: int, placed: str) -> Result:
    return Result(Outcome.DUE, 1, 1, Fraction(staff), Fraction(placed), Fraction(2), 1, ())


@pytest.mark.parametrize(
    ("conditions", "met"),
    [
        ({}, True),
        ({"kinds": ["ENTERPRISE"]}, True),
        ({"kinds": ["INSTITUTION"]}, False),
        ({"staff_at_least": 100}, True),
        ({"staff_at_least": 101}, False),
        ({"staff_at_most": 100}, True),
        ({"staff_at_most": 99}, False),
        ({"achieved_at_least": "0.01"}, True),
        ({"achieved_at_least": "0.011"}, False),
    ],
)
def test_a_programme_is_for_those_who_meet_its_conditions(conditions: dict[str, Any], met: bool) -> None:
    programme = held(**conditions).value
    if met:
        rules_of_relief.check_conditions(programme, EMPLOYER, result(100, "1"), "programme_id")
    else:
        with pytest.raises(ConditionsNotMet):
            rules_of_relief.check_conditions(programme, EMPLOYER, result(100, "1"), "programme_id")


@given(day=st.dates(date(1990, 1, 1), date(2100, 1, 1)), months=st.integers(0, 60))
def test_some_months_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    if later.day < day.day:
        assert (date.fromordinal(later.toordinal() + 1)).day == 1
