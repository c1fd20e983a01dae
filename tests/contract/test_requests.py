"""What every request's contract says, so that the server can refuse what is too much before it works on it."""

import re

import buf.validate.validate_pb2 as validate
import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor

from deploy.rpcs import rpcs

METHODS: list[MethodDescriptor] = [rpc.method for rpc in rpcs()]
CHANGE_NOTHING = re.compile(
    "(Get|List|Preview|Search|Export)[A-Z]|VerifyCertificates?$|StreamVerifications$|StreamAssessmentRun$"
    "|CompareRules$|WhatIf$"
)
NUMBERS = {
    getattr(FieldDescriptor, f"TYPE_{kind}") for kind in ("INT32", "INT64", "UINT32", "UINT64", "FLOAT", "DOUBLE")
}


def unbounded(message: Descriptor, above: tuple[str, ...] = ()) -> list[str]:
    """The fields, also those inside, whose size the contract leaves open."""
    found: list[str] = []
    if message.full_name in above or not message.full_name.startswith("bihuan."):
        return found
    for field in message.fields:
        rules: validate.FieldRules = field.GetOptions().Extensions[validate.field]  # type: ignore[index]  # its stub
        if field.is_repeated:
            if not rules.repeated.max_items:
                found.append(field.full_name)
            rules = rules.repeated.items
        text = rules.string
        if field.type == FieldDescriptor.TYPE_STRING and not (text.max_len or text.len or text.uuid or text.pattern):
            found.append(field.full_name)
        if field.type in NUMBERS and not rules.WhichOneof("type"):
            found.append(field.full_name)
        if field.message_type is not None:
            found += unbounded(field.message_type, (*above, message.full_name))
    return found


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.full_name)
def test_a_request_bounds_each_text_list_and_number(method: MethodDescriptor) -> None:
    assert unbounded(method.input_type) == []


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.full_name)
def test_every_write_can_be_sent_again_and_no_read_pretends_to(method: MethodDescriptor) -> None:
    request_id = method.input_type.fields_by_name.get("request_id")

    if CHANGE_NOTHING.match(method.name):
        assert request_id is None
    else:
        assert request_id is not None
        assert request_id.number == 1
        rules: validate.FieldRules = request_id.GetOptions().Extensions[validate.field]  # type: ignore[index]
        assert rules.string.uuid
