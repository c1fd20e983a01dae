"""Every wrong call of the levy: its status, the field named, and nothing changed."""

from collections.abc import Callable
from typing import Any

import grpc
import pytest
from bihuan.levy.v1 import levy_service_pb2 as pb
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from google.type.date_pb2 import Date
from grpc_status import rpc_status

from shared.store import Database, new_id
from tests.levy_samples import (
    MILL,
    PARK,
    TIANQIAO,
    UNKNOWN,
    approve,
    correction,
    declaration,
    everything,
    issue,
    registration,
    wire,
)

INVALID, MISSING = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND
EXISTS, PRECONDITION = grpc.StatusCode.ALREADY_EXISTS, grpc.StatusCode.FAILED_PRECONDITION


def refusal(call: Callable[[Any], Message], request: Message) -> tuple[grpc.StatusCode, list[str], str]:
    """Status, the fields that the details name, and the reason."""
    with pytest.raises(grpc.RpcError) as raised:
        call(request)
    error: Any = raised.value
    status = rpc_status.from_call(error)
    assert status is not None, error.details()
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(bad)
    fields = [violation.field for violation in bad.field_violations] or [info.metadata["field"]]
    return error.code(), fields, info.reason


Wrong = tuple[str, Message, grpc.StatusCode, list[str], str]
TOO_LONG = "A" * 1000
NO_DAY = Date(year=2021, month=2, day=29)


def what_if(code: str = PARK, ratio: str = "0.016") -> pb.WhatIfRequest:
    return pb.WhatIfRequest(employer_code=code, levy_year=2021, scenarios=[pb.Scenario(ratio=ratio)])


