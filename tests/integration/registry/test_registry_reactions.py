"""What the registry makes of the events of training and recruitment, with its real store."""

import uuid
from datetime import date
from random import Random
from typing import Any

import pytest
from bihuan.recruitment.v1.events_pb2 import IntentionRecorded, PlacementEnded, PlacementStarted
from bihuan.registry.v1 import events_pb2 as ev
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, TraineeGraduated
from google.type.date_pb2 import Date
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from deploy.synthetic import SyntheticPerson, synthetic_persons
from services.registry import commands, figures, queries, store
from shared import dates
from shared.errors import NotFound
from shared.store import Database

EMPLOYER = "91370100MA3TEST00X"
STREAMS: dict[str, list[tuple[type[commands.Heard], str, date]]] = {
    "enrolment": [
        (EnrolmentConfirmed, "e1", date(2020, 4, 17)),
        (TraineeGraduated, "e1", date(2020, 5, 8)),
    ],
    "first placement": [
        (IntentionRecorded, "p1", date(2020, 5, 12)),
        (PlacementStarted, "p1", date(2020, 6, 1)),
        (PlacementEnded, "p1", date(2020, 9, 30)),
    ],
    "second placement": [
        (IntentionRecorded, "p2", date(2020, 10, 5)),
        (PlacementStarted, "p2", date(2020, 10, 12)),
    ],
}
_DAY_FIELDS = {
    EnrolmentConfirmed: "confirmed_on",
    TraineeGraduated: "graduated_on",
    IntentionRecorded: "intended_on",
    PlacementStarted: "started_on",
    PlacementEnded: "ended_on",
}


@pytest.fixture
def indexed(database: Database) -> Database:
    database.ensure_indexes(store.INDEXES)
    return database


PERSONS = synthetic_persons(Random(2020), "370105003", date(1970, 1, 1), date(2000, 12, 31))


def registered(database: Database, person: SyntheticPerson | None = None, region_code: str = "370105003") -> str:
    new = person or next(PERSONS)
    document, _ = database.transact(
        lambda tx: commands.register_person(
            tx,
            resident_id=new.resident_id,
            name=new.name,
            region_code=region_code,
            phone="",
            address="",
            registered_on=date(2020, 3, 2),
            registered_by="worker:1",
            certificate=commands.CertificateData(
                new.certificate_number,
                date(2015, 1, 1),
                date(2020, 6, 30),
                {"number": "n", "issued_on": "i", "expires_on": "e"},
            ),
        )
    )
    return str(document["_id"])


def with_need(database: Database, person_id: str, kind: Any, on: date = date(2020, 3, 5)) -> str:
    document, need_id = database.transact(
        lambda tx: commands.record_need(
            tx,
            person_id=person_id,
            kind=kind,
            occupation_code="",
            willing=True,
            recorded_on=on,
            recorded_by="worker:1",
        )
    )
    return next(str(need["loop_id"]) for need in document["needs"] if need["need_id"] == need_id)


def in_both(database: Database) -> tuple[str, str]:
    person_id = registered(database)
    with_need(database, person_id, ev.NEED_KIND_TRAINING)
    return person_id, with_need(database, person_id, ev.NEED_KIND_EMPLOYMENT)


def event(kind: type[Any], person_id: str, loop_id: str, source: str, on: date) -> Any:
    fields: dict[str, Any] = {"person_id": person_id, "loop_id": loop_id, "region_code": "370105003"}
    fields[kind.DESCRIPTOR.fields[0].name] = source
    fields[_DAY_FIELDS[kind]] = dates.to_wire(on)
    if kind in (IntentionRecorded, PlacementStarted, PlacementEnded):
        fields["employer_code"] = EMPLOYER
    return kind(**fields)


def hear(database: Database, *told: Any) -> None:
    for one in told:
        database.transact(lambda tx, one=one: commands.hear(tx, one))  # type: ignore[misc]


def stream(name: str, person_id: str, loop_id: str) -> list[Any]:
    return [event(kind, person_id, loop_id, source, on) for kind, source, on in STREAMS[name]]


def outbox(database: Database) -> list[str]:
    return [row["type"].rpartition(".")[2] for row in database.collection("outbox").find().sort("$natural", 1)]


