"""What outreach hears. `python -m services.outreach.worker` runs it."""

import eventlet

eventlet.monkey_patch()

from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted  # noqa: E402
from bihuan.registry.v1.events_pb2 import (  # noqa: E402
    PersonDeregistered,
    PersonErased,
    PersonMoved,
    PersonReinstated,
)
from bihuan.training.v1.events_pb2 import (  # noqa: E402
    EnrolmentConfirmed,
    EnrolmentRefused,
    EnrolmentWithdrawn,
    TraineeFailed,
)

from services.outreach import commands, store  # noqa: E402
from shared.store import Transaction  # noqa: E402
from shared.subscribe import subscribe  # noqa: E402
from shared.worker import run  # noqa: E402


class Outreach:
    """Who was refused though willing, dropped out, failed, or lost a placement becomes a case."""

    name = "outreach"

    @subscribe(EnrolmentRefused, EnrolmentConfirmed, EnrolmentWithdrawn, TraineeFailed)
    def follow_enrolments(
        self, tx: Transaction, event: EnrolmentRefused | EnrolmentConfirmed | EnrolmentWithdrawn | TraineeFailed
    ) -> None:
        """Training's enrolments."""
        match event:
            case EnrolmentRefused():
                commands.training_refused(tx, event)
            case EnrolmentConfirmed():
                commands.admitted(tx, event)
            case EnrolmentWithdrawn():
                commands.training_dropped_out(tx, event)
            case TraineeFailed():
                commands.training_failed(tx, event)

    @subscribe(PlacementStarted, PlacementEnded)
    def follow_placements(self, tx: Transaction, event: PlacementStarted | PlacementEnded) -> None:
        """Recruitment's placements."""
        match event:
            case PlacementStarted():
                commands.employed(tx, event)
            case PlacementEnded():
                commands.placement_ended(tx, event)

    @subscribe(PersonMoved, PersonErased, PersonDeregistered, PersonReinstated)
    def follow_persons(
        self, tx: Transaction, event: PersonMoved | PersonErased | PersonDeregistered | PersonReinstated
    ) -> None:
        """The registry's persons: open cases go with who moves, to a worker there, and end with who dies or leaves the
        register; no text of who is erased stays."""
        match event:
            case PersonMoved():
                commands.person_moved(tx, event)
            case PersonErased():
                commands.person_erased(tx, event)
            case PersonDeregistered():
                commands.person_gone(tx, event)
            case PersonReinstated():
                commands.person_reinstated(tx, event)


if __name__ == "__main__":
    run(Outreach, store.INDEXES)
