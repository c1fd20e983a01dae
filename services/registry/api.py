"""The registry's gRPC api: decode → call → encode. `python -m services.registry.api` runs it."""

import grpc
from bihuan.registry.v1 import change_request_service_pb2_grpc as changes_grpc
from bihuan.registry.v1 import export_service_pb2_grpc as export_grpc
from bihuan.registry.v1 import household_service_pb2_grpc as household_grpc
from bihuan.registry.v1 import import_service_pb2_grpc as import_grpc
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.registry.v1 import registry_service_pb2_grpc as pb_grpc
from bihuan.registry.v1 import survey_service_pb2_grpc as survey_grpc
from prometheus_client import REGISTRY

from services.registry import (
    commands,
    figures,
    household_store,
    import_store,
    programmes,
    quality,
    queries,
    store,
    surveys,
)
from services.registry.api_changes import ChangeRequests
from services.registry.api_exports import Exports
from services.registry.api_households import Households
from services.registry.api_imports import Imports
from services.registry.api_life import RecordLife, time_from_wire
from services.registry.api_search import Search
from services.registry.api_surveys import Surveys
from services.registry.api_verification import Verification
from services.registry.data import PROGRAMMES, REGIONS
from shared import dates, grpc_server
from shared.errors import InvalidField
from shared.grpc_server import once, once_then_read
from shared.store import Database, Transaction


