"""Our side of `subscription-vs-nameko`: inbox, position and a state change per event."""

import eventlet

eventlet.monkey_patch()

from bihuan.training.v1.events_pb2 import EnrolmentConfirmed  # noqa: E402

from shared.store import Transaction  # noqa: E402
from shared.subscribe import subscribe  # noqa: E402
from shared.worker import run  # noqa: E402


class Hearer:
    """One state per aggregate."""

    name = "recruitment"

    @subscribe(EnrolmentConfirmed)
    def follow_enrolments(self, tx: Transaction, event: EnrolmentConfirmed) -> None:
        """The state change."""
        tx.put("states", event.enrolment_id, {"person_id": event.person_id})


if __name__ == "__main__":
    run(Hearer)
