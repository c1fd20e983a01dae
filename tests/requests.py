"""A request of any type that breaks no rule of its contract, made from the descriptors."""

import uuid
from collections.abc import Mapping
from typing import Any

import buf.validate.validate_pb2 as validate
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from shared.grpc_checks import faults

# One text for each pattern of the contracts, by a part of the pattern.
_TEXTS = {
    "[A-Z0-9_]*$": "POVERTY_REGISTER",
    "{17}[0-9Xx][0-9]{2}": "11010519491231002X42",
    "{17}[0-9Xx]$": "11010519491231002X",
    "[0-9]{6}([0-9]{3})?": "370105",
    "一-龥": "鲁军J000001",
    "NPQRTUWXY": "91370105MA3TEXTXX0",
    "{1,6})?|1)": "0.016",
    "{1,2})?|1)": "0.5",
    "[1-8][0-9]{4}": "4040203",
    "[1-8][0-9]{0,6}": "4040203",
    "[.][0-9]{1,2}": "10.50",
    "[01][.][0-9]{1,6}": "0.016",
    "[0-9 -]": "053112345678",
    "^[0-9]*$": "",
    "[0-9a-f]{64}": "0" * 64,
    "^([0-9a-f]{8}(-": "",
}


def sample(kind: Descriptor, known: Mapping[str, Any]) -> Any:
    """A message with every field set, which breaks no rule; `known` gives values by fields' names, None leaves out."""
    message = _filled(kind, known)
    assert faults(message) == [], kind.full_name
    return message


def _filled(kind: Descriptor, known: Mapping[str, Any]) -> Message:
    message: Any = message_factory.GetMessageClass(kind)()
    if kind.full_name == "google.type.Date":
        message.year, message.month, message.day = 2020, 7, 1
        return message
    for field in kind.fields:
        if field.containing_oneof is not None and len(field.containing_oneof.fields) > 1:
            wanted = [one for one in field.containing_oneof.fields if known.get(one.name, "") is not None]
            if field.name != wanted[0].name:
                continue
        value = known[field.name] if field.name in known else _value(field, known)
        if value is None or (field.is_repeated and not isinstance(value, list) and _at_least(field) == 0):
            continue
        if field.is_repeated:
            getattr(message, field.name).extend(value if isinstance(value, list) else [value] * _at_least(field))
        elif field.message_type is not None:
            getattr(message, field.name).CopyFrom(value)
        else:
            setattr(message, field.name, value)
    return message


def _rules(field: FieldDescriptor) -> validate.FieldRules:
    return field.GetOptions().Extensions[validate.field]  # type: ignore[index]


def _at_least(field: FieldDescriptor) -> int:
    return int(_rules(field).repeated.min_items)


def _value(field: FieldDescriptor, known: Mapping[str, Any]) -> Any:
    if field.message_type is not None:
        return _filled(field.message_type, known)
    rules = _rules(field).repeated.items if field.is_repeated else _rules(field)
    if field.enum_type is not None:
        allowed = getattr(rules.enum, "in")
        return allowed[0] if allowed else field.enum_type.values[1].number
    if field.type == FieldDescriptor.TYPE_STRING:
        if rules.string.uuid:
            return str(uuid.uuid4())
        return next((text for part, text in _TEXTS.items() if part in rules.string.pattern), "words")
    if field.type == FieldDescriptor.TYPE_BOOL:
        return True
    if field.type == FieldDescriptor.TYPE_BYTES:
        return b"bytes"
    name = rules.WhichOneof("type")
    number: Any = getattr(rules, name) if name else None
    return None if number is None else max(number.gte, number.gt + 1, 1)