class Registry(
    ChangeRequests,
    Exports,
    Households,
    Imports,
    RecordLife,
    Surveys,
    Verification,
    Search,
    pb_grpc.RegistryServiceServicer,
):
    """Every rpc is explained in registry_service.proto."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def RegisterPerson(
        self, request: pb.RegisterPersonRequest, context: grpc.ServicerContext
    ) -> pb.RegisterPersonResponse:
        """Enter a person."""
        certificate = _certificate(request.certificate) if request.HasField("certificate") else None
        registered_on = dates.from_wire(request.registered_on, "registered_on")

        def work(tx: Transaction) -> pb.RegisterPersonResponse:
            person, warnings = commands.register_person(
                tx,
                resident_id=request.resident_id,
                name=request.name,
                region_code=request.region_code,
                phone=request.phone,
                address=request.address,
                registered_on=registered_on,
                registered_by=request.registered_by,
                certificate=certificate,
            )
            return pb.RegisterPersonResponse(person=queries.summary(person, open_loop_id=""), warnings=warnings)

        return once(self.database, request, work)

    def IssueCertificate(
        self, request: pb.IssueCertificateRequest, context: grpc.ServicerContext
    ) -> pb.IssueCertificateResponse:
        """Give a person a certificate."""
        data = commands.CertificateData(
            number=request.certificate_number,
            issued_on=dates.from_wire(request.issued_on, "issued_on"),
            expires_on=dates.from_wire(request.expires_on, "expires_on"),
            fields={"number": "certificate_number", "issued_on": "issued_on", "expires_on": "expires_on"},
        )
        # The answer has the certificate's number, so it is read, not stored.
        return once_then_read(
            self.database,
            request,
            lambda tx: commands.issue_certificate(tx, request.person_id, data).id,
            lambda id: pb.IssueCertificateResponse(certificate=queries.get_certificate(self.database, id)),
        )

    def IssueVeteranCertificate(
        self, request: pb.IssueVeteranCertificateRequest, context: grpc.ServicerContext
    ) -> pb.IssueVeteranCertificateResponse:
        """Take down a veteran's certificate."""
        issued_on = dates.from_wire(request.issued_on, "issued_on")
        expires_on = dates.from_wire(request.expires_on, "expires_on") if request.HasField("expires_on") else None

        def work(tx: Transaction) -> str:
            return commands.issue_veteran_certificate(
                tx, request.person_id, request.number, request.level, issued_on, expires_on
            ).id

        # As IssueCertificate's.
        return once_then_read(
            self.database,
            request,
            work,
            lambda id: pb.IssueVeteranCertificateResponse(certificate=queries.get_certificate(self.database, id)),
        )

    def GetPerson(self, request: pb.GetPersonRequest, context: grpc.ServicerContext) -> pb.GetPersonResponse:
        """One person."""
        as_of = dates.from_wire(request.as_of, "as_of") if request.HasField("as_of") else None
        known_at = time_from_wire(request.known_at, "known_at") if request.HasField("known_at") else None
        return pb.GetPersonResponse(person=queries.get_person(self.database, request.person_id, as_of, known_at))

    def ErasePerson(self, request: pb.ErasePersonRequest, context: grpc.ServicerContext) -> pb.ErasePersonResponse:
        """Forget who a person is."""
        decided_on = dates.from_wire(request.decided_on, "decided_on")

        def work(tx: Transaction) -> pb.ErasePersonResponse:
            person = commands.erase_person(tx, request.person_id, request.reason, decided_on)
            return pb.ErasePersonResponse(person=queries.summary(person, open_loop_id=""))

        return once(self.database, request, work)

    def ListPersons(self, request: pb.ListPersonsRequest, context: grpc.ServicerContext) -> pb.ListPersonsResponse:
        """Persons of a region."""
        return queries.list_persons(
            self.database, request.region_code, request.employment_status, request.page_size, request.page_token
        )

    def RecordNeed(self, request: pb.RecordNeedRequest, context: grpc.ServicerContext) -> pb.RecordNeedResponse:
        """Take down a need."""
        recorded_on = dates.from_wire(request.recorded_on, "recorded_on")

        def work(tx: Transaction) -> str:
            _, need_id = commands.record_need(
                tx,
                person_id=request.person_id,
                kind=request.kind,
                occupation_code=request.occupation_code,
                willing=request.willing,
                recorded_on=recorded_on,
                recorded_by=request.recorded_by,
                further_occupation_codes=request.further_occupation_codes,
                constraints=request.constraints,
            )
            return need_id

        def read(need_id: str) -> pb.RecordNeedResponse:
            need = queries.get_need(self.database, request.person_id, need_id)
            return pb.RecordNeedResponse(need=need, loop_id=need.loop_id)

        # The answer has what limits the person (health), so it is read, not stored.
        return once_then_read(self.database, request, work, read)

    def WithdrawNeed(self, request: pb.WithdrawNeedRequest, context: grpc.ServicerContext) -> pb.WithdrawNeedResponse:
        """Take back a need."""
        withdrawn_on = dates.from_wire(request.withdrawn_on, "withdrawn_on")

        def work(tx: Transaction) -> str:
            commands.withdraw_need(tx, request.person_id, request.need_id, withdrawn_on)
            return request.need_id

        return once_then_read(
            self.database,
            request,
            work,
            lambda id: pb.WithdrawNeedResponse(need=queries.get_need(self.database, request.person_id, id)),
        )

    def EnterProgramme(
        self, request: pb.EnterProgrammeRequest, context: grpc.ServicerContext
    ) -> pb.EnterProgrammeResponse:
        """A person is in a programme."""
        entered_on = dates.from_wire(request.entered_on, "entered_on")

        def work(tx: Transaction) -> str:
            programmes.enter_programme(tx, request.person_id, request.programme_code, entered_on, request.recorded_by)
            return request.person_id

        def read(person_id: str) -> pb.EnterProgrammeResponse:
            each = programmes.get_participation(self.database, person_id, request.programme_code, entered_on=entered_on)
            return pb.EnterProgrammeResponse(participation=each)

        # The answer may tell of poverty, so it is read, not stored.
        return once_then_read(self.database, request, work, read)

    def LeaveProgramme(
        self, request: pb.LeaveProgrammeRequest, context: grpc.ServicerContext
    ) -> pb.LeaveProgrammeResponse:
        """A person is in a programme no longer."""
        left_on = dates.from_wire(request.left_on, "left_on")

        def work(tx: Transaction) -> str:
            programmes.leave_programme(tx, request.person_id, request.programme_code, left_on)
            return request.person_id

        def read(person_id: str) -> pb.LeaveProgrammeResponse:
            each = programmes.get_participation(self.database, person_id, request.programme_code, left_on=left_on)
            return pb.LeaveProgrammeResponse(participation=each)

        return once_then_read(self.database, request, work, read)

    def ListProgrammes(
        self, request: pb.ListProgrammesRequest, context: grpc.ServicerContext
    ) -> pb.ListProgrammesResponse:
        """All programmes."""
        return pb.ListProgrammesResponse(programmes=[programmes.programme_message(each) for each in PROGRAMMES.all()])

    def GetLoop(self, request: pb.GetLoopRequest, context: grpc.ServicerContext) -> pb.GetLoopResponse:
        """One loop."""
        return pb.GetLoopResponse(loop=queries.get_loop(self.database, request.loop_id))

    def ListLoops(self, request: pb.ListLoopsRequest, context: grpc.ServicerContext) -> pb.ListLoopsResponse:
        """Loops of a region."""
        if request.HasField("as_of"):
            if request.state == pb.LOOP_STATE_CLOSED:
                raise InvalidField("state", "closed loops are not stuck: leave it out, or leave out as_of")
            return queries.list_stuck_loops(
                self.database,
                request.region_code,
                request.stage,
                dates.from_wire(request.as_of, "as_of"),
                request.stuck_for_days_at_least,
                request.page_size,
                request.page_token,
            )
        if request.stuck_for_days_at_least:
            raise InvalidField("as_of", "is needed with stuck_for_days_at_least: up to which day is counted")
        return queries.list_loops(
            self.database, request.region_code, request.stage, request.state, request.page_size, request.page_token
        )

    def CloseLoop(self, request: pb.CloseLoopRequest, context: grpc.ServicerContext) -> pb.CloseLoopResponse:
        """Close a loop without employment."""
        closed_on = dates.from_wire(request.closed_on, "closed_on")
        return once(
            self.database,
            request,
            lambda tx: pb.CloseLoopResponse(
                loop=queries.loop_message(commands.close_loop(tx, request.loop_id, request.outcome, closed_on), [])
            ),
        )

    def GetStatistics(
        self, request: pb.GetStatisticsRequest, context: grpc.ServicerContext
    ) -> pb.GetStatisticsResponse:
        """Figures of a region."""
        return figures.get_statistics(self.database, request.region_code, dates.from_wire(request.as_of, "as_of"))

    def GetStatisticsTable(
        self, request: pb.GetStatisticsTableRequest, context: grpc.ServicerContext
    ) -> pb.GetStatisticsTableResponse:
        """Figures of a region and of each below it."""
        return figures.get_statistics_table(self.database, request.region_code, dates.from_wire(request.as_of, "as_of"))

    def GetDataQuality(
        self, request: pb.GetDataQualityRequest, context: grpc.ServicerContext
    ) -> pb.GetDataQualityResponse:
        """How good the records are."""
        as_of = dates.from_wire(request.as_of, "as_of")
        return quality.get_data_quality(self.database, request.region_code, as_of, request.stale_days)

    def ListDataQualityFindings(
        self, request: pb.ListDataQualityFindingsRequest, context: grpc.ServicerContext
    ) -> pb.ListDataQualityFindingsResponse:
        """Whom a finding is about."""
        return quality.list_findings(
            self.database,
            request.region_code,
            dates.from_wire(request.as_of, "as_of"),
            request.stale_days,
            request.finding,
            request.page_size,
            request.page_token,
        )

    def GetRegion(self, request: pb.GetRegionRequest, context: grpc.ServicerContext) -> pb.GetRegionResponse:
        """One region."""
        return pb.GetRegionResponse(region=queries.region_message(REGIONS.get(request.region_code)))

    def ListRegions(self, request: pb.ListRegionsRequest, context: grpc.ServicerContext) -> pb.ListRegionsResponse:
        """The regions below one."""
        on = dates.from_wire(request.on, "on") if request.HasField("on") else None
        return pb.ListRegionsResponse(
            regions=[queries.region_message(region) for region in REGIONS.below(request.parent_code, on)]
        )


