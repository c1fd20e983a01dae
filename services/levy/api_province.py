"""The levy's ProvinceService: decode → call → encode."""

import threading
import time
from collections.abc import Iterator
from typing import Final

import grpc
from bihuan.levy.v1 import province_service_pb2 as pb
from bihuan.levy.v1 import province_service_pb2_grpc as pb_grpc

from services.levy import province, province_store
from services.levy.domain.rules import Rulebook
from shared import dates
from shared.grpc_server import once
from shared.store import Database, Transaction, new_id

LOOK_SECONDS: Final = 0.5  # between two looks at how far a run is
STREAM_SECONDS: Final = 25.0


class Province(pb_grpc.ProvinceServiceServicer):
    """Every rpc is explained in province_service.proto."""

    database: Database
    rulebook: Rulebook

    def StartAssessmentRun(
        self, request: pb.StartAssessmentRunRequest, context: grpc.ServicerContext
    ) -> pb.StartAssessmentRunResponse:
        """Begin a run."""
        id = new_id()
        assessed_on = dates.from_wire(request.assessed_on, "assessed_on")

        def work(tx: Transaction) -> pb.StartAssessmentRunResponse:
            run = province.start(
                tx,
                self.rulebook,
                id,
                request.region_code,
                request.levy_year,
                assessed_on,
                dry_run=request.dry_run,
                reissue_unchanged=request.reissue_unchanged,
            )
            return pb.StartAssessmentRunResponse(run=province_store.run_message(run))

        return once(self.database, request, work)

    def GetAssessmentRun(
        self, request: pb.GetAssessmentRunRequest, context: grpc.ServicerContext
    ) -> pb.GetAssessmentRunResponse:
        """How far a run is."""
        return pb.GetAssessmentRunResponse(run=province.get(self.database, request.assessment_run_id))

    def StreamAssessmentRun(
        self, request: pb.StreamAssessmentRunRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.StreamAssessmentRunResponse]:
        """How far a run is, whenever it has come further."""
        gone = threading.Event()
        context.add_callback(gone.set)
        end = time.monotonic() + STREAM_SECONDS
        told: pb.AssessmentRun | None = None
        while True:
            run = province.get(self.database, request.assessment_run_id)
            if run != told:
                told = run
                yield pb.StreamAssessmentRunResponse(run=run)
            if run.HasField("ended_at") or time.monotonic() > end or gone.wait(LOOK_SECONDS):
                return

    def ListAssessmentRuns(
        self, request: pb.ListAssessmentRunsRequest, context: grpc.ServicerContext
    ) -> pb.ListAssessmentRunsResponse:
        """The runs of a region."""
        return province.list_runs(self.database, request.region_code, request.page_size, request.page_token)

    def CancelAssessmentRun(
        self, request: pb.CancelAssessmentRunRequest, context: grpc.ServicerContext
    ) -> pb.CancelAssessmentRunResponse:
        """End a run."""

        def work(tx: Transaction) -> pb.CancelAssessmentRunResponse:
            run = province.cancel(tx, request.assessment_run_id)
            return pb.CancelAssessmentRunResponse(run=province_store.run_message(run))

        return once(self.database, request, work)

    def GetLevyReport(
        self, request: pb.GetLevyReportRequest, context: grpc.ServicerContext
    ) -> pb.GetLevyReportResponse:
        """What a run came to."""
        return province.report(self.database, request)

    def GetProvinceWhatIf(
        self, request: pb.GetProvinceWhatIfRequest, context: grpc.ServicerContext
    ) -> pb.GetProvinceWhatIfResponse:
        """What other rules would make of it."""
        return province.what_if(self.database, request)
