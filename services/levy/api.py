"""The levy's gRPC api: `python -m services.levy.api`. The contract is bihuan/levy/v1/levy_service.proto."""
# ruff: noqa: D102  # the contract documents its rpcs

from datetime import date

import grpc
from bihuan.levy.v1 import collection_service_pb2_grpc as collection_grpc
from bihuan.levy.v1 import declaration_service_pb2_grpc as declaration_grpc
from bihuan.levy.v1 import levy_service_pb2 as pb
from bihuan.levy.v1 import levy_service_pb2_grpc as pb_grpc
from bihuan.levy.v1 import province_service_pb2_grpc as province_grpc

from services.levy import accounts, awards, commands, notices, province_store, queries, reliefs, store, whatif
from services.levy.api_collection import Collection
from services.levy.api_declarations import Declarations
from services.levy.api_province import Province
from services.levy.domain.declaration import Figures
from services.levy.domain.employer import Employer
from services.levy.domain.rules import Rulebook
from shared import dates
from shared.grpc_server import main, once
from shared.peers import Certificates, registry
from shared.settings import load
from shared.store import Database, Transaction, new_id


class LevyApi(Collection, Declarations, Province, pb_grpc.LevyServiceServicer):
    """Decode, call, encode. `rulebook`: the rules to use; without one, those on file.

    `certificates`: whom to ask whose they are; without, numbers of certificates are not taken.

    Reads of more than one collection run in a transaction too: they see one moment.
    """

    def __init__(
        self, database: Database, rulebook: Rulebook | None = None, certificates: Certificates | None = None
    ) -> None:
        self.database = database
        self.certificates = certificates or Certificates(None)
        self.rulebook = rulebook or store.rulebook()
        self.texts = notices.on_file()

    def RegisterEmployer(
        self, request: pb.RegisterEmployerRequest, context: grpc.ServicerContext
    ) -> pb.RegisterEmployerResponse:
        id = new_id()
        founded_on = dates.from_wire(request.founded_on, "founded_on")
        kind = pb.EmployerKind.Name(request.kind).removeprefix("EMPLOYER_KIND_")
        level = pb.ManagementLevel.Name(request.management_level or pb.MANAGEMENT_LEVEL_COUNTY)

        def work(tx: Transaction) -> pb.RegisterEmployerResponse:
            employer = commands.register_employer(
                tx,
                id,
                code=request.employer_code,
                name=request.name,
                kind=kind,
                founded_on=founded_on,
                region_code=request.region_code,
                management_level=level.removeprefix("MANAGEMENT_LEVEL_"),
            )
            return pb.RegisterEmployerResponse(employer=_employer(employer))

        return once(self.database, request, work)

    def GetEmployer(self, request: pb.GetEmployerRequest, context: grpc.ServicerContext) -> pb.GetEmployerResponse:
        return self.database.transact(
            lambda tx: pb.GetEmployerResponse(employer=_employer(store.employer(tx, request.employer_code)))
        )

    def ListEmployers(
        self, request: pb.ListEmployersRequest, context: grpc.ServicerContext
    ) -> pb.ListEmployersResponse:
        return queries.list_employers(self.database, request.region_code, request.page_size, request.page_token)

    def GetPlacedCount(
        self, request: pb.GetPlacedCountRequest, context: grpc.ServicerContext
    ) -> pb.GetPlacedCountResponse:
        as_of = _as_of(request)
        return self.database.transact(
            lambda tx: queries.placed_count(tx, self.rulebook, request.employer_code, request.base_year, as_of)
        )

    def SubmitDeclaration(
        self, request: pb.SubmitDeclarationRequest, context: grpc.ServicerContext
    ) -> pb.SubmitDeclarationResponse:
        id = new_id()
        figures = Figures.of(request.monthly_staff, request.wage_bill_fen)
        submitted_on = dates.from_wire(request.submitted_on, "submitted_on")

        def work(tx: Transaction) -> pb.SubmitDeclarationResponse:
            declaration = commands.submit_declaration(
                tx, id, self.rulebook, request.employer_code, request.base_year, figures, submitted_on
            )
            return pb.SubmitDeclarationResponse(declaration=queries.declaration_message(declaration))

        return once(self.database, request, work)

    def CorrectDeclaration(
        self, request: pb.CorrectDeclarationRequest, context: grpc.ServicerContext
    ) -> pb.CorrectDeclarationResponse:
        figures = Figures.of(request.monthly_staff, request.wage_bill_fen)
        corrected_on = dates.from_wire(request.corrected_on, "corrected_on")

        def work(tx: Transaction) -> pb.CorrectDeclarationResponse:
            declaration = commands.correct_declaration(
                tx, self.rulebook, request.employer_code, request.base_year, figures, corrected_on
            )
            return pb.CorrectDeclarationResponse(declaration=queries.declaration_message(declaration))

        return once(self.database, request, work)

    def GetDeclaration(
        self, request: pb.GetDeclarationRequest, context: grpc.ServicerContext
    ) -> pb.GetDeclarationResponse:
        return self.database.transact(
            lambda tx: pb.GetDeclarationResponse(
                declaration=queries.declaration(tx, request.employer_code, request.base_year)
            )
        )

    def PreviewAssessment(
        self, request: pb.PreviewAssessmentRequest, context: grpc.ServicerContext
    ) -> pb.PreviewAssessmentResponse:
        as_of, payroll = _as_of(request), _payroll(request)

        def work(tx: Transaction) -> pb.PreviewAssessmentResponse:
            computed = commands.compute(
                tx,
                self.rulebook,
                request.employer_code,
                request.levy_year,
                as_of=as_of,
                payroll=payroll,
                from_draft=request.from_draft,
            )
            message = queries.assessment_message(store.computed_document(computed))
            return pb.PreviewAssessmentResponse(assessment=message)

        return self.database.transact(work)

    def IssueAssessment(
        self, request: pb.IssueAssessmentRequest, context: grpc.ServicerContext
    ) -> pb.IssueAssessmentResponse:
        id = new_id()
        assessed_on, payroll = dates.from_wire(request.assessed_on, "assessed_on"), _payroll(request)

        def work(tx: Transaction) -> pb.IssueAssessmentResponse:
            assessment = commands.issue_assessment(
                tx, id, self.rulebook, request.employer_code, request.levy_year, assessed_on, payroll
            )
            document = {**store.assessment_document(assessment), "_id": assessment.id}
            return pb.IssueAssessmentResponse(assessment=queries.assessment_message(document))

        return once(self.database, request, work)

    def GetAssessment(
        self, request: pb.GetAssessmentRequest, context: grpc.ServicerContext
    ) -> pb.GetAssessmentResponse:
        return self.database.transact(
            lambda tx: pb.GetAssessmentResponse(assessment=queries.assessment(tx, request.assessment_id))
        )

    def ListAssessments(
        self, request: pb.ListAssessmentsRequest, context: grpc.ServicerContext
    ) -> pb.ListAssessmentsResponse:
        return queries.list_assessments(
            self.database, request.employer_code, request.levy_year, request.page_size, request.page_token
        )

    def GetRules(self, request: pb.GetRulesRequest, context: grpc.ServicerContext) -> pb.GetRulesResponse:
        return queries.rules(self.rulebook, dates.from_wire(request.on, "on"), request.region_code)

    def CompareRules(self, request: pb.CompareRulesRequest, context: grpc.ServicerContext) -> pb.CompareRulesResponse:
        before, after = dates.from_wire(request.before, "before"), dates.from_wire(request.after, "after")
        return queries.compare_rules(self.rulebook, before, after, request.region_code)

    def WhatIf(self, request: pb.WhatIfRequest, context: grpc.ServicerContext) -> pb.WhatIfResponse:
        as_of, payroll = _as_of(request), _payroll(request)
        return self.database.transact(lambda tx: whatif.what_if(tx, self.rulebook, request, as_of, payroll))


