"""What a broken or hostile publisher may put on an exchange. Each kind has eight variants, made from a seeded random.

Every body that must not be repeated in a log holds `CANARY`.
"""

import base64
import gzip
import json
import struct
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple

import amqp
from bihuan.training.v1.events_pb2 import EnrolmentConfirmed, EnrolmentRefused

from shared.clock import utc_now
from shared.delivery import ATTEMPTS, FIRST_SEEN, PARKED_AT, REASON, WAITS
from shared.envelope import MAX_BYTES, MAX_DEPTH, encode
from shared.store import outbox_entry

Event = EnrolmentConfirmed | EnrolmentRefused
Properties = dict[str, Any]

FRAME_BYTES = 131_072  # RabbitMQ's longest frame, and with it the longest properties
CANARY = "canary-Wang-Xiaoming"  # as if it were a name: no mask would find it
REGION = "370105003"


class Bad(NamedTuple):
    """A message that must be parked at once, with this reason, and take no effect."""

    reason: str
    body: bytes


def attributes(event: Event | None = None, **changed: Any) -> dict[str, Any]:
    """A well-formed envelope of version 1 of an aggregate that nobody knows, but for what is `changed`."""
    event = event or EnrolmentConfirmed()
    event.enrolment_id, event.region_code, event.person_id = str(uuid.uuid4()), REGION, CANARY
    found: dict[str, Any] = json.loads(encode(outbox_entry(event, aggregate_version=1, recorded_at=utc_now())).body)
    return {**found, **changed}


def body(value: Any) -> bytes:
    """As JSON."""
    return json.dumps(value).encode()


def _with(reason: str, event: Event | None = None, **changed: Any) -> Bad:
    return Bad(reason, body(attributes(event, **changed)))


def _data(event: Event, **changed: Any) -> Bad:
    whole = attributes(event)
    return Bad("bad-data", body({**whole, "data": {**whole["data"], **changed}}))


def _without(reason: str, name: str) -> Bad:
    whole = attributes()
    del whole[name]
    return Bad(reason, body(whole))


def no_json(random: Random) -> list[Bad]:
    """What is no JSON text at all, or no JSON that every reader takes."""
    good = body(attributes())
    texts = (
        b"",
        b"\xff\xfe" + CANARY.encode(),
        random.randbytes(random.randrange(1, 4096)) + CANARY.encode(),
        good[: random.randrange(1, len(good))],
        gzip.compress(good),
        base64.b64encode(good),
        good.replace(b'"aggregateversion": 1', b'"aggregateversion": NaN'),
        b'{"' + CANARY.encode() + b'":' + b"[" * 100_000,
    )
    return [Bad("no-json", each) for each in texts]


def wrong_type(random: Random) -> list[Bad]:
    """A type that nobody publishes, one that belongs to another queue, and the right type with wrong types of data."""
    odd: list[dict[str, Any]] = [{"aggregateversion": each} for each in ("1", 1.0, True, 0, -1, 2**53, None)]
    # The calendar ends before these do in UTC.
    odd += [{"time": each} for each in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "now")]
    return [
        _with("unknown-type", type=f"bihuan.training.v1.NoSuch{random.randrange(10**6)}"),
        _with("unknown-type", type="bihuan.training.v1.ClassOpened"),
        _data(EnrolmentConfirmed(), personId=random.randrange(10**9)),
        _data(EnrolmentConfirmed(), confirmedOn=f"2026-01-01 {CANARY}"),  # a date is an object in proto JSON
        _data(EnrolmentRefused(), willing=CANARY),
        _data(EnrolmentRefused(), reasons={CANARY: 1}),
        _with("bad-attributes", **random.choice(odd)),
        Bad("bad-attributes", body([attributes(), CANARY])),
    ]


def unknown_version(random: Random) -> list[Bad]:
    """Of our types one that this reader does not know yet, and of CloudEvents another version than 1.0."""
    name = "EnrolmentConfirmed"
    return [
        _with("unknown-version", type=f"bihuan.training.v2.{name}"),
        _with("unknown-version", type=f"bihuan.training.v{random.randrange(3, 10**9)}.{name}"),
        _with("unknown-version", type=f"bihuan.training.v0.{name}"),
        _with("unknown-type", type=f"bihuan.training.{name}"),
        _with("unknown-specversion", specversion="0.3"),
        _with("unknown-specversion", specversion="2.0"),
        _with("unknown-specversion", specversion=1.0),
        _without("unknown-specversion", "specversion"),
    ]


