"""Admission by itself: who is enrolled in a class, whatever is heard first."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from bihuan.training.v1.events_pb2 import ClassOpened, EnrolmentConfirmed, EnrolmentRefused, EnrolmentWaitlisted

from services.training import commands, store
from services.training.commands import enrolling
from services.training.domain.enrolment import WithdrawalReason
from services.training.domain.person import PersonEvent
from services.training.domain.plan import Rule
from shared.store import Database, Transaction
from tests.training_samples import (
    OPENED,
    SESSIONS,
    STARTS,
    Applicant,
    hear,
    hear_classes,
    new_id,
    open_class,
    plan,
    published,
    standing,
)


@pytest.fixture(autouse=True)
def _indexes(database: Database) -> None:
    database.ensure_indexes(store.INDEXES)


def test_an_eligible_person_known_before_the_class_gets_a_seat_and_the_need_dates_the_decision(
    database: Database,
) -> None:
    applicant = Applicant()
    hear(database, *applicant.stream())
    class_id = open_class(database)
    assert standing(database, class_id, applicant) == ("CONFIRMED", [])
    [event] = published(database, EnrolmentConfirmed)
    assert isinstance(event, EnrolmentConfirmed)
    assert (event.person_id, event.class_id, event.region_code) == (applicant.id, class_id, applicant.region_code)
    assert (event.confirmed_on.year, event.confirmed_on.month, event.confirmed_on.day) == (2020, 3, 16)


def test_a_person_with_several_obstacles_is_refused_with_all_reasons(database: Database) -> None:
    class_id = open_class(database)
    applicant = Applicant(region_code="370102001")
    hear(
        database,
        applicant.registered((date(1980, 1, 1), date(2020, 3, 1))),
        applicant.certified(valid_until=STARTS - timedelta(days=1)),
        applicant.employed(),
        applicant.need(willing=False, occupation_code="6010101"),
    )
    assert standing(database, class_id, applicant) == (
        "REFUSED",
        [
            "NOT_WILLING",
            "OTHER_OCCUPATION_WANTED",
            "CERTIFICATE_NOT_VALID",
            "ABOVE_WORKING_AGE",
            "OUTSIDE_REGION",
            "ALREADY_EMPLOYED",
        ],
    )
    [event] = published(database, EnrolmentRefused)
    assert isinstance(event, EnrolmentRefused)
    assert (len(event.reasons), event.willing) == (6, False)


def test_persons_without_a_training_need_or_outside_the_area_are_not_considered(database: Database) -> None:
    class_id = open_class(database)
    idle, far = Applicant(), Applicant(region_code="370215001")
    hear(database, idle.registered(), idle.certified(), *far.stream())
    assert standing(database, class_id, idle) == ("NOT CONSIDERED", [])
    assert standing(database, class_id, far) == ("NOT CONSIDERED", [])


def test_a_class_without_a_rule_does_not_refuse_for_it(database: Database) -> None:
    class_id = open_class(database, rules=frozenset({Rule.WILLING}))
    applicant = Applicant(region_code="370102001")
    hear(database, applicant.registered(), applicant.need(occupation_code="6010101"))
    assert standing(database, class_id, applicant) == ("CONFIRMED", [])


def test_a_renewed_certificate_admits_who_was_refused_and_losing_eligibility_gives_the_seat_back(
    database: Database,
) -> None:
    class_id = open_class(database)
    applicant = Applicant()
    hear(database, applicant.registered(), applicant.certified(valid_until=date(2020, 4, 19)), applicant.need())
    assert standing(database, class_id, applicant) == ("REFUSED", ["CERTIFICATE_NOT_VALID"])
    hear(database, applicant.certified(date(2020, 4, 1), date(2030, 4, 1)))
    assert standing(database, class_id, applicant) == ("CONFIRMED", [])
    hear(database, applicant.employed(since=date(2020, 4, 2)))
    assert standing(database, class_id, applicant) == ("REFUSED", ["ALREADY_EMPLOYED"])
    hear(database, applicant.employed(employed=False, since=date(2020, 4, 3)))
    assert standing(database, class_id, applicant) == ("CONFIRMED", [])


def test_a_need_changed_to_willing_admits_and_a_need_met_takes_the_seat_back(database: Database) -> None:
    class_id = open_class(database)
    applicant = Applicant()
    hear(database, applicant.registered(), applicant.certified(), applicant.need(willing=False))
    assert standing(database, class_id, applicant) == ("REFUSED", ["NOT_WILLING"])
    need = applicant.need(on=date(2020, 3, 18))
    hear(database, need)
    assert standing(database, class_id, applicant) == ("CONFIRMED", [])
    hear(database, applicant.fulfilled(need))
    assert standing(database, class_id, applicant) == ("REFUSED", ["NEED_MET"])
    assert [each.willing for each in published(database, EnrolmentRefused)] == [False, False]  # type: ignore[attr-defined]


def test_after_the_start_facts_change_nothing(database: Database) -> None:
    class_id = open_class(database)
    seated, late = Applicant(), Applicant()
    hear(database, *seated.stream())
    database.transact(lambda tx: commands.start_class(tx, class_id, STARTS))
    hear(database, seated.employed(since=date(2020, 4, 22)), *late.stream())
    assert standing(database, class_id, seated) == ("CONFIRMED", [])
    assert standing(database, class_id, late) == ("NOT CONSIDERED", [])


def test_doubled_events_change_nothing(database: Database) -> None:
    class_id = open_class(database)
    applicant = Applicant()
    stream = applicant.stream()
    hear(database, *stream, *[event for event in stream for _ in range(2)])
    database.collection("outbox").update_many({}, {"$set": {"heard": None}})
    hear_classes(database)
    assert standing(database, class_id, applicant) == ("CONFIRMED", [])
    assert len(published(database, EnrolmentConfirmed)) == 1


@pytest.mark.parametrize("seed", range(6))
def test_whichever_comes_first_the_outcome_is_the_same(database: Database, seed: int) -> None:
    """Every person's own events keep their order; all else, and the class, come in any order."""
    chance = random.Random(seed)
    fit, renewed, employed, unwilling, outside, young = (
        Applicant(), Applicant(), Applicant(), Applicant(), Applicant(region_code="370102001"), Applicant(),
    )  # fmt: skip
    streams: list[list[PersonEvent]] = [
        fit.stream(),
        [renewed.registered(), renewed.certified(valid_until=date(2020, 4, 1)), renewed.need(),
         renewed.certified(date(2020, 4, 1), date(2030, 4, 1))],
        [*employed.stream(), employed.employed()],
        [unwilling.registered(), unwilling.certified(), unwilling.need(willing=False)],
        outside.stream(),
        [young.registered((date(2020, 5, 1), date(2060, 1, 1))), young.certified(), young.need()],
    ]  # fmt: skip
    class_at = chance.randint(0, sum(map(len, streams)))
    class_id = ""
    for step in range(sum(map(len, streams)) + 1):
        if step == class_at:
            class_id = open_class(database, opened_on=date(2020, 3, 1))
        waiting = [stream for stream in streams if stream]
        if waiting:
            hear(database, chance.choice(waiting).pop(0))
    assert not any(streams)
    assert {name: standing(database, class_id, person) for name, person in {
        "fit": fit, "renewed": renewed, "employed": employed, "unwilling": unwilling, "outside": outside,
        "young": young,
    }.items()} == {
        "fit": ("CONFIRMED", []),
        "renewed": ("CONFIRMED", []),
        "employed": ("REFUSED", ["ALREADY_EMPLOYED"]),
        "unwilling": ("REFUSED", ["NOT_WILLING"]),
        "outside": ("REFUSED", ["OUTSIDE_REGION"]),
        "young": ("REFUSED", ["BELOW_WORKING_AGE"]),
    }  # fmt: skip


