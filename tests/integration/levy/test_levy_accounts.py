"""Accounts through the gRPC api: what follows an assessment."""

import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import grpc
import pypdf
import pytest
from bihuan.levy.v1 import collection_service_pb2 as pb
from bihuan.levy.v1 import levy_service_pb2 as levy_pb
from bihuan.levy.v1.collection_service_pb2_grpc import CollectionServiceStub
from bihuan.levy.v1.events_pb2 import (
    AppealDecided,
    AppealFiled,
    AwardGranted,
    DeferralGranted,
    PaymentRecorded,
    RefundRecorded,
    ReliefGranted,
    SurchargeAdjusted,
    SurchargeOrdered,
)
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub
from google.protobuf.message import Message

from services.levy import accounts, store
from services.levy.api import LevyApi, add_to_server
from shared.store import Database, new_id
from tests.levy_samples import (
    MILL,
    PARK,
    appeal,
    application,
    approve,
    award,
    beyond_the_ratio,
    correction,
    declaration,
    issue,
    notice,
    place,
    published,
    registration,
    wire,
    with_social_average,
)

BILLED = 97_200_00


@pytest.fixture
def collection(levy: LevyServiceStub, levy_channel: grpc.Channel, database: Database) -> CollectionServiceStub:
    """With an employer of 120 staff, nobody placed, assessed for 2021: 97,200 yuan."""
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    approve(database)
    levy.IssueAssessment(issue())
    return CollectionServiceStub(levy_channel)


def payment(fen: int, receipt: str, **changes: Any) -> pb.RecordPaymentRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": PARK, "levy_year": 2021, "amount_fen": fen,
        "receipt_number": receipt, "paid_on": wire(2021, 9, 10),
    }  # fmt: skip
    return pb.RecordPaymentRequest(**(fields | changes))


def refund(fen: int, voucher: str, **changes: Any) -> pb.RecordRefundRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "employer_code": PARK, "levy_year": 2021, "amount_fen": fen,
        "voucher_number": voucher, "refunded_on": wire(2021, 10, 20),
    }  # fmt: skip
    return pb.RecordRefundRequest(**(fields | changes))


def refused(code: grpc.StatusCode, call: Callable[[Any], Message], request: Message) -> str:
    """What a refused call is told."""
    with pytest.raises(grpc.RpcError) as caught:
        call(request)
    assert caught.value.code() is code
    return str(caught.value.details())


def account(collection: CollectionServiceStub) -> pb.Account:
    return collection.GetAccount(pb.GetAccountRequest(employer_code=PARK, levy_year=2021)).account


def listed(collection: CollectionServiceStub, **asked: Any) -> list[int]:
    """The balances of the accounts found."""
    answer = collection.ListAccounts(pb.ListAccountsRequest(levy_year=2021, **asked))
    assert not any(found.entries for found in answer.accounts)
    return [found.balance_fen for found in answer.accounts]


