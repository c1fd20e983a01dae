"""What the levy hears. `python -m services.levy.worker` runs it."""

import eventlet

eventlet.monkey_patch()

from bihuan.levy.v1.events_pb2 import AssessmentRunPlanned, AssessmentRunStarted, AssessmentSlicePlanned  # noqa: E402
from bihuan.recruitment.v1.events_pb2 import PlacementEnded, PlacementStarted  # noqa: E402
from bihuan.registry.v1.events_pb2 import (  # noqa: E402
    CertificateIssued,
    CertificateReinstated,
    CertificateRevoked,
    MergeUndone,
    PersonCorrected,
    PersonRegistered,
    PersonsMerged,
)
from nameko.timer import timer  # noqa: E402

from services.levy import accounts, commands, province, province_store, store  # noqa: E402
from shared.store import Transaction  # noqa: E402
from shared.subscribe import subscribe  # noqa: E402
from shared.worker import OwnDatabase, run  # noqa: E402


class Levy:
    """Placements, certificates and working ages become views; the count is taken from them whenever it is asked for."""

    name = "levy"
    database = OwnDatabase()

    @subscribe(PlacementStarted, PlacementEnded)
    def follow_placements(self, tx: Transaction, event: PlacementStarted | PlacementEnded) -> None:
        """Recruitment's placements: who claims whom, from when to when."""
        commands.hear_placement(tx, event)

    @subscribe(CertificateIssued, CertificateRevoked, CertificateReinstated)
    def follow_certificates(
        self, tx: Transaction, event: CertificateIssued | CertificateRevoked | CertificateReinstated
    ) -> None:
        """The registry's certificates: restricted, health data, which this law weighs (财税〔2015〕72号第七条)."""
        commands.hear_certificate(tx, event)

    @subscribe(PersonRegistered, PersonCorrected, PersonsMerged, MergeUndone)
    def follow_persons(
        self, tx: Transaction, event: PersonRegistered | PersonCorrected | PersonsMerged | MergeUndone
    ) -> None:
        """The registry's persons: their months of working age, and which two records are of one person."""
        commands.hear_person(tx, event)

    @subscribe(AssessmentRunStarted, AssessmentRunPlanned, batch=1)
    def follow_runs(self, tx: Transaction, event: AssessmentRunStarted | AssessmentRunPlanned) -> None:
        """A run's employers are listed part by part, each when the one before is."""
        province.plan(tx, event.assessment_run_id)

    @subscribe(AssessmentSlicePlanned, batch=1)
    def assess_slices(self, tx: Transaction, event: AssessmentSlicePlanned) -> None:
        """A slice of a run's employers, in one transaction. Every worker takes slices."""
        province.assess_slice(tx, event.assessment_slice_id)

    @timer(interval=1)  # type: ignore[untyped-decorator]  # nameko has no type information
    def finish_runs(self) -> None:
        """A run whose slices are all done has ended."""
        province.finish(self.database)


if __name__ == "__main__":
    run(Levy, [*store.INDEXES, *accounts.INDEXES, *province_store.INDEXES], store.refuse_older_records)