def test_a_full_class_waitlists_and_a_freed_seat_goes_to_the_first_still_eligible(database: Database) -> None:
    class_id = open_class(database, capacity=1)
    first, second, third = Applicant(), Applicant(), Applicant()
    for each in (first, second, third):
        hear(database, *each.stream())
    assert [standing(database, class_id, each)[0] for each in (first, second, third)] == [
        "CONFIRMED", "WAITLISTED", "WAITLISTED",
    ]  # fmt: skip
    assert len(published(database, EnrolmentWaitlisted)) == 2
    hear(database, second.employed(since=date(2020, 3, 20)))
    enrolment = database.collection("enrolments").find_one({"person_id": first.id})
    assert enrolment is not None
    database.transact(
        lambda tx: commands.withdraw_enrolment(tx, enrolment["_id"], WithdrawalReason.HEALTH, date(2020, 4, 1))
    )
    assert [standing(database, class_id, each)[0] for each in (first, second, third)] == [
        "WITHDRAWN", "REFUSED", "CONFIRMED",
    ]  # fmt: skip
    last = published(database, EnrolmentConfirmed)[-1]
    assert isinstance(last, EnrolmentConfirmed)
    assert (last.confirmed_on.month, last.confirmed_on.day) == (4, 1)
    stored = database.collection("classes").find_one({"_id": class_id})
    assert stored is not None
    assert (stored["confirmed"], stored["waitlisted"]) == (1, 0)


