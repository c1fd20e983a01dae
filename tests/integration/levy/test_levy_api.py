"""The levy through its gRPC api: an employer's year."""

import itertools
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest
from bihuan.levy.v1 import levy_service_pb2 as pb
from bihuan.levy.v1.events_pb2 import (
    ASSESSMENT_OUTCOME_DUE,
    ASSESSMENT_OUTCOME_EXEMPT,
    ASSESSMENT_OUTCOME_RATIO_MET,
    AssessmentIssued,
    AssessmentSuperseded,
    DeclarationApproved,
    DeclarationCorrected,
    DeclarationSubmitted,
    EmployerRegistered,
)
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub, add_LevyServiceServicer_to_server
from google.protobuf.message import Message

from services.levy import store
from services.levy.api import LevyApi, with_registry
from shared import dates
from shared.older_records import OlderRecords
from shared.store import Database, new_id
from tests.levy_samples import (
    MILL,
    PARK,
    SUBMITTED,
    TIANQIAO,
    approve,
    certificate_issued,
    correction,
    declaration,
    employer_code,
    everything,
    hear,
    issue,
    person_registered,
    place,
    placement_ended,
    placement_started,
    preview,
    published,
    registration,
    wire,
    with_social_average,
)


def test_an_employers_year_before_and_after_its_placements(levy: LevyServiceStub, database: Database) -> None:
    # given an e-commerce park's employer of 120 staff that declared 2020
    registered = levy.RegisterEmployer(registration()).employer
    levy.SubmitDeclaration(declaration())
    # when nobody was placed, then 1.8 heads are short: 108,000 yuan, of which 90 % are to be paid
    before = preview(levy)
    assert (before.outcome, before.due_fen, before.payable_fen) == (ASSESSMENT_OUTCOME_DUE, 108_000_00, 97_200_00)
    # when two are placed in June, one of level 2
    place(database, 2, date(2020, 6, 1))
    place(database, 3, date(2020, 6, 15))
    # then 21 weighted months count, and with 1.75 of 120 the half tier applies to what is short of 1.8
    after = preview(levy)
    assert (after.staff, after.placed, after.required) == ("120", "1.75", "1.8")
    assert (after.due_fen, after.payable_fen, after.reduced_fen) == (3_000_00, 1_500_00, 1_500_00)
    assert after.status == pb.ASSESSMENT_STATUS_PREVIEW
    # when a third one is placed, then the ratio is met
    place(database, 4, date(2020, 12, 1))
    assert preview(levy).outcome == ASSESSMENT_OUTCOME_RATIO_MET
    # and nothing but the registration and the declaration was published
    assert [type(event) for event in published(database)] == [EmployerRegistered, DeclarationSubmitted]
    assert registered.employer_id


def test_every_line_of_a_preview_can_be_read_in_chinese_and_english(levy: LevyServiceStub, database: Database) -> None:
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    place(database, 2, date(2020, 6, 1))
    lines = {line.key: line for line in preview(levy).lines}
    assert list(lines) == [
        "staff", "placed", "ratio", "required", "short", "average_wage", "social_average_wage", "wage_cap",
        "wage_applied", "due", "small_employer", "achieved", "tier", "payable",
    ]  # fmt: skip
    required = lines["required"]
    assert (required.label_zh, required.formula, required.result, required.unit) == (
        "应安排人数",
        "staff × ratio",
        "1.8",
        "heads",
    )
    assert [(given.name, given.value) for given in required.inputs] == [("staff", "120"), ("ratio", "0.015")]
    tier = lines["tier"].source
    assert (tier.act, tier.article, tier.layer) == ("财政部公告2019年第98号", "第三条", "000000")
    assert (tier.in_force_from, tier.in_force_until) == (wire(2020, 1, 1), wire(2022, 12, 31))


