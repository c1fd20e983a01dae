"""The worker of a scene: two subscriptions to the same events of training, each effect a row that tells all.

What `follow_enrolments` does is written in the event's `class_id`: `slow:<seconds>` on its first try, or
`slow-always:<seconds>`, `fail:<n>` on its first n tries, `fail-always`, or nothing in particular. `count_enrolments`
always takes the event.
FAULTS_HEARS=classes: the same with training's classes, for what a real api publishes.
"""

import eventlet

eventlet.monkey_patch()

import hashlib  # noqa: E402
import os  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from bihuan.training.v1.events_pb2 import (  # noqa: E402
    ClassCancelled,
    ClassOpened,
    EnrolmentConfirmed,
    TraineeGraduated,
)
from google.protobuf.message import Message  # noqa: E402

from shared import address  # noqa: E402
from shared.store import Transaction, new_id  # noqa: E402
from shared.subscribe import subscribe  # noqa: E402
from shared.worker import run  # noqa: E402

EFFECTS = "effects"
_tries: dict[str, int] = {}


def effect(tx: Transaction, handler: str, event: Message) -> None:
    """One row more per effect. `at_ns` is this machine's monotonic clock, the same for all processes."""
    digest = hashlib.sha256(event.SerializeToString(deterministic=True)).hexdigest()
    row = {"handler": handler, "aggregate_id": address.aggregate_id(event), "digest": digest}
    tx.add(EFFECTS, {"_id": new_id(), **row, "at_ns": time.monotonic_ns()})


def _behave(event: EnrolmentConfirmed | TraineeGraduated) -> None:
    what, _, argument = event.class_id.partition(":")
    if not what:
        return
    seen = Path(os.environ["FAULTS_DIRECTORY"]) / f"{event.person_id}.handling"
    first = not seen.exists()
    seen.write_text("handling")
    _tries[event.person_id] = tries = _tries.get(event.person_id, 0) + 1
    if (what == "slow" and first) or what == "slow-always":
        eventlet.sleep(float(argument))
    if what == "fail-always" or (what == "fail" and tries <= int(argument)):
        raise RuntimeError("a handler that fails")


class EnrolmentHearer:
    """Hears enrolments, twice."""

    name = "recruitment"

    @subscribe(EnrolmentConfirmed, TraineeGraduated)
    def follow_enrolments(self, tx: Transaction, event: EnrolmentConfirmed | TraineeGraduated) -> None:
        """Does what the event's class_id says."""
        effect(tx, "follow_enrolments", event)
        _behave(event)

    @subscribe(EnrolmentConfirmed, TraineeGraduated)
    def count_enrolments(self, tx: Transaction, event: EnrolmentConfirmed | TraineeGraduated) -> None:
        """The other subscriber."""
        effect(tx, "count_enrolments", event)


class ClassHearer:
    """Hears classes, twice."""

    name = "recruitment"

    @subscribe(ClassOpened, ClassCancelled)
    def follow_classes(self, tx: Transaction, event: ClassOpened | ClassCancelled) -> None:
        """One."""
        effect(tx, "follow_classes", event)

    @subscribe(ClassOpened, ClassCancelled)
    def count_classes(self, tx: Transaction, event: ClassOpened | ClassCancelled) -> None:
        """The other."""
        effect(tx, "count_classes", event)


if __name__ == "__main__":
    run(ClassHearer if os.environ.get("FAULTS_HEARS") == "classes" else EnrolmentHearer)