def test_who_finds_work_before_the_class_gives_the_seat_to_the_first_who_waits(database: Database) -> None:
    class_id = open_class(database, capacity=1)
    seated, waiting = Applicant(), Applicant()
    hear(database, *seated.stream(), *waiting.stream())
    hear(database, seated.employed(since=date(2020, 4, 10)))
    assert standing(database, class_id, seated) == ("REFUSED", ["ALREADY_EMPLOYED"])
    assert standing(database, class_id, waiting) == ("CONFIRMED", [])
    last = published(database, EnrolmentConfirmed)[-1]
    assert isinstance(last, EnrolmentConfirmed)
    assert (last.confirmed_on.month, last.confirmed_on.day) == (4, 10)


@pytest.mark.parametrize("region_code", ["370104001", "370215001"])
def test_who_moves_away_keeps_the_seat_until_something_else_takes_it_and_then_the_next_is_promoted(
    database: Database, region_code: str
) -> None:
    class_id = open_class(database, capacity=1)
    mover, waiting, waits_no_more = Applicant(), Applicant(), Applicant()
    need = mover.need()
    hear(database, mover.registered(), mover.certified(), need, *waits_no_more.stream(), *waiting.stream())
    hear(database, mover.moved(region_code), waits_no_more.moved(region_code))
    assert standing(database, class_id, mover) == ("CONFIRMED", [])
    assert standing(database, class_id, waits_no_more) == ("REFUSED", ["OUTSIDE_REGION"])
    hear(database, mover.fulfilled(need))
    assert standing(database, class_id, mover) == ("REFUSED", ["OUTSIDE_REGION", "NEED_MET"])
    assert standing(database, class_id, waiting) == ("CONFIRMED", [])


def test_the_waiting_list_is_refused_for_want_of_a_seat_when_the_class_starts(database: Database) -> None:
    class_id = open_class(database, capacity=1)
    seated, waiting = Applicant(), Applicant()
    hear(database, *seated.stream(), *waiting.stream())
    database.transact(lambda tx: commands.start_class(tx, class_id, STARTS))
    hear_classes(database)
    assert standing(database, class_id, waiting) == ("REFUSED", ["NO_SEAT"])
    [event] = published(database, EnrolmentRefused)
    assert isinstance(event, EnrolmentRefused)
    assert event.willing


