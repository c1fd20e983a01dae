"""Declarations by drafts and their review, through the gRPC api."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import grpc
import pytest
from bihuan.levy.v1 import declaration_service_pb2 as pb
from bihuan.levy.v1 import levy_service_pb2 as levy_pb
from bihuan.levy.v1.declaration_service_pb2_grpc import DeclarationServiceStub
from bihuan.levy.v1.events_pb2 import (
    ConflictOpened,
    ConflictSettled,
    DeclarationApproved,
    DeclarationCorrected,
    DeclarationReturned,
    DeclarationSubmitted,
)
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from services.levy import store
from services.levy.api import LevyApi, add_to_server
from services.levy.domain.rules import Rulebook
from shared import dates
from shared.store import Database, new_id
from tests.levy_samples import (
    MILL,
    PARK,
    SUBMITTED,
    certificate_issued,
    declaration,
    employer_code,
    everything,
    hear,
    issue,
    layers,
    person_registered,
    place,
    placement_started,
    published,
    registration,
    wire,
)

PRECONDITION, INVALID = grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.INVALID_ARGUMENT


def with_window() -> Rulebook:
    """The rules on file, and for Tianqiao a window from March to October; a test value."""
    rule = {
        "label_zh": "审核期限（测试值）",
        "label_en": "window of the review (test value)",
        "periods": [
            {
                "from": "2015-10-01",
                "value": {"opens": {"month": 3, "day": 1}, "closes": {"month": 10, "day": 31}},
                "source": {"act": "测试数据，非公布数据"},
            }
        ],
    }
    tianqiao = {"region": "370105", "name_zh": "测试层", "name_en": "test layer", "review_window": rule}
    return Rulebook.of([*layers(), tianqiao])


@dataclass
class Desks:
    """The employer's, and those of two reviewers."""

    levy: LevyServiceStub
    employer: DeclarationServiceStub
    first: DeclarationServiceStub
    second: DeclarationServiceStub
    of_county: DeclarationServiceStub
    elsewhere: DeclarationServiceStub


@pytest.fixture
def desks(database: Database, serve: Callable[..., grpc.Channel]) -> Desks:
    database.ensure_indexes(store.INDEXES)
    servicer = LevyApi(database, with_window())
    channels = [
        serve(servicer, add_to_server, **claims)
        for claims in (
            {}, {"sub": "reviewer-1"}, {"sub": "reviewer-2"}, {"regions": ["370105"]}, {"regions": ["370200"]},
        )
    ]  # fmt: skip
    stubs = [DeclarationServiceStub(channel) for channel in channels]
    levy = LevyServiceStub(channels[0])
    for code in (PARK, MILL):
        levy.RegisterEmployer(registration(code))
    return Desks(levy, *stubs)


def colleague(database: Database, level: int = 3) -> str:
    person_id = new_id()
    hear(database, person_registered(person_id), certificate_issued(person_id, level))
    return person_id


def line(person_id: str, *months: int, **changes: Any) -> pb.DeclarationLine:
    paid = [pb.DeclaredMonth(month=month, wage_fen=3000_00, insured=True) for month in months or range(1, 13)]
    fields: dict[str, Any] = {"person_id": person_id, "contract_from": wire(2019, 6, 1), "months": paid}
    return pb.DeclarationLine(**(fields | changes))


def form(*lines: pb.DeclarationLine, **changes: Any) -> pb.DeclarationContent:
    fields: dict[str, Any] = {
        "employer_code": PARK, "wage_currency": "CNY", "monthly_staff": [120] * 12,
        "wage_bill_fen": 120 * 60_000 * 100, "lines": lines,
    }  # fmt: skip
    return pb.DeclarationContent(**(fields | changes))


def drafted(desk: DeclarationServiceStub, content: pb.DeclarationContent, code: str = PARK) -> pb.DeclarationDraft:
    started = pb.StartDraftRequest(request_id=new_id(), employer_code=code, base_year=2020)
    draft = desk.StartDraft(started).draft
    saving = pb.SaveDraftRequest(request_id=new_id(), draft_id=draft.draft_id, revision=draft.revision, content=content)
    return desk.SaveDraft(saving).draft