def test_an_account_opens_with_the_assessment_is_paid_reassessed_and_refunded(
    levy: LevyServiceStub, collection: CollectionServiceStub, database: Database
) -> None:
    # given what was billed is paid in two parts
    opened = account(collection)
    assert (opened.state, opened.balance_fen, opened.bills[0].due_on) == (
        pb.ACCOUNT_STATE_BILLED,
        BILLED,
        opened.bills[0].due_on,
    )
    assert listed(collection, state=pb.ACCOUNT_STATE_BILLED, region_code="370100") == [BILLED]
    collection.RecordPayment(payment(BILLED - 1, "R-1"))
    assert listed(collection, state=pb.ACCOUNT_STATE_PARTLY_PAID, balance_at_least_fen=1) == [1]
    assert collection.RecordPayment(payment(1, "R-2")).account.state == pb.ACCOUNT_STATE_PAID
    # when the declaration is corrected to half the wages, and assessed again
    levy.CorrectDeclaration(correction(monthly_staff=[120] * 12, wage_bill_fen=120 * 30_000 * 100))
    approve(database)
    second = levy.IssueAssessment(issue(assessed_on=wire(2021, 10, 15))).assessment
    # then half is paid too much, and may be refunded
    assert account(collection).refundable_fen == BILLED // 2
    assert listed(collection, balance_at_most_fen=-1) == [-BILLED // 2]
    collection.RecordRefund(refund(BILLED // 2, "V-1"))
    # and the account shows it all, line by line
    ended = account(collection)
    assert [(entry.kind, entry.amount_fen, entry.balance_fen) for entry in ended.entries] == [
        (pb.ENTRY_KIND_ASSESSED, BILLED, BILLED),
        (pb.ENTRY_KIND_PAYMENT, 1 - BILLED, 1),
        (pb.ENTRY_KIND_PAYMENT, -1, 0),
        (pb.ENTRY_KIND_REASSESSED, -BILLED // 2, -BILLED // 2),
        (pb.ENTRY_KIND_REFUND, BILLED // 2, 0),
    ]
    assert [entry.reference for entry in ended.entries[1:]] == ["R-1", "R-2", second.assessment_id, "V-1"]
    assert all(entry.basis and entry.recorded_by for entry in ended.entries)
    assert (ended.assessment_id, ended.state) == (second.assessment_id, pb.ACCOUNT_STATE_PAID)
    told = [event for event in published(database) if isinstance(event, PaymentRecorded | RefundRecorded)]
    assert [(type(event), event.balance_fen) for event in told] == [
        (PaymentRecorded, 1),
        (PaymentRecorded, 0),
        (RefundRecorded, 0),
    ]


def test_a_receipt_counts_once_and_stands_for_nothing_else(
    collection: CollectionServiceStub, database: Database
) -> None:
    collection.RecordPayment(payment(100, "R-1"))
    # under another request_id, and then with another sum, as a refund
    assert collection.RecordPayment(payment(100, "R-1")).account.paid_fen == 100
    refused(grpc.StatusCode.ALREADY_EXISTS, collection.RecordPayment, payment(101, "R-1"))
    refused(grpc.StatusCode.ALREADY_EXISTS, collection.RecordRefund, refund(100, "R-1"))
    assert account(collection).paid_fen == 100
    assert len([event for event in published(database) if isinstance(event, PaymentRecorded)]) == 1


def test_wrong_entries_are_refused_by_name(collection: CollectionServiceStub) -> None:
    wrong = grpc.StatusCode.INVALID_ARGUMENT
    assert "paid_on" in refused(wrong, collection.RecordPayment, payment(1, "R", paid_on=wire(2021, 8, 31)))
    assert "paid_on" in refused(wrong, collection.RecordPayment, payment(1, "R", paid_on=wire(2199, 1, 1)))
    assert "amount_fen" in refused(wrong, collection.RecordPayment, payment(0, "R"))
    assert "amount_fen" in refused(wrong, collection.RecordPayment, payment(-1, "R"))
    assert "amount_fen" in refused(grpc.StatusCode.FAILED_PRECONDITION, collection.RecordRefund, refund(1, "V"))
    absent = pb.GetAccountRequest(employer_code=PARK, levy_year=2020)
    assert "levy_year" in refused(grpc.StatusCode.NOT_FOUND, collection.GetAccount, absent)
    assert account(collection).balance_fen == BILLED


def test_an_account_whose_assessments_were_stored_by_another_way_is_there_all_the_same(
    levy: LevyServiceStub, collection: CollectionServiceStub, database: Database
) -> None:
    # given assessments as a province's run stores them, without a word to the account
    opened = account(collection)
    database.collection(accounts.ACCOUNTS).delete_many({})
    assert account(collection).account_id == opened.account_id
    assert database.collection(accounts.ACCOUNTS).count_documents({}) == 0
    # then the account is brought to them by the next write
    collection.RecordPayment(payment(100, "R-1"))
    assert account(collection).balance_fen == BILLED - 100
    assert database.collection(store.ASSESSMENTS).count_documents({}) == 1


def test_arrears_are_warned_of_and_bear_a_surcharge_line_by_line_once_the_deadline_has_lapsed(
    collection: CollectionServiceStub, database: Database
) -> None:
    # given that half is paid in the year, and the rest neither by its end nor by the ordered deadline
    key: Any = {"employer_code": PARK, "levy_year": 2021}
    collection.RecordPayment(payment(BILLED // 2, "R-1"))
    order = pb.OrderSurchargeRequest(
        request_id=new_id(), through=wire(2022, 2, 28), ordered_on=wire(2022, 3, 1), **key
    )  # fmt: skip
    assert "deadline" in refused(grpc.StatusCode.FAILED_PRECONDITION, collection.OrderSurcharge, order)
    warning = pb.WarnOfArrearsRequest(
        request_id=new_id(), warned_on=wire(2022, 1, 10), pay_until=wire(2022, 1, 31), **key
    )
    [bill] = collection.WarnOfArrears(warning).account.bills
    assert (bill.due_on, bill.ordered_until) == (wire(2021, 12, 31), wire(2022, 1, 31))
    # when a part comes on 11 February, and the surcharge to the end of the month is asked for and ordered
    collection.RecordPayment(payment(8_600_00, "R-2", paid_on=wire(2022, 2, 11)))
    asked = collection.GetSurcharge(pb.GetSurchargeRequest(through=wire(2022, 2, 28), **key)).surcharge
    ordered = collection.OrderSurcharge(order)
    # then 41 days bear 5 ‰ of 48,600 yuan, and 18 days of 40,000
    assert [(line.first, line.last, line.days, line.base_fen, line.exact_fen) for line in asked.lines] == [
        (wire(2022, 1, 1), wire(2022, 2, 10), 41, 48_600_00, "996300"),
        (wire(2022, 2, 11), wire(2022, 2, 28), 18, 40_000_00, "360000"),
    ]
    assert (asked.per_day, asked.total_fen, asked.ordered_fen) == ("0.005", 13_563_00, 0)
    assert "第二十六条" in asked.basis
    assert (ordered.surcharge.lines, ordered.surcharge.ordered_fen) == (asked.lines, 13_563_00)
    assert ordered.account.balance_fen == 40_000_00 + 13_563_00
    assert ordered.account.surcharged_through == wire(2022, 2, 28)
    # when it comes to be known that all was paid in time, then there is none
    late = collection.RecordPayment(payment(48_600_00, "R-3", paid_on=wire(2022, 1, 31))).account
    assert (late.surcharge_fen, late.balance_fen) == (0, -8_600_00)
    told = [event for event in published(database) if isinstance(event, SurchargeOrdered | SurchargeAdjusted)]
    assert [event.surcharge_fen for event in told] == [13_563_00, 0]


@pytest.fixture
def second(collection: CollectionServiceStub, database: Database, serve: Any) -> CollectionServiceStub:
    """The same, called by another person."""
    channel = serve(LevyApi(database, with_social_average()), add_to_server, sub="second-reviewer")
    return CollectionServiceStub(channel)


def decision(relief_id: str, **changes: Any) -> pb.DecideReliefRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "relief_id": relief_id, "granted": True, "reasons": "已核实",
        "decided_on": wire(2021, 10, 1),
    }  # fmt: skip
    return pb.DecideReliefRequest(**(fields | changes))


def test_a_reduction_and_a_deferral_are_applied_for_granted_by_a_second_person_and_published(
    collection: CollectionServiceStub, second: CollectionServiceStub, database: Database
) -> None:
    # given an application for a part of what is due, which its recorder may not decide
    applied = collection.ApplyForRelief(application()).relief
    assert (applied.state, applied.basis) == (pb.APPLICATION_STATE_APPLIED, "财税〔2015〕72号第十七条")
    precondition = grpc.StatusCode.FAILED_PRECONDITION
    assert "another person" in refused(precondition, collection.DecideRelief, decision(applied.relief_id))
    # when a second person grants a little less
    granted = second.DecideRelief(decision(applied.relief_id, amount_fen=7_200_00)).relief
    assert (granted.state, granted.amount_fen, granted.decided_by) == (
        pb.APPLICATION_STATE_GRANTED,
        7_200_00,
        "second-reviewer",
    )
    assert (account(collection).relieved_fen, account(collection).balance_fen) == (7_200_00, 90_000_00)
    assert "GRANTED" in refused(precondition, second.DecideRelief, decision(applied.relief_id))
    # and the rest is deferred to the last day that the programme allows, and no day more
    deferral: Any = {"programme_id": "force_majeure_deferral", "amount_fen": 0}
    too_long = application(**deferral, until=wire(2022, 7, 1))
    assert "2022-06-30" in refused(grpc.StatusCode.INVALID_ARGUMENT, collection.ApplyForRelief, too_long)
    later = collection.ApplyForRelief(application(**deferral, until=wire(2022, 6, 30))).relief
    second.DecideRelief(decision(later.relief_id))
    assert account(collection).bills[0].due_on == wire(2022, 6, 30)
    # then both are on the list that is made public, by the employer's name, and events tell of them
    asked = pb.ListPublishedReliefsRequest(year=2021, region_code="370000")
    public = collection.ListPublishedReliefs(asked).reliefs
    assert sorted((row.employer_name, row.label_zh, row.amount_fen) for row in public) == [
        ("某电商园企业", "不可抗力减免", 7_200_00),
        ("某电商园企业", "不可抗力缓缴", 0),
    ]
    told = [type(event) for event in published(database)]
    assert [kind for kind in told if kind in (ReliefGranted, DeferralGranted)] == [ReliefGranted, DeferralGranted]
    # and what is refused is not
    other = collection.ApplyForRelief(application(amount_fen=1)).relief
    assert second.DecideRelief(decision(other.relief_id, granted=False)).relief.state == pb.APPLICATION_STATE_REFUSED
    assert len(collection.ListPublishedReliefs(asked).reliefs) == 2
    listed_ids = [each.relief_id for each in collection.ListReliefs(pb.ListReliefsRequest(levy_year=2021)).reliefs]
    assert sorted(listed_ids) == sorted([applied.relief_id, later.relief_id, other.relief_id])


def test_more_than_a_year_comes_to_is_not_waived_and_no_programme_is_invented(
    collection: CollectionServiceStub,
) -> None:
    wrong = grpc.StatusCode.INVALID_ARGUMENT
    too_much = application(amount_fen=BILLED + 1)
    assert f"{BILLED} fen" in refused(wrong, collection.ApplyForRelief, too_much)
    assert "programme_id" in refused(wrong, collection.ApplyForRelief, application(programme_id="a_friend_of_mine"))
    assert "no day" in refused(wrong, collection.ApplyForRelief, application(until=wire(2022, 1, 1)))
    collection.ApplyForRelief(application(amount_fen=BILLED))


def test_an_appeal_that_is_upheld_leads_to_another_assessment_and_the_account_follows(
    levy: LevyServiceStub, collection: CollectionServiceStub, second: CollectionServiceStub, database: Database
) -> None:
    # given an appeal against what was assessed and paid
    collection.RecordPayment(payment(BILLED, "R-1"))
    first = account(collection).assessment_id
    filed = collection.FileAppeal(appeal(first)).appeal
    assert account(collection).state == pb.ACCOUNT_STATE_APPEALED
    assert listed(collection, state=pb.ACCOUNT_STATE_APPEALED) == [0]
    assert listed(collection, state=pb.ACCOUNT_STATE_PAID) == []
    precondition = grpc.StatusCode.FAILED_PRECONDITION
    assert "is open" in refused(precondition, collection.FileAppeal, appeal(first))
    verdict: Any = {"appeal_id": filed.appeal_id, "upheld": True, "reasons": "属实", "decided_on": wire(2021, 10, 15)}
    # when it would be upheld without anything being corrected, then it is not
    nothing = pb.DecideAppealRequest(request_id=new_id(), **verdict)
    assert "correct the declaration" in refused(precondition, second.DecideAppeal, nothing)
    assert account(collection).assessment_id == first
    # when the declaration is corrected and the appeal upheld by a second person
    levy.CorrectDeclaration(correction(monthly_staff=[120] * 12, wage_bill_fen=120 * 30_000 * 100))
    approve(database)
    own = pb.DecideAppealRequest(request_id=new_id(), **verdict)
    assert "another person" in refused(precondition, collection.DecideAppeal, own)
    decided = second.DecideAppeal(pb.DecideAppealRequest(request_id=new_id(), **verdict)).appeal
    # then the year is assessed anew, and half of what was paid may be refunded
    ended = account(collection)
    assert (decided.state, decided.new_assessment_id) == (pb.APPEAL_STATE_UPHELD, ended.assessment_id)
    assert (ended.state, ended.refundable_fen, ended.open_appeal_id) == (pb.ACCOUNT_STATE_PAID, BILLED // 2, "")
    told = [event for event in published(database) if isinstance(event, AppealFiled | AppealDecided)]
    assert [type(event) for event in told] == [AppealFiled, AppealDecided]
    # and an appeal against the assessment that was superseded is refused, against the new one dismissed
    assert "in force" in refused(precondition, collection.FileAppeal, appeal(first, filed_on=wire(2021, 10, 20)))
    again = collection.FileAppeal(appeal(ended.assessment_id, filed_on=wire(2021, 10, 20))).appeal
    no: Any = verdict | {"appeal_id": again.appeal_id, "upheld": False, "decided_on": wire(2021, 10, 21)}
    assert second.DecideAppeal(pb.DecideAppealRequest(request_id=new_id(), **no)).appeal.new_assessment_id == ""
    assert account(collection).assessment_id == ended.assessment_id


def test_an_appeal_is_upheld_also_when_the_corrected_year_was_assessed_before_it_was_decided(
    levy: LevyServiceStub, collection: CollectionServiceStub, second: CollectionServiceStub, database: Database
) -> None:
    # given an appeal, and the year corrected and assessed anew, as by a run, while it is open
    filed = collection.FileAppeal(appeal(account(collection).assessment_id)).appeal
    levy.CorrectDeclaration(correction(monthly_staff=[120] * 12, wage_bill_fen=120 * 30_000 * 100))
    approve(database)
    anew: Any = {"employer_code": PARK, "levy_year": 2021, "assessed_on": wire(2021, 10, 14)}
    levy.IssueAssessment(levy_pb.IssueAssessmentRequest(request_id=new_id(), **anew))
    # when it is upheld
    verdict: Any = {"appeal_id": filed.appeal_id, "upheld": True, "reasons": "属实", "decided_on": wire(2021, 10, 15)}
    decided = second.DecideAppeal(pb.DecideAppealRequest(request_id=new_id(), **verdict)).appeal
    # then it is not refused as if nothing had been corrected
    assert decided.state == pb.APPEAL_STATE_UPHELD
    assert decided.new_assessment_id == account(collection).assessment_id


def printed(collection: CollectionServiceStub, notice_id: str) -> str:
    """What a reader of the PDF sees, without its line breaks."""
    answer = collection.GetNotice(pb.GetNoticeRequest(notice_id=notice_id))
    assert hashlib.sha256(answer.content).hexdigest() == answer.notice.content_sha256
    assert len(answer.content) == answer.notice.content_bytes
    assert collection.GetNotice(pb.GetNoticeRequest(notice_id=notice_id)).content == answer.content
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_a_notice_of_payment_tells_sum_employer_and_articles_and_stays_as_it_was_printed(
    levy: LevyServiceStub, collection: CollectionServiceStub
) -> None:
    first = collection.IssueNotice(notice()).notice
    assert (first.number, first.amount_fen) == ("残保缴〔2021〕370105第000001号", BILLED)
    text = printed(collection, first.notice_id)
    for told in ("某电商园企业", PARK, "97,200.00元", "玖万柒仟贰佰元整", "2021年12月31日", "第八条", first.number):
        assert told in text
    # and each line of the explanation with its source
    assessment = levy.GetAssessment(levy_pb.GetAssessmentRequest(assessment_id=first.assessment_id)).assessment
    for line in assessment.lines:
        assert line.label_zh in text
        assert line.source.article in text
    # when a part is paid, then the next notice tells it, with the next number, and the first is as it was
    collection.RecordPayment(payment(7_200_00, "R-1"))
    second = collection.IssueNotice(notice()).notice
    assert (second.number[-4:], second.amount_fen) == ("002号", 90_000_00)
    assert "玖万元整" in printed(collection, second.notice_id)
    assert printed(collection, first.notice_id) == text
    found = collection.ListNotices(pb.ListNoticesRequest(employer_code=PARK, levy_year=2021)).notices
    assert sorted(each.number for each in found) == [first.number, second.number]


def test_a_demand_and_the_decisions_follow_what_is_on_the_account(
    collection: CollectionServiceStub, second: CollectionServiceStub
) -> None:
    precondition = grpc.StatusCode.FAILED_PRECONDITION
    key: Any = {"employer_code": PARK, "levy_year": 2021}
    demand = notice(kind=pb.NOTICE_KIND_DEMAND, issued_on=wire(2022, 1, 10))
    assert "deadline" in refused(precondition, collection.IssueNotice, demand)
    surcharge = notice(kind=pb.NOTICE_KIND_SURCHARGE_DECISION, issued_on=wire(2022, 3, 1))
    assert "no surcharge" in refused(precondition, collection.IssueNotice, surcharge)
    # given a relief, refused
    relief = collection.ApplyForRelief(application()).relief
    of_relief = notice(kind=pb.NOTICE_KIND_RELIEF_DECISION, subject_id=relief.relief_id, issued_on=wire(2021, 10, 2))
    assert "not decided" in refused(precondition, collection.IssueNotice, of_relief)
    second.DecideRelief(decision(relief.relief_id, granted=False))
    assert "不予批准" in printed(collection, collection.IssueNotice(of_relief).notice.notice_id)
    # and an appeal, dismissed
    filed = collection.FileAppeal(appeal(account(collection).assessment_id)).appeal
    dismissing = pb.DecideAppealRequest(
        request_id=new_id(), appeal_id=filed.appeal_id, reasons="核定无误", decided_on=wire(2021, 10, 15)
    )
    second.DecideAppeal(dismissing)
    of_appeal = notice(kind=pb.NOTICE_KIND_APPEAL_DECISION, subject_id=filed.appeal_id, issued_on=wire(2021, 10, 16))
    assert "维持原核定" in printed(collection, collection.IssueNotice(of_appeal).notice.notice_id)
    # then arrears with a deadline, and the surcharge of 59 days
    collection.WarnOfArrears(
        pb.WarnOfArrearsRequest(request_id=new_id(), warned_on=wire(2022, 1, 10), pay_until=wire(2022, 1, 31), **key)
    )
    text = printed(collection, collection.IssueNotice(demand).notice.notice_id)
    assert "2022年1月31日" in text
    assert "欠缴人民币97,200.00元" in text
    collection.OrderSurcharge(
        pb.OrderSurchargeRequest(request_id=new_id(), through=wire(2022, 2, 28), ordered_on=wire(2022, 3, 1), **key)
    )
    issued = collection.IssueNotice(surcharge).notice
    text = printed(collection, issued.notice_id)
    assert issued.amount_fen == BILLED * 59 * 5 // 1000
    assert "28,674.00元（大写：贰万捌仟陆佰柒拾肆元整）" in text
    assert "第二十六条" in text
    # and what none of them is about is refused by name
    wrong = grpc.StatusCode.INVALID_ARGUMENT
    assert "subject_id" in refused(wrong, collection.IssueNotice, notice(subject_id=new_id()))
    assert "issued_on" in refused(wrong, collection.IssueNotice, notice(issued_on=wire(2021, 8, 31)))


def test_who_placed_more_than_required_is_awarded_by_three_persons(
    levy: LevyServiceStub,
    collection: CollectionServiceStub,
    second: CollectionServiceStub,
    database: Database,
    serve: Any,
) -> None:
    third = CollectionServiceStub(serve(LevyApi(database, with_social_average()), add_to_server, sub="third"))
    precondition = grpc.StatusCode.FAILED_PRECONDITION
    assert "than are required" in refused(precondition, collection.ApplyForAward, award(PARK))
    # given one of level 1, blind, and one of level 3, for the whole year, where 1.5 are required of 100 staff
    beyond_the_ratio(database, levy)
    wrong = award(MILL, programme_id="another")
    assert "programme_id" in refused(grpc.StatusCode.INVALID_ARGUMENT, collection.ApplyForAward, wrong)
    applied = collection.ApplyForAward(award(MILL)).award
    # then of 36 weighted months 18 are beyond the ratio: half of 8,000 + 5,000 yuan
    assert (applied.weighted_months, applied.required_months, applied.over_months) == (36, "18", "18")
    assert [(rate.fen_a_year, rate.person_months) for rate in applied.rates] == [(5_000_00, 12), (8_000_00, 12)]
    assert (applied.amount_fen, applied.state) == (6_500_00, pb.AWARD_STATE_APPLIED)
    refused(grpc.StatusCode.ALREADY_EXISTS, collection.ApplyForAward, award(MILL))
    reviewing = pb.ReviewAwardRequest(
        request_id=new_id(), award_id=applied.award_id, passed=True, reasons="已核实", reviewed_on=wire(2021, 9, 25)
    )
    assert "three persons" in refused(precondition, collection.ReviewAward, reviewing)
    deciding = pb.DecideAwardRequest(
        request_id=new_id(), award_id=applied.award_id, granted=True, reasons="同意", decided_on=wire(2021, 9, 28)
    )
    assert "not reviewed" in refused(precondition, third.DecideAward, deciding)
    second.ReviewAward(reviewing)
    assert "three persons" in refused(precondition, second.DecideAward, deciding)
    assert third.DecideAward(deciding).award.state == pb.AWARD_STATE_GRANTED
    [told] = [event for event in published(database) if isinstance(event, AwardGranted)]
    assert (told.award_id, told.amount_fen) == (applied.award_id, 6_500_00)
    assert collection.GetAward(pb.GetAwardRequest(award_id=applied.award_id)).award.decided_by == "third"
    found = collection.ListAwards(pb.ListAwardsRequest(levy_year=2021, state=pb.AWARD_STATE_GRANTED)).awards
    assert [each.award_id for each in found] == [applied.award_id]


def test_an_award_is_not_reckoned_from_a_count_that_has_changed(
    levy: LevyServiceStub, collection: CollectionServiceStub, database: Database
) -> None:
    beyond_the_ratio(database, levy)
    place(database, 4, date(2020, 3, 1), MILL)
    assert "assess it anew" in refused(grpc.StatusCode.FAILED_PRECONDITION, collection.ApplyForAward, award(MILL))


def test_at_the_same_time_a_receipt_counts_once_and_notices_are_numbered_without_a_gap(
    collection: CollectionServiceStub,
) -> None:
    with ThreadPoolExecutor(6) as pool:
        paid = list(pool.map(collection.RecordPayment, [payment(100, "R-1") for _ in range(6)]))
        issued = list(pool.map(collection.IssueNotice, [notice() for _ in range(4)]))
    assert {answer.account.paid_fen for answer in paid} == {100}
    assert account(collection).paid_fen == 100
    assert sorted(answer.notice.number[-4:] for answer in issued) == ["001号", "002号", "003号", "004号"]
