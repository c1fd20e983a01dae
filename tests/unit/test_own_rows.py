"""The second look at an answer: rows of other regions are found wherever they stand in it."""

from typing import Any

import pytest
from bihuan.levy.v1 import levy_service_pb2 as levy
from bihuan.outreach.v1 import outreach_service_pb2 as outreach
from bihuan.recruitment.v1 import recruitment_service_pb2 as recruitment
from bihuan.registry.v1 import registry_service_pb2 as registry
from bihuan.training.v1 import training_service_pb2 as training

from shared.access import acting
from shared.errors import NotFound
from shared.own_rows import require_own
from tests.callers import caller_of


def answers(code: str) -> list[Any]:
    """One answer of each shape with a row of this region: one, among several, and one inside another."""
    return [
        registry.GetPersonResponse(person=registry.Person(region_code=code)),
        registry.ListLoopsResponse(loops=[registry.Loop(region_code="370105"), registry.Loop(region_code=code)]),
        training.GetClassResponse(training_class=training.Class(plan=training.ClassPlan(region_code=code))),
        recruitment.ListSeekersResponse(seekers=[recruitment.Seeker(region_code=code)]),
        levy.IssueAssessmentResponse(assessment=levy.Assessment(region_code=code)),
        outreach.GetCaseResponse(case=outreach.Case(region_code=code)),
    ]


@pytest.mark.parametrize("code", ["370105", "370105003"])
def test_an_answer_with_the_callers_rows_is_given(code: str) -> None:
    with acting(caller_of("370105")):
        for answer in answers(code):
            require_own(answer)


@pytest.mark.parametrize("answer", answers("370104003"), ids=lambda answer: answer.DESCRIPTOR.name)
def test_an_answer_with_anothers_row_is_kept_back(answer: Any) -> None:
    with acting(caller_of("370105", "370200")), pytest.raises(NotFound):
        require_own(answer)


def test_an_answer_without_rows_or_regions_is_given() -> None:
    with acting(caller_of()):
        require_own(registry.ListPersonsResponse())
        require_own(registry.VerifyCertificateResponse(result=registry.VERIFICATION_RESULT_NOT_FOUND))


def test_a_caller_of_everywhere_gets_every_answer() -> None:
    with acting(caller_of("*")):
        for answer in answers("650000"):
            require_own(answer)
