"""What the registry hears, and its timers. `python -m services.registry.worker` runs it."""

import eventlet

eventlet.monkey_patch()

from bihuan.outreach.v1.events_pb2 import CaseClosed, CaseOpened, CaseRoundStarted, CaseStepChanged  # noqa: E402
from bihuan.recruitment.v1.events_pb2 import IntentionRecorded, PlacementEnded, PlacementStarted  # noqa: E402
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, TraineeGraduated  # noqa: E402
from nameko.timer import timer  # noqa: E402

from services.registry import commands, store, timers  # noqa: E402
from shared.errors import NotFound  # noqa: E402
from shared.store import Transaction  # noqa: E402
from shared.subscribe import NotYet, subscribe  # noqa: E402
from shared.worker import OwnDatabase, run  # noqa: E402


class Registry:
    """How far each loop has come in training and recruitment.

    The two streams, and the placements among one another, arrive in any order: the result is the same.
    """

    name = "registry"
    database = OwnDatabase()

    @subscribe(EnrolmentConfirmed, TraineeGraduated)
    def follow_enrolments(self, tx: Transaction, event: EnrolmentConfirmed | TraineeGraduated) -> None:
        """A seat in a class: 培训中. Passed: 考核合格, and the training need is met."""
        _hear(tx, event)

    @subscribe(IntentionRecorded, PlacementStarted, PlacementEnded)
    def follow_placements(self, tx: Transaction, event: IntentionRecorded | PlacementStarted | PlacementEnded) -> None:
        """Intention: 达成意向. Start: 已安置, the loop closes. End: the employment need and the loop open again."""
        _hear(tx, event)

    @subscribe(CaseOpened, CaseStepChanged, CaseRoundStarted, CaseClosed)
    def follow_cases(self, tx: Transaction, event: commands.SupportHeard) -> None:
        """What support outreach does is part of a person's way; it moves no stage."""
        try:
            commands.hear_support(tx, event)
        except NotFound as error:
            raise NotYet(str(error)) from error

    @timer(interval=5)  # type: ignore[untyped-decorator]  # nameko has no type information
    def keep_counts(self) -> None:
        """Today's counts are kept, and what has changed is brought into them (ADR 9)."""
        timers.keep_counts(self.database)

    @timer(interval=60)  # type: ignore[untyped-decorator]  # nameko has no type information
    def remind(self) -> None:
        """Certificates that end in 90, 30, 0 days, working age reached or left, needs unanswered: each told once."""
        timers.remind(self.database)


def _hear(tx: Transaction, event: commands.Heard) -> None:
    try:
        commands.hear(tx, event)
    except NotFound as error:
        raise NotYet(str(error)) from error


if __name__ == "__main__":
    run(Registry, store.INDEXES, store.refuse_older_records)