def submission(draft: pb.DeclarationDraft, on: date = SUBMITTED, **changes: Any) -> pb.SubmitDraftRequest:
    fields: dict[str, Any] = {
        "request_id": new_id(), "draft_id": draft.draft_id, "revision": draft.revision,
        "submitted_on": dates.to_wire(on),
    }  # fmt: skip
    return pb.SubmitDraftRequest(**(fields | changes))


def refusal(call: Callable[[Any], Any], request: Any) -> tuple[grpc.StatusCode, str, list[tuple[str, str]]]:
    """Code, reason of the whole, and field and reason of each violation."""
    with pytest.raises(grpc.RpcError) as raised:
        call(request)
    error: Any = raised.value
    status = rpc_status.from_call(error)
    assert status is not None, error.details()
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(bad)
    return error.code(), info.reason, [(each.field, each.reason) for each in bad.field_violations]


def first_review(declaration_id: str) -> pb.PassFirstReviewRequest:
    return pb.PassFirstReviewRequest(request_id=new_id(), declaration_id=declaration_id)


def approval(declaration_id: str) -> pb.ApproveDeclarationRequest:
    return pb.ApproveDeclarationRequest(request_id=new_id(), declaration_id=declaration_id)


def state_of(desks: Desks, declaration_id: str) -> str:
    answer = desks.employer.GetReview(pb.GetReviewRequest(declaration_id=declaration_id))
    return pb.ReviewState.Name(answer.declaration.state).removeprefix("REVIEW_STATE_")


def test_a_declaration_goes_from_the_draft_through_two_reviews_to_the_assessment(
    desks: Desks, database: Database
) -> None:
    # given a draft of 120 staff, six seasonal months, and a colleague of level 2 from July
    ann = colleague(database, level=2)
    draft = drafted(desks.employer, form(line(ann, *range(7, 13)), seasonal_person_months=6))
    assert list(draft.content.lines) == [line(ann, *range(7, 13))]
    assert (draft.window_opens, draft.window_closes) == (wire(2021, 3, 1), wire(2021, 10, 31))
    # then its assessment is previewed before it is submitted: 12 weighted months, one head
    asked = levy_pb.PreviewAssessmentRequest(employer_code=PARK, levy_year=2021, from_draft=True)
    before = desks.levy.PreviewAssessment(asked).assessment
    assert (before.placed, before.staff) == ("1", "121")
    assert before.lines[0].formula == "(sum of monthly_staff + seasonal_person_months) ÷ 12"
    # when it is submitted, then it is in the reviewers' work lists, and is not assessed yet
    sent = submission(draft)
    declared = desks.employer.SubmitDraft(sent).declaration
    assert desks.employer.SubmitDraft(sent).declaration == declared
    waiting = pb.ListReviewsRequest(region_code="370105", state=pb.REVIEW_STATE_SUBMITTED)
    assert [each.declaration_id for each in desks.first.ListReviews(waiting).declarations] == [declared.declaration_id]
    assert not desks.elsewhere.ListReviews(pb.ListReviewsRequest()).declarations
    assert refusal(desks.levy.IssueAssessment, issue())[:2] == (PRECONDITION, "REVIEW_OPEN")
    # when two reviewers pass it, then it counts
    desks.first.PassFirstReview(first_review(declared.declaration_id))
    assert refusal(desks.first.ApproveDeclaration, approval(declared.declaration_id))[:2] == (PRECONDITION, "SAME_EYES")
    approved = desks.second.ApproveDeclaration(approval(declared.declaration_id)).declaration
    assert [step.by for step in approved.steps] == ["test-caller", "reviewer-1", "reviewer-2"]
    issued = desks.levy.IssueAssessment(issue()).assessment
    assert (issued.placed, issued.staff, issued.due_fen) == ("1", "121", before.due_fen)
    (counted,) = (
        desks.levy.GetPlacedCount(levy_pb.GetPlacedCountRequest(employer_code=PARK, base_year=2020)).months[6].lines
    )
    assert (counted.declared_line, counted.placement_id, counted.weight) == (1, "", 2)
    kinds = [type(event) for event in published(database)]
    assert [kind for kind in kinds if kind in (DeclarationSubmitted, DeclarationApproved)] == [
        DeclarationSubmitted,
        DeclarationApproved,
    ]