def test_overlapping_classes_conflict_and_a_cancelled_class_frees_its_learners_for_the_other(
    database: Database,
) -> None:
    applicant = Applicant()
    hear(database, *applicant.stream())
    first = open_class(database)
    second = open_class(database, sessions=SESSIONS[-1:])
    assert standing(database, first, applicant) == ("CONFIRMED", [])
    assert standing(database, second, applicant) == ("REFUSED", ["ALREADY_ENROLLED"])
    database.transact(lambda tx: commands.cancel_class(tx, first, date(2020, 4, 1)))
    hear_classes(database)
    assert standing(database, first, applicant) == ("CANCELLED", [])
    assert standing(database, second, applicant) == ("CONFIRMED", [])


def test_classes_that_do_not_overlap_both_admit(database: Database) -> None:
    applicant = Applicant()
    hear(database, *applicant.stream())
    first = open_class(database, sessions=SESSIONS[:5])
    second = open_class(database, sessions=SESSIONS[5:])
    assert [standing(database, each, applicant)[0] for each in (first, second)] == ["CONFIRMED", "CONFIRMED"]


def test_who_has_a_seat_and_is_refused_by_another_class_needs_no_other_help_until_the_seat_is_lost(
    database: Database,
) -> None:
    applicant = Applicant()
    hear(database, *applicant.stream())
    seat = open_class(database)
    other = open_class(database, occupation_code="6010101", rules=frozenset({Rule.OCCUPATION}), sessions=SESSIONS[-1:])
    assert standing(database, seat, applicant) == ("CONFIRMED", [])
    assert standing(database, other, applicant) == ("REFUSED", ["OTHER_OCCUPATION_WANTED", "ALREADY_ENROLLED"])
    day = date(2020, 5, 6)
    apart = open_class(database, occupation_code="6010101", starts_on=day, ends_on=day, sessions=(day,))
    assert standing(database, apart, applicant) == ("REFUSED", ["OTHER_OCCUPATION_WANTED"])
    assert [each.willing for each in published(database, EnrolmentRefused)] == [False, False]  # type: ignore[attr-defined]
    database.transact(lambda tx: commands.cancel_class(tx, seat, date(2020, 4, 1)))
    hear_classes(database)
    told = [(each.class_id, each.willing) for each in published(database, EnrolmentRefused)]  # type: ignore[attr-defined]
    assert sorted(told) == sorted([(other, False), (apart, False), (other, True), (apart, True)])


def test_a_seat_of_a_class_that_is_over_is_no_help_any_more(database: Database) -> None:
    applicant = Applicant()
    hear(database, *applicant.stream())
    open_class(database)
    after = SESSIONS[-1] + timedelta(days=1)
    open_class(database, after, starts_on=after, ends_on=after, sessions=(after,), occupation_code="6010101")
    assert [each.willing for each in published(database, EnrolmentRefused)] == [True]  # type: ignore[attr-defined]


def test_a_person_considered_twice_at_once_is_decided_on_again_not_refused_to_the_caller(database: Database) -> None:
    """The second transaction saw no enrolment; the first stored one while it ran."""
    applicant = Applicant()
    hear(database, *applicant.stream())
    class_id = open_class(database, rules=frozenset({Rule.OCCUPATION}), occupation_code="6010101")
    database.collection("enrolments").delete_many({})
    person = database.transact(lambda tx: store.considered_person(tx, applicant.id))
    tries = list[bool]()

    def consider(tx: Transaction) -> None:
        training_class = store.training_class(tx, class_id)
        tries.append(store.enrolment_of(tx, class_id, applicant.id) is None)
        if len(tries) == 1:
            database.transact(lambda other: enrolling.consider(other, store.training_class(other, class_id), person))
        enrolling.consider(tx, training_class, person)

    database.transact(consider)
    assert tries == [True, False]
    assert database.collection("enrolments").count_documents({"class_id": class_id}) == 1


def test_who_has_withdrawn_is_free_for_an_overlapping_class_but_not_admitted_again(database: Database) -> None:
    applicant = Applicant()
    hear(database, *applicant.stream())
    first, second = open_class(database), open_class(database)
    row = database.collection("enrolments").find_one({"person_id": applicant.id, "class_id": first})
    assert row is not None
    database.transact(lambda tx: commands.withdraw_enrolment(tx, row["_id"], WithdrawalReason.OTHER, OPENED))
    hear(database, applicant.need(on=date(2020, 3, 30)))
    assert standing(database, first, applicant)[0] == "WITHDRAWN"
    assert standing(database, second, applicant)[0] == "CONFIRMED"


