"""Hostile requests of any type, made from the descriptors: bytes that are none, wrong types, and sound requests with a
field that somebody has put something else into."""

import base64
import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import bson
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from shared.grpc_checks import faults
from tests.requests import sample

# What no error and no log line may show: a name, numbers, an address.
PLANTED = ("植入者甲乙丙", "37010519880502123X", "37010519880502123X42", "13987654321", "植入街道九十九号")
LARGE = (1 << 16, (1 << 20) - 400, (1 << 20) + 400)

_WORDS = (
    "",
    " ",
    "x",
    "‮370105‬",  # turns the writing direction
    "a\u0000b",
    "\x1b[31m",
    "line\nline\r\n\u2028",
    "３７０１０５",  # digits of full width
    "370105",
    "370105003",
    "999999",
    "000000000",
    "0" * 18,
    "9" * 30,
    "-1",
    "1e999",
    "NaN",
    "1.005",
    "99999999999999999999.99",
    "٣٧٠١٠٥",
    "%s%n{0}",
    "$where",
    "../../etc/passwd",
    "'; drop table persons; --",
    "{}",
    "é" * 50,
    "e\u0301" * 50,
    "👩‍🦽",
    "\ufeffx",
    "words",
    str(uuid.UUID(int=0)),
    "FFFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF",
    *PLANTED,
)
_TOKENS = (
    b"",
    b"\x00" * 12,
    b"[]",
    b'{"v": 1}',
    bson.encode({"q": b"x", "v": 1, "i": 1}),
    bson.encode({"q": b"", "v": {"$gt": ""}, "i": {"$gt": ""}}),
    b"\xff" * 40,
)
_DATES = (
    (0, 0, 0),
    (1, 1, 1),
    (9999, 12, 31),
    (10000, 1, 1),
    (-1, -1, -1),
    (2**31 - 1, 2**31 - 1, 2**31 - 1),
    (-(2**31), 1, 1),
    (2021, 2, 29),
    (2020, 2, 29),
    (2020, 13, 1),
    (2020, 7, 0),
    (2020, 0, 0),
    (1900, 1, 1),
    (2020, 7, 1),
)
_INTS = (0, 1, -1, 2, 7, 8, 9, 100, 501, 10**4, 10**8 + 1, 2**31 - 1, -(2**31), 2**63 - 1, -(2**63), 2**32 - 1)
_FLOATS = (0.0, -0.0, 1e308, -1e308, float("inf"), float("-inf"), float("nan"), 5e-324)


