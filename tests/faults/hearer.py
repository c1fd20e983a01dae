"""The worker of a scene: two subscriptions to the same events of training, each effect a row that tells all.

What `follow_enrolments` does is written in the event's `class_id`: `slow:<seconds>` on its first try,
`fail:<n>` on its first n tries, `broken:<how>` until the file `<person_id>.mended` is there, or nothing in particular.
`count_enrolments` always takes the event.
FAULTS_HEARS=classes: the same with training's classes, for what a real api publishes.
"""

import eventlet

eventlet.monkey_patch()

import hashlib  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
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
from tests.faults.messages import CANARY  # noqa: E402

EFFECTS = "effects"
_tries: dict[str, int] = {}


def effect(tx: Transaction, handler: str, event: Message) -> None:
    """One row more per effect. `at_ns` is this machine's monotonic clock, the same for all processes."""
    digest = hashlib.sha256(event.SerializeToString(deterministic=True)).hexdigest()
    row = {"handler": handler, "aggregate_id": address.aggregate_id(event), "digest": digest}
    tx.add(EFFECTS, {"_id": new_id(), **row, "at_ns": time.monotonic_ns()})


def _behave(tx: Transaction, event: EnrolmentConfirmed | TraineeGraduated) -> None:
    what, _, argument = event.class_id.partition(":")
    if not what:
        return
    of_event = Path(os.environ["FAULTS_DIRECTORY"]) / event.person_id
    handling, mended = of_event.with_suffix(".handling"), of_event.with_suffix(".mended")
    first = not handling.exists()
    handling.write_text("handling")
    _tries[event.person_id] = tries = _tries.get(event.person_id, 0) + 1
    if what == "slow" and first:
        eventlet.sleep(float(argument))
    if what == "fail" and tries <= int(argument):
        raise RuntimeError(f"a handler that fails; {CANARY}")
    if what == "broken" and not mended.exists():
        _broken(tx, argument)


def _broken(tx: Transaction, how: str) -> None:
    """Each a way in which a handler may go wrong that its neighbours in a batch share."""
    match how:
        case "by what it raises":
            raise RuntimeError(f"a handler that fails; {CANARY}")
        case "by a refused write":  # which the server says when all is sent
            tx.add("refused", {"_id": "same"})
            tx.add("refused", {"_id": "same"})
        case "by a document that cannot be stored":
            tx.add("refused", {"_id": new_id(), "value": object()})
        case "by ending its process":  # as a library that calls sys.exit would
            sys.exit(f"a handler that exits; {CANARY}")
        case "by thirty seconds":
            eventlet.sleep(30)


class EnrolmentHearer:
    """Hears enrolments, twice."""

    name = "recruitment"

    @subscribe(EnrolmentConfirmed, TraineeGraduated)
    def follow_enrolments(self, tx: Transaction, event: EnrolmentConfirmed | TraineeGraduated) -> None:
        """Does what the event's class_id says."""
        effect(tx, "follow_enrolments", event)
        _behave(tx, event)

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