def test_the_count_shows_every_claim_of_every_month_and_why_it_does_not_count(
    levy: LevyServiceStub, database: Database
) -> None:
    levy.RegisterEmployer(registration())
    good = place(database, 1, date(2020, 6, 10))
    hear(database, placement_ended(good, date(2020, 9, 15)))
    stranger = placement_started(new_id(), date(2020, 12, 1))
    hear(database, stranger)
    answer = levy.GetPlacedCount(pb.GetPlacedCountRequest(employer_code=PARK, base_year=2020))
    assert [(month.heads, month.weighted) for month in answer.months] == [(0, 0)] * 5 + [(1, 2)] * 3 + [(0, 0)] * 4
    assert answer.placed == "0.5"
    assert answer.certificates_valid_on == wire(2020, 12, 31)
    september, december = answer.months[8].lines, answer.months[11].lines
    assert [list(line.reasons) for line in september] == [[pb.NOT_COUNTED_REASON_NOT_ON_POST]]
    assert [list(line.reasons) for line in december] == [
        [pb.NOT_COUNTED_REASON_PERSON_NOT_YET_HEARD, pb.NOT_COUNTED_REASON_CERTIFICATE_MISSING]
    ]
    assert december[0].placement_id == stranger.placement_id


def test_a_person_claimed_by_two_employers_is_a_conflict_that_both_see(
    levy: LevyServiceStub, database: Database
) -> None:
    levy.RegisterEmployer(registration())
    levy.RegisterEmployer(registration(MILL))
    first = place(database, 3, date(2020, 11, 1))
    hear(database, placement_started(first.person_id, date(2020, 12, 1), MILL))
    (park,) = levy.GetPlacedCount(pb.GetPlacedCountRequest(employer_code=PARK, base_year=2020)).months[11].lines
    (mill,) = levy.GetPlacedCount(pb.GetPlacedCountRequest(employer_code=MILL, base_year=2020)).months[11].lines
    assert (park.counted, list(park.contested_by)) == (True, [MILL])
    assert (mill.counted, list(mill.contested_by)) == (False, [PARK])
    assert list(mill.reasons) == [pb.NOT_COUNTED_REASON_CLAIMED_BY_ANOTHER_EMPLOYER]


def test_the_three_streams_may_be_heard_in_any_order_and_twice(levy: LevyServiceStub, database: Database) -> None:
    # given what was published of two persons, in the order of each aggregate
    levy.RegisterEmployer(registration())
    ann, bob = new_id(), new_id()
    started = placement_started(ann, date(2020, 6, 1))
    streams: list[list[Message]] = [
        [started, placement_ended(started, date(2020, 10, 31))], [certificate_issued(ann, 2)],
        [person_registered(ann), person_registered(bob)], [placement_started(bob, date(2020, 8, 1))],
        [certificate_issued(bob, 3)],
    ]  # fmt: skip
    counted = set()
    # when the streams are heard in every order
    for order in itertools.islice(itertools.permutations(streams), 0, 120, 7):
        for view in (store.PLACEMENTS, store.CERTIFICATES, store.PERSONS):
            database.mongo[view].delete_many({})
        hear(database, *[event for stream in order for event in stream])
        hear(database, *order[0])
        answer = levy.GetPlacedCount(pb.GetPlacedCountRequest(employer_code=PARK, base_year=2020))
        counted.add(answer.SerializeToString(deterministic=True))
    # then there is one count
    assert len(counted) == 1
    assert answer.placed == "1.25"