def test_a_trainee_who_starts_work_closes_the_loop_with_both_needs_met(indexed: Database) -> None:
    person_id, loop_id = in_both(indexed)
    hear(indexed, *stream("enrolment", person_id, loop_id), *stream("first placement", person_id, loop_id)[:2])
    loop = queries.get_loop(indexed, loop_id)
    assert (loop.stage, loop.outcome) == (ev.LOOP_STAGE_PLACED, ev.LOOP_OUTCOME_SUCCESS)
    assert loop.closed_on == Date(year=2020, month=6, day=1)
    assert [(step.stage, step.service) for step in loop.steps[2:]] == [
        (ev.LOOP_STAGE_IN_TRAINING, "training"),
        (ev.LOOP_STAGE_PASSED, "training"),
        (ev.LOOP_STAGE_OFFERED, "recruitment"),
        (ev.LOOP_STAGE_PLACED, "recruitment"),
    ]
    assert [need.status for need in loop.needs] == [pb.NEED_STATUS_FULFILLED] * 2
    person = queries.get_person(indexed, person_id)
    assert person.employment_status == ev.EMPLOYMENT_STATUS_EMPLOYED
    assert [employment.employer_code for employment in person.employments] == [EMPLOYER]
    assert outbox(indexed)[-8:] == [
        "LoopAdvanced",  # in training
        "LoopAdvanced",  # passed
        "NeedFulfilled",  # training
        "LoopAdvanced",  # offered
        "LoopAdvanced",  # placed
        "LoopClosed",
        "EmploymentStatusChanged",
        "NeedFulfilled",  # employment
    ]


def test_a_placement_that_ends_opens_the_employment_need_and_the_loop_again_from_the_next_day(
    indexed: Database,
) -> None:
    person_id, loop_id = in_both(indexed)
    hear(indexed, *stream("enrolment", person_id, loop_id), *stream("first placement", person_id, loop_id))
    loop = queries.get_loop(indexed, loop_id)
    assert (loop.state, loop.stage) == (pb.LOOP_STATE_OPEN, ev.LOOP_STAGE_PASSED)
    assert [need.status for need in loop.needs] == [pb.NEED_STATUS_FULFILLED, pb.NEED_STATUS_OPEN]
    person = queries.get_person(indexed, person_id)
    assert person.employment_status == ev.EMPLOYMENT_STATUS_NOT_EMPLOYED
    assert person.employment_since == Date(year=2020, month=10, day=1)
    assert {"NeedReopened", "LoopReopened"} <= set(outbox(indexed))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_order_of_the_streams_person_and_loop_end_the_same(indexed: Database, data: st.DataObject) -> None:
    # given two persons with the same needs, and each stream in its own order
    one, other = in_both(indexed), in_both(indexed)
    waiting = {name: stream(name, *one) for name in STREAMS}
    shuffled = []
    while waiting:
        name = data.draw(st.sampled_from(sorted(waiting)))
        shuffled.append(waiting[name].pop(0))
        if not waiting[name]:
            del waiting[name]
    # when one hears them shuffled and the other in the order they happened
    hear(indexed, *shuffled)
    hear(indexed, *(told for name in STREAMS for told in stream(name, *other)))

    # then all that is stored is the same, but for ids and counts of saves
    def state(person_id: str, loop_id: str) -> list[Any]:
        person = indexed.collection("persons").find_one({"_id": person_id}) or {}
        loop = indexed.collection("loops").find_one({"_id": loop_id}) or {}
        needs = [(need["kind"], need["fulfilled_on"]) for need in person["needs"]]
        spans = [(span["placement_id"], span["started_on"], span["ended_on"]) for span in person["employments"]]
        steps = [(step["stage"], step["reached_on"]) for step in loop["steps"]]
        told = [loop[key] for key in ("stage", "open", "outcome", "closed_on", "ended", "placements")]
        return [needs, spans, person["employment_status"], person["employment_since"], steps, *told]

    assert state(*one) == state(*other)
    assert state(*one)[2:4] == ["EMPLOYED", "2020-10-12"]


def test_what_is_told_of_a_loop_not_known_yet_waits(indexed: Database) -> None:
    person_id = registered(indexed)
    told = event(EnrolmentConfirmed, person_id, str(uuid.uuid4()), "e1", date(2020, 4, 17))
    with pytest.raises(NotFound):
        hear(indexed, told)
    with pytest.raises(NotFound):
        hear(indexed, event(PlacementStarted, str(uuid.uuid4()), "", "p1", date(2020, 4, 17)))


def test_a_training_need_lapses_with_a_loop_closed_by_work_and_is_met_by_passing_later(indexed: Database) -> None:
    person_id, loop_id = in_both(indexed)
    hear(indexed, *stream("first placement", person_id, loop_id)[:2])
    statuses = [need.status for need in queries.get_loop(indexed, loop_id).needs]
    assert statuses == [pb.NEED_STATUS_LAPSED, pb.NEED_STATUS_FULFILLED]
    hear(indexed, *stream("enrolment", person_id, loop_id))
    loop = queries.get_loop(indexed, loop_id)
    assert [need.status for need in loop.needs] == [pb.NEED_STATUS_FULFILLED] * 2
    assert (loop.state, loop.stage) == (pb.LOOP_STATE_CLOSED, ev.LOOP_STAGE_PLACED)


