"""The rpcs of change requests: decode → call → encode."""

from collections.abc import Callable
from datetime import datetime

import grpc
from bihuan.registry.v1 import change_request_service_pb2 as pb

from services.registry import changes
from services.registry.domain.change_request import ChangeRequest
from shared.once import once
from shared.store import Database, Transaction


class ChangeRequests:
    """A part of `Registry`; every rpc is explained in change_request_service.proto."""

    database: Database

    def OpenChangeRequest(
        self, request: pb.OpenChangeRequestRequest, context: grpc.ServicerContext
    ) -> pb.OpenChangeRequestResponse:
        """Draft a request."""

        def work(tx: Transaction) -> pb.OpenChangeRequestResponse:
            opened = changes.open_request(tx, request.person_id, request.change)
            return pb.OpenChangeRequestResponse(change_request=changes.message(opened))

        return once(self.database, request, work)

    def AttachEvidence(
        self, request: pb.AttachEvidenceRequest, context: grpc.ServicerContext
    ) -> pb.AttachEvidenceResponse:
        """Attach a document."""
        uploaded = changes.upload(self.database, request.change_request_id, request.content)

        def work(tx: Transaction) -> pb.AttachEvidenceResponse:
            attached = changes.attach(tx, request.change_request_id, uploaded)
            return pb.AttachEvidenceResponse(change_request=changes.message(attached))

        try:
            answer = once(self.database, request, work)
        except Exception:
            changes.take_away(self.database, uploaded)
            raise
        if uploaded.id not in [each.evidence_id for each in answer.change_request.evidence]:
            changes.take_away(self.database, uploaded)  # sent again: the first one is attached
        return answer

    def SubmitChangeRequest(
        self, request: pb.SubmitChangeRequestRequest, context: grpc.ServicerContext
    ) -> pb.SubmitChangeRequestResponse:
        """Hand a draft in."""
        work = _step(request.change_request_id, ChangeRequest.submit)
        return once(self.database, request, lambda tx: pb.SubmitChangeRequestResponse(change_request=work(tx)))

    def ValidateChangeRequest(
        self, request: pb.ValidateChangeRequestRequest, context: grpc.ServicerContext
    ) -> pb.ValidateChangeRequestResponse:
        """The evidence bears it out."""
        work = _step(request.change_request_id, ChangeRequest.validate)
        return once(self.database, request, lambda tx: pb.ValidateChangeRequestResponse(change_request=work(tx)))

    def RejectChangeRequest(
        self, request: pb.RejectChangeRequestRequest, context: grpc.ServicerContext
    ) -> pb.RejectChangeRequestResponse:
        """It does not."""

        def reject(asked: ChangeRequest, by: str, at: datetime) -> None:
            asked.reject(request.reason, by, at)

        work = _step(request.change_request_id, reject)
        return once(self.database, request, lambda tx: pb.RejectChangeRequestResponse(change_request=work(tx)))

    def CancelChangeRequest(
        self, request: pb.CancelChangeRequestRequest, context: grpc.ServicerContext
    ) -> pb.CancelChangeRequestResponse:
        """Take it back."""
        work = _step(request.change_request_id, ChangeRequest.cancel)
        return once(self.database, request, lambda tx: pb.CancelChangeRequestResponse(change_request=work(tx)))

    def ApplyChangeRequest(
        self, request: pb.ApplyChangeRequestRequest, context: grpc.ServicerContext
    ) -> pb.ApplyChangeRequestResponse:
        """Do the act."""

        def work(tx: Transaction) -> pb.ApplyChangeRequestResponse:
            applied = changes.apply(tx, request.change_request_id)
            return pb.ApplyChangeRequestResponse(change_request=changes.message(applied))

        return once(self.database, request, work)

    def GetChangeRequest(
        self, request: pb.GetChangeRequestRequest, context: grpc.ServicerContext
    ) -> pb.GetChangeRequestResponse:
        """One request."""
        return pb.GetChangeRequestResponse(change_request=changes.get(self.database, request.change_request_id))

    def ListChangeRequests(
        self, request: pb.ListChangeRequestsRequest, context: grpc.ServicerContext
    ) -> pb.ListChangeRequestsResponse:
        """Requests of a region."""
        return changes.list_requests(
            self.database, request.region_code, request.state, request.page_size, request.page_token
        )

    def GetEvidence(self, request: pb.GetEvidenceRequest, context: grpc.ServicerContext) -> pb.GetEvidenceResponse:
        """One document."""
        return changes.get_evidence(self.database, request.change_request_id, request.evidence_id)


def _step(
    request_id: str, take: Callable[[ChangeRequest, str, datetime], None]
) -> Callable[[Transaction], pb.ChangeRequest]:
    def work(tx: Transaction) -> pb.ChangeRequest:
        return changes.message(changes.step(tx, request_id, take))

    return work