class Hostile:
    """Makes them, the same again from the same seed."""

    def __init__(self, seed: int, known: Mapping[str, Any]) -> None:
        """`known` gives values by fields' names, as of rows that there are."""
        self._random = random.Random(seed)
        self._known = known

    def request(self, kind: Descriptor) -> bytes:
        """The bytes of one request, for a method that takes this type."""
        makers: list[tuple[int, Callable[[Descriptor], bytes]]] = [
            (1, self._garbage),
            (1, self._cut),
            (2, self._flipped),
            (2, self._wrong_type),
            (1, self._nested),
            (6, self._changed),
            (7, self._plausible),
            (3, self._anything),
        ]
        weights = [weight for weight, _ in makers]
        return self._random.choices([maker for _, maker in makers], weights)[0](kind)

    def large(self, kind: Descriptor) -> bytes:
        """As `request`, of about a MiB: in a field, or in one that nobody knows."""
        size = self._random.choice(LARGE)
        text = self._random.choice(("植", "x", "\u0000", PLANTED[0]))
        content = (text * (size // len(text.encode()) + 1)).encode()[:size]
        names = [field.number for field in kind.fields if field.type in (9, 11, 12)]
        return _field(self._random.choice([*names, 15_000]), 2, content)

    def _sound(self, kind: Descriptor) -> Any:
        known = dict(self._known)
        if "request_id" in kind.fields_by_name:
            known["request_id"] = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        return sample(kind, known)

    def _garbage(self, _: Descriptor) -> bytes:
        return self._random.randbytes(self._random.choice((0, 1, 2, 7, 40, 300, 5_000)))

    def _cut(self, kind: Descriptor) -> bytes:
        whole: bytes = self._sound(kind).SerializeToString()
        return whole[: self._random.randint(0, max(len(whole) - 1, 0))]

    def _flipped(self, kind: Descriptor) -> bytes:
        content = bytearray(self._sound(kind).SerializeToString() or b"\x00")
        for _ in range(self._random.choice((1, 1, 2, 8))):
            content[self._random.randrange(len(content))] = self._random.randrange(256)
        return bytes(content)

    def _wrong_type(self, kind: Descriptor) -> bytes:
        """A field with another wire type than its own, or one that nobody knows, after a sound request."""
        number = self._random.choice([*(field.number for field in kind.fields), 1, 99, 2**29 - 1])
        wire = self._random.choice((0, 1, 2, 3, 4, 5, 6, 7))
        content = {0: b"\xff" * 9 + b"\x01", 1: b"\xff" * 8, 2: b"\x03abc", 5: b"\xff" * 4}.get(wire, b"")
        return bytes(self._sound(kind).SerializeToString()) + _varint(number << 3 | wire) + content

    def _nested(self, kind: Descriptor) -> bytes:
        depth = self._random.choice((50, 99, 101, 1_000, 20_000))
        inner = [field.number for field in kind.fields if field.message_type is not None] or [1]
        number = self._random.choice(inner)
        if self._random.random() < 0.5:
            return _varint(number << 3 | 3) * depth  # groups, not closed
        content = b""
        for _ in range(min(depth, 1_000)):
            content = _field(number, 2, content)
        return content

    def _changed(self, kind: Descriptor) -> bytes:
        """A sound request with one field, wherever it stands, changed; sometimes two."""
        message = self._sound(kind)
        for _ in range(self._random.choice((1, 1, 1, 2))):
            self._change(*self._random.choice(_places(message) or [(message, None)]))
        return bytes(message.SerializeToString())

    def _plausible(self, kind: Descriptor) -> bytes:
        """A request that breaks no rule of its contract, and is not the sound one: the method itself gets it."""
        message = self._sound(kind)
        for _ in range(12):
            changed: Any = type(message)()
            changed.CopyFrom(message)
            self._change(*self._random.choice(_places(changed) or [(changed, None)]))
            if not faults(changed):
                message = changed
        return bytes(message.SerializeToString())

    def _change(self, message: Any, field: FieldDescriptor | None) -> None:
        if field is None:  # it has none
            return
        if self._random.random() < 0.1 or (
            field.message_type is not None and field.message_type.GetOptions().map_entry
        ):
            message.ClearField(field.name)
        elif field.is_repeated:
            values = [self._value(field) for _ in range(self._random.choice((0, 1, 2, 2, 30, 2_000)))]
            del getattr(message, field.name)[:]
            getattr(message, field.name).extend(values)
        else:
            self._set(message, field, self._value(field))

    @staticmethod
    def _set(message: Any, field: FieldDescriptor, value: Any) -> None:
        if field.message_type is not None:
            getattr(message, field.name).CopyFrom(value)
        else:
            setattr(message, field.name, value)

    def _anything(self, kind: Descriptor) -> bytes:
        return bytes(self._random_message(kind, 0).SerializeToString())

    def _random_message(self, kind: Descriptor, depth: int) -> Message:
        message: Any = message_factory.GetMessageClass(kind)()
        for field in kind.fields:
            if self._random.random() < 0.3 or depth > 4:
                continue
            self._change(message, field)
        return message

    def _value(self, field: FieldDescriptor, depth: int = 1) -> Any:
        chosen = self._random
        if field.message_type is not None:
            if field.message_type.full_name == "google.type.Date":
                year, month, day = chosen.choice(_DATES)
                found: Any = message_factory.GetMessageClass(field.message_type)()
                found.year, found.month, found.day = year, month, day
                return found
            return self._random_message(field.message_type, depth + 3)
        match field.type:
            case FieldDescriptor.TYPE_STRING:
                return self._text(field)
            case FieldDescriptor.TYPE_BYTES:
                return chosen.choice((b"", *_TOKENS, b"PK\x03\x04", b"%PDF-1.4", PLANTED[0].encode()))
            case FieldDescriptor.TYPE_BOOL:
                return chosen.random() < 0.5
            case FieldDescriptor.TYPE_ENUM:
                return chosen.choice((0, 1, 2, 3, 99, -1, 2**31 - 1, -(2**31)))
            case FieldDescriptor.TYPE_FLOAT | FieldDescriptor.TYPE_DOUBLE:
                return chosen.choice(_FLOATS)
        low, high = _RANGES[field.type]
        return chosen.choice([number for number in _INTS if low <= number <= high])

    def _text(self, field: FieldDescriptor) -> str:
        chosen = self._random
        if field.name.endswith("token"):
            return base64.urlsafe_b64encode(chosen.choice(_TOKENS)).decode().rstrip("=")
        kind = chosen.random()
        if kind < 0.15:
            return str(uuid.UUID(int=chosen.getrandbits(128), version=4))
        if kind < 0.3:
            others = [value for value in self._known.values() if isinstance(value, str)]
            return chosen.choice(others) if others else ""
        if kind < 0.4:
            return chosen.choice(_WORDS) * chosen.choice((2, 21, 300))
        return chosen.choice(_WORDS)


_SIGNED_64 = (-(2**63), 2**63 - 1)
_RANGES = {
    **dict.fromkeys((FieldDescriptor.TYPE_INT32, FieldDescriptor.TYPE_SINT32), (-(2**31), 2**31 - 1)),
    FieldDescriptor.TYPE_SFIXED32: (-(2**31), 2**31 - 1),
    **dict.fromkeys((FieldDescriptor.TYPE_UINT32, FieldDescriptor.TYPE_FIXED32), (0, 2**32 - 1)),
    **dict.fromkeys((FieldDescriptor.TYPE_INT64, FieldDescriptor.TYPE_SINT64), _SIGNED_64),
    FieldDescriptor.TYPE_SFIXED64: _SIGNED_64,
    **dict.fromkeys((FieldDescriptor.TYPE_UINT64, FieldDescriptor.TYPE_FIXED64), (0, 2**64 - 1)),
}


def _places(message: Any) -> list[tuple[Any, FieldDescriptor | None]]:
    """Every field of a message and of what is set in it."""
    found: list[tuple[Any, FieldDescriptor | None]] = [(message, field) for field in message.DESCRIPTOR.fields]
    for field, value in message.ListFields():
        if field.message_type is None or field.message_type.GetOptions().map_entry:
            continue
        for inner in value if field.is_repeated else [value]:
            found += _places(inner)
    return found


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes((*found, number))


def _field(number: int, wire: int, content: bytes) -> bytes:
    return _varint(number << 3 | wire) + _varint(len(content)) + content