def test_a_later_assessment_supersedes_the_earlier_which_is_kept(levy: LevyServiceStub, database: Database) -> None:
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    approve(database)
    first = levy.IssueAssessment(issue()).assessment
    # when the declaration is corrected to 140 staff and assessed again
    corrected = levy.CorrectDeclaration(correction()).declaration
    assert corrected.submitted_on == dates.to_wire(SUBMITTED)
    assert corrected.corrected_on == wire(2021, 4, 1)
    assert [list(filing.monthly_staff) for filing in corrected.earlier] == [[120] * 12]
    assert levy.GetDeclaration(pb.GetDeclarationRequest(employer_code=PARK, base_year=2020)).declaration == corrected
    approve(database)
    second = levy.IssueAssessment(issue(assessed_on=wire(2021, 9, 2))).assessment
    # then the second holds and the first is kept as it was, but superseded
    assert (first.staff, second.staff, second.payable_fen) == ("120", "140", 113_400_00)
    kept = levy.GetAssessment(pb.GetAssessmentRequest(assessment_id=first.assessment_id)).assessment
    assert (kept.status, kept.superseded_by) == (pb.ASSESSMENT_STATUS_SUPERSEDED, second.assessment_id)
    assert list(kept.lines) == list(first.lines)
    listed = levy.ListAssessments(pb.ListAssessmentsRequest(employer_code=PARK, levy_year=2021)).assessments
    assert [each.assessment_id for each in listed] == [first.assessment_id, second.assessment_id]
    events = published(database)
    assert [type(event) for event in events[:6]] == [
        EmployerRegistered, DeclarationSubmitted, DeclarationApproved, AssessmentIssued, DeclarationCorrected,
        DeclarationApproved,
    ]  # fmt: skip
    assert {type(event) for event in events[6:]} == {AssessmentSuperseded, AssessmentIssued}
    issued = next(event for event in events if isinstance(event, AssessmentIssued))
    assert (issued.outcome, issued.due_fen, issued.payable_fen) == (ASSESSMENT_OUTCOME_DUE, 108_000_00, 97_200_00)


def test_of_assessments_issued_at_the_same_time_one_is_in_force_and_the_others_superseded(
    levy: LevyServiceStub, database: Database
) -> None:
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    approve(database)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(levy.IssueAssessment, [issue() for _ in range(4)]))
    listed = levy.ListAssessments(pb.ListAssessmentsRequest(employer_code=PARK)).assessments
    assert {each.assessment_id for each in listed} == {answer.assessment.assessment_id for answer in answers}
    assert [each.status for each in listed] == [pb.ASSESSMENT_STATUS_SUPERSEDED] * 3 + [pb.ASSESSMENT_STATUS_ISSUED]
    # each names the one that came after it
    assert [each.superseded_by for each in listed] == [each.assessment_id for each in listed[1:]] + [""]


def at(now: datetime, database: Database, serve: Callable[..., grpc.Channel]) -> LevyServiceStub:
    """The levy as it is called at a moment."""
    there = Database(database.client, database.mongo.name, lambda: now)
    return LevyServiceStub(serve(LevyApi(there, with_social_average()), add_LevyServiceServicer_to_server))


def test_a_late_reassessment_uses_the_rules_of_its_levy_year(
    levy: LevyServiceStub, database: Database, serve: Callable[..., grpc.Channel]
) -> None:
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    approve(database)
    in_2028 = at(datetime(2028, 3, 1, tzinfo=UTC), database, serve)
    late = in_2028.IssueAssessment(issue(assessed_on=wire(2028, 2, 29))).assessment
    assert late.rules_of == wire(2021, 12, 31)
    assert late.payable_fen == 97_200_00


def test_a_declaration_is_not_taken_before_the_day_in_beijing_on_which_it_says_it_is_filed(
    levy: LevyServiceStub, database: Database, serve: Callable[..., grpc.Channel]
) -> None:
    levy.RegisterEmployer(registration())
    midnight = datetime(2021, 3, 14, 16, tzinfo=UTC)  # 15 March begins in Beijing
    with pytest.raises(grpc.RpcError) as caught:
        at(midnight - timedelta(seconds=1), database, serve).SubmitDeclaration(declaration())
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert at(midnight, database, serve).SubmitDeclaration(declaration()).declaration.base_year == 2020


