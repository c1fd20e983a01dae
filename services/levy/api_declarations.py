"""The rpcs of declarations and their review: decode → call → encode."""
# ruff: noqa: D102  # the contract documents its rpcs

from datetime import date, datetime

import grpc
from bihuan.levy.v1 import declaration_service_pb2 as pb
from google.protobuf.message import Message
from google.type.date_pb2 import Date

from services.levy import conflicts, declarations
from services.levy.domain.declaration import Declaration
from services.levy.domain.filing import Content, DraftLine, DraftMonth
from services.levy.domain.review import Returned
from services.levy.domain.rules import Rulebook
from shared import dates
from shared.clock import utc_now
from shared.once import once, once_then_read
from shared.peers import Certificates
from shared.store import Database, Transaction, new_id


class Declarations:
    """A part of `LevyApi`; every rpc is explained in declaration_service.proto.

    Drafts are read when they are answered, so that no copy of their lines is kept with the request.
    """

    database: Database
    rulebook: Rulebook
    certificates: Certificates

    def StartDraft(self, request: pb.StartDraftRequest, context: grpc.ServicerContext) -> pb.StartDraftResponse:
        id = new_id()

        def work(tx: Transaction) -> str:
            return declarations.start_draft(tx, id, request.employer_code, request.base_year).id

        return once_then_read(self.database, request, work, lambda id: pb.StartDraftResponse(draft=self._draft(id)))

    def SaveDraft(self, request: pb.SaveDraftRequest, context: grpc.ServicerContext) -> pb.SaveDraftResponse:
        request = _without_numbers(request, self.certificates)
        content = _content(request.content)

        def work(tx: Transaction) -> str:
            return declarations.save_draft(tx, request.draft_id, request.revision, content).id

        return once_then_read(self.database, request, work, lambda id: pb.SaveDraftResponse(draft=self._draft(id)))

    def GetDraft(self, request: pb.GetDraftRequest, context: grpc.ServicerContext) -> pb.GetDraftResponse:
        return pb.GetDraftResponse(draft=self._draft(request.draft_id))

    def PrefillDraft(self, request: pb.PrefillDraftRequest, context: grpc.ServicerContext) -> pb.PrefillDraftResponse:
        def work(tx: Transaction) -> str:
            return declarations.prefill_draft(tx, self.rulebook, request.draft_id, request.revision).id

        return once_then_read(self.database, request, work, lambda id: pb.PrefillDraftResponse(draft=self._draft(id)))

    def SubmitDraft(self, request: pb.SubmitDraftRequest, context: grpc.ServicerContext) -> pb.SubmitDraftResponse:
        id = new_id()
        submitted_on = dates.from_wire(request.submitted_on, "submitted_on")

        def work(tx: Transaction) -> pb.SubmitDraftResponse:
            declaration = declarations.submit_draft(
                tx, self.rulebook, id, request.draft_id, request.revision, submitted_on
            )
            return pb.SubmitDraftResponse(declaration=declarations.stored_message(tx, declaration))

        return once(self.database, request, work)

    def GetReview(self, request: pb.GetReviewRequest, context: grpc.ServicerContext) -> pb.GetReviewResponse:
        return self.database.transact(
            lambda tx: pb.GetReviewResponse(
                declaration=declarations.get_review(tx, self.rulebook, request.declaration_id)
            )
        )

    def ListReviews(self, request: pb.ListReviewsRequest, context: grpc.ServicerContext) -> pb.ListReviewsResponse:
        return declarations.list_reviews(
            self.database, request.region_code, request.state, request.page_size, request.page_token
        )

    def PassFirstReview(
        self, request: pb.PassFirstReviewRequest, context: grpc.ServicerContext
    ) -> pb.PassFirstReviewResponse:
        def work(tx: Transaction) -> pb.PassFirstReviewResponse:
            stepped = declarations.step(tx, self.rulebook, request.declaration_id, Declaration.pass_first_review)
            return pb.PassFirstReviewResponse(declaration=declarations.stored_message(tx, stepped))

        return once(self.database, request, work)

    def ApproveDeclaration(
        self, request: pb.ApproveDeclarationRequest, context: grpc.ServicerContext
    ) -> pb.ApproveDeclarationResponse:
        def work(tx: Transaction) -> pb.ApproveDeclarationResponse:
            stepped = declarations.step(tx, self.rulebook, request.declaration_id, Declaration.approve)
            return pb.ApproveDeclarationResponse(declaration=declarations.stored_message(tx, stepped))

        return once(self.database, request, work)

    def ReturnDeclaration(
        self, request: pb.ReturnDeclarationRequest, context: grpc.ServicerContext
    ) -> pb.ReturnDeclarationResponse:
        reasons = tuple(Returned(each.line, each.reason) for each in request.reasons)

        def take(declaration: Declaration, by: str, at: datetime) -> None:
            declaration.return_(reasons, by, at)

        def work(tx: Transaction) -> pb.ReturnDeclarationResponse:
            stepped = declarations.step(tx, self.rulebook, request.declaration_id, take)
            return pb.ReturnDeclarationResponse(declaration=declarations.stored_message(tx, stepped))

        return once(self.database, request, work)

    def ReopenFiling(self, request: pb.ReopenFilingRequest, context: grpc.ServicerContext) -> pb.ReopenFilingResponse:
        until = dates.from_wire(request.until, "until")

        def work(tx: Transaction) -> pb.ReopenFilingResponse:
            declarations.reopen_filing(tx, request.employer_code, request.base_year, until, request.reason)
            return pb.ReopenFilingResponse(
                employer_code=request.employer_code, base_year=request.base_year, reopened_until=dates.to_wire(until)
            )

        return once(self.database, request, work)

    def GetConflict(self, request: pb.GetConflictRequest, context: grpc.ServicerContext) -> pb.GetConflictResponse:
        return pb.GetConflictResponse(conflict=conflicts.get(self.database, request.conflict_id))

    def ListConflicts(
        self, request: pb.ListConflictsRequest, context: grpc.ServicerContext
    ) -> pb.ListConflictsResponse:
        return conflicts.list_conflicts(self.database, request)

    def SettleConflict(
        self, request: pb.SettleConflictRequest, context: grpc.ServicerContext
    ) -> pb.SettleConflictResponse:
        def work(tx: Transaction) -> pb.SettleConflictResponse:
            settled = conflicts.settle(tx, request.conflict_id, request.decisions)
            return pb.SettleConflictResponse(conflict=conflicts.message(settled))

        return once(self.database, request, work)

    def _draft(self, draft_id: str) -> pb.DeclarationDraft:
        return self.database.transact(lambda tx: declarations.get_draft(tx, self.rulebook, draft_id))


