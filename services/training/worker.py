"""What training hears, and its timer. `python -m services.training.worker` runs it."""

import eventlet

eventlet.monkey_patch()

from bihuan.registry.v1.events_pb2 import (  # noqa: E402
    EmploymentStatusChanged,
    NeedFulfilled,
    NeedRecorded,
    NeedReopened,
    NeedWithdrawn,
    PersonCertified,
    PersonCorrected,
    PersonDecertified,
    PersonDeregistered,
    PersonMoved,
    PersonRegistered,
    PersonReinstated,
)
from bihuan.training.v1.events_pb2 import ClassCancelled, ClassOpened, ClassStarted  # noqa: E402
from nameko.timer import timer  # noqa: E402

from services.training import commands, queries, store  # noqa: E402
from services.training.domain.person import PersonEvent  # noqa: E402
from shared.store import Transaction  # noqa: E402
from shared.subscribe import subscribe  # noqa: E402
from shared.worker import OwnDatabase, run  # noqa: E402


class Training:
    """Persons and classes come together by themselves, whichever is heard of first."""

    name = "training"
    database = OwnDatabase()

    @subscribe(
        PersonRegistered,
        PersonCertified,
        PersonCorrected,
        PersonMoved,
        PersonDecertified,
        PersonDeregistered,
        PersonReinstated,
        NeedRecorded,
        NeedFulfilled,
        NeedReopened,
        NeedWithdrawn,
        EmploymentStatusChanged,
    )
    def follow_persons(self, tx: Transaction, event: PersonEvent) -> None:
        """The registry's persons: remember what admission is decided on, and decide."""
        commands.follow_person(tx, event)

    @subscribe(ClassOpened, ClassStarted, ClassCancelled)
    def follow_classes(self, tx: Transaction, event: ClassOpened | ClassStarted | ClassCancelled) -> None:
        """Its own classes: consider the persons already known, refuse the waiting list, release the learners."""
        commands.follow_class(tx, event)

    @timer(interval=1)  # type: ignore[untyped-decorator]  # nameko has no type information
    def continue_sweeps(self) -> None:
        """Finish what `follow_classes` began with a first batch of many persons."""
        for sweep_id in queries.unfinished_sweeps(self.database):
            more = True
            while more:
                more = self.database.transact(lambda tx, id=sweep_id: commands.continue_sweep(tx, id))


if __name__ == "__main__":
    run(Training, store.INDEXES)
