"""What outreach does about what it hears: which facts become cases, once each, in any order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import permutations
from threading import Barrier
from typing import Any

import pytest
from bihuan.outreach.v1 import events_pb2 as events
from bihuan.training.v1.events_pb2 import (
    REFUSAL_REASON_ALREADY_EMPLOYED,
    REFUSAL_REASON_ALREADY_ENROLLED,
    REFUSAL_REASON_NEED_MET,
    WITHDRAWAL_REASON_FOUND_WORK,
)
from prometheus_client import CollectorRegistry

from services.outreach import commands, store
from services.outreach.domain.cycle import Role
from services.outreach.figures import CaseGauges
from shared.store import Database, Transaction
from tests.outreach_samples import DAY, SUB_DISTRICT, Heard, Person, hear, messages, new_id, published, react

LATER = DAY + timedelta(days=5)


@pytest.fixture(autouse=True)
def _indexes(database: Database) -> None:
    database.ensure_indexes(store.INDEXES)


def a_worker(
    database: Database, region_code: str = "370105", role: Role = Role.GRASSROOTS_WORKER, on: date = DAY
) -> str:
    id = new_id()
    database.transact(lambda tx: commands.register_worker(tx, id, "测试员", frozenset({role}), region_code, on))
    return id


def cases(database: Database) -> list[dict[str, Any]]:
    return list(database.collection(store.CASES).find().sort("opened_on", 1))


@pytest.mark.parametrize(
    ("fact", "origin", "cause"),
    [
        ("refused", "REFUSED_THOUGH_WILLING", "enrolment_id"),
        ("withdrew", "DROPPED_OUT", "enrolment_id"),
        ("failed", "FAILED", "enrolment_id"),
        ("ended", "PLACEMENT_ENDED", "placement_id"),
    ],
)
def test_who_is_refused_though_willing_drops_out_fails_or_loses_work_becomes_a_case_at_step_one(
    database: Database, fact: str, origin: str, cause: str
) -> None:
    person = Person()
    hear(database, getattr(person, fact)())
    [case] = cases(database)
    assert (case["origin"], case["cause_id"]) == (origin, getattr(person, cause))
    assert (case["round"], case["step"], case["status"]) == (1, "INVESTIGATE", "OPEN")
    [opened] = messages(database, events.CaseOpened)
    assert (opened.case_id, opened.loop_id, opened.region_code) == (case["_id"], person.loop_id, SUB_DISTRICT)
    assert (opened.opened_on.year, opened.opened_on.month, opened.opened_on.day) == (2020, 4, 20)
    registry = CollectorRegistry()
    registry.register(CaseGauges(database))
    labels = {"step": "investigate", "origin": origin.lower()}
    assert registry.get_sample_value("bihuan_cases_open", labels) == 1
    assert registry.get_sample_value("bihuan_cases_waiting") == 1


def test_who_is_not_willing_or_leaves_for_work_becomes_no_case(database: Database) -> None:
    person = Person()
    hear(database, person.refused(willing=False), person.withdrew(reason=WITHDRAWAL_REASON_FOUND_WORK))
    assert cases(database) == []
    assert published(database) == []


@pytest.mark.parametrize(
    "reason",
    [REFUSAL_REASON_ALREADY_EMPLOYED, REFUSAL_REASON_ALREADY_ENROLLED, REFUSAL_REASON_NEED_MET],
)
def test_who_was_refused_for_having_work_or_a_seat_already_becomes_no_case(database: Database, reason: Any) -> None:
    event = Person().refused()
    event.reasons.append(reason)
    hear(database, event)
    assert cases(database) == []


def test_a_fact_heard_twice_changes_nothing(database: Database) -> None:
    person = Person()
    for event in (person.refused(), person.withdrew(), person.failed(), person.ended()):
        hear(database, event)
        before = (cases(database), published(database))
        hear(database, event)
        assert (cases(database), published(database)) == before


def test_two_workers_of_the_service_hearing_the_same_fact_at_once_open_one_case(database: Database) -> None:
    a_worker(database)
    for _ in range(10):
        person, together = Person(), Barrier(4)
        event = person.failed()

        def open_it(event: Heard = event, together: Barrier = together) -> None:
            together.wait()
            hear(database, event)

        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(open_it) for _ in range(4)]:
                done.result()
        assert database.collection(store.CASES).count_documents({"loop_id": person.loop_id}) == 1
    assert published(database) == ["CaseOpened", "CaseAssigned"] * 10


def test_the_same_reaction_that_lost_the_race_sees_the_case_of_the_winner(database: Database) -> None:
    person, attempts = Person(), 0

    def lose(tx: Transaction) -> None:
        nonlocal attempts
        attempts += 1
        tx.find_one(store.CASES, {})  # the snapshot is taken before the other's case is there
        if attempts == 1:
            hear(database, person.failed())
        react(tx, person.failed())

    database.transact(lose)
    assert attempts > 1
    assert len(cases(database)) == 1


def test_a_new_case_goes_to_the_nearest_region_s_worker_with_the_fewest_open_cases(database: Database) -> None:
    a_worker(database, "370100")
    a_worker(database, "370215")
    a_worker(database, SUB_DISTRICT, Role.RESOURCE_COORDINATOR)
    near = [a_worker(database, SUB_DISTRICT), a_worker(database, SUB_DISTRICT)]
    for _ in range(4):
        hear(database, Person().failed())
    assert sorted(case["grassroots_worker_id"] for case in cases(database)) == sorted(near * 2)


def test_a_case_without_a_worker_waits_and_the_first_worker_of_its_region_takes_it(database: Database) -> None:
    person, elsewhere = Person(), Person("370215001")
    hear(database, person.failed(), elsewhere.failed())
    a_worker(database, role=Role.POLICY_PUBLICIST)
    assert {case["grassroots_worker_id"] for case in cases(database)} == {""}
    worker_id = a_worker(database, on=LATER)
    assert {case["loop_id"]: case["grassroots_worker_id"] for case in cases(database)} == {
        person.loop_id: worker_id,
        elsewhere.loop_id: "",
    }
    [assigned] = messages(database, events.CaseAssigned)
    assert (assigned.worker_id, assigned.role, assigned.assigned_on.day) == (
        worker_id,
        events.ROLE_GRASSROOTS_WORKER,
        LATER.day,
    )


def test_a_case_and_the_region_s_first_worker_that_come_at_once_find_each_other(database: Database) -> None:
    for district in range(101, 113):
        region_code, together = f"370{district}", Barrier(2)
        person = Person(region_code)

        def open_it(person: Person = person, together: Barrier = together) -> None:
            together.wait()
            hear(database, person.failed())

        def register(region_code: str = region_code, together: Barrier = together) -> None:
            together.wait()
            a_worker(database, region_code)

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(open_it), pool.submit(register)]:
                done.result()
    assert [case["region_code"] for case in cases(database) if not case["grassroots_worker_id"]] == []


def test_a_fact_dated_ahead_of_the_clock_is_taken_up_all_the_same(database: Database) -> None:
    a_worker(database)
    hear(database, Person().ended(date(2199, 12, 31)))
    [case] = cases(database)
    assert case["assignments"][0]["assigned_on"] == "2199-12-31"


def test_a_refusal_that_nobody_has_begun_on_is_solved_when_the_person_is_admitted_after_all(
    database: Database,
) -> None:
    a_worker(database)
    person = Person()
    hear(database, person.refused(), person.confirmed(LATER))
    [case] = cases(database)
    assert (case["status"], case["outcome"], case["closed_on"]) == ("CLOSED", "SOLVED", LATER.isoformat())
    assert published(database) == ["CaseOpened", "CaseAssigned", "CaseClosed"]


def test_refused_again_after_that_the_person_becomes_a_new_case(database: Database) -> None:
    person = Person()
    hear(database, person.refused(), person.confirmed(), person.refused(LATER))
    assert [(case["status"], case["opened_on"]) for case in cases(database)] == [
        ("CLOSED", DAY.isoformat()),
        ("OPEN", LATER.isoformat()),
    ]


def test_a_refusal_that_somebody_has_begun_on_stays_open_with_a_note(database: Database) -> None:
    worker_id, person = a_worker(database), Person()
    hear(database, person.refused())
    [case] = cases(database)
    database.transact(lambda tx: commands.record_visit(tx, case["_id"], worker_id, DAY, "found"))
    hear(database, person.confirmed(LATER))
    [case] = cases(database)
    assert (case["status"], case["history"][-1]["action"]) == ("OPEN", "NOTED_ADMITTED")
    assert "CaseClosed" not in published(database)


def test_an_admission_before_the_refusal_does_not_solve_it(database: Database) -> None:
    person = Person()
    hear(database, person.confirmed(DAY, enrolment_id=new_id()), person.refused(LATER))
    assert [case["status"] for case in cases(database)] == ["OPEN"]


def test_whoever_starts_work_has_it_noted_on_the_open_case(database: Database) -> None:
    person = Person()
    hear(database, person.failed(), person.started(LATER))
    [case] = cases(database)
    assert (case["status"], case["history"][-1]["action"]) == ("OPEN", "NOTED_EMPLOYED")
    assert case["history"][-1]["happened_on"] == LATER.isoformat()


def test_facts_of_different_enrolments_and_placements_heard_in_any_order_end_alike(database: Database) -> None:
    def outcome(order: tuple[int, ...]) -> list[tuple[Any, ...]]:
        person, other_enrolment, other_placement = Person(), new_id(), new_id()
        facts: list[Heard] = [
            person.refused(),
            person.confirmed(LATER, enrolment_id=other_enrolment),
            person.ended(),
            person.started(LATER, placement_id=other_placement),
        ]
        hear(database, *(facts[number] for number in order))
        return sorted(
            (
                case["origin"],
                case["status"],
                case["outcome"],
                case["closed_on"],
                # A case that is closed when the person starts work has no note of it, one that closes after has.
                sorted(one["action"] for one in case["history"] if one["action"] != "NOTED_EMPLOYED"),
                case["status"] == "CLOSED" or "NOTED_EMPLOYED" in [one["action"] for one in case["history"]],
            )
            for case in database.collection(store.CASES).find({"loop_id": person.loop_id})
        )

    expected = outcome((0, 1, 2, 3))
    assert [row[:3] for row in expected] == [
        ("PLACEMENT_ENDED", "OPEN", None),
        ("REFUSED_THOUGH_WILLING", "CLOSED", "SOLVED"),
    ]
    for order in permutations(range(4)):
        assert outcome(order) == expected, order


def test_nothing_published_or_kept_beside_the_case_names_a_person(database: Database) -> None:
    worker_id = new_id()
    name = "不应出现者"
    database.transact(
        lambda tx: commands.register_worker(tx, worker_id, name, frozenset({Role.GRASSROOTS_WORKER}), SUB_DISTRICT, DAY)
    )
    hear(database, Person().failed())
    kept = str(list(database.collection("outbox").find())) + str(cases(database))
    assert name not in kept
    assert name.encode() not in b"".join(row["payload"] for row in database.collection("outbox").find())