WRONG: list[Wrong] = [
    (
        "RegisterEmployer",
        pb.RegisterEmployerRequest(),
        INVALID,
        ["request_id", "employer_code", "name", "kind", "founded_on", "region_code"],
        "",
    ),
    ("RegisterEmployer", registration(request_id="7"), INVALID, ["request_id"], ""),
    ("RegisterEmployer", registration(MILL[:-1]), INVALID, ["employer_code"], ""),
    ("RegisterEmployer", registration(MILL[:-1] + ("0" if MILL[-1] != "0" else "1")), INVALID, ["employer_code"], ""),
    ("RegisterEmployer", registration("DE123456789"), INVALID, ["employer_code"], ""),
    ("RegisterEmployer", registration(MILL, name=TOO_LONG), INVALID, ["name"], ""),
    ("RegisterEmployer", registration(MILL, name="  "), INVALID, ["name"], ""),
    ("RegisterEmployer", registration(MILL, kind=99), INVALID, ["kind"], ""),
    ("RegisterEmployer", registration(MILL, kind=0), INVALID, ["kind"], ""),
    ("RegisterEmployer", registration(MILL, founded_on=NO_DAY), INVALID, ["founded_on"], ""),
    ("RegisterEmployer", registration(MILL, founded_on=wire(2999, 1, 1)), INVALID, ["founded_on"], ""),
    ("RegisterEmployer", registration(MILL, region_code="3701"), INVALID, ["region_code"], ""),
    ("RegisterEmployer", registration(), EXISTS, ["employer_code"], ""),
    ("GetEmployer", pb.GetEmployerRequest(), INVALID, ["employer_code"], ""),
    ("GetEmployer", pb.GetEmployerRequest(employer_code=UNKNOWN), MISSING, ["employer_code"], ""),
    ("ListEmployers", pb.ListEmployersRequest(region_code="x"), INVALID, ["region_code"], ""),
    ("ListEmployers", pb.ListEmployersRequest(page_size=501), INVALID, ["page_size"], ""),
    ("ListEmployers", pb.ListEmployersRequest(page_size=-1), INVALID, ["page_size"], ""),
    ("ListEmployers", pb.ListEmployersRequest(page_token="!"), INVALID, ["page_token"], ""),
    ("ListEmployers", pb.ListEmployersRequest(page_token=TOO_LONG), INVALID, ["page_token"], ""),
    ("GetPlacedCount", pb.GetPlacedCountRequest(), INVALID, ["employer_code", "base_year"], ""),
    ("GetPlacedCount", pb.GetPlacedCountRequest(employer_code=UNKNOWN, base_year=2020), MISSING, ["employer_code"], ""),
    ("GetPlacedCount", pb.GetPlacedCountRequest(employer_code=PARK, base_year=2013), INVALID, ["base_year"], ""),
    (
        "GetPlacedCount",
        pb.GetPlacedCountRequest(employer_code=PARK, base_year=2020, as_of=NO_DAY),
        INVALID,
        ["as_of"],
        "",
    ),
    (
        "SubmitDeclaration",
        pb.SubmitDeclarationRequest(),
        INVALID,
        ["request_id", "employer_code", "base_year", "monthly_staff", "submitted_on"],
        "",
    ),
    ("SubmitDeclaration", declaration(UNKNOWN), MISSING, ["employer_code"], ""),
    ("SubmitDeclaration", declaration("DE123456789"), INVALID, ["employer_code"], ""),
    ("SubmitDeclaration", declaration(base_year=2019, monthly_staff=[120] * 11), INVALID, ["monthly_staff"], ""),
    ("SubmitDeclaration", declaration(base_year=2019, monthly_staff=[120] * 13), INVALID, ["monthly_staff"], ""),
    (
        "SubmitDeclaration",
        declaration(base_year=2019, monthly_staff=[120] * 11 + [-1]),
        INVALID,
        ["monthly_staff[11]"],
        "",
    ),
    (
        "SubmitDeclaration",
        declaration(base_year=2019, monthly_staff=[10_000_001] * 1 + [1] * 11),
        INVALID,
        ["monthly_staff[0]"],
        "",
    ),
    ("SubmitDeclaration", declaration(base_year=2019, wage_bill_fen=-1), INVALID, ["wage_bill_fen"], ""),
    ("SubmitDeclaration", declaration(base_year=2019, wage_bill_fen=10**15 + 1), INVALID, ["wage_bill_fen"], ""),
    ("SubmitDeclaration", declaration(base_year=2019, wage_bill_fen=0), INVALID, ["wage_bill_fen"], ""),
    ("SubmitDeclaration", declaration(base_year=2019, monthly_staff=[0] * 12), INVALID, ["wage_bill_fen"], ""),
    ("SubmitDeclaration", declaration(base_year=2019, submitted_on=wire(2019, 12, 31)), INVALID, ["submitted_on"], ""),
    (
        "SubmitDeclaration",
        declaration(base_year=2019, submitted_on=Date(year=2021, month=3)),
        INVALID,
        ["submitted_on"],
        "",
    ),
    ("SubmitDeclaration", declaration(base_year=2019, submitted_on=wire(2999, 1, 1)), INVALID, ["submitted_on"], ""),
    ("SubmitDeclaration", declaration(), EXISTS, ["base_year"], ""),
    (
        "CorrectDeclaration",
        pb.CorrectDeclarationRequest(),
        INVALID,
        ["request_id", "employer_code", "base_year", "monthly_staff", "corrected_on"],
        "",
    ),
    ("CorrectDeclaration", correction(UNKNOWN), MISSING, ["employer_code"], ""),
    ("CorrectDeclaration", correction(base_year=2019), MISSING, ["base_year"], ""),
    ("CorrectDeclaration", correction(monthly_staff=[120] * 13), INVALID, ["monthly_staff"], ""),
    ("CorrectDeclaration", correction(corrected_on=wire(2021, 3, 14)), INVALID, ["corrected_on"], ""),
    ("CorrectDeclaration", correction(corrected_on=wire(2999, 1, 1)), INVALID, ["corrected_on"], ""),
    ("CorrectDeclaration", correction(wage_bill_fen=0), INVALID, ["wage_bill_fen"], ""),
    ("GetDeclaration", pb.GetDeclarationRequest(), INVALID, ["employer_code", "base_year"], ""),
    ("GetDeclaration", pb.GetDeclarationRequest(employer_code=UNKNOWN, base_year=2020), MISSING, ["employer_code"], ""),
    ("GetDeclaration", pb.GetDeclarationRequest(employer_code=PARK, base_year=2019), MISSING, ["base_year"], ""),
    ("PreviewAssessment", pb.PreviewAssessmentRequest(), INVALID, ["employer_code", "levy_year"], ""),
    (
        "PreviewAssessment",
        pb.PreviewAssessmentRequest(employer_code=UNKNOWN, levy_year=2021),
        MISSING,
        ["employer_code"],
        "",
    ),
    (
        "PreviewAssessment",
        pb.PreviewAssessmentRequest(employer_code=PARK, levy_year=2020),
        PRECONDITION,
        ["levy_year"],
        "DECLARATION_MISSING",
    ),
    (
        "PreviewAssessment",
        pb.PreviewAssessmentRequest(employer_code=PARK, levy_year=2021, as_of=NO_DAY),
        INVALID,
        ["as_of"],
        "",
    ),
    (
        "PreviewAssessment",
        pb.PreviewAssessmentRequest(
            employer_code=PARK, levy_year=2021, payroll=pb.Payroll(monthly_staff=[1] * 12, wage_bill_fen=1)
        ),
        PRECONDITION,
        ["payroll"],
        "ALREADY_DECLARED",
    ),
    (
        "PreviewAssessment",
        pb.PreviewAssessmentRequest(
            employer_code=PARK, levy_year=2020, payroll=pb.Payroll(monthly_staff=[1] * 2, wage_bill_fen=1)
        ),
        INVALID,
        ["payroll.monthly_staff"],
        "",
    ),
    (
        "PreviewAssessment",
        pb.PreviewAssessmentRequest(employer_code=PARK, levy_year=2020, payroll=pb.Payroll(monthly_staff=[1] * 12)),
        INVALID,
        ["payroll.wage_bill_fen"],
        "",
    ),
    (
        "IssueAssessment",
        pb.IssueAssessmentRequest(),
        INVALID,
        ["request_id", "employer_code", "levy_year", "assessed_on"],
        "",
    ),
    ("IssueAssessment", issue(UNKNOWN), MISSING, ["employer_code"], ""),
    ("IssueAssessment", issue(levy_year=2020), PRECONDITION, ["levy_year"], "DECLARATION_MISSING"),
    ("IssueAssessment", issue(levy_year=2014), INVALID, ["levy_year"], ""),
    ("IssueAssessment", issue(assessed_on=wire(2020, 12, 31)), INVALID, ["assessed_on"], ""),
    ("IssueAssessment", issue(assessed_on=wire(2999, 1, 1)), INVALID, ["assessed_on"], ""),
    ("IssueAssessment", issue(assessed_on=wire(2021, 3, 14)), INVALID, ["assessed_on"], ""),
    ("IssueAssessment", issue(assessed_on=wire(2021, 3, 31)), INVALID, ["assessed_on"], ""),
    (
        "IssueAssessment",
        issue(payroll=pb.Payroll(monthly_staff=[1] * 12, wage_bill_fen=1)),
        PRECONDITION,
        ["payroll"],
        "ALREADY_DECLARED",
    ),
    ("IssueAssessment", issue(MILL), PRECONDITION, ["levy_year"], "RULE_MISSING"),
    ("GetAssessment", pb.GetAssessmentRequest(), INVALID, ["assessment_id"], ""),
    ("GetAssessment", pb.GetAssessmentRequest(assessment_id=new_id()), MISSING, ["assessment_id"], ""),
    ("ListAssessments", pb.ListAssessmentsRequest(), INVALID, ["employer_code"], ""),
    ("ListAssessments", pb.ListAssessmentsRequest(employer_code=PARK, levy_year=-1), INVALID, ["levy_year"], ""),
    ("ListAssessments", pb.ListAssessmentsRequest(employer_code=PARK, page_token="x"), INVALID, ["page_token"], ""),
    ("GetRules", pb.GetRulesRequest(), INVALID, ["on", "region_code"], ""),
    ("GetRules", pb.GetRulesRequest(on=NO_DAY, region_code=TIANQIAO), INVALID, ["on"], ""),
    ("CompareRules", pb.CompareRulesRequest(), INVALID, ["region_code", "before", "after"], ""),
    (
        "CompareRules",
        pb.CompareRulesRequest(region_code=TIANQIAO, before=wire(2020, 1, 1), after=NO_DAY),
        INVALID,
        ["after"],
        "",
    ),
    ("WhatIf", pb.WhatIfRequest(), INVALID, ["employer_code", "levy_year", "scenarios"], ""),
    ("WhatIf", what_if(UNKNOWN), MISSING, ["employer_code"], ""),
    ("WhatIf", what_if(ratio="1.6 %"), INVALID, ["scenarios[0].ratio"], ""),
    ("WhatIf", what_if(MILL), PRECONDITION, ["levy_year"], "RULE_MISSING"),
]


def test_every_wrong_call_gets_its_status_with_the_field_named_and_changes_nothing(
    levy: LevyServiceStub, database: Database
) -> None:
    # given an assessed employer of Tianqiao, and one in a province whose ratio is not on file
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    approve(database)
    levy.IssueAssessment(issue(assessed_on=wire(2021, 4, 1)))
    levy.RegisterEmployer(registration(MILL, region_code="110105"))
    levy.SubmitDeclaration(declaration(MILL))
    before = everything(database)
    for method, request, code, fields, reason in WRONG:
        found = refusal(getattr(levy, method), request)
        assert found[0] is code, (method, request, found)
        assert sorted(found[1]) == sorted(fields), (method, request, found)
        if reason:
            assert found[2] == reason, (method, request, found)
    assert everything(database) == before
    assert {method for method, *_ in WRONG} == {
        method.name for method in pb.DESCRIPTOR.services_by_name["LevyService"].methods
    }