def test_a_worker_with_a_new_need_has_a_new_loop_and_loses_the_work_into_it(indexed: Database) -> None:
    person_id, first = in_both(indexed)
    hear(indexed, *stream("first placement", person_id, first)[:2])
    second = with_need(indexed, person_id, ev.NEED_KIND_TRAINING, date(2020, 7, 1))
    assert second != first
    hear(indexed, *stream("first placement", person_id, first)[2:])
    assert queries.get_loop(indexed, first).outcome == ev.LOOP_OUTCOME_SUCCESS
    loop = queries.get_loop(indexed, second)
    assert loop.state == pb.LOOP_STATE_OPEN
    assert {(need.kind, need.status) for need in loop.needs} == {
        (ev.NEED_KIND_TRAINING, pb.NEED_STATUS_OPEN),
        (ev.NEED_KIND_EMPLOYMENT, pb.NEED_STATUS_OPEN),
    }
    # work found through the first loop's registration as a seeker closes the second
    hear(indexed, *stream("second placement", person_id, first))
    assert queries.get_loop(indexed, second).outcome == ev.LOOP_OUTCOME_SUCCESS


def test_what_a_closed_loop_had_reached_before_the_next_one_opened_is_its_own_however_late_it_is_heard(
    indexed: Database,
) -> None:
    # given a trainee whose graduation is heard only after work closed the loop and a new need opened another
    in_time, late = in_both(indexed), in_both(indexed)
    for person_id, first in (in_time, late):
        told = [*stream("enrolment", person_id, first), *stream("first placement", person_id, first)[:2]]
        hear(indexed, *(told if (person_id, first) == in_time else told[2:]))
        with_need(indexed, person_id, ev.NEED_KIND_TRAINING, date(2020, 7, 1))
    hear(indexed, *stream("enrolment", *late))

    # then both loops stand as if it had been heard in time
    def stands(person_id: str) -> list[Any]:
        loops = [queries.get_loop(indexed, id) for id in queries.get_person(indexed, person_id).loop_ids]
        return [(loop.state, loop.stage, [need.status for need in loop.needs]) for loop in loops]

    assert stands(late[0]) == stands(in_time[0])
    assert stands(late[0])[1] == (pb.LOOP_STATE_OPEN, ev.LOOP_STAGE_NEED_RECORDED, [pb.NEED_STATUS_OPEN])


def test_a_loop_whose_need_was_taken_down_after_work_began_closes_on_the_day_it_opened(indexed: Database) -> None:
    person_id = registered(indexed)
    loop_id = with_need(indexed, person_id, ev.NEED_KIND_EMPLOYMENT, date(2020, 6, 10))
    hear(indexed, event(PlacementStarted, person_id, loop_id, "p1", date(2020, 6, 1)))
    loop = queries.get_loop(indexed, loop_id)
    assert (loop.state, loop.closed_on) == (pb.LOOP_STATE_CLOSED, loop.opened_on)
    assert loop.closed_on == Date(year=2020, month=6, day=10)


def test_the_dead_are_in_no_figure_of_persons_from_the_day_they_died(indexed: Database) -> None:
    loop_id = with_need(indexed, registered(indexed), ev.NEED_KIND_EMPLOYMENT)
    registered(indexed)
    indexed.transact(lambda tx: commands.close_loop(tx, loop_id, ev.LOOP_OUTCOME_DIED, date(2020, 8, 1)))

    def counted(on: date) -> tuple[int, int, int]:
        figure = figures.get_statistics(indexed, "370105", on)
        return figure.persons, figure.employment_rate.denominator, sum(cell.persons for cell in figure.certified)

    assert counted(date(2020, 7, 31)) == (2, 2, 2)
    assert counted(date(2020, 8, 1)) == (1, 1, 1)


def test_work_begun_after_a_loop_was_given_up_moves_the_person_and_leaves_the_loop_closed(indexed: Database) -> None:
    person_id, loop_id = in_both(indexed)
    indexed.transact(lambda tx: commands.close_loop(tx, loop_id, ev.LOOP_OUTCOME_LOST, date(2020, 5, 20)))
    hear(indexed, *stream("first placement", person_id, loop_id)[:2])
    loop = queries.get_loop(indexed, loop_id)
    assert (loop.outcome, loop.closed_on) == (ev.LOOP_OUTCOME_LOST, Date(year=2020, month=5, day=20))
    assert queries.get_person(indexed, person_id).employment_status == ev.EMPLOYMENT_STATUS_EMPLOYED


