"""A small worker for the tests of delivery: it stands in as `recruitment` and hears training's enrolments and classes.

What a handler does is written in the event's `class_id`, so that a test chooses it per event: `fail`, `fail-twice`,
`fail-after-writing` (when its writes have been sent), `fail-at-commit` (its writes are refused), `not-yet:<enrolment>`
(until that enrolment was heard), `slow:<seconds>` (waits), `busy:<seconds>` (computes), `exit` (once), or nothing in
particular.
"""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from amqp.channel import Channel  # noqa: E402
from bihuan.training.v1.events_pb2 import ClassOpened, EnrolmentConfirmed, TraineeGraduated  # noqa: E402

from shared.store import Transaction  # noqa: E402
from shared.subscribe import NotYet, subscribe  # noqa: E402
from shared.worker import run  # noqa: E402

EFFECTS = "effects"
_tries: dict[str, int] = {}


def effect(tx: Transaction, handler: str, aggregate_id: str, region_code: str, note: str) -> None:
    """One row more per effect: a second effect of the same event would show."""
    before = tx.count(EFFECTS, {"handler": handler, "aggregate_id": aggregate_id})
    row = {"handler": handler, "aggregate_id": aggregate_id, "place": before, "region": region_code, "note": note}
    tx.insert(EFFECTS, {"_id": os.urandom(12).hex(), **row})


class Hearer:
    """Two subscriptions to the same aggregate type, one to another."""

    name = "recruitment"

    @subscribe(EnrolmentConfirmed, TraineeGraduated)
    def follow_enrolments(self, tx: Transaction, event: EnrolmentConfirmed | TraineeGraduated) -> None:
        """Does what the event's class_id says."""
        what, _, argument = event.class_id.partition(":")
        _tries[event.enrolment_id] = _tries.get(event.enrolment_id, 0) + 1
        effect(tx, "follow_enrolments", event.enrolment_id, event.region_code, type(event).__name__)
        match what:
            case "fail":
                raise RuntimeError("a handler that always fails")
            case "fail-after-writing" if tx.count(EFFECTS, {"aggregate_id": event.enrolment_id}):
                raise RuntimeError("a handler that fails when its writes were sent")
            case "fail-at-commit":
                for _ in range(2):
                    tx.add(EFFECTS, {"_id": "the same"})
            case "fail-twice" if _tries[event.enrolment_id] <= 2:
                raise RuntimeError("a handler that fails twice")
            case "not-yet" if not tx.count(EFFECTS, {"aggregate_id": argument}):
                raise NotYet("the other enrolment")
            case "slow":
                started = Path(os.environ["HEARER_DIRECTORY"]) / event.enrolment_id
                started.write_text("started")
                eventlet.sleep(float(argument))
            case "busy":
                end = time.monotonic() + float(argument)
                while time.monotonic() < end:
                    pass
            case "exit":
                crashed = Path(os.environ["HEARER_DIRECTORY"]) / event.enrolment_id
                if not crashed.exists():
                    crashed.write_text("exiting")
                    os._exit(9)

    @subscribe(TraineeGraduated)
    def count_graduates(self, tx: Transaction, event: TraineeGraduated) -> None:
        """Applies only one type of the stream."""
        effect(tx, "count_graduates", event.enrolment_id, event.region_code, "")

    @subscribe(ClassOpened)
    def follow_classes(self, tx: Transaction, event: ClassOpened) -> None:
        """Another aggregate type."""
        effect(tx, "follow_classes", event.class_id, event.region_code, "")


def deaf_once() -> None:
    """As a broker that says yes to a consumer, but serves another queue: an empty one."""
    consume = Channel.basic_consume

    def basic_consume(self: Channel, queue: str, **options: object) -> str:
        if queue == "recruitment.follow_enrolments":
            Channel.basic_consume = consume
            queue = "recruitment.retry.300000"
        tag: str = consume(self, queue, **options)
        return tag

    Channel.basic_consume = basic_consume


if __name__ == "__main__":
    if os.environ.get("HEARER_DEAF"):
        deaf_once()
    run(Hearer)
