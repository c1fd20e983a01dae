"""A refused field says what to do in words, not in patterns and numbers."""

import re
from pathlib import Path

import pytest
from bihuan.registry.v1 import registry_service_pb2 as pb
from bihuan.training.v1 import training_service_pb2 as training

from shared import grpc_checks

CONTRACTS = Path(__file__).parents[2] / "proto" / "bihuan"


def advice(request: pb.RecordNeedRequest | training.OpenClassRequest) -> dict[str, str]:
    return {fault.field: fault.description for fault in grpc_checks.faults(request)}


def patterns() -> set[str]:
    texts = [path.read_text() for path in CONTRACTS.rglob("*_service.proto")]
    found = {each for text in texts for each in re.findall(r'pattern(?:: | = )"((?:[^"\\]|\\.)*)"', text)}
    return {each.encode("latin-1", "backslashreplace").decode("unicode_escape") for each in found}


def test_every_pattern_of_the_contracts_has_its_words() -> None:
    assert len(patterns()) > 10
    assert patterns() - set(grpc_checks._PATTERN_ADVICE) == set()


def test_no_words_are_kept_for_a_pattern_that_no_contract_has() -> None:
    assert set(grpc_checks._PATTERN_ADVICE) - patterns() == set()


def test_a_wrong_code_is_told_what_it_should_look_like() -> None:
    assert advice(pb.RecordNeedRequest(occupation_code="abc"))["occupation_code"].startswith("must be digits only")


def test_a_missing_text_is_called_missing() -> None:
    assert advice(pb.RecordNeedRequest())["recorded_by"].startswith("is missing; must be letters")


@pytest.mark.parametrize("kind", [0, 9])
def test_an_enum_without_a_right_value_is_told_the_right_ones(kind: int) -> None:
    words = advice(pb.RecordNeedRequest(kind=kind))["kind"]  # type: ignore[arg-type]
    assert words == "must be one of NEED_KIND_TRAINING, NEED_KIND_EMPLOYMENT, NEED_KIND_SUPPORT"


def test_a_field_within_a_message_is_told_the_same() -> None:
    found = advice(training.OpenClassRequest(plan=training.ClassPlan(region_code="37", rules=[99])))  # type: ignore[list-item]
    assert found["plan.region_code"].startswith("must be a region code")
    assert found["plan.rules[0]"].startswith("must be one of ENROLMENT_RULE_WILLING")
