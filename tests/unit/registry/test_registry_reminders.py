"""What falls due by the calendar: told on its day or later, once, and only while it is so."""

from datetime import date, timedelta
from typing import Any

from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1.registry_service_pb2 import SEX_MALE
from google.type.date_pb2 import Date
from hypothesis import given
from hypothesis import strategies as st

from services.registry.data import REMINDERS, WORKING_AGES
from services.registry.domain.loop import Loop, Step, SupportStep
from services.registry.domain.person import CertificateNote, Need, Person
from services.registry.domain.reminders import ReminderRule, dues, remind
from services.registry.domain.working_age import working_age

BORN_ON, REGISTERED_ON = date(2005, 5, 2), date(2020, 3, 2)


def person(until: date | None = None, born_on: date = BORN_ON, registered_on: date = REGISTERED_ON) -> Person:
    notes = [CertificateNote("c1", 4, 2, date(2015, 1, 1), until)] if until else []
    return Person(
        id="p1",
        resident_key=b"",
        region_code="370105003",
        birth_date=born_on,
        sex=SEX_MALE,
        working_age=working_age(born_on, SEX_MALE, WORKING_AGES),
        registered_on=registered_on,
        registered_by="w",
        certificates=notes,
    )


def told(someone: Person, today: date, loops: dict[str, Loop] | None = None) -> list[Any]:
    remind(someone, loops or {}, today, REMINDERS)
    events, someone.events[:] = list(someone.events), []
    return events


def test_a_certificate_is_told_of_90_30_and_0_days_before_its_last_day_each_once() -> None:
    until = date(2020, 12, 31)
    someone = person(until)
    days = [until - timedelta(days=before) for before in range(100, -3, -1)]
    found = [(event.days_before, on) for on in days for event in told(someone, on)]
    assert found == [(90, date(2020, 10, 2)), (30, date(2020, 12, 1)), (0, until)]


def test_of_days_that_passed_unnoticed_only_the_nearest_is_told() -> None:
    someone = person(date(2020, 12, 31))
    assert [event.days_before for event in told(someone, date(2020, 12, 20))] == [30]
    assert [event.days_before for event in told(someone, date(2020, 12, 31))] == [0]


def test_a_certificate_that_has_ended_is_told_of_no_more() -> None:
    someone = person(date(2016, 1, 1))
    assert told(someone, REGISTERED_ON) == []
    assert not [due for due in dues(someone, REMINDERS) if "certificate" in due.mark]


def test_a_replaced_certificate_is_not_told_of() -> None:
    someone = person(date(2020, 12, 31), born_on=date(1980, 1, 1))
    someone.certificates.append(CertificateNote("c2", 4, 2, date(2020, 11, 1), date(2030, 10, 31)))
    assert told(someone, date(2020, 12, 31)) == []
    assert [event.certificate_id for event in told(someone, date(2030, 10, 31))] == ["c2"]


def test_working_age_is_told_by_the_month_so_that_no_birth_date_can_be_read() -> None:
    someone = person()
    assert told(someone, date(2021, 5, 31)) == []
    (reached,) = told(someone, date(2021, 6, 1))
    assert isinstance(reached, ev.WorkingAgeReached)
    assert reached.month == Date(year=2021, month=6)
    (left,) = told(someone, date(2065, 5, 1))
    assert isinstance(left, ev.WorkingAgeLeft)
    assert left.month == Date(year=2065, month=5)
    # Who was of working age when registered has been told of as such.
    assert told(person(born_on=date(1980, 1, 1)), date(2030, 1, 1)) == []


def with_need(kind: Any = ev.NEED_KIND_TRAINING) -> tuple[Person, Loop]:
    someone = person()
    loop = Loop(id="l1", person_id="p1", region_code="370105003", opened_on=date(2020, 3, 5))
    someone.loop_ids.append("l1")
    someone.needs["n1"] = Need("n1", "l1", kind, "", willing=True, recorded_on=date(2020, 3, 5), recorded_by="w")
    return someone, loop


def test_a_need_that_nobody_answers_is_told_of_after_sixty_days_once() -> None:
    someone, loop = with_need()
    assert told(someone, date(2020, 5, 3), {"l1": loop}) == []
    (event,) = told(someone, date(2020, 5, 4), {"l1": loop})
    assert (event.need_id, event.days) == ("n1", 60)
    assert told(someone, date(2020, 9, 1), {"l1": loop}) == []


def test_a_need_whose_loop_has_moved_or_closed_is_not_told_of() -> None:
    someone, loop = with_need()
    loop.hear(Step(ev.LOOP_STAGE_IN_TRAINING, date(2020, 4, 1), "t", "e1"))
    assert told(someone, date(2020, 5, 4), {"l1": loop}) == []
    someone, loop = with_need()
    loop.hear_support("c1", SupportStep("t", date(2020, 4, 1), 1, 1))
    assert told(someone, date(2020, 5, 4), {"l1": loop}) == []
    someone, loop = with_need()
    loop.hear_end("p1", date(2020, 4, 1))
    assert told(someone, date(2020, 5, 4), {"l1": loop}) == []
    someone, loop = with_need()
    loop.close(ev.LOOP_OUTCOME_WITHDRAWN, date(2020, 4, 1))
    assert told(someone, date(2020, 5, 4), {"l1": loop}) == []
    assert [due for due in dues(someone, REMINDERS) if due.need] == []


def test_the_dead_are_not_told_of() -> None:
    someone = person(date(2020, 12, 31))
    someone.died_on = date(2020, 12, 1)
    assert dues(someone, REMINDERS) == []


def test_the_rule_in_force_on_the_first_day_decides() -> None:
    rules = [*REMINDERS, ReminderRule(date(2020, 3, 1), (60,), 10)]
    someone, _ = with_need()
    assert [due.on for due in dues(someone, rules) if due.need] == [date(2020, 3, 15)]
    assert dues(person(date(2020, 12, 31)), rules)[0].on == date(2020, 10, 2)


@given(st.dates(date(2016, 1, 1), date(2030, 1, 1)), st.lists(st.dates(date(2020, 3, 2), date(2032, 1, 1)), min_size=1))
def test_however_often_the_clock_is_looked_at_nothing_is_told_twice_and_nothing_due_is_left(
    until: date, looks: list[date]
) -> None:
    someone = person(until)
    seen: list[bytes] = []
    for today in sorted(looks):
        seen += [type(event).__name__.encode() + event.SerializeToString() for event in told(someone, today)]
        assert all(due.on > today for due in dues(someone, REMINDERS))
    assert len(seen) == len(set(seen))
