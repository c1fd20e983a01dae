"""An event on the wire: a CloudEvents 1.0 JSON envelope, the same bytes over AMQP, replay and inspection.

    wire = encode(outbox_document)                       # relay
    envelope = decode(body, {"bihuan.training.v1.TraineeGraduated": TraineeGraduated})   # subscription

Attributes: `id` (of the outbox entry), `source` (`/bihuan/<service>`), `type`, `subject` (aggregate id), `time` (when
the fact was recorded), `data` (proto JSON, fields without presence always printed), and the extensions `aggregatetype`,
`aggregateversion`, `regioncode`, `loopid` and `traceparent` where there are such.
"""

import hashlib
import importlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from shared import address, proto_json
from shared.address import EventType

MAX_BYTES = 1 << 20
CONTENT_TYPE = (
    "application/json"  # kombu and stock Nameko decode this with no setting; the structured CloudEvents type not
)
MAX_DEPTH = 16
_MAX_VERSION = 2**53 - 1  # the largest integer that every JSON reader keeps exact
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_TYPE = re.compile(r"bihuan\.([a-z]+)\.(v[0-9]+)\.([A-Z][A-Za-z0-9]*)")
_ID = re.compile(r"[\x21-\x7e]{1,128}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class BadEnvelope(Exception):
    """A message that is no event this reader can take. `reason` is one of a few codes; nothing of the body is in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def opaque(id: str) -> str:
    """An event's id for a log: as it is, if it is one of ours. A stranger's may be anything, also about a person."""
    return id if _UUID.fullmatch(id) else ""


@dataclass(frozen=True, slots=True)
class Wire:
    """A message ready to be published; `headers` double the envelope's attributes as `ce-<attribute>`."""

    id: str
    type: str
    exchange: str
    routing_key: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as a subscriber reads it. `event` is an instance of the class that `type` names."""

    id: str
    type: str
    aggregate_type: str
    aggregate_id: str
    aggregate_version: int
    recorded_at: datetime
    traceparent: str
    event: Message


@cache
def event_class(type_name: str) -> EventType:
    """The proto class of a CloudEvents `type`. Raises `BadEnvelope("unknown-type")`."""
    match = _TYPE.fullmatch(type_name)
    if match is None:
        raise BadEnvelope("unknown-type")
    service, version, name = match.groups()
    try:
        module = importlib.import_module(f"bihuan.{service}.{version}.events_pb2")
    except ModuleNotFoundError:
        raise BadEnvelope("unknown-type") from None
    found = {each.DESCRIPTOR.name: each for each in address.event_types(module.DESCRIPTOR)}.get(name)
    if found is None:
        raise BadEnvelope("unknown-type")
    return found


@cache
def _objects_in(event: Descriptor) -> tuple[str, ...]:
    """The names in proto JSON of the fields that are messages themselves, such as dates; none is repeated."""
    fields = (field for field in event.fields if field.message_type is not None)
    return tuple(name for field in fields for name in (field.json_name, field.name))


def data_of(event: Message) -> dict[str, Any]:
    """The event as proto JSON; its keys do not depend on which values are zero."""
    return proto_json.to_dict(event)


def encode(entry: Mapping[str, Any]) -> Wire:
    """An outbox document (`shared.store.outbox_entry`) as a message. Raises `BadEnvelope`: too-big."""
    event_type = event_class(entry["type"])
    event = event_type.FromString(entry["payload"])
    service = address.publisher(event_type)
    recorded_at: datetime = entry["recorded_at"]  # in UTC, whether it says so or not
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": entry["_id"],
        "source": f"/bihuan/{service}",
        "type": entry["type"],
        "subject": entry["aggregate_id"],
        "time": f"{recorded_at.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z",
        "datacontenttype": "application/json",
        "aggregatetype": address.aggregate_type(event_type),
        "aggregateversion": entry["aggregate_version"],
        "regioncode": event.region_code,  # type: ignore[attr-defined]  # every event has it (tests/contract)
    }
    if loop_id := getattr(event, "loop_id", ""):
        attributes["loopid"] = loop_id
    if entry.get("traceparent"):
        attributes["traceparent"] = entry["traceparent"]
    headers = {f"ce-{name}": str(value) for name, value in attributes.items()}
    attributes["data"] = data_of(event)
    body = _JSON.encode(attributes).encode()
    if len(body) > MAX_BYTES:
        raise BadEnvelope("too-big")
    return Wire(
        id=entry["_id"],
        type=entry["type"],
        exchange=address.exchange_name(service),
        routing_key=address.routing_key(event),
        body=body,
        headers=headers,
    )


def digest(body: bytes) -> str:
    """What may be logged about a body that cannot be read: its SHA-256."""
    return hashlib.sha256(body).hexdigest()


def _depth(value: object) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        if deepest > MAX_DEPTH:
            break
        children: list[object] = []
        for each in level:
            if isinstance(each, dict):
                children.extend(each.values())
            elif isinstance(each, list):
                children.extend(each)
        level = children
    return deepest


def _refuse_constant(_: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


_READER = json.JSONDecoder(parse_constant=_refuse_constant)


def _text(attributes: dict[str, Any], name: str) -> str:
    value = attributes.get(name)
    if not isinstance(value, str) or _ID.fullmatch(value) is None:
        raise BadEnvelope("bad-attributes")
    return value


def _time(text: str) -> datetime:
    """In UTC. Raises `BadEnvelope("bad-attributes")`."""
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day of the calendar may lie outside it in UTC
        pass
    raise BadEnvelope("bad-attributes")


def decode(body: bytes, known: Mapping[str, EventType] = MappingProxyType({})) -> Envelope:
    """Read a message that anybody may have written.

    `known` are the types that the reader takes. Fields it does not know are ignored, so that a publisher may add some.
    Raises `BadEnvelope`, and nothing else: too-big, no-json, too-deep, bad-attributes, unknown-specversion,
    unknown-type, unknown-version, bad-data; unreadable: what nobody has thought of, which must not end its reader.
    """
    try:
        return _decode(body, known)
    except BadEnvelope:
        raise
    except Exception:
        raise BadEnvelope("unreadable") from None


def _decode(body: bytes, known: Mapping[str, EventType]) -> Envelope:
    if len(body) > MAX_BYTES:
        raise BadEnvelope("too-big")
    try:
        # As json.loads, which makes a decoder anew each time.
        attributes = _READER.decode(body.decode(json.detect_encoding(body), "surrogatepass"))
    except (ValueError, RecursionError):
        raise BadEnvelope("no-json") from None
    # Where so few levels begin, none can be too deep.
    if body.count(b"{") + body.count(b"[") >= MAX_DEPTH and _depth(attributes) > MAX_DEPTH:
        raise BadEnvelope("too-deep")
    if not isinstance(attributes, dict):
        raise BadEnvelope("bad-attributes")
    if attributes.get("specversion") != "1.0":
        raise BadEnvelope("unknown-specversion")
    type_name = _text(attributes, "type")
    event_type = known.get(type_name)
    if event_type is None:
        raise BadEnvelope(_why_unknown(type_name, known))
    event_id, subject = _text(attributes, "id"), _text(attributes, "subject")
    version = attributes.get("aggregateversion")
    if type(version) is not int or not 1 <= version <= _MAX_VERSION:
        raise BadEnvelope("bad-attributes")
    kind = address.aggregate_type(event_type)
    source = f"/bihuan/{address.publisher(event_type)}"
    if attributes.get("aggregatetype") != kind or attributes.get("source") != source:
        raise BadEnvelope("bad-attributes")
    recorded_at = _time(_text(attributes, "time"))
    data = attributes.get("data")
    if not isinstance(data, dict):
        raise BadEnvelope("bad-data")
    event = proto_json.from_dict(event_type, data)
    if event is None:
        event = _parse_dict(event_type, data)
    if address.aggregate_id(event) != subject:
        raise BadEnvelope("bad-data")
    traceparent = attributes.get("traceparent")
    if not isinstance(traceparent, str) or _TRACEPARENT.fullmatch(traceparent) is None:
        traceparent = ""
    return Envelope(event_id, type_name, kind, subject, version, recorded_at, traceparent, event)


def _parse_dict(event_type: EventType, data: dict[str, Any]) -> Message:
    """Whatever proto JSON allows. Raises `BadEnvelope("bad-data")`."""
    if not all(isinstance(data.get(name), dict | None) for name in _objects_in(event_type.DESCRIPTOR)):
        raise BadEnvelope("bad-data")  # `ParseDict` takes the letters of a text for field names, and ignores them
    event = event_type()
    try:
        json_format.ParseDict(data, event, ignore_unknown_fields=True, max_recursion_depth=MAX_DEPTH)
    except (json_format.ParseError, ValueError, TypeError, RecursionError):
        raise BadEnvelope("bad-data") from None
    return event


def _why_unknown(type_name: str, known: Mapping[str, EventType]) -> str:
    """Whether only the version of the type is unknown: that reader has to be brought up to date."""
    match = _TYPE.fullmatch(type_name)
    if match is None:
        return "unknown-type"
    service, _, name = match.groups()
    same = any((m := _TYPE.fullmatch(each)) and (m[1], m[3]) == (service, name) for each in known)
    return "unknown-version" if same else "unknown-type"