def test_many_persons_are_considered_in_batches_in_the_order_of_their_needs(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrolling, "BATCH", 3)
    applicants = [Applicant() for _ in range(8)]
    for day, each in enumerate(applicants):
        hear(database, each.registered(), each.certified(), each.need(on=date(2020, 3, 12) - timedelta(days=day)))
    class_id = open_class(database, capacity=5)
    found = [standing(database, class_id, each)[0] for each in reversed(applicants)]
    assert found == ["CONFIRMED"] * 5 + ["WAITLISTED"] * 3
    database.transact(lambda tx: commands.cancel_class(tx, class_id, date(2020, 4, 1)))
    hear_classes(database)
    assert {standing(database, class_id, each)[0] for each in applicants} == {"CANCELLED"}


def test_the_last_seats_are_never_given_twice_when_many_needs_come_at_once(database: Database) -> None:
    class_id = open_class(database, capacity=3)
    applicants = [Applicant() for _ in range(12)]
    for each in applicants:
        hear(database, each.registered(), each.certified())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: hear(database, each.need()), applicants))
    found = sorted(standing(database, class_id, each)[0] for each in applicants)
    assert found == ["CONFIRMED"] * 3 + ["WAITLISTED"] * 9
    places = sorted(row["place"] for row in database.collection("enrolments").find({"status": "WAITLISTED"}))
    assert places == list(range(1, 10))


def test_a_need_being_recorded_while_a_class_opens_is_not_missed(database: Database) -> None:
    """The need's transaction began before the class was there; the class was compared before the need was."""
    applicant = Applicant()
    hear(database, applicant.registered(), applicant.certified())
    need, opened = applicant.need(), list[str]()

    def record(tx: Transaction) -> None:
        tx.find_one("persons", {"_id": applicant.id})  # from here on it sees the database as it was now
        if not opened:
            opened.append(open_class(database))
        commands.follow_person(tx, need)

    database.transact(record)
    assert standing(database, opened[0], applicant) == ("CONFIRMED", [])


def test_a_class_that_opens_while_many_needs_are_recorded_misses_nobody(database: Database) -> None:
    applicants = [Applicant() for _ in range(16)]
    for each in applicants:
        hear(database, each.registered(), each.certified())
    with ThreadPoolExecutor(6) as pool:
        needs = [pool.submit(hear, database, each.need()) for each in applicants[:8]]
        opening = pool.submit(database.transact, lambda tx: commands.open_class(tx, plan(), OPENED))
        needs += [pool.submit(hear, database, each.need()) for each in applicants[8:]]
        class_id = opening.result().id
        # Heard while the last needs are still being recorded.
        hear_classes(database)
        for recording in needs:
            recording.result()
    assert [standing(database, class_id, each)[0] for each in applicants] == ["CONFIRMED"] * 16


def test_two_overlapping_classes_heard_at_once_give_one_seat_to_a_person(database: Database) -> None:
    applicants = [Applicant() for _ in range(6)]
    for each in applicants:
        hear(database, *each.stream())
    ids = [database.transact(lambda tx: commands.open_class(tx, plan(), OPENED)).id for _ in range(2)]
    events = list(database.collection("outbox").find({"type": "bihuan.training.v1.ClassOpened"}))
    opened = [ClassOpened.FromString(each["payload"]) for each in events]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda event: database.transact(lambda tx: commands.follow_class(tx, event)), opened))
    for each in applicants:
        assert sorted(standing(database, id, each)[0] for id in ids) == ["CONFIRMED", "REFUSED"]


def test_a_persons_event_before_registration_is_not_guessed_at(database: Database) -> None:
    with pytest.raises(LookupError):
        hear(database, Applicant(new_id()).need())
    assert database.collection("persons").count_documents({}) == 0