def test_a_wrong_filing_is_named_line_by_line_and_loses_nothing_of_the_draft(desks: Desks, database: Database) -> None:
    wrong = form(
        line(colleague(database), 13),
        line("", 1),
        monthly_staff=[120] * 11 + [-5],
        wage_currency="USD",
        employer_code=MILL,
    )
    draft = drafted(desks.employer, wrong)
    before = everything(database)
    code, reason, violations = refusal(desks.employer.SubmitDraft, submission(draft))
    assert (code, reason) == (INVALID, "DRAFT_HAS_ERRORS")
    assert violations == [
        ("content.employer_code", "EMPLOYER_CODE_FOREIGN"),
        ("content.monthly_staff[11]", "STAFF_NEGATIVE"),
        ("content.wage_currency", "CURRENCY_NOT_CNY"),
        ("content.lines[0].months[0].month", "MONTH_UNKNOWN"),
        ("content.lines[1].person_id", "PERSON_MISSING"),
    ]
    assert everything(database) == before
    kept = desks.employer.GetDraft(pb.GetDraftRequest(draft_id=draft.draft_id)).draft
    assert kept.content == wrong
    assert {finding.label_zh for finding in kept.findings} >= {"月份须为1至12", "在职职工人数不能为负"}
    # and more disabled colleagues than staff, told with the month
    saved = pb.SaveDraftRequest(
        request_id=new_id(), draft_id=kept.draft_id, revision=kept.revision,
        content=form(line(colleague(database)), line(colleague(database), 1), monthly_staff=[1] * 12),
    )  # fmt: skip
    crowded = desks.employer.SaveDraft(saved).draft
    assert [(each.code, list(each.months)) for each in crowded.findings] == [
        (pb.FINDING_CODE_MORE_DISABLED_THAN_STAFF, [1])
    ]
    # and what was saved meanwhile by another is not overwritten
    stale = pb.SaveDraftRequest(request_id=new_id(), draft_id=kept.draft_id, revision=kept.revision, content=wrong)
    assert refusal(desks.employer.SaveDraft, stale)[:2] == (PRECONDITION, "DRAFT_CHANGED")


def test_outside_its_window_a_year_is_filed_only_after_a_reviewer_reopened_it(desks: Desks, database: Database) -> None:
    draft = drafted(desks.employer, form())
    before = everything(database)
    for day in (date(2021, 2, 28), date(2021, 11, 1)):
        assert refusal(desks.employer.SubmitDraft, submission(draft, day))[:2] == (PRECONDITION, "WINDOW_CLOSED")
    assert everything(database) == before
    desks.first.ReopenFiling(
        pb.ReopenFilingRequest(
            request_id=new_id(), employer_code=PARK, base_year=2020, until=wire(2021, 12, 31),
            reason=pb.REOPEN_REASON_SYSTEM_FAULT,
        )
    )  # fmt: skip
    declared = desks.employer.SubmitDraft(submission(draft, date(2021, 11, 1))).declaration
    assert declared.filed_on == wire(2021, 11, 1)


def test_what_is_returned_is_corrected_from_what_was_filed_and_reviewed_anew(desks: Desks, database: Database) -> None:
    ann = colleague(database)
    declared = desks.employer.SubmitDraft(submission(drafted(desks.employer, form(line(ann))))).declaration
    desks.first.PassFirstReview(first_review(declared.declaration_id))
    reason = pb.ReturnedLine(line=1, reason=pb.RETURN_REASON_EVIDENCE_MISSING)
    returned = desks.second.ReturnDeclaration(
        pb.ReturnDeclarationRequest(request_id=new_id(), declaration_id=declared.declaration_id, reasons=[reason])
    ).declaration
    assert list(returned.returned) == [reason]
    assert refusal(desks.levy.IssueAssessment, issue())[1] == "REVIEW_OPEN"
    # when the employer starts again, it finds what it filed, and files it after the window closed
    started = desks.employer.StartDraft(pb.StartDraftRequest(request_id=new_id(), employer_code=PARK, base_year=2020))
    assert started.draft.content == form(line(ann))
    again = desks.employer.SubmitDraft(submission(started.draft, date(2021, 11, 20))).declaration
    assert (again.filings, again.state, again.submitted_on) == (2, pb.REVIEW_STATE_SUBMITTED, dates.to_wire(SUBMITTED))
    assert [type(event) for event in published(database)][-3:] == [
        DeclarationSubmitted, DeclarationReturned, DeclarationCorrected,
    ]  # fmt: skip