def test_work_found_without_any_loop_moves_the_person_only(indexed: Database) -> None:
    person_id = registered(indexed)
    hear(indexed, event(PlacementStarted, person_id, "", "p1", date(2020, 6, 1)))
    assert queries.get_person(indexed, person_id).employment_status == ev.EMPLOYMENT_STATUS_EMPLOYED


def test_figures_are_as_of_a_day_and_of_a_regions_subtree(indexed: Database) -> None:
    people = iter(PERSONS)
    chosen = [next(people) for _ in range(4)]
    ids = [registered(indexed, person, "370105003" if n < 3 else "370215") for n, person in enumerate(chosen)]
    loops = [with_need(indexed, person_id, ev.NEED_KIND_EMPLOYMENT) for person_id in ids[:2]]
    with_need(indexed, ids[3], ev.NEED_KIND_EMPLOYMENT)
    hear(indexed, *stream("first placement", ids[0], loops[0]))
    indexed.transact(lambda tx: commands.close_loop(tx, loops[1], ev.LOOP_OUTCOME_WITHDRAWN, date(2020, 8, 1)))

    def figure(region: str, on: date) -> pb.GetStatisticsResponse:
        return figures.get_statistics(indexed, region, on)

    before = figure("370100", date(2020, 3, 1))
    assert (before.persons, before.loops_opened, before.loops_closed_rate.percent) == (0, 0, "")
    july = figure("370100", date(2020, 7, 1))
    assert (july.persons, july.employed, july.loops_opened) == (3, 1, 2)
    assert (july.employment_rate.numerator, july.employment_rate.denominator) == (1, 3)
    assert july.employment_rate.percent == "33.33"
    assert [(c.outcome, c.loops) for c in july.loops_closed] == [(ev.LOOP_OUTCOME_SUCCESS, 1)]
    # every certificate ended on 30 June
    assert sum(cell.persons for cell in july.certified) == 3
    assert sum(cell.valid for cell in july.certified) == 0
    assert sum(cell.valid for cell in figure("370100", date(2020, 6, 30)).certified) == 3
    assert {(cell.category, cell.level) for cell in july.certified} == {(p.category, p.level) for p in chosen[:3]}
    assert figure("370100", date(2020, 9, 30)).employed == 1
    october = figure("370100", date(2020, 10, 1))
    assert (october.employed, october.loops_closed_rate.percent, october.loops_success_rate.percent) == (
        0,
        "50.00",
        "0.00",
    )
    assert [(n.kind, n.recorded, n.fulfilled) for n in october.needs] == [(ev.NEED_KIND_EMPLOYMENT, 2, 0)]
    assert figure("370000", date(2020, 10, 1)).persons == 4


def test_the_gauges_of_loops_tell_what_the_database_holds(indexed: Database) -> None:
    person_id, loop_id = in_both(indexed)
    in_both(indexed)
    hear(indexed, *stream("first placement", person_id, loop_id)[:2])
    registry = CollectorRegistry()
    registry.register(figures.LoopGauges(indexed, clock=lambda: 0.0))  # counting takes no time

    def scraped() -> str:
        return generate_latest(registry).decode()

    assert "bihuan_loops_opened 2.0" in scraped()
    assert 'bihuan_loops_closed{outcome="success"} 1.0' in scraped()
    hear(indexed, *stream("first placement", person_id, loop_id)[2:])
    assert 'bihuan_loops_closed{outcome="success"} 0.0' in scraped()


def test_the_longer_loops_take_to_count_the_longer_the_count_is_told_again(indexed: Database) -> None:
    # given a clock by which counting takes half a second
    seconds = [0.0]

    def clock() -> float:
        seconds[0] += 0.5
        return seconds[0]

    registry = CollectorRegistry()
    registry.register(figures.LoopGauges(indexed, clock))

    def opened() -> float | None:
        generate_latest(registry)
        return registry.get_sample_value("bihuan_loops_opened")

    assert opened() == 0
    in_both(indexed)
    # when it is scraped within ten seconds, the old count is told, and after them the new one
    assert opened() == 0
    seconds[0] += figures.LoopGauges.REST * 0.5
    assert opened() == 1


def test_loops_are_counted_from_an_index_without_reading_one(indexed: Database) -> None:
    in_both(indexed)
    command = {"aggregate": store.LOOPS, "pipeline": figures.BY_OUTCOME, "cursor": {}}
    plan = str(indexed.mongo.command("explain", command, verbosity="executionStats"))
    assert "'totalDocsExamined': 0" in plan
    assert "COLLSCAN" not in plan
