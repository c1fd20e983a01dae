"""The event that the benches send: an enrolment's confirmation, of as many aggregates as events."""

import uuid

from bihuan.training.v1.events_pb2 import EnrolmentConfirmed

from shared import topology
from shared.clock import utc_now
from shared.store import Document, outbox_entry

SUBSCRIPTION = topology.subscription("recruitment", "follow_enrolments", [EnrolmentConfirmed])
ROUTING_KEY = "enrolment_confirmed.v1.37.01.05.003"


def event() -> EnrolmentConfirmed:
    """The first event of a new aggregate."""
    return EnrolmentConfirmed(
        enrolment_id=str(uuid.uuid4()), region_code="370105003", loop_id="l", person_id="p", class_id="c"
    )


def entries(count: int) -> list[Document]:
    """Outbox rows of as many aggregates, first versions."""
    return [outbox_entry(event(), aggregate_version=1, recorded_at=utc_now()) for _ in range(count)]
