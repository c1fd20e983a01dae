"""The registry's own worker, as a process, on a real broker: from training's commit to the loop's next stage."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from bihuan.outreach.v1.events_pb2 import CaseClosed, CaseOpened, CaseRoundStarted, CaseStepChanged
from bihuan.recruitment.v1.events_pb2 import IntentionRecorded, PlacementEnded, PlacementStarted
from bihuan.registry.v1.events_pb2 import LOOP_STAGE_PASSED, NEED_KIND_TRAINING
from bihuan.registry.v1.registry_service_pb2 import NEED_STATUS_FULFILLED
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, TraineeGraduated
from pymongo import MongoClient

from deploy.synthetic import synthetic_identity
from services.registry import commands, counts, queries, store
from shared import broker, dates, topology
from shared.store import Database, Transaction
from tests.ring import RING
from tests.worker.conftest import Delivery, Program, until

SUBSCRIPTIONS = (
    topology.subscription("registry", "follow_enrolments", [EnrolmentConfirmed, TraineeGraduated]),
    topology.subscription("registry", "follow_placements", [IntentionRecorded, PlacementStarted, PlacementEnded]),
    topology.subscription("registry", "follow_cases", [CaseOpened, CaseStepChanged, CaseRoundStarted, CaseClosed]),
)


@pytest.fixture
def registry(delivery: Delivery) -> Program:
    """The registry's worker with an empty database (`delivery.hearer`), and training's relay, both running."""
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        topology.declare(connection.channel(), SUBSCRIPTIONS)
    delivery.hearer.ensure_indexes(store.INDEXES)
    name = delivery.hearer.mongo.name
    worker = delivery._start("registry", ["-m", "services.registry.worker"], "registry", name)
    delivery.started(worker, delivery.relay())
    return worker


@pytest.fixture
def elsewhere(mongo: MongoClient[Any]) -> Iterator[Database]:
    """Another registry's database, to make a person in and carry over."""
    database = Database(mongo, f"test_{uuid.uuid4().hex}", ring=lambda: RING)
    database.ensure_indexes(store.INDEXES)
    yield database
    mongo.drop_database(database.mongo.name)


def with_training_need(database: Database) -> tuple[str, str]:
    """A person and the loop of the training need."""
    identity = synthetic_identity(
        number=1, region_code="370105", born_on=date(1988, 5, 2), sex="F", category=4, level=2
    )

    def work(tx: Transaction) -> tuple[str, str]:
        person, _ = commands.register_person(
            tx,
            resident_id=identity.resident_id,
            name="样本甲",
            region_code="370105003",
            phone="",
            address="",
            registered_on=date(2020, 3, 2),
            registered_by="worker:1",
            certificate=None,
        )
        person, _ = commands.record_need(
            tx,
            person_id=person["_id"],
            kind=NEED_KIND_TRAINING,
            occupation_code="",
            willing=True,
            recorded_on=date(2020, 3, 5),
            recorded_by="worker:1",
        )
        return person["_id"], person["loop_ids"][-1]

    return database.transact(work)


def course(person_id: str, loop_id: str) -> list[Any]:
    """What training tells of someone who passes."""
    who: dict[str, Any] = {"region_code": "370105003", "loop_id": loop_id, "person_id": person_id, "class_id": "c"}
    return [
        EnrolmentConfirmed(**who, confirmed_on=dates.to_wire(date(2020, 4, 17))),
        TraineeGraduated(**who, graduated_on=dates.to_wire(date(2020, 5, 8))),
    ]


def test_passing_a_course_moves_the_loop_and_meets_the_need(registry: Program, delivery: Delivery) -> None:
    person_id, loop_id = with_training_need(delivery.hearer)
    delivery.commit(*course(person_id, loop_id))
    until(lambda: queries.get_loop(delivery.hearer, loop_id).stage == LOOP_STAGE_PASSED, "the loop passed")
    assert queries.get_loop(delivery.hearer, loop_id).needs[0].status == NEED_STATUS_FULFILLED
    # And the worker's timer keeps today's figures.
    changes = delivery.hearer.mongo[store.COUNT_CHANGES]
    until(lambda: counts.kept_days_of(delivery.hearer) and not changes.count_documents({}), "figures are kept")
    assert counts.compare(delivery.hearer) == []


def test_what_is_told_before_the_loop_is_known_takes_effect_once_it_is(
    registry: Program, delivery: Delivery, elsewhere: Database
) -> None:
    # given a person and loop that the worker's database does not hold yet, and a course of theirs that it has heard of
    person_id, loop_id = with_training_need(elsewhere)
    delivery.commit(*course(person_id, loop_id))
    put_off = 'bihuan_events_handled_total{outcome="retry",subscription="registry.follow_enrolments"}'
    until(lambda: registry.metric(put_off) >= 1, "put off until later")
    # when they become known
    for collection in (store.PERSONS, store.LOOPS):
        delivery.hearer.mongo[collection].insert_many(list(elsewhere.mongo[collection].find()))
    # then nothing was lost
    until(lambda: queries.get_loop(delivery.hearer, loop_id).stage == LOOP_STAGE_PASSED, "the loop passed", 60)
