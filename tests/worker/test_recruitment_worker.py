"""Recruitment's worker: from what training and the registry publish to seekers who can be placed."""

from collections.abc import Callable
from random import Random

import grpc
from bihuan.recruitment.v1 import recruitment_service_pb2 as pb
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import add_RecruitmentServiceServicer_to_server
from bihuan.registry.v1.events_pb2 import LOOP_OUTCOME_DIED, LoopAdvanced, LoopClosed, LoopOpened
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, TraineeFailed
from google.protobuf.message import Message

from services.recruitment import store
from services.recruitment.api import RecruitmentApi
from shared import broker, topology
from shared.clock import utc_now
from shared.dates import to_wire
from shared.envelope import Wire, encode
from shared.store import outbox_entry
from tests.recruitment_samples import INTENDED, SUB_DISTRICT, Client, graduation, names, new_id
from tests.worker.conftest import Delivery, until


def encoded(*streams: list[Message]) -> list[Wire]:
    """Streams of one aggregate each, as they lie in the publishers' outboxes."""
    return [
        encode(outbox_entry(event, aggregate_version=version, recorded_at=utc_now()))
        for stream in streams
        for version, event in enumerate(stream, start=1)
    ]


def enrolment(outcome: Message) -> list[Message]:
    """An enrolment from its seat in the class to its outcome."""
    return [
        EnrolmentConfirmed(
            enrolment_id=outcome.enrolment_id,  # type: ignore[attr-defined]  # every outcome has it
            region_code=SUB_DISTRICT,
            confirmed_on=to_wire(INTENDED),
        ),
        outcome,
    ]


def test_excellent_graduates_become_seekers_once_whatever_the_order_and_the_dead_do_not(
    delivery: Delivery, serve: Callable[..., grpc.Channel]
) -> None:
    # given the recruitment's worker and api
    subscriptions = topology.collect(["recruitment"])
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        topology.declare(connection.channel(), subscriptions)
    delivery.hearer.ensure_indexes(store.INDEXES)
    client = Client.on(serve(RecruitmentApi(delivery.hearer), add_RecruitmentServiceServicer_to_server))
    worker = delivery._start(
        "recruitment-worker", ["-m", "services.recruitment.worker"], "recruitment", delivery.hearer.mongo.name
    )
    delivery.started(worker)

    # when four graduate as excellent, of whom one died, one graduates without it, and one fails; all twice, in no order
    excellent = [graduation() for _ in range(4)]
    dead = excellent[3]
    about = {"loop_id": dead.loop_id, "region_code": SUB_DISTRICT, "person_id": dead.person_id}
    streams = [
        *(enrolment(event) for event in excellent),
        enrolment(graduation(excellent=False)),
        enrolment(TraineeFailed(enrolment_id=new_id(), region_code=SUB_DISTRICT)),
        [
            LoopOpened(**about),
            LoopAdvanced(**about),
            LoopClosed(**about, outcome=LOOP_OUTCOME_DIED, closed_on=to_wire(INTENDED)),
        ],
    ]
    messages = [broker.outgoing(wire) for wire in encoded(*streams)] * 2
    Random(7).shuffle(messages)
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        assert not broker.Publisher(connection).publish(messages).returned

    # then the three look for work, and the dead one does not
    def seekers(status: pb.SeekerStatus | None = None) -> set[str]:
        found = client.stub.ListSeekers(pb.ListSeekersRequest(status=status)).seekers
        return {seeker.person_id for seeker in found}

    living = {event.person_id for event in excellent[:3]}

    def settled() -> bool:
        over = delivery.hearer.mongo[store.LOOPS].count_documents({"_id": dead.loop_id})
        return bool(over) and seekers(pb.SEEKER_STATUS_ACTIVE) == living

    until(settled, "three seekers registered")
    # and once every queue is empty nobody was registered twice and nothing was parked
    until(lambda: not any(delivery.depth(each.queue) for each in subscriptions), "queues empty")
    assert delivery.hearer.mongo[store.SEEKERS].count_documents({"person_id": {"$in": sorted(living)}}) == 3
    assert dead.person_id not in seekers(pb.SEEKER_STATUS_ACTIVE)
    assert seekers() <= living | {dead.person_id}
    assert names(delivery.hearer).count("SeekerRegistered") == len(seekers())
    assert not any(delivery.depth(f"{each.queue}.parked") for each in subscriptions)
    # and a stop leaves nothing behind
    assert worker.kill(15) == 0
