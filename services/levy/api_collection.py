"""The rpcs of what follows an assessment (collection_service.proto)."""

import grpc
from bihuan.levy.v1 import collection_service_pb2 as pb
from bihuan.levy.v1 import collection_service_pb2_grpc as pb_grpc

from services.levy import accounts, awards, collection, notices, reliefs
from services.levy.domain.account import Account, State
from services.levy.domain.appeal import Verdict
from services.levy.domain.award import Status as AwardStatus
from services.levy.domain.declaration import Figures
from services.levy.domain.notice import Kind as NoticeKind
from services.levy.domain.relief import Status
from services.levy.domain.rules import Rulebook
from shared import dates
from shared.grpc_server import once
from shared.store import Database, Transaction, new_id


class Collection(pb_grpc.CollectionServiceServicer):
    """Every rpc is explained in collection_service.proto."""

    database: Database
    rulebook: Rulebook
    texts: notices.Texts

    def _message(self, account: Account) -> pb.Account:
        return collection.account_message(account, dates.china_date(self.database.now()))

    def GetAccount(self, request: pb.GetAccountRequest, context: grpc.ServicerContext) -> pb.GetAccountResponse:
        """One account."""
        return self.database.transact(
            lambda tx: pb.GetAccountResponse(
                account=self._message(accounts.of(tx, self.rulebook, request.employer_code, request.levy_year))
            )
        )

    def ListAccounts(self, request: pb.ListAccountsRequest, context: grpc.ServicerContext) -> pb.ListAccountsResponse:
        """Accounts of a year."""
        return collection.list_accounts(
            self.database,
            request.levy_year,
            request.region_code,
            State(request.state) if request.state else None,
            request.balance_at_least_fen if request.HasField("balance_at_least_fen") else None,
            request.balance_at_most_fen if request.HasField("balance_at_most_fen") else None,
            request.page_size,
            request.page_token,
        )

    def RecordPayment(
        self, request: pb.RecordPaymentRequest, context: grpc.ServicerContext
    ) -> pb.RecordPaymentResponse:
        """Enter a payment."""
        paid_on = dates.from_wire(request.paid_on, "paid_on")

        def work(tx: Transaction) -> pb.RecordPaymentResponse:
            account = collection.record_payment(
                tx,
                self.rulebook,
                request.employer_code,
                request.levy_year,
                request.amount_fen,
                request.receipt_number,
                paid_on,
            )
            return pb.RecordPaymentResponse(account=self._message(account))

        return once(self.database, request, work)

    def RecordRefund(self, request: pb.RecordRefundRequest, context: grpc.ServicerContext) -> pb.RecordRefundResponse:
        """Enter a refund."""
        refunded_on = dates.from_wire(request.refunded_on, "refunded_on")

        def work(tx: Transaction) -> pb.RecordRefundResponse:
            account = collection.record_refund(
                tx,
                self.rulebook,
                request.employer_code,
                request.levy_year,
                request.amount_fen,
                request.voucher_number,
                refunded_on,
            )
            return pb.RecordRefundResponse(account=self._message(account))

        return once(self.database, request, work)

    def WarnOfArrears(
        self, request: pb.WarnOfArrearsRequest, context: grpc.ServicerContext
    ) -> pb.WarnOfArrearsResponse:
        """Enter a warning."""
        warned_on = dates.from_wire(request.warned_on, "warned_on")
        pay_until = dates.from_wire(request.pay_until, "pay_until")

        def work(tx: Transaction) -> pb.WarnOfArrearsResponse:
            account = collection.warn_of_arrears(
                tx, self.rulebook, request.employer_code, request.levy_year, warned_on, pay_until
            )
            return pb.WarnOfArrearsResponse(account=self._message(account))

        return once(self.database, request, work)

    def GetSurcharge(self, request: pb.GetSurchargeRequest, context: grpc.ServicerContext) -> pb.GetSurchargeResponse:
        """What a surcharge comes to."""
        through = dates.from_wire(request.through, "through")

        def work(tx: Transaction) -> pb.GetSurchargeResponse:
            account = accounts.of(tx, self.rulebook, request.employer_code, request.levy_year)
            return pb.GetSurchargeResponse(surcharge=collection.surcharge_message(self.rulebook, account, through))

        return self.database.transact(work)

    def OrderSurcharge(
        self, request: pb.OrderSurchargeRequest, context: grpc.ServicerContext
    ) -> pb.OrderSurchargeResponse:
        """Order a surcharge."""
        through = dates.from_wire(request.through, "through")
        ordered_on = dates.from_wire(request.ordered_on, "ordered_on")

        def work(tx: Transaction) -> pb.OrderSurchargeResponse:
            account = collection.order_surcharge(
                tx, self.rulebook, request.employer_code, request.levy_year, through, ordered_on
            )
            return pb.OrderSurchargeResponse(
                account=self._message(account),
                surcharge=collection.surcharge_message(self.rulebook, account, through),
            )

        return once(self.database, request, work)

    def ApplyForRelief(
        self, request: pb.ApplyForReliefRequest, context: grpc.ServicerContext
    ) -> pb.ApplyForReliefResponse:
        """Apply for a relief."""
        id = new_id()
        until = dates.from_wire(request.until, "until") if request.HasField("until") else None
        applied_on = dates.from_wire(request.applied_on, "applied_on")

        def work(tx: Transaction) -> pb.ApplyForReliefResponse:
            relief = reliefs.apply_for_relief(
                tx,
                self.rulebook,
                id,
                request.employer_code,
                request.levy_year,
                request.programme_id,
                fen=request.amount_fen,
                until=until,
                grounds=request.grounds,
                applied_on=applied_on,
            )
            return pb.ApplyForReliefResponse(relief=reliefs.relief_message(relief))

        return once(self.database, request, work)

    def DecideRelief(self, request: pb.DecideReliefRequest, context: grpc.ServicerContext) -> pb.DecideReliefResponse:
        """Grant or refuse a relief."""
        until = dates.from_wire(request.until, "until") if request.HasField("until") else None
        decided_on = dates.from_wire(request.decided_on, "decided_on")

        def work(tx: Transaction) -> pb.DecideReliefResponse:
            relief = reliefs.decide_relief(
                tx,
                self.rulebook,
                request.relief_id,
                granted=request.granted,
                fen=request.amount_fen,
                until=until,
                reasons=request.reasons,
                decided_on=decided_on,
            )
            return pb.DecideReliefResponse(relief=reliefs.relief_message(relief))

        return once(self.database, request, work)

    def GetRelief(self, request: pb.GetReliefRequest, context: grpc.ServicerContext) -> pb.GetReliefResponse:
        """One application."""
        return self.database.transact(
            lambda tx: pb.GetReliefResponse(relief=reliefs.relief_message(reliefs.load_relief(tx, request.relief_id)))
        )

    def ListReliefs(self, request: pb.ListReliefsRequest, context: grpc.ServicerContext) -> pb.ListReliefsResponse:
        """Applications of a year."""
        return reliefs.list_reliefs(
            self.database,
            request.levy_year,
            request.region_code,
            Status(request.state) if request.state else None,
            request.page_size,
            request.page_token,
        )

    def ListPublishedReliefs(
        self, request: pb.ListPublishedReliefsRequest, context: grpc.ServicerContext
    ) -> pb.ListPublishedReliefsResponse:
        """The public list of a year."""
        return reliefs.list_published(
            self.database, request.year, request.region_code, request.page_size, request.page_token
        )

    def FileAppeal(self, request: pb.FileAppealRequest, context: grpc.ServicerContext) -> pb.FileAppealResponse:
        """Appeal."""
        id = new_id()
        filed_on = dates.from_wire(request.filed_on, "filed_on")

        def work(tx: Transaction) -> pb.FileAppealResponse:
            appeal = reliefs.file_appeal(
                tx,
                self.rulebook,
                id,
                request.employer_code,
                request.levy_year,
                request.assessment_id,
                request.grounds,
                filed_on,
            )
            return pb.FileAppealResponse(appeal=reliefs.appeal_message(appeal))

        return once(self.database, request, work)

    def DecideAppeal(self, request: pb.DecideAppealRequest, context: grpc.ServicerContext) -> pb.DecideAppealResponse:
        """Decide an appeal."""
        id = new_id()
        decided_on = dates.from_wire(request.decided_on, "decided_on")
        payroll = (
            Figures.of(request.payroll.monthly_staff, request.payroll.wage_bill_fen, "payroll.")
            if request.HasField("payroll")
            else None
        )

        def work(tx: Transaction) -> pb.DecideAppealResponse:
            appeal = reliefs.decide_appeal(
                tx,
                self.rulebook,
                id,
                request.appeal_id,
                upheld=request.upheld,
                reasons=request.reasons,
                decided_on=decided_on,
                payroll=payroll,
            )
            return pb.DecideAppealResponse(appeal=reliefs.appeal_message(appeal))

        return once(self.database, request, work)

    def GetAppeal(self, request: pb.GetAppealRequest, context: grpc.ServicerContext) -> pb.GetAppealResponse:
        """One appeal."""
        return self.database.transact(
            lambda tx: pb.GetAppealResponse(appeal=reliefs.appeal_message(reliefs.load_appeal(tx, request.appeal_id)))
        )

    def ListAppeals(self, request: pb.ListAppealsRequest, context: grpc.ServicerContext) -> pb.ListAppealsResponse:
        """Appeals of a year."""
        return reliefs.list_appeals(
            self.database,
            request.levy_year,
            request.region_code,
            Verdict(request.state) if request.state else None,
            request.page_size,
            request.page_token,
        )

    def IssueNotice(self, request: pb.IssueNoticeRequest, context: grpc.ServicerContext) -> pb.IssueNoticeResponse:
        """Print a notice and keep it."""
        id = new_id()
        issued_on = dates.from_wire(request.issued_on, "issued_on")

        def work(tx: Transaction) -> pb.IssueNoticeResponse:
            notice = notices.issue_notice(
                tx,
                self.rulebook,
                self.texts,
                id,
                request.employer_code,
                request.levy_year,
                NoticeKind(request.kind),
                request.subject_id,
                issued_on,
            )
            return pb.IssueNoticeResponse(notice=notices.notice_message(notice))

        # Alone: printing takes long enough to be felt by others in the same transaction.
        return once(self.database, request, work, alone=True)

    def GetNotice(self, request: pb.GetNoticeRequest, context: grpc.ServicerContext) -> pb.GetNoticeResponse:
        """One notice with its PDF."""

        def work(tx: Transaction) -> pb.GetNoticeResponse:
            found = notices.notice(tx, request.notice_id)
            return pb.GetNoticeResponse(notice=notices.notice_message(found), content=notices.print_of(tx, found))

        return self.database.transact(work)

    def ListNotices(self, request: pb.ListNoticesRequest, context: grpc.ServicerContext) -> pb.ListNoticesResponse:
        """The notices to an employer."""
        return notices.list_notices(
            self.database, request.employer_code, request.levy_year, request.page_size, request.page_token
        )

    def ApplyForAward(
        self, request: pb.ApplyForAwardRequest, context: grpc.ServicerContext
    ) -> pb.ApplyForAwardResponse:
        """Apply for an award."""
        id = new_id()
        applied_on = dates.from_wire(request.applied_on, "applied_on")

        def work(tx: Transaction) -> pb.ApplyForAwardResponse:
            award = awards.apply_for_award(
                tx, self.rulebook, id, request.employer_code, request.levy_year, request.programme_id, applied_on
            )
            return pb.ApplyForAwardResponse(award=awards.award_message(award))

        return once(self.database, request, work)

    def ReviewAward(self, request: pb.ReviewAwardRequest, context: grpc.ServicerContext) -> pb.ReviewAwardResponse:
        """Review an application for an award."""
        reviewed_on = dates.from_wire(request.reviewed_on, "reviewed_on")

        def work(tx: Transaction) -> pb.ReviewAwardResponse:
            award = awards.review_award(
                tx,
                self.rulebook,
                request.award_id,
                passed=request.passed,
                reasons=request.reasons,
                reviewed_on=reviewed_on,
            )
            return pb.ReviewAwardResponse(award=awards.award_message(award))

        return once(self.database, request, work)

    def DecideAward(self, request: pb.DecideAwardRequest, context: grpc.ServicerContext) -> pb.DecideAwardResponse:
        """Grant or refuse an award."""
        decided_on = dates.from_wire(request.decided_on, "decided_on")

        def work(tx: Transaction) -> pb.DecideAwardResponse:
            award = awards.decide_award(
                tx,
                self.rulebook,
                request.award_id,
                granted=request.granted,
                reasons=request.reasons,
                decided_on=decided_on,
            )
            return pb.DecideAwardResponse(award=awards.award_message(award))

        return once(self.database, request, work)

    def GetAward(self, request: pb.GetAwardRequest, context: grpc.ServicerContext) -> pb.GetAwardResponse:
        """One application for an award."""
        return self.database.transact(
            lambda tx: pb.GetAwardResponse(award=awards.award_message(awards.load(tx, request.award_id)))
        )

    def ListAwards(self, request: pb.ListAwardsRequest, context: grpc.ServicerContext) -> pb.ListAwardsResponse:
        """Applications for awards of a year."""
        return awards.list_awards(
            self.database,
            request.levy_year,
            request.region_code,
            AwardStatus(request.state) if request.state else None,
            request.page_size,
            request.page_token,
        )