def _without_numbers(request: pb.SaveDraftRequest, certificates: Certificates) -> pb.SaveDraftRequest:
    """The request with the registry's person for each certificate's number. Raises `PeerUnavailable`.

    From here on no number is there any more: neither the draft nor what is kept of the request has it.
    """
    named = pb.SaveDraftRequest()
    named.CopyFrom(request)
    numbered = [line for line in named.content.lines if line.certificate_number]
    today = dates.china_date(utc_now())
    holders = certificates.holders([line.certificate_number for line in numbered], today)
    for line, person_id in zip(numbered, holders, strict=True):
        line.certificate_number = ""
        line.person_id, line.certificate_unknown = person_id, not person_id
    return named


def _content(content: pb.DeclarationContent) -> Content:
    return Content(
        employer_code=content.employer_code,
        wage_currency=content.wage_currency,
        monthly_staff=tuple(content.monthly_staff),
        wage_bill_fen=content.wage_bill_fen,
        seasonal_person_months=content.seasonal_person_months,
        lines=tuple(_line(line, f"content.lines[{place}]") for place, line in enumerate(content.lines)),
    )


def _line(line: pb.DeclarationLine, path: str) -> DraftLine:
    return DraftLine(
        person_id=line.person_id.lower(),
        contract_from=_day(line, "contract_from", path),
        contract_until=_day(line, "contract_until", path),
        months=tuple(DraftMonth(each.month, each.wage_fen, each.insured) for each in line.months),
        certificate_unknown=line.certificate_unknown and not line.person_id,
    )


def _day(message: Message, field: str, path: str) -> date | None:
    if not message.HasField(field):
        return None
    day: Date = getattr(message, field)
    return dates.from_wire(day, f"{path}.{field}")
