"""The rules of training: eligibility on its boundary days, attendance, the states of an enrolment and of a class."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.training.domain.admission import admit, give_back
from services.training.domain.eligibility import Reason, decided_on, occupations_match, refusal_reasons
from services.training.domain.enrolment import Enrolment, EnrolmentNotActive, EnrolmentStatus, WithdrawalReason
from services.training.domain.person import Certificate, Need, Person
from services.training.domain.plan import Rule
from services.training.domain.regions import prefixes_around, within
from services.training.domain.results import Attendance, FailureReason, failure
from services.training.domain.training_class import ClassStatus, SessionsNotRecorded, TrainingClass
from shared.errors import InvalidField
from tests.training_samples import OPENED, SESSIONS, STARTS, plan

DAY = timedelta(days=1)


def _need(**changes: Any) -> Need:
    return Need(
        **{
            "need_id": "need",
            "loop_id": "loop",
            "occupation_code": "4070203",
            "willing": True,
            "recorded_on": date(2020, 3, 12),
            "open": True,
            **changes,
        }
    )


def _person(**changes: Any) -> Person:
    return Person(
        **{
            "id": "person",
            "region_code": "370105003",
            "working_age_from": date(2000, 1, 1),
            "working_age_until": date(2040, 12, 1),
            "registered_on": date(2020, 3, 1),
            "certificate": Certificate(date(2015, 1, 1), date(2025, 1, 1)),
            "need": _need(),
            **changes,
        }
    )


ELIGIBLE: tuple[Reason, ...] = ()


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "expected"),
    [
        (date(2015, 1, 1), STARTS, ELIGIBLE),
        (date(2015, 1, 1), STARTS - DAY, (Reason.CERTIFICATE_NOT_VALID,)),
        (STARTS, date(2025, 1, 1), ELIGIBLE),
        (STARTS + DAY, date(2025, 1, 1), (Reason.CERTIFICATE_NOT_VALID,)),
    ],
)
def test_the_certificate_must_be_valid_on_the_day_the_class_starts(
    valid_from: date, valid_until: date, expected: tuple[Reason, ...]
) -> None:
    assert refusal_reasons(_person(certificate=Certificate(valid_from, valid_until)), "class", plan()) == expected


def test_a_person_without_a_certificate_is_told_so() -> None:
    assert refusal_reasons(_person(certificate=None), "class", plan()) == (Reason.CERTIFICATE_MISSING,)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2020, 4, 1), date(2060, 1, 1), ELIGIBLE),
        (date(2020, 5, 1), date(2060, 1, 1), (Reason.BELOW_WORKING_AGE,)),
        (date(1980, 1, 1), date(2020, 4, 1), ELIGIBLE),
        (date(1980, 1, 1), date(2020, 3, 1), (Reason.ABOVE_WORKING_AGE,)),
    ],
)
def test_working_age_is_asked_for_the_month_in_which_the_class_starts(
    first: date, last: date, expected: tuple[Reason, ...]
) -> None:
    assert refusal_reasons(_person(working_age_from=first, working_age_until=last), "class", plan()) == expected


@pytest.mark.parametrize(
    ("wanted", "taught", "match"),
    [
        ("", "4070203", True),
        ("4", "4070203", True),
        ("40702", "4070203", True),
        ("4070203", "4070203", True),
        ("4070203", "40702", True),
        ("4070202", "4070203", False),
        ("6", "4070203", False),
    ],
)
def test_a_wanted_occupation_matches_the_one_taught_when_one_lies_in_the_other(
    wanted: str, taught: str, match: bool
) -> None:
    assert occupations_match(wanted, taught) is match


@pytest.mark.parametrize(
    ("region", "area", "inside"),
    [
        ("370105003", "370105", True),
        ("370105", "370105", True),
        ("370105003", "370100", True),
        ("371600", "370000", True),
        ("370105", "370105003", False),
        ("370102001", "370105", False),
        ("371600", "370100", False),
    ],
)
def test_a_region_lies_in_itself_and_in_all_above_it(region: str, area: str, inside: bool) -> None:
    assert within(region, area) is inside


def test_the_areas_around_a_sub_district_are_its_district_city_and_province() -> None:
    assert prefixes_around("370105003") == ["37", "3701", "370105", "370105003"]


def test_a_seat_in_another_class_on_one_of_the_days_is_a_conflict_and_the_own_seat_is_none() -> None:
    booked = {"other": frozenset({SESSIONS[3]})}
    assert refusal_reasons(_person(bookings=booked), "class", plan()) == (Reason.ALREADY_ENROLLED,)
    assert refusal_reasons(_person(bookings=booked), "other", plan()) == ELIGIBLE
    assert refusal_reasons(_person(bookings=booked), "class", plan(sessions=SESSIONS[:3])) == ELIGIBLE


persons = st.builds(
    _person,
    region_code=st.sampled_from(["370105003", "370105", "370102001", "370215001"]),
    working_age_from=st.sampled_from([date(2000, 1, 1), date(2020, 4, 1), date(2020, 5, 1)]),
    working_age_until=st.sampled_from([date(2020, 3, 1), date(2020, 4, 1), date(2040, 1, 1)]),
    certificate=st.none()
    | st.builds(
        Certificate,
        st.dates(date(2019, 1, 1), date(2020, 6, 1)),
        st.dates(date(2020, 3, 1), date(2021, 1, 1)),
    ),
    employed=st.booleans(),
    employment_since=st.none() | st.dates(date(2020, 3, 1), date(2020, 4, 1)),
    need=st.builds(
        _need, willing=st.booleans(), occupation_code=st.sampled_from(["", "407", "4070203", "6"]), open=st.booleans()
    ),
)


@given(persons, st.sets(st.sampled_from(Rule), min_size=1), st.sets(st.sampled_from(Rule)))
def test_more_rules_never_admit_more_and_each_rule_gives_its_own_reasons_only(
    person: Person, rules: set[Rule], further: set[Rule]
) -> None:
    fewer = refusal_reasons(person, "class", plan(rules=frozenset(rules)))
    more = refusal_reasons(person, "class", plan(rules=frozenset(rules | further)))
    assert set(fewer) <= set(more)
    order = list(Reason)
    assert list(more) == sorted(set(more), key=order.index)
    each = [set(refusal_reasons(person, "class", plan(rules=frozenset({one})))) for one in rules]
    assert set(fewer) == set().union(*each)


@given(persons)
def test_a_decision_is_dated_by_the_latest_fact_and_never_before_the_class_opened(person: Person) -> None:
    day = decided_on(person, plan(), OPENED)
    assert day >= OPENED
    assert person.need is not None
    certified = person.certificate.valid_from if person.certificate else None
    assert day in {OPENED, person.need.recorded_on, person.registered_on, person.employment_since, certified}


@given(st.integers(1, 200), st.integers(0, 100), st.data())
def test_who_can_no_longer_pass_never_reaches_the_least_attendance(
    planned: int, least: int, data: st.DataObject
) -> None:
    absent = data.draw(st.integers(0, planned))
    present = data.draw(st.integers(0, planned - absent))
    best = Attendance(planned, planned - absent, absent)
    assert Attendance(planned, present, absent).can_no_longer_pass(least) is not best.suffices(least)


def test_eight_of_ten_sessions_are_eighty_per_cent_and_seven_are_not() -> None:
    assert Attendance(10, 8, 2).suffices(80)
    assert not Attendance(10, 7, 3).suffices(80)
    assert not Attendance(10, 0, 2).can_no_longer_pass(80)
    assert Attendance(10, 0, 3).can_no_longer_pass(80)


@pytest.mark.parametrize(
    ("present", "score", "expected"),
    [
        (8, 60, None),
        (8, 59, FailureReason.ASSESSMENT),
        (8, None, FailureReason.NOT_ASSESSED),
        (7, 100, FailureReason.ATTENDANCE),
        (7, None, FailureReason.ATTENDANCE),
    ],
)
def test_a_learner_passes_with_enough_attendance_and_the_pass_mark(
    present: int, score: int | None, expected: FailureReason | None
) -> None:
    assert failure(plan(), Attendance(10, present, 10 - present), score) is expected


def test_a_class_that_lost_a_sheet_does_not_fail_everyone() -> None:
    running = TrainingClass.open("class", plan(), OPENED)
    running.take_seat()
    running.start(STARTS)
    for day in SESSIONS[1:]:
        running.record_session(day)
    with pytest.raises(SessionsNotRecorded, match=STARTS.isoformat()):
        running.close(SESSIONS[-1], passed=1, excellent=0, failed=0)
    running.record_session(STARTS)
    running.close(SESSIONS[-1], passed=1, excellent=0, failed=0)
    assert running.status is ClassStatus.CLOSED


def test_a_provider_with_a_wrong_check_character_is_refused() -> None:
    right = plan().provider
    wrong = deepcopy(right)
    last = "0" if right.unified_social_credit_code[-1] != "0" else "1"
    object.__setattr__(wrong, "unified_social_credit_code", right.unified_social_credit_code[:-1] + last)
    with pytest.raises(InvalidField) as refused:
        plan(provider=wrong)
    assert refused.value.field == "plan.provider.unified_social_credit_code"


# What an enrolment may become from each state; everything else is refused and changes nothing.
_OPEN = {EnrolmentStatus.REFUSED, EnrolmentStatus.WAITLISTED, EnrolmentStatus.CONFIRMED}
ALLOWED = {
    EnrolmentStatus.CONSIDERED: _OPEN,
    EnrolmentStatus.REFUSED: _OPEN,
    EnrolmentStatus.WAITLISTED: {
        EnrolmentStatus.REFUSED, EnrolmentStatus.CONFIRMED, EnrolmentStatus.WITHDRAWN, EnrolmentStatus.CANCELLED,
    },
    EnrolmentStatus.CONFIRMED: {
        EnrolmentStatus.REFUSED, EnrolmentStatus.WITHDRAWN, EnrolmentStatus.PASSED, EnrolmentStatus.FAILED,
        EnrolmentStatus.CANCELLED,
    },
    EnrolmentStatus.WITHDRAWN: set(),
    EnrolmentStatus.PASSED: set(),
    EnrolmentStatus.FAILED: set(),
    EnrolmentStatus.CANCELLED: set(),
}  # fmt: skip


class EnrolmentLife(RuleBasedStateMachine):
    """Any change tried at any time: it follows the table above, records its one event, and dates never go back."""

    def __init__(self) -> None:
        super().__init__()
        self.enrolment = Enrolment.considering("enrolment", "class", _person())
        self.last_day = date(1, 1, 1)

    @rule(to=st.sampled_from(sorted(set(EnrolmentStatus) - {EnrolmentStatus.CONSIDERED})), day=st.integers(0, 60))
    def become(self, to: EnrolmentStatus, day: int) -> None:
        on = OPENED + timedelta(days=day)
        before = deepcopy(self.enrolment)
        try:
            self._change(to, on)
        except (ValueError, EnrolmentNotActive, InvalidField) as error:
            early = isinstance(error, InvalidField) and before.status_on is not None and on < before.status_on
            assert early or to not in ALLOWED[before.status]
            assert self.enrolment == before
            assert len(self.enrolment.events) == len(before.events)
        else:
            assert to in ALLOWED[before.status]
            assert self.enrolment.status is to
            new: list[Message] = self.enrolment.events[len(before.events) :]
            assert len(new) == (0 if to is EnrolmentStatus.CANCELLED else 1)

    def _change(self, to: EnrolmentStatus, on: date) -> None:
        enrolment = self.enrolment
        match to:
            case EnrolmentStatus.REFUSED:
                enrolment.refuse((Reason.NOT_WILLING,), on)
            case EnrolmentStatus.WAITLISTED:
                enrolment.waitlist(1, on)
            case EnrolmentStatus.CONFIRMED:
                enrolment.confirm(on)
            case EnrolmentStatus.WITHDRAWN:
                enrolment.withdraw(WithdrawalReason.OTHER, on)
            case EnrolmentStatus.PASSED:
                enrolment.graduate("4070203", True, on)  # noqa: FBT003
            case EnrolmentStatus.FAILED:
                enrolment.fail(FailureReason.ASSESSMENT, on)
            case _:
                enrolment.cancel(on)

    @invariant()
    def what_is_kept_fits_the_state(self) -> None:
        enrolment = self.enrolment
        assert bool(enrolment.refusal_reasons) is (enrolment.status is EnrolmentStatus.REFUSED)
        assert (enrolment.place > 0) is (enrolment.status is EnrolmentStatus.WAITLISTED)
        if enrolment.status_on is not None:
            assert enrolment.status_on >= self.last_day
            self.last_day = enrolment.status_on


TestEnrolmentLife = EnrolmentLife.TestCase


class Admission(RuleBasedStateMachine):
    """Facts change and people leave at will: seats are never oversold, and everyone stands where the facts say."""

    def __init__(self) -> None:
        super().__init__()
        self.training_class = TrainingClass.open("class", plan(capacity=2), OPENED)
        self.people: dict[str, Person] = {}
        self.enrolments: dict[str, Enrolment] = {}

    @rule(name=st.sampled_from("abcde"), employed=st.booleans(), willing=st.booleans(), open=st.booleans())
    def facts_change(self, name: str, employed: bool, willing: bool, open: bool) -> None:
        person = self.people.setdefault(name, _person(id=name))
        person.employed, person.need = employed, _need(willing=willing, open=open)
        enrolment = self.enrolments.setdefault(name, Enrolment.considering(name, "class", person))
        if enrolment.undecided:
            admit(self.training_class, person, enrolment)
        self._promote()

    @precondition(lambda self: any(each.active for each in self.enrolments.values()))
    @rule(data=st.data())
    def someone_leaves(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(key for key, each in self.enrolments.items() if each.active)))
        give_back(self.training_class, self.people[name], self.enrolments[name])
        self.enrolments[name].withdraw(WithdrawalReason.OTHER, STARTS)
        self._promote()

    def _promote(self) -> None:
        while self.training_class.has_seat and self.training_class.waitlisted:
            waiting = [each for each in self.enrolments.values() if each.status is EnrolmentStatus.WAITLISTED]
            first = min(waiting, key=lambda each: each.place)
            admit(self.training_class, self.people[first.person_id], first)

    @invariant()
    def seats_and_facts_agree(self) -> None:
        states = [each.status for each in self.enrolments.values()]
        seated, waiting = states.count(EnrolmentStatus.CONFIRMED), states.count(EnrolmentStatus.WAITLISTED)
        assert (self.training_class.confirmed, self.training_class.waitlisted) == (seated, waiting)
        assert seated <= 2
        assert not (waiting and seated < 2)
        for name, enrolment in self.enrolments.items():
            person = self.people[name]
            assert ("class" in person.bookings) is enrolment.has_seat
            if enrolment.undecided:
                reasons = refusal_reasons(person, "class", self.training_class.plan)
                assert (enrolment.status is EnrolmentStatus.REFUSED) is bool(reasons)
                assert enrolment.refusal_reasons == reasons


TestAdmission = Admission.TestCase
