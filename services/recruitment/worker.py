"""What recruitment hears. `python -m services.recruitment.worker` runs it."""

import eventlet

eventlet.monkey_patch()

from bihuan.registry.v1.events_pb2 import (  # noqa: E402
    LoopClosed,
    LoopOpened,
    LoopReopened,
    PersonDeregistered,
    PersonMoved,
    PersonReinstated,
)
from bihuan.training.v1.events_pb2 import TraineeGraduated  # noqa: E402

from services.recruitment import commands, store  # noqa: E402
from shared.store import Transaction  # noqa: E402
from shared.subscribe import subscribe  # noqa: E402
from shared.worker import run  # noqa: E402


class Recruitment:
    """Who becomes a job seeker, where, and who looks for work no more. The streams may come in any order."""

    name = "recruitment"

    @subscribe(TraineeGraduated)
    def follow_enrolments(self, tx: Transaction, event: TraineeGraduated) -> None:
        """Excellent graduates become seekers; a seeker who graduates gains the occupation."""
        commands.register_graduate(tx, event)

    @subscribe(LoopOpened, LoopClosed, LoopReopened)
    def follow_loops(self, tx: Transaction, event: LoopOpened | LoopClosed | LoopReopened) -> None:
        """Whose loop it is; died, lost or withdrawn: the job search ends."""
        commands.follow_loop(tx, event)

    @subscribe(PersonMoved, PersonDeregistered, PersonReinstated)
    def follow_persons(self, tx: Transaction, event: PersonMoved | PersonDeregistered | PersonReinstated) -> None:
        """A seeker lives elsewhere: the seeker, and what is on its way, are the new region's. Gone: the search ends."""
        match event:
            case PersonMoved():
                commands.follow_move(tx, event)
            case _:
                commands.follow_departure(tx, event)


if __name__ == "__main__":
    run(Recruitment, store.INDEXES)
