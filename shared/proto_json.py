"""A message as proto JSON, by a plan made once per type: several times as fast as protobuf's `json_format`.

    to_dict(event) == json_format.MessageToDict(event, always_print_fields_with_no_presence=True)
    from_dict(type(event), to_dict(event)) == event

The relay encodes every event that a service publishes, and each subscriber decodes it. A type with a field of a kind
that no contract uses (float, bytes, map, oneof, a well-known type of protobuf's) is left to `json_format`.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message

M = TypeVar("M", bound=Message)
_Json = Callable[[Any], Any]
_PLAIN = {FieldDescriptor.CPPTYPE_STRING, FieldDescriptor.CPPTYPE_BOOL}
_PLAIN |= {FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_UINT32}
_AS_TEXT = {FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64}  # proto JSON: not every reader keeps 64 bits


class _Unplanned(Exception):
    """A field of a kind that this module leaves to `json_format`."""


class _Plan(NamedTuple):
    """A type's fields: (JSON name, name, how its value is converted or None for as it is)."""

    always: list[tuple[str, str, _Json | None]]
    if_set: list[tuple[str, str, _Json | None]]  # those with presence


def to_dict(message: Message) -> dict[str, Any]:
    """The message as proto JSON; fields without presence are there also when they are zero."""
    return _converter(message.DESCRIPTOR)(message)


@cache
def _converter(descriptor: Descriptor) -> Callable[[Message], dict[str, Any]]:
    try:
        return partial(_by_plan, _plan(descriptor))
    except _Unplanned:
        return partial(json_format.MessageToDict, always_print_fields_with_no_presence=True)


def _by_plan(plan: _Plan, message: Message) -> dict[str, Any]:
    found = {
        json_name: getattr(message, name) if convert is None else convert(getattr(message, name))
        for json_name, name, convert in plan.always
    }
    for json_name, name, convert in plan.if_set:
        if message.HasField(name):
            value = getattr(message, name)
            found[json_name] = value if convert is None else convert(value)
    return found


def _plan(descriptor: Descriptor) -> _Plan:
    if descriptor.file.package == "google.protobuf":
        raise _Unplanned
    plan = _Plan([], [])
    for field in descriptor.fields:
        step = (field.json_name, field.name, _field(field))
        (plan.if_set if field.has_presence else plan.always).append(step)
    return plan


def _field(field: FieldDescriptor) -> _Json | None:
    convert = _value(field)
    if not field.is_repeated:
        return convert
    return list if convert is None else lambda values: [convert(each) for each in values]


def _value(field: FieldDescriptor) -> _Json | None:
    if field.type == FieldDescriptor.TYPE_BYTES:
        raise _Unplanned
    if field.cpp_type in _PLAIN:
        return None
    if field.cpp_type in _AS_TEXT:
        return str
    if field.enum_type is not None:
        return _enum(field.enum_type)
    if field.message_type is not None and not field.message_type.GetOptions().map_entry:
        return partial(_by_plan, _plan(field.message_type))
    raise _Unplanned


def _enum(enum: EnumDescriptor) -> _Json:
    if _is_special(enum):
        raise _Unplanned
    # Looked up, not listed: of two names of one number the look-up finds json_format's.
    names = {value.number: enum.values_by_number[value.number].name for value in enum.values}
    return lambda number: names.get(number, number)


def _is_special(enum: EnumDescriptor) -> bool:
    """A closed enum refuses unknown numbers; an option can give a value another name."""
    named = any(value.has_options for value in enum.values)
    return enum.is_closed or enum.file.package == "google.protobuf" or named


class _Odd(Exception):
    """A value that is not as `to_dict` writes it. It may be proto JSON all the same: `json_format` knows."""


_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_RANGES = {
    FieldDescriptor.CPPTYPE_INT32: range(-(2**31), 2**31),
    FieldDescriptor.CPPTYPE_UINT32: range(2**32),
    FieldDescriptor.CPPTYPE_INT64: range(-(2**63), 2**63),
    FieldDescriptor.CPPTYPE_UINT64: range(2**64),
}


def from_dict(message_type: type[M], data: dict[str, Any]) -> M | None:
    """As `json_format.ParseDict(data, message_type(), ignore_unknown_fields=True)` reads it; None: ask that."""
    read = _reader(message_type.DESCRIPTOR)
    if read is None:
        return None
    try:
        return message_type(**read(data))
    except (_Odd, ValueError):  # ValueError: a text that UTF-8 cannot hold
        return None


@cache
def _reader(descriptor: Descriptor) -> Callable[[Any], dict[str, Any]] | None:
    """Reads a message's fields by their names in the contract; None for a type that is left to `json_format`."""
    try:
        return _fields(descriptor)
    except _Unplanned:
        return None


def _fields(descriptor: Descriptor) -> Callable[[Any], dict[str, Any]]:
    if descriptor.file.package == "google.protobuf" or any(len(each.fields) > 1 for each in descriptor.oneofs):
        raise _Unplanned
    plan = {field.json_name: (field.name, _read(field)) for field in descriptor.fields}
    other_names = {field.name for field in descriptor.fields} - plan.keys()

    def read(data: Any) -> dict[str, Any]:
        if type(data) is not dict or not other_names.isdisjoint(data):
            raise _Odd
        # Fields that it does not know are left out.
        return {plan[key][0]: plan[key][1](value) for key, value in data.items() if key in plan}

    return read


def _read(field: FieldDescriptor) -> _Json:
    one = _read_value(field)
    if not field.is_repeated:
        return one

    def read_all(values: Any) -> list[Any]:
        if type(values) is not list:
            raise _Odd
        return [one(each) for each in values]

    return read_all


def _read_value(field: FieldDescriptor) -> _Json:
    if field.type == FieldDescriptor.TYPE_BYTES:
        raise _Unplanned
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return partial(_of_type, str)
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return partial(_of_type, bool)
    if field.cpp_type in _RANGES:
        return partial(_read_number, _RANGES[field.cpp_type], str if field.cpp_type in _AS_TEXT else int)
    if field.enum_type is not None and not _is_special(field.enum_type):
        return partial(_read_enum, {value.name: value.number for value in field.enum_type.values})
    if field.message_type is not None and not field.message_type.GetOptions().map_entry:
        return _fields(field.message_type)
    raise _Unplanned


def _of_type(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise _Odd
    return value


def _read_number(possible: range, kind: type[int] | type[str], value: Any) -> int:
    if type(value) is not kind or (isinstance(value, str) and _INTEGER.fullmatch(value) is None):
        raise _Odd
    number = int(value)
    if number not in possible:
        raise _Odd
    return number


def _read_enum(numbers: dict[str, int], value: Any) -> int:
    number = numbers.get(value) if type(value) is str else None
    if number is None:
        raise _Odd
    return number