def _as_of(request: pb.GetPlacedCountRequest | pb.PreviewAssessmentRequest | pb.WhatIfRequest) -> date | None:
    return dates.from_wire(request.as_of, "as_of") if request.HasField("as_of") else None


def _payroll(request: pb.PreviewAssessmentRequest | pb.IssueAssessmentRequest | pb.WhatIfRequest) -> Figures | None:
    if not request.HasField("payroll"):
        return None
    return Figures.of(request.payroll.monthly_staff, request.payroll.wage_bill_fen, "payroll.")


def _employer(employer: Employer) -> pb.Employer:
    return queries.employer_message({**store.employer_document(employer), "_id": employer.id})


def add_to_server(servicer: LevyApi, server: grpc.Server) -> None:
    """All services of the api, by the one servicer."""
    pb_grpc.add_LevyServiceServicer_to_server(servicer, server)
    declaration_grpc.add_DeclarationServiceServicer_to_server(servicer, server)
    collection_grpc.add_CollectionServiceServicer_to_server(servicer, server)
    province_grpc.add_ProvinceServiceServicer_to_server(servicer, server)


def with_registry(database: Database) -> LevyApi:
    """The servicer, and whom it asks of certificates. Raises `OlderRecords`, `SettingsError`."""
    store.refuse_older_records(database)
    return LevyApi(database, certificates=Certificates(registry(load("levy"), purpose="levy-collection")))


INDEXES = [
    *store.INDEXES,
    *accounts.INDEXES,
    *reliefs.INDEXES,
    *notices.INDEXES,
    *awards.INDEXES,
    *province_store.INDEXES,
]

if __name__ == "__main__":
    main("levy", with_registry, add_to_server, INDEXES)
