"""What every request must pass before its method runs: readable bytes, the contract's rules, clean text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import buf.validate.validate_pb2 as validate_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError, Message
from protovalidate import FieldPathPb, Validator

# Control characters, line and paragraph separators, and the characters that turn the writing direction: a text with
# them shows something else than it holds.
_UNCLEAN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_UNCLEAN_BUT_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
# A text whose contract allows this many characters may have lines and tabs; a shorter one is a name, a code, a title.
MULTI_LINE_FROM = 200

_validator = Validator()
_FIELD_RULES: Any = validate_pb2.field  # the generated stub calls it a plain descriptor


@dataclass(frozen=True)
class FieldFault:
    """One field that breaks a rule: its path (`seats[2].kind`), the rule's id, and what to do."""

    field: str
    rule: str
    description: str


class Unreadable:
    """Stands for a request whose bytes are no message of its type."""


UNREADABLE = Unreadable()


def reader(parse: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """A deserializer that never fails: grpc would answer INTERNAL, as if the fault were ours."""

    def read(data: bytes) -> Any:
        try:
            return parse(data)
        except (DecodeError, UnicodeDecodeError, ValueError):
            return UNREADABLE

    return read


def faults(request: Message) -> list[FieldFault]:
    """Every rule that the request breaks; the descriptions never contain its values.

    If a list is too long, that alone: to look at half a million entries would take seconds.
    """
    found = too_long(request)
    if found:
        return found
    found = [
        FieldFault(_path(violation.proto.field), violation.proto.rule_id, _advice(violation.proto.message))
        for violation in _validator.collect_violations(request)
    ]
    found.extend(
        FieldFault(path, "string.clean", "contains a control or direction character; remove it")
        for path in unclean_texts(request)
    )
    return found


def _advice(message: str) -> str:
    return message or "breaks the rule of its contract"


def _path(path: FieldPathPb | None) -> str:
    if path is None:
        return ""
    text = ""
    for element in path.elements:
        text += ("." if text else "") + (element.field_name or "")
        if element.subscript is not None:
            # A map's key is the caller's text and may be personal; a list's index is not.
            text += f"[{element.subscript.value}]" if element.subscript.field == "index" else "[key]"
    return text


def unclean_texts(message: Message) -> list[str]:
    """The paths of the strings that hold characters which no text of ours may hold."""
    found: list[str] = []
    _text_check(message.DESCRIPTOR)(message, "", found)
    return found


def too_long(message: Message) -> list[FieldFault]:
    """The lists and maps that hold more than their contract allows."""
    found: list[FieldFault] = []
    _count_check(message.DESCRIPTOR)(message, "", found)
    return found


_CountCheck = Callable[[Any, str, list[FieldFault]], None]


@cache
def _count_check(descriptor: Descriptor) -> _CountCheck:
    """A check compiled once per message type, as `_text_check`."""
    bounded = [
        (field.name, *bound)
        for field in descriptor.fields
        if field.is_repeated and (bound := _bound(field.GetOptions().Extensions[_FIELD_RULES])) is not None
    ]
    messages = [
        (field.name, field.is_repeated, field.message_type)
        for field in descriptor.fields
        if field.message_type is not None
        and not field.message_type.GetOptions().map_entry
        and _has_list(field.message_type, frozenset())
    ]

    def check(message: Any, prefix: str, found: list[FieldFault]) -> None:
        for name, rule, most, things in bounded:
            if len(getattr(message, name)) > most:
                found.append(FieldFault(prefix + name, rule, f"must contain no more than {most} {things}"))
        if found:
            return
        for name, repeated, kind in messages:
            if repeated:
                for index, each in enumerate(getattr(message, name)):
                    _count_check(kind)(each, f"{prefix}{name}[{index}].", found)
            elif message.HasField(name):
                _count_check(kind)(getattr(message, name), f"{prefix}{name}.", found)

    return check


def _bound(rules: validate_pb2.FieldRules) -> tuple[str, int, str] | None:
    if rules.repeated.HasField("max_items"):
        return "repeated.max_items", rules.repeated.max_items, "item(s)"
    if rules.map.HasField("max_pairs"):
        return "map.max_pairs", rules.map.max_pairs, "entries"
    return None


def _has_list(descriptor: Descriptor, above: frozenset[str]) -> bool:
    """Whether a list or map can be anywhere inside; a type that contains itself is looked at once."""
    if descriptor.full_name in above:
        return False
    inside = above | {descriptor.full_name}
    return any(
        field.is_repeated or (field.message_type is not None and _has_list(field.message_type, inside))
        for field in descriptor.fields
    )


_Check = Callable[[Any, str, list[str]], None]


@cache
def _text_check(descriptor: Descriptor) -> _Check:
    """A check compiled once per message type: it looks at the fields that can hold text and at no others."""
    texts = [
        (field.name, field.is_repeated, _pattern(field))
        for field in descriptor.fields
        if field.type == FieldDescriptor.TYPE_STRING
    ]
    messages = [
        (field.name, field.is_repeated, field.message_type)
        for field in descriptor.fields
        if field.message_type is not None and _has_text(field.message_type, frozenset())
    ]

    def check(message: Any, prefix: str, found: list[str]) -> None:
        for name, repeated, pattern in texts:
            value = getattr(message, name)
            for each in value if repeated else (value,):
                # isprintable() is quick, and true for nearly every text; the pattern decides about the rest.
                if not each.isprintable() and pattern.search(each):
                    found.append(prefix + name)
                    break
        for name, repeated, kind in messages:
            if not repeated:
                if message.HasField(name):
                    _text_check(kind)(getattr(message, name), f"{prefix}{name}.", found)
            elif kind.GetOptions().map_entry:
                for key, value in getattr(message, name).items():
                    unclean = any(isinstance(part, str) and _UNCLEAN.search(part) for part in (key, value))
                    if unclean:
                        found.append(prefix + name)
                        break
                    if isinstance(value, Message):
                        _text_check(value.DESCRIPTOR)(value, f"{prefix}{name}[key].", found)
            else:
                for index, each in enumerate(getattr(message, name)):
                    _text_check(kind)(each, f"{prefix}{name}[{index}].", found)

    return check


def _pattern(field: FieldDescriptor) -> re.Pattern[str]:
    rules: validate_pb2.FieldRules = field.GetOptions().Extensions[_FIELD_RULES]
    longest = (rules.repeated.items if field.is_repeated else rules).string.max_len
    return _UNCLEAN_BUT_LINES if longest >= MULTI_LINE_FROM else _UNCLEAN


def _has_text(descriptor: Descriptor, above: frozenset[str]) -> bool:
    """Whether a string can be anywhere inside; a type that contains itself is looked at once."""
    if descriptor.full_name in above:
        return False
    inside = above | {descriptor.full_name}
    return any(
        field.type == FieldDescriptor.TYPE_STRING
        or (field.message_type is not None and _has_text(field.message_type, inside))
        for field in descriptor.fields
    )
