"""The levy's worker: from what recruitment and the registry publish to the employer's count and levy."""

from collections.abc import Callable
from datetime import date
from random import Random

import grpc
from bihuan.levy.v1 import levy_service_pb2 as pb
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub, add_LevyServiceServicer_to_server
from bihuan.recruitment.v1.events_pb2 import ContractSigned, IntentionRecorded
from bihuan.registry.v1.events_pb2 import PersonCertified
from google.protobuf.message import Message

from services.levy import store
from services.levy.api import LevyApi
from shared import broker, topology
from shared.clock import utc_now
from shared.envelope import Wire, encode
from shared.store import new_id, outbox_entry
from tests.levy_samples import (
    PARK,
    TIANQIAO,
    certificate_issued,
    declaration,
    person_registered,
    placement_ended,
    placement_started,
    preview,
    registration,
)
from tests.worker.conftest import Delivery, until


def stream(*events: Message) -> list[tuple[Message, int]]:
    """Events of one aggregate with their versions."""
    return [(event, version) for version, event in enumerate(events, start=1)]


def encoded(events: list[tuple[Message, int]]) -> list[Wire]:
    """As they lie in the publishers' outboxes."""
    return [encode(outbox_entry(event, aggregate_version=version, recorded_at=utc_now())) for event, version in events]


def test_what_is_published_of_a_placement_lowers_the_levy_whatever_its_order(
    delivery: Delivery, serve: Callable[..., grpc.Channel]
) -> None:
    # given an employer of 120 staff with nobody placed, and the levy's worker
    subscriptions = topology.collect(["levy"])
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        topology.declare(connection.channel(), subscriptions)
    delivery.hearer.ensure_indexes(store.INDEXES)
    levy = LevyServiceStub(serve(LevyApi(delivery.hearer), add_LevyServiceServicer_to_server))
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    before = preview(levy)
    worker = delivery._start("levy-worker", ["-m", "services.levy.worker"], "levy", delivery.hearer.mongo.name)
    delivery.started(worker)

    # when three persons are placed, one of them until October, and all of it arrives twice and in no order
    events: list[tuple[Message, int]] = []
    for level, started_on, ended_on in (
        (2, date(2020, 6, 1), None), (3, date(2020, 6, 8), None), (4, date(2020, 6, 1), date(2020, 10, 31)),
    ):  # fmt: skip
        person_id = new_id()
        started = placement_started(person_id, started_on)
        placement_id = started.placement_id
        shared = {"placement_id": placement_id, "region_code": TIANQIAO, "person_id": person_id, "employer_code": PARK}
        events += stream(
            IntentionRecorded(**shared), ContractSigned(**shared), started,
            *([placement_ended(started, ended_on)] if ended_on else []),
        )  # fmt: skip
        certificate = certificate_issued(person_id, level)
        events += stream(certificate)
        events += stream(person_registered(person_id), PersonCertified(person_id=person_id, region_code=TIANQIAO))
    messages = [broker.outgoing(wire) for wire in encoded(events)] * 2
    Random(7).shuffle(messages)
    with broker.waiting_connection(delivery.amqp_url, 10) as connection:
        assert not broker.Publisher(connection).publish(messages).returned

    # then 7 × 2 + 7 × 1 + 5 × 1 months count
    def count() -> pb.GetPlacedCountResponse:
        answer: pb.GetPlacedCountResponse = levy.GetPlacedCount(
            pb.GetPlacedCountRequest(employer_code=PARK, base_year=2020)
        )
        return answer

    until(lambda: count().placed == "2.17", "26 weighted months ÷ 12 counted")
    assert [month.weighted for month in count().months] == [0] * 5 + [4] * 5 + [3] * 2
    after = preview(levy)
    assert (before.payable_fen, after.payable_fen) == (97_200_00, 0)
    # and once every queue is empty, nothing was counted twice and nothing was parked
    until(lambda: not any(delivery.depth(each.queue) for each in subscriptions), "queues empty")
    assert count().placed == "2.17"
    assert not any(delivery.depth(f"{each.queue}.parked") for each in subscriptions)
