"""The rpcs of survey campaigns (survey_service.proto)."""

import grpc
from bihuan.registry.v1 import survey_service_pb2 as pb
from bihuan.registry.v1 import survey_service_pb2_grpc as pb_grpc

from services.registry import surveys
from shared import dates
from shared.grpc_server import once
from shared.store import Database, Transaction


class Surveys(pb_grpc.SurveyServiceServicer):
    """Every rpc is explained in survey_service.proto."""

    database: Database

    def StartSurvey(self, request: pb.StartSurveyRequest, context: grpc.ServicerContext) -> pb.StartSurveyResponse:
        """Start a survey."""
        starts_on = dates.from_wire(request.starts_on, "starts_on")
        ends_on = dates.from_wire(request.ends_on, "ends_on")

        def work(tx: Transaction) -> pb.StartSurveyResponse:
            survey = surveys.start_survey(
                tx,
                request.region_codes,
                starts_on,
                ends_on,
                working_age_only=request.working_age_only,
                started_by=request.started_by,
            )
            return pb.StartSurveyResponse(survey=surveys.survey_message(survey))

        return once(self.database, request, work)

    def RecordVisit(self, request: pb.RecordVisitRequest, context: grpc.ServicerContext) -> pb.RecordVisitResponse:
        """Take down a visit."""
        visited_on = dates.from_wire(request.visited_on, "visited_on")
        told = [
            surveys.NeedTold(
                need.kind, need.occupation_code, need.willing, need.further_occupation_codes, need.constraints
            )
            for need in request.needs
        ]
        return once(
            self.database,
            request,
            lambda tx: surveys.record_visit(
                tx, request.survey_id, request.person_id, request.result, visited_on, request.visited_by, told
            ),
        )

    def GetSurveyProgress(
        self, request: pb.GetSurveyProgressRequest, context: grpc.ServicerContext
    ) -> pb.GetSurveyProgressResponse:
        """How far a survey has come."""
        return surveys.get_progress(self.database, request.survey_id)

    def ListPersonsToVisit(
        self, request: pb.ListPersonsToVisitRequest, context: grpc.ServicerContext
    ) -> pb.ListPersonsToVisitResponse:
        """Whom a survey has still to visit."""
        return surveys.list_to_visit(
            self.database, request.survey_id, request.region_code, request.page_size, request.page_token
        )

    def ListSurveys(self, request: pb.ListSurveysRequest, context: grpc.ServicerContext) -> pb.ListSurveysResponse:
        """Surveys that touch a region."""
        return surveys.list_surveys(
            self.database,
            request.region_code,
            open_only=request.open_only,
            page_size=request.page_size,
            page_token=request.page_token,
        )

    def CloseSurvey(self, request: pb.CloseSurveyRequest, context: grpc.ServicerContext) -> pb.CloseSurveyResponse:
        """End a survey."""
        closed_on = dates.from_wire(request.closed_on, "closed_on")
        return once(
            self.database,
            request,
            lambda tx: pb.CloseSurveyResponse(
                survey=surveys.survey_message(surveys.close_survey(tx, request.survey_id, closed_on))
            ),
        )
