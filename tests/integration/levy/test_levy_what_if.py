"""WhatIf and CompareRules through gRPC."""

import grpc
import pytest
from bihuan.levy.v1 import levy_service_pb2 as pb
from bihuan.levy.v1.levy_service_pb2_grpc import LevyServiceStub

from shared.store import Database
from tests.levy_samples import PARK, declaration, everything, preview, registration, wire


def ask(levy: LevyServiceStub, *scenarios: pb.Scenario) -> pb.WhatIfResponse:
    answer: pb.WhatIfResponse = levy.WhatIf(pb.WhatIfRequest(employer_code=PARK, levy_year=2021, scenarios=scenarios))
    return answer


COLLEAGUE = pb.MorePlaced(certificate=pb.CERTIFICATE_KIND_DISABILITY, level=2, from_month=7, persons=1)


def test_several_scenarios_are_answered_in_one_call_and_nothing_is_written(
    levy: LevyServiceStub, database: Database
) -> None:
    # given 120 staff at 60,000 yuan and nobody placed
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    stored = everything(database)

    answer = ask(
        levy,
        pb.Scenario(more_placed=[COLLEAGUE]),
        pb.Scenario(ratio="0.016"),
        pb.Scenario(payroll=pb.OtherPayroll(monthly_staff=[30] * 12)),
    )

    assert answer.base == preview(levy)
    assert answer.base.payable_fen == 97_200_00
    colleague, ratio, small = answer.outcomes
    # placed 1 of 1.8, below one percent: 0.8 × 60,000 × 90 %
    assert (colleague.assessment.payable_fen, colleague.payable_difference_fen) == (43_200_00, -54_000_00)
    assert {each.key: each.difference_fen for each in colleague.differences}["due"] == -60_000_00
    assert (ratio.assessment.due_fen, ratio.due_difference_fen) == (115_200_00, 7_200_00)
    assert next(line for line in ratio.assessment.lines if line.key == "ratio").source.act.startswith("试算")
    assert small.assessment.payable_fen == 0
    assert everything(database) == stored


@pytest.mark.parametrize(
    ("scenario", "field"),
    [
        (pb.Scenario(), "scenarios[0]"),
        (pb.Scenario(ratio="0.0"), "scenarios[0].ratio"),
        (pb.Scenario(payroll=pb.OtherPayroll(monthly_staff=[1] * 11)), "scenarios[0].payroll.monthly_staff"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused_with_its_field(
    levy: LevyServiceStub, scenario: pb.Scenario, field: str
) -> None:
    levy.RegisterEmployer(registration())
    levy.SubmitDeclaration(declaration())
    with pytest.raises(grpc.RpcError) as refusal:
        ask(levy, scenario)
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert field in str(refusal.value.details())


def test_rules_of_two_days_are_compared_with_both_sources(levy: LevyServiceStub) -> None:
    request = pb.CompareRulesRequest(region_code="370105", before=wire(2019, 12, 31), after=wire(2020, 1, 1))
    changes = {change.parameter: change for change in levy.CompareRules(request).changes}
    assert changes["tiers"].kind == pb.RULE_CHANGE_KIND_BEGAN
    assert not changes["tiers"].HasField("before")
    assert changes["small_employers"].kind == pb.RULE_CHANGE_KIND_CHANGED
    assert (changes["small_employers"].before.source.act, changes["small_employers"].after.source.act) == (
        "财税〔2017〕18号", "财政部公告2019年第98号",
    )  # fmt: skip
    assert changes["wage_cap"].kind == pb.RULE_CHANGE_KIND_CONTINUED
    assert changes["ratio"].kind == pb.RULE_CHANGE_KIND_SAME
    assert changes["relief_programmes.spring_2020"].kind == pb.RULE_CHANGE_KIND_BEGAN

    back = pb.CompareRulesRequest(region_code="370105", before=wire(2027, 12, 31), after=wire(2028, 1, 1))
    kinds = {change.parameter: change.kind for change in levy.CompareRules(back).changes}
    assert kinds["tiers"] == kinds["small_employers"] == pb.RULE_CHANGE_KIND_ENDED