def test_who_was_returned_and_does_not_file_again_counts_as_having_placed_nobody(
    desks: Desks, database: Database
) -> None:
    declared = desks.employer.SubmitDraft(
        submission(drafted(desks.employer, form(line(colleague(database), 1, 2))))
    ).declaration
    reason = pb.ReturnedLine(line=0, reason=pb.RETURN_REASON_STAFF_NOT_PLAUSIBLE)
    desks.first.ReturnDeclaration(
        pb.ReturnDeclarationRequest(request_id=new_id(), declaration_id=declared.declaration_id, reasons=[reason])
    )
    payroll = levy_pb.Payroll(monthly_staff=[120] * 12, wage_bill_fen=120 * 60_000 * 100)
    issued = desks.levy.IssueAssessment(issue(payroll=payroll, assessed_on=wire(2021, 12, 1))).assessment
    assert (issued.declared, issued.placed) == (False, "0")


def test_a_draft_is_prefilled_with_those_placed_and_the_months_heard(desks: Desks, database: Database) -> None:
    started = place(database, 3, date(2020, 6, 10))
    ann = colleague(database)
    draft = drafted(desks.employer, form(line(ann)))
    request = pb.PrefillDraftRequest(request_id=new_id(), draft_id=draft.draft_id, revision=draft.revision)
    filled = desks.employer.PrefillDraft(request).draft
    assert [each.person_id for each in filled.content.lines] == [ann, started.person_id]
    assert [each.month for each in filled.content.lines[1].months] == list(range(6, 13))
    # what only the employer knows is to be filled in
    assert [(each.code, each.line, list(each.months)) for each in filled.findings] == [
        (pb.FINDING_CODE_WAGE_BELOW_MINIMUM, 2, list(range(6, 13))),
        (pb.FINDING_CODE_NOT_INSURED, 2, list(range(6, 13))),
    ]
    assert filled.findings[0].source.layer == "370100"
    assert desks.employer.PrefillDraft(request).draft == filled


def test_a_person_whom_two_employers_declare_is_seen_as_such_by_both(desks: Desks, database: Database) -> None:
    ann = colleague(database)
    park = desks.employer.SubmitDraft(submission(drafted(desks.employer, form(line(ann))))).declaration
    later = line(ann, 11, 12, contract_from=wire(2020, 11, 1))
    mill = desks.employer.SubmitDraft(
        submission(drafted(desks.employer, form(later, employer_code=MILL), MILL))
    ).declaration
    found = [
        [(each.code, list(each.months)) for each in desks.first.GetReview(
            pb.GetReviewRequest(declaration_id=declaration.declaration_id)
        ).declaration.findings]
        for declaration in (park, mill)
    ]  # fmt: skip
    assert found == [
        [(pb.FINDING_CODE_ALSO_CLAIMED_BY_ANOTHER_EMPLOYER, [11, 12])],
        [(pb.FINDING_CODE_CLAIMED_BY_ANOTHER_EMPLOYER, [11, 12])],
    ]


def test_of_who_declared_lines_placements_claim_nothing(desks: Desks, database: Database) -> None:
    started = place(database, 3, date(2020, 1, 1))
    asked = levy_pb.GetPlacedCountRequest(employer_code=PARK, base_year=2020)
    assert desks.levy.GetPlacedCount(asked).placed == "1"
    desks.employer.SubmitDraft(submission(drafted(desks.employer, form(line(started.person_id, 1, 2, 3)))))
    assert desks.levy.GetPlacedCount(asked).placed == "0.25"


