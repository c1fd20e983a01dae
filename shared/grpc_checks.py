"""What every request must pass before its method runs: readable bytes, the contract's rules, clean text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import buf.validate.validate_pb2 as validate_pb2
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError, Message
from protovalidate import FieldPathPb, Validator, Violation

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
        FieldFault(_path(violation.proto.field), violation.proto.rule_id, _advice(request, violation))
        for violation in _validator.collect_violations(request)
    ]
    found.extend(
        FieldFault(path, "string.clean", "contains a control or direction character; remove it")
        for path in unclean_texts(request)
    )
    return found


# What to do about a text that breaks a pattern of the contracts, for people who do not read patterns.
# tests/unit/test_field_advice.py holds that every pattern in the contracts has its words here.
_PATTERN_ADVICE = {
    "^[0-9]{6}([0-9]{3})?$": "must be a region code: 6 digits, or 9 for a sub-district",
    "^([0-9]{6}([0-9]{3})?)?$": "must be empty or a region code: 6 digits, or 9 for a sub-district",
    "^[0-9A-HJ-NPQRTUWXY]{18}$": "must be a unified social credit code: 18 digits and capitals, no I, O, S, V, Z",
    "^([0-9A-HJ-NPQRTUWXY]{18})?$": "must be empty or a unified social credit code: 18 digits and capital letters",
    "^[0-9]{17}[0-9Xx]$": "must be a resident ID: 17 digits and a check digit (a digit or X)",
    "^[0-9]{17}[0-9Xx][0-9]{2}(B[1-9][0-9]?)?$": (
        "must be a certificate number: the resident ID, a category digit, a level digit, and B1, B2, … when reissued"
    ),
    "^[1-8][0-9]{4}([0-9]{2})?$": "must be an occupation of GB/T 6565-2015: 7 digits, or the 5 of a group",
    "^([1-8][0-9]{0,6})?$": "must be empty or the leading digits of an occupation of GB/T 6565-2015, at most 7",
    "^[0-9]+$": "must be digits only",
    "^[0-9]*$": "must be digits only, or empty",
    "^[A-Z][A-Z0-9_]*$": "must be a code: capitals, digits and _, a capital first",
    "^[A-Z0-9_]*$": "must be capitals, digits and _ only, or empty",
    "^(\\+?[0-9][0-9 -]{2,18})?$": "must be empty or a phone number: digits, spaces, hyphens, perhaps a leading +",
    "^[A-Za-z0-9._:-]+$": "must be letters, digits and . _ : - only",
    "^(\\S(.*\\S)?)?$": "may be empty, but must neither begin nor end with a space",
    "^\\S(.*\\S)?$": "must neither be empty nor begin or end with a space",
    "\\S": "must hold more than spaces",
    "^[0-9A-Za-z-]+$": "must be letters, digits and - only",
    "^([01][.][0-9]{1,6})?$": "must be empty or a share as decimal text with up to 6 decimals, e.g. 0.016",
    "^[a-z][a-z0-9_]*$": "must be a programme's id: small letters, digits and _, a letter first",
    "^[一-龥A-Za-z0-9]{4,30}$": "must be 4–30 Chinese characters, letters and digits",
    "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$": "must be empty or a UUID in small letters",
    "^[0-9a-f]{64}$": "must be a SHA-256: 64 hexadecimal digits, small letters",
    "^(0([.][0-9]{1,6})?|1)?$": "must be empty or a share from 0 to 1 with at most 6 decimals, such as 0.016",
    "^(0([.][0-9]{1,6})?|1)$": "must be a share from 0 to 1 with at most 6 decimals, such as 0.01",
    "^(0([.][0-9]{1,2})?|1)$": "must be a share from 0 to 1 with at most 2 decimals, such as 0.9",
    "^[0-9]{1,12}([.][0-9]{1,2})?$": "must be a number with at most 12 digits before and 2 after the point",
}


def _advice(request: Message, violation: Violation) -> str:
    """What to do about it, in words; never with a value of the request."""
    fault = violation.proto
    advice: str = fault.message or "breaks the rule of its contract"
    if fault.rule_id == "string.pattern":
        advice = _PATTERN_ADVICE.get(str(violation.rule_value), advice)
    elif fault.rule_id.startswith("enum."):
        names = _enum_names(request.DESCRIPTOR, fault.field)
        advice = f"must be one of {', '.join(names)}" if names else advice
    return f"is missing; {advice}" if violation.field_value == "" and "empty" not in advice else advice


def _enum_names(descriptor: Any, path: FieldPathPb | None) -> list[str]:
    """The values that the enum field at `path` may have; unspecified is never one of them where a rule is broken."""
    field: FieldDescriptor | None = None
    kind: Any = descriptor
    for element in path.elements if path is not None else ():
        field = kind.fields_by_name.get(element.field_name or "") if kind is not None else None
        kind = field.message_type if field is not None else None
    if field is None or field.enum_type is None:
        return []
    return [value.name for value in field.enum_type.values if value.number]


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
        if field.message_type is not None and not _left_out(field) and _has_text(field.message_type, frozenset())
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


def _left_out(field: FieldDescriptor) -> bool:
    """A list whose items are checked one by one by the method itself, so that one's fault costs the others nothing."""
    rules: validate_pb2.FieldRules = field.GetOptions().Extensions[_FIELD_RULES]
    return rules.repeated.items.ignore == validate_pb2.IGNORE_ALWAYS


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