def test_the_certificate_must_be_valid_on_the_day_of_submission_also_after_a_correction(
    levy: LevyServiceStub, database: Database
) -> None:
    # given a person whose certificate runs out on the day of submission
    levy.RegisterEmployer(registration())
    person_id = new_id()
    hear(
        database, person_registered(person_id), certificate_issued(person_id, 3, SUBMITTED),
        placement_started(person_id, date(2020, 1, 1)),
    )  # fmt: skip
    levy.SubmitDeclaration(declaration())
    assert preview(levy).placed == "1"
    # when the declaration is corrected later, then the person still counts
    levy.CorrectDeclaration(correction())
    assert preview(levy).placed == "1"
    # but would not if it were submitted a day later
    assert preview(levy, as_of=wire(2021, 3, 16)).placed == "0"


def test_who_did_not_declare_counts_as_having_placed_nobody(levy: LevyServiceStub, database: Database) -> None:
    levy.RegisterEmployer(registration())
    place(database, 2, date(2020, 1, 1))
    payroll = pb.Payroll(monthly_staff=[120] * 12, wage_bill_fen=120 * 60_000 * 100)
    undeclared = levy.IssueAssessment(issue(payroll=payroll)).assessment
    assert (undeclared.declared, undeclared.placed, undeclared.payable_fen) == (False, "0", 97_200_00)
    # if it declared, its placement would count
    assert preview(levy, payroll=payroll, as_of=dates.to_wire(SUBMITTED)).placed == "2"


def test_a_small_enterprise_is_exempt_and_sees_its_base(levy: LevyServiceStub, database: Database) -> None:
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration(monthly_staff=[30] * 12, wage_bill_fen=30 * 100_000 * 100))
    approve(database)
    assessment = levy.IssueAssessment(issue()).assessment
    assert (assessment.outcome, assessment.due_fen, assessment.payable_fen) == (ASSESSMENT_OUTCOME_EXEMPT, 45_000_00, 0)


def test_employers_are_listed_page_by_page_within_a_region(levy: LevyServiceStub) -> None:
    codes = sorted(employer_code(number) for number in range(10, 15))
    for code in codes:
        levy.RegisterEmployer(registration(code, region_code="370105003"))
    levy.RegisterEmployer(registration(employer_code(20), region_code="370200"))
    found, token = [], ""
    while True:
        answer = levy.ListEmployers(pb.ListEmployersRequest(region_code="370105", page_size=2, page_token=token))
        found += [employer.employer_code for employer in answer.employers]
        token = answer.next_page_token
        if not token:
            break
    assert found == codes
    assert len(levy.ListEmployers(pb.ListEmployersRequest()).employers) == 6


def test_the_rules_of_a_day_and_their_sources_can_be_asked(levy: LevyServiceStub) -> None:
    rules = {
        rule.parameter: rule
        for rule in levy.GetRules(pb.GetRulesRequest(on=wire(2019, 12, 31), region_code=TIANQIAO)).rules
    }
    assert "tiers" not in rules
    assert json.loads(rules["ratio"].value) == "0.015"
    assert json.loads(rules["small_employers"].value)["staff_at_most"] == 30
    assert rules["wage_cap"].source.act == "财税〔2018〕39号"
    assert rules["ratio"].source.layer == "370000"


def test_the_same_request_sent_again_has_one_effect(levy: LevyServiceStub, database: Database) -> None:
    requests: list[tuple[Any, Any]] = [
        (levy.RegisterEmployer, registration()), (levy.SubmitDeclaration, declaration()),
        (levy.CorrectDeclaration, correction()), (levy.IssueAssessment, issue()),
    ]  # fmt: skip
    for call, request in requests:
        if call == levy.IssueAssessment:
            approve(database)
        first = call(request)
        kept = everything(database)
        assert call(request) == first
        assert everything(database) == kept


def test_a_database_from_before_the_review_is_refused_at_the_start_not_at_a_read(database: Database) -> None:
    database.collection(store.DECLARATIONS).insert_one({"_id": "older", "employer_code": PARK, "filings": []})
    with pytest.raises(OlderRecords, match="declarations of a state of the code between two releases"):
        with_registry(database)