def test_a_conflict_is_settled_for_one_of_two_employers_by_month_and_the_counts_follow(
    desks: Desks, database: Database
) -> None:
    # given a person whom the park declares for the year, and the mill from November
    ann = colleague(database)
    desks.employer.SubmitDraft(submission(drafted(desks.employer, form(line(ann)))))
    assert not desks.first.ListConflicts(pb.ListConflictsRequest()).conflicts
    late = line(ann, 11, 12, contract_from=wire(2020, 11, 1))
    desks.employer.SubmitDraft(submission(drafted(desks.employer, form(late, employer_code=MILL), MILL)))
    # then both employers are sides of one open conflict, which those of other regions do not see
    (found,) = desks.of_county.ListConflicts(pb.ListConflictsRequest(region_code="370105")).conflicts
    assert (found.person_id, list(found.months), found.state) == (ann, [11, 12], pb.CONFLICT_STATE_OPEN)
    assert list(found.employer_codes) == sorted([PARK, MILL])
    for code in (PARK, MILL):
        assert list(desks.first.ListConflicts(pb.ListConflictsRequest(employer_code=code)).conflicts) == [found]
    asked = pb.GetConflictRequest(conflict_id=found.conflict_id)
    assert desks.of_county.GetConflict(asked).conflict == found
    assert refusal(desks.elsewhere.GetConflict, asked)[0] is grpc.StatusCode.NOT_FOUND
    # when December is settled for the mill
    decisions = [pb.SettledMonth(month=11, employer_code=PARK), pb.SettledMonth(month=12, employer_code=MILL)]
    settling = pb.SettleConflictRequest(request_id=new_id(), conflict_id=found.conflict_id, decisions=decisions)
    half = pb.SettleConflictRequest(request_id=new_id(), conflict_id=found.conflict_id, decisions=decisions[:1])
    assert refusal(desks.first.SettleConflict, half)[0] is INVALID
    settled = desks.first.SettleConflict(settling).conflict
    assert (settled.state, settled.settled_by, list(settled.settled)) == (
        pb.CONFLICT_STATE_SETTLED, "reviewer-1", decisions,
    )  # fmt: skip
    placed = [
        desks.levy.GetPlacedCount(levy_pb.GetPlacedCountRequest(employer_code=code, base_year=2020)).months
        for code in (PARK, MILL)
    ]
    assert [[month.month for month in months if month.heads] for months in placed] == [list(range(1, 12)), [12]]
    assert list(placed[0][11].lines[0].reasons) == [levy_pb.NOT_COUNTED_REASON_SETTLED_FOR_ANOTHER_EMPLOYER]
    # when the mill files again without the person, then nothing is contested any more
    again = desks.employer.StartDraft(pb.StartDraftRequest(request_id=new_id(), employer_code=MILL, base_year=2020))
    saving = pb.SaveDraftRequest(
        request_id=new_id(), draft_id=again.draft.draft_id, revision=again.draft.revision,
        content=form(employer_code=MILL),
    )  # fmt: skip
    desks.employer.SubmitDraft(submission(desks.employer.SaveDraft(saving).draft))
    assert desks.first.GetConflict(asked).conflict.state == pb.CONFLICT_STATE_LAPSED
    assert desks.levy.GetPlacedCount(levy_pb.GetPlacedCountRequest(employer_code=PARK, base_year=2020)).placed == "1"
    told = [event for event in published(database) if isinstance(event, ConflictOpened | ConflictSettled)]
    assert [type(event) for event in told] == [ConflictOpened, ConflictSettled, ConflictSettled]
    assert ann not in repr(told)


def test_a_conflict_that_is_heard_of_after_filing_is_opened_by_the_review(desks: Desks, database: Database) -> None:
    started = place(database, 3, date(2020, 1, 1))
    declared = desks.levy.SubmitDeclaration(declaration()).declaration
    hear(database, placement_started(started.person_id, date(2020, 12, 1), MILL))
    assert not desks.first.ListConflicts(pb.ListConflictsRequest()).conflicts
    desks.first.PassFirstReview(first_review(declared.declaration_id))
    (found,) = desks.first.ListConflicts(pb.ListConflictsRequest(state=pb.CONFLICT_STATE_OPEN)).conflicts
    assert list(found.months) == [12]


def test_a_unit_that_the_city_manages_is_reviewed_by_the_city(desks: Desks) -> None:
    of_city = registration(employer_code(3), management_level=levy_pb.MANAGEMENT_LEVEL_CITY)
    desks.levy.RegisterEmployer(of_city)
    declared = desks.levy.SubmitDeclaration(declaration(employer_code(3))).declaration
    # the county sees it, but it is neither on its list nor its to review
    seen = desks.of_county.GetReview(pb.GetReviewRequest(declaration_id=declared.declaration_id)).declaration
    assert seen.reviewing_region == "370100"
    assert not desks.of_county.ListReviews(pb.ListReviewsRequest()).declarations
    denied = refusal(desks.of_county.PassFirstReview, first_review(declared.declaration_id))
    assert denied[:2] == (grpc.StatusCode.PERMISSION_DENIED, "REGION_DENIED")
    desks.first.PassFirstReview(first_review(declared.declaration_id))