def _certificate(entry: pb.CertificateEntry) -> commands.CertificateData:
    return commands.CertificateData(
        number=entry.number,
        issued_on=dates.from_wire(entry.issued_on, "certificate.issued_on"),
        expires_on=dates.from_wire(entry.expires_on, "certificate.expires_on"),
        fields={
            "number": "certificate.number",
            "issued_on": "certificate.issued_on",
            "expires_on": "certificate.expires_on",
        },
    )


def with_gauges(database: Database) -> Registry:
    """The servicer, and the gauges of loops in this process's metrics. Raises `OlderRecords`, `ClearText`, `NoKeys`."""
    store.refuse_older_records(database)
    _ = database.vault  # without keys it could do next to nothing
    REGISTRY.register(figures.LoopGauges(database))
    return Registry(database)


def add_to_server(servicer: Registry, server: grpc.Server) -> None:
    """All services of the api, by the one servicer."""
    pb_grpc.add_RegistryServiceServicer_to_server(servicer, server)
    import_grpc.add_ImportServiceServicer_to_server(servicer, server)
    export_grpc.add_ExportServiceServicer_to_server(servicer, server)
    changes_grpc.add_ChangeRequestServiceServicer_to_server(servicer, server)
    household_grpc.add_HouseholdServiceServicer_to_server(servicer, server)
    survey_grpc.add_SurveyServiceServicer_to_server(servicer, server)


INDEXES = [*store.INDEXES, *household_store.INDEXES, *import_store.INDEXES, *surveys.INDEXES]

if __name__ == "__main__":
    grpc_server.main("registry", with_gauges, add_to_server, INDEXES)