def large(random: Random) -> list[Bad]:
    """Just over the size that is read, and further; some of it would be a good event if it were smaller."""
    filled = attributes(padding="")
    rest = MAX_BYTES - len(body(filled))
    return [
        *(Bad("too-big", padded(filled, MAX_BYTES + extra)) for extra in (1, 2, random.randrange(3, 10_000))),
        Bad("too-big", random.randbytes(2 * MAX_BYTES)),
        Bad("too-big", b"[" * (MAX_BYTES + 1)),
        Bad("no-json", b"\xff" * MAX_BYTES),
        Bad("too-deep", body({"data": nested(MAX_DEPTH), "padding": CANARY * (rest // 100)})),
        _with("bad-attributes", id="x" * (MAX_BYTES // 2)),
    ]


def padded(whole: dict[str, Any], size: int) -> bytes:
    """The envelope with so long an attribute that nobody knows that it has `size` bytes."""
    empty = body({**whole, "padding": ""})
    return body({**whole, "padding": "x" * (size - len(empty))})


def nested(depth: int) -> list[Any]:
    """A list in a list and so on."""
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


class Raw(amqp.Message):  # type: ignore[misc]  # py-amqp has no types
    """A message with the bytes of its properties as given: what no well-behaved client can write."""

    def __init__(self, body: bytes, properties: bytes) -> None:
        super().__init__(body)
        self._raw = properties

    def _serialize_properties(self) -> bytes:
        """py-amqp's hook."""
        return self._raw


def _short(text: bytes) -> bytes:
    return bytes([len(text)]) + text


def _long(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _header(name: bytes, value: bytes) -> bytes:
    """Properties with one header; `value` with the letter of its type."""
    return struct.pack(">H", 1 << 13) + _long(_short(name) + value)


def hostile_bytes(random: Random) -> list[bytes]:
    """Properties that RabbitMQ passes on and py-amqp cannot read, or not write again in one frame with ours beside."""
    deep = b""
    for _ in range(random.randrange(1_100, 3_000)):  # RabbitMQ itself needs seconds for each that is 20,000 deep
        deep = b"A" + _long(deep)
    return [
        struct.pack(">H", 1 << 7) + _short(b"\xff\xfe"),  # message_id
        struct.pack(">H", 1 << 15) + _short(b"\x80/json"),  # content_type
        struct.pack(">H", 1 << 5) + _short(CANARY.encode() + b"\xff"),  # type
        _header(b"\xff", b"S" + _long(b"\xff")),
        _header(b"time", b"T" + struct.pack(">Q", random.randrange(2**48, 2**63))),
        _header(b"nested", deep),
        _header(b"decimal", b"D" + struct.pack(">Bi", 255, -1)),
        _header(b"long", b"S" + _long(b"x" * (FRAME_BYTES - random.randrange(60, 100)))),
    ]


HOSTILE_KEY = b"enrolment_confirmed.v1.\xff\xfe"  # a routing key may be any bytes, and the bindings end with #


def hostile_properties(random: Random) -> list[Properties]:
    """Properties and headers that have killed consumers, or claim what only this house or the broker may write.

    None may change what becomes of the message: a good one takes effect once, a bad one is parked once.
    """
    year_3000 = datetime(3000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # py-amqp writes times without a zone
    headers: list[dict[str, Any]] = [
        {"nameko.call_id_stack": 5, "nameko.language": {"a": [1]}, "nameko.user_id": None},
        {ATTEMPTS: random.randrange(2**40, 2**62), WAITS: -1, FIRST_SEEN: 2**62, REASON: 7, PARKED_AT: "never"},
        {ATTEMPTS: "nine", WAITS: True, FIRST_SEEN: b"\xff", REASON: CANARY, PARKED_AT: [1]},
        {"x-death": [{"count": 2**40, "queue": "recruitment.follow_enrolments", "reason": "rejected"}]},
        {"x-death": 5, "x-delivery-count": 60, "x-first-death-queue": {"a": 1}, "x-stream-offset": "first"},
        {"table": {"in": {"a": {"table": nested(8)}}}, "long": "x" * 100_000, "time": year_3000},
        {"CC": ["recruitment.follow_enrolments"], "BCC": ["enrolment_confirmed.v1.37"]},
        {"\udcff": "\udcff", "": b"\xff\xfe", "traceparent": "no trace", "ce-id": CANARY},
    ]
    odd: list[Properties] = [
        {"content_type": "application/x-python-serialize"},
        {"content_type": "application/data", "content_encoding": "no-such-encoding"},
        {"message_id": "\udcff\udcfe", "type": CANARY},
        {"correlation_id": "x" * 255, "reply_to": "recruitment.follow_enrolments"},
        {"priority": 255, "app_id": CANARY},
        {"delivery_mode": 1},
        {"content_encoding": "binary", "type": "bihuan.training.v2.EnrolmentConfirmed"},
        {"timestamp": 2**64 - 1, "cluster_id": "other"},
    ]
    random.shuffle(odd)
    return [{**properties, "application_headers": each} for each, properties in zip(headers, odd, strict=True)]


KINDS: dict[str, Callable[[Random], list[Bad]]] = {
    "no JSON": no_json,
    "wrong type": wrong_type,
    "1 MB": large,
    "unknown version": unknown_version,
}
