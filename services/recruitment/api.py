"""Recruitment's gRPC program: decode, call, encode. `python -m services.recruitment.api` runs it."""
# ruff: noqa: D102  # the contract documents its rpcs

from datetime import date

from bihuan.recruitment.v1 import recruitment_service_pb2 as pb
from bihuan.recruitment.v1.recruitment_service_pb2_grpc import (
    RecruitmentServiceServicer,
    add_RecruitmentServiceServicer_to_server,
)
from google.type.date_pb2 import Date
from grpc import ServicerContext

from services.recruitment import commands, matches, queries, store
from services.recruitment.domain.placement import Placement
from services.recruitment.domain.post import Post
from services.recruitment.domain.seeker import Seeker
from shared.dates import from_wire
from shared.grpc_server import main, once
from shared.store import Database


def _post(post: Post) -> pb.Post:
    return queries.post_message(store.post_document(post))


def _seeker(seeker: Seeker) -> pb.Seeker:
    return queries.seeker_message(store.seeker_document(seeker))


def _placement(placement: Placement) -> pb.Placement:
    return queries.placement_message(store.placement_document(placement))


def _date_if(present: bool, value: Date, field: str) -> date | None:
    return from_wire(value, field) if present else None


class RecruitmentApi(RecruitmentServiceServicer):
    """The contract's rpcs; recruitment_service.proto says what each does and refuses."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def OpenPost(self, request: pb.OpenPostRequest, context: ServicerContext) -> pb.OpenPostResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.OpenPostResponse(
                post=_post(
                    commands.open_post(
                        tx,
                        employer_code=request.employer.unified_social_credit_code,
                        employer_name=request.employer.name,
                        title=request.title,
                        occupation_code=request.occupation_code,
                        region_code=request.region_code,
                        vacancies=request.vacancies,
                        monthly_wage_fen=request.monthly_wage_fen,
                        minimum_contract_months=request.minimum_contract_months,
                        form=request.form,
                        opened_on=from_wire(request.opened_on, "opened_on"),
                    )
                )
            ),
        )

    def GetPost(self, request: pb.GetPostRequest, context: ServicerContext) -> pb.GetPostResponse:
        return queries.get_post(self.database, request)

    def ListPosts(self, request: pb.ListPostsRequest, context: ServicerContext) -> pb.ListPostsResponse:
        return queries.list_posts(self.database, request)

    def WithdrawPost(self, request: pb.WithdrawPostRequest, context: ServicerContext) -> pb.WithdrawPostResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.WithdrawPostResponse(
                post=_post(commands.withdraw_post(tx, request.post_id, from_wire(request.withdrawn_on, "withdrawn_on")))
            ),
        )

    def RegisterSeeker(self, request: pb.RegisterSeekerRequest, context: ServicerContext) -> pb.RegisterSeekerResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.RegisterSeekerResponse(
                seeker=_seeker(
                    commands.register_seeker(
                        tx,
                        person_id=request.person_id,
                        loop_id=request.loop_id,
                        region_code=request.region_code,
                        occupation_code=request.occupation_code,
                        wanted_monthly_wage_fen=request.wanted_monthly_wage_fen,
                        registered_on=from_wire(request.registered_on, "registered_on"),
                    )
                )
            ),
        )

    def GetSeeker(self, request: pb.GetSeekerRequest, context: ServicerContext) -> pb.GetSeekerResponse:
        return queries.get_seeker(self.database, request)

    def ListSeekers(self, request: pb.ListSeekersRequest, context: ServicerContext) -> pb.ListSeekersResponse:
        return queries.list_seekers(self.database, request)

    def WithdrawSeeker(self, request: pb.WithdrawSeekerRequest, context: ServicerContext) -> pb.WithdrawSeekerResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.WithdrawSeekerResponse(
                seeker=_seeker(
                    commands.withdraw_seeker(tx, request.seeker_id, from_wire(request.withdrawn_on, "withdrawn_on"))
                )
            ),
        )

    def ListMatches(self, request: pb.ListMatchesRequest, context: ServicerContext) -> pb.ListMatchesResponse:
        return matches.list_matches(self.database, request)

    def RecordIntention(
        self, request: pb.RecordIntentionRequest, context: ServicerContext
    ) -> pb.RecordIntentionResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.RecordIntentionResponse(
                placement=_placement(
                    commands.record_intention(
                        tx, request.post_id, request.seeker_id, from_wire(request.intended_on, "intended_on")
                    )
                )
            ),
        )

    def DropIntention(self, request: pb.DropIntentionRequest, context: ServicerContext) -> pb.DropIntentionResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.DropIntentionResponse(
                placement=_placement(
                    commands.drop_intention(tx, request.placement_id, from_wire(request.dropped_on, "dropped_on"))
                )
            ),
        )

    def SignContract(self, request: pb.SignContractRequest, context: ServicerContext) -> pb.SignContractResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.SignContractResponse(
                placement=_placement(
                    commands.sign_contract(
                        tx,
                        request.placement_id,
                        signed_on=from_wire(request.signed_on, "signed_on"),
                        contract_from=from_wire(request.contract_from, "contract_from"),
                        contract_until=_date_if(
                            request.HasField("contract_until"), request.contract_until, "contract_until"
                        ),
                        monthly_wage_fen=request.monthly_wage_fen,
                        form=request.form,
                    )
                )
            ),
        )

    def StartPlacement(self, request: pb.StartPlacementRequest, context: ServicerContext) -> pb.StartPlacementResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.StartPlacementResponse(
                placement=_placement(
                    commands.start_placement(tx, request.placement_id, from_wire(request.started_on, "started_on"))
                )
            ),
        )

    def EndPlacement(self, request: pb.EndPlacementRequest, context: ServicerContext) -> pb.EndPlacementResponse:
        return once(
            self.database,
            request,
            lambda tx: pb.EndPlacementResponse(
                placement=_placement(
                    commands.end_placement(
                        tx, request.placement_id, from_wire(request.ended_on, "ended_on"), request.reason
                    )
                )
            ),
        )

    def GetPlacement(self, request: pb.GetPlacementRequest, context: ServicerContext) -> pb.GetPlacementResponse:
        return queries.get_placement(self.database, request)

    def ListPlacements(self, request: pb.ListPlacementsRequest, context: ServicerContext) -> pb.ListPlacementsResponse:
        return queries.list_placements(self.database, request)


if __name__ == "__main__":
    main("recruitment", RecruitmentApi, add_RecruitmentServiceServicer_to_server, store.INDEXES)
